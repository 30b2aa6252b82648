//! Yearly layers, named one by one or found in a folder. Each is opened, taken in and let go, so that ten
//! years of a country need the memory of two.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Args, Parcels, fill, refuse_own_input};
use crate::analysis::columns::year_of_name;
use crate::analysis::overlay::{Overlaid, OverlayError, Past, YearInput, YearLayers};
use crate::analysis::years::{YearFile, YearProblem, check};
use crate::cli::Failure;
use crate::cli::output::Timings;
use crate::domain::{Catalogue, Year};
use crate::explain;
use crate::geometry::PolygonBuilder;
use crate::io::{self, Known, OpenError, Opening, OutputFormat, Recall, Region};
use crate::job::Progress;
use crate::layer::{Layer, Table, Warning, WarningKind, measure};
use crate::text::Lang;

/// A file that is to be read.
pub(super) struct InputFile {
    path: PathBuf,
    /// The year that was given with it. Without one the file was found in a folder: it may be something else.
    year: Option<Year>,
}

/// Files that were named with their years, the reference year first and then the newest: what is kept of the reference
/// layer is then made once, and the others need be read no further than it reaches.
pub(super) fn files_of(named: &[(Year, PathBuf)], reference: Option<Year>) -> Vec<InputFile> {
    let mut named = named.to_vec();
    named.sort_by(|a, b| (Some(b.0) == reference, b).cmp(&(Some(a.0) == reference, a)));
    let files = named.into_iter().map(|(year, path)| InputFile {
        path,
        year: Some(year),
    });
    files.collect()
}

/// Every file in a folder that may hold layers: that of the reference year first as far as names tell, then by name,
/// the last first.
pub(super) fn files_in(
    folder: &Path,
    reference: Option<Year>,
    lang: Lang,
) -> Result<Vec<InputFile>, Failure> {
    let failed = |detail: String| {
        let folder = folder.display().to_string();
        let values = [("folder", folder), ("detail", detail)];
        Failure(fill(lang, "classify.no_folder", &values))
    };
    let entries = fs::read_dir(folder).map_err(|error| failed(error.to_string()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| failed(error.to_string()))?.path();
        if crate::io::is_worth_a_try(&path) {
            paths.push(path);
        }
    }
    let is_reference = |path: &PathBuf| reference.is_some() && year_of_name(path) == reference;
    paths.sort_by(|a, b| (is_reference(b), b).cmp(&(is_reference(a), a)));
    let files = paths.into_iter().map(|path| InputFile { path, year: None });
    Ok(files.collect())
}

/// Lays the years over each other.
pub(super) fn read(
    files: &[InputFile],
    args: &Args,
    catalogue: &Catalogue,
    lang: Lang,
    timings: &mut Timings,
) -> Result<Parcels, Failure> {
    for file in files {
        refuse_own_input(args, &file.path, lang)?;
    }
    let progress = Progress::default();
    let mut reader = Reader::new(files, args.reference, catalogue, lang);
    let mut past = reader.past(&progress);
    if let Err(Stop::ReadTooLittle) = past {
        reader = Reader::new(files, args.reference, catalogue, lang);
        reader.reads_all = true;
        past = reader.past(&progress);
    }
    timings.end("years");
    let (overlaid, crs) = {
        let past = past.map_err(|stop| reader.failure(stop))?;
        let overlaid = past.overlay_without(&args.slivers(), &progress);
        let overlaid = overlaid.map_err(|error| reader.failure(Stop::Overlay(error)))?;
        (overlaid, past.crs().cloned())
    };
    timings.end("overlay");
    let outlines = args
        .out
        .as_ref()
        .is_some_and(|out| out.format != OutputFormat::Csv);
    let warnings = reader.all_warnings(&overlaid, &explain::crs_label(crs.as_ref(), lang));
    let Some(mut parcels) = reader.parcels.take() else {
        return Err(reader.failure(Stop::Overlay(OverlayError::NoReference(Year::FIRST))));
    };
    if outlines {
        parcels.reopen(&progress, lang)?;
        timings.end("outlines");
    }
    Ok(Parcels {
        layer: parcels.layer,
        years: overlaid.parcels,
        area_m2: parcels.area_m2,
        warnings,
    })
}

/// Why the years could not be read.
enum Stop {
    Failure(Failure),
    Overlay(OverlayError),
    /// What was taken for the reference year is not: the others were read where it lies, and not where it should be.
    ReadTooLittle,
}

impl From<OverlayError> for Stop {
    fn from(error: OverlayError) -> Self {
        Self::Overlay(error)
    }
}

/// What is kept of the reference layer while the others are read: not its outlines.
struct ReferenceLayer {
    year: Year,
    layer: Layer,
    area_m2: Vec<f64>,
    /// Where it lies; `None` where nobody knows.
    region: Option<Region>,
}

impl ReferenceLayer {
    fn of(year: Year, layer: &Layer, progress: &Progress) -> Result<Self, OverlayError> {
        let mut nothing = PolygonBuilder::default();
        (0..layer.len()).for_each(|_| nothing.end_feature());
        Ok(Self {
            year,
            area_m2: measure::areas_m2(layer, progress)?,
            region: Region::around(layer),
            layer: Layer {
                name: layer.name.clone(),
                source: layer.source.clone(),
                crs: layer.crs.clone(),
                polygons: nothing.finish(),
                table: Table::empty(layer.len()),
                warnings: Vec::new(),
            },
        })
    }

    /// Reads the outlines again, for a result that has them.
    fn reopen(&mut self, progress: &Progress, lang: Lang) -> Result<(), Failure> {
        let layers = io::open(&self.layer.source.path, progress);
        let layers = layers.map_err(|error| Failure(explain::open_error(&error, lang).line()))?;
        let same = |layer: &Layer| layer.name == self.layer.name && layer.len() == self.layer.len();
        if let Some(layer) = layers.into_iter().find(same) {
            self.layer.polygons = layer.polygons;
        }
        Ok(())
    }
}

/// Opens the files one by one and remembers what was odd.
struct Reader<'a> {
    files: &'a [InputFile],
    reference: Option<Year>,
    catalogue: &'a Catalogue,
    lang: Lang,
    /// Every layer that was taken in, with the year it was given.
    seen: Vec<YearFile>,
    /// The layer of the reference year, or of the newest so far.
    parcels: Option<ReferenceLayer>,
    warnings: Vec<String>,
    recall: Recall,
    /// Every file is read wholly, wherever it lies.
    reads_all: bool,
    /// A file was not.
    read_a_part: bool,
}

impl<'a> Reader<'a> {
    fn new(
        files: &'a [InputFile],
        reference: Option<Year>,
        catalogue: &'a Catalogue,
        lang: Lang,
    ) -> Self {
        Self {
            files,
            reference,
            catalogue,
            lang,
            seen: Vec::new(),
            parcels: None,
            warnings: Vec::new(),
            recall: Recall::default(),
            reads_all: false,
            read_a_part: false,
        }
    }

    fn past(&mut self, progress: &Progress) -> Result<Past, Stop> {
        let (files, reference, catalogue) = (self.files.len(), self.reference, self.catalogue);
        let open = |file, years: &YearLayers, progress: &Progress| self.open(file, years, progress);
        Past::of_years(files, open, reference, catalogue, progress)
    }

    fn open(
        &mut self,
        file: usize,
        years: &YearLayers,
        progress: &Progress,
    ) -> Result<Vec<YearInput<Layer>>, Stop> {
        let InputFile { path, year } = &self.files[file];
        let year = *year;
        let parcels = self.parcels.as_ref().filter(|_| !self.reads_all);
        let which = |fingerprints: &[u128]| years.holds(fingerprints);
        let known = parcels.and_then(|_| years.crs());
        let how = Opening {
            region: parcels.and_then(|parcels| parcels.region.as_ref()),
            known: known.map(|crs| Known { crs, which: &which }),
            recall: Some(&self.recall),
            ..Opening::default()
        };
        let layers = match io::open_with(how, path, progress) {
            Ok(layers) => layers,
            Err(error @ OpenError::NotPolygons { .. }) if year.is_none() => {
                self.warnings
                    .push(explain::open_error(&error, self.lang).what);
                return Ok(Vec::new());
            }
            Err(error) => {
                let explained = explain::open_error(&error, self.lang);
                return Err(Stop::Failure(Failure(explained.line())));
            }
        };
        let mut inputs = Vec::new();
        for layer in layers {
            let mut of = YearFile::of(&layer, self.catalogue);
            of.chosen = year;
            if of.crops.is_none() && (year.is_none() || !inputs.is_empty()) {
                self.left_out(&layer);
                continue;
            }
            inputs.push(self.take(of, layer, progress)?);
            if year.is_some() {
                break;
            }
        }
        Ok(inputs)
    }

    /// Refuses what cannot be calculated with, and keeps what the result needs of the reference layer.
    fn take(
        &mut self,
        of: YearFile,
        layer: Layer,
        progress: &Progress,
    ) -> Result<YearInput<Layer>, Stop> {
        let (year, crops) = (of.year(), of.crops.clone());
        self.seen.push(of);
        let problem = check(&self.seen).into_iter().find(YearProblem::is_error);
        if let Some(problem) = problem {
            let text = explain::year_problem(&problem, &self.seen, self.lang);
            return Err(Stop::Failure(Failure(text)));
        }
        let year = year.unwrap_or(Year::FIRST);
        let file = layer.source.path.display().to_string();
        if let Some(crops) = crops.as_ref().filter(|_| layer.table.may_fail()) {
            // They are about to be read anyway, and what of them cannot be is said.
            layer.table.column(crops.column);
        }
        for warning in layer.said().iter() {
            let text = explain::warning(warning, self.lang);
            let values = [("file", file.clone()), ("text", text)];
            self.warnings
                .push(fill(self.lang, "classify.in_file", &values));
        }
        let kept = self.parcels.as_ref().map(|parcels| parcels.year);
        let wanted = match self.reference {
            Some(reference) => year == reference,
            None => kept.is_none_or(|kept| year > kept),
        };
        let is_part = |warning: &Warning| warning.kind == WarningKind::OutsideRegion;
        self.read_a_part |= layer.warnings.iter().any(is_part) || layer.polygons.lacks_outlines();
        if wanted && self.read_a_part {
            return Err(Stop::ReadTooLittle);
        }
        if wanted {
            self.parcels = Some(ReferenceLayer::of(year, &layer, progress)?);
        }
        Ok(YearInput { year, layer, crops })
    }

    fn left_out(&mut self, layer: &Layer) {
        let file = layer.source.path.display().to_string();
        let values = [("file", file), ("layer", layer.name.clone())];
        self.warnings
            .push(fill(self.lang, "classify.left_out", &values));
    }

    fn failure(&self, stop: Stop) -> Failure {
        match stop {
            Stop::Failure(failure) => failure,
            // It is read again, and then wholly.
            Stop::ReadTooLittle => Failure(self.lang.text("classify.no_years").to_owned()),
            Stop::Overlay(OverlayError::NoReference(_)) if self.seen.is_empty() => {
                Failure(self.lang.text("classify.no_years").to_owned())
            }
            Stop::Overlay(error) => {
                let mut years: Vec<Year> = self.seen.iter().filter_map(YearFile::year).collect();
                years.sort_unstable();
                Failure(explain::overlay_error(&error, &years, self.lang).line())
            }
        }
    }

    /// What was odd about the files, about the set of them, and on the way.
    fn all_warnings(&self, overlaid: &Overlaid, crs: &str) -> Vec<String> {
        let lang = self.lang;
        let mut all = self.warnings.clone();
        let reference = overlaid.parcels.reference;
        let used = self
            .seen
            .iter()
            .filter(|of| of.year().is_some_and(|year| year <= reference));
        let used: Vec<YearFile> = used.cloned().collect();
        let problems = check(&used).into_iter();
        all.extend(problems.map(|problem| explain::year_problem(&problem, &used, lang)));
        all.extend(explain::overlay_notes(overlaid, crs, lang));
        all
    }
}

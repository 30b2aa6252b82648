//! What `stats` reads: a result of `classify`, areas or a column to group by, rule, crops and assumptions.

use std::path::Path;
use std::sync::Arc;

use super::super::{Failure, files};
use super::Args;
use crate::analysis::area_labels::{Groups, area_labels, name_column};
use crate::analysis::areas::AreaLabel;
use crate::analysis::classify::{ClassifyError, ParcelYears};
use crate::analysis::common_plane::in_common_plane;
use crate::analysis::cycle_sums::KnownManure;
use crate::analysis::land::Land;
use crate::analysis::measured::MeasuredValues;
use crate::analysis::result_reading::{FullNames, ReadResult};
use crate::analysis::split::Split;
use crate::analysis::text_table::table_of_text;
use crate::domain::{Assumptions, Catalogue, CropFacts, Rule};
use crate::explain;
use crate::geometry::PolygonArray;
use crate::io;
use crate::job::Progress;
use crate::layer::{Layer, Source, Warning, measure};
use crate::text::Lang;

/// Everything that is read, and what the parcels carried.
pub(super) struct Inputs {
    pub(super) layer: Layer,
    /// False for a CSV.
    has_geometry: bool,
    pub(super) result: ReadResult,
    /// Ground of each parcel, m².
    area_m2: Vec<f64>,
    pub(super) land: Land,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) assumptions: Assumptions,
    names: FullNames,
}

impl Inputs {
    pub(super) fn open(args: &Args, lang: Lang, progress: &Progress) -> Result<Self, Failure> {
        let rule = files::rule(args.rule.as_deref(), lang)?;
        let catalogue = files::catalogue(args.crops.as_deref(), lang)?;
        let assumptions = read_assumptions(args.assumptions.as_deref(), lang)?;
        let path = &args.parcels;
        let is_csv = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        if is_csv && args.areas.is_some() {
            return Err(said(lang, "stats.csv_without_geometry", path, &[]));
        }
        let layer = if is_csv {
            open_csv(path, lang)?
        } else {
            open_layer(path, lang, progress)?
        };
        let out = args.out.as_ref().map(|out| &out.path);
        if out.is_some_and(|out| files::is_same(out, path)) {
            return Err(said(lang, "classify.own_input", path, &[]));
        }
        let names = side_file(path);
        let result = ReadResult::read(&layer.table, &names)
            .map_err(|error| Failure(explain::result_error(&error, path, lang).line()))?;
        let land = land(&layer, &result, &catalogue, &rule, &assumptions, progress)
            .map_err(|error| Failure(explain::classify_error(&error, path, lang).line()))?;
        let area_m2 = areas_m2(&layer, &result, progress)?;
        Ok(Self {
            has_geometry: !is_csv,
            layer,
            result,
            area_m2,
            land,
            catalogue,
            assumptions,
            names,
        })
    }

    /// What the columns hold that were named for measured values.
    pub(super) fn measured(&self, args: &Args, lang: Lang) -> Result<MeasuredValues, Failure> {
        let table = &self.layer.table;
        let values = MeasuredValues::read(table, &args.measured(), self.land.years());
        match values.missing.first() {
            Some((_, column)) => Err(self.no_column(column, lang)),
            None => Ok(values),
        }
    }

    fn no_column(&self, column: &str, lang: Lang) -> Failure {
        let columns = names_of(&self.layer);
        let values = [("column", column), ("columns", columns.as_str())];
        said(lang, "stats.no_column", inputs_path(self), &values)
    }

    /// The names of the files that were read.
    pub(super) fn files(&self, args: &Args) -> Vec<String> {
        let paths = [
            Some(&args.parcels),
            args.areas.as_ref(),
            args.assumptions.as_ref(),
            args.rule.as_ref(),
            args.crops.as_ref(),
        ];
        let names = paths.into_iter().flatten();
        names
            .map(|path| path.file_name().unwrap_or(path.as_os_str()))
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    }
}

fn said(lang: Lang, key: &'static str, path: &Path, values: &[(&str, &str)]) -> Failure {
    let file = path.display().to_string();
    let mut all = vec![("file", file.as_str())];
    all.extend_from_slice(values);
    Failure(lang.fill(key, &all))
}

fn read_assumptions(path: Option<&Path>, lang: Lang) -> Result<Assumptions, Failure> {
    let Some(path) = path else {
        return Ok(Assumptions::default());
    };
    let text = files::text(path, lang)?;
    Assumptions::parse(&text)
        .map_err(|error| Failure(explain::assumptions_error(&error, path, lang).line()))
}

fn open_layer(path: &Path, lang: Lang, progress: &Progress) -> Result<Layer, Failure> {
    let layers = io::open(path, progress)
        .map_err(|error| Failure(explain::open_error(&error, lang).line()))?;
    let first = layers.into_iter().next();
    first.ok_or_else(|| said(lang, "stats.no_layer", path, &[]))
}

fn open_csv(path: &Path, lang: Lang) -> Result<Layer, Failure> {
    let text = io::read_table_text(path)
        .map_err(|error| Failure(explain::open_error(&error, lang).line()))?;
    let table = table_of_text(&text);
    Ok(Layer {
        name: String::new(),
        source: Source {
            path: path.to_owned(),
            ..Source::default()
        },
        crs: None,
        polygons: PolygonArray::default(),
        table,
        warnings: Vec::new(),
    })
}

/// The full names of a shapefile's columns. Without the file the names that are there have to do.
fn side_file(path: &Path) -> FullNames {
    let text = io::read_text(&path.with_extension("columns.csv"));
    text.map_or_else(|_| FullNames::default(), |text| FullNames::parse(&text))
}

/// What the parcels carried in the years that the result and the assumptions both look at.
fn land(
    layer: &Layer,
    result: &ReadResult,
    catalogue: &Catalogue,
    rule: &Rule,
    assumptions: &Assumptions,
    progress: &Progress,
) -> Result<Land, ClassifyError> {
    let years = ParcelYears::of_columns(&layer.table, &result.crops, None, catalogue, progress)?;
    let rule = Rule {
        window_years: assumptions.window_years,
        ..rule.clone()
    };
    let sequences = &years.sequences;
    let facts = CropFacts::of(sequences.crops(), catalogue, &rule);
    let window = sequences.window(&rule, years.reference);
    let crops = sequences.crops();
    Ok(Land::of(window, sequences.len(), crops, &facts, &rule))
}

/// The ground of each parcel: from its outline, else as the result says.
fn areas_m2(layer: &Layer, result: &ReadResult, progress: &Progress) -> Result<Vec<f64>, Failure> {
    let measured = measure::areas_m2(layer, progress);
    let measured = measured.map_err(|stopped| Failure(stopped.to_string()))?;
    let stored = result.area_m2.iter().enumerate();
    let area = |(row, stored): (usize, &f64)| {
        let measured = measured.get(row).copied();
        measured.filter(|m2| m2.is_finite()).unwrap_or(*stored)
    };
    Ok(stored.map(area).collect())
}

/// The parcels put into areas or groups.
pub(super) struct Cut {
    pub(super) labels: Vec<AreaLabel>,
    pub(super) split: Split,
    /// The manure that was reported of each area.
    pub(super) known_manure: Vec<KnownManure>,
    /// What was odd about the layer of areas.
    warnings: Vec<Warning>,
}

impl Cut {
    pub(super) fn new(
        args: &Args,
        inputs: &Inputs,
        lang: Lang,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        match (&args.areas, &args.group_by) {
            (Some(path), _) => Self::along(path, args, inputs, lang, progress),
            (None, Some(field)) => Self::by_group(field, inputs, lang),
            // The parser of the arguments asks for one of the two.
            (None, None) => Err(Failure(lang.text("stats.no_areas").to_owned())),
        }
    }

    fn along(
        path: &Path,
        args: &Args,
        inputs: &Inputs,
        lang: Lang,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let areas = open_layer(path, lang, progress)?;
        let warnings = areas.warnings.clone();
        let find = |field: &str| {
            areas.table.find(field).ok_or_else(|| {
                let columns = names_of(&areas);
                let values = [("column", field), ("columns", columns.as_str())];
                said(lang, "stats.no_column", path, &values)
            })
        };
        let column = match &args.area_field {
            None => name_column(&areas.table),
            Some(field) => Some(find(field)?),
        };
        let manure = args.manure();
        for field in [&manure.n, &manure.p2o5].into_iter().flatten() {
            find(field)?;
        }
        let known_manure = manure.known(&areas.table);
        let stopped = |stopped: crate::job::Cancelled| Failure(stopped.to_string());
        let polygon_m2 = measure::areas_m2(&areas, progress).map_err(stopped)?;
        let labels = area_labels(&areas, column, &polygon_m2);
        let planes = in_common_plane(&inputs.layer, &areas);
        let (parcels, areas) = planes
            .map_err(|error| explain::plane_error(error, inputs_path(inputs), path, lang))
            .map_err(|explained| Failure(explained.line()))?;
        let split = Split::along(&parcels, &inputs.area_m2, &areas, progress).map_err(stopped)?;
        Ok(Self {
            labels,
            split,
            known_manure,
            warnings,
        })
    }

    fn by_group(field: &str, inputs: &Inputs, lang: Lang) -> Result<Self, Failure> {
        let table = &inputs.layer.table;
        let found = table
            .find(field)
            .or_else(|| inputs.names.find(table, field));
        let cells = found.and_then(|column| table.column(column));
        let cells = cells.ok_or_else(|| inputs.no_column(field, lang))?;
        let groups = Groups::of(&cells);
        let split = Split::by_group(&inputs.area_m2, &groups.of_row, groups.labels.len());
        Ok(Self {
            labels: groups.labels,
            split,
            known_manure: Vec::new(),
            warnings: Vec::new(),
        })
    }

    /// What there is to know of the cut.
    pub(super) fn notes(&self, inputs: &Inputs, lang: Lang) -> Vec<String> {
        let warnings = inputs.layer.warnings.iter().chain(&self.warnings);
        let unmeasured = inputs.area_m2.iter().filter(|m2| !m2.is_finite()).count();
        let mut notes = explain::cut_notes(&self.split, warnings, unmeasured as u64, lang);
        if !inputs.has_geometry {
            notes.push(lang.text("stats.areas_as_stored").to_owned());
        }
        notes
    }
}

fn inputs_path(inputs: &Inputs) -> &Path {
    &inputs.layer.source.path
}

fn names_of(layer: &Layer) -> String {
    let fields = layer.table.fields().iter();
    let names: Vec<&str> = fields.map(|field| field.name.as_str()).collect();
    names.join(", ")
}

//! `ruilkaart classify`: the class of every parcel of a layer that holds its crop sequence in columns.

mod summary;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::output::{Timings, print};
use super::{Context, Failure};
use crate::analysis::classify::{Classified, ParcelYears};
use crate::analysis::columns::Guess;
use crate::analysis::crop_columns::{CropColumns, crop_columns, crop_columns_named};
use crate::analysis::report::Report;
use crate::analysis::result::result_layer;
use crate::domain::{Catalogue, Rule, Year};
use crate::explain;
use crate::export::qgis_style;
use crate::io::{self, OutputFormat};
use crate::job::Progress;
use crate::layer::{Layer, measure};
use crate::map::PaletteName;
use crate::text::Lang;

/// Arguments of `classify`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("result").args(["out", "summary"]).required(true).multiple(true))]
pub(super) struct Args {
    /// Parcels with one crop column a year.
    #[arg(long, value_name = "FILE")]
    columns: PathBuf,
    /// How the crop columns are named, with {year} where the year stands; without it they are guessed.
    #[arg(long, value_name = "PATTERN")]
    crop_field: Option<String>,
    /// The year that the result describes; without it the newest.
    #[arg(long, value_name = "YEAR", value_parser = parse_year)]
    reference: Option<Year>,
    /// The rule; without it the built-in one.
    #[arg(long, value_name = "FILE")]
    rule: Option<PathBuf>,
    /// The list of crops; without it the built-in one.
    #[arg(long, value_name = "FILE")]
    crops: Option<PathBuf>,
    /// Where the result goes: .csv, .shp, .gpkg, .geojson or .parquet.
    #[arg(long, value_name = "FILE", value_parser = parse_output)]
    out: Option<Output>,
    /// Print parcels and hectares per class.
    #[arg(long)]
    summary: bool,
    /// Print the summary as one JSON document.
    #[arg(long, requires = "summary")]
    json: bool,
}

#[derive(Debug, Clone)]
struct Output {
    path: PathBuf,
    format: OutputFormat,
}

fn parse_year(text: &str) -> Result<Year, String> {
    let number = text.parse().ok();
    let wrong = || format!("{} – {}", Year::FIRST, Year::LAST);
    number.and_then(Year::new).ok_or_else(wrong)
}

fn parse_output(text: &str) -> Result<Output, String> {
    let path = PathBuf::from(text);
    let format = OutputFormat::of_path(&path);
    let format = format.ok_or_else(|| OutputFormat::ENDINGS.to_owned())?;
    Ok(Output { path, format })
}

/// Runs the command.
pub(super) fn run(args: &Args, context: Context) -> Result<(), Failure> {
    let lang = context.lang;
    let progress = Progress::default();
    let mut timings = Timings::new(context);
    let rule = read_rule(args.rule.as_deref(), lang)?;
    let catalogue = read_catalogue(args.crops.as_deref(), lang)?;
    let input = Input::open(args, &catalogue, lang, &progress)?;
    timings.end("open");

    let classified = input.classify(args.reference, &catalogue, &rule, lang, &progress)?;
    timings.end("classify");
    let area_m2 = measure::areas_m2(&input.layer, &progress)
        .map_err(|stopped| Failure(stopped.to_string()))?;
    timings.end("measure");

    if let Some(output) = &args.out {
        let result = result_layer(&input.layer, &area_m2, &classified, &rule);
        timings.end("indicators");
        write(&result, output, lang, &progress)?;
        timings.end("write");
    }
    let report = Report::of(&classified, &area_m2, &rule);
    let warnings = input.warnings(&report, lang);
    if args.json {
        print(&summary::json(&report, &rule, &warnings), lang)
    } else if args.summary {
        print(&summary::table(&report, &warnings, lang), lang)
    } else {
        Ok(())
    }
}

fn read_rule(path: Option<&Path>, lang: Lang) -> Result<Rule, Failure> {
    let Some(path) = path else {
        return Ok(Rule::default());
    };
    let text = read_text(path, lang)?;
    Rule::parse(&text).map_err(|error| Failure(explain::rule_error(&error, path, lang).line()))
}

fn read_catalogue(path: Option<&Path>, lang: Lang) -> Result<Arc<Catalogue>, Failure> {
    let Some(path) = path else {
        return Ok(Catalogue::built_in());
    };
    let text = read_text(path, lang)?;
    let catalogue = Catalogue::parse(&text)
        .map_err(|error| Failure(explain::catalogue_error(&error, path, lang).line()))?;
    Ok(Arc::new(catalogue))
}

fn read_text(path: &Path, lang: Lang) -> Result<String, Failure> {
    io::read_text(path).map_err(|error| Failure(explain::open_error(&error, lang).line()))
}

/// The layer to classify, its crop columns, and how they were found.
struct Input {
    layer: Layer,
    columns: CropColumns,
    guess: Option<Guess<CropColumns>>,
    /// Layers in the file.
    layers: usize,
}

impl Input {
    fn open(
        args: &Args,
        catalogue: &Catalogue,
        lang: Lang,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let path = &args.columns;
        if args
            .out
            .as_ref()
            .is_some_and(|out| is_same_file(&out.path, path))
        {
            let file = path.display().to_string();
            return Err(Failure(lang.fill("classify.own_input", &[("file", &file)])));
        }
        let layers = io::open(path, progress)
            .map_err(|error| Failure(explain::open_error(&error, lang).line()))?;
        let count = layers.len();
        let pattern = args.crop_field.as_deref();
        let mut failure = None;
        for layer in layers {
            match columns_of(&layer, pattern, catalogue, lang) {
                Ok((columns, guess)) => {
                    return Ok(Self {
                        layer,
                        columns,
                        guess,
                        layers: count,
                    });
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        Err(failure.unwrap_or_else(|| no_crop_columns(path, lang)))
    }

    fn classify(
        &self,
        reference: Option<Year>,
        catalogue: &Catalogue,
        rule: &Rule,
        lang: Lang,
        progress: &Progress,
    ) -> Result<Classified, Failure> {
        let years = self.columns.years().iter();
        if let Some(year) = reference
            && !years.clone().any(|(known, _)| *known == year)
        {
            let years: Vec<String> = years.map(|(year, _)| year.to_string()).collect();
            let values = [
                ("file", self.layer.source.path.display().to_string()),
                ("year", year.to_string()),
                ("years", years.join(", ")),
            ];
            return Err(Failure(fill(lang, "classify.no_reference_year", &values)));
        }
        let table = &self.layer.table;
        let parcels = ParcelYears::of_columns(table, &self.columns, reference, catalogue, progress);
        let path = &self.layer.source.path;
        let parcels =
            parcels.map_err(|error| Failure(explain::classify_error(&error, path, lang).line()))?;
        Ok(parcels.classify(catalogue, rule))
    }

    /// What was odd: about the file, about the columns, about the crops.
    fn warnings(&self, report: &Report, lang: Lang) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let layer = &self.layer;
        all.extend(
            layer
                .warnings
                .iter()
                .map(|warning| explain::warning(warning, lang)),
        );
        if self.layers > 1 {
            let values = [
                ("file", layer.source.path.display().to_string()),
                ("count", self.layers.to_string()),
                ("layer", layer.name.clone()),
            ];
            all.push(fill(lang, "classify.several_layers", &values));
        }
        let years = self.columns.years();
        if let (Some(guess), [(first, _), ..]) = (&self.guess, years) {
            let values = [
                ("first", first.to_string()),
                ("last", self.columns.newest().to_string()),
                ("evidence", lang.text_of("evidence", guess.evidence.key())),
            ];
            all.push(fill(lang, "classify.guessed_columns", &values));
        }
        for (code, tally) in &report.unknown_codes {
            let values = [
                ("code", code.to_string()),
                ("parcels", lang.count(tally.parcels)),
                ("ha", lang.ha(tally.area_m2)),
            ];
            all.push(fill(lang, "classify.unknown_code", &values));
        }
        if report.unmeasured > 0 {
            let values = [("count", lang.count(report.unmeasured))];
            all.push(fill(lang, "classify.unmeasured", &values));
        }
        all
    }
}

fn columns_of(
    layer: &Layer,
    pattern: Option<&str>,
    catalogue: &Catalogue,
    lang: Lang,
) -> Result<(CropColumns, Option<Guess<CropColumns>>), Failure> {
    let path = &layer.source.path;
    if let Some(pattern) = pattern {
        let columns = crop_columns_named(&layer.table, pattern)
            .map_err(|error| Failure(explain::pattern_error(&error, path, lang).line()))?;
        return Ok((columns, None));
    }
    let guess = crop_columns(&layer.table, catalogue);
    let guess = guess.ok_or_else(|| no_crop_columns(path, lang))?;
    Ok((guess.found.clone(), Some(guess)))
}

fn no_crop_columns(path: &Path, lang: Lang) -> Failure {
    let file = path.display().to_string();
    Failure(fill(lang, "classify.no_crop_columns", &[("file", file)]))
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some_and(|one| Some(one) == real(other))
}

fn write(result: &Layer, output: &Output, lang: Lang, progress: &Progress) -> Result<(), Failure> {
    let style = qgis_style::classes(PaletteName::Fig1, lang);
    io::write(result, &output.path, output.format, Some(&style), progress)
        .map_err(|error| Failure(explain::write_error(&error, lang).line()))
}

fn fill(lang: Lang, key: &'static str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    lang.fill(key, &values)
}

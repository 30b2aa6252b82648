//! `ruilkaart classify`: the class of every parcel, from yearly layers or from one layer that holds the crop
//! sequence in its columns.

mod columns;
mod summary;
mod years;

use std::path::{Path, PathBuf};

use super::output::{Timings, print};
use super::{Context, Failure, files};
use crate::analysis::classify::ParcelYears;
use crate::analysis::overlay::Slivers;
use crate::analysis::report::Report;
use crate::analysis::result::result_layer;
use crate::domain::Year;
use crate::explain;
use crate::export::qgis_style;
use crate::io::{self, OutputFormat};
use crate::job::Progress;
use crate::layer::Layer;
use crate::map::ClassColours;
use crate::text::Lang;

/// Arguments of `classify`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("input").args(["columns", "year", "years"]).required(true))]
#[command(group = clap::ArgGroup::new("result").args(["out", "summary"]).required(true).multiple(true))]
pub(super) struct Args {
    /// Parcels with one crop column a year.
    #[arg(long, value_name = "FILE")]
    columns: Option<PathBuf>,
    /// The parcels of one year, as 2015=FILE; once for every year.
    #[arg(long, value_name = "YEAR=FILE", value_parser = parse_year_file)]
    year: Vec<(Year, PathBuf)>,
    /// A folder with a file a year: every .shp and .zip in it that has crops. The year is read from a field
    /// or from the name.
    #[arg(long, value_name = "FOLDER")]
    years: Option<PathBuf>,
    /// How the crop columns are named, with {year} where the year stands; without it they are guessed.
    #[arg(long, value_name = "PATTERN", conflicts_with_all = ["year", "years"])]
    crop_field: Option<String>,
    /// The year that the result describes; without it the newest.
    #[arg(long, value_name = "YEAR", value_parser = parse_year)]
    reference: Option<Year>,
    /// Leave parts out of the sums that share less ground than this with a parcel, m²; every part is then built,
    /// which takes longer.
    #[arg(long, value_name = "M2", value_parser = parse_size, conflicts_with = "columns")]
    min_sliver_m2: Option<f64>,
    /// Leave parts out of the sums that are narrower than this, m: their area over half their outline.
    #[arg(long, value_name = "M", value_parser = parse_size, conflicts_with = "columns")]
    min_sliver_width_m: Option<f64>,
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

fn parse_year_file(text: &str) -> Result<(Year, PathBuf), String> {
    let (year, file) = text.split_once('=').ok_or("2015=FILE")?;
    if file.is_empty() {
        return Err("2015=FILE".to_owned());
    }
    Ok((parse_year(year.trim())?, PathBuf::from(file)))
}

fn parse_size(text: &str) -> Result<f64, String> {
    let size = text
        .parse()
        .ok()
        .filter(|size: &f64| size.is_finite() && *size >= 0.0);
    size.ok_or_else(|| "0.5".to_owned())
}

fn parse_output(text: &str) -> Result<Output, String> {
    let path = PathBuf::from(text);
    let format = OutputFormat::of_path(&path);
    let format = format.ok_or_else(|| OutputFormat::ENDINGS.to_owned())?;
    Ok(Output { path, format })
}

impl Args {
    fn slivers(&self) -> Slivers {
        Slivers {
            min_m2: self.min_sliver_m2.unwrap_or(0.0),
            min_width_m: self.min_sliver_width_m.unwrap_or(0.0),
        }
    }
}

/// The parcels to classify, wherever their sequences came from.
struct Parcels {
    /// Their layer; without its outlines where the result needs none.
    layer: Layer,
    years: ParcelYears,
    /// Area per feature, NaN where unknown.
    area_m2: Vec<f64>,
    warnings: Vec<String>,
}

/// Runs the command.
pub(super) fn run(args: &Args, context: Context) -> Result<(), Failure> {
    let lang = context.lang;
    let mut timings = Timings::new(context);
    let rule = files::rule(args.rule.as_deref(), lang)?;
    let catalogue = files::catalogue(args.crops.as_deref(), lang)?;
    let parcels = match (&args.columns, &args.years) {
        (Some(path), _) => {
            refuse_own_input(args, path, lang)?;
            columns::read(path, args, &catalogue, lang, &mut timings)
        }
        (None, Some(folder)) => {
            let files = years::files_in(folder, args.reference, lang)?;
            years::read(&files, args, &catalogue, lang, &mut timings)
        }
        (None, None) => {
            let files = years::files_of(&args.year, args.reference);
            years::read(&files, args, &catalogue, lang, &mut timings)
        }
    }?;
    let classified = parcels.years.classify(&catalogue, &rule);
    timings.end("classify");

    if let Some(output) = &args.out {
        let progress = Progress::default();
        let Parcels { layer, area_m2, .. } = &parcels;
        // Nobody tells it to stop.
        if let Ok(result) = result_layer(layer, area_m2, &classified, &rule, &progress) {
            timings.end("indicators");
            write(&result, output, lang, &progress)?;
        }
        timings.end("write");
    }
    let report = Report::of(&classified, &parcels.area_m2, &rule);
    let mut warnings = parcels.warnings;
    warnings.extend(warnings_of(&report, lang));
    if args.json {
        print(&summary::json(&report, &rule, &warnings), lang)
    } else if args.summary {
        print(&summary::table(&report, &warnings, lang), lang)
    } else {
        Ok(())
    }
}

/// What was odd about the crops and the areas.
fn warnings_of(report: &Report, lang: Lang) -> Vec<String> {
    let mut all = Vec::new();
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

/// The result must not take the place of a file that is read.
fn refuse_own_input(args: &Args, input: &Path, lang: Lang) -> Result<(), Failure> {
    match &args.out {
        Some(output) if files::is_same(&output.path, input) => {
            let file = input.display().to_string();
            Err(Failure(lang.fill("classify.own_input", &[("file", &file)])))
        }
        _ => Ok(()),
    }
}

fn write(result: &Layer, output: &Output, lang: Lang, progress: &Progress) -> Result<(), Failure> {
    let style = qgis_style::classes(&ClassColours::default(), lang);
    io::write(result, &output.path, output.format, Some(&style), progress)
        .map_err(|error| Failure(explain::write_error(&error, lang).line()))
}

fn fill(lang: Lang, key: &'static str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    lang.fill(key, &values)
}

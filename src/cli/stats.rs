//! `ruilkaart stats`: figures per area, or per group of parcels, from a result of `classify`.

mod inputs;
mod table;

use std::path::PathBuf;

use self::inputs::{Cut, Inputs};
use super::output::{Timings, print};
use super::{Context, Failure};
use crate::analysis::area_sums::{AreaSums, Parcels};
use crate::analysis::areas::{self, Basis};
use crate::analysis::measured::{AreaManure, MeasuredColumns};
use crate::analysis::nutrient_sums::FigureTable;
use crate::domain::nutrients::Measured;
use crate::explain;
use crate::export::stats_sheet::StatsSheet;
use crate::export::xlsx;
use crate::io::{self, WriteError};
use crate::job::Progress;
use crate::text::Lang;

/// Arguments of `stats`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("by").args(["areas", "group_by"]).required(true))]
pub(super) struct Args {
    /// A result of `classify` with its geometry; a CSV has none and serves only --group-by.
    parcels: PathBuf,
    /// Area polygons; parcels are cut along them.
    #[arg(long, value_name = "FILE")]
    areas: Option<PathBuf>,
    /// The column that names the areas; without it the one that looks like it.
    #[arg(long, value_name = "NAME", requires = "areas")]
    area_field: Option<String>,
    /// Group by a column of the parcels instead: a farm, a municipality.
    #[arg(long, value_name = "FIELD")]
    group_by: Option<String>,
    /// A row per area and class.
    #[arg(long)]
    by_class: bool,
    /// What the nutrient figures assume (TOML); without it the built-in assumptions.
    #[arg(long, value_name = "FILE")]
    assumptions: Option<PathBuf>,
    /// The rule that the parcels were classified with, where it counts crops otherwise than the list of crops.
    #[arg(long, value_name = "FILE")]
    rule: Option<PathBuf>,
    /// The list of crops; without it the built-in one.
    #[arg(long, value_name = "FILE")]
    crops: Option<PathBuf>,
    /// A column of the parcels with measured or reported values: KEY=COLUMN, for n_removal, p2o5_removal, manure_n,
    /// manure_p2o5, mineral_n, deposition_n (kg/ha), yield (t dry matter/ha) or som (%). {year} in the name stands for
    /// the year.
    #[arg(long, value_name = "KEY=COLUMN", value_parser = parse_measured)]
    measured: Vec<(Measured, String)>,
    /// A column of the areas with the nitrogen of their manure, kg a year.
    #[arg(long, value_name = "COLUMN", requires = "areas")]
    area_manure_n: Option<String>,
    /// The same of phosphate.
    #[arg(long, value_name = "COLUMN", requires = "areas")]
    area_manure_p2o5: Option<String>,
    /// Where the figures go: .csv, .xlsx or .json; without it a short table is printed.
    #[arg(long, value_name = "FILE", value_parser = parse_output)]
    out: Option<Output>,
}

#[derive(Debug, Clone)]
struct Output {
    path: PathBuf,
    format: Format,
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Csv,
    Xlsx,
    Json,
}

fn parse_output(text: &str) -> Result<Output, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().and_then(|ending| ending.to_str());
    let format = match ending.map(str::to_lowercase).as_deref() {
        Some("csv") => Format::Csv,
        Some("xlsx") => Format::Xlsx,
        Some("json") => Format::Json,
        _ => return Err(".csv, .xlsx, .json".to_owned()),
    };
    Ok(Output { path, format })
}

fn parse_measured(text: &str) -> Result<(Measured, String), String> {
    let keys = || Measured::ALL.map(Measured::key).join(", ");
    let (key, column) = text.split_once('=').ok_or_else(keys)?;
    let measure = Measured::from_key(key.trim()).ok_or_else(keys)?;
    Ok((measure, column.trim().to_owned()))
}

impl Args {
    fn measured(&self) -> MeasuredColumns {
        let mut columns = MeasuredColumns::default();
        for (measure, column) in &self.measured {
            columns.set(*measure, Some(column.clone()));
        }
        columns
    }

    fn manure(&self) -> AreaManure {
        AreaManure {
            n: self.area_manure_n.clone(),
            p2o5: self.area_manure_p2o5.clone(),
        }
    }
}

/// Runs the command.
pub(super) fn run(args: &Args, context: Context) -> Result<(), Failure> {
    let lang = context.lang;
    let progress = Progress::default();
    let mut timings = Timings::new(context);
    let inputs = Inputs::open(args, lang, &progress)?;
    timings.end("open");
    let cut = Cut::new(args, &inputs, lang, &progress)?;
    timings.end("split");

    let parcels = Parcels {
        classes: &inputs.result.classes,
        indicators: &inputs.result.indicators,
        land: &inputs.land,
        own: None,
    };
    let values = inputs.measured(args, lang)?;
    let (land, catalogue) = (&inputs.land, &inputs.catalogue);
    let table = FigureTable::of(land, catalogue, &inputs.assumptions);
    let table = table.with_measured(&values, land, catalogue, &inputs.assumptions);
    let parcels = Parcels {
        own: table.own(),
        ..parcels
    };
    let basis = Basis {
        parcels,
        table: &table,
        assumptions: &inputs.assumptions,
    };
    let rows = areas::rows(
        &cut.labels,
        &cut.split,
        args.by_class,
        &cut.known_manure,
        basis,
    );
    timings.end("sum");

    let mut notes = cut.notes(&inputs, lang);
    let all = AreaSums::of(&cut.split.total, parcels);
    notes.extend(explain::coverage_notes(&all, &inputs.land, &table, lang));
    notes.extend(explain::measured_notes(
        &args.measured(),
        &all,
        &table,
        lang,
    ));
    let sheet = StatsSheet {
        rows: &rows,
        assumptions: &inputs.assumptions,
        years: inputs.land.years(),
        files: inputs.files(args),
        notes,
    };
    let done = match &args.out {
        Some(output) => write(&sheet, output, lang),
        None => print(&table::text(&sheet, lang), lang),
    };
    timings.end("write");
    done
}

fn write(sheet: &StatsSheet<'_>, output: &Output, lang: Lang) -> Result<(), Failure> {
    let path = &output.path;
    let bytes = |bytes: &[u8]| io::atomic::write(path, |out| std::io::Write::write_all(out, bytes));
    let written = match output.format {
        Format::Csv => io::csv::write_rows(sheet.csv_rows(), path),
        Format::Json => bytes(format!("{}\n", sheet.json()).as_bytes()),
        Format::Xlsx => match xlsx::workbook(sheet, lang) {
            Ok(workbook) => bytes(&workbook),
            Err(error) => Err(WriteError::Io {
                path: path.clone(),
                source: std::io::Error::other(error),
            }),
        },
    };
    written.map_err(|error| Failure(explain::write_error(&error, lang).line()))
}

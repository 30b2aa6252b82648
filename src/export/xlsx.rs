//! Statistics as a workbook: the figures as numbers with the digits they deserve, and beside them sheets with what
//! each column means, what is assumed, the sources and the files. The only module that names `rust_xlsxwriter`.
//!
//! The same figures give the same bytes: no date of today, no name of a user.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::chart::Chart;
use super::chart::data::Datum;
use super::stats_sheet::StatsSheet;
use crate::analysis::area_columns::{COLUMNS, Kind};
use crate::domain::Assumptions;
use crate::domain::assumptions::Entry;
use crate::domain::nutrients::Measured;
use crate::explain::quantity;
use crate::explain::trace::{self, Known};
use crate::layer::Table;
use crate::text::Lang;

/// The bytes of the workbook.
///
/// # Errors
/// What the writer says, when there are more rows than a sheet can have.
pub fn workbook(sheet: &StatsSheet<'_>, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    figures(book.add_worksheet(), sheet, lang)?;
    method(book.add_worksheet(), sheet, lang)?;
    measured(&mut book, sheet, lang)?;
    assumptions(book.add_worksheet(), sheet.assumptions, lang)?;
    sources(book.add_worksheet(), &sheet.files, lang)?;
    book.save_to_buffer()
}

/// What a reader of a chart's numbers has to know beside them.
#[derive(Debug)]
pub struct ChartAbout<'a> {
    /// What the chart says, and how its figures are known, in the reader's language.
    pub notes: Vec<String>,
    /// What its figures assume; nothing where they assume nothing.
    pub assumptions: Option<&'a Assumptions>,
    /// The files that they are made of.
    pub files: Vec<String>,
}

/// The numbers of a chart as a workbook: numbers as numbers, units in the titles, and sheets that say what they are,
/// what they assume and where they come from.
///
/// # Errors
/// What the writer says, when there are more rows than a sheet can have.
pub fn chart_workbook(
    chart: &Chart,
    about: &ChartAbout<'_>,
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    chart_numbers(book.add_worksheet(), chart, lang)?;
    let out = book.add_worksheet();
    out.set_name(lang.text("stats_sheet.method"))?;
    let head = Format::new().set_bold();
    out.write_string_with_format(0, 0, &chart.drawing.title, &head)?;
    for (row, words) in about.notes.iter().enumerate() {
        out.write_string(line(row + 1), 0, words)?;
    }
    out.set_column_width(0, 110)?;
    if let Some(used) = about.assumptions {
        assumptions(book.add_worksheet(), used, lang)?;
    }
    sources(book.add_worksheet(), &about.files, lang)?;
    book.save_to_buffer()
}

fn chart_numbers(out: &mut Worksheet, chart: &Chart, lang: Lang) -> Result<(), XlsxError> {
    out.set_name(lang.text("stats_sheet.figures"))?;
    let head = Format::new().set_bold();
    for (place, column) in chart.data.columns.iter().enumerate() {
        out.write_string_with_format(0, letter(place), column.title(), &head)?;
        let format = match column.decimals {
            0 => "#,##0".to_owned(),
            decimals => format!("#,##0.{}", "0".repeat(decimals)),
        };
        let format = Format::new().set_num_format(format);
        for (row, cells) in chart.data.rows.iter().enumerate() {
            match cells.get(place) {
                Some(Datum::Text(text)) => out.write_string(line(row + 1), letter(place), text)?,
                Some(Datum::Number(number)) => {
                    out.write_number_with_format(line(row + 1), letter(place), *number, &format)?
                }
                // What is not known stays empty.
                Some(Datum::Unknown) | None => continue,
            };
        }
    }
    out.set_column_width(0, 28)?;
    out.set_freeze_panes(1, 1)?;
    Ok(())
}

/// What the writer says when it fails.
pub type Failed = XlsxError;

/// Where the rows of [`table_frame`] go within its zip.
pub const ROWS_AT: &str = "xl/worksheets/sheet1.xml";

/// The bytes of a workbook of a table whose rows are still to be written, with a second sheet that says what it rests
/// on. A sheet of a province has six million cells: they are written one after the other
/// ([`sheet_rows`](super::parcels::sheet_rows)), and not kept.
///
/// # Errors
/// When there are more rows than a sheet can have.
pub fn table_frame(table: &Table, about: &[[String; 2]], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let out = book.add_worksheet();
    out.set_name(lang.text("export.parcels"))?;
    let head = Format::new().set_bold();
    for (place, field) in table.fields().iter().enumerate() {
        out.write_string_with_format(0, letter(place), &field.name, &head)?;
    }
    out.set_freeze_panes(1, 1)?;
    if let (Some(last), true) = (table.fields().len().checked_sub(1), table.rows() > 0) {
        out.autofilter(0, 0, line(table.rows()), letter(last))?;
    }
    let out = book.add_worksheet();
    out.set_name(lang.text("stats_sheet.method"))?;
    let wrapped = Format::new().set_text_wrap();
    for (row, [name, text]) in about.iter().enumerate() {
        out.write_string(line(row), 0, name)?;
        out.write_string_with_format(line(row), 1, text, &wrapped)?;
    }
    out.set_column_width(0, 20)?;
    out.set_column_width(1, 100)?;
    book.save_to_buffer()
}

/// A row of a sheet; there are never more than fit.
fn line(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn letter(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

fn number_format(kind: Kind) -> &'static str {
    match kind {
        Kind::Hectares | Kind::HectaresPerYear => "#,##0.0",
        Kind::Share => "0.0%",
        Kind::Mean => "0.00",
        Kind::Count | Kind::KgPerHa | Kind::Kg => "#,##0",
    }
}

fn figures(out: &mut Worksheet, sheet: &StatsSheet<'_>, lang: Lang) -> Result<(), XlsxError> {
    out.set_name(lang.text("stats_sheet.figures"))?;
    let head = Format::new().set_bold();
    let texts = sheet.text_columns();
    for (place, name) in texts.iter().enumerate() {
        out.write_string_with_format(0, letter(place), *name, &head)?;
    }
    for (place, column) in COLUMNS.iter().enumerate() {
        let place = letter(place + texts.len());
        out.write_string_with_format(0, place, column.name, &head)?;
        out.write_string(1, place, column.kind.unit())?;
    }
    for (row, figures) in sheet.rows.iter().enumerate() {
        let row = line(row + 2);
        for (place, text) in sheet.texts(figures).enumerate() {
            out.write_string(row, letter(place), text)?;
        }
        for (place, column) in COLUMNS.iter().enumerate() {
            // What is not known stays empty.
            if let Some(number) = column.value(figures) {
                let format = Format::new().set_num_format(number_format(column.kind));
                out.write_number_with_format(row, letter(place + texts.len()), number, &format)?;
            }
        }
    }
    out.set_column_width(0, 28)?;
    out.set_freeze_panes(2, letter(texts.len()))?;
    let columns = letter(texts.len() + COLUMNS.len() - 1);
    out.autofilter(1, 0, line(sheet.rows.len() + 1), columns)?;
    Ok(())
}

fn method(out: &mut Worksheet, sheet: &StatsSheet<'_>, lang: Lang) -> Result<(), XlsxError> {
    out.set_name(lang.text("stats_sheet.method"))?;
    let head = Format::new().set_bold();
    let mut row = 0;
    for note in &sheet.notes {
        out.write_string(row, 0, note)?;
        row += 1;
    }
    row += 1;
    let heads = ["column", "unit", "meaning", "known", "rests_on"];
    for (place, key) in heads.into_iter().enumerate() {
        let name = lang.text_of("stats_sheet", key);
        out.write_string_with_format(row, letter(place), name, &head)?;
    }
    for column in COLUMNS {
        row += 1;
        out.write_string(row, 0, column.name)?;
        out.write_string(row, 1, column.kind.unit())?;
        out.write_string(row, 2, quantity::meaning(column, lang))?;
        out.write_string(row, 3, lang.text(Known::of(column.name).key()))?;
        out.write_string(row, 4, trace::rests_on(column.name).join(", "))?;
    }
    out.set_column_width(0, 30)?;
    out.set_column_width(2, 110)?;
    out.set_column_width(3, 70)?;
    out.set_column_width(4, 60)?;
    Ok(())
}

/// What of each row was measured or reported, as a part of its hectare-years; no sheet where nothing was.
fn measured(book: &mut Workbook, sheet: &StatsSheet<'_>, lang: Lang) -> Result<(), XlsxError> {
    let found = |measure: &Measured| {
        let mut rows = sheet.rows.iter();
        rows.any(|row| row.nutrients.measured[measure.place()] > 0.0)
    };
    let measures: Vec<Measured> = Measured::ALL.into_iter().filter(found).collect();
    if measures.is_empty() {
        return Ok(());
    }
    let out = book.add_worksheet();
    out.set_name(lang.text("stats_sheet.measured"))?;
    let head = Format::new().set_bold();
    let percent = Format::new().set_num_format(number_format(Kind::Share));
    let texts = sheet.text_columns();
    for (place, name) in texts.iter().enumerate() {
        out.write_string_with_format(0, letter(place), *name, &head)?;
    }
    for (place, measure) in measures.iter().enumerate() {
        let name = lang.text_of("measured_what", measure.key());
        out.write_string_with_format(0, letter(place + texts.len()), name, &head)?;
    }
    for (row, figures) in sheet.rows.iter().enumerate() {
        let row = line(row + 1);
        for (place, text) in sheet.texts(figures).enumerate() {
            out.write_string(row, letter(place), text)?;
        }
        for (place, measure) in measures.iter().enumerate() {
            let share = figures.nutrients.measured[measure.place()];
            out.write_number_with_format(row, letter(place + texts.len()), share, &percent)?;
        }
    }
    out.set_column_width(0, 28)?;
    Ok(())
}

fn assumptions(out: &mut Worksheet, used: &Assumptions, lang: Lang) -> Result<(), XlsxError> {
    out.set_name(lang.text("stats_sheet.assumptions"))?;
    let head = Format::new().set_bold();
    for (place, key) in ["assumption", "value", "unit", "meaning", "source"]
        .into_iter()
        .enumerate()
    {
        let name = lang.text_of("stats_sheet", key);
        out.write_string_with_format(0, letter(place), name, &head)?;
    }
    for (row, entry) in Assumptions::entries().iter().enumerate() {
        assumption(out, line(row + 1), entry, used, lang)?;
    }
    out.set_column_width(0, 30)?;
    out.set_column_width(3, 80)?;
    out.set_column_width(4, 30)?;
    Ok(())
}

fn assumption(
    out: &mut Worksheet,
    row: u32,
    entry: &Entry,
    used: &Assumptions,
    lang: Lang,
) -> Result<(), XlsxError> {
    out.write_string(row, 0, entry.key)?;
    let value = used.value_text(entry.key).unwrap_or_default();
    match value.parse::<f64>() {
        Ok(number) => out.write_number(row, 1, number)?,
        Err(_) => out.write_string(row, 1, &value)?,
    };
    out.write_string(row, 2, &entry.unit)?;
    out.write_string(row, 3, lang.text_of("assumption", entry.key))?;
    out.write_string(row, 4, &entry.source)?;
    Ok(())
}

fn sources(out: &mut Worksheet, files: &[String], lang: Lang) -> Result<(), XlsxError> {
    out.set_name(lang.text("stats_sheet.sources"))?;
    let head = Format::new().set_bold();
    out.write_string_with_format(0, 0, lang.text("stats_sheet.files"), &head)?;
    let mut row = 1;
    for file in files {
        out.write_string(row, 0, file)?;
        row += 1;
    }
    row += 1;
    out.write_string_with_format(row, 0, lang.text("stats_sheet.source"), &head)?;
    for (key, text) in Assumptions::sources() {
        row += 1;
        out.write_string(row, 0, key)?;
        out.write_string(row, 1, text)?;
    }
    out.set_column_width(0, 20)?;
    Ok(())
}

//! The statistics for people: the few columns that fit a terminal.

use std::fmt::Write as _;

use crate::analysis::area_columns::{Kind, StatColumn};
use crate::analysis::areas::{AreaFigures, RowName};
use crate::domain::Class;
use crate::export::stats_sheet::StatsSheet;
use crate::text::Lang;

/// The columns that are printed; the file has all.
const SHOWN: [&str; 9] = [
    "area_ha",
    "parcels",
    "share_mixed",
    "share_cooperation",
    POTATOES,
    "n_removal_kg_ha",
    "p2o5_removal_kg_ha",
    "n_surplus_kg_ha",
    "n_closed_share",
];

const POTATOES: &str = "potato_freq";

/// A line a row, right-aligned, and what has to be known below.
pub(super) fn text(sheet: &StatsSheet<'_>, lang: Lang) -> String {
    let columns: Vec<&StatColumn> = SHOWN
        .iter()
        .filter_map(|name| StatColumn::find(name))
        .collect();
    let head = std::iter::once(lang.text("stats.area").to_owned()).chain(
        columns
            .iter()
            .map(|column| lang.text_of("stats_short", column.name)),
    );
    let mut lines: Vec<Vec<String>> = vec![head.collect()];
    for row in sheet.rows {
        let cells = columns.iter().map(|column| cell(column, row, lang));
        lines.push(std::iter::once(name(row, lang)).chain(cells).collect());
    }
    // The balance of organic matter is a band and never one figure.
    for (line, row) in lines
        .iter_mut()
        .zip(std::iter::once(None).chain(sheet.rows.iter().map(Some)))
    {
        line.push(row.map_or_else(
            || lang.text("stats.om_balance").to_owned(),
            |row| band(row, lang),
        ));
    }
    let widths: Vec<usize> = (0..lines.first().map_or(0, Vec::len))
        .map(|place| {
            let cells = lines.iter().filter_map(|line| line.get(place));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for line in &lines {
        for (place, (cell, width)) in line.iter().zip(&widths).enumerate() {
            // Writing into a text cannot fail.
            let _ = match place {
                0 => write!(out, "{cell:<width$}"),
                _ => write!(out, "  {cell:>width$}"),
            };
        }
        out.push('\n');
    }
    for note in &sheet.notes {
        let _ = write!(out, "\n{note}");
    }
    let _ = writeln!(out, "\n{}", lang.text("stats.all_columns"));
    out
}

fn name(row: &AreaFigures, lang: Lang) -> String {
    let area = match &row.name {
        RowName::Area(name) => name.to_string(),
        RowName::Outside => lang.text("stats.outside").to_owned(),
        RowName::Overlap => lang.text("stats.overlap").to_owned(),
        RowName::Total => lang.text("stats.total").to_owned(),
    };
    match row.class.map(Class::key) {
        Some(class) => format!("{area} · {}", lang.text_of("class", class)),
        None => area,
    }
}

fn cell(column: &StatColumn, row: &AreaFigures, lang: Lang) -> String {
    let Some(value) = column.value(row) else {
        return "–".to_owned();
    };
    match column.kind {
        Kind::Share => lang.percent(value, 1.0),
        // One in so many years.
        Kind::Mean if column.name == POTATOES => format!("1:{}", lang.decimal(value, 1)),
        kind => lang.decimal(value, kind.shown_decimals().min(1)),
    }
}

fn band(row: &AreaFigures, lang: Lang) -> String {
    let n = &row.nutrients;
    let Some((low, high)) = n.om_balance_low.zip(n.om_balance_high) else {
        return "–".to_owned();
    };
    // Tens at most: the models differ by hundreds.
    let round = |kg_ha: f64| lang.decimal((kg_ha / 10.0).round() * 10.0, 0);
    format!("{} … {}", round(low.kg_ha), round(high.kg_ha))
}

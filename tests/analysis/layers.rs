//! Small layers for the tests of this room.

use ruilkaart::crs::Crs;
use ruilkaart::geometry::{PolygonArray, PolygonBuilder};
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};

/// Squares of one hectare side by side.
pub(crate) fn squares(count: usize) -> PolygonArray {
    let mut builder = PolygonBuilder::default();
    for i in 0..count {
        let x = 230_000.0 + 100.0 * i as f64;
        let y = 550_000.0;
        builder.push_ring([
            [x, y],
            [x, y + 100.0],
            [x + 100.0, y + 100.0],
            [x + 100.0, y],
            [x, y],
        ]);
        builder.end_part();
        builder.end_feature();
    }
    builder.finish()
}

pub(crate) fn integers(name: &str, cells: &[Option<i64>]) -> (Field, Cells) {
    column(name, FieldType::Integer, Cells::Integer(cells.to_vec()))
}

pub(crate) fn texts(name: &str, cells: &[&str]) -> (Field, Cells) {
    column(
        name,
        FieldType::Text,
        Cells::from_texts(cells.iter().map(Some)),
    )
}

pub(crate) fn reals(name: &str, cells: &[f64]) -> (Field, Cells) {
    column(name, FieldType::Real, Cells::Real(cells.to_vec()))
}

fn column(name: &str, field_type: FieldType, cells: Cells) -> (Field, Cells) {
    let name = name.to_owned();
    (Field { name, field_type }, cells)
}

pub(crate) fn layer(name: &str, columns: Vec<(Field, Cells)>) -> Layer {
    let rows = columns.first().map_or(0, |(_, cells)| cells.len());
    Layer {
        name: name.to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: squares(rows),
        table: Table::of_columns(rows, columns),
        warnings: Vec::new(),
    }
}

/// A column a year from one line of codes per parcel, the newest of `newest`; `-` is nothing.
pub(crate) fn crop_columns(newest: usize, parcels: &[&str]) -> Vec<(Field, Cells)> {
    let rows: Vec<Vec<Option<i64>>> = parcels
        .iter()
        .map(|line| {
            line.split_whitespace()
                .map(|code| code.parse().ok())
                .collect()
        })
        .collect();
    let years = rows[0].len();
    let column = |year: usize| -> Vec<Option<i64>> { rows.iter().map(|row| row[year]).collect() };
    (0..years)
        .map(|year| {
            integers(
                &format!("crop_{}", newest + 1 + year - years),
                &column(year),
            )
        })
        .collect()
}

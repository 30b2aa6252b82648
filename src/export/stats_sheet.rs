//! Statistics as a sheet: the rows with their columns, what they assume, the sources of both, the files they are made
//! of, and what a reader has to know. CSV, XLSX and JSON are all written from this.

use serde_json::{Map, Value as Json, json};

use crate::analysis::area_columns::{COLUMNS, StatColumn};
use crate::analysis::areas::AreaFigures;
use crate::domain::{Assumptions, Class, Year};

/// Everything that is written.
#[derive(Debug)]
pub struct StatsSheet<'a> {
    /// The rows.
    pub rows: &'a [AreaFigures],
    /// What they assume.
    pub assumptions: &'a Assumptions,
    /// The years that they are about.
    pub years: &'a [Year],
    /// The files that they are made of.
    pub files: Vec<String>,
    /// What was odd, and what has to be known, in the reader's language.
    pub notes: Vec<String>,
}

/// Name of the column of classes, where rows are per class.
const CLASS: &str = "class";

impl StatsSheet<'_> {
    /// True when rows are per class.
    pub fn is_by_class(&self) -> bool {
        self.rows.iter().any(|row| row.class.is_some())
    }

    /// The names of the columns of text, which stand first.
    pub fn text_columns(&self) -> &'static [&'static str] {
        if self.is_by_class() {
            &["area", CLASS]
        } else {
            &["area"]
        }
    }

    /// The cells of text of a row.
    pub fn texts<'r>(&self, row: &'r AreaFigures) -> impl Iterator<Item = &'r str> {
        let class = row.class.map(Class::key);
        [Some(row.name.text()), class].into_iter().flatten()
    }

    /// The rows of a CSV, its header first: `,` between cells and `.` in numbers, whatever the language.
    pub fn csv_rows(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        let names = COLUMNS.iter().map(|column| column.name);
        let header = self.text_columns().iter().copied().chain(names);
        let header = header.map(str::to_owned).collect();
        let rows = self.rows.iter().map(|row| {
            let numbers = COLUMNS.iter().map(|column| {
                let number = column.stored(row);
                number.map_or(String::new(), |number| number.to_string())
            });
            self.texts(row).map(str::to_owned).chain(numbers).collect()
        });
        std::iter::once(header).chain(rows)
    }

    /// The document of `--out x.json`; its keys stay stable.
    pub fn json(&self) -> Json {
        let texts = self.text_columns().iter();
        let texts = texts.map(|name| json!({ "name": name, "unit": "" }));
        let numbers = COLUMNS
            .iter()
            .map(|column| json!({ "name": column.name, "unit": column.kind.unit() }));
        let columns: Vec<Json> = texts.chain(numbers).collect();
        let rows: Vec<Json> = self.rows.iter().map(|row| self.json_row(row)).collect();
        let years: Vec<u16> = self.years.iter().map(|year| year.number()).collect();
        let sources = Assumptions::sources();
        let sources: Vec<Json> = sources
            .map(|(key, text)| json!({ "key": key, "source": text }))
            .collect();
        json!({
            "columns": columns,
            "rows": rows,
            "years": years,
            "assumptions": self.assumptions,
            "sources": sources,
            "files": self.files,
            "notes": self.notes,
        })
    }

    fn json_row(&self, row: &AreaFigures) -> Json {
        let names = self.text_columns().iter().copied();
        let texts = names.zip(self.texts(row).map(Json::from));
        let number = |column: &StatColumn| (column.name, column.stored(row).map(number_json));
        let numbers = COLUMNS.iter().map(number);
        let numbers = numbers.map(|(name, number)| (name, number.unwrap_or(Json::Null)));
        let all = texts.chain(numbers);
        let map: Map<String, Json> = all.map(|(name, cell)| (name.to_owned(), cell)).collect();
        Json::Object(map)
    }
}

/// A whole number without decimals.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only numbers that a f64 holds exactly"
)]
fn number_json(number: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract().abs() < f64::EPSILON && number.abs() < EXACT {
        Json::from(number as i64)
    } else {
        Json::from(number)
    }
}

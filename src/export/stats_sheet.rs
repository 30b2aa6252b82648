//! Statistics as a sheet: the rows with their columns, what they assume, the sources of both, the files they are made
//! of, and what a reader has to know. CSV, XLSX and JSON are all written from this.

use std::borrow::Cow;

use serde_json::{Map, Value as Json, json};

use crate::analysis::area_columns::{COLUMNS, StatColumn};
use crate::analysis::areas::AreaFigures;
use crate::domain::{Assumptions, Class, Year};
use crate::text::Lang;

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

    /// A CSV that a spreadsheet of the reader's language opens as it is: in Dutch `;` between cells and a decimal comma,
    /// with a byte order mark and the line ends that Excel wants.
    pub fn spreadsheet_csv(&self, lang: Lang) -> String {
        let (separator, point) = match lang {
            Lang::Nl => (';', ','),
            Lang::En => (',', '.'),
        };
        let texts = self.text_columns().len();
        let mut out = String::from('\u{feff}');
        for (line, row) in self.csv_rows().enumerate() {
            for (place, cell) in row.iter().enumerate() {
                if place > 0 {
                    out.push(separator);
                }
                if line == 0 || place < texts {
                    out.push_str(&quoted(cell, separator));
                } else {
                    out.extend(cell.chars().map(|c| if c == '.' { point } else { c }));
                }
            }
            out.push_str("\r\n");
        }
        out
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

fn quoted(cell: &str, separator: char) -> Cow<'_, str> {
    if cell.contains([separator, '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(cell)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::area_sums::Totals;
    use crate::analysis::areas::RowName;

    fn row(name: &str, m2: f64) -> AreaFigures {
        let mut totals = Totals::default();
        totals.classes[0].m2 = m2;
        AreaFigures {
            name: RowName::Area(name.into()),
            class: None,
            polygon_m2: None,
            totals,
            rotation: Default::default(),
            nutrients: Default::default(),
            cycle: Default::default(),
            known_manure: Default::default(),
        }
    }

    #[test]
    fn a_dutch_spreadsheet_reads_commas_and_unknown_is_empty() {
        let (rows, assumptions) = ([row("Aa; \"en\" Hunze", 12_345.0)], Assumptions::default());
        let sheet = StatsSheet {
            rows: &rows,
            assumptions: &assumptions,
            years: &[],
            files: Vec::new(),
            notes: Vec::new(),
        };
        let dutch = sheet.spreadsheet_csv(Lang::Nl);
        assert!(dutch.starts_with("\u{feff}area;polygon_ha;area_ha;parcels;"));
        let line = dutch.lines().nth(1).unwrap();
        assert!(
            line.starts_with("\"Aa; \"\"en\"\" Hunze\";;1,2345;0;1,2345;0;"),
            "{line}"
        );
        assert!(dutch.ends_with("\r\n"));
        let english = sheet.spreadsheet_csv(Lang::En);
        assert!(english.contains("Hunze\",,1.2345,0,"), "{english}");
        assert_eq!(sheet.csv_rows().nth(1).unwrap()[2], "1.2345");
        assert_eq!(sheet.json()["rows"][0]["polygon_ha"], Json::Null);
        assert_eq!(sheet.json()["rows"][0]["parcels"], 0);
    }
}

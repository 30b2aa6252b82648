//! The numbers behind a chart as a table: for the clipboard, for CSV and for a workbook.

use crate::text::Lang;

/// The numbers of a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DataTable {
    /// The columns.
    pub columns: Vec<DataColumn>,
    /// The rows; each has a cell per column.
    pub rows: Vec<Vec<Datum>>,
}

/// A column of numbers or names.
#[derive(Debug, Clone, PartialEq)]
pub struct DataColumn {
    /// What it is called, in the reader's language.
    pub name: String,
    /// Its unit; empty for names.
    pub unit: String,
    /// Decimals that its numbers deserve.
    pub decimals: usize,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// A name.
    Text(String),
    /// A number.
    Number(f64),
    /// Not known: an empty cell, never 0.
    Unknown,
}

impl Datum {
    /// A number where there is one.
    pub fn of(number: Option<f64>) -> Self {
        match number {
            Some(number) if number.is_finite() => Self::Number(number),
            _ => Self::Unknown,
        }
    }
}

impl DataColumn {
    /// A column of names.
    pub fn text(name: impl Into<String>) -> Self {
        Self::number(name, "", 0)
    }

    /// A column of numbers.
    pub fn number(name: impl Into<String>, unit: impl Into<String>, decimals: usize) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
            decimals,
        }
    }

    /// Its name with its unit: "oppervlakte (ha)".
    pub fn title(&self) -> String {
        match self.unit.as_str() {
            "" => self.name.clone(),
            unit => format!("{} ({unit})", self.name),
        }
    }
}

impl DataTable {
    /// An empty table with these columns.
    pub fn new(columns: Vec<DataColumn>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Lines with tabs, as a spreadsheet of the language takes them from the clipboard: no dots between thousands, and
    /// in Dutch a decimal comma.
    pub fn to_tsv(&self, lang: Lang) -> String {
        let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        self.lines(lang, "\n", |cells| {
            cells
                .iter()
                .map(|cell| clean(cell))
                .collect::<Vec<_>>()
                .join("\t")
        })
    }

    /// A CSV that a spreadsheet of the language opens as it is: in Dutch `;` between cells and a decimal comma.
    pub fn to_csv(&self, lang: Lang) -> String {
        let separator = match lang {
            Lang::Nl => ';',
            Lang::En => ',',
        };
        let quoted = |cell: &String| {
            if cell.contains([separator, '"', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        };
        let lines = self.lines(lang, "\r\n", |cells| {
            let cells: Vec<String> = cells.iter().map(quoted).collect();
            cells.join(&separator.to_string())
        });
        format!("\u{feff}{lines}")
    }

    fn lines(&self, lang: Lang, end: &str, join: impl Fn(&[String]) -> String) -> String {
        let titles: Vec<String> = self.columns.iter().map(DataColumn::title).collect();
        let rows = self.rows.iter().map(|row| {
            let cells = row.iter().zip(&self.columns);
            let cells: Vec<String> = cells
                .map(|(cell, column)| plain(cell, column, lang))
                .collect();
            join(&cells)
        });
        let lines = std::iter::once(join(&titles)).chain(rows);
        lines.map(|line| line + end).collect()
    }
}

fn plain(cell: &Datum, column: &DataColumn, lang: Lang) -> String {
    match cell {
        Datum::Text(text) => text.clone(),
        Datum::Unknown => String::new(),
        Datum::Number(number) => {
            let scale = 10_f64.powi(i32::try_from(column.decimals).unwrap_or(0));
            // Adding 0 makes minus zero zero.
            let rounded = (number * scale).round() / scale + 0.0;
            let text = format!("{rounded:.*}", column.decimals);
            match lang {
                Lang::Nl => text.replace('.', ","),
                Lang::En => text,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_reads_numbers_and_unknown_is_empty() {
        let columns = vec![
            DataColumn::text("gebied"),
            DataColumn::number("aandeel", "%", 1),
        ];
        let mut table = DataTable::new(columns);
        table.rows.push(vec![
            Datum::Text("Aa;\ten \"Hunze\"".to_owned()),
            Datum::Number(12345.67),
        ]);
        table.rows.push(vec![
            Datum::Text("Zeijen".to_owned()),
            Datum::of(Some(f64::NAN)),
        ]);
        table
            .rows
            .push(vec![Datum::Text("nul".to_owned()), Datum::Number(-0.01)]);
        assert_eq!(
            table.to_tsv(Lang::Nl),
            "gebied\taandeel (%)\nAa; en \"Hunze\"\t12345,7\nZeijen\t\nnul\t0,0\n"
        );
        assert_eq!(
            table.to_csv(Lang::Nl),
            "\u{feff}gebied;aandeel (%)\r\n\"Aa;\ten \"\"Hunze\"\"\";12345,7\r\nZeijen;\r\nnul;0,0\r\n"
        );
        assert!(table.to_csv(Lang::En).contains("12345.7\r\n"));
    }
}

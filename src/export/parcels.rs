//! The classified parcels as tables for spreadsheets: the same columns and numbers as every other format has, as a
//! workbook with a sheet that says what they rest on, or as text that opens in columns by itself.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::domain::{Class, Rule};
use crate::explain;
use crate::job::{Cancelled, Progress};
use crate::layer::{Table, Value};
use crate::text::Lang;

/// What a table rests on, in sentences.
pub fn about(files: &[String], rule: &Rule, lang: Lang) -> Vec<[String; 2]> {
    let program = format!("Ruilkaart {}", env!("CARGO_PKG_VERSION"));
    let mut lines = vec![[lang.text("export.program").to_owned(), program]];
    let file = |file: &String| [lang.text("export.file").to_owned(), file.clone()];
    lines.extend(files.iter().map(file));
    let rule = [
        lang.text("export.rule").to_owned(),
        explain::definition(rule, lang),
    ];
    lines.push(rule);
    lines.extend(Class::ALL.map(|class| {
        let means = lang.text_of("class_help", class.key());
        let label = lang.text_of("class", class.key());
        [class.key().to_owned(), format!("{label}. {means}")]
    }));
    lines
}

/// The table as a spreadsheet of the reader's language opens it: in Dutch `;` between cells and a decimal comma, with
/// a byte order mark and the line ends that Excel wants.
///
/// # Errors
/// What writing says; cancelling is an error of kind `Other`.
pub fn spreadsheet_csv(
    table: &Table,
    out: &mut impl Write,
    lang: Lang,
    progress: &Progress,
) -> io::Result<()> {
    let (separator, point) = match lang {
        Lang::Nl => (';', ','),
        Lang::En => (',', '.'),
    };
    let columns: Vec<_> = (0..table.fields().len())
        .filter_map(|column| Some((table.fields().get(column)?, table.column(column)?)))
        .collect();
    out.write_all("\u{feff}".as_bytes())?;
    let mut line = String::new();
    for (place, (field, _)) in columns.iter().enumerate() {
        separate(&mut line, place, separator);
        line.push_str(&quoted(&field.name, separator));
    }
    end(&mut line, out)?;
    for row in 0..table.rows() {
        progress.tick(1).map_err(io::Error::other)?;
        for (place, (_, cells)) in columns.iter().enumerate() {
            separate(&mut line, place, separator);
            match cells.value(row) {
                Value::Null => {}
                Value::Text(text) => line.push_str(&quoted(&text, separator)),
                Value::Integer(number) => line.push_str(&number.to_string()),
                Value::Real(number) => {
                    let text = number.to_string();
                    line.extend(text.chars().map(|c| if c == '.' { point } else { c }));
                }
                Value::Boolean(yes) => line.push(if yes { '1' } else { '0' }),
            }
        }
        end(&mut line, out)?;
    }
    Ok(())
}

fn separate(line: &mut String, place: usize, separator: char) {
    if place > 0 {
        line.push(separator);
    }
}

fn end(line: &mut String, out: &mut impl Write) -> io::Result<()> {
    line.push_str("\r\n");
    out.write_all(line.as_bytes())?;
    line.clear();
    Ok(())
}

fn quoted(cell: &str, separator: char) -> Cow<'_, str> {
    if cell.contains([separator, '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Why a table is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// It has more rows than a sheet can have, or the writer fails.
    #[error(transparent)]
    Writer(#[from] super::xlsx::Failed),
    /// The work was told to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Cells, Field, FieldType};

    #[test]
    fn a_dutch_spreadsheet_gets_commas_and_an_unknown_value_stays_empty() {
        let field = |name: &str, field_type| Field {
            name: name.to_owned(),
            field_type,
        };
        let table = Table::of_columns(
            2,
            vec![
                (
                    field("area_ha", FieldType::Real),
                    Cells::Real(vec![1.23456, f64::NAN]),
                ),
                (
                    field("crop", FieldType::Integer),
                    Cells::Integer(vec![Some(265), None]),
                ),
                (
                    field("name", FieldType::Text),
                    Cells::from_texts([Some("a;b"), Some("007")]),
                ),
            ],
        );
        let text = |lang| {
            let mut out = Vec::new();
            spreadsheet_csv(&table, &mut out, lang, &Progress::default()).expect("written");
            String::from_utf8(out).expect("text")
        };
        let dutch = "\u{feff}area_ha;crop;name\r\n1,23456;265;\"a;b\"\r\n;;007\r\n";
        assert_eq!(text(Lang::Nl), dutch);
        assert!(text(Lang::En).contains("\r\n1.23456,265,a;b\r\n"));
    }
}

//! The classified parcels as tables for spreadsheets: the same columns and numbers as every other format has, as a
//! workbook with a sheet that says what they rest on, or as text that opens in columns by itself.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::io::{self, Write};

use crate::domain::{Class, Rule};
use crate::explain;
use crate::job::Progress;
use crate::layer::{Held, Table, Value};
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
        .filter_map(|column| Some((table.fields().get(column)?, table.held(column)?)))
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

/// Writes a sheet of a workbook with all rows of a table: `frame` is the sheet with its head alone. Numbers are numbers,
/// codes that are text keep their zeros, and what is not known stays empty. Texts stand in their cells (ECMA-376, part
/// 1, 18.3.1.53), so that nothing has to be kept until the end.
///
/// # Errors
/// What writing says; cancelling is an error of kind `Other`.
pub fn sheet_rows(
    frame: &str,
    table: &Table,
    out: &mut dyn Write,
    progress: &Progress,
) -> io::Result<()> {
    let end = "</sheetData>";
    let (before, after) = frame.split_once(end).unwrap_or((frame, ""));
    // How far its cells reach would be told of the head alone.
    let (start, rest) = before.split_once("<dimension").unwrap_or((before, ""));
    let rest = rest.split_once("/>").map_or(rest, |(_, rest)| rest);
    out.write_all(start.as_bytes())?;
    out.write_all(rest.as_bytes())?;
    let columns: Vec<(String, Held)> = (0..table.fields().len())
        .filter_map(|column| Some((letters(column), table.held(column)?)))
        .collect();
    let mut xml = String::new();
    for row in 0..table.rows() {
        progress.tick(1).map_err(io::Error::other)?;
        // The first is the head, and they count from 1.
        let number = row + 2;
        xml.clear();
        let _ = write!(xml, "<row r=\"{number}\">");
        for (letters, cells) in &columns {
            let _ = match cells.value(row) {
                Value::Null => Ok(()),
                Value::Integer(value) => cell(&mut xml, letters, number, "", value),
                Value::Real(value) => cell(&mut xml, letters, number, "", value),
                Value::Boolean(yes) => cell(&mut xml, letters, number, " t=\"b\"", u8::from(yes)),
                Value::Text(text) => write!(
                    xml,
                    "<c r=\"{letters}{number}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    escaped(&text)
                ),
            };
        }
        xml.push_str("</row>");
        out.write_all(xml.as_bytes())?;
    }
    out.write_all(end.as_bytes())?;
    out.write_all(after.as_bytes())
}

fn cell(
    xml: &mut String,
    letters: &str,
    number: usize,
    kind: &str,
    value: impl fmt::Display,
) -> fmt::Result {
    write!(xml, "<c r=\"{letters}{number}\"{kind}><v>{value}</v></c>")
}

/// The name of a column: A, B … Z, AA.
fn letters(column: usize) -> String {
    let (before, last) = (column / 26, (b'A' + (column % 26) as u8) as char);
    match before.checked_sub(1) {
        Some(before) => format!("{}{last}", letters(before)),
        None => last.to_string(),
    }
}

/// Most characters of a cell (Excel's own limit).
const MOST_IN_CELL: usize = 32_767;

/// A text within XML, which has no place for most control characters.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for letter in text.chars().take(MOST_IN_CELL) {
        match letter {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\t' | '\n' | ' '.. => xml.push(letter),
            _ => {}
        }
    }
    xml
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Cells, Field, FieldType};

    #[test]
    fn rows_go_into_a_sheet_as_what_they_are() {
        let field = |name: &str, field_type| Field {
            name: name.to_owned(),
            field_type,
        };
        let columns = vec![
            (
                field("a", FieldType::Real),
                Cells::Real(vec![1.25, f64::NAN]),
            ),
            (
                field("b", FieldType::Text),
                Cells::from_texts([Some("<007> & \u{1}"), None]),
            ),
            (
                field("c", FieldType::Boolean),
                Cells::Boolean(vec![None, Some(true)]),
            ),
        ];
        let table = Table::of_columns(2, columns);
        let frame = "<x><dimension ref=\"A1:C1\"/><sheetData><row r=\"1\"/></sheetData><y/></x>";
        let mut out = Vec::new();
        sheet_rows(frame, &table, &mut out, &Progress::default()).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<x><sheetData><row r=\"1\"/>\
             <row r=\"2\"><c r=\"A2\"><v>1.25</v></c><c r=\"B2\" t=\"inlineStr\"><is>\
             <t xml:space=\"preserve\">&lt;007&gt; &amp; </t></is></c></row>\
             <row r=\"3\"><c r=\"C3\" t=\"b\"><v>1</v></c></row></sheetData><y/></x>"
        );
        let names = [0, 25, 26, 51, 52, 701, 702].map(letters);
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        let stopped = Progress::default();
        stopped.cancel();
        assert!(sheet_rows(frame, &table, &mut Vec::new(), &stopped).is_err());
    }

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

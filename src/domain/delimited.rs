//! Reads delimited text with quotes (RFC 4180), as the catalogue of crops is kept in: a table that people
//! edit in a spreadsheet, so `;` and tabs are read as well as `,`.

/// The rows of `text`, each with its line number (from 1) and its cells. The separator is the one that the
/// first line has most of. Empty lines are passed over; a quote that is never closed runs to the end.
pub(crate) fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t']
        .into_iter()
        .rev()
        .max_by_key(|c| head.matches(*c).count())
        .unwrap_or(',');
    let mut reader = Reader::default();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if reader.quoted && chars.peek() == Some(&'"') => {
                chars.next();
                reader.cell.push('"');
            }
            '"' => reader.quoted = !reader.quoted,
            '\n' => reader.line_break(),
            '\r' => {}
            _ if c == separator && !reader.quoted => reader.end_cell(),
            _ => reader.cell.push(c),
        }
    }
    reader.quoted = false;
    reader.line_break();
    reader.rows
}

/// One row as text, with a line break; cells that need it stand in quotes.
pub(super) fn line(cells: &[&str]) -> String {
    let quoted = |cell: &&str| {
        if cell.contains([',', ';', '\t', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            (*cell).to_owned()
        }
    };
    let cells: Vec<String> = cells.iter().map(quoted).collect();
    cells.join(",") + "\n"
}

#[derive(Default)]
struct Reader {
    rows: Vec<(usize, Vec<String>)>,
    row: Vec<String>,
    cell: String,
    quoted: bool,
    lines_before: usize,
    first_line: usize,
}

impl Reader {
    fn end_cell(&mut self) {
        self.row.push(std::mem::take(&mut self.cell));
    }

    fn line_break(&mut self) {
        self.lines_before += 1;
        if self.quoted {
            self.cell.push('\n');
            return;
        }
        self.end_cell();
        let row = std::mem::take(&mut self.row);
        if row.iter().any(|cell| !cell.is_empty()) {
            self.rows.push((self.first_line + 1, row));
        }
        self.first_line = self.lines_before;
    }
}

#[cfg(test)]
mod tests {
    use super::{line, rows};

    #[test]
    fn quotes_hold_separators_breaks_and_quotes() {
        let text = "a;b;c\r\n1;\"x; \"\"y\"\"\nz\";3\r\n\r\n4;5;\"6";
        let cells: Vec<Vec<&str>> = vec![
            vec!["a", "b", "c"],
            vec!["1", "x; \"y\"\nz", "3"],
            vec!["4", "5", "6"],
        ];
        let read = rows(text);
        assert_eq!(read.iter().map(|r| r.0).collect::<Vec<_>>(), [1, 2, 5]);
        for (row, expected) in read.iter().zip(cells) {
            assert_eq!(row.1, expected);
        }
        assert_eq!(rows("").len(), 0);
        assert_eq!(rows("a,b")[0].1, ["a", "b"]);
        let cells = ["plain", "x; \"y\"\nz", "1,5", ""];
        let header = line(&["a", "b", "c", "d"]);
        assert_eq!(rows(&(header + &line(&cells)))[1].1, cells);
    }
}

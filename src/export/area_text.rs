//! The table of areas as text for the clipboard: cells between tabs, a header with units, numbers with all their
//! digits and the decimal sign of the language, without separators of thousands, so that a spreadsheet takes them for
//! numbers.

use crate::analysis::area_columns::StatColumn;
use crate::analysis::areas::AreaFigures;
use crate::explain::{figures, quantity};
use crate::text::Lang;

/// The text of these rows and columns, its header first.
pub fn tsv<'a>(
    rows: impl Iterator<Item = &'a AreaFigures>,
    columns: &[&StatColumn],
    lang: Lang,
) -> String {
    let names = columns.iter().map(|column| quantity::heading(column, lang));
    let mut out = line(std::iter::once(lang.text("stats.area").to_owned()).chain(names));
    for row in rows {
        let cells = columns.iter().map(|column| cell(column, row, lang));
        let name = figures::row_name(row, lang);
        out.push_str(&line(std::iter::once(name).chain(cells)));
    }
    out
}

fn line(cells: impl Iterator<Item = String>) -> String {
    // A tab or a line end in a name would be a cell or a row of its own.
    let flat = |cell: String| cell.replace(['\t', '\n', '\r'], " ");
    let cells: Vec<String> = cells.map(flat).collect();
    format!("{}\n", cells.join("\t"))
}

fn cell(column: &StatColumn, row: &AreaFigures, lang: Lang) -> String {
    let Some(number) = column.stored(row) else {
        return lang.text("number.unknown").to_owned();
    };
    let plain = number.to_string();
    match lang {
        Lang::Nl => plain.replace('.', ","),
        Lang::En => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::area_sums::Totals;
    use crate::analysis::areas::RowName;

    #[test]
    fn a_spreadsheet_reads_numbers_and_unknown_is_a_word() {
        let mut totals = Totals::default();
        totals.classes[0].m2 = 12_345_678.0;
        let row = |name| AreaFigures {
            name,
            class: None,
            polygon_m2: None,
            totals,
            rotation: Default::default(),
            nutrients: Default::default(),
            cycle: Default::default(),
            known_manure: Default::default(),
        };
        let rows = [row(RowName::Area("Ees\ten".into())), row(RowName::Total)];
        let columns: Vec<&StatColumn> = ["area_ha", "parcels", "potato_freq"]
            .iter()
            .filter_map(|name| StatColumn::find(name))
            .collect();
        let text = tsv(rows.iter(), &columns, Lang::Nl);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].contains("ha") && lines[0].matches('\t').count() == 3);
        assert_eq!(lines[1], "Ees en\t1234,5678\t0\tonbekend");
        assert!(lines[2].starts_with("totaal\t"), "{}", lines[2]);
        assert!(tsv(rows.iter(), &columns, Lang::En).contains("\t1234.5678\t"));
    }
}

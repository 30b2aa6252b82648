//! Landscape elements: ditches, hedges and banks that stand in the register of parcels since 2023. They get
//! no class and are counted on a line of their own.

use super::columns::category_column;
use super::seen_crops::SeenCrops;
use super::values::CodedColumn;
use crate::domain::{BrpCategory, Catalogue, CropCode, Sector, Year};
use crate::layer::{Cells, Table};

/// The first year with landscape elements in the register.
const SINCE: u16 = 2023;

/// Which features are landscape elements: by their category; in a table without one, by the crop of the
/// year that the features are of, given as that year with its column of codes.
pub fn elements(table: &Table, code: Option<(Year, usize)>, catalogue: &Catalogue) -> Vec<bool> {
    let category = category_column(table).and_then(|guess| table.column(guess.found));
    let mut elements = match (category, code) {
        (Some(cells), _) => by_category(&cells),
        (None, Some((year, column))) if year.number() >= SINCE => table
            .column(column)
            .map_or_else(Vec::new, |cells| by_code(&cells, catalogue)),
        _ => Vec::new(),
    };
    elements.resize(table.rows(), false);
    elements
}

/// As [`elements`], for a layer of one year of which the crops were read already, be it by code or by name.
pub(super) fn elements_of_year(
    table: &Table,
    year: Year,
    crops: &SeenCrops,
    catalogue: &Catalogue,
) -> Vec<bool> {
    if category_column(table).is_some() || year.number() < SINCE {
        return elements(table, None, catalogue);
    }
    let codes = crops.distinct().iter().map(|crop| crop.code);
    let is_element: Vec<bool> = codes.map(|code| is_element(code, catalogue)).collect();
    let of_row = |row| crops.row(row).is_some_and(|crop| is_element[crop]);
    (0..table.rows()).map(of_row).collect()
}

fn by_category(cells: &Cells) -> Vec<bool> {
    let Cells::Text { rows, distinct } = cells else {
        return Vec::new();
    };
    let element = Some(BrpCategory::LandscapeElement);
    let is_element: Vec<bool> = distinct
        .iter()
        .map(|text| BrpCategory::parse(text) == element)
        .collect();
    let of_row = |row: &u32| is_element.get(*row as usize).copied().unwrap_or(false);
    rows.iter().map(of_row).collect()
}

fn by_code(cells: &Cells, catalogue: &Catalogue) -> Vec<bool> {
    CodedColumn::of(cells, cells.len()).spread(false, |code| is_element(code, catalogue))
}

/// Of sector landscape, and no field margin.
fn is_element(code: CropCode, catalogue: &Catalogue) -> bool {
    let crop = catalogue.find(code);
    crop.is_some_and(|crop| crop.sector == Sector::Landscape && !crop.is_margin())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Field, FieldType};

    fn field(name: &str, field_type: FieldType) -> Field {
        Field {
            name: name.to_owned(),
            field_type,
        }
    }

    fn codes() -> (Field, Cells) {
        // Grass, ditch, field margin, buffer strip.
        let codes = [265, 343, 344, 337].map(Some).to_vec();
        (
            field("gewascode", FieldType::Integer),
            Cells::Integer(codes),
        )
    }

    #[test]
    fn without_a_category_the_code_tells_from_2023_on() {
        let table = Table::of_columns(4, vec![codes()]);
        let of = |year| {
            elements(
                &table,
                Some((Year::new(year).unwrap(), 0)),
                &Catalogue::built_in(),
            )
        };
        assert_eq!(of(2023), [false, true, false, true]);
        assert_eq!(of(2022), [false; 4]);
        assert_eq!(elements(&table, None, &Catalogue::built_in()), [false; 4]);
    }

    #[test]
    fn a_category_goes_before_the_code() {
        let words = [
            "Landschapselement",
            "Grasland",
            "Overige",
            "landschapselement",
        ];
        let category = (
            field("category", FieldType::Text),
            Cells::from_texts(words.map(Some)),
        );
        let table = Table::of_columns(4, vec![codes(), category]);
        let year = Year::new(2024).unwrap();
        let found = elements(&table, Some((year, 0)), &Catalogue::built_in());
        assert_eq!(found, [true, false, false, true]);
    }
}

//! Layers that hold the class in a column: in the words of Fig. 1, Dutch or English, as keys, or as numbers
//! that the user maps by hand. Finds the column by name and values.

use super::columns::{Evidence, Guess};
use super::values::{compare_values, count_values};
use crate::domain::Class;
use crate::layer::{Cells, FieldType, Table, Value};

/// A column and the class that each of its values means.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassColumn {
    /// Position of the column.
    pub column: usize,
    /// Values with their class; every other value is unclassified.
    pub classes: Vec<(Value, Class)>,
}

impl ClassColumn {
    /// The column with what its values mean by themselves; values that mean nothing are left out.
    pub fn read(table: &Table, column: usize) -> Option<Self> {
        let values = count_values(&*table.column(column)?).list.into_iter();
        let mut classes: Vec<(Value, Class)> = values
            .filter_map(|(value, _)| class_of(&value).map(|class| (value, class)))
            .collect();
        classes.sort_by(|(a, _), (b, _)| compare_values(a, b));
        Some(Self { column, classes })
    }

    /// The class of every row; unclassified where the value is not mapped or nothing is stored.
    pub fn classes_of_rows(&self, cells: &Cells) -> Vec<Class> {
        let class = |value: &Value| {
            let entry = self.classes.iter().find(|(known, _)| known == value);
            entry.map_or(Class::Unclassified, |(_, class)| *class)
        };
        match cells {
            Cells::Text { rows, distinct } => {
                let by_text: Vec<Class> = distinct
                    .iter()
                    .map(|text| class(&Value::Text(text.clone())))
                    .collect();
                let of_row = |row: &u32| by_text.get(*row as usize).copied();
                rows.iter()
                    .map(|row| of_row(row).unwrap_or(Class::Unclassified))
                    .collect()
            }
            _ => (0..cells.len())
                .map(|row| class(&cells.value(row)))
                .collect(),
        }
    }
}

/// The class that a value means by itself: a key, or the words of Fig. 1 in either language, with or
/// without hectares, in any case and spacing.
///
/// ```
/// use ruilkaart::analysis::class_column::class_of;
/// use ruilkaart::domain::Class;
/// use ruilkaart::layer::Value;
/// let class = |text: &str| class_of(&Value::Text(text.into()));
/// assert_eq!(class("Geen (100% akkerbouw, 27.114 ha)"), Some(Class::NoneArable));
/// assert_eq!(class("none_mixed"), Some(Class::NoneMixed));
/// assert_eq!(class("grasland"), None);
/// ```
pub fn class_of(value: &Value) -> Option<Class> {
    let text = value.as_str()?.to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty() && *word != "ha")
        .collect();
    match words.as_slice() {
        ["geen" | "none"]
        | ["none" | "geen", "mixed" | "gemengd"]
        | ["geen", "gemengd", "niet", "terugkerend"]
        | ["none", "mixed", "not", "recurring"] => Some(Class::NoneMixed),
        ["geen" | "none", "akkerbouw" | "arable"] => Some(Class::NoneArable),
        ["geen" | "none", "veeteelt" | "veehouderij" | "livestock"] => Some(Class::NoneLivestock),
        ["extensief" | "extensive"] => Some(Class::Extensive),
        ["intensief" | "intensive"] => Some(Class::Intensive),
        ["unclassified" | "onbekend" | "unknown"]
        | ["niet", "ingedeeld"]
        | ["not", "classified"]
        | ["onvoldoende", "gegevens"]
        | ["insufficient", "data"]
        | ["geen", "akkerbouw", "of", "veeteelt"]
        | ["no", "arable", "or", "livestock", "use"]
        | ["too", "few", "years"]
        | ["no", "sector", "years"] => Some(Class::Unclassified),
        _ => None,
    }
}

/// Parts of names that say a column could hold the class.
const NAME_PARTS: [&str; 9] = [
    "class", "klasse", "samenw", "cooper", "coop", "legend", "fig1", "fig_1", "ruil",
];
/// The names that say it without a doubt.
const NAMES: [&str; 5] = [
    "class",
    "klasse",
    "samenwerking",
    "cooperation",
    "cooperatie",
];

/// Most distinct values that a class column has: the six classes, and some the user has to map.
const MOST_VALUES: usize = 12;

/// The column that holds the class: its name speaks for it, and so do all of its values but the few that
/// a user may have added. Columns of numbers are never guessed: what the numbers mean only the user knows.
pub fn class_column(table: &Table) -> Option<Guess<ClassColumn>> {
    let fields = table.fields().iter().enumerate();
    let mut candidates: Vec<(Evidence, usize)> = fields
        .filter(|(_, field)| field.field_type == FieldType::Text)
        .filter_map(|(column, field)| evidence_of(&field.name).map(|e| (e, column)))
        .collect();
    candidates.sort();
    candidates.into_iter().find_map(|(evidence, column)| {
        let values = count_values(&*table.column(column)?).list;
        let found = ClassColumn::read(table, column)?;
        let speaks = |class: &Class| *class != Class::Unclassified;
        let classes = found.classes.iter().filter(|(_, class)| speaks(class));
        let enough = classes.count() > 0 && found.classes.len() * 2 >= values.len();
        (enough && values.len() <= MOST_VALUES).then_some(Guess { found, evidence })
    })
}

fn evidence_of(name: &str) -> Option<Evidence> {
    let name = name.to_lowercase();
    if NAMES.contains(&name.as_str()) {
        Some(Evidence::Name)
    } else if NAME_PARTS.iter().any(|part| name.contains(part)) {
        Some(Evidence::PartOfName)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Field;

    fn text_column(name: &str, values: &[&str]) -> (Field, Cells) {
        let field = Field {
            name: name.to_owned(),
            field_type: FieldType::Text,
        };
        (field, Cells::from_texts(values.iter().map(Some)))
    }

    fn class(text: &str) -> Option<Class> {
        class_of(&Value::Text(text.into()))
    }

    #[test]
    fn words_of_the_figure_in_any_dress() {
        for key in Class::ALL {
            assert_eq!(class(key.key()), Some(key));
        }
        assert_eq!(class("geen (37.024 ha)"), Some(Class::NoneMixed));
        assert_eq!(class("GEEN(100%AKKERBOUW)"), Some(Class::NoneArable));
        assert_eq!(class("none (100% livestock)"), Some(Class::NoneLivestock));
        assert_eq!(class(" Intensief"), Some(Class::Intensive));
        assert_eq!(
            class("geen akkerbouw of veeteelt"),
            Some(Class::Unclassified)
        );
        assert_eq!(class("akkerbouw"), None, "a sector, no class");
        assert_eq!(class(""), None);
    }

    #[test]
    fn the_column_is_found_by_name_and_values() {
        let columns = vec![
            text_column("klasse_grond", &["zand", "veen", "klei"]),
            text_column("SAMENWERK", &["geen", "extensief", "?"]),
        ];
        let guess = class_column(&Table::of_columns(3, columns)).unwrap();
        assert_eq!(
            (guess.found.column, guess.evidence),
            (1, Evidence::PartOfName)
        );
        assert_eq!(guess.found.classes.len(), 2);
        let no_class = vec![text_column("class", &["unknown", "unknown"])];
        assert_eq!(class_column(&Table::of_columns(2, no_class)), None);
    }

    #[test]
    fn numbers_are_mapped_by_hand() {
        let mapped = ClassColumn {
            column: 0,
            classes: vec![(Value::Integer(5), Class::Intensive)],
        };
        let cells = Cells::Integer(vec![Some(5), Some(4), None]);
        let expected = [Class::Intensive, Class::Unclassified, Class::Unclassified];
        assert_eq!(mapped.classes_of_rows(&cells), expected);
    }
}

//! What is known of one parcel, gathered in the background for the panel that shows it: reading its cells may
//! mean reading a file.

use std::path::PathBuf;
use std::sync::Arc;

use super::map_view::Hit;
use super::open::knowledge;
use super::state::MapLayer;
use crate::analysis::crop_columns::CropColumns;
use crate::domain::sequence::CropFact;
use crate::domain::{
    CropCode, CropGroup, CropId, Outcome, Reading, SeenCrop, Usage, Year, classify,
};
use crate::layer::{Layer, Table, Value};
use crate::text::Lang;

/// What is known of one parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// Which parcel.
    pub hit: Hit,
    /// Its area on the ground, m²; `None` where it is not known.
    pub area_m2: Option<f64>,
    /// Its crops, oldest year first; empty where the layer has no such columns.
    pub years: Vec<CropYear>,
    /// What the rule says of these crops.
    pub outcome: Option<Outcome>,
    /// Every attribute: the column's name and the cell.
    pub attributes: Vec<(String, Value)>,
    /// The file it came from.
    pub file: PathBuf,
    /// Its record number in that file, from 0.
    pub record: usize,
}

/// The crop of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CropYear {
    /// The year.
    pub year: Year,
    /// The crop's code; `None` where no crop is stored.
    pub code: Option<CropCode>,
    /// Its name in Dutch and English; `None` where the catalogue does not know the code.
    pub names: Option<[String; 2]>,
    /// Its group.
    pub group: CropGroup,
}

impl CropYear {
    fn of(year: Year, code: Option<CropCode>) -> Self {
        let crop = code.and_then(|code| knowledge().catalogue.find(code));
        Self {
            year,
            code,
            names: crop.map(|crop| [crop.name_nl.clone(), crop.name_en.clone()]),
            group: crop.map_or(CropGroup::Unknown, |crop| crop.group.crop_group()),
        }
    }

    /// "Snijmaïs (2024)".
    pub fn told(&self, lang: Lang) -> String {
        format!("{} ({})", self.name(lang), self.year.number())
    }

    /// The crop's name, its code where nobody knows the name, or that nothing is stored.
    pub fn name(&self, lang: Lang) -> String {
        match (&self.names, self.code) {
            (Some([nl, en]), _) => match lang {
                Lang::Nl => nl.clone(),
                Lang::En => en.clone(),
            },
            (None, Some(code)) => lang.fill("parcel.unknown_code", &[("code", &code.to_string())]),
            (None, None) => lang.text("parcel.no_crop").to_owned(),
        }
    }
}

/// The crop of the newest year of a parcel, for layers that hold crops.
pub fn newest_crop(layer: &MapLayer, feature: usize) -> Option<CropYear> {
    let &(year, column) = layer.crop_columns.as_ref()?.years().last()?;
    let code = crop_code(&layer.layer.table.value(column, feature));
    Some(CropYear::of(year, code))
}

/// What gathering needs of a layer; cheap to clone into another thread.
#[derive(Debug, Clone)]
pub struct Source {
    layer: Arc<Layer>,
    area_m2: Arc<[f64]>,
    crop_columns: Option<CropColumns>,
    coloured: Arc<crate::analysis::categorise::Coloured>,
}

impl Source {
    /// Of this layer.
    pub fn of(layer: &MapLayer) -> Self {
        Self {
            layer: Arc::clone(&layer.layer),
            area_m2: Arc::clone(&layer.area_m2),
            crop_columns: layer.crop_columns.clone(),
            coloured: Arc::clone(&layer.coloured),
        }
    }

    /// Gathers what is known of a parcel.
    pub fn gather(&self, hit: Hit) -> Parcel {
        let table = &self.layer.table;
        let row = hit.feature;
        let years = self
            .crop_columns
            .as_ref()
            .map_or_else(Vec::new, |columns| crops(table, columns, row));
        let classified = self.coloured.classified.as_ref();
        let outcome = match classified {
            Some(classified) => classified.outcomes.get(row).copied().flatten(),
            None => outcome(&years),
        };
        let fields = table.fields().iter().enumerate();
        Parcel {
            hit,
            area_m2: self.area_m2.get(row).copied().filter(|a| a.is_finite()),
            years,
            outcome,
            attributes: fields
                .map(|(column, field)| (field.name.clone(), table.value(column, row)))
                .collect(),
            file: self.layer.source.path.clone(),
            record: self.layer.record_number(row),
        }
    }
}

impl Parcel {
    /// The attributes as lines of name and value, as a spreadsheet takes them.
    pub fn to_text(&self) -> String {
        let lines = self.attributes.iter().map(|(name, value)| {
            let value = cell_text(value);
            format!("{name}\t{value}")
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A cell as it is stored: no thousands, a point for decimals; empty where there is nothing.
pub fn cell_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
    }
}

fn crops(table: &Table, columns: &CropColumns, row: usize) -> Vec<CropYear> {
    let years = columns.years().iter();
    years
        .map(|&(year, column)| CropYear::of(year, crop_code(&table.value(column, row))))
        .collect()
}

fn crop_code(value: &Value) -> Option<CropCode> {
    match value {
        Value::Text(text) => CropCode::parse(text),
        Value::Integer(number) => CropCode::new(*number),
        Value::Real(number) => CropCode::parse(&number.to_string()),
        Value::Null | Value::Boolean(_) => None,
    }
}

/// What the built-in rule says of these crops; `None` without any year.
fn outcome(years: &[CropYear]) -> Option<Outcome> {
    let knowledge = knowledge();
    let window = knowledge.rule.window(years.last()?.year);
    let readings: Vec<Reading> = years
        .iter()
        .filter(|crop| window.contains(&crop.year))
        .map(|crop| Reading {
            year: crop.year,
            crop: CropId::NONE,
            usage: crop.code.map_or(Usage::Missing, |code| {
                let seen = SeenCrop {
                    code,
                    category: None,
                };
                CropFact::of(seen, &knowledge.catalogue, &knowledge.rule).usage
            }),
            share: if crop.code.is_some() { 1.0 } else { 0.0 },
            others: [None, None],
        })
        .collect();
    Some(classify(&readings, &knowledge.rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Class;

    fn years(codes: &[i64]) -> Vec<CropYear> {
        let first = 2025 - codes.len() as i64;
        codes
            .iter()
            .zip(first..)
            .map(|(&code, year)| CropYear::of(Year::new(year).expect("valid"), CropCode::new(code)))
            .collect()
    }

    #[test]
    fn one_parcel_gets_the_class_of_the_worked_examples() {
        // Cases 11, 9 and 16 of the rule's worked examples; 0 is a year without a crop.
        let exchange = years(&[266, 266, 266, 2017, 259, 266, 266, 2017, 259, 266]);
        let block = years(&[266, 266, 266, 266, 2017, 236, 266, 266, 266, 266]);
        let sparse = years(&[2017, 0, 0, 0, 266, 0, 0, 0, 0, 2017]);
        let class = |years: &[CropYear]| outcome(years).map(|outcome| outcome.class);
        assert_eq!(class(&exchange), Some(Class::Intensive));
        assert_eq!(class(&block), Some(Class::Extensive));
        assert_eq!(class(&sparse), Some(Class::Unclassified));
        assert_eq!(class(&[]), None);
    }

    #[test]
    fn a_crop_is_told_by_name_or_code_and_nothing_is_not_called_zero() {
        let told = years(&[265, 99_999, 0]);
        assert!(told[0].name(Lang::Nl).to_lowercase().contains("gras"));
        assert!(told[1].name(Lang::Nl).contains("99999"));
        assert_eq!(told[2].name(Lang::En), Lang::En.text("parcel.no_crop"));
        assert_eq!(told[2].group, CropGroup::Unknown);
    }

    #[test]
    fn cells_are_copied_as_they_are_stored() {
        assert_eq!(cell_text(&Value::Real(1.234_56)), "1.23456");
        assert_eq!(cell_text(&Value::Text("007".into())), "007");
        assert_eq!(cell_text(&Value::Null), "");
    }
}

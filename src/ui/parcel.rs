//! What is known of one parcel, gathered in the background for the panel that shows it: reading its cells may
//! mean reading a file.

use std::path::PathBuf;
use std::sync::Arc;

use super::map_view::Hit;
use super::state::MapLayer;
use crate::analysis::categorise::Knowledge;
use crate::analysis::classify::ParcelYears;
use crate::domain::{CropCode, CropGroup, Outcome, Sequences, Year, YearColumn};
use crate::layer::{Layer, Value};
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
    fn of(year: Year, code: Option<CropCode>, knowledge: &Knowledge) -> Self {
        let crop = code.and_then(|code| knowledge.catalogue.find(code));
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
pub fn newest_crop(layer: &MapLayer, feature: usize, knowledge: &Knowledge) -> Option<CropYear> {
    let sequences = &layer.years.as_ref()?.sequences;
    let newest = sequences.columns().last()?;
    Some(crop_year(sequences, newest, feature, knowledge))
}

fn crop_year(
    sequences: &Sequences,
    column: &YearColumn,
    feature: usize,
    knowledge: &Knowledge,
) -> CropYear {
    let crop = column.crops.get(feature);
    let seen = crop.and_then(|crop| sequences.crops().get(*crop));
    CropYear::of(column.year, seen.map(|seen| seen.code), knowledge)
}

/// What gathering needs of a layer; cheap to clone into another thread.
#[derive(Debug, Clone)]
pub struct Source {
    layer: Arc<Layer>,
    area_m2: Arc<[f64]>,
    years: Option<ParcelYears>,
    knowledge: Arc<Knowledge>,
    coloured: Arc<crate::analysis::categorise::Coloured>,
}

impl Source {
    /// Of this layer, with what the project knows of crops.
    pub fn of(layer: &MapLayer, knowledge: &Arc<Knowledge>) -> Self {
        Self {
            layer: Arc::clone(&layer.layer),
            area_m2: Arc::clone(&layer.area_m2),
            years: layer.years.clone(),
            knowledge: Arc::clone(knowledge),
            coloured: Arc::clone(&layer.coloured),
        }
    }

    /// Gathers what is known of a parcel.
    pub fn gather(&self, hit: Hit) -> Parcel {
        let table = &self.layer.table;
        let row = hit.feature;
        let knowledge = &self.knowledge;
        let years = self.years.as_ref().map_or_else(Vec::new, |years| {
            let columns = years.sequences.columns().iter();
            columns
                .map(|column| crop_year(&years.sequences, column, row, knowledge))
                .collect()
        });
        let classified = self.coloured.classified.as_ref();
        let outcome = match classified {
            Some(classified) => classified.outcomes.get(row).copied().flatten(),
            None => self
                .years
                .as_ref()
                .and_then(|years| years.outcome(row, &knowledge.catalogue, &knowledge.rule)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crop_is_told_by_name_or_code_and_nothing_is_not_called_zero() {
        let knowledge = Knowledge::default();
        let year = Year::new(2024).expect("valid");
        let of = |code| CropYear::of(year, CropCode::new(code), &knowledge);
        assert!(of(265).name(Lang::Nl).to_lowercase().contains("gras"));
        assert!(of(99_999).name(Lang::Nl).contains("99999"));
        assert_eq!(of(0).name(Lang::En), Lang::En.text("parcel.no_crop"));
        assert_eq!(of(0).group, CropGroup::Unknown);
    }

    #[test]
    fn cells_are_copied_as_they_are_stored() {
        assert_eq!(cell_text(&Value::Real(1.234_56)), "1.23456");
        assert_eq!(cell_text(&Value::Text("007".into())), "007");
        assert_eq!(cell_text(&Value::Null), "");
    }
}

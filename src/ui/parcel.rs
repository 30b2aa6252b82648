//! What is known of one parcel, gathered in the background for the panel that shows it: reading its cells may
//! mean reading a file.

use std::path::PathBuf;
use std::sync::Arc;

use super::map_view::Hit;
use super::origins::{self, PastYear};
use super::state::MapLayer;
use super::years::YearLayers;
use crate::analysis::categorise::Knowledge;
use crate::analysis::classify::ParcelYears;
use crate::analysis::story::Story;
use crate::analysis::validity::mended_m2;
use crate::layer::{Layer, Value};
use crate::map::{MapCrs, PreparedLayer};

/// What is known of one parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// Which parcel.
    pub hit: Hit,
    /// Its area on the ground, m²; `None` where it is not known.
    pub area_m2: Option<f64>,
    /// Where its outline crosses or covers itself, its area once it is mended, m²; NaN where that is not known.
    pub mended_m2: Option<f64>,
    /// Its crops and what follows from them; `None` where the layer has no crop sequences, and for landscape
    /// elements.
    pub story: Option<Story>,
    /// Where it came from, oldest year first; empty where the layer was not made of yearly layers.
    pub origins: Vec<PastYear>,
    /// Every attribute: the column's name and the cell.
    pub attributes: Vec<(String, Value)>,
    /// The file it came from.
    pub file: PathBuf,
    /// Its record number in that file, from 0.
    pub record: usize,
}

/// What gathering needs of a layer; cheap to clone into another thread.
#[derive(Debug, Clone)]
pub struct Source {
    layer: Arc<Layer>,
    /// The outlines where they are drawn: in metres.
    prepared: Option<Arc<PreparedLayer>>,
    area_m2: Arc<[f64]>,
    years: Option<ParcelYears>,
    year_layers: Option<Arc<YearLayers>>,
    knowledge: Arc<Knowledge>,
    plane: MapCrs,
}

impl Source {
    /// Of this layer, with what the project knows of crops, for a map in this plane.
    pub fn of(layer: &MapLayer, knowledge: &Arc<Knowledge>, plane: MapCrs) -> Self {
        Self {
            layer: Arc::clone(&layer.layer),
            prepared: layer.prepared.clone(),
            area_m2: Arc::clone(&layer.area_m2),
            years: layer.years.clone(),
            year_layers: layer.year_layers.clone(),
            knowledge: Arc::clone(knowledge),
            plane,
        }
    }

    /// Gathers what is known of a parcel.
    pub fn gather(&self, hit: Hit) -> Parcel {
        let table = &self.layer.table;
        let row = hit.feature;
        let knowledge = &self.knowledge;
        let story = self
            .years
            .as_ref()
            .and_then(|years| Story::of(years, row, &knowledge.catalogue, &knowledge.rule));
        let fields = table.fields().iter().enumerate();
        let prepared = self.prepared.as_ref();
        Parcel {
            hit,
            area_m2: self.area_m2.get(row).copied().filter(|a| a.is_finite()),
            mended_m2: prepared
                .and_then(|prepared| mended_m2(&self.layer, prepared.polygons(), row)),
            story,
            origins: self
                .year_layers
                .as_ref()
                .map_or_else(Vec::new, |years| origins::of_years(years, row, self.plane)),
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
    fn cells_are_copied_as_they_are_stored() {
        assert_eq!(cell_text(&Value::Real(1.234_56)), "1.23456");
        assert_eq!(cell_text(&Value::Text("007".into())), "007");
        assert_eq!(cell_text(&Value::Null), "");
    }
}

//! The areas with all their figures as a layer, for whoever goes on in a GIS. What lies outside and what was counted
//! more than once have no outline and stay in the tables.

use super::area_columns::COLUMNS;
use super::figured::Figured;
use super::regions::{Division, layer_of_ring};
use crate::layer::{Cells, Field, FieldType, Layer, Source, Table};

/// True where the areas have outlines of their own: polygons, drawn or of a layer.
pub fn has_outlines(figured: &Figured) -> bool {
    matches!(
        figured.request.division,
        Division::Polygons { .. } | Division::Shape { .. }
    )
}

/// A feature per area, in their order and their own coordinate system: `area`, the name, and the columns that the
/// command line promises (hectares, shares 0 to 1, kg per hectare and year). `None` without outlines.
pub fn area_layer(figured: &Figured) -> Option<Layer> {
    let outlines = match &figured.request.division {
        Division::Polygons { layer, .. } => Layer::clone(layer),
        Division::Shape { ring, crs, .. } => layer_of_ring(ring, crs),
        Division::Column(_) | Division::Parcels { .. } => return None,
    };
    let rows = figured.rows.get(..figured.areas())?;
    let names = Cells::from_texts(rows.iter().map(|row| Some(row.name.text())));
    let field = |name: &str, field_type| Field {
        name: name.to_owned(),
        field_type,
    };
    let mut columns = vec![(field("area", FieldType::Text), names)];
    columns.extend(COLUMNS.iter().map(|column| {
        let values = rows
            .iter()
            .map(|row| column.stored(row).unwrap_or(f64::NAN));
        (
            field(column.name, FieldType::Real),
            Cells::Real(values.collect()),
        )
    }));
    Some(Layer {
        source: Source {
            path: outlines.source.path,
            crs_text: outlines.source.crs_text,
            ..Source::default()
        },
        table: Table::of_columns(rows.len(), columns),
        warnings: Vec::new(),
        ..outlines
    })
}

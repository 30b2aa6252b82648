//! Layers with the columns that the crop-parcel register has in a year: old names and text codes up to
//! 2019, cut off at ten characters as a shapefile does; new names and number codes from 2020 on.

use super::convex::signed_area;
use super::layers::{Columns, perimeter_m, push_polygon};
use super::random::mix2;
use crate::domain::{Catalogue, CropCode, RotationGroup, Sector};
use crate::geometry::PolygonBuilder;
use crate::layer::Layer;

/// A registered outline with its crop.
#[derive(Debug)]
pub(super) struct Record {
    /// Corners, anticlockwise, the first not repeated.
    pub(super) ring: Vec<[f64; 2]>,
    /// What grows there.
    pub(super) code: u16,
    /// Decides its place in the file.
    pub(super) seed: u64,
}

/// The last year with the old columns.
const LAST_OLD: usize = 2019;

/// The layer of a year. Its records come in another order every year, as in the register.
pub(super) fn register_layer(records: &mut [Record], year: usize, catalogue: &Catalogue) -> Layer {
    records.sort_by_key(|record| mix2(record.seed, year as u64));
    let mut polygons = PolygonBuilder::default();
    for record in records.iter() {
        push_polygon(&mut polygons, &record.ring, None);
    }
    let columns = if year <= LAST_OLD {
        old_columns(records, catalogue)
    } else {
        new_columns(records, year, catalogue)
    };
    columns.layer(&format!("brp_{year}"), polygons.finish())
}

fn old_columns(records: &[Record], catalogue: &Catalogue) -> Columns {
    let codes: Vec<String> = records
        .iter()
        .map(|record| record.code.to_string())
        .collect();
    let whole_cm = |value: f64| (value * 100.0).round() / 100.0;
    let mut columns = Columns::new(records.len());
    columns.integers("OBJECTID", (1..).take(records.len()).map(Some));
    columns.texts(
        "CAT_GEWASC",
        records.iter().map(|r| Some(category(r.code, catalogue))),
    );
    columns.texts("GWS_GEWASC", codes.iter().map(|code| Some(code.as_str())));
    columns.texts("GWS_GEWAS", records.iter().map(|r| name(r.code, catalogue)));
    columns.reals(
        "GEOMETRIE_",
        records.iter().map(|r| whole_cm(perimeter_m(&r.ring))),
    );
    columns.reals(
        "GEOMETRI_1",
        records.iter().map(|r| whole_cm(signed_area(&r.ring))),
    );
    columns
}

fn new_columns(records: &[Record], year: usize, catalogue: &Catalogue) -> Columns {
    let year = i64::try_from(year).ok();
    let mut columns = Columns::new(records.len());
    columns.texts(
        "category",
        records.iter().map(|r| Some(category(r.code, catalogue))),
    );
    columns.texts("gewas", records.iter().map(|r| name(r.code, catalogue)));
    columns.integers("gewascode", records.iter().map(|r| Some(r.code.into())));
    columns.integers("jaar", records.iter().map(|_| year));
    columns.texts("status", records.iter().map(|_| Some("Definitief")));
    columns
}

fn name(code: u16, catalogue: &Catalogue) -> Option<&str> {
    let crop = CropCode::new(code.into()).and_then(|code| catalogue.find(code));
    crop.map(|crop| crop.name_nl.as_str())
}

/// The register's coarse category of a crop.
fn category(code: u16, catalogue: &Catalogue) -> &'static str {
    let crop = CropCode::new(code.into()).and_then(|code| catalogue.find(code));
    if crop.is_some_and(|crop| crop.sector == Sector::Nature) {
        return "Natuurterrein";
    }
    match crop.map(|crop| crop.group) {
        Some(
            RotationGroup::GrassPermanent
            | RotationGroup::GrassTemporary
            | RotationGroup::GrassNatural,
        ) => "Grasland",
        Some(RotationGroup::Landscape) => "Landschapselement",
        Some(RotationGroup::Fallow) => "Braakland",
        _ => "Bouwland",
    }
}

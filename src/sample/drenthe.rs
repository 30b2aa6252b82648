//! The sample's first layer: the province's parcels with a crop column per year, the class that the default
//! rule gives them, and the hectares of Fig. 1.

use super::SEED;
use super::areas::{Area, areas};
use super::calibrate::classes;
use super::histories::Grower;
use super::layers::{Columns, push_polygon};
use super::province::{Parcel, parcels};
use super::random::{Random, mix2};
use super::rotation::{FIRST_YEAR, History, YEARS};
use crate::domain::Class;
use crate::geometry::PolygonBuilder;
use crate::layer::Layer;

/// Farmland besides the hectares of Fig. 1, m²: nature, nursery, parcels known too briefly.
const UNCLASSIFIED_M2: f64 = 13_130_000.0;

/// The layer `drenthe`.
pub fn drenthe() -> Layer {
    let published_ha: f64 = Class::FIG1
        .into_iter()
        .filter_map(Class::published_ha)
        .sum();
    let parcels = parcels(SEED, 1.0, published_ha * 10_000.0 + UNCLASSIFIED_M2);
    let classes = classes(&parcels, SEED);
    let mut grower = Grower::new();
    let histories: Vec<History> = parcels
        .iter()
        .zip(&classes)
        .enumerate()
        .map(|(index, (parcel, class))| {
            let mut random = Random::new(mix2(SEED ^ 81, index as u64));
            grower.history(*class, parcel.landscape, &mut random)
        })
        .collect();

    let mut polygons = PolygonBuilder::default();
    for parcel in &parcels {
        push_polygon(&mut polygons, &parcel.ring, parcel.pond.as_deref());
    }
    columns(&parcels, &histories, &mut grower).layer("drenthe", polygons.finish())
}

fn columns(parcels: &[Parcel], histories: &[History], grower: &mut Grower) -> Columns {
    let mut columns = Columns::new(parcels.len());
    columns.integers("perceel", (1..).take(parcels.len()).map(Some));
    for year in 0..YEARS {
        let name = format!("crop_{}", FIRST_YEAR + year);
        columns.integers(&name, histories.iter().map(|h| h[year].map(i64::from)));
    }
    let newest = histories
        .iter()
        .map(|h| h[YEARS - 1].map(|crop| grower.name(crop)));
    columns.texts("gewas", newest);
    let classes: Vec<Class> = histories
        .iter()
        .map(|history| grower.class(history))
        .collect();
    columns.texts("klasse", classes.iter().map(|class| Some(class.key())));
    let ha = |parcel: &Parcel| (parcel.area_m2 / 100.0).round() / 100.0;
    columns.reals("area_ha", parcels.iter().map(ha));
    columns.texts("bron", parcels.iter().map(|_| Some("synthetisch")));
    columns
}

/// The layer `areas`: municipalities and the plateau, outlines schematic.
pub fn area_layer() -> Layer {
    let areas = areas();
    let mut polygons = PolygonBuilder::default();
    for area in &areas {
        let anticlockwise: Vec<_> = area.ring.iter().rev().copied().collect();
        push_polygon(&mut polygons, &anticlockwise, None);
    }
    let mut columns = Columns::new(areas.len());
    let text = |of: fn(&Area) -> &'static str| areas.iter().map(move |area| Some(of(area)));
    columns.texts("naam", text(|area| area.name));
    columns.texts("soort", text(|area| area.kind));
    columns.texts("omtrek", text(|_| "schematisch"));
    columns.layer("areas", polygons.finish())
}

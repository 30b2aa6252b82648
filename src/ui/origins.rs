//! Where the selected parcel came from: for each earlier year the parcels on whose ground it lies, ready to be
//! told and to be outlined on the map.

use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::overlay::{Change, Past};
use crate::crs::Transform;
use crate::domain::{CropCode, Year};
use crate::geometry::{PolygonArray, PolygonBuilder};
use crate::map::MapCrs;
use crate::ui::years::YearLayers;

/// Less of the parcel than this is a boundary that was drawn a little otherwise.
const TOLD_FROM: f64 = 0.01;

/// Where the parcel came from in one year.
#[derive(Debug, Clone, PartialEq)]
pub struct PastYear {
    /// The year.
    pub year: Year,
    /// What happened since.
    pub change: Change,
    /// The file of that year, where it is known.
    pub file: Option<PathBuf>,
    /// The parcels of that year, most of its ground first.
    pub parcels: Vec<PastParcel>,
    /// Their outlines in the plane of the map, in the same order; empty where they cannot be placed there.
    pub outlines: Arc<PolygonArray>,
}

/// A parcel of an earlier year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PastParcel {
    /// Its feature number in the layer of its year.
    pub feature: usize,
    /// Its record number in the file of its year, from 0.
    pub record: usize,
    /// Its crop in that year.
    pub crop: Option<CropCode>,
    /// Ground that both share, m².
    pub shared_m2: f64,
    /// Part of the parcel that it covers.
    pub share: f64,
    /// Part of itself that lies in the parcel.
    pub own_share: f64,
}

/// Where a parcel of a layer made of yearly layers came from, with the files of those.
pub fn of_years(years: &YearLayers, parcel: usize, plane: MapCrs) -> Vec<PastYear> {
    let mut found = origins(&years.past, parcel, plane);
    for past in &mut found {
        let Some(source) = years.of(past.year) else {
            continue;
        };
        past.file = Some(source.path.clone());
        for parcel in &mut past.parcels {
            let number = source.record_numbers.get(parcel.feature);
            parcel.record = number.map_or(parcel.feature, |number| *number as usize);
        }
    }
    found
}

/// Where a parcel of the reference year came from, oldest year first, for a map in this plane.
pub fn origins(past: &Past, parcel: usize, plane: MapCrs) -> Vec<PastYear> {
    let transform = past
        .crs()
        .and_then(|crs| Transform::between(crs, &plane.crs()).ok());
    let years = past.origins(parcel).into_iter();
    years
        .map(|found| {
            let told = found.origins.iter().filter(|o| o.share >= TOLD_FROM);
            let outlines = transform.as_ref().map(|transform| {
                let mut builder = PolygonBuilder::default();
                for origin in told.clone() {
                    for part in past.outline(origin).parts() {
                        for ring in part.rings() {
                            builder.push_ring(ring.iter().map(|at| transform.point(*at)));
                        }
                        builder.end_part();
                    }
                    builder.end_feature();
                }
                builder.finish()
            });
            PastYear {
                year: found.year,
                change: found.change,
                file: None,
                parcels: told
                    .map(|origin| PastParcel {
                        feature: origin.feature,
                        record: origin.feature,
                        crop: origin.crop.map(|crop| crop.code),
                        shared_m2: origin.shared_m2,
                        share: origin.share,
                        own_share: origin.own_share,
                    })
                    .collect(),
                outlines: Arc::new(outlines.unwrap_or_default()),
            }
        })
        .collect()
}

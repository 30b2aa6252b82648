//! Outlines that cross or cover themselves: which they are, what they measure as stored and as they were meant, and
//! the layer with all of them mended.

use std::sync::Arc;

use rayon::prelude::*;

use crate::geometry::clip::Chains;
use crate::geometry::repair::mend;
use crate::geometry::{PolygonArray, PolygonBuilder};
use crate::job::{Cancelled, Progress};
use crate::layer::{Layer, Table, measure};

/// Features that one task looks at.
const TASK: usize = 1 << 9;

/// What is invalid in a layer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Validity {
    /// The features with an invalid outline, ascending.
    pub invalid: Arc<[usize]>,
    /// Their area on the ground as stored, m²; those that cannot be measured do not count.
    pub area_stored: f64,
    /// The same once they are mended.
    pub area_mended: f64,
}

impl Validity {
    /// Looks at the outlines of a layer as they lie on a plane, in metres. Lines and points are always valid.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn of(
        layer: &Layer,
        on_plane: &PolygonArray,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        if !on_plane.is_ground() {
            return Ok(Self::default());
        }
        let features: Vec<usize> = (0..on_plane.len()).collect();
        progress.begin(features.len() as u64);
        let found: Vec<Vec<usize>> = features
            .par_chunks(TASK)
            .map(|features| {
                let invalid = features.iter().copied();
                let invalid = invalid.filter(|feature| !is_valid(on_plane, *feature));
                let found = invalid.collect();
                progress.tick(features.len() as u64)?;
                Ok(found)
            })
            .collect::<Result<_, _>>()?;
        let invalid = found.concat();
        let stored = part(layer, &invalid);
        let all: Vec<usize> = (0..invalid.len()).collect();
        // So few that it does not count.
        let progress = &progress.part(0);
        let mended = mended(&stored, &all, progress)?;
        Ok(Self {
            invalid: invalid.into(),
            area_stored: area_m2(&stored, progress)?,
            area_mended: area_m2(&mended, progress)?,
        })
    }
}

/// The area on the ground, m², of an outline that crosses or covers itself, once it is mended; `None` where it does not.
/// NaN where it cannot be measured.
pub fn mended_m2(layer: &Layer, on_plane: &PolygonArray, feature: usize) -> Option<f64> {
    let is_there = on_plane.is_ground() && feature < on_plane.len().min(layer.len());
    if !is_there || is_valid(on_plane, feature) {
        return None;
    }
    let progress = Progress::default();
    let mended = mended(&part(layer, &[feature]), &[0], &progress).ok()?;
    measure::areas_m2(&mended, &progress).ok()?.first().copied()
}

/// These features as a layer, without attributes.
fn part(layer: &Layer, features: &[usize]) -> Layer {
    let numbers = features
        .iter()
        .filter_map(|feature| u32::try_from(*feature).ok());
    Layer {
        polygons: layer.polygons.select(&numbers.collect::<Vec<_>>()),
        table: Table::empty(features.len()),
        ..layer.clone()
    }
}

fn area_m2(layer: &Layer, progress: &Progress) -> Result<f64, Cancelled> {
    let areas = measure::areas_m2(layer, progress)?.into_iter();
    Ok(areas.filter(|area| area.is_finite()).sum())
}

fn is_valid(polygons: &PolygonArray, feature: usize) -> bool {
    let feature = polygons.feature(feature);
    let origin = feature.coords().first().copied().unwrap_or_default();
    let finite = feature
        .coords()
        .iter()
        .flatten()
        .all(|part| part.is_finite());
    // What has no place on the map cannot be looked at there.
    !finite || Chains::new(&feature, origin).is_valid()
}

/// The layer with these outlines mended, in its own coordinates.
///
/// # Errors
/// [`Cancelled`] when the work was told to stop.
pub fn mended(layer: &Layer, invalid: &[usize], progress: &Progress) -> Result<Layer, Cancelled> {
    let polygons = &layer.polygons;
    let mut builder = PolygonBuilder::with_capacity(polygons.vertex_count());
    let mut invalid = invalid.iter().copied().peekable();
    progress.begin(polygons.len().div_ceil(TASK) as u64);
    for number in 0..polygons.len() {
        if number.is_multiple_of(TASK) {
            progress.tick(1)?;
        }
        let stored = polygons.feature(number);
        if invalid.next_if_eq(&number).is_some() {
            for feature in mend(&stored).features() {
                push_parts(&feature, &mut builder);
            }
        } else {
            push_parts(&stored, &mut builder);
        }
        builder.end_feature();
    }
    Ok(Layer {
        polygons: builder.finish(),
        ..layer.clone()
    })
}

fn push_parts(feature: &crate::geometry::Feature<'_>, builder: &mut PolygonBuilder) {
    for part in feature.parts() {
        for ring in part.rings() {
            builder.push_ring(ring.iter().copied());
        }
        builder.end_part();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::Crs;
    use crate::layer::Source;

    #[test]
    fn a_bow_tie_is_found_and_mended_and_the_others_stay_as_they_are() {
        let mut builder = PolygonBuilder::default();
        let square = [[0.0, 0.0], [0.0, 9.0], [9.0, 9.0], [9.0, 0.0], [0.0, 0.0]];
        let bow_tie = [[0.0, 0.0], [8.0, 4.0], [8.0, 0.0], [0.0, 4.0], [0.0, 0.0]];
        let in_drenthe = |[x, y]: [f64; 2]| [x + 233_000.0, y + 557_000.0];
        for ring in [square, bow_tie, square] {
            builder.push_ring(ring.map(in_drenthe));
            builder.end_part();
            builder.end_feature();
        }
        builder.end_feature();
        let layer = Layer {
            name: String::new(),
            source: Source::default(),
            crs: Some(Crs::rd_new()),
            polygons: builder.finish(),
            table: Table::empty(4),
            warnings: Vec::new(),
        };
        let progress = Progress::default();
        let validity = Validity::of(&layer, &layer.polygons, &progress).unwrap();
        assert_eq!(*validity.invalid, [1]);
        assert!(validity.area_stored.abs() < 1e-9);
        assert!((validity.area_mended - 16.0).abs() < 1e-6);
        let of_one = |feature| mended_m2(&layer, &layer.polygons, feature);
        assert!(of_one(1).is_some_and(|area| (area - 16.0).abs() < 1e-6));
        assert_eq!([0, 2, 3, 4].map(of_one), [None; 4]);
        let mended = mended(&layer, &validity.invalid, &progress).unwrap();
        assert_eq!(mended.len(), 4);
        let again = Validity::of(&mended, &mended.polygons, &progress).unwrap();
        assert!(again.invalid.is_empty());
        for same in [0, 2, 3] {
            let (before, after) = (layer.polygons.feature(same), mended.polygons.feature(same));
            assert_eq!(before.coords(), after.coords());
        }
    }
}

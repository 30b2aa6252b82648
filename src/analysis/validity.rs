//! Outlines that cross or cover themselves: which they are, what they measure as stored and as they were meant, and
//! the layer with all of them mended.

use std::sync::Arc;

use rayon::prelude::*;

use crate::geometry::clip::Chains;
use crate::geometry::repair::mend;
use crate::geometry::{PolygonArray, PolygonBuilder, area};
use crate::job::{Cancelled, Progress};
use crate::layer::Layer;

/// Features that one task looks at.
const TASK: usize = 1 << 9;

/// What is invalid in a layer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Validity {
    /// The features with an invalid outline, ascending.
    pub invalid: Arc<[usize]>,
    /// Their area as stored, in squared units of the plane that was looked at.
    pub area_stored: f64,
    /// Their area once they are mended.
    pub area_mended: f64,
}

impl Validity {
    /// Looks at outlines on a plane, in metres. Lines and points are always valid.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn of(polygons: &PolygonArray, progress: &Progress) -> Result<Self, Cancelled> {
        if !polygons.is_ground() {
            return Ok(Self::default());
        }
        let features: Vec<usize> = (0..polygons.len()).collect();
        progress.begin(features.len() as u64);
        let found: Vec<Vec<(usize, [f64; 2])>> = features
            .par_chunks(TASK)
            .map(|features| {
                let invalid = features
                    .iter()
                    .filter(|feature| !is_valid(polygons, **feature));
                let areas = |feature: &usize| {
                    let stored = polygons.feature(*feature);
                    let mended = mend(&stored);
                    let mended: f64 = mended.features().map(|part| area::feature(&part)).sum();
                    (*feature, [area::feature(&stored), mended])
                };
                let found = invalid.map(areas).collect();
                progress.tick(features.len() as u64)?;
                Ok(found)
            })
            .collect::<Result<_, _>>()?;
        let found = found.concat();
        Ok(Self {
            invalid: found.iter().map(|(feature, _)| *feature).collect(),
            area_stored: found.iter().map(|(_, areas)| areas[0]).sum(),
            area_mended: found.iter().map(|(_, areas)| areas[1]).sum(),
        })
    }
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
    use crate::layer::{Source, Table};

    #[test]
    fn a_bow_tie_is_found_and_mended_and_the_others_stay_as_they_are() {
        let mut builder = PolygonBuilder::default();
        let square = [[0.0, 0.0], [0.0, 9.0], [9.0, 9.0], [9.0, 0.0], [0.0, 0.0]];
        let bow_tie = [[0.0, 0.0], [8.0, 4.0], [8.0, 0.0], [0.0, 4.0], [0.0, 0.0]];
        for ring in [&square, &bow_tie, &square] {
            builder.push_ring(*ring);
            builder.end_part();
            builder.end_feature();
        }
        builder.end_feature();
        let layer = Layer {
            name: String::new(),
            source: Source::default(),
            crs: None,
            polygons: builder.finish(),
            table: Table::empty(4),
            warnings: Vec::new(),
        };
        let progress = Progress::default();
        let validity = Validity::of(&layer.polygons, &progress).unwrap();
        assert_eq!(*validity.invalid, [1]);
        assert!(validity.area_stored.abs() < 1e-9);
        assert!((validity.area_mended - 16.0).abs() < 1e-6);
        let mended = mended(&layer, &validity.invalid, &progress).unwrap();
        assert_eq!(mended.len(), 4);
        let again = Validity::of(&mended.polygons, &progress).unwrap();
        assert!(again.invalid.is_empty());
        for same in [0, 2, 3] {
            let (before, after) = (layer.polygons.feature(same), mended.polygons.feature(same));
            assert_eq!(before.coords(), after.coords());
        }
    }
}

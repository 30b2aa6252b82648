//! Reading no further than is needed: of the earlier years only what lies where the parcels of the reference year
//! lie. A region chooses features by their boxes, so more may be read than was asked for, never less.

use crate::crs::{Crs, Transform};
use crate::geometry::Bounds;
use crate::layer::Layer;

/// A box on earth.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    bounds: Bounds,
    crs: Crs,
}

/// Which features of a file are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Choice<'a> {
    /// All of them.
    #[default]
    All,
    /// Those whose boxes touch a region, where the format tells where a feature lies before it is read.
    Within(&'a Region),
    /// About [`FEW`](super::FEW) from all over the file and none of their outlines, where the format tells where a
    /// feature begins before it is read.
    Few,
}

/// What is read of a file that may hold several layers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'a> {
    /// The layer of this name, where there is one.
    pub(super) only: Option<&'a str>,
    /// Which features of a layer.
    pub(super) choice: Choice<'a>,
}

impl Wanted<'_> {
    /// Leaves those of the wanted name, or all where none has it.
    pub(super) fn keep<T>(&self, all: Vec<T>, is_called: impl Fn(&T, &str) -> bool) -> Vec<T> {
        let Some(name) = self.only else { return all };
        let (named, others): (Vec<T>, Vec<T>) =
            all.into_iter().partition(|one| is_called(one, name));
        if named.is_empty() { others } else { named }
    }
}

impl<'a> Choice<'a> {
    /// The region, where there is one.
    pub(super) fn region(self) -> Option<&'a Region> {
        match self {
            Self::Within(region) => Some(region),
            Self::All | Self::Few => None,
        }
    }
}

/// How much wider than the box itself is read, as a part of its sides: boxes of transformed coordinates are not exact.
const MARGIN: f64 = 0.01;

impl Region {
    /// Where the parcels of a layer lie; `None` without parcels, or where nobody knows on earth where they are.
    pub fn around(layer: &Layer) -> Option<Self> {
        let crs = layer.crs.clone()?;
        let bounds = layer.polygons.bounds();
        (!bounds.is_empty()).then_some(Self { bounds, crs })
    }

    /// The region in the coordinates of another system, a little wider; `None` where that cannot be computed.
    pub(super) fn in_system(&self, crs: &Crs) -> Option<Bounds> {
        let transform = Transform::between(&self.crs, crs).ok()?;
        let Bounds { min, max } = transform.bounds(&self.bounds);
        let margin = [0, 1].map(|axis| (max[axis] - min[axis]) * MARGIN);
        let wider = Bounds {
            min: [min[0] - margin[0], min[1] - margin[1]],
            max: [max[0] + margin[0], max[1] + margin[1]],
        };
        (!wider.is_empty()).then_some(wider)
    }
}

/// What a reader is to keep of a file, once it knows the file's own system. Without a system that the file names
/// itself everything is kept: a guess would need all coordinates.
pub(super) fn wanted(region: Option<&Region>, said: &super::place::Said) -> Option<Bounds> {
    match said {
        super::place::Said::System(crs) => region?.in_system(crs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_a_little_wider_in_any_system() {
        let region = Region {
            bounds: Bounds::new(230_000.0, 550_000.0, 240_000.0, 560_000.0),
            crs: Crs::rd_new(),
        };
        let same = region.in_system(&Crs::rd_new()).unwrap();
        assert!((same.min[0] - 229_900.0).abs() < 1e-6 && (same.max[1] - 560_100.0).abs() < 1e-6);
        let degrees = region.in_system(&Crs::wgs84()).unwrap();
        let corner = Transform::between(&Crs::rd_new(), &Crs::wgs84()).unwrap();
        for point in [[230_000.0, 550_000.0], [240_000.0, 560_000.0]] {
            let point = corner.point(point);
            assert!(degrees.intersects(&Bounds::of_points(&[point])));
        }
        assert!(degrees.max[0] - degrees.min[0] < 0.2);
    }
}

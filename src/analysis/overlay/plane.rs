//! The one plane of all years: years are joined by the metres that their outlines share, so every layer is
//! brought onto the plane of the first, and that must be one in which shares of a parcel are right.

use std::borrow::Cow;

use crate::crs::{Crs, Transform, all_in_netherlands};
use crate::geometry::PolygonArray;
use crate::job::{Cancelled, Progress};
use crate::layer::Layer;

/// Vertices that are moved between two looks at whether to stop: some tens of milliseconds.
const CHUNK: usize = 1 << 17;

/// The system that all outlines are in; `None` inside where the first layer does not say.
#[derive(Debug, Clone)]
pub(super) struct Plane {
    crs: Option<Crs>,
}

impl Plane {
    /// RD New for parcels in the Netherlands, whatever their system; elsewhere the layer's own plane, or for
    /// degrees Web Mercator, whose scale hardly changes within a parcel.
    pub(super) fn of(layer: &Layer) -> Self {
        let own = layer.crs.clone();
        let lies_here = |crs: &Crs| all_in_netherlands(layer.polygons.coords(), crs) == Some(true);
        let crs = own.map(|crs| {
            if crs.is_rd() || lies_here(&crs) {
                Crs::rd_new()
            } else if crs.is_geographic() {
                Crs::web_mercator()
            } else {
                crs
            }
        });
        Self { crs }
    }

    pub(super) fn crs(&self) -> Option<&Crs> {
        self.crs.as_ref()
    }

    /// The layer's outlines on this plane, and whether they had to be moved there. Where either system is
    /// not known the coordinates are taken at their word. Counts nothing on `progress`, but stops with it.
    pub(super) fn bring<'a>(
        &self,
        layer: &'a Layer,
        progress: &Progress,
    ) -> Result<(Cow<'a, PolygonArray>, bool), Cancelled> {
        let own = &layer.polygons;
        let systems = layer.crs.as_ref().zip(self.crs.as_ref());
        let transform = systems.and_then(|(from, to)| Transform::between(from, to).ok());
        let Some(transform) = transform.filter(|transform| !transform.is_identity()) else {
            return Ok((Cow::Borrowed(own), false));
        };
        let mut coords = own.coords().to_vec();
        for chunk in coords.chunks_mut(CHUNK) {
            progress.check()?;
            transform.apply(chunk);
        }
        Ok(match own.with_coords(coords) {
            Some(moved) => (Cow::Owned(moved), true),
            None => (Cow::Borrowed(own), false),
        })
    }
}

//! Tells walkers where things are: a `walkers::Position` here holds metres of the map's own plane (RD New or
//! Web Mercator), never degrees, so that parcels need no projection in a frame.

use walkers::{Pixels, Position, Projection};

use crate::map::grid::{MapCrs, TILE_PX, TileGrid};

/// A plane with a square tile grid, as walkers wants to know it.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlaneProjection {
    crs: MapCrs,
    grid: TileGrid,
}

impl PlaneProjection {
    pub(super) fn new(crs: MapCrs) -> Self {
        Self {
            crs,
            grid: TileGrid::of(crs),
        }
    }

    /// Units of the plane per point at a zoom, which may lie between two levels.
    pub(super) fn units_per_point(&self, zoom: f64) -> f64 {
        self.grid.world().width() / f64::from(TILE_PX) / zoom.exp2()
    }

    /// The zoom at which a point is this many units.
    pub(super) fn zoom_at(&self, units_per_point: f64) -> f64 {
        (self.units_per_point(0.0) / units_per_point).log2()
    }
}

impl Projection for PlaneProjection {
    fn project(&self, position: Position, zoom: f64) -> Pixels {
        let world = self.grid.world();
        let per_point = self.units_per_point(zoom);
        Pixels::new(
            (position.x() - world.min[0]) / per_point,
            (world.max[1] - position.y()) / per_point,
        )
    }

    fn unproject(&self, pixels: Pixels, zoom: f64) -> Position {
        let world = self.grid.world();
        let per_point = self.units_per_point(zoom);
        Position::new(
            world.min[0] + pixels.x() * per_point,
            world.max[1] - pixels.y() * per_point,
        )
    }

    fn scale_pixel_per_meter(&self, position: Position, zoom: f64) -> f64 {
        let ground = self.crs.ground_m_per_unit([position.x(), position.y()]);
        1.0 / (self.units_per_point(zoom) * ground)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_to_a_millimetre_at_every_zoom() {
        for crs in [MapCrs::RdNew, MapCrs::WebMercator] {
            let plane = PlaneProjection::new(crs);
            for zoom in [0.0, 7.3, 14.0, 21.9] {
                let assen = Position::new(234_000.123, 556_800.456);
                let back = plane.unproject(plane.project(assen, zoom), zoom);
                assert!((back.x() - assen.x()).abs() < 1e-3);
                assert!((back.y() - assen.y()).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn zoom_and_units_are_each_others_inverse() {
        let plane = PlaneProjection::new(MapCrs::RdNew);
        assert!((plane.zoom_at(plane.units_per_point(9.7)) - 9.7).abs() < 1e-9);
        assert!((plane.units_per_point(0.0) - 3440.64).abs() < 1e-9);
    }
}

//! The two plane systems a map is drawn in, and their tile grids: key ⇄ box. A grid has no last level;
//! parcels are rasterised at whatever level is asked for.

use crate::crs::Crs;
use crate::geometry::Bounds;

/// Pixels along the side of a tile.
pub const TILE_PX: u32 = 256;

/// The deepest level that a key can name: 0.2 mm a pixel in RD, 9 mm in Web Mercator.
pub const MAX_LEVEL: u8 = 24;

/// The plane that a map is drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MapCrs {
    /// RD New: true areas and scales, for data in the Netherlands.
    RdNew,
    /// Web Mercator, everywhere else; its scale is corrected by the latitude.
    WebMercator,
}

impl MapCrs {
    /// The system as the coordinates' owner knows it.
    pub fn crs(self) -> Crs {
        match self {
            Self::RdNew => Crs::rd_new(),
            Self::WebMercator => Crs::web_mercator(),
        }
    }

    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::RdNew => "rd",
            Self::WebMercator => "mercator",
        }
    }

    /// The system of a word used in files.
    pub fn of_word(word: &str) -> Option<Self> {
        let all = [Self::RdNew, Self::WebMercator];
        all.into_iter().find(|crs| crs.word() == word)
    }

    /// Metres on the ground that one unit of this plane stands for at `point`. RD's own scale error, 0.01 %,
    /// is left out.
    pub fn ground_m_per_unit(self, point: [f64; 2]) -> f64 {
        match self {
            Self::RdNew => 1.0,
            // The cosine of the latitude that EPSG:3857 draws at this northing, on the sphere that fits the ellipsoid
            // there best in all directions: its radius is the mean of those along the meridian and across it (Gauss).
            Self::WebMercator => {
                let northing = point[1] / MERCATOR_RADIUS_M;
                let sin = northing.tanh();
                let of_gauss = (1.0 - WGS84_E2).sqrt() / (1.0 - WGS84_E2 * sin * sin);
                of_gauss / northing.cosh()
            }
        }
    }
}

/// Radius of the sphere of EPSG:3857.
const MERCATOR_RADIUS_M: f64 = 6_378_137.0;

/// Square of the eccentricity of the ellipsoid of WGS 84.
const WGS84_E2: f64 = 0.006_694_379_990_14;

/// Half the side of the square world of EPSG:3857.
const MERCATOR_HALF_M: f64 = 20_037_508.342_789_244;

/// One tile: its level (0 is one tile, each level doubles), and its place counted from the upper left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileKey {
    /// Zoom level, 0 to [`MAX_LEVEL`].
    pub level: u8,
    /// Column, from the left.
    pub x: u32,
    /// Row, from the top.
    pub y: u32,
}

impl TileKey {
    /// The tile one level up that holds this one.
    pub fn parent(self) -> Option<Self> {
        Some(Self {
            level: self.level.checked_sub(1)?,
            x: self.x / 2,
            y: self.y / 2,
        })
    }
}

/// A square world cut into tiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TileGrid {
    /// Left edge.
    left: f64,
    /// Upper edge.
    top: f64,
    /// Side of the whole world, in units of the plane.
    side: f64,
}

impl TileGrid {
    /// The grid of PDOK's tiles (RD), or of everybody else's (Web Mercator).
    pub const fn of(crs: MapCrs) -> Self {
        match crs {
            MapCrs::RdNew => Self {
                left: -285_401.92,
                top: 903_401.92,
                side: 880_803.84,
            },
            MapCrs::WebMercator => Self {
                left: -MERCATOR_HALF_M,
                top: MERCATOR_HALF_M,
                side: 2.0 * MERCATOR_HALF_M,
            },
        }
    }

    /// The whole world of the grid.
    pub fn world(&self) -> Bounds {
        Bounds::new(
            self.left,
            self.top - self.side,
            self.left + self.side,
            self.top,
        )
    }

    /// Units of the plane per pixel at a level.
    pub fn units_per_px(&self, level: u8) -> f64 {
        self.tile_side(level) / f64::from(TILE_PX)
    }

    /// The level whose pixels are nearest in size, by ratio, to the wanted ones.
    pub fn level_for(&self, units_per_px: f64) -> u8 {
        let level = (self.units_per_px(0) / units_per_px).log2().round();
        // NaN and everything below 0 become 0.
        (level as u8).min(MAX_LEVEL)
    }

    /// The box of a tile.
    pub fn bounds(&self, key: TileKey) -> Bounds {
        let side = self.tile_side(key.level);
        let (left, top) = (
            self.left + f64::from(key.x) * side,
            self.top - f64::from(key.y) * side,
        );
        Bounds::new(left, top - side, left + side, top)
    }

    /// The tile that holds a point; `None` outside the grid's world.
    pub fn key_at(&self, level: u8, point: [f64; 2]) -> Option<TileKey> {
        let side = self.tile_side(level);
        let (column, row) = ((point[0] - self.left) / side, (self.top - point[1]) / side);
        let inside = 0.0..tiles_across(level);
        (inside.contains(&column) && inside.contains(&row)).then_some(TileKey {
            level,
            x: column as u32,
            y: row as u32,
        })
    }

    /// All tiles of a level that `bounds` touches with more than an edge, row by row from the upper left.
    /// Empty for an empty box or one outside the world.
    pub fn keys_covering(&self, level: u8, bounds: &Bounds) -> Vec<TileKey> {
        let level = level.min(MAX_LEVEL);
        let side = self.tile_side(level);
        let columns = span(bounds.min[0] - self.left, bounds.max[0] - self.left, side);
        let rows = span(self.top - bounds.max[1], self.top - bounds.min[1], side);
        let last = tiles_across(level) as u32;
        let (columns, rows) = (
            columns.start.min(last)..columns.end.min(last),
            rows.start.min(last)..rows.end.min(last),
        );
        rows.flat_map(|y| columns.clone().map(move |x| TileKey { level, x, y }))
            .collect()
    }

    fn tile_side(&self, level: u8) -> f64 {
        self.side / tiles_across(level)
    }
}

fn tiles_across(level: u8) -> f64 {
    f64::from(1u32 << level.min(MAX_LEVEL))
}

/// Numbers of the tiles between two distances from the edge of the world.
fn span(from: f64, to: f64, side: f64) -> std::ops::Range<u32> {
    if to.is_nan() || from.is_nan() || to < from {
        return 0..0;
    }
    // `as` stops at 0 and at the largest number.
    let first = (from / side).floor() as u32;
    first..((to / side).ceil() as u32).max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RD: TileGrid = TileGrid::of(MapCrs::RdNew);

    #[test]
    fn resolutions_are_those_of_the_published_grids() {
        assert!((RD.units_per_px(0) - 3440.64).abs() < 1e-9);
        assert!((RD.units_per_px(14) - 0.21).abs() < 1e-9);
        let mercator = TileGrid::of(MapCrs::WebMercator);
        assert!((mercator.units_per_px(0) - 156_543.033_928_041).abs() < 1e-6);
    }

    #[test]
    fn a_point_lies_in_its_tile_at_every_level() {
        let assen = [234_000.0, 556_800.0];
        for level in 0..=MAX_LEVEL {
            let key = RD.key_at(level, assen).expect("inside the world");
            assert!(RD.bounds(key).contains(assen), "{key:?}");
            if let Some(parent) = key.parent() {
                assert_eq!(Some(parent), RD.key_at(level - 1, assen));
            }
        }
        assert_eq!(RD.key_at(3, [-300_000.0, 0.0]), None);
        assert_eq!(RD.key_at(3, [f64::NAN, 0.0]), None);
    }

    #[test]
    fn covering_tiles_cover_and_do_not_overdo_it() {
        let bounds = Bounds::new(207_000.0, 515_000.0, 268_000.0, 582_000.0);
        let keys = RD.keys_covering(6, &bounds);
        let union = keys
            .iter()
            .fold(Bounds::EMPTY, |all, &key| all.union(&RD.bounds(key)));
        assert!(union.contains_bounds(&bounds));
        assert!(keys.iter().all(|&key| RD.bounds(key).intersects(&bounds)));
        // A box that is exactly a tile is covered by that tile alone.
        let key = TileKey {
            level: 3,
            x: 4,
            y: 3,
        };
        assert_eq!(RD.keys_covering(3, &RD.bounds(key).grown(-1e-6)), [key]);
    }

    #[test]
    fn nothing_covers_nothing() {
        assert!(RD.keys_covering(5, &Bounds::EMPTY).is_empty());
        let nan = Bounds::new(f64::NAN, 0.0, 1.0, 1.0);
        assert!(RD.keys_covering(5, &nan).is_empty());
        let outside = Bounds::new(1e7, 1e7, 2e7, 2e7);
        assert!(RD.keys_covering(5, &outside).is_empty());
        let everything = Bounds::new(-1e300, -1e300, 1e300, 1e300);
        assert_eq!(RD.keys_covering(1, &everything).len(), 4);
    }

    #[test]
    fn the_level_is_the_nearest_by_ratio() {
        assert_eq!(RD.level_for(3440.64), 0);
        assert_eq!(RD.level_for(3440.64 / 8.0 * 1.3), 3);
        assert_eq!(RD.level_for(3440.64 / 8.0 * 1.5), 2);
        assert_eq!(RD.level_for(1e9), 0);
        assert_eq!(RD.level_for(0.0), MAX_LEVEL);
    }

    #[test]
    fn mercator_shrinks_with_the_cosine_of_the_latitude() {
        // Latitude 60°: northing R·ln(tan(75°)).
        let y = MERCATOR_RADIUS_M * 75f64.to_radians().tan().ln();
        let found = MapCrs::WebMercator.ground_m_per_unit([0.0, y]);
        // The radii of the ellipsoid at that latitude, along the meridian and across it, as parts of its larger one.
        let flat = 1.0 - WGS84_E2 * 0.75;
        let (along, across) = ((1.0 - WGS84_E2) / flat.powf(1.5), 1.0 / flat.sqrt());
        assert!((found - 0.5 * (along * across).sqrt()).abs() < 1e-12);
        for radius in [along, across] {
            assert!((found / (0.5 * radius) - 1.0).abs() < 0.002, "{radius}");
        }
    }
}

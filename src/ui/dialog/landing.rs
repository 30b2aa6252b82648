//! Where coordinates would lie on earth if they were in some system: what people need to see before they choose
//! one.

use crate::crs::{Crs, Transform, in_netherlands, wgs84_bounds};
use crate::geometry::{Bounds, PolygonBuilder, contains};
use crate::map::places::places;

/// Where something would lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Landing {
    /// Longitude and latitude of its middle.
    pub center: [f64; 2],
    /// What that is part of.
    pub region: Region,
    /// Its width and height on the ground, in kilometres, right to about a part in a hundred.
    pub size_km: [f64; 2],
}

/// What a place is part of, as far as the program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    Drenthe,
    Netherlands,
    Elsewhere,
}

/// Kilometres of a degree of latitude.
const KM_PER_DEGREE: f64 = 111.2;

/// Where `coords` would lie if they were in `crs`; `None` where they have no place on earth then.
pub(super) fn land(coords: &[[f64; 2]], crs: &Crs) -> Option<Landing> {
    let bounds = wgs84_bounds(coords, crs)?;
    let center = bounds.center();
    let [lon, lat] = center;
    if !(lon.abs() <= 180.0 && lat.abs() <= 90.0) {
        return None;
    }
    let region = if !in_netherlands(&Bounds::of_points(&[center])) {
        Region::Elsewhere
    } else if in_drenthe(center) {
        Region::Drenthe
    } else {
        Region::Netherlands
    };
    let across = KM_PER_DEGREE * lat.to_radians().cos();
    Some(Landing {
        center,
        region,
        size_km: [bounds.width() * across, bounds.height() * KM_PER_DEGREE],
    })
}

/// Inside the schematic outline of the province.
fn in_drenthe(lonlat: [f64; 2]) -> bool {
    let Ok(to_rd) = Transform::between(&Crs::wgs84(), &Crs::rd_new()) else {
        return false;
    };
    let at = to_rd.point(lonlat);
    let mut province = PolygonBuilder::default();
    for outline in places()
        .outlines
        .iter()
        .filter(|outline| outline.is_province)
    {
        province.push_ring(outline.ring_rd.iter().copied());
        province.end_part();
    }
    province.end_feature();
    contains(&province.finish().feature(0), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AROUND_ASSEN: [[f64; 2]; 2] = [[229_000.0, 551_800.0], [239_000.0, 561_800.0]];

    #[test]
    fn the_same_numbers_lie_elsewhere_in_another_system() {
        let rd = land(&AROUND_ASSEN, &Crs::rd_new()).expect("it has a place");
        assert_eq!(rd.region, Region::Drenthe);
        assert!((rd.center[0] - 6.56).abs() < 0.05 && (rd.center[1] - 52.99).abs() < 0.05);
        for km in rd.size_km {
            assert!((km - 10.0).abs() < 0.4, "{km}");
        }
        let mercator = land(&AROUND_ASSEN, &Crs::web_mercator()).expect("it has a place");
        assert_eq!(mercator.region, Region::Elsewhere);
        assert_eq!(land(&AROUND_ASSEN, &Crs::wgs84()), None);
        assert_eq!(land(&[], &Crs::rd_new()), None);
    }

    #[test]
    fn the_rest_of_the_country_is_not_drenthe() {
        let amersfoort = land(&[[155_000.0, 463_000.0]], &Crs::rd_new());
        assert_eq!(
            amersfoort.map(|landing| landing.region),
            Some(Region::Netherlands)
        );
    }
}

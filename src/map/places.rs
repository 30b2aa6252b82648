//! The places of Drenthe that the map can name without a network, and which of their names have room. The
//! outlines of the province and the plateau are schematic: who draws them says so.

use std::sync::LazyLock;

use super::camera::Camera;
use super::grid::MapCrs;
use crate::crs::{Crs, Transform};
use crate::geometry::Bounds;

/// How big a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// A town.
    Town,
    /// A village.
    Village,
}

/// A place with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its name; the same in every language.
    pub name: String,
    /// How big it is.
    pub kind: PlaceKind,
    /// Its centre in RD New, right to about a kilometre.
    pub center_rd: [f64; 2],
}

/// A schematic outline.
#[derive(Debug, Clone, PartialEq)]
pub struct SchematicOutline {
    /// Its name.
    pub name: String,
    /// True for the province, false for an area within it.
    pub is_province: bool,
    /// Corners in RD New, in order, the first not repeated.
    pub ring_rd: Vec<[f64; 2]>,
}

/// Everything in `assets/places.csv`.
#[derive(Debug, Default)]
pub struct Places {
    /// The places, those first that keep their name where there is no room for all.
    pub places: Vec<Place>,
    /// The outlines.
    pub outlines: Vec<SchematicOutline>,
}

/// The bundled places.
pub fn places() -> &'static Places {
    static PLACES: LazyLock<Places> =
        LazyLock::new(|| Places::parse(include_str!("../../assets/places.csv")));
    &PLACES
}

/// The outline of the province in the plane of a map, in its units; no rings where that plane cannot be reached.
pub fn province_rings(crs: MapCrs) -> Vec<Vec<[f64; 2]>> {
    let Ok(to_map) = Transform::between(&Crs::rd_new(), &crs.crs()) else {
        return Vec::new();
    };
    let outlines = places().outlines.iter();
    outlines
        .filter(|outline| outline.is_province)
        .map(|outline| outline.ring_rd.iter().map(|&at| to_map.point(at)).collect())
        .collect()
}

impl Places {
    /// Reads `kind,name,x,y` line by line; `#` begins a comment, lines that do not fit are passed over.
    fn parse(text: &str) -> Self {
        let mut all = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split(',').map(str::trim);
            let (Some(kind), Some(name)) = (cells.next(), cells.next()) else {
                continue;
            };
            let mut number = || cells.next()?.parse::<f64>().ok();
            let (Some(x), Some(y)) = (number(), number()) else {
                continue;
            };
            all.add(kind, name, [x, y]);
        }
        all
    }

    fn add(&mut self, kind: &str, name: &str, point: [f64; 2]) {
        let kind = match kind {
            "town" => PlaceKind::Town,
            "village" => PlaceKind::Village,
            outline => {
                let known = self.outlines.iter_mut().find(|known| known.name == name);
                match known {
                    Some(known) => known.ring_rd.push(point),
                    None => self.outlines.push(SchematicOutline {
                        name: name.to_owned(),
                        is_province: outline == "outline_province",
                        ring_rd: vec![point],
                    }),
                }
                return;
            }
        };
        self.places.push(Place {
            name: name.to_owned(),
            kind,
            center_rd: point,
        });
    }
}

/// A name and the box it takes on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedName {
    /// The place.
    pub place: &'static Place,
    /// The middle of the name, in pixels.
    pub center_px: [f64; 2],
}

/// The names that have room on a screen of `size_px`: none crosses the edge, another name or what is in
/// `taken` already. `size_of` gives width and height of a name in pixels, its surroundings included.
pub fn names_in_view(
    camera: &Camera,
    crs: MapCrs,
    size_px: [f64; 2],
    taken: &[Bounds],
    size_of: impl Fn(&Place) -> [f64; 2],
) -> Vec<PlacedName> {
    let Ok(to_map) = Transform::between(&Crs::rd_new(), &crs.crs()) else {
        return Vec::new();
    };
    let screen = Bounds::new(0.0, 0.0, size_px[0], size_px[1]);
    let mut taken = taken.to_vec();
    let mut placed = Vec::new();
    for place in &places().places {
        let center_px = camera.screen_from_world(to_map.point(place.center_rd), size_px);
        let [width, height] = size_of(place);
        let own = Bounds::new(
            center_px[0] - width / 2.0,
            center_px[1] - height / 2.0,
            center_px[0] + width / 2.0,
            center_px[1] + height / 2.0,
        );
        if screen.contains_bounds(&own) && !taken.iter().any(|other| other.intersects(&own)) {
            taken.push(own);
            placed.push(PlacedName { place, center_px });
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: [f64; 2] = [1200.0, 1200.0];

    fn drenthe() -> Camera {
        let bounds = Bounds::new(207_000.0, 515_000.0, 269_000.0, 581_000.0);
        Camera::fit(&bounds, SIZE, 10.0).unwrap()
    }

    fn names(taken: &[Bounds], size: [f64; 2]) -> Vec<&'static str> {
        let placed = names_in_view(&drenthe(), MapCrs::RdNew, SIZE, taken, |_| size);
        placed
            .iter()
            .map(|placed| placed.place.name.as_str())
            .collect()
    }

    #[test]
    fn the_asset_holds_the_places_and_two_outlines() {
        let places = places();
        assert_eq!(places.places.len(), 35);
        let province = Bounds::new(205_000.0, 514_000.0, 270_000.0, 582_000.0);
        assert!(
            places
                .places
                .iter()
                .all(|place| province.contains(place.center_rd))
        );
        let outlines: Vec<_> = places
            .outlines
            .iter()
            .map(|outline| {
                (
                    outline.name.as_str(),
                    outline.is_province,
                    outline.ring_rd.len(),
                )
            })
            .collect();
        assert_eq!(
            outlines,
            [("Drenthe", true, 27), ("Drents Plateau", false, 12)]
        );
    }

    #[test]
    fn where_room_is_short_the_towns_keep_their_names() {
        assert_eq!(names(&[], [1.0, 1.0]).len(), 35);
        let few = names(&[], [260.0, 200.0]);
        assert!(
            few.len() < 12 && few.starts_with(&["Assen", "Emmen", "Hoogeveen"]),
            "{few:?}"
        );
    }

    #[test]
    fn names_keep_clear_of_what_is_there() {
        let everything = Bounds::new(0.0, 0.0, SIZE[0], SIZE[1]);
        assert!(names(&[everything], [1.0, 1.0]).is_empty());
    }

    #[test]
    fn in_web_mercator_names_are_where_the_places_are() {
        let to_map = Transform::between(&Crs::wgs84(), &Crs::web_mercator()).unwrap();
        let bounds = to_map.bounds(&Bounds::new(6.4, 52.9, 6.7, 53.1));
        let camera = Camera::fit(&bounds, SIZE, 0.0).unwrap();
        let placed = names_in_view(&camera, MapCrs::WebMercator, SIZE, &[], |_| [1.0, 1.0]);
        let assen = placed
            .iter()
            .find(|placed| placed.place.name == "Assen")
            .unwrap();
        let degrees = Transform::between(&Crs::web_mercator(), &Crs::wgs84())
            .unwrap()
            .point(camera.world_from_screen(assen.center_px, SIZE));
        assert!((degrees[0] - 6.564).abs() < 0.02 && (degrees[1] - 52.993).abs() < 0.02);
    }
}

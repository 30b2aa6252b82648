//! A map series: the same sheet for one area after the other, each with its own extent, title and hectares. Here is
//! what differs from sheet to sheet; the sheet itself is laid out by [`super::sheet`].

use std::collections::HashSet;
use std::sync::Arc;

use crate::analysis::regions::{Division, Regions, RegionsError};
use crate::analysis::split::Piece;
use crate::analysis::summary::{Categories, Category};
use crate::geometry::Bounds;
use crate::job::Progress;
use crate::map::PreparedLayer;

/// Characters that a system of files takes amiss in a name.
const NOT_IN_NAMES: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Most characters of an area's name in the name of a file.
const LONGEST_NAME: usize = 80;

/// One area of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesArea {
    /// What it is called.
    pub name: Arc<str>,
    /// The box around it, in the plane of the map.
    pub bounds: Bounds,
    /// The categories of the layer, counted over its ground.
    pub counted: Vec<Category>,
    /// What of the map it is.
    pub ground: Ground,
}

/// What of the map an area is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// A feature of the layer of areas.
    Polygon(u32),
    /// Some of the parcels, ascending.
    Parcels(Arc<[u32]>),
}

/// The areas of a series in their order, without those that hold no parcel. `borders` is the layer of areas where
/// there is one, prepared for the same plane as the parcels.
///
/// # Errors
/// [`RegionsError`] when the parcels cannot be put into the areas, or the work was told to stop.
pub fn areas(
    parcels: &PreparedLayer,
    categories: &Categories,
    division: &Division,
    borders: Option<&PreparedLayer>,
    progress: &Progress,
) -> Result<Vec<SeriesArea>, RegionsError> {
    let regions = Regions::of(parcels.layer(), parcels.area_m2(), division, progress)?;
    let areas = regions.labels.iter().zip(&regions.split.areas).enumerate();
    let areas = areas.filter(|(_, (_, pieces))| !pieces.is_empty());
    let areas = areas.map(|(place, (label, pieces))| {
        let feature = borders.and_then(|borders| {
            let feature = u32::try_from(place).ok()?;
            (place < borders.polygons().len()).then_some((borders, feature))
        });
        let (bounds, ground) = match feature {
            Some((borders, feature)) => {
                let bounds = borders.polygons().feature(place).bounds();
                (bounds, Ground::Polygon(feature))
            }
            None => {
                let list = pieces.iter().map(|piece| piece.parcel).collect();
                (around(parcels, pieces), Ground::Parcels(list))
            }
        };
        SeriesArea {
            name: Arc::clone(&label.name),
            bounds,
            counted: counted(categories, pieces),
            ground,
        }
    });
    let list: Vec<SeriesArea> = areas.filter(|area| !area.bounds.is_empty()).collect();
    progress.check()?;
    Ok(list)
}

/// The box around the parcels of some pieces.
fn around(parcels: &PreparedLayer, pieces: &[Piece]) -> Bounds {
    let polygons = parcels.polygons();
    let known = pieces.iter().map(|piece| piece.parcel as usize);
    let known = known.filter(|&parcel| parcel < polygons.len());
    known.fold(Bounds::EMPTY, |all, parcel| {
        all.union(&polygons.feature(parcel).bounds())
    })
}

/// The categories counted over pieces: a parcel counts in every area in which some of it lies, its ground where it
/// lies.
fn counted(categories: &Categories, pieces: &[Piece]) -> Vec<Category> {
    let empty = |category: &Category| Category {
        key: category.key.clone(),
        parcels: 0,
        area_m2: 0.0,
        unmeasured: 0,
    };
    let mut list: Vec<Category> = categories.list.iter().map(empty).collect();
    for piece in pieces {
        let of = categories.of_feature.get(piece.parcel as usize);
        if let Some(category) = of.and_then(|&of| list.get_mut(usize::from(of))) {
            category.parcels += 1;
            category.area_m2 += piece.m2;
        }
    }
    list
}

/// A readable name of a file for each area, without its ending: `stem` and the name of the area, all different
/// whether or not case counts.
pub fn file_names<'a>(stem: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let names = names.into_iter().map(|name| {
        let name = format!("{stem} {}", readable(name)).trim().to_owned();
        let mut own = name.clone();
        let mut number = 2;
        while !taken.insert(own.to_lowercase()) {
            own = format!("{name} {number}");
            number += 1;
        }
        own
    });
    names.collect()
}

/// What of a name can stand in the name of a file.
fn readable(name: &str) -> String {
    let plain = |c: char| {
        if NOT_IN_NAMES.contains(&c) || c.is_control() {
            '-'
        } else {
            c
        }
    };
    let plain: String = name.chars().map(plain).take(LONGEST_NAME).collect();
    plain.trim().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_as_their_areas_and_never_alike() {
        let names = ["Assen", "assen", "Aa en Hunze", "de/het: \"x\"", " .. "];
        assert_eq!(
            file_names("kaart", names),
            [
                "kaart Assen",
                "kaart assen 2",
                "kaart Aa en Hunze",
                "kaart de-het- -x-",
                "kaart"
            ]
        );
    }
}

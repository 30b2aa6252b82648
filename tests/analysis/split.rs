//! Parcels cut along areas, against an engine that builds every shape.

use std::path::Path;

use proptest::prelude::*;
use ruilkaart::analysis::common_plane::{PlaneError, in_common_plane};
use ruilkaart::analysis::split::{Piece, Split};
use ruilkaart::crs::{Crs, Transform};
use ruilkaart::geometry::boolean::{self, Rings};
use ruilkaart::geometry::{PolygonArray, area};
use ruilkaart::io;
use ruilkaart::job::{Cancelled, Progress};
use ruilkaart::layer::Layer;

use crate::layers::{layer, texts};
use crate::shapes::{Outline, array_of, map_points, outline, rectangle};

/// Somewhere in Drenthe, a hundred times as large: parcels of hectares.
fn in_drenthe(outline: &Outline) -> Outline {
    map_points(outline, |[x, y]| {
        [230_000.0 + 10.0 * x, 550_000.0 + 10.0 * y]
    })
}

fn areas_m2(parcels: &PolygonArray) -> Vec<f64> {
    parcels
        .features()
        .map(|feature| area::feature(&feature))
        .collect()
}

fn split(parcels: &PolygonArray, areas: &PolygonArray) -> Split {
    Split::along(parcels, &areas_m2(parcels), areas, &Progress::default()).unwrap()
}

fn sum(pieces: &[Piece]) -> f64 {
    pieces.iter().map(|piece| piece.m2).sum()
}

/// The same by building every shape: per area, outside, overlap.
fn brute_force(parcels: &PolygonArray, areas: &PolygonArray) -> (Vec<f64>, f64, f64) {
    let rings = |array: &PolygonArray| -> Vec<Rings> {
        array.features().map(|f| boolean::rings_of(&f)).collect()
    };
    let (parcels, areas) = (rings(parcels), rings(areas));
    let all = boolean::union(&areas.concat()).into_rings();
    let in_area = |area: &Rings| -> f64 {
        let shared = parcels
            .iter()
            .map(|parcel| boolean::intersection(parcel, area).area());
        shared.sum()
    };
    let in_each: Vec<f64> = areas.iter().map(in_area).collect();
    let outside = parcels
        .iter()
        .map(|parcel| boolean::difference(parcel, &all).area());
    let overlap = in_each.iter().sum::<f64>() - in_area(&all);
    (in_each, outside.sum(), overlap)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn it_equals_what_i_overlay_builds(
        parcels in prop::collection::vec(outline(), 1..5),
        areas in prop::collection::vec(outline(), 0..4),
    ) {
        let parcels = array_of(&parcels.iter().map(in_drenthe).collect::<Vec<_>>());
        let areas = array_of(&areas.iter().map(in_drenthe).collect::<Vec<_>>());
        let split = split(&parcels, &areas);
        let (in_each, outside, overlap) = brute_force(&parcels, &areas);
        for (found, expected) in split.areas.iter().zip(&in_each) {
            prop_assert!((sum(found) - expected).abs() < 0.02, "{} is not {expected}", sum(found));
        }
        prop_assert!((sum(&split.outside) - outside).abs() < 0.02);
        prop_assert!((sum(&split.overlap) - overlap).abs() < 0.02);
        // Areas − overlap + outside is the total, to the square metre.
        let in_areas: f64 = split.areas.iter().map(|pieces| sum(pieces)).sum();
        let together = in_areas - sum(&split.overlap) + sum(&split.outside);
        prop_assert!((together - sum(&split.total)).abs() < 0.02);
        for list in split.areas.iter().chain([&split.outside, &split.overlap]) {
            prop_assert!(list.windows(2).all(|pair| pair[0].parcel < pair[1].parcel));
        }
    }
}

fn square(x: f64, y: f64, side: f64) -> Outline {
    vec![vec![rectangle(x, y, x + side, y + side)]]
}

#[test]
fn overlapping_areas_each_count_what_lies_in_them() {
    // Parcels of 100 m² in a row; one area over the first two and a half, one over the last two and a half, and
    // one that holds a part of the first.
    let parcels = array_of(&[0.0, 10.0, 20.0, 30.0].map(|x| square(x, 0.0, 10.0)));
    let area = |x0, x1| vec![vec![rectangle(x0, -5.0, x1, 15.0)]];
    let areas = array_of(&[area(-5.0, 25.0), area(15.0, 100.0), area(2.0, 4.0)]);
    let split = split(&parcels, &areas);
    let m2 = |pieces: &[Piece]| -> Vec<(u32, i64)> {
        pieces
            .iter()
            .map(|p| (p.parcel, p.m2.round() as i64))
            .collect()
    };
    assert_eq!(m2(&split.areas[0]), [(0, 100), (1, 100), (2, 50)]);
    assert_eq!(m2(&split.areas[1]), [(1, 50), (2, 100), (3, 100)]);
    assert_eq!(m2(&split.areas[2]), [(0, 20)]);
    assert_eq!(m2(&split.overlap), [(0, 20), (1, 50), (2, 50)]);
    assert_eq!(m2(&split.outside), []);
    assert_eq!(split.crossing, 3);
}

#[test]
fn neighbouring_areas_leave_nothing_between_them() {
    let parcels = array_of(&[square(230_000.0, 550_000.0, 100.0)]);
    // A slanted border that both store in their own direction.
    let left = vec![vec![vec![
        [229_000.0, 549_000.0],
        [229_000.0, 551_000.0],
        [230_033.3, 551_000.0],
        [230_047.7, 549_000.0],
    ]]];
    let right = vec![vec![vec![
        [230_047.7, 549_000.0],
        [230_033.3, 551_000.0],
        [231_000.0, 551_000.0],
        [231_000.0, 549_000.0],
    ]]];
    let split = split(&parcels, &array_of(&[left, right]));
    assert!(split.outside.is_empty() && split.overlap.is_empty());
    let parts: Vec<f64> = split.areas.iter().map(|pieces| sum(pieces)).collect();
    assert!((parts[0] + parts[1] - 10_000.0).abs() < 1e-6, "{parts:?}");
    assert_eq!(split.crossing, 1);
}

#[test]
fn invalid_outlines_are_mended_first() {
    // A bow-tie on the border, and an area whose ring runs twice round.
    let tie = vec![vec![vec![
        [0.0, 0.0],
        [10.0, 10.0],
        [10.0, 0.0],
        [0.0, 10.0],
    ]]];
    let parcels = array_of(&[tie]);
    let mut twice = rectangle(-1.0, -1.0, 5.0, 11.0);
    twice.extend(rectangle(-1.0, -1.0, 5.0, 11.0));
    let split = Split::along(
        &parcels,
        &[50.0],
        &array_of(&[vec![vec![twice]]]),
        &Progress::default(),
    )
    .unwrap();
    assert_eq!((split.mended_parcels, split.mended_areas), (1, 1));
    assert!((sum(&split.areas[0]) - 25.0).abs() < 1e-6);
    assert!((sum(&split.outside) - 25.0).abs() < 1e-6);
}

#[test]
fn parcels_that_take_no_part_are_in_no_list() {
    let parcels = array_of(&[square(0.0, 0.0, 10.0), square(20.0, 0.0, 10.0), vec![]]);
    let areas = array_of(&[square(-5.0, -5.0, 100.0), vec![]]);
    let progress = Progress::default();
    let split = Split::along(&parcels, &[f64::NAN, 100.0, f64::NAN], &areas, &progress).unwrap();
    let only = [Piece {
        parcel: 1,
        m2: 100.0,
    }];
    assert_eq!(split.areas, [only.to_vec(), vec![]]);
    assert_eq!(split.total, only);
    progress.cancel();
    let stopped = Split::along(&parcels, &[1.0, 1.0, 1.0], &areas, &progress);
    assert_eq!(stopped, Err(Cancelled));
}

#[test]
fn groups_take_parcels_whole() {
    let split = Split::by_group(
        &[1.0, 2.0, f64::NAN, 4.0],
        &[Some(1), None, Some(0), Some(1)],
        2,
    );
    let piece = |parcel, m2| Piece { parcel, m2 };
    assert_eq!(split.areas, [vec![], vec![piece(0, 1.0), piece(3, 4.0)]]);
    assert_eq!(split.outside, [piece(1, 2.0)]);
    assert!(split.overlap.is_empty());
}

/// Squares of a hectare near Assen and, in another system, an area over one and a half of them.
fn layers(areas_in: &Crs) -> (Layer, Layer) {
    let parcels = layer("p", vec![texts("x", &["a", "b", "c"])]);
    let area = vec![vec![rectangle(229_950.0, 549_950.0, 230_150.0, 550_150.0)]];
    let mut areas = layer("a", vec![texts("naam", &["Assen"])]);
    let stored = array_of(&[area]);
    let mut coords = stored.coords().to_vec();
    Transform::between(&Crs::rd_new(), areas_in)
        .unwrap()
        .apply(&mut coords);
    areas.polygons = stored.with_coords(coords).unwrap();
    areas.crs = Some(areas_in.clone());
    (parcels, areas)
}

#[test]
fn areas_in_any_system_cut_the_same_ground() {
    for crs in [
        Crs::rd_new(),
        Crs::wgs84(),
        Crs::web_mercator(),
        Crs::from_epsg(25832).unwrap(),
    ] {
        let (parcels, areas) = layers(&crs);
        let (parcels, areas) = in_common_plane(&parcels, &areas).unwrap();
        let split = split(&parcels, &areas);
        assert!((sum(&split.areas[0]) - 15_000.0).abs() < 0.1, "{crs:?}");
    }
    // Parcels in degrees are brought to the plane of the areas' country.
    let (mut parcels, areas) = layers(&Crs::rd_new());
    let mut coords = parcels.polygons.coords().to_vec();
    Transform::between(&Crs::rd_new(), &Crs::wgs84())
        .unwrap()
        .apply(&mut coords);
    parcels.polygons = parcels.polygons.with_coords(coords).unwrap();
    parcels.crs = Some(Crs::wgs84());
    let (moved, areas) = in_common_plane(&parcels, &areas).unwrap();
    assert!((sum(&split(&moved, &areas).areas[0]) - 15_000.0).abs() < 0.1);
}

#[test]
fn a_layer_without_a_place_is_not_compared() {
    let (parcels, mut areas) = layers(&Crs::rd_new());
    areas.crs = None;
    assert_eq!(
        in_common_plane(&parcels, &areas),
        Err(PlaneError::AreasUnknown)
    );
    assert_eq!(
        in_common_plane(&areas, &parcels),
        Err(PlaneError::ParcelsUnknown)
    );
    let mut unknown = parcels;
    unknown.crs = None;
    assert!(
        in_common_plane(&unknown, &areas).is_ok(),
        "both are taken to share one"
    );
}

/// Hectares per class and area of the sample against GEOS 3.14, which built the shape of every intersection (shapely
/// 2.2: `area(intersection(parcels, area))`, summed by the column `klasse`).
#[test]
fn hectares_per_class_and_area_are_those_of_geos_within_a_square_metre() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/drenthe");
    let open = |name: &str| {
        let mut layers = io::open(&sample.join(name), &Progress::default()).unwrap();
        layers.remove(0)
    };
    let (parcels, borders) = (open("drenthe.shp"), open("areas.shp"));
    let cut = split(&parcels.polygons, &borders.polygons);
    let class = parcels.table.column(parcels.table.find("klasse").unwrap());
    let class = class.unwrap();
    let truth = include_str!("truth/drenthe_geos.csv");
    let mut compared = 0;
    for line in truth.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let expected: f64 = cells[2].parse().unwrap();
        let found = match cells[0].parse::<usize>() {
            Ok(area) => {
                let of_class =
                    |piece: &&Piece| class.value(piece.parcel as usize).as_str() == Some(cells[1]);
                let pieces = cut.areas[area].iter().filter(of_class);
                pieces.map(|piece| piece.m2).sum()
            }
            Err(_) => sum(&cut.outside),
        };
        assert!((found - expected).abs() < 1.0, "{line}: {found}");
        compared += 1;
    }
    assert_eq!(compared, 13 * 6 + 1);
    assert!(cut.crossing > 100, "{} parcels are cut", cut.crossing);
}

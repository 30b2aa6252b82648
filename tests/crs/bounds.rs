//! Guessing from numbers, contradictions, and boxes on WGS 84.

use ruilkaart::crs::{
    Crs, all_in_netherlands, contradicts, from_prj, guess, in_netherlands, wgs84_bounds,
};
use ruilkaart::geometry::Bounds;

#[test]
fn numbers_within_the_netherlands_give_their_system_away() {
    let epsg = |bounds: Bounds| guess(&bounds).and_then(|crs| crs.epsg);
    assert_eq!(
        epsg(Bounds::new(220_000.0, 540_000.0, 240_000.0, 560_000.0)),
        Some(28992)
    );
    assert_eq!(epsg(Bounds::new(6.1, 52.6, 7.0, 53.2)), Some(4326));
    assert_eq!(
        epsg(Bounds::new(680_000.0, 6_900_000.0, 780_000.0, 7_000_000.0)),
        Some(3857)
    );
    // Degrees elsewhere, UTM zone 32 in Drenthe, a drawing, nothing at all.
    assert_eq!(epsg(Bounds::new(-122.5, 37.6, -122.3, 37.9)), None);
    assert_eq!(
        epsg(Bounds::new(330_000.0, 5_860_000.0, 350_000.0, 5_900_000.0)),
        None
    );
    assert_eq!(epsg(Bounds::new(0.0, 0.0, 1.0, 1.0)), None);
    assert_eq!(epsg(Bounds::EMPTY), None);
}

#[test]
fn degrees_and_metres_are_not_taken_for_each_other() {
    let drenthe_deg = Bounds::new(6.1, 52.6, 7.0, 53.2);
    let drenthe_rd = Bounds::new(205_000.0, 515_000.0, 270_000.0, 585_000.0);
    let utm31 = Crs::from_epsg(25831).unwrap();
    assert!(contradicts(&Crs::rd_new(), &drenthe_deg));
    assert!(contradicts(&utm31, &drenthe_deg));
    assert!(contradicts(&Crs::wgs84(), &drenthe_rd));
    assert!(contradicts(
        &Crs::rd_new(),
        &Bounds::new(500_000.0, 6_575_000.0, 880_000.0, 7_000_000.0)
    ));
    assert!(contradicts(&utm31, &Bounds::new(1e9, 1e9, 1.1e9, 1.1e9)));
    assert!(!contradicts(&Crs::rd_new(), &drenthe_rd));
    assert!(!contradicts(&Crs::wgs84(), &drenthe_deg));
    assert!(!contradicts(
        &utm31,
        &Bounds::new(600_000.0, 5_700_000.0, 700_000.0, 5_900_000.0)
    ));
    assert!(!contradicts(
        &Crs::web_mercator(),
        &Bounds::new(1000.0, 2000.0, 5000.0, 4000.0)
    ));
    assert!(!contradicts(
        &Crs::from_epsg(4647).unwrap(),
        &Bounds::new(32_426_393.0, 6_004_025.0, 32_459_120.0, 6_089_808.0)
    ));
    assert!(!contradicts(&Crs::rd_new(), &Bounds::EMPTY));
}

/// Vertices scattered over Drenthe in an order that jumps, many blocks of them.
fn scattered() -> Vec<[f64; 2]> {
    (0..40_000_u32)
        .map(|i| {
            let (a, b) = (i.wrapping_mul(2_654_435_761), i.wrapping_mul(40_503));
            let x = 205_000.0 + f64::from(a % 65_000);
            let y = 515_000.0 + f64::from(b % 70_000);
            [x, y]
        })
        .collect()
}

#[test]
fn the_box_on_wgs84_is_that_of_the_vertices() {
    let mut coords = scattered();
    // A few that stick out on their own, in the middle of the file.
    coords[20_000] = [204_000.0, 560_000.0];
    coords[31_111] = [240_000.0, 586_500.0];
    let (rd, wgs84) = (Crs::rd_new(), Crs::wgs84());
    let mut each = coords.clone();
    ruilkaart::crs::Transform::between(&rd, &wgs84)
        .unwrap()
        .apply(&mut each);
    assert_eq!(wgs84_bounds(&coords, &rd), Some(Bounds::of_points(&each)));
    coords.sort_by(|a, b| a[0].total_cmp(&b[0]));
    assert_eq!(wgs84_bounds(&coords, &rd), Some(Bounds::of_points(&each)));
    assert_eq!(wgs84_bounds(&[], &rd), None);
    assert_eq!(wgs84_bounds(&[[f64::NAN, 1.0]], &rd), None);
    assert_eq!(
        wgs84_bounds(&[[5.0, 52.0]], &wgs84),
        Some(Bounds::new(5.0, 52.0, 5.0, 52.0))
    );
    let local = from_prj(r#"LOCAL_CS["x",UNIT["Meter",1.0]]"#).unwrap();
    assert_eq!(wgs84_bounds(&coords, &local), None);
}

#[test]
fn the_sample_province_lies_in_the_netherlands() {
    let drenthe = wgs84_bounds(&scattered(), &Crs::rd_new()).unwrap();
    assert!(in_netherlands(&drenthe), "{drenthe:?}");
}

#[test]
fn vertices_lie_in_the_netherlands_as_their_box_does() {
    let rd = Crs::rd_new();
    assert_eq!(all_in_netherlands(&scattered(), &rd), Some(true));
    let mut coords = scattered();
    coords[20_000] = [305_000.0, 560_000.0];
    assert_eq!(all_in_netherlands(&coords, &rd), Some(false));
    assert_eq!(all_in_netherlands(&[], &rd), None);
    assert_eq!(
        all_in_netherlands(&[[6.5, 52.8]], &Crs::wgs84()),
        Some(true)
    );
    let diagonal = [[3.4, 51.4], [7.0, 53.3]];
    for (corner, lies_here) in [
        ([7.0, 51.95], true),
        ([7.44, 50.61], true),
        ([7.5, 53.0], false),
    ] {
        let place = [diagonal[0], diagonal[1], corner];
        let place = all_in_netherlands(&place, &Crs::wgs84());
        assert_eq!(place, Some(lies_here), "{corner:?}");
    }
}

//! Points whose coordinates are known in two systems.

use ruilkaart::crs::{Crs, Transform};

/// Metres between two places in degrees, near enough for small distances.
pub(crate) fn distance_m(a: [f64; 2], b: [f64; 2]) -> f64 {
    let north = (a[1] - b[1]) * 111_320.0;
    let east = (a[0] - b[0]) * 111_320.0 * a[1].to_radians().cos();
    north.hypot(east)
}

/// RD x, y and ETRS89 latitude, longitude: the self-validation points published with RDNAPTRANS2008 by
/// Kadaster and Rijkswaterstaat, six inside the correction grid (they hold for RDNAPTRANS2018 to a centimetre or
/// two) and two outside it.
const RD_POINTS: &[(&str, [f64; 2], [f64; 2])] = &[
    (
        "Texel",
        [117_380.12, 575_040.34],
        [53.160_753_042, 4.824_761_912],
    ),
    (
        "Noord-Groningen",
        [247_380.56, 604_580.78],
        [53.419_482_050, 6.776_726_674],
    ),
    (
        "Amersfoort",
        [155_000.0, 463_000.0],
        [52.155_172_897, 5.387_203_657],
    ),
    (
        "Zeeuws-Vlaanderen",
        [16_460.91, 377_380.23],
        [51.368_607_152, 3.397_588_595],
    ),
    (
        "Zuid-Limburg",
        [182_260.45, 311_480.67],
        [50.792_584_916, 5.773_795_548],
    ),
    (
        "Maasvlakte",
        [64_640.89, 440_700.010_1],
        [51.947_393_898, 4.072_887_101],
    ),
    (
        "outside the grid, south",
        [100_000.67, 350_000.89],
        [51.136_825_197, 4.601_375_361],
    ),
    (
        "outside the grid, sea",
        [79_000.01, 500_000.23],
        [52.482_440_839, 4.268_403_889],
    ),
];

#[test]
fn rd_is_within_a_quarter_of_a_metre_of_the_control_points() {
    let to_lonlat = Transform::between(&Crs::rd_new(), &Crs::wgs84()).unwrap();
    let to_rd = Transform::between(&Crs::wgs84(), &Crs::rd_new()).unwrap();
    for &(name, rd, [lat, lon]) in RD_POINTS {
        let off = distance_m(to_lonlat.point(rd), [lon, lat]);
        assert!(off < 0.25, "{name}: {off:.3} m in degrees");
        let back = to_rd.point([lon, lat]);
        let off = (back[0] - rd[0]).hypot(back[1] - rd[1]);
        assert!(off < 0.25, "{name}: {off:.3} m in RD");
    }
}

#[test]
fn the_datum_shift_is_not_lost() {
    // Assen, computed with PROJ 9.5.1 from RD with and without the shift: 128 m apart.
    let assen_rd = [234_028.0, 556_848.0];
    let with = [6.564_202_028_6, 52.992_801_045_3];
    let without = [6.564_810_825_6, 52.993_888_316_5];
    let here = Transform::between(&Crs::rd_new(), &Crs::wgs84())
        .unwrap()
        .point(assen_rd);
    assert!(distance_m(here, with) < 0.5, "{here:?}");
    let off = distance_m(here, without);
    assert!(
        (120.0..136.0).contains(&off),
        "{off} m from the place without shift"
    );
}

#[test]
fn other_systems_agree_with_proj() {
    let mut compared = 0;
    for line in include_str!("points.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let numbers: Vec<f64> = line.split(';').map(|cell| cell.parse().unwrap()).collect();
        let &[code, x, y, lon, lat, tolerance_m] = numbers.as_slice() else {
            panic!("{line}");
        };
        let crs = Crs::from_epsg(code as u32).unwrap();
        let there = Transform::between(&crs, &Crs::wgs84())
            .unwrap()
            .point([x, y]);
        let off = distance_m(there, [lon, lat]);
        assert!(off <= tolerance_m, "{}: {off:.3} m", crs.label());
        let back = Transform::between(&Crs::wgs84(), &crs)
            .unwrap()
            .point(there);
        let unit = if crs.is_geographic() { 1e5 } else { 1.0 };
        let off = (back[0] - x).hypot(back[1] - y) * unit;
        assert!(off < 0.02, "{}: comes back {off:.3} off", crs.label());
        compared += 1;
    }
    assert!(compared > 35, "only {compared} points");
}

#[test]
fn two_systems_of_metres_meet_without_degrees_in_between() {
    // Groningen, Martinitoren: RD to ETRS89 / UTM zone 32N, computed with PROJ 9.5.1.
    let rd_to_utm = Transform::between(&Crs::rd_new(), &Crs::from_epsg(25832).unwrap()).unwrap();
    let [x, y] = rd_to_utm.point([233_883.131, 582_065.167]);
    assert!(
        (x - 337_643.039_0).hypot(y - 5_899_435.610_6) < 0.01,
        "{x} {y}"
    );
}

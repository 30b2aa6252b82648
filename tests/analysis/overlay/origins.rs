//! Where a parcel came from.

use ruilkaart::analysis::overlay::{Change, YearOrigins};

use super::maps::{Parcel, field, moved, parcel, past_of, year};

fn one_year(old: Vec<Parcel>) -> YearOrigins {
    let new = vec![parcel(field(0.0, 0.0, 100.0, 10.0), 236)];
    let past = past_of(&vec![(2023, old), (2024, new)]);
    let origins = past.origins(0);
    assert_eq!(origins.len(), 1, "the reference year is no origin");
    assert_eq!(origins[0].year, year(2023));
    origins[0].clone()
}

#[test]
fn what_happened_is_said_in_a_word() {
    let whole = field(0.0, 0.0, 100.0, 10.0);
    let far = parcel(field(500.0, 0.0, 600.0, 10.0), 265);
    let cases = [
        (
            Change::Identical,
            vec![far.clone(), parcel(whole.clone(), 265)],
        ),
        (
            Change::Shifted,
            vec![parcel(moved(&whole, [0.5, 0.2]), 265)],
        ),
        (
            Change::Split,
            vec![parcel(field(-100.0, 0.0, 100.0, 10.0), 265)],
        ),
        (
            Change::Merged,
            vec![
                parcel(field(0.0, 0.0, 40.0, 10.0), 265),
                parcel(field(40.0, 0.0, 100.0, 10.0), 2017),
            ],
        ),
        (
            Change::Rearranged,
            vec![
                parcel(field(-50.0, 0.0, 40.0, 10.0), 265),
                parcel(field(40.0, 0.0, 100.0, 10.0), 2017),
            ],
        ),
        (Change::Absent, vec![far]),
    ];
    for (change, old) in cases {
        assert_eq!(one_year(old).change, change);
    }
}

#[test]
fn each_origin_tells_its_feature_crop_and_ground() {
    let old = vec![
        parcel(field(500.0, 0.0, 600.0, 10.0), 265),
        parcel(field(0.0, 0.0, 40.0, 10.0), 265),
        parcel(field(40.0, 0.0, 140.0, 10.0), 2017),
    ];
    let found = one_year(old);
    let features: Vec<usize> = found.origins.iter().map(|origin| origin.feature).collect();
    assert_eq!(features, [2, 1], "most ground first");
    let largest = found.origins[0];
    assert_eq!(largest.crop.unwrap().code.number(), 2017);
    for (value, expected) in [
        (largest.shared_m2, 600.0),
        (largest.share, 0.6),
        (largest.own_share, 0.6),
    ] {
        assert!((value - expected).abs() < 1e-9, "{value}");
    }
}

#[test]
fn the_outline_of_an_origin_is_the_one_of_its_layer() {
    let new = vec![parcel(field(0.0, 0.0, 100.0, 10.0), 236)];
    let old = vec![parcel(field(0.0, 0.0, 40.0, 10.0), 265)];
    let past = past_of(&vec![(2023, old.clone()), (2024, new)]);
    let origin = past.origins(0)[0].origins[0];
    let stored = super::maps::layer_of(&old);
    assert_eq!(past.outline(&origin).coords(), stored.polygons.coords());
    assert!(past.crs().unwrap().is_rd());
    assert_eq!(past.origins(7), []);
}

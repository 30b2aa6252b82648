//! Maps as they come: invalid outlines, ground covered twice, other systems, missing crops.

use ruilkaart::analysis::overlay::{OverlayError, Past, Slivers, YearInput, YearLayers};
use ruilkaart::analysis::years::CropSource;
use ruilkaart::crs::{Crs, Transform};
use ruilkaart::domain::Catalogue;
use ruilkaart::job::Progress;
use ruilkaart::layer::Layer;

use super::maps::{
    Parcel, Years, covered, field, layer_of, layers_of, overlay, overlay_layers, parcel, past_of,
    year,
};
use crate::layers::{layer, texts};
use crate::shapes::{Outline, rectangle};

/// The same ground, 100 by 100 m, stored in every way that files have.
fn odd_squares() -> Vec<(&'static str, Outline)> {
    let square = rectangle(0.0, 0.0, 100.0, 100.0);
    let mut unclosed = square.clone();
    unclosed.pop();
    let mut doubled = square.clone();
    doubled.insert(2, doubled[2]);
    doubled.insert(2, doubled[2]);
    let mut spike = square.clone();
    spike.splice(2..2, [[0.0, 100.0], [-30.0, 130.0], [0.0, 100.0]]);
    let mut reversed = square.clone();
    reversed.reverse();
    let (lower, upper) = ([50.0, 50.0], [50.0, 50.0]);
    // Two triangles and two more that meet in the middle: a ring that touches itself.
    let touching = vec![
        [0.0, 0.0],
        [0.0, 100.0],
        lower,
        [100.0, 100.0],
        [100.0, 0.0],
        upper,
        [0.0, 0.0],
    ];
    let rest = vec![
        vec![vec![[0.0, 100.0], [100.0, 100.0], lower, [0.0, 100.0]]],
        vec![vec![[0.0, 0.0], upper, [100.0, 0.0], [0.0, 0.0]]],
        vec![touching],
    ];
    vec![
        ("unclosed", vec![vec![unclosed]]),
        ("repeated points", vec![vec![doubled]]),
        ("spike", vec![vec![spike]]),
        ("the other way", vec![vec![reversed]]),
        ("parts that touch", rest),
        ("stored twice", vec![vec![square.clone()], vec![square]]),
    ]
}

#[test]
fn odd_outlines_count_as_the_ground_that_they_enclose() {
    for (name, odd) in odd_squares() {
        let plain = field(0.0, 0.0, 100.0, 100.0);
        for (old, new) in [(&odd, &plain), (&plain, &odd)] {
            let years = vec![
                (2023, vec![parcel(old.clone(), 265)]),
                (2024, vec![parcel(new.clone(), 2017)]),
            ];
            let (code, share, ..) = covered(&overlay(&years), 2023, 0);
            assert_eq!(code, Some(265), "{name}");
            assert!((share - 1.0).abs() < 1e-6, "{name}: {share}");
        }
    }
}

#[test]
fn a_bow_tie_is_repaired_and_counted() {
    let bow_tie = vec![vec![vec![
        [0.0, 0.0],
        [100.0, 100.0],
        [100.0, 0.0],
        [0.0, 100.0],
        [0.0, 0.0],
    ]]];
    let years = vec![
        (2022, vec![parcel(field(0.0, 0.0, 100.0, 100.0), 265)]),
        (2023, vec![parcel(bow_tie.clone(), 265)]),
        (
            2024,
            vec![
                parcel(bow_tie, 2017),
                parcel(field(0.0, 0.0, 100.0, 100.0), 236),
            ],
        ),
    ];
    let overlaid = overlay(&years);
    // Both lobes are ground: half of the square.
    assert!((covered(&overlaid, 2022, 0).1 - 1.0).abs() < 1e-6);
    assert!((covered(&overlaid, 2023, 0).1 - 1.0).abs() < 1e-6);
    assert!((covered(&overlaid, 2023, 1).1 - 0.5).abs() < 1e-6);
    let repaired: Vec<u64> = overlaid.years.iter().map(|notes| notes.repaired).collect();
    assert_eq!(repaired, [0, 1, 1]);
}

#[test]
fn outlines_without_ground_or_place_do_no_harm() {
    let nan = vec![vec![vec![
        [0.0, 0.0],
        [f64::NAN, 5.0],
        [9.0, 9.0],
        [0.0, 0.0],
    ]]];
    let line = vec![vec![vec![[0.0, 0.0], [50.0, 50.0], [0.0, 0.0]]]];
    let years = vec![
        (
            2023,
            vec![
                parcel(nan.clone(), 265),
                parcel(line.clone(), 265),
                parcel(Vec::new(), 265),
            ],
        ),
        (
            2024,
            vec![
                parcel(field(0.0, 0.0, 50.0, 50.0), 236),
                parcel(line, 236),
                parcel(nan, 236),
                parcel(Vec::new(), 236),
            ],
        ),
    ];
    let overlaid = overlay(&years);
    assert_eq!(covered(&overlaid, 2024, 0).0, Some(236));
    assert_eq!(covered(&overlaid, 2023, 0), (None, 0.0, None, 0.0, 0.0));
    for parcel in 1..4 {
        assert_eq!(covered(&overlaid, 2023, parcel).0, None);
    }
    assert_eq!(overlaid.years[0].tally.without_geometry, 1);
}

/// Ground of 2023 that lies under several parcels; the parcel of 2024 is the whole of it.
fn over_each_other(old: Vec<Parcel>) -> Years {
    vec![
        (2023, old),
        (2024, vec![parcel(field(0.0, 0.0, 100.0, 10.0), 236)]),
    ]
}

#[test]
fn ground_under_two_parcels_of_one_crop_counts_once() {
    let overlaid = overlay(&over_each_other(vec![
        parcel(field(0.0, 0.0, 50.0, 10.0), 265),
        parcel(field(20.0, 0.0, 60.0, 10.0), 265),
        parcel(field(55.0, 0.0, 90.0, 10.0), 233),
    ]));
    let (code, share, second, second_share, total) = covered(&overlaid, 2023, 0);
    assert_eq!((code, second), (Some(265), Some(233)));
    for (value, expected) in [(share, 0.6), (second_share, 0.35), (total, 0.9)] {
        assert!((value - expected).abs() < 1e-6, "{value} {expected}");
    }
    assert!((overlaid.years[0].covered_twice_m2 - 350.0).abs() < 1e-6);
}

#[test]
fn ground_under_three_parcels_counts_once() {
    let overlaid = overlay(&over_each_other(vec![
        parcel(field(0.0, 0.0, 50.0, 10.0), 265),
        parcel(field(10.0, 0.0, 60.0, 10.0), 265),
        parcel(field(20.0, 0.0, 70.0, 10.0), 265),
        parcel(field(30.0, 0.0, 80.0, 10.0), 233),
    ]));
    let (code, share, _, second_share, total) = covered(&overlaid, 2023, 0);
    assert_eq!(code, Some(265));
    for (value, expected) in [(share, 0.7), (second_share, 0.5), (total, 0.8)] {
        assert!((value - expected).abs() < 1e-6, "{value} {expected}");
    }
}

#[test]
fn a_tie_goes_to_the_smaller_code_for_the_same_outline_too() {
    let whole = field(0.0, 0.0, 100.0, 10.0);
    let overlaid = overlay(&over_each_other(vec![
        parcel(whole.clone(), 2017),
        parcel(whole, 265),
    ]));
    assert_eq!(
        covered(&overlaid, 2023, 0),
        (Some(265), 1.0, Some(2017), 1.0, 1.0)
    );
    assert!((overlaid.years[0].covered_twice_m2 - 1000.0).abs() < 1e-6);
}

#[test]
fn elements_cover_nothing_and_get_no_row_of_their_own() {
    let ditch = Parcel {
        is_element: true,
        ..parcel(field(0.0, 0.0, 80.0, 10.0), 343)
    };
    let mut years = over_each_other(vec![
        ditch.clone(),
        parcel(field(80.0, 0.0, 100.0, 10.0), 265),
    ]);
    years[1].1.push(ditch);
    let overlaid = overlay(&years);
    let (code, share, second, ..) = covered(&overlaid, 2023, 0);
    assert_eq!((code, second), (Some(265), None));
    assert!((share - 0.2).abs() < 1e-6);
    assert_eq!(&overlaid.parcels.elements[..], [false, true]);
    assert_eq!(overlaid.years[0].tally.elements, 1);
    let classified = overlaid
        .parcels
        .classify(&Catalogue::built_in(), &ruilkaart::domain::Rule::default());
    assert!(classified.outcomes[1].is_none());
}

#[test]
fn years_in_another_system_are_brought_over() {
    let old = layer_of(&[parcel(field(0.0, 0.0, 60.0, 100.0), 265)]);
    let new = layer_of(&[parcel(field(0.0, 0.0, 100.0, 100.0), 236)]);
    let in_degrees = |layer: &Layer| {
        let mut coords = layer.polygons.coords().to_vec();
        let turn = Transform::between(&Crs::rd_new(), &Crs::wgs84()).unwrap();
        turn.apply(&mut coords);
        Layer {
            crs: Some(Crs::wgs84()),
            polygons: layer.polygons.with_coords(coords).unwrap(),
            ..layer.clone()
        }
    };
    for years in [
        [(2023, in_degrees(&old)), (2024, new.clone())],
        [(2023, old.clone()), (2024, in_degrees(&new))],
        [(2023, in_degrees(&old)), (2024, in_degrees(&new))],
    ] {
        let overlaid = overlay_layers(&years, 2024).unwrap();
        let (code, share, ..) = covered(&overlaid, 2023, 0);
        assert_eq!(code, Some(265));
        assert!((share - 0.6).abs() < 1e-4, "{share}");
        let moved = overlaid.years.iter().filter(|notes| notes.tally.moved);
        let degrees = years
            .iter()
            .filter(|(_, layer)| !layer.crs.as_ref().unwrap().is_rd());
        assert_eq!(moved.count(), degrees.count());
    }
}

#[test]
fn crops_are_read_by_name_where_a_file_has_no_codes() {
    let mut old = layer(
        "2023",
        vec![texts("GWS_GEWAS", &["Mais, snij-", "geen idee"])],
    );
    let new = layer("2024", vec![texts("gewascode", &["236", "236"])]);
    let catalogue = Catalogue::built_in();
    let source = CropSource::guess(&old.table, &catalogue).unwrap();
    assert!(source.by_name);
    let mut layers = YearLayers::new();
    let progress = Progress::default();
    layers
        .add(year(2023), &old, Some(&source), &catalogue, &progress)
        .unwrap();
    let codes = CropSource::guess(&new.table, &catalogue);
    layers
        .add(year(2024), &new, codes.as_ref(), &catalogue, &progress)
        .unwrap();
    assert_eq!(layers.tally(year(2023)).unwrap().without_crop, 1);
    let overlaid = Past::new(layers, year(2024), &progress)
        .unwrap()
        .overlay(&progress)
        .unwrap();
    assert_eq!(covered(&overlaid, 2023, 0).0, Some(259));
    assert_eq!(covered(&overlaid, 2023, 1).0, None);
    // A year without any crops is a year of which nothing is known.
    old.name.clear();
    let mut layers = YearLayers::new();
    layers
        .add(year(2023), &old, None, &catalogue, &progress)
        .unwrap();
    layers
        .add(year(2024), &new, codes.as_ref(), &catalogue, &progress)
        .unwrap();
    let overlaid = Past::new(layers, year(2024), &progress)
        .unwrap()
        .overlay(&progress)
        .unwrap();
    assert_eq!(covered(&overlaid, 2023, 0).0, None);
}

#[test]
fn later_years_are_left_out_and_wrong_sets_refused() {
    let one = || layer_of(&[parcel(field(0.0, 0.0, 9.0, 9.0), 265)]);
    let years = [(2022, one()), (2023, one()), (2024, one())];
    let overlaid = overlay_layers(&years, 2023).unwrap();
    assert_eq!(overlaid.ignored, [year(2024)]);
    let known: Vec<_> = overlaid.years.iter().map(|notes| notes.year).collect();
    assert_eq!(known, [year(2022), year(2023)]);
    let error = overlay_layers(&years, 2021).unwrap_err();
    assert_eq!(error, OverlayError::NoReference(year(2021)));
    let mut layers = layers_of(&years);
    let added = layers.add(
        year(2023),
        &one(),
        None,
        &Catalogue::built_in(),
        &Progress::default(),
    );
    assert_eq!(added, Err(OverlayError::DuplicateYear(year(2023))));
    let nothing = Past::new(YearLayers::new(), year(2023), &Progress::default()).unwrap_err();
    assert_eq!(nothing, OverlayError::NoReference(year(2023)));
}

#[test]
fn the_way_from_files_counts_to_the_end() {
    let layers: Vec<Layer> = [265, 2017, 236]
        .map(|code| layer_of(&[parcel(field(0.0, 0.0, 9.0, 9.0), code)]))
        .into();
    let progress = Progress::default();
    let mut fractions = Vec::new();
    let open = |file: usize, _: &YearLayers, part: &Progress| {
        fractions.push(progress.fraction().unwrap());
        part.begin(1);
        part.tick(1)?;
        Ok(vec![YearInput {
            year: year(2022 + file as i64),
            layer: &layers[file],
            crops: super::maps::codes(&layers[file]),
        }])
    };
    let catalogue = Catalogue::built_in();
    let overlaid = ruilkaart::analysis::classify::ParcelYears::of_years::<_, OverlayError>(
        3, open, None, &catalogue, &progress,
    );
    assert_eq!(covered(&overlaid.unwrap(), 2022, 0).0, Some(265));
    assert_eq!(progress.fraction(), Some(1.0));
    assert!(fractions.is_sorted() && fractions[0] <= 0.0 && fractions[2] > 0.2);
}

#[test]
fn slivers_are_left_out_only_on_request() {
    let years = over_each_other(vec![
        parcel(field(0.0, 0.0, 50.0, 10.0), 265),
        parcel(field(50.0, 9.5, 100.0, 30.0), 2017),
        parcel(field(98.0, 0.0, 120.0, 8.0), 233),
    ]);
    let past = past_of(&years);
    let of = |slivers: Slivers| {
        let overlaid = past.overlay_without(&slivers, &Progress::default());
        covered(&overlaid.unwrap(), 2023, 0)
    };
    let total = |min_m2, min_width_m| {
        of(Slivers {
            min_m2,
            min_width_m,
        })
        .4
    };
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} {b}");
    close(total(0.0, 0.0), 0.541);
    // 25 m², half a metre wide.
    close(total(0.0, 0.6), 0.516);
    // 16 m², two metres wide.
    close(total(20.0, 0.0), 0.525);
    close(total(26.0, 0.0), 0.5);
    let (code, share, second, ..) = of(Slivers {
        min_m2: 26.0,
        min_width_m: 0.0,
    });
    assert_eq!((code, second), (Some(265), None));
    close(share, 0.5);
}

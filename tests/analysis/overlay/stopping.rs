//! Work that is told to stop does so soon, at whatever stage it is. How soon is said without a clock: by how often
//! each stage looks whether it should go on, for so many parcels.

use ruilkaart::analysis::overlay::{OverlayError, Past, YearInput, YearLayers};
use ruilkaart::crs::Crs;
use ruilkaart::domain::Catalogue;
use ruilkaart::job::{Cancelled, Progress};
use ruilkaart::layer::Layer;

use super::maps::{Parcel, codes, field, layer_of, layers_of, parcel, year};

/// Parcels between two looks, at most: far less than a tenth of a second of work.
const MOST_BETWEEN: u64 = 2_500;

const PARCELS: u64 = 6_000;

/// A strip of parcels, each beside the last.
fn strip(offset: f64, code: i64) -> Vec<Parcel> {
    let field = |number: u64| {
        let x = 10.0 * number as f64 + offset;
        field(x, 0.0, x + 9.0, 9.0)
    };
    (0..PARCELS)
        .map(|number| parcel(field(number), code))
        .collect()
}

fn years() -> Vec<(i64, Layer)> {
    vec![
        (2023, layer_of(&strip(3.0, 265))),
        (2024, layer_of(&strip(0.0, 259))),
    ]
}

/// How often `work` looks whether it should stop. Also stops it at each of these looks, if there are few, or at
/// some of them, and sees that it does.
fn looks<T, E: std::fmt::Debug>(work: impl Fn(&Progress) -> Result<T, E>) -> u64 {
    let patient = Progress::cancelled_after(u64::MAX);
    assert!(work(&patient).is_ok());
    let looks = u64::MAX - patient.looks_left().unwrap();
    for nth in 0..8 {
        let hasty = Progress::cancelled_after(nth * looks / 8);
        assert!(
            work(&hasty).is_err(),
            "went on after {} of {looks}",
            nth * looks / 8
        );
    }
    looks
}

fn assert_often(stage: &str, looks: u64, parcels: u64) {
    let least = parcels.div_ceil(MOST_BETWEEN);
    assert!(
        looks >= least,
        "{stage} looks {looks} times for {parcels} parcels"
    );
}

#[test]
fn every_stage_of_an_overlay_looks_often_whether_to_stop() {
    let years = years();
    let catalogue = Catalogue::built_in();
    let (number, layer) = &years[0];
    let crops = codes(layer);
    let add = |progress: &Progress| {
        let mut layers = YearLayers::new();
        layers.add(year(*number), layer, crops.as_ref(), &catalogue, progress)
    };
    assert_often("taking a year in", looks(add), PARCELS);
    // The stages of this one are sorts and walks over plain lists, a few nanoseconds a parcel.
    let past = |progress: &Progress| Past::new(layers_of(&years), year(2024), progress);
    assert!(looks(past) >= 5);
    let past = Past::new(layers_of(&years), year(2024), &Progress::default()).unwrap();
    let outlines = 2 * PARCELS;
    assert_often("the overlay", looks(|p| past.overlay(p)), 3 * outlines);
}

#[test]
fn moving_outlines_to_another_plane_stops_too() {
    let mut old = layer_of(&strip(3.0, 265));
    old.crs = Some(Crs::web_mercator());
    let new = layer_of(&strip(0.0, 259));
    let catalogue = Catalogue::built_in();
    let crops = codes(&old);
    let of = |layer: &Layer| {
        looks(|progress| {
            let mut layers = YearLayers::new();
            let add = layers.add(year(2024), &new, None, &catalogue, &Progress::default());
            add.and_then(|()| layers.add(year(2023), layer, crops.as_ref(), &catalogue, progress))
        })
    };
    let stays = layer_of(&strip(3.0, 265));
    assert!(of(&old) > of(&stays));
}

#[test]
fn the_way_from_files_stops_while_one_is_open() {
    let years = years();
    let catalogue = Catalogue::built_in();
    let progress = Progress::default();
    let open = |file: usize, _: &YearLayers, part: &Progress| -> Result<_, OverlayError> {
        if file == 1 {
            progress.cancel();
        }
        part.begin(1);
        let (number, layer) = &years[file];
        Ok(vec![YearInput {
            year: year(*number),
            layer,
            crops: codes(layer),
        }])
    };
    let past = Past::of_years(2, open, None, &catalogue, &progress);
    assert_eq!(past.unwrap_err(), OverlayError::Cancelled(Cancelled));
}

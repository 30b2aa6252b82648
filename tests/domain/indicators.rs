//! Rotation indicators against the worked examples E8 and E9 and the cases that their definitions name.

use crate::sequences::Parcel;

fn near(actual: Option<f64>, expected: f64) {
    assert!(
        (actual.unwrap() - expected).abs() < 5e-5,
        "{actual:?} is not {expected}"
    );
}

#[test]
fn an_exchange_parcel() {
    let i = Parcel::of("266 266 266 2017 259 266 266 2017 259 266").indicators();
    near(i.arable_share, 0.2);
    near(i.grass_share, 0.6);
    near(i.rest_share, 0.6);
    near(i.potato_freq, 5.0);
    assert_eq!(
        (i.potato_min_gap, i.groups, i.longest_run),
        (Some(4), Some(3), Some(3))
    );
    near(i.shannon, 0.95027);
    near(i.shannon_effective, 2.5864);
    near(i.evenness, 0.86497);
    near(i.simpson, 0.56);
    near(i.simpson_effective, 2.2727);
}

#[test]
fn an_arable_parcel() {
    let i = Parcel::of("2017 236 256 2017 233 2017 256 236 2017 1002").indicators();
    near(i.shannon, 1.47081);
    near(i.shannon_effective, 4.3528);
    near(i.simpson, 0.74);
    near(i.simpson_effective, 3.8462);
    near(i.rest_share, 0.3);
    near(i.potato_freq, 2.5);
    assert_eq!(
        (i.potato_min_gap, i.groups, i.longest_run),
        (Some(2), Some(5), Some(1))
    );
}

#[test]
fn temporary_grass_that_becomes_permanent_is_no_other_crop() {
    let i = Parcel::of("266 266 266 266 266 265 265 265 265 265").indicators();
    assert_eq!((i.groups, i.longest_run), (Some(1), Some(10)));
    near(i.shannon, 0.0);
    near(i.evenness, 0.0);
    near(i.shannon_effective, 1.0);
}

#[test]
fn one_gap_does_not_end_a_run_and_two_do() {
    let run = |codes| Parcel::of(codes).indicators().longest_run;
    assert_eq!(run("266 266 - 266 6794 266"), Some(4));
    assert_eq!(run("266 266 - 6794 266 266 266"), Some(3));
    // Another crop between them ends it as well.
    assert_eq!(run("266 266 2017 266"), Some(2));
}

#[test]
fn without_a_classified_year_there_is_no_value() {
    let i = Parcel::of("332 332 - 6794 343").indicators();
    assert_eq!(i.arable_share, None);
    assert_eq!(i.shannon, None);
    assert_eq!((i.groups, i.longest_run), (None, None));
    assert_eq!(Parcel::of("233 233").indicators().potato_freq, None);
    let gap = |codes| Parcel::of(codes).indicators().potato_min_gap;
    assert_eq!(gap("233 2017"), None);
    assert_eq!(gap("2017 2017"), Some(1));
    assert_eq!(gap("2017 - - 2016"), Some(3));
}

#[test]
fn rest_crops_are_asked_of_four_years_running_since_2023() {
    let ok = |newest, codes| Parcel::until(newest, codes).indicators().rest_ok;
    assert_eq!(ok(2024, "266 266 266 266"), None);
    assert_eq!(ok(2026, "2017 256 2017 256"), Some(false));
    assert_eq!(ok(2026, "2017 256 233 256"), Some(true));
    // Years before 2023 do not help.
    assert_eq!(ok(2026, "233 2017 256 2017 256"), Some(false));
    // One of two periods without.
    assert_eq!(ok(2027, "233 2017 256 2017 256"), Some(false));
    // Fallow is neutral, and a rest crop.
    assert_eq!(ok(2026, "2017 256 6794 256"), Some(true));
    // Four years, but not running.
    assert_eq!(ok(2027, "2017 256 - 2017 256"), None);
}

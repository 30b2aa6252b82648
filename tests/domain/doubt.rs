//! Shares of an overlay: missing years, doubtful years, fragile classes, confidence, reasons.

use ruilkaart::domain::{
    Because, Catalogue, Class, Cover, CropCode, CropFacts, CropId, CropList, Outcome, Reason, Rule,
    SeenCrop, Sequences, Year, YearColumn, classify,
};

use crate::sequences::Parcel;

/// A year of an overlay: winner, its share, runner-up, its share, share of all crops.
type Covered = (i64, f32, i64, f32, f32);

fn outcome(years: &[Covered]) -> Outcome {
    let rule = Rule::default();
    let mut crops = CropList::default();
    let mut id = |number| match CropCode::new(number) {
        Some(code) => crops
            .intern(SeenCrop {
                code,
                category: None,
            })
            .unwrap(),
        None => CropId::NONE,
    };
    let columns =
        years
            .iter()
            .zip(2015..)
            .map(
                |(&(crop, share, second, second_share, total), year)| YearColumn {
                    year: Year::new(year).unwrap(),
                    crops: vec![id(crop)],
                    cover: Some(Cover {
                        share: vec![share],
                        second: vec![id(second)],
                        second_share: vec![second_share],
                        total: vec![total],
                    }),
                },
            );
    let columns: Vec<YearColumn> = columns.collect();
    let sequences = Sequences::new(columns, crops, 1).unwrap();
    let facts = CropFacts::of(sequences.crops(), &Catalogue::built_in(), &rule);
    let readings: Vec<_> = sequences
        .columns()
        .iter()
        .map(|c| c.read(0, &facts, &rule))
        .collect();
    classify(&readings, &rule)
}

const GRASS: Covered = (266, 1.0, 0, 0.0, 1.0);
const POTATO: Covered = (2017, 1.0, 0, 0.0, 1.0);

/// Eight years of grass, one of potatoes, and one to be tried.
fn with(year: Covered) -> Outcome {
    outcome(&[
        GRASS, GRASS, POTATO, GRASS, GRASS, year, GRASS, GRASS, GRASS, GRASS,
    ])
}

#[test]
fn a_close_runner_up_of_the_other_sector_makes_the_class_fragile() {
    assert_eq!(with(GRASS).class, Class::NoneMixed);
    assert!(!with(GRASS).fragile);
    let close = with((266, 0.55, 2017, 0.40, 0.95));
    assert_eq!((close.class, close.fragile), (Class::NoneMixed, true));
    assert!(
        !with((266, 0.56, 2017, 0.40, 0.96)).fragile,
        "wider than the margin"
    );
    assert!(
        !with((266, 0.50, 259, 0.48, 0.98)).fragile,
        "maize is livestock as grass is"
    );
    assert!(
        !with((266, 0.50, 332, 0.48, 0.98)).fragile,
        "doubtful, but nothing hangs on it"
    );
}

#[test]
fn a_missing_year_that_one_crop_covers_in_part_makes_it_fragile() {
    let missing = with((2017, 0.3, 266, 0.1, 0.4));
    assert_eq!((missing.class, missing.fragile), (Class::NoneMixed, true));
    assert_eq!(missing.features.classified(), 9);
    assert!(!with((2017, 0.29, 266, 0.1, 0.39)).fragile);
    assert!(
        !with((266, 0.4, 0, 0.0, 0.4)).fragile,
        "another year of grass changes nothing"
    );
}

#[test]
fn a_year_covered_by_half_could_be_missing() {
    let half = with((2017, 0.6, 0, 0.0, 0.6));
    assert_eq!((half.class, half.fragile), (Class::Intensive, true));
    assert!(!with((2017, 0.75, 0, 0.0, 0.75)).fragile);
}

#[test]
fn exactly_the_least_cover_is_a_known_year() {
    assert_eq!(with((2017, 0.5, 0, 0.0, 0.5)).features.classified(), 10);
    assert_eq!(with((2017, 0.49, 0, 0.0, 0.49)).features.classified(), 9);
}

#[test]
fn confidence_is_the_mean_share_and_a_missing_year_counts_nothing() {
    let near = |outcome: Outcome, expected: f64| {
        assert!(
            (outcome.confidence - expected).abs() < 1e-6,
            "{}",
            outcome.confidence
        );
    };
    near(with(GRASS), 1.0);
    near(with((266, 0.6, 2017, 0.2, 0.8)), 0.96);
    near(with((2017, 0.3, 266, 0.1, 0.4)), 0.9);
    near(
        Parcel::of("266 266 - 266 266").classify(&Rule::default()),
        0.8,
    );
}

#[test]
fn the_two_reasons_are_told_apart() {
    let reason = |codes| Parcel::of(codes).classify(&Rule::default()).reason();
    assert_eq!(reason("332 332 332 332 332"), Some(Reason::NoSectorYears));
    assert_eq!(reason("332 332 332 266"), Some(Reason::TooFewYears));
    assert_eq!(
        reason("- - - - - - 2017 2017 2017 2017"),
        Some(Reason::TooFewYears)
    );
    assert_eq!(
        reason("6794 1070 266 266 2017"),
        Some(Reason::NoSectorYears)
    );
    // Nobody knows whether these are arable or livestock crops: not "no arable or livestock use".
    assert_eq!(
        reason("99999 99999 99999 99999 99999"),
        Some(Reason::TooFewYears)
    );
    assert_eq!(reason("266 266 266 266 266"), None);
}

#[test]
fn the_condition_that_decided_is_kept() {
    let because = |codes| Parcel::of(codes).classify(&Rule::default()).because;
    assert_eq!(because("265 265 265 2017 2017"), Because::OneWay);
    assert_eq!(because("265 265 2017 265 265"), Because::Incidental);
    assert_eq!(because("265 2017 2017 265 265"), Because::Recurring);
    assert_eq!(because("265 2017 265 2017 265"), Because::Frequent);
}

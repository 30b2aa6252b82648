//! What holds for every sequence.

use proptest::prelude::*;
use ruilkaart::domain::{
    Catalogue, Class, CropCode, CropFacts, CropId, CropList, Outcome, Preset, Rule, SeenCrop,
    Sequences, Year, YearColumn, classify,
};

use crate::sequences::Parcel;

/// Grass, maize, potato, cereal, nature, fallow, an unknown code, nothing.
const CODES: [&str; 8] = ["266", "259", "2017", "233", "332", "6794", "99999", "-"];
const NEUTRAL: [&str; 4] = ["332", "6794", "99999", "427"];

fn sequence() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(CODES.as_slice()), 1..=10)
}

fn preset() -> impl Strategy<Value = Rule> {
    prop::sample::select(Preset::ALL.as_slice()).prop_map(Preset::rule)
}

fn outcome(codes: &[&str], rule: &Rule) -> Outcome {
    Parcel::of(&codes.join(" ")).classify(rule)
}

proptest! {
    #[test]
    fn reversing_never_changes_the_class(codes in sequence(), rule in preset()) {
        let reversed: Vec<&str> = codes.iter().rev().copied().collect();
        let (one, other) = (outcome(&codes, &rule), outcome(&reversed, &rule));
        prop_assert_eq!(one.class, other.class);
        prop_assert_eq!(one.features, other.features);
        prop_assert_eq!(one.provisional, other.provisional);
    }

    #[test]
    fn neutral_years_never_change_what_counts(
        codes in sequence(),
        at in 0_usize..10,
        neutral in prop::sample::select(NEUTRAL.as_slice()),
    ) {
        let rule = Rule { window_years: 20, ..Rule::default() };
        let mut longer = codes.clone();
        longer.insert(at.min(codes.len()), neutral);
        let (before, after) = (outcome(&codes, &rule), outcome(&longer, &rule));
        let counted = |o: Outcome| {
            (o.features.classified(), o.features.switches, o.features.minority())
        };
        prop_assert_eq!(counted(before), counted(after));
        prop_assert_eq!(before.class, after.class);
    }

    #[test]
    fn years_may_be_given_in_any_order(codes in sequence(), rotate in 0_usize..10) {
        let rule = Rule::default();
        let mut crops = CropList::default();
        let mut columns: Vec<YearColumn> = codes.iter().zip(2010..).map(|(code, year)| YearColumn {
            year: Year::new(year).unwrap(),
            crops: vec![CropCode::parse(code).map_or(CropId::NONE, |code| {
                crops.intern(SeenCrop { code, category: None }).unwrap()
            })],
            cover: None,
        }).collect();
        let sorted = Sequences::new(columns.clone(), crops.clone(), 1).unwrap();
        let by = rotate % columns.len();
        columns.rotate_left(by);
        prop_assert_eq!(&Sequences::new(columns, crops, 1).unwrap(), &sorted);
        let facts = CropFacts::of(sorted.crops(), &Catalogue::built_in(), &rule);
        let window = sorted.window(&rule, sorted.newest().unwrap());
        let readings: Vec<_> = window.iter().map(|c| c.read(0, &facts, &rule)).collect();
        prop_assert_eq!(classify(&readings, &rule).class, outcome(&codes, &rule).class);
    }

    #[test]
    fn counts_stay_within_the_window(codes in sequence(), rule in preset()) {
        let o = outcome(&codes, &rule);
        let f = o.features;
        prop_assert!(usize::from(f.classified() + f.neutral) <= codes.len());
        prop_assert!(f.switches <= f.classified().saturating_sub(1));
        prop_assert!(f.unknown <= f.neutral);
        prop_assert!((0.0..=1.0).contains(&o.confidence));
        prop_assert_eq!(o.reason().is_some(), o.class == Class::Unclassified);
    }

    #[test]
    fn any_text_is_a_rule_or_an_error(text in ".{0,60}") {
        let _ = Rule::parse(&text);
        let _ = Catalogue::parse(&text);
        let _ = CropCode::parse(&text);
    }
}

#[test]
fn thresholds_at_their_extremes() {
    let class = |rule: Rule| {
        rule.check().unwrap();
        Parcel::of("266 266 266 2017 259 266 266 2017 259 266")
            .classify(&rule)
            .class
    };
    let default = Rule::default;
    let never = Rule {
        s_extensive: 40,
        s_intensive: 40,
        ..default()
    };
    assert_eq!(class(never), Class::NoneMixed);
    let at_once = Rule {
        s_extensive: 1,
        s_intensive: 1,
        min_minor: 1,
        ..default()
    };
    assert_eq!(class(at_once), Class::Intensive);
    let from = |s_intensive| Rule {
        s_intensive,
        ..default()
    };
    assert_eq!(class(from(5)), Class::Extensive);
    assert_eq!(class(from(4)), Class::Intensive);
    let minor = Rule {
        min_minor: 3,
        ..default()
    };
    assert_eq!(class(minor), Class::NoneMixed);
    // A window of one year sees the last year only.
    let one_year = Rule {
        window_years: 1,
        min_years: 1,
        ..default()
    };
    assert_eq!(class(one_year), Class::NoneLivestock);
    // More classified years asked for than there are.
    let twelve = Rule {
        window_years: 12,
        min_years: 11,
        firm_years: 12,
        ..default()
    };
    assert_eq!(class(twelve), Class::Unclassified);
}

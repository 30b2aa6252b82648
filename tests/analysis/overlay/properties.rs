//! What must hold of every overlay, whatever the map.

use proptest::prelude::*;
use ruilkaart::analysis::overlay::{Overlaid, Past};
use ruilkaart::domain::{Catalogue, Class, Rule};
use ruilkaart::job::Progress;

use super::maps::{
    Years, cells, covered, field, layers_of, layers_of_new, moved, overlay, parcel, tidy_years,
    wild_years,
};
use crate::shapes::stored_otherwise;

fn classes(overlaid: &Overlaid, rule: &Rule) -> Vec<Option<Class>> {
    let classified = overlaid.parcels.classify(&Catalogue::built_in(), rule);
    let outcomes = classified.outcomes.iter();
    outcomes.map(|outcome| outcome.map(|o| o.class)).collect()
}

fn assert_same(a: &Overlaid, b: &Overlaid) -> Result<(), TestCaseError> {
    for (a, b) in cells(a).iter().zip(cells(b)) {
        prop_assert_eq!(a.year, b.year);
        let (x, y) = (a.cover.as_ref().unwrap(), b.cover.as_ref().unwrap());
        let lists = [
            (&x.share, &y.share),
            (&x.second_share, &y.second_share),
            (&x.total, &y.total),
        ];
        for (one, other) in lists {
            let pairs = one.iter().zip(other.iter());
            let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            prop_assert!(apart < 1e-6, "{apart}");
        }
        prop_assert_eq!(&a.crops, &b.crops);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn without_overlaps_shares_never_exceed_the_whole(years in tidy_years()) {
        let overlaid = overlay(&years);
        for column in cells(&overlaid) {
            let cover = column.cover.as_ref().unwrap();
            for parcel in 0..column.crops.len() {
                let (share, second) = (cover.share[parcel], cover.second_share[parcel]);
                prop_assert!(share >= second && second >= 0.0);
                prop_assert!(share + second <= cover.total[parcel] + 1e-6);
                prop_assert!(cover.total[parcel] <= 1.0);
            }
        }
        prop_assert!(overlaid.years.iter().all(|notes| notes.covered_twice_m2 <= 0.0));
    }

    #[test]
    fn moving_everything_changes_nothing(years in tidy_years(), x in -900..900_i32, y in -900..900_i32) {
        let by = [f64::from(x), f64::from(y)];
        let mut elsewhere = years.clone();
        let parcels = elsewhere.iter_mut().flat_map(|(_, parcels)| parcels);
        parcels.for_each(|parcel| parcel.outline = moved(&parcel.outline, by));
        assert_same(&overlay(&years), &overlay(&elsewhere))?;
    }

    #[test]
    fn turning_rings_changes_nothing(years in tidy_years(), start in 0_usize..9, turn: Vec<bool>) {
        let mut turned = years.clone();
        let parcels = turned.iter_mut().flat_map(|(_, parcels)| parcels);
        for (index, parcel) in parcels.enumerate() {
            let reverse = turn.get(index).copied().unwrap_or(true);
            parcel.outline = stored_otherwise(&parcel.outline, start, reverse);
        }
        assert_same(&overlay(&years), &overlay(&turned))?;
    }

    #[test]
    fn the_order_of_the_years_does_not_matter(years in wild_years(), seed: u64) {
        let reference = years.last().unwrap().0;
        let layers: Vec<_> = years.iter().map(|(y, p)| (*y, super::maps::layer_of(p))).collect();
        let mut shuffled = layers.clone();
        let len = shuffled.len() as u64;
        shuffled.rotate_left((seed % len) as usize);
        if seed & 1 == 1 {
            shuffled.reverse();
        }
        let one = super::maps::overlay_layers(&layers, reference).unwrap();
        let other = super::maps::overlay_layers(&shuffled, reference).unwrap();
        assert_same(&one, &other)?;
        prop_assert_eq!(one.years.len(), other.years.len());
    }

    #[test]
    fn of_outlines_that_stood_before_the_fingerprint_is_enough(years in wild_years(), first in 0..3_usize) {
        let reference = super::maps::year(years.last().unwrap().0);
        let mut layers: Vec<_> = years.iter().map(|(y, p)| (*y, super::maps::layer_of(p))).collect();
        layers.rotate_left(first);
        let past = |years| Past::new(years, reference, &Progress::default()).unwrap();
        let overlay = |years| past(years).overlay(&Progress::default()).unwrap();
        let (whole, new) = (overlay(layers_of(&layers)), overlay(layers_of_new(&layers)));
        prop_assert_eq!(cells(&whole), cells(&new));
        prop_assert_eq!(whole.years, new.years);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits(years in wild_years()) {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| overlay(&years))
        };
        let (one, three) = (with(1), with(3));
        prop_assert_eq!(cells(&one), cells(&three));
        prop_assert_eq!(one.years, three.years);
    }

    /// A parcel with a history that is the same on all of it, cut anywhere, in the reference year.
    #[test]
    fn halves_have_the_class_of_the_whole(
        codes in prop::collection::vec(prop::sample::select(vec![265, 259, 2017, 236, 332]), 10),
        cut in 1..99_u8,
    ) {
        let whole = field(0.0, 0.0, 100.0, 40.0);
        let years: Years = (2015..)
            .zip(&codes)
            .map(|(year, code)| (year, vec![parcel(whole.clone(), *code)]))
            .collect();
        let mut split = years.clone();
        let (x, code) = (f64::from(cut), codes[9]);
        split.last_mut().unwrap().1 = vec![
            parcel(field(0.0, 0.0, x, 40.0), code),
            parcel(field(x, 0.0, 100.0, 40.0), code),
        ];
        let rule = Rule::default();
        let class = classes(&overlay(&years), &rule)[0];
        prop_assert_eq!(classes(&overlay(&split), &rule), vec![class, class]);
    }
}

/// A parcel that older years cover for two fifths only.
fn two_fifths() -> Years {
    let part = field(0.0, 0.0, 40.0, 10.0);
    let mut years: Years = (2015..2024)
        .map(|year| (year, vec![parcel(part.clone(), 2017)]))
        .collect();
    years.push((2024, vec![parcel(field(0.0, 0.0, 100.0, 10.0), 265)]));
    years
}

#[test]
fn thresholds_at_nothing_and_everything_decide_as_defined() {
    let overlaid = overlay(&two_fifths());
    let class = |change: fn(&mut Rule)| {
        let mut rule = Rule::default();
        change(&mut rule);
        classes(&overlaid, &rule)[0].unwrap()
    };
    // Two fifths are less than half: nine years are missing.
    assert_eq!(class(|_| {}), Class::Unclassified);
    // Any cover counts: nine years arable, one livestock, one switch.
    assert_eq!(class(|rule| rule.min_cover = 0.0), Class::NoneMixed);
    let anything_recurs = |rule: &mut Rule| {
        (rule.min_cover, rule.min_minor) = (0.0, 0);
        (rule.s_extensive, rule.s_intensive) = (0, 1);
    };
    assert_eq!(class(anything_recurs), Class::Intensive);
    // Only whole cover counts: one year is known, and enough where one is enough.
    let whole = |rule: &mut Rule| {
        (rule.min_cover, rule.min_years, rule.firm_years) = (1.0, 1, 1);
    };
    assert_eq!(class(whole), Class::NoneLivestock);
    assert_eq!(
        classes(
            &overlaid,
            &Rule {
                min_cover: 0.4,
                ..Rule::default()
            }
        )[0],
        Some(Class::NoneMixed),
        "a threshold that is met exactly is met"
    );
}

#[test]
fn the_example_of_a_parcel_in_two_crops() {
    let years = vec![
        (
            2023,
            vec![
                parcel(field(0.0, 0.0, 60.0, 10.0), 2017),
                parcel(field(60.0, 0.0, 90.0, 10.0), 265),
            ],
        ),
        (2024, vec![parcel(field(0.0, 0.0, 100.0, 10.0), 236)]),
    ];
    let overlaid = overlay(&years);
    let found = covered(&overlaid, 2023, 0);
    assert_eq!((found.0, found.2), (Some(2017), Some(265)));
    for (value, expected) in [(found.1, 0.6), (found.3, 0.3), (found.4, 0.9)] {
        assert!((value - expected).abs() < 1e-6, "{value}");
    }
    assert_eq!(
        covered(&overlaid, 2024, 0),
        (Some(236), 1.0, None, 0.0, 1.0)
    );
}

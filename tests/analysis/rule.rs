//! What is told beside a rule: it must be what classifying every parcel anew would give.

use std::sync::Arc;

use ruilkaart::analysis::categorise::{Coloured, Knowledge};
use ruilkaart::analysis::classify::{Classified, ParcelYears};
use ruilkaart::analysis::counts::Counts;
use ruilkaart::analysis::crop_columns::crop_columns as find;
use ruilkaart::analysis::feature_table::{ClassTotals, FeatureTable};
use ruilkaart::analysis::fit;
use ruilkaart::analysis::histogram::{Counted, Histogram};
use ruilkaart::analysis::report::Report;
use ruilkaart::analysis::rule_figures::RuleFigures;
use ruilkaart::analysis::sensitivity::maize;
use ruilkaart::analysis::summary::UNCERTAIN;
use ruilkaart::domain::{
    Catalogue, Class, Cover, Preset, Reading, Rule, Sequences, Side, Threshold, YearColumn,
};
use ruilkaart::job::Progress;

use crate::layers::{crop_columns, layer};

/// Grass, silage and grain maize, potato, cereal, nature, green manure, an unknown code, nothing, a ditch.
const CODES: [&str; 12] = [
    "266", "266", "265", "259", "316", "2017", "2017", "233", "332", "427", "99999", "-",
];

/// Parcels of twelve years up to 2024, of all sorts, the same every time; the last one is a ditch.
fn parcels() -> (ParcelYears, Vec<f64>) {
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % below
    };
    let mut lines: Vec<String> = (0..600)
        .map(|_| {
            // Few crops in one parcel, as on a real farm.
            let few = [CODES[next(12)], CODES[next(12)], CODES[next(7)]];
            let years: Vec<&str> = (0..12).map(|_| few[next(3)]).collect();
            years.join(" ")
        })
        .collect();
    lines.push(["343"; 12].join(" "));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut area_m2: Vec<f64> = (0..lines.len())
        .map(|_| 5_000.0 + next(90_000) as f64)
        .collect();
    area_m2[3] = f64::NAN;
    let table = layer("p", crop_columns(2024, &lines)).table;
    let catalogue = Catalogue::built_in();
    let columns = find(&table, &catalogue).unwrap().found;
    let progress = Progress::default();
    let years = ParcelYears::of_columns(&table, &columns, None, &catalogue, &progress).unwrap();
    (years, area_m2)
}

fn classify(years: &ParcelYears, rule: &Rule) -> Classified {
    years.classify(&Catalogue::built_in(), rule)
}

#[test]
fn what_is_uncertain_is_marked_with_its_area() {
    let (years, area_m2) = parcels();
    let knowledge = Knowledge::default();
    let coloured = Coloured::by_rule(&years, &area_m2, &knowledge);
    let doubt = coloured.doubt(&area_m2).unwrap();
    let classified = coloured.classified.as_ref().unwrap();
    let mut sums = vec![0.0; coloured.categories.list.len()];
    let (mut certain, mut uncertain) = (0, 0);
    for (feature, outcome) in classified.outcomes.iter().enumerate() {
        let category = coloured.categories.of_feature[feature];
        let is_uncertain = outcome.is_some_and(|outcome| {
            outcome.class != Class::Unclassified && outcome.is_uncertain(&knowledge.rule)
        });
        let marked = if is_uncertain {
            category | UNCERTAIN
        } else {
            category
        };
        assert_eq!(doubt.of_feature[feature], marked);
        if is_uncertain {
            uncertain += 1;
            sums[usize::from(category)] += Some(area_m2[feature])
                .filter(|a| a.is_finite())
                .unwrap_or(0.0);
        } else {
            certain += 1;
        }
    }
    assert!(certain > 10 && uncertain > 10, "{certain} and {uncertain}");
    assert_eq!(doubt.area_m2, sums);
    let year = years.sequences.columns()[0].year;
    let of_year = Coloured::by_crop_year(&years, year, &area_m2, &knowledge);
    assert!(of_year.doubt(&area_m2).is_none(), "a crop is no class");
}

/// The hectares of each class, parcel by parcel.
fn by_hand(classified: &Classified, area_m2: &[f64]) -> Vec<f64> {
    let of_class = |class: Class| {
        let outcomes = classified.outcomes.iter().zip(area_m2);
        outcomes
            .filter(|(outcome, area)| outcome.is_some_and(|o| o.class == class) && area.is_finite())
            .map(|(_, area)| area / 10_000.0)
            .sum()
    };
    Class::ALL.map(of_class).to_vec()
}

fn assert_same(totals: &ClassTotals, expected: &[f64], what: &str) {
    for (class, expected) in Class::ALL.into_iter().zip(expected) {
        let found = totals.of(class).0;
        assert!(
            (found - expected).abs() < 1e-6,
            "{what}, {class:?}: {found} {expected}"
        );
    }
}

#[test]
fn the_table_gives_the_hectares_of_any_thresholds() {
    let (years, area_m2) = parcels();
    for preset in Preset::ALL {
        let table = FeatureTable::of(&classify(&years, &preset.rule()), &area_m2);
        for threshold in Threshold::ALL {
            if !threshold.is_applied_to_features() {
                continue;
            }
            for value in [0.0, 0.2, 0.4, 1.0, 3.0, 6.0, 9.0] {
                let rule = threshold.set(&preset.rule(), value);
                let rule = Rule {
                    window_years: 10,
                    ..rule
                };
                let expected = by_hand(&classify(&years, &rule), &area_m2);
                let what = format!("{preset:?} {threshold:?} {value}");
                assert_same(&table.hectares(&rule), &expected, &what);
            }
        }
    }
}

/// The same parcels again and again, so many that they are counted in several parts.
fn repeated(years: &ParcelYears, area_m2: &[f64]) -> (ParcelYears, Vec<f64>) {
    const TIMES: usize = 30;
    fn again<T: Copy>(list: &[T]) -> Vec<T> {
        list.repeat(TIMES)
    }
    let sequences = &years.sequences;
    let columns = sequences.columns().iter().map(|column| YearColumn {
        year: column.year,
        crops: again(&column.crops),
        cover: column.cover.as_ref().map(|cover| Cover {
            share: again(&cover.share),
            second: again(&cover.second),
            second_share: again(&cover.second_share),
            total: again(&cover.total),
        }),
    });
    let parcels = TIMES * sequences.len();
    let sequences = Sequences::new(columns.collect(), sequences.crops().clone(), parcels);
    let years = ParcelYears {
        sequences: Arc::new(sequences.unwrap()),
        elements: again(&years.elements).into(),
        ..years.clone()
    };
    // No two areas alike: sums tell in which order they were made.
    let area_m2 = (0..parcels).map(|parcel| {
        let area_m2 = area_m2[parcel % area_m2.len()];
        area_m2 + (parcel as f64).sqrt() / 7.0
    });
    (years, area_m2.collect())
}

#[test]
fn the_years_counted_under_many_rules_at_once_give_the_table_of_each() {
    let (plain, area_m2) = parcels();
    let catalogue = Catalogue::built_in();
    let mut rules = Preset::ALL.map(Preset::rule).to_vec();
    for (threshold, values) in [
        (Threshold::WindowYears, [1.0, 5.0, 12.0, 40.0]),
        (Threshold::MinCover, [0.0, 0.45, 0.8, 1.0]),
    ] {
        let moved = values.map(|value| threshold.set(&Rule::default(), value));
        rules.extend(moved);
    }
    let sides = [Side::Livestock, Side::Arable, Side::Neutral];
    let maize = maize(&catalogue);
    rules.extend(sides.map(|side| Rule::default().counting(&maize, side, &catalogue)));
    for years in [plain.clone(), with_cover(&plain)] {
        let (years, area_m2) = repeated(&years, &area_m2);
        let all = rules.iter().cloned();
        let counts = Counts::of(&years, &area_m2, &catalogue, all, &Progress::default()).unwrap();
        for rule in &rules {
            let alone = FeatureTable::of(&classify(&years, rule), &area_m2);
            assert_eq!(counts.table(rule), Some(&alone), "{rule:?}");
        }
        let other = Threshold::WindowYears.set(&Rule::default(), 7.0);
        assert_eq!(counts.hectares(&other), None, "it was not asked for");
        let stopped = Progress::default();
        stopped.cancel();
        let none = Counts::of(&years, &area_m2, &catalogue, rules.clone(), &stopped);
        assert!(none.is_err());
    }
}

fn figures(years: &ParcelYears, area_m2: &[f64], rule: &Rule) -> RuleFigures {
    let catalogue = Catalogue::built_in();
    let classified = years.classify(&catalogue, rule);
    RuleFigures::of(&classified, area_m2, &catalogue, rule, &Progress::default()).unwrap()
}

#[test]
fn a_step_moves_the_hectares_as_the_moved_rule_does() {
    let (years, area_m2) = parcels();
    for preset in Preset::ALL {
        let rule = preset.rule();
        let known = figures(&years, &area_m2, &rule).sensitivity;
        assert_same(
            &known.now,
            &by_hand(&classify(&years, &rule), &area_m2),
            "now",
        );
        let mut before = f64::INFINITY;
        for step in &known.steps {
            for (steps, totals) in [(-1.0, step.down), (1.0, step.up)] {
                let moved = step.threshold.moved(&rule, steps);
                assert_eq!(moved.is_some(), totals.is_some());
                if let (Some(moved), Some(totals)) = (moved, totals) {
                    let expected = by_hand(&classify(&years, &moved), &area_m2);
                    assert_same(&totals, &expected, &format!("{:?} {steps}", step.threshold));
                }
            }
            let most = Class::ALL.map(|class| step.most(class, &known.now).0);
            let most = most.into_iter().fold(0.0, f64::max);
            assert!(most <= before, "the threshold that moves most comes first");
            before = most;
        }
        let threshold = |wanted| known.steps.iter().any(|step| step.threshold == wanted);
        assert!(threshold(Threshold::WindowYears) && threshold(Threshold::MinYears));
        assert!(!threshold(Threshold::FirmYears), "decides no class");
        assert!(!threshold(Threshold::MinCover), "columns know no cover");
        let (_, most) = known.most(Class::Intensive).unwrap();
        let each = known
            .steps
            .iter()
            .map(|s| s.most(Class::Intensive, &known.now).0);
        assert!((most.0 - each.fold(0.0, f64::max)).abs() < 1e-12);
    }
}

#[test]
fn the_tallies_of_the_classes_add_up_with_what_is_doubtful_in_them() {
    let (years, area_m2) = parcels();
    for preset in Preset::ALL {
        let rule = preset.rule();
        let classified = classify(&years, &rule);
        let report = Report::of(&classified, &area_m2, &rule);
        let classes = report.classes.iter().map(|(_, tally)| tally);
        let parts: Vec<_> = classes
            .chain(report.unclassified.iter().map(|(_, t)| t))
            .collect();
        let sum = |part: fn(&ruilkaart::analysis::report::Tally) -> f64| {
            parts.iter().map(|tally| part(tally)).sum::<f64>()
        };
        assert_eq!(
            parts.iter().map(|t| t.parcels).sum::<u64>(),
            report.all.parcels
        );
        assert!((sum(|t| t.area_m2) - report.all.area_m2).abs() < 1e-3);
        assert!((sum(|t| t.provisional_m2) - report.all.provisional_m2).abs() < 1e-3);
        assert!((sum(|t| t.fragile_m2) - report.all.fragile_m2).abs() < 1e-3);
        assert!((sum(|t| t.uncertain_m2) - report.all.uncertain_m2).abs() < 1e-3);
        assert!(report.all.uncertain_m2 >= report.all.provisional_m2);
        assert!(report.all.provisional_m2 > 0.0);
        for tally in parts {
            assert!(tally.provisional_m2 <= tally.area_m2 && tally.fragile_m2 <= tally.area_m2);
        }
        let all = report.all.parcels + report.elements.parcels;
        assert_eq!(all, classified.outcomes.len() as u64);
    }
}

#[test]
fn the_bars_of_a_histogram_add_up_and_a_threshold_parts_them() {
    let (years, area_m2) = parcels();
    let rule = Rule::default();
    let classified = classify(&years, &rule);
    let table = FeatureTable::of(&classified, &area_m2);
    let totals = table.hectares(&rule);
    let sum = |histogram: &Histogram, class: Class| {
        let bins = histogram.bins.iter();
        bins.map(|bin| bin.totals.of(class).0).sum::<f64>()
    };
    let known = Histogram::of(&table, &rule, Counted::KnownYears);
    assert_eq!(known.bins.len(), 11);
    for class in Class::ALL {
        assert!(
            (sum(&known, class) - totals.of(class).0).abs() < 1e-6,
            "{class:?}"
        );
    }
    for (years, bin) in known.bins.iter().enumerate() {
        let unclassified = bin.totals.of(Class::Unclassified).0;
        assert_eq!(unclassified > 0.0, years < 5 && bin.parcels > 0, "{years}");
    }
    let switches = Histogram::of(&table, &rule, Counted::Switches);
    for class in [Class::NoneMixed, Class::Extensive, Class::Intensive] {
        assert!(
            (sum(&switches, class) - totals.of(class).0).abs() < 1e-6,
            "{class:?}"
        );
    }
    assert!(
        sum(&switches, Class::NoneArable).abs() < 1e-12,
        "mixed land only"
    );
    let place = switches.place_of(f64::from(rule.s_intensive));
    for (index, bin) in switches.bins.iter().enumerate() {
        let intensive = bin.totals.of(Class::Intensive).0;
        assert!(intensive.abs() < 1e-12 || index as f64 >= place, "{index}");
    }
    let shares = Histogram::of(
        &table,
        &Preset::MinorityShare.rule(),
        Counted::MinorityShare,
    );
    // Three of ten years lie in the bar that begins at 30 %.
    assert!(shares.bins[6].totals.of(Class::Intensive).0 > 0.0);
    assert!(shares.bins[5].totals.of(Class::Intensive).0.abs() < 1e-12);
}

#[test]
fn an_axis_reaches_to_its_highest_threshold() {
    let table = FeatureTable::default();
    let rule = Threshold::SIntensive.set(&Rule::default(), 9.0);
    let switches = Histogram::of(&table, &rule, Counted::Switches);
    assert!(switches.place_of(9.0) < switches.bins.len() as f64);
}

#[test]
fn the_best_fit_is_better_than_what_it_began_with_and_tells_what_stays_wrong() {
    let (years, area_m2) = parcels();
    for preset in Preset::ALL {
        let rule = preset.rule();
        let table = FeatureTable::of(&classify(&years, &rule), &area_m2);
        let found = fit::best(&table, &rule).unwrap();
        let before = fit::misfit(&table.hectares(&rule)).unwrap();
        assert!(found.misfit <= before && found.misfit > 0.0);
        assert_eq!(found.rule.check(), Ok(()));
        let again = by_hand(&classify(&years, &found.rule), &area_m2);
        assert_same(
            &found.totals,
            &again,
            "the hectares are those of the rule found",
        );
        for threshold in [
            Threshold::SIntensive,
            Threshold::MinYears,
            Threshold::IntensiveFrom,
        ] {
            let moved = threshold.set(&found.rule, threshold.of(&found.rule) + threshold.step());
            let moved = fit::misfit(&table.hectares(&moved)).unwrap();
            assert!(moved >= found.misfit - 1e-9, "{preset:?} {threshold:?}");
        }
    }
    assert_eq!(fit::best(&FeatureTable::default(), &Rule::default()), None);
}

#[test]
fn maize_and_other_crops_of_both_sectors_are_told_with_their_hectares() {
    let (years, area_m2) = parcels();
    let catalogue = Catalogue::built_in();
    let rule = Rule::default();
    let known = figures(&years, &area_m2, &rule);
    for (side, totals) in &known.maize {
        let counted = rule.counting(&maize(&catalogue), *side, &catalogue);
        assert_same(
            totals,
            &by_hand(&classify(&years, &counted), &area_m2),
            &format!("{side:?}"),
        );
    }
    let (_, as_it_is) = known
        .maize
        .iter()
        .find(|(side, _)| *side == Side::Livestock)
        .unwrap();
    assert_eq!(*as_it_is, known.sensitivity.now);
    let codes: Vec<u32> = known.crops.iter().map(|(code, _)| code.number()).collect();
    assert_eq!(
        codes,
        [316, 427],
        "grain maize and green manure, not the ditch"
    );
    // Parcel by parcel, year by year.
    let classified = classify(&years, &rule);
    for (code, tally) in &known.crops {
        let had_it = |parcel: &usize| {
            let readings = years.readings(*parcel, &classified.facts, &rule);
            let mut crops = readings.iter();
            let crops_of = |reading: &Reading| years.sequences.crops().get(reading.crop);
            crops.any(|reading| crops_of(reading).is_some_and(|crop| crop.code == *code))
        };
        let parcels = (0..area_m2.len()).filter(|parcel| classified.outcomes[*parcel].is_some());
        let had: Vec<usize> = parcels.filter(had_it).collect();
        assert_eq!(tally.parcels, had.len() as u64, "{code:?}");
        let areas = had.iter().map(|parcel| area_m2[*parcel]);
        let sum = areas
            .filter(|m2| m2.is_finite())
            .fold(0.0, |sum, m2| sum + m2);
        assert_eq!(tally.area_m2.to_bits(), f64::to_bits(sum), "{code:?}");
    }
    let with_427 = years
        .sequences
        .crops()
        .crops()
        .iter()
        .any(|c| c.code.number() == 427);
    assert!(with_427 && known.crops[1].1.area_m2 > 0.0);
    // A crop that counts otherwise than the catalogue says is told too.
    let potato = known
        .rule
        .counting(&[CODES[5].parse_code()], Side::Livestock, &catalogue);
    let codes = figures(&years, &area_m2, &potato).crops;
    assert!(codes.iter().any(|(code, _)| code.number() == 2017));
}

/// The same parcels with shares, so that many years are doubtful.
fn with_cover(years: &ParcelYears) -> ParcelYears {
    let sequences = &years.sequences;
    let mut seed = 11_u64;
    let mut part = |most: f32| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 40) as f32 / (1_u64 << 24) as f32 * most
    };
    let columns = sequences.columns().iter().map(|column| {
        let mut second = column.crops.clone();
        second.rotate_left(1);
        let share: Vec<f32> = second.iter().map(|_| 0.3 + part(0.7)).collect();
        let second_share: Vec<f32> = share.iter().map(|s| part((1.0 - s).min(*s))).collect();
        let total = share
            .iter()
            .zip(&second_share)
            .map(|(a, b)| a + b)
            .collect();
        let cover = Cover {
            share,
            second,
            second_share,
            total,
        };
        YearColumn {
            cover: Some(cover),
            ..column.clone()
        }
    });
    let columns = columns.collect();
    let sequences = Sequences::new(columns, sequences.crops().clone(), sequences.len()).unwrap();
    ParcelYears {
        sequences: Arc::new(sequences),
        ..years.clone()
    }
}

#[test]
fn outcomes_reconsidered_are_those_of_classifying_anew() {
    let (plain, area_m2) = parcels();
    let covered = with_cover(&plain);
    for years in [&plain, &covered] {
        let before = classify(years, &Rule::default());
        let fragile = before
            .outcomes
            .iter()
            .flatten()
            .filter(|o| o.fragile)
            .count();
        assert_eq!(fragile > 20, years.has_cover(), "{fragile}");
        for preset in Preset::ALL {
            for threshold in Threshold::ALL {
                for value in [0.1, 0.6, 2.0, 7.0, 9.0] {
                    let rule = threshold.set(&preset.rule(), value);
                    if !Rule::default().counts_alike(&rule) {
                        continue;
                    }
                    let anew = classify(years, &rule);
                    let again = before.reconsidered(&rule);
                    assert_eq!(again.outcomes, anew.outcomes, "{threshold:?} {value}");
                    assert_eq!(again.doubtful, anew.doubtful);
                }
            }
        }
    }
    let known = figures(&covered, &area_m2, &Rule::default());
    assert!(known.report.all.fragile_m2 > 0.0);
    let steps = &known.sensitivity.steps;
    assert!(
        steps
            .iter()
            .any(|step| step.threshold == Threshold::MinCover)
    );
}

#[test]
fn a_rule_that_reads_the_years_otherwise_does_not_count_alike() {
    let rule = Rule::default();
    for threshold in Threshold::ALL {
        let moved = threshold.moved(&rule, 1.0).unwrap();
        let alike = threshold.is_applied_to_features();
        assert_eq!(rule.counts_alike(&moved), alike, "{threshold:?}");
    }
    let maize = rule.counting(
        &maize(&Catalogue::built_in()),
        Side::Arable,
        &Catalogue::built_in(),
    );
    assert!(!rule.counts_alike(&maize) && rule.counts_alike(&rule));
}

trait ParseCode {
    fn parse_code(&self) -> ruilkaart::domain::CropCode;
}

impl ParseCode for &str {
    fn parse_code(&self) -> ruilkaart::domain::CropCode {
        ruilkaart::domain::CropCode::parse(self).unwrap()
    }
}

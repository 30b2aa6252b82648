//! Parcels and hectares per class: as one JSON document, or as a table for people.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use super::fill;
use crate::analysis::report::{Report, Tally};
use crate::analysis::result::round_6;
use crate::domain::{Class, Hectares, Rule, Share};
use crate::text::Lang;

/// The document of `--summary --json`; its keys stay stable.
pub(super) fn json(report: &Report, rule: &Rule, warnings: &[String]) -> String {
    let classes: Map<String, Json> = report
        .classes
        .iter()
        .map(|(class, tally)| (class.key().to_owned(), class_json(tally)))
        .collect();
    let unclassified: Map<String, Json> = report
        .unclassified
        .iter()
        .map(|(reason, tally)| (reason.key().to_owned(), plain_json(tally)))
        .collect();
    let years: Vec<u16> = report.years.iter().map(|year| year.number()).collect();
    let document = json!({
        "reference": report.reference.number(),
        "years": years,
        "rule": rule,
        "parcels": report.all.parcels,
        "area_ha": ha(report.all.area_m2),
        "classes": classes,
        "unclassified": unclassified,
        "elements": plain_json(&report.elements),
        "warnings": warnings,
    });
    format!("{document}\n")
}

fn ha(area_m2: f64) -> f64 {
    round_6(Hectares::from_m2(area_m2).0)
}

fn plain_json(tally: &Tally) -> Json {
    json!({ "parcels": tally.parcels, "ha": ha(tally.area_m2) })
}

fn class_json(tally: &Tally) -> Json {
    json!({
        "parcels": tally.parcels,
        "ha": ha(tally.area_m2),
        "provisional_ha": ha(tally.provisional_m2),
        "fragile_ha": ha(tally.fragile_m2),
    })
}

/// The same for people: a line a class, the two shares with what they are shares of, and what was odd.
pub(super) fn table(report: &Report, warnings: &[String], lang: Lang) -> String {
    let mut out = heading(report, lang);
    let classes = report.classes.iter();
    let classes = classes.map(|(class, tally)| (lang.text_of("class", class.key()), tally));
    let reasons = report.unclassified.iter();
    let reasons = reasons.map(|(reason, tally)| (lang.text_of("reason", reason.key()), tally));
    let elements = (lang.text("classify.elements").to_owned(), &report.elements);
    let lines: Vec<(String, &Tally)> = classes
        .chain(reasons)
        .chain((report.elements.parcels > 0).then_some(elements))
        .collect();
    let widest = lines
        .iter()
        .map(|(label, _)| label.chars().count())
        .max()
        .unwrap_or(0);
    let word = lang.text("classify.parcels");
    for (label, tally) in lines {
        let (parcels, area) = (lang.count(tally.parcels), lang.ha(tally.area_m2));
        // Writing into a text cannot fail.
        let _ = writeln!(out, "  {label:widest$}  {area:>14}  {parcels:>10} {word}");
    }
    out.push('\n');
    out.push_str(&share(
        report,
        Class::is_mixed_use,
        "classify.mixed_use",
        lang,
    ));
    out.push_str(&share(
        report,
        Class::is_cooperation,
        "classify.cooperation",
        lang,
    ));
    for warning in warnings {
        let _ = write!(out, "\n{warning}");
    }
    out.push('\n');
    out
}

fn heading(report: &Report, lang: Lang) -> String {
    let year = |year: Option<&crate::domain::Year>| year.map_or(String::new(), ToString::to_string);
    let values = [
        ("reference", report.reference.to_string()),
        ("first", year(report.years.first())),
        ("last", year(report.years.last())),
        ("parcels", lang.count(report.all.parcels)),
        ("ha", lang.ha(report.all.area_m2)),
    ];
    format!("{}\n\n", fill(lang, "classify.heading", &values))
}

fn share(report: &Report, counts: fn(Class) -> bool, key: &'static str, lang: Lang) -> String {
    let sum = |test: &dyn Fn(Class) -> bool| -> Hectares {
        let classes = report.classes.iter().filter(|(class, _)| test(*class));
        classes
            .map(|(_, tally)| Hectares::from_m2(tally.area_m2))
            .sum()
    };
    let share = Share {
        part: sum(&counts),
        whole: sum(&|_| true),
    };
    let values = [
        ("part", lang.ha(share.part.m2())),
        ("whole", lang.ha(share.whole.m2())),
        ("percent", lang.percent(share.part.0, share.whole.0)),
    ];
    format!("{}\n", fill(lang, key, &values))
}

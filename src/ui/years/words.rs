//! The words for yearly layers: what stands in the way of the calculation, and what it came to.

use super::draft::{Draft, Trouble};
use crate::analysis::overlay::OverlayError;
use crate::domain::Year;
use crate::explain;
use crate::project::{JoinError, YearLayers, YearSource};
use crate::text::Lang;
use crate::ui::notify::Words;

/// Less ground than this, m², is shown as none.
const LEAST_M2: f64 = 50.0;

/// What is wrong or odd, in a sentence or two: what, and what to do or what it means.
pub fn trouble(trouble: &Trouble, draft: &Draft, lang: Lang) -> String {
    let about = |key, row: &usize| lang.fill(key, &[("file", &draft.name(*row))]);
    match trouble {
        Trouble::Years(problem) => explain::year_problem(problem, &draft.files(), lang),
        Trouble::NotAYear { row } => {
            let (first, last) = (Year::FIRST.to_string(), Year::LAST.to_string());
            let values = [("file", draft.name(*row)), ("first", first), ("last", last)];
            lang.fill(
                "years.not_a_year",
                &values
                    .each_ref()
                    .map(|(name, value)| (*name, value.as_str())),
            )
        }
        Trouble::NoCrs { row } => about("years.no_crs", row),
        Trouble::OddCrops { row } => {
            let rows = draft.rows().get(*row);
            let crops = rows.and_then(|row| row.read.file.crops.as_ref());
            let column = crops.map_or("", |crops| crops.name.as_str());
            let values = [("file", draft.name(*row)), ("column", column.to_owned())];
            lang.fill(
                "years.odd_crops",
                &values
                    .each_ref()
                    .map(|(name, value)| (*name, value.as_str())),
            )
        }
        Trouble::Unreadable { failed } => {
            let failed = draft.failed().get(*failed);
            let error = failed.map(|failed| explain::open_error(&failed.error, lang));
            let what = error.map(|error| error.what).unwrap_or_default();
            lang.fill("years.unreadable", &[("what", &what)])
        }
        Trouble::TooFew => lang.text("years.too_few").to_owned(),
        Trouble::FewerThanRule { wanted } => {
            lang.fill("years.fewer_than_rule", &[("wanted", &wanted.to_string())])
        }
        Trouble::After { years } => lang.fill("years.after", &[("years", &listed(years))]),
    }
}

/// "2016, 2019".
pub fn listed(years: &[Year]) -> String {
    let years: Vec<String> = years.iter().map(ToString::to_string).collect();
    years.join(", ")
}

/// The years, how many parcels, how long it took, and what was odd; of crop codes that nobody knows, what to do.
pub fn done(years: &YearLayers, parcels: u64, unknown: usize, lang: Lang) -> Words {
    let title = years.title(lang);
    let count = lang.count(parcels);
    let values = [("title", title.as_str()), ("count", &count)];
    Words {
        happened: format!("{} {}", lang.fill("years.done", &values), took(years, lang)),
        meaning: oddities(years, lang).join(" "),
        remedy: match unknown {
            0 => String::new(),
            1 => lang.text("years.unknown_crop").to_owned(),
            _ => {
                let count = lang.count(unknown as u64);
                lang.fill("years.unknown_crops", &[("count", &count)])
            }
        },
        ..Words::default()
    }
}

/// Why the years could not be joined.
pub fn not_joined(error: &JoinError, lang: Lang) -> Words {
    match error {
        JoinError::Open(error) => explain::open_error(error, lang).into(),
        JoinError::Overlay(error) => not_overlaid(error, lang),
    }
}

/// Why the layers of the years do not fit together.
pub fn not_overlaid(error: &OverlayError, lang: Lang) -> Words {
    Words {
        happened: lang.text("years.not_joined").to_owned(),
        meaning: lang.text("years.not_joined_means").to_owned(),
        remedy: lang.text("years.not_joined_remedy").to_owned(),
        details: error.to_string(),
    }
}

/// What was odd about the years together, a sentence each.
pub fn oddities(years: &YearLayers, lang: Lang) -> Vec<String> {
    let mut said = Vec::new();
    let missing = years.missing();
    if !missing.is_empty() {
        said.push(lang.fill("years.missing", &[("years", &listed(&missing))]));
    }
    if years.covered_twice_m2() >= LEAST_M2 {
        let twice = lang.ha(years.covered_twice_m2());
        said.push(lang.fill("years.covered_twice", &[("area", &twice)]));
    }
    let counted = [
        ("years.parcels_without_crop", years.without_crop()),
        ("years.repaired", years.repaired()),
        ("years.elements", years.elements()),
    ];
    for (key, count) in counted {
        if count > 0 {
            said.push(lang.fill(key, &[("count", &lang.count(count))]));
        }
    }
    said
}

/// How long the calculation took.
pub fn took(years: &YearLayers, lang: Lang) -> String {
    let seconds = lang.decimal(years.took.as_secs_f64(), 1);
    lang.fill("years.took", &[("seconds", &seconds)])
}

/// The file of a year, its column of crops, and what was odd about it: "brp_2015.shp · GWS_GEWASC · 1.821 percelen".
pub fn source(years: &YearLayers, source: &YearSource, lang: Lang) -> String {
    let path = &source.path;
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let mut parts = vec![file.unwrap_or_else(|| source.name.clone())];
    if path
        .file_stem()
        .is_some_and(|stem| stem != source.name.as_str())
    {
        parts.push(source.name.clone());
    }
    parts.extend(source.crops.as_ref().map(|crops| crops.name.clone()));
    let count = |key, count: u64| lang.fill(key, &[("count", &lang.count(count))]);
    let notes = years.notes.iter().find(|notes| notes.year == source.year);
    let elements = notes.map_or(0, |notes| notes.tally.elements);
    let parcels = (source.rows as u64).saturating_sub(elements);
    parts.push(lang.one_or("layers.one_parcel", "layers.parcels", parcels));
    if elements > 0 {
        parts.push(lang.one_or("layers.one_element", "layers.elements", elements));
    }
    if let Some(notes) = notes {
        let counted = [
            ("years.without_crop", notes.tally.without_crop),
            ("years.without_geometry", notes.tally.without_geometry),
            ("years.of_repaired", notes.repaired),
        ];
        let counted = counted.into_iter().filter(|(_, number)| *number > 0);
        parts.extend(counted.map(|(key, number)| count(key, number)));
        if notes.covered_twice_m2 >= LEAST_M2 {
            let area = lang.ha(notes.covered_twice_m2);
            parts.push(lang.fill("years.of_covered_twice", &[("area", &area)]));
        }
        if notes.tally.moved {
            parts.push(lang.text("years.moved").to_owned());
        }
    }
    parts.join(" · ")
}

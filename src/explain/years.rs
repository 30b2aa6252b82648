//! The words for sets of yearly files: before anything is calculated, why it stopped, and what was odd.

use super::{Explained, fill};
use crate::analysis::overlay::{Overlaid, OverlayError, YearNotes};
use crate::analysis::years::{YearFile, YearProblem};
use crate::domain::Year;
use crate::text::Lang;

/// What is wrong or odd with a set of yearly files, in one line: what, and what to do or what it means.
/// `files` is the list that was checked.
pub fn year_problem(problem: &YearProblem, files: &[YearFile], lang: Lang) -> String {
    let name = |file: usize| files.get(file).map_or(String::new(), file_name);
    let mut values: Vec<(&str, String)> = Vec::new();
    if let Some(file) = problem.file() {
        values.push(("file", name(file)));
    }
    match problem {
        YearProblem::Duplicate { year, files } => {
            let names: Vec<String> = files.iter().map(|file| name(*file)).collect();
            values.push(("year", year.to_string()));
            values.push(("files", names.join(", ")));
        }
        YearProblem::Gap { year } => values.push(("year", year.to_string())),
        YearProblem::Mixed { years, .. } => values.push(("years", joined(years))),
        YearProblem::Contradiction {
            column,
            named,
            likely,
            ..
        } => {
            values.push(("column", column.to_string()));
            values.push(("named", named.to_string()));
            values.push(("likely", likely.to_string()));
        }
        YearProblem::NoYear { .. }
        | YearProblem::NoCrops { .. }
        | YearProblem::ByName { .. }
        | YearProblem::Empty { .. } => {}
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    fill(lang.text_of("year_problem", problem.key()), &values)
}

/// Why yearly layers could not be laid over each other. `years` are those that were read.
pub fn overlay_error(error: &OverlayError, years: &[Year], lang: Lang) -> Explained {
    let (key, year) = match error {
        OverlayError::DuplicateYear(year) => ("duplicate_year", year.to_string()),
        OverlayError::NoReference(year) => ("no_reference", year.to_string()),
        OverlayError::TooManyYears => ("too_many_years", String::new()),
        OverlayError::TooManyOutlines(_) => ("too_many_outlines", String::new()),
        OverlayError::TooManyCrops(_) => ("too_many_crops", String::new()),
        OverlayError::Sequence(_) => ("sequence", String::new()),
        OverlayError::Cancelled(_) => ("cancelled", String::new()),
    };
    let years = joined(years);
    let values = [("year", year.as_str()), ("years", years.as_str())];
    Explained::new(lang, &format!("overlay_error.{key}"), error, &values)
}

/// Less ground than this would be told as 0,00 ha, m².
const LEAST_M2: f64 = 50.0;

/// What there is to say of one kind of oddity in a year.
type NumberOf<'a> = &'a dyn Fn(&YearNotes) -> Option<String>;

/// What was odd about the years of an overlay, a line for each kind with the years it happened in. `crs` is
/// the label of the coordinate system that all were brought into.
pub fn overlay_notes(overlaid: &Overlaid, crs: &str, lang: Lang) -> Vec<String> {
    let count = |number: u64| (number > 0).then(|| lang.count(number));
    let kinds: [(&'static str, NumberOf<'_>); 4] = [
        ("overlay_note.repaired", &|notes| count(notes.repaired)),
        ("overlay_note.covered_twice", &|notes| {
            let ground = notes.covered_twice_m2;
            (ground >= LEAST_M2).then(|| lang.ha(ground))
        }),
        ("overlay_note.without_crop", &|notes| {
            count(notes.tally.without_crop)
        }),
        ("overlay_note.without_geometry", &|notes| {
            count(notes.tally.without_geometry)
        }),
    ];
    let mut all = Vec::new();
    for (key, number) in kinds {
        let with_number = |notes: &YearNotes| Some(format!("{}: {}", notes.year, number(notes)?));
        let list: Vec<String> = overlaid.years.iter().filter_map(with_number).collect();
        if !list.is_empty() {
            all.push(lang.fill(key, &[("list", &list.join(", "))]));
        }
    }
    let moved = overlaid.years.iter().filter(|notes| notes.tally.moved);
    let moved: Vec<Year> = moved.map(|notes| notes.year).collect();
    if !moved.is_empty() {
        let values = [("years", joined(&moved)), ("crs", crs.to_owned())];
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        all.push(lang.fill("overlay_note.moved", &values));
    }
    if !overlaid.ignored.is_empty() {
        let years = joined(&overlaid.ignored);
        all.push(lang.fill("overlay_note.ignored", &[("years", &years)]));
    }
    all
}

fn joined(years: &[Year]) -> String {
    let years: Vec<String> = years.iter().map(ToString::to_string).collect();
    years.join(", ")
}

/// The file, and the layer where its name is not the file's.
fn file_name(file: &YearFile) -> String {
    let path = file.path.display().to_string();
    let stem = file.path.file_stem().unwrap_or_default().to_string_lossy();
    if path.is_empty() {
        file.name.clone()
    } else if stem == file.name {
        path
    } else {
        format!("{path} ({})", file.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::overlay::TooManyOutlines;
    use crate::domain::{SequenceError, TooManyCrops};

    #[test]
    fn every_problem_has_its_words_and_no_gap() {
        let year = Year::FIRST;
        let file = 0;
        let years = vec![year, Year::LAST];
        let all = [
            YearProblem::NoYear { file },
            YearProblem::Duplicate {
                year,
                files: vec![0, 0],
            },
            YearProblem::NoCrops { file },
            YearProblem::Mixed { file, years },
            YearProblem::Gap { year },
            YearProblem::Contradiction {
                file,
                column: year,
                named: Year::LAST,
                likely: year,
            },
            YearProblem::ByName { file },
            YearProblem::Empty { file },
        ];
        let files = [YearFile {
            name: "brp_1900".to_owned(),
            path: "map/brp_1900.shp".into(),
            rows: 1,
            guess: None,
            named: None,
            mixed: Vec::new(),
            chosen: None,
            crops: None,
        }];
        for lang in [Lang::Nl, Lang::En] {
            for problem in &all {
                let text = year_problem(problem, &files, lang);
                assert!(!text.contains(['{', '}']), "{text}");
                assert!(!text.starts_with("year_problem"), "{text}");
                assert_eq!(
                    text.contains("brp_1900.shp"),
                    !matches!(problem, YearProblem::Gap { .. })
                );
            }
        }
    }

    #[test]
    fn every_error_says_what_it_means_and_what_to_do() {
        assert!(Lang::has("overlay_error.cancelled.what"));
        let year = Year::FIRST;
        for lang in [Lang::Nl, Lang::En] {
            for error in [
                OverlayError::DuplicateYear(year),
                OverlayError::NoReference(year),
                OverlayError::TooManyYears,
                OverlayError::TooManyOutlines(TooManyOutlines),
                OverlayError::TooManyCrops(TooManyCrops),
                OverlayError::Sequence(SequenceError::DuplicateYear(year)),
            ] {
                let explained = overlay_error(&error, &[year, Year::LAST], lang);
                for text in [&explained.line(), &explained.meaning] {
                    assert!(!text.contains(['{', '}']), "{text}");
                    assert!(!text.contains("overlay_error"), "{text}");
                }
            }
        }
    }
}

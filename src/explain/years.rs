//! The words for sets of yearly files, before anything is calculated.

use super::fill;
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
}

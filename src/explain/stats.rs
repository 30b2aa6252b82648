//! The words of the statistics: what is wrong with assumptions, with a result that is to be read back, and with
//! layers that cannot be compared.

use std::path::Path;

use super::Explained;
use crate::analysis::area_sums::AreaSums;
use crate::analysis::common_plane::PlaneError;
use crate::analysis::land::Land;
use crate::analysis::measured::MeasuredColumns;
use crate::analysis::nutrient_sums::{
    FigureTable, LEAST_COVERAGE, NutrientFigures, without_figures,
};
use crate::analysis::result_reading::ResultError;
use crate::analysis::split::Split;
use crate::domain::AssumptionsError;
use crate::domain::nutrients::Measured;
use crate::layer::Warning;
use crate::text::Lang;

/// Why a file of assumptions cannot be used.
pub fn assumptions_error(error: &AssumptionsError, path: &Path, lang: Lang) -> Explained {
    let decimal = |number: f64| lang.decimal(number, usize::from(number.fract() != 0.0) * 2);
    let (key, values): (&str, Vec<(&str, String)>) = match error {
        AssumptionsError::Syntax { line, detail } => (
            "syntax",
            vec![("line", line.to_string()), ("detail", detail.clone())],
        ),
        AssumptionsError::UnknownKey { key } => ("unknown_key", vec![("key", key.clone())]),
        AssumptionsError::NoChoice {
            key,
            value,
            choices,
        } => (
            "no_choice",
            vec![
                ("key", key.clone()),
                ("value", value.clone()),
                ("choices", choices.clone()),
            ],
        ),
        AssumptionsError::WrongKind { detail } => ("wrong_kind", vec![("detail", detail.clone())]),
        AssumptionsError::OutOfRange {
            key,
            value,
            least,
            most,
        } => (
            "out_of_range",
            vec![
                ("key", key.clone()),
                ("value", decimal(*value)),
                ("least", decimal(*least)),
                ("most", decimal(*most)),
            ],
        ),
    };
    Explained::of_file(
        lang,
        &format!("assumptions_error.{key}"),
        error,
        path,
        &values,
    )
}

/// Why a file is no result of a classification.
pub fn result_error(error: &ResultError, path: &Path, lang: Lang) -> Explained {
    let (key, values) = match error {
        ResultError::NoColumn { column } => ("no_column", [("column", (*column).to_owned())]),
        ResultError::NoClass { value } => ("no_class", [("value", value.clone())]),
    };
    Explained::of_file(lang, &format!("result_error.{key}"), error, path, &values)
}

/// Why parcels and areas cannot be laid over each other.
pub fn plane_error(error: PlaneError, parcels: &Path, areas: &Path, lang: Lang) -> Explained {
    let path = match error {
        PlaneError::ParcelsUnknown => parcels,
        PlaneError::AreasUnknown => areas,
    };
    Explained::of_file(lang, "plane_error.unknown", &error, path, &[])
}

/// What part of the land the nutrient figures are about, and which crops are missing.
pub fn coverage_notes(all: &AreaSums, land: &Land, table: &FigureTable, lang: Lang) -> Vec<String> {
    /// Crops that are named.
    const MOST_CODES: usize = 8;
    let figures = NutrientFigures::of(all, table);
    let mut notes = vec![
        lang.text("stats.potential").to_owned(),
        lang.text("stats.norms_of_2026").to_owned(),
        lang.text("stats.no_leaching").to_owned(),
    ];
    let Some(coverage) = figures.coverage else {
        return notes;
    };
    let percent = lang.percent(coverage, 1.0);
    let key = if coverage < LEAST_COVERAGE {
        "stats.coverage_low"
    } else {
        "stats.coverage"
    };
    notes.push(lang.fill(key, &[("percent", &percent)]));
    let missing = without_figures(all, land, table);
    if !missing.is_empty() {
        let named = missing.iter().take(MOST_CODES);
        let named = named.map(|(code, ha_years)| {
            let years = land.years().len().max(1) as f64;
            format!("{code} ({})", lang.ha(ha_years / years * 10_000.0))
        });
        let mut list: Vec<String> = named.collect();
        if missing.len() > MOST_CODES {
            list.push("…".to_owned());
        }
        notes.push(lang.fill("stats.without_figures", &[("list", &list.join(", "))]));
    }
    notes
}

/// What of the figures was measured or reported, from which columns, for which part of the land.
pub fn measured_notes(
    columns: &MeasuredColumns,
    all: &AreaSums,
    table: &FigureTable,
    lang: Lang,
) -> Vec<String> {
    let shares = NutrientFigures::of(all, table).measured;
    let told = |(measure, column): (Measured, &str)| {
        let percent = lang.percent(shares[measure.place()], 1.0);
        let name = lang.text_of("measured_what", measure.key());
        let values = [
            ("name", name.as_str()),
            ("column", column),
            ("percent", &percent),
        ];
        lang.fill("stats.measured", &values)
    };
    let mut notes: Vec<String> = columns.iter().map(told).collect();
    let refused = table.own().map_or(0, |own| own.refused);
    if refused > 0 {
        notes.push(lang.fill("stats.refused", &[("count", &lang.count(refused))]));
    }
    notes
}

/// What there is to know of parcels put into areas. `unmeasured` parcels have no area.
pub fn cut_notes<'a>(
    split: &Split,
    warnings: impl Iterator<Item = &'a Warning>,
    unmeasured: u64,
    lang: Lang,
) -> Vec<String> {
    let mut notes: Vec<String> = warnings.map(|w| super::warning(w, lang)).collect();
    let mut count = |key: &'static str, number: u64| {
        if number > 0 {
            notes.push(lang.fill(key, &[("count", &lang.count(number))]));
        }
    };
    count("stats.crossing", split.crossing as u64);
    count("stats.mended_areas", split.mended_areas as u64);
    count("stats.mended_parcels", split.mended_parcels as u64);
    count("classify.unmeasured", unmeasured);
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Assumptions;

    #[test]
    fn every_error_says_what_it_means_and_what_to_do() {
        let path = Path::new("aannames.toml");
        let wrong = [
            "a =",
            "a = 1",
            "region = 'zand'",
            "nv_area = 3",
            "straw_t_ha = -1",
        ];
        for lang in [Lang::Nl, Lang::En] {
            let parse = |text: &str| Assumptions::parse(text).unwrap_err();
            let mut all: Vec<Explained> = wrong
                .iter()
                .map(|text| assumptions_error(&parse(text), path, lang))
                .collect();
            for error in [
                ResultError::NoColumn { column: "class" },
                ResultError::NoClass {
                    value: "zes".to_owned(),
                },
            ] {
                all.push(result_error(&error, path, lang));
            }
            for error in [PlaneError::ParcelsUnknown, PlaneError::AreasUnknown] {
                all.push(plane_error(error, path, path, lang));
            }
            for explained in all {
                let text = format!("{} {}", explained.line(), explained.meaning);
                assert!(text.contains("aannames.toml"), "{text}");
                assert!(!text.contains(['{', '}']), "{text}");
                assert!(!explained.meaning.is_empty() && !explained.remedy.is_empty());
            }
        }
    }

    #[test]
    fn every_figure_and_every_assumption_is_explained_in_both_languages() {
        for entry in Assumptions::entries() {
            let key = format!("assumption.{}", entry.key);
            assert!(Lang::has(&key), "{key}");
        }
    }
}

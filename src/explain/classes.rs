//! What is wrong with a rule, a catalogue, or columns that should hold crops.

use std::path::Path;

use super::Explained;
use crate::analysis::classify::ClassifyError;
use crate::analysis::crop_columns::PatternError;
use crate::domain::{CatalogueError, RuleError};
use crate::text::Lang;

/// Why a rule file cannot be used.
pub fn rule_error(error: &RuleError, path: &Path, lang: Lang) -> Explained {
    let decimal = |number: f64| lang.decimal(number, usize::from(number.fract() != 0.0) * 2);
    let (key, values): (&str, Vec<(&str, String)>) = match error {
        RuleError::Syntax { line, detail } => (
            "syntax",
            vec![("line", line.to_string()), ("detail", detail.clone())],
        ),
        RuleError::UnknownKey { key } => ("unknown_key", vec![("key", key.clone())]),
        RuleError::WrongKind { detail } => ("wrong_kind", vec![("detail", detail.clone())]),
        RuleError::OutOfRange {
            key,
            value,
            least,
            most,
        } => (
            "out_of_range",
            vec![
                ("key", (*key).to_owned()),
                ("value", decimal(*value)),
                ("least", decimal(*least)),
                ("most", decimal(*most)),
            ],
        ),
        RuleError::Order { lower, upper } => (
            "order",
            vec![
                ("lower", (*lower).to_owned()),
                ("upper", (*upper).to_owned()),
            ],
        ),
    };
    Explained::of_file(lang, &format!("rule_error.{key}"), error, path, &values)
}

/// Why a catalogue of crops cannot be used.
pub fn catalogue_error(error: &CatalogueError, path: &Path, lang: Lang) -> Explained {
    let (key, values): (&str, Vec<(&str, String)>) = match error {
        CatalogueError::MissingColumn { column } => {
            ("missing_column", vec![("column", (*column).to_owned())])
        }
        CatalogueError::BadCell { line, column, text } => (
            "bad_cell",
            vec![
                ("line", line.to_string()),
                ("column", (*column).to_owned()),
                ("text", text.clone()),
            ],
        ),
        CatalogueError::Duplicate { line, code } => (
            "duplicate",
            vec![("line", line.to_string()), ("code", code.to_string())],
        ),
        CatalogueError::Empty => ("empty", Vec::new()),
    };
    Explained::of_file(
        lang,
        &format!("catalogue_error.{key}"),
        error,
        path,
        &values,
    )
}

/// Why a pattern such as `crop_{year}` names no columns of a file.
pub fn pattern_error(error: &PatternError, path: &Path, lang: Lang) -> Explained {
    let (key, pattern) = match error {
        PatternError::NoPlaceholder { pattern } => ("no_placeholder", pattern),
        PatternError::NoColumn { pattern } => ("no_column", pattern),
    };
    let values = vec![("pattern", pattern.clone())];
    Explained::of_file(lang, &format!("pattern_error.{key}"), error, path, &values)
}

/// Why the parcels of a file could not be classified.
pub fn classify_error(error: &ClassifyError, path: &Path, lang: Lang) -> Explained {
    let key = match error {
        ClassifyError::TooManyCrops(_) => "too_many_crops",
        ClassifyError::Sequence(_) => "sequence",
        ClassifyError::Cancelled(_) => "cancelled",
    };
    Explained::of_file(lang, &format!("classify_error.{key}"), error, path, &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CropCode, Rule};

    fn no_gap(text: &str) {
        // The one word in braces that people write themselves.
        let text = text.replace("{year}", "");
        assert!(
            !text.contains(['{', '}']) && !text.contains("error."),
            "{text}"
        );
    }

    #[test]
    fn every_error_says_what_it_means_and_what_to_do() {
        let path = Path::new("rule.toml");
        let rule = [
            "a =",
            "a = 1",
            "min_years = \"x\"",
            "min_cover = 2",
            "min_years = 9",
        ];
        let catalogue = [
            "",
            "code,rotation_group",
            "code,sector,rotation_group\nx,y,z",
        ];
        let code = CropCode::new(1).unwrap();
        let name = || "crop".to_owned();
        for lang in [Lang::Nl, Lang::En] {
            let mut all: Vec<Explained> = Vec::new();
            all.extend(rule.map(|text| rule_error(&Rule::parse(text).unwrap_err(), path, lang)));
            for text in catalogue {
                let error = crate::domain::Catalogue::parse(text).unwrap_err();
                all.push(catalogue_error(&error, path, lang));
            }
            let twice = CatalogueError::Duplicate { line: 3, code };
            all.push(catalogue_error(&twice, path, lang));
            for error in [
                PatternError::NoPlaceholder { pattern: name() },
                PatternError::NoColumn { pattern: name() },
            ] {
                all.push(pattern_error(&error, path, lang));
            }
            let year = crate::domain::Year::FIRST;
            for error in [
                ClassifyError::TooManyCrops(crate::domain::TooManyCrops),
                ClassifyError::Sequence(crate::domain::SequenceError::Ragged(year)),
            ] {
                all.push(classify_error(&error, path, lang));
            }
            assert!(Lang::has("classify_error.cancelled.what"));
            for explained in all {
                no_gap(&explained.line());
                no_gap(&explained.meaning);
                assert!(!explained.meaning.is_empty() && !explained.remedy.is_empty());
            }
        }
    }
}

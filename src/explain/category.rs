//! The words of the legend: what each category is called, its letter, what it means, and why a parcel is in
//! its class.

use crate::analysis::summary::CategoryKey;
use crate::domain::{Class, Outcome, Rule};
use crate::layer::Value;
use crate::text::Lang;

/// What a category is called in the legend.
pub fn label(key: &CategoryKey, lang: Lang) -> String {
    match key {
        CategoryKey::Class(class) => lang.text_of("class", class.key()),
        CategoryKey::TooFewYears => lang.text("reason.too_few_years").to_owned(),
        CategoryKey::NoSectorYears => lang.text("reason.no_sector_years").to_owned(),
        CategoryKey::Element => lang.text("category.element").to_owned(),
        CategoryKey::CropGroup(group) => lang.text_of("crop_group", group.key()),
        CategoryKey::Value(value) => cell(value, lang),
        CategoryKey::Interval { from, to } => {
            format!("{}–{}", number(*from, lang), number(*to, lang))
        }
        CategoryKey::OtherValues => lang.text("category.other_values").to_owned(),
        CategoryKey::NoValue => lang.text("category.no_value").to_owned(),
        CategoryKey::Plain => lang.text("category.plain").to_owned(),
    }
}

/// The letter of a class of Fig. 1, so that colour is never the only cue; none for other categories.
pub fn letter(key: &CategoryKey) -> Option<&'static str> {
    match key {
        CategoryKey::Class(class) => match class {
            Class::NoneMixed => Some("–"),
            Class::NoneArable => Some("A"),
            Class::NoneLivestock => Some("V"),
            Class::Extensive => Some("E"),
            Class::Intensive => Some("I"),
            Class::Unclassified => None,
        },
        _ => None,
    }
}

/// What a category means, in a sentence or two; none where its name says it all.
pub fn help(key: &CategoryKey, lang: Lang) -> Option<String> {
    Some(match key {
        CategoryKey::Class(class) => lang.text_of("class_help", class.key()),
        CategoryKey::TooFewYears => lang.text("reason_help.too_few_years").to_owned(),
        CategoryKey::NoSectorYears => lang.text("reason_help.no_sector_years").to_owned(),
        CategoryKey::Element => lang.text("category.element_help").to_owned(),
        CategoryKey::OtherValues => lang.text("category.other_values_help").to_owned(),
        _ => return None,
    })
}

/// Why the rule puts a parcel into its class: what was counted, against which threshold.
pub fn because(outcome: &Outcome, rule: &Rule, lang: Lang) -> String {
    let counted = &outcome.features;
    let known = counted.classified() + counted.neutral - counted.unknown;
    let share = counted.minority_share().unwrap_or(f64::NAN);
    let values = [
        ("known", known.to_string()),
        ("window", rule.window_years.to_string()),
        ("classified", counted.classified().to_string()),
        ("neutral", counted.neutral.to_string()),
        ("arable", counted.arable.to_string()),
        ("livestock", counted.livestock.to_string()),
        ("switches", counted.switches.to_string()),
        ("min_years", rule.min_years.to_string()),
        ("min_minor", rule.min_minor.to_string()),
        ("s_extensive", rule.s_extensive.to_string()),
        ("s_intensive", rule.s_intensive.to_string()),
        ("share", lang.percent(share, 1.0)),
        ("extensive_above", lang.percent(rule.extensive_above, 1.0)),
        ("intensive_from", lang.percent(rule.intensive_from, 1.0)),
    ];
    let mut text = lang.text_of("because", outcome.because.key());
    for (name, value) in &values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// A cell as people read it; what is not there is called unknown. Whole numbers are codes and years as often
/// as counts, so their thousands are not separated.
pub fn cell(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => lang.text("number.unknown").to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Integer(number) => number.to_string().replace('-', "\u{2212}"),
        Value::Real(real) => number(*real, lang),
        Value::Boolean(true) => lang.text("category.yes").to_owned(),
        Value::Boolean(false) => lang.text("category.no").to_owned(),
    }
}

/// A number of a file in the reader's notation, with the decimals that it has, at most six.
fn number(number: f64, lang: Lang) -> String {
    let decimals = (0..6)
        .find(|&n| {
            let scaled = number * 10f64.powi(n);
            (scaled - scaled.round()).abs() < 1e-6
        })
        .unwrap_or(6);
    lang.decimal(number, decimals as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CropGroup;

    #[test]
    fn everything_that_a_legend_can_hold_has_words_in_both_languages() {
        let mut keys: Vec<CategoryKey> = Class::ALL.map(CategoryKey::Class).to_vec();
        keys.extend(CropGroup::ALL.map(CategoryKey::CropGroup));
        keys.extend([
            CategoryKey::TooFewYears,
            CategoryKey::NoSectorYears,
            CategoryKey::Element,
            CategoryKey::OtherValues,
            CategoryKey::NoValue,
            CategoryKey::Plain,
            CategoryKey::Value(Value::Null),
        ]);
        for lang in [Lang::Nl, Lang::En] {
            for key in &keys {
                let text = label(key, lang);
                assert!(!text.contains('.') && !text.contains('_'), "{text}");
                let help = help(key, lang).unwrap_or_default();
                assert!(!help.contains("_help"), "{help}");
            }
        }
        let class = |class| label(&CategoryKey::Class(class), Lang::Nl);
        assert_eq!(class(Class::NoneArable), "geen (100% akkerbouw)");
    }

    #[test]
    fn numbers_of_a_file_keep_their_decimals_and_codes_stay_whole() {
        assert_eq!(cell(&Value::Real(1.234_56), Lang::Nl), "1,23456");
        assert_eq!(cell(&Value::Real(12_500.0), Lang::En), "12,500");
        assert_eq!(cell(&Value::Integer(20_240_515), Lang::Nl), "20240515");
        let half = CategoryKey::Interval {
            from: 0.5,
            to: 10.0,
        };
        assert_eq!(label(&half, Lang::Nl), "0,5–10");
    }

    #[test]
    fn the_reason_names_what_was_counted() {
        use crate::domain::{CropId, Reading, Side, Usage, Year, classify};
        let readings: Vec<Reading> = "LLLALLLALL"
            .chars()
            .zip(2015..)
            .map(|(letter, year)| Reading {
                year: Year::new(year).expect("valid"),
                crop: CropId::NONE,
                usage: Usage::Known(match letter {
                    'A' => Side::Arable,
                    _ => Side::Livestock,
                }),
                share: 1.0,
                others: [None, None],
            })
            .collect();
        let rule = Rule::default();
        for lang in [Lang::Nl, Lang::En] {
            let text = because(&classify(&readings, &rule), &rule, lang);
            assert!(text.contains('2') && text.contains('8') && text.contains('4'));
            assert!(!text.contains('{'), "{text}");
        }
    }
}

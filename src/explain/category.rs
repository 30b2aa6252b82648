//! The words of the legend: what each category is called, its letter, and what it means.

use crate::analysis::summary::CategoryKey;
use crate::domain::Class;
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
        CategoryKey::NoCrop => lang.text("category.no_crop").to_owned(),
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
            CategoryKey::NoCrop,
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
}

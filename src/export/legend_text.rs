//! The legend in words and numbers, in the reader's language: the same lines for the picture, the sheet and
//! the window.

use crate::analysis::summary::{Categories, Category, CategoryKey, ClassHectares};
use crate::domain::Share;
use crate::layer::Value;
use crate::map::legend::legend_of;
use crate::map::{CategoryStyle, LayerStyle, LegendEntry};
use crate::text::{Lang, NBSP, ha_decimals};

/// Square metres in a hectare.
const M2_A_HA: f64 = 10_000.0;

/// What a category is called.
pub fn label(key: &CategoryKey, lang: Lang) -> String {
    match key {
        CategoryKey::Class(class) => lang.text_of("class", class.key()),
        CategoryKey::TooFewYears => lang.text("reason.too_few_years").to_owned(),
        CategoryKey::NoSectorYears => lang.text("reason.no_sector_years").to_owned(),
        CategoryKey::Element => lang.text("category.element").to_owned(),
        CategoryKey::CropGroup(group) => lang.text_of("crop_group", group.key()),
        CategoryKey::Value(value) => value_text(value, lang),
        CategoryKey::Interval { from, to } => interval_text(*from, *to, lang),
        CategoryKey::OtherValues => lang.text("category.other_values").to_owned(),
        CategoryKey::NoValue => lang.text("category.no_value").to_owned(),
        CategoryKey::NoCrop => lang.text("category.no_crop").to_owned(),
        CategoryKey::Plain => lang.text("category.plain").to_owned(),
    }
}

/// A cell in words. Whole numbers are written plainly: they are mostly codes.
fn value_text(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => lang.text("category.no_value").to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => lang.decimal(*number, decimals_of(*number)),
        Value::Boolean(true) => lang.text("legend.yes").to_owned(),
        Value::Boolean(false) => lang.text("legend.no").to_owned(),
    }
}

fn interval_text(from: f64, to: f64, lang: Lang) -> String {
    let decimals = decimals_of(from).max(decimals_of(to));
    let [from, to] = [from, to].map(|end| lang.decimal(end, decimals));
    format!("{from} – {to}")
}

/// As few decimals as tell the number, at most four.
fn decimals_of(number: f64) -> usize {
    let told = |decimals: &usize| {
        let power = 10f64.powi(*decimals as i32);
        ((number * power).round() / power - number).abs() <= number.abs() * 1e-9
    };
    (0..4).find(told).unwrap_or(4)
}

/// A legend ready to be drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Legend {
    /// The entries and their sum.
    pub lines: Vec<LegendLine>,
    /// Sentences on what the entries add up to.
    pub sums: Vec<String>,
    /// Source, attribution, warnings.
    pub notes: Vec<String>,
}

impl Legend {
    /// The legend of a layer: its entries, the two shares of Fig. 1 where it shows classes, and `notes`.
    pub fn new(
        categories: &Categories,
        style: &LayerStyle,
        notes: Vec<String>,
        lang: Lang,
    ) -> Self {
        Self::of_counted(&categories.list, style, notes, lang)
    }

    /// The same for any count of the categories, such as of the parcels in one area.
    pub fn of_counted(
        counted: &[Category],
        style: &LayerStyle,
        notes: Vec<String>,
        lang: Lang,
    ) -> Self {
        let entries = legend_of(counted, style);
        let shares = ClassHectares::of(counted).map(|hectares| {
            [
                ("legend.mixed_use", hectares.mixed_use()),
                ("legend.extensive_intensive", hectares.cooperation()),
            ]
        });
        let shares = shares.into_iter().flatten();
        let mut sums: Vec<String> = shares
            .map(|(name, share)| format!("{}: {}", lang.text(name), share_text(share, lang)))
            .collect();
        if !adds_up(&entries) {
            sums.push(lang.text("legend.rounding").to_owned());
        }
        Self {
            lines: lines(&entries, lang),
            sums,
            notes,
        }
    }
}

/// A share with what it is a part of: 62.290 van 176.787 ha, 35,2%.
pub fn share_text(share: Share, lang: Lang) -> String {
    let (part, whole) = (share.part.0, share.whole.0);
    let values = [
        ("part", lang.bare_ha_of(part * M2_A_HA, whole * M2_A_HA)),
        ("whole", lang.ha(whole * M2_A_HA)),
        ("percent", lang.percent(part, whole)),
    ];
    let values = values
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    lang.fill("legend.share_of", &values)
}

/// True when the hectares as they are written add up to the sum as it is written.
fn adds_up(entries: &[LegendEntry]) -> bool {
    let total_m2: f64 = entries.iter().map(|entry| entry.area_m2).sum();
    let steps = 10f64.powi(ha_decimals(total_m2) as i32) / M2_A_HA;
    let written = |area_m2: f64| (area_m2 * steps).round();
    let together: f64 = entries.iter().map(|entry| written(entry.area_m2)).sum();
    (together - written(total_m2)).abs() < 0.5
}

/// One line of a legend.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendLine {
    /// How it looks on the map; none for sums.
    pub style: Option<CategoryStyle>,
    /// What it is.
    pub label: String,
    /// Its hectares, with their unit.
    pub amount: String,
    /// Its part of the whole, in per cent.
    pub share: String,
}

impl LegendLine {
    /// The line that tells what the lines over parcels mean, with the area that they cover and that of everything, m²,
    /// where those are known.
    pub fn uncertain(m2: Option<(f64, f64)>, lang: Lang) -> Self {
        Self {
            style: Some(CategoryStyle::uncertain()),
            label: lang.text("legend.uncertain_lines").to_owned(),
            amount: m2.map_or_else(String::new, |(part, whole)| lang.ha_of(part, whole)),
            share: m2.map_or_else(String::new, |(part, whole)| lang.percent(part, whole)),
        }
    }
}

/// A line per entry, and one for all together where there are several.
pub fn lines(entries: &[LegendEntry], lang: Lang) -> Vec<LegendLine> {
    let total_m2: f64 = entries.iter().map(|entry| entry.area_m2).sum();
    let unmeasured = entries.iter().map(|entry| entry.unmeasured).sum();
    let mut lines: Vec<LegendLine> = entries
        .iter()
        .map(|entry| LegendLine {
            style: Some(entry.style),
            label: label(&entry.key, lang),
            amount: amount(entry.area_m2, total_m2, entry.unmeasured, lang),
            share: lang.percent(entry.area_m2, total_m2),
        })
        .collect();
    if lines.len() > 1 {
        lines.push(LegendLine {
            style: None,
            label: lang.text("legend.together").to_owned(),
            amount: amount(total_m2, total_m2, unmeasured, lang),
            share: lang.percent(total_m2, total_m2),
        });
    }
    lines
}

/// Hectares as a part of a whole, with its decimals; what could not be measured is unknown and not 0.
pub(super) fn amount(area_m2: f64, whole_m2: f64, unmeasured: u64, lang: Lang) -> String {
    if area_m2 <= 0.0 && unmeasured > 0 {
        return lang.text("number.unknown").to_owned();
    }
    lang.ha_of(area_m2, whole_m2)
}

/// An amount in the parts that stand under each other: whole number, decimals with their sign, unit with its
/// space.
pub fn number_parts(amount: &str, lang: Lang) -> [&str; 3] {
    let (number, unit) = amount.split_at(amount.find(NBSP).unwrap_or(amount.len()));
    let point = match lang {
        Lang::Nl => ',',
        Lang::En => '.',
    };
    let (whole, fraction) = number.split_at(number.find(point).unwrap_or(number.len()));
    [whole, fraction, unit]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Class, CropGroup};
    use crate::map::PaletteName;

    fn entry(key: CategoryKey, area_m2: f64, unmeasured: u64) -> LegendEntry {
        LegendEntry {
            key,
            style: PaletteName::Fig1.class(Class::Intensive),
            parcels: unmeasured,
            area_m2,
            unmeasured,
            share: None,
        }
    }

    #[test]
    fn every_kind_of_category_has_a_name_in_both_languages() {
        let mut keys = vec![
            CategoryKey::TooFewYears,
            CategoryKey::NoSectorYears,
            CategoryKey::Element,
            CategoryKey::OtherValues,
            CategoryKey::NoValue,
            CategoryKey::Plain,
            CategoryKey::Value(Value::Boolean(true)),
            CategoryKey::Value(Value::Boolean(false)),
        ];
        keys.extend(Class::ALL.map(CategoryKey::Class));
        keys.extend(CropGroup::ALL.map(CategoryKey::CropGroup));
        for key in keys {
            for lang in [Lang::Nl, Lang::En] {
                let label = label(&key, lang);
                assert!(
                    !label.is_empty() && !label.contains('.'),
                    "{key:?}: {label}"
                );
            }
        }
    }

    #[test]
    fn values_are_written_as_people_write_them() {
        let text = |value| label(&CategoryKey::Value(value), Lang::Nl);
        assert_eq!(text(Value::Integer(2017)), "2017");
        assert_eq!(text(Value::Real(1234.5)), "1.234,5");
        assert_eq!(text(Value::Text("löss".into())), "löss");
        let interval = CategoryKey::Interval {
            from: 0.25,
            to: 1.0,
        };
        assert_eq!(label(&interval, Lang::En), "0.25 – 1.00");
    }

    #[test]
    fn nothing_is_zero_and_unknown_is_unknown() {
        let entries = [
            entry(CategoryKey::Class(Class::Intensive), 40_428e4, 1),
            entry(CategoryKey::Class(Class::Extensive), 0.0, 0),
            entry(CategoryKey::NoValue, 0.0, 3),
        ];
        let lines = lines(&entries, Lang::Nl);
        let amounts: Vec<&str> = lines.iter().map(|line| line.amount.as_str()).collect();
        assert_eq!(
            amounts,
            ["40.428\u{a0}ha", "0\u{a0}ha", "onbekend", "40.428\u{a0}ha"]
        );
        assert_eq!((lines[0].share.as_str(), lines[3].style), ("100,0%", None));
    }

    #[test]
    fn figures_under_each_other_have_the_decimals_of_their_sum() {
        let amounts = |areas: [f64; 3]| {
            let entries = areas.map(|area| entry(CategoryKey::Plain, area, 0));
            let lines = lines(&entries, Lang::Nl).into_iter();
            lines
                .map(|line| line.amount.replace('\u{a0}', " "))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            amounts([121e4, 52.34e4, 0.2e4]),
            ["121 ha", "52 ha", "< 1 ha", "174 ha"]
        );
        assert_eq!(
            amounts([41.04e4, 1.26e4, 0.0]),
            ["41,0 ha", "1,3 ha", "0 ha", "42,3 ha"]
        );
        assert_eq!(
            amounts([1.52e4, 0.5e4, 0.0]),
            ["1,52 ha", "0,50 ha", "0 ha", "2,02 ha"]
        );
        let thirds = [0.5e4, 0.5e4, 200.5e4].map(|area| entry(CategoryKey::Plain, area, 0));
        assert!(!adds_up(&thirds), "1 + 1 + 201 is written as 202");
    }

    #[test]
    fn a_single_entry_needs_no_sum() {
        assert_eq!(
            lines(&[entry(CategoryKey::Plain, 1e4, 0)], Lang::En).len(),
            1
        );
    }

    #[test]
    fn amounts_are_aligned_by_their_parts() {
        assert_eq!(
            number_parts("37.024\u{a0}ha", Lang::Nl),
            ["37.024", "", "\u{a0}ha"]
        );
        assert_eq!(
            number_parts("1.52\u{a0}ha", Lang::En),
            ["1", ".52", "\u{a0}ha"]
        );
        assert_eq!(number_parts("onbekend", Lang::Nl), ["onbekend", "", ""]);
    }
}

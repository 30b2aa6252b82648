//! The words of what the figures assume: values with their units, words that can be chosen, sources spelled out.

use crate::domain::Assumptions;
use crate::domain::assumptions::{Entry, ManurePart, Setting};
use crate::text::{Lang, NBSP};

/// A number of an assumption as people read it, in the unit that they read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A part of one, in percent.
    Percent,
    /// A multiple of something.
    Times,
    /// In the unit of the assumption.
    Plain,
}

impl Scale {
    /// How an assumption with this unit and this most is read.
    pub fn of(unit: &str, most: f64) -> Self {
        match unit {
            "1" if most <= 1.0 => Self::Percent,
            "1" => Self::Times,
            _ => Self::Plain,
        }
    }

    /// What the number is multiplied by to be read.
    pub const fn factor(self) -> f64 {
        match self {
            Self::Percent => 100.0,
            Self::Times | Self::Plain => 1.0,
        }
    }
}

/// A unit as people read it: "kg P₂O₅/t", "jaar"; nothing for parts, which carry their sign.
pub fn unit(unit: &str, lang: Lang) -> String {
    match unit {
        "1" => String::new(),
        "a" => lang.text("unit.years").to_owned(),
        other => other.replace("P2O5", "P₂O₅").replace("CO2", "CO₂"),
    }
}

/// A number with as many decimals as it has, two at most.
pub fn number(value: f64, scale: Scale, lang: Lang) -> String {
    let shown = value * scale.factor();
    let decimals = (0..2).find(|decimals| {
        let power = 10_f64.powi(*decimals);
        ((shown * power).round() / power - shown).abs() < 1e-6
    });
    let text = lang.decimal(
        shown,
        decimals.map_or(2, |decimals| decimals.unsigned_abs() as usize),
    );
    match scale {
        Scale::Percent => format!("{text}%"),
        Scale::Times => format!("×{NBSP}{text}"),
        Scale::Plain => text,
    }
}

/// A word that can be chosen, or whether something holds.
pub fn word(setting: &Setting, lang: Lang) -> String {
    match setting {
        Setting::Truth(true) => lang.text("assumptions.yes").to_owned(),
        Setting::Truth(false) => lang.text("assumptions.no").to_owned(),
        Setting::Word(word) => lang.text_of("assumption_choice", word),
        Setting::Number(value) => number(*value, Scale::Plain, lang),
    }
}

/// The value of an assumption with its unit: "20 kg N/ha", "60%", "zand (noord, west, midden)".
pub fn value(entry: &Entry, setting: &Setting, lang: Lang) -> String {
    let most = entry.range.map_or(f64::INFINITY, |(_, most)| most);
    measured(&entry.unit, most, setting, lang)
}

/// The value of a part of a manure with its unit.
pub fn manure_value(part: ManurePart, setting: &Setting, lang: Lang) -> String {
    measured(part.unit, part.range.1, setting, lang)
}

fn measured(name: &str, most: f64, setting: &Setting, lang: Lang) -> String {
    let Setting::Number(number_of) = setting else {
        return word(setting, lang);
    };
    let text = number(*number_of, Scale::of(name, most), lang);
    let unit = unit(name, lang);
    if unit.is_empty() {
        text
    } else {
        format!("{text}{NBSP}{unit}")
    }
}

/// What a number may be: "0 – 20".
pub fn range((least, most): (f64, f64), scale: Scale, lang: Lang) -> String {
    let [least, most] = [least, most].map(|end| number(end, scale, lang));
    format!("{least} – {most}")
}

/// A number as people type it in a language, in the unit that they read. A point for decimals is understood in both;
/// where it could stand before thousands as well ("1.125" in Dutch), it is read as what lies within `range`, and as
/// thousands where both do: that is how the field itself writes them.
pub fn typed(text: &str, lang: Lang, range: (f64, f64)) -> Option<f64> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != NBSP)
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect();
    let (thousands, point) = match lang {
        Lang::Nl => ('.', ','),
        Lang::En => (',', '.'),
    };
    let parse = |text: String| text.parse().ok().filter(|number: &f64| number.is_finite());
    if text.contains(point) {
        return parse(text.replace(thousands, "").replace(point, "."));
    }
    let as_decimals = parse(text.replace(thousands, "."));
    if !is_thousands(&text, thousands) {
        return as_decimals;
    }
    let whole = parse(text.replace(thousands, ""));
    let (least, most) = range;
    let fits = |number: &f64| (least..=most).contains(number);
    let decimals_alone =
        !whole.as_ref().is_some_and(fits) && as_decimals.as_ref().is_some_and(fits);
    if decimals_alone { as_decimals } else { whole }
}

fn is_thousands(text: &str, separator: char) -> bool {
    let mut groups = text.trim_start_matches('-').split(separator);
    let first = groups.next().unwrap_or_default();
    let (mut rest, digits) = (groups.peekable(), |group: &str| {
        group.chars().all(|c| c.is_ascii_digit())
    });
    (1..=3).contains(&first.len())
        && first != "0"
        && digits(first)
        && rest.peek().is_some()
        && rest.all(|group| group.len() == 3 && digits(group))
}

/// The sources of joined keys, spelled out, a line each.
pub fn sources(keys: &str) -> Vec<&'static str> {
    keys.split('+').filter_map(Assumptions::source).collect()
}

/// What kind of source it is, where it is none that can be looked up: an own estimate, a definition.
pub fn source_note(keys: &str, lang: Lang) -> Option<&'static str> {
    match keys {
        "EST" => Some(lang.text("assumptions.own_estimate")),
        "DEF" => Some(lang.text("assumptions.by_definition")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_decimals_that_they_have() {
        assert_eq!(number(0.6, Scale::Percent, Lang::Nl), "60%");
        assert_eq!(number(4.5, Scale::Plain, Lang::Nl), "4,5");
        assert_eq!(number(850.0, Scale::Plain, Lang::En), "850");
        assert_eq!(number(0.255, Scale::Percent, Lang::En), "25.5%");
    }

    #[test]
    fn what_is_written_can_be_typed() {
        let all = (f64::MIN, f64::MAX);
        for lang in [Lang::Nl, Lang::En] {
            for value in [0.5, 3500.0, 1234.5, -5.0, 0.0] {
                let text = number(value, Scale::Plain, lang);
                assert_eq!(typed(&text, lang, all), Some(value), "{text}");
            }
            assert_eq!(typed("0.125", lang, all), Some(0.125));
            assert_eq!(typed("veel", lang, all), None);
        }
        assert_eq!(typed("4,5", Lang::Nl, all), Some(4.5));
        assert_eq!(typed("4,5", Lang::En, all), Some(4.5));
    }

    #[test]
    fn a_point_before_three_digits_is_read_as_what_can_be() {
        assert_eq!(
            typed("1.125", Lang::Nl, (0.0, 3.0)),
            Some(1.125),
            "a factor"
        );
        assert_eq!(typed("1.125", Lang::Nl, (0.0, 3000.0)), Some(1125.0));
        assert_eq!(typed("1,125", Lang::Nl, (0.0, 3000.0)), Some(1.125));
        assert_eq!(typed("1,125", Lang::En, (0.0, 3.0)), Some(1.125));
        assert_eq!(typed("1,125", Lang::En, (0.0, 3000.0)), Some(1125.0));
        assert_eq!(
            typed("12.500", Lang::Nl, (0.0, 3.0)),
            Some(12_500.0),
            "neither can be"
        );
    }

    #[test]
    fn every_assumption_has_words_for_its_subject_value_choices_and_sources() {
        let usual = Assumptions::default();
        for lang in [Lang::Nl, Lang::En] {
            for entry in Assumptions::entries() {
                let setting = usual.get(entry.key).expect(entry.key);
                let text = value(entry, &setting, lang);
                assert!(
                    !text.contains('_') && !text.contains("assumption"),
                    "{text}"
                );
                assert!(Lang::has(&format!("assumption_subject.{}", entry.subject)));
                for choice in &entry.choices {
                    assert!(
                        Lang::has(&format!("assumption_choice.{choice}")),
                        "{choice}"
                    );
                }
                let known = sources(&entry.source).len();
                assert_eq!(known, entry.source.split('+').count(), "{}", entry.source);
            }
        }
    }
}

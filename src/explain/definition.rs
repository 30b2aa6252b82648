//! The classes of mixed land in a sentence, with the thresholds of the rule at hand.

use super::fill;
use crate::domain::{Measure, Rule};
use crate::text::Lang;

/// What makes land extensive, intensive, or neither, and what it takes to say so.
pub fn definition(rule: &Rule, lang: Lang) -> String {
    let percent = |part: f64| format!("{}%", lang.decimal(part * 100.0, 0));
    let values = [
        ("window", rule.window_years.to_string()),
        ("min_years", rule.min_years.to_string()),
        ("firm_years", rule.firm_years.to_string()),
        ("min_minor", rule.min_minor.to_string()),
        ("s_extensive", rule.s_extensive.to_string()),
        ("s_intensive", rule.s_intensive.to_string()),
        ("extensive_above", percent(rule.extensive_above)),
        ("intensive_from", percent(rule.intensive_from)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let mut sentences = vec![match rule.measure {
        Measure::Switches if rule.s_extensive == rule.s_intensive => {
            lang.text("definition.switches_one")
        }
        Measure::Switches => lang.text("definition.switches"),
        Measure::MinorityShare => lang.text("definition.share"),
    }];
    if rule.measure == Measure::Switches && rule.min_minor > 1 {
        sentences.push(lang.text("definition.incidental"));
    }
    sentences.push(lang.text("definition.known"));
    if rule.firm_years > rule.window_years {
        sentences.push(lang.text("definition.never_firm"));
    }
    fill(sentences.join(" "), &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Preset, Threshold};

    #[test]
    fn every_rule_is_put_into_words_with_its_numbers() {
        for lang in [Lang::Nl, Lang::En] {
            for preset in Preset::ALL {
                let mut rule = preset.rule();
                for intensive in [rule.s_extensive, 7] {
                    rule.s_intensive = intensive;
                    let text = definition(&rule, lang);
                    assert!(!text.contains(['{', '_']), "{text}");
                    assert!(text.contains(&rule.window_years.to_string()), "{text}");
                }
            }
            let default = definition(&Rule::default(), lang);
            let moved = definition(&Threshold::SIntensive.set(&Rule::default(), 4.0), lang);
            assert_ne!(default, moved);
            let never = definition(&Threshold::WindowYears.set(&Rule::default(), 6.0), lang);
            assert!(never.len() > default.len(), "{never}");
        }
    }
}

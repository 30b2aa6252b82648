//! The words of a parcel's story: its crops, why it is in its class, how sure that is, and its rotation.

use super::category;
use crate::analysis::story::{Covering, Doubt, Story, StoryYear, Why, YearKind};
use crate::analysis::summary::CategoryKey;
use crate::domain::{Catalogue, CropCode, Indicators, Outcome, Rule, Side, Usage};
use crate::text::Lang;

/// The name of a crop; its code where nobody knows a name.
pub fn crop_name(code: CropCode, catalogue: &Catalogue, lang: Lang) -> String {
    let crop = catalogue.find(code);
    let name = crop.map_or("", |crop| match lang {
        Lang::Nl => &crop.name_nl,
        Lang::En => &crop.name_en,
    });
    if name.is_empty() {
        lang.fill("story.code", &[("code", &code.to_string())])
    } else {
        name.to_owned()
    }
}

/// What a year counts as, in a word.
pub fn usage(usage: Usage, lang: Lang) -> String {
    match usage.side() {
        Some(side) => lang.text_of("side", side.key()),
        None => lang.text("story.missing").to_owned(),
    }
}

/// What a year counts as, in a letter, so that colour is never the only cue; empty where it is missing.
pub fn usage_letter(usage: Usage, lang: Lang) -> &'static str {
    match usage.side() {
        Some(Side::Arable) => lang.text("side_letter.arable"),
        Some(Side::Livestock) => lang.text("side_letter.livestock"),
        Some(Side::Neutral) => lang.text("side_letter.none"),
        None => "",
    }
}

/// Why a parcel is in its class, in one sentence: what was counted, and the threshold that decided.
pub fn why(outcome: &Outcome, rule: &Rule, lang: Lang) -> String {
    let f = outcome.features;
    let whole = |number: u16| lang.count(u64::from(number));
    let percent = |part: f64| lang.percent(part, 1.0);
    let switches = match f.switches {
        0 => lang.text("why.switches_none").to_owned(),
        1 => lang.text("why.switches_one").to_owned(),
        count => lang.fill("why.switches", &[("count", &whole(count))]),
    };
    let values = [
        ("known", whole(f.classified() + f.neutral - f.unknown)),
        ("classified", whole(f.classified())),
        ("neutral", whole(f.neutral)),
        ("arable", whole(f.arable)),
        ("livestock", whole(f.livestock)),
        ("switches", switches),
        ("share", percent(f.minority_share().unwrap_or(0.0))),
        (
            "class",
            category::label(&CategoryKey::of_outcome(outcome), lang),
        ),
        ("window", whole(rule.window_years)),
        ("min_years", whole(rule.min_years)),
        ("min_minor", whole(rule.min_minor)),
        ("s_extensive", whole(rule.s_extensive)),
        ("s_intensive", whole(rule.s_intensive)),
        ("extensive_above", percent(rule.extensive_above)),
        ("intensive_from", percent(rule.intensive_from)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    super::fill(lang.text_of("why", outcome.because.key()), &values)
}

/// The crop of a year, or what there is instead.
pub fn crop_of(year: &StoryYear, catalogue: &Catalogue, lang: Lang) -> String {
    match (year.kind, year.counted_crop()) {
        (YearKind::Crop, Some(code)) => crop_name(code, catalogue, lang),
        (YearKind::NoParcel, _) => match year.covered.filter(|part| *part > 0.0) {
            Some(part) => {
                let share = share(part, lang);
                lang.fill("story.no_parcel_covered", &[("share", &share)])
            }
            None => lang.text("story.no_parcel").to_owned(),
        },
        (YearKind::NotLoaded, _) => lang.text("story.not_loaded").to_owned(),
        (YearKind::Unknown | YearKind::Crop, _) => lang.text("story.unknown").to_owned(),
    }
}

/// Part of the parcel that the crop of a year covers, where that is known.
pub fn crop_share(year: &StoryYear, lang: Lang) -> Option<String> {
    let crop = year.crop.filter(|_| year.kind == YearKind::Crop)?;
    Some(share(crop.share?, lang))
}

/// The runner-up of a year: "daarna 26% gras".
pub fn runner_up(year: &StoryYear, catalogue: &Catalogue, lang: Lang) -> Option<String> {
    let second = year.second?;
    let values = [
        ("name", crop_name(second.code, catalogue, lang)),
        ("share", share(second.share?, lang)),
    ];
    let values = values.each_ref().map(|(name, v)| (*name, v.as_str()));
    Some(lang.fill("story.runner_up", &values))
}

/// All that is known of a year, in one line.
pub fn year_line(year: &StoryYear, catalogue: &Catalogue, rule: &Rule, lang: Lang) -> String {
    let mut parts = vec![year.year.to_string(), crop_of(year, catalogue, lang)];
    if year.kind == YearKind::Crop {
        parts.push(usage(year.usage, lang));
    }
    parts
        .extend(crop_share(year, lang).map(|share| lang.fill("story.share", &[("share", &share)])));
    parts.extend(runner_up(year, catalogue, lang));
    if !year.doubts.is_empty() {
        parts.push(lang.text("story.doubtful").to_owned());
    }
    if !year.in_window {
        let window = rule.window_years.to_string();
        parts.push(lang.fill("story.outside", &[("window", &window)]));
    }
    parts.join(", ")
}

/// The doubtful years: what makes each doubtful, and what would come of reading it otherwise.
pub fn doubts(story: &Story, catalogue: &Catalogue, lang: Lang) -> Vec<String> {
    let years = story.years.iter();
    let all = years.flat_map(|year| year.doubts.iter().map(move |doubt| (year, doubt)));
    all.map(|(year, found)| {
        let told = doubt(year, found, catalogue, lang);
        let key = if found.class == story.outcome.class {
            "story.doubt_same"
        } else {
            "story.doubt_flips"
        };
        let class = lang.text_of("class", found.class.key());
        lang.fill(key, &[("doubt", &told), ("class", &class)])
    })
    .collect()
}

fn doubt(year: &StoryYear, doubt: &Doubt, catalogue: &Catalogue, lang: Lang) -> String {
    let name = |of: Option<Covering>| {
        of.map_or_else(String::new, |crop| crop_name(crop.code, catalogue, lang))
    };
    let part = |of: Option<Covering>| {
        let part = of.and_then(|crop| crop.share);
        share(part.unwrap_or(f64::NAN), lang)
    };
    let values = [
        ("year", year.year.to_string()),
        ("crop", name(year.crop)),
        ("share", part(year.crop)),
        ("second", name(year.second)),
        ("second_share", part(year.second)),
        ("covered", share(year.covered.unwrap_or(f64::NAN), lang)),
    ];
    let values = values.each_ref().map(|(name, v)| (*name, v.as_str()));
    let key = match doubt.why {
        Why::CloseRunnerUp => "story.close_runner_up",
        Why::LittleCovered => "story.little_covered",
        Why::MissingThoughCovered => "story.missing_though_covered",
    };
    lang.fill(key, &values)
}

/// A part of a parcel in whole percents: the outlines are not surer than that.
pub fn share(part: f64, lang: Lang) -> String {
    if part.is_finite() {
        format!("{}%", lang.decimal(part * 100.0, 0))
    } else {
        lang.text("number.unknown").to_owned()
    }
}

/// One indicator: what it is called, its value with unit, and how it is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorWords {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its definition.
    pub help: String,
}

/// The indicators that say most, and after them the others.
pub fn indicators(story: &Story, lang: Lang) -> [Vec<IndicatorWords>; 2] {
    let i = &story.indicators;
    let words = Values { story, lang };
    let telling = vec![
        ("potato_freq", words.one_in(i.potato_freq)),
        ("rest_share", words.years(i.rest_share)),
        ("rest_ok", words.truth(i.rest_ok)),
        ("grass_share", words.years(i.grass_share)),
        ("arable_share", words.years(i.arable_share)),
        (
            "shannon_effective",
            words.decimal("indicator.crops_count", i.shannon_effective, 1),
        ),
    ];
    let others = vec![
        ("potato_min_gap", words.gap(i)),
        ("groups", words.whole("indicator.groups_count", i.groups)),
        (
            "longest_run",
            words.whole("indicator.year_count", i.longest_run),
        ),
        ("shannon", words.plain(i.shannon)),
        ("evenness", words.decimal("indicator.of_one", i.evenness, 2)),
        ("simpson", words.decimal("indicator.of_one", i.simpson, 2)),
        (
            "simpson_effective",
            words.decimal("indicator.crops_count", i.simpson_effective, 1),
        ),
    ];
    [telling, others].map(|list| {
        let worded = list.into_iter().map(|(key, value)| IndicatorWords {
            name: lang.text_of("indicator", key),
            value,
            help: lang.text_of("indicator", &format!("{key}_help")),
        });
        worded.collect()
    })
}

/// Puts values into words; what is not known is called unknown.
struct Values<'a> {
    story: &'a Story,
    lang: Lang,
}

impl Values<'_> {
    fn unknown(&self) -> String {
        self.lang.text("number.unknown").to_owned()
    }

    /// "4 van 10 jaar (40,0%)".
    fn years(&self, share: Option<f64>) -> String {
        let all = self.story.outcome.features.classified();
        let Some(share) = share else {
            return self.unknown();
        };
        let values = [
            ("count", self.lang.decimal(share * f64::from(all), 0)),
            ("all", all.to_string()),
            ("share", self.lang.percent(share, 1.0)),
        ];
        let values = values.each_ref().map(|(name, v)| (*name, v.as_str()));
        self.lang.fill("indicator.years", &values)
    }

    fn potatoes_unknown(&self) -> String {
        match self.story.outcome.features.classified() {
            0 => self.unknown(),
            _ => self.lang.text("indicator.no_potatoes").to_owned(),
        }
    }

    fn one_in(&self, x: Option<f64>) -> String {
        match x {
            Some(x) => {
                let x = self.lang.decimal(x, 1);
                self.lang.fill("indicator.one_in", &[("x", &x)])
            }
            None => self.potatoes_unknown(),
        }
    }

    fn gap(&self, indicators: &Indicators) -> String {
        match (indicators.potato_min_gap, indicators.potato_freq) {
            (None, None) => self.potatoes_unknown(),
            (gap, _) => self.whole("indicator.year_count", gap),
        }
    }

    fn truth(&self, truth: Option<bool>) -> String {
        match truth {
            Some(true) => self.lang.text("category.yes").to_owned(),
            Some(false) => self.lang.text("category.no").to_owned(),
            None => self.unknown(),
        }
    }

    fn whole(&self, key: &'static str, count: Option<u16>) -> String {
        let told = |count: u16| {
            let count = self.lang.count(u64::from(count));
            self.lang.fill(key, &[("count", &count)])
        };
        count.map_or_else(|| self.unknown(), told)
    }

    fn decimal(&self, key: &'static str, number: Option<f64>, decimals: usize) -> String {
        let told = |number: f64| {
            let number = self.lang.decimal(number, decimals);
            self.lang
                .fill(key, &[("count", &number), ("value", &number)])
        };
        number.map_or_else(|| self.unknown(), told)
    }

    fn plain(&self, number: Option<f64>) -> String {
        number.map_or_else(|| self.unknown(), |number| self.lang.decimal(number, 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Because, Class, Features, Preset, Year};

    const ALL: [Because; 11] = [
        Because::TooFewYears,
        Because::NoSectorYears,
        Because::OnlyArable,
        Because::OnlyLivestock,
        Because::OneWay,
        Because::Incidental,
        Because::Recurring,
        Because::Frequent,
        Because::SmallShare,
        Because::MiddleShare,
        Because::LargeShare,
    ];

    fn outcome(because: Because, letters: &str) -> Outcome {
        let usages = letters.chars().map(|letter| match letter {
            'A' => Usage::Known(Side::Arable),
            'L' => Usage::Known(Side::Livestock),
            _ => Usage::Missing,
        });
        Outcome {
            class: because.class(),
            because,
            features: Features::count(usages),
            provisional: false,
            fragile: false,
            confidence: 1.0,
        }
    }

    fn complete(text: &str) {
        let key = text.contains("story.") || text.contains("indicator.") || text.contains("why.");
        assert!(
            !text.is_empty() && !text.contains(['{', '}', '_']) && !key,
            "{text}"
        );
    }

    #[test]
    fn every_reason_has_its_words_and_numbers() {
        for lang in [Lang::Nl, Lang::En] {
            for because in ALL {
                complete(&why(
                    &outcome(because, "AALLLAALLL"),
                    &Rule::default(),
                    lang,
                ));
            }
        }
        let told = |because, letters, rule: &Rule| why(&outcome(because, letters), rule, Lang::Nl);
        let rule = Rule::default();
        assert_eq!(
            told(Because::Frequent, "LLLALLLALL", &rule),
            "2 van 10 jaar akkerbouw, 4 wisselingen → intensief (drempel 3)"
        );
        assert_eq!(
            told(Because::OneWay, "LLLLLA", &rule),
            "1 van 6 jaar akkerbouw, 1 wisseling → geen (drempel 2)"
        );
        assert_eq!(
            told(Because::TooFewYears, "A..L", &rule),
            "2 van 10 jaar bekend → onvoldoende gegevens (drempel 5)"
        );
        let share = Preset::MinorityShare.rule();
        let told = told(Because::LargeShare, "AALLLAALLL", &share);
        assert!(
            told.contains("aandeel 40,0%") && told.ends_with("(drempel 30,0%)"),
            "{told}"
        );
    }

    fn year(kind: YearKind) -> StoryYear {
        let covering = |code, share| {
            let code = CropCode::new(code).expect("a code");
            Some(Covering { code, share })
        };
        StoryYear {
            year: Year::new(2020).expect("a year"),
            in_window: true,
            kind,
            crop: covering(259, Some(0.5)),
            second: covering(99_999, Some(0.4)),
            covered: Some(0.9),
            usage: Usage::Known(Side::Livestock),
            doubts: Vec::new(),
        }
    }

    #[test]
    fn a_year_that_is_missing_is_never_a_zero() {
        let catalogue = Catalogue::built_in();
        let told = |year: &StoryYear| year_line(year, &catalogue, &Rule::default(), Lang::Nl);
        let known = year(YearKind::Crop);
        assert_eq!(
            told(&known),
            "2020, Mais, snij-, veeteelt, 50% van het perceel, daarna 40% gewascode 99999"
        );
        let mut nothing = StoryYear {
            crop: None,
            second: None,
            covered: Some(0.0),
            usage: Usage::Missing,
            ..year(YearKind::NoParcel)
        };
        assert_eq!(told(&nothing), "2020, geen perceel");
        nothing.kind = YearKind::Unknown;
        assert_eq!(told(&nothing), "2020, onbekend");
        nothing.kind = YearKind::NotLoaded;
        nothing.in_window = false;
        assert_eq!(
            told(&nothing),
            "2020, onbekend: jaar niet geladen, telt niet mee: buiten het venster van 10 jaar"
        );
        // Columns know no shares, so none is told.
        let columns = StoryYear {
            crop: known.crop.map(|crop| Covering {
                share: None,
                ..crop
            }),
            second: None,
            covered: None,
            ..known
        };
        assert_eq!(told(&columns), "2020, Mais, snij-, veeteelt");
    }

    #[test]
    fn doubts_and_indicators_have_words_whether_known_or_not() {
        let catalogue = Catalogue::built_in();
        let whys = [
            Why::CloseRunnerUp,
            Why::LittleCovered,
            Why::MissingThoughCovered,
        ];
        let doubts_of = |class| {
            whys.map(|why| Doubt {
                why,
                other: Usage::Missing,
                class,
            })
        };
        let mut doubtful = year(YearKind::Crop);
        doubtful.doubts = [Class::Extensive, Class::Intensive].map(doubts_of).concat();
        let mut story = Story {
            years: vec![doubtful],
            outcome: outcome(Because::Recurring, "LLAALL"),
            indicators: Indicators::default(),
            loaded: 6,
            has_shares: true,
        };
        let known = Indicators {
            arable_share: Some(1.0 / 3.0),
            rest_share: Some(0.0),
            rest_ok: Some(false),
            potato_freq: Some(2.5),
            potato_min_gap: Some(2),
            groups: Some(2),
            shannon: Some(0.64),
            shannon_effective: Some(1.89),
            ..Indicators::default()
        };
        for lang in [Lang::Nl, Lang::En] {
            let doubts = doubts(&story, &catalogue, lang);
            assert_eq!(doubts.len(), 6);
            doubts.iter().for_each(|doubt| complete(doubt));
            for indicators_of in [Indicators::default(), known] {
                story.indicators = indicators_of;
                for words in indicators(&story, lang).concat() {
                    complete(&words.name);
                    complete(&words.value);
                    complete(&words.help);
                }
            }
        }
        let values = indicators(&story, Lang::Nl).concat();
        let value = |name: &str| {
            values
                .iter()
                .find(|w| w.name == name)
                .expect(name)
                .value
                .clone()
        };
        assert_eq!(value("Akkerbouw"), "2 van 6 jaar (33,3%)");
        assert_eq!(value("Aardappelen"), "1 op 2,5");
        assert_eq!(value("Gras"), "onbekend");
    }
}

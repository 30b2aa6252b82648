//! Words and numbers in the reader's language. Every sentence a person can read lies in `assets/i18n/`,
//! Dutch first; every number that a person reads is written here, so that 37.024 ha and 37,024 ha cannot
//! drift apart between window, sheet and terminal.

use std::collections::HashMap;
use std::sync::LazyLock;

/// No-break space: between a number and its unit, so that a line never ends between them.
pub const NBSP: char = '\u{a0}';

/// The languages of the program.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Dutch, the source of all texts.
    #[default]
    Nl,
    /// English.
    En,
}

/// Something in every language, found at once: who says it later need not keep what it is about, which may be large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InEach<T> {
    nl: T,
    en: T,
}

impl<T> InEach<T> {
    /// What `told` says in each language.
    pub fn of(told: impl Fn(Lang) -> T) -> Self {
        Self {
            nl: told(Lang::Nl),
            en: told(Lang::En),
        }
    }

    /// In a language.
    pub const fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::Nl => &self.nl,
            Lang::En => &self.en,
        }
    }
}

impl Lang {
    /// Dutch where the system speaks it, else English.
    pub fn of_system() -> Self {
        match sys_locale::get_locale() {
            Some(locale) if locale.to_ascii_lowercase().starts_with("nl") => Self::Nl,
            _ => Self::En,
        }
    }

    /// The language's code in documents (RFC 5646).
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }

    fn messages(self) -> &'static HashMap<String, String> {
        static NL: LazyLock<HashMap<String, String>> =
            LazyLock::new(|| flatten(include_str!("../assets/i18n/nl.toml")));
        static EN: LazyLock<HashMap<String, String>> =
            LazyLock::new(|| flatten(include_str!("../assets/i18n/en.toml")));
        match self {
            Self::Nl => &NL,
            Self::En => &EN,
        }
    }

    /// The text with this key, `section.name`. A key that is missing shows itself, and fails the tests.
    pub fn text(self, key: &'static str) -> &'static str {
        self.messages().get(key).map_or(key, String::as_str)
    }

    /// As [`text`](Self::text) for a key that is made at run time: `class.` + a class's key.
    pub fn text_of(self, section: &str, name: &str) -> String {
        let key = format!("{section}.{name}");
        self.messages().get(&key).cloned().unwrap_or(key)
    }

    /// True when both languages have the key.
    pub fn has(key: &str) -> bool {
        [Self::Nl, Self::En]
            .iter()
            .all(|lang| lang.messages().contains_key(key))
    }

    /// The text with each `{name}` replaced by its value.
    pub fn fill(self, key: &'static str, values: &[(&str, &str)]) -> String {
        let mut text = self.text(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// The text of `one` for 1, else that of `many` with its `{count}` filled in.
    pub fn one_or(self, one: &'static str, many: &'static str, number: u64) -> String {
        match number {
            1 => self.text(one).to_owned(),
            _ => self.fill(many, &[("count", &self.count(number))]),
        }
    }

    fn separators(self) -> (char, char) {
        match self {
            Self::Nl => ('.', ','),
            Self::En => (',', '.'),
        }
    }

    /// A whole number with thousands separated: 37.024.
    pub fn count(self, number: u64) -> String {
        self.decimal(number as f64, 0)
    }

    /// A number with a fixed number of decimals, thousands separated, a real minus sign.
    pub fn decimal(self, number: f64, decimals: usize) -> String {
        if !number.is_finite() {
            return self.text("number.unknown").to_owned();
        }
        let (thousands, point) = self.separators();
        let plain = format!("{:.decimals$}", number.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut out = String::with_capacity(plain.len() + 8);
        if number < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
            out.push('\u{2212}');
        }
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(thousands);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(point);
            out.push_str(fraction);
        }
        out
    }

    /// Hectares with their unit, from square metres: no decimals from 100 ha, one from 10, two below.
    pub fn ha(self, area_m2: f64) -> String {
        let ha = area_m2 / 10_000.0;
        format!("{}{NBSP}ha", self.decimal(ha, ha_decimals(area_m2)))
    }

    /// Hectares without their unit, with as many decimals as the whole has that they are a part of: figures under each
    /// other that add up. What is too little for that is said to be less, and not to be nothing.
    pub fn bare_ha_of(self, part_m2: f64, whole_m2: f64) -> String {
        let decimals = ha_decimals(whole_m2);
        let (ha, least) = (part_m2 / 10_000.0, 10f64.powi(-(decimals as i32)));
        match ha {
            ha if ha <= 0.0 => "0".to_owned(),
            ha if ha < least / 2.0 => format!("<{NBSP}{}", self.decimal(least, decimals)),
            ha => self.decimal(ha, decimals),
        }
    }

    /// [`bare_ha_of`](Self::bare_ha_of) with the unit.
    pub fn ha_of(self, part_m2: f64, whole_m2: f64) -> String {
        format!("{}{NBSP}ha", self.bare_ha_of(part_m2, whole_m2))
    }

    /// A total in hectares, without decimals.
    pub fn ha_total(self, area_m2: f64) -> String {
        format!("{}{NBSP}ha", self.decimal(area_m2 / 10_000.0, 0))
    }

    /// A share with one decimal and its sign: 35,2%. Unknown when there is no whole.
    pub fn percent(self, part: f64, whole: f64) -> String {
        if whole > 0.0 {
            format!("{}%", self.decimal(part / whole * 100.0, 1))
        } else {
            self.text("number.unknown").to_owned()
        }
    }

    /// The size of a file, in the unit that gives it few figures: 12,3 MB.
    pub fn file_size(self, bytes: u64) -> String {
        const STEP: f64 = 1000.0;
        let mut size = bytes as f64;
        for unit in ["bytes", "kB", "MB", "GB"] {
            if size < STEP || unit == "GB" {
                let whole = unit == "bytes" || size >= 99.95;
                return format!("{}{NBSP}{unit}", self.decimal(size, usize::from(!whole)));
            }
            size /= STEP;
        }
        self.text("number.unknown").to_owned()
    }

    /// A day: 25-11-2026, in both languages.
    pub fn date(self, date: Date) -> String {
        let Date { year, month, day } = date;
        format!("{day:02}-{month:02}-{year:04}")
    }

    /// A map scale: 1 : 25.000.
    pub fn scale(self, denominator: f64) -> String {
        format!("1{NBSP}:{NBSP}{}", self.decimal(denominator, 0))
    }
}

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Date {
    /// Year.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
}

impl Date {
    /// The day of a moment, in seconds since the beginning of 1970 in UTC (Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms").
    pub fn of_unix_seconds(seconds: i64) -> Self {
        // Years begin in March, so that a leap day is the last of its year; eras are 400 of them.
        let days = seconds.div_euclid(86_400) + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: month as u8,
            day: day as u8,
        }
    }
}

fn flatten(source: &str) -> HashMap<String, String> {
    fn walk(prefix: &str, table: &toml::Table, out: &mut HashMap<String, String>) {
        for (name, value) in table {
            let key = if prefix.is_empty() {
                name.clone()
            } else {
                format!("{prefix}.{name}")
            };
            match value {
                toml::Value::String(text) => {
                    out.insert(key, text.clone());
                }
                toml::Value::Table(inner) => walk(&key, inner, out),
                _ => {}
            }
        }
    }
    let mut out = HashMap::new();
    // Both files are part of the program and parsed by the tests: an error here leaves keys showing.
    if let Ok(table) = source.parse::<toml::Table>() {
        walk("", &table, &mut out);
    }
    out
}

/// Decimals of so many square metres in hectares: none from 100 ha, one from 10, two below.
pub fn ha_decimals(area_m2: f64) -> usize {
    match (area_m2 / 10_000.0).abs() {
        ha if ha >= 99.95 => 0,
        ha if ha >= 9.995 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys_and_placeholders() {
        let (nl, en) = (Lang::Nl.messages(), Lang::En.messages());
        assert!(!nl.is_empty());
        let placeholders = |text: &str| {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
                .collect();
            found.sort();
            found
        };
        for (key, text) in nl {
            let other = en
                .get(key)
                .unwrap_or_else(|| panic!("{key} is missing in English"));
            assert_eq!(placeholders(text), placeholders(other), "{key}");
        }
        for key in en.keys() {
            assert!(nl.contains_key(key), "{key} is missing in Dutch");
        }
    }

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(Lang::Nl.ha(370_240_000.0), "37.024\u{a0}ha");
        assert_eq!(Lang::En.ha(370_240_000.0), "37,024\u{a0}ha");
        assert_eq!(Lang::Nl.ha(123_456.0), "12,3\u{a0}ha");
        assert_eq!(Lang::Nl.ha(12_345.6), "1,23\u{a0}ha");
        assert_eq!(Lang::Nl.ha(999_600.0), "100\u{a0}ha");
        let parts = [14_900.0, 0.0, 400.0];
        let of = |whole: f64| parts.map(|part| Lang::Nl.bare_ha_of(part, whole));
        assert_eq!(of(15_300.0), ["1,49", "0", "0,04"]);
        assert_eq!(of(2_000_000.0), ["1", "0", "<\u{a0}1"]);
        assert_eq!(Lang::Nl.percent(62_290.0, 176_787.0), "35,2%");
        assert_eq!(Lang::En.decimal(-1234.5, 1), "\u{2212}1,234.5");
        assert_eq!(Lang::En.decimal(-0.0001, 1), "0.0");
        assert_eq!(Lang::Nl.percent(1.0, 0.0), Lang::Nl.text("number.unknown"));
        assert_eq!(Lang::Nl.scale(25_000.0), "1\u{a0}:\u{a0}25.000");
        assert_eq!(Lang::Nl.file_size(999), "999\u{a0}bytes");
        assert_eq!(Lang::Nl.file_size(12_345_678), "12,3\u{a0}MB");
        assert_eq!(Lang::En.file_size(5_400_000_000_000), "5,400\u{a0}GB");
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, told) in [
            (0, "01-01-1970"),
            (951_782_400, "29-02-2000"),
            (1_795_651_199, "25-11-2026"),
            (1_795_651_200, "26-11-2026"),
            (-1, "31-12-1969"),
        ] {
            assert_eq!(Lang::Nl.date(Date::of_unix_seconds(seconds)), told);
        }
    }
}

//! Assumptions one by one: read and changed by their keys, as a panel does. The keys are those of the file; what a
//! manure holds has a key with dots (`manure.cattle_slurry.eom_kg_t`).

use serde::Deserialize as _;

use super::{Assumptions, AssumptionsError, MANURE, ManureProduct};

/// The value of one assumption.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// It holds, or it does not.
    Truth(bool),
    /// A number in the unit of its entry.
    Number(f64),
    /// One of the words of its entry.
    Word(String),
}

/// A part of what a tonne of manure holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ManurePart {
    /// Its key in the table of a manure, also of its text.
    pub key: &'static str,
    /// Unit as in UCUM.
    pub unit: &'static str,
    /// The least and the most that make sense. A manure without nitrogen or phosphate would have no legal limit.
    pub range: (f64, f64),
}

/// What of a manure can be changed, beside its legal efficacy.
pub const MANURE_PARTS: [ManurePart; 4] = [
    ManurePart {
        key: "n_kg_t",
        unit: "kg N/t",
        range: (0.01, 100.0),
    },
    ManurePart {
        key: "nh4_n_kg_t",
        unit: "kg N/t",
        range: (0.0, 100.0),
    },
    ManurePart {
        key: "p2o5_kg_t",
        unit: "kg P2O5/t",
        range: (0.01, 100.0),
    },
    ManurePart {
        key: "eom_kg_t",
        unit: "kg/t",
        range: (0.0, 1000.0),
    },
];

const PRODUCT: &str = "manure_product";
const EFFICACY: &str = "manure_efficacy";

impl ManureProduct {
    /// The word of the files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::CattleSlurry => "cattle_slurry",
            Self::PigSlurry => "pig_slurry",
            Self::SolidCattle => "solid_cattle",
            Self::Champost => "champost",
            Self::GftCompost => "gft_compost",
            Self::GreenCompost => "green_compost",
        }
    }
}

impl ManurePart {
    /// The key of this part of a manure.
    pub fn key_of(&self, product: ManureProduct) -> String {
        format!("{MANURE}.{}.{}", product.key(), self.key)
    }
}

impl Assumptions {
    /// The value of a key; `None` for a key that there is not.
    ///
    /// ```
    /// use ruilkaart::domain::assumptions::{Assumptions, Setting};
    /// let usual = Assumptions::default();
    /// assert_eq!(usual.get("straw_t_ha"), Some(Setting::Number(4.0)));
    /// assert_eq!(usual.get("manure.cattle_slurry.n_kg_t"), Some(Setting::Number(4.1)));
    /// assert_eq!(usual.get("straw"), None);
    /// ```
    pub fn get(&self, key: &str) -> Option<Setting> {
        let table = toml::Table::try_from(self).ok()?;
        let mut parts = key.split('.');
        let first = table.get(parts.next()?)?;
        let found = parts.try_fold(first, |value, part| value.as_table()?.get(part))?;
        Some(match found {
            toml::Value::Boolean(truth) => Setting::Truth(*truth),
            toml::Value::String(word) => Setting::Word(word.clone()),
            value => Setting::Number(super::number_of(value)?),
        })
    }

    /// The same assumptions with another value for one key. Another manure brings its own legal efficacy.
    ///
    /// # Errors
    /// When there is no such key, or the value cannot be.
    pub fn with(&self, key: &str, setting: Setting) -> Result<Self, AssumptionsError> {
        let mut table =
            toml::Table::try_from(self).map_err(|error| AssumptionsError::WrongKind {
                detail: error.to_string(),
            })?;
        let unknown = || AssumptionsError::UnknownKey {
            key: key.to_owned(),
        };
        let place = place_of(&mut table, key).ok_or_else(unknown)?;
        *place = match (&*place, setting) {
            (toml::Value::Integer(_), Setting::Number(number)) => whole(number),
            (_, Setting::Number(number)) => toml::Value::Float(number),
            (_, Setting::Truth(truth)) => toml::Value::Boolean(truth),
            (_, Setting::Word(word)) => toml::Value::String(word),
        };
        super::check_table(&table)?;
        let mut changed =
            Self::deserialize(table).map_err(|error| AssumptionsError::WrongKind {
                detail: error.to_string().trim().replace('\n', " "),
            })?;
        if key == PRODUCT {
            changed.manure_efficacy = changed.product().efficacy;
        }
        changed.check()?;
        Ok(changed)
    }

    /// What a key is without anybody's doing: its built-in value, of the efficacy that of the manure at hand.
    pub fn usual(&self, key: &str) -> Option<Setting> {
        if key == EFFICACY {
            return Some(Setting::Number(self.product().efficacy));
        }
        Self::default().get(key)
    }

    /// True where a key has another value than its usual one.
    pub fn is_changed(&self, key: &str) -> bool {
        self.get(key) != self.usual(key)
    }

    /// Every key with another value than its usual one, in the order in which they are shown.
    pub fn changed(&self) -> Vec<String> {
        let entries = Self::entries().iter().map(|entry| entry.key.to_owned());
        let products = self.manure.keys();
        let manure = products.flat_map(|product| MANURE_PARTS.map(|part| part.key_of(*product)));
        entries
            .chain(manure)
            .filter(|key| self.is_changed(key))
            .collect()
    }
}

fn place_of<'t>(table: &'t mut toml::Table, key: &str) -> Option<&'t mut toml::Value> {
    let mut parts = key.split('.');
    let first = table.get_mut(parts.next()?)?;
    parts.try_fold(first, |value, part| value.as_table_mut()?.get_mut(part))
}

/// A number as the file writes whole ones.
#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` stops at the ends, and the check of the range refuses those"
)]
fn whole(number: f64) -> toml::Value {
    toml::Value::Integer(number.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_can_be_read_and_set_to_what_it_is() {
        let usual = Assumptions::default();
        for entry in Assumptions::entries() {
            let value = usual.get(entry.key).expect(entry.key);
            assert_eq!(
                usual.with(entry.key, value),
                Ok(usual.clone()),
                "{}",
                entry.key
            );
            assert!(!usual.is_changed(entry.key), "{}", entry.key);
        }
        for product in usual.manure.keys() {
            for part in MANURE_PARTS {
                assert!(usual.get(&part.key_of(*product)).is_some());
            }
        }
    }

    #[test]
    fn a_changed_one_is_known_as_such_and_can_come_back() {
        let usual = Assumptions::default();
        let key = "manure.cattle_slurry.eom_kg_t";
        let changed = usual.with(key, Setting::Number(50.0)).expect("in range");
        assert_eq!(changed.changed(), [key]);
        let back = changed.with(key, changed.usual(key).expect("known"));
        assert_eq!(back, Ok(usual));
    }

    #[test]
    fn another_manure_brings_its_own_efficacy() {
        let usual = Assumptions::default();
        let pig = usual.with(PRODUCT, Setting::Word("pig_slurry".to_owned()));
        let pig = pig.expect("a manure");
        assert!((pig.manure_efficacy - 0.8).abs() < 1e-12);
        assert_eq!(pig.changed(), [PRODUCT]);
    }

    #[test]
    fn what_cannot_be_is_refused_and_changes_nothing() {
        let usual = Assumptions::default();
        let refused = [
            ("straw_t_ha", Setting::Number(-1.0)),
            ("straw_t_ha", Setting::Number(f64::NAN)),
            ("region", Setting::Word("zand".to_owned())),
            ("region", Setting::Number(1.0)),
            ("no_such_key", Setting::Truth(true)),
            ("window_years", Setting::Number(1e300)),
            ("manure.cattle_slurry.n_kg_t", Setting::Number(0.0)),
        ];
        for (key, setting) in refused {
            assert!(
                usual.with(key, setting.clone()).is_err(),
                "{key} {setting:?}"
            );
        }
    }
}

//! What the nutrient figures assume, as data: soil region, manure, straw, organic matter of the soil. Defaults
//! with their units and sources are in `assets/assumptions.toml`; a user's file replaces single values; what
//! they do is in `domain::nutrients`.

mod setting;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use setting::{MANURE_PARTS, ManurePart, Setting};

use super::crop_figures::ByRegion;

/// The soil regions of the manure law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// Sand in the north, west and centre.
    SandNwc,
    /// Clay.
    Clay,
    /// Peat.
    Peat,
}

impl Region {
    /// The figure of this region.
    pub const fn of(self, figures: ByRegion) -> Option<f64> {
        match self {
            Self::SandNwc => figures.sand,
            Self::Clay => figures.clay,
            Self::Peat => figures.peat,
        }
    }
}

/// How much phosphate the soil holds, which sets the phosphate norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the words of the law
pub enum PhosphateClass {
    Arm,
    Laag,
    Neutraal,
    Ruim,
    Hoog,
}

/// The manures that a scenario can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names are the definition
pub enum ManureProduct {
    CattleSlurry,
    PigSlurry,
    SolidCattle,
    Champost,
    GftCompost,
    GreenCompost,
}

/// What a tonne of fresh manure holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manure {
    /// Nitrogen, kg/t.
    pub n_kg_t: f64,
    /// Of that as ammonium, kg NH₄-N/t, from which ammonia escapes.
    pub nh4_n_kg_t: f64,
    /// Phosphate (P₂O₅), kg/t.
    pub p2o5_kg_t: f64,
    /// Effective organic matter, kg/t.
    pub eom_kg_t: f64,
    /// Part of the nitrogen that the law counts as effective, on sand and bought.
    pub efficacy: f64,
}

/// How much ammonia escapes from the manure that is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmmoniaLoss {
    /// It is not counted: the gross balance.
    None,
    /// Injected, on grass and on arable land.
    Injected,
    /// Injected on grass, incorporated at once on arable land.
    Incorporated,
}

/// How the breakdown of organic matter in the soil is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecompositionMethod {
    /// By content and temperature.
    Formula,
    /// A fixed part of the stock each year.
    Percent,
}

/// The assumptions. Keys that a file leaves out have their built-in value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assumptions {
    /// Soil region of the norms.
    pub region: Region,
    /// Land in an area polluted with nutrients: nitrogen norms × 0.8.
    pub nv_area: bool,
    /// Yields, as a multiple of the catalogue's.
    pub yield_factor: f64,
    /// Straw of cereals leaves the field.
    pub straw_removed: bool,
    /// Straw of a hectare of cereals, t.
    pub straw_t_ha: f64,
    /// Phosphate class of the soil.
    pub p_class: PhosphateClass,
    /// The manure of the scenario.
    pub manure_product: ManureProduct,
    /// Legal efficacy of its nitrogen, 0 to 1.
    pub manure_efficacy: f64,
    /// Part of the legal room for manure that is used.
    pub manure_use_fraction: f64,
    /// The farms have a derogation (until 2025).
    pub derogation: bool,
    /// Part of the remaining nitrogen room that is filled with fertiliser.
    pub mineral_use_fraction: f64,
    /// Less nitrogen may be given to maize and potatoes after grass on sand.
    pub grass_before_deduction: bool,
    /// Ammonia that escapes from the manure.
    pub nh3_loss: AmmoniaLoss,
    /// Nitrogen from the air, kg/ha.
    pub deposition_n_kg_ha: f64,
    /// Nitrogen from the soil itself, kg/ha.
    pub soil_mineralisation_n_kg_ha: f64,
    /// Part of the dry matter of grass that is clover.
    pub clover_share: f64,
    /// Organic matter in arable soil, %.
    pub som_arable_pct: f64,
    /// Organic matter in grass soil, %.
    pub som_grass_pct: f64,
    /// How the breakdown is estimated.
    pub decomposition_method: DecompositionMethod,
    /// The part that breaks down with [`DecompositionMethod::Percent`], % a year.
    pub decomposition_pct: f64,
    /// Mean temperature of the soil, °C.
    pub temperature_c: f64,
    /// Effective organic matter of the catch crop after maize and potatoes, kg/ha.
    pub catch_crop_eom_kg_ha: f64,
    /// Organic matter of grass counts every year; otherwise once, in the last year before it is ploughed.
    pub grass_eom_per_year: bool,
    /// Part of organic matter that is carbon.
    pub om_carbon: f64,
    /// Part of the nitrogen in feed that leaves in milk and meat.
    pub retention_n: f64,
    /// The same of phosphate.
    pub retention_p2o5: f64,
    /// Years that are looked at, at most.
    pub window_years: u16,
    /// What the manures hold.
    pub manure: BTreeMap<ManureProduct, Manure>,
}

/// Why assumptions cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AssumptionsError {
    /// The text is no TOML.
    #[error("line {line}: {detail}")]
    Syntax {
        /// Line in the file, from 1.
        line: usize,
        /// Technical cause, English.
        detail: String,
    },
    /// A key that there is not.
    #[error("there is no key {key}")]
    UnknownKey {
        /// The key.
        key: String,
    },
    /// A word that its key does not know.
    #[error("{key} is {value:?}, allowed are {choices}")]
    NoChoice {
        /// The key.
        key: String,
        /// What the file says.
        value: String,
        /// The words that can be.
        choices: String,
    },
    /// A value of the wrong kind.
    #[error("{detail}")]
    WrongKind {
        /// Technical cause with the key, English.
        detail: String,
    },
    /// A number outside what makes sense.
    #[error("{key} is {value}, allowed is {least} to {most}")]
    OutOfRange {
        /// The key.
        key: String,
        /// Its value.
        value: f64,
        /// The least that is allowed.
        least: f64,
        /// The most that is allowed.
        most: f64,
    },
}

/// One assumption of the built-in list: for panels and for the sheet that explains the figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its key, also of its text.
    pub key: &'static str,
    /// What it is about, also a key of a text: "law", "harvest".
    pub subject: String,
    /// Unit as in UCUM ("kg N/ha", "1" for parts); empty for words and truths.
    pub unit: String,
    /// Keys of its sources, joined by `+`.
    pub source: String,
    /// The least and the most that make sense, for numbers.
    pub range: Option<(f64, f64)>,
    /// The words that can be, for words.
    pub choices: Vec<String>,
}

/// The keys, in the order in which they are shown.
const KEYS: [&str; 27] = [
    "region",
    "nv_area",
    "yield_factor",
    "straw_removed",
    "straw_t_ha",
    "p_class",
    "manure_product",
    "manure_efficacy",
    "manure_use_fraction",
    "derogation",
    "mineral_use_fraction",
    "grass_before_deduction",
    "nh3_loss",
    "deposition_n_kg_ha",
    "soil_mineralisation_n_kg_ha",
    "clover_share",
    "som_arable_pct",
    "som_grass_pct",
    "decomposition_method",
    "decomposition_pct",
    "temperature_c",
    "catch_crop_eom_kg_ha",
    "grass_eom_per_year",
    "om_carbon",
    "retention_n",
    "retention_p2o5",
    "window_years",
];

/// The table in which both files keep what the manures hold.
const MANURE: &str = "manure";

impl Assumptions {
    /// Reads and checks assumptions; keys that are left out have their built-in value, the efficacy that of
    /// the manure named.
    ///
    /// # Errors
    /// The first thing that is wrong.
    ///
    /// ```
    /// use ruilkaart::domain::Assumptions;
    /// let clay = Assumptions::parse("region = 'clay'\nyield_factor = 1.1").unwrap();
    /// assert_eq!(clay.straw_t_ha, 4.0);
    /// assert!(Assumptions::parse("regio = 'clay'").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, AssumptionsError> {
        let mut table = BuiltIn::get().values.clone();
        let given = table_of(text)?;
        let names_efficacy = given.contains_key("manure_efficacy");
        let names_product = given.contains_key("manure_product");
        merge(&mut table, given)?;
        check_table(&table)?;
        let mut read = Self::deserialize(table).map_err(|error| AssumptionsError::WrongKind {
            detail: error.to_string().trim().replace('\n', " "),
        })?;
        if names_product && !names_efficacy {
            read.manure_efficacy = read.product().efficacy;
        }
        read.check()?;
        Ok(read)
    }

    /// Whether every number makes sense.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), AssumptionsError> {
        let table = toml::Table::try_from(self).map_err(|error| AssumptionsError::WrongKind {
            detail: error.to_string(),
        })?;
        check_table(&table)?;
        for (product, manure) in &self.manure {
            let key = |name| format!("manure.{product:?}.{name}");
            // A manure without nitrogen or phosphate would have no legal limit.
            in_range(&key("n_kg_t"), manure.n_kg_t, 0.01, 100.0)?;
            in_range(&key("nh4_n_kg_t"), manure.nh4_n_kg_t, 0.0, 100.0)?;
            in_range(&key("p2o5_kg_t"), manure.p2o5_kg_t, 0.01, 100.0)?;
            in_range(&key("eom_kg_t"), manure.eom_kg_t, 0.0, 1000.0)?;
            in_range(&key("efficacy"), manure.efficacy, 0.0, 1.0)?;
        }
        Ok(())
    }

    /// What a tonne of the scenario's manure holds.
    pub fn product(&self) -> Manure {
        self.manure_of(self.manure_product)
    }

    /// What a tonne of a manure holds.
    pub fn manure_of(&self, product: ManureProduct) -> Manure {
        let own = self.manure.get(&product);
        let built_in = || BuiltIn::get().manure.get(&product);
        own.or_else(built_in).copied().unwrap_or(Manure {
            n_kg_t: f64::NAN,
            nh4_n_kg_t: f64::NAN,
            p2o5_kg_t: f64::NAN,
            eom_kg_t: f64::NAN,
            efficacy: f64::NAN,
        })
    }

    /// Every assumption with unit, source and what can be, in the order in which they are shown.
    pub fn entries() -> &'static [Entry] {
        &BuiltIn::get().entries
    }

    /// The value of a key as a file writes it, without quotes; `None` for a key that there is not.
    pub fn value_text(&self, key: &str) -> Option<String> {
        let table = toml::Table::try_from(self).ok()?;
        match table.get(key)? {
            toml::Value::String(word) => Some(word.clone()),
            toml::Value::Table(_) => None,
            value => Some(value.to_string()),
        }
    }

    /// The source with this key, spelled out.
    pub fn source(key: &str) -> Option<&'static str> {
        BuiltIn::get().sources.get(key).map(String::as_str)
    }

    /// Every source, by key.
    pub fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
        let sources = BuiltIn::get().sources.iter();
        sources.map(|(key, text)| (key.as_str(), text.as_str()))
    }
}

impl Default for Assumptions {
    /// The assumptions of `assets/assumptions.toml`.
    fn default() -> Self {
        static DEFAULT: LazyLock<Assumptions> = LazyLock::new(|| {
            #[expect(
                clippy::expect_used,
                reason = "the text is part of the program, its tests read it"
            )]
            Assumptions::parse("").expect("assets/assumptions.toml holds assumptions")
        });
        DEFAULT.clone()
    }
}

/// The built-in file, taken apart once.
struct BuiltIn {
    /// The default per key, and the table of manures.
    values: toml::Table,
    entries: Vec<Entry>,
    sources: BTreeMap<String, String>,
    manure: BTreeMap<ManureProduct, Manure>,
}

impl BuiltIn {
    fn get() -> &'static Self {
        static BUILT_IN: LazyLock<BuiltIn> = LazyLock::new(|| {
            #[expect(
                clippy::expect_used,
                reason = "the text is part of the program, its tests read it"
            )]
            BuiltIn::read().expect("assets/assumptions.toml is complete")
        });
        &BUILT_IN
    }

    fn read() -> Option<Self> {
        let table: toml::Table = include_str!("../../assets/assumptions.toml").parse().ok()?;
        let mut values = toml::Table::new();
        let mut entries = Vec::new();
        for key in KEYS {
            let about = table.get(key)?.as_table()?;
            values.insert(key.to_owned(), about.get("default")?.clone());
            entries.push(Entry::of(key, about)?);
        }
        let manure = table.get(MANURE)?.clone();
        values.insert(MANURE.to_owned(), manure.clone());
        Some(Self {
            values,
            entries,
            sources: table.get("sources")?.clone().try_into().ok()?,
            manure: manure.try_into().ok()?,
        })
    }

    fn entry(key: &str) -> Option<&'static Entry> {
        Self::get().entries.iter().find(|entry| entry.key == key)
    }
}

impl Entry {
    /// The assumption with this key.
    pub fn find(key: &str) -> Option<&'static Self> {
        BuiltIn::entry(key)
    }

    fn of(key: &'static str, about: &toml::Table) -> Option<Self> {
        let text = |name: &str| about.get(name).and_then(toml::Value::as_str);
        let number = |name: &str| about.get(name).and_then(number_of);
        let choices = about.get("choices").and_then(toml::Value::as_array);
        let words = choices.into_iter().flatten();
        Some(Self {
            key,
            subject: text("subject")?.to_owned(),
            unit: text("unit").unwrap_or_default().to_owned(),
            source: text("source")?.to_owned(),
            range: number("least").zip(number("most")),
            choices: words
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect(),
        })
    }
}

fn number_of(value: &toml::Value) -> Option<f64> {
    // Whole numbers are numbers as well; i64 is exact far beyond every range here.
    value
        .as_float()
        .or_else(|| value.as_integer().map(|whole| whole as f64))
}

fn check_table(table: &toml::Table) -> Result<(), AssumptionsError> {
    for (key, value) in table {
        let Some(entry) = BuiltIn::entry(key) else {
            continue;
        };
        if let (Some((least, most)), Some(number)) = (entry.range, number_of(value)) {
            in_range(key, number, least, most)?;
        }
        if let Some(word) = value.as_str()
            && !entry.choices.is_empty()
            && !entry.choices.iter().any(|choice| choice == word)
        {
            return Err(AssumptionsError::NoChoice {
                key: key.clone(),
                value: word.to_owned(),
                choices: entry.choices.join(", "),
            });
        }
    }
    Ok(())
}

/// Replaces what `new` names, table by table.
fn merge(old: &mut toml::Table, new: toml::Table) -> Result<(), AssumptionsError> {
    for (key, value) in new {
        match (old.get_mut(&key), value) {
            (Some(toml::Value::Table(old)), toml::Value::Table(new)) => merge(old, new)?,
            (Some(old), value) => *old = value,
            (None, _) => return Err(AssumptionsError::UnknownKey { key }),
        }
    }
    Ok(())
}

fn table_of(text: &str) -> Result<toml::Table, AssumptionsError> {
    text.parse::<toml::Table>().map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or_default();
        AssumptionsError::Syntax {
            line: before.matches('\n').count() + 1,
            detail: error.message().to_owned(),
        }
    })
}

fn in_range(key: &str, value: f64, least: f64, most: f64) -> Result<(), AssumptionsError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(AssumptionsError::OutOfRange {
        key: key.to_owned(),
        value,
        least,
        most,
    })
}

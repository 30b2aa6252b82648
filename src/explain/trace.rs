//! Where a figure comes from: its formula with the numbers of an area and the assumptions filled in, what goes into it,
//! whether that was counted, estimated or assumed, and the sources of all of it.

use super::{assumption, figures, measured, quantity};
use crate::analysis::area_columns::{Kind, StatColumn};
use crate::analysis::areas::AreaFigures;
use crate::domain::Assumptions;
use crate::domain::assumptions::{Entry, MANURE_PARTS};
use crate::text::Lang;

/// How a figure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// From outlines and crop codes alone.
    Counted,
    /// From crops by figures of the crop list and by assumptions.
    Estimated,
    /// What the law lets be done, not what is done.
    Potential,
}

impl Known {
    /// How the figures of a column are known.
    pub fn of(column: &str) -> Self {
        let rests = RESTS.iter().find(|rests| rests.column == column);
        rests.map_or(Self::Counted, |rests| rests.known)
    }

    /// Key of the words that say so.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Counted => "trace.counted",
            Self::Estimated => "trace.estimated",
            Self::Potential => "trace.potential",
        }
    }
}

/// What a column rests on: assumptions by their keys, and figures of the crop list by their columns.
struct Rests {
    column: &'static str,
    known: Known,
    assumptions: Lists,
    crops: &'static [&'static str],
}

const REMOVAL: &[&str] = &["yield_factor", "straw_removed", "straw_t_ha"];
const NORM: &[&str] = &["region", "nv_area"];
const AFTER_GRASS: &[&str] = &["grass_before_deduction"];
const P_CLASS: &[&str] = &["p_class"];
const DOSE: &[&str] = &[
    "manure_product",
    "manure_efficacy",
    "manure_use_fraction",
    "derogation",
    "p_class",
];
const MINERAL: &[&str] = &["mineral_use_fraction"];
const AMMONIA: &[&str] = &["nh3_loss"];
const DEPOSITION: &[&str] = &["deposition_n_kg_ha"];
const SOIL_N: &[&str] = &["soil_mineralisation_n_kg_ha"];
const CLOVER: &[&str] = &["clover_share"];
const BREAKDOWN: &[&str] = &[
    "som_arable_pct",
    "som_grass_pct",
    "decomposition_method",
    "decomposition_pct",
    "temperature_c",
];
const EOM_CROP: &[&str] = &[
    "catch_crop_eom_kg_ha",
    "grass_eom_per_year",
    "straw_removed",
];
const CARBON: &[&str] = &["om_carbon"];
const RETENTION_N: &[&str] = &["retention_n"];
const RETENTION_P: &[&str] = &["retention_p2o5"];
const DEROGATION: &[&str] = &["derogation"];
const WINDOW: &[&str] = &["window_years"];

/// Assumptions in lists, each of which belongs to one step of the reckoning.
type Lists = &'static [&'static [&'static str]];

/// The manure of the scenario fills the smallest of three limits.
const MANURE: Lists = &[DOSE, NORM, AFTER_GRASS, WINDOW];
const BALANCE: Lists = &[EOM_CROP, DOSE, NORM, AFTER_GRASS, BREAKDOWN, WINDOW];
const SOIL_CARBON: Lists = &[CARBON, EOM_CROP, DOSE, NORM, AFTER_GRASS, BREAKDOWN, WINDOW];

const N_REMOVED: &str = "n_removal_kg_ha";
const P_REMOVED: &str = "p2o5_removal_kg_ha";
const NORMS: &str = "n_norm_*_kg_ha";
const EOM: &str = "eom_kg_ha";
const RESIDUE: &str = "eom_residue_kg_ha";
const FIXATION: &str = "n_fixation_kg_ha";

const fn rests(
    column: &'static str,
    known: Known,
    assumptions: Lists,
    crops: &'static [&'static str],
) -> Rests {
    Rests {
        column,
        known,
        assumptions,
        crops,
    }
}

use Known::{Estimated, Potential};

const RESTS: [Rests; 26] = [
    rests(
        "nutrient_coverage",
        Known::Counted,
        &[WINDOW],
        &[N_REMOVED, P_REMOVED],
    ),
    rests(
        "n_removal_kg_ha",
        Estimated,
        &[REMOVAL, WINDOW],
        &[N_REMOVED],
    ),
    rests("n_removal_kg", Estimated, &[REMOVAL, WINDOW], &[N_REMOVED]),
    rests(
        "p2o5_removal_kg_ha",
        Estimated,
        &[REMOVAL, WINDOW],
        &[P_REMOVED],
    ),
    rests(
        "p2o5_removal_kg",
        Estimated,
        &[REMOVAL, WINDOW],
        &[P_REMOVED],
    ),
    rests("n_norm_kg_ha", Potential, &[NORM, WINDOW], &[NORMS]),
    rests(
        "n_space_kg_ha",
        Potential,
        &[NORM, AFTER_GRASS, WINDOW],
        &[NORMS],
    ),
    rests("p2o5_norm_kg_ha", Potential, &[P_CLASS, WINDOW], &[]),
    rests("manure_n_kg_ha", Potential, MANURE, &[NORMS]),
    rests("manure_p2o5_kg_ha", Potential, MANURE, &[NORMS]),
    rests(
        "mineral_n_kg_ha",
        Potential,
        &[MINERAL, DOSE, NORM, AFTER_GRASS, WINDOW],
        &[NORMS],
    ),
    rests("n_deposition_kg_ha", Estimated, &[DEPOSITION], &[]),
    rests(
        "n_fixation_kg_ha",
        Estimated,
        &[CLOVER, WINDOW],
        &[FIXATION],
    ),
    rests(
        "n_surplus_kg_ha",
        Potential,
        &[
            AMMONIA,
            DOSE,
            MINERAL,
            NORM,
            AFTER_GRASS,
            DEPOSITION,
            SOIL_N,
            CLOVER,
            REMOVAL,
            WINDOW,
        ],
        &[NORMS, N_REMOVED, FIXATION],
    ),
    rests(
        "p2o5_surplus_kg_ha",
        Potential,
        &[DOSE, NORM, AFTER_GRASS, REMOVAL, WINDOW],
        &[NORMS, P_REMOVED],
    ),
    rests(
        "n_closed_share",
        Potential,
        &[RETENTION_N, DEROGATION, REMOVAL, WINDOW],
        &[N_REMOVED],
    ),
    rests(
        "p2o5_closed_share",
        Potential,
        &[RETENTION_P, P_CLASS, REMOVAL, WINDOW],
        &[P_REMOVED],
    ),
    rests(
        "eom_crop_kg_ha",
        Estimated,
        &[EOM_CROP, WINDOW],
        &[EOM, RESIDUE],
    ),
    rests("eom_manure_kg_ha", Potential, MANURE, &[NORMS]),
    rests("som_breakdown_kg_ha", Estimated, &[BREAKDOWN, WINDOW], &[]),
    rests("om_balance_kg_ha", Potential, BALANCE, &[EOM, RESIDUE]),
    rests("om_balance_low_kg_ha", Potential, BALANCE, &[EOM, RESIDUE]),
    rests("om_balance_high_kg_ha", Potential, BALANCE, &[EOM, RESIDUE]),
    rests(
        "om_closed_share",
        Potential,
        &[RETENTION_N, EOM_CROP, REMOVAL, BREAKDOWN, WINDOW],
        &[EOM, RESIDUE, N_REMOVED],
    ),
    rests(
        "soil_carbon_co2_low_kg_ha",
        Potential,
        SOIL_CARBON,
        &[EOM, RESIDUE],
    ),
    rests(
        "soil_carbon_co2_high_kg_ha",
        Potential,
        SOIL_CARBON,
        &[EOM, RESIDUE],
    ),
];

/// The assumptions that a column rests on, by their keys, those of its own steps first.
pub fn rests_on(column: &str) -> Vec<&'static str> {
    let rests = RESTS.iter().find(|rests| rests.column == column);
    let lists = rests.map_or(&[][..], |rests| rests.assumptions);
    let mut keys: Vec<&'static str> = Vec::new();
    for key in lists.iter().copied().flatten() {
        if !keys.contains(key) {
            keys.push(key);
        }
    }
    keys
}

/// An assumption that goes into a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its key.
    pub key: &'static str,
    /// Its name.
    pub name: String,
    /// Its value now, with its unit.
    pub value: String,
    /// Whether it differs from its usual value.
    pub is_changed: bool,
    /// Its sources, spelled out.
    pub sources: Vec<&'static str>,
}

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Whose figure it is, and what it is called.
    pub title: String,
    /// The figure with its unit.
    pub value: String,
    /// What it is a part of, or the ground that it is a mean over.
    pub denominator: Option<String>,
    /// What it means.
    pub meaning: String,
    /// How it is computed, with the numbers filled in; nothing where the meaning says it all.
    pub formula: Option<String>,
    /// Counted, measured, estimated or a potential.
    pub known: String,
    /// The assumptions that go into it.
    pub inputs: Vec<Input>,
    /// The figures of the crop list that go into it.
    pub crops: Vec<String>,
}

impl Trace {
    /// Of a column of a row.
    pub fn of(
        column: &'static StatColumn,
        row: &AreaFigures,
        assumed: &Assumptions,
        lang: Lang,
    ) -> Self {
        let rests = RESTS.iter().find(|rests| rests.column == column.name);
        let name = quantity::name(column.name, lang);
        let keys = rests_on(column.name);
        let columns = rests.map_or(&[][..], |rests| rests.crops);
        Self {
            title: format!("{}: {name}", figures::row_name(row, lang)),
            value: value(column, row, lang),
            denominator: figures::denominator(column, row, lang),
            meaning: quantity::meaning(column, lang),
            formula: formula(column, row, assumed, lang),
            known: measured::known(column, row, lang),
            inputs: keys
                .iter()
                .filter_map(|key| input(key, assumed, lang))
                .collect(),
            crops: columns
                .iter()
                .map(|column| crop_column(column, lang))
                .collect(),
        }
    }

    /// The same as plain text, for the clipboard.
    pub fn to_text(&self, lang: Lang) -> String {
        let mut lines = vec![format!("{}: {}", self.title, self.value)];
        lines.extend(self.denominator.clone());
        lines.push(self.meaning.clone());
        lines.extend(self.formula.clone());
        lines.push(self.known.clone());
        for input in &self.inputs {
            lines.push(format!("{}: {}", input.name, input.value));
            lines.extend(input.sources.iter().map(|source| format!("  {source}")));
        }
        if !self.crops.is_empty() {
            let list = self.crops.join(", ");
            lines.push(lang.fill("trace.crop_list", &[("list", &list)]));
        }
        lines.join("\n") + "\n"
    }
}

/// The value, or its band where it is only to be read with that.
fn value(column: &'static StatColumn, row: &AreaFigures, lang: Lang) -> String {
    match figures::band(column, row) {
        Some(band) => quantity::band_text(column, band, lang),
        None => quantity::value(column, column.value(row), lang),
    }
}

fn input(key: &'static str, assumed: &Assumptions, lang: Lang) -> Option<Input> {
    let (entry, setting) = (Entry::find(key)?, assumed.get(key)?);
    Some(Input {
        key,
        name: lang.text_of("assumption", key),
        value: assumption::value(entry, &setting, lang),
        is_changed: assumed.is_changed(key),
        sources: assumption::sources(&entry.source),
    })
}

/// "N-afvoer (n_removal_kg_ha)".
fn crop_column(column: &str, lang: Lang) -> String {
    let key = match column {
        NORMS => "n_norm",
        other => other,
    };
    format!("{} ({column})", lang.text_of("crop_figure", key))
}

/// The formula with everything filled in: figures of the row by the names of their columns, assumptions by their keys,
/// flows of the cycle.
fn formula(
    column: &StatColumn,
    row: &AreaFigures,
    assumed: &Assumptions,
    lang: Lang,
) -> Option<String> {
    let mut text = quantity::formula(column, lang)?;
    let mut fill = |name: &str, value: &dyn Fn() -> String| {
        let place = format!("{{{name}}}");
        if text.contains(&place) {
            text = text.replace(&place, &value());
        }
    };
    for column in crate::analysis::area_columns::COLUMNS {
        fill(column.name, &|| {
            quantity::value(column, column.value(row), lang)
        });
    }
    for entry in Assumptions::entries() {
        fill(entry.key, &|| {
            let setting = assumed.get(entry.key);
            setting.map_or_else(String::new, |setting| {
                assumption::value(entry, &setting, lang)
            })
        });
    }
    for part in MANURE_PARTS {
        fill(part.key, &|| {
            let setting = assumed.get(&part.key_of(assumed.manure_product));
            setting.map_or_else(String::new, |setting| {
                assumption::manure_value(part, &setting, lang)
            })
        });
    }
    let kg = |kg: f64| {
        let column = StatColumn::find("n_removal_kg");
        debug_assert!(column.is_some_and(|column| column.kind == Kind::Kg));
        column.map_or_else(String::new, |column| {
            format!("{}\u{a0}kg", quantity::bare(column, kg, lang))
        })
    };
    fill("ammonia_kg_ha", &|| {
        let ammonia = row.nutrients.ammonia_n.map(|amount| amount.kg_ha);
        quantity::value(column, ammonia, lang)
    });
    let cycle = match column.name {
        "p2o5_closed_share" => row.cycle.p2o5.flows,
        _ => row.cycle.n.flows,
    };
    let om = row.cycle.om;
    for (name, amount) in [
        ("cycle_feed", cycle.feed),
        ("cycle_manure", cycle.manure),
        ("cycle_need", cycle.need),
        ("cycle_space", cycle.space),
        ("cycle_closed", cycle.closed),
        ("cycle_eom_crops", om.from_crops),
        ("cycle_eom_manure", om.from_manure),
        ("cycle_breakdown", om.breakdown),
    ] {
        fill(name, &|| kg(amount));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::area_columns::COLUMNS;
    use crate::analysis::areas::RowName;
    use crate::domain::assumptions::Setting;

    fn row() -> AreaFigures {
        AreaFigures {
            name: RowName::Area("Zeijen".into()),
            class: None,
            polygon_m2: None,
            totals: Default::default(),
            rotation: Default::default(),
            nutrients: Default::default(),
            cycle: Default::default(),
            known_manure: Default::default(),
        }
    }

    #[test]
    fn every_figure_can_be_traced_in_both_languages() {
        let assumed = Assumptions::default();
        for lang in [Lang::Nl, Lang::En] {
            for column in COLUMNS {
                let trace = Trace::of(column, &row(), &assumed, lang);
                let text = trace.to_text(lang);
                assert!(!text.contains(['{', '}']), "{text}");
                for section in ["figure.", "crop_figure.", "assumption.", "trace."] {
                    assert!(!text.contains(section), "{text}");
                }
                for input in &trace.inputs {
                    assert!(!input.sources.is_empty(), "{}", input.key);
                }
                let rests = RESTS.iter().any(|rests| rests.column == column.name);
                assert_eq!(
                    rests,
                    quantity::is_of_nutrients(column.name) || column.name == "nutrient_coverage",
                    "{}",
                    column.name
                );
                assert_eq!(trace.formula.is_some(), rests, "{}", column.name);
                assert_eq!(trace.inputs.len(), rests_on(column.name).len());
            }
        }
    }

    #[test]
    fn the_formula_holds_the_assumptions_of_now() {
        let assumed = Assumptions::default();
        let assumed = assumed
            .with("soil_mineralisation_n_kg_ha", Setting::Number(23.0))
            .unwrap();
        let column = StatColumn::find("n_surplus_kg_ha").unwrap();
        let trace = Trace::of(column, &row(), &assumed, Lang::Nl);
        let formula = trace.formula.unwrap();
        assert!(formula.contains("23\u{a0}kg N/ha"), "{formula}");
        assert!(
            formula.contains("onbekend"),
            "what is not known is said: {formula}"
        );
        let changed: Vec<&str> = trace
            .inputs
            .iter()
            .filter(|i| i.is_changed)
            .map(|i| i.key)
            .collect();
        assert_eq!(changed, ["soil_mineralisation_n_kg_ha"]);
    }
}

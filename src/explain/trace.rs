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
    assumptions: &'static [&'static str],
    crops: &'static [&'static str],
}

const REMOVAL: &[&str] = &[
    "yield_factor",
    "straw_removed",
    "straw_t_ha",
    "window_years",
];
const NORM: &[&str] = &["region", "nv_area", "window_years"];
const SPACE: &[&str] = &[
    "region",
    "nv_area",
    "grass_before_deduction",
    "window_years",
];
const MANURE: &[&str] = &[
    "manure_product",
    "manure_efficacy",
    "manure_use_fraction",
    "derogation",
    "p_class",
    "region",
    "nv_area",
    "grass_before_deduction",
    "window_years",
];
const MINERAL: &[&str] = &[
    "mineral_use_fraction",
    "manure_product",
    "manure_efficacy",
    "manure_use_fraction",
    "derogation",
    "p_class",
    "region",
    "nv_area",
    "grass_before_deduction",
    "window_years",
];
const SURPLUS: &[&str] = &[
    "nh3_loss",
    "manure_product",
    "manure_efficacy",
    "manure_use_fraction",
    "mineral_use_fraction",
    "derogation",
    "p_class",
    "region",
    "nv_area",
    "grass_before_deduction",
    "deposition_n_kg_ha",
    "soil_mineralisation_n_kg_ha",
    "clover_share",
    "yield_factor",
    "straw_removed",
    "straw_t_ha",
    "window_years",
];
const P_SURPLUS: &[&str] = &[
    "manure_product",
    "manure_efficacy",
    "manure_use_fraction",
    "derogation",
    "p_class",
    "region",
    "nv_area",
    "grass_before_deduction",
    "yield_factor",
    "straw_removed",
    "straw_t_ha",
    "window_years",
];
const BREAKDOWN: &[&str] = &[
    "som_arable_pct",
    "som_grass_pct",
    "decomposition_method",
    "decomposition_pct",
    "temperature_c",
    "window_years",
];
const EOM_CROP: &[&str] = &[
    "catch_crop_eom_kg_ha",
    "grass_eom_per_year",
    "straw_removed",
    "window_years",
];
const BALANCE: &[&str] = &[
    "catch_crop_eom_kg_ha",
    "grass_eom_per_year",
    "straw_removed",
    "manure_product",
    "manure_use_fraction",
    "manure_efficacy",
    "p_class",
    "som_arable_pct",
    "som_grass_pct",
    "decomposition_method",
    "decomposition_pct",
    "temperature_c",
    "window_years",
];
const CARBON: &[&str] = &[
    "om_carbon",
    "catch_crop_eom_kg_ha",
    "grass_eom_per_year",
    "straw_removed",
    "manure_product",
    "manure_use_fraction",
    "som_arable_pct",
    "som_grass_pct",
    "decomposition_method",
    "temperature_c",
    "window_years",
];
const N_CYCLE: &[&str] = &[
    "retention_n",
    "derogation",
    "yield_factor",
    "straw_removed",
    "straw_t_ha",
    "window_years",
];
const P_CYCLE: &[&str] = &[
    "retention_p2o5",
    "p_class",
    "yield_factor",
    "straw_removed",
    "straw_t_ha",
    "window_years",
];
const OM_CYCLE: &[&str] = &[
    "retention_n",
    "catch_crop_eom_kg_ha",
    "grass_eom_per_year",
    "straw_removed",
    "som_arable_pct",
    "som_grass_pct",
    "decomposition_method",
    "temperature_c",
    "window_years",
];
const WINDOW: &[&str] = &["window_years"];

const N_REMOVED: &str = "n_removal_kg_ha";
const P_REMOVED: &str = "p2o5_removal_kg_ha";
const NORMS: &str = "n_norm_*_kg_ha";
const EOM: &str = "eom_kg_ha";
const RESIDUE: &str = "eom_residue_kg_ha";
const FIXATION: &str = "n_fixation_kg_ha";

const fn rests(
    column: &'static str,
    known: Known,
    assumptions: &'static [&'static str],
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
        WINDOW,
        &[N_REMOVED, P_REMOVED],
    ),
    rests("n_removal_kg_ha", Estimated, REMOVAL, &[N_REMOVED]),
    rests("n_removal_kg", Estimated, REMOVAL, &[N_REMOVED]),
    rests("p2o5_removal_kg_ha", Estimated, REMOVAL, &[P_REMOVED]),
    rests("p2o5_removal_kg", Estimated, REMOVAL, &[P_REMOVED]),
    rests("n_norm_kg_ha", Potential, NORM, &[NORMS]),
    rests("n_space_kg_ha", Potential, SPACE, &[NORMS]),
    rests(
        "p2o5_norm_kg_ha",
        Potential,
        &["p_class", "window_years"],
        &[],
    ),
    rests("manure_n_kg_ha", Potential, MANURE, &[NORMS]),
    rests("manure_p2o5_kg_ha", Potential, MANURE, &[NORMS]),
    rests("mineral_n_kg_ha", Potential, MINERAL, &[NORMS]),
    rests(
        "n_deposition_kg_ha",
        Estimated,
        &["deposition_n_kg_ha"],
        &[],
    ),
    rests(
        "n_fixation_kg_ha",
        Estimated,
        &["clover_share", "window_years"],
        &[FIXATION],
    ),
    rests(
        "n_surplus_kg_ha",
        Potential,
        SURPLUS,
        &[NORMS, N_REMOVED, FIXATION],
    ),
    rests(
        "p2o5_surplus_kg_ha",
        Potential,
        P_SURPLUS,
        &[NORMS, P_REMOVED],
    ),
    rests("n_closed_share", Potential, N_CYCLE, &[N_REMOVED]),
    rests("p2o5_closed_share", Potential, P_CYCLE, &[P_REMOVED]),
    rests("eom_crop_kg_ha", Estimated, EOM_CROP, &[EOM, RESIDUE]),
    rests("eom_manure_kg_ha", Potential, MANURE, &[NORMS]),
    rests("som_breakdown_kg_ha", Estimated, BREAKDOWN, &[]),
    rests("om_balance_kg_ha", Potential, BALANCE, &[EOM, RESIDUE]),
    rests("om_balance_low_kg_ha", Potential, BALANCE, &[EOM, RESIDUE]),
    rests("om_balance_high_kg_ha", Potential, BALANCE, &[EOM, RESIDUE]),
    rests(
        "om_closed_share",
        Potential,
        OM_CYCLE,
        &[EOM, RESIDUE, N_REMOVED],
    ),
    rests(
        "soil_carbon_co2_low_kg_ha",
        Potential,
        CARBON,
        &[EOM, RESIDUE],
    ),
    rests(
        "soil_carbon_co2_high_kg_ha",
        Potential,
        CARBON,
        &[EOM, RESIDUE],
    ),
];

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
        let keys = rests.map_or(&[][..], |rests| rests.assumptions);
        let columns = rests.map_or(&[][..], |rests| rests.crops);
        Self {
            title: format!("{}: {name}", figures::row_name(row, lang)),
            value: value(column, row, lang),
            denominator: figures::denominator(column, row, lang),
            meaning: lang.text_of("stats_column", column.name),
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
    let ends = quantity::band(column.name);
    match ends.and_then(|(low, high)| low.value(row).zip(high.value(row))) {
        Some((low, high)) => {
            let [low, high] = [low, high].map(|end| quantity::bare(column, end, lang));
            format!("{low} … {high}\u{a0}{}", quantity::unit(column, lang))
        }
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
    let key = format!("formula.{}", column.name);
    if !Lang::has(&key) {
        return None;
    }
    let mut text = lang.text_of("formula", column.name);
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
                for section in ["formula.", "crop_figure.", "assumption.", "trace."] {
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
                assert_eq!(
                    trace.inputs.len(),
                    RESTS
                        .iter()
                        .find(|r| r.column == column.name)
                        .map_or(0, |r| r.assumptions.len())
                );
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

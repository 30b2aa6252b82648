//! What of a figure was measured or reported, in words: which measures it rests on, and for which part of the land
//! they are known. Whoever reads a figure has to see whether it is read or estimated.

use super::trace::Known;
use crate::analysis::area_columns::StatColumn;
use crate::analysis::areas::AreaFigures;
use crate::domain::nutrients::Measured;
use crate::text::Lang;

use Measured::{
    DepositionN, ManureN, ManureP2o5, MineralN, NRemoval, P2o5Removal, SoilOrganicMatter, Yield,
};

/// A part of the land that is all of it, but for rounding.
const ALL: f64 = 0.9995;

/// The measures that a column rests on where they are known.
pub fn measures(column: &str) -> &'static [Measured] {
    match column {
        "n_removal_kg_ha" | "n_removal_kg" => &[NRemoval, Yield],
        "p2o5_removal_kg_ha" | "p2o5_removal_kg" => &[P2o5Removal, Yield],
        "nutrient_coverage" => &[NRemoval, P2o5Removal],
        "manure_n_kg_ha" => &[ManureN, ManureP2o5],
        "manure_p2o5_kg_ha" | "eom_manure_kg_ha" => &[ManureP2o5, ManureN],
        "mineral_n_kg_ha" => &[MineralN, ManureN],
        "n_deposition_kg_ha" => &[DepositionN],
        "n_surplus_kg_ha" => &[NRemoval, Yield, ManureN, MineralN, DepositionN],
        "p2o5_surplus_kg_ha" => &[P2o5Removal, Yield, ManureP2o5, ManureN],
        "n_closed_share" => &[NRemoval, Yield],
        "p2o5_closed_share" => &[P2o5Removal, Yield],
        "som_breakdown_kg_ha" => &[SoilOrganicMatter],
        "om_closed_share" => &[SoilOrganicMatter, NRemoval, Yield],
        name if name.starts_with("om_balance") || name.starts_with("soil_carbon") => {
            &[SoilOrganicMatter, ManureN, ManureP2o5]
        }
        _ => &[],
    }
}

/// The measure that a column is nothing but, where it is known.
fn itself(column: &str) -> Option<Measured> {
    Some(match column {
        "n_removal_kg_ha" | "n_removal_kg" => NRemoval,
        "p2o5_removal_kg_ha" | "p2o5_removal_kg" => P2o5Removal,
        "manure_n_kg_ha" => ManureN,
        "manure_p2o5_kg_ha" => ManureP2o5,
        "mineral_n_kg_ha" => MineralN,
        "n_deposition_kg_ha" => DepositionN,
        _ => return None,
    })
}

/// Whether a figure is counted, measured, estimated or a potential, with the part of the land that was measured.
pub fn known(column: &StatColumn, row: &AreaFigures, lang: Lang) -> String {
    let rest = lang.text(Known::of(column.name).key());
    let measured = of_measures(column.name, row, lang);
    let manure = known_manure(column.name, row, lang);
    let whole =
        itself(column.name).is_some_and(|measure| row.nutrients.measured[measure.place()] >= ALL);
    let rest = Some(rest.to_owned()).filter(|_| !whole);
    let parts: Vec<String> = [measured, manure, rest].into_iter().flatten().collect();
    parts.join(" ")
}

/// "Gemeten of opgegeven: stikstofafvoer 34,0%."
fn of_measures(column: &str, row: &AreaFigures, lang: Lang) -> Option<String> {
    let shares = &row.nutrients.measured;
    let parts: Vec<String> = measures(column)
        .iter()
        .filter(|measure| shares[measure.place()] > 0.0)
        .map(|measure| {
            let name = lang.text_of("measured_what", measure.key());
            let percent = lang.percent(shares[measure.place()], 1.0);
            format!("{} {percent}", uncapital(&name))
        })
        .collect();
    let list = parts.join(", ");
    (!parts.is_empty()).then(|| lang.fill("measured.of_ground", &[("list", &list)]))
}

fn known_manure(column: &str, row: &AreaFigures, lang: Lang) -> Option<String> {
    let known = match column {
        "n_closed_share" | "om_closed_share" => row.known_manure.n,
        "p2o5_closed_share" => row.known_manure.p2o5,
        _ => None,
    };
    let kg = lang.decimal(known?, 0);
    Some(lang.fill("measured.of_manure", &[("kg", &kg)]))
}

/// A name inside a sentence.
fn uncapital(name: &str) -> String {
    let mut rest = name.chars();
    match rest.next() {
        Some(first) => first.to_lowercase().chain(rest).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::area_columns::COLUMNS;

    #[test]
    fn what_is_measured_has_words_and_a_place_in_a_figure() {
        for measure in Measured::ALL {
            assert!(Lang::has(&format!("measured_what.{}", measure.key())));
            let mut columns = COLUMNS.iter();
            let used = columns.any(|column| measures(column.name).contains(&measure));
            assert!(used, "{}", measure.key());
        }
    }
}

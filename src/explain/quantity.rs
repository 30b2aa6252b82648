//! The words of a figure of the statistics: its name, its unit, its value with the digits that it deserves.

use crate::analysis::area_columns::{Kind, StatColumn};
use crate::text::{Lang, NBSP};

/// One in so many years.
const POTATOES: &str = "potato_freq";

/// What a column of the statistics is called in a sentence: "stikstofoverschot".
pub fn name(column: &str, lang: Lang) -> String {
    part(column, "name", lang)
}

/// The same in short, for the head of a table: "N-overschot".
pub fn short(column: &StatColumn, lang: Lang) -> String {
    part(column.name, "short", lang)
}

/// The short name with its unit, for a text of one line. A share in a file is a part of 1.
pub fn heading(column: &StatColumn, lang: Lang) -> String {
    let (short, unit) = (short(column, lang), unit(column, lang));
    match unit.as_str() {
        "" | "%" => short,
        unit => format!("{short} ({unit})"),
    }
}

/// What a column means, in a sentence.
pub fn meaning(column: &StatColumn, lang: Lang) -> String {
    part(column.name, "meaning", lang)
}

/// How a column is computed, with places for what goes into it; nothing where the meaning says it all.
pub fn formula(column: &StatColumn, lang: Lang) -> Option<String> {
    let has = Lang::has(&format!("figure.{}.formula", column.name));
    has.then(|| part(column.name, "formula", lang))
}

/// All that is said of a figure stands in one place of the texts.
fn part(column: &str, part: &str, lang: Lang) -> String {
    lang.text_of("figure", &format!("{column}.{part}"))
}

/// The unit of a column as people read it; empty for shares, which carry their sign, and for plain numbers.
pub fn unit(column: &StatColumn, lang: Lang) -> String {
    let substance = substance(column.name);
    match column.kind {
        Kind::Hectares => "ha".to_owned(),
        Kind::HectaresPerYear => lang.text("unit.ha_per_year").to_owned(),
        Kind::Share => "%".to_owned(),
        Kind::Count | Kind::Mean => String::new(),
        Kind::KgPerHa => format!("kg{substance}/ha"),
        Kind::Kg => format!("kg{substance}"),
    }
}

/// What the kilogrammes are of, with a space before it.
fn substance(column: &str) -> &'static str {
    if column.contains("p2o5") {
        " P₂O₅"
    } else if column.contains("co2") {
        " CO₂"
    } else if column.contains("eom") || column.contains("om_") || column.contains("som_") {
        ""
    } else {
        " N"
    }
}

/// What a value is multiplied by to stand in its unit.
pub fn factor(column: &StatColumn) -> f64 {
    match column.kind {
        Kind::Share => 100.0,
        _ => 1.0,
    }
}

/// Decimals of a value in its unit.
pub fn decimals(column: &StatColumn) -> usize {
    match column.kind {
        Kind::Share => 1,
        Kind::Mean if column.name == POTATOES => 1,
        kind => kind.shown_decimals(),
    }
}

/// A value without its unit, with the digits that it deserves.
pub fn bare(column: &StatColumn, value: f64, lang: Lang) -> String {
    match column.kind {
        Kind::Share => lang.percent(value, 1.0),
        Kind::Hectares | Kind::HectaresPerYear => {
            let text = lang.ha(value * 10_000.0);
            text.trim_end_matches("ha").trim_end().to_owned()
        }
        Kind::Mean if column.name == POTATOES => {
            format!("1{NBSP}:{NBSP}{}", lang.decimal(value, 1))
        }
        Kind::KgPerHa if is_band(column.name) => lang.decimal(tens(value), 0),
        Kind::Kg if value.abs() >= 10_000.0 => {
            // Totals rest on means: three figures are what they deserve.
            let power = 10_f64.powf(value.abs().log10().floor() - 2.0);
            lang.decimal((value / power).round() * power, 0)
        }
        kind => lang.decimal(value, kind.shown_decimals()),
    }
}

/// A value with its unit; unknown is said.
pub fn value(column: &StatColumn, value: Option<f64>, lang: Lang) -> String {
    let Some(value) = value else {
        return lang.text("number.unknown").to_owned();
    };
    let (text, unit) = (bare(column, value, lang), unit(column, lang));
    match unit.as_str() {
        "" | "%" => text,
        unit => format!("{text}{NBSP}{unit}"),
    }
}

/// Whether a column is about nutrients or organic matter, and so rests on the assumptions.
pub fn is_of_nutrients(column: &str) -> bool {
    let kind = StatColumn::find(column).map(|column| column.kind);
    matches!(kind, Some(Kind::KgPerHa | Kind::Kg)) || column.ends_with("_closed_share")
}

/// Models differ by hundreds: tens are the most that these deserve.
fn is_band(column: &str) -> bool {
    column.starts_with("om_balance") || column.starts_with("soil_carbon")
}

fn tens(value: f64) -> f64 {
    (value / 10.0).round() * 10.0
}

/// A band with its unit: "−120 … 1.100 kg/ha".
pub fn band_text(column: &StatColumn, (low, high): (f64, f64), lang: Lang) -> String {
    let [low, high] = [low, high].map(|end| bare(column, end, lang));
    format!("{low} … {high}{NBSP}{}", unit(column, lang))
}

/// The ends of the band of a column that is only to be read with it.
pub fn band(column: &str) -> Option<(&'static StatColumn, &'static StatColumn)> {
    match column {
        "om_balance_kg_ha" => {
            StatColumn::find("om_balance_low_kg_ha").zip(StatColumn::find("om_balance_high_kg_ha"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::area_columns::COLUMNS;

    fn told(name: &str, number: f64) -> String {
        value(StatColumn::find(name).expect(name), Some(number), Lang::Nl)
    }

    #[test]
    fn every_figure_has_a_name_and_its_unit() {
        for column in COLUMNS {
            for part in ["name", "short", "meaning"] {
                let key = format!("figure.{}.{part}", column.name);
                assert!(Lang::has(&key), "{key}");
            }
        }
        assert_eq!(told("n_surplus_kg_ha", 167.5), "168\u{a0}kg N/ha");
        assert_eq!(
            told("p2o5_removal_kg", 1_234_567.0),
            "1.230.000\u{a0}kg P₂O₅"
        );
        assert_eq!(told("share_mixed", 0.3524), "35,2%");
        assert_eq!(told("potato_freq", 3.44), "1\u{a0}:\u{a0}3,4");
        assert_eq!(told("area_ha", 37_024.4), "37.024\u{a0}ha");
        assert_eq!(told("om_balance_kg_ha", 216.6), "220\u{a0}kg/ha");
        assert_eq!(
            told("soil_carbon_co2_low_kg_ha", -404.0),
            "−400\u{a0}kg CO₂/ha"
        );
        assert_eq!(told("eom_crop_kg_ha", 875.0), "875\u{a0}kg/ha");
        assert_eq!(
            told("grass_ploughed_ha_per_year", 12.34),
            "12,3\u{a0}ha per jaar"
        );
        let unknown = value(
            StatColumn::find("potato_freq").expect("known"),
            None,
            Lang::Nl,
        );
        assert_eq!(unknown, "onbekend");
    }
}

//! The figures of areas in words: how a row and a column are called, a figure with the digits it deserves, and what a
//! share is a part of.

use crate::analysis::area_columns::{Kind, StatColumn};
use crate::analysis::area_sums::Totals;
use crate::analysis::areas::{AreaFigures, RowName};
use crate::domain::Class;
use crate::text::{Lang, NBSP};

/// What a row is called.
pub fn row_name(row: &AreaFigures, lang: Lang) -> String {
    let area = match &row.name {
        RowName::Area(name) if name.trim().is_empty() => lang.text("number.unknown").to_owned(),
        RowName::Area(name) => name.to_string(),
        RowName::Outside => lang.text("areas.row_outside").to_owned(),
        RowName::Overlap => lang.text("areas.row_overlap").to_owned(),
        RowName::Total => lang.text("areas.row_total").to_owned(),
    };
    match row.class.map(Class::key) {
        Some(class) => format!("{area} · {}", lang.text_of("class", class)),
        None => area,
    }
}

/// The unit of a column as people read it; none for pure numbers.
pub fn unit(column: &StatColumn, lang: Lang) -> Option<&'static str> {
    match column.kind {
        Kind::Hectares => Some(lang.text("areas.unit_ha")),
        Kind::HectaresPerYear => Some(lang.text("areas.unit_ha_year")),
        Kind::Share => Some("%"),
        Kind::KgPerHa => Some(lang.text("areas.unit_kg_ha")),
        Kind::Kg => Some(lang.text("areas.unit_kg")),
        Kind::Count | Kind::Mean => None,
    }
}

/// The short name of a column, without its unit.
pub fn name(column: &StatColumn, lang: Lang) -> String {
    lang.text_of("stats_head", column.name)
}

/// The short name of a column with its unit, for a text of one line. A share in a file is a part of 1.
pub fn heading(column: &StatColumn, lang: Lang) -> String {
    let name = name(column, lang);
    match unit(column, lang).filter(|_| column.kind != Kind::Share) {
        Some(unit) => format!("{name} ({unit})"),
        None => name,
    }
}

/// A figure as people read it: no more digits than it deserves, and a word for what is not known.
pub fn shown(column: &StatColumn, row: &AreaFigures, lang: Lang) -> String {
    if column.name == BALANCE
        && let Some(band) = band(row, lang)
    {
        return band;
    }
    match column.value(row) {
        Some(value) => number(column, value, lang),
        None => lang.text("number.unknown").to_owned(),
    }
}

/// The balance of organic matter is a band, and never one figure: models differ by hundreds.
const BALANCE: &str = "om_balance_kg_ha";
/// One in so many years.
const POTATOES: &str = "potato_freq";

/// A value of a column as people read it.
pub fn number(column: &StatColumn, value: f64, lang: Lang) -> String {
    match column.kind {
        Kind::Share => lang.percent(value, 1.0),
        Kind::Mean if column.name == POTATOES => {
            format!("1{NBSP}:{NBSP}{}", lang.decimal(value, 1))
        }
        kind => lang.decimal(value, kind.shown_decimals()),
    }
}

fn band(row: &AreaFigures, lang: Lang) -> Option<String> {
    let figures = &row.nutrients;
    let (low, high) = figures.om_balance_low.zip(figures.om_balance_high)?;
    let tens = |kg_ha: f64| lang.decimal((kg_ha / 10.0).round() * 10.0, 0);
    Some(format!("{} … {}", tens(low.kg_ha), tens(high.kg_ha)))
}

/// What a share of a row is a part of, or the ground that a mean is taken over: "62.290 van 176.787 ha".
pub fn denominator(column: &StatColumn, row: &AreaFigures, lang: Lang) -> Option<String> {
    column.value(row)?;
    let ha = |m2: f64| lang.decimal(m2 / 10_000.0, usize::from(m2 < 1_000_000.0));
    let of = |part: f64, whole: f64| {
        let values = [("part", ha(part)), ("whole", ha(whole))];
        let values = values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        lang.fill("areas.part_of", &values)
    };
    let totals = &row.totals;
    let five = |class: Class| class != Class::Unclassified;
    if let Some(test) = share_of(column.name) {
        return Some(of(totals.m2_of(test), totals.m2_of(five)));
    }
    let kg = |part: f64, whole: f64| {
        let (part, whole) = (lang.decimal(part, 0), lang.decimal(whole, 0));
        lang.fill("areas.kg_of", &[("part", &part), ("whole", &whole)])
    };
    let cycle = &row.cycle;
    Some(match column.name {
        "share_unclassified" => of(totals.m2_of(|class| !five(class)), totals.m2()),
        "n_closed_share" => kg(cycle.n.flows.closed, cycle.n.flows.need),
        "p2o5_closed_share" => kg(cycle.p2o5.flows.closed, cycle.p2o5.flows.need),
        "om_closed_share" => {
            let om = &cycle.om;
            kg(om.from_crops + om.from_manure, om.breakdown)
        }
        "nutrient_coverage" => lang.text("areas.coverage_of").to_owned(),
        name => {
            let m2 = weight(totals, name)?;
            lang.fill("areas.mean_over", &[("ha", &ha(m2))])
        }
    })
}

/// The classes that a share is of; `None` for other columns.
fn share_of(name: &str) -> Option<fn(Class) -> bool> {
    Some(match name {
        "share_none_mixed" => |class| class == Class::NoneMixed,
        "share_none_arable" => |class| class == Class::NoneArable,
        "share_none_livestock" => |class| class == Class::NoneLivestock,
        "share_extensive" => |class| class == Class::Extensive,
        "share_intensive" => |class| class == Class::Intensive,
        "share_mixed" => Class::is_mixed_use,
        "share_cooperation" => Class::is_cooperation,
        _ => return None,
    })
}

/// The ground that a mean over parcels is taken over, m².
fn weight(totals: &Totals, column: &str) -> Option<f64> {
    let indicator = column.strip_suffix("_mean").unwrap_or(column);
    let indicator = if indicator == "rest_ok_share" {
        "rest_ok"
    } else {
        indicator
    };
    totals.weight(indicator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::area_columns::{COLUMNS, ColumnGroup};

    fn row() -> AreaFigures {
        let mut totals = Totals::default();
        totals.classes[0].m2 = 300_000.0;
        totals.classes[4].m2 = 1_000_000.0;
        totals.classes[5].m2 = 100_000.0;
        AreaFigures {
            name: RowName::Total,
            class: None,
            polygon_m2: None,
            totals,
            rotation: Default::default(),
            nutrients: Default::default(),
            cycle: Default::default(),
            known_manure: Default::default(),
        }
    }

    fn column(name: &str) -> &'static StatColumn {
        StatColumn::find(name).unwrap()
    }

    #[test]
    fn a_share_says_what_it_is_a_part_of_and_unknown_is_a_word() {
        let (row, lang) = (row(), Lang::Nl);
        let share = column("share_cooperation");
        assert_eq!(shown(share, &row, lang), "76,9%");
        assert_eq!(denominator(share, &row, lang).unwrap(), "100 van 130 ha");
        let unclassified = denominator(column("share_unclassified"), &row, lang);
        assert_eq!(unclassified.unwrap(), "10,0 van 140 ha");
        for name in [
            "potato_freq",
            "om_balance_kg_ha",
            "polygon_ha",
            "rest_share",
        ] {
            assert_eq!(shown(column(name), &row, lang), "onbekend", "{name}");
            assert_eq!(denominator(column(name), &row, lang), None, "{name}");
        }
        assert_eq!(
            number(column("potato_freq"), 3.25, Lang::En),
            "1\u{a0}:\u{a0}3.2"
        );
    }

    #[test]
    fn every_column_and_every_group_has_a_name_in_both_languages() {
        for column in COLUMNS {
            assert!(
                Lang::has(&format!("stats_head.{}", column.name)),
                "{}",
                column.name
            );
        }
        for group in ColumnGroup::ALL {
            assert!(
                Lang::has(&format!("stats_group.{}", group.key())),
                "{group:?}"
            );
        }
    }
}

//! The figures of areas in words: how a row and a column are called, a figure with the digits it deserves, and what a
//! share is a part of.

use super::quantity;
use crate::analysis::area_columns::{Kind, StatColumn};
use crate::analysis::areas::{AreaFigures, RowName};
use crate::domain::Class;
use crate::text::Lang;

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

/// A figure as people read it: no more digits than it deserves, and a word for what is not known.
pub fn shown(column: &StatColumn, row: &AreaFigures, lang: Lang) -> String {
    if let Some((low, high)) = band(column, row) {
        let [low, high] = [low, high].map(|end| quantity::bare(column, end, lang));
        return format!("{low} … {high}");
    }
    match column.value(row) {
        Some(value) => number(column, value, lang),
        None => lang.text("number.unknown").to_owned(),
    }
}

/// A value of a column as people read it in a table: hectares have the same decimals, so that points stand below each
/// other.
pub fn number(column: &StatColumn, value: f64, lang: Lang) -> String {
    match column.kind {
        Kind::Hectares | Kind::HectaresPerYear => lang.decimal(value, column.kind.shown_decimals()),
        _ => quantity::bare(column, value, lang),
    }
}

/// The ends of the band of a figure that is only to be read with it: models differ by hundreds.
pub fn band(column: &StatColumn, row: &AreaFigures) -> Option<(f64, f64)> {
    let (low, high) = quantity::band(column.name)?;
    low.value(row).zip(high.value(row))
}

/// "62.290 van 176.787 ha".
pub fn part_of(part_m2: f64, whole_m2: f64, lang: Lang) -> String {
    let ha = |m2: f64| lang.decimal(m2 / 10_000.0, usize::from(m2.abs() < 1_000_000.0));
    let (part, whole) = (ha(part_m2), ha(whole_m2));
    lang.fill("areas.part_of", &[("part", &part), ("whole", &whole)])
}

/// What a share of a row is a part of, or the ground that a mean is taken over: "62.290 van 176.787 ha".
pub fn denominator(column: &StatColumn, row: &AreaFigures, lang: Lang) -> Option<String> {
    column.value(row)?;
    let totals = &row.totals;
    let five = |class: Class| class != Class::Unclassified;
    if let Some(test) = share_of(column.name) {
        return Some(part_of(totals.m2_of(test), totals.m2_of(five), lang));
    }
    let kg = |part: f64, whole: f64| {
        let (part, whole) = (lang.decimal(part, 0), lang.decimal(whole, 0));
        lang.fill("areas.kg_of", &[("part", &part), ("whole", &whole)])
    };
    let cycle = &row.cycle;
    Some(match column.name {
        "share_unclassified" => part_of(totals.m2_of(|class| !five(class)), totals.m2(), lang),
        "n_closed_share" => kg(cycle.n.flows.closed, cycle.n.flows.need),
        "p2o5_closed_share" => kg(cycle.p2o5.flows.closed, cycle.p2o5.flows.need),
        "om_closed_share" => {
            let om = &cycle.om;
            kg(om.from_crops + om.from_manure, om.breakdown)
        }
        "nutrient_coverage" => {
            let [known, all] = row.nutrients.covered;
            let part = part_of(known, all, lang);
            lang.fill("areas.hectare_years", &[("part", &part)])
        }
        "rest_ok_share" => {
            let [sum, m2] = totals.weighted("rest_ok")?;
            part_of(sum, m2, lang)
        }
        name => {
            let indicator = name.strip_suffix("_mean").unwrap_or(name);
            let [sum, m2] = totals.weighted(indicator)?;
            let ha = lang.decimal(m2 / 10_000.0, usize::from(m2 < 1_000_000.0));
            let over = lang.fill("areas.mean_over", &[("ha", &ha)]);
            match column.kind {
                // Parts of the years of parcels: as if that part of the ground had it all the time.
                Kind::Share => format!("{} ({over})", part_of(sum, m2, lang)),
                _ => over,
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::area_columns::ColumnGroup;
    use crate::analysis::area_sums::Totals;
    use crate::analysis::land::AVERAGED;

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
        let mut known = row.clone();
        known.totals.indicators = [[600_000.0, 1_300_000.0]; AVERAGED.len()];
        known.nutrients.coverage = Some(0.8);
        known.nutrients.covered = [800_000.0, 1_000_000.0];
        let of = |name| denominator(column(name), &known, lang).unwrap();
        assert_eq!(of("rest_ok_share"), "60,0 van 130 ha");
        let years = "60,0 van 130 ha (gemiddelde over 130 ha met een waarde)";
        assert_eq!(of("arable_share"), years);
        assert_eq!(of("groups_mean"), "gemiddelde over 130 ha met een waarde");
        let covered = "80,0 van 100 ha-jaren met akkerbouw of veeteelt";
        assert_eq!(of("nutrient_coverage"), covered);
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
    fn every_group_has_a_name_in_both_languages() {
        for group in ColumnGroup::ALL {
            assert!(
                Lang::has(&format!("stats_group.{}", group.key())),
                "{group:?}"
            );
        }
    }
}

//! What charts promise, whatever they show: numbers that add up, words in both languages, nothing outside the sheet.

use std::sync::LazyLock;

use super::alluvial;
use super::alluvial::Shown;
use super::classes::{self, ClassBar};
use super::compare::{self, Compared};
use super::crops;
use super::cycle::{self, Stream, Substance};
use super::data::{DataTable, Datum};
use super::key;
use super::over_years::{self, Series};
use super::page::width_of;
use super::scales::{self, Scale, Seen};
use super::sequences::{self, Ranking};
use super::{Chart, Look, SpotOf};
use crate::analysis::area_columns::StatColumn;
use crate::analysis::cycle_sums::{AreaCycle, LandPart, LandParts, NutrientCycle, OrganicCycle};
use crate::analysis::scales::ScaleFigures;
use crate::analysis::sequences::{CommonSequence, Transition};
use crate::analysis::spread::Spread;
use crate::domain::nutrients::{Cycle, CycleInput};
use crate::domain::{Class, CropGroup, Year};
use crate::export::drawing::{Anchor, Mark};
use crate::export::ink::Ink;
use crate::export::{png, raster};
use crate::io::atomic;
use crate::job::Progress;
use crate::map::{ClassColours, PaletteName};
use crate::text::Lang;

const SIZES: [[f64; 2]; 3] = [[720.0, 320.0], [420.0, 240.0], [1200.0, 800.0]];

fn year(number: i64) -> Year {
    Year::new(number).expect("a year")
}

fn bars() -> Vec<ClassBar> {
    let bar = |name: &str, ha: [f64; 6]| ClassBar {
        name: name.to_owned(),
        m2: ha.map(|ha| ha * 10_000.0),
    };
    vec![
        bar("Zeijen", [300.0, 250.0, 400.0, 120.0, 480.0, 35.5]),
        bar(
            "Een gebied met een heel lange naam op de kaart",
            [0.0, 12.0, 0.0, 0.0, 3.0, 0.0],
        ),
        bar("Leeg", [0.0; 6]),
    ]
}

fn compared() -> Vec<Compared> {
    let one = |name: &str, value, band| Compared {
        name: name.to_owned(),
        letter: None,
        style: None,
        is_whole: name == "totaal",
        value,
        band,
        spread: value.map(|value| Spread {
            p10: value - 80.0,
            median: value - 10.0,
            p90: value + 120.0,
        }),
    };
    let class = Compared {
        letter: Some(key::letter(Class::Intensive)),
        style: Some(PaletteName::default().class(Class::Intensive)),
        ..one("intensief", Some(216.6), Some((-120.0, 1100.0)))
    };
    vec![
        class,
        one("Zeijen", Some(-340.0), Some((-600.0, -100.0))),
        one("Vries", None, None),
        one("totaal", Some(55.0), Some((-10.0, 200.0))),
    ]
}

fn spread_only() -> Vec<Compared> {
    let items = compared().into_iter();
    items.map(|item| Compared { band: None, ..item }).collect()
}

fn series() -> Vec<Series> {
    let line = |name: &str, is_main, values: &[Option<f64>]| Series {
        name: name.to_owned(),
        is_main,
        colour: None,
        values: (2015..).map(year).zip(values.iter().copied()).collect(),
    };
    vec![
        line(
            "totaal",
            true,
            &[Some(180.0), Some(182.0), Some(190.5), Some(191.0)],
        ),
        line(
            "Zeijen",
            false,
            &[Some(170.0), None, Some(175.0), Some(190.0)],
        ),
        line("leeg", false, &[None; 4]),
    ]
}

/// The crop groups as kinds.
fn kinds() -> Vec<Shown> {
    let shown = |group: CropGroup| Shown {
        name: Lang::Nl.text_of("crop_group", group.key()),
        group,
    };
    CropGroup::ALL.map(shown).into()
}

/// A ranking of two sequences of three years.
fn sequences_of(list: &[CommonSequence], look: Look<'_>) -> Chart {
    let years = [2015, 2016, 2017].map(year);
    let ranking = Ranking {
        name: "Zeijen",
        years: &years,
        kinds: &kinds(),
        list,
        whole_ha: 400.0,
        is_cyclic: false,
    };
    sequences::chart(&ranking, look)
}

fn two_sequences() -> Vec<CommonSequence> {
    let one = |kinds: [usize; 3], ha, parcels| CommonSequence {
        kinds: kinds.into(),
        ha,
        parcels,
    };
    vec![one([0, 0, 2], 120.0, 31), one([1, 2, 3], 40.0, 9)]
}

/// Ground that moves on: what a year ends with is what the next begins with.
fn transitions() -> Vec<Transition> {
    let n = CropGroup::ALL.len();
    let mut ground: Vec<f64> = (0..n).map(|place| 10.0 * (place as f64 + 1.0)).collect();
    let pairs = [(2015, 2016), (2016, 2017), (2018, 2019)];
    let mut list = Vec::new();
    for (from, to) in pairs {
        let mut hectares = vec![vec![0.0; n]; n];
        let mut next = vec![0.0; n];
        for place in 0..n {
            for (target, part) in [(place, 0.5), ((place + 1) % n, 0.3), ((place + 4) % n, 0.2)] {
                hectares[place][target] += ground[place] * part;
                next[target] += ground[place] * part;
            }
        }
        ground = next;
        list.push(Transition {
            place: from as usize - 2015,
            from: year(from),
            to: year(to),
            hectares,
        });
    }
    list
}

fn area_cycle() -> (AreaCycle, LandParts) {
    let part = |feed, need, space| LandPart { feed, need, space };
    let parts = [
        part(52_000.0, 52_000.0, 30_000.0),
        part(21_000.0, 44_000.0, 28_000.0),
        part(0.0, 30_000.0, 26_000.0),
        part(500.0, 800.0, 400.0),
    ];
    let sum = |of: fn(&LandPart) -> f64| parts.iter().map(of).sum();
    let flows = Cycle::of(CycleInput {
        feed: sum(|p| p.feed),
        need: sum(|p| p.need),
        space: sum(|p| p.space),
        retention: 0.25,
        known_manure: None,
    });
    let nutrient = NutrientCycle {
        flows,
        closed_share: flows.share(),
    };
    let land = LandParts {
        n: parts,
        p2o5: parts,
    };
    let area = AreaCycle {
        n: nutrient,
        p2o5: nutrient,
        om: OrganicCycle {
            from_crops: 900_000.0,
            from_manure: 600_000.0,
            breakdown: 1_700_000.0,
            closed_share: Some(1.5 / 1.7),
        },
    };
    (area, land)
}

fn seen() -> Vec<Seen> {
    let figures = |units, groups, both| ScaleFigures {
        m2: 5e7,
        units,
        groups: Some(groups),
        shannon: Some(0.9),
        simpson: Some(0.5),
        both_sectors: Some(both),
        potato_freq: Some(3.4),
    };
    vec![
        Seen {
            scale: Scale::Parcel,
            figures: Some(figures(10_412, 3.2, 0.56)),
        },
        Seen {
            scale: Scale::Farm,
            figures: None,
        },
        Seen {
            scale: Scale::Area,
            figures: Some(figures(14, 9.0, 1.0)),
        },
    ]
}

fn all(look: Look<'_>) -> Vec<(&'static str, Chart)> {
    let column = |name| StatColumn::find(name).expect("a column");
    let crop_years: Vec<_> = (2015..2025)
        .map(|n| {
            (
                year(n),
                std::array::from_fn(|place| 100.0 / (place as f64 + 1.0)),
            )
        })
        .collect();
    let (area, land) = area_cycle();
    vec![
        ("classes", classes::chart(&bars(), false, look)),
        ("class_shares", classes::chart(&bars(), true, look)),
        (
            "compare",
            compare::chart(&compared(), column("om_balance_kg_ha"), look),
        ),
        (
            "compare_spread",
            compare::chart(&spread_only(), column("n_surplus_kg_ha"), look),
        ),
        (
            "over_years",
            over_years::chart(&series(), column("n_removal_kg_ha"), look),
        ),
        ("crops", crops::chart("Zeijen", &crop_years, false, look)),
        (
            "crop_shares",
            crops::chart("Zeijen", &crop_years, true, look),
        ),
        (
            "alluvial",
            alluvial::chart("Zeijen", &transitions(), &kinds(), look),
        ),
        (
            "cycle_n",
            cycle::chart("Zeijen", &area, &land, Substance::Nitrogen, look),
        ),
        (
            "cycle_om",
            cycle::chart("Zeijen", &area, &land, Substance::OrganicMatter, look),
        ),
        ("sequences", sequences_of(&two_sequences(), look)),
        ("no_sequences", sequences_of(&[], look)),
        ("scales", scales::chart(&seen(), look)),
        ("no_classes", classes::chart(&[], false, look)),
        ("no_values", compare::chart(&[], column("parcels"), look)),
        (
            "no_years",
            over_years::chart(&[], column("n_removal_kg_ha"), look),
        ),
        ("no_crops", crops::chart("Zeijen", &[], true, look)),
        ("no_pairs", alluvial::chart("Zeijen", &[], &kinds(), look)),
        (
            "no_cycle",
            cycle::chart(
                "Zeijen",
                &AreaCycle::default(),
                &LandParts::default(),
                Substance::Phosphate,
                look,
            ),
        ),
        ("no_scales", scales::chart(&[], look)),
    ]
}

fn look(lang: Lang, ink: Ink, size: [f64; 2]) -> Look<'static> {
    static FIG1: LazyLock<ClassColours> = LazyLock::new(ClassColours::default);
    Look {
        lang,
        ink,
        classes: &FIG1,
        size,
        source: "Percelen 2015–2024 (drenthe.shp); aannames: standaard",
    }
}

/// Every chart, in every language, ink and size.
fn each(mut check: impl FnMut(&str, &Chart, Look<'_>)) {
    for lang in [Lang::Nl, Lang::En] {
        for ink in [Ink::LIGHT, Ink::DARK] {
            for size in SIZES {
                let look = look(lang, ink, size);
                for (name, chart) in all(look) {
                    check(name, &chart, look);
                }
            }
        }
    }
}

fn texts(chart: &Chart) -> impl Iterator<Item = &crate::export::drawing::Line> {
    chart.drawing.marks.iter().filter_map(|mark| match mark {
        Mark::Text(line) => Some(line),
        _ => None,
    })
}

#[test]
fn every_word_is_in_the_language_and_none_is_a_key() {
    each(|name, chart, _| {
        let told = chart.spots.iter().map(|spot| spot.told.as_str());
        let lines = texts(chart).map(|line| line.text.as_str());
        let titles: Vec<String> = chart
            .data
            .columns
            .iter()
            .map(crate::export::chart::data::DataColumn::title)
            .collect();
        let rest = [chart.drawing.title.as_str(), chart.drawing.alt.as_str()];
        let all = told
            .chain(lines)
            .chain(titles.iter().map(String::as_str))
            .chain(rest);
        for text in all {
            assert!(!text.contains(['{', '}', '_']), "{name}: {text}");
            assert!(
                !text.contains("chart.") && !text.contains("NaN"),
                "{name}: {text}"
            );
        }
        assert!(
            !chart.drawing.title.is_empty() && chart.drawing.alt.len() > 10,
            "{name}"
        );
    });
}

#[test]
fn every_word_stands_on_the_sheet() {
    each(|name, chart, look| {
        for line in texts(chart) {
            let width = width_of(&line.text, line.size);
            let left = match line.anchor {
                Anchor::Start => line.at[0],
                Anchor::Middle => line.at[0] - width / 2.0,
                Anchor::End => line.at[0] - width,
            };
            let [w, h] = look.size;
            assert!(
                left >= -0.5 && left + width <= w + 0.5,
                "{name} {w}: {}",
                line.text
            );
            assert!(
                line.at[1] >= 0.0 && line.at[1] <= h,
                "{name} {h}: {}",
                line.text
            );
        }
        for spot in &chart.spots {
            for [x, y] in &spot.outline {
                let [w, h] = look.size;
                assert!(x.is_finite() && y.is_finite(), "{name}: {}", spot.told);
                assert!(
                    (-2.0..=w + 2.0).contains(x) && (-2.0..=h + 2.0).contains(y),
                    "{name}: {}",
                    spot.told
                );
            }
        }
    });
}

#[test]
fn a_row_of_numbers_has_a_cell_per_column() {
    each(|name, chart, _| {
        for row in &chart.data.rows {
            assert_eq!(row.len(), chart.data.columns.len(), "{name}");
        }
    });
}

fn number(datum: &Datum) -> f64 {
    match datum {
        Datum::Number(number) => *number,
        _ => f64::NAN,
    }
}

fn sum_of(table: &DataTable, row: usize, unit: &str) -> f64 {
    let cells = table.rows[row].iter().zip(&table.columns);
    let of_unit = cells.filter(|(_, column)| column.unit == unit);
    of_unit.map(|(cell, _)| number(cell)).sum()
}

#[test]
fn bars_add_up_and_shares_make_a_whole() {
    let look = look(Lang::Nl, Ink::LIGHT, SIZES[0]);
    let chart = classes::chart(&bars(), true, look);
    for (row, bar) in bars().iter().enumerate().take(2) {
        let ha: f64 = bar.m2.iter().sum::<f64>() / 10_000.0;
        // The classes, and once more together.
        assert!((sum_of(&chart.data, row, "ha") - 2.0 * ha).abs() < 1e-6);
        assert!((sum_of(&chart.data, row, "%") - 100.0).abs() < 1e-9);
    }
    // The bar of an area is as long as its classes together: the spots join without a gap.
    let of_bar = chart
        .spots
        .iter()
        .filter(|spot| spot.told.starts_with("Zeijen"));
    let mut ends: Vec<[f64; 2]> = of_bar.map(|s| [s.outline[0][0], s.outline[1][0]]).collect();
    ends.sort_by(|a, b| a[0].total_cmp(&b[0]));
    assert_eq!(ends.len(), 6);
    assert!(
        ends.windows(2)
            .all(|pair| (pair[0][1] - pair[1][0]).abs() < 1e-9)
    );
    let crops = crops::chart("Zeijen", &[(year(2024), [1.0; 9])], true, look);
    assert!((sum_of(&crops.data, 0, "%") - 100.0).abs() < 1e-9);
}

#[test]
fn flows_conserve_hectares_in_every_year() {
    let transitions = transitions();
    let look = look(Lang::Nl, Ink::LIGHT, SIZES[0]);
    let chart = alluvial::chart("Zeijen", &transitions, &kinds(), look);
    for transition in &transitions {
        let before = transition.from.to_string();
        let rows = chart
            .data
            .rows
            .iter()
            .filter(|row| row[0] == Datum::Text(before.clone()));
        let shown: f64 = rows.map(|row| number(&row[4])).sum();
        let ground: f64 = transition.hectares.iter().flatten().sum();
        assert!((shown - ground).abs() < 1e-6, "{before}: {shown} {ground}");
    }
    let flows = chart
        .spots
        .iter()
        .filter(|spot| matches!(spot.of, SpotOf::Flow { .. }));
    assert_eq!(flows.count(), chart.data.rows.len(), "a band per number");
    // Where a year is missing no band runs.
    assert!(
        !chart
            .data
            .rows
            .iter()
            .any(|row| row[0] == Datum::Text("2017".to_owned()))
    );
}

#[test]
fn sequences_are_ranked_with_their_denominator_and_lead_to_their_parcels() {
    let chart = sequences_of(&two_sequences(), look(Lang::Nl, Ink::LIGHT, SIZES[0]));
    assert!(
        chart.drawing.title.contains("40,0%") && chart.drawing.title.contains("160 van 400"),
        "{}",
        chart.drawing.title
    );
    let ranks = chart.spots.iter().map(|spot| spot.of);
    let ranks: Vec<SpotOf> = ranks.collect();
    assert_eq!(ranks, [SpotOf::Sequence(0), SpotOf::Sequence(1)]);
    let told = &chart.spots[0].told;
    assert!(told.contains("gras–gras–aardappel"), "{told}");
    assert!(told.contains("30,0% van 400"), "{told}");
    assert_eq!(chart.data.rows.len(), 2);
}

fn into(streams: &[Stream], place: usize) -> f64 {
    streams.iter().filter(|s| s.to == place).map(|s| s.kg).sum()
}

fn out_of(streams: &[Stream], place: usize) -> f64 {
    streams
        .iter()
        .filter(|s| s.from == place)
        .map(|s| s.kg)
        .sum()
}

#[test]
fn what_flows_into_a_box_flows_out_of_it_and_the_need_is_met() {
    let (area, land) = area_cycle();
    let fig1 = ClassColours::default();
    let (stocks, streams) = cycle::of_nutrient(&area.n, &land.n, &fig1, Lang::Nl);
    for (place, stock) in stocks.iter().enumerate() {
        let (inward, outward) = (into(&streams, place), out_of(&streams, place));
        let is_between = inward > 0.0 && outward > 0.0;
        assert!(
            !is_between || (inward - outward).abs() < 1e-6,
            "{}: {inward} {outward}",
            stock.name
        );
    }
    let need: f64 = streams
        .iter()
        .filter(|s| stocks[s.to].name.starts_with("behoefte"))
        .map(|s| s.kg)
        .sum();
    assert!((need - area.n.flows.need).abs() < 1e-6);
    let feed = stocks
        .iter()
        .position(|stock| stock.name == "voer")
        .expect("feed");
    assert!((out_of(&streams, feed) - area.n.flows.feed).abs() < 1e-6);
    let (stocks, streams) = cycle::of_organic(&area.om, Lang::Nl);
    let breakdown = stocks
        .iter()
        .position(|stock| stock.name == "afbraak")
        .expect("breakdown");
    assert!((into(&streams, breakdown) - area.om.breakdown).abs() < 1e-6);
    let gained = OrganicCycle {
        breakdown: 1_000_000.0,
        ..area.om
    };
    let (_, streams) = cycle::of_organic(&gained, Lang::Nl);
    assert!((into(&streams, 4) - 500_000.0).abs() < 1e-6);
}

#[test]
fn unknown_is_said_and_never_a_bar() {
    let look = look(Lang::Nl, Ink::LIGHT, SIZES[0]);
    let column = StatColumn::find("n_surplus_kg_ha").expect("a column");
    let mut items = compared();
    for item in &mut items {
        item.band = None;
    }
    let chart = compare::chart(&items, column, look);
    assert!(texts(&chart).any(|line| line.text == "onbekend"));
    assert_eq!(chart.data.rows[2][1], Datum::Unknown);
    assert!(
        chart.drawing.alt.contains("Vries: onbekend"),
        "{}",
        chart.drawing.alt
    );
    let scales = scales::chart(&seen(), look);
    assert!(texts(&scales).any(|line| line.text == "kies bedrijfskolom"));
}

#[test]
fn a_place_on_the_chart_tells_its_figure_and_leads_to_its_formula() {
    let look = look(Lang::Nl, Ink::LIGHT, SIZES[0]);
    let column = StatColumn::find("om_balance_kg_ha").expect("a column");
    let chart = compare::chart(&compared(), column, look);
    let spot = chart
        .spot_at([360.0, chart.spots[0].outline[0][1] + 4.0])
        .expect("a bar");
    assert_eq!(spot.of, SpotOf::Column("om_balance_kg_ha"));
    assert!(
        spot.told.starts_with("intensief: −120 … 1.100\u{a0}kg/ha"),
        "{}",
        spot.told
    );
    assert!(chart.spot_at([-5.0, -5.0]).is_none());
}

/// With `RUILKAART_PICTURES` every chart is also drawn into that folder, to be looked at.
#[test]
fn every_chart_can_be_drawn() {
    let folder = std::env::var_os("RUILKAART_PICTURES").map(std::path::PathBuf::from);
    for (lang, ink, tone) in [
        (Lang::Nl, Ink::LIGHT, "light"),
        (Lang::En, Ink::DARK, "dark"),
    ] {
        for (name, chart) in all(look(lang, ink, SIZES[0])) {
            let raster = raster::draw(&chart.drawing, 1.5, &Progress::default());
            let raster = raster.expect("a picture");
            assert_eq!(raster.size_px, [1080, 480], "{name}");
            if let Some(folder) = &folder {
                let bytes = png::encode_rgba(&raster.rgba, raster.size_px, None).expect("pixels");
                let file = folder.join(format!("{name}-{tone}.png"));
                atomic::write(&file, |out| std::io::Write::write_all(out, &bytes)).expect("a file");
            }
        }
    }
}

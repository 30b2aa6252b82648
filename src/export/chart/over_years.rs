//! Which way an indicator goes: a line per area or class over the years, its name at its end.

use super::axis::Axis;
use super::compare::capital;
use super::data::{DataColumn, DataTable, Datum};
use super::page::{GAP, Page, SMALL, TEXT, fitted, width_of};
use super::{Chart, Look, SpotOf};
use crate::analysis::area_columns::StatColumn;
use crate::domain::Year;
use crate::explain::quantity;
use crate::export::drawing::{Anchor, Fill, Mark, Shape, Stroke};
use crate::geometry::Bounds;
use crate::map::Rgb;
use crate::text::Lang;

/// Least height between two names at the ends of lines.
const APART: f64 = 14.0;
/// Widest name, as a part of the chart.
const NAMES: f64 = 0.28;
/// Dashes that tell lines apart without colour, in points.
const DASHES: [&[f64]; 4] = [&[], &[6.0, 3.0], &[2.0, 3.0], &[8.0, 3.0, 2.0, 3.0]];

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// The one that the title is about.
    pub is_main: bool,
    /// Its colour, where it has one of its own.
    pub colour: Option<Rgb>,
    /// The value of each year; nothing where it is not known.
    pub values: Vec<(Year, Option<f64>)>,
}

/// The chart of a column.
pub fn chart(series: &[Series], column: &'static StatColumn, look: Look<'_>) -> Chart {
    let lang = look.lang;
    let mut page = Page::new(look, title(series, column, lang));
    let data = data(series, column, lang);
    let mut known = series.iter().flat_map(|series| &series.values);
    if !known.any(|(_, value)| value.is_some()) {
        page.instead(lang.text("chart.nothing"));
        return page.finish(lang.text("chart.nothing"), data);
    }
    draw(&mut page, series, column);
    let alt = series.iter().map(|series| told(series, column, lang));
    page.finish(&alt.collect::<Vec<_>>().join("; "), data)
}

/// The first and the last known value.
fn ends(series: &Series) -> Option<((Year, f64), (Year, f64))> {
    let known = |(year, value): &(Year, Option<f64>)| Some((*year, (*value)?));
    let first = series.values.iter().find_map(known)?;
    let last = series.values.iter().rev().find_map(known)?;
    Some((first, last))
}

/// "Stikstofafvoer van Zeijen: van 180 kg N/ha in 2015 naar 190 kg N/ha in 2024".
fn title(series: &[Series], column: &'static StatColumn, lang: Lang) -> String {
    let name = capital(&quantity::name(column.name, lang));
    let main = series
        .iter()
        .find(|series| series.is_main)
        .or(series.first());
    let Some((main, (first, last))) = main.and_then(|main| Some((main, ends(main)?))) else {
        return name;
    };
    let value = |value: f64| quantity::value(column, Some(value), lang);
    let (from, to) = (value(first.1), value(last.1));
    let (since, until) = (first.0.to_string(), last.0.to_string());
    let values = [
        ("figure", name.as_str()),
        ("name", main.name.as_str()),
        ("from", &from),
        ("since", &since),
        ("to", &to),
        ("until", &until),
    ];
    lang.fill("chart.over_years", &values)
}

fn draw(page: &mut Page<'_>, series: &[Series], column: &'static StatColumn) {
    let (lang, ink) = (page.look.lang, page.look.ink);
    page.room.max[1] -= SMALL + GAP;
    let room = page.room;
    let names = series.iter().map(|series| width_of(&series.name, TEXT));
    let names = names.fold(0.0, f64::max).min(room.width() * NAMES);
    let factor = quantity::factor(column);
    let values = series.iter().flat_map(|series| &series.values);
    let values = values.filter_map(|(_, value)| Some((*value)? * factor));
    let axis = Axis::over(values, 4, [room.max[1], room.min[1] + 4.0]);
    let unit = quantity::unit(column, lang);
    let words: Vec<String> = axis
        .ticks
        .iter()
        .map(|tick| tick_text(*tick, &axis, &unit, lang))
        .collect();
    let right = room.max[0] - names - 2.0 * GAP;
    let left = page.level_grid(&axis, words, right);
    let years = years(series);
    let x_of = |year: Year| place(year, &years, left, right);
    for year in labelled(&years, right - left) {
        let at = [x_of(*year), room.max[1] + SMALL + 2.0];
        page.anchored(year.to_string(), at, Anchor::Middle, SMALL, ink.secondary);
    }
    // The main line last, over the others.
    let mut order: Vec<usize> = (0..series.len()).collect();
    order.sort_by_key(|place| series[*place].is_main);
    let tops = name_places(series, &axis, factor, &room);
    for place in order {
        let one = &series[place];
        let colour = match (one.colour, one.is_main) {
            (_, true) => ink.accent,
            (Some(colour), false) => colour,
            (None, false) => ink.grey,
        };
        line(
            page,
            one,
            DASHES[place % DASHES.len()],
            colour,
            &|(year, value)| [x_of(year), axis.at(value * factor)],
        );
        marks(page, one, column, colour, &|(year, value)| {
            [x_of(year), axis.at(value * factor)]
        });
        if let Some(y) = tops[place] {
            let words = fitted(&one.name, TEXT, names);
            let tone = if one.is_main { ink.text } else { ink.secondary };
            page.text(words, [right + 2.0 * GAP, y + TEXT * 0.35], TEXT, tone);
        }
    }
}

fn tick_text(tick: f64, axis: &Axis, unit: &str, lang: Lang) -> String {
    let words = lang.decimal(tick, axis.decimals);
    let is_last = axis
        .ticks
        .last()
        .is_some_and(|last| (last - tick).abs() < 1e-9);
    match unit {
        "" => words,
        "%" => format!("{words}%"),
        unit if is_last => format!("{words}\u{a0}{unit}"),
        _ => words,
    }
}

fn years(series: &[Series]) -> Vec<Year> {
    let all = series.iter().flat_map(|series| &series.values);
    let mut years: Vec<Year> = all.map(|(year, _)| *year).collect();
    years.sort_unstable();
    years.dedup();
    years
}

fn place(year: Year, years: &[Year], left: f64, right: f64) -> f64 {
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return left;
    };
    let span = f64::from(last.since(*first));
    if span > 0.0 {
        left + f64::from(year.since(*first)) / span * (right - left)
    } else {
        (left + right) / 2.0
    }
}

/// Years whose numbers have room.
pub(super) fn labelled(years: &[Year], width: f64) -> impl Iterator<Item = &Year> {
    let most = (width / 40.0).floor().max(1.0) as usize;
    let every = years.len().div_ceil(most).max(1);
    years.iter().step_by(every)
}

/// Where the names stand at the ends of their lines, moved apart where they would touch.
fn name_places(series: &[Series], axis: &Axis, factor: f64, room: &Bounds) -> Vec<Option<f64>> {
    let wanted = series
        .iter()
        .map(|series| ends(series).map(|(_, (_, last))| axis.at(last * factor)));
    let mut places: Vec<Option<f64>> = wanted.collect();
    let mut order: Vec<usize> = (0..places.len())
        .filter(|place| places[*place].is_some())
        .collect();
    let y = |places: &[Option<f64>], place: usize| places[place].unwrap_or(0.0);
    order.sort_by(|a, b| y(&places, *a).total_cmp(&y(&places, *b)));
    let mut least = room.min[1];
    for place in &order {
        let at = y(&places, *place).max(least);
        places[*place] = Some(at);
        least = at + APART;
    }
    let mut most = room.max[1];
    for place in order.iter().rev() {
        let at = y(&places, *place).min(most);
        // More names than room: the lowest ones stand without.
        places[*place] = (at >= room.min[1]).then_some(at);
        most = at - APART;
    }
    places
}

/// Draws a line, broken where a year is not known.
fn line(
    page: &mut Page<'_>,
    series: &Series,
    dashes: &[f64],
    colour: Rgb,
    at: &dyn Fn((Year, f64)) -> [f64; 2],
) {
    let stroke = Stroke {
        dashes: dashes.to_vec(),
        ..Stroke::plain(colour, if series.is_main { 2.5 } else { 1.5 })
    };
    let mut points: Vec<[f64; 2]> = Vec::new();
    for (year, value) in series
        .values
        .iter()
        .chain(std::iter::once(&(Year::LAST, None)))
    {
        if let Some(value) = value {
            points.push(at((*year, *value)));
            continue;
        }
        if points.len() > 1 {
            page.line(&points, stroke.clone());
        }
        points.clear();
    }
}

/// A dot per year, which tells its figure.
fn marks(
    page: &mut Page<'_>,
    series: &Series,
    column: &'static StatColumn,
    colour: Rgb,
    at: &dyn Fn((Year, f64)) -> [f64; 2],
) {
    let lang = page.look.lang;
    let radius = if series.is_main { 3.0 } else { 2.0 };
    for (year, value) in &series.values {
        let Some(value) = value else { continue };
        let [x, y] = at((*year, *value));
        let dot = Bounds::new(x - radius, y - radius, x + radius, y + radius);
        page.mark(Mark::Shape(Shape::area(
            &dot,
            Some(Fill::plain(colour)),
            None,
        )));
        let told = quantity::value(column, Some(*value), lang);
        let told = format!("{}, {year}: {told}", series.name);
        page.spot(&dot.grown(5.0), told, SpotOf::Column(column.name));
    }
}

fn told(series: &Series, column: &'static StatColumn, lang: Lang) -> String {
    let values = series.values.iter();
    let values =
        values.map(|(year, value)| format!("{year}: {}", quantity::value(column, *value, lang)));
    format!("{}: {}", series.name, values.collect::<Vec<_>>().join(", "))
}

fn data(series: &[Series], column: &'static StatColumn, lang: Lang) -> DataTable {
    let (unit, decimals) = (quantity::unit(column, lang), quantity::decimals(column));
    let mut columns = vec![DataColumn::text(lang.text("chart.year"))];
    let names = series.iter().map(|series| series.name.as_str());
    columns.extend(names.map(|name| DataColumn::number(name, unit.clone(), decimals)));
    let factor = quantity::factor(column);
    let mut table = DataTable::new(columns);
    table.rows.extend(years(series).into_iter().map(|year| {
        let mut row = vec![Datum::Text(year.to_string())];
        row.extend(series.iter().map(|series| {
            let found = series.values.iter().find(|(other, _)| *other == year);
            Datum::of(found.and_then(|(_, value)| Some((*value)? * factor)))
        }));
        row
    }));
    table
}

//! Where an indicator is high and where it is low: a bar per area or per class, with its value at its end.

use super::axis::Axis;
use super::data::{DataColumn, DataTable, Datum};
use super::page::{GAP, Page, SMALL, TEXT, fitted, fitting, width_of, wrapped};
use super::{Chart, Look, SpotOf};
use crate::analysis::area_columns::StatColumn;
use crate::analysis::spread::Spread;
use crate::explain::quantity;
use crate::export::drawing::{Anchor, Stroke};
use crate::geometry::Bounds;
use crate::map::style::CategoryStyle;
use crate::text::Lang;

const MOST: f64 = 26.0;
const LEAST: f64 = 15.0;
const NAMES: f64 = 0.35;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Its name.
    pub name: String,
    /// What stands in its field, where it is a class; letters keep colour from being the only cue.
    pub letter: Option<&'static str>,
    /// How it looks, where it has a colour of its own.
    pub style: Option<CategoryStyle>,
    /// True for what the others are compared with: the total.
    pub is_whole: bool,
    /// The value; nothing where it is not known.
    pub value: Option<f64>,
    /// The ends that models disagree over, where the value is only to be read with them.
    pub band: Option<(f64, f64)>,
    /// How far its parcels lie apart.
    pub spread: Option<Spread>,
}

/// The chart of a column.
pub fn chart(items: &[Compared], column: &'static StatColumn, look: Look<'_>) -> Chart {
    let lang = look.lang;
    let mut page = Page::new(look, title(items, column, lang));
    let data = data(items, column, lang);
    if items.iter().all(|item| item.value.is_none()) {
        page.instead(lang.text("chart.nothing"));
        return page.finish(lang.text("chart.nothing"), data);
    }
    page.room.max[1] -= SMALL + GAP;
    note(&mut page, items);
    let fits = ((page.room.height() / LEAST).floor() as usize).max(1);
    let shown = fitting(items, fits);
    draw(&mut page, &shown, column);
    let alt = shown.iter().map(|item| told(item, column, lang));
    page.finish(&alt.collect::<Vec<_>>().join("; "), data)
}

/// What the line over a bar says, where there is one.
fn note(page: &mut Page<'_>, items: &[Compared]) {
    let key = if items.iter().any(|item| item.band.is_some()) {
        "chart.band_note"
    } else if items.iter().any(|item| item.spread.is_some()) {
        "chart.spread_note"
    } else {
        return;
    };
    let lines = wrapped(page.look.lang.text(key), SMALL, page.room.width(), 2);
    for words in lines {
        let at = [page.room.min[0], page.room.min[1] + SMALL];
        page.text(words, at, SMALL, page.look.ink.secondary);
        page.room.min[1] += SMALL * 1.35;
    }
    page.room.min[1] += GAP;
}

/// "Stikstofoverschot: het hoogst in Zeijen (168 kg N/ha), het laagst in …".
fn title(items: &[Compared], column: &'static StatColumn, lang: Lang) -> String {
    let name = quantity::name(column.name, lang);
    let parts = items
        .iter()
        .filter(|item| !item.is_whole && item.value.is_some());
    let of = |item: &&Compared| item.value.unwrap_or(f64::NAN);
    let most = parts.clone().max_by(|a, b| of(a).total_cmp(&of(b)));
    let least = parts.clone().min_by(|a, b| of(a).total_cmp(&of(b)));
    let (Some(most), Some(least)) = (most, least) else {
        return capital(&name);
    };
    let [high, low] = [most, least].map(|item| quantity::value(column, item.value, lang));
    if high == low {
        return lang.fill(
            "chart.compare_same",
            &[("figure", &capital(&name)), ("high", &high)],
        );
    }
    let values = [
        ("figure", capital(&name)),
        ("most", most.name.clone()),
        ("high", high),
        ("least", least.name.clone()),
        ("low", low),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    lang.fill("chart.compare", &values)
}

/// A sentence starts with a capital.
pub(super) fn capital(text: &str) -> String {
    let mut rest = text.chars();
    match rest.next() {
        Some(first) => first.to_uppercase().chain(rest).collect(),
        None => String::new(),
    }
}

fn draw(page: &mut Page<'_>, items: &[Compared], column: &'static StatColumn) {
    let (lang, ink, room) = (page.look.lang, page.look.ink, page.room);
    let names = items.iter().map(|item| width_of(&label(item), TEXT));
    let names = names.fold(0.0, f64::max).min(room.width() * NAMES);
    let values = items
        .iter()
        .map(|item| width_of(&value_text(item, column, lang), TEXT));
    let values = values.fold(0.0, f64::max);
    let (left, right) = (room.min[0] + names + GAP, room.max[0] - values - GAP);
    let factor = quantity::factor(column);
    let ends = items.iter().flat_map(|item| {
        let (low, high) = ends_of(item).unzip();
        [item.value, low, high].into_iter().flatten()
    });
    let axis = Axis::over(ends.map(|end| end * factor), 4, [left, right]);
    grid(page, &axis, column);
    let height = (room.height() / items.len().max(1) as f64).min(MOST);
    for (row, item) in items.iter().enumerate() {
        let top = room.min[1] + row as f64 * height;
        let line = Bounds::new(left, top + 3.0, right, top + height - 3.0);
        let base = top + height / 2.0 + TEXT * 0.35;
        let name = fitted(&label(item), TEXT, names);
        page.anchored(name, [left - GAP, base], Anchor::End, TEXT, ink.text);
        let end = bar(page, item, factor, &axis, &line);
        let words = value_text(item, column, lang);
        let tone = if item.value.is_some() {
            ink.text
        } else {
            ink.secondary
        };
        page.text(words, [end + GAP, base], TEXT, tone);
        let whole = Bounds::new(room.min[0], top, room.max[0], top + height);
        page.spot(
            &whole,
            told(item, column, lang),
            SpotOf::Column(column.name),
        );
    }
    let zero = axis.at(0.0);
    page.line(
        &[[zero, room.min[1]], [zero, room.max[1]]],
        Stroke::plain(ink.secondary, 1.0),
    );
}

/// Draws a bar and its band; where its figure can stand.
fn bar(page: &mut Page<'_>, item: &Compared, factor: f64, axis: &Axis, line: &Bounds) -> f64 {
    let ink = page.look.ink;
    let zero = axis.at(0.0);
    let Some(value) = item.value else { return zero };
    let end = axis.at(value * factor);
    let area = Bounds::new(zero.min(end), line.min[1], zero.max(end), line.max[1]);
    match (&item.style, item.is_whole) {
        (Some(style), _) => page.field(&area, style),
        (None, true) => page.plain(&area, ink.accent),
        (None, false) => page.plain(&area, ink.grey),
    }
    let Some((low, high)) = ends_of(item) else {
        return zero.max(end);
    };
    let (low, high, middle) = (
        axis.at(low * factor),
        axis.at(high * factor),
        line.center()[1],
    );
    let stroke = || Stroke::plain(ink.text, 1.5);
    page.line(&[[low, middle], [high, middle]], stroke());
    for x in [low, high] {
        page.line(&[[x, middle - 4.0], [x, middle + 4.0]], stroke());
    }
    if let Some(spread) = item.spread {
        let middle_of = axis.at(spread.median * factor);
        let median = [
            [middle_of, line.min[1] + 1.0],
            [middle_of, line.max[1] - 1.0],
        ];
        page.line(&median, Stroke::plain(ink.text, 2.5));
    }
    zero.max(end).max(high)
}

/// Where the line over a bar runs: over the band of the models, else over most of its parcels.
fn ends_of(item: &Compared) -> Option<(f64, f64)> {
    let spread = item.spread.map(|spread| (spread.p10, spread.p90));
    item.band.or(spread)
}

fn grid(page: &mut Page<'_>, axis: &Axis, column: &StatColumn) {
    let (lang, ink, room) = (page.look.lang, page.look.ink, page.room);
    let last = axis.ticks.len() - 1;
    for (place, tick) in axis.ticks.iter().enumerate() {
        let x = axis.at(*tick);
        page.hairline([x, room.min[1]], [x, room.max[1]]);
        let mut words = lang.decimal(*tick, axis.decimals);
        match quantity::unit(column, lang).as_str() {
            "%" => words.push('%'),
            "" => {}
            unit if place == last => words = format!("{words}\u{a0}{unit}"),
            _ => {}
        }
        let at = [x, room.max[1] + SMALL + 2.0];
        page.anchored(words, at, Anchor::Middle, SMALL, ink.secondary);
    }
}

fn label(item: &Compared) -> String {
    match item.letter {
        Some(letter) => format!("{} · {letter}", item.name),
        None => item.name.clone(),
    }
}

/// The value, or its band where it is only to be read with that.
fn value_text(item: &Compared, column: &StatColumn, lang: Lang) -> String {
    match item.band {
        Some(band) => quantity::band_text(column, band, lang),
        None => quantity::value(column, item.value, lang),
    }
}

/// "half of the ground below 160, a tenth below 120 and a tenth above 210".
fn spread_told(spread: Spread, column: &StatColumn, lang: Lang) -> String {
    let of = |value| quantity::bare(column, value, lang);
    let (low, middle, high) = (of(spread.p10), of(spread.median), of(spread.p90));
    let unit = quantity::unit(column, lang);
    lang.fill(
        "chart.spread_told",
        &[
            ("low", &low),
            ("median", &middle),
            ("high", &high),
            ("unit", &unit),
        ],
    )
}

fn told(item: &Compared, column: &StatColumn, lang: Lang) -> String {
    let value = format!("{}: {}", item.name, value_text(item, column, lang));
    match item.spread {
        Some(spread) => format!("{value}; {}", spread_told(spread, column, lang)),
        None => value,
    }
}

fn data(items: &[Compared], column: &'static StatColumn, lang: Lang) -> DataTable {
    let (unit, decimals) = (quantity::unit(column, lang), quantity::decimals(column));
    let number = |name: String| DataColumn::number(name, unit.clone(), decimals);
    let name = quantity::name(column.name, lang);
    let mut columns = vec![
        DataColumn::text(lang.text("chart.name")),
        number(name.clone()),
    ];
    let has_band = items.iter().any(|item| item.band.is_some());
    if has_band {
        columns.push(number(format!("{name}, {}", lang.text("chart.least"))));
        columns.push(number(format!("{name}, {}", lang.text("chart.most"))));
    }
    let has_spread = items.iter().any(|item| item.spread.is_some());
    if has_spread {
        for key in ["chart.p10", "chart.median", "chart.p90"] {
            columns.push(number(format!("{name}, {}", lang.text(key))));
        }
    }
    let factor = quantity::factor(column);
    let mut table = DataTable::new(columns);
    table.rows.extend(items.iter().map(|item| {
        let mut row = vec![
            Datum::Text(item.name.clone()),
            Datum::of(item.value.map(|value| value * factor)),
        ];
        if has_band {
            let (low, high) = item.band.unzip();
            row.extend([low, high].map(|end| Datum::of(end.map(|end| end * factor))));
        }
        if has_spread {
            let of =
                |of: fn(Spread) -> f64| Datum::of(item.spread.map(|spread| of(spread) * factor));
            row.extend([of(|s| s.p10), of(|s| s.median), of(|s| s.p90)]);
        }
        row
    }));
    table
}

//! What grew in each year: a column of crop groups per year, in hectares or as shares.

use super::axis::Axis;
use super::compare::capital;
use super::data::{DataColumn, DataTable, Datum};
use super::over_years::labelled;
use super::page::{GAP, Page, SMALL, fitted, width_of};
use super::{Chart, Look, SpotOf};
use crate::domain::{CropGroup, Year};
use crate::explain::figures::part_of;
use crate::export::drawing::{Anchor, Stroke};
use crate::export::ink::Ink;
use crate::geometry::Bounds;
use crate::map::palette::crop_group;
use crate::text::Lang;

/// Number of crop groups.
pub const GROUPS: usize = CropGroup::ALL.len();
/// Least height between two names beside the last year.
const APART: f64 = 13.0;

/// A year and the hectares of each group in it, in the order of [`CropGroup::ALL`].
pub type CropsOfYear = (Year, [f64; GROUPS]);

/// The chart; in shares of all ground where `as_share`.
pub fn chart(name: &str, years: &[CropsOfYear], as_share: bool, look: Look<'_>) -> Chart {
    let lang = look.lang;
    let mut page = Page::new(look, title(name, years, lang));
    let data = data(years, lang);
    if years.iter().all(|(_, ha)| ha.iter().sum::<f64>() <= 0.0) {
        page.instead(lang.text("chart.nothing"));
        return page.finish(lang.text("chart.nothing"), data);
    }
    draw(&mut page, years, as_share);
    let alt = years.iter().map(|year| told(year, lang));
    page.finish(&alt.collect::<Vec<_>>().join("; "), data)
}

fn share(ha: &[f64; GROUPS], place: usize) -> Option<f64> {
    let whole: f64 = ha.iter().sum();
    (whole > 0.0).then(|| ha[place] / whole)
}

/// "Gras beslaat in 2024 het meeste land van Zeijen: 45%, in 2015 48%".
fn title(name: &str, years: &[CropsOfYear], lang: Lang) -> String {
    let ends = years.first().zip(years.last());
    let largest =
        ends.and_then(|(_, (_, ha))| (0..GROUPS).max_by(|a, b| ha[*a].total_cmp(&ha[*b])));
    let Some((((first, before), (last, now)), place)) = ends.zip(largest) else {
        return lang.text("chart.crops").to_owned();
    };
    let percent = |share: Option<f64>| {
        let share = share.map(|share| lang.percent(share, 1.0));
        share.unwrap_or_else(|| lang.text("number.unknown").to_owned())
    };
    let group = capital(&lang.text_of("crop_group", CropGroup::ALL[place].key()));
    let values = [
        ("group", group),
        ("name", name.to_owned()),
        ("last", last.to_string()),
        ("share", percent(share(now, place))),
        ("first", first.to_string()),
        ("before", percent(share(before, place))),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    lang.fill("chart.crops_most", &values)
}

fn draw(page: &mut Page<'_>, years: &[CropsOfYear], as_share: bool) {
    let (lang, ink) = (page.look.lang, page.look.ink);
    page.room.max[1] -= SMALL + GAP;
    let room = page.room;
    let names = CropGroup::ALL.map(|group| lang.text_of("crop_group", group.key()));
    let wide = names
        .iter()
        .map(|name| width_of(name, SMALL))
        .fold(0.0, f64::max);
    let wide = wide.min(room.width() * 0.3);
    let right = room.max[0] - wide - 3.0 * GAP;
    let total = |ha: &[f64; GROUPS]| if as_share { 100.0 } else { ha.iter().sum() };
    let axis = Axis::over(
        years.iter().map(|(_, ha)| total(ha)),
        4,
        [room.max[1], room.min[1]],
    );
    let left = grid(page, &axis, as_share, right);
    let step = (right - left) / years.len().max(1) as f64;
    let width = (step * 0.8).min(64.0);
    let numbers: Vec<Year> = years.iter().map(|(year, _)| *year).collect();
    let labels: Vec<Year> = labelled(&numbers, right - left).copied().collect();
    for (place, year) in years.iter().enumerate() {
        let middle = left + (place as f64 + 0.5) * step;
        let column = [middle - width / 2.0, middle + width / 2.0];
        let fields = fields(&year.1, as_share, &axis, column);
        for (group, field) in fields.iter().enumerate() {
            part(page, *year, place, group, field);
        }
        if labels.contains(&year.0) {
            let at = [middle, room.max[1] + SMALL + 2.0];
            page.anchored(year.0.to_string(), at, Anchor::Middle, SMALL, ink.secondary);
        }
        if place + 1 == years.len() {
            end_names(page, &fields, &names, right + GAP, wide);
        }
    }
}

fn grid(page: &mut Page<'_>, axis: &Axis, as_share: bool, right: f64) -> f64 {
    let lang = page.look.lang;
    let last = axis.ticks.len() - 1;
    let words = axis.ticks.iter().enumerate().map(|(place, tick)| {
        let words = lang.decimal(*tick, axis.decimals);
        match (as_share, place == last) {
            (true, _) => format!("{words}%"),
            (false, true) => format!("{words}\u{a0}ha"),
            (false, false) => words,
        }
    });
    page.level_grid(axis, words.collect(), right)
}

/// The boxes of one year, the first group lowest.
fn fields(
    ha: &[f64; GROUPS],
    as_share: bool,
    axis: &Axis,
    [left, right]: [f64; 2],
) -> [Bounds; GROUPS] {
    let whole: f64 = ha.iter().sum();
    let scale = if as_share && whole > 0.0 {
        100.0 / whole
    } else {
        1.0
    };
    let mut along = 0.0;
    ha.map(|ha| {
        let below = axis.at(along);
        along += ha * scale;
        Bounds::new(left, axis.at(along), right, below)
    })
}

fn part(page: &mut Page<'_>, (year, ha): CropsOfYear, at: usize, place: usize, field: &Bounds) {
    if ha[place] <= 0.0 {
        return;
    }
    let lang = page.look.lang;
    let style = crop_group(CropGroup::ALL[place]);
    page.field(field, &style);
    let percent = share(&ha, place).map_or_else(String::new, |share| lang.percent(share, 1.0));
    let rounded = share(&ha, place).map_or_else(String::new, |share| {
        format!("{}%", lang.decimal(share * 100.0, 0))
    });
    if field.height() >= SMALL + 1.0 && width_of(&rounded, SMALL) + 4.0 <= field.width() {
        let middle = [field.center()[0], field.center()[1] + SMALL * 0.35];
        page.anchored(rounded, middle, Anchor::Middle, SMALL, Ink::on(style.fill));
    }
    let group = lang.text_of("crop_group", CropGroup::ALL[place].key());
    let area = lang.ha(ha[place] * 10_000.0);
    let whole: f64 = ha.iter().sum();
    let of = part_of(ha[place] * 10_000.0, whole * 10_000.0, lang);
    page.spot(
        field,
        format!("{group}, {year}: {area} ({percent}; {of})"),
        SpotOf::Ground {
            year: at,
            kind: place,
        },
    );
}

/// The names of the groups beside the last year, moved apart where they would touch, with a line to what they name.
fn end_names(
    page: &mut Page<'_>,
    fields: &[Bounds; GROUPS],
    names: &[String; GROUPS],
    left: f64,
    wide: f64,
) {
    let ink = page.look.ink;
    let shown = fields
        .iter()
        .zip(names)
        .filter(|(field, _)| field.height() > 0.0);
    let shown: Vec<(&Bounds, &String)> = shown.collect();
    let mut below = page.room.max[1] + APART / 2.0;
    let upwards = shown.iter().map(|(field, _)| {
        below = field.center()[1].min(below - APART);
        below
    });
    let mut places: Vec<f64> = upwards.collect();
    // What was pushed over the top comes down again, and pushes the others.
    let mut above = page.room.min[1] - APART / 2.0;
    for y in places.iter_mut().rev() {
        *y = y.max(above + APART);
        above = *y;
    }
    for ((field, name), y) in shown.into_iter().zip(places) {
        let from = [field.max[0], field.center()[1]];
        page.line(&[from, [left + GAP, y]], Stroke::plain(ink.hairline, 1.0));
        let words = fitted(name, SMALL, wide);
        page.text(words, [left + 1.5 * GAP, y + SMALL * 0.35], SMALL, ink.text);
    }
}

fn told((year, ha): &CropsOfYear, lang: Lang) -> String {
    let parts = (0..GROUPS).filter(|place| ha[*place] > 0.0).map(|place| {
        let group = lang.text_of("crop_group", CropGroup::ALL[place].key());
        let share = share(ha, place).unwrap_or(0.0);
        format!("{group} {}", lang.percent(share, 1.0))
    });
    format!("{year}: {}", parts.collect::<Vec<_>>().join(", "))
}

fn data(years: &[CropsOfYear], lang: Lang) -> DataTable {
    let names = CropGroup::ALL.map(|group| lang.text_of("crop_group", group.key()));
    let mut columns = vec![DataColumn::text(lang.text("chart.year"))];
    columns.extend(names.iter().map(|name| DataColumn::number(name, "ha", 2)));
    columns.extend(names.iter().map(|name| DataColumn::number(name, "%", 1)));
    let mut table = DataTable::new(columns);
    table.rows.extend(years.iter().map(|(year, ha)| {
        let mut row = vec![Datum::Text(year.to_string())];
        row.extend(ha.map(Datum::Number));
        row.extend((0..GROUPS).map(|place| Datum::of(share(ha, place).map(|s| s * 100.0))));
        row
    }));
    table
}

//! The brochure's argument: the same indicators of the same land, seen from the parcel, the farm and the area. On paper
//! each farm looks specialised; the parcel, followed over the years, has the wide rotation.

use super::axis::Axis;
use super::data::{DataColumn, DataTable, Datum};
use super::page::{GAP, Page, SMALL, TEXT, fitted, width_of};
use super::{Chart, Look, SpotOf};
use crate::analysis::scales::ScaleFigures;
use crate::explain::figures::part_of;
use crate::export::drawing::Anchor;
use crate::geometry::Bounds;
use crate::text::Lang;

/// Least height of an indicator, in points: its name and three bars.
const LEAST: f64 = 68.0;
/// Between two indicators beside each other, in points.
const APART: f64 = 24.0;

/// The land seen at one scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// At which one.
    pub scale: Scale,
    /// The figures; nothing where the units are not known, such as farms without a column that names them.
    pub figures: Option<ScaleFigures>,
}

/// What is put together into a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Every parcel is one.
    Parcel,
    /// The parcels of a farm.
    Farm,
    /// The parcels of an area.
    Area,
}

impl Scale {
    const fn key(self) -> &'static str {
        match self {
            Self::Parcel => "chart.by_parcel",
            Self::Farm => "chart.by_farm",
            Self::Area => "chart.by_area",
        }
    }
}

/// An indicator that is shown at every scale.
struct Shown {
    key: &'static str,
    is_share: bool,
    of: fn(&ScaleFigures) -> Option<f64>,
}

const SHOWN: [Shown; 4] = [
    Shown {
        key: "chart.scale_both_sectors",
        is_share: true,
        of: |figures| figures.both_sectors,
    },
    Shown {
        key: "chart.scale_groups",
        is_share: false,
        of: |figures| figures.groups,
    },
    Shown {
        key: "chart.scale_shannon",
        is_share: false,
        of: |figures| figures.shannon,
    },
    Shown {
        key: "chart.scale_simpson",
        is_share: false,
        of: |figures| figures.simpson,
    },
];

impl Shown {
    fn text(&self, value: f64, lang: Lang) -> String {
        if self.is_share {
            lang.percent(value, 1.0)
        } else {
            lang.decimal(value, 2)
        }
    }
}

/// The chart.
pub fn chart(seen: &[Seen], look: Look<'_>) -> Chart {
    let lang = look.lang;
    let mut page = Page::new(look, title(seen, lang));
    let data = data(seen, lang);
    if seen
        .iter()
        .all(|seen| seen.figures.is_none_or(|figures| figures.units == 0))
    {
        page.instead(lang.text("chart.nothing"));
        return page.finish(lang.text("chart.nothing"), data);
    }
    // Where there is no height for four below each other they stand two by two.
    let columns = if page.room.height() < SHOWN.len() as f64 * LEAST {
        2
    } else {
        1
    };
    let rows = SHOWN.len().div_ceil(columns);
    let height = page.room.height() / rows as f64;
    let width = (page.room.width() - (columns - 1) as f64 * APART) / columns as f64;
    let names = seen.iter().map(|seen| width_of(&name(seen, lang), SMALL));
    let names = names.fold(0.0, f64::max).min(width * 0.45);
    for (place, shown) in SHOWN.iter().enumerate() {
        let (row, column) = (place / columns, place % columns);
        let top = page.room.min[1] + row as f64 * height;
        let left = page.room.min[0] + column as f64 * (width + APART);
        let room = Bounds::new(left, top, left + width, top + height - GAP);
        part(&mut page, shown, seen, &room, names);
    }
    let alt = seen.iter().map(|seen| told(seen, lang));
    page.finish(&alt.collect::<Vec<_>>().join("; "), data)
}

fn figures_of(seen: &[Seen], scale: Scale) -> Option<ScaleFigures> {
    seen.iter().find(|seen| seen.scale == scale)?.figures
}

fn title(seen: &[Seen], lang: Lang) -> String {
    let parcel = figures_of(seen, Scale::Parcel);
    let share = |figures: Option<ScaleFigures>| Some(lang.percent(figures?.both_sectors?, 1.0));
    if let Some((parcel, farm)) = share(parcel).zip(share(figures_of(seen, Scale::Farm))) {
        return lang.fill("chart.scales_farm", &[("parcel", &parcel), ("farm", &farm)]);
    }
    let groups = parcel.and_then(|figures| figures.groups);
    match groups.zip(share(parcel)) {
        Some((groups, share)) => {
            let groups = lang.decimal(groups, 1);
            lang.fill("chart.scales", &[("parcel", &groups), ("share", &share)])
        }
        None => lang.text("chart.scale").to_owned(),
    }
}

/// "per perceel (10.412)".
fn name(seen: &Seen, lang: Lang) -> String {
    let name = lang.text(seen.scale.key());
    match seen.figures {
        Some(figures) => format!("{name} ({})", lang.count(figures.units)),
        None => name.to_owned(),
    }
}

/// One indicator: its name, and a bar per scale.
fn part(page: &mut Page<'_>, shown: &Shown, seen: &[Seen], room: &Bounds, names: f64) {
    let (lang, ink) = (page.look.lang, page.look.ink);
    let words = fitted(lang.text(shown.key), TEXT, room.width());
    page.text(words, [room.min[0], room.min[1] + TEXT], TEXT, ink.text);
    let first = room.min[1] + TEXT + 4.0;
    let height = ((room.max[1] - first) / seen.len().max(1) as f64).min(20.0);
    let values = seen.iter().filter_map(|seen| (shown.of)(&seen.figures?));
    let left = room.min[0] + names + 2.0 * GAP;
    let axis = Axis::over(values, 4, [left, room.max[0] - 56.0]);
    for (place, one) in seen.iter().enumerate() {
        let top = first + place as f64 * height;
        let base = top + height / 2.0 + SMALL * 0.35;
        let label = fitted(&name(one, lang), SMALL, names);
        page.anchored(label, [left - GAP, base], Anchor::End, SMALL, ink.secondary);
        let value = one.figures.as_ref().and_then(shown.of);
        let Some(value) = value else {
            let words = if one.figures.is_none() && one.scale == Scale::Farm {
                lang.text("chart.no_farm")
            } else {
                lang.text("number.unknown")
            };
            let words = fitted(words, SMALL, room.max[0] - left - GAP);
            page.text(words, [left + GAP, base], SMALL, ink.secondary);
            continue;
        };
        let end = axis.at(value);
        let bar = Bounds::new(left, top + 1.5, end, top + height - 1.5);
        let is_parcel = one.scale == Scale::Parcel;
        page.plain(&bar, if is_parcel { ink.accent } else { ink.grey });
        let words = shown.text(value, lang);
        page.text(&*words, [end + GAP, base], SMALL, ink.text);
        let line = Bounds::new(room.min[0], top, room.max[0], top + height);
        let mut told = format!("{}, {}: {words}", lang.text(shown.key), name(one, lang));
        if let Some(figures) = one.figures.filter(|_| shown.is_share) {
            let of = part_of(value * figures.m2, figures.m2, lang);
            told = format!("{told} ({of})");
        }
        page.spot(&line, told, SpotOf::Nothing);
    }
}

fn told(seen: &Seen, lang: Lang) -> String {
    let values = SHOWN.iter().map(|shown| {
        let value = seen.figures.as_ref().and_then(shown.of);
        let value = value.map_or_else(
            || lang.text("number.unknown").to_owned(),
            |value| shown.text(value, lang),
        );
        format!("{} {value}", lang.text(shown.key))
    });
    format!(
        "{}: {}",
        name(seen, lang),
        values.collect::<Vec<_>>().join(", ")
    )
}

fn data(seen: &[Seen], lang: Lang) -> DataTable {
    let mut columns = vec![
        DataColumn::text(lang.text("chart.scale")),
        DataColumn::number(lang.text("chart.units"), "", 0),
    ];
    columns.extend(SHOWN.iter().map(|shown| {
        let (unit, decimals) = if shown.is_share { ("%", 1) } else { ("", 3) };
        DataColumn::number(lang.text(shown.key), unit, decimals)
    }));
    let mut table = DataTable::new(columns);
    table.rows.extend(seen.iter().map(|seen| {
        let units = seen.figures.map(|figures| figures.units as f64);
        let mut row = vec![
            Datum::Text(lang.text(seen.scale.key()).to_owned()),
            Datum::of(units),
        ];
        row.extend(SHOWN.iter().map(|shown| {
            let value = seen.figures.as_ref().and_then(shown.of);
            let factor = if shown.is_share { 100.0 } else { 1.0 };
            Datum::of(value.map(|value| value * factor))
        }));
        row
    }));
    table
}

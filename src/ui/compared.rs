//! What two sides of the map make together: their categories, what became of what, and what they are called. The
//! panel, the wall and the map itself ask for it in every frame, so that what takes long is kept.

use std::sync::Arc;

use egui::{Context, Id};

use super::panel::legend::coloured_by;
use super::state::compare::{Compare, Side, SideBy};
use super::state::{MapLayer, State};
use crate::analysis::categorise::{ColourBy, Coloured};
use crate::analysis::compare::{Changes, CompareRow, Move, only_changed, with_doubt};
use crate::analysis::summary::{Categories, Category};
use crate::explain::category;
use crate::export::chart::data::{DataColumn, DataTable, Datum};
use crate::map::PaletteName;
use crate::map::style::LayerStyle;
use crate::text::{Lang, NBSP, ha_decimals};

/// The sides, with the layer that they show.
pub fn shown(state: &State) -> Option<(&Compare, &MapLayer)> {
    let compare = state.view.compare.as_ref()?;
    Some((compare, state.session.layer(compare.layer)?))
}

/// Categories and looks of both sides, once both are there.
pub fn both<'a>(
    compare: &'a Compare,
    layer: &'a MapLayer,
) -> Option<[(&'a Categories, LayerStyle); 2]> {
    let side = |place| {
        let coloured = compare.coloured(place, layer)?;
        Some((&coloured.categories, compare.style(place, layer)?))
    };
    Some([side(0)?, side(1)?])
}

/// What is kept of two sides from frame to frame.
#[derive(Clone)]
struct Kept {
    of: [Arc<Coloured>; 2],
    changes: Arc<Changes>,
    only_changed: [Arc<[u8]>; 2],
    /// The same with the uncertain ones marked.
    with_doubt: [Arc<[u8]>; 2],
}

fn kept(ctx: &Context, compare: &Compare, layer: &MapLayer) -> Option<Kept> {
    let side = |place| compare.coloured(place, layer);
    let (left, right) = (side(0)?, side(1)?);
    let id = Id::unique("two sides");
    if let Some(kept) = ctx.data(|data| data.get_temp::<Kept>(id))
        && Arc::ptr_eq(&kept.of[0], left)
        && Arc::ptr_eq(&kept.of[1], right)
    {
        return Some(kept);
    }
    let (one, other) = (&left.categories, &right.categories);
    let changed = only_changed(one, other);
    let doubted = |changed: &Arc<[u8]>, side: &Arc<Coloured>| {
        let drawn = side.drawn(&layer.area_m2, true);
        with_doubt(changed, &side.categories, &drawn)
    };
    let kept = Kept {
        of: [Arc::clone(left), Arc::clone(right)],
        changes: Arc::new(Changes::between(one, other, &layer.area_m2)),
        with_doubt: [doubted(&changed[0], left), doubted(&changed[1], right)],
        only_changed: changed,
    };
    ctx.data_mut(|data| data.insert_temp(id, kept.clone()));
    Some(kept)
}

/// What became of what, once both sides are there.
pub fn changes(ctx: &Context, compare: &Compare, layer: &MapLayer) -> Option<Arc<Changes>> {
    kept(ctx, compare, layer).map(|kept| kept.changes)
}

/// The category of each parcel on a side of the map; where only what differs is shown, the others have none of its.
pub fn of_feature(ctx: &Context, state: &State, place: usize) -> Option<Arc<[u8]>> {
    let (compare, layer) = shown(state)?;
    let marks = state.view.marks_uncertain;
    if compare.only_changed {
        let kept = kept(ctx, compare, layer)?;
        let changed = if marks {
            kept.with_doubt
        } else {
            kept.only_changed
        };
        return changed.get(place).cloned();
    }
    let coloured = compare.coloured(place, layer)?;
    Some(coloured.drawn(&layer.area_m2, marks))
}

/// The uncertain hectares of both sides, each unknown where its categories are no classes of a rule; `None` where they
/// are not to be seen.
pub fn uncertain(state: &State) -> Option<[String; 2]> {
    let (compare, layer) = shown(state).filter(|_| state.view.marks_uncertain)?;
    let lang = state.lang();
    let of = |place| {
        let doubt = compare.coloured(place, layer)?.doubt(&layer.area_m2)?;
        Some(lang.ha_of(doubt.total_m2(), layer.categories().total_m2()))
    };
    let sides = [of(0), of(1)];
    if sides.iter().all(Option::is_none) {
        return None;
    }
    Some(sides.map(|side| side.unwrap_or_else(|| "–".to_owned())))
}

/// What a side shows, in words.
pub fn name_of(side: &Side, layer: &MapLayer, lang: Lang) -> String {
    let by = by_name(&side.by, layer, lang);
    match side.palette {
        None => by,
        Some(palette) => format!("{by} · {}", palette_name(Some(palette), lang)),
    }
}

/// What the parcels of a side are coloured by, in words.
pub fn by_name(by: &SideBy, layer: &MapLayer, lang: Lang) -> String {
    match by {
        SideBy::AsIs => coloured_by(layer, lang),
        SideBy::Year(year) => lang.fill("time.crops_of", &[("year", &year.to_string())]),
        SideBy::Preset(preset) => lang.text_of("preset", preset.key()),
        SideBy::Own(name, _) => name.clone(),
    }
}

/// What colours are called; `None` are those of the map.
pub fn palette_name(palette: Option<PaletteName>, lang: Lang) -> String {
    lang.text_of("side_palette", palette.map_or("own", PaletteName::key))
}

/// What both sides are about, as a title.
pub fn title(compare: &Compare, layer: &MapLayer, lang: Lang) -> String {
    let [left, right] = &compare.sides;
    match (&left.by, &right.by) {
        (SideBy::Year(first), SideBy::Year(last)) if first != last => {
            let (first, last) = (first.to_string(), last.to_string());
            lang.fill("compare.two_years", &[("left", &first), ("right", &last)])
        }
        (one, other) if one == other => lang.fill(
            "compare.two_palettes",
            &[("what", &by_name(one, layer, lang))],
        ),
        (one, other) if [one, other].map(|by| is_of_classes(by, layer)) == [true, true] => {
            lang.text("compare.two_rules").to_owned()
        }
        (one, other) => {
            let [left, right] = [one, other].map(|by| by_name(by, layer, lang));
            lang.fill("compare.two_things", &[("left", &left), ("right", &right)])
        }
    }
}

fn is_of_classes(by: &SideBy, layer: &MapLayer) -> bool {
    match by {
        SideBy::AsIs => matches!(layer.colour_by, ColourBy::Cooperation | ColourBy::Class(_)),
        SideBy::Year(_) => false,
        SideBy::Preset(_) | SideBy::Own(..) => true,
    }
}

/// The figures of a row in hectares, with the decimals of the whole: left, right, and the difference with its sign; a
/// dash where a side has no such category.
pub fn figures(row: &CompareRow, whole_m2: f64, lang: Lang) -> [String; 3] {
    let decimals = ha_decimals(whole_m2);
    let ha = |area: Option<f64>| area.map_or_else(|| "–".to_owned(), |m2| lang.ha_of(m2, whole_m2));
    let difference = row.difference_m2().map(|m2| {
        let power = 10f64.powi(decimals as i32);
        let hectares = (m2 / 10_000.0 * power).round() / power;
        let sign = if hectares > 0.0 { "+" } else { "" };
        format!("{sign}{}{NBSP}ha", lang.decimal(hectares, decimals))
    });
    let difference = difference.unwrap_or_else(|| "–".to_owned());
    [ha(row.area_m2[0]), ha(row.area_m2[1]), difference]
}

/// The categories that ground came from and went to, in words.
pub fn move_names(moved: &Move, sides: &[(&Categories, LayerStyle); 2], lang: Lang) -> [String; 2] {
    [(0, moved.from), (1, moved.to)].map(|(side, place)| {
        let entry = sides.get(side).and_then(|side| side.0.list.get(place));
        entry.map_or_else(String::new, |entry| category::label(&entry.key, lang))
    })
}

/// The hectares from category to category, for a spreadsheet: a row per category of the left.
pub fn matrix_text(state: &State) -> Option<String> {
    let (compare, layer) = shown(state)?;
    let [left, right] = [0, 1].map(|place| compare.coloured(place, layer));
    let (left, right) = (&left?.categories, &right?.categories);
    let changes = Changes::between(left, right, &layer.area_m2);
    let lang = state.lang();
    let name = |entry: &Category| category::label(&entry.key, lang);
    let sides = compare
        .sides
        .each_ref()
        .map(|side| name_of(side, layer, lang));
    let [of_left, of_right] = &sides;
    let corner = lang.fill("compare.matrix", &[("left", of_left), ("right", of_right)]);
    let mut columns = vec![DataColumn::text(&corner)];
    let of_right = right.list.iter();
    columns.extend(of_right.map(|entry| DataColumn::number(name(entry), "ha", 2)));
    let mut table = DataTable::new(columns);
    for (entry, row) in left.list.iter().zip(&changes.area_m2) {
        let mut cells = vec![Datum::Text(name(entry))];
        cells.extend(row.iter().map(|m2| Datum::Number(m2 / 10_000.0)));
        table.rows.push(cells);
    }
    Some(table.to_tsv(lang))
}

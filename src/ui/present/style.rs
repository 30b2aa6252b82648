//! The colours of the map on a wall: classes that fade out and in, patterns over them, as others see them, and a
//! white hairline in the dark.

use std::sync::Arc;

use egui::{Context, Id};

use super::stage::unit;
use crate::analysis::summary::Category;
use crate::map::Rgb;
use crate::map::preview::patterned;
use crate::map::style::{CategoryStyle, LayerStyle, Outline};
use crate::ui::map_view::MapLook;
use crate::ui::state::MapLayer;
use crate::ui::state::compare::UNCHANGED;
use crate::ui::state::present::{Part, Presenting};

/// How long a class takes to fade, seconds.
const FADE_S: f32 = 0.35;
/// Parcels that are the same on both sides, in a dark hall.
const UNCHANGED_DARK: Rgb = Rgb::new(0x36, 0x39, 0x37);

/// Ground and signs of the map on a wall.
pub fn map_look(ctx: &Context, presenting: &Presenting) -> MapLook {
    let colours = if presenting.shows(Part::Dark) {
        MapLook::DARK
    } else {
        MapLook::LIGHT
    };
    MapLook {
        // Signs beside panels have 12 points; on the wall they have 20 pixels of 1080.
        scale: (unit(ctx.content_rect()) * 20.0 / 12.0).max(1.0),
        on_the_wall: true,
        ..colours
    }
}

/// How a layer is drawn on the wall.
pub fn dressed(
    ctx: &Context,
    layer: &MapLayer,
    presenting: &Presenting,
    reduce_motion: bool,
) -> Arc<LayerStyle> {
    let mut style = LayerStyle::clone(&layer.style);
    let look = map_look(ctx, presenting);
    let ground = Rgb::new(look.land.r(), look.land.g(), look.land.b());
    let entries = layer.categories().list.iter();
    for ((place, entry), category) in entries.enumerate().zip(&mut style.categories) {
        if presenting.shows(Part::Patterns) {
            *category = patterned(&entry.key, *category);
        }
        *category = presenting.preview.style(*category);
        let id = Id::unique(("fade", layer.id, place));
        let seconds = if reduce_motion { 0.0 } else { FADE_S };
        let strength = ctx.animate_bool_with_time(id, !category.hidden, seconds);
        if strength > 0.0 && strength < 1.0 {
            category.hidden = false;
            category.fill = category.fill.over(ground, f64::from(strength));
            category.ink = category.ink.over(ground, f64::from(strength));
        }
    }
    in_the_hall(&mut style, presenting);
    Arc::new(style)
}

/// How a side of a divided map is drawn on the wall, `entries` being its legend: in the colours of the hall, at once.
pub fn dressed_side(
    style: &LayerStyle,
    entries: &[Category],
    presenting: &Presenting,
) -> Arc<LayerStyle> {
    let mut style = LayerStyle::clone(style);
    for (place, category) in style.categories.iter_mut().enumerate() {
        match entries.get(place) {
            Some(entry) if presenting.shows(Part::Patterns) => {
                *category = patterned(&entry.key, *category);
            }
            // What does not differ keeps in the background.
            None if category.fill == UNCHANGED && presenting.shows(Part::Dark) => {
                *category = CategoryStyle::plain(UNCHANGED_DARK);
            }
            _ => {}
        }
        *category = presenting.preview.style(*category);
    }
    in_the_hall(&mut style, presenting);
    Arc::new(style)
}

/// In the dark with a white hairline around every parcel.
fn in_the_hall(style: &mut LayerStyle, presenting: &Presenting) {
    if presenting.shows(Part::Dark) {
        style.outline = Outline {
            line: Rgb::WHITE,
            hairline: Rgb::WHITE,
            ..style.outline
        };
    }
}

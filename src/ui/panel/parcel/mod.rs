//! The selected parcel: its class and why, its crops over the years, its rotation, every attribute, and where
//! it was read.

mod attributes;
mod indicators;
mod origins;
mod picked;
mod story;
pub mod years;

use egui::{Align, Label, Layout, RichText, Sense, Ui};

use crate::explain::category;
use crate::text::Lang;
use crate::ui::command::{Command, StoryCommand, ViewCommand};
use crate::ui::parcel::Parcel;
use crate::ui::state::{MapLayer, State, ZoomTarget};
use crate::ui::widget::{icon_button, swatch, text};
use crate::ui::{icons, theme};

/// Draws the panel over the room that is left.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let selected = state.view.selection;
    ui.horizontal(|ui| {
        text::heading(ui, lang.text("parcel.title"));
        if selected.is_some() || state.view.picked.is_some() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                actions_ui(ui, selected.is_some(), lang, commands);
            });
        }
    });
    ui.add_space(theme::GAP_SMALL);
    picked::show(ui, state, commands);
    let layer = selected.and_then(|hit| state.session.layer(hit.layer));
    match (layer, &state.view.parcel) {
        (Some(layer), Some(parcel)) => {
            parcel_ui(ui, state, layer, parcel, commands);
        }
        (Some(_), None) => {
            ui.label(text::small(ui, lang.text("parcel.gathering")));
        }
        (None, _) if state.view.picked.is_some() => {}
        (None, _) => {
            ui.horizontal_top(|ui| {
                let colour = theme::colours(ui).secondary;
                ui.label(
                    RichText::new(icons::CURSOR_CLICK)
                        .size(theme::TEXT_HEADING)
                        .color(colour),
                );
                ui.add(Label::new(text::small(ui, lang.text("parcel.empty"))).wrap());
            });
        }
    }
}

fn actions_ui(ui: &mut Ui, is_one: bool, lang: Lang, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
    if icon_button(ui, icons::X, lang.text("menu.deselect")).clicked() {
        commands.push(ViewCommand::Select(None).into());
    }
    let copy = lang.text("menu.copy_attributes");
    if is_one && icon_button(ui, icons::COPY, copy).clicked() {
        commands.push(ViewCommand::CopyAttributes.into());
    }
    if icon_button(
        ui,
        icons::FRAME_CORNERS,
        lang.text("menu.zoom_to_selection"),
    )
    .clicked()
    {
        commands.push(ViewCommand::Zoom(ZoomTarget::Selection).into());
    }
}

fn parcel_ui(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    parcel: &Parcel,
    commands: &mut Vec<Command>,
) {
    let lang = state.lang();
    category_ui(ui, layer, parcel, lang);
    if let Some(mended) = parcel.mended_m2 {
        crossing_ui(ui, parcel.area_m2, mended, lang);
    }
    if let Some(story) = &parcel.story {
        let mut hovered = story::show(ui, state, layer, parcel, story, commands);
        ui.add_space(theme::GAP);
        if !parcel.origins.is_empty() {
            let of_origins = origins::show(ui, &parcel.origins, lang, commands);
            hovered = hovered.or(of_origins);
            ui.add_space(theme::GAP);
        }
        if state.view.story.hovered != hovered {
            commands.push(StoryCommand::Hover(hovered).into());
        }
        indicators::show(ui, story, lang);
    }
    ui.add_space(theme::GAP);
    attributes::show(ui, parcel, lang);
}

fn category_ui(ui: &mut Ui, layer: &MapLayer, parcel: &Parcel, lang: Lang) {
    let index = layer.categories().of_feature.get(parcel.hit.feature);
    let entry = index.and_then(|&index| layer.entries().nth(usize::from(index)));
    ui.horizontal(|ui| {
        if let Some((category, style)) = entry {
            let (rect, _) = ui.allocate_exact_size(swatch::SIZE, Sense::hover());
            let mut style = *style;
            style.hidden = false;
            swatch::paint(ui, rect, &style);
            let name = category::label(&category.key, lang);
            ui.add(Label::new(name).truncate());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let area = parcel.area_m2;
            let told = area.map_or_else(|| lang.text("parcel.no_area").to_owned(), |a| lang.ha(a));
            ui.label(told);
        });
    });
}

/// Why the area says little: loops that run the other way round count as less than nothing.
fn crossing_ui(ui: &mut Ui, stored: Option<f64>, mended: f64, lang: Lang) {
    let ha = |m2: Option<f64>| {
        let known = m2.filter(|m2| m2.is_finite());
        known.map_or_else(|| lang.text("number.unknown").to_owned(), |m2| lang.ha(m2))
    };
    let words = [("stored", &*ha(stored)), ("mended", &*ha(Some(mended)))];
    let told = lang.fill("parcel.crossing", &words);
    ui.horizontal_top(|ui| {
        let colour = theme::colours(ui).warning;
        ui.label(RichText::new(icons::WARNING).color(colour));
        ui.add(Label::new(text::small(ui, told)).wrap());
    });
}

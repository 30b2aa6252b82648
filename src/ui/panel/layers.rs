//! The layers: what is on the map, in which order, and what can be done with each. The one in hand shows its
//! opacity and what was odd about its file.

use egui::{Align, Button, Label, Layout, RichText, Sense, Slider, Ui};

use crate::analysis::summary::{Category, elements_in, parcels_in};
use crate::explain;
use crate::geometry::GeometryKind;
use crate::layer::{Layer, Warning};
use crate::text::Lang;
use crate::ui::command::{AreasCommand, Command, FileCommand, LayerCommand, Menu, ViewCommand};
use crate::ui::state::{DialogKind, MapLayer, State, ZoomTarget};
use crate::ui::widget::{icon_button, icon_toggle, text};
use crate::ui::years::words;
use crate::ui::{icons, theme};

/// Height of a layer's line, in points.
const ROW_HEIGHT: f32 = 28.0;
/// Opacity below which the classes are hard to tell apart.
const LOW_OPACITY: f32 = 0.85;

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    ui.horizontal(|ui| {
        text::heading(ui, lang.text("layers.title"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::FOLDER_OPEN, lang.text("menu.open")).clicked() {
                commands.push(FileCommand::Choose.into());
            }
        });
    });
    ui.add_space(theme::GAP_SMALL);
    if state.session.layers().is_empty() {
        empty_ui(ui, lang, commands);
        return;
    }
    let count = state.session.layers().len();
    for (place, layer) in state.session.layers().iter().enumerate() {
        let active = state.session.active().map(|active| active.id) == Some(layer.id);
        ui.push_id(layer.id, |ui| {
            let ends = [place == 0, place + 1 == count];
            let holds_areas = state.session.areas.holds(layer.id);
            row_ui(ui, layer, active, ends, holds_areas, lang, commands);
            if active {
                details_ui(ui, layer, lang, commands);
            }
        });
    }
}

/// What the panel will show, and the one action that fills it.
fn empty_ui(ui: &mut Ui, lang: Lang, commands: &mut Vec<Command>) {
    ui.label(text::small(ui, lang.text("layers.empty")));
    ui.add_space(theme::GAP);
    if ui.button(lang.text("menu.open")).clicked() {
        commands.push(FileCommand::Choose.into());
    }
}

fn row_ui(
    ui: &mut Ui,
    layer: &MapLayer,
    active: bool,
    ends: [bool; 2],
    holds_areas: bool,
    lang: Lang,
    commands: &mut Vec<Command>,
) {
    let size = egui::vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    if active {
        let fill = theme::colours(ui).chosen;
        // The mark reaches a little beyond the text, to the edge of the icons.
        let mark = rect.expand2(egui::vec2(theme::GAP_SMALL, 0.0));
        ui.painter().rect_filled(mark, 4.0, fill);
    }
    let builder = egui::UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        let (icon, name) = if layer.visible {
            (icons::EYE, "layers.hide")
        } else {
            (icons::EYE_SLASH, "layers.show")
        };
        let name = lang.fill(name, &[("name", &layer.title(lang))]);
        if icon_toggle(ui, icon, &name, layer.visible).clicked() {
            commands.push(LayerCommand::SetVisible(layer.id, !layer.visible).into());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            menu_button_ui(ui, layer, ends, holds_areas, lang, commands);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                name_ui(ui, layer, active, lang, commands);
            });
        });
    });
}

fn name_ui(ui: &mut Ui, layer: &MapLayer, active: bool, lang: Lang, commands: &mut Vec<Command>) {
    let colours = theme::colours(ui);
    let colour = if layer.visible {
        colours.text
    } else {
        colours.secondary
    };
    let title = layer.title(lang);
    let shown = text::fitted(ui, &title, theme::TEXT_BODY, ui.available_width());
    let name = RichText::new(&shown).color(colour);
    let mut response = ui.add(Label::new(name).truncate().sense(Sense::click()));
    if shown != title {
        response = response.on_hover_text(&title);
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListItem, true, active, &title));
    if response.clicked() {
        commands.push(LayerCommand::Activate(layer.id).into());
    }
    if response.double_clicked() {
        commands.push(ViewCommand::Zoom(ZoomTarget::Layer(layer.id)).into());
    }
}

fn menu_button_ui(
    ui: &mut Ui,
    layer: &MapLayer,
    ends: [bool; 2],
    holds_areas: bool,
    lang: Lang,
    commands: &mut Vec<Command>,
) {
    let name = lang.fill("layers.more", &[("name", &layer.title(lang))]);
    let button = icon_button(ui, icons::DOTS_THREE, &name);
    egui::Popup::menu(&button).show(|ui| {
        ui.set_min_width(200.0);
        for (key, enabled, command) in actions(layer, ends, holds_areas) {
            if ui
                .add_enabled(enabled, Button::new(lang.text(key)))
                .clicked()
            {
                commands.push(command);
            }
        }
    });
}

/// What can be done with a layer; `ends` says whether it is the highest and whether it is the lowest.
fn actions(
    layer: &MapLayer,
    [highest, lowest]: [bool; 2],
    holds_areas: bool,
) -> [(&'static str, bool, Command); 11] {
    let id = layer.id;
    let as_other = if holds_areas {
        (
            "areas.use_as_parcels",
            true,
            AreasCommand::Release(id).into(),
        )
    } else {
        ("areas.use_as_areas", true, AreasCommand::Use(id).into())
    };
    let show = |dialog| ViewCommand::Show(dialog).into();
    [
        (
            Menu::ZoomToLayer.key(),
            true,
            ViewCommand::Zoom(ZoomTarget::Layer(id)).into(),
        ),
        (Menu::ColourBy.key(), true, show(DialogKind::ColourBy(id))),
        (
            Menu::ClassColumn.key(),
            true,
            show(DialogKind::ClassColumn(id)),
        ),
        as_other,
        (Menu::ChooseCrs.key(), true, show(DialogKind::Crs(id))),
        (
            "layers.encoding",
            layer.layer.table.has_encodings(),
            show(DialogKind::Encoding(id)),
        ),
        ("layers.save", true, show(DialogKind::ExportLayer(id))),
        ("layers.up", !highest, LayerCommand::Shift(id, -1).into()),
        ("layers.down", !lowest, LayerCommand::Shift(id, 1).into()),
        (
            Menu::Properties.key(),
            true,
            show(DialogKind::Properties(id)),
        ),
        (
            Menu::CloseLayer.key(),
            true,
            LayerCommand::Remove(id).into(),
        ),
    ]
}

/// Opacity and warnings of the layer in hand.
fn details_ui(ui: &mut Ui, layer: &MapLayer, lang: Lang, commands: &mut Vec<Command>) {
    ui.add_space(theme::GAP_SMALL);
    ui.horizontal(|ui| {
        ui.label(text::small(ui, lang.text("layers.opacity")));
        let mut percent = (layer.opacity * 100.0).round();
        let shown = lang.percent(f64::from(percent), 100.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(text::small(ui, shown.replace(",0", "").replace(".0", "")));
            ui.spacing_mut().slider_width = ui.available_width() - theme::GAP_SMALL;
            // A small knob, and what is left of it in the accent.
            ui.spacing_mut().interact_size.y = theme::GAP_LARGE;
            ui.visuals_mut().selection.bg_fill = theme::colours(ui).accent;
            let slider = Slider::new(&mut percent, 0.0..=100.0).show_value(false);
            let response = ui.add(slider).accessible_name(lang.text("layers.opacity"));
            if response.changed() {
                commands.push(LayerCommand::SetOpacity(layer.id, percent / 100.0).into());
            }
        });
    });
    if layer.opacity < LOW_OPACITY {
        ui.label(text::small(ui, lang.text("layers.low_opacity")));
    }
    if let Some(years) = &layer.year_layers {
        let said = words::oddities(years, lang).join(" ");
        ui.label(text::small(ui, said));
        if ui.link(lang.text("layers.years")).clicked() {
            commands.push(ViewCommand::Show(DialogKind::Properties(layer.id)).into());
        }
    }
    let said = layer.layer.said();
    let read = match layer.warnings_dismissed {
        true => layer.layer.warnings.len(),
        false => 0,
    };
    if let unread @ [_, ..] = said.get(read..).unwrap_or_default() {
        warnings_ui(ui, layer, unread, lang, commands);
    }
    ui.add_space(theme::GAP);
}

/// What was odd about the file: readable until it is put away, and in the properties after that. Columns that turn out
/// to be damaged after that stay.
fn warnings_ui(
    ui: &mut Ui,
    layer: &MapLayer,
    warnings: &[Warning],
    lang: Lang,
    commands: &mut Vec<Command>,
) {
    let title = match warnings.len() {
        1 => lang.text("layers.one_warning").to_owned(),
        count => lang.fill("layers.warnings", &[("count", &lang.count(count as u64))]),
    };
    ui.horizontal(|ui| {
        let colour = theme::colours(ui).warning;
        ui.label(RichText::new(icons::WARNING).color(colour));
        ui.label(text::small(ui, title));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let is_new = !layer.warnings_dismissed;
            if is_new && icon_button(ui, icons::X, lang.text("layers.dismiss")).clicked() {
                commands.push(LayerCommand::DismissWarnings(layer.id).into());
            }
        });
    });
    for warning in warnings.iter().take(3) {
        ui.label(text::small(ui, explain::warning(warning, lang)));
    }
    if warnings.len() > 3 && ui.link(lang.text("layers.all_warnings")).clicked() {
        commands.push(ViewCommand::Show(DialogKind::Properties(layer.id)).into());
    }
}

/// What a layer holds, in one line: "60.000 percelen · 14 velden · Amersfoort / RD New (EPSG:28992) · UTF-8". `list` are
/// its categories, which tell landscape elements from parcels.
pub fn facts(layer: &Layer, list: &[Category], lang: Lang) -> String {
    let fields = layer.table.fields().len();
    let mut facts = match layer.polygons.kind() {
        GeometryKind::Polygons => vec![counted(list, lang)],
        GeometryKind::Lines => {
            vec![lang.one_or("layers.one_line", "layers.lines", layer.len() as u64)]
        }
        GeometryKind::Points => {
            vec![lang.one_or("layers.one_point", "layers.points", layer.len() as u64)]
        }
    };
    facts.push(lang.one_or("layers.one_column", "layers.columns", fields as u64));
    facts.push(explain::crs_label(layer.crs.as_ref(), lang));
    facts.extend(layer.source.encoding.clone());
    facts.join(" · ")
}

/// "1.318 percelen · 2.076 landschapselementen".
pub fn counted(list: &[Category], lang: Lang) -> String {
    let parcels = parcels_in(list);
    let mut counts = vec![lang.one_or("layers.one_parcel", "layers.parcels", parcels)];
    match elements_in(list) {
        0 => {}
        elements => counts.push(lang.one_or("layers.one_element", "layers.elements", elements)),
    }
    counts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::summary::CategoryKey;
    use crate::domain::CropGroup;

    #[test]
    fn landscape_elements_are_told_apart_from_parcels() {
        let category = |key, parcels| Category {
            key,
            parcels,
            area_m2: 0.0,
            unmeasured: 0,
        };
        let mut list = vec![category(CategoryKey::CropGroup(CropGroup::Grass), 1_318)];
        assert_eq!(counted(&list, Lang::Nl), "1.318 percelen");
        list.push(category(CategoryKey::Element, 2_076));
        assert_eq!(
            counted(&list, Lang::Nl),
            "1.318 percelen · 2.076 landschapselementen"
        );
        assert_eq!(
            counted(
                &[
                    category(CategoryKey::Plain, 1),
                    category(CategoryKey::Element, 1)
                ],
                Lang::En
            ),
            "1 parcel · 1 landscape element"
        );
    }
}

//! The two sides of the map: what each shows, and the hectares of both with the difference. Stands in the place of the
//! legend, whose colours would be those of one side only.

use egui::{Align, Align2, ComboBox, Layout, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::compare::{Changes, CompareRow, Move, rows};
use crate::analysis::summary::Categories;
use crate::domain::{Preset, Rule};
use crate::explain::category;
use crate::map::PaletteName;
use crate::map::style::{CategoryStyle, LayerStyle};
use crate::text::Lang;
use crate::ui::command::{Command, CompareCommand, time};
use crate::ui::compared::{
    both, by_name, changes, figures, move_names, palette_name, shown, uncertain,
};
use crate::ui::state::compare::{Arrangement, Compare, Side, SideBy};
use crate::ui::state::{MapLayer, State};
use crate::ui::widget::{icon_button, swatch, text};
use crate::ui::{icons, theme};

/// Height of an entry, and of a line of what became of what, in points.
const ENTRY: f32 = 38.0;
const MOVE: f32 = 20.0;
/// Lines of what became of what.
const MOST_MOVES: usize = 8;
/// Right edges of the columns of figures, as parts of the width.
const COLUMNS: [f32; 3] = [0.33, 0.64, 1.0];

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let Some((compare, layer)) = shown(state) else {
        return;
    };
    let lang = state.lang();
    ui.horizontal(|ui| {
        text::heading(ui, lang.text("compare.title"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::X, lang.text("compare.close")).clicked() {
                commands.push(CompareCommand::Toggle.into());
            }
        });
    });
    ui.add_space(theme::GAP_SMALL);
    ui.horizontal_wrapped(|ui| {
        for (arrangement, key) in [
            (Arrangement::Swipe, "compare.swipe"),
            (Arrangement::Beside, "compare.beside"),
        ] {
            let chosen = compare.arrangement == arrangement;
            if ui.selectable_label(chosen, lang.text(key)).clicked() {
                commands.push(CompareCommand::Arrange(arrangement).into());
            }
        }
        if ui.button(lang.text("compare.swap")).clicked() {
            commands.push(CompareCommand::Swap.into());
        }
    });
    for (place, key) in [(0, "compare.left"), (1, "compare.right")] {
        side_ui(ui, state, compare, layer, (place, lang.text(key)), commands);
    }
    ui.add_space(theme::GAP);
    table_ui(ui, state, compare, layer, commands);
    ui.add_space(theme::GAP_SMALL);
    ui.label(text::small(ui, lang.text("compare.flicker")));
}

fn side_ui(
    ui: &mut Ui,
    state: &State,
    compare: &Compare,
    layer: &MapLayer,
    (place, title): (usize, &str),
    commands: &mut Vec<Command>,
) {
    let lang = state.lang();
    let Some(side) = compare.sides.get(place) else {
        return;
    };
    let label = ui.label(text::small(ui, title));
    let mut choose = |by: SideBy, palette: Option<PaletteName>| {
        commands.push(CompareCommand::Set(place, Side { by, palette }).into());
    };
    ComboBox::from_id_salt(("side", place))
        .width(ui.available_width())
        .truncate()
        .selected_text(by_name(&side.by, layer, lang))
        .show_ui(ui, |ui| {
            for by in choices(state, layer) {
                let name = by_name(&by, layer, lang);
                if ui.selectable_label(by == side.by, name).clicked() {
                    choose(by, side.palette);
                }
            }
        })
        .response
        .labelled_by(label.id);
    let name = lang.fill("compare.palette", &[("side", title)]);
    ComboBox::from_id_salt(("palette", place))
        .width(ui.available_width())
        .truncate()
        .selected_text(palette_name(side.palette, lang))
        .show_ui(ui, |ui| {
            let all = PaletteName::ALL.map(Some);
            for palette in [None].into_iter().chain(all) {
                let name = palette_name(palette, lang);
                if ui.selectable_label(palette == side.palette, name).clicked() {
                    choose(side.by.clone(), palette);
                }
            }
        })
        .response
        .accessible_name(&name);
}

/// What a side can show: the layer as it is, and where it has crops of years the presets, the user's own rules and
/// each year.
fn choices(state: &State, layer: &MapLayer) -> Vec<SideBy> {
    let mut list = vec![SideBy::AsIs];
    if layer.years.is_none() {
        return list;
    }
    list.extend(Preset::ALL.map(SideBy::Preset));
    let own = state.settings.own_rules.iter();
    list.extend(own.filter_map(|own| {
        let rule = Rule::parse(&own.text).ok()?;
        Some(SideBy::Own(own.name.clone(), Box::new(rule)))
    }));
    list.extend(time::years(layer).into_iter().map(SideBy::Year));
    list
}

/// The hectares of both sides: a row per category with how it looks on each; below, what became of what.
fn table_ui(
    ui: &mut Ui,
    state: &State,
    compare: &Compare,
    layer: &MapLayer,
    commands: &mut Vec<Command>,
) {
    let lang = state.lang();
    let changes = changes(ui.ctx(), compare, layer);
    let (Some(sides), Some(changes)) = (both(compare, layer), changes) else {
        ui.label(text::small(ui, lang.text("status.colouring")));
        return;
    };
    header_ui(ui, lang);
    let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing.y);
    for row in rows(sides[0].0, sides[1].0) {
        row_ui(ui, &row, &sides, lang);
    }
    if let Some(cells) = uncertain(state) {
        uncertain_ui(ui, &cells, lang);
    }
    ui.spacing_mut().item_spacing.y = spacing;
    ui.add_space(theme::GAP_SMALL);
    match changes.changed_m2() {
        Some(part) => {
            let part = super::legend::part_of(part, layer.categories().total_m2(), lang);
            ui.label(lang.fill("compare.changed", &[("part", &part)]));
            let mut only = compare.only_changed;
            let told = lang.text("compare.only_changed");
            if ui.checkbox(&mut only, told).changed() {
                commands.push(CompareCommand::OnlyChanged(only).into());
            }
        }
        None => {
            ui.label(lang.text("compare.apart"));
        }
    }
    moves_ui(ui, &changes, &sides, lang);
    if ui.button(lang.text("compare.copy_matrix")).clicked() {
        commands.push(CompareCommand::CopyMatrix.into());
    }
}

/// What the lines over parcels mean, with the hectares of both sides.
fn uncertain_ui(ui: &mut Ui, cells: &[String; 2], lang: Lang) {
    let size = vec2(ui.available_width(), ENTRY);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let name = lang.text("legend.uncertain_lines");
    let told = format!("{name}: {} | {}", cells[0], cells[1]);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &told));
    let colours = theme::colours(ui);
    let field = Rect::from_min_size(rect.left_top() + vec2(0.0, 4.0), vec2(16.0, 14.0));
    swatch::paint(ui, field, &CategoryStyle::uncertain());
    let at = pos2(field.right() + theme::GAP_SMALL, rect.top() + 11.0);
    let (anchor, width) = (Align2::LEFT_CENTER, rect.right() - at.x);
    text::line(ui, at, anchor, name, theme::TEXT_BODY, colours.text, width);
    for (x, cell) in columns(rect).into_iter().zip(cells) {
        let cell = cell.trim_end_matches("ha").trim_end();
        let at = pos2(x, rect.top() + 28.0);
        let (anchor, size) = (Align2::RIGHT_CENTER, theme::TEXT_SMALL);
        text::line(ui, at, anchor, cell, size, colours.text, 90.0);
    }
}

/// The ground that went from one category to another, the most first.
fn moves_ui(ui: &mut Ui, changes: &Changes, sides: &[(&Categories, LayerStyle); 2], lang: Lang) {
    let moves = changes.moves();
    if moves.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    ui.label(text::small(ui, lang.text("compare.moves")));
    let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing.y);
    for moved in moves.iter().take(MOST_MOVES) {
        move_ui(ui, moved, sides, lang);
    }
    ui.spacing_mut().item_spacing.y = spacing;
    let more = moves.len().saturating_sub(MOST_MOVES) as u64;
    if more > 0 {
        let more = lang.fill("compare.more_moves", &[("count", &lang.count(more))]);
        ui.label(text::small(ui, more));
    }
}

fn move_ui(ui: &mut Ui, moved: &Move, sides: &[(&Categories, LayerStyle); 2], lang: Lang) {
    let size = vec2(ui.available_width(), MOVE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let places = [moved.from, moved.to];
    let names = move_names(moved, sides, lang);
    let ha = lang.ha_of(moved.area_m2, sides[0].0.total_m2());
    let [from, to] = &names;
    let told = lang.fill("compare.moved", &[("from", from), ("to", to), ("ha", &ha)]);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &told));
    let colours = theme::colours(ui);
    let (size, middle) = (theme::TEXT_SMALL, rect.center().y);
    let at = pos2(rect.right(), middle);
    let figures = text::line(ui, at, Align2::RIGHT_CENTER, &ha, size, colours.text, 90.0);
    let half = (figures.left() - rect.left() - theme::GAP) / 2.0;
    for (number, (name, place)) in names.iter().zip(places).enumerate() {
        let left = rect.left() + half * number as f32;
        let field = Rect::from_center_size(pos2(left + 7.0, middle), vec2(14.0, 12.0));
        let style = sides
            .get(number)
            .and_then(|side| side.1.categories.get(place));
        if let Some(style) = style {
            swatch::paint(ui, field, style);
        }
        let arrow = if number == 0 { "" } else { "→ " };
        let at = pos2(field.right() + theme::GAP_SMALL, middle);
        let words = format!("{arrow}{name}");
        let room = left + half - at.x - theme::GAP_SMALL;
        text::line(
            ui,
            at,
            Align2::LEFT_CENTER,
            &words,
            size,
            colours.secondary,
            room,
        );
    }
    response.on_hover_text(told);
}

fn columns(rect: Rect) -> [f32; 3] {
    COLUMNS.map(|part| rect.left() + rect.width() * part)
}

fn header_ui(ui: &mut Ui, lang: Lang) {
    let size = vec2(ui.available_width(), theme::GAP_LARGE);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let secondary = theme::colours(ui).secondary;
    let titles = ["compare.left_ha", "compare.right_ha", "compare.difference"];
    for (x, title) in columns(rect).into_iter().zip(titles) {
        let at = pos2(x, rect.center().y);
        let (anchor, size) = (Align2::RIGHT_CENTER, theme::TEXT_SMALL);
        text::line(ui, at, anchor, lang.text(title), size, secondary, 90.0);
    }
}

fn row_ui(ui: &mut Ui, row: &CompareRow, sides: &[(&Categories, LayerStyle); 2], lang: Lang) {
    let size = vec2(ui.available_width(), ENTRY);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let name = category::label(&row.key, lang);
    let cells = figures(row, sides[0].0.total_m2(), lang);
    let told = lang.fill(
        "compare.told",
        &[
            ("name", &name),
            ("left", &cells[0]),
            ("right", &cells[1]),
            ("difference", &cells[2]),
        ],
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &told));
    let colours = theme::colours(ui);
    let field = vec2(16.0, 14.0);
    let mut left = rect.left();
    for ((_, style), place) in sides.iter().zip(row.places) {
        let style = place.and_then(|place| style.categories.get(place));
        let place = Rect::from_min_size(pos2(left, rect.top() + 4.0), field);
        if let Some(style) = style {
            swatch::paint(ui, place, style);
        }
        left += field.x + 2.0;
    }
    let at = pos2(left + theme::GAP_SMALL, rect.top() + 11.0);
    let (size, width) = (theme::TEXT_BODY, rect.right() - at.x);
    text::line(
        ui,
        at,
        Align2::LEFT_CENTER,
        &name,
        size,
        colours.text,
        width,
    );
    let tones = [colours.text, colours.text, colours.secondary];
    for ((x, cell), tone) in columns(rect).into_iter().zip(&cells).zip(tones) {
        // The unit stands above the column.
        let cell = cell.trim_end_matches("ha").trim_end();
        let at = pos2(x, rect.top() + 28.0);
        let (anchor, size) = (Align2::RIGHT_CENTER, theme::TEXT_SMALL);
        text::line(ui, at, anchor, cell, size, tone, 90.0);
    }
}

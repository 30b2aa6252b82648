//! The two sides of the map: what each shows, and the hectares of both with the difference. Stands in the place of the
//! legend, whose colours would be those of one side only.

use egui::{Align, Align2, ComboBox, Layout, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::compare::{CompareRow, changed_m2, rows};
use crate::analysis::summary::Categories;
use crate::domain::{Preset, Rule};
use crate::explain::category;
use crate::map::PaletteName;
use crate::map::style::LayerStyle;
use crate::text::Lang;
use crate::ui::command::{Command, CompareCommand, time};
use crate::ui::state::compare::{Arrangement, Compare, Side, SideBy};
use crate::ui::state::{MapLayer, State};
use crate::ui::widget::{icon_button, swatch, text};
use crate::ui::{icons, theme};

/// Height of an entry, in points.
const ENTRY: f32 = 38.0;
/// Right edges of the columns of figures, as parts of the width.
const COLUMNS: [f32; 3] = [0.33, 0.64, 1.0];

/// The sides, with the layer that they show.
pub fn shown(state: &State) -> Option<(&Compare, &MapLayer)> {
    let compare = state.view.compare.as_ref()?;
    Some((compare, state.session.layer(compare.layer)?))
}

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
    table_ui(ui, compare, layer, lang);
    ui.add_space(theme::GAP_SMALL);
    ui.label(text::small(ui, lang.text("compare.flicker")));
}

/// What a side shows, in words.
pub fn name_of(side: &Side, lang: Lang) -> String {
    let by = match &side.by {
        SideBy::AsIs => lang.text("compare.as_is").to_owned(),
        SideBy::Year(year) => lang.fill("time.crops_of", &[("year", &year.to_string())]),
        SideBy::Preset(preset) => lang.text_of("preset", preset.key()),
        SideBy::Own(name, _) => name.clone(),
    };
    match side.palette {
        PaletteName::Fig1 => by,
        palette => format!("{by} · {}", lang.text_of("side_palette", palette.key())),
    }
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
    let mut choose = |by: SideBy, palette: PaletteName| {
        commands.push(CompareCommand::Set(place, Side { by, palette }).into());
    };
    let by_name = name_of(
        &Side {
            palette: PaletteName::Fig1,
            ..side.clone()
        },
        lang,
    );
    ComboBox::from_id_salt(("side", place))
        .width(ui.available_width())
        .truncate()
        .selected_text(by_name)
        .show_ui(ui, |ui| {
            for by in choices(state, layer) {
                let entry = Side {
                    by,
                    palette: PaletteName::Fig1,
                };
                let name = name_of(&entry, lang);
                if ui.selectable_label(entry.by == side.by, name).clicked() {
                    choose(entry.by, side.palette);
                }
            }
        })
        .response
        .labelled_by(label.id);
    let name = lang.fill("compare.palette", &[("side", title)]);
    ComboBox::from_id_salt(("palette", place))
        .width(ui.available_width())
        .selected_text(lang.text_of("side_palette", side.palette.key()))
        .show_ui(ui, |ui| {
            for palette in PaletteName::ALL {
                let name = lang.text_of("side_palette", palette.key());
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

/// The hectares of both sides: a row per category with how it looks on each.
fn table_ui(ui: &mut Ui, compare: &Compare, layer: &MapLayer, lang: Lang) {
    let Some(sides) = both(compare, layer) else {
        ui.label(text::small(ui, lang.text("status.colouring")));
        return;
    };
    header_ui(ui, lang);
    let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing.y);
    for row in rows(sides[0].0, sides[1].0) {
        row_ui(ui, &row, &sides, lang);
    }
    ui.spacing_mut().item_spacing.y = spacing;
    let whole = layer.categories().total_m2();
    let told = match changed_m2(sides[0].0, sides[1].0, &layer.area_m2) {
        Some(part) => {
            let part = super::legend::part_of(part, whole, lang);
            lang.fill("compare.changed", &[("part", &part)])
        }
        None => lang.text("compare.apart").to_owned(),
    };
    ui.add_space(theme::GAP_SMALL);
    ui.label(told);
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

/// The figures of a row: left, right, and the difference with its sign; empty where a side has no such category.
pub fn figures(row: &CompareRow, lang: Lang) -> [String; 3] {
    let ha = |area: Option<f64>| {
        let area = area.map(|m2| lang.ha_total(m2));
        area.map_or_else(
            || "–".to_owned(),
            |ha| ha.trim_end_matches("ha").trim_end().to_owned(),
        )
    };
    let difference = row.difference_m2().map_or_else(String::new, |m2| {
        let sign = if (m2 / 10_000.0).round() > 0.0 {
            "+"
        } else {
            ""
        };
        format!("{sign}{}", lang.decimal(m2 / 10_000.0, 0))
    });
    [ha(row.area_m2[0]), ha(row.area_m2[1]), difference]
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
    let cells = figures(row, lang);
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
        let at = pos2(x, rect.top() + 28.0);
        let (anchor, size) = (Align2::RIGHT_CENTER, theme::TEXT_SMALL);
        text::line(ui, at, anchor, cell, size, tone, 90.0);
    }
}

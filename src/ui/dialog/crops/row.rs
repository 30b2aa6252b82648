//! One crop: code and names, how it counts and its group to be chosen, what the default was, its hectares.

use egui::{Align, Align2, ComboBox, Layout, Rect, Sense, Ui, UiBuilder};

use super::super::frame::Scene;
use crate::analysis::crop_use::CropUse;
use crate::domain::{Crop, CropCode, CropOverrides, RotationGroup, Sector, Side};
use crate::explain::story::crop_name;
use crate::text::Lang;
use crate::ui::command::CropsCommand;
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Height of a row, in points.
pub(super) const HEIGHT: f32 = 40.0;
/// Widths of the columns but the name, in points: code, sector, group, hectares, parcels, reset.
const WIDE: [f32; 6] = [52.0, 124.0, 184.0, 84.0, 64.0, 36.0];
/// In a narrow window the parcels are left out.
const NARROW: [f32; 6] = [44.0, 100.0, 124.0, 64.0, 0.0, 30.0];
/// Narrower than this is narrow, in points.
const NARROW_BELOW: f32 = 720.0;

/// Where the columns of a row are: code, name, sector, group, hectares, parcels, reset.
fn columns(rect: Rect) -> [Rect; 7] {
    let gap = theme::GAP;
    let widths = if rect.width() < NARROW_BELOW {
        NARROW
    } else {
        WIDE
    };
    let others: f32 = widths.iter().sum::<f32>() + 6.0 * gap;
    let [code, sector, group, hectares, parcels, reset] = widths;
    let name = (rect.width() - others).max(0.0);
    let mut left = rect.left();
    [code, name, sector, group, hectares, parcels, reset].map(|width| {
        let column = Rect::from_x_y_ranges(left..=left + width, rect.y_range());
        left += width + gap;
        column
    })
}

/// The names of the columns.
pub(super) fn header(ui: &mut Ui, lang: Lang) {
    let size = egui::vec2(ui.available_width(), 20.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let titles = [
        ("dialog.crops.code", true),
        ("dialog.crops.name", false),
        ("dialog.crops.sector", false),
        ("dialog.crops.group", false),
        ("dialog.crops.hectares", true),
        ("dialog.crops.parcels", true),
    ];
    let tone = theme::colours(ui).secondary;
    for ((key, right), column) in titles.into_iter().zip(columns(rect)) {
        write(
            ui,
            column,
            rect.center().y,
            right,
            lang.text(key),
            theme::TEXT_SMALL,
            tone,
        );
    }
}

/// Draws a row; `used` is `None` while nothing is counted.
pub(super) fn show(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    code: CropCode,
    used: Option<CropUse>,
    said: &CropOverrides,
) {
    let lang = scene.lang;
    let size = egui::vec2(ui.available_width(), HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let line = egui::Stroke::new(1.0, theme::colours(ui).hairline);
    ui.painter().hline(rect.x_range(), rect.bottom(), line);
    let [
        code_at,
        name_at,
        sector_at,
        group_at,
        hectares_at,
        parcels_at,
        reset_at,
    ] = columns(rect);
    let knowledge = scene.state.session.knowledge();
    let crop = knowledge.catalogue.find(code);
    let name = crop_name(code, &knowledge.catalogue, lang);
    let colours = theme::colours(ui);
    let upper = rect.top() + 12.0;
    let (body, small) = (theme::TEXT_BODY, theme::TEXT_SMALL);
    write(
        ui,
        code_at,
        upper,
        true,
        &code.to_string(),
        small,
        colours.secondary,
    );
    write(ui, name_at, upper, false, &name, body, colours.text);
    let changed = said.sectors.contains_key(&code) || said.groups.contains_key(&code);
    let original = knowledge.catalogue.original(code);
    let (detail, tone) = if changed {
        (default_of(original, lang), colours.accent)
    } else {
        (about(crop, lang), colours.secondary)
    };
    let lower = rect.top() + 29.0;
    write(ui, name_at, lower, false, &detail, small, tone);
    let hectares = used.map_or_else(|| "…".to_owned(), |used| hectares(used, lang));
    write(ui, hectares_at, upper, true, &hectares, small, colours.text);
    let parcels = used.map_or_else(|| "…".to_owned(), |used| lang.count(used.parcels));
    write(
        ui,
        parcels_at,
        upper,
        true,
        &parcels,
        small,
        colours.secondary,
    );

    let side = said.sectors.get(&code).copied().or(crop.map(Crop::side));
    inside(ui, sector_at, |ui| sector_ui(ui, scene, code, &name, side));
    let group = crop.map(|crop| crop.group);
    inside(ui, group_at, |ui| group_ui(ui, scene, code, &name, group));
    if changed {
        inside(ui, reset_at, |ui| {
            let reset = lang.fill("dialog.crops.reset_of", &[("crop", &name)]);
            if icon_button(ui, icons::ARROW_COUNTER_CLOCKWISE, &reset).clicked() {
                scene.commands.push(CropsCommand::Reset(code).into());
            }
        });
    }
}

fn hectares(used: CropUse, lang: Lang) -> String {
    let told = lang.ha(used.area_m2);
    told.trim_end_matches("ha").trim_end().to_owned()
}

/// What the catalogue says of a crop that this project counts otherwise.
fn default_of(original: Option<&Crop>, lang: Lang) -> String {
    let Some(crop) = original else {
        return lang.text("dialog.crops.default_unknown").to_owned();
    };
    let sector = lang.text_of("side", crop.side().key());
    let group = lang.text_of("rotation_group", crop.group.key());
    lang.fill(
        "dialog.crops.default",
        &[("sector", &sector), ("group", &group)],
    )
}

/// The name in the other language, and what is special about the crop.
fn about(crop: Option<&Crop>, lang: Lang) -> String {
    let Some(crop) = crop else {
        return String::new();
    };
    let other = match lang {
        Lang::Nl => &crop.name_en,
        Lang::En => &crop.name_nl,
    };
    let mut parts = vec![other.as_str()];
    if crop.sector == Sector::Ambiguous {
        parts.push(lang.text("dialog.crops.ambiguous"));
    }
    if crop.rest_crop {
        parts.push(lang.text("dialog.crops.rest_crop"));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn sector_ui(ui: &mut Ui, scene: &mut Scene<'_>, code: CropCode, crop: &str, now: Option<Side>) {
    let lang = scene.lang;
    let word = |side: Side| lang.text_of("side", side.key());
    let none = || lang.text("dialog.crops.none").to_owned();
    let shown = ComboBox::from_id_salt((code.number(), "sector"))
        .width(ui.available_width())
        .truncate()
        .selected_text(now.map_or_else(none, word))
        .show_ui(ui, |ui| {
            for side in Side::ALL {
                if ui.selectable_label(now == Some(side), word(side)).clicked() {
                    scene.commands.push(CropsCommand::Sector(code, side).into());
                }
            }
        });
    let name = lang.fill("dialog.crops.sector_of", &[("crop", crop)]);
    shown.response.accessible_name(name);
}

fn group_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    code: CropCode,
    crop: &str,
    now: Option<RotationGroup>,
) {
    let lang = scene.lang;
    let word = |group: RotationGroup| lang.text_of("rotation_group", group.key());
    let none = || lang.text("dialog.crops.none").to_owned();
    let shown = ComboBox::from_id_salt((code.number(), "group"))
        .width(ui.available_width())
        .truncate()
        .selected_text(now.map_or_else(none, word))
        .show_ui(ui, |ui| {
            for group in RotationGroup::all() {
                if ui
                    .selectable_label(now == Some(group), word(group))
                    .clicked()
                {
                    scene.commands.push(CropsCommand::Group(code, group).into());
                }
            }
        });
    let name = lang.fill("dialog.crops.group_of", &[("crop", crop)]);
    shown.response.accessible_name(name);
}

/// Draws into a column of the row.
fn inside(ui: &mut Ui, column: Rect, contents: impl FnOnce(&mut Ui)) {
    let middle = Layout::left_to_right(Align::Center);
    let builder = UiBuilder::new().max_rect(column).layout(middle);
    ui.scope_builder(builder, contents);
}

/// One line of text in a column.
fn write(ui: &Ui, column: Rect, y: f32, right: bool, words: &str, size: f32, tone: egui::Color32) {
    if column.width() < 1.0 {
        return;
    }
    let (x, anchor) = if right {
        (column.right(), Align2::RIGHT_CENTER)
    } else {
        (column.left(), Align2::LEFT_CENTER)
    };
    text::line(
        ui,
        egui::pos2(x, y),
        anchor,
        words,
        size,
        tone,
        column.width(),
    );
}

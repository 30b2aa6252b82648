//! The years of the selected parcel: a strip of crop colours with letters, a line a year, and the question what
//! would come of another year.

use egui::{Align2, Rect, Response, Sense, Ui, WidgetInfo};

use super::origins;
use crate::analysis::story::{Story, StoryYear, YearKind};
use crate::domain::{Catalogue, CropGroup, Side, Usage, Year};
use crate::explain::story as words;
use crate::map::palette;
use crate::map::style::CategoryStyle;
use crate::ui::command::{Command, StoryCommand};
use crate::ui::state::State;
use crate::ui::theme;
use crate::ui::widget::{swatch, text};

/// Height of the strip of crops, in points.
const STRIP_HEIGHT: f32 = 20.0;
/// Height of the letters under it, in points.
const LETTER_HEIGHT: f32 = 14.0;
/// Height of a line of a year, in points.
const LINE_HEIGHT: f32 = 18.0;
/// Height of the second line, of the runner-up, in points.
const SECOND_HEIGHT: f32 = 15.0;
/// Where the columns of a line begin, in points: swatch, letter, name.
const SWATCH_AT: f32 = 36.0;
const LETTER_AT: f32 = 52.0;
const NAME_AT: f32 = 66.0;
/// A runner-up that covers less is told only under the pointer, as a part of the parcel.
const SECOND_SHOWN_FROM: f64 = 0.1;

/// What a year can be supposed to count as.
const SUPPOSED: [Usage; 4] = [
    Usage::Known(Side::Arable),
    Usage::Known(Side::Livestock),
    Usage::Known(Side::Neutral),
    Usage::Missing,
];

/// How the crop of a year looks; a year without one is an empty frame.
pub fn style(year: &StoryYear, catalogue: &Catalogue) -> CategoryStyle {
    let group = |code| catalogue.find(code).map(|crop| crop.group.crop_group());
    let counted = year.counted_crop();
    let look = palette::crop_group(counted.and_then(group).unwrap_or(CropGroup::Unknown));
    CategoryStyle {
        hidden: counted.is_none(),
        ..look
    }
}

/// Draws strip and lines; answers the year under the pointer.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    story: &Story,
    commands: &mut Vec<Command>,
) -> Option<Year> {
    let mut hovered = strip_ui(ui, state, story, commands);
    ui.add_space(theme::GAP_SMALL);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for year in story.years.iter().rev() {
            let response = year_ui(ui, state, year);
            if response.hovered() {
                hovered = Some(year.year);
            }
            if response.clicked() {
                commands.push(StoryCommand::Choose(Some(year.year)).into());
            }
            if state.view.story.chosen == Some(year.year) {
                chosen_ui(ui, state, year, commands);
            }
        }
    });
    hovered
}

/// What a year counts as under what the user supposes.
fn supposed(state: &State, year: &StoryYear) -> Usage {
    let what_if = &state.view.story.what_if;
    what_if.get(&year.year).copied().unwrap_or(year.usage)
}

/// The strip; answers the year under the pointer.
fn strip_ui(
    ui: &mut Ui,
    state: &State,
    story: &Story,
    commands: &mut Vec<Command>,
) -> Option<Year> {
    let lang = state.lang();
    let catalogue = &state.session.knowledge().catalogue;
    let size = egui::vec2(ui.available_width(), STRIP_HEIGHT + LETTER_HEIGHT);
    // Its years have lines of their own for the keyboard.
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    let told = story.years.iter().map(|year| {
        let crop = words::crop_of(year, catalogue, lang);
        format!("{} {crop}", year.year)
    });
    let told: Vec<String> = told.collect();
    let spoken = format!("{}: {}", lang.text("story.strip"), told.join(", "));
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &spoken));
    let pointer = response.hover_pos().map(|pos| pos.x);
    let mut under = None;
    for (place, year) in story.years.iter().enumerate() {
        let field = swatch::field(rect, place, story.years.len());
        if pointer.is_some_and(|x| field.expand2(egui::vec2(0.5, 0.0)).x_range().contains(x)) {
            under = Some(year);
        }
        field_ui(ui, state, year, field);
    }
    ends_ui(ui, story, rect);
    let under = under?;
    if response.clicked() {
        commands.push(StoryCommand::Choose(Some(under.year)).into());
    }
    let rule = &state.session.knowledge().rule;
    response.on_hover_text_at_pointer(words::year_line(under, catalogue, rule, lang));
    Some(under.year)
}

/// One year of the strip: its colour, and below it the letter of what it counts as.
fn field_ui(ui: &Ui, state: &State, year: &StoryYear, field: Rect) {
    let colours = theme::colours(ui);
    let catalogue = &state.session.knowledge().catalogue;
    let colour = Rect::from_min_size(field.min, egui::vec2(field.width(), STRIP_HEIGHT));
    swatch::paint(ui, colour, &style(year, catalogue));
    if !year.doubts.is_empty() {
        let stroke = egui::Stroke::new(2.0, colours.warning);
        let (painter, outside) = (ui.painter(), egui::StrokeKind::Inside);
        painter.rect_stroke(colour, 0.0, stroke, outside);
    }
    let usage = supposed(state, year);
    let changed = usage != year.usage;
    let letter = words::usage_letter(usage, state.lang());
    let tone = match (changed, year.in_window) {
        (true, _) => colours.accent,
        (false, true) => colours.text,
        (false, false) => colours.secondary,
    };
    let at = egui::pos2(
        field.center().x,
        colour.bottom() + LETTER_HEIGHT / 2.0 + 1.0,
    );
    let (size, anchor) = (theme::TEXT_SMALL, Align2::CENTER_CENTER);
    let drawn = text::line(ui, at, anchor, letter, size, tone, field.width());
    if changed || state.view.story.year() == Some(year.year) {
        let line = egui::Stroke::new(2.0, tone);
        let x = field.x_range();
        ui.painter().hline(x, drawn.bottom().max(at.y + 6.0), line);
    }
}

/// A line where the window begins, when there are years before it.
fn ends_ui(ui: &Ui, story: &Story, rect: Rect) {
    let first = story.years.iter().position(|year| year.in_window);
    if let Some(place) = first.filter(|place| *place > 0) {
        let x = swatch::field(rect, place, story.years.len()).left() - 1.0;
        let stroke = egui::Stroke::new(1.0, theme::colours(ui).text);
        ui.painter().vline(x, rect.y_range(), stroke);
    }
}

/// A line of a year, and a second one where another crop covers a part that matters.
fn year_ui(ui: &mut Ui, state: &State, year: &StoryYear) -> Response {
    let lang = state.lang();
    let knowledge = state.session.knowledge();
    let second = words::runner_up(year, &knowledge.catalogue, lang).filter(|_| tells_second(year));
    let height = LINE_HEIGHT + second.as_ref().map_or(0.0, |_| SECOND_HEIGHT);
    let size = egui::vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let chosen = state.view.story.chosen == Some(year.year);
    let mut told = words::year_line(year, &knowledge.catalogue, &knowledge.rule, lang);
    let usage = supposed(state, year);
    if usage != year.usage {
        let side = words::usage(usage, lang);
        told = format!(
            "{told}, {}",
            lang.fill("story.supposed_year", &[("side", &side)])
        );
    }
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, &told));
    if ui.is_rect_visible(rect) {
        let colours = theme::colours(ui);
        let ground = match (chosen, state.view.story.year() == Some(year.year)) {
            (true, _) => Some(colours.chosen),
            (false, true) => Some(colours.hover),
            (false, false) => None,
        };
        if let Some(ground) = ground {
            let mark = rect.expand2(egui::vec2(theme::GAP_SMALL, 0.0));
            ui.painter().rect_filled(mark, 4.0, ground);
        }
        paint_year(ui, rect, state, year);
        if let Some(second) = &second {
            let at = egui::pos2(
                rect.left() + NAME_AT,
                rect.bottom() - SECOND_HEIGHT / 2.0 - 1.0,
            );
            let (size, left) = (theme::TEXT_SMALL, Align2::LEFT_CENTER);
            let width = rect.right() - at.x;
            text::line(ui, at, left, second, size, colours.secondary, width);
        }
    }
    response.on_hover_text(told)
}

fn tells_second(year: &StoryYear) -> bool {
    let share = year.second.and_then(|second| second.share);
    share.is_some_and(|share| share >= SECOND_SHOWN_FROM)
}

/// Year, colour, letter, name and share of a line.
fn paint_year(ui: &Ui, rect: Rect, state: &State, year: &StoryYear) {
    let lang = state.lang();
    let colours = theme::colours(ui);
    let catalogue = &state.session.knowledge().catalogue;
    let middle = rect.top() + LINE_HEIGHT / 2.0;
    let (small, left) = (theme::TEXT_SMALL, Align2::LEFT_CENTER);
    let line = |x: f32, text: &str, tone, right: f32| {
        let at = egui::pos2(rect.left() + x, middle);
        text::line(ui, at, left, text, small, tone, right - at.x)
    };
    let known = year.kind == YearKind::Crop && year.in_window;
    let tone = if known {
        colours.text
    } else {
        colours.secondary
    };
    line(0.0, &year.year.to_string(), colours.secondary, rect.right());
    let at = egui::pos2(rect.left() + SWATCH_AT + 5.0, middle);
    let field = Rect::from_center_size(at, egui::Vec2::splat(10.0));
    swatch::paint(ui, field, &style(year, catalogue));
    let usage = supposed(state, year);
    let letter_tone = if usage == year.usage {
        tone
    } else {
        colours.accent
    };
    line(
        LETTER_AT,
        words::usage_letter(usage, lang),
        letter_tone,
        rect.right(),
    );
    let mut right = rect.right();
    if let Some(share) = words::crop_share(year, lang) {
        let at = egui::pos2(right, middle);
        let (anchor, tone) = (Align2::RIGHT_CENTER, colours.secondary);
        right = text::line(ui, at, anchor, &share, small, tone, 48.0).left() - theme::GAP_SMALL;
    }
    if !year.doubts.is_empty() {
        let at = egui::pos2(right, middle);
        let (anchor, tone) = (Align2::RIGHT_CENTER, colours.warning);
        let sign = crate::ui::icons::WARNING;
        right = text::line(ui, at, anchor, sign, small, tone, 48.0).left() - theme::GAP_SMALL;
    }
    line(NAME_AT, &words::crop_of(year, catalogue, lang), tone, right);
}

/// What there is to say of the year that was chosen: the parcels it came from, and what it could have been.
fn chosen_ui(ui: &mut Ui, state: &State, year: &StoryYear, commands: &mut Vec<Command>) {
    let knowledge = state.session.knowledge();
    let parcel = state.view.parcel.as_ref();
    let mut origins = parcel.iter().flat_map(|parcel| &parcel.origins);
    if let Some(past) = origins.find(|past| past.year == year.year) {
        origins::year_ui(ui, past, &knowledge.catalogue, state.lang());
    }
    if year.in_window {
        suppose_ui(ui, state, year, commands);
    }
}

/// "Stel dat 2019 anders was": what the year could count as instead.
fn suppose_ui(ui: &mut Ui, state: &State, year: &StoryYear, commands: &mut Vec<Command>) {
    let lang = state.lang();
    ui.add_space(theme::GAP_SMALL);
    let number = year.year.to_string();
    ui.label(text::small(
        ui,
        lang.fill("story.suppose", &[("year", &number)]),
    ));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::splat(theme::GAP_SMALL);
        let now = supposed(state, year);
        for usage in SUPPOSED {
            let is_now = now.side() == usage.side();
            let word = text::small(ui, words::usage(usage, lang));
            if ui.selectable_label(is_now, word).clicked() {
                let is_data = usage.side() == year.usage.side();
                let supposed = Some(usage).filter(|_| !is_data);
                commands.push(StoryCommand::Suppose(year.year, supposed).into());
            }
        }
    });
    ui.add_space(theme::GAP_SMALL);
}

//! The selected parcel on the wall: its class, and a strip of its crops year by year that can be read from the last
//! row. No identifiers of farms or parcels: there are people in the hall.

use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::stage::{Stage, TEXT};
use crate::analysis::story::{Story, StoryYear};
use crate::domain::CropGroup;
use crate::explain::story as words;
use crate::text::Lang;
use crate::ui::panel::parcel::years;
use crate::ui::state::State;

/// Heights in pixels of 1080: the sentence, the fields, and the lines of text under them: the year,
/// and its crop over two.
const SENTENCE: f32 = 64.0;
const FIELD: f32 = 56.0;
const LINES: f32 = 110.0;
/// Free space around.
const SIDE: f32 = 32.0;

/// The height that the parcel needs; 0 when none is selected.
pub(super) fn height(state: &State, stage: &Stage) -> f32 {
    match story(state) {
        Some(_) => stage.points(SENTENCE + FIELD + LINES + 24.0),
        None => 0.0,
    }
}

fn story(state: &State) -> Option<&Story> {
    state.view.parcel.as_ref()?.story.as_ref()
}

/// Draws it at the top of the room that is left.
pub(super) fn show(ui: &mut Ui, state: &State, stage: &Stage) {
    let Some(story) = story(state) else {
        return;
    };
    let lang = state.lang();
    let knowledge = state.session.knowledge();
    let why = words::why(&story.outcome, &knowledge.rule, lang);
    let size = vec2(ui.available_width(), height(state, stage));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let told = story.years.iter().map(|year| {
        let crop = words::crop_of(year, &knowledge.catalogue, lang);
        format!("{} {crop}", year.year)
    });
    let told = format!("{why} {}", told.collect::<Vec<_>>().join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &told));
    let inside = rect.shrink2(vec2(stage.points(SIDE), 0.0));
    let at = pos2(
        inside.left(),
        rect.top() + stage.points(8.0 + SENTENCE / 2.0),
    );
    let font = stage.fitting(ui, &why, [36.0, 28.0], inside.width());
    let (left, colour) = (Align2::LEFT_CENTER, stage.colours.text);
    crate::ui::widget::text::line(ui, at, left, &why, font, colour, inside.width());
    let count = story.years.len().max(1);
    let width = inside.width() / count as f32;
    let top = rect.top() + stage.points(8.0 + SENTENCE);
    for (place, year) in story.years.iter().enumerate() {
        let left = inside.left() + place as f32 * width;
        let field = Rect::from_min_size(
            pos2(left, top),
            vec2(width - stage.points(4.0), stage.points(FIELD)),
        );
        year_ui(ui, state, year, field, lang, stage);
    }
}

fn year_ui(ui: &Ui, state: &State, year: &StoryYear, field: Rect, lang: Lang, stage: &Stage) {
    let catalogue = &state.session.knowledge().catalogue;
    stage.swatch(ui, field, &years::style(year, catalogue));
    let at = field.left_bottom() + vec2(0.0, stage.points(4.0));
    let (name, width) = (year.year.to_string(), field.width());
    let told = stage.line(ui, at, Align2::LEFT_TOP, &name, TEXT, width);
    let group = year.counted_crop().and_then(|code| catalogue.find(code));
    let group = group.map_or(CropGroup::Unknown, |crop| crop.group.crop_group());
    let group = lang.text_of("crop_group", group.key());
    let at = pos2(at.x, told.bottom());
    let galley = stage.layout(ui, &group, 28.0, width);
    let colour = stage.colours.secondary;
    ui.painter()
        .galley_with_override_text_color(at, galley, colour);
}

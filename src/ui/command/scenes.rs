//! Changes to the scenes, and going from one to another.

use std::sync::Arc;

use super::{Effect, FileCommand, PresentCommand};
use crate::analysis::categorise::ColourBy;
use crate::explain::figures;
use crate::ui::drenthe_story;
use crate::ui::map_view::Hit;
use crate::ui::state::chart_record::{ChartRecord, DrawnChart};
use crate::ui::state::scenes::{Chart, Scene, SceneLayer};
use crate::ui::state::session::FOLLOWS_AT_ONCE;
use crate::ui::state::{LayerId, MapLayer, State, StoryView, ZoomTarget};

/// A change to the scenes.
#[derive(Debug, Clone, PartialEq)]
pub enum SceneCommand {
    /// Fold the panel, or unfold it.
    TogglePanel,
    /// What the window shows as a new scene, after the one gone to last.
    Add,
    /// Go to a scene.
    Go(usize),
    /// So many scenes on; negative is back.
    Step(i32),
    /// Take what the window shows into a scene; its words stay.
    Update(usize),
    /// Other words.
    Edit(usize, SceneText, String),
    /// Another chart.
    SetChart(usize, Chart),
    /// So many places later; negative is earlier.
    Move(usize, i32),
    /// Take it away.
    Remove(usize),
    /// The words of a scene are edited, or no longer.
    Open(Option<usize>),
    /// The story that comes with the sample, presented from its beginning.
    TellSample,
}

/// The words of a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SceneText {
    /// Its name.
    Title,
    /// What is said below the map.
    Caption,
    /// What the speaker wants to remember.
    Note,
}

pub(super) fn apply(command: SceneCommand, state: &mut State) -> Vec<Effect> {
    match command {
        SceneCommand::TogglePanel => toggle_panel(state),
        SceneCommand::Add => add(state),
        SceneCommand::Go(place) => return go(place, state),
        SceneCommand::Step(by) => {
            let next = state.session.scenes.beside(state.view.scene, by);
            return next.map_or_else(Vec::new, |place| go(place, state));
        }
        SceneCommand::Update(place) => {
            let scene = state.session.scenes.get(place);
            if let Some(updated) = scene.map(|scene| scene.updated(state))
                && let Some(scene) = state.session.scenes.get_mut(place)
            {
                *scene = updated;
            }
        }
        SceneCommand::Edit(place, text, words) => {
            if let Some(scene) = state.session.scenes.get_mut(place) {
                match text {
                    SceneText::Title => scene.title = words,
                    SceneText::Caption => scene.caption = words,
                    SceneText::Note => scene.note = words,
                }
            }
        }
        SceneCommand::SetChart(place, chart) => {
            let drawn = (chart == Chart::Drawn).then(|| chart_at_hand(state));
            if let Some(scene) = state.session.scenes.get_mut(place) {
                scene.chart = chart;
                scene.drawn = drawn;
            }
        }
        SceneCommand::Move(place, by) => {
            let target = state.session.scenes.shift(place, by);
            follow(state, |shown| moved(shown, place, target));
        }
        SceneCommand::Remove(place) => {
            state.session.scenes.remove(place);
            follow(state, |shown| match shown.cmp(&place) {
                std::cmp::Ordering::Less => Some(shown),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(shown - 1),
            });
        }
        SceneCommand::Open(place) => state.view.scenes.edited = place,
        SceneCommand::TellSample => return tell_sample(state),
    }
    Vec::new()
}

/// The chart that the drawer shows, of the area that is chosen there.
fn chart_at_hand(state: &State) -> DrawnChart {
    let areas = &state.view.areas;
    let row = areas.row.zip(areas.figured.as_ref());
    let row = row.and_then(|(row, figured)| figured.rows.get(row));
    let area = row.map(|row| figures::row_name(row, state.lang()));
    DrawnChart {
        area,
        chart: ChartRecord::of(&state.session.charts),
    }
}

fn toggle_panel(state: &mut State) {
    let view = &mut state.view;
    // Who asks for the panel while its side is folded wants to see it.
    view.scenes.open = !(view.scenes.open && view.right_open);
    view.right_open |= view.scenes.open;
}

fn add(state: &mut State) {
    let number = (state.session.scenes.list().len() + 1).to_string();
    let title = state
        .lang()
        .fill("scenes.new_title", &[("number", &number)]);
    let scene = Scene::of(state, title);
    let place = state.session.scenes.add(scene, state.view.scene);
    let view = &mut state.view;
    view.scene = Some(place);
    view.scenes.edited = Some(place);
    view.scenes.open = true;
    if view.presenting.is_none() {
        view.right_open = true;
    }
}

/// Where the scene at `shown` is after the one at `from` went to `to`.
fn moved(shown: usize, from: usize, to: usize) -> Option<usize> {
    Some(if shown == from {
        to
    } else if from < shown && shown <= to {
        shown - 1
    } else if to <= shown && shown < from {
        shown + 1
    } else {
        shown
    })
}

/// Keeps to the same scenes when their places change.
fn follow(state: &mut State, place: impl Fn(usize) -> Option<usize>) {
    state.view.scene = state.view.scene.and_then(&place);
    state.view.scenes.edited = state.view.scenes.edited.and_then(&place);
}

/// Goes to a scene: layers and their colours at once, the view by a flight.
fn go(place: usize, state: &mut State) -> Vec<Effect> {
    let Some(scene) = state.session.scenes.get(place).cloned() else {
        return Vec::new();
    };
    state.view.scene = Some(place);
    state.view.time.playing = None;
    state.view.time.preview = None;
    let mut effects = Vec::new();
    for look in &scene.layers {
        let layer = state.session.layers().iter();
        let id = layer.into_iter().find(|l| l.layer.name == look.name);
        if let Some(id) = id.map(|layer| layer.id) {
            effects.extend(dress(id, look, state));
        }
    }
    let active = scene.layer.as_ref().and_then(|name| {
        let mut layers = state.session.layers().iter();
        layers.find(|layer| layer.layer.name == *name)
    });
    let parcel = scene.parcel.and_then(|feature| {
        let layer = active?;
        (feature < layer.layer.len()).then_some(Hit {
            layer: layer.id,
            feature,
        })
    });
    if let Some(id) = active.map(|layer| layer.id) {
        state.session.set_active(id);
    }
    if state.view.selection != parcel {
        state.view.selection = parcel;
        state.view.parcel = None;
        state.view.story = StoryView::default();
        effects.push(Effect::Gather);
    }
    let bounds = scene
        .view
        .and_then(|v| v.bounds_in(state.session.map_crs()));
    if let Some(bounds) = bounds {
        state.view.zoom = Some(ZoomTarget::Fly(bounds));
    }
    effects
}

/// Shows a layer as a scene has it.
fn dress(id: LayerId, look: &SceneLayer, state: &mut State) -> Vec<Effect> {
    let knowledge = Arc::clone(state.session.knowledge());
    let before = &mut state.view.time.before;
    let Some(layer) = state.session.layer_mut(id) else {
        return Vec::new();
    };
    layer.visible = look.visible;
    layer.opacity = look.opacity.clamp(0.0, 1.0);
    let mut effects = Vec::new();
    let wanted = look.colour_by().filter(|_| layer.years.is_some());
    if let Some(by) = wanted.filter(|by| *by != layer.colour_by) {
        match by {
            ColourBy::CropYear(_) if !matches!(layer.colour_by, ColourBy::CropYear(_)) => {
                before.insert(id, layer.colouring());
            }
            ColourBy::Cooperation => {
                before.remove(&id);
            }
            _ => {}
        }
        if layer.layer.len() > FOLLOWS_AT_ONCE {
            effects.push(Effect::Recolour(id, by));
        } else {
            layer.colour_by_years(by, &knowledge);
        }
    }
    let keys = layer.categories().list.iter();
    let hidden: Vec<bool> = keys.map(|entry| look.hides(&entry.key)).collect();
    for (category, hidden) in hidden.into_iter().enumerate() {
        layer.set_hidden(category, hidden);
    }
    effects
}

/// Presents the story of the sample; where the sample is not there, it is opened first and the story waits for it.
fn tell_sample(state: &mut State) -> Vec<Effect> {
    let lang = state.lang();
    let is_told = |layer: &&MapLayer| layer.is_sample && layer.layer.name == drenthe_story::LAYER;
    let sample = state.session.layers().iter().find(is_told);
    let story = sample.and_then(|layer| {
        let knowledge = state.session.knowledge();
        drenthe_story::scenes(layer, knowledge, state.session.map_crs(), lang)
    });
    let Some(story) = story else {
        // Where the sample that is there has no story, another one has none either.
        let again = std::mem::take(&mut state.view.scenes.tell_sample);
        if sample.is_some() || again {
            return Vec::new();
        }
        state.view.scenes.tell_sample = true;
        return super::file::apply(FileCommand::OpenSample, state);
    };
    state.view.scenes.tell_sample = false;
    let mut effects = super::present::apply(PresentCommand::Start, state);
    // Scenes of one's own stay; a story that is there already is gone to and not told twice.
    let list = state.session.scenes.list();
    let there = list.iter().position(|scene| Some(scene) == story.first());
    let first = there.unwrap_or(list.len());
    if there.is_none() {
        for scene in story {
            state.session.scenes.add(scene, None);
        }
    }
    effects.extend(go(first, state));
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scene_gone_to_is_the_same_after_others_moved() {
        // a b c d, with b at 1 going to 3: a c d b.
        let places = [0, 1, 2, 3].map(|shown| moved(shown, 1, 3));
        assert_eq!(places, [Some(0), Some(3), Some(1), Some(2)]);
        let places = [0, 1, 2, 3].map(|shown| moved(shown, 3, 0));
        assert_eq!(places, [Some(1), Some(2), Some(3), Some(0)]);
    }

    #[test]
    fn scenes_are_edited_by_commands_alone() {
        let mut state = State::default();
        for _ in 0..3 {
            apply(SceneCommand::Add, &mut state);
        }
        assert_eq!(state.view.scene, Some(2));
        let words = "Eerste".to_owned();
        apply(SceneCommand::Edit(0, SceneText::Title, words), &mut state);
        apply(SceneCommand::SetChart(0, Chart::Soil), &mut state);
        apply(SceneCommand::Move(0, 2), &mut state);
        assert_eq!(state.view.scene, Some(1), "the same scene");
        let last = state.session.scenes.get(2).expect("there");
        assert_eq!((last.title.as_str(), last.chart), ("Eerste", Chart::Soil));
        apply(SceneCommand::Update(2), &mut state);
        assert_eq!(state.session.scenes.get(2).expect("there").title, "Eerste");
        apply(SceneCommand::Remove(1), &mut state);
        assert_eq!(
            (state.view.scene, state.session.scenes.list().len()),
            (None, 2)
        );
        apply(SceneCommand::Step(1), &mut state);
        apply(SceneCommand::Step(1), &mut state);
        apply(SceneCommand::Step(1), &mut state);
        assert_eq!(state.view.scene, Some(1), "it stops at the last");
    }
}

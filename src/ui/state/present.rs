//! What passes while the map is presented on a wall: what is shown beside the map, and what was there before, to
//! come back to exactly.

use std::collections::BTreeMap;

use super::compare::Compare;
use super::session::{Colouring, LayerId, MapLayer};
use super::story::StoryView;
use super::{State, ZoomTarget};
use crate::map::Camera;
use crate::map::preview::Preview;
use crate::ui::map_view::Hit;

/// What can be shown or not while the map is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The title above the map.
    Title,
    /// The legend beside it.
    Legend,
    /// The caption below it.
    Caption,
    /// Text and hairlines for a dark hall.
    Dark,
    /// Patterns over the colours of the classes.
    Patterns,
    /// Nothing but black.
    Black,
    /// The keys.
    Help,
    /// The line in which a village is typed.
    Search,
    /// The speaker's own window.
    Speaker,
}

/// What follows the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pointer {
    /// Nothing but the pointer.
    #[default]
    Plain,
    /// A bright dot.
    Dot,
    /// A light, with the rest in the dark.
    Spotlight,
}

impl Pointer {
    /// The one after it; the first after the last.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Plain => Self::Dot,
            Self::Dot => Self::Spotlight,
            Self::Spotlight => Self::Plain,
        }
    }
}

/// The map is presented.
#[derive(Debug, Clone)]
pub struct Presenting {
    /// The parts that are shown.
    parts: Vec<Part>,
    /// What follows the pointer.
    pub pointer: Pointer,
    /// As whom the colours are shown.
    pub preview: Preview,
    before: Before,
}

impl Presenting {
    /// Begins, with what is there kept to come back to; for a dark hall where the window is dark.
    pub fn new(state: &State) -> Self {
        let mut parts = vec![Part::Title, Part::Legend, Part::Caption];
        if state.view.is_dark {
            parts.push(Part::Dark);
        }
        Self {
            parts,
            pointer: Pointer::default(),
            preview: Preview::default(),
            before: Before::of(state),
        }
    }

    /// Whether a part is shown.
    pub fn shows(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// Shows a part, or hides it.
    pub fn toggle(&mut self, part: Part) {
        if self.shows(part) {
            self.parts.retain(|shown| *shown != part);
        } else {
            self.parts.push(part);
        }
    }

    /// What was there when it began.
    pub fn into_before(self) -> Before {
        self.before
    }
}

/// What the window showed before it presented.
#[derive(Debug, Clone)]
pub struct Before {
    full_screen: bool,
    camera: Option<Camera>,
    active: Option<LayerId>,
    layers: Vec<LayerBefore>,
    selection: Option<Hit>,
    story: StoryView,
    colours: BTreeMap<LayerId, Colouring>,
    scene: Option<usize>,
    compare: Option<Compare>,
}

#[derive(Debug, Clone)]
struct LayerBefore {
    id: LayerId,
    visible: bool,
    opacity: f32,
    colouring: Colouring,
}

impl LayerBefore {
    fn of(layer: &MapLayer) -> Self {
        Self {
            id: layer.id,
            visible: layer.visible,
            opacity: layer.opacity,
            colouring: layer.colouring(),
        }
    }
}

impl Before {
    fn of(state: &State) -> Self {
        let (session, view) = (&state.session, &state.view);
        Self {
            full_screen: view.full_screen,
            camera: view.shown.map(|shown| shown.camera),
            active: session.active().map(|layer| layer.id),
            layers: session.layers().iter().map(LayerBefore::of).collect(),
            selection: view.selection,
            story: view.story.clone(),
            colours: view.time.before.clone(),
            scene: view.scene,
            compare: view.compare.clone(),
        }
    }

    /// Whether the window was over the whole screen already.
    pub fn full_screen(&self) -> bool {
        self.full_screen
    }

    /// Brings it back. Layers that are gone stay gone; those that came stay.
    pub fn restore(self, state: &mut State) {
        let knowledge = std::sync::Arc::clone(state.session.knowledge());
        for before in self.layers {
            if let Some(layer) = state.session.layer_mut(before.id) {
                layer.visible = before.visible;
                layer.opacity = before.opacity;
                layer.restore(before.colouring, &knowledge);
            }
        }
        if let Some(active) = self.active {
            state.session.set_active(active);
        }
        let view = &mut state.view;
        view.time.before = self.colours;
        view.time.playing = None;
        view.time.preview = None;
        view.full_screen = self.full_screen;
        view.scene = self.scene;
        view.compare = self.compare;
        if view.selection != self.selection {
            view.selection = self.selection;
            view.parcel = None;
        }
        view.story = self.story;
        view.zoom = self.camera.map(ZoomTarget::Jump);
    }
}

//! What is saved, and what undo brings back: everything that the user made, and nothing that follows from it. A
//! document is a picture of the state at one moment. Taking one is cheap, since all that is large is shared.
//!
//! What the user makes elsewhere gets its place here too: a field, a line in [`Document::of`], one in
//! [`Document::restore`], and one in [`Document::is_same`]. From then on it is undone, seen as unsaved, and
//! recovered.

mod record;

use std::sync::{Arc, LazyLock};

use super::State;
use super::areas::AreaChoice;
use super::charts::ChartChoice;
use super::scenes::Scenes;
use super::session::{FOLLOWS_AT_ONCE, LayerId, MapLayer};
use super::settings::OwnRule;
use crate::analysis::categorise::{Coloured, Knowledge};
use crate::analysis::summary::{Categories, Category, CategoryKey};
use crate::domain::{Assumptions, Catalogue, CropOverrides};
use crate::export::sheet::SheetSettings;
use crate::map::ClassColours;
use crate::map::{Camera, MapCrs};

pub use record::{begin, take};

/// What is saved and undone.
#[derive(Debug, Clone)]
pub struct Document {
    layers: Vec<KeptLayer>,
    active: Option<LayerId>,
    map_crs: MapCrs,
    knowledge: Arc<Knowledge>,
    assumptions: Arc<Assumptions>,
    areas: AreaChoice,
    charts: ChartChoice,
    scenes: Scenes,
    sheet: SheetSettings,
    colours: Arc<ClassColours>,
    own_rules: Vec<OwnRule>,
    base_map: String,
    camera: Option<Camera>,
}

/// A layer, without the category of each parcel where that follows from its crop sequences: hundreds of steps
/// would keep hundreds of them.
#[derive(Debug, Clone)]
struct KeptLayer(MapLayer);

impl Document {
    /// The state as it is now. A year that is looked at in passing is not part of it.
    pub fn of(state: &State) -> Self {
        let session = &state.session;
        let preview = state.view.time.preview.as_ref();
        let kept = session.layers().iter().map(|layer| {
            let passing = preview.filter(|preview| preview.layer == layer.id);
            match passing.filter(|passing| layer.colour_by == passing.by()) {
                Some(passing) => KeptLayer::of(&passing.before.of_layer(layer)),
                None => KeptLayer::of(layer),
            }
        });
        Self {
            layers: kept.collect(),
            active: session.active().map(|layer| layer.id),
            map_crs: session.map_crs(),
            knowledge: Arc::clone(session.knowledge()),
            assumptions: Arc::clone(session.assumptions()),
            areas: session.areas.clone(),
            charts: session.charts.clone(),
            scenes: session.scenes.clone(),
            sheet: session.sheet.clone(),
            colours: Arc::clone(session.colours()),
            own_rules: state.settings.own_rules.clone(),
            base_map: state.settings.base_map.clone(),
            camera: state.view.shown.map(|shown| shown.camera),
        }
    }

    /// The same, looking elsewhere.
    #[must_use]
    pub fn looking(self, camera: Option<Camera>) -> Self {
        Self { camera, ..self }
    }

    /// Where the map looked.
    pub fn camera(&self) -> Option<Camera> {
        self.camera
    }

    /// True when there is nothing between the two that anybody did. Where the map looks and which layer is in hand
    /// do not count.
    pub fn is_same(&self, other: &Self) -> bool {
        self.map_crs == other.map_crs
            && self.base_map == other.base_map
            && self.own_rules == other.own_rules
            && (Arc::ptr_eq(&self.assumptions, &other.assumptions)
                || self.assumptions == other.assumptions)
            && self.areas == other.areas
            && self.charts == other.charts
            && self.scenes == other.scenes
            && self.sheet == other.sheet
            && self.colours == other.colours
            && same_knowledge(&self.knowledge, &other.knowledge)
            && self.layers.len() == other.layers.len()
            && self
                .layers
                .iter()
                .zip(&other.layers)
                .all(|(a, b)| a.is_same(b))
    }

    /// As [`is_same`](Self::is_same), without what is remembered for the user anyway.
    pub fn is_same_work(&self, other: &Self) -> bool {
        let other = Self {
            own_rules: self.own_rules.clone(),
            base_map: self.base_map.clone(),
            ..other.clone()
        };
        self.is_same(&other)
    }

    /// True when a crash would cost something: any layer but the sample's.
    pub fn has_own_layers(&self) -> bool {
        self.layers.iter().any(|layer| !layer.0.is_sample)
    }

    /// Makes the state what it was. Large layers follow in the background.
    pub fn restore(self, state: &mut State) {
        state.view.time.preview = None;
        state.view.time.playing = None;
        // Another place in memory, so that nobody takes figures and colours of another moment for those of this.
        let knowledge = Arc::new(Knowledge::clone(&self.knowledge));
        let session = &mut state.session;
        let layers = self.layers.into_iter().map(|kept| {
            let now = session.layer(kept.0.id);
            kept.coloured_again(now, &knowledge)
        });
        let layers = layers.collect();
        session.restore(layers, self.active, self.map_crs, knowledge);
        if *session.assumptions() != self.assumptions {
            session.set_assumptions(Assumptions::clone(&self.assumptions));
        }
        if session.areas != self.areas {
            // Figures that are about the same areas stay until those that are asked for now are there.
            if !session.areas.is_about_same(&self.areas) {
                state.view.areas.clear();
            }
            session.areas = self.areas;
        }
        session.charts = self.charts;
        session.scenes = self.scenes;
        session.sheet = self.sheet;
        if *session.colours() != self.colours {
            session.set_colours(ClassColours::clone(&self.colours));
        }
        let scenes = session.scenes.list().len();
        let there = |place: &usize| *place < scenes;
        state.view.scene = state.view.scene.filter(there);
        state.view.scenes.edited = state.view.scenes.edited.filter(there);
        state.settings.own_rules = self.own_rules;
        state.settings.base_map = self.base_map;
        let view = &mut state.view;
        let gone = |id: LayerId| state.session.layer(id).is_none();
        if view.selection.is_some_and(|hit| gone(hit.layer)) {
            view.selection = None;
        }
        view.time.before.retain(|id, _| !gone(*id));
        view.parcel = None;
    }
}

impl KeptLayer {
    fn of(layer: &MapLayer) -> Self {
        let mut kept = layer.clone();
        if kept.coloured.knowledge.is_some() {
            kept.coloured = Arc::new(placeholder(kept.categories().list.clone()));
        }
        Self(kept)
    }

    fn is_same(&self, other: &Self) -> bool {
        let (a, b) = (&self.0, &other.0);
        a.id == b.id
            && Arc::ptr_eq(&a.layer, &b.layer)
            && a.colour_by == b.colour_by
            && a.visible == b.visible
            && a.opacity.to_bits() == b.opacity.to_bits()
            && a.crs_confirmed == b.crs_confirmed
            && a.warnings_dismissed == b.warnings_dismissed
            && hidden_keys(a).eq(hidden_keys(b))
    }

    /// The layer with its parcels in their categories: those of `now` where it is coloured alike, else found again.
    fn coloured_again(self, now: Option<&MapLayer>, knowledge: &Knowledge) -> MapLayer {
        let mut layer = self.0;
        if layer.coloured.knowledge.is_none() {
            return layer;
        }
        let hidden: Vec<CategoryKey> = hidden_keys(&layer).cloned().collect();
        if let Some(now) = now
            && now.colour_by == layer.colour_by
            && Arc::ptr_eq(&now.layer, &layer.layer)
        {
            layer.recolour(layer.colour_by.clone(), Arc::clone(&now.coloured));
        }
        if layer.is_outdated(knowledge) && layer.layer.len() <= FOLLOWS_AT_ONCE {
            layer.follow(knowledge);
        }
        // An entry that was not there on the way is hidden again where it was.
        let list = layer.categories().list.iter();
        let flags: Vec<bool> = list.map(|entry| hidden.contains(&entry.key)).collect();
        if flags != layer.hidden {
            for (category, hidden) in flags.into_iter().enumerate() {
                layer.set_hidden(category, hidden);
            }
        }
        layer
    }
}

fn hidden_keys(layer: &MapLayer) -> impl Iterator<Item = &CategoryKey> {
    let list = layer.categories().list.iter().zip(&layer.hidden);
    list.filter(|(_, hidden)| **hidden)
        .map(|(category, _)| &category.key)
}

fn same_knowledge(a: &Knowledge, b: &Knowledge) -> bool {
    a.rule == b.rule
        && (Arc::ptr_eq(&a.catalogue, &b.catalogue)
            || CropOverrides::of(&a.catalogue, &a.rule) == CropOverrides::of(&b.catalogue, &b.rule))
}

/// A legend without parcels, which any rule makes outdated.
fn placeholder(list: Vec<Category>) -> Coloured {
    static OF_NOBODY: LazyLock<Knowledge> = LazyLock::new(|| Knowledge {
        catalogue: Arc::new(Catalogue::clone(&Catalogue::built_in())),
        ..Knowledge::default()
    });
    let mut placeholder = Coloured::of_table(Categories {
        of_feature: Arc::from([]),
        list,
    });
    placeholder.knowledge = Some(OF_NOBODY.clone());
    placeholder
}

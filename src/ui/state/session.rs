//! What the user works on: the layers, how they are shown, and which one is in hand. All of it would
//! belong into a saved project.

use std::sync::Arc;

use super::areas::AreaChoice;
use super::charts::ChartChoice;
use super::scenes::Scenes;
use crate::analysis::categorise::{ColourBy, Coloured, Knowledge};
use crate::analysis::classify::ParcelYears;
use crate::analysis::summary::{Categories, Category, CategoryKey};
use crate::domain::Assumptions;
use crate::export::sheet::SheetSettings;
use crate::geometry::Bounds;
use crate::layer::Layer;
use crate::map::ClassColours;
use crate::map::MapCrs;
use crate::map::prepared::PreparedLayer;
use crate::map::style::{CategoryStyle, LayerStyle, Outline};
use crate::text::Lang;
use crate::ui::watch::OnDisk;
use crate::ui::years::YearLayers;

pub use crate::project::Loaded;

/// Names a layer for as long as the program runs; never used twice.
pub type LayerId = u64;

/// Opacity of a new layer: below 0.85 the five classes are hard to tell apart.
pub const DEFAULT_OPACITY: f32 = 0.9;

/// Layers of more parcels than this follow a changed rule in the background: within a frame there is no time for them.
pub const FOLLOWS_AT_ONCE: usize = 150_000;

/// How a layer was coloured, to come back to.
#[derive(Debug, Clone)]
pub struct Colouring {
    colour_by: ColourBy,
    coloured: Arc<Coloured>,
    hidden: Vec<bool>,
}

impl Colouring {
    /// What the layer was coloured by.
    pub fn colour_by(&self) -> &ColourBy {
        &self.colour_by
    }

    /// A layer as it would be with these colours.
    pub fn of_layer(&self, layer: &MapLayer) -> MapLayer {
        MapLayer {
            colour_by: self.colour_by.clone(),
            coloured: Arc::clone(&self.coloured),
            hidden: self.hidden.clone(),
            ..layer.clone()
        }
    }
}

/// A layer of the session.
#[derive(Debug, Clone)]
pub struct MapLayer {
    /// Its name within the program.
    pub id: LayerId,
    /// What was read.
    pub layer: Arc<Layer>,
    /// Its parcels in the plane of the map; `None` while its coordinate system is not known.
    pub prepared: Option<Arc<PreparedLayer>>,
    /// The area of each parcel on the ground, m²; NaN where it is not known.
    pub area_m2: Arc<[f64]>,
    /// What it is coloured by.
    pub colour_by: ColourBy,
    /// Which category each parcel is in, and why.
    pub coloured: Arc<Coloured>,
    /// The crop sequences of its parcels, where it has any.
    pub years: Option<ParcelYears>,
    /// The yearly layers that its crop sequences were made of, where they were.
    pub year_layers: Option<Arc<YearLayers>>,
    /// Per category, whether it is left off the map.
    pub hidden: Vec<bool>,
    /// The colours of its classes.
    colours: Arc<ClassColours>,
    /// How it is drawn; follows `categories`, `hidden` and the colours.
    pub style: Arc<LayerStyle>,
    /// Whether it is on the map.
    pub visible: bool,
    /// 0 to 1.
    pub opacity: f32,
    /// Whether what was odd about the file was read and put away.
    pub warnings_dismissed: bool,
    /// Whether the user agreed with the coordinate system that was guessed.
    pub crs_confirmed: bool,
    /// True for the sample that the program brings along.
    pub is_sample: bool,
    /// What became of its file since it was read.
    pub on_disk: OnDisk,
}

impl MapLayer {
    fn new(id: LayerId, loaded: Loaded) -> Self {
        let mut layer = Self {
            id,
            layer: loaded.layer,
            prepared: loaded.prepared,
            area_m2: loaded.area_m2,
            years: loaded.years,
            year_layers: loaded.year_layers,
            colour_by: loaded.colour_by,
            colours: Arc::default(),
            hidden: vec![false; loaded.coloured.categories.list.len()],
            coloured: loaded.coloured,
            style: Arc::default(),
            visible: true,
            opacity: DEFAULT_OPACITY,
            warnings_dismissed: false,
            crs_confirmed: false,
            is_sample: loaded.is_sample,
            on_disk: OnDisk::Same,
        };
        layer.restyle();
        layer
    }

    /// The files to watch: its own, or those of its years; none for what comes with the program.
    pub fn files(&self) -> impl Iterator<Item = &std::path::Path> {
        let own = self
            .year_layers
            .is_none()
            .then_some(&self.layer.source.path);
        let years = self.year_layers.iter().flat_map(|layers| &layers.years);
        let paths = own.into_iter().chain(years.map(|year| &year.path));
        paths
            .filter(|path| !self.is_sample && !path.as_os_str().is_empty())
            .map(std::path::PathBuf::as_path)
    }

    /// What it is called: by its years where it was made of several, else by its file.
    pub fn title(&self, lang: Lang) -> String {
        match &self.year_layers {
            Some(years) => years.title(lang),
            None => self.layer.name.clone(),
        }
    }

    /// Takes other categories. Those that are still there stay hidden where they were; a legend about
    /// something else shows all of its own.
    pub fn recolour(&mut self, colour_by: ColourBy, coloured: Arc<Coloured>) {
        let hidden = |key: &CategoryKey| {
            let before = self.categories().list.iter().zip(&self.hidden);
            before
                .into_iter()
                .any(|(c, hidden)| *hidden && c.key == *key)
        };
        let list = coloured.categories.list.iter();
        self.hidden = list.map(|category| hidden(&category.key)).collect();
        self.colour_by = colour_by;
        self.coloured = coloured;
        self.restyle();
    }

    /// True when its categories rest on another rule or other crops than these.
    pub fn is_outdated(&self, knowledge: &Knowledge) -> bool {
        self.coloured.is_outdated(knowledge)
    }

    /// Puts the parcels into categories anew after what is known of crops or the rule changed. Quick where
    /// the layer is coloured by its crop sequences; any other colouring does not depend on them.
    pub fn follow(&mut self, knowledge: &Knowledge) {
        let Some(years) = &self.years else { return };
        let coloured = self
            .coloured
            .following(&self.colour_by, years, &self.area_m2, knowledge);
        if let Some(coloured) = coloured {
            self.recolour(self.colour_by.clone(), Arc::new(coloured));
        }
    }

    /// Colours the parcels by their crop sequences, at once.
    pub fn colour_by_years(&mut self, by: ColourBy, knowledge: &Knowledge) {
        self.colour_by = by;
        self.follow(knowledge);
    }

    /// How it is coloured, to come back to with [`restore`](Self::restore).
    pub fn colouring(&self) -> Colouring {
        Colouring {
            colour_by: self.colour_by.clone(),
            coloured: Arc::clone(&self.coloured),
            hidden: self.hidden.clone(),
        }
    }

    /// Comes back to how it was coloured, with what is known now; a large layer is outdated until the background
    /// has caught up.
    pub fn restore(&mut self, before: Colouring, knowledge: &Knowledge) {
        self.colour_by = before.colour_by;
        self.coloured = before.coloured;
        self.hidden = before.hidden;
        self.restyle();
        if self.is_outdated(knowledge) && self.layer.len() <= FOLLOWS_AT_ONCE {
            self.follow(knowledge);
        }
    }

    /// Which category each parcel is in.
    pub fn categories(&self) -> &Categories {
        &self.coloured.categories
    }

    /// The colours of its classes.
    pub fn colours(&self) -> &ClassColours {
        &self.colours
    }

    /// Shows or hides a category; one that does not exist changes nothing.
    pub fn set_hidden(&mut self, category: usize, hidden: bool) {
        if let Some(slot) = self.hidden.get_mut(category) {
            *slot = hidden;
            self.restyle();
        }
    }

    /// The legend's entries with how each is drawn, whether hidden or not.
    pub fn entries(&self) -> impl Iterator<Item = (&Category, &CategoryStyle)> {
        self.categories().list.iter().zip(&self.style.categories)
    }

    /// The box around it in the plane of the map; empty while it has no place there.
    pub fn bounds(&self) -> Bounds {
        self.prepared
            .as_ref()
            .map_or(Bounds::EMPTY, |prepared| prepared.bounds())
    }

    fn restyle(&mut self) {
        let mut categories = match self.layer.polygons.is_ground() {
            true => self.colours.styles(&self.categories().list),
            false => vec![crate::map::palette::mark(); self.categories().list.len()],
        };
        for (style, hidden) in categories.iter_mut().zip(&self.hidden) {
            style.hidden = *hidden;
        }
        self.style = Arc::new(LayerStyle {
            categories,
            outline: Outline::default(),
        });
    }
}

/// The layers and which one is in hand.
#[derive(Debug)]
pub struct Session {
    /// Top of the map first.
    layers: Vec<MapLayer>,
    active: Option<LayerId>,
    last_id: LayerId,
    /// The plane that the map is drawn in; every prepared layer is in it.
    map_crs: MapCrs,
    /// The rule and the crops, as this project has them.
    knowledge: Arc<Knowledge>,
    /// The scenes to tell a story with.
    pub scenes: Scenes,
    /// What the figures of areas assume.
    assumptions: Arc<Assumptions>,
    /// What the areas are.
    pub areas: AreaChoice,
    /// Which chart is made of them.
    pub charts: ChartChoice,
    /// The sheet that is printed.
    pub sheet: SheetSettings,
    /// The colours of the classes.
    colours: Arc<ClassColours>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            layers: Vec::new(),
            active: None,
            last_id: 0,
            map_crs: MapCrs::RdNew,
            knowledge: Arc::default(),
            scenes: Scenes::default(),
            assumptions: Arc::default(),
            areas: AreaChoice::default(),
            charts: ChartChoice::default(),
            sheet: SheetSettings::default(),
            colours: Arc::default(),
        }
    }
}

impl Session {
    /// The layers, top of the map first.
    pub fn layers(&self) -> &[MapLayer] {
        &self.layers
    }

    /// The plane that the map is drawn in.
    pub fn map_crs(&self) -> MapCrs {
        self.map_crs
    }

    /// The rule and the crops, as this project has them.
    pub fn knowledge(&self) -> &Arc<Knowledge> {
        &self.knowledge
    }

    /// The colours of the classes.
    pub fn colours(&self) -> &Arc<ClassColours> {
        &self.colours
    }

    /// Takes other colours of the classes; every layer follows at once.
    pub fn set_colours(&mut self, colours: ClassColours) {
        self.colours = Arc::new(colours);
        for layer in &mut self.layers {
            layer.colours = Arc::clone(&self.colours);
            layer.restyle();
        }
    }

    /// What the figures of nutrients assume; another value in memory whenever one of them changed.
    pub fn assumptions(&self) -> &Arc<Assumptions> {
        &self.assumptions
    }

    /// Takes other assumptions; the same ones change nothing.
    pub fn set_assumptions(&mut self, assumptions: Assumptions) {
        if *self.assumptions != assumptions {
            self.assumptions = Arc::new(assumptions);
        }
    }

    /// Takes another rule or other crops. Layers coloured by crop sequences follow at once; large ones are outdated
    /// until the background has caught up.
    pub fn set_knowledge(&mut self, knowledge: Knowledge) {
        self.knowledge = Arc::new(knowledge);
        let small = |layer: &&mut MapLayer| layer.layer.len() <= FOLLOWS_AT_ONCE;
        for layer in self.layers.iter_mut().filter(small) {
            if layer.is_outdated(&self.knowledge) {
                layer.follow(&self.knowledge);
            }
        }
    }

    /// Takes a layer for one of areas: it is no longer in hand where there are others.
    pub fn take_for_areas(&mut self, id: LayerId) {
        let Some(layer) = self.layers.iter().find(|layer| layer.id == id) else {
            return;
        };
        self.areas.take(layer);
        if self.active == Some(id) {
            self.active = self.best_active(0).or(Some(id));
        }
    }

    /// The first layer of parcels from a place on, else the last one before it.
    fn best_active(&self, place: usize) -> Option<LayerId> {
        let parcels = |layer: &&MapLayer| !self.areas.holds(layer.id);
        let after = self.layers.iter().skip(place).find(parcels);
        let found = after.or_else(|| self.layers.iter().rfind(parcels));
        found.map(|layer| layer.id)
    }

    /// The layer with this name.
    pub fn layer(&self, id: LayerId) -> Option<&MapLayer> {
        self.layers.iter().find(|layer| layer.id == id)
    }

    /// The layer with this name, to be changed.
    pub fn layer_mut(&mut self, id: LayerId) -> Option<&mut MapLayer> {
        self.layers.iter_mut().find(|layer| layer.id == id)
    }

    /// The layers, to be changed.
    pub fn layers_mut(&mut self) -> impl Iterator<Item = &mut MapLayer> {
        self.layers.iter_mut()
    }

    /// The layer in hand: its legend is shown, and the menus mean it.
    pub fn active(&self) -> Option<&MapLayer> {
        self.active.and_then(|id| self.layer(id))
    }

    /// Takes a layer in hand; one that does not exist changes nothing.
    pub fn set_active(&mut self, id: LayerId) {
        if self.layer(id).is_some() {
            self.active = Some(id);
        }
    }

    /// Puts a layer on top and takes it in hand.
    pub fn add(&mut self, loaded: Loaded) -> LayerId {
        self.last_id += 1;
        let mut layer = MapLayer::new(self.last_id, loaded);
        layer.colours = Arc::clone(&self.colours);
        layer.restyle();
        self.layers.insert(0, layer);
        self.active = Some(self.last_id);
        self.last_id
    }

    /// Takes a layer off; the one that comes in its place is taken in hand.
    pub fn remove(&mut self, id: LayerId) {
        let Some(place) = self.layers.iter().position(|layer| layer.id == id) else {
            return;
        };
        self.layers.remove(place);
        self.areas.release(id);
        if self.active == Some(id) {
            let any = || self.layers.get(place).or(self.layers.last());
            let next = self.best_active(place);
            self.active = next.or_else(|| any().map(|layer| layer.id));
        }
    }

    /// Takes the built-in sample off.
    pub fn remove_sample(&mut self) {
        let samples: Vec<LayerId> = self
            .layers
            .iter()
            .filter(|layer| layer.is_sample)
            .map(|layer| layer.id)
            .collect();
        for id in samples {
            self.remove(id);
        }
    }

    /// Moves a layer by so many places; positive goes down. It stops at the ends.
    pub fn shift(&mut self, id: LayerId, by: i32) {
        let Some(place) = self.layers.iter().position(|layer| layer.id == id) else {
            return;
        };
        let last = self.layers.len() - 1;
        let step = by.unsigned_abs() as usize;
        let target = if by < 0 {
            place.saturating_sub(step)
        } else {
            (place + step).min(last)
        };
        let layer = self.layers.remove(place);
        self.layers.insert(target, layer);
    }

    /// Draws the map in another plane, with layers prepared for it.
    pub fn set_map_crs(&mut self, crs: MapCrs, prepared: Vec<(LayerId, Arc<PreparedLayer>)>) {
        self.map_crs = crs;
        for layer in &mut self.layers {
            layer.prepared = None;
        }
        for (id, prepared) in prepared {
            if let Some(layer) = self.layer_mut(id) {
                layer.prepared = Some(prepared);
            }
        }
    }

    /// Begins anew with these layers, top of the map first, prepared for this plane. Answers their names.
    pub(super) fn begin(
        &mut self,
        loaded: Vec<Loaded>,
        map_crs: MapCrs,
        knowledge: Arc<Knowledge>,
    ) -> Vec<LayerId> {
        self.layers.clear();
        self.map_crs = map_crs;
        self.knowledge = knowledge;
        let mut ids: Vec<LayerId> = loaded.into_iter().rev().map(|one| self.add(one)).collect();
        ids.reverse();
        self.active = ids.first().copied();
        ids
    }

    /// Takes these layers, top of the map first, and everything else that a document keeps. Names of layers are
    /// still never used twice.
    pub(super) fn restore(
        &mut self,
        layers: Vec<MapLayer>,
        active: Option<LayerId>,
        map_crs: MapCrs,
        knowledge: Arc<Knowledge>,
    ) {
        let highest = layers.iter().map(|layer| layer.id).max();
        self.last_id = self.last_id.max(highest.unwrap_or(0));
        self.active = active.filter(|id| layers.iter().any(|layer| layer.id == *id));
        self.layers = layers;
        self.map_crs = map_crs;
        self.knowledge = knowledge;
    }

    /// The box around every layer, in the plane of the map.
    pub fn bounds(&self) -> Bounds {
        self.layers
            .iter()
            .fold(Bounds::EMPTY, |all, layer| all.union(&layer.bounds()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Class;
    use crate::geometry::PolygonArray;
    use crate::layer::{Source, Table};

    fn loaded(name: &str) -> Loaded {
        let keys = Class::ALL.map(CategoryKey::Class).to_vec();
        Loaded {
            layer: Arc::new(Layer {
                name: name.to_owned(),
                source: Source::default(),
                crs: None,
                polygons: PolygonArray::default(),
                table: Table::empty(0),
                warnings: Vec::new(),
            }),
            prepared: None,
            area_m2: Arc::from([]),
            years: None,
            year_layers: None,
            colour_by: ColourBy::Plain,
            coloured: Arc::new(Coloured::of_table(Categories::count(
                keys,
                Arc::from([]),
                &[],
            ))),
            is_sample: name == "sample",
        }
    }

    fn names(session: &Session) -> Vec<&str> {
        let layers = session.layers().iter();
        layers.map(|layer| layer.layer.name.as_str()).collect()
    }

    #[test]
    fn layers_stack_move_and_leave_with_their_hand_over() {
        let mut session = Session::default();
        let a = session.add(loaded("a"));
        let b = session.add(loaded("b"));
        let c = session.add(loaded("c"));
        assert_eq!(names(&session), ["c", "b", "a"]);
        session.shift(c, 1);
        assert_eq!(names(&session), ["b", "c", "a"]);
        session.shift(c, 9);
        session.shift(b, -9);
        assert_eq!(names(&session), ["b", "a", "c"]);
        assert_eq!(session.active().map(|layer| layer.id), Some(c));
        session.remove(c);
        assert_eq!(session.active().map(|layer| layer.id), Some(a));
        session.remove(a);
        session.remove(a);
        session.remove(b);
        assert!(session.active().is_none() && session.layers().is_empty());
        assert_ne!(session.add(loaded("d")), a, "names are not used twice");
    }

    #[test]
    fn a_hidden_class_is_hidden_in_the_style_and_comes_back_with_other_colours() {
        let mut session = Session::default();
        let id = session.add(loaded("a"));
        let layer = session.layer_mut(id).expect("added");
        layer.set_hidden(3, true);
        layer.set_hidden(99, true);
        let hidden: Vec<bool> = layer.style.categories.iter().map(|s| s.hidden).collect();
        assert_eq!(hidden, [false, false, false, true, false, false]);
        let coloured = Arc::clone(&layer.coloured);
        layer.recolour(ColourBy::Plain, coloured);
        assert!(layer.hidden[3], "the same legend keeps what was hidden");
    }

    #[test]
    fn only_the_sample_leaves_when_a_file_of_ones_own_comes() {
        let mut session = Session::default();
        session.add(loaded("sample"));
        session.add(loaded("mine"));
        session.remove_sample();
        assert_eq!(names(&session), ["mine"]);
    }
}

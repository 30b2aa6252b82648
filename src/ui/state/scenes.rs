//! Scenes: named views of the map to tell a story with. A scene says what to show in words that outlive the session:
//! layers by their names, classes by their keys, the view as a box in its plane; so a project file can hold it.

use serde::{Deserialize, Serialize};

use super::State;
use super::chart_record::DrawnChart;
use super::session::MapLayer;
use crate::analysis::categorise::ColourBy;
use crate::analysis::summary::CategoryKey;
use crate::domain::Year;
use crate::geometry::Bounds;
use crate::map::MapCrs;

/// A named view.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Scene {
    /// Its name, and the title on the wall.
    pub title: String,
    /// What is said below the map.
    pub caption: String,
    /// What the speaker wants to remember; never on the wall.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What stands beside or below the map.
    pub chart: Chart,
    /// The chart of [`Chart::Drawn`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drawn: Option<DrawnChart>,
    /// Where the map looks; `None` leaves it where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<SceneView>,
    /// The name of the layer in hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// The selected parcel of that layer, by its place in the file, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parcel: Option<usize>,
    /// How the layers look; those that it does not name stay as they are.
    pub layers: Vec<SceneLayer>,
}

/// What stands beside or below the map of a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chart {
    /// The legend alone.
    #[default]
    None,
    /// The three ways to read "more than half", each with what it is a part of.
    Readings,
    /// The land within the schematic outline of the Drents Plateau.
    Plateau,
    /// Rest crops and diversity of the classes.
    Soil,
    /// A chart of the areas, as [`Scene::drawn`] says.
    Drawn,
}

impl Chart {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Readings,
        Self::Plateau,
        Self::Soil,
        Self::Drawn,
    ];

    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Readings => "readings",
            Self::Plateau => "plateau",
            Self::Soil => "soil",
            Self::Drawn => "drawn",
        }
    }
}

/// Where a scene looks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SceneView {
    /// The plane of the box.
    pub plane: Plane,
    /// Left, lower, right, upper, in map units.
    pub bounds: [f64; 4],
}

/// The planes of the map, by the words of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Plane {
    /// RD New.
    #[serde(rename = "EPSG:28992")]
    RdNew,
    /// Web Mercator.
    #[serde(rename = "EPSG:3857")]
    WebMercator,
}

impl From<MapCrs> for Plane {
    fn from(crs: MapCrs) -> Self {
        match crs {
            MapCrs::RdNew => Self::RdNew,
            MapCrs::WebMercator => Self::WebMercator,
        }
    }
}

impl SceneView {
    /// This box in a plane.
    pub fn new(bounds: Bounds, plane: MapCrs) -> Self {
        let ([left, lower], [right, upper]) = (bounds.min, bounds.max);
        Self {
            plane: plane.into(),
            bounds: [left, lower, right, upper],
        }
    }

    /// The box, for a map in `plane`; `None` in another, or where a file holds no numbers.
    pub fn bounds_in(&self, plane: MapCrs) -> Option<Bounds> {
        let [left, lower, right, upper] = self.bounds;
        let usable = self.bounds.iter().all(|c| c.is_finite()) && left < right && lower < upper;
        let same = self.plane == plane.into();
        (usable && same).then(|| Bounds::new(left, lower, right, upper))
    }
}

/// How a layer looks in a scene.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SceneLayer {
    /// Its name.
    pub name: String,
    /// On the map, or not.
    pub visible: bool,
    /// 0 to 1.
    pub opacity: f32,
    /// Coloured by the crops of this year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// Coloured by the classes of the rule.
    pub by_rule: bool,
    /// The entries of the legend that are left off the map.
    pub hidden: Vec<String>,
}

impl SceneLayer {
    fn of(layer: &MapLayer) -> Self {
        let entries = layer.categories().list.iter().zip(&layer.hidden);
        let hidden = entries.filter(|(_, hidden)| **hidden);
        Self {
            name: layer.layer.name.clone(),
            visible: layer.visible,
            opacity: layer.opacity,
            year: match layer.colour_by {
                ColourBy::CropYear(year) => Some(year.number()),
                _ => None,
            },
            by_rule: layer.colour_by == ColourBy::Cooperation,
            hidden: hidden.filter_map(|(entry, _)| key_of(&entry.key)).collect(),
        }
    }

    /// What it is coloured by; `None` leaves it as it is.
    pub fn colour_by(&self) -> Option<ColourBy> {
        let year = self.year.and_then(|year| Year::new(i64::from(year)));
        match year {
            Some(year) => Some(ColourBy::CropYear(year)),
            None => self.by_rule.then_some(ColourBy::Cooperation),
        }
    }

    /// Whether an entry of the legend is left off the map.
    pub fn hides(&self, key: &CategoryKey) -> bool {
        key_of(key).is_some_and(|key| self.hidden.contains(&key))
    }
}

/// The word of a file for an entry of the legend; values of columns have none.
fn key_of(key: &CategoryKey) -> Option<String> {
    Some(match key {
        CategoryKey::Class(class) => class.key().to_owned(),
        CategoryKey::TooFewYears => "too_few_years".to_owned(),
        CategoryKey::NoSectorYears => "no_sector_years".to_owned(),
        CategoryKey::Element => "element".to_owned(),
        CategoryKey::CropGroup(group) => format!("crop_{}", group.key()),
        CategoryKey::NoCrop => "no_crop".to_owned(),
        _ => return None,
    })
}

impl Scene {
    /// What the window shows now, by this name.
    pub fn of(state: &State, title: String) -> Self {
        let session = &state.session;
        let active = session.active();
        let selection = state.view.selection;
        let selected = selection.filter(|hit| active.is_some_and(|layer| layer.id == hit.layer));
        Self {
            title,
            view: state
                .view
                .shown
                .map(|shown| SceneView::new(shown.bounds, session.map_crs())),
            layer: active.map(|layer| layer.layer.name.clone()),
            parcel: selected.map(|hit| hit.feature),
            layers: session.layers().iter().map(SceneLayer::of).collect(),
            ..Self::default()
        }
    }

    /// The same words over what the window shows now.
    #[must_use]
    pub fn updated(&self, state: &State) -> Self {
        Self {
            caption: self.caption.clone(),
            note: self.note.clone(),
            chart: self.chart,
            ..Self::of(state, self.title.clone())
        }
    }
}

/// The scenes of a session, in their order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scenes(Vec<Scene>);

impl Scenes {
    /// These scenes.
    pub fn new(scenes: Vec<Scene>) -> Self {
        Self(scenes)
    }

    /// All of them.
    pub fn list(&self) -> &[Scene] {
        &self.0
    }

    /// One of them, from 0.
    pub fn get(&self, place: usize) -> Option<&Scene> {
        self.0.get(place)
    }

    /// One of them, to be changed.
    pub fn get_mut(&mut self, place: usize) -> Option<&mut Scene> {
        self.0.get_mut(place)
    }

    /// Puts a scene after another one, or last; answers its place.
    pub fn add(&mut self, scene: Scene, after: Option<usize>) -> usize {
        let place = after.map_or(self.0.len(), |place| (place + 1).min(self.0.len()));
        self.0.insert(place, scene);
        place
    }

    /// Takes one away.
    pub fn remove(&mut self, place: usize) {
        if place < self.0.len() {
            self.0.remove(place);
        }
    }

    /// Moves one by so many places; negative is earlier. It stops at the ends. Answers where it is then.
    pub fn shift(&mut self, place: usize, by: i32) -> usize {
        if place >= self.0.len() {
            return place;
        }
        let step = by.unsigned_abs() as usize;
        let target = if by < 0 {
            place.saturating_sub(step)
        } else {
            (place + step).min(self.0.len() - 1)
        };
        let scene = self.0.remove(place);
        self.0.insert(target, scene);
        target
    }

    /// The place so many scenes on; negative is back. Where none is shown, the first or the last. It stays within
    /// the ends; `None` where there is no scene, or none further.
    pub fn beside(&self, shown: Option<usize>, by: i32) -> Option<usize> {
        let last = self.0.len().checked_sub(1)?;
        let Some(shown) = shown.filter(|place| *place <= last) else {
            return Some(if by < 0 { last } else { 0 });
        };
        let step = by.unsigned_abs() as usize;
        let target = if by < 0 {
            shown.saturating_sub(step)
        } else {
            (shown + step).min(last)
        };
        (target != shown).then_some(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Class;

    fn scenes(titles: &[&str]) -> Scenes {
        let scene = |title: &&str| Scene {
            title: (*title).to_owned(),
            ..Scene::default()
        };
        Scenes::new(titles.iter().map(scene).collect())
    }

    fn titles(scenes: &Scenes) -> Vec<&str> {
        scenes.list().iter().map(|s| s.title.as_str()).collect()
    }

    #[test]
    fn scenes_are_added_moved_and_taken_away() {
        let mut list = scenes(&["a", "b"]);
        let named = |title: &str| scenes(&[title]).list()[0].clone();
        assert_eq!(list.add(named("c"), Some(0)), 1);
        assert_eq!(list.add(named("d"), None), 3);
        assert_eq!(titles(&list), ["a", "c", "b", "d"]);
        assert_eq!(list.shift(0, 2), 2);
        assert_eq!(list.shift(3, -9), 0);
        assert_eq!(list.shift(9, 1), 9);
        assert_eq!(titles(&list), ["d", "c", "b", "a"]);
        list.remove(1);
        list.remove(7);
        assert_eq!(titles(&list), ["d", "b", "a"]);
    }

    #[test]
    fn steps_begin_at_an_end_and_stop_at_the_other() {
        let list = scenes(&["a", "b", "c"]);
        assert_eq!(list.beside(None, 1), Some(0));
        assert_eq!(list.beside(None, -1), Some(2));
        assert_eq!(list.beside(Some(0), 1), Some(1));
        assert_eq!(list.beside(Some(1), -1), Some(0));
        assert_eq!(list.beside(Some(2), 1), None);
        assert_eq!(list.beside(Some(0), -9), None);
        assert_eq!(list.beside(Some(8), 1), Some(0), "that one is gone");
        assert_eq!(Scenes::default().beside(None, 1), None);
    }

    #[test]
    fn a_scene_survives_a_file_and_a_file_may_lack_what_it_likes() {
        let scene = Scene {
            title: "Plateau".to_owned(),
            chart: Chart::Plateau,
            view: Some(SceneView::new(
                Bounds::new(1.0, 2.0, 3.0, 4.5),
                MapCrs::RdNew,
            )),
            layers: vec![SceneLayer {
                name: "drenthe".to_owned(),
                visible: true,
                opacity: 0.9,
                year: Some(2019),
                hidden: vec!["none_arable".to_owned()],
                ..SceneLayer::default()
            }],
            ..Scene::default()
        };
        let text = toml::to_string(&scene).expect("written");
        assert_eq!(
            toml::from_str::<Scene>(&text).expect("read"),
            scene,
            "{text}"
        );
        let short: Scene = toml::from_str("title = 'kort'").expect("read");
        assert_eq!((short.title.as_str(), short.chart), ("kort", Chart::None));
        assert!(scene.layers[0].hides(&CategoryKey::Class(Class::NoneArable)));
        assert!(!scene.layers[0].hides(&CategoryKey::Class(Class::Extensive)));
    }

    #[test]
    fn a_view_in_another_plane_or_without_sense_is_no_view() {
        let view = SceneView::new(Bounds::new(1.0, 2.0, 3.0, 4.0), MapCrs::RdNew);
        assert!(view.bounds_in(MapCrs::RdNew).is_some());
        assert_eq!(view.bounds_in(MapCrs::WebMercator), None);
        let broken = SceneView {
            bounds: [1.0, f64::NAN, 0.0, 4.0],
            ..view
        };
        assert_eq!(broken.bounds_in(MapCrs::RdNew), None);
    }
}

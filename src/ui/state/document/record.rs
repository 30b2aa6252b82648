//! The document as the plain data of a project's file, and a project that was opened as the state of the window.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Document, KeptLayer, hidden_keys};
use crate::analysis::area_colours::{Breaks, LEAST_CLASSES, MOST_CLASSES};
use crate::analysis::area_columns::COLUMNS;
use crate::analysis::measured::AreaManure;
use crate::domain::Assumptions;
use crate::domain::nutrients::Measured;
use crate::export::sheet::SheetSettings;
use crate::geometry::Bounds;
use crate::io::project_file::{
    FileRecord, LayerRecord, OwnRuleRecord, ProjectFile, SelectionRecord, VERSION, ViewRecord,
    YearRecord,
};
use crate::map::ClassColours;
use crate::map::{Camera, MapCrs};
use crate::project::{self, OpenProject, YearSource};
use crate::text::Lang;
use crate::ui::map_view::Hit;
use crate::ui::state::chart_record::ChartRecord;
use crate::ui::state::group::{Group, Picked};
use crate::ui::state::settings::OwnRule;
use crate::ui::state::{
    AreaChoice, AreaColour, AreaSource, ChartChoice, Drawn, LayerId, MapLayer, Scenes,
    ShownColumns, State, ZoomTarget,
};

/// Names of parts that have a table of their own in a project's file.
const ASSUMPTIONS: &str = "assumptions";
const AREAS: &str = "areas";
const CHARTS: &str = "charts";
const SCENES: &str = "scenes";
const SHEET: &str = "sheet";
const COLOURS: &str = project::COLOURS;

impl Document {
    /// What is written of it. Files are named by their full path; what else is known of them is filled in where they
    /// can be looked at.
    pub fn to_file(&self, state: &State) -> ProjectFile {
        let place_of = |id: LayerId| {
            let mut layers = self.layers.iter();
            let place = layers.position(|layer| layer.0.id == id)?;
            u32::try_from(place).ok()
        };
        let mut file = ProjectFile {
            version: VERSION,
            program: format!("Ruilkaart {}", env!("CARGO_PKG_VERSION")),
            language: Some(lang_word(state.lang()).to_owned()),
            background: Some(self.base_map.clone()),
            active: self.active.and_then(place_of),
            view: self.camera.map(|camera| ViewRecord {
                size: state.view.shown.map(|shown| seen_size(&shown.bounds)),
                ..view_record(camera, self.map_crs)
            }),
            selection: selection_record(state, place_of),
            own_rules: self.own_rules.iter().map(own_rule_record).collect(),
            layers: self.layers.iter().map(layer_record).collect(),
            more: state.project.more.clone(),
            ..ProjectFile::default()
        };
        project::write_knowledge(&self.knowledge, &mut file);
        for (place, record) in &state.project.left_out {
            let place = (*place).min(file.layers.len());
            file.layers.insert(place, record.clone());
        }
        if *self.assumptions != Assumptions::default() {
            put(&mut file, ASSUMPTIONS, &*self.assumptions);
        }
        if self.scenes != Scenes::default() {
            put(&mut file, SCENES, &self.scenes);
        }
        if *self.colours != ClassColours::default() {
            put(&mut file, COLOURS, &*self.colours);
        }
        if self.sheet != SheetSettings::default() {
            put(&mut file, SHEET, &self.sheet);
        }
        if self.areas != AreaChoice::default() {
            put(&mut file, AREAS, &areas_record(self, place_of));
        }
        if self.charts != ChartChoice::default() {
            put(&mut file, CHARTS, &ChartRecord::of(&self.charts));
        }
        file
    }
}

/// Most parcels picked together that are written; all of a class would be longer than the rest of the project.
const MOST_PICKED: usize = 10_000;

/// The selected parcel, and those that were picked together.
fn selection_record(
    state: &State,
    place_of: impl Fn(LayerId) -> Option<u32>,
) -> Option<SelectionRecord> {
    let picked = state.view.picked.as_ref();
    let picked = picked.filter(|picked| picked.group.parcels().len() <= MOST_PICKED);
    let of_picked = picked.map(|picked| picked.layer);
    let hit = state.view.selection;
    let layer = hit.map(|hit| hit.layer).or(of_picked)?;
    let picked = picked.filter(|picked| picked.layer == layer);
    Some(SelectionRecord {
        layer: place_of(layer)?,
        parcel: hit.map(|hit| hit.feature as u64),
        picked: picked.map_or_else(Vec::new, |picked| picked.group.parcels().to_vec()),
    })
}

/// A part with a table of its own; what TOML cannot hold is left out.
fn put(file: &mut ProjectFile, name: &str, part: &impl Serialize) {
    match toml::Value::try_from(part) {
        Ok(value) => {
            file.more.insert(name.to_owned(), value);
        }
        Err(error) => log::error!("{name}: {error}"),
    }
}

fn lang_word(lang: Lang) -> &'static str {
    match lang {
        Lang::Nl => "nl",
        Lang::En => "en",
    }
}

fn view_record(camera: Camera, crs: MapCrs) -> ViewRecord {
    ViewRecord {
        plane: crs.word().to_owned(),
        center: camera.center,
        units_per_point: camera.units_per_px,
        size: None,
    }
}

fn seen_size(seen: &Bounds) -> [f64; 2] {
    [seen.width(), seen.height()]
}

fn own_rule_record(rule: &OwnRule) -> OwnRuleRecord {
    OwnRuleRecord {
        name: rule.name.clone(),
        text: rule.text.clone(),
    }
}

/// A file by its full path and nothing else; nothing for what the program brings along.
fn file_named(path: &Path, is_sample: bool) -> Option<FileRecord> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    (!is_sample && !path.as_os_str().is_empty()).then(|| FileRecord {
        absolute: absolute.to_string_lossy().into_owned(),
        ..FileRecord::default()
    })
}

fn layer_record(kept: &KeptLayer) -> LayerRecord {
    let layer = &kept.0;
    let read = &layer.layer;
    let years = layer.year_layers.as_deref();
    let crs = read
        .crs
        .as_ref()
        .filter(|crs| read.source.declared_crs.as_ref() != Some(*crs));
    LayerRecord {
        name: read.name.clone(),
        sample: layer.is_sample,
        crs: crs.map(project::crs_text),
        encoding: read.source.encoding.clone(),
        crs_confirmed: layer.crs_confirmed,
        warnings_read: layer.warnings_dismissed,
        visible: layer.visible,
        opacity: layer.opacity,
        reference: years.map(|years| i64::from(years.reference.number())),
        file: match years {
            Some(_) => None,
            None => file_named(&read.source.path, layer.is_sample),
        },
        colour_by: project::colour_record(&layer.colour_by, &read.table),
        hidden: hidden_keys(layer).map(project::key_record).collect(),
        years: years.map_or_else(Vec::new, |years| {
            let sources = years.years.iter();
            sources.map(|source| year_record(source, layer)).collect()
        }),
        more: toml::Table::new(),
    }
}

fn year_record(source: &YearSource, layer: &MapLayer) -> YearRecord {
    // A year of the sample has a name alone where others have a path.
    let of_sample = layer.is_sample && !source.path.is_absolute();
    YearRecord {
        year: i64::from(source.year.number()),
        name: source.name.clone(),
        crops: source.crops.as_ref().map(|crops| crops.name.clone()),
        by_name: source.crops.as_ref().is_some_and(|crops| crops.by_name),
        file: file_named(&source.path, of_sample),
    }
}

/// What is written of areas.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct AreasRecord {
    /// layer, column, view, drawn, selection; empty for none.
    source: String,
    /// Place of the layer.
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<u32>,
    /// Name of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    /// The plane of the polygon that was drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    plane: Option<String>,
    /// Its corners.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    drawn: Vec<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    colour: Option<AreaColourRecord>,
    /// The columns of the table, where they are not the usual ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<String>>,
    /// The columns with measured values, by what they hold.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    measured: BTreeMap<String, String>,
    /// The column of the areas with the nitrogen of their manure.
    #[serde(skip_serializing_if = "Option::is_none")]
    manure_n: Option<String>,
    /// The same of phosphate.
    #[serde(skip_serializing_if = "Option::is_none")]
    manure_p2o5: Option<String>,
    /// The layers that hold areas.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<AreaLayerRecord>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct AreaColourRecord {
    column: String,
    /// quantiles, equal or own.
    breaks: String,
    classes: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    at: Vec<f64>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct AreaLayerRecord {
    layer: u32,
    /// The column that names its areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

fn areas_record(document: &Document, place_of: impl Fn(LayerId) -> Option<u32>) -> AreasRecord {
    let areas = &document.areas;
    let (source, layer, column) = match &areas.source {
        None => ("", None, None),
        Some(AreaSource::Layer(id)) => ("layer", place_of(*id), None),
        Some(AreaSource::Column(name)) => ("column", None, Some(name.clone())),
        Some(AreaSource::View) => ("view", None, None),
        Some(AreaSource::Drawn) => ("drawn", None, None),
        Some(AreaSource::Selection) => ("selection", None, None),
    };
    let of_areas = document.layers.iter().map(|kept| &kept.0);
    let of_areas = of_areas.filter(|layer| areas.holds(layer.id));
    AreasRecord {
        source: source.to_owned(),
        layer,
        column,
        plane: areas
            .drawn
            .as_ref()
            .map(|drawn| drawn.crs.word().to_owned()),
        drawn: areas
            .drawn
            .as_ref()
            .map_or_else(Vec::new, |drawn| drawn.ring.to_vec()),
        colour: areas.colour.as_ref().map(area_colour_record),
        columns: (areas.columns != ShownColumns::default()).then(|| {
            let names = areas.columns.iter();
            names.map(|column| column.name.to_owned()).collect()
        }),
        measured: areas
            .measured
            .iter()
            .map(|(measure, column)| (measure.key().to_owned(), column.to_owned()))
            .collect(),
        manure_n: areas.manure.n.clone(),
        manure_p2o5: areas.manure.p2o5.clone(),
        layers: of_areas
            .filter_map(|layer| {
                let fields = layer.layer.table.fields();
                let name = areas.name_column(layer.id);
                Some(AreaLayerRecord {
                    layer: place_of(layer.id)?,
                    name: name
                        .and_then(|column| fields.get(column))
                        .map(|field| field.name.clone()),
                })
            })
            .collect(),
    }
}

fn area_colour_record(colour: &AreaColour) -> AreaColourRecord {
    let (breaks, at) = match &colour.breaks {
        Breaks::Quantiles(_) => ("quantiles", Vec::new()),
        Breaks::Equal(_) => ("equal", Vec::new()),
        Breaks::Own(at) => ("own", at.clone()),
    };
    AreaColourRecord {
        column: colour.column.to_owned(),
        breaks: breaks.to_owned(),
        classes: colour.breaks.classes(),
        at,
    }
}

/// The areas of a project; `id_of` is the layer at a place in it.
fn areas_of(
    record: AreasRecord,
    state: &State,
    id_of: impl Fn(u32) -> Option<LayerId>,
) -> AreaChoice {
    let mut areas = AreaChoice::default();
    for of in &record.layers {
        if let Some(layer) = id_of(of.layer).and_then(|id| state.session.layer(id)) {
            areas.take(layer);
            let column = of.name.as_deref();
            let column = column.and_then(|name| layer.layer.table.find(name));
            areas.set_name_column(layer.id, column);
        }
    }
    areas.drawn = record
        .plane
        .as_deref()
        .and_then(MapCrs::of_word)
        .filter(|_| record.drawn.len() > 2)
        .map(|crs| Drawn {
            ring: record.drawn.clone().into(),
            crs,
        });
    areas.source = match record.source.as_str() {
        "layer" => record.layer.and_then(id_of).map(AreaSource::Layer),
        "column" => record.column.map(AreaSource::Column),
        "view" => Some(AreaSource::View),
        "drawn" => areas.drawn.as_ref().map(|_| AreaSource::Drawn),
        "selection" => Some(AreaSource::Selection),
        _ => None,
    };
    areas.colour = record.colour.and_then(area_colour_of);
    if let Some(names) = &record.columns {
        areas.columns = ShownColumns::named(names.iter().map(String::as_str));
    }
    for (key, column) in record.measured {
        if let Some(measure) = Measured::from_key(&key) {
            areas.measured.set(measure, Some(column));
        }
    }
    areas.manure = AreaManure {
        n: record.manure_n,
        p2o5: record.manure_p2o5,
    };
    areas
}

fn area_colour_of(record: AreaColourRecord) -> Option<AreaColour> {
    let column = COLUMNS.iter().find(|column| column.name == record.column)?;
    let classes = record.classes.clamp(LEAST_CLASSES, MOST_CLASSES);
    Some(AreaColour {
        column: column.name,
        breaks: match record.breaks.as_str() {
            "equal" => Breaks::Equal(classes),
            "own" => Breaks::Own(record.at),
            _ => Breaks::Quantiles(classes),
        },
    })
}

/// Makes the state what a project says. What it was is gone.
pub fn take(project: OpenProject, state: &mut State) {
    let OpenProject {
        mut file,
        layers,
        map_crs,
        knowledge,
        troubles: _,
    } = project;
    let places: Vec<usize> = layers.iter().map(|layer| layer.place).collect();
    let (loaded, shown): (Vec<_>, Vec<_>) = layers
        .into_iter()
        .map(|open| {
            let shown = (
                open.visible,
                open.opacity,
                open.hidden,
                open.warnings_read,
                open.crs_confirmed,
            );
            (open.loaded, shown)
        })
        .unzip();
    let view = &mut state.view;
    view.selection = None;
    view.picked = None;
    view.parcel = None;
    view.time = super::super::TimeView::default();
    view.story = super::super::StoryView::default();
    view.in_view = None;
    view.areas.clear();
    let ids = state.session.begin(loaded, map_crs, knowledge);
    for (id, (visible, opacity, hidden, warnings_read, crs_confirmed)) in ids.iter().zip(shown) {
        let Some(layer) = state.session.layer_mut(*id) else {
            continue;
        };
        layer.visible = visible;
        layer.opacity = opacity;
        layer.warnings_dismissed = warnings_read;
        layer.crs_confirmed = crs_confirmed;
        let list = layer.categories().list.iter();
        let flags: Vec<bool> = list
            .map(|category| hidden.contains(&category.key))
            .collect();
        for (category, hidden) in flags.into_iter().enumerate() {
            layer.set_hidden(category, hidden);
        }
    }
    let id_of = |place: u32| {
        let at = places
            .iter()
            .position(|known| u32::try_from(*known) == Ok(place))?;
        ids.get(at).copied()
    };
    if let Some(id) = file.active.and_then(id_of) {
        state.session.set_active(id);
    }
    take_selection(file.selection.as_ref(), &id_of, state);
    let camera = file.view.as_ref().and_then(|view| camera_of(view, map_crs));
    state.view.zoom = Some(camera.map_or(ZoomTarget::All, ZoomTarget::Jump));
    let assumptions = file.more.remove(ASSUMPTIONS);
    let assumptions = assumptions.as_ref().and_then(assumptions_of);
    state
        .session
        .set_assumptions(assumptions.unwrap_or_default());
    let scenes = file.more.remove(SCENES);
    let scenes = scenes.and_then(|value| value.try_into().ok());
    state.session.scenes = scenes.unwrap_or_default();
    let colours = file.more.remove(COLOURS);
    let colours = colours.and_then(|value| value.try_into().ok());
    state.session.set_colours(colours.unwrap_or_default());
    let sheet = file.more.remove(SHEET);
    let sheet = sheet.and_then(|value| value.try_into().ok());
    state.session.sheet = sheet.unwrap_or_default();
    state.view.scene = None;
    state.view.scenes.edited = None;
    let areas: Option<AreasRecord> = file
        .more
        .remove(AREAS)
        .and_then(|value| value.try_into().ok());
    state.session.areas =
        areas.map_or_else(AreaChoice::default, |record| areas_of(record, state, id_of));
    let charts: Option<ChartRecord> = file
        .more
        .remove(CHARTS)
        .and_then(|value| value.try_into().ok());
    state.session.charts = charts.map_or_else(ChartChoice::default, |record| record.choice());
    settings(&file, state);
    let was_opened = |place: &usize| places.contains(place);
    let records = file.layers.into_iter().enumerate();
    state.project.left_out = records.filter(|(place, _)| !was_opened(place)).collect();
    state.project.more = file.more;
}

/// Selects what the project had selected, as far as it is there.
fn take_selection(
    record: Option<&SelectionRecord>,
    id_of: &dyn Fn(u32) -> Option<LayerId>,
    state: &mut State,
) {
    let found = record.and_then(|record| Some((record, id_of(record.layer)?)));
    let Some((record, layer)) = found else {
        return;
    };
    let Some(features) = state.session.layer(layer).map(|layer| layer.layer.len()) else {
        return;
    };
    let there = |feature: &usize| *feature < features;
    let feature = record
        .parcel
        .and_then(|parcel| usize::try_from(parcel).ok());
    let feature = feature.filter(there);
    state.view.selection = feature.map(|feature| Hit { layer, feature });
    let picked = record.picked.iter().copied();
    let picked: Vec<u32> = picked.filter(|parcel| there(&(*parcel as usize))).collect();
    state.view.picked = (picked.len() > 1).then(|| Picked {
        layer,
        group: Group::new(picked, features),
    });
}

fn camera_of(view: &ViewRecord, crs: MapCrs) -> Option<Camera> {
    let numbers = [view.center[0], view.center[1], view.units_per_point];
    let sound = numbers.iter().all(|number| number.is_finite()) && view.units_per_point > 0.0;
    (sound && MapCrs::of_word(&view.plane) == Some(crs)).then_some(Camera {
        center: view.center,
        units_per_px: view.units_per_point,
    })
}

/// Assumptions that cannot be used are as if there were none; the window says what it assumes.
fn assumptions_of(value: &toml::Value) -> Option<Assumptions> {
    let text = toml::to_string(value).ok()?;
    match Assumptions::parse(&text) {
        Ok(assumptions) => Some(assumptions),
        Err(error) => {
            log::warn!("assumptions of the project: {error}");
            None
        }
    }
}

/// What a project says of things that the user has too: the project goes first while it is open.
fn settings(file: &ProjectFile, state: &mut State) {
    if let Some(background) = &file.background {
        state.settings.base_map.clone_from(background);
    }
    for rule in &file.own_rules {
        // A rule of the user's own by this name stays theirs.
        let known = state.settings.own_rule(&rule.name).is_some();
        if !known {
            state.settings.keep_rule(&rule.name, rule.text.clone());
        }
    }
    if !state.project.lang_is_asked {
        match file.language.as_deref() {
            Some("nl") => state.view.lang = Lang::Nl,
            Some("en") => state.view.lang = Lang::En,
            _ => {}
        }
    }
}

/// The state without any layer, as a new project begins.
pub fn begin(state: &mut State) {
    let file = ProjectFile {
        background: Some(state.settings.base_map.clone()),
        ..ProjectFile::default()
    };
    take(
        OpenProject {
            file,
            layers: Vec::new(),
            map_crs: MapCrs::RdNew,
            knowledge: Arc::default(),
            troubles: Vec::new(),
        },
        state,
    );
}

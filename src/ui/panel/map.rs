//! The middle of the window: hands the session to the map, and turns what happened there into commands.

use std::sync::{Arc, LazyLock};

use egui::{Align2, Area, Frame, Margin, Order, Rect, Ui};

use crate::analysis::categorise::{ColourBy, Knowledge};
use crate::analysis::story::Story;
use crate::explain::{category, story as words};
use crate::geometry::area::ring_signed;
use crate::geometry::{Bounds, PolygonArray};
use crate::map::Rgb;
use crate::map::camera::OGC_PIXEL_M;
use crate::map::prepared::PreparedLayer;
use crate::map::style::{CategoryStyle, LayerStyle, Outline};
use crate::text::Lang;
use crate::ui::command::{
    AreasCommand, Command, CompareCommand, Draw, Menu, Pick, ViewCommand, pick,
};
use crate::ui::compared;
use crate::ui::drenthe_story;
use crate::ui::map_view::basemap::{BaseMap, NetworkState};
use crate::ui::map_view::{
    AreaLines, Divided, Hit, HoverCard, MapInput, MapLook, MapOutput, MapView, Motion, ShownLayer,
    SideLayout,
};
use crate::ui::panel::parcel::years as story_year;
use crate::ui::present::{self, keys};
use crate::ui::state::compare::Arrangement;
use crate::ui::state::group::{Group, Picked};
use crate::ui::state::present::{Part, Presenting};
use crate::ui::state::rule_view::MadeFrom;
use crate::ui::state::{AreaSource, AreasTab, MapLayer, Shown, State, ZoomTarget, areas};
use crate::ui::widget::icon_button;
use crate::ui::{icons, theme};

/// What a card was made from.
#[derive(PartialEq)]
struct CardKey {
    hit: Hit,
    lang: Lang,
    made: MadeFrom,
}

/// The map with what it keeps from frame to frame.
pub struct MapPanel {
    view: MapView,
    complete: bool,
    /// The card drawn last, so that a resting pointer reads no file.
    card: std::cell::RefCell<Option<(CardKey, Option<HoverCard>)>>,
}

impl MapPanel {
    /// A map over one of these backgrounds; without them it has none to choose from.
    pub fn new(base: Option<BaseMap>) -> Self {
        Self {
            view: MapView::new(base),
            complete: false,
            card: std::cell::RefCell::default(),
        }
    }

    /// True when every parcel in view was drawn, in the frame before.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Throws the tiles away that are kept on disk.
    pub fn clear_cache(&self) {
        if let Some(base) = self.view.base() {
            base.clear_cache();
        }
    }

    /// Draws the map over all the room that is left; answers where it is.
    pub fn show(&mut self, ui: &mut Ui, state: &State, commands: &mut Vec<Command>) -> Rect {
        let lang = state.lang();
        let mut layers: Vec<ShownLayer> = state
            .session
            .layers()
            .iter()
            .rev()
            .filter(|layer| layer.visible && !state.session.areas.holds(layer.id))
            .filter_map(|layer| shown_layer(layer, state))
            .chain(coloured_areas(state))
            .chain(marked(state))
            .collect();
        let drawing = state.view.areas.drawing.as_deref();
        let drawn = drawing.map(|ring| drawing_note(ring, state, lang));
        let name = |area: usize| area_name(state, area);
        let mut right = side_of(ui, &layers, 1, state);
        if right.is_some() {
            layers = side_of(ui, &layers, 0, state).unwrap_or(layers);
        }
        let presenting = state.view.presenting.as_ref();
        if let Some(presenting) = presenting {
            let sides = [Some(&mut layers), right.as_mut()];
            for (place, side) in sides.into_iter().enumerate() {
                dress(
                    side.map_or(&mut [][..], |side| side),
                    place,
                    ui,
                    state,
                    presenting,
                );
            }
        }
        let divided = right.as_deref().map(|right| Divided {
            right,
            layout: layout(ui, state),
            handle: lang.text("compare.handle"),
        });
        let peeks = presenting.is_some() && ui.input(|input| input.key_down(keys::PEEK));
        let card = &self.card;
        let output = self.view.show(
            ui,
            &MapInput {
                crs: state.session.map_crs(),
                layers: &layers,
                divided,
                selection: state.view.selection,
                traces: traces(state),
                card: &|hit| cached_card(card, state, meant(hit, state)?, lang),
                summary: &summary(state, lang),
                lang,
                note: drawn.as_deref().or_else(|| note(state, lang)),
                areas: Some(AreaLines {
                    prepared: area_layer(state),
                    ring: drawn_ring(state),
                    name: &name,
                    chosen: state.view.areas.row.filter(|_| has_layer(state)),
                }),
                group: outlined(state),
                drawing,
                freehand: drawing.is_some() && state.view.areas.lasso,
                base_map: base_map(state, peeks),
                network: state.settings.network_allowed,
                credit: credit(state, lang),
                reduce_motion: state.settings.reduce_motion,
                look: presenting.map_or(MapLook::LIGHT, |p| present::map_look(ui.ctx(), p)),
            },
        );
        self.complete = output.complete;
        let keys = ui.input(|input| input.modifiers);
        report(&output, keys.command || keys.shift, state, commands);
        if presenting.is_none() {
            buttons_ui(ui, output.rect, lang, commands);
        }
        output.rect
    }

    /// Shows what was asked for from the next frame on.
    pub fn zoom(&mut self, target: ZoomTarget, state: &State) {
        let session = &state.session;
        match target {
            ZoomTarget::All => self.view.zoom_to(session.bounds()),
            ZoomTarget::Layer(id) => {
                if let Some(layer) = session.layer(id) {
                    self.view.zoom_to(layer.bounds());
                }
            }
            ZoomTarget::Selection => {
                let alone = || state.view.selection.and_then(|hit| bounds_of(state, hit));
                if let Some(bounds) = bounds_of_picked(state).or_else(alone) {
                    self.view.zoom_to(bounds);
                }
            }
            ZoomTarget::Place { at, around_m } => {
                let units = around_m / session.map_crs().ground_m_per_unit(at);
                self.view.zoom_to(Bounds::of_points(&[at]).grown(units));
            }
            ZoomTarget::Box(bounds) => self.view.zoom_to(bounds),
            ZoomTarget::Scale(denominator) => {
                if let Some(shown) = state.view.shown {
                    let crs = session.map_crs();
                    let camera = shown.camera.at_scale(denominator, crs, OGC_PIXEL_M);
                    self.view.go_to(camera);
                }
            }
            ZoomTarget::By(levels) => self.view.zoom_by(levels),
            ZoomTarget::Jump(camera) => self.view.jump_to(camera),
            ZoomTarget::Fly(bounds) => self.view.see(bounds, Motion::Fly),
            ZoomTarget::See(bounds) => self.view.see(bounds, Motion::Jump),
        }
    }
}

/// The number of the layer of coloured areas, which is none of the session.
const COLOURED: u64 = u64::MAX;
/// The number of the layer of parcels that are marked because they are many.
const MARKED: u64 = u64::MAX - 1;
/// Yellow of the selection, through which the parcels are seen.
const MARK: Rgb = Rgb::new(0xFF, 0xD4, 0x00);
const MARKED_OPACITY: f32 = 0.6;
/// How much of the parcels shows through coloured areas.
const COLOURED_OPACITY: f32 = 0.85;

fn coloured_areas(state: &State) -> Option<ShownLayer> {
    let coloured = state.view.areas.coloured.as_ref()?;
    Some(ShownLayer {
        id: COLOURED,
        prepared: Arc::clone(&coloured.prepared),
        of_feature: Arc::clone(&coloured.of_feature),
        style: Arc::clone(&coloured.style),
        opacity: COLOURED_OPACITY,
    })
}

/// The layer whose borders are drawn: the areas at hand, unless it is hidden.
fn area_layer(state: &State) -> Option<&PreparedLayer> {
    let session = &state.session;
    let chosen = match session.areas.source {
        Some(AreaSource::Layer(id)) => Some(id),
        _ => None,
    };
    let visible = |layer: &&MapLayer| layer.visible && session.areas.holds(layer.id);
    let layer = chosen.and_then(|id| session.layer(id)).filter(visible);
    let layer = layer.or_else(|| session.layers().iter().find(visible));
    layer?.prepared.as_deref()
}

/// Whether the areas at hand are the polygons of a layer.
fn has_layer(state: &State) -> bool {
    matches!(state.session.areas.source, Some(AreaSource::Layer(_)))
}

/// The polygon that was drawn, while it is the area.
fn drawn_ring(state: &State) -> Option<&[[f64; 2]]> {
    let choice = &state.session.areas;
    let drawn = choice.drawn.as_ref()?;
    let is_shown = choice.source == Some(AreaSource::Drawn);
    (is_shown && drawn.crs == state.session.map_crs()).then_some(&drawn.ring)
}

/// What an area is called on the map; nothing before its figures are there.
fn area_name(state: &State, area: usize) -> Option<&str> {
    if !has_layer(state) {
        return None;
    }
    let figured = state.view.areas.figured.as_ref()?;
    figured.regions.labels.get(area).map(|label| &*label.name)
}

/// The parcels of the flow under the pointer in a chart, else those of the chosen row, where the areas are groups of
/// parcels.
fn chosen_group(state: &State) -> Option<(&MapLayer, &Group)> {
    let view = &state.view;
    let shows_charts = view.areas.open && view.areas.tab == AreasTab::Charts;
    let lit = view.charts.lit.as_ref().filter(|_| shows_charts);
    let parcels = || areas::parcels(&state.session);
    if let Some((_, group)) = lit {
        return Some((parcels()?, group));
    }
    if let Some(Picked { layer, group }) = &view.picked {
        return Some((state.session.layer(*layer)?, group));
    }
    Some((parcels()?, view.areas.group.as_ref()?))
}

/// The parcels of the group that are few enough to be outlined.
fn outlined(state: &State) -> Option<(&PreparedLayer, &[u32])> {
    let (layer, group) = chosen_group(state)?;
    let few = group.marks().is_none();
    let parcels: &[u32] = group.parcels();
    Some((layer.prepared.as_deref()?, parcels)).filter(|_| few)
}

/// The parcels of the group that are too many to be outlined, as a layer over the others.
fn marked(state: &State) -> Option<ShownLayer> {
    static STYLE: LazyLock<Arc<LayerStyle>> = LazyLock::new(|| {
        let mut other = CategoryStyle::plain(MARK);
        other.hidden = true;
        Arc::new(LayerStyle {
            categories: vec![CategoryStyle::plain(MARK), other],
            outline: Outline::default(),
        })
    });
    let (layer, group) = chosen_group(state)?;
    Some(ShownLayer {
        id: MARKED,
        prepared: layer.prepared.clone()?,
        of_feature: Arc::clone(group.marks()?),
        style: Arc::clone(&STYLE),
        opacity: MARKED_OPACITY,
    })
}

/// The parcel of the session that a parcel on the map stands for: what is marked lies over those that it marks.
fn meant(hit: Hit, state: &State) -> Option<Hit> {
    match hit.layer {
        COLOURED => None,
        MARKED => chosen_group(state).map(|(layer, _)| Hit {
            layer: layer.id,
            ..hit
        }),
        _ => Some(hit),
    }
}

/// Between two corners of a line that is drawn by hand, in pixels.
const TRACE_PX: f64 = 4.0;
/// Parcels within the box of a drawing up to which they are counted while it is drawn.
const COUNTED: usize = 100_000;

/// Parcels with their middle within a drawing, and their hectares; nothing where they are too many for a frame.
fn drawn_parcels(corners: &[[f64; 2]], state: &State) -> Option<(u64, f64)> {
    let layer = state.session.active()?;
    let prepared = layer.prepared.as_ref()?;
    if layer.layer.len() > COUNTED {
        return None;
    }
    let within = pick::middles_within(prepared, corners);
    let areas = within
        .iter()
        .filter_map(|parcel| layer.area_m2.get(*parcel as usize));
    let m2 = areas.filter(|m2| m2.is_finite()).sum();
    Some((within.len() as u64, m2))
}

/// What is said while a polygon is drawn: the keys, how large it is by now, and the parcels in it.
fn drawing_note(ring: &[[f64; 2]], state: &State, lang: Lang) -> String {
    let first = if state.view.areas.lasso {
        "areas.lasso"
    } else {
        "areas.drawing"
    };
    let mut note = [first, "areas.drawing_keys"]
        .map(|key| lang.text(key))
        .join("\n");
    let pointer = state.view.pointer.filter(|_| ring.len() > 1);
    let corners: Vec<[f64; 2]> = ring.iter().copied().chain(pointer).collect();
    if corners.len() > 2 {
        let scale = state.session.map_crs().ground_m_per_unit(corners[0]);
        let m2 = ring_signed(&corners).abs() * scale * scale;
        let values = [
            ("count", lang.count(ring.len() as u64)),
            ("ha", lang.ha(m2)),
        ];
        let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
        note = format!("{note}\n{}", lang.fill("areas.drawing_size", &values));
        if let Some((parcels, m2)) = drawn_parcels(&corners, state) {
            let values = [("count", lang.count(parcels)), ("ha", lang.ha(m2))];
            let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
            note = format!("{note}\n{}", lang.fill("areas.drawing_parcels", &values));
        }
    }
    note
}

fn shown_layer(layer: &MapLayer, state: &State) -> Option<ShownLayer> {
    Some(ShownLayer {
        id: layer.id,
        prepared: layer.prepared.clone()?,
        of_feature: drawn(layer, state),
        style: layer.style.clone(),
        opacity: layer.opacity,
    })
}

/// The category per feature, with the uncertain ones marked where they are to be.
fn drawn(layer: &MapLayer, state: &State) -> Arc<[u8]> {
    let coloured = &layer.coloured;
    coloured.drawn(&layer.area_m2, state.view.marks_uncertain)
}

/// Puts the layers on the wall: in its colours, and out of the way while the background is looked at.
fn dress(layers: &mut [ShownLayer], place: usize, ui: &Ui, state: &State, presenting: &Presenting) {
    let peeks = ui.input(|input| input.key_down(keys::PEEK));
    for shown in layers {
        let still = state.settings.reduce_motion;
        shown.style = match state.session.layer(shown.id) {
            Some(layer) if Arc::ptr_eq(&layer.style, &shown.style) => {
                present::dressed(ui.ctx(), layer, presenting, still)
            }
            layer => {
                let compare = compared::shown(state).map(|(compare, _)| compare);
                let side = compare
                    .zip(layer)
                    .and_then(|(compare, layer)| compare.coloured(place, layer));
                let list = side.map_or(&[][..], |side| &side.categories.list);
                present::dressed_side(&shown.style, list, presenting)
            }
        };
        if peeks {
            shown.opacity = 0.0;
        }
    }
}

/// A side of the map where it is divided: the layer that is compared as that side has it, the others as they are.
fn side_of(ui: &Ui, layers: &[ShownLayer], place: usize, state: &State) -> Option<Vec<ShownLayer>> {
    let (compare, layer) = compared::shown(state)?;
    let of_feature = compared::of_feature(ui.ctx(), state, place)?;
    let style = Arc::new(compare.style(place, layer)?);
    let side = layers.iter().map(|shown| {
        let mut shown = shown.clone();
        if shown.id == layer.id {
            shown.of_feature = Arc::clone(&of_feature);
            shown.style = Arc::clone(&style);
        }
        shown
    });
    Some(side.collect())
}

/// How the sides are arranged; the right one alone while its key is held.
fn layout(ui: &Ui, state: &State) -> SideLayout {
    let Some((compare, _)) = compared::shown(state) else {
        return SideLayout::Beside;
    };
    let free = !ui.ctx().egui_wants_keyboard_input();
    if free && ui.input(|input| input.key_down(keys::BLINK) && input.modifiers.is_none()) {
        return SideLayout::Right;
    }
    match compare.arrangement {
        Arrangement::Swipe => SideLayout::Swipe(compare.divider),
        Arrangement::Beside => SideLayout::Beside,
    }
}

/// The background: the chosen one; none behind the parcels in a dark hall; a photo, where there is one, for a look.
fn base_map(state: &State, peeks: bool) -> Option<&str> {
    let chosen = Some(state.settings.base_map.as_str()).filter(|id| !id.is_empty());
    if peeks {
        let photo = state.view.base_maps.iter().find(|source| source.is_photo());
        return photo.map(|source| source.id.as_str()).or(chosen);
    }
    let presenting = state.view.presenting.as_ref();
    chosen.filter(|_| !presenting.is_some_and(|p| p.shows(Part::Dark)))
}

/// The parcels of the year that is looked at in the story of the selected one.
fn traces(state: &State) -> Option<&PolygonArray> {
    if state.view.presenting.is_some() && present::shows_plateau(state) {
        return drenthe_story::plateau_outline();
    }
    let parcel = state.view.parcel.as_ref()?;
    let year = state.view.story.year()?;
    let past = parcel.origins.iter().find(|past| past.year == year)?;
    Some(&past.outlines)
}

fn bounds_of(state: &State, hit: Hit) -> Option<Bounds> {
    let prepared = state.session.layer(hit.layer)?.prepared.as_ref()?;
    let polygons = prepared.polygons();
    (hit.feature < polygons.len()).then(|| polygons.feature(hit.feature).bounds())
}

/// The box around the parcels that are picked together.
fn bounds_of_picked(state: &State) -> Option<Bounds> {
    let picked = state.view.picked.as_ref()?;
    let prepared = state.session.layer(picked.layer)?.prepared.as_ref()?;
    let polygons = prepared.polygons();
    let parcels = picked.group.parcels().iter().map(|parcel| *parcel as usize);
    let parcels = parcels.filter(|parcel| *parcel < polygons.len());
    let around = |all: Bounds, parcel| all.union(&polygons.feature(parcel).bounds());
    Some(parcels.fold(Bounds::EMPTY, around)).filter(|bounds| !bounds.is_empty())
}

/// What happened on the map, as commands.
fn report(output: &MapOutput, adds: bool, state: &State, commands: &mut Vec<Command>) {
    let shown = Shown {
        camera: output.camera,
        bounds: output.camera.visible(output.size),
    };
    let view = &state.view;
    let told = (view.shown, view.pointer, view.network);
    if told != (Some(shown), output.pointer, output.network) {
        let command = ViewCommand::MapShown(shown, output.pointer, output.network);
        commands.push(command.into());
    }
    if let Some(at) = output.divided {
        commands.push(CompareCommand::Divide(at).into());
    }
    if let Some(ring) = &view.areas.drawing {
        let far = |at: &[f64; 2]| {
            let from = ring.last().map_or(f64::INFINITY, |last| {
                (at[0] - last[0]).hypot(at[1] - last[1])
            });
            from > TRACE_PX * output.camera.units_per_px
        };
        if let Some(at) = output.traced.filter(far) {
            commands.push(AreasCommand::Draw(Draw::Corner(at)).into());
        }
        if output.released {
            commands.push(AreasCommand::Draw(Draw::Close).into());
        }
        let corner = output.pointer.filter(|_| output.clicked.is_some());
        if output.double_clicked {
            commands.push(AreasCommand::Draw(Draw::Close).into());
        } else if let Some(at) = corner {
            commands.push(AreasCommand::Draw(Draw::Corner(at)).into());
        }
        return;
    }
    if let Some(hit) = output.clicked {
        let hit = hit.and_then(|hit| meant(hit, state));
        if adds {
            commands.extend(hit.map(|hit| ViewCommand::Pick(Pick::Toggle(hit)).into()));
            return;
        }
        commands.push(ViewCommand::Select(hit).into());
        if let Some(at) = output.pointer.filter(|_| view.areas.figured.is_some()) {
            commands.push(AreasCommand::SelectAt(at).into());
        }
    }
}

/// Why there may be no background, in one quiet line; on the wall nobody wants to know.
fn note(state: &State, lang: Lang) -> Option<&'static str> {
    if state.view.presenting.is_some() {
        return None;
    }
    match state.view.network {
        NetworkState::Off => Some(lang.text("map.network_off")),
        NetworkState::Offline => Some(lang.text("map.offline")),
        NetworkState::Unused | NetworkState::Online => None,
    }
}

/// Where the parcels come from, as far as the program knows.
fn credit(state: &State, lang: Lang) -> Option<&'static str> {
    let layers = state.session.layers();
    let has_sample = layers.iter().any(|layer| layer.is_sample && layer.visible);
    has_sample.then(|| lang.text("map.sample_credit"))
}

/// What a screen reader says of the map.
fn summary(state: &State, lang: Lang) -> String {
    let layers = state.session.layers().iter().filter(|layer| layer.visible);
    let names: Vec<String> = layers.map(|layer| layer.title(lang)).collect();
    if names.is_empty() {
        return lang.text("map.empty").to_owned();
    }
    lang.fill("map.summary", &[("layers", &names.join(", "))])
}

fn cached_card(
    kept: &std::cell::RefCell<Option<(CardKey, Option<HoverCard>)>>,
    state: &State,
    hit: Hit,
    lang: Lang,
) -> Option<HoverCard> {
    let layer = state.session.layer(hit.layer)?;
    let key = CardKey {
        hit,
        lang,
        made: MadeFrom::of(layer, state.session.knowledge()),
    };
    let mut kept = kept.borrow_mut();
    if let Some((known, card)) = kept.as_ref()
        && *known == key
    {
        return card.clone();
    }
    let card = card(state, layer, hit.feature, lang);
    *kept = Some((key, card.clone()));
    card
}

/// Class, crops over the years, the crop of the year that is shown, hectares.
fn card(state: &State, layer: &MapLayer, feature: usize, lang: Lang) -> Option<HoverCard> {
    let index = *layer.categories().of_feature.get(feature)?;
    let entry = layer.categories().list.get(usize::from(index))?;
    let Knowledge { catalogue, rule } = state.session.knowledge().as_ref();
    let years = layer.years.as_ref();
    let story = years.and_then(|years| Story::of(years, feature, catalogue, rule));
    let mut card = HoverCard {
        title: category::label(&entry.key, lang),
        strip: Vec::new(),
        lines: Vec::new(),
    };
    if let Some(story) = &story {
        let styles = story
            .years
            .iter()
            .map(|year| story_year::style(year, catalogue));
        card.strip = styles.collect();
        let shown = match layer.colour_by {
            ColourBy::CropYear(shown) => story.years.iter().find(|year| year.year == shown),
            _ => story.years.iter().rev().find(|year| year.in_window),
        };
        card.lines.extend(shown.map(|year| {
            let crop = words::crop_of(year, catalogue, lang);
            format!("{crop} ({})", year.year)
        }));
    }
    let area = layer.area_m2.get(feature);
    card.lines.extend(
        area.filter(|area| area.is_finite())
            .map(|&area| lang.ha(area)),
    );
    Some(card)
}

/// The buttons on the map's upper right corner.
fn buttons_ui(ui: &Ui, map: Rect, lang: Lang, commands: &mut Vec<Command>) {
    let corner = map.right_top() + egui::vec2(-theme::GAP_LARGE, theme::GAP_LARGE);
    Area::new(egui::Id::unique("map buttons"))
        .order(Order::Middle)
        .pivot(Align2::RIGHT_TOP)
        .fixed_pos(corner)
        .show(ui.ctx(), |ui| {
            let c = theme::colours(ui);
            Frame::new()
                .fill(c.surface)
                .stroke(egui::Stroke::new(1.0, c.hairline))
                .corner_radius(6.0)
                .inner_margin(Margin::same(2))
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.vertical(|ui| {
                        for (icon, name, target) in [
                            (icons::PLUS, "map.closer", ZoomTarget::By(1.0)),
                            (icons::MINUS, "map.further", ZoomTarget::By(-1.0)),
                            (icons::HOUSE, Menu::ZoomToAll.key(), ZoomTarget::All),
                        ] {
                            if icon_button(ui, icon, lang.text(name)).clicked() {
                                commands.push(ViewCommand::Zoom(target).into());
                            }
                        }
                    });
                });
        });
}

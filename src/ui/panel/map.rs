//! The middle of the window: hands the session to the map, and turns what happened there into commands.

use egui::{Align2, Area, Frame, Margin, Order, Rect, Ui};

use crate::analysis::categorise::{ColourBy, Knowledge};
use crate::analysis::story::Story;
use crate::explain::{category, story as words};
use crate::geometry::{Bounds, PolygonArray};
use crate::map::camera::OGC_PIXEL_M;
use crate::text::Lang;
use crate::ui::command::{Command, Menu, ViewCommand};
use crate::ui::map_view::basemap::{BaseMap, NetworkState};
use crate::ui::map_view::{
    Hit, HoverCard, MapInput, MapLook, MapOutput, MapView, Motion, ShownLayer,
};
use crate::ui::panel::parcel::years as story_year;
use crate::ui::present::{self, keys};
use crate::ui::state::present::{Part, Presenting};
use crate::ui::state::rule_view::MadeFrom;
use crate::ui::state::{MapLayer, Shown, State, ZoomTarget};
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
            .filter(|layer| layer.visible)
            .filter_map(shown_layer)
            .collect();
        let presenting = state.view.presenting.as_ref();
        if let Some(presenting) = presenting {
            dress(&mut layers, ui, state, presenting);
        }
        let peeks = presenting.is_some() && ui.input(|input| input.key_down(keys::PEEK));
        let card = &self.card;
        let output = self.view.show(
            ui,
            &MapInput {
                crs: state.session.map_crs(),
                layers: &layers,
                selection: state.view.selection,
                traces: traces(state),
                card: &|hit| cached_card(card, state, hit, lang),
                summary: &summary(state, lang),
                lang,
                note: note(state, lang),
                base_map: base_map(state, peeks),
                network: state.settings.network_allowed,
                credit: credit(state, lang),
                reduce_motion: state.settings.reduce_motion,
                look: presenting.map_or(MapLook::LIGHT, |p| present::map_look(ui.ctx(), p)),
            },
        );
        self.complete = output.complete;
        report(&output, state, commands);
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
                if let Some(bounds) = state.view.selection.and_then(|hit| bounds_of(state, hit)) {
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

fn shown_layer(layer: &MapLayer) -> Option<ShownLayer> {
    Some(ShownLayer {
        id: layer.id,
        prepared: layer.prepared.clone()?,
        of_feature: layer.categories().of_feature.clone(),
        style: layer.style.clone(),
        opacity: layer.opacity,
    })
}

/// Puts the layers on the wall: in its colours, and out of the way while the background is looked at.
fn dress(layers: &mut [ShownLayer], ui: &Ui, state: &State, presenting: &Presenting) {
    let peeks = ui.input(|input| input.key_down(keys::PEEK));
    for shown in layers {
        if let Some(layer) = state.session.layer(shown.id) {
            let still = state.settings.reduce_motion;
            shown.style = present::dressed(ui.ctx(), layer, presenting, still);
        }
        if peeks {
            shown.opacity = 0.0;
        }
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

/// What happened on the map, as commands.
fn report(output: &MapOutput, state: &State, commands: &mut Vec<Command>) {
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
    if let Some(hit) = output.clicked {
        commands.push(ViewCommand::Select(hit).into());
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

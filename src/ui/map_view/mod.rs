//! The map in the window: background, parcels, and what lies over them. It shows what it is given and says
//! what happened (pointer, click, movement); it knows nothing of the application around it. All contact with
//! walkers is in this folder.

mod areas;
pub mod basemap;
mod gestures;
mod ground;
mod look;
mod news;
mod outlines;
mod parcels;
mod projection;
mod sides;
mod signs;
mod steering;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{DragPanButtons, Rect, Response, Ui, WidgetInfo};
use walkers::{Map, MapMemory};

use crate::analysis::summary::UNCERTAIN;
use crate::geometry::{Bounds, PolygonArray};
use crate::map::camera::Camera;
use crate::map::grid::MapCrs;
use crate::map::prepared::PreparedLayer;
use crate::map::style::{CategoryStyle, LayerStyle};
use crate::text::Lang;
use crate::ui::widget::swatch;
pub use areas::AreaLines;
use basemap::{BaseMap, NetworkState};
use gestures::{BoxZoom, Flight};
pub use look::MapLook;
use news::News;
use parcels::ParcelTiles;
use projection::PlaneProjection;
use sides::Pane;
pub use sides::{Divided, SideLayout};
use steering::{Seen, Wish, limited_about};

/// How long the pointer rests on a parcel before its card appears, seconds.
const CARD_DELAY_S: f64 = 0.08;
/// Size of the strip of crops on the card, in points.
const STRIP: egui::Vec2 = egui::vec2(160.0, 12.0);

/// By this name the id of the map is kept for [`MapView::has_keyboard`].
const MAP: &str = "map with parcels";

/// A parcel of a layer on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The layer's number, as given in [`ShownLayer`].
    pub layer: u64,
    /// The feature's number in its layer.
    pub feature: usize,
}

/// A layer as it is to be drawn.
#[derive(Debug, Clone)]
pub struct ShownLayer {
    /// Stays the same as long as it is the same layer.
    pub id: u64,
    /// Its parcels in the coordinates of the map.
    pub prepared: Arc<PreparedLayer>,
    /// Category per feature, with [`UNCERTAIN`] where its class is and that is to be seen.
    pub of_feature: Arc<[u8]>,
    /// How each category looks.
    pub style: Arc<LayerStyle>,
    /// 0 to 1.
    pub opacity: f32,
}

/// What is shown under the pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoverCard {
    /// First line.
    pub title: String,
    /// How each year of its crops looks, oldest first.
    pub strip: Vec<CategoryStyle>,
    /// The lines below.
    pub lines: Vec<String>,
}

/// What the map shows in this frame.
pub struct MapInput<'a> {
    /// The plane of the map; every layer is in it.
    pub crs: MapCrs,
    /// The visible layers, the lowest first; those of the left side where the map is divided.
    pub layers: &'a [ShownLayer],
    /// The right side, where the map is divided.
    pub divided: Option<Divided<'a>>,
    /// The selected parcel.
    pub selection: Option<Hit>,
    /// Parcels of an earlier year to be outlined, in the plane of the map.
    pub traces: Option<&'a PolygonArray>,
    /// Areas over the parcels.
    pub areas: Option<AreaLines<'a>>,
    /// Parcels to be outlined together, with the layer that they are of.
    pub group: Option<(&'a PreparedLayer, &'a [u32])>,
    /// The corners of the polygon that is being drawn: clicks are corners then.
    pub drawing: Option<&'a [[f64; 2]]>,
    /// A drag draws: it goes on with the line, and does not move the map.
    pub freehand: bool,
    /// What the card says of a parcel.
    pub card: &'a dyn Fn(Hit) -> Option<HoverCard>,
    /// What a screen reader says of the map.
    pub summary: &'a str,
    /// Language of the signs.
    pub lang: Lang,
    /// A line of quiet words on the map.
    pub note: Option<&'a str>,
    /// The background by its id, or none.
    pub base_map: Option<&'a str>,
    /// Whether tiles of the background may be fetched.
    pub network: bool,
    /// Where the parcels come from; stands lower right, always.
    pub credit: Option<&'a str>,
    /// No eased movement.
    pub reduce_motion: bool,
    /// Ground and signs.
    pub look: MapLook,
}

/// What happened on the map in this frame.
#[derive(Debug, Clone, PartialEq)]
pub struct MapOutput {
    /// Where the map looks.
    pub camera: Camera,
    /// Its size in points.
    pub size: [f64; 2],
    /// Its place in the window.
    pub rect: Rect,
    /// The pointer's place in the plane of the map.
    pub pointer: Option<[f64; 2]>,
    /// The parcel under the pointer.
    pub hovered: Option<Hit>,
    /// A click: on a parcel, or on nothing.
    pub clicked: Option<Option<Hit>>,
    /// The place of a drag that draws, in the plane of the map.
    pub traced: Option<[f64; 2]>,
    /// A drag that draws came to its end.
    pub released: bool,
    /// A double click: what it did to the map it did not while a polygon is drawn.
    pub double_clicked: bool,
    /// True when every visible tile of the parcels is there.
    pub complete: bool,
    /// How the background fares with the network.
    pub network: NetworkState,
    /// Where the handle between two sides was moved to, 0 to 1.
    pub divided: Option<f32>,
}

/// The map widget with what it keeps from frame to frame.
pub struct MapView {
    crs: MapCrs,
    base: Option<BaseMap>,
    memory: MapMemory,
    /// By layer and side.
    tiles: BTreeMap<(u64, usize), ParcelTiles>,
    flight: Option<Flight>,
    box_zoom: BoxZoom,
    wish: Option<Wish>,
    /// True until something was asked to be shown.
    at_home: bool,
    hover: Option<(Hit, f64)>,
    /// A box that is to be seen to its edges, for as long as nobody moves the map.
    seen: Option<Seen>,
    news: News,
}

/// How the map gets to a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// It is there.
    Jump,
    /// Out, across and in again.
    Fly,
}

impl MapView {
    /// A map that looks at Drenthe until it is zoomed to something. Without `base` it has no backgrounds to
    /// choose from.
    pub fn new(base: Option<BaseMap>) -> Self {
        Self {
            crs: MapCrs::RdNew,
            base,
            memory: MapMemory::default(),
            tiles: BTreeMap::new(),
            flight: None,
            box_zoom: BoxZoom::default(),
            wish: None,
            at_home: true,
            hover: None,
            seen: None,
            news: News::default(),
        }
    }

    /// Whether keys are meant for the map: it has the focus, or nothing has.
    pub fn has_keyboard(ctx: &egui::Context) -> bool {
        let map = ctx.data(|data| data.get_temp::<egui::Id>(egui::Id::unique(MAP)));
        let focused = ctx.memory(egui::Memory::focused);
        focused.is_none() || focused == map
    }

    /// The backgrounds, for menus and for clearing their cache.
    pub fn base(&self) -> Option<&BaseMap> {
        self.base.as_ref()
    }

    /// Shows all of `bounds` (in the plane of the map) from the next frame on.
    pub fn zoom_to(&mut self, bounds: Bounds) {
        if !bounds.is_empty() {
            self.wish = Some(Wish::Fit(bounds));
        }
    }

    /// Goes to a view.
    pub fn go_to(&mut self, camera: Camera) {
        self.wish = Some(Wish::Show(camera));
    }

    /// Shows a box to its edges.
    pub fn see(&mut self, bounds: Bounds, motion: Motion) {
        if !bounds.is_empty() {
            self.wish = Some(Wish::See(bounds, motion));
        }
    }

    /// Is at a view in the next frame.
    pub fn jump_to(&mut self, camera: Camera) {
        self.wish = Some(Wish::Jump(camera));
    }

    /// Zooms by so many levels about the middle; each doubles the scale.
    pub fn zoom_by(&mut self, levels: f64) {
        self.wish = Some(Wish::Zoom(levels));
    }

    /// Draws the map over all the room that is left, and says what happened.
    pub fn show(&mut self, ui: &mut Ui, input: &MapInput<'_>) -> MapOutput {
        if self.crs != input.crs {
            self.crs = input.crs;
            self.tiles.clear();
            self.flight = None;
        }
        let plane = PlaneProjection::new(input.crs);
        let rect = ui.available_rect_before_wrap();
        let panes = sides::panes(rect, input.divided.map(|divided| divided.layout));
        let frame = panes.first().map_or(rect, |pane| pane.frame);
        self.move_camera(ui, &plane, frame, input.reduce_motion);
        self.zoom_by_wheel(ui, &plane, rect, &panes);
        self.sync_layers(ui, input);

        let before = self.camera(&plane);
        let painter = ui.painter().with_clip_rect(rect);
        ground::paint_plain(&painter, rect, &input.look);
        let network = self.begin_base(ui, input);
        // Where the background may be missing, the map has a ground of its own.
        let own_ground = network != NetworkState::Online;
        if own_ground {
            for pane in &panes {
                let painter = painter.with_clip_rect(pane.clip);
                let (frame, look) = (pane.frame, &input.look);
                ground::paint_grid(&painter, frame, before, input.crs, look, input.lang);
            }
        }
        let response = self.draw(ui, &plane, rect, input);
        if input.divided.is_some() {
            self.draw_sides(&painter, &plane, &panes, input);
        }
        ui.data_mut(|data| data.insert_temp(egui::Id::unique(MAP), response.id));
        if let Some(base) = &mut self.base {
            base.end_frame();
        }
        let mut complete = true;
        for tiles in self.tiles.values_mut() {
            complete &= tiles.end_frame();
        }

        let camera = self.camera(&plane);
        let pointed = pointed(&response, camera, &panes);
        let pointer = pointed.map(|(world, _)| world);
        let hovered = self.update_hover(ui, input, pointed, camera);
        // A click with Shift held is too small for a box, and a click.
        let clicked = response
            .clicked()
            .then(|| pointed.and_then(|(world, side)| pick(input, side, world, camera)));
        if input.drawing.is_none() {
            self.double_click(ui, &response, camera, pointer, input.reduce_motion);
        }
        self.draw_over(ui, input, &response, camera, (own_ground, &panes));
        let divided = input.divided.and_then(|divided| match divided.layout {
            SideLayout::Swipe(at) => sides::handle(ui, rect, at, divided.handle),
            SideLayout::Beside | SideLayout::Right => None,
        });
        response
            .widget_info(|| WidgetInfo::labeled(egui::Role::Image, ui.is_enabled(), input.summary));
        MapOutput {
            camera,
            size: size_of(frame),
            rect,
            divided,
            pointer,
            hovered,
            clicked,
            traced: pointer.filter(|_| input.freehand && response.dragged()),
            released: input.freehand && response.drag_stopped(),
            double_clicked: response.double_clicked(),
            complete,
            network,
        }
    }

    fn begin_base(&mut self, ui: &Ui, input: &MapInput<'_>) -> NetworkState {
        let Some(base) = &mut self.base else {
            return NetworkState::Unused;
        };
        base.set_source(input.base_map, input.crs, input.network);
        base.begin_frame(f64::from(ui.ctx().pixels_per_point()));
        base.state()
    }

    fn show_credits(&self, ui: &mut Ui, input: &MapInput<'_>, rect: Rect, own_ground: bool) {
        let base = self.base.as_ref().and_then(|base| base.credit(input.lang));
        let mut credits: Vec<(&str, Option<&str>)> = Vec::new();
        credits.extend(input.credit.map(|text| (text, None)));
        credits.extend(
            base.as_ref()
                .map(|a| (a.text.as_str(), Some(a.url.as_str()))),
        );
        if own_ground && base.is_none() {
            credits.push((input.lang.text("map.ground_credit"), None));
        }
        signs::credits(ui, rect, &credits, &input.look);
    }

    fn sync_layers(&mut self, ui: &Ui, input: &MapInput<'_>) {
        self.tiles.retain(|(id, side), _| {
            let layers = layers_of(input, *side);
            layers.iter().any(|layer| layer.id == *id)
        });
        for side in [0, 1] {
            for layer in layers_of(input, side) {
                self.tiles
                    .entry((layer.id, side))
                    .and_modify(|tiles| tiles.update(ui.ctx(), layer))
                    .or_insert_with(|| ParcelTiles::new(ui.ctx(), layer));
            }
        }
    }

    fn draw(
        &mut self,
        ui: &mut Ui,
        plane: &PlaneProjection,
        rect: Rect,
        input: &MapInput<'_>,
    ) -> Response {
        self.box_zoom.begin(ui, rect);
        let dragging_box = self.box_zoom.is_active();
        let zoom = self.memory.zoom();
        let density = f64::from(ui.ctx().pixels_per_point());
        for tiles in self.tiles.values_mut() {
            tiles.begin_frame(zoom, density);
        }
        let here = self.memory.detached().unwrap_or_default();
        // Of a divided map walkers knows the movements alone.
        let whole = input.divided.is_none();
        let background = self.base.as_mut().and_then(BaseMap::tiles);
        let background = background.filter(|_| whole);
        let mut map = Map::new(background, &mut self.memory, here)
            .with_projection(plane)
            .zoom_gesture(false)
            .zoom_with_ctrl(false)
            .drag_pan_buttons(if input.freehand {
                DragPanButtons::MIDDLE
            } else if dragging_box {
                DragPanButtons::empty()
            } else {
                DragPanButtons::PRIMARY | DragPanButtons::MIDDLE
            });
        // Layers are borrowed one by one from the map of tiles, in the order they are drawn.
        let mut by_id: BTreeMap<(u64, usize), &mut ParcelTiles> = self
            .tiles
            .iter_mut()
            .map(|(id, tiles)| (*id, tiles))
            .collect();
        for layer in input.layers.iter().filter(|_| whole) {
            if let Some(tiles) = by_id.remove(&(layer.id, 0)) {
                map = map.with_layer(tiles, layer.opacity);
            }
        }
        map.show(ui, |_, _, _, _| ()).response
    }

    /// Draws background and parcels of each side.
    fn draw_sides(
        &mut self,
        painter: &egui::Painter,
        plane: &PlaneProjection,
        panes: &[Pane],
        input: &MapInput<'_>,
    ) {
        let camera = self.camera(plane);
        for pane in panes {
            if let Some(tiles) = self.base.as_mut().and_then(BaseMap::tiles) {
                sides::paint_tiles(painter, *pane, camera, input.crs, tiles, 1.0);
            }
            for layer in layers_of(input, pane.side) {
                if let Some(tiles) = self.tiles.get_mut(&(layer.id, pane.side)) {
                    sides::paint_tiles(painter, *pane, camera, input.crs, tiles, layer.opacity);
                }
            }
        }
    }

    fn update_hover(
        &mut self,
        ui: &Ui,
        input: &MapInput<'_>,
        pointer: Option<([f64; 2], usize)>,
        camera: Camera,
    ) -> Option<Hit> {
        let moving = self.flight.is_some() || self.memory.animating() || self.box_zoom.is_active();
        let dragging = ui.input(|i| i.pointer.is_decidedly_dragging());
        let hit = pointer
            .filter(|_| !moving && !dragging)
            .and_then(|(world, side)| pick(input, side, world, camera));
        let now = ui.input(|i| i.time);
        self.hover = hit.map(|hit| match self.hover {
            Some((before, since)) if before == hit => (hit, since),
            _ => (hit, now),
        });
        hit
    }

    fn double_click(
        &mut self,
        ui: &Ui,
        response: &Response,
        camera: Camera,
        pointer: Option<[f64; 2]>,
        reduce_motion: bool,
    ) {
        if let Some(anchor) = pointer.filter(|_| response.double_clicked()) {
            let plane = PlaneProjection::new(self.crs);
            let target = limited_about(camera, 1.0, anchor, &plane);
            if reduce_motion {
                self.wish = Some(Wish::Show(target));
            } else {
                self.flight = Some(Flight::new(camera, target, ui.input(|i| i.time)));
            }
            ui.ctx().request_repaint();
        }
    }

    /// Outlines, the box being drawn, and the card, over the tiles.
    fn draw_over(
        &mut self,
        ui: &mut Ui,
        input: &MapInput<'_>,
        response: &Response,
        camera: Camera,
        (own_ground, panes): (bool, &[Pane]),
    ) {
        let rect = response.rect;
        let painter = ui.painter().with_clip_rect(rect);
        for pane in panes {
            self.draw_over_side(ui, input, camera, pane, own_ground);
        }
        if let Some((drawn, finished)) = self.box_zoom.update(ui) {
            outlines::paint_box(&painter, drawn);
            if finished {
                let frame = sides::pane_at(panes, drawn.min).map_or(rect, |pane| pane.frame);
                self.wish = Some(Wish::Fit(world_of(drawn, frame, camera)));
            }
            ui.ctx().request_repaint();
        }
        signs::paint_scale_bar(&painter, rect, camera, input.crs, input.lang, &input.look);
        if let Some(note) = self.news.said(ui, input.note) {
            signs::note(&painter, rect, note, &input.look);
        }
        self.show_credits(ui, input, rect, own_ground);
        if !input.look.on_the_wall {
            self.show_card(ui, input, response);
        }
    }

    /// The outlines and names of one side.
    fn draw_over_side(
        &self,
        ui: &Ui,
        input: &MapInput<'_>,
        camera: Camera,
        pane: &Pane,
        own_ground: bool,
    ) {
        let painter = ui.painter().with_clip_rect(pane.clip);
        if let Some(lines) = input.areas {
            areas::paint(ui, &painter, lines, camera, pane.frame, &input.look);
        }
        if let Some((prepared, parcels)) = input.group {
            areas::paint_parcels(&painter, prepared, parcels, camera, pane.frame);
        }
        let rings = |hit: Hit| {
            let mut layers = layers_of(input, pane.side).iter();
            let layer = layers.find(|layer| layer.id == hit.layer)?;
            Some(outlines::Rings::on_screen(
                layer,
                hit.feature,
                camera,
                pane.frame,
            ))
        };
        let hovered = self.hover.map(|(hit, _)| hit);
        let hovered = hovered.filter(|hit| Some(*hit) != input.selection);
        if let Some(rings) = hovered.and_then(rings) {
            rings.paint_hover(&painter);
        }
        if let Some(rings) = input.selection.and_then(rings) {
            rings.paint_selection(&painter);
        }
        if let Some(traces) = input.traces {
            outlines::paint_traces(&painter, traces, camera, pane.frame);
        }
        if let Some(ring) = input.drawing {
            let pointer = ui.input(|input| input.pointer.hover_pos());
            let pointer = pointer.filter(|at| pane.clip.contains(*at));
            areas::paint_drawing(&painter, ring, pointer, camera, pane.frame);
        }
        // Names of places would lie over those of the areas.
        let names_areas = input.areas.is_some_and(|areas| areas.prepared.is_some());
        if own_ground && !names_areas {
            signs::paint_names(ui, &painter, pane.frame, camera, input.crs, &input.look);
        }
    }

    fn show_card(&self, ui: &Ui, input: &MapInput<'_>, response: &Response) {
        if input.drawing.is_some() {
            return;
        }
        let Some((hit, since)) = self.hover else {
            return;
        };
        let rested = ui.input(|i| i.time) - since;
        if rested < CARD_DELAY_S {
            let wait = std::time::Duration::from_secs_f64(CARD_DELAY_S - rested);
            ui.ctx().request_repaint_after(wait);
            return;
        }
        if let Some(card) = (input.card)(hit) {
            egui::Tooltip::always_open(
                ui.ctx().clone(),
                ui.layer_id(),
                response.id.with("card"),
                egui::PopupAnchor::Pointer,
            )
            .gap(12.0)
            .show(|ui| {
                ui.label(&card.title);
                if !card.strip.is_empty() {
                    swatch::strip(ui, &card.strip, STRIP);
                }
                for line in &card.lines {
                    ui.weak(line);
                }
            });
        }
    }
}

impl Default for MapView {
    fn default() -> Self {
        Self::new(None)
    }
}

fn size_of(rect: Rect) -> [f64; 2] {
    [
        f64::from(rect.width().max(1.0)),
        f64::from(rect.height().max(1.0)),
    ]
}

fn world_of(drawn: Rect, map: Rect, camera: Camera) -> Bounds {
    let corner = |pos: egui::Pos2| {
        let at = pos - map.min;
        camera.world_from_screen([f64::from(at.x), f64::from(at.y)], size_of(map))
    };
    Bounds::of_points(&[corner(drawn.min), corner(drawn.max)])
}

/// The layers of a side: 0 is the left one, or the whole map.
fn layers_of<'a>(input: &MapInput<'a>, side: usize) -> &'a [ShownLayer] {
    match (side, input.divided) {
        (0, _) => input.layers,
        (_, Some(divided)) => divided.right,
        (_, None) => &[],
    }
}

/// The place in the plane of the map under a place on the screen, and the side that it is on.
fn world_at(pos: egui::Pos2, camera: Camera, panes: &[Pane]) -> Option<([f64; 2], usize)> {
    let pane = sides::pane_at(panes, pos)?;
    let at = pos - pane.frame.min;
    let size = size_of(pane.frame);
    let world = camera.world_from_screen([f64::from(at.x), f64::from(at.y)], size);
    Some((world, pane.side))
}

/// What the pointer is on.
fn pointed(response: &Response, camera: Camera, panes: &[Pane]) -> Option<([f64; 2], usize)> {
    let pos = response.hover_pos().or_else(|| {
        response
            .interact_pointer_pos()
            .filter(|_| response.clicked())
    })?;
    world_at(pos, camera, panes)
}

/// The topmost visible feature of a side at a place.
fn pick(input: &MapInput<'_>, side: usize, world: [f64; 2], camera: Camera) -> Option<Hit> {
    let reach = crate::map::pick::REACH_PX * camera.units_per_px;
    layers_of(input, side).iter().rev().find_map(|layer| {
        let shown = |feature: &usize| {
            let category = layer.of_feature.get(*feature);
            let category = category.map(|category| usize::from(category & !UNCERTAIN));
            let style = category.and_then(|index| layer.style.categories.get(index));
            style.is_some_and(|style| !style.hidden)
        };
        let here = crate::map::pick::all_near(&layer.prepared, world, reach);
        Some(Hit {
            layer: layer.id,
            feature: here.into_iter().rev().find(shown)?,
        })
    })
}

//! The sheet as it will be printed, made in the background; its parts can be taken by mouse and by keys: dragged, made
//! larger at the lower right corner, moved by the arrow keys (with Ctrl: resized), switched off by Delete.

use std::sync::Arc;

use egui::{
    Align2, Color32, ColorImage, FontId, Id, Key, Modifiers, Pos2, Rect, Response, Sense, Stroke,
    StrokeKind, TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo,
};

use crate::export::raster;
use crate::export::sheet::{Composed, Item, Placement, SheetSettings};
use crate::geometry::Bounds;
use crate::text::Lang;
use crate::ui::later::Later;
use crate::ui::sheet::{GroundMemo, Grounded, SheetRequest};
use crate::ui::theme;

/// Side of the handle by which a part is made larger, in points.
const HANDLE: f32 = 10.0;
/// Millimetres of a step by key, and of a larger one with Shift.
const STEPS_MM: [f64; 2] = [1.0, 10.0];
/// Smallest side of a part, in millimetres.
const LEAST_MM: f64 = 2.0;
/// Pixels of a preview are counted in steps, so that it is not made anew for every width of the window.
const PIXEL_STEP: f32 = 64.0;

/// A sheet with its pixels.
#[derive(Debug)]
struct Made {
    composed: Composed,
    picture: std::sync::Mutex<Option<ColorImage>>,
}

/// The preview, and the drag that goes on.
#[derive(Default)]
pub(super) struct Preview {
    made: Later<(SheetRequest, u32), Made>,
    /// What lies under the map, gathered apart: the sheet is seen before it is there.
    ground: Later<SheetRequest, Option<Grounded>>,
    gathered: GroundMemo,
    texture: Option<TextureHandle>,
    drag: Option<Drag>,
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Preview").field("drag", &self.drag).finish()
    }
}

/// A part on its way.
#[derive(Debug, Clone, Copy)]
struct Drag {
    item: Item,
    /// Where it stood.
    from: Bounds,
    /// How far it was moved, in millimetres.
    by: [f64; 2],
    resizes: bool,
}

impl Drag {
    /// Left, top, width and height.
    fn area(&self) -> [f64; 4] {
        let ([left, top], [dx, dy]) = (self.from.min, self.by);
        let (width, height) = (self.from.width(), self.from.height());
        if self.resizes {
            [
                left,
                top,
                (width + dx).max(LEAST_MM),
                (height + dy).max(LEAST_MM),
            ]
        } else {
            [left + dx, top + dy, width, height]
        }
    }
}

/// Puts a part somewhere: left, top, width, height, to a tenth of a millimetre.
pub(super) fn put(settings: &mut SheetSettings, item: Item, area_mm: [f64; 4]) {
    let area_mm = area_mm.map(|side| (side * 10.0).round() / 10.0);
    let placement = Placement {
        area_mm: Some(area_mm),
        ..settings.placement(item)
    };
    settings.place(item, placement);
}

impl Preview {
    /// The sheet that was laid out last.
    pub(super) fn composed(&self) -> Option<&Composed> {
        self.made.last().map(|made| &made.composed)
    }

    /// Draws it into `room`.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        room: Vec2,
        request: &SheetRequest,
        settings: &mut SheetSettings,
        chosen: &mut Option<Item>,
    ) {
        let [width, height] = request.settings.size_mm().map(|side| side as f32);
        let per_mm = (room.x / width).min(room.y / height).max(0.1);
        let (whole, _) = ui.allocate_exact_size(room, Sense::hover());
        let page = Rect::from_center_size(whole.center(), egui::vec2(width, height) * per_mm);
        self.ask(ui, request, page);
        let c = theme::colours(ui);
        ui.painter().rect_filled(page, 0.0, Color32::WHITE);
        if let Some(texture) = &self.texture {
            let uv = Rect::from_min_max(Pos2::ZERO, egui::pos2(1.0, 1.0));
            ui.painter().image(texture.id(), page, uv, Color32::WHITE);
        }
        let edge = Stroke::new(1.0, c.hairline);
        ui.painter()
            .rect_stroke(page, 0.0, edge, StrokeKind::Outside);
        if self.made.failure().is_none() && self.made.last().is_none() {
            self.say(ui, page, request.lang().text("dialog.busy"));
        }
        if self.made.failure().is_some() {
            self.say(ui, page, request.lang().text("dialog.sheet.failed"));
        }
        let areas = self.composed().map(|composed| composed.areas.clone());
        let on_page = OnPage { page, per_mm };
        // The map lies under the others, and is taken where nothing lies on it.
        let order = [Item::Map]
            .into_iter()
            .chain(Item::ALL.into_iter().filter(|item| *item != Item::Map));
        for item in order {
            if let Some(area) = areas.as_ref().and_then(|areas| areas.get(&item)) {
                self.part(ui, &on_page, item, area, request.lang(), settings, chosen);
            }
        }
    }

    fn say(&self, ui: &Ui, page: Rect, words: &str) {
        let colour = Color32::from_gray(0x40);
        let font = FontId::proportional(theme::TEXT_BODY);
        ui.painter()
            .text(page.center(), Align2::CENTER_CENTER, words, font, colour);
    }

    /// Asks for what lies under the map; what was gathered last is shown until the next is there.
    fn over_ground(&mut self, ui: &Ui, request: &SheetRequest) -> SheetRequest {
        if !request.has_ground() {
            self.ground = Later::default();
            return request.clone();
        }
        let (of, memo) = (request.clone(), self.gathered.clone());
        self.ground.ask(ui.ctx(), request, move |progress| {
            of.gather_once(&memo, progress).map(Ok)
        });
        let grounded = self.ground.last().and_then(Option::as_ref);
        request.over(grounded.map(|grounded| Arc::clone(&grounded.backdrop)))
    }

    /// How far the background is.
    pub(super) fn say_ground(&self, ui: &mut Ui, lang: Lang) {
        let key = match (self.ground.is_asked(), self.ground.current()) {
            (false, _) | (true, Some(None)) => return,
            (true, None) => "dialog.sheet.ground_waits",
            (true, Some(Some(grounded))) if grounded.lacking.is_some() => {
                "dialog.sheet.ground_lacks"
            }
            (true, Some(Some(_))) => return,
        };
        let colour = theme::colours(ui).secondary;
        let words = egui::RichText::new(lang.text(key)).color(colour);
        ui.add(egui::Label::new(words).truncate());
    }

    /// Asks for the sheet at the resolution of the screen, and takes its picture when it is there.
    fn ask(&mut self, ui: &Ui, request: &SheetRequest, page: Rect) {
        let request = &self.over_ground(ui, request);
        let wide = page.width() * ui.ctx().pixels_per_point();
        let wide = ((wide / PIXEL_STEP).ceil() * PIXEL_STEP).clamp(PIXEL_STEP, 4096.0);
        let question = (request.clone(), wide as u32);
        let request = request.clone();
        self.made.ask(ui.ctx(), &question, move |progress| {
            let composed = request.compose(progress)?;
            let scale = f64::from(wide) / composed.drawing.size[0];
            let raster = match raster::draw(&composed.drawing, scale, progress) {
                Ok(raster) => raster,
                Err(raster::RasterError::Cancelled(cancelled)) => return Err(cancelled),
                Err(error) => return Ok(Err(error.to_string())),
            };
            let size = raster.size_px.map(|side| side as usize);
            let picture = ColorImage::from_rgba_unmultiplied(size, &raster.rgba);
            Ok(Ok(Made {
                composed,
                picture: std::sync::Mutex::new(Some(picture)),
            }))
        });
        let picture = self
            .made
            .last()
            .and_then(|made| made.picture.lock().ok()?.take());
        if let Some(picture) = picture {
            let texture = ui
                .ctx()
                .load_texture("sheet", picture, TextureOptions::LINEAR);
            self.texture = Some(texture);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one part with everything it touches"
    )]
    fn part(
        &mut self,
        ui: &mut Ui,
        on_page: &OnPage,
        item: Item,
        area: &Bounds,
        lang: Lang,
        settings: &mut SheetSettings,
        chosen: &mut Option<Item>,
    ) {
        let name = lang.text_of("sheet.item", item.key());
        let rect = on_page.rect(area);
        let body = ui.interact(
            rect,
            Id::unique("sheet part").with(item),
            Sense::click_and_drag(),
        );
        body.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
        let is_chosen = *chosen == Some(item);
        let corner = Rect::from_center_size(rect.max, Vec2::splat(HANDLE));
        let handle = is_chosen.then(|| {
            let id = Id::unique("sheet handle").with(item);
            ui.interact(corner, id, Sense::drag())
        });
        if body.clicked() || body.drag_started() || body.gained_focus() {
            *chosen = Some(item);
        }
        self.drag(on_page, item, area, &body, false, settings);
        if let Some(handle) = &handle {
            self.drag(on_page, item, area, handle, true, settings);
        }
        if body.has_focus() {
            by_keys(ui, item, area, settings);
        }
        let hovered = body.hovered();
        let c = theme::colours(ui);
        if is_chosen || hovered {
            let line = Stroke::new(if is_chosen { 2.0 } else { 1.0 }, c.accent);
            ui.painter()
                .rect_stroke(rect, 0.0, line, StrokeKind::Outside);
        }
        if is_chosen {
            ui.painter().rect_filled(corner, 2.0, c.accent);
        }
        if let Some(drag) = self.drag.filter(|drag| drag.item == item) {
            let [left, top, width, height] = drag.area();
            let ghost = Bounds::new(left, top, left + width, top + height);
            let line = Stroke::new(2.0, c.accent);
            let ghost = on_page.rect(&ghost);
            ui.painter()
                .rect_filled(ghost, 0.0, c.accent.gamma_multiply(0.15));
            ui.painter()
                .rect_stroke(ghost, 0.0, line, StrokeKind::Inside);
        }
        if hovered && !is_chosen {
            body.on_hover_text(name);
        }
    }

    /// Follows a drag; where it ends, the part stays.
    fn drag(
        &mut self,
        on_page: &OnPage,
        item: Item,
        area: &Bounds,
        response: &Response,
        resizes: bool,
        settings: &mut SheetSettings,
    ) {
        if response.drag_started() {
            self.drag = Some(Drag {
                item,
                from: *area,
                by: [0.0, 0.0],
                resizes,
            });
        }
        let Some(drag) = self.drag.as_mut() else {
            return;
        };
        if drag.item != item || drag.resizes != resizes {
            return;
        }
        if response.dragged() {
            let moved = response.drag_delta() / on_page.per_mm;
            drag.by[0] += f64::from(moved.x);
            drag.by[1] += f64::from(moved.y);
        }
        if response.drag_stopped() {
            let drag = *drag;
            self.drag = None;
            if drag.by.iter().any(|by| by.abs() >= 0.1) {
                put(settings, item, drag.area());
            }
        }
    }
}

/// Moves or resizes the part that has the keyboard.
fn by_keys(ui: &Ui, item: Item, area: &Bounds, settings: &mut SheetSettings) {
    // The arrows mean the part, and do not go on to the next one.
    ui.memory_mut(|memory| {
        if let Some(id) = memory.focused() {
            memory.set_focus_lock_filter(
                id,
                egui::EventFilter {
                    horizontal_arrows: true,
                    vertical_arrows: true,
                    ..egui::EventFilter::default()
                },
            );
        }
    });
    let arrows = [
        (Key::ArrowLeft, [-1.0, 0.0]),
        (Key::ArrowRight, [1.0, 0.0]),
        (Key::ArrowUp, [0.0, -1.0]),
        (Key::ArrowDown, [0.0, 1.0]),
    ];
    let mut by = [0.0, 0.0];
    let mut resizes = false;
    ui.input_mut(|input| {
        for (key, [dx, dy]) in arrows {
            for modifiers in [Modifiers::NONE, Modifiers::SHIFT, Modifiers::COMMAND] {
                if input.modifiers.matches_exact(modifiers) && input.consume_key(modifiers, key) {
                    let step = STEPS_MM[usize::from(modifiers == Modifiers::SHIFT)];
                    by = [by[0] + dx * step, by[1] + dy * step];
                    resizes = modifiers == Modifiers::COMMAND;
                }
            }
        }
        if input.consume_key(Modifiers::NONE, Key::Delete) {
            let placement = Placement {
                shown: Some(false),
                ..settings.placement(item)
            };
            settings.place(item, placement);
        }
    });
    if by.iter().any(|by: &f64| by.abs() > 0.0) {
        let drag = Drag {
            item,
            from: *area,
            by,
            resizes,
        };
        put(settings, item, drag.area());
    }
}

/// Where millimetres are on the screen.
struct OnPage {
    page: Rect,
    per_mm: f32,
}

impl OnPage {
    fn rect(&self, area: &Bounds) -> Rect {
        let at = |[x, y]: [f64; 2]| self.page.min + egui::vec2(x as f32, y as f32) * self.per_mm;
        Rect::from_min_max(at(area.min), at(area.max))
    }
}

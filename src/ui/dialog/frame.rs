//! What every dialog has in common: it stands over the window, takes the keyboard, scrolls what does not fit,
//! leaves by Enter with what was drafted or by Escape without it, and never gets higher than the window.

use egui::{
    Align, Align2, Area, Button, Context, Event, Frame, Id, InputState, Key, Layout, Modal,
    Modifiers, RichText, Ui,
};

use super::{Brought, DialogKind};
use crate::text::Lang;
use crate::ui::command::Command;
use crate::ui::state::State;
use crate::ui::theme;

/// Width of a dialog, where the window has the room, in points.
pub(super) const WIDTH: f32 = 480.0;
/// Title, buttons and margins of a dialog together, in points: what its body cannot have of the window.
const AROUND_BODY: f32 = 144.0;
/// A body is never lower than this, in points, so that something of it can be read.
const LEAST_BODY: f32 = 96.0;

/// One dialog: draws its draft, and says what becomes of it.
pub(super) trait Dialog: std::fmt::Debug {
    /// What it says at its top.
    fn title(&self, lang: Lang) -> String;

    /// Width, where the window has the room, in points.
    fn width(&self) -> f32 {
        WIDTH
    }

    /// Draws what it is about.
    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>);

    /// Draws what stands left of the buttons.
    fn beside_buttons(&mut self, _ui: &mut Ui, _scene: &mut Scene<'_>) {}

    /// The button that makes the draft come true; `None` where there is nothing to decide.
    fn primary(&self, _lang: Lang) -> Option<Primary> {
        None
    }

    /// Takes what was brought from outside while it is open.
    fn bring(&mut self, _brought: Brought) {}

    /// What the draft leaves as.
    fn confirm(&mut self) -> Option<Command> {
        None
    }
}

/// The button that makes a draft come true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Primary {
    /// What it says: a verb.
    pub text: String,
    /// Why it cannot be pressed, in a sentence.
    pub blocked: Option<String>,
}

/// What a dialog is drawn with.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    /// What the window shows.
    pub state: &'a State,
    /// The language of every text.
    pub lang: Lang,
    /// What the dialog asks for while it is open.
    pub commands: &'a mut Vec<Command>,
    /// True when it is drawn for the first time: the first field takes the keyboard.
    pub opening: bool,
    submitted: bool,
}

impl<'a> Scene<'a> {
    pub(super) fn new(state: &'a State, commands: &'a mut Vec<Command>, opening: bool) -> Self {
        Self {
            state,
            lang: state.lang(),
            commands,
            opening,
            submitted: false,
        }
    }

    /// Asks for the same as the primary button.
    pub(super) fn submit(&mut self) {
        self.submitted = true;
    }
}

/// How a frame of a dialog ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays.
    Stay,
    /// It goes, and its draft with it.
    Cancel,
    /// It goes, and its draft comes true.
    Confirm,
}

/// Draws a dialog over the window.
pub(super) fn show(
    ctx: &Context,
    kind: DialogKind,
    dialog: &mut dyn Dialog,
    scene: &mut Scene<'_>,
) -> Verdict {
    let title = dialog.title(scene.lang);
    let id = Id::unique("dialog").with(kind);
    let style = ctx.global_style();
    let modal = Modal::new(id)
        .area(area(ctx, id, &title, scene.opening))
        .frame(Frame::window(&style))
        .show(ctx, |ui| whole(ui, &title, dialog, scene));
    until_sized(ctx, id, modal.response.rect.height());
    // Escape closes what is open inside the dialog first.
    let escaped = modal.is_top_modal
        && !modal.any_popup_open
        && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    // A click beside the dialog must not throw a draft away.
    let clicked_beside = modal.backdrop_response.clicked() && dialog.primary(scene.lang).is_none();
    match modal.inner {
        Verdict::Stay if escaped || clicked_beside => Verdict::Cancel,
        verdict => verdict,
    }
}

/// Has the window drawn again until a dialog has its height: what scrolls in it is given more room from frame to frame.
fn until_sized(ctx: &Context, id: Id, height: f32) {
    let key = id.with("height");
    let before = ctx.data(|data| data.get_temp::<f32>(key));
    if before.is_none_or(|before| (before - height).abs() > 0.5) {
        ctx.data_mut(|data| data.insert_temp(key, height));
        ctx.request_repaint();
    }
}

fn area(ctx: &Context, id: Id, title: &str, opening: bool) -> Area {
    let area = Modal::default_area(id)
        // There at once: whoever asked for it waits for it.
        .fade_in(false)
        .accessible_name(title)
        .role(egui::accesskit::Role::Dialog);
    match held_top(ctx, id, opening) {
        Some(top) => area.anchor(Align2::CENTER_TOP, egui::vec2(0.0, top)),
        None => area,
    }
}

/// Where a dialog begins below the window's edge; `None` while it stands in the middle. Once somebody uses it, it grows
/// about the middle but does not shrink about it: what gets lower by a click must not bring something else under the
/// pointer.
fn held_top(ctx: &Context, id: Id, opening: bool) -> Option<f32> {
    let key = id.with("top");
    let rect = ctx.memory(|memory| memory.area_rect(id));
    let room = ctx.content_rect();
    if opening {
        ctx.data_mut(|data| data.remove_temp::<f32>(key));
        return None;
    }
    let rect = rect?;
    let known = ctx.data(|data| data.get_temp::<f32>(key));
    let used = known.is_none() && ctx.input(is_used);
    let top = known.or(used.then_some(rect.top() - room.top()))?;
    let centred = (room.height() - rect.height()) / 2.0;
    let top = top.min(centred).max(0.0);
    ctx.data_mut(|data| data.insert_temp(key, top));
    Some(top)
}

/// True when something is pressed or typed, or asked for by a screen reader.
fn is_used(input: &InputState) -> bool {
    let mut events = input.events.iter();
    events.any(|event| match event {
        Event::PointerButton { pressed, .. } | Event::Key { pressed, .. } => *pressed,
        Event::Text(_) | Event::AccessKitActionRequest(_) => true,
        _ => false,
    })
}

/// Title, body and buttons.
fn whole(ui: &mut Ui, title: &str, dialog: &mut dyn Dialog, scene: &mut Scene<'_>) -> Verdict {
    let room = ui.ctx().content_rect();
    let margin = f32::from(ui.spacing().window_margin.left);
    ui.set_width(dialog.width().min(room.width() - 4.0 * margin));
    ui.heading(title);
    ui.add_space(theme::GAP);
    egui::ScrollArea::vertical()
        .max_height((room.height() - AROUND_BODY).max(LEAST_BODY))
        .auto_shrink([false, true])
        .show(ui, |ui| dialog.body(ui, scene));
    ui.add_space(theme::GAP_LARGE - theme::GAP_SMALL);
    buttons(ui, dialog, scene)
}

fn buttons(ui: &mut Ui, dialog: &mut dyn Dialog, scene: &mut Scene<'_>) -> Verdict {
    let primary = dialog.primary(scene.lang);
    let nothing_focused = ui.memory(|memory| memory.focused().is_none());
    let entered = nothing_focused && ui.input(|input| input.key_pressed(Key::Enter));
    let mut verdict = Verdict::Stay;
    let layout = Layout::right_to_left(Align::Center);
    let size = egui::vec2(ui.available_width(), theme::CONTROL_HEIGHT);
    ui.allocate_ui_with_layout(size, layout, |ui| match &primary {
        Some(primary) => {
            let free = primary.blocked.is_none();
            let asked = scene.submitted || entered;
            let clicked = primary_button(ui, &primary.text, free).clicked();
            if clicked || (asked && free) {
                verdict = Verdict::Confirm;
            }
            if ui.button(scene.lang.text("dialog.cancel")).clicked() {
                verdict = Verdict::Cancel;
            }
            left_side(ui, |ui| {
                dialog.beside_buttons(ui, scene);
                if let Some(why) = &primary.blocked {
                    secondary(ui, why);
                }
            });
        }
        None => {
            let close = primary_button(ui, scene.lang.text("dialog.close"), true);
            if scene.opening && nothing_focused {
                close.request_focus();
            }
            if close.clicked() || entered {
                verdict = Verdict::Cancel;
            }
            left_side(ui, |ui| dialog.beside_buttons(ui, scene));
        }
    });
    verdict
}

fn left_side(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::left_to_right(Align::Center), contents);
}

/// The button that the dialog is there for.
fn primary_button(ui: &mut Ui, text: &str, enabled: bool) -> egui::Response {
    let colours = theme::colours(ui);
    let under_pointer = colours.accent.lerp_to_gamma(colours.text, 0.15);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for (state, fill) in [
            (&mut widgets.inactive, colours.accent),
            (&mut widgets.hovered, under_pointer),
            (&mut widgets.active, under_pointer),
        ] {
            state.weak_bg_fill = fill;
            state.bg_stroke.color = fill;
        }
        let text = RichText::new(text).color(colours.on_accent);
        ui.add_enabled(enabled, Button::new(text))
    })
    .inner
}

/// Text that explains, in as many lines as it takes.
pub(super) fn secondary(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let colour = theme::colours(ui).secondary;
    let text = RichText::new(text).size(theme::TEXT_SMALL).color(colour);
    ui.add(egui::Label::new(text).wrap())
}

//! A window for tests: its state, the dialog that is open, and what was asked for.

use egui::{FontData, FontDefinitions, FontFamily};
use egui_kittest::Harness;
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{Command, Effect, ViewCommand, apply};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::state::State;
use ruilkaart::ui::{icons, theme};

/// The state of a window, and what happened to it.
#[derive(Default)]
pub struct Desk {
    pub state: State,
    pub effects: Vec<Effect>,
    /// Every command, as its debug text.
    pub commands: Vec<String>,
}

impl Desk {
    pub fn send(&mut self, command: impl Into<Command>) {
        let command = command.into();
        self.commands.push(format!("{command:?}"));
        self.effects.extend(apply(command, &mut self.state));
    }

    /// True when some command's debug text holds `part`.
    pub fn was_sent(&self, part: &str) -> bool {
        self.commands.iter().any(|command| command.contains(part))
    }

    /// Draws the dialog as the window does.
    fn dialog_ui(&mut self, ctx: &egui::Context) {
        let Some(mut dialog) = self.state.view.dialog.take() else {
            return;
        };
        let mut commands = Vec::new();
        dialog.show(ctx, &self.state, &mut commands);
        let closes = |command: &Command| matches!(command, Command::View(ViewCommand::CloseDialog));
        if !commands.iter().any(closes) {
            self.state.view.dialog = Some(dialog);
        }
        for command in commands {
            self.send(command);
        }
    }
}

pub fn prepare(ctx: &egui::Context) {
    theme::install(ctx);
    let mut fonts = FontDefinitions::default();
    let icons = FontData::from_static(icons::FONT).into();
    fonts.font_data.insert("icons".to_owned(), icons);
    let proportional = fonts.families.entry(FontFamily::Proportional).or_default();
    proportional.push("icons".to_owned());
    ctx.set_fonts(fonts);
}

pub fn builder<T>() -> egui_kittest::HarnessBuilder<T> {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_theme(egui::Theme::Light)
        .with_context_setup(prepare)
}

/// A window with a dialog open.
pub fn with_dialog(state: State, kind: DialogKind) -> Harness<'static, Desk> {
    let mut desk = Desk {
        state,
        ..Desk::default()
    };
    desk.send(ViewCommand::Show(kind));
    let draw = |ui: &mut egui::Ui, desk: &mut Desk| {
        desk.dialog_ui(ui.ctx());
        theme::focus_ring(ui.ctx());
    };
    builder().build_ui_state(draw, desk)
}

/// Lets frames pass until `done`, for what is worked out in the background.
pub fn step_until(harness: &mut Harness<'_, Desk>, done: impl Fn(&Harness<'_, Desk>) -> bool) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !done(harness) {
        assert!(std::time::Instant::now() < end, "it never came");
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    harness.run();
}

pub fn state(lang: Lang) -> State {
    let mut state = State::default();
    state.view.lang = lang;
    state
}

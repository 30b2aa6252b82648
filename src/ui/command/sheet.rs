//! Changes to the sheet that is printed, and what is asked while it is.

use std::path::{Path, PathBuf};

use super::Effect;
use crate::export::sheet::SheetSettings;
use crate::map::Rgb;
use crate::ui::dialog::{DialogKind, OpenDialog};
use crate::ui::save::SaveWhat;
use crate::ui::sheet::GroundAnswer;
use crate::ui::state::State;
use crate::ui::state::view::WaitingSheet;

/// A change to the sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetCommand {
    /// Other choices.
    Set(Box<SheetSettings>),
    /// As if nothing was ever chosen.
    Reset,
    /// Ask the system for a logo.
    ChooseLogo,
    /// This logo stands on sheets from now on, also on those of other projects; nothing takes it away.
    Logo(Option<PathBuf>),
    /// This is the colour of titles from now on, also of other projects; nothing is that of all words.
    Accent(Option<Rgb>),
    /// The background cannot be had whole: ask what to do.
    NoGround(WaitingSheet),
    /// This is to be done without a background; what waited for the answer is written.
    Answer(Option<GroundAnswer>),
}

pub(super) fn apply(command: SheetCommand, state: &mut State) -> Vec<Effect> {
    match command {
        SheetCommand::Set(settings) => state.session.sheet = *settings,
        SheetCommand::Reset => state.session.sheet = SheetSettings::default(),
        SheetCommand::ChooseLogo => return vec![Effect::ChooseLogo],
        SheetCommand::Logo(path) => {
            state.session.sheet.logo.clone_from(&path);
            if let Some(folder) = path.as_deref().and_then(Path::parent) {
                state.settings.last_folder = Some(folder.to_owned());
            }
            state.settings.logo = path;
            if state.view.dialog.is_none() {
                state.view.dialog = OpenDialog::new(DialogKind::Sheet, state);
            }
            return vec![Effect::SaveSettings];
        }
        SheetCommand::Accent(colour) => {
            state.session.sheet.accent = colour;
            state.settings.accent = colour;
            return vec![Effect::SaveSettings];
        }
        SheetCommand::NoGround(waiting) => {
            state.view.sheet.waiting = Some(waiting);
            state.view.dialog = OpenDialog::new(DialogKind::NoGround, state);
        }
        SheetCommand::Answer(answer) => {
            state.view.sheet.answer = answer;
            let waiting = state.view.sheet.waiting.take();
            let save = |w: WaitingSheet| Effect::Save(SaveWhat::Sheet(w.format), w.path);
            return waiting.map(save).into_iter().collect();
        }
    }
    Vec::new()
}

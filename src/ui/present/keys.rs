//! The keys on the wall, in one table: what is pressed, what it does, and what the help says of it. A presenter's
//! remote sends Page Up, Page Down and B or a full stop.

use egui::{Context, Key, Modifiers};

use crate::text::Lang;
use crate::ui::command::{
    Command, CompareCommand, FileCommand, PresentCommand, SceneCommand, TimeCommand, ViewCommand,
};
use crate::ui::state::State;
use crate::ui::state::present::Part;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Present(PresentCommand),
    /// A scene on, or back; a year where there are no scenes.
    Step(i32),
    Play,
    /// Seen while it is held; the map looks by itself whether it is.
    Hold,
    Deselect,
    Compare,
}

/// A line of the help.
#[derive(Debug, Clone, Copy)]
pub(super) struct Binding {
    keys: &'static [Key],
    /// What stands on the keys.
    shown: &'static str,
    /// Key of the text that says what it does.
    pub told: &'static str,
    does: Does,
}

impl Binding {
    /// What stands on the keys; some have a name in each language.
    pub(super) fn shown(&self, lang: Lang) -> &'static str {
        match self.keys.first() {
            Some(Key::Space) => lang.text("present.space"),
            _ => self.shown,
        }
    }
}

const fn binding(
    keys: &'static [Key],
    shown: &'static str,
    told: &'static str,
    does: Does,
) -> Binding {
    Binding {
        keys,
        shown,
        told,
        does,
    }
}

const fn part(
    keys: &'static [Key],
    shown: &'static str,
    told: &'static str,
    part: Part,
) -> Binding {
    binding(
        keys,
        shown,
        told,
        Does::Present(PresentCommand::Toggle(part)),
    )
}

/// The key to hold for a look at the background.
pub const PEEK: Key = Key::H;
/// The key to hold to see the right side where the left one is.
pub const BLINK: Key = Key::X;

/// Every key, in the order of the help.
pub(super) const BINDINGS: &[Binding] = &[
    binding(
        &[Key::ArrowRight, Key::PageDown],
        "→  PgDn",
        "present.next",
        Does::Step(1),
    ),
    binding(
        &[Key::ArrowLeft, Key::PageUp],
        "←  PgUp",
        "present.previous",
        Does::Step(-1),
    ),
    binding(&[Key::Space], "Space", "present.play", Does::Play),
    part(
        &[Key::B, Key::Period],
        "B  .",
        "present.blackout",
        Part::Black,
    ),
    binding(&[PEEK], "H", "present.peek", Does::Hold),
    binding(&[Key::V], "V", "present.compare", Does::Compare),
    binding(&[BLINK], "X", "present.blink", Does::Hold),
    part(&[Key::Slash], "/", "present.search", Part::Search),
    part(&[Key::N], "N", "present.speaker", Part::Speaker),
    part(&[Key::L], "L", "present.legend", Part::Legend),
    part(&[Key::O], "O", "present.heading", Part::Title),
    part(&[Key::C], "C", "present.caption", Part::Caption),
    binding(
        &[Key::P],
        "P",
        "present.pointer",
        Does::Present(PresentCommand::NextPointer),
    ),
    part(&[Key::T], "T", "present.patterns", Part::Patterns),
    binding(
        &[Key::K],
        "K",
        "present.preview",
        Does::Present(PresentCommand::NextPreview),
    ),
    part(&[Key::D], "D", "present.dark", Part::Dark),
    binding(
        &[Key::Backspace],
        "Backspace",
        "present.deselect",
        Does::Deselect,
    ),
    part(
        &[Key::F1, Key::Questionmark],
        "F1",
        "present.help",
        Part::Help,
    ),
    binding(
        &[Key::Escape, Key::F5],
        "Esc",
        "present.end",
        Does::Present(PresentCommand::Leave),
    ),
];

/// The keys that fade a class.
const CLASSES: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

/// The commands whose keys were pressed since the last frame.
pub fn pressed(ctx: &Context, state: &State) -> Vec<Command> {
    let mut commands = Vec::new();
    let quits = ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Q));
    commands.extend(quits.then(|| FileCommand::Quit.into()));
    let presenting = state.view.presenting.as_ref();
    // While a village is typed every key is a letter of it.
    if presenting.is_some_and(|presenting| presenting.shows(Part::Search)) {
        return commands;
    }
    let finds = ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F));
    commands.extend(finds.then(|| PresentCommand::Toggle(Part::Search).into()));
    let hit = |key| ctx.input_mut(|input| take(input, key));
    for binding in BINDINGS {
        if binding.does != Does::Hold && binding.keys.iter().any(|&key| hit(key)) {
            commands.extend(command(binding.does, state));
        }
    }
    for (number, key) in CLASSES.into_iter().enumerate() {
        if hit(key) {
            commands.push(PresentCommand::Fade(number).into());
        }
    }
    commands
}

/// Takes a key; what it writes goes with it, lest it is typed into a field that opens.
fn take(input: &mut egui::InputState, key: Key) -> bool {
    let taken = input.consume_key(Modifiers::NONE, key);
    if taken {
        input
            .events
            .retain(|event| !matches!(event, egui::Event::Text(_)));
    }
    taken
}

fn command(does: Does, state: &State) -> Option<Command> {
    Some(match does {
        Does::Present(command) => command.into(),
        Does::Step(by) if state.session.scenes.list().is_empty() => TimeCommand::Step(by).into(),
        Does::Step(by) => SceneCommand::Step(by).into(),
        Does::Play => TimeCommand::TogglePlay.into(),
        Does::Deselect => ViewCommand::Select(None).into(),
        Does::Compare => CompareCommand::Toggle.into(),
        Does::Hold => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things_and_each_is_told() {
        let mut seen: Vec<Key> = CLASSES.to_vec();
        for binding in BINDINGS {
            assert!(Lang::has(binding.told), "{}", binding.told);
            for key in binding.keys {
                assert!(!seen.contains(key), "{key:?}");
                seen.push(*key);
            }
        }
    }
}

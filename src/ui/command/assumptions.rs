//! Changes to what the figures assume, one by one and all at once, and to the panel that shows them.

use super::Effect;
use crate::analysis::measured::AreaManure;
use crate::domain::Assumptions;
use crate::domain::assumptions::Setting;
use crate::domain::nutrients::Measured;
use crate::explain::assumption;
use crate::text::Lang;
use crate::ui::notify::{Saying, Severity, Words};
use crate::ui::state::State;

/// A change to the assumptions.
#[derive(Debug, Clone, PartialEq)]
pub enum AssumptionsCommand {
    /// One of them, by its key, has another value.
    Set(String, Setting),
    /// One of them has its usual value again.
    Reset(String),
    /// What was measured stands in this column of the parcels, or in none.
    Measured(Measured, Option<String>),
    /// The manure of the areas stands in these columns of theirs.
    AreaManure(AreaManure),
    /// All of them are these.
    Replace(Box<Assumptions>),
    /// All of them have their usual values again.
    ResetAll,
    /// Show the panel, or put it away.
    Toggle,
    /// Show the panel, and one of them in it.
    Reveal(String),
    /// Fold a subject of the panel, or unfold it.
    Fold(String),
}

pub(super) fn apply(command: AssumptionsCommand, state: &mut State) -> Vec<Effect> {
    let session = &mut state.session;
    let view = &mut state.view.assumptions;
    match command {
        AssumptionsCommand::Set(key, setting) => {
            match session.assumptions().with(&key, setting.clone()) {
                Ok(changed) => session.set_assumptions(changed),
                Err(_) => refuse(key, setting, state),
            }
        }
        AssumptionsCommand::Reset(key) => {
            let usual = session.assumptions().usual(&key);
            let changed = usual.and_then(|usual| session.assumptions().with(&key, usual).ok());
            if let Some(changed) = changed {
                session.set_assumptions(changed);
            }
        }
        AssumptionsCommand::Measured(measure, column) => {
            session.areas.measured.set(measure, column);
        }
        AssumptionsCommand::AreaManure(manure) => session.areas.manure = manure,
        AssumptionsCommand::Replace(assumptions) => session.set_assumptions(*assumptions),
        AssumptionsCommand::ResetAll => session.set_assumptions(Assumptions::default()),
        AssumptionsCommand::Toggle => {
            // Who asks for the panel while its side is folded wants to see it.
            view.open = !(view.open && state.view.right_open);
            state.view.right_open |= view.open;
        }
        AssumptionsCommand::Reveal(key) => {
            let entries = Assumptions::entries().iter();
            let mut named = entries.filter(|entry| entry.key == key);
            if let Some(entry) = named.next() {
                view.folded.remove(&entry.subject);
            }
            view.open = true;
            view.reveal = Some(key);
            state.view.right_open = true;
        }
        AssumptionsCommand::Fold(subject) => {
            if !view.folded.remove(&subject) {
                view.folded.insert(subject);
            }
        }
    }
    Vec::new()
}

/// Says that a value cannot be; the assumption stays as it was.
fn refuse(key: String, setting: Setting, state: &mut State) {
    let saying = Saying::new(move |lang: Lang| {
        let name = lang.text_of("assumption", &key);
        let value = assumption::word(&setting, lang);
        Words {
            happened: lang.fill("assumptions.refused", &[("name", &name), ("value", &value)]),
            meaning: lang.text("assumptions.refused_means").to_owned(),
            remedy: lang.text("assumptions.refused_remedy").to_owned(),
            ..Words::default()
        }
    });
    state.view.notes.say(Severity::Warning, saying);
}

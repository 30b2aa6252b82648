//! Changes to what passes in the story of the selected parcel.

use super::Effect;
use crate::domain::{Usage, Year};
use crate::ui::state::State;

/// A change in the story of the selected parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoryCommand {
    /// Look at a year, or at none; the same year again lets go of it.
    Choose(Option<Year>),
    /// The pointer is on a year, or on none.
    Hover(Option<Year>),
    /// Suppose that a year counted as this; `None` takes it back.
    Suppose(Year, Option<Usage>),
    /// Take every supposition back.
    Reset,
}

pub(super) fn apply(command: StoryCommand, state: &mut State) -> Vec<Effect> {
    let story = &mut state.view.story;
    match command {
        StoryCommand::Choose(year) => story.chosen = year.filter(|_| story.chosen != year),
        StoryCommand::Hover(year) => story.hovered = year,
        StoryCommand::Suppose(year, Some(usage)) => {
            story.what_if.insert(year, usage);
        }
        StoryCommand::Suppose(year, None) => {
            story.what_if.remove(&year);
        }
        StoryCommand::Reset => story.what_if.clear(),
    }
    Vec::new()
}

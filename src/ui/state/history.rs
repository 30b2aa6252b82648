//! Undo and redo. A step is a picture of the document before something was done, and the name of what was done.
//! Whatever changes the document is a step, without anybody having to say so.

use std::sync::Arc;

use super::document::Document;
use super::{State, ZoomTarget};
use crate::map::Camera;
use crate::text::Lang;

/// Most steps that can be taken back; the oldest go first.
pub const MOST_STEPS: usize = 500;

/// What was done, kept as the way to say it in a language.
#[derive(Clone)]
pub struct StepName(Arc<dyn Fn(Lang) -> String + Send + Sync>);

impl StepName {
    /// Something that `words` puts into a language.
    pub fn new(words: impl Fn(Lang) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(words))
    }

    /// The text with this key.
    pub fn key(key: &'static str) -> Self {
        Self::new(move |lang| lang.text(key).to_owned())
    }

    /// In a language.
    pub fn text(&self, lang: Lang) -> String {
        (self.0)(lang)
    }
}

impl std::fmt::Debug for StepName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

/// What a change is called, and which changes on end are one step.
#[derive(Debug, Clone)]
pub struct Naming {
    /// What was done.
    pub name: StepName,
    /// Changes on end with the same word here are one step, as long as a pointer is down or a text is typed.
    pub joins: Option<String>,
    /// They are one step even after the pointer was let go.
    pub always: bool,
    /// Only the map looked elsewhere.
    pub looks: bool,
}

impl Naming {
    /// A step of its own.
    pub fn of(name: StepName) -> Self {
        Self {
            name,
            joins: None,
            always: false,
            looks: false,
        }
    }

    /// One step with its like while something is being dragged or typed.
    #[must_use]
    pub fn joining(self, joins: impl Into<String>) -> Self {
        let joins = Some(joins.into());
        Self { joins, ..self }
    }

    /// One step with its like that come right after, whenever that is.
    #[must_use]
    pub fn always(self) -> Self {
        Self {
            always: true,
            ..self
        }
    }

    /// The map looks elsewhere, and nothing else happened.
    #[must_use]
    pub fn looking(self) -> Self {
        Self {
            looks: true,
            ..self
        }
    }
}

#[derive(Debug)]
struct Step {
    naming: Naming,
    /// The document on the other side of the step.
    document: Document,
    /// It may still grow.
    open: bool,
}

/// The steps that were taken, and those that were taken back.
#[derive(Debug, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
    /// The document before the map was put on a wall, where what is done passes.
    held: Option<Box<Document>>,
    /// While one thing comes as several commands: whether a step of it was recorded.
    group: Option<bool>,
    /// Where the map looked when it last came to rest.
    rested: Option<Camera>,
    /// The map moves because of a command, not because somebody looks around.
    moves_by_itself: bool,
}

impl History {
    /// Something was done that made the document another one than `before`.
    pub fn record(&mut self, naming: Naming, before: Document) {
        self.future.clear();
        let goes_on = self.group == Some(true);
        self.group = self.group.map(|_| true);
        if let Some(last) = self.past.last_mut() {
            let same = naming.joins.is_some() && naming.joins == last.naming.joins;
            let grows = same && (last.open || naming.always);
            if grows || goes_on {
                last.naming = naming;
                last.open = true;
                return;
            }
        }
        self.past.push(Step {
            naming,
            document: before,
            open: true,
        });
        if self.past.len() > MOST_STEPS {
            self.past.remove(0);
        }
    }

    /// What is done from here on passes; this is what was there before.
    pub fn hold(&mut self, before: Document) {
        self.held = Some(Box::new(before));
    }

    /// What is done lasts again; answers what was there before.
    pub fn release(&mut self) -> Option<Document> {
        self.held.take().map(|before| *before)
    }

    /// Nothing is being dragged or typed: the next change is a step of its own.
    pub fn settle(&mut self) {
        if let Some(last) = self.past.last_mut() {
            last.open = false;
        }
    }

    /// From here on all changes are one step, until [`end_group`](Self::end_group): one thing that comes as several
    /// commands.
    pub fn begin_group(&mut self) {
        self.group = Some(false);
    }

    /// What comes now is a step of its own again.
    pub fn end_group(&mut self) {
        self.group = None;
        self.settle();
    }

    /// What would be taken back next.
    pub fn undo_name(&self) -> Option<&StepName> {
        self.past.last().map(|step| &step.naming.name)
    }

    /// What would be done again next.
    pub fn redo_name(&self) -> Option<&StepName> {
        self.future.last().map(|step| &step.naming.name)
    }

    /// Everything that was done, oldest first.
    pub fn done(&self) -> impl ExactSizeIterator<Item = &StepName> {
        self.past.iter().map(|step| &step.naming.name)
    }

    /// Everything that was taken back, the next to be done again first.
    pub fn undone(&self) -> impl ExactSizeIterator<Item = &StepName> {
        self.future.iter().rev().map(|step| &step.naming.name)
    }

    /// Forgets everything: the state is that of another project.
    pub fn clear(&mut self) {
        *self = Self {
            moves_by_itself: true,
            ..Self::default()
        };
    }

    /// The map goes where a command sends it; that is no step of its own.
    pub fn map_is_sent(&mut self) {
        self.moves_by_itself = true;
    }

    /// The map is at rest, looking from here.
    pub fn map_rests(&mut self, camera: Option<Camera>) {
        self.moves_by_itself = false;
        self.rested = camera;
    }

    /// The map moves; answers where it looked before, where that is worth a step. While there is something to do
    /// again, looking around does not take it away.
    pub fn moved_from(&self, now: Camera) -> Option<Camera> {
        let before = self.rested.filter(|before| *before != now);
        before.filter(|_| !self.moves_by_itself && self.future.is_empty())
    }
}

/// Takes so many steps back, or does them again where `by` is positive. False when there was none.
pub fn travel(state: &mut State, by: i32) -> bool {
    let mut moved = false;
    for _ in 0..by.unsigned_abs() {
        let history = &mut state.history;
        let from = if by < 0 {
            &mut history.past
        } else {
            &mut history.future
        };
        let Some(step) = from.pop() else { break };
        let other_side = Step {
            naming: step.naming,
            document: Document::of(state),
            open: false,
        };
        if other_side.naming.looks {
            look(step.document.camera(), state);
        }
        step.document.restore(state);
        let history = &mut state.history;
        let to = if by < 0 {
            &mut history.future
        } else {
            &mut history.past
        };
        to.push(other_side);
        history.map_is_sent();
        moved = true;
    }
    moved
}

/// The map goes there; the next step back already sees it there.
fn look(camera: Option<Camera>, state: &mut State) {
    let Some(camera) = camera else { return };
    state.view.zoom = Some(ZoomTarget::Jump(camera));
    if let Some(shown) = &mut state.view.shown {
        shown.camera = camera;
    }
}

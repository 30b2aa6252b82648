//! What the program has to say in passing: short notes that go by themselves, and a list that keeps them
//! all, with their details to copy. Nothing here interrupts.

use std::sync::Arc;

use crate::explain::Explained;
use crate::text::{InEach, Lang};

/// Seconds that a note stays on the screen.
const SHOWN_S: f64 = 6.0;
/// An error stays longer: it has three sentences to read.
const ERROR_SHOWN_S: f64 = 20.0;
/// Most notes that the list keeps.
const KEPT: usize = 200;

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It worked, or is good to know.
    Info,
    /// Something is odd, and the rest works.
    Warning,
    /// What was asked for did not happen.
    Error,
}

/// The sentences of a note: what happened, what it means, what to do. Each may be empty but the first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// What happened.
    pub happened: String,
    /// What it means.
    pub meaning: String,
    /// What to do.
    pub remedy: String,
    /// Technical cause, English, for whoever helps.
    pub details: String,
}

impl Words {
    /// One sentence.
    pub fn of(happened: impl Into<String>) -> Self {
        Self {
            happened: happened.into(),
            ..Self::default()
        }
    }

    /// Everything in one text, for the clipboard.
    pub fn to_text(&self) -> String {
        [&self.happened, &self.meaning, &self.remedy, &self.details]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl From<Explained> for Words {
    fn from(explained: Explained) -> Self {
        Self {
            happened: explained.what,
            meaning: explained.meaning,
            remedy: explained.remedy,
            details: explained.detail,
        }
    }
}

/// What is said, kept as the way to say it in a language, so that the list follows the language.
#[derive(Clone)]
pub struct Saying(Arc<dyn Fn(Lang) -> Words + Send + Sync>);

impl Saying {
    /// Something that `words` puts into a language.
    pub fn new(words: impl Fn(Lang) -> Words + Send + Sync + 'static) -> Self {
        Self(Arc::new(words))
    }

    /// The same for what is said of layers: the words are found now. A note outlives the layer that it is about, and a
    /// layer can be as large as a country.
    pub fn of_layers(words: impl Fn(Lang) -> Words) -> Self {
        let words = InEach::of(words);
        Self::new(move |lang| words.get(lang).clone())
    }

    /// In a language.
    pub fn words(&self, lang: Lang) -> Words {
        (self.0)(lang)
    }
}

impl std::fmt::Debug for Saying {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.words(Lang::En).fmt(f)
    }
}

/// One note.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its number; newer notes have higher ones.
    pub number: u64,
    /// How much it matters.
    pub severity: Severity,
    /// Number of notes of the same act that it sums up; they stand in the list alone.
    pub sums_up: usize,
    toast: Toast,
    saying: Saying,
}

/// Where a note is in its short life on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Toast {
    /// Said, and not drawn yet.
    Waiting,
    /// On the screen until this time, in seconds of the window's clock.
    Until(f64),
    /// Closed, or gone by.
    Passed,
}

impl Note {
    /// Its words in a language.
    pub fn words(&self, lang: Lang) -> Words {
        self.saying.words(lang)
    }

    fn shown_s(&self) -> f64 {
        match self.severity {
            Severity::Info | Severity::Warning => SHOWN_S,
            Severity::Error => ERROR_SHOWN_S,
        }
    }
}

/// All notes of this session.
#[derive(Debug, Default)]
pub struct Notes {
    list: Vec<Note>,
    said: u64,
    read: u64,
}

impl Notes {
    /// Says something.
    pub fn say(&mut self, severity: Severity, saying: Saying) {
        self.keep(severity, saying, 0, Toast::Waiting);
    }

    /// Says several things of one act: one note on the screen sums them up, and each stands in the list below it.
    pub fn say_together(&mut self, summary: Saying, parts: Vec<(Severity, Saying)>) {
        let Some(worst) = parts.iter().map(|(severity, _)| *severity).max() else {
            return;
        };
        let count = parts.len();
        // The newest of the list stands highest: the summary, and below it its parts in their order.
        for (severity, saying) in parts.into_iter().rev() {
            self.keep(severity, saying, 0, Toast::Passed);
        }
        self.keep(worst, summary, count, Toast::Waiting);
    }

    fn keep(&mut self, severity: Severity, saying: Saying, sums_up: usize, toast: Toast) {
        self.said += 1;
        self.list.push(Note {
            number: self.said,
            severity,
            sums_up,
            toast,
            saying,
        });
        if self.list.len() > KEPT {
            self.list.remove(0);
        }
    }

    /// Every note, newest first.
    pub fn history(&self) -> impl Iterator<Item = &Note> {
        self.list.iter().rev()
    }

    /// Lets toasts come and go; `now_s` is the window's clock. Answers in how many seconds the next one
    /// goes by, `None` when there is none and nothing needs drawing.
    pub fn tick(&mut self, now_s: f64) -> Option<f64> {
        let mut next: Option<f64> = None;
        for note in &mut self.list {
            if note.toast == Toast::Waiting {
                note.toast = Toast::Until(now_s + note.shown_s());
            }
            match note.toast {
                Toast::Until(end) if end <= now_s => note.toast = Toast::Passed,
                Toast::Until(end) => {
                    next = Some(next.map_or(end - now_s, |next| next.min(end - now_s)));
                }
                Toast::Waiting | Toast::Passed => {}
            }
        }
        next
    }

    /// The notes that have their time on the screen, oldest first.
    pub fn toasts(&self) -> impl Iterator<Item = &Note> {
        self.list
            .iter()
            .filter(|note| matches!(note.toast, Toast::Until(_)))
    }

    /// The one note that is shown, for more would cover the map: the newest. Beside it the number of others that have
    /// their time; one that stays longer comes back when the newest has gone.
    pub fn shown(&self) -> Option<(&Note, usize)> {
        let note = self.toasts().last()?;
        Some((note, self.toasts().count() - 1))
    }

    /// Closes a toast; the note stays in the list.
    pub fn close(&mut self, number: u64) {
        for note in self.list.iter_mut().filter(|note| note.number == number) {
            note.toast = Toast::Passed;
        }
    }

    /// Closes all of them.
    pub fn close_all(&mut self) {
        for note in &mut self.list {
            note.toast = Toast::Passed;
        }
    }

    /// Number of notes said since the list was last looked at.
    pub fn unread(&self) -> u64 {
        self.said - self.read
    }

    /// The list was looked at.
    pub fn mark_read(&mut self) {
        self.read = self.said;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &'static str) -> Saying {
        Saying::new(move |_| Words::of(text))
    }

    #[test]
    fn toasts_pass_and_history_stays() {
        let mut notes = Notes::default();
        notes.say(Severity::Info, says("opened"));
        notes.say(Severity::Error, says("broken"));
        assert_eq!(notes.tick(100.0), Some(SHOWN_S));
        assert_eq!(notes.toasts().count(), 2);
        assert_eq!(
            notes.tick(100.0 + SHOWN_S),
            Some(ERROR_SHOWN_S - SHOWN_S),
            "the error stays"
        );
        let left: Vec<_> = notes.toasts().map(|note| note.severity).collect();
        assert_eq!(left, vec![Severity::Error]);
        assert_eq!(notes.tick(100.0 + ERROR_SHOWN_S), None);
        let newest = notes.history().next().expect("kept").words(Lang::Nl);
        assert_eq!(newest.happened, "broken");
    }

    #[test]
    fn a_closed_toast_is_gone_and_a_read_list_has_nothing_new() {
        let mut notes = Notes::default();
        notes.say(Severity::Error, says("broken"));
        notes.tick(0.0);
        assert_eq!(notes.unread(), 1);
        let number = notes.history().next().expect("kept").number;
        notes.close(number);
        assert_eq!(notes.toasts().count(), 0);
        notes.mark_read();
        assert_eq!((notes.unread(), notes.history().count()), (0, 1));
    }

    #[test]
    fn what_belongs_together_is_one_note_on_the_screen_and_all_of_it_in_the_list() {
        let mut notes = Notes::default();
        let parts = vec![
            (Severity::Info, says("a opened")),
            (Severity::Error, says("b broken")),
            (Severity::Info, says("c opened")),
        ];
        notes.say_together(says("two opened, one not"), parts);
        notes.tick(0.0);
        let (shown, others) = notes.shown().expect("said");
        assert_eq!(
            (shown.severity, shown.sums_up, others),
            (Severity::Error, 3, 0)
        );
        let said = notes.history().map(|note| note.words(Lang::Nl).happened);
        let said: Vec<String> = said.collect();
        let wanted = ["two opened, one not", "a opened", "b broken", "c opened"];
        assert_eq!(said, wanted);
        assert_eq!(notes.unread(), 4);
        notes.say_together(says("nothing"), Vec::new());
        assert_eq!(notes.unread(), 4);
    }

    #[test]
    fn one_note_is_shown_at_a_time_the_newest() {
        let mut notes = Notes::default();
        assert!(notes.shown().is_none());
        for (severity, text) in [
            (Severity::Info, "first"),
            (Severity::Error, "second"),
            (Severity::Info, "third"),
        ] {
            notes.say(severity, says(text));
        }
        notes.tick(0.0);
        let seen = |notes: &Notes| notes.shown().map(|(note, others)| (note.number, others));
        assert_eq!(seen(&notes), Some((3, 2)));
        notes.tick(SHOWN_S);
        assert_eq!(seen(&notes), Some((2, 0)), "an error stays longer");
        notes.tick(SHOWN_S + 1.0);
        notes.close_all();
        assert!(notes.shown().is_none());
    }

    #[test]
    fn the_list_does_not_grow_without_end() {
        let mut notes = Notes::default();
        for _ in 0..KEPT + 5 {
            notes.say(Severity::Info, says("again"));
        }
        assert_eq!(notes.history().count(), KEPT);
    }
}

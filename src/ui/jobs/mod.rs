//! The window's background work: which effect of a command starts which job. One job of a kind at a time; files that come
//! while others are being opened wait their turn. What jobs do is said in the files of this room, by subject.

mod delivery;
mod following;
mod opening;
mod writing;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use self::delivery::{Delivery, deliver, say_failed};
use self::following::CountKey;
use self::opening::Opening;
use super::charts::Asked;
use super::command::{AreasCommand, Command};
use super::open::Request;
use super::state::rule_view::MadeFrom;
use super::state::{LayerId, SettingsFile, State};
use crate::analysis::categorise::Knowledge;
use crate::analysis::figured::Request as AreaRequest;
use crate::job::{Cache, Cancelled, Event, Outcome, Progress, Queue, Waker};
use crate::project::Stamps;

/// What goes on in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Files are opened.
    Open,
    /// Yearly layers are laid over each other.
    Overlay,
    /// Layers get another coordinate system.
    SetCrs,
    /// A layer is read again, or its texts in another encoding.
    Renew(LayerId),
    /// A layer's parcels are put into other categories.
    Recolour(LayerId),
    /// A layer's parcels are put into the crop groups of a year, to be looked at in passing.
    Preview,
    /// What is known of the selected parcel is gathered.
    Gather,
    /// The categories in view are counted.
    Count,
    /// The figures of a layer under the rule are worked out.
    Figures,
    /// The thresholds that fit Fig. 1 best are looked for.
    Fit,
    /// A chart is made.
    Chart,
    /// The figures of areas are computed.
    Areas,
    /// Something is written to a file.
    Export,
    /// Sheets are written.
    Print,
    /// A side of the map is coloured: 0 is left, 1 right.
    Compare(usize),
    /// The project is written.
    SaveProject,
    /// What a crash would cost is written.
    Journal,
    /// The settings are written.
    Save,
}

impl JobKind {
    /// What the status bar says of it; `None` for work that nobody waits for.
    pub const fn key(self) -> Option<&'static str> {
        Some(match self {
            Self::Open => "status.opening",
            Self::Overlay => "status.overlaying",
            Self::SetCrs => "status.placing",
            Self::Renew(_) => "status.renewing",
            Self::Recolour(_) => "status.colouring",
            Self::Areas => "status.areas",
            Self::Print => "status.printing",
            Self::Export | Self::SaveProject => "status.saving",
            Self::Preview
            | Self::Gather
            | Self::Count
            | Self::Figures
            | Self::Fit
            | Self::Compare(_)
            | Self::Chart
            | Self::Journal
            | Self::Save => return None,
        })
    }

    /// True for what writes a file: the window does not close in the midst of it.
    const fn writes(self) -> bool {
        matches!(self, Self::Export | Self::Print | Self::Journal) || self.is_kept()
    }

    /// True for what is still written when the window closes; whatever else goes on is given up.
    const fn is_kept(self) -> bool {
        matches!(self, Self::Save | Self::SaveProject)
    }

    /// True for work that people wait for.
    const fn is_shown(self) -> bool {
        self.key().is_some()
    }
}

/// A job as the status bar shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What goes on.
    pub kind: JobKind,
    /// The name of the file, where it is about one.
    pub subject: Option<String>,
    /// Part that is done; `None` where nobody knows.
    pub fraction: Option<f32>,
    /// How long it has been going on.
    pub elapsed: Duration,
}

impl Shown {
    /// How long it will take still if it goes on as it went so far; `None` before enough of it is done to tell.
    pub fn to_go(&self) -> Option<Duration> {
        let done = self.fraction.filter(|done| *done >= TELLING)?;
        let is_long = self.elapsed >= SOON;
        is_long.then(|| self.elapsed.mul_f32((1.0 - done) / done))
    }
}

/// Part of a job, and time spent on it, after which the rest can be told.
const TELLING: f32 = 0.05;
const SOON: Duration = Duration::from_secs(1);

/// A wait shorter than this needs no sign.
const UNSEEN: Duration = Duration::from_millis(100);

type Work = Box<dyn FnOnce(&Progress) -> Result<Delivery, Cancelled> + Send>;

/// A file that was asked for, and what writes it.
struct ToWrite {
    kind: JobKind,
    work: Work,
}

impl std::fmt::Debug for ToWrite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.kind.fmt(f)
    }
}

/// How long a window that closes waits for what writes files.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// The background work of a window.
#[derive(Debug)]
pub struct Jobs {
    queue: Queue<JobKind, Delivery>,
    waiting: VecDeque<Request>,
    /// Files to write once the one that is being written is there.
    unwritten: VecDeque<ToWrite>,
    /// What is known of the files that projects are made of.
    stamps: Arc<Mutex<Stamps>>,
    opening: Option<Opening>,
    settings_file: Arc<Mutex<SettingsFile>>,
    cache: Option<Cache>,
    counted: Option<CountKey>,
    figured: Option<MadeFrom>,
    charted: Option<Asked>,
    areas: Option<AreaRequest>,
    /// The rule that each outdated layer was last asked to follow.
    followed: Vec<(LayerId, Arc<Knowledge>)>,
}

impl Jobs {
    /// No work yet. The waker is called when some of it ended; in `cache` is kept what takes long.
    pub fn new(settings_file: SettingsFile, cache: Option<Cache>, waker: Waker) -> Self {
        Self {
            queue: Queue::new(waker),
            waiting: VecDeque::new(),
            unwritten: VecDeque::new(),
            stamps: Arc::default(),
            opening: None,
            cache,
            settings_file: Arc::new(Mutex::new(settings_file)),
            counted: None,
            figured: None,
            charted: None,
            areas: None,
            followed: Vec::new(),
        }
    }

    /// Stops what the status bar shows, and forgets the files that wait.
    pub fn cancel(&mut self) {
        self.waiting.clear();
        self.unwritten.clear();
        let kinds: Vec<JobKind> = self.queue.running().map(|job| *job.kind).collect();
        for kind in kinds {
            if kind.is_shown() {
                self.queue.cancel(&kind);
            }
            // Colours that lag behind the rule would say something wrong: catching up begins anew at once.
            if let JobKind::Recolour(id) = kind {
                self.followed.retain(|(layer, _)| *layer != id);
            }
        }
    }

    /// The window closes. What goes on is given up, so that nothing half-written stays; settings and project are still
    /// written. Waits for what writes files, but not for long.
    pub fn end(&mut self) {
        self.waiting.clear();
        self.unwritten.clear();
        let kinds: Vec<JobKind> = self.queue.running().map(|job| *job.kind).collect();
        for kind in kinds.iter().filter(|kind| !kind.is_kept()) {
            self.queue.cancel(kind);
        }
        self.queue.wait_for(|kind| kind.writes(), LAST_WAIT);
    }

    /// The job to show, if one has been going on long enough to be noticed.
    pub fn shown(&self) -> Option<Shown> {
        let mut running = self.queue.running();
        let job = running.find(|job| job.kind.is_shown() && job.elapsed >= UNSEEN)?;
        Some(Shown {
            kind: *job.kind,
            subject: self
                .opening
                .as_ref()
                .filter(|opening| opening.kind == *job.kind)
                .and_then(|opening| opening.subject.clone()),
            fraction: job.progress.fraction(),
            elapsed: job.elapsed,
        })
    }

    /// True while something goes on whose progress is shown.
    pub fn is_busy(&self) -> bool {
        self.queue.running().any(|job| job.kind.is_shown())
    }

    /// True while nothing at all goes on.
    pub fn is_idle(&self) -> bool {
        let waits = !self.waiting.is_empty() || !self.unwritten.is_empty();
        !waits && self.queue.running().next().is_none()
    }

    /// What ended since the last call, as commands.
    pub fn finished(&mut self, state: &State) -> Vec<Command> {
        let mut commands = Vec::new();
        for Event { kind, outcome } in self.queue.poll() {
            let opening = match kind {
                JobKind::Open | JobKind::Overlay => self.opening.take(),
                _ => None,
            };
            match outcome {
                Outcome::Done(delivery) => deliver(delivery, opening.as_ref(), &mut commands),
                // Not begun again before it is asked for again.
                Outcome::Cancelled if kind == JobKind::Areas => {
                    commands.push(AreasCommand::Failed(Cancelled.into()).into());
                }
                Outcome::Cancelled => {}
                Outcome::Failed(cause) => commands.push(say_failed(cause)),
            }
        }
        self.open_next(state);
        self.write_next();
        commands
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_go_is_told_once_something_is_known_of_it() {
        let to_go = |seconds, fraction| {
            let shown = Shown {
                kind: JobKind::Open,
                subject: None,
                fraction,
                elapsed: Duration::from_secs(seconds),
            };
            shown.to_go().map(|left| left.as_secs_f32().round())
        };
        assert_eq!(to_go(3, Some(0.25)), Some(9.0));
        assert_eq!(to_go(3, Some(1.0)), Some(0.0));
        assert_eq!(to_go(0, Some(0.5)), None, "too soon");
        assert_eq!(to_go(30, Some(0.01)), None, "too little");
        assert_eq!(to_go(30, None), None);
    }
}

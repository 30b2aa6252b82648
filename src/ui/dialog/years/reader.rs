//! Reads the files for the dialog, one after the other in the background, so that each shows as soon as it is
//! known and the rest can be stopped.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::Catalogue;
use crate::io::OpenError;
use crate::job::{Cancelled, Outcome, Queue};
use crate::layer::Layer;
use crate::ui::state::YearMemory;
use crate::ui::years::{self, Chosen, Found, Known, Source};

/// What the reader does at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Read,
    Choose(u64),
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Done {
    /// A source was looked into.
    Read(Result<Found, (PathBuf, OpenError)>),
    /// A column of crops of a row was looked at.
    Chosen(u64, Option<Chosen>),
}

/// Files that are being read, and those that wait.
#[derive(Debug)]
pub(super) struct Reader {
    queue: Option<Queue<Work, Done>>,
    waiting: VecDeque<Source>,
    now: Option<Source>,
    /// Sources that were looked into since the reader was last idle.
    done: usize,
    catalogue: Arc<Catalogue>,
    memory: Arc<YearMemory>,
}

/// How far the reading is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The file that is being read; empty for one without a name.
    pub name: String,
    /// Files read, and files in all.
    pub done: usize,
    pub all: usize,
    /// Part of all that is done.
    pub fraction: f32,
}

impl Reader {
    pub(super) fn new(catalogue: Arc<Catalogue>, memory: YearMemory) -> Self {
        Self {
            queue: None,
            waiting: VecDeque::new(),
            now: None,
            done: 0,
            catalogue,
            memory: Arc::new(memory),
        }
    }

    /// Takes sources in, to be read after those that wait.
    pub(super) fn add(&mut self, sources: impl IntoIterator<Item = Source>) {
        self.waiting.extend(sources);
    }

    /// Reads on, and tells what was read since the last call.
    pub(super) fn poll(&mut self, ctx: &egui::Context) -> Vec<Done> {
        let queue = self.queue.get_or_insert_with(|| {
            let ctx = ctx.clone();
            Queue::new(Arc::new(move || ctx.request_repaint()))
        });
        let mut all = Vec::new();
        for event in queue.poll() {
            let source = match event.kind {
                Work::Read => self.now.take(),
                Work::Choose(_) => None,
            };
            match (event.outcome, event.kind) {
                (Outcome::Done(Done::Read(Ok(Found::Files(files)))), _) => {
                    for file in files.into_iter().rev() {
                        self.waiting.push_front(Source::Found(file));
                    }
                }
                (Outcome::Done(done), _) => all.push(done),
                (Outcome::Cancelled, _) => {}
                (Outcome::Failed(cause), Work::Read) => {
                    let path = source.as_ref().map(path_of).unwrap_or_default();
                    let source = io::Error::other(cause);
                    let error = OpenError::Io {
                        path: path.clone(),
                        source,
                    };
                    all.push(Done::Read(Err((path, error))));
                }
                (Outcome::Failed(_), Work::Choose(row)) => all.push(Done::Chosen(row, None)),
            }
            self.done += usize::from(event.kind == Work::Read);
        }
        self.start_next();
        all
    }

    fn start_next(&mut self) {
        let Some(queue) = &mut self.queue else { return };
        if self.now.is_some() {
            return;
        }
        let Some(source) = self.waiting.pop_front() else {
            self.done = 0;
            return;
        };
        let (catalogue, memory) = (Arc::clone(&self.catalogue), Arc::clone(&self.memory));
        self.now = Some(source.clone());
        queue.spawn(Work::Read, move |progress| {
            let known = Known {
                catalogue: &catalogue,
                memory: &memory,
            };
            match years::read(&source, known, progress) {
                Err(OpenError::Cancelled(cancelled)) => Err(cancelled),
                Err(error) => Ok(Done::Read(Err((path_of(&source), error)))),
                Ok(found) => Ok(Done::Read(Ok(found))),
            }
        });
    }

    /// Looks at a column of crops that was chosen for a row.
    pub(super) fn choose(&mut self, row: u64, layer: Arc<Layer>, column: usize) {
        let Some(queue) = &mut self.queue else { return };
        let catalogue = Arc::clone(&self.catalogue);
        queue.spawn(Work::Choose(row), move |progress| {
            let chosen = years::choose(&layer, column, &catalogue);
            progress.check()?;
            Ok::<_, Cancelled>(Done::Chosen(row, chosen))
        });
    }

    /// Stops reading; what was read stays.
    pub(super) fn stop(&mut self) {
        self.waiting.clear();
        if let Some(queue) = &mut self.queue {
            queue.cancel(&Work::Read);
        }
    }

    /// True while something is read or waits for it.
    pub(super) fn is_reading(&self) -> bool {
        self.now.is_some() || !self.waiting.is_empty()
    }

    /// How far it is; `None` while nothing is read.
    pub(super) fn reading(&self) -> Option<Reading> {
        let source = self.now.as_ref().or(self.waiting.front())?;
        let name = path_of(source);
        let name = name.file_name().unwrap_or_default().to_string_lossy();
        let all = self.done + self.waiting.len() + usize::from(self.now.is_some());
        let mut running = self.queue.iter().flat_map(Queue::running);
        let running = running.find(|job| *job.kind == Work::Read);
        let part = running.and_then(|job| job.progress.fraction());
        Some(Reading {
            name: name.into_owned(),
            done: self.done,
            all,
            fraction: (self.done as f32 + part.unwrap_or(0.0)) / all.max(1) as f32,
        })
    }
}

/// Where a source is; empty for one that is no file.
fn path_of(source: &Source) -> PathBuf {
    match source {
        Source::Path(path) | Source::Found(path) => path.clone(),
        Source::OnTheMap(_, layer) => layer.source.path.clone(),
        Source::Seen(glance) => glance.layer.source.path.clone(),
        Source::Sample => PathBuf::new(),
    }
}

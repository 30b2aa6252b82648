//! The threads that load tiles, at most six, and what they and the window share. They sleep when nothing is
//! wanted, and outlive a change of source: what they still bring for the old one is thrown away.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use egui::{ColorImage, Context};
use image::RgbaImage;

use super::bend::bend;
use super::http::Failure;
use super::loader::{Loaded, Loader, Problem};
use super::schedule::{Ending, Next, Schedule};
use super::sources::Plan;
use crate::map::grid::{MapCrs, TileKey};

/// Requests to servers at the same time.
const THREADS: usize = 6;
/// Tiles that wait to be taken by a frame; more hold the workers up.
const WAITING: usize = 64;

/// What a worker brings.
pub(super) struct Delivery {
    /// Number of the job it belongs to.
    pub(super) job: u64,
    pub(super) key: TileKey,
    /// `None` when there is no such tile.
    pub(super) image: Option<ColorImage>,
    /// False when a better one may come.
    pub(super) is_final: bool,
}

/// The tiles of one source in one plane.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) loader: Loader,
    pub(super) plan: Plan,
    /// Folder of its tiles on the disk: "source/grid".
    pub(super) folder: String,
}

impl Job {
    /// The tiles of the source `id` in a plane.
    pub(super) fn new(loader: Loader, id: &str, crs: MapCrs, plan: Plan) -> Self {
        let grid = match &plan {
            Plan::AsServed(_) if crs == MapCrs::RdNew => "rd",
            Plan::AsServed(_) | Plan::Bent(_) => "mercator",
        };
        Self {
            loader,
            folder: format!("{id}/{grid}"),
            plan,
        }
    }

    /// Loads a tile; a decoder that panics on a hostile picture ends this tile, not the thread.
    pub(super) fn load_safely(&self, key: TileKey, early: &dyn Fn(&Arc<RgbaImage>)) -> Loaded {
        let load = || self.load(key, early);
        catch_unwind(AssertUnwindSafe(load)).unwrap_or_else(|_| Loaded {
            problem: Some(Problem::Failed(Failure::NoPicture)),
            ..Loaded::default()
        })
    }

    pub(super) fn load(&self, key: TileKey, early: &dyn Fn(&Arc<RgbaImage>)) -> Loaded {
        match &self.plan {
            Plan::AsServed(grid) => self.loader.load(&self.name(key), &grid.url(key), early),
            // An old part is not shown before the others are there.
            Plan::Bent(grid) => bend(key, grid.levels(), &|part| {
                self.loader.load(&self.name(part), &grid.url(part), &|_| ())
            }),
        }
    }

    fn name(&self, key: TileKey) -> String {
        format!("{}/{}/{}/{}", self.folder, key.level, key.x, key.y)
    }
}

#[derive(Debug, Default)]
struct State {
    job: Option<(u64, Arc<Job>)>,
    schedule: Schedule,
    closing: bool,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The window's end. Dropping it lets the threads go.
pub(super) struct Workers {
    shared: Arc<Shared>,
    deliveries: Receiver<Delivery>,
}

impl Workers {
    /// Starts the threads; fewer when the system gives fewer.
    pub(super) fn start(ctx: &Context) -> Self {
        let shared = Arc::new(Shared::default());
        let (send, deliveries) = sync_channel(WAITING);
        for number in 1..=THREADS {
            let (shared, send, ctx) = (Arc::clone(&shared), send.clone(), ctx.clone());
            let thread = std::thread::Builder::new()
                .name(format!("basemap-{number}"))
                .spawn(move || work(&shared, &send, &ctx));
            if let Err(error) = thread {
                log::warn!("no thread for background tiles: {error}");
            }
        }
        Self { shared, deliveries }
    }

    /// Changes what is loaded; the old job is given up.
    pub(super) fn set_job(&self, job: Option<(u64, Arc<Job>)>) {
        let mut state = self.shared.lock();
        if let Some((_, old)) = std::mem::replace(&mut state.job, job) {
            old.loader.give_up();
        }
        state.schedule = Schedule::default();
        self.shared.changed.notify_all();
    }

    /// Says which tiles the frame is missing, and which is in its middle. True while any of them is on its way.
    pub(super) fn want(&self, missing: Vec<TileKey>, middle: Option<TileKey>) -> bool {
        let mut state = self.shared.lock();
        state.schedule.want(missing, middle);
        self.shared.changed.notify_all();
        state.schedule.is_busy(Instant::now())
    }

    /// The next tile that was loaded, if there is one.
    pub(super) fn take(&self) -> Option<Delivery> {
        self.deliveries.try_recv().ok()
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.set_job(None);
        self.shared.lock().closing = true;
        self.shared.changed.notify_all();
    }
}

fn work(shared: &Shared, send: &SyncSender<Delivery>, ctx: &Context) {
    while let Some((number, job, key)) = next(shared) {
        let deliver = |image: Option<ColorImage>, is_final: bool| {
            let delivery = Delivery {
                job: number,
                key,
                image,
                is_final,
            };
            // Send first, wake second; nobody listens any more when the window is gone.
            if send.send(delivery).is_ok() {
                ctx.request_repaint();
            }
        };
        let early = |picture: &Arc<RgbaImage>| deliver(Some(color_image(picture)), false);
        let loaded = job.load_safely(key, &early);
        let (ending, is_final) = ending(&loaded);
        // An old picture of a single tile was delivered early.
        let is_new = matches!(job.plan, Plan::Bent(_)) && loaded.picture.is_some();
        if is_final || is_new {
            deliver(loaded.picture.as_deref().map(color_image), is_final);
        }
        let mut state = shared.lock();
        if state
            .job
            .as_ref()
            .is_some_and(|(current, _)| *current == number)
        {
            let now = Instant::now();
            state.schedule.end(key, ending, now);
            if loaded.server_is_back {
                state.schedule.server_is_back(now);
            }
            shared.changed.notify_all();
        }
    }
}

/// How it ended for the schedule, and whether nothing better will come.
fn ending(loaded: &Loaded) -> (Ending, bool) {
    match &loaded.problem {
        None => (Ending::Done, true),
        // Without a network what the disk has is all there is.
        Some(Problem::Failed(Failure::SwitchedOff)) => (Ending::Done, true),
        Some(Problem::NotAsked(until)) => (Ending::Later(*until), false),
        Some(Problem::Failed(_)) => (Ending::Failed, false),
    }
}

/// Waits for something to load; `None` when it is time to go.
fn next(shared: &Shared) -> Option<(u64, Arc<Job>, TileKey)> {
    let mut state = shared.lock();
    loop {
        if state.closing {
            return None;
        }
        let now = Instant::now();
        let wait = match state.job.clone() {
            None => None,
            Some((number, job)) => match state.schedule.next(now) {
                Next::Load(key) => return Some((number, job, key)),
                Next::Wait(until) => until,
            },
        };
        state = match wait {
            None => shared
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner),
            Some(until) => {
                let timeout = until.saturating_duration_since(now);
                let waited = shared.changed.wait_timeout(state, timeout);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
    }
}

fn color_image(picture: &RgbaImage) -> ColorImage {
    let size = [picture.width() as usize, picture.height() as usize];
    ColorImage::from_rgba_unmultiplied(size, picture.as_raw())
}

//! The background of a sheet: the tiles under its map at the resolution of print, put together to one picture so that
//! no seam shows. Loaded while somebody waits, and not for ever: what has not come by then is said to be missing.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use image::{RgbaImage, imageops};

use super::disk::Disk;
use super::http::{Failure, Http};
use super::loader::{Loaded, Loader, Problem};
use super::sources::{Plan, Source, SourceList};
use super::workers::Job;
use super::{RECENT_PARTS, served_levels};
use crate::export::drawing::Image;
use crate::export::sheet::Backdrop;
use crate::geometry::Bounds;
use crate::job::{Cancelled, Progress};
use crate::map::Camera;
use crate::map::grid::{MapCrs, TILE_PX, TileGrid, TileKey};
use crate::text::Lang;

/// How long a sheet waits for its tiles.
const PATIENCE: Duration = Duration::from_secs(10);
/// Dots an inch of a drawn background: finer, and its names could not be read.
const DRAWN_DPI: f64 = 150.0;
/// Dots an inch of a photo.
const PHOTO_DPI: f64 = 220.0;
/// Most tiles under a sheet; where there would be more, coarser ones are taken.
const MOST_TILES: usize = 600;
/// Requests to servers at the same time.
const THREADS: usize = 6;
/// Levels up in which the disk is searched for what is missing.
const COARSER: u8 = 6;
/// How often a waiting thread looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(50);

/// Where tiles for sheets come from.
#[derive(Debug, Clone)]
pub struct PaperTiles {
    list: Arc<SourceList>,
    disk: Option<Arc<Disk>>,
    patience: Duration,
}

/// What is wanted under a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Id of the source.
    pub source: String,
    /// The plane of the map.
    pub crs: MapCrs,
    /// Where the sheet's map looks; its pixels are millimetres.
    pub camera: Camera,
    /// Width and height of the map.
    pub size_mm: [f64; 2],
    /// Whether servers may be asked.
    pub network: bool,
    /// The language of the attribution.
    pub lang: Lang,
}

/// What there is of it.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The picture, with what the disk has in place of what is missing, and whose it is.
    pub backdrop: Backdrop,
    /// Tiles under the map.
    pub tiles: usize,
    /// Those that are not there.
    pub missing: usize,
    /// Those that the disk had and nobody could renew.
    pub old: usize,
}

/// The tiles on their way.
#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<TileKey>,
    loaded: HashMap<TileKey, Loaded>,
}

impl PaperTiles {
    /// Tiles of the sources of a list, kept in the same folder as those of the window.
    pub fn new(list: SourceList, cache_folder: Option<&Path>) -> Self {
        Self {
            list: Arc::new(list),
            disk: cache_folder.map(|folder| Arc::new(Disk::new(folder))),
            patience: PATIENCE,
        }
    }

    /// The same, waited for no longer than this.
    #[must_use]
    pub fn waiting(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Gathers what lies under a sheet, as far as it comes in time. `None` where the source has nothing for this plane.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn gather(
        &self,
        wanted: &Wanted,
        progress: &Progress,
    ) -> Result<Option<Gathered>, Cancelled> {
        let Some(job) = self.job(wanted) else {
            return Ok(None);
        };
        let grid = TileGrid::of(wanted.crs);
        let visible = wanted.camera.visible(wanted.size_mm);
        let is_photo = self.list.get(&wanted.source).is_some_and(Source::is_photo);
        let keys = keys(&grid, &job.plan, wanted, &visible, is_photo);
        progress.begin(keys.len() as u64);
        let loaded = load(
            &Arc::new(job),
            &keys,
            Instant::now() + self.patience,
            progress,
        )?;
        let is_bent = self
            .plan(wanted)
            .is_some_and(|p| matches!(p, Plan::Bent(_)));
        let is_missing = |key: &TileKey| match loaded.get(key) {
            None => true,
            Some(found) => found.problem.is_some() && (is_bent || found.picture.is_none()),
        };
        let missing: Vec<TileKey> = keys.iter().copied().filter(is_missing).collect();
        let old = loaded.values().filter(|found| found.problem.is_some());
        let old = old.filter(|found| found.picture.is_some() && !is_bent);
        let old = old.count();
        let coarser = self.coarser(wanted, &missing);
        let mut parts: Vec<(TileKey, Arc<RgbaImage>)> = coarser;
        parts.extend(keys.iter().filter_map(|key| {
            let picture = loaded.get(key)?.picture.as_ref()?;
            Some((*key, Arc::clone(picture)))
        }));
        let attribution = self.list.get(&wanted.source);
        let attribution = attribution.map(|source| source.attribution(wanted.lang).text);
        let picture = keys.first().and_then(|key| {
            let per_px = grid.units_per_px(key.level);
            mosaic(&grid, &visible, per_px, &parts)
        });
        Ok(Some(Gathered {
            backdrop: Backdrop {
                tiles: picture.into_iter().collect(),
                attribution: attribution.unwrap_or_default(),
            },
            tiles: keys.len(),
            missing: missing.len(),
            old,
        }))
    }

    fn plan(&self, wanted: &Wanted) -> Option<Plan> {
        self.list.get(&wanted.source)?.plan(wanted.crs)
    }

    fn job(&self, wanted: &Wanted) -> Option<Job> {
        let plan = self.plan(wanted)?;
        let http = wanted.network.then(|| Http::new(&self.list.user_agent()));
        let keep = match plan {
            Plan::AsServed(_) => 0,
            Plan::Bent(_) => RECENT_PARTS,
        };
        let loader = Loader::new(http, self.disk.clone(), keep);
        Some(Job::new(loader, &wanted.source, wanted.crs, plan))
    }

    /// What the disk has of the tiles above those that are missing, the coarsest first.
    fn coarser(&self, wanted: &Wanted, missing: &[TileKey]) -> Vec<(TileKey, Arc<RgbaImage>)> {
        let from_disk = Wanted {
            network: false,
            ..wanted.clone()
        };
        let Some(job) = self.job(&from_disk).filter(|_| !missing.is_empty()) else {
            return Vec::new();
        };
        let mut above = BTreeSet::new();
        for key in missing {
            let mut key = key.parent();
            for _ in 0..COARSER {
                let Some(found) = key else { break };
                above.insert(found);
                key = found.parent();
            }
        }
        let mut above: Vec<TileKey> = above.into_iter().collect();
        above.sort_by_key(|key| key.level);
        let found = above.into_iter().filter_map(|key| {
            let loaded = job.load(key, &|_| ());
            Some((key, loaded.picture?))
        });
        found.collect()
    }
}

/// The tiles under a map, at the level that suits print.
fn keys(
    grid: &TileGrid,
    plan: &Plan,
    wanted: &Wanted,
    visible: &Bounds,
    is_photo: bool,
) -> Vec<TileKey> {
    let [first, last] = served_levels(plan);
    let dpi = if is_photo { PHOTO_DPI } else { DRAWN_DPI };
    let per_dot = wanted.camera.units_per_px * 25.4 / dpi;
    let mut level = grid.level_for(per_dot).clamp(first, last);
    loop {
        let keys = grid.keys_covering(level, visible);
        if keys.len() <= MOST_TILES || level <= first {
            return keys;
        }
        level -= 1;
    }
}

/// Loads tiles until all are there or the time has come. What failed is tried once more: a network hiccups.
fn load(
    job: &Arc<Job>,
    keys: &[TileKey],
    until: Instant,
    progress: &Progress,
) -> Result<HashMap<TileKey, Loaded>, Cancelled> {
    let mut loaded = round(job, keys, until, progress)?;
    let failed = |key: &&TileKey| match loaded.get(*key).and_then(|found| found.problem.as_ref()) {
        Some(Problem::Failed(Failure::SwitchedOff)) | None => false,
        Some(_) => true,
    };
    let again: Vec<TileKey> = keys.iter().filter(failed).copied().collect();
    if again.is_empty() {
        return Ok(loaded);
    }
    let free = job.loader.gate().blocked_until();
    while free.is_some_and(|free| Instant::now() < free.min(until)) {
        progress.check()?;
        std::thread::sleep(LOOK);
    }
    loaded.extend(round(job, &again, until, &Progress::default())?);
    // What is still on its way is given up; the threads end by themselves.
    job.loader.give_up();
    Ok(loaded)
}

/// Loads each tile once, on threads of their own.
fn round(
    job: &Arc<Job>,
    keys: &[TileKey],
    until: Instant,
    progress: &Progress,
) -> Result<HashMap<TileKey, Loaded>, Cancelled> {
    let shared = Arc::new(Shared::default());
    shared.lock().waiting = keys.iter().rev().copied().collect();
    for number in 1..=THREADS.min(keys.len()) {
        let (shared, job) = (Arc::clone(&shared), Arc::clone(job));
        let thread = std::thread::Builder::new()
            .name(format!("paper-{number}"))
            .spawn(move || work(&shared, &job));
        if let Err(error) = thread {
            log::warn!("no thread for background tiles: {error}");
        }
    }
    let mut state = shared.lock();
    let mut told = 0;
    while state.loaded.len() < keys.len() && Instant::now() < until {
        let waited = shared.changed.wait_timeout(state, LOOK);
        state = waited.unwrap_or_else(PoisonError::into_inner).0;
        let done = state.loaded.len();
        if let Err(cancelled) = progress.tick((done - told) as u64) {
            state.waiting.clear();
            job.loader.give_up();
            return Err(cancelled);
        }
        told = done;
    }
    state.waiting.clear();
    Ok(std::mem::take(&mut state.loaded))
}

fn work(shared: &Shared, job: &Job) {
    loop {
        let Some(key) = shared.lock().waiting.pop() else {
            return;
        };
        let loaded = job.load_safely(key, &|_| ());
        shared.lock().loaded.insert(key, loaded);
        shared.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tiles put together to the picture under a box, cut off at its edges; the first lie lowest. `None` without any.
fn mosaic(
    grid: &TileGrid,
    visible: &Bounds,
    per_px: f64,
    parts: &[(TileKey, Arc<RgbaImage>)],
) -> Option<Image> {
    if parts.is_empty() {
        return None;
    }
    let px = |units: f64| (units / per_px).round();
    let (left, top) = (px(visible.min[0]), px(visible.max[1]));
    let size = [visible.width(), visible.height()].map(|side| px(side).max(1.0) as u32 + 1);
    let mut picture = RgbaImage::new(size[0], size[1]);
    for (key, tile) in parts {
        let bounds = grid.bounds(*key);
        let side = px(bounds.width()).max(1.0) as u32;
        let (x, y) = (px(bounds.min[0]) - left, top - px(bounds.max[1]));
        if side == TILE_PX && tile.dimensions() == (TILE_PX, TILE_PX) {
            imageops::overlay(&mut picture, &**tile, x as i64, y as i64);
        } else {
            enlarged(&mut picture, tile, [x, y], f64::from(side));
        }
    }
    let ([left, top], [width, height]) = ([left, top], size.map(f64::from));
    Some(Image {
        area: Bounds::new(
            left * per_px,
            (top - height) * per_px,
            (left + width) * per_px,
            top * per_px,
        ),
        size_px: size,
        rgba: picture.into_raw().into(),
    })
}

/// Puts a tile into a picture as large as `side` pixels, as far as it lies in it.
fn enlarged(picture: &mut RgbaImage, tile: &RgbaImage, [x, y]: [f64; 2], side: f64) {
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let span = |at: f64, room: f64| (at.max(0.0) as u32)..((at + side).clamp(0.0, room) as u32);
    let scale = f64::from(tile.width()) / side;
    let last = tile.width().min(tile.height()).saturating_sub(1);
    for row in span(y, height) {
        for column in span(x, width) {
            let of = |at: u32, from: f64| ((f64::from(at) + 0.5 - from) * scale) as u32;
            let source = (of(column, x).min(last), of(row, y).min(last));
            if let Some(pixel) = tile.get_pixel_checked(source.0, source.1) {
                picture.put_pixel(column, row, *pixel);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    #[test]
    fn tiles_are_put_where_they_lie_and_a_coarser_one_fills_the_hole() {
        let grid = TileGrid::of(MapCrs::RdNew);
        let key = grid.key_at(9, [234_000.0, 556_800.0]).unwrap();
        let tile = |shade| {
            Arc::new(RgbaImage::from_pixel(
                TILE_PX,
                TILE_PX,
                Rgba([shade, shade, shade, 255]),
            ))
        };
        let bounds = grid.bounds(key);
        let per_px = grid.units_per_px(9);
        let visible = Bounds::new(
            bounds.min[0] - 64.0 * per_px,
            bounds.min[1] + 100.0 * per_px,
            bounds.max[0],
            bounds.max[1],
        );
        let parts = [(key.parent().unwrap(), tile(10)), (key, tile(200))];
        let image = mosaic(&grid, &visible, per_px, &parts).unwrap();
        assert_eq!(image.size_px, [256 + 64 + 1, 156 + 1]);
        let at = |x: usize, y: usize| image.rgba[(y * 321 + x) * 4];
        assert_eq!((at(63, 5), at(64, 5), at(300, 150)), (10, 200, 200));
        assert!((image.area.min[0] - visible.min[0]).abs() <= per_px);
        assert!(mosaic(&grid, &visible, per_px, &[]).is_none());
    }
}

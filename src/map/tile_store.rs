//! The painted tiles of one layer, made by worker threads while the caller goes on drawing. The caller says
//! each frame which tiles it wants; what is ready is handed out at once, what is not is shown by the nearest
//! ready tile above it. When only colours change, tiles are painted again from their ids, and the old ones
//! stay until the new are ready.

use std::collections::HashMap;
use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};

use super::grid::{TILE_PX, TileGrid, TileKey};
use super::id_tile::{Frame, IdTile, rasterise};
use super::paint::Painter;
use super::prepared::PreparedLayer;
use super::style::LayerStyle;
use crate::job::background::step_back;
use crate::job::{Cancelled, Progress};

/// Id tiles (1 MiB each) kept besides those that are wanted.
const SPARE_ID_TILES: usize = 32;

/// Painted tiles (¼ MiB each) kept besides those that are wanted.
const SPARE_PAINTED: usize = 192;

/// Levels above the wanted tiles that are prepared when nothing else is left to do, so that zooming out
/// finds something to show.
const LEVELS_AHEAD: usize = 2;

/// Called from a worker after a tile was handed over; asks the window for another frame.
pub type Waker = Arc<dyn Fn(Coming) + Send + Sync>;

/// What follows a tile that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    /// Others are being made, and may be shown together with it.
    More,
    /// Nothing for now.
    Nothing,
}

/// A tile in colours.
#[derive(Debug)]
pub struct Painted {
    /// Which tile.
    pub key: TileKey,
    /// Revision of the style it was painted in; another revision has other pixels.
    pub revision: u64,
    /// [`TILE_PX`] × [`TILE_PX`] pixels of four bytes, premultiplied RGBA, row by row from the top.
    pub pixels: Vec<u8>,
}

/// The tiles of a layer; see the module's documentation.
pub struct TileStore {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
    arrivals: Receiver<Painted>,
    painted: Recent<Painted>,
    wanted: Vec<TileKey>,
    revision: u64,
}

/// What the caller and the workers share.
struct Shared {
    layer: Arc<PreparedLayer>,
    grid: TileGrid,
    state: Mutex<State>,
    work_waits: Condvar,
    /// Cancelled when the store is dropped.
    stop: Progress,
}

struct State {
    /// Tiles to make, the next one last.
    stack: Vec<TileKey>,
    in_flight: Vec<TileKey>,
    ids: Recent<Arc<IdTile>>,
    /// `None` until the first style is set: nothing is made before.
    style: Option<Arc<Styled>>,
}

/// Everything that colours depend on.
struct Styled {
    revision: u64,
    of_feature: Arc<[u8]>,
    style: LayerStyle,
}

impl TileStore {
    /// A store for `layer`, without tiles and without a style, with `threads` workers (at least one).
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new(layer: Arc<PreparedLayer>, threads: usize, waker: &Waker) -> io::Result<Self> {
        let (sender, arrivals) = mpsc::channel();
        let mut store = Self {
            shared: Arc::new(Shared {
                grid: TileGrid::of(layer.crs()),
                layer,
                state: Mutex::new(State {
                    stack: Vec::new(),
                    in_flight: Vec::new(),
                    ids: Recent::default(),
                    style: None,
                }),
                work_waits: Condvar::new(),
                stop: Progress::default(),
            }),
            workers: Vec::new(),
            arrivals,
            painted: Recent::default(),
            wanted: Vec::new(),
            revision: 0,
        };
        for number in 1..=threads.max(1) {
            let (shared, sender, waker) =
                (Arc::clone(&store.shared), sender.clone(), Arc::clone(waker));
            let worker = Builder::new()
                .name(format!("tiles-{number}"))
                .spawn(move || {
                    step_back();
                    shared.work(&sender, &waker);
                })?;
            store.workers.push(worker);
        }
        Ok(store)
    }

    /// The grid that keys refer to.
    pub fn grid(&self) -> &TileGrid {
        &self.shared.grid
    }

    /// Draws the layer anew: `of_feature` is the category per feature, `style` has a style per category.
    pub fn set_style(&mut self, of_feature: Arc<[u8]>, style: LayerStyle) {
        self.revision += 1;
        self.shared.lock().style = Some(Arc::new(Styled {
            revision: self.revision,
            of_feature,
            style,
        }));
        self.request();
    }

    /// Says which tiles are to be shown, the most urgent first. What was wanted before and is not any more is
    /// not begun.
    pub fn want(&mut self, keys: &[TileKey]) {
        self.poll();
        if self.wanted != keys {
            keys.clone_into(&mut self.wanted);
            self.painted.keep(&self.wanted, SPARE_PAINTED);
            self.request();
        }
    }

    /// Takes in every tile that has arrived; true when there was one.
    pub fn poll(&mut self) -> bool {
        let mut arrived = false;
        while let Ok(tile) = self.arrivals.try_recv() {
            arrived = true;
            let newer = |old: &Painted| old.revision > tile.revision;
            if !self.painted.get(tile.key).is_some_and(newer) {
                self.painted.insert(tile.key, tile);
            }
        }
        if arrived {
            self.painted.keep(&self.wanted, SPARE_PAINTED);
            self.request();
        }
        arrived
    }

    /// The tile, perhaps still in its former colours.
    pub fn get(&self, key: TileKey) -> Option<&Painted> {
        self.painted.get(key)
    }

    /// The tile or the nearest ready one above it, and the part of that one to show: the corners
    /// `[left, top]` and `[right, bottom]`, from 0 to 1.
    pub fn best(&self, key: TileKey) -> Option<(&Painted, [[f32; 2]; 2])> {
        let mut holder = key;
        loop {
            if let Some(tile) = self.painted.get(holder) {
                let across = f64::from(1u32 << (key.level - holder.level));
                let part = |place: u32, first: u32| {
                    let offset = f64::from(place) / across - f64::from(first);
                    [offset as f32, (offset + 1.0 / across) as f32]
                };
                let ([left, right], [top, bottom]) = (part(key.x, holder.x), part(key.y, holder.y));
                return Some((tile, [[left, top], [right, bottom]]));
            }
            holder = holder.parent()?;
        }
    }

    /// How many of the wanted tiles are not yet ready in the present style: 0 when the picture is complete.
    pub fn pending(&self) -> usize {
        self.wanted
            .iter()
            .filter(|&&key| self.is_stale(key))
            .count()
    }

    fn is_stale(&self, key: TileKey) -> bool {
        self.painted
            .get(key)
            .is_none_or(|tile| tile.revision != self.revision)
    }

    /// Puts what is missing on the workers' stack, in the place of what was there.
    fn request(&self) {
        let mut all = self.wanted.clone();
        let mut level = self.wanted.clone();
        for _ in 0..LEVELS_AHEAD {
            level = level.iter().filter_map(|key| key.parent()).collect();
            level.dedup();
            all.extend(&level);
        }
        let mut state = self.shared.lock();
        state.ids.keep(&self.wanted, SPARE_ID_TILES);
        state.stack.clear();
        if state.style.is_none() {
            return;
        }
        for key in all {
            let known = state.in_flight.contains(&key) || state.stack.contains(&key);
            if !known && self.is_stale(key) {
                state.stack.push(key);
            }
        }
        state.stack.reverse();
        self.shared.work_waits.notify_all();
    }
}

impl Drop for TileStore {
    fn drop(&mut self) {
        self.shared.stop.cancel();
        // Under the lock, so that no worker is between looking and sleeping.
        drop(self.shared.lock());
        self.shared.work_waits.notify_all();
        for worker in self.workers.drain(..) {
            // A worker that panicked has printed its message; its tiles stay missing.
            let _ = worker.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change under the lock is whole before anything in it can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker's life.
    fn work(&self, sender: &Sender<Painted>, waker: &Waker) {
        while let Some((key, ids)) = self.next() {
            let Ok(tile) = self.make(key, ids) else {
                return;
            };
            // Send first, wake second: who is woken finds the tile.
            if sender.send(tile).is_err() {
                return;
            }
            waker(self.coming());
        }
    }

    fn coming(&self) -> Coming {
        let state = self.lock();
        match state.stack.is_empty() && state.in_flight.is_empty() {
            true => Coming::Nothing,
            false => Coming::More,
        }
    }

    /// Waits for a tile to make; `None` when the store is gone.
    fn next(&self) -> Option<(TileKey, Option<Arc<IdTile>>)> {
        let mut state = self.lock();
        loop {
            if self.stop.is_cancelled() {
                return None;
            }
            if let Some(key) = state.stack.pop() {
                state.in_flight.push(key);
                let ids = state.ids.get(key).cloned();
                return Some((key, ids));
            }
            state = self
                .work_waits
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn make(&self, key: TileKey, ids: Option<Arc<IdTile>>) -> Result<Painted, Cancelled> {
        let frame = Frame {
            bounds: self.grid.bounds(key),
            width_px: TILE_PX,
            height_px: TILE_PX,
            smallest_px: self.layer.smallest_px(),
        };
        let ids = match ids {
            Some(ids) => ids,
            None => Arc::new(rasterise(
                self.layer.polygons(),
                self.layer.index(),
                &frame,
                &self.stop,
            )?),
        };
        // The newest style, even if it came while the tile was rasterised.
        let styled = {
            let mut state = self.lock();
            state.ids.insert(key, Arc::clone(&ids));
            state.style.clone().ok_or(Cancelled)?
        };
        let painter = Painter::new(
            &styled.style,
            &styled.of_feature,
            self.layer.widths(),
            self.layer.smallest_px(),
        );
        let pixels = painter.paint(&ids, frame.units_per_px());
        self.lock().in_flight.retain(|&other| other != key);
        Ok(Painted {
            key,
            revision: styled.revision,
            pixels,
        })
    }
}

/// Values by tile that remember when they were last wanted.
struct Recent<T> {
    entries: HashMap<TileKey, (u64, T)>,
    clock: u64,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            clock: 0,
        }
    }
}

impl<T> Recent<T> {
    fn get(&self, key: TileKey) -> Option<&T> {
        self.entries.get(&key).map(|(_, value)| value)
    }

    fn insert(&mut self, key: TileKey, value: T) {
        self.clock += 1;
        self.entries.insert(key, (self.clock, value));
    }

    /// Marks `wanted` as used and drops the others that were longest unused, until `spare` of them are left.
    fn keep(&mut self, wanted: &[TileKey], spare: usize) {
        self.clock += 1;
        for key in wanted {
            if let Some((used, _)) = self.entries.get_mut(key) {
                *used = self.clock;
            }
        }
        let now = self.clock;
        let mut others: Vec<(u64, TileKey)> = self
            .entries
            .iter()
            .filter(|(_, (used, _))| *used != now)
            .map(|(&key, &(used, _))| (used, key))
            .collect();
        others.sort_unstable();
        let surplus = others.len().saturating_sub(spare);
        for (_, key) in &others[..surplus] {
            self.entries.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::crs::Crs;
    use crate::geometry::PolygonBuilder;
    use crate::layer::{Layer, Source, Table};
    use crate::map::colour::Rgb;
    use crate::map::grid::MapCrs;
    use crate::map::style::{CategoryStyle, Outline};

    /// A square of 100 km around Assen.
    fn layer() -> Arc<PreparedLayer> {
        let mut builder = PolygonBuilder::default();
        let (left, bottom, right, top) = (184_000.0, 506_000.0, 284_000.0, 606_000.0);
        builder.push_ring([[left, bottom], [right, bottom], [right, top], [left, top]]);
        let layer = Layer {
            name: "square".into(),
            source: Source::default(),
            crs: Some(Crs::rd_new()),
            polygons: builder.finish(),
            table: Table::empty(1),
            warnings: Vec::new(),
        };
        let prepared = PreparedLayer::new(Arc::new(layer), MapCrs::RdNew, &Progress::default());
        Arc::new(prepared.unwrap())
    }

    fn style(fill: Rgb) -> LayerStyle {
        LayerStyle {
            categories: vec![CategoryStyle::plain(fill)],
            outline: Outline::default(),
        }
    }

    /// A store and the calls of its waker.
    fn store(threads: usize) -> (TileStore, Receiver<Coming>) {
        let (sender, wakes) = mpsc::channel();
        let sender = Mutex::new(sender);
        let waker: Waker = Arc::new(move |coming| {
            // The receiver is gone at the end of a test.
            let _ = sender.lock().unwrap().send(coming);
        });
        (TileStore::new(layer(), threads, &waker).unwrap(), wakes)
    }

    fn until_complete(store: &mut TileStore, wakes: &Receiver<Coming>) {
        while store.pending() > 0 {
            wakes
                .recv_timeout(Duration::from_secs(60))
                .expect("a tile arrives");
            store.poll();
        }
    }

    #[test]
    fn the_last_tile_is_said_to_be_the_last() {
        let (mut store, wakes) = store(2);
        store.set_style(Arc::from([0]), style(GREEN));
        let key = store.grid().key_at(8, ASSEN).unwrap();
        let beside = TileKey {
            x: key.x + 1,
            ..key
        };
        store.want(&[key, beside]);
        let next = || wakes.recv_timeout(Duration::from_secs(60)).unwrap();
        // With the levels above there are four at least.
        assert_eq!(next(), Coming::More);
        while next() == Coming::More {}
        store.poll();
        assert_eq!(store.pending(), 0);
    }

    fn middle(tile: &Painted) -> [u8; 4] {
        let at = ((TILE_PX / 2) * TILE_PX + TILE_PX / 2) as usize * 4;
        tile.pixels[at..at + 4].try_into().unwrap()
    }

    const GREEN: Rgb = Rgb::new(0, 128, 0);
    const BLUE: Rgb = Rgb::new(0, 0, 128);
    const ASSEN: [f64; 2] = [234_000.0, 556_800.0];

    #[test]
    fn wanted_tiles_arrive_and_change_colour_without_a_gap() {
        let (mut store, wakes) = store(2);
        let key = store.grid().key_at(8, ASSEN).unwrap();
        store.want(&[key]);
        assert!(
            store.get(key).is_none(),
            "nothing is drawn before it has a style"
        );
        store.set_style(Arc::from([0]), style(GREEN));
        until_complete(&mut store, &wakes);
        assert_eq!(middle(store.get(key).unwrap()), [0, 128, 0, 255]);

        store.set_style(Arc::from([0]), style(BLUE));
        assert_eq!(store.pending(), 1);
        assert_eq!(
            middle(store.get(key).unwrap()),
            [0, 128, 0, 255],
            "the old ones stay"
        );
        until_complete(&mut store, &wakes);
        assert_eq!(middle(store.get(key).unwrap()), [0, 0, 128, 255]);
    }

    #[test]
    fn until_a_tile_is_ready_its_ancestor_stands_in() {
        let (mut store, wakes) = store(1);
        store.set_style(Arc::from([0]), style(GREEN));
        let deep = store.grid().key_at(9, ASSEN).unwrap();
        let above = deep.parent().and_then(TileKey::parent).unwrap();
        assert!(store.best(deep).is_none());
        store.want(&[above]);
        until_complete(&mut store, &wakes);
        let (tile, [from, to]) = store.best(deep).unwrap();
        assert_eq!(tile.key, above);
        let expected = [deep.x % 4, deep.y % 4].map(|place| place as f32 / 4.0);
        assert_eq!((from, to), (expected, expected.map(|corner| corner + 0.25)));
    }

    #[test]
    fn what_is_no_longer_wanted_is_not_begun() {
        let (mut store, wakes) = store(1);
        store.set_style(Arc::from([0]), style(GREEN));
        let world = store.grid().world();
        store.want(&store.grid().keys_covering(6, &world));
        let key = store.grid().key_at(10, ASSEN).unwrap();
        store.want(&[key]);
        until_complete(&mut store, &wakes);
        let made = wakes.try_iter().count();
        assert!(made < 100, "{made} of 4096 tiles were made in vain");
    }

    #[test]
    fn a_store_that_is_dropped_takes_its_workers_along() {
        let (mut store, wakes) = store(3);
        store.set_style(Arc::from([0]), style(GREEN));
        store.want(&store.grid().keys_covering(7, &store.grid().world()));
        drop(store);
        // The waker lives in the workers only: once they are gone the channel is closed.
        wakes.iter().for_each(drop);
    }

    #[test]
    fn spare_tiles_go_the_longest_unused_first() {
        let key = |x| TileKey { level: 9, x, y: 0 };
        let mut recent = Recent::default();
        for x in 0..6 {
            recent.insert(key(x), x);
        }
        recent.keep(&[key(0)], 2);
        let kept: Vec<u32> = (0..6).filter(|&x| recent.get(key(x)).is_some()).collect();
        assert_eq!(kept, [0, 4, 5]);
    }
}

//! The background map: tiles of others, fetched politely, kept on the disk by the servers' own rules, and shown
//! as they come. A frame only looks up, asks and shows; threads of its own do the rest. Nothing but these tiles
//! ever goes over the network, and one switch stops them.
//!
//! Per frame: [`BaseMap::set_source`], [`BaseMap::begin_frame`], hand [`BaseMap::tiles`] to walkers,
//! [`BaseMap::end_frame`].

mod bend;
mod disk;
mod freshness;
mod gate;
mod http;
mod loader;
mod paper;
mod picture;
mod schedule;
mod sources;
mod workers;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Context, Rect, TextureHandle, TextureOptions, pos2};
use walkers::{Tile, TileId, TilePiece, Tiles};

use crate::map::grid::{MapCrs, TILE_PX, TileKey};
use crate::text::Lang;
use disk::Disk;
use http::Http;
use loader::Loader;
pub use paper::{Gathered, PaperTiles, Wanted};
use sources::Plan;
pub use sources::{Attribution, Source, SourceList, SourcesError};
use workers::{Delivery, Job, Workers};

/// Textures kept besides those of the last frame.
const SPARE_TEXTURES: usize = 200;
/// Textures handed to the graphics card in one frame; more would make the frame late.
const UPLOADS_A_FRAME: usize = 24;
/// Decoded source tiles kept at hand while they are bent into others: some 12 MB.
const RECENT_PARTS: usize = 48;
/// On screens at least this dense the next level is taken, so that it is not blurred.
const DENSE: f64 = 1.5;
/// How long an answer may take before the map says that it is offline.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the background comes over the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkState {
    /// No background is chosen: nothing to fetch.
    Unused,
    /// The network may not be used; what the disk has is shown.
    Off,
    /// All well, as far as is known.
    Online,
    /// The server cannot be reached, refuses everything, or is silent; what the disk has is shown.
    Offline,
}

/// The background map, with what it keeps from frame to frame.
pub struct BaseMap {
    ctx: Context,
    list: SourceList,
    disk: Option<Arc<Disk>>,
    chosen: Chosen,
    job: Option<Arc<Job>>,
    job_number: u64,
    workers: Option<Workers>,
    textures: HashMap<TileKey, Texture>,
    /// Tiles that there are none of.
    absent: HashSet<TileKey>,
    waiting: Vec<Delivery>,
    missing: Vec<TileKey>,
    /// The tile that walkers asks for first: the one in the middle.
    middle: Option<TileKey>,
    tile_size: u32,
    frame: u64,
    /// A tile was shown in this frame.
    is_seen: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Chosen {
    id: Option<String>,
    crs: MapCrs,
    network: bool,
}

struct Texture {
    handle: TextureHandle,
    is_final: bool,
    last_used: u64,
}

impl BaseMap {
    /// Without a source yet. `cache_folder` is the program's folder for caches; `None` keeps nothing.
    pub fn new(ctx: &Context, list: SourceList, cache_folder: Option<&Path>) -> Self {
        Self {
            ctx: ctx.clone(),
            list,
            disk: cache_folder.map(|folder| Arc::new(Disk::new(folder))),
            chosen: Chosen {
                id: None,
                crs: MapCrs::RdNew,
                network: false,
            },
            job: None,
            job_number: 0,
            workers: None,
            textures: HashMap::new(),
            absent: HashSet::new(),
            waiting: Vec::new(),
            missing: Vec::new(),
            middle: None,
            tile_size: TILE_PX,
            frame: 0,
            is_seen: false,
        }
    }

    /// The background maps that can be chosen.
    pub fn sources(&self) -> &[Source] {
        self.list.sources()
    }

    /// Chooses a background by its id (`None` or an unknown one: no background), the plane of the map, and
    /// whether the network may be used. Costs nothing when all is as before.
    pub fn set_source(&mut self, id: Option<&str>, crs: MapCrs, network: bool) {
        let same = self.chosen.id.as_deref() == id
            && (self.chosen.crs, self.chosen.network) == (crs, network);
        if same {
            return;
        }
        // With only the switch turned, what is on the screen may stay there.
        let same_tiles = self.chosen.id.as_deref() == id && self.chosen.crs == crs;
        self.chosen = Chosen {
            id: id.map(str::to_owned),
            crs,
            network,
        };
        if !same_tiles {
            self.textures.clear();
        }
        self.absent.clear();
        self.waiting.clear();
        self.job_number += 1;
        self.job = self.new_job().map(Arc::new);
        if self.job.is_some() && self.workers.is_none() {
            self.workers = Some(Workers::start(&self.ctx));
        }
        if let Some(workers) = &self.workers {
            workers.set_job(self.job.clone().map(|job| (self.job_number, job)));
        }
        self.ctx.request_repaint();
    }

    fn new_job(&self) -> Option<Job> {
        let source = self.source()?;
        let plan = source.plan(self.chosen.crs)?;
        let keep_recent = match &plan {
            Plan::AsServed(_) => 0,
            Plan::Bent(_) => RECENT_PARTS,
        };
        let http = self
            .chosen
            .network
            .then(|| Http::new(&self.list.user_agent()));
        let loader = Loader::new(http, self.disk.clone(), keep_recent);
        Some(Job::new(loader, &source.id, self.chosen.crs, plan))
    }

    fn source(&self) -> Option<&Source> {
        self.list.get(self.chosen.id.as_deref()?)
    }

    /// Whose the chosen background is; `None` without one.
    pub fn attribution(&self, lang: Lang) -> Option<Attribution> {
        self.source().map(|source| source.attribution(lang))
    }

    /// The same while something of it is on the screen: without a network there may be nothing to credit.
    pub fn credit(&self, lang: Lang) -> Option<Attribution> {
        self.attribution(lang).filter(|_| self.is_seen)
    }

    /// How things are with the network.
    pub fn state(&self) -> NetworkState {
        match &self.job {
            None => NetworkState::Unused,
            Some(_) if !self.chosen.network => NetworkState::Off,
            Some(job) if job.loader.gate().is_offline(Instant::now()) => NetworkState::Offline,
            Some(_) => NetworkState::Online,
        }
    }

    /// Forgets all tiles on the disk. What is on the screen stays.
    pub fn clear_cache(&self) {
        if let Some(disk) = &self.disk {
            disk.clear();
        }
    }

    /// Takes what the workers brought, and chooses the level for this frame: walkers rounds the zoom, and takes a
    /// smaller tile size for a deeper level.
    pub fn begin_frame(&mut self, pixels_per_point: f64) {
        self.frame += 1;
        self.is_seen = false;
        self.missing.clear();
        self.middle = None;
        self.tile_size = if pixels_per_point < DENSE {
            TILE_PX
        } else {
            TILE_PX / 2
        };
        let taken = self
            .workers
            .iter()
            .flat_map(|workers| std::iter::from_fn(|| workers.take()));
        self.waiting
            .extend(taken.filter(|delivery| delivery.job == self.job_number));
        let now = self.waiting.len().min(UPLOADS_A_FRAME);
        for delivery in self.waiting.drain(..now).collect::<Vec<_>>() {
            self.upload(delivery);
        }
    }

    /// The tiles for walkers, the lowest layer of all; `None` without a background.
    pub fn tiles(&mut self) -> Option<&mut dyn Tiles> {
        self.job.is_some().then_some(self as &mut dyn Tiles)
    }

    /// Sends for what the frame was missing, and lets go of what is long unused. True when nothing more is on its
    /// way.
    pub fn end_frame(&mut self) -> bool {
        let Some(workers) = &self.workers else {
            return true;
        };
        let waiting: HashSet<TileKey> = self.waiting.iter().map(|delivery| delivery.key).collect();
        let mut missing = std::mem::take(&mut self.missing);
        missing.retain(|key| !waiting.contains(key));
        let busy = workers.want(missing, self.middle);
        if !self.waiting.is_empty() {
            self.ctx.request_repaint();
        } else if self
            .job
            .as_ref()
            .is_some_and(|job| job.loader.gate().is_asking())
        {
            // Nobody wakes the window when an answer stays away.
            self.ctx.request_repaint_after(PATIENCE);
        }
        self.let_go();
        !busy && self.waiting.is_empty()
    }

    fn upload(&mut self, delivery: Delivery) {
        let Some(image) = delivery.image else {
            self.absent.insert(delivery.key);
            return;
        };
        let last_used = self.frame;
        match self.textures.get_mut(&delivery.key) {
            Some(texture) => {
                texture.handle.set(image, TextureOptions::LINEAR);
                texture.is_final = delivery.is_final;
            }
            None => {
                let handle = self
                    .ctx
                    .load_texture("basemap", image, TextureOptions::LINEAR);
                let texture = Texture {
                    handle,
                    is_final: delivery.is_final,
                    last_used,
                };
                self.textures.insert(delivery.key, texture);
            }
        }
    }

    fn let_go(&mut self) {
        let frame = self.frame;
        let mut unused: Vec<(u64, TileKey)> = self
            .textures
            .iter()
            .filter(|(_, texture)| texture.last_used < frame)
            .map(|(key, texture)| (texture.last_used, *key))
            .collect();
        if unused.len() > SPARE_TEXTURES {
            unused.sort_unstable();
            for (_, key) in unused.iter().take(unused.len() - SPARE_TEXTURES) {
                self.textures.remove(key);
            }
        }
    }

    /// First and last level of the chosen background in the map's grid.
    fn levels(&self) -> Option<[u8; 2]> {
        Some(served_levels(&self.job.as_ref()?.plan))
    }
}

/// First and last level of the map's own grid at which a source has tiles.
fn served_levels(plan: &Plan) -> [u8; 2] {
    match plan {
        Plan::AsServed(grid) => grid.levels(),
        // RD's level 0 has pixels of 3440 m: some 5.3 levels deeper than those of Web Mercator at 52° N.
        Plan::Bent(grid) => grid.levels().map(|level| level.saturating_sub(5)),
    }
}

impl Tiles for BaseMap {
    fn at(&mut self, tile_id: TileId) -> Option<TilePiece> {
        let [first, last] = self.levels()?;
        if tile_id.zoom < first {
            return None;
        }
        let wanted = ancestor(tile_id, tile_id.zoom.min(last))?;
        self.middle.get_or_insert(wanted);
        let is_there = self
            .textures
            .get(&wanted)
            .is_some_and(|texture| texture.is_final);
        if !is_there && !self.absent.contains(&wanted) {
            self.missing.push(wanted);
        }
        let mut key = Some(wanted);
        while let Some(found) = key {
            if let Some(texture) = self.textures.get_mut(&found) {
                texture.last_used = self.frame;
                self.is_seen = true;
                let tile = Tile::Raster(texture.handle.clone());
                return Some(TilePiece::new(tile, part_of(found, tile_id)));
            }
            key = found.parent();
        }
        None
    }

    /// Drawn by the map itself, in the user's language.
    fn attribution(&self) -> walkers::sources::Attribution {
        walkers::sources::Attribution {
            text: "",
            url: "",
            logo_light: None,
            logo_dark: None,
        }
    }

    fn tile_size(&self) -> u32 {
        self.tile_size
    }
}

/// The tile of a level that holds this one; `None` outside the grid.
fn ancestor(tile: TileId, level: u8) -> Option<TileKey> {
    let up = u32::from(tile.zoom.checked_sub(level)?);
    let across = 1_u32.checked_shl(u32::from(tile.zoom))?;
    (tile.x < across && tile.y < across).then(|| TileKey {
        level,
        x: tile.x.checked_shr(up).unwrap_or(0),
        y: tile.y.checked_shr(up).unwrap_or(0),
    })
}

/// Where `tile` lies in its ancestor, as a part of 1.
fn part_of(ancestor: TileKey, tile: TileId) -> Rect {
    let levels = f64::from(tile.zoom) - f64::from(ancestor.level);
    let side = (-levels).exp2();
    let left = f64::from(tile.x) * side - f64::from(ancestor.x);
    let top = f64::from(tile.y) * side - f64::from(ancestor.y);
    Rect::from_min_max(
        pos2(left as f32, top as f32),
        pos2((left + side) as f32, (top + side) as f32),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_is_found_in_its_ancestors() {
        let tile = TileId {
            x: 13,
            y: 6,
            zoom: 4,
        };
        let own = ancestor(tile, 4).unwrap();
        assert_eq!(
            part_of(own, tile),
            Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0))
        );
        let two_up = ancestor(tile, 2).unwrap();
        assert_eq!((two_up.x, two_up.y), (3, 1));
        assert_eq!(
            part_of(two_up, tile),
            Rect::from_min_max(pos2(0.25, 0.5), pos2(0.5, 0.75))
        );
        assert_eq!(ancestor(tile, 5), None);
        assert_eq!(
            ancestor(
                TileId {
                    x: 16,
                    y: 0,
                    zoom: 4
                },
                4
            ),
            None
        );
        assert!(
            ancestor(
                TileId {
                    x: 0,
                    y: 0,
                    zoom: 40
                },
                3
            )
            .is_none()
        );
    }
}

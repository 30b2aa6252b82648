//! A layer's tiles as walkers wants them: looked up in the frame, never made in it. What the store has
//! painted becomes a texture; where a tile is not ready, the nearest one above it is shown.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions, pos2};
use walkers::sources::Attribution;
use walkers::{Tile, TileId, TilePiece, Tiles};

use super::ShownLayer;
use crate::map::grid::{MAX_LEVEL, TILE_PX, TileKey};
use crate::map::prepared::PreparedLayer;
use crate::map::style::LayerStyle;
use crate::map::tile_store::{Coming, Painted, TileStore, Waker};

/// Textures kept besides those of the last frame.
const SPARE_TEXTURES: usize = 160;
/// Textures handed to the graphics card in one frame; more would make the frame late.
const UPLOADS_A_FRAME: usize = 48;
/// A tile may be this much coarser than the screen, in levels, before the next level is taken.
const COARSER: f64 = 0.03;

/// Tiles that come after one another so soon are shown by one frame: where the processor draws, it takes as long as some
/// tiles.
const TOGETHER: Duration = Duration::from_millis(50);

/// The tiles of one layer in the window.
pub(super) struct ParcelTiles {
    store: Option<TileStore>,
    layer: Arc<PreparedLayer>,
    style: Arc<LayerStyle>,
    of_feature: Arc<[u8]>,
    textures: Textures,
    tile_size: u32,
    wanted: Vec<TileKey>,
}

impl ParcelTiles {
    pub(super) fn new(ctx: &Context, layer: &ShownLayer) -> Self {
        Self {
            store: start(ctx, layer),
            layer: Arc::clone(&layer.prepared),
            style: Arc::clone(&layer.style),
            of_feature: Arc::clone(&layer.of_feature),
            textures: Textures::new(ctx),
            tile_size: TILE_PX,
            wanted: Vec::new(),
        }
    }

    /// Takes over what changed of the layer: new parcels start anew, new colours repaint.
    pub(super) fn update(&mut self, ctx: &Context, layer: &ShownLayer) {
        if !Arc::ptr_eq(&self.layer, &layer.prepared) {
            *self = Self::new(ctx, layer);
            return;
        }
        let same = Arc::ptr_eq(&self.of_feature, &layer.of_feature)
            && (Arc::ptr_eq(&self.style, &layer.style) || self.style == layer.style);
        if !same {
            self.style = Arc::clone(&layer.style);
            self.of_feature = Arc::clone(&layer.of_feature);
            if let Some(store) = &mut self.store {
                store.set_style(Arc::clone(&self.of_feature), (*self.style).clone());
            }
        }
    }

    /// Chooses the level for this frame: walkers rounds the zoom, and takes a smaller tile size for a deeper
    /// level. At least one texel a pixel of the screen, so that borders are crisp between two levels and on
    /// dense screens.
    pub(super) fn begin_frame(&mut self, zoom: f64, pixels_per_point: f64) {
        let wanted_level = (zoom + pixels_per_point.log2() - COARSER).ceil();
        let deeper = (wanted_level - zoom.round()).clamp(0.0, 4.0);
        self.tile_size = TILE_PX >> (deeper as u32);
        self.textures.begin_frame();
        self.wanted.clear();
        if let Some(store) = &mut self.store {
            store.poll();
        }
    }

    /// Tells the store what was asked for, and lets go of what is long unused. True when the picture is
    /// complete.
    pub(super) fn end_frame(&mut self) -> bool {
        let Some(store) = &mut self.store else {
            return true;
        };
        store.want(&self.wanted);
        let uploaded = self.textures.end_frame();
        store.pending() == 0 && uploaded
    }
}

fn start(ctx: &Context, layer: &ShownLayer) -> Option<TileStore> {
    let ctx = ctx.clone();
    let waker: Waker = Arc::new(move |coming| match coming {
        Coming::More => ctx.request_repaint_after(TOGETHER),
        Coming::Nothing => ctx.request_repaint(),
    });
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    match TileStore::new(Arc::clone(&layer.prepared), threads, &waker) {
        Ok(mut store) => {
            store.set_style(Arc::clone(&layer.of_feature), (*layer.style).clone());
            Some(store)
        }
        Err(error) => {
            log::error!("no thread to draw parcels with: {error}");
            None
        }
    }
}

/// What lies on the graphics card.
struct Textures {
    ctx: Context,
    by_key: HashMap<TileKey, Texture>,
    used: HashSet<TileKey>,
    uploads: usize,
    frame: u64,
}

struct Texture {
    handle: TextureHandle,
    revision: u64,
    last_used: u64,
}

impl Textures {
    fn new(ctx: &Context) -> Self {
        Self {
            ctx: ctx.clone(),
            by_key: HashMap::new(),
            used: HashSet::new(),
            uploads: 0,
            frame: 0,
        }
    }

    fn begin_frame(&mut self) {
        self.frame += 1;
        self.uploads = 0;
        self.used.clear();
    }

    /// The texture of a painted tile, made or renewed now if this frame has room for it.
    fn handle(&mut self, painted: &Painted) -> Option<TextureHandle> {
        self.used.insert(painted.key);
        let room = self.uploads < UPLOADS_A_FRAME;
        if let Some(texture) = self.by_key.get_mut(&painted.key) {
            texture.last_used = self.frame;
            if texture.revision != painted.revision {
                self.uploads += 1;
                if room {
                    texture.revision = painted.revision;
                    texture.handle.set(image(painted), TextureOptions::LINEAR);
                }
            }
            return Some(texture.handle.clone());
        }
        self.uploads += 1;
        if !room {
            return None;
        }
        let handle = self
            .ctx
            .load_texture("parcels", image(painted), TextureOptions::LINEAR);
        let texture = Texture {
            handle: handle.clone(),
            revision: painted.revision,
            last_used: self.frame,
        };
        self.by_key.insert(painted.key, texture);
        Some(handle)
    }

    /// Lets the longest unused go; false, with another frame asked for, when some had to wait.
    fn end_frame(&mut self) -> bool {
        if self.by_key.len() > self.used.len() + SPARE_TEXTURES {
            let mut others: Vec<(u64, TileKey)> = self
                .by_key
                .iter()
                .filter(|(key, _)| !self.used.contains(key))
                .map(|(key, texture)| (texture.last_used, *key))
                .collect();
            others.sort_unstable();
            let surplus = others.len().saturating_sub(SPARE_TEXTURES);
            for (_, key) in &others[..surplus] {
                self.by_key.remove(key);
            }
        }
        let all = self.uploads <= UPLOADS_A_FRAME;
        if !all {
            self.ctx.request_repaint();
        }
        all
    }
}

fn image(painted: &Painted) -> ColorImage {
    let side = TILE_PX as usize;
    ColorImage::from_rgba_premultiplied([side, side], &painted.pixels)
}

impl Tiles for ParcelTiles {
    fn at(&mut self, tile: TileId) -> Option<TilePiece> {
        let key = TileKey {
            level: tile.zoom,
            x: tile.x,
            y: tile.y,
        };
        if key.level > MAX_LEVEL {
            return None;
        }
        self.wanted.push(key);
        let (painted, [[left, top], [right, bottom]]) = self.store.as_ref()?.best(key)?;
        let handle = self.textures.handle(painted)?;
        let uv = Rect::from_min_max(pos2(left, top), pos2(right, bottom));
        Some(TilePiece::new(Tile::Raster(handle), uv))
    }

    /// Parcels name their source in the legend; walkers never asks for this.
    fn attribution(&self) -> Attribution {
        Attribution {
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

//! Little pictures of the scenes, drawn in the background. A scene whose map looks as before keeps its picture.

use std::sync::Arc;

use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use super::later::Later;
use super::scene_pages::Source;
use super::state::State;
use crate::export::canvas::PIXEL_BYTES;

/// Width and height, in pixels: twice as many as points.
const SIZE_PX: [u32; 2] = [144, 90];

/// What the pictures are of.
#[derive(Debug, Clone)]
struct Looks(Vec<Option<Arc<Source>>>);

impl PartialEq for Looks {
    fn eq(&self, other: &Self) -> bool {
        let pairs = self.0.iter().zip(&other.0);
        let same = |(one, other): (&Option<Arc<Source>>, &Option<Arc<Source>>)| match (one, other) {
            (Some(one), Some(other)) => one.looks_like(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        self.0.len() == other.0.len() && pairs.into_iter().all(same)
    }
}

/// A picture and what it is of.
type Drawn = (Arc<Source>, Arc<ColorImage>);

/// The pictures of the scenes, as far as they are drawn.
#[derive(Default)]
pub struct Thumbnails {
    later: Later<Looks, Vec<Option<Drawn>>>,
    textures: Vec<Option<(Arc<ColorImage>, TextureHandle)>>,
}

impl std::fmt::Debug for Thumbnails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Thumbnails").finish_non_exhaustive()
    }
}

impl Thumbnails {
    /// Asks for the pictures of the scenes as they are now.
    pub fn ask(&mut self, ctx: &Context, state: &State) {
        let scenes = state.session.scenes.list().iter();
        let looks: Vec<Option<Arc<Source>>> = scenes
            .map(|scene| Source::of(scene, state).map(Arc::new))
            .collect();
        let before: Vec<Drawn> = self
            .later
            .last()
            .into_iter()
            .flatten()
            .flatten()
            .cloned()
            .collect();
        let asked = looks.clone();
        self.later.ask(ctx, &Looks(looks), move |progress| {
            let mut drawn = Vec::new();
            for look in asked {
                let Some(look) = look else {
                    drawn.push(None);
                    continue;
                };
                let known = before.iter().find(|(known, _)| known.looks_like(&look));
                let picture = match known {
                    Some((_, picture)) => Arc::clone(picture),
                    None => {
                        let canvas = look.thumbnail(SIZE_PX, progress)?;
                        let pixels = canvas.pixels().chunks_exact(PIXEL_BYTES);
                        let rgb: Vec<u8> = pixels.flatten().copied().collect();
                        let size = SIZE_PX.map(|side| side as usize);
                        Arc::new(ColorImage::from_rgb(size, &rgb))
                    }
                };
                drawn.push(Some((look, picture)));
            }
            Ok(Ok(drawn))
        });
        self.load(ctx);
    }

    /// Sends what is new to the graphics card.
    fn load(&mut self, ctx: &Context) {
        let Some(drawn) = self.later.current() else {
            return;
        };
        self.textures.resize_with(drawn.len(), || None);
        for (slot, drawn) in self.textures.iter_mut().zip(drawn) {
            let Some((_, picture)) = drawn else {
                *slot = None;
                continue;
            };
            let same = slot
                .as_ref()
                .is_some_and(|(known, _)| Arc::ptr_eq(known, picture));
            if !same {
                let image = ColorImage::clone(picture);
                let texture = ctx.load_texture("scene", image, TextureOptions::LINEAR);
                *slot = Some((Arc::clone(picture), texture));
            }
        }
    }

    /// Whether every picture is of the scene as it is now.
    pub fn is_current(&self) -> bool {
        self.later.current().is_some()
    }

    /// The picture of the scene at a place; `None` while it is being drawn.
    pub fn of(&self, place: usize) -> Option<&TextureHandle> {
        self.textures
            .get(place)?
            .as_ref()
            .map(|(_, texture)| texture)
    }
}

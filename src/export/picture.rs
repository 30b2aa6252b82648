//! A map as a picture: parcels, boundaries of areas, and with a legend also place names, scale bar and
//! sources. The same pixels for any number of threads.

use rayon::prelude::*;

use super::canvas::{Canvas, Mask, PIXEL_BYTES};
use super::ink;
use super::legend_panel::{Panel, unit_for};
use super::legend_text::Legend;
use super::lettering::Lettering;
use crate::geometry::Bounds;
use crate::job::{Cancelled, Progress};
use crate::map::furniture::ScaleBar;
use crate::map::id_tile::{Frame, rasterise};
use crate::map::paint::Painter;
use crate::map::places::{Place, PlaceKind, names_in_view};
use crate::map::{Camera, LayerStyle, MapCrs, PreparedLayer, Rgb, outline};
use crate::text::Lang;

/// What is to be drawn.
#[derive(Debug)]
pub struct Picture<'a> {
    /// The parcels.
    pub layer: &'a PreparedLayer,
    /// Category per parcel.
    pub of_feature: &'a [u8],
    /// Style per category.
    pub style: &'a LayerStyle,
    /// Areas whose boundaries are drawn over the parcels; prepared for the same plane.
    pub areas: Option<&'a PreparedLayer>,
    /// What is to be seen, in map units.
    pub view: Bounds,
    /// Free pixels around it.
    pub margin_px: f64,
    /// Size of the whole picture.
    pub size_px: [u32; 2],
    /// With a legend the picture is a figure; without, a bare map.
    pub legend: Option<&'a Legend>,
    /// Language of the scale bar and of numbers.
    pub lang: Lang,
}

/// Rows of pixels drawn at once; a multiple of the period of patterns, so that they join.
const BAND_PX: usize = 64;

/// Names smaller than this cannot be read over coloured parcels.
const SMALLEST_NAME_PX: f64 = 12.0;

/// The ground under the parcels.
const GROUND: Rgb = Rgb::WHITE;

impl<'a> Picture<'a> {
    /// The parcels alone, to the edges.
    pub const fn bare(
        layer: &'a PreparedLayer,
        of_feature: &'a [u8],
        style: &'a LayerStyle,
        view: Bounds,
        size_px: [u32; 2],
        lang: Lang,
    ) -> Self {
        Self {
            layer,
            of_feature,
            style,
            areas: None,
            view,
            margin_px: 0.0,
            size_px,
            legend: None,
            lang,
        }
    }

    /// Draws the picture. A view without extent, or a picture without room for a map, has no parcels.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn draw(&self, progress: &Progress) -> Result<Canvas, Cancelled> {
        let [width, height] = self.size_px;
        let mut canvas = Canvas::new(width, height, GROUND);
        let panel = self
            .legend
            .map(|legend| Panel::new(legend, self.size_px.map(f64::from), self.lang));
        let map_px = panel
            .as_ref()
            .map_or(self.size_px, |panel| panel.map_size(self.size_px));
        if let Some(camera) = Camera::fit(&self.view, map_px.map(f64::from), self.margin_px) {
            self.draw_parcels(&mut canvas, &camera, map_px, progress)?;
            let unit = panel
                .as_ref()
                .map_or_else(|| unit_for(self.size_px.map(f64::from)), Panel::unit);
            let map = MapPart {
                camera,
                crs: self.layer.crs(),
                size_px: map_px.map(f64::from),
                unit,
            };
            if let Some(areas) = self.areas {
                map.draw_areas(&mut canvas, areas);
            }
            if panel.is_some() {
                let bar = map.draw_scale_bar(&mut canvas, self.lang);
                map.draw_names(&mut canvas, &bar);
            }
        }
        if let Some(panel) = &panel {
            panel.draw(&mut canvas);
        }
        Ok(canvas)
    }

    fn draw_parcels(
        &self,
        canvas: &mut Canvas,
        camera: &Camera,
        [width, height]: [u32; 2],
        progress: &Progress,
    ) -> Result<(), Cancelled> {
        let painter = Painter::new(
            self.style,
            self.of_feature,
            self.layer.widths(),
            self.layer.smallest_px(),
        );
        let visible = camera.visible([width, height].map(f64::from));
        let row_bytes = canvas.size()[0] * PIXEL_BYTES;
        let map_bytes = row_bytes * height as usize;
        let rows = &mut canvas.pixels_mut()[..map_bytes];
        rows.par_chunks_mut((BAND_PX * row_bytes).max(1))
            .enumerate()
            .try_for_each(|(band, rows)| {
                let band_rows = rows.len() / row_bytes;
                let top = visible.max[1] - (band * BAND_PX) as f64 * camera.units_per_px;
                let frame = Frame {
                    bounds: Bounds {
                        min: [visible.min[0], top - band_rows as f64 * camera.units_per_px],
                        max: [visible.max[0], top],
                    },
                    width_px: width,
                    height_px: band_rows as u32,
                    smallest_px: self.layer.smallest_px(),
                };
                let ids = rasterise(self.layer.polygons(), self.layer.index(), &frame, progress)?;
                let pixels = painter.paint(&ids, camera.units_per_px);
                let painted = pixels.chunks_exact((width as usize * 4).max(1));
                for (row, painted) in rows.chunks_exact_mut(row_bytes).zip(painted) {
                    lay_over(row, painted);
                }
                Ok(())
            })
    }
}

/// Lays premultiplied pixels over the first pixels of an opaque row.
fn lay_over(row: &mut [u8], painted: &[u8]) {
    for (below, above) in row
        .chunks_exact_mut(PIXEL_BYTES)
        .zip(painted.chunks_exact(4))
    {
        let through = 255 - u16::from(above[3]);
        for (below, above) in below.iter_mut().zip(above) {
            // Premultiplied: the sum stays within 255.
            *below = above.saturating_add(((u16::from(*below) * through + 127) / 255) as u8);
        }
    }
}

/// The part of the picture that shows the map, and what is drawn on it besides parcels.
struct MapPart {
    camera: Camera,
    crs: MapCrs,
    size_px: [f64; 2],
    /// Pixels per unit of the layout: 1 in a picture of 1920 × 1080.
    unit: f64,
}

impl MapPart {
    fn screen(&self) -> Bounds {
        Bounds::new(0.0, 0.0, self.size_px[0], self.size_px[1])
    }

    /// Boundaries as dark lines with a light casing, over everything.
    fn draw_areas(&self, canvas: &mut Canvas, areas: &PreparedLayer) {
        let visible = self.camera.visible(self.size_px);
        let rings: Vec<Vec<[f64; 2]>> = areas
            .index()
            .query(&visible)
            .into_iter()
            .flat_map(|feature| {
                let feature = areas.polygons().feature(feature as usize);
                outline::screen_rings(&feature, &self.camera, self.size_px)
            })
            .map(|ring| ring.into_iter().map(|point| point.map(f64::from)).collect())
            .collect();
        for (width, colour, opacity) in [(5.0, Rgb::WHITE, 0.7), (1.8, ink::TEXT, 1.0)] {
            let width = (width * self.unit).max(1.0);
            for ring in &rings {
                let line = Mask::of_line(ring, true, width, &self.screen());
                canvas.paint(&line, colour, opacity);
            }
        }
    }

    /// A bar in the lower left corner; returns the box it takes.
    fn draw_scale_bar(&self, canvas: &mut Canvas, lang: Lang) -> Bounds {
        let unit = self.unit;
        let longest = (240.0 * unit).min(self.size_px[0] / 3.0);
        let Some(bar) = ScaleBar::new(&self.camera, self.crs, longest) else {
            return Bounds::EMPTY;
        };
        let (left, bottom) = (36.0 * unit, self.size_px[1] - 36.0 * unit);
        let (length, height) = (bar.length_px, (7.0 * unit).max(3.0).round());
        let text = Lettering::regular(18.0 * unit);
        let words = scale_text(bar.length_m, lang);
        let taken = Bounds::new(
            left - 10.0 * unit,
            bottom - height - 34.0 * unit,
            left + length + text.width(&words) / 2.0 + 10.0 * unit,
            bottom + 10.0 * unit,
        );
        let (top, middle) = ((bottom - height).round(), left + length / 2.0);
        let whole = Bounds::new(left, top, left + length, top + height);
        canvas.fill(&whole.grown(2.0 * unit), Rgb::WHITE);
        canvas.fill(&whole, Rgb::WHITE);
        canvas.fill(&Bounds::new(left, top, middle, top + height), ink::TEXT);
        canvas.frame(&whole, unit.max(1.0), ink::TEXT);
        for (words, center) in [("0", left), (words.as_str(), left + length)] {
            let baseline = top - 9.0 * unit;
            self.write(canvas, words, &text, [center, baseline]);
        }
        taken
    }

    /// Names of places that have room beside `taken`.
    fn draw_names(&self, canvas: &mut Canvas, taken: &Bounds) {
        let lettering = |place: &Place| match place.kind {
            PlaceKind::Town => Lettering::semi_bold((24.0 * self.unit).max(SMALLEST_NAME_PX)),
            PlaceKind::Village => Lettering::regular((18.0 * self.unit).max(SMALLEST_NAME_PX)),
        };
        let size_of = |place: &Place| {
            let text = lettering(place);
            [
                text.width(&place.name) + 28.0 * self.unit,
                text.size_px * 2.4,
            ]
        };
        let names = names_in_view(&self.camera, self.crs, self.size_px, &[*taken], size_of);
        for name in &names {
            let text = lettering(name.place);
            let baseline = name.center_px[1] + text.cap_height() / 2.0;
            self.write(
                canvas,
                &name.place.name,
                &text,
                [name.center_px[0], baseline],
            );
        }
    }

    /// Text centred on a place of the map, readable over any colour.
    fn write(&self, canvas: &mut Canvas, words: &str, text: &Lettering, [x, baseline]: [f64; 2]) {
        let letters = text.mask(words, x - text.width(words) / 2.0, baseline);
        canvas.paint(&letters.grown((3.0 * self.unit).max(1.5)), Rgb::WHITE, 0.9);
        canvas.paint(&letters, ink::TEXT, 1.0);
    }
}

/// The length of a scale bar in words: 200 m, 2 km.
pub fn scale_text(length_m: f64, lang: Lang) -> String {
    let (key, number) = if length_m >= 1000.0 {
        ("render.km", length_m / 1000.0)
    } else {
        ("render.m", length_m)
    };
    let decimals = match number {
        n if n >= 1.0 => 0,
        n if n >= 0.1 => 1,
        _ => 2,
    };
    lang.fill(key, &[("number", &lang.decimal(number, decimals))])
}

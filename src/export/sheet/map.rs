//! The map of a sheet: background, parcels, boundaries, names and what has to be said of the background, within a
//! frame. Millimetres from the frame's corner.

use super::Sheet;
use super::block::TextStyle;
use super::parcels::{FINE_PX, Parcels};
use crate::export::drawing::{Anchor, Fill, Group, Image, Line, Mark, Shape, Step, Stroke};
use crate::export::ink;
use crate::export::series::Ground;
use crate::geometry::Bounds;
use crate::job::{Cancelled, Progress};
use crate::map::places::{Place, PlaceKind, names_in_view};
use crate::map::{Camera, PreparedLayer, Rgb, outline};
use crate::text::Lang;

/// A millimetre in metres: what a pixel is to a camera that draws on paper.
pub(super) const MM_M: f64 = 0.001;

/// Free room around what is to be seen.
const MARGIN_MM: f64 = 4.0;

/// Ground where there is no background map.
const GROUND: Rgb = Rgb::new(0xFA, 0xFA, 0xF8);

/// How much of what lies outside the area of a sheet is taken away.
const VEIL: f64 = 0.65;

/// The n of scales 1 : n that people expect, between 1 and 10.
const ROUND_SCALES: [f64; 11] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0];

/// A background map: its tiles, and what has to be said of it.
#[derive(Debug, Clone, Default)]
pub struct Backdrop {
    /// Pictures; `area` is in units of the map's plane, y upwards.
    pub tiles: Vec<Image>,
    /// Who made it, under which licence.
    pub attribution: String,
}

/// The smallest round n that is not below `n`.
pub(super) fn round_scale(n: f64) -> f64 {
    let power = 10f64.powf(n.log10().floor());
    let step = ROUND_SCALES
        .into_iter()
        .find(|step| step * power >= n * (1.0 - 1e-9));
    step.unwrap_or(10.0) * power
}

/// Where the map of a sheet looks, with millimetres for pixels: at the scale that was chosen, or the largest round one
/// that shows everything.
pub(super) fn camera(sheet: &Sheet<'_>, size_mm: [f64; 2]) -> Option<Camera> {
    let crs = sheet.layer.crs();
    let settings = sheet.settings;
    let margin = MARGIN_MM.min(size_mm[0].min(size_mm[1]) / 10.0);
    let fit = Camera::fit(&sheet.view, size_mm, margin)?;
    // Every sheet of a series looks at its own area.
    let chosen = settings.center.filter(|_| sheet.focus.is_none());
    let centred = Camera {
        center: chosen.unwrap_or(fit.center),
        ..fit
    };
    let chosen = settings.scale.filter(|n| n.is_finite() && *n >= 1.0);
    let n = chosen.unwrap_or_else(|| round_scale(fit.scale_denominator(crs, MM_M)));
    Some(centred.at_scale(n, crs, MM_M))
}

/// Everything within the frame.
pub(super) fn marks(
    sheet: &Sheet<'_>,
    camera: Camera,
    size_mm: [f64; 2],
    progress: &Progress,
) -> Result<Vec<Mark>, Cancelled> {
    let lang = sheet.lang;
    let frame = Bounds::new(0.0, 0.0, size_mm[0], size_mm[1]);
    let ground = Shape::area(&frame, Some(Fill::plain(GROUND)), None);
    let mut marks = vec![Mark::Shape(ground)];
    if sheet.settings.transparent {
        marks.clear();
    }
    let backdrop = sheet
        .backdrop
        .filter(|_| !sheet.settings.without_background);
    if let Some(backdrop) = backdrop.filter(|backdrop| !backdrop.tiles.is_empty()) {
        let tiles = backdrop
            .tiles
            .iter()
            .map(|tile| on_paper(tile, &camera, size_mm));
        marks.push(group("sheet.layer.background", tiles.collect(), lang));
    }
    let parcels = Parcels {
        layer: sheet.layer,
        only: match sheet.focus.map(|area| &area.ground) {
            Some(Ground::Parcels(list)) => Some(list),
            _ => None,
        },
        categories: sheet.categories,
        doubt: sheet.doubt,
        style: &sheet.style(),
        opacity: sheet.opacity(),
        camera,
        size_mm,
    };
    marks.push(group(
        "sheet.layer.parcels",
        parcels.marks(lang, progress)?,
        lang,
    ));
    if let Some(areas) = sheet.areas {
        let focus = match sheet.focus.map(|area| &area.ground) {
            Some(Ground::Polygon(feature)) => Some(*feature),
            _ => None,
        };
        let mut lines = Vec::new();
        if let Some(feature) = focus {
            let inside = rings(areas, [feature], &camera, size_mm);
            lines.push(veil(inside, &frame));
        }
        let visible = areas.index().query(&camera.visible(size_mm));
        lines.extend(boundaries(&rings(areas, visible, &camera, size_mm), 1.0));
        let inside = rings(areas, focus, &camera, size_mm);
        lines.extend(boundaries(&inside, 2.0));
        marks.push(group("sheet.layer.areas", lines, lang));
    }
    let told = backdrop.map(|backdrop| backdrop.attribution.as_str());
    let attribution = told.filter(|words| !words.is_empty());
    let attribution = attribution.map(|words| attribution_marks(words, size_mm));
    if !sheet.settings.without_names {
        let taken = attribution.as_ref().map(|(area, _)| *area);
        let names = names(sheet, &camera, size_mm, &Vec::from_iter(taken));
        marks.push(group("sheet.layer.names", names, lang));
    }
    marks.extend(attribution.into_iter().flat_map(|(_, marks)| marks));
    Ok(marks)
}

/// The frame around the map.
pub(super) fn frame(area: &Bounds) -> Mark {
    Mark::Shape(Shape::area(
        area,
        None,
        Some(Stroke::plain(ink::OUTLINE, 0.2)),
    ))
}

fn group(name: &'static str, marks: Vec<Mark>, lang: Lang) -> Mark {
    Mark::Group(Group {
        name: lang.text(name).to_owned(),
        clip: None,
        marks,
    })
}

fn on_paper(tile: &Image, camera: &Camera, size_mm: [f64; 2]) -> Mark {
    let place = |x, y| camera.screen_from_world([x, y], size_mm);
    Mark::Image(Image {
        area: Bounds {
            min: place(tile.area.min[0], tile.area.max[1]),
            max: place(tile.area.max[0], tile.area.min[1]),
        },
        ..tile.clone()
    })
}

/// The outlines of features of a layer of areas, in millimetres.
fn rings(
    areas: &PreparedLayer,
    features: impl IntoIterator<Item = u32>,
    camera: &Camera,
    size_mm: [f64; 2],
) -> Vec<Step> {
    let fine = Camera {
        units_per_px: camera.units_per_px / FINE_PX,
        ..*camera
    };
    let size_px = size_mm.map(|side| side * FINE_PX);
    let mut path = Vec::new();
    for feature in features {
        let feature = areas.polygons().feature(feature as usize);
        for ring in outline::screen_rings(&feature, &fine, size_px) {
            let at = |point: [f32; 2]| point.map(|part| f64::from(part) / FINE_PX);
            let mut points = ring.into_iter().map(at);
            path.extend(points.next().map(Step::Move));
            path.extend(points.map(Step::Line));
            path.push(Step::Close);
        }
    }
    path
}

/// What lies outside the area that the sheet is about, paler: the legend does not count it.
fn veil(inside: Vec<Step>, frame: &Bounds) -> Mark {
    let pale = Fill {
        opacity: VEIL,
        ..Fill::plain(Rgb::WHITE)
    };
    let mut veil = Shape::area(frame, Some(pale), None);
    veil.path.extend(inside);
    Mark::Shape(veil)
}

/// Boundaries as dark lines with a light casing.
fn boundaries(path: &[Step], wider: f64) -> Vec<Mark> {
    if path.is_empty() {
        return Vec::new();
    }
    let line = |width: f64, colour: Rgb, opacity: f64| {
        Mark::Shape(Shape {
            path: path.to_vec(),
            fill: None,
            stroke: Some(Stroke {
                opacity,
                ..Stroke::plain(colour, width * wider)
            }),
        })
    };
    vec![line(0.9, Rgb::WHITE, 0.7), line(0.35, ink::TEXT, 1.0)]
}

fn names(sheet: &Sheet<'_>, camera: &Camera, size_mm: [f64; 2], taken: &[Bounds]) -> Vec<Mark> {
    let style = |place: &Place| match place.kind {
        PlaceKind::Town => TextStyle::semi_bold(10.0, ink::TEXT),
        PlaceKind::Village => TextStyle::regular(8.0, ink::TEXT),
    };
    let size_of = |place: &Place| {
        let style = style(place);
        [style.width(&place.name) + 6.0, style.size * 2.4]
    };
    let placed = names_in_view(camera, sheet.layer.crs(), size_mm, taken, size_of);
    placed
        .iter()
        .map(|name| {
            let style = style(name.place);
            let [x, y] = name.center_px;
            let line = Line::new(
                name.place.name.as_str(),
                [x, y + style.size * 0.36],
                style.size,
                style.colour,
            );
            Mark::Text(Line {
                halo: Some((Rgb::WHITE, 0.35)),
                anchor: Anchor::Middle,
                weight: style.weight,
                ..line
            })
        })
        .collect()
}

/// Words in the lower right corner, and the room they take.
fn attribution_marks(words: &str, size_mm: [f64; 2]) -> (Bounds, [Mark; 2]) {
    let style = TextStyle::regular(6.5, ink::TEXT).fitting(words, size_mm[0] - 2.0);
    let width = style.width(words) + 2.0;
    let area = Bounds::new(
        size_mm[0] - width,
        size_mm[1] - style.size * 1.6,
        size_mm[0],
        size_mm[1],
    );
    let plate = Shape::area(
        &area,
        Some(Fill {
            opacity: 0.85,
            ..Fill::plain(Rgb::WHITE)
        }),
        None,
    );
    let at = [size_mm[0] - 1.0, size_mm[1] - style.size * 0.45];
    let text = style.line_to(words, at, Anchor::End);
    (area, [Mark::Shape(plate), text])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_never_too_large() {
        for (n, round) in [
            (24_999.0, 25_000.0),
            (25_000.0, 25_000.0),
            (25_001.0, 30_000.0),
            (181_234.0, 200_000.0),
            (9.5, 10.0),
            (999_999.0, 1_000_000.0),
        ] {
            assert!(
                (round_scale(n) - round).abs() < 1e-6,
                "{n}: {}",
                round_scale(n)
            );
        }
    }
}

//! `render` with a layout, or as vectors: the sheet that the window prints, from the command line.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::ValueEnum;

use super::{Args, Failure, Format};
use crate::analysis::categorise::{Coloured, Knowledge};
use crate::export::drawing::{Drawing, Image};
use crate::export::sheet::{self, Item, Orientation, Paper, Placement, Sheet, SheetSettings};
use crate::export::{logo, pdf, png, raster, svg};
use crate::geometry::Bounds;
use crate::job::Progress;
use crate::map::{Camera, LayerStyle, PreparedLayer};
use crate::text::{Date, Lang};

/// Papers by the names they have on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LayoutName {
    /// 210 × 297 mm.
    A4Portrait,
    /// 297 × 210 mm.
    A4Landscape,
    /// 297 × 420 mm.
    A3Portrait,
    /// 420 × 297 mm.
    A3Landscape,
}

impl LayoutName {
    const fn paper(self) -> (Paper, Orientation) {
        match self {
            Self::A4Portrait => (Paper::A4, Orientation::Portrait),
            Self::A4Landscape => (Paper::A4, Orientation::Landscape),
            Self::A3Portrait => (Paper::A3, Orientation::Portrait),
            Self::A3Landscape => (Paper::A3, Orientation::Landscape),
        }
    }
}

/// Pixels of an inch where a picture without layout becomes vectors: those of CSS.
const SCREEN_DPI: f64 = 96.0;

/// A millimetre in metres.
const MM_M: f64 = 0.001;

/// What is drawn.
pub(super) struct Shown<'a> {
    pub layer: &'a PreparedLayer,
    pub coloured: &'a Coloured,
    pub style: &'a LayerStyle,
    pub areas: Option<&'a PreparedLayer>,
    pub view: Bounds,
    /// The sheet of the project.
    pub saved: Option<&'a SheetSettings>,
}

/// The bytes of the file.
pub(super) fn encode(
    args: &Args,
    shown: &Shown<'_>,
    format: Format,
    lang: Lang,
) -> Result<Vec<u8>, Failure> {
    let settings = settings(args, shown);
    let logo = args.logo.as_deref().map(|path| {
        logo::read(path).map_err(|error| {
            let (file, detail) = (path.display().to_string(), error.to_string());
            let values = [("file", file.as_str()), ("detail", detail.as_str())];
            Failure(lang.fill("render.logo", &values))
        })
    });
    let logo = logo.transpose()?;
    let drawing = compose(shown, &settings, logo.as_ref(), lang)?;
    let failed = |detail: String| {
        let file = args.out.display().to_string();
        let values = [("detail", detail.as_str()), ("file", file.as_str())];
        Failure(lang.fill("render.not_written", &values))
    };
    match format {
        Format::Svg => Ok(svg::encode(&drawing, lang).into_bytes()),
        Format::Pdf => pdf::encode(&drawing, lang).map_err(|error| failed(error.to_string())),
        Format::Png => {
            let scale = drawing.px_per_unit(args.dpi);
            let raster = raster::draw(&drawing, scale, &Progress::default())
                .map_err(|error| failed(error.to_string()))?;
            png::encode_rgba(&raster.rgba, raster.size_px, Some(args.dpi))
                .map_err(|error| failed(error.to_string()))
        }
    }
}

fn compose(
    shown: &Shown<'_>,
    settings: &SheetSettings,
    logo: Option<&Image>,
    lang: Lang,
) -> Result<Drawing, Failure> {
    let layer = shown.layer.layer();
    let knowledge = Knowledge::default();
    let years = sheet::years_of(layer, shown.coloured, &knowledge.catalogue);
    let sheet = Sheet {
        settings,
        layer: shown.layer,
        name: &layer.name,
        categories: &shown.coloured.categories,
        counted: &shown.coloured.categories.list,
        style: shown.style,
        opacity: 1.0,
        rule: shown.coloured.knowledge.as_ref().map(|known| &known.rule),
        years: &years,
        areas: shown.areas,
        focus: None,
        view: shown.view,
        backdrop: None,
        logo,
        today: today(),
        lang,
    };
    // Nobody holds this progress, so nobody cancels.
    sheet::compose(&sheet, &Progress::default())
        .map(|composed| composed.drawing)
        .map_err(|error| Failure(error.to_string()))
}

/// The day; that of SOURCE_DATE_EPOCH where it is set, so that the same input can give the same bytes for ever.
fn today() -> Date {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok();
    let seconds = fixed.and_then(|text| text.parse().ok()).unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs() as i64)
    });
    Date::of_unix_seconds(seconds)
}

fn settings(args: &Args, shown: &Shown<'_>) -> SheetSettings {
    let saved = shown.saved.cloned().unwrap_or_default();
    let words = SheetSettings {
        title: args.title.clone().or(saved.title),
        subtitle: args.subtitle.clone().or(saved.subtitle),
        source: args.source.clone().or(saved.source),
        scale: args.scale.or(saved.scale),
        ..saved
    };
    match args.layout {
        None if shown.saved.is_some() => words,
        Some(layout) => {
            let (paper, orientation) = layout.paper();
            SheetSettings {
                paper,
                orientation,
                ..words
            }
        }
        None => bare(args, shown, words),
    }
}

/// Nothing but the map, and the legend where it is asked for, as large as on a screen.
fn bare(args: &Args, shown: &Shown<'_>, words: SheetSettings) -> SheetSettings {
    let size_mm = args.size.map(|side| f64::from(side) / SCREEN_DPI * 25.4);
    let [width, height] = size_mm;
    let mut settings = SheetSettings {
        paper: Paper::Free(width, height),
        orientation: if width >= height {
            Orientation::Landscape
        } else {
            Orientation::Portrait
        },
        without_names: !args.legend,
        ..words
    };
    let shows = |item| match item {
        Item::Map => true,
        Item::Legend | Item::ScaleBar | Item::Source => args.legend,
        _ => false,
    };
    for item in Item::ALL {
        let placement = Placement {
            shown: Some(shows(item)),
            area_mm: None,
        };
        settings.place(item, placement);
    }
    if !args.legend {
        let whole = Placement {
            shown: Some(true),
            area_mm: Some([0.0, 0.0, width, height]),
        };
        settings.place(Item::Map, whole);
        let margin_mm = if args.bbox.is_some() {
            0.0
        } else {
            super::margin(args.size) / SCREEN_DPI * 25.4
        };
        let fit = Camera::fit(&shown.view, size_mm, margin_mm);
        let n = fit.map(|fit| fit.scale_denominator(shown.layer.crs(), MM_M));
        settings.scale = args.scale.or(n);
    }
    settings
}

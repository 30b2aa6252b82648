//! `render` with a layout, or as vectors: the sheet that the window prints, from the command line.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::ValueEnum;

use super::{Args, Failure, Format, Timings};
use crate::analysis::area_labels::name_column;
use crate::analysis::categorise::{Coloured, Knowledge};
use crate::analysis::regions::Division;
use crate::export::drawing::{Drawing, Image};
use crate::export::pdf::Pdf;
use crate::export::series::{SeriesArea, areas, file_names};
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
    let printer = Printer::new(args, shown, lang)?;
    let drawing = printer.compose(None)?;
    printer.bytes(&drawing, format)
}

/// A sheet per area.
pub(super) fn series(
    args: &Args,
    shown: &Shown<'_>,
    format: Format,
    lang: Lang,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let areas = areas_of(args, shown, lang)?;
    timings.end("areas");
    let printer = Printer::new(args, shown, lang)?;
    if format == Format::Pdf {
        let mut pdf = Pdf::new(lang).map_err(|error| printer.failed(&error))?;
        let mut first = None;
        for area in &areas {
            let drawing = printer.compose(Some(area))?;
            pdf.add(&drawing, &Progress::default())
                .map_err(|error| printer.failed(&error))?;
            first.get_or_insert((drawing.title, drawing.alt));
        }
        let (title, alt) = first.unwrap_or_default();
        let bytes = pdf.finish(&title, &alt);
        let bytes = bytes.map_err(|error| printer.failed(&error))?;
        timings.end("encode");
        return super::put(&args.out, &bytes, lang);
    }
    let stem = args.out.file_stem().unwrap_or_default().to_string_lossy();
    let ending = args.out.extension().unwrap_or_default().to_string_lossy();
    let names = file_names(&stem, areas.iter().map(|area| &*area.name));
    for (area, name) in areas.iter().zip(names) {
        let bytes = printer.bytes(&printer.compose(Some(area))?, format)?;
        let path = args.out.with_file_name(format!("{name}.{ending}"));
        super::put(&path, &bytes, lang)?;
    }
    timings.end("encode");
    Ok(())
}

/// The areas of a series, those without parcels left out.
fn areas_of(args: &Args, shown: &Shown<'_>, lang: Lang) -> Result<Vec<SeriesArea>, Failure> {
    let borders = shown.areas.map(PreparedLayer::layer);
    let file = || args.areas.as_deref().unwrap_or(&args.input);
    let nothing = || {
        let file = file().display().to_string();
        Failure(lang.fill("render.no_areas", &[("file", &file)]))
    };
    let layer = borders.ok_or_else(nothing)?;
    let name = match &args.area_field {
        None => name_column(&layer.table),
        Some(name) => Some(layer.table.find(name).ok_or_else(|| {
            let fields = layer.table.fields().iter().map(|field| field.name.as_str());
            let columns = fields.collect::<Vec<_>>().join(", ");
            let values = [("column", name.as_str()), ("columns", columns.as_str())];
            Failure(lang.fill("render.no_such_column", &values))
        })?),
    };
    let division = Division::Polygons {
        layer: Arc::clone(layer),
        name,
    };
    let categories = &shown.coloured.categories;
    let progress = Progress::default();
    let areas = areas(shown.layer, categories, &division, shown.areas, &progress);
    let areas = areas.map_err(|error| Failure(error.to_string()))?;
    if areas.is_empty() {
        return Err(nothing());
    }
    Ok(areas)
}

/// Makes sheets of what is drawn.
struct Printer<'a> {
    args: &'a Args,
    shown: &'a Shown<'a>,
    settings: SheetSettings,
    logo: Option<Image>,
    lang: Lang,
}

impl<'a> Printer<'a> {
    fn new(args: &'a Args, shown: &'a Shown<'a>, lang: Lang) -> Result<Self, Failure> {
        let logo = args.logo.as_deref().map(|path| {
            logo::read(path).map_err(|error| {
                let (file, detail) = (path.display().to_string(), error.to_string());
                let values = [("file", file.as_str()), ("detail", detail.as_str())];
                Failure(lang.fill("render.logo", &values))
            })
        });
        Ok(Self {
            settings: settings(args, shown),
            logo: logo.transpose()?,
            args,
            shown,
            lang,
        })
    }

    fn failed(&self, cause: &dyn std::fmt::Display) -> Failure {
        let (file, detail) = (self.args.out.display().to_string(), cause.to_string());
        let values = [("detail", detail.as_str()), ("file", file.as_str())];
        Failure(self.lang.fill("render.not_written", &values))
    }

    fn bytes(&self, drawing: &Drawing, format: Format) -> Result<Vec<u8>, Failure> {
        let dpi = self.args.dpi;
        match format {
            Format::Svg => Ok(svg::encode(drawing, self.lang, &Progress::default()).into_bytes()),
            Format::Pdf => pdf::encode(drawing, self.lang).map_err(|error| self.failed(&error)),
            Format::Png => {
                let scale = drawing.px_per_unit(dpi);
                let raster = raster::draw(drawing, scale, &Progress::default())
                    .map_err(|error| self.failed(&error))?;
                png::encode_rgba(&raster.rgba, raster.size_px, Some(dpi))
                    .map_err(|error| self.failed(&error))
            }
        }
    }

    /// The sheet of everything, or of one area.
    fn compose(&self, area: Option<&SeriesArea>) -> Result<Drawing, Failure> {
        let shown = self.shown;
        let layer = shown.layer.layer();
        let knowledge = Knowledge::default();
        let years = sheet::years_of(layer, shown.coloured, &knowledge.catalogue);
        let all = &shown.coloured.categories;
        let sheet = Sheet {
            settings: &self.settings,
            layer: shown.layer,
            name: &layer.name,
            categories: all,
            doubt: None,
            counted: area.map_or(&all.list, |area| &area.counted),
            style: shown.style,
            opacity: 1.0,
            rule: shown.coloured.knowledge.as_ref().map(|known| &known.rule),
            years: &years,
            areas: shown.areas,
            focus: area,
            view: area.map_or(shown.view, |area| area.bounds),
            backdrop: None,
            logo: self.logo.as_ref(),
            today: today(),
            lang: self.lang,
        };
        // Nobody holds this progress, so nobody cancels.
        sheet::compose(&sheet, &Progress::default())
            .map(|composed| composed.drawing)
            .map_err(|error| Failure(error.to_string()))
    }
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

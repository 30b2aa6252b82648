//! `ruilkaart render`: the map of a file as a picture or a sheet, without a window.

mod project;
mod sheet;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;

use self::sheet::Shown;
use super::output::Timings;
use super::{Context, Failure};
use crate::analysis::categorise::{ColourBy, Coloured, Knowledge, best_colouring, categorise};
use crate::analysis::class_column::class_column;
use crate::analysis::columns::crop_code_column;
use crate::analysis::crop_columns::crop_columns;
use crate::crs::Transform;
use crate::domain::Catalogue;
use crate::export::legend_text::Legend;
use crate::export::picture::Picture;
use crate::export::png;
use crate::export::sheet::is_synthetic;
use crate::geometry::Bounds;
use crate::job::Progress;
use crate::layer::Layer;
use crate::map::{
    LayerStyle, MapCrs, Outline, PaletteName, PrepareError, PreparedLayer, map_crs_for,
};
use crate::text::Lang;
use crate::{explain, io};

/// Arguments of `render`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The parcels: a shapefile, GeoPackage, GeoJSON, FlatGeobuf or GeoParquet file, a zip with one inside, or a project.
    input: PathBuf,
    /// What to write; its name ends in .png, .svg or .pdf.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Width and height of the picture in pixels.
    #[arg(long, value_name = "WxH", default_value = "1920x1080", value_parser = parse_size)]
    size: [u32; 2],
    /// Draw the legend in, with place names, scale bar and source.
    #[arg(long)]
    legend: bool,
    /// A sheet of paper in place of a bare map, with all that belongs on it.
    #[arg(long, value_enum, conflicts_with_all = ["size", "legend"])]
    layout: Option<sheet::LayoutName>,
    /// Title of the sheet; without it, one made of the data.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The line below the title; without it, one made of the data.
    #[arg(long, value_name = "TEXT")]
    subtitle: Option<String>,
    /// Where the data come from; without it, what the file tells.
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// The n of the scale 1 : n of a sheet; without it, the largest round one that shows everything.
    #[arg(long, value_name = "N", value_parser = parse_scale)]
    scale: Option<f64>,
    /// Dots an inch of a sheet as PNG.
    #[arg(long, value_name = "DPI", default_value = "300", value_parser = parse_dpi)]
    dpi: f64,
    /// A logo for the sheet: a PNG, JPEG or SVG file.
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// What to show, in the coordinates of the file; without it everything.
    #[arg(long, value_name = "MINX,MINY,MAXX,MAXY", allow_hyphen_values = true, value_parser = parse_bounds)]
    bbox: Option<Bounds>,
    /// Areas whose boundaries are drawn over the parcels.
    #[arg(long, value_name = "FILE")]
    areas: Option<PathBuf>,
    /// A sheet per area in place of one for all: pages of one PDF, or a PNG or SVG each, called as the areas.
    #[arg(long, requires_all = ["areas", "layout"])]
    per_area: bool,
    /// Column that names the areas; without it the one that looks like their names.
    #[arg(long, value_name = "NAME", requires = "per_area")]
    area_field: Option<String>,
    /// Colours of the classes; without it those of the project, else fig1.
    #[arg(long, value_enum)]
    palette: Option<Palette>,
    /// Column to colour by; without it the class, else the crops, else the first column that tells something.
    #[arg(long, value_name = "COLUMN")]
    colour_by: Option<String>,
}

/// The palettes by the names they have on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Palette {
    /// Land with both kinds of crop in three greens.
    Fig1,
    /// Only recurring exchange in green.
    Emphasis,
    /// Black and white with patterns.
    Print,
}

impl Palette {
    const fn name(self) -> PaletteName {
        match self {
            Self::Fig1 => PaletteName::Fig1,
            Self::Emphasis => PaletteName::Emphasis,
            Self::Print => PaletteName::Print,
        }
    }
}

fn palette(args: &Args) -> PaletteName {
    args.palette
        .map_or_else(PaletteName::default, Palette::name)
}

/// Pixels along a side of a picture.
const SIDES_PX: std::ops::RangeInclusive<u32> = 16..=16_384;

/// Most pixels of a picture: a sheet of A0 at 300 dots an inch has 139 million.
const MOST_PIXELS: u64 = 150_000_000;

fn parse_size(text: &str) -> Result<[u32; 2], String> {
    let side = |text: &str| {
        text.trim()
            .parse()
            .ok()
            .filter(|side| SIDES_PX.contains(side))
    };
    let sides = text.split_once(['x', 'X', '×']);
    let size = sides.and_then(|(width, height)| Some([side(width)?, side(height)?]));
    size.filter(|[width, height]| u64::from(*width) * u64::from(*height) <= MOST_PIXELS)
        .ok_or_else(|| {
            let (least, most) = (SIDES_PX.start(), SIDES_PX.end());
            format!("not a size such as 1920x1080, with sides of {least} to {most} pixels")
        })
}

fn parse_scale(text: &str) -> Result<f64, String> {
    let n: Option<f64> = text.trim().parse().ok();
    n.filter(|n| (1.0..=1e9).contains(n))
        .ok_or_else(|| "not the n of a scale 1 : n, such as 25000".to_owned())
}

fn parse_dpi(text: &str) -> Result<f64, String> {
    let dpi: Option<f64> = text.trim().parse().ok();
    dpi.filter(|dpi| (36.0..=1200.0).contains(dpi))
        .ok_or_else(|| "not a number of dots an inch from 36 to 1200".to_owned())
}

fn parse_bounds(text: &str) -> Result<Bounds, String> {
    let numbers: Vec<f64> = text
        .split(',')
        .filter_map(|number| number.trim().parse().ok())
        .filter(|number: &f64| number.is_finite())
        .collect();
    match numbers[..] {
        [min_x, min_y, max_x, max_y] if min_x < max_x && min_y < max_y => {
            Ok(Bounds::new(min_x, min_y, max_x, max_y))
        }
        _ => Err("not four numbers minx,miny,maxx,maxy with min below max".to_owned()),
    }
}

/// Runs the command.
pub(super) fn run(args: &Args, context: Context) -> Result<(), Failure> {
    let lang = context.lang;
    let format = Format::of(&args.out, lang)?;
    let mut timings = Timings::new(context);
    // A sheet carries the project that it was made of.
    if project::is_project(&args.input) || project::is_sheet(&args.input) {
        return of_project(args, format, lang, timings);
    }
    let (layer, count) = open(&args.input, lang)?;
    let areas = args.areas.as_deref().map(|path| open(path, lang));
    let areas = areas.transpose()?.map(|(areas, _)| areas);
    timings.end("open");

    let crs = map_crs_for([&*layer]);
    let prepared = prepare(&layer, crs, &args.input, lang)?;
    let areas = match (areas, &args.areas) {
        (Some(areas), Some(path)) => Some(prepare(&areas, crs, path, lang)?),
        _ => None,
    };
    timings.end("prepare");

    let coloured = colour(args, &prepared, lang)?;
    let categories = &coloured.categories;
    let style = LayerStyle {
        categories: palette(args).styles(&categories.list),
        outline: Outline::default(),
    };
    timings.end("colour");

    let view = view(args, &prepared, areas.as_ref(), lang)?;
    let shown = Shown {
        layer: &prepared,
        coloured: &coloured,
        style: &style,
        areas: areas.as_ref(),
        view,
        saved: None,
    };
    write(args, &shown, format, lang, &mut timings)?;
    mention_others(&layer, count, lang);
    Ok(())
}

/// The map of a project as it is shown there; what is asked for on the command line goes first.
fn of_project(
    args: &Args,
    format: Format,
    lang: Lang,
    mut timings: Timings,
) -> Result<(), Failure> {
    let opened = project::open(&args.input, args.palette.map(Palette::name), lang)?;
    timings.end("open");
    let (mut coloured, mut style) = (opened.coloured, opened.style);
    if args.colour_by.is_some() {
        coloured = Arc::new(colour(args, &opened.layer, lang)?);
        style.categories = palette(args).styles(&coloured.categories.list);
    }
    let areas = match &args.areas {
        Some(path) => {
            let (areas, _) = open(path, lang)?;
            Some(Arc::new(prepare(&areas, opened.layer.crs(), path, lang)?))
        }
        None => opened.areas,
    };
    timings.end("colour");
    let view = match opened.view.filter(|_| args.bbox.is_none()) {
        Some(view) => view,
        None => view(args, &opened.layer, areas.as_deref(), lang)?,
    };
    let saved = project::sheet(&opened.project);
    let shown = Shown {
        layer: &opened.layer,
        coloured: &coloured,
        style: &style,
        areas: areas.as_deref(),
        view,
        // A picture is bare unless a sheet is asked for.
        saved: (args.layout.is_some() || format != Format::Png).then_some(&saved),
    };
    write(args, &shown, format, lang, &mut timings)
}

fn write(
    args: &Args,
    shown: &Shown<'_>,
    format: Format,
    lang: Lang,
    timings: &mut Timings,
) -> Result<(), Failure> {
    if args.per_area {
        return sheet::series(args, shown, format, lang, timings);
    }
    let bytes = match (args.layout, format) {
        (None, Format::Png) => picture(args, shown, lang, timings)?,
        _ => sheet::encode(args, shown, format, lang)?,
    };
    timings.end("encode");
    put(&args.out, &bytes, lang)?;
    timings.end("write");
    Ok(())
}

fn put(path: &Path, bytes: &[u8], lang: Lang) -> Result<(), Failure> {
    io::atomic::write(path, |file| file.write_all(bytes))
        .map_err(|error| Failure(explain::write_error(&error, lang).line()))
}

/// A bare map, or one with its legend, as PNG.
fn picture(
    args: &Args,
    shown: &Shown<'_>,
    lang: Lang,
    timings: &mut Timings,
) -> Result<Vec<u8>, Failure> {
    let categories = &shown.coloured.categories;
    let notes = || notes(shown.layer.layer(), &args.input, lang);
    let legend = args
        .legend
        .then(|| Legend::new(categories, shown.style, notes(), lang));
    let picture = Picture {
        layer: shown.layer,
        of_feature: &categories.of_feature,
        style: shown.style,
        areas: shown.areas,
        view: shown.view,
        margin_px: if args.bbox.is_some() {
            0.0
        } else {
            margin(args.size)
        },
        size_px: args.size,
        legend: legend.as_ref(),
        lang,
    };
    // Nobody holds this progress, so nobody cancels.
    let canvas = picture
        .draw(&Progress::default())
        .map_err(|error| Failure(error.to_string()))?;
    timings.end("draw");
    png::encode(&canvas).map_err(|error| {
        let (detail, path) = (error.to_string(), args.out.display().to_string());
        Failure(lang.fill(
            "render.not_encoded",
            &[("detail", &detail), ("file", &path)],
        ))
    })
}

/// What is written, by the ending of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Png,
    Svg,
    Pdf,
}

impl Format {
    fn of(out: &Path, lang: Lang) -> Result<Self, Failure> {
        let ending = out.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("png") => Ok(Self::Png),
            Some("svg") => Ok(Self::Svg),
            Some("pdf") => Ok(Self::Pdf),
            _ => {
                let file = out.display().to_string();
                Err(Failure(lang.fill("render.ending", &[("file", &file)])))
            }
        }
    }
}

/// The layer of a file, or the first of several, and how many there are.
fn open(path: &Path, lang: Lang) -> Result<(Arc<Layer>, usize), Failure> {
    let layers = io::open(path, &Progress::default())
        .map_err(|error| Failure(explain::open_error(&error, lang).line()))?;
    let count = layers.len();
    let file = path.display().to_string();
    let first = layers.into_iter().next();
    let nothing = || Failure(lang.fill("render.nothing_to_draw", &[("file", &file)]));
    Ok((Arc::new(first.ok_or_else(nothing)?), count))
}

/// Says on standard error that only the first of several layers is in the picture.
fn mention_others(layer: &Layer, count: usize, lang: Lang) {
    if count > 1 {
        let count = lang.count(count as u64);
        let values = [("count", count.as_str()), ("layer", layer.name.as_str())];
        let told = lang.fill("render.first_of_several", &values);
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(std::io::stderr(), "ruilkaart: {told}");
    }
}

fn prepare(
    layer: &Arc<Layer>,
    crs: MapCrs,
    path: &Path,
    lang: Lang,
) -> Result<PreparedLayer, Failure> {
    PreparedLayer::new(Arc::clone(layer), crs, &Progress::default()).map_err(|error| {
        let file = path.display().to_string();
        Failure(match error {
            PrepareError::NoCrs => lang.fill("render.crs_not_known", &[("file", &file)]),
            PrepareError::Crs(_) => {
                let name = explain::crs_label(layer.crs.as_ref(), lang);
                lang.fill("render.crs_not_usable", &[("file", &file), ("crs", &name)])
            }
            PrepareError::Cancelled(cancelled) => cancelled.to_string(),
        })
    })
}

fn colour(args: &Args, prepared: &PreparedLayer, lang: Lang) -> Result<Coloured, Failure> {
    let layer = prepared.layer();
    let knowledge = Knowledge::default();
    let by = match &args.colour_by {
        None => best_colouring(layer, &knowledge.catalogue),
        Some(name) => colouring_by(layer, name, &knowledge.catalogue).ok_or_else(|| {
            let fields = layer.table.fields().iter().map(|field| field.name.as_str());
            let columns = fields.collect::<Vec<_>>().join(", ");
            Failure(lang.fill(
                "render.no_such_column",
                &[("column", name), ("columns", &columns)],
            ))
        })?,
    };
    categorise(
        layer,
        prepared.area_m2(),
        &by,
        None,
        &knowledge,
        &Progress::default(),
    )
    .map_err(|error| {
        let detail = error.to_string();
        Failure(lang.fill("render.not_classified", &[("detail", &detail)]))
    })
}

/// How a column that was asked for by name colours the map: as class or crop where it holds that, else by its
/// values. `None` where there is no such column.
fn colouring_by(layer: &Layer, name: &str, catalogue: &Catalogue) -> Option<ColourBy> {
    let table = &layer.table;
    let column = table.find(name)?;
    if let Some(class) = class_column(table).filter(|guess| guess.found.column == column) {
        return Some(ColourBy::Class(class.found));
    }
    let is_code = crop_code_column(table, catalogue).is_some_and(|guess| guess.found == column);
    let is_of_a_year = crop_columns(table, catalogue).is_some_and(|guess| {
        let mut years = guess.found.years().iter();
        years.any(|&(_, of_year)| of_year == column)
    });
    Some(if is_code || is_of_a_year {
        ColourBy::CropGroup { column }
    } else {
        ColourBy::Column(column)
    })
}

/// The part of the map that the picture shows.
fn view(
    args: &Args,
    parcels: &PreparedLayer,
    areas: Option<&PreparedLayer>,
    lang: Lang,
) -> Result<Bounds, Failure> {
    let nothing = || {
        let file = args.input.display().to_string();
        Failure(lang.fill("render.nothing_to_draw", &[("file", &file)]))
    };
    let own = parcels.bounds();
    let shown = match (&args.bbox, &parcels.layer().crs) {
        (Some(bbox), Some(crs)) => Transform::between(crs, &parcels.crs().crs())
            .map_or(Bounds::EMPTY, |transform| transform.bounds(bbox)),
        _ => areas.map_or(own, |areas| with_areas(&own, &areas.bounds())),
    };
    if own.is_empty() || shown.is_empty() {
        return Err(nothing());
    }
    Ok(shown)
}

/// The parcels and the areas around them; only the parcels where the areas are those of a whole country.
fn with_areas(parcels: &Bounds, areas: &Bounds) -> Bounds {
    const MUCH_LARGER: f64 = 1.5;
    let both = parcels.union(areas);
    let larger = (both.width() / parcels.width()).max(both.height() / parcels.height());
    if larger <= MUCH_LARGER {
        both
    } else {
        *parcels
    }
}

/// Free pixels around everything that is shown.
fn margin([width, height]: [u32; 2]) -> f64 {
    f64::from(width.min(height)) / 45.0
}

/// Where the data come from, and that they are made up where they say so themselves.
fn notes(layer: &Layer, path: &Path, lang: Lang) -> Vec<String> {
    let file = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .display()
        .to_string();
    let mut notes = vec![lang.fill("render.source", &[("file", &file)])];
    if is_synthetic(layer) {
        notes.push(lang.text("render.synthetic").to_owned());
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_boxes_are_read_or_refused() {
        assert_eq!(parse_size("1920x1080"), Ok([1920, 1080]));
        assert_eq!(parse_size("800 × 600"), Ok([800, 600]));
        for wrong in ["1920", "0x10", "16x99999", "16384x16384", "axb", "-5x5", ""] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
        let bounds = Bounds::new(-1.5, 2.0, 3.0, 4.0);
        assert_eq!(parse_bounds("-1.5,2, 3,4"), Ok(bounds));
        for wrong in [
            "1,2,3",
            "1,2,3,4,5",
            "3,2,1,4",
            "1,2,1,4",
            "a,2,3,4",
            "nan,2,3,4",
        ] {
            assert!(parse_bounds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_country_of_areas_does_not_shrink_the_parcels() {
        let parcels = Bounds::new(0.0, 0.0, 10.0, 10.0);
        let around = Bounds::new(-1.0, -1.0, 11.0, 11.0);
        assert_eq!(with_areas(&parcels, &around), around);
        let country = Bounds::new(-50.0, -50.0, 50.0, 50.0);
        assert_eq!(with_areas(&parcels, &country), parcels);
        assert_eq!(with_areas(&parcels, &Bounds::EMPTY), parcels);
    }
}

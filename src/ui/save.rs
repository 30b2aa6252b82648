//! What can be saved from the window, and how: taken from the state at once, written in the background.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::charts::Asked;
use super::sheet::SheetFormat;
use super::state::{Document, LayerId, State, areas};
use crate::analysis::area_layer::{area_layer, has_outlines};
use crate::analysis::categorise::Knowledge;
use crate::analysis::figured::Figured;
use crate::analysis::result::result_layer;
use crate::analysis::validity::{Validity, mended};
use crate::explain;
use crate::export::chart::{Chart, request};
use crate::export::parcels;
use crate::export::qgis_style;
use crate::export::raster::Raster;
use crate::export::stats_sheet::StatsSheet;
use crate::export::xlsx::ChartAbout;
use crate::export::{pdf, png, raster, svg, xlsx};
use crate::io::{self, OutputFormat, WriteError, atomic, pack};
use crate::job::Progress;
use crate::layer::Table;
use crate::project::{self, Stamps};
use crate::text::Lang;

/// What can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SaveWhat {
    /// A layer with its invalid outlines mended.
    Mended(LayerId),
    /// A layer as it was read.
    Layer(LayerId, ParcelFormat),
    /// The table of areas with all its columns.
    Areas(TableFormat),
    /// The areas with all their figures, with their outlines.
    AreaLayer(ParcelFormat),
    /// The map sheet.
    Sheet(SheetFormat),
    /// The classified parcels.
    Parcels(ParcelFormat),
    /// The chart that is shown.
    Chart(ChartFormat),
    /// The project.
    Project,
    /// The project with everything that it is made of, as a zip.
    Package,
    /// The scenes, as one PDF or as a PNG each.
    Scenes(SceneFormat),
    /// The crops of the years after each other, as a moving picture.
    Film,
}

/// How scenes are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SceneFormat {
    /// A page each.
    Pdf,
    /// A numbered picture each.
    Png,
}

/// How a chart is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChartFormat {
    /// Pixels, three to a point: sharp on paper.
    Png,
    /// A drawing.
    Svg,
    /// A page.
    Pdf,
    /// Its numbers, for a spreadsheet of the reader's language.
    Csv,
    /// Its numbers, as a workbook.
    Xlsx,
}

/// How a table is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TableFormat {
    /// A workbook with method, assumptions and sources.
    Xlsx,
    /// For a spreadsheet of the reader's language.
    SpreadsheetCsv,
    /// For programs: commas and points, whatever the language.
    PlainCsv,
}

/// How parcels are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParcelFormat {
    /// One file with its style inside.
    GeoPackage,
    /// What every GIS reads, with its style and the full names of its columns beside it.
    Shapefile,
    /// For the web.
    GeoJson,
    /// For data analysis.
    GeoParquet,
    /// A workbook.
    Xlsx,
    /// Text for a spreadsheet of the reader's language.
    SpreadsheetCsv,
    /// Text for programs.
    PlainCsv,
}

impl ParcelFormat {
    /// All of them, in the order of the dialog.
    pub const ALL: [Self; 7] = [
        Self::GeoPackage,
        Self::Shapefile,
        Self::GeoJson,
        Self::GeoParquet,
        Self::Xlsx,
        Self::SpreadsheetCsv,
        Self::PlainCsv,
    ];

    /// Those that hold any layer, with its places.
    pub const OF_LAYERS: [Self; 5] = [
        Self::GeoPackage,
        Self::Shapefile,
        Self::GeoJson,
        Self::GeoParquet,
        Self::PlainCsv,
    ];

    /// Those that a GIS opens with outlines.
    pub const OF_AREAS: [Self; 4] = [
        Self::GeoPackage,
        Self::Shapefile,
        Self::GeoJson,
        Self::GeoParquet,
    ];

    /// What writes it as it is; `None` for spreadsheets, which are made of a table.
    const fn output(self) -> Option<OutputFormat> {
        match self {
            Self::GeoPackage => Some(OutputFormat::GeoPackage),
            Self::Shapefile => Some(OutputFormat::Shapefile),
            Self::GeoJson => Some(OutputFormat::GeoJson),
            Self::GeoParquet => Some(OutputFormat::GeoParquet),
            Self::PlainCsv => Some(OutputFormat::Csv),
            Self::Xlsx | Self::SpreadsheetCsv => None,
        }
    }

    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::GeoPackage => "geopackage",
            Self::Shapefile => "shapefile",
            Self::GeoJson => "geojson",
            Self::GeoParquet => "geoparquet",
            Self::Xlsx => "xlsx",
            Self::SpreadsheetCsv => "spreadsheet_csv",
            Self::PlainCsv => "plain_csv",
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::GeoPackage => "gpkg",
            Self::Shapefile => "shp",
            Self::GeoJson => "geojson",
            Self::GeoParquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::SpreadsheetCsv | Self::PlainCsv => "csv",
        }
    }
}

impl SaveWhat {
    /// The ending of its file.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Sheet(format) => format.ending(),
            Self::Areas(TableFormat::Xlsx) | Self::Chart(ChartFormat::Xlsx) => "xlsx",
            Self::Areas(TableFormat::SpreadsheetCsv | TableFormat::PlainCsv)
            | Self::Chart(ChartFormat::Csv) => "csv",
            Self::Chart(ChartFormat::Png) | Self::Scenes(SceneFormat::Png) | Self::Film => "png",
            Self::Chart(ChartFormat::Svg) => "svg",
            Self::Chart(ChartFormat::Pdf) | Self::Scenes(SceneFormat::Pdf) => "pdf",
            Self::Mended(_) => "gpkg",
            Self::Project => crate::io::project_file::ENDING,
            Self::Package => "zip",
            Self::Parcels(format) | Self::Layer(_, format) | Self::AreaLayer(format) => {
                format.ending()
            }
        }
    }

    /// The file name that is offered.
    pub fn suggested(self, lang: Lang) -> String {
        let stem = match self {
            Self::Mended(_) => lang.text("save.mended"),
            Self::Layer(..) => lang.text("save.layer"),
            Self::Areas(_) | Self::AreaLayer(_) => lang.text("save.areas"),
            Self::Sheet(_) => lang.text("save.sheet"),
            Self::Chart(_) => lang.text("save.chart"),
            Self::Project | Self::Package => lang.text("save.project"),
            Self::Scenes(_) => lang.text("save.scenes"),
            Self::Film => lang.text("save.film"),
            Self::Parcels(_) => lang.text("save.parcels"),
        };
        format!("{stem}.{}", self.ending())
    }

    /// The path with the right ending, where it has another or none.
    pub fn named(self, path: PathBuf) -> PathBuf {
        let ending = path.extension();
        if ending.is_some_and(|ending| ending.eq_ignore_ascii_case(self.ending())) {
            return path;
        }
        let mut name = path.into_os_string();
        name.push(".");
        name.push(self.ending());
        name.into()
    }
}

/// Writes a file at a path.
pub type Writer = Box<dyn FnOnce(&Path, &Progress) -> Result<(), WriteError> + Send>;

/// What writes it, with everything that it needs of the state; `None` where there is nothing to save.
pub fn writer(what: SaveWhat, state: &State) -> Option<Writer> {
    match what {
        SaveWhat::Mended(id) => {
            let layer = state.session.layer(id)?;
            let prepared = Arc::clone(layer.prepared.as_ref()?);
            Some(Box::new(move |path, progress| {
                progress.begin(MENDING.iter().sum());
                let part = progress.part(MENDING[0]);
                let stored = prepared.layer();
                let validity = Validity::of(stored, prepared.polygons(), &part)?;
                part.end();
                let part = progress.part(MENDING[1]);
                let mended = mended(stored, &validity.invalid, &part)?;
                part.end();
                io::write(
                    &mended,
                    path,
                    OutputFormat::GeoPackage,
                    None,
                    &progress.part(MENDING[2]),
                )
            }))
        }
        SaveWhat::Layer(id, format) => {
            let layer = Arc::clone(&state.session.layer(id)?.layer);
            let format = format.output()?;
            Some(Box::new(move |path, progress| {
                io::write(&layer, path, format, None, progress)
            }))
        }
        // They are written by jobs of their own, which know the files that the project is made of.
        SaveWhat::Project | SaveWhat::Sheet(_) => None,
        SaveWhat::Package => Some(package_writer(state)),
        SaveWhat::Scenes(format) => super::scene_pages::writer(format == SceneFormat::Pdf, state),
        SaveWhat::Film => super::scene_pages::film(state),
        SaveWhat::Parcels(format) => parcels_writer(format, state),
        SaveWhat::Areas(format) => {
            let figured = Arc::clone(state.view.areas.figured.as_ref()?);
            let (files, lang) = (files_of(state), state.lang());
            Some(Box::new(move |path, _| {
                write_areas(&figured, files, format, lang, path)
            }))
        }
        SaveWhat::AreaLayer(format) => {
            let figured = Arc::clone(state.view.areas.figured.as_ref()?);
            let format = format.output().filter(|_| has_outlines(&figured))?;
            Some(Box::new(move |path, progress| {
                area_layer(&figured).map_or(Ok(()), |layer| {
                    io::write(&layer, path, format, None, progress)
                })
            }))
        }
        SaveWhat::Chart(format) => {
            let made = Arc::clone(state.view.charts.made.as_ref()?);
            let files = files_of(state);
            Some(Box::new(move |path, progress| {
                let chart = made.of.for_paper();
                let bytes = chart_bytes(&made.of, &chart, files, format, progress);
                let bytes = bytes.map_err(|cause| WriteError::Io {
                    path: path.to_owned(),
                    source: std::io::Error::other(cause),
                })?;
                atomic::write(path, |out| std::io::Write::write_all(out, &bytes))
            }))
        }
    }
}

/// Parts of mending in hundredths: looking at outlines, mending them, writing all.
const MENDING: [u64; 3] = [12, 4, 84];

/// Writes the project with its files, by the name that it is to be known by.
fn package_writer(state: &State) -> Writer {
    let mut file = Document::of(state).to_file(state);
    Box::new(move |path, progress| {
        let failed = |cause: toml::ser::Error| WriteError::Io {
            path: path.to_owned(),
            source: std::io::Error::other(cause),
        };
        progress.begin(100);
        let part = progress.part(10);
        project::fill(&mut file, None, Some(&mut Stamps::default()), &part)?;
        part.end();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let entries = project::packed(file, &name).map_err(failed)?;
        pack::write(path, &entries, &progress.part(90))
    })
}

/// True where there are parcels whose classes can be saved.
pub fn has_parcels(state: &State) -> bool {
    areas::parcels(&state.session).is_some_and(|layer| layer.years.is_some())
}

/// Parts of that work in hundredths: making the columns, writing them.
const PARTS: [u64; 2] = [20, 80];

/// Writes what `classify --out` writes: the same columns, the same numbers, the same bytes.
fn parcels_writer(format: ParcelFormat, state: &State) -> Option<Writer> {
    let parcels = areas::parcels(&state.session)?;
    let (layer, area_m2) = (Arc::clone(&parcels.layer), Arc::clone(&parcels.area_m2));
    let years = parcels.years.clone()?;
    let knowledge = Arc::clone(state.session.knowledge());
    let (files, lang) = (files_of(state), state.lang());
    let colours = Arc::clone(state.session.colours());
    Some(Box::new(move |path, progress| {
        let Knowledge { catalogue, rule } = &*knowledge;
        progress.begin(PARTS.iter().sum());
        let classified = years.classify(catalogue, rule);
        progress.check()?;
        let part = progress.part(PARTS[0]);
        let result = result_layer(&layer, &area_m2, &classified, rule, &part)?;
        part.end();
        let progress = &progress.part(PARTS[1]);
        let Some(out) = format.output() else {
            let about = parcels::about(&files, rule, lang);
            return write_table(&result.table, &about, format, lang, path, progress);
        };
        let style = qgis_style::classes(&colours, lang);
        io::write(&result, path, out, Some(&style), progress)
    }))
}

fn write_table(
    table: &Table,
    about: &[[String; 2]],
    format: ParcelFormat,
    lang: Lang,
    path: &Path,
    progress: &Progress,
) -> Result<(), WriteError> {
    progress.begin(io::with_settling(table.rows() as u64));
    if format == ParcelFormat::Xlsx {
        let frame = xlsx::table_frame(table, about, lang).map_err(|error| WriteError::Io {
            path: path.to_owned(),
            source: std::io::Error::other(error),
        })?;
        return atomic::write_long(path, progress, |out| {
            pack::with_member(&frame, xlsx::ROWS_AT, out, |sheet, out| {
                parcels::sheet_rows(sheet, table, out, progress)
            })
        });
    }
    atomic::write_long(path, progress, |out| {
        parcels::spreadsheet_csv(table, out, lang, progress)
    })
}

/// Pixels per point of a saved picture.
const PICTURE_DENSITY: f64 = 3.0;

type Cause = Box<dyn std::error::Error + Send + Sync>;

fn chart_bytes(
    of: &Asked,
    chart: &Chart,
    files: Vec<String>,
    format: ChartFormat,
    progress: &Progress,
) -> Result<Vec<u8>, Cause> {
    let lang = of.request().lang;
    Ok(match format {
        ChartFormat::Png => {
            let Raster { size_px, rgba } = raster::draw(&chart.drawing, PICTURE_DENSITY, progress)?;
            png::encode_rgba(&rgba, size_px, None)?
        }
        ChartFormat::Svg => svg::encode(&chart.drawing, lang, &Progress::default()).into_bytes(),
        ChartFormat::Pdf => pdf::encode(&chart.drawing, lang)?,
        ChartFormat::Csv => chart.data.to_csv(lang).into_bytes(),
        ChartFormat::Xlsx => {
            let assumes = request::assumes(of.request());
            let assumptions = &of.figured().request.assumptions;
            let mut notes = vec![chart.drawing.alt.clone()];
            notes.extend(request::notes(of.figured(), of.request()));
            let about = ChartAbout {
                notes,
                assumptions: assumes.then_some(&**assumptions),
                files,
            };
            xlsx::chart_workbook(chart, &about, lang)?
        }
    })
}

/// The names of the files that the figures are made of.
fn files_of(state: &State) -> Vec<String> {
    let areas = match &state.session.areas.source {
        Some(crate::ui::state::AreaSource::Layer(id)) => state.session.layer(*id),
        _ => None,
    };
    let layers = areas::parcels(&state.session).into_iter().chain(areas);
    let name = |path: &Path| {
        let name = path.file_name().unwrap_or(path.as_os_str());
        name.to_string_lossy().into_owned()
    };
    layers.map(|layer| name(&layer.layer.source.path)).collect()
}

fn write_areas(
    figured: &Figured,
    files: Vec<String>,
    format: TableFormat,
    lang: Lang,
    path: &Path,
) -> Result<(), WriteError> {
    let request = &figured.request;
    let unmeasured = request.parcels.area_m2.iter().filter(|m2| !m2.is_finite());
    let layers = (&request.parcels.layer.warnings, &figured.regions.warnings);
    let warnings = layers.0.iter().chain(layers.1);
    let split = &figured.regions.split;
    let mut notes = explain::cut_notes(split, warnings, unmeasured.count() as u64, lang);
    let all = figured.sums(figured.rows.len() - 1);
    let land = &figured.carried.land;
    notes.extend(explain::coverage_notes(&all, land, &figured.table, lang));
    let measured = explain::measured_notes(&request.measured, &all, &figured.table, lang);
    notes.extend(measured);
    let sheet = StatsSheet {
        rows: &figured.rows,
        assumptions: &request.assumptions,
        years: land.years(),
        files,
        notes,
    };
    let whole = |bytes: &[u8]| atomic::write(path, |out| std::io::Write::write_all(out, bytes));
    match format {
        TableFormat::PlainCsv => crate::io::csv::write_rows(sheet.csv_rows(), path),
        TableFormat::SpreadsheetCsv => whole(sheet.spreadsheet_csv(lang).as_bytes()),
        TableFormat::Xlsx => match xlsx::workbook(&sheet, lang) {
            Ok(workbook) => whole(&workbook),
            Err(error) => Err(WriteError::Io {
                path: path.to_owned(),
                source: std::io::Error::other(error),
            }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gets_the_ending_of_what_it_holds() {
        let xlsx = SaveWhat::Areas(TableFormat::Xlsx);
        let named = |path: &str| xlsx.named(path.into());
        assert_eq!(named("/a/cijfers"), PathBuf::from("/a/cijfers.xlsx"));
        assert_eq!(named("/a/cijfers.XLSX"), PathBuf::from("/a/cijfers.XLSX"));
        assert_eq!(named("/a/2024.12"), PathBuf::from("/a/2024.12.xlsx"));
        assert!(xlsx.suggested(Lang::Nl).ends_with(".xlsx"));
    }
}

//! Sheets as files: one, or all of a series, as pages of one PDF or as a file each.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{NoGround, SheetFormat, SheetRequest};
use crate::analysis::regions::RegionsError;
use crate::export::drawing::Drawing;
use crate::export::pdf::Pdf;
use crate::export::series::file_names;
use crate::export::{png, raster, svg};
use crate::io::project_file::{self, ProjectFile};
use crate::io::{WriteError, atomic};
use crate::job::{Cancelled, Progress, apart};
use crate::project::{self, Stamps};
use crate::text::Lang;
use crate::ui::state::{Document, State};

/// Why there is no sheet.
#[derive(Debug)]
pub enum Unwritten {
    /// It cannot be written, or the work was told to stop.
    Failed(WriteError),
    /// Its background cannot be had, and nobody said what to do then.
    NoGround(NoGround),
    /// The parcels cannot be put into the areas of the series, or none of them holds a parcel.
    NoAreas(Option<RegionsError>),
}

impl From<WriteError> for Unwritten {
    fn from(error: WriteError) -> Self {
        Self::Failed(error)
    }
}

impl From<Cancelled> for Unwritten {
    fn from(cancelled: Cancelled) -> Self {
        Self::Failed(cancelled.into())
    }
}

/// The project that a sheet is of, to be put into its PDF.
#[derive(Debug, Clone)]
pub struct Project {
    file: ProjectFile,
    stamps: Arc<Mutex<Stamps>>,
}

impl Project {
    /// The project as it is now; in `stamps` is known what is in its files.
    pub fn of(state: &State, stamps: Arc<Mutex<Stamps>>) -> Self {
        let file = Document::of(state).to_file(state);
        Self { file, stamps }
    }

    /// Bytes that have to be read to tell what is in its files.
    fn bytes_to_count(&self) -> u64 {
        let stamps = self.stamps.lock().unwrap_or_else(PoisonError::into_inner);
        stamps.bytes_to_count(&self.file)
    }

    /// Its text for a file in `folder`. Folders of this machine are nobody else's business where there is a way
    /// without them.
    ///
    /// # Errors
    /// When the work was told to stop.
    fn text(
        mut self,
        folder: Option<&Path>,
        progress: &Progress,
    ) -> Result<Option<String>, Cancelled> {
        let mut stamps = self.stamps.lock().unwrap_or_else(PoisonError::into_inner);
        project::fill(&mut self.file, folder, Some(&mut stamps), progress)?;
        for layer in &mut self.file.layers {
            let years = layer.years.iter_mut().filter_map(|year| year.file.as_mut());
            for record in layer.file.iter_mut().chain(years) {
                record.absolute.clone_from(&record.path);
            }
        }
        Ok(project_file::to_text(&self.file).ok())
    }
}

/// Bytes of files that are counted in the time in which a vertex is drawn.
const BYTES_A_VERTEX: u64 = 200;
/// Vertices that are drawn in the time that the rest of a page takes.
const PAGE: u64 = 100_000;

impl SheetRequest {
    /// Lays it out and writes it to a file, or to files beside it that are called as their areas. Returns how many.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn write(
        &self,
        format: SheetFormat,
        path: &Path,
        project: Option<Project>,
        progress: &Progress,
    ) -> Result<usize, Unwritten> {
        let project = project.filter(|_| format == SheetFormat::Pdf && !self.settings.private);
        let bytes = project.as_ref().map_or(0, Project::bytes_to_count);
        let vertices = self.prepared.polygons().vertex_count() as u64;
        // Finding the areas of a series, counting what is in the files of the project, drawing and writing.
        let parts = [
            self.series.as_ref().map_or(0, |_| vertices / 10),
            bytes / BYTES_A_VERTEX,
            vertices + PAGE,
        ];
        progress.begin(parts.iter().sum());
        let part = progress.part(parts[0]);
        let pages = self.pages(&part)?;
        part.end();
        let part = progress.part(parts[1]);
        let text = match project {
            Some(project) => project.text(path.parent(), &part)?,
            None => None,
        };
        part.end();
        let progress = &progress.part(parts[2]);
        progress.begin(pages.len() as u64);
        let file = Files {
            format,
            dpi: self.settings.dpi(),
            lang: self.lang,
            project: text,
        };
        if self.series.is_none() || (format == SheetFormat::Pdf && !self.settings.apart) {
            let count = pages.len();
            file.put(pages, true, path, progress)?;
            return Ok(count);
        }
        file.each(pages, path, progress)
    }

    /// The sheets of the series, else the only one.
    fn pages(&self, progress: &Progress) -> Result<Vec<Self>, Unwritten> {
        if self.settings.series.is_none() {
            return Ok(vec![self.clone()]);
        }
        let areas = self.series_areas(progress).map_err(|error| match error {
            RegionsError::Cancelled(cancelled) => cancelled.into(),
            error => Unwritten::NoAreas(Some(error)),
        })?;
        if areas.is_empty() {
            return Err(Unwritten::NoAreas(None));
        }
        Ok(areas.into_iter().map(|area| self.about(area)).collect())
    }

    /// The sheet over its background. Of a series only the first sheet asks what to do without one; a later one is
    /// made without, and says so.
    fn drawing(&self, is_first: bool, progress: &Progress) -> Result<Drawing, Unwritten> {
        // Pieces of the background come from afar, where there is one.
        let waits = if self.ground.is_some() { 7 } else { 0 };
        progress.begin(waits + 3);
        let waiting = progress.part(waits);
        let grounded = self.gather(&waiting)?;
        waiting.end();
        let lacking = grounded.as_ref().and_then(|grounded| grounded.lacking);
        if let Some(lacking) = lacking.filter(|_| is_first) {
            return Err(Unwritten::NoGround(lacking));
        }
        let backdrop = grounded.map(|grounded| grounded.backdrop);
        let drawing = self.over(backdrop).compose(&progress.part(3))?.drawing;
        progress.end();
        Ok(drawing)
    }
}

/// Parts of a sheet in hundredths: laying it out, drawing and packing it. Pixels take longer than lines.
const fn put_parts(format: SheetFormat) -> [u64; 2] {
    match format {
        SheetFormat::Png => [30, 70],
        SheetFormat::Pdf | SheetFormat::Svg => [80, 20],
    }
}

/// The latter for pixels: drawing, packing what was drawn.
const PIXELS: [u64; 2] = [70, 30];

/// Writes sheets in one form.
#[derive(Debug, Clone)]
struct Files {
    format: SheetFormat,
    dpi: f64,
    lang: Lang,
    /// The text of the project that goes into a PDF.
    project: Option<String>,
}

impl Files {
    /// A file for each sheet. Returns how many.
    fn each(
        &self,
        pages: Vec<SheetRequest>,
        path: &Path,
        progress: &Progress,
    ) -> Result<usize, Unwritten> {
        let names = pages.iter().filter_map(|page| page.area.as_deref());
        let names: Vec<&str> = names.map(|area| &*area.name).collect();
        let paths = paths(path, names);
        let count = pages.len();
        for (number, (page, path)) in pages.into_iter().zip(paths).enumerate() {
            self.put(vec![page], number == 0, &path, &progress.part(1))?;
        }
        Ok(count)
    }

    /// Sheets in one file; of the first is asked what it is to lie over. A large picture takes seconds to be drawn and
    /// packed: nobody who stops it waits for that.
    fn put(
        &self,
        pages: Vec<SheetRequest>,
        asks: bool,
        path: &Path,
        progress: &Progress,
    ) -> Result<(), Unwritten> {
        let (files, at) = (self.clone(), path.to_owned());
        let bytes = apart(progress, move |progress| {
            files.bytes(&pages, asks, &at, progress)
        })??;
        let written =
            atomic::write_long(path, progress, |out| std::io::Write::write_all(out, &bytes));
        Ok(written?)
    }

    /// The bytes of a file with these sheets; forms other than PDF hold only one.
    fn bytes(
        &self,
        pages: &[SheetRequest],
        asks: bool,
        path: &Path,
        progress: &Progress,
    ) -> Result<Vec<u8>, Unwritten> {
        progress.begin(pages.len() as u64);
        let failed = |cause: &dyn std::fmt::Display| failed(path, cause);
        let mut pdf = self.pdf().map_err(|error| failed(&error))?;
        let mut first = None;
        for (number, page) in pages.iter().enumerate() {
            let part = progress.part(1);
            let parts = put_parts(self.format);
            part.begin(parts.iter().sum());
            let drawing = page.drawing(asks && number == 0, &part.part(parts[0]))?;
            let part = part.part(parts[1]);
            match self.format {
                SheetFormat::Pdf => pdf.add(&drawing, &part).map_err(|error| failed(&error))?,
                SheetFormat::Svg => return Ok(svg::encode(&drawing, self.lang, &part).into_bytes()),
                SheetFormat::Png => return Ok(self.png(&drawing, path, &part)?),
            }
            progress.check()?;
            first.get_or_insert((drawing.title, drawing.alt));
        }
        let (title, alt) = first.unwrap_or_default();
        Ok(pdf.finish(&title, &alt).map_err(|error| failed(&error))?)
    }

    fn pdf(&self) -> Result<Pdf, crate::export::pdf::PdfError> {
        let mut pdf = Pdf::new(self.lang)?;
        if let Some(text) = &self.project {
            pdf.attach(
                &format!("kaart.{}", project_file::ENDING),
                self.lang.text("sheet.project_inside"),
                text.as_bytes().to_vec(),
            );
        }
        Ok(pdf)
    }

    fn png(
        &self,
        drawing: &Drawing,
        path: &Path,
        progress: &Progress,
    ) -> Result<Vec<u8>, WriteError> {
        progress.begin(PIXELS.iter().sum());
        let drawn = progress.part(PIXELS[0]);
        let raster = raster::draw(drawing, drawing.px_per_unit(self.dpi), &drawn);
        drawn.end();
        progress.check()?;
        let raster = raster.map_err(|error| failed(path, &error))?;
        let packed = || png::encode_rgba(&raster.rgba, raster.size_px, Some(self.dpi));
        let png = progress.at_pace(PIXELS[1], raster.packing_time(), packed);
        png.map_err(|error| failed(path, &error))
    }
}

/// Where the sheets of a series go that are a file each: beside `path`, called as it and their areas.
fn paths<'a>(path: &Path, names: impl IntoIterator<Item = &'a str>) -> Vec<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let names = file_names(&stem, names).into_iter();
    names
        .map(|name| path.with_file_name(format!("{name}.{ending}")))
        .collect()
}

fn failed(path: &Path, cause: &dyn std::fmt::Display) -> WriteError {
    WriteError::Io {
        path: path.to_owned(),
        source: std::io::Error::other(cause.to_string()),
    }
}

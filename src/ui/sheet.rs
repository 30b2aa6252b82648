//! The sheet of what the window shows: everything that it is made of, taken from the state at once, so that it can be
//! laid out and written in the background.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::state::{AreaSource, State};
use crate::analysis::categorise::Coloured;
use crate::domain::Catalogue;
use crate::export::drawing::Drawing;
use crate::export::sheet::{self, Composed, Sheet, SheetSettings};
use crate::export::{logo, pdf, png, raster, svg};
use crate::geometry::Bounds;
use crate::io::{WriteError, atomic};
use crate::job::{Cancelled, Progress};
use crate::map::PreparedLayer;
use crate::map::style::LayerStyle;
use crate::text::{Date, Lang};

/// Dots an inch of a sheet as PNG.
pub const PNG_DPI: f64 = 300.0;

/// Part of the layer that the map shows at least for the sheet to show all of it.
const NEARLY_ALL: f64 = 0.8;

/// How a sheet is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SheetFormat {
    /// Vectors, to print and to send.
    Pdf,
    /// Vectors, to be drawn on.
    Svg,
    /// Pixels.
    Png,
}

impl SheetFormat {
    /// All of them, the most useful first.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Svg, Self::Png];

    /// The ending of its file.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// What a sheet is made of.
#[derive(Debug, Clone)]
pub struct SheetRequest {
    /// What was chosen.
    pub settings: SheetSettings,
    name: String,
    prepared: Arc<PreparedLayer>,
    coloured: Arc<Coloured>,
    style: Arc<LayerStyle>,
    opacity: f64,
    areas: Option<Arc<PreparedLayer>>,
    catalogue: Arc<Catalogue>,
    view: Bounds,
    lang: Lang,
}

impl PartialEq for SheetRequest {
    fn eq(&self, other: &Self) -> bool {
        let areas = match (&self.areas, &other.areas) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        areas
            && Arc::ptr_eq(&self.prepared, &other.prepared)
            && Arc::ptr_eq(&self.coloured, &other.coloured)
            && Arc::ptr_eq(&self.style, &other.style)
            && self.settings == other.settings
            && self.name == other.name
            && self.view == other.view
            && self.lang == other.lang
    }
}

impl SheetRequest {
    /// The sheet of the layer in hand; `None` while there is none with a place on the map.
    pub fn of(state: &State) -> Option<Self> {
        let session = &state.session;
        let layer = session.active()?;
        let prepared = Arc::clone(layer.prepared.as_ref()?);
        let areas = match &session.areas.source {
            Some(AreaSource::Layer(id)) => session.layer(*id),
            _ => None,
        };
        let lang = state.lang();
        Some(Self {
            settings: session.sheet.clone(),
            name: layer.title(lang),
            catalogue: Arc::clone(&session.knowledge().catalogue),
            coloured: Arc::clone(&layer.coloured),
            style: Arc::clone(&layer.style),
            opacity: f64::from(layer.opacity),
            areas: areas.and_then(|areas| areas.prepared.clone()),
            view: view(
                prepared.bounds(),
                state.view.shown.map(|shown| shown.bounds),
            ),
            prepared,
            lang,
        })
    }

    /// The reader's language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Lays it out.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn compose(&self, progress: &Progress) -> Result<Composed, Cancelled> {
        // A logo that cannot be read is left out; the dialog says so when it is chosen.
        let logo = self.settings.logo.as_deref();
        let logo = logo.and_then(|path| logo::read(path).ok());
        let knowledge = self.coloured.knowledge.as_ref();
        let layer = self.prepared.layer();
        let years = sheet::years_of(layer, &self.coloured, &self.catalogue);
        let sheet = Sheet {
            settings: &self.settings,
            layer: &self.prepared,
            name: &self.name,
            categories: &self.coloured.categories,
            counted: &self.coloured.categories.list,
            style: &self.style,
            opacity: self.opacity,
            rule: knowledge.map(|knowledge| &knowledge.rule),
            years: &years,
            areas: self.areas.as_deref(),
            focus: None,
            view: self.view,
            backdrop: None,
            logo: logo.as_ref(),
            today: today(),
            lang: self.lang,
        };
        sheet::compose(&sheet, progress)
    }

    /// Lays it out and writes it to a file.
    ///
    /// # Errors
    /// When it cannot be written, or the work was told to stop.
    pub fn write(
        &self,
        format: SheetFormat,
        path: &Path,
        progress: &Progress,
    ) -> Result<(), WriteError> {
        let drawing = self.compose(progress)?.drawing;
        let bytes = encode(&drawing, format, self.lang, path, progress)?;
        progress.check()?;
        atomic::write(path, |out| std::io::Write::write_all(out, &bytes))
    }
}

fn encode(
    drawing: &Drawing,
    format: SheetFormat,
    lang: Lang,
    path: &Path,
    progress: &Progress,
) -> Result<Vec<u8>, WriteError> {
    let failed = |cause: String| WriteError::Io {
        path: path.to_owned(),
        source: std::io::Error::other(cause),
    };
    match format {
        SheetFormat::Pdf => pdf::encode(drawing, lang).map_err(|error| failed(error.to_string())),
        SheetFormat::Svg => Ok(svg::encode(drawing, lang).into_bytes()),
        SheetFormat::Png => {
            let raster = raster::draw(drawing, drawing.px_per_unit(PNG_DPI), progress);
            let raster = raster.map_err(|error| match error {
                raster::RasterError::Cancelled(cancelled) => cancelled.into(),
                error => failed(error.to_string()),
            })?;
            png::encode_rgba(&raster.rgba, raster.size_px, Some(PNG_DPI))
                .map_err(|error| failed(error.to_string()))
        }
    }
}

/// All of the layer where the map shows nearly all of it, else what the map shows.
fn view(layer: Bounds, shown: Option<Bounds>) -> Bounds {
    let Some(shown) = shown.filter(|shown| shown.intersects(&layer)) else {
        return layer;
    };
    let across =
        |from: f64, to: f64, low: f64, high: f64| (high.min(to) - low.max(from)) / (to - from);
    let wide = across(layer.min[0], layer.max[0], shown.min[0], shown.max[0]);
    let high = across(layer.min[1], layer.max[1], shown.min[1], shown.max[1]);
    if wide >= NEARLY_ALL && high >= NEARLY_ALL {
        layer
    } else {
        shown
    }
}

fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Date::of_unix_seconds(since.map_or(0, |since| since.as_secs() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_shows_nearly_all_prints_all_and_one_that_is_closer_prints_what_is_seen() {
        let layer = Bounds::new(0.0, 0.0, 100.0, 100.0);
        let closer = Bounds::new(20.0, 20.0, 60.0, 60.0);
        assert_eq!(view(layer, Some(closer)), closer);
        assert_eq!(
            view(layer, Some(Bounds::new(-50.0, 5.0, 150.0, 95.0))),
            layer
        );
        assert_eq!(
            view(layer, Some(Bounds::new(900.0, 900.0, 950.0, 950.0))),
            layer
        );
        assert_eq!(view(layer, None), layer);
    }
}

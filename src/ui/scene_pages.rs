//! The scenes of a session as pages: what each needs is taken from the state at once, and composed in the background.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::charts::SceneChart;
use super::command::time;
use super::drenthe_story::plateau_ring;
use super::save::Writer;
use super::state::scenes::{Chart, Scene, SceneLayer};
use super::state::{MapLayer, State};
use crate::analysis::categorise::{ColourBy, Coloured, Knowledge};
use crate::analysis::soil;
use crate::analysis::within::within;
use crate::domain::Assumptions;
use crate::explain::category;
use crate::export::canvas::Canvas;
use crate::export::drawing::Drawing;
use crate::export::ink::Ink;
use crate::export::pdf::Pdf;
use crate::export::picture::Picture;
use crate::export::scene_page::{CHART_POINTS, Entry, ScenePage};
use crate::export::{apng, png, raster};
use crate::geometry::Bounds;
use crate::io::{WriteError, atomic};
use crate::job::{Cancelled, Progress, apart};
use crate::map::{CategoryStyle, ClassColours, LayerStyle, MapCrs};
use crate::text::Lang;
use crate::ui::present::{class_figures, soil_figures};

/// What one page is made of.
#[derive(Debug)]
pub struct Source {
    scene: Scene,
    layer: MapLayer,
    colours: Arc<ClassColours>,
    knowledge: Arc<Knowledge>,
    assumptions: Arc<Assumptions>,
    view: Bounds,
    marks_uncertain: bool,
    plane: MapCrs,
    credit: String,
    /// The chart that takes the place of the legend.
    drawn: Option<SceneChart>,
    lang: Lang,
}

/// Writes all scenes as one PDF, or as a PNG each; `None` without scenes that can be drawn.
pub fn writer(as_pdf: bool, state: &State) -> Option<Writer> {
    let scenes = state.session.scenes.list().iter();
    let sources: Vec<Source> = scenes
        .filter_map(|scene| Source::of(scene, state))
        .collect();
    if sources.is_empty() {
        return None;
    }
    let lang = state.lang();
    Some(Box::new(move |path, progress| {
        if as_pdf {
            let at = path.to_owned();
            let bytes = apart(progress, move |progress| pdf(&sources, &at, lang, progress))??;
            return write(path, &bytes, progress);
        }
        progress.begin(sources.len() as u64);
        for (place, source) in sources.into_iter().enumerate() {
            let bytes = source.png(path, &progress.part(1))?;
            write(&numbered(path, place + 1), &bytes, progress)?;
        }
        Ok(())
    }))
}

/// The bytes of a PDF with a page for each scene.
fn pdf(
    sources: &[Source],
    path: &Path,
    lang: Lang,
    progress: &Progress,
) -> Result<Vec<u8>, WriteError> {
    let failed = |cause| failed(path, &cause);
    let mut pdf = Pdf::new(lang).map_err(failed)?;
    progress.begin(sources.len() as u64);
    for source in sources {
        let part = progress.part(1);
        part.begin(2);
        let page = source.page(&part.part(1))?;
        pdf.add(&page, &part.part(1)).map_err(failed)?;
        progress.check()?;
        part.end();
    }
    let title = lang.text("scenes.title");
    pdf.finish(title, title).map_err(failed)
}

/// Parts of a page in hundredths: its map, its pixels, packing them.
const PAGE: [u64; 3] = [50, 20, 30];

/// How long a year is seen, milliseconds: ten of them take fifteen seconds.
const YEAR_MS: u16 = 1500;

/// Writes the crops of the years of the layer in hand as a moving picture, where the map looks now; `None` without
/// years.
pub fn film(state: &State) -> Option<Writer> {
    let layer = state.session.active()?;
    let lang = state.lang();
    let mut scene = Scene::of(state, String::new());
    let mut looks = scene.layers.iter();
    let place = looks.position(|look| look.name == layer.layer.name)?;
    let years = time::years(layer);
    let frames = years.into_iter().filter_map(|year| {
        let look = scene.layers.get_mut(place)?;
        look.year = Some(year.number());
        look.by_rule = false;
        look.hidden.clear();
        scene.title = lang.fill("time.crops_of", &[("year", &year.to_string())]);
        Source::of(&scene, state)
    });
    let frames: Vec<Source> = frames.collect();
    if frames.is_empty() {
        return None;
    }
    Some(Box::new(move |path, progress| {
        progress.begin(frames.len() as u64);
        let frames = frames.into_iter();
        let pictures = frames.map(|frame| frame.png(path, &progress.part(1)));
        let pictures: Vec<_> = pictures.collect::<Result<_, WriteError>>()?;
        let bytes = apng::encode(&pictures, YEAR_MS).map_err(|cause| failed(path, &cause))?;
        write(path, &bytes, progress)
    }))
}

fn write(path: &Path, bytes: &[u8], progress: &Progress) -> Result<(), WriteError> {
    atomic::write_long(path, progress, |out| std::io::Write::write_all(out, bytes))
}

fn failed(path: &Path, cause: &dyn std::fmt::Display) -> WriteError {
    WriteError::Io {
        path: path.to_owned(),
        source: std::io::Error::other(cause.to_string()),
    }
}

/// `scenes.png` becomes `scenes-1.png`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number}.png"))
}

impl Source {
    /// What the page of a scene needs; `None` where its layer cannot be drawn.
    pub fn of(scene: &Scene, state: &State) -> Option<Self> {
        let session = &state.session;
        let layers = session.layers();
        let named = scene.layer.as_ref();
        let layer = named.and_then(|name| layers.iter().find(|l| l.layer.name == *name));
        let layer = layer.or(session.active())?.clone();
        layer.prepared.as_ref()?;
        let lang = state.lang();
        let view = scene
            .view
            .and_then(|view| view.bounds_in(session.map_crs()));
        Some(Self {
            view: view.unwrap_or_else(|| layer.bounds()),
            scene: scene.clone(),
            marks_uncertain: state.view.marks_uncertain,
            colours: Arc::clone(session.colours()),
            knowledge: Arc::clone(session.knowledge()),
            assumptions: Arc::clone(session.assumptions()),
            plane: session.map_crs(),
            credit: if layer.is_sample {
                lang.text("map.sample_credit").to_owned()
            } else {
                layer.title(lang)
            },
            drawn: scene
                .drawn
                .as_ref()
                .filter(|_| scene.chart == Chart::Drawn)
                .and_then(|choice| SceneChart::of(state, choice, Ink::LIGHT, CHART_POINTS)),
            layer,
            lang,
        })
    }

    /// The layer as the scene colours it.
    fn coloured(&self) -> Arc<Coloured> {
        let layer = &self.layer;
        let wanted = self.look().and_then(SceneLayer::colour_by);
        match (wanted, &layer.years) {
            (Some(by), Some(years)) if by != layer.colour_by => {
                let (area_m2, knowledge) = (&layer.area_m2, &self.knowledge);
                Arc::new(match by {
                    ColourBy::CropYear(year) => {
                        Coloured::by_crop_year(years, year, area_m2, knowledge)
                    }
                    _ => Coloured::by_rule(years, area_m2, knowledge),
                })
            }
            _ => Arc::clone(&layer.coloured),
        }
    }

    /// How the scene looks at the layer.
    fn look(&self) -> Option<&SceneLayer> {
        let mut looks = self.scene.layers.iter();
        looks.find(|look| look.name == self.layer.layer.name)
    }

    /// How each category is drawn.
    fn style(&self, coloured: &Coloured) -> LayerStyle {
        let list = &coloured.categories.list;
        let mut categories = self.colours.styles(list);
        let look = self.look();
        for (style, entry) in categories.iter_mut().zip(list) {
            style.hidden = look.is_some_and(|look| look.hides(&entry.key));
        }
        LayerStyle {
            categories,
            outline: self.layer.style.outline,
        }
    }

    /// Whether the map of another scene looks the same.
    pub fn looks_like(&self, other: &Self) -> bool {
        let (one, two) = (&self.layer, &other.layer);
        self.view == other.view
            && self.plane == other.plane
            && self.marks_uncertain == other.marks_uncertain
            && self.look() == other.look()
            && one.id == two.id
            && Arc::ptr_eq(&one.layer, &two.layer)
            && one.colour_by == two.colour_by
            && self.colours == other.colours
            && Arc::ptr_eq(&self.knowledge, &other.knowledge)
    }

    /// A little picture of the map.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn thumbnail(&self, size_px: [u32; 2], progress: &Progress) -> Result<Canvas, Cancelled> {
        let coloured = self.coloured();
        let prepared = self.layer.prepared.as_ref().ok_or(Cancelled)?;
        let drawn = coloured.drawn(&self.layer.area_m2, self.marks_uncertain);
        let style = self.style(&coloured);
        Picture::bare(prepared, &drawn, &style, self.view, size_px, self.lang).draw(progress)
    }

    /// The page as the bytes of a PNG. It takes seconds to be drawn and packed: nobody who stops it waits for that.
    fn png(self, path: &Path, progress: &Progress) -> Result<Vec<u8>, WriteError> {
        let at = path.to_owned();
        apart(progress, move |progress| {
            progress.begin(PAGE.iter().sum());
            let page = self.page(&progress.part(PAGE[0]))?;
            let drawn = raster::draw(&page, 1.0, &progress.part(PAGE[1]));
            progress.check()?;
            let raster = drawn.map_err(|cause| failed(&at, &cause))?;
            let packed = || png::encode_rgba(&raster.rgba, raster.size_px, None);
            let bytes = progress.at_pace(PAGE[2], raster.packing_time(), packed);
            progress.end();
            bytes.map_err(|cause| failed(&at, &cause))
        })?
    }

    fn page(&self, progress: &Progress) -> Result<Drawing, Cancelled> {
        let (lang, layer) = (self.lang, &self.layer);
        let coloured = self.coloured();
        let list = &coloured.categories.list;
        let style = self.style(&coloured);
        let whole_m2 = coloured.categories.total_m2();
        let entries = list.iter().zip(&style.categories);
        let entries = entries.filter(|(entry, _)| entry.parcels > 0);
        let mut entries: Vec<Entry> = entries
            .map(|(entry, style)| Entry {
                style: *style,
                name: category::label(&entry.key, lang),
                figures: lang.ha_of(entry.area_m2, whole_m2),
            })
            .collect();
        let doubt = coloured.doubt(&layer.area_m2);
        if let Some(doubt) = doubt.filter(|_| self.marks_uncertain) {
            entries.push(Entry {
                style: CategoryStyle::uncertain(),
                name: lang.text("legend.uncertain_lines").to_owned(),
                figures: lang.ha_of(doubt.total_m2(), whole_m2),
            });
        }
        let Some(prepared) = &layer.prepared else {
            return Err(Cancelled);
        };
        let plateau = match (self.scene.chart, plateau_ring()) {
            (Chart::Plateau, Some(ring)) if self.plane == MapCrs::RdNew => {
                let (polygons, area_m2) = (prepared.polygons(), &layer.area_m2);
                Some(within(
                    polygons,
                    area_m2,
                    &coloured.categories,
                    ring,
                    progress,
                )?)
            }
            _ => None,
        };
        let figures = if self.scene.chart == Chart::Soil {
            self.soil(&coloured, progress)?
        } else {
            class_figures(self.scene.chart, list, plateau.as_deref(), lang)
        };
        let chart = match &self.drawn {
            Some(drawn) => drawn.chart(progress)?,
            None => None,
        };
        ScenePage {
            chart: chart.as_ref().map(|chart| &chart.drawing),
            title: &self.scene.title,
            caption: &self.scene.caption,
            layer: prepared,
            of_feature: &coloured.drawn(&layer.area_m2, self.marks_uncertain),
            style: &style,
            view: self.view,
            entries: if self.scene.chart == Chart::Soil || chart.is_some() {
                &[]
            } else {
                &entries
            },
            figures: &figures,
            credit: &self.credit,
            lang,
        }
        .compose(progress)
    }

    fn soil(
        &self,
        coloured: &Coloured,
        progress: &Progress,
    ) -> Result<Vec<crate::export::scene_page::Figure>, Cancelled> {
        let Some(years) = &self.layer.years else {
            return Ok(Vec::new());
        };
        let Knowledge { catalogue, rule } = &*self.knowledge;
        let classified = coloured.classified.clone();
        let classified = classified.unwrap_or_else(|| years.classify(catalogue, rule));
        let area_m2 = &self.layer.area_m2;
        let assumptions = &self.assumptions;
        let list = soil::by_class(&classified, area_m2, catalogue, rule, assumptions, progress)?;
        Ok(list
            .iter()
            .map(|class| soil_figures(class, self.lang))
            .collect())
    }
}

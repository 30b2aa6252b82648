//! The window's background work: which effect of a command starts which job, and what a job's end makes of
//! the state. One job of a kind at a time; files that come while others are being opened wait their turn.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use super::anew::{self, Anew};
use super::charts::{Asked, MadeChart};
use super::command::{
    AreasCommand, ChartsCommand, Command, CompareCommand, FileCommand, LayerCommand,
    ProjectCommand, RuleCommand, ViewCommand, YearsCommand,
};
use super::dialog::Brought;
use super::map_view::Hit;
use super::notify::{Saying, Severity, Words};
use super::open::{self, NewPlane, Opened, Present, ProjectOutcome, Request, Standing};
use super::parcel::{Parcel, Source};
use super::save::{self, SaveWhat};
use super::state::areas;
use super::state::compare::{Made, SideBy};
use super::state::rule_view::{MadeFrom, RuleNumbers};
use super::state::{
    AreaSource, Document, InView, LayerId, Loaded, MapLayer, RulePart, Settings, SettingsFile,
    State,
};
use super::years::{Source as YearSource, YearLayers, YearsRequest, words as years_words};
use crate::analysis::categorise::{ColourBy, Coloured, Knowledge};
use crate::analysis::figured::{Figured, Request as AreaRequest};
use crate::analysis::fit::{self, Fit};
use crate::analysis::regions::RegionsError;
use crate::analysis::rule_figures::RuleFigures;
use crate::crs::Crs;
use crate::explain;
use crate::export::raster::RasterError;
use crate::geometry::Bounds;
use crate::io::WriteError;
use crate::io::project_file::{self, RecoveryRecord};
use crate::job::{Cache, Cancelled, Event, Outcome, Queue, Waker};
use crate::project::{self, Stamps};
use crate::text::Lang;

/// What goes on in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Files are opened.
    Open,
    /// Yearly layers are laid over each other.
    Overlay,
    /// Layers get another coordinate system.
    SetCrs,
    /// A layer is read again, or its texts in another encoding.
    Renew(LayerId),
    /// A layer's parcels are put into other categories.
    Recolour(LayerId),
    /// What is known of the selected parcel is gathered.
    Gather,
    /// The categories in view are counted.
    Count,
    /// The figures of a layer under the rule are worked out.
    Figures,
    /// The thresholds that fit Fig. 1 best are looked for.
    Fit,
    /// A chart is made.
    Chart,
    /// The figures of areas are computed.
    Areas,
    /// Something is written to a file.
    Export,
    /// A side of the map is coloured: 0 is left, 1 right.
    Compare(usize),
    /// The project is written.
    SaveProject,
    /// What a crash would cost is written.
    Journal,
    /// The settings are written.
    Save,
}

/// What a job delivers.
#[derive(Debug)]
enum Delivery {
    Opened(Opened),
    InCrs(Vec<(LayerId, Loaded)>, Option<NewPlane>),
    Recoloured(LayerId, ColourBy, Coloured),
    Renewed(LayerId, Box<Anew>),
    /// There was no choice.
    Nothing,
    Gathered(Parcel),
    Counted(InView),
    Figured(RuleNumbers),
    Fitted(LayerId, Option<Fit>),
    Charted(Box<MadeChart>),
    Areas(Result<Figured, RegionsError>),
    Exported(PathBuf, Result<(), WriteError>),
    Compared(usize, Made),
    Project(PathBuf, ProjectOutcome),
    ProjectSaved(PathBuf, Box<Document>, Result<(), WriteError>),
    Kept(Result<(), WriteError>),
    Saved(Result<(), String>),
}

/// A job as the status bar shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What goes on.
    pub kind: JobKind,
    /// The name of the file, where it is about one.
    pub subject: Option<String>,
    /// Part that is done; `None` where nobody knows.
    pub fraction: Option<f32>,
    /// How long it has been going on.
    pub elapsed: Duration,
}

/// A wait shorter than this needs no sign.
const UNSEEN: Duration = Duration::from_millis(100);

/// The background work of a window.
#[derive(Debug)]
pub struct Jobs {
    queue: Queue<JobKind, Delivery>,
    waiting: VecDeque<Request>,
    /// What is known of the files that projects are made of.
    stamps: Arc<Mutex<Stamps>>,
    opening: Option<Opening>,
    settings_file: Arc<Mutex<SettingsFile>>,
    cache: Option<Cache>,
    counted: Option<CountKey>,
    figured: Option<MadeFrom>,
    charted: Option<Asked>,
    areas: Option<AreaRequest>,
    /// The rule that each outdated layer was last asked to follow.
    followed: Vec<(LayerId, Arc<Knowledge>)>,
}

/// What is being opened, for the status bar and for what comes of it.
#[derive(Debug)]
struct Opening {
    kind: JobKind,
    subject: Option<String>,
    is_sample: bool,
    /// What comes holds areas and no parcels.
    holds_areas: bool,
    /// Layers that leave the map to what comes.
    make_room: Vec<LayerId>,
}

impl Opening {
    fn of(request: &Request) -> Self {
        let (kind, subject, is_sample) = match request {
            Request::Files(paths) | Request::Dropped(paths) => (
                JobKind::Open,
                paths.first().map(|path| file_name(path)),
                false,
            ),
            Request::Areas(paths) => (
                JobKind::Open,
                paths.first().map(|path| file_name(path)),
                false,
            ),
            Request::Sample | Request::SampleAreas => (JobKind::Open, None, true),
            Request::Project(project) => (JobKind::Open, Some(file_name(&project.path)), false),
            Request::Years(years) => (JobKind::Overlay, Some(span(years)), years.is_sample),
        };
        Self {
            kind,
            subject,
            is_sample,
            holds_areas: matches!(request, Request::Areas(_) | Request::SampleAreas),
            make_room: match request {
                Request::Years(years) => years.on_the_map.clone(),
                _ => Vec::new(),
            },
        }
    }
}

/// "2015–2024".
fn span(years: &YearsRequest) -> String {
    let first = years
        .years
        .first()
        .map_or(years.reference, |layer| layer.year);
    format!("{first}–{}", years.reference)
}

/// What a count of the categories in view was made from.
#[derive(Debug, Clone)]
struct CountKey {
    layer: LayerId,
    /// Holds nothing alive, and is never taken for something newer at the same place in memory.
    coloured: Weak<Coloured>,
    bounds: Bounds,
}

impl PartialEq for CountKey {
    fn eq(&self, other: &Self) -> bool {
        self.layer == other.layer
            && self.bounds == other.bounds
            && self.coloured.ptr_eq(&other.coloured)
    }
}

impl Jobs {
    /// No work yet. The waker is called when some of it ended; in `cache` is kept what takes long.
    pub fn new(settings_file: SettingsFile, cache: Option<Cache>, waker: Waker) -> Self {
        Self {
            queue: Queue::new(waker),
            waiting: VecDeque::new(),
            stamps: Arc::default(),
            opening: None,
            cache,
            settings_file: Arc::new(Mutex::new(settings_file)),
            counted: None,
            figured: None,
            charted: None,
            areas: None,
            followed: Vec::new(),
        }
    }

    /// Opens files, after those that are being opened.
    pub fn open(&mut self, request: Request, state: &State) {
        self.waiting.push_back(request);
        self.open_next(state);
    }

    fn open_next(&mut self, state: &State) {
        if self.opening.is_some() {
            return;
        }
        let Some(request) = self.waiting.pop_front() else {
            return;
        };
        let opening = Opening::of(&request);
        let of = if opening.holds_areas {
            Present::all
        } else {
            Present::of
        };
        let present = of(&state.session, &state.settings.yearly);
        let present = present.keeping(self.cache.clone());
        let stamps = Arc::clone(&self.stamps);
        self.queue
            .spawn(opening.kind, move |progress| match request {
                Request::Project(request) => {
                    let path = request.path.clone();
                    let outcome = open::open_project(request, &present, &stamps, progress)?;
                    Ok(Delivery::Project(path, outcome))
                }
                request => open::open(request, &present, progress).map(Delivery::Opened),
            });
        self.opening = Some(opening);
    }

    /// Takes the coordinates of layers to be in another system.
    pub fn set_crs(&mut self, ids: &[LayerId], crs: Crs, state: &State) {
        let layers: Vec<_> = ids
            .iter()
            .filter_map(|&id| state.session.layer(id))
            .map(Standing::of)
            .collect();
        let present = Present::of(&state.session, &state.settings.yearly);
        self.queue.spawn(JobKind::SetCrs, move |progress| {
            let (loaded, plane) = open::in_crs(&layers, &present, &crs, progress)?;
            Ok(Delivery::InCrs(loaded, plane))
        });
    }

    /// Reads the file of a layer again.
    pub fn reload(&mut self, id: LayerId, state: &State) {
        let Some(standing) = state.session.layer(id).map(Standing::of) else {
            return;
        };
        let present = Present::of(&state.session, &state.settings.yearly);
        self.queue.spawn(JobKind::Renew(id), move |progress| {
            let anew = anew::reload(&standing, &present, progress)?;
            Ok(Delivery::Renewed(id, Box::new(anew)))
        });
    }

    /// Takes the texts of a layer to be in another encoding.
    pub fn set_encoding(&mut self, id: LayerId, name: String, state: &State) {
        let Some(standing) = state.session.layer(id).map(Standing::of) else {
            return;
        };
        let present = Present::of(&state.session, &state.settings.yearly);
        self.queue.spawn(JobKind::Renew(id), move |progress| {
            let anew = anew::in_encoding(&standing, &name, &present, progress)?;
            Ok(anew.map_or(Delivery::Nothing, |loaded| {
                Delivery::Renewed(id, Box::new(Ok(loaded)))
            }))
        });
    }

    /// Puts a layer's parcels into other categories.
    pub fn recolour(&mut self, layer: &MapLayer, by: ColourBy, knowledge: Arc<Knowledge>) {
        let (id, area_m2) = (layer.id, Arc::clone(&layer.area_m2));
        let (layer, years) = (Arc::clone(&layer.layer), layer.years.clone());
        self.queue.spawn(JobKind::Recolour(id), move |progress| {
            let (by, coloured) =
                open::colour(&layer, &area_m2, by, years.as_ref(), &knowledge, progress)?;
            Ok(Delivery::Recoloured(id, by, coloured))
        });
    }

    /// Puts the parcels of layers that a changed rule left behind into categories anew. What runs is let come to its
    /// end, so that the map moves while a slider is being dragged, and not only after.
    pub fn follow(&mut self, state: &State) {
        let knowledge = state.session.knowledge();
        let layers = state.session.layers().iter();
        for layer in layers.filter(|layer| layer.is_outdated(knowledge)) {
            let kind = JobKind::Recolour(layer.id);
            let runs = self.queue.running().any(|job| *job.kind == kind);
            let mut followed = self.followed.iter();
            let asked = followed.any(|(id, of)| *id == layer.id && Arc::ptr_eq(of, knowledge));
            if runs || asked {
                continue;
            }
            // What was cancelled is not begun again before the next change.
            self.followed.retain(|(id, _)| *id != layer.id);
            self.followed.push((layer.id, Arc::clone(knowledge)));
            let Some(years) = layer.years.clone() else {
                continue;
            };
            let (id, by) = (layer.id, layer.colour_by.clone());
            let (coloured, area_m2) = (Arc::clone(&layer.coloured), Arc::clone(&layer.area_m2));
            let knowledge = Arc::clone(knowledge);
            self.queue.spawn(kind, move |_| {
                // What does not depend on the rule is never outdated.
                let following = coloured.following(&by, &years, &area_m2, &knowledge);
                let following = following.unwrap_or_else(|| Coloured::clone(&coloured));
                Ok(Delivery::Recoloured(id, by, following))
            });
        }
    }

    /// Works out the figures of the layer in hand under the rule, when its panel is open and they are others than
    /// at the last time. Not while something is being dragged: they take longer than a frame.
    pub fn figure(&mut self, state: &State, dragging: bool) {
        let knowledge = state.session.knowledge();
        let is_open = state.view.left_open && state.view.rule.is_open(RulePart::Panel);
        let layer = state.session.active().filter(|_| is_open && !dragging);
        let Some(layer) = layer.filter(|layer| !layer.is_outdated(knowledge)) else {
            return;
        };
        let Some(years) = layer.years.clone() else {
            return;
        };
        let of = MadeFrom::of(layer, knowledge);
        if self.figured.as_ref() == Some(&of) {
            return;
        }
        self.figured = Some(of.clone());
        let (area_m2, knowledge) = (Arc::clone(&layer.area_m2), Arc::clone(knowledge));
        let classified = layer.coloured.classified.clone();
        self.queue.spawn(JobKind::Figures, move |progress| {
            let Knowledge { catalogue, rule } = &*knowledge;
            let classified = classified.unwrap_or_else(|| years.classify(catalogue, rule));
            let figures = RuleFigures::of(&classified, &area_m2, catalogue, rule, progress)?;
            Ok(Delivery::Figured(RuleNumbers { of, figures }))
        });
    }

    /// Colours the sides of the map that are not as they were asked for.
    pub fn compare(&mut self, state: &State) {
        let knowledge = state.session.knowledge();
        let Some(compare) = &state.view.compare else {
            return;
        };
        let Some(layer) = state.session.layer(compare.layer) else {
            return;
        };
        for (place, side) in compare.sides.iter().enumerate() {
            let kind = JobKind::Compare(place);
            let runs = self.queue.running().any(|job| *job.kind == kind);
            let Some(years) = layer.years.clone() else {
                continue;
            };
            if runs || !compare.is_stale(place, knowledge) {
                continue;
            }
            let (of, knowledge) = (side.by.clone(), Arc::clone(knowledge));
            let area_m2 = Arc::clone(&layer.area_m2);
            self.queue.spawn(kind, move |_| {
                let known = of.knowledge(&knowledge);
                let coloured = match of {
                    SideBy::Year(year) => Coloured::by_crop_year(&years, year, &area_m2, &known),
                    _ => Coloured::by_rule(&years, &area_m2, &known),
                };
                let made = Made {
                    of,
                    knowledge,
                    coloured: Arc::new(coloured),
                };
                Ok(Delivery::Compared(place, made))
            });
        }
    }

    /// Looks for the thresholds that fit Fig. 1 best, from the figures that are there.
    pub fn fit(&mut self, state: &State) {
        let Some(numbers) = state.view.rule.numbers.clone() else {
            return;
        };
        let rule = state.session.knowledge().rule.clone();
        self.queue.spawn(JobKind::Fit, move |_| {
            let found = fit::best(&numbers.figures.table, &rule);
            Ok(Delivery::Fitted(numbers.of.layer(), found))
        });
    }

    /// Computes the figures of the areas, when something that they are made of is other than at the last time. What
    /// runs is let come to its end where only the rule or the assumptions changed, so that the table moves while a
    /// slider is being dragged, and not only after; a view that moves is waited for.
    pub fn areas(&mut self, state: &State, dragging: bool) {
        let is_view = state.session.areas.source == Some(AreaSource::View);
        let Some(request) = areas::request(state).filter(|_| !(is_view && dragging)) else {
            return;
        };
        let asked = self.areas.as_ref();
        if asked == Some(&request) && !is_gone(state) {
            return;
        }
        let runs = self.queue.running().any(|job| *job.kind == JobKind::Areas);
        if runs && asked.is_some_and(|asked| asked.has_same_regions(&request)) {
            return;
        }
        self.areas = Some(request.clone());
        let before = state.view.areas.figured.clone();
        self.queue.spawn(JobKind::Areas, move |progress| {
            match Figured::of(request, before.as_deref(), progress) {
                Err(RegionsError::Cancelled(cancelled)) => Err(cancelled),
                figured => Ok(Delivery::Areas(figured)),
            }
        });
    }

    /// Writes the project.
    pub fn save_project(&mut self, path: PathBuf, state: &State) {
        let document = Document::of(state);
        let mut file = document.to_file(state);
        let stamps = Arc::clone(&self.stamps);
        self.queue.spawn(JobKind::SaveProject, move |_| {
            let written = {
                let mut stamps = stamps.lock().unwrap_or_else(PoisonError::into_inner);
                project::fill(&mut file, path.parent(), Some(&mut stamps));
                project_file::write(&file, &path, true)
            };
            Ok(Delivery::ProjectSaved(path, Box::new(document), written))
        });
    }

    /// Keeps the session for the case of a crash, and then lets go of what it was recovered from.
    pub fn keep(&mut self, path: PathBuf, recovered: Vec<PathBuf>, state: &State) {
        let mut file = Document::of(state).to_file(state);
        let of = state.project.path.as_ref();
        file.recovery = Some(RecoveryRecord {
            project: of.map_or_else(String::new, |path| path.to_string_lossy().into_owned()),
        });
        self.queue.spawn(JobKind::Journal, move |_| {
            project::fill(&mut file, None, None);
            let written = project_file::write(&file, &path, false);
            if written.is_ok() {
                for old in recovered {
                    // The lock that belongs to it is the window's, which lets go of it.
                    let _ = std::fs::remove_file(old);
                }
            }
            Ok(Delivery::Kept(written))
        });
    }

    /// Writes something to a file.
    pub fn export(&mut self, what: SaveWhat, path: PathBuf, state: &State) {
        let Some(write) = save::writer(what, state) else {
            return;
        };
        self.queue.spawn(JobKind::Export, move |progress| {
            match write(&path, progress) {
                Err(WriteError::Cancelled(cancelled)) => Err(cancelled),
                written => Ok(Delivery::Exported(path, written)),
            }
        });
    }

    /// Makes the chart that is shown, when it is another than the last one. One that still runs gives way to it.
    pub fn chart(&mut self, state: &State) {
        let Some(asked) = Asked::of(state) else {
            return;
        };
        if self.charted.as_ref() == Some(&asked) {
            return;
        }
        self.charted = Some(asked.clone());
        self.queue
            .spawn(JobKind::Chart, move |progress| match asked.make(progress) {
                Ok(made) => Ok(Delivery::Charted(Box::new(made))),
                Err(RasterError::Cancelled(cancelled)) => Err(cancelled),
                Err(RasterError::Size(..)) => Err(Cancelled),
            });
    }

    /// Gathers what is known of the selected parcel.
    pub fn gather(&mut self, state: &State) {
        let Some((hit, layer)) = selected(state) else {
            self.queue.cancel(&JobKind::Gather);
            return;
        };
        let session = &state.session;
        let source = Source::of(layer, session.knowledge(), session.map_crs());
        self.queue.spawn(JobKind::Gather, move |_| {
            Ok(Delivery::Gathered(source.gather(hit)))
        });
    }

    /// Writes the settings.
    pub fn save(&mut self, settings: Settings) {
        let file = Arc::clone(&self.settings_file);
        self.queue.spawn(JobKind::Save, move |_| {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            let saved = file.save(&settings).map_err(|error| error.to_string());
            Ok(Delivery::Saved(saved))
        });
    }

    /// Counts the categories in view, when layer, colours or view are others than at the last count.
    pub fn count(&mut self, state: &State) {
        let Some((layer, prepared, bounds)) = countable(state) else {
            return;
        };
        let key = CountKey {
            layer: layer.id,
            coloured: Arc::downgrade(&layer.coloured),
            bounds,
        };
        if self.counted.as_ref() == Some(&key) {
            return;
        }
        self.counted = Some(key);
        let (id, coloured) = (layer.id, Arc::clone(&layer.coloured));
        self.queue.spawn(JobKind::Count, move |progress| {
            let whole = bounds.contains_bounds(&prepared.bounds());
            let list = if whole {
                coloured.categories.list.clone()
            } else {
                let inside = prepared.index().query(&bounds);
                progress.check()?;
                let inside = inside.into_iter().map(|feature| feature as usize);
                coloured.categories.counted_over(inside, prepared.area_m2())
            };
            Ok(Delivery::Counted(InView { layer: id, list }))
        });
    }

    /// Stops what the status bar shows, and forgets the files that wait.
    pub fn cancel(&mut self) {
        self.waiting.clear();
        let kinds: Vec<JobKind> = self.queue.running().map(|job| *job.kind).collect();
        for kind in kinds {
            if is_shown(kind) {
                self.queue.cancel(&kind);
            }
        }
    }

    /// The job to show, if one has been going on long enough to be noticed.
    pub fn shown(&self) -> Option<Shown> {
        let mut running = self.queue.running();
        let job = running.find(|job| is_shown(*job.kind) && job.elapsed >= UNSEEN)?;
        Some(Shown {
            kind: *job.kind,
            subject: self
                .opening
                .as_ref()
                .filter(|opening| opening.kind == *job.kind)
                .and_then(|opening| opening.subject.clone()),
            fraction: job.progress.fraction(),
            elapsed: job.elapsed,
        })
    }

    /// True while something goes on whose progress is shown.
    pub fn is_busy(&self) -> bool {
        self.queue.running().any(|job| is_shown(*job.kind))
    }

    /// True while nothing at all goes on.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.queue.running().next().is_none()
    }

    /// What ended since the last call, as commands.
    pub fn finished(&mut self, state: &State) -> Vec<Command> {
        let mut commands = Vec::new();
        for Event { kind, outcome } in self.queue.poll() {
            let opening = match kind {
                JobKind::Open | JobKind::Overlay => self.opening.take(),
                _ => None,
            };
            match outcome {
                Outcome::Done(delivery) => deliver(delivery, opening.as_ref(), &mut commands),
                // Not begun again before it is asked for again.
                Outcome::Cancelled if kind == JobKind::Areas => {
                    commands.push(AreasCommand::Failed(Cancelled.into()).into());
                }
                Outcome::Cancelled => {}
                Outcome::Failed(cause) => commands.push(say_failed(cause)),
            }
        }
        self.open_next(state);
        commands
    }
}

/// True for work that people wait for.
fn is_shown(kind: JobKind) -> bool {
    match kind {
        JobKind::Open
        | JobKind::Overlay
        | JobKind::SetCrs
        | JobKind::Recolour(_)
        | JobKind::Renew(_)
        | JobKind::Areas
        | JobKind::SaveProject
        | JobKind::Export => true,
        JobKind::Gather
        | JobKind::Count
        | JobKind::Figures
        | JobKind::Fit
        | JobKind::Compare(_)
        | JobKind::Chart
        | JobKind::Save => false,
        JobKind::Journal => false,
    }
}

/// True when figures that were asked for were put away since.
fn is_gone(state: &State) -> bool {
    let view = &state.view.areas;
    view.figured.is_none() && view.failed.is_none()
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn selected(state: &State) -> Option<(Hit, &MapLayer)> {
    let hit = state.view.selection?;
    Some((hit, state.session.layer(hit.layer)?))
}

fn countable(
    state: &State,
) -> Option<(&MapLayer, Arc<crate::map::prepared::PreparedLayer>, Bounds)> {
    let layer = state.session.active()?;
    let prepared = layer.prepared.as_ref()?;
    let bounds = state.view.shown?.bounds;
    Some((layer, Arc::clone(prepared), bounds))
}

fn deliver(delivery: Delivery, opening: Option<&Opening>, commands: &mut Vec<Command>) {
    match delivery {
        Delivery::Opened(opened) => deliver_opened(opened, opening, commands),
        Delivery::InCrs(loaded, plane) => {
            if let Some((crs, prepared)) = plane {
                commands.push(LayerCommand::SetMapCrs(crs, prepared).into());
            }
            for (id, loaded) in loaded {
                commands.push(LayerCommand::Replaced(id, Box::new(loaded)).into());
            }
        }
        Delivery::Recoloured(id, by, coloured) => {
            commands.push(LayerCommand::Recoloured(id, by, Arc::new(coloured)).into());
        }
        Delivery::Renewed(id, anew) => match *anew {
            Ok(loaded) => commands.push(LayerCommand::Renewed(id, Box::new(loaded)).into()),
            Err(error) => {
                let saying = Saying::new(move |lang| explain::open_error(&error, lang).into());
                commands.push(ViewCommand::Say(Severity::Error, saying).into());
            }
        },
        Delivery::Nothing => {}
        Delivery::Gathered(parcel) => {
            commands.push(ViewCommand::Gathered(Arc::new(parcel)).into());
        }
        Delivery::Counted(in_view) => commands.push(ViewCommand::Counted(in_view).into()),
        Delivery::Figured(numbers) => {
            commands.push(RuleCommand::Figured(Arc::new(numbers)).into());
        }
        Delivery::Charted(made) => {
            commands.push(ChartsCommand::Made(Arc::from(made)).into());
        }
        Delivery::Fitted(layer, fit) => {
            let fit = fit.map(|fit| (layer, Arc::new(fit)));
            commands.push(RuleCommand::Fitted(fit).into());
        }
        Delivery::Areas(Ok(figured)) => {
            commands.push(AreasCommand::Figured(Arc::new(figured)).into());
        }
        Delivery::Areas(Err(error)) => commands.push(AreasCommand::Failed(error).into()),
        Delivery::Project(path, outcome) => commands.push(project_command(path, outcome)),
        Delivery::ProjectSaved(path, document, Ok(())) => {
            commands.push(ProjectCommand::Saved(path, document).into());
        }
        Delivery::ProjectSaved(_, _, Err(error)) => {
            let saying = Saying::new(move |lang| explain::write_error(&error, lang).into());
            commands.push(ViewCommand::Say(Severity::Error, saying).into());
            commands.push(ProjectCommand::NotSaved.into());
        }
        Delivery::Kept(Ok(())) => {}
        Delivery::Kept(Err(error)) => log::warn!("the session is not kept: {error}"),
        Delivery::Exported(path, Ok(())) => commands.push(say_saved(path)),
        Delivery::Exported(_, Err(error)) => {
            let saying = Saying::new(move |lang| explain::write_error(&error, lang).into());
            commands.push(ViewCommand::Say(Severity::Error, saying).into());
        }
        Delivery::Compared(place, made) => {
            commands.push(CompareCommand::Made(place, Box::new(made)).into());
        }
        Delivery::Saved(Ok(())) => {}
        Delivery::Saved(Err(cause)) => {
            let saying = Saying::new(move |lang: Lang| Words {
                happened: lang.text("notify.settings_not_saved").to_owned(),
                meaning: lang.text("notify.settings_not_saved_means").to_owned(),
                remedy: lang.text("notify.settings_not_saved_remedy").to_owned(),
                details: cause.clone(),
            });
            commands.push(ViewCommand::Say(Severity::Warning, saying).into());
        }
    }
}

fn deliver_opened(opened: Opened, opening: Option<&Opening>, commands: &mut Vec<Command>) {
    if !opened.yearly.is_empty() {
        let sources = opened.yearly.into_iter().map(YearSource::Layer).collect();
        let failed = opened.failed;
        commands.push(YearsCommand::Bring(Brought::Sources { sources, failed }).into());
        return;
    }
    let is_sample = opening.is_some_and(|opening| opening.is_sample);
    if let Some((crs, prepared)) = opened.plane {
        commands.push(LayerCommand::SetMapCrs(crs, prepared).into());
    }
    for loaded in &opened.loaded {
        match &loaded.year_layers {
            Some(years) => commands.push(say_overlaid(loaded, years)),
            None if is_sample => {}
            None => commands.push(say_opened(loaded)),
        }
    }
    for id in opening.map(|o| o.make_room.as_slice()).unwrap_or_default() {
        commands.push(LayerCommand::SetVisible(*id, false).into());
    }
    let holds_areas = opening.is_some_and(|opening| opening.holds_areas);
    if holds_areas && !opened.loaded.is_empty() {
        commands.push(AreasCommand::Add(opened.loaded).into());
    } else if !opened.loaded.is_empty() {
        commands.push(LayerCommand::Add(opened.loaded).into());
    }
    for path in opened.files.into_iter().rev() {
        commands.push(FileCommand::Opened(path).into());
    }
    if let Some(error) = opened.not_joined {
        let saying = Saying::new(move |lang| years_words::not_joined(&error, lang));
        commands.push(ViewCommand::Say(Severity::Error, saying).into());
    }
    for (_, error) in opened.failed {
        let error = Arc::new(error);
        let saying = Saying::new(move |lang| explain::open_error(&error, lang).into());
        commands.push(ViewCommand::Say(Severity::Error, saying).into());
    }
}

/// "60.000 percelen · 14 velden · RD (EPSG:28992) · UTF-8".
fn say_opened(loaded: &Loaded) -> Command {
    let layer = Arc::clone(&loaded.layer);
    let severity = if loaded.prepared.is_none() {
        Severity::Warning
    } else {
        Severity::Info
    };
    let saying = Saying::new(move |lang| Words {
        happened: lang.fill("notify.opened", &[("name", &layer.name)]),
        meaning: super::panel::layers::facts(&layer, lang),
        ..Words::default()
    });
    ViewCommand::Say(severity, saying).into()
}

/// "Jaarlagen 2015–2024: 1.848 percelen in 0,4 s." and what was odd.
fn say_overlaid(loaded: &Loaded, years: &Arc<YearLayers>) -> Command {
    let (parcels, years) = (loaded.layer.len() as u64, Arc::clone(years));
    let saying = Saying::new(move |lang| years_words::done(&years, parcels, lang));
    ViewCommand::Say(Severity::Info, saying).into()
}

fn project_command(path: PathBuf, outcome: ProjectOutcome) -> Command {
    let command = match outcome {
        ProjectOutcome::Failed(error) => ProjectCommand::Failed(error),
        ProjectOutcome::Wanted(file, wanted) => ProjectCommand::Wanted(path, file, wanted),
        ProjectOutcome::Ready(project) => ProjectCommand::Opened(path, project),
    };
    command.into()
}

/// "Opgeslagen: gebieden.xlsx."
fn say_saved(path: PathBuf) -> Command {
    let saying = Saying::new(move |lang: Lang| Words {
        happened: lang.fill("notify.saved", &[("name", &file_name(&path))]),
        meaning: path.display().to_string(),
        ..Words::default()
    });
    ViewCommand::Say(Severity::Info, saying).into()
}

fn say_failed(cause: String) -> Command {
    let saying = Saying::new(move |lang: Lang| Words {
        happened: lang.text("notify.job_failed").to_owned(),
        meaning: lang.text("notify.job_failed_means").to_owned(),
        remedy: lang.text("notify.job_failed_remedy").to_owned(),
        details: cause.clone(),
    });
    ViewCommand::Say(Severity::Error, saying).into()
}

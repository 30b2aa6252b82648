//! Files, projects and years that are opened, layers that are read anew or come to lie elsewhere, and what is said of them.

use std::path::PathBuf;
use std::sync::Arc;

use super::delivery::Delivery;
use super::{JobKind, Jobs, file_name};
use crate::analysis::summary::parcels_in;
use crate::crs::Crs;
use crate::domain::unknown_codes;
use crate::explain;
use crate::text::Lang;
use crate::ui::anew;
use crate::ui::command::{
    AreasCommand, Command, FileCommand, LayerCommand, ProjectCommand, ViewCommand, YearsCommand,
};
use crate::ui::dialog::Brought;
use crate::ui::notify::{Saying, Severity, Words};
use crate::ui::open::{self, Opened, Present, ProjectOutcome, Request, Standing};
use crate::ui::panel::layers;
use crate::ui::state::{LayerId, Loaded, State};
use crate::ui::years::{Source as YearSource, YearLayers, YearsRequest, words as years_words};

/// What is being opened, for the status bar and for what comes of it.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) kind: JobKind,
    pub(super) subject: Option<String>,
    is_sample: bool,
    /// What comes holds areas and no parcels.
    holds_areas: bool,
    /// Layers that leave the map to what comes.
    make_room: Vec<LayerId>,
}

impl Opening {
    fn of(request: &Request) -> Self {
        let (kind, subject, is_sample) = match request {
            Request::Files(paths) | Request::Apart(paths) | Request::Areas(paths) => (
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

impl Jobs {
    /// Opens files, after those that are being opened.
    pub fn open(&mut self, request: Request, state: &State) {
        self.waiting.push_back(request);
        self.open_next(state);
    }

    pub(super) fn open_next(&mut self, state: &State) {
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
}

pub(super) fn deliver_opened(
    mut opened: Opened,
    opening: Option<&Opening>,
    commands: &mut Vec<Command>,
) {
    if !opened.yearly.is_empty() {
        let sources = std::mem::take(&mut opened.yearly);
        let sources = sources.into_iter().map(YearSource::Seen).collect();
        let failed = std::mem::take(&mut opened.failed);
        commands.push(YearsCommand::Bring(Brought::Sources { sources, failed }).into());
    }
    let is_sample = opening.is_some_and(|opening| opening.is_sample);
    if let Some((crs, prepared)) = opened.plane.take() {
        commands.push(LayerCommand::SetMapCrs(crs, prepared).into());
    }
    commands.extend(said_of(&mut opened, is_sample));
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
}

/// What is to be said of what was opened, and of what could not be. Much at once is summed up.
fn said_of(opened: &mut Opened, is_sample: bool) -> Option<Command> {
    let mut said = Vec::new();
    for loaded in &opened.loaded {
        match &loaded.year_layers {
            Some(years) => said.push(say_overlaid(loaded, years)),
            None if is_sample => {}
            None => said.push(say_opened(loaded)),
        }
    }
    let layers = said.len() as u64;
    if let Some(error) = opened.not_joined.take() {
        let saying = Saying::new(move |lang| years_words::not_joined(&error, lang));
        said.push((Severity::Error, saying));
    }
    let failed = opened.failed.len() as u64;
    for (_, error) in opened.failed.drain(..) {
        let error = Arc::new(error);
        let saying = Saying::new(move |lang| explain::open_error(&error, lang).into());
        said.push((Severity::Error, saying));
    }
    if let [_, _, ..] = said.as_slice() {
        let odd = opened.loaded.iter();
        let odd = odd
            .filter(|loaded| !loaded.layer.warnings.is_empty())
            .count() as u64;
        let summary = Saying::new(move |lang| summary(layers, failed, odd, lang));
        return Some(ViewCommand::SayTogether(summary, said).into());
    }
    let (severity, saying) = said.pop()?;
    Some(ViewCommand::Say(severity, saying).into())
}

/// "10 lagen geopend." "2 bestanden zijn niet geopend." "Bij 3 lagen zijn opmerkingen."
fn summary(layers: u64, failed: u64, odd: u64, lang: Lang) -> Words {
    let told = |one, many, count| (count > 0).then(|| lang.one_or(one, many, count));
    let happened = [
        told("notify.one_layer", "notify.layers", layers),
        told("notify.one_failed", "notify.failed", failed),
    ];
    let happened: Vec<String> = happened.into_iter().flatten().collect();
    Words {
        happened: happened.join(" "),
        meaning: told("notify.one_odd", "notify.odd", odd).unwrap_or_default(),
        ..Words::default()
    }
}

/// "60.000 percelen · 14 velden · RD (EPSG:28992) · UTF-8".
fn say_opened(loaded: &Loaded) -> (Severity, Saying) {
    let (layer, list) = (&loaded.layer, &loaded.coloured.categories.list);
    let severity = if loaded.prepared.is_none() {
        Severity::Warning
    } else {
        Severity::Info
    };
    let saying = Saying::of_layers(|lang| Words {
        happened: lang.fill("notify.opened", &[("name", &layer.name)]),
        meaning: layers::facts(layer, list, lang),
        ..Words::default()
    });
    (severity, saying)
}

/// "Jaarlagen 2015–2024: 1.848 percelen in 0,4 s." and what was odd.
fn say_overlaid(loaded: &Loaded, years: &YearLayers) -> (Severity, Saying) {
    let parcels = parcels_in(&loaded.coloured.categories.list);
    let known = loaded
        .years
        .as_ref()
        .zip(loaded.coloured.knowledge.as_ref());
    let unknown = known.map_or(0, |(parcels, known)| {
        let seen = parcels.sequences.crops().crops();
        unknown_codes(seen, &known.catalogue, &known.rule)
    });
    let severity = if unknown == 0 {
        Severity::Info
    } else {
        Severity::Warning
    };
    let saying = Saying::of_layers(|lang| years_words::done(years, parcels, unknown, lang));
    (severity, saying)
}

pub(super) fn project_command(path: PathBuf, outcome: ProjectOutcome) -> Command {
    let command = match outcome {
        ProjectOutcome::Failed(error) => ProjectCommand::Failed(error),
        ProjectOutcome::Wanted(file, wanted) => ProjectCommand::Wanted(path, file, wanted),
        ProjectOutcome::Ready(project) => ProjectCommand::Opened(path, project),
    };
    command.into()
}

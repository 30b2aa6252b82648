//! What a job delivers, as the commands that bring it into the state.

use std::path::PathBuf;
use std::sync::Arc;

use super::file_name;
use super::opening::{Opening, deliver_opened, project_command};
use crate::analysis::categorise::{ColourBy, Coloured};
use crate::analysis::figured::Figured;
use crate::analysis::fit::Fit;
use crate::analysis::regions::RegionsError;
use crate::domain::Year;
use crate::explain;
use crate::io::WriteError;
use crate::project::JoinError;
use crate::text::Lang;
use crate::ui::anew::Anew;
use crate::ui::charts::MadeChart;
use crate::ui::command::{
    AreasCommand, ChartsCommand, Command, CompareCommand, LayerCommand, ProjectCommand,
    RuleCommand, SheetCommand, ViewCommand,
};
use crate::ui::notify::{Saying, Severity, Words};
use crate::ui::open::{NewPlane, Opened, ProjectOutcome};
use crate::ui::parcel::Parcel;
use crate::ui::sheet::{SheetFormat, Unwritten};
use crate::ui::state::compare::Made;
use crate::ui::state::rule_view::RuleNumbers;
use crate::ui::state::view::WaitingSheet;
use crate::ui::state::{Document, InView, LayerId, Loaded};

/// What a job delivers.
#[derive(Debug)]
pub(super) enum Delivery {
    Opened(Opened),
    InCrs(Vec<(LayerId, Loaded)>, Option<NewPlane>),
    Recoloured(LayerId, ColourBy, Coloured),
    Previewed(LayerId, Year, Coloured),
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
    Printed(SheetFormat, PathBuf, Result<usize, Unwritten>),
    Compared(usize, Made),
    Project(PathBuf, ProjectOutcome),
    ProjectSaved(PathBuf, Box<Document>, Result<(), WriteError>),
    Kept(Result<(), WriteError>),
    Saved(Result<(), String>),
}

pub(super) fn deliver(delivery: Delivery, opening: Option<&Opening>, commands: &mut Vec<Command>) {
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
        Delivery::Previewed(id, year, coloured) => {
            commands.push(LayerCommand::Previewed(id, year, Arc::new(coloured)).into());
        }
        Delivery::Renewed(id, anew) => match *anew {
            Ok(loaded) => commands.push(LayerCommand::Renewed(id, Box::new(loaded)).into()),
            Err(error) => {
                let saying = Saying::new(move |lang| match &error {
                    JoinError::Open(error) => explain::open_error(error, lang).into(),
                    JoinError::Overlay(error) => explain::overlay_error(error, &[], lang).into(),
                });
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
        Delivery::Printed(format, path, written) => {
            commands.push(printed(format, path, written));
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

fn printed(format: SheetFormat, path: PathBuf, written: Result<usize, Unwritten>) -> Command {
    match written {
        Ok(1) => say_saved(path),
        Ok(count) => {
            let saying = Saying::new(move |lang: Lang| Words {
                happened: lang.fill("notify.series", &[("count", &lang.count(count as u64))]),
                meaning: path.display().to_string(),
                ..Words::default()
            });
            ViewCommand::Say(Severity::Info, saying).into()
        }
        Err(Unwritten::NoGround(lacking)) => SheetCommand::NoGround(WaitingSheet {
            format,
            path,
            lacking,
        })
        .into(),
        Err(Unwritten::NoAreas(cause)) => {
            let saying = Saying::new(move |lang: Lang| Words {
                happened: lang.text("notify.no_series").to_owned(),
                meaning: lang.text("notify.no_series_means").to_owned(),
                remedy: lang.text("notify.no_series_remedy").to_owned(),
                details: cause.map_or_else(String::new, |cause| cause.to_string()),
            });
            ViewCommand::Say(Severity::Error, saying).into()
        }
        Err(Unwritten::Failed(error)) => {
            let saying = Saying::new(move |lang| explain::write_error(&error, lang).into());
            ViewCommand::Say(Severity::Error, saying).into()
        }
    }
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

pub(super) fn say_failed(cause: String) -> Command {
    let saying = Saying::new(move |lang: Lang| Words {
        happened: lang.text("notify.job_failed").to_owned(),
        meaning: lang.text("notify.job_failed_means").to_owned(),
        remedy: lang.text("notify.job_failed_remedy").to_owned(),
        details: cause.clone(),
    });
    ViewCommand::Say(Severity::Error, saying).into()
}

//! Yearly layers come together: files for the dialog about them, and what it decides.

use super::Effect;
use crate::ui::dialog::{Brought, DialogKind, OpenDialog};
use crate::ui::state::{State, YearMemory};
use crate::ui::years::{Source, YearsRequest};

/// What happens to yearly layers.
#[derive(Debug)]
pub enum YearsCommand {
    /// Ask the system for files.
    ChooseFiles,
    /// Ask the system for folders.
    ChooseFolder,
    /// Bring something to the dialog, which opens if it is not open.
    Bring(Brought),
    /// The years of the sample, to the dialog.
    Sample,
    /// Lay these over each other, and remember what was said about them.
    Overlay(Box<YearsRequest>, YearMemory),
}

pub(super) fn apply(command: YearsCommand, state: &mut State) -> Vec<Effect> {
    match command {
        YearsCommand::ChooseFiles => vec![Effect::ChooseYearFiles],
        YearsCommand::ChooseFolder => vec![Effect::ChooseYearFolder],
        YearsCommand::Bring(brought) => bring(brought, state),
        YearsCommand::Sample => bring(Brought::sources(vec![Source::Sample]), state),
        YearsCommand::Overlay(request, memory) => {
            state.settings.yearly = memory;
            let newest = request.years.last();
            let folder = newest.and_then(|year| year.parcels.path().parent());
            // The sample's path is a name alone.
            if let Some(folder) = folder.filter(|folder| folder.is_absolute()) {
                state.settings.last_folder = Some(folder.to_owned());
            }
            vec![Effect::Overlay(request), Effect::SaveSettings]
        }
    }
}

fn bring(brought: Brought, state: &mut State) -> Vec<Effect> {
    let open = state.view.dialog.as_ref().map(OpenDialog::kind);
    if open != Some(DialogKind::Years) {
        state.view.dialog = OpenDialog::new(DialogKind::Years, state);
    }
    if let Some(dialog) = &mut state.view.dialog {
        dialog.bring(brought);
    }
    Vec::new()
}

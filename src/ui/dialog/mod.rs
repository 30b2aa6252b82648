//! The dialogs: one at a time, each with a draft of its own that leaves as one command. Settings are the
//! exception: they take effect as they are changed, so that one sees what they do.

pub mod files;
pub mod paths;

mod about;
mod choice;
mod class_column;
mod colour_by;
mod colours;
mod crops;
mod crs;
mod encoding;
mod export;
mod frame;

mod history;
mod landing;
mod messages;
mod missing;
mod named;
mod no_ground;
mod path;
mod properties;
mod save_path;
mod settings;
mod sheet;
mod shortcuts;
mod unsaved;
mod years;

use super::command::{Command, ViewCommand};
use super::save::SaveWhat;
use super::state::{LayerId, State};
use files::Purpose;
use frame::{Dialog, Scene, Verdict};
pub use path::PathReason;
pub use years::Brought;

/// Which dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DialogKind {
    /// Type or paste the path of a file to open.
    Path(PathReason),
    /// The same for files with areas.
    AreaPath(PathReason),
    /// Type the path under which something is to be saved.
    SavePath(SaveWhat, PathReason),
    /// What a layer is coloured by.
    ColourBy(LayerId),
    /// Which column holds the classes, and which value means which.
    ClassColumn(LayerId),
    /// Which coordinate system a layer is in.
    Crs(LayerId),
    /// Which encoding the texts of a layer are in.
    Encoding(LayerId),
    /// What is known of a layer.
    Properties(LayerId),
    /// The crops, and what this project says of them.
    Crops,
    /// Which yearly layers become one layer with crop sequences.
    Years,
    /// The sheet that is printed.
    Sheet,
    /// Type the path of a logo for sheets.
    LogoPath(PathReason),
    /// What a sheet is to be made of whose background cannot be had.
    NoGround,
    /// The colours of the classes.
    Colours,
    /// What is remembered per user.
    Settings,
    /// The keys.
    Shortcuts,
    /// In which form the classified parcels are saved.
    Export,
    /// In which form a layer is saved as it is.
    ExportLayer(LayerId),
    /// What is to become of unsaved changes.
    Unsaved,
    /// Files of a project that are nowhere.
    MissingFiles,
    /// Type the path of a file that takes the place of a missing one, by its number.
    MissingPath(usize, PathReason),
    /// Everything that was done.
    History,
    /// Everything that was said.
    Messages,
    /// What this is.
    About,
}

/// The dialog that is open, with its draft.
#[derive(Debug)]
pub struct OpenDialog {
    kind: DialogKind,
    dialog: Box<dyn Dialog>,
    opening: bool,
}

impl OpenDialog {
    /// A dialog with its draft taken from the state; `None` where there is nothing to show.
    pub fn new(kind: DialogKind, state: &State) -> Option<Self> {
        let dialog: Box<dyn Dialog> = match kind {
            DialogKind::Path(reason) => Box::new(path::PathDialog::new(reason, Purpose::Open)),
            DialogKind::AreaPath(reason) => Box::new(path::PathDialog::new(reason, Purpose::Areas)),
            DialogKind::SavePath(what, reason) => {
                Box::new(save_path::SavePathDialog::new(what, reason, state))
            }
            DialogKind::ColourBy(id) => {
                let layer = state.session.layer(id)?;
                let knowledge = state.session.knowledge();
                Box::new(colour_by::ColourByDialog::new(layer, knowledge))
            }
            DialogKind::ClassColumn(id) => Box::new(class_column::ClassColumnDialog::new(
                state.session.layer(id)?,
            )),
            DialogKind::Crs(id) => {
                let layer = state.session.layer(id)?;
                Box::new(crs::CrsDialog::new(layer, &state.session))
            }
            DialogKind::Encoding(id) => {
                Box::new(encoding::EncodingDialog::new(state.session.layer(id)?))
            }
            DialogKind::Properties(id) => {
                Box::new(properties::PropertiesDialog::new(state.session.layer(id)?))
            }
            DialogKind::Crops => Box::new(crops::CropsDialog::new(state)),
            DialogKind::Years => Box::new(years::YearsDialog::new(state)),
            DialogKind::LogoPath(reason) => Box::new(path::PathDialog::new(reason, Purpose::Logo)),
            DialogKind::NoGround => Box::new(no_ground::NoGroundDialog),
            DialogKind::Colours => Box::new(colours::ColoursDialog),
            DialogKind::Sheet => Box::new(sheet::SheetDialog::default()),
            DialogKind::Settings => Box::new(settings::SettingsDialog::default()),
            DialogKind::Shortcuts => Box::new(shortcuts::ShortcutsDialog),
            DialogKind::Export => Box::new(export::ExportDialog::new(None)),
            DialogKind::ExportLayer(id) => {
                state.session.layer(id)?;
                Box::new(export::ExportDialog::new(Some(id)))
            }
            DialogKind::Unsaved => Box::new(unsaved::UnsavedDialog::new(state)),
            DialogKind::MissingFiles => Box::new(missing::MissingDialog),
            DialogKind::MissingPath(number, reason) => {
                Box::new(path::PathDialog::new(reason, Purpose::Missing(number)))
            }
            DialogKind::History => Box::new(history::HistoryDialog),
            DialogKind::Messages => Box::new(messages::MessagesDialog),
            DialogKind::About => Box::new(about::AboutDialog),
        };
        Some(Self {
            kind,
            dialog,
            opening: true,
        })
    }

    /// Which one it is.
    pub fn kind(&self) -> DialogKind {
        self.kind
    }

    /// Brings files or layers to it; those of another kind of dialog are lost.
    pub fn bring(&mut self, brought: Brought) {
        self.dialog.bring(brought);
    }

    /// Draws it over the window. What it asks for goes into `commands`; [`ViewCommand::CloseDialog`] among them
    /// says that it is done, and comes before what its draft leaves as.
    pub fn show(&mut self, ctx: &egui::Context, state: &State, commands: &mut Vec<Command>) {
        let mut scene = Scene::new(state, commands, self.opening);
        let verdict = frame::show(ctx, self.kind, self.dialog.as_mut(), &mut scene);
        self.opening = false;
        if verdict != Verdict::Stay {
            commands.push(ViewCommand::CloseDialog.into());
        }
        if verdict == Verdict::Confirm {
            commands.extend(self.dialog.confirm());
        }
    }
}

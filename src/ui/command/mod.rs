//! Every change to the state of the window, as a value. Panels, menus, keys and jobs send commands; they are
//! applied here, after the interface was drawn, in the order in which they came. What a command needs from
//! outside the state (a thread, the clipboard, the window) comes back as an [`Effect`].

mod areas;
mod assumptions;
pub mod charts;
mod colours;
mod compare;
mod crops;
mod file;
mod history;
mod layers;
pub mod menu;
pub mod pick;
pub mod present;
mod project;
mod rule;
mod scenes;
mod settings;
mod sheet;
mod steps;
mod story;
pub mod time;
mod view;
mod years;

use std::path::PathBuf;
use std::sync::Arc;

pub use areas::{AreasCommand, CopyRows, Draw, draw_keys};
pub use assumptions::AssumptionsCommand;
pub use charts::ChartsCommand;
pub use colours::ColoursCommand;
pub use compare::CompareCommand;
pub use crops::CropsCommand;
pub use file::FileCommand;
pub use history::HistoryCommand;
pub use layers::LayerCommand;
pub use menu::Menu;
pub use pick::Pick;
pub use present::PresentCommand;
pub use project::ProjectCommand;
pub use rule::RuleCommand;
pub use scenes::{SceneCommand, SceneText};
pub use settings::SettingsCommand;
pub use sheet::SheetCommand;
pub use story::StoryCommand;
pub use time::TimeCommand;
pub use view::ViewCommand;
pub use years::YearsCommand;

use super::state::{Document, LayerId, State};
use crate::analysis::categorise::ColourBy;
use crate::crs::Crs;
use crate::domain::Year;
use crate::export::raster::Raster;
use crate::ui::save::SaveWhat;
use crate::ui::state::project::Waiting;
use crate::ui::years::YearsRequest;

/// A change to the state, by subject.
#[derive(Debug)]
pub enum Command {
    /// Files come and go.
    File(FileCommand),
    /// Layers change.
    Layer(LayerCommand),
    /// The rule changes.
    Rule(RuleCommand),
    /// What is looked at changes.
    View(ViewCommand),
    /// Yearly layers come together.
    Years(YearsCommand),
    /// What is remembered changes.
    Settings(SettingsCommand),
    /// What the project says of crops.
    Crops(CropsCommand),
    /// The story of the selected parcel.
    Story(StoryCommand),
    /// The year that the map shows.
    Time(TimeCommand),
    /// What was done is taken back, or done again.
    History(HistoryCommand),
    /// The project is saved, opened, begun.
    Project(ProjectCommand),
    /// The map on a wall.
    Present(PresentCommand),
    /// The scenes.
    Scene(SceneCommand),
    /// Two sides of the map.
    Compare(CompareCommand),
    /// What the figures assume.
    Assumptions(AssumptionsCommand),
    /// The charts, and where their figures come from.
    Charts(ChartsCommand),
    /// The areas that figures are made of.
    Areas(AreasCommand),
    /// The sheet that is printed.
    Sheet(SheetCommand),
    /// The colours of the classes.
    Colours(ColoursCommand),
}

/// What a command needs from outside the state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open these files and folders in the background; yearly layers among them go to their dialog.
    Open(Vec<PathBuf>),
    /// Open these files in the background, as a layer each.
    OpenApart(Vec<PathBuf>),
    /// Open the sample that the program brings along, in the background.
    OpenSample,
    /// Ask the system for a file dialog.
    ChooseFiles,
    /// Ask the system for files of yearly layers.
    ChooseYearFiles,
    /// Ask the system for folders of yearly layers.
    ChooseYearFolder,
    /// Ask the system for files with areas.
    ChooseAreaFiles,
    /// Ask the system for a logo.
    ChooseLogo,
    /// Open these files as areas, in the background.
    OpenAreas(Vec<PathBuf>),
    /// Open the areas of the sample, in the background.
    OpenSampleAreas,
    /// Open a project in the background.
    OpenProject(PathBuf),
    /// Open a project whose missing files were asked for.
    OpenWaiting(Box<Waiting>),
    /// Write the project to this file, in the background.
    SaveProject(PathBuf),
    /// Ask the system for the file that takes the place of a missing one.
    ChooseMissing(usize),
    /// Open what was kept of a session.
    Recover(PathBuf),
    /// What was kept of a session is open, and can go once it is kept anew.
    Recovered(PathBuf),
    /// Throw what was kept of a session away.
    ForgetRecovery(PathBuf),
    /// Ask the system where something is to be saved.
    ChooseSave(SaveWhat),
    /// Write something to a file, in the background.
    Save(SaveWhat, PathBuf),
    /// Lay yearly layers over each other in the background.
    Overlay(Box<YearsRequest>),
    /// Put a layer's parcels into other categories, in the background.
    Recolour(LayerId, ColourBy),
    /// Put a layer into the crop groups of a year, to be looked at in passing.
    Preview(LayerId, Year),
    /// Take a layer's coordinates to be in this system, in the background.
    SetCrs(Vec<LayerId>, Crs),
    /// Read the file of a layer again, in the background.
    Reload(LayerId),
    /// Take the texts of a layer to be in this encoding, in the background.
    SetEncoding(LayerId, String),
    /// Look for the thresholds that fit Fig. 1 best, in the background.
    Fit,
    /// Gather what is known of the selected parcel, in the background.
    Gather,
    /// Stop the background work that this names.
    Cancel,
    /// Write the settings.
    SaveSettings,
    /// Throw the map tiles away that are kept on disk.
    ClearTileCache,
    /// Text to the clipboard.
    Copy(String),
    /// A picture to the clipboard.
    CopyPicture(Arc<Raster>),
    /// The window over the whole screen, or not.
    FullScreen(bool),
    /// End the program.
    Quit,
}

/// Carries out a command. What it changes of the document can be undone.
pub fn apply(command: Command, state: &mut State) -> Vec<Effect> {
    match command {
        Command::Project(command) => project::apply(command, state),
        Command::History(command) => {
            let effects = history::apply(command, state);
            let now = Document::of(state);
            state.project.changed(&now, false);
            effects
        }
        Command::View(ViewCommand::MapShown(shown, ..)) => {
            let from = state.history.moved_from(shown.camera);
            if let Some(from) = from.filter(|_| state.view.presenting.is_none()) {
                let before = Document::of(state).looking(Some(from));
                state.history.record(steps::look(), before);
                state.project.moved();
            }
            carry_out(command, state)
        }
        // What passes is no part of the document.
        Command::View(_) | Command::Story(_) => carry_out(command, state),
        command => {
            let naming = steps::naming(&command, state);
            let only_opens = only_opens(&command);
            let was_presented = state.view.presenting.is_some();
            let before = Document::of(state);
            let effects = carry_out(command, state);
            let after = Document::of(state);
            // What is done in front of people passes with the presentation.
            let before = match (was_presented, state.view.presenting.is_some()) {
                (false, false) => Some(before),
                (false, true) => {
                    state.history.hold(before);
                    None
                }
                (true, true) => None,
                (true, false) => state.history.release(),
            };
            if let Some(before) = before.filter(|before| !before.is_same(&after)) {
                state.history.record(naming, before);
                state.project.changed(&after, only_opens);
            }
            if state.view.zoom.is_some() {
                state.history.map_is_sent();
            }
            effects
        }
    }
}

/// True for what comes of opening files, which is nothing that would be lost. Laying years over each other is work.
fn only_opens(command: &Command) -> bool {
    match command {
        Command::Layer(LayerCommand::Add(loaded)) => {
            loaded.iter().all(|loaded| loaded.year_layers.is_none())
        }
        Command::Layer(LayerCommand::SetMapCrs(..)) | Command::Areas(AreasCommand::Add(_)) => true,
        _ => false,
    }
}

fn carry_out(command: Command, state: &mut State) -> Vec<Effect> {
    match command {
        Command::File(command) => file::apply(command, state),
        Command::Layer(command) => layers::apply(command, state),
        Command::Rule(command) => rule::apply(command, state),
        Command::View(command) => view::apply(command, state),
        Command::Years(command) => years::apply(command, state),
        Command::Settings(command) => settings::apply(command, state),
        Command::Crops(command) => crops::apply(command, state),
        Command::Story(command) => story::apply(command, state),
        Command::Time(command) => time::apply(command, state),
        Command::History(command) => history::apply(command, state),
        Command::Present(command) => present::apply(command, state),
        Command::Scene(command) => scenes::apply(command, state),
        Command::Compare(command) => compare::apply(command, state),
        Command::Assumptions(command) => assumptions::apply(command, state),
        Command::Charts(command) => charts::apply(command, state),
        Command::Areas(command) => areas::apply(command, state),
        Command::Sheet(command) => sheet::apply(command, state),
        Command::Colours(command) => colours::apply(command, state),
        Command::Project(command) => project::apply(command, state),
    }
}

impl From<ColoursCommand> for Command {
    fn from(command: ColoursCommand) -> Self {
        Self::Colours(command)
    }
}

impl From<SheetCommand> for Command {
    fn from(command: SheetCommand) -> Self {
        Self::Sheet(command)
    }
}

impl From<ProjectCommand> for Command {
    fn from(command: ProjectCommand) -> Self {
        Self::Project(command)
    }
}

impl From<HistoryCommand> for Command {
    fn from(command: HistoryCommand) -> Self {
        Self::History(command)
    }
}

impl From<FileCommand> for Command {
    fn from(command: FileCommand) -> Self {
        Self::File(command)
    }
}

impl From<LayerCommand> for Command {
    fn from(command: LayerCommand) -> Self {
        Self::Layer(command)
    }
}

impl From<RuleCommand> for Command {
    fn from(command: RuleCommand) -> Self {
        Self::Rule(command)
    }
}

impl From<ViewCommand> for Command {
    fn from(command: ViewCommand) -> Self {
        Self::View(command)
    }
}

impl From<SettingsCommand> for Command {
    fn from(command: SettingsCommand) -> Self {
        Self::Settings(command)
    }
}

impl From<StoryCommand> for Command {
    fn from(command: StoryCommand) -> Self {
        Self::Story(command)
    }
}

impl From<ChartsCommand> for Command {
    fn from(command: ChartsCommand) -> Self {
        Self::Charts(command)
    }
}

impl From<AssumptionsCommand> for Command {
    fn from(command: AssumptionsCommand) -> Self {
        Self::Assumptions(command)
    }
}

impl From<TimeCommand> for Command {
    fn from(command: TimeCommand) -> Self {
        Self::Time(command)
    }
}

impl From<PresentCommand> for Command {
    fn from(command: PresentCommand) -> Self {
        Self::Present(command)
    }
}

impl From<SceneCommand> for Command {
    fn from(command: SceneCommand) -> Self {
        Self::Scene(command)
    }
}

impl From<CompareCommand> for Command {
    fn from(command: CompareCommand) -> Self {
        Self::Compare(command)
    }
}

impl From<CropsCommand> for Command {
    fn from(command: CropsCommand) -> Self {
        Self::Crops(command)
    }
}

impl From<AreasCommand> for Command {
    fn from(command: AreasCommand) -> Self {
        Self::Areas(command)
    }
}

impl From<YearsCommand> for Command {
    fn from(command: YearsCommand) -> Self {
        Self::Years(command)
    }
}

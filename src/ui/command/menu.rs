//! What a menu entry, a key or the search box can trigger: text, keys, and when it can be done, each in
//! one exhaustive `match`, so that a menu entry, its shortcut and its disabled state cannot drift apart.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{
    AreasCommand, AssumptionsCommand, Command, CompareCommand, CopyRows, Draw, FileCommand,
    HistoryCommand, LayerCommand, Pick, PresentCommand, ProjectCommand, RuleCommand, SceneCommand,
    SettingsCommand, TimeCommand, ViewCommand, YearsCommand,
};
use crate::text::Lang;
use crate::ui::dialog::PathReason;
use crate::ui::map_view::MapView;
use crate::ui::save::SaveWhat;
use crate::ui::state::{AreasTab, DialogKind, RulePart, Side, State, ThemeChoice, ZoomTarget};

/// Everything that can be triggered by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// Choose files to open.
    Open,
    /// Type or paste the path of a file to open.
    OpenPath,
    /// Open the sample again.
    OpenSample,
    /// Take the layer in hand off the map.
    CloseLayer,
    /// The sheet to print.
    Print,
    /// The settings.
    Settings,
    /// End the program.
    Quit,
    /// Begin a new project.
    NewProject,
    /// Save the project.
    SaveProject,
    /// Save the project elsewhere.
    SaveProjectAs,
    /// Save the crops of the years as a moving picture.
    Film,
    /// Put the project and its files together for a colleague.
    PackProject,
    /// Save the classified parcels.
    ExportParcels,
    /// Take the last step back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Everything that was done.
    History,
    /// The attributes of the selected parcel to the clipboard.
    CopyAttributes,
    /// The position under the pointer to the clipboard.
    CopyPosition,
    /// Select nothing.
    Deselect,
    /// Pick parcels by a line around them.
    Lasso,
    /// Pick all parcels that are as the selected one.
    PickAlike,
    /// Go to the search box.
    Search,
    /// Show all of the layer in hand.
    ZoomToLayer,
    /// Show the selected parcel.
    ZoomToSelection,
    /// Show every layer.
    ZoomToAll,
    /// Left side there or folded.
    LeftSide,
    /// Right side there or folded.
    RightSide,
    /// The window over the whole screen.
    FullScreen,
    /// The map on a wall, without panels.
    Present,
    /// Two sides of the map, or one again.
    Compare,
    /// The panel of the scenes, unfolded or folded.
    Scenes,
    /// What the window shows as a new scene.
    AddScene,
    /// To the next scene.
    NextScene,
    /// To the scene before.
    SceneBefore,
    /// The story that comes with the sample.
    TellSample,
    /// Whether tiles are fetched.
    Network,
    /// Theme as the system has it.
    ThemeSystem,
    /// Light theme.
    ThemeLight,
    /// Dark theme.
    ThemeDark,
    /// Larger text.
    TextLarger,
    /// Smaller text.
    TextSmaller,
    /// Text at 100 %.
    TextNormal,
    /// Dutch.
    Dutch,
    /// English.
    English,
    /// Choose what the layer in hand is coloured by.
    ColourBy,
    /// The colours of the classes.
    Colours,
    /// Choose the column that holds the classes.
    ClassColumn,
    /// The panel of the rule, unfolded or folded.
    Rule,
    /// Choose the coordinate system of the layer in hand.
    ChooseCrs,
    /// What is known of the layer in hand.
    Properties,
    /// Make one layer with crop sequences of yearly layers.
    AddYears,
    /// The same with the years of the sample.
    SampleYears,
    /// Show every class again.
    ShowAllClasses,
    /// Lines over parcels whose class is uncertain.
    MarkUncertain,
    /// Go through the years by themselves, or stop.
    PlayYears,
    /// The crops of the year before.
    YearBefore,
    /// The crops of the year after.
    YearAfter,
    /// Back from the crops of a year.
    BackToClasses,
    /// The crops, and what this project says of them.
    Crops,
    /// The drawer of the areas, open or closed.
    Areas,
    /// Choose files with areas.
    OpenAreas,
    /// The areas of the sample.
    SampleAreas,
    /// Draw an area.
    DrawArea,
    /// The table of areas to the clipboard.
    CopyAreas,
    /// What the figures assume.
    Assumptions,
    /// The charts of the areas.
    Charts,
    /// The keys.
    Shortcuts,
    /// Everything that was said.
    Messages,
    /// What this is.
    About,
}

impl Menu {
    /// All of them, in the order in which the search box offers them.
    pub const ALL: [Self; 69] = [
        Self::Open,
        Self::OpenPath,
        Self::OpenSample,
        Self::NewProject,
        Self::SaveProject,
        Self::SaveProjectAs,
        Self::PackProject,
        Self::Film,
        Self::ExportParcels,
        Self::AddYears,
        Self::SampleYears,
        Self::CloseLayer,
        Self::Print,
        Self::Settings,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::History,
        Self::CopyAttributes,
        Self::CopyPosition,
        Self::Deselect,
        Self::Lasso,
        Self::PickAlike,
        Self::Search,
        Self::ZoomToLayer,
        Self::ZoomToSelection,
        Self::ZoomToAll,
        Self::LeftSide,
        Self::RightSide,
        Self::FullScreen,
        Self::Present,
        Self::Compare,
        Self::Scenes,
        Self::AddScene,
        Self::NextScene,
        Self::SceneBefore,
        Self::TellSample,
        Self::Network,
        Self::ThemeSystem,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::TextLarger,
        Self::TextSmaller,
        Self::TextNormal,
        Self::Dutch,
        Self::English,
        Self::ColourBy,
        Self::Colours,
        Self::ClassColumn,
        Self::Rule,
        Self::ChooseCrs,
        Self::Properties,
        Self::ShowAllClasses,
        Self::MarkUncertain,
        Self::PlayYears,
        Self::YearBefore,
        Self::YearAfter,
        Self::BackToClasses,
        Self::Crops,
        Self::Areas,
        Self::OpenAreas,
        Self::SampleAreas,
        Self::DrawArea,
        Self::CopyAreas,
        Self::Assumptions,
        Self::Charts,
        Self::Shortcuts,
        Self::Messages,
        Self::About,
    ];

    /// Key of its text.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "menu.open",
            Self::OpenPath => "menu.open_path",
            Self::OpenSample => "menu.open_sample",
            Self::CloseLayer => "menu.close_layer",
            Self::Settings => "menu.settings",
            Self::Print => "menu.print",
            Self::Quit => "menu.quit",
            Self::NewProject => "menu.new_project",
            Self::SaveProject => "menu.save_project",
            Self::SaveProjectAs => "menu.save_project_as",
            Self::PackProject => "menu.pack_project",
            Self::Film => "menu.film",
            Self::ExportParcels => "menu.export_parcels",
            Self::Undo => "menu.undo",
            Self::Redo => "menu.redo",
            Self::History => "menu.history",
            Self::CopyAttributes => "menu.copy_attributes",
            Self::CopyPosition => "menu.copy_position",
            Self::Deselect => "menu.deselect",
            Self::Lasso => "menu.lasso",
            Self::PickAlike => "menu.pick_alike",
            Self::Search => "menu.search",
            Self::ZoomToLayer => "menu.zoom_to_layer",
            Self::ZoomToSelection => "menu.zoom_to_selection",
            Self::ZoomToAll => "menu.zoom_to_all",
            Self::LeftSide => "menu.left_side",
            Self::RightSide => "menu.right_side",
            Self::FullScreen => "menu.full_screen",
            Self::Present => "menu.present",
            Self::Compare => "menu.compare",
            Self::Scenes => "menu.scenes",
            Self::AddScene => "menu.add_scene",
            Self::NextScene => "menu.next_scene",
            Self::SceneBefore => "menu.scene_before",
            Self::TellSample => "menu.tell_sample",
            Self::Network => "menu.network",
            Self::ThemeSystem => "menu.theme_system",
            Self::ThemeLight => "menu.theme_light",
            Self::ThemeDark => "menu.theme_dark",
            Self::TextLarger => "menu.text_larger",
            Self::TextSmaller => "menu.text_smaller",
            Self::TextNormal => "menu.text_normal",
            Self::Dutch => "menu.dutch",
            Self::English => "menu.english",
            Self::ColourBy => "menu.colour_by",
            Self::Colours => "menu.colours",
            Self::ClassColumn => "menu.class_column",
            Self::Rule => "menu.rule",
            Self::ChooseCrs => "menu.choose_crs",
            Self::Properties => "menu.properties",
            Self::AddYears => "menu.add_years",
            Self::SampleYears => "menu.sample_years",
            Self::ShowAllClasses => "menu.show_all_classes",
            Self::MarkUncertain => "menu.mark_uncertain",
            Self::PlayYears => "menu.play_years",
            Self::YearBefore => "menu.year_before",
            Self::YearAfter => "menu.year_after",
            Self::BackToClasses => "menu.back_to_classes",
            Self::Crops => "menu.crops",
            Self::Areas => "menu.areas",
            Self::OpenAreas => "menu.open_areas",
            Self::SampleAreas => "menu.sample_areas",
            Self::DrawArea => "menu.draw_area",
            Self::CopyAreas => "menu.copy_areas",
            Self::Assumptions => "menu.assumptions",
            Self::Charts => "menu.charts",
            Self::Shortcuts => "menu.shortcuts",
            Self::Messages => "menu.messages",
            Self::About => "menu.about",
        }
    }

    /// Key of the text of the menu inside a menu that it stands in: what it chooses, where its own text only
    /// says which.
    pub const fn chooses(self) -> Option<&'static str> {
        match self {
            Self::ThemeSystem | Self::ThemeLight | Self::ThemeDark => Some("menu.theme"),
            Self::TextLarger | Self::TextSmaller | Self::TextNormal => Some("menu.text_size"),
            Self::Dutch | Self::English => Some("menu.language"),
            _ => None,
        }
    }

    /// What it is called outside its menu: "Thema: donker".
    pub fn name(self, lang: Lang) -> String {
        let text = lang.text(self.key());
        match self.chooses() {
            Some(what) => format!("{}: {}", lang.text(what), text.to_lowercase()),
            None => text.to_owned(),
        }
    }

    /// What it is called in its menu: "Ongedaan maken: dekking van percelen".
    pub fn label(self, state: &State) -> String {
        let lang = state.lang();
        let (key, step) = match self {
            Self::Undo => ("menu.undo_step", state.history.undo_name()),
            Self::Redo => ("menu.redo_step", state.history.redo_name()),
            _ => (self.key(), None),
        };
        match step {
            Some(step) => lang.fill(key, &[("step", &step.text(lang))]),
            None => lang.text(self.key()).to_owned(),
        }
    }

    /// Its keys.
    pub const fn shortcut(self) -> Option<KeyboardShortcut> {
        const CTRL: Modifiers = Modifiers::COMMAND;
        const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
        let (modifiers, key) = match self {
            Self::Open => (CTRL, Key::O),
            Self::OpenPath => (CTRL_SHIFT, Key::O),
            Self::CloseLayer => (CTRL, Key::W),
            Self::Settings => (CTRL, Key::Comma),
            Self::Print => (CTRL, Key::P),
            Self::Quit => (CTRL, Key::Q),
            Self::NewProject => (CTRL, Key::N),
            Self::SaveProject => (CTRL, Key::S),
            Self::SaveProjectAs => (CTRL_SHIFT, Key::S),
            Self::ExportParcels => (CTRL, Key::E),
            Self::Undo => (CTRL, Key::Z),
            Self::Redo => (CTRL_SHIFT, Key::Z),
            Self::CopyAttributes => (CTRL, Key::C),
            Self::CopyPosition => (CTRL_SHIFT, Key::P),
            Self::Search => (CTRL, Key::K),
            Self::ZoomToLayer => (CTRL, Key::L),
            Self::ZoomToSelection => (CTRL, Key::J),
            Self::ZoomToAll => (CTRL_SHIFT, Key::F),
            Self::LeftSide => (Modifiers::NONE, Key::F9),
            Self::RightSide => (Modifiers::NONE, Key::F10),
            Self::FullScreen => (Modifiers::NONE, Key::F11),
            Self::Present => (Modifiers::NONE, Key::F5),
            Self::TellSample => (Modifiers::NONE, Key::F6),
            Self::Scenes => (Modifiers::NONE, Key::F7),
            Self::Compare => (Modifiers::NONE, Key::F8),
            Self::AddScene => (CTRL, Key::D),
            Self::NextScene => (CTRL, Key::PageDown),
            Self::SceneBefore => (CTRL, Key::PageUp),
            Self::TextLarger => (CTRL, Key::Plus),
            Self::TextSmaller => (CTRL, Key::Minus),
            Self::TextNormal => (CTRL, Key::Num0),
            Self::ColourBy => (CTRL, Key::B),
            Self::Properties => (CTRL, Key::I),
            Self::Rule => (CTRL, Key::R),
            Self::AddYears => (CTRL_SHIFT, Key::J),
            Self::Shortcuts => (Modifiers::NONE, Key::F1),
            Self::Deselect => (Modifiers::NONE, Key::Escape),
            Self::Lasso => (CTRL_SHIFT, Key::L),
            Self::PlayYears => (Modifiers::NONE, Key::Space),
            Self::YearBefore => (Modifiers::NONE, Key::PageUp),
            Self::YearAfter => (Modifiers::NONE, Key::PageDown),
            Self::Crops => (CTRL_SHIFT, Key::G),
            Self::Areas => (CTRL, Key::T),
            Self::DrawArea => (CTRL_SHIFT, Key::D),
            Self::Assumptions => (CTRL_SHIFT, Key::A),
            Self::Charts => (CTRL_SHIFT, Key::T),
            Self::OpenSample
            | Self::OpenAreas
            | Self::SampleAreas
            | Self::CopyAreas
            | Self::PickAlike
            | Self::History
            | Self::SampleYears
            | Self::Network
            | Self::ThemeSystem
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::Dutch
            | Self::English
            | Self::Colours
            | Self::Film
            | Self::PackProject
            | Self::ClassColumn
            | Self::ChooseCrs
            | Self::ShowAllClasses
            | Self::MarkUncertain
            | Self::BackToClasses
            | Self::Messages
            | Self::About => return None,
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// Whether it can be done now.
    pub fn enabled(self, state: &State) -> bool {
        let layer = state.session.active();
        match self {
            Self::CloseLayer
            | Self::Print
            | Self::ZoomToLayer
            | Self::ZoomToAll
            | Self::ColourBy
            | Self::Colours
            | Self::ClassColumn
            | Self::ChooseCrs
            | Self::Compare
            | Self::Properties => layer.is_some(),
            Self::Rule => layer.is_some_and(|layer| layer.years.is_some()),
            Self::PlayYears | Self::YearBefore | Self::YearAfter | Self::Film => {
                crate::ui::panel::time::is_there(state)
            }
            Self::BackToClasses => super::time::shown(state).is_some(),
            Self::SampleAreas => crate::ui::panel::areas::offers_sample(state),
            Self::DrawArea | Self::Lasso => layer.is_some(),
            Self::CopyAreas => state.view.areas.figured.is_some(),
            Self::NextScene | Self::SceneBefore => !state.session.scenes.list().is_empty(),
            Self::ShowAllClasses => layer.is_some_and(|layer| layer.hidden.contains(&true)),
            Self::MarkUncertain => layer.is_some_and(|layer| layer.years.is_some()),
            Self::CopyAttributes | Self::PickAlike => state.view.selection.is_some(),
            Self::Deselect | Self::ZoomToSelection => {
                state.view.selection.is_some() || state.view.picked.is_some()
            }
            Self::ExportParcels => crate::ui::save::has_parcels(state),
            Self::Undo => state.history.undo_name().is_some(),
            Self::Redo => state.history.redo_name().is_some(),
            Self::CopyPosition => state.view.pointer.is_some(),
            Self::TextLarger => {
                state.settings.text_size_after(1) != state.settings.text_size_percent
            }
            Self::TextSmaller => {
                state.settings.text_size_after(-1) != state.settings.text_size_percent
            }
            Self::TextNormal => state.settings.text_size_percent != 100,
            Self::Open
            | Self::OpenPath
            | Self::OpenSample
            | Self::AddYears
            | Self::SampleYears
            | Self::Settings
            | Self::Quit
            | Self::NewProject
            | Self::SaveProject
            | Self::SaveProjectAs
            | Self::PackProject
            | Self::History
            | Self::Search
            | Self::LeftSide
            | Self::RightSide
            | Self::FullScreen
            | Self::Present
            | Self::Scenes
            | Self::AddScene
            | Self::TellSample
            | Self::Network
            | Self::ThemeSystem
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::Dutch
            | Self::English
            | Self::Crops
            | Self::Areas
            | Self::OpenAreas
            | Self::Assumptions
            | Self::Charts
            | Self::Shortcuts
            | Self::Messages
            | Self::About => true,
        }
    }

    /// Whether it is on, for what can be on or off.
    pub fn checked(self, state: &State) -> Option<bool> {
        let settings = &state.settings;
        match self {
            Self::Rule => Some(state.view.rule.is_open(RulePart::Panel)),
            Self::Areas => Some(state.view.areas.open),
            Self::LeftSide => Some(state.view.left_open),
            Self::Assumptions => Some(state.view.assumptions.open && state.view.right_open),
            Self::RightSide => Some(state.view.right_open),
            Self::FullScreen => Some(state.view.full_screen),
            Self::MarkUncertain => Some(state.view.marks_uncertain),
            Self::Scenes => Some(state.view.scenes.open && state.view.right_open),
            Self::Compare => Some(state.view.compare.is_some()),
            Self::Network => Some(settings.network_allowed),
            Self::ThemeSystem => Some(settings.theme == ThemeChoice::System),
            Self::ThemeLight => Some(settings.theme == ThemeChoice::Light),
            Self::ThemeDark => Some(settings.theme == ThemeChoice::Dark),
            Self::Dutch => Some(state.lang() == Lang::Nl),
            Self::English => Some(state.lang() == Lang::En),
            _ => None,
        }
    }

    /// The command that it stands for; `None` where there is nothing to do it to.
    pub fn command(self, state: &State) -> Option<Command> {
        let layer = state.session.active().map(|layer| layer.id);
        let settings = &state.settings;
        Some(match self {
            Self::Open => FileCommand::Choose.into(),
            Self::OpenPath => ViewCommand::Show(DialogKind::Path(PathReason::Asked)).into(),
            Self::OpenSample => FileCommand::OpenSample.into(),
            Self::CloseLayer => LayerCommand::Remove(layer?).into(),
            Self::Settings => ViewCommand::Show(DialogKind::Settings).into(),
            Self::Print => ViewCommand::Show(DialogKind::Sheet).into(),
            Self::Quit => FileCommand::Quit.into(),
            Self::NewProject => ProjectCommand::New.into(),
            Self::SaveProject => ProjectCommand::Save.into(),
            Self::SaveProjectAs => ProjectCommand::SaveAs.into(),
            Self::PackProject => FileCommand::ChooseSave(SaveWhat::Package).into(),
            Self::Film => FileCommand::ChooseSave(SaveWhat::Film).into(),
            Self::ExportParcels => ViewCommand::Show(DialogKind::Export).into(),
            Self::Undo => HistoryCommand::Undo.into(),
            Self::Redo => HistoryCommand::Redo.into(),
            Self::History => ViewCommand::Show(DialogKind::History).into(),
            Self::CopyAttributes => ViewCommand::CopyAttributes.into(),
            Self::CopyPosition => ViewCommand::CopyPosition.into(),
            Self::Deselect => ViewCommand::Select(None).into(),
            Self::Lasso => AreasCommand::Draw(Draw::Lasso).into(),
            Self::PickAlike => ViewCommand::Pick(Pick::Alike).into(),
            Self::Search => ViewCommand::FocusSearch.into(),
            Self::ZoomToLayer => ViewCommand::Zoom(ZoomTarget::Layer(layer?)).into(),
            Self::ZoomToSelection => ViewCommand::Zoom(ZoomTarget::Selection).into(),
            Self::ZoomToAll => ViewCommand::Zoom(ZoomTarget::All).into(),
            Self::LeftSide => ViewCommand::ToggleSide(Side::Left).into(),
            Self::RightSide => ViewCommand::ToggleSide(Side::Right).into(),
            Self::FullScreen => ViewCommand::ToggleFullScreen.into(),
            Self::Present => PresentCommand::Start.into(),
            Self::Compare => CompareCommand::Toggle.into(),
            Self::Scenes => SceneCommand::TogglePanel.into(),
            Self::AddScene => SceneCommand::Add.into(),
            Self::NextScene => SceneCommand::Step(1).into(),
            Self::SceneBefore => SceneCommand::Step(-1).into(),
            Self::TellSample => SceneCommand::TellSample.into(),
            Self::Network => SettingsCommand::AllowNetwork(!settings.network_allowed).into(),
            Self::ThemeSystem => SettingsCommand::Theme(ThemeChoice::System).into(),
            Self::ThemeLight => SettingsCommand::Theme(ThemeChoice::Light).into(),
            Self::ThemeDark => SettingsCommand::Theme(ThemeChoice::Dark).into(),
            Self::TextLarger => SettingsCommand::TextSize(settings.text_size_after(1)).into(),
            Self::TextSmaller => SettingsCommand::TextSize(settings.text_size_after(-1)).into(),
            Self::TextNormal => SettingsCommand::TextSize(100).into(),
            Self::Dutch => SettingsCommand::Language(Lang::Nl).into(),
            Self::English => SettingsCommand::Language(Lang::En).into(),
            Self::ColourBy => ViewCommand::Show(DialogKind::ColourBy(layer?)).into(),
            Self::Colours => ViewCommand::Show(DialogKind::Colours).into(),
            Self::ClassColumn => ViewCommand::Show(DialogKind::ClassColumn(layer?)).into(),
            Self::Rule => RuleCommand::Fold(RulePart::Panel).into(),
            Self::ChooseCrs => ViewCommand::Show(DialogKind::Crs(layer?)).into(),
            Self::Properties => ViewCommand::Show(DialogKind::Properties(layer?)).into(),
            Self::AddYears => ViewCommand::Show(DialogKind::Years).into(),
            Self::SampleYears => YearsCommand::Sample.into(),
            Self::ShowAllClasses => LayerCommand::ShowAllCategories(layer?).into(),
            Self::MarkUncertain => ViewCommand::ToggleUncertain.into(),
            Self::PlayYears => TimeCommand::TogglePlay.into(),
            Self::YearBefore => TimeCommand::Step(-1).into(),
            Self::YearAfter => TimeCommand::Step(1).into(),
            Self::BackToClasses => TimeCommand::Back.into(),
            Self::Crops => ViewCommand::Show(DialogKind::Crops).into(),
            Self::Areas => AreasCommand::Toggle.into(),
            Self::OpenAreas => AreasCommand::ChooseFiles.into(),
            Self::SampleAreas => AreasCommand::OpenSample.into(),
            Self::DrawArea => AreasCommand::Draw(Draw::Begin).into(),
            Self::CopyAreas => AreasCommand::Copy(CopyRows::All).into(),
            Self::Assumptions => AssumptionsCommand::Toggle.into(),
            Self::Charts => AreasCommand::Tab(AreasTab::Charts).into(),
            Self::Shortcuts => ViewCommand::Show(DialogKind::Shortcuts).into(),
            Self::Messages => ViewCommand::Show(DialogKind::Messages).into(),
            Self::About => ViewCommand::Show(DialogKind::About).into(),
        })
    }
}

/// The commands whose keys were pressed since the last frame. Keys without Ctrl stay with a text field
/// that has the focus; so do copying and Escape.
pub fn pressed(ctx: &egui::Context, state: &State) -> Vec<Command> {
    let typing = ctx.text_edit_focused();
    // egui passes over a Shift too many, so Ctrl+Shift+O is looked for before Ctrl+O.
    let with_shift = |menu: &Menu| menu.shortcut().is_some_and(|keys| keys.modifiers.shift);
    let (first, second): (Vec<Menu>, Vec<Menu>) = Menu::ALL.into_iter().partition(with_shift);
    let all = first.into_iter().chain(second);
    all.filter(|menu| menu.enabled(state) && hit(ctx, *menu, typing))
        .filter_map(|menu| menu.command(state))
        .collect()
}

fn hit(ctx: &egui::Context, menu: Menu, typing: bool) -> bool {
    let Some(shortcut) = menu.shortcut() else {
        return false;
    };
    match menu {
        // The platform turns Ctrl+C into an event of its own.
        Menu::CopyAttributes => {
            let elsewhere = typing || crate::ui::panel::areas::table::has_keyboard(ctx);
            !elsewhere && ctx.input(|i| i.events.contains(&egui::Event::Copy))
        }
        // A text field takes back what was typed.
        Menu::Undo => !typing && ctx.input_mut(|i| i.consume_shortcut(&shortcut)),
        Menu::Redo => {
            !typing
                && ctx.input_mut(|i| {
                    i.consume_shortcut(&shortcut) || i.consume_key(Modifiers::COMMAND, Key::Y)
                })
        }
        // Escape first closes what is open.
        Menu::Deselect => {
            !typing
                && !egui::Popup::is_any_open(ctx)
                && ctx.input_mut(|i| i.consume_shortcut(&shortcut))
        }
        // Elsewhere these keys press buttons and scroll.
        Menu::PlayYears | Menu::YearBefore | Menu::YearAfter => {
            MapView::has_keyboard(ctx) && ctx.input_mut(|i| i.consume_shortcut(&shortcut))
        }
        // On many keyboards plus is typed with Shift, or is the key of the equals sign.
        Menu::TextLarger => ctx.input_mut(|i| {
            i.consume_shortcut(&shortcut) || i.consume_key(Modifiers::COMMAND, Key::Equals)
        }),
        _ => ctx.input_mut(|i| i.consume_shortcut(&shortcut)),
    }
}

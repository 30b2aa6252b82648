//! The menu bar: every command by its name, with its keys, and the search box at the right.

use egui::{Align, Button, Layout, MenuBar, Rect, RichText, Ui, UiBuilder, vec2};

use super::search::SearchBox;
use crate::ui::command::{Command, FileCommand, Menu, ProjectCommand, SettingsCommand};
use crate::ui::state::State;
use crate::ui::widget::keys_text;
use crate::ui::{icons, theme};

/// Width of the search box, in points.
const SEARCH_WIDTH: f32 = 300.0;
/// Least width of an open menu, in points.
const MENU_WIDTH: f32 = 248.0;

/// Draws the bar.
pub fn show(ui: &mut Ui, state: &State, search: &mut SearchBox, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let bar = ui.max_rect();
    // The search box has a frame, which menus have not, so it stands beside the bar of menus.
    let width = SEARCH_WIDTH.min(bar.width() / 3.0);
    let right = bar.right() - theme::GAP_SMALL;
    let field = Rect::from_x_y_ranges(right - width..=right, bar.y_range()).shrink2(vec2(0.0, 2.0));
    let menus = bar.with_max_x(field.left()).with_min_y(bar.top() + 2.0);
    ui.scope_builder(UiBuilder::new().max_rect(menus), |ui| {
        let style: fn(&mut egui::Style) = bar_style;
        MenuBar::new().style(style).ui(ui, |ui| {
            ui.add_space(theme::GAP_SMALL);
            let mut entries = Entries { state, commands };
            for (title, list) in MENUS {
                ui.menu_button(lang.text(title), |ui| {
                    ui.set_min_width(MENU_WIDTH);
                    entries.list(ui, list);
                });
            }
        });
    });
    let middle = Layout::left_to_right(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(field).layout(middle), |ui| {
        search.show(ui, state, commands);
    });
}

fn bar_style(style: &mut egui::Style) {
    egui::containers::menu::menu_style(style);
    style.spacing.button_padding = egui::vec2(theme::GAP, 0.0);
}

/// What stands in a menu.
#[derive(Clone, Copy)]
enum Entry {
    /// A command.
    Item(Menu),
    /// A line between groups.
    Line,
    /// A menu of its own, with the key of its title.
    Sub(&'static str, &'static [Entry]),
    /// The files opened last.
    Recent,
    /// The backgrounds.
    BaseMaps,
}

use Entry::{Item, Line, Sub};

/// The menus in their order, with the keys of their titles.
const MENUS: [(&str, &[Entry]); 6] = [
    (
        "menu.file",
        &[
            Item(Menu::NewProject),
            Item(Menu::Open),
            Item(Menu::OpenPath),
            Entry::Recent,
            Item(Menu::OpenSample),
            Line,
            Item(Menu::SaveProject),
            Item(Menu::SaveProjectAs),
            Item(Menu::PackProject),
            Line,
            Item(Menu::ExportParcels),
            Item(Menu::Film),
            Line,
            Item(Menu::CloseLayer),
            Line,
            Item(Menu::Print),
            Line,
            Item(Menu::Settings),
            Line,
            Item(Menu::Quit),
        ],
    ),
    (
        "menu.edit",
        &[
            Item(Menu::Undo),
            Item(Menu::Redo),
            Item(Menu::History),
            Line,
            Item(Menu::CopyAttributes),
            Item(Menu::CopyPosition),
            Item(Menu::CopyAreas),
            Line,
            Item(Menu::Lasso),
            Item(Menu::PickAlike),
            Item(Menu::Deselect),
            Item(Menu::Search),
        ],
    ),
    (
        "menu.view",
        &[
            Item(Menu::ZoomToLayer),
            Item(Menu::ZoomToSelection),
            Item(Menu::ZoomToAll),
            Line,
            Entry::BaseMaps,
            Item(Menu::Network),
            Line,
            Item(Menu::LeftSide),
            Item(Menu::RightSide),
            Item(Menu::FullScreen),
            Line,
            Item(Menu::Present),
            Item(Menu::TellSample),
            Item(Menu::Scenes),
            Item(Menu::AddScene),
            Item(Menu::NextScene),
            Item(Menu::SceneBefore),
            Line,
            Sub(
                "menu.theme",
                &[
                    Item(Menu::ThemeSystem),
                    Item(Menu::ThemeLight),
                    Item(Menu::ThemeDark),
                ],
            ),
            Sub(
                "menu.text_size",
                &[
                    Item(Menu::TextLarger),
                    Item(Menu::TextSmaller),
                    Item(Menu::TextNormal),
                ],
            ),
            Sub("menu.language", &[Item(Menu::Dutch), Item(Menu::English)]),
        ],
    ),
    (
        "menu.analysis",
        &[
            Item(Menu::AddYears),
            Item(Menu::SampleYears),
            Line,
            Item(Menu::Crops),
            Item(Menu::Charts),
            Item(Menu::Assumptions),
            Line,
            Item(Menu::Areas),
            Item(Menu::OpenAreas),
            Item(Menu::SampleAreas),
            Item(Menu::DrawArea),
            Line,
            Item(Menu::PlayYears),
            Item(Menu::YearBefore),
            Item(Menu::YearAfter),
            Item(Menu::BackToClasses),
        ],
    ),
    (
        "menu.map",
        &[
            Item(Menu::ColourBy),
            Item(Menu::Colours),
            Item(Menu::ClassColumn),
            Item(Menu::Rule),
            Item(Menu::Compare),
            Item(Menu::ShowAllClasses),
            Item(Menu::MarkUncertain),
            Line,
            Item(Menu::ChooseCrs),
            Item(Menu::Properties),
        ],
    ),
    (
        "menu.help",
        &[
            Item(Menu::Shortcuts),
            Item(Menu::Messages),
            Line,
            Item(Menu::About),
        ],
    ),
];

struct Entries<'a> {
    state: &'a State,
    commands: &'a mut Vec<Command>,
}

impl Entries<'_> {
    fn list(&mut self, ui: &mut Ui, entries: &[Entry]) {
        ui.spacing_mut().button_padding.x = theme::GAP;
        let ticks = entries.iter().any(|entry| match entry {
            Item(menu) => menu.checked(self.state).is_some(),
            Entry::BaseMaps | Entry::Recent | Line | Sub(..) => false,
        });
        for entry in entries {
            match entry {
                Item(menu) => self.item(ui, *menu, ticks),
                Line => {
                    ui.separator();
                }
                Sub(title, list) => {
                    let title = indented(self.state.lang().text(title), ticks);
                    ui.menu_button(title, |ui| self.list(ui, list));
                }
                Entry::Recent => self.recent(ui, ticks),
                Entry::BaseMaps => self.base_maps(ui, ticks),
            }
        }
    }

    fn item(&mut self, ui: &mut Ui, menu: Menu, ticks: bool) {
        let text = menu.label(self.state);
        let lang = self.state.lang();
        let keys = menu.shortcut().map(|keys| keys_text(ui.ctx(), &keys, lang));
        let ticked = menu.checked(self.state);
        if item(ui, &text, keys, ticked, ticks, menu.enabled(self.state)) {
            self.commands.extend(menu.command(self.state));
        }
    }

    /// The backgrounds, and none.
    fn base_maps(&mut self, ui: &mut Ui, ticks: bool) {
        let lang = self.state.lang();
        let now = &self.state.settings.base_map;
        ui.menu_button(indented(lang.text("menu.base_map"), ticks), |ui| {
            ui.spacing_mut().button_padding.x = theme::GAP;
            let none = ("", lang.text("menu.base_map_none"));
            let sources = self.state.view.base_maps.iter();
            let sources = sources.map(|source| (source.id.as_str(), source.name(lang)));
            for (id, name) in sources.chain([none]) {
                if item(ui, name, None, Some(id == now), true, true) {
                    self.commands
                        .push(SettingsCommand::BaseMap(id.to_owned()).into());
                }
            }
        });
    }

    fn recent(&mut self, ui: &mut Ui, ticks: bool) {
        let lang = self.state.lang();
        let files = &self.state.settings.recent_files;
        let projects = &self.state.settings.recent_projects;
        ui.menu_button(indented(lang.text("menu.recent"), ticks), |ui| {
            ui.spacing_mut().button_padding.x = theme::GAP;
            ui.set_min_width(MENU_WIDTH);
            if files.is_empty() && projects.is_empty() {
                ui.weak(lang.text("menu.recent_empty"));
                return;
            }
            for path in projects {
                let name = path.file_name().unwrap_or(path.as_os_str());
                let button = Button::new(name.to_string_lossy()).truncate();
                let response = ui.add(button).on_hover_text(path.to_string_lossy());
                if response.clicked() {
                    self.commands
                        .push(ProjectCommand::Open(path.clone()).into());
                }
            }
            if !projects.is_empty() && !files.is_empty() {
                ui.separator();
            }
            for path in files {
                let name = path.file_name().unwrap_or(path.as_os_str());
                let button = Button::new(name.to_string_lossy()).truncate();
                let response = ui.add(button).on_hover_text(path.to_string_lossy());
                if response.clicked() {
                    self.commands
                        .push(FileCommand::Open(vec![path.clone()]).into());
                }
            }
            ui.separator();
            if ui.button(lang.text("menu.recent_clear")).clicked() {
                self.commands.push(SettingsCommand::ForgetRecent.into());
            }
        });
    }
}

/// One entry of a menu; true when it was chosen. With `ticks` there is room for a tick before the text.
fn item(
    ui: &mut Ui,
    text: &str,
    keys: Option<String>,
    ticked: Option<bool>,
    ticks: bool,
    enabled: bool,
) -> bool {
    let tick = if ticked == Some(true) {
        icons::CHECK
    } else {
        ""
    };
    let mut button = if ticks {
        Button::new((tick_atom(tick), text.to_owned()))
    } else {
        Button::new(text.to_owned())
    };
    if let Some(keys) = keys {
        button = button.shortcut_text(RichText::new(keys).size(theme::TEXT_SMALL));
    }
    let response = ui.add_enabled(enabled, button);
    if let Some(on) = ticked {
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::MenuItemCheckBox, enabled, on, text)
        });
    } else {
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MenuItem, enabled, text));
    }
    response.clicked()
}

/// Room for a tick, with or without it.
fn tick_atom(tick: &str) -> egui::Atom<'static> {
    use egui::AtomExt as _;
    RichText::new(tick.to_owned())
        .size(theme::TEXT_BODY)
        .atom_size(egui::vec2(theme::GAP_LARGE, theme::GAP_LARGE))
}

fn indented(text: &str, ticks: bool) -> impl egui::IntoAtoms<'static> {
    use egui::IntoAtoms as _;
    if ticks {
        (tick_atom(""), text.to_owned()).into_atoms()
    } else {
        text.to_owned().into_atoms()
    }
}

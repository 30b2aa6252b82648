//! The keys: of every command that has one, and of the map.

use egui::{Align, Layout, RichText, Ui};

use super::frame::{Dialog, Scene};
use crate::text::Lang;
use crate::ui::command::Menu;
use crate::ui::theme;
use crate::ui::widget::keys_text;

/// The keys; there is no draft.
#[derive(Debug)]
pub(super) struct ShortcutsDialog;

/// What the map does by itself: the text of the gesture, and of what it does.
const ON_THE_MAP: [(&str, &str); 7] = [
    ("dialog.shortcuts.drag", "dialog.shortcuts.drag_does"),
    ("dialog.shortcuts.wheel", "dialog.shortcuts.wheel_does"),
    ("dialog.shortcuts.click", "dialog.shortcuts.click_does"),
    (
        "dialog.shortcuts.double_click",
        "dialog.shortcuts.double_click_does",
    ),
    (
        "dialog.shortcuts.shift_drag",
        "dialog.shortcuts.shift_drag_does",
    ),
    ("dialog.shortcuts.arrows", "dialog.shortcuts.arrows_do"),
    (
        "dialog.shortcuts.plus_minus",
        "dialog.shortcuts.plus_minus_do",
    ),
];

impl Dialog for ShortcutsDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("menu.shortcuts").to_owned()
    }

    fn width(&self) -> f32 {
        720.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        ui.spacing_mut().item_spacing.x = 2.0 * theme::GAP_LARGE;
        ui.columns_const(|[left, right]| {
            for group in ["menu.file", "menu.edit", "menu.map"] {
                commands(left, lang, group);
            }
            commands(right, lang, "menu.view");
            commands(right, lang, "menu.analysis");
            commands(right, lang, "menu.help");
            title(right, lang.text("dialog.shortcuts.on_the_map"));
            for (keys, does) in ON_THE_MAP {
                row(right, lang.text(does), lang.text(keys));
            }
        });
    }
}

/// The commands of a group that have keys.
fn commands(ui: &mut Ui, lang: Lang, wanted: &'static str) {
    title(ui, lang.text(wanted));
    for menu in Menu::ALL.into_iter().filter(|menu| group(*menu) == wanted) {
        if let Some(keys) = menu.shortcut() {
            let keys = keys_text(ui.ctx(), &keys, lang);
            row(ui, menu.name(lang).trim_end_matches('…'), &keys);
        }
    }
    ui.add_space(theme::GAP);
}

fn title(ui: &mut Ui, text: &str) {
    let colour = theme::colours(ui).secondary;
    ui.label(RichText::new(text).size(theme::TEXT_SMALL).color(colour));
}

fn row(ui: &mut Ui, does: &str, keys: &str) {
    let colour = theme::colours(ui).secondary;
    let size = egui::vec2(ui.available_width(), 20.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.label(RichText::new(keys).color(colour));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(egui::Label::new(does).truncate());
        });
    });
}

/// The menu that a command stands in, as the key of its text.
const fn group(menu: Menu) -> &'static str {
    match menu {
        Menu::Open
        | Menu::OpenPath
        | Menu::OpenSample
        | Menu::NewProject
        | Menu::SaveProject
        | Menu::SaveProjectAs
        | Menu::PackProject
        | Menu::Film
        | Menu::ExportParcels
        | Menu::CloseLayer
        | Menu::Settings
        | Menu::Print
        | Menu::Quit => "menu.file",
        Menu::Undo
        | Menu::Redo
        | Menu::History
        | Menu::CopyAttributes
        | Menu::CopyPosition
        | Menu::CopyAreas
        | Menu::Lasso
        | Menu::PickAlike
        | Menu::Deselect
        | Menu::Search => "menu.edit",
        Menu::LeftSide
        | Menu::RightSide
        | Menu::FullScreen
        | Menu::Present
        | Menu::Scenes
        | Menu::AddScene
        | Menu::NextScene
        | Menu::SceneBefore
        | Menu::TellSample
        | Menu::ThemeSystem
        | Menu::ThemeLight
        | Menu::ThemeDark
        | Menu::TextLarger
        | Menu::TextSmaller
        | Menu::TextNormal
        | Menu::Dutch
        | Menu::English => "menu.view",
        Menu::ZoomToLayer
        | Menu::ZoomToSelection
        | Menu::ZoomToAll
        | Menu::Network
        | Menu::ColourBy
        | Menu::Colours
        | Menu::ClassColumn
        | Menu::Compare
        | Menu::Rule
        | Menu::ChooseCrs
        | Menu::Properties
        | Menu::MarkUncertain
        | Menu::ShowAllClasses => "menu.map",
        Menu::AddYears
        | Menu::SampleYears
        | Menu::PlayYears
        | Menu::YearBefore
        | Menu::YearAfter
        | Menu::BackToClasses
        | Menu::Crops
        | Menu::Areas
        | Menu::OpenAreas
        | Menu::SampleAreas
        | Menu::DrawArea
        | Menu::Charts
        | Menu::Assumptions => "menu.analysis",
        Menu::Shortcuts | Menu::Messages | Menu::About => "menu.help",
    }
}

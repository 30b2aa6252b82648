//! The menu that says what the areas are, and what belongs to the choice: the column of names, the view to be pinned.

use egui::{Button, Label, RichText, ScrollArea, Ui};

use crate::text::Lang;
use crate::ui::command::{AreasCommand, Command, Draw};
use crate::ui::state::{AreaSource, LayerId, MapLayer, State, areas};
use crate::ui::{icons, theme};

/// Width of the menu, in points.
const WIDTH: f32 = 280.0;
/// Height of a list of columns, in points.
const LIST_HEIGHT: f32 = 280.0;

/// Whether the areas of the sample can be had.
pub fn offers_sample(state: &State) -> bool {
    let layers = state.session.layers();
    let (areas, parcels): (Vec<&MapLayer>, _) = layers
        .iter()
        .filter(|layer| layer.is_sample)
        .partition(|layer| state.session.areas.holds(layer.id));
    areas.is_empty() && !parcels.is_empty()
}

/// Draws the menu's button, and what belongs to the choice.
pub(super) fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let title = areas::title(state, lang);
    let title = title.unwrap_or_else(|| lang.text("areas.no_source").to_owned());
    let text = format!("{title} {}", icons::CARET_DOWN);
    let button = ui.menu_button(text, |ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().button_padding.x = theme::GAP;
        let mut menu = SourceMenu {
            state,
            lang,
            commands,
        };
        menu.show(ui);
    });
    let name = format!("{}: {title}", lang.text("areas.source"));
    button.response.accessible_name(name);
    match &state.session.areas.source {
        Some(AreaSource::Layer(id)) => names_ui(ui, state, *id, commands),
        Some(AreaSource::View) => {
            let pin = ui.button(lang.text("areas.pin"));
            if pin.clicked() {
                commands.push(AreasCommand::Pin.into());
            }
        }
        _ => {}
    }
}

/// The column that names the areas of a layer.
fn names_ui(ui: &mut Ui, state: &State, id: LayerId, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(layer) = state.session.layer(id) else {
        return;
    };
    let fields = layer.layer.table.fields();
    let now = state.session.areas.name_column(id);
    let shown = now.and_then(|column| fields.get(column));
    let shown = shown.map_or(lang.text("areas.by_number"), |field| field.name.as_str());
    let text = RichText::new(format!("{shown} {}", icons::CARET_DOWN));
    let text = text.color(theme::colours(ui).secondary);
    let button = ui.menu_button(text, |ui| {
        ui.set_width(WIDTH);
        scrolled(ui, |ui| {
            if item(ui, lang.text("areas.by_number"), now.is_none()) {
                commands.push(AreasCommand::Name(id, None).into());
            }
            for (column, field) in fields.iter().enumerate() {
                if item(ui, &field.name, now == Some(column)) {
                    commands.push(AreasCommand::Name(id, Some(column)).into());
                }
            }
        });
    });
    let name = format!("{}: {shown}", lang.text("areas.name_column"));
    button
        .response
        .accessible_name(name)
        .on_hover_text(lang.text("areas.name_column"));
}

struct SourceMenu<'a> {
    state: &'a State,
    lang: Lang,
    commands: &'a mut Vec<Command>,
}

impl SourceMenu<'_> {
    fn show(&mut self, ui: &mut Ui) {
        self.action(ui, "areas.open_files", AreasCommand::ChooseFiles);
        if offers_sample(self.state) {
            self.action(ui, "areas.sample", AreasCommand::OpenSample);
        }
        self.action(ui, "areas.draw", AreasCommand::Draw(Draw::Begin));
        ui.separator();
        self.layers(ui);
        self.columns(ui);
        ui.separator();
        self.choice(ui, "areas.view", AreaSource::View);
        self.choice(ui, "areas.selection", AreaSource::Selection);
        if self.state.session.areas.drawn.is_some() {
            self.choice(ui, "areas.drawn", AreaSource::Drawn);
        }
        ui.separator();
        let none = self.state.session.areas.source.is_none();
        if item(ui, self.lang.text("areas.none"), none) {
            self.commands.push(AreasCommand::Source(None).into());
        }
    }

    fn action(&mut self, ui: &mut Ui, key: &'static str, command: AreasCommand) {
        if item(ui, self.lang.text(key), false) {
            self.commands.push(command.into());
        }
    }

    fn choice(&mut self, ui: &mut Ui, key: &'static str, source: AreaSource) {
        let chosen = self.state.session.areas.source.as_ref() == Some(&source);
        if item(ui, self.lang.text(key), chosen) {
            self.commands
                .push(AreasCommand::Source(Some(source)).into());
        }
    }

    /// Every layer but the parcels: those of areas, and those that could be.
    fn layers(&mut self, ui: &mut Ui) {
        let session = &self.state.session;
        let parcels = areas::parcels(session).map(|layer| layer.id);
        for layer in session.layers() {
            if Some(layer.id) == parcels {
                continue;
            }
            let source = AreaSource::Layer(layer.id);
            let chosen = session.areas.source.as_ref() == Some(&source);
            if item(ui, &layer.title(self.lang), chosen) {
                self.commands.push(AreasCommand::Use(layer.id).into());
            }
        }
    }

    fn columns(&mut self, ui: &mut Ui) {
        let Some(parcels) = areas::parcels(&self.state.session) else {
            return;
        };
        let now = match &self.state.session.areas.source {
            Some(AreaSource::Column(name)) => Some(name.as_str()),
            _ => None,
        };
        ui.menu_button(self.lang.text("areas.group_by"), |ui| {
            ui.set_width(WIDTH);
            scrolled(ui, |ui| {
                for field in parcels.layer.table.fields() {
                    if item(ui, &field.name, now == Some(field.name.as_str())) {
                        let source = AreaSource::Column(field.name.clone());
                        self.commands
                            .push(AreasCommand::Source(Some(source)).into());
                    }
                }
            });
        });
    }
}

fn scrolled(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .max_height(LIST_HEIGHT)
        .show(ui, |ui| {
            ui.spacing_mut().button_padding.x = theme::GAP;
            contents(ui);
        });
}

/// One entry, with a tick where it is chosen.
fn item(ui: &mut Ui, name: &str, chosen: bool) -> bool {
    ui.horizontal(|ui| {
        let tick = if chosen { icons::CHECK } else { "" };
        let size = [theme::GAP_LARGE, theme::CONTROL_HEIGHT];
        ui.add_sized(size, Label::new(tick));
        let response = ui.add(Button::new(name).frame_when_inactive(false).truncate());
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::MenuItemRadio, true, chosen, name)
        });
        response.clicked()
    })
    .inner
}

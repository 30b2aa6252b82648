//! What the areas are coloured by on the map, and where one class ends and the next begins.

use egui::{ComboBox, ScrollArea, Slider, TextEdit, Ui};

use crate::analysis::area_colours::{Breaks, LEAST_CLASSES, MOST_CLASSES};
use crate::analysis::area_columns::{ColumnGroup, StatColumn};
use crate::explain::quantity;
use crate::text::Lang;
use crate::ui::command::{AreasCommand, Command};
use crate::ui::state::{AreaColour, State};
use crate::ui::theme;
use crate::ui::widget::text;

/// Width of the popup, in points.
const WIDTH: f32 = 280.0;
/// Height of the list of columns, in points.
const LIST_HEIGHT: f32 = 320.0;
/// Classes that a map begins with.
const FIRST_CLASSES: usize = 5;

/// Draws the choices.
pub(super) fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    ui.set_width(WIDTH);
    let lang = state.lang();
    let now = state.session.areas.colour.as_ref();
    column_ui(ui, now, lang, commands);
    let Some(now) = now else { return };
    ui.add_space(theme::GAP);
    let take = |breaks: Breaks| {
        let column = now.column;
        AreasCommand::Colour(Some(AreaColour { column, breaks })).into()
    };
    let classes = now.breaks.classes().clamp(LEAST_CLASSES, MOST_CLASSES);
    ui.label(text::small(ui, lang.text("areas.breaks")));
    ui.horizontal(|ui| {
        let own = || Breaks::Own(inner_edges(state));
        let choices: [(&str, bool, &dyn Fn() -> Breaks); 3] = [
            (
                "areas.quantiles",
                matches!(now.breaks, Breaks::Quantiles(_)),
                &|| Breaks::Quantiles(classes),
            ),
            (
                "areas.equal",
                matches!(now.breaks, Breaks::Equal(_)),
                &|| Breaks::Equal(classes),
            ),
            ("areas.own", matches!(now.breaks, Breaks::Own(_)), &own),
        ];
        for (key, chosen, breaks) in choices {
            if ui.radio(chosen, lang.text(key)).clicked() && !chosen {
                commands.push(take(breaks()));
            }
        }
    });
    if let Breaks::Own(breaks) = &now.breaks {
        if let Some(breaks) = own_ui(ui, breaks, lang) {
            commands.push(take(Breaks::Own(breaks)));
        }
        return;
    }
    let mut wanted = classes;
    let slider = Slider::new(&mut wanted, LEAST_CLASSES..=MOST_CLASSES);
    let response = ui.add(slider.text(lang.text("areas.classes")));
    if response.changed() {
        commands.push(take(match now.breaks {
            Breaks::Equal(_) => Breaks::Equal(wanted),
            _ => Breaks::Quantiles(wanted),
        }));
    }
}

fn column_ui(ui: &mut Ui, now: Option<&AreaColour>, lang: Lang, commands: &mut Vec<Command>) {
    let chosen = now.and_then(|colour| StatColumn::find(colour.column));
    let shown = chosen.map_or_else(
        || lang.text("areas.no_colour").to_owned(),
        |column| quantity::heading(column, lang),
    );
    let label = ui.label(text::small(ui, lang.text("areas.colour_by")));
    let mut pick = |colour| commands.push(AreasCommand::Colour(colour).into());
    ComboBox::from_id_salt("areas colour")
        .width(WIDTH - theme::GAP_LARGE)
        .selected_text(shown)
        .show_ui(ui, |ui| {
            ScrollArea::vertical()
                .max_height(LIST_HEIGHT)
                .show(ui, |ui| {
                    if ui
                        .selectable_label(chosen.is_none(), lang.text("areas.no_colour"))
                        .clicked()
                    {
                        pick(None);
                    }
                    for group in ColumnGroup::ALL {
                        ui.label(text::small(ui, lang.text_of("stats_group", group.key())));
                        for column in group.columns() {
                            let is_chosen = now.is_some_and(|now| now.column == column.name);
                            let name = quantity::heading(column, lang);
                            if ui.selectable_label(is_chosen, name).clicked() {
                                let breaks = now.map_or(Breaks::Quantiles(FIRST_CLASSES), |now| {
                                    match &now.breaks {
                                        // The breaks of one column mean nothing in another.
                                        Breaks::Own(_) => Breaks::Quantiles(FIRST_CLASSES),
                                        other => other.clone(),
                                    }
                                });
                                let column = column.name;
                                pick(Some(AreaColour { column, breaks }));
                            }
                        }
                    }
                });
        })
        .response
        .labelled_by(label.id);
}

/// The breaks that are there, to begin one's own with.
fn inner_edges(state: &State) -> Vec<f64> {
    let coloured = state.view.areas.coloured.as_ref();
    let edges = coloured.map_or(&[][..], |coloured| &coloured.edges);
    let last = edges.len().saturating_sub(1);
    edges.get(1..last.max(1)).unwrap_or_default().to_vec()
}

/// The field for own breaks, as people write numbers; the breaks once they changed.
fn own_ui(ui: &mut Ui, breaks: &[f64], lang: Lang) -> Option<Vec<f64>> {
    let id = ui.make_persistent_id("own breaks");
    let known = || {
        let plain = breaks.iter().map(|number| number_text(*number, lang));
        plain.collect::<Vec<_>>().join("; ")
    };
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(known);
    let label = ui.label(text::small(ui, lang.text("areas.own_label")));
    let field = TextEdit::singleline(&mut typed).desired_width(f32::INFINITY);
    let field = ui
        .add(field.hint_text(lang.text("areas.own_hint")))
        .labelled_by(label.id);
    if !field.changed() {
        if !field.has_focus() {
            ui.data_mut(|data| data.remove::<String>(id));
        }
        return None;
    }
    let parsed = parse_breaks(&typed);
    ui.data_mut(|data| data.insert_temp(id, typed));
    (!parsed.is_empty()).then_some(parsed)
}

fn number_text(number: f64, lang: Lang) -> String {
    let plain = ((number * 1000.0).round() / 1000.0).to_string();
    match lang {
        Lang::Nl => plain.replace('.', ","),
        Lang::En => plain,
    }
}

/// Numbers with `;` between them; a comma is a decimal sign.
fn parse_breaks(text: &str) -> Vec<f64> {
    let numbers = text.split(';').filter_map(|number| {
        let plain = number.trim().replace(',', ".").replace('\u{2212}', "-");
        plain
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
    });
    numbers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_read_as_people_write_them() {
        assert_eq!(parse_breaks("10; 20,5;\u{2212}3; x;"), [10.0, 20.5, -3.0]);
        assert_eq!(number_text(0.12345, Lang::Nl), "0,123");
    }
}

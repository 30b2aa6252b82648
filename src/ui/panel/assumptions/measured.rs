//! Which columns hold what was measured or reported: a box per measure, and under it the part of the land that is
//! known, or the column that is called like it and was not taken yet. Nothing is taken that nobody chose.

use egui::{ComboBox, Label, Link, Ui};

use crate::analysis::measured::{AreaManure, candidates, recognised};
use crate::domain::Year;
use crate::domain::nutrients::Measured;
use crate::explain::assumption;
use crate::layer::Table;
use crate::text::Lang;
use crate::ui::command::{AssumptionsCommand, Command};
use crate::ui::state::{AreaSource, MapLayer, State, areas};
use crate::ui::theme;
use crate::ui::widget::{fold, text};

/// The word under which the subject is folded.
const SUBJECT: &str = "measured";

/// Draws the subject; nothing while there are no parcels.
pub(super) fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(parcels) = areas::parcels(&state.session) else {
        return;
    };
    let lang = state.lang();
    ui.add_space(theme::GAP);
    let open = !state.view.assumptions.folded.contains(SUBJECT);
    let name = lang.text("measured.title");
    if fold::title(ui, name, open, theme::TEXT_BODY, 0.0).clicked() {
        commands.push(AssumptionsCommand::Fold(SUBJECT.to_owned()).into());
    }
    if !open {
        return;
    }
    ui.add(Label::new(text::small(ui, lang.text("measured.help"))).wrap());
    let table = &parcels.layer.table;
    let years = years_of(parcels, state);
    let offered = recognised(table, &years);
    for measure in Measured::ALL {
        let offer = offered.iter().find(|(of, _)| *of == measure);
        let offer = offer.map(|(_, column)| column.as_str());
        measure_ui(ui, state, measure, offer, commands, || {
            candidates(table, &years)
        });
    }
    if let Some(AreaSource::Layer(id)) = state.session.areas.source
        && let Some(layer) = state.session.layer(id)
    {
        manure_ui(ui, state, &layer.layer.table, lang, commands);
    }
}

/// The years that figures look at.
fn years_of(parcels: &MapLayer, state: &State) -> Vec<Year> {
    let Some(years) = &parcels.years else {
        return Vec::new();
    };
    let rule = &state.session.knowledge().rule;
    let window = years.sequences.window(rule, years.reference);
    window.iter().map(|column| column.year).collect()
}

fn measure_ui(
    ui: &mut Ui,
    state: &State,
    measure: Measured,
    offer: Option<&str>,
    commands: &mut Vec<Command>,
    list: impl FnOnce() -> Vec<String>,
) {
    let lang = state.lang();
    let chosen = state.session.areas.measured.get(measure);
    let name = lang.text_of("measured_what", measure.key());
    let unit = assumption::unit(measure.unit(), lang);
    let set = |column| AssumptionsCommand::Measured(measure, column).into();
    if let Some(column) = choose(ui, (&name, &unit), measure.key(), chosen, lang, list) {
        commands.push(set(column));
    }
    match (chosen, offer) {
        (Some(column), _) => {
            let told = coverage(state, measure, column, lang);
            ui.add(Label::new(text::small(ui, told)).wrap());
        }
        (None, Some(column)) => {
            let shown = shown(column, lang);
            let words = lang.fill("measured.offer", &[("column", &shown)]);
            if ui.add(Link::new(text::small(ui, words))).clicked() {
                commands.push(set(Some(column.to_owned())));
            }
        }
        (None, None) => {}
    }
}

/// For which part of the land the column has a value.
fn coverage(state: &State, measure: Measured, column: &str, lang: Lang) -> String {
    let Some(figured) = state.view.areas.figured.as_ref() else {
        return lang.text("measured.not_yet").to_owned();
    };
    let missing = figured.missing();
    if missing.iter().any(|(of, _)| *of == measure) {
        let shown = shown(column, lang);
        return lang.fill("measured.missing", &[("column", &shown)]);
    }
    let share = figured.rows.last().map(|row| row.nutrients.measured);
    let share = share.map_or(0.0, |shares| shares[measure.place()]);
    let percent = lang.percent(share, 1.0);
    lang.fill("measured.coverage", &[("percent", &percent)])
}

/// The manure of the areas, from a column of their layer.
fn manure_ui(ui: &mut Ui, state: &State, table: &Table, lang: Lang, commands: &mut Vec<Command>) {
    let now = &state.session.areas.manure;
    ui.add_space(theme::GAP);
    ui.add(Label::new(text::small(ui, lang.text("measured.manure_help"))).wrap());
    let parts: [(&str, &str, &Option<String>); 2] = [
        ("measured.manure_n", "kg N/a", &now.n),
        ("measured.manure_p2o5", "kg P2O5/a", &now.p2o5),
    ];
    for (place, (key, unit, chosen)) in parts.into_iter().enumerate() {
        let name = lang.text(key);
        let unit = assumption::unit(unit, lang).replace("/a", lang.text("measured.per_year"));
        let list = || candidates(table, &[]);
        if let Some(column) = choose(ui, (name, &unit), key, chosen.as_deref(), lang, list) {
            let changed = match place {
                0 => AreaManure {
                    n: column,
                    ..now.clone()
                },
                _ => AreaManure {
                    p2o5: column,
                    ..now.clone()
                },
            };
            commands.push(AssumptionsCommand::AreaManure(changed).into());
        }
    }
}

/// A box with columns; what was chosen comes back, nothing for no column.
fn choose(
    ui: &mut Ui,
    (name, unit): (&str, &str),
    salt: &str,
    chosen: Option<&str>,
    lang: Lang,
    list: impl FnOnce() -> Vec<String>,
) -> Option<Option<String>> {
    ui.add_space(theme::GAP_SMALL);
    ui.add(Label::new(format!("{name} ({unit})")).wrap());
    let none = lang.text("measured.none");
    let mut picked = None;
    ComboBox::from_id_salt(("measured", salt))
        .width(ui.available_width() - theme::GAP)
        .truncate()
        .selected_text(chosen.map_or_else(|| none.to_owned(), |column| shown(column, lang)))
        .show_ui(ui, |ui| {
            if ui.selectable_label(chosen.is_none(), none).clicked() && chosen.is_some() {
                picked = Some(None);
            }
            for column in list() {
                let is_chosen = chosen == Some(column.as_str());
                let name = shown(&column, lang);
                if ui.selectable_label(is_chosen, name).clicked() && !is_chosen {
                    picked = Some(Some(column));
                }
            }
        })
        .response
        .accessible_name(name);
    picked
}

/// A column as people read it: "n_afvoer_[jaar]".
fn shown(column: &str, lang: Lang) -> String {
    use crate::analysis::measured::YEAR;
    column.replace(YEAR, lang.text("measured.year"))
}

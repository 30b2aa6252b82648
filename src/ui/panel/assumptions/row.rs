//! One assumption: its name, a control for its value, its unit, and under them its usual value and its source.

use egui::{Align, ComboBox, DragValue, Label, Layout, RichText, Ui};

use crate::domain::assumptions::{Entry, ManurePart, ManureProduct, Setting};
use crate::explain::assumption::{self, Scale};
use crate::text::Lang;
use crate::ui::command::{AssumptionsCommand, Command};
use crate::ui::state::State;
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Parts of its range that a number moves by when it is dragged.
const STEPS: f64 = 400.0;

/// An assumption as the panel shows it.
pub(super) struct Row {
    key: String,
    name: String,
    unit: String,
    range: (f64, f64),
    choices: Vec<String>,
    source: String,
}

impl Row {
    pub(super) fn of_entry(entry: &Entry, lang: Lang) -> Self {
        Self {
            key: entry.key.to_owned(),
            name: lang.text_of("assumption", entry.key),
            unit: entry.unit.clone(),
            range: entry.range.unwrap_or((0.0, f64::MAX)),
            choices: entry.choices.clone(),
            source: entry.source.clone(),
        }
    }

    pub(super) fn of_manure(part: ManurePart, product: ManureProduct, lang: Lang) -> Self {
        let products = Entry::find("manure_product");
        Self {
            key: part.key_of(product),
            name: lang.text_of("manure_part", part.key),
            unit: part.unit.to_owned(),
            range: part.range,
            choices: Vec::new(),
            source: products.map_or_else(String::new, |entry| entry.source.clone()),
        }
    }

    fn scale(&self) -> Scale {
        Scale::of(&self.unit, self.range.1)
    }

    fn told(&self, setting: &Setting, lang: Lang) -> String {
        let Setting::Number(number) = setting else {
            return assumption::word(setting, lang);
        };
        let number = assumption::number(*number, self.scale(), lang);
        let unit = assumption::unit(&self.unit, lang);
        format!("{number} {unit}").trim_end().to_owned()
    }
}

/// Draws it.
pub(super) fn show(ui: &mut Ui, state: &State, row: &Row, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let assumptions = state.session.assumptions();
    let (Some(value), Some(usual)) = (assumptions.get(&row.key), assumptions.usual(&row.key))
    else {
        return;
    };
    let changed = value != usual;
    ui.add_space(theme::GAP_SMALL);
    let name = ui.add(Label::new(row.name.as_str()).wrap());
    if state.view.assumptions.reveal.as_deref() == Some(row.key.as_str()) {
        name.scroll_to_me(Some(Align::Center));
    }
    ui.horizontal(|ui| {
        if let Some(setting) = control_ui(ui, row, &value, lang) {
            commands.push(AssumptionsCommand::Set(row.key.clone(), setting).into());
        }
        let unit = assumption::unit(&row.unit, lang);
        if !unit.is_empty() {
            ui.label(text::small(ui, unit));
        }
        if changed {
            let mark = RichText::new(lang.text("assumptions.is_changed"))
                .size(theme::TEXT_SMALL)
                .color(theme::colours(ui).accent);
            ui.label(mark);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = lang.fill("assumptions.reset", &[("name", &row.name)]);
                if icon_button(ui, icons::ARROW_COUNTER_CLOCKWISE, &name).clicked() {
                    commands.push(AssumptionsCommand::Reset(row.key.clone()).into());
                }
            });
        }
    });
    below_ui(ui, row, &usual, lang);
}

/// The usual value and where it comes from.
fn below_ui(ui: &mut Ui, row: &Row, usual: &Setting, lang: Lang) {
    let note = assumption::source_note(&row.source, lang).map_or_else(
        || {
            let keys = row.source.replace('+', ", ");
            lang.fill("assumptions.source", &[("keys", &keys)])
        },
        str::to_owned,
    );
    let usual = row.told(usual, lang);
    let usual = lang.fill("assumptions.usual", &[("value", &usual)]);
    let sources = assumption::sources(&row.source).join("\n");
    ui.add(Label::new(text::small(ui, format!("{usual} · {note}"))).wrap())
        .on_hover_text(sources);
}

/// The control; a changed value comes back.
fn control_ui(ui: &mut Ui, row: &Row, value: &Setting, lang: Lang) -> Option<Setting> {
    match value {
        Setting::Truth(truth) => {
            let mut on = *truth;
            let word = assumption::word(value, lang);
            ui.checkbox(&mut on, word).accessible_name(&row.name);
            (on != *truth).then_some(Setting::Truth(on))
        }
        Setting::Number(number) => number_ui(ui, row, *number, lang).map(Setting::Number),
        Setting::Word(word) => choice_ui(ui, row, word, lang).map(Setting::Word),
    }
}

fn number_ui(ui: &mut Ui, row: &Row, number: f64, lang: Lang) -> Option<f64> {
    let (scale, mut value) = (row.scale(), number);
    let (least, most) = row.range;
    // Small and large ranges alike: a drag of a hand's width goes through a good part of what makes sense.
    let around = (most - least).min(number.abs().max(1.0) * 4.0);
    let is_whole = row.unit == "a";
    let field = DragValue::new(&mut value)
        .speed(if is_whole { 0.05 } else { around / STEPS })
        .range(least..=most)
        .max_decimals(if is_whole { 0 } else { 4 })
        .update_while_editing(false)
        .custom_formatter(move |n, _| assumption::number(n, scale, lang))
        .custom_parser(move |typed| read(typed, scale, (least, most), lang));
    ui.add(field)
        .accessible_name(&row.name)
        .on_hover_text(assumption::range(row.range, scale, lang));
    ((value - number).abs() > 1e-9).then_some(value)
}

/// What people type: "60", "60 %", "4,5", "× 1,1".
fn read(typed: &str, scale: Scale, (least, most): (f64, f64), lang: Lang) -> Option<f64> {
    let plain = typed.trim().trim_start_matches('×').trim_end_matches('%');
    let range = (least * scale.factor(), most * scale.factor());
    assumption::typed(plain, lang, range).map(|number| number / scale.factor())
}

fn choice_ui(ui: &mut Ui, row: &Row, word: &str, lang: Lang) -> Option<String> {
    let mut chosen = None;
    ComboBox::from_id_salt("choice")
        .width(ui.available_width() - 100.0)
        .truncate()
        .selected_text(lang.text_of("assumption_choice", word))
        .show_ui(ui, |ui| {
            for choice in &row.choices {
                let name = lang.text_of("assumption_choice", choice);
                if ui.selectable_label(choice == word, name).clicked() && choice != word {
                    chosen = Some(choice.clone());
                }
            }
        })
        .response
        .accessible_name(&row.name);
    chosen
}

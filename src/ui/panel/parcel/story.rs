//! Why the selected parcel is in its class, its years, how sure that is, and what would come of other years.

use egui::{Label, RichText, Ui};

use super::years;
use crate::analysis::story::Story;
use crate::analysis::summary::CategoryKey;
use crate::domain::{Class, Outcome, Year};
use crate::explain::{category, story as words};
use crate::text::Lang;
use crate::ui::command::{Command, StoryCommand};
use crate::ui::parcel::Parcel;
use crate::ui::state::{MapLayer, State};
use crate::ui::widget::text;
use crate::ui::{icons, theme};

/// Draws it; answers the year under the pointer.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    parcel: &Parcel,
    story: &Story,
    commands: &mut Vec<Command>,
) -> Option<Year> {
    let lang = state.lang();
    let rule = &state.session.knowledge().rule;
    if let Some(class) = other_class(layer, parcel, &story.outcome) {
        let class = category::label(&CategoryKey::Class(class), lang);
        paragraph(ui, lang.fill("story.file_says", &[("class", &class)]));
    }
    let why = words::why(&story.outcome, rule, lang);
    let help = category::help(&CategoryKey::of_outcome(&story.outcome), lang);
    ui.add(Label::new(why).wrap()).on_hover_ui(|ui| {
        ui.label(help.unwrap_or_default());
        ui.label(text::small(ui, lang.text("story.inferred")));
    });
    supposed_ui(ui, state, story, commands);
    ui.add_space(theme::GAP);
    let hovered = years::show(ui, state, story, commands);
    ui.add_space(theme::GAP_SMALL);
    certainty_ui(ui, state, story);
    hovered
}

/// The class that a file gives the parcel, where the rule says otherwise.
fn other_class(layer: &MapLayer, parcel: &Parcel, outcome: &Outcome) -> Option<Class> {
    let index = *layer.categories().of_feature.get(parcel.hit.feature)?;
    match layer.categories().list.get(usize::from(index))?.key {
        CategoryKey::Class(class) => Some(class).filter(|class| *class != outcome.class),
        _ => None,
    }
}

/// The class under what the user supposes, and the way back.
fn supposed_ui(ui: &mut Ui, state: &State, story: &Story, commands: &mut Vec<Command>) {
    let changes = &state.view.story.what_if;
    if changes.is_empty() {
        return;
    }
    let lang = state.lang();
    let rule = &state.session.knowledge().rule;
    let why = words::why(&story.what_if(changes, rule), rule, lang);
    let told = lang.fill("story.supposed", &[("why", &why)]);
    let accent = theme::colours(ui).accent;
    ui.add(Label::new(RichText::new(told).color(accent)).wrap());
    if ui.link(lang.text("story.reset")).clicked() {
        commands.push(StoryCommand::Reset.into());
    }
}

/// How sure the class is: doubtful years with the reason, fragile, provisional, confidence.
fn certainty_ui(ui: &mut Ui, state: &State, story: &Story) {
    let lang = state.lang();
    let knowledge = state.session.knowledge();
    let (rule, outcome) = (&knowledge.rule, &story.outcome);
    confidence_ui(ui, story, rule.min_confidence, lang);
    if outcome.provisional {
        let values = [
            ("classified", outcome.features.classified().to_string()),
            ("firm_years", rule.firm_years.to_string()),
        ];
        let values = values.each_ref().map(|(name, v)| (*name, v.as_str()));
        warning(ui, lang.fill("story.provisional", &values));
    }
    if outcome.fragile {
        warning(ui, lang.text("story.fragile").to_owned());
    }
    if let Some(reason) = outcome.reason() {
        paragraph(ui, lang.text_of("reason_help", reason.key()));
    }
    let doubts = words::doubts(story, &knowledge.catalogue, lang);
    if !doubts.is_empty() {
        paragraph(ui, lang.text("story.doubts").to_owned());
        for doubt in doubts {
            paragraph(ui, format!("· {doubt}"));
        }
    }
}

fn confidence_ui(ui: &mut Ui, story: &Story, least: f64, lang: Lang) {
    let number = lang.decimal(story.outcome.confidence, 2);
    let told = lang.fill("story.confidence", &[("confidence", &number)]);
    let key = if story.has_shares {
        "story.confidence_shares"
    } else {
        "story.confidence_columns"
    };
    let meaning = lang.fill(key, &[("loaded", &story.loaded.to_string())]);
    let least_text = lang.decimal(least, 2);
    let below = lang.fill("story.uncertain_below", &[("least", &least_text)]);
    let response = if story.outcome.confidence < least {
        warning(ui, told)
    } else {
        paragraph(ui, told)
    };
    response.on_hover_text(format!("{meaning}\n{below}"));
}

fn paragraph(ui: &mut Ui, told: String) -> egui::Response {
    ui.add(Label::new(text::small(ui, told)).wrap())
}

/// Something to heed, with a sign that is no colour.
fn warning(ui: &mut Ui, told: String) -> egui::Response {
    let colour = theme::colours(ui).warning;
    let sign = RichText::new(icons::WARNING).size(theme::TEXT_SMALL);
    let line = ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        ui.label(sign.color(colour));
        paragraph(ui, told)
    });
    line.inner
}

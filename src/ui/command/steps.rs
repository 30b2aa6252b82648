//! What the changes are called in the list of what can be undone. A command without a name of its own is still
//! a step when it changes something.

use super::{
    AreasCommand, AssumptionsCommand, Command, CropsCommand, LayerCommand, RuleCommand,
    SceneCommand, SettingsCommand, TimeCommand,
};
use crate::domain::CropCode;
use crate::explain::category;
use crate::text::InEach;
use crate::ui::state::history::{Naming, StepName};
use crate::ui::state::{LayerId, State};
use crate::ui::widget::number_slider::written;

/// What a command would be called as a step; it is asked before the command is carried out.
pub(super) fn naming(command: &Command, state: &State) -> Naming {
    match command {
        Command::Layer(command) => layer(command, state),
        Command::Rule(command) => rule(command),
        Command::Crops(command) => crops(command),
        Command::Settings(SettingsCommand::BaseMap(_)) => plain("step.base_map"),
        Command::Areas(command) => areas(command),
        Command::Assumptions(
            AssumptionsCommand::Measured(..) | AssumptionsCommand::AreaManure(_),
        ) => plain("step.measured"),
        Command::Assumptions(_) => plain("step.assumptions").joining("assumptions"),
        Command::Scene(SceneCommand::Edit(place, ..)) => {
            plain("step.scene_words").joining(format!("scene {place}"))
        }
        Command::Scene(SceneCommand::Go(_) | SceneCommand::Step(_)) => {
            plain("step.scene").joining("scene").always()
        }
        Command::Charts(_) => plain("step.chart").joining("chart"),
        Command::Colours(_) => plain("step.colours").joining("colours"),
        Command::Sheet(_) => plain("step.sheet").joining("sheet"),
        Command::Scene(_) | Command::Present(_) => plain("step.scenes"),
        Command::Time(TimeCommand::Back) => plain("step.back_to_classes"),
        Command::Time(_) => plain("step.year").joining("year").always(),
        _ => plain("step.change"),
    }
}

/// The map was moved by hand; moving on is the same step.
pub(super) fn look() -> Naming {
    plain("step.look").joining("look").always().looking()
}

fn plain(key: &'static str) -> Naming {
    Naming::of(StepName::key(key))
}

/// A text with the name of a layer in it.
fn about(key: &'static str, name: String) -> Naming {
    Naming::of(StepName::new(move |lang| {
        lang.fill(key, &[("name", &name)])
    }))
}

fn layer(command: &LayerCommand, state: &State) -> Naming {
    let of = |key, id: &LayerId| match state.session.layer(*id) {
        Some(layer) => {
            // Not the layer: each step would keep the categories that its parcels were in then.
            let title = InEach::of(|lang| layer.title(lang));
            Naming::of(StepName::new(move |lang| {
                lang.fill(key, &[("name", title.get(lang))])
            }))
        }
        None => plain("step.change"),
    };
    match command {
        LayerCommand::Add(loaded) => match loaded.as_slice() {
            [one] if one.is_sample => plain("step.sample_opened"),
            [one] => about("step.layer_added", one.layer.name.clone()),
            several => {
                let count = several.len() as u64;
                Naming::of(StepName::new(move |lang| {
                    lang.fill("step.layers_added", &[("count", &lang.count(count))])
                }))
            }
        },
        LayerCommand::Remove(id) => of("step.layer_removed", id),
        LayerCommand::Shift(id, _) => of("step.layer_shifted", id),
        LayerCommand::SetVisible(id, true) => of("step.layer_shown", id),
        LayerCommand::SetVisible(id, false) => of("step.layer_hidden", id),
        LayerCommand::SetOpacity(id, _) => of("step.opacity", id).joining(format!("opacity {id}")),
        LayerCommand::SetHidden(id, index, true) => hidden("step.class_hidden", *id, *index, state),
        LayerCommand::SetHidden(id, index, false) => hidden("step.class_shown", *id, *index, state),
        LayerCommand::ShowOnly(id, index) => hidden("step.class_alone", *id, *index, state),
        LayerCommand::ShowAllCategories(_) => plain("step.classes_shown"),
        LayerCommand::Recoloured(id, ..) => of("step.colour_by", id),
        LayerCommand::Replaced(id, _) => of("step.crs", id),
        LayerCommand::Renewed(id, _) => of("step.renewed", id),
        LayerCommand::DismissWarnings(_) => plain("step.warnings_read"),
        LayerCommand::ConfirmCrs(_) => plain("step.crs_confirmed"),
        _ => plain("step.change"),
    }
}

fn hidden(key: &'static str, id: LayerId, index: usize, state: &State) -> Naming {
    let layer = state.session.layer(id);
    let category = layer.and_then(|layer| layer.categories().list.get(index));
    let Some(what) = category.map(|category| category.key.clone()) else {
        return plain("step.change");
    };
    Naming::of(StepName::new(move |lang| {
        lang.fill(key, &[("name", &category::label(&what, lang))])
    }))
}

fn rule(command: &RuleCommand) -> Naming {
    match command {
        RuleCommand::Move(threshold, value) => {
            let (threshold, value) = (*threshold, *value);
            let name = StepName::new(move |lang| {
                let name = lang.text_of("threshold", threshold.key());
                let value = written(value, !threshold.is_whole(), lang);
                lang.fill("step.threshold", &[("name", &name), ("value", &value)])
            });
            Naming::of(name).joining(format!("threshold {}", threshold.key()))
        }
        RuleCommand::Preset(preset) => {
            let preset = *preset;
            Naming::of(StepName::new(move |lang| {
                let name = lang.text_of("preset", preset.key());
                lang.fill("step.rule_named", &[("name", &name)])
            }))
        }
        RuleCommand::Measure(_) => plain("step.measure"),
        RuleCommand::Count(..) => plain("step.crops"),
        RuleCommand::Take(name) => about("step.rule_named", name.clone()),
        RuleCommand::Keep(name) => about("step.rule_kept", name.clone()),
        RuleCommand::Forget(name) => about("step.rule_forgotten", name.clone()),
        _ => plain("step.rule"),
    }
}

fn areas(command: &AreasCommand) -> Naming {
    match command {
        AreasCommand::Assume(_) => plain("step.assumptions").joining("assumptions"),
        AreasCommand::Colour(_) => plain("step.area_colour"),
        AreasCommand::Draw(_) | AreasCommand::Pin => plain("step.area_drawn"),
        AreasCommand::Add(loaded) => match loaded.as_slice() {
            [one] => about("step.layer_added", one.layer.name.clone()),
            _ => plain("step.areas"),
        },
        _ => plain("step.areas"),
    }
}

fn crops(command: &CropsCommand) -> Naming {
    let of = |code: &CropCode| about("step.crop", code.to_string());
    match command {
        CropsCommand::Sector(code, _)
        | CropsCommand::Group(code, _)
        | CropsCommand::Reset(code) => of(code),
        CropsCommand::ResetAll | CropsCommand::Take(_) => plain("step.crops"),
    }
}

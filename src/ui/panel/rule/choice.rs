//! Whole rules: the presets, the user's own by name, and what decides between the classes of mixed land.

use egui::{ComboBox, RichText, TextEdit, Ui};

use super::Scene;
use crate::domain::{Measure, Preset, Rule};
use crate::text::Lang;
use crate::ui::command::{Command, RuleCommand};
use crate::ui::state::{Settings, State};
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

pub(super) fn show(ui: &mut Ui, state: &State, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let lang = scene.lang;
    let settings = &state.settings;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        let width = ui.available_width() - theme::CONTROL_HEIGHT - 2.0 * theme::GAP_SMALL;
        // A long name would take all the room of the row, and push what follows out of the side.
        ui.scope(|ui| {
            ui.set_max_width(width);
            rules_ui(ui, settings, scene, width, commands);
        });
        more_ui(ui, settings, scene, commands);
    });
    if let Some(name) = &state.view.rule.naming {
        name_ui(ui, name, state.view.rule.focus_name, lang, commands);
    }
    // Always there, so that nothing moves down when a slider leaves the default.
    let changed = *scene.rule != Rule::default();
    let reset = RichText::new(lang.text("rule.reset")).size(theme::TEXT_SMALL);
    if ui.add_enabled(changed, egui::Link::new(reset)).clicked() {
        commands.push(RuleCommand::Set(Rule::default()).into());
    }
    ComboBox::from_id_salt("measure")
        .width(ui.available_width())
        .truncate()
        .selected_text(lang.text_of("measure", key(scene.rule.measure)))
        .show_ui(ui, |ui| {
            for measure in [Measure::Switches, Measure::MinorityShare] {
                let name = lang.text_of("measure", key(measure));
                if ui
                    .selectable_label(scene.rule.measure == measure, name)
                    .clicked()
                {
                    commands.push(RuleCommand::Measure(measure).into());
                }
            }
        })
        .response
        .accessible_name(lang.text("rule.measure"))
        .on_hover_text(lang.text("rule.measure"));
}

const fn key(measure: Measure) -> &'static str {
    match measure {
        Measure::Switches => "switches",
        Measure::MinorityShare => "minority_share",
    }
}

/// What a rule is called: the preset or the user's own that it is, or that it is a changed one.
pub(super) fn name_of(settings: &Settings, rule: &Rule, lang: Lang) -> String {
    if let Some(preset) = preset_of(rule) {
        let name = lang.text_of("preset", preset.key());
        return if rule.sectors.is_empty() {
            name
        } else {
            lang.fill("rule.with_crops", &[("name", &name)])
        };
    }
    let own = own_of(settings, rule);
    own.map_or_else(|| lang.text("rule.changed").to_owned(), str::to_owned)
}

/// The preset with the same thresholds; how crops count is another matter.
fn preset_of(rule: &Rule) -> Option<Preset> {
    Preset::ALL.into_iter().find(|preset| {
        let preset = Rule {
            sectors: rule.sectors.clone(),
            ..preset.rule()
        };
        preset == *rule
    })
}

fn own_of<'a>(settings: &'a Settings, rule: &Rule) -> Option<&'a str> {
    if settings.own_rules.is_empty() {
        return None;
    }
    let text = rule.to_text();
    let own = settings.own_rules.iter().find(|own| own.text == text);
    own.map(|own| own.name.as_str())
}

fn rules_ui(
    ui: &mut Ui,
    settings: &Settings,
    scene: &Scene<'_>,
    width: f32,
    commands: &mut Vec<Command>,
) {
    let lang = scene.lang;
    ComboBox::from_id_salt("rules")
        .width(width)
        .truncate()
        .selected_text(name_of(settings, scene.rule, lang))
        .show_ui(ui, |ui| {
            let chosen = preset_of(scene.rule);
            for preset in Preset::ALL {
                let name = lang.text_of("preset", preset.key());
                if ui.selectable_label(chosen == Some(preset), name).clicked() {
                    commands.push(RuleCommand::Preset(preset).into());
                }
            }
            if settings.own_rules.is_empty() {
                return;
            }
            ui.separator();
            let own = own_of(settings, scene.rule);
            for rule in &settings.own_rules {
                let chosen = own == Some(rule.name.as_str());
                if ui.selectable_label(chosen, &rule.name).clicked() {
                    commands.push(RuleCommand::Take(rule.name.clone()).into());
                }
            }
        })
        .response
        .accessible_name(lang.text("rule.which"))
        .on_hover_text(lang.text("rule.which"));
}

/// What can be done with the rule at hand.
fn more_ui(ui: &mut Ui, settings: &Settings, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let lang = scene.lang;
    let button = icon_button(ui, icons::DOTS_THREE, lang.text("rule.more_with"));
    egui::Popup::menu(&button).show(|ui| {
        ui.set_min_width(200.0);
        let own = own_of(settings, scene.rule);
        if ui.button(lang.text("rule.keep")).clicked() {
            let name = own.unwrap_or_default().to_owned();
            commands.push(RuleCommand::Name(Some(name)).into());
        }
        if ui.button(lang.text("rule.copy")).clicked() {
            commands.push(RuleCommand::Copy.into());
        }
        if let Some(own) = own {
            let forget = lang.fill("rule.forget", &[("name", own)]);
            if ui.button(forget).clicked() {
                commands.push(RuleCommand::Forget(own.to_owned()).into());
            }
        }
    });
}

/// The name to keep the rule by, while it is being typed.
fn name_ui(ui: &mut Ui, name: &str, focus: bool, lang: Lang, commands: &mut Vec<Command>) {
    ui.label(text::small(ui, lang.text("rule.name")));
    let mut typed = name.to_owned();
    let field = ui
        .add(TextEdit::singleline(&mut typed).desired_width(f32::INFINITY))
        .accessible_name(lang.text("rule.name"));
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let escaped = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape));
    if typed != name {
        commands.push(RuleCommand::Name(Some(typed.clone())).into());
    }
    if focus {
        field.request_focus();
    }
    ui.horizontal(|ui| {
        let can_keep = !typed.trim().is_empty();
        let keep = egui::Button::new(lang.text("rule.keep_now"));
        if (ui.add_enabled(can_keep, keep).clicked() || entered) && can_keep {
            commands.push(RuleCommand::Keep(typed.clone()).into());
        }
        if ui.button(lang.text("dialog.cancel")).clicked() || escaped {
            commands.push(RuleCommand::Name(None).into());
        }
    });
}

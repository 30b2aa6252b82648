//! The thresholds: each as a field and a slider, under the histogram of what it parts.

use egui::Ui;

use super::{Scene, explained, held, part_title, part_ui};
use crate::analysis::histogram::{Bin, Counted, Histogram};
use crate::analysis::summary::CategoryKey;
use crate::domain::{Class, Measure, Rule, Threshold};
use crate::explain::category;
use crate::ui::command::{Command, RuleCommand};
use crate::ui::state::{RulePart, State};
use crate::ui::theme;
use crate::ui::widget::histogram::{self, Bar, Handle};
use crate::ui::widget::number_slider::{self, Number, written};

/// Most labels that have room under the bars.
const MOST_LABELS: usize = 12;

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let counted = match scene.rule.measure {
        Measure::Switches => [Counted::Switches, Counted::MinorityYears].as_slice(),
        Measure::MinorityShare => &[Counted::MinorityShare],
    };
    for counted in counted {
        group_ui(ui, scene, *counted, commands);
        ui.add_space(theme::GAP);
    }
    group_ui(ui, scene, Counted::KnownYears, commands);
    number_ui(ui, scene, Threshold::WindowYears, commands);
}

/// The thresholds of sequences made from yearly layers.
pub(super) fn more(ui: &mut Ui, state: &State, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    if !part_ui(ui, state, RulePart::More, "rule.more", commands) {
        return;
    }
    if scene.figures().is_some_and(|figures| !figures.has_cover) {
        explained(ui, scene.lang.text("rule.no_cover"));
    }
    for threshold in [
        Threshold::MinCover,
        Threshold::DoubtMargin,
        Threshold::DoubtCover,
        Threshold::DoubtMissing,
        Threshold::MinConfidence,
    ] {
        number_ui(ui, scene, threshold, commands);
    }
    ui.add_space(theme::GAP);
}

/// A histogram, and the thresholds in it.
fn group_ui(ui: &mut Ui, scene: &Scene<'_>, counted: Counted, commands: &mut Vec<Command>) {
    let lang = scene.lang;
    let title = lang.text_of("counted", counted.key());
    part_title(ui, &title);
    if let Some(figures) = scene.figures() {
        let histogram = Histogram::of(&figures.table, scene.rule, counted);
        held(ui, counted.key(), |ui| {
            histogram_ui(ui, scene, counted, &histogram, &title, commands);
        });
    }
    for threshold in counted.thresholds() {
        number_ui(ui, scene, *threshold, commands);
    }
}

fn histogram_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    counted: Counted,
    histogram: &Histogram,
    title: &str,
    commands: &mut Vec<Command>,
) {
    let lang = scene.lang;
    let names: Vec<String> = counted
        .thresholds()
        .iter()
        .map(|threshold| {
            let name = lang.text_of("threshold", threshold.key());
            lang.fill("rule.in_histogram", &[("name", &name)])
        })
        .collect();
    let handles: Vec<Handle<'_>> = counted
        .thresholds()
        .iter()
        .zip(&names)
        .map(|(threshold, name)| Handle {
            name,
            place: histogram.place_of(threshold.of(scene.rule)),
            value: threshold.of(scene.rule),
        })
        .collect();
    let bars = bars(scene, histogram);
    let moved = histogram::show(
        ui,
        &histogram::Histogram {
            name: title,
            bars: &bars,
            handles: &handles,
            // A share moves by hundredths.
            step: if histogram.width < 1.0 { 0.2 } else { 1.0 },
        },
    );
    let moved = moved.and_then(|(index, place)| {
        let threshold = *counted.thresholds().get(index)?;
        Some((threshold, histogram.value_at(place)))
    });
    if let Some((threshold, value)) = moved {
        commands.push(RuleCommand::Move(threshold, value).into());
    }
}

fn bars(scene: &Scene<'_>, histogram: &Histogram) -> Vec<Bar> {
    let every = histogram.bins.len().div_ceil(MOST_LABELS);
    let bins = histogram.bins.iter().enumerate();
    bins.map(|(index, bin)| {
        let value = histogram.value_at(index as f64);
        let name = written(value, histogram.width < 1.0, scene.lang);
        Bar {
            parts: Class::ALL
                .map(|class| (scene.colours.class(class), bin.totals.of(class).0))
                .to_vec(),
            told: told(scene, &name, bin),
            label: if index % every == 0 {
                name
            } else {
                String::new()
            },
        }
    })
    .collect()
}

/// "3: 12.345 ha, 1.234 percelen", and the classes in it.
fn told(scene: &Scene<'_>, name: &str, bin: &Bin) -> String {
    let lang = scene.lang;
    let all: f64 = Class::ALL.iter().map(|class| bin.totals.of(*class).0).sum();
    let (ha, count) = (lang.ha(all * 10_000.0), lang.count(bin.parcels));
    let values = [("value", name), ("ha", &ha), ("count", &count)];
    let mut lines = vec![lang.fill("rule.bin", &values)];
    let classes = Class::ALL.map(|class| (class, bin.totals.of(class).0));
    lines.extend(
        classes
            .into_iter()
            .filter(|(_, ha)| *ha > 0.0)
            .map(|(class, ha)| {
                let class = category::label(&CategoryKey::Class(class), lang);
                format!("{class}: {}", scene.bare(ha))
            }),
    );
    lines.join("\n")
}

/// One threshold as a field and a slider.
fn number_ui(ui: &mut Ui, scene: &Scene<'_>, threshold: Threshold, commands: &mut Vec<Command>) {
    let lang = scene.lang;
    let number = Number {
        name: &lang.text_of("threshold", threshold.key()),
        help: &lang.text_of("threshold_help", threshold.key()),
        value: threshold.of(scene.rule),
        range: threshold.range(),
        slider: worth_trying(threshold, scene.rule),
        is_part: !threshold.is_whole(),
    };
    held(ui, threshold.key(), |ui| {
        if let Some(value) = number_slider::show(ui, &number, lang) {
            commands.push(RuleCommand::Move(threshold, value).into());
        }
    });
}

/// What a slider spans: a window of up to twenty years, and in it no more years or switches than it can hold; a share
/// of up to a half. What was typed beyond that is still shown.
fn worth_trying(threshold: Threshold, rule: &Rule) -> std::ops::RangeInclusive<f64> {
    let range = threshold.range();
    let window = f64::from(rule.window_years.max(10));
    let most = match threshold {
        Threshold::WindowYears => 20.0,
        Threshold::MinYears | Threshold::FirmYears => window,
        Threshold::MinMinor => (window / 2.0).floor(),
        Threshold::SExtensive | Threshold::SIntensive => window - 1.0,
        Threshold::ExtensiveAbove | Threshold::IntensiveFrom => 0.5,
        _ => *range.end(),
    };
    *range.start()..=most.max(threshold.of(rule))
}

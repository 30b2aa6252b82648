//! A number that can be dragged and typed: its name, a field, and a slider under them. Both say the same, and both
//! answer at once, while they are being dragged.

use std::ops::RangeInclusive;

use egui::{Align, DragValue, Label, Layout, Slider, SliderClamping, Ui};

use super::text;
use crate::text::Lang;
use crate::ui::theme;

/// A number to draw.
#[derive(Debug, Clone)]
pub struct Number<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it does, in a sentence.
    pub help: &'a str,
    /// Its value.
    pub value: f64,
    /// What may be typed.
    pub range: RangeInclusive<f64>,
    /// What the slider spans: a part of the range that is worth trying.
    pub slider: RangeInclusive<f64>,
    /// A part of one, shown in percent; else a whole number.
    pub is_part: bool,
}

/// Draws it; a changed value comes back.
pub fn show(ui: &mut Ui, number: &Number<'_>, lang: Lang) -> Option<f64> {
    let mut value = number.value;
    let step = if number.is_part { 0.01 } else { 1.0 };
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            field_ui(ui, number, &mut value, step, lang);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(text::small(ui, number.name)).truncate())
                    .on_hover_text(number.help);
            });
        });
    });
    ui.scope(|ui| {
        ui.spacing_mut().slider_width = ui.available_width();
        ui.spacing_mut().interact_size.y = theme::GAP_LARGE;
        // What is left of the knob in the accent, as everywhere.
        ui.visuals_mut().selection.bg_fill = theme::colours(ui).accent;
        let slider = Slider::new(&mut value, number.slider.clone())
            .step_by(step)
            .clamping(SliderClamping::Never)
            .show_value(false);
        ui.add(slider)
            .accessible_name(number.name)
            .on_hover_text(number.help);
    });
    let changed = (value - number.value).abs() > step / 1000.0;
    changed.then_some(value)
}

fn field_ui(ui: &mut Ui, number: &Number<'_>, value: &mut f64, step: f64, lang: Lang) {
    let is_part = number.is_part;
    let field = DragValue::new(value)
        .speed(step / 4.0)
        .range(number.range.clone())
        .update_while_editing(false)
        .custom_formatter(move |n, _| written(n, is_part, lang))
        .custom_parser(move |typed| read(typed, is_part));
    ui.add(field)
        .accessible_name(number.name)
        .on_hover_text(number.help);
}

/// "30%" or "3".
pub fn written(value: f64, is_part: bool, lang: Lang) -> String {
    if is_part {
        format!("{}%", lang.decimal(value * 100.0, 0))
    } else {
        lang.decimal(value, 0)
    }
}

/// What people type for it: "30", "30 %", "12,5%".
fn read(typed: &str, is_part: bool) -> Option<f64> {
    let number = typed.trim().trim_end_matches('%').trim_end();
    let number: f64 = number.replace(',', ".").parse().ok()?;
    Some(if is_part {
        number / 100.0
    } else {
        number.round()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!(written(0.3, true, Lang::Nl), "30%");
        assert_eq!(written(12.0, false, Lang::Nl), "12");
        for (typed, value) in [("30", 0.3), ("30%", 0.3), (" 12,5 %", 0.125)] {
            assert!(
                (read(typed, true).unwrap() - value).abs() < 1e-12,
                "{typed}"
            );
        }
        assert_eq!(read("3", false), Some(3.0));
        assert_eq!(read("drie", false), None);
    }
}

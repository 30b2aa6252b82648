//! The scale of the map as a field: shows 1 : n, and takes what people type for it.

use egui::{DragValue, Response, Ui};

use crate::text::Lang;

/// Scales that can be typed.
const RANGE: std::ops::RangeInclusive<f64> = 10.0..=1e9;

/// Draws the field; a scale that was typed or dragged comes back.
pub fn show(ui: &mut Ui, denominator: f64, lang: Lang, name: &str) -> (Response, Option<f64>) {
    let mut value = denominator;
    let field = DragValue::new(&mut value)
        .speed(denominator / 100.0)
        .range(RANGE)
        .update_while_editing(false)
        .custom_formatter(|n, _| lang.scale(rounded(n)))
        .custom_parser(parse);
    let response = ui.add(field);
    let changed = response.changed() && (value - denominator).abs() > f64::EPSILON * denominator;
    let response = response.accessible_name(name).on_hover_text(name);
    (response, changed.then_some(value))
}

/// Three digits: a map's scale is not known better.
fn rounded(denominator: f64) -> f64 {
    if denominator.is_nan() || denominator < 1000.0 {
        return denominator.round();
    }
    let step = 10f64.powf((denominator.log10() - 2.0).floor());
    (denominator / step).round() * step
}

/// "25000", "1:25.000", "1 : 25,000", "25k".
fn parse(typed: &str) -> Option<f64> {
    let number = typed.rsplit([':', '/']).next()?.trim();
    let (number, factor) = match number.strip_suffix(['k', 'K']) {
        Some(thousands) => (thousands, 1000.0),
        None => (number, 1.0),
    };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let rest = |c: char| !c.is_ascii_digit() && !c.is_whitespace() && c != '.' && c != ',';
    if number.contains(rest) {
        return None;
    }
    digits.parse::<f64>().ok().map(|n| n * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_read_as_people_write_them() {
        for typed in [
            "25000",
            "1:25.000",
            "1 : 25,000",
            "1\u{a0}:\u{a0}25.000",
            "25k",
            "1/25000",
        ] {
            assert_eq!(parse(typed), Some(25_000.0), "{typed}");
        }
        for typed in ["", "1:", "Assen", "-5", "1e9"] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn scales_are_shown_with_three_digits() {
        assert!((rounded(123_456.0) - 123_000.0).abs() < 1e-6);
        assert!((rounded(999.6) - 1000.0).abs() < 1e-6);
        assert!((rounded(25_000.0) - 25_000.0).abs() < 1e-6);
        assert!(rounded(f64::NAN).is_nan());
    }
}

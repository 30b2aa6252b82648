//! The typefaces of the window: the bundled sans with tabular figures, the icons, and behind them egui's own
//! and the system's for glyphs that neither has.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

use super::icons;

const SANS: &[u8] = include_bytes!("../../assets/fonts/RuilkaartSans-Regular.otf");

/// Sets the typefaces of a context.
pub fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    let icons = FontData::from_static(icons::FONT);
    for (name, data) in [("sans", FontData::from_static(SANS)), ("icons", icons)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        let names = fonts.families.entry(family).or_default();
        names.splice(0..0, ["sans".to_owned(), "icons".to_owned()]);
    }
    ctx.set_fonts(fonts);
}

//! The colours of the classes: a palette or the user's own, how others see them, and a warning where two of them are
//! taken for each other. Every change takes effect at once, so that one sees it on the map.

use egui::{Grid, Sense, Ui};

use super::frame::{Dialog, Scene, secondary};
use crate::domain::Class;
use crate::map::class_colours::Alike;
use crate::map::preview::Preview;
use crate::map::{ClassColours, PaletteName, Rgb};
use crate::text::Lang;
use crate::ui::command::ColoursCommand;
use crate::ui::theme;
use crate::ui::widget::{swatch, text};

/// Width of the dialog, in points.
const WIDTH: f32 = 620.0;

/// The colours; there is no draft.
#[derive(Debug, Default)]
pub(super) struct ColoursDialog;

impl Dialog for ColoursDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.colours.title").to_owned()
    }

    fn width(&self) -> f32 {
        WIDTH
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let before = scene.state.session.colours();
        let mut colours = ClassColours::clone(before);
        for palette in PaletteName::ALL {
            let is_this = colours.palette == palette;
            let name = lang.text_of("palette", palette.key());
            if ui.radio(is_this, name).clicked() {
                colours = ClassColours::of(palette);
            }
        }
        ui.add_space(theme::GAP_LARGE);
        classes(ui, lang, &mut colours);
        ui.add_space(theme::GAP_LARGE);
        let opacity = scene
            .state
            .session
            .active()
            .map_or(1.0, |layer| layer.opacity);
        verdict(ui, lang, &mut colours, f64::from(opacity));
        if colours != **before {
            let command = ColoursCommand::Set(Box::new(colours));
            scene.commands.push(command.into());
        }
    }
}

/// A row per class: its colour to be changed, and as others see it.
fn classes(ui: &mut Ui, lang: Lang, colours: &mut ClassColours) {
    Grid::new("class colours").num_columns(7).show(ui, |ui| {
        ui.label("");
        ui.label("");
        for seen in Preview::ALL {
            ui.label(text::small(ui, lang.text_of("dialog.colours", seen.key())));
        }
        ui.end_row();
        for class in Class::FIG1 {
            let name = lang.text_of("class", class.key());
            ui.label(&name);
            let style = colours.class(class);
            let mut fill = [style.fill.r, style.fill.g, style.fill.b];
            let button = ui.color_edit_button_srgb(&mut fill);
            let told = lang.fill("dialog.colours.of_class", &[("class", &name)]);
            if button.accessible_name(told).changed() {
                let [r, g, b] = fill;
                colours.set(class, Rgb::new(r, g, b));
            }
            for seen in Preview::ALL {
                let (rect, _) = ui.allocate_exact_size(swatch::SIZE, Sense::hover());
                swatch::paint(ui, rect, &seen.style(style));
            }
            ui.end_row();
        }
    });
}

/// What the palette guard says, and the way back.
fn verdict(ui: &mut Ui, lang: Lang, colours: &mut ClassColours, opacity: f64) {
    let alike = colours.alike(Rgb::WHITE, opacity);
    if alike.is_empty() {
        secondary(ui, lang.text("dialog.colours.passes"));
    }
    for alike in &alike {
        ui.label(alike_text(alike, lang));
    }
    if !colours.own.is_empty() && ui.button(lang.text("dialog.colours.repair")).clicked() {
        colours.own.clear();
    }
}

/// Which classes are taken for each other, by whom, and by how much.
fn alike_text(alike: &Alike, lang: Lang) -> String {
    let [one, other] = alike
        .classes
        .map(|class| lang.text_of("class", class.key()));
    let distance = lang.decimal(alike.distance, 1);
    let needed = lang.decimal(alike.needed, 0);
    let values = [
        ("one", one.as_str()),
        ("other", other.as_str()),
        ("distance", distance.as_str()),
        ("needed", needed.as_str()),
    ];
    let key = match alike.seen {
        Preview::Normal => "alike.normal",
        Preview::Protan => "alike.protan",
        Preview::Deutan => "alike.deutan",
        Preview::Tritan => "alike.tritan",
        Preview::Grey => "alike.grey",
    };
    lang.fill(key, &values)
}

//! A colour of the user's own is wherever the class is: map, legend, charts, rule, both sides of a comparison, scenes
//! and files. And nothing draws classes from a palette behind the user's back.

use std::path::{Path, PathBuf};

use egui_kittest::Harness;
use ruilkaart::domain::Class;
use ruilkaart::export::chart::request::ChartKind;
use ruilkaart::export::drawing::{Drawing, Mark};
use ruilkaart::map::pattern::Pattern;
use ruilkaart::map::{ClassColours, PaletteName, Rgb};
use ruilkaart::ui::App;
use ruilkaart::ui::command::{
    AreasCommand, ChartsCommand, ColoursCommand, Command, CompareCommand, FileCommand, RuleCommand,
    SceneCommand,
};
use ruilkaart::ui::compared::both;
use ruilkaart::ui::save::{ParcelFormat, SaveWhat, SceneFormat};
use ruilkaart::ui::state::{AreasTab, RulePart, State};

use crate::window::{self, settle, step_until_state, with_sample};

/// A colour that nothing else has.
const OWN: Rgb = Rgb::new(0xF0, 0x10, 0xC8);

fn send(window: &mut Harness<'_, App>, command: impl Into<Command>) {
    window.state_mut().send(command);
    settle(window);
}

fn state<'a>(window: &'a Harness<'_, App>) -> &'a State {
    window.state().state()
}

/// The fills of a drawing, each with its pattern.
fn fills(drawing: &Drawing) -> Vec<(Rgb, Pattern)> {
    fn of(marks: &[Mark], found: &mut Vec<(Rgb, Pattern)>) {
        for mark in marks {
            match mark {
                Mark::Shape(shape) => {
                    found.extend(
                        shape
                            .fill
                            .as_ref()
                            .map(|fill| (fill.colour, fill.pattern.0)),
                    );
                }
                Mark::Group(group) => of(&group.marks, found),
                Mark::Text(_) | Mark::Image(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    of(&drawing.marks, &mut found);
    found
}

fn pixels_of(path: &Path, colour: Rgb) -> usize {
    let picture = image::open(path).expect("a picture").into_rgb8();
    let is_it = |pixel: &&image::Rgb<u8>| {
        let [r, g, b] = pixel.0;
        r.abs_diff(colour.r) < 4 && g.abs_diff(colour.g) < 4 && b.abs_diff(colour.b) < 4
    };
    picture.pixels().filter(is_it).count()
}

#[test]
fn a_colour_of_ones_own_is_wherever_the_class_is() {
    let mut window = with_sample();
    let mut colours = ClassColours::default();
    colours.set(Class::Intensive, OWN);
    send(&mut window, ColoursCommand::Set(Box::new(colours)));
    // Map and legend, which the sheet takes over.
    let layer = state(&window).session.active().unwrap();
    assert_eq!(layer.style.categories[4].fill, OWN);
    // Charts of classes, and of what closes.
    send(&mut window, AreasCommand::OpenSample);
    send(&mut window, AreasCommand::Tab(AreasTab::Charts));
    step_until_state(&mut window, "a chart", |state| {
        state.view.charts.made.is_some()
    });
    for (kind, by_class) in [(ChartKind::Classes, false), (ChartKind::Compare, true)] {
        send(&mut window, ChartsCommand::Kind(kind));
        send(&mut window, ChartsCommand::ByClass(by_class));
        let made = state(&window).view.charts.made.as_ref().unwrap();
        let found = fills(&made.chart.drawing);
        assert!(found.contains(&(OWN, Pattern::Plain)), "{kind:?}");
        let before = PaletteName::Fig1.class(Class::Intensive).fill;
        assert!(!found.contains(&(before, Pattern::Plain)), "{kind:?}");
        let paper = fills(&made.of.for_paper().drawing);
        assert!(paper.contains(&(OWN, Pattern::Plain)), "{kind:?} on paper");
    }
    // Both sides of a comparison.
    send(&mut window, CompareCommand::Toggle);
    send(&mut window, RuleCommand::Fold(RulePart::Panel));
    let side = ruilkaart::ui::state::compare::Side {
        by: ruilkaart::ui::state::compare::SideBy::AsIs,
        palette: None,
    };
    send(&mut window, CompareCommand::Set(0, side));
    let compare = state(&window).view.compare.as_ref().unwrap();
    let layer = state(&window).session.active().unwrap();
    let sides = both(compare, layer).unwrap();
    assert!(sides[0].1.categories.iter().any(|style| style.fill == OWN));
    send(&mut window, CompareCommand::Toggle);
    // Scenes and the style for QGIS.
    let folder = tempfile::tempdir().unwrap();
    send(&mut window, SceneCommand::Add);
    let save = |what: SaveWhat, name: &str| FileCommand::SaveTo(what, folder.path().join(name));
    send(
        &mut window,
        save(SaveWhat::Scenes(SceneFormat::Png), "scene.png"),
    );
    let seen = pixels_of(&folder.path().join("scene-1.png"), OWN);
    assert!(seen > 1_000, "{seen} pixels of the scene");
    let shapefile = SaveWhat::Parcels(ParcelFormat::Shapefile);
    send(&mut window, save(shapefile, "klassen.shp"));
    let style = std::fs::read_to_string(folder.path().join("klassen.qml")).unwrap();
    assert!(style.contains("v=\"240,16,200,255\"") && !style.contains("19,73,47"));
    // The panels beside the map, and the wall.
    if crate::picture::can_draw() {
        let panels = window::keep_picture(&mut window, "own-colours");
        let seen = pixels_of(&panels, OWN);
        assert!(seen > 2 * 12 * 12, "{seen} pixels of legend and rule");
    }
}

#[test]
fn black_and_white_has_its_patterns_in_charts_too() {
    let mut window = with_sample();
    let print = Box::new(ClassColours::of(PaletteName::Print));
    send(&mut window, ColoursCommand::Set(print));
    send(&mut window, AreasCommand::OpenSample);
    send(&mut window, AreasCommand::Tab(AreasTab::Charts));
    step_until_state(&mut window, "a chart", |state| {
        state.view.charts.made.is_some()
    });
    settle(&mut window);
    let made = state(&window).view.charts.made.as_ref().unwrap();
    let found = fills(&made.chart.drawing);
    for class in Class::FIG1 {
        let style = PaletteName::Print.class(class);
        assert!(found.contains(&(style.fill, style.pattern)), "{class:?}");
    }
}

/// Sources in which a palette may be named: columns of areas are no classes, and the icon of the program is Fig. 1.
const ALLOWED: [&str; 2] = ["src/ui/state/areas.rs", "src/ui/start.rs"];

#[test]
fn nothing_takes_the_colours_of_classes_from_a_palette_of_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = ["src/ui", "src/export"].map(|name| root.join(name)).into();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            if ALLOWED.contains(&name.as_str()) || name.ends_with("promises.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for named in ["PaletteName::default()", "PaletteName::Fig1"] {
                assert!(!code.contains(named), "{name} has colours of its own");
            }
        }
    }
}

//! What is seen: the window drawn by a graphics adapter, read pixel by pixel. A machine without any adapter has
//! nothing to draw with; then these tests say so and pass, unless `RUILKAART_REQUIRE_ADAPTER` is set.

use std::future::Future;
use std::task::{Context, Poll, Waker};

use eframe::wgpu;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::domain::Class;
use ruilkaart::map::{PaletteName, Rgb};
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{LayerCommand, SettingsCommand, ViewCommand};
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::state::ThemeChoice;

use crate::open::{CLASSES, write_classes};
use crate::window;

/// Land on the map's own ground, in both themes.
const LAND: Rgb = Rgb::new(0xFC, 0xFC, 0xFA);
const SELECTION: Rgb = Rgb::new(0xFF, 0xD4, 0x00);
/// Steps of 255 in which a colour may differ: an adapter's rounding.
const SAME: u8 = 3;

/// Whether there is anything to draw with; says so when there is not.
pub fn can_draw() -> bool {
    let setup = egui_kittest::wgpu::default_wgpu_setup();
    let instance = at_once(setup.new_instance());
    let adapters = at_once(instance.enumerate_adapters(wgpu::Backends::all()));
    if adapters.is_empty() {
        assert!(
            std::env::var_os("RUILKAART_REQUIRE_ADAPTER").is_none(),
            "RUILKAART_REQUIRE_ADAPTER is set, and there is no graphics adapter"
        );
        println!("skipped: no graphics adapter");
    }
    !adapters.is_empty()
}

/// What a future gives that never really waits, as those of wgpu outside a browser.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        std::thread::yield_now();
    }
}

/// A picture of the window.
struct Picture {
    pixels: image::RgbaImage,
    density: f32,
}

impl Picture {
    fn of(window: &mut Harness<'_, App>) -> Self {
        Self {
            pixels: window::picture(window),
            density: window.ctx.pixels_per_point(),
        }
    }

    /// The colour at a place in points.
    fn at(&self, pos: egui::Pos2) -> Rgb {
        let [x, y] = [pos.x, pos.y].map(|points| (points * self.density) as u32);
        let [r, g, b, _] = self.pixels.get_pixel(x, y).0;
        Rgb::new(r, g, b)
    }

    fn count(&self, colour: Rgb) -> usize {
        let is_it = |pixel: &&image::Rgba<u8>| pixel.0[..3] == [colour.r, colour.g, colour.b];
        self.pixels.pixels().filter(is_it).count()
    }
}

/// The middle of a square of [`CLASSES`] in the window.
fn middle(window: &Harness<'_, App>, number: usize) -> egui::Pos2 {
    let map = window.get_by_label("Kaart met percelen").rect();
    let camera = window.state().state().view.shown.unwrap().camera;
    let size = [f64::from(map.width()), f64::from(map.height())];
    let at = [234_050.0 + 100.0 * number as f64, 556_050.0];
    let [x, y] = camera.screen_from_world(at, size);
    map.min + egui::vec2(x as f32, y as f32)
}

fn seen(class: Class) -> Rgb {
    PaletteName::Fig1.class(class).fill.over(LAND, 0.9)
}

#[track_caller]
fn assert_seen(found: Rgb, wanted: Rgb, what: &str) {
    let apart = [
        found.r.abs_diff(wanted.r),
        found.g.abs_diff(wanted.g),
        found.b.abs_diff(wanted.b),
    ];
    assert!(
        apart.into_iter().all(|steps| steps <= SAME),
        "{what}: {found:?} instead of {wanted:?}"
    );
}

#[test]
fn every_class_has_its_colour_on_dense_screens_and_in_both_themes() {
    if !can_draw() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = write_classes(folder.path(), "percelen", &CLASSES);
    for density in [1.0, 1.5, 2.0] {
        for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
            let mut window = window::open(std::slice::from_ref(&path), Lang::Nl, density);
            window.state_mut().send(SettingsCommand::Theme(theme));
            window::settle(&mut window);
            let picture = Picture::of(&mut window);
            let classes = [
                Class::Intensive,
                Class::Intensive,
                Class::Extensive,
                Class::NoneMixed,
                Class::NoneArable,
                Class::NoneLivestock,
            ];
            for (number, class) in classes.into_iter().enumerate() {
                let found = picture.at(middle(&window, number));
                assert_seen(
                    found,
                    seen(class),
                    &format!("{class:?} at {density}, {theme:?}"),
                );
            }
        }
    }
}

#[test]
fn a_hidden_class_is_not_seen_and_the_selected_parcel_has_a_yellow_line() {
    if !can_draw() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::open(&[path], Lang::Nl, 1.0);
    assert_eq!(Picture::of(&mut window).count(SELECTION), 0);
    let layer = window.state().state().session.active().unwrap().id;
    window
        .state_mut()
        .send(LayerCommand::SetHidden(layer, 4, true));
    let hit = Hit { layer, feature: 2 };
    window.state_mut().send(ViewCommand::Select(Some(hit)));
    window::settle(&mut window);
    let picture = Picture::of(&mut window);
    assert_seen(picture.at(middle(&window, 0)), LAND, "a hidden class");
    assert_seen(
        picture.at(middle(&window, 2)),
        seen(Class::Extensive),
        "inside the selected parcel",
    );
    // Four sides of a hundred metres, three points wide.
    assert!(
        picture.count(SELECTION) > 400,
        "{}",
        picture.count(SELECTION)
    );
}

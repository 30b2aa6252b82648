//! The wall as it is seen: compared with pictures that are stored, in both languages and for both halls.

use std::path::{Path, PathBuf};

use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use image::{RgbImage, imageops};
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::SettingsCommand;
use ruilkaart::ui::state::ThemeChoice;

use crate::picture::can_draw;
use crate::window;

/// The window that is stored, and what of it: small enough for letters to be grey, large enough for everything to have its place.
const SIZE: [f32; 2] = [1280.0, 720.0];
const STORED: [u32; 2] = [192, 108];
/// How much a channel may differ on the mean, of 255, and which part of the pixels may differ clearly: adapters round
/// otherwise and draw letters a little otherwise.
const MEAN: f64 = 2.0;
const CLEARLY: u8 = 40;
const PART: f64 = 0.01;

pub fn press(window: &mut Harness<'_, App>, key: Key) {
    window.key_press_modifiers(Modifiers::NONE, key);
    window.step();
    window::settle(window);
}

pub fn opened(lang: Lang, theme: ThemeChoice, size: [f32; 2]) -> Harness<'static, App> {
    let mut window = window::open(&[], lang, 1.0);
    window.set_size(vec2(size[0], size[1]));
    window.state_mut().send(SettingsCommand::Theme(theme));
    window::settle(&mut window);
    window
}

/// Compares the window with the picture that is stored; `RUILKAART_NEW_PICTURES` stores it.
fn assert_looks(window: &mut Harness<'_, App>, name: &str) {
    let picture = image::DynamicImage::from(window::picture(window)).into_rgb8();
    let small = imageops::thumbnail(&picture, STORED[0], STORED[1]);
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/wall");
    let file = stored.join(format!("{name}.png"));
    if std::env::var_os("RUILKAART_NEW_PICTURES").is_some() {
        std::fs::create_dir_all(&stored).unwrap();
        small.save(&file).unwrap();
        return;
    }
    if !file.is_file() {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wall");
        std::fs::create_dir_all(&kept).unwrap();
        small.save(kept.join(format!("{name}.png"))).unwrap();
        println!("skipped: {name} is not stored; it is in {}", kept.display());
        return;
    }
    let wanted = image::open(&file).expect("a stored picture").into_rgb8();
    let (mean, part) = apart(&small, &wanted);
    if mean > MEAN || part > PART {
        let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("wall-{name}.png"));
        picture.save(&kept).unwrap();
        let kept = kept.display();
        panic!("{name}: {mean:.2} on the mean, {part:.4} of the pixels clearly; see {kept}");
    }
}

/// How far two pictures are apart: a channel on the mean, and the part of the pixels that differ clearly.
fn apart(one: &RgbImage, other: &RgbImage) -> (f64, f64) {
    assert_eq!(one.dimensions(), other.dimensions());
    let (mut sum, mut clearly) = (0_u64, 0_u64);
    for (a, b) in one.pixels().zip(other.pixels()) {
        let differs = a.0.iter().zip(b.0).map(|(a, b)| a.abs_diff(b));
        let most = differs.clone().max().unwrap();
        sum += differs.map(u64::from).sum::<u64>();
        clearly += u64::from(most > CLEARLY);
    }
    let count = f64::from(STORED[0] * STORED[1]);
    (sum as f64 / (3.0 * count), clearly as f64 / count)
}

#[test]
fn the_map_on_the_wall_looks_as_it_did() {
    if !can_draw() {
        return;
    }
    for (lang, word) in [(Lang::Nl, "nl"), (Lang::En, "en")] {
        for (theme, hall) in [(ThemeChoice::Light, "light"), (ThemeChoice::Dark, "dark")] {
            let mut window = opened(lang, theme, SIZE);
            press(&mut window, Key::F5);
            assert_looks(&mut window, &format!("map-{word}-{hall}"));
        }
    }
}

#[test]
fn a_scene_on_the_wall_looks_as_it_did() {
    if !can_draw() {
        return;
    }
    for (lang, theme, name) in [
        (Lang::Nl, ThemeChoice::Dark, "scene-nl-dark"),
        (Lang::En, ThemeChoice::Light, "scene-en-light"),
    ] {
        let mut window = opened(lang, theme, SIZE);
        press(&mut window, Key::F6);
        press(&mut window, Key::PageDown);
        assert_looks(&mut window, name);
    }
}

#[test]
fn two_sides_on_the_wall_look_as_they_did() {
    if !can_draw() {
        return;
    }
    for (lang, theme, name) in [
        (Lang::Nl, ThemeChoice::Light, "compare-nl-light"),
        (Lang::En, ThemeChoice::Dark, "compare-en-dark"),
    ] {
        let mut window = opened(lang, theme, SIZE);
        press(&mut window, Key::F8);
        press(&mut window, Key::F5);
        assert_looks(&mut window, name);
    }
}

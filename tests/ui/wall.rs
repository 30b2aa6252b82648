//! The wall as it is seen: stored pictures of it in both languages and both halls, and on every screen no word that is
//! cut or smaller than can be read from the back.

use std::path::{Path, PathBuf};

use egui::{Key, Modifiers, Rect, Shape, vec2};
use egui_kittest::Harness;
use image::{RgbImage, imageops};
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{CompareCommand, SettingsCommand};
use ruilkaart::ui::state::ThemeChoice;
use ruilkaart::ui::state::compare::Arrangement;

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

fn press(window: &mut Harness<'_, App>, key: Key) {
    window.key_press_modifiers(Modifiers::NONE, key);
    window.step();
    window::settle(window);
}

fn opened(lang: Lang, theme: ThemeChoice, size: [f32; 2]) -> Harness<'static, App> {
    let mut window = window::open(&[], lang, 1.0);
    window.set_size(vec2(size[0], size[1]));
    window.state_mut().send(SettingsCommand::Theme(theme));
    window::settle(&mut window);
    window
}

/// Compares the window with the picture that is stored; `RUILKAART_NEW_PICTURES` stores it.
fn assert_looks(window: &mut Harness<'_, App>, name: &str) {
    let picture = image::DynamicImage::from(window.render().expect("drawn")).into_rgb8();
    let small = imageops::thumbnail(&picture, STORED[0], STORED[1]);
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/wall");
    let file = stored.join(format!("{name}.png"));
    if std::env::var_os("RUILKAART_NEW_PICTURES").is_some() {
        std::fs::create_dir_all(&stored).unwrap();
        small.save(&file).unwrap();
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

/// A text on the wall.
struct Written {
    words: String,
    pixels: f32,
    rect: Rect,
    clip: Rect,
    elided: bool,
}

/// Every text of the last frame, in its size on a screen of 1080.
fn written(window: &Harness<'_, App>, size: [f32; 2]) -> Vec<Written> {
    fn texts(shape: &Shape, clip: Rect, found: &mut Vec<(egui::epaint::TextShape, Rect)>) {
        match shape {
            Shape::Text(text) => found.push((text.clone(), clip)),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, clip, found)),
            _ => {}
        }
    }
    let unit = (size[0] / 1440.0).min(size[1] / 1080.0);
    let mut found = Vec::new();
    for shape in &window.output().shapes {
        texts(&shape.shape, shape.clip_rect, &mut found);
    }
    let told = found
        .into_iter()
        .filter(|(text, _)| !text.galley.text().trim().is_empty());
    told.map(|(text, clip)| Written {
        words: text.galley.text().to_owned(),
        pixels: text.galley.job.sections[0].format.font_id.size / unit,
        rect: text.visual_bounding_rect(),
        clip,
        elided: text.galley.elided,
    })
    .collect()
}

/// Nothing is cut, nothing leaves the screen, and every word beside the map has 28 pixels of 1080; what stands on the
/// map (scale bar, places, sources) has 20.
fn unreadable(window: &Harness<'_, App>, size: [f32; 2], what: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let screen = Rect::from_min_size(egui::Pos2::ZERO, vec2(size[0], size[1]));
    let map = map_rect(window);
    for text in written(window, size) {
        let Written { words, pixels, .. } = &text;
        let told = format!("{what} {size:?}: “{words}” of {pixels}");
        if text.elided {
            wrong.push(format!("cut: {told}"));
        }
        let on_map = map.shrink(1.0).contains(text.rect.center());
        let least = if on_map { 19.9 } else { 27.9 };
        if *pixels < least {
            wrong.push(format!("small: {told}"));
        }
        if !on_map && !screen.expand(1.0).contains_rect(text.rect) {
            wrong.push(format!("outside: {told} {:?}", text.rect));
        }
        if !on_map && !text.clip.expand(2.0).contains_rect(text.rect) {
            wrong.push(format!("clipped: {told} {:?} {:?}", text.rect, text.clip));
        }
    }
    wrong
}

/// Where the map is.
fn map_rect(window: &Harness<'_, App>) -> Rect {
    use egui_kittest::kittest::Queryable as _;
    let lang = window.state().state().lang();
    let words = lang.fill("map.summary", &[("layers", "")]);
    window.get_by_label_contains(words.trim_end()).rect()
}

#[test]
fn every_word_on_the_wall_is_whole_and_large_on_every_screen() {
    let mut wrong = Vec::new();
    for size in [
        [1024.0, 768.0],
        [1280.0, 800.0],
        [1920.0, 1080.0],
        [3840.0, 2160.0],
    ] {
        for (lang, theme) in [
            (Lang::Nl, ThemeChoice::Light),
            (Lang::En, ThemeChoice::Dark),
        ] {
            let mut window = opened(lang, theme, size);
            press(&mut window, Key::F5);
            wrong.extend(unreadable(&window, size, "map"));
            press(&mut window, Key::V);
            wrong.extend(unreadable(&window, size, "two sides"));
            let beside = CompareCommand::Arrange(Arrangement::Beside);
            window.state_mut().send(beside);
            window::settle(&mut window);
            wrong.extend(unreadable(&window, size, "beside"));
            press(&mut window, Key::V);
            press(&mut window, Key::F1);
            wrong.extend(unreadable(&window, size, "help"));
            press(&mut window, Key::Escape);
            press(&mut window, Key::Escape);
            press(&mut window, Key::F6);
            for scene in 0..5 {
                wrong.extend(unreadable(&window, size, &format!("scene {scene}")));
                press(&mut window, Key::PageDown);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

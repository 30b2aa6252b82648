//! Scenes in the panel and as files: their pictures, their order, a chart of one, and what is exported of them.

use std::path::Path;
use std::process::Command as Process;

use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use image::AnimationDecoder as _;
use image::codecs::png::PngDecoder;
use ruilkaart::export::chart::request::ChartKind;
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{
    AreasCommand, ChartsCommand, Command, FileCommand, LayerCommand, SceneCommand, SceneText,
};
use ruilkaart::ui::save::{SaveWhat, SceneFormat};
use ruilkaart::ui::state::State;
use ruilkaart::ui::state::present::Part;
use ruilkaart::ui::state::scenes::Chart;
use ruilkaart::ui::thumbnails::Thumbnails;

use crate::window;

fn state<'a>(window: &'a Harness<'_, App>) -> &'a State {
    window.state().state()
}

fn send(window: &mut Harness<'_, App>, command: impl Into<Command>) {
    window.state_mut().send(command);
    window::settle(window);
}

fn press(window: &mut Harness<'_, App>, key: Key) {
    window.key_press_modifiers(Modifiers::NONE, key);
    window.step();
    window::settle(window);
}

fn titles(window: &Harness<'_, App>) -> String {
    let scenes = state(window).session.scenes.list().iter();
    scenes.map(|scene| scene.title.as_str()).collect()
}

/// A window with scenes a, b, c and d in their panel.
fn with_scenes() -> Harness<'static, App> {
    let mut window = window::with_sample();
    for (place, title) in ["a", "b", "c", "d"].into_iter().enumerate() {
        send(&mut window, SceneCommand::Add);
        let edit = SceneCommand::Edit(place, SceneText::Title, title.to_owned());
        send(&mut window, edit);
    }
    send(&mut window, SceneCommand::Open(None));
    window
}

#[test]
fn scenes_are_put_in_order_by_mouse_and_by_keys() {
    let mut window = with_scenes();
    assert_eq!(titles(&window), "abcd");
    let rect = |window: &Harness<'_, App>, name: &str| window.get_by_label(name).rect();
    let from = rect(&window, "Scène 2: b").center();
    let over = rect(&window, "Scène 4: d");
    let to = over.center() + vec2(0.0, over.height() * 0.3);
    window.hover_at(from);
    window.drag_at(from);
    window.step();
    window.hover_at(from + vec2(4.0, 12.0));
    window.step();
    window.hover_at(to);
    window.step();
    window.drop_at(to);
    window.step();
    window::settle(&mut window);
    assert_eq!(titles(&window), "acdb");
    window.get_by_label("Scène 4: b").focus();
    window.step();
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    window.step();
    window::settle(&mut window);
    assert_eq!(titles(&window), "acbd");
    // Both are steps that can be taken back.
    for wanted in ["acdb", "abcd"] {
        window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        window.step();
        window::settle(&mut window);
        assert_eq!(titles(&window), wanted);
    }
}

#[test]
fn a_scene_has_a_picture_that_changes_with_its_map_alone() {
    let mut window = with_scenes();
    let mut thumbnails = Thumbnails::default();
    let mut pictures = |window: &Harness<'_, App>| {
        for _ in 0..10_000 {
            thumbnails.ask(&window.ctx, state(window));
            let ids: Vec<_> = (0..4).filter_map(|place| thumbnails.of(place)).collect();
            if ids.len() == 4 && thumbnails.is_current() {
                return ids
                    .into_iter()
                    .map(egui::TextureHandle::id)
                    .collect::<Vec<_>>();
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        panic!("never drawn");
    };
    let first = pictures(&window);
    send(
        &mut window,
        SceneCommand::Edit(1, SceneText::Caption, "x".into()),
    );
    assert_eq!(pictures(&window), first);
    let id = state(&window).session.active().unwrap().id;
    send(&mut window, LayerCommand::SetHidden(id, 1, true));
    send(&mut window, SceneCommand::Update(2));
    let second = pictures(&window);
    assert_eq!(second[0], first[0]);
    assert_ne!(second[2], first[2]);
}

/// What a tool of poppler says of a file; `None` where it is not installed.
fn told_by(tool: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let mut process = Process::new(tool);
    process.arg(file).args(arguments);
    let told = process.output().ok()?;
    Some(String::from_utf8_lossy(&told.stdout).replace('\u{a0}', " "))
}

/// Words without the ends of lines, since captions are broken.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_story_is_a_pdf_of_five_pages_with_its_words_and_five_pictures() {
    for lang in [Lang::Nl, Lang::En] {
        let mut window = window::open(&[], lang, 1.0);
        press(&mut window, Key::F6);
        press(&mut window, Key::Escape);
        let scenes = state(&window).session.scenes.list().to_vec();
        assert_eq!(scenes.len(), 5);
        let folder = tempfile::tempdir().unwrap();
        for (format, name) in [
            (SceneFormat::Pdf, "verhaal.pdf"),
            (SceneFormat::Png, "verhaal.png"),
        ] {
            let path = folder.path().join(name);
            send(
                &mut window,
                FileCommand::SaveTo(SaveWhat::Scenes(format), path),
            );
        }
        for number in 1..=5 {
            let file = folder.path().join(format!("verhaal-{number}.png"));
            let picture = image::open(file).unwrap().into_rgb8();
            assert_eq!(picture.dimensions(), (1920, 1080));
            let first = picture.get_pixel(0, 0);
            assert!(
                picture.pixels().any(|pixel| pixel != first),
                "{number} is empty"
            );
        }
        let pdf = folder.path().join("verhaal.pdf");
        if let Some(info) = told_by("pdfinfo", &[], &pdf) {
            assert!(flat(&info).contains("Pages: 5"), "{info}");
        }
        if let Some(text) = told_by("pdftotext", &["-"], &pdf) {
            let text = flat(&text);
            for scene in &scenes {
                assert!(text.contains(&flat(&scene.title)), "{}", scene.title);
                assert!(
                    text.contains(&flat(&scene.caption)),
                    "{} in {text}",
                    scene.caption
                );
            }
        }
    }
}

#[test]
fn the_years_are_a_moving_picture_of_ten_frames() {
    let mut window = window::with_sample();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jaren.png");
    send(
        &mut window,
        FileCommand::SaveTo(SaveWhat::Film, path.clone()),
    );
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let film = PngDecoder::new(file).unwrap().apng().unwrap();
    let frames = film.into_frames().collect_frames().unwrap();
    assert_eq!(frames.len(), 10);
    let first = frames[0].buffer();
    assert_eq!(first.dimensions(), (1920, 1080));
    assert!(frames[1..].iter().all(|frame| frame.buffer() != first));
}

#[test]
fn a_chart_of_a_scene_is_on_the_wall_and_in_the_pdf() {
    let mut window = window::with_sample();
    send(&mut window, AreasCommand::OpenSample);
    send(&mut window, ChartsCommand::Kind(ChartKind::Classes));
    send(&mut window, ChartsCommand::AsShare(true));
    send(&mut window, SceneCommand::Add);
    send(&mut window, SceneCommand::SetChart(0, Chart::Drawn));
    let drawn = state(&window).session.scenes.get(0).unwrap().drawn.clone();
    assert_eq!(drawn.unwrap().chart.choice().kind, ChartKind::Classes);
    // The drawer goes on to another chart; the scene keeps its own.
    send(&mut window, ChartsCommand::Kind(ChartKind::Crops));
    press(&mut window, Key::F5);
    for _ in 0..10_000 {
        window::settle(&mut window);
        if window.query_by_label_contains("Drents Plateau: ").is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let chart = window.get_by_label_contains("Drents Plateau: ").rect();
    let wide = state(&window).view.shown.unwrap();
    assert!(chart.width() > 400.0 && chart.height() > 400.0, "{chart:?}");
    assert!(wide.bounds.width() > 0.0);
    press(&mut window, Key::Escape);
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("scène.pdf");
    let what = SaveWhat::Scenes(SceneFormat::Pdf);
    send(&mut window, FileCommand::SaveTo(what, pdf.clone()));
    assert!(pdf.is_file());
    if let Some(text) = told_by("pdftotext", &["-"], &pdf) {
        let text = flat(&text);
        assert!(
            text.contains("Midden-Drenthe") && text.contains("intensief"),
            "{text}"
        );
    }
}

#[test]
fn a_village_is_found_in_front_of_people() {
    let mut window = window::with_sample();
    press(&mut window, Key::F5);
    let before = state(&window).view.shown.unwrap();
    press(&mut window, Key::Slash);
    let shows = |window: &Harness<'_, App>| {
        let presenting = state(window).view.presenting.as_ref();
        presenting.is_some_and(|presenting| presenting.shows(Part::Search))
    };
    assert!(shows(&window));
    window
        .get_by_role(egui::Role::TextInput)
        .type_text("Zeijen");
    window.step();
    window::settle(&mut window);
    // Letters of a village are no keys of the wall.
    window.get_by_label("Zeijen");
    press(&mut window, Key::Enter);
    assert!(!shows(&window));
    let there = state(&window).view.shown.unwrap();
    assert!(there.bounds.width() < before.bounds.width() / 4.0);
    assert!(
        there.bounds.contains([232_500.0, 563_200.0]),
        "{:?}",
        there.bounds
    );
    press(&mut window, Key::Slash);
    press(&mut window, Key::Escape);
    assert!(!shows(&window) && state(&window).view.presenting.is_some());
    press(&mut window, Key::Escape);
    assert!(state(&window).view.presenting.is_none());
}

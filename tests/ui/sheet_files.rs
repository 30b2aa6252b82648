//! What the window writes of a sheet: a series, its background, and the project that its PDF carries.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::export::sheet::{Paper, SeriesBy, SheetSettings};
use ruilkaart::io::project_file;
use ruilkaart::job::Progress;
use ruilkaart::project::Stamps;
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{
    AreasCommand, Command, Effect, FileCommand, SheetCommand, ViewCommand, apply,
};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::map_view::basemap::{PaperTiles, SourceList};
use ruilkaart::ui::save::SaveWhat;
use ruilkaart::ui::sheet::{GroundAnswer, NoGround, Project, SheetFormat, SheetRequest, Unwritten};
use ruilkaart::ui::state::State;
use ruilkaart::ui::state::view::WaitingSheet;

use crate::harness::{Desk, settle, with_dialog};
use crate::open::{CLASSES, write_classes};
use crate::sheet::state_with_map;
use crate::tile_server::{Reply, TileServer};
use crate::window;

type Window = Harness<'static, App>;

fn send(window: &mut Window, command: impl Into<Command>) {
    window.state_mut().send(command);
    window::settle(window);
}

/// The sample with its areas, a sheet of A4 for each.
fn series_of_sample(apart: bool) -> Window {
    let mut window = window::with_sample();
    window.state_mut().send(AreasCommand::OpenSample);
    window::step_until_state(&mut window, "areas", |state| {
        state.view.areas.figured.is_some()
    });
    let areas = {
        let session = &window.state().state().session;
        let mut layers = session.layers().iter();
        let areas = layers.find(|layer| session.areas.holds(layer.id));
        areas.unwrap().layer.name.clone()
    };
    let settings = SheetSettings {
        paper: Paper::A4,
        series: Some(SeriesBy::Areas(areas)),
        apart,
        dpi: Some(96.0),
        ..SheetSettings::default()
    };
    send(&mut window, SheetCommand::Set(Box::new(settings)));
    window
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_series_is_one_pdf_or_a_file_per_area_called_as_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = series_of_sample(false);
    let one = folder.path().join("reeks.pdf");
    let what = SaveWhat::Sheet(SheetFormat::Pdf);
    send(&mut window, FileCommand::SaveTo(what, one.clone()));
    let pages = std::fs::read(&one).unwrap();
    let kind = b"/Type /Page\n";
    let count = pages
        .windows(kind.len())
        .filter(|bytes| bytes == kind)
        .count();
    assert!(pages.starts_with(b"%PDF"));
    let state = window.state().state();
    let request = SheetRequest::of(state).unwrap();
    let areas = request.series_areas(&Progress::default()).unwrap();
    assert!(areas.len() >= 12);
    assert!(count == areas.len() || count == 0, "{count} pages");
    assert_eq!(names_in(folder.path()), ["reeks.pdf"]);

    let folder = tempfile::tempdir().unwrap();
    let mut window = series_of_sample(true);
    for format in [SheetFormat::Pdf, SheetFormat::Png] {
        let path = folder.path().join(format!("reeks.{}", format.ending()));
        send(
            &mut window,
            FileCommand::SaveTo(SaveWhat::Sheet(format), path),
        );
    }
    let names = names_in(folder.path());
    assert_eq!(names.len(), 2 * areas.len(), "{names:?}");
    for area in &areas {
        for ending in ["pdf", "png"] {
            let name = format!("reeks {}.{ending}", area.name);
            assert!(names.contains(&name), "{name} in {names:?}");
        }
    }
}

#[test]
fn the_dialog_leafs_through_a_series() {
    let mut window = series_of_sample(false);
    let request = SheetRequest::of(window.state().state()).unwrap();
    let areas = request.series_areas(&Progress::default()).unwrap();
    send(&mut window, ViewCommand::Show(DialogKind::Sheet));
    let is_seen = |window: &Window, place: usize| {
        let page = format!("{} van {}: {}", place + 1, areas.len(), areas[place].name);
        window.query_all_by_label(&page).next().is_some()
    };
    let until = |window: &mut Window, place: usize| {
        let end = std::time::Instant::now() + LONG;
        while !is_seen(window, place) {
            assert!(std::time::Instant::now() < end, "page {place}");
            window.step();
            std::thread::sleep(Duration::from_millis(2));
        }
    };
    until(&mut window, 0);
    for (button, place) in [("Volgend blad", 1), ("Vorig blad", 0)] {
        window.get_by_label(button).click();
        until(&mut window, place);
    }
}

#[test]
fn areas_that_are_gone_are_told_and_nothing_is_written() {
    let mut state = state_with_map(Lang::Nl);
    state.session.sheet.series = Some(SeriesBy::Areas("weg".into()));
    let folder = tempfile::tempdir().unwrap();
    let request = SheetRequest::of(&state).unwrap();
    let path = folder.path().join("reeks.pdf");
    let written = request.write(SheetFormat::Pdf, &path, None, &Progress::default());
    assert!(
        matches!(written, Err(Unwritten::NoAreas(None))),
        "{written:?}"
    );
    assert!(!path.exists());
}

fn tile() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(256, 256, image::Rgba([255, 0, 255, 255]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn list(server: &TileServer) -> SourceList {
    let text = format!(
        r#"
        [[source]]
        id = "test"
        name = {{ nl = "Proef", en = "Test" }}
        attribution = {{ nl = "© Proef", en = "© Test" }}
        link = "https://tiles.example"
        rd = {{ template = "{}", levels = [0, 14] }}
        "#,
        server.template()
    );
    SourceList::parse(&text).unwrap()
}

/// A state with a map whose sheet gets its background from a server.
fn state_with_ground(server: &TileServer, cache: Option<&Path>, patience: Duration) -> State {
    let mut state = state_with_map(Lang::Nl);
    state.settings.base_map = "test".into();
    let tiles = PaperTiles::new(list(server), cache);
    state.view.sheet.tiles = Some(tiles.waiting(patience));
    state.session.sheet.paper = Paper::A4;
    state.session.sheet.dpi = Some(96.0);
    state
}

const LONG: Duration = Duration::from_secs(60);

fn write(
    state: &State,
    format: SheetFormat,
) -> (tempfile::TempDir, PathBuf, Result<usize, Unwritten>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("blad.{}", format.ending()));
    let request = SheetRequest::of(state).unwrap();
    let written = request.write(format, &path, None, &Progress::default());
    (folder, path, written)
}

fn pink(path: &Path) -> usize {
    let picture = image::open(path).unwrap().into_rgb8();
    let is_pink = |pixel: &&image::Rgb<u8>| {
        let [r, g, b] = pixel.0;
        r > 200 && g < 60 && b > 200
    };
    picture.pixels().filter(is_pink).count()
}

/// The words of an SVG.
fn words(state: &State) -> String {
    let (_folder, path, written) = write(state, SheetFormat::Svg);
    assert_eq!(written.unwrap(), 1);
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_background_lies_under_the_sheet_with_whose_it_is() {
    let server = TileServer::start(|_, _| Reply::png(tile()));
    let state = state_with_ground(&server, None, LONG);
    let (_folder, path, written) = write(&state, SheetFormat::Png);
    assert_eq!(written.unwrap(), 1);
    assert!(pink(&path) > 10_000, "{}", pink(&path));
    let asked = server.asked();
    // Fine enough for print, and no finer than its names can be read.
    let level = |path: &str| path.split('/').nth(1).unwrap().parse::<u8>().unwrap();
    assert!(
        asked
            .iter()
            .all(|tile| level(&tile.path) == level(&asked[0].path))
    );
    assert!(server.most_at_once() <= 6);
    let words = words(&state);
    assert!(words.contains("© Proef") && !words.contains("cache"));
    let without = SheetSettings {
        without_background: true,
        ..state.session.sheet.clone()
    };
    let mut state = state;
    let _ = apply(SheetCommand::Set(Box::new(without)).into(), &mut state);
    let (_folder, path, written) = write(&state, SheetFormat::Png);
    assert_eq!((written.unwrap(), pink(&path)), (1, 0));
}

#[test]
fn without_a_network_it_is_asked_and_the_answer_stands_on_the_sheet() {
    let server = TileServer::start(|_, _| Reply {
        hang_up: true,
        ..Reply::status(500)
    });
    let mut state = state_with_ground(&server, None, LONG);
    let (_folder, path, written) = write(&state, SheetFormat::Png);
    let Err(Unwritten::NoGround(NoGround { tiles, missing })) = written else {
        panic!("{written:?}");
    };
    assert!(tiles > 0 && missing == tiles && !path.exists());
    for answer in [GroundAnswer::Without, GroundAnswer::Cached] {
        state.view.sheet.answer = Some(answer);
        // Nothing was kept, so either way there is none.
        assert!(words(&state).contains("Zonder achtergrondkaart"));
    }
}

#[test]
fn what_was_kept_takes_the_place_of_what_does_not_come() {
    let cache = tempfile::tempdir().unwrap();
    let answers = Arc::new(Mutex::new(true));
    let shared = Arc::clone(&answers);
    let server = TileServer::start(move |asked, _| {
        if *shared.lock().unwrap() {
            Reply::png(tile()).with("Cache-Control", "max-age=0")
        } else if asked.path.ends_with("0.png") {
            Reply::status(500)
        } else {
            Reply {
                hang_up: true,
                ..Reply::status(500)
            }
        }
    });
    let state = state_with_ground(&server, Some(cache.path()), LONG);
    assert!(words(&state).contains("© Proef"));
    *answers.lock().unwrap() = false;
    // All of it was kept, though it is old.
    let words_now = words(&state);
    assert!(
        words_now.contains("© Proef · uit cache"),
        "old tiles are told"
    );
    // Closer by nothing was kept, and the coarser tiles are taken when that is asked for.
    let mut state = state;
    let before = SheetRequest::of(&state)
        .unwrap()
        .compose(&Progress::default());
    state.session.sheet.scale = before.unwrap().scale.map(|scale| scale / 4.0);
    let (_folder, _, written) = write(&state, SheetFormat::Png);
    assert!(
        matches!(written, Err(Unwritten::NoGround(_))),
        "{written:?}"
    );
    state.view.sheet.answer = Some(GroundAnswer::Cached);
    let (_folder, path, written) = write(&state, SheetFormat::Png);
    assert_eq!(written.unwrap(), 1);
    assert!(pink(&path) > 10_000, "{}", pink(&path));
    assert!(words(&state).contains("deels grover"));
}

#[test]
fn a_server_that_never_answers_is_waited_for_only_so_long_and_can_be_left() {
    let server = TileServer::start(|_, _| Reply::png(tile()).after(Duration::from_secs(3600)));
    let state = state_with_ground(&server, None, Duration::from_millis(300));
    let (_folder, _, written) = write(&state, SheetFormat::Pdf);
    assert!(
        matches!(written, Err(Unwritten::NoGround(_))),
        "{written:?}"
    );
    let state = state_with_ground(&server, None, LONG);
    let progress = Progress::cancelled_after(3);
    let request = SheetRequest::of(&state).unwrap();
    let path = Path::new("/nowhere/blad.pdf");
    let written = request.write(SheetFormat::Pdf, path, None, &progress);
    assert!(matches!(written, Err(Unwritten::Failed(_))), "{written:?}");
}

#[test]
fn the_question_is_answered_by_a_button_and_the_sheet_is_written() {
    for (label, answer) in [
        ("dialog.no_ground.without", Some(GroundAnswer::Without)),
        ("dialog.no_ground.cached", Some(GroundAnswer::Cached)),
        ("dialog.no_ground.again", None),
    ] {
        for lang in [Lang::Nl, Lang::En] {
            let mut state = state_with_map(lang);
            let waiting = WaitingSheet {
                format: SheetFormat::Svg,
                path: "/ergens/blad.svg".into(),
                lacking: NoGround {
                    tiles: 40,
                    missing: 12,
                },
            };
            let _ = apply(SheetCommand::NoGround(waiting).into(), &mut state);
            let mut harness: Harness<'static, Desk> = with_dialog(state, DialogKind::NoGround);
            assert!(harness.query_by_label_contains("12").is_some());
            harness.get_by_label(lang.text(label)).click();
            settle(&mut harness);
            let desk = harness.state();
            assert_eq!(desk.state.view.sheet.answer, answer);
            assert!(desk.state.view.dialog.is_none());
            let saves = Effect::Save(SaveWhat::Sheet(SheetFormat::Svg), "/ergens/blad.svg".into());
            assert!(desk.effects.contains(&saves));
        }
    }
}

#[test]
fn a_pdf_opens_as_the_project_that_it_was_made_of_and_names_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::open(std::slice::from_ref(&parcels), Lang::Nl, 1.0);
    let settings = SheetSettings {
        title: Some("Eigen titel".into()),
        paper: Paper::A4,
        ..SheetSettings::default()
    };
    send(&mut window, SheetCommand::Set(Box::new(settings.clone())));
    let pdf = folder.path().join("blad.pdf");
    let what = SaveWhat::Sheet(SheetFormat::Pdf);
    send(&mut window, FileCommand::SaveTo(what, pdf.clone()));
    let inside = project_file::read(&pdf).unwrap();
    let text = project_file::to_text(&inside).unwrap();
    let here = folder.path().to_str().unwrap();
    assert!(!text.contains(here), "no folder of this machine: {text}");

    let mut again = window::open(std::slice::from_ref(&pdf), Lang::Nl, 1.0);
    window::settle(&mut again);
    let state = again.state().state();
    assert_eq!(state.session.sheet, settings);
    assert_eq!(state.session.active().unwrap().layer.name, "percelen");
    assert_eq!(
        state.project.path, None,
        "saving must not replace the sheet"
    );
    let changed = |window: &Window| {
        let told = window.query_all_by_label_contains("is veranderd sinds");
        told.count()
    };
    assert_eq!(changed(&again), 0);

    std::thread::sleep(Duration::from_millis(1100));
    let mut other = CLASSES;
    other[2] = "none_arable";
    write_classes(folder.path(), "percelen", &other);
    let again = window::open(std::slice::from_ref(&pdf), Lang::Nl, 1.0);
    assert!(changed(&again) > 0, "what changed is told");
}

#[test]
fn a_private_sheet_carries_no_project_and_says_so_when_it_is_opened() {
    let mut state = state_with_map(Lang::Nl);
    state.session.sheet.private = true;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("blad.pdf");
    let project = || Some(Project::of(&state, Arc::new(Mutex::new(Stamps::default()))));
    let request = SheetRequest::of(&state).unwrap();
    let progress = Progress::default();
    assert_eq!(
        request
            .write(SheetFormat::Pdf, &path, project(), &progress)
            .unwrap(),
        1
    );
    let read = project_file::read(&path);
    assert!(matches!(
        read,
        Err(project_file::ProjectError::NotAProject { .. })
    ));
}

#[test]
fn a_logo_and_a_colour_are_kept_for_every_project() {
    let folder = tempfile::tempdir().unwrap();
    let logo = folder.path().join("logo.png");
    image::RgbaImage::from_pixel(64, 64, image::Rgba([255, 0, 255, 255]))
        .save(&logo)
        .unwrap();
    let mut state = state_with_map(Lang::Nl);
    state.session.sheet.paper = Paper::A4;
    state.session.sheet.dpi = Some(96.0);
    let effects = apply(SheetCommand::Logo(Some(logo.clone())).into(), &mut state);
    assert!(effects.contains(&Effect::SaveSettings));
    // Another project begins with nothing chosen.
    state.session.sheet.logo = None;
    let (_folder, path, written) = write(&state, SheetFormat::Png);
    assert_eq!(written.unwrap(), 1);
    assert!(pink(&path) > 500);
    let colour = ruilkaart::map::Rgb::new(0xC8, 0x00, 0x50);
    let _ = apply(SheetCommand::Accent(Some(colour)).into(), &mut state);
    assert!(words(&state).to_lowercase().contains("#c80050"));
    let text = toml::to_string(&state.settings).unwrap();
    assert!(
        text.contains("logo.png") && text.contains("#C80050"),
        "{text}"
    );
}

#[test]
fn a_logo_that_is_no_picture_is_told_in_the_dialog() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("logo.png");
    ruilkaart::io::atomic::write(&file, |out| std::io::Write::write_all(out, b"nonsense")).unwrap();
    for (path, lang, said) in [
        (file.clone(), Lang::Nl, "geen PNG-, SVG- of JPEG-afbeelding"),
        (folder.path().join("weg.png"), Lang::En, "cannot be read"),
    ] {
        let mut state = state_with_map(lang);
        state.session.sheet.logo = Some(path);
        let harness: Harness<'static, Desk> = with_dialog(state, DialogKind::Sheet);
        assert!(harness.query_by_label_contains(said).is_some(), "{said}");
    }
}

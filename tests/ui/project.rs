//! A project: saved, opened again as it was, asked about before anything is lost, and recovered.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::analysis::area_colours::Breaks;
use ruilkaart::analysis::area_columns::StatColumn;
use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::analysis::kinds::Detail;
use ruilkaart::analysis::measured::AreaManure;
use ruilkaart::crs::Crs;
use ruilkaart::domain::nutrients::Measured;
use ruilkaart::domain::{
    Assumptions, Class, CropCode, Preset, RotationGroup, Side, Threshold, Year,
};
use ruilkaart::export::chart::request::ChartKind;
use ruilkaart::io::atomic;
use ruilkaart::io::project_file::{self, ProjectFile};
use ruilkaart::map::{ClassColours, PaletteName, Rgb};
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{
    AreasCommand, AssumptionsCommand, ChartsCommand, ColoursCommand, Command, CropsCommand, Draw,
    Effect, FileCommand, LayerCommand, Pick, ProjectCommand, RuleCommand, SettingsCommand,
    ViewCommand, YearsCommand,
};
use ruilkaart::ui::dialog::{DialogKind, OpenDialog};
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::save::SaveWhat;
use ruilkaart::ui::state::project::Crashed;
use ruilkaart::ui::state::{AreaColour, AreaSource, Document, State, ZoomTarget};

use crate::harness::{Desk, with_dialog};
use crate::open::{CLASSES, write_classes};
use crate::window;

type Window = Harness<'static, App>;

fn state(window: &Window) -> &State {
    window.state().state()
}

fn send(window: &mut Window, command: impl Into<Command>) {
    window.state_mut().send(command);
    window::settle(window);
}

fn save(window: &mut Window, path: &Path) {
    send(
        window,
        FileCommand::SaveTo(SaveWhat::Project, path.to_owned()),
    );
    assert!(path.is_file(), "it was written");
    assert!(!state(window).project.is_dirty());
}

/// What would be written, without the names of places and the state of files.
fn written(window: &Window) -> ProjectFile {
    let state = state(window);
    let mut file = Document::of(state).to_file(state);
    // The map may be a hair beside where it was.
    if let Some(view) = &mut file.view {
        view.center = view.center.map(f64::round);
        view.units_per_point = (view.units_per_point * 1000.0).round();
        // Another window has other panels open.
        view.size = None;
    }
    file
}

fn rewrite(path: &Path, text: &str) {
    atomic::write(path, |out| out.write_all(text.as_bytes())).unwrap();
}

fn first(window: &Window) -> u64 {
    state(window).session.layers()[0].id
}

/// One change of each kind that a project holds.
fn changes(window: &mut Window) -> Vec<(&'static str, Vec<Command>)> {
    let id = first(window);
    let potato = CropCode::new(2015).unwrap();
    let clay = Assumptions::parse("region = 'clay'").unwrap();
    let corner = |x: f64, y: f64| AreasCommand::Draw(Draw::Corner([x, y])).into();
    let hit = Hit {
        layer: id,
        feature: 3,
    };
    vec![
        ("opacity", vec![LayerCommand::SetOpacity(id, 0.4).into()]),
        ("visible", vec![LayerCommand::SetVisible(id, false).into()]),
        ("hidden", vec![LayerCommand::SetHidden(id, 1, true).into()]),
        ("warnings", vec![LayerCommand::DismissWarnings(id).into()]),
        ("confirmed", vec![LayerCommand::ConfirmCrs(vec![id]).into()]),
        (
            "colours",
            vec![LayerCommand::ColourBy(id, ColourBy::Column(0)).into()],
        ),
        (
            "system",
            vec![LayerCommand::SetCrs(vec![id], Crs::from_epsg(28991).unwrap()).into()],
        ),
        (
            "threshold",
            vec![RuleCommand::Move(Threshold::SIntensive, 5.0).into()],
        ),
        (
            "rule",
            vec![RuleCommand::Preset(Preset::MinorityShare).into()],
        ),
        (
            "own rule",
            vec![RuleCommand::Keep("mijn regel".into()).into()],
        ),
        (
            "sector",
            vec![CropsCommand::Sector(potato, Side::Livestock).into()],
        ),
        (
            "group",
            vec![CropsCommand::Group(potato, RotationGroup::SugarBeet).into()],
        ),
        (
            "background",
            vec![SettingsCommand::BaseMap("luchtfoto".into()).into()],
        ),
        ("language", vec![SettingsCommand::Language(Lang::En).into()]),
        ("selection", vec![ViewCommand::Select(Some(hit)).into()]),
        (
            "picked parcels",
            vec![
                ViewCommand::Pick(Pick::Toggle(Hit { feature: 1, ..hit })).into(),
                ViewCommand::Pick(Pick::Toggle(Hit { feature: 4, ..hit })).into(),
            ],
        ),
        (
            "columns",
            vec![
                AreasCommand::Column(StatColumn::find("shannon_mean").unwrap(), true).into(),
                AreasCommand::Column(StatColumn::find("parcels").unwrap(), false).into(),
            ],
        ),
        ("view", vec![ViewCommand::Zoom(ZoomTarget::By(1.5)).into()]),
        (
            "assumptions",
            vec![AreasCommand::Assume(Box::new(clay)).into()],
        ),
        (
            "areas",
            vec![AreasCommand::Source(Some(AreaSource::Column("nummer".into()))).into()],
        ),
        (
            "drawn",
            vec![
                AreasCommand::Draw(Draw::Begin).into(),
                corner(234_000.0, 556_000.0),
                corner(234_300.0, 556_000.0),
                corner(234_300.0, 556_100.0),
                AreasCommand::Draw(Draw::Close).into(),
                AreasCommand::Colour(Some(AreaColour {
                    column: "area_ha",
                    breaks: Breaks::Own(vec![1.0, 2.0]),
                }))
                .into(),
            ],
        ),
        ("layer of areas", vec![AreasCommand::Use(id).into()]),
        (
            "own colours",
            vec![ColoursCommand::Set(Box::new(own_colours())).into()],
        ),
        (
            "chart",
            vec![
                ChartsCommand::Kind(ChartKind::Sequences).into(),
                ChartsCommand::Detail(Detail::Crops).into(),
                ChartsCommand::Cyclic(true).into(),
                ChartsCommand::Years(Year::new(2016).zip(Year::new(2020))).into(),
                ChartsCommand::Farm(Some("nummer".into())).into(),
            ],
        ),
        (
            "measured values",
            vec![
                AssumptionsCommand::Measured(Measured::NRemoval, Some("nummer".into())).into(),
                AssumptionsCommand::AreaManure(AreaManure {
                    n: Some("nummer".into()),
                    p2o5: None,
                })
                .into(),
            ],
        ),
    ]
}

fn own_colours() -> ClassColours {
    let mut colours = ClassColours::of(PaletteName::Emphasis);
    colours.set(Class::Extensive, Rgb::new(1, 2, 3));
    colours
}

#[test]
fn every_change_is_saved_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::open(&[data], Lang::Nl, 1.0);
    let path = folder.path().join("kaart.ruilkaart");
    for (what, commands) in changes(&mut window) {
        let before = written(&window);
        for command in commands {
            send(&mut window, command);
        }
        let changed = written(&window);
        assert_ne!(before, changed, "{what} is no part of what is saved");
        save(&mut window, &path);
        // As another person who has other settings, in no language of their own.
        let mut other = window::open(std::slice::from_ref(&path), Lang::Nl, 1.0);
        window::settle(&mut other);
        let mut reopened = written(&other);
        // The language was asked for on the command line.
        reopened.language.clone_from(&changed.language);
        // What a drawer leaves of the map is no part of it.
        if let (Some(view), Some(other)) = (&mut reopened.view, &changed.view) {
            view.size = other.size;
        }
        assert_eq!(reopened, changed, "{what}");
        assert!(!state(&other).project.is_dirty(), "{what}");
        assert_eq!(state(&other).history.done().len(), 0, "{what}");
    }
}

#[test]
fn the_sample_and_its_years_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("voorbeeld.ruilkaart");
    let mut window = window::with_sample();
    send(&mut window, RuleCommand::Move(Threshold::SIntensive, 4.0));
    assert!(state(&window).project.is_dirty());
    save(&mut window, &path);
    let hectares: Vec<f64> = {
        let layer = state(&window).session.active().unwrap();
        layer.categories().list.iter().map(|c| c.area_m2).collect()
    };
    let other = window::open(&[path], Lang::Nl, 1.0);
    assert_eq!(written(&other), written(&window));
    let layer = state(&other).session.active().unwrap();
    let again: Vec<f64> = layer.categories().list.iter().map(|c| c.area_m2).collect();
    assert_eq!(again, hectares);
}

#[test]
fn layers_of_years_are_joined_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jaren.ruilkaart");
    let mut window = window::with_sample();
    send(&mut window, YearsCommand::Sample);
    // The dialog reads in the background; the button moves down with every row that comes.
    let is_read = |window: &Window| {
        let mut names = (2015..=2024).map(|year| format!("brp_{year}"));
        names.all(|name| window.query_by_label(&name).is_some())
    };
    for _ in 0..20_000 {
        window.step();
        if is_read(&window) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    for _ in 0..1_000 {
        window::settle(&mut window);
        if state(&window).view.dialog.is_none() {
            break;
        }
        window.get_by_label("Berekenen").click();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    window::step_until_state(&mut window, "the years are joined", |state| {
        let layer = state.session.active();
        layer.is_some_and(|layer| layer.year_layers.is_some())
    });
    window::settle(&mut window);
    assert!(state(&window).project.is_dirty(), "that was work");
    save(&mut window, &path);
    let other = window::open(&[path], Lang::Nl, 1.0);
    assert_eq!(written(&other), written(&window));
    let of = |window: &Window| {
        let layer = state(window).session.active().unwrap();
        let years = layer.year_layers.as_ref().unwrap();
        (years.span(), layer.categories().list.clone())
    };
    assert_eq!(of(&other), of(&window));
}

#[test]
fn a_moved_folder_is_no_matter_and_a_missing_file_is_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    fs::create_dir(&first).unwrap();
    let data = write_classes(&first, "percelen", &CLASSES);
    let mut window = window::open(&[data], Lang::Nl, 1.0);
    send(&mut window, RuleCommand::Preset(Preset::MinorityShare));
    save(&mut window, &first.join("kaart.ruilkaart"));
    fs::rename(&first, &second).unwrap();
    let project = second.join("kaart.ruilkaart");
    let window = window::open(std::slice::from_ref(&project), Lang::Nl, 1.0);
    assert_eq!(state(&window).session.layers().len(), 1);
    assert!(state(&window).view.dialog.is_none());

    // Gone, with one of its name and something else in it elsewhere.
    let elsewhere = folder.path().join("c");
    fs::create_dir(&elsewhere).unwrap();
    for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
        let _ = fs::remove_file(second.join("percelen").with_extension(ending));
    }
    let other = write_classes(&elsewhere, "percelen", &CLASSES[..3]);
    let mut window = window::open(std::slice::from_ref(&project), Lang::Nl, 1.0);
    let kind = |window: &Window| state(window).view.dialog.as_ref().map(OpenDialog::kind);
    assert_eq!(kind(&window), Some(DialogKind::MissingFiles));
    window.get_by_label("Wordt overgeslagen.");
    send(&mut window, ProjectCommand::Found(0, Some(other.clone())));
    window.get_by_label(&format!("Wordt: {}", other.display()));
    window.get_by_label("Project openen").click();
    window.step();
    window::settle(&mut window);
    assert_eq!(state(&window).session.layers()[0].layer.len(), 3);

    // Left out, it stays in the project.
    let mut window = window::open(std::slice::from_ref(&project), Lang::Nl, 1.0);
    window.get_by_label("Project openen").click();
    window.step();
    window::settle(&mut window);
    assert_eq!(state(&window).session.layers().len(), 0);
    assert!(
        state(&window).view.notes.history().count() > 0,
        "it is told"
    );
    save(&mut window, &project);
    let kept = project_file::read(&project).unwrap();
    assert_eq!(kept.layers.len(), 1);
    assert_eq!(kept.layers[0].name, "percelen");
}

#[test]
fn a_changed_file_is_told_and_a_newer_project_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::open(&[data], Lang::Nl, 1.0);
    let path = folder.path().join("kaart.ruilkaart");
    save(&mut window, &path);
    write_classes(folder.path(), "percelen", &CLASSES[..4]);
    let window = window::open(std::slice::from_ref(&path), Lang::Nl, 1.0);
    let told = |window: &Window| {
        let notes = state(window).view.notes.history();
        notes
            .map(|note| note.words(Lang::Nl).happened)
            .collect::<Vec<_>>()
    };
    assert!(
        told(&window)[0].contains("veranderd"),
        "{:?}",
        told(&window)
    );

    let text = fs::read_to_string(&path).unwrap();
    rewrite(&path, &text.replacen("version = 1", "version = 7", 1));
    let window = window::open(std::slice::from_ref(&path), Lang::Nl, 1.0);
    assert!(
        told(&window)[0].contains("nieuwere Ruilkaart"),
        "{:?}",
        told(&window)
    );
    assert!(state(&window).project.path.is_none());
    rewrite(&path, &format!("{}\n[[", &text[..text.len() / 2]));
    let window = window::open(&[path], Lang::Nl, 1.0);
    assert!(!told(&window).is_empty());
}

#[test]
fn unsaved_changes_are_asked_about_in_both_languages() {
    for (lang, save, discard) in [
        (Lang::Nl, "Bewaren", "Niet bewaren"),
        (Lang::En, "Save", "Don't save"),
    ] {
        let dialog = |button: &str| {
            let mut state = crate::harness::state(lang);
            let document = Document::of(&state);
            state.project.is_saved(document);
            state.project.after = Some(ruilkaart::ui::state::project::After::Quit);
            let mut dialog = with_dialog(state, DialogKind::Unsaved);
            dialog.get_by_label(button).click();
            dialog.run();
            dialog
        };
        let quits = |desk: &Desk| desk.effects.contains(&Effect::Quit);
        let saved = dialog(save);
        assert!(!quits(saved.state()), "not before it is saved");
        let asked = Effect::ChooseSave(SaveWhat::Project);
        assert!(saved.state().effects.contains(&asked));
        assert!(quits(dialog(discard).state()));
    }
}

#[test]
fn nothing_is_asked_where_nothing_would_be_lost() {
    let folder = tempfile::tempdir().unwrap();
    let data = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::open(&[data], Lang::Nl, 1.0);
    assert!(!state(&window).project.is_dirty(), "it was only opened");
    assert_eq!(state(&window).project.title(Lang::Nl), "Ruilkaart");
    let id = first(&window);
    send(&mut window, LayerCommand::SetOpacity(id, 0.5));
    assert_eq!(
        state(&window).project.title(Lang::Nl),
        "Naamloos project* – Ruilkaart"
    );
    send(&mut window, ProjectCommand::New);
    assert!(state(&window).view.dialog.is_some());
    // Escape: nothing happens, now or at the next save.
    window.key_press_modifiers(Modifiers::NONE, Key::Escape);
    window.step();
    window::settle(&mut window);
    let path = folder.path().join("kaart.ruilkaart");
    save(&mut window, &path);
    assert_eq!(state(&window).session.layers().len(), 1);
    assert_eq!(state(&window).project.title(Lang::Nl), "kaart – Ruilkaart");
    window.key_press_modifiers(Modifiers::COMMAND, Key::N);
    window.step();
    window::settle(&mut window);
    assert_eq!(state(&window).session.layers().len(), 0);
    assert_eq!(state(&window).settings.recent_projects, [path]);
}

/// A window that is dropped without its end is as one that was killed.
fn killed(window: Window) {
    drop(window);
}

fn recovering(folder: &Path, files: &[PathBuf]) -> Window {
    window::with_recovery(files, folder)
}

#[test]
fn a_killed_window_is_recovered_with_what_was_done_and_a_closed_one_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let recovery = folder.path().join("recovery");
    let data = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = recovering(&recovery, std::slice::from_ref(&data));
    let id = first(&window);
    send(&mut window, LayerCommand::SetOpacity(id, 0.25));
    let kept = |folder: &Path| {
        let files = fs::read_dir(folder).unwrap().flatten();
        files
            .filter(|file| file.path().extension().is_some_and(|e| e == "ruilkaart"))
            .filter_map(|file| fs::read_to_string(file.path()).ok())
            .collect::<Vec<_>>()
    };
    window::step_until(&mut window, "the change is kept", |_| {
        kept(&recovery).iter().any(|text| text.contains("0.25"))
    });
    let before = written(&window);
    killed(window);

    let mut window = recovering(&recovery, &[]);
    let [crashed] = state(&window).project.crashed.as_slice() else {
        panic!("one session is offered");
    };
    let _: &Crashed = crashed;
    window.get_by_label("Sessie herstellen").click();
    window.step();
    window::settle(&mut window);
    assert_eq!(written(&window), before);
    assert!(state(&window).project.is_dirty());
    window::step_until(&mut window, "it is kept anew, once", |_| {
        kept(&recovery).len() == 1
    });
    killed(window);
    let mut window = recovering(&recovery, &[]);
    assert_eq!(
        state(&window).project.crashed.len(),
        1,
        "it is still not lost"
    );
    window.get_by_label("Verwijderen").click();
    window.step();
    window::settle(&mut window);
    assert_eq!(kept(&recovery).len(), 0);
}

#[test]
fn a_packed_project_opens_elsewhere_with_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("hier"), folder.path().join("daar"));
    fs::create_dir(&here).unwrap();
    let data = write_classes(&here, "percelen", &CLASSES);
    let mut window = window::open(&[data], Lang::Nl, 1.0);
    let id = first(&window);
    send(&mut window, LayerCommand::SetOpacity(id, 0.4));
    let zip = folder.path().join("voor een collega.zip");
    send(
        &mut window,
        FileCommand::SaveTo(SaveWhat::Package, zip.clone()),
    );
    assert!(state(&window).project.is_dirty(), "packing is not saving");
    let wanted = written(&window);
    fs::remove_dir_all(&here).unwrap();
    let file = fs::File::open(&zip).unwrap();
    zip::ZipArchive::new(file).unwrap().extract(&there).unwrap();
    let project = there.join("voor een collega.ruilkaart");
    let text = fs::read_to_string(&project).unwrap();
    assert!(!text.contains("hier"), "no place of this machine is told");
    let other = window::open(&[project], Lang::Nl, 1.0);
    assert!(state(&other).view.dialog.is_none(), "nothing is missing");
    assert_eq!(state(&other).session.layers()[0].layer.len(), CLASSES.len());
    let mut found = written(&other);
    // The same parcels from another place.
    found.layers[0].file.clone_from(&wanted.layers[0].file);
    assert_eq!(found, wanted);
}

#[test]
fn a_version_that_was_kept_is_opened_and_takes_the_place_of_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let data = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::open(&[data], Lang::Nl, 1.0);
    let path = folder.path().join("kaart.ruilkaart");
    let id = first(&window);
    for opacity in [0.25, 0.5] {
        send(&mut window, LayerCommand::SetOpacity(id, opacity));
        save(&mut window, &path);
    }
    let [kept, ..] = project_file::versions_of(&path);
    rewrite(&path, "half a fi");
    let mut window = window::open(&[kept], Lang::Nl, 1.0);
    let opacity = |window: &Window| state(window).session.layers()[0].opacity;
    assert!((opacity(&window) - 0.25).abs() < 1e-6);
    assert_eq!(state(&window).project.path.as_ref(), Some(&path));
    assert!(state(&window).project.is_dirty());
    send(&mut window, ProjectCommand::Save);
    let window = window::open(&[path], Lang::Nl, 1.0);
    assert!((opacity(&window) - 0.25).abs() < 1e-6);
}

#[test]
fn a_project_of_version_1_with_scenes_and_colours_opens_for_ever() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/io/projects/v1-verhaal.ruilkaart");
    let window = window::open(std::slice::from_ref(&path), Lang::Nl, 1.0);
    let session = &state(&window).session;
    let intensive = session.colours().class(Class::Intensive);
    assert_eq!(intensive.fill, Rgb::new(0xF0, 0x10, 0xC8));
    assert_eq!(session.colours().palette, PaletteName::Emphasis);
    assert_eq!(session.charts.kind, ChartKind::Sequences);
    let [first, second] = session.scenes.list() else {
        panic!("two scenes")
    };
    let drawn = first.drawn.as_ref().unwrap();
    assert_eq!(drawn.area.as_deref(), Some("Drents Plateau"));
    assert_eq!(drawn.chart.choice().kind, ChartKind::Classes);
    assert_eq!(
        (first.note.as_str(), first.layers[0].year),
        ("Rustig beginnen.", Some(2018))
    );
    assert_eq!(second.title, "Bodem");
    assert_eq!(session.sheet.title.as_deref(), Some("Ruilpercelen"));
    assert!(session.layers()[0].hidden[1]);
    assert!(!state(&window).project.is_dirty());
    // What is saved again says the same.
    let again = written(&window);
    let was = project_file::read(&path).unwrap();
    for part in ["charts", "colours", "scenes", "sheet"] {
        let [was, again] = [&was, &again].map(|file| file.more.get(part).cloned());
        assert_eq!(was, again, "{part}");
    }
}

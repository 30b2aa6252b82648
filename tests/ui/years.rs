//! Yearly layers: from files, folders and open layers through the dialog to one layer coloured by the rule.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ruilkaart::analysis::categorise::{ColourBy, Coloured, Knowledge};
use ruilkaart::analysis::overlay::{Past, YearLayers};
use ruilkaart::analysis::years::CropSource;
use ruilkaart::crs::Crs;
use ruilkaart::domain::Year;
use ruilkaart::io::{self, shapefile};
use ruilkaart::job::{Cache, Progress};
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table, measure};
use ruilkaart::project;
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{
    AreasCommand, Command, Effect, FileCommand, LayerCommand, ProjectCommand, ViewCommand,
    YearsCommand,
};
use ruilkaart::ui::dialog::{Brought, DialogKind};
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::open::Present;
use ruilkaart::ui::state::project::After;
use ruilkaart::ui::state::{AreasTab, MapLayer, Session, State, YearMemory};
use ruilkaart::ui::years::{self, YearLayer, YearParcels, YearsRequest};

use crate::harness::{Desk, settle, state, with_dialog};
use crate::open::{CLASSES, squares, write_classes};
use crate::window;

/// How long a test waits for background work.
const PATIENCE: Duration = Duration::from_secs(300);

fn zeijen() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/zeijen");
    let years = 2015..=2024;
    years
        .map(|year| folder.join(format!("brp_{year}.shp")))
        .collect()
}

fn year(number: i64) -> Year {
    Year::new(number).unwrap()
}

/// Writes squares near Assen with crops, as a file of the register; `jaar` is a column where it is given.
fn write_year(
    folder: &Path,
    name: &str,
    column: &str,
    codes: &[i64],
    jaar: Option<i64>,
) -> PathBuf {
    let field = |name: &str| Field {
        name: name.to_owned(),
        field_type: FieldType::Integer,
    };
    let cells = |numbers: Vec<i64>| Cells::Integer(numbers.into_iter().map(Some).collect());
    let mut columns = vec![(field(column), cells(codes.to_vec()))];
    if let Some(jaar) = jaar {
        columns.push((field("jaar"), cells(vec![jaar; codes.len()])));
    }
    let layer = Layer {
        name: name.to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: squares([234_000.0, 556_000.0], codes.len()),
        table: Table::of_columns(codes.len(), columns),
        warnings: Vec::new(),
    };
    let path = folder.join(format!("{name}.shp"));
    shapefile::write(&layer, &path).expect("written");
    path
}

/// Grass and potatoes in turn.
fn write_years(folder: &Path, years: impl IntoIterator<Item = i64>) -> Vec<PathBuf> {
    let of = |year: i64| {
        let codes = if year % 2 == 0 {
            [265, 2014, 265]
        } else {
            [2014, 265, 265]
        };
        write_year(folder, &format!("brp_{year}"), "gewascode", &codes, None)
    };
    years.into_iter().map(of).collect()
}

/// Writes squares with a name each.
fn write_areas(folder: &Path, name: &str, names: &[&str]) {
    let layer = Layer {
        name: name.to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: squares([234_000.0, 556_000.0], names.len()),
        table: Table::of_columns(
            names.len(),
            vec![(
                Field {
                    name: "naam".to_owned(),
                    field_type: FieldType::Text,
                },
                Cells::from_texts(names.iter().map(|name| Some(*name))),
            )],
        ),
        warnings: Vec::new(),
    };
    shapefile::write(&layer, &folder.join(format!("{name}.shp"))).expect("written");
}

/// A window with the dialog open, and these files brought to it and read.
fn dialog_with(state: State, paths: Vec<PathBuf>) -> Harness<'static, Desk> {
    let mut harness = with_dialog(state, DialogKind::Years);
    bring(&mut harness, paths);
    harness
}

fn bring(harness: &mut Harness<'_, Desk>, paths: Vec<PathBuf>) {
    harness
        .state_mut()
        .send(YearsCommand::Bring(Brought::paths(paths)));
    harness.step();
    until(harness, "read", |h| {
        h.query_by_role(Role::ProgressIndicator).is_none()
    });
    settle(harness);
}

fn until(harness: &mut Harness<'_, Desk>, what: &str, holds: impl Fn(&Harness<'_, Desk>) -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds(harness) {
        assert!(Instant::now() < end, "never: {what}");
        std::thread::sleep(Duration::from_millis(2));
        harness.step();
    }
}

fn click(harness: &mut Harness<'_, Desk>, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

/// Takes a field, and types over what stands in it.
fn retype(harness: &mut Harness<'_, Desk>, label: &str, text: &str) {
    harness.get_by_label(label).focus();
    harness.step();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.step();
    harness.get_by_label(label).type_text(text);
    settle(harness);
}

fn can_calculate(harness: &Harness<'_, Desk>) -> bool {
    let button = harness.get_by_label("Berekenen");
    !button.accesskit_node().is_disabled()
}

fn says(harness: &Harness<'_, Desk>, part: &str) -> bool {
    harness.query_all_by_label_contains(part).next().is_some()
}

fn asked(harness: &Harness<'_, Desk>) -> YearsRequest {
    let effects = harness.state().effects.iter();
    let mut requests = effects.filter_map(|effect| match effect {
        Effect::Overlay(request) => Some(YearsRequest::clone(request)),
        _ => None,
    });
    requests.next().expect("an overlay was asked for")
}

fn years_of(request: &YearsRequest) -> Vec<u16> {
    request.years.iter().map(|y| y.year.number()).collect()
}

#[test]
fn files_are_listed_with_year_and_crops_and_enter_calculates() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_years(folder.path(), 2018..=2024);
    let mut harness = dialog_with(state(Lang::Nl), paths);
    for text in ["brp_2018.shp", "brp_2024.shp", "Percelen van"] {
        assert!(says(&harness, text), "{text}");
    }
    let field = harness.get_by_label("Jaar van brp_2021.shp");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("2021"));
    assert!(can_calculate(&harness));
    harness.key_press(Key::Enter);
    settle(&mut harness);
    let request = asked(&harness);
    assert_eq!(
        years_of(&request),
        [2018, 2019, 2020, 2021, 2022, 2023, 2024]
    );
    assert_eq!(request.reference, year(2024));
    assert!(harness.state().state.view.dialog.is_none(), "it closes");
}

#[test]
fn a_folder_gives_its_files_and_none_twice() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_years(folder.path(), 2020..=2023);
    let mut harness = dialog_with(state(Lang::Nl), vec![folder.path().to_owned()]);
    bring(&mut harness, paths);
    assert!(can_calculate(&harness));
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(years_of(&asked(&harness)), [2020, 2021, 2022, 2023]);
}

#[test]
fn a_year_that_occurs_twice_waits_for_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = write_years(folder.path(), [2021, 2022, 2023]);
    paths.push(write_year(
        folder.path(),
        "kopie_2022",
        "gewascode",
        &[265],
        None,
    ));
    let mut harness = dialog_with(state(Lang::Nl), paths);
    assert!(!can_calculate(&harness));
    assert!(says(&harness, "Een jaar komt meer dan eens voor."));
    assert!(says(&harness, "2022 komt meer dan eens voor"));
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert!(harness.state().effects.is_empty(), "Enter does nothing");
    retype(&mut harness, "Jaar van kopie_2022.shp", "2020");
    assert!(can_calculate(&harness));
    click(&mut harness, "Berekenen");
    assert_eq!(years_of(&asked(&harness)), [2020, 2021, 2022, 2023]);
}

#[test]
fn the_list_stays_where_it_is_when_a_line_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_years(folder.path(), 2015..2025);
    let mut harness = dialog_with(state(Lang::Nl), paths);
    let top = |harness: &Harness<'_, Desk>| {
        let year = harness.get_by_label("Jaar van brp_2015.shp");
        year.rect().top()
    };
    let before = top(&harness);
    click(&mut harness, "brp_2023.shp weglaten");
    assert!(harness.query_by_label("Jaar van brp_2023.shp").is_none());
    assert!((top(&harness) - before).abs() < 0.5, "{before}");
}

#[test]
fn what_lies_beside_the_years_in_a_folder_is_told_and_not_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    write_years(folder.path(), [2022, 2023]);
    let areas = write_year(folder.path(), "gebieden", "nummer", &[1, 2], None);
    let harness = dialog_with(state(Lang::Nl), vec![folder.path().to_owned()]);
    assert!(can_calculate(&harness));
    assert!(says(&harness, "zonder gewassen: gebieden.shp"));
    // Named by itself it is asked about.
    let harness = dialog_with(state(Lang::Nl), vec![folder.path().to_owned(), areas]);
    assert!(!can_calculate(&harness));
}

#[test]
fn what_is_typed_counts_and_no_year_is_no_year() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_years(folder.path(), [2021, 2022, 2023]);
    let mut harness = dialog_with(state(Lang::Nl), paths);
    retype(&mut harness, "Jaar van brp_2021.shp", "20");
    assert!(!can_calculate(&harness));
    assert!(says(
        &harness,
        "In het veld van brp_2021.shp staat geen jaar. Typ een jaar van 1900"
    ));
    // What the file says is offered, and only where the field says something else.
    click(&mut harness, "2021 gebruiken voor brp_2021.shp");
    assert!(can_calculate(&harness));
    let offer = "2021 gebruiken voor brp_2021.shp";
    assert!(harness.query_by_label(offer).is_none());
    retype(&mut harness, "Jaar van brp_2021.shp", "2019");
    assert!(can_calculate(&harness));
    assert!(
        says(&harness, "Van 2020 is er geen bestand"),
        "a gap is told"
    );
    assert!(says(&harness, "Van 2021 is er geen bestand"));
}

#[test]
fn a_column_that_contradicts_the_name_offers_both_years() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name, jaar| write_year(folder.path(), name, "gewascode", &[265, 2014], Some(jaar));
    let paths = vec![write("brp_2020", 2020), write("brp_2021", 2020)];
    let mut harness = dialog_with(state(Lang::Nl), paths);
    assert!(!can_calculate(&harness), "2020 is there twice");
    click(&mut harness, "2021 gebruiken voor brp_2021.shp");
    assert!(can_calculate(&harness));
    click(&mut harness, "Berekenen");
    let desk = harness.state();
    assert_eq!(years_of(&asked(&harness)), [2020, 2021]);
    // The second time nothing is asked.
    assert!(desk.effects.contains(&Effect::SaveSettings));
    let mut again = state(Lang::Nl);
    again.settings = desk.state.settings.clone();
    let paths = ["brp_2020", "brp_2021"].map(|name| folder.path().join(format!("{name}.shp")));
    let harness = dialog_with(again, paths.to_vec());
    assert!(can_calculate(&harness));
}

#[test]
fn a_column_of_crops_is_chosen_once_for_all_files_like_it() {
    let folder = tempfile::tempdir().unwrap();
    let write = |year: i64| {
        let name = format!("brp_{year}");
        write_year(folder.path(), &name, "teelt", &[265, 2014, 265], None)
    };
    let paths = vec![write(2022), write(2023)];
    let mut harness = dialog_with(state(Lang::Nl), paths.clone());
    assert!(says(&harness, "Van een bestand ontbreekt de gewaskolom."));
    for name in ["brp_2022.shp", "brp_2023.shp"] {
        click(&mut harness, &format!("Gewaskolom van {name}"));
        click(&mut harness, "teelt (gehele getallen)");
        until(&mut harness, "looked at", |h| !says(h, "Bezig…"));
    }
    settle(&mut harness);
    assert!(can_calculate(&harness));
    click(&mut harness, "Berekenen");
    let mut again = state(Lang::Nl);
    again.settings = harness.state().state.settings.clone();
    let harness = dialog_with(again, paths);
    assert!(can_calculate(&harness), "the columns are known again");
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_can_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = write_years(folder.path(), 2015..=2023);
    let broken = folder.path().join("brp_2024.shp");
    io::atomic::write(&broken, |out| out.write_all(b"no shapes here")).unwrap();
    paths.push(broken);
    let mut harness = dialog_with(state(Lang::Nl), paths);
    assert!(!can_calculate(&harness));
    assert!(says(&harness, "Een bestand is niet te lezen."));
    click(&mut harness, "brp_2024.shp weglaten");
    assert!(can_calculate(&harness));
    click(&mut harness, "Berekenen");
    assert_eq!(asked(&harness).years.len(), 9);
}

#[test]
fn another_year_can_describe_the_parcels() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_years(folder.path(), [2021, 2022, 2023]);
    let mut harness = dialog_with(state(Lang::Nl), paths);
    harness
        .get_by_role_and_label(Role::ComboBox, "Percelen van")
        .click();
    settle(&mut harness);
    click(&mut harness, "2022");
    assert!(says(&harness, "buiten beschouwing: 2023"));
    click(&mut harness, "Berekenen");
    assert_eq!(years_of(&asked(&harness)), [2021, 2022]);
}

#[test]
fn a_path_is_typed_where_the_system_has_no_dialog() {
    let folder = tempfile::tempdir().unwrap();
    write_years(folder.path(), [2022, 2023]);
    let mut harness = with_dialog(state(Lang::Nl), DialogKind::Years);
    let reason = ruilkaart::ui::dialog::PathReason::NoDialog;
    let command = YearsCommand::Bring(Brought::NoSystemDialog(reason));
    harness.state_mut().send(command);
    settle(&mut harness);
    // The keyboard is in the field already.
    harness.event(egui::Event::Text(folder.path().display().to_string()));
    harness.step();
    harness.key_press(Key::Enter);
    settle(&mut harness);
    until(&mut harness, "read", |h| says(h, "brp_2023.shp"));
    settle(&mut harness);
    assert!(can_calculate(&harness));
}

/// The classes of the files, computed without a window.
fn computed(paths: &[PathBuf]) -> Coloured {
    let knowledge = Knowledge::default();
    let progress = Progress::default();
    let mut stack = YearLayers::new();
    let mut newest = None;
    for (number, path) in (2015..).zip(paths) {
        let layer = io::open(path, &progress).unwrap().remove(0);
        let crops = CropSource::guess(&layer.table, &knowledge.catalogue).unwrap();
        let catalogue = &knowledge.catalogue;
        stack
            .add(year(number), &layer, Some(&crops), catalogue, &progress)
            .unwrap();
        newest = Some((year(number), layer));
    }
    let (reference, layer) = newest.unwrap();
    let past = Past::new(stack, reference, &progress).unwrap();
    let overlaid = past.overlay(&progress).unwrap();
    let area_m2 = measure::areas_m2(&layer, &progress).unwrap();
    Coloured::by_rule(&overlaid.parcels, &area_m2, &knowledge)
}

fn dialog_is_open(app: &App) -> bool {
    let dialog = app.state().view.dialog.as_ref();
    dialog.is_some_and(|dialog| dialog.kind() == DialogKind::Years)
}

fn has_result(app: &App) -> bool {
    let layers = app.state().session.layers();
    layers.iter().any(|layer| layer.year_layers.is_some())
}

fn button_is_free(window: &Harness<'_, App>) -> bool {
    let button = window.query_by_label("Berekenen");
    button.is_some_and(|button| !button.accesskit_node().is_disabled())
}

/// Waits until the dialog has read its files.
fn until_read(window: &mut Harness<'_, App>) {
    let end = Instant::now() + PATIENCE;
    while !button_is_free(window) {
        assert!(Instant::now() < end, "never read");
        window.step();
    }
}

/// Waits until the files are read, and has the years laid over each other.
fn compute(window: &mut Harness<'_, App>) {
    until_read(window);
    // By its name: the dialog grows as files are read, and the button moves from under a pointer.
    window.get_by_label("Berekenen").click_accesskit();
    window::step_until(window, "the result", has_result);
    window::settle(window);
}

#[test]
fn ten_dropped_years_become_one_layer_with_the_hectares_of_the_calculation() {
    let folder = tempfile::tempdir().unwrap();
    let first = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::open(&[first], Lang::Nl, 1.0);
    window.state_mut().send(FileCommand::Drop(zeijen()));
    window::step_until(&mut window, "the dialog", dialog_is_open);
    until_read(&mut window);
    assert_eq!(
        window.state().state().session.layers().len(),
        1,
        "nothing is added yet"
    );
    window.key_press(Key::Enter);
    window::step_until(&mut window, "the result", has_result);
    window::settle(&mut window);
    let state = window.state().state();
    let layer = state.session.active().expect("in hand");
    assert_eq!(layer.title(Lang::Nl), "Jaarlagen 2015–2024");
    assert_eq!(layer.colour_by, ColourBy::Cooperation);
    let expected = computed(&zeijen());
    assert_eq!(layer.categories().list, expected.categories.list);
    let years = layer.year_layers.as_ref().expect("kept");
    assert_eq!(years.years.len(), 10);
    assert_eq!(years.notes.len(), 10);
    assert!(years.elements() > 0, "ditches since 2023");
    window.get_by_label_contains("Jaarlagen 2015–2024 · ");
}

#[test]
fn a_single_year_is_a_layer_and_years_among_other_files_go_to_the_dialog() {
    let folder = tempfile::tempdir().unwrap();
    let years = write_years(folder.path(), [2022, 2023]);
    let classes = write_classes(folder.path(), "klassen_2023", &CLASSES);
    let mut window = window::open(std::slice::from_ref(&classes), Lang::Nl, 1.0);
    window
        .state_mut()
        .send(FileCommand::Drop(vec![years[0].clone(), classes]));
    window::settle(&mut window);
    assert!(!dialog_is_open(window.state()));
    assert_eq!(window.state().state().session.layers().len(), 3);
    // One of the folder has no crops.
    let folder = folder.path().to_owned();
    window.state_mut().send(FileCommand::Drop(vec![folder]));
    window::step_until(&mut window, "the dialog", dialog_is_open);
    window::settle(&mut window);
    assert_eq!(window.state().state().session.layers().len(), 4);
    window.get_by_label("Jaar van brp_2022.shp");
    assert!(window.query_by_label("Jaar van klassen_2023.shp").is_none());
}

#[test]
fn years_given_as_arguments_go_the_way_of_dropped_ones() {
    let folder = tempfile::tempdir().unwrap();
    let years = write_years(folder.path(), [2021, 2022, 2023]);
    for given in [years, vec![folder.path().to_owned()]] {
        let mut window = window::open(&given, Lang::Nl, 1.0);
        assert!(dialog_is_open(window.state()));
        assert!(window.state().state().session.layers().is_empty());
        compute(&mut window);
        let layers = window.state().state().session.layers();
        assert_eq!(layers.len(), 1);
        assert_eq!(layers[0].title(Lang::Nl), "Jaarlagen 2021–2023");
    }
}

/// What layers are made of, to be seen when nobody holds it any more.
struct Held {
    layers: Vec<Weak<Layer>>,
    years: Vec<Weak<project::YearLayers>>,
    coloured: Vec<Weak<Coloured>>,
}

impl Held {
    fn of(layers: &[MapLayer]) -> Self {
        let years = layers.iter().filter_map(|layer| layer.year_layers.as_ref());
        let weak = layers.iter().map(|layer| Arc::downgrade(&layer.layer));
        let coloured = layers.iter().map(|layer| Arc::downgrade(&layer.coloured));
        Self {
            layers: weak.collect(),
            years: years.map(Arc::downgrade).collect(),
            coloured: coloured.collect(),
        }
    }

    /// How many of each are there.
    fn alive(&self) -> [usize; 3] {
        fn count<T>(held: &[Weak<T>]) -> usize {
            held.iter().filter(|held| held.strong_count() > 0).count()
        }
        [
            count(&self.layers),
            count(&self.years),
            count(&self.coloured),
        ]
    }
}

#[test]
fn a_new_project_holds_nothing_of_the_layers_before() {
    let folder = tempfile::tempdir().unwrap();
    let first = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::open(&[first], Lang::Nl, 1.0);
    let years = write_years(folder.path(), [2021, 2022, 2023]);
    window.state_mut().send(FileCommand::Drop(years));
    window::step_until(&mut window, "the dialog", dialog_is_open);
    compute(&mut window);
    let layers = window.state().state().session.layers();
    let id = layers[0].id;
    assert!(layers[0].year_layers.is_some() && layers.len() == 2);
    let held = Held::of(layers);
    let commands: [Command; 5] = [
        ViewCommand::Select(Some(Hit {
            layer: id,
            feature: 1,
        }))
        .into(),
        ViewCommand::Show(DialogKind::Properties(id)).into(),
        ViewCommand::CloseDialog.into(),
        AreasCommand::Tab(AreasTab::Charts).into(),
        LayerCommand::ColourBy(id, ColourBy::Cooperation).into(),
    ];
    for command in commands {
        window.state_mut().send(command);
        window::settle(&mut window);
    }
    assert_eq!(held.alive()[..2], [2, 1], "as long as they are shown");
    let (save, after) = (false, After::New);
    let command = ProjectCommand::Settle { save, after };
    window.state_mut().send(command);
    window::settle(&mut window);
    assert!(window.state().state().session.layers().is_empty());
    assert_eq!(held.alive(), [0; 3]);
}

#[test]
fn areas_that_lie_beside_the_years_are_areas_of_the_result() {
    let folder = tempfile::tempdir().unwrap();
    write_years(folder.path(), [2021, 2022, 2023]);
    write_areas(folder.path(), "gebieden", &["Noord", "Zuid", "West"]);
    let mut window = window::open(&[folder.path().to_owned()], Lang::Nl, 1.0);
    let session = &window.state().state().session;
    let areas = session.layers()[0].id;
    assert!(!session.areas.holds(areas), "nothing to be areas of yet");
    compute(&mut window);
    let session = &window.state().state().session;
    assert_eq!(session.layers().len(), 2);
    assert!(session.areas.holds(areas));
    assert!(session.active().is_some_and(|layer| layer.id != areas));
}

#[test]
fn years_can_be_opened_apart_and_the_newest_lies_on_top() {
    let folder = tempfile::tempdir().unwrap();
    let years = write_years(folder.path(), [2021, 2022, 2023]);
    let mut window = window::open(&years, Lang::Nl, 1.0);
    until_read(&mut window);
    window
        .get_by_label("Als losse lagen openen")
        .click_accesskit();
    window::settle(&mut window);
    assert!(!dialog_is_open(window.state()));
    let session = &window.state().state().session;
    let names: Vec<&str> = session
        .layers()
        .iter()
        .map(|l| l.layer.name.as_str())
        .collect();
    assert_eq!(names, ["brp_2023", "brp_2022", "brp_2021"]);
    assert_eq!(
        session.active().map(|l| l.layer.name.as_str()),
        Some("brp_2023")
    );
}

#[test]
fn open_layers_are_used_and_make_room() {
    let folder = tempfile::tempdir().unwrap();
    let years = write_years(folder.path(), [2021, 2022, 2023]);
    let mut window = window::with_sample();
    window.state_mut().send(FileCommand::OpenApart(years));
    window::settle(&mut window);
    window.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::J);
    window::step_until(&mut window, "the dialog", dialog_is_open);
    window.get_by_label("Open lagen gebruiken (3)").click();
    compute(&mut window);
    let layers = window.state().state().session.layers();
    let shown: Vec<bool> = layers.iter().map(|layer| layer.visible).collect();
    assert_eq!(shown, [true, false, false, false]);
}

#[test]
fn crop_codes_that_nobody_knows_are_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = write_years(folder.path(), [2021, 2022]);
    let codes = [265, 2014, 265, 265, 7777, 8888];
    paths.push(write_year(
        folder.path(),
        "brp_2023",
        "gewascode",
        &codes,
        None,
    ));
    let mut window = window::with_sample();
    window.state_mut().send(FileCommand::Drop(paths));
    window::step_until(&mut window, "the dialog", dialog_is_open);
    compute(&mut window);
    let said = window.query_by_label_contains("2 gewascodes zijn onbekend");
    assert!(said.is_some());
}

#[test]
fn a_cancelled_calculation_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let first = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::open(&[first], Lang::Nl, 1.0);
    window.state_mut().send(FileCommand::Drop(zeijen()));
    window::step_until(&mut window, "the dialog", dialog_is_open);
    until_read(&mut window);
    // By its name: the dialog grows as files are read, and the button moves from under a pointer.
    window.get_by_label("Berekenen").click_accesskit();
    window.step();
    window.state_mut().send(FileCommand::Cancel);
    window::settle(&mut window);
    let layers = window.state().state().session.layers();
    assert_eq!(layers.len(), 1);
    assert_eq!(layers[0].layer.name, "percelen");
    // It can be asked for again.
    window.state_mut().send(FileCommand::Drop(zeijen()));
    window::step_until(&mut window, "the dialog again", dialog_is_open);
}

#[test]
fn the_sample_has_years_to_try() {
    let mut window = window::with_sample();
    window.state_mut().send(YearsCommand::Sample);
    window::step_until(&mut window, "the dialog", dialog_is_open);
    let end = Instant::now() + PATIENCE;
    while !button_is_free(&window) {
        assert!(Instant::now() < end, "never read");
        window.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    window.key_press(Key::Enter);
    window::step_until(&mut window, "the result", has_result);
    window::settle(&mut window);
    let state = window.state().state();
    assert_eq!(
        state.session.layers().len(),
        1,
        "it takes the place of the other sample"
    );
    let expected = computed(&zeijen());
    let layer = state.session.active().expect("in hand");
    assert_eq!(layer.categories().list, expected.categories.list);
}

#[test]
fn the_keyboard_alone_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let first = write_classes(folder.path(), "percelen", &CLASSES);
    let years = folder.path().join("jaren");
    std::fs::create_dir(&years).unwrap();
    write_years(&years, 2019..=2024);
    let mut window = window::open(&[first], Lang::Nl, 1.0);
    let ctrl_shift = egui::Modifiers::COMMAND | egui::Modifiers::SHIFT;
    window.key_press_modifiers(ctrl_shift, Key::J);
    window::step_until(&mut window, "the dialog", dialog_is_open);
    // Past the buttons for files and folders, and for what is on the map, to the field.
    for _ in 0..3 {
        window.key_press(Key::Tab);
        window.step();
    }
    window.event(egui::Event::Text(years.display().to_string()));
    window.step();
    window.key_press(Key::Enter);
    let end = Instant::now() + PATIENCE;
    while !button_is_free(&window) {
        assert!(Instant::now() < end, "never read");
        window.step();
    }
    window.key_press(Key::Enter);
    window::step_until(&mut window, "the result", has_result);
    window::settle(&mut window);
    let state = window.state().state();
    assert_eq!(
        state.session.active().unwrap().title(Lang::Nl),
        "Jaarlagen 2019–2024"
    );
}

#[test]
fn the_outcome_of_files_is_kept_for_the_next_time_and_that_of_open_layers_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_years(folder.path(), 2020..=2023);
    let cache = Cache::in_folder(folder.path().join("kept"), 1 << 30);
    let present = Present::of(&Session::default(), &YearMemory::default());
    let present = present.keeping(Some(cache.clone()));
    let classes = |on_the_map| {
        let request = request_of(&paths, 2020, on_the_map);
        let opened = years::overlay(request, &present, &Progress::default()).unwrap();
        opened.loaded[0].coloured.categories.list.clone()
    };
    let first = classes(vec![7]);
    assert_eq!(cache.size(), 0, "the file may be another by now");
    assert_eq!(classes(Vec::new()), first);
    let kept = cache.size();
    assert!(kept > 0);
    assert_eq!(classes(Vec::new()), first);
    assert_eq!(cache.size(), kept);
}

/// The files of successive years as the dialog asks for them.
fn request_of(paths: &[PathBuf], from: i64, on_the_map: Vec<u64>) -> YearsRequest {
    let catalogue = Knowledge::default().catalogue;
    let of = |(number, path): (i64, &PathBuf)| {
        let layer = io::open(path, &Progress::default()).unwrap().remove(0);
        YearLayer {
            year: year(number),
            crops: CropSource::guess(&layer.table, &catalogue),
            parcels: match on_the_map.is_empty() {
                true => YearParcels::File {
                    path: path.clone(),
                    name: layer.name.clone(),
                },
                false => YearParcels::Layer(Arc::new(layer)),
            },
        }
    };
    let layers: Vec<YearLayer> = (from..).zip(paths).map(of).collect();
    YearsRequest {
        reference: layers.last().unwrap().year,
        years: layers,
        is_sample: false,
        on_the_map,
    }
}

//! Areas in the window: their figures, the table, drawing, colours on the map, copying and saving.

use std::path::{Path, PathBuf};

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use ruilkaart::analysis::area_colours::Breaks;
use ruilkaart::analysis::area_columns::{COLUMNS, StatColumn};
use ruilkaart::analysis::areas::RowName;
use ruilkaart::analysis::text_table::table_of_text;
use ruilkaart::domain::Threshold;
use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::layer::Value;
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{
    AreasCommand, Draw, FileCommand, LayerCommand, Pick, RuleCommand, SettingsCommand, ViewCommand,
};
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::save::{ParcelFormat, SaveWhat, TableFormat};
use ruilkaart::ui::state::group::OUTLINED;
use ruilkaart::ui::state::{AreaColour, AreaSource, SortKey, State};

use crate::window::{settle, step_until_state, with_sample};

type Window = egui_kittest::Harness<'static, ruilkaart::ui::App>;

/// The sample with its areas, and their figures.
fn with_areas() -> Window {
    let mut window = with_sample();
    window.state_mut().send(AreasCommand::OpenSample);
    step_until_state(&mut window, "figures of the areas", has_figures);
    settle(&mut window);
    window
}

fn has_figures(state: &State) -> bool {
    state.view.areas.figured.is_some()
}

fn send(window: &mut Window, command: impl Into<ruilkaart::ui::command::Command>) {
    window.state_mut().send(command);
    settle(window);
}

fn state(window: &Window) -> &State {
    window.state().state()
}

#[test]
fn the_areas_of_the_sample_are_one_click_away_and_named_in_the_table() {
    let mut window = with_sample();
    window.state_mut().send(AreasCommand::Toggle);
    settle(&mut window);
    window.get_by_label("Gebieden van het voorbeeld").click();
    step_until_state(&mut window, "figures of the areas", has_figures);
    settle(&mut window);
    let state = state(&window);
    let figured = state.view.areas.figured.as_ref().unwrap();
    assert!(figured.areas() > 10, "{}", figured.areas());
    let active = state.session.active().unwrap();
    assert_eq!(active.layer.name, "drenthe", "the parcels stay in hand");
    assert!(window.query_all_by_label("Assen").next().is_some());
    let total = window.get_all_by_label("totaal").next();
    assert!(total.is_some(), "the total stands in the table");
    assert!(
        window
            .query_by_label_contains("Sorteer op Extensief")
            .is_some()
    );
}

/// The window's figures and those of the command line, over the same files, to the last digit.
#[test]
fn the_figures_are_those_of_the_command_line_to_the_last_digit() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_ruilkaart"))
            .current_dir(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "{arguments:?}: {done:?}");
    };
    run(&["sample", "--out", "s"]);
    let found = |name: &str| find(folder.path(), name).unwrap();
    let (parcels, areas) = (found("drenthe.shp"), found("areas.shp"));
    let (parcels, areas) = (parcels.to_str().unwrap(), areas.to_str().unwrap());
    run(&["classify", "--columns", parcels, "--out", "uitkomst.gpkg"]);
    run(&["stats", "uitkomst.gpkg", "--areas", areas, "--out", "c.csv"]);
    let text = std::fs::read_to_string(folder.path().join("c.csv")).unwrap();
    let printed = table_of_text(&text);
    let names = printed.find("area").unwrap();
    let window = with_areas();
    let figured = state(&window).view.areas.figured.clone().unwrap();
    assert_eq!(printed.rows(), figured.rows.len());
    let mut compared = 0;
    for (place, row) in figured.rows.iter().enumerate() {
        let name = Value::Text(row.name.text().into());
        assert_eq!(printed.value(names, place), name);
        for column in COLUMNS {
            let found = printed.find(column.name).unwrap();
            let told = printed.value(found, place).as_f64();
            assert_eq!(column.stored(row), told, "{} of {name:?}", column.name);
            compared += 1;
        }
    }
    assert_eq!(compared, figured.rows.len() * COLUMNS.len());
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    entries.map(|entry| entry.path()).find_map(|path| {
        if path.is_dir() {
            find(&path, name)
        } else {
            (path.file_name()? == name).then_some(path)
        }
    })
}

#[test]
fn the_table_follows_the_rule_and_keeps_the_cut_along_borders() {
    let mut window = with_areas();
    let before = state(&window).view.areas.figured.clone().unwrap();
    let hectares = |rows: &[ruilkaart::analysis::areas::AreaFigures]| {
        let column = StatColumn::find("ha_intensive").unwrap();
        rows.iter()
            .map(|row| column.stored(row))
            .collect::<Vec<_>>()
    };
    let applied = Threshold::ALL
        .into_iter()
        .filter(|t| t.is_applied_to_features());
    let mut moved = 0;
    for threshold in applied {
        let rule = state(&window).session.knowledge().rule.clone();
        let value = threshold.of(&rule) + threshold.step();
        send(&mut window, RuleCommand::Move(threshold, value));
        let after = state(&window).view.areas.figured.clone().unwrap();
        assert!(std::sync::Arc::ptr_eq(&before.regions, &after.regions));
        assert!(std::sync::Arc::ptr_eq(&before.carried, &after.carried));
        moved += usize::from(hectares(&before.rows) != hectares(&after.rows));
    }
    assert!(moved > 0, "the hectares follow");
}

#[test]
fn rows_are_chosen_by_keyboard_and_on_the_map_and_shown_there() {
    let mut window = with_areas();
    window.get_by_label("Assen").click();
    settle(&mut window);
    let first = state(&window).view.areas.row.unwrap();
    let figured = state(&window).view.areas.figured.clone().unwrap();
    assert_eq!(figured.rows[first].name, RowName::Area("Assen".into()));
    window.key_press(Key::ArrowDown);
    settle(&mut window);
    let next = state(&window).view.areas.row.unwrap();
    assert_eq!(
        state(&window).view.areas.table.beside(Some(first), 1),
        Some(next)
    );
    let shown = state(&window).view.shown;
    window.key_press(Key::Enter);
    settle(&mut window);
    assert_ne!(state(&window).view.shown, shown, "the map shows the row");
    // The middle of what is shown lies in some area, which a click there chooses.
    let at = state(&window).view.shown.unwrap().camera.center;
    send(&mut window, AreasCommand::Select(None));
    send(&mut window, AreasCommand::SelectAt(at));
    assert!(state(&window).view.areas.row.is_some());
}

#[test]
fn the_table_is_sorted_by_its_headers_and_filtered_by_name() {
    let mut window = with_areas();
    window.get_by_label_contains("Sorteer op Percelen").click();
    settle(&mut window);
    let table = &state(&window).view.areas.table;
    assert_eq!(table.sort, SortKey::Column("area_ha"));
    let figured = state(&window).view.areas.figured.clone().unwrap();
    let m2 = |place: usize| figured.rows[table.order[place]].totals.m2();
    assert!(m2(0) >= m2(1) && m2(1) >= m2(2));
    send(&mut window, AreasCommand::Filter("assen".to_owned()));
    assert_eq!(state(&window).view.areas.table.order.len(), 1);
    let told = format!("1 van {} gebieden", figured.areas());
    assert!(window.query_by_label(&told).is_some());
}

#[test]
fn a_polygon_is_drawn_with_pointer_and_keyboard_and_becomes_the_area() {
    let mut window = with_sample();
    send(&mut window, AreasCommand::Draw(Draw::Begin));
    let map = window.get_by_label_contains("Kaart met").rect();
    for offset in [(-80.0, -60.0), (80.0, -60.0), (80.0, 60.0), (0.0, 90.0)] {
        let at = map.center() + egui::vec2(offset.0, offset.1);
        window.hover_at(at);
        window.step();
        window.drag_at(at);
        window.drop_at(at);
        settle(&mut window);
    }
    let corners = |window: &Window| {
        let drawing = state(window).view.areas.drawing.as_ref();
        drawing.map(Vec::len)
    };
    assert_eq!(corners(&window), Some(4));
    window.key_press(Key::Backspace);
    settle(&mut window);
    assert_eq!(corners(&window), Some(3));
    window.key_press(Key::Space);
    settle(&mut window);
    assert_eq!(
        corners(&window),
        Some(4),
        "the middle of the map is a corner"
    );
    window.key_press(Key::Enter);
    step_until_state(&mut window, "figures of the polygon", has_figures);
    settle(&mut window);
    let figured = state(&window).view.areas.figured.clone().unwrap();
    assert_eq!(figured.areas(), 1);
    assert!(figured.rows[0].totals.m2() > 1e6);
    assert!(
        state(&window).view.selection.is_none(),
        "clicks were corners"
    );
    assert_eq!(corners(&window), None);
    send(&mut window, AreasCommand::Draw(Draw::Begin));
    window.key_press(Key::Escape);
    settle(&mut window);
    assert_eq!(corners(&window), None, "given up");
    assert_eq!(state(&window).session.areas.source, Some(AreaSource::Drawn));
}

#[test]
fn figures_go_with_their_parcels() {
    let mut window = with_areas();
    let id = state(&window).session.active().unwrap().id;
    send(&mut window, LayerCommand::Remove(id));
    assert!(state(&window).view.areas.figured.is_none());
    assert!(
        state(&window).session.areas.source.is_some(),
        "the areas stay"
    );
    let told = Lang::Nl.text("areas.no_parcels");
    assert!(window.query_by_label(told).is_some());
}

#[test]
fn view_selection_and_columns_are_areas_too() {
    let mut window = with_sample();
    send(&mut window, AreasCommand::Source(Some(AreaSource::View)));
    let figured = state(&window).view.areas.figured.clone().unwrap();
    let (inside, total) = (figured.rows[0].totals.m2(), figured.rows[3].totals.m2());
    assert!((inside - total).abs() < 1.0, "everything is in view");
    send(&mut window, AreasCommand::Pin);
    assert_eq!(state(&window).session.areas.source, Some(AreaSource::Drawn));
    send(
        &mut window,
        AreasCommand::Source(Some(AreaSource::Selection)),
    );
    assert!(state(&window).view.areas.figured.is_none());
    let layer = state(&window).session.active().unwrap().id;
    let hit = Hit { layer, feature: 7 };
    send(&mut window, ViewCommand::Select(Some(hit)));
    let figured = state(&window).view.areas.figured.clone().unwrap();
    assert_eq!(figured.rows[0].totals.parcels(), 1);
    let column = state(&window).session.active().unwrap();
    let column = column.layer.table.fields()[0].name.clone();
    send(
        &mut window,
        AreasCommand::Source(Some(AreaSource::Column(column))),
    );
    let figured = state(&window).view.areas.figured.clone().unwrap();
    assert!(figured.areas() > 1);
}

/// Parcels are picked one by one, around, and by their class; their figures are those of the selection.
#[test]
fn several_parcels_are_picked_and_have_figures_together() {
    let mut window = with_sample();
    let id = state(&window).session.active().unwrap().id;
    let hit = |feature| Hit { layer: id, feature };
    send(&mut window, ViewCommand::Select(Some(hit(5))));
    send(&mut window, ViewCommand::Pick(Pick::Toggle(hit(9))));
    send(&mut window, ViewCommand::Pick(Pick::Toggle(hit(7))));
    let picked = |window: &Window| {
        let picked = state(window).view.picked.as_ref();
        picked.map_or_else(Vec::new, |picked| picked.group.parcels().to_vec())
    };
    assert_eq!(picked(&window), [5, 7, 9]);
    assert_eq!(
        state(&window).view.selection,
        Some(hit(7)),
        "the last one is told about"
    );
    let told = window.query_by_label_contains("3 percelen gekozen");
    assert!(told.is_some());
    window.get_by_label("Cijfers van deze percelen").click();
    step_until_state(&mut window, "figures of the selection", has_figures);
    settle(&mut window);
    let hectares = |window: &Window| {
        let figured = state(window).view.areas.figured.clone().unwrap();
        figured.rows[0].totals.m2()
    };
    let of = |window: &Window, parcels: &[u32]| -> f64 {
        let layer = state(window).session.active().unwrap();
        parcels
            .iter()
            .map(|parcel| layer.area_m2[*parcel as usize])
            .sum()
    };
    assert!((hectares(&window) - of(&window, &[5, 7, 9])).abs() < 1e-6);
    // What is picked again leaves, and the figures follow.
    send(&mut window, ViewCommand::Pick(Pick::Toggle(hit(7))));
    assert_eq!(picked(&window), [5, 9]);
    assert!((hectares(&window) - of(&window, &[5, 9])).abs() < 1e-6);
    // All of a class: too many to be outlined one by one, marked all the same.
    send(&mut window, ViewCommand::Select(Some(hit(5))));
    assert!(picked(&window).is_empty());
    send(&mut window, ViewCommand::Pick(Pick::Alike));
    let layer = state(&window).session.active().unwrap();
    let place = layer.categories().of_feature[5];
    let alike = layer
        .categories()
        .of_feature
        .iter()
        .filter(|p| **p == place)
        .count();
    assert_eq!(picked(&window).len(), alike);
    let group = &state(&window).view.picked.as_ref().unwrap().group;
    assert_eq!(group.marks().is_some(), alike > OUTLINED);
    window.key_press(Key::Escape);
    window.step();
    settle(&mut window);
    assert!(picked(&window).is_empty());
}

#[test]
fn a_lasso_picks_what_lies_within_and_every_corner_can_be_taken_back() {
    let mut window = with_sample();
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    window.step();
    settle(&mut window);
    assert!(state(&window).view.areas.lasso);
    let layer = state(&window).session.active().unwrap();
    let around = layer
        .prepared
        .as_ref()
        .unwrap()
        .polygons()
        .feature(40)
        .bounds()
        .grown(400.0);
    let ([x0, y0], [x1, y1]) = (around.min, around.max);
    for at in [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0 - 500.0, y0]] {
        send(&mut window, AreasCommand::Draw(Draw::Corner(at)));
    }
    let corners = |window: &Window| state(window).view.areas.drawing.as_ref().map(Vec::len);
    assert_eq!(corners(&window), Some(5));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.step();
    settle(&mut window);
    assert_eq!(corners(&window), Some(4));
    window.key_press(Key::Escape);
    window.step();
    settle(&mut window);
    assert_eq!(corners(&window), Some(3), "Escape takes back a corner");
    send(&mut window, AreasCommand::Draw(Draw::Corner([x0, y1])));
    window.key_press(Key::Enter);
    window.step();
    settle(&mut window);
    let view = &state(&window).view;
    let picked = view.picked.as_ref().expect("several parcels");
    let layer = state(&window).session.active().unwrap();
    let polygons = layer.prepared.as_ref().unwrap().polygons();
    let inside = (0..polygons.len()).filter(|parcel| {
        let [x, y] = polygons.feature(*parcel).bounds().center();
        (x0..x1).contains(&x) && (y0..y1).contains(&y)
    });
    let inside: Vec<u32> = inside.map(|parcel| parcel as u32).collect();
    assert!(inside.len() > 1);
    assert_eq!(**picked.group.parcels(), *inside);
    assert!(view.areas.drawing.is_none());
}

#[test]
fn areas_are_coloured_in_classes_with_a_legend() {
    let mut window = with_areas();
    let colour = AreaColour {
        column: "share_cooperation",
        breaks: Breaks::Quantiles(4),
    };
    send(&mut window, AreasCommand::Colour(Some(colour)));
    let coloured = state(&window).view.areas.coloured.clone().unwrap();
    assert_eq!(coloured.classes(), 4);
    let areas = state(&window).view.areas.figured.as_ref().unwrap().areas();
    assert_eq!(coloured.counts.iter().sum::<u64>(), areas as u64);
    assert!(
        window
            .query_by_label_contains("Aandeel ext. + int. · ")
            .is_some()
    );
    send(&mut window, AreasCommand::Colour(None));
    assert!(state(&window).view.areas.coloured.is_none());
}

#[test]
fn the_table_is_saved_as_workbook_and_for_a_dutch_spreadsheet() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_areas();
    let path = |name: &str| folder.path().join(name);
    for (format, name) in [
        (TableFormat::Xlsx, "cijfers"),
        (TableFormat::SpreadsheetCsv, "cijfers"),
        (TableFormat::PlainCsv, "anders.csv"),
    ] {
        send(
            &mut window,
            FileCommand::SaveTo(SaveWhat::Areas(format), path(name)),
        );
    }
    let dutch = std::fs::read_to_string(path("cijfers.csv")).unwrap();
    assert!(
        dutch.starts_with("\u{feff}area;polygon_ha;"),
        "{}",
        &dutch[..40]
    );
    assert!(
        std::fs::read_to_string(path("anders.csv"))
            .unwrap()
            .starts_with("area,")
    );
    let workbook = std::fs::read(path("cijfers.xlsx")).unwrap();
    assert!(workbook.starts_with(b"PK"));
    let newest = window.query_all_by_label_contains("anders.csv opgeslagen");
    assert_eq!(newest.count(), 1, "it is said");
    window.get_by_label("Nog 2 meldingen");
    let said = state(&window).view.notes.history();
    let said: Vec<String> = said.map(|note| note.words(Lang::Nl).happened).collect();
    assert!(
        said.contains(&"cijfers.xlsx opgeslagen.".to_owned()),
        "{said:?}"
    );
    let nowhere = path("geen map").join("x.xlsx");
    send(
        &mut window,
        FileCommand::SaveTo(SaveWhat::Areas(TableFormat::Xlsx), nowhere),
    );
    assert!(state(&window).view.notes.unread() > 0);
}

#[test]
fn areas_go_to_a_gis_with_outlines_and_every_figure() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_areas();
    let path = folder.path().join("gebieden");
    for format in ParcelFormat::OF_AREAS {
        let save = FileCommand::SaveTo(SaveWhat::AreaLayer(format), path.clone());
        send(&mut window, save);
    }
    let figured = state(&window).view.areas.figured.clone().unwrap();
    let intensive = StatColumn::find("ha_intensive").unwrap();
    for ending in ["gpkg", "shp", "geojson", "parquet"] {
        let file = path.with_extension(ending);
        let layer = io::open(&file, &Progress::default()).unwrap().remove(0);
        assert_eq!(layer.len(), figured.areas(), "{ending}");
        // GeoJSON is in degrees, by its standard.
        let is_rd = layer.crs.as_ref().is_some_and(ruilkaart::crs::Crs::is_rd);
        assert_eq!(is_rd, ending != "geojson", "{ending}");
        let column = |full: &str, short: &str| {
            let found = layer.table.find(full).or_else(|| layer.table.find(short));
            found.unwrap_or_else(|| panic!("{ending} has no {full}"))
        };
        let (name, ha) = (column("area", "area"), column("ha_intensive", "ha_intensi"));
        for (row, figures) in figured.rows.iter().take(layer.len()).enumerate() {
            assert_eq!(
                layer.table.value(name, row).as_str(),
                Some(figures.name.text())
            );
            let (found, is) = (
                layer.table.value(ha, row).as_f64(),
                intensive.stored(figures),
            );
            assert!((found.unwrap() - is.unwrap()).abs() < 1e-4, "{ending}");
        }
    }
    let can_save = |window: &Window| {
        let what = SaveWhat::AreaLayer(ParcelFormat::GeoPackage);
        ruilkaart::ui::save::writer(what, state(window)).is_some()
    };
    assert!(can_save(&window));
    // Groups of a column have no outlines to be saved with.
    let mut layers = state(&window).session.layers().iter();
    let parcels = layers.find(|layer| layer.years.is_some()).unwrap();
    let by_column = AreaSource::Column(parcels.layer.table.fields()[0].name.clone());
    send(&mut window, AreasCommand::Source(Some(by_column)));
    step_until_state(&mut window, "figures of groups", has_figures);
    assert!(!can_save(&window));
}

#[test]
fn a_chosen_row_is_copied_with_its_header() {
    let mut window = with_areas();
    window.get_by_label("Assen").click();
    settle(&mut window);
    window.input_mut().events.push(egui::Event::Copy);
    window.step();
    let copied =
        window
            .output()
            .platform_output
            .commands
            .iter()
            .find_map(|command| match command {
                egui::OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            });
    let copied = copied.expect("something was copied");
    let lines: Vec<&str> = copied.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("gebied\t") && lines[1].starts_with("Assen\t"));
    let cells = lines[1].split('\t').skip(1);
    for cell in cells {
        let is_number = cell.replace(',', ".").parse::<f64>().is_ok();
        assert!(is_number || cell == "onbekend", "{cell}");
    }
}

#[test]
fn both_languages_and_both_themes_can_be_looked_at() {
    let mut window = with_areas();
    window.get_by_label("Assen").click();
    settle(&mut window);
    crate::window::keep_picture(&mut window, "areas-nl-light");
    let colour = AreaColour {
        column: "n_surplus_kg_ha",
        breaks: Breaks::Equal(5),
    };
    send(&mut window, AreasCommand::Colour(Some(colour)));
    send(&mut window, SettingsCommand::Language(Lang::En));
    send(
        &mut window,
        SettingsCommand::Theme(ruilkaart::ui::state::ThemeChoice::Dark),
    );
    crate::window::keep_picture(&mut window, "areas-en-dark");
    assert!(window.query_all_by_label("total").next().is_some());
    let _ = Modifiers::NONE;
}

//! What is saved of parcels from the window is what the command line writes, byte for byte, with the colours.

use std::path::{Path, PathBuf};
use std::process::Command as Process;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use ruilkaart::crs::Crs;
use ruilkaart::io::shapefile;
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{Effect, FileCommand};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::notify::Severity;
use ruilkaart::ui::save::{ParcelFormat, SaveWhat};

use crate::harness::{self, layer, numbers, with_dialog};
use crate::window;

/// A shapefile of parcels with ten crop columns.
fn write_parcels(folder: &Path) -> PathBuf {
    let crops = [265, 2015, 233, 265];
    let years = (2015..=2024_usize).map(|year| {
        let of = |row: usize| crops[(year * (row + 1) + row) % 4];
        (format!("crop_{year}"), (0..8).map(of).collect::<Vec<i64>>())
    });
    let years: Vec<(String, Vec<i64>)> = years.collect();
    let columns = years
        .iter()
        .map(|(name, cells)| (name.as_str(), numbers(cells)));
    let parcels = layer("percelen", Some(Crs::rd_new()), columns.collect());
    let path = folder.join("percelen.shp");
    shapefile::write(&parcels, &path).unwrap();
    path
}

#[test]
fn a_file_that_is_asked_for_while_another_is_written_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = write_parcels(folder.path());
    let mut window = window::open(std::slice::from_ref(&parcels), Lang::Nl, 1.0);
    let asked = ParcelFormat::ALL.map(|format| {
        let what = SaveWhat::Parcels(format);
        let path = what.named(
            folder
                .path()
                .join(format!("achter elkaar {}", format.key())),
        );
        let save = FileCommand::SaveTo(what, path.clone());
        window.state_mut().send(save);
        path
    });
    window::settle(&mut window);
    for path in asked {
        assert!(path.is_file(), "{}", path.display());
    }
}

#[test]
fn a_window_that_closes_while_it_saves_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let into = tempfile::tempdir().unwrap();
    let parcels = write_parcels(folder.path());
    for format in ParcelFormat::ALL {
        let mut window = window::open(std::slice::from_ref(&parcels), Lang::Nl, 1.0);
        let what = SaveWhat::Parcels(format);
        let path = what.named(into.path().join("venster"));
        let save = FileCommand::SaveTo(what, path);
        window.state_mut().send(save);
        window.step();
        eframe::App::on_exit(window.state_mut(), None);
        let left = std::fs::read_dir(into.path()).unwrap().flatten();
        let names = left.map(|file| file.file_name().to_string_lossy().into_owned());
        let half: Vec<String> = names.filter(|name| name.ends_with(".part")).collect();
        assert!(half.is_empty(), "{format:?}: {half:?}");
    }
}

#[test]
fn every_format_holds_what_the_command_line_writes() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = write_parcels(folder.path());
    let mut window = window::open(std::slice::from_ref(&parcels), Lang::Nl, 1.0);
    for format in ParcelFormat::ALL {
        let what = SaveWhat::Parcels(format);
        let path = what.named(folder.path().join(format!("venster {}", format.key())));
        window
            .state_mut()
            .send(FileCommand::SaveTo(what, path.clone()));
        window::settle(&mut window);
        assert!(path.is_file(), "{format:?}");
        let bytes = std::fs::read(&path).unwrap();
        if matches!(format, ParcelFormat::Xlsx | ParcelFormat::SpreadsheetCsv) {
            let start: &[u8] = match format {
                ParcelFormat::Xlsx => b"PK",
                _ => "\u{feff}parcel;area_ha;crop_2015;".as_bytes(),
            };
            assert!(bytes.starts_with(start), "{format:?}");
            if format == ParcelFormat::Xlsx {
                let layer = window.state().state().session.active().unwrap();
                let sheet = sheet_of(&bytes);
                assert_eq!(sheet.matches("<row ").count(), layer.layer.len() + 1);
                assert!(sheet.ends_with("</worksheet>"));
            }
            continue;
        }
        let by_hand = what.named(folder.path().join("opdracht"));
        let done = Process::new(env!("CARGO_BIN_EXE_ruilkaart"))
            .args(["--lang", "nl", "classify", "--columns"])
            .arg(&parcels)
            .arg("--out")
            .arg(&by_hand)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let same = |ending: &str| {
            let read = |path: &Path| std::fs::read(path.with_extension(ending)).unwrap();
            read(&path) == read(&by_hand)
        };
        let names = if format == ParcelFormat::Shapefile {
            vec!["shp", "dbf", "shx", "prj", "qml", "columns.csv"]
        } else {
            vec![what.ending()]
        };
        for ending in names {
            // A GeoPackage names its table after its file.
            let same = format == ParcelFormat::GeoPackage || same(ending);
            assert!(same, "{format:?} {ending}");
        }
    }
    let style = folder.path().join("venster shapefile.qml");
    let style = std::fs::read_to_string(style).unwrap();
    assert!(style.contains("19,73,47,255"), "the green of intensive");
}

/// The text of the first sheet of a workbook.
fn sheet_of(workbook: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut sheet = String::new();
    let mut member = zip.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut member, &mut sheet).unwrap();
    sheet
}

#[test]
fn a_file_on_the_map_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = write_parcels(folder.path());
    let before = std::fs::read(&parcels).unwrap();
    let mut window = window::open(std::slice::from_ref(&parcels), Lang::Nl, 1.0);
    let what = SaveWhat::Parcels(ParcelFormat::Shapefile);
    window
        .state_mut()
        .send(FileCommand::SaveTo(what, parcels.clone()));
    window::settle(&mut window);
    let notes = &window.state().state().view.notes;
    let note = notes.history().next().unwrap();
    assert_eq!(note.severity, Severity::Error);
    assert!(note.words(Lang::Nl).happened.contains("bron van een laag"));
    assert_eq!(std::fs::read(&parcels).unwrap(), before);
}

#[test]
fn the_form_is_chosen_by_mouse_and_keyboard_in_both_languages() {
    for (lang, button, shapefile) in [
        (Lang::Nl, "Opslaan als…", "Shapefile (.shp)"),
        (Lang::En, "Save as…", "Shapefile (.shp)"),
    ] {
        let mut dialog = with_dialog(harness::state(lang), DialogKind::Export);
        let asked = |format| Effect::ChooseSave(SaveWhat::Parcels(format));
        dialog.get_by_label_contains(shapefile).click();
        dialog.run();
        dialog.get_by_label(button).click();
        dialog.run();
        assert!(
            dialog
                .state()
                .effects
                .contains(&asked(ParcelFormat::Shapefile))
        );
        let mut dialog = with_dialog(harness::state(lang), DialogKind::Export);
        dialog.key_press_modifiers(Modifiers::NONE, Key::ArrowDown);
        dialog.run();
        dialog.key_press_modifiers(Modifiers::NONE, Key::ArrowDown);
        dialog.run();
        dialog.key_press_modifiers(Modifiers::NONE, Key::Enter);
        dialog.run();
        assert!(
            dialog
                .state()
                .effects
                .contains(&asked(ParcelFormat::GeoJson))
        );
    }
}

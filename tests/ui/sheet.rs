//! The sheet and the colours of the classes in the window.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::analysis::categorise::{Knowledge, best_colouring};
use ruilkaart::crs::Crs;
use ruilkaart::domain::Class;
use ruilkaart::export::sheet::{Item, Orientation, SheetSettings};
use ruilkaart::job::Progress;
use ruilkaart::map::{ClassColours, MapCrs, PreparedLayer, Rgb};
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{Effect, HistoryCommand, LayerCommand, SheetCommand, apply};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::open::colour;
use ruilkaart::ui::save::SaveWhat;
use ruilkaart::ui::sheet::{SheetFormat, SheetRequest};
use ruilkaart::ui::state::State;
use std::sync::Arc;

use crate::harness::*;

/// A state with a layer of classes that has a place on the map.
pub fn state_with_map(lang: Lang) -> State {
    let mut state = state(lang);
    let classes = [
        "none_mixed",
        "none_arable",
        "none_livestock",
        "extensive",
        "intensive",
    ];
    let layer = layer(
        "percelen",
        Some(Crs::rd_new()),
        vec![("klasse", texts(&classes))],
    );
    add(&mut state, vec![layer]);
    let active = state.session.active().expect("added");
    let (id, layer, area_m2) = (active.id, Arc::clone(&active.layer), active.area_m2.clone());
    let (knowledge, progress) = (Knowledge::default(), Progress::default());
    let by = best_colouring(&layer, &knowledge.catalogue);
    let (by, coloured) = colour(&layer, &area_m2, by, None, &knowledge, &progress).unwrap();
    let recoloured = LayerCommand::Recoloured(id, by, Arc::new(coloured));
    let _ = apply(recoloured.into(), &mut state);
    let prepared = PreparedLayer::new(layer, MapCrs::RdNew, &Progress::default()).unwrap();
    let prepared = vec![(id, Arc::new(prepared))];
    let _ = apply(
        LayerCommand::SetMapCrs(MapCrs::RdNew, prepared).into(),
        &mut state,
    );
    state
}

fn sheet_dialog(lang: Lang) -> Harness<'static, Desk> {
    with_dialog(state_with_map(lang), DialogKind::Sheet)
}

#[test]
fn the_dialog_shows_every_part_and_saves_a_pdf_by_enter() {
    for lang in [Lang::Nl, Lang::En] {
        let mut harness = sheet_dialog(lang);
        keep_picture(&mut harness, &format!("sheet-dialog-{}", lang.code()));
        for item in [Item::Map, Item::Legend, Item::Title, Item::ScaleBar] {
            let name = lang.text_of("sheet.item", item.key());
            assert!(harness.query_all_by_label(&name).count() >= 2, "{name}");
        }
        harness
            .get_by_label(lang.text("dialog.sheet.save_pdf"))
            .click();
        settle(&mut harness);
        let saves = Effect::ChooseSave(SaveWhat::Sheet(SheetFormat::Pdf));
        assert!(harness.state().effects.contains(&saves));
    }
}

/// The part of pixels that may be another: a date, a code, the edges of letters.
const MAY_DIFFER: f64 = 0.02;

/// Compares what is shown with the stored picture of that name.
fn assert_looks(harness: &mut Harness<'_, Desk>, name: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let stored = image::open(folder.join(format!("{name}.png")))
        .unwrap()
        .into_rgb8();
    let found = image::DynamicImage::from(harness.render().unwrap()).into_rgb8();
    assert_eq!(found.dimensions(), stored.dimensions(), "{name}");
    let pixels = found.pixels().zip(stored.pixels());
    let others = pixels.filter(|(one, other)| {
        let mut parts = one.0.iter().zip(other.0);
        parts.any(|(&a, b)| a.abs_diff(b) > 48)
    });
    let part = others.count() as f64 / f64::from(stored.width() * stored.height());
    assert!(
        part < MAY_DIFFER,
        "{name}: {part}; look at it, then store the new one"
    );
}

#[test]
fn the_dialog_fits_a_small_screen_in_both_themes() {
    for (theme, lang) in [
        (egui::Theme::Light, Lang::Nl),
        (egui::Theme::Dark, Lang::En),
    ] {
        for (size, name) in [([1024.0, 768.0], "small"), ([1920.0, 1080.0], "large")] {
            let mut harness = dialog_of_size(state_with_map(lang), DialogKind::Sheet, size);
            harness.ctx.set_theme(theme);
            settle(&mut harness);
            let name = format!("sheet-dialog-{name}-{}", lang.code());
            keep_picture(&mut harness, &name);
            if size[0] < 1100.0 {
                assert_looks(&mut harness, &name);
            }
            let save = harness.get_by_label(lang.text("dialog.sheet.save_pdf"));
            let rect = save.rect();
            assert!(
                rect.right() <= size[0] && rect.bottom() <= size[1],
                "{rect:?}"
            );
        }
    }
}

#[test]
fn without_a_layer_on_the_map_nothing_can_be_saved() {
    let mut state = state(Lang::Nl);
    add(&mut state, vec![layer("zonder", None, Vec::new())]);
    let mut harness = with_dialog(state, DialogKind::Sheet);
    for key in [
        "dialog.sheet.save_pdf",
        "dialog.sheet.save_svg",
        "dialog.sheet.save_png",
    ] {
        harness.get_by_label(Lang::Nl.text(key)).click();
        settle(&mut harness);
    }
    let desk = harness.state();
    assert!(desk.state.view.dialog.is_some());
    let saves = |effect: &Effect| matches!(effect, Effect::ChooseSave(_));
    assert!(!desk.effects.iter().any(saves));
}

#[test]
fn what_is_chosen_is_part_of_the_session_and_can_be_undone() {
    let mut harness = sheet_dialog(Lang::Nl);
    harness.get_by_label("staand").click();
    settle(&mut harness);
    let sheet = |harness: &Harness<'_, Desk>| harness.state().state.session.sheet.clone();
    assert_eq!(sheet(&harness).orientation, Orientation::Portrait);
    harness.state_mut().send(HistoryCommand::Undo);
    settle(&mut harness);
    assert_eq!(sheet(&harness), SheetSettings::default());
}

#[test]
fn a_sheet_is_written_in_each_form() {
    let mut state = state_with_map(Lang::En);
    let settings = SheetSettings {
        title: Some("A & B".into()),
        ..SheetSettings::default()
    };
    let _ = apply(SheetCommand::Set(Box::new(settings)).into(), &mut state);
    let request = SheetRequest::of(&state).expect("a layer");
    let folder = tempfile::tempdir().unwrap();
    for (format, start) in [
        (SheetFormat::Pdf, &b"%PDF"[..]),
        (SheetFormat::Svg, b"<?xml"),
        (SheetFormat::Png, b"\x89PNG"),
    ] {
        let path = folder.path().join(format.ending());
        let pages = request.write(format, &path, None, &Progress::default());
        assert_eq!(pages.unwrap(), 1);
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(start));
        let progress = Progress::default();
        progress.cancel();
        let cancelled = folder.path().join("cancelled");
        assert!(request.write(format, &cancelled, None, &progress).is_err());
        assert!(!cancelled.exists());
    }
}

#[test]
fn own_colours_show_on_the_map_are_warned_about_and_can_be_undone() {
    let mut state = state_with_map(Lang::Nl);
    let mut colours = ClassColours::default();
    let near = colours.class(Class::Intensive).fill;
    colours.set(Class::Extensive, Rgb::new(near.r, near.g + 8, near.b));
    state.session.set_colours(colours.clone());
    let layer = state.session.active().unwrap();
    let fills: Vec<Rgb> = layer.entries().map(|(_, style)| style.fill).collect();
    assert!(fills.contains(&colours.class(Class::Extensive).fill));
    let mut harness = with_dialog(state, DialogKind::Colours);
    keep_picture(&mut harness, "colours-dialog");
    assert!(harness.query_all_by_label_contains("protanopie").count() > 0);
    harness
        .get_by_label("Terug naar de kleuren van het palet")
        .click();
    settle(&mut harness);
    let now =
        |harness: &Harness<'_, Desk>| ClassColours::clone(harness.state().state.session.colours());
    assert_eq!(now(&harness), ClassColours::default());
    harness.state_mut().send(HistoryCommand::Undo);
    settle(&mut harness);
    assert_eq!(now(&harness), colours);
}

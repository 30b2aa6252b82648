//! The map widget alone: what a click, a wheel and a box do to it.

use std::sync::Arc;

use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, Vec2, pos2, vec2};
use egui_kittest::Harness;

use ruilkaart::crs::Crs;
use ruilkaart::geometry::PolygonBuilder;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Layer, Source, Table};
use ruilkaart::map::{CategoryStyle, LayerStyle, MapCrs, PreparedLayer, Rgb};
use ruilkaart::text::Lang;
use ruilkaart::ui::map_view::{Hit, MapInput, MapLook, MapOutput, MapView, ShownLayer};

const SIZE: Vec2 = vec2(800.0, 600.0);

/// Four squares of 100 m near Assen, 100 m apart.
fn layer() -> ShownLayer {
    let mut polygons = PolygonBuilder::default();
    for (column, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let (x, y) = (
            234_000.0 + 200.0 * f64::from(column),
            556_000.0 + 200.0 * f64::from(row),
        );
        polygons.push_ring([
            [x, y],
            [x, y + 100.0],
            [x + 100.0, y + 100.0],
            [x + 100.0, y],
            [x, y],
        ]);
        polygons.end_part();
        polygons.end_feature();
    }
    let layer = Layer {
        name: "vier".into(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: polygons.finish(),
        table: Table::empty(4),
        warnings: Vec::new(),
    };
    let prepared = PreparedLayer::new(Arc::new(layer), MapCrs::RdNew, &Progress::default());
    ShownLayer {
        id: 7,
        prepared: Arc::new(prepared.unwrap()),
        of_feature: Arc::from([0, 0, 0, 1]),
        style: Arc::new(LayerStyle {
            categories: vec![
                CategoryStyle::plain(Rgb::new(0x13, 0x49, 0x2F)),
                CategoryStyle {
                    hidden: true,
                    ..CategoryStyle::plain(Rgb::new(0xBE, 0x63, 0x01))
                },
            ],
            ..LayerStyle::default()
        }),
        opacity: 1.0,
    }
}

struct Scene {
    view: MapView,
    layers: Vec<ShownLayer>,
    selection: Option<Hit>,
    clicked: Option<Option<Hit>>,
    out: Option<MapOutput>,
}

fn harness() -> Harness<'static, Scene> {
    let layers = vec![layer()];
    let mut view = MapView::new(None);
    view.zoom_to(layers[0].prepared.bounds());
    let scene = Scene {
        view,
        layers,
        selection: None,
        clicked: None,
        out: None,
    };
    let mut harness = Harness::builder().with_size(SIZE).build_ui_state(
        |ui, scene: &mut Scene| {
            let input = MapInput {
                crs: MapCrs::RdNew,
                layers: &scene.layers,
                selection: scene.selection,
                areas: None,
                group: None,
                drawing: None,
                freehand: false,
                traces: None,
                card: &|_| None,
                summary: "vier percelen",
                lang: Lang::Nl,
                note: None,
                base_map: None,
                network: false,
                credit: Some("Bron: proef"),
                reduce_motion: true,
                look: MapLook::LIGHT,
                divided: None,
            };
            let out = scene.view.show(ui, &input);
            if out.clicked.is_some() {
                scene.clicked = out.clicked;
            }
            scene.out = Some(out);
        },
        scene,
    );
    settle(&mut harness);
    harness
}

/// Steps until every tile is there.
fn settle(harness: &mut Harness<'static, Scene>) {
    for _ in 0..500 {
        harness.step();
        if harness.state().out.as_ref().is_some_and(|out| out.complete) {
            harness.step();
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("the picture was never complete");
}

fn out<'a>(harness: &'a Harness<'static, Scene>) -> &'a MapOutput {
    harness.state().out.as_ref().unwrap()
}

fn on_screen(harness: &Harness<'static, Scene>, world: [f64; 2]) -> Pos2 {
    let out = out(harness);
    let [x, y] = out.camera.screen_from_world(world, out.size);
    out.rect.min + vec2(x as f32, y as f32)
}

fn click(harness: &mut Harness<'static, Scene>, at: Pos2) {
    harness.event(Event::PointerMoved(at));
    harness.step();
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
}

#[test]
fn a_click_selects_the_parcel_under_it_and_nothing_beside_it() {
    let mut harness = harness();
    let place = on_screen(&harness, [234_250.0, 556_050.0]);
    click(&mut harness, place);
    let hit = Hit {
        layer: 7,
        feature: 1,
    };
    assert_eq!(harness.state().clicked, Some(Some(hit)));
    let place = on_screen(&harness, [234_150.0, 556_150.0]);
    click(&mut harness, place);
    assert_eq!(harness.state().clicked, Some(None));
}

#[test]
fn a_hidden_class_can_not_be_picked() {
    let mut harness = harness();
    let place = on_screen(&harness, [234_250.0, 556_250.0]);
    click(&mut harness, place);
    assert_eq!(harness.state().clicked, Some(None));
}

#[test]
fn the_wheel_keeps_the_place_under_the_pointer() {
    // The second turn goes far past the closest view.
    for lines in [3.0, 300.0] {
        wheel_keeps_the_place(lines);
    }
}

fn wheel_keeps_the_place(lines: f32) {
    let mut harness = harness();
    let at = pos2(200.0, 150.0);
    harness.event(Event::PointerMoved(at));
    harness.step();
    let before = out(&harness).pointer.unwrap();
    let scale = out(&harness).camera.units_per_px;
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, lines),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    for _ in 0..30 {
        harness.step();
    }
    let after = out(&harness).pointer.unwrap();
    assert!(
        out(&harness).camera.units_per_px < scale * 0.9,
        "{lines} {scale} {:?}",
        out(&harness).camera
    );
    let moved = (after[0] - before[0]).hypot(after[1] - before[1]);
    assert!(moved < 0.01, "moved {moved} m");
}

#[test]
fn plus_and_minus_zoom_and_arrows_move() {
    let mut harness = harness();
    let start = out(&harness).camera;
    harness.key_press(egui::Key::Plus);
    settle(&mut harness);
    assert!((out(&harness).camera.units_per_px / start.units_per_px - 0.5).abs() < 1e-9);
    harness.key_press(egui::Key::Minus);
    harness.key_press(egui::Key::ArrowRight);
    settle(&mut harness);
    assert!(out(&harness).camera.center[0] > start.center[0]);
}

#[test]
fn a_box_drawn_with_shift_is_zoomed_to() {
    let mut harness = harness();
    let start = out(&harness).camera;
    let (a, b) = (
        on_screen(&harness, [234_200.0, 556_100.0]),
        on_screen(&harness, [234_300.0, 556_000.0]),
    );
    harness.event_modifiers(Event::PointerMoved(a), Modifiers::SHIFT);
    harness.step();
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::SHIFT,
    };
    harness.event_modifiers(button(a, true), Modifiers::SHIFT);
    harness.step();
    harness.event_modifiers(Event::PointerMoved(b), Modifiers::SHIFT);
    harness.step();
    harness.event_modifiers(button(b, false), Modifiers::SHIFT);
    settle(&mut harness);
    let camera = out(&harness).camera;
    assert!(camera.units_per_px < start.units_per_px * 0.7);
    assert!((camera.center[0] - 234_250.0).abs() < 5.0, "{camera:?}");
    assert!((camera.center[1] - 556_050.0).abs() < 5.0, "{camera:?}");
}

#[test]
fn a_map_at_rest_asks_for_no_frame() {
    let mut harness = harness();
    harness.run();
    assert!(out(&harness).complete);
}

#[test]
fn a_screen_reader_hears_what_the_map_shows() {
    use egui_kittest::kittest::Queryable as _;
    let harness = harness();
    harness.get_by_label("vier percelen");
    harness.get_by_label("Bron: proef");
}

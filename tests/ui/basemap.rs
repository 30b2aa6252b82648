//! The background map against a server that is slow, fails, or lies.

use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

use egui::Context;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::geometry::Bounds;
use ruilkaart::map::grid::MapCrs;
use ruilkaart::text::Lang;
use ruilkaart::ui::map_view::basemap::{BaseMap, NetworkState, SourceList};
use ruilkaart::ui::map_view::{MapInput, MapLook, MapView};
use walkers::{Tile, TileId, TilePiece, Tiles};

use crate::tile_server::{Asked, Reply, TileServer};

/// A grey square, told from others by its side.
fn png(side: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(side, side, image::Rgba([200, 200, 200, 255]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn list(template: &str, grid: &str) -> SourceList {
    let text = format!(
        r#"
        contact = "tests@ruilkaart.example"
        [[source]]
        id = "test"
        name = {{ nl = "Proef", en = "Test" }}
        attribution = {{ nl = "© Proef", en = "© Test" }}
        link = "https://tiles.example"
        {grid} = {{ template = "{template}", levels = [0, 14] }}
        "#
    );
    SourceList::parse(&text).unwrap()
}

/// A background map with the frames of a window around it.
struct Window {
    map: BaseMap,
}

const TILE: TileId = TileId {
    x: 5,
    y: 3,
    zoom: 3,
};

impl Window {
    fn new(list: SourceList, cache: Option<&Path>) -> Self {
        Self {
            map: BaseMap::new(&Context::default(), list, cache),
        }
    }

    fn online(server: &TileServer, cache: Option<&Path>) -> Self {
        let mut window = Self::new(list(&server.template(), "rd"), cache);
        window.map.set_source(Some("test"), MapCrs::RdNew, true);
        window
    }

    /// One frame that shows these tiles.
    fn frame(&mut self, tiles: &[TileId]) -> (Vec<Option<TilePiece>>, bool) {
        self.map.begin_frame(1.0);
        let shown = match self.map.tiles() {
            Some(source) => tiles.iter().map(|tile| source.at(*tile)).collect(),
            None => Vec::new(),
        };
        (shown, self.map.end_frame())
    }

    /// Frames until the last one is as it should be.
    fn until(
        &mut self,
        tiles: &[TileId],
        done: impl Fn(&[Option<TilePiece>], &BaseMap) -> bool,
    ) -> bool {
        let began = Instant::now();
        loop {
            let (shown, complete) = self.frame(tiles);
            if done(&shown, &self.map) {
                return complete;
            }
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "it never comes: {:?}",
                self.map.state()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Frames for a while.
    fn idle(&mut self, tiles: &[TileId], time: Duration) {
        let began = Instant::now();
        while began.elapsed() < time {
            self.frame(tiles);
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn side(piece: &TilePiece) -> usize {
    let Tile::Raster(texture) = &piece.tile;
    texture.size()[0]
}

fn all_there(shown: &[Option<TilePiece>], _: &BaseMap) -> bool {
    shown.iter().all(Option::is_some)
}

#[test]
fn a_tile_is_asked_for_politely_and_shown() {
    let server = TileServer::start(|_, _| Reply::png(png(64)));
    let mut window = Window::online(&server, None);
    let (shown, complete) = window.frame(&[TILE]);
    assert!(shown[0].is_none() && !complete, "a frame never waits");
    window.until(&[TILE], all_there);
    let (shown, complete) = window.frame(&[TILE]);
    assert_eq!(shown[0].as_ref().map(side), Some(64));
    assert!(complete);
    let asked = server.asked();
    assert_eq!(asked.len(), 1, "once");
    assert_eq!(asked[0].path, "/3/5/3.png");
    let agent = asked[0].header("User-Agent").unwrap();
    assert!(
        agent.starts_with("Ruilkaart/") && agent.contains("tests@ruilkaart.example"),
        "{agent}"
    );
    assert_eq!(window.map.state(), NetworkState::Online);
    assert_eq!(window.map.attribution(Lang::Nl).unwrap().text, "© Proef");
    assert_eq!(window.map.attribution(Lang::En).unwrap().text, "© Test");
}

#[test]
fn a_tile_that_fails_is_tried_again() {
    let server = TileServer::start(|asked, before| match (before, asked.path.as_str()) {
        (0, "/3/5/3.png") => Reply::status(500),
        (0, _) => Reply::png(b"no picture at all".to_vec()),
        _ => Reply::png(png(64)),
    });
    let mut window = Window::online(&server, None);
    window.until(&[TILE, TileId { x: 6, ..TILE }], all_there);
    assert_eq!(server.asked().len(), 4);
    assert_eq!(window.map.state(), NetworkState::Online);
}

#[test]
fn a_tile_that_does_not_exist_is_asked_for_once() {
    let server = TileServer::start(|asked, _| match asked.path.as_str() {
        "/3/5/3.png" => Reply::status(404),
        _ => Reply::png(png(64)),
    });
    let mut window = Window::online(&server, None);
    let other = TileId { x: 6, ..TILE };
    window.until(&[TILE, other], |shown, _| shown[1].is_some());
    window.idle(&[TILE, other], Duration::from_millis(1500));
    let (shown, complete) = window.frame(&[TILE, other]);
    assert!(shown[0].is_none() && complete);
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn lies_are_not_shown_and_do_not_hurt() {
    let huge = 6 * 1024 * 1024;
    let server = TileServer::start(move |asked, _| match asked.path.as_str() {
        "/3/0/0.png" => Reply::png(vec![0xab; 2000]),
        "/3/1/0.png" => Reply::png(vec![0; huge]),
        "/3/2/0.png" => Reply::status(200)
            .with("Content-Type", "text/html; charset=utf-8")
            .clone(),
        "/3/3/0.png" => Reply::png(png(64)[..40].to_vec()),
        "/3/4/0.png" => Reply::png(png(64)).with("Content-Length", "100000"),
        "/3/5/0.png" => Reply::png(Vec::new()),
        "/3/6/0.png" => Reply::status(304),
        "/3/7/0.png" => Reply::status(302).with("Location", "/3/7/0.png"),
        "/3/0/1.png" => Reply::png(png(3000)),
        _ => Reply::png(png(64)),
    });
    let mut window = Window::online(&server, None);
    let mut tiles: Vec<TileId> = (0..8).map(|x| TileId { x, y: 0, zoom: 3 }).collect();
    tiles.push(TileId {
        x: 0,
        y: 1,
        zoom: 3,
    });
    tiles.push(TileId {
        x: 1,
        y: 1,
        zoom: 3,
    });
    window.until(&tiles, |shown, _| shown[9].is_some());
    window.idle(&tiles, Duration::from_millis(800));
    let (shown, _) = window.frame(&tiles);
    let there: Vec<bool> = shown.iter().map(Option::is_some).collect();
    assert_eq!(there.iter().filter(|there| **there).count(), 1, "{there:?}");
}

#[test]
fn a_slow_server_holds_up_no_frame_and_is_said_to_be_away() {
    let server = TileServer::start(|_, _| Reply::png(png(64)).after(Duration::from_secs(3)));
    let mut window = Window::online(&server, None);
    let mut frames = 0;
    let began = Instant::now();
    window.frame(&[TILE]);
    while window.map.state() != NetworkState::Offline {
        let (shown, _) = window.frame(&[TILE]);
        assert!(shown[0].is_none());
        frames += 1;
        assert!(began.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(frames > 20, "frames go on: {frames}");
    window.until(&[TILE], all_there);
    assert_eq!(window.map.state(), NetworkState::Online);
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn what_is_fresh_on_the_disk_is_not_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let server = TileServer::start(|asked, _| match asked.path.as_str() {
        "/3/5/3.png" => Reply::png(png(64)).with("Cache-Control", "max-age=3600"),
        _ => Reply::png(png(64)).with("Cache-Control", "no-store"),
    });
    let private = TileId { x: 6, ..TILE };
    for round in 1..=2 {
        let mut window = Window::online(&server, Some(folder.path()));
        window.until(&[TILE, private], all_there);
        let times = |path: &str| {
            server
                .asked()
                .iter()
                .filter(|asked| asked.path == path)
                .count()
        };
        assert_eq!(times("/3/5/3.png"), 1);
        assert_eq!(
            times("/3/6/3.png"),
            round,
            "what may not be stored is asked for again"
        );
    }
}

#[test]
fn an_old_tile_is_shown_at_once_and_asked_after() {
    let folder = tempfile::tempdir().unwrap();
    let server = TileServer::start(|asked, _| {
        let old = Reply::png(png(64))
            .with("ETag", "\"v1\"")
            .with("Cache-Control", "max-age=0");
        match asked.header("If-None-Match") {
            Some("\"v1\"") => Reply::status(304)
                .with("Cache-Control", "max-age=3600")
                .after(Duration::from_millis(500)),
            _ => old,
        }
    });
    Window::online(&server, Some(folder.path())).until(&[TILE], all_there);
    let mut window = Window::online(&server, Some(folder.path()));
    let complete = window.until(&[TILE], all_there);
    assert!(!complete, "shown before the server has answered");
    window.until(&[TILE], |_, map| {
        map.state() == NetworkState::Online && server.asked().len() == 2
    });
    window.idle(&[TILE], Duration::from_millis(800));
    assert_eq!(server.asked().len(), 2);
    // The answer made it fresh: nothing more to ask, and it is still the picture it was.
    let mut window = Window::online(&server, Some(folder.path()));
    window.until(&[TILE], all_there);
    assert_eq!(window.frame(&[TILE]).0[0].as_ref().map(side), Some(64));
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_tile_that_changed_takes_the_place_of_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let server = TileServer::start(|_, before| {
        let side = if before == 0 { 64 } else { 128 };
        Reply::png(png(side))
            .with("ETag", "\"x\"")
            .with("Cache-Control", "no-cache")
    });
    Window::online(&server, Some(folder.path())).until(&[TILE], all_there);
    let mut window = Window::online(&server, Some(folder.path()));
    window.until(&[TILE], |shown, _| {
        shown[0].as_ref().is_some_and(|piece| side(piece) == 128)
    });
}

#[test]
fn without_a_server_the_disk_is_used_and_there_is_no_storm() {
    let folder = tempfile::tempdir().unwrap();
    let away = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_away = std::sync::Arc::clone(&away);
    let server = TileServer::start(move |_, _| {
        let mut reply = Reply::png(png(64)).with("Cache-Control", "max-age=0");
        reply.hang_up = is_away.load(std::sync::atomic::Ordering::SeqCst);
        reply
    });
    Window::online(&server, Some(folder.path())).until(&[TILE], all_there);
    away.store(true, std::sync::atomic::Ordering::SeqCst);

    let many: Vec<TileId> = (0..8)
        .flat_map(|x| (0..8).map(move |y| TileId { x, y, zoom: 3 }))
        .collect();
    let mut window = Window::online(&server, Some(folder.path()));
    let known = many.iter().position(|tile| *tile == TILE).unwrap();
    window.until(&many, |shown, map| {
        shown[known].is_some() && map.state() == NetworkState::Offline
    });
    let before = server.asked().len();
    window.idle(&many, Duration::from_secs(2));
    let more = server.asked().len() - before;
    // Six may have been on their way when they were counted, and two seconds hold one new try or two; a storm is dozens.
    assert!(more <= 8, "{more} more requests in two seconds");
    assert!(
        window.frame(&many).1,
        "nothing is on its way: the window can rest"
    );

    away.store(false, std::sync::atomic::Ordering::SeqCst);
    window.until(&many, all_there);
    assert_eq!(window.map.state(), NetworkState::Online);
}

#[test]
fn with_the_network_off_nothing_goes_out_and_the_disk_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let server = TileServer::start(|_, _| Reply::png(png(64)).with("Cache-Control", "max-age=0"));
    Window::online(&server, Some(folder.path())).until(&[TILE], all_there);
    let before = server.asked().len();
    let mut window = Window::new(list(&server.template(), "rd"), Some(folder.path()));
    window.map.set_source(Some("test"), MapCrs::RdNew, false);
    let other = TileId { x: 6, ..TILE };
    window.until(&[TILE, other], |shown, _| shown[0].is_some());
    window.idle(&[TILE, other], Duration::from_millis(300));
    let (shown, complete) = window.frame(&[TILE, other]);
    assert!(shown[1].is_none() && complete);
    assert_eq!(window.map.state(), NetworkState::Off);
    assert_eq!(server.asked().len(), before);
}

#[test]
fn the_switch_stops_what_is_under_way() {
    let server = TileServer::start(|_, _| Reply::png(png(64)).after(Duration::from_millis(700)));
    let mut window = Window::online(&server, None);
    let many: Vec<TileId> = (0..8)
        .flat_map(|x| (0..8).map(move |y| TileId { x, y, zoom: 3 }))
        .collect();
    window.frame(&many);
    while server.asked().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    window.map.set_source(Some("test"), MapCrs::RdNew, false);
    window.idle(&many, Duration::from_millis(1500));
    assert!(
        server.asked().len() <= 6,
        "only what was under way: {}",
        server.asked().len()
    );
    assert!(window.frame(&many).0.iter().all(Option::is_none));
    window.map.set_source(Some("test"), MapCrs::RdNew, true);
    window.until(&many, all_there);
}

#[test]
fn no_more_than_six_at_once_and_the_middle_first() {
    let server = TileServer::start(|_, _| Reply::png(png(64)).after(Duration::from_millis(60)));
    let mut window = Window::online(&server, None);
    let mut many: Vec<TileId> = (0..8)
        .flat_map(|x| (0..8).map(move |y| TileId { x, y, zoom: 3 }))
        .collect();
    let middle = many.iter().position(|tile| *tile == TILE).unwrap();
    many.swap(0, middle);
    window.until(&many, all_there);
    assert!(
        (2..=6).contains(&server.most_at_once()),
        "{}",
        server.most_at_once()
    );
    assert_eq!(server.asked().len(), 64, "each once");
    let near: Vec<Asked> = server.asked().into_iter().take(9).collect();
    assert!(
        near.iter().all(|asked| !asked.path.starts_with("/3/0/")),
        "{near:?}"
    );
}

#[test]
fn the_nearest_ancestor_stands_in() {
    let server = TileServer::start(|asked, _| match asked.path.as_str() {
        "/2/2/1.png" => Reply::png(png(64)),
        _ => Reply::png(png(128)).after(Duration::from_millis(1500)),
    });
    let mut window = Window::online(&server, None);
    window.until(
        &[TileId {
            x: 2,
            y: 1,
            zoom: 2,
        }],
        all_there,
    );
    let (shown, _) = window.frame(&[TILE]);
    let piece = shown[0].as_ref().unwrap();
    assert_eq!(side(piece), 64);
    assert_eq!(
        piece.uv,
        egui::Rect::from_min_max(egui::pos2(0.5, 0.5), egui::pos2(1.0, 1.0))
    );
    window.until(&[TILE], |shown, _| {
        shown[0].as_ref().is_some_and(|piece| side(piece) == 128)
    });
}

#[test]
fn beyond_the_last_level_the_last_one_is_used() {
    let server = TileServer::start(|_, _| Reply::png(png(64)));
    let mut window = Window::online(&server, None);
    let deep: Vec<TileId> = (0..4)
        .map(|x| TileId {
            x: 4 * 1000 + x,
            y: 4 * 700,
            zoom: 16,
        })
        .collect();
    window.until(&deep, all_there);
    let paths: Vec<String> = server.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(paths, ["/14/1000/700.png"]);
    let (shown, _) = window.frame(&deep);
    assert!((shown[1].as_ref().unwrap().uv.min.x - 0.25).abs() < 1e-6);
    // Far outside what a grid can have: nothing, and no harm.
    let outside = TileId {
        x: u32::MAX,
        y: 0,
        zoom: 31,
    };
    assert!(window.frame(&[outside]).0[0].is_none());
}

#[test]
fn tiles_of_the_web_are_bent_into_rd_and_each_is_asked_for_once() {
    let folder = tempfile::tempdir().unwrap();
    let server =
        TileServer::start(|_, _| Reply::png(png(256)).with("Cache-Control", "max-age=3600"));
    let mut window = Window::new(list(&server.template(), "mercator"), Some(folder.path()));
    window.map.set_source(Some("test"), MapCrs::RdNew, true);
    // Around Assen on level 7 of RD.
    let many: Vec<TileId> = (74..78)
        .flat_map(|x| (48..52).map(move |y| TileId { x, y, zoom: 7 }))
        .collect();
    window.until(&many, all_there);
    assert_eq!(window.frame(&many).0[0].as_ref().map(side), Some(256));
    let mut paths: Vec<String> = server.asked().into_iter().map(|asked| asked.path).collect();
    assert!(
        paths
            .iter()
            .all(|path| path.starts_with("/13/") || path.starts_with("/12/")),
        "{paths:?}"
    );
    let count = paths.len();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), count, "none twice");
    assert!(server.most_at_once() <= 6);
}

#[test]
fn no_background_is_no_thread_and_no_request() {
    let server = TileServer::start(|_, _| Reply::png(png(64)));
    let mut window = Window::new(list(&server.template(), "rd"), None);
    window.map.set_source(None, MapCrs::RdNew, true);
    assert!(window.map.tiles().is_none() && window.map.attribution(Lang::Nl).is_none());
    assert_eq!(window.map.state(), NetworkState::Unused);
    window.map.set_source(Some("unknown"), MapCrs::RdNew, true);
    assert!(window.map.tiles().is_none());
    // In Web Mercator this source has nothing.
    window
        .map
        .set_source(Some("test"), MapCrs::WebMercator, true);
    assert!(window.map.tiles().is_none());
    assert!(window.frame(&[TILE]).1);
    assert!(server.asked().is_empty());
}

#[test]
fn a_cleared_cache_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let server =
        TileServer::start(|_, _| Reply::png(png(64)).with("Cache-Control", "max-age=3600"));
    let mut window = Window::online(&server, Some(folder.path()));
    window.until(&[TILE], all_there);
    window.map.clear_cache();
    assert!(
        window.frame(&[TILE]).0[0].is_some(),
        "what is on the screen stays"
    );
    Window::online(&server, Some(folder.path())).until(&[TILE], all_there);
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn dense_screens_get_the_next_level() {
    let mut map = BaseMap::new(&Context::default(), SourceList::built_in(), None);
    map.begin_frame(1.25);
    assert_eq!(map.tile_size(), 256);
    map.begin_frame(2.0);
    assert_eq!(map.tile_size(), 128);
}

/// A map near Assen with a background from a server.
fn map_over(server: &TileServer) -> Harness<'static, (MapView, Option<&'static str>)> {
    let list = list(&server.template(), "rd");
    let mut harness = Harness::builder()
        .with_size(egui::vec2(640.0, 480.0))
        .build_ui_state(
            |ui, (view, chosen): &mut (MapView, Option<&str>)| {
                let input = MapInput {
                    crs: MapCrs::RdNew,
                    base_map: *chosen,
                    network: true,
                    layers: &[],
                    selection: None,
                    areas: None,
                    group: None,
                    drawing: None,
                    freehand: false,
                    traces: None,
                    card: &|_| None,
                    summary: "kaart",
                    lang: Lang::Nl,
                    note: None,
                    credit: Some("Bron: percelen"),
                    reduce_motion: true,
                    look: MapLook::LIGHT,
                    divided: None,
                };
                view.show(ui, &input);
            },
            (MapView::new(None), None),
        );
    let mut view = MapView::new(Some(BaseMap::new(&harness.ctx, list, None)));
    view.zoom_to(Bounds::new(230_000.0, 553_000.0, 238_000.0, 559_000.0));
    *harness.state_mut() = (view, Some("test"));
    harness
}

#[test]
fn the_map_always_says_whose_background_it_shows() {
    let server = TileServer::start(|_, _| Reply::png(png(256)));
    let mut harness = map_over(&server);
    let began = Instant::now();
    while harness.query_by_label("© Proef").is_none() {
        harness.step();
        assert!(began.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(10));
    }
    harness.get_by_label("Bron: percelen");
    harness.state_mut().1 = None;
    harness.step();
    assert!(harness.query_by_label("© Proef").is_none());
    harness.get_by_label("Bron: percelen");
}

#[test]
fn whose_background_does_not_come_is_not_credited() {
    let server = TileServer::start(|_, _| Reply {
        hang_up: true,
        ..Reply::status(500)
    });
    let mut harness = map_over(&server);
    let own = Lang::Nl.text("map.ground_credit");
    let began = Instant::now();
    while harness.query_by_label(own).is_none() {
        harness.step();
        assert!(began.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(harness.query_by_label("© Proef").is_none());
    harness.get_by_label("Bron: percelen");
}

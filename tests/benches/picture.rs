//! How fast the picture of a file is complete on a screen of 1920 × 1080, with two threads: the first time,
//! after a pan, after a zoom, and after its colours change. Prints medians; the budgets stand in the README.
//!
//! `cargo bench --bench picture -- FILE`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ruilkaart::analysis::categorise::{Knowledge, best_colouring, categorise};
use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::map::tile_store::Waker;
use ruilkaart::map::{
    Camera, LayerStyle, Outline, PaletteName, PreparedLayer, TileKey, TileStore, map_crs_for,
};

mod shared;

use shared::peak_mb;

const SCREEN: [f64; 2] = [1920.0, 1080.0];
const THREADS: usize = 2;
const ROUNDS: usize = 9;

fn main() {
    let files: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let Some(file) = files.first() else {
        println!("no file named: cargo bench --bench picture -- FILE");
        return;
    };
    let begin = Instant::now();
    let layer = Arc::new(
        io::open(Path::new(file), &Progress::default())
            .unwrap()
            .remove(0),
    );
    let crs = map_crs_for([&*layer]);
    let layer = PreparedLayer::new(layer, crs, &Progress::default()).unwrap();
    println!("open and prepare       {:8.1} ms", ms(begin.elapsed()));
    println!("peak memory so far     {:8.0} MB", peak_mb());
    Bench::new(Arc::new(layer)).run();
}

struct Bench {
    layer: Arc<PreparedLayer>,
    of_feature: Arc<[u8]>,
    style: LayerStyle,
}

impl Bench {
    fn new(layer: Arc<PreparedLayer>) -> Self {
        let knowledge = Knowledge::default();
        let by = best_colouring(layer.layer(), &knowledge.catalogue);
        let begin = Instant::now();
        let coloured = categorise(
            layer.layer(),
            layer.area_m2(),
            &by,
            None,
            &knowledge,
            &Progress::default(),
        )
        .unwrap();
        println!("categorise             {:8.1} ms", ms(begin.elapsed()));
        let style = LayerStyle {
            categories: PaletteName::Fig1.styles(&coloured.categories.list),
            outline: Outline::default(),
        };
        Self {
            layer,
            of_feature: coloured.categories.of_feature,
            style,
        }
    }

    fn run(&self) {
        let full = Camera::fit(&self.layer.bounds(), SCREEN, 20.0).unwrap();
        for (name, zoom) in [
            ("full extent", 1.0),
            ("municipality", 6.0),
            ("village", 24.0),
        ] {
            let camera = Camera {
                units_per_px: full.units_per_px / zoom,
                ..full
            };
            println!("{name}: {} tiles", self.tiles(&camera).len());
            self.measure(&camera);
        }
    }

    /// The tiles that a screen shows.
    fn tiles(&self, camera: &Camera) -> Vec<TileKey> {
        let grid = ruilkaart::map::TileGrid::of(self.layer.crs());
        grid.keys_covering(grid.level_for(camera.units_per_px), &camera.visible(SCREEN))
    }

    fn measure(&self, camera: &Camera) {
        let (mut first, mut pan, mut zoom, mut repaint) = (vec![], vec![], vec![], vec![]);
        let half_a_screen = camera.units_per_px * SCREEN[0] / 2.0;
        let beside = Camera {
            center: [camera.center[0] + half_a_screen, camera.center[1]],
            ..*camera
        };
        let closer = Camera {
            units_per_px: camera.units_per_px / 2.0,
            ..*camera
        };
        for round in 0..ROUNDS {
            let (mut store, wakes) = self.store();
            first.push(timed(|| self.show(&mut store, &wakes, camera)));
            if round == 0 {
                println!("  peak memory with it  {:8.0} MB", peak_mb());
            }
            pan.push(timed(|| self.show(&mut store, &wakes, &beside)));
            let (mut store, wakes) = self.store();
            self.show(&mut store, &wakes, camera);
            repaint.push(timed(|| {
                store.set_style(Arc::clone(&self.of_feature), self.style.clone());
                until_complete(&mut store, &wakes);
            }));
            zoom.push(timed(|| self.show(&mut store, &wakes, &closer)));
        }
        for (name, times) in [
            ("picture", first),
            ("after a pan", pan),
            ("after a zoom", zoom),
            ("repaint", repaint),
        ] {
            println!("  {name:20} {:8.1} ms", median(times));
        }
    }

    fn store(&self) -> (TileStore, Receiver<()>) {
        let (sender, wakes) = mpsc::channel();
        let sender = Mutex::new(sender);
        let waker: Waker = Arc::new(move |_| {
            // The receiver is gone when a round ends.
            let _ = sender.lock().unwrap().send(());
        });
        let mut store = TileStore::new(Arc::clone(&self.layer), THREADS, &waker).unwrap();
        store.set_style(Arc::clone(&self.of_feature), self.style.clone());
        (store, wakes)
    }

    fn show(&self, store: &mut TileStore, wakes: &Receiver<()>, camera: &Camera) {
        store.want(&self.tiles(camera));
        until_complete(store, wakes);
    }
}

fn until_complete(store: &mut TileStore, wakes: &Receiver<()>) {
    while store.pending() > 0 {
        wakes.recv().unwrap();
        store.poll();
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    ms(times[times.len() / 2])
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

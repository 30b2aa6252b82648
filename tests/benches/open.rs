//! How fast a file opens: `cargo bench --bench open -- FILE.shp`.
//!
//! One line per file: parcels, vertices, median seconds until geometry and crop column are ready to draw, and
//! beside it, timed in the same run, the `shapefile` crate reading the same shapes and records plainly. The
//! file lies in the page cache after the first run, which is not counted.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::layer::Layer;

const RUNS: usize = 11;

/// Names under which crop registers keep the code of the crop.
const CROP_COLUMNS: &[&str] = &["gewascode", "gws_gewasc", "GWS_GEWASCODE"];

fn main() {
    let files: Vec<PathBuf> = std::env::args_os()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .map(PathBuf::from)
        .collect();
    if files.is_empty() {
        eprintln!("which file? cargo bench --bench open -- FILE.shp");
    }
    for file in files {
        compare(&file);
    }
}

fn compare(file: &Path) {
    let layer = open(file);
    read_plainly(file);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(seconds(|| open(file)));
        theirs.push(seconds(|| read_plainly(file)));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "{}: {} parcels, {} vertices, {ours:.4} s; shapefile crate {theirs:.4} s, {:.1} times as long",
        file.display(),
        layer.len(),
        layer.polygons.vertex_count(),
        theirs / ours,
    );
}

/// Geometry and crop column, ready to draw.
fn open(file: &Path) -> Layer {
    let mut layers = io::open(file, &Progress::default()).unwrap();
    let layer = layers.remove(0);
    let column = CROP_COLUMNS.iter().find_map(|name| layer.table.find(name));
    layer.table.column(column.unwrap_or(0));
    layer
}

fn read_plainly(file: &Path) -> usize {
    let mut reader = shapefile::Reader::from_path(file).unwrap();
    reader.read().unwrap().len()
}

/// What the work returns is dropped outside the clock.
fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    let result = work();
    let seconds = start.elapsed().as_secs_f64();
    drop(result);
    seconds
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

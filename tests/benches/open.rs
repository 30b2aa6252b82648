//! How fast a file opens: `cargo bench --bench open -- FILE...`, in any format that is read.
//!
//! One line per file: parcels, vertices, median seconds until geometry and crop column are ready to draw, and
//! beside it, timed in the same run, what others take: the `shapefile` crate reading the shapes and records of a
//! shapefile plainly, and GDAL through pyogrio reading every format into memory, where `python3` has it (pyarrow
//! for GeoParquet). The file lies in the page cache after the first run, which is not counted.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

use std::path::{Path, PathBuf};

use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::layer::Layer;

mod shared;

use shared::{median, python, timed};

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
    let is_shapefile = file.extension().is_some_and(|ending| ending == "shp");
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(timed(|| open(file)).0);
        if is_shapefile {
            plain.push(timed(|| read_plainly(file)).0);
        }
    }
    let ours = median(ours);
    let beside = |name: &str, theirs: Option<f64>| match theirs {
        Some(theirs) => format!("; {name} {theirs:.4} s, {:.1} times as long", theirs / ours),
        None => String::new(),
    };
    let plain = is_shapefile.then(|| median(plain));
    println!(
        "{}: {} parcels, {} vertices, {ours:.4} s{}{}",
        file.display(),
        layer.len(),
        layer.polygons.vertex_count(),
        beside("shapefile crate", plain),
        beside("GDAL", gdal(file)),
    );
}

/// Median seconds that GDAL takes through pyogrio, or pyarrow and GeoPandas for GeoParquet; `None` without them.
fn gdal(file: &Path) -> Option<f64> {
    const SCRIPT: &str = "
import sys, time, statistics
path = sys.argv[1]
if path.endswith('parquet'):
    import geopandas
    read = lambda: geopandas.read_parquet(path)
else:
    import pyogrio
    read = lambda: pyogrio.raw.read(path)
read()
times = []
for _ in range(3):
    start = time.perf_counter()
    read()
    times.append(time.perf_counter() - start)
print(statistics.median(times))
";
    python(SCRIPT, &[file])?.parse().ok()
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

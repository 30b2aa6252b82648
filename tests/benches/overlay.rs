//! How fast years are laid over each other: `cargo bench --bench overlay`, on the files `brp_<year>.shp` of
//! the folder in `RUILKAART_YEARS`, or without it on the program's own sample.
//!
//! One line for this program (files opened, crops and shares of every parcel in every year), and in the same
//! run one for the plain way with the `geo` and `rstar` crates on the same threads, and one for GeoPandas
//! where `python3` can import it. The files lie in the page cache after the first run, which is not counted; half of the
//! runs come before the plain way and half after it. Peers read their files outside the clock. `RUILKAART_PEERS=0` leaves them out.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use geo::{Area as _, BooleanOps as _, BoundingRect as _};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use ruilkaart::analysis::classify::ParcelYears;
use ruilkaart::analysis::overlay::{Overlaid, OverlayError, YearInput, YearLayers};
use ruilkaart::analysis::years::YearFile;
use ruilkaart::domain::Catalogue;
use ruilkaart::io::{self, Known, Recall};
use ruilkaart::job::Progress;
use ruilkaart::layer::Layer;

mod shared;

use shared::{median, python, timed, wants_peers, year_files};

const RUNS: usize = 9;

fn main() {
    let (_sample, files) = year_files();
    let overlaid = ours(&files);
    let runs = |runs: usize| (0..runs).map(|_| timed(|| ours(&files)).0);
    let mut seconds: Vec<f64> = runs(RUNS.div_ceil(2)).collect();
    let plain = wants_peers().then(|| plainly(&files));
    // A machine that is shared is quick or slow by the minute. What the peer pushed out of the page cache comes back first.
    if plain.is_some() {
        ours(&files);
    }
    seconds.extend(runs(RUNS / 2));
    let seconds = median(seconds);
    let sequences = &overlaid.parcels.sequences;
    let parcel_years = (sequences.len() * sequences.columns().len()) as f64;
    println!(
        "{} parcels × {} years, {} threads: {seconds:.3} s, {:.0} parcel-years a second (files opened within)",
        sequences.len(),
        sequences.columns().len(),
        rayon::current_num_threads(),
        parcel_years / seconds,
    );
    let Some((plain_seconds, crops)) = plain else {
        return;
    };
    println!(
        "geo BooleanOps + rstar: {plain_seconds:.2} s, {:.0} times as long; same crop in {:.4} % of parcel-years",
        plain_seconds / seconds,
        100.0 * agreement(&overlaid, &crops),
    );
    let theirs = python(GEOPANDAS, &files).and_then(|seconds| seconds.parse::<f64>().ok());
    match theirs {
        Some(theirs) => println!(
            "GeoPandas overlay: {theirs:.1} s, {:.0} times as long",
            theirs / seconds
        ),
        None => println!("GeoPandas: python3 cannot import it here"),
    }
}

fn open(file: &Path) -> Layer {
    io::open(file, &Progress::default()).unwrap().remove(0)
}

fn ours(files: &[PathBuf]) -> Overlaid {
    let catalogue = Catalogue::built_in();
    let recall = Recall::default();
    let open = |file: usize, years: &YearLayers, progress: &Progress| -> Result<_, OverlayError> {
        let which = |fingerprints: &[u128]| years.holds(fingerprints);
        let how = io::Opening {
            recall: Some(&recall),
            known: years.crs().map(|crs| Known { crs, which: &which }),
            ..io::Opening::default()
        };
        let layer = io::open_with(how, &files[file], progress)
            .unwrap()
            .remove(0);
        let of = YearFile::of(&layer, &catalogue);
        Ok(vec![YearInput {
            year: of.year().unwrap(),
            layer,
            crops: of.crops,
        }])
    };
    let progress = Progress::default();
    ParcelYears::of_years(files.len(), open, None, &catalogue, &progress).unwrap()
}

/// Parcels as `geo` wants them, without landscape elements, with their codes.
fn parcels(layer: &Layer) -> Vec<Option<(geo::MultiPolygon, i64)>> {
    let catalogue = Catalogue::built_in();
    let source = YearFile::of(layer, &catalogue).crops.unwrap();
    let codes = layer.table.column(source.column).unwrap();
    let elements = ruilkaart::analysis::elements::elements(&layer.table, None, &catalogue);
    let ring = |ring: &[[f64; 2]]| {
        geo::LineString::from_iter(ring.iter().map(|&[x, y]| geo::coord! { x: x, y: y }))
    };
    let polygon = |part: ruilkaart::geometry::Part<'_>| {
        let mut rings = part.rings().map(ring);
        geo::Polygon::new(rings.next().unwrap(), rings.collect())
    };
    let parcel = |(index, element): (usize, &bool)| {
        let text = codes.value(index);
        let code = text
            .as_f64()
            .or(text.as_str().and_then(|text| text.parse().ok()))?;
        let parts = layer.polygons.feature(index).parts().map(polygon);
        (!element).then(|| (parts.collect(), code as i64))
    };
    elements.iter().enumerate().map(parcel).collect()
}

/// The crop with the largest sum of intersections, by year and parcel, with nothing clever; and the seconds that it
/// takes beside opening the files. One year is held beside the last one, so that a country fits into memory.
fn plainly(files: &[PathBuf]) -> (f64, Vec<Vec<Option<i64>>>) {
    let newest = open(files.last().unwrap());
    let (mut seconds, reference) = timed(|| parcels(&newest));
    drop(newest);
    let of_year = |layer: &Layer| {
        let old = parcels(layer);
        let boxes = old.iter().enumerate().filter_map(|(index, parcel)| {
            let bounds = parcel.as_ref()?.0.bounding_rect()?;
            let corner = |c: geo::Coord| [c.x, c.y];
            let bounds = Rectangle::from_corners(corner(bounds.min()), corner(bounds.max()));
            Some(GeomWithData::new(bounds, index))
        });
        let tree = RTree::bulk_load(boxes.collect());
        let crop = |parcel: &Option<(geo::MultiPolygon, i64)>| {
            let (shape, _) = parcel.as_ref()?;
            let bounds = shape.bounding_rect()?;
            let corner = |c: geo::Coord| [c.x, c.y];
            let bounds = AABB::from_corners(corner(bounds.min()), corner(bounds.max()));
            let mut sums: BTreeMap<i64, f64> = BTreeMap::new();
            for near in tree.locate_in_envelope_intersecting(&bounds) {
                let (other, code) = old[near.data].as_ref()?;
                *sums.entry(*code).or_default() += shape.intersection(other).unsigned_area();
            }
            let most = sums.values().copied().fold(0.0, f64::max);
            let covered = sums.values().sum::<f64>() >= 0.5 * shape.unsigned_area();
            let first = sums.into_iter().find(|(_, sum)| *sum >= most);
            first.filter(|_| covered).map(|(code, _)| code)
        };
        reference.par_iter().map(crop).collect()
    };
    let mut years = Vec::new();
    for file in files {
        let layer = open(file);
        let (of_this_year, crops) = timed(|| of_year(&layer));
        seconds += of_this_year;
        years.push(crops);
    }
    (seconds, years)
}

fn agreement(overlaid: &Overlaid, plain: &[Vec<Option<i64>>]) -> f64 {
    let sequences = &overlaid.parcels.sequences;
    let (mut same, mut all) = (0.0, 0.0);
    for (column, plain) in sequences.columns().iter().zip(plain) {
        let totals = &column.cover.as_ref().unwrap().total;
        for (parcel, crop) in column.crops.iter().enumerate() {
            if overlaid.parcels.elements[parcel] {
                continue;
            }
            let crop = sequences
                .crops()
                .get(*crop)
                .filter(|_| totals[parcel] >= 0.5);
            let code = crop.map(|crop| i64::from(crop.code.number()));
            same += f64::from(u8::from(code == plain[parcel]));
            all += 1.0;
        }
    }
    same / all
}

const GEOPANDAS: &str = r#"
import sys, time
import geopandas as gpd
def read(path):
    frame = gpd.read_file(path)
    code = next(c for c in frame.columns if c.lower() in ("gewascode", "gws_gewasc"))
    frame["code"] = frame[code].astype(int)
    kind = next((c for c in frame.columns if c.lower() in ("category", "cat_gewasc")), None)
    if kind: frame = frame[frame[kind] != "Landschapselement"]
    frame = frame[["code", "geometry"]].reset_index(drop=True)
    bad = ~frame.geometry.is_valid
    frame.loc[bad, "geometry"] = frame.geometry[bad].make_valid()
    return frame
years = [read(path) for path in sys.argv[1:]]
start = time.time()
own = years[-1][["geometry"]].copy()
own["parcel"] = own.index
for year in years:
    both = gpd.overlay(own, year, how="intersection", keep_geom_type=True)
    sums = both.assign(area=both.area).groupby(["parcel", "code"])["area"].sum()
    sums.groupby("parcel").idxmax()
print(time.time() - start)
"#;

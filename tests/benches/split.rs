//! Parcels cut along areas, and the figures of areas after a change of the rule, against a plain overlay with `geo`
//! on the same data in the same run, and GeoPandas where `python3` has it.
//!
//! ```text
//! cargo bench --bench split                          the sample: 20,000 parcels, 13 areas
//! cargo bench --bench split -- PARCELS AREAS         a layer with crop columns, and areas
//! ```

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use geo::{Area as _, BooleanOps as _, BoundingRect as _, Intersects as _};
use ruilkaart::analysis::area_labels::area_labels;
use ruilkaart::analysis::areas::{Basis, reclassified, rows};
use ruilkaart::analysis::carried::{Carried, classes};
use ruilkaart::analysis::classify::ParcelYears;
use ruilkaart::analysis::crop_columns::crop_columns;
use ruilkaart::analysis::nutrient_sums::FigureTable;
use ruilkaart::analysis::split::Split;
use ruilkaart::domain::{Assumptions, Catalogue, Rule};
use ruilkaart::geometry::PolygonArray;
use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Layer, measure};

mod shared;

use shared::{fastest_s, python};

/// Parcels that the plain overlay is timed on: enough to tell what one costs.
const PEER_PARCELS: usize = 1000;

fn open(path: &Path) -> Layer {
    io::open(path, &Progress::default()).unwrap().remove(0)
}

fn main() {
    // Cargo adds `--bench`.
    let mut paths = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .map(PathBuf::from);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/drenthe");
    let parcels_path = paths.next().unwrap_or_else(|| sample.join("drenthe.shp"));
    let areas_path = paths.next().unwrap_or_else(|| sample.join("areas.shp"));
    let (parcels, areas) = (open(&parcels_path), open(&areas_path));
    let progress = Progress::default();
    let area_m2 = measure::areas_m2(&parcels, &progress).unwrap();

    let cut = || Split::along(&parcels.polygons, &area_m2, &areas.polygons, &progress).unwrap();
    let split = cut();
    let first = fastest_s(9, || drop(cut()));
    let n = parcels.len() as f64;
    println!(
        "{} parcels, {} areas, {} on a border",
        parcels.len(),
        areas.len(),
        split.crossing
    );
    println!(
        "split: {:.1} ms, {:.2} million parcels a second",
        first * 1e3,
        n / first / 1e6
    );
    let again = rule_change(&parcels, &areas, &split);

    let peer = geo_s_per_parcel(&parcels.polygons, &areas.polygons) * n;
    println!(
        "geo, every pair of boxes that meet, one thread: {peer:.1} s; ratio {:.0}",
        peer / first
    );
    match geopandas(&parcels_path, &areas_path) {
        Some(peer) => {
            println!(
                "GeoPandas: {:.2} s; ratio {:.0}",
                peer.overlay_s,
                peer.overlay_s / first
            );
            println!(
                "GeoPandas, hectares per class and area of a finished overlay after other classes: {:.1} ms; ratio {:.0}",
                peer.again_s * 1e3,
                peer.again_s / again
            );
            let ours = split
                .areas
                .iter()
                .map(|pieces| pieces.iter().map(|p| p.m2).sum::<f64>());
            let apart = ours
                .zip(&peer.m2)
                .map(|(ours, theirs)| (ours - theirs).abs());
            println!(
                "largest difference of an area: {:.3} m2",
                apart.fold(0.0, f64::max)
            );
        }
        None => println!("GeoPandas: python3 cannot import it"),
    }
}

/// What a change of a threshold costs: classes, sums and every figure; then with other crops or years. Answers the
/// seconds that hectares per class and area take after other classes.
fn rule_change(parcels: &Layer, areas: &Layer, split: &Split) -> f64 {
    let (catalogue, rule) = (Catalogue::built_in(), Rule::default());
    let progress = Progress::default();
    let columns = crop_columns(&parcels.table, &catalogue).unwrap().found;
    let years = ParcelYears::of_columns(&parcels.table, &columns, None, &catalogue, &progress);
    let years = years.unwrap();
    let assumptions = Assumptions::default();
    let classified = years.classify(&catalogue, &rule);
    let read = || Carried::of(&classified, &rule, &assumptions);
    let carried = read();
    let table = FigureTable::of(&carried.land, &catalogue, &assumptions);
    let labels = area_labels(areas, None, &[]);
    let classes_now = classes(&classified);
    let basis = Basis {
        parcels: carried.with(&classes_now, None),
        table: &table,
        assumptions: &assumptions,
    };
    let first = rows(&labels, split, false, &[], basis);
    let ms = |run: &mut dyn FnMut()| fastest_s(15, run) * 1e3;
    let again = ms(&mut || drop(reclassified(&first, split, &classes_now)));
    println!(
        "after a threshold: classes {:.1} ms, rows of every area {:.1} ms; all figures anew {:.1} ms",
        ms(&mut || drop(classes(&years.classify(&catalogue, &rule)))),
        again,
        ms(&mut || drop(rows(&labels, split, false, &[], basis))),
    );
    println!(
        "after a sector or the window, besides: what parcels carried {:.1} ms, figures of crops {:.1} ms",
        ms(&mut || drop(read())),
        ms(&mut || drop(FigureTable::of(&carried.land, &catalogue, &assumptions))),
    );
    again / 1e3
}

fn geo_polygons(array: &PolygonArray, most: usize) -> Vec<geo::MultiPolygon<f64>> {
    let line = |ring: &[[f64; 2]]| ring.iter().copied().collect::<geo::LineString<f64>>();
    let features = array.features().take(most);
    features
        .map(|feature| {
            let parts = feature.parts().map(|part| {
                let mut rings = part.rings().map(line);
                let outer = rings.next().unwrap();
                geo::Polygon::new(outer, rings.collect())
            });
            parts.collect()
        })
        .collect()
}

/// Seconds a parcel, plainly: the shape of every intersection is built and measured.
fn geo_s_per_parcel(parcels: &PolygonArray, areas: &PolygonArray) -> f64 {
    let every = (parcels.len() / PEER_PARCELS).max(1);
    let parcels: Vec<_> = geo_polygons(parcels, usize::MAX)
        .into_iter()
        .step_by(every)
        .collect();
    let areas = geo_polygons(areas, usize::MAX);
    let start = Instant::now();
    let mut sum = 0.0;
    for parcel in &parcels {
        let Some(bounds) = parcel.bounding_rect() else {
            continue;
        };
        for area in &areas {
            if area
                .bounding_rect()
                .is_some_and(|other| other.intersects(&bounds))
            {
                sum += parcel.intersection(area).unsigned_area();
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("geo: {} parcels, {:.1} ha", parcels.len(), sum / 10_000.0);
    seconds / parcels.len() as f64
}

/// What GeoPandas makes of the same.
struct Peer {
    /// Seconds of the overlay, reading not counted.
    overlay_s: f64,
    /// Seconds of hectares per class and area after every parcel got another class.
    again_s: f64,
    /// Square metres per area.
    m2: Vec<f64>,
}

fn geopandas(parcels: &Path, areas: &Path) -> Option<Peer> {
    const SCRIPT: &str = "import sys, time, numpy, geopandas\n\
        p, a = (geopandas.read_file(f)[['geometry']] for f in sys.argv[1:3])\n\
        p['geometry'] = p.make_valid()\n\
        p['parcel'] = range(len(p))\n\
        a['area'] = range(len(a))\n\
        t = time.time()\n\
        o = geopandas.overlay(p, a, keep_geom_type=True)\n\
        o['m2'] = o.area\n\
        print(time.time() - t)\n\
        def again(k):\n\
        \x20   c = (numpy.arange(len(p)) * 7 + k) % 6\n\
        \x20   t = time.time()\n\
        \x20   o['class'] = c[o.parcel.values]\n\
        \x20   o.groupby(['area', 'class']).m2.sum()\n\
        \x20   return time.time() - t\n\
        print(min(again(k) for k in range(9)))\n\
        print(*o.groupby('area').m2.sum().reindex(range(len(a)), fill_value=0))\n";
    let text = python(SCRIPT, &[parcels, areas])?;
    let mut lines = text.lines();
    Some(Peer {
        overlay_s: lines.next()?.trim().parse().ok()?,
        again_s: lines.next()?.trim().parse().ok()?,
        m2: lines
            .next()?
            .split_whitespace()
            .filter_map(|m2| m2.parse().ok())
            .collect(),
    })
}

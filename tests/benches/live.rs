//! What the figures of areas cost on the window's own way after a change: the command as a slider sends it, the rows
//! as the background makes them, the map's colours by an indicator, and each chart with its pixels. Budget with twenty
//! areas and 60,000 parcels: 50 ms together.
//!
//! ```text
//! cargo bench --bench live                       the sample: 20,000 parcels, 13 areas
//! cargo bench --bench live -- PARCELS AREAS      a layer with crop columns, and areas
//! cargo bench --bench live -- PARCELS AREAS FIELD      besides: groups by a column of the parcels
//! ```

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use ruilkaart::analysis::area_colours::Breaks;
use ruilkaart::analysis::categorise::Knowledge;
use ruilkaart::analysis::figured::Figured;
use ruilkaart::domain::Threshold;
use ruilkaart::export::chart::request::ChartKind;
use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::map::MapCrs;
use ruilkaart::project::{Loaded, Place, load};
use ruilkaart::ui::charts::Asked;
use ruilkaart::ui::command::{AreasCommand, ChartsCommand, LayerCommand, RuleCommand, apply};
use ruilkaart::ui::state::charts::Room;
use ruilkaart::ui::state::{AreaColour, AreaSource, AreasTab, State, areas};

/// The fastest of some runs: what the work itself costs, whatever else the machine does.
fn fastest_ms(runs: usize, mut run: impl FnMut()) -> f64 {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1000.0
    });
    times.fold(f64::INFINITY, f64::min)
}

fn open(path: &Path) -> Loaded {
    let progress = Progress::default();
    let layer = Arc::new(io::open(path, &progress).unwrap().remove(0));
    let place = Place {
        crs: MapCrs::RdNew,
        knowledge: &Knowledge::default(),
    };
    // As the sample: coloured by the rule at hand.
    load(layer, None, true, place, &progress).unwrap()
}

fn main() {
    // Cargo adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|a| !a.starts_with('-'));
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/drenthe");
    let parcels = arguments.next().map(PathBuf::from);
    let borders = arguments.next().map(PathBuf::from);
    let mut state = State::default();
    let parcels = parcels.unwrap_or_else(|| sample.join("drenthe.shp"));
    apply(LayerCommand::Add(vec![open(&parcels)]).into(), &mut state);
    let borders = borders.unwrap_or_else(|| sample.join("areas.shp"));
    apply(AreasCommand::Add(vec![open(&borders)]).into(), &mut state);
    apply(AreasCommand::Tab(AreasTab::Charts).into(), &mut state);
    let room = Room {
        size: [900, 400],
        density: 100,
        is_dark: false,
    };
    apply(ChartsCommand::Room(room).into(), &mut state);
    println!("first time {:.1} ms", fastest_ms(1, || figure(&mut state)));
    let figured = state.view.areas.figured.clone().unwrap();
    println!(
        "{} parcels, {} areas",
        figured.classes.len(),
        figured.areas()
    );
    follow(&mut state);
    charts(&mut state);
    if let Some(field) = arguments.next() {
        let source = AreaSource::Column(field.clone());
        apply(AreasCommand::Source(Some(source)).into(), &mut state);
        let first = fastest_ms(1, || figure(&mut state));
        let groups = state.view.areas.figured.as_ref().unwrap().areas();
        println!("{groups} groups by {field}: first time {first:.1} ms");
        follow(&mut state);
        charts(&mut state);
    }
}

/// The figures that the state asks for, as the background makes them and the next frame takes them.
fn figure(state: &mut State) {
    let request = areas::request(state).unwrap();
    let before = state.view.areas.figured.clone();
    let figured = Figured::of(request, before.as_deref(), &Progress::default()).unwrap();
    apply(AreasCommand::Figured(Arc::new(figured)).into(), state);
}

/// A threshold is moved back and forth, with the map coloured by an indicator.
fn follow(state: &mut State) {
    let colour = AreaColour {
        column: "share_cooperation",
        breaks: Breaks::Quantiles(5),
    };
    apply(AreasCommand::Colour(Some(colour)).into(), state);
    let mut switches = 3.0;
    let mut step = |state: &mut State| {
        switches = 7.0 - switches;
        apply(
            RuleCommand::Move(Threshold::SIntensive, switches).into(),
            state,
        );
    };
    println!(
        "    the command of the slider, with map and legend {:.1} ms",
        fastest_ms(9, || step(state))
    );
    let together = fastest_ms(9, || {
        step(state);
        figure(state);
    });
    println!("    and the rows, the table and the areas' colours {together:.1} ms");
}

fn charts(state: &mut State) {
    for kind in ChartKind::ALL {
        apply(ChartsCommand::Kind(kind).into(), state);
        let asked = || Asked::of(state).unwrap();
        let made = fastest_ms(5, || drop(asked().make(&Progress::default()).unwrap()));
        println!("    chart {:<12} {made:6.1} ms", kind.key());
    }
}

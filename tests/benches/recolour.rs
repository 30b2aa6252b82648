//! What a changed rule costs, from the click to the last pixel: 60,000 and 770,000 parcels of ten years classified,
//! counted, styled, and the tiles of a screen of 1920 × 1080 painted again; and what is worked out beside it in the
//! background. Budget: map and legend follow within 16 ms (province) and 100 ms (country).

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use ruilkaart::analysis::categorise::{ColourBy, Coloured, Knowledge, by_outcome};
use ruilkaart::analysis::classify::ParcelYears;
use ruilkaart::analysis::crop_columns::crop_columns;
use ruilkaart::analysis::feature_table::FeatureTable;
use ruilkaart::analysis::fit;
use ruilkaart::analysis::rule_figures::RuleFigures;
use ruilkaart::crs::Crs;
use ruilkaart::domain::{Catalogue, Rule, Threshold};
use ruilkaart::geometry::PolygonBuilder;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};
use ruilkaart::map::tile_store::Waker;
use ruilkaart::map::{Camera, MapCrs, PreparedLayer, TileGrid, TileStore};
use ruilkaart::ui::state::{Loaded, Session};

const CODES: [i64; 8] = [265, 266, 259, 2017, 256, 233, 236, 332];
const SCREEN: [f64; 2] = [1920.0, 1080.0];

fn table(parcels: usize) -> Table {
    let columns = (2015..2025).map(|year| {
        let field = Field {
            name: format!("crop_{year}"),
            field_type: FieldType::Integer,
        };
        // A cheap hash: the same table every time.
        let code = |parcel: usize| CODES[(parcel * 2_654_435_761 + parcel * year / 7) >> 5 & 7];
        (
            field,
            Cells::Integer((0..parcels).map(|p| Some(code(p))).collect()),
        )
    });
    Table::of_columns(parcels, columns.collect())
}

/// Squares of a hectare side by side, three times as wide as high.
fn layer(parcels: usize) -> Layer {
    let wide = (parcels as f64 * 3.0).sqrt() as usize;
    let mut polygons = PolygonBuilder::default();
    for parcel in 0..parcels {
        let (x, y) = (
            100_000.0 + 100.0 * (parcel % wide) as f64,
            450_000.0 + 100.0 * (parcel / wide) as f64,
        );
        let corners = [
            [x, y],
            [x, y + 100.0],
            [x + 100.0, y + 100.0],
            [x + 100.0, y],
        ];
        polygons.push_ring(corners);
        polygons.end_part();
        polygons.end_feature();
    }
    Layer {
        name: "parcels".into(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: polygons.finish(),
        table: table(parcels),
        warnings: Vec::new(),
    }
}

/// The fastest of some runs: what the work itself costs, whatever else the machine does.
fn fastest_ms(mut run: impl FnMut()) -> f64 {
    let times = (0..15).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1000.0
    });
    times.fold(f64::INFINITY, f64::min)
}

fn main() {
    let (catalogue, rule) = (Catalogue::built_in(), Rule::default());
    for parcels in [60_000, 770_000] {
        let layer = layer(parcels);
        let columns = crop_columns(&layer.table, &catalogue).unwrap().found;
        let progress = Progress::default();
        let read = || {
            ParcelYears::of_columns(&layer.table, &columns, None, &catalogue, &progress).unwrap()
        };
        let years = read();
        let area_m2 = vec![10_000.0; parcels];
        let classified = years.classify(&catalogue, &rule);
        println!(
            "{parcels} parcels: sequences from columns {:.2} ms, classify {:.2} ms, count {:.2} ms, \
             crop groups of a year {:.2} ms",
            fastest_ms(|| drop(read())),
            fastest_ms(|| drop(years.classify(&catalogue, &rule))),
            fastest_ms(|| drop(by_outcome(&classified.outcomes, &area_m2))),
            fastest_ms(|| drop(Coloured::by_crop_year(
                &years,
                years.reference,
                &area_m2,
                &Knowledge::default()
            ))),
        );
        let figures =
            || RuleFigures::of(&classified, &area_m2, &catalogue, &rule, &progress).unwrap();
        let features = FeatureTable::of(&classified, &area_m2);
        let moved = Threshold::SIntensive.set(&rule, 4.0);
        println!(
            "    in the background: figures {:.2} ms; best fit {:.2} ms; hectares of other thresholds {:.4} ms",
            fastest_ms(|| drop(figures())),
            fastest_ms(|| drop(fit::best(&features, &rule))),
            fastest_ms(|| {
                features.hectares(&moved);
            }),
        );
        Bench::new(layer, years).run();
    }
}

/// A session with the layer, and its tiles.
struct Bench {
    session: Session,
    store: TileStore,
    wakes: Receiver<()>,
    switches: f64,
}

impl Bench {
    fn new(layer: Layer, years: ParcelYears) -> Self {
        let layer = Arc::new(layer);
        let progress = Progress::default();
        let prepared = PreparedLayer::new(Arc::clone(&layer), MapCrs::RdNew, &progress).unwrap();
        let prepared = Arc::new(prepared);
        let area_m2 = Arc::clone(prepared.area_m2());
        let knowledge = Knowledge::default();
        let mut session = Session::default();
        session.add(Loaded {
            coloured: Arc::new(Coloured::by_rule(&years, &area_m2, &knowledge)),
            colour_by: ColourBy::Cooperation,
            years: Some(years),
            year_layers: None,
            prepared: Some(Arc::clone(&prepared)),
            area_m2,
            layer,
            is_sample: false,
        });
        let (sender, wakes) = mpsc::channel();
        let sender = Mutex::new(sender);
        let waker: Waker = Arc::new(move |_| {
            let _ = sender.lock().unwrap().send(());
        });
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut store = TileStore::new(Arc::clone(&prepared), threads, &waker).unwrap();
        let camera = Camera::fit(&prepared.bounds(), SCREEN, 20.0).unwrap();
        let grid = TileGrid::of(MapCrs::RdNew);
        let level = grid.level_for(camera.units_per_px);
        store.want(&grid.keys_covering(level, &camera.visible(SCREEN)));
        let mut bench = Self {
            session,
            store,
            wakes,
            switches: 3.0,
        };
        bench.repaint();
        bench
    }

    /// A threshold is moved back and forth.
    fn change_rule(&mut self) {
        self.switches = 7.0 - self.switches;
        let rule = Threshold::SIntensive.set(&Rule::default(), self.switches);
        let knowledge = Knowledge {
            rule,
            ..Knowledge::clone(self.session.knowledge())
        };
        self.session.set_knowledge(knowledge);
        let knowledge = Arc::clone(self.session.knowledge());
        let id = self.session.active().unwrap().id;
        let layer = self.session.layer_mut(id).unwrap();
        // Large ones would wait for the background; the work is the same.
        if layer.is_outdated(&knowledge) {
            layer.follow(&knowledge);
        }
    }

    fn repaint(&mut self) {
        let layer = self.session.active().unwrap();
        let style = (*layer.style).clone();
        self.store
            .set_style(Arc::clone(&layer.categories().of_feature), style);
        while self.store.pending() > 0 {
            let _ = self.wakes.recv();
            self.store.poll();
        }
    }

    fn run(&mut self) {
        let followed = fastest_ms(|| self.change_rule());
        let painted = fastest_ms(|| self.repaint());
        let whole = fastest_ms(|| {
            self.change_rule();
            self.repaint();
        });
        println!(
            "    legend follows {followed:.2} ms, visible tiles painted {painted:.2} ms, both {whole:.2} ms"
        );
    }
}

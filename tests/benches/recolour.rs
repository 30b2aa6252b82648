//! What a changed rule, or another year on the map, costs before a pixel is drawn: 60,000 and 770,000 parcels of ten years classified
//! and counted. Budget: map and legend follow within 16 ms (province) and 100 ms (country).

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

use ruilkaart::analysis::categorise::{Coloured, Knowledge, by_outcome};
use ruilkaart::analysis::classify::ParcelYears;
use ruilkaart::analysis::crop_columns::crop_columns;
use ruilkaart::domain::{Catalogue, Rule};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Table};

const CODES: [i64; 8] = [265, 266, 259, 2017, 256, 233, 236, 332];

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
        let table = table(parcels);
        let columns = crop_columns(&table, &catalogue).unwrap().found;
        let progress = Progress::default();
        let read =
            || ParcelYears::of_columns(&table, &columns, None, &catalogue, &progress).unwrap();
        let years = read();
        let area_m2 = vec![10_000.0; parcels];
        let outcomes = years.classify(&catalogue, &rule).outcomes;
        println!(
            "{parcels} parcels: sequences from columns {:.2} ms, classify {:.2} ms, count {:.2} ms, \
             crop groups of a year {:.2} ms",
            fastest_ms(|| drop(read())),
            fastest_ms(|| drop(years.classify(&catalogue, &rule))),
            fastest_ms(|| drop(by_outcome(&outcomes, &area_m2))),
            fastest_ms(|| drop(Coloured::by_crop_year(
                &years,
                years.reference,
                &area_m2,
                &Knowledge::default()
            ))),
        );
    }
}

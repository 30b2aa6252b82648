//! Small maps of a few years, and the overlay of them.

use proptest::prelude::*;
use ruilkaart::analysis::overlay::{Overlaid, OverlayError, Past, YearLayers};
use ruilkaart::analysis::years::CropSource;
use ruilkaart::crs::Crs;
use ruilkaart::domain::{Catalogue, Year};
use ruilkaart::geometry::PolygonBuilder;
use ruilkaart::geometry::fingerprint::fingerprint;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Layer, Source, Table};

use crate::layers::{integers, texts};
use crate::shapes::{Outline, array_of, map_points, outline};

/// Where the maps lie: in Drenthe.
pub(super) const RD: [f64; 2] = [235_000.0, 557_000.0];

/// A parcel of one year.
#[derive(Debug, Clone)]
pub(super) struct Parcel {
    pub(super) outline: Outline,
    pub(super) code: Option<i64>,
    pub(super) is_element: bool,
}

pub(super) fn parcel(outline: Outline, code: i64) -> Parcel {
    Parcel {
        outline,
        code: Some(code),
        is_element: false,
    }
}

/// Years with their parcels; the last is the reference year.
pub(super) type Years = Vec<(i64, Vec<Parcel>)>;

pub(super) fn year(number: i64) -> Year {
    Year::new(number).unwrap()
}

pub(super) fn moved(outline: &Outline, by: [f64; 2]) -> Outline {
    map_points(outline, |[x, y]| [x + by[0], y + by[1]])
}

pub(super) fn layer_of(parcels: &[Parcel]) -> Layer {
    let outlines: Vec<Outline> = parcels.iter().map(|p| moved(&p.outline, RD)).collect();
    let codes: Vec<Option<i64>> = parcels.iter().map(|p| p.code).collect();
    let word = |parcel: &Parcel| {
        if parcel.is_element {
            "Landschapselement"
        } else {
            "Bouwland"
        }
    };
    let words: Vec<&str> = parcels.iter().map(word).collect();
    let columns = vec![integers("gewascode", &codes), texts("category", &words)];
    Layer {
        name: "brp".to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: array_of(&outlines),
        table: Table::of_columns(parcels.len(), columns),
        warnings: Vec::new(),
    }
}

pub(super) fn codes(layer: &Layer) -> Option<CropSource> {
    let column = layer.table.find("gewascode")?;
    let source = CropSource::chosen(&layer.table, column, &Catalogue::built_in())?;
    Some(CropSource {
        by_name: false,
        ..source
    })
}

pub(super) fn layers_of(years: &[(i64, Layer)]) -> YearLayers {
    let mut layers = YearLayers::new();
    let catalogue = Catalogue::built_in();
    for (number, layer) in years {
        let (crops, progress) = (codes(layer), Progress::default());
        layers
            .add(year(*number), layer, crops.as_ref(), &catalogue, &progress)
            .unwrap();
    }
    layers
}

/// As [`layers_of`], but each layer has no more than the fingerprint of an outline that stood before.
pub(super) fn layers_of_new(years: &[(i64, Layer)]) -> YearLayers {
    let mut layers = YearLayers::new();
    let catalogue = Catalogue::built_in();
    for (number, layer) in years {
        let prints: Vec<u128> = layer.polygons.features().map(|f| fingerprint(&f)).collect();
        let known = layers.holds(&prints);
        let mut new = PolygonBuilder::default();
        for (feature, known) in layer.polygons.features().zip(known) {
            match known {
                true => new.end_feature(),
                false => new.push_feature(&feature),
            }
        }
        let layer = Layer {
            polygons: new.finish().with_fingerprints(prints),
            ..layer.clone()
        };
        let (crops, progress) = (codes(&layer), Progress::default());
        layers
            .add(year(*number), &layer, crops.as_ref(), &catalogue, &progress)
            .unwrap();
    }
    layers
}

pub(super) fn past_of(years: &Years) -> Past {
    let reference = year(years.last().unwrap().0);
    let layers: Vec<(i64, Layer)> = years.iter().map(|(y, p)| (*y, layer_of(p))).collect();
    Past::new(layers_of(&layers), reference, &Progress::default()).unwrap()
}

pub(super) fn overlay(years: &Years) -> Overlaid {
    past_of(years).overlay(&Progress::default()).unwrap()
}

pub(super) fn overlay_layers(
    years: &[(i64, Layer)],
    reference: i64,
) -> Result<Overlaid, OverlayError> {
    Past::new(layers_of(years), year(reference), &Progress::default())?
        .overlay(&Progress::default())
}

/// What covers a parcel in a year: code, share, second code, second share, total.
pub(super) type Covered = (Option<i64>, f64, Option<i64>, f64, f64);

pub(super) fn covered(overlaid: &Overlaid, number: i64, parcel: usize) -> Covered {
    let sequences = &overlaid.parcels.sequences;
    let column = sequences.columns().iter().find(|c| c.year == year(number));
    let column = column.unwrap();
    let cover = column.cover.as_ref().unwrap();
    let code = |id| {
        sequences
            .crops()
            .get(id)
            .map(|crop| i64::from(crop.code.number()))
    };
    (
        code(column.crops[parcel]),
        f64::from(cover.share[parcel]),
        code(cover.second[parcel]),
        f64::from(cover.second_share[parcel]),
        f64::from(cover.total[parcel]),
    )
}

/// Column of crops as text, to compare results as a whole.
pub(super) fn cells(overlaid: &Overlaid) -> &[ruilkaart::domain::YearColumn] {
    overlaid.parcels.sequences.columns()
}

fn any_parcel() -> impl Strategy<Value = Parcel> {
    let code = prop::sample::select(vec![Some(233), Some(265), Some(265), Some(2017), None]);
    (outline(), code, prop::bool::weighted(0.15)).prop_map(|(outline, code, is_element)| Parcel {
        outline,
        code,
        is_element,
    })
}

/// Three years that overlap at will, some outlines standing in several of them with other crops, some
/// twice in one.
pub(super) fn wild_years() -> impl Strategy<Value = Years> {
    let stock = prop::collection::vec(any_parcel(), 3..7);
    let choose = || prop::collection::vec((any::<prop::sample::Index>(), 0..3_i64), 0..6);
    let years = (
        choose(),
        choose(),
        prop::collection::vec(any::<prop::sample::Index>(), 1..5),
    );
    (stock, years).prop_map(|(stock, (a, b, reference))| {
        let other_crop = |(index, change): &(prop::sample::Index, i64)| {
            let mut parcel = index.get(&stock).clone();
            parcel.code = parcel.code.map(|code| code + *change);
            parcel
        };
        let pick = |index: &prop::sample::Index| index.get(&stock).clone();
        vec![
            (2021, a.iter().map(other_crop).collect()),
            (2022, b.iter().map(other_crop).collect()),
            (2024, reference.iter().map(pick).collect()),
        ]
    })
}

/// An axis-parallel rectangle as an outline.
pub(super) fn field(x0: f64, y0: f64, x1: f64, y1: f64) -> Outline {
    vec![vec![crate::shapes::rectangle(x0, y0, x1, y1)]]
}

/// A grid of cells that cover each other nowhere, cut at lines of each year's own, without a cell here
/// and there.
pub(super) fn tidy_years() -> impl Strategy<Value = Years> {
    let lines = || prop::collection::btree_set(1..10_u8, 0..4);
    let year = || {
        let codes = prop::collection::vec(prop::sample::select(vec![233, 265, 2017, 0]), 25);
        (lines(), lines(), codes)
    };
    prop::collection::vec(year(), 2..5).prop_map(|years| {
        let first = 2025 - years.len() as i64;
        let grid = |lines: std::collections::BTreeSet<u8>| -> Vec<f64> {
            let inner = lines.into_iter().map(|line| f64::from(line) * 10.0);
            std::iter::once(0.0).chain(inner).chain([100.0]).collect()
        };
        let cells = years.into_iter().map(|(xs, ys, codes)| {
            let (xs, ys) = (grid(xs), grid(ys));
            let mut parcels = Vec::new();
            for x in xs.windows(2) {
                for y in ys.windows(2) {
                    let code = codes[parcels.len() % codes.len()];
                    parcels.push((field(x[0], y[0], x[1], y[1]), code));
                }
            }
            let parcels = parcels.into_iter().filter(|(_, code)| *code != 0);
            parcels
                .map(|(outline, code)| parcel(outline, code))
                .collect()
        });
        (first..).zip(cells).collect()
    })
}

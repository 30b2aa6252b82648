//! Map series: every area has its own hectares, and together they are the layer.

use std::path::Path;
use std::sync::Arc;

use ruilkaart::analysis::area_labels::name_column;
use ruilkaart::analysis::regions::{Division, Regions};
use ruilkaart::export::pdf::Pdf;
use ruilkaart::export::series::{self, Ground, SeriesArea};
use ruilkaart::export::sheet::SheetSettings;
use ruilkaart::geometry::Bounds;
use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::map::PreparedLayer;
use ruilkaart::text::Lang;

use crate::pixels;
use crate::sheet::Data;

struct Series {
    data: Data,
    borders: PreparedLayer,
    division: Division,
    areas: Vec<SeriesArea>,
}

/// The municipalities of the sample.
fn of_sample() -> Series {
    let data = Data::sample();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/drenthe/areas.shp");
    let layer = Arc::new(io::open(&path, &Progress::default()).unwrap().remove(0));
    let crs = data.prepared.crs();
    let borders = PreparedLayer::new(Arc::clone(&layer), crs, &Progress::default()).unwrap();
    let division = Division::Polygons {
        name: name_column(&layer.table),
        layer,
    };
    let areas = areas(&data, &division, Some(&borders));
    Series {
        data,
        borders,
        division,
        areas,
    }
}

fn areas(data: &Data, division: &Division, borders: Option<&PreparedLayer>) -> Vec<SeriesArea> {
    let categories = &data.coloured.categories;
    let progress = Progress::default();
    series::areas(&data.prepared, categories, division, borders, &progress).unwrap()
}

fn m2(area: &SeriesArea) -> f64 {
    area.counted.iter().map(|category| category.area_m2).sum()
}

#[test]
fn the_areas_less_what_is_counted_twice_and_the_rest_are_the_layer() {
    let Series {
        data,
        division,
        areas,
        ..
    } = of_sample();
    assert!(areas.len() >= 12, "{}", areas.len());
    let area_m2 = data.prepared.area_m2();
    let parcels = data.prepared.layer();
    let regions = Regions::of(parcels, area_m2, &division, &Progress::default()).unwrap();
    let sum = |pieces: &[ruilkaart::analysis::split::Piece]| -> f64 {
        pieces.iter().map(|piece| piece.m2).sum()
    };
    let all: f64 = areas.iter().map(m2).sum();
    let together = all - sum(&regions.split.overlap) + sum(&regions.split.outside);
    let whole = data.coloured.categories.total_m2();
    assert!((together - whole).abs() < 1.0, "{together} and {whole}");
}

#[test]
fn a_page_shows_its_own_area_under_its_own_name_with_its_own_hectares() {
    let Series {
        data,
        borders,
        areas,
        ..
    } = of_sample();
    let mut pdf = Pdf::new(Lang::Nl).unwrap();
    let settings = SheetSettings::default();
    for area in areas.iter().take(3) {
        let composed = data.compose_about(&settings, Lang::Nl, Some(&borders), Some(area));
        assert!(composed.drawing.title.ends_with(&*area.name));
        let apart = |at: f64, middle: f64| (at - middle).abs();
        let center = composed.center.unwrap();
        let middle = area.bounds.center();
        assert!(apart(center[0], middle[0]) < 1.0 && apart(center[1], middle[1]) < 1.0);
        pdf.add(&composed.drawing, &Progress::default()).unwrap();
    }
    let bytes = pdf.finish("reeks", "reeks").unwrap();
    let Some(words) = pixels::words_of(&bytes) else {
        return;
    };
    let pages: Vec<String> = words
        .split('\u{c}')
        .map(|page| page.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    for (page, area) in pages.iter().zip(areas.iter().take(3)) {
        assert!(page.contains(&*area.name), "{}: {page}", area.name);
        for category in area
            .counted
            .iter()
            .filter(|category| category.area_m2 > 1e6)
        {
            let hectares = Lang::Nl.ha_total(category.area_m2).replace('\u{a0}', " ");
            assert!(
                page.contains(&hectares),
                "{hectares} of {}: {page}",
                area.name
            );
        }
    }
}

#[test]
fn what_lies_outside_is_paler_and_a_group_of_parcels_stands_alone() {
    let Series {
        data,
        borders,
        areas: of_areas,
        ..
    } = of_sample();
    let settings = SheetSettings::default();
    let seen = |area: &SeriesArea, borders| {
        let composed = data.compose_about(&settings, Lang::Nl, borders, Some(area));
        pixels::of_drawing(&composed.drawing, 50.0)
    };
    // Everything together is about no area, so nothing is paler.
    let everything = SeriesArea {
        ground: Ground::Parcels((0..data.prepared.layer().len() as u32).collect()),
        bounds: of_areas[0].bounds,
        ..of_areas[0].clone()
    };
    let of_one = seen(&of_areas[0], Some(&borders));
    let of_all = seen(&everything, Some(&borders));
    assert!(of_one.difference(&of_all) > 0.02);
    let few = SeriesArea {
        ground: Ground::Parcels([0, 1, 2].into()),
        ..everything.clone()
    };
    assert!(seen(&few, None).difference(&seen(&everything, None)) > 0.02);
}

#[test]
fn an_area_without_parcels_has_no_page() {
    let Series { data, .. } = of_sample();
    let far = Division::Shape {
        name: "zee".into(),
        ring: corners(&Bounds::new(10_000.0, 600_000.0, 20_000.0, 610_000.0)).into(),
        crs: ruilkaart::crs::Crs::rd_new(),
    };
    assert!(areas(&data, &far, None).is_empty());
}

fn corners(bounds: &Bounds) -> [[f64; 2]; 4] {
    let ([x0, y0], [x1, y1]) = (bounds.min, bounds.max);
    [[x0, y0], [x0, y1], [x1, y1], [x1, y0]]
}

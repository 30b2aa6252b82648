//! Sheets: what is on them, how long a kilometre is, how large the file is, and that they look as they did.

use std::path::Path;
use std::sync::Arc;

use ruilkaart::analysis::categorise::{Coloured, Knowledge, best_colouring, categorise};
use ruilkaart::crs::Crs;
use ruilkaart::export::series::SeriesArea;
use ruilkaart::export::sheet::{
    self, Composed, Item, Orientation, Paper, Placement, Sheet, SheetSettings,
};
use ruilkaart::export::{pdf, svg};
use ruilkaart::geometry::{Bounds, PolygonBuilder};
use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};
use ruilkaart::map::{LayerStyle, Outline, PaletteName, PreparedLayer, map_crs_for};
use ruilkaart::text::{Date, Lang};

use crate::pixels;
use crate::vectors::Vectors;

const CLASSES: [&str; 4] = ["none_mixed", "none_arable", "none_livestock", "extensive"];

/// A layer with its colours.
pub struct Data {
    pub prepared: PreparedLayer,
    pub coloured: Coloured,
    style: LayerStyle,
}

impl Data {
    fn of(layer: Layer) -> Self {
        let layer = Arc::new(layer);
        let crs = map_crs_for([&*layer]);
        let progress = Progress::default();
        let prepared = PreparedLayer::new(layer, crs, &progress).unwrap();
        let knowledge = Knowledge::default();
        let by = best_colouring(prepared.layer(), &knowledge.catalogue);
        let coloured = categorise(
            prepared.layer(),
            prepared.area_m2(),
            &by,
            None,
            &knowledge,
            &progress,
        )
        .unwrap();
        let style = LayerStyle {
            categories: PaletteName::Fig1.styles(&coloured.categories.list),
            outline: Outline::default(),
        };
        Self {
            prepared,
            coloured,
            style,
        }
    }

    /// The sample of the program.
    pub fn sample() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/drenthe/drenthe.shp");
        let layer = io::open(&path, &Progress::default()).unwrap().remove(0);
        Self::of(layer)
    }

    fn compose(&self, settings: &SheetSettings, lang: Lang) -> Composed {
        self.compose_about(settings, lang, None, None)
    }

    /// The sheet of one area of a layer.
    pub fn compose_about(
        &self,
        settings: &SheetSettings,
        lang: Lang,
        areas: Option<&PreparedLayer>,
        focus: Option<&SeriesArea>,
    ) -> Composed {
        let layer = self.prepared.layer();
        let knowledge = Knowledge::default();
        let years = sheet::years_of(layer, &self.coloured, &knowledge.catalogue);
        let sheet = Sheet {
            settings,
            layer: &self.prepared,
            name: &layer.name,
            categories: &self.coloured.categories,
            doubt: None,
            counted: focus.map_or(&self.coloured.categories.list, |area| &area.counted),
            style: &self.style,
            opacity: 0.9,
            rule: self.coloured.knowledge.as_ref().map(|known| &known.rule),
            years: &years,
            areas,
            focus,
            view: focus.map_or(self.prepared.bounds(), |area| area.bounds),
            backdrop: None,
            logo: None,
            today: Date {
                year: 2026,
                month: 11,
                day: 5,
            },
            lang,
        };
        sheet::compose(&sheet, &Progress::default()).unwrap()
    }
}

/// Upright strips of 1 × 4 km, one of each of the first classes, from a corner in map coordinates.
fn strips(crs: Crs, [x, y]: [f64; 2], [width, height]: [f64; 2]) -> Layer {
    let mut builder = PolygonBuilder::default();
    for strip in 0..CLASSES.len() {
        let (left, right) = (x + strip as f64 * width, x + (strip + 1) as f64 * width);
        builder.push_ring([
            [left, y],
            [left, y + height],
            [right, y + height],
            [right, y],
            [left, y],
        ]);
        builder.end_part();
        builder.end_feature();
    }
    let field = Field {
        name: "klasse".into(),
        field_type: FieldType::Text,
    };
    let classes = Cells::from_texts(CLASSES.iter().map(|class| Some(*class)));
    Layer {
        name: "stroken".into(),
        source: Source::default(),
        crs: Some(crs),
        polygons: builder.finish(),
        table: Table::of_columns(CLASSES.len(), vec![(field, classes)]),
        warnings: Vec::new(),
    }
}

fn near_assen() -> Data {
    Data::of(strips(
        Crs::rd_new(),
        [234_000.0, 555_000.0],
        [1000.0, 4000.0],
    ))
}

/// `none_arable` of the palette of Fig. 1.
const ORANGE: [u8; 3] = [0xBE, 0x63, 0x01];

fn at_scale(n: f64) -> SheetSettings {
    SheetSettings {
        paper: Paper::A4,
        scale: Some(n),
        ..SheetSettings::default()
    }
}

/// Width in millimetres of the strip of a colour: the widest shape of it is that of the map.
fn strip_mm(vectors: &Vectors, colour: [u8; 3]) -> f64 {
    let of_colour = vectors.shapes.iter().filter(|shape| shape.fill == colour);
    let widths = of_colour.map(|shape| shape.bounds.width());
    widths.fold(0.0, f64::max)
}

#[test]
fn a_kilometre_at_1_to_25000_is_forty_millimetres_and_the_page_is_a4() {
    let composed = near_assen().compose(&at_scale(25_000.0), Lang::Nl);
    assert!((composed.scale.unwrap() - 25_000.0).abs() < 1e-6);
    let bytes = pdf::encode(&composed.drawing, Lang::Nl).unwrap();
    let Some(vectors) = Vectors::of_pdf(&bytes) else {
        return;
    };
    let [width, height] = vectors.page_mm;
    assert!((width - 297.0).abs() < 0.5 && (height - 210.0).abs() < 0.5);
    let km_mm = strip_mm(&vectors, ORANGE);
    assert!((km_mm - 40.0).abs() < 0.08, "{km_mm}");
}

#[test]
fn the_scale_is_that_of_the_ground_where_the_plane_stretches() {
    // Around Riga, drawn in Web Mercator. A kilometre in degrees of longitude on the ellipsoid of WGS 84.
    let latitude: f64 = 56.95;
    let (a, e2) = (6_378_137.0, 0.006_694_38);
    let sin = latitude.to_radians().sin();
    let m_per_degree =
        a * latitude.to_radians().cos() / (1.0 - e2 * sin * sin).sqrt() * 1f64.to_radians();
    let km = 1000.0 / m_per_degree;
    let riga = Data::of(strips(Crs::wgs84(), [24.1, latitude - 0.02], [km, 0.04]));
    let composed = riga.compose(&at_scale(25_000.0), Lang::En);
    let bytes = pdf::encode(&composed.drawing, Lang::En).unwrap();
    let Some(vectors) = Vectors::of_pdf(&bytes) else {
        return;
    };
    let km_mm = strip_mm(&vectors, ORANGE);
    assert!((km_mm - 40.0).abs() < 0.08, "{km_mm}");
}

#[test]
fn every_size_of_paper_is_as_large_as_it_is_called() {
    let data = near_assen();
    for (paper, short, long) in [
        (Paper::A4, 210.0, 297.0),
        (Paper::A3, 297.0, 420.0),
        (Paper::A2, 420.0, 594.0),
        (Paper::A0, 841.0, 1189.0),
        (Paper::Free(250.0, 180.0), 180.0, 250.0),
    ] {
        for (orientation, size) in [
            (Orientation::Landscape, [long, short]),
            (Orientation::Portrait, [short, long]),
        ] {
            let settings = SheetSettings {
                paper,
                orientation,
                ..SheetSettings::default()
            };
            let drawing = data.compose(&settings, Lang::Nl).drawing;
            let bytes = pdf::encode(&drawing, Lang::Nl).unwrap();
            let Some(vectors) = Vectors::of_pdf(&bytes) else {
                return;
            };
            for (found, wanted) in vectors.page_mm.into_iter().zip(size) {
                assert!((found - wanted).abs() < 0.5, "{paper:?}: {found}");
            }
        }
    }
}

#[test]
fn a_sheet_without_a_choice_has_a_round_scale_and_everything_on_it() {
    let composed = near_assen().compose(&SheetSettings::default(), Lang::Nl);
    assert!(
        (composed.scale.unwrap() - 20_000.0).abs() < 1e-6,
        "{:?}",
        composed.scale
    );
    for item in Item::ALL {
        let is_there = composed.areas.contains_key(&item);
        // Nobody has a logo without choosing one.
        let expected = item != Item::Logo;
        assert_eq!(is_there, expected, "{item:?}");
    }
    let page = Bounds::new(0.0, 0.0, 420.0, 297.0);
    assert!(
        composed
            .areas
            .values()
            .all(|area| page.contains_bounds(area))
    );
    let columns = [
        Item::Map,
        Item::Legend,
        Item::Chart,
        Item::Definition,
        Item::ScaleBar,
    ];
    for (at, one) in columns.iter().enumerate() {
        for other in &columns[at + 1..] {
            let apart = !composed.areas[one].intersects(&composed.areas[other]);
            assert!(apart, "{one:?} lies over {other:?}");
        }
    }
}

#[test]
fn parts_can_be_moved_and_switched_off() {
    let mut settings = at_scale(50_000.0);
    let placed = |shown, area_mm| Placement { shown, area_mm };
    settings.place(Item::Legend, placed(None, Some([20.0, 30.0, 60.0, 50.0])));
    settings.place(Item::Chart, placed(Some(false), None));
    settings.place(Item::Overview, placed(Some(true), None));
    settings.title = Some("Eigen titel".into());
    let composed = near_assen().compose(&settings, Lang::Nl);
    assert_eq!(
        composed.areas[&Item::Legend],
        Bounds::new(20.0, 30.0, 80.0, 80.0)
    );
    assert!(!composed.areas.contains_key(&Item::Chart));
    assert!(composed.areas.contains_key(&Item::Overview));
    assert_eq!(composed.drawing.title, "Eigen titel");
}

#[test]
fn the_words_of_a_sheet_are_in_its_pdf_in_both_languages() {
    let data = near_assen();
    for (lang, wanted) in [
        (
            Lang::Nl,
            [
                "Gemengd gebruik van landbouwgrond",
                "geen (100% akkerbouw)",
                "400 ha 25,0%",
                "0 ha",
                "Schaal 1 : 20.000",
                "Bron:",
                "Licentie: onbekend",
                "Peildatum: onbekend",
                "05-11-2026",
                "Amersfoort / RD New",
                "wijst op samenwerking",
                "800 van 1.600 ha, 50,0%",
                "stroken",
                "4 percelen",
                "0 500 m 1 km",
                " N ",
                "· code ",
            ],
        ),
        (
            Lang::En,
            [
                "Mixed use of farmland",
                "none (100% arable)",
                "400 ha",
                "0 ha",
                "Scale 1 : 20,000",
                "Source:",
                "Licence: unknown",
                "Reference date: unknown",
                "05-11-2026",
                "Amersfoort / RD New",
                "suggests cooperation",
                "800 of 1,600 ha, 50.0%",
                "stroken",
                "4 parcels",
                "0 500 m 1 km",
                " N ",
                "· code ",
            ],
        ),
    ] {
        let drawing = data.compose(&SheetSettings::default(), lang).drawing;
        let bytes = pdf::encode(&drawing, lang).unwrap();
        let Some(words) = pixels::words_of(&bytes) else {
            return;
        };
        let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        for wanted in wanted {
            assert!(words.contains(wanted), "{wanted} is not in {words}");
        }
    }
}

#[test]
fn years_that_stand_in_the_name_of_a_layer_are_said_once() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/drenthe/drenthe.shp");
    let mut layer = io::open(&path, &Progress::default()).unwrap().remove(0);
    let parcels = Lang::Nl.count(layer.len() as u64);
    for (name, said) in [
        (
            "Jaarlagen 2015–2024",
            format!("Jaarlagen 2015–2024 · {parcels} percelen"),
        ),
        (
            "drenthe",
            format!("drenthe · 2015–2024 · {parcels} percelen"),
        ),
    ] {
        layer.name = name.to_owned();
        let data = Data::of(layer.clone());
        let drawing = data.compose(&SheetSettings::default(), Lang::Nl).drawing;
        assert!(
            svg::encode(&drawing, Lang::Nl, &Progress::default()).contains(&said),
            "{said}"
        );
    }
}

#[test]
fn legend_and_map_have_the_same_colours() {
    let composed = near_assen().compose(&SheetSettings::default(), Lang::Nl);
    let dpi = 100.0;
    let picture = pixels::of_drawing(&composed.drawing, dpi);
    let colours_in = |area: &Bounds, wanted: [u8; 3]| {
        let px = |mm: f64| (mm / 25.4 * dpi) as u32;
        let mut places = (px(area.min[1])..px(area.max[1]))
            .flat_map(|y| (px(area.min[0])..px(area.max[0])).map(move |x| (x, y)));
        places.any(|(x, y)| picture.at(x, y) == wanted)
    };
    for colour in [
        [0xDA, 0xF1, 0xDA],
        ORANGE,
        [0x19, 0x62, 0xC2],
        [0x76, 0xAE, 0x81],
    ] {
        for item in [Item::Map, Item::Legend, Item::Chart] {
            assert!(
                colours_in(&composed.areas[&item], colour),
                "{colour:?} in {item:?}"
            );
        }
    }
}

#[test]
fn png_svg_and_pdf_of_one_sheet_look_alike() {
    let sample = Data::sample();
    for palette in [PaletteName::Fig1, PaletteName::Print] {
        let settings = SheetSettings {
            paper: Paper::A4,
            palette: Some(palette),
            ..SheetSettings::default()
        };
        let drawing = sample.compose(&settings, Lang::Nl).drawing;
        let dpi = 300.0;
        let png = pixels::of_drawing(&drawing, dpi);
        png.keep(&format!("sheet-{}.png", palette.key()));
        let svg = pixels::of_svg(
            &svg::encode(&drawing, Lang::Nl, &Progress::default()),
            dpi as f32,
        );
        let difference = png.difference(&svg);
        assert!(difference < 0.01, "SVG, {palette:?}: {difference}");
        let bytes = pdf::encode(&drawing, Lang::Nl).unwrap();
        if let Some(pdf) = pixels::of_pdf(&bytes, dpi) {
            pdf.keep(&format!("sheet-{}-pdf.png", palette.key()));
            let difference = png.difference(&pdf);
            println!("PDF, {palette:?}: {difference}");
            assert!(difference < 0.01, "PDF, {palette:?}: {difference}");
        }
    }
}

#[test]
fn the_sheet_of_the_sample_looks_as_it_did_and_its_file_is_small() {
    let data = Data::sample();
    let settings = SheetSettings {
        paper: Paper::A4,
        ..SheetSettings::default()
    };
    let found = [Lang::Nl, Lang::En].map(|lang| {
        let drawing = data.compose(&settings, lang).drawing;
        let bytes = pdf::encode(&drawing, lang).unwrap();
        assert!(bytes.len() < 10_000_000, "{} bytes", bytes.len());
        let name = format!("sheet-{}.png", lang.code());
        let found = pixels::of_drawing(&drawing, 90.0);
        found.keep(&name);
        (name, found)
    });
    for (name, found) in found {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
        let stored = pixels::of_png(&folder.join(&name));
        let difference = found.difference(&stored);
        assert!(
            difference < 0.002,
            "{name}: {difference}; look at it, then store the new one"
        );
    }
}

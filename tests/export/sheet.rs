//! Sheets: what is on them, how long a kilometre is, how large the file is, and that they look as they did.

use std::path::Path;
use std::sync::Arc;

use ruilkaart::analysis::categorise::{Coloured, Knowledge, best_colouring, categorise};
use ruilkaart::crs::Crs;
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

use crate::pixels::{self, Pixels};

const CLASSES: [&str; 4] = ["none_mixed", "none_arable", "none_livestock", "extensive"];

/// A layer with its colours.
struct Data {
    prepared: PreparedLayer,
    coloured: Coloured,
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
    fn sample() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/drenthe/drenthe.shp");
        let layer = io::open(&path, &Progress::default()).unwrap().remove(0);
        Self::of(layer)
    }

    fn compose(&self, settings: &SheetSettings, lang: Lang) -> Composed {
        let layer = self.prepared.layer();
        let knowledge = Knowledge::default();
        let years = sheet::years_of(layer, &self.coloured, &knowledge.catalogue);
        let sheet = Sheet {
            settings,
            layer: &self.prepared,
            name: &layer.name,
            categories: &self.coloured.categories,
            counted: &self.coloured.categories.list,
            style: &self.style,
            opacity: 0.9,
            rule: self.coloured.knowledge.as_ref().map(|known| &known.rule),
            years: &years,
            areas: None,
            focus: None,
            view: self.prepared.bounds(),
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

/// Width in millimetres of everything in the map that has a colour.
fn width_mm(picture: &Pixels, composed: &Composed, colour: [u8; 3], dpi: f64) -> f64 {
    let px = |mm: f64| (mm / 25.4 * dpi) as u32;
    let map = composed.areas[&Item::Map];
    let middle = px(map.center()[1]);
    let columns = (px(map.min[0])..px(map.max[0])).filter(|&x| {
        let found = picture.at(x, middle);
        found.iter().zip(colour).all(|(&a, b)| a.abs_diff(b) <= 8)
    });
    f64::from(columns.count() as u32) / dpi * 25.4
}

const ORANGE: [u8; 3] = [0xBE, 0x63, 0x01];

fn at_scale(n: f64) -> SheetSettings {
    SheetSettings {
        paper: Paper::A4,
        scale: Some(n),
        ..SheetSettings::default()
    }
}

#[test]
fn a_kilometre_at_1_to_25000_is_forty_millimetres() {
    let composed = near_assen().compose(&at_scale(25_000.0), Lang::Nl);
    assert!((composed.scale.unwrap() - 25_000.0).abs() < 1e-6);
    let dpi = 508.0;
    let bytes = pdf::encode(&composed.drawing, Lang::Nl).unwrap();
    let picture =
        pixels::of_pdf(&bytes, dpi).unwrap_or_else(|| pixels::of_drawing(&composed.drawing, dpi));
    assert!((f64::from(picture.size[0]) / dpi * 25.4 - 297.0).abs() < 0.1);
    let km_mm = width_mm(&picture, &composed, ORANGE, dpi);
    // Half of an outline of 0.1 mm lies over each side.
    assert!((km_mm - 39.9).abs() < 0.2, "{km_mm}");
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
    let dpi = 508.0;
    let picture = pixels::of_drawing(&composed.drawing, dpi);
    let km_mm = width_mm(&picture, &composed, ORANGE, dpi);
    assert!((km_mm - 39.9).abs() < 0.2, "{km_mm}");
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
        // Nobody has a logo without choosing one, and an overview of what is all on the map tells nothing.
        let expected = !matches!(item, Item::Logo | Item::Overview);
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
                "400,0 ha",
                "0 ha",
                "Schaal 1 : 20.000",
                "Bron:",
                "Licentie: onbekend",
                "Peildatum: onbekend",
                "05-11-2026",
                "Amersfoort / RD New",
                "wijst op samenwerking",
                "800 van 1.600 ha, 50,0%",
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
    let data = near_assen();
    for palette in [PaletteName::Fig1, PaletteName::Print] {
        let settings = SheetSettings {
            paper: Paper::A4,
            orientation: Orientation::Portrait,
            palette: Some(palette),
            ..SheetSettings::default()
        };
        let drawing = data.compose(&settings, Lang::Nl).drawing;
        let dpi = 120.0;
        let png = pixels::of_drawing(&drawing, dpi);
        png.keep(&format!("sheet-{}.png", palette.key()));
        let svg = pixels::of_svg(&svg::encode(&drawing, Lang::Nl), dpi as f32);
        assert!(png.difference(&svg) < 0.01, "SVG: {}", png.difference(&svg));
        let bytes = pdf::encode(&drawing, Lang::Nl).unwrap();
        if let Some(pdf) = pixels::of_pdf(&bytes, dpi) {
            pdf.keep(&format!("sheet-{}-pdf.png", palette.key()));
            assert!(png.difference(&pdf) < 0.01, "PDF: {}", png.difference(&pdf));
        }
    }
}

#[test]
fn the_sheet_of_the_sample_looks_as_it_did_and_its_file_is_small() {
    let data = Data::sample();
    for lang in [Lang::Nl, Lang::En] {
        let drawing = data.compose(&SheetSettings::default(), lang).drawing;
        let bytes = pdf::encode(&drawing, lang).unwrap();
        assert!(bytes.len() < 10_000_000, "{} bytes", bytes.len());
        let found = pixels::of_drawing(&drawing, 60.0);
        let name = format!("sheet-sample-{}.png", lang.code());
        found.keep(&name);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
        let stored = pixels::of_png(&folder.join(&name));
        let difference = found.difference(&stored);
        assert!(
            difference < 0.002,
            "{name}: {difference}; look at it, then store the new one"
        );
    }
}

//! The PNG, SVG and PDF of one drawing show the same.

use ruilkaart::export::drawing::{
    Anchor, Drawing, Fill, Group, Image, Line, Mark, Shape, Step, Stroke,
};
use ruilkaart::export::lettering::Weight;
use ruilkaart::export::{pdf, svg};
use ruilkaart::geometry::Bounds;
use ruilkaart::job::Progress;
use ruilkaart::map::Rgb;
use ruilkaart::map::pattern::Pattern;
use ruilkaart::text::Lang;

use crate::pixels;

const DARK: Rgb = Rgb::new(0x1F, 0x24, 0x21);
const GREEN: Rgb = Rgb::new(0x13, 0x49, 0x2F);

/// Everything that a drawing can hold, on 120 × 90 mm.
pub fn everything() -> Drawing {
    let patterns = [
        Pattern::Dots,
        Pattern::VerticalLines,
        Pattern::WideDiagonal,
        Pattern::DenseDiagonal,
        Pattern::CrossHatch,
        Pattern::Grid,
    ];
    let hatched = patterns.iter().enumerate().map(|(at, &pattern)| {
        let left = 6.0 + 18.0 * at as f64;
        let fill = Fill {
            pattern: (pattern, DARK),
            period: 4.2,
            ..Fill::plain(Rgb::new(0xDA, 0xF1, 0xDA))
        };
        let area = Bounds::new(left, 20.0, left + 15.0, 34.0);
        Mark::Shape(Shape::area(
            &area,
            Some(fill),
            Some(Stroke::plain(DARK, 0.2)),
        ))
    });
    let mut marks: Vec<Mark> = hatched.collect();
    marks.push(Mark::Image(picture()));
    marks.extend(words());
    marks.push(Mark::Group(Group {
        name: "Kaart & grens".into(),
        clip: Some(Bounds::new(6.0, 40.0, 60.0, 80.0)),
        marks: vec![
            Mark::Shape(ring_with_hole()),
            Mark::Shape(Shape {
                path: vec![
                    Step::Move([0.0, 60.0]),
                    Step::Curve([30.0, 30.0], [40.0, 95.0], [75.0, 55.0]),
                ],
                fill: None,
                stroke: Some(Stroke {
                    dashes: vec![3.0, 1.5],
                    opacity: 0.7,
                    ..Stroke::plain(Rgb::new(0xBE, 0x63, 0x01), 0.8)
                }),
            }),
        ],
    }));
    Drawing {
        size: [120.0, 90.0],
        unit_mm: 1.0,
        ground: Some(Rgb::WHITE),
        marks,
        title: "Ruilkaart van Drenthe".into(),
        alt: "Vijf klassen: 37.024 ha".into(),
    }
}

fn words() -> [Mark; 4] {
    [
        Line::new("Ruilkaart van Drenthe", [6.0, 10.0], 6.0, DARK).weighing(Weight::SemiBold),
        Line::new(
            "1 : 25.000 – Tot. 37.024\u{a0}ha <&>",
            [114.0, 16.0],
            3.2,
            DARK,
        )
        .anchored(Anchor::End),
        Line {
            halo: Some((Rgb::WHITE, 0.6)),
            anchor: Anchor::Middle,
            ..Line::new("Zeijen", [90.0, 60.0], 4.0, DARK)
        },
        Line {
            turned_deg: -90.0,
            ..Line::new("© Kadaster", [117.0, 80.0], 2.5, GREEN)
        },
    ]
    .map(Mark::Text)
}

fn ring_with_hole() -> Shape {
    let mut shape = Shape::polygon(
        &[[2.0, 45.0], [50.0, 38.0], [55.0, 78.0], [10.0, 85.0]],
        Some(Fill {
            opacity: 0.9,
            ..Fill::plain(GREEN)
        }),
        Some(Stroke::plain(Rgb::WHITE, 0.4)),
    );
    let hole = Shape::polygon(&[[20.0, 50.0], [40.0, 50.0], [30.0, 70.0]], None, None);
    shape.path.extend(hole.path);
    shape
}

fn picture() -> Image {
    let rgba = (0..32u32 * 32).flat_map(|at| {
        let (x, y) = (at % 32, at / 32);
        [
            (x * 8) as u8,
            (y * 8) as u8,
            128,
            if x > 24 { 100 } else { 255 },
        ]
    });
    Image {
        area: Bounds::new(66.0, 40.0, 112.0, 80.0),
        size_px: [32, 32],
        rgba: rgba.collect(),
    }
}

#[test]
fn png_svg_and_pdf_of_one_drawing_look_alike() {
    let drawing = everything();
    let png = pixels::of_drawing(&drawing, 150.0);
    png.keep("everything.png");
    let svg = pixels::of_svg(
        &svg::encode(&drawing, Lang::Nl, &Progress::default()),
        150.0,
    );
    svg.keep("everything-svg.png");
    let difference = png.difference(&svg);
    assert!(difference < 0.01, "SVG: {difference}");
    let pdf = pdf::encode(&drawing, Lang::Nl).unwrap();
    // Another rasteriser smooths edges in its own way: at the resolution of print they are a small part.
    if let Some(pdf) = pixels::of_pdf(&pdf, 300.0) {
        pdf.keep("everything-pdf.png");
        let difference = pixels::of_drawing(&drawing, 300.0).difference(&pdf);
        assert!(difference < 0.01, "PDF: {difference}");
    }
}

#[test]
fn the_comparison_sees_what_is_missing() {
    let drawing = everything();
    let whole = pixels::of_drawing(&drawing, 100.0);
    for left_out in 0..drawing.marks.len() {
        let mut without = drawing.clone();
        without.marks.remove(left_out);
        let difference = whole.difference(&pixels::of_drawing(&without, 100.0));
        assert!(difference > 0.0, "mark {left_out} is not seen");
    }
}

#[test]
fn the_same_drawing_gives_the_same_bytes() {
    let drawing = everything();
    let pdf = |drawing| pdf::encode(drawing, Lang::Nl).unwrap();
    assert_eq!(pdf(&drawing), pdf(&drawing.clone()));
}

#[test]
fn the_words_of_a_pdf_can_be_searched() {
    let bytes = pdf::encode(&everything(), Lang::Nl).unwrap();
    let Some(words) = pixels::words_of(&bytes) else {
        return;
    };
    let words = words.replace('\u{a0}', " ");
    for wanted in [
        "Ruilkaart van Drenthe",
        "1 : 25.000 – Tot. 37.024 ha <&>",
        "Zeijen",
    ] {
        assert!(words.contains(wanted), "{wanted} in {words}");
    }
}

#[test]
fn an_svg_has_named_layers_and_its_typeface() {
    let svg = svg::encode(&everything(), Lang::En, &Progress::default());
    assert!(svg.contains("inkscape:groupmode=\"layer\""));
    assert!(svg.contains("inkscape:label=\"Kaart &amp; grens\""));
    assert!(svg.contains("Tot. 37.024\u{a0}ha &lt;&amp;&gt;</text>"));
    assert_eq!(svg.matches("@font-face").count(), 2);
}

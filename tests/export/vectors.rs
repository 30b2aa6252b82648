//! The shapes of a PDF as another program reads them: poppler's pdftocairo writes them as SVG.

use std::process::Command;

use ruilkaart::geometry::Bounds;

/// Millimetres of a point.
const POINT_MM: f64 = 25.4 / 72.0;

/// What is filled on a page.
pub struct Vectors {
    /// Width and height.
    pub page_mm: [f64; 2],
    pub shapes: Vec<Filled>,
}

/// A filled shape.
pub struct Filled {
    pub fill: [u8; 3],
    /// The box around its corners, millimetres.
    pub bounds: Bounds,
}

impl Vectors {
    /// The first page; `None` where pdftocairo is not installed.
    pub fn of_pdf(pdf: &[u8]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let (file, out) = (
            folder.path().join("page.pdf"),
            folder.path().join("page.svg"),
        );
        std::fs::File::create(&file)
            .and_then(|mut file| std::io::Write::write_all(&mut file, pdf))
            .unwrap();
        let made = Command::new("pdftocairo")
            .args(["-svg", "-noshrink", "-nocenter", "-f", "1", "-l", "1"])
            .arg(&file)
            .arg(&out)
            .status()
            .ok()?;
        assert!(made.success());
        let svg = std::fs::read_to_string(out).unwrap();
        let root = svg.split_once("<svg").unwrap().1;
        let side = |name: &str| {
            let text = attribute(root, name).unwrap().trim_end_matches("pt");
            text.parse::<f64>().unwrap() * POINT_MM
        };
        let paths = svg.split("<path ").skip(1);
        Some(Self {
            page_mm: [side("width"), side("height")],
            shapes: paths.filter_map(Filled::of).collect(),
        })
    }
}

impl Filled {
    fn of(element: &str) -> Option<Self> {
        let element = element.split_once('>')?.0;
        // Older ones write attributes, newer ones a style.
        let style = attribute(element, "style").or(attribute(element, "fill"))?;
        let fill = style.split_once("fill:rgb(").map(|(_, rest)| rest);
        let fill = fill.or(style.strip_prefix("rgb("))?;
        let parts = fill.split_once(')')?.0.split(',');
        let parts = parts.map(|part| {
            let percent: f64 = part.trim().trim_end_matches('%').parse().unwrap();
            (percent * 2.55).round() as u8
        });
        let fill: Vec<u8> = parts.collect();
        let matrix = attribute(element, "transform").map_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], |t| {
            let numbers = t.trim_start_matches("matrix(").trim_end_matches(')');
            let numbers: Vec<f64> = numbers
                .split(',')
                .map(|n| n.trim().parse().unwrap())
                .collect();
            numbers.try_into().unwrap()
        });
        let numbers = attribute(element, "d")?.split_ascii_whitespace();
        let numbers: Vec<f64> = numbers.filter_map(|word| word.parse().ok()).collect();
        let mut bounds = Bounds::EMPTY;
        for point in numbers.chunks_exact(2) {
            let [a, b, c, d, e, f] = matrix;
            let (x, y) = (point[0], point[1]);
            bounds.extend([
                (a * x + c * y + e) * POINT_MM,
                (b * x + d * y + f) * POINT_MM,
            ]);
        }
        Some(Self {
            fill: fill.try_into().ok()?,
            bounds,
        })
    }
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let rest = element.split_once(&format!(" {name}=\""));
    let rest = rest.or_else(|| element.split_once(&format!("{name}=\"")));
    Some(rest?.1.split_once('"')?.0)
}

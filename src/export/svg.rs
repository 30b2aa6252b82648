//! A drawing as SVG: groups are layers that Inkscape lists by name, text stays text, and the typeface is inside.

use std::fmt::Write as _;

use super::base64;
use super::drawing::{
    Anchor, Drawing, Fill, Group, Image, Line, Mark, Shape, Step, Stroke, bounds_of, work,
};
use super::hatch::Hatch;
use super::lettering::Weight;
use super::png;
use crate::job::Progress;
use crate::text::Lang;

/// What is used where the embedded typeface is not looked at, as in Inkscape; ours is made from Inter.
const FAMILY: &str = "'Ruilkaart Sans', Inter, 'Noto Sans', Arial, sans-serif";

/// A drawing as the text of an SVG file; the same text for the same drawing. Once the work is told to stop, what is
/// missing of it is left out.
pub fn encode(drawing: &Drawing, lang: Lang, progress: &Progress) -> String {
    progress.begin(work(&drawing.marks));
    let mut pen = Pen {
        out: String::new(),
        decimals: drawing.decimals(),
        clips: 0,
        counts: false,
        progress,
    };
    pen.open(drawing, lang);
    pen.marks(&drawing.marks, 0);
    pen.out.push_str("</svg>\n");
    pen.out
}

/// Steps of an outline that are written between two reports, about.
const STEPS_AT_A_TIME: usize = 1 << 14;

struct Pen<'a> {
    out: String,
    progress: &'a Progress,
    decimals: i32,
    /// Clips so far, which names them.
    clips: usize,
    /// True while the outline of a shape is written for the first time: its steps are the work.
    counts: bool,
}

impl Pen<'_> {
    /// Everything before the first mark.
    fn open(&mut self, drawing: &Drawing, lang: Lang) {
        let [width, height] = drawing.size;
        let [width_mm, height_mm] = drawing.size.map(|side| plain(side * drawing.unit_mm, 3));
        let (width, height) = (plain(width, 4), plain(height, 4));
        let lang = lang.code();
        self.push(format_args!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" \
             xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" \
             width=\"{width_mm}mm\" height=\"{height_mm}mm\" viewBox=\"0 0 {width} {height}\" \
             lang=\"{lang}\" xml:lang=\"{lang}\" role=\"img\" aria-labelledby=\"title desc\">\n"
        ));
        for (tag, words) in [("title", &drawing.title), ("desc", &drawing.alt)] {
            let words = escaped(words);
            self.push(format_args!("<{tag} id=\"{tag}\">{words}</{tag}>\n"));
        }
        self.typefaces(&drawing.marks);
        if let Some(ground) = drawing.ground {
            self.push(format_args!(
                "<rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>\n"
            ));
        }
    }

    /// The font files of the weights that are used.
    fn typefaces(&mut self, marks: &[Mark]) {
        let used = Weight::ALL
            .into_iter()
            .filter(|&weight| uses(marks, weight));
        let used: Vec<Weight> = used.collect();
        if used.is_empty() {
            return;
        }
        self.out.push_str("<style>");
        for weight in used {
            let number = weight.number();
            self.push(format_args!(
                "@font-face{{font-family:'Ruilkaart Sans';font-weight:{number};\
                 src:url(data:font/otf;base64,"
            ));
            base64::append(&mut self.out, weight.file());
            self.out.push_str(")}");
        }
        self.out.push_str("</style>\n");
    }

    fn marks(&mut self, marks: &[Mark], depth: usize) {
        for mark in marks {
            let counted = match mark {
                Mark::Shape(shape) => {
                    self.shape(shape);
                    shape.path.len() as u64
                }
                Mark::Text(line) => {
                    self.text(line);
                    0
                }
                Mark::Image(image) => {
                    self.image(image);
                    0
                }
                Mark::Group(group) => {
                    self.group(group, depth);
                    continue;
                }
            };
            if self.progress.tick(mark.work() - counted).is_err() {
                return;
            }
        }
    }

    fn group(&mut self, group: &Group, depth: usize) {
        let name = escaped(&group.name);
        let clip = group
            .clip
            .as_ref()
            .map(|area| self.clip(&Shape::area(area, None, None).path));
        self.push(format_args!("<g inkscape:label=\"{name}\""));
        if depth == 0 {
            self.out.push_str(" inkscape:groupmode=\"layer\"");
        }
        if let Some(clip) = clip {
            self.push(format_args!(" clip-path=\"url(#{clip})\""));
        }
        self.out.push_str(">\n");
        self.marks(&group.marks, depth + 1);
        self.out.push_str("</g>\n");
    }

    /// Defines what a path leaves visible; returns its name.
    fn clip(&mut self, path: &[Step]) -> String {
        self.clips += 1;
        let name = format!("clip{}", self.clips);
        self.push(format_args!(
            "<clipPath id=\"{name}\"><path clip-rule=\"evenodd\" d=\""
        ));
        self.path(path);
        self.out.push_str("\"/></clipPath>\n");
        name
    }

    fn shape(&mut self, shape: &Shape) {
        let hatch = shape.fill.and_then(|fill| {
            let hatch = Hatch::over(&bounds_of(&shape.path), fill.pattern.0, fill.period)?;
            Some((fill, hatch))
        });
        let Some((fill, hatch)) = hatch else {
            self.counts = true;
            self.plain_shape(&shape.path, shape.fill.as_ref(), shape.stroke.as_ref());
            self.counts = false;
            return;
        };
        self.counts = true;
        let clip = self.clip(&shape.path);
        self.counts = false;
        if !fill.is_open {
            self.plain_shape(&shape.path, Some(&fill), None);
        }
        self.push(format_args!("<g clip-path=\"url(#{clip})\"><path"));
        self.hatch_style(&fill, &hatch);
        self.out.push_str(" d=\"");
        self.path(&hatch.lines);
        self.out.push_str("\"/></g>\n");
        if shape.stroke.is_some() {
            self.plain_shape(&shape.path, None, shape.stroke.as_ref());
        }
    }

    fn hatch_style(&mut self, fill: &Fill, hatch: &Hatch) {
        let (ink, width) = (fill.pattern.1, plain(hatch.width, 5));
        let Some([dash, gap]) = hatch.dash else {
            self.push(format_args!(" fill=\"{ink}\""));
            self.opacity("fill-opacity", fill.opacity);
            return;
        };
        let (dash, gap) = (plain(dash, 5), plain(gap, 5));
        self.push(format_args!(
            " fill=\"none\" stroke=\"{ink}\" stroke-width=\"{width}\" stroke-linecap=\"round\" \
             stroke-dasharray=\"{dash} {gap}\""
        ));
        self.opacity("stroke-opacity", fill.opacity);
    }

    fn plain_shape(&mut self, path: &[Step], fill: Option<&Fill>, stroke: Option<&Stroke>) {
        self.out.push_str("<path");
        match fill {
            Some(fill) => {
                let colour = fill.colour;
                self.push(format_args!(" fill=\"{colour}\" fill-rule=\"evenodd\""));
                self.opacity("fill-opacity", fill.opacity);
            }
            None => self.out.push_str(" fill=\"none\""),
        }
        if let Some(stroke) = stroke {
            let (colour, width) = (stroke.colour, plain(stroke.width, 4));
            self.push(format_args!(
                " stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\""
            ));
            self.opacity("stroke-opacity", stroke.opacity);
            if !stroke.dashes.is_empty() {
                let dashes: Vec<String> = stroke
                    .dashes
                    .iter()
                    .map(|&length| plain(length, 4))
                    .collect();
                let dashes = dashes.join(" ");
                self.push(format_args!(" stroke-dasharray=\"{dashes}\""));
            }
        }
        self.out.push_str(" d=\"");
        self.path(path);
        self.out.push_str("\"/>\n");
    }

    fn opacity(&mut self, name: &str, opacity: f64) {
        if opacity < 1.0 {
            let opacity = plain(opacity, 3);
            self.push(format_args!(" {name}=\"{opacity}\""));
        }
    }

    fn path(&mut self, steps: &[Step]) {
        for steps in steps.chunks(STEPS_AT_A_TIME) {
            for step in steps {
                match step {
                    Step::Move(to) => self.step('M', &[*to]),
                    Step::Line(to) => self.step('L', &[*to]),
                    Step::Curve(one, two, to) => self.step('C', &[*one, *two, *to]),
                    Step::Close => self.out.push('Z'),
                }
            }
            if self.counts && self.progress.tick(steps.len() as u64).is_err() {
                return;
            }
        }
    }

    fn step(&mut self, letter: char, points: &[[f64; 2]]) {
        self.out.push(letter);
        for (place, number) in points.iter().flatten().enumerate() {
            if place > 0 {
                self.out.push(' ');
            }
            let number = plain(*number, self.decimals);
            self.out.push_str(&number);
        }
    }

    fn text(&mut self, line: &Line) {
        let [x, y] = line.at.map(|at| plain(at, self.decimals));
        let (size, colour) = (plain(line.size, 4), line.colour);
        self.push(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-family=\"{FAMILY}\" font-size=\"{size}\" fill=\"{colour}\" \
             xml:space=\"preserve\""
        ));
        if line.weight != Weight::Regular {
            let number = line.weight.number();
            self.push(format_args!(" font-weight=\"{number}\""));
        }
        match line.anchor {
            Anchor::Start => {}
            Anchor::Middle => self.out.push_str(" text-anchor=\"middle\""),
            Anchor::End => self.out.push_str(" text-anchor=\"end\""),
        }
        if line.turned_deg != 0.0 {
            let turned = plain(line.turned_deg, 3);
            self.push(format_args!(" transform=\"rotate({turned} {x} {y})\""));
        }
        if let Some((colour, width)) = line.halo {
            // Half of the line's width lies on each side.
            let width = plain(2.0 * width, 4);
            self.push(format_args!(
                " paint-order=\"stroke\" stroke=\"{colour}\" stroke-width=\"{width}\" \
                 stroke-linejoin=\"round\""
            ));
        }
        let words = escaped(&line.text);
        self.push(format_args!(">{words}</text>\n"));
    }

    fn image(&mut self, image: &Image) {
        // A picture without pixels is none.
        let Ok(bytes) = png::encode_rgba(&image.rgba, image.size_px, None) else {
            return;
        };
        let [x, y] = image.area.min.map(|at| plain(at, 4));
        let (width, height) = (plain(image.area.width(), 4), plain(image.area.height(), 4));
        self.push(format_args!(
            "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
             preserveAspectRatio=\"none\" href=\"data:image/png;base64,"
        ));
        base64::append(&mut self.out, &bytes);
        self.out.push_str("\"/>\n");
    }

    fn push(&mut self, words: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = self.out.write_fmt(words);
    }
}

fn uses(marks: &[Mark], weight: Weight) -> bool {
    marks.iter().any(|mark| match mark {
        Mark::Text(line) => line.weight == weight,
        Mark::Group(group) => uses(&group.marks, weight),
        Mark::Shape(_) | Mark::Image(_) => false,
    })
}

/// A number with as few decimals as tell it.
fn plain(number: f64, decimals: i32) -> String {
    let power = 10f64.powi(decimals);
    let rounded = (number * power).round() / power;
    // Not "-0".
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// Text that is text and no mark-up.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Not allowed in XML.
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

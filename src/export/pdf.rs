//! Drawings as the pages of a PDF: fonts embedded, text that can be searched, patterns as lines, and a tree of
//! tags for readers that read aloud: the title, one figure with its description, and every line of text in the
//! section of its layer.

use std::num::NonZeroU16;
use std::time::Instant;

use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Size, Transform};
use krilla::image::Image as PdfImage;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{
    Fill as PdfFill, FillRule, LineCap, LineJoin, Stroke as PdfStroke, StrokeDash,
};
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, Identifier, Node, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document};

use super::drawing::{
    Drawing, Fill, Group, Image, Line, Mark, Shape, Step, Stroke, bounds_of, work,
};
use super::glyphs;
use super::hatch::Hatch;
use super::lettering::Weight;
use super::png;
use crate::geometry::Bounds;
use crate::job::Progress;
use crate::map::Rgb;
use crate::text::Lang;

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// A page without size.
    #[error("a page of {0} x {1} mm cannot be made")]
    Page(String, String),
    /// The bundled typeface cannot be used.
    #[error("the typeface cannot be read")]
    Font,
    /// The document could not be finished.
    #[error("{0}")]
    Document(String),
}

/// Points of PDF in a millimetre.
const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// Bytes of a picture from which it is worth being made smaller.
const LARGE_BYTES: usize = 1 << 20;

/// How many times smaller a photo is as JPEG than as it is; a drawing is not.
const MUCH_SMALLER: usize = 3;

/// Parts of a page in hundredths: drawing it, packing what was drawn. Both grow with the outlines.
const PARTS: [u64; 2] = [60, 40];

/// One drawing as a PDF of one page; the same bytes for the same drawing.
///
/// # Errors
/// When the page has no size.
pub fn encode(drawing: &Drawing, lang: Lang) -> Result<Vec<u8>, PdfError> {
    let mut pdf = Pdf::new(lang)?;
    pdf.add(drawing, &Progress::default())?;
    pdf.finish(&drawing.title, &drawing.alt)
}

/// A PDF of any number of pages, made page after page.
pub struct Pdf {
    document: Document,
    fonts: [Font; 2],
    lang: Lang,
    tags: TagTree,
    titles: Vec<String>,
}

impl Pdf {
    /// A document without pages.
    ///
    /// # Errors
    /// When the bundled typeface cannot be used.
    pub fn new(lang: Lang) -> Result<Self, PdfError> {
        let font = |weight: Weight| Font::new(Data::from(weight.file()), 0).ok_or(PdfError::Font);
        Ok(Self {
            document: Document::new(),
            fonts: [font(Weight::Regular)?, font(Weight::SemiBold)?],
            lang,
            tags: TagTree::new().with_lang(Some(lang.code().to_owned())),
            titles: Vec::new(),
        })
    }

    /// Adds a page. Once the work is told to stop, what is missing of it is left out.
    ///
    /// # Errors
    /// When the page has no size.
    pub fn add(&mut self, drawing: &Drawing, progress: &Progress) -> Result<(), PdfError> {
        let points = drawing
            .size
            .map(|side| side * drawing.unit_mm * POINTS_PER_MM);
        let settings = PageSettings::from_wh(points[0] as f32, points[1] as f32);
        let settings = settings.ok_or_else(|| {
            let [width, height] = drawing
                .size
                .map(|side| (side * drawing.unit_mm).to_string());
            PdfError::Page(width, height)
        })?;
        progress.begin(PARTS.iter().sum());
        let (graphics, texts) = self.draw(drawing, settings, progress);
        self.tag(drawing, graphics, texts);
        Ok(())
    }

    /// Draws a page and packs it; returns what the tags name.
    fn draw(
        &mut self,
        drawing: &Drawing,
        settings: PageSettings,
        progress: &Progress,
    ) -> (Vec<Identifier>, Vec<Node>) {
        let began = Instant::now();
        let drawn = progress.part(PARTS[0]);
        let mut page = self.document.start_page_with(settings);
        let told = fill(&self.fonts, self.lang, drawing, page.surface(), &drawn);
        drawn.end();
        // A page is packed in one go when it is finished: nobody can count along.
        let expected = began.elapsed() * PARTS[1] as u32 / PARTS[0] as u32;
        progress.at_pace(PARTS[1], expected, || page.finish());
        told
    }

    /// A section of the tree of tags for a page: what it shows, then its words.
    fn tag(&mut self, drawing: &Drawing, graphics: Vec<Identifier>, texts: Vec<Node>) {
        let figure = Tag::Figure(Some(drawing.alt.clone()));
        let graphics = graphics.into_iter().map(Node::Leaf).collect();
        let mut children = vec![TagGroup::with_children(figure, graphics).into()];
        children.extend(texts);
        self.tags
            .push(TagGroup::with_children(Tag::Section, children));
        self.titles.push(drawing.title.clone());
    }

    /// Puts a file into the document, as it is: whoever looks for it need not know how PDFs are packed. A second one of
    /// the same name is left out.
    pub fn attach(&mut self, name: &str, about: &str, bytes: Vec<u8>) {
        let file = EmbeddedFile {
            path: name.to_owned(),
            mime_type: MimeType::new("text/plain"),
            description: Some(about.to_owned()),
            association_kind: AssociationKind::Source,
            data: bytes.into(),
            modification_date: None,
            compress: Some(false),
            location: None,
        };
        if self.document.embed_file(file).is_none() {
            log::debug!("{name} is in the document already");
        }
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// When the document cannot be made.
    pub fn finish(mut self, title: &str, about: &str) -> Result<Vec<u8>, PdfError> {
        let metadata = Metadata::new()
            .title(title.to_owned())
            .description(about.to_owned())
            .creator(concat!("Ruilkaart ", env!("CARGO_PKG_VERSION")).to_owned())
            .language(self.lang.code().to_owned());
        self.document.set_metadata(metadata);
        self.document.set_tag_tree(self.tags);
        if self.titles.len() > 1 {
            let mut outline = Outline::new();
            for (page, title) in self.titles.into_iter().enumerate() {
                let top = XyzDestination::new(page, Point::from_xy(0.0, 0.0));
                outline.push_child(OutlineNode::new(title, top));
            }
            self.document.set_outline(outline);
        }
        let finished = self.document.finish();
        finished.map_err(|error| PdfError::Document(error.to_string()))
    }
}

/// Puts a drawing on a page; returns what the tags name.
fn fill(
    fonts: &[Font; 2],
    lang: Lang,
    drawing: &Drawing,
    mut surface: Surface<'_>,
    progress: &Progress,
) -> (Vec<Identifier>, Vec<Node>) {
    progress.begin(work(&drawing.marks));
    let scale = (drawing.unit_mm * POINTS_PER_MM) as f32;
    surface.push_transform(&Transform::from_scale(scale, scale));
    let mut pen = Pen {
        surface,
        fonts,
        lang,
        round: 10f64.powi(drawing.decimals()),
        title: &drawing.title,
        graphics: Vec::new(),
        is_graphic_open: false,
        progress,
    };
    if let Some(ground) = drawing.ground {
        let [width, height] = drawing.size;
        let whole = Bounds::new(0.0, 0.0, width, height);
        pen.shape(&Shape::area(&whole, Some(Fill::plain(ground)), None));
    }
    let texts = pen.marks(&drawing.marks);
    pen.end_graphic();
    let Pen {
        mut surface,
        graphics,
        ..
    } = pen;
    surface.pop();
    surface.finish();
    (graphics, texts)
}

/// Draws marks on a page and collects what the tags name.
struct Pen<'a> {
    surface: Surface<'a>,
    fonts: &'a [Font; 2],
    lang: Lang,
    /// Positions are rounded to this part of a unit.
    round: f64,
    title: &'a str,
    /// Every stretch of shapes and pictures.
    graphics: Vec<Identifier>,
    is_graphic_open: bool,
    progress: &'a Progress,
}

impl Pen<'_> {
    /// Draws marks; returns the tags of their texts.
    fn marks(&mut self, marks: &[Mark]) -> Vec<Node> {
        let mut tags = Vec::new();
        for mark in marks {
            let mut counted = 0;
            match mark {
                Mark::Shape(shape) => {
                    self.shape(shape);
                    counted = half(shape.path.len());
                }
                Mark::Image(image) => self.image(image),
                Mark::Text(line) => tags.extend(self.text(line)),
                Mark::Group(group) => {
                    tags.extend(self.group(group));
                    continue;
                }
            }
            if self.progress.tick(mark.work() - counted).is_err() {
                break;
            }
        }
        tags
    }

    fn group(&mut self, group: &Group) -> Option<Node> {
        let clip = group.clip.as_ref();
        let clip = clip.and_then(|area| self.path(&Shape::area(area, None, None).path));
        self.end_graphic();
        if let Some(clip) = &clip {
            self.surface.push_clip_path(clip, &FillRule::NonZero);
        }
        let tags = self.marks(&group.marks);
        self.end_graphic();
        if clip.is_some() {
            self.surface.pop();
        }
        (!tags.is_empty()).then(|| TagGroup::with_children(Tag::Section, tags).into())
    }

    fn begin_graphic(&mut self) {
        if !self.is_graphic_open {
            let id = self.surface.start_tagged(ContentTag::Other);
            self.graphics.push(id);
            self.is_graphic_open = true;
        }
    }

    fn end_graphic(&mut self) {
        if self.is_graphic_open {
            self.surface.end_tagged();
            self.is_graphic_open = false;
        }
    }

    fn shape(&mut self, shape: &Shape) {
        let path = self.path(&shape.path);
        // The other half is what is made of the path.
        let _ = self.progress.tick(half(shape.path.len()));
        let Some(path) = path else {
            return;
        };
        self.begin_graphic();
        let hatch = shape.fill.and_then(|fill| {
            let hatch = Hatch::over(&bounds_of(&shape.path), fill.pattern.0, fill.period)?;
            Some((fill, hatch))
        });
        let stroke = shape.stroke.as_ref().map(stroke_of);
        match (hatch, shape.fill) {
            (Some((fill, hatch)), _) => {
                self.hatched(&path, &bounds_of(&shape.path), &fill, &hatch);
                self.draw(None, stroke, &path);
            }
            (None, Some(fill)) => self.draw(Some(fill_of(&fill)), stroke, &path),
            (None, None) => self.draw(None, stroke, &path),
        }
    }

    /// Draws nothing where there is neither fill nor stroke.
    fn draw(&mut self, fill: Option<PdfFill>, stroke: Option<PdfStroke>, path: &Path) {
        if fill.is_none() && stroke.is_none() {
            return;
        }
        self.surface.set_fill(fill);
        self.surface.set_stroke(stroke);
        self.surface.draw_path(path);
    }

    /// The shape is written once, as what leaves ground and lines visible.
    fn hatched(&mut self, shape: &Path, area: &Bounds, fill: &Fill, hatch: &Hatch) {
        let ground = self.path(&Shape::area(area, None, None).path);
        let lines = self.path(&hatch.lines);
        self.surface.push_clip_path(shape, &FillRule::EvenOdd);
        if let Some(ground) = ground.filter(|_| !fill.is_open) {
            self.draw(Some(fill_of(fill)), None, &ground);
        }
        if let Some(lines) = lines {
            let ink = Fill {
                colour: fill.pattern.1,
                ..*fill
            };
            match hatch.dash {
                None => {
                    let rule = FillRule::NonZero;
                    let ink = PdfFill {
                        rule,
                        ..fill_of(&ink)
                    };
                    self.draw(Some(ink), None, &lines);
                }
                Some(dash) => {
                    let stroke = Stroke {
                        opacity: fill.opacity,
                        dashes: dash.to_vec(),
                        ..Stroke::plain(ink.colour, hatch.width)
                    };
                    let stroke = PdfStroke {
                        line_cap: LineCap::Round,
                        ..stroke_of(&stroke)
                    };
                    self.draw(None, Some(stroke), &lines);
                }
            }
        }
        self.surface.pop();
    }

    fn text(&mut self, line: &Line) -> Option<Node> {
        let glyphs = glyphs::of_text(&line.text, line.weight);
        if glyphs.is_empty() {
            return None;
        }
        let [x, y] = line.at.map(|at| at as f32);
        let is_turned = line.turned_deg != 0.0;
        self.end_graphic();
        if is_turned {
            let turn = Transform::from_rotate_at(line.turned_deg as f32, x, y);
            self.surface.push_transform(&turn);
        }
        if let Some((colour, width)) = line.halo
            && let Some(letters) = self.path(&glyphs::outlines(line))
        {
            self.begin_graphic();
            // Half of the line's width lies on each side.
            let halo = stroke_of(&Stroke::plain(colour, 2.0 * width));
            self.draw(None, Some(halo), &letters);
            self.end_graphic();
        }
        let span = SpanTag::empty().with_lang(Some(self.lang.code()));
        let id = self.surface.start_tagged(ContentTag::Span(span));
        self.letters(line, &glyphs);
        self.surface.end_tagged();
        if is_turned {
            self.surface.pop();
        }
        let children = vec![Node::Leaf(id)];
        let is_title = !self.title.is_empty() && line.text == self.title;
        Some(if is_title {
            let level = NonZeroU16::MIN;
            TagGroup::with_children(Tag::Hn(level, Some(line.text.clone())), children).into()
        } else {
            TagGroup::with_children(Tag::P, children).into()
        })
    }

    fn letters(&mut self, line: &Line, placed: &[glyphs::PlacedGlyph]) {
        let glyphs: Vec<KrillaGlyph> = placed
            .iter()
            .map(|glyph| {
                let id = GlyphId::new(u32::from(glyph.id));
                let advance = glyph.advance as f32;
                KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, glyph.of.clone(), None)
            })
            .collect();
        let [x, y] = glyphs::start(line, placed).map(|at| at as f32);
        let font = match line.weight {
            Weight::Regular => self.fonts[0].clone(),
            Weight::SemiBold => self.fonts[1].clone(),
        };
        self.surface
            .set_fill(Some(fill_of(&Fill::plain(line.colour))));
        self.surface.set_stroke(None);
        let (start, size) = (Point::from_xy(x, y), line.size as f32);
        self.surface
            .draw_glyphs(start, &glyphs, font, &line.text, size, false);
    }

    fn image(&mut self, image: &Image) {
        let [width, height] = image.size_px;
        let is_whole = image.rgba.len() as u64 == u64::from(width) * u64::from(height) * 4;
        let size = Size::from_wh(image.area.width() as f32, image.area.height() as f32);
        if let (true, Some(size)) = (is_whole, size) {
            self.begin_graphic();
            let [left, top] = image.area.min.map(|at| at as f32);
            self.surface
                .push_transform(&Transform::from_translate(left, top));
            // Smoothed where it is enlarged, as everywhere else.
            if let Some(picture) = packed(image) {
                self.surface.draw_image(picture, size);
            }
            self.surface.pop();
        }
    }

    /// A path; `None` where there is nothing to draw.
    fn path(&self, steps: &[Step]) -> Option<Path> {
        let mut builder = PathBuilder::new();
        let f = |at: [f64; 2]| at.map(|at| ((at * self.round).round() / self.round) as f32);
        for step in steps {
            match *step {
                Step::Move(to) => {
                    let [x, y] = f(to);
                    builder.move_to(x, y);
                }
                Step::Line(to) => {
                    let [x, y] = f(to);
                    builder.line_to(x, y);
                }
                Step::Curve(one, two, to) => {
                    let ([x1, y1], [x2, y2], [x, y]) = (f(one), f(two), f(to));
                    builder.cubic_to(x1, y1, x2, y2, x, y);
                }
                Step::Close => builder.close(),
            }
        }
        builder.finish()
    }
}

fn half(steps: usize) -> u64 {
    steps as u64 / 2
}

/// A picture as it is, or as JPEG where that is much smaller: a photo.
fn packed(image: &Image) -> Option<PdfImage> {
    let png = png::encode_rgba(&image.rgba, image.size_px, None).ok()?;
    if png.len() > LARGE_BYTES
        && let Some(jpeg) = png::encode_jpeg(&image.rgba, image.size_px)
        && jpeg.len() < png.len() / MUCH_SMALLER
    {
        return PdfImage::from_jpeg(Data::from(jpeg), true).ok();
    }
    PdfImage::from_png(Data::from(png), true).ok()
}

fn colour(colour: Rgb) -> rgb::Color {
    rgb::Color::new(colour.r, colour.g, colour.b)
}

fn opacity(opacity: f64) -> NormalizedF32 {
    NormalizedF32::new(opacity.clamp(0.0, 1.0) as f32).unwrap_or(NormalizedF32::ONE)
}

fn fill_of(fill: &Fill) -> PdfFill {
    PdfFill {
        paint: colour(fill.colour).into(),
        opacity: opacity(fill.opacity),
        rule: FillRule::EvenOdd,
    }
}

fn stroke_of(stroke: &Stroke) -> PdfStroke {
    let array: Vec<f32> = stroke.dashes.iter().map(|&length| length as f32).collect();
    PdfStroke {
        paint: colour(stroke.colour).into(),
        width: stroke.width as f32,
        line_join: LineJoin::Round,
        opacity: opacity(stroke.opacity),
        dash: (!array.is_empty()).then_some(StrokeDash { array, offset: 0.0 }),
        ..PdfStroke::default()
    }
}

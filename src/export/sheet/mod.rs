//! A map sheet: a page with the map, its legend with hectares, scale, sources and what else belongs on paper, as a
//! [`Drawing`]. The same drawing is shown in the window and written as PDF, SVG and PNG.

mod apart;
pub(super) mod block;
mod chart;
mod facts;
mod furniture;
mod layout;
mod legend;
mod map;
mod overview;
mod parcels;
mod settings;

use std::collections::BTreeMap;

use self::block::{Block, TextStyle};
use self::facts::Facts;
pub use self::facts::{is_synthetic, years_of};
use self::layout::{Frame, stack};
pub use self::map::Backdrop;
use self::overview::Overview;
pub use self::settings::{
    DPI, Item, Orientation, Paper, Placement, SIDES_MM, SeriesBy, SheetSettings,
};
use super::drawing::{Drawing, Group, Image, Mark};
use super::ink;
use super::legend_text::{Legend, LegendLine};
use super::series::SeriesArea;
use crate::analysis::categorise::Doubt;
use crate::analysis::summary::{Categories, Category};
use crate::domain::{Rule, Year};
use crate::geometry::Bounds;
use crate::job::{Cancelled, Progress};
use crate::map::legend::legend_of;
use crate::map::{Camera, LayerStyle, PreparedLayer, Rgb};
use crate::text::{Date, Lang};

/// Millimetres after which patterns repeat.
const PERIOD_MM: f64 = 3.2;

/// What a sheet is made of.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// What was chosen.
    pub settings: &'a SheetSettings,
    /// The parcels.
    pub layer: &'a PreparedLayer,
    /// What the layer is called.
    pub name: &'a str,
    /// Their categories.
    pub categories: &'a Categories,
    /// What is uncertain of them, where that is to be seen.
    pub doubt: Option<&'a Doubt>,
    /// What the legend counts, in the order of `categories`: all parcels, or those of one area.
    pub counted: &'a [Category],
    /// How the categories look on the map of the window.
    pub style: &'a LayerStyle,
    /// How opaque the parcels are over a background map.
    pub opacity: f64,
    /// The rule that made the classes, where one did.
    pub rule: Option<&'a Rule>,
    /// The years that the categories are about, oldest first.
    pub years: &'a [Year],
    /// Areas whose boundaries are drawn over the parcels; prepared for the same plane.
    pub areas: Option<&'a PreparedLayer>,
    /// The one area that the sheet is about; `counted` is then its own.
    pub focus: Option<&'a SeriesArea>,
    /// What is to be seen, in map units.
    pub view: Bounds,
    /// The background map.
    pub backdrop: Option<&'a Backdrop>,
    /// The user's own logo; its `area` is not looked at.
    pub logo: Option<&'a Image>,
    /// The day on which the sheet is made.
    pub today: Date,
    /// The reader's language.
    pub lang: Lang,
}

/// A sheet that was laid out.
#[derive(Debug, Clone)]
pub struct Composed {
    /// What is on it.
    pub drawing: Drawing,
    /// Where its parts stand, in millimetres.
    pub areas: BTreeMap<Item, Bounds>,
    /// The n of its scale 1 : n; none without a map.
    pub scale: Option<f64>,
    /// The middle of the map, in map units.
    pub center: Option<[f64; 2]>,
}

impl Sheet<'_> {
    /// How the categories look on the sheet: as on the map, or in the palette that was chosen for it.
    fn style(&self) -> LayerStyle {
        let mut style = self.style.clone();
        if let Some(palette) = self.settings.palette {
            let of_palette = palette.styles(&self.categories.list);
            for (own, chosen) in style.categories.iter_mut().zip(of_palette) {
                let hidden = own.hidden;
                *own = chosen;
                own.hidden = hidden;
            }
        }
        style
    }

    /// Nothing shines through where there is no background map: colours on white paper are those of the palette.
    fn opacity(&self) -> f64 {
        match self.backdrop {
            Some(backdrop) if !backdrop.tiles.is_empty() && !self.settings.without_background => {
                self.opacity.clamp(0.0, 1.0)
            }
            _ => 1.0,
        }
    }
}

/// Lays a sheet out.
///
/// # Errors
/// [`Cancelled`] when the work was told to stop.
pub fn compose(sheet: &Sheet<'_>, progress: &Progress) -> Result<Composed, Cancelled> {
    Composer::new(sheet).compose(progress)
}

/// Where the map of a sheet looks, with millimetres for pixels, and how large it is: what a background is made for.
/// `None` for a sheet without a map.
pub fn looks(sheet: &Sheet<'_>) -> Option<(Camera, [f64; 2])> {
    let composer = Composer::new(sheet);
    if !composer.is_shown(Item::Map) {
        return None;
    }
    let area = composer.area(Item::Map, &composer.frame().map);
    let size = [area.width(), area.height()];
    Some((map::camera(sheet, size)?, size))
}

struct Composer<'a> {
    sheet: &'a Sheet<'a>,
    facts: Facts,
    legend: Legend,
    style: LayerStyle,
    areas: BTreeMap<Item, Bounds>,
    groups: BTreeMap<Item, Vec<Mark>>,
}

const BODY: TextStyle = TextStyle::regular(8.0, ink::SECONDARY);
const SOURCE: TextStyle = TextStyle::regular(7.5, ink::TEXT);
const FOOTER: TextStyle = TextStyle::regular(7.0, ink::SECONDARY);

impl<'a> Composer<'a> {
    fn new(sheet: &'a Sheet<'a>) -> Self {
        let style = sheet.style();
        let mut legend = Legend::of_counted(sheet.counted, &style, Vec::new(), sheet.lang);
        if sheet.settings.only_present {
            let entries = legend_of(sheet.counted, &style);
            // The sum stands behind the entries.
            let mut present = entries.iter().map(|entry| entry.parcels > 0);
            legend.lines.retain(|_| present.next().unwrap_or(true));
        }
        if let Some(doubt) = sheet.doubt {
            // Of one area of a series nobody counted it.
            let all = sheet.focus.is_none();
            let m2 = all.then(|| (doubt.total_m2(), sheet.categories.total_m2()));
            legend.lines.push(LegendLine::uncertain(m2, sheet.lang));
        }
        Self {
            sheet,
            facts: Facts::of(sheet),
            legend,
            style,
            areas: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }

    /// Where everything has its place.
    fn frame(&self) -> Frame {
        let settings = self.sheet.settings;
        let [width, _] = settings.size_mm();
        let mut source = Block::new(width - 20.0);
        source.paragraph(&self.facts.source, &SOURCE);
        let has_logo = self.sheet.logo.is_some() && self.is_shown(Item::Logo);
        let source_mm = if self.is_shown(Item::Source) {
            source.size[1]
        } else {
            0.0
        };
        Frame::new(settings, has_logo, source_mm)
    }

    fn compose(mut self, progress: &Progress) -> Result<Composed, Cancelled> {
        let frame = self.frame();
        self.words(Item::Title, &frame.title);
        self.words(Item::Subtitle, &frame.subtitle);
        let camera = self.map(&frame.map, progress)?;
        self.facts.footer = facts::footer(self.sheet, camera.as_ref());
        self.columns(&frame, camera.as_ref());
        self.paragraph(Item::Source, &frame.source, &SOURCE);
        self.paragraph(Item::Footer, &frame.footer, &FOOTER);
        self.logo(&frame.logo);
        Ok(self.finish(camera))
    }

    fn is_shown(&self, item: Item) -> bool {
        self.sheet.settings.placement(item).shown != Some(false)
    }

    /// Where a part stands: where it was put, else where the layout has it.
    fn area(&self, item: Item, default: &Bounds) -> Bounds {
        let chosen = self.sheet.settings.placement(item).area();
        chosen.unwrap_or(*default)
    }

    fn put(&mut self, item: Item, area: Bounds, marks: Vec<Mark>) {
        if !marks.is_empty() {
            self.areas.insert(item, area);
            self.groups.insert(item, marks);
        }
    }

    /// A line of words as large as its place is high.
    fn words(&mut self, item: Item, default: &Bounds) {
        let (words, size, style) = match item {
            Item::Title => {
                let colour = self.sheet.settings.accent.unwrap_or(ink::TEXT);
                let style = TextStyle::semi_bold(18.0, colour);
                (&self.facts.title, layout::TITLE_MM, style)
            }
            _ => {
                let style = TextStyle::regular(11.0, ink::SECONDARY);
                (&self.facts.subtitle, layout::SUBTITLE_MM, style)
            }
        };
        if words.is_empty() || !self.is_shown(item) {
            return;
        }
        let area = self.area(item, default);
        let sized = TextStyle {
            size: style.size * area.height() / size,
            ..style
        };
        let sized = sized.fitting(words, area.width());
        let baseline = area.min[1] + area.height() * 0.76;
        let line = sized.line(words.as_str(), [area.min[0], baseline]);
        self.put(item, area, vec![line]);
    }

    /// Words over several lines.
    fn paragraph(&mut self, item: Item, default: &Bounds, style: &TextStyle) {
        let words = match item {
            Item::Source => &self.facts.source,
            _ => &self.facts.footer,
        };
        if !self.is_shown(item) {
            return;
        }
        let area = self.area(item, default);
        let mut block = Block::new(area.width());
        block.paragraph(words, style);
        self.put(item, area, block.placed(&area));
    }

    fn map(&mut self, default: &Bounds, progress: &Progress) -> Result<Option<Camera>, Cancelled> {
        if !self.is_shown(Item::Map) {
            return Ok(None);
        }
        let area = self.area(Item::Map, default);
        let size = [area.width(), area.height()];
        let Some(camera) = map::camera(self.sheet, size) else {
            return Ok(None);
        };
        let marks = map::marks(self.sheet, camera, size, progress)?;
        let inside = Mark::Group(Group {
            name: self.sheet.lang.text("sheet.item.map").to_owned(),
            clip: Some(area),
            marks: Block { size, marks }.placed(&area),
        });
        self.put(Item::Map, area, vec![inside, map::frame(&area)]);
        self.north(&area);
        Ok(Some(camera))
    }

    fn north(&mut self, map: &Bounds) {
        let [width, height] = furniture::NORTH_MM;
        if self.is_shown(Item::NorthArrow) {
            let (right, top) = (map.max[0] - 2.0, map.min[1] + 2.0);
            let default = Bounds::new(right - width, top, right, top + height);
            let area = self.area(Item::NorthArrow, &default);
            let grown = (area.width() / width).min(area.height() / height);
            let marks = furniture::north(self.sheet.lang)
                .scaled(grown)
                .placed(&area);
            self.put(Item::NorthArrow, area, marks);
        }
    }

    /// What stands beside the map or under it, and what the user put elsewhere.
    fn columns(&mut self, frame: &Frame, camera: Option<&Camera>) {
        let settings = self.sheet.settings;
        for column in &frame.columns {
            let mut flowing = Vec::new();
            for &item in column.items {
                if settings.placement(item).area().is_none()
                    && let Some(block) = self.block(item, column.area.width(), None, camera)
                {
                    flowing.push((item, block));
                }
            }
            let may_go = |item| settings.placement(item).shown.is_none();
            for (item, block, area) in stack(&column.area, flowing, may_go) {
                self.put(item, area, block.placed(&area));
            }
        }
        for item in Item::ALL {
            if let Some(area) = settings.placement(item).area()
                && let Some(block) = self.block(item, area.width(), Some(area.height()), camera)
            {
                self.put(item, area, block.placed(&area));
            }
        }
    }

    /// A part that stands in a column; `None` where it is switched off or has nothing to tell.
    fn block(
        &self,
        item: Item,
        width: f64,
        height: Option<f64>,
        camera: Option<&Camera>,
    ) -> Option<Block> {
        let (sheet, lang) = (self.sheet, self.sheet.lang);
        if !self.is_shown(item) {
            return None;
        }
        match item {
            Item::Legend => Some(legend::block(&self.legend, width, sheet.opacity(), lang)),
            Item::Chart => {
                let mut entries = legend_of(sheet.counted, &self.style);
                entries.retain(|entry| entry.parcels > 0 || !sheet.settings.only_present);
                chart::block(&entries, width, sheet.opacity(), lang)
            }
            Item::Definition if !self.facts.definition.is_empty() => {
                let mut block = Block::new(width);
                block.paragraph(
                    lang.text("sheet.item.definition"),
                    &TextStyle::semi_bold(9.0, ink::TEXT),
                );
                block.paragraph(&self.facts.definition, &BODY);
                Some(block)
            }
            Item::ScaleBar => furniture::scale(camera?, sheet.layer.crs(), width, lang),
            Item::Overview => {
                let map = self.areas.get(&Item::Map)?;
                let seen = camera?.visible([map.width(), map.height()]);
                let overview = Overview::new(seen, sheet.layer.bounds(), sheet.layer.crs());
                let wanted = sheet.settings.placement(item).shown == Some(true);
                let size = [width, height.unwrap_or((width * 0.8).min(52.0))];
                (wanted || overview.is_telling())
                    .then(|| overview.block(size))
                    .flatten()
            }
            _ => None,
        }
    }

    fn logo(&mut self, default: &Bounds) {
        let Some(logo) = self.sheet.logo.filter(|_| self.is_shown(Item::Logo)) else {
            return;
        };
        let area = self.area(Item::Logo, default);
        let [width, height] = logo.size_px.map(f64::from);
        let scale = (area.width() / width).min(area.height() / height);
        if scale.is_finite() {
            // Against the right edge, where the layout puts it.
            let (right, top) = (area.max[0], area.min[1]);
            let place = Bounds::new(right - width * scale, top, right, top + height * scale);
            let image = Image {
                area: place,
                ..logo.clone()
            };
            self.put(Item::Logo, area, vec![Mark::Image(image)]);
        }
    }

    fn finish(mut self, camera: Option<Camera>) -> Composed {
        let (sheet, lang) = (self.sheet, self.sheet.lang);
        let marks = Item::ALL.into_iter().filter_map(|item| {
            let marks = self.groups.remove(&item)?;
            Some(Mark::Group(Group {
                name: lang.text_of("sheet.item", item.key()),
                clip: None,
                marks,
            }))
        });
        let marks = marks.collect();
        let crs = sheet.layer.crs();
        Composed {
            drawing: Drawing {
                size: sheet.settings.size_mm(),
                unit_mm: 1.0,
                ground: (!sheet.settings.transparent).then_some(Rgb::WHITE),
                marks,
                alt: self.alt(),
                title: self.facts.title,
            },
            areas: self.areas,
            scale: camera.map(|camera| camera.scale_denominator(crs, map::MM_M)),
            center: camera.map(|camera| camera.center),
        }
    }

    /// What a reader who cannot see the sheet should know.
    fn alt(&self) -> String {
        let lines = self.legend.lines.iter();
        let told: Vec<String> = lines
            .map(|line| format!("{} {}", line.label, line.amount))
            .collect();
        let values = [
            ("title", self.facts.title.as_str()),
            ("legend", &told.join("; ")),
        ];
        self.sheet.lang.fill("sheet.alt", &values)
    }
}

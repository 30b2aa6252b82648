//! What the user chose about a sheet: paper, words, scale, and where its parts stand. Everything has a default that
//! is good enough to print, so a setting that was never touched is not there and follows the data.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::geometry::Bounds;
use crate::map::{PaletteName, Rgb};

/// Sizes of paper.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 297 × 420 mm.
    #[default]
    A3,
    /// 420 × 594 mm.
    A2,
    /// 841 × 1189 mm.
    A0,
    /// Any other: its short and its long side in millimetres.
    Free(f64, f64),
}

/// Which way up the paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    /// Wider than high.
    #[default]
    Landscape,
    /// Higher than wide.
    Portrait,
}

/// Sides of a sheet in millimetres: a stamp to a wall.
pub const SIDES_MM: std::ops::RangeInclusive<f64> = 20.0..=4400.0;

/// The parts of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// What it is about.
    Title,
    /// Of where and when.
    Subtitle,
    /// The map.
    Map,
    /// What the colours mean, with hectares.
    Legend,
    /// The hectares as bars.
    Chart,
    /// What makes a class, in a sentence.
    Definition,
    /// Scale in numbers and as a bar.
    ScaleBar,
    /// Where north is.
    NorthArrow,
    /// Where the map lies.
    Overview,
    /// A logo of the user's own.
    Logo,
    /// Where the data come from, under which licence, of which day.
    Source,
    /// When and with what it was made.
    Footer,
}

impl Item {
    /// All of them, in the order in which they are read.
    pub const ALL: [Self; 12] = [
        Self::Title,
        Self::Subtitle,
        Self::Map,
        Self::Legend,
        Self::Chart,
        Self::Definition,
        Self::ScaleBar,
        Self::NorthArrow,
        Self::Overview,
        Self::Logo,
        Self::Source,
        Self::Footer,
    ];

    /// Its name in files and in the keys of texts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Map => "map",
            Self::Legend => "legend",
            Self::Chart => "chart",
            Self::Definition => "definition",
            Self::ScaleBar => "scale_bar",
            Self::NorthArrow => "north_arrow",
            Self::Overview => "overview",
            Self::Logo => "logo",
            Self::Source => "source",
            Self::Footer => "footer",
        }
    }
}

/// What the user chose about one part.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Placement {
    /// Whether it is on the sheet; without a choice, where it has something to tell and room to do so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<bool>,
    /// Left, top, width and height in millimetres; without a choice, where the layout puts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_mm: Option<[f64; 4]>,
}

impl Placement {
    /// Its box on the sheet.
    pub fn area(&self) -> Option<Bounds> {
        let [left, top, width, height] = self.area_mm?;
        let usable = [left, top, width, height]
            .iter()
            .all(|part| part.is_finite());
        (usable && width > 0.0 && height > 0.0)
            .then(|| Bounds::new(left, top, left + width, top + height))
    }
}

/// Dots an inch of a sheet as pixels: enough for a screen to finer than any printer.
pub const DPI: std::ops::RangeInclusive<f64> = 96.0..=600.0;

/// Dots an inch without a choice.
const USUAL_DPI: f64 = 300.0;

/// Of what a sheet each is made in a series.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesBy {
    /// The polygons of a layer of areas, by its name.
    Areas(String),
    /// The parcels with the same value in a column, by its name.
    Column(String),
}

/// Everything that was chosen about a sheet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SheetSettings {
    /// Size of paper.
    pub paper: Paper,
    /// Which way up.
    pub orientation: Orientation,
    /// Words in place of those that are made of the data; empty words leave the part out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The same below the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// The same for the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The n of a scale 1 : n; without a choice the largest round one that shows everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
    /// The middle of the map in units of its plane; without a choice, of what is to be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub center: Option<[f64; 2]>,
    /// Colours of the classes; without a choice, those of the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub palette: Option<PaletteName>,
    /// Whether the background map is left out.
    pub without_background: bool,
    /// Whether names of places are left out.
    pub without_names: bool,
    /// Whether the legend leaves out what no parcel is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only_present: bool,
    /// Dots an inch of a picture; without a choice 300.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpi: Option<f64>,
    /// Whether pictures have no ground, so that what lies under them shines through.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub transparent: bool,
    /// One sheet per area in place of one for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesBy>,
    /// Whether the sheets of a series are a file each, also as PDF.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
    /// Whether the project stays out of PDFs, which can then not be opened as one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// A PNG or SVG file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<PathBuf>,
    /// Colour of the title; without a choice that of all other words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Rgb>,
    /// The parts about which something was chosen.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub items: BTreeMap<Item, Placement>,
}

impl SheetSettings {
    /// Dots an inch of a picture.
    pub fn dpi(&self) -> f64 {
        let chosen = self.dpi.filter(|dpi| dpi.is_finite());
        let chosen = chosen.map(|dpi| dpi.clamp(*DPI.start(), *DPI.end()));
        chosen.unwrap_or(USUAL_DPI)
    }

    /// Width and height of the sheet in millimetres.
    pub fn size_mm(&self) -> [f64; 2] {
        let (short, long) = match self.paper {
            Paper::A4 => (210.0, 297.0),
            Paper::A3 => (297.0, 420.0),
            Paper::A2 => (420.0, 594.0),
            Paper::A0 => (841.0, 1189.0),
            Paper::Free(one, other) => {
                let side = |side: f64| {
                    if side.is_finite() {
                        side.clamp(*SIDES_MM.start(), *SIDES_MM.end())
                    } else {
                        *SIDES_MM.start()
                    }
                };
                let (one, other) = (side(one), side(other));
                (one.min(other), one.max(other))
            }
        };
        match self.orientation {
            Orientation::Landscape => [long, short],
            Orientation::Portrait => [short, long],
        }
    }

    /// What was chosen about a part.
    pub fn placement(&self, item: Item) -> Placement {
        self.items.get(&item).copied().unwrap_or_default()
    }

    /// Chooses about a part; what is no choice is forgotten.
    pub fn place(&mut self, item: Item, placement: Placement) {
        if placement == Placement::default() {
            self.items.remove(&item);
        } else {
            self.items.insert(item, placement);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole_mm(settings: &SheetSettings) -> [i32; 2] {
        settings.size_mm().map(|side| side.round() as i32)
    }

    #[test]
    fn what_was_chosen_is_kept_in_a_file_and_nothing_else() {
        let untouched = SheetSettings::default();
        let text = toml::to_string(&untouched).unwrap();
        assert!(!text.contains("title") && !text.contains("items"), "{text}");
        let mut chosen = SheetSettings {
            paper: Paper::Free(300.0, 200.0),
            orientation: Orientation::Portrait,
            title: Some("Kaart".into()),
            scale: Some(25_000.0),
            ..untouched
        };
        let placement = Placement {
            shown: Some(false),
            area_mm: Some([1.0, 2.0, 3.0, 4.0]),
        };
        chosen.place(Item::Legend, placement);
        let text = toml::to_string(&chosen).unwrap();
        assert_eq!(toml::from_str::<SheetSettings>(&text).unwrap(), chosen);
        assert_eq!(
            toml::from_str::<SheetSettings>("").unwrap(),
            SheetSettings::default()
        );
        assert_eq!(whole_mm(&chosen), [200, 300]);
        chosen.place(Item::Legend, Placement::default());
        assert!(chosen.items.is_empty());
    }

    #[test]
    fn a_size_out_of_a_file_is_kept_within_reason() {
        let paper = |one, other| SheetSettings {
            paper: Paper::Free(one, other),
            ..SheetSettings::default()
        };
        assert_eq!(whole_mm(&paper(f64::NAN, 1e9)), [4400, 20]);
        assert_eq!(whole_mm(&paper(-5.0, 100.0)), [100, 20]);
    }
}

//! Two sides of the map beside each other: what each shows is a value, and what was made of it follows.

use std::sync::Arc;

use super::session::{LayerId, MapLayer};
use crate::analysis::categorise::{Coloured, Knowledge};
use crate::domain::{Preset, Rule, Year};
use crate::map::style::{CategoryStyle, LayerStyle};
use crate::map::{PaletteName, Rgb};

/// Parcels that are the same on both sides, where only those that differ are in their colours.
pub const UNCHANGED: Rgb = Rgb::new(0xE9, 0xEB, 0xE7);

/// What one side of the map shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// What the parcels are coloured by.
    pub by: SideBy,
    /// The colours of the classes; `None` for those of the map.
    pub palette: Option<PaletteName>,
}

/// What the parcels of a side are coloured by.
#[derive(Debug, Clone, PartialEq)]
pub enum SideBy {
    /// As the layer is coloured now.
    AsIs,
    /// The crops of a year.
    Year(Year),
    /// The classes by the thresholds of a preset; how crops count is as in the project.
    Preset(Preset),
    /// The classes by a rule of the user's own, with its name.
    Own(String, Box<Rule>),
}

impl SideBy {
    /// The knowledge by which the side is classified, from what the project knows.
    pub fn knowledge(&self, project: &Knowledge) -> Knowledge {
        let rule = match self {
            Self::AsIs | Self::Year(_) => return project.clone(),
            Self::Preset(preset) => Rule {
                sectors: project.rule.sectors.clone(),
                ..preset.rule()
            },
            Self::Own(_, rule) => Rule::clone(rule),
        };
        Knowledge {
            rule,
            ..project.clone()
        }
    }
}

/// How the sides are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// One map, with a handle between the sides.
    #[default]
    Swipe,
    /// Two maps that move together.
    Beside,
}

/// What was made of a side.
#[derive(Debug, Clone)]
pub struct Made {
    /// What it was made of.
    pub of: SideBy,
    /// What the project knew.
    pub knowledge: Arc<Knowledge>,
    /// Which category each parcel is in.
    pub coloured: Arc<Coloured>,
}

/// Two sides of a layer beside each other.
#[derive(Debug, Clone)]
pub struct Compare {
    /// The layer.
    pub layer: LayerId,
    /// Left and right.
    pub sides: [Side; 2],
    /// How they are arranged.
    pub arrangement: Arrangement,
    /// Where the handle is, 0 (left edge) to 1.
    pub divider: f32,
    /// Only parcels that differ are in their colours.
    pub only_changed: bool,
    /// What was made of each side; perhaps of what it was before.
    made: [Option<Made>; 2],
}

impl Compare {
    /// The first and the last year of a layer; without years of its own, the layer beside itself in another palette.
    pub fn new(layer: &MapLayer) -> Self {
        let columns = layer.years.as_ref().map(|years| years.sequences.columns());
        let columns = columns.unwrap_or_default();
        let side = |by: SideBy, palette| Side { by, palette };
        let sides = match (columns.first(), columns.last()) {
            (Some(first), Some(last)) if columns.len() > 1 => [
                side(SideBy::Year(first.year), None),
                side(SideBy::Year(last.year), None),
            ],
            _ => [
                side(SideBy::AsIs, None),
                side(SideBy::AsIs, Some(PaletteName::Emphasis)),
            ],
        };
        Self {
            layer: layer.id,
            sides,
            arrangement: Arrangement::default(),
            divider: 0.5,
            only_changed: false,
            made: [None, None],
        }
    }

    /// Whether a side has to be made anew.
    pub fn is_stale(&self, place: usize, knowledge: &Arc<Knowledge>) -> bool {
        let Some(side) = self.sides.get(place) else {
            return false;
        };
        let fresh = |made: &Made| made.of == side.by && Arc::ptr_eq(&made.knowledge, knowledge);
        side.by != SideBy::AsIs && !self.made[place].as_ref().is_some_and(fresh)
    }

    /// Takes what was made of a side.
    pub fn take(&mut self, place: usize, made: Made) {
        if let Some(slot) = self.made.get_mut(place) {
            *slot = Some(made);
        }
    }

    /// Puts left right and right left.
    pub fn swap(&mut self) {
        self.sides.swap(0, 1);
        self.made.swap(0, 1);
    }

    /// The categories of a side, perhaps of what it showed before; `None` until there are any.
    pub fn coloured<'a>(&'a self, place: usize, layer: &'a MapLayer) -> Option<&'a Arc<Coloured>> {
        match self.sides.get(place)?.by {
            SideBy::AsIs => Some(&layer.coloured),
            _ => Some(&self.made.get(place)?.as_ref()?.coloured),
        }
    }

    /// How a side is drawn, with one style more where only what differs is shown; what the layer leaves off the map is left off each side.
    pub fn style(&self, place: usize, layer: &MapLayer) -> Option<LayerStyle> {
        let coloured = self.coloured(place, layer)?;
        let list = &coloured.categories.list;
        let palette = self.sides.get(place)?.palette;
        let mut categories = match palette {
            Some(palette) => palette.styles(list),
            None => layer.colours().styles(list),
        };
        for (style, category) in categories.iter_mut().zip(list) {
            let mut entries = layer.entries();
            let here = entries.find(|(entry, _)| entry.key == category.key);
            style.hidden = here.is_some_and(|(_, style)| style.hidden);
        }
        if self.only_changed {
            categories.push(CategoryStyle::plain(UNCHANGED));
        }
        Some(LayerStyle {
            categories,
            outline: layer.style.outline,
        })
    }
}

//! The colours of the classes as the user has them: a palette, and colours of their own in place of some of its. What
//! the palette guard says of them is said in one list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::colour::Rgb;
use super::guard::{self, MIN_DELTA_E, MIN_GREY_STEP};
use super::palette::PaletteName;
use super::pattern::Pattern;
use super::preview::Preview;
use super::style::CategoryStyle;
use crate::analysis::summary::{Category, CategoryKey};
use crate::domain::Class;

/// A palette with what was changed of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClassColours {
    /// The palette.
    pub palette: PaletteName,
    /// Colours of the user's own, by the key of the class.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub own: BTreeMap<String, Rgb>,
}

/// Two classes that are taken for each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// Which two.
    pub classes: [Class; 2],
    /// By whose eyes, or on which copy.
    pub seen: Preview,
    /// How far apart they are: CIEDE2000, or L* on a grey copy.
    pub distance: f64,
    /// How far apart they have to be.
    pub needed: f64,
}

impl ClassColours {
    /// A palette as it is.
    pub fn of(palette: PaletteName) -> Self {
        Self {
            palette,
            own: BTreeMap::new(),
        }
    }

    /// How a class looks.
    pub fn class(&self, class: Class) -> CategoryStyle {
        let style = self.palette.class(class);
        match self.own.get(class.key()) {
            Some(&fill) if style.pattern == Pattern::Plain => CategoryStyle::plain(fill),
            Some(&fill) => CategoryStyle { fill, ..style },
            None => style,
        }
    }

    /// Gives a class a colour of its own; that of the palette is none.
    pub fn set(&mut self, class: Class, fill: Rgb) {
        if self.palette.class(class).fill == fill {
            self.own.remove(class.key());
        } else {
            self.own.insert(class.key().to_owned(), fill);
        }
    }

    /// How each category of a layer looks, in their order.
    pub fn styles(&self, categories: &[Category]) -> Vec<CategoryStyle> {
        let of_palette = self.palette.styles(categories);
        categories
            .iter()
            .zip(of_palette)
            .map(|(category, style)| match &category.key {
                CategoryKey::Class(class) if *class != Class::Unclassified => self.class(*class),
                _ => style,
            })
            .collect()
    }

    /// The classes that are hard to tell apart where they lie at `opacity` over `ground`, the closest pair per way of
    /// seeing. Classes with patterns of their own are told apart by those.
    pub fn alike(&self, ground: Rgb, opacity: f64) -> Vec<Alike> {
        let plain = Class::FIG1.map(|class| (class, self.class(class)));
        let plain: Vec<(Class, Rgb)> = plain
            .into_iter()
            .filter(|(_, style)| style.pattern == Pattern::Plain)
            .map(|(class, style)| (class, style.fill))
            .collect();
        let fills: Vec<Rgb> = plain.iter().map(|&(_, fill)| fill).collect();
        let Some(verdict) = guard::check(&fills, ground, opacity) else {
            return Vec::new();
        };
        let eyes = [
            Preview::Normal,
            Preview::Protan,
            Preview::Deutan,
            Preview::Tritan,
        ];
        let seen = eyes
            .into_iter()
            .zip(verdict.seen)
            .map(|(seen, closest)| (seen, closest, MIN_DELTA_E));
        let grey = [(Preview::Grey, verdict.grey, MIN_GREY_STEP)];
        seen.chain(grey)
            .filter(|(_, closest, needed)| closest.distance < *needed)
            .filter_map(|(seen, closest, needed)| {
                let class = |place: usize| plain.get(place).map(|&(class, _)| class);
                Some(Alike {
                    classes: [class(closest.pair[0])?, class(closest.pair[1])?],
                    seen,
                    distance: closest.distance,
                    needed,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_palettes_pass_and_a_naive_one_does_not() {
        for palette in PaletteName::ALL {
            assert_eq!(ClassColours::of(palette).alike(Rgb::WHITE, 1.0), []);
        }
        let mut colours = ClassColours::default();
        colours.set(Class::Extensive, Rgb::new(0xE9, 0xB4, 0x4C));
        colours.set(Class::NoneArable, Rgb::new(0x78, 0xC6, 0x79));
        let alike = colours.alike(Rgb::WHITE, 1.0);
        let protan = alike.iter().find(|alike| alike.seen == Preview::Protan);
        let pair = protan.expect("a pair").classes;
        assert!(pair.contains(&Class::Extensive) && pair.contains(&Class::NoneArable));
    }

    #[test]
    fn the_colour_of_the_palette_is_no_colour_of_ones_own() {
        let mut colours = ClassColours::default();
        let white = Rgb::WHITE;
        colours.set(Class::Intensive, white);
        assert_eq!(colours.class(Class::Intensive).fill, white);
        let text = toml::to_string(&colours).unwrap();
        assert!(text.contains("intensive = \"#FFFFFF\""), "{text}");
        assert_eq!(toml::from_str::<ClassColours>(&text).unwrap(), colours);
        let of_palette = PaletteName::Fig1.class(Class::Intensive).fill;
        colours.set(Class::Intensive, of_palette);
        assert_eq!(colours, ClassColours::default());
    }
}

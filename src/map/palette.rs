//! Which colour stands for what: the palettes of `assets/palettes.toml`, looked up by the categories of a
//! layer. Colours as data; how they are painted is `paint`'s business, whether they can be told apart
//! `guard`'s.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::colour::Rgb;
use super::pattern::Pattern;
use super::style::CategoryStyle;
use crate::analysis::summary::{Category, CategoryKey};
use crate::domain::{Class, CropGroup};

/// The palettes for the classes of Fig. 1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum PaletteName {
    /// As the caption of Fig. 1 describes it: both kinds of crop in greens.
    #[default]
    Fig1,
    /// Only recurring exchange in green.
    Emphasis,
    /// Black and white with patterns.
    Print,
}

impl PaletteName {
    /// All of them, the default first.
    pub const ALL: [Self; 3] = [Self::Fig1, Self::Emphasis, Self::Print];

    /// The word used on the command line and in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Fig1 => "fig1",
            Self::Emphasis => "emphasis",
            Self::Print => "print",
        }
    }

    /// How a class looks in this palette.
    pub fn class(self, class: Class) -> CategoryStyle {
        let entry = ASSET.palettes.get(self.key());
        entry
            .and_then(|classes| classes.get(class.key()))
            .map_or_else(|| common("unknown"), Swatch::style)
    }

    /// How each category of a layer looks, in their order.
    pub fn styles(self, categories: &[Category]) -> Vec<CategoryStyle> {
        let is_interval =
            |category: &&Category| matches!(category.key, CategoryKey::Interval { .. });
        let intervals = categories.iter().filter(is_interval).count();
        let (mut value, mut interval) = (0, 0);
        categories
            .iter()
            .map(|category| match &category.key {
                CategoryKey::Class(class) => self.class(*class),
                CategoryKey::CropGroup(group) => crop_group(*group),
                CategoryKey::TooFewYears | CategoryKey::NoValue | CategoryKey::NoCrop => {
                    common("unknown")
                }
                CategoryKey::NoSectorYears => common("outside"),
                CategoryKey::Element => common("element"),
                CategoryKey::OtherValues => common("other_values"),
                CategoryKey::Plain => common("plain"),
                CategoryKey::Value(_) => {
                    value += 1;
                    value_style(value - 1)
                }
                CategoryKey::Interval { .. } => {
                    interval += 1;
                    CategoryStyle::plain(interval_colour(interval - 1, intervals))
                }
            })
            .collect()
    }
}

/// How lines and points look: strong, since there is little of them.
pub fn mark() -> CategoryStyle {
    common("mark")
}

/// How a crop group looks, on the map and in charts.
pub fn crop_group(group: CropGroup) -> CategoryStyle {
    let colour = ASSET.crop_groups.get(group.key());
    colour.map_or_else(|| common("unknown"), |&fill| CategoryStyle::plain(fill))
}

/// Patterns that set values apart once the colours have all been used.
const ROUNDS: [Pattern; 4] = [
    Pattern::Plain,
    Pattern::WideDiagonal,
    Pattern::Dots,
    Pattern::VerticalLines,
];

fn value_style(number: usize) -> CategoryStyle {
    let colours = &ASSET.columns.values;
    let Some(&fill) = colours.get(number % colours.len().max(1)) else {
        return common("other_values");
    };
    match ROUNDS[number / colours.len() % ROUNDS.len()] {
        Pattern::Plain => CategoryStyle::plain(fill),
        pattern => CategoryStyle::patterned(fill, pattern, Rgb::WHITE),
    }
}

/// The colour of interval `number` of `count`, low to high.
fn interval_colour(number: usize, count: usize) -> Rgb {
    let anchors = &ASSET.columns.intervals;
    let last = anchors.len().saturating_sub(1);
    let along = if count > 1 {
        number as f64 / (count - 1) as f64 * last as f64
    } else {
        last as f64 / 2.0
    };
    let below = (along as usize).min(last);
    match (anchors.get(below), anchors.get((below + 1).min(last))) {
        (Some(low), Some(high)) => high.over(*low, along - below as f64),
        _ => Rgb::WHITE,
    }
}

fn common(name: &str) -> CategoryStyle {
    ASSET.common.get(name).map_or(UNNAMED, Swatch::style)
}

/// For what the asset does not name: never a plain colour, so that it is seen. The tests see to it that it
/// names everything.
const UNNAMED: CategoryStyle =
    CategoryStyle::patterned(Rgb::WHITE, Pattern::CrossHatch, Rgb::new(0x8A, 0x8F, 0x8B));

static ASSET: LazyLock<Asset> = LazyLock::new(|| {
    toml::from_str(include_str!("../../assets/palettes.toml")).unwrap_or_default()
});

/// `assets/palettes.toml`.
#[derive(Debug, Default, serde::Deserialize)]
struct Asset {
    palettes: HashMap<String, HashMap<String, Swatch>>,
    crop_groups: HashMap<String, Rgb>,
    common: HashMap<String, Swatch>,
    columns: ColumnColours,
}

#[derive(Debug, Default, serde::Deserialize)]
struct ColumnColours {
    values: Vec<Rgb>,
    intervals: Vec<Rgb>,
}

#[derive(Debug, serde::Deserialize)]
struct Swatch {
    fill: Rgb,
    #[serde(default)]
    pattern: Pattern,
    ink: Option<Rgb>,
}

impl Swatch {
    fn style(&self) -> CategoryStyle {
        CategoryStyle::patterned(self.fill, self.pattern, self.ink.unwrap_or(self.fill))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Value;

    fn category(key: CategoryKey) -> Category {
        Category {
            key,
            parcels: 0,
            area_m2: 0.0,
            unmeasured: 0,
        }
    }

    fn fills(keys: impl IntoIterator<Item = CategoryKey>) -> Vec<Rgb> {
        let categories: Vec<_> = keys.into_iter().map(category).collect();
        let styles = PaletteName::Fig1.styles(&categories);
        styles.iter().map(|style| style.fill).collect()
    }

    #[test]
    fn the_asset_names_everything() {
        let asset: Asset =
            toml::from_str(include_str!("../../assets/palettes.toml")).expect("valid");
        for palette in PaletteName::ALL {
            let classes = &asset.palettes[palette.key()];
            assert!(
                Class::FIG1
                    .iter()
                    .all(|class| classes.contains_key(class.key()))
            );
            assert_eq!(classes.len(), Class::FIG1.len());
        }
        for group in CropGroup::ALL {
            let named = asset.crop_groups.contains_key(group.key());
            assert_eq!(named, group != CropGroup::Unknown);
        }
        for name in ["unknown", "outside", "element", "plain", "other_values"] {
            assert!(asset.common.contains_key(name), "{name}");
        }
        assert_eq!(common("unknown"), UNNAMED);
    }

    #[test]
    fn the_classes_have_the_colours_of_fig1() {
        let hex: Vec<String> = Class::FIG1
            .iter()
            .map(|&class| PaletteName::Fig1.class(class).fill.to_string())
            .collect();
        assert_eq!(hex, ["#DAF1DA", "#BE6301", "#1962C2", "#76AE81", "#13492F"]);
    }

    #[test]
    fn what_is_not_known_is_hatched_in_every_palette() {
        for palette in PaletteName::ALL {
            for key in [
                CategoryKey::Class(Class::Unclassified),
                CategoryKey::TooFewYears,
                CategoryKey::NoSectorYears,
                CategoryKey::NoValue,
                CategoryKey::CropGroup(CropGroup::Unknown),
            ] {
                let style = palette.styles(&[category(key)])[0];
                assert_ne!(style.pattern, Pattern::Plain);
            }
        }
    }

    #[test]
    fn values_differ_even_when_the_colours_run_out() {
        let keys = (0..40).map(|i| category(CategoryKey::Value(Value::Integer(i))));
        let styles = PaletteName::Fig1.styles(&keys.collect::<Vec<_>>());
        for (i, style) in styles.iter().enumerate() {
            assert!(!styles[..i].contains(style), "value {i} looks like another");
        }
    }

    #[test]
    fn intervals_run_from_light_to_dark_whatever_their_number() {
        for count in 1..=12 {
            let keys = (0..count).map(|i| CategoryKey::Interval {
                from: f64::from(i),
                to: f64::from(i + 1),
            });
            let lightness: Vec<f64> = fills(keys).iter().map(|fill| fill.lightness()).collect();
            assert!(lightness.is_sorted_by(|a, b| a > b), "{lightness:?}");
        }
    }
}

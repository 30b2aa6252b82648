//! The legend as data: what each colour stands for, and how much of it there is. Window, sheet and command
//! line put the words to it.

use super::style::{CategoryStyle, LayerStyle};
use crate::analysis::summary::{Categories, Category, CategoryKey};

/// One line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendEntry {
    /// What it stands for.
    pub key: CategoryKey,
    /// How it looks on the map.
    pub style: CategoryStyle,
    /// Parcels in it.
    pub parcels: u64,
    /// Their area on the ground, m², as far as it is known.
    pub area_m2: f64,
    /// Parcels whose area is not known.
    pub unmeasured: u64,
    /// Part of the area of all entries together; `None` when that is 0.
    pub share: Option<f64>,
}

/// The legend of a whole layer.
pub fn legend(categories: &Categories, style: &LayerStyle) -> Vec<LegendEntry> {
    legend_of(&categories.list, style)
}

/// The legend of any count of the same categories, such as the parcels in view
/// ([`Categories::counted_over`]).
pub fn legend_of(counted: &[Category], style: &LayerStyle) -> Vec<LegendEntry> {
    let total_m2: f64 = counted.iter().map(|category| category.area_m2).sum();
    counted
        .iter()
        .zip(&style.categories)
        .map(|(category, &style)| LegendEntry {
            key: category.key.clone(),
            style,
            parcels: category.parcels,
            area_m2: category.area_m2,
            unmeasured: category.unmeasured,
            share: (total_m2 > 0.0).then(|| category.area_m2 / total_m2),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::Class;
    use crate::map::palette::PaletteName;
    use crate::map::style::Outline;

    #[test]
    fn entries_keep_the_order_and_an_empty_class_stays() {
        let keys = Class::FIG1.map(CategoryKey::Class).to_vec();
        let areas = [30_000.0, 10_000.0, f64::NAN];
        let categories = Categories::count(keys, Arc::from([4, 0, 4]), &areas);
        let style = LayerStyle {
            categories: PaletteName::Fig1.styles(&categories.list),
            outline: Outline::default(),
        };
        let legend = legend(&categories, &style);
        assert_eq!(legend.len(), 5);
        assert_eq!((legend[4].parcels, legend[4].unmeasured), (2, 1));
        assert_eq!(legend[4].share, Some(0.75));
        assert_eq!((legend[1].parcels, legend[1].share), (0, Some(0.0)));
        assert_eq!(legend[4].style, PaletteName::Fig1.class(Class::Intensive));
        assert_eq!(legend_of(&[], &style), []);
    }
}

//! The numbers that legend, sheet and command line all print: which category each parcel is in, and how
//! many parcels and square metres each category holds. The categories always add up to the layer.

use std::sync::Arc;

use crate::domain::{Class, CropGroup, Hectares, Outcome, Reason, Share};
use crate::layer::Value;

/// What makes a group of parcels one entry of the legend.
#[derive(Debug, Clone, PartialEq)]
pub enum CategoryKey {
    /// A cooperation class; [`Class::Unclassified`] only where the reason is not known.
    Class(Class),
    /// Unclassified: fewer known years than the rule asks for.
    TooFewYears,
    /// Unclassified: years enough, but neither arable nor livestock.
    NoSectorYears,
    /// A landscape element: no parcel, counted on a line of its own.
    Element,
    /// A crop group of one year.
    CropGroup(CropGroup),
    /// A value of a column.
    Value(Value),
    /// Numbers from `from` up to, not including, `to` (the last interval includes it).
    Interval {
        /// Lower end.
        from: f64,
        /// Upper end.
        to: f64,
    },
    /// Values too rare for an entry of their own.
    OtherValues,
    /// Nothing stored.
    NoValue,
    /// A year of crop sequences in which the parcel has no crop: not there, or not known.
    NoCrop,
    /// All parcels alike: nothing to colour by.
    Plain,
}

impl CategoryKey {
    /// The entry that a parcel with this outcome belongs to.
    pub fn of_outcome(outcome: &Outcome) -> Self {
        match outcome.reason() {
            Some(Reason::TooFewYears) => Self::TooFewYears,
            Some(Reason::NoSectorYears) => Self::NoSectorYears,
            None => Self::Class(outcome.class),
        }
    }
}

/// One entry of the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// What it is.
    pub key: CategoryKey,
    /// Number of parcels in it.
    pub parcels: u64,
    /// Their area on the ground, m²; parcels whose area is unknown add nothing and are in `unmeasured`.
    pub area_m2: f64,
    /// Parcels whose area is not known (no coordinate system, no geometry).
    pub unmeasured: u64,
}

/// Added to the category of a feature whose class is uncertain, where that is to be seen.
pub const UNCERTAIN: u8 = 0x80;

/// Every parcel of a layer put into one category.
#[derive(Debug, Clone, PartialEq)]
pub struct Categories {
    /// Index into `list` per feature.
    pub of_feature: Arc<[u8]>,
    /// The categories in the order of the legend; those of Fig. 1 are there even when empty.
    pub list: Vec<Category>,
}

impl Categories {
    /// Counts parcels and area per category. `keys` are the legend's entries in order, `of_feature` an
    /// index into them per feature, `area_m2` the area per feature, NaN where unknown.
    pub fn count(keys: Vec<CategoryKey>, of_feature: Arc<[u8]>, area_m2: &[f64]) -> Self {
        let mut list: Vec<Category> = keys
            .into_iter()
            .map(|key| Category {
                key,
                parcels: 0,
                area_m2: 0.0,
                unmeasured: 0,
            })
            .collect();
        tally(&mut list, &of_feature, area_m2, 0..of_feature.len());
        Self { of_feature, list }
    }

    /// The same entries counted over some features only, such as those in view.
    pub fn counted_over(
        &self,
        features: impl IntoIterator<Item = usize>,
        area_m2: &[f64],
    ) -> Vec<Category> {
        let mut list = self.list.clone();
        for category in &mut list {
            category.parcels = 0;
            category.area_m2 = 0.0;
            category.unmeasured = 0;
        }
        tally(&mut list, &self.of_feature, area_m2, features);
        list
    }

    /// The area of all categories together, m².
    pub fn total_m2(&self) -> f64 {
        self.list.iter().map(|category| category.area_m2).sum()
    }
}

/// How many parcels there are in these categories. Landscape elements are none.
pub fn parcels_in(list: &[Category]) -> u64 {
    let parcels = list
        .iter()
        .filter(|found| found.key != CategoryKey::Element);
    parcels.map(|category| category.parcels).sum()
}

/// How many landscape elements there are in these categories.
pub fn elements_in(list: &[Category]) -> u64 {
    let elements = list
        .iter()
        .filter(|found| found.key == CategoryKey::Element);
    elements.map(|category| category.parcels).sum()
}

fn tally(
    list: &mut [Category],
    of_feature: &[u8],
    area_m2: &[f64],
    features: impl IntoIterator<Item = usize>,
) {
    for feature in features {
        let entry = of_feature
            .get(feature)
            .and_then(|&index| list.get_mut(usize::from(index)));
        let Some(category) = entry else { continue };
        category.parcels += 1;
        match area_m2.get(feature) {
            Some(area) if area.is_finite() => category.area_m2 += area,
            _ => category.unmeasured += 1,
        }
    }
}

/// The hectares of the five classes of Fig. 1, and the shares that are made of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassHectares([Hectares; 5]);

/// A class's hectares beside those that Fig. 1 prints.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The class.
    pub class: Class,
    /// Hectares found.
    pub found: Hectares,
    /// Hectares of Fig. 1.
    pub published: Hectares,
}

impl Comparison {
    /// Found minus published.
    pub fn difference(&self) -> Hectares {
        self.found - self.published
    }

    /// The difference as a part of the published hectares.
    pub fn relative(&self) -> f64 {
        self.difference().0 / self.published.0
    }
}

impl ClassHectares {
    /// Takes the classes out of a list of categories; `None` when the list is about something else.
    pub fn of(list: &[Category]) -> Option<Self> {
        let area_m2 = |class: Class| {
            let key = CategoryKey::Class(class);
            let category = list.iter().find(|category| category.key == key);
            category.map(|category| category.area_m2)
        };
        let mut hectares = [Hectares::default(); 5];
        for (place, class) in hectares.iter_mut().zip(Class::FIG1) {
            *place = Hectares::from_m2(area_m2(class)?);
        }
        Some(Self(hectares))
    }

    /// The hectares of the classes for which `test` holds.
    fn sum(&self, test: fn(Class) -> bool) -> Hectares {
        let classes = Class::FIG1.into_iter().zip(self.0);
        classes
            .filter(|(class, _)| test(*class))
            .map(|(_, ha)| ha)
            .sum()
    }

    /// The five classes together: the whole of both shares.
    pub fn total(&self) -> Hectares {
        self.sum(|_| true)
    }

    /// Land with both kinds of crop: `none_mixed`, `extensive` and `intensive`, of the five classes.
    pub fn mixed_use(&self) -> Share {
        Share {
            part: self.sum(Class::is_mixed_use),
            whole: self.total(),
        }
    }

    /// Recurring exchange: `extensive` and `intensive`, of the five classes.
    pub fn cooperation(&self) -> Share {
        Share {
            part: self.sum(Class::is_cooperation),
            whole: self.total(),
        }
    }

    /// Every class beside its published hectares, in the order of Fig. 1.
    pub fn against_published(&self) -> Vec<Comparison> {
        let classes = Class::FIG1.into_iter().zip(self.0);
        let compare = |(class, found): (Class, Hectares)| {
            let published = Hectares(class.published_ha()?);
            Some(Comparison {
                class,
                found,
                published,
            })
        };
        classes.filter_map(compare).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_add_up_to_the_layer_and_unknown_is_not_zero() {
        let keys = vec![
            CategoryKey::Class(Class::Intensive),
            CategoryKey::TooFewYears,
        ];
        let categories =
            Categories::count(keys, Arc::from([0, 1, 0, 0]), &[10.0, 5.0, 20.0, f64::NAN]);
        assert_eq!(categories.list[0].parcels, 3);
        assert_eq!(categories.list[0].unmeasured, 1);
        assert!((categories.total_m2() - 35.0).abs() < 1e-9);
        let in_view = categories.counted_over([1, 2], &[10.0, 5.0, 20.0, f64::NAN]);
        assert_eq!((in_view[0].parcels, in_view[1].parcels), (1, 1));
    }

    #[test]
    fn landscape_elements_are_no_parcels() {
        let keys = vec![CategoryKey::TooFewYears, CategoryKey::Element];
        let categories = Categories::count(keys, Arc::from([0, 1, 1, 0]), &[10.0; 4]);
        assert_eq!(parcels_in(&categories.list), 2);
    }

    #[test]
    fn both_shares_are_of_the_five_classes() {
        let mut keys: Vec<CategoryKey> = Class::FIG1.map(CategoryKey::Class).to_vec();
        keys.push(CategoryKey::TooFewYears);
        let published = Class::FIG1.map(|class| class.published_ha().unwrap() * 10_000.0);
        let mut area_m2 = published.to_vec();
        area_m2.push(1e9);
        let categories = Categories::count(keys, Arc::from([0, 1, 2, 3, 4, 5]), &area_m2);
        let hectares = ClassHectares::of(&categories.list).unwrap();
        let percent = |share: Share| (share.ratio().unwrap() * 1000.0).round();
        assert!((percent(hectares.mixed_use()) - 562.0).abs() < 0.1);
        assert!((percent(hectares.cooperation()) - 352.0).abs() < 0.1);
        assert!((hectares.total().0 - 176_787.0).abs() < 1e-6);
        for comparison in hectares.against_published() {
            assert!(comparison.difference().0.abs() < 1e-6, "{comparison:?}");
        }
        let plain = Categories::count(vec![CategoryKey::Plain], Arc::from([0]), &[1.0]);
        assert_eq!(ClassHectares::of(&plain.list), None);
    }
}

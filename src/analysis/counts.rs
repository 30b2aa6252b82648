//! The years of all parcels counted under several rules in one run over the parcels. Parcels are many and histories are
//! few: what a year counts as under all of the rules together is one of a handful of kinds, and parcels whose years are
//! of the same kinds, one by one, are counted once.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::classify::ParcelYears;
use super::feature_table::{ClassTotals, FeatureTable, Part, parts};
use crate::domain::{Catalogue, CropFact, CropId, Features, Rule, SeenCrop, Usage, YearColumn};
use crate::job::{Cancelled, Progress};

/// What was counted of the parcels, under each of some rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts(Vec<(Rule, FeatureTable)>);

impl Counts {
    /// Counts under these rules, and so under all that [count alike](Rule::counts_alike). `area_m2` holds the area per
    /// parcel, NaN where unknown.
    ///
    /// # Errors
    /// When the work was told to stop.
    pub fn of(
        years: &ParcelYears,
        area_m2: &[f64],
        catalogue: &Catalogue,
        rules: impl IntoIterator<Item = Rule>,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let mut distinct: Vec<Rule> = Vec::new();
        for rule in rules {
            if !distinct.iter().any(|other| other.counts_alike(&rule)) {
                distinct.push(rule);
            }
        }
        let histories = Histories::of(years, catalogue, &distinct);
        let some = parts(years.sequences.len()).map(|parcels| {
            progress.check()?;
            Ok(histories.count(parcels, area_m2))
        });
        let some: Vec<Vec<Part>> = some.collect::<Result<_, Cancelled>>()?;
        let table = |number: usize| FeatureTable::joined(some.iter().filter_map(|p| p.get(number)));
        let tables: Vec<FeatureTable> = (0..distinct.len()).map(table).collect();
        Ok(Self(distinct.into_iter().zip(tables).collect()))
    }

    /// What was counted under a rule; `None` where none of the rules counts like it.
    pub fn table(&self, rule: &Rule) -> Option<&FeatureTable> {
        let mut tables = self.0.iter();
        let found = tables.find(|(other, _)| other.counts_alike(rule));
        found.map(|(_, table)| table)
    }

    /// The hectares under a rule; `None` where none of the rules counts like it.
    pub fn hectares(&self, rule: &Rule) -> Option<ClassTotals> {
        self.table(rule).map(|table| table.hectares(rule))
    }
}

/// What the years of parcels count as.
struct Histories<'a> {
    years: &'a ParcelYears,
    /// The years of the longest window.
    columns: &'a [YearColumn],
    /// How many of them, from the newest on, are in the window of each rule.
    windows: Vec<usize>,
    /// The least covers of the rules, each once, in ascending order.
    covers: Vec<f64>,
    /// What a year of each kind counts as under each rule.
    kinds: Vec<Vec<Usage>>,
    /// The kind of a crop that reaches so many of the covers, by [`Self::place`].
    kind_of: Vec<u16>,
}

impl<'a> Histories<'a> {
    fn of(years: &'a ParcelYears, catalogue: &Catalogue, rules: &[Rule]) -> Self {
        let windows = rules
            .iter()
            .map(|rule| years.sequences.window(rule, years.reference));
        let columns = windows.clone().max_by_key(|window| window.len());
        let mut covers: Vec<f64> = rules.iter().map(|rule| rule.min_cover).collect();
        covers.sort_by(f64::total_cmp);
        covers.dedup();
        let mut histories = Self {
            years,
            columns: columns.unwrap_or_default(),
            windows: windows.map(<[YearColumn]>::len).collect(),
            covers,
            kinds: Vec::new(),
            kind_of: Vec::new(),
        };
        let crops = years.sequences.crops().crops().iter().map(Some);
        for crop in crops.chain([None]) {
            for reached in 0..=histories.covers.len() {
                let usage = |rule| histories.usage(crop, reached, catalogue, rule);
                let usages: Vec<Usage> = rules.iter().map(usage).collect();
                let kind = histories.kind(usages);
                histories.kind_of.push(kind);
            }
        }
        histories
    }

    /// What a year with a crop, or none, counts as under a rule.
    fn usage(
        &self,
        crop: Option<&SeenCrop>,
        reached: usize,
        catalogue: &Catalogue,
        rule: &Rule,
    ) -> Usage {
        let mut covers = self.covers.iter().take(reached);
        let crop = crop.filter(|_| covers.any(|cover| *cover >= rule.min_cover));
        crop.map_or(Usage::Missing, |crop| {
            CropFact::of(*crop, catalogue, rule).usage
        })
    }

    /// The number of a kind, a new one when it was not seen before.
    fn kind(&mut self, usages: Vec<Usage>) -> u16 {
        let known = self.kinds.iter().position(|kind| *kind == usages);
        let number = known.unwrap_or_else(|| {
            self.kinds.push(usages);
            self.kinds.len() - 1
        });
        // There are a few kinds for each way in which crops of different sectors can count.
        u16::try_from(number).unwrap_or(u16::MAX)
    }

    /// Where [`Self::kind_of`] holds the kind of a year of a parcel.
    fn place(&self, column: &YearColumn, parcel: usize) -> usize {
        let crop = column.crops.get(parcel).copied().and_then(CropId::index);
        let crop = crop.unwrap_or(self.years.sequences.crops().crops().len());
        let all = self.covers.len();
        let reached = column.cover.as_ref().map_or(all, |cover| {
            let enough = |least: &&f64| !cover.is_short_of(parcel, **least);
            self.covers.iter().take_while(enough).count()
        });
        crop * (all + 1) + reached
    }

    /// Counts some of the parcels, under each rule.
    fn count(&self, parcels: Range<usize>, area_m2: &[f64]) -> Vec<Part> {
        let rules = self.windows.len();
        let mut tables: Vec<Part> = (0..rules).map(|_| Part::default()).collect();
        let mut numbers: HashMap<Vec<u16>, usize> = HashMap::new();
        // Of each history, its place in each table.
        let mut places: Vec<usize> = Vec::new();
        let mut history = Vec::new();
        for parcel in parcels {
            if self.years.elements.get(parcel).copied().unwrap_or(false) {
                continue;
            }
            history.clear();
            let kinds = self.columns.iter().map(|column| {
                let kind = self.kind_of.get(self.place(column, parcel));
                kind.copied().unwrap_or(u16::MAX)
            });
            history.extend(kinds);
            let number = numbers.get(&history).copied().unwrap_or_else(|| {
                for (rule, table) in tables.iter_mut().enumerate() {
                    places.push(table.place(self.features(&history, rule)));
                }
                numbers.insert(history.clone(), numbers.len());
                numbers.len() - 1
            });
            let area_m2 = area_m2.get(parcel).copied();
            let places = places.iter().skip(number * rules);
            for (table, place) in tables.iter_mut().zip(places) {
                table.add(*place, area_m2);
            }
        }
        tables
    }

    /// What a rule counts of a history.
    fn features(&self, history: &[u16], rule: usize) -> Features {
        let window = self.windows.get(rule).copied().unwrap_or(0);
        let before = self.columns.len().saturating_sub(window);
        let usages = history.iter().skip(before).map(|kind| {
            let kind = self.kinds.get(usize::from(*kind));
            let usage = kind.and_then(|usages| usages.get(rule));
            usage.copied().unwrap_or(Usage::Missing)
        });
        Features::count(usages)
    }
}

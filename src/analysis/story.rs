//! The story of one parcel: each year with its crop, what it counts as, how sure that is, and what follows
//! from all of them. The same readings that classify a whole layer, for one parcel and in full.

use std::collections::BTreeMap;

use super::classify::ParcelYears;
use crate::domain::{
    Catalogue, Class, CropCode, CropFacts, CropId, Indicators, Outcome, Reading, Rule, SeenCrop,
    Usage, Year, YearColumn, classify,
};

/// What is known of one parcel over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Every year that the window asks for or the layer has, oldest first, without a gap in the window.
    pub years: Vec<StoryYear>,
    /// What the rule says.
    pub outcome: Outcome,
    /// The rotation, over the window.
    pub indicators: Indicators,
    /// Loaded years of the window: what the confidence is a mean of.
    pub loaded: usize,
    /// Whether the layer knows how much of a parcel its crop covers.
    pub has_shares: bool,
}

/// One year of a parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryYear {
    /// The year.
    pub year: Year,
    /// Whether the rule looks at it.
    pub in_window: bool,
    /// What it is.
    pub kind: YearKind,
    /// The crop that covers most, also where that is too little to count.
    pub crop: Option<Covering>,
    /// The crop that covers most after it.
    pub second: Option<Covering>,
    /// Part of the parcel that all crops together cover, where that is known.
    pub covered: Option<f64>,
    /// What it counts as; missing where nothing is loaded.
    pub usage: Usage,
    /// Why it could be read otherwise.
    pub doubts: Vec<Doubt>,
}

/// What a year of a parcel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearKind {
    /// A crop is known.
    Crop,
    /// *geen perceel*: a layer of that year is loaded, and covers too little of the parcel.
    NoParcel,
    /// *onbekend*: the column of that year holds nothing for the parcel.
    Unknown,
    /// *onbekend*: nothing is loaded for that year.
    NotLoaded,
}

/// A crop, and the part of the parcel that it covers where that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Covering {
    /// Its code.
    pub code: CropCode,
    /// Part of the parcel, 0 to 1.
    pub share: Option<f64>,
}

/// A reason to read a year otherwise, and what would come of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doubt {
    /// The reason.
    pub why: Why,
    /// What the year could count as.
    pub other: Usage,
    /// The class that the parcel would then have.
    pub class: Class,
}

/// Why a year is doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The runner-up is of another sector and covers hardly less.
    CloseRunnerUp,
    /// All crops together cover little of the parcel.
    LittleCovered,
    /// The year is missing though one crop covers a good part.
    MissingThoughCovered,
}

impl Why {
    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::CloseRunnerUp => "close_runner_up",
            Self::LittleCovered => "little_covered",
            Self::MissingThoughCovered => "missing_though_covered",
        }
    }
}

impl Story {
    /// The story of a parcel; `None` for landscape elements, which have none.
    pub fn of(
        years: &ParcelYears,
        parcel: usize,
        catalogue: &Catalogue,
        rule: &Rule,
    ) -> Option<Self> {
        if years.elements.get(parcel).copied().unwrap_or(false) {
            return None;
        }
        let facts = CropFacts::of(years.sequences.crops(), catalogue, rule);
        let teller = Teller {
            years,
            parcel,
            facts: &facts,
            rule,
        };
        let readings = years.readings(parcel, &facts, rule);
        let mut story = Self {
            years: teller.years(),
            outcome: classify(&readings, rule),
            indicators: Indicators::of(&readings, &facts),
            loaded: readings.len(),
            has_shares: years.sequences.columns().iter().any(|c| c.cover.is_some()),
        };
        for reading in &readings {
            let doubts = story.doubts(reading, rule);
            if let Some(year) = story.years.iter_mut().find(|y| y.year == reading.year) {
                year.doubts = doubts;
            }
        }
        Some(story)
    }

    /// What the rule would say if some years counted otherwise.
    pub fn what_if(&self, changes: &BTreeMap<Year, Usage>, rule: &Rule) -> Outcome {
        let window = self.years.iter().filter(|year| year.in_window);
        let readings: Vec<Reading> = window
            .map(|year| Reading {
                year: year.year,
                crop: CropId::NONE,
                usage: changes.get(&year.year).copied().unwrap_or(year.usage),
                share: 1.0,
                others: [None, None],
            })
            .collect();
        classify(&readings, rule)
    }

    fn doubts(&self, reading: &Reading, rule: &Rule) -> Vec<Doubt> {
        let whys = match reading.usage {
            Usage::Missing => [Why::MissingThoughCovered, Why::LittleCovered],
            _ => [Why::CloseRunnerUp, Why::LittleCovered],
        };
        let others = reading.others.iter().zip(whys);
        let doubts = others.filter_map(|(other, why)| {
            let other = (*other)?;
            let changed = BTreeMap::from([(reading.year, other)]);
            let class = self.what_if(&changed, rule).class;
            Some(Doubt { why, other, class })
        });
        doubts.collect()
    }
}

/// What a story is told from.
struct Teller<'a> {
    years: &'a ParcelYears,
    parcel: usize,
    facts: &'a CropFacts,
    rule: &'a Rule,
}

impl Teller<'_> {
    /// Every year of the window, and the loaded ones outside of it.
    fn years(&self) -> Vec<StoryYear> {
        let window = self.rule.window(self.years.reference);
        let columns = self.years.sequences.columns();
        let numbers = window.start().number()..=window.end().number();
        let in_window = numbers.filter_map(|number| Year::new(i64::from(number)));
        let mut all: Vec<Year> = columns.iter().map(|c| c.year).chain(in_window).collect();
        all.sort_unstable();
        all.dedup();
        let column = |year| columns.iter().find(|column| column.year == year);
        let years = all.into_iter().map(|year| match column(year) {
            Some(column) => self.year(column, window.contains(&year)),
            None => StoryYear::not_loaded(year),
        });
        years.collect()
    }

    fn year(&self, column: &YearColumn, in_window: bool) -> StoryYear {
        let cover = column.cover.as_ref();
        let part = |list: &[f32]| list.get(self.parcel).copied().map(f64::from);
        let reading = column.read(self.parcel, self.facts, self.rule);
        let covering = |id: Option<&CropId>, share: Option<f64>| {
            let SeenCrop { code, .. } = self.years.sequences.crops().get(*id?)?;
            Some(Covering { code, share })
        };
        StoryYear {
            year: column.year,
            in_window,
            kind: match (reading.usage, cover) {
                (Usage::Missing, Some(_)) => YearKind::NoParcel,
                (Usage::Missing, None) => YearKind::Unknown,
                _ => YearKind::Crop,
            },
            crop: covering(
                column.crops.get(self.parcel),
                cover.and_then(|cover| part(&cover.share)),
            ),
            second: cover.and_then(|cover| {
                covering(cover.second.get(self.parcel), part(&cover.second_share))
            }),
            covered: cover.and_then(|cover| part(&cover.total)),
            usage: reading.usage,
            doubts: Vec::new(),
        }
    }
}

impl StoryYear {
    /// A year of the window of which nothing is loaded.
    fn not_loaded(year: Year) -> Self {
        Self {
            year,
            in_window: true,
            kind: YearKind::NotLoaded,
            crop: None,
            second: None,
            covered: None,
            usage: Usage::Missing,
            doubts: Vec::new(),
        }
    }

    /// The crop that the year counts with; `None` where it is missing.
    pub fn counted_crop(&self) -> Option<CropCode> {
        let crop = self.crop.filter(|_| self.kind == YearKind::Crop);
        crop.map(|crop| crop.code)
    }
}

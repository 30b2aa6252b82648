//! Crop histories that the rule puts into a wanted class: guessed from the ways farmers swap land, and
//! kept only when the rule itself agrees.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::random::Random;
use super::rotation::{History, Turns, YEARS, crops};
use super::zones::Landscape;
use crate::domain::{
    Catalogue, Class, CropCode, CropFact, Features, Rule, SeenCrop, Usage, cooperation,
};

const NATURE_GRASS: u16 = 332;
const NATURE: u16 = 335;
const NATURE_MIXTURE: u16 = 1926;
const NURSERY: u16 = 3806;
const FALLOW: u16 = 6794;

/// Most guesses for one history; one in three is right, so that this many are never wrong.
const GUESSES: usize = 500;

/// Makes histories and asks the default rule what they are.
#[derive(Debug)]
pub(super) struct Grower {
    rule: Rule,
    catalogue: Arc<Catalogue>,
    usages: BTreeMap<u16, Usage>,
}

impl Grower {
    /// With the built-in catalogue and rule.
    pub(super) fn new() -> Self {
        Self {
            rule: Rule::default(),
            catalogue: Catalogue::built_in(),
            usages: BTreeMap::new(),
        }
    }

    /// A history of this class for a field in this landscape.
    pub(super) fn history(
        &mut self,
        class: Class,
        landscape: Landscape,
        random: &mut Random,
    ) -> History {
        let mut history = [None; YEARS];
        for _ in 0..GUESSES {
            history = guess(class, landscape, random);
            if self.class(&history) == class {
                break;
            }
        }
        history
    }

    /// The class that the default rule gives a history.
    pub(super) fn class(&mut self, history: &History) -> Class {
        let usages: Vec<Usage> = history.iter().map(|crop| self.usage(*crop)).collect();
        cooperation::decide(Features::count(usages), &self.rule).class()
    }

    fn usage(&mut self, crop: Option<u16>) -> Usage {
        let Some(number) = crop else {
            return Usage::Missing;
        };
        let (catalogue, rule) = (&self.catalogue, &self.rule);
        *self.usages.entry(number).or_insert_with(|| {
            CropCode::new(number.into()).map_or(Usage::Unknown, |code| {
                CropFact::of(
                    SeenCrop {
                        code,
                        category: None,
                    },
                    catalogue,
                    rule,
                )
                .usage
            })
        })
    }

    /// The name that the catalogue has for a crop.
    pub(super) fn name(&self, number: u16) -> &str {
        let crop = CropCode::new(number.into()).and_then(|code| self.catalogue.find(code));
        crop.map_or("", |crop| crop.name_nl.as_str())
    }
}

fn guess(class: Class, landscape: Landscape, random: &mut Random) -> History {
    let mut history = match class {
        Class::NoneArable => crops([true; YEARS], landscape, random),
        Class::NoneLivestock => crops([false; YEARS], landscape, random),
        Class::NoneMixed if random.chance(0.6) => crops(conversion(random), landscape, random),
        Class::NoneMixed => crops(incident(random), landscape, random),
        Class::Extensive => crops(there_and_back(random), landscape, random),
        Class::Intensive => crops(exchange(random), landscape, random),
        Class::Unclassified => return neither(random),
    };
    if random.chance(0.07) {
        history[random.below(YEARS)] = random.chance(0.5).then_some(FALLOW);
    }
    if random.chance(0.02) {
        history[..1 + random.below(4)].fill(None);
    }
    history
}

/// One way, once.
fn conversion(random: &mut Random) -> Turns {
    let first = random.chance(0.5);
    let turn = 1 + random.below(YEARS - 1);
    std::array::from_fn(|year| (year < turn) == first)
}

/// A single year out of line.
fn incident(random: &mut Random) -> Turns {
    let other = random.chance(0.7);
    let odd = random.below(YEARS);
    std::array::from_fn(|year| (year == odd) == other)
}

/// There and back once: two to five years of the other kind.
fn there_and_back(random: &mut Random) -> Turns {
    let other = random.chance(0.6);
    let start = 1 + random.below(YEARS - 3);
    let end = start + 2 + random.below(4);
    std::array::from_fn(|year| (start..end).contains(&year) == other)
}

/// Again and again: short visits, with a few years between them.
fn exchange(random: &mut Random) -> Turns {
    let on_grass = random.chance(0.6);
    let mut turns = [false; YEARS];
    let mut year = random.below(4);
    if !on_grass {
        turns.fill(true);
    }
    while year < YEARS {
        let stay = 1 + random.below(if on_grass { 2 } else { 3 });
        let end = YEARS.min(year + stay);
        turns[year..end].fill(on_grass);
        year = end + 2 + random.below(if on_grass { 3 } else { 2 });
    }
    turns
}

/// Neither arable nor livestock land, or known too briefly.
fn neither(random: &mut Random) -> History {
    let mut history = [None; YEARS];
    let kinds = [
        (Some(NATURE_GRASS), 0.3),
        (Some(NATURE), 0.2),
        (Some(NATURE_MIXTURE), 0.1),
        (Some(NURSERY), 0.15),
        (None, 0.25),
    ];
    match random.weighted(&kinds).flatten() {
        Some(crop) => history.fill(Some(crop)),
        None => {
            let grass = [(265, 0.6), (266, 0.4)];
            history[6 + random.below(3)..].fill(random.weighted(&grass));
        }
    }
    history
}

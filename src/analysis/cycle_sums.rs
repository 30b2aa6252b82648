//! The cycle of an area over the window: what feed, manure and need come to, on livestock land, arable land and
//! land that both share. It is the potential of the crops grown; herds, feed trade and transport are not in parcel
//! data.

use super::area_sums::{AreaSums, Selected};
use super::land::Land;
use super::nutrient_sums::FigureTable;
use crate::domain::assumptions::ManureProduct;
use crate::domain::nutrients::{CropYear, Cycle, CycleInput, Removal};
use crate::domain::{Assumptions, Class, Side};

/// The kinds of land that the flows run between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LandKind {
    /// Grass and fodder only.
    Livestock,
    /// Arable crops only.
    Arable,
    /// Both in turn.
    Shared,
    /// Not classified.
    Unclassified,
}

impl LandKind {
    /// All kinds, in the order of the diagram.
    pub const ALL: [Self; 4] = [
        Self::Livestock,
        Self::Shared,
        Self::Arable,
        Self::Unclassified,
    ];

    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Livestock => "livestock",
            Self::Arable => "arable",
            Self::Shared => "shared",
            Self::Unclassified => "unclassified",
        }
    }

    /// The kind of a class.
    pub const fn of(class: Class) -> Self {
        match class {
            Class::NoneLivestock => Self::Livestock,
            Class::NoneArable => Self::Arable,
            Class::NoneMixed | Class::Extensive | Class::Intensive => Self::Shared,
            Class::Unclassified => Self::Unclassified,
        }
    }
}

/// What a kind of land adds to the flows, kg a year, mean over the window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LandPart {
    /// In feed.
    pub feed: f64,
    /// Taken up by all crops.
    pub need: f64,
    /// What the law lets be given as manure.
    pub space: f64,
}

/// The flows of one nutrient, kg a year, mean over the window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NutrientCycle {
    /// The flows of the whole area.
    pub flows: Cycle,
    /// What each kind of land adds, in the order of [`LandKind::ALL`].
    pub parts: [LandPart; LandKind::ALL.len()],
    /// Part of the need that closes inside the area, mean of the years.
    pub closed_share: Option<f64>,
}

/// Organic matter, kg a year, mean over the window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct OrganicCycle {
    /// From crops, residues and catch crops.
    pub from_crops: f64,
    /// From the manure of the area's own feed, as cattle slurry.
    pub from_manure: f64,
    /// What breaks down.
    pub breakdown: f64,
    /// Part of the breakdown that is made up for, mean of the years.
    pub closed_share: Option<f64>,
}

/// The cycle of an area.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AreaCycle {
    /// Nitrogen.
    pub n: NutrientCycle,
    /// Phosphate.
    pub p2o5: NutrientCycle,
    /// Organic matter.
    pub om: OrganicCycle,
}

/// Manure that the user knows of in an area, kg a year; takes the place of what feed would give.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct KnownManure {
    /// Nitrogen.
    pub n: Option<f64>,
    /// Phosphate.
    pub p2o5: Option<f64>,
}

/// The flows of an area, of the classes for which `test` holds.
pub fn cycle(
    sums: &AreaSums,
    land: &Land,
    table: &FigureTable,
    assumptions: &Assumptions,
    known: KnownManure,
    test: impl Fn(Class) -> bool,
) -> AreaCycle {
    let kinds = LandKind::ALL.map(|kind| sums.select(|c| LandKind::of(c) == kind && test(c)));
    let n = Nutrient {
        removal: |f| f.n_removal.map(Removal::total),
        space: |f| Some(f.manure_limit_n),
        retention: assumptions.retention_n,
        known: known.n,
    };
    let p2o5 = Nutrient {
        removal: |f| f.p2o5_removal.map(Removal::total),
        space: |f| f.p2o5_norm,
        retention: assumptions.retention_p2o5,
        known: known.p2o5,
    };
    let n = n.years(&kinds, land, table);
    let slurry = assumptions.manure_of(ManureProduct::CattleSlurry);
    let eom_of_n = slurry.eom_kg_t / slurry.n_kg_t;
    AreaCycle {
        om: organic(&kinds, table, &n, eom_of_n),
        n: mean(&n),
        p2o5: mean(&p2o5.years(&kinds, land, table)),
    }
}

struct Nutrient {
    removal: fn(&CropYear) -> Option<f64>,
    space: fn(&CropYear) -> Option<f64>,
    retention: f64,
    known: Option<f64>,
}

/// One year's flows.
#[derive(Default)]
struct YearCycle {
    flows: Cycle,
    parts: [LandPart; LandKind::ALL.len()],
}

impl Nutrient {
    fn years(&self, kinds: &[Selected; 4], land: &Land, table: &FigureTable) -> Vec<YearCycle> {
        (0..table.years())
            .map(|year| self.year(kinds, land, table, year))
            .collect()
    }

    fn year(
        &self,
        kinds: &[Selected; 4],
        land: &Land,
        table: &FigureTable,
        year: usize,
    ) -> YearCycle {
        let mut parts = [LandPart::default(); LandKind::ALL.len()];
        for (part, ground) in parts.iter_mut().zip(kinds) {
            let all = land.situations().iter().zip(ground.ground(year));
            for (place, (situation, m2)) in all.enumerate() {
                let Some(figures) = table.get(year, place) else {
                    continue;
                };
                let ha = m2 / 10_000.0;
                let removal = (self.removal)(figures).unwrap_or(0.0) * ha;
                part.need += removal;
                part.space += (self.space)(figures).unwrap_or(0.0) * ha;
                if land.side(situation) == Side::Livestock {
                    part.feed += removal;
                }
            }
        }
        let sum = |of: fn(&LandPart) -> f64| parts.iter().map(of).sum();
        let flows = Cycle::of(CycleInput {
            feed: sum(|part| part.feed),
            need: sum(|part| part.need),
            space: sum(|part| part.space),
            retention: self.retention,
            known_manure: self.known,
        });
        YearCycle { flows, parts }
    }
}

/// The mean of the years in which something grew.
fn mean(years: &[YearCycle]) -> NutrientCycle {
    let years: Vec<&YearCycle> = years.iter().filter(|year| year.flows.space > 0.0).collect();
    let of = |of: &dyn Fn(&YearCycle) -> f64| mean_of(years.iter().map(|year| of(year)));
    let number = |get: &dyn Fn(&YearCycle) -> f64| of(get).unwrap_or(0.0);
    let part = |kind: usize| LandPart {
        feed: number(&|year| year.parts[kind].feed),
        need: number(&|year| year.parts[kind].need),
        space: number(&|year| year.parts[kind].space),
    };
    NutrientCycle {
        flows: Cycle {
            feed: number(&|year| year.flows.feed),
            manure: number(&|year| year.flows.manure),
            need: number(&|year| year.flows.need),
            space: number(&|year| year.flows.space),
            closed: number(&|year| year.flows.closed),
        },
        parts: [0, 1, 2, 3].map(part),
        closed_share: mean_of(years.iter().filter_map(|year| year.flows.share())),
    }
}

fn mean_of(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

fn organic(
    kinds: &[Selected; 4],
    table: &FigureTable,
    nitrogen: &[YearCycle],
    eom_of_n: f64,
) -> OrganicCycle {
    let of_year = |(year, n): (usize, &YearCycle)| {
        let grown = kinds.iter().flat_map(|ground| table.grown(ground, year));
        // What breaks down counts where it is known what is added.
        let known = grown.filter_map(|(m2, figures)| Some((m2, figures.eom_crop?, figures)));
        let (crops, breakdown) = known.fold((0.0, 0.0), |(crops, breakdown), (m2, eom, f)| {
            let ha = m2 / 10_000.0;
            (crops + ha * eom, breakdown + ha * f.som_breakdown)
        });
        (crops, n.flows.manure * eom_of_n, breakdown)
    };
    let years = nitrogen.iter().enumerate().map(of_year);
    let years: Vec<_> = years.filter(|(_, _, breakdown)| *breakdown > 0.0).collect();
    let number = |of: fn(&(f64, f64, f64)) -> f64| mean_of(years.iter().map(of)).unwrap_or(0.0);
    OrganicCycle {
        from_crops: number(|year| year.0),
        from_manure: number(|year| year.1),
        breakdown: number(|year| year.2),
        closed_share: mean_of(years.iter().map(|(crops, manure, d)| (crops + manure) / d)),
    }
}

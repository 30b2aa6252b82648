//! The cycle of an area over the window: what feed, manure and need come to, on livestock land, arable land and
//! land that both share. It is the potential of the crops grown; herds, feed trade and transport are not in parcel
//! data.

use super::area_sums::AreaSums;
use super::areas::Basis;
use super::land::Land;
use super::nutrient_sums::FigureTable;
use super::split::Piece;
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

/// What each kind of land adds to the flows of an area, in the order of [`LandKind::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LandParts {
    /// Of nitrogen.
    pub n: [LandPart; LandKind::ALL.len()],
    /// Of phosphate.
    pub p2o5: [LandPart; LandKind::ALL.len()],
}

impl LandParts {
    /// Adds them up.
    pub fn of(pieces: &[Piece], basis: Basis<'_>) -> Self {
        let Basis {
            parcels,
            table,
            assumptions,
        } = basis;
        let kinds = LandKind::ALL
            .map(|kind| AreaSums::of_classes(pieces, parcels, |c| LandKind::of(c) == kind));
        let parts = |nutrient: Nutrient| {
            let of_year = |year| {
                let part = |ground: &AreaSums| nutrient.part(ground, parcels.land, table, year);
                kinds.each_ref().map(part)
            };
            let years: Vec<[LandPart; 4]> = (0..table.years()).map(of_year).collect();
            mean_parts(&years)
        };
        let known = KnownManure::default();
        Self {
            n: parts(Nutrient::nitrogen(assumptions, known)),
            p2o5: parts(Nutrient::phosphate(assumptions, known)),
        }
    }
}

/// The mean of the years in which something grew.
fn mean_parts(years: &[[LandPart; 4]]) -> [LandPart; 4] {
    let grows = |year: &&[LandPart; 4]| year.iter().map(|part| part.space).sum::<f64>() > 0.0;
    let years: Vec<&[LandPart; 4]> = years.iter().filter(grows).collect();
    let mean = |kind: usize, of: fn(&LandPart) -> f64| {
        mean_of(years.iter().map(|year| of(&year[kind]))).unwrap_or(0.0)
    };
    [0, 1, 2, 3].map(|kind| LandPart {
        feed: mean(kind, |part| part.feed),
        need: mean(kind, |part| part.need),
        space: mean(kind, |part| part.space),
    })
}

/// The flows of an area.
pub fn cycle(
    ground: &AreaSums,
    land: &Land,
    table: &FigureTable,
    assumptions: &Assumptions,
    known: KnownManure,
) -> AreaCycle {
    let n = Nutrient::nitrogen(assumptions, known).years(ground, land, table);
    let p2o5 = Nutrient::phosphate(assumptions, known).years(ground, land, table);
    let slurry = assumptions.manure_of(ManureProduct::CattleSlurry);
    let eom_of_n = slurry.eom_kg_t / slurry.n_kg_t;
    AreaCycle {
        om: organic(ground, table, &n, eom_of_n),
        n: mean(&n),
        p2o5: mean(&p2o5),
    }
}

struct Nutrient {
    removal: fn(&CropYear) -> Option<f64>,
    space: fn(&CropYear) -> Option<f64>,
    retention: f64,
    known: Option<f64>,
}

impl Nutrient {
    fn nitrogen(assumptions: &Assumptions, known: KnownManure) -> Self {
        Self {
            removal: |f| f.n_removal.map(Removal::total),
            space: |f| Some(f.manure_limit_n),
            retention: assumptions.retention_n,
            known: known.n,
        }
    }

    fn phosphate(assumptions: &Assumptions, known: KnownManure) -> Self {
        Self {
            removal: |f| f.p2o5_removal.map(Removal::total),
            space: |f| f.p2o5_norm,
            retention: assumptions.retention_p2o5,
            known: known.p2o5,
        }
    }

    /// One year's flows each.
    fn years(&self, ground: &AreaSums, land: &Land, table: &FigureTable) -> Vec<Cycle> {
        let year = |year| {
            let part = self.part(ground, land, table, year);
            Cycle::of(CycleInput {
                feed: part.feed,
                need: part.need,
                space: part.space,
                retention: self.retention,
                known_manure: self.known,
            })
        };
        (0..table.years()).map(year).collect()
    }

    /// What the ground adds in a year.
    fn part(&self, ground: &AreaSums, land: &Land, table: &FigureTable, year: usize) -> LandPart {
        let mut part = LandPart::default();
        for (place, m2) in ground.estimated(year) {
            let place = *place as usize;
            let figures = table.get(year, place);
            if let Some((figures, situation)) = figures.zip(land.situations().get(place)) {
                let is_feed = land.side(situation) == Side::Livestock;
                self.add(&mut part, *m2, figures, is_feed);
            }
        }
        for (m2, own) in table.measured(ground, year) {
            self.add(&mut part, m2, &own.figures, own.is_feed);
        }
        part
    }

    fn add(&self, part: &mut LandPart, m2: f64, figures: &CropYear, is_feed: bool) {
        let ha = m2 / 10_000.0;
        let removal = (self.removal)(figures).unwrap_or(0.0) * ha;
        part.need += removal;
        part.space += (self.space)(figures).unwrap_or(0.0) * ha;
        if is_feed {
            part.feed += removal;
        }
    }
}

/// The mean of the years in which something grew.
fn mean(years: &[Cycle]) -> NutrientCycle {
    let years: Vec<&Cycle> = years.iter().filter(|year| year.space > 0.0).collect();
    let number = |of: fn(&Cycle) -> f64| mean_of(years.iter().map(|year| of(year))).unwrap_or(0.0);
    NutrientCycle {
        flows: Cycle {
            feed: number(|year| year.feed),
            manure: number(|year| year.manure),
            need: number(|year| year.need),
            space: number(|year| year.space),
            closed: number(|year| year.closed),
        },
        closed_share: mean_of(years.iter().filter_map(|year| year.share())),
    }
}

fn mean_of(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

fn organic(
    ground: &AreaSums,
    table: &FigureTable,
    nitrogen: &[Cycle],
    eom_of_n: f64,
) -> OrganicCycle {
    let of_year = |(year, n): (usize, &Cycle)| {
        let grown = table.grown(ground, year);
        // What breaks down counts where it is known what is added.
        let known = grown.filter_map(|(m2, figures)| Some((m2, figures.eom_crop?, figures)));
        let (crops, breakdown) = known.fold((0.0, 0.0), |(crops, breakdown), (m2, eom, f)| {
            let ha = m2 / 10_000.0;
            (crops + ha * eom, breakdown + ha * f.som_breakdown)
        });
        (crops, n.manure * eom_of_n, breakdown)
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

//! Statistics per area, or per group of parcels: a row each, then what lies in no area, what was counted more than
//! once, and the total. The same rows are the table of the window, the sheet and the command line.

use std::sync::Arc;

use rayon::prelude::*;

use super::area_sums::{AreaSums, Parcels, Totals, by_class};
use super::cycle_sums::{AreaCycle, KnownManure, cycle};
use super::nutrient_sums::{FigureTable, NutrientFigures};
use super::rotation_sums::RotationFigures;
use super::split::{Piece, Split};
use crate::domain::{Assumptions, Class};

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowName {
    /// An area or a group.
    Area(Arc<str>),
    /// What lies in no area.
    Outside,
    /// What was counted more than once, each time beyond the first.
    Overlap,
    /// Areas − overlap + outside.
    Total,
}

impl RowName {
    /// As files and tables write it.
    pub fn text(&self) -> &str {
        match self {
            Self::Area(name) => name,
            Self::Outside => "(outside)",
            Self::Overlap => "(overlap)",
            Self::Total => "(total)",
        }
    }
}

/// An area or a group as it is named.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaLabel {
    /// Its name.
    pub name: Arc<str>,
    /// Ground of its polygon, m²; none for a group, or where it is not known.
    pub polygon_m2: Option<f64>,
}

/// Everything that is known of an area, or of one class in it.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaFigures {
    /// What the row is about.
    pub name: RowName,
    /// The class, where rows are per class.
    pub class: Option<Class>,
    /// Ground of the area's polygon, m².
    pub polygon_m2: Option<f64>,
    /// Its ground by class, and the means over its parcels.
    pub totals: Totals,
    /// Its rotation as one.
    pub rotation: RotationFigures,
    /// Its nutrients.
    pub nutrients: NutrientFigures,
    /// Its cycle.
    pub cycle: AreaCycle,
    /// Manure that was reported of it, in the place of what its feed would give.
    pub known_manure: KnownManure,
}

/// What figures are computed from.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// Classes, indicators and crops of the parcels.
    pub parcels: Parcels<'a>,
    /// The figures of what they carried.
    pub table: &'a FigureTable,
    /// What they assume.
    pub assumptions: &'a Assumptions,
}

impl AreaFigures {
    /// The figures of an area, or of one `class` in it.
    pub fn of(
        name: RowName,
        polygon_m2: Option<f64>,
        pieces: &[Piece],
        class: Option<Class>,
        known_manure: KnownManure,
        basis: Basis<'_>,
    ) -> Self {
        let ground = match class {
            None => AreaSums::of(pieces, basis.parcels),
            Some(class) => AreaSums::of_classes(pieces, basis.parcels, |c| c == class),
        };
        let Basis {
            table, assumptions, ..
        } = basis;
        let land = basis.parcels.land;
        Self {
            name,
            class,
            polygon_m2,
            rotation: RotationFigures::of(&ground, land),
            nutrients: NutrientFigures::of(&ground, table),
            cycle: cycle(&ground, land, table, assumptions, known_manure),
            totals: ground.totals,
            known_manure,
        }
    }
}

/// A row per area in their order, or per area and class, then outside, overlap and total. Sums are made and let go
/// area by area: there may be as many groups as farms. `known` is the manure that was reported per area, where any was.
pub fn rows(
    labels: &[AreaLabel],
    split: &Split,
    by_class: bool,
    known: &[KnownManure],
    basis: Basis<'_>,
) -> Vec<AreaFigures> {
    let areas = labels.iter().zip(&split.areas).enumerate();
    let areas = areas.map(|(place, (label, pieces))| {
        let name = RowName::Area(Arc::clone(&label.name));
        let known = known.get(place).copied().unwrap_or_default();
        (name, label.polygon_m2, pieces, known)
    });
    let nothing = KnownManure::default();
    let rest = [
        (RowName::Outside, None, &split.outside, nothing),
        (RowName::Overlap, None, &split.overlap, nothing),
        (RowName::Total, None, &split.total, of_all(known, split)),
    ];
    let classes: &[Option<Class>] = if by_class {
        &Class::ALL.map(Some)
    } else {
        &[None]
    };
    let wanted: Vec<_> = areas.chain(rest).collect();
    let rows = wanted
        .par_iter()
        .flat_map_iter(|(name, polygon_m2, pieces, known)| {
            classes.iter().map(move |class| {
                // What was reported is of the area as a whole.
                let known = class.map_or(*known, |_| nothing);
                AreaFigures::of(name.clone(), *polygon_m2, pieces, *class, known, basis)
            })
        });
    rows.collect()
}

/// The same rows after nothing but the classes of the parcels changed: only hectares per class are added up anew.
pub fn reclassified(rows: &[AreaFigures], split: &Split, classes: &[Class]) -> Vec<AreaFigures> {
    let rest = [&split.outside, &split.overlap, &split.total];
    let lists: Vec<&Vec<Piece>> = split.areas.iter().chain(rest).collect();
    let rows = rows.par_iter().zip(&lists).map(|(row, pieces)| {
        let mut row = row.clone();
        row.totals.classes = by_class(pieces, classes);
        row
    });
    rows.collect()
}

/// The manure of all areas together, where that is all there is: nothing lies outside or in two of them, and it is
/// known of every one.
fn of_all(known: &[KnownManure], split: &Split) -> KnownManure {
    if known.len() < split.areas.len() || !split.outside.is_empty() || !split.overlap.is_empty() {
        return KnownManure::default();
    }
    let sum = |of: fn(&KnownManure) -> Option<f64>| known.iter().map(of).sum();
    KnownManure {
        n: sum(|known| known.n),
        p2o5: sum(|known| known.p2o5),
    }
}

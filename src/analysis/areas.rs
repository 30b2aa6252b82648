//! Statistics per area, or per group of parcels: a row each, then what lies in no area, what was counted more than
//! once, and the total. The same rows are the table of the window, the sheet and the command line.

use std::sync::Arc;

use rayon::prelude::*;

use super::area_sums::{AreaSums, Parcels, Totals};
use super::cycle_sums::{AreaCycle, KnownManure, cycle};
use super::nutrient_sums::{FigureTable, NutrientFigures};
use super::rotation_sums::RotationFigures;
use super::split::Split;
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
        sums: &AreaSums,
        class: Option<Class>,
        basis: Basis<'_>,
    ) -> Self {
        let wanted = |c: Class| class.is_none_or(|class| class == c);
        let ground = sums.select(wanted);
        let known = KnownManure::default();
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
            cycle: cycle(sums, land, table, assumptions, known, wanted),
            totals: ground.totals,
        }
    }
}

/// A row per area in their order, or per area and class, then outside, overlap and total. Sums are made and let go
/// area by area: there may be as many groups as farms.
pub fn rows(
    labels: &[AreaLabel],
    split: &Split,
    by_class: bool,
    basis: Basis<'_>,
) -> Vec<AreaFigures> {
    let areas = labels.iter().zip(&split.areas).map(|(label, pieces)| {
        let name = RowName::Area(Arc::clone(&label.name));
        (name, label.polygon_m2, pieces)
    });
    let rest = [
        (RowName::Outside, None, &split.outside),
        (RowName::Overlap, None, &split.overlap),
        (RowName::Total, None, &split.total),
    ];
    let classes: &[Option<Class>] = if by_class {
        &Class::ALL.map(Some)
    } else {
        &[None]
    };
    let wanted: Vec<_> = areas.chain(rest).collect();
    let rows = wanted
        .par_iter()
        .flat_map_iter(|(name, polygon_m2, pieces)| {
            let sums = AreaSums::of(pieces, basis.parcels);
            classes
                .iter()
                .map(move |class| AreaFigures::of(name.clone(), *polygon_m2, &sums, *class, basis))
        });
    rows.collect()
}

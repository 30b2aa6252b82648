//! The brochure's argument in figures: the same indicators of the same land, seen from the parcel, from the farm and
//! from the area. On paper each farm looks specialised; the parcel, followed over the years, has the wide rotation.

use super::area_sums::{AreaSums, Parcels};
use super::land::Land;
use super::rotation_sums::RotationFigures;
use super::split::Piece;
use crate::domain::{RotationGroup, Side};

/// Means over units of one scale, weighted by their ground.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ScaleFigures {
    /// Units with a classified year.
    pub units: u64,
    /// Crop groups of a unit over the window.
    pub groups: Option<f64>,
    /// Shannon's H of a unit's crop shares.
    pub shannon: Option<f64>,
    /// Simpson's index of the same.
    pub simpson: Option<f64>,
    /// Part of the ground that lies in units with arable and livestock crops.
    pub both_sectors: Option<f64>,
    /// The ground of all units, m².
    pub m2: f64,
    /// Years per year of potatoes, of all ground together: the same at every scale.
    pub potato_freq: Option<f64>,
}

/// The figures when every parcel is a unit.
pub fn by_parcel(pieces: &[Piece], parcels: Parcels<'_>) -> ScaleFigures {
    let units = pieces.chunks(1);
    by_unit(units, parcels, pieces)
}

/// The figures when parcels are put together into units, such as farms or areas.
pub fn by_units(units: &[Vec<Piece>], parcels: Parcels<'_>) -> ScaleFigures {
    let all = units.concat();
    by_unit(units.iter().map(Vec::as_slice), parcels, &all)
}

fn by_unit<'a>(
    units: impl Iterator<Item = &'a [Piece]>,
    parcels: Parcels<'_>,
    all: &[Piece],
) -> ScaleFigures {
    let mut sums = Sums::default();
    for unit in units {
        let figures = Unit::of(unit, parcels.land);
        sums.add(&figures);
    }
    let ground = AreaSums::of(all, parcels);
    let mean = |sum: f64| (sums.m2 > 0.0).then(|| sum / sums.m2);
    ScaleFigures {
        units: sums.units,
        groups: mean(sums.groups),
        shannon: mean(sums.shannon),
        simpson: mean(sums.simpson),
        both_sectors: mean(sums.both),
        m2: sums.m2,
        potato_freq: RotationFigures::of(&ground, parcels.land).potato_freq,
    }
}

#[derive(Default)]
struct Sums {
    units: u64,
    m2: f64,
    groups: f64,
    shannon: f64,
    simpson: f64,
    both: f64,
}

impl Sums {
    fn add(&mut self, unit: &Unit) {
        let total: f64 = unit.groups.iter().map(|(_, m2)| m2).sum();
        if total <= 0.0 {
            return;
        }
        let shares = unit.groups.iter().map(|(_, m2)| m2 / total);
        self.units += 1;
        self.m2 += unit.m2;
        self.groups += unit.m2 * unit.groups.len() as f64;
        self.shannon += unit.m2 * shares.clone().map(|p| -p * p.ln()).sum::<f64>();
        self.simpson += unit.m2 * (1.0 - shares.map(|p| p * p).sum::<f64>());
        if unit.has_arable && unit.has_livestock {
            self.both += unit.m2;
        }
    }
}

/// What one unit carried over the window.
struct Unit {
    m2: f64,
    /// Square-metre-years per group, grass merged.
    groups: Vec<(RotationGroup, f64)>,
    has_arable: bool,
    has_livestock: bool,
}

impl Unit {
    fn of(pieces: &[Piece], land: &Land) -> Self {
        let mut unit = Self {
            m2: pieces.iter().map(|piece| piece.m2).sum(),
            groups: Vec::new(),
            has_arable: false,
            has_livestock: false,
        };
        for year in 0..land.years().len() {
            let of_parcel = land.of_year(year);
            for piece in pieces {
                let place = of_parcel.get(piece.parcel as usize);
                let situation = place.and_then(|place| land.situations().get(*place as usize));
                let Some(situation) = situation else { continue };
                match land.side(situation) {
                    Side::Neutral => continue,
                    Side::Arable => unit.has_arable = true,
                    Side::Livestock => unit.has_livestock = true,
                }
                let group = land.group(situation).grass_merged();
                match unit.groups.iter_mut().find(|(known, _)| *known == group) {
                    Some((_, m2)) => *m2 += piece.m2,
                    None => unit.groups.push((group, piece.m2)),
                }
            }
        }
        unit
    }
}

//! What a file measured or reported takes the place of what is estimated: a figure of an area from a column of the
//! user's where it holds a value, and from the crops elsewhere. Says which part is which.

use super::area_sums::Parcels;
use super::nutrient_sums::{Amount, FigureTable};
use super::split::Piece;
use crate::domain::nutrients::CropYear;

/// A figure of an area, partly measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mixed {
    /// The figure, mean over the window.
    pub amount: Amount,
    /// Part of its hectare-years that is measured, 0 to 1.
    pub measured_share: f64,
}

/// The figure that `estimate` gives, with `measured` (kg per hectare and year of each parcel, NaN where there is none)
/// in its place. As everywhere only arable and livestock crops count. `None` where nothing is known.
pub fn mixed(
    pieces: &[Piece],
    measured: &[f64],
    parcels: Parcels<'_>,
    table: &FigureTable,
    estimate: impl Fn(&CropYear) -> Option<f64>,
) -> Option<Mixed> {
    let years = (0..table.years()).map(|year| {
        let of_parcel = parcels.land.of_year(year);
        let mut sums = Sums::default();
        for piece in pieces {
            let parcel = piece.parcel as usize;
            let situation = of_parcel.get(parcel).copied().unwrap_or(0);
            let Some(figures) = table.get(year, situation as usize) else {
                continue;
            };
            let own = measured.get(parcel).copied().filter(|kg| kg.is_finite());
            if let Some(kg_ha) = own.or_else(|| estimate(figures)) {
                sums.add(piece.m2, kg_ha, own.is_some());
            }
        }
        sums
    });
    let years: Vec<Sums> = years.filter(|sums| sums.m2 > 0.0).collect();
    let n = years.len() as f64;
    let (all, own) = years.iter().fold((0.0, 0.0), |(all, own), year| {
        (all + year.m2, own + year.measured_m2)
    });
    (!years.is_empty()).then(|| Mixed {
        amount: Amount {
            kg_ha: years.iter().map(|year| year.product / year.m2).sum::<f64>() / n,
            kg: years.iter().map(|year| year.product).sum::<f64>() / n / 10_000.0,
        },
        measured_share: own / all,
    })
}

/// One year.
#[derive(Default)]
struct Sums {
    m2: f64,
    measured_m2: f64,
    product: f64,
}

impl Sums {
    fn add(&mut self, m2: f64, kg_ha: f64, is_measured: bool) {
        self.m2 += m2;
        self.product += m2 * kg_ha;
        if is_measured {
            self.measured_m2 += m2;
        }
    }
}

//! How far the parcels of an area lie apart: median and the values that a tenth of the ground stays below and above.
//! A mean alone hides that some parcels have twice the surplus of others.

use super::land::Land;
use super::nutrient_sums::FigureTable;
use super::split::Piece;
use crate::domain::nutrients::CropYear;

/// The spread of a figure over the ground of an area, kg per hectare and year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// A tenth of the ground lies below.
    pub p10: f64,
    /// Half of it.
    pub median: f64,
    /// A tenth lies above.
    pub p90: f64,
}

/// A figure of every parcel: its mean of the years that have a value. Made once for all areas.
#[derive(Debug)]
pub struct ParcelMeans<'a, F> {
    land: &'a Land,
    table: &'a FigureTable,
    of: F,
    /// A value per year and situation: there are a few hundred, whatever the number of parcels.
    values: Vec<Vec<f64>>,
}

impl<'a, F: Fn(&CropYear) -> Option<f64>> ParcelMeans<'a, F> {
    /// Of a figure of crops.
    pub fn new(land: &'a Land, table: &'a FigureTable, of: F) -> Self {
        let situations = land.situations().len();
        let of_year = |year| {
            let value = |place| table.get(year, place).and_then(&of);
            let values = (0..situations).map(|place| value(place).unwrap_or(f64::NAN));
            values.collect()
        };
        Self {
            values: (0..table.years()).map(of_year).collect(),
            land,
            table,
            of,
        }
    }

    /// The mean of a parcel.
    fn mean(&self, parcel: u32) -> Option<f64> {
        let own = self.table.own();
        let own = own.and_then(|own| Some((own, own.place(parcel)?)));
        let years = self.values.iter().enumerate().filter_map(|(year, values)| {
            if let Some((own, place)) = own {
                return own
                    .get(place, year)
                    .and_then(|year| (self.of)(&year.figures));
            }
            let situation = self.land.of_year(year).get(parcel as usize)?;
            let value = *values.get(*situation as usize)?;
            value.is_finite().then_some(value)
        });
        let (sum, n) = years.fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
        (n > 0).then(|| sum / f64::from(n))
    }

    /// The spread over parcels, weighted by their ground; `None` where no parcel has a value.
    pub fn spread(&self, pieces: impl Iterator<Item = Piece>) -> Option<Spread> {
        let weighted = pieces.filter(|piece| piece.m2 > 0.0);
        let weighted = weighted.filter_map(|piece| Some((self.mean(piece.parcel)?, piece.m2)));
        of_weighted(weighted.collect())
    }
}

/// The spread of values with their weights.
fn of_weighted(mut values: Vec<(f64, f64)>) -> Option<Spread> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole: f64 = values.iter().map(|(_, weight)| weight).sum();
    if whole <= 0.0 {
        return None;
    }
    let at = |part: f64| {
        let mut below = 0.0;
        let found = values.iter().find(|(_, weight)| {
            below += weight;
            below >= part * whole
        });
        found.or(values.last()).map(|(value, _)| *value)
    };
    Some(Spread {
        p10: at(0.1)?,
        median: at(0.5)?,
        p90: at(0.9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ground_weighs_and_not_the_number_of_parcels() {
        let spread = of_weighted(vec![(200.0, 1.0), (100.0, 8.0), (50.0, 1.0)]).expect("values");
        assert_eq!(
            (spread.p10, spread.median, spread.p90),
            (50.0, 100.0, 100.0)
        );
        let even: Vec<(f64, f64)> = (1..=100).map(|n| (f64::from(n), 2.0)).collect();
        let spread = of_weighted(even).expect("values");
        assert_eq!((spread.p10, spread.median, spread.p90), (10.0, 50.0, 90.0));
        assert_eq!(of_weighted(Vec::new()), None);
        let one = of_weighted(vec![(7.0, 3.0)]).expect("a value");
        assert_eq!((one.p10, one.median, one.p90), (7.0, 7.0, 7.0));
    }
}

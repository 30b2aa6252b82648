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

/// The spread of a figure over parcels, each with its mean of the years that have a value, weighted by its ground;
/// `None` where no parcel has one.
pub fn spread(
    pieces: &[Piece],
    land: &Land,
    table: &FigureTable,
    of: impl Fn(&CropYear) -> Option<f64>,
) -> Option<Spread> {
    // A value per situation and year first: there are a few hundred, whatever the number of parcels.
    let situations = land.situations().len();
    let values: Vec<Vec<f64>> = (0..table.years())
        .map(|year| {
            let value = |place| table.get(year, place).and_then(&of);
            (0..situations)
                .map(|place| value(place).unwrap_or(f64::NAN))
                .collect()
        })
        .collect();
    let mean = |parcel: usize| {
        let years = values.iter().enumerate().filter_map(|(year, values)| {
            let situation = land.of_year(year).get(parcel)?;
            let value = *values.get(*situation as usize)?;
            value.is_finite().then_some(value)
        });
        let (sum, n) = years.fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
        (n > 0).then(|| sum / f64::from(n))
    };
    let weighted = pieces.iter().filter(|piece| piece.m2 > 0.0);
    let weighted = weighted.filter_map(|piece| Some((mean(piece.parcel as usize)?, piece.m2)));
    of_weighted(weighted.collect())
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

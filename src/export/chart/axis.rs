//! Where the lines of a grid stand: round numbers, zero among them.

/// An axis from one number to another, over a length on the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The round numbers where grid lines stand.
    pub ticks: Vec<f64>,
    /// Decimals that tell the ticks apart.
    pub decimals: usize,
    range: [f64; 2],
    place: [f64; 2],
}

impl Axis {
    /// An axis that holds zero and all of the values, with about `count` ticks, from one place on the drawing to
    /// another.
    pub fn over(values: impl Iterator<Item = f64>, count: usize, place: [f64; 2]) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let (least, most) = finite.fold((0.0_f64, 0.0_f64), |(a, b), x| (a.min(x), b.max(x)));
        let span = if most > least { most - least } else { 1.0 };
        let step = round_step(span / count.max(1) as f64);
        let first = (least / step + 1e-9).floor();
        let last = (most / step - 1e-9).ceil().max(first + 1.0);
        let steps = (last - first) as usize; // few: `count` and two
        let ticks = (0..=steps).map(|n| (first + n as f64) * step + 0.0);
        Self {
            ticks: ticks.collect(),
            decimals: (-(step + 1e-12).log10().floor()).clamp(0.0, 6.0) as usize,
            range: [first * step, last * step],
            place,
        }
    }

    /// Where a value stands on the drawing.
    pub fn at(&self, value: f64) -> f64 {
        let [from, to] = self.range;
        let [start, end] = self.place;
        start + (value - from) / (to - from) * (end - start)
    }
}

/// 1, 2 or 5 times a power of ten, not below `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let digit = rough / power;
    let round = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|round| digit <= round * 1.000_001);
    round.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_on_every_axis_and_ticks_are_round() {
        let axis = Axis::over([37_024.0, 12.0].into_iter(), 4, [100.0, 500.0]);
        assert_eq!(axis.ticks, [0.0, 10_000.0, 20_000.0, 30_000.0, 40_000.0]);
        assert_eq!(axis.decimals, 0);
        assert!((axis.at(0.0) - 100.0).abs() < 1e-9 && (axis.at(40_000.0) - 500.0).abs() < 1e-9);
        let axis = Axis::over([-14.1, 7.8].into_iter(), 4, [0.0, 1.0]);
        assert!(axis.ticks.contains(&0.0) && axis.ticks[0] <= -14.1);
        let axis = Axis::over([0.312].into_iter(), 4, [0.0, 1.0]);
        assert_eq!(axis.decimals, 1);
        assert!(axis.at(0.312) <= 1.0);
    }

    #[test]
    fn nothing_to_show_is_an_axis_still() {
        for values in [vec![], vec![0.0], vec![f64::NAN]] {
            let axis = Axis::over(values.into_iter(), 4, [0.0, 100.0]);
            assert!(axis.at(0.0).abs() < 1e-9);
            assert!(axis.ticks.len() > 1);
        }
    }
}

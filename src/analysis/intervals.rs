//! Numbers put into a few intervals for the legend: by quantiles, so that every colour is used; into equal
//! widths where too many numbers are alike for that.

/// Intervals on a map: more cannot be told apart.
const INTERVALS: usize = 5;

/// The edges of up to five intervals over the finite numbers, lowest first; empty when there is none. The
/// numbers from one edge up to the next belong together, the last edge included.
pub(super) fn edges(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = numbers.filter(|n| n.is_finite()).map(plus_zero).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
        return Vec::new();
    };
    let at = |step: usize| step * (sorted.len() - 1) / INTERVALS;
    let mut edges: Vec<f64> = (0..=INTERVALS)
        .filter_map(|s| sorted.get(at(s)).copied())
        .collect();
    edges.dedup_by(|a, b| a.total_cmp(b).is_eq());
    if edges.len() > INTERVALS {
        return edges;
    }
    // Halves first: the whole width of two huge numbers may be more than a number can be.
    let width = most / INTERVALS as f64 - least / INTERVALS as f64;
    let mut equal: Vec<f64> = (0..INTERVALS)
        .map(|s| (least + width * s as f64).min(most))
        .collect();
    equal.push(most);
    equal.dedup_by(|a, b| a.total_cmp(b).is_eq());
    equal
}

/// Minus zero is zero.
fn plus_zero(number: f64) -> f64 {
    number + 0.0
}

/// The interval that a number belongs to; `None` for NaN and outside the edges.
pub(super) fn interval_of(edges: &[f64], number: f64) -> Option<usize> {
    let last = edges.len().checked_sub(2)?;
    if !(edges[0]..=edges[last + 1]).contains(&number) {
        return None;
    }
    Some((edges.partition_point(|edge| *edge <= number) - 1).min(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantiles_use_every_interval_alike() {
        let numbers: Vec<f64> = (0..=100).map(|n| f64::from(n * n)).collect();
        let edges = edges(numbers.iter().copied());
        assert_eq!(edges, [0.0, 400.0, 1600.0, 3600.0, 6400.0, 10_000.0]);
        assert_eq!(interval_of(&edges, 399.0), Some(0));
        assert_eq!(interval_of(&edges, 400.0), Some(1));
        assert_eq!(interval_of(&edges, 10_000.0), Some(4));
        assert_eq!(interval_of(&edges, f64::NAN), None);
    }

    #[test]
    fn numbers_mostly_alike_get_equal_widths() {
        let numbers = std::iter::repeat_n(0.0, 90).chain((1..=10).map(f64::from));
        assert_eq!(edges(numbers), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(edges(std::iter::empty()), [] as [f64; 0]);
    }

    proptest! {
        #[test]
        fn every_finite_number_has_an_interval(
            numbers in prop::collection::vec(prop::num::f64::ANY, 1..50),
        ) {
            let edges = edges(numbers.iter().copied());
            prop_assert!(edges.windows(2).all(|pair| pair[0] < pair[1]));
            let finite: Vec<f64> = numbers.into_iter().filter(|n| n.is_finite()).collect();
            for number in &finite {
                prop_assert_eq!(interval_of(&edges, *number).is_some(), edges.len() > 1);
            }
            prop_assert_eq!(edges.is_empty(), finite.is_empty());
        }
    }
}

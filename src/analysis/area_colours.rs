//! Areas put into a few classes by a figure of theirs, for a map: by quantiles, by equal steps, or where the user
//! wants the breaks.

use super::intervals::interval_of;

/// Fewest classes.
pub const LEAST_CLASSES: usize = 2;
/// Most classes: more cannot be told apart.
pub const MOST_CLASSES: usize = 7;

/// Where one class ends and the next begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Breaks {
    /// As many areas in each.
    Quantiles(usize),
    /// Steps of the same width.
    Equal(usize),
    /// Breaks of the user's own, between the least and the most.
    Own(Vec<f64>),
}

impl Breaks {
    /// Number of classes that are asked for.
    pub fn classes(&self) -> usize {
        match self {
            Self::Quantiles(classes) | Self::Equal(classes) => *classes,
            Self::Own(breaks) => breaks.len() + 1,
        }
    }

    /// The edges of the classes over the known values, lowest first; empty where nothing is known. Fewer classes than
    /// asked for come of values that are alike.
    pub fn edges(&self, values: &[Option<f64>]) -> Vec<f64> {
        let known = values.iter().flatten().copied().filter(|v| v.is_finite());
        // Minus zero is zero.
        let mut sorted: Vec<f64> = known.map(|value| value + 0.0).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
            return Vec::new();
        };
        let classes = self.classes().clamp(LEAST_CLASSES, MOST_CLASSES);
        let mut edges: Vec<f64> = match self {
            Self::Quantiles(_) => (0..=classes)
                .filter_map(|step| quantile(&sorted, step, classes))
                .collect(),
            Self::Equal(_) => {
                let width = (most - least) / classes as f64;
                let inner = (0..classes).map(|step| least + width * step as f64);
                inner.chain([most]).collect()
            }
            Self::Own(breaks) => {
                let mut inner: Vec<f64> =
                    breaks.iter().copied().filter(|b| b.is_finite()).collect();
                inner.sort_unstable_by(f64::total_cmp);
                inner.truncate(MOST_CLASSES - 1);
                // Own breaks stay what they are where nothing lies beyond them.
                let first = inner.first().map_or(least, |first| first.min(least));
                let last = inner.last().map_or(most, |last| last.max(most));
                [first].into_iter().chain(inner).chain([last]).collect()
            }
        };
        edges.dedup_by(|a, b| a.total_cmp(b).is_eq());
        if edges.len() == 1 {
            // One value everywhere is one class.
            edges.push(least);
        }
        edges
    }
}

fn quantile(sorted: &[f64], step: usize, classes: usize) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = step as f64 / classes as f64 * last as f64;
    let below = (at.floor() as usize).min(last);
    let (low, high) = (sorted.get(below)?, sorted.get((below + 1).min(last))?);
    Some(low + (high - low) * (at - below as f64))
}

/// The class of a value; `None` where it is not known.
pub fn class_of(edges: &[f64], value: Option<f64>) -> Option<usize> {
    let value = value? + 0.0;
    match edges {
        // One value everywhere.
        [only, other] if only.total_cmp(other).is_eq() => Some(0),
        _ => interval_of(edges, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().map(|value| Some(*value)).collect()
    }

    #[test]
    fn quantiles_hold_as_many_areas_and_equal_steps_are_as_wide() {
        let values = some(&[1.0, 2.0, 3.0, 4.0, 100.0]);
        assert_eq!(Breaks::Quantiles(2).edges(&values), [1.0, 3.0, 100.0]);
        assert_eq!(
            Breaks::Quantiles(4).edges(&values),
            [1.0, 2.0, 3.0, 4.0, 100.0]
        );
        assert_eq!(Breaks::Equal(3).edges(&values), [1.0, 34.0, 67.0, 100.0]);
        let edges = Breaks::Equal(3).edges(&values);
        assert_eq!(class_of(&edges, Some(34.0)), Some(1));
        assert_eq!(class_of(&edges, Some(100.0)), Some(2));
        assert_eq!(class_of(&edges, None), None);
    }

    #[test]
    fn own_breaks_stay_where_they_are_and_every_value_has_a_class() {
        let values = some(&[5.0, 12.0, 40.0]);
        let edges = Breaks::Own(vec![20.0, 10.0]).edges(&values);
        assert_eq!(edges, [5.0, 10.0, 20.0, 40.0]);
        let classes: Vec<_> = values.iter().map(|v| class_of(&edges, *v)).collect();
        assert_eq!(classes, [Some(0), Some(1), Some(2)]);
        let beyond = Breaks::Own(vec![100.0]).edges(&values);
        assert_eq!(beyond, [5.0, 100.0]);
        assert!(values.iter().all(|v| class_of(&beyond, *v) == Some(0)));
    }

    #[test]
    fn alike_values_are_one_class_and_unknown_ones_are_none() {
        for breaks in [Breaks::Quantiles(5), Breaks::Equal(5)] {
            let edges = breaks.edges(&[Some(7.0), None, Some(7.0)]);
            assert_eq!(edges, [7.0, 7.0]);
            assert_eq!(class_of(&edges, Some(7.0)), Some(0));
            assert!(breaks.edges(&[None, Some(f64::NAN)]).is_empty());
        }
        assert_eq!(class_of(&[], Some(1.0)), None);
    }
}

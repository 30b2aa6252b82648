//! Features that are gone through one after the other: the invalid ones of a layer, say.

use std::sync::Arc;

use super::LayerId;

/// What is gone through, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Whose features.
    pub layer: LayerId,
    /// Their numbers.
    pub features: Arc<[usize]>,
    /// Place among them of the one that is shown.
    pub at: usize,
}

impl Review {
    /// Goes so many further, round and round; the feature that comes, if there is any.
    pub fn step(&mut self, by: i32) -> Option<usize> {
        let count = i64::try_from(self.features.len()).ok().filter(|n| *n > 0)?;
        let at = i64::try_from(self.at).ok()?;
        self.at = usize::try_from((at + i64::from(by)).rem_euclid(count)).ok()?;
        self.features.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_the_last_comes_the_first() {
        let mut review = Review {
            layer: LayerId::default(),
            features: [4, 7, 9].into(),
            at: 0,
        };
        assert_eq!(review.step(0), Some(4));
        assert_eq!(review.step(-1), Some(9));
        assert_eq!(review.step(2), Some(7));
        review.features = [].into();
        assert_eq!(review.step(1), None);
    }
}

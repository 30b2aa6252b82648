//! Numbers that look random and are the same on every machine: splitmix64 (Steele, Lea, Flood, 2014) and
//! whole-number arithmetic, nothing of the platform's own mathematics.

/// A stream of numbers that follows from its seed alone.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

/// Scrambles a number so that neighbours have nothing in common.
pub(super) const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// One number made of two.
pub(super) const fn mix2(a: u64, b: u64) -> u64 {
    mix(mix(a) ^ b)
}

impl Random {
    /// The stream of this seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// 64 bits.
    pub(super) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// From 0 up to, not including, 1; every value is a multiple of 2⁻⁵³ and so exact.
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// From `low` up to `high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `count`; 0 when there is nothing to choose from.
    pub(super) fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Bell-shaped around 0, standard deviation 1, never beyond ±3.5: the sum of four even numbers.
    pub(super) fn bell(&mut self) -> f64 {
        let sum = self.unit() + self.unit() + self.unit() + self.unit();
        (sum - 2.0) * 1.732_050_807_568_877_2
    }

    /// One of the items, each as often as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, items: &[(T, f64)]) -> Option<T> {
        let total: f64 = items.iter().map(|item| item.1).sum();
        let mut left = self.unit() * total;
        for &(item, weight) in items {
            left -= weight;
            if left < 0.0 {
                return Some(item);
            }
        }
        items.last().map(|item| item.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // Steele et al.: the first outputs of splitmix64 for state 0.
        assert_eq!(mix(0), 0xE220_A839_7B1D_CDAF);
        assert_eq!(mix(0x9E37_79B9_7F4A_7C15), 0x6E78_9E6A_A1B9_65F4);
    }

    #[test]
    fn even_and_bell_shaped_numbers_have_the_right_spread() {
        let mut random = Random::new(1);
        let n = 20_000;
        let mean: f64 = (0..n).map(|_| random.unit()).sum::<f64>() / f64::from(n);
        assert!((mean - 0.5).abs() < 0.01);
        let square: f64 = (0..n).map(|_| random.bell()).map(|b| b * b).sum::<f64>();
        assert!((square / f64::from(n) - 1.0).abs() < 0.05);
    }

    #[test]
    fn weights_are_followed() {
        let mut random = Random::new(2);
        let twos = (0..9000)
            .filter(|_| random.weighted(&[(1, 1.0), (2, 2.0)]) == Some(2))
            .count();
        assert!((5800..6200).contains(&twos));
        assert_eq!(random.weighted::<u8>(&[]), None);
    }
}

//! What was measured or reported of a parcel takes the place of what is estimated: every figure that follows from it
//! follows, and what nobody measured stays an estimate.

/// Something that can be measured or reported of a parcel in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measured {
    /// Nitrogen that left with the harvest, straw included.
    NRemoval,
    /// Phosphate that left with the harvest, straw included.
    P2o5Removal,
    /// Dry matter that left with the harvest, without straw; scales the removal of the crop list.
    Yield,
    /// Nitrogen given with manure.
    ManureN,
    /// Phosphate given with manure.
    ManureP2o5,
    /// Nitrogen given with fertiliser.
    MineralN,
    /// Nitrogen from the air.
    DepositionN,
    /// Organic matter in the soil.
    SoilOrganicMatter,
}

/// Number of measures.
pub const MEASURES: usize = Measured::ALL.len();

impl Measured {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::NRemoval,
        Self::P2o5Removal,
        Self::Yield,
        Self::ManureN,
        Self::ManureP2o5,
        Self::MineralN,
        Self::DepositionN,
        Self::SoilOrganicMatter,
    ];

    /// The word of files, and of text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NRemoval => "n_removal",
            Self::P2o5Removal => "p2o5_removal",
            Self::Yield => "yield",
            Self::ManureN => "manure_n",
            Self::ManureP2o5 => "manure_p2o5",
            Self::MineralN => "mineral_n",
            Self::DepositionN => "deposition_n",
            Self::SoilOrganicMatter => "som",
        }
    }

    /// The measure with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.key() == key)
    }

    /// Unit as in UCUM.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::NRemoval | Self::ManureN | Self::MineralN | Self::DepositionN => "kg N/ha",
            Self::P2o5Removal | Self::ManureP2o5 => "kg P2O5/ha",
            Self::Yield => "t/ha",
            Self::SoilOrganicMatter => "%",
        }
    }

    /// The least and the most that make sense; anything else is taken for a slip of the pen and left out.
    pub const fn range(self) -> (f64, f64) {
        match self {
            Self::NRemoval | Self::ManureN | Self::MineralN => (0.0, 1000.0),
            Self::P2o5Removal | Self::ManureP2o5 => (0.0, 500.0),
            Self::Yield => (0.0, 60.0),
            Self::DepositionN => (0.0, 150.0),
            Self::SoilOrganicMatter => (0.1, 60.0),
        }
    }

    /// Its place in [`Measured::ALL`].
    pub const fn place(self) -> usize {
        self as usize
    }
}

/// What is known of one parcel in one year, in the units of the measures.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Own {
    values: [Option<f64>; MEASURES],
}

impl Own {
    /// The value of a measure.
    pub fn get(&self, measure: Measured) -> Option<f64> {
        self.values[measure.place()]
    }

    /// Takes a value; one that makes no sense is left out, and the answer is false.
    pub fn set(&mut self, measure: Measured, value: f64) -> bool {
        let (least, most) = measure.range();
        let makes_sense = (least..=most).contains(&value);
        if makes_sense {
            self.values[measure.place()] = Some(value);
        }
        makes_sense
    }

    /// True where nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.values.iter().all(Option::is_none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_has_its_place_and_its_word() {
        for (place, measure) in Measured::ALL.into_iter().enumerate() {
            assert_eq!(measure.place(), place);
            assert_eq!(Measured::from_key(measure.key()), Some(measure));
        }
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let mut own = Own::default();
        assert!(!own.set(Measured::ManureN, -1.0));
        assert!(!own.set(Measured::ManureN, f64::NAN));
        assert!(!own.set(Measured::SoilOrganicMatter, 0.0));
        assert!(own.is_empty());
        assert!(own.set(Measured::ManureN, 0.0), "nothing given is known");
        assert_eq!(own.get(Measured::ManureN), Some(0.0));
    }
}

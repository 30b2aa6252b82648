//! The cycle of an area: feed grown, manure it gives, what all crops need, and the share that closes inside the
//! area. It is the potential of the crops grown and not practice: herd, feed trade and transport are not in parcel
//! data.

/// What is needed for one nutrient in one area and year, kg.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CycleInput {
    /// Removed by livestock crops.
    pub feed: f64,
    /// Removed by all crops.
    pub need: f64,
    /// What the law lets be given as manure.
    pub space: f64,
    /// Part of the nutrient in feed that leaves in milk and meat.
    pub retention: f64,
    /// Nutrient in manure where the user knows it; takes the place of what feed would give.
    pub known_manure: Option<f64>,
}

/// The flows of one nutrient, kg a year.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cycle {
    /// In feed that the area grows.
    pub feed: f64,
    /// In the manure of the cattle that eat it.
    pub manure: f64,
    /// What all crops of the area take up.
    pub need: f64,
    /// What the law lets be given as manure.
    pub space: f64,
    /// Manure that finds its place inside the area.
    pub closed: f64,
}

impl Cycle {
    /// `closed = min(manure, need, space)`.
    pub fn of(input: CycleInput) -> Self {
        let from_feed = input.feed * (1.0 - input.retention);
        let manure = input.known_manure.unwrap_or(from_feed);
        Self {
            feed: input.feed,
            manure,
            need: input.need,
            space: input.space,
            closed: manure.min(input.need).min(input.space),
        }
    }

    /// Part of the need that closes inside the area; `None` without a need.
    pub fn share(&self) -> Option<f64> {
        (self.need > 0.0).then(|| self.closed / self.need)
    }

    /// What the crops need from outside: fertiliser, feed bought, the air.
    pub fn from_outside(&self) -> f64 {
        self.need - self.closed
    }

    /// Manure that has to leave the area.
    pub fn to_leave(&self) -> f64 {
        self.manure - self.closed
    }
}

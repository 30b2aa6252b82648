//! The few groups of crops that maps and charts show: coarser than the rotation groups of the catalogue.

/// A group of crops with one colour on maps and charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CropGroup {
    /// Grass of every kind, clover and lucerne.
    Grass,
    /// Maize of every kind.
    Maize,
    /// Potatoes of every kind.
    Potato,
    /// Sugar and fodder beet.
    Beet,
    /// Cereals.
    Cereal,
    /// Flower bulbs, ornamentals, vegetables, onions.
    BulbVegetable,
    /// Every other crop.
    Other,
    /// Nature, landscape elements, fallow, tree fruit: no arable or livestock crop.
    Neutral,
    /// A code that the catalogue does not know, or no code.
    Unknown,
}

impl CropGroup {
    /// All groups, in the order of legends.
    pub const ALL: [Self; 9] = [
        Self::Grass,
        Self::Maize,
        Self::Potato,
        Self::Beet,
        Self::Cereal,
        Self::BulbVegetable,
        Self::Other,
        Self::Neutral,
        Self::Unknown,
    ];

    /// The word used in files and as text key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Grass => "grass",
            Self::Maize => "maize",
            Self::Potato => "potato",
            Self::Beet => "beet",
            Self::Cereal => "cereal",
            Self::BulbVegetable => "bulb_vegetable",
            Self::Other => "other",
            Self::Neutral => "neutral",
            Self::Unknown => "unknown",
        }
    }
}

//! What the catalogue knows of the yearly nutrients of a crop, and where that comes from. Blank is unknown and
//! never zero: a crop without a figure is left out of sums, and its hectares are reported.

/// Figures of one crop, kg per hectare and year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CropFigures {
    /// Nitrogen that leaves with the main product (`yield × content`), without straw and beet leaf.
    pub n_removal: Option<f64>,
    /// Phosphate (P₂O₅) that leaves with the main product.
    pub p2o5_removal: Option<f64>,
    /// Dry matter that the main product's removal rests on, kg.
    pub yield_dm: Option<f64>,
    /// Effective organic matter of roots, stubble and what always stays.
    pub eom: Option<f64>,
    /// The same, extra when straw or leaf is left on the field.
    pub eom_residue: Option<f64>,
    /// Nitrogen that the crop fixes from the air.
    pub n_fixation: Option<f64>,
    /// Legal nitrogen norm of 2026, kg effective N.
    pub n_norm: ByRegion,
    /// How sure the removal figures are.
    pub confidence: Confidence,
    /// Keys of the sources, joined by `+`.
    pub source: String,
    /// What is to be known of the figures, English.
    pub notes: String,
}

/// A figure per soil region of the manure law.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ByRegion {
    /// Sand in the north, west and centre.
    pub sand: Option<f64>,
    /// Clay.
    pub clay: Option<f64>,
    /// Peat.
    pub peat: Option<f64>,
}

/// How sure the removal figures of a crop are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Confidence {
    /// There are no figures, or nothing is said of them.
    #[default]
    None,
    /// An estimate from a related crop.
    Low,
    /// From one source, or from several that differ.
    Medium,
    /// Several sources agree.
    High,
}

impl Confidence {
    const KEYS: [(Self, &'static str); 4] = [
        (Self::None, "none"),
        (Self::Low, "low"),
        (Self::Medium, "medium"),
        (Self::High, "high"),
    ];

    /// The confidence with this word of the catalogue; an empty cell says nothing.
    pub fn from_key(key: &str) -> Option<Self> {
        let entry = Self::KEYS.iter().find(|(_, k)| *k == key);
        match key {
            "" => Some(Self::None),
            _ => entry.map(|(confidence, _)| *confidence),
        }
    }

    /// Its word in catalogue and text keys.
    pub fn key(self) -> &'static str {
        let entry = Self::KEYS.iter().find(|(c, _)| *c == self);
        entry.map_or("none", |(_, key)| key)
    }
}

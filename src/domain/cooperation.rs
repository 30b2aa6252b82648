//! The cooperation classes of Fig. 1 of the brochure, and the rule that puts a crop sequence into one.

/// The five classes of Fig. 1 in its order, and the sixth for what cannot be classified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// *geen*: both kinds of crop, without a recurring exchange.
    NoneMixed,
    /// *geen (100% akkerbouw)*: arable crops only.
    NoneArable,
    /// *geen (100% veeteelt)*: grass and fodder only.
    NoneLivestock,
    /// *extensief*: there and back once.
    Extensive,
    /// *intensief*: recurring exchange.
    Intensive,
    /// Too little is known, or the land is neither arable nor livestock land.
    Unclassified,
}

impl Class {
    /// All six, in the order of the legend.
    pub const ALL: [Self; 6] = [
        Self::NoneMixed,
        Self::NoneArable,
        Self::NoneLivestock,
        Self::Extensive,
        Self::Intensive,
        Self::Unclassified,
    ];

    /// The five classes of Fig. 1.
    pub const FIG1: [Self; 5] = [
        Self::NoneMixed,
        Self::NoneArable,
        Self::NoneLivestock,
        Self::Extensive,
        Self::Intensive,
    ];

    /// The word used in files and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoneMixed => "none_mixed",
            Self::NoneArable => "none_arable",
            Self::NoneLivestock => "none_livestock",
            Self::Extensive => "extensive",
            Self::Intensive => "intensive",
            Self::Unclassified => "unclassified",
        }
    }

    /// The class with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.key() == key)
    }

    /// Hectares that Fig. 1 of the brochure prints for the class; none for [`Class::Unclassified`].
    pub const fn published_ha(self) -> Option<f64> {
        match self {
            Self::NoneMixed => Some(37_024.0),
            Self::NoneArable => Some(27_114.0),
            Self::NoneLivestock => Some(50_359.0),
            Self::Extensive => Some(21_862.0),
            Self::Intensive => Some(40_428.0),
            Self::Unclassified => None,
        }
    }

    /// True for land that carried both kinds of crop: `none_mixed`, `extensive` and `intensive`.
    pub const fn is_mixed_use(self) -> bool {
        matches!(self, Self::NoneMixed | Self::Extensive | Self::Intensive)
    }

    /// True for recurring exchange: `extensive` and `intensive`.
    pub const fn is_cooperation(self) -> bool {
        matches!(self, Self::Extensive | Self::Intensive)
    }
}

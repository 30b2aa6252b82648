//! Rotation groups: which crops count as the same crop in a rotation. The list is closed.

use super::crop_group::CropGroup;

/// A group of crops that follow each other as one (`rotation_group` of the catalogue).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // the names are the definition
pub enum RotationGroup {
    GrassPermanent,
    GrassTemporary,
    GrassNatural,
    CloverLucerne,
    MaizeSilage,
    MaizeGrain,
    FodderBeet,
    ForageOther,
    PotatoStarch,
    PotatoWare,
    PotatoSeed,
    SugarBeet,
    CerealWinter,
    CerealSpring,
    Onion,
    Vegetable,
    FlowerBulb,
    Ornamental,
    Oilseed,
    Legume,
    HempFlax,
    GrassSeed,
    SeedCrop,
    CatchCrop,
    TreeFruit,
    Fallow,
    Nature,
    Landscape,
    Other,
}

use RotationGroup as G;

/// Every group with its word in the catalogue.
const KEYS: [(G, &str); 29] = [
    (G::GrassPermanent, "grass_permanent"),
    (G::GrassTemporary, "grass_temporary"),
    (G::GrassNatural, "grass_natural"),
    (G::CloverLucerne, "clover_lucerne"),
    (G::MaizeSilage, "maize_silage"),
    (G::MaizeGrain, "maize_grain"),
    (G::FodderBeet, "fodder_beet"),
    (G::ForageOther, "forage_other"),
    (G::PotatoStarch, "potato_starch"),
    (G::PotatoWare, "potato_ware"),
    (G::PotatoSeed, "potato_seed"),
    (G::SugarBeet, "sugar_beet"),
    (G::CerealWinter, "cereal_winter"),
    (G::CerealSpring, "cereal_spring"),
    (G::Onion, "onion"),
    (G::Vegetable, "vegetable"),
    (G::FlowerBulb, "flower_bulb"),
    (G::Ornamental, "ornamental"),
    (G::Oilseed, "oilseed"),
    (G::Legume, "legume"),
    (G::HempFlax, "hemp_flax"),
    (G::GrassSeed, "grass_seed"),
    (G::SeedCrop, "seed_crop"),
    (G::CatchCrop, "catch_crop"),
    (G::TreeFruit, "tree_fruit"),
    (G::Fallow, "fallow"),
    (G::Nature, "nature"),
    (G::Landscape, "landscape"),
    (G::Other, "other"),
];

impl RotationGroup {
    /// All groups, in the order of the list.
    pub fn all() -> impl Iterator<Item = Self> {
        KEYS.iter().map(|(group, _)| *group)
    }

    /// The group with this word of the catalogue.
    pub fn from_key(key: &str) -> Option<Self> {
        KEYS.iter()
            .find(|(_, k)| *k == key)
            .map(|(group, _)| *group)
    }

    /// The word of the catalogue.
    pub fn key(self) -> &'static str {
        KEYS.iter()
            .find(|(group, _)| *group == self)
            .map_or("other", |(_, key)| key)
    }

    /// Permanent and temporary grass as one group: the registry turns code 266 into 265 after about five
    /// years of grass, without any change in the field.
    #[must_use]
    pub const fn grass_merged(self) -> Self {
        match self {
            Self::GrassTemporary => Self::GrassPermanent,
            group => group,
        }
    }

    /// Grass as food for cattle: permanent, temporary and natural.
    pub const fn is_grass(self) -> bool {
        matches!(
            self,
            Self::GrassPermanent | Self::GrassTemporary | Self::GrassNatural
        )
    }

    /// Potatoes that count in the potato rotation.
    pub const fn is_potato(self) -> bool {
        matches!(
            self,
            Self::PotatoStarch | Self::PotatoWare | Self::PotatoSeed
        )
    }

    /// Maize of every kind.
    pub const fn is_maize(self) -> bool {
        matches!(self, Self::MaizeSilage | Self::MaizeGrain)
    }

    /// Cereals, whose straw can be taken from the field or left.
    pub const fn has_straw(self) -> bool {
        matches!(self, Self::CerealWinter | Self::CerealSpring)
    }

    /// Grass, clover and lucerne: what is ploughed when arable crops or maize follow.
    pub const fn is_sward(self) -> bool {
        self.is_grass() || matches!(self, Self::CloverLucerne)
    }

    /// The coarser group of maps and charts.
    pub const fn crop_group(self) -> CropGroup {
        match self {
            Self::GrassPermanent
            | Self::GrassTemporary
            | Self::GrassNatural
            | Self::CloverLucerne => CropGroup::Grass,
            Self::MaizeSilage | Self::MaizeGrain => CropGroup::Maize,
            Self::PotatoStarch | Self::PotatoWare | Self::PotatoSeed => CropGroup::Potato,
            Self::SugarBeet | Self::FodderBeet => CropGroup::Beet,
            Self::CerealWinter | Self::CerealSpring => CropGroup::Cereal,
            Self::FlowerBulb | Self::Ornamental | Self::Vegetable | Self::Onion => {
                CropGroup::BulbVegetable
            }
            Self::Nature | Self::Landscape | Self::Fallow | Self::TreeFruit => CropGroup::Neutral,
            Self::ForageOther
            | Self::Oilseed
            | Self::Legume
            | Self::HempFlax
            | Self::GrassSeed
            | Self::SeedCrop
            | Self::CatchCrop
            | Self::Other => CropGroup::Other,
        }
    }
}

//! What is known of one crop: its code in the register, the sector it belongs to, its rotation group.

use std::fmt;

use super::crop_figures::CropFigures;
use super::rotation_group::RotationGroup;

/// A crop code of the Dutch register of crop parcels (BRP): 265 is permanent grass. Never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CropCode(u32);

impl CropCode {
    /// The code with this number; 0 and what does not fit is no code.
    pub fn new(number: i64) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        (number > 0).then_some(Self(number))
    }

    /// Reads a code as files write it: with blanks around it, leading zeros, as `265.0`, as `nl_265`.
    ///
    /// ```
    /// use ruilkaart::domain::CropCode;
    /// for text in ["265", " 265 ", "0265", "265.0", "265,00", "nl_265", "NL_265"] {
    ///     assert_eq!(CropCode::parse(text), CropCode::new(265), "{text}");
    /// }
    /// for text in ["", "0", "-265", "265.5", "Grasland", "nl_", "2 65"] {
    ///     assert_eq!(CropCode::parse(text), None, "{text}");
    /// }
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let prefixed = text
            .get(..3)
            .is_some_and(|prefix| prefix.eq_ignore_ascii_case("nl_"));
        let text = if prefixed { &text[3..] } else { text };
        let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let all =
            |text: &str, test: fn(&u8) -> bool| !text.is_empty() && text.bytes().all(|b| test(&b));
        if !all(whole, u8::is_ascii_digit) || !all(decimals, |b| *b == b'0') {
            return None;
        }
        Self::new(whole.parse().ok()?)
    }

    /// The number.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for CropCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The sector that the catalogue gives a crop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sector {
    /// Arable crops, bulbs, field vegetables.
    Arable,
    /// Grass and fodder.
    Livestock,
    /// Grown by both; the catalogue says how it counts by default.
    Ambiguous,
    /// Nature.
    Nature,
    /// Ditches, hedges, field margins.
    Landscape,
    /// Fallow, nursery, fruit, woods.
    Other,
    /// Counted nowhere.
    None,
}

impl Sector {
    const KEYS: [(Self, &'static str); 7] = [
        (Self::Arable, "arable"),
        (Self::Livestock, "livestock"),
        (Self::Ambiguous, "ambiguous"),
        (Self::Nature, "nature"),
        (Self::Landscape, "landscape"),
        (Self::Other, "other"),
        (Self::None, "none"),
    ];

    /// The sector with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        let entry = Self::KEYS.iter().find(|(_, k)| *k == key);
        entry.map(|(sector, _)| *sector)
    }

    /// Its word in catalogue and text keys.
    pub fn key(self) -> &'static str {
        let entry = Self::KEYS.iter().find(|(sector, _)| *sector == self);
        entry.map_or("none", |(_, key)| key)
    }

    /// How the sector counts in a rotation; an ambiguous crop needs [`Crop::side`].
    pub const fn side(self) -> Side {
        match self {
            Self::Arable => Side::Arable,
            Self::Livestock => Side::Livestock,
            Self::Ambiguous | Self::Nature | Self::Landscape | Self::Other | Self::None => {
                Side::Neutral
            }
        }
    }
}

/// How a crop counts in the exchange between the sectors.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// For the arable farmer.
    Arable,
    /// For the livestock farmer.
    Livestock,
    /// For neither: the year is passed over.
    #[serde(rename = "none")]
    Neutral,
}

impl Side {
    /// All three, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Arable, Self::Livestock, Self::Neutral];

    /// The word used in files and text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Arable => "arable",
            Self::Livestock => "livestock",
            Self::Neutral => "none",
        }
    }

    /// The side with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.key() == key)
    }
}

/// One crop of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Crop {
    /// Its code.
    pub code: CropCode,
    /// Its Dutch name.
    pub name_nl: String,
    /// Its English name.
    pub name_en: String,
    /// Its sector.
    pub sector: Sector,
    /// How it counts when the sector is [`Sector::Ambiguous`].
    pub default_side: Side,
    /// Its group in the rotation.
    pub group: RotationGroup,
    /// A legal rest crop on sand and loess.
    pub rest_crop: bool,
    /// Its nutrients and organic matter.
    pub figures: CropFigures,
}

impl Crop {
    /// How the crop counts, ambiguous ones by their default.
    pub const fn side(&self) -> Side {
        match self.sector {
            Sector::Ambiguous => self.default_side,
            sector => sector.side(),
        }
    }

    /// True for field margins: of sector landscape, though crops and no landscape elements.
    pub fn is_margin(&self) -> bool {
        self.name_nl.starts_with("Rand")
    }
}

/// The category of a parcel in the register: coarse, used where the code is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BrpCategory {
    /// *Grasland*.
    Grassland,
    /// *Bouwland*: fruit and nursery too.
    Arable,
    /// *Natuurterrein*.
    Nature,
    /// *Braakland*.
    Fallow,
    /// *Landschapselement*, from 2023 on; *Sloot* in some tools.
    LandscapeElement,
    /// *Overige*.
    Other,
}

impl BrpCategory {
    /// Number of categories.
    pub const COUNT: usize = 6;

    /// Reads the word of the register, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "grasland" => Some(Self::Grassland),
            "bouwland" => Some(Self::Arable),
            "natuurterrein" => Some(Self::Nature),
            "braakland" => Some(Self::Fallow),
            "landschapselement" | "sloot" => Some(Self::LandscapeElement),
            "overige" => Some(Self::Other),
            _ => None,
        }
    }

    /// The sector of a parcel whose code the catalogue does not know; `None` where the category is too
    /// coarse to tell (*Bouwland* holds nursery and fruit too).
    pub const fn fallback_sector(self) -> Option<Sector> {
        match self {
            Self::Grassland => Some(Sector::Livestock),
            Self::LandscapeElement => Some(Sector::Landscape),
            Self::Nature => Some(Sector::Nature),
            Self::Fallow => Some(Sector::Other),
            Self::Arable | Self::Other => None,
        }
    }
}

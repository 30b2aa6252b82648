//! The crops of many parcels over the years. Columns by year of small numbers, not a list per parcel: ten
//! years of a whole country are a few allocations, and a changed rule runs through them in milliseconds.

use std::collections::{BTreeSet, HashMap};

use super::catalogue::Catalogue;
use super::crop::{BrpCategory, CropCode, Sector, Side};
use super::rotation_group::RotationGroup;
use super::rule::Rule;
use super::year::Year;

/// A crop as files name it: its code, and its category where the file has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeenCrop {
    /// Its code.
    pub code: CropCode,
    /// Its category; needed only where the catalogue does not know the code.
    pub category: Option<BrpCategory>,
}

/// Position of a crop in a [`CropList`]; [`CropId::NONE`] where there is no crop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CropId(u16);

impl CropId {
    /// No crop.
    pub const NONE: Self = Self(u16::MAX);

    /// Position in the list; `None` for no crop.
    pub fn index(self) -> Option<usize> {
        (self != Self::NONE).then_some(usize::from(self.0))
    }
}

/// More distinct crops than any register has: the column holds something else than crop codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {} distinct crop codes", u16::MAX)]
pub struct TooManyCrops;

/// Every distinct crop once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CropList {
    crops: Vec<SeenCrop>,
    ids: HashMap<SeenCrop, CropId>,
}

impl CropList {
    /// The crop's number, a new one when it was not seen before.
    ///
    /// # Errors
    /// [`TooManyCrops`] when the numbers are used up.
    pub fn intern(&mut self, crop: SeenCrop) -> Result<CropId, TooManyCrops> {
        if let Some(&id) = self.ids.get(&crop) {
            return Ok(id);
        }
        let id = u16::try_from(self.crops.len()).map_or(CropId::NONE, CropId);
        if id == CropId::NONE {
            return Err(TooManyCrops);
        }
        self.crops.push(crop);
        self.ids.insert(crop, id);
        Ok(id)
    }

    /// The number of a crop; [`CropId::NONE`] when it is not in the list.
    pub fn find(&self, crop: SeenCrop) -> CropId {
        self.ids.get(&crop).copied().unwrap_or(CropId::NONE)
    }

    /// The crop with this number.
    pub fn get(&self, id: CropId) -> Option<SeenCrop> {
        id.index().and_then(|index| self.crops.get(index)).copied()
    }

    /// Every crop, by number.
    pub fn crops(&self) -> &[SeenCrop] {
        &self.crops
    }
}

/// What is known of one year, a value per parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct YearColumn {
    /// The year.
    pub year: Year,
    /// The crop that covers most of the parcel.
    pub crops: Vec<CropId>,
    /// How much of the parcel it covers; `None` where the crops were read from columns and nothing is
    /// known of shares.
    pub cover: Option<Cover>,
}

/// How crops cover the parcels in one year, as parts of the parcel's area; 0 where there is no crop.
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    /// Part that the year's crop covers.
    pub share: Vec<f32>,
    /// The crop that covers most after it.
    pub second: Vec<CropId>,
    /// Part that the runner-up covers.
    pub second_share: Vec<f32>,
    /// Part that all crops together cover.
    pub total: Vec<f32>,
}

/// Why columns are no sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SequenceError {
    /// A year occurs twice.
    #[error("{0} occurs twice")]
    DuplicateYear(Year),
    /// A column has another number of parcels than the first.
    #[error("the column of {0} has another number of parcels")]
    Ragged(Year),
}

/// The crop sequences of a layer: per year a column with a value per parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequences {
    columns: Vec<YearColumn>,
    crops: CropList,
    parcels: usize,
}

impl Sequences {
    /// Sequences of `parcels` parcels from columns in any order.
    ///
    /// # Errors
    /// [`SequenceError`] when a year occurs twice or a column has another length.
    pub fn new(
        mut columns: Vec<YearColumn>,
        crops: CropList,
        parcels: usize,
    ) -> Result<Self, SequenceError> {
        columns.sort_by_key(|column| column.year);
        for pair in columns.windows(2) {
            if pair[0].year == pair[1].year {
                return Err(SequenceError::DuplicateYear(pair[0].year));
            }
        }
        if let Some(column) = columns.iter().find(|column| !column.fits(parcels)) {
            return Err(SequenceError::Ragged(column.year));
        }
        Ok(Self {
            columns,
            crops,
            parcels,
        })
    }

    /// Number of parcels.
    pub fn len(&self) -> usize {
        self.parcels
    }

    /// True when there is no parcel.
    pub fn is_empty(&self) -> bool {
        self.parcels == 0
    }

    /// The columns, oldest first.
    pub fn columns(&self) -> &[YearColumn] {
        &self.columns
    }

    /// Every crop that occurs.
    pub fn crops(&self) -> &CropList {
        &self.crops
    }

    /// The newest year.
    pub fn newest(&self) -> Option<Year> {
        self.columns.last().map(|column| column.year)
    }

    /// The columns of the rule's window up to `reference`, oldest first.
    pub fn window(&self, rule: &Rule, reference: Year) -> &[YearColumn] {
        let window = rule.window(reference);
        let from = self.columns.partition_point(|c| c.year < *window.start());
        let to = self.columns.partition_point(|c| c.year <= *window.end());
        self.columns.get(from..to).unwrap_or_default()
    }
}

impl YearColumn {
    fn fits(&self, parcels: usize) -> bool {
        let cover_fits = self.cover.as_ref().is_none_or(|cover| {
            cover.share.len() == parcels
                && cover.second.len() == parcels
                && cover.second_share.len() == parcels
                && cover.total.len() == parcels
        });
        self.crops.len() == parcels && cover_fits
    }

    /// The year of one parcel as the rule reads it. `facts` holds every crop of the column's list.
    pub fn read(&self, parcel: usize, facts: &CropFacts, rule: &Rule) -> Reading {
        let crop = self.crops.get(parcel).copied().unwrap_or(CropId::NONE);
        let fact = facts.get(crop);
        let plain = Reading {
            year: self.year,
            crop,
            usage: fact.usage,
            share: if crop == CropId::NONE { 0.0 } else { 1.0 },
            others: [None, None],
        };
        match &self.cover {
            Some(cover) => cover.read(parcel, plain, facts, rule),
            None => plain,
        }
    }
}

/// Shares are kept as `f32`: what differs by less is the same.
const SHARE_STEP: f64 = 1e-6;

impl Cover {
    /// Whether all crops together cover less of a parcel than this, so that its year is missing.
    pub fn is_short_of(&self, parcel: usize, min_cover: f64) -> bool {
        let total = self.total.get(parcel).copied().unwrap_or(0.0);
        f64::from(total) < min_cover - SHARE_STEP
    }

    /// The reading with its share, and what else it could be (`others`) where it is doubtful.
    fn read(&self, parcel: usize, plain: Reading, facts: &CropFacts, rule: &Rule) -> Reading {
        let at = |list: &[f32]| f64::from(list.get(parcel).copied().unwrap_or(0.0));
        let (share, second_share, total) =
            (at(&self.share), at(&self.second_share), at(&self.total));
        let winner = plain.usage;
        if self.is_short_of(parcel, rule.min_cover) || plain.crop == CropId::NONE {
            let could_be = (share >= rule.doubt_missing - SHARE_STEP && plain.crop != CropId::NONE)
                .then_some(winner);
            return Reading {
                usage: Usage::Missing,
                crop: CropId::NONE,
                share: 0.0,
                others: [could_be, None],
                ..plain
            };
        }
        let second = self.second.get(parcel).copied().unwrap_or(CropId::NONE);
        let runner_up = facts.get(second).usage;
        let close =
            second != CropId::NONE && share - second_share <= rule.doubt_margin + SHARE_STEP;
        let other_sector = runner_up.side() != winner.side();
        Reading {
            share,
            others: [
                (close && other_sector).then_some(runner_up),
                (total < rule.doubt_cover - SHARE_STEP).then_some(Usage::Missing),
            ],
            ..plain
        }
    }
}

/// One year of one parcel, ready for the rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The year.
    pub year: Year,
    /// Its crop; [`CropId::NONE`] when missing.
    pub crop: CropId,
    /// What the year counts as.
    pub usage: Usage,
    /// Part of the parcel that the crop covers, 0 to 1; 1 where nothing is known of shares.
    pub share: f64,
    /// What else the year could count as, when it is doubtful.
    pub others: [Option<Usage>; 2],
}

impl Reading {
    /// True when the year could count as something else.
    pub fn is_doubtful(&self) -> bool {
        self.others.iter().any(Option::is_some)
    }
}

/// What a year of a parcel counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usage {
    /// A crop that the catalogue knows, or whose category tells.
    Known(Side),
    /// A crop that nobody knows: neutral in the rotation.
    Unknown,
    /// No parcel, or too little of it covered.
    Missing,
}

impl Usage {
    /// How the year counts in the rotation; `None` when it is missing.
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Known(side) => Some(side),
            Self::Unknown => Some(Side::Neutral),
            Self::Missing => None,
        }
    }
}

/// What catalogue and rule say of one crop of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CropFact {
    /// What a year with it counts as.
    pub usage: Usage,
    /// Its sector as the catalogue has it, or its category's.
    pub sector: Sector,
    /// Its group; `None` where the catalogue does not know it.
    pub group: Option<RotationGroup>,
    /// A legal rest crop.
    pub rest_crop: bool,
}

impl CropFact {
    const MISSING: Self = Self {
        usage: Usage::Missing,
        sector: Sector::None,
        group: None,
        rest_crop: false,
    };

    /// Looks a crop up: the rule's own sectors first, then the catalogue, then the category.
    pub fn of(crop: SeenCrop, catalogue: &Catalogue, rule: &Rule) -> Self {
        let known = catalogue.find(crop.code);
        let category = crop.category.and_then(BrpCategory::fallback_sector);
        let sector = known.map(|crop| crop.sector).or(category);
        let side = rule.sectors.get(&crop.code).copied();
        let side = side
            .or_else(|| known.map(super::crop::Crop::side))
            .or_else(|| category.map(Sector::side));
        Self {
            usage: side.map_or(Usage::Unknown, Usage::Known),
            sector: sector.unwrap_or(Sector::None),
            group: known.map(|crop| crop.group),
            rest_crop: known.is_some_and(|crop| crop.rest_crop),
        }
    }
}

/// How many codes of these crops nobody knows anything of: neither the catalogue, nor the rule, nor a category.
pub fn unknown_codes(crops: &[SeenCrop], catalogue: &Catalogue, rule: &Rule) -> usize {
    let is_unknown = |crop: &&SeenCrop| {
        let fact = CropFact::of(**crop, catalogue, rule);
        fact.usage == Usage::Unknown
    };
    let codes: BTreeSet<CropCode> = crops
        .iter()
        .filter(is_unknown)
        .map(|crop| crop.code)
        .collect();
    codes.len()
}

/// A [`CropFact`] for every crop of a list, looked up once and not once per parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct CropFacts(Vec<CropFact>);

impl CropFacts {
    /// Looks every crop of the list up.
    pub fn of(crops: &CropList, catalogue: &Catalogue, rule: &Rule) -> Self {
        let look_up = |crop: &SeenCrop| CropFact::of(*crop, catalogue, rule);
        Self(crops.crops().iter().map(look_up).collect())
    }

    /// What is known of the crop with this number.
    pub fn get(&self, id: CropId) -> CropFact {
        let fact = id.index().and_then(|index| self.0.get(index));
        fact.copied().unwrap_or(CropFact::MISSING)
    }
}

//! What counts as one when crops are followed from year to year: the few groups of maps and charts, the groups of a
//! rotation, or single crops.

use std::collections::BTreeMap;

use super::area_sums::AreaSums;
use super::land::{Land, Situation};
use crate::domain::{CropCode, CropGroup, RotationGroup};

/// How finely crops are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Detail {
    /// Grass, maize, potatoes: the groups of maps and charts.
    #[default]
    Groups,
    /// The groups of a rotation: starch potatoes apart from seed potatoes.
    Rotation,
    /// Crops, the commonest of them.
    Crops,
}

impl Detail {
    /// All of them, the coarsest first.
    pub const ALL: [Self; 3] = [Self::Groups, Self::Rotation, Self::Crops];

    /// The word of files and text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Rotation => "rotation",
            Self::Crops => "crops",
        }
    }

    /// The one with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|detail| detail.key() == key)
    }
}

/// What counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A group of maps and charts; unknown among them.
    Group(CropGroup),
    /// A group of a rotation.
    Rotation(RotationGroup),
    /// A crop.
    Crop(CropCode),
    /// All crops that are too rare to be told apart.
    Rest,
}

/// Crops that are told apart, at most.
const MOST_CROPS: usize = 14;

/// The kinds that occur, and which each situation is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Kinds {
    list: Vec<Kind>,
    /// The group of each, for its colour.
    groups: Vec<CropGroup>,
    of_situation: Vec<usize>,
}

impl Kinds {
    /// The kinds of the ground, in the order of their groups.
    pub fn of(detail: Detail, ground: &AreaSums, land: &Land) -> Self {
        let crops = match detail {
            Detail::Crops => commonest(ground, land),
            _ => Vec::new(),
        };
        let kind = |situation: &Situation| match detail {
            Detail::Groups => Kind::Group(land.crop_group(situation)),
            Detail::Rotation => rotation(situation, land),
            Detail::Crops => crop(situation, land, &crops),
        };
        let mut found: BTreeMap<(usize, Kind), CropGroup> = BTreeMap::new();
        if detail == Detail::Groups {
            // All of them, whether they occur or not, as everywhere.
            for (place, group) in CropGroup::ALL.into_iter().enumerate() {
                found.insert((place, Kind::Group(group)), group);
            }
        }
        let key = |situation: &Situation| {
            let kind = kind(situation);
            let group = match kind {
                Kind::Rest => CropGroup::Other,
                _ => land.crop_group(situation),
            };
            // The rest comes behind all crops, what is not known behind that.
            let place = match kind {
                Kind::Rest => CropGroup::ALL.len(),
                Kind::Group(CropGroup::Unknown) => CropGroup::ALL.len() + 1,
                _ => CropGroup::ALL.iter().position(|g| *g == group).unwrap_or(0),
            };
            ((place, kind), group)
        };
        let place_of_all = detail == Detail::Groups;
        let keys: Vec<((usize, Kind), CropGroup)> = land.situations().iter().map(key).collect();
        for (key, group) in keys.iter().filter(|_| !place_of_all) {
            found.insert(*key, *group);
        }
        let list: Vec<Kind> = found.keys().map(|(_, kind)| *kind).collect();
        let place = |kind: Kind| list.iter().position(|known| *known == kind).unwrap_or(0);
        Self {
            of_situation: keys.iter().map(|((_, kind), _)| place(*kind)).collect(),
            groups: found.into_values().collect(),
            list,
        }
    }

    /// The kinds, in their order.
    pub fn list(&self) -> &[Kind] {
        &self.list
    }

    /// The group of the kind at a place.
    pub fn group(&self, place: usize) -> CropGroup {
        let group = self.groups.get(place).copied();
        group.unwrap_or(CropGroup::Unknown)
    }

    /// The place of the kind of a parcel in a year, by the year's position.
    pub fn of_parcel(&self, land: &Land, parcel: u32, year: usize) -> Option<usize> {
        let situation = land.of_year(year).get(parcel as usize)?;
        self.of_situation.get(*situation as usize).copied()
    }
}

fn rotation(situation: &Situation, land: &Land) -> Kind {
    match land.facts().get(situation.crop).group {
        Some(group) => Kind::Rotation(group),
        None => Kind::Group(CropGroup::Unknown),
    }
}

fn crop(situation: &Situation, land: &Land, commonest: &[CropCode]) -> Kind {
    match land.crops().get(situation.crop) {
        None => Kind::Group(CropGroup::Unknown),
        Some(crop) if commonest.contains(&crop.code) => Kind::Crop(crop.code),
        Some(_) => Kind::Rest,
    }
}

/// The crops with the most hectare-years.
fn commonest(ground: &AreaSums, land: &Land) -> Vec<CropCode> {
    let mut sums: BTreeMap<CropCode, f64> = BTreeMap::new();
    for year in 0..land.years().len() {
        for (situation, m2) in land.situations_of(ground.ground(year)) {
            if let Some(crop) = land.crops().get(situation.crop) {
                *sums.entry(crop.code).or_default() += m2;
            }
        }
    }
    let mut sums: Vec<(CropCode, f64)> = sums.into_iter().collect();
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums.truncate(MOST_CROPS);
    sums.into_iter().map(|(code, _)| code).collect()
}

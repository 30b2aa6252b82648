//! How much of a layer each crop has: the parcels that had it in a year of the window, and their area. A crop
//! that covers too little of a parcel to count was not there.

use std::collections::BTreeMap;

use super::classify::ParcelYears;
use crate::domain::{Catalogue, CropCode, CropFacts, CropId, Rule, SeenCrop};
use crate::job::{Cancelled, Progress};

/// What a layer has of one crop.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CropUse {
    /// Parcels that had it in at least one year of the window.
    pub parcels: u64,
    /// Their area, m², as far as it is known.
    pub area_m2: f64,
}

/// Parcels between two looks at whether to stop.
const CHUNK: usize = 4096;

/// Every crop that occurs in the window, by code. Landscape elements do not count.
///
/// # Errors
/// When the work was told to stop.
pub fn crop_use(
    years: &ParcelYears,
    area_m2: &[f64],
    catalogue: &Catalogue,
    rule: &Rule,
    progress: &Progress,
) -> Result<BTreeMap<CropCode, CropUse>, Cancelled> {
    let sequences = &years.sequences;
    let window = sequences.window(rule, years.reference);
    let facts = CropFacts::of(sequences.crops(), catalogue, rule);
    // The same code in several categories is one crop to people.
    let seen = sequences.crops().crops();
    let mut codes: Vec<CropCode> = seen.iter().map(|crop| crop.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let place = |crop: &SeenCrop| codes.binary_search(&crop.code).unwrap_or(usize::MAX);
    let places: Vec<usize> = seen.iter().map(place).collect();
    let mut of_code = vec![CropUse::default(); codes.len()];
    let mut grown: Vec<usize> = Vec::new();
    for parcel in 0..sequences.len() {
        if parcel.is_multiple_of(CHUNK) {
            progress.check()?;
        }
        if years.elements.get(parcel).copied().unwrap_or(false) {
            continue;
        }
        grown.clear();
        let crops = window
            .iter()
            .map(|year| year.read(parcel, &facts, rule).crop);
        let crops = crops.filter_map(CropId::index);
        grown.extend(crops.filter_map(|crop| places.get(crop)));
        grown.sort_unstable();
        grown.dedup();
        let area = area_m2.get(parcel).filter(|area| area.is_finite());
        for place in &grown {
            if let Some(found) = of_code.get_mut(*place) {
                found.parcels += 1;
                found.area_m2 += area.copied().unwrap_or(0.0);
            }
        }
    }
    let mut by_code: BTreeMap<CropCode, CropUse> = codes.into_iter().zip(of_code).collect();
    by_code.retain(|_, found| found.parcels > 0);
    Ok(by_code)
}

//! Which crops are listed, and in what order: codes that the catalogue did not know first, then by area in the
//! layer, then by code. Found anew only when something changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Figures;
use crate::analysis::categorise::Knowledge;
use crate::analysis::classify::ParcelYears;
use crate::domain::{CropCode, CropOverrides, unknown_codes};

/// The list.
#[derive(Debug, Default)]
pub(super) struct Rows {
    made_from: Option<MadeFrom>,
    codes: Vec<CropCode>,
    unknown_left: usize,
}

/// What the list was made from.
#[derive(Debug, Clone, PartialEq)]
struct MadeFrom {
    search: String,
    only_changed: bool,
    knowledge: usize,
    counted: bool,
}

/// What is to be listed.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) search: &'a str,
    pub(super) only_changed: bool,
    pub(super) layer: Option<&'a ParcelYears>,
    pub(super) figures: Option<&'a Figures>,
}

impl Rows {
    /// The codes, in their order.
    pub(super) fn codes(&self) -> &[CropCode] {
        &self.codes
    }

    /// Codes of the layer that count for nothing since nobody knows them.
    pub(super) fn unknown_left(&self) -> usize {
        self.unknown_left
    }

    pub(super) fn find(
        &mut self,
        wanted: Wanted<'_>,
        knowledge: &Arc<Knowledge>,
        said: &CropOverrides,
    ) {
        let made_from = MadeFrom {
            search: wanted.search.trim().to_lowercase(),
            only_changed: wanted.only_changed,
            knowledge: Arc::as_ptr(knowledge) as usize,
            counted: wanted.figures.is_some(),
        };
        if self.made_from.as_ref() == Some(&made_from) {
            return;
        }
        let seen = wanted.layer.map(|years| years.sequences.crops().crops());
        let seen = seen.unwrap_or_default();
        let catalogue = &knowledge.catalogue;
        self.unknown_left = unknown_codes(seen, catalogue, &knowledge.rule);
        let mut all: BTreeSet<CropCode> = catalogue.crops().iter().map(|crop| crop.code).collect();
        all.extend(seen.iter().map(|crop| crop.code));
        all.extend(said.sectors.keys());
        let shown = |code: &CropCode| {
            let changed = said.sectors.contains_key(code) || said.groups.contains_key(code);
            (!made_from.only_changed || changed) && is_found(*code, &made_from.search, knowledge)
        };
        self.codes = all.into_iter().filter(shown).collect();
        let area = |code: &CropCode| {
            let used = wanted.figures.and_then(|figures| figures.get(code));
            used.map_or(0.0, |used| used.area_m2)
        };
        // The set was in the order of the codes, and the sort keeps it among equals.
        self.codes.sort_by(|a, b| {
            let known = |code: &CropCode| catalogue.original(*code).is_some();
            let by_area = area(b).total_cmp(&area(a));
            known(a).cmp(&known(b)).then(by_area)
        });
        self.made_from = Some(made_from);
    }
}

/// By a part of one of its names, or the beginning of its code.
fn is_found(code: CropCode, search: &str, knowledge: &Knowledge) -> bool {
    if search.is_empty() || code.to_string().starts_with(search) {
        return true;
    }
    let crop = knowledge.catalogue.find(code);
    crop.is_some_and(|crop| {
        let names = [&crop.name_nl, &crop.name_en];
        names
            .iter()
            .any(|name| name.to_lowercase().contains(search))
    })
}

//! What a project says of crops otherwise than the catalogue: another sector, another rotation group, or
//! either for a code that the catalogue does not know. As a value it can be kept, compared and passed on as
//! a small CSV file.

use std::collections::BTreeMap;

use super::catalogue::{Catalogue, CatalogueError};
use super::crop::{CropCode, Side};
use super::delimited;
use super::rotation_group::RotationGroup;
use super::rule::Rule;

/// The names of the columns, in their order.
const COLUMNS: [&str; 4] = ["code", "name_nl", "sector", "rotation_group"];

/// What a project says of crops otherwise than the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CropOverrides {
    /// Crops that count for another side.
    pub sectors: BTreeMap<CropCode, Side>,
    /// Crops of another rotation group.
    pub groups: BTreeMap<CropCode, RotationGroup>,
}

impl CropOverrides {
    /// What a catalogue and a rule say otherwise than the list that was read.
    pub fn of(catalogue: &Catalogue, rule: &Rule) -> Self {
        Self {
            sectors: rule.sectors.clone(),
            groups: catalogue.changed_groups(),
        }
    }

    /// The same catalogue and rule with these overrides and no others. What says the same as the list is no
    /// override.
    pub fn apply(&self, catalogue: &Catalogue, rule: &Rule) -> (Catalogue, Rule) {
        let catalogue = catalogue.with_groups(&self.groups);
        let sectors = self.sectors.iter().map(|(code, side)| (*code, *side));
        let differs = |(code, side): &(CropCode, Side)| {
            catalogue.original(*code).map(super::crop::Crop::side) != Some(*side)
        };
        let rule = Rule {
            sectors: sectors.filter(differs).collect(),
            ..rule.clone()
        };
        (catalogue, rule)
    }

    /// True when nothing is said otherwise.
    pub fn is_empty(&self) -> bool {
        self.sectors.is_empty() && self.groups.is_empty()
    }

    /// Number of crops of which something is said otherwise.
    pub fn len(&self) -> usize {
        let groups_alone = self.groups.keys();
        let groups_alone = groups_alone.filter(|code| !self.sectors.contains_key(code));
        self.sectors.len() + groups_alone.count()
    }

    /// Forgets what is said of a crop.
    pub fn forget(&mut self, code: CropCode) {
        self.sectors.remove(&code);
        self.groups.remove(&code);
    }

    /// Reads what [`to_csv`](Self::to_csv) wrote, or what somebody wrote in a spreadsheet: a column `code`, and
    /// `sector` (arable, livestock, none) or `rotation_group` or both. An empty cell says nothing.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let mut rows = delimited::rows(text).into_iter();
        let (_, header) = rows.next().ok_or(CatalogueError::Empty)?;
        let find = |column: &str| header.iter().position(|name| name.trim() == column);
        let missing = |column| CatalogueError::MissingColumn { column };
        let code_at = find("code").ok_or(missing("code"))?;
        let (sector_at, group_at) = (find("sector"), find("rotation_group"));
        if sector_at.or(group_at).is_none() {
            return Err(missing("sector"));
        }
        let mut read = Self::default();
        for (line, cells) in rows {
            let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", |c| c.trim());
            let bad = |column, text: &str| CatalogueError::BadCell {
                line,
                column,
                text: text.to_owned(),
            };
            let text = cell(Some(code_at));
            let code = CropCode::parse(text).ok_or_else(|| bad("code", text))?;
            if read.sectors.contains_key(&code) || read.groups.contains_key(&code) {
                return Err(CatalogueError::Duplicate { line, code });
            }
            let (sector, group) = (cell(sector_at), cell(group_at));
            if !sector.is_empty() {
                let side = Side::from_key(sector).ok_or_else(|| bad("sector", sector))?;
                read.sectors.insert(code, side);
            }
            if !group.is_empty() {
                let group =
                    RotationGroup::from_key(group).ok_or_else(|| bad("rotation_group", group))?;
                read.groups.insert(code, group);
            }
        }
        Ok(read)
    }

    /// As CSV, a row a crop; the name only helps whoever reads it.
    pub fn to_csv(&self, catalogue: &Catalogue) -> String {
        let mut codes: Vec<CropCode> = self
            .sectors
            .keys()
            .chain(self.groups.keys())
            .copied()
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let mut text = delimited::line(&COLUMNS);
        for code in codes {
            let name = catalogue.find(code).map_or("", |crop| &crop.name_nl);
            let sector = self.sectors.get(&code).map_or("", |side| side.key());
            let group = self.groups.get(&code).map_or("", |group| group.key());
            text += &delimited::line(&[&code.to_string(), name, sector, group]);
        }
        text
    }
}

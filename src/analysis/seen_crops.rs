//! The crops of one year as a column names them, before they have numbers that hold for all years: every
//! distinct one once, and which of them each row has.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::crop_names::CropNames;
use super::values::{CodedColumn, NO_CODE};
use crate::domain::{BrpCategory, Catalogue, CropId, CropList, SeenCrop, TooManyCrops};
use crate::layer::{Cells, Table};

/// The crops of the rows of a table in one year.
#[derive(Debug, Clone, Default)]
pub(super) struct SeenCrops {
    /// Index into `distinct` per row; [`NO_CODE`] where there is no crop.
    rows: Vec<u32>,
    distinct: Vec<SeenCrop>,
}

impl SeenCrops {
    /// Reads a column of codes, with the category of each row where the table has one.
    pub(super) fn of_codes(table: &Table, column: usize, category: Option<&Cells>) -> Self {
        let cells = table.column(column);
        let coded = cells.map(|cells| CodedColumn::of(&cells, table.rows()));
        Self::of_coded(coded.unwrap_or_default(), category)
    }

    /// Reads a column of names, as the catalogue spells them.
    pub(super) fn of_names(
        table: &Table,
        column: usize,
        category: Option<&Cells>,
        catalogue: &Catalogue,
    ) -> Self {
        let names = CropNames::of(catalogue);
        let coded = match table.column(column).as_deref() {
            Some(Cells::Text { rows, distinct }) => {
                CodedColumn::of_texts(rows, distinct, |name| names.find(name))
            }
            _ => CodedColumn::default(),
        };
        Self::of_coded(coded, category)
    }

    fn of_coded(coded: CodedColumn, category: Option<&Cells>) -> Self {
        let plain = coded.codes.iter().map(|code| SeenCrop {
            code: *code,
            category: None,
        });
        let plain = Self {
            distinct: plain.collect(),
            rows: coded.rows,
        };
        match category {
            Some(Cells::Text { rows, distinct }) => plain.with_categories(rows, distinct),
            _ => plain,
        }
    }

    /// Tells apart the same code in several categories.
    fn with_categories(mut self, rows: &[u32], words: &[Arc<str>]) -> Self {
        let read: Vec<_> = words.iter().map(|word| BrpCategory::parse(word)).collect();
        // By crop, and in it by category: none, then each.
        let mut numbers = vec![[NO_CODE; BrpCategory::COUNT + 1]; self.distinct.len()];
        let mut distinct = Vec::new();
        for (row, word) in self.rows.iter_mut().zip(rows) {
            let place = *row as usize;
            let (Some(crop), Some(numbers)) = (self.distinct.get(place), numbers.get_mut(place))
            else {
                continue;
            };
            let category = read.get(*word as usize).copied().flatten();
            let number = &mut numbers[category.map_or(0, |category| 1 + category as usize)];
            if *number == NO_CODE {
                *number = u32::try_from(distinct.len()).unwrap_or(NO_CODE);
                distinct.push(SeenCrop { category, ..*crop });
            }
            *row = *number;
        }
        self.distinct = distinct;
        self
    }

    /// Every distinct crop once, in the order in which they were met.
    pub(super) fn distinct(&self) -> &[SeenCrop] {
        &self.distinct
    }

    /// The crop of a row, as its index among the distinct ones.
    pub(super) fn row(&self, row: usize) -> Option<usize> {
        let index = *self.rows.get(row)? as usize;
        (index < self.distinct.len()).then_some(index)
    }

    /// The numbers that the crops of the rows have in `list`.
    pub(super) fn numbered(&self, list: &CropList) -> Vec<CropId> {
        let ids: Vec<CropId> = self.distinct.iter().map(|crop| list.find(*crop)).collect();
        let id = |row: &u32| ids.get(*row as usize).copied().unwrap_or(CropId::NONE);
        self.rows.iter().map(id).collect()
    }
}

/// Gives every distinct crop a number, in the order of the codes whatever the order of the rows.
pub(super) fn crop_list<'a>(
    distinct: impl IntoIterator<Item = &'a SeenCrop>,
) -> Result<CropList, TooManyCrops> {
    let sorted: BTreeSet<SeenCrop> = distinct.into_iter().copied().collect();
    let mut list = CropList::default();
    for crop in sorted {
        list.intern(crop)?;
    }
    Ok(list)
}

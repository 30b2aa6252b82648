//! Runs of features put together: one behind the other, and in the end as one array of one kind.
//!
//! What was copied of a run goes at once. Two of everything would be held else, and of very many features that is more
//! than all the rest.

use std::io;

use super::{Shapes, Store};
use crate::geometry::{GeometryKind, PolygonArray};
use crate::io::error::ShapeKind;
use crate::layer::warnings::RECORDS_KEPT;
use crate::layer::{WarningKind, Warnings};

impl Store {
    /// Adds the features of a run that has `before` before it.
    fn append(&mut self, mut other: Self, before: u64) -> io::Result<()> {
        if other.offsets.feature_count() == 0 {
            return Ok(());
        }
        self.count += other.count;
        let room = RECORDS_KEPT.saturating_sub(self.records.len());
        let records = other.records.iter().map(|record| before + record);
        self.records.extend(records.take(room));
        if before == 0 {
            // One run may have all of it, and need not be copied.
            self.coords = other.coords;
            self.offsets = other.offsets;
            return Ok(());
        }
        self.pad(before);
        let more = other.coords.len();
        self.coords.try_reserve(more).map_err(no_memory)?;
        self.coords.append(&mut other.coords);
        drop(other.coords);
        self.offsets.take_in(other.offsets);
        Ok(())
    }
}

impl Shapes {
    /// Adds the features of `other`, the run behind those here.
    ///
    /// # Errors
    /// Where the system has not that much memory to give.
    pub(in crate::io) fn append(&mut self, other: Self) -> io::Result<()> {
        let before = self.features;
        for warning in other.warnings.into_list() {
            let records = warning.records.iter().map(|record| before + record);
            let records: Vec<u64> = records.collect();
            self.warnings.count(warning.kind, warning.count, &records);
        }
        for (store, more) in self.stores.iter_mut().zip(other.stores) {
            store.append(more, before)?;
        }
        for (sum, count) in self.others.counts.iter_mut().zip(other.others.counts) {
            *sum += count;
        }
        self.has_heights |= other.has_heights;
        self.has_measures |= other.has_measures;
        self.bad += other.bad;
        self.features += other.features;
        self.part_start = self.stores[0].coords.len();
        Ok(())
    }

    /// The features as one array of the first kind that there is, with what was odd in `warnings`, and what else there
    /// was.
    fn finish(self, warnings: &Warnings) -> Joined {
        let mut kinds = GeometryKind::ALL.into_iter().zip(&self.stores);
        let found = kinds.find(|(_, store)| store.count > 0);
        let found = found.map(|(kind, _)| kind);
        let kind = found.unwrap_or_default();
        for warning in self.warnings.into_list() {
            warnings.count(warning.kind, warning.count, &warning.records);
        }
        let mut kept = Store::default();
        for (own, store) in GeometryKind::ALL.into_iter().zip(self.stores) {
            if own == kind {
                kept = store;
            } else if store.count > 0 {
                let left_out = WarningKind::OtherShapeType;
                warnings.count(left_out, store.count, &store.records);
            }
        }
        kept.pad(self.features);
        if self.has_heights {
            warnings.add(WarningKind::HeightsIgnored);
        }
        if self.has_measures {
            warnings.add(WarningKind::MeasuresIgnored);
        }
        Joined {
            // The offsets count what was pushed, so they always fit.
            polygons: PolygonArray::new(kept.offsets, kept.coords)
                .unwrap_or_default()
                .of_kind(kind),
            only_others: self.others.most().filter(|_| found.is_none()),
        }
    }
}

/// The runs in their order as one array of the first kind that there is, with what was odd in `warnings`, and
/// what else there was.
///
/// # Errors
/// Where the system has not that much memory to give.
pub(in crate::io) fn join(runs: Vec<Shapes>, warnings: &Warnings) -> io::Result<Joined> {
    let mut runs = runs.into_iter();
    let mut all = runs.next().unwrap_or_default();
    for (kind, store) in all.stores.iter_mut().enumerate() {
        let runs = runs.as_slice().iter();
        let more: usize = runs.map(|run| run.stores[kind].coords.len()).sum();
        // Pages that nobody wrote to yet take no memory.
        store.coords.try_reserve_exact(more).map_err(no_memory)?;
    }
    for run in runs {
        all.append(run)?;
    }
    Ok(all.finish(warnings))
}

fn no_memory(_: std::collections::TryReserveError) -> io::Error {
    io::Error::from(io::ErrorKind::OutOfMemory)
}

/// What [`join`] gives.
#[derive(Debug)]
pub(in crate::io) struct Joined {
    /// One feature per record.
    pub(in crate::io) polygons: PolygonArray,
    /// What there is instead, where there is nothing that can be shown.
    pub(in crate::io) only_others: Option<ShapeKind>,
}

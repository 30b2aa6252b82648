//! The features of a file that lie in a box, by its index: the last level of its packed R-tree has a box for every
//! feature, in the order of the features, with the place where each begins.

use std::path::Path;

use rayon::prelude::*;

use super::table::Table;
use super::{MAGIC_LEN, Schema, TASK, field, index_len, read_run, system};
use crate::geometry::Bounds;
use crate::io::assemble::{Collected, Run, UTF_8};
use crate::io::bytes::{Bytes, Stopped};
use crate::io::error::OpenError;
use crate::io::glance::step;
use crate::io::recognise::Format;
use crate::io::region::{self, Choice};
use crate::io::shapes_in::Budget;
use crate::job::Progress;
use crate::layer::{Layer, WarningKind, Warnings};

/// Four sides and a place.
const NODE_LEN: usize = 40;
/// Nodes that are looked at together.
const NODES_PER_LOOK: usize = 1 << 14;

/// Reads what is chosen as a layer; `None` where only the whole file tells.
pub(super) fn read(
    bytes: &Bytes,
    name: &str,
    path: &Path,
    choice: Choice<'_>,
    budget: &Budget,
    progress: &Progress,
) -> Result<Option<Layer>, OpenError> {
    let system_error = |source| OpenError::of_system(path, source);
    let out_of_proportion = |_| OpenError::OutOfProportion {
        path: path.to_owned(),
        format: Format::FlatGeobuf,
    };
    let mut buffer = Vec::new();
    let Some(header) = sized(bytes, MAGIC_LEN as u64, &mut buffer).map_err(system_error)? else {
        return Ok(None);
    };
    let index_start = (MAGIC_LEN + 4 + header.len()) as u64;
    let Some(header) = Table::root(header) else {
        return Ok(None);
    };
    let (said, crs_text) = system(header);
    let features = header.u64(field::header::FEATURES_COUNT).unwrap_or(0);
    let wanted = region::wanted(choice.region(), &said);
    let Some(index_len) = index_len(header) else {
        return Ok(None);
    };
    let data_start = index_start.saturating_add(index_len as u64);
    if index_len == 0 || data_start > bytes.len() {
        return Ok(None);
    }
    let leaves = Leaves {
        start: data_start - NODE_LEN as u64 * features,
        count: features,
        data_start,
    };
    let schema = Schema::read(header, budget).map_err(out_of_proportion)?;
    let stopped = |stop| OpenError::of_stop(path, stop);
    let found = match (choice, wanted) {
        (Choice::Few, _) => leaves.few(bytes),
        (_, Some(bounds)) => leaves.within(&bounds, bytes, progress),
        (_, None) => return Ok(None),
    };
    let found = found.map_err(stopped)?;
    progress.begin(found.len() as u64);
    let runs: Vec<(Run, bool)> = found
        .par_chunks(TASK)
        .map(|found| {
            progress.tick(found.len() as u64)?;
            let read = bodies(bytes, found).map_err(system_error)?;
            let slices: Vec<&[u8]> = read.iter().map(Vec::as_slice).collect();
            let run = read_run(&slices, &schema, budget).map_err(out_of_proportion)?;
            Ok((run, read.len() == found.len()))
        })
        .collect::<Result<_, OpenError>>()?;
    if runs.iter().any(|(_, whole)| !whole) {
        // The index leads astray.
        return Ok(None);
    }
    let warnings = Warnings::default();
    let elsewhere = features - found.len() as u64;
    if elsewhere > 0 {
        warnings.count(WarningKind::OutsideRegion, elsewhere, &[]);
    }
    let layer = Collected {
        name: name.to_owned(),
        path,
        format: Format::FlatGeobuf,
        encoding: UTF_8,
        columns: schema.columns(),
        runs: runs.into_iter().map(|(run, _)| run).collect(),
        records: found.iter().map(|found| found.record).collect(),
        said,
        crs_text,
        warnings,
    };
    layer.into_layer().map(Some)
}

/// The bytes at `at` that begin with their own length, where they are all there.
pub(super) fn sized<'a>(
    bytes: &'a Bytes,
    at: u64,
    buffer: &'a mut Vec<u8>,
) -> std::io::Result<Option<&'a [u8]>> {
    let mut len = [0; 4];
    if bytes.read_at(at, &mut len)? < len.len() {
        return Ok(None);
    }
    let len = u64::from(u32::from_le_bytes(len));
    let body = bytes.slice(at + 4, len, buffer)?;
    Ok((body.len() as u64 == len).then_some(body))
}

/// The features at these places, up to the first that is not all there.
fn bodies(bytes: &Bytes, found: &[Found]) -> std::io::Result<Vec<Vec<u8>>> {
    let mut bodies = Vec::with_capacity(found.len());
    let mut buffer = Vec::new();
    for found in found {
        match sized(bytes, found.at, &mut buffer)? {
            Some(body) => bodies.push(body.to_vec()),
            None => break,
        }
    }
    Ok(bodies)
}

/// A feature that is to be read.
#[derive(Debug, Clone, Copy)]
struct Found {
    record: u32,
    /// Where it begins in the file.
    at: u64,
}

/// The last level of the tree.
struct Leaves {
    start: u64,
    count: u64,
    data_start: u64,
}

impl Leaves {
    /// A few from all over the file.
    fn few(&self, bytes: &Bytes) -> Result<Vec<Found>, Stopped> {
        let mut found = Vec::new();
        let count = u32::try_from(self.count).unwrap_or(u32::MAX);
        for record in (0..count).step_by(step(count as usize)) {
            let mut node = [0; NODE_LEN];
            let at = self.start + u64::from(record) * NODE_LEN as u64;
            if bytes.read_at(at, &mut node)? < NODE_LEN {
                break;
            }
            let at = self.data_start.saturating_add(node_of(&node).1);
            found.push(Found { record, at });
        }
        Ok(found)
    }

    fn within(
        &self,
        bounds: &Bounds,
        bytes: &Bytes,
        progress: &Progress,
    ) -> Result<Vec<Found>, Stopped> {
        let mut found = Vec::new();
        let mut buffer = Vec::new();
        let mut at = self.start;
        let mut record = 0;
        while u64::from(record) < self.count {
            progress.check()?;
            let look = (NODE_LEN * NODES_PER_LOOK) as u64;
            let nodes = bytes.slice(at, look.min(self.data_start - at), &mut buffer)?;
            let (nodes, _) = nodes.as_chunks::<NODE_LEN>();
            if nodes.is_empty() {
                break;
            }
            for node in nodes {
                let (box_of_feature, offset) = node_of(node);
                if box_of_feature.intersects(bounds) {
                    let at = self.data_start.saturating_add(offset);
                    found.push(Found { record, at });
                }
                record += 1;
            }
            at += (nodes.len() * NODE_LEN) as u64;
        }
        Ok(found)
    }
}

fn node_of(node: &[u8; NODE_LEN]) -> (Bounds, u64) {
    let (numbers, _) = node.as_chunks::<8>();
    let [sides @ .., offset] = numbers else {
        return (Bounds::EMPTY, 0);
    };
    let side = |i: usize| {
        sides
            .get(i)
            .map_or(f64::NAN, |bytes| f64::from_le_bytes(*bytes))
    };
    let bounds = Bounds::new(side(0), side(1), side(2), side(3));
    (bounds, u64::from_le_bytes(*offset))
}

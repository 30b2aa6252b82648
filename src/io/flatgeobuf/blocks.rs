//! The features as they lie behind one another, some of them at a time: the file need not be in memory as a whole.

use super::table::Table;
use super::{field, sized};
use crate::io::bytes::{Bytes, Stopped, u32_le};
use crate::layer::{WarningKind, Warnings};

/// Bytes that are read together. A feature that is longer is read whole.
const BLOCK_LEN: u64 = 16 << 20;
/// No feature is shorter: where its table is, and a table without fields.
const LEAST_LEN: usize = 12;

/// What is not read yet.
pub(super) struct Blocks<'a> {
    bytes: &'a Bytes,
    at: u64,
    buffer: Vec<u8>,
    /// Features so far.
    count: u64,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(bytes: &'a Bytes, start: u64) -> Self {
        Self {
            bytes,
            at: start,
            buffer: Vec::new(),
            count: 0,
        }
    }

    /// The next features; none at the end, and where none begins that is all there.
    pub(super) fn next(&mut self) -> Result<Vec<&[u8]>, Stopped> {
        let mut start = [0; 4];
        let has_start = self.bytes.read_at(self.at, &mut start)? == start.len();
        let first = 4 + u64::from(u32_le(&start, 0).unwrap_or(0));
        // A length is a claim.
        if !has_start || first > self.bytes.len().saturating_sub(self.at) {
            return Ok(Vec::new());
        }
        let block = self
            .bytes
            .slice(self.at, first.max(BLOCK_LEN), &mut self.buffer)?;
        let mut features = Vec::new();
        let mut end = 0;
        while let Some((feature, next)) = sized(block, end)
            && feature.len() >= LEAST_LEN
        {
            features.push(feature);
            end = next;
        }
        self.at += end as u64;
        self.count += features.len() as u64;
        Ok(features)
    }

    /// Says so where the file ends before its header does.
    pub(super) fn tell(&self, header: Table<'_>, warnings: &Warnings) {
        let promised = header.u64(field::header::FEATURES_COUNT).unwrap_or(0);
        if self.at < self.bytes.len() || self.count < promised {
            let detail = format!("the file ends after {} features", self.count);
            warnings.add(WarningKind::PartlyReadable { detail });
        }
    }
}

//! Where the records of a `.shp` lie: by its `.shx`, or by walking the records when there is none or it does
//! not fit. Offsets are 64 bits wide throughout; the format's own 32 bits count words of two bytes.

use crate::io::bytes::{Bytes, Stopped, u32_be, u32_le};
use crate::job::Progress;

/// Length of the header of `.shp` and `.shx`.
pub(super) const HEADER_LEN: u64 = 100;
/// Bytes before each record's content: its number and its length.
pub(super) const RECORD_HEADER_LEN: u64 = 8;
/// How much of the file a walk looks at in one go.
const WINDOW_LEN: u64 = 1 << 20;

/// A record of the `.shp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Row of the `.dbf` that belongs to it, counted from 0.
    pub(super) record: u32,
    /// Where its header begins; 0 for a record that is lost.
    pub(super) offset: u64,
    /// Length of the content after the header.
    pub(super) len: u64,
}

impl Entry {
    /// Where the next record may begin.
    pub(super) fn end(&self) -> u64 {
        self.offset
            .saturating_add(RECORD_HEADER_LEN)
            .saturating_add(self.len)
    }
}

/// The records in the order of their rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) entries: Vec<Entry>,
    /// Bytes after the last record that are no record.
    pub(super) trailing_bytes: u64,
}

/// The index that the bytes of a `.shx` hold, as far as it can be that of a `.shp` of `shp_len` bytes: `None`
/// when its records would take more room than there is.
pub(super) fn from_shx(shx: &[u8], shp_len: u64) -> Option<Index> {
    let (entries, _) = shx.get(HEADER_LEN as usize..)?.as_chunks::<8>();
    let mut index = Index::default();
    index.entries.reserve_exact(entries.len());
    let mut total = HEADER_LEN;
    for (record, entry) in (0u32..).zip(entries) {
        let entry = Entry {
            record,
            offset: u64::from(u32_be(entry, 0)?) * 2,
            len: u64::from(u32_be(entry, 4)?) * 2,
        };
        // Records that overlap would let a small file ask for much memory.
        if entry.end() <= shp_len {
            total += entry.len + RECORD_HEADER_LEN;
        }
        index.entries.push(entry);
    }
    (total <= shp_len).then_some(index)
}

/// How many bytes of a `.shx` are worth reading beside a `.shp` of this length.
pub(super) fn most_shx_bytes(shp_len: u64) -> u64 {
    // No record is shorter than its header and a type.
    HEADER_LEN + shp_len / (RECORD_HEADER_LEN + 4) * 8
}

/// Adds the records that the `.shp` has after the last one of its `.shx`, if there are any that are plainly
/// records; says whether there were.
pub(super) fn append_tail(
    index: &mut Index,
    shp: &Bytes,
    most: usize,
    progress: &Progress,
) -> Result<bool, Stopped> {
    let end = index.entries.iter().map(Entry::end).max();
    let end = end.unwrap_or(HEADER_LEN);
    let next = index.entries.len() as u32;
    if end >= shp.len() {
        return Ok(false);
    }
    let first = Window::new(shp, progress).record_at(end, next)?;
    if first.is_none_or(|head| head.number != next.wrapping_add(1) || head.end > shp.len()) {
        index.trailing_bytes = shp.len() - end;
        return Ok(false);
    }
    let tail = walk_from(shp, end, next, most, progress)?;
    index.entries.extend(tail.entries);
    index.trailing_bytes = tail.trailing_bytes;
    Ok(true)
}

/// Finds the records by going from one to the next, `most` of them and one more, which tells that there are others.
///
/// Where a record's header makes no sense the walk looks for the next place that is plainly a record with a
/// higher number; the records between are lost, and their rows keep their places.
pub(super) fn walk(shp: &Bytes, most: usize, progress: &Progress) -> Result<Index, Stopped> {
    walk_from(shp, HEADER_LEN, 0, most, progress)
}

fn walk_from(
    shp: &Bytes,
    start: u64,
    first_record: u32,
    most: usize,
    progress: &Progress,
) -> Result<Index, Stopped> {
    let mut window = Window::new(shp, progress);
    let mut index = Index::default();
    let mut position = start;
    let mut record = first_record;
    let mut last_number = first_record;
    while position < shp.len() && index.entries.len() <= most {
        let head = window.record_at(position, last_number)?;
        let whole = head.filter(|head| head.end <= shp.len());
        if let Some(head) = whole {
            index.entries.push(Entry {
                record,
                offset: position,
                len: head.end - position - RECORD_HEADER_LEN,
            });
            (position, last_number) = (head.end, head.number);
            record = record.saturating_add(1);
            continue;
        }
        if let Some((next, number)) = window.next_record(position, last_number)? {
            let lost = (last_number + 1..number).take(most);
            for _ in lost {
                index.entries.push(Entry {
                    record,
                    offset: 0,
                    len: 0,
                });
                record = record.saturating_add(1);
            }
            (position, last_number) = (next, number - 1);
            continue;
        }
        // A last record that runs over the end of the file has a plain header, and its row is known.
        match head.filter(|head| head.number == last_number.wrapping_add(1)) {
            Some(head) => index.entries.push(Entry {
                record,
                offset: position,
                len: head.end - position - RECORD_HEADER_LEN,
            }),
            None => index.trailing_bytes = shp.len() - position,
        }
        break;
    }
    Ok(index)
}

/// What a record's header says.
#[derive(Debug, Clone, Copy)]
struct Head {
    number: u32,
    end: u64,
}

/// A piece of the file that moves along with the walk.
struct Window<'a> {
    shp: &'a Bytes,
    progress: &'a Progress,
    start: u64,
    bytes: Vec<u8>,
}

impl<'a> Window<'a> {
    fn new(shp: &'a Bytes, progress: &'a Progress) -> Self {
        Self {
            shp,
            progress,
            start: 0,
            bytes: Vec::new(),
        }
    }

    /// `len` bytes from `position` on, fewer at the end of the file.
    fn at(&mut self, position: u64, len: usize) -> Result<&[u8], Stopped> {
        let end = position.saturating_add(len as u64).min(self.shp.len());
        if position < self.start || end > self.start + self.bytes.len() as u64 {
            self.progress.check()?;
            self.bytes.resize(WINDOW_LEN as usize, 0);
            let n = self.shp.read_at(position, &mut self.bytes)?;
            self.bytes.truncate(n);
            self.start = position;
        }
        let from = (position - self.start) as usize;
        let rest = self.bytes.get(from..).unwrap_or_default();
        Ok(&rest[..rest.len().min(len)])
    }

    /// The header of a record at `position`, when it is one: long enough for a type, and either the next in
    /// number or of a type that exists. It may run over the end of the file.
    fn record_at(&mut self, position: u64, last_number: u32) -> Result<Option<Head>, Stopped> {
        let bytes = self.at(position, 12)?;
        let head = (|| {
            let number = u32_be(bytes, 0)?;
            let len = u64::from(u32_be(bytes, 4)?) * 2;
            let is_next = number == last_number.wrapping_add(1);
            let known = is_next || is_shape_type(u32_le(bytes, 8)?);
            (known && len >= 4).then_some(Head {
                number,
                end: position + RECORD_HEADER_LEN + len,
            })
        })();
        Ok(head)
    }

    /// The next place after `position` that is plainly a polygon or a null shape with a number above
    /// `last_number`: its length is exactly what its counts ask for.
    fn next_record(
        &mut self,
        position: u64,
        last_number: u32,
    ) -> Result<Option<(u64, u32)>, Stopped> {
        let file_len = self.shp.len();
        let mut at = position + 2;
        while at + 12 <= file_len {
            let bytes = self.at(at, 52)?;
            if bytes.len() < 12 {
                break;
            }
            let number = u32_be(bytes, 0).unwrap_or(0);
            let most = (at - position) / (RECORD_HEADER_LEN + 4) + 1;
            let ahead = u64::from(number.saturating_sub(last_number));
            if (1..=most + 1).contains(&ahead) && is_plain_record(bytes, file_len - at) {
                return Ok(Some((at, number)));
            }
            at += 2;
        }
        Ok(None)
    }
}

fn is_shape_type(code: u32) -> bool {
    matches!(
        code,
        0 | 1 | 3 | 5 | 8 | 11 | 13 | 15 | 18 | 21 | 23 | 25 | 28 | 31
    )
}

/// True when the header and first bytes of a record agree with each other exactly.
fn is_plain_record(bytes: &[u8], room: u64) -> bool {
    let exact = || {
        let len = u64::from(u32_be(bytes, 4)?) * 2;
        let code = u32_le(bytes, 8)?;
        if code == 0 {
            return Some(len == 4);
        }
        let parts = u64::from(u32_le(bytes, 44)?);
        let points = u64::from(u32_le(bytes, 48)?);
        let flat = 44 + 4 * parts + 16 * points;
        let values = 16 + 8 * points;
        let fits = match code {
            5 => len == flat,
            15 => len == flat + values || len == flat + 2 * values,
            25 => len == flat || len == flat + values,
            _ => false,
        };
        Some(fits && len + RECORD_HEADER_LEN <= room)
    };
    exact().unwrap_or(false)
}

//! A FlatBuffers table, read field by field; every offset is held against the bytes that there are.

use crate::io::bytes::{u16_le, u32_le};

/// A table in a buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where each field lies, from the table's place on; two bytes each.
    places: &'a [u8],
}

impl<'a> Table<'a> {
    /// The table that a buffer is.
    pub(super) fn root(bytes: &'a [u8]) -> Option<Self> {
        Self::at(bytes, usize::try_from(u32_le(bytes, 0)?).ok()?)
    }

    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let back = u32_le(bytes, at)?.cast_signed();
        let start = i64::try_from(at).ok()?.checked_sub(i64::from(back))?;
        let start = usize::try_from(start).ok()?;
        let len = usize::from(u16_le(bytes, start)?);
        let places = bytes.get(start..start.checked_add(len)?)?.get(4..)?;
        Some(Self { bytes, at, places })
    }

    /// Where a field lies; `None` where it has its default.
    fn place(&self, field: usize) -> Option<usize> {
        let offset = usize::from(u16_le(self.places, 2 * field)?);
        (offset > 0).then(|| self.at + offset)
    }

    fn scalar<const N: usize>(&self, field: usize) -> Option<[u8; N]> {
        let place = self.place(field)?;
        self.bytes.get(place..)?.first_chunk().copied()
    }

    pub(super) fn u8(&self, field: usize) -> Option<u8> {
        self.scalar(field).map(u8::from_le_bytes)
    }

    pub(super) fn u16(&self, field: usize) -> Option<u16> {
        self.scalar(field).map(u16::from_le_bytes)
    }

    pub(super) fn u32(&self, field: usize) -> Option<u32> {
        self.scalar(field).map(u32::from_le_bytes)
    }

    pub(super) fn u64(&self, field: usize) -> Option<u64> {
        self.scalar(field).map(u64::from_le_bytes)
    }

    /// Where the offset at `place` points to.
    fn target(&self, place: usize) -> Option<usize> {
        place.checked_add(usize::try_from(u32_le(self.bytes, place)?).ok()?)
    }

    pub(super) fn table(&self, field: usize) -> Option<Self> {
        Self::at(self.bytes, self.target(self.place(field)?)?)
    }

    /// The items of a list, each of so many bytes.
    pub(super) fn bytes(&self, field: usize, item_len: usize) -> Option<&'a [u8]> {
        let (start, count) = self.list(field)?;
        let end = start.checked_add(count.checked_mul(item_len)?)?;
        self.bytes.get(start..end)
    }

    pub(super) fn text(&self, field: usize) -> Option<&'a str> {
        std::str::from_utf8(self.bytes(field, 1)?).ok()
    }

    /// The tables of a list; those that are none are passed over.
    pub(super) fn tables(&self, field: usize) -> impl Iterator<Item = Table<'a>> + use<'a> {
        let table = *self;
        let whole = self.bytes(field, 4).and(self.list(field));
        let (start, count) = whole.unwrap_or((0, 0));
        (0..count).filter_map(move |i| Self::at(table.bytes, table.target(start + 4 * i)?))
    }

    /// Where the items of a list begin, and how many it claims.
    fn list(&self, field: usize) -> Option<(usize, usize)> {
        let at = self.target(self.place(field)?)?;
        let count = usize::try_from(u32_le(self.bytes, at)?).ok()?;
        Some((at.checked_add(4)?, count))
    }
}

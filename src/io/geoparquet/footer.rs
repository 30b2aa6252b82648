//! A look at the footer before the library takes it at its word: it makes room for as many columns as the footer
//! claims and goes into groups as deep as they are, and neither can be caught when it goes wrong.

/// Groups within groups; lists of lists of lists of structures are eight.
const MOST_DEPTH: usize = 64;
/// Values within values of the encoding.
const MOST_NESTING: usize = 32;

/// The types of Thrift's compact protocol.
mod kind {
    pub(super) const TRUE: u8 = 1;
    pub(super) const FALSE: u8 = 2;
    pub(super) const BYTE: u8 = 3;
    pub(super) const I16: u8 = 4;
    pub(super) const I32: u8 = 5;
    pub(super) const I64: u8 = 6;
    pub(super) const DOUBLE: u8 = 7;
    pub(super) const BINARY: u8 = 8;
    pub(super) const LIST: u8 = 9;
    pub(super) const SET: u8 = 10;
    pub(super) const MAP: u8 = 11;
    pub(super) const STRUCT: u8 = 12;
}

/// True where the groups of the schema have no more children than there are columns, and end.
pub(super) fn is_sane(footer: &[u8]) -> bool {
    let children = Compact(footer).children_of_schema();
    children.is_some_and(|children| is_tree(&children))
}

fn is_tree(children: &[u64]) -> bool {
    let most = children.len() as u64;
    // How many children each open group still awaits.
    let mut open: Vec<u64> = Vec::new();
    for &count in children {
        while open.last() == Some(&0) {
            open.pop();
        }
        if let Some(awaited) = open.last_mut() {
            *awaited -= 1;
        }
        open.push(count);
        if count > most || open.len() > MOST_DEPTH {
            return false;
        }
    }
    true
}

/// What is not read yet of a value in the compact protocol.
struct Compact<'a>(&'a [u8]);

impl Compact<'_> {
    /// How many children each element of the schema says it has.
    fn children_of_schema(&mut self) -> Option<Vec<u64>> {
        const SCHEMA: u64 = 2;
        const CHILDREN: u64 = 5;
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            if id != SCHEMA || kind != kind::LIST {
                self.skip(kind, 0)?;
                continue;
            }
            let (kind, count) = self.list()?;
            let mut children = Vec::new();
            for _ in 0..count {
                let mut own = 0;
                let mut id = 0;
                if kind != kind::STRUCT {
                    return None;
                }
                while let Some(kind) = self.field(&mut id)? {
                    if id == CHILDREN && kind == kind::I32 {
                        let zigzag = self.varint()?;
                        // A negative number is an odd one here.
                        own = if zigzag & 1 == 0 {
                            zigzag >> 1
                        } else {
                            u64::MAX
                        };
                    } else {
                        self.skip(kind, 0)?;
                    }
                }
                children.push(own);
            }
            return Some(children);
        }
        None
    }

    /// The type of the next field, and its number into `id`; the inner `None` ends the structure.
    fn field(&mut self, id: &mut u64) -> Option<Option<u8>> {
        let head = self.byte()?;
        if head == 0 {
            return Some(None);
        }
        match head >> 4 {
            0 => *id = self.varint()? >> 1,
            step => *id += u64::from(step),
        }
        Some(Some(head & 0x0f))
    }

    /// The type and the number of a list's items.
    fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            count => u64::from(count),
        };
        Some((head & 0x0f, count))
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > MOST_NESTING {
            return None;
        }
        match kind {
            kind::TRUE | kind::FALSE => {}
            kind::BYTE => self.take(1)?,
            kind::I16 | kind::I32 | kind::I64 => {
                self.varint()?;
            }
            kind::DOUBLE => self.take(8)?,
            kind::BINARY => {
                let len = self.varint()?;
                self.take(usize::try_from(len).ok()?)?;
            }
            kind::LIST | kind::SET => {
                let (kind, count) = self.list()?;
                for _ in 0..count {
                    self.skip_item(kind, depth + 1)?;
                }
            }
            kind::MAP => {
                let count = self.varint()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                for _ in 0..count {
                    self.skip_item(kinds >> 4, depth + 1)?;
                    self.skip_item(kinds & 0x0f, depth + 1)?;
                }
            }
            kind::STRUCT => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, depth + 1)?;
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Truths in a list take a byte each; as fields they are in the head.
    fn skip_item(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            kind::TRUE | kind::FALSE => self.take(1),
            kind => self.skip(kind, depth),
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    fn take(&mut self, len: usize) -> Option<()> {
        self.0 = self.0.get(len..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_a_tree_that_ends() {
        // A root of two columns, one of them a group of one.
        assert!(is_tree(&[2, 0, 1, 0]));
        assert!(!is_tree(&[2_000_000_000, 0]));
        assert!(!is_tree(&[1; 1000]));
    }

    #[test]
    fn children_are_found_among_other_fields() {
        // version: i32 = 1; schema: a list of one element with a name of one letter and three children.
        let footer = [
            0x15, 0x02, 0x19, 0x1c, 0x48, 0x01, b'a', 0x15, 0x06, 0x00, 0x00,
        ];
        assert_eq!(Compact(&footer).children_of_schema(), Some(vec![3]));
        for len in 0..9 {
            assert_eq!(Compact(&footer[..len]).children_of_schema(), None);
        }
        assert!(!is_sane(&footer));
    }
}

//! Pages packed with Brotli. They are given no more room than the longest page of their column claims.

use std::io::Read as _;

use brotli_decompressor::Decompressor;

/// How much is unpacked in one go.
const STEP_LEN: usize = 1 << 12;

/// What `packed` holds, behind what is `plain`; `None` where it is damaged, or longer than `most`.
pub(super) fn unpack(plain: &[u8], packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut out = plain.to_vec();
    let room = most.checked_sub(plain.len())? as u64;
    let mut stream = Decompressor::new(packed, STEP_LEN).take(room + 1);
    let len = stream.read_to_end(&mut out).ok()?;
    (len as u64 <= room).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Grasland", ten thousand times, as the reference implementation packs it.
    const GRASS: &[u8] = &[
        0x5b, 0x7f, 0x38, 0x01, 0x40, 0xfa, 0x28, 0x4c, 0x6e, 0x4e, 0x89, 0x72, 0x58, 0x39, 0x17,
        0xf2, 0x59, 0x06, 0x26, 0x00,
    ];

    #[test]
    fn no_more_comes_out_than_there_is_room_for() {
        let grass = b"Grasland".repeat(10_000);
        assert_eq!(unpack(b"", GRASS, 80_000), Some(grass.clone()));
        let behind = [b"..", grass.as_slice()].concat();
        assert_eq!(unpack(b"..", GRASS, 80_002), Some(behind));
        assert_eq!(unpack(b"", GRASS, 79_999), None);
        assert_eq!(unpack(b"..", GRASS, 1), None);
        for len in 0..GRASS.len() {
            assert_eq!(unpack(b"", &GRASS[..len], 80_000), None, "{len}");
        }
        assert_eq!(unpack(b"", &[0xff; 100], 80_000), None);
    }
}

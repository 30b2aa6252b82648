//! Pages packed with LZ4: plain blocks, without frames ("LZ4_RAW").
//!
//! After "LZ4 block format description" (Yann Collet, 2022): runs of bytes, each followed by what to repeat of the bytes
//! so far.

/// The least that is repeated.
const LEAST_REPEAT: usize = 4;

/// What `packed` holds, behind what is `plain`; `None` where it is damaged, or longer than `most`.
pub(super) fn unpack(plain: &[u8], packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut out = plain.to_vec();
    let mut rest = packed;
    while let Some((&token, after)) = rest.split_first() {
        rest = after;
        let len = length(token >> 4, &mut rest)?;
        let (run, after) = rest.split_at_checked(len)?;
        rest = after;
        out.extend_from_slice(run);
        // The last run has nothing behind it.
        let Some((back, after)) = rest.split_first_chunk() else {
            return (rest.is_empty() && out.len() <= most).then_some(out);
        };
        rest = after;
        let back = usize::from(u16::from_le_bytes(*back));
        let len = length(token & 0xf, &mut rest)?.checked_add(LEAST_REPEAT)?;
        if out.len().checked_add(len)? > most {
            return None;
        }
        repeat(&mut out, back, len)?;
    }
    Some(out)
}

/// Adds `len` bytes from `back` before the end on, what is added on the way among them.
fn repeat(out: &mut Vec<u8>, back: usize, len: usize) -> Option<()> {
    let start = out.len().checked_sub(back).filter(|_| back > 0)?;
    let mut left = len;
    while left > 0 {
        let some = left.min(out.len() - start);
        out.extend_from_within(start..start + some);
        left -= some;
    }
    Some(())
}

/// A length of four bits, and of as many bytes more as it takes.
fn length(bits: u8, rest: &mut &[u8]) -> Option<usize> {
    let mut len = usize::from(bits);
    let mut goes_on = bits == 0xf;
    while goes_on {
        let (&more, after) = rest.split_first()?;
        *rest = after;
        len = len.checked_add(usize::from(more))?;
        goes_on = more == u8::MAX;
    }
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_repeats() {
        // "abcd", four of them again and five more, "x".
        let packed = [0x45, b'a', b'b', b'c', b'd', 4, 0, 0x10, b'x'];
        let unpacked = unpack(b"", &packed, 100).unwrap();
        assert_eq!(unpacked, b"abcdabcdabcdax");
        assert_eq!(unpack(b"..", &packed, 100).unwrap(), b"..abcdabcdabcdax");
        assert_eq!(unpack(b"", &packed, 12), None);
        // Nothing is before the beginning, and no length ends with the block.
        for bad in [
            &[0x10, b'a', 2, 0][..],
            &[0x10, b'a', 0, 0],
            &[0xf0, 255],
            &[0x20, b'a'],
        ] {
            assert_eq!(unpack(b"", bad, 100), None, "{bad:?}");
        }
        // A thousand million of a letter, as it claims.
        let mut bomb = vec![0x1f, b'a', 1, 0];
        bomb.resize(4_000_000, 255);
        assert_eq!(unpack(b"", &bomb, 1_000), None);
    }
}

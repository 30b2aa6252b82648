//! Small text files that people write by hand: rules, lists of crops.

use std::path::Path;

use encoding_rs::{UTF_8, WINDOWS_1252};

use super::bytes::Bytes;
use super::error::OpenError;

/// More than anybody writes by hand.
const MOST_BYTES: u64 = 64 << 20;

/// The text of a file: UTF-8, with or without a byte order mark, else Windows-1252 as spreadsheets write it.
///
/// # Errors
/// [`OpenError`] when the file cannot be read, or is no text that a person wrote.
pub fn read_text(path: &Path) -> Result<String, OpenError> {
    let system = |source| OpenError::of_system(path, source);
    let metadata = std::fs::metadata(path).map_err(system)?;
    if !metadata.is_file() {
        let path = path.to_owned();
        return Err(OpenError::NotAFile { path });
    }
    let bytes = Bytes::open(path).map_err(system)?;
    if bytes.len() > MOST_BYTES {
        let path = path.to_owned();
        return Err(OpenError::NotRecognised { path });
    }
    let bytes = bytes.into_vec(MOST_BYTES).map_err(system)?;
    let (text, broken) = UTF_8.decode_with_bom_removal(&bytes);
    Ok(if broken {
        WINDOWS_1252
            .decode_without_bom_handling(&bytes)
            .0
            .into_owned()
    } else {
        text.into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheets_may_write_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lijst.csv");
        let read = |bytes: &[u8]| {
            super::super::atomic::write(&path, |out| std::io::Write::write_all(out, bytes))
                .unwrap();
            read_text(&path).unwrap()
        };
        assert_eq!(read("\u{feff}maïs".as_bytes()), "maïs");
        assert_eq!(read(b"ma\xefs"), "maïs");
        assert_eq!(read(b""), "");
        assert!(matches!(
            read_text(folder.path()),
            Err(OpenError::NotAFile { .. })
        ));
        let missing = folder.path().join("niet");
        assert!(matches!(
            read_text(&missing),
            Err(OpenError::NotFound { .. })
        ));
    }
}

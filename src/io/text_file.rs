//! Text files: small ones that people write by hand, such as rules and lists of crops, and tables.

use std::path::Path;

use encoding_rs::{UTF_8, WINDOWS_1252};

use super::bytes::Bytes;
use super::error::OpenError;
use crate::job::Progress;

/// More than anybody writes by hand.
const MOST_BY_HAND: u64 = 64 << 20;
/// A table of every parcel of a country is a tenth of this.
const MOST_OF_TABLE: u64 = 4 << 30;

/// The text of a file that a person wrote: UTF-8, with or without a byte order mark, else Windows-1252 as spreadsheets write it.
///
/// # Errors
/// [`OpenError`] when the file cannot be read, or is larger than anybody writes.
pub fn read_text(path: &Path) -> Result<String, OpenError> {
    read_at_most(path, MOST_BY_HAND)
}

/// As [`read_text`], for a table that a program wrote.
///
/// # Errors
/// [`OpenError`] when the file cannot be read, or is larger than any table of parcels.
pub fn read_table_text(path: &Path) -> Result<String, OpenError> {
    read_at_most(path, MOST_OF_TABLE)
}

fn read_at_most(path: &Path, most: u64) -> Result<String, OpenError> {
    let system = |source| OpenError::of_system(path, source);
    let metadata = std::fs::metadata(path).map_err(system)?;
    if !metadata.is_file() {
        let path = path.to_owned();
        return Err(OpenError::NotAFile { path });
    }
    let bytes = Bytes::open(path).map_err(system)?;
    if bytes.len() > most {
        let path = path.to_owned();
        return Err(OpenError::TextTooLarge { path, most });
    }
    let bytes = bytes
        .into_vec(most, &Progress::default())
        .map_err(|stopped| OpenError::of_stop(path, stopped))?;
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
        assert_eq!(read(b"12345"), "12345");
        assert!(matches!(
            read_at_most(&path, 4),
            Err(OpenError::TextTooLarge { most: 4, .. })
        ));
        assert_eq!(read_at_most(&path, 5).unwrap(), "12345");
        let missing = folder.path().join("niet");
        assert!(matches!(
            read_text(&missing),
            Err(OpenError::NotFound { .. })
        ));
    }
}

//! The decoders of Parquet give up on some hostile numbers by panicking. That is caught where they are called, and
//! nobody need read about it on the way: only the message of the error is for people.

use std::panic::{self, PanicHookInfo};
use std::sync::Once;

/// The crates that decode, as they stand in the paths of their sources.
const DECODERS: [&str; 6] = [
    "parquet-",
    "bytes-",
    "snap-",
    "zstd-",
    "flate2-",
    "brotli-decompressor-",
];

/// Says nothing from now on of panics within the decoders; of all others as before.
pub(super) fn decoders() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
            let file = panic.location().map_or("", |place| place.file());
            if is_of_a_decoder(file) {
                log::debug!("a decoder gave up: {panic}");
            } else {
                before(panic);
            }
        }));
    });
}

/// True for a source file of one of the decoders: a folder in its path is called by name and version.
fn is_of_a_decoder(file: &str) -> bool {
    let mut folders = file.split(['/', '\\']);
    folders.any(|folder| {
        let version = DECODERS.iter().find_map(|name| folder.strip_prefix(name));
        version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_decoders_are_quiet() {
        assert!(is_of_a_decoder(
            "/home/a/.cargo/registry/src/x/parquet-60.1.0/src/column/reader.rs"
        ));
        assert!(is_of_a_decoder(r"C:\a\bytes-1.10.1\src\bytes.rs"));
        assert!(!is_of_a_decoder("src/io/geoparquet/read.rs"));
        assert!(!is_of_a_decoder("/home/parquet-project/src/io/read.rs"));
    }
}

//! Files put together into one zip, whole or not at all.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::WriteError;
use super::atomic;
use super::write::with_settling;
use crate::job::Progress;

/// How much is packed between two looks at whether to go on.
const STEP_LEN: usize = 1 << 20;

/// What goes into a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packed {
    /// A text.
    Text(String),
    /// A file, by its path.
    File(PathBuf),
}

/// Writes a zip with these entries, each under a name with slashes.
///
/// # Errors
/// [`WriteError`]; a zip that stood there before is untouched.
pub fn write(
    target: &Path,
    entries: &[(String, Packed)],
    progress: &Progress,
) -> Result<(), WriteError> {
    let sizes = entries.iter().map(|(_, packed)| packed.len());
    progress.begin(with_settling(sizes.sum()));
    atomic::write_long(target, progress, |out| {
        let mut zip = ZipWriter::new(out);
        for (name, packed) in entries {
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .large_file(packed.len() >= u64::from(u32::MAX));
            zip.start_file(name, options).map_err(io::Error::other)?;
            match packed {
                Packed::Text(text) => zip.write_all(text.as_bytes())?,
                Packed::File(path) => copy(path, &mut zip, progress)?,
            }
        }
        zip.finish().map_err(io::Error::other)?;
        Ok(())
    })
}

/// Writes a zip again with one member written anew: `fill` is given its text as it is, and where the new one goes.
///
/// # Errors
/// When it is no zip or has no such member, and what `fill` says.
pub fn with_member(
    zip: &[u8],
    name: &str,
    out: impl Write + Seek,
    fill: impl FnOnce(&str, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut from = ZipArchive::new(io::Cursor::new(zip))?;
    let mut to = ZipWriter::new(out);
    for number in 0..from.len() {
        let member = from.by_index_raw(number)?;
        let is_it = member.name().is_ok_and(|of| of == name);
        if !is_it {
            to.raw_copy_file(member)?;
        }
    }
    let mut text = String::new();
    from.by_name(name)?.read_to_string(&mut text)?;
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    to.start_file(name, options.large_file(true))?;
    fill(&text, &mut to)?;
    to.finish()?;
    Ok(())
}

fn copy<W: Write + Seek>(
    path: &Path,
    zip: &mut ZipWriter<W>,
    progress: &Progress,
) -> io::Result<()> {
    let mut file = BufReader::new(File::open(path)?);
    let mut buffer = vec![0; STEP_LEN];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        zip.write_all(buffer.get(..read).unwrap_or_default())?;
        progress.tick(read as u64).map_err(io::Error::other)?;
    }
}

impl Packed {
    fn len(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::File(path) => std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
        }
    }
}

//! Bytes to read from, in a file or in memory, by position and from many threads at once.
//!
//! Files are read, not mapped: when another program shortens a mapped file, the next look at it ends the
//! process, and no care in Rust can prevent that. Reading costs one copy within the page cache's speed.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::budget::TooMuch;
use super::lent::{Lent, Pool};
use crate::job::{Cancelled, Progress};

/// How much one task reads of a file.
const PIECE_LEN: usize = 1 << 20;

/// Where bytes come from. The length is that of the moment of opening; a file that shrinks afterwards
/// gives fewer bytes and no error.
#[derive(Debug)]
pub(super) enum Bytes {
    /// A regular file on disk.
    File {
        /// Open for reading.
        file: File,
        /// Its length in bytes when it was opened.
        len: u64,
    },
    /// In memory: a member of a zip, or built into the program.
    Memory(Cow<'static, [u8]>),
    /// In memory that is used again.
    Lent(Lent),
}

impl Bytes {
    /// Opens a regular file.
    ///
    /// # Errors
    /// Those of the operating system.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        Ok(Self::File { file, len })
    }

    /// Length in bytes.
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::File { len, .. } => *len,
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Lent(bytes) => bytes.len() as u64,
        }
    }

    /// All of them, where they lie in memory.
    pub(super) fn in_memory(&self) -> Option<&[u8]> {
        match self {
            Self::File { .. } => None,
            Self::Memory(bytes) => Some(bytes),
            Self::Lent(bytes) => Some(bytes),
        }
    }

    /// True when there is nothing to read.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `buffer` from `offset` on as far as there are bytes, and says how many it got.
    ///
    /// # Errors
    /// Those of the operating system; the end of the file is none.
    pub(super) fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = match self {
            Self::File { file, .. } => return read_file_at(file, offset, buffer),
            Self::Memory(bytes) => bytes,
            Self::Lent(bytes) => &**bytes,
        };
        let rest = usize::try_from(offset).ok().and_then(|at| bytes.get(at..));
        let rest = rest.unwrap_or_default();
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }

    /// Up to `len` bytes from `offset` on: a view where they lie in memory, else read into `buffer`, which
    /// grows no further than the file is long.
    ///
    /// # Errors
    /// Those of the operating system.
    pub(super) fn slice<'a>(
        &'a self,
        offset: u64,
        len: u64,
        buffer: &'a mut Vec<u8>,
    ) -> io::Result<&'a [u8]> {
        let end = offset.saturating_add(len).min(self.len());
        let len = usize::try_from(end.saturating_sub(offset)).map_err(io::Error::other)?;
        if let Some(bytes) = self.in_memory() {
            let start = usize::try_from(offset).ok();
            let range = start.and_then(|at| bytes.get(at..at + len));
            return Ok(range.unwrap_or_default());
        }
        if buffer.len() < len {
            buffer.resize(len, 0);
        }
        let n = self.read_at(offset, &mut buffer[..len])?;
        Ok(&buffer[..n])
    }

    /// The first `most` bytes, or as many as there are, as an owned list. Files are read on all cores.
    pub(super) fn into_vec(self, most: u64, progress: &Progress) -> Result<Vec<u8>, Stopped> {
        let len = usize::try_from(self.len().min(most)).map_err(io::Error::other)?;
        match self {
            Self::Memory(bytes) => {
                let mut bytes = bytes.into_owned();
                bytes.truncate(len);
                Ok(bytes)
            }
            Self::Lent(bytes) => Ok(bytes[..len].to_vec()),
            Self::File { file, .. } => {
                let mut bytes = zeroed(len, 0)?;
                let read = fill(&file, &mut bytes, progress)?;
                bytes.truncate(read);
                Ok(bytes)
            }
        }
    }

    /// The same in memory of `pool`, where they lie in a file; what lies in memory stays there.
    pub(super) fn into_pool(
        self,
        most: u64,
        pool: &Arc<Pool>,
        progress: &Progress,
    ) -> Result<Self, Stopped> {
        let Self::File { ref file, len } = self else {
            return Ok(self);
        };
        let len = usize::try_from(len.min(most)).map_err(io::Error::other)?;
        let mut lent = pool.lend(len)?;
        let read = fill(file, lent.bytes_mut(), progress)?;
        lent.truncate(read);
        Ok(Self::Lent(lent))
    }
}

/// Fills `bytes` with what a file begins with, on all cores, and says how much that was.
fn fill(file: &File, bytes: &mut [u8], progress: &Progress) -> Result<usize, Stopped> {
    let len = bytes.len();
    let read: Vec<usize> = bytes
        .par_chunks_mut(PIECE_LEN)
        .enumerate()
        .map(|(i, piece)| {
            progress.check()?;
            Ok(read_file_at(file, (i * PIECE_LEN) as u64, piece)?)
        })
        .collect::<Result<_, Stopped>>()?;
    // A file that shrank meanwhile ends where the first piece came short.
    let short = read.iter().position(|&n| n < PIECE_LEN);
    Ok(short.map_or(len, |i| i * PIECE_LEN + read[i]))
}

/// A list of `len` times `value`, or an error where the system has not that much memory to give; the plain
/// way would end the process.
pub(super) fn zeroed<T: Clone>(len: usize, value: T) -> io::Result<Vec<T>> {
    let mut probe: Vec<T> = Vec::new();
    probe
        .try_reserve_exact(len)
        .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    drop(probe);
    Ok(vec![value; len])
}

/// Why reading stopped.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stopped {
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A shapefile holds more records than its size explains.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
}

#[cfg(unix)]
fn read_some_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_some_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

fn read_file_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_some_at(file, offset + filled as u64, &mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// [`Bytes`] as a buffered stream with a position of its own, for code that wants `Read + Seek`.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    bytes: Arc<Bytes>,
    position: u64,
    buffer: Vec<u8>,
    buffer_start: u64,
}

impl Reader {
    /// How much is read ahead.
    const AHEAD: usize = 1 << 16;

    /// Starts at the first byte.
    pub(super) fn new(bytes: Arc<Bytes>) -> Self {
        Self {
            bytes,
            position: 0,
            buffer: Vec::new(),
            buffer_start: 0,
        }
    }

    /// What is buffered from the position on.
    fn buffered(&self) -> &[u8] {
        let at = self.position.checked_sub(self.buffer_start);
        at.and_then(|at| self.buffer.get(usize::try_from(at).ok()?..))
            .unwrap_or_default()
    }
}

impl Read for Reader {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.buffered().is_empty() {
            self.buffer.resize(Self::AHEAD, 0);
            let n = self.bytes.read_at(self.position, &mut self.buffer)?;
            self.buffer.truncate(n);
            self.buffer_start = self.position;
        }
        let from = self.buffered();
        let n = from.len().min(to.len());
        to[..n].copy_from_slice(&from[..n]);
        self.position += n as u64;
        Ok(n)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => self.bytes.len().checked_add_signed(delta),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

/// The four bytes at `at` as a little-endian number; `None` past the end.
pub(super) fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The four bytes at `at` as a big-endian number; `None` past the end.
pub(super) fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The two bytes at `at` as a little-endian number; `None` past the end.
pub(super) fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_the_end_there_is_nothing() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        io::Write::write_all(&mut file, b"0123456789").unwrap();
        for bytes in [
            Bytes::Memory(b"0123456789".into()),
            Bytes::open(file.path()).unwrap(),
        ] {
            let mut buffer = Vec::new();
            assert_eq!(bytes.slice(8, 100, &mut buffer).unwrap(), b"89");
            assert_eq!(bytes.slice(2, 3, &mut buffer).unwrap(), b"234");
            assert_eq!(
                bytes.slice(u64::MAX - 1, u64::MAX, &mut buffer).unwrap(),
                b""
            );
            let progress = Progress::default();
            assert_eq!(bytes.into_vec(4, &progress).unwrap(), b"0123");
        }
    }

    #[test]
    fn a_file_that_shrinks_gives_fewer_bytes() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let open_then_cut = |from: u64, to: u64| {
            file.as_file().set_len(from).unwrap();
            let bytes = Bytes::open(file.path()).unwrap();
            file.as_file().set_len(to).unwrap();
            bytes
        };
        let bytes = open_then_cut(100, 40);
        assert_eq!(bytes.slice(30, 70, &mut Vec::new()).unwrap().len(), 10);
    }
}

//! Files that are either whole or not there: written beside their target under a passing name, and renamed
//! when everything is on the disk. A full disk, a crash or a cancelled job leaves the old file as it was.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::error::WriteError;

/// Several files that belong together, such as the parts of a shapefile: nothing appears under its own name
/// before [`commit`](Self::commit). Dropped without it, nothing is left behind.
#[derive(Debug, Default)]
pub struct AtomicSet {
    staged: Vec<(NamedTempFile, PathBuf)>,
}

impl AtomicSet {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes one file of the set through `fill`.
    ///
    /// # Errors
    /// [`WriteError::Io`] with the target's path when the folder cannot be written to or `fill` fails.
    pub fn write(
        &mut self,
        target: &Path,
        fill: impl FnOnce(&mut BufWriter<&mut File>) -> std::io::Result<()>,
    ) -> Result<(), WriteError> {
        let failed = |source| WriteError::Io {
            path: target.to_owned(),
            source,
        };
        let mut temp = beside(target).map_err(failed)?;
        let mut writer = BufWriter::new(temp.as_file_mut());
        fill(&mut writer).map_err(failed)?;
        writer.flush().map_err(failed)?;
        drop(writer);
        temp.as_file().sync_all().map_err(failed)?;
        self.staged.push((temp, target.to_owned()));
        Ok(())
    }

    /// Gives every file its name, in the order they were written.
    ///
    /// # Errors
    /// [`WriteError::Io`] for the first file that cannot be renamed.
    pub fn commit(self) -> Result<(), WriteError> {
        for (temp, target) in self.staged {
            temp.persist(&target).map_err(|error| WriteError::Io {
                path: target,
                source: error.error,
            })?;
        }
        Ok(())
    }
}

/// Writes one file, whole or not at all.
///
/// # Errors
/// [`WriteError::Io`] with the target's path.
pub fn write(
    target: &Path,
    fill: impl FnOnce(&mut BufWriter<&mut File>) -> std::io::Result<()>,
) -> Result<(), WriteError> {
    let mut set = AtomicSet::new();
    set.write(target, fill)?;
    set.commit()
}

/// Writes one file through its path, for libraries that open files themselves. `fill` is given the path of an
/// empty file beside the target.
///
/// # Errors
/// [`WriteError::Io`] with the target's path.
pub fn write_at(
    target: &Path,
    fill: impl FnOnce(&Path) -> std::io::Result<()>,
) -> Result<(), WriteError> {
    let failed = |source| WriteError::Io {
        path: target.to_owned(),
        source,
    };
    let temp = beside(target).map_err(failed)?;
    fill(temp.path()).map_err(failed)?;
    temp.as_file().sync_all().map_err(failed)?;
    let staged = vec![(temp, target.to_owned())];
    AtomicSet { staged }.commit()
}

fn beside(target: &Path) -> std::io::Result<NamedTempFile> {
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".ruilkaart-").suffix(".part");
    // Without this the finished file could be read by its owner alone, unlike any other file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("kaart.csv");
        write(&target, |out| out.write_all(b"old")).unwrap();
        let result = write(&target, |out| {
            out.write_all(b"half")?;
            Err(std::io::Error::other("disk full"))
        });
        assert!(result.is_err());
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_set_appears_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        let mut set = AtomicSet::new();
        set.write(&a, |out| out.write_all(b"1")).unwrap();
        assert!(!a.exists());
        set.write(&b, |out| out.write_all(b"2")).unwrap();
        set.commit().unwrap();
        assert!(a.exists() && b.exists());
    }
}

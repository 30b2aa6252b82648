//! An SQLite file opened so that nothing can happen to it or through it: read-only and as if nobody else had
//! it, so that no lock, journal or index is written beside it; and every statement with an end.

use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::ffi::ErrorCode;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use crate::io::error::OpenError;
use crate::io::recognise::Format;
use crate::job::Progress;

/// Steps of SQLite's machine between two looks at the clock.
const STEPS_PER_LOOK: i32 = 10_000;
/// Looks that any file gets, and how many bytes of a larger one give one more: a plain table takes a step or
/// two a byte, a view that never ends takes them all.
const FREE_LOOKS: u64 = 2_000;
const BYTES_PER_LOOK: u64 = 2_000;

/// How to open the database, as often as there are threads.
#[derive(Debug, Clone)]
pub(super) struct Source<'a> {
    /// Where the database lies.
    pub(super) database: &'a Path,
    /// What was asked for: the same, or the zip around it.
    pub(super) path: &'a Path,
    pub(super) len: u64,
    pub(super) progress: &'a Progress,
    looks_left: Arc<AtomicU64>,
    pool: Pool,
}

/// Connections that nobody uses at the moment. What a file says of itself is read over each anew, and a file may say very
/// much.
#[derive(Debug, Clone, Default)]
struct Pool(Arc<Mutex<Vec<Connection>>>);

impl Pool {
    fn list(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Source<'a> {
    /// With all its looks: each layer has an end of its own.
    pub(super) fn new(database: &'a Path, path: &'a Path, progress: &'a Progress) -> Self {
        let len = std::fs::metadata(database).map_or(0, |metadata| metadata.len());
        let looks = FREE_LOOKS + len / BYTES_PER_LOOK;
        Self {
            database,
            path,
            len,
            progress,
            looks_left: Arc::new(AtomicU64::new(looks)),
            pool: Pool::default(),
        }
    }

    /// The same file with all its looks, for another layer of it.
    pub(super) fn anew<'b>(&self, progress: &'b Progress) -> Source<'b>
    where
        'a: 'b,
    {
        Source {
            pool: self.pool.clone(),
            ..Source::new(self.database, self.path, progress)
        }
    }

    /// What `ask` finds out over a connection that nobody else uses meanwhile.
    pub(super) fn with<T, E: From<rusqlite::Error>>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.pool.list().pop();
        let mut connection = idle.map_or_else(|| self.connect(), Ok)?;
        let (looks, progress) = (Arc::clone(&self.looks_left), self.progress.clone());
        let stop = move || {
            let one_less = |left: u64| left.checked_sub(1);
            let is_spent = looks
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
                .is_err();
            is_spent || progress.is_cancelled()
        };
        connection.progress_handler(STEPS_PER_LOOK, Some(stop))?;
        let answer = ask(&connection);
        self.pool.list().push(connection);
        answer
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Connection::open_with_flags(address(self.database), flags)?;
        // Views may not call what could do more than compute.
        database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        // A name in quotes that no column has is an error, and no text.
        database.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        // Nothing that is stored is longer than the file.
        let longest = i32::try_from(self.len.max(1 << 20)).unwrap_or(i32::MAX);
        database.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest.min(1_000_000_000))?;
        Ok(database)
    }

    /// What an error of SQLite's means for the file.
    pub(super) fn error(&self, error: &rusqlite::Error) -> OpenError {
        let (path, format) = (self.path.to_owned(), Format::GeoPackage);
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => match self.progress.check() {
                Err(cancelled) => cancelled.into(),
                Ok(()) => OpenError::OutOfProportion { path, format },
            },
            Some(ErrorCode::TooBig | ErrorCode::OutOfMemory) => {
                OpenError::OutOfProportion { path, format }
            }
            _ => OpenError::Damaged {
                path,
                format,
                detail: error.to_string(),
            },
        }
    }
}

/// SQLite's address of a file that it may take for unchanging. What has a meaning in an address is escaped.
fn address(path: &Path) -> OsString {
    let mut address = OsString::from("file:");
    if path.is_absolute() {
        address.push("//");
        if cfg!(windows) {
            address.push("/");
        }
    }
    let mut text = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => {
                text.push(char::from(*byte));
            }
            b'\\' if cfg!(windows) => text.push('/'),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    address.push(text);
    address.push("?mode=ro&immutable=1");
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_has_a_meaning_in_addresses() {
        assert_eq!(
            address(Path::new("/a b/100%?#é.gpkg")),
            "file:///a%20b/100%25%3F%23%C3%A9.gpkg?mode=ro&immutable=1"
        );
        assert_eq!(
            address(Path::new("data/x.gpkg")),
            "file:data/x.gpkg?mode=ro&immutable=1"
        );
    }
}

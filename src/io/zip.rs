//! Files inside a zip: unpacked into memory, or where their reader wants to look about in a file, into one without
//! a place of its own in the folder for temporary files.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use tempfile::NamedTempFile;
use zip::ZipArchive;
use zip::result::ZipError;

use super::bytes::{Bytes, Reader};
use super::recognise::{self, Format};
use super::region::{Choice, Wanted};
use super::shapefile::{self, Files};
use super::{OpenError, Opening, flatgeobuf, geojson, geopackage, geoparquet};
use crate::job::Progress;
use crate::layer::{Layer, Warning, WarningKind};

type Archive = ZipArchive<Reader>;

/// What any zip may unpack to, bytes.
const FREE_LEN: u64 = 256 << 20;
/// What a larger one may unpack to, times its own length: tables full of blanks shrink to a hundredth.
const MOST_RATIO: u64 = 100;
/// How much is unpacked between two looks at the budget.
const STEP_LEN: usize = 1 << 18;

/// Reads every file of polygons in the zip, in the order of their names.
pub(super) fn read(
    bytes: Arc<Bytes>,
    path: &Path,
    wanted: Wanted<'_>,
    progress: &Progress,
) -> Result<Vec<Layer>, OpenError> {
    // Where anything in it lies is told by nothing before it is unpacked.
    let choice = match wanted.choice {
        Choice::Few => Choice::Few,
        _ => Choice::All,
    };
    let wanted = Wanted { choice, ..wanted };
    let most_bytes = FREE_LEN + bytes.len().saturating_mul(MOST_RATIO);
    let archive = ZipArchive::new(Reader::new(bytes));
    let unpacker = Unpacker {
        archive: archive.map_err(|error| zip_error(path, &error))?,
        path,
        wanted,
        progress,
        most_bytes,
        budget: AtomicU64::new(most_bytes),
    };
    let members = unpacker.members();
    let items = items(&members);
    if items.is_empty() {
        return Err(nothing_to_open(path, &members));
    }
    // The layers of a database are called otherwise than its file.
    let items = wanted.keep(items, |item, name| {
        item.name() == name || item.is_database()
    });
    let mut layers = Vec::new();
    let mut left_out: Vec<(String, OpenError)> = Vec::new();
    for item in items {
        match unpacker.read(&item) {
            Ok(more) => layers.extend(more),
            Err(stop @ (OpenError::Cancelled(_) | OpenError::ZipTooLarge { .. })) => {
                return Err(stop);
            }
            Err(error) => left_out.push((item.name().to_owned(), error)),
        }
    }
    match (layers.first_mut(), left_out.is_empty()) {
        (Some(first), false) => {
            let warnings = left_out.into_iter().map(|(name, _)| Warning {
                kind: WarningKind::LayerLeftOut { name },
                count: 1,
                records: Vec::new(),
            });
            first.warnings.extend(warnings);
        }
        (Some(_), true) => {}
        (None, _) => {
            if let Some((_, error)) = left_out.into_iter().next() {
                return Err(error);
            }
        }
    }
    Ok(layers)
}

/// What can be opened, by its place in the archive.
#[derive(Debug)]
enum Item {
    Shapefile(Set),
    /// A format of one file.
    File {
        name: String,
        format: Format,
        number: usize,
    },
}

impl Item {
    fn is_database(&self) -> bool {
        matches!(
            self,
            Self::File {
                format: Format::GeoPackage,
                ..
            }
        )
    }

    fn name(&self) -> &str {
        match self {
            Self::Shapefile(set) => &set.name,
            Self::File { name, .. } => name,
        }
    }
}

/// Everything that can be opened, in the order of the names.
fn items(members: &[(usize, String)]) -> Vec<Item> {
    let mut items: Vec<Item> = group(members).into_iter().map(Item::Shapefile).collect();
    let mut notes = Vec::new();
    for (number, member) in members {
        let lower = member.to_ascii_lowercase();
        let Some(format) = recognise::by_ending(&lower).filter(|format| is_one_file(*format))
        else {
            continue;
        };
        let item = Item::File {
            name: stem(member).to_owned(),
            format,
            number: *number,
        };
        // Beside data, a plain JSON file is about them and holds none.
        if lower.ends_with(".json") {
            notes.push(item);
        } else {
            items.push(item);
        }
    }
    if items.is_empty() {
        items = notes;
    }
    items.sort_by(|a, b| a.name().cmp(b.name()));
    items
}

fn is_one_file(format: Format) -> bool {
    matches!(
        format,
        Format::GeoPackage | Format::GeoJson | Format::FlatGeobuf | Format::GeoParquet
    )
}

/// The name of a member without its folders and its ending.
fn stem(member: &str) -> &str {
    let name = member.rsplit(['/', '\\']).next().unwrap_or(member);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The members that make up one shapefile, by their places in the archive.
#[derive(Debug, Default)]
struct Set {
    name: String,
    shp: Option<usize>,
    shx: Option<usize>,
    dbf: Option<usize>,
    prj: Option<usize>,
    cpg: Option<usize>,
    /// What some programs write for a `.cpg`.
    cst: Option<usize>,
}

/// Members with the same path but for their ending and case belong together.
fn group(members: &[(usize, String)]) -> Vec<Set> {
    let mut sets: BTreeMap<String, Set> = BTreeMap::new();
    for (number, member) in members {
        let Some((stem, ending)) = member.rsplit_once('.') else {
            continue;
        };
        let set = sets.entry(stem.to_lowercase()).or_default();
        let slot = match ending.to_ascii_lowercase().as_str() {
            "shp" => {
                set.name = self::stem(member).to_owned();
                &mut set.shp
            }
            "shx" => &mut set.shx,
            "dbf" => &mut set.dbf,
            "prj" => &mut set.prj,
            "cpg" => &mut set.cpg,
            "cst" => &mut set.cst,
            _ => continue,
        };
        slot.get_or_insert(*number);
    }
    sets.into_values().filter(|set| set.shp.is_some()).collect()
}

fn nothing_to_open(path: &Path, members: &[(usize, String)]) -> OpenError {
    let path = path.to_owned();
    let formats = members
        .iter()
        .filter_map(|(_, name)| recognise::by_ending(&name.to_ascii_lowercase()));
    match formats.min_by_key(|format| *format as u8) {
        Some(format) => OpenError::FormatNotRead { path, format },
        None => OpenError::ZipWithoutShapefile { path },
    }
}

struct Unpacker<'a> {
    archive: Archive,
    path: &'a Path,
    wanted: Wanted<'a>,
    progress: &'a Progress,
    most_bytes: u64,
    /// Bytes that may still be unpacked.
    budget: AtomicU64,
}

impl Unpacker<'_> {
    /// Number and name of the files in the archive, without folders and without what macOS adds.
    fn members(&self) -> Vec<(usize, String)> {
        let names = self.archive.file_names_raw().map(|raw| {
            // Names that are not marked as UTF-8 mostly are nevertheless.
            match std::str::from_utf8(raw) {
                Ok(name) => name.to_owned(),
                Err(_) => super::encoding::TextEncoding::of_zips()
                    .decode(raw)
                    .into_owned(),
            }
        });
        names
            .enumerate()
            .filter(|(_, name)| !name.starts_with("__MACOSX/") && !name.ends_with('/'))
            .collect()
    }

    fn read(&self, item: &Item) -> Result<Vec<Layer>, OpenError> {
        match item {
            Item::Shapefile(set) => Ok(vec![self.read_shapefile(set)?]),
            Item::File {
                name,
                format: format @ (Format::GeoJson | Format::FlatGeobuf | Format::GeoParquet),
                number,
            } => {
                let (bytes, name) = (self.unpack(*number)?, name.clone());
                let (path, choice, progress) = (self.path, self.wanted.choice, self.progress);
                let layer = match format {
                    Format::GeoJson => geojson::read(bytes, name, path, progress),
                    Format::GeoParquet => geoparquet::read(bytes, name, path, choice, progress),
                    _ => flatgeobuf::read(&bytes, name, path, choice, progress),
                };
                Ok(vec![layer?])
            }
            Item::File { number, .. } => {
                let file = self.unpack_to_file(*number)?;
                geopackage::read(file.path(), self.path, self.wanted, self.progress)
            }
        }
    }

    fn read_shapefile(&self, set: &Set) -> Result<Layer, OpenError> {
        let numbers = [set.shp, set.shx, set.dbf, set.prj, set.cpg.or(set.cst)];
        let mut unpacked: Vec<Option<Result<Bytes, OpenError>>> = numbers
            .into_par_iter()
            .map(|number| number.map(|number| self.unpack(number)))
            .collect();
        let mut next = || unpacked.pop().flatten();
        let (cpg, prj, dbf, shx) = (next(), next(), next(), next());
        let Some(shp) = next().transpose()? else {
            return Err(OpenError::ZipWithoutShapefile {
                path: self.path.to_owned(),
            });
        };
        let files = Files {
            shp,
            shx: self.unless_stopped(shx)?,
            dbf: self.unless_stopped(dbf)?,
            prj: self.unless_stopped(prj)?,
            cpg: self.unless_stopped(cpg)?,
        };
        shapefile::read(
            files,
            set.name.clone(),
            self.path,
            Opening {
                few: matches!(self.wanted.choice, Choice::Few),
                ..Opening::default()
            },
            self.progress,
        )
    }

    /// A member that is damaged is missing; one that is too large, or work that was cancelled, stops everything.
    fn unless_stopped(
        &self,
        member: Option<Result<Bytes, OpenError>>,
    ) -> Result<Option<Bytes>, OpenError> {
        match member.transpose() {
            Err(stop @ (OpenError::Cancelled(_) | OpenError::ZipTooLarge { .. })) => Err(stop),
            other => Ok(other.ok().flatten()),
        }
    }

    fn unpack(&self, number: usize) -> Result<Bytes, OpenError> {
        let mut archive = self.archive.clone();
        let member = archive.by_index(number);
        let mut member = member.map_err(|error| zip_error(self.path, &error))?;
        let damaged = |error: io::Error| zip_error(self.path, &ZipError::Io(error));
        // The size that the archive claims is a hint, as far as the budget goes.
        let hint = member.size().min(self.budget.load(Ordering::Relaxed));
        let mut bytes = Vec::new();
        bytes
            .try_reserve_exact(usize::try_from(hint).unwrap_or(0).min(64 << 20))
            .map_err(|error| damaged(io::Error::other(error)))?;
        loop {
            self.progress.check()?;
            let step = (&mut member).take(STEP_LEN as u64).read_to_end(&mut bytes);
            let step = step.map_err(damaged)?;
            self.spend(step)?;
            if step == 0 {
                return Ok(Bytes::Memory(bytes.into()));
            }
        }
    }

    /// Unpacks a member into a file that goes when it is dropped.
    fn unpack_to_file(&self, number: usize) -> Result<NamedTempFile, OpenError> {
        let system = |error| OpenError::of_system(self.path, error);
        let mut file = NamedTempFile::new().map_err(system)?;
        let mut archive = self.archive.clone();
        let mut member = archive
            .by_index(number)
            .map_err(|error| zip_error(self.path, &error))?;
        let mut buffer = vec![0; STEP_LEN];
        loop {
            self.progress.check()?;
            let step = member
                .read(&mut buffer)
                .map_err(|error| zip_error(self.path, &ZipError::Io(error)))?;
            self.spend(step)?;
            if step == 0 {
                return Ok(file);
            }
            file.write_all(&buffer[..step]).map_err(system)?;
        }
    }

    /// Takes so many bytes from the budget.
    fn spend(&self, bytes: usize) -> Result<(), OpenError> {
        let spend = |left: u64| left.checked_sub(bytes as u64);
        self.budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
            .map(drop)
            .map_err(|_| OpenError::ZipTooLarge {
                path: self.path.to_owned(),
                most_bytes: self.most_bytes,
            })
    }
}

fn zip_error(path: &Path, error: &ZipError) -> OpenError {
    let path = path.to_owned();
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            OpenError::ZipLocked { path }
        }
        other => OpenError::ZipDamaged {
            path,
            detail: other.to_string(),
        },
    }
}

/// The formats in the order in which a zip is named after them.
const _: () = assert!((Format::Shapefile as u8) < (Format::GeoPackage as u8));

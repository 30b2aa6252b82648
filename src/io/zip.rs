//! Files inside a zip: unpacked into memory, or where their reader wants to look about in a file, into one without
//! a place of its own in the folder for temporary files.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use tempfile::NamedTempFile;
use zip::ZipArchive;
use zip::result::ZipError;

use super::budget::Budget;
use super::bytes::{Bytes, Reader};
use super::left_out;
use super::recognise::{self, Format};
use super::region::{Choice, Wanted};
use super::shapefile::{self, Files};
use super::{OpenError, Opening, flatgeobuf, geojson, geopackage, geoparquet};
use crate::job::Progress;
use crate::layer::Layer;

type Archive = ZipArchive<Reader>;

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
    let budget = Budget::of_packed(bytes.len());
    let archive = ZipArchive::new(Reader::new(bytes));
    let unpacker = Unpacker {
        archive: archive.map_err(|error| zip_error(path, &error))?,
        path,
        wanted,
        progress,
        budget,
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
    unpacker.check(&items)?;
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
    let mut left_out = left_out.into_iter();
    match layers.first_mut() {
        Some(first) => {
            let names = left_out.map(|(name, _)| name);
            first.warnings.extend(left_out::warnings(names));
            Ok(layers)
        }
        None => left_out.next().map_or(Ok(layers), |(_, error)| Err(error)),
    }
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

    /// Where its members are in the archive, and how much of each is wanted.
    fn members(&self) -> Vec<(usize, u64)> {
        match self {
            Self::Shapefile(set) => {
                let members = set.members().into_iter();
                members
                    .filter_map(|(number, most)| Some((number?, most)))
                    .collect()
            }
            Self::File { number, .. } => vec![(*number, u64::MAX)],
        }
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

impl Set {
    /// `.shp`, `.shx`, `.dbf`, `.prj` and `.cpg`, and how much of each is wanted.
    fn members(&self) -> [(Option<usize>, u64); 5] {
        let texts = [self.prj, self.cpg.or(self.cst)];
        let [prj, cpg] = texts.map(|text| (text, shapefile::MOST_TEXT_LEN));
        let [shp, shx, dbf] = [self.shp, self.shx, self.dbf].map(|all| (all, u64::MAX));
        [shp, shx, dbf, prj, cpg]
    }
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
    /// For what is unpacked and for what is made of it: several members count together.
    budget: Budget,
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
                let (bytes, name) = (self.unpack(*number, u64::MAX)?, name.clone());
                let (path, choice, progress) = (self.path, self.wanted.choice, self.progress);
                let budget = &self.budget;
                let layer = match format {
                    Format::GeoJson => geojson::read(bytes, name, path, budget, progress),
                    Format::GeoParquet => {
                        geoparquet::read(bytes, name, path, choice, budget, progress)
                    }
                    _ => flatgeobuf::read(&bytes, name, path, choice, budget, progress),
                };
                Ok(vec![layer?])
            }
            Item::File { number, .. } => {
                let file = self.unpack_to_file(*number)?;
                let (wanted, budget) = (self.wanted, &self.budget);
                geopackage::read(file.path(), self.path, wanted, budget, self.progress)
            }
        }
    }

    fn read_shapefile(&self, set: &Set) -> Result<Layer, OpenError> {
        let members = set.members();
        let mut unpacked: Vec<Option<Result<Bytes, OpenError>>> = members
            .into_par_iter()
            .map(|(number, most)| number.map(|number| self.unpack(number, most)))
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
            &self.budget,
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

    /// Whether what the archive claims of these can be, before anything of it is unpacked.
    fn check(&self, items: &[Item]) -> Result<(), OpenError> {
        let members = items.iter().flat_map(Item::members);
        let sizes = members.map(|(number, most)| self.size(number).min(most));
        let total = sizes.fold(0, u64::saturating_add);
        self.budget.has(total).map_err(|_| self.too_large())
    }

    /// How long a member claims to be.
    fn size(&self, number: usize) -> u64 {
        let member = self.archive.by_index_data(number);
        member.map_or(0, |member| member.size())
    }

    /// The first `most` bytes of a member.
    fn unpack(&self, number: usize, most: u64) -> Result<Bytes, OpenError> {
        let mut archive = self.archive.clone();
        let member = archive.by_index(number);
        let member = member.map_err(|error| zip_error(self.path, &error))?;
        let damaged = |error: io::Error| zip_error(self.path, &ZipError::Io(error));
        // What it claims was held against the budget, and is gone by no further than a step.
        let claimed = member.size().min(most);
        let mut bytes = Vec::new();
        bytes
            .try_reserve_exact(usize::try_from(claimed).unwrap_or(usize::MAX))
            .map_err(|error| damaged(io::Error::other(error)))?;
        let mut member = member.take(most);
        loop {
            self.progress.check()?;
            let step = (&mut member).take(STEP_LEN as u64).read_to_end(&mut bytes);
            let step = step.map_err(damaged)?;
            self.spend(step)?;
            if bytes.len() as u64 > claimed {
                return Err(damaged(io::Error::other("a member is longer than it says")));
            }
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
        self.budget.spend(bytes).map_err(|_| self.too_large())
    }

    fn too_large(&self) -> OpenError {
        OpenError::ZipTooLarge {
            path: self.path.to_owned(),
            most_bytes: self.budget.most(),
        }
    }
}

fn zip_error(path: &Path, error: &ZipError) -> OpenError {
    let path = path.to_owned();
    // What stops the reading of a member comes in the clothes of the system.
    let inner = match error {
        ZipError::Io(error) => error.get_ref().and_then(|inner| inner.downcast_ref()),
        _ => None,
    };
    match inner.unwrap_or(error) {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            OpenError::ZipLocked { path }
        }
        ZipError::CompressionMethodNotSupported(number) => OpenError::ZipMethodNotRead {
            path,
            method: method_name(*number),
        },
        other => OpenError::ZipDamaged {
            path,
            detail: other.to_string(),
        },
    }
}

/// What people call a way of packing, by its number in a zip (APPNOTE.TXT, 4.4.5).
fn method_name(number: u16) -> String {
    let name = match number {
        1 => "Shrink",
        2..=5 => "Reduce",
        6 => "Implode",
        12 => "BZIP2",
        14 => "LZMA",
        20 | 93 => "Zstandard",
        95 => "XZ",
        98 => "PPMd",
        other => return format!("zip {other}"),
    };
    name.to_owned()
}

/// The formats in the order in which a zip is named after them.
const _: () = assert!((Format::Shapefile as u8) < (Format::GeoPackage as u8));

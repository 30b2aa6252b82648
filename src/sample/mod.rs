//! Synthetic data that show what the program does without a real file: a Drenthe with the hectares of
//! Fig. 1, and a village year by year. Everything follows from one number by arithmetic that gives the same
//! bits on every machine: no clock, no threads, no mathematics of the platform.
//!
//! The land is laid out in `land`, divided into `zones`, blocks and `fields` on a `mesh`, and bent by a
//! `warp`; `province` chooses what is farmed, `calibrate` which class each parcel gets, `histories` and
//! `rotation` grow the crops. `drenthe`, `areas` and `zeijen` make layers of it.

mod areas;
mod calibrate;
mod convex;
mod drenthe;
mod elements;
mod fields;
mod histories;
mod land;
mod layers;
mod mesh;
mod noise;
mod province;
mod random;
mod register;
mod rotation;
mod warp;
mod zeijen;
mod zones;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::io::{WriteError, atomic, shapefile};
use crate::job::Progress;
use crate::layer::Layer;

pub use drenthe::{area_layer, drenthe};
pub use zeijen::zeijen;

/// What every random number starts from.
const SEED: u64 = 20_240_515;

/// The note that lies beside the layers of a folder: what they are, in Dutch and English.
const NOTE: &str = "LEESMIJ.txt";
const DRENTHE_NOTE: &str = include_str!("../../assets/sample/drenthe.txt");
const ZEIJEN_NOTE: &str = include_str!("../../assets/sample/zeijen.txt");

/// A zip with the province's layers `drenthe` and `areas` and their note, for a program that stands alone.
pub fn builtin() -> &'static [u8] {
    include_bytes!("../../assets/sample.zip")
}

/// Writes all sample data below `folder`, the same bytes every time. Returns the shapefiles.
///
/// # Errors
/// [`WriteError`] for the first file or folder that cannot be written, or when cancelled.
pub fn write(folder: &Path, progress: &Progress) -> Result<Vec<PathBuf>, WriteError> {
    progress.begin(3);
    let province = [drenthe(), area_layer()];
    progress.tick(1)?;
    let mut written = write_folder(&folder.join("drenthe"), &province, DRENTHE_NOTE)?;
    progress.tick(1)?;
    written.extend(write_folder(
        &folder.join("zeijen"),
        &zeijen(),
        ZEIJEN_NOTE,
    )?);
    progress.tick(1)?;
    Ok(written)
}

fn write_folder(folder: &Path, layers: &[Layer], note: &str) -> Result<Vec<PathBuf>, WriteError> {
    std::fs::create_dir_all(folder).map_err(|source| WriteError::Io {
        path: folder.to_owned(),
        source,
    })?;
    atomic::write(&folder.join(NOTE), |out| out.write_all(note.as_bytes()))?;
    let mut written = Vec::with_capacity(layers.len());
    for layer in layers {
        let path = folder.join(format!("{}.shp", layer.name));
        shapefile::write(layer, &path)?;
        written.push(path);
    }
    Ok(written)
}

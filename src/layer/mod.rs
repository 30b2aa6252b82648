//! A loaded file, in memory: the type that everything passes on. Readers make it, analysis and map use it;
//! it lives apart from `io` so that they need not know how files are read.

pub mod measure;
pub mod sparse;
pub mod table;
pub mod warnings;

use std::borrow::Cow;
use std::path::PathBuf;

use crate::crs::Crs;
use crate::geometry::PolygonArray;
pub use sparse::{Held, Sparse};
pub use table::{Cells, Field, FieldType, Table, Value};
pub use warnings::{Warning, WarningKind, Warnings};

/// Polygons with their attributes, in the coordinates of the file.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Name: the file's stem, or the table's name.
    pub name: String,
    /// Where it came from.
    pub source: Source,
    /// Its coordinate system; `None` when neither file nor coordinates tell. Where it is not
    /// `source.declared_crs` it was guessed, and a warning says so.
    pub crs: Option<Crs>,
    /// One feature per row, in the coordinates of `crs`.
    pub polygons: PolygonArray,
    /// Rows in the order of `polygons`.
    pub table: Table,
    /// What was odd when it was read; [`Layer::said`] has what came to light later too.
    pub warnings: Vec<Warning>,
}

/// Where a layer came from, for people and for provenance.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// The file that was opened (for a zip, the zip itself).
    pub path: PathBuf,
    /// "ESRI Shapefile", "GeoJSON" …
    pub format: String,
    /// Encoding of the texts, as its label: "UTF-8", "windows-1252".
    pub encoding: Option<String>,
    /// The coordinate system as the file words it (the text of the `.prj`), so that what is written from this
    /// layer can say the same.
    pub crs_text: Option<String>,
    /// The coordinate system that the file itself names.
    pub declared_crs: Option<Crs>,
    /// Record number in the file (0-based, deleted rows counted) per feature; empty when it equals the
    /// feature's number.
    pub record_numbers: Vec<u32>,
}

impl Layer {
    /// Number of features.
    pub fn len(&self) -> usize {
        self.polygons.len()
    }

    /// True when there is no feature.
    pub fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }

    /// What was odd, cells that turned out to be unreadable when they were asked for among it.
    pub fn said(&self) -> Cow<'_, [Warning]> {
        let unreadable = self.table.unreadable();
        let without_room = self.table.without_room();
        if unreadable.is_empty() && without_room.is_empty() {
            return Cow::Borrowed(&self.warnings);
        }
        let mut all = self.warnings.clone();
        let mut add = |kind| {
            all.push(Warning {
                kind,
                count: 1,
                records: Vec::new(),
            });
        };
        if !unreadable.is_empty() {
            let columns = unreadable.join(", ");
            add(WarningKind::ColumnsDamaged { columns });
        }
        if !without_room.is_empty() {
            let columns = without_room.join(", ");
            add(WarningKind::ColumnsWithoutRoom { columns });
        }
        Cow::Owned(all)
    }

    /// The same layer with its texts taken to be in another encoding; `None` where there is no choice.
    pub fn in_encoding(&self, name: &str) -> Option<Self> {
        let table = self.table.in_encoding(name)?;
        let mut layer = Self {
            table,
            ..self.clone()
        };
        layer.source.encoding = Some(name.to_owned());
        // Somebody knows now.
        layer.warnings.retain(|warning| {
            !matches!(
                warning.kind,
                WarningKind::EncodingDoubtful { .. } | WarningKind::EncodingGuessed { .. }
            )
        });
        Some(layer)
    }

    /// Record number in the file (0-based) of a feature.
    pub fn record_number(&self, feature: usize) -> usize {
        self.source
            .record_numbers
            .get(feature)
            .map_or(feature, |&record| record as usize)
    }
}

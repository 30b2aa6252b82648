//! What was odd about a file, as data: counted, with the records it happened to. The sentences are made
//! in `explain.rs`, in the reader's language.

use std::sync::Mutex;

/// Most record numbers that a warning keeps; the count goes on.
pub const RECORDS_KEPT: usize = 1000;

/// One kind of oddity, with what is needed to say it in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What happened.
    pub kind: WarningKind,
    /// How often.
    pub count: u64,
    /// The first records (0-based, as stored) it happened to; empty where it is about the whole file.
    pub records: Vec<u64>,
}

/// The kinds of oddity that opening a file can meet. Fields are what a sentence about it needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WarningKind {
    /// No `.dbf`: shapes without attributes.
    AttributesMissing,
    /// The `.dbf` could not be read; the detail is the technical cause.
    AttributesUnreadable {
        /// Technical cause, English.
        detail: String,
    },
    /// No `.shx`, or one that does not fit: records were found by walking the `.shp`.
    IndexRebuilt,
    /// The `.dbf` has another number of rows than the `.shp` has shapes.
    RowCountDiffers {
        /// Shapes in the `.shp`.
        shapes: u64,
        /// Rows in the `.dbf`.
        rows: u64,
    },
    /// Rows marked deleted in the `.dbf`, left out with their shapes.
    DeletedRows,
    /// The file ends before its last record does.
    Truncated,
    /// Records that could not be read and were left out.
    BadRecords,
    /// Records of another shape type than the file declares, left out.
    OtherShapeType,
    /// Features elsewhere than where they are needed, not read.
    OutsideRegion,
    /// Features without geometry.
    NullGeometries,
    /// Bytes after the last record that are no record.
    TrailingBytes {
        /// How many.
        bytes: u64,
    },
    /// Vertices that are NaN, infinite or larger than anything on earth; their parts were left out.
    NotFinite,
    /// Height values were ignored.
    HeightsIgnored,
    /// Measure values were ignored.
    MeasuresIgnored,
    /// Rings too short to enclose anything.
    DegenerateRings,
    /// Rings that do not end where they began.
    UnclosedRings,
    /// Holes stored outside every outer ring, taken as polygons of their own.
    StrayHoles,
    /// Outer rings inside another outer ring of the same record: that ground counts twice.
    NestedOuters,
    /// No `.prj`, and the coordinates do not tell either.
    CrsMissing,
    /// No `.prj`: guessed from the numbers. The name of what was guessed.
    CrsGuessed {
        /// For people: "RD New (EPSG:28992)".
        name: String,
    },
    /// The `.prj` could not be understood.
    CrsNotUnderstood,
    /// The system is named, but nothing here computes with it.
    CrsUnsupported {
        /// Its name in the file.
        name: String,
    },
    /// The coordinates cannot be in the system that the file names.
    CrsContradicts {
        /// Its name.
        name: String,
    },
    /// The `.cpg` names an encoding that the bytes contradict or nobody knows.
    EncodingDoubtful {
        /// What the file says.
        declared: String,
        /// What was used.
        used: String,
    },
    /// No encoding declared; guessed from the bytes.
    EncodingGuessed {
        /// What was used.
        used: String,
    },
    /// Cells whose text could not be read as their column's type, taken as empty.
    BadCells {
        /// Name of the column.
        column: String,
    },
    /// Columns of a type that is left out (memo, binary).
    ColumnsLeftOut {
        /// Names, joined with commas.
        columns: String,
    },
    /// Columns of which not all cells could be read; those are empty.
    ColumnsDamaged {
        /// Names, joined with commas.
        columns: String,
    },
    /// Columns that were asked for when there was no room left for them beside the others.
    ColumnsWithoutRoom {
        /// Their names.
        columns: String,
    },
    /// Two columns with one name.
    DuplicateColumns {
        /// The name.
        name: String,
    },
    /// Reading stopped at a damaged place; what came before it is there.
    PartlyReadable {
        /// Technical cause, English.
        detail: String,
    },
    /// Another program keeps changes beside the file that are not in it yet.
    ChangesPending,
    /// A layer in the same file that could not be shown.
    LayerLeftOut {
        /// Its name.
        name: String,
    },
    /// Anything rarer, in one technical English sentence.
    Other {
        /// The sentence.
        detail: String,
    },
}

/// Collects warnings from many threads; one entry a kind.
#[derive(Debug, Default)]
pub struct Warnings {
    list: Mutex<Vec<Warning>>,
}

impl Warnings {
    /// Counts `kind` once, about the whole file.
    pub fn add(&self, kind: WarningKind) {
        self.count(kind, 1, &[]);
    }

    /// Counts `kind` once for a record.
    pub fn add_record(&self, kind: WarningKind, record: u64) {
        self.count(kind, 1, &[record]);
    }

    /// Adds `count` to `kind`, with some of the records it happened to.
    pub fn count(&self, kind: WarningKind, count: u64, records: &[u64]) {
        // A thread that panicked while holding the list leaves it whole: entries are pushed last.
        let mut list = self
            .list
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let index = list.iter().position(|w| w.kind == kind).unwrap_or_else(|| {
            list.push(Warning {
                kind,
                count: 0,
                records: Vec::new(),
            });
            list.len() - 1
        });
        let entry = &mut list[index];
        entry.count += count;
        let room = RECORDS_KEPT.saturating_sub(entry.records.len());
        entry.records.extend(records.iter().take(room));
    }

    /// Everything collected, in an order that does not depend on threads.
    pub fn into_list(self) -> Vec<Warning> {
        let mut list = self
            .list
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for warning in &mut list {
            warning.records.sort_unstable();
        }
        list.sort_by(|a, b| a.kind.cmp(&b.kind));
        list
    }
}

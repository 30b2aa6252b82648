//! The native encodings of GeoArrow: lists of rings of points, the ordinates in columns of their own (x and y) or
//! one after the other in one. Parquet stores lists as levels: at which depth each value begins a new item.

use parquet::basic::Type as Physical;
use parquet::column::reader::ColumnReader;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::DoubleType;
use parquet::schema::types::SchemaDescriptor;

use super::read::Stop;
use crate::io::shapes_in::{Budget, Content, Shapes};
use crate::job::Progress;

/// Features that are decoded together.
const BATCH: usize = 1 << 10;

/// The leaves to read of those of the geometry: x and y, or the only one.
pub(super) fn ordinates(schema: &SchemaDescriptor, leaves: &[usize]) -> Option<Vec<usize>> {
    let named = |name: &str| {
        leaves
            .iter()
            .copied()
            .find(|leaf| schema.column(*leaf).name() == name)
    };
    let chosen = match leaves {
        [only] => vec![*only],
        _ => vec![named("x")?, named("y")?],
    };
    let are_doubles = chosen
        .iter()
        .all(|leaf| schema.column(*leaf).physical_type() == Physical::DOUBLE);
    are_doubles.then_some(chosen)
}

/// Reads the features of a row group.
pub(super) fn read(
    readers: Vec<ColumnReader>,
    most_def: i16,
    multi: bool,
    shapes: &mut Shapes,
    budget: &Budget,
    progress: &Progress,
) -> Result<(), Stop> {
    let mut readers = readers
        .into_iter()
        .map(Ordinates::new)
        .collect::<Result<Vec<_>, _>>()?;
    let depth = if multi { 3 } else { 2 };
    loop {
        progress.check()?;
        let mut rows = 0;
        for reader in &mut readers {
            rows = reader.next_batch()?;
        }
        if rows == 0 {
            return Ok(());
        }
        progress.tick(rows as u64)?;
        let before = shapes.vertex_count();
        let mut feature = Feature {
            depth,
            ring: Vec::new(),
            has_points: false,
            shapes,
        };
        match readers.as_slice() {
            [x, y] => feature.separated(x, y, most_def)?,
            [both] => feature.interleaved(both, most_def),
            _ => {}
        }
        feature.end();
        budget.spend(16 * (shapes.vertex_count() - before) + 24 * rows)?;
    }
}

/// A batch of the values of one column, with their levels.
struct Ordinates {
    reader: ColumnReaderImpl<DoubleType>,
    values: Vec<f64>,
    defs: Vec<i16>,
    reps: Vec<i16>,
}

impl Ordinates {
    fn new(reader: ColumnReader) -> Result<Self, Stop> {
        let ColumnReader::DoubleColumnReader(reader) = reader else {
            return Err(Stop::Damage("the coordinates are no numbers".to_owned()));
        };
        Ok(Self {
            reader,
            values: Vec::new(),
            defs: Vec::new(),
            reps: Vec::new(),
        })
    }

    fn next_batch(&mut self) -> Result<usize, Stop> {
        self.values.clear();
        self.defs.clear();
        self.reps.clear();
        let (rows, ..) = self.reader.read_records(
            BATCH,
            Some(&mut self.defs),
            Some(&mut self.reps),
            &mut self.values,
        )?;
        Ok(rows)
    }
}

/// The feature whose points come in.
struct Feature<'s> {
    /// How deep its lists are: 2 for rings of points, 3 for polygons of those.
    depth: i16,
    ring: Vec<[f64; 2]>,
    has_points: bool,
    shapes: &'s mut Shapes,
}

impl Feature<'_> {
    fn separated(&mut self, x: &Ordinates, y: &Ordinates, most_def: i16) -> Result<(), Stop> {
        if x.values.len() != y.values.len() || x.reps != y.reps {
            return Err(Stop::Damage("x and y are not as many".to_owned()));
        }
        let mut points = x.values.iter().zip(&y.values);
        let mut is_first = true;
        for (rep, def) in x.reps.iter().zip(&x.defs) {
            self.begin(*rep, std::mem::take(&mut is_first));
            if *def == most_def {
                self.ring.extend(points.next().map(|(x, y)| [*x, *y]));
            }
        }
        Ok(())
    }

    fn interleaved(&mut self, both: &Ordinates, most_def: i16) {
        let mut values = both.values.iter();
        let mut point: Vec<f64> = Vec::new();
        let mut is_first = true;
        for (rep, def) in both.reps.iter().zip(&both.defs) {
            if *rep <= self.depth {
                self.push_point(&mut point);
                self.begin(*rep, std::mem::take(&mut is_first));
            }
            if *def == most_def && point.len() < 2 {
                point.extend(values.next());
            } else if *def == most_def {
                values.next();
            }
        }
        self.push_point(&mut point);
    }

    fn push_point(&mut self, point: &mut Vec<f64>) {
        if let [x, y] = point[..] {
            self.ring.push([x, y]);
        }
        point.clear();
    }

    /// A value that begins an item at the depth `rep`: what was open below it ends.
    fn begin(&mut self, rep: i16, is_first: bool) {
        if is_first {
            return;
        }
        if rep < self.depth {
            self.end_ring();
        }
        if rep < self.depth - 1 && self.depth == 3 && rep > 0 {
            self.shapes.end_part();
        }
        if rep == 0 {
            self.end();
        }
    }

    fn end_ring(&mut self) {
        self.has_points |= !self.ring.is_empty();
        self.shapes.push_ring(self.ring.drain(..));
    }

    fn end(&mut self) {
        self.end_ring();
        self.shapes.end_part();
        let content = if std::mem::take(&mut self.has_points) {
            Content::Polygons
        } else {
            Content::Null
        };
        self.shapes.end_feature(content);
    }
}

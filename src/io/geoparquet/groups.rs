//! Which groups of rows are read. A file says of every column of numbers what the least and the greatest of a group
//! are: of the columns that hold the box of each geometry (GeoParquet 1.1, "covering"), or of the ordinates
//! themselves where they are stored as numbers, that is the box around the group.

use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::statistics::Statistics;

use super::geo::Geo;
use super::read::Geometry;
use crate::geometry::Bounds;
use crate::io::region::{self, Choice};

/// The groups that are read.
#[derive(Debug)]
pub(super) struct Groups {
    /// Their numbers, in order.
    pub(super) numbers: Vec<usize>,
    /// Rows of the others.
    pub(super) elsewhere: u64,
    /// Rows before each group of the file.
    starts: Vec<u64>,
}

/// Those that touch a region, as far as that can be known; the first where a few rows are enough; else all of them.
pub(super) fn choose(
    file: &ParquetMetaData,
    geo: &Geo,
    geometry: &Geometry,
    choice: Choice<'_>,
) -> Groups {
    let sides = Sides::find(file, geo, geometry);
    let wanted = region::wanted(choice.region(), &geo.said).zip(sides);
    let mut groups = Groups {
        numbers: Vec::new(),
        elsewhere: 0,
        starts: Vec::new(),
    };
    let mut before: u64 = 0;
    for (number, group) in file.row_groups().iter().enumerate() {
        let rows = u64::try_from(group.num_rows()).unwrap_or(0);
        let is_elsewhere = wanted.as_ref().is_some_and(|(wanted, sides)| {
            let bounds = sides.bounds(group);
            bounds.is_some_and(|bounds| !bounds.intersects(wanted))
        });
        let is_enough = matches!(choice, Choice::Few) && before > 0;
        if is_elsewhere || is_enough {
            groups.elsewhere = groups.elsewhere.saturating_add(rows);
        } else {
            groups.numbers.push(number);
        }
        groups.starts.push(before);
        before = before.saturating_add(rows);
    }
    groups
}

impl Groups {
    /// The number in the file of every row that was read; none where all were.
    /// `rows` are those of each group.
    pub(super) fn records(&self, rows: &[usize]) -> Vec<u32> {
        if self.numbers.len() == self.starts.len() {
            return Vec::new();
        }
        let of_group = |(number, rows): (&usize, &usize)| {
            let start = self.starts.get(*number).copied().unwrap_or(0);
            let rows = start..start.saturating_add(*rows as u64);
            rows.map(|row| u32::try_from(row).unwrap_or(u32::MAX))
        };
        self.numbers.iter().zip(rows).flat_map(of_group).collect()
    }
}

/// The columns that hold the sides of boxes: least x and y, greatest x and y.
#[derive(Debug, Clone, Copy)]
struct Sides([usize; 4]);

impl Sides {
    fn find(file: &ParquetMetaData, geo: &Geo, geometry: &Geometry) -> Option<Self> {
        if let Geometry::Nested(nested) = geometry {
            return Some(Self([nested.x, nested.y, nested.x, nested.y]));
        }
        let schema = file.file_metadata().schema_descr();
        let place = |path: &[String]| {
            (0..schema.num_columns()).find(|i| schema.column(*i).path().parts() == path)
        };
        let [west, south, east, north] = geo.covering.as_ref()?;
        Some(Self([
            place(west)?,
            place(south)?,
            place(east)?,
            place(north)?,
        ]))
    }

    /// The box around a group; `None` where the file does not say it.
    fn bounds(&self, group: &RowGroupMetaData) -> Option<Bounds> {
        let ends = |side: usize| ends(group.columns().get(self.0[side])?.statistics()?);
        let bounds = Bounds::new(ends(0)?[0], ends(1)?[0], ends(2)?[1], ends(3)?[1]);
        (!bounds.is_empty()).then_some(bounds)
    }
}

/// The least and the greatest value of a column of numbers.
fn ends(statistics: &Statistics) -> Option<[f64; 2]> {
    let ends = match statistics {
        Statistics::Double(numbers) => [*numbers.min_opt()?, *numbers.max_opt()?],
        Statistics::Float(numbers) => [
            f64::from(*numbers.min_opt()?),
            f64::from(*numbers.max_opt()?),
        ],
        _ => return None,
    };
    ends.iter().all(|end| end.is_finite()).then_some(ends)
}

//! Writes a layer as a shapefile that every GIS opens: rings closed and turned as the specification wants
//! them (outer clockwise), names of ten characters made unique, text in UTF-8 and said so.
//!
//! Written by hand and not through the `dbase` crate, which stamps every file with the day's date: the same
//! layer has to give the same bytes.

use std::io::{self, Write};
use std::path::Path;

use rayon::prelude::*;

use super::blocks::write_blocks;
use super::dbf_write::{self, Column};
use super::marks_out;
use crate::crs::{Crs, Definition};
use crate::geometry::{Bounds, Feature};
use crate::io::atomic::AtomicSet;
use crate::io::error::WriteError;
use crate::io::write::with_settling;
use crate::job::Progress;
use crate::layer::Layer;

pub use super::dbf_write::FieldName;

const POLYGON: i32 = 5;
const NULL_SHAPE: i32 = 0;
const HEADER_BYTES: u64 = 100;
/// Lengths are counted in 16-bit words in an `i32`.
const MOST_BYTES: u64 = i32::MAX as u64 * 2;

const RD_PRJ: &str = r#"PROJCS["RD_New",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Double_Stereographic"],PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0],PARAMETER["Central_Meridian",5.38763888888889],PARAMETER["Scale_Factor",0.9999079],PARAMETER["Latitude_Of_Origin",52.15616055555555],UNIT["Meter",1.0]]"#;
const WGS84_PRJ: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
const WEB_MERCATOR_PRJ: &str = r#"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]"#;

/// Writes `layer` to `path` (ending in `.shp`) and its companions beside it, all or none. Returns the names
/// that the columns got. Columns of bytes and memos are left out. A system without a known WKT gets no `.prj`.
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched.
pub fn write(layer: &Layer, path: &Path) -> Result<Vec<FieldName>, WriteError> {
    write_with(layer, path, &Progress::default())
}

/// As [`write()`], with its progress.
///
/// # Errors
/// As [`write()`], and [`WriteError::Cancelled`].
pub fn write_with(
    layer: &Layer,
    path: &Path,
    progress: &Progress,
) -> Result<Vec<FieldName>, WriteError> {
    // Each row three times: how wide its cells are, the cells, the shape. The first takes as long as the others.
    let rows = layer.len() as u64;
    progress.begin(with_settling(4 * rows));
    let shapes = Shapes::of(layer, path)?;
    let part = progress.part(2 * rows);
    let columns = dbf_write::columns(&layer.table, &part)?;
    part.end();
    dbf_write::check_size(&columns, layer.len(), path)?;

    let mut set = AtomicSet::new(progress);
    set.write(&path.with_extension("cpg"), |out| out.write_all(b"UTF-8"))?;
    if let Some(wkt) = prj(layer) {
        set.write(&path.with_extension("prj"), |out| {
            out.write_all(wkt.as_bytes())
        })?;
    }
    set.write(&path.with_extension("dbf"), |out| {
        dbf_write::write(out, &columns, layer.len(), progress)
    })?;
    set.write(&path.with_extension("shx"), |out| shapes.write_index(out))?;
    set.write(path, |out| shapes.write_shapes(out, progress))?;
    set.commit()?;
    remove_outdated(path, prj(layer).is_none());
    Ok(columns.into_iter().map(Column::into_name).collect())
}

/// Removes what belonged to an older file of this name and would say wrong things of the new one: the spatial
/// indexes of other programs, and a `.prj` where the new layer has none.
fn remove_outdated(path: &Path, without_prj: bool) {
    let indexes = ["sbn", "sbx", "qix"];
    let prj = without_prj.then_some("prj");
    for ending in indexes.into_iter().chain(prj) {
        // Mostly there is nothing to remove.
        let _ = std::fs::remove_file(path.with_extension(ending));
    }
}

fn prj(layer: &Layer) -> Option<&str> {
    match &layer.crs {
        Some(Crs {
            definition: Definition::RdNew,
            ..
        }) => Some(RD_PRJ),
        Some(Crs {
            definition: Definition::WebMercator,
            ..
        }) => Some(WEB_MERCATOR_PRJ),
        Some(Crs {
            definition: Definition::Wgs84,
            ..
        }) => Some(layer.source.crs_text.as_deref().unwrap_or(WGS84_PRJ)),
        Some(_) => layer.source.crs_text.as_deref(),
        None => None,
    }
}

/// A layer with the place of each record worked out, so that the index and the header can be written first.
struct Shapes<'a> {
    layer: &'a Layer,
    /// The type of the records of lines and points; `None` for polygons.
    marks: Option<i32>,
    content_bytes: Vec<u64>,
    bounds: Bounds,
}

impl<'a> Shapes<'a> {
    fn of(layer: &'a Layer, path: &Path) -> Result<Self, WriteError> {
        let marks = marks_out::shape_type(&layer.polygons);
        let features = (0..layer.polygons.len()).into_par_iter();
        let bytes = features.map(|feature| {
            let feature = layer.polygons.feature(feature);
            match marks {
                Some(shape_type) => marks_out::content(&feature, shape_type).len() as u64,
                None => content_bytes(&feature),
            }
        });
        let content_bytes: Vec<u64> = bytes.collect();
        let total = HEADER_BYTES + content_bytes.iter().map(|bytes| bytes + 8).sum::<u64>();
        if total > MOST_BYTES {
            return Err(WriteError::TooLarge {
                path: path.to_owned(),
                format: "ESRI Shapefile",
            });
        }
        Ok(Self {
            layer,
            marks,
            content_bytes,
            bounds: layer.polygons.bounds(),
        })
    }

    fn write_header(&self, out: &mut impl Write, total_bytes: u64) -> io::Result<()> {
        out.write_all(&9994_i32.to_be_bytes())?;
        out.write_all(&[0; 20])?;
        out.write_all(&words(total_bytes))?;
        out.write_all(&1000_i32.to_le_bytes())?;
        out.write_all(&self.marks.unwrap_or(POLYGON).to_le_bytes())?;
        write_bounds(out, &self.bounds)?;
        out.write_all(&[0; 32])
    }

    fn write_index(&self, out: &mut impl Write) -> io::Result<()> {
        self.write_header(out, HEADER_BYTES + 8 * self.content_bytes.len() as u64)?;
        let mut offset = HEADER_BYTES;
        for bytes in &self.content_bytes {
            out.write_all(&words(offset))?;
            out.write_all(&words(*bytes))?;
            offset += bytes + 8;
        }
        Ok(())
    }

    fn write_shapes(&self, out: &mut impl Write, progress: &Progress) -> io::Result<()> {
        let total = HEADER_BYTES
            + self
                .content_bytes
                .iter()
                .map(|bytes| bytes + 8)
                .sum::<u64>();
        self.write_header(out, total)?;
        let polygons = &self.layer.polygons;
        write_blocks(out, polygons.len(), progress, |features, buffer| {
            for feature in features {
                // Checked with the size of the whole: a record has eight bytes and more.
                let number = i32::try_from(feature + 1).unwrap_or(i32::MAX);
                buffer.write_all(&number.to_be_bytes())?;
                buffer.write_all(&words(self.content_bytes[feature]))?;
                let feature = polygons.feature(feature);
                match self.marks {
                    Some(shape_type) => {
                        buffer.write_all(&marks_out::content(&feature, shape_type))?;
                    }
                    None => write_feature(buffer, &feature)?,
                }
            }
            Ok(())
        })
    }
}

/// A length or offset in 16-bit words, as the header wants it; checked against [`MOST_BYTES`] beforehand.
fn words(bytes: u64) -> [u8; 4] {
    i32::try_from(bytes / 2).unwrap_or(i32::MAX).to_be_bytes()
}

fn is_closed(ring: &[[f64; 2]]) -> bool {
    matches!((ring.first(), ring.last()), (Some(a), Some(b)) if a.map(f64::to_bits) == b.map(f64::to_bits))
}

fn stored_points(ring: &[[f64; 2]]) -> u64 {
    ring.len() as u64 + u64::from(!is_closed(ring))
}

fn content_bytes(feature: &Feature<'_>) -> u64 {
    if feature.is_null() {
        return 4;
    }
    let rings = feature.rings().count() as u64;
    let points: u64 = feature.rings().map(stored_points).sum();
    4 + 32 + 8 + 4 * rings + 16 * points
}

fn write_bounds(out: &mut impl Write, bounds: &Bounds) -> io::Result<()> {
    let corners = if bounds.is_empty() {
        [0.0; 4]
    } else {
        [bounds.min[0], bounds.min[1], bounds.max[0], bounds.max[1]]
    };
    for corner in corners {
        out.write_all(&corner.to_le_bytes())?;
    }
    Ok(())
}

fn write_feature(out: &mut impl Write, feature: &Feature<'_>) -> io::Result<()> {
    if feature.is_null() {
        return out.write_all(&NULL_SHAPE.to_le_bytes());
    }
    out.write_all(&POLYGON.to_le_bytes())?;
    write_bounds(out, &feature.bounds())?;
    let count = |n: u64| i32::try_from(n).unwrap_or(i32::MAX).to_le_bytes();
    out.write_all(&count(feature.rings().count() as u64))?;
    out.write_all(&count(feature.rings().map(stored_points).sum()))?;
    let mut first = 0;
    for ring in feature.rings() {
        out.write_all(&count(first))?;
        first += stored_points(ring);
    }
    for part in feature.parts() {
        for (i, ring) in part.rings().enumerate() {
            write_ring(out, ring, i == 0)?;
        }
    }
    Ok(())
}

/// Outer rings go out clockwise, holes the other way, whatever way they are kept.
fn write_ring(out: &mut impl Write, ring: &[[f64; 2]], outer: bool) -> io::Result<()> {
    let mut write_point = |point: &[f64; 2]| {
        out.write_all(&point[0].to_le_bytes())?;
        out.write_all(&point[1].to_le_bytes())
    };
    let open = if is_closed(ring) {
        &ring[..ring.len() - 1]
    } else {
        ring
    };
    let Some(first) = open.first() else {
        return Ok(());
    };
    write_point(first)?;
    if is_clockwise(open) == outer {
        open[1..].iter().try_for_each(&mut write_point)?;
    } else {
        open[1..].iter().rev().try_for_each(&mut write_point)?;
    }
    // A closed ring of one point is stored as one point more than it is long.
    if stored_points(ring) > open.len() as u64 {
        write_point(first)?;
    }
    Ok(())
}

fn is_clockwise(open_ring: &[[f64; 2]]) -> bool {
    let Some(&origin) = open_ring.first() else {
        return true;
    };
    let twice_area: f64 = (0..open_ring.len())
        .map(|i| {
            let [ax, ay] = open_ring[i];
            let [bx, by] = open_ring[(i + 1) % open_ring.len()];
            (ax - origin[0]) * (by - origin[1]) - (bx - origin[0]) * (ay - origin[1])
        })
        .sum();
    twice_area <= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonBuilder;
    use crate::layer::{Cells, Field, FieldType, Source, Table};

    fn layer() -> Layer {
        let mut polygons = PolygonBuilder::default();
        // Counter-clockwise and unclosed outside, hole clockwise: both have to be turned, one closed.
        polygons.push_ring([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]);
        polygons.push_ring([[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [2.0, 1.0], [1.0, 1.0]]);
        polygons.end_part();
        polygons.end_feature();
        polygons.end_feature();
        let text = Field {
            name: "gewasomschrijving".into(),
            field_type: FieldType::Text,
        };
        let real = Field {
            name: "gewasomschrift".into(),
            field_type: FieldType::Real,
        };
        Layer {
            name: "proef".into(),
            source: Source::default(),
            crs: Some(Crs::rd_new()),
            polygons: polygons.finish(),
            table: Table::of_columns(
                2,
                vec![
                    (text, Cells::from_texts([Some("Coöperatie"), None])),
                    (real, Cells::Real(vec![1.23456, f64::NAN])),
                ],
            ),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn another_reader_finds_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("proef.shp");
        let names = write(&layer(), &path).unwrap();
        assert_eq!(names[0].stored, "gewasomsch");
        assert_eq!(names[1].stored, "gewasoms_1");

        let mut reader = ::shapefile::Reader::from_path(&path).unwrap();
        let records: Vec<_> = reader
            .iter_shapes_and_records()
            .map(Result::unwrap)
            .collect();
        assert_eq!(records.len(), 2);
        let ::shapefile::Shape::Polygon(polygon) = &records[0].0 else {
            panic!("a polygon was written")
        };
        assert_eq!(polygon.rings().len(), 2);
        assert!(matches!(
            polygon.rings()[0],
            ::shapefile::PolygonRing::Outer(_)
        ));
        assert!(matches!(
            polygon.rings()[1],
            ::shapefile::PolygonRing::Inner(_)
        ));
        assert_eq!(polygon.total_point_count(), 10);
        assert!(matches!(records[1].0, ::shapefile::Shape::NullShape));
        let number = records[0].1.get("gewasoms_1");
        assert_eq!(
            number,
            Some(&::shapefile::dbase::FieldValue::Numeric(Some(1.23456)))
        );
        let cpg = std::fs::read_to_string(path.with_extension("cpg")).unwrap();
        assert_eq!(cpg, "UTF-8");
    }

    #[test]
    fn nothing_of_an_older_file_is_left_to_mislead() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("proef.shp");
        let mut layer = layer();
        write(&layer, &path).unwrap();
        assert!(path.with_extension("prj").exists());
        std::fs::File::create(path.with_extension("qix")).unwrap();
        layer.crs = None;
        write(&layer, &path).unwrap();
        assert!(!path.with_extension("prj").exists());
        assert!(!path.with_extension("qix").exists());
    }

    #[test]
    fn the_same_layer_gives_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.shp"), folder.path().join("b.shp"));
        write(&layer(), &a).unwrap();
        write(&layer(), &b).unwrap();
        for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
            let read = |path: &Path| std::fs::read(path.with_extension(ending)).unwrap();
            assert_eq!(read(&a), read(&b), "{ending}");
        }
    }
}

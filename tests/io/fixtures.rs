//! Shapefiles made byte by byte, so that a test can get each of them wrong.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Layer, WarningKind};

pub(crate) type Ring = Vec<[f64; 2]>;

pub(crate) const RD_PRJ: &str = r#"PROJCS["RD_New",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Double_Stereographic"],PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0],PARAMETER["Central_Meridian",5.38763888888889],PARAMETER["Scale_Factor",0.9999079],PARAMETER["Latitude_Of_Origin",52.15616055555555],UNIT["Meter",1.0]]"#;

/// Makes a file of these bytes.
pub(crate) fn save_bytes(path: &Path, bytes: &[u8]) {
    let mut file = std::fs::File::create(path).unwrap();
    file.write_all(bytes).unwrap();
}

/// The files of a shapefile, as bytes.
#[derive(Debug, Clone)]
pub(crate) struct Shapefile {
    pub(crate) shp: Vec<u8>,
    pub(crate) shx: Option<Vec<u8>>,
    pub(crate) dbf: Option<Vec<u8>>,
    pub(crate) prj: Option<Vec<u8>>,
    pub(crate) cpg: Option<Vec<u8>>,
    /// Where each record of the `.shp` begins.
    pub(crate) offsets: Vec<usize>,
}

impl Shapefile {
    /// Records with these contents, numbered in a column `nr`, in RD New.
    pub(crate) fn of_contents(shape_type: u32, contents: &[Vec<u8>]) -> Self {
        let mut body = Vec::new();
        let mut index = Vec::new();
        let mut offsets = Vec::new();
        for (i, content) in contents.iter().enumerate() {
            let offset = 100 + body.len();
            offsets.push(offset);
            let len = (content.len() / 2) as u32;
            index.extend((offset as u32 / 2).to_be_bytes());
            index.extend(len.to_be_bytes());
            body.extend((i as u32 + 1).to_be_bytes());
            body.extend(len.to_be_bytes());
            body.extend(content);
        }
        let numbers: Vec<String> = (0..contents.len()).map(|i| format!("{i:>6}")).collect();
        let rows: Vec<Vec<&[u8]>> = numbers.iter().map(|n| vec![n.as_bytes()]).collect();
        Self {
            shp: with_header(shape_type, &body),
            shx: Some(with_header(shape_type, &index)),
            dbf: Some(dbf(0, &[("nr", b'N', 6)], &rows)),
            prj: Some(RD_PRJ.into()),
            cpg: Some("UTF-8".into()),
            offsets,
        }
    }

    /// Polygons of these rings; none is a null shape.
    pub(crate) fn of_polygons(polygons: &[Vec<Ring>]) -> Self {
        let contents: Vec<Vec<u8>> = polygons.iter().map(|rings| polygon(5, rings)).collect();
        Self::of_contents(5, &contents)
    }

    /// `count` squares of a hectare each.
    pub(crate) fn of_hectares(count: usize) -> Self {
        let polygons: Vec<Vec<Ring>> = (0..count).map(|i| vec![hectare(i)]).collect();
        Self::of_polygons(&polygons)
    }

    /// Writes the files as `name.shp` and so on, and gives the path of the `.shp`.
    pub(crate) fn save(&self, folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(format!("{name}.shp"));
        for (ending, bytes) in self.files() {
            std::fs::File::create(folder.join(format!("{name}.{ending}")))
                .and_then(|mut file| file.write_all(bytes))
                .unwrap();
        }
        path
    }

    pub(crate) fn files(&self) -> Vec<(&'static str, &[u8])> {
        let mut files = vec![("shp", self.shp.as_slice())];
        for (ending, bytes) in [
            ("shx", &self.shx),
            ("dbf", &self.dbf),
            ("prj", &self.prj),
            ("cpg", &self.cpg),
        ] {
            files.extend(bytes.as_deref().map(|bytes| (ending, bytes)));
        }
        files
    }

    /// Opens it from a folder of its own.
    pub(crate) fn open(&self) -> Result<Layer, io::OpenError> {
        let folder = tempfile::tempdir().unwrap();
        let path = self.save(folder.path(), "proef");
        Ok(io::open(&path, &Progress::default())?.remove(0))
    }
}

/// A clockwise square of a hectare, the `i`th of a row near Assen.
pub(crate) fn hectare(i: usize) -> Ring {
    square(230_000.0 + 110.0 * i as f64, 557_000.0, 100.0)
}

pub(crate) fn square(x: f64, y: f64, side: f64) -> Ring {
    vec![
        [x, y],
        [x, y + side],
        [x + side, y + side],
        [x + side, y],
        [x, y],
    ]
}

pub(crate) fn reversed(mut ring: Ring) -> Ring {
    ring.reverse();
    ring
}

/// The content of a polygon record of type 5, 15 (heights and measures) or 25 (measures).
pub(crate) fn polygon(shape_type: u32, rings: &[Ring]) -> Vec<u8> {
    if rings.is_empty() {
        return 0u32.to_le_bytes().to_vec();
    }
    let points: Vec<[f64; 2]> = rings.concat();
    let mut content = shape_type.to_le_bytes().to_vec();
    content.extend([0; 32]);
    content.extend((rings.len() as u32).to_le_bytes());
    content.extend((points.len() as u32).to_le_bytes());
    let mut first = 0u32;
    for ring in rings {
        content.extend(first.to_le_bytes());
        first += ring.len() as u32;
    }
    for number in points.as_flattened() {
        content.extend(number.to_le_bytes());
    }
    let values = match shape_type {
        15 => 2,
        25 => 1,
        _ => 0,
    };
    content.extend(vec![0; values * (16 + 8 * points.len())]);
    content
}

pub(crate) fn with_header(shape_type: u32, body: &[u8]) -> Vec<u8> {
    let mut file = 9994u32.to_be_bytes().to_vec();
    file.extend([0; 20]);
    file.extend(((100 + body.len() as u32) / 2).to_be_bytes());
    file.extend(1000u32.to_le_bytes());
    file.extend(shape_type.to_le_bytes());
    file.extend([0; 64]);
    file.extend(body);
    file
}

/// A table of columns (name, letter, width) and cells that are padded to the width.
pub(crate) fn dbf(language: u8, columns: &[(&str, u8, u8)], rows: &[Vec<&[u8]>]) -> Vec<u8> {
    let row_len = 1 + columns.iter().map(|c| u16::from(c.2)).sum::<u16>();
    let mut file = vec![3, 100, 1, 1];
    file.extend((rows.len() as u32).to_le_bytes());
    file.extend((33 + 32 * columns.len() as u16).to_le_bytes());
    file.extend(row_len.to_le_bytes());
    file.extend([0; 17]);
    file.extend([language, 0, 0]);
    for (name, letter, width) in columns {
        let mut descriptor = [0; 32];
        descriptor[..name.len()].copy_from_slice(name.as_bytes());
        descriptor[11] = *letter;
        descriptor[16] = *width;
        file.extend(descriptor);
    }
    file.push(0x0d);
    for row in rows {
        file.push(b' ');
        for (cell, column) in row.iter().zip(columns) {
            let mut cell = cell.to_vec();
            cell.resize(column.2.into(), b' ');
            file.extend(cell);
        }
    }
    file.push(0x1a);
    file
}

/// A zip of these members, deflated.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = ::zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn area(layer: &Layer) -> f64 {
    let features = layer.polygons.features();
    features
        .map(|f| ruilkaart::geometry::area::feature(&f))
        .sum()
}

/// The kinds of the warnings, counts left aside.
pub(crate) fn kinds(layer: &Layer) -> Vec<WarningKind> {
    layer.warnings.iter().map(|w| w.kind.clone()).collect()
}

/// How often something happened.
pub(crate) fn count(layer: &Layer, kind: &WarningKind) -> u64 {
    let found = layer.warnings.iter().find(|w| w.kind == *kind);
    found.map_or(0, |warning| warning.count)
}

//! Polygons as well-known binary (OGC 06-103, little endian), which GeoPackage and GeoParquet hold.

use super::rings::Polygon;

const LITTLE_ENDIAN: u8 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// Appends one polygon.
pub(super) fn push_polygon(out: &mut Vec<u8>, polygon: &Polygon) {
    head(out, POLYGON, polygon.len());
    for ring in polygon {
        count(out, ring.len());
        for [x, y] in ring {
            out.extend_from_slice(&x.to_le_bytes());
            out.extend_from_slice(&y.to_le_bytes());
        }
    }
}

/// Appends a collection of polygons, also where it is a single one.
pub(super) fn push_multi_polygon(out: &mut Vec<u8>, polygons: &[Polygon]) {
    head(out, MULTI_POLYGON, polygons.len());
    for polygon in polygons {
        push_polygon(out, polygon);
    }
}

fn head(out: &mut Vec<u8>, kind: u32, items: usize) {
    out.push(LITTLE_ENDIAN);
    out.extend_from_slice(&kind.to_le_bytes());
    count(out, items);
}

fn count(out: &mut Vec<u8>, items: usize) {
    // A ring of four thousand million corners would not have fitted into memory.
    let items = u32::try_from(items).unwrap_or(u32::MAX);
    out.extend_from_slice(&items.to_le_bytes());
}

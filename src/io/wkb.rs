//! Geometries as well-known binary (OGC 06-103, little endian), which GeoPackage and GeoParquet hold.

use super::shapes_out::{Polygon, Shape};

const LITTLE_ENDIAN: u8 = 1;
const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
/// What the type of a collection of any of them is more.
const MULTI: u32 = 3;

/// Appends a geometry: as a collection also where it is a single one, if `is_multi`.
pub(super) fn push(out: &mut Vec<u8>, shape: &Shape, is_multi: bool) {
    let is_multi = is_multi || shape.len() != 1;
    let mut collection = |kind| {
        if is_multi {
            head(out, kind + MULTI);
            count(out, shape.len());
        }
    };
    match shape {
        Shape::Polygons(polygons) => {
            collection(POLYGON);
            polygons
                .iter()
                .for_each(|polygon| push_polygon(out, polygon));
        }
        Shape::Lines(lines) => {
            collection(LINE);
            for line in lines {
                head(out, LINE);
                list(out, line);
            }
        }
        Shape::Points(points) => {
            collection(POINT);
            for point in points {
                head(out, POINT);
                push_point(out, point);
            }
        }
    }
}

fn push_polygon(out: &mut Vec<u8>, polygon: &Polygon) {
    head(out, POLYGON);
    count(out, polygon.len());
    polygon.iter().for_each(|ring| list(out, ring));
}

fn list(out: &mut Vec<u8>, points: &[[f64; 2]]) {
    count(out, points.len());
    points.iter().for_each(|point| push_point(out, point));
}

fn push_point(out: &mut Vec<u8>, point: &[f64; 2]) {
    for ordinate in point {
        out.extend_from_slice(&ordinate.to_le_bytes());
    }
}

fn head(out: &mut Vec<u8>, kind: u32) {
    out.push(LITTLE_ENDIAN);
    out.extend_from_slice(&kind.to_le_bytes());
}

fn count(out: &mut Vec<u8>, items: usize) {
    // A ring of four thousand million corners would not have fitted into memory.
    let items = u32::try_from(items).unwrap_or(u32::MAX);
    out.extend_from_slice(&items.to_le_bytes());
}

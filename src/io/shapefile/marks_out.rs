//! Records of lines and points, as they are written.

use crate::geometry::{Bounds, Feature, GeometryKind, PolygonArray};
use crate::io::shapes_out::{Shape, are_single};

/// A point a record.
pub(super) const POINT: i32 = 1;
/// Lines.
pub(super) const LINES: i32 = 3;
/// Points.
pub(super) const POINTS: i32 = 8;

/// The type of the records of an array; `None` for ground.
pub(super) fn shape_type(array: &PolygonArray) -> Option<i32> {
    match array.kind() {
        GeometryKind::Polygons => None,
        GeometryKind::Lines => Some(LINES),
        GeometryKind::Points if are_single(array) => Some(POINT),
        GeometryKind::Points => Some(POINTS),
    }
}

/// The content of a record of this type; that of no shape where there is nothing.
pub(super) fn content(feature: &Feature<'_>, shape_type: i32) -> Vec<u8> {
    let shape = Shape::of(feature);
    let vertices = shape.vertices();
    let mut out = Vec::new();
    if shape.is_empty() {
        return vec![0; 4];
    }
    out.extend(shape_type.to_le_bytes());
    if shape_type != POINT {
        let Bounds { min, max } = Bounds::of_points(&vertices);
        let sides = [min, max];
        out.extend(
            sides
                .as_flattened()
                .iter()
                .flat_map(|side| side.to_le_bytes()),
        );
        if let Shape::Lines(lines) = &shape {
            out.extend(count(lines.len()));
        }
        out.extend(count(vertices.len()));
        if let Shape::Lines(lines) = &shape {
            let mut start = 0;
            for line in lines {
                out.extend(count(start));
                start += line.len();
            }
        }
    }
    let points = vertices.as_flattened().iter();
    out.extend(points.flat_map(|ordinate| ordinate.to_le_bytes()));
    out
}

fn count(items: usize) -> [u8; 4] {
    i32::try_from(items).unwrap_or(i32::MAX).to_le_bytes()
}

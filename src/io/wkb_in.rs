//! Geometries out of well-known binary: OGC's, the ISO extension for heights and measures, and PostGIS's own
//! (EWKB). Counts are claims: nothing is reserved that the bytes do not hold.

use super::error::ShapeKind;
use super::shapes_in::{Content, Shapes};
use crate::geometry::GeometryKind::{self, Lines, Points, Polygons};

const MULTI_SURFACE: u32 = 12;

/// PostGIS's marks in the type.
const EWKB_Z: u32 = 0x8000_0000;
const EWKB_M: u32 = 0x4000_0000;
const EWKB_SRID: u32 = 0x2000_0000;

/// Adds the geometry in `bytes` as one feature; says what it was.
pub(super) fn push(bytes: &[u8], shapes: &mut Shapes) -> Content {
    let content = Cursor(bytes).geometry(shapes).unwrap_or(Content::Bad);
    shapes.end_feature(content);
    content
}

/// What a type holds.
enum Holds {
    /// One of this kind.
    One(GeometryKind),
    /// Any number of this kind, each with a head of its own.
    Many(GeometryKind),
    /// What is not shown.
    Other(ShapeKind),
}

/// What a type is, without dimensions.
fn holds(kind: u32) -> Option<Holds> {
    Some(match kind {
        1 => Holds::One(Points),
        2 => Holds::One(Lines),
        3 => Holds::One(Polygons),
        4 => Holds::Many(Points),
        5 => Holds::Many(Lines),
        6 | MULTI_SURFACE => Holds::Many(Polygons),
        7 => Holds::Other(ShapeKind::Collections),
        8 | 9 | 11 | 13 => Holds::Other(ShapeKind::Lines),
        10 | 14 => Holds::Other(ShapeKind::Curves),
        15..=17 => Holds::Other(ShapeKind::MultiPatch),
        _ => return None,
    })
}

/// Order of bytes, type and dimensions of a geometry.
struct Head {
    big_endian: bool,
    kind: u32,
    has_heights: bool,
    has_measures: bool,
}

/// What is not read yet.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn geometry(&mut self, shapes: &mut Shapes) -> Option<Content> {
        let head = self.head()?;
        let kind = match holds(head.kind)? {
            Holds::Other(kind) => return Some(Content::Other(kind)),
            Holds::One(kind) => {
                self.one(kind, &head, shapes)?;
                return Some(Content::Of(kind));
            }
            Holds::Many(kind) => kind,
        };
        for _ in 0..self.u32(head.big_endian)? {
            let part = self.head()?;
            match holds(part.kind)? {
                Holds::One(own) if own == kind => self.one(kind, &part, shapes)?,
                Holds::Other(other) => return Some(Content::Other(other)),
                Holds::One(_) | Holds::Many(_) => return None,
            }
        }
        Some(Content::Of(kind))
    }

    fn one(&mut self, kind: GeometryKind, head: &Head, shapes: &mut Shapes) -> Option<()> {
        shapes.has_heights |= head.has_heights;
        shapes.has_measures |= head.has_measures;
        match kind {
            Points => {
                let bytes = self.points(1, head)?;
                // So an empty point is spelled.
                let is_empty = bytes.first_chunk().is_some_and(|bytes| {
                    let place = point(bytes).map(|n| if head.big_endian { swap(n) } else { n });
                    place.iter().all(|ordinate| ordinate.is_nan())
                });
                if !is_empty {
                    push_points(bytes, head, shapes);
                }
            }
            Lines => self.path(head, shapes)?,
            Polygons => {
                for _ in 0..self.u32(head.big_endian)? {
                    self.path(head, shapes)?;
                }
            }
        }
        shapes.end_part(kind);
        Some(())
    }

    /// A number of points, and those.
    fn path(&mut self, head: &Head, shapes: &mut Shapes) -> Option<()> {
        let count = usize::try_from(self.u32(head.big_endian)?).ok()?;
        let bytes = self.points(count, head)?;
        push_points(bytes, head, shapes);
        Some(())
    }

    fn points(&mut self, count: usize, head: &Head) -> Option<&'a [u8]> {
        let len = count.checked_mul(8 * head.ordinates())?;
        let (points, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(points)
    }

    fn head(&mut self) -> Option<Head> {
        let (&order, rest) = self.0.split_first()?;
        self.0 = rest;
        if order > 1 {
            return None;
        }
        let big_endian = order == 0;
        let code = self.u32(big_endian)?;
        if code & EWKB_SRID != 0 {
            self.u32(big_endian)?;
        }
        let plain = code & !(EWKB_Z | EWKB_M | EWKB_SRID);
        let dimensions = plain / 1000;
        if dimensions > 3 {
            return None;
        }
        Some(Head {
            big_endian,
            kind: plain % 1000,
            has_heights: code & EWKB_Z != 0 || dimensions & 1 != 0,
            has_measures: code & EWKB_M != 0 || dimensions & 2 != 0,
        })
    }

    fn u32(&mut self, big_endian: bool) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(if big_endian {
            u32::from_be_bytes(*number)
        } else {
            u32::from_le_bytes(*number)
        })
    }
}

impl Head {
    /// Numbers a point.
    fn ordinates(&self) -> usize {
        2 + usize::from(self.has_heights) + usize::from(self.has_measures)
    }
}

fn push_points(bytes: &[u8], head: &Head, shapes: &mut Shapes) {
    match (head.big_endian, head.ordinates()) {
        (false, 2) => shapes.push_ring(bytes.as_chunks::<16>().0.iter().map(point)),
        (false, ordinates) => {
            let firsts = bytes.chunks_exact(8 * ordinates);
            shapes.push_ring(firsts.filter_map(|p| p.first_chunk()).map(point));
        }
        (true, ordinates) => {
            let firsts = bytes.chunks_exact(8 * ordinates);
            let swapped = |p: &[u8; 16]| point(p).map(swap);
            shapes.push_ring(firsts.filter_map(|p| p.first_chunk()).map(swapped));
        }
    }
}

fn point(bytes: &[u8; 16]) -> [f64; 2] {
    let (halves, _) = bytes.as_chunks::<8>();
    [f64::from_le_bytes(halves[0]), f64::from_le_bytes(halves[1])]
}

fn swap(number: f64) -> f64 {
    f64::from_bits(number.to_bits().swap_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::shapes_in::join;
    use crate::io::shapes_out::Shape;
    use crate::io::wkb;
    use crate::layer::Warnings;

    fn square() -> Vec<Vec<[f64; 2]>> {
        vec![vec![[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 0.0]]]
    }

    fn vertices(shapes: Shapes) -> Vec<[f64; 2]> {
        let joined = join(vec![shapes], &Warnings::default()).unwrap();
        joined.polygons.coords().to_vec()
    }

    /// A polygon of one ring with `extra` ordinates a point after x and y, in any spelling of its type.
    fn polygon(order: u8, code: u32, srid: bool, extra: usize) -> Vec<u8> {
        let number = |n: u32| match order {
            0 => n.to_be_bytes(),
            _ => n.to_le_bytes(),
        };
        let mut bytes = vec![order];
        bytes.extend(number(code));
        if srid {
            bytes.extend(number(28992));
        }
        bytes.extend(number(1));
        bytes.extend(number(4));
        for [x, y] in square().concat() {
            for ordinate in [x, y].into_iter().chain(std::iter::repeat_n(9.0, extra)) {
                bytes.extend(match order {
                    0 => f64::to_be_bytes(ordinate),
                    _ => f64::to_le_bytes(ordinate),
                });
            }
        }
        bytes
    }

    #[test]
    fn every_spelling_gives_the_same_polygon() {
        let spellings = [
            (1, 3, false, 0),
            (0, 3, false, 0),
            (1, 1003, false, 1),
            (0, 2003, false, 1),
            (1, 3003, false, 2),
            (1, EWKB_Z | 3, false, 1),
            (0, EWKB_Z | EWKB_M | EWKB_SRID | 3, true, 2),
        ];
        for (order, code, srid, extra) in spellings {
            let mut shapes = Shapes::default();
            let content = push(&polygon(order, code, srid, extra), &mut shapes);
            assert_eq!(content, Content::Of(Polygons), "{code}");
            assert_eq!(vertices(shapes), square().concat(), "{code}");
        }
    }

    #[test]
    fn what_is_cut_or_claims_too_much_leaves_nothing() {
        let mut whole = Vec::new();
        wkb::push(&mut whole, &Shape::Polygons(vec![square(), square()]), true);
        for len in 0..whole.len() {
            let mut shapes = Shapes::default();
            assert_eq!(push(&whole[..len], &mut shapes), Content::Bad, "{len}");
            assert!(vertices(shapes).is_empty());
        }
        // Four thousand million polygons, rings, points.
        for at in [5, 14, 18] {
            let mut claims = whole.clone();
            claims[at..at + 4].fill(0xff);
            assert_eq!(push(&claims, &mut Shapes::default()), Content::Bad);
        }
    }

    #[test]
    fn other_kinds_are_named() {
        let kind = |code: u32| {
            let mut bytes = vec![1];
            bytes.extend(code.to_le_bytes());
            bytes.extend([0; 64]);
            push(&bytes, &mut Shapes::default())
        };
        assert_eq!(kind(1001), Content::Of(Points));
        assert_eq!(kind(5), Content::Of(Lines));
        assert_eq!(kind(8), Content::Other(ShapeKind::Lines));
        assert_eq!(kind(7), Content::Other(ShapeKind::Collections));
        assert_eq!(kind(10), Content::Other(ShapeKind::Curves));
        assert_eq!(kind(15), Content::Other(ShapeKind::MultiPatch));
        assert_eq!(kind(6), Content::Of(Polygons));
        assert_eq!(kind(99), Content::Bad);
    }

    #[test]
    fn a_part_that_is_nowhere_is_left_out() {
        let nowhere = vec![vec![
            [0.0, 0.0],
            [f64::NAN, 1.0],
            [f64::INFINITY, 0.0],
            [0.0, 0.0],
        ]];
        let mut bytes = Vec::new();
        wkb::push(&mut bytes, &Shape::Polygons(vec![square(), nowhere]), true);
        let mut shapes = Shapes::default();
        push(&bytes, &mut shapes);
        assert_eq!(vertices(shapes), square().concat());
    }
}

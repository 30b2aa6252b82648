//! Geometries out of well-known binary: OGC's, the ISO extension for heights, measures and arcs, and PostGIS's own
//! (EWKB). Counts are claims: nothing is reserved that the bytes do not hold.

use super::arcs::Path;
use super::error::ShapeKind;
use super::shapes_in::{Content, Shapes};
use crate::geometry::GeometryKind::{self, Lines, Points, Polygons};

/// PostGIS's marks in the type.
const EWKB_Z: u32 = 0x8000_0000;
const EWKB_M: u32 = 0x4000_0000;
const EWKB_SRID: u32 = 0x2000_0000;

/// Collections in collections that are followed.
const MOST_DEPTH: usize = 32;

/// Adds the geometry in `bytes` as one feature; says what it was.
pub(super) fn push(bytes: &[u8], shapes: &mut Shapes) -> Content {
    let content = Cursor(bytes).geometry(shapes, 0).unwrap_or(Content::Bad);
    shapes.end_feature(content);
    content
}

/// What a type holds.
enum Holds {
    /// One of this kind.
    One(GeometryKind),
    /// Any number of this kind, each with a head of its own.
    Many(GeometryKind),
    /// Any number of any kind.
    Any,
    /// What is not shown.
    Other(ShapeKind),
}

const CIRCULAR_STRING: u32 = 8;
const COMPOUND_CURVE: u32 = 9;
const CURVE_POLYGON: u32 = 10;

/// What a type is, without dimensions.
fn holds(kind: u32) -> Option<Holds> {
    Some(match kind {
        1 => Holds::One(Points),
        2 | CIRCULAR_STRING | COMPOUND_CURVE => Holds::One(Lines),
        3 | CURVE_POLYGON => Holds::One(Polygons),
        4 => Holds::Many(Points),
        5 | 11 => Holds::Many(Lines),
        6 | 12 => Holds::Many(Polygons),
        7 => Holds::Any,
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
    fn geometry(&mut self, shapes: &mut Shapes, depth: usize) -> Option<Content> {
        let head = self.head()?;
        let kind = match holds(head.kind)? {
            Holds::Other(kind) => return Some(Content::Other(kind)),
            Holds::One(kind) => {
                self.one(kind, &head, shapes)?;
                return Some(Content::Of(kind));
            }
            Holds::Any => return self.collection(&head, shapes, depth + 1),
            Holds::Many(kind) => kind,
        };
        for _ in 0..self.u32(head.big_endian)? {
            let part = self.head()?;
            match holds(part.kind)? {
                Holds::One(own) if own == kind => self.one(kind, &part, shapes)?,
                Holds::Other(other) => return Some(Content::Other(other)),
                Holds::One(_) | Holds::Many(_) | Holds::Any => return None,
            }
        }
        Some(Content::Of(kind))
    }

    /// Geometries of any kind; what is not shown spoils all of them, for its end is not known.
    fn collection(&mut self, head: &Head, shapes: &mut Shapes, depth: usize) -> Option<Content> {
        if depth > MOST_DEPTH {
            return None;
        }
        for _ in 0..self.u32(head.big_endian)? {
            if let other @ Content::Other(_) = self.geometry(shapes, depth)? {
                return Some(other);
            }
        }
        Some(shapes.open_kind().map_or(Content::Null, Content::Of))
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
            Lines => self.line(head, shapes)?,
            Polygons => {
                for _ in 0..self.u32(head.big_endian)? {
                    if head.kind == CURVE_POLYGON {
                        let ring = self.head()?;
                        self.line(&ring, shapes)?;
                    } else {
                        let bytes = self.listed(head)?;
                        push_points(bytes, head, shapes);
                    }
                }
            }
        }
        shapes.end_part(kind);
        Some(())
    }

    /// A line of any type.
    fn line(&mut self, head: &Head, shapes: &mut Shapes) -> Option<()> {
        if head.kind == 2 {
            let bytes = self.listed(head)?;
            push_points(bytes, head, shapes);
            return Some(());
        }
        let mut path = Path::default();
        if head.kind == COMPOUND_CURVE {
            for _ in 0..self.u32(head.big_endian)? {
                let piece = self.head()?;
                self.piece(&piece, &mut path)?;
            }
        } else {
            self.piece(head, &mut path)?;
        }
        shapes.push_ring(path.take());
        Some(())
    }

    fn piece(&mut self, head: &Head, path: &mut Path) -> Option<()> {
        let bytes = self.listed(head)?;
        match head.kind {
            2 => path.straight(places(bytes, head)),
            CIRCULAR_STRING => path.arcs(places(bytes, head))?,
            _ => return None,
        }
        Some(())
    }

    /// A number of points, and those.
    fn listed(&mut self, head: &Head) -> Option<&'a [u8]> {
        let count = usize::try_from(self.u32(head.big_endian)?).ok()?;
        self.points(count, head)
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

/// The same one by one, for the few that are bent.
fn places<'a>(bytes: &'a [u8], head: &Head) -> impl Iterator<Item = [f64; 2]> {
    let is_swapped = head.big_endian;
    let firsts = bytes.chunks_exact(8 * head.ordinates());
    let firsts = firsts.filter_map(|p: &'a [u8]| p.first_chunk()).map(point);
    firsts.map(move |place| if is_swapped { place.map(swap) } else { place })
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
        assert_eq!(kind(8), Content::Of(Lines));
        assert_eq!(kind(7), Content::Null);
        assert_eq!(kind(10), Content::Of(Polygons));
        assert_eq!(kind(15), Content::Other(ShapeKind::MultiPatch));
        assert_eq!(kind(6), Content::Of(Polygons));
        assert_eq!(kind(99), Content::Bad);
    }

    /// A type, how many, and those.
    fn of(code: u32, items: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = vec![1];
        bytes.extend(code.to_le_bytes());
        bytes.extend((items.len() as u32).to_le_bytes());
        bytes.extend(items.concat());
        bytes
    }

    fn doubles(points: &[[f64; 2]]) -> Vec<Vec<u8>> {
        let point = |p: &[f64; 2]| p.iter().flat_map(|o| o.to_le_bytes()).collect();
        points.iter().map(point).collect()
    }

    #[test]
    fn collections_are_their_best_kind() {
        let (line, area) = (
            of(2, &doubles(&[[0.0, 0.0], [9.0, 9.0]])),
            polygon(1, 3, false, 0),
        );
        let mut point = vec![1, 1, 0, 0, 0];
        point.extend(doubles(&[[7.0, 7.0]]).concat());
        let nested = of(7, &[area.clone(), of(7, std::slice::from_ref(&line))]);
        for (items, kind, count) in [
            (vec![line.clone(), area.clone(), point.clone()], Polygons, 4),
            (vec![nested, area.clone()], Polygons, 8),
            (vec![point.clone(), line.clone(), point.clone()], Lines, 2),
            (vec![point.clone(), point], Points, 2),
        ] {
            let mut shapes = Shapes::default();
            assert_eq!(push(&of(7, &items), &mut shapes), Content::Of(kind));
            // The next feature is whole again.
            push(&area, &mut shapes);
            let warnings = Warnings::default();
            let joined = join(vec![shapes], &warnings).unwrap();
            if kind == Polygons {
                assert_eq!(joined.polygons.vertex_count(), count + 4);
                assert_eq!(joined.polygons.coords().last(), Some(&[0.0, 0.0]));
            }
        }
        let mut deep = area;
        for _ in 0..100 {
            deep = of(7, &[deep]);
        }
        assert_eq!(push(&deep, &mut Shapes::default()), Content::Bad);
    }

    #[test]
    fn arcs_become_lines() {
        let circle = of(
            8,
            &doubles(&[[0.0, 0.0], [1.0, 1.0], [2.0, 0.0], [1.0, -1.0], [0.0, 0.0]]),
        );
        let half = of(8, &doubles(&[[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]]));
        let chord = of(2, &doubles(&[[2.0, 0.0], [0.0, 0.0]]));
        for (bytes, kind, count) in [
            (circle.clone(), Lines, 91),
            (of(9, &[half.clone(), chord.clone()]), Lines, 47),
            (of(10, std::slice::from_ref(&circle)), Polygons, 91),
            (of(10, &[of(9, &[half.clone(), chord])]), Polygons, 47),
            (of(11, &[half.clone(), half]), Lines, 92),
            (
                of(12, &[of(10, &[circle]), polygon(1, 3, false, 0)]),
                Polygons,
                95,
            ),
        ] {
            let mut shapes = Shapes::default();
            assert_eq!(push(&bytes, &mut shapes), Content::Of(kind));
            assert_eq!(vertices(shapes).len(), count);
        }
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

//! Parts too small or too narrow to mean anything, left out of the sums on request. Every part then has to
//! be built and looked at, so this is slow; by default nothing is left out.

use super::cover::Hit;
use super::doubled::Measured;
use super::past::Past;
use super::shapes::Shapes;
use crate::geometry::boolean::{self, Rings};

/// What is left out of the sums; nothing by default.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Slivers {
    /// Parts smaller than this, m².
    pub min_m2: f64,
    /// Parts narrower than this, m: their area over half their outline.
    pub min_width_m: f64,
}

impl Slivers {
    /// True when nothing is left out.
    pub fn is_none(&self) -> bool {
        self.min_m2 <= 0.0 && self.min_width_m <= 0.0
    }

    /// A part is an outer ring and its holes.
    fn keeps(&self, part: &Rings) -> bool {
        let area_m2: f64 = part
            .iter()
            .map(|ring| crate::geometry::area::ring_signed(ring))
            .sum();
        let around_m: f64 = part.iter().map(|ring| length(ring)).sum();
        area_m2 >= self.min_m2 && area_m2 >= self.min_width_m * around_m / 2.0
    }
}

fn length(ring: &[[f64; 2]]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let edges = ring.iter().zip(next);
    edges.map(|(a, b)| (b[0] - a[0]).hypot(b[1] - a[1])).sum()
}

/// The ground of a parcel by code in one year, slivers left out; ground covered twice counts once.
pub(super) fn measure_without(
    slivers: &Slivers,
    past: &Past,
    shapes: &mut Shapes,
    parcel: u32,
    hits: &[Hit],
) -> Measured {
    let outlines = past.outlines();
    let mut rings = |rank: u32| {
        let outline = past.order[rank as usize];
        shapes.prepare(outlines, outline);
        shapes.rings(outlines, outline)
    };
    let own = rings(parcel);
    let mut all = Rings::new();
    let mut kept: Vec<Hit> = Vec::new();
    let mut areas_m2 = Vec::new();
    for of_code in hits.chunk_by(|a, b| a.code == b.code) {
        let mut of_code_rings = Rings::new();
        for hit in of_code {
            let parts = if hit.rank == parcel {
                boolean::union(&own)
            } else {
                boolean::intersection(&own, &rings(hit.rank))
            };
            let parts = parts.polygons().iter().filter(|part| slivers.keeps(part));
            let part_rings: Rings = parts.flatten().cloned().collect();
            let area_m2 = boolean::union(&part_rings).area();
            if area_m2 > 0.0 {
                kept.push(Hit { area_m2, ..*hit });
            }
            of_code_rings.extend(part_rings);
        }
        if !of_code_rings.is_empty() {
            areas_m2.push(boolean::union(&of_code_rings).area());
        }
        all.extend(of_code_rings);
    }
    let mut measured = Measured::default();
    measured.sum(&kept);
    for (code, area_m2) in measured.codes.iter_mut().zip(areas_m2) {
        code.area_m2 = area_m2;
    }
    measured.total_m2 = boolean::union(&all).area();
    measured
}

//! Parcels cut along the borders of areas, exactly: for each area the parcels in it with the ground that lies
//! there, what lies in no area, and what lies in more than one. The areas less the overlap plus the outside are
//! the parcels, whatever the areas look like.
//!
//! Only parcels whose box a border runs through are compared edge by edge; no shape is built. Nothing here depends
//! on crops or on the rule, so it is computed once and summed again as often as the rule changes.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::geometry::boolean::{self, Rings};
use crate::geometry::clip::{Chains, NOISE_M2, Place, Strips};
use crate::geometry::repair::mend;
use crate::geometry::{Bounds, PolygonArray, SpatialIndex};
use crate::job::{Cancelled, Progress};

/// Ground of one parcel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// The parcel's feature number.
    pub parcel: u32,
    /// The ground, m².
    pub m2: f64,
}

/// Which ground of which parcel lies where. All lists run by parcel, and name each at most once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Split {
    /// Per area the parcels in it.
    pub areas: Vec<Vec<Piece>>,
    /// What lies in no area.
    pub outside: Vec<Piece>,
    /// What lies in several areas, for each beyond the first.
    pub overlap: Vec<Piece>,
    /// Every parcel whole.
    pub total: Vec<Piece>,
    /// Parcels that a border runs through.
    pub crossing: usize,
    /// Areas whose outline was invalid and was mended.
    pub mended_areas: usize,
    /// Parcels on a border whose outline was invalid and was mended.
    pub mended_parcels: usize,
}

impl Split {
    /// Cuts `parcels` along `areas`, both in the same plane. `area_m2` is the ground of each parcel; those where it
    /// is NaN take no part. A parcel on a border is divided in the proportion of its outline.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn along(
        parcels: &PolygonArray,
        area_m2: &[f64],
        areas: &PolygonArray,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let boxes = (0..parcels.len()).into_par_iter().with_min_len(512);
        let boxes: Vec<Bounds> = boxes
            .map(|parcel| match area_m2.get(parcel) {
                Some(m2) if m2.is_finite() => parcels.feature(parcel).bounds(),
                _ => Bounds::EMPTY,
            })
            .collect();
        let index = SpatialIndex::of_boxes(boxes.len(), |parcel| boxes[parcel]);
        let areas = Areas::new(areas, origin_of(&boxes));
        progress.begin(areas.list.len() as u64);
        let found: Vec<Found> = areas
            .list
            .par_iter()
            .map(|area| {
                let found = area.find(parcels, &index);
                progress.tick(1)?;
                Ok(found)
            })
            .collect::<Result<_, Cancelled>>()?;
        let cut = Cut::all(&found, parcels, &boxes, &areas);
        progress.check()?;
        Ok(assemble(&found, &cut, area_m2, &areas))
    }

    /// Puts every parcel whole into the group that `group_of` names, one of `groups`; those without are outside.
    pub fn by_group(area_m2: &[f64], group_of: &[Option<u32>], groups: usize) -> Self {
        let mut split = Self {
            areas: vec![Vec::new(); groups],
            total: pieces(area_m2),
            ..Self::default()
        };
        for piece in &split.total {
            let group = group_of.get(piece.parcel as usize).copied().flatten();
            let list = group.and_then(|group| split.areas.get_mut(group as usize));
            list.unwrap_or(&mut split.outside).push(*piece);
        }
        split
    }
}

fn pieces(area_m2: &[f64]) -> Vec<Piece> {
    let all = (0_u32..).zip(area_m2);
    all.filter(|(_, m2)| m2.is_finite())
        .map(|(parcel, &m2)| Piece { parcel, m2 })
        .collect()
}

/// A whole number near everything: coordinates around it keep their digits, and stay what they were.
fn origin_of(boxes: &[Bounds]) -> [f64; 2] {
    let around = boxes.iter().fold(Bounds::EMPTY, |a, b| a.union(b));
    let center = around.center().map(f64::round);
    if center.iter().all(|c| c.is_finite()) {
        center
    } else {
        [0.0; 2]
    }
}

/// One area, mended where needed.
struct Area {
    strips: Strips,
    bounds: Bounds,
    rings: Rings,
    is_mended: bool,
}

struct Areas {
    list: Vec<Area>,
    origin: [f64; 2],
    /// All of them together; made when a parcel asks for it.
    union: OnceLock<Strips>,
}

impl Areas {
    fn new(areas: &PolygonArray, origin: [f64; 2]) -> Self {
        let list = (0..areas.len()).into_par_iter();
        Self {
            list: list.map(|area| Area::new(areas, area, origin)).collect(),
            origin,
            union: OnceLock::new(),
        }
    }

    /// The ground of any area. Where areas overlap, what a parcel has in each says nothing of what it has in all.
    fn union(&self) -> &Strips {
        self.union.get_or_init(|| {
            let rings = self.list.iter().flat_map(|area| area.rings.clone());
            let shape = boolean::union(&rings.collect()).to_feature();
            Strips::new(&shape.feature(0), self.origin)
        })
    }
}

/// Part of an area by which a mended outline may differ before the stored one is called invalid.
const SAME_AREA: f64 = 1e-9;

impl Area {
    fn new(areas: &PolygonArray, number: usize, origin: [f64; 2]) -> Self {
        let stored = areas.feature(number);
        let mended = mend(&stored);
        let (strips, other) = (
            Strips::new(&stored, origin),
            Strips::new(&mended.feature(0), origin),
        );
        // An outline that crosses itself encloses another area when it is mended.
        let differs = (strips.area() - other.area()).abs();
        let is_mended = differs.is_nan() || differs > SAME_AREA * other.area().max(1.0);
        let feature = if is_mended { mended.feature(0) } else { stored };
        Self {
            strips: if is_mended { other } else { strips },
            bounds: feature.bounds(),
            rings: boolean::rings_of(&feature),
            is_mended,
        }
    }

    /// Which parcels lie in it, and which on its border.
    fn find(&self, parcels: &PolygonArray, index: &SpatialIndex) -> Found {
        let near = index.query_boxes(&self.bounds);
        let places: Vec<Place> = near
            .par_iter()
            .with_min_len(256)
            .map(|(parcel, bounds)| {
                let coords = parcels.feature(*parcel as usize).coords();
                let finite = |point: &&[f64; 2]| point.iter().all(|c| c.is_finite());
                let point = coords.iter().find(finite).copied();
                self.strips.place(bounds, point.unwrap_or(bounds.min))
            })
            .collect();
        let of = |place: Place| {
            let here = near.iter().zip(&places).filter(|(_, p)| **p == place);
            here.map(|((parcel, _), _)| *parcel).collect()
        };
        Found {
            inside: of(Place::Inside),
            border: of(Place::Border),
        }
    }
}

/// The parcels that an area holds wholly, and those that its border runs through, ascending.
struct Found {
    inside: Vec<u32>,
    border: Vec<u32>,
}

/// What a parcel on borders has where, as parts of its outline.
struct Cut {
    parcel: u32,
    /// Areas that hold part of it, with that part.
    parts: Vec<(usize, f64)>,
    /// The part that lies in any area.
    covered: f64,
    is_mended: bool,
}

impl Cut {
    fn all(found: &[Found], parcels: &PolygonArray, boxes: &[Bounds], areas: &Areas) -> Vec<Self> {
        let mut pairs: Vec<(u32, usize)> = Vec::new();
        for (area, found) in found.iter().enumerate() {
            pairs.extend(found.border.iter().map(|parcel| (*parcel, area)));
        }
        pairs.sort_unstable();
        let mut wholly_inside = vec![false; boxes.len()];
        for parcel in found.iter().flat_map(|found| &found.inside) {
            if let Some(inside) = wholly_inside.get_mut(*parcel as usize) {
                *inside = true;
            }
        }
        let parcels_on_border: Vec<&[(u32, usize)]> = pairs.chunk_by(|a, b| a.0 == b.0).collect();
        parcels_on_border
            .into_par_iter()
            .with_min_len(16)
            .map(|pairs| {
                let parcel = pairs.first().map_or(0, |(parcel, _)| *parcel);
                let bounds = boxes.get(parcel as usize).copied();
                let bounds = bounds.unwrap_or(Bounds::EMPTY);
                let inside_other = wholly_inside.get(parcel as usize).copied();
                let outline = Outline::new(parcels, parcel as usize, bounds, areas.origin);
                outline.cut(parcel, pairs, inside_other.unwrap_or(false), areas)
            })
            .collect()
    }
}

/// A parcel on a border, mended where needed.
struct Outline {
    chains: Chains,
    bounds: Bounds,
    is_mended: bool,
}

impl Outline {
    fn new(parcels: &PolygonArray, parcel: usize, bounds: Bounds, origin: [f64; 2]) -> Self {
        let stored = parcels.feature(parcel);
        let chains = Chains::new(&stored, origin);
        if chains.is_valid() {
            return Self {
                chains,
                bounds,
                is_mended: false,
            };
        }
        let mended = mend(&stored);
        Self {
            chains: Chains::new(&mended.feature(0), origin),
            bounds,
            is_mended: true,
        }
    }

    /// The part of the outline inside `area`; what differs from none or all by noise is none or all.
    fn part_in(&self, area: &Strips) -> f64 {
        let whole = self.chains.area();
        let shared = area.shared_area(&self.chains, &self.bounds);
        if whole <= 0.0 || shared < NOISE_M2 {
            0.0
        } else if whole - shared < NOISE_M2 {
            1.0
        } else {
            shared / whole
        }
    }

    fn cut(&self, parcel: u32, pairs: &[(u32, usize)], inside_other: bool, areas: &Areas) -> Cut {
        let parts = pairs.iter().filter_map(|(_, area)| {
            let part = self.part_in(&areas.list.get(*area)?.strips);
            (part > 0.0).then_some((*area, part))
        });
        let parts: Vec<(usize, f64)> = parts.collect();
        let has_all = inside_other || parts.iter().any(|(_, part)| *part >= 1.0);
        let covered = match parts.as_slice() {
            _ if has_all => 1.0,
            [] => 0.0,
            [(_, only)] => *only,
            _ => self.part_in(areas.union()),
        };
        Cut {
            parcel,
            parts,
            covered,
            is_mended: self.is_mended,
        }
    }
}

/// What a parcel has in areas, as a multiple of itself.
#[derive(Debug, Clone, Copy, Default)]
struct Cover {
    /// Summed over the areas.
    in_each: f64,
    /// In any area.
    in_any: f64,
}

fn assemble(found: &[Found], cut: &[Cut], area_m2: &[f64], areas: &Areas) -> Split {
    let mut cover = vec![Cover::default(); area_m2.len()];
    let mut lists: Vec<Vec<Piece>> = Vec::with_capacity(found.len());
    let m2_of = |parcel: u32| area_m2.get(parcel as usize).copied().unwrap_or(0.0);
    for found in found {
        let whole = found.inside.iter().map(|&parcel| Piece {
            parcel,
            m2: m2_of(parcel),
        });
        lists.push(whole.collect());
        for parcel in &found.inside {
            if let Some(cover) = cover.get_mut(*parcel as usize) {
                cover.in_each += 1.0;
                cover.in_any = 1.0;
            }
        }
    }
    for cut in cut {
        for (area, part) in &cut.parts {
            if let Some(list) = lists.get_mut(*area) {
                list.push(Piece {
                    parcel: cut.parcel,
                    m2: part * m2_of(cut.parcel),
                });
            }
        }
        if let Some(cover) = cover.get_mut(cut.parcel as usize) {
            cover.in_each += cut.parts.iter().map(|(_, part)| part).sum::<f64>();
            cover.in_any = cover.in_any.max(cut.covered);
        }
    }
    for list in &mut lists {
        list.sort_unstable_by_key(|piece| piece.parcel);
    }
    let total = pieces(area_m2);
    let rest = |of: &dyn Fn(Cover) -> f64| {
        let pieces = total.iter().map(|piece| {
            let cover = cover.get(piece.parcel as usize).copied();
            let m2 = piece.m2 * of(cover.unwrap_or_default());
            Piece { m2, ..*piece }
        });
        pieces.filter(|piece| piece.m2 > NOISE_M2).collect()
    };
    Split {
        outside: rest(&|cover| 1.0 - cover.in_any),
        overlap: rest(&|cover| cover.in_each - cover.in_any),
        areas: lists,
        total,
        crossing: cut.iter().filter(|cut| cut.is_split()).count(),
        mended_areas: areas.list.iter().filter(|area| area.is_mended).count(),
        mended_parcels: cut.iter().filter(|cut| cut.is_mended).count(),
    }
}

impl Cut {
    /// True when a border really divides it, and not only its box.
    fn is_split(&self) -> bool {
        self.parts.iter().any(|(_, part)| *part < 1.0)
    }
}

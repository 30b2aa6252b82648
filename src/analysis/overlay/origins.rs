//! Where one parcel came from: the parcels of an earlier year on whose ground it lies, and in a word what
//! happened between. For one parcel at a time, when someone looks at it.

use super::past::Past;
use super::shapes::Shapes;
use crate::crs::Crs;
use crate::domain::{SeenCrop, Year};
use crate::geometry::Feature;
use crate::geometry::clip::{NOISE_M2, intersection_area};

/// Less of the parcel than this is a boundary that moved and no origin.
const LEAST_SHARE: f64 = 0.05;
/// An earlier parcel that lies within the parcel by this much became part of it whole.
const WHOLE: f64 = 0.9;

/// What happened to a parcel since an earlier year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// The same outline, vertex by vertex.
    Identical,
    /// One parcel, nearly the same ground.
    Shifted,
    /// Cut out of one larger parcel.
    Split,
    /// Put together of several parcels.
    Merged,
    /// Cut out of several parcels.
    Rearranged,
    /// No parcel was there.
    Absent,
}

impl Change {
    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Shifted => "shifted",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Rearranged => "rearranged",
            Self::Absent => "absent",
        }
    }
}

/// A parcel of an earlier year that shares ground with the parcel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Origin {
    /// Its feature number in the layer of its year.
    pub feature: usize,
    /// Its crop in that year.
    pub crop: Option<SeenCrop>,
    /// Ground that both share, m².
    pub shared_m2: f64,
    /// Part of the parcel that it covers.
    pub share: f64,
    /// Part of itself that lies in the parcel.
    pub own_share: f64,
    outline: u32,
}

/// Where a parcel came from in one year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearOrigins {
    /// The year.
    pub year: Year,
    /// What happened since.
    pub change: Change,
    /// The parcels on whose ground it lies, most of it first; slivers among them.
    pub origins: Vec<Origin>,
}

impl Past {
    /// Where a parcel came from, for each year before the reference year, oldest first. `parcel` is a feature
    /// of the reference layer; nothing for landscape elements and features without geometry.
    pub fn origins(&self, parcel: usize) -> Vec<YearOrigins> {
        let outline = self.reference_year().outlines.get(parcel);
        let rank = outline.and_then(|outline| self.ranks.get(*outline as usize));
        let Some(&rank) = rank else {
            return Vec::new();
        };
        let pieces = self.pieces_under(rank);
        let years = 0..self.years.len() - 1;
        years
            .map(|year| self.year_origins(year, rank, &pieces))
            .collect()
    }

    /// The outline of an origin, in the coordinates of [`crs`](Self::crs).
    pub fn outline(&self, origin: &Origin) -> Feature<'_> {
        self.outlines().get(origin.outline)
    }

    /// The coordinate system of all outlines; `None` where the first layer did not say.
    pub fn crs(&self) -> Option<&Crs> {
        self.layers.crs()
    }

    /// Every outline that shares ground with that of a parcel, its own among them.
    fn pieces_under(&self, parcel: u32) -> Vec<Piece> {
        let outlines = self.outlines();
        let own_box = self.bounds(parcel as usize);
        let own = self.order[parcel as usize];
        let mut shapes = Shapes::default();
        shapes.begin(&own_box);
        shapes.prepare(outlines, own);
        let mut pieces = Vec::new();
        let mut near = Vec::new();
        self.boxes.query(&own_box, 0, &mut near);
        for rank in near {
            let outline = self.order[rank as usize];
            shapes.prepare(outlines, outline);
            let both = shapes.get(own).zip(shapes.get(outline));
            let Some((parcel, other)) = both else {
                continue;
            };
            let shared_m2 = intersection_area(&parcel.chains, &other.chains);
            if shared_m2 > NOISE_M2 {
                pieces.push(Piece {
                    rank,
                    shared_m2,
                    share: shared_m2 / parcel.chains.area(),
                    own_share: shared_m2 / other.chains.area(),
                });
            }
        }
        pieces.sort_by(|a, b| {
            b.shared_m2
                .total_cmp(&a.shared_m2)
                .then(a.rank.cmp(&b.rank))
        });
        pieces
    }

    fn year_origins(&self, year: usize, parcel: u32, pieces: &[Piece]) -> YearOrigins {
        let added = self.added(year);
        let stands = |piece: &&Piece| (self.masks[piece.rank as usize] >> year) & 1 == 1;
        let pieces: Vec<Piece> = pieces.iter().filter(stands).copied().collect();
        let origins = pieces.iter().filter_map(|piece| {
            let outline = self.order[piece.rank as usize];
            let feature = added.outlines.iter().position(|known| *known == outline)?;
            Some(Origin {
                feature,
                crop: added.crop(feature),
                shared_m2: piece.shared_m2,
                share: piece.share,
                own_share: piece.own_share,
                outline,
            })
        });
        YearOrigins {
            year: added.year,
            change: change(parcel, &pieces),
            origins: origins.collect(),
        }
    }
}

/// An outline that shares ground with the parcel.
#[derive(Debug, Clone, Copy)]
struct Piece {
    rank: u32,
    shared_m2: f64,
    share: f64,
    own_share: f64,
}

fn change(parcel: u32, pieces: &[Piece]) -> Change {
    if pieces.iter().any(|piece| piece.rank == parcel) {
        return Change::Identical;
    }
    let origins: Vec<&Piece> = pieces.iter().filter(|p| p.share >= LEAST_SHARE).collect();
    let all_whole = origins.iter().all(|piece| piece.own_share >= WHOLE);
    match (origins.len(), all_whole) {
        (0, _) => Change::Absent,
        (1, true) => Change::Shifted,
        (1, false) => Change::Split,
        (_, true) => Change::Merged,
        (_, false) => Change::Rearranged,
    }
}

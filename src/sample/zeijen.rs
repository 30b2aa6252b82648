//! The sample's second set: the fields around Zeijen, a layer a year as the register publishes them. The
//! land is the province's, in smaller fields; some are split, merged or given another boundary in some
//! year, and nearly all were redrawn by up to a metre in 2021.

use std::ops::Range;

use super::SEED;
use super::convex::{centroid, distance_m, whole_mm};
use super::elements::element;
use super::fields::{Block, blocks};
use super::histories::Grower;
use super::mesh::{Face, Mesh};
use super::noise::Noise;
use super::province::Wilderness;
use super::random::{Random, mix2};
use super::register::{Record, register_layer};
use super::rotation::{FIRST_YEAR, History, YEARS};
use super::warp::Warp;
use super::zones::{Landscape, zones};
use crate::domain::{Catalogue, Class};
use crate::layer::Layer;

/// The village, and how far around it fields are drawn.
const MIDDLE_RD: [f64; 2] = [232_500.0, 563_200.0];
const REACH_M: f64 = 6_300.0;
/// Size of the fields beside those of the province's sample.
const GRAIN: f64 = 0.61;
/// Fields wilder than this are left out.
const WILDEST: f64 = 0.45;
/// The first year with the new outlines.
const REDRAWN: usize = 2021 - FIRST_YEAR;
/// Part of the blocks whose outlines stayed as they were.
const NOT_REDRAWN: f64 = 0.06;
/// The first year with landscape elements.
const WITH_ELEMENTS: usize = 2023 - FIRST_YEAR;
/// Part of the fields that are split, merged, given another boundary, and that come or go, once in ten years.
const SPLIT: f64 = 0.09;
const MERGED: f64 = 0.08;
const SHIFTED: f64 = 0.05;
const NEW_OR_GONE: f64 = 0.015;

/// A field as it was farmed during some years.
#[derive(Debug)]
struct Piece {
    face: Face,
    /// First year, and the year after the last.
    years: Range<usize>,
    history: History,
    /// Its own for good: decides order and elements.
    seed: u64,
}

/// A block with all its pieces, and its nodes before and after redrawing.
#[derive(Debug)]
struct Drawn {
    mesh: Mesh,
    pieces: Vec<Piece>,
    old_nodes: Vec<[f64; 2]>,
    new_nodes: Vec<[f64; 2]>,
}

/// The layers of the ten years, `brp_2015` to `brp_2024`.
pub fn zeijen() -> Vec<Layer> {
    let blocks = drawn_blocks();
    let catalogue = Catalogue::built_in();
    (0..YEARS)
        .map(|year| register_layer(&mut records(&blocks, year), FIRST_YEAR + year, &catalogue))
        .collect()
}

fn drawn_blocks() -> Vec<Drawn> {
    let (warp, wilderness) = (Warp::new(SEED), Wilderness::new(SEED));
    let mut grower = Grower::new();
    let mut drawn = Vec::new();
    for zone in zones(SEED) {
        if distance_m(centroid(&zone.corners), MIDDLE_RD) < 2.0 * REACH_M {
            for block in blocks(&zone, GRAIN) {
                drawn.push(draw(block, zone.landscape, &warp, &wilderness, &mut grower));
            }
        }
    }
    drawn
}

fn draw(
    mut block: Block,
    landscape: Landscape,
    warp: &Warp,
    wilderness: &Wilderness,
    grower: &mut Grower,
) -> Drawn {
    let mut random = Random::new(mix2(block.seed, 91));
    let mut lives = Vec::new();
    for field in std::mem::take(&mut block.fields) {
        let mut grow =
            |random: &mut Random| grower.history(class(landscape, random), landscape, random);
        let pieces = life(&mut block, &field, &mut random, &mut grow);
        lives.push((field, random.unit(), pieces));
    }
    block.mesh.roughen(block.seed, block.stray);
    let new_nodes = block.mesh.bent(warp);
    let is_farmed = |field: &Face, chance: f64| {
        let ring: Vec<_> = block
            .mesh
            .ring(field)
            .iter()
            .map(|&node| new_nodes[node])
            .collect();
        let center = centroid(&ring);
        distance_m(center, MIDDLE_RD) < REACH_M
            && wilderness.at(center, chance) < WILDEST
            && ring.iter().all(|&pos| wilderness.is_inside(pos))
    };
    lives.retain(|(field, chance, _)| is_farmed(field, *chance));
    Drawn {
        pieces: lives.into_iter().flat_map(|life| life.2).collect(),
        old_nodes: before_redrawing(&new_nodes, block.seed),
        mesh: block.mesh,
        new_nodes,
    }
}

/// What becomes of a field in ten years.
fn life(
    block: &mut Block,
    field: &Face,
    random: &mut Random,
    grow: &mut impl FnMut(&mut Random) -> History,
) -> Vec<Piece> {
    let change = 1 + random.below(YEARS - 1);
    let fate = random.unit();
    let first = block.halve(field, random);
    let second = block.halve(field, random);
    let (Some(first), Some(second)) = (first, second) else {
        return vec![piece(field.clone(), 0..YEARS, grow(random), random)];
    };
    let (one, two) = (grow(random), grow(random));
    let mut pieces = Vec::new();
    let mut add = |face: &Face, years: Range<usize>, history: History| {
        pieces.push(piece(face.clone(), years, history, random));
    };
    if fate < SPLIT {
        add(field, 0..change, one);
        add(&first.0, change..YEARS, one);
        add(&first.1, change..YEARS, two);
    } else if fate < SPLIT + MERGED {
        add(&first.0, 0..change, one);
        add(&first.1, 0..change, two);
        add(field, change..YEARS, one);
    } else if fate < SPLIT + MERGED + SHIFTED {
        for (halves, years) in [(&first, 0..change), (&second, change..YEARS)] {
            add(&halves.0, years.clone(), one);
            add(&halves.1, years, two);
        }
    } else if fate < SPLIT + MERGED + SHIFTED + NEW_OR_GONE {
        let years = if change.is_multiple_of(2) {
            0..change
        } else {
            change..YEARS
        };
        add(field, years, one);
    } else {
        add(field, 0..YEARS, one);
    }
    pieces
}

fn piece(face: Face, years: Range<usize>, history: History, random: &mut Random) -> Piece {
    Piece {
        face,
        years,
        history,
        seed: random.bits(),
    }
}

/// Around Zeijen most land is mixed, the valleys are grassland.
fn class(landscape: Landscape, random: &mut Random) -> Class {
    let weights = match landscape {
        Landscape::Valley => [0.2, 0.01, 0.55, 0.14, 0.1],
        Landscape::Plateau | Landscape::Peat | Landscape::Large => [0.25, 0.07, 0.1, 0.2, 0.38],
    };
    let classes: [_; 5] = std::array::from_fn(|class| (Class::FIG1[class], weights[class]));
    if random.chance(0.012) {
        return Class::Unclassified;
    }
    random.weighted(&classes).unwrap_or(Class::NoneMixed)
}

/// Where the nodes were before the registry redrew them: less than a metre off, neighbours alike.
fn before_redrawing(nodes: &[[f64; 2]], seed: u64) -> Vec<[f64; 2]> {
    let mut random = Random::new(mix2(seed, 92));
    if random.chance(NOT_REDRAWN) {
        return nodes.to_vec();
    }
    let drift = [Noise::new(SEED ^ 93, 700.0), Noise::new(SEED ^ 94, 700.0)];
    let old = |node: &[f64; 2]| {
        let mut moved = |axis: usize| {
            whole_mm(node[axis] + 0.45 * drift[axis].at(*node) + random.between(-0.2, 0.2))
        };
        [moved(0), moved(1)]
    };
    nodes.iter().map(old).collect()
}

/// What the register holds in a year: the pieces of that year with a crop, and from 2023 on elements.
fn records(blocks: &[Drawn], year: usize) -> Vec<Record> {
    let mut records = Vec::new();
    for block in blocks {
        let nodes = if year < REDRAWN {
            &block.old_nodes
        } else {
            &block.new_nodes
        };
        for piece in block
            .pieces
            .iter()
            .filter(|piece| piece.years.contains(&year))
        {
            let ring: Vec<_> = block
                .mesh
                .ring(&piece.face)
                .iter()
                .map(|&n| nodes[n])
                .collect();
            if year >= WITH_ELEMENTS {
                records.extend(element(&ring, piece.seed, year == WITH_ELEMENTS));
            }
            if let Some(code) = piece.history[year] {
                records.push(Record {
                    ring,
                    code,
                    seed: piece.seed,
                });
            }
        }
    }
    records
}

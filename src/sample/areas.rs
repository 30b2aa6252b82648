//! The area layer: Drenthe's twelve municipalities, drawn with a few points around their towns, and the
//! Drents Plateau. Neighbours share every vertex of their border, so that the municipalities cover the
//! province without gaps or overlaps.

use super::convex::{Corners, whole_mm};
use super::land::{PLATEAU, PROVINCE};
use super::random::{Random, mix2};

/// A point where a border starts, ends or turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    /// A corner of the province.
    Corner(usize),
    /// On the province's border: this many per cent of the way from a corner to the next.
    Between(usize, u8),
    /// Inside, an index into [`INSIDE`].
    Inside(usize),
}
use Point::{Between, Corner, Inside};

/// Points inside the province, metres RD.
const INSIDE: [[f64; 2]; 44] = [
    [231_200.0, 574_300.0], // 0 Noordenveld – Tynaarlo
    [229_900.0, 568_300.0],
    [229_300.0, 562_300.0], // 2 Noordenveld, Tynaarlo, Assen
    [228_300.0, 558_300.0], // 3 Noordenveld, Assen, Midden-Drenthe
    [224_500.0, 556_600.0],
    [233_500.0, 561_200.0], // 5 Assen – Tynaarlo
    [238_300.0, 561_000.0], // 6 Assen, Tynaarlo, Aa en Hunze
    [241_300.0, 564_600.0],
    [245_600.0, 567_000.0],
    [238_000.0, 557_500.0], // 9 Assen – Aa en Hunze
    [237_200.0, 553_800.0], // 10 Assen, Aa en Hunze, Midden-Drenthe
    [233_200.0, 552_600.0],
    [229_600.0, 554_600.0],
    [238_200.0, 549_500.0], // 13 Aa en Hunze – Midden-Drenthe
    [243_500.0, 546_200.0], // 14 Aa en Hunze, Midden-Drenthe, Borger-Odoorn
    [246_600.0, 547_900.0],
    [247_600.0, 552_900.0],
    [252_600.0, 556_300.0],
    [244_600.0, 543_300.0], // 18 Midden-Drenthe, Borger-Odoorn, Coevorden
    [248_800.0, 543_200.0],
    [251_800.0, 539_000.0], // 20 Borger-Odoorn, Coevorden, Emmen
    [256_000.0, 538_800.0],
    [260_500.0, 542_200.0],
    [252_900.0, 534_500.0], // 23 Coevorden – Emmen
    [251_900.0, 529_000.0],
    [252_600.0, 523_500.0],
    [242_000.0, 539_600.0], // 26 Midden-Drenthe – Coevorden
    [237_200.0, 533_600.0], // 27 Midden-Drenthe, Coevorden, Hoogeveen
    [238_400.0, 529_000.0],
    [239_200.0, 524_600.0],
    [231_800.0, 532_600.0], // 30 Midden-Drenthe, Hoogeveen, De Wolden
    [227_000.0, 531_000.0],
    [224_800.0, 527_200.0],
    [226_800.0, 523_400.0],
    [230_200.0, 520_600.0],
    [227_200.0, 536_000.0], // 35 Midden-Drenthe, De Wolden, Westerveld
    [226_400.0, 541_000.0],
    [224_600.0, 545_600.0],
    [220_400.0, 549_800.0],
    [221_600.0, 534_400.0], // 39 De Wolden – Westerveld
    [216_800.0, 530_400.0],
    [214_200.0, 527_600.0], // 41 De Wolden, Westerveld, Meppel
    [210_800.0, 528_200.0],
    [213_600.0, 523_000.0], // 43 De Wolden – Meppel
];

/// A municipality and the points around it, clockwise.
type Outline = (&'static str, &'static [Point]);

const MUNICIPALITIES: [Outline; 12] = [
    (
        "Noordenveld",
        &[
            Corner(24),
            Corner(25),
            Corner(26),
            Corner(0),
            Corner(1),
            Corner(2),
            Between(2, 70),
            Inside(0),
            Inside(1),
            Inside(2),
            Inside(3),
            Inside(4),
        ],
    ),
    (
        "Tynaarlo",
        &[
            Between(2, 70),
            Corner(3),
            Corner(4),
            Corner(5),
            Inside(8),
            Inside(7),
            Inside(6),
            Inside(5),
            Inside(2),
            Inside(1),
            Inside(0),
        ],
    ),
    (
        "Assen",
        &[
            Inside(2),
            Inside(5),
            Inside(6),
            Inside(9),
            Inside(10),
            Inside(11),
            Inside(12),
            Inside(3),
        ],
    ),
    (
        "Aa en Hunze",
        &[
            Corner(5),
            Corner(6),
            Between(6, 37),
            Inside(17),
            Inside(16),
            Inside(15),
            Inside(14),
            Inside(13),
            Inside(10),
            Inside(9),
            Inside(6),
            Inside(7),
            Inside(8),
        ],
    ),
    (
        "Borger-Odoorn",
        &[
            Between(6, 37),
            Corner(7),
            Between(7, 75),
            Inside(22),
            Inside(21),
            Inside(20),
            Inside(19),
            Inside(18),
            Inside(14),
            Inside(15),
            Inside(16),
            Inside(17),
        ],
    ),
    (
        "Emmen",
        &[
            Between(7, 75),
            Corner(8),
            Corner(9),
            Corner(10),
            Corner(11),
            Corner(12),
            Between(12, 20),
            Inside(25),
            Inside(24),
            Inside(23),
            Inside(20),
            Inside(21),
            Inside(22),
        ],
    ),
    (
        "Coevorden",
        &[
            Between(12, 20),
            Corner(13),
            Corner(14),
            Between(14, 15),
            Inside(29),
            Inside(28),
            Inside(27),
            Inside(26),
            Inside(18),
            Inside(19),
            Inside(20),
            Inside(23),
            Inside(24),
            Inside(25),
        ],
    ),
    (
        "Midden-Drenthe",
        &[
            Corner(23),
            Corner(24),
            Inside(4),
            Inside(3),
            Inside(12),
            Inside(11),
            Inside(10),
            Inside(13),
            Inside(14),
            Inside(18),
            Inside(26),
            Inside(27),
            Inside(30),
            Inside(35),
            Inside(36),
            Inside(37),
            Inside(38),
        ],
    ),
    (
        "Hoogeveen",
        &[
            Inside(27),
            Inside(28),
            Inside(29),
            Between(14, 15),
            Corner(15),
            Inside(34),
            Inside(33),
            Inside(32),
            Inside(31),
            Inside(30),
        ],
    ),
    (
        "De Wolden",
        &[
            Corner(15),
            Corner(16),
            Corner(17),
            Between(17, 25),
            Inside(43),
            Inside(41),
            Inside(40),
            Inside(39),
            Inside(35),
            Inside(30),
            Inside(31),
            Inside(32),
            Inside(33),
            Inside(34),
        ],
    ),
    (
        "Meppel",
        &[
            Between(17, 25),
            Corner(18),
            Corner(19),
            Between(19, 30),
            Inside(42),
            Inside(41),
            Inside(43),
        ],
    ),
    (
        "Westerveld",
        &[
            Between(19, 30),
            Corner(20),
            Corner(21),
            Corner(22),
            Corner(23),
            Inside(38),
            Inside(37),
            Inside(36),
            Inside(35),
            Inside(39),
            Inside(40),
            Inside(41),
            Inside(42),
        ],
    ),
];

/// An area with its outline, clockwise, not closed.
#[derive(Debug)]
pub(super) struct Area {
    /// Its name.
    pub(super) name: &'static str,
    /// *gemeente* or *plateau*.
    pub(super) kind: &'static str,
    /// Its corners, metres RD.
    pub(super) ring: Corners,
}

/// The twelve municipalities and the plateau.
pub(super) fn areas() -> Vec<Area> {
    let municipality = |(name, points): &Outline| Area {
        name,
        kind: "gemeente",
        ring: ring(points),
    };
    let mut areas: Vec<Area> = MUNICIPALITIES.iter().map(municipality).collect();
    areas.push(Area {
        name: "Drents Plateau",
        kind: "plateau",
        ring: PLATEAU.to_vec(),
    });
    areas
}

fn ring(points: &[Point]) -> Corners {
    let mut ring = Corners::new();
    for (i, &from) in points.iter().enumerate() {
        let to = points[(i + 1) % points.len()];
        ring.push(position(from));
        if is_border_of_two(from, to) {
            bends(from, to, &mut ring);
        }
    }
    ring
}

fn position(point: Point) -> [f64; 2] {
    match point {
        Corner(corner) => PROVINCE[corner],
        Inside(inside) => INSIDE[inside],
        Between(corner, percent) => {
            let (a, b) = (PROVINCE[corner], PROVINCE[(corner + 1) % PROVINCE.len()]);
            let share = f64::from(percent) / 100.0;
            [
                whole_mm(a[0] + (b[0] - a[0]) * share),
                whole_mm(a[1] + (b[1] - a[1]) * share),
            ]
        }
    }
}

/// The province's own border stays as straight as it is drawn.
fn is_border_of_two(from: Point, to: Point) -> bool {
    matches!(from, Inside(_)) || matches!(to, Inside(_))
}

/// Points between two points, the same for both neighbours whichever way they go.
fn bends(from: Point, to: Point, ring: &mut Corners) {
    let number = |point| match point {
        Inside(inside) => inside as u64,
        Corner(corner) | Between(corner, _) => 1_000 + corner as u64,
    };
    let forward = number(from) < number(to);
    let (low, high) = if forward { (from, to) } else { (to, from) };
    let mut random = Random::new(mix2(number(low), number(high)));
    let mut between = Corners::new();
    halve(position(low), position(high), 3, &mut random, &mut between);
    if !forward {
        between.reverse();
    }
    ring.extend(between);
}

/// Moves the middle of a line aside, then the middles of its halves.
fn halve(a: [f64; 2], b: [f64; 2], depth: u8, random: &mut Random, out: &mut Corners) {
    let aside = random.between(-0.12, 0.12);
    let middle = [
        whole_mm(f64::midpoint(a[0], b[0]) - (b[1] - a[1]) * aside),
        whole_mm(f64::midpoint(a[1], b[1]) + (b[0] - a[0]) * aside),
    ];
    if depth > 1 {
        halve(a, middle, depth - 1, random, out);
    }
    out.push(middle);
    if depth > 1 {
        halve(middle, b, depth - 1, random, out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::convex::{contains, signed_area};
    use super::*;

    #[test]
    fn municipalities_cover_the_province_once() {
        let areas = areas();
        let sum: f64 = areas[..12].iter().map(|area| signed_area(&area.ring)).sum();
        assert!((sum - signed_area(&PROVINCE)).abs() < 50.0, "{sum}");
        // Sampled as well: areas that overlap here and gape there would add up too.
        for step in 0..40_000_u32 {
            let pos = [
                206_000.0 + f64::from(step % 200) * 320.0 + 13.0,
                514_000.0 + f64::from(step / 200) * 335.0 + 7.0,
            ];
            let holders = areas[..12]
                .iter()
                .filter(|area| contains(&area.ring, pos))
                .count();
            assert_eq!(holders, usize::from(contains(&PROVINCE, pos)), "{pos:?}");
        }
    }

    #[test]
    fn towns_lie_in_their_municipality() {
        let towns = [
            ("Assen", [234_000.0, 556_800.0]),
            ("Emmen", [257_500.0, 533_500.0]),
            ("Hoogeveen", [228_600.0, 526_700.0]),
            ("Meppel", [209_600.0, 523_400.0]),
            ("Coevorden", [246_600.0, 520_200.0]),
            ("Coevorden", [247_100.0, 541_000.0]),
            ("Borger-Odoorn", [249_600.0, 549_400.0]),
            ("Borger-Odoorn", [253_500.0, 541_400.0]),
            ("Aa en Hunze", [247_400.0, 558_400.0]),
            ("Aa en Hunze", [241_300.0, 550_000.0]),
            ("Tynaarlo", [232_500.0, 563_200.0]),
            ("Tynaarlo", [241_900.0, 568_300.0]),
            ("Noordenveld", [222_700.0, 560_300.0]),
            ("Noordenveld", [229_200.0, 573_900.0]),
            ("Midden-Drenthe", [226_400.0, 551_400.0]),
            ("Midden-Drenthe", [237_300.0, 540_900.0]),
            ("De Wolden", [220_100.0, 531_000.0]),
            ("De Wolden", [225_500.0, 521_100.0]),
            ("Westerveld", [221_200.0, 539_000.0]),
            ("Westerveld", [212_300.0, 531_900.0]),
        ];
        let areas = areas();
        for (name, pos) in towns {
            let home = areas.iter().find(|area| contains(&area.ring, pos)).unwrap();
            assert_eq!(home.name, name, "{pos:?}");
        }
    }
}

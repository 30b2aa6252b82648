//! Which crops follow each other: the rotations of Drenthe's farms, as far as a sample needs them. Knows
//! the order of crops and nothing of classes.

use super::random::Random;
use super::zones::Landscape;

/// The oldest year of a history.
pub(super) const FIRST_YEAR: usize = 2015;

/// Years of a history, oldest first.
pub(super) const YEARS: usize = 10;

/// Crop code per year; none where nothing was registered.
pub(super) type History = [Option<u16>; YEARS];

/// Which years are arable (the rest is grass and fodder).
pub(super) type Turns = [bool; YEARS];

const STARCH_POTATO: u16 = 2017;
const SEED_POTATO: u16 = 2015;
const WARE_POTATO: u16 = 2014;
const SUGAR_BEET: u16 = 256;
const SPRING_BARLEY: u16 = 236;
const WINTER_WHEAT: u16 = 233;
const WINTER_BARLEY: u16 = 235;
const RYE: u16 = 7130;
const ONION: u16 = 262;
const CARROT: u16 = 2785;
const LILY: u16 = 1002;
const RAPESEED: u16 = 1922;
const FIELD_BEAN: u16 = 311;
const HEMP: u16 = 944;
const PERMANENT_GRASS: u16 = 265;
const TEMPORARY_GRASS: u16 = 266;
const AGRICULTURAL_NATURE_GRASS: u16 = 331;
const SILAGE_MAIZE: u16 = 259;
const GRAIN_MAIZE: u16 = 316;
const FODDER_BEET: u16 = 257;
const LUCERNE: u16 = 258;

/// Grass sown this many years ago is registered as permanent.
const YEARS_TO_PERMANENT: usize = 5;

/// Crops for each year, arable where `turns` says so.
pub(super) fn crops(turns: Turns, landscape: Landscape, random: &mut Random) -> History {
    let cycle = arable_cycle(landscape, random);
    let mut step = random.below(cycle.len());
    let mut history = [None; YEARS];
    let mut year = 0;
    while year < YEARS {
        let run = turns[year..]
            .iter()
            .take_while(|&&turn| turn == turns[year])
            .count();
        let end = year + run;
        if turns[year] {
            let visiting = run <= 2;
            for (nth, crop) in history[year..end].iter_mut().enumerate() {
                // After grass a visitor starts with the crop he came for, and does not grow it twice.
                let again = visiting && nth == 1 && is_potato(cycle[step % cycle.len()]);
                step += usize::from(again);
                let own = cycle[step % cycle.len()];
                *crop = Some(if visiting && nth == 0 {
                    first_after_grass(random)
                } else {
                    own
                });
                step += 1;
            }
        } else {
            fodder(&mut history[year..end], year == 0, random);
        }
        year = end;
    }
    history
}

/// The crops of an arable farm in their order, 1 in 2 to 1 in 5 potatoes.
fn arable_cycle(landscape: Landscape, random: &mut Random) -> Vec<u16> {
    let cereal = random
        .weighted(&[
            (SPRING_BARLEY, 0.55),
            (WINTER_WHEAT, 0.2),
            (WINTER_BARLEY, 0.15),
            (RYE, 0.1),
        ])
        .unwrap_or(SPRING_BARLEY);
    let special = random
        .weighted(&[
            (ONION, 0.3),
            (LILY, 0.25),
            (CARROT, 0.15),
            (RAPESEED, 0.1),
            (FIELD_BEAN, 0.1),
            (HEMP, 0.1),
        ])
        .unwrap_or(ONION);
    let potato = random
        .weighted(&[
            (STARCH_POTATO, 0.86),
            (SEED_POTATO, 0.08),
            (WARE_POTATO, 0.06),
        ])
        .unwrap_or(STARCH_POTATO);
    let narrow = match landscape {
        Landscape::Peat => 0.45,
        Landscape::Plateau | Landscape::Valley | Landscape::Large => 0.1,
    };
    if random.chance(narrow) {
        return vec![potato, SUGAR_BEET, potato, cereal];
    }
    match random.below(4) {
        0 => vec![potato, cereal, SUGAR_BEET],
        1 => vec![potato, SUGAR_BEET, cereal],
        2 => vec![potato, SUGAR_BEET, cereal, special],
        _ => vec![potato, cereal, SUGAR_BEET, cereal, special],
    }
}

fn is_potato(crop: u16) -> bool {
    matches!(crop, STARCH_POTATO | SEED_POTATO | WARE_POTATO)
}

/// What a neighbour grows on a dairy farmer's land in the first year.
fn first_after_grass(random: &mut Random) -> u16 {
    let crops = [
        (STARCH_POTATO, 0.68),
        (LILY, 0.1),
        (SEED_POTATO, 0.08),
        (SPRING_BARLEY, 0.06),
        (WARE_POTATO, 0.05),
        (CARROT, 0.03),
    ];
    random.weighted(&crops).unwrap_or(STARCH_POTATO)
}

/// Fills a run of years with grass and fodder. `from_start`: nothing is known of the years before.
fn fodder(years: &mut [Option<u16>], from_start: bool, random: &mut Random) {
    let whole = years.len() == YEARS;
    if whole && random.chance(0.5) {
        let grass = [(PERMANENT_GRASS, 0.92), (AGRICULTURAL_NATURE_GRASS, 0.08)];
        years.fill(random.weighted(&grass));
        return;
    }
    if years.len() <= 2 && random.chance(0.45) {
        years.fill(Some(row_fodder(random)));
        return;
    }
    let mut age = if from_start { random.below(9) } else { 0 };
    let maize_now_and_then = random.chance(0.5);
    for year in years.iter_mut() {
        let old = age >= 3;
        if maize_now_and_then && random.chance(if old { 0.25 } else { 0.08 }) {
            *year = Some(row_fodder(random));
            age = 0;
        } else {
            let permanent = age >= YEARS_TO_PERMANENT;
            *year = Some(if permanent {
                PERMANENT_GRASS
            } else {
                TEMPORARY_GRASS
            });
            age += 1;
        }
    }
}

fn row_fodder(random: &mut Random) -> u16 {
    let crops = [
        (SILAGE_MAIZE, 0.86),
        (GRAIN_MAIZE, 0.05),
        (FODDER_BEET, 0.05),
        (LUCERNE, 0.04),
    ];
    random.weighted(&crops).unwrap_or(SILAGE_MAIZE)
}

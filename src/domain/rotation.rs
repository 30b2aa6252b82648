//! Rotation indicators of one parcel over the window: shares, potatoes, diversity, runs.
//!
//! Only the classified years (arable or livestock) count; nature, landscape, fallow, unknown and missing
//! years are left out. Natural logarithms. The one exception is [`Indicators::rest_ok`].

use super::crop::Side;
use super::rotation_group::RotationGroup;
use super::sequence::{CropFacts, Reading, Usage};
use super::year::Year;

/// The indicators of a parcel; `None` where there is nothing to compute from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Indicators {
    /// Part of the classified years with an arable crop.
    pub arable_share: Option<f64>,
    /// Part with grass: permanent, temporary, natural.
    pub grass_share: Option<f64>,
    /// Part with a rest crop.
    pub rest_share: Option<f64>,
    /// A rest crop in every four calendar years running since 2023; a fallow year counts too. `None` where
    /// no four years running are known.
    pub rest_ok: Option<bool>,
    /// Classified years per year of potatoes: the x of "1 in x". `None` without potatoes.
    pub potato_freq: Option<f64>,
    /// The fewest calendar years from one potato year to the next.
    pub potato_min_gap: Option<u16>,
    /// Distinct rotation groups, permanent and temporary grass as one.
    pub groups: Option<u16>,
    /// Shannon's H over these groups.
    pub shannon: Option<f64>,
    /// `exp(H)`: the effective number of crops.
    pub shannon_effective: Option<f64>,
    /// `H / ln(groups)`; 0 for a single group.
    pub evenness: Option<f64>,
    /// Simpson's `1 − Σ p²`.
    pub simpson: Option<f64>,
    /// `1 / Σ p²`: the effective number of crops.
    pub simpson_effective: Option<f64>,
    /// Longest run of one group in successive classified years; more than one year between them that is
    /// not classified ends it.
    pub longest_run: Option<u16>,
}

/// A classified year.
#[derive(Clone, Copy)]
struct Grown {
    year: Year,
    side: Side,
    group: RotationGroup,
    rest_crop: bool,
}

impl Indicators {
    /// Computes all indicators from the readings of the window, oldest first.
    pub fn of(years: &[Reading], facts: &CropFacts) -> Self {
        let grown: Vec<Grown> = years.iter().filter_map(|year| grown(year, facts)).collect();
        let rest_ok = rest_crop_in_every_four(years, facts);
        let diversity = Diversity::of(&grown);
        let potatoes = || grown.iter().filter(|g| g.group.is_potato());
        Self {
            arable_share: part(&grown, |g| g.side == Side::Arable),
            grass_share: part(&grown, |g| g.group.is_grass()),
            rest_share: part(&grown, |g| g.rest_crop),
            rest_ok,
            potato_freq: part(&grown, |g| g.group.is_potato())
                .filter(|share| *share > 0.0)
                .map(|_| grown.len() as f64 / potatoes().count() as f64),
            potato_min_gap: potatoes()
                .zip(potatoes().skip(1))
                .map(|(one, next)| next.year.since(one.year))
                .min(),
            groups: diversity.map(|d| d.groups),
            shannon: diversity.map(|d| d.shannon),
            shannon_effective: diversity.map(|d| d.shannon.exp()),
            evenness: diversity.map(Diversity::evenness),
            simpson: diversity.map(|d| 1.0 - d.squares),
            simpson_effective: diversity.map(|d| 1.0 / d.squares),
            longest_run: longest_run(&grown),
        }
    }
}

fn grown(reading: &Reading, facts: &CropFacts) -> Option<Grown> {
    let side = match reading.usage {
        Usage::Known(side) if side != Side::Neutral => side,
        _ => return None,
    };
    let fact = facts.get(reading.crop);
    Some(Grown {
        year: reading.year,
        side,
        // A crop that only its category or the user's rule gives a sector is a crop of no known group.
        group: fact.group.unwrap_or(RotationGroup::Other),
        rest_crop: fact.rest_crop,
    })
}

fn part(grown: &[Grown], test: impl Fn(&Grown) -> bool) -> Option<f64> {
    let count = grown.iter().filter(|g| test(g)).count();
    (!grown.is_empty()).then(|| count as f64 / grown.len() as f64)
}

/// How the classified years are spread over the groups.
#[derive(Clone, Copy)]
struct Diversity {
    groups: u16,
    shannon: f64,
    squares: f64,
}

impl Diversity {
    fn of(grown: &[Grown]) -> Option<Self> {
        let mut groups: Vec<RotationGroup> = grown.iter().map(|g| g.group.grass_merged()).collect();
        groups.sort_unstable();
        let shares = groups
            .chunk_by(|a, b| a == b)
            .map(|same| same.len() as f64 / grown.len() as f64);
        let start = Self {
            groups: 0,
            shannon: 0.0,
            squares: 0.0,
        };
        let add = |sum: Self, p: f64| Self {
            groups: sum.groups + 1,
            shannon: sum.shannon - p * p.ln(),
            squares: sum.squares + p * p,
        };
        (!grown.is_empty()).then(|| shares.fold(start, add))
    }

    fn evenness(self) -> f64 {
        if self.groups > 1 {
            self.shannon / f64::from(self.groups).ln()
        } else {
            0.0
        }
    }
}

/// Calendar years between two classified years of one run, at most: one year between them may be missing
/// or neutral.
const RUN_STEP: u16 = 2;

fn longest_run(grown: &[Grown]) -> Option<u16> {
    let runs = grown.chunk_by(|one, next| {
        one.group.grass_merged() == next.group.grass_merged()
            && next.year.since(one.year) <= RUN_STEP
    });
    runs.map(|run| u16::try_from(run.len()).unwrap_or(u16::MAX))
        .max()
}

/// The first year of the seventh action programme's period, and the years of one period.
const REST_SINCE: u16 = 2023;
const REST_PERIOD: usize = 4;

fn rest_crop_in_every_four(years: &[Reading], facts: &CropFacts) -> Option<bool> {
    let known: Vec<(Year, bool)> = years
        .iter()
        .filter(|y| matches!(y.usage, Usage::Known(_)) && y.year.number() >= REST_SINCE)
        .map(|y| (y.year, facts.get(y.crop).rest_crop))
        .collect();
    let successive = |four: &&[(Year, bool)]| {
        let (first, last) = (four.first(), four.last());
        first
            .zip(last)
            .is_some_and(|(f, l)| usize::from(l.0.since(f.0)) == REST_PERIOD - 1)
    };
    known
        .windows(REST_PERIOD)
        .filter(successive)
        .map(|four| four.iter().any(|(_, rest)| *rest))
        .reduce(|all, ok| all && ok)
}

//! What passes while the map goes through the years: whether it plays, what is looked at in passing, and the
//! colours to come back to. Which year comes next, and when, is decided here, without a window.

use std::collections::BTreeMap;

use super::session::{Colouring, LayerId};
use crate::analysis::categorise::ColourBy;
use crate::domain::Year;

/// How long a year stays while the years are played, seconds.
pub const STEP_S: f64 = 1.0;

/// What passes while the map goes through the years.
#[derive(Debug, Clone, Default)]
pub struct TimeView {
    /// Set while the years are played.
    pub playing: Option<Playing>,
    /// The year that is looked at in passing.
    pub preview: Option<Preview>,
    /// The year under the pointer, whether it could be shown in passing or not.
    pub asked: Option<Year>,
    /// The colours of each layer before a year was chosen.
    pub before: BTreeMap<LayerId, Colouring>,
}

/// A year that is looked at in passing.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The year.
    pub year: Year,
    /// The layer that shows it.
    pub layer: LayerId,
    /// The colours to come back to.
    pub before: Colouring,
}

impl Preview {
    /// What the layer is coloured by in passing.
    pub fn by(&self) -> ColourBy {
        ColourBy::CropYear(self.year)
    }
}

/// The years are played.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Playing {
    /// When the next year comes, in seconds of the window's clock; `None` until the clock was looked at.
    pub due_s: Option<f64>,
}

/// What the clock asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// Nothing yet.
    Wait,
    /// The next year.
    Next(Year),
    /// There is none: it stops.
    Stop,
}

impl Playing {
    /// What is due at this moment. Afterwards it knows when to be asked again.
    pub fn tick(&mut self, now_s: f64, years: &[Year], shown: Option<Year>) -> Tick {
        let Some(due_s) = self.due_s else {
            self.due_s = Some(now_s + STEP_S);
            return Tick::Wait;
        };
        if now_s < due_s {
            return Tick::Wait;
        }
        // A window that was held up does not rush through what it missed.
        self.due_s = Some((due_s + STEP_S).max(now_s + STEP_S / 2.0));
        match beside(years, shown, 1) {
            Some(year) => Tick::Next(year),
            None => Tick::Stop,
        }
    }
}

/// The year to begin playing with: the one that is shown, unless none comes after it.
pub fn start(years: &[Year], shown: Option<Year>) -> Option<Year> {
    let more = shown.filter(|_| beside(years, shown, 1).is_some());
    more.or_else(|| years.first().copied())
}

/// The year so many places later; negative is earlier. Where no year is shown, the first or the last one.
/// `None` beyond the ends.
pub fn beside(years: &[Year], shown: Option<Year>, by: i32) -> Option<Year> {
    let step = by.unsigned_abs() as usize;
    let Some(shown) = shown else {
        return if by < 0 { years.last() } else { years.first() }.copied();
    };
    let place = years.iter().position(|year| *year == shown)?;
    let target = if by < 0 {
        place.checked_sub(step)?
    } else {
        place.checked_add(step)?
    };
    years.get(target).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years() -> Vec<Year> {
        [2015, 2016, 2018]
            .map(|y| Year::new(y).expect("valid"))
            .to_vec()
    }

    #[test]
    fn steps_stop_at_the_ends_and_begin_at_one() {
        let years = years();
        let at = |place: usize| Some(years[place]);
        assert_eq!(beside(&years, None, 1), at(0));
        assert_eq!(beside(&years, None, -1), at(2));
        assert_eq!(beside(&years, at(0), 1), at(1));
        assert_eq!(beside(&years, at(1), 1), at(2), "a gap is no year");
        assert_eq!(beside(&years, at(2), 1), None);
        assert_eq!(beside(&years, at(0), -1), None);
        assert_eq!(beside(&[], None, 1), None);
        assert_eq!(start(&years, at(1)), at(1));
        assert_eq!(start(&years, at(2)), at(0), "it begins anew");
        assert_eq!(start(&years, None), at(0));
    }

    #[test]
    fn a_year_stays_a_second_and_the_last_one_ends_it() {
        let years = years();
        let mut playing = Playing::default();
        let mut shown = Some(years[0]);
        assert_eq!(playing.tick(10.0, &years, shown), Tick::Wait);
        assert_eq!(playing.tick(10.9, &years, shown), Tick::Wait);
        for (now, year) in [(11.0, years[1]), (12.0, years[2])] {
            assert_eq!(playing.tick(now, &years, shown), Tick::Next(year));
            shown = Some(year);
        }
        assert_eq!(playing.tick(13.0, &years, shown), Tick::Stop);
    }

    #[test]
    fn a_window_that_was_held_up_does_not_rush() {
        let years = years();
        let mut playing = Playing { due_s: Some(11.0) };
        assert_eq!(
            playing.tick(40.0, &years, Some(years[0])),
            Tick::Next(years[1])
        );
        assert_eq!(playing.due_s, Some(40.5));
    }
}

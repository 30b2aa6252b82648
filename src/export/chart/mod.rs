//! Charts that answer a question each, as drawings: the same for the window, the clipboard and the file.
//!
//! - [`classes`]: what does each area consist of?
//! - [`compare`]: where is an indicator high, and where low?
//! - [`over_years`]: which way does it go?
//! - [`crops`]: what grew in each year?
//! - [`alluvial`]: what became of what?
//! - [`sequences`]: which rotations are the commonest?
//! - [`cycle`]: what closes inside the area?
//! - [`scales`]: what does the farm hide that the parcel shows?
//!
//! Each is a pure function from figures to a [`Chart`]: the drawing, the numbers behind it, and where on it which
//! number is. Labels stand at what they name, colour is never the only cue, zero is on every axis, and what is not
//! known is said.

pub mod alluvial;
pub mod axis;
pub mod classes;
pub mod compare;
pub mod crops;
pub mod cycle;
pub mod data;
pub mod key;
pub mod over_years;
pub mod page;
#[cfg(test)]
mod promises;
pub mod request;
pub mod sankey;
pub mod scales;
pub mod sequences;

use self::data::DataTable;
use super::drawing::Drawing;
use super::ink::Ink;
use crate::geometry::Bounds;
use crate::map::ClassColours;
use crate::text::Lang;

/// How a chart is to look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look<'a> {
    /// Language of its words and numbers.
    pub lang: Lang,
    /// Its colours.
    pub ink: Ink,
    /// The colours of the classes: those of the map.
    pub classes: &'a ClassColours,
    /// Its width and height, in points.
    pub size: [f64; 2],
    /// Where its figures come from: years, files, assumptions.
    pub source: &'a str,
}

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What is drawn; its `alt` says the same in words.
    pub drawing: Drawing,
    /// The numbers behind it.
    pub data: DataTable,
    /// Where on the drawing which of them is.
    pub spots: Vec<Spot>,
}

/// A place on a chart that tells something.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Where it is: a closed outline in the drawing's units.
    pub outline: Vec<[f64; 2]>,
    /// What it tells: the figure with its unit and what it is a part of.
    pub told: String,
    /// What it stands for.
    pub of: SpotOf,
}

/// What a place on a chart stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpotOf {
    /// A column of the statistics, whose formula can be asked for.
    Column(&'static str),
    /// Ground that went from one kind of crop to another, by their places among the kinds.
    Flow {
        /// Position of the first year.
        year: usize,
        /// The kind of that year.
        from: usize,
        /// The kind of the year after.
        to: usize,
    },
    /// Ground with a kind of crop in a year.
    Ground {
        /// Position of the year.
        year: usize,
        /// Place of the kind.
        kind: usize,
    },
    /// Ground with one of the commonest sequences, by its rank from 0.
    Sequence(usize),
    /// Nothing that leads further.
    Nothing,
}

impl SpotOf {
    /// Whether it stands for parcels.
    pub const fn has_parcels(self) -> bool {
        matches!(
            self,
            Self::Flow { .. } | Self::Ground { .. } | Self::Sequence(_)
        )
    }
}

impl Spot {
    /// A spot that is a box.
    pub fn area(area: &Bounds, told: String, of: SpotOf) -> Self {
        let ([left, top], [right, bottom]) = (area.min, area.max);
        Self {
            outline: vec![[left, top], [right, top], [right, bottom], [left, bottom]],
            told,
            of,
        }
    }

    /// Whether a point lies on it.
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        let mut inside = false;
        let ends = self.outline.iter().cycle().skip(1);
        for ([ax, ay], [bx, by]) in self.outline.iter().zip(ends) {
            if (*ay > y) != (*by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
                inside = !inside;
            }
        }
        inside
    }
}

impl Chart {
    /// The uppermost spot at a point.
    pub fn spot_at(&self, point: [f64; 2]) -> Option<&Spot> {
        self.spots.iter().rev().find(|spot| spot.contains(point))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_knows_its_inside() {
        let area = Bounds::new(10.0, 10.0, 20.0, 30.0);
        let spot = Spot::area(&area, String::new(), SpotOf::Nothing);
        assert!(spot.contains([15.0, 20.0]));
        assert!(!spot.contains([9.0, 20.0]) && !spot.contains([15.0, 31.0]));
        let bent = Spot {
            outline: vec![
                [0.0, 0.0],
                [10.0, 0.0],
                [10.0, 10.0],
                [5.0, 2.0],
                [0.0, 10.0],
            ],
            ..spot
        };
        assert!(bent.contains([1.0, 5.0]) && bent.contains([9.0, 5.0]));
        assert!(!bent.contains([5.0, 6.0]));
    }
}

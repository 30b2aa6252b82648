//! The patterns of [`crate::map::pattern`] as lines: what a writer draws within a shape. Lines rather than a
//! repeated tile, because programs that show PDF and SVG place tiles on whole pixels and leave seams between them.
//! Every pattern starts at the corner of the drawing, so that neighbouring shapes join.

use super::drawing::Step;
use crate::geometry::Bounds;
use crate::map::pattern::{PERIOD_PX, Pattern};

/// The lines of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hatch {
    /// With a dash, lines; else a shape per line, to be filled by the nonzero rule: programs that show PDF move
    /// thin strokes to whole pixels, and leave shapes where they are.
    pub lines: Vec<Step>,
    /// Width of the lines in units.
    pub width: f64,
    /// Length of a dash and of a gap; the ends of each dash are round: a dot.
    pub dash: Option<[f64; 2]>,
}

/// Most lines of one pattern: a period far below what can be seen is a mistake of the caller.
const MOST_LINES: f64 = 20_000.0;

impl Hatch {
    /// What is drawn over `area` for a pattern that repeats every `period` units.
    pub(super) fn over(area: &Bounds, pattern: Pattern, period: f64) -> Option<Self> {
        let is_visible = period > 0.0;
        if area.is_empty() || !is_visible {
            return None;
        }
        let px = period / PERIOD_PX as f64;
        let (rising, falling) = ([1.0, 1.0], [-1.0, 1.0]);
        let diagonal = 2f64.sqrt();
        // Distances and widths are those of the same pattern on the screen, in its pixels.
        let (directions, apart, width, dash): (&[[f64; 2]], f64, f64, _) = match pattern {
            Pattern::Plain => return None,
            Pattern::Dots => (&[[0.0, 1.0]], 4.0, 2.2, Some([0.02, 7.98])),
            Pattern::VerticalLines => (&[[1.0, 0.0]], 4.0, 1.0, None),
            Pattern::WideDiagonal => (&[rising], 8.0, 1.5 / diagonal, None),
            Pattern::DenseDiagonal => (&[rising], 4.0, 2.0 / diagonal, None),
            Pattern::CrossHatch => (&[rising, falling], 8.0, 1.0 / diagonal, None),
            Pattern::Grid => (&[[1.0, 0.0], [0.0, 1.0]], 8.0, 1.0, None),
            Pattern::Sparse => (&[falling], 8.0, 1.5 / diagonal, None),
        };
        let mut lines = Vec::new();
        for &across in directions {
            let width = dash.is_none().then_some(width * px);
            append_lines(&mut lines, area, across, apart * px, width);
        }
        Some(Self {
            lines,
            width: width * px,
            dash: dash.map(|dash| dash.map(|length: f64| length * px)),
        })
    }
}

/// Lines where `across · point` is half, one and a half … times `apart`, long enough to cross `area`. With
/// a width they are shapes; without, every other one starts half a gap of dots later.
fn append_lines(
    lines: &mut Vec<Step>,
    area: &Bounds,
    across: [f64; 2],
    apart: f64,
    width: Option<f64>,
) {
    let staggered = width.is_none();
    let ([left, top], [right, bottom]) = (area.min, area.max);
    let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
    let along = corners.map(|[x, y]| across[0] * x + across[1] * y);
    let low = along.iter().copied().fold(f64::INFINITY, f64::min);
    let high = along.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let first = (low / apart - 0.5).floor();
    let count = ((high / apart - 0.5).ceil() - first).clamp(0.0, MOST_LINES);
    for number in 0..=count as u32 {
        let number = first + f64::from(number);
        let at = (number + 0.5) * apart;
        let [from, to] = match across {
            [_, y] if y.abs() < 0.5 => [[at, top], [at, bottom]],
            [x, _] if x.abs() < 0.5 => {
                // Dots stand on the same places whatever the area: they are counted from the drawing's corner.
                let shift = if staggered && number.rem_euclid(2.0) >= 1.0 {
                    1.5 * apart
                } else {
                    0.5 * apart
                };
                let start = ((left - shift) / (2.0 * apart)).floor() * 2.0 * apart + shift;
                let start = if staggered { start } else { left };
                [[start, at], [right, at]]
            }
            // x ± y = at
            [x, _] => [[x * (at - top), top], [x * (at - bottom), bottom]],
        };
        let Some(width) = width else {
            lines.extend([Step::Move(from), Step::Line(to)]);
            continue;
        };
        let half = across.map(|part| part / across[0].hypot(across[1]) * width / 2.0);
        let beside = |[x, y]: [f64; 2], side: f64| [x + side * half[0], y + side * half[1]];
        lines.extend([
            Step::Move(beside(from, -1.0)),
            Step::Line(beside(to, -1.0)),
            Step::Line(beside(to, 1.0)),
            Step::Line(beside(from, 1.0)),
            Step::Close,
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(hatch: &Hatch) -> Vec<[f64; 2]> {
        let ends = hatch.lines.iter().filter_map(|step| match step {
            Step::Move(at) | Step::Line(at) => Some(*at),
            _ => None,
        });
        ends.collect()
    }

    #[test]
    fn lines_have_the_distance_of_the_screen_and_join_between_areas() {
        let hatch = |area| Hatch::over(&area, Pattern::VerticalLines, 16.0).unwrap();
        let left = points(&hatch(Bounds::new(0.0, 0.0, 10.0, 10.0)));
        let right = points(&hatch(Bounds::new(10.0, 0.0, 20.0, 10.0)));
        assert!(
            left.iter()
                .all(|[x, _]| ((x.rem_euclid(4.0) - 2.0).abs() - 0.5).abs() < 1e-9)
        );
        assert!(
            right
                .iter()
                .all(|[x, _]| ((x.rem_euclid(4.0) - 2.0).abs() - 0.5).abs() < 1e-9)
        );
    }

    #[test]
    fn diagonals_rise_to_the_right() {
        let hatch = Hatch::over(
            &Bounds::new(0.0, 0.0, 9.0, 9.0),
            Pattern::WideDiagonal,
            16.0,
        )
        .unwrap();
        for ends in points(&hatch).chunks(4) {
            let ([x0, y0], [x1, y1]) = (ends[0], ends[1]);
            assert!((x1 - x0 + (y1 - y0)).abs() < 1e-9, "{ends:?}");
        }
    }

    #[test]
    fn plain_has_no_lines_and_nonsense_has_none() {
        let area = Bounds::new(0.0, 0.0, 9.0, 9.0);
        assert_eq!(Hatch::over(&area, Pattern::Plain, 4.0), None);
        assert_eq!(Hatch::over(&area, Pattern::Grid, 0.0), None);
        assert_eq!(Hatch::over(&Bounds::EMPTY, Pattern::Grid, 4.0), None);
    }
}

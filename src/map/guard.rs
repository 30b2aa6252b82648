//! Whether colours can be told apart, by normal and colour-blind eyes and in a grey copy: the palette guard.
//! Judges the colours as they lie on the map, blended with what shines through.

use super::colour::{Rgb, Vision};

/// Smallest CIEDE2000 between two colours that the guard lets pass.
pub const MIN_DELTA_E: f64 = 15.0;

/// Smallest step of L* between two colours that the guard lets pass.
pub const MIN_GREY_STEP: f64 = 7.0;

/// The two colours that are most easily taken for each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closest {
    /// Their places in the list that was checked.
    pub pair: [usize; 2],
    /// How far apart they are: CIEDE2000, or L* for grey.
    pub distance: f64,
}

/// What the guard found about a set of colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// The closest pair as seen with each of [`Vision::ALL`].
    pub seen: [Closest; 4],
    /// The closest pair in a grey copy.
    pub grey: Closest,
}

impl Verdict {
    /// True when every pair is far enough apart.
    pub fn passes(&self) -> bool {
        self.seen.iter().all(|seen| seen.distance >= MIN_DELTA_E)
            && self.grey.distance >= MIN_GREY_STEP
    }

    /// The smallest CIEDE2000 over all visions.
    pub fn smallest_delta_e(&self) -> f64 {
        let distances = self.seen.iter().map(|seen| seen.distance);
        distances.fold(f64::INFINITY, f64::min)
    }
}

/// Judges `colours` drawn at `opacity` (0 to 1) over `ground`. `None` for fewer than two colours.
pub fn check(colours: &[Rgb], ground: Rgb, opacity: f64) -> Option<Verdict> {
    let blended: Vec<Rgb> = colours
        .iter()
        .map(|colour| colour.over(ground, opacity))
        .collect();
    let seen_by = |vision: Vision| {
        let labs: Vec<_> = blended.iter().map(|colour| colour.lab(vision)).collect();
        closest(labs.len(), |a, b| labs[a].delta_e_2000(labs[b]))
    };
    let lightness: Vec<f64> = blended.iter().map(|colour| colour.lightness()).collect();
    Some(Verdict {
        seen: [
            seen_by(Vision::Normal)?,
            seen_by(Vision::Protan)?,
            seen_by(Vision::Deutan)?,
            seen_by(Vision::Tritan)?,
        ],
        grey: closest(lightness.len(), |a, b| (lightness[a] - lightness[b]).abs())?,
    })
}

fn closest(count: usize, distance: impl Fn(usize, usize) -> f64) -> Option<Closest> {
    let pairs = (0..count).flat_map(|b| (0..b).map(move |a| [a, b]));
    pairs
        .map(|pair| Closest {
            pair,
            distance: distance(pair[0], pair[1]),
        })
        .min_by(|one, other| one.distance.total_cmp(&other.distance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Class;
    use crate::map::palette::PaletteName;

    /// The grey of the standard background under the map.
    const LIGHT_GREY: Rgb = Rgb::new(0xEC, 0xEC, 0xEC);

    fn verdict(palette: PaletteName, opacity: f64) -> Verdict {
        let fills = Class::FIG1.map(|class| palette.class(class).fill);
        check(&fills, LIGHT_GREY, opacity).expect("five colours")
    }

    fn assert_seen(verdict: &Verdict, expected: [f64; 4], grey: f64) {
        for (seen, expected) in verdict.seen.iter().zip(expected) {
            assert!(
                (seen.distance - expected).abs() <= 0.051,
                "{seen:?} for {expected}"
            );
        }
        assert!((verdict.grey.distance - grey).abs() <= 0.051, "{verdict:?}");
    }

    #[test]
    fn the_palettes_score_what_they_were_chosen_for() {
        let fig1 = verdict(PaletteName::Fig1, 1.0);
        assert_seen(&fig1, [20.8, 19.0, 19.0, 19.0], 9.2);
        let emphasis = verdict(PaletteName::Emphasis, 1.0);
        assert_seen(&emphasis, [24.5, 20.0, 17.3, 20.8], 7.8);
        assert!(fig1.passes() && emphasis.passes());
    }

    #[test]
    fn opacity_lowers_the_score() {
        for (opacity, expected) in [
            (1.0, 19.0),
            (0.9, 16.9),
            (0.85, 15.8),
            (0.8, 14.8),
            (0.7, 12.8),
        ] {
            let found = verdict(PaletteName::Fig1, opacity).smallest_delta_e();
            assert!((found - expected).abs() < 0.3, "{found} at {opacity}");
        }
        assert!(verdict(PaletteName::Fig1, 0.85).passes());
        assert!(!verdict(PaletteName::Fig1, 0.8).passes());
    }

    #[test]
    fn a_naive_scheme_is_rejected() {
        let ochre_and_green = [Rgb::new(0xE9, 0xB4, 0x4C), Rgb::new(0x78, 0xC6, 0x79)];
        let verdict = check(&ochre_and_green, Rgb::WHITE, 1.0).expect("two colours");
        assert!((verdict.seen[1].distance - 7.2).abs() < 0.05, "{verdict:?}");
        assert!(!verdict.passes());
        assert_eq!(check(&ochre_and_green[..1], Rgb::WHITE, 1.0), None);
    }

    #[test]
    fn crop_groups_can_be_told_apart() {
        use crate::domain::CropGroup;
        use crate::map::palette::crop_group;

        let groups: Vec<Rgb> = CropGroup::ALL[..7]
            .iter()
            .map(|&g| crop_group(g).fill)
            .collect();
        let verdict = check(&groups, Rgb::WHITE, 1.0).expect("seven colours");
        assert!(
            (verdict.smallest_delta_e() - 18.2).abs() < 0.1,
            "{verdict:?}"
        );
    }

    #[test]
    fn ten_values_of_a_column_and_the_rest_can_be_told_apart() {
        use crate::analysis::summary::{Category, CategoryKey};
        use crate::layer::Value;

        let values = (0..10).map(|i| CategoryKey::Value(Value::Integer(i)));
        let categories: Vec<Category> = values
            .chain([CategoryKey::OtherValues])
            .map(|key| Category {
                key,
                parcels: 0,
                area_m2: 0.0,
                unmeasured: 0,
            })
            .collect();
        let styles = PaletteName::Fig1.styles(&categories);
        let fills: Vec<Rgb> = styles.iter().map(|style| style.fill).collect();
        let verdict = check(&fills, Rgb::WHITE, 1.0).expect("eleven colours");
        assert!(verdict.smallest_delta_e() >= MIN_DELTA_E, "{verdict:?}");
    }
}

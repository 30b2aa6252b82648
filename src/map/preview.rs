//! The colours of a layer as others see them: with a colour vision deficiency, or on a grey copy. And its classes
//! with the patterns of the black and white palette over their colours, for weak beamers.

use super::colour::{Rgb, Vision};
use super::palette::PaletteName;
use super::pattern::Pattern;
use super::style::CategoryStyle;
use crate::analysis::summary::CategoryKey;

/// As whom the colours are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preview {
    /// As they are.
    #[default]
    Normal,
    /// As seen without long-wave cones.
    Protan,
    /// As seen without medium-wave cones.
    Deutan,
    /// As seen without short-wave cones.
    Tritan,
    /// As a grey copy.
    Grey,
}

impl Preview {
    /// All, in the order in which they are gone through.
    pub const ALL: [Self; 5] = [
        Self::Normal,
        Self::Protan,
        Self::Deutan,
        Self::Tritan,
        Self::Grey,
    ];

    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Protan => "protan",
            Self::Deutan => "deutan",
            Self::Tritan => "tritan",
            Self::Grey => "grey",
        }
    }

    /// The one after it; the first after the last.
    #[must_use]
    pub fn next(self) -> Self {
        let place = Self::ALL.iter().position(|preview| *preview == self);
        let next = place.map_or(0, |place| (place + 1) % Self::ALL.len());
        Self::ALL.get(next).copied().unwrap_or_default()
    }

    /// A colour as it is then seen.
    pub fn of(self, colour: Rgb) -> Rgb {
        match self {
            Self::Normal => colour,
            Self::Protan => colour.seen_by(Vision::Protan),
            Self::Deutan => colour.seen_by(Vision::Deutan),
            Self::Tritan => colour.seen_by(Vision::Tritan),
            Self::Grey => colour.grey(),
        }
    }

    /// A style as it is then seen.
    #[must_use]
    pub fn style(self, style: CategoryStyle) -> CategoryStyle {
        CategoryStyle {
            fill: self.of(style.fill),
            ink: self.of(style.ink),
            ..style
        }
    }
}

/// The colour of a class with the pattern that it has on a black and white sheet; other categories as they are.
pub fn patterned(key: &CategoryKey, style: CategoryStyle) -> CategoryStyle {
    let CategoryKey::Class(class) = key else {
        return style;
    };
    let pattern = PaletteName::Print.class(*class).pattern;
    if style.pattern != Pattern::Plain || pattern == Pattern::Plain {
        return style;
    }
    let ink = if style.fill.lightness() < 60.0 {
        Rgb::WHITE
    } else {
        Rgb::new(0x1E, 0x1E, 0x1E)
    };
    CategoryStyle {
        pattern,
        ink,
        ..style
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Class;

    #[test]
    fn previews_go_round_and_change_what_they_should() {
        let mut preview = Preview::Normal;
        for _ in Preview::ALL {
            preview = preview.next();
        }
        assert_eq!(preview, Preview::Normal);
        let green = PaletteName::Fig1.class(Class::Intensive).fill;
        assert_eq!(Preview::Normal.of(green), green);
        let grey = Preview::Grey.of(green);
        assert!(grey.r == grey.g && grey.g == grey.b);
        assert!((grey.lightness() - green.lightness()).abs() < 0.5);
        // White and black are seen alike by everyone.
        for colour in [Rgb::WHITE, Rgb::new(0, 0, 0)] {
            for preview in Preview::ALL {
                let seen = preview.of(colour);
                let apart = seen.r.abs_diff(colour.r).max(seen.b.abs_diff(colour.b));
                assert!(apart <= 2, "{preview:?} {seen}");
            }
        }
        let orange = PaletteName::Fig1.class(Class::NoneArable).fill;
        assert_ne!(Preview::Protan.of(orange), orange);
    }

    #[test]
    fn classes_get_five_different_patterns_over_their_own_colours() {
        let mut seen = Vec::new();
        for class in Class::FIG1 {
            let plain = PaletteName::Fig1.class(class);
            let style = patterned(&CategoryKey::Class(class), plain);
            assert_eq!(style.fill, plain.fill);
            assert!(!seen.contains(&style.pattern), "{class:?}");
            seen.push(style.pattern);
        }
    }
}

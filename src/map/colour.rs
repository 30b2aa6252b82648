//! Colours as numbers: sRGB, lightness, how far two colours look apart, and how people with a colour vision
//! deficiency see them.

use std::fmt;
use std::str::FromStr;

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Rgb {
    /// Red, 0 to 255.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// Not a colour of the form `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a colour: {0}")]
pub struct NotAColour(pub String);

impl Rgb {
    /// White.
    pub const WHITE: Self = Self::new(255, 255, 255);

    /// A colour of its parts.
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// This colour at `opacity` (0 to 1) over `ground`.
    #[must_use]
    pub fn over(self, ground: Self, opacity: f64) -> Self {
        let mix = |top: u8, below: u8| {
            let mixed = f64::from(top) * opacity + f64::from(below) * (1.0 - opacity);
            mixed.round() as u8 // `as` stops at 0 and 255.
        };
        Self::new(
            mix(self.r, ground.r),
            mix(self.g, ground.g),
            mix(self.b, ground.b),
        )
    }

    /// CIE L*, 0 (black) to 100 (white): how light a grey copy shows the colour.
    pub fn lightness(self) -> f64 {
        self.lab(Vision::Normal).l
    }

    /// CIE L*a*b* (D65) of the colour as somebody with this vision sees it.
    pub fn lab(self, vision: Vision) -> Lab {
        Lab::of_linear(vision.seen(self.linear()))
    }

    /// The colour as somebody with this vision sees it.
    #[must_use]
    pub fn seen_by(self, vision: Vision) -> Self {
        Self::of_linear(vision.seen(self.linear()))
    }

    /// The grey that is as light.
    #[must_use]
    pub fn grey(self) -> Self {
        let [r, g, b] = self.linear();
        Self::of_linear([0.212_672_9 * r + 0.715_152_2 * g + 0.072_175_0 * b; 3])
    }

    /// The colour of light intensities, 0 to 1 (IEC 61966-2-1).
    fn of_linear(light: [f64; 3]) -> Self {
        let [r, g, b] = light.map(|part| {
            let part = if part <= 0.003_130_8 {
                part * 12.92
            } else {
                1.055 * part.powf(1.0 / 2.4) - 0.055
            };
            (part * 255.0).round() as u8 // `as` stops at 0 and 255.
        });
        Self::new(r, g, b)
    }

    /// Light intensities, 0 to 1 (IEC 61966-2-1).
    fn linear(self) -> [f64; 3] {
        [self.r, self.g, self.b].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        })
    }
}

impl FromStr for Rgb {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, r, g, b] = number
            .ok_or_else(|| NotAColour(text.to_owned()))?
            .to_be_bytes();
        Ok(Self::new(r, g, b))
    }
}

impl TryFrom<String> for Rgb {
    type Error = NotAColour;

    fn try_from(text: String) -> Result<Self, NotAColour> {
        text.parse()
    }
}

impl serde::Serialize for Rgb {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.r, self.g, self.b)
    }
}

/// How colours are seen. The three deficiencies at full severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vision {
    /// As most people.
    Normal,
    /// Without long-wave cones: red looks dark.
    Protan,
    /// Without medium-wave cones.
    Deutan,
    /// Without short-wave cones.
    Tritan,
}

impl Vision {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Normal, Self::Protan, Self::Deutan, Self::Tritan];

    /// Linear light as it is seen: Machado, Oliveira and Fernandes 2009, table of severity 1.0.
    fn seen(self, [r, g, b]: [f64; 3]) -> [f64; 3] {
        let rows = match self {
            Self::Normal => return [r, g, b],
            Self::Protan => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Self::Deutan => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            Self::Tritan => [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        };
        rows.map(|row: [f64; 3]| (row[0] * r + row[1] * g + row[2] * b).clamp(0.0, 1.0))
    }
}

/// CIE L*a*b* for the white point D65.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lab {
    /// Lightness, 0 to 100.
    pub l: f64,
    /// Green (negative) to red.
    pub a: f64,
    /// Blue (negative) to yellow.
    pub b: f64,
}

impl Lab {
    fn of_linear([r, g, b]: [f64; 3]) -> Self {
        let curve = |t: f64| {
            if t > 216.0 / 24_389.0 {
                t.cbrt()
            } else {
                (t * 24_389.0 / 27.0 + 16.0) / 116.0
            }
        };
        // Each row divided by its part of the white point.
        let x = curve((0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47);
        let y = curve(0.212_672_9 * r + 0.715_152_2 * g + 0.072_175_0 * b);
        let z = curve((0.019_333_9 * r + 0.119_192_0 * g + 0.950_304_1 * b) / 1.088_83);
        Self {
            l: 116.0 * y - 16.0,
            a: 500.0 * (x - y),
            b: 200.0 * (y - z),
        }
    }

    /// How far apart two colours look: CIEDE2000 (CIE 142-2001, in the form of Sharma, Wu and Dalal 2005).
    /// About 1 is just visible, 15 and more cannot be confused on a map.
    pub fn delta_e_2000(self, other: Self) -> f64 {
        let mean_chroma = f64::midpoint(self.a.hypot(self.b), other.a.hypot(other.b));
        let stretch = 1.0 + 0.5 * (1.0 - chroma_weight(mean_chroma));
        let (first, second) = (Lch::of(self, stretch), Lch::of(other, stretch));
        let grey = first.chroma * second.chroma <= 0.0;

        let hue_step = if grey {
            0.0
        } else {
            (second.hue - first.hue + 540.0).rem_euclid(360.0) - 180.0
        };
        let hue = if grey {
            first.hue + second.hue
        } else {
            first.hue + hue_step / 2.0
        };
        let lightness = f64::midpoint(self.l, other.l);
        let chroma = f64::midpoint(first.chroma, second.chroma);

        let cos = |degrees: f64| degrees.to_radians().cos();
        let t = 1.0 - 0.17 * cos(hue - 30.0) + 0.24 * cos(2.0 * hue) + 0.32 * cos(3.0 * hue + 6.0)
            - 0.20 * cos(4.0 * hue - 63.0);
        let from_middle = (lightness - 50.0).powi(2);
        let weight_l = 1.0 + 0.015 * from_middle / (20.0 + from_middle).sqrt();
        let weight_c = 1.0 + 0.045 * chroma;
        let weight_h = 1.0 + 0.015 * chroma * t;
        // The turn for blues: the hue is taken into 0 to 360 for its distance to 275.
        let blue = (-((hue.rem_euclid(360.0) - 275.0) / 25.0).powi(2)).exp();
        let turn = -2.0 * chroma_weight(chroma) * (60.0 * blue).to_radians().sin();

        let l = (other.l - self.l) / weight_l;
        let c = (second.chroma - first.chroma) / weight_c;
        let h = 2.0 * (first.chroma * second.chroma).sqrt() * (hue_step / 2.0).to_radians().sin()
            / weight_h;
        (l * l + c * c + h * h + turn * c * h).max(0.0).sqrt()
    }
}

/// `√(C⁷ / (C⁷ + 25⁷))`, which CIEDE2000 uses twice.
fn chroma_weight(chroma: f64) -> f64 {
    let seventh = chroma.powi(7);
    (seventh / (seventh + 25f64.powi(7))).sqrt()
}

/// Chroma and hue (degrees, 0 to 360) of a colour whose a was stretched.
struct Lch {
    chroma: f64,
    hue: f64,
}

impl Lch {
    fn of(lab: Lab, stretch: f64) -> Self {
        let a = lab.a * stretch;
        Self {
            chroma: a.hypot(lab.b),
            hue: lab.b.atan2(a).to_degrees().rem_euclid(360.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of Sharma, Wu and Dalal 2005, table 1, chosen for the corners of the formula.
    #[test]
    fn ciede2000_gives_the_published_values() {
        let pairs = [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, -1.3802, -84.2814], [50.0, 0.0, -82.7485], 1.0),
            ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
            ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0009], 7.1792),
            ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0011], 7.2195),
            ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
            ([50.0, 2.5, 0.0], [56.0, -27.0, -3.0], 31.9030),
            (
                [60.2574, -34.0099, 36.2677],
                [60.4626, -34.1751, 39.4387],
                1.2644,
            ),
            (
                [63.0109, -31.0961, -5.8663],
                [62.8187, -29.7946, -4.0864],
                1.2630,
            ),
            (
                [22.7233, 20.0904, -46.6940],
                [23.0331, 14.9730, -42.5619],
                2.0373,
            ),
            (
                [90.8027, -2.0831, 1.4410],
                [91.1528, -1.6435, 0.0447],
                1.4441,
            ),
            (
                [2.0776, 0.0795, -1.1350],
                [0.9033, -0.0636, -0.5514],
                0.9082,
            ),
        ];
        for (one, other, expected) in pairs {
            let [one, other] = [one, other].map(|[l, a, b]| Lab { l, a, b });
            for found in [one.delta_e_2000(other), other.delta_e_2000(one)] {
                assert!((found - expected).abs() < 5e-5, "{found} for {expected}");
            }
        }
    }

    #[test]
    fn colours_are_read_and_written_as_hex() {
        assert_eq!("#13492F".parse(), Ok(Rgb::new(0x13, 0x49, 0x2F)));
        assert_eq!(Rgb::new(0x13, 0x49, 0x2F).to_string(), "#13492F");
        for wrong in ["13492F", "#13492", "#13492G", "#é13492", ""] {
            assert!(wrong.parse::<Rgb>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn lightness_spans_black_to_white() {
        assert!(Rgb::new(0, 0, 0).lightness().abs() < 1e-9);
        assert!((Rgb::WHITE.lightness() - 100.0).abs() < 1e-3);
        let mixed = Rgb::new(0, 0, 0).over(Rgb::WHITE, 0.5);
        assert_eq!(mixed, Rgb::new(128, 128, 128));
    }
}

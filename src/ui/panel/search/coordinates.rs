//! Coordinates as people type and paste them: RD metres, degrees with a point or a comma, with or without
//! letters for the sides of the world, in minutes and seconds.

/// A place in numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Typed {
    /// Metres of RD New.
    Rd([f64; 2]),
    /// Longitude and latitude in degrees.
    LonLat([f64; 2]),
}

/// Where RD New is used: x and y in metres.
const RD_X: std::ops::RangeInclusive<f64> = -7_000.0..=300_000.0;
const RD_Y: std::ops::RangeInclusive<f64> = 289_000.0..=629_000.0;
/// The Netherlands in degrees.
const DUTCH_LON: std::ops::RangeInclusive<f64> = 3.0..=7.5;
const DUTCH_LAT: std::ops::RangeInclusive<f64> = 50.5..=53.8;

/// The place that a text names, if it is two coordinates.
pub(super) fn parse(text: &str) -> Option<Typed> {
    let text = text.trim().to_uppercase();
    let text = text.strip_prefix("RD").unwrap_or(&text);
    WRITINGS
        .iter()
        .find_map(|writing| place(&tokens(text, *writing)?))
}

/// What a point and a comma are in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// A point before decimals, a comma between numbers.
    Point,
    /// A comma before decimals.
    Comma,
    /// Points between thousands, a comma before decimals.
    Thousands,
}

/// Tried in this order: the first that gives a place is meant.
const WRITINGS: [Writing; 3] = [Writing::Point, Writing::Comma, Writing::Thousands];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    Number(f64),
    /// North or south: the sign.
    LatSide(f64),
    /// East or west: the sign.
    LonSide(f64),
    /// A number before it is in minutes or seconds of what stands before that.
    Mark,
}

/// The parts of a text; `None` when it holds anything else.
fn tokens(text: &str, writing: Writing) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = |allowed: fn(char) -> bool| {
            let end = rest.find(|c: char| !allowed(c)).unwrap_or(rest.len());
            rest.split_at(end)
        };
        if first.is_ascii_digit() || first == '-' || first == '\u{2212}' {
            let (digits, after) = number_text(rest, writing)?;
            tokens.push(Token::Number(digits.parse().ok()?));
            rest = after;
        } else if first.is_alphabetic() {
            let (letters, after) = word(char::is_alphabetic);
            tokens.extend(side(letters)?);
            rest = after;
        } else if "°º'′’\"″”".contains(first) {
            tokens.push(Token::Mark);
            rest = &rest[first.len_utf8()..];
        } else if first.is_whitespace() || ",;:/=()".contains(first) {
            rest = &rest[first.len_utf8()..];
        } else {
            return None;
        }
    }
    Some(tokens)
}

/// The number at the beginning of a text, with a point before its decimals, and what follows it.
fn number_text(text: &str, writing: Writing) -> Option<(String, &str)> {
    let mut number = String::new();
    let mut rest = text;
    if let Some(after) = text.strip_prefix(['-', '\u{2212}']) {
        number.push('-');
        rest = after;
    }
    loop {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        number.push_str(digits);
        let mut following = after.chars();
        let separator = following.next();
        let joins = following.next().is_some_and(|c| c.is_ascii_digit());
        match (separator, writing) {
            (Some('.'), Writing::Point) | (Some(','), Writing::Comma | Writing::Thousands)
                if joins =>
            {
                number.push('.');
            }
            (Some('.'), Writing::Thousands) if joins => {}
            (Some('.'), _) => return None,
            _ => return Some((number, after)),
        }
        rest = after.get(1..)?;
    }
}

/// The side of the world that a word stands for, in Dutch or English; nothing for the names of axes.
fn side(word: &str) -> Option<Option<Token>> {
    Some(match word {
        "N" | "NB" | "NOORD" | "NORTH" => Some(Token::LatSide(1.0)),
        "S" | "Z" | "ZB" | "ZUID" | "SOUTH" => Some(Token::LatSide(-1.0)),
        "E" | "O" | "OL" | "OOST" | "EAST" => Some(Token::LonSide(1.0)),
        "W" | "WL" | "WEST" => Some(Token::LonSide(-1.0)),
        "X" | "Y" | "LAT" | "LON" | "LNG" | "EN" | "AND" => None,
        _ => return None,
    })
}

/// Two coordinates, told apart by their letters, else by their sizes.
fn place(tokens: &[Token]) -> Option<Typed> {
    let is_side = |token: &&Token| matches!(token, Token::LatSide(_) | Token::LonSide(_));
    let groups: Vec<&[Token]> = if tokens.iter().any(|token| is_side(&token)) {
        by_sides(tokens)
    } else if tokens.contains(&Token::Mark) {
        // Without letters the first mark of each coordinate follows its degrees: two halves.
        tokens.chunks(tokens.len().div_ceil(2)).collect()
    } else {
        tokens.chunks(1).collect()
    };
    let [first, second] = groups.as_slice() else {
        return None;
    };
    let (a, side_a) = coordinate(first)?;
    let (b, side_b) = coordinate(second)?;
    match (side_a, side_b) {
        (Some(Token::LatSide(north)), Some(Token::LonSide(east))) => degrees(b * east, a * north),
        (Some(Token::LonSide(east)), Some(Token::LatSide(north))) => degrees(a * east, b * north),
        (None, None) => by_size(a, b),
        _ => None,
    }
}

/// Tokens in groups of one side each; the side stands before its numbers or after them.
fn by_sides(tokens: &[Token]) -> Vec<&[Token]> {
    let is_side = |token: &Token| matches!(token, Token::LatSide(_) | Token::LonSide(_));
    if tokens.first().is_some_and(is_side) {
        let second = tokens.iter().skip(1).position(is_side);
        let (first, second) = tokens.split_at(second.map_or(tokens.len(), |at| at + 1));
        vec![first, second]
    } else {
        tokens.split_inclusive(is_side).collect()
    }
}

/// Degrees, minutes and seconds as one number, and the side that was named.
fn coordinate(tokens: &[Token]) -> Option<(f64, Option<Token>)> {
    let (mut value, mut unit, mut side, mut sign) = (0.0, 1.0, None, 1.0);
    for token in tokens {
        match *token {
            Token::Number(number) => {
                let first = unit > 0.9;
                if !(first || (0.0..60.0).contains(&number)) || unit < 1.0 / 3600.0 {
                    return None;
                }
                if first && number.is_sign_negative() {
                    sign = -1.0;
                }
                value += number.abs() * unit;
                unit /= 60.0;
            }
            Token::LatSide(_) | Token::LonSide(_) if side.is_none() => side = Some(*token),
            Token::LatSide(_) | Token::LonSide(_) => return None,
            Token::Mark => {}
        }
    }
    (unit < 1.0).then_some((sign * value, side))
}

/// Numbers without letters: RD by its size, in either order; else degrees, latitude first unless only the
/// other order lies in the Netherlands.
fn by_size(a: f64, b: f64) -> Option<Typed> {
    if RD_X.contains(&a) && RD_Y.contains(&b) && a.abs() >= 1000.0 {
        return Some(Typed::Rd([a, b]));
    }
    if RD_X.contains(&b) && RD_Y.contains(&a) && b.abs() >= 1000.0 {
        return Some(Typed::Rd([b, a]));
    }
    if DUTCH_LON.contains(&a) && DUTCH_LAT.contains(&b) {
        return degrees(a, b);
    }
    degrees(b, a)
}

fn degrees(lon: f64, lat: f64) -> Option<Typed> {
    let on_earth = lon.abs() <= 180.0 && lat.abs() <= 90.0;
    on_earth.then_some(Typed::LonLat([lon, lat]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_rd(text: &str, expected: [f64; 2]) {
        let Some(Typed::Rd(found)) = parse(text) else {
            panic!("{text}: {:?}", parse(text))
        };
        assert!((found[0] - expected[0]).abs() < 1e-6 && (found[1] - expected[1]).abs() < 1e-6);
    }

    fn is_lonlat(text: &str, expected: [f64; 2]) {
        let Some(Typed::LonLat(found)) = parse(text) else {
            panic!("{text}: {:?}", parse(text))
        };
        let off = (found[0] - expected[0])
            .abs()
            .max((found[1] - expected[1]).abs());
        assert!(off < 1e-4, "{text}: {found:?}");
    }

    #[test]
    fn rd_metres_in_every_writing() {
        for text in [
            "234028 556848",
            "234028,556848",
            "234028, 556848",
            "234028;556848",
            "234.028 556.848",
            "234028.0 556848.0",
            "234028,0 556848,0",
            "RD 234028 556848",
            "RD\u{a0}234028\u{a0}556848",
            "x=234028 y=556848",
            "556848 234028",
        ] {
            is_rd(text, [234_028.0, 556_848.0]);
        }
        is_rd("234.028,5 556.848,25", [234_028.5, 556_848.25]);
    }

    #[test]
    fn degrees_in_every_writing() {
        for text in [
            "52,9928 6,5642",
            "52.9928 6.5642",
            "52.9928,6.5642",
            "52.9928, 6.5642",
            "52,9928, 6,5642",
            "52.9928 N 6.5642 E",
            "52,9928\u{a0}N 6,5642\u{a0}E",
            "N 52.9928 E 6.5642",
            "6.5642 E 52.9928 N",
            "52,9928 NB 6,5642 OL",
            "52.9928° N, 6.5642° E",
            "52°59'34.08\"N 6°33'51.12\"E",
            "52° 59′ 34″ N, 6° 33′ 51″ E",
            "N52 59.568 E6 33.852",
            "52°59'34\" 6°33'51\"",
            "6.5642 52.9928",
        ] {
            is_lonlat(text, [6.5642, 52.9928]);
        }
        is_lonlat("33,8688 Z 151,2093 O", [151.2093, -33.8688]);
        is_lonlat("-33.8688 151.2093", [151.2093, -33.8688]);
        is_lonlat("\u{2212}33,8688 151,2093", [151.2093, -33.8688]);
    }

    #[test]
    fn what_is_no_place_is_none() {
        for text in [
            "",
            "Assen",
            "234028",
            "1 2 3",
            "95.0 200.0",
            "52.9928 N 6.5642 N",
            "52.9928 N",
            "N E",
            "1.2.3 4",
            "12 e4 x",
            "52°75' 6°10'",
            "1:25000",
            "°°",
            "---",
            "9999999999999999999999 1",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in "[0-9.,;°'\"NESWO −-]{0,24}") {
            if let Some(Typed::Rd(at) | Typed::LonLat(at)) = parse(&text) {
                proptest::prop_assert!(at.iter().all(|c| c.is_finite()));
            }
        }
    }
}

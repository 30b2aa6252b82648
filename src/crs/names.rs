//! Which code a coordinate system has by its name, and which name by its code: `assets/crs.csv`. Programs
//! spell names in many ways ("RD_New", "Amersfoort / RD New"), so they are compared by letters and digits.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("../../assets/crs.csv")));

/// Spellings met in files that neither EPSG nor ESRI lists, as keys.
const SPELLINGS: &[(&str, u32)] = &[
    ("rd", 28992),
    ("rdnewamersfoort", 28992),
    ("rdnap", 28992),
    ("rijksdriehoek", 28992),
    ("rijksdriehoeksmeting", 28992),
    ("rijksdriehoekstelsel", 28992),
    ("rijksdriehoekstelselnew", 28992),
    ("dutchrd", 28992),
    ("netherlandsrdnew", 28992),
    ("amersfoortrdnewnapheight", 28992),
    ("rdnewnap", 28992),
    ("googlemercator", 3857),
    ("googlemapsglobalmercator", 3857),
    ("popularvisualisationcrsmercator", 3857),
    ("wgs84pseudomercator", 3857),
    ("wgs84webmercator", 3857),
    ("wgs84longlat", 4326),
    ("wgs84lonlat", 4326),
    ("wgs84crs84", 4326),
    ("etrs89laea", 3035),
    ("etrslaea", 3035),
    ("etrs89extendedlaeaeurope", 3035),
    ("lambert93", 2154),
    ("belgianlambert72", 31370),
    ("lambert72", 31370),
    ("lambert2008", 3812),
    ("britishnationalgrid", 27700),
];

struct Row {
    base: Option<u32>,
    name: &'static str,
    shift: Option<&'static str>,
}

struct Table {
    rows: BTreeMap<u32, Row>,
    codes_by_key: BTreeMap<String, Vec<u32>>,
}

impl Table {
    /// Lines of `code;base;name;other names;shift`; what does not parse is passed over, the tests see it.
    fn parse(text: &'static str) -> Self {
        let mut rows = BTreeMap::new();
        let mut others = Vec::new();
        let mut codes_by_key: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split(';');
            let Some(code) = cells.next().and_then(|cell| cell.parse().ok()) else {
                continue;
            };
            let base = cells.next().and_then(|cell| cell.parse().ok());
            let name = cells.next().unwrap_or("");
            let aliases = cells.next().unwrap_or("");
            let shift = cells.next().filter(|cell| !cell.is_empty());
            codes_by_key.entry(key(name)).or_default().push(code);
            others.extend(
                aliases
                    .split('|')
                    .filter(|a| !a.is_empty())
                    .map(|a| (key(a), code)),
            );
            rows.insert(code, Row { base, name, shift });
        }
        // A system's own name goes before another's alias: "ETRS89" is EPSG:4258, and also was Ireland's.
        others.extend(SPELLINGS.iter().map(|&(key, code)| (key.to_owned(), code)));
        for (key, code) in others {
            let codes = codes_by_key.entry(key).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        Self { rows, codes_by_key }
    }
}

/// Letters and digits of a name in lower case (and the plus of "CH1903+"), with ESRI's prefixes and years made
/// those of EPSG.
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 3);
    for c in name.chars() {
        match c {
            '+' => key.push_str("plus"),
            _ if c.is_ascii_alphanumeric() => key.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    if let Some(rest) = key.strip_prefix("gcs") {
        key = rest.to_owned();
    }
    if !key.contains("19") {
        return key;
    }
    for (long, short) in [
        ("etrs1989", "etrs89"),
        ("wgs1984", "wgs84"),
        ("wgs1972", "wgs72"),
        ("nad1983", "nad83"),
        ("nad1927", "nad27"),
    ] {
        key = key.replace(long, short);
    }
    key
}

/// The codes that a name can stand for, likeliest first.
pub(super) fn codes(name: &str) -> &'static [u32] {
    // ESRI writes datums as "D_WGS_1984".
    let name = name.strip_prefix("D_").unwrap_or(name);
    TABLE
        .codes_by_key
        .get(&key(name))
        .map_or(&[], Vec::as_slice)
}

/// The name of a code.
pub(super) fn name(code: u32) -> Option<&'static str> {
    TABLE.rows.get(&code).map(|row| row.name)
}

/// The geographic system that a code is based on: itself when it is geographic.
pub(super) fn geographic(code: u32) -> Option<u32> {
    TABLE.rows.get(&code).map(|row| row.base.unwrap_or(code))
}

/// The datum shift of a code (PROJ's `towgs84`), where its PROJ definition lacks a usable one.
pub(super) fn shift(code: u32) -> Option<&'static str> {
    let row = TABLE.rows.get(&geographic(code)?)?;
    row.shift
}

/// Systems whose code begins with what was typed or whose name contains each of its words, exact codes first, then by
/// code; at most `limit`.
pub fn search(typed: &str, limit: usize) -> Vec<(u32, &'static str)> {
    let wanted = key(typed);
    if wanted.is_empty() {
        return Vec::new();
    }
    let words: Vec<String> = typed.split_whitespace().map(key).collect();
    let is_meant = |name: &str| {
        let name = key(name);
        words.iter().all(|word| name.contains(word))
    };
    let digits = wanted.strip_prefix("epsg").unwrap_or(&wanted);
    let mut found: Vec<_> = TABLE
        .rows
        .iter()
        .filter(|(code, row)| code.to_string().starts_with(digits) || is_meant(row.name))
        .map(|(&code, row)| (code, row.name))
        .collect();
    found.sort_by_key(|&(code, _)| code.to_string() != digits);
    found.truncate(limit);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = include_str!("../../assets/crs.csv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .count();
        assert_eq!(TABLE.rows.len(), lines);
        for (code, row) in &TABLE.rows {
            assert!(!row.name.is_empty(), "{code}");
            if let Some(shift) = row.shift {
                let numbers = shift
                    .split(',')
                    .filter(|n| n.parse::<f64>().is_ok())
                    .count();
                assert!(numbers == 3 || numbers == 7, "{code}: {shift}");
            }
        }
    }

    #[test]
    fn spellings_of_epsg_and_esri_meet() {
        for name in [
            "RD_New",
            "Amersfoort_RD_New",
            "Amersfoort / RD New",
            "rd new",
        ] {
            assert_eq!(codes(name).first(), Some(&28992), "{name}");
        }
        assert_eq!(codes("ETRS_1989_UTM_Zone_32N").first(), Some(&25832));
        assert_eq!(codes("GCS_WGS_1984").first(), Some(&4326));
        assert_eq!(codes("D_WGS_1984").first(), Some(&4326));
        assert_eq!(codes("ETRS89").first(), Some(&4258));
        assert!(codes("Transverse_Mercator").is_empty());
    }

    #[test]
    fn search_finds_codes_and_names() {
        assert_eq!(
            search("28992", 5).first(),
            Some(&(28992, "Amersfoort / RD New"))
        );
        assert_eq!(search("epsg:3857", 5).first().map(|f| f.0), Some(3857));
        assert!(search("utm zone 31n", 50).iter().any(|f| f.0 == 25831));
        assert!(search("utm 32", 50).iter().any(|f| f.0 == 25832));
        assert!(
            search("lambert belgian 72", 50)
                .iter()
                .any(|f| f.0 == 31370)
        );
        assert!(search("", 5).is_empty());
    }
}

//! The outcome of an overlay as bytes, and the key under which it is kept.

use proptest::prelude::*;
use ruilkaart::analysis::overlay::{KeyedYear, Overlaid, cache_key, decode, encode};
use ruilkaart::domain::Catalogue;

use super::maps::{overlay, wild_years, year};

fn same(a: &Overlaid, b: &Overlaid) -> bool {
    a.parcels.sequences == b.parcels.sequences
        && a.parcels.reference == b.parcels.reference
        && a.parcels.elements == b.parcels.elements
        && a.years == b.years
        && a.ignored == b.ignored
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_kept_is_what_was_calculated(years in wild_years()) {
        let overlaid = overlay(&years);
        let again = decode(&encode(&overlaid)).unwrap();
        prop_assert!(same(&overlaid, &again));
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_and_never_worse(years in wild_years(), at: prop::sample::Index, byte: u8) {
        let mut bytes = encode(&overlay(&years));
        let at = at.index(bytes.len());
        prop_assert!(decode(&bytes[..at]).is_none());
        bytes[at] = byte;
        let _ = decode(&bytes);
        bytes.push(0);
        prop_assert!(decode(&bytes).is_none());
    }
}

#[test]
fn the_key_follows_everything_that_the_outcome_depends_on() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [folder.path().join("a.shp"), folder.path().join("b.shp")];
    for path in &paths {
        std::fs::File::create(path).unwrap();
    }
    let of = |first: i64, path: usize, layer: &'static str| KeyedYear {
        year: year(first),
        path: &paths[path],
        layer,
        crops: None,
    };
    let catalogue = Catalogue::built_in();
    let key =
        |years: &[KeyedYear<'_>], reference| cache_key(years, year(reference), &catalogue).unwrap();
    let plain = key(&[of(2023, 0, "a"), of(2024, 1, "b")], 2024);
    assert_eq!(plain, key(&[of(2024, 1, "b"), of(2023, 0, "a")], 2024));
    for other in [
        key(&[of(2022, 0, "a"), of(2024, 1, "b")], 2024),
        key(&[of(2023, 0, "a"), of(2024, 1, "b")], 2023),
        key(&[of(2023, 1, "a"), of(2024, 0, "b")], 2024),
        key(&[of(2023, 0, "x"), of(2024, 1, "b")], 2024),
        key(&[of(2023, 0, "a")], 2024),
    ] {
        assert_ne!(plain, other);
    }
    let small =
        Catalogue::parse("code,sector,rotation_group\n265,livestock,grass_permanent").unwrap();
    let years = [of(2023, 0, "a"), of(2024, 1, "b")];
    assert_ne!(plain, cache_key(&years, year(2024), &small).unwrap());
}

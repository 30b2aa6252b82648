//! The outcome of an overlay as bytes, and the key under which it is kept.

use proptest::prelude::*;
use ruilkaart::analysis::overlay::{
    KeyedYear, Overlaid, Slivers, cache_key, decode, encode, kept_or,
};
use ruilkaart::domain::Catalogue;
use ruilkaart::job::{Cache, Key};

use super::maps::{field, overlay, parcel, wild_years, year};

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
    let key = |years: &[KeyedYear<'_>], reference| {
        cache_key(years, year(reference), &Slivers::default(), &catalogue).unwrap()
    };
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
    assert_ne!(
        plain,
        cache_key(&years, year(2024), &Slivers::default(), &small).unwrap()
    );
}

#[test]
fn the_second_time_nothing_is_calculated() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::in_folder(folder.path().to_owned(), 1 << 20);
    let whole = || vec![parcel(field(0.0, 0.0, 9.0, 9.0), 265)];
    let overlaid = overlay(&vec![(2023, whole()), (2024, whole())]);
    let mut key = Key::new();
    key.add("question", 1);
    let calculated = std::cell::Cell::new(0);
    let ask = |key: Option<&Key>| {
        let work = || {
            calculated.set(calculated.get() + 1);
            Ok::<_, ()>(overlaid.clone())
        };
        kept_or(&cache, key, work).unwrap()
    };
    assert!(same(&ask(Some(&key)), &overlaid));
    assert!(same(&ask(Some(&key)), &overlaid));
    assert_eq!(calculated.get(), 1);
    ask(None);
    assert_eq!(calculated.get(), 2);
    // Kept bytes that are whole but no outcome are calculated anew.
    cache.put(&key, b"something else");
    assert!(same(&ask(Some(&key)), &overlaid));
    assert_eq!(calculated.get(), 3);
}

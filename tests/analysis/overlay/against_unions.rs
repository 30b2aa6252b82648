//! Every share against the area of unions that `i_overlay` builds, the slow way.

use std::collections::BTreeMap;

use proptest::prelude::*;
use ruilkaart::geometry::boolean::{self, Rings, intersection, union};

use super::maps::{Covered, Parcel, covered, overlay, wild_years};
use crate::shapes::array_of;

fn rings(parcel: &Parcel) -> Rings {
    boolean::rings_of(&array_of(std::slice::from_ref(&parcel.outline)).feature(0))
}

/// Area per code within the parcel and of all codes, as parts of the parcel.
fn shares(parcel: &Parcel, year: &[Parcel]) -> (BTreeMap<i64, f64>, f64) {
    let own = rings(parcel);
    let whole = union(&own).area();
    let part = |of: Rings| intersection(&own, &of).area() / whole;
    let mut by_code: BTreeMap<i64, Rings> = BTreeMap::new();
    for other in year.iter().filter(|other| !other.is_element) {
        if let Some(code) = other.code {
            by_code.entry(code).or_default().extend(rings(other));
        }
    }
    let total = part(by_code.values().flatten().cloned().collect());
    let shares = by_code.into_iter().map(|(code, rings)| (code, part(rings)));
    (shares.collect(), total)
}

/// Least difference in share that decides which crop wins.
const CLEAR: f64 = 1e-5;

fn check(parcel: &Parcel, year: &[Parcel], found: Covered) -> Result<(), TestCaseError> {
    let (shares, total) = shares(parcel, year);
    let (crop, share, second, second_share, found_total) = found;
    let mut order: Vec<(i64, f64)> = shares.into_iter().filter(|(_, s)| *s > CLEAR).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let close = |a: f64, b: f64| (a - b).abs() < 1e-5;
    prop_assert!(close(found_total, total), "total {found_total} {total}");
    let best = order.first().map_or(0.0, |(_, share)| *share);
    let next = order.get(1).map_or(0.0, |(_, share)| *share);
    prop_assert!(close(share, best), "share {share} {best}");
    prop_assert!(close(second_share, next), "second {second_share} {next}");
    if best - next > CLEAR {
        prop_assert_eq!(crop, order.first().map(|(code, _)| *code));
        let after = order.get(2).map_or(0.0, |(_, share)| *share);
        if next - after > CLEAR {
            prop_assert_eq!(second, order.get(1).map(|(code, _)| *code));
        }
    } else if let [a, b, rest @ ..] = &order[..]
        && rest.iter().all(|(_, share)| best - share > CLEAR)
        && best - next < 1e-9
    {
        // A tie goes to the smaller code.
        prop_assert_eq!(crop, Some(a.0.min(b.0)));
        prop_assert_eq!(second, Some(a.0.max(b.0)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn shares_are_those_of_unions(years in wild_years()) {
        let overlaid = overlay(&years);
        let (_, reference) = years.last().unwrap();
        for (index, parcel) in reference.iter().enumerate() {
            for (number, of_year) in &years {
                let found = covered(&overlaid, *number, index);
                if parcel.is_element {
                    prop_assert_eq!(found, (None, 0.0, None, 0.0, 0.0));
                } else {
                    check(parcel, of_year, found)?;
                }
            }
        }
    }
}

//! The worked examples of the rule: sequence, features and class under the three rules that are offered.

use ruilkaart::domain::{Class, Preset, Rule};

use crate::sequences::Parcel;

/// Number, what it shows, codes from oldest to newest (`-`: no parcel), letters, n, nA, nL, s, m, and the
/// classes by the default rule, the published two-class map and the minority share; the last, provisional.
type Example = (
    u8,
    &'static str,
    &'static str,
    &'static str,
    [u16; 5],
    [Class; 3],
    bool,
);

use Class::{
    Extensive as E, Intensive as I, NoneArable as A, NoneLivestock as L, NoneMixed as M,
    Unclassified as U,
};

#[rustfmt::skip]
const EXAMPLES: [Example; 25] = [
    (1, "all potatoes/beet/cereal", "2017 256 236 2017 233 2017 256 236 2017 233", "AAAAAAAAAA", [10, 10, 0, 0, 0], [A, A, A], false),
    (2, "permanent grass", "265 265 265 265 265 265 265 265 265 265", "LLLLLLLLLL", [10, 0, 10, 0, 0], [L, L, L], false),
    (3, "grass and silage maize only", "266 266 259 266 266 266 259 259 266 266", "LLLLLLLLLL", [10, 0, 10, 0, 0], [L, L, L], false),
    (4, "one-way conversion grass to arable", "265 265 265 265 265 2017 256 236 2017 236", "LLLLLAAAAA", [10, 5, 5, 1, 5], [M, E, I], false),
    (5, "one-way conversion arable to grass", "2017 236 256 2017 266 266 266 265 265 265", "AAAALLLLLL", [10, 4, 6, 1, 4], [M, E, I], false),
    (6, "single incidental grass year", "2017 256 236 2017 266 2017 236 256 2017 236", "AAAALAAAAA", [10, 9, 1, 2, 1], [M, E, M], false),
    (7, "single incidental potato year", "266 266 266 2017 266 266 266 266 259 266", "LLLALLLLLL", [10, 1, 9, 2, 1], [M, E, M], false),
    (8, "single incidental year at the edge", "2017 256 236 2017 256 236 2017 256 236 266", "AAAAAAAAAL", [10, 9, 1, 1, 1], [M, E, M], false),
    (9, "one block of 2 arable years inside grass", "266 266 266 266 2017 236 266 266 266 266", "LLLLAALLLL", [10, 2, 8, 2, 2], [E, E, E], false),
    (10, "one block of 3 livestock years", "2017 256 236 266 266 266 2017 256 236 2017", "AAALLLAAAA", [10, 7, 3, 2, 3], [E, E, I], false),
    (11, "classic exchange: 2x potato in grass/maize", "266 266 266 2017 259 266 266 2017 259 266", "LLLALLLALL", [10, 2, 8, 4, 2], [I, I, E], false),
    (12, "classic exchange: potato, beet, 3 grass", "2017 256 266 266 266 2017 236 266 266 266", "AALLLAALLL", [10, 4, 6, 3, 4], [I, I, I], false),
    (13, "maize exchange on arable farm", "2017 259 236 2017 259 256 2017 259 236 2017", "ALAALAALAA", [10, 7, 3, 6, 3], [I, I, I], false),
    (14, "three switches, half-half", "265 265 265 2017 236 266 266 2017 256 236", "LLLAALLAAA", [10, 5, 5, 3, 5], [I, I, I], false),
    (15, "missing years bridging a switch", "2017 256 - - 266 266 2017 236 - 266", "AA..LLAA.L", [7, 4, 3, 3, 3], [I, I, I], true),
    (16, "too many missing years", "2017 - - - 266 - - - - 2017", "A...L....A", [3, 2, 1, 2, 1], [U, U, U], false),
    (17, "nature years ignored", "332 332 266 266 266 2017 2017 266 332 266", "..LLLAAL.L", [7, 2, 5, 2, 2], [E, E, E], true),
    (18, "ambiguous grain maize counts as livestock", "2017 316 236 2017 316 256 2017 316 236 2017", "ALAALAALAA", [10, 7, 3, 6, 3], [I, I, I], false),
    (19, "ambiguous field beans count as arable", "266 266 311 266 266 266 311 266 266 266", "LLALLLALLL", [10, 2, 8, 4, 2], [I, I, E], false),
    (20, "fallow and landscape codes are neutral", "2017 6794 236 343 2017 256 236 2017 256 236", "A.A.AAAAAA", [8, 8, 0, 0, 0], [A, A, A], false),
    (21, "lilies on grass farm, once", "265 265 265 265 1002 265 265 265 265 265", "LLLLALLLLL", [10, 1, 9, 2, 1], [M, E, M], false),
    (22, "lilies on grass farm, twice", "266 266 1002 266 266 266 266 1002 266 266", "LLALLLLALL", [10, 2, 8, 4, 2], [I, I, E], false),
    (23, "catch crop code as main crop is neutral", "2017 427 236 2017 256 236 2017 256 236 2017", "A.AAAAAAAA", [9, 9, 0, 0, 0], [A, A, A], false),
    (24, "short record, provisional", "- - - - 2017 266 266 2017 236 266", "....ALLAAL", [6, 3, 3, 3, 3], [I, I, I], true),
    (25, "unknown code, no category: neutral", "2017 99999 236 266 266 2017 256 266 266 236", "A.ALLAALLA", [9, 5, 4, 4, 4], [I, I, I], false),
];

#[test]
fn every_example_has_its_features_and_classes() {
    for (number, case, codes, letters, [n, n_a, n_l, s, m], classes, provisional) in EXAMPLES {
        let parcel = Parcel::of(codes);
        let name = format!("example {number}: {case}");
        for (preset, class) in Preset::ALL.into_iter().zip(classes) {
            let outcome = parcel.classify(&preset.rule());
            assert_eq!(outcome.class, class, "{name}, {preset:?}");
        }
        let outcome = parcel.classify(&Rule::default());
        let f = outcome.features;
        assert_eq!(
            [
                f.classified(),
                f.arable,
                f.livestock,
                f.switches,
                f.minority()
            ],
            [n, n_a, n_l, s, m],
            "{name}"
        );
        assert_eq!(outcome.provisional, provisional, "{name}");
        assert_eq!(parcel.letters(), letters, "{name}");
        assert!(
            !outcome.fragile,
            "{name}: nothing is doubtful without shares"
        );
    }
}

#[test]
fn a_single_year_at_the_edge_fails_both_tests() {
    let parcel = Parcel::of("2017 256 236 2017 256 236 2017 256 236 266");
    let by_switches_alone = Rule {
        min_minor: 1,
        ..Rule::default()
    };
    let by_minority_alone = Rule {
        s_extensive: 1,
        ..Rule::default()
    };
    assert_eq!(parcel.classify(&by_switches_alone).class, M);
    assert_eq!(parcel.classify(&by_minority_alone).class, M);
}

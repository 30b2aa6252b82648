//! The figures of Fig. 1 of the brochure, and what they do and do not add up to.

use ruilkaart::domain::{Class, Hectares, Share};

fn published(classes: impl IntoIterator<Item = Class>) -> Hectares {
    let hectares = classes.into_iter().filter_map(Class::published_ha);
    Hectares(hectares.sum())
}

fn percent(part: Hectares, whole: Hectares) -> f64 {
    let ratio = Share { part, whole }.ratio().unwrap();
    (ratio * 1000.0).round() / 10.0
}

#[test]
fn the_five_classes_add_up_to_the_total() {
    assert_eq!(published(Class::ALL), Hectares(176_787.0));
    assert_eq!(published(Class::FIG1), Hectares(176_787.0));
    assert_eq!(Class::Unclassified.published_ha(), None);
}

#[test]
fn only_mixed_use_is_more_than_half() {
    let total = published(Class::ALL);
    let cooperation = published(Class::ALL.into_iter().filter(|c| c.is_cooperation()));
    let mixed = published(Class::ALL.into_iter().filter(|c| c.is_mixed_use()));
    assert_eq!(cooperation, Hectares(62_290.0));
    assert_eq!(mixed, Hectares(99_314.0));
    assert!((percent(cooperation, total) - 35.2).abs() < 1e-9);
    assert!((percent(mixed, total) - 56.2).abs() < 1e-9);
    let without_mixed = total - published([Class::NoneMixed]);
    assert!((percent(cooperation, without_mixed) - 44.6).abs() < 1e-9);
}

#[test]
fn the_legend_has_the_order_of_the_figure() {
    let keys: Vec<&str> = Class::FIG1.into_iter().map(Class::key).collect();
    let expected = [
        "none_mixed",
        "none_arable",
        "none_livestock",
        "extensive",
        "intensive",
    ];
    assert_eq!(keys, expected);
    for class in Class::ALL {
        assert_eq!(Class::from_key(class.key()), Some(class));
    }
}

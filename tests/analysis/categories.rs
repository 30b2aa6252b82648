//! What a layer is coloured by, and that its categories add up.

use ruilkaart::analysis::categorise::{ColourBy, Knowledge, best_colouring, categorise};
use ruilkaart::analysis::summary::{Categories, CategoryKey};
use ruilkaart::domain::{Catalogue, Class, CropGroup};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Layer, Value};

use crate::layers::{crop_columns, integers, layer, reals, texts};

fn best(layer: &Layer) -> ColourBy {
    best_colouring(layer, &Catalogue::built_in())
}

fn coloured_with(layer: &Layer, by: &ColourBy, area_m2: &[f64]) -> Categories {
    let knowledge = Knowledge::default();
    let coloured = categorise(layer, area_m2, by, None, &knowledge, &Progress::default()).unwrap();
    let categories = coloured.categories;
    assert_eq!(categories.of_feature.len(), layer.len());
    let parcels: u64 = categories.list.iter().map(|c| c.parcels).sum();
    assert_eq!(
        parcels,
        layer.len() as u64,
        "every feature is in a category"
    );
    categories
}

fn coloured(layer: &Layer, by: &ColourBy) -> Categories {
    coloured_with(layer, by, &vec![10_000.0; layer.len()])
}

/// The keys with their number of parcels.
fn counts(categories: &Categories) -> Vec<(CategoryKey, u64)> {
    let list = categories.list.iter();
    list.map(|c| (c.key.clone(), c.parcels)).collect()
}

fn value(text: &str) -> CategoryKey {
    CategoryKey::Value(Value::Text(text.into()))
}

#[test]
fn a_crop_sequence_is_coloured_by_class() {
    let parcels = layer(
        "p",
        crop_columns(
            2024,
            &[
                "266 266 266 2017 259 266 266 2017 259 266",
                "- - - - - - - - 2017 2017",
                "332 332 332 332 332 332 332 332 332 332",
                "265 265 265 265 265 265 265 265 265 343",
            ],
        ),
    );
    let by = best(&parcels);
    assert!(matches!(by, ColourBy::Cooperation));
    let expected = [
        (CategoryKey::Class(Class::NoneMixed), 0),
        (CategoryKey::Class(Class::NoneArable), 0),
        (CategoryKey::Class(Class::NoneLivestock), 0),
        (CategoryKey::Class(Class::Extensive), 0),
        (CategoryKey::Class(Class::Intensive), 1),
        (CategoryKey::TooFewYears, 1),
        (CategoryKey::NoSectorYears, 1),
        (CategoryKey::Element, 1),
    ];
    assert_eq!(counts(&coloured(&parcels, &by)), expected);
}

#[test]
fn a_class_column_goes_before_the_crops() {
    let mut columns = crop_columns(2024, &["265 265 265 265 265"; 3]);
    columns.push(texts("klasse", &["Extensief", "geen (100% veeteelt)", "?"]));
    let parcels = layer("p", columns);
    let by = best(&parcels);
    assert!(matches!(by, ColourBy::Class(_)));
    let categories = coloured(&parcels, &by);
    let found = counts(&categories);
    assert_eq!(found.len(), 6);
    assert!(found.contains(&(CategoryKey::Class(Class::Extensive), 1)));
    assert!(found.contains(&(CategoryKey::Class(Class::NoneLivestock), 1)));
    assert!(found.contains(&(CategoryKey::Class(Class::Unclassified), 1)));
}

#[test]
fn a_plain_crop_parcel_file_is_coloured_by_crop_group() {
    let codes = [265, 266, 2017, 99999, 343].map(Some);
    let parcels = layer("brp_2024", vec![integers("gewascode", &codes)]);
    let by = best(&parcels);
    assert_eq!(by, ColourBy::CropGroup { column: 0 });
    let expected = [
        (CategoryKey::CropGroup(CropGroup::Grass), 2),
        (CategoryKey::CropGroup(CropGroup::Potato), 1),
        (CategoryKey::CropGroup(CropGroup::Unknown), 1),
        (CategoryKey::Element, 1),
    ];
    assert_eq!(counts(&coloured(&parcels, &by)), expected);
}

#[test]
fn a_foreign_file_is_coloured_by_the_column_that_tells_most() {
    let parcels = layer(
        "si",
        vec![
            texts("PARCEL_ID", &["a", "b", "c", "d"]),
            texts("EC_NUTS3", &["SI01", "SI01", "SI02", "SI02"]),
            texts("EC_hcat_n", &["maize", "maize", "barley", "barley"]),
        ],
    );
    assert_eq!(best(&parcels), ColourBy::Column(2));
    let numbers = layer(
        "x",
        vec![
            integers("id", &[Some(1), Some(2)]),
            integers("kind", &[Some(1), Some(1)]),
        ],
    );
    assert_eq!(best(&numbers), ColourBy::Plain);
    assert_eq!(
        counts(&coloured(&numbers, &ColourBy::Plain)),
        [(CategoryKey::Plain, 2)]
    );
}

#[test]
fn values_are_ordered_by_area_and_the_rare_ones_put_together() {
    let names: Vec<String> = (0..20).map(|i| format!("v{i:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).chain([""]).collect();
    let parcels = layer("p", vec![texts("x", &names)]);
    let area_m2: Vec<f64> = (0..21)
        .map(|i| if i == 5 { f64::NAN } else { f64::from(i) })
        .collect();
    let found = counts(&coloured_with(&parcels, &ColourBy::Column(0), &area_m2));
    assert_eq!(found.len(), 14);
    assert_eq!(found[0], (value("v19"), 1));
    assert_eq!(found[11], (value("v08"), 1));
    assert_eq!(found[12], (CategoryKey::OtherValues, 8));
    assert_eq!(found[13], (CategoryKey::NoValue, 1));
}

#[test]
fn few_numbers_are_values_and_many_are_intervals() {
    let few = layer("p", vec![reals("x", &[3.0, -0.0, f64::NAN, 0.0, 3.0])]);
    let found = counts(&coloured(&few, &ColourBy::Column(0)));
    let number = |n| CategoryKey::Value(Value::Real(n));
    assert_eq!(
        found,
        [
            (number(0.0), 2),
            (number(3.0), 2),
            (CategoryKey::NoValue, 1)
        ]
    );

    let many: Vec<Option<i64>> = (0..=100).map(Some).chain([None]).collect();
    let many = layer("p", vec![integers("x", &many)]);
    let found = counts(&coloured(&many, &ColourBy::Column(0)));
    assert_eq!(found.len(), 6);
    let last = CategoryKey::Interval {
        from: 80.0,
        to: 100.0,
    };
    assert_eq!(found[4], (last, 21));
    assert_eq!(found[5], (CategoryKey::NoValue, 1));
}

#[test]
fn a_column_that_is_not_there_leaves_all_alike() {
    let parcels = layer("p", vec![texts("x", &["a", "b"])]);
    let found = counts(&coloured(&parcels, &ColourBy::Column(9)));
    assert_eq!(found, [(CategoryKey::Plain, 2)]);
    let empty = layer("p", Vec::new());
    assert_eq!(best(&empty), ColourBy::Plain);
    assert_eq!(
        counts(&coloured(&empty, &ColourBy::Plain)),
        [(CategoryKey::Plain, 0)]
    );
}

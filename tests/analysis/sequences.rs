//! Crop columns become sequences and outcomes.

use ruilkaart::analysis::classify::{Classified, ClassifyError, ParcelYears};
use ruilkaart::analysis::crop_columns::crop_columns as find;
use ruilkaart::domain::{Catalogue, Class, Rule, Year};
use ruilkaart::job::Progress;
use ruilkaart::layer::Table;

use crate::layers::{crop_columns, integers, layer, texts};

fn classify(table: &Table, reference: Option<i64>) -> Classified {
    let catalogue = Catalogue::built_in();
    let columns = find(table, &catalogue).unwrap().found;
    let reference = reference.map(|year| Year::new(year).unwrap());
    let progress = Progress::default();
    ParcelYears::of_columns(table, &columns, reference, &catalogue, &progress)
        .unwrap()
        .classify(&catalogue, &Rule::default())
}

fn classes(table: &Table, reference: Option<i64>) -> Vec<Option<Class>> {
    let classified = classify(table, reference);
    let outcomes = classified.outcomes.iter();
    outcomes.map(|outcome| outcome.map(|o| o.class)).collect()
}

const EXCHANGE: &str = "266 266 266 2017 259 266 266 2017 259 266";
const POTATOES: &str = "2017 256 236 2017 233 2017 256 236 2017 233";
const DITCH: &str = "265 265 265 265 265 265 265 265 343 343";

#[test]
fn every_parcel_gets_its_class_and_elements_none() {
    let parcels = layer("p", crop_columns(2024, &[EXCHANGE, POTATOES, DITCH]));
    let expected = [Some(Class::Intensive), Some(Class::NoneArable), None];
    assert_eq!(classes(&parcels.table, None), expected);
    // Before 2023 a ditch is a neutral crop.
    let earlier = layer("p", crop_columns(2022, &[DITCH]));
    assert_eq!(classes(&earlier.table, None), [Some(Class::NoneLivestock)]);
}

#[test]
fn the_window_ends_with_the_reference_year() {
    let parcels = layer(
        "p",
        crop_columns(2024, &["265 265 265 265 265 2017 256 236 2017 236"]),
    );
    assert_eq!(classes(&parcels.table, None), [Some(Class::NoneMixed)]);
    assert_eq!(
        classes(&parcels.table, Some(2019)),
        [Some(Class::NoneLivestock)]
    );
    assert_eq!(
        classes(&parcels.table, Some(2018)),
        [Some(Class::Unclassified)]
    );
}

#[test]
fn the_category_of_the_newest_year_helps_unknown_codes() {
    let mut columns = crop_columns(2024, &["2017 2017 2017 2017 99999"; 3]);
    columns.push(texts(
        "category",
        &["Grasland", "Bouwland", "Landschapselement"],
    ));
    let parcels = layer("p", columns);
    let expected = [Some(Class::NoneMixed), Some(Class::Unclassified), None];
    assert_eq!(classes(&parcels.table, None), expected);
}

#[test]
fn codes_stored_as_text_give_the_same_classes() {
    let as_text = |codes: &[&str]| -> Vec<_> {
        let years = codes.iter().enumerate();
        years
            .map(|(i, code)| texts(&format!("gewas_{}", 2020 + i), &[code]))
            .collect()
    };
    let parcels = layer("p", as_text(&["265.0", " 266", "nl_266", "0259", "265"]));
    assert_eq!(classes(&parcels.table, None), [Some(Class::NoneLivestock)]);
}

#[test]
fn a_column_of_identifiers_is_refused() {
    let ids: Vec<Option<i64>> = (1..=70_000).map(Some).collect();
    let parcels = layer(
        "p",
        vec![integers("id_2015", &ids), integers("id_2016", &ids)],
    );
    let columns =
        ruilkaart::analysis::crop_columns::crop_columns_named(&parcels.table, "id_{year}");
    let catalogue = Catalogue::built_in();
    let read = |progress: &Progress| {
        let columns = columns.as_ref().unwrap();
        ParcelYears::of_columns(&parcels.table, columns, None, &catalogue, progress).unwrap_err()
    };
    assert!(matches!(
        read(&Progress::default()),
        ClassifyError::TooManyCrops(_)
    ));
    let cancelled = Progress::default();
    cancelled.cancel();
    assert!(matches!(read(&cancelled), ClassifyError::Cancelled(_)));
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let lines: Vec<String> = (0..5000_usize)
        .map(|p| {
            let code = |y: usize| ["266", "2017", "259", "332", "-"][(p * 7 + y * y * 3) % 5];
            (0..10).map(code).collect::<Vec<_>>().join(" ")
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let parcels = layer("p", crop_columns(2024, &lines));
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| classify(&parcels.table, None))
    };
    let (one, four) = (run(1), run(4));
    assert_eq!(one.outcomes, four.outcomes);
    assert_eq!(one.parcels.sequences, four.parcels.sequences);
}

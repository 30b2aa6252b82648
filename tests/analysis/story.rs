//! The story of one parcel: every year with what it counts as and why it is doubtful, and what would come of others.

use std::collections::BTreeMap;
use std::sync::Arc;

use ruilkaart::analysis::classify::ParcelYears;
use ruilkaart::analysis::crop_use::crop_use;
use ruilkaart::analysis::story::{Story, Why, YearKind};
use ruilkaart::domain::{
    Catalogue, Class, Cover, CropCode, CropId, CropList, Rule, SeenCrop, Sequences, Side, Usage,
    Year, YearColumn,
};
use ruilkaart::job::Progress;

/// A year of an overlay: winner, its share, runner-up, its share, share of all crops.
type Covered = (i64, f32, i64, f32, f32);

const GRASS: Covered = (266, 0.9, 2017, 0.1, 1.0);
const POTATO: Covered = (2017, 1.0, 0, 0.0, 1.0);

fn year(number: i64) -> Year {
    Year::new(number).unwrap()
}

/// One parcel from these years on.
fn parcel(first: i64, years: &[Covered], columns: bool) -> ParcelYears {
    let mut crops = CropList::default();
    let mut id = |number| match CropCode::new(number) {
        Some(code) => {
            let category = None;
            crops.intern(SeenCrop { code, category }).unwrap()
        }
        None => CropId::NONE,
    };
    let columns = years.iter().zip(first..).map(|(covered, number)| {
        let (crop, share, second, second_share, total) = *covered;
        let cover = Cover {
            share: vec![share],
            second: vec![id(second)],
            second_share: vec![second_share],
            total: vec![total],
        };
        YearColumn {
            year: year(number),
            crops: vec![id(crop)],
            cover: (!columns).then_some(cover),
        }
    });
    let columns: Vec<YearColumn> = columns.collect();
    let reference = columns.last().unwrap().year;
    ParcelYears {
        sequences: Arc::new(Sequences::new(columns, crops, 1).unwrap()),
        reference,
        elements: Arc::from([false]),
    }
}

fn story(years: &ParcelYears) -> Story {
    Story::of(years, 0, &Catalogue::built_in(), &Rule::default()).unwrap()
}

#[test]
fn a_year_has_its_crop_share_and_runner_up() {
    let story = story(&parcel(2015, &[GRASS; 10], false));
    assert_eq!((story.years.len(), story.loaded), (10, 10));
    let first = &story.years[0];
    assert_eq!((first.year, first.kind), (year(2015), YearKind::Crop));
    assert_eq!(first.usage, Usage::Known(Side::Livestock));
    let (crop, second) = (first.crop.unwrap(), first.second.unwrap());
    assert_eq!(
        (crop.code, second.code),
        (CropCode::new(266).unwrap(), CropCode::new(2017).unwrap())
    );
    assert!((crop.share.unwrap() - 0.9).abs() < 1e-6 && (second.share.unwrap() - 0.1).abs() < 1e-6);
    assert!(story.has_shares && (story.outcome.confidence - 0.9).abs() < 1e-6);
    assert_eq!(story.outcome.class, Class::NoneLivestock);
}

#[test]
fn columns_know_no_shares_and_an_empty_cell_is_no_missing_parcel() {
    let nothing = (0, 0.0, 0, 0.0, 0.0);
    let columns = parcel(2015, &[GRASS, nothing, POTATO], true);
    let story = story(&columns);
    assert!(!story.has_shares);
    let known = &story.years[7..];
    assert!(
        known
            .iter()
            .all(|y| y.covered.is_none() && y.second.is_none())
    );
    assert_eq!(known[0].crop.unwrap().share, None);
    assert_eq!(known[1].kind, YearKind::Unknown);
    // Years of the window that nothing was loaded for are there too.
    assert_eq!(story.years.len(), 10);
    assert_eq!(story.years[0].kind, YearKind::NotLoaded);
    assert_eq!((story.years[0].year, story.loaded), (year(2008), 3));
}

#[test]
fn years_before_the_window_are_told_and_do_not_count() {
    let mut years = vec![POTATO; 2];
    years.extend([GRASS; 10]);
    let story = story(&parcel(2013, &years, false));
    assert_eq!(story.years.len(), 12);
    assert!(!story.years[0].in_window && story.years[2].in_window);
    assert_eq!(story.outcome.class, Class::NoneLivestock);
}

#[test]
fn doubtful_years_say_why_and_what_would_come_of_them() {
    let close = (266, 0.5, 2017, 0.4, 0.9);
    let little = (266, 0.6, 0, 0.0, 0.6);
    let missing = (2017, 0.35, 0, 0.0, 0.35);
    let years = [
        GRASS, GRASS, POTATO, GRASS, GRASS, close, GRASS, little, missing, GRASS,
    ];
    let story = story(&parcel(2015, &years, false));
    assert_eq!(
        story.outcome.class,
        Class::NoneMixed,
        "one potato year is incidental"
    );
    assert!(story.outcome.fragile);
    let doubts = |place: usize| {
        let doubts = story.years[place].doubts.iter();
        let doubts: Vec<_> = doubts.map(|d| (d.why, d.other, d.class)).collect();
        doubts
    };
    let arable = Usage::Known(Side::Arable);
    assert_eq!(doubts(5), [(Why::CloseRunnerUp, arable, Class::Intensive)]);
    assert_eq!(
        doubts(7),
        [(Why::LittleCovered, Usage::Missing, Class::NoneMixed)]
    );
    assert_eq!(story.years[8].kind, YearKind::NoParcel);
    assert_eq!(
        doubts(8),
        [(Why::MissingThoughCovered, arable, Class::Intensive)]
    );
    assert!(doubts(0).is_empty());
}

#[test]
fn another_year_flips_the_class_and_nothing_else_does() {
    let years = [
        GRASS, GRASS, POTATO, GRASS, GRASS, GRASS, GRASS, GRASS, GRASS, GRASS,
    ];
    let story = story(&parcel(2015, &years, false));
    let rule = Rule::default();
    let mut changes = BTreeMap::new();
    assert_eq!(story.what_if(&changes, &rule).class, story.outcome.class);
    changes.insert(year(2020), Usage::Known(Side::Arable));
    assert_eq!(story.what_if(&changes, &rule).class, Class::Intensive);
    changes.insert(year(2017), Usage::Missing);
    assert_eq!(story.what_if(&changes, &rule).class, Class::NoneMixed);
    // A year outside the window cannot change anything.
    changes.clear();
    changes.insert(year(1999), Usage::Known(Side::Arable));
    assert_eq!(story.what_if(&changes, &rule).class, Class::NoneMixed);
}

#[test]
fn a_crop_is_used_by_parcels_that_it_covers_enough_of_once_each() {
    let missing = (259, 0.3, 0, 0.0, 0.3);
    let years = parcel(2015, &[GRASS, POTATO, GRASS, missing], false);
    let progress = Progress::default();
    let (catalogue, rule) = (Catalogue::built_in(), Rule::default());
    let used = |area: f64| crop_use(&years, &[area], &catalogue, &rule, &progress).unwrap();
    let grass = CropCode::new(266).unwrap();
    let maize = CropCode::new(259).unwrap();
    let found = used(20_000.0);
    assert_eq!((found.len(), found[&grass].parcels), (2, 1));
    assert!((found[&grass].area_m2 - 20_000.0).abs() < 1e-9);
    assert!(
        !found.contains_key(&maize),
        "it covered too little to count"
    );
    let unmeasured = used(f64::NAN);
    assert_eq!(unmeasured[&grass].parcels, 1);
    assert!(unmeasured[&grass].area_m2.abs() < 1e-9);
}

#[test]
fn a_landscape_element_has_no_story() {
    let mut years = parcel(2015, &[GRASS; 10], false);
    years.elements = Arc::from([true]);
    assert_eq!(
        Story::of(&years, 0, &Catalogue::built_in(), &Rule::default()),
        None
    );
}

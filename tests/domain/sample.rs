//! The sample data: the figures of Fig. 1, the land, and the village year by year.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use ruilkaart::domain::{
    Catalogue, Class, CropCode, CropFact, Features, Rule, SeenCrop, Usage, cooperation,
};
use ruilkaart::geometry::clip::{Chains, intersection_area};
use ruilkaart::geometry::{Feature, SpatialIndex, contains};
use ruilkaart::layer::{Layer, Value};
use ruilkaart::sample;

static DRENTHE: LazyLock<Layer> = LazyLock::new(sample::drenthe);
static ZEIJEN: LazyLock<Vec<Layer>> = LazyLock::new(sample::zeijen);

/// Near all of the sample, so that sums keep their digits.
const ORIGIN: [f64; 2] = [236_000.0, 548_000.0];

fn cells(layer: &Layer, column: &str) -> Vec<Value> {
    let index = layer
        .table
        .find(column)
        .unwrap_or_else(|| panic!("{column}"));
    let cells = layer.table.column(index).unwrap();
    (0..layer.len()).map(|row| cells.value(row)).collect()
}

fn areas_m2(layer: &Layer) -> Vec<f64> {
    let area = |feature: Feature<'_>| Chains::new(&feature, ORIGIN).area();
    layer.polygons.features().map(area).collect()
}

/// The middle of a feature's box.
fn middle(feature: &Feature<'_>) -> [f64; 2] {
    feature.bounds().center()
}

/// The class that the default rule gives each parcel, from the crop columns alone.
fn classes_by_rule(layer: &Layer) -> Vec<Class> {
    let (rule, catalogue) = (Rule::default(), Catalogue::built_in());
    let years: Vec<_> = (2015..=2024)
        .map(|year| cells(layer, &format!("crop_{year}")))
        .collect();
    let usage = |cell: &Value| match cell {
        Value::Integer(number) => {
            let code = CropCode::new(*number).unwrap();
            assert!(catalogue.find(code).is_some(), "{code} is in no catalogue");
            CropFact::of(
                SeenCrop {
                    code,
                    category: None,
                },
                &catalogue,
                &rule,
            )
            .usage
        }
        Value::Null => Usage::Missing,
        other => panic!("a crop code was expected, not {other:?}"),
    };
    let class = |row: usize| {
        let usages: Vec<Usage> = years.iter().map(|year| usage(&year[row])).collect();
        cooperation::decide(Features::count(usages), &rule).class()
    };
    (0..layer.len()).map(class).collect()
}

#[test]
fn class_hectares_are_those_of_fig_1() {
    let (classes, areas_m2) = (classes_by_rule(&DRENTHE), areas_m2(&DRENTHE));
    assert!(
        (19_500..20_500).contains(&classes.len()),
        "{}",
        classes.len()
    );
    let ha_of = |class: Class| {
        let own = classes.iter().zip(&areas_m2).filter(|(c, _)| **c == class);
        own.map(|(_, area_m2)| area_m2 / 10_000.0).sum::<f64>()
    };
    for class in Class::FIG1 {
        let (ha, published) = (ha_of(class), class.published_ha().unwrap());
        assert!(
            (ha / published - 1.0).abs() < 0.005,
            "{}: {ha} ha, published {published}",
            class.key()
        );
    }
    let unclassified = ha_of(Class::Unclassified) / 176_787.0;
    assert!((0.005..0.01).contains(&unclassified), "{unclassified}");
}

#[test]
fn the_class_column_and_the_areas_are_what_rule_and_outline_give() {
    let keys = cells(&DRENTHE, "klasse");
    for (row, class) in classes_by_rule(&DRENTHE).iter().enumerate() {
        assert_eq!(keys[row].as_str(), Some(class.key()), "{row}");
    }
    let stored = cells(&DRENTHE, "area_ha");
    for (row, area_m2) in areas_m2(&DRENTHE).iter().enumerate() {
        let stored_ha = stored[row].as_f64().unwrap();
        assert!((stored_ha - area_m2 / 10_000.0).abs() < 0.006, "{row}");
    }
}

#[test]
fn four_fifths_of_the_plateau_is_mixed_use() {
    let areas = sample::area_layer();
    let names = cells(&areas, "naam");
    let plateau = names
        .iter()
        .position(|name| name.as_str() == Some("Drents Plateau"))
        .unwrap();
    let plateau = Chains::new(&areas.polygons.feature(plateau), ORIGIN);
    let (mut mixed, mut all) = (0.0, 0.0);
    for (feature, class) in DRENTHE.polygons.features().zip(classes_by_rule(&DRENTHE)) {
        if class != Class::Unclassified {
            let inside_m2 = intersection_area(&Chains::new(&feature, ORIGIN), &plateau);
            all += inside_m2;
            mixed += if class.is_mixed_use() { inside_m2 } else { 0.0 };
        }
    }
    assert!((0.79..=0.81).contains(&(mixed / all)), "{}", mixed / all);
}

/// Closed, outer rings clockwise and holes not, nothing crossed or covered twice.
fn assert_sound(layer: &Layer) {
    for (row, feature) in layer.polygons.features().enumerate() {
        let name = &layer.name;
        let chains = Chains::new(&feature, ORIGIN);
        assert!(chains.is_valid() && chains.area() > 0.0, "{name} {row}");
        for (nth, ring) in feature.rings().enumerate() {
            assert!(
                ring.len() >= 4 && ring.first() == ring.last(),
                "{name} {row}"
            );
            let twice: f64 = ring
                .windows(2)
                .map(|w| {
                    (w[0][0] - ORIGIN[0]) * (w[1][1] - ORIGIN[1])
                        - (w[1][0] - ORIGIN[0]) * (w[0][1] - ORIGIN[1])
                })
                .sum();
            assert_eq!(
                twice < 0.0,
                nth == 0,
                "{name} {row}: ring {nth} turns the wrong way"
            );
            let mut corners: Vec<_> = ring[1..].iter().map(|c| c.map(f64::to_bits)).collect();
            corners.sort_unstable();
            corners.dedup();
            assert_eq!(
                corners.len(),
                ring.len() - 1,
                "{name} {row}: a corner twice"
            );
        }
    }
}

/// Square metres that two features share, over all pairs that `counts` lets through.
fn shared_m2(layer: &Layer, counts: impl Fn(usize) -> bool) -> f64 {
    let index = SpatialIndex::build(&layer.polygons);
    let chains: Vec<_> = layer
        .polygons
        .features()
        .map(|f| Chains::new(&f, ORIGIN))
        .collect();
    let mut shared = 0.0;
    for (row, feature) in layer.polygons.features().enumerate() {
        for other in index.query(&feature.bounds()) {
            let other = other as usize;
            if other > row && counts(row) && counts(other) {
                shared += intersection_area(&chains[row], &chains[other]);
            }
        }
    }
    shared
}

#[test]
fn the_provinces_parcels_are_sound_and_do_not_overlap() {
    assert_sound(&DRENTHE);
    let shared = shared_m2(&DRENTHE, |_| true);
    assert!(shared < 0.1, "{shared} m² are covered twice");
    let vertices = DRENTHE.polygons.vertex_count() as f64 / DRENTHE.len() as f64;
    assert!((8.5..12.0).contains(&vertices), "{vertices}");
    let with_ponds = DRENTHE
        .polygons
        .features()
        .filter(|f| f.rings().count() > 1)
        .count();
    assert!(with_ponds > 50, "{with_ponds}");
}

#[test]
fn neighbours_share_corners_to_the_bit() {
    let mut users: BTreeMap<[u64; 2], u32> = BTreeMap::new();
    for feature in DRENTHE.polygons.features() {
        let corners: BTreeSet<_> = feature
            .coords()
            .iter()
            .map(|c| c.map(f64::to_bits))
            .collect();
        for corner in corners {
            *users.entry(corner).or_default() += 1;
        }
    }
    let shared = users.values().filter(|&&count| count > 1).count() as f64;
    assert!(
        shared / users.len() as f64 > 0.4,
        "{shared} of {}",
        users.len()
    );
}

#[test]
fn the_municipalities_hold_all_parcels_and_share_no_ground() {
    let areas = sample::area_layer();
    assert_eq!(areas.len(), 13);
    assert_sound(&areas);
    let kinds = cells(&areas, "soort");
    let is_municipality = |row: usize| kinds[row].as_str() == Some("gemeente");
    assert!(shared_m2(&areas, is_municipality) < 1.0);
    for (row, feature) in DRENTHE.polygons.features().enumerate() {
        let pos = middle(&feature);
        let homes = areas.polygons.features().enumerate();
        let homes = homes
            .filter(|(area, f)| is_municipality(*area) && contains(f, pos))
            .count();
        assert_eq!(homes, 1, "parcel {row}");
    }
}

#[test]
fn the_village_has_the_registers_columns() {
    assert_eq!(ZEIJEN.len(), 10);
    for (layer, year) in ZEIJEN.iter().zip(2015..) {
        assert_eq!(layer.name, format!("brp_{year}"));
        let names: Vec<_> = layer
            .table
            .fields()
            .iter()
            .map(|f| f.name.as_str())
            .collect();
        if year <= 2019 {
            let old = [
                "OBJECTID",
                "CAT_GEWASC",
                "GWS_GEWASC",
                "GWS_GEWAS",
                "GEOMETRIE_",
                "GEOMETRI_1",
            ];
            assert_eq!(names, old);
            assert!(
                cells(layer, "GWS_GEWASC")
                    .iter()
                    .all(|code| code.as_str().is_some())
            );
        } else {
            assert_eq!(names, ["category", "gewas", "gewascode", "jaar", "status"]);
            let years = cells(layer, "jaar");
            assert!(years.iter().all(|cell| *cell == Value::Integer(year)));
        }
        let elements = elements(layer).iter().filter(|is| **is).count();
        assert_eq!(elements > 100, year >= 2023, "{year}: {elements}");
        let fields = layer.len() - elements;
        assert!((1_900..2_150).contains(&fields), "{year}: {fields} fields");
    }
}

fn elements(layer: &Layer) -> Vec<bool> {
    let column = if layer.table.find("category").is_some() {
        "category"
    } else {
        "CAT_GEWASC"
    };
    let is_element = |cell: &Value| cell.as_str() == Some("Landschapselement");
    cells(layer, column).iter().map(is_element).collect()
}

#[test]
fn the_villages_fields_are_sound_and_do_not_overlap() {
    for layer in ZEIJEN.iter() {
        assert_sound(layer);
        let elements = elements(layer);
        let shared = shared_m2(layer, |row| !elements[row]);
        assert!(
            shared < 0.1,
            "{}: {shared} m² are covered twice",
            layer.name
        );
    }
}

/// Outlines as bits, to compare years.
fn outlines(layer: &Layer) -> BTreeSet<Vec<[u64; 2]>> {
    let bits = |feature: Feature<'_>| {
        feature
            .coords()
            .iter()
            .map(|c| c.map(f64::to_bits))
            .collect()
    };
    layer.polygons.features().map(bits).collect()
}

#[test]
fn outlines_stay_or_change_as_in_the_register() {
    for pair in ZEIJEN.windows(2) {
        let (before, after) = (outlines(&pair[0]), outlines(&pair[1]));
        let same = before.intersection(&after).count() as f64 / before.len() as f64;
        let expected = if pair[1].name == "brp_2021" {
            0.0..0.1
        } else {
            0.9..0.99
        };
        assert!(expected.contains(&same), "{}: {same}", pair[1].name);
    }
}

/// Per field of `of`, how many fields of `others` lie in it for the most part.
fn parts(of: &Layer, others: &Layer) -> Vec<usize> {
    let index = SpatialIndex::build(&others.polygons);
    let count = |feature: Feature<'_>| {
        let whole = Chains::new(&feature, ORIGIN);
        let inside = index.query(&feature.bounds()).into_iter().filter(|&other| {
            let part = Chains::new(&others.polygons.feature(other as usize), ORIGIN);
            intersection_area(&whole, &part) > 0.95 * part.area()
        });
        inside.count()
    };
    of.polygons.features().map(count).collect()
}

#[test]
fn fields_are_split_merged_and_moved_by_less_than_a_metre() {
    let (old, new) = (&ZEIJEN[0], &ZEIJEN[7]);
    let split = parts(old, new).iter().filter(|&&count| count == 2).count();
    let merged = parts(new, old).iter().filter(|&&count| count == 2).count();
    assert!(split > 60 && merged > 60, "{split} split, {merged} merged");

    // Every corner of 2020 has one of 2021 within a metre, apart from the changes of that one year.
    let (old, new) = (&ZEIJEN[5], &ZEIJEN[6]);
    let cell = |c: [f64; 2]| ((c[0] / 2.0).floor() as i64, (c[1] / 2.0).floor() as i64);
    let mut near: BTreeMap<(i64, i64), Vec<[f64; 2]>> = BTreeMap::new();
    for &corner in new.polygons.coords() {
        near.entry(cell(corner)).or_default().push(corner);
    }
    let is_near = |corner: &&[f64; 2]| {
        let (x, y) = cell(**corner);
        let cells = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let mut candidates = cells.filter_map(|key| near.get(&key)).flatten();
        candidates.any(|c| (c[0] - corner[0]).hypot(c[1] - corner[1]) < 1.0)
    };
    let found = old.polygons.coords().iter().filter(is_near).count() as f64;
    let share = found / old.polygons.vertex_count() as f64;
    assert!(share > 0.98, "{share}");
}

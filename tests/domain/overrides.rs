//! What a project says of crops otherwise than the catalogue: taken over, forgotten, written and read.

use std::collections::BTreeMap;

use ruilkaart::domain::{
    Catalogue, CatalogueError, Class, CropCode, CropFact, CropOverrides, RotationGroup, Rule,
    SeenCrop, Side, Usage,
};

use crate::sequences::Parcel;

fn code(number: i64) -> CropCode {
    CropCode::new(number).unwrap()
}

fn groups(pairs: &[(i64, RotationGroup)]) -> BTreeMap<CropCode, RotationGroup> {
    pairs
        .iter()
        .map(|(number, g)| (code(*number), *g))
        .collect()
}

fn fact(catalogue: &Catalogue, rule: &Rule, number: i64) -> CropFact {
    let crop = SeenCrop {
        code: code(number),
        category: None,
    };
    CropFact::of(crop, catalogue, rule)
}

#[test]
fn another_group_replaces_the_one_of_the_list_and_is_forgotten_again() {
    let list = Catalogue::built_in();
    let changed = list.with_groups(&groups(&[(259, RotationGroup::Vegetable)]));
    let maize = changed.find(code(259)).unwrap();
    assert_eq!(maize.group, RotationGroup::Vegetable);
    assert_eq!(maize.side(), Side::Livestock, "the sector stays");
    let before = changed.original(code(259)).unwrap();
    assert_eq!(before.group, RotationGroup::MaizeSilage);
    assert_eq!(changed.changed_groups().len(), 1);
    // What is given replaces what was given before.
    let other = changed.with_groups(&groups(&[(265, RotationGroup::Nature)]));
    assert_eq!(other.find(code(259)), list.find(code(259)));
    assert_eq!(other.with_groups(&BTreeMap::new()), *list);
    // The group that it has is no change.
    let same = list.with_groups(&groups(&[(259, RotationGroup::MaizeSilage)]));
    assert_eq!(same, *list);
}

#[test]
fn an_unknown_code_becomes_a_crop_of_its_groups_side() {
    let list = Catalogue::built_in();
    for (group, side) in [
        (RotationGroup::PotatoStarch, Side::Arable),
        (RotationGroup::GrassTemporary, Side::Livestock),
        (RotationGroup::Nature, Side::Neutral),
    ] {
        let changed = list.with_groups(&groups(&[(99_999, group)]));
        assert_eq!(changed.crops().len(), list.crops().len() + 1);
        let fact = fact(&changed, &Rule::default(), 99_999);
        assert_eq!(fact.usage, Usage::Known(side), "{group:?}");
        assert_eq!(fact.group, Some(group));
        assert_eq!(changed.original(code(99_999)), None);
        assert_eq!(changed.with_groups(&BTreeMap::new()), *list);
    }
}

#[test]
fn a_project_can_say_that_maize_is_arable_and_the_class_follows() {
    let codes = "266 266 259 266 266 266 259 266 266 266";
    assert_eq!(
        Parcel::of(codes).classify(&Rule::default()).class,
        Class::NoneLivestock
    );
    let mut said = CropOverrides::default();
    said.sectors.insert(code(259), Side::Arable);
    let (_, rule) = said.apply(&Catalogue::built_in(), &Rule::default());
    assert_eq!(Parcel::of(codes).classify(&rule).class, Class::Intensive);
    // What the list says already is no difference.
    said.sectors.insert(code(259), Side::Livestock);
    let (_, rule) = said.apply(&Catalogue::built_in(), &rule);
    assert_eq!(rule, Rule::default());
}

#[test]
fn overrides_travel_as_csv() {
    let mut said = CropOverrides::default();
    said.sectors.insert(code(259), Side::Arable);
    said.sectors.insert(code(233), Side::Neutral);
    said.groups.insert(code(233), RotationGroup::Legume);
    said.groups.insert(code(99_999), RotationGroup::PotatoSeed);
    assert_eq!(said.len(), 3);
    let list = Catalogue::built_in();
    let (catalogue, rule) = said.apply(&list, &Rule::default());
    assert_eq!(CropOverrides::of(&catalogue, &rule), said);
    let text = said.to_csv(&catalogue);
    assert!(
        text.contains("233,\"Tarwe, winter-\",none,legume\n"),
        "{text}"
    );
    assert_eq!(CropOverrides::parse(&text), Ok(said.clone()));
    // As a Dutch spreadsheet writes it, without the name.
    let sheet = "\u{feff}code;sector;rotation_group\r\n259;arable;\r\n233;none;legume\r\n99999;;potato_seed\r\n";
    assert_eq!(CropOverrides::parse(sheet), Ok(said.clone()));
    said.forget(code(233));
    assert_eq!(said.len(), 2);
    assert_eq!(
        CropOverrides::parse("code,sector\n"),
        Ok(CropOverrides::default())
    );
}

#[test]
fn what_cannot_be_read_says_where() {
    let bad = |line, column, text: &str| {
        Err(CatalogueError::BadCell {
            line,
            column,
            text: text.to_owned(),
        })
    };
    for (text, error) in [
        ("", Err(CatalogueError::Empty)),
        (
            "naam,sector\n",
            Err(CatalogueError::MissingColumn { column: "code" }),
        ),
        (
            "code,naam\n",
            Err(CatalogueError::MissingColumn { column: "sector" }),
        ),
        ("code,sector\nx,arable\n", bad(2, "code", "x")),
        ("code,sector\n\n259,weide\n", bad(3, "sector", "weide")),
        (
            "code,rotation_group\n259,gras\n",
            bad(2, "rotation_group", "gras"),
        ),
        (
            "code,sector\n259,arable\n259,none\n",
            Err(CatalogueError::Duplicate {
                line: 3,
                code: code(259),
            }),
        ),
    ] {
        assert_eq!(CropOverrides::parse(text), error, "{text:?}");
    }
}

//! The catalogue that the program brings along, and what is read of a user's.

use ruilkaart::domain::{
    BrpCategory, Catalogue, CatalogueError, CropCode, CropFact, CropGroup, Rule, SeenCrop, Side,
    Usage,
};

fn code(number: i64) -> CropCode {
    CropCode::new(number).unwrap()
}

fn built_in_side(number: i64) -> Side {
    Catalogue::built_in().find(code(number)).unwrap().side()
}

#[test]
fn every_code_of_the_register_is_there() {
    let catalogue = Catalogue::built_in();
    assert_eq!(catalogue.crops().len(), 535);
    assert!(
        catalogue
            .crops()
            .iter()
            .all(|crop| !crop.name_nl.is_empty())
    );
    assert!(
        catalogue
            .crops()
            .iter()
            .all(|crop| !crop.name_en.is_empty())
    );
}

#[test]
fn ambiguous_crops_count_by_their_default() {
    assert_eq!(built_in_side(316), Side::Livestock); // grain maize
    assert_eq!(built_in_side(311), Side::Arable); // field beans
    assert_eq!(built_in_side(427), Side::Neutral); // green manure
    assert_eq!(built_in_side(259), Side::Livestock); // silage maize
    assert_eq!(built_in_side(343), Side::Neutral); // ditch
}

#[test]
fn an_unknown_code_takes_the_sector_of_its_category() {
    let usage = |number, category| {
        let crop = SeenCrop {
            code: code(number),
            category,
        };
        CropFact::of(crop, &Catalogue::built_in(), &Rule::default()).usage
    };
    let grassland = Some(BrpCategory::Grassland);
    assert_eq!(usage(99999, grassland), Usage::Known(Side::Livestock));
    assert_eq!(
        usage(99999, BrpCategory::parse(" NATUURTERREIN ")),
        Usage::Known(Side::Neutral)
    );
    assert_eq!(usage(99999, Some(BrpCategory::Arable)), Usage::Unknown);
    assert_eq!(usage(99999, None), Usage::Unknown);
    // A code that is known is not overruled by its category.
    assert_eq!(usage(2017, grassland), Usage::Known(Side::Arable));
}

#[test]
fn the_users_rule_goes_before_the_catalogue() {
    let mut rule = Rule::default();
    rule.sectors.insert(code(259), Side::Arable);
    rule.sectors.insert(code(99999), Side::Livestock);
    let usage = |number| {
        let crop = SeenCrop {
            code: code(number),
            category: None,
        };
        CropFact::of(crop, &Catalogue::built_in(), &rule).usage
    };
    assert_eq!(usage(259), Usage::Known(Side::Arable));
    assert_eq!(usage(99999), Usage::Known(Side::Livestock));
}

#[test]
fn crop_groups_follow_the_rotation_groups() {
    let group = |number| {
        Catalogue::built_in()
            .find(code(number))
            .unwrap()
            .group
            .crop_group()
    };
    assert_eq!(group(265), CropGroup::Grass);
    assert_eq!(group(259), CropGroup::Maize);
    assert_eq!(group(2017), CropGroup::Potato);
    assert_eq!(group(256), CropGroup::Beet);
    assert_eq!(group(233), CropGroup::Cereal);
    assert_eq!(group(1002), CropGroup::BulbVegetable);
    assert_eq!(group(311), CropGroup::Other);
    assert_eq!(group(343), CropGroup::Neutral);
}

#[test]
fn a_catalogue_of_the_users_may_come_from_a_spreadsheet() {
    let text = "\u{feff}code;name_nl;sector;rotation_group;notes\r\n\
        nl_1;\"Gras; blijvend\";livestock;grass_permanent;\r\n\
        2;Veldboon;ambiguous;legume;\"confidence=high; default_sector=arable; x\"\r\n";
    let catalogue = Catalogue::parse(text).unwrap();
    assert_eq!(catalogue.find(code(1)).unwrap().name_nl, "Gras; blijvend");
    assert_eq!(catalogue.find(code(2)).unwrap().side(), Side::Arable);
    assert_eq!(catalogue.find(code(3)), None);
}

#[test]
fn what_is_wrong_with_a_catalogue_is_said_with_its_line() {
    let parse = |text| Catalogue::parse(text).unwrap_err();
    assert_eq!(parse(""), CatalogueError::Empty);
    assert_eq!(parse("code,sector,rotation_group\n"), CatalogueError::Empty);
    let column = "sector";
    assert_eq!(
        parse("code,rotation_group\n"),
        CatalogueError::MissingColumn { column }
    );
    let text = "dairy".to_owned();
    assert_eq!(
        parse("code,sector,rotation_group\n265,livestock,grass_permanent\n266,dairy,other\n"),
        CatalogueError::BadCell {
            line: 3,
            column,
            text
        }
    );
    assert_eq!(
        parse("code,sector,rotation_group\n265,livestock,other\n0265,livestock,other\n"),
        CatalogueError::Duplicate {
            line: 3,
            code: code(265)
        }
    );
}

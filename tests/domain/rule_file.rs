//! Rule files: what they may leave out, and what is said of the wrong ones.

use ruilkaart::domain::{Catalogue, CropCode, Measure, Preset, Rule, RuleError, Side, Threshold};

#[test]
fn the_built_in_rule_is_the_published_default() {
    let rule = Rule::default();
    rule.check().unwrap();
    assert_eq!(rule.measure, Measure::Switches);
    assert_eq!(
        (rule.window_years, rule.min_years, rule.firm_years),
        (10, 5, 8)
    );
    assert_eq!(
        (rule.min_minor, rule.s_extensive, rule.s_intensive),
        (2, 2, 3)
    );
    assert!(rule.sectors.is_empty());
    for preset in Preset::ALL {
        preset.rule().check().unwrap();
    }
}

#[test]
fn keys_left_out_keep_their_values() {
    assert_eq!(Rule::parse("").unwrap(), Rule::default());
    let rule = Rule::parse("min_years = 6\n[sectors]\n259 = \"arable\"\n266 = \"none\"\n").unwrap();
    assert_eq!(rule.min_years, 6);
    assert_eq!(rule.firm_years, 8);
    let side = |code| rule.sectors.get(&CropCode::new(code).unwrap()).copied();
    assert_eq!(side(259), Some(Side::Arable));
    assert_eq!(side(266), Some(Side::Neutral));
}

#[test]
fn a_rule_written_is_the_rule_read() {
    let rule =
        Rule::parse("s_intensive = 4\nmeasure = \"minority_share\"\n[sectors]\n259 = \"arable\"")
            .unwrap();
    assert_eq!(Rule::parse(&toml::to_string(&rule).unwrap()).unwrap(), rule);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let error = |text| Rule::parse(text).unwrap_err();
    assert!(matches!(
        error("min_years = 5\nwindow_years ="),
        RuleError::Syntax { line: 2, .. }
    ));
    assert_eq!(
        error("min_jaren = 5"),
        RuleError::UnknownKey {
            key: "min_jaren".into()
        }
    );
    let RuleError::WrongKind { detail } = error("min_years = \"five\"") else {
        panic!("another error expected")
    };
    assert!(detail.contains("min_years"), "{detail}");
    assert!(matches!(
        error("[sectors]\nGras = \"arable\""),
        RuleError::WrongKind { .. }
    ));
    assert!(matches!(
        error("window_years = 0"),
        RuleError::OutOfRange {
            key: "window_years",
            ..
        }
    ));
    assert!(matches!(
        error("min_cover = 1.5"),
        RuleError::OutOfRange {
            key: "min_cover",
            ..
        }
    ));
    assert!(matches!(
        error("min_cover = nan"),
        RuleError::OutOfRange {
            key: "min_cover",
            ..
        }
    ));
    let (lower, upper) = ("s_extensive", "s_intensive");
    assert_eq!(error("s_extensive = 4"), RuleError::Order { lower, upper });
}

#[test]
fn every_rule_is_handed_on_as_text_with_its_crops() {
    let catalogue = Catalogue::built_in();
    let code = |number| CropCode::new(number).unwrap();
    for preset in Preset::ALL {
        let rule = preset.rule();
        let maize = rule.counting(&[code(259), code(316)], Side::Arable, &catalogue);
        for threshold in Threshold::ALL {
            let moved = threshold
                .moved(&maize, 1.0)
                .unwrap_or_else(|| maize.clone());
            assert_eq!(Rule::parse(&moved.to_text()), Ok(moved));
        }
    }
}

#[test]
fn only_what_differs_from_the_catalogue_is_kept_as_an_exception() {
    let catalogue = Catalogue::built_in();
    let rule = Rule::default();
    let codes = [259, 2017, 99_999].map(|number| CropCode::new(number).unwrap());
    let arable = rule.counting(&codes, Side::Arable, &catalogue);
    let kept: Vec<u32> = arable.sectors.keys().map(|code| code.number()).collect();
    assert_eq!(kept, [259, 99_999], "potatoes are arable anyway");
    let maize = catalogue.find(codes[0]).unwrap();
    assert_eq!(arable.side_of(maize), Side::Arable);
    assert_eq!(rule.side_of(maize), Side::Livestock);
    let back = arable.counting(&codes[..1], Side::Livestock, &catalogue);
    assert_eq!(back.sectors.len(), 1);
}

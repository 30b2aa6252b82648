//! Projects of every version that was ever written can be read for ever.

use std::path::Path;

use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::domain::{CropCode, Measure, Side};
use ruilkaart::io::project_file;
use ruilkaart::project::{key_of, knowledge_of};

#[test]
fn a_project_of_version_1_means_what_it_meant() {
    let text = include_str!("projects/v1.ruilkaart");
    let project = project_file::parse(text, Path::new("v1.ruilkaart")).unwrap();
    assert_eq!(project.language.as_deref(), Some("nl"));
    assert_eq!(project.active, Some(1));
    assert_eq!(project.own_rules[0].name, "streng");
    let (knowledge, wrong) = knowledge_of(&project);
    assert!(wrong.is_none(), "{wrong:?}");
    assert_eq!(knowledge.rule.measure, Measure::MinorityShare);
    assert_eq!(knowledge.rule.s_intensive, 4);
    let potato = CropCode::new(2015).unwrap();
    assert_eq!(knowledge.rule.sectors[&potato], Side::Livestock);
    let [parcels, years] = project.layers.as_slice() else {
        panic!("two layers")
    };
    let file = parcels.file.as_ref().unwrap();
    assert_eq!(
        (file.path.as_str(), file.size),
        ("../brp/percelen.shp", 12_345)
    );
    assert_eq!(parcels.encoding.as_deref(), Some("windows-1252"));
    assert_eq!(parcels.colour_by.classes[0].class, "intensive");
    assert!(key_of(&parcels.hidden[0]).is_some());
    assert_eq!(years.reference, Some(2024));
    assert!(years.years[1].by_name);
    let table = ruilkaart::layer::Table::empty(0);
    let by = ruilkaart::project::colour_by_of(&years.colour_by, &table);
    assert!(matches!(by, Some(ColourBy::CropYear(year)) if year.number() == 2019));
    // What it says besides is kept for the next save.
    assert!(project.more.contains_key("areas"));
    let again = project_file::to_text(&project).unwrap();
    let again = project_file::parse(&again, Path::new("again")).unwrap();
    assert_eq!(again, project);
}

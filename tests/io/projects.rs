//! Projects of every version that was ever written can be read for ever.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::domain::{CropCode, Measure, Side};
use ruilkaart::io::project_file::{self, ProjectFile};
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

/// Where the process saves that is killed.
const FOLDER: &str = "RUILKAART_TEST_SAVES_IN";
const KILLS: usize = 40;

/// A project that says which save it is of, and is long enough to be cut in the middle.
fn numbered(number: usize) -> ProjectFile {
    let mut project = ProjectFile {
        version: project_file::VERSION,
        program: "Ruilkaart".to_owned(),
        language: Some(number.to_string()),
        ..ProjectFile::default()
    };
    let filler = "Drents Plateau ".repeat(4_000);
    project.more.insert("filler".to_owned(), filler.into());
    project
}

/// Not a test of its own: what [`a_kill_at_any_moment_leaves_a_project_that_can_be_read`] starts and kills.
#[test]
#[ignore = "saves for ever; another test starts it"]
fn saves_for_ever() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let path = Path::new(&folder).join("kaart.ruilkaart");
    for number in 0.. {
        project_file::write(&numbered(number), &path, true).unwrap();
    }
}

#[test]
fn a_kill_at_any_moment_leaves_a_project_that_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kaart.ruilkaart");
    project_file::write(&numbered(0), &path, true).unwrap();
    for kill in 0..KILLS {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["projects::saves_for_ever", "--exact", "--ignored"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Once it has saved, any moment will do.
        let before = std::fs::read(&path).unwrap();
        let mut patience = 0;
        while std::fs::read(&path).unwrap() == before && patience < 30_000 {
            std::thread::sleep(Duration::from_millis(1));
            patience += 1;
        }
        std::thread::sleep(Duration::from_micros(137 * kill as u64));
        process.kill().unwrap();
        process.wait().unwrap();
        let project = project_file::read(&path).unwrap();
        let number: usize = project.language.as_deref().unwrap().parse().unwrap();
        assert_eq!(project, numbered(number), "kill {kill}");
        for version in project_file::versions_of(&path) {
            if version.exists() {
                project_file::read(&version).unwrap();
            }
        }
        // The next process counts from the beginning: what differs is seen.
        project_file::write(&numbered(1_000_000 + kill), &path, false).unwrap();
    }
}

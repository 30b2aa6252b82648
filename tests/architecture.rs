//! Holds the arrows of the design: which room of `src/` may know which other, and which outside name may
//! appear where. Fails with the file and the name; the remedy is to move the code, not to widen the table.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Room, and the rooms it may name. A room may always name itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("crs", &["geometry"]),
    ("geometry", &[]),
    ("job", &[]),
    ("text", &[]),
    ("domain", &[]),
    ("layer", &["geometry", "crs", "job"]),
    ("io", &["layer", "geometry", "crs", "job"]),
    ("analysis", &["domain", "layer", "geometry", "crs", "job"]),
    (
        "map",
        &["analysis", "layer", "geometry", "crs", "domain", "job"],
    ),
    (
        "explain",
        &[
            "io", "layer", "crs", "domain", "analysis", "text", "project",
        ],
    ),
    (
        "export",
        &[
            "map", "analysis", "layer", "domain", "text", "explain", "geometry", "io", "job",
        ],
    ),
    (
        "sample",
        &[
            "domain", "geometry", "crs", "layer", "analysis", "io", "job",
        ],
    ),
    (
        "project",
        &[
            "io", "layer", "analysis", "map", "domain", "geometry", "crs", "job", "text", "sample",
        ],
    ),
    (
        "cli",
        &[
            "export", "map", "analysis", "io", "layer", "job", "text", "domain", "geometry", "crs",
            "explain", "sample", "project",
        ],
    ),
    (
        "ui",
        &[
            "export", "map", "analysis", "io", "layer", "job", "text", "domain", "geometry", "crs",
            "explain", "sample", "cli", "project",
        ],
    ),
    ("main", &["cli", "ui"]),
    ("lib", &[]),
];

/// An outside name, and the files or folders (as prefixes below `src/`) that alone may use it.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("egui::", &["ui/"]),
    ("eframe::", &["ui/"]),
    ("walkers::", &["ui/map_view/"]),
    ("rfd::", &["ui/dialog/"]),
    ("ureq::", &["ui/map_view/"]),
    ("proj4rs::", &["crs/proj.rs"]),
    ("crs_definitions::", &["crs/"]),
    ("i_overlay::", &["geometry/boolean.rs"]),
    ("rusqlite::", &["io/"]),
    ("parquet::", &["io/"]),
    ("rust_xlsxwriter::", &["export/xlsx.rs"]),
    ("krilla::", &["export/pdf.rs"]),
    ("resvg::", &["export/raster.rs"]),
    ("zip::", &["io/", "sample/"]),
];

/// Names that a room may not use at all.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "domain/",
        &["std::fs", "std::thread", "rayon::", "shapefile::"],
    ),
    ("geometry/", &["std::fs", "std::thread"]),
    ("crs/", &["std::fs"]),
    ("analysis/", &["std::fs"]),
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file with its path below `src/` and its code without comments.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(&src(), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(src()).unwrap();
            let name = name.to_string_lossy().replace('\\', "/");
            let code = fs::read_to_string(&path).unwrap();
            let code = code
                .lines()
                .map(|line| line.split("//").next().unwrap_or_default())
                .collect::<Vec<_>>()
                .join("\n");
            (name, code)
        })
        .collect()
}

/// The room a file stands in: its folder, or its own name at the root.
fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

fn identifier(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// The first names after `crate::` (or `ruilkaart::` in main), groups in braces included.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for start in ["crate::", "ruilkaart::"] {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at + start.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let mut depth = 0;
                let mut expecting = true;
                for (i, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => expecting = true,
                        c if expecting && (c.is_alphabetic() || c == '_') => {
                            found.insert(identifier(&group[i..]).to_owned());
                            expecting = false;
                        }
                        _ => {}
                    }
                }
            } else {
                found.insert(identifier(rest).to_owned());
            }
        }
    }
    found
}

#[test]
fn imports_point_one_way() {
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        let room = room(&file);
        let allowed = ARROWS
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("{file} stands in a room that the table does not name"))
            .1;
        for named in rooms_named(&code) {
            let is_room = ARROWS.iter().any(|(name, _)| *name == named);
            if is_room && named != room && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{file} names crate::{named}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows the wrong way:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_map_knows_of_analysis_only_the_summary() {
    for (file, code) in sources()
        .iter()
        .filter(|(file, _)| file.starts_with("map/"))
    {
        for (at, _) in code.match_indices("crate::analysis::") {
            let named = identifier(&code[at + "crate::analysis::".len()..]);
            assert_eq!(named, "summary", "{file}");
        }
    }
}

#[test]
fn the_window_takes_only_its_request_from_the_command_line() {
    for (file, code) in sources().iter().filter(|(file, _)| file.starts_with("ui/")) {
        for (at, _) in code.match_indices("crate::cli::") {
            let rest = &code[at + "crate::cli::".len()..];
            let named = rest.trim_start_matches('{');
            assert!(
                matches!(identifier(named), "WindowRequest" | "RendererName"),
                "{file} uses cli::{}",
                identifier(named)
            );
        }
    }
}

#[test]
fn outside_names_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        for (name, homes) in OUTSIDE {
            let used = code.match_indices(name).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if used && !homes.iter().any(|home| file.starts_with(home)) {
                wrong.push(format!("{file} uses {name}"));
            }
        }
        for (home, names) in FORBIDDEN {
            for name in *names {
                if file.starts_with(home) && code.contains(name) {
                    wrong.push(format!("{file} uses {name}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "names out of place:\n{}",
        wrong.join("\n")
    );
}

/// Rooms that are compiled into the package of the fuzz targets as they stand.
const FUZZED: [&str; 5] = ["crs", "geometry", "io", "job", "layer"];

/// True where code names a crate, and not a module of ours that is called the same.
fn names_crate(code: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let has_word = |text: &str| text.split(|c| !is_word(c)).any(|word| word == name);
    let is_own = code.split(';').any(|statement| {
        let statement = statement.trim_start();
        let inner = ["use super", "use crate", "use self", "mod ", "pub mod "];
        inner.iter().any(|start| statement.starts_with(start)) && has_word(statement)
    });
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = &code[..at];
        match before.strip_suffix("::") {
            Some(before) => !before.ends_with(|c| is_word(c) || c == '>'),
            None => !is_own && !before.ends_with(|c| is_word(c) || c == ':'),
        }
    })
}

/// That package is built by itself, where nobody sees that a crate is missing until the fuzz targets are to run.
#[test]
fn the_fuzz_package_names_the_crates_that_its_rooms_use() {
    let read = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let manifest: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        manifest["dependencies"].as_table().unwrap().clone()
    };
    let (ours, theirs) = (read("Cargo.toml"), read("tests/fuzz/Cargo.toml"));
    let rooms = sources().into_iter();
    let rooms = rooms.filter(|(file, _)| FUZZED.contains(&room(file)));
    // Tests stand last in their file, and use crates that only tests need.
    let mut code: Vec<String> = rooms
        .filter_map(|(_, code)| Some(code.split("#[cfg(test)]\nmod ").next()?.to_owned()))
        .collect();
    let check = src().join("../tests/fuzz/src/check.rs");
    code.push(fs::read_to_string(check).unwrap());
    let mut wrong = Vec::new();
    for (name, requirement) in &ours {
        let crate_name = name.replace('-', "_");
        let is_used = code.iter().any(|code| names_crate(code, &crate_name));
        if theirs.get(name) != is_used.then_some(requirement) {
            wrong.push(format!("{name}: used {is_used}"));
        }
    }
    assert!(wrong.is_empty(), "tests/fuzz/Cargo.toml: {wrong:?}");
    let only_theirs = theirs.keys().filter(|name| !ours.contains_key(*name));
    assert_eq!(only_theirs.collect::<Vec<_>>(), ["libfuzzer-sys"]);
}

/// A report, not a limit: long files are where two ideas live in one room.
/// A file of texts with one key twice cannot be read at all, and every text of the program is gone. Two branches
/// that each add the same table make one, without a conflict.
#[test]
fn the_files_beside_the_code_can_be_read() {
    let assets = src().with_file_name("assets");
    for file in ["i18n/nl.toml", "i18n/en.toml", "rule.toml", "basemaps.toml"] {
        let text = fs::read_to_string(assets.join(file)).unwrap();
        if let Err(error) = toml::from_str::<toml::Table>(&text) {
            panic!("assets/{file}: {error}");
        }
    }
}

#[test]
fn long_files_are_named() {
    for (file, _) in sources() {
        let lines = fs::read_to_string(src().join(&file))
            .unwrap()
            .lines()
            .count();
        if lines > 600 {
            println!("{file} has {lines} lines");
        }
    }
}

#[test]
fn the_top_level_holds_what_the_design_names() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "src",
        "assets",
        "sample-data",
        "tests",
        "target",
    ];
    for entry in fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(
            name.starts_with('.') || allowed.contains(&name.as_str()),
            "{name} does not belong at the top level"
        );
    }
}

//! `ruilkaart sample`, and what is committed of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn checkout() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sample(out: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ruilkaart"));
    command.args(["sample", "--lang", "en", "--out"]).arg(out);
    command.output().unwrap()
}

/// Every file below a folder with its bytes, by its path from there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            let below = files(&entry.path());
            found.extend(
                below
                    .into_iter()
                    .map(|(path, bytes)| (format!("{name}/{path}"), bytes)),
            );
        } else {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// The bytes are compared apart from the names: a picture of 20,000 parcels in a message helps nobody.
fn assert_same(actual: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(actual), names(expected));
    for (name, bytes) in actual {
        assert!(*bytes == expected[name], "{name} differs");
    }
}

#[test]
fn it_writes_the_committed_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let output = sample(folder.path());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 12);
    let committed = files(&checkout().join("sample-data"));
    assert_same(&files(folder.path()), &committed);
    let bytes: usize = committed.values().map(Vec::len).sum();
    assert!(bytes < 25_000_000, "{bytes} bytes");
}

#[test]
fn the_zip_inside_the_program_holds_the_province() {
    let mut zip = zip::ZipArchive::new(Cursor::new(ruilkaart::sample::builtin())).unwrap();
    let mut inside = BTreeMap::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        inside.insert(entry.name().unwrap().into_owned(), bytes);
    }
    assert_same(&inside, &files(&checkout().join("sample-data/drenthe")));
}

#[test]
fn a_folder_that_cannot_be_written_is_one_line_and_exit_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a file, no folder");
    fs::File::create(&file).unwrap();
    let output = sample(&file.join("below"));
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(
        message.contains("--out") && message.contains("a file, no folder"),
        "{message}"
    );
    assert_eq!(sample_without_folder().status.code(), Some(2));
}

fn sample_without_folder() -> Output {
    Command::new(env!("CARGO_BIN_EXE_ruilkaart"))
        .arg("sample")
        .output()
        .unwrap()
}

/// Not a test: `cargo test --test cli -- --ignored write_the_sample` after a change of the sample writes
/// `sample-data/` and `assets/sample.zip` anew.
#[test]
#[ignore = "writes into the checkout"]
fn write_the_sample() {
    let output = sample(&checkout().join("sample-data"));
    assert!(output.status.success());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // Without a date of its own every entry gets 1 January 1980, on every day.
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in files(&checkout().join("sample-data/drenthe")) {
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    let mut file = fs::File::create(checkout().join("assets/sample.zip")).unwrap();
    file.write_all(&zip.finish().unwrap().into_inner()).unwrap();
}

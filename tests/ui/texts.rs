//! Every text that the program asks for is there, and every text that is there is asked for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ruilkaart::text::Lang;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
}

/// All code of the program in one text.
fn code() -> String {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    texts.collect::<Vec<_>>().join("\n")
}

/// The keys of the Dutch texts.
fn keys() -> BTreeSet<String> {
    fn walk(prefix: &str, table: &toml::Table, out: &mut BTreeSet<String>) {
        for (name, value) in table {
            let key = match prefix {
                "" => name.clone(),
                _ => format!("{prefix}.{name}"),
            };
            match value {
                toml::Value::Table(inner) => walk(&key, inner, out),
                _ => {
                    out.insert(key);
                }
            }
        }
    }
    let text = fs::read_to_string(root().join("assets/i18n/nl.toml")).unwrap();
    let mut out = BTreeSet::new();
    walk("", &text.parse::<toml::Table>().unwrap(), &mut out);
    out
}

/// The literals of the code that look like a key of one of the texts' sections.
fn literals(code: &str, sections: &BTreeSet<String>) -> BTreeSet<String> {
    let parts = code.split('"');
    parts
        .filter(|part| {
            let plain =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.';
            let section = part.split('.').next().unwrap_or_default();
            part.contains('.')
                && !part.ends_with('.')
                && part.chars().all(plain)
                && sections.contains(section)
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_text_that_is_asked_for_is_there_in_both_languages() {
    let keys = keys();
    let section = |key: &String| key.split('.').next().unwrap_or_default().to_owned();
    let sections: BTreeSet<String> = keys.iter().map(section).collect();
    let is_section = |key: &str| keys.iter().any(|k| k.starts_with(&format!("{key}.")));
    let missing: Vec<String> = literals(&code(), &sections)
        .into_iter()
        .filter(|key| !Lang::has(key) && !is_section(key))
        // Names of files such as "settings.toml" look like keys.
        .filter(|key| !key.ends_with(".toml") && !key.ends_with(".json"))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_text_is_asked_for() {
    let code = code();
    let literal = |text: &str| code.contains(&format!("\"{text}\""));
    // A section whose names are made at run time, from the keys of a type.
    let made = |section: &str| {
        code.contains(&format!("text_of(\"{section}\""))
            || code.contains(&format!("\"{section}.{{"))
    };
    let asked = |key: &String| {
        let parts: Vec<&str> = key.split('.').collect();
        match parts.as_slice() {
            [section, name] => {
                let one = name.strip_suffix("_one").is_some_and(literal);
                literal(key) || made(section) || one
            }
            // What happened, what it means, what to do: one key for the three.
            [section, name, _] => {
                literal(key)
                    || literal(&format!("{section}.{name}"))
                    || (made(section) && literal(name))
            }
            _ => literal(key),
        }
    };
    let unused: Vec<String> = keys().into_iter().filter(|key| !asked(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

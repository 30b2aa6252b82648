//! Projects: why one cannot be opened, and what of one could not.

use std::io;
use std::path::Path;

use super::{Explained, fill, open_error, overlay_error, rule_error};
use crate::io::project_file::ProjectError;
use crate::project::Trouble;
use crate::text::Lang;

/// Why a project cannot be opened.
pub fn project_error(error: &ProjectError, lang: Lang) -> Explained {
    let explain = |key: &str, path: &Path, values: &[(&str, &str)]| {
        let file = path.display().to_string();
        let mut all = vec![("file", file.as_str())];
        all.extend_from_slice(values);
        Explained::new(lang, &format!("project_error.{key}"), error, &all)
    };
    match error {
        ProjectError::Io { path, source } => match source.kind() {
            io::ErrorKind::NotFound => explain("not_found", path, &[]),
            _ => explain("io", path, &[]),
        },
        ProjectError::NotAProject { path } => explain("not_a_project", path, &[]),
        ProjectError::Damaged { path, line, .. } => {
            explain("damaged", path, &[("line", &line.to_string())])
        }
        ProjectError::Newer { path, program, .. } => {
            explain("newer", path, &[("program", program)])
        }
    }
}

/// What went wrong with a part of a project while the rest was opened.
pub fn project_trouble(trouble: &Trouble, lang: Lang) -> Explained {
    let told = |section: &str, values: &[(&str, &str)]| {
        let part = |name| fill(lang.text_of(section, name), values);
        Explained {
            what: part("what"),
            meaning: part("meaning"),
            remedy: part("remedy"),
            detail: String::new(),
        }
    };
    let file = |path: &Path| path.display().to_string();
    match trouble {
        Trouble::Changed(path) => told("project_trouble.changed", &[("file", &file(path))]),
        Trouble::Moved(from, to) => told(
            "project_trouble.moved",
            &[("file", &file(from)), ("to", &file(to))],
        ),
        Trouble::LeftOut(path) => told("project_trouble.left_out", &[("file", &file(path))]),
        Trouble::NoLayer(path, name) => told(
            "project_trouble.no_layer",
            &[("file", &file(path)), ("name", name)],
        ),
        Trouble::NoColumn(name) => told("project_trouble.no_column", &[("name", name)]),
        Trouble::Open(_, error) => open_error(error, lang),
        Trouble::NotJoined(error) => overlay_error(error, &[], lang),
        Trouble::Rule(error) => rule_error(error, Path::new(""), lang),
    }
}

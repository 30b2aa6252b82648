//! What there is to say about projects: why one cannot be opened, and what of one could not.

use std::path::Path;

use super::notify::{Severity, Words};
use super::years::words as years_words;
use crate::explain;
use crate::io::project_file::ProjectError;
use crate::project::Trouble;
use crate::text::Lang;

/// Why a project cannot be opened.
pub fn error(error: &ProjectError, lang: Lang) -> Words {
    explain::project_error(error, lang).into()
}

/// "kaart opgeslagen."
pub fn saved(path: &Path, lang: Lang) -> Words {
    let name = super::state::project::name_of(path);
    Words {
        happened: lang.fill("notify.saved", &[("name", &name)]),
        meaning: path.display().to_string(),
        ..Words::default()
    }
}

/// How much it matters.
pub fn severity(trouble: &Trouble) -> Severity {
    match trouble {
        Trouble::Moved(..) => Severity::Info,
        Trouble::Changed(_) | Trouble::NoColumn(_) | Trouble::LeftOut(_) => Severity::Warning,
        Trouble::Open(..) | Trouble::NoLayer(..) | Trouble::NotJoined(_) | Trouble::Rule(_) => {
            Severity::Error
        }
    }
}

/// What went wrong with a part of a project.
pub fn trouble(trouble: Option<&Trouble>, lang: Lang) -> Words {
    match trouble {
        None => Words::default(),
        Some(Trouble::NotJoined(error)) => years_words::not_overlaid(error, lang),
        Some(trouble) => explain::project_trouble(trouble, lang).into(),
    }
}

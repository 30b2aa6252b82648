//! The small files that several commands read: rules and lists of crops.

use std::path::Path;
use std::sync::Arc;

use super::Failure;
use crate::domain::{Catalogue, Rule};
use crate::explain;
use crate::io;
use crate::text::Lang;

/// The rule of a file, or the built-in one.
pub(super) fn rule(path: Option<&Path>, lang: Lang) -> Result<Rule, Failure> {
    let Some(path) = path else {
        return Ok(Rule::default());
    };
    let text = text(path, lang)?;
    Rule::parse(&text).map_err(|error| Failure(explain::rule_error(&error, path, lang).line()))
}

/// The list of crops of a file, or the built-in one.
pub(super) fn catalogue(path: Option<&Path>, lang: Lang) -> Result<Arc<Catalogue>, Failure> {
    let Some(path) = path else {
        return Ok(Catalogue::built_in());
    };
    let text = text(path, lang)?;
    let catalogue = Catalogue::parse(&text)
        .map_err(|error| Failure(explain::catalogue_error(&error, path, lang).line()))?;
    Ok(Arc::new(catalogue))
}

/// The text of a file.
pub(super) fn text(path: &Path, lang: Lang) -> Result<String, Failure> {
    io::read_text(path).map_err(|error| Failure(explain::open_error(&error, lang).line()))
}

/// Whether two paths lead to one file.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some_and(|one| Some(one) == real(other))
}

//! The layers of a file of several that could not be shown, as warnings.

use crate::layer::{Warning, WarningKind};

/// Layers that are named one by one; a file may have thousands.
const MOST_SAID: usize = 20;

/// A warning for each of the first of these layers, and one that says how many more there are.
pub(super) fn warnings(mut names: impl Iterator<Item = String>) -> Vec<Warning> {
    let mut said: Vec<String> = names.by_ref().take(MOST_SAID).collect();
    match names.count() {
        0 => {}
        more => said.push(format!("\u{2026} (+{more})")),
    }
    let warning = |name| Warning {
        kind: WarningKind::LayerLeftOut { name },
        count: 1,
        records: Vec::new(),
    };
    said.into_iter().map(warning).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_named_and_the_rest_counted() {
        let names = |count: usize| warnings((0..count).map(|i| format!("laag {i}")));
        assert_eq!(names(0), vec![]);
        assert_eq!(names(20).len(), 20);
        let many = names(60_000);
        assert_eq!(many.len(), 21);
        let name = "… (+59980)".to_owned();
        assert_eq!(many[20].kind, WarningKind::LayerLeftOut { name });
    }
}

//! Crops by their Dutch names, for files that name a crop and give no code. Names vary from year to year in
//! accents, case, blanks and dots ("Maïs, snij-", "Mais, snij- "); only letters and digits count here.

use std::collections::BTreeMap;

use crate::domain::{Catalogue, CropCode};

/// The codes of a catalogue by name.
#[derive(Debug)]
pub(super) struct CropNames(BTreeMap<String, CropCode>);

impl CropNames {
    /// Where two crops have one name, the smaller code stands for it.
    pub(super) fn of(catalogue: &Catalogue) -> Self {
        let mut names = BTreeMap::new();
        // By code, ascending.
        for crop in catalogue.crops() {
            let name = plain(&crop.name_nl);
            if !name.is_empty() {
                names.entry(name).or_insert(crop.code);
            }
        }
        Self(names)
    }

    /// The code of the crop with this name.
    pub(super) fn find(&self, name: &str) -> Option<CropCode> {
        self.0.get(&plain(name)).copied()
    }
}

/// Letters and digits in lower case, without the accents that Dutch crop names have.
fn plain(name: &str) -> String {
    let letters = name.chars().flat_map(char::to_lowercase);
    letters
        .filter(|letter| letter.is_alphanumeric())
        .map(|letter| match letter {
            'à' | 'á' | 'â' | 'ä' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_are_one_crop() {
        let names = CropNames::of(&Catalogue::built_in());
        let grass = CropCode::new(265);
        assert_eq!(names.find("Grasland, blijvend"), grass);
        assert_eq!(names.find("GRASLAND BLIJVEND "), grass);
        let maize = names.find("Maïs, snij-");
        assert_eq!(maize, CropCode::new(259));
        assert_eq!(names.find("Mais, snij-"), maize);
        assert_eq!(names.find("geen gewas"), None);
        assert_eq!(names.find(""), None);
    }
}

//! How well a name fits what was typed: without regard to case and accents, by the beginnings of words, and
//! with one slip of the finger forgiven.

/// How well a name fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is what was typed.
    Whole,
    /// It begins with what was typed.
    Beginning,
    /// Each word that was typed begins a word of it.
    Words,
    /// Each word that was typed is somewhere in it.
    Inside,
    /// As `Words`, with one letter wrong, missing or too many in a word.
    Nearly,
}

/// Words shorter than this are not forgiven a slip: too much would fit.
const FORGIVEN_FROM: usize = 4;

/// How well `name` fits `typed`, which is [`folded`]; `None` where it does not.
pub(super) fn fit(typed: &str, name: &str) -> Option<Fit> {
    let name = folded(name);
    if name == typed {
        return Some(Fit::Whole);
    }
    if name.starts_with(typed) {
        return Some(Fit::Beginning);
    }
    let of_name: Vec<&str> = words(&name).collect();
    let fits = |wanted: &str| {
        if of_name.iter().any(|word| word.starts_with(wanted)) {
            Some(Fit::Words)
        } else if name.contains(wanted) {
            Some(Fit::Inside)
        } else if of_name.iter().any(|word| nearly_begins(word, wanted)) {
            Some(Fit::Nearly)
        } else {
            None
        }
    };
    // The worst word counts; no word at all fits nothing.
    words(typed)
        .map(fits)
        .try_fold(None, |worst, fit| Some(worst.max(Some(fit?))))?
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Lower case, without accents.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(folded_letter).collect()
}

/// A letter in lower case without its accent, for the letters of western Europe.
pub(super) fn folded_letter(letter: char) -> impl Iterator<Item = char> + Clone {
    letter.to_lowercase().map(|letter| match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    })
}

/// True when some beginning of `word` is one slip away from `wanted`.
fn nearly_begins(word: &str, wanted: &str) -> bool {
    let wanted: Vec<char> = wanted.chars().collect();
    let word: Vec<char> = word.chars().collect();
    let lengths = wanted.len().saturating_sub(1)..=wanted.len() + 1;
    wanted.len() >= FORGIVEN_FROM
        && lengths
            .filter_map(|length| word.get(..length))
            .any(|beginning| one_slip(beginning, &wanted))
}

/// True for two words that differ in one letter, by one letter more, or by two neighbours swapped.
fn one_slip(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let rest = |word: &[char], from: usize| word.get(from..).map(<[char]>::to_vec);
    if long.len() == short.len() {
        let swapped = short.get(same).is_some()
            && short.get(same) == long.get(same + 1)
            && short.get(same + 1) == long.get(same)
            && rest(short, same + 2) == rest(long, same + 2);
        swapped || rest(short, same + 1) == rest(long, same + 1)
    } else {
        long.len() == short.len() + 1 && rest(short, same) == rest(long, same + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit_of(typed: &str, name: &str) -> Option<Fit> {
        fit(&folded(typed), name)
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(fit_of("COORD", "Coördinatenstelsel…"), Some(Fit::Beginning));
        assert_eq!(fit_of("coördinaten", "Coordinates"), Some(Fit::Nearly));
        assert_eq!(fit_of("zeijen", "Zeijen"), Some(Fit::Whole));
    }

    #[test]
    fn every_word_has_to_fit_and_the_worst_counts() {
        assert_eq!(fit_of("laag zoom", "Zoomen naar laag"), Some(Fit::Words));
        assert_eq!(fit_of("zoom aag", "Zoomen naar laag"), Some(Fit::Inside));
        assert_eq!(fit_of("zoom perceel", "Zoomen naar laag"), None);
        assert_eq!(fit_of("…", "Openen"), None);
    }

    #[test]
    fn one_slip_is_forgiven_in_a_long_word() {
        assert_eq!(fit_of("zijen", "Zeijen"), Some(Fit::Nearly));
        assert_eq!(fit_of("hoogevene", "Hoogeveen"), Some(Fit::Nearly));
        assert_eq!(fit_of("emmmen", "Emmen"), Some(Fit::Nearly));
        assert_eq!(fit_of("hogevene", "Hoogeveen"), None, "two slips");
        assert_eq!(fit_of("ase", "Assen"), None, "too short");
    }
}

//! How much the views of a database unfold to. Each mention of a view stands for all that it is, so a few of them on top of
//! each other may become millions, and SQLite looks at no clock before all of it is unfolded.

use std::collections::HashMap;

use rusqlite::Connection;

/// Most selects that an honest view unfolds to.
const MOST_SELECTS: u64 = 1_000;
/// Most views that honestly stand on each other.
const MOST_DEEP: usize = 50;

/// The views of a database by their names in small letters, each with those that it mentions and how often.
#[derive(Debug, Default)]
pub(super) struct Views {
    mentions: HashMap<String, Vec<(String, u64)>>,
}

impl Views {
    /// Looks through what the database says of its views.
    pub(super) fn of(database: &Connection) -> rusqlite::Result<Self> {
        let mut views = database
            .prepare("SELECT lower(name), lower(sql) FROM sqlite_master WHERE type = 'view'")?;
        let views = views.query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            ))
        })?;
        let views: HashMap<String, String> = views.collect::<rusqlite::Result<_>>()?;
        let mentions = views.iter().map(|(name, sql)| {
            let mut counts: HashMap<&str, u64> = HashMap::new();
            for word in words(sql) {
                // Its own name stands before what it is.
                if word != name && views.contains_key(word) {
                    *counts.entry(word).or_default() += 1;
                }
            }
            let counts = counts.into_iter();
            let counts = counts.map(|(word, count)| (word.to_owned(), count));
            (name.clone(), counts.collect())
        });
        Ok(Self {
            mentions: mentions.collect(),
        })
    }

    /// True where a table or view unfolds to more than an honest one does.
    pub(super) fn is_too_much(&self, name: &str) -> bool {
        let mut known = HashMap::new();
        self.selects(&name.to_ascii_lowercase(), MOST_DEEP, &mut known) > MOST_SELECTS
    }

    fn selects<'a>(&'a self, name: &'a str, deep: usize, known: &mut HashMap<&'a str, u64>) -> u64 {
        let (Some(mentions), None) = (self.mentions.get(name), known.get(name)) else {
            return known.get(name).copied().unwrap_or(1);
        };
        let Some(deep) = deep.checked_sub(1) else {
            return u64::MAX;
        };
        let mut sum: u64 = 1;
        for (other, count) in mentions {
            let selects = self.selects(other, deep, known);
            sum = sum.saturating_add(selects.saturating_mul(*count));
        }
        known.insert(name, sum);
        sum
    }
}

/// The words of a statement, those in quotes as a whole; quotes of texts and of names are not told apart, as SQLite does not
/// always either.
fn words(sql: &str) -> impl Iterator<Item = &str> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let start = rest.find(|c| is_letter(c) || matches!(c, '"' | '`' | '\'' | '['))?;
        rest = rest.get(start..)?;
        let first = rest.chars().next()?;
        let end = match first {
            '"' | '`' | '\'' | '[' => {
                rest = rest.get(1..)?;
                let close = if first == '[' { ']' } else { first };
                rest.find(close).unwrap_or(rest.len())
            }
            _ => rest.find(|c| !is_letter(c)).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at_checked(end)?;
        let is_quoted = !is_letter(first);
        rest = if is_quoted {
            after.get(1..).unwrap_or_default()
        } else {
            after
        };
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_and_without_quotes() {
        let sql = r#"create view "a b" as select x.y, 'q' from [c],`d` where é=1"#;
        let expected = [
            "create", "view", "a b", "as", "select", "x", "y", "q", "from", "c", "d", "where", "é",
            "1",
        ];
        assert_eq!(words(sql).collect::<Vec<_>>(), expected);
        assert_eq!(words("'open").collect::<Vec<_>>(), ["open"]);
        assert_eq!(words("").count(), 0);
    }

    #[test]
    fn views_on_views_unfold_and_those_that_turn_in_circles_have_no_end() {
        let database = Connection::open_in_memory().unwrap();
        database
            .execute_batch(
                "CREATE TABLE t (a);
                 CREATE VIEW v0 AS SELECT a FROM t;
                 CREATE VIEW plain AS SELECT a FROM v0 WHERE a > 'v0' UNION SELECT a FROM t;
                 CREATE VIEW one AS SELECT * FROM two;
                 CREATE VIEW two AS SELECT * FROM \"ONE\";",
            )
            .unwrap();
        for number in 1..12 {
            let below = number - 1;
            let view = format!(
                "CREATE VIEW v{number} AS SELECT a FROM v{below} UNION ALL SELECT a FROM V{below}"
            );
            database.execute_batch(&view).unwrap();
        }
        let views = Views::of(&database).unwrap();
        let honest = ["t", "plain", "V0", "v8", "nothing"];
        assert!(!honest.iter().any(|name| views.is_too_much(name)));
        let others = ["v11", "one", "two"];
        assert!(others.iter().all(|name| views.is_too_much(name)));
    }
}

//! Paths as people paste them: one or several, a line each; in quotes, as `file://` addresses, from the home
//! folder.

use std::path::{Path, PathBuf};

/// The folder that `~` stands for.
pub fn home() -> Option<PathBuf> {
    directories::UserDirs::new().map(|folders| folders.home_dir().to_owned())
}

/// The paths that a text names, each once, in the order of the text. `~` is `home`.
///
/// ```
/// use ruilkaart::ui::dialog::paths::parse;
/// let home = std::path::Path::new("/home/els");
/// let paths = parse("~/a b.shp\n'/data/c.zip' \"/data/d.shp\"\nfile:///data/e%20f.shp", Some(home));
/// let expected = ["/home/els/a b.shp", "/data/c.zip", "/data/d.shp", "/data/e f.shp"];
/// assert_eq!(paths, expected.map(std::path::PathBuf::from));
/// ```
pub fn parse(text: &str, home: Option<&Path>) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for name in text.lines().flat_map(names_in_line) {
        let path = path_of(&name, home);
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// A line in quotes, or of addresses, names several; any other line is one path, blanks and all.
fn names_in_line(line: &str) -> Vec<String> {
    let line = line.trim();
    if line.starts_with(['"', '\'']) {
        quoted_names(line)
    } else if line.starts_with(ADDRESS) {
        line.split_whitespace().map(str::to_owned).collect()
    } else if line.is_empty() {
        Vec::new()
    } else {
        vec![line.to_owned()]
    }
}

/// What stands in quotes; what stands between them is split at blanks. A quote that is not closed reaches to the
/// end of the line.
fn quoted_names(line: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (name, after) = if first == '"' || first == '\'' {
            let inside = &rest[first.len_utf8()..];
            inside.split_once(first).unwrap_or((inside, ""))
        } else {
            rest.split_once(char::is_whitespace).unwrap_or((rest, ""))
        };
        if !name.is_empty() {
            names.push(name.to_owned());
        }
        rest = after.trim_start();
    }
    names
}

const ADDRESS: &str = "file:";

fn path_of(name: &str, home: Option<&Path>) -> PathBuf {
    if let Some(address) = name.strip_prefix(ADDRESS) {
        return path_of_address(address);
    }
    let below_home = name
        .strip_prefix('~')
        .filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    match (below_home, home) {
        (Some(rest), Some(home)) => match rest.trim_start_matches(['/', '\\']) {
            "" => home.to_owned(),
            below => home.join(below),
        },
        _ => PathBuf::from(name),
    }
}

/// What follows `file:`: `///path`, `//host/path` or `/path`, with blanks and others as `%20`. The host is this
/// machine; on Windows another one is a share.
fn path_of_address(address: &str) -> PathBuf {
    let (host, path) = match address.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", address),
    };
    let path = percent_decoded(path);
    if cfg!(windows) {
        let path = path.replace('/', "\\");
        return match host {
            "" | "localhost" => PathBuf::from(path.trim_start_matches('\\')),
            host => PathBuf::from(format!("\\\\{host}{path}")),
        };
    }
    PathBuf::from(path)
}

/// The text with `%20` and the like as the characters they stand for; unchanged where that gives no text.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, code) {
            (b'%', Some(code)) => {
                bytes.push(code);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// Nothing, or nothing that may be looked at.
    Nothing,
}

/// Looks where a path leads. Slow where the path is on a network.
pub fn look(path: &Path) -> Found {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Found::Folder,
        Ok(metadata) => Found::File(metadata.len()),
        Err(_) => Found::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<String> {
        let paths = parse(text, Some(Path::new("/home/els")));
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        paths.into_iter().map(text).collect()
    }

    #[test]
    fn a_line_is_a_path_with_its_blanks() {
        assert_eq!(
            parsed("  /data/mijn percelen.shp \r\n\n"),
            ["/data/mijn percelen.shp"]
        );
        assert_eq!(parsed("/a.shp\n/b.shp\n/a.shp"), ["/a.shp", "/b.shp"]);
        assert!(parsed(" \n ").is_empty());
    }

    #[test]
    fn quotes_hold_paths_together_and_apart() {
        assert_eq!(parsed("\"C:\\a b.shp\""), ["C:\\a b.shp"]);
        assert_eq!(
            parsed("'/a b.shp' \"/c'd.shp\" /e.shp"),
            ["/a b.shp", "/c'd.shp", "/e.shp"]
        );
        assert_eq!(parsed("\"/not closed.shp"), ["/not closed.shp"]);
        assert!(parsed("\"\"").is_empty());
    }

    #[test]
    fn the_home_folder_is_filled_in_for_a_tilde_alone() {
        assert_eq!(parsed("~/a.shp"), ["/home/els/a.shp"]);
        assert_eq!(parsed("~"), ["/home/els"]);
        assert_eq!(
            parsed("~jan/a.shp"),
            ["~jan/a.shp"],
            "another's home is not known"
        );
        assert_eq!(parse("~/a.shp", None), [PathBuf::from("~/a.shp")]);
    }

    #[cfg(unix)]
    #[test]
    fn addresses_become_paths() {
        assert_eq!(parsed("file:///d/a%20b.shp"), ["/d/a b.shp"]);
        assert_eq!(
            parsed("file://localhost/d/a.shp file:/d/b.shp"),
            ["/d/a.shp", "/d/b.shp"]
        );
        assert_eq!(parsed("file:///d/co%C3%B6p.shp"), ["/d/coöp.shp"]);
        assert_eq!(parsed("file:///d/100%.shp"), ["/d/100%.shp"]);
        assert_eq!(parsed("file:///d/%FF.shp"), ["/d/%FF.shp"], "not a text");
    }

    #[test]
    fn a_file_a_folder_and_nothing_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.shp");
        crate::io::atomic::write(&file, |out| std::io::Write::write_all(out, b"12345"))
            .expect("written");
        assert_eq!(look(&file), Found::File(5));
        assert_eq!(look(folder.path()), Found::Folder);
        assert_eq!(look(&folder.path().join("b.shp")), Found::Nothing);
    }
}

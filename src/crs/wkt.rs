//! Well-known text as a tree, WKT 1 in the spellings of ESRI and OGC and WKT 2 alike: keywords with
//! arguments in brackets. What the keywords mean is for `describe.rs`.

/// Nesting beyond this is no coordinate system; the parser stops instead of exhausting the stack.
const MAX_DEPTH: usize = 32;
/// A `.prj` is a few hundred bytes, a long compound system a few thousand.
const MAX_BYTES: usize = 64 * 1024;

/// `KEYWORD[argument, …]`
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node<'a> {
    /// As written; compared without regard to case.
    pub(super) keyword: &'a str,
    pub(super) arguments: Vec<Argument<'a>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Argument<'a> {
    /// Quoted text, quotes removed (a doubled quote inside stays doubled).
    Text(&'a str),
    Number(f64),
    /// A bare word such as `EAST`.
    Word(&'a str),
    Node(Node<'a>),
}

impl<'a> Node<'a> {
    pub(super) fn is(&self, keywords: &[&str]) -> bool {
        keywords
            .iter()
            .any(|k| self.keyword.eq_ignore_ascii_case(k))
    }

    /// Child nodes, in order.
    pub(super) fn children(&self) -> impl Iterator<Item = &Node<'a>> {
        self.arguments.iter().filter_map(|argument| match argument {
            Argument::Node(node) => Some(node),
            _ => None,
        })
    }

    /// The first child with one of these keywords.
    pub(super) fn child(&self, keywords: &[&str]) -> Option<&Node<'a>> {
        self.children().find(|node| node.is(keywords))
    }

    /// The quoted text at the front: the name of what the node describes.
    pub(super) fn name(&self) -> Option<&'a str> {
        self.text(0)
    }

    /// Quoted text at this position.
    pub(super) fn text(&self, index: usize) -> Option<&'a str> {
        match self.arguments.get(index) {
            Some(Argument::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Number at this position, a quoted one too (`AUTHORITY["EPSG","28992"]`).
    pub(super) fn number(&self, index: usize) -> Option<f64> {
        match self.arguments.get(index)? {
            Argument::Number(number) => Some(*number),
            Argument::Text(text) => text.trim().parse().ok().filter(|n: &f64| n.is_finite()),
            _ => None,
        }
    }

    /// True when a bare word stands among the arguments, in any case.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.arguments
            .iter()
            .any(|argument| matches!(argument, Argument::Word(w) if w.eq_ignore_ascii_case(word)))
    }

    /// All arguments that are numbers.
    pub(super) fn numbers(&self) -> Vec<f64> {
        (0..self.arguments.len())
            .filter_map(|i| self.number(i))
            .collect()
    }
}

/// Reads one node; what follows it is passed over. `None` when the text is no WKT.
pub(super) fn parse(text: &str) -> Option<Node<'_>> {
    if text.len() > MAX_BYTES {
        return None;
    }
    Parser { rest: text }.node(0)
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn node(&mut self, depth: usize) -> Option<Node<'a>> {
        let keyword = self.word()?;
        self.bracket(&['[', '('])?;
        self.arguments(keyword, depth)
    }

    /// The arguments after an opening bracket, up to and with the closing one. A text that ends too early
    /// keeps what was there: some programs cut long `.prj` files.
    fn arguments(&mut self, keyword: &'a str, depth: usize) -> Option<Node<'a>> {
        let mut arguments = Vec::new();
        loop {
            self.skip_space();
            if self.rest.is_empty() || self.bracket(&[']', ')']).is_some() {
                return Some(Node { keyword, arguments });
            }
            if self.bracket(&[',']).is_some() {
                continue;
            }
            arguments.push(self.argument(depth)?);
        }
    }

    fn argument(&mut self, depth: usize) -> Option<Argument<'a>> {
        if self.rest.starts_with('"') {
            return Some(Argument::Text(self.quoted()));
        }
        let word = self.word()?;
        if depth < MAX_DEPTH && self.bracket(&['[', '(']).is_some() {
            return self.arguments(word, depth + 1).map(Argument::Node);
        }
        Some(match word.parse::<f64>() {
            Ok(number) if number.is_finite() => Argument::Number(number),
            _ => Argument::Word(word),
        })
    }

    fn quoted(&mut self) -> &'a str {
        let inside = self.rest.get(1..).unwrap_or("");
        let mut end = inside.len();
        let mut from = 0;
        while let Some(at) = inside.get(from..).and_then(|rest| rest.find('"')) {
            let quote = from + at;
            if inside[quote..].starts_with("\"\"") {
                from = quote + 2;
            } else {
                end = quote;
                break;
            }
        }
        self.rest = inside.get(end + 1..).unwrap_or("");
        inside[..end].trim()
    }

    /// Letters, digits and the signs of numbers.
    fn word(&mut self) -> Option<&'a str> {
        self.skip_space();
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "_+-.".contains(c)))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn bracket(&mut self, which: &[char]) -> Option<()> {
        self.skip_space();
        self.rest = self.rest.strip_prefix(which)?;
        Some(())
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_numbers_words_and_children() {
        let node = parse(r#" PROJCS [ "A, ""b""" , UNIT("Meter", 1.0), AXIS["X",EAST] ]"#).unwrap();
        assert_eq!(node.name(), Some(r#"A, ""b"""#));
        assert_eq!(node.child(&["unit"]).unwrap().number(1), Some(1.0));
        assert_eq!(
            node.child(&["AXIS"]).unwrap().arguments[1],
            Argument::Word("EAST")
        );
    }

    #[test]
    fn a_text_that_stops_early_keeps_what_was_there() {
        let node = parse(r#"PROJCS["RD_New",GEOGCS["GCS_Amersfoort",DATUM["D_Amers"#).unwrap();
        assert_eq!(node.name(), Some("RD_New"));
        assert!(node.child(&["GEOGCS"]).is_some());
    }

    #[test]
    fn what_is_no_wkt_is_none() {
        for text in [
            "",
            "   ",
            "<!DOCTYPE html><html>",
            "hello",
            "\"x\"",
            "]]][[[",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"A[".repeat(100_000)), None);
        // Deep but short: the depth limit answers, not the stack.
        let _ = parse(&"A[".repeat(30_000));
    }
}

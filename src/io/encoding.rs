//! In which encoding the texts of a dbf are: what the `.cpg` says, else the language byte of the dbf, unless
//! the bytes themselves say otherwise; else UTF-8 where they are valid, else Windows-1252.

mod dos;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use self::dos::DosPage;
use crate::layer::WarningKind;

/// An encoding that texts can be decoded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// One of the web's.
    Web(&'static Encoding),
    /// One of DOS's.
    Dos(&'static DosPage),
}

/// The names of the encodings that are offered to choose from, the likely ones first.
pub const OFFERED: [&str; 14] = [
    "UTF-8",
    "windows-1252",
    "CP850",
    "CP437",
    "ISO-8859-15",
    "windows-1250",
    "ISO-8859-2",
    "CP852",
    "windows-1251",
    "windows-1253",
    "macintosh",
    "GBK",
    "Big5",
    "Shift_JIS",
];

impl TextEncoding {
    /// The encoding with this [`name`](Self::name).
    pub fn by_name(name: &str) -> Option<Self> {
        match dos::PAGES.iter().find(|page| page.name == name) {
            Some(page) => Some(Self::Dos(page)),
            None => Self::of_label(name),
        }
    }

    /// The first page of DOS, which zips are in that say nothing.
    pub(super) fn of_zips() -> Self {
        Self::of_code_page(437).unwrap_or(Self::WINDOWS_1252)
    }

    /// UTF-8.
    pub const UTF_8: Self = Self::Web(UTF_8);
    /// Windows-1252, Western Europe.
    pub const WINDOWS_1252: Self = Self::Web(WINDOWS_1252);

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Dos(page) => page.name,
        }
    }

    /// The text that the bytes hold; what cannot be decoded becomes U+FFFD, except for a last character
    /// that the end of a field cut in two, which is dropped.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Web(encoding) if encoding == UTF_8 => {
                String::from_utf8_lossy(without_cut_character(bytes))
            }
            Self::Web(encoding) => encoding.decode_without_bom_handling(bytes).0,
            Self::Dos(page) => by_table(bytes, page.upper),
        }
    }

    /// What a `.cpg` file names, in any of the spellings in use: `UTF-8`, `65001`, `CP1252`, `ANSI 1252`,
    /// `ISO-8859-1`, `88591`, `OEM 437`. `None` when nobody knows it.
    pub fn from_cpg(text: &str) -> Option<Self> {
        let text = text.trim_matches(|c: char| !c.is_ascii_graphic());
        if let Some(encoding) = Self::of_label(&text.to_ascii_lowercase()) {
            return Some(encoding);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        match digits.strip_prefix("8859").filter(|part| !part.is_empty()) {
            Some(part) => Self::of_label(&format!("iso-8859-{part}")),
            None => Self::of_code_page(digits.parse().ok()?),
        }
    }

    /// What the language driver byte of a dbf stands for (dBASE and Visual FoxPro tables of code page marks).
    pub fn from_language_byte(byte: u8) -> Option<Self> {
        match byte {
            0x01 | 0x09 | 0x0b | 0x0d | 0x0f | 0x11 | 0x15 | 0x18 | 0x19 | 0x1b => {
                Self::of_code_page(437)
            }
            0x02 | 0x0a | 0x0e | 0x10 | 0x12 | 0x14 | 0x16 | 0x1a | 0x1d | 0x25 | 0x37 => {
                Self::of_code_page(850)
            }
            0x1f | 0x22 | 0x23 | 0x40 | 0x64 | 0x87 => Self::of_code_page(852),
            0x08 | 0x17 | 0x66 => Self::of_code_page(865),
            0x1c | 0x6c => Self::of_code_page(863),
            0x24 => Self::of_code_page(860),
            0x67 => Self::of_code_page(861),
            0x6a | 0x86 => Self::of_code_page(737),
            0x6b | 0x88 => Self::of_code_page(857),
            0x03 | 0x57 | 0x58 | 0x59 => Some(Self::WINDOWS_1252),
            0x13 | 0x7b => Self::of_code_page(932),
            0x4d | 0x7a => Self::of_code_page(936),
            0x4e | 0x79 => Self::of_code_page(949),
            0x4f | 0x78 => Self::of_code_page(950),
            0x50 | 0x7c => Self::of_code_page(874),
            0x26 | 0x65 => Self::of_code_page(866),
            0x04 => Self::of_label("macintosh"),
            0x7d => Self::of_code_page(1255),
            0x7e => Self::of_code_page(1256),
            0xc8 => Self::of_code_page(1250),
            0xc9 => Self::of_code_page(1251),
            0xca => Self::of_code_page(1254),
            0xcb => Self::of_code_page(1253),
            0xcc => Self::of_code_page(1257),
            _ => None,
        }
    }

    fn of_code_page(page: u32) -> Option<Self> {
        match page {
            65001 => Some(Self::UTF_8),
            20127 => Some(Self::WINDOWS_1252),
            866 => Self::of_label("ibm866"),
            874 => Self::of_label("windows-874"),
            932 => Self::of_label("shift_jis"),
            936 => Self::of_label("gbk"),
            949 => Self::of_label("euc-kr"),
            950 => Self::of_label("big5"),
            54936 => Self::of_label("gb18030"),
            10000 => Self::of_label("macintosh"),
            28591..=28606 => Self::of_label(&format!("iso-8859-{}", page - 28590)),
            1250..=1258 => Self::of_label(&format!("windows-{page}")),
            _ => dos::page(page).map(Self::Dos),
        }
    }

    fn of_label(label: &str) -> Option<Self> {
        let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
        // UTF-16 has no place in fields padded with single blanks.
        encoding
            .is_ascii_compatible()
            .then_some(Self::Web(encoding))
    }

    fn is_single_byte(self) -> bool {
        match self {
            Self::Web(encoding) => encoding.is_single_byte(),
            Self::Dos(_) => true,
        }
    }
}

fn by_table<'a>(bytes: &'a [u8], upper: &str) -> Cow<'a, str> {
    if let (true, Ok(text)) = (bytes.is_ascii(), std::str::from_utf8(bytes)) {
        return Cow::Borrowed(text);
    }
    let letter = |&byte: &u8| match byte.checked_sub(128) {
        None => char::from(byte),
        Some(place) => upper.chars().nth(usize::from(place)).unwrap_or('\u{fffd}'),
    };
    Cow::Owned(bytes.iter().map(letter).collect())
}

/// The bytes without an unfinished UTF-8 character at their end.
fn without_cut_character(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

/// Whether a text beyond ASCII is UTF-8, but for a last character that the end of the field cut in two where the text
/// fills its field. `None` where that character alone would have to tell: it may be the last letter of "café" as well.
pub(super) fn is_utf8(text: &[u8], fills_field: bool) -> Option<bool> {
    let Err(error) = std::str::from_utf8(text) else {
        return Some(true);
    };
    let is_cut = error.error_len().is_none() && fills_field;
    let before = text.get(..error.valid_up_to()).unwrap_or_default();
    match is_cut {
        true if before.is_ascii() => None,
        is_cut => Some(is_cut),
    }
}

/// What the bytes of all texts together show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// Only ASCII: every encoding gives the same.
    Ascii,
    /// Bytes beyond ASCII, and all of them valid UTF-8.
    Utf8,
    /// Most texts beyond ASCII are valid UTF-8, and a few are damaged.
    MostlyUtf8,
    /// Bytes beyond ASCII that are no UTF-8.
    NotUtf8,
    /// The same, and most of them make words in the code page of DOS.
    Dos,
}

impl Evidence {
    /// From the number of texts beyond ASCII that are valid UTF-8 and that are not, and how many of these
    /// [speak DOS](speaks_dos).
    pub(super) fn of_counts(utf8: u64, other: u64, dos: u64) -> Self {
        match (utf8, other) {
            (0, 0) => Self::Ascii,
            (_, 0) => Self::Utf8,
            _ if utf8 / 10 >= other => Self::MostlyUtf8,
            _ if dos > other / 2 => Self::Dos,
            _ => Self::NotUtf8,
        }
    }
}

/// True for a text that has letters of Western Europe within its words if it is in code page 850 or 437, and quotes and
/// signs if it is in Windows-1252: "Co\u{94}peratie" is no word.
pub(super) fn speaks_dos(text: &[u8]) -> bool {
    /// ü é â ä ç ê ë è ï î ì ô ö ù.
    const LETTERS: &[u8] = b"\x81\x82\x83\x84\x87\x88\x89\x8a\x8b\x8c\x8d\x93\x94\x97";
    let (mut dos, mut windows) = (0, 0);
    for word in text.windows(3) {
        let [before, byte, after] = word else {
            continue;
        };
        if before.is_ascii_lowercase() && after.is_ascii_lowercase() {
            dos += usize::from(LETTERS.contains(byte));
            windows += usize::from(*byte >= 0xdf && *byte != 0xf7);
        }
    }
    dos > windows
}

/// Decides the encoding from what the files declare and what the bytes show. The second value is the warning
/// that this deserves.
pub(super) fn choose(
    cpg: Option<&str>,
    language_byte: u8,
    evidence: Evidence,
) -> (TextEncoding, Option<WarningKind>) {
    let by_byte = TextEncoding::from_language_byte(language_byte);
    let from_cpg = cpg.and_then(TextEncoding::from_cpg);
    let declared = from_cpg.or(by_byte);
    let fallback = match evidence {
        Evidence::Ascii | Evidence::Utf8 | Evidence::MostlyUtf8 => TextEncoding::UTF_8,
        Evidence::NotUtf8 => by_byte
            .filter(|encoding| *encoding != TextEncoding::UTF_8)
            .unwrap_or(TextEncoding::WINDOWS_1252),
        Evidence::Dos => by_byte
            .filter(|encoding| *encoding != TextEncoding::UTF_8)
            .or_else(|| TextEncoding::of_code_page(850))
            .unwrap_or(TextEncoding::WINDOWS_1252),
    };
    let contradicted = |encoding: TextEncoding| match evidence {
        Evidence::Ascii => false,
        // Text in a single-byte encoding is hardly ever valid UTF-8 by accident.
        Evidence::Utf8 | Evidence::MostlyUtf8 => encoding.is_single_byte(),
        Evidence::NotUtf8 | Evidence::Dos => encoding == TextEncoding::UTF_8,
    };
    let used = declared.filter(|&e| !contradicted(e)).unwrap_or(fallback);
    if evidence == Evidence::Ascii {
        return (used, None);
    }
    let used_name = used.name().to_owned();
    let words = match cpg {
        Some(text) => Some(text.trim().chars().take(40).collect()),
        None => by_byte.map(|encoding| format!("{} (dbf, 0x{language_byte:02X})", encoding.name())),
    };
    let believed = if cpg.is_some() { from_cpg } else { by_byte };
    let warning = match words {
        Some(_) if believed == Some(used) && evidence != Evidence::MostlyUtf8 => None,
        Some(declared) => Some(WarningKind::EncodingDoubtful {
            declared,
            used: used_name,
        }),
        None => Some(WarningKind::EncodingGuessed { used: used_name }),
    };
    (used, warning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_in_use_is_understood() {
        for (text, name) in [
            ("UTF-8", "UTF-8"),
            ("utf8\n", "UTF-8"),
            ("\u{feff}UTF-8\r\n", "UTF-8"),
            ("65001", "UTF-8"),
            ("CP1252", "windows-1252"),
            ("1252", "windows-1252"),
            ("ANSI 1252", "windows-1252"),
            ("Windows-1251", "windows-1251"),
            ("ISO-8859-1", "windows-1252"),
            ("ISO 8859-15", "ISO-8859-15"),
            ("ISO88591", "windows-1252"),
            ("88591", "windows-1252"),
            ("8859_1", "windows-1252"),
            ("LATIN1", "windows-1252"),
            ("CP936", "GBK"),
            ("936", "GBK"),
            ("Big5", "Big5"),
            ("850", "CP850"),
            ("IBM850", "CP850"),
            ("OEM 437", "CP437"),
            ("852", "CP852"),
            ("US-ASCII", "windows-1252"),
        ] {
            let found = TextEncoding::from_cpg(text).map(TextEncoding::name);
            assert_eq!(found, Some(name), "{text:?}");
        }
        for text in ["", "UTF-16", "klingon", "8859", "99999999999999"] {
            assert_eq!(TextEncoding::from_cpg(text), None, "{text:?}");
        }
    }

    #[test]
    fn words_tell_the_code_page_of_dos() {
        assert!(speaks_dos(b"Co\x94peratie") && speaks_dos(b"aardappelen, ge\x8bsoleerd"));
        assert!(!speaks_dos(b"Co\xf6peratie") && !speaks_dos(b"boer\x92s \x93land\x94"));
        assert_eq!(Evidence::of_counts(0, 3, 2), Evidence::Dos);
        assert_eq!(Evidence::of_counts(0, 3, 1), Evidence::NotUtf8);
        let (guess, warning) = choose(None, 0, Evidence::Dos);
        assert_eq!(guess.name(), "CP850");
        assert!(matches!(warning, Some(WarningKind::EncodingGuessed { .. })));
        // What is declared holds.
        assert_eq!(
            choose(Some("1252"), 0, Evidence::Dos).0.name(),
            "windows-1252"
        );
        assert_eq!(choose(None, 0x01, Evidence::Dos).0.name(), "CP437");
    }

    #[test]
    fn tables_are_whole() {
        assert_eq!(
            TextEncoding::by_name("CP850")
                .unwrap()
                .decode(b"Co\x94peratie \xd5"),
            "Coöperatie ı"
        );
        assert_eq!(
            TextEncoding::by_name("CP437").unwrap().decode(b"\x80\xff"),
            "Ç\u{a0}"
        );
    }

    #[test]
    fn a_character_cut_by_the_end_of_the_field_is_dropped() {
        assert_eq!(
            TextEncoding::UTF_8.decode("geïsoleerd".as_bytes().split_at(3).0),
            "ge"
        );
        assert_eq!(TextEncoding::UTF_8.decode(b"l\xf6ss"), "l\u{fffd}ss");
        assert_eq!(is_utf8("geïï".as_bytes().split_at(5).0, true), Some(true));
        assert_eq!(is_utf8(b"l\xf6ss", true), Some(false));
        // The last letter of Windows, or the first half of one.
        assert_eq!(is_utf8(b"caf\xe9", true), None);
        assert_eq!(is_utf8(b"caf\xe9", false), Some(false));
    }

    #[test]
    fn bytes_outweigh_what_is_declared() {
        use Evidence::{Ascii, MostlyUtf8, NotUtf8, Utf8};
        let name = |cpg, byte, evidence| {
            let (encoding, warning) = choose(cpg, byte, evidence);
            (encoding.name(), warning.is_some())
        };
        assert_eq!(name(Some("UTF-8"), 0, Utf8), ("UTF-8", false));
        assert_eq!(name(Some("UTF-8"), 0, MostlyUtf8), ("UTF-8", true));
        assert_eq!(name(Some("UTF-8"), 0, NotUtf8), ("windows-1252", true));
        assert_eq!(name(Some("UTF-8"), 0x02, NotUtf8), ("CP850", true));
        assert_eq!(name(Some("1252"), 0, Utf8), ("UTF-8", true));
        assert_eq!(name(Some("1252"), 0x02, NotUtf8), ("windows-1252", false));
        assert_eq!(name(Some("936"), 0, Utf8), ("GBK", false));
        assert_eq!(name(Some("klingon"), 0, NotUtf8), ("windows-1252", true));
        assert_eq!(name(Some("klingon"), 0x57, NotUtf8), ("windows-1252", true));
        assert_eq!(name(None, 0x57, Utf8), ("UTF-8", true));
        assert_eq!(name(None, 0x57, NotUtf8), ("windows-1252", false));
        assert_eq!(name(None, 0, Utf8), ("UTF-8", true));
        assert_eq!(name(None, 0, NotUtf8), ("windows-1252", true));
        assert_eq!(name(None, 0, Ascii), ("UTF-8", false));
        assert_eq!(name(Some("klingon"), 0, Ascii), ("UTF-8", false));
    }
}

//! The text file that a PDF of ours carries: the project that its map is of. We write it as it is, so that finding it
//! takes no knowledge of how PDFs are packed; one that another program packed anew is not found.

/// What a PDF begins with.
const PDF: &[u8] = b"%PDF-";

/// What names a file in it.
const KIND: &[u8] = b"/EmbeddedFile";

/// Bytes around its name in which what is said of a file stands.
const AROUND: usize = 1024;

/// True for the bytes of a PDF.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(PDF)
}

/// The first file that lies unpacked in a PDF.
pub(super) fn attached(pdf: &[u8]) -> Option<&[u8]> {
    let mut from = 0;
    while let Some(at) = find(pdf.get(from..)?, KIND) {
        let kind = from + at;
        from = kind + KIND.len();
        // A list of files is called almost the same.
        if pdf.get(from) == Some(&b's') {
            continue;
        }
        if let Some(file) = file_at(pdf, kind) {
            return Some(file);
        }
    }
    None
}

/// The file of which `kind` is the place of its name.
fn file_at(pdf: &[u8], kind: usize) -> Option<&[u8]> {
    let before = pdf.get(kind.saturating_sub(AROUND)..kind)?;
    let start = before.windows(3).rposition(|three| three == b"obj")?;
    let behind = pdf.get(kind..pdf.len().min(kind + AROUND))?;
    let end = find(behind, b"stream")?;
    let said = [before.get(start..)?, behind.get(..end)?].concat();
    if find(&said, b"/Filter").is_some() {
        return None;
    }
    let length = said.get(find(&said, b"/Length")? + 7..)?;
    let digits = length.iter().skip_while(|byte| byte.is_ascii_whitespace());
    let digits = digits.take_while(|byte| byte.is_ascii_digit());
    let digits: String = digits.map(|&digit| char::from(digit)).collect();
    let length: usize = digits.parse().ok()?;
    let rest = pdf.get(kind + end + 6..)?;
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    rest.get(..length)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unpacked_file_is_found_and_nonsense_is_none() {
        let pdf = b"%PDF-1.7\n1 0 obj\n<< /EmbeddedFiles 2 0 R >>\nendobj\n3 0 obj\n<<\n  /Length 5\n  /Type /EmbeddedFile\n>>\nstream\nhello\nendstream\nendobj\n";
        assert!(is_pdf(pdf));
        assert_eq!(attached(pdf), Some(&b"hello"[..]));
        for cut in 0..pdf.len() {
            let _ = attached(&pdf[..cut]);
        }
        let packed = String::from_utf8_lossy(pdf).replace("/Length", "/Filter /X /Length");
        assert_eq!(attached(packed.as_bytes()), None);
        let lying = String::from_utf8_lossy(pdf).replace("Length 5", "Length 99999999999999999999");
        assert_eq!(attached(lying.as_bytes()), None);
        assert_eq!(attached(b""), None);
    }
}

//! Which format a file is in, by its first bytes: names and endings lie.

use encoding_rs::Encoding;

/// A format that files of parcels come in, and what people take for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The `.shp` of a shapefile (its `.shx` begins in the same way).
    Shapefile,
    /// A zip archive, whatever is in it.
    Zip,
    /// GeoPackage.
    GeoPackage,
    /// An SQLite database that is no GeoPackage.
    Sqlite,
    /// GeoJSON, or any other JSON.
    GeoJson,
    /// FlatGeobuf.
    FlatGeobuf,
    /// GeoParquet, or any other Parquet.
    GeoParquet,
    /// Esri file geodatabase: a folder of `.gdbtable` files.
    FileGeodatabase,
    /// GML, KML or other XML.
    Xml,
    /// A compressed archive other than zip.
    Archive,
}

impl Format {
    /// Its name, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shapefile => "ESRI Shapefile",
            Self::Zip => "zip",
            Self::GeoPackage => "GeoPackage",
            Self::Sqlite => "SQLite",
            Self::GeoJson => "GeoJSON",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::GeoParquet => "GeoParquet",
            Self::FileGeodatabase => "Esri file geodatabase",
            Self::Xml => "XML (GML, KML)",
            Self::Archive => "7z, RAR, gzip",
        }
    }
}

/// The endings of the files that are opened, lower case, without the point.
pub const ENDINGS: &[&str] = &[
    "shp",
    "shz",
    "zip",
    "gpkg",
    "geojson",
    "json",
    "geojsonl",
    "geojsons",
    "jsonl",
    "ndjson",
    "fgb",
    "parquet",
    "geoparquet",
];

/// How many bytes [`by_content`] wants to see.
pub(super) const BYTES_TO_SEE: usize = 100;

/// The format that begins with these bytes.
pub(super) fn by_content(start: &[u8]) -> Option<Format> {
    let begins = |magic: &[u8]| start.starts_with(magic);
    if begins(&9994u32.to_be_bytes()) {
        Some(Format::Shapefile)
    } else if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        Some(Format::Zip)
    } else if begins(b"SQLite format 3\0") {
        // The application id at byte 68 tells a GeoPackage: "GPKG", or "GP10" and "GP11" of version 1.0 and 1.1.
        let id = start.get(68..70);
        Some(if id == Some(b"GP") {
            Format::GeoPackage
        } else {
            Format::Sqlite
        })
    } else if begins(b"fgb\x03") {
        Some(Format::FlatGeobuf)
    } else if begins(b"PAR1") {
        Some(Format::GeoParquet)
    } else if begins(b"7z\xbc\xaf\x27\x1c") || begins(b"Rar!") || begins(b"\x1f\x8b") {
        Some(Format::Archive)
    } else if let Some(wide) = utf_16(start) {
        // Its first letter tells.
        let (text, _, _) = wide.decode(start.get(..64).unwrap_or(start));
        text.trim_start()
            .starts_with('{')
            .then_some(Format::GeoJson)
    } else {
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        // What separates the texts of RFC 8142.
        let text = text.strip_prefix(b"\x1e").unwrap_or(text);
        match text.trim_ascii_start().first() {
            Some(b'{') => Some(Format::GeoJson),
            Some(b'<') => Some(Format::Xml),
            _ => None,
        }
    }
}

/// UTF-16 of either order, where text begins with its mark: so some programs of Windows write.
pub(super) fn utf_16(start: &[u8]) -> Option<&'static Encoding> {
    let (encoding, _) = Encoding::for_bom(start)?;
    (!encoding.is_ascii_compatible()).then_some(encoding)
}

/// The format that a member of a zip has by the ending of its name (lower case); only for telling what a zip
/// without a shapefile holds instead.
pub(super) fn by_ending(name: &str) -> Option<Format> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending {
        "shp" => Some(Format::Shapefile),
        "gpkg" => Some(Format::GeoPackage),
        "json" | "geojson" | "geojsonl" | "geojsons" | "ndjson" | "jsonl" => Some(Format::GeoJson),
        "fgb" => Some(Format::FlatGeobuf),
        "parquet" | "geoparquet" => Some(Format::GeoParquet),
        "gdbtable" => Some(Format::FileGeodatabase),
        "gml" | "kml" => Some(Format::Xml),
        "zip" | "7z" | "rar" => Some(Format::Archive),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell() {
        let mut gpkg = b"SQLite format 3\0".to_vec();
        gpkg.resize(100, 0);
        assert_eq!(by_content(&gpkg), Some(Format::Sqlite));
        gpkg[68..72].copy_from_slice(b"GPKG");
        assert_eq!(by_content(&gpkg), Some(Format::GeoPackage));
        assert_eq!(by_content(b"\xef\xbb\xbf {\"type\""), Some(Format::GeoJson));
        assert_eq!(by_content(b"\xff\xfe{\0\"\0"), Some(Format::GeoJson));
        assert_eq!(by_content(b"\xfe\xff\0a\0,"), None);
        assert_eq!(by_content(b"<!DOCTYPE html>"), Some(Format::Xml));
        assert_eq!(by_content(b"\0\0\x27\x0a"), Some(Format::Shapefile));
        assert_eq!(by_content(b"gewas;code"), None);
        assert_eq!(by_content(b""), None);
    }
}

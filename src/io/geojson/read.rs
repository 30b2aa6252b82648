//! GeoJSON into a layer: a collection, a feature or a bare geometry, or many of them one after the other
//! (newline-delimited, RFC 8142). The text is walked once; of each feature only its cells and its vertices are
//! kept.

use std::path::Path;

use serde::de::DeserializeSeed;
use serde_json::Deserializer;

use super::visit::Object;
use crate::crs::Crs;
use crate::io::assemble;
use crate::io::bytes::Bytes;
use crate::io::columns_in::Cell;
use crate::io::error::OpenError;
use crate::io::named_columns::NamedColumns;
use crate::io::place::Said;
use crate::io::recognise::{self, Format};
use crate::io::shapes_in::{Budget, Content, Shapes};
use crate::job::Progress;
use crate::layer::{Layer, WarningKind, Warnings};

/// What is collected while the text is walked.
pub(super) struct Collected<'a> {
    pub(super) shapes: Shapes,
    pub(super) columns: NamedColumns,
    /// What names the features, where that is text.
    ids: NamedColumns,
    /// The old-style member `crs`, as JSON text.
    pub(super) crs: Option<String>,
    /// A collection was found, even if it is empty.
    pub(super) is_collection: bool,
    /// Something of the value that is read was found.
    pub(super) has_begun: bool,
    pub(super) budget: &'a Budget,
    pub(super) progress: &'a Progress,
    /// Why the walk was stopped, where it was not the text's fault.
    pub(super) stop: Option<Stop>,
}

impl Collected<'_> {
    /// Keeps the name of the feature that is about to end. Whole numbers only count features, as their order does.
    pub(super) fn push_id(&mut self, id: &serde_json::Value) -> Result<(), Stop> {
        let cell = match (id.as_str(), id.as_i64()) {
            (Some(text), _) => Cell::Text(text),
            (_, Some(number)) => Cell::Integer(number),
            _ => return Ok(()),
        };
        let (place, row) = (self.ids.place(ID), self.shapes.len());
        let pushed = self.ids.push(place, row, cell, self.budget);
        pushed.map_err(|_| Stop::TooMuch)
    }
}

/// The column of the names of features.
const ID: &str = "id";

/// Why a walk was stopped.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stop {
    Cancelled(crate::job::Cancelled),
    TooMuch,
}

/// Reads the file as one layer.
pub(in crate::io) fn read(
    bytes: Bytes,
    name: String,
    path: &Path,
    budget: &Budget,
    progress: &Progress,
) -> Result<Layer, OpenError> {
    let len = bytes.len();
    let bytes = bytes.into_vec(len, progress);
    let bytes = bytes.map_err(|stopped| OpenError::of_stop(path, stopped))?;
    let warnings = Warnings::default();
    let (text, encoding) = text(bytes, &warnings);
    let mut collected = Collected {
        shapes: Shapes::default(),
        columns: NamedColumns::default(),
        ids: NamedColumns::default(),
        crs: None,
        is_collection: false,
        has_begun: false,
        budget,
        progress,
        stop: None,
    };
    progress.begin(features_in(&text));
    let walked = walk(&text, &mut collected);
    drop(text);
    let out_of_proportion = || OpenError::OutOfProportion {
        path: path.to_owned(),
        format: Format::GeoJson,
    };
    match collected.stop {
        Some(Stop::Cancelled(cancelled)) => return Err(cancelled.into()),
        Some(Stop::TooMuch) => return Err(out_of_proportion()),
        None if budget.is_exceeded() => return Err(out_of_proportion()),
        None => {}
    }
    if let Err(error) = walked {
        let detail = error.to_string();
        if collected.shapes.len() == 0 {
            return Err(OpenError::Damaged {
                path: path.to_owned(),
                format: Format::GeoJson,
                detail,
            });
        }
        // The feature that was being read has cells, but no shape any more.
        if collected.columns.has_row(collected.shapes.len()) {
            collected.shapes.end_feature(Content::Bad);
        }
        warnings.add(WarningKind::PartlyReadable { detail });
    } else if collected.shapes.are_all_bad()
        || (collected.shapes.len() == 0 && !collected.is_collection)
    {
        // Some other JSON: Esri's has features too.
        return Err(OpenError::NoPolygons {
            path: path.to_owned(),
            format: Format::GeoJson,
        });
    }
    let rows = collected.shapes.len();
    // A property of that name says the same, mostly.
    let ids = match collected.columns.has(ID) {
        true => NamedColumns::default(),
        false => collected.ids.without_whole_numbers(),
    };
    let table = collected.columns.into_table(ids, rows, budget);
    let table = table.map_err(|_| out_of_proportion())?;
    let (said, crs_text) = system(collected.crs.as_deref());
    let layer = assemble::Collected {
        name,
        path,
        format: Format::GeoJson,
        encoding,
        columns: Vec::new(),
        records: Vec::new(),
        runs: vec![assemble::Run {
            shapes: collected.shapes,
            columns: Vec::new(),
        }],
        said,
        crs_text,
        warnings,
    };
    let mut layer = layer.into_layer()?;
    layer.table = table;
    Ok(layer)
}

/// How many features there are: every one has a geometry; what else is called so is beside the point. In a long text only
/// about as many, by places spread over it: looking through all of it would take a while in which nothing moves.
fn features_in(text: &str) -> u64 {
    const PLACES: usize = 64;
    const LEN: usize = 1 << 16;
    let count = |text: &str| text.matches("\"geometry\"").count() as u64;
    if text.len() <= 2 * PLACES * LEN {
        return count(text);
    }
    let seen = (0..PLACES).map(|place| {
        let from = text.floor_char_boundary(text.len() / PLACES * place);
        let to = text.floor_char_boundary(from + LEN);
        text.get(from..to).map_or(0, count)
    });
    seen.sum::<u64>() * text.len() as u64 / (PLACES * LEN) as u64
}

/// The bytes as text: UTF-8, as JSON has to be, UTF-16, which has its mark, or else what Windows wrote.
fn text(mut bytes: Vec<u8>, warnings: &Warnings) -> (String, &'static str) {
    const RECORD_SEPARATOR: u8 = 0x1e;
    if let Some(wide) = recognise::utf_16(&bytes) {
        return (wide.decode(&bytes).0.into_owned(), wide.name());
    }
    if bytes.first() == Some(&RECORD_SEPARATOR) {
        for byte in bytes.iter_mut().filter(|byte| **byte == RECORD_SEPARATOR) {
            *byte = b' ';
        }
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (text, assemble::UTF_8),
        Err(error) => error,
    };
    // A file that was cut in the middle of a letter is still UTF-8.
    if error.utf8_error().error_len().is_none() {
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        return (text, assemble::UTF_8);
    }
    let used = encoding_rs::WINDOWS_1252;
    warnings.add(WarningKind::EncodingDoubtful {
        declared: assemble::UTF_8.to_owned(),
        used: used.name().to_owned(),
    });
    let (text, _) = used.decode_without_bom_handling(error.as_bytes());
    (text.into_owned(), used.name())
}

fn walk(text: &str, collected: &mut Collected<'_>) -> serde_json::Result<()> {
    let text = text.trim_start_matches('\u{feff}');
    let mut values = Deserializer::from_str(text);
    Object(collected).deserialize(&mut values)?;
    loop {
        // Whether there is more shows by reading on: the reader answers a question for the end with an error that counts
        // all lines before, and there may be a million.
        collected.has_begun = false;
        match Object(collected).deserialize(&mut values) {
            Ok(()) => {}
            Err(error) if error.is_eof() && !collected.has_begun => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

/// Longitude and latitude (RFC 7946), unless the member of the older specification says something else.
fn system(crs: Option<&str>) -> (Said, Option<String>) {
    /// No honest name of a system is longer.
    const MOST_LEN: usize = 1 << 16;
    let Some(text) = crs.filter(|text| text.len() < MOST_LEN) else {
        return (Said::System(Crs::wgs84()), None);
    };
    let json: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    if json.is_null() {
        return (Said::Nothing, None);
    }
    let name = json.pointer("/properties/name").and_then(|n| n.as_str());
    // So it was before 2008.
    let code = json
        .pointer("/properties/code")
        .and_then(serde_json::Value::as_u64);
    let name = match (name, code) {
        (None, Some(code)) => format!("EPSG:{code}"),
        (name, _) => name.unwrap_or_default().to_owned(),
    };
    match name.as_str() {
        "" => (Said::Riddle, None),
        known => (Said::by(Some(known)), Some(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_features_of_a_long_text_are_about_as_many_as_there_are() {
        let feature = |number: usize| {
            let name = "é".repeat(number % 50);
            format!("{{\"name\":\"{name}\",\"geometry\":{{\"type\":\"Point\"}}}},\n")
        };
        let few: String = (0..1000).map(feature).collect();
        assert_eq!(features_in(&few), 1000);
        let many: String = (0..150_000).map(feature).collect();
        assert!(many.len() > 11 << 20, "too short to be looked at in places");
        let told = features_in(&many) as f64 / 150_000.0;
        assert!((told - 1.0).abs() < 0.02, "{told}");
    }
}

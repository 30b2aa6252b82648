//! What can be saved from the window, and how: taken from the state at once, written in the background.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::state::{State, areas};
use crate::analysis::figured::Figured;
use crate::explain;
use crate::export::stats_sheet::StatsSheet;
use crate::export::xlsx;
use crate::io::{WriteError, atomic};
use crate::job::Progress;
use crate::text::Lang;

/// What can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SaveWhat {
    /// The table of areas with all its columns.
    Areas(TableFormat),
}

/// How a table is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TableFormat {
    /// A workbook with method, assumptions and sources.
    Xlsx,
    /// For a spreadsheet of the reader's language.
    SpreadsheetCsv,
    /// For programs: commas and points, whatever the language.
    PlainCsv,
}

impl SaveWhat {
    /// The ending of its file.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Areas(TableFormat::Xlsx) => "xlsx",
            Self::Areas(TableFormat::SpreadsheetCsv | TableFormat::PlainCsv) => "csv",
        }
    }

    /// The file name that is offered.
    pub fn suggested(self, lang: Lang) -> String {
        let stem = match self {
            Self::Areas(_) => lang.text("save.areas"),
        };
        format!("{stem}.{}", self.ending())
    }

    /// The path with the right ending, where it has another or none.
    pub fn named(self, path: PathBuf) -> PathBuf {
        let ending = path.extension();
        if ending.is_some_and(|ending| ending.eq_ignore_ascii_case(self.ending())) {
            return path;
        }
        let mut name = path.into_os_string();
        name.push(".");
        name.push(self.ending());
        name.into()
    }
}

/// Writes a file at a path.
pub type Writer = Box<dyn FnOnce(&Path, &Progress) -> Result<(), WriteError> + Send>;

/// What writes it, with everything that it needs of the state; `None` where there is nothing to save.
pub fn writer(what: SaveWhat, state: &State) -> Option<Writer> {
    match what {
        SaveWhat::Areas(format) => {
            let figured = Arc::clone(state.view.areas.figured.as_ref()?);
            let (files, lang) = (files_of(state), state.lang());
            Some(Box::new(move |path, _| {
                write_areas(&figured, files, format, lang, path)
            }))
        }
    }
}

/// The names of the files that the figures are made of.
fn files_of(state: &State) -> Vec<String> {
    let areas = match &state.session.areas.source {
        Some(crate::ui::state::AreaSource::Layer(id)) => state.session.layer(*id),
        _ => None,
    };
    let layers = areas::parcels(&state.session).into_iter().chain(areas);
    let name = |path: &Path| {
        let name = path.file_name().unwrap_or(path.as_os_str());
        name.to_string_lossy().into_owned()
    };
    layers.map(|layer| name(&layer.layer.source.path)).collect()
}

fn write_areas(
    figured: &Figured,
    files: Vec<String>,
    format: TableFormat,
    lang: Lang,
    path: &Path,
) -> Result<(), WriteError> {
    let request = &figured.request;
    let unmeasured = request.parcels.area_m2.iter().filter(|m2| !m2.is_finite());
    let layers = (&request.parcels.layer.warnings, &figured.regions.warnings);
    let warnings = layers.0.iter().chain(layers.1);
    let split = &figured.regions.split;
    let mut notes = explain::cut_notes(split, warnings, unmeasured.count() as u64, lang);
    let all = figured.sums(figured.rows.len() - 1).select(|_| true);
    let land = &figured.carried.land;
    notes.extend(explain::coverage_notes(&all, land, &figured.table, lang));
    let sheet = StatsSheet {
        rows: &figured.rows,
        assumptions: &request.assumptions,
        years: land.years(),
        files,
        notes,
    };
    let whole = |bytes: &[u8]| atomic::write(path, |out| std::io::Write::write_all(out, bytes));
    match format {
        TableFormat::PlainCsv => crate::io::csv::write_rows(sheet.csv_rows(), path),
        TableFormat::SpreadsheetCsv => whole(sheet.spreadsheet_csv(lang).as_bytes()),
        TableFormat::Xlsx => match xlsx::workbook(&sheet, lang) {
            Ok(workbook) => whole(&workbook),
            Err(error) => Err(WriteError::Io {
                path: path.to_owned(),
                source: std::io::Error::other(error),
            }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gets_the_ending_of_what_it_holds() {
        let xlsx = SaveWhat::Areas(TableFormat::Xlsx);
        let named = |path: &str| xlsx.named(path.into());
        assert_eq!(named("/a/cijfers"), PathBuf::from("/a/cijfers.xlsx"));
        assert_eq!(named("/a/cijfers.XLSX"), PathBuf::from("/a/cijfers.XLSX"));
        assert_eq!(named("/a/2024.12"), PathBuf::from("/a/2024.12.xlsx"));
        assert!(xlsx.suggested(Lang::Nl).ends_with(".xlsx"));
    }
}

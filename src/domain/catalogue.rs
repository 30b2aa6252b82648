//! The catalogue of crops: what `assets/crops.csv`, or a file of the user's, says of each code.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use super::crop::{Crop, CropCode, Sector, Side};
use super::crop_figures::{ByRegion, Confidence, CropFigures};
use super::delimited;
use super::rotation_group::RotationGroup;

/// Why a catalogue could not be read. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// A column that every catalogue has is not there.
    #[error("the catalogue has no column {column}")]
    MissingColumn {
        /// Its name.
        column: &'static str,
    },
    /// A cell holds something else than its column allows.
    #[error("line {line}: {text:?} is no value for {column}")]
    BadCell {
        /// Line in the file.
        line: usize,
        /// Name of the column.
        column: &'static str,
        /// What it holds.
        text: String,
    },
    /// A code stands there twice.
    #[error("line {line}: code {code} occurs twice")]
    Duplicate {
        /// Line in the file.
        line: usize,
        /// The code.
        code: CropCode,
    },
    /// There is no crop in it.
    #[error("the catalogue is empty")]
    Empty,
}

/// Crops by code.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    crops: Vec<Crop>,
    /// What the list said of the crops whose group was changed; `None` for a code that it did not know.
    before: BTreeMap<CropCode, Option<Crop>>,
}

impl Catalogue {
    /// The catalogue that the program brings along.
    pub fn built_in() -> Arc<Self> {
        static BUILT_IN: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
            let text = include_str!("../../assets/crops.csv");
            #[expect(
                clippy::expect_used,
                reason = "the text is part of the program, its tests read it"
            )]
            let catalogue = Catalogue::parse(text).expect("assets/crops.csv is a catalogue");
            Arc::new(catalogue)
        });
        Arc::clone(&BUILT_IN)
    }

    /// Reads a catalogue from delimited text with a header. Needed are the columns `code`, `sector` and
    /// `rotation_group`; read as well are `name_nl`, `name_en`, `rest_crop`, the figures of nutrients and
    /// organic matter with their `source`, and `default_sector` and `confidence`, these two also as
    /// `default_sector=…` among the `notes`. Further columns are passed over.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let mut rows = delimited::rows(text).into_iter();
        let (_, header) = rows.next().ok_or(CatalogueError::Empty)?;
        let header = Header::of(&header)?;
        let mut crops = Vec::new();
        let mut seen = BTreeSet::new();
        for (line, cells) in rows {
            let crop = header.crop(line, &cells)?;
            if !seen.insert(crop.code) {
                let code = crop.code;
                return Err(CatalogueError::Duplicate { line, code });
            }
            crops.push(crop);
        }
        if crops.is_empty() {
            return Err(CatalogueError::Empty);
        }
        crops.sort_by_key(|crop| crop.code);
        let before = BTreeMap::new();
        Ok(Self { crops, before })
    }

    /// The same list with other groups for some crops, and with no other change: groups that were given
    /// before are forgotten. A code that the list does not know becomes a crop without a name, of the side
    /// that most crops of its group count for.
    #[must_use]
    pub fn with_groups(&self, groups: &BTreeMap<CropCode, RotationGroup>) -> Self {
        let mut crops: BTreeMap<CropCode, Crop> = self.originals().map(|c| (c.code, c)).collect();
        let mut before = BTreeMap::new();
        for (&code, &group) in groups {
            let known = crops.get(&code).cloned();
            let crop = match &known {
                Some(crop) if crop.group == group => continue,
                Some(crop) => Crop {
                    group,
                    ..crop.clone()
                },
                None => self.nameless(code, group),
            };
            crops.insert(code, crop);
            before.insert(code, known);
        }
        Self {
            crops: crops.into_values().collect(),
            before,
        }
    }

    /// The groups that differ from the list as it was read.
    pub fn changed_groups(&self) -> BTreeMap<CropCode, RotationGroup> {
        let group = |code: &CropCode| Some((*code, self.find(*code)?.group));
        self.before.keys().filter_map(group).collect()
    }

    /// What the list said of a code before its group was changed.
    pub fn original(&self, code: CropCode) -> Option<&Crop> {
        match self.before.get(&code) {
            Some(before) => before.as_ref(),
            None => self.find(code),
        }
    }

    fn originals(&self) -> impl Iterator<Item = Crop> + '_ {
        let crops = self.crops.iter();
        crops.filter_map(|crop| self.original(crop.code).cloned())
    }

    /// A crop of which only the group is known.
    fn nameless(&self, code: CropCode, group: RotationGroup) -> Crop {
        let side = self.side_of_group(group);
        Crop {
            code,
            name_nl: String::new(),
            name_en: String::new(),
            sector: match side {
                Side::Arable => Sector::Arable,
                Side::Livestock => Sector::Livestock,
                Side::Neutral => Sector::Other,
            },
            default_side: side,
            group,
            rest_crop: false,
            figures: CropFigures::default(),
        }
    }

    /// The side that most crops of a group count for; neutral where none is of it.
    pub fn side_of_group(&self, group: RotationGroup) -> Side {
        let count = |side: Side| {
            let crops = self.originals();
            crops
                .filter(|crop| crop.group == group && crop.side() == side)
                .count()
        };
        // The last of several largest wins: where nothing is known, neutral.
        let sides = [Side::Arable, Side::Livestock, Side::Neutral];
        sides
            .into_iter()
            .max_by_key(|side| count(*side))
            .unwrap_or(Side::Neutral)
    }

    /// What is known of a code.
    pub fn find(&self, code: CropCode) -> Option<&Crop> {
        let at = self.crops.binary_search_by_key(&code, |crop| crop.code);
        at.ok().and_then(|index| self.crops.get(index))
    }

    /// All crops, by code.
    pub fn crops(&self) -> &[Crop] {
        &self.crops
    }
}

/// Where each column stands.
struct Header {
    code: usize,
    sector: usize,
    group: usize,
    name_nl: Option<usize>,
    name_en: Option<usize>,
    rest_crop: Option<usize>,
    default_sector: Option<usize>,
    confidence: Option<usize>,
    source: Option<usize>,
    notes: Option<usize>,
    figures: [Option<usize>; FIGURES.len()],
}

/// The columns of figures, in the order in which [`Header::figures`] reads them.
const FIGURES: [&str; 9] = [
    "n_removal_kg_ha",
    "p2o5_removal_kg_ha",
    "eom_kg_ha",
    "eom_residue_kg_ha",
    "n_fixation_kg_ha",
    "n_norm_sand_kg_ha",
    "n_norm_clay_kg_ha",
    "n_norm_peat_kg_ha",
    "yield_kg_dm_ha",
];

impl Header {
    fn of(names: &[String]) -> Result<Self, CatalogueError> {
        let find = |column: &str| names.iter().position(|name| name.trim() == column);
        let need = |column| find(column).ok_or(CatalogueError::MissingColumn { column });
        Ok(Self {
            code: need("code")?,
            sector: need("sector")?,
            group: need("rotation_group")?,
            name_nl: find("name_nl"),
            name_en: find("name_en"),
            rest_crop: find("rest_crop"),
            default_sector: find("default_sector"),
            confidence: find("confidence"),
            source: find("source"),
            notes: find("notes"),
            figures: FIGURES.map(find),
        })
    }

    fn crop(&self, line: usize, cells: &[String]) -> Result<Crop, CatalogueError> {
        let cell = |column: Option<usize>| {
            let text = column.and_then(|column| cells.get(column));
            text.map_or("", |text| text.trim())
        };
        let bad = |column, text: &str| CatalogueError::BadCell {
            line,
            column,
            text: text.to_owned(),
        };
        let (code, sector, group) = (
            cell(Some(self.code)),
            cell(Some(self.sector)),
            cell(Some(self.group)),
        );
        let notes = cell(self.notes);
        let default = or_noted(cell(self.default_sector), "default_sector=", notes);
        let confidence = or_noted(cell(self.confidence), "confidence=", notes);
        let mut numbers = [None; FIGURES.len()];
        for ((number, column), name) in numbers.iter_mut().zip(self.figures).zip(FIGURES) {
            let text = cell(column);
            *number = figure(text).ok_or_else(|| bad(name, text))?;
        }
        let rest_crop = cell(self.rest_crop);
        Ok(Crop {
            code: CropCode::parse(code).ok_or_else(|| bad("code", code))?,
            name_nl: cell(self.name_nl).to_owned(),
            name_en: cell(self.name_en).to_owned(),
            sector: Sector::from_key(sector).ok_or_else(|| bad("sector", sector))?,
            default_side: side(default).ok_or_else(|| bad("default_sector", default))?,
            group: RotationGroup::from_key(group).ok_or_else(|| bad("rotation_group", group))?,
            rest_crop: match rest_crop {
                "true" => true,
                "false" | "" => false,
                _ => return Err(bad("rest_crop", rest_crop)),
            },
            figures: CropFigures {
                confidence: Confidence::from_key(confidence)
                    .ok_or_else(|| bad("confidence", confidence))?,
                source: cell(self.source).to_owned(),
                notes: notes.to_owned(),
                ..figures_of(numbers)
            },
        })
    }
}

fn figures_of(numbers: [Option<f64>; FIGURES.len()]) -> CropFigures {
    let [
        n_removal,
        p2o5_removal,
        eom,
        eom_residue,
        n_fixation,
        sand,
        clay,
        peat,
        yield_dm,
    ] = numbers;
    CropFigures {
        n_removal,
        p2o5_removal,
        eom,
        eom_residue,
        n_fixation,
        n_norm: ByRegion { sand, clay, peat },
        yield_dm,
        ..CropFigures::default()
    }
}

/// A cell of a figure: blank is unknown, anything else an amount that is not negative.
fn figure(text: &str) -> Option<Option<f64>> {
    if text.is_empty() {
        return Some(None);
    }
    let number: f64 = text.replace(',', ".").parse().ok()?;
    (number.is_finite() && number >= 0.0).then_some(Some(number))
}

/// The cell, or what the notes say in its place.
fn or_noted<'a>(cell: &'a str, token: &str, notes: &'a str) -> &'a str {
    if !cell.is_empty() {
        return cell;
    }
    notes
        .split(';')
        .find_map(|note| note.trim().strip_prefix(token))
        .unwrap_or_default()
}

fn side(word: &str) -> Option<Side> {
    match word {
        "" => Some(Side::Neutral),
        word => Side::from_key(word),
    }
}

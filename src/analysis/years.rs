//! Yearly files before anything is calculated: which year each is of, where its crops stand, and what is
//! wrong with the set of them. A dialog shows this and lets people correct it; the command line stops at
//! the first error.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::columns::{self, Evidence, Guess};
use super::crop_names::CropNames;
use crate::domain::{Catalogue, Year};
use crate::layer::{Layer, Table, Value};

/// Part of the values of a column of crops that the catalogue knows at least, or it is odd.
const LEAST_KNOWN: f64 = 0.5;

/// Where a layer of one year keeps its crops.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CropSource {
    /// Position of the column in the table.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// What the guess rests on; `None` where a person chose.
    pub evidence: Option<Evidence>,
    /// The column holds names of crops and no codes: they are looked up in the catalogue, and names that
    /// it does not know are taken as no crop.
    pub by_name: bool,
}

impl CropSource {
    /// Finds the column of codes; only where there is none, a column of names that the catalogue knows.
    pub fn guess(table: &Table, catalogue: &Catalogue) -> Option<Self> {
        match columns::crop_code_column(table, catalogue) {
            Some(guess) => Self::new(table, guess.found, Some(guess.evidence), false),
            None => Self::guess_names(table, catalogue),
        }
    }

    /// The column that a person chose; it is read by name where it holds names and no codes.
    pub fn chosen(table: &Table, column: usize, catalogue: &Catalogue) -> Option<Self> {
        let names = CropNames::of(catalogue);
        let codes =
            columns::part_that_fits(table, column, |v| super::values::crop_code(v).is_some());
        let by_name = columns::part_that_fits(table, column, |value| {
            value
                .as_str()
                .is_some_and(|name| names.find(name).is_some())
        });
        Self::new(table, column, None, codes < by_name)
    }

    /// True where hardly anything in it is a crop that the catalogue knows: another column is meant, probably.
    pub fn is_odd(&self, table: &Table, catalogue: &Catalogue) -> bool {
        let names = CropNames::of(catalogue);
        let is_known = |value: &Value| match value.as_str().filter(|_| self.by_name) {
            Some(name) => names.find(name).is_some(),
            None => super::values::crop_code(value).is_some_and(|c| catalogue.find(c).is_some()),
        };
        let known = columns::part_that_fits(table, self.column, is_known);
        known.is_some_and(|part| part < LEAST_KNOWN)
    }

    /// The same column in another table: the one of its name.
    pub fn in_table(&self, table: &Table) -> Option<Self> {
        let column = table.find(&self.name)?;
        Some(Self {
            column,
            ..self.clone()
        })
    }

    fn guess_names(table: &Table, catalogue: &Catalogue) -> Option<Self> {
        let guess = columns::crop_name_column(table)?;
        let names = CropNames::of(catalogue);
        let known = columns::part_that_fits(table, guess.found, |value| {
            value
                .as_str()
                .is_some_and(|name| names.find(name).is_some())
        });
        let enough = known.is_some_and(|part| part >= 0.5);
        let source = Self::new(table, guess.found, Some(guess.evidence), true);
        source.filter(|_| enough)
    }

    fn new(
        table: &Table,
        column: usize,
        evidence: Option<Evidence>,
        by_name: bool,
    ) -> Option<Self> {
        let name = table.fields().get(column)?.name.clone();
        Some(Self {
            column,
            name,
            evidence,
            by_name,
        })
    }
}

/// One file that may hold the parcels of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearFile {
    /// Name of the layer.
    pub name: String,
    /// Where it was opened from.
    pub path: PathBuf,
    /// Number of features, landscape elements among them.
    pub rows: usize,
    /// The year that its column or its name says.
    pub guess: Option<Guess<Year>>,
    /// The year that its name says, whatever its column does.
    pub named: Option<Year>,
    /// A sample of its column holds several years, oldest first: years stacked in one layer.
    pub mixed: Vec<Year>,
    /// The year that a person chose; goes before the guess.
    pub chosen: Option<Year>,
    /// Where its crops stand; `None` where no column looks like it.
    pub crops: Option<CropSource>,
}

impl YearFile {
    /// Looks at a layer; decodes the few columns that the guesses need.
    pub fn of(layer: &Layer, catalogue: &Catalogue) -> Self {
        let years = columns::year_column(&layer.table);
        let years = years.map_or_else(Vec::new, |guess| {
            columns::years_in_column(&layer.table, guess.found.0)
        });
        Self {
            name: layer.name.clone(),
            path: layer.source.path.clone(),
            rows: layer.len(),
            guess: columns::layer_year(layer),
            named: columns::named_year(layer),
            mixed: if years.len() > 1 { years } else { Vec::new() },
            chosen: None,
            crops: CropSource::guess(&layer.table, catalogue),
        }
    }

    /// The year that counts: the chosen one, else the guess.
    pub fn year(&self) -> Option<Year> {
        let guessed = self.guess.as_ref().map(|guess| guess.found);
        self.chosen.or(guessed)
    }

    /// The year of its column and that of its name, where they differ and nobody chose.
    fn contradiction(&self) -> Option<(Year, Year)> {
        let column = self.guess.as_ref().map(|guess| guess.found)?;
        let named = self.named.filter(|named| *named != column)?;
        self.chosen.is_none().then_some((column, named))
    }
}

/// Something about a set of yearly files that a person should know before the calculation. Files are
/// named by their position in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum YearProblem {
    /// Neither column nor name holds a year.
    NoYear {
        /// The file.
        file: usize,
    },
    /// Several files are of one year.
    Duplicate {
        /// The year.
        year: Year,
        /// The files.
        files: Vec<usize>,
    },
    /// No column looks like crops.
    NoCrops {
        /// The file.
        file: usize,
    },
    /// The layer holds the parcels of several years on top of each other.
    Mixed {
        /// The file.
        file: usize,
        /// The years, oldest first.
        years: Vec<Year>,
    },
    /// There is no file of a year between the first and the last: it counts as missing.
    Gap {
        /// The year.
        year: Year,
    },
    /// The file's column says another year than its name.
    Contradiction {
        /// The file.
        file: usize,
        /// The year of the column, which counts until a person chooses.
        column: Year,
        /// The year of the name.
        named: Year,
        /// The one that is more likely: the column's, unless only the name's is still free.
        likely: Year,
    },
    /// The crops are read from names, for want of codes.
    ByName {
        /// The file.
        file: usize,
    },
    /// The file has no parcels.
    Empty {
        /// The file.
        file: usize,
    },
}

impl YearProblem {
    /// True when nothing can be calculated before it is put right.
    pub fn is_error(&self) -> bool {
        matches!(
            self,
            Self::NoYear { .. }
                | Self::Duplicate { .. }
                | Self::NoCrops { .. }
                | Self::Mixed { .. }
        )
    }

    /// The word used in text keys.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NoYear { .. } => "no_year",
            Self::Duplicate { .. } => "duplicate",
            Self::NoCrops { .. } => "no_crops",
            Self::Mixed { .. } => "mixed",
            Self::Gap { .. } => "gap",
            Self::Contradiction { .. } => "contradiction",
            Self::ByName { .. } => "by_name",
            Self::Empty { .. } => "empty",
        }
    }

    /// The file that it is about; `None` where it is about several or none.
    pub fn file(&self) -> Option<usize> {
        match self {
            Self::NoYear { file }
            | Self::NoCrops { file }
            | Self::Mixed { file, .. }
            | Self::Contradiction { file, .. }
            | Self::ByName { file }
            | Self::Empty { file } => Some(*file),
            Self::Duplicate { .. } | Self::Gap { .. } => None,
        }
    }
}

/// What is wrong or odd with a set of yearly files: errors first, then by file and year.
pub fn check(files: &[YearFile]) -> Vec<YearProblem> {
    let by_year = by_year(files);
    let mut problems = Vec::new();
    for (file, of) in files.iter().enumerate() {
        problems.extend(problems_of(file, of, &by_year));
    }
    for (&year, files) in &by_year {
        if files.len() > 1 {
            let files = files.clone();
            problems.push(YearProblem::Duplicate { year, files });
        }
    }
    problems.extend(gaps(&by_year).map(|year| YearProblem::Gap { year }));
    problems.sort_by_key(|problem| !problem.is_error());
    problems
}

type FilesByYear = BTreeMap<Year, Vec<usize>>;

fn by_year(files: &[YearFile]) -> FilesByYear {
    let mut by_year = FilesByYear::new();
    for (file, of) in files.iter().enumerate() {
        if let Some(year) = of.year() {
            by_year.entry(year).or_default().push(file);
        }
    }
    by_year
}

fn problems_of(file: usize, of: &YearFile, by_year: &FilesByYear) -> Vec<YearProblem> {
    let mut problems = Vec::new();
    if of.year().is_none() {
        problems.push(YearProblem::NoYear { file });
    }
    if of.chosen.is_none() && !of.mixed.is_empty() {
        let years = of.mixed.clone();
        problems.push(YearProblem::Mixed { file, years });
    } else if let Some((column, named)) = of.contradiction() {
        let column_is_taken = by_year.get(&column).is_some_and(|files| files.len() > 1);
        let named_is_free = !by_year.contains_key(&named);
        problems.push(YearProblem::Contradiction {
            file,
            column,
            named,
            likely: if column_is_taken && named_is_free {
                named
            } else {
                column
            },
        });
    }
    match &of.crops {
        None if of.rows > 0 => problems.push(YearProblem::NoCrops { file }),
        Some(source) if source.by_name => problems.push(YearProblem::ByName { file }),
        _ => {}
    }
    if of.rows == 0 {
        problems.push(YearProblem::Empty { file });
    }
    problems
}

/// The years between the first and the last that no file has.
fn gaps(by_year: &FilesByYear) -> impl Iterator<Item = Year> {
    let number = |year: Option<&Year>| year.map_or(0, |year| i64::from(year.number()));
    let (first, last) = (
        number(by_year.keys().next()),
        number(by_year.keys().next_back()),
    );
    (first..last)
        .filter_map(Year::new)
        .filter(|year| !by_year.contains_key(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonArray;
    use crate::layer::{Cells, Field, FieldType, Source};

    fn layer(name: &str, columns: &[(&str, &[&str])]) -> Layer {
        let rows = columns.first().map_or(0, |(_, cells)| cells.len());
        let columns = columns.iter().map(|(name, cells)| {
            let field = Field {
                name: (*name).to_owned(),
                field_type: FieldType::Text,
            };
            (field, Cells::from_texts(cells.iter().map(Some)))
        });
        let mut builder = crate::geometry::PolygonBuilder::default();
        (0..rows).for_each(|_| builder.end_feature());
        let polygons = if rows > 0 {
            builder.finish()
        } else {
            PolygonArray::default()
        };
        Layer {
            name: name.to_owned(),
            source: Source::default(),
            crs: None,
            polygons,
            table: Table::of_columns(rows, columns.collect()),
            warnings: Vec::new(),
        }
    }

    fn files(layers: &[Layer]) -> Vec<YearFile> {
        let catalogue = Catalogue::built_in();
        let files = layers.iter().map(|layer| YearFile::of(layer, &catalogue));
        files.collect()
    }

    fn year(number: i64) -> Year {
        Year::new(number).unwrap()
    }

    #[test]
    fn a_good_set_has_no_problems() {
        let layers = [
            layer("brp_2016", &[("GWS_GEWASC", &["265", "2017"])]),
            layer("brp_2015", &[("gewascode", &["265"]), ("jaar", &["2015"])]),
        ];
        let files = files(&layers);
        assert_eq!(check(&files), []);
        assert_eq!(files[0].year(), Some(year(2016)));
        assert_eq!(
            files[0].guess.as_ref().unwrap().evidence,
            Evidence::PartOfName
        );
        assert_eq!(files[1].guess.as_ref().unwrap().evidence, Evidence::Name);
        assert_eq!(files[0].crops.as_ref().unwrap().name, "GWS_GEWASC");
        assert_eq!(files[0].rows, 2);
    }

    #[test]
    fn a_chosen_column_without_crops_is_odd() {
        let columns: &[(&str, &[&str])] = &[
            ("gewascode", &["265", "2017", "99999"]),
            (
                "gewas",
                &["Grasland, blijvend", "Maïs, snij-", "Grasland, blijvend"],
            ),
            ("omtrek", &["979.91", "1201.5", "88.0"]),
            ("categorie", &["Grasland", "Bouwland", "Bouwland"]),
        ];
        let layer = layer("brp_2016", columns);
        let catalogue = Catalogue::built_in();
        let odd = (0..columns.len()).map(|column| {
            let chosen = CropSource::chosen(&layer.table, column, &catalogue).unwrap();
            chosen.is_odd(&layer.table, &catalogue)
        });
        assert_eq!(odd.collect::<Vec<_>>(), [false, false, true, true]);
    }

    #[test]
    fn errors_come_first_and_name_their_files() {
        let codes: (&str, &[&str]) = ("gewascode", &["265"]);
        let layers = [
            layer("percelen", &[codes]),
            layer("brp_2018", &[codes]),
            layer("brp_2015", &[codes]),
            layer("ook_2015", &[("soort", &["x"])]),
            layer("brp_2016", &[]),
        ];
        let problems = check(&files(&layers));
        let errors = [
            YearProblem::NoYear { file: 0 },
            YearProblem::NoCrops { file: 3 },
            YearProblem::Duplicate {
                year: year(2015),
                files: vec![2, 3],
            },
        ];
        assert_eq!(problems[..3], errors);
        let warnings = [
            YearProblem::Empty { file: 4 },
            YearProblem::Gap { year: year(2017) },
        ];
        assert_eq!(problems[3..], warnings);
        assert!(errors.iter().all(YearProblem::is_error));
        assert!(!warnings.iter().any(YearProblem::is_error));
    }

    #[test]
    fn a_column_goes_before_the_name_unless_it_makes_a_duplicate() {
        let of = |name, jaar: &str| layer(name, &[("gewascode", &["265"]), ("jaar", &[jaar])]);
        let alone = files(&[of("download_2024", "2020")]);
        assert!(matches!(
            check(&alone)[..],
            [YearProblem::Contradiction { likely, .. }] if likely == year(2020)
        ));
        let mut copied = files(&[of("brp_2020", "2020"), of("brp_2021", "2020")]);
        let problems = check(&copied);
        assert!(matches!(problems[0], YearProblem::Duplicate { .. }));
        assert!(matches!(
            problems[1],
            YearProblem::Contradiction { file: 1, likely, .. } if likely == year(2021)
        ));
        copied[1].chosen = Some(year(2021));
        assert_eq!(check(&copied), []);
    }

    #[test]
    fn years_stacked_in_one_layer_are_an_error() {
        let stacked = layer(
            "brp",
            &[("gewascode", &["265", "265"]), ("jaar", &["2019", "2020"])],
        );
        assert_eq!(
            check(&files(&[stacked])),
            [YearProblem::Mixed {
                file: 0,
                years: vec![year(2019), year(2020)],
            }]
        );
    }

    #[test]
    fn names_serve_only_where_there_are_no_codes() {
        let names: (&str, &[&str]) = ("GWS_GEWAS", &["Grasland, blijvend", "Mais, snij-"]);
        let both = layer("2015", &[names, ("GWS_GEWASC", &["265", "259"])]);
        let only = layer("2016", &[names]);
        let files = files(&[both, only]);
        assert!(!files[0].crops.as_ref().unwrap().by_name);
        assert!(files[1].crops.as_ref().unwrap().by_name);
        assert_eq!(check(&files), [YearProblem::ByName { file: 1 }]);
    }

    #[test]
    fn a_chosen_column_is_read_as_what_it_holds() {
        let layer = layer(
            "2015",
            &[("a", &["265", "1"]), ("b", &["Grasland, blijvend", "?"])],
        );
        let catalogue = Catalogue::built_in();
        let by_name = |column| CropSource::chosen(&layer.table, column, &catalogue);
        assert!(!by_name(0).unwrap().by_name);
        assert!(by_name(1).unwrap().by_name);
        assert_eq!(by_name(2), None);
    }
}

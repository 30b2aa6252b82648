//! What the dialog about yearly files decides: the files with what is known and said of each, what must be
//! answered before anything is calculated, and the request that comes of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::reading::{Chosen, Read};
use super::request::YearsRequest;
use crate::analysis::years::{YearFile, YearProblem, check};
use crate::domain::{Rule, Year};
use crate::io::OpenError;
use crate::project::YearLayer;
use crate::ui::state::YearMemory;

/// Fewer years than this say nothing about change.
const LEAST_YEARS: usize = 2;

/// A layer of the list.
#[derive(Debug)]
pub struct Row {
    /// Its name within the draft, never used twice.
    pub id: u64,
    /// What it is taken for.
    pub read: Read,
    /// What stands in the field of its year.
    pub typed: String,
    /// True while a chosen column of crops is being looked at.
    pub choosing: bool,
    /// True once a person said what the year is.
    year_said: bool,
    /// True once a person said which column holds the crops.
    crops_said: bool,
}

impl Row {
    /// The year, where the field holds one.
    pub fn year(&self) -> Option<Year> {
        Year::new(self.typed.trim().parse().ok()?)
    }
}

/// A file that could not be read.
#[derive(Debug)]
pub struct Failed {
    /// Its name within the draft, never used twice.
    pub id: u64,
    /// Where it is.
    pub path: PathBuf,
    /// Why.
    pub error: Arc<OpenError>,
}

/// Something to know, or to answer first. Rows and failures are named by their position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Found by looking at the files together.
    Years(YearProblem),
    /// What stands in the field of its year is no year.
    NotAYear {
        /// The row.
        row: usize,
    },
    /// Nobody knows where its parcels lie.
    NoCrs {
        /// The row.
        row: usize,
    },
    /// Hardly anything in its column of crops is a crop that the catalogue knows.
    OddCrops {
        /// The row.
        row: usize,
    },
    /// A file could not be read, and is still in the list.
    Unreadable {
        /// The failure.
        failed: usize,
    },
    /// There are fewer years than can show a change.
    TooFew,
    /// There are fewer years than the rule wants of a parcel.
    FewerThanRule {
        /// How many the rule wants.
        wanted: u16,
    },
    /// Years after the reference year are left out.
    After {
        /// The years.
        years: Vec<Year>,
    },
}

impl Trouble {
    /// True when nothing can be calculated before it is put right.
    pub fn is_error(&self) -> bool {
        match self {
            Self::Years(problem) => problem.is_error(),
            Self::NotAYear { .. } | Self::NoCrs { .. } | Self::Unreadable { .. } | Self::TooFew => {
                true
            }
            Self::OddCrops { .. } | Self::FewerThanRule { .. } | Self::After { .. } => false,
        }
    }

    /// The rows that it is about.
    pub fn rows(&self) -> Vec<usize> {
        match self {
            Self::Years(YearProblem::Duplicate { files, .. }) => files.clone(),
            Self::Years(problem) => problem.file().into_iter().collect(),
            Self::NotAYear { row } | Self::NoCrs { row } | Self::OddCrops { row } => vec![*row],
            _ => Vec::new(),
        }
    }
}

/// The files and what is decided about them.
#[derive(Debug, Default)]
pub struct Draft {
    rows: Vec<Row>,
    failed: Vec<Failed>,
    /// What was found in a folder and is no year.
    left_out: Vec<String>,
    reference: Option<Year>,
    last_id: u64,
}

impl Draft {
    /// The layers, oldest first as they came in; a year that is corrected moves none.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The files that its layers are in, each once; not those of layers that are on the map, nor of the sample.
    pub fn files_of_rows(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = Vec::new();
        let own = self.rows.iter().map(|row| &row.read);
        for read in own.filter(|read| read.on_the_map.is_none() && !read.is_sample) {
            if !files.contains(&read.file.path) {
                files.push(read.file.path.clone());
            }
        }
        files
    }

    /// The files that could not be read.
    pub fn failed(&self) -> &[Failed] {
        &self.failed
    }

    /// The names of what was found in folders and is no year.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// True when there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.failed.is_empty()
    }

    /// True when a layer of this file is in it.
    pub fn has(&self, path: &Path) -> bool {
        self.rows.iter().any(|row| row.read.file.path == path)
    }

    /// Takes a layer in, unless it is there already, or was found in a folder and is something else.
    pub fn add(&mut self, read: Read) {
        if read.is_something_else() {
            let path = &read.file.path;
            let name = path.file_name().unwrap_or(path.as_os_str());
            let name = name.to_string_lossy().into_owned();
            if !self.left_out.contains(&name) {
                self.left_out.push(name);
            }
            return;
        }
        let same = |row: &Row| {
            let file = &row.read.file;
            Arc::ptr_eq(&row.read.layer, &read.layer)
                || (!file.path.as_os_str().is_empty()
                    && (&file.path, &file.name) == (&read.file.path, &read.file.name))
        };
        if self.rows.iter().any(same) {
            return;
        }
        self.failed.retain(|failed| failed.path != read.file.path);
        self.left_out.retain(|name| !read.file.path.ends_with(name));
        let id = self.next_id();
        let year = read.file.year();
        self.rows.push(Row {
            id,
            typed: year.map_or_else(String::new, |year| year.to_string()),
            choosing: false,
            year_said: false,
            crops_said: false,
            read,
        });
        self.rows
            .sort_by_key(|row| (row.year().is_none(), row.year()));
    }

    /// Takes a failure in; a file that failed before fails once.
    pub fn fail(&mut self, path: PathBuf, error: OpenError) {
        self.failed.retain(|failed| failed.path != path);
        let (id, error) = (self.next_id(), Arc::new(error));
        self.failed.push(Failed { id, path, error });
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Leaves a layer or a failed file out.
    pub fn remove(&mut self, id: u64) {
        self.rows.retain(|row| row.id != id);
        self.failed.retain(|failed| failed.id != id);
    }

    /// The text in the field of a row's year, as a person leaves it.
    pub fn set_year(&mut self, id: u64, typed: String) {
        if let Some(row) = self.row_mut(id) {
            row.typed = typed;
            row.read.file.chosen = row.year();
            row.year_said = true;
        }
    }

    /// A column of crops was chosen, and is being looked at.
    pub fn begin_choice(&mut self, id: u64) {
        if let Some(row) = self.row_mut(id) {
            row.choosing = true;
        }
    }

    /// The chosen column was looked at: what it holds, with the first of its values.
    pub fn choose(&mut self, id: u64, chosen: Option<Chosen>) {
        let Some(row) = self.row_mut(id) else { return };
        row.choosing = false;
        if let Some(chosen) = chosen {
            row.read.file.crops = Some(chosen.crops);
            row.read.values = chosen.values;
            row.read.odd_crops = chosen.is_odd;
            row.crops_said = true;
        }
    }

    /// The years that the file of a row itself tells, where none of them is what stands in its field; each with whether
    /// it is that of the name.
    pub fn told_by_file(&self, row: usize) -> Vec<(Year, bool)> {
        let Some(row) = self.rows.get(row) else {
            return Vec::new();
        };
        let file = &row.read.file;
        let guessed = file.guess.as_ref().map(|guess| guess.found);
        let column = guessed.filter(|year| Some(*year) != file.named);
        let told = [
            column.map(|year| (year, false)),
            file.named.map(|year| (year, true)),
        ];
        let told: Vec<_> = told.into_iter().flatten().collect();
        let is_one = told.iter().any(|(year, _)| row.year() == Some(*year));
        if is_one { Vec::new() } else { told }
    }

    fn row_mut(&mut self, id: u64) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.id == id)
    }

    /// Every year that a file has, oldest first.
    pub fn years(&self) -> Vec<Year> {
        let years: BTreeSet<Year> = self.rows.iter().filter_map(Row::year).collect();
        years.into_iter().collect()
    }

    /// The year that the parcels will be of: the chosen one while a file has it, else the newest.
    pub fn reference(&self) -> Option<Year> {
        let years = self.years();
        let chosen = self.reference.filter(|year| years.contains(year));
        chosen.or_else(|| years.last().copied())
    }

    /// Chooses the year that the parcels will be of.
    pub fn set_reference(&mut self, year: Year) {
        self.reference = Some(year);
    }

    /// True while a chosen column is being looked at.
    pub fn is_choosing(&self) -> bool {
        self.rows.iter().any(|row| row.choosing)
    }

    /// What a row is called: its file, with the layer where a file holds several, and with the folder where
    /// another row has the same name.
    pub fn name(&self, row: usize) -> String {
        let names: Vec<String> = self.rows.iter().map(short_name).collect();
        let Some(name) = names.get(row) else {
            return String::new();
        };
        let alone = names.iter().filter(|other| *other == name).count() < 2;
        let parent = self.rows[row].read.file.path.parent();
        let folder = parent.and_then(Path::file_name);
        match folder {
            Some(folder) if !alone => format!("{}/{name}", folder.to_string_lossy()),
            _ => name.clone(),
        }
    }

    /// The files as they are checked and named in sentences.
    pub fn files(&self) -> Vec<YearFile> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(number, row)| {
            let mut file = YearFile {
                name: self.name(number),
                path: PathBuf::new(),
                ..row.read.file.clone()
            };
            if row.year().is_none() {
                // What is typed goes before any guess, also when it is wrong.
                file.guess = None;
                file.chosen = None;
            }
            file
        })
        .collect()
    }

    /// What is wrong or odd: errors first.
    pub fn troubles(&self, rule: &Rule) -> Vec<Trouble> {
        let no_year = |row: &usize| self.rows[*row].year().is_none();
        let wrong = |row: &usize| no_year(row) && !self.rows[*row].typed.trim().is_empty();
        let no_crs = |row: &usize| self.rows[*row].read.layer.crs.is_none();
        let rows = || 0..self.rows.len();
        let mut troubles: Vec<Trouble> = (0..self.failed.len())
            .map(|failed| Trouble::Unreadable { failed })
            .collect();
        troubles.extend(rows().filter(wrong).map(|row| Trouble::NotAYear { row }));
        troubles.extend(rows().filter(no_crs).map(|row| Trouble::NoCrs { row }));
        let odd = |row: &usize| self.rows[*row].read.odd_crops && !self.rows[*row].choosing;
        troubles.extend(rows().filter(odd).map(|row| Trouble::OddCrops { row }));
        let problems = check(&self.files()).into_iter();
        let told = |problem: &YearProblem| match problem {
            YearProblem::NoYear { file } => wrong(file),
            _ => false,
        };
        troubles.extend(problems.filter(|p| !told(p)).map(Trouble::Years));
        troubles.extend(self.about_the_set(rule));
        troubles.sort_by_key(|trouble| !trouble.is_error());
        troubles
    }

    fn about_the_set(&self, rule: &Rule) -> Vec<Trouble> {
        let years = self.years();
        let Some(reference) = self.reference() else {
            return vec![Trouble::TooFew];
        };
        let (used, after): (Vec<Year>, Vec<Year>) = years.iter().partition(|y| **y <= reference);
        let mut troubles = Vec::new();
        if used.len() < LEAST_YEARS {
            troubles.push(Trouble::TooFew);
        } else if used.len() < usize::from(rule.min_years) {
            let wanted = rule.min_years;
            troubles.push(Trouble::FewerThanRule { wanted });
        }
        if !after.is_empty() {
            troubles.push(Trouble::After { years: after });
        }
        troubles
    }

    /// The request; `None` while something must be answered first.
    pub fn request(&self, rule: &Rule) -> Option<YearsRequest> {
        if self.is_choosing() || self.troubles(rule).iter().any(Trouble::is_error) {
            return None;
        }
        let reference = self.reference()?;
        let used = || self.rows.iter().filter(|row| row.year() <= Some(reference));
        let mut years = Vec::new();
        for row in used() {
            years.extend(year_layer(row));
        }
        years.sort_by_key(|layer: &YearLayer| layer.year);
        Some(YearsRequest {
            years,
            reference,
            is_sample: used().all(|row| row.read.is_sample),
            on_the_map: used().filter_map(|row| row.read.on_the_map).collect(),
        })
    }

    /// Remembers what a person said about the files, for the next time.
    pub fn remember(&self, memory: &mut YearMemory) {
        for row in self.rows.iter().filter(|row| !row.read.is_sample) {
            let file = &row.read.file;
            if let (true, Some(crops)) = (row.crops_said, &file.crops) {
                memory.remember_crops(&row.read.layer.table, &crops.name);
            }
            let guessed = file.guess.as_ref().map(|guess| guess.found);
            let doubted = file.named.is_some_and(|named| Some(named) != guessed);
            match row.year() {
                Some(year) if row.year_said && (Some(year) != guessed || doubted) => {
                    memory.remember_year(&row.read.layer, year);
                }
                _ if row.year_said => memory.forget_year(&row.read.layer),
                _ => {}
            }
        }
    }
}

fn year_layer(row: &Row) -> Option<YearLayer> {
    Some(YearLayer {
        year: row.year()?,
        parcels: row.read.parcels(),
        crops: row.read.file.crops.clone(),
    })
}

fn short_name(row: &Row) -> String {
    let file = &row.read.file;
    let stem = file.path.file_stem().unwrap_or_default().to_string_lossy();
    match file.path.file_name() {
        Some(name) if stem == file.name => name.to_string_lossy().into_owned(),
        Some(name) => format!("{} ({})", name.to_string_lossy(), file.name),
        None => file.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::Known;
    use super::*;
    use crate::crs::Crs;
    use crate::domain::Catalogue;
    use crate::geometry::PolygonBuilder;
    use crate::layer::{Cells, Field, FieldType, Layer, Source, Table};

    fn layer(path: &str, column: &str) -> Arc<Layer> {
        let mut builder = PolygonBuilder::default();
        builder.end_feature();
        let field = Field {
            name: column.to_owned(),
            field_type: FieldType::Integer,
        };
        let stem = Path::new(path).file_stem().unwrap_or_default();
        Arc::new(Layer {
            name: stem.to_string_lossy().into_owned(),
            source: Source {
                path: path.into(),
                ..Source::default()
            },
            crs: Some(Crs::rd_new()),
            polygons: builder.finish(),
            table: Table::of_columns(1, vec![(field, Cells::Integer(vec![Some(265)]))]),
            warnings: Vec::new(),
        })
    }

    fn read(layer: Arc<Layer>, memory: &YearMemory) -> Read {
        let catalogue = Catalogue::built_in();
        let known = Known {
            catalogue: &catalogue,
            memory,
        };
        Read::of(layer, known)
    }

    fn draft(paths: &[&str]) -> Draft {
        let mut draft = Draft::default();
        for path in paths {
            draft.add(read(layer(path, "gewascode"), &YearMemory::default()));
        }
        draft
    }

    fn errors(draft: &Draft) -> Vec<Trouble> {
        let mut troubles = draft.troubles(&Rule::default());
        troubles.retain(Trouble::is_error);
        troubles
    }

    fn year(number: i64) -> Year {
        Year::new(number).expect("valid")
    }

    #[test]
    fn rows_come_by_year_and_a_layer_once() {
        let draft = draft(&[
            "/d/brp_2022.shp",
            "/d/brp_2020.shp",
            "/d/x.shp",
            "/d/brp_2022.shp",
        ]);
        let names: Vec<String> = (0..3).map(|row| draft.name(row)).collect();
        assert_eq!(names, ["brp_2020.shp", "brp_2022.shp", "x.shp"]);
        assert_eq!(draft.rows().len(), 3);
        assert_eq!(
            errors(&draft),
            [Trouble::Years(YearProblem::NoYear { file: 2 })]
        );
        assert!(draft.request(&Rule::default()).is_none());
    }

    #[test]
    fn files_of_one_name_are_told_apart_by_their_folder() {
        let draft = draft(&["/d/2020/percelen.shp", "/d/2021/percelen.shp"]);
        assert_eq!(draft.name(0), "2020/percelen.shp");
        assert_eq!(draft.name(1), "2021/percelen.shp");
    }

    #[test]
    fn the_newest_year_describes_the_parcels_until_another_is_chosen() {
        let mut draft = draft(&["/d/a_2021.shp", "/d/a_2022.shp", "/d/a_2023.shp"]);
        assert_eq!(draft.reference(), Some(year(2023)));
        draft.set_reference(year(2022));
        let request = draft.request(&Rule::default()).expect("nothing to answer");
        assert_eq!(request.reference, year(2022));
        assert_eq!(request.years.len(), 2, "later years are left out");
        // The chosen year goes, and with it the choice.
        let row = draft.rows()[1].id;
        draft.remove(row);
        assert_eq!(draft.reference(), Some(year(2023)));
    }

    #[test]
    fn fewer_years_than_the_rule_wants_are_told_and_one_is_not_enough() {
        let troubles = |draft: &Draft| draft.troubles(&Rule::default());
        let two = draft(&["/d/a_2021.shp", "/d/a_2022.shp"]);
        let wanted = Rule::default().min_years;
        assert_eq!(troubles(&two), [Trouble::FewerThanRule { wanted }]);
        assert_eq!(errors(&draft(&["/d/a_2021.shp"])), [Trouble::TooFew]);
        let mut first = two;
        first.set_reference(year(2021));
        assert!(errors(&first).contains(&Trouble::TooFew));
    }

    #[test]
    fn what_was_said_is_remembered_and_what_was_guessed_is_not() {
        let mut memory = YearMemory::default();
        let mut said = draft(&["/d/a_2021.shp", "/d/x.shp"]);
        let row = said.rows()[1].id;
        said.set_year(row, "2022".to_owned());
        said.remember(&mut memory);
        let again = read(layer("/d/x.shp", "gewascode"), &memory);
        assert_eq!(again.file.year(), Some(year(2022)));
        assert_eq!(memory.year(&layer("/d/a_2021.shp", "gewascode")), None);
    }

    #[test]
    fn a_failed_file_must_be_left_out_or_mended() {
        let mut draft = draft(&["/d/a_2021.shp", "/d/a_2022.shp"]);
        let path = PathBuf::from("/d/a_2023.shp");
        let error = || OpenError::Empty { path: path.clone() };
        draft.fail(path.clone(), error());
        draft.fail(path.clone(), error());
        assert_eq!(errors(&draft), [Trouble::Unreadable { failed: 0 }]);
        draft.add(read(
            layer("/d/a_2023.shp", "gewascode"),
            &YearMemory::default(),
        ));
        assert_eq!(errors(&draft), [], "it was mended and added again");
    }
}

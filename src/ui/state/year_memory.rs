//! What a person once said about yearly files, so that it need not be said again: the column of crops by the
//! columns that a file has, and the year by the file itself.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::domain::Year;
use crate::layer::{Layer, Table};

/// Most schemas and files that are remembered; the oldest go first.
const KEPT: usize = 100;

/// What was said about yearly files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct YearMemory {
    /// Columns of crops, the one chosen last at the end.
    crops: Vec<CropsOfSchema>,
    /// Years, the one chosen last at the end.
    years: Vec<YearOfFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CropsOfSchema {
    schema: String,
    column: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct YearOfFile {
    file: PathBuf,
    year: u16,
}

impl YearMemory {
    /// The column of crops that was chosen for a table with these columns.
    pub fn crops(&self, table: &Table) -> Option<usize> {
        if self.crops.is_empty() {
            return None;
        }
        let schema = schema(table);
        let known = self.crops.iter().find(|known| known.schema == schema)?;
        table.find(&known.column)
    }

    /// Remembers the column of crops of tables with these columns.
    pub fn remember_crops(&mut self, table: &Table, column: &str) {
        let schema = schema(table);
        self.crops.retain(|known| known.schema != schema);
        let column = column.to_owned();
        self.crops.push(CropsOfSchema { schema, column });
        let too_many = self.crops.len().saturating_sub(KEPT);
        self.crops.drain(..too_many);
    }

    /// The year that was chosen for a layer of a file.
    pub fn year(&self, layer: &Layer) -> Option<Year> {
        let file = place(layer);
        let known = self.years.iter().find(|known| known.file == file)?;
        Year::new(i64::from(known.year))
    }

    /// Remembers the year of a layer of a file. A path that is not Unicode cannot be written, and is passed over.
    pub fn remember_year(&mut self, layer: &Layer, year: Year) {
        self.forget_year(layer);
        let file = place(layer);
        if file.to_str().is_none() || layer.source.path.as_os_str().is_empty() {
            return;
        }
        self.years.push(YearOfFile {
            file,
            year: year.number(),
        });
        let too_many = self.years.len().saturating_sub(KEPT);
        self.years.drain(..too_many);
    }

    /// Forgets the year of a layer of a file.
    pub fn forget_year(&mut self, layer: &Layer) {
        let file = place(layer);
        self.years.retain(|known| known.file != file);
    }
}

/// The file, and below it the layer where a file holds several.
fn place(layer: &Layer) -> PathBuf {
    let path = &layer.source.path;
    if path
        .file_stem()
        .is_some_and(|stem| stem == layer.name.as_str())
    {
        path.clone()
    } else {
        path.join(&layer.name)
    }
}

/// Names and types of all columns. Kept as they are and not as a number made of them: whoever reads the file of
/// settings sees what it is about.
fn schema(table: &Table) -> String {
    let fields = table.fields().iter();
    let fields = fields.map(|field| format!("{}:{:?}", field.name, field.field_type));
    fields.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonArray;
    use crate::layer::{Cells, Field, FieldType, Source};

    fn table(columns: &[(&str, FieldType)]) -> Table {
        let columns = columns.iter().map(|(name, field_type)| {
            let field = Field {
                name: (*name).to_owned(),
                field_type: *field_type,
            };
            (field, Cells::Real(Vec::new()))
        });
        Table::of_columns(0, columns.collect())
    }

    #[test]
    fn a_column_is_known_again_in_the_same_schema_only() {
        let mut memory = YearMemory::default();
        let columns = [("id", FieldType::Integer), ("teelt", FieldType::Text)];
        memory.remember_crops(&table(&columns), "teelt");
        assert_eq!(memory.crops(&table(&columns)), Some(1));
        let other_type = [("id", FieldType::Integer), ("teelt", FieldType::Integer)];
        assert_eq!(memory.crops(&table(&other_type)), None);
        memory.remember_crops(&table(&columns), "id");
        assert_eq!(
            memory.crops(&table(&columns)),
            Some(0),
            "the last word counts"
        );
    }

    fn layer(file: &str, name: &str) -> Layer {
        Layer {
            name: name.to_owned(),
            source: Source {
                path: file.into(),
                ..Source::default()
            },
            crs: None,
            polygons: PolygonArray::default(),
            table: Table::empty(0),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn years_are_known_by_file_and_layer_survive_the_settings_file_and_are_few() {
        let mut memory = YearMemory::default();
        let year = Year::new(2020).expect("valid");
        for number in 0..2 * KEPT {
            memory.remember_year(
                &layer(&format!("/d/{number}.shp"), &number.to_string()),
                year,
            );
        }
        memory.remember_year(&layer("/d/all.zip", "a"), Year::LAST);
        let text = toml::to_string(&memory).expect("written");
        let memory: YearMemory = toml::from_str(&text).expect("read");
        assert_eq!(memory.years.len(), KEPT);
        assert_eq!(memory.year(&layer("/d/all.zip", "a")), Some(Year::LAST));
        assert_eq!(memory.year(&layer("/d/all.zip", "b")), None);
        assert_eq!(memory.year(&layer("/d/0.shp", "0")), None);
    }
}

//! What a layer is coloured by, the entries of its legend and its coordinate system, as text and back. Columns go by
//! their names: a file that was written anew may have them in another order.

use crate::analysis::categorise::ColourBy;
use crate::analysis::class_column::ClassColumn;
use crate::analysis::summary::CategoryKey;
use crate::crs::{Crs, Definition};
use crate::domain::{Class, CropGroup, Year};
use crate::io::project_file::{ClassRecord, ColourRecord, KeyRecord};
use crate::layer::{Table, Value};

/// What is written of a colouring.
pub fn colour_record(by: &ColourBy, table: &Table) -> ColourRecord {
    let name = |column: usize| table.fields().get(column).map(|field| field.name.clone());
    let of = |by: &str| ColourRecord {
        by: by.to_owned(),
        ..ColourRecord::default()
    };
    match by {
        ColourBy::Cooperation => of("cooperation"),
        ColourBy::CropYear(year) => ColourRecord {
            year: Some(i64::from(year.number())),
            ..of("crop_year")
        },
        ColourBy::Class(class) => ColourRecord {
            column: name(class.column),
            classes: class.classes.iter().map(class_record).collect(),
            ..of("class")
        },
        ColourBy::CropGroup { column } => ColourRecord {
            column: name(*column),
            ..of("crop_group")
        },
        ColourBy::Column(column) => ColourRecord {
            column: name(*column),
            ..of("column")
        },
        ColourBy::Plain => of("plain"),
    }
}

fn class_record((value, class): &(Value, Class)) -> ClassRecord {
    ClassRecord {
        value: written(value),
        class: class.key().to_owned(),
    }
}

/// The colouring that was written, for a layer with this table; `None` where it has no such column.
pub fn colour_by_of(record: &ColourRecord, table: &Table) -> Option<ColourBy> {
    let column = || table.find(record.column.as_deref()?);
    Some(match record.by.as_str() {
        "cooperation" => ColourBy::Cooperation,
        "crop_year" => ColourBy::CropYear(Year::new(record.year?)?),
        "class" => {
            let classes = record.classes.iter().filter_map(|of| {
                let value = of.value.as_ref().map_or(Some(Value::Null), read)?;
                Some((value, Class::from_key(&of.class)?))
            });
            ColourBy::Class(ClassColumn {
                column: column()?,
                classes: classes.collect(),
            })
        }
        "crop_group" => ColourBy::CropGroup { column: column()? },
        "column" => ColourBy::Column(column()?),
        "plain" => ColourBy::Plain,
        _ => return None,
    })
}

/// Nothing for an empty cell.
fn written(value: &Value) -> Option<toml::Value> {
    Some(match value {
        Value::Null => return None,
        Value::Text(text) => text.as_ref().into(),
        Value::Integer(number) => (*number).into(),
        Value::Real(number) => (*number).into(),
        Value::Boolean(yes) => (*yes).into(),
    })
}

fn read(value: &toml::Value) -> Option<Value> {
    Some(match value {
        toml::Value::String(text) => Value::Text(text.as_str().into()),
        toml::Value::Integer(number) => Value::Integer(*number),
        toml::Value::Float(number) => Value::Real(*number),
        toml::Value::Boolean(yes) => Value::Boolean(*yes),
        _ => return None,
    })
}

/// The entries that stand alone, by their words.
const ALONE: [(&str, CategoryKey); 7] = [
    ("too_few_years", CategoryKey::TooFewYears),
    ("no_sector_years", CategoryKey::NoSectorYears),
    ("element", CategoryKey::Element),
    ("other_values", CategoryKey::OtherValues),
    ("no_value", CategoryKey::NoValue),
    ("no_crop", CategoryKey::NoCrop),
    ("plain", CategoryKey::Plain),
];

/// What is written of an entry of a legend.
pub fn key_record(key: &CategoryKey) -> KeyRecord {
    let of = |kind: &str| KeyRecord {
        kind: kind.to_owned(),
        ..KeyRecord::default()
    };
    match key {
        CategoryKey::Class(class) => KeyRecord {
            name: Some(class.key().to_owned()),
            ..of("class")
        },
        CategoryKey::CropGroup(group) => KeyRecord {
            name: Some(group.key().to_owned()),
            ..of("crop_group")
        },
        CategoryKey::Value(value) => KeyRecord {
            value: written(value),
            ..of("value")
        },
        CategoryKey::Interval { from, to } => KeyRecord {
            ends: Some([*from, *to]),
            ..of("interval")
        },
        _ => {
            let word = ALONE.iter().find(|(_, alone)| alone == key);
            of(word.map_or("plain", |(word, _)| word))
        }
    }
}

/// The entry that was written; `None` for one that this program does not know.
pub fn key_of(record: &KeyRecord) -> Option<CategoryKey> {
    let name = record.name.as_deref();
    Some(match record.kind.as_str() {
        "class" => CategoryKey::Class(Class::from_key(name?)?),
        "crop_group" => {
            let mut groups = CropGroup::ALL.into_iter();
            CategoryKey::CropGroup(groups.find(|group| Some(group.key()) == name)?)
        }
        "value" => CategoryKey::Value(record.value.as_ref().map_or(Some(Value::Null), read)?),
        "interval" => {
            let [from, to] = record.ends?;
            CategoryKey::Interval { from, to }
        }
        word => {
            let alone = ALONE.iter().find(|(known, _)| *known == word);
            alone.map(|(_, key)| key.clone())?
        }
    })
}

/// What is written of a coordinate system: its code, else how to compute with it, else its name.
pub fn crs_text(crs: &Crs) -> String {
    match (&crs.definition, crs.epsg) {
        (_, Some(code)) => format!("EPSG:{code}"),
        (Definition::Proj(text), None) => text.to_string(),
        (Definition::RdNew, None) => "EPSG:28992".to_owned(),
        (Definition::Wgs84, None) => "EPSG:4326".to_owned(),
        (Definition::WebMercator, None) => "EPSG:3857".to_owned(),
        (Definition::Unsupported, None) => crs.name.clone().unwrap_or_default(),
    }
}

/// The coordinate system that was written.
pub fn crs_of(text: &str) -> Option<Crs> {
    if let Some(code) = text.strip_prefix("EPSG:") {
        return Crs::from_epsg(code.parse().ok()?);
    }
    text.contains("+proj").then(|| Crs {
        epsg: None,
        name: None,
        definition: Definition::Proj(text.into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Cells, Field, FieldType};

    fn table() -> Table {
        let field = |name: &str| Field {
            name: name.to_owned(),
            field_type: FieldType::Integer,
        };
        let cells = || Cells::Integer(vec![Some(1), Some(2)]);
        Table::of_columns(2, vec![(field("a"), cells()), (field("klasse"), cells())])
    }

    #[test]
    fn every_colouring_comes_back() {
        let table = table();
        let classes = vec![
            (Value::Integer(1), Class::Extensive),
            (Value::Text("x".into()), Class::NoneMixed),
            (Value::Real(1.5), Class::Intensive),
            (Value::Boolean(true), Class::NoneArable),
            (Value::Null, Class::Unclassified),
        ];
        for by in [
            ColourBy::Cooperation,
            ColourBy::CropYear(Year::LAST),
            ColourBy::Class(ClassColumn { column: 1, classes }),
            ColourBy::CropGroup { column: 1 },
            ColourBy::Column(0),
            ColourBy::Plain,
        ] {
            let record = colour_record(&by, &table);
            let text = toml::to_string(&record).expect("written");
            let record: ColourRecord = toml::from_str(&text).expect("read");
            assert_eq!(colour_by_of(&record, &table), Some(by));
        }
        let gone = ColourRecord {
            by: "column".to_owned(),
            column: Some("b".to_owned()),
            ..ColourRecord::default()
        };
        assert_eq!(colour_by_of(&gone, &table), None);
    }

    #[test]
    fn every_entry_of_a_legend_comes_back() {
        let mut keys: Vec<CategoryKey> = Class::ALL.map(CategoryKey::Class).to_vec();
        keys.extend(CropGroup::ALL.map(CategoryKey::CropGroup));
        keys.extend(ALONE.map(|(_, key)| key));
        keys.push(CategoryKey::Value(Value::Text("klei \"zwaar\"".into())));
        keys.push(CategoryKey::Value(Value::Null));
        keys.push(CategoryKey::Interval { from: 0.1, to: 1e9 });
        for key in keys {
            let text = toml::to_string(&key_record(&key)).expect("written");
            let record: KeyRecord = toml::from_str(&text).expect("read");
            assert_eq!(key_of(&record), Some(key));
        }
    }

    #[test]
    fn systems_come_back_by_code_or_by_definition() {
        let proj = Crs {
            epsg: None,
            name: None,
            definition: Definition::Proj("+proj=utm +zone=31".into()),
        };
        for crs in [Crs::rd_new(), Crs::wgs84(), Crs::web_mercator(), proj] {
            assert_eq!(crs_of(&crs_text(&crs)), Some(crs));
        }
        assert_eq!(crs_of("something"), None);
    }
}

//! What a file says of its geometry: the key `geo` of GeoParquet, or without it the column's type or name.

use parquet::basic::Type as Physical;
use parquet::file::metadata::ParquetMetaData;
use serde_json::Value as Json;

use super::read::is_geometry;

/// How polygons are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Well-known binary.
    Wkb,
    /// Lists of rings, or with `multi` lists of polygons.
    Native { multi: bool },
}

/// The geometry of a file.
#[derive(Debug)]
pub(super) struct Geo {
    /// The name of its column.
    pub(super) column: String,
    pub(super) encoding: Encoding,
    /// Its coordinate system as text, PROJJSON mostly; `None` where it is said to be unknown.
    pub(super) crs: Option<String>,
    /// Columns that repeat the box of each geometry, for those who look for a part of the map.
    pub(super) boxes: Vec<String>,
}

impl Geo {
    /// `None` where no column of polygons is to be found.
    pub(super) fn of(metadata: &ParquetMetaData) -> Option<Self> {
        let pairs = metadata.file_metadata().key_value_metadata();
        let geo = pairs.into_iter().flatten().find(|pair| pair.key == "geo");
        let json = geo.and_then(|pair| serde_json::from_str(pair.value.as_deref()?).ok());
        match json {
            Some(json) => Self::of_json(&json),
            None => Self::guess(metadata),
        }
    }

    fn of_json(json: &Json) -> Option<Self> {
        let column = json.get("primary_column")?.as_str()?;
        let described = json.get("columns")?.get(column)?;
        let encoding = described.get("encoding").and_then(Json::as_str);
        let encoding = match encoding.unwrap_or("WKB").to_ascii_lowercase().as_str() {
            "wkb" => Encoding::Wkb,
            "polygon" | "geoarrow.polygon" => Encoding::Native { multi: false },
            "multipolygon" | "geoarrow.multipolygon" => Encoding::Native { multi: true },
            _ => return None,
        };
        let crs = match described.get("crs") {
            None => Some("OGC:CRS84".to_owned()),
            Some(Json::Null) => None,
            Some(Json::String(text)) => Some(text.clone()),
            Some(json) => Some(json.to_string()),
        };
        let corners = described
            .pointer("/covering/bbox")
            .and_then(Json::as_object);
        let boxes = corners.into_iter().flatten();
        let boxes = boxes.filter_map(|(_, path)| Some(path.get(0)?.as_str()?.to_owned()));
        Some(Self {
            column: column.to_owned(),
            encoding,
            crs,
            boxes: boxes.collect(),
        })
    }

    /// A column of Parquet's own geometry type, or one of bytes with a name that says it.
    fn guess(metadata: &ParquetMetaData) -> Option<Self> {
        const NAMES: [&str; 5] = ["geometry", "geom", "wkb_geometry", "wkb", "the_geom"];
        let schema = metadata.file_metadata().schema_descr();
        let columns = schema.columns().iter();
        let flat = columns.filter(|column| {
            column.path().parts().len() == 1 && column.physical_type() == Physical::BYTE_ARRAY
        });
        let typed = |column: &&_| is_geometry(parquet_logical(column));
        let named = |column: &&std::sync::Arc<parquet::schema::types::ColumnDescriptor>| {
            let name = column.name().to_ascii_lowercase();
            parquet_logical(column).is_none() && NAMES.contains(&name.as_str())
        };
        let (by_type, by_name) = (flat.clone().find(typed), flat.clone().find(named));
        let column = by_type.or(by_name)?;
        Some(Self {
            column: column.name().to_owned(),
            encoding: Encoding::Wkb,
            // The type's own default; without a type nothing is said.
            crs: by_type.map(|_| "OGC:CRS84".to_owned()),
            boxes: Vec::new(),
        })
    }
}

fn parquet_logical(
    column: &std::sync::Arc<parquet::schema::types::ColumnDescriptor>,
) -> Option<&parquet::basic::LogicalType> {
    column.logical_type_ref()
}

//! Which column is the geometry, how it is stored and where it lies: by the note `geo` of GeoParquet 1.0 and 1.1,
//! by Parquet's own types for geometries, or by the name of a column of bytes.

use parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use parquet::file::metadata::FileMetaData;
use parquet::schema::types::{SchemaDescriptor, Type};
use serde_json::Value as Json;

use crate::crs::Crs;
use crate::geometry::GeometryKind;
use crate::io::place::Said;

/// Names that a column of well-known binary has where nothing says which it is.
const NAMES: [&str; 5] = ["geometry", "geom", "wkb_geometry", "wkb", "shape"];

/// What is known of the geometry.
#[derive(Debug)]
pub(super) struct Geo {
    /// Its place among the fields of the schema.
    pub(super) field: usize,
    pub(super) encoding: Encoding,
    pub(super) said: Said,
    pub(super) crs_text: Option<String>,
    /// Fields that only repeat what the geometry says: other geometries, boxes.
    pub(super) companions: Vec<String>,
    /// Where the sides of each geometry's box stand, as paths of columns: least x and y, greatest x and y.
    pub(super) covering: Option<[Vec<String>; 4]>,
}

/// How a geometry is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Well-known binary.
    Binary,
    /// Lists of points with a column for each ordinate: `depth` lists, one in the other.
    Lists { kind: GeometryKind, depth: i16 },
}

impl Encoding {
    fn by_name(name: &str) -> Option<Self> {
        use GeometryKind::{Lines, Points, Polygons};
        let lists = |kind, depth| Some(Self::Lists { kind, depth });
        match name.to_ascii_lowercase().as_str() {
            "wkb" => Some(Self::Binary),
            "point" | "geoarrow.point" => lists(Points, 0),
            "multipoint" | "geoarrow.multipoint" => lists(Points, 1),
            "linestring" | "geoarrow.linestring" => lists(Lines, 1),
            "multilinestring" | "geoarrow.multilinestring" => lists(Lines, 2),
            "polygon" | "geoarrow.polygon" => lists(Polygons, 2),
            "multipolygon" | "geoarrow.multipolygon" => lists(Polygons, 3),
            _ => None,
        }
    }
}

impl Geo {
    /// `None` where there is no geometry, or one that nobody can read.
    pub(super) fn find(file: &FileMetaData) -> Option<Self> {
        let schema = file.schema_descr();
        let notes = file.key_value_metadata().into_iter().flatten();
        let note = notes.filter(|note| note.key == "geo").find_map(|note| {
            let json: Json = serde_json::from_str(note.value.as_ref()?).ok()?;
            Self::by_note(&json, schema)
        });
        note.or_else(|| Self::by_type(schema))
            .or_else(|| Self::by_name(schema))
    }

    fn by_note(note: &Json, schema: &SchemaDescriptor) -> Option<Self> {
        let columns = note.get("columns")?.as_object()?;
        let primary = note.get("primary_column").and_then(Json::as_str);
        let primary = primary.or_else(|| columns.keys().next().map(String::as_str))?;
        let column = columns.get(primary)?;
        let encoding = Encoding::by_name(column.get("encoding")?.as_str()?)?;
        let (said, crs_text) = match column.get("crs") {
            // OGC:CRS84.
            None => (Said::System(Crs::wgs84()), None),
            Some(Json::Null) => (Said::Nothing, None),
            Some(crs) => {
                let text = crs.as_str().map_or_else(|| crs.to_string(), str::to_owned);
                (Said::by(Some(&text)), Some(text))
            }
        };
        let mut companions: Vec<String> = columns.keys().cloned().collect();
        companions.retain(|name| name != primary);
        let boxes = column.pointer("/covering/bbox").and_then(Json::as_object);
        // Each side of the box is a path: the column, and its part.
        let sides = boxes.into_iter().flat_map(|sides| sides.values());
        let names = sides.filter_map(|side| Some(side.get(0)?.as_str()?.to_owned()));
        companions.extend(names);
        let side = |name: &str| -> Option<Vec<String>> {
            let path = boxes?.get(name)?.as_array()?.iter();
            path.map(|part| part.as_str().map(str::to_owned)).collect()
        };
        let covering = || Some([side("xmin")?, side("ymin")?, side("xmax")?, side("ymax")?]);
        Some(Self {
            covering: covering(),
            field: place(schema, primary)?,
            encoding,
            said,
            crs_text,
            companions,
        })
    }

    /// Parquet itself knows geometries since version 2.11.
    fn by_type(schema: &SchemaDescriptor) -> Option<Self> {
        let fields = schema.root_schema().get_fields().iter().enumerate();
        let typed = |(field, kind): (usize, &std::sync::Arc<Type>)| {
            let crs = match kind.get_basic_info().logical_type_ref()? {
                LogicalType::Geometry(geometry) => &geometry.crs,
                LogicalType::Geography(geography) => &geography.crs,
                _ => return None,
            };
            Some((field, crs.clone()))
        };
        let mut typed: Vec<(usize, Option<String>)> = fields.filter_map(typed).collect();
        if typed.is_empty() {
            return None;
        }
        let (field, crs) = typed.remove(0);
        let said = match crs.as_deref() {
            None | Some("" | "OGC:CRS84") => Said::System(Crs::wgs84()),
            Some(text) => Said::by(Some(&text.replace("srid:", "EPSG:"))),
        };
        Some(Self {
            field,
            encoding: Encoding::Binary,
            said,
            crs_text: crs,
            companions: Vec::new(),
            covering: None,
        })
    }

    fn by_name(schema: &SchemaDescriptor) -> Option<Self> {
        let fields = schema.root_schema().get_fields();
        let field = NAMES.iter().find_map(|name| {
            fields.iter().position(|field| {
                field.name().eq_ignore_ascii_case(name)
                    && field.is_primitive()
                    && field.get_physical_type() == Physical::BYTE_ARRAY
                    && is_bytes(field)
            })
        })?;
        Some(Self {
            field,
            encoding: Encoding::Binary,
            said: Said::Nothing,
            crs_text: None,
            companions: Vec::new(),
            covering: None,
        })
    }
}

/// Well-known text is called so too.
fn is_bytes(field: &Type) -> bool {
    let info = field.get_basic_info();
    info.logical_type_ref().is_none() && info.converted_type() == ConvertedType::NONE
}

fn place(schema: &SchemaDescriptor, name: &str) -> Option<usize> {
    let fields = schema.root_schema().get_fields();
    fields.iter().position(|field| field.name() == name)
}

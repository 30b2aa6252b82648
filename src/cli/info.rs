//! `ruilkaart info`: what a file holds, as a table for people or as JSON for programs.

use std::path::PathBuf;

use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::output::{Timings, print, print_json};
use super::{Context, Failure};
use crate::crs::{self, Crs};
use crate::geometry::{Bounds, Feature, GeometryKind, area};
use crate::job::Progress;
use crate::layer::{FieldType, Layer, Value, measure};
use crate::text::Lang;
use crate::{explain, io};

/// Arguments of `info`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A shapefile, GeoPackage, GeoJSON, FlatGeobuf or GeoParquet file, or a zip with such files inside.
    file: PathBuf,
    /// Print one JSON document instead of a table.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, context: Context) -> Result<(), Failure> {
    let mut timings = Timings::new(context);
    let lang = context.lang;
    let layers = io::open(&args.file, &Progress::default());
    timings.end("open");
    let layers = layers.map_err(|error| Failure(explain::open_error(&error, lang).line()))?;
    if args.json {
        let document = document(&layers, lang);
        timings.end("describe");
        return print_json(&document, lang);
    }
    let tables: Vec<String> = layers.iter().map(|layer| table(layer, lang)).collect();
    timings.end("describe");
    print(&tables.join("\n"), lang)
}

/// One layer is described by itself, several in a list.
fn document(layers: &[Layer], lang: Lang) -> Json {
    match layers {
        [layer] => describe(layer, lang),
        layers => {
            let layers: Vec<Json> = layers.iter().map(|layer| describe(layer, lang)).collect();
            json!({ "layers": layers, "warnings": [] })
        }
    }
}

/// The keys that programs read; they stay stable. Numbers that are not known are null.
fn describe(layer: &Layer, lang: Lang) -> Json {
    let fields = layer
        .table
        .fields()
        .iter()
        .map(|field| json!({ "name": field.name, "type": type_name(field.field_type) }));
    let declared = layer.source.declared_crs.as_ref();
    // Cells are asked for here, and some may turn out to be unreadable.
    let samples = samples(layer);
    let warnings = layer.said();
    let warnings = warnings.iter().map(|w| explain::warning(w, lang));
    let mut description = json!({
        "file": layer.source.path.display().to_string(),
        "format": layer.source.format,
        "name": layer.name,
        "encoding": layer.source.encoding,
        "features": layer.len(),
        "null_geometries": null_geometries(layer),
        "parts": layer.polygons.part_count(),
        "rings": rings(layer),
        "vertices": layer.polygons.vertex_count(),
        "area": planar_area(layer),
        "bounds": corners(layer.polygons.bounds()),
        "fields": fields.collect::<Vec<_>>(),
        "crs": {
            "epsg": declared.and_then(|crs| crs.epsg),
            "name": declared.and_then(|crs| crs.name.as_deref()),
        },
        "wgs84_bounds": wgs84_bounds(layer).and_then(corners),
        "warnings": warnings.collect::<Vec<_>>(),
        "samples": samples,
    });
    // The second sample is the first with text beyond ASCII of so many columns only.
    if let (Some(searched), Some(keys)) = (searched(layer), description.as_object_mut()) {
        keys.insert("text_columns_searched".to_owned(), json!(searched));
    }
    description
}

fn type_name(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text => "string",
        FieldType::Integer => "integer",
        FieldType::Real => "real",
        FieldType::Date => "date",
        FieldType::DateTime => "datetime",
        FieldType::Boolean => "boolean",
        FieldType::Memo => "memo",
        FieldType::Binary => "binary",
    }
}

/// Points have none.
fn rings(layer: &Layer) -> usize {
    match layer.polygons.kind() {
        GeometryKind::Points => 0,
        GeometryKind::Polygons | GeometryKind::Lines => layer.polygons.ring_count(),
    }
}

fn null_geometries(layer: &Layer) -> usize {
    let features = layer.polygons.features();
    features.filter(Feature::is_null).count()
}

/// Features whose areas are summed by one task.
const FEATURES_TOGETHER: usize = 1 << 10;

/// Area on the plane of the file's own coordinates, to be compared with other readers; parcels are measured
/// on the ground elsewhere.
fn planar_area(layer: &Layer) -> f64 {
    // Summed in parts that are always the same, so that the sum does not depend on threads.
    let starts = (0..layer.len()).into_par_iter().step_by(FEATURES_TOGETHER);
    let sums: Vec<f64> = starts
        .map(|start| {
            let features = start..layer.len().min(start + FEATURES_TOGETHER);
            let areas = features.map(|feature| area::feature(&layer.polygons.feature(feature)));
            areas.sum()
        })
        .collect();
    // The sum of nothing is minus zero.
    sums.iter().sum::<f64>() + 0.0
}

fn corners(bounds: Bounds) -> Option<[f64; 4]> {
    let corners = [bounds.min[0], bounds.min[1], bounds.max[0], bounds.max[1]];
    (!bounds.is_empty()).then_some(corners)
}

/// The place on earth, as far as the file itself tells it: a guess goes into the warnings and not here.
fn wgs84_bounds(layer: &Layer) -> Option<Bounds> {
    let declared = layer.source.declared_crs.as_ref()?;
    let used = layer.crs.as_ref().filter(|used| *used == declared)?;
    if crs::is_beyond(used, &layer.polygons.bounds()) {
        return None;
    }
    place_in(layer, used)
}

/// The box in degrees; none where metres are called degrees.
fn place_in(layer: &Layer, crs: &Crs) -> Option<Bounds> {
    let degrees = Bounds::new(-180.0, -90.0, 180.0, 90.0).grown(1e-6);
    let bounds = crs::wgs84_bounds(layer.polygons.coords(), crs)?;
    degrees.contains_bounds(&bounds).then_some(bounds)
}

/// The first row, the first with text beyond ASCII, and the last.
fn sample_rows(layer: &Layer) -> Vec<usize> {
    let last = layer.len().checked_sub(1);
    let mut rows: Vec<usize> = [last.map(|_| 0), first_beyond_ascii(layer), last]
        .into_iter()
        .flatten()
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn samples(layer: &Layer) -> Vec<Json> {
    let sample = |row| {
        let fields = layer.table.fields().iter().enumerate();
        let values: Map<String, Json> = fields
            .map(|(column, field)| (field.name.clone(), cell(layer.table.value(column, row))))
            .collect();
        json!({ "record": row, "values": values })
    };
    sample_rows(layer).into_iter().map(sample).collect()
}

/// Cells of text that are looked through for a letter beyond ASCII where they lie in the file: a small one may have very
/// many that are the same.
const CELLS_SEARCHED: usize = 1 << 25;

fn first_beyond_ascii(layer: &Layer) -> Option<usize> {
    let searched = searched(layer).unwrap_or(usize::MAX);
    let texts: Vec<usize> = text_columns(layer).take(searched).collect();
    layer.table.first_text(&texts, &|text| !text.is_ascii())
}

fn text_columns(layer: &Layer) -> impl Iterator<Item = usize> {
    let fields = layer.table.fields().iter().enumerate();
    let texts = fields.filter(|(_, field)| field.field_type == FieldType::Text);
    texts.map(|(column, _)| column)
}

/// How many columns of text are searched, where that is not all of them.
fn searched(layer: &Layer) -> Option<usize> {
    let most = (CELLS_SEARCHED / layer.len().max(1)).max(1);
    let is_much = layer.table.may_fail() && text_columns(layer).count() > most;
    is_much.then_some(most)
}

fn cell(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => Json::from(&*text),
        Value::Integer(number) => Json::from(number),
        Value::Real(number) => Json::from(number),
        Value::Boolean(value) => Json::from(value),
    }
}

/// Two aligned columns: what it is, and what the file has.
fn table(layer: &Layer, lang: Lang) -> String {
    let count = |n: usize| lang.count(n as u64);
    let nulls = null_geometries(layer);
    let mut features = count(layer.len());
    if nulls > 0 {
        let words = lang.text("info.null_geometries");
        features.push_str(&format!(" ({} {words})", count(nulls)));
    }
    let encoding = layer.source.encoding.as_deref();
    let mut rows = vec![
        ("info.file", layer.source.path.display().to_string()),
        ("info.format", layer.source.format.clone()),
        ("info.layer", layer.name.clone()),
        ("info.features", features),
        ("info.parts", count(layer.polygons.part_count())),
        ("info.rings", count(rings(layer))),
        ("info.vertices", count(layer.polygons.vertex_count())),
        ("info.area", area_words(layer, lang)),
        ("info.crs", crs_words(layer, lang)),
        (
            "info.bounds",
            box_words(Some(layer.polygons.bounds()), lang),
        ),
        ("info.wgs84_bounds", box_words(place(layer), lang)),
        ("info.encoding", encoding.unwrap_or("–").to_owned()),
    ];
    let mut list = |key, mut lines: Vec<String>| {
        if lines.is_empty() {
            lines.push(lang.text("info.none").to_owned());
        }
        for (i, line) in lines.into_iter().enumerate() {
            rows.push((if i == 0 { key } else { "" }, line));
        }
    };
    list("info.fields", field_lines(layer, lang));
    if layer.table.may_fail() {
        // Damage is met where cells are asked for, and people want to know of it as well as programs.
        for row in sample_rows(layer) {
            (0..layer.table.fields().len()).for_each(|column| drop(layer.table.value(column, row)));
        }
    }
    let warnings = layer.said();
    let warnings = warnings.iter().map(|w| explain::warning(w, lang));
    list("info.warnings", warnings.collect());

    let label = |key: &'static str| if key.is_empty() { "" } else { lang.text(key) };
    let width = rows.iter().map(|(key, _)| label(key).chars().count()).max();
    let width = width.unwrap_or(0);
    rows.iter()
        .map(|(key, value)| format!("{:width$}  {value}\n", label(key)))
        .collect()
}

fn area_words(layer: &Layer, lang: Lang) -> String {
    let Ok(areas) = measure::areas_m2(layer, &Progress::default()) else {
        return lang.text("number.unknown").to_owned();
    };
    let known = || areas.iter().copied().filter(|area| area.is_finite());
    let unknown = areas.len() - known().count();
    if unknown > 0 && unknown == areas.len() {
        let planar = lang.decimal(planar_area(layer), 2);
        return lang.fill("info.area_planar", &[("area", &planar)]);
    }
    let area = lang.ha(known().sum());
    if unknown == 0 {
        return area;
    }
    let count = lang.count(unknown as u64);
    lang.fill(
        "info.area_unknown_places",
        &[("area", &area), ("count", &count)],
    )
}

fn crs_words(layer: &Layer, lang: Lang) -> String {
    let name = explain::crs_label(layer.crs.as_ref(), lang);
    if layer.crs.is_some() && layer.crs != layer.source.declared_crs {
        lang.fill("info.crs_guessed", &[("name", &name)])
    } else {
        name
    }
}

/// The place on earth, a guessed one too.
fn place(layer: &Layer) -> Option<Bounds> {
    place_in(layer, layer.crs.as_ref()?)
}

/// The corners of a box, without separators of thousands: decimals as a coordinate of its size has them.
fn box_words(bounds: Option<Bounds>, lang: Lang) -> String {
    let Some([x0, y0, x1, y1]) = bounds.and_then(corners) else {
        return lang.text("number.unknown").to_owned();
    };
    let degrees = [x0, y0, x1, y1].iter().all(|c| c.abs() <= 360.0);
    let number = |value: f64| {
        let text = format!("{value:.*}", if degrees { 6 } else { 2 });
        match lang {
            Lang::Nl => text.replace('.', ","),
            Lang::En => text,
        }
    };
    format!(
        "{} {} – {} {}",
        number(x0),
        number(y0),
        number(x1),
        number(y1)
    )
}

fn field_lines(layer: &Layer, lang: Lang) -> Vec<String> {
    let fields = layer.table.fields();
    let width = fields.iter().map(|field| field.name.chars().count()).max();
    let width = width.unwrap_or(0);
    let words = |field_type| lang.text_of("info", type_name(field_type));
    fields
        .iter()
        .map(|field| format!("{:width$}  {}", field.name, words(field.field_type)))
        .collect()
}

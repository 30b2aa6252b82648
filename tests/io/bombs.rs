//! Small files that unfold to much: each ends in a message or a layer, and takes no more memory than its size explains.
//! The memory is that of the program as a process, where the system tells (Linux).

use std::io::{Cursor, Write as _};
use std::process::Command;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::fixtures::{Shapefile, save_bytes, with_header, zip};

/// Megabytes of a good small file, and some.
const LITTLE: f64 = 60.0;
/// What any file may take, 64, twice where what is read lies beside what is made of it, and the program itself.
const FREE: f64 = 150.0;
/// The same, times its length, for a larger one.
const RATIO: f64 = 20.0;

/// What the program says of a file, and the most memory it held, megabytes.
fn info(ending: &str, bytes: &[u8]) -> (String, f64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("bom.{ending}"));
    save_bytes(&path, bytes);
    let mut program = Command::new(env!("CARGO_BIN_EXE_ruilkaart"));
    program.args(["info", "--json", "--lang", "en", "--timings"]);
    let output = program.arg(&path).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{said}");
    let peaks = said.split("peak ").skip(1);
    let peaks = peaks.filter_map(|rest| rest.split_whitespace().next()?.parse().ok());
    let peak = peaks.fold(0.0, f64::max);
    (said + &String::from_utf8_lossy(&output.stdout), peak)
}

/// Holds what a file says and takes against what is expected.
#[track_caller]
fn assert_bounded(ending: &str, bytes: &[u8], words: &str, most: f64) {
    let (said, peak) = info(ending, bytes);
    let start: String = said.chars().take(600).collect();
    assert!(said.contains(words), "{start}");
    let most = most + RATIO * bytes.len() as f64 / 1e6;
    println!("{peak} of {most} MB, {} bytes: {words}", bytes.len());
    assert!(peak < most, "{peak} MB, {} bytes: {start}", bytes.len());
}

const ZIP: &str = "which no ordinary zip of its size does";
const OTHER: &str = "asks for far more computing or memory than its size explains";

/// A zip of one member: the head, and then the unit until it is so long.
fn packed(name: &str, head: &[u8], unit: &[u8], len: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(head).unwrap();
    let block = unit.repeat((1 << 20) / unit.len());
    for _ in 0..len.div_ceil(block.len()) {
        zip.write_all(&block).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The member of a zip under other names, among other members.
fn renamed(bomb: &[u8], names: &[&str], others: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bomb)).unwrap();
    let mut zip = ZipWriter::new(Cursor::new(zip(others)));
    if !others.is_empty() {
        zip = ZipWriter::new_append(Cursor::new(crate::fixtures::zip(others))).unwrap();
    }
    for name in names {
        let member = archive.by_index_raw(0).unwrap();
        zip.raw_copy_file_rename(member, *name).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn shapefile() -> Shapefile {
    Shapefile::of_hectares(3)
}

/// A null shape.
const NULL: [u8; 12] = [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0];
const NULL_FEATURE: &str = r#"{"type":"Feature","geometry":null,"properties":null},"#;
const COLLECTION: &str = r#"{"type":"FeatureCollection","features":["#;

#[test]
fn what_the_list_of_a_zip_claims_is_refused_before_it_is_unpacked() {
    let zeros = packed("x", b"", &[0], 300 << 20);
    assert!(zeros.len() < 400_000);
    let file = shapefile();
    for name in ["a.geojson", "a.fgb", "a.gpkg", "a.parquet"] {
        assert_bounded("zip", &renamed(&zeros, &[name], &[]), ZIP, LITTLE);
    }
    for ending in ["shp", "shx", "dbf"] {
        let files = file.files();
        let names: Vec<(String, &[u8])> = files
            .iter()
            .filter(|(own, _)| *own != ending)
            .map(|(own, bytes)| (format!("a.{own}"), *bytes))
            .collect();
        let others: Vec<(&str, &[u8])> = names.iter().map(|(n, b)| (n.as_str(), *b)).collect();
        let bomb = renamed(&zeros, &[&format!("a.{ending}")], &others);
        assert_bounded("zip", &bomb, ZIP, LITTLE);
    }
    // What is not wanted is not unpacked.
    let good = [("a.shp", file.shp.as_slice())];
    let beside = renamed(&zeros, &["lees mij.txt"], &good);
    assert_bounded("zip", &beside, "\"features\":3", LITTLE);
}

#[test]
fn texts_beside_a_shapefile_are_unpacked_as_far_as_texts_go() {
    let blanks = packed("x", b"UTF-8", b" ", 200 << 20);
    let file = shapefile();
    let good = [
        ("a.shp", file.shp.as_slice()),
        ("a.dbf", file.dbf.as_deref().unwrap()),
    ];
    let bomb = renamed(&blanks, &["a.prj", "a.cpg"], &good);
    assert_bounded("zip", &bomb, "\"features\":3", LITTLE);
}

#[test]
fn many_members_count_together() {
    let one = packed("x", &with_header(5, &[]), &NULL, 1 << 20);
    let names: Vec<String> = (0..200).map(|i| format!("map/laag{i}.shp")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_bounded("zip", &renamed(&one, &names, &[]), ZIP, LITTLE);
}

/// The end of a zip: its list, and where that is.
fn listed(mut zip: Vec<u8>, list: &[u8], count: u16) -> Vec<u8> {
    let start = zip.len() as u32;
    zip.extend(list);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend(count.to_le_bytes());
    zip.extend(count.to_le_bytes());
    zip.extend((list.len() as u32).to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend([0; 2]);
    zip
}

#[test]
fn members_in_one_place_count_each() {
    let one = packed("0000.shp", &with_header(5, &[]), &NULL, 5 << 20);
    let list = one.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    let end = one.windows(4).rposition(|w| w == b"PK\x05\x06").unwrap();
    let mut entries = Vec::new();
    for number in 0..500 {
        let mut entry = one[list..end].to_vec();
        let at = entry.windows(4).position(|w| w == b"0000").unwrap();
        entry[at..at + 4].copy_from_slice(format!("{number:04}").as_bytes());
        entries.extend(entry);
    }
    let bomb = listed(one[..list].to_vec(), &entries, 500);
    assert_bounded("zip", &bomb, ZIP, LITTLE);
}

/// David Fifield's bomb ("A better zip bomb", 2019): each member quotes the header of the next as a block that is not
/// packed, and goes on with all that the others are.
#[test]
fn members_that_quote_each_other_count_each() {
    const COUNT: usize = 250;
    let kernel = packed("x", &with_header(5, &[]), &NULL, 4 << 20);
    let mut archive = ZipArchive::new(Cursor::new(&kernel)).unwrap();
    let member = archive.by_index_raw(0).unwrap();
    let (start, len) = (member.data_start().unwrap(), member.compressed_size());
    let mut size = member.size() as u32;
    drop(member);
    let mut tail = kernel[start as usize..][..len as usize].to_vec();
    let mut entries = Vec::new();
    for number in (0..COUNT).rev() {
        let name = format!("{number:04}.shp");
        let mut fields = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0, 0, 0, 0, 0];
        fields.extend((tail.len() as u32).to_le_bytes());
        fields.extend(size.to_le_bytes());
        fields.extend((name.len() as u16).to_le_bytes());
        fields.extend([0; 2]);
        let header = [b"PK\x03\x04", fields.as_slice(), name.as_bytes()].concat();
        entries.push((fields, name, header.len() + tail.len()));
        size += header.len() as u32;
        let len = header.len() as u16;
        let quoted = [&[0][..], &len.to_le_bytes(), &(!len).to_le_bytes()].concat();
        tail = if number > 0 {
            [quoted, header, tail].concat()
        } else {
            [header, tail].concat()
        };
    }
    let mut list = Vec::new();
    for (fields, name, from_end) in entries.iter().rev() {
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(fields);
        list.extend([0; 10]);
        list.extend(((tail.len() - from_end) as u32).to_le_bytes());
        list.extend(name.as_bytes());
    }
    let bomb = listed(tail, &list, COUNT as u16);
    assert!(bomb.len() < 100_000);
    assert_bounded("zip", &bomb, ZIP, LITTLE);
}

#[test]
fn a_member_that_is_longer_than_it_says_is_damaged() {
    let mut bomb = packed(
        "a.geojson",
        COLLECTION.as_bytes(),
        NULL_FEATURE.as_bytes(),
        200 << 20,
    );
    let said = 1000u32.to_le_bytes();
    bomb[22..26].copy_from_slice(&said);
    let list = bomb.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    bomb[list + 24..list + 28].copy_from_slice(&said);
    assert_bounded("zip", &bomb, "This zip is damaged", LITTLE);
}

#[test]
fn what_is_made_of_a_member_counts_too() {
    let len = 50 << 20;
    let file = shapefile();
    let nulls = packed("x", &with_header(5, &[]), &NULL, len);
    let table = [("a.dbf", file.dbf.as_deref().unwrap())];
    assert_bounded("zip", &renamed(&nulls, &["a.shp"], &table), OTHER, FREE);
    // Found by a walk, as the index does not fit.
    let misfit = with_header(5, &[0, 0, 0, 50, 0, 0, 0, 100]);
    let misfit = [("a.shx", misfit.as_slice())];
    assert_bounded("zip", &renamed(&nulls, &["a.shp"], &misfit), OTHER, FREE);
    // Behind the records that the index knows, the next of which has the next number.
    let known = [("a.shx", file.shx.as_deref().unwrap())];
    let mut next = NULL;
    next[3] = 4;
    let behind = packed("x", &[file.shp.as_slice(), &next].concat(), &NULL, len);
    assert_bounded("zip", &renamed(&behind, &["a.shp"], &known), OTHER, FREE);
    let features = packed(
        "a.geojson",
        COLLECTION.as_bytes(),
        NULL_FEATURE.as_bytes(),
        len + len / 5,
    );
    assert_bounded("zip", &features, OTHER, FREE);
    let many = br#"{"type":"MultiPoint","coordinates":["#;
    assert_bounded(
        "zip",
        &packed("a.geojson", many, b"[1,1],", len),
        OTHER,
        FREE,
    );
    // Features of no length are none.
    let zeros = packed("a.fgb", &crate::flatgeobufs::file(3), &[0], len);
    assert_bounded("zip", &zeros, "the file ends after 3 features", FREE);
}

#[test]
fn collections_of_very_many_hold_no_more_than_there_is() {
    let two = r#"{"type":"LineString","coordinates":[[1,1],[2,2]]},{"type":"Point","coordinates":[1,1]},"#;
    let parts = two.repeat(150_000);
    let geometry = format!("{{\"type\":\"GeometryCollection\",\"geometries\":[{parts}null]}}");
    let feature = format!("{{\"type\":\"Feature\",\"properties\":null,\"geometry\":{geometry}}}");
    // The text itself, and about as much.
    let most = LITTLE - (RATIO - 3.0) * feature.len() as f64 / 1e6;
    assert_bounded("geojson", feature.as_bytes(), "\"parts\":150000,", most);
}

#[test]
fn geojson_that_names_much_and_holds_nothing() {
    let names: String = (0..2_000_000).map(|i| format!("\"{i}\":1,")).collect();
    let point = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[6,52]},"#;
    let columns = format!("{COLLECTION}{point}\"properties\":{{{names}\"z\":1}}}}]}}");
    assert_bounded("geojson", columns.as_bytes(), OTHER, FREE);
    let list = "1,".repeat(5_000_000);
    let id = format!("{COLLECTION}{point}\"id\":[{list}1]}}]}}");
    assert_bounded("geojson", id.as_bytes(), "\"features\":1", LITTLE);
    // The same column over and over is one column.
    let same = "\"a\":1,".repeat(1_000_000);
    let same = format!("{COLLECTION}{point}\"properties\":{{{same}\"a\":2}}}}]}}");
    assert_bounded("geojson", same.as_bytes(), "\"features\":1", LITTLE);
}

#[test]
fn collections_of_nothing_hold_nothing() {
    let geometry = |part: &str, count: usize| {
        let parts = part.repeat(count);
        format!("{{\"type\":\"GeometryCollection\",\"geometries\":[{parts}null]}}")
    };
    // Each time the text itself, and little more.
    let most = |text: &str| LITTLE - (RATIO - 3.0) * text.len() as f64 / 1e6;
    let none = geometry("{},", 7_000_000);
    let words = "has no layer of polygons";
    assert_bounded("geojson", none.as_bytes(), words, most(&none));
    let empty = geometry(r#"{"type":"Point","coordinates":[]},"#, 600_000);
    let inner = geometry(r#"{"type":"GeometryCollection","geometries":[]},"#, 400_000);
    let feature = |geometry: &str| {
        format!("{{\"type\":\"Feature\",\"properties\":null,\"geometry\":{geometry}}}")
    };
    let both = [feature(&empty), feature(&inner)].join(",");
    let both = format!("{COLLECTION}{both}]}}");
    let words = "\"null_geometries\":2,";
    assert_bounded("geojson", both.as_bytes(), words, most(&both));
}

#[test]
fn what_is_no_feature_is_forgotten_at_once() {
    // Once all columns were looked at for each: twelve thousand million steps.
    let names: String = (0..40_000).map(|i| format!("\"{i}\":1,")).collect();
    let first = format!("{{\"type\":\"Feature\",\"properties\":{{{names}\"z\":1}}}},");
    let none = r#"{"properties":{"z":2}},"#.repeat(300_000);
    let text = format!("{COLLECTION}{first}{none}{{}}]}}");
    assert_bounded("geojson", text.as_bytes(), "\"features\":1,", LITTLE);
}

/// Features that have a few of very many properties each.
fn sparse(features: usize, names_of: impl Fn(usize) -> Vec<usize>) -> String {
    let feature = |number: usize| {
        let names = names_of(number).into_iter();
        let properties: Vec<String> = names.map(|n| format!("\"tag{n}\":\"{number}\"")).collect();
        let properties = properties.join(",");
        let geometry = r#""geometry":{"type":"Point","coordinates":[6,52]}"#;
        format!("{{\"type\":\"Feature\",\"properties\":{{{properties}}},{geometry}}}")
    };
    let features: Vec<String> = (0..features).map(feature).collect();
    format!("{COLLECTION}{}]}}", features.join(",\n"))
}

#[test]
fn properties_that_few_features_have_take_what_there_is_of_them() {
    // Tags of a map of everything: a cell a feature of each would take 180 MB.
    let tags = sparse(30_000, |number| {
        (0..4).map(|i| (number * 7 + i * 401) % 1_500).collect()
    });
    assert!(tags.len() < 6_000_000);
    assert_bounded("geojson", tags.as_bytes(), "\"features\":30000", LITTLE);
    // Each feature has a property that no other has: 6 GB.
    let own = sparse(40_000, |number| vec![number]);
    assert_bounded("geojson", own.as_bytes(), "\"features\":40000", LITTLE);
}

const SCHEMA: &str = "message m { optional binary a (UTF8); optional binary geometry; }";
const GEO: &str = r#"{"version":"1.0.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":[]}}}"#;

/// A square of a hundred degrees.
fn square() -> Vec<u8> {
    let mut wkb = vec![1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0];
    for [x, y] in [
        [0.0, 0.0],
        [0.0, 10.0],
        [10.0, 10.0],
        [10.0, 0.0],
        [0.0, 0.0f64],
    ] {
        wkb.extend(f64::to_le_bytes(x));
        wkb.extend(f64::to_le_bytes(y));
    }
    wkb
}

/// A GeoParquet of these texts and geometries; `None` is no value.
fn parquet(
    properties: WriterPropertiesBuilder,
    rows: usize,
    columns: [&dyn Fn(usize) -> Option<ByteArray>; 2],
) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let geo = KeyValue::new("geo".to_owned(), GEO.to_owned());
    let properties = properties.set_key_value_metadata(Some(vec![geo])).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for value in columns {
        let mut column = group.next_column().unwrap().unwrap();
        let typed = column.typed::<ByteArrayType>();
        for start in (0..rows).step_by(1 << 12) {
            let values: Vec<_> = (start..rows.min(start + (1 << 12))).map(value).collect();
            let levels: Vec<i16> = values.iter().map(|v| i16::from(v.is_some())).collect();
            let values: Vec<ByteArray> = values.into_iter().flatten().collect();
            typed.write_batch(&values, Some(&levels), None).unwrap();
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn dictionaries_and_runs_have_an_end() {
    let square = ByteArray::from(square());
    let one = |_| Some(square.clone());
    let none = |_: usize| None;
    let again = parquet(WriterProperties::builder(), 2_000_000, [&none, &one]);
    assert!(again.len() < 100_000);
    assert_bounded("parquet", &again, OTHER, FREE);
    let nothing = parquet(WriterProperties::builder(), 10_000_000, [&none, &none]);
    assert_bounded("parquet", &nothing, OTHER, LITTLE);
    let long = ByteArray::from("x".repeat(100_000).as_str());
    let text = |_| Some(long.clone());
    let texts = parquet(WriterProperties::builder(), 100_000, [&text, &one]);
    assert_bounded("parquet", &texts, "\"features\":100000", FREE);
}

/// A list of two thousand million truths, which take no bytes: the decoder would count them for seconds, each time.
#[test]
fn lists_of_very_many_truths_are_damage() {
    let one = |_| Some(ByteArray::from(square()));
    let good = parquet(WriterProperties::builder(), 3, [&|_| None, &one]);
    let (said, _) = info("parquet", &good);
    assert!(said.contains("\"features\":3"), "{said}");
    let (body, tail) = good.split_at(good.len() - 8);
    let len = u32::from_le_bytes(*tail.first_chunk().unwrap());
    // A member of the description that nobody knows, before the zero that ends it.
    let list = b"\x09\x80\x02\xf1\xff\xff\xff\xff\x07";
    let lists = list.repeat(1000);
    let longer = len + lists.len() as u32;
    let body = &body[..body.len() - 1];
    let bomb = [body, &lists, &[0], &longer.to_le_bytes(), b"PAR1"].concat();
    assert_bounded("parquet", &bomb, "(GeoParquet) is damaged", LITTLE);
}

/// A file whose columns are all the same text, and lie in the same place.
fn same_columns(rows: usize, columns: usize, text: &str, geometry: Option<&[u8]>) -> Vec<u8> {
    use bytes::Bytes;
    use parquet::column::writer::ColumnCloseResult;
    use parquet::file::reader::FileReader as _;
    use parquet::file::serialized_reader::SerializedFileReader;
    let text = ByteArray::from(text);
    let geometry = geometry.map(|bytes| ByteArray::from(bytes.to_vec()));
    let (text, geometry) = (|_| Some(text.clone()), |_: usize| geometry.clone());
    let file = parquet(WriterProperties::builder(), rows, [&text, &geometry]);
    let file = Bytes::from(file);
    let read = SerializedFileReader::new(file.clone()).unwrap();
    let group = read.metadata().row_group(0);
    let texts = "optional binary a (UTF8); ".repeat(columns);
    let schema = format!("message m {{ {texts} optional binary geometry; }}");
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let geo = KeyValue::new("geo".to_owned(), GEO.to_owned());
    let properties = WriterProperties::builder().set_key_value_metadata(Some(vec![geo]));
    let properties = Arc::new(properties.build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    let mut wide = writer.next_row_group().unwrap();
    for column in [0].repeat(columns).into_iter().chain([1]) {
        let metadata = group.column(column).clone();
        let close = ColumnCloseResult {
            bytes_written: metadata.compressed_size() as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        wide.append_column(&file, close).unwrap();
    }
    wide.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn columns_of_nothing_but_the_same_are_let_go_once_they_were_seen() {
    const ROWS: usize = 1_800_000;
    let words = "\"features\":1800000";
    let in_part = "are not shown or only in part";
    let short = same_columns(ROWS, 150, "gras", None);
    assert!(short.len() < 500_000, "{}", short.len());
    assert_bounded("parquet", &short, words, LITTLE);
    // Points, which take all that such a file may, and texts that are too long to be shown in every row.
    let point = [
        &[1, 1, 0, 0, 0][..],
        &6f64.to_le_bytes(),
        &52f64.to_le_bytes(),
    ]
    .concat();
    let long = same_columns(ROWS, 40, &"x".repeat(20_000), Some(&point));
    assert!(long.len() < 2_000_000, "{}", long.len());
    assert_bounded("parquet", &long, in_part, 2.0 * LITTLE);
}

#[test]
fn one_cell_of_a_text_that_packs_well() {
    use parquet::basic::{Compression, ZstdLevel};
    let square = ByteArray::from(square());
    let one = |_| Some(square.clone());
    let long = ByteArray::from("x".repeat(200 << 20).as_str());
    let text = |row| {
        Some(if row == 0 {
            long.clone()
        } else {
            square.clone()
        })
    };
    for packing in [Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())] {
        let properties = WriterProperties::builder()
            .set_compression(packing)
            .set_dictionary_enabled(false);
        let bomb = parquet(properties, 2, [&text, &one]);
        assert_bounded("parquet", &bomb, OTHER, LITTLE);
    }
}

#[test]
fn texts_that_repeat_the_one_before_are_read_few_at_a_time() {
    use parquet::basic::{Compression, Encoding, ZstdLevel};
    let square = ByteArray::from(square());
    let one = |_| Some(square.clone());
    let prefix = "p".repeat(100_000);
    let text = |row| Some(ByteArray::from(format!("{prefix}{row}").as_str()));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_dictionary_enabled(false)
        .set_column_encoding("a".into(), Encoding::DELTA_BYTE_ARRAY);
    let bomb = parquet(properties, 3_000, [&text, &one]);
    assert!(bomb.len() < 100_000);
    // All that such a file may, once for a look at the whole and once for the rows that are shown.
    assert_bounded("parquet", &bomb, "\"features\":3000", FREE + LITTLE);
}

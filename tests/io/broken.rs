//! What bad shapefiles get: what is good is shown, what is not is counted, and nothing panics.

use proptest::prelude::*;
use ruilkaart::geometry::area;
use ruilkaart::io::OpenError;
use ruilkaart::layer::{Value, WarningKind};

use crate::fixtures::{
    Shapefile, area, count, dbf, hectare, kinds, polygon, reversed, square, with_header,
};

const HA: f64 = 10_000.0;

#[test]
fn a_good_file_has_no_warnings() {
    let layer = Shapefile::of_hectares(10).open().unwrap();
    assert_eq!(layer.warnings, vec![]);
    assert!(layer.crs.as_ref().unwrap().is_rd());
    assert_eq!(area(&layer), 10.0 * HA);
    assert_eq!(layer.table.value(0, 9), Value::Integer(9));
}

#[test]
fn without_shx_the_records_are_walked() {
    let mut file = Shapefile::of_hectares(10);
    for shx in [None, Some(vec![]), Some(b"not an index".to_vec())] {
        file.shx = shx;
        let layer = file.open().unwrap();
        assert_eq!((layer.len(), area(&layer)), (10, 10.0 * HA));
        assert_eq!(kinds(&layer), [WarningKind::IndexRebuilt]);
    }
}

#[test]
fn an_index_of_another_file_is_not_believed() {
    let mut file = Shapefile::of_polygons(&[
        vec![hectare(0)],
        vec![hectare(1), hectare(2)],
        vec![hectare(3)],
        vec![hectare(4)],
    ]);
    file.shx = Shapefile::of_hectares(4).shx;
    let layer = file.open().unwrap();
    assert_eq!((layer.len(), area(&layer)), (4, 5.0 * HA));
    assert_eq!(kinds(&layer), [WarningKind::IndexRebuilt]);
}

#[test]
fn records_behind_those_of_an_old_index_are_found() {
    let mut file = Shapefile::of_hectares(10);
    file.shx.as_mut().unwrap().truncate(100 + 8 * 6);
    let layer = file.open().unwrap();
    assert_eq!((layer.len(), area(&layer)), (10, 10.0 * HA));
    assert!(kinds(&layer).contains(&WarningKind::IndexRebuilt));
}

#[test]
fn an_index_finds_records_that_are_not_in_order_nor_without_gaps() {
    let file = Shapefile::of_hectares(3);
    let mut moved = file.clone();
    // The first record goes behind the others; where it was there is rubbish.
    let first = file.shp[100..file.offsets[1]].to_vec();
    moved.shp[104..file.offsets[1]].fill(0xee);
    let end = moved.shp.len() as u32;
    moved.shp.extend(first);
    moved.shx.as_mut().unwrap()[100..104].copy_from_slice(&(end / 2).to_be_bytes());
    let layer = moved.open().unwrap();
    assert_eq!(layer.polygons.feature(0).coords()[0], hectare(0)[0]);
    assert_eq!(
        (layer.len(), area(&layer), kinds(&layer)),
        (3, 3.0 * HA, vec![])
    );
}

#[test]
fn many_records_in_one_place_do_not_ask_for_much_memory() {
    let ring: Vec<[f64; 2]> = (0..100_000)
        .map(|i| [f64::from(i), f64::from(i % 7)])
        .collect();
    let mut file = Shapefile::of_polygons(&[vec![ring]]);
    let entry = file.shx.as_ref().unwrap()[100..108].to_vec();
    file.shx = Some(with_header(5, &entry.repeat(10_000)));
    let layer = file.open().unwrap();
    assert_eq!(layer.polygons.vertex_count(), 100_000);
}

#[test]
fn without_dbf_the_outlines_are_shown() {
    let mut file = Shapefile::of_hectares(3);
    file.dbf = None;
    let layer = file.open().unwrap();
    assert_eq!(area(&layer), 3.0 * HA);
    assert_eq!((layer.table.fields().len(), layer.table.rows()), (0, 3));
    assert_eq!(kinds(&layer), [WarningKind::AttributesMissing]);
    for bytes in [vec![], vec![3; 20], vec![0; 64]] {
        file.dbf = Some(bytes);
        let kinds = kinds(&file.open().unwrap());
        assert!(
            matches!(kinds[..], [WarningKind::AttributesUnreadable { .. }]),
            "{kinds:?}"
        );
    }
}

#[test]
fn without_prj_the_place_is_guessed_and_said_to_be() {
    let mut file = Shapefile::of_hectares(3);
    file.prj = None;
    let layer = file.open().unwrap();
    assert!(layer.crs.as_ref().unwrap().is_rd());
    assert_eq!(layer.source.declared_crs, None);
    assert!(matches!(
        kinds(&layer)[..],
        [WarningKind::CrsGuessed { .. }]
    ));

    let mut nowhere = Shapefile::of_polygons(&[vec![square(-5e6, 9e6, 10.0)]]);
    nowhere.prj = None;
    let layer = nowhere.open().unwrap();
    assert_eq!(
        (layer.crs.clone(), kinds(&layer)),
        (None, vec![WarningKind::CrsMissing])
    );

    file.prj = Some(b"<html>404</html>".to_vec());
    assert!(kinds(&file.open().unwrap()).contains(&WarningKind::CrsNotUnderstood));
}

#[test]
fn a_prj_that_the_coordinates_contradict_is_doubted() {
    let mut file = Shapefile::of_hectares(3);
    file.prj = Some(br#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#.to_vec());
    let layer = file.open().unwrap();
    assert_eq!(layer.source.declared_crs.as_ref().unwrap().epsg, Some(4326));
    assert!(layer.crs.as_ref().unwrap().is_rd());
    let kinds = kinds(&layer);
    assert!(
        matches!(kinds[0], WarningKind::CrsGuessed { .. }),
        "{kinds:?}"
    );
    assert!(
        matches!(kinds[1], WarningKind::CrsContradicts { .. }),
        "{kinds:?}"
    );
}

fn with_names(language: u8, names: &[&[u8]], cpg: Option<&str>) -> Shapefile {
    let mut file = Shapefile::of_hectares(names.len());
    let rows: Vec<Vec<&[u8]>> = names.iter().map(|name| vec![*name]).collect();
    file.dbf = Some(dbf(language, &[("naam", b'C', 20)], &rows));
    file.cpg = cpg.map(Into::into);
    file
}

#[test]
fn texts_come_out_right_whatever_the_files_say_of_them() {
    let utf8 = [
        "Coöperatie".as_bytes(),
        "Ruinen-Zuid ë".as_bytes(),
        "’t Haantje".as_bytes(),
    ];
    let ansi: [&[u8]; 3] = [b"Co\xf6peratie", b"Ruinen-Zuid \xeb", b"\x92t Haantje"];
    let dos: [&[u8]; 3] = [b"Co\x94peratie", b"Ruinen-Zuid \x89", b"'t Haantje"];
    let cases = [
        (with_names(0, &utf8, Some("UTF-8")), "UTF-8", false),
        (with_names(0x57, &utf8, None), "UTF-8", true),
        (with_names(0, &utf8, Some("1252")), "UTF-8", true),
        (with_names(0, &utf8, None), "UTF-8", true),
        (
            with_names(0, &ansi, Some("ISO-8859-1")),
            "windows-1252",
            false,
        ),
        (
            with_names(0, &ansi, Some("ANSI 1252")),
            "windows-1252",
            false,
        ),
        (with_names(0x03, &ansi, None), "windows-1252", false),
        (with_names(0, &ansi, Some("UTF-8")), "windows-1252", true),
        (with_names(0, &ansi, None), "windows-1252", true),
        (with_names(0x02, &dos, None), "CP850", false),
        (with_names(0, &dos, Some("850")), "CP850", false),
        (with_names(0x57, &dos, Some("OEM 437")), "CP437", false),
    ];
    for (file, encoding, warned) in cases {
        let layer = file.open().unwrap();
        assert_eq!(layer.source.encoding.as_deref(), Some(encoding));
        assert_eq!(!layer.warnings.is_empty(), warned, "{:?}", layer.warnings);
        let text = |row| {
            layer
                .table
                .value(0, row)
                .as_str()
                .unwrap()
                .replace('\'', "’")
        };
        assert_eq!(
            [text(0), text(1), text(2)],
            ["Coöperatie", "Ruinen-Zuid ë", "’t Haantje"]
        );
    }
}

#[test]
fn cut_off_anywhere_the_whole_parcels_remain() {
    let whole = Shapefile::of_polygons(&[
        vec![hectare(0)],
        vec![],
        vec![hectare(1), reversed(square(230_120.0, 557_010.0, 10.0))],
        vec![hectare(2)],
    ]);
    let sizes = [HA, 0.0, HA - 100.0, HA];
    let ends = [&whole.offsets[1..], &[whole.shp.len()]].concat();
    for len in 0..whole.shp.len() {
        let expected: f64 = ends
            .iter()
            .zip(sizes)
            .filter(|(end, _)| **end <= len)
            .map(|(_, s)| s)
            .sum();
        for shx in [None, whole.shx.clone()] {
            let mut file = whole.clone();
            let by_shx = shx.is_some();
            (file.shx, file.shp) = (shx, whole.shp[..len].to_vec());
            match file.open() {
                Ok(layer) => {
                    assert_eq!(area(&layer), expected, "cut at {len}");
                    assert!(!layer.warnings.is_empty(), "cut at {len}");
                    // Rows keep their places.
                    for row in 0..layer.len() {
                        assert_eq!(layer.table.value(0, row), Value::Integer(row as i64));
                    }
                    assert!(!by_shx || layer.len() == 4, "cut at {len}");
                }
                Err(error) => assert!(len < 100, "cut at {len}: {error}"),
            }
        }
    }
}

#[test]
fn cut_off_tables_lose_their_last_rows_only() {
    let whole = Shapefile::of_hectares(4);
    let dbf = whole.dbf.clone().unwrap();
    for len in 0..dbf.len() {
        let mut file = whole.clone();
        file.dbf = Some(dbf[..len].to_vec());
        let layer = file.open().unwrap();
        assert_eq!(area(&layer), 4.0 * HA);
        let rows = len.saturating_sub(65) / 7;
        for row in 0..rows.min(4) {
            assert_eq!(
                layer.table.value(0, row),
                Value::Integer(row as i64),
                "cut at {len}"
            );
        }
        assert!(rows >= 4 || !layer.warnings.is_empty(), "cut at {len}");
    }
}

/// Every way to spoil one record: the others stay what they are, with their own attributes.
#[test]
fn one_bad_record_never_blocks_the_rest() {
    let whole = Shapefile::of_hectares(5);
    let spoilers: [(&str, usize, [u8; 4]); 7] = [
        ("type", 8, 77u32.to_le_bytes()),
        ("another shape", 8, 3u32.to_le_bytes()),
        ("ring count", 44, u32::MAX.to_le_bytes()),
        ("point count", 48, 0x7fff_ffff_u32.to_le_bytes()),
        ("first point of a ring", 52, 99u32.to_le_bytes()),
        ("length", 4, 0x7fff_ffff_u32.to_be_bytes()),
        ("short length", 4, 3u32.to_be_bytes()),
    ];
    for (what, place, bytes) in spoilers {
        for bad in 0..5 {
            for by_shx in [true, false] {
                let mut file = whole.clone();
                let at = file.offsets[bad] + place;
                file.shp[at..at + 4].copy_from_slice(&bytes);
                if !by_shx {
                    file.shx = None;
                }
                let layer = file.open().unwrap();
                let context = format!("{what} of record {bad}, by index: {by_shx}");
                // A wrong length that the index puts right loses nothing.
                let whole = area(&layer) == 5.0 * HA;
                assert!(whole == layer.warnings.is_empty(), "{context}");
                for row in (0..layer.len()).filter(|row| *row != bad) {
                    let feature = layer.polygons.feature(row);
                    assert_eq!(feature.coords(), hectare(row), "{context}");
                    assert_eq!(
                        layer.table.value(0, row),
                        Value::Integer(row as i64),
                        "{context}"
                    );
                }
                let lost_last = !by_shx && bad == 4 && place == 4;
                assert!(
                    layer.len() == 5 || lost_last,
                    "{context}: {} features",
                    layer.len()
                );
            }
        }
    }
}

#[test]
fn claims_of_headers_cost_nothing() {
    let mut file = Shapefile::of_hectares(3);
    file.shp[24..28].copy_from_slice(&u32::MAX.to_be_bytes());
    file.shx.as_mut().unwrap()[24..28].copy_from_slice(&u32::MAX.to_be_bytes());
    file.dbf.as_mut().unwrap()[4..8].copy_from_slice(&0x8000_0000_u32.to_le_bytes());
    let layer = file.open().unwrap();
    assert_eq!((layer.len(), area(&layer)), (3, 3.0 * HA));
    assert_eq!(layer.table.value(0, 2), Value::Integer(2));
    for place in [8, 10] {
        for claim in [0u16, 1, 40, u16::MAX] {
            let mut other = Shapefile::of_hectares(3);
            other.dbf.as_mut().unwrap()[place..place + 2].copy_from_slice(&claim.to_le_bytes());
            let layer = other.open().unwrap();
            assert_eq!((layer.len(), area(&layer)), (3, 3.0 * HA));
        }
    }
}

#[test]
fn coordinates_that_are_no_numbers_spoil_their_part_only() {
    for bad in [f64::NAN, f64::INFINITY, -1e300] {
        let mut spoiled_outer = hectare(1);
        spoiled_outer[2][0] = bad;
        let mut spoiled_hole = reversed(square(230_010.0, 557_010.0, 10.0));
        spoiled_hole[1][1] = bad;
        let file = Shapefile::of_polygons(&[
            vec![hectare(0)],
            vec![spoiled_outer.clone()],
            vec![hectare(2), spoiled_outer],
            vec![hectare(0), spoiled_hole, hectare(3)],
        ]);
        let layer = file.open().unwrap();
        assert_eq!((layer.len(), area(&layer)), (4, 3.0 * HA));
        assert!(
            layer
                .polygons
                .coords()
                .as_flattened()
                .iter()
                .all(|c| c.is_finite())
        );
        assert_eq!(count(&layer, &WarningKind::NotFinite), 3);
    }
}

#[test]
fn odd_rings_are_counted_and_kept() {
    let crossing = vec![
        [0.0, 0.0],
        [100.0, 100.0],
        [100.0, 0.0],
        [0.0, 50.0],
        [0.0, 0.0],
    ];
    let unclosed = hectare(0)[..4].to_vec();
    let file = Shapefile::of_polygons(&[
        vec![crossing],
        vec![unclosed],
        vec![hectare(1), reversed(hectare(5))],
        vec![hectare(2), square(230_230.0, 557_010.0, 10.0)],
        vec![vec![[5.0, 5.0], [6.0, 6.0], [5.0, 5.0]]],
        vec![],
    ]);
    let layer = file.open().unwrap();
    assert_eq!(layer.polygons.ring_count(), 7);
    let sizes = [1, 2].map(|i| area::feature(&layer.polygons.feature(i)));
    assert_eq!(sizes, [HA, 2.0 * HA]);
    for kind in [
        WarningKind::UnclosedRings,
        WarningKind::StrayHoles,
        WarningKind::NestedOuters,
        WarningKind::DegenerateRings,
        WarningKind::NullGeometries,
    ] {
        assert_eq!(count(&layer, &kind), 1, "{kind:?}");
    }
}

#[test]
fn heights_and_measures_are_passed_over() {
    for (shape_type, kind) in [
        (15, WarningKind::HeightsIgnored),
        (25, WarningKind::MeasuresIgnored),
    ] {
        let contents: Vec<Vec<u8>> = (0..3).map(|i| polygon(shape_type, &[hectare(i)])).collect();
        let layer = Shapefile::of_contents(shape_type, &contents)
            .open()
            .unwrap();
        assert_eq!((area(&layer), kinds(&layer)), (3.0 * HA, vec![kind]));
    }
}

#[test]
fn surfaces_in_space_are_refused_by_name() {
    let error = Shapefile::of_contents(31, &[vec![0; 20]])
        .open()
        .unwrap_err();
    let kind = ruilkaart::io::ShapeKind::MultiPatch;
    assert!(
        matches!(error, OpenError::NotPolygons { kind: found, .. } if found == kind),
        "{error}"
    );
}

/// A record of a number and doubles, behind a box where the type has one.
fn mark(code: u32, numbers: &[u32], doubles: &[f64]) -> Vec<u8> {
    let mut record = code.to_le_bytes().to_vec();
    if !matches!(code, 1 | 11 | 21) {
        record.extend([0; 32]);
    }
    numbers
        .iter()
        .for_each(|number| record.extend(number.to_le_bytes()));
    doubles
        .iter()
        .for_each(|double| record.extend(double.to_le_bytes()));
    record
}

#[test]
fn lines_and_points_are_layers_of_their_own() {
    use ruilkaart::geometry::GeometryKind::{Lines, Points};
    let line = [0.0, 0.0, 9.0, 0.0, 9.0, 9.0, 20.0, 20.0, 30.0, 20.0];
    let two_lines = |code| mark(code, &[2, 5, 0, 3], &line);
    for (code, record, kind, parts, vertices) in [
        (1, mark(1, &[], &line[..2]), Points, 1, 1),
        (11, mark(11, &[], &line[..4]), Points, 1, 1),
        (8, mark(8, &[5], &line), Points, 5, 5),
        (3, two_lines(3), Lines, 2, 5),
        (23, two_lines(23), Lines, 2, 5),
    ] {
        let contents = [record.clone(), mark(0, &[], &[])[..4].to_vec(), record];
        let layer = Shapefile::of_contents(code, &contents).open().unwrap();
        assert_eq!(layer.polygons.kind(), kind, "{code}");
        assert_eq!((layer.len(), area(&layer)), (3, 0.0), "{code}");
        assert_eq!(layer.polygons.part_count(), 2 * parts, "{code}");
        assert_eq!(layer.polygons.vertex_count(), 2 * vertices, "{code}");
        assert!(layer.polygons.feature(1).is_null(), "{code}");
    }
}

#[test]
fn lines_and_points_that_lie_are_left_out_and_counted() {
    let claims = |numbers: &[u32]| mark(3, numbers, &[0.0, 0.0, 9.0, 0.0]);
    let contents = [
        claims(&[1, 2, 0]),
        claims(&[1, u32::MAX, 0]),
        claims(&[u32::MAX, 2, 0]),
        claims(&[1, 2, 7]),
        mark(5, &[0, 0], &[]),
        mark(99, &[], &[]),
        mark(3, &[1, 2, 0], &[0.0, 0.0, f64::NAN, 0.0]),
    ];
    let layer = Shapefile::of_contents(3, &contents).open().unwrap();
    assert_eq!((layer.len(), layer.polygons.part_count()), (7, 1));
    assert_eq!(count(&layer, &WarningKind::BadRecords), 4);
    assert_eq!(count(&layer, &WarningKind::OtherShapeType), 1);
    assert_eq!(count(&layer, &WarningKind::NotFinite), 1);
}

#[test]
fn deleted_rows_go_with_their_shapes() {
    let mut file = Shapefile::of_hectares(5);
    let dbf = file.dbf.as_mut().unwrap();
    for row in [0, 3] {
        dbf[65 + 7 * row] = b'*';
    }
    for shx in [file.shx.clone(), None] {
        file.shx = shx;
        let layer = file.open().unwrap();
        assert_eq!((layer.len(), area(&layer)), (3, 3.0 * HA));
        let numbers: Vec<usize> = (0..3).map(|feature| layer.record_number(feature)).collect();
        assert_eq!(numbers, [1, 2, 4]);
        for (feature, number) in numbers.iter().enumerate() {
            assert_eq!(layer.polygons.feature(feature).coords(), hectare(*number));
            assert_eq!(
                layer.table.value(0, feature),
                Value::Integer(*number as i64)
            );
        }
        assert_eq!(count(&layer, &WarningKind::DeletedRows), 2);
    }
}

#[test]
fn cells_that_are_not_of_their_type_are_empty_and_counted() {
    let mut file = Shapefile::of_hectares(4);
    let columns = [
        ("code", b'N', 5),
        ("dag", b'D', 8),
        ("natuur", b'L', 1),
        ("code", b'C', 4),
        ("memo", b'M', 10),
    ];
    file.dbf = Some(dbf(
        0,
        &columns,
        &[
            vec![b"  265", b"20240515", b"T", b"a", b""],
            vec![b"*****", b"20240230", b"?", b"b", b"1"],
            vec![b"  2.5", b"00000000", b"x", b"", b""],
            vec![b"", b"", b"", b"d", b""],
        ],
    ));
    let layer = file.open().unwrap();
    let names: Vec<&str> = layer
        .table
        .fields()
        .iter()
        .map(|f| f.name.as_str())
        .collect();
    assert_eq!(names, ["code", "dag", "natuur", "code_2", "memo"]);
    let row = |row| {
        (0..5)
            .map(|c| layer.table.value(c, row))
            .collect::<Vec<_>>()
    };
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(
        row(0),
        [
            Value::Integer(265),
            text("2024-05-15"),
            Value::Boolean(true),
            text("a"),
            Value::Null
        ]
    );
    assert_eq!(
        row(1),
        [
            Value::Null,
            Value::Null,
            Value::Null,
            text("b"),
            Value::Null
        ]
    );
    assert_eq!(layer.table.value(0, 2), Value::Real(2.5));
    // A column of whole numbers with a decimal in it keeps the decimal.
    assert_eq!(layer.table.column(0).unwrap().value(2), Value::Real(2.5));
    for column in ["code", "dag", "natuur"] {
        let kind = WarningKind::BadCells {
            column: column.into(),
        };
        assert_eq!(count(&layer, &kind), 1, "{column}");
    }
    assert_eq!(
        count(
            &layer,
            &WarningKind::DuplicateColumns {
                name: "code".into()
            }
        ),
        1
    );
    assert_eq!(
        count(
            &layer,
            &WarningKind::ColumnsLeftOut {
                columns: "memo".into()
            }
        ),
        1
    );
}

#[test]
fn more_shapes_than_rows_and_more_rows_than_shapes() {
    for (shapes, rows) in [(5, 3), (3, 5), (4, 0)] {
        let mut file = Shapefile::of_hectares(shapes);
        file.dbf = Shapefile::of_hectares(rows).dbf;
        let layer = file.open().unwrap();
        assert_eq!((layer.len(), layer.table.rows()), (shapes, shapes));
        let last = layer.table.value(0, shapes - 1);
        let known = Value::Integer(shapes as i64 - 1);
        assert_eq!(last, if shapes <= rows { known } else { Value::Null });
        let (shapes, rows) = (shapes as u64, rows as u64);
        assert_eq!(
            kinds(&layer),
            [WarningKind::RowCountDiffers { shapes, rows }]
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Any bytes anywhere: no panic, and never more than the files hold.
    #[test]
    fn flipped_bytes_never_panic(
        flips in proptest::collection::vec((0usize..5, any::<proptest::sample::Index>(), any::<u8>()), 1..12),
        cut in proptest::option::of((0usize..5, any::<proptest::sample::Index>())),
        without in 0u8..32,
    ) {
        let mut file = Shapefile::of_polygons(&[
            vec![hectare(0)],
            vec![hectare(1), reversed(square(230_120.0, 557_010.0, 10.0))],
            vec![],
            vec![hectare(2), hectare(3)],
            vec![hectare(4)],
        ]);
        let rows: Vec<Vec<&[u8]>> = vec![
            vec!["Coöperatie".as_bytes(), b"   1", b"20240515", b"T", b" 1.5"]; 5
        ];
        let columns = [("naam", b'C', 12), ("code", b'N', 4), ("dag", b'D', 8), ("ja", b'L', 1), ("ha", b'F', 4)];
        file.dbf = Some(dbf(0x57, &columns, &rows));
        for (which, at, value) in flips {
            if let Some(bytes) = slot(&mut file, which) {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
        }
        if let Some((which, at)) = cut
            && let Some(bytes) = slot(&mut file, which)
        {
            let at = at.index(bytes.len());
            bytes.truncate(at);
        }
        let missing = |bit: u8| without & (1 << bit) != 0;
        if missing(0) { file.shx = None; }
        if missing(1) && missing(2) { file.dbf = None; }
        if missing(3) { file.prj = None; }
        if missing(4) { file.cpg = None; }
        if let Ok(layer) = file.open() {
            prop_assert!(layer.polygons.vertex_count() * 16 <= file.shp.len());
            prop_assert!(layer.len() * 8 <= file.shp.len() + file.shx.as_ref().map_or(0, Vec::len));
            prop_assert_eq!(layer.table.rows(), layer.len());
            for column in 0..layer.table.fields().len() {
                let cells = layer.table.column(column).unwrap();
                prop_assert_eq!(cells.len(), layer.len());
                for row in 0..layer.len() {
                    let one = layer.table.value(column, row);
                    let same = cells.value(row);
                    prop_assert_eq!(one.as_f64(), same.as_f64());
                    prop_assert_eq!(one.as_str(), same.as_str());
                }
            }
        }
    }

    /// Rubbish behind a good header.
    #[test]
    fn rubbish_never_panics(body in proptest::collection::vec(any::<u8>(), 0..600), shape_type in 0u32..32) {
        let mut file = Shapefile::of_hectares(1);
        file.shp = with_header(shape_type, &body);
        file.shx = None;
        drop(file.open());
        file.shx = Some(with_header(shape_type, &body));
        file.dbf = Some(body);
        drop(file.open());
    }
}

fn slot(file: &mut Shapefile, which: usize) -> Option<&mut Vec<u8>> {
    let bytes = match which {
        0 => Some(&mut file.shp),
        1 => file.shx.as_mut(),
        2 => file.dbf.as_mut(),
        3 => file.prj.as_mut(),
        _ => file.cpg.as_mut(),
    };
    bytes.filter(|bytes| !bytes.is_empty())
}

//! `ruilkaart render`: what it writes, and what it refuses.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use image::RgbImage;
use ruilkaart::crs::Crs;
use ruilkaart::geometry::PolygonBuilder;
use ruilkaart::io::shapefile;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};

/// Runs the command in Dutch with a number of threads.
fn render(arguments: &[&str], threads: usize) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ruilkaart"))
        .args(["render", "--lang", "nl"])
        .args(arguments)
        .env("RAYON_NUM_THREADS", threads.to_string())
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const CLASSES: [&str; 5] = [
    "none_mixed",
    "none_arable",
    "none_livestock",
    "extensive",
    "intensive",
];

/// Five upright strips of 2 × 10 km between Assen and Emmen, one of each class but the last `missing`.
fn strips(folder: &Path, missing: usize) -> PathBuf {
    let mut builder = PolygonBuilder::default();
    let shown = CLASSES.len() - missing;
    for strip in 0..shown {
        let (left, bottom) = (240_000.0 + strip as f64 * 2000.0, 540_000.0);
        let (right, top) = (left + 2000.0, bottom + 10_000.0);
        builder.push_ring([
            [left, bottom],
            [left, top],
            [right, top],
            [right, bottom],
            [left, bottom],
        ]);
        builder.end_part();
        builder.end_feature();
    }
    let field = Field {
        name: "klasse".into(),
        field_type: FieldType::Text,
    };
    let classes = Cells::from_texts(CLASSES[..shown].iter().map(|class| Some(*class)));
    let layer = Layer {
        name: "strips".into(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: builder.finish(),
        table: Table::of_columns(shown, vec![(field, classes)]),
        warnings: Vec::new(),
    };
    let path = folder.join("strips.shp");
    shapefile::write(&layer, &path).unwrap();
    path
}

fn picture(path: &Path) -> RgbImage {
    image::open(path).unwrap().into_rgb8()
}

/// The colour that a box of pixels has all over; `None` when it has several.
fn only_colour(picture: &RgbImage, [x, y]: [u32; 2], [width, height]: [u32; 2]) -> Option<[u8; 3]> {
    let first = picture.get_pixel(x, y).0;
    let pixels = (0..width).flat_map(|dx| (0..height).map(move |dy| (x + dx, y + dy)));
    pixels
        .into_iter()
        .all(|(x, y)| picture.get_pixel(x, y).0 == first)
        .then_some(first)
}

#[test]
fn a_bare_map_has_its_size_and_the_colours_of_fig1() {
    let folder = tempfile::tempdir().unwrap();
    let input = strips(folder.path(), 0);
    let out = folder.path().join("kaart.png");
    let arguments = ["--size", "500x400", "--bbox", "240000,540000,250000,548000"];
    let paths = [input.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let output = render(&[&paths[..], &arguments].concat(), 2);
    assert_eq!((code(&output), complaint(&output)), (0, String::new()));
    let picture = picture(&out);
    assert_eq!(picture.dimensions(), (500, 400));
    let found: Vec<_> = (0..5)
        .map(|strip| only_colour(&picture, [strip * 100 + 20, 20], [60, 360]))
        .collect();
    let fig1 = [
        [0xDA, 0xF1, 0xDA],
        [0xBE, 0x63, 0x01],
        [0x19, 0x62, 0xC2],
        [0x76, 0xAE, 0x81],
        [0x13, 0x49, 0x2F],
    ];
    assert_eq!(found, fig1.map(Some));
}

#[test]
fn every_swatch_has_the_colour_of_its_class_on_the_map() {
    let folder = tempfile::tempdir().unwrap();
    let input = strips(folder.path(), 1);
    for palette in ["fig1", "emphasis"] {
        let out = folder.path().join(format!("{palette}.png"));
        let paths = [input.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let output = render(
            &[&paths[..], &["--legend", "--palette", palette]].concat(),
            2,
        );
        assert_eq!((code(&output), complaint(&output)), (0, String::new()));
        let picture = picture(&out);
        let on_map: Vec<_> = colours_along(&picture, 0..1000, |at| [at, 540]);
        // Swatches are 42 pixels wide and begin 44 to the right of the hairline.
        let hairline = (0..1920).find(|&x| is_hairline(&picture, x)).unwrap();
        let swatches = colours_along(&picture, 40..300, |at| [hairline + 44 + 20, at]);
        assert_eq!(swatches.len(), 5, "the empty class has a swatch too");
        assert_eq!(on_map, swatches[..4], "{palette}");
    }
}

/// The colours that fill at least ten pixels of a line in a row, white left out.
fn colours_along(
    picture: &RgbImage,
    line: std::ops::Range<u32>,
    at: impl Fn(u32) -> [u32; 2],
) -> Vec<[u8; 3]> {
    let mut found: Vec<([u8; 3], u32)> = Vec::new();
    for place in line {
        let [x, y] = at(place);
        let colour = picture.get_pixel(x, y).0;
        match found.last_mut() {
            Some((last, length)) if *last == colour => *length += 1,
            _ => found.push((colour, 1)),
        }
    }
    found.retain(|&(colour, length)| length >= 10 && colour != [255; 3]);
    found.into_iter().map(|(colour, _)| colour).collect()
}

fn is_hairline(picture: &RgbImage, x: u32) -> bool {
    only_colour(picture, [x, 0], [1, picture.height()]) == Some([0xC9, 0xCD, 0xC6])
}

#[test]
fn pixels_do_not_depend_on_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let input = strips(folder.path(), 0);
    let pictures = [1, 2, 7].map(|threads| {
        let out = folder.path().join(format!("{threads}.png"));
        let paths = [input.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let output = render(
            &[&paths[..], &["--legend", "--size", "700x450"]].concat(),
            threads,
        );
        assert_eq!(code(&output), 0, "{}", complaint(&output));
        std::fs::read(out).unwrap()
    });
    assert!(pictures.iter().all(|picture| *picture == pictures[0]));
}

#[test]
fn timings_name_every_stage_and_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let input = strips(folder.path(), 0);
    let out = folder.path().join("kaart.png");
    let paths = [input.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let told = complaint(&render(&[&paths[..], &["--timings"]].concat(), 2));
    for stage in ["open: ", "prepare: ", "colour: ", "draw: ", "write: "] {
        assert!(told.contains(stage), "{told}");
    }
}

#[test]
fn wrong_arguments_end_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let input = strips(folder.path(), 0);
    let out = folder.path().join("kaart.png");
    let paths = [input.to_str().unwrap(), "--out", out.to_str().unwrap()];
    for wrong in [
        &["--size", "0x0"][..],
        &["--size", "groot"],
        &["--bbox", "1,2,3"],
        &["--bbox", "3,3,1,1"],
        &["--palette", "regenboog"],
        &["--onbekend"],
    ] {
        let output = render(&[&paths[..], wrong].concat(), 1);
        assert_eq!(code(&output), 2, "{wrong:?}");
        assert!(!out.exists());
    }
    assert_eq!(code(&render(&[paths[0]], 1)), 2, "no --out");
}

#[test]
fn what_cannot_be_done_ends_with_1_and_one_line_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let input = strips(folder.path(), 0);
    let input = input.to_str().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (out, missing) = (path("kaart.png"), path("weg.shp"));
    let (jpg, nowhere) = (path("kaart.jpg"), path("geen/map/kaart.png"));
    for (arguments, said) in [
        (&[missing.as_str(), "--out", &out][..], "weg.shp"),
        (&[input, "--out", &jpg], ".png"),
        (&[input, "--out", &nowhere], "kaart.png"),
        (&[input, "--out", &out, "--colour-by", "kleur"], "klasse"),
        (&[input, "--out", &out, "--areas", &missing], "weg.shp"),
    ] {
        let output = render(arguments, 1);
        let told = complaint(&output);
        assert_eq!(code(&output), 1, "{arguments:?}: {told}");
        assert!(told.contains(said) && told.lines().count() == 1, "{told}");
        assert!(output.stdout.is_empty());
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.iter().all(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_str().unwrap().starts_with("strips.")
    }));
}

/// A project on the sample's layer, with this in its layer's part.
fn write_project(folder: &Path, name: &str, with: &str) -> PathBuf {
    let path = folder.join(name);
    let text = format!(
        "version = 1\nprogram = 'Ruilkaart'\n\n[rule]\ns_intensive = 20\n\n[[layers]]\nname = 'drenthe'\n\
         sample = true\nvisible = true\nopacity = 0.9\n{with}\n[layers.colour_by]\nby = 'cooperation'\n"
    );
    ruilkaart::io::atomic::write(&path, |out| std::io::Write::write_all(out, text.as_bytes()))
        .unwrap();
    path
}

#[test]
fn a_project_is_drawn_in_its_own_colours_and_where_it_looks() {
    let folder = tempfile::tempdir().unwrap();
    let project = write_project(folder.path(), "kaart.ruilkaart", "");
    let text = std::fs::read_to_string(&project).unwrap();
    let write = |name: &str, more: &str| {
        let path = folder.path().join(name);
        let text = format!("{text}\n{more}");
        ruilkaart::io::atomic::write(&path, |out| std::io::Write::write_all(out, text.as_bytes()))
            .unwrap();
        path
    };
    let drawn = |project: &Path, arguments: &[&str]| {
        let out = folder.path().join("uit.png");
        let paths = [project.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let size = ["--size", "900x900"];
        let output = render(&[&paths[..], &size, arguments].concat(), 2);
        assert_eq!(code(&output), 0, "{}", complaint(&output));
        image::open(&out).unwrap().to_rgb8()
    };
    let count = |picture: &image::RgbImage, rgb: [u8; 3]| {
        picture.pixels().filter(|pixel| pixel.0 == rgb).count()
    };
    let (own, fig1) = ([0xF0, 0x10, 0xC8], [0x76, 0xAE, 0x81]);
    let coloured = write(
        "kleur.ruilkaart",
        "[colours]\npalette = 'fig1'\n[colours.own]\nextensive = '#F010C8'\n",
    );
    let picture = drawn(&coloured, &[]);
    assert!(count(&picture, own) > 1000 && count(&picture, fig1) == 0);
    let picture = drawn(&coloured, &["--palette", "fig1"]);
    assert!(count(&picture, own) == 0 && count(&picture, fig1) > 1000);
    let looking = "[view]\nplane = 'rd'\ncenter = [234000.0, 556000.0]\nunits_per_point = 10.0\nsize = [4000.0, 4000.0]\n";
    let looking = write("kijk.ruilkaart", looking);
    let bbox = ["--bbox", "232000,554000,236000,558000"];
    // A box goes through a transformation, which may move an edge by a hair.
    let (seen, asked) = (drawn(&looking, &[]), drawn(&project, &bbox));
    let pairs = seen.pixels().zip(asked.pixels());
    assert!(pairs.filter(|(one, other)| one != other).count() < 100);
    assert_ne!(drawn(&looking, &[]), drawn(&project, &[]));
    // What is asked for goes first.
    let other = ["--bbox", "230000,552000,234000,556000"];
    assert_eq!(drawn(&looking, &other), drawn(&project, &other));
}

#[test]
fn a_project_is_drawn_as_it_is_shown_there() {
    let folder = tempfile::tempdir().unwrap();
    let colours = |project: &Path, out: &str| {
        let out = folder.path().join(out);
        let paths = [project.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let output = render(&[&paths[..], &["--size", "1600x1600"]].concat(), 2);
        assert_eq!(code(&output), 0, "{}", complaint(&output));
        let picture = image::open(&out).unwrap().to_rgb8();
        let count = |rgb: [u8; 3]| picture.pixels().filter(|pixel| pixel.0 == rgb).count();
        // Intensive, extensive.
        (count([0x13, 0x49, 0x2f]), count([0x76, 0xae, 0x81]))
    };
    let project = write_project(folder.path(), "kaart.ruilkaart", "");
    let (intensive, extensive) = colours(&project, "a.png");
    assert_eq!(
        intensive, 0,
        "the rule of the project asks for twenty switches"
    );
    assert!(extensive > 0);
    let hidden = "[[layers.hidden]]\nkind = 'class'\nname = 'extensive'\n";
    let project = write_project(folder.path(), "minder.ruilkaart", hidden);
    assert_eq!(
        colours(&project, "b.png").1,
        0,
        "what is left off stays off"
    );

    let newer = folder.path().join("later.ruilkaart");
    std::fs::copy(&project, &newer).unwrap();
    let text = std::fs::read_to_string(&newer).unwrap();
    ruilkaart::io::atomic::write(&newer, |out| {
        let text = text.replacen("version = 1", "version = 99", 1);
        std::io::Write::write_all(out, text.as_bytes())
    })
    .unwrap();
    let out = folder.path().join("c.png");
    let output = render(
        &[newer.to_str().unwrap(), "--out", out.to_str().unwrap()],
        2,
    );
    assert_eq!(code(&output), 1);
    assert!(
        complaint(&output).contains("nieuwere Ruilkaart"),
        "{}",
        complaint(&output)
    );
}

#[test]
fn a_series_is_a_page_or_a_file_per_area() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/drenthe");
    let (parcels, areas) = (root.join("drenthe.shp"), root.join("areas.shp"));
    let common = |out: &Path| {
        let texts = [
            &parcels,
            Path::new("--areas"),
            &areas,
            Path::new("--out"),
            out,
        ]
        .map(|part| part.to_str().unwrap().to_owned());
        let rest = ["--per-area", "--layout", "a4-landscape", "--dpi", "40"];
        let rest = rest.map(str::to_owned);
        texts.into_iter().chain(rest).collect::<Vec<String>>()
    };
    let run = |arguments: Vec<String>| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        render(&arguments, 2)
    };
    let output = run(common(&folder.path().join("reeks.pdf")));
    assert_eq!((code(&output), complaint(&output)), (0, String::new()));
    let output = run(common(&folder.path().join("kaart.png")));
    assert_eq!((code(&output), complaint(&output)), (0, String::new()));
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.contains(&"reeks.pdf".to_owned()), "{names:?}");
    assert!(names.contains(&"kaart Assen.png".to_owned()), "{names:?}");
    assert!(names.len() > 12 && !names.contains(&"kaart.png".to_owned()));
    // Without a layout, or by a column that is not there, nothing is made.
    let wrong = common(&folder.path().join("x.pdf"));
    let no_layout: Vec<String> = wrong[..wrong.len() - 4].to_vec();
    assert_eq!(code(&run(no_layout)), 2);
    let mut no_column = wrong;
    no_column.extend(["--area-field".to_owned(), "bestaat_niet".to_owned()]);
    let output = run(no_column);
    assert_eq!(code(&output), 1);
    assert!(complaint(&output).contains("bestaat_niet"));
    assert!(!folder.path().join("x.pdf").exists());
}

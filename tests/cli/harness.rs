//! Runs the program in a folder of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ruilkaart::crs::Crs;
use ruilkaart::geometry::PolygonBuilder;
use ruilkaart::io;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};

/// A folder that goes when the test ends.
pub(crate) struct Cli {
    folder: tempfile::TempDir,
}

impl Cli {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program, about to be run in the folder.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ruilkaart"));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        // Nothing of the user's is read or written.
        for (folder, name) in [("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")] {
            command.env(folder, self.folder.path().join("home").join(name));
        }
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Runs and expects success; gives standard output.
    pub(crate) fn stdout<S: AsRef<OsStr>>(&self, arguments: &[S]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs and expects a refusal: exit code 1, nothing on standard output, one line on standard error,
    /// which it gives.
    pub(crate) fn refusal<S: AsRef<OsStr>>(&self, arguments: &[S]) -> String {
        let output = self.run(arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(output.stdout.is_empty());
        assert_eq!(said.lines().count(), 1, "{said}");
        said
    }

    /// The names of everything in the folder.
    pub(crate) fn listing(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> = entries
            .map(name)
            .map(|n| n.to_string_lossy().into())
            .collect();
        names.sort();
        names
    }
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A shapefile of hectares near Assen with a crop code and a name.
pub(crate) fn write_parcels(path: &Path, count: usize) {
    let mut polygons = PolygonBuilder::default();
    for i in 0..count {
        let (x, y) = (230_000.0 + 110.0 * i as f64, 557_000.0);
        polygons.push_ring([
            [x, y],
            [x, y + 100.0],
            [x + 100.0, y + 100.0],
            [x + 100.0, y],
            [x, y],
        ]);
        polygons.end_part();
        polygons.end_feature();
    }
    let field = |name: &str, field_type| Field {
        name: name.into(),
        field_type,
    };
    let codes = Cells::Integer((0..count).map(|i| Some(265 + i as i64)).collect());
    let names =
        Cells::from_texts((0..count).map(|i| Some(if i % 2 == 0 { "Gras" } else { "Maïs" })));
    let columns = vec![
        (field("gewascode", FieldType::Integer), codes),
        (field("gewas", FieldType::Text), names),
    ];
    let layer = Layer {
        name: String::new(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: polygons.finish(),
        table: Table::of_columns(count, columns),
        warnings: Vec::new(),
    };
    io::shapefile::write(&layer, path).unwrap();
}

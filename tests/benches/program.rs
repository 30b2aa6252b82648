//! The program as a whole, as its user meets it: `cargo bench --bench program`, on the files `brp_<year>.shp` of the
//! folder in `RUILKAART_YEARS`, or without it on the program's own sample.
//!
//! - the window: from starting the process to the first frame and to the complete map, processor time at rest, and
//!   peak memory, as the system counts them (Linux, and a display: `DISPLAY`);
//! - opening one year and laying all of them over each other: peak memory, beside that of pyogrio reading the year;
//! - export: the result written in every format, beside pyogrio and GeoPandas writing the same.
//!
//! One line each. `RUILKAART_PEERS=0` leaves the peers out, and so does a `python3` without them.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ruilkaart::text::Lang;
use ruilkaart::ui::state::SettingsFile;
use ruilkaart::ui::{App, AppOptions};

mod shared;

use shared::{median, peak_mb_of, python, year_files};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ruilkaart");
const FORMATS: [&str; 5] = ["csv", "shp", "gpkg", "geojson", "parquet"];
const STARTS: usize = 5;
const REST: Duration = Duration::from_secs(10);

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == "--window") {
        return window(arguments.map(PathBuf::from).collect());
    }
    let (_sample, years) = year_files();
    if std::env::var_os("DISPLAY").is_some() {
        measure_window("the sample", None);
        measure_window("one year", years.last());
    } else {
        println!("window: there is no display here");
    }
    let newest = years.last().unwrap();
    let (seconds, peak) = run(&["info".as_ref(), newest.as_ref()]);
    let peer = python(READ, &[newest]).map_or(String::new(), |line| format!("; pyogrio {line}"));
    println!("info of one year: {seconds:.2} s, peak {peak:.0} MB{peer}");
    exports(newest.parent().unwrap());
}

/// The window in a process of its own, which says when it has painted and when the map is complete.
struct Told {
    app: App,
    frames: u32,
    is_complete: bool,
}

fn window(files: Vec<PathBuf>) {
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size([1280.0, 800.0]),
        renderer: eframe::Renderer::Glow,
        dithering: false,
        ..eframe::NativeOptions::default()
    };
    let create = Box::new(move |cc: &eframe::CreationContext<'_>| {
        let options = AppOptions {
            files,
            lang: Some(Lang::Nl),
            settings_file: SettingsFile::at(None),
            ..AppOptions::default()
        };
        Ok(Box::new(Told {
            app: App::new(&cc.egui_ctx, options),
            frames: 0,
            is_complete: false,
        }) as Box<dyn eframe::App>)
    });
    eframe::run_native("ruilkaart program", options, create).unwrap();
}

fn tell(word: &str) {
    println!("{word}");
    let _ = std::io::stdout().flush();
}

impl eframe::App for Told {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        // The frame before this one is on the screen.
        if self.frames == 1 {
            tell("frame");
        }
        self.frames += 1;
        if !self.is_complete && self.frames > 1 && self.app.is_at_rest() {
            self.is_complete = true;
            tell("complete");
        }
        if !self.is_complete {
            ctx.request_repaint();
        }
        self.app.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
    }
}

fn measure_window(what: &str, file: Option<&PathBuf>) {
    let (mut first, mut complete, mut rest, mut peak) = (Vec::new(), Vec::new(), 0.0, 0.0);
    for start in 0..STARTS {
        let started = Instant::now();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("--window")
            .args(file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let seconds = started.elapsed().as_secs_f64();
            match line.unwrap().as_str() {
                "frame" => first.push(seconds),
                _ => {
                    complete.push(seconds);
                    break;
                }
            }
        }
        if start + 1 == STARTS {
            std::thread::sleep(Duration::from_secs(2));
            let before = cpu_seconds(child.id());
            std::thread::sleep(REST);
            rest = cpu_seconds(child.id()) - before;
            peak = peak_mb_of(&child.id().to_string());
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    println!(
        "window with {what}: first frame {:.2} s, map complete {:.2} s; at rest {:.0} ms of processor in {} s; peak {peak:.0} MB",
        median(first),
        median(complete),
        rest * 1000.0,
        REST.as_secs(),
    );
}

/// Processor time of a process so far (proc(5), fields 14 and 15, in hundredths of a second).
fn cpu_seconds(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    let ticks = fields
        .skip(11)
        .take(2)
        .map(|field| field.parse::<f64>().unwrap());
    ticks.sum::<f64>() / 100.0
}

/// Seconds of the whole command, and the peak that it reports last.
fn run(arguments: &[&std::ffi::OsStr]) -> (f64, f64) {
    let started = Instant::now();
    let output = command(arguments);
    (started.elapsed().as_secs_f64(), last_peak(&output))
}

fn command(arguments: &[&std::ffi::OsStr]) -> String {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .arg("--timings")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    told
}

fn last_peak(told: &str) -> f64 {
    let peaks = told.lines().filter_map(|line| line.split_once("peak "));
    let peaks = peaks.filter_map(|(_, peak)| peak.split(' ').next()?.parse().ok());
    peaks.fold(0.0, f64::max)
}

/// Seconds of one stage.
fn stage(told: &str, name: &str) -> f64 {
    let lines = told
        .lines()
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    lines
        .filter_map(|line| line.split(' ').next()?.parse::<f64>().ok())
        .sum()
}

fn exports(years: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let file = |ending: &str| folder.path().join(format!("result.{ending}"));
    let mut written = Vec::new();
    for format in FORMATS {
        let out = file(format);
        let told = command(&[
            "classify".as_ref(),
            "--years".as_ref(),
            years.as_ref(),
            "--out".as_ref(),
            out.as_ref(),
        ]);
        if format == FORMATS[0] {
            let seconds: Vec<f64> = ["years", "overlay"].map(|name| stage(&told, name)).into();
            println!(
                "classify: years {:.2} s, overlay {:.2} s, peak {:.0} MB",
                seconds[0],
                seconds[1],
                last_peak(&told)
            );
        }
        written.push((format, stage(&told, "write")));
    }
    let peers = python(WRITE, &[&file("gpkg")]).unwrap_or_default();
    for (format, seconds) in written {
        let theirs = peers
            .lines()
            .find_map(|line| line.strip_prefix(format)?.trim().parse().ok());
        let peer = theirs.map_or(String::new(), |theirs: f64| {
            format!(
                "; pyogrio {theirs:.2} s, {:.1} times as long",
                theirs / seconds
            )
        });
        println!("export as {format}: {seconds:.2} s{peer}");
    }
}

const READ: &str = r#"
import sys, time, resource, pyogrio
start = time.time()
pyogrio.read_dataframe(sys.argv[1])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{time.time() - start:.2f} s, peak {peak:.0f} MB")
"#;

const WRITE: &str = r#"
import sys, time, os, pyogrio
frame = pyogrio.read_dataframe(sys.argv[1])
folder = os.path.dirname(sys.argv[1])
for ending in ["csv", "shp", "gpkg", "geojson", "parquet"]:
    path = os.path.join(folder, "theirs." + ending)
    start = time.time()
    if ending == "csv": frame.drop(columns="geometry").to_csv(path, index=False)
    elif ending == "parquet": frame.to_parquet(path)
    elif ending == "geojson": pyogrio.write_dataframe(frame.to_crs(4326), path)
    else: pyogrio.write_dataframe(frame, path)
    print(ending, time.time() - start)
"#;

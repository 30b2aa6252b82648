//! The window's background work, as its user meets it: `cargo bench --bench jobs`, on the files `brp_<year>.shp` (and
//! `areas.shp`, where it is there) of the folder in `RUILKAART_YEARS`, or without it on the program's own sample. Words
//! after `--` choose the jobs whose names hold one of them.
//!
//! Each job runs once to its end, while somebody looks at its bar sixty times a second, and then again and again to be
//! told to stop at every tenth of that time. A line each:
//!
//! - how long it took, and the peak of memory so far;
//! - how the bar moved: the largest leap, how long it stood still at most, where each of them began, and how far it
//!   strayed from time itself at most (all for jobs that are long enough to show one); last, where it stood at every
//!   tenth of the time;
//! - from the button to the end of its thread: the longest of all tries, and where that was. Budget: 200 ms.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::crs::Crs;
use ruilkaart::ui::command::{Command, apply};
use ruilkaart::ui::jobs::Jobs;
use ruilkaart::ui::open::{ProjectRequest, Request};
use ruilkaart::ui::save::{ParcelFormat, SaveWhat, TableFormat};
use ruilkaart::ui::sheet::SheetFormat;
use ruilkaart::ui::state::{SettingsFile, State};

mod shared;

use shared::{peak_mb, year_files, years_request};

/// From one look at the bar to the next.
const LOOK: Duration = Duration::from_millis(4);
/// A job shorter than this shows no bar worth the name.
const LONG: Duration = Duration::from_millis(400);
/// In how many parts of its time a job is told to stop.
const PARTS: u32 = 10;

/// Asks for a job.
type Ask<'a> = &'a dyn Fn(&mut Jobs, &State);

fn main() {
    let (_sample, files) = year_files();
    let folder = tempfile::tempdir().unwrap();
    let to = |name: &str| folder.path().join(name);
    let newest = files.last().unwrap().clone();
    let areas = newest.with_file_name("areas.shp");
    let bench = Bench::new();
    let mut state = State::default();

    let request = Request::Files(vec![newest.clone()]);
    bench.job("open a shapefile", &state, &|jobs, state| {
        jobs.open(request.clone(), state);
    });
    let request = Request::Files(files.clone());
    bench.job("look at dropped years", &state, &|jobs, state| {
        jobs.open(request.clone(), state);
    });
    let request = years_request(&files, &state);
    let commands = bench.job("lay years over each other", &state, &|jobs, state| {
        jobs.open(Request::Years(request.clone()), state);
    });
    take(commands, &mut state);
    let id = state.session.active().unwrap().id;
    if areas.is_file() {
        let request = Request::Areas(vec![areas]);
        let commands = bench.job("open areas", &state, &|jobs, state| {
            jobs.open(request.clone(), state);
        });
        take(commands, &mut state);
        let commands = bench.job("figures of areas", &state, &|jobs, state| {
            jobs.areas(state, false);
        });
        take(commands, &mut state);
    }
    bench.job("colour anew", &state, &|jobs, state| {
        let layer = state.session.layer(id).unwrap();
        let knowledge = Arc::clone(state.session.knowledge());
        jobs.recolour(layer, ColourBy::Cooperation, knowledge);
    });
    bench.job("another system", &state, &|jobs, state| {
        jobs.set_crs(&[id], Crs::rd_new(), state);
    });
    bench.job("read years again", &state, &|jobs, state| {
        jobs.reload(id, state);
    });
    for format in ParcelFormat::ALL {
        let path = to(&format!("percelen-{}", format.key()));
        let what = SaveWhat::Parcels(format);
        let path = what.named(path);
        let name = format!("save parcels as {}", format.key());
        bench.job(&name, &state, &|jobs, state| {
            jobs.export(what, path.clone(), state);
        });
    }
    for ending in ["gpkg", "shp", "geojson", "parquet"] {
        let name = format!("open a result as {ending}");
        let mut names = ["geopackage", "shapefile", "geojson", "geoparquet"].into_iter();
        let path = names.find_map(|key| {
            let path = to(&format!("percelen-{key}.{ending}"));
            path.is_file().then_some(path)
        });
        let Some(path) = path else { continue };
        let request = Request::Files(vec![path]);
        bench.job(&name, &state, &|jobs, state| {
            jobs.open(request.clone(), state);
        });
    }
    let mut exports = vec![
        ("mend outlines", SaveWhat::Mended(id), "mended.gpkg"),
        ("save a film", SaveWhat::Film, "film.png"),
        ("pack a project", SaveWhat::Package, "project.zip"),
    ];
    if state.view.areas.figured.is_some() {
        exports.push((
            "save areas as xlsx",
            SaveWhat::Areas(TableFormat::Xlsx),
            "areas.xlsx",
        ));
        let areas = SaveWhat::AreaLayer(ParcelFormat::GeoPackage);
        exports.push(("save areas as geopackage", areas, "areas.gpkg"));
    }
    for (name, what, file) in exports {
        let path = to(file);
        bench.job(name, &state, &|jobs, state| {
            jobs.export(what, path.clone(), state);
        });
    }
    for format in SheetFormat::ALL {
        let path = to(&format!("sheet.{}", format.ending()));
        let name = format!("print a sheet as {}", format.ending());
        bench.job(&name, &state, &|jobs, state| {
            jobs.print(format, path.clone(), state);
        });
    }
    let path = to("project.ruilkaart");
    bench.job("save a project", &state, &|jobs, state| {
        jobs.save_project(path.clone(), state);
    });
    let request = Request::Project(ProjectRequest {
        path: path.clone(),
        answered: None,
    });
    bench.job("open a project", &state, &|jobs, state| {
        jobs.open(request.clone(), state);
    });
}

/// Carries out what a job came to.
fn take(commands: Vec<Command>, state: &mut State) {
    for command in commands {
        apply(command, state);
    }
}

struct Bench {
    /// Parts of the names of the jobs that are measured; all without one.
    chosen: Vec<String>,
}

impl Bench {
    fn new() -> Self {
        let words = std::env::args().skip(1);
        Self {
            chosen: words.filter(|word| !word.starts_with('-')).collect(),
        }
    }

    /// Runs a job to its end, then stops it again and again; what it came to at its end is given back.
    fn job(&self, name: &str, state: &State, ask: Ask<'_>) -> Vec<Command> {
        let started = Instant::now();
        let (commands, bar) = run(state, ask, None);
        let took = started.elapsed();
        if !self.chosen.is_empty() && !self.chosen.iter().any(|word| name.contains(word)) {
            return commands;
        }
        let mut worst = (Duration::ZERO, 0);
        for part in 0..PARTS {
            let stop = took * part / PARTS;
            let began = Instant::now();
            run(state, ask, Some(stop));
            let after = began.elapsed().saturating_sub(stop);
            worst = worst.max((after, part * 100 / PARTS));
        }
        let bar = if took < LONG {
            String::new()
        } else {
            bar.told(took)
        };
        println!(
            "{name:34} {:6.2} s, peak {:5.0} MB; stops within {:4.0} ms (at {:2} %){bar}",
            took.as_secs_f64(),
            peak_mb(),
            ms(worst.0),
            worst.1,
        );
        commands
    }
}

/// Runs a job, told to stop after a while, until its thread has ended.
fn run(state: &State, ask: Ask<'_>, stop: Option<Duration>) -> (Vec<Command>, Bar) {
    let mut jobs = Jobs::new(SettingsFile::at(None), None, Arc::new(|| {}));
    let mut bar = Bar::default();
    let mut commands = Vec::new();
    let started = Instant::now();
    let mut stop = stop;
    ask(&mut jobs, state);
    loop {
        commands.extend(jobs.finished(state));
        if jobs.is_idle() {
            return (commands, bar);
        }
        if stop.is_some_and(|stop| started.elapsed() >= stop) {
            jobs.cancel();
            stop = None;
        }
        if let Some(fraction) = jobs.shown().map(|shown| shown.fraction.unwrap_or(0.0)) {
            bar.looks.push((started.elapsed(), fraction));
        }
        std::thread::sleep(LOOK);
    }
}

/// Where the bar stood, and when.
#[derive(Default)]
struct Bar {
    looks: Vec<(Duration, f32)>,
}

impl Bar {
    fn told(&self, took: Duration) -> String {
        let (mut leap, mut stood) = ((0.0_f32, 0.0_f32), (Duration::ZERO, 0.0_f32));
        let (mut strayed, mut back) = (0.0_f32, 0.0_f32);
        // A bar is shown once a job has lasted a moment; where it then stands is no leap.
        let (mut since, mut at) = self.looks.first().copied().unwrap_or_default();
        for &(now, fraction) in self.looks.iter().chain(&[(took, 1.0)]) {
            strayed = strayed.max((fraction - now.as_secs_f32() / took.as_secs_f32()).abs());
            if (fraction - at).abs() > 0.0 {
                back = back.max(at - fraction);
                if fraction - at > leap.0 {
                    leap = (fraction - at, at);
                }
                if now - since > stood.0 {
                    stood = (now - since, at);
                }
                (at, since) = (fraction, now);
            }
        }
        // A bar that moves evenly stands at 10, 20, 30 and so on.
        let tenths = (1..PARTS).map(|part| {
            let moment = took * part / PARTS;
            let seen = self.looks.iter().take_while(|(now, _)| *now <= moment);
            let at = seen.last().map_or(0.0, |(_, at)| *at);
            format!(" {:.0}", at * 100.0)
        });
        let tenths: String = tenths.collect();
        let back = match back > 0.0 {
            true => format!(", GOES BACK {:.0} %", back * 100.0),
            false => String::new(),
        };
        format!(
            "; bar leaps {:2.0} % (at {:2.0} %), stands {:4.0} ms (at {:2.0} %), strays {:2.0} %{back}; tenths{tenths}",
            leap.0 * 100.0,
            leap.1 * 100.0,
            ms(stood.0),
            stood.1 * 100.0,
            strayed * 100.0
        )
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

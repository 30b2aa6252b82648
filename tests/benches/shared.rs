//! What several benchmarks need: the yearly files that are measured on, peers that speak Python, and clocks.

#![allow(dead_code, reason = "each benchmark takes what it needs")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use ruilkaart::job::Progress;
use ruilkaart::ui::state::State;
use ruilkaart::ui::years::{self, Draft, Found, Known, Source, YearsRequest};

/// The files `brp_<year>.shp` of the folder in `RUILKAART_YEARS`, oldest first, or of the program's own sample in a
/// passing folder.
pub(crate) fn year_files() -> (Option<tempfile::TempDir>, Vec<PathBuf>) {
    let (sample, folder) = match std::env::var_os("RUILKAART_YEARS") {
        Some(folder) => (None, PathBuf::from(folder)),
        None => {
            let folder = tempfile::tempdir().unwrap();
            ruilkaart::sample::write(folder.path(), &Progress::default()).unwrap();
            let years = folder.path().join("zeijen");
            (Some(folder), years)
        }
    };
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("brp_") && name.ends_with(".shp")
    });
    files.sort();
    (sample, files)
}

/// What a script prints that `python3` runs on some files; `None` where it cannot run here, or where
/// `RUILKAART_PEERS=0` leaves peers out.
pub(crate) fn python<P: AsRef<Path>>(script: &str, files: &[P]) -> Option<String> {
    if !wants_peers() {
        return None;
    }
    let output = Command::new("python3")
        .arg("-c")
        .arg(script)
        .args(files.iter().map(AsRef::as_ref))
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// Whether others are timed beside this program.
pub(crate) fn wants_peers() -> bool {
    std::env::var_os("RUILKAART_PEERS").is_none_or(|value| value != "0")
}

/// Seconds and result; what the work returns is dropped outside the clock.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed().as_secs_f64(), result)
}

/// The fastest of some runs, seconds: what the work itself costs, whatever else the machine does.
pub(crate) fn fastest_s(runs: usize, mut run: impl FnMut()) -> f64 {
    let times = (0..runs).map(|_| timed(&mut run).0);
    times.fold(f64::INFINITY, f64::min)
}

/// The middle one.
pub(crate) fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The most memory that a process had so far, MB, as the system counts it (Linux); 0 elsewhere.
pub(crate) fn peak_mb_of(process: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1024.0
}

/// As [`peak_mb_of`], of this process.
pub(crate) fn peak_mb() -> f64 {
    peak_mb_of("self")
}

/// What the dialog about years would ask for.
pub(crate) fn years_request(files: &[PathBuf], state: &State) -> YearsRequest {
    let knowledge = state.session.knowledge();
    let known = Known {
        catalogue: &knowledge.catalogue,
        memory: &state.settings.yearly,
    };
    let mut draft = Draft::default();
    for file in files {
        let read = years::read(&Source::Path(file.clone()), known, &Progress::default());
        if let Ok(Found::Layers(layers)) = read {
            layers.into_iter().for_each(|layer| draft.add(layer));
        }
    }
    draft.request(&knowledge.rule).unwrap()
}

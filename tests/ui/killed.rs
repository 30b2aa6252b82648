//! A process that works and is killed: what it had kept is there again, whatever it was doing.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::time::Duration;

use ruilkaart::io::atomic;
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{LayerCommand, ProjectCommand};

use crate::open::{CLASSES, write_classes};
use crate::window;

/// Where the process works that is killed.
const FOLDER: &str = "RUILKAART_TEST_WORKS_IN";
/// What it did last, and what it knows to be kept.
const DONE: &str = "done";
const KEPT: &str = "kept";

/// How much the layer covers after so many changes: a number that is found back exactly.
fn opacity(number: u32) -> f32 {
    0.1 + (number % 512) as f32 / 1024.0
}

/// Not a test of its own: what [`a_process_that_is_killed_loses_nothing_that_was_kept`] starts and kills. It changes
/// something, waits until that is kept, and so on for ever.
#[test]
#[ignore = "works for ever; another test starts it"]
fn works_for_ever() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let recovery = folder.join("recovery");
    let mut window = window::with_recovery(&[folder.join("percelen.shp")], &recovery);
    let id = window.state().state().session.layers()[0].id;
    for number in 1.. {
        let wanted = format!("opacity = {}\n", opacity(number));
        window
            .state_mut()
            .send(LayerCommand::SetOpacity(id, opacity(number)));
        window::settle(&mut window);
        note(folder, DONE, number);
        window::step_until(&mut window, "the change is kept", |_| {
            texts_in(&recovery)
                .iter()
                .any(|text| text.contains(&wanted))
        });
        note(folder, KEPT, number);
    }
}

fn note(folder: &Path, name: &str, number: u32) {
    let text = number.to_string();
    atomic::write(&folder.join(name), |out| out.write_all(text.as_bytes())).unwrap();
}

/// The recovery files of a folder.
fn texts_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().flatten();
    let files = files.filter(|file| file.path().extension().is_some_and(|e| e == "ruilkaart"));
    files
        .filter_map(|file| fs::read_to_string(file.path()).ok())
        .collect()
}

fn number_in(folder: &Path, name: &str) -> Option<u32> {
    fs::read_to_string(folder.join(name)).ok()?.parse().ok()
}

/// Ends the process with the test, however that ends.
struct Killed(Child);

impl Killed {
    fn now(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Killed {
    fn drop(&mut self) {
        self.now();
    }
}

#[test]
fn a_process_that_is_killed_loses_nothing_that_was_kept() {
    for changes in [1, 2, 4] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        write_classes(folder, "percelen", &CLASSES);
        let process = Process::new(std::env::current_exe().unwrap())
            .args(["killed::works_for_ever", "--exact", "--ignored"])
            .env(FOLDER, folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut process = Killed(process);
        let mut patience = 0;
        while number_in(folder, DONE).unwrap_or_default() < changes {
            assert!(patience < 60_000, "it never did anything");
            assert!(
                process.0.try_wait().unwrap().is_none(),
                "it ended by itself"
            );
            std::thread::sleep(Duration::from_millis(2));
            patience += 1;
        }
        process.now();
        let (kept, done) = (
            number_in(folder, KEPT).unwrap_or(0),
            number_in(folder, DONE),
        );
        let mut window = window::with_recovery(&[], &folder.join("recovery"));
        let offered = window.state().state().project.crashed.len();
        if offered == 0 {
            assert_eq!(kept, 0, "something was kept, and nothing is offered");
            continue;
        }
        window.state_mut().send(ProjectCommand::Recover(0));
        window::settle(&mut window);
        let state = window.state().state();
        let found = state.session.layers()[0].opacity;
        let mut possible = kept..=done.unwrap() + 1;
        assert!(
            possible.any(|number| (found - opacity(number)).abs() < 1e-6) || kept == 0,
            "{found} after {kept} kept and {done:?} done"
        );
        assert_eq!(state.lang(), Lang::Nl);
    }
}

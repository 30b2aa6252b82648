//! The whole window for tests: started as the program starts it, without the user's settings.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use ruilkaart::text::Lang;
use ruilkaart::ui::state::{SettingsFile, State};
use ruilkaart::ui::{App, AppOptions};

/// The window's size in tests, in points: the smallest that must work.
pub const SIZE: [f32; 2] = [1280.0, 800.0];
/// How long a test waits for background work.
const PATIENCE: Duration = Duration::from_secs(60);

/// A window in Dutch that opens the sample.
pub fn with_sample() -> Harness<'static, App> {
    open(&[], Lang::Nl, 1.0)
}

/// A window that opens these files; without any, the sample. It has settled when it comes back.
pub fn open(files: &[PathBuf], lang: Lang, pixels_per_point: f32) -> Harness<'static, App> {
    let options = AppOptions {
        files: files.to_vec(),
        lang: Some(lang),
        settings_file: SettingsFile::at(None),
        renderer: None,
        base_maps: None,
    };
    let mut window = Harness::builder()
        .with_size(SIZE)
        .with_pixels_per_point(pixels_per_point)
        .with_theme(egui::Theme::Light)
        .with_step_dt(1.0 / 60.0)
        .with_max_steps(64)
        .build_eframe(|cc| App::new(&cc.egui_ctx, options));
    settle(&mut window);
    window
}

/// Steps until nothing is being opened, placed, coloured, gathered or drawn.
pub fn settle(window: &mut Harness<'_, App>) {
    step_until(window, "the background work is done", |app| !app.is_busy());
    // Counts, tiles and the selected parcel come from threads of their own.
    let end = Instant::now() + PATIENCE;
    let mut quiet = 0;
    while quiet < 20 && Instant::now() < end {
        window.step();
        let repaint = window.ctx.has_requested_repaint();
        quiet = if repaint { 0 } else { quiet + 1 };
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Steps until the predicate holds; a picture is kept when it never does.
pub fn step_until(window: &mut Harness<'_, App>, what: &str, holds: impl Fn(&App) -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds(window.state()) {
        if Instant::now() > end {
            let file = keep_picture(window, "never");
            panic!("never: {what} ({})", file.display());
        }
        window.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    window.step();
}

/// As [`step_until`], for what can be read off the state.
pub fn step_until_state(window: &mut Harness<'_, App>, what: &str, holds: impl Fn(&State) -> bool) {
    step_until(window, what, |app| holds(app.state()));
}

/// Draws the window into a file; answers where it is. Without a graphics adapter there is no picture.
pub fn keep_picture(window: &mut Harness<'_, App>, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("{name}.png"));
    if let Ok(picture) = window.render() {
        picture
            .save(&file)
            .expect("the target folder can be written to");
    }
    file
}

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
const PATIENCE: Duration = Duration::from_secs(300);

/// A window in Dutch that opens the sample.
pub fn with_sample() -> Harness<'static, App> {
    open(&[], Lang::Nl, 1.0)
}

/// A window in Dutch that keeps its session in a folder for the case of a crash.
pub fn with_recovery(files: &[PathBuf], folder: &Path) -> Harness<'static, App> {
    started(files, Lang::Nl, 1.0, Some(folder.to_owned()))
}

/// A window that opens these files; without any, the sample. It has settled when it comes back.
pub fn open(files: &[PathBuf], lang: Lang, pixels_per_point: f32) -> Harness<'static, App> {
    started(files, lang, pixels_per_point, None)
}

fn started(
    files: &[PathBuf],
    lang: Lang,
    pixels_per_point: f32,
    recovery: Option<PathBuf>,
) -> Harness<'static, App> {
    let options = AppOptions {
        files: files.to_vec(),
        lang: Some(lang),
        cache: None,
        settings_file: SettingsFile::at(None),
        recovery,
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

/// Steps until nothing goes on in the background, the picture is complete and no frame asks for another.
pub fn settle(window: &mut Harness<'_, App>) {
    // What ends asks for a frame, and what is seen in it may start something: the second rest is the true one.
    for _ in 0..2 {
        window.step();
        let end = Instant::now() + PATIENCE;
        while !window.state().is_at_rest() || asks_for_a_frame(window) {
            if Instant::now() > end {
                let file = keep_picture(window, "restless");
                panic!(
                    "never at rest: {:?} ({})",
                    window.ctx.repaint_causes(),
                    file.display()
                );
            }
            window.step();
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// True when the last frame wants the next one at once.
fn asks_for_a_frame(window: &Harness<'_, App>) -> bool {
    window.output().viewport_output[&egui::ViewportId::ROOT]
        .repaint_delay
        .is_zero()
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

/// The window as it is drawn. An adapter that is a program among others may need longer than it is waited for: then it
/// is asked again.
pub fn picture(window: &mut Harness<'_, App>) -> image::RgbaImage {
    let end = Instant::now() + PATIENCE;
    loop {
        match window.render() {
            Ok(picture) => return picture,
            Err(error) => assert!(Instant::now() < end, "not drawn: {error}"),
        }
    }
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

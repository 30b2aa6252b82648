//! How long the window takes for a frame while somebody pans and zooms: the program's own window, on the screen,
//! fed with the moves of a pointer sixty times a second. Budget for 95 of 100 frames: 16 ms on a graphics card,
//! 50 ms where the processor draws.
//!
//! `cargo bench --bench frame -- wgpu` takes the sample; with `RUILKAART_BENCH` set, the newest year of that folder
//! too. `glow` instead of `wgpu` draws through OpenGL, as the program does where there is no graphics card. For each
//! it prints when the map was complete after opening, the frames of the whole tour and of each leg (median, 95th
//! percentile, worst), and how long after the last movement of a leg the picture was complete. With a folder of years the
//! last leg moves the map while all of them are laid over each other.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use eframe::{NativeOptions, Renderer, wgpu};
use egui::{
    Event, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, RawInput, TouchPhase,
    ViewportCommand, vec2,
};
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{ProjectCommand, YearsCommand};
use ruilkaart::ui::state::project::After;
use ruilkaart::ui::state::{SettingsFile, YearMemory};
use ruilkaart::ui::{App, AppOptions};

mod shared;

/// From one frame to the next on a usual screen.
const TICK: Duration = Duration::from_micros(16_667);
const SIZES: [[f32; 2]; 2] = [[1280.0, 800.0], [1920.0, 1080.0]];

fn main() {
    let renderer = match std::env::args().nth(1).as_deref() {
        Some("glow") => Renderer::Glow,
        _ => Renderer::Wgpu,
    };
    let newest = newest_year();
    for size in SIZES {
        run("sample", Vec::new(), size, renderer);
        if let Some(file) = &newest {
            run(
                &file.display().to_string(),
                vec![file.clone()],
                size,
                renderer,
            );
        }
    }
}

/// The last year of the folder that the environment names.
fn newest_year() -> Option<PathBuf> {
    year_files().pop()
}

/// All of them, oldest first.
fn year_files() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("RUILKAART_BENCH") else {
        return Vec::new();
    };
    let files = std::fs::read_dir(folder).unwrap();
    let years = files.map(|file| file.unwrap().path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("brp_") && name.ends_with(".shp")
    });
    let mut years: Vec<PathBuf> = years.collect();
    years.sort();
    years
}

fn run(what: &str, files: Vec<PathBuf>, [width, height]: [f32; 2], renderer: Renderer) {
    let mut options = NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_inner_size([width, height])
            .with_decorations(false),
        renderer,
        // The clock of the tour stands in for that of the screen.
        glow_options: eframe::egui_glow::GlowConfiguration {
            vsync: false,
            ..Default::default()
        },
        dithering: false,
        ..NativeOptions::default()
    };
    options.wgpu_options.surface.present_mode = wgpu::PresentMode::AutoNoVsync;
    let (sender, report) = channel();
    let create = Box::new(move |cc: &eframe::CreationContext<'_>| {
        let adapter = cc.wgpu_render_state.as_ref().map(|state| {
            let info = state.adapter.get_info();
            format!("{} ({}, {:?})", info.name, info.backend, info.device_type)
        });
        Ok(Box::new(Tour::new(cc, files, adapter, sender)) as Box<dyn eframe::App>)
    });
    eframe::run_native("ruilkaart frame", options, create).unwrap();
    let report = report.recv().unwrap();
    println!(
        "{what}: {} parcels, {width} x {height}, {}",
        report.parcels, report.adapter
    );
    println!("  complete after opening {:7.1} ms", ms(report.opened));
    report.print();
}

/// What the hand does in a frame.
type Gesture = fn(usize, &Tour) -> Vec<Event>;

/// The legs of the tour: name, frames of movement, the movement.
const TOUR: [(&str, usize, Gesture); 8] = [
    ("pan the province", 40, drag),
    ("zoom to a village", 45, zoom_in),
    ("pan a village", 40, drag),
    ("zoom to a field", 45, zoom_in),
    ("pan among fields", 40, drag),
    ("point at fields", 60, hover),
    ("zoom out", 60, zoom_out),
    ("pan back", 40, drag),
];

/// The leg after them: the map is moved while years are laid over each other.
const AT_WORK: (&str, usize, Gesture) = ("pan at work", 240, sway);

/// Across the map with the button held, and let go while at rest.
fn drag(frame: usize, tour: &Tour) -> Vec<Event> {
    let at = tour.middle
        + vec2(
            150.0 - 10.0 * frame.min(30) as f32,
            4.0 * frame.min(30) as f32,
        );
    let moved = Event::PointerMoved(at);
    let button = |pressed| Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    match frame {
        0 => vec![moved, button(true)],
        39 => vec![moved, button(false)],
        _ => vec![moved],
    }
}

/// To and fro with the button held.
fn sway(frame: usize, tour: &Tour) -> Vec<Event> {
    match frame {
        239 => drag(39, tour),
        _ => drag((frame % 80).min(80 - frame % 80).min(38), tour),
    }
}

fn zoom_in(frame: usize, tour: &Tour) -> Vec<Event> {
    wheel(frame, tour, 60.0)
}

fn zoom_out(frame: usize, tour: &Tour) -> Vec<Event> {
    wheel(frame, tour, -90.0)
}

/// A notch of the wheel every five frames.
fn wheel(frame: usize, tour: &Tour, points: f32) -> Vec<Event> {
    let mut events = vec![Event::PointerMoved(tour.middle)];
    if frame.is_multiple_of(5) {
        events.push(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, points),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
    }
    events
}

fn hover(frame: usize, tour: &Tour) -> Vec<Event> {
    let along = frame as f32 / 60.0 - 0.5;
    vec![Event::PointerMoved(
        tour.middle + vec2(500.0 * along, 300.0 * along),
    )]
}

/// The program's window, and the hand that moves the map.
struct Tour {
    app: App,
    /// Files to be laid over each other at the end of the tour.
    years: Vec<PathBuf>,
    sender: Sender<Report>,
    report: Report,
    /// Frames of the leg so far; none while the picture becomes complete.
    leg: usize,
    frame: usize,
    still_since: Option<Instant>,
    /// How long after that the picture was complete.
    rested: Option<Duration>,
    middle: Pos2,
    /// When the work on the frame began that is being drawn.
    begin: Option<Instant>,
    due: Instant,
}

#[derive(Clone)]
struct Report {
    adapter: String,
    parcels: usize,
    opened: Duration,
    legs: Vec<Leg>,
}

#[derive(Clone)]
struct Leg {
    name: &'static str,
    frames: Vec<Duration>,
    complete_after: Duration,
}

impl Tour {
    fn new(
        cc: &eframe::CreationContext<'_>,
        files: Vec<PathBuf>,
        adapter: Option<String>,
        sender: Sender<Report>,
    ) -> Self {
        let years = match files.is_empty() {
            true => Vec::new(),
            false => year_files(),
        };
        let options = AppOptions {
            files,
            lang: Some(Lang::Nl),
            cache: None,
            settings_file: SettingsFile::at(None),
            recovery: None,
            renderer: None,
            base_maps: None,
        };
        let now = Instant::now();
        Self {
            years,
            app: App::new(&cc.egui_ctx, options),
            sender,
            report: Report {
                adapter: adapter.unwrap_or_else(|| "OpenGL".to_owned()),
                parcels: 0,
                opened: Duration::ZERO,
                legs: Vec::new(),
            },
            leg: 0,
            frame: 0,
            still_since: Some(now),
            rested: None,
            middle: Pos2::ZERO,
            begin: None,
            due: now,
        }
    }

    /// What the hand does now.
    fn next(&mut self, took: Option<Duration>, ctx: &egui::Context) -> Vec<Event> {
        if self.still_since.is_some() {
            let Some(after) = self.rested.take() else {
                return Vec::new();
            };
            self.arrived(after);
            if self.leg == TOUR.len() + usize::from(!self.years.is_empty()) {
                let _ = self.sender.send(self.report.clone());
                // Years that were laid over each other are an unsaved change, which is asked about.
                let (save, after) = (false, After::Quit);
                self.app.send(ProjectCommand::Settle { save, after });
                ctx.send_viewport_cmd(ViewportCommand::Close);
                return Vec::new();
            }
            self.still_since = None;
            self.frame = 0;
            self.begin_leg();
        } else if let (Some(took), Some(leg)) = (took, self.report.legs.last_mut()) {
            leg.frames.push(took);
            self.frame += 1;
        }
        let (_, count, gesture) = TOUR.get(self.leg).copied().unwrap_or(AT_WORK);
        if self.frame == count {
            self.leg += 1;
            self.still_since = Some(Instant::now());
            return Vec::new();
        }
        gesture(self.frame, self)
    }

    /// The picture is complete, so long after the last movement.
    fn arrived(&mut self, after: Duration) {
        match self.report.legs.last_mut() {
            Some(leg) => leg.complete_after = after,
            None => {
                self.report.opened = after;
                let layers = self.app.state().session.layers();
                self.report.parcels = layers.iter().map(|layer| layer.layer.len()).sum();
            }
        }
    }

    fn begin_leg(&mut self) {
        if self.leg == TOUR.len() {
            let request = shared::years_request(&self.years, self.app.state());
            let memory = YearMemory::default();
            let command = YearsCommand::Overlay(Box::new(request), memory);
            self.app.send(command);
        }
        self.report.legs.push(Leg {
            name: TOUR.get(self.leg).unwrap_or(&AT_WORK).0,
            frames: Vec::new(),
            complete_after: Duration::ZERO,
        });
    }
}

impl eframe::App for Tour {
    fn raw_input_hook(&mut self, ctx: &egui::Context, input: &mut RawInput) {
        let took = self.begin.map(|begin| begin.elapsed());
        std::thread::sleep(self.due.saturating_duration_since(Instant::now()));
        self.due = Instant::now() + TICK;
        if let Some(rect) = input.screen_rect {
            self.middle = rect.center() + vec2(-30.0, 20.0);
        }
        input.events = self.next(took, ctx);
        input.focused = true;
        // At rest the window itself knows when there is something new to draw.
        if self.still_since.is_none() {
            ctx.request_repaint();
        }
        self.begin = Some(Instant::now());
    }

    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.app.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
        if let Some(since) = self.still_since.filter(|_| self.app.is_at_rest()) {
            self.rested = Some(since.elapsed());
            ui.ctx().request_repaint();
        }
    }
}

impl Report {
    fn print(&self) {
        let all: Vec<Duration> = self
            .legs
            .iter()
            .flat_map(|leg| leg.frames.clone())
            .collect();
        print_line("the whole tour", all, None);
        for leg in &self.legs {
            print_line(leg.name, leg.frames.clone(), Some(leg.complete_after));
        }
    }
}

fn print_line(name: &str, mut frames: Vec<Duration>, complete_after: Option<Duration>) {
    frames.sort_unstable();
    let at = |part: f64| ms(frames[((frames.len() - 1) as f64 * part).round() as usize]);
    let after = complete_after.map_or(String::new(), |after| {
        format!(", complete after {:.0} ms", ms(after))
    });
    println!(
        "  {name:18} {:4} frames: median {:5.1} ms, 95 % {:5.1} ms, worst {:5.1} ms{after}",
        frames.len(),
        at(0.5),
        at(0.95),
        at(1.0),
    );
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

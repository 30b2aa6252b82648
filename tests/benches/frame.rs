//! How long the window takes for a frame while somebody pans and zooms: the program's own window without a
//! screen, drawn by the adapter that the window would take too, sixty times a second at most as a screen asks.
//! Budget for 95 of 100 frames: 16 ms on a graphics card, 50 ms where the processor draws.
//!
//! `cargo bench --bench frame` takes the sample; with `RUILKAART_BENCH` set, the newest year of that folder too.
//! For each it prints when the map was complete after opening, the frames of the whole tour and of each leg
//! (median, 95th percentile, worst), and how long after the last movement of a leg the picture was complete.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::iter::once;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::{App as _, egui_wgpu, wgpu};
use egui::{
    Event, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect,
    TouchPhase, Vec2, ViewportId, pos2, vec2,
};
use ruilkaart::text::Lang;
use ruilkaart::ui::state::SettingsFile;
use ruilkaart::ui::{App, AppOptions};

/// From one frame to the next on a usual screen.
const TICK: Duration = Duration::from_micros(16_667);
const SIZES: [[u32; 2]; 2] = [[1280, 800], [1920, 1080]];

fn main() {
    let newest = newest_year();
    for size in SIZES {
        run("sample", Vec::new(), size);
        if let Some(file) = &newest {
            run(&file.display().to_string(), vec![file.clone()], size);
        }
    }
}

/// The last year of the folder that the environment names.
fn newest_year() -> Option<PathBuf> {
    let folder = std::env::var_os("RUILKAART_BENCH")?;
    let files = std::fs::read_dir(folder).unwrap();
    let years = files.map(|file| file.unwrap().path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("brp_") && name.ends_with(".shp")
    });
    years.max()
}

fn run(what: &str, files: Vec<PathBuf>, [width, height]: [u32; 2]) {
    let mut window = Window::open(files, [width, height]);
    let opened = window.until_complete();
    let parcels: usize = window.parcels();
    println!(
        "{what}: {parcels} parcels, {width} x {height}, {}",
        window.screen.adapter()
    );
    println!("  complete after opening {:7.1} ms", ms(opened));
    window.tour();
    window.report();
}

/// What the hand does in a frame.
type Gesture = fn(usize, &Window) -> Vec<Event>;

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

/// Across the map with the button held, and let go while at rest.
fn drag(frame: usize, window: &Window) -> Vec<Event> {
    let at = window.middle
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

fn zoom_in(frame: usize, window: &Window) -> Vec<Event> {
    wheel(frame, window, 60.0)
}

fn zoom_out(frame: usize, window: &Window) -> Vec<Event> {
    wheel(frame, window, -90.0)
}

/// A notch of the wheel every five frames.
fn wheel(frame: usize, window: &Window, points: f32) -> Vec<Event> {
    let mut events = vec![Event::PointerMoved(window.middle)];
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

fn hover(frame: usize, window: &Window) -> Vec<Event> {
    let along = frame as f32 / 60.0 - 0.5;
    vec![Event::PointerMoved(
        window.middle + vec2(500.0 * along, 300.0 * along),
    )]
}

/// The program's window, on a screen of our own.
struct Window {
    ctx: egui::Context,
    app: App,
    frame: eframe::Frame,
    screen: Screen,
    size: Vec2,
    middle: Pos2,
    start: Instant,
    due: Instant,
    legs: Vec<Leg>,
}

struct Leg {
    name: &'static str,
    frames: Vec<Duration>,
    complete_after: Duration,
}

impl Window {
    fn open(files: Vec<PathBuf>, size: [u32; 2]) -> Self {
        let screen = Screen::new(size);
        let start = Instant::now();
        let ctx = egui::Context::default();
        let options = AppOptions {
            files,
            lang: Some(Lang::Nl),
            settings_file: SettingsFile::at(None),
            renderer: None,
            base_maps: None,
        };
        let app = App::new(&ctx, options);
        let size = vec2(size[0] as f32, size[1] as f32);
        Self {
            ctx,
            app,
            frame: eframe::Frame::_new_kittest(),
            screen,
            size,
            middle: pos2(size.x / 2.0 - 30.0, size.y / 2.0 + 20.0),
            start,
            due: start,
            legs: Vec::new(),
        }
    }

    fn parcels(&self) -> usize {
        let layers = self.app.state().session.layers();
        layers.iter().map(|layer| layer.layer.len()).sum()
    }

    /// A frame, not before the screen asks for one; how long it took.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        std::thread::sleep(self.due.saturating_duration_since(Instant::now()));
        self.due = Instant::now() + TICK;
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.start.elapsed().as_secs_f64()),
            predicted_dt: TICK.as_secs_f32(),
            events,
            ..RawInput::default()
        };
        if let Some(viewport) = input.viewports.get_mut(&ViewportId::ROOT) {
            viewport.native_pixels_per_point = Some(1.0);
        }
        let begin = Instant::now();
        let (app, frame) = (&mut self.app, &mut self.frame);
        let output = self.ctx.run_ui(input, |ui| {
            let ctx = ui.ctx().clone();
            app.logic(&ctx, frame);
            app.ui(ui, frame);
        });
        self.screen.show(&self.ctx, output);
        begin.elapsed()
    }

    /// Frames until all is drawn; how long that takes.
    fn until_complete(&mut self) -> Duration {
        let begin = Instant::now();
        loop {
            self.frame(Vec::new());
            if self.app.is_at_rest() {
                return begin.elapsed();
            }
        }
    }

    fn tour(&mut self) {
        for (name, count, gesture) in TOUR {
            let frames = (0..count).map(|frame| {
                let events = gesture(frame, self);
                self.frame(events)
            });
            let frames = frames.collect();
            let complete_after = self.until_complete();
            self.legs.push(Leg {
                name,
                frames,
                complete_after,
            });
        }
    }

    fn report(&self) {
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

/// What the frames are drawn on: a picture in the adapter's memory.
struct Screen {
    state: egui_wgpu::RenderState,
    view: wgpu::TextureView,
    size: [u32; 2],
}

impl Screen {
    fn new(size: [u32; 2]) -> Self {
        let setup = egui_wgpu::WgpuSetupCreateNew::without_display_handle();
        let state = egui_kittest::wgpu::create_render_state(
            egui_wgpu::WgpuSetup::CreateNew(setup),
            egui_wgpu::RendererOptions::default(),
        );
        let [width, height] = size;
        let texture = state.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: wgpu::Extent3d {
                width,
                height,
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: state.target_format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        Self { state, view, size }
    }

    fn adapter(&self) -> String {
        let info = self.state.adapter.get_info();
        format!("{} ({}, {:?})", info.name, info.backend, info.device_type)
    }

    /// Draws, and waits until it is drawn.
    fn show(&self, ctx: &egui::Context, mut output: egui::FullOutput) {
        let (device, queue) = (&self.state.device, &self.state.queue);
        let screen = egui_wgpu::ScreenDescriptor {
            size_in_pixels: self.size,
            pixels_per_point: output.pixels_per_point,
        };
        let primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
        let mut renderer = self.state.renderer.write();
        for (id, images) in output.textures_delta.set.drain() {
            for image in images {
                renderer.update_texture(device, queue, id, &image);
            }
        }
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let buffers = renderer.update_buffers(device, queue, &mut encoder, &primitives, &screen);
        {
            let pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &self.view,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                        store: wgpu::StoreOp::Store,
                    },
                    depth_slice: None,
                })],
                ..wgpu::RenderPassDescriptor::default()
            });
            renderer.render(&mut pass.forget_lifetime(), &primitives, &screen);
        }
        queue.submit(buffers.into_iter().chain(once(encoder.finish())));
        device.poll(wgpu::PollType::wait_indefinitely()).unwrap();
        for id in output.textures_delta.free.drain() {
            renderer.free_texture(&id);
        }
    }
}

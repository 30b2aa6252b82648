//! Opens the window: its size and icon, and the renderer. The first renderer that works is taken; where none
//! does, the program says what the machine lacks.

use std::sync::Arc;

use eframe::{CreationContext, NativeOptions, Renderer, egui_wgpu, wgpu};

use super::app::{App, AppOptions, BaseMapFiles};
use super::state::{Renderer as Drawing, SettingsFile};
use crate::cli::{RendererName, WindowRequest};
use crate::text::Lang;

/// Smallest window that works, in points.
const MIN_SIZE: [f32; 2] = [640.0, 400.0];
/// A new window, in points.
const FIRST_SIZE: [f32; 2] = [1280.0, 800.0];

/// Why no window could be opened: what each renderer said.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.line())]
pub struct StartError {
    /// The language to say it in.
    lang: Lang,
    /// What each renderer that was tried said, in English.
    causes: Vec<String>,
    /// True where there is not even a display.
    no_display: bool,
}

impl StartError {
    /// What happened, what it means and what to do, in one line.
    fn line(&self) -> String {
        let key = if self.no_display {
            "start.no_display"
        } else {
            "start.no_graphics"
        };
        self.lang.fill(key, &[("causes", &self.causes.join("; "))])
    }
}

/// Opens the window, and comes back when it is closed.
///
/// # Errors
/// When no renderer works on this machine.
pub fn run(request: &WindowRequest) -> Result<(), StartError> {
    let renderers = match request.renderer {
        Some(RendererName::Wgpu) => vec![Renderer::Wgpu],
        Some(RendererName::Glow) => vec![Renderer::Glow],
        None => vec![Renderer::Wgpu, Renderer::Glow],
    };
    let mut failed = StartError {
        lang: request.lang.unwrap_or_else(Lang::of_system),
        causes: Vec::new(),
        no_display: false,
    };
    for renderer in renderers {
        let error = match open(renderer, request) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        log::warn!("{renderer}: {error}");
        failed.no_display |= matches!(error, eframe::Error::WinitEventLoop(_));
        failed.causes.push(format!("{renderer}: {error}"));
    }
    Err(failed)
}

fn open(renderer: Renderer, request: &WindowRequest) -> eframe::Result {
    let options = NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Ruilkaart")
            .with_app_id("ruilkaart")
            .with_inner_size(FIRST_SIZE)
            .with_min_inner_size(MIN_SIZE)
            .with_icon(Arc::new(icon())),
        renderer,
        centered: true,
        wgpu_options: wgpu_options(),
        ..NativeOptions::default()
    };
    let (files, lang) = (request.files.clone(), request.lang);
    eframe::run_native(
        "ruilkaart",
        options,
        Box::new(move |cc| {
            let options = AppOptions {
                files,
                lang,
                settings_file: SettingsFile::of_user(),
                renderer: Some(drawing(cc)),
                base_maps: Some(base_map_files()),
            };
            Ok(Box::new(App::new(&cc.egui_ctx, options)))
        }),
    )
}

fn base_map_files() -> BaseMapFiles {
    let folders = directories::ProjectDirs::from("nl", "", "ruilkaart");
    folders.map_or_else(BaseMapFiles::default, |folders| BaseMapFiles {
        list: Some(folders.config_dir().join("basemaps.toml")),
        cache: Some(folders.cache_dir().to_owned()),
    })
}

/// A map needs little: the adapter that saves power, on laptops the one that the screen hangs on.
fn wgpu_options() -> egui_wgpu::WgpuConfiguration {
    let mut options = NativeOptions::default().wgpu_options;
    if let egui_wgpu::WgpuSetup::CreateNew(setup) = &mut options.wgpu_setup {
        let chosen = wgpu::PowerPreference::from_env();
        setup.power_preference = chosen.unwrap_or(wgpu::PowerPreference::LowPower);
    }
    options
}

/// What draws the window, as far as it tells.
fn drawing(cc: &CreationContext<'_>) -> Drawing {
    let Some(render) = &cc.wgpu_render_state else {
        return Drawing {
            name: "OpenGL".to_owned(),
            adapter: String::new(),
            software: false,
        };
    };
    let info = render.adapter.get_info();
    Drawing {
        name: info.backend.to_string(),
        software: info.device_type == wgpu::DeviceType::Cpu,
        adapter: info.name,
    }
}

/// Four fields in the colours of the classes.
fn icon() -> egui::IconData {
    use crate::domain::Class;
    use crate::map::PaletteName;
    const SIDE: u32 = 64;
    let classes = [
        Class::NoneMixed,
        Class::NoneArable,
        Class::Extensive,
        Class::Intensive,
    ];
    let pixels = (0..SIDE * SIDE).flat_map(|i| {
        let (x, y) = (i % SIDE, i / SIDE);
        let between = (30..34).contains(&x) || (30..34).contains(&y);
        let outside = x < 4 || y < 4 || x >= SIDE - 4 || y >= SIDE - 4;
        if between || outside {
            return [0; 4];
        }
        let number = usize::from(x > SIDE / 2) + 2 * usize::from(y > SIDE / 2);
        let fill = PaletteName::Fig1.class(classes[number]).fill;
        [fill.r, fill.g, fill.b, 255]
    });
    egui::IconData {
        rgba: pixels.collect(),
        width: SIDE,
        height: SIDE,
    }
}

//! Opens the window: its size and icon, and the renderer. The first renderer that works is taken; where none
//! does, the program says what the machine lacks.

use std::sync::Arc;

use eframe::{CreationContext, NativeOptions, Renderer, egui_wgpu, wgpu};

use super::app::{App, AppOptions, BaseMapFiles};
use super::state::{Renderer as Drawing, SettingsFile};
use crate::cli::{RendererName, WindowRequest};
use crate::job::Cache;
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

/// One way to have the window drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By a graphics card, through what the system offers best (Vulkan, Metal, DirectX).
    Card,
    /// Through OpenGL. Where there is no card the processor draws, and this is its fastest way by far: a frame
    /// costs it less than half of what it costs through Vulkan.
    OpenGl,
    /// Through whatever there is.
    Any,
}

impl Way {
    /// For whoever helps, in English.
    fn name(self) -> &'static str {
        match self {
            Self::Card => "graphics card",
            Self::OpenGl => "OpenGL",
            Self::Any => "any adapter",
        }
    }
}

/// Opens the window, and comes back when it is closed.
///
/// # Errors
/// When no renderer works on this machine.
pub fn run(request: &WindowRequest) -> Result<(), StartError> {
    let ways: &[Way] = match request.renderer {
        Some(RendererName::Wgpu) => &[Way::Any],
        Some(RendererName::Glow) => &[Way::OpenGl],
        None => &[Way::Card, Way::OpenGl, Way::Any],
    };
    let mut failed = StartError {
        lang: request.lang.unwrap_or_else(Lang::of_system),
        causes: Vec::new(),
        no_display: false,
    };
    for &way in ways {
        let no_card = !failed.causes.is_empty();
        let error = match open(way, no_card, request) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        log::warn!("{}: {error}", way.name());
        let no_display = matches!(error, eframe::Error::WinitEventLoop(_));
        failed.no_display |= no_display;
        failed.causes.push(format!("{}: {error}", way.name()));
        if no_display {
            break;
        }
    }
    Err(failed)
}

fn open(way: Way, no_card: bool, request: &WindowRequest) -> eframe::Result {
    let options = NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Ruilkaart")
            .with_app_id("ruilkaart")
            .with_inner_size(FIRST_SIZE)
            .with_min_inner_size(MIN_SIZE)
            .with_icon(Arc::new(icon())),
        renderer: match way {
            Way::OpenGl => Renderer::Glow,
            Way::Card | Way::Any => Renderer::Wgpu,
        },
        centered: true,
        // The colours on the map are those of the legend, to the last bit; there is no gradient to smooth.
        dithering: false,
        wgpu_options: wgpu_options(way),
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
                cache: Cache::of_user(),
                settings_file: SettingsFile::of_user(),
                recovery: recovery_folder(),
                renderer: Some(drawing(cc, no_card)),
                base_maps: Some(base_map_files()),
            };
            Ok(Box::new(App::new(&cc.egui_ctx, options)))
        }),
    )
}

fn recovery_folder() -> Option<std::path::PathBuf> {
    let folders = directories::ProjectDirs::from("nl", "", "ruilkaart")?;
    Some(folders.data_local_dir().join("recovery"))
}

fn base_map_files() -> BaseMapFiles {
    let folders = directories::ProjectDirs::from("nl", "", "ruilkaart");
    folders.map_or_else(BaseMapFiles::default, |folders| BaseMapFiles {
        list: Some(folders.config_dir().join("basemaps.toml")),
        cache: Some(folders.cache_dir().to_owned()),
    })
}

/// A map needs little: the adapter that saves power, on laptops the one that the screen hangs on.
fn wgpu_options(way: Way) -> egui_wgpu::WgpuConfiguration {
    let mut options = NativeOptions::default().wgpu_options;
    if let egui_wgpu::WgpuSetup::CreateNew(setup) = &mut options.wgpu_setup {
        let chosen = wgpu::PowerPreference::from_env();
        setup.power_preference = chosen.unwrap_or(wgpu::PowerPreference::LowPower);
        if way == Way::Card {
            let power = setup.power_preference;
            setup.native_adapter_selector = Some(Arc::new(move |adapters, surface| {
                card(adapters, surface, power)
            }));
        }
    }
    options
}

/// The graphics card to draw with; none where the processor would have to play one.
fn card(
    adapters: &[wgpu::Adapter],
    surface: Option<&wgpu::Surface<'_>>,
    power: wgpu::PowerPreference,
) -> Result<wgpu::Adapter, String> {
    use wgpu::DeviceType::{Cpu, DiscreteGpu, IntegratedGpu};
    let rank = |adapter: &&wgpu::Adapter| match (adapter.get_info().device_type, power) {
        (DiscreteGpu, wgpu::PowerPreference::HighPerformance) => 0,
        (IntegratedGpu, _) => 1,
        (DiscreteGpu, _) => 2,
        _ => 3,
    };
    adapters
        .iter()
        .filter(|adapter| adapter.get_info().device_type != Cpu)
        .filter(|adapter| surface.is_none_or(|surface| adapter.is_surface_supported(surface)))
        .min_by_key(rank)
        .cloned()
        .ok_or_else(|| "no graphics card".to_owned())
}

/// What draws the window, as far as it tells.
fn drawing(cc: &CreationContext<'_>, no_card: bool) -> Drawing {
    let Some(render) = &cc.wgpu_render_state else {
        return Drawing {
            name: "OpenGL".to_owned(),
            adapter: String::new(),
            software: no_card,
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

//! The bar below: where the pointer is, the scale, what goes on in the background, whether there is a network,
//! and what was said.

use egui::{Align, Layout, RichText, Ui};

use crate::analysis::summary::parcels_in;
use crate::map::MapCrs;
use crate::map::camera::OGC_PIXEL_M;
use crate::text::{Lang, NBSP};
use crate::ui::command::{Command, FileCommand, Menu, SettingsCommand, ViewCommand};
use crate::ui::jobs::{JobKind, Shown};
use crate::ui::map_view::basemap::NetworkState;
use crate::ui::state::{DialogKind, State, ZoomTarget};
use crate::ui::widget::{keys_text, scale_field, text};
use crate::ui::{icons, position, theme};

/// Room for the position, so that what stands right of it does not move with the pointer, in points.
const POSITION_WIDTH: f32 = 264.0;
/// Width of the bar of progress, in points.
const PROGRESS_WIDTH: f32 = 96.0;

/// Draws the bar.
pub fn show(ui: &mut Ui, state: &State, job: Option<&Shown>, commands: &mut Vec<Command>) {
    let style = ui.style_mut();
    style.spacing.interact_size.y = theme::STATUS_HEIGHT - 4.0;
    style.spacing.button_padding = egui::vec2(theme::GAP_SMALL, 0.0);
    for text_style in [egui::TextStyle::Body, egui::TextStyle::Button] {
        let small = egui::FontId::proportional(theme::TEXT_SMALL);
        style.text_styles.insert(text_style, small);
    }
    ui.horizontal_centered(|ui| {
        ui.add_space(theme::GAP);
        position_ui(ui, state, commands);
        ui.separator();
        scale_ui(ui, state, commands);
        years_ui(ui, state);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(theme::GAP_SMALL);
            messages_ui(ui, state, commands);
            network_ui(ui, state, commands);
            if let Some(job) = job {
                job_ui(ui, job, state.lang(), commands);
            }
        });
    });
}

fn position_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let told = state
        .view
        .pointer
        .map(|at| told(at, state.session.map_crs(), lang));
    let size = egui::vec2(POSITION_WIDTH, ui.available_height());
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(POSITION_WIDTH);
        match told {
            Some(told) => {
                let keys = Menu::CopyPosition.shortcut();
                let keys = keys
                    .map(|keys| keys_text(ui.ctx(), &keys, lang))
                    .unwrap_or_default();
                let hint = lang.fill("status.copy_position", &[("keys", &keys)]);
                let label = egui::Label::new(&told).sense(egui::Sense::click());
                let response = ui.add(label).on_hover_text(hint);
                if response.clicked() {
                    commands.push(ViewCommand::CopyPosition.into());
                }
            }
            None => {
                ui.label(text::small(ui, lang.text("status.no_position")));
            }
        }
    });
}

/// "RD 234028 556848 · 52,9928 N 6,5642 E".
fn told(at: [f64; 2], crs: MapCrs, lang: Lang) -> String {
    let degrees = position::lonlat(at, crs).map(|lonlat| position::lonlat_text(lonlat, lang));
    let parts = [position::rd_text(at, crs), degrees];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn scale_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(shown) = state.view.shown else {
        return;
    };
    ui.visuals_mut().widgets.inactive.bg_stroke.color = theme::colours(ui).hairline;
    let now = shown
        .camera
        .scale_denominator(state.session.map_crs(), OGC_PIXEL_M);
    let (_, typed) = scale_field::show(ui, now, lang, lang.text("status.scale"));
    if let Some(denominator) = typed {
        commands.push(ViewCommand::Zoom(ZoomTarget::Scale(denominator)).into());
    }
}

/// "Jaarlagen 2015–2024 · 1.848 percelen", for a layer that was made of years.
fn years_ui(ui: &mut Ui, state: &State) {
    let layer = state.session.active();
    let Some(layer) = layer.filter(|layer| layer.year_layers.is_some()) else {
        return;
    };
    let lang = state.lang();
    let parcels = parcels_in(&layer.categories().list);
    let parcels = lang.one_or("layers.one_parcel", "layers.parcels", parcels);
    ui.separator();
    ui.label(format!("{} · {parcels}", layer.title(lang)));
}

fn job_ui(ui: &mut Ui, job: &Shown, lang: Lang, commands: &mut Vec<Command>) {
    let cancel = lang.text("status.cancel");
    if ui.button(cancel).clicked() {
        commands.push(FileCommand::Cancel.into());
    }
    ui.label(text::small(ui, job_time(job, lang)));
    ui.label(job_name(job, lang));
    let bar = egui::ProgressBar::new(job.fraction.unwrap_or(0.0))
        .desired_width(PROGRESS_WIDTH)
        .desired_height(theme::GAP)
        .corner_radius(2.0)
        .fill(theme::colours(ui).accent);
    ui.add(bar).accessible_name(lang.text("status.progress"));
}

/// How long it will take still, once that can be told; until then how long it has been going on.
fn job_time(job: &Shown, lang: Lang) -> String {
    let whole = |seconds: f64| lang.decimal(seconds, 0);
    match job.to_go() {
        Some(left) if left.as_secs() >= 90 => {
            let minutes = whole((left.as_secs_f64() / 60.0).ceil());
            lang.fill("status.minutes_to_go", &[("minutes", &minutes)])
        }
        Some(left) => {
            let seconds = whole(left.as_secs_f64().ceil());
            lang.fill("status.seconds_to_go", &[("seconds", &seconds)])
        }
        None => format!("{}{NBSP}s", whole(job.elapsed.as_secs_f64().floor())),
    }
}

fn job_name(job: &Shown, lang: Lang) -> String {
    let key = match (job.kind, &job.subject) {
        (JobKind::Open, None) => Some("status.opening_sample"),
        (kind, _) => kind.key(),
    };
    let subject = job.subject.as_deref().unwrap_or_default();
    let values = [("name", subject), ("years", subject)];
    key.map_or_else(String::new, |key| lang.fill(key, &values))
}

/// A chip that is there only when no tiles come.
fn network_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let (name, help) = match state.view.network {
        NetworkState::Off => ("status.network_off", "status.network_off_help"),
        NetworkState::Offline => ("status.offline", "status.offline_help"),
        NetworkState::Unused | NetworkState::Online => return,
    };
    let chip = format!("{} {}", icons::WIFI_SLASH, lang.text(name));
    let colour = theme::colours(ui).secondary;
    let button = egui::Button::new(RichText::new(chip).color(colour)).frame_when_inactive(false);
    let response = ui.add(button).on_hover_text(lang.text(help));
    if response.clicked() && state.view.network == NetworkState::Off {
        commands.push(SettingsCommand::AllowNetwork(true).into());
    }
}

fn messages_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let unread = state.view.notes.unread();
    let label = if unread > 0 {
        format!("{} {}", icons::BELL, lang.count(unread))
    } else {
        icons::BELL.to_owned()
    };
    let colour = theme::colours(ui).secondary;
    let button = egui::Button::new(RichText::new(label).color(colour)).frame_when_inactive(false);
    let name = lang.text("menu.messages");
    let response = ui.add(button).accessible_name(name).on_hover_text(name);
    if response.clicked() {
        commands.push(ViewCommand::Show(DialogKind::Messages).into());
    }
}

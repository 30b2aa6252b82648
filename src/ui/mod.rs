//! The window. Computes nothing that a test without a window could not check.

mod anew;
pub mod app;
pub mod charts;
pub mod command;
pub mod compared;
pub mod dialog;
pub mod drenthe_story;
pub mod fonts;
pub mod icons;
pub mod jobs;
pub mod journal;
pub mod later;
pub mod map_view;
pub mod notify;
pub mod open;
pub mod origins;
pub mod panel;
pub mod parcel;
pub mod position;
pub mod present;
pub mod project_words;
pub mod save;
pub mod scene_pages;
pub mod sheet;
mod start;
pub mod state;
pub mod theme;
pub mod thumbnails;
pub mod watch;
pub mod widget;
pub mod years;

pub use app::{App, AppOptions};
pub use start::{StartError, run};

/// Gives a context the look of the window: themes, typefaces, icons. For the window itself, and for tests of
/// its parts.
pub fn prepare(ctx: &egui::Context) {
    theme::install(ctx);
    fonts::install(ctx);
}

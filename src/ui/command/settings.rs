//! Changes to what is remembered per user.

use super::Effect;
use crate::text::Lang;
use crate::ui::state::{State, ThemeChoice};

/// A change to what is remembered.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingsCommand {
    /// Light, dark, or as the system.
    Theme(ThemeChoice),
    /// Text size in percent.
    TextSize(u16),
    /// The language of every text.
    Language(Lang),
    /// Whether tiles may be fetched.
    AllowNetwork(bool),
    /// The background map, by its key.
    BaseMap(String),
    /// Whether the map jumps instead of flying.
    ReduceMotion(bool),
    /// Forget the files opened last.
    ForgetRecent,
    /// Throw the map tiles away that are kept on disk.
    ClearTileCache,
}

pub(super) fn apply(command: SettingsCommand, state: &mut State) -> Vec<Effect> {
    let settings = &mut state.settings;
    match command {
        SettingsCommand::Theme(theme) => settings.theme = theme,
        SettingsCommand::TextSize(percent) => settings.text_size_percent = percent.clamp(100, 300),
        SettingsCommand::Language(lang) => {
            settings.lang = Some(lang);
            state.view.lang = lang;
        }
        SettingsCommand::AllowNetwork(allowed) => settings.network_allowed = allowed,
        SettingsCommand::BaseMap(key) => settings.base_map = key,
        SettingsCommand::ReduceMotion(reduce) => settings.reduce_motion = reduce,
        SettingsCommand::ForgetRecent => {
            settings.recent_files.clear();
            settings.recent_projects.clear();
        }
        SettingsCommand::ClearTileCache => return vec![Effect::ClearTileCache],
    }
    vec![Effect::SaveSettings]
}

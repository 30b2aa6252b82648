//! What the program remembers per user: theme, text size, network, background, recent files. Kept as one
//! TOML file in the system's folder for settings.
//!
//! Fields that a file lacks take their defaults, so an older file loads. A file that cannot be read, or
//! that a newer program wrote, is copied aside before anything is written over it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::YearMemory;
use crate::io::atomic;
use crate::map::Rgb;
use crate::text::Lang;

/// The version of the file that this program writes.
const VERSION: u32 = 1;
/// The background of a first start.
const FIRST_BASE_MAP: &str = "brt-grijs";
/// Most files that the list of recent ones keeps.
const RECENT_KEPT: usize = 10;
/// Text sizes that can be chosen, in percent.
pub const TEXT_SIZES: [u16; 7] = [100, 110, 125, 150, 200, 250, 300];

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    version: u32,
    /// Language; `None` as the system speaks.
    pub lang: Option<Lang>,
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Text size in percent, 100 to 300.
    pub text_size_percent: u16,
    /// Whether map tiles may be fetched.
    pub network_allowed: bool,
    /// Whether the map jumps instead of flying.
    pub reduce_motion: bool,
    /// Id of the background map; empty for none.
    pub base_map: String,
    /// Files opened last, newest first.
    pub recent_files: Vec<PathBuf>,
    /// Projects opened or saved last, newest first.
    pub recent_projects: Vec<PathBuf>,
    /// Folder of the file opened last.
    pub last_folder: Option<PathBuf>,
    /// What was said about yearly files.
    pub yearly: YearMemory,
    /// The logo on sheets that have no other.
    pub logo: Option<PathBuf>,
    /// The colour of the titles of sheets that have no other.
    pub accent: Option<Rgb>,
    /// Rules of the user's own, by name.
    pub own_rules: Vec<OwnRule>,
}

/// A rule of the user's own. Kept as the text of a rule file: it can be handed on as it is, and one that a newer
/// program wrote spoils nothing but itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRule {
    /// What the user calls it.
    pub name: String,
    /// What `Rule::parse` reads.
    pub text: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            lang: None,
            theme: ThemeChoice::System,
            text_size_percent: 100,
            network_allowed: true,
            reduce_motion: false,
            base_map: FIRST_BASE_MAP.to_owned(),
            recent_files: Vec::new(),
            recent_projects: Vec::new(),
            last_folder: None,
            logo: None,
            accent: None,
            own_rules: Vec::new(),
            yearly: YearMemory::default(),
        }
    }
}

impl Settings {
    /// Puts a file at the head of the recent ones, and remembers its folder. A path that is not Unicode
    /// cannot be written to the file, and is passed over.
    pub fn remember_file(&mut self, path: &Path) {
        if let Some(folder) = remember(path, &mut self.recent_files) {
            self.last_folder = Some(folder);
        }
    }

    /// The same for a project.
    pub fn remember_project(&mut self, path: &Path) {
        if let Some(folder) = remember(path, &mut self.recent_projects) {
            self.last_folder = Some(folder);
        }
    }

    /// Keeps a rule by name, in the order of names; one of the same name gives way. False without a name.
    pub fn keep_rule(&mut self, name: &str, text: String) -> bool {
        let name = name.trim();
        if name.is_empty() {
            return false;
        }
        self.own_rules.retain(|kept| kept.name != name);
        self.own_rules.push(OwnRule {
            name: name.to_owned(),
            text,
        });
        self.own_rules
            .sort_by_cached_key(|kept| kept.name.to_lowercase());
        true
    }

    /// The rule kept by this name.
    pub fn own_rule(&self, name: &str) -> Option<&OwnRule> {
        self.own_rules.iter().find(|kept| kept.name == name)
    }

    /// The next larger (`steps` > 0) or smaller text size that can be chosen.
    pub fn text_size_after(&self, steps: i32) -> u16 {
        let now = self.text_size_percent;
        let chosen = if steps > 0 {
            TEXT_SIZES.into_iter().find(|&size| size > now)
        } else {
            TEXT_SIZES.into_iter().rev().find(|&size| size < now)
        };
        chosen.unwrap_or(now)
    }

    /// Text size as a factor, 1 to 3.
    pub fn text_scale(&self) -> f32 {
        f32::from(self.text_size_percent.clamp(100, 300)) / 100.0
    }
}

/// Puts a path at the head of a list, and answers its folder.
fn remember(path: &Path, list: &mut Vec<PathBuf>) -> Option<PathBuf> {
    // A path from the command line may hold for the folder of this start only.
    let path = std::path::absolute(path).ok()?;
    path.to_str()?;
    list.retain(|recent| *recent != path);
    list.insert(0, path.clone());
    list.truncate(RECENT_KEPT);
    path.parent().map(Path::to_owned)
}

/// The file that holds the settings, or none: then nothing is remembered.
#[derive(Debug, Clone, Default)]
pub struct SettingsFile {
    path: Option<PathBuf>,
    keep_aside: bool,
}

impl SettingsFile {
    /// The file in the system's folder for settings.
    pub fn of_user() -> Self {
        let folders = directories::ProjectDirs::from("nl", "", "ruilkaart");
        Self::at(folders.map(|folders| folders.config_dir().join("settings.toml")))
    }

    /// The file at `path`; `None` remembers nothing.
    pub fn at(path: Option<PathBuf>) -> Self {
        Self {
            path,
            keep_aside: false,
        }
    }

    /// Reads the settings; what cannot be read gives defaults, and is kept aside at the next [`save`](Self::save).
    pub fn load(&mut self) -> Settings {
        let Some(path) = &self.path else {
            return Settings::default();
        };
        let read = match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str::<Settings>(&text).ok(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Settings::default();
            }
            Err(_) => None,
        };
        self.keep_aside = read
            .as_ref()
            .is_none_or(|settings| settings.version > VERSION);
        let mut settings = read.unwrap_or_default();
        settings.version = VERSION;
        settings
    }

    /// Writes the settings beside their file and renames.
    ///
    /// # Errors
    /// When the folder cannot be written to; the old file is then still there.
    pub fn save(&mut self, settings: &Settings) -> std::io::Result<()> {
        let Some((path, folder)) = self.path.as_ref().and_then(|p| Some((p, p.parent()?))) else {
            return Ok(());
        };
        std::fs::create_dir_all(folder)?;
        if self.keep_aside {
            std::fs::copy(path, path.with_extension("backup.toml"))?;
            self.keep_aside = false;
        }
        let text = toml::to_string(settings).map_err(std::io::Error::other)?;
        atomic::write(path, |out| out.write_all(text.as_bytes())).map_err(std::io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_with(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        atomic::write(&path, |out| out.write_all(text.as_bytes())).expect("written");
        (folder, path)
    }

    #[test]
    fn what_was_saved_is_loaded_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new").join("settings.toml");
        let mut file = SettingsFile::at(Some(path));
        let mut settings = file.load();
        assert_eq!(settings, Settings::default());
        settings.theme = ThemeChoice::Dark;
        settings.text_size_percent = 150;
        settings.remember_file(Path::new("/data/percelen.shp"));
        file.save(&settings).expect("saved");
        assert_eq!(file.load(), settings);
    }

    #[test]
    fn an_older_file_keeps_what_it_says_and_gets_defaults_for_the_rest() {
        let (_folder, path) = file_with("theme = \"dark\"\nsomething_else = 3\n");
        let settings = SettingsFile::at(Some(path)).load();
        assert_eq!(settings.theme, ThemeChoice::Dark);
        assert!(settings.network_allowed);
    }

    #[test]
    fn an_unreadable_or_newer_file_is_kept_aside_before_it_is_written_over() {
        for text in [
            "theme = \"pink\"",
            "\u{0}\u{1}",
            "version = 99\ntheme = \"dark\"",
        ] {
            let (folder, path) = file_with(text);
            let mut file = SettingsFile::at(Some(path.clone()));
            let settings = file.load();
            file.save(&settings).expect("saved");
            let aside = folder.path().join("settings.backup.toml");
            assert_eq!(std::fs::read_to_string(aside).expect("kept"), text);
            assert_eq!(SettingsFile::at(Some(path)).load(), settings);
        }
    }

    #[test]
    fn recent_files_are_few_and_each_is_there_once() {
        let mut settings = Settings::default();
        for number in 0..20 {
            settings.remember_file(Path::new(&format!("/data/{number}.shp")));
        }
        settings.remember_file(Path::new("/data/15.shp"));
        assert_eq!(settings.recent_files.len(), RECENT_KEPT);
        assert_eq!(settings.recent_files[0], Path::new("/data/15.shp"));
        assert_eq!(settings.recent_files[1], Path::new("/data/19.shp"));
        assert_eq!(settings.last_folder.as_deref(), Some(Path::new("/data")));
        settings.remember_file(Path::new("beside.shp"));
        assert!(
            settings.recent_files[0].is_absolute(),
            "it must be found from another folder too"
        );
    }

    #[test]
    fn text_size_goes_from_step_to_step_and_stays_in_its_range() {
        let mut settings = Settings::default();
        assert_eq!(settings.text_size_after(-1), 100);
        settings.text_size_percent = 140;
        assert_eq!(settings.text_size_after(1), 150);
        assert_eq!(settings.text_size_after(-1), 125);
        settings.text_size_percent = 300;
        assert_eq!(settings.text_size_after(1), 300);
        settings.text_size_percent = 9000;
        assert!((settings.text_scale() - 3.0).abs() < 1e-6);
    }
}

//! Everything that the window shows, in three parts by how long they live: the session (would be saved with
//! a project), the view (passes) and the settings (per user). Panels read it; only `ui::command` changes it.

pub mod area_table;
pub mod areas;
pub mod chart_record;
pub mod charts;
pub mod compare;
pub mod document;
pub mod figures;
pub mod group;
pub mod history;
pub mod present;
pub mod project;
pub mod review;
pub mod rule_view;
pub mod scenes;
pub mod session;
pub mod settings;
pub mod story;
pub mod time;
pub mod view;
pub mod year_memory;

pub use area_table::{ShownColumns, SortKey, TableView};
pub use areas::{AreaChoice, AreaColour, AreaSource, AreasTab, AreasView, Drawn};
pub use charts::{ChartChoice, ChartsView};
pub use compare::Compare;
pub use document::Document;
pub use figures::AssumptionsView;
pub use history::History;
pub use present::Presenting;
pub use project::ProjectState;
pub use rule_view::{RulePart, RuleView};
pub use scenes::{Scene, Scenes};
pub use session::{LayerId, Loaded, MapLayer, Session};
pub use settings::{Settings, SettingsFile, ThemeChoice};
pub use story::StoryView;
pub use time::TimeView;
pub use view::{InView, Renderer, Shown, Side, View, ZoomTarget};
pub use year_memory::YearMemory;

use crate::text::Lang;
pub use crate::ui::dialog::DialogKind;

/// Everything that the window shows.
#[derive(Debug, Default)]
pub struct State {
    /// What the user works on.
    pub session: Session,
    /// What passes.
    pub view: View,
    /// What is remembered per user.
    pub settings: Settings,
    /// What was done, to be taken back.
    pub history: History,
    /// The project that it belongs to.
    pub project: ProjectState,
}

impl State {
    /// The language of every text.
    pub fn lang(&self) -> Lang {
        self.view.lang
    }
}

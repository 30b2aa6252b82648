//! What passes: the selection, the pointer, which sides and dialogs are open, what waits to be said. None
//! of it is saved.

use std::path::PathBuf;
use std::sync::Arc;

use super::areas::AreasView;
use super::charts::ChartsView;
use super::compare::Compare;
use super::figures::AssumptionsView;
use super::group::Picked;
use super::present::Presenting;
use super::review::Review;
use super::rule_view::RuleView;
use super::session::LayerId;
use super::story::StoryView;
use super::time::TimeView;
use crate::analysis::summary::Category;
use crate::geometry::Bounds;
use crate::map::Camera;
use crate::text::Lang;
use crate::ui::dialog::OpenDialog;
use crate::ui::map_view::Hit;
use crate::ui::map_view::basemap::{NetworkState, PaperTiles, Source};
use crate::ui::notify::Notes;
use crate::ui::sheet::{GroundAnswer, NoGround, SheetFormat};

/// One side of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Layers and legend.
    Left,
    /// Totals and parcel.
    Right,
}

/// What the map can be asked to show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ZoomTarget {
    /// All of a layer.
    Layer(LayerId),
    /// The selected parcel.
    Selection,
    /// Every layer.
    All,
    /// A place in the plane of the map, with this many metres around it.
    Place {
        /// Where, in the plane of the map.
        at: [f64; 2],
        /// Half the side of what is shown, metres.
        around_m: f64,
    },
    /// A box in the plane of the map.
    Box(Bounds),
    /// The same middle at scale 1 : n.
    Scale(f64),
    /// So many levels closer; negative is further.
    By(f64),
    /// This view, at once.
    Jump(Camera),
    /// All of a box in the plane of the map to its edges, after a flight.
    Fly(Bounds),
    /// The same at once.
    See(Bounds),
}

/// The categories of a layer counted over the parcels in view.
#[derive(Debug, Clone)]
pub struct InView {
    /// Which layer.
    pub layer: LayerId,
    /// Its categories, in the order of its legend.
    pub list: Vec<Category>,
}

/// The map as it was drawn last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// Where it looked.
    pub camera: Camera,
    /// What it showed, in its plane.
    pub bounds: Bounds,
}

/// What draws the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renderer {
    /// The way to the graphics card: "Vulkan", "OpenGL".
    pub name: String,
    /// The graphics card, as it calls itself.
    pub adapter: String,
    /// True when there is none and the processor draws.
    pub software: bool,
}

/// What passes.
#[derive(Debug)]
pub struct View {
    /// The selected parcel.
    pub selection: Option<Hit>,
    /// The parcels that were picked together, where there are several.
    pub picked: Option<Picked>,
    /// What is known of the selected parcel, once it was gathered.
    pub parcel: Option<Arc<crate::ui::parcel::Parcel>>,
    /// What passes while the map goes through the years.
    pub time: TimeView,
    /// What passes in its story.
    pub story: StoryView,
    /// The place under the pointer, in the plane of the map.
    pub pointer: Option<[f64; 2]>,
    /// The map as it was drawn last.
    pub shown: Option<Shown>,
    /// How the background fares with the network.
    pub network: NetworkState,
    /// The backgrounds that can be chosen.
    pub base_maps: Vec<Source>,
    /// The categories in view of the layer in hand.
    pub in_view: Option<InView>,
    /// Left side there.
    pub left_open: bool,
    /// Right side there.
    pub right_open: bool,
    /// The window over the whole screen.
    pub full_screen: bool,
    /// Lines over parcels whose class is uncertain.
    pub marks_uncertain: bool,
    /// What is gone through, feature by feature.
    pub review: Option<Review>,
    /// The dialog that is open.
    pub dialog: Option<OpenDialog>,
    /// What the map is to show from the next frame on.
    pub zoom: Option<ZoomTarget>,
    /// The search box is to have the focus.
    pub focus_search: bool,
    /// The language of every text: asked for on the command line, else remembered, else the system's.
    pub lang: Lang,
    /// What was said.
    pub notes: Notes,
    /// What draws the window, where that is known.
    pub renderer: Option<Renderer>,
    /// The panel of the rule.
    pub rule: RuleView,
    /// Whether the window is dark.
    pub is_dark: bool,
    /// Two sides of the map beside each other, where there are.
    pub compare: Option<Compare>,
    /// Set while the map is presented on a wall.
    pub presenting: Option<Presenting>,
    /// The scene that was gone to last.
    pub scene: Option<usize>,
    /// The panel of the scenes.
    pub scenes: ScenesView,
    /// The panel of assumptions.
    pub assumptions: AssumptionsView,
    /// The charts, and where their figures come from.
    pub charts: ChartsView,
    /// The figures of areas, and how they are looked at.
    pub areas: AreasView,
    /// What passes while sheets are made.
    pub sheet: SheetView,
}

/// What passes while sheets are made.
#[derive(Debug, Clone, Default)]
pub struct SheetView {
    /// Where the tiles under sheets come from.
    pub tiles: Option<PaperTiles>,
    /// What is done where they cannot be had, once that was asked.
    pub answer: Option<GroundAnswer>,
    /// The sheet that waits for the answer.
    pub waiting: Option<WaitingSheet>,
}

/// A sheet that is written once it is said what to do without its background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingSheet {
    /// In which form.
    pub format: SheetFormat,
    /// To which file.
    pub path: PathBuf,
    /// What is missing.
    pub lacking: NoGround,
}

/// What passes of the panel of the scenes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScenesView {
    /// Unfolded.
    pub open: bool,
    /// The scene whose words are edited.
    pub edited: Option<usize>,
    /// The story of the sample is told as soon as the sample is there.
    pub tell_sample: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            selection: None,
            picked: None,
            parcel: None,
            time: TimeView::default(),
            story: StoryView::default(),
            pointer: None,
            shown: None,
            network: NetworkState::Unused,
            base_maps: Vec::new(),
            in_view: None,
            left_open: true,
            right_open: true,
            full_screen: false,
            marks_uncertain: false,
            review: None,
            dialog: None,
            zoom: None,
            focus_search: false,
            lang: Lang::default(),
            notes: Notes::default(),
            renderer: None,
            rule: RuleView::default(),
            is_dark: false,
            compare: None,
            presenting: None,
            scene: None,
            scenes: ScenesView::default(),
            assumptions: AssumptionsView::default(),
            charts: ChartsView::default(),
            areas: AreasView::default(),
            sheet: SheetView::default(),
        }
    }
}

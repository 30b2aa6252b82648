//! Changes to what passes: selection, sides, dialogs, where the map looks.

use std::sync::Arc;

use super::{Effect, Pick};
use crate::ui::dialog::{DialogKind, OpenDialog};
use crate::ui::map_view::Hit;
use crate::ui::map_view::basemap::NetworkState;
use crate::ui::notify::{Saying, Severity};
use crate::ui::parcel::Parcel;
use crate::ui::position;
use crate::ui::state::review::Review;
use crate::ui::state::{InView, LayerId, Shown, Side, State, StoryView, ZoomTarget};

/// A change to what passes.
#[derive(Debug)]
pub enum ViewCommand {
    /// Select a parcel alone, or nothing.
    Select(Option<Hit>),
    /// Pick several parcels together.
    Pick(Pick),
    /// What is known of the selected parcel was gathered.
    Gathered(Arc<Parcel>),
    /// The categories in view were counted.
    Counted(InView),
    /// The map was drawn: where it looked, what is under the pointer, how the background fares.
    MapShown(Shown, Option<[f64; 2]>, NetworkState),
    /// Show something on the map.
    Zoom(ZoomTarget),
    /// Fold a side, or unfold it.
    ToggleSide(Side),
    /// Over the whole screen, or back.
    ToggleFullScreen,
    /// Lines over parcels whose class is uncertain, or none.
    ToggleUncertain,
    /// Open a dialog; the one that was open closes.
    Show(DialogKind),
    /// Close the dialog.
    CloseDialog,
    /// Put the keyboard into the search box.
    FocusSearch,
    /// The attributes of the selected parcel to the clipboard.
    CopyAttributes,
    /// The position under the pointer to the clipboard.
    CopyPosition,
    /// Text to the clipboard.
    Copy(String),
    /// Say something in passing.
    Say(Severity, Saying),
    /// Say several things of one act, summed up by the first.
    SayTogether(Saying, Vec<(Severity, Saying)>),
    /// Go through these features of a layer, one after the other.
    Review(LayerId, Arc<[usize]>),
    /// So many further in what is gone through; it begins anew behind the last.
    StepReview(i32),
    /// Go through nothing any more.
    EndReview,
    /// Put a note away.
    CloseNote(u64),
    /// Put all notes away; they stay in the list.
    CloseNotes,
}

pub(super) fn apply(command: ViewCommand, state: &mut State) -> Vec<Effect> {
    let view = &mut state.view;
    match command {
        ViewCommand::Select(hit) => return select(hit, state),
        ViewCommand::Pick(pick) => return super::pick::apply(pick, state),
        ViewCommand::Gathered(parcel) => {
            if view.selection == Some(parcel.hit) {
                view.parcel = Some(parcel);
            }
        }
        ViewCommand::Counted(in_view) => view.in_view = Some(in_view),
        ViewCommand::MapShown(shown, pointer, network) => {
            view.network = network;
            view.shown = Some(shown);
            view.pointer = pointer;
        }
        ViewCommand::Zoom(target) => view.zoom = Some(target),
        ViewCommand::ToggleSide(Side::Left) => view.left_open = !view.left_open,
        ViewCommand::ToggleSide(Side::Right) => {
            view.right_open = !view.right_open;
            view.story.hovered = None;
        }
        ViewCommand::ToggleUncertain => view.marks_uncertain = !view.marks_uncertain,
        ViewCommand::ToggleFullScreen => {
            view.full_screen = !view.full_screen;
            return vec![Effect::FullScreen(view.full_screen)];
        }
        ViewCommand::Show(kind) => show(kind, state),
        ViewCommand::CloseDialog => {
            let closed = view.dialog.take();
            let kind = closed.map(|dialog| dialog.kind());
            // The field for a path stands before the list of missing files.
            if matches!(kind, Some(DialogKind::MissingPath(..))) {
                show(DialogKind::MissingFiles, state);
            }
        }
        ViewCommand::FocusSearch => view.focus_search = true,
        ViewCommand::CopyAttributes => {
            let text = view.parcel.as_ref().map(|parcel| parcel.to_text());
            return text.map(Effect::Copy).into_iter().collect();
        }
        ViewCommand::CopyPosition => {
            let crs = state.session.map_crs();
            let text = view.pointer.and_then(|at| position::to_copy(at, crs));
            return text.map(Effect::Copy).into_iter().collect();
        }
        ViewCommand::Copy(text) => return vec![Effect::Copy(text)],
        ViewCommand::Review(layer, features) => {
            state.view.dialog = None;
            state.view.review = Some(Review {
                layer,
                features,
                at: 0,
            });
            return step_review(0, state);
        }
        ViewCommand::StepReview(by) => return step_review(by, state),
        ViewCommand::EndReview => view.review = None,
        ViewCommand::Say(severity, say) => view.notes.say(severity, say),
        ViewCommand::SayTogether(summary, parts) => view.notes.say_together(summary, parts),
        ViewCommand::CloseNote(number) => view.notes.close(number),
        ViewCommand::CloseNotes => view.notes.close_all(),
    }
    Vec::new()
}

/// Selects a parcel alone, or nothing.
pub(super) fn select(hit: Option<Hit>, state: &mut State) -> Vec<Effect> {
    let view = &mut state.view;
    view.picked = None;
    if view.selection == hit {
        return Vec::new();
    }
    view.selection = hit;
    view.parcel = None;
    view.story = StoryView::default();
    vec![Effect::Gather]
}

/// Selects what is gone through, and shows it.
fn step_review(by: i32, state: &mut State) -> Vec<Effect> {
    let Some(review) = &mut state.view.review else {
        return Vec::new();
    };
    let Some(feature) = review.step(by) else {
        return Vec::new();
    };
    let layer = review.layer;
    state.session.set_active(layer);
    state.view.zoom = Some(ZoomTarget::Selection);
    let hit = Hit { layer, feature };
    let mut effects = apply(ViewCommand::Select(Some(hit)), state);
    effects.dedup();
    effects
}

fn show(kind: DialogKind, state: &mut State) {
    if kind == DialogKind::Messages {
        state.view.notes.mark_read();
    }
    if kind == DialogKind::Sheet {
        // What was said of one sheet's background holds for that one.
        state.view.sheet.answer = None;
    }
    state.view.dialog = OpenDialog::new(kind, state);
}

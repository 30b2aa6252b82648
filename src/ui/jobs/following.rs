//! What follows from the state and is worked out whenever the state is another than at the last time: the colours, the
//! figures, the charts, what is known of a parcel.

use std::sync::{Arc, Weak};

use super::delivery::Delivery;
use super::{JobKind, Jobs};
use crate::analysis::categorise::{ColourBy, Coloured, Knowledge};
use crate::analysis::figured::Figured;
use crate::analysis::fit;
use crate::analysis::regions::RegionsError;
use crate::analysis::rule_figures::RuleFigures;
use crate::domain::Year;
use crate::export::raster::RasterError;
use crate::geometry::Bounds;
use crate::job::Cancelled;
use crate::map::prepared::PreparedLayer;
use crate::ui::charts::Asked;
use crate::ui::map_view::Hit;
use crate::ui::open;
use crate::ui::parcel::Source;
use crate::ui::state::areas;
use crate::ui::state::compare::{Made, SideBy};
use crate::ui::state::rule_view::{MadeFrom, RuleNumbers};
use crate::ui::state::{AreaSource, InView, LayerId, MapLayer, RulePart, State};

/// What a count of the categories in view was made from.
#[derive(Debug, Clone)]
pub(super) struct CountKey {
    layer: LayerId,
    /// Holds nothing alive, and is never taken for something newer at the same place in memory.
    coloured: Weak<Coloured>,
    bounds: Bounds,
}

impl PartialEq for CountKey {
    fn eq(&self, other: &Self) -> bool {
        self.layer == other.layer
            && self.bounds == other.bounds
            && self.coloured.ptr_eq(&other.coloured)
    }
}

impl Jobs {
    /// Puts a layer's parcels into other categories.
    pub fn recolour(&mut self, layer: &MapLayer, by: ColourBy, knowledge: Arc<Knowledge>) {
        let (id, area_m2) = (layer.id, Arc::clone(&layer.area_m2));
        let (layer, years) = (Arc::clone(&layer.layer), layer.years.clone());
        self.queue.spawn(JobKind::Recolour(id), move |progress| {
            let (by, coloured) =
                open::colour(&layer, &area_m2, by, years.as_ref(), &knowledge, progress)?;
            Ok(Delivery::Recoloured(id, by, coloured))
        });
    }

    /// Puts a layer's parcels into the crop groups of a year, to be looked at in passing.
    pub fn preview(&mut self, layer: &MapLayer, year: Year, knowledge: Arc<Knowledge>) {
        let (id, area_m2) = (layer.id, Arc::clone(&layer.area_m2));
        let Some(years) = layer.years.clone() else {
            return;
        };
        self.queue.spawn(JobKind::Preview, move |_| {
            let coloured = Coloured::by_crop_year(&years, year, &area_m2, &knowledge);
            Ok(Delivery::Previewed(id, year, coloured))
        });
    }

    /// Puts the parcels of layers that a changed rule left behind into categories anew. What runs is let come to its
    /// end, so that the map moves while a slider is being dragged, and not only after.
    pub fn follow(&mut self, state: &State) {
        let knowledge = state.session.knowledge();
        let marks_uncertain = state.view.marks_uncertain;
        let layers = state.session.layers().iter();
        for layer in layers.filter(|layer| layer.is_outdated(knowledge)) {
            let kind = JobKind::Recolour(layer.id);
            let runs = self.queue.running().any(|job| *job.kind == kind);
            let mut followed = self.followed.iter();
            let asked = followed.any(|(id, of)| *id == layer.id && Arc::ptr_eq(of, knowledge));
            if runs || asked {
                continue;
            }
            // What ended otherwise than done is not begun again before the next change.
            self.followed.retain(|(id, _)| *id != layer.id);
            self.followed.push((layer.id, Arc::clone(knowledge)));
            let Some(years) = layer.years.clone() else {
                continue;
            };
            let (id, by) = (layer.id, layer.colour_by.clone());
            let (coloured, area_m2) = (Arc::clone(&layer.coloured), Arc::clone(&layer.area_m2));
            let knowledge = Arc::clone(knowledge);
            self.queue.spawn(kind, move |_| {
                // What does not depend on the rule is never outdated.
                let following = coloured.following(&by, &years, &area_m2, &knowledge);
                let following = following.unwrap_or_else(|| Coloured::clone(&coloured));
                if marks_uncertain {
                    // Made here, and not by the frame that draws it.
                    following.doubt(&area_m2);
                }
                Ok(Delivery::Recoloured(id, by, following))
            });
        }
    }

    /// Works out the figures of the layer in hand under the rule, when its panel is open and they are others than
    /// at the last time. Not while something is being dragged: they take longer than a frame.
    pub fn figure(&mut self, state: &State, dragging: bool) {
        let knowledge = state.session.knowledge();
        let is_open = state.view.left_open && state.view.rule.is_open(RulePart::Panel);
        let layer = state.session.active().filter(|_| is_open && !dragging);
        let Some(layer) = layer.filter(|layer| !layer.is_outdated(knowledge)) else {
            return;
        };
        let Some(years) = layer.years.clone() else {
            return;
        };
        let of = MadeFrom::of(layer, knowledge);
        if self.figured.as_ref() == Some(&of) {
            return;
        }
        self.figured = Some(of.clone());
        let (area_m2, knowledge) = (Arc::clone(&layer.area_m2), Arc::clone(knowledge));
        let classified = layer.coloured.classified.clone();
        self.queue.spawn(JobKind::Figures, move |progress| {
            let Knowledge { catalogue, rule } = &*knowledge;
            let classified = classified.unwrap_or_else(|| years.classify(catalogue, rule));
            let figures = RuleFigures::of(&classified, &area_m2, catalogue, rule, progress)?;
            Ok(Delivery::Figured(RuleNumbers { of, figures }))
        });
    }

    /// Colours the sides of the map that are not as they were asked for.
    pub fn compare(&mut self, state: &State) {
        let knowledge = state.session.knowledge();
        let Some(compare) = &state.view.compare else {
            return;
        };
        let Some(layer) = state.session.layer(compare.layer) else {
            return;
        };
        for (place, side) in compare.sides.iter().enumerate() {
            let kind = JobKind::Compare(place);
            let runs = self.queue.running().any(|job| *job.kind == kind);
            let Some(years) = layer.years.clone() else {
                continue;
            };
            if runs || !compare.is_stale(place, knowledge) {
                continue;
            }
            let (of, knowledge) = (side.by.clone(), Arc::clone(knowledge));
            let area_m2 = Arc::clone(&layer.area_m2);
            self.queue.spawn(kind, move |_| {
                let known = of.knowledge(&knowledge);
                let coloured = match of {
                    SideBy::Year(year) => Coloured::by_crop_year(&years, year, &area_m2, &known),
                    _ => Coloured::by_rule(&years, &area_m2, &known),
                };
                let made = Made {
                    of,
                    knowledge,
                    coloured: Arc::new(coloured),
                };
                Ok(Delivery::Compared(place, made))
            });
        }
    }

    /// Looks for the thresholds that fit Fig. 1 best, from the figures that are there.
    pub fn fit(&mut self, state: &State) {
        let Some(numbers) = state.view.rule.numbers.clone() else {
            return;
        };
        let rule = state.session.knowledge().rule.clone();
        self.queue.spawn(JobKind::Fit, move |_| {
            let found = fit::best(&numbers.figures.table, &rule);
            Ok(Delivery::Fitted(numbers.of.layer(), found))
        });
    }

    /// Computes the figures of the areas, when something that they are made of is other than at the last time. What
    /// runs is let come to its end where only the rule or the assumptions changed, so that the table moves while a
    /// slider is being dragged, and not only after; a view that moves is waited for.
    pub fn areas(&mut self, state: &State, dragging: bool) {
        let is_view = state.session.areas.source == Some(AreaSource::View);
        let Some(request) = areas::request(state).filter(|_| !(is_view && dragging)) else {
            if areas::parcels(&state.session).is_none() {
                // What was asked for holds parcels that nobody has any more.
                (self.areas, self.charted) = (None, None);
            }
            return;
        };
        let asked = self.areas.as_ref();
        if asked == Some(&request) && !is_gone(state) {
            return;
        }
        let runs = self.queue.running().any(|job| *job.kind == JobKind::Areas);
        if runs && asked.is_some_and(|asked| asked.has_same_regions(&request)) {
            return;
        }
        self.areas = Some(request.clone());
        let before = state.view.areas.figured.clone();
        self.queue.spawn(JobKind::Areas, move |progress| {
            match Figured::of(request, before.as_deref(), progress) {
                Err(RegionsError::Cancelled(cancelled)) => Err(cancelled),
                figured => Ok(Delivery::Areas(figured)),
            }
        });
    }

    /// Makes the chart that is shown, when it is another than the last one. One that still runs gives way to it.
    pub fn chart(&mut self, state: &State) {
        let Some(asked) = Asked::of(state) else {
            return;
        };
        if self.charted.as_ref() == Some(&asked) {
            return;
        }
        self.charted = Some(asked.clone());
        self.queue
            .spawn(JobKind::Chart, move |progress| match asked.make(progress) {
                Ok(made) => Ok(Delivery::Charted(Box::new(made))),
                Err(RasterError::Cancelled(cancelled)) => Err(cancelled),
                Err(RasterError::Size(..)) => Err(Cancelled),
            });
    }

    /// Gathers what is known of the selected parcel.
    pub fn gather(&mut self, state: &State) {
        let Some((hit, layer)) = selected(state) else {
            self.queue.cancel(&JobKind::Gather);
            return;
        };
        let session = &state.session;
        let source = Source::of(layer, session.knowledge(), session.map_crs());
        self.queue.spawn(JobKind::Gather, move |_| {
            Ok(Delivery::Gathered(source.gather(hit)))
        });
    }

    /// Counts the categories in view, when layer, colours or view are others than at the last count.
    pub fn count(&mut self, state: &State) {
        let Some((layer, prepared, bounds)) = countable(state) else {
            return;
        };
        let key = CountKey {
            layer: layer.id,
            coloured: Arc::downgrade(&layer.coloured),
            bounds,
        };
        if self.counted.as_ref() == Some(&key) {
            return;
        }
        self.counted = Some(key);
        let (id, coloured) = (layer.id, Arc::clone(&layer.coloured));
        self.queue.spawn(JobKind::Count, move |progress| {
            let whole = bounds.contains_bounds(&prepared.bounds());
            let list = if whole {
                coloured.categories.list.clone()
            } else {
                let inside = prepared.index().query(&bounds);
                progress.check()?;
                let inside = inside.into_iter().map(|feature| feature as usize);
                coloured.categories.counted_over(inside, prepared.area_m2())
            };
            Ok(Delivery::Counted(InView { layer: id, list }))
        });
    }
}

/// True when figures that were asked for were put away since.
fn is_gone(state: &State) -> bool {
    let view = &state.view.areas;
    view.figured.is_none() && view.failed.is_none()
}

fn selected(state: &State) -> Option<(Hit, &MapLayer)> {
    let hit = state.view.selection?;
    Some((hit, state.session.layer(hit.layer)?))
}

fn countable(state: &State) -> Option<(&MapLayer, Arc<PreparedLayer>, Bounds)> {
    let layer = state.session.active()?;
    let prepared = layer.prepared.as_ref()?;
    let bounds = state.view.shown?.bounds;
    Some((layer, Arc::clone(prepared), bounds))
}

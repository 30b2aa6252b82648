//! What passes of the rule's panel: which of its parts are unfolded, the name that is being typed, and the figures
//! that were worked out in the background.

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};

use super::session::{LayerId, MapLayer};
use crate::analysis::categorise::{Coloured, Knowledge};
use crate::analysis::fit::Fit;
use crate::analysis::rule_figures::RuleFigures;

/// A part of the panel that folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RulePart {
    /// The panel itself.
    Panel,
    /// How crops count that both sectors grow.
    Crops,
    /// The thresholds of sequences made from yearly layers.
    More,
    /// What one step of each threshold does.
    Steps,
}

/// What passes of the panel.
#[derive(Debug, Default)]
pub struct RuleView {
    /// The parts that are unfolded.
    pub open: BTreeSet<RulePart>,
    /// The side is to be scrolled to the panel in the next frame.
    pub reveal: bool,
    /// The name under which the rule is to be kept, while it is being typed.
    pub naming: Option<String>,
    /// The field for that name is to have the focus in the next frame.
    pub focus_name: bool,
    /// The figures of a layer, perhaps of the rule before.
    pub numbers: Option<Arc<RuleNumbers>>,
    /// The thresholds that fit Fig. 1 best, of this layer.
    pub fit: Option<(LayerId, Arc<Fit>)>,
}

impl RuleView {
    /// Whether a part is unfolded.
    pub fn is_open(&self, part: RulePart) -> bool {
        self.open.contains(&part)
    }
}

/// What figures were made from. It holds nothing alive, and is never taken for something newer at the same place in
/// memory.
#[derive(Debug, Clone)]
pub struct MadeFrom {
    layer: LayerId,
    coloured: Weak<Coloured>,
    knowledge: Weak<Knowledge>,
}

impl MadeFrom {
    /// A layer as it is coloured, under a rule.
    pub fn of(layer: &MapLayer, knowledge: &Arc<Knowledge>) -> Self {
        Self {
            layer: layer.id,
            coloured: Arc::downgrade(&layer.coloured),
            knowledge: Arc::downgrade(knowledge),
        }
    }

    /// The layer.
    pub fn layer(&self) -> LayerId {
        self.layer
    }
}

impl PartialEq for MadeFrom {
    fn eq(&self, other: &Self) -> bool {
        self.layer == other.layer
            && self.coloured.ptr_eq(&other.coloured)
            && self.knowledge.ptr_eq(&other.knowledge)
    }
}

/// The figures of a layer under a rule.
#[derive(Debug)]
pub struct RuleNumbers {
    /// What they were made from.
    pub of: MadeFrom,
    /// The figures.
    pub figures: RuleFigures,
}

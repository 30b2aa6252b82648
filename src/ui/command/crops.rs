//! Changes to what the project says of crops: another sector, another group, for one crop or all at once.

use std::sync::Arc;

use super::Effect;
use crate::analysis::categorise::Knowledge;
use crate::domain::{CropCode, CropOverrides, RotationGroup, Side};
use crate::ui::state::State;

/// A change to what the project says of crops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CropsCommand {
    /// A crop counts for this side.
    Sector(CropCode, Side),
    /// A crop is of this group.
    Group(CropCode, RotationGroup),
    /// A crop is again what the catalogue says.
    Reset(CropCode),
    /// Every crop is again what the catalogue says.
    ResetAll,
    /// These changes and no others.
    Take(CropOverrides),
}

pub(super) fn apply(command: CropsCommand, state: &mut State) -> Vec<Effect> {
    let Knowledge { catalogue, rule } = state.session.knowledge().as_ref();
    let mut said = CropOverrides::of(catalogue, rule);
    match command {
        CropsCommand::Sector(code, side) => {
            said.sectors.insert(code, side);
        }
        CropsCommand::Group(code, group) => {
            said.groups.insert(code, group);
        }
        CropsCommand::Reset(code) => said.forget(code),
        CropsCommand::ResetAll => said = CropOverrides::default(),
        CropsCommand::Take(overrides) => said = overrides,
    }
    let (catalogue, rule) = said.apply(catalogue, rule);
    state.session.set_knowledge(Knowledge {
        catalogue: Arc::new(catalogue),
        rule,
    });
    vec![Effect::Gather]
}

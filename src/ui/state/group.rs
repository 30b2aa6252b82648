//! Some parcels of a layer that are to be seen together on the map: those that the user picked, those of a farm, those
//! of a flow in a chart.

use std::sync::Arc;

use super::session::LayerId;

/// Most parcels that are outlined one by one. More are marked as a layer of their own: lines would be a texture, and
/// would take longer than a frame has.
pub const OUTLINED: usize = 4_000;

/// Parcels by their feature numbers, ascending.
#[derive(Debug, Clone)]
pub struct Group {
    parcels: Arc<[u32]>,
    /// 0 for each feature that is in it, 1 for the others; for those that are too many to be outlined.
    marks: Option<Arc<[u8]>>,
}

impl Group {
    /// Of a layer with so many features.
    pub fn new(mut parcels: Vec<u32>, features: usize) -> Self {
        parcels.sort_unstable();
        parcels.dedup();
        let marks = (parcels.len() > OUTLINED).then(|| {
            let mut marks = vec![1; features];
            for parcel in &parcels {
                if let Some(mark) = marks.get_mut(*parcel as usize) {
                    *mark = 0;
                }
            }
            marks.into()
        });
        Self {
            parcels: parcels.into(),
            marks,
        }
    }

    /// Their feature numbers, ascending.
    pub fn parcels(&self) -> &Arc<[u32]> {
        &self.parcels
    }

    /// 0 for each feature that is in it, 1 for the others; nothing where they are few enough to be outlined.
    pub fn marks(&self) -> Option<&Arc<[u8]>> {
        self.marks.as_ref()
    }

    /// Whether a feature is in it.
    pub fn holds(&self, feature: usize) -> bool {
        let number = u32::try_from(feature);
        number.is_ok_and(|number| self.parcels.binary_search(&number).is_ok())
    }
}

/// The parcels that the user picked together.
#[derive(Debug, Clone)]
pub struct Picked {
    /// Their layer.
    pub layer: LayerId,
    /// They themselves: two or more.
    pub group: Group,
}

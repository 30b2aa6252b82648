//! What a layer is called in the title of its dialog: by its years where it was made of several, else by its file.

use std::sync::Arc;

use crate::text::Lang;
use crate::ui::state::MapLayer;
use crate::ui::years::YearLayers;

/// The name of a layer in both languages.
#[derive(Debug, Clone)]
pub(super) struct Named {
    name: String,
    years: Option<Arc<YearLayers>>,
}

impl Named {
    /// Of this layer.
    pub(super) fn of(layer: &MapLayer) -> Self {
        Self {
            name: layer.layer.name.clone(),
            years: layer.year_layers.clone(),
        }
    }

    /// As [`MapLayer::title`].
    pub(super) fn title(&self, lang: Lang) -> String {
        match &self.years {
            Some(years) => years.title(lang),
            None => self.name.clone(),
        }
    }
}

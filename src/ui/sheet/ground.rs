//! What lies under the map of a sheet: gathered at the resolution of print while somebody waits, and never half of it
//! without a word. What became of it is written on the sheet.

use std::sync::{Arc, Mutex, PoisonError};

use super::SheetRequest;
use crate::export::sheet::{self, Backdrop};
use crate::job::{Cancelled, Progress};
use crate::text::Lang;
use crate::ui::map_view::basemap::{Gathered, PaperTiles, Wanted};
use crate::ui::state::State;

/// What is done where the background cannot be had whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroundAnswer {
    /// The sheet is made without.
    Without,
    /// What was kept on the disk is taken, coarser where there is nothing better.
    Cached,
}

/// Where the background of a sheet comes from.
#[derive(Debug, Clone)]
pub struct GroundSource {
    tiles: PaperTiles,
    source: String,
    network: bool,
    answer: Option<GroundAnswer>,
}

/// The background cannot be had whole, and nobody said what to do then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoGround {
    /// Tiles under the map.
    pub tiles: usize,
    /// Those that are not there.
    pub missing: usize,
}

impl GroundSource {
    /// The background that the map shows; `None` without one.
    pub(super) fn of(state: &State) -> Option<Self> {
        let view = &state.view.sheet;
        let id = &state.settings.base_map;
        (!id.is_empty()).then_some(())?;
        Some(Self {
            tiles: view.tiles.clone()?,
            source: id.clone(),
            network: state.settings.network_allowed,
            answer: view.answer,
        })
    }
}

/// A question to the servers, and what is done with a bad answer: the same gives the same.
#[derive(Debug, Clone, PartialEq)]
pub struct GroundKey(Wanted, Option<GroundAnswer>);

/// What became of the background.
#[derive(Debug, Clone)]
pub struct Grounded {
    /// What is drawn, or what is written in its place.
    pub backdrop: Arc<Backdrop>,
    /// What is missing, where nobody said what to do then.
    pub lacking: Option<NoGround>,
}

/// What was gathered last, so that other words on a sheet do not ask the servers again.
#[derive(Debug, Clone, Default)]
pub struct GroundMemo(Arc<Mutex<Option<(GroundKey, Grounded)>>>);

impl SheetRequest {
    /// Whether there is to be a background.
    pub fn has_ground(&self) -> bool {
        self.ground.is_some()
    }

    /// As [`gather`](Self::gather), where the same was not gathered the last time.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn gather_once(
        &self,
        memo: &GroundMemo,
        progress: &Progress,
    ) -> Result<Option<Grounded>, Cancelled> {
        let key = self.ground_key();
        let known = memo.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, grounded)) = known.as_ref()
            && Some(of) == key.as_ref()
        {
            return Ok(Some(grounded.clone()));
        }
        drop(known);
        let grounded = self.gather(progress)?;
        if let (Some(key), Some(grounded)) = (key, &grounded)
            && grounded.lacking.is_none()
        {
            let mut known = memo.0.lock().unwrap_or_else(PoisonError::into_inner);
            *known = Some((key, grounded.clone()));
        }
        Ok(grounded)
    }

    /// What the background depends on; `None` for a sheet without one.
    pub fn ground_key(&self) -> Option<GroundKey> {
        let ground = self.ground.as_ref()?;
        let looks = self.with_sheet(sheet::looks);
        let (camera, size_mm) = looks?;
        let wanted = Wanted {
            source: ground.source.clone(),
            crs: self.crs(),
            camera,
            size_mm,
            network: ground.network && ground.answer.is_none(),
            lang: self.lang,
        };
        Some(GroundKey(wanted, ground.answer))
    }

    /// Gathers the background; `None` for a sheet without one.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn gather(&self, progress: &Progress) -> Result<Option<Grounded>, Cancelled> {
        let (Some(ground), Some(GroundKey(wanted, answer))) = (&self.ground, self.ground_key())
        else {
            return Ok(None);
        };
        if answer == Some(GroundAnswer::Without) {
            return Ok(Some(without(self.lang)));
        }
        let gathered = ground.tiles.gather(&wanted, progress)?;
        Ok(gathered.map(|gathered| grounded(gathered, answer, self.lang)))
    }
}

fn grounded(gathered: Gathered, answer: Option<GroundAnswer>, lang: Lang) -> Grounded {
    let Gathered {
        mut backdrop,
        tiles,
        missing,
        old,
    } = gathered;
    let is_whole = missing == 0;
    if !is_whole && (answer.is_none() || backdrop.tiles.is_empty()) {
        let lacking = answer.is_none().then_some(NoGround { tiles, missing });
        return Grounded {
            lacking,
            ..without(lang)
        };
    }
    let from_cache = match (is_whole, old > 0 || answer == Some(GroundAnswer::Cached)) {
        (true, false) => None,
        (true, true) => Some("sheet.ground.cached"),
        (false, _) => Some("sheet.ground.in_part"),
    };
    if let Some(key) = from_cache {
        let values = [("credit", backdrop.attribution.as_str())];
        backdrop.attribution = lang.fill(key, &values);
    }
    Grounded {
        backdrop: Arc::new(backdrop),
        lacking: None,
    }
}

/// Nothing is drawn, which is said in the place of whose map it would be.
fn without(lang: Lang) -> Grounded {
    let backdrop = Backdrop {
        tiles: Vec::new(),
        attribution: lang.text("sheet.ground.without").to_owned(),
    };
    Grounded {
        backdrop: Arc::new(backdrop),
        lacking: None,
    }
}

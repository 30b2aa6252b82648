//! Where a layer's coordinates are: in the system that its file names or that its numbers tell, and where they
//! go when a format wants longitude and latitude.

use rayon::prelude::*;

use crate::crs::{Crs, Definition, Transform, detect};
use crate::geometry::{Bounds, PolygonArray};
use crate::job::{Cancelled, Progress};
use crate::layer::{Layer, WarningKind, Warnings};

/// Vertices that are moved to another system between two looks at whether to go on.
const AT_A_TIME: usize = 1 << 14;

/// What a file says of its coordinate system.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// Nothing.
    Nothing,
    /// Something that nobody understands.
    Riddle,
    /// A system.
    System(Crs),
}

impl Said {
    /// What a text says: that of a `.prj`, WKT, PROJJSON, a code.
    pub(super) fn by(text: Option<&str>) -> Self {
        match text {
            None => Self::Nothing,
            Some(text) => detect::from_prj(text).map_or(Self::Riddle, Self::System),
        }
    }
}

/// The system that the file names, and the one to go by: the same, or the one that the coordinates tell where
/// it names none or one that they can hardly be in.
pub(super) fn choose(
    said: Said,
    bounds: impl Fn() -> Bounds,
    warnings: &Warnings,
) -> (Option<Crs>, Option<Crs>) {
    let is_silent = said == Said::Nothing;
    let declared = match said {
        Said::System(crs) => Some(crs),
        Said::Riddle => {
            warnings.add(WarningKind::CrsNotUnderstood);
            None
        }
        Said::Nothing => None,
    };
    if let Some(crs) = &declared {
        let name = crs.label();
        if crs.definition == Definition::Unsupported {
            warnings.add(WarningKind::CrsUnsupported { name });
            return (declared.clone(), declared);
        }
        if !detect::contradicts(crs, &bounds()) {
            return (declared.clone(), declared);
        }
        warnings.add(WarningKind::CrsContradicts { name });
    }
    let guess = detect::guess(&bounds());
    match &guess {
        Some(crs) => warnings.add(WarningKind::CrsGuessed { name: crs.label() }),
        None if is_silent => warnings.add(WarningKind::CrsMissing),
        None => {}
    }
    let used = guess.or_else(|| declared.clone());
    (declared, used)
}

/// The polygons in longitude and latitude on WGS 84; `None` without a coordinate system that can be computed
/// with. What lies nowhere on earth gets coordinates that are not finite. Progress counts vertices.
///
/// # Errors
/// When the work was told to stop.
pub(super) fn in_wgs84(
    layer: &Layer,
    progress: &Progress,
) -> Result<Option<PolygonArray>, Cancelled> {
    let Some(crs) = &layer.crs else {
        return Ok(None);
    };
    if crs.definition == Definition::Wgs84 {
        return Ok(Some(layer.polygons.clone()));
    }
    let Ok(transform) = Transform::between(crs, &Crs::wgs84()) else {
        return Ok(None);
    };
    let mut coords = layer.polygons.coords().to_vec();
    progress.begin(coords.len() as u64);
    coords.par_chunks_mut(AT_A_TIME).try_for_each(|chunk| {
        transform.apply(chunk);
        progress.tick(chunk.len() as u64)
    })?;
    Ok(layer.polygons.with_coords(coords))
}

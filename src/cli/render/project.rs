//! A project in the place of a file with parcels: its highest visible layer, coloured by its rule, as it is shown in
//! the window.

use std::io::Write as _;
use std::path::Path;

use crate::cli::Failure;
use crate::explain;
use crate::export::sheet::SheetSettings;
pub(super) use crate::io::project_file::{is_project, is_sheet};
use crate::job::{Cache, Progress};
use crate::map::PaletteName;
use crate::project::{self, OpenProject, PictureError, ProjectPicture};
use crate::text::Lang;

/// The sheet that was saved with a project.
pub(super) fn sheet(project: &OpenProject) -> SheetSettings {
    let saved = project.file.more.get("sheet").cloned();
    let saved = saved.and_then(|sheet| sheet.try_into().ok());
    saved.unwrap_or_default()
}

/// What a picture of a project shows. What went wrong with a part of it is said on standard error.
pub(super) fn open(
    path: &Path,
    palette: Option<PaletteName>,
    lang: Lang,
) -> Result<ProjectPicture, Failure> {
    let cache = Cache::of_user();
    match project::picture(path, palette, cache.as_ref(), &Progress::default()) {
        Ok(picture) => {
            for trouble in &picture.project.troubles {
                let told = explain::project_trouble(trouble, lang).line();
                // Nobody is left to tell when standard error is closed.
                let _ = writeln!(std::io::stderr(), "ruilkaart: {told}");
            }
            Ok(picture)
        }
        Err(PictureError::Project(error)) => {
            Err(Failure(explain::project_error(&error, lang).line()))
        }
        Err(PictureError::Nothing(troubles)) => {
            let told = troubles
                .first()
                .map(|trouble| explain::project_trouble(trouble, lang));
            let file = path.display().to_string();
            let nothing = || lang.fill("render.nothing_to_draw", &[("file", &file)]);
            Err(Failure(told.map_or_else(nothing, |told| told.line())))
        }
        Err(PictureError::Cancelled(cancelled)) => Err(Failure(cancelled.to_string())),
    }
}

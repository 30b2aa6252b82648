//! One layer that holds the crop sequence of its parcels in its columns.

use std::path::Path;

use super::{Args, Parcels, fill};
use crate::analysis::classify::ParcelYears;
use crate::analysis::columns::Guess;
use crate::analysis::crop_columns::{CropColumns, crop_columns, crop_columns_named};
use crate::cli::Failure;
use crate::cli::output::Timings;
use crate::domain::Catalogue;
use crate::explain;
use crate::io;
use crate::job::Progress;
use crate::layer::{Layer, measure};
use crate::text::Lang;

/// The layer to classify, its crop columns, and how they were found.
struct Input {
    layer: Layer,
    columns: CropColumns,
    guess: Option<Guess<CropColumns>>,
    /// Layers in the file.
    layers: usize,
}

/// Reads the sequences.
pub(super) fn read(
    path: &Path,
    args: &Args,
    catalogue: &Catalogue,
    lang: Lang,
    timings: &mut Timings,
) -> Result<Parcels, Failure> {
    let progress = Progress::default();
    let input = Input::open(path, args.crop_field.as_deref(), catalogue, lang, &progress)?;
    timings.end("open");
    let years = input.years(args, catalogue, lang, &progress)?;
    timings.end("sequences");
    let area_m2 = measure::areas_m2(&input.layer, &progress)
        .map_err(|stopped| Failure(stopped.to_string()))?;
    timings.end("measure");
    Ok(Parcels {
        warnings: input.warnings(lang),
        layer: input.layer,
        years,
        area_m2,
    })
}

impl Input {
    fn open(
        path: &Path,
        pattern: Option<&str>,
        catalogue: &Catalogue,
        lang: Lang,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let layers = io::open(path, progress)
            .map_err(|error| Failure(explain::open_error(&error, lang).line()))?;
        let count = layers.len();
        let mut failure = None;
        for layer in layers {
            match columns_of(&layer, pattern, catalogue, lang) {
                Ok((columns, guess)) => {
                    return Ok(Self {
                        layer,
                        columns,
                        guess,
                        layers: count,
                    });
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        Err(failure.unwrap_or_else(|| no_crop_columns(path, lang)))
    }

    fn years(
        &self,
        args: &Args,
        catalogue: &Catalogue,
        lang: Lang,
        progress: &Progress,
    ) -> Result<ParcelYears, Failure> {
        let years = self.columns.years().iter();
        if let Some(year) = args.reference
            && !years.clone().any(|(known, _)| *known == year)
        {
            let years: Vec<String> = years.map(|(year, _)| year.to_string()).collect();
            let values = [
                ("file", self.layer.source.path.display().to_string()),
                ("year", year.to_string()),
                ("years", years.join(", ")),
            ];
            return Err(Failure(fill(lang, "classify.no_reference_year", &values)));
        }
        let table = &self.layer.table;
        let reference = args.reference;
        ParcelYears::of_columns(table, &self.columns, reference, catalogue, progress).map_err(
            |error| {
                let path = &self.layer.source.path;
                Failure(explain::classify_error(&error, path, lang).line())
            },
        )
    }

    /// What was odd about the file and its columns.
    fn warnings(&self, lang: Lang) -> Vec<String> {
        let layer = &self.layer;
        let of_file = layer.said();
        let of_file = of_file.iter();
        let mut all: Vec<String> = of_file.map(|w| explain::warning(w, lang)).collect();
        if self.layers > 1 {
            let values = [
                ("file", layer.source.path.display().to_string()),
                ("count", self.layers.to_string()),
                ("layer", layer.name.clone()),
            ];
            all.push(fill(lang, "classify.several_layers", &values));
        }
        let years = self.columns.years();
        if let (Some(guess), [(first, _), ..]) = (&self.guess, years) {
            let values = [
                ("first", first.to_string()),
                ("last", self.columns.newest().to_string()),
                ("evidence", lang.text_of("evidence", guess.evidence.key())),
            ];
            all.push(fill(lang, "classify.guessed_columns", &values));
        }
        all
    }
}

fn columns_of(
    layer: &Layer,
    pattern: Option<&str>,
    catalogue: &Catalogue,
    lang: Lang,
) -> Result<(CropColumns, Option<Guess<CropColumns>>), Failure> {
    let path = &layer.source.path;
    if let Some(pattern) = pattern {
        let columns = crop_columns_named(&layer.table, pattern)
            .map_err(|error| Failure(explain::pattern_error(&error, path, lang).line()))?;
        return Ok((columns, None));
    }
    let guess = crop_columns(&layer.table, catalogue);
    let guess = guess.ok_or_else(|| no_crop_columns(path, lang))?;
    Ok((guess.found.clone(), Some(guess)))
}

fn no_crop_columns(path: &Path, lang: Lang) -> Failure {
    let file = path.display().to_string();
    Failure(fill(lang, "classify.no_crop_columns", &[("file", file)]))
}

//! Years that are laid over each other again after a file of one of them changed, shrank or went.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ruilkaart::analysis::years::CropSource;
use ruilkaart::domain::{Catalogue, Year, YearColumn};
use ruilkaart::io::{self, OpenError, Opening, OutputFormat};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Table};
use ruilkaart::project::{self, JoinError, Joined};

use crate::formats::hectares;
use crate::roundtrip::open_one;

fn year(number: i64) -> Year {
    Year::new(number).unwrap()
}

/// Ten hectares with one crop.
fn save(folder: &Path, number: i64, crop: i64) -> PathBuf {
    let mut layer: Layer = hectares(10);
    let field = Field {
        name: "gewascode".into(),
        field_type: FieldType::Integer,
    };
    layer.table = Table::of_columns(10, vec![(field, Cells::Integer(vec![Some(crop); 10]))]);
    let path = folder.join(format!("brp_{number}.shp"));
    io::write(
        &layer,
        &path,
        OutputFormat::Shapefile,
        None,
        &Progress::default(),
    )
    .unwrap();
    path
}

fn joined(folder: &Path) -> Joined {
    let catalogue = Catalogue::built_in();
    let years = [2022, 2023, 2024].map(year);
    let paths = years.map(|of| save(folder, i64::from(of.number()), 265));
    let open = |of: Year, _: Opening<'_>, _: &Progress| {
        let place = years.iter().position(|year| *year == of).unwrap();
        let layer = open_one(&paths[place]);
        let crops = CropSource::guess(&layer.table, &catalogue);
        Ok::<_, JoinError>(Some((Arc::new(layer), crops)))
    };
    let progress = Progress::default();
    project::join(&years, year(2024), open, &catalogue, None, &progress).unwrap()
}

fn rejoined(before: &Joined) -> Result<Joined, JoinError> {
    project::rejoin(
        &before.year_layers,
        &Catalogue::built_in(),
        &Progress::default(),
    )
}

/// The crops of the first parcel, by year.
fn crops(joined: &Joined) -> Vec<String> {
    let sequences = &joined.parcels.sequences;
    let crop = |column: &YearColumn| format!("{:?}", sequences.crops().get(column.crops[0]));
    sequences.columns().iter().map(crop).collect()
}

#[test]
fn a_year_that_changed_counts_anew() {
    let folder = tempfile::tempdir().unwrap();
    let before = joined(folder.path());
    assert_eq!(crops(&rejoined(&before).unwrap()), crops(&before));
    save(folder.path(), 2023, 259);
    let after = rejoined(&before).unwrap();
    let (old, new) = (crops(&before), crops(&after));
    assert_eq!((&old[0], &old[2]), (&new[0], &new[2]));
    assert_ne!(old[1], new[1]);
    let years: Vec<Year> = after
        .year_layers
        .years
        .iter()
        .map(|source| source.year)
        .collect();
    assert_eq!(years, [2022, 2023, 2024].map(year));
}

#[test]
fn a_year_that_shrank_or_went_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let before = joined(folder.path());
    let path = folder.path().join("brp_2022.shp");
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(500).unwrap();
    let after = rejoined(&before).unwrap();
    let shrunk = &after.year_layers.years[0];
    assert!(!shrunk.warnings.is_empty());
    // The outlines that were kept of it are there as before.
    assert_eq!(before.year_layers.years[0].rows, 10);
    file.set_len(0).unwrap();
    assert!(matches!(
        rejoined(&before),
        Err(JoinError::Open(OpenError::Empty { .. }))
    ));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(
        rejoined(&before),
        Err(JoinError::Open(OpenError::NotFound { .. }))
    ));
}

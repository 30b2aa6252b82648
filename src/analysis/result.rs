//! The result of a classification as a layer: one row per parcel with its sequence, counts, class and
//! rotation indicators, in the columns and the order that the command line promises. Every writer writes this.

use rayon::prelude::*;

use super::classify::Classified;
use crate::domain::{CropId, Features, Indicators, Outcome, Reason, Rule, Usage, YearColumn};
use crate::geometry::{PolygonArray, PolygonBuilder};
use crate::job::{Cancelled, Progress};
use crate::layer::{Cells, Field, FieldType, Layer, Source, Table};

/// Six decimals: a hundredth of a square metre in hectares. Every format then holds the same number.
pub fn round_6(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// The parcels of `layer` with what was found out about them. Landscape elements are left out. `area_m2`
/// holds the area per feature, NaN where unknown.
///
/// # Errors
/// When the work was told to stop.
pub fn result_layer(
    layer: &Layer,
    area_m2: &[f64],
    classified: &Classified,
    rule: &Rule,
    progress: &Progress,
) -> Result<Layer, Cancelled> {
    let outcomes = classified.outcomes.iter().enumerate();
    let parcels: Vec<Parcel> = outcomes
        .filter_map(|(feature, outcome)| outcome.map(|outcome| Parcel { feature, outcome }))
        .collect();
    let reference = classified.parcels.reference;
    let window = classified.parcels.sequences.window(rule, reference);
    // A step a year, and one for each of what follows.
    progress.begin(window.len() as u64 + 4);
    let of_year = |year| {
        progress.tick(1)?;
        Ok(YearCells::of(year, &parcels, classified, rule))
    };
    let years = window.par_iter().map(of_year);
    let mut years = years.collect::<Result<Vec<YearCells>, Cancelled>>()?;

    let mut columns = Columns::default();
    columns.integers(
        "parcel",
        parcels
            .iter()
            .map(|p| i64::try_from(layer.record_number(p.feature)).ok()),
    );
    let area_ha = |p: &Parcel| area_m2.get(p.feature).map(|m2| m2 / 10_000.0);
    columns.reals("area_ha", parcels.iter().map(area_ha));
    columns.of_years("crop", &mut years, |year| &mut year.crop);
    columns.of_years("share", &mut years, |year| &mut year.share);
    progress.tick(1)?;
    columns.counts(&parcels, rule);
    progress.tick(1)?;
    columns.classes(&parcels);
    columns.of_years("second", &mut years, |year| &mut year.second);
    columns.of_years("second_share", &mut years, |year| &mut year.second_share);
    progress.tick(1)?;
    let indicators = indicators(&parcels, window, classified, rule);
    progress.tick(1)?;
    columns.indicators(&indicators);
    progress.check()?;
    Ok(Layer {
        name: layer.name.clone(),
        source: Source {
            path: layer.source.path.clone(),
            crs_text: layer.source.crs_text.clone(),
            ..Source::default()
        },
        crs: layer.crs.clone(),
        polygons: some_of(&layer.polygons, &parcels),
        table: Table::of_columns(parcels.len(), columns.list),
        warnings: Vec::new(),
    })
}

struct Parcel {
    feature: usize,
    outcome: Outcome,
}

fn some_of(array: &PolygonArray, parcels: &[Parcel]) -> PolygonArray {
    if parcels.len() == array.len() {
        return array.clone();
    }
    let mut builder = PolygonBuilder::default();
    for parcel in parcels {
        for part in array.feature(parcel.feature).parts() {
            for ring in part.rings() {
                builder.push_ring(ring.iter().copied());
            }
            builder.end_part();
        }
        builder.end_feature();
    }
    builder.finish()
}

/// What is known of one year; empty where the year is missing, shares also where nobody knows them.
struct YearCells {
    year: u16,
    crop: Cells,
    share: Cells,
    second: Cells,
    second_share: Cells,
}

impl YearCells {
    fn of(year: &YearColumn, parcels: &[Parcel], classified: &Classified, rule: &Rule) -> Self {
        let crops = classified.parcels.sequences.crops();
        let code = |id: CropId| crops.get(id).map(|crop| i64::from(crop.code.number()));
        let known: Vec<Option<usize>> = parcels
            .iter()
            .map(|parcel| {
                let reading = year.read(parcel.feature, &classified.facts, rule);
                (reading.usage != Usage::Missing).then_some(parcel.feature)
            })
            .collect();
        let integers = |of: &dyn Fn(usize) -> Option<i64>| {
            Cells::Integer(known.iter().map(|feature| feature.and_then(of)).collect())
        };
        let shares = |of: &dyn Fn(usize) -> Option<f32>| {
            reals(known.iter().map(|f| f.and_then(of).map(f64::from)))
        };
        let cover = year.cover.as_ref();
        let second = |feature: usize| {
            let id = cover?.second.get(feature).copied()?;
            id.index().map(|_| id)
        };
        Self {
            year: year.year.number(),
            crop: integers(&|feature| year.crops.get(feature).copied().and_then(code)),
            share: shares(&|feature| cover?.share.get(feature).copied()),
            second: integers(&|feature| second(feature).and_then(code)),
            second_share: shares(&|feature| {
                second(feature).and(cover?.second_share.get(feature).copied())
            }),
        }
    }
}

fn indicators(
    parcels: &[Parcel],
    window: &[YearColumn],
    classified: &Classified,
    rule: &Rule,
) -> Vec<Indicators> {
    let facts = &classified.facts;
    let of_parcel = |readings: &mut Vec<_>, parcel: &Parcel| {
        readings.clear();
        let years = window.iter();
        readings.extend(years.map(|year| year.read(parcel.feature, facts, rule)));
        Indicators::of(readings, facts)
    };
    parcels.par_iter().map_init(Vec::new, of_parcel).collect()
}

fn reals(numbers: impl Iterator<Item = Option<f64>>) -> Cells {
    Cells::Real(
        numbers
            .map(|number| number.map_or(f64::NAN, round_6))
            .collect(),
    )
}

/// Columns in the order in which they are added.
#[derive(Default)]
struct Columns {
    list: Vec<(Field, Cells)>,
}

impl Columns {
    fn add(&mut self, name: &str, cells: Cells) {
        let field_type = match &cells {
            Cells::Text { .. } => FieldType::Text,
            Cells::Integer(_) => FieldType::Integer,
            Cells::Real(_) => FieldType::Real,
            Cells::Boolean(_) => FieldType::Boolean,
        };
        let name = name.to_owned();
        self.list.push((Field { name, field_type }, cells));
    }

    fn integers(&mut self, name: &str, numbers: impl Iterator<Item = Option<i64>>) {
        self.add(name, Cells::Integer(numbers.collect()));
    }

    fn reals(&mut self, name: &str, numbers: impl Iterator<Item = Option<f64>>) {
        self.add(name, reals(numbers));
    }

    /// Takes a column out of each year.
    fn of_years(
        &mut self,
        name: &str,
        years: &mut [YearCells],
        cells: fn(&mut YearCells) -> &mut Cells,
    ) {
        for year in years {
            let name = format!("{name}_{}", year.year);
            let taken = std::mem::replace(cells(year), Cells::Real(Vec::new()));
            self.add(&name, taken);
        }
    }

    fn counts(&mut self, parcels: &[Parcel], rule: &Rule) {
        let missing = |f: Features| rule.window_years.saturating_sub(f.classified() + f.neutral);
        let mut count = |name: &str, of: &dyn Fn(Features) -> u16| {
            let numbers = parcels
                .iter()
                .map(|p| Some(i64::from(of(p.outcome.features))));
            self.integers(name, numbers);
        };
        count("years_arable", &|f| f.arable);
        count("years_livestock", &|f| f.livestock);
        count("years_neutral", &|f| f.neutral);
        count("years_missing", &missing);
        count("switches", &|f| f.switches);
        count("minority_years", &Features::minority);
        let shares = parcels.iter().map(|p| p.outcome.features.minority_share());
        self.reals("minority_share", shares);
    }

    fn classes(&mut self, parcels: &[Parcel]) {
        let outcomes = || parcels.iter().map(|parcel| &parcel.outcome);
        let truths =
            |of: fn(&Outcome) -> bool| Cells::Boolean(outcomes().map(|o| Some(of(o))).collect());
        self.add(
            "class",
            Cells::from_texts(outcomes().map(|o| Some(o.class.key()))),
        );
        self.add("provisional", truths(|o| o.provisional));
        self.add("fragile", truths(|o| o.fragile));
        self.reals("confidence", outcomes().map(|o| Some(o.confidence)));
        let reasons = outcomes().map(|o| o.reason().map(Reason::key));
        self.add("reason", Cells::from_texts(reasons));
    }

    fn indicators(&mut self, all: &[Indicators]) {
        let real = |of: fn(&Indicators) -> Option<f64>| reals(all.iter().map(of));
        let whole = |of: fn(&Indicators) -> Option<u16>| {
            Cells::Integer(all.iter().map(|i| of(i).map(i64::from)).collect())
        };
        let rest_ok = Cells::Boolean(all.iter().map(|i| i.rest_ok).collect());
        for (name, cells) in [
            ("arable_share", real(|i| i.arable_share)),
            ("grass_share", real(|i| i.grass_share)),
            ("rest_share", real(|i| i.rest_share)),
            ("rest_ok", rest_ok),
            ("potato_freq", real(|i| i.potato_freq)),
            ("potato_min_gap", whole(|i| i.potato_min_gap)),
            ("groups", whole(|i| i.groups)),
            ("shannon", real(|i| i.shannon)),
            ("shannon_effective", real(|i| i.shannon_effective)),
            ("evenness", real(|i| i.evenness)),
            ("simpson", real(|i| i.simpson)),
            ("simpson_effective", real(|i| i.simpson_effective)),
            ("longest_run", whole(|i| i.longest_run)),
        ] {
            self.add(name, cells);
        }
    }
}

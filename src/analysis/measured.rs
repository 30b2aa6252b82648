//! What a file measured or reported takes the place of what is estimated: columns of the parcels that the user
//! pointed out, with a value per parcel or, where the year is part of their name, per parcel and year. Parcels with a
//! value get figures of their own; all others keep those of their crop.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::cycle_sums::KnownManure;
use super::land::Land;
use super::nutrient_sums::grown_of;
use crate::domain::nutrients::{CropYear, MEASURES, Measured, Own};
use crate::domain::{Assumptions, Catalogue, Side, Year};
use crate::layer::{Cells, FieldType, Table};

/// Stands for the year in the name of a column that there is one of per year.
pub const YEAR: &str = "{year}";

/// Which columns hold what was measured, by name. None is taken that the user did not choose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MeasuredColumns {
    columns: BTreeMap<Measured, String>,
}

impl MeasuredColumns {
    /// The column of a measure, with [`YEAR`] in the place of the year where there is one per year.
    pub fn get(&self, measure: Measured) -> Option<&str> {
        self.columns.get(&measure).map(String::as_str)
    }

    /// Takes a column for a measure, or none.
    pub fn set(&mut self, measure: Measured, column: Option<String>) {
        match column {
            Some(column) => drop(self.columns.insert(measure, column)),
            None => drop(self.columns.remove(&measure)),
        }
    }

    /// Every measure that has a column.
    pub fn iter(&self) -> impl Iterator<Item = (Measured, &str)> {
        let columns = self.columns.iter();
        columns.map(|(measure, column)| (*measure, column.as_str()))
    }

    /// True where no column was chosen.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

/// The columns that can hold numbers, those of years first and as one: `n_afvoer_{year}`.
pub fn candidates(table: &Table, years: &[Year]) -> Vec<String> {
    let numbers = table.fields().iter().filter(|field| {
        matches!(
            field.field_type,
            FieldType::Integer | FieldType::Real | FieldType::Text
        )
    });
    let names: Vec<&str> = numbers.map(|field| field.name.as_str()).collect();
    let mut patterns: BTreeMap<String, usize> = BTreeMap::new();
    for pattern in names.iter().filter_map(|name| pattern_of(name, years)) {
        *patterns.entry(pattern).or_default() += 1;
    }
    let several = patterns.into_iter().filter(|(_, count)| *count > 1);
    let several = several.map(|(pattern, _)| pattern);
    several
        .chain(names.into_iter().map(str::to_owned))
        .collect()
}

/// The name with [`YEAR`] in the place of one of the years.
fn pattern_of(name: &str, years: &[Year]) -> Option<String> {
    let years = years.iter().map(ToString::to_string);
    let found = years.filter(|year| name.contains(year.as_str())).max()?;
    Some(name.replacen(&found, YEAR, 1))
}

/// The columns that are called like a measure, the first that is for each: to be offered, not to be taken.
pub fn recognised(table: &Table, years: &[Year]) -> Vec<(Measured, String)> {
    let columns = candidates(table, years);
    let found = |measure: Measured| {
        let called = |column: &&String| is_called(column, measure);
        Some((measure, columns.iter().find(called)?.clone()))
    };
    Measured::ALL.into_iter().filter_map(found).collect()
}

/// Whether a column is called like a measure, its unit and its year left aside.
fn is_called(column: &str, measure: Measured) -> bool {
    let plain = column.replace(YEAR, "").to_lowercase();
    let letters = |c: char| c.is_alphanumeric();
    let plain: String = plain.chars().filter(|c| letters(*c)).collect();
    let units = ["kgha", "kgnha", "kgp2o5ha", "tha", "tdsha", "pct", "perc"];
    let bare = units.iter().find_map(|unit| plain.strip_suffix(unit));
    names(measure).contains(&bare.unwrap_or(&plain))
}

const fn names(measure: Measured) -> &'static [&'static str] {
    match measure {
        Measured::NRemoval => &[
            "nremoval",
            "nafvoer",
            "stikstofafvoer",
            "nonttrekking",
            "noogst",
        ],
        Measured::P2o5Removal => &[
            "p2o5removal",
            "p2o5afvoer",
            "fosfaatafvoer",
            "p2o5onttrekking",
            "p2o5oogst",
        ],
        Measured::Yield => &[
            "yield",
            "yielddm",
            "opbrengst",
            "opbrengstds",
            "dsopbrengst",
        ],
        Measured::ManureN => &[
            "manuren",
            "nmest",
            "nmanure",
            "nuitmest",
            "stikstofmest",
            "mestn",
        ],
        Measured::ManureP2o5 => &[
            "manurep2o5",
            "p2o5mest",
            "p2o5manure",
            "p2o5uitmest",
            "fosfaatmest",
            "mestp2o5",
        ],
        Measured::MineralN => &[
            "mineraln",
            "nkunstmest",
            "kunstmestn",
            "nmineral",
            "kunstmest",
        ],
        Measured::DepositionN => &[
            "depositionn",
            "ndeposition",
            "ndepositie",
            "depositie",
            "deposition",
        ],
        Measured::SoilOrganicMatter => &[
            "som",
            "os",
            "orgstof",
            "organischestof",
            "osgehalte",
            "organicmatter",
            "oms",
        ],
    }
}

/// A number per parcel, NaN for none; `None` in a year without a column.
type Numbers = Option<Arc<Vec<f64>>>;

/// The values of the chosen columns: per measure, per year of the window, a value per parcel.
#[derive(Debug, Default)]
pub struct MeasuredValues {
    columns: Vec<(Measured, Vec<Numbers>)>,
    /// Columns that the parcels do not have.
    pub missing: Vec<(Measured, String)>,
}

impl MeasuredValues {
    /// Reads the columns for the years of the window.
    pub fn read(table: &Table, chosen: &MeasuredColumns, years: &[Year]) -> Self {
        let mut values = Self::default();
        for (measure, name) in chosen.iter() {
            let of_years = columns_of(table, name, years);
            if of_years.iter().all(Option::is_none) {
                values.missing.push((measure, name.to_owned()));
            } else {
                values.columns.push((measure, of_years));
            }
        }
        values
    }

    /// What is known of a parcel in a year of the window, and how many values made no sense.
    fn own(&self, parcel: usize, year: usize) -> (Own, u64) {
        let (mut own, mut refused) = (Own::default(), 0);
        for (measure, columns) in &self.columns {
            let column = columns.get(year).and_then(Option::as_ref);
            let value = column.and_then(|column| column.get(parcel).copied());
            if let Some(value) = value.filter(|value| !value.is_nan()) {
                refused += u64::from(!own.set(*measure, value));
            }
        }
        (own, refused)
    }
}

/// The numbers of a column for each year: one column for all of them, or one each.
fn columns_of(table: &Table, name: &str, years: &[Year]) -> Vec<Numbers> {
    let read = |name: &str| {
        let cells = table.column(table.find(name)?)?;
        Some(Arc::new(numbers(&cells)))
    };
    if name.contains(YEAR) {
        let of_year = |year: &Year| read(&name.replacen(YEAR, &year.to_string(), 1));
        return years.iter().map(of_year).collect();
    }
    vec![read(name); years.len()]
}

/// The numbers of a column, NaN where there is none. Numbers kept as text have a comma or a point.
pub fn numbers(cells: &Cells) -> Vec<f64> {
    if let Cells::Text { rows, distinct } = cells {
        let parse = |text: &Arc<str>| text.trim().replace(',', ".").parse().unwrap_or(f64::NAN);
        let values: Vec<f64> = distinct.iter().map(parse).collect();
        let value = |row: &u32| values.get(*row as usize).copied().unwrap_or(f64::NAN);
        return rows.iter().map(value).collect();
    }
    let value = |row| cells.value(row).as_f64().unwrap_or(f64::NAN);
    (0..cells.len()).map(value).collect()
}

/// The figures of one parcel in one year, partly measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnYear {
    /// The figures.
    pub figures: CropYear,
    /// The crop is feed.
    pub is_feed: bool,
    /// The measures that have a value, a bit each.
    measured: u8,
}

impl OwnYear {
    /// Whether a measure has a value.
    pub fn has(&self, measure: Measured) -> bool {
        self.measured & (1 << measure.place()) != 0
    }
}

/// The figures of the parcels that have measured values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OwnFigures {
    /// Place of each parcel among those; [`NONE`] for all others.
    of_parcel: Vec<u32>,
    /// Per place, per year; `None` for what is neither arable nor livestock.
    of_year: Vec<Vec<Option<OwnYear>>>,
    /// Values that made no sense and were left out.
    pub refused: u64,
}

const NONE: u32 = u32::MAX;

impl OwnFigures {
    /// Computes them; `None` where nothing was measured.
    pub fn of(
        values: &MeasuredValues,
        land: &Land,
        catalogue: &Catalogue,
        assumptions: &Assumptions,
    ) -> Option<Self> {
        if values.columns.is_empty() {
            return None;
        }
        let years = land.years().len();
        let parcels = land.of_year(0).len();
        let known: Vec<(u32, u64)> = (0..parcels)
            .into_par_iter()
            .with_min_len(1024)
            .filter_map(|parcel| {
                let each = (0..years).map(|year| values.own(parcel, year));
                let (any, refused) = each.fold((false, 0), |(any, sum), (own, refused)| {
                    (any || !own.is_empty(), sum + refused)
                });
                (any || refused > 0).then(|| (u32::try_from(parcel).unwrap_or(NONE), refused))
            })
            .collect();
        let mut own = Self {
            of_parcel: vec![NONE; parcels],
            refused: known.iter().map(|(_, refused)| refused).sum(),
            of_year: Vec::new(),
        };
        own.of_year = known
            .par_iter()
            .with_min_len(64)
            .map(|(parcel, _)| {
                let year = |year| {
                    let (own, _) = values.own(*parcel as usize, year);
                    own_year(*parcel as usize, year, &own, land, catalogue, assumptions)
                };
                (0..years).map(year).collect()
            })
            .collect();
        for (place, (parcel, _)) in (0_u32..).zip(&known) {
            if let Some(slot) = own.of_parcel.get_mut(*parcel as usize) {
                *slot = place;
            }
        }
        Some(own)
    }

    /// Where the figures of a parcel are; `None` where nothing of it was measured.
    pub fn place(&self, parcel: u32) -> Option<u32> {
        let place = self.of_parcel.get(parcel as usize).copied();
        place.filter(|place| *place != NONE)
    }

    /// The figures at a place, in a year by its position.
    pub fn get(&self, place: u32, year: usize) -> Option<&OwnYear> {
        self.of_year.get(place as usize)?.get(year)?.as_ref()
    }
}

fn own_year(
    parcel: usize,
    year: usize,
    own: &Own,
    land: &Land,
    catalogue: &Catalogue,
    assumptions: &Assumptions,
) -> Option<OwnYear> {
    let situation = land.of_year(year).get(parcel)?;
    let situation = land.situations().get(*situation as usize)?;
    let number = *land.years().get(year)?;
    let grown = grown_of(situation, number, land, catalogue)?;
    let bit = |measure: Measured| u8::from(own.get(measure).is_some()) << measure.place();
    Some(OwnYear {
        figures: CropYear::with(grown, own, assumptions),
        is_feed: land.side(situation) == Side::Livestock,
        measured: Measured::ALL.into_iter().map(bit).sum(),
    })
}

/// Which columns of a layer of areas hold the manure that its cattle give, kg a year: it takes the place of what the
/// feed of the area would give.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AreaManure {
    /// Nitrogen.
    pub n: Option<String>,
    /// Phosphate.
    pub p2o5: Option<String>,
}

impl AreaManure {
    /// What is known of each area; nothing where no column was chosen.
    pub fn known(&self, areas: &Table) -> Vec<KnownManure> {
        let read = |name: &Option<String>| {
            let column = areas.column(areas.find(name.as_deref()?)?)?;
            Some(numbers(&column))
        };
        let (n, p2o5) = (read(&self.n), read(&self.p2o5));
        if n.is_none() && p2o5.is_none() {
            return Vec::new();
        }
        let of = |values: &Option<Vec<f64>>, area: usize| {
            let value = values.as_ref()?.get(area).copied();
            value.filter(|kg| kg.is_finite() && *kg >= 0.0)
        };
        let known = |area| KnownManure {
            n: of(&n, area),
            p2o5: of(&p2o5, area),
        };
        (0..areas.rows()).map(known).collect()
    }
}

/// Part of the arable and livestock hectare-years that each measure has a value for, 0 to 1.
pub type MeasuredShares = [f64; MEASURES];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Field;

    fn table(columns: &[(&str, Cells)]) -> Table {
        let fields = columns.iter().map(|(name, cells)| {
            let field_type = match cells {
                Cells::Text { .. } => FieldType::Text,
                Cells::Integer(_) => FieldType::Integer,
                Cells::Real(_) => FieldType::Real,
                Cells::Boolean(_) => FieldType::Boolean,
            };
            let name = (*name).to_owned();
            (Field { name, field_type }, cells.clone())
        });
        Table::of_columns(2, fields.collect())
    }

    fn years(numbers: &[i64]) -> Vec<Year> {
        let year = |n: &i64| Year::new(*n).expect("a year");
        numbers.iter().map(year).collect()
    }

    #[test]
    fn columns_are_recognised_by_name_and_offered_with_their_years_as_one() {
        let reals = Cells::Real(vec![1.0, f64::NAN]);
        let table = table(&[
            ("N_afvoer_2023", reals.clone()),
            ("N_afvoer_2024", reals.clone()),
            ("OS_pct", reals.clone()),
            ("naam", Cells::from_texts([Some("a"), None])),
            ("waar", Cells::Boolean(vec![None, None])),
        ]);
        let found = recognised(&table, &years(&[2023, 2024]));
        let of_years = (Measured::NRemoval, "N_afvoer_{year}".to_owned());
        let som = (Measured::SoilOrganicMatter, "OS_pct".to_owned());
        assert_eq!(found, [of_years, som]);
        let all = candidates(&table, &years(&[2023, 2024]));
        assert_eq!(all[0], "N_afvoer_{year}");
        assert!(!all.contains(&"waar".to_owned()), "a truth is no number");
    }

    #[test]
    fn a_column_is_read_for_every_year_or_for_its_own() {
        let table = table(&[
            ("os", Cells::from_texts([Some("4,5"), Some("veel")])),
            ("n_2024", Cells::Integer(vec![Some(120), None])),
        ]);
        let mut chosen = MeasuredColumns::default();
        chosen.set(Measured::SoilOrganicMatter, Some("os".to_owned()));
        chosen.set(Measured::NRemoval, Some("n_{year}".to_owned()));
        chosen.set(Measured::ManureN, Some("weg".to_owned()));
        let values = MeasuredValues::read(&table, &chosen, &years(&[2023, 2024]));
        assert_eq!(values.missing, [(Measured::ManureN, "weg".to_owned())]);
        let (first, _) = values.own(0, 0);
        assert_eq!(first.get(Measured::SoilOrganicMatter), Some(4.5));
        assert_eq!(first.get(Measured::NRemoval), None, "not in 2023");
        assert_eq!(values.own(0, 1).0.get(Measured::NRemoval), Some(120.0));
        assert!(
            values.own(1, 1).0.is_empty(),
            "what is no number is unknown"
        );
    }
}

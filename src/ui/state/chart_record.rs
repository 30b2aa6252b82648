//! A chart that was chosen, in the words of a file: what a project keeps of the drawer, and a scene of its chart.

use serde::{Deserialize, Serialize};

use super::charts::ChartChoice;
use crate::analysis::area_columns::StatColumn;
use crate::analysis::kinds::Detail;
use crate::domain::Year;
use crate::export::chart::cycle::Substance;
use crate::export::chart::request::ChartKind;

/// What is written of a chart.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChartRecord {
    kind: String,
    column: String,
    by_class: bool,
    as_share: bool,
    /// n, p2o5 or om.
    substance: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    farm: Option<String>,
    /// The first and the last year.
    #[serde(skip_serializing_if = "Option::is_none")]
    years: Option<[i64; 2]>,
    detail: String,
    cyclic: bool,
}

/// The chart of a scene.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DrawnChart {
    /// The area by its name; none for all together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Which chart.
    #[serde(flatten)]
    pub chart: ChartRecord,
}

impl ChartRecord {
    /// A choice in words.
    pub fn of(charts: &ChartChoice) -> Self {
        let number = |year: Year| i64::from(year.number());
        Self {
            kind: charts.kind.key().to_owned(),
            column: charts.column.to_owned(),
            by_class: charts.by_class,
            as_share: charts.as_share,
            substance: charts.substance.word().to_owned(),
            farm: charts.farm.clone(),
            years: charts.years.map(|(from, to)| [number(from), number(to)]),
            detail: charts.detail.key().to_owned(),
            cyclic: charts.is_cyclic,
        }
    }

    /// What it says; what is not known is as usual.
    pub fn choice(&self) -> ChartChoice {
        let usual = ChartChoice::default();
        let years = self.years.map(|years| years.map(Year::new));
        ChartChoice {
            kind: ChartKind::from_key(&self.kind).unwrap_or(usual.kind),
            column: StatColumn::find(&self.column).map_or(usual.column, |column| column.name),
            by_class: self.by_class,
            as_share: self.as_share,
            substance: Substance::from_word(&self.substance).unwrap_or(usual.substance),
            farm: self.farm.clone(),
            years: years.and_then(|[from, to]| from.zip(to)),
            detail: Detail::from_key(&self.detail).unwrap_or(usual.detail),
            is_cyclic: self.cyclic,
        }
    }
}

//! A chart that is asked for: which one, of which area, in which indicator. From the figures of all areas to the chart
//! in one step, for the window as for anything else.

use std::ops::Range;
use std::sync::Arc;

use super::alluvial::Shown;
use super::classes::{self, ClassBar};
use super::compare::{self, Compared};
use super::cycle::{self, Substance};
use super::over_years::{self, Series};
use super::scales::{self, Scale, Seen};
use super::sequences::{self, Ranking};
use super::{Chart, Look, SpotOf, alluvial, crops, key};
use crate::analysis::area_columns::StatColumn;
use crate::analysis::area_labels::Groups;
use crate::analysis::area_sums::AreaSums;
use crate::analysis::areas::{AreaFigures, RowName};
use crate::analysis::figured::Figured;
use crate::analysis::kinds::{Detail, Kind, Kinds};
use crate::analysis::rotation_sums::crop_groups_by_year;
use crate::analysis::scales as scale_sums;
use crate::analysis::sequences::{CommonSequence, Telling, common_sequences, transitions};
use crate::analysis::split::Piece;
use crate::analysis::spread::{ParcelMeans, Spread};
use crate::analysis::yearly;
use crate::domain::{Class, Year};
use crate::explain::{self, figures, measured, quantity, story};
use crate::export::ink::Ink;
use crate::map::{ClassColours, Rgb};
use crate::text::Lang;

/// The charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ChartKind {
    /// The classes of each area.
    #[default]
    Classes,
    /// An indicator of each area, or of each class.
    Compare,
    /// An indicator over the years.
    OverYears,
    /// The crops of each year.
    Crops,
    /// What became of what.
    Flows,
    /// The commonest sequences.
    Sequences,
    /// What closes inside the area.
    Cycle,
    /// Parcel, farm and area.
    Scales,
}

impl ChartKind {
    /// All of them, in their order.
    pub const ALL: [Self; 8] = [
        Self::Classes,
        Self::Compare,
        Self::OverYears,
        Self::Crops,
        Self::Flows,
        Self::Sequences,
        Self::Cycle,
        Self::Scales,
    ];

    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Classes => "classes",
            Self::Compare => "compare",
            Self::OverYears => "over_years",
            Self::Crops => "crops",
            Self::Flows => "flows",
            Self::Sequences => "sequences",
            Self::Cycle => "cycle",
            Self::Scales => "scales",
        }
    }

    /// Whether it is about an indicator that can be chosen.
    pub const fn has_column(self) -> bool {
        matches!(self, Self::Compare | Self::OverYears)
    }

    /// Whether it can show shares in the place of hectares.
    pub const fn has_shares(self) -> bool {
        matches!(self, Self::Classes | Self::Crops)
    }

    /// Whether it follows crops through years that can be chosen.
    pub const fn has_years(self) -> bool {
        matches!(self, Self::Flows | Self::Sequences)
    }

    /// The one with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Whether it is about one area.
    pub const fn has_area(self) -> bool {
        !matches!(self, Self::Classes)
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartRequest {
    /// Which chart.
    pub kind: ChartKind,
    /// The column of the indicator.
    pub column: &'static str,
    /// The chosen row; nothing for all areas together.
    pub row: Option<usize>,
    /// A bar or line per class in the place of one per area.
    pub by_class: bool,
    /// Shares in the place of hectares.
    pub as_share: bool,
    /// Whose cycle.
    pub substance: Substance,
    /// The column of the parcels that names their farm.
    pub farm: Option<usize>,
    /// The first and the last of the years that crops are followed through; nothing for all.
    pub years: Option<(Year, Year)>,
    /// How finely crops are told apart.
    pub detail: Detail,
    /// A sequence that begins elsewhere is the same.
    pub is_cyclic: bool,
    /// The language.
    pub lang: Lang,
    /// The colours of what is no class.
    pub ink: Ink,
    /// The colours of the classes.
    pub classes: Arc<ClassColours>,
    /// Width and height, in points.
    pub size: [u32; 2],
}

/// Most lines beside the main one: more cannot be told apart.
const MOST_LINES: usize = 6;

/// Least difference in L* between a line and its ground.
const LEAST_CONTRAST: f64 = 15.0;

/// Makes the chart.
pub fn chart(figured: &Figured, request: &ChartRequest) -> Chart {
    let source = source(figured, request);
    let look = Look {
        lang: request.lang,
        ink: request.ink,
        classes: &request.classes,
        size: request.size.map(f64::from),
        source: &source,
    };
    let maker = Maker { figured, request };
    let row = maker.row();
    let name = maker.whole_name(row);
    match request.kind {
        ChartKind::Classes => classes::chart(&maker.class_bars(), request.as_share, look),
        ChartKind::Compare => match StatColumn::find(request.column) {
            Some(column) => compare::chart(&maker.compared(column), column, look),
            None => compare::chart(&[], &crate::analysis::area_columns::COLUMNS[0], look),
        },
        ChartKind::OverYears => match StatColumn::find(request.column) {
            Some(column) => over_years::chart(&maker.series(column), column, look),
            None => over_years::chart(&[], &crate::analysis::area_columns::COLUMNS[0], look),
        },
        ChartKind::Crops => {
            let ground = figured.sums(row);
            let years = crop_groups_by_year(&ground, &figured.carried.land);
            crops::chart(&name, &years, request.as_share, look)
        }
        ChartKind::Flows => {
            let (kinds, years) = (maker.kinds(row), maker.years());
            let land = &figured.carried.land;
            let changes = transitions(figured.pieces(row), land, &kinds, &years);
            alluvial::chart(&name, &changes, &maker.shown(&kinds), look)
        }
        ChartKind::Sequences => maker.ranking(row, &name, look),
        ChartKind::Cycle => {
            let cycle = figured
                .rows
                .get(row)
                .map(|row| row.cycle)
                .unwrap_or_default();
            let parts = figured.land_parts(row);
            cycle::chart(&name, &cycle, &parts, request.substance, look)
        }
        ChartKind::Scales => scales::chart(&maker.seen(row), look),
    }
}

/// The parcels that a place on a chart stands for; `None` where it stands for none.
pub fn parcels_of(figured: &Figured, request: &ChartRequest, of: SpotOf) -> Option<Vec<u32>> {
    Maker { figured, request }.parcels_of(of)
}

struct Maker<'a> {
    figured: &'a Figured,
    request: &'a ChartRequest,
}

impl Maker<'_> {
    /// The chosen row, else that of all together.
    fn row(&self) -> usize {
        let last = self.figured.rows.len().saturating_sub(1);
        self.request.row.filter(|row| *row <= last).unwrap_or(last)
    }

    fn name(&self, row: usize) -> String {
        let row = self.figured.rows.get(row);
        row.map_or_else(String::new, |row| figures::row_name(row, self.request.lang))
    }

    fn kinds(&self, row: usize) -> Kinds {
        let ground = self.figured.sums(row);
        Kinds::of(self.request.detail, &ground, &self.figured.carried.land)
    }

    /// The positions of the years that crops are followed through.
    fn years(&self) -> Range<usize> {
        let years = self.figured.carried.land.years();
        let Some((from, to)) = self.request.years else {
            return 0..years.len();
        };
        let first = years.iter().position(|year| *year >= from);
        let last = years.iter().rposition(|year| *year <= to);
        match first.zip(last) {
            Some((first, last)) => first..last + 1,
            None => 0..0,
        }
    }

    /// The kinds with their names.
    fn shown(&self, kinds: &Kinds) -> Vec<Shown> {
        let lang = self.request.lang;
        let name = |kind: &Kind| match kind {
            Kind::Group(group) => lang.text_of("crop_group", group.key()),
            Kind::Rotation(group) => lang.text_of("rotation_group", group.key()),
            Kind::Crop(code) => {
                let catalogue = &self.figured.request.knowledge.catalogue;
                story::crop_name(*code, catalogue, lang)
            }
            Kind::Rest => lang.text("chart.other_crops").to_owned(),
        };
        let list = kinds.list().iter().enumerate();
        list.map(|(place, kind)| Shown {
            name: name(kind),
            group: kinds.group(place),
        })
        .collect()
    }

    fn telling(&self) -> Telling {
        Telling {
            years: self.years(),
            is_cyclic: self.request.is_cyclic,
        }
    }

    fn sequences(&self, row: usize, kinds: &Kinds) -> Vec<CommonSequence> {
        let (pieces, land) = (self.figured.pieces(row), &self.figured.carried.land);
        common_sequences(pieces, land, kinds, &self.telling(), sequences::MOST)
    }

    fn ranking(&self, row: usize, name: &str, look: Look<'_>) -> Chart {
        let (kinds, years) = (self.kinds(row), self.years());
        let pieces = self.figured.pieces(row).iter();
        let all = self.figured.carried.land.years();
        let ranking = Ranking {
            name,
            years: all.get(years).unwrap_or_default(),
            kinds: &self.shown(&kinds),
            list: &self.sequences(row, &kinds),
            whole_ha: pieces.map(|piece| piece.m2).sum::<f64>() / 10_000.0,
            is_cyclic: self.request.is_cyclic,
        };
        sequences::chart(&ranking, look)
    }

    /// The parcels that a place on the chart stands for.
    fn parcels_of(&self, of: SpotOf) -> Option<Vec<u32>> {
        let row = self.row();
        let (pieces, land) = (self.figured.pieces(row), &self.figured.carried.land);
        // A chart of crop groups has no finer ones.
        let kinds = match self.request.kind {
            ChartKind::Crops => Kinds::of(Detail::Groups, &AreaSums::default(), land),
            _ => self.kinds(row),
        };
        let has = |parcel, year, kind| kinds.of_parcel(land, parcel, year) == Some(kind);
        let parcels = pieces.iter().map(|piece| piece.parcel);
        Some(match of {
            SpotOf::Flow { year, from, to } => {
                let moved = |parcel: &u32| has(*parcel, year, from) && has(*parcel, year + 1, to);
                parcels.filter(moved).collect()
            }
            SpotOf::Ground { year, kind } => {
                parcels.filter(|parcel| has(*parcel, year, kind)).collect()
            }
            SpotOf::Sequence(rank) => {
                let list = self.sequences(row, &kinds);
                let sequence = &list.get(rank)?.kinds;
                self.telling().parcels(sequence, pieces, land, &kinds)
            }
            SpotOf::Column(_) | SpotOf::Nothing => return None,
        })
    }

    /// The name of a row in a sentence about it.
    fn whole_name(&self, row: usize) -> String {
        if row + 1 == self.figured.rows.len() {
            return self.request.lang.text("chart.the_whole").to_owned();
        }
        self.name(row)
    }

    /// The rows of areas, and of what lies outside where anything does.
    fn areas(&self) -> impl Iterator<Item = (usize, &AreaFigures)> {
        let rows = self.figured.rows.iter().enumerate();
        rows.filter(|(_, row)| match row.name {
            RowName::Area(_) => true,
            RowName::Outside => row.totals.m2() > 0.0,
            RowName::Overlap | RowName::Total => false,
        })
    }

    fn class_bars(&self) -> Vec<ClassBar> {
        let total = self.figured.rows.iter().enumerate();
        let total = total.filter(|(_, row)| row.name == RowName::Total);
        let bar = |(place, row): (usize, &AreaFigures)| ClassBar {
            name: self.name(place),
            m2: Class::ALL.map(|class| row.totals.m2_of(|c| c == class)),
        };
        self.areas().chain(total).map(bar).collect()
    }

    /// The pieces of a row, of one class or of all.
    fn pieces(&self, row: usize, class: Option<Class>) -> impl Iterator<Item = Piece> {
        let classes = &self.figured.classes;
        let pieces = self.figured.pieces(row).iter().copied();
        pieces.filter(move |piece| {
            let known = classes.get(piece.parcel as usize).copied();
            class.is_none() || known == class
        })
    }

    fn compared(&self, column: &'static StatColumn) -> Vec<Compared> {
        let item = |name: String, row: &AreaFigures, spread: Option<Spread>| {
            let band = figures::band(column, row);
            Compared {
                name,
                letter: None,
                style: None,
                is_whole: false,
                value: column.value(row),
                band,
                spread,
            }
        };
        let row = self.row();
        let (land, table) = (&self.figured.carried.land, &self.figured.table);
        let means = yearly::of_crops(column.name);
        let means = means.map(|of| ParcelMeans::new(land, table, of));
        let spread = |row, class| means.as_ref()?.spread(self.pieces(row, class));
        let by_class = self.request.by_class;
        let mut items: Vec<Compared> = if by_class {
            let rows = self.figured.by_class(row);
            let rows = rows.iter().zip(Class::ALL);
            let rows = rows.filter(|(figures, _)| figures.totals.m2() > 0.0);
            rows.map(|(figures, class)| {
                let name = self.request.lang.text_of("class", class.key());
                Compared {
                    letter: Some(key::letter(class)),
                    style: Some(self.request.classes.class(class)),
                    ..item(name, figures, spread(row, Some(class)))
                }
            })
            .collect()
        } else {
            let areas = self.areas();
            areas
                .map(|(place, row)| item(self.name(place), row, spread(place, None)))
                .collect()
        };
        let total = self.figured.rows.len().saturating_sub(1);
        let whole = if by_class { row } else { total };
        if let Some(figures) = self.figured.rows.get(whole) {
            items.push(Compared {
                is_whole: true,
                ..item(self.name(whole), figures, spread(whole, None))
            });
        }
        items
    }

    /// Whether a line of a colour stands out from the ground; else it is one of those that their names tell apart.
    fn is_seen(&self, colour: Rgb) -> bool {
        let ground = self.request.ink.ground.lightness();
        (colour.lightness() - ground).abs() >= LEAST_CONTRAST
    }

    fn series(&self, column: &'static StatColumn) -> Vec<Series> {
        let (figured, row) = (self.figured, self.row());
        let land = &figured.carried.land;
        let line = |name: String, is_main, row, test: &dyn Fn(Class) -> bool| {
            let ground = figured.sums_of(row, test);
            Series {
                name,
                is_main,
                colour: None,
                values: yearly::series(column.name, &ground, land, &figured.table),
            }
        };
        let mut series = vec![line(self.name(row), true, row, &|_| true)];
        if self.request.by_class {
            let classes = Class::ALL.into_iter().filter(|class| {
                let of_row = figured.rows.get(row);
                of_row.is_some_and(|row| row.totals.m2_of(|c| c == *class) > 0.0)
            });
            series.extend(classes.map(|class| {
                let name = self.request.lang.text_of("class", class.key());
                let style = self.request.classes.class(class);
                Series {
                    colour: self.is_seen(style.fill).then_some(style.fill),
                    ..line(name, false, row, &|c| c == class)
                }
            }));
            return series;
        }
        let total = figured.rows.len().saturating_sub(1);
        if row != total {
            series.push(line(self.name(total), false, total, &|_| true));
        } else {
            let mut areas: Vec<(usize, f64)> = self
                .areas()
                .map(|(place, row)| (place, row.totals.m2()))
                .collect();
            areas.sort_by(|a, b| b.1.total_cmp(&a.1));
            areas.truncate(MOST_LINES);
            series.extend(
                areas
                    .into_iter()
                    .map(|(place, _)| line(self.name(place), false, place, &|_| true)),
            );
        }
        series
    }

    /// The ground of a row seen from parcel, farm and area.
    fn seen(&self, row: usize) -> Vec<Seen> {
        let (pieces, parcels) = (self.figured.pieces(row), self.figured.parcels());
        let farms = self.farms(pieces);
        let is_total = row + 1 == self.figured.rows.len();
        let areas: Vec<Vec<Piece>> = if is_total {
            (0..self.figured.areas())
                .map(|area| self.figured.pieces(area).to_vec())
                .collect()
        } else {
            vec![pieces.to_vec()]
        };
        vec![
            Seen {
                scale: Scale::Parcel,
                figures: Some(scale_sums::by_parcel(pieces, parcels)),
            },
            Seen {
                scale: Scale::Farm,
                figures: farms.map(|farms| scale_sums::by_units(&farms, parcels)),
            },
            Seen {
                scale: Scale::Area,
                figures: Some(scale_sums::by_units(&areas, parcels)),
            },
        ]
    }

    /// The pieces put together by the column that names the farm.
    fn farms(&self, pieces: &[Piece]) -> Option<Vec<Vec<Piece>>> {
        let table = &self.figured.request.parcels.layer.table;
        let groups = Groups::of(&*table.column(self.request.farm?)?);
        let mut farms = vec![Vec::new(); groups.labels.len()];
        for piece in pieces {
            let farm = groups.of_row.get(piece.parcel as usize).copied().flatten();
            if let Some(farm) = farm.and_then(|farm| farms.get_mut(farm as usize)) {
                farm.push(*piece);
            }
        }
        farms.retain(|farm| !farm.is_empty());
        Some(farms)
    }
}

/// Whether the figures of a chart rest on assumptions.
pub fn assumes(request: &ChartRequest) -> bool {
    match request.kind {
        ChartKind::Cycle => true,
        kind => kind.has_column() && quantity::is_of_nutrients(request.column),
    }
}

/// What a reader of a chart's numbers has to know: what the figure means, how it is known, where it comes from.
pub fn notes(figured: &Figured, request: &ChartRequest) -> Vec<String> {
    let lang = request.lang;
    let mut notes = vec![source(figured, request)];
    let column = StatColumn::find(request.column).filter(|_| request.kind.has_column());
    if let Some((column, row)) = column.zip(figured.rows.last()) {
        notes.push(quantity::meaning(column, lang));
        notes.push(measured::known(column, row, lang));
    }
    if assumes(request) {
        let all = figured.sums(figured.rows.len() - 1);
        let (land, table) = (&figured.carried.land, &figured.table);
        notes.extend(explain::coverage_notes(&all, land, table, lang));
        let columns = &figured.request.measured;
        notes.extend(explain::measured_notes(columns, &all, table, lang));
    }
    notes
}

/// Where the figures of a chart come from: the layer, its years, and what is assumed where that matters.
fn source(figured: &Figured, request: &ChartRequest) -> String {
    let lang = request.lang;
    let years = figured.carried.land.years();
    let years = match (years.first(), years.last()) {
        (Some(first), Some(last)) => format!("{first}–{last}"),
        _ => lang.text("number.unknown").to_owned(),
    };
    let name = &figured.request.parcels.layer.name;
    let land = lang.fill("chart.source", &[("name", name), ("years", &years)]);
    if !assumes(request) {
        return land;
    }
    let changed = figured.request.assumptions.changed().len() as u64;
    let assumed = match changed {
        0 => lang.text("chart.source_usual").to_owned(),
        _ => lang.fill("chart.source_changed", &[("count", &lang.count(changed))]),
    };
    format!("{land} · {assumed}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chart_has_a_name_in_both_languages() {
        for kind in ChartKind::ALL {
            assert!(Lang::has(&format!("chart_kind.{}", kind.key())), "{kind:?}");
        }
    }
}

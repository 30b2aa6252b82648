//! Everything that is computed of areas, made anew after a change with as little work as it takes: the cut along
//! borders stays while rule and assumptions change, what parcels carried stays while thresholds move, and the figures
//! of crops stay while only classes change.

use std::sync::Arc;

use super::area_sums::{AreaSums, CLASSES, Parcels};
use super::areas::{self, AreaFigures, Basis};
use super::carried::{self, Carried};
use super::categorise::{ColourBy, Coloured, Knowledge};
use super::classify::{Classified, ParcelYears};
use super::cycle_sums::{KnownManure, LandParts};
use super::land::{AVERAGED, Land};
use super::measured::{AreaManure, MeasuredColumns, MeasuredValues};
use super::nutrient_sums::FigureTable;
use super::regions::{Division, Regions, RegionsError};
use super::split::Piece;
use super::summary::CategoryKey;
use crate::domain::nutrients::Measured;
use crate::domain::{Assumptions, Class, CropFacts, CropList};
use crate::job::Progress;
use crate::layer::Layer;

/// The parcels that figures are made of.
#[derive(Debug, Clone)]
pub struct ParcelsOf {
    /// What was read.
    pub layer: Arc<Layer>,
    /// The ground of each, m²; NaN where it is not known.
    pub area_m2: Arc<[f64]>,
    /// Their crop sequences, where they have any.
    pub years: Option<ParcelYears>,
    /// What they are coloured by: classes that stand in a column are taken from it.
    pub colour_by: ColourBy,
    /// Which category each is in.
    pub coloured: Arc<Coloured>,
}

impl ParcelsOf {
    /// Whether a class can be had for each of them.
    pub fn have_classes(&self) -> bool {
        self.years.is_some() || matches!(self.colour_by, ColourBy::Class(_))
    }

    fn is_same_ground(&self, other: &Self) -> bool {
        let elements = |parcels: &Self| parcels.years.as_ref().map(|y| Arc::clone(&y.elements));
        let same_elements = match (elements(self), elements(other)) {
            (None, None) => true,
            (Some(a), Some(b)) => Arc::ptr_eq(&a, &b),
            _ => false,
        };
        Arc::ptr_eq(&self.layer, &other.layer)
            && Arc::ptr_eq(&self.area_m2, &other.area_m2)
            && same_elements
    }

    fn has_same_years(&self, other: &Self) -> bool {
        match (&self.years, &other.years) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                Arc::ptr_eq(&a.sequences, &b.sequences) && a.reference == b.reference
            }
            _ => false,
        }
    }
}

/// What figures are asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Of which parcels.
    pub parcels: ParcelsOf,
    /// In which areas.
    pub division: Division,
    /// Under which rule, with which crops.
    pub knowledge: Arc<Knowledge>,
    /// Under which assumptions.
    pub assumptions: Arc<Assumptions>,
    /// The columns of the parcels that hold measured values.
    pub measured: MeasuredColumns,
    /// The columns of the areas that hold reported manure.
    pub manure: AreaManure,
}

impl PartialEq for Request {
    fn eq(&self, other: &Self) -> bool {
        self.has_same_regions(other)
            && self.parcels.has_same_years(&other.parcels)
            && Arc::ptr_eq(&self.parcels.coloured, &other.parcels.coloured)
            && Arc::ptr_eq(&self.knowledge, &other.knowledge)
            && self.assumptions == other.assumptions
            && self.measured == other.measured
            && self.manure == other.manure
    }
}

impl Request {
    /// True when the cut along borders is the same.
    pub fn has_same_regions(&self, other: &Self) -> bool {
        self.parcels.is_same_ground(&other.parcels) && self.division == other.division
    }

    /// True when the parcels carried the same.
    fn has_same_carried(&self, other: &Self) -> bool {
        self.parcels.has_same_years(&other.parcels)
            && self.parcels.layer.len() == other.parcels.layer.len()
            && Arc::ptr_eq(&self.knowledge.catalogue, &other.knowledge.catalogue)
            && self.knowledge.rule.counts_alike(&other.knowledge.rule)
            && self.assumptions.window_years == other.assumptions.window_years
    }

    /// The outcomes under the rule; `None` for parcels without crop sequences.
    fn classified(&self) -> Option<Classified> {
        let coloured = &self.parcels.coloured;
        let known = coloured.classified.clone();
        let known = known.filter(|_| !coloured.is_outdated(&self.knowledge));
        known.or_else(|| {
            let years = self.parcels.years.as_ref()?;
            Some(years.classify(&self.knowledge.catalogue, &self.knowledge.rule))
        })
    }

    /// The classes that the map shows: those of a column where it is coloured by one, else the rule's.
    fn classes(&self, classified: Option<&Classified>) -> Vec<Class> {
        if let (ColourBy::Class(_), _) | (_, None) = (&self.parcels.colour_by, classified) {
            return classes_of_categories(&self.parcels.coloured);
        }
        classified.map_or_else(Vec::new, carried::classes)
    }

    fn carried(&self, classified: Option<&Classified>) -> Carried {
        let rule = &self.knowledge.rule;
        if let Some(classified) = classified {
            return Carried::of(classified, rule, &self.assumptions);
        }
        let (crops, parcels) = (CropList::default(), self.parcels.layer.len());
        let facts = CropFacts::of(&crops, &self.knowledge.catalogue, rule);
        Carried {
            land: Land::of(&[], parcels, &crops, &facts, rule),
            indicators: vec![[f64::NAN; AVERAGED.len()]; parcels],
        }
    }

    /// The figures of what the parcels carried, estimated or measured.
    fn table(&self, land: &Land) -> FigureTable {
        let catalogue = &self.knowledge.catalogue;
        let values = self.measured_values(land);
        FigureTable::of(land, catalogue, &self.assumptions).with_measured(
            &values,
            land,
            catalogue,
            &self.assumptions,
        )
    }

    fn measured_values(&self, land: &Land) -> MeasuredValues {
        MeasuredValues::read(&self.parcels.layer.table, &self.measured, land.years())
    }

    /// The manure that was reported of each area.
    fn known_manure(&self) -> Vec<KnownManure> {
        match &self.division {
            Division::Polygons { layer, .. } => self.manure.known(&layer.table),
            _ => Vec::new(),
        }
    }

    fn regions(
        &self,
        classified: Option<&Classified>,
        progress: &Progress,
    ) -> Result<Regions, RegionsError> {
        let ParcelsOf { layer, area_m2, .. } = &self.parcels;
        match classified {
            Some(classified) => {
                let m2 = carried::parcels_m2(classified, area_m2);
                Regions::of(layer, &m2, &self.division, progress)
            }
            None => Regions::of(layer, area_m2, &self.division, progress),
        }
    }
}

fn classes_of_categories(coloured: &Coloured) -> Vec<Class> {
    let list = coloured.categories.list.iter();
    let classes: Vec<Class> = list
        .map(|category| match category.key {
            CategoryKey::Class(class) => class,
            _ => Class::Unclassified,
        })
        .collect();
    let of_feature = coloured.categories.of_feature.iter();
    of_feature
        .map(|place| {
            let class = classes.get(usize::from(*place)).copied();
            class.unwrap_or(Class::ALL[CLASSES - 1])
        })
        .collect()
}

/// The figures of all areas, with everything that they were made of.
#[derive(Debug)]
pub struct Figured {
    /// What was asked.
    pub request: Request,
    /// The areas, and the parcels in them.
    pub regions: Arc<Regions>,
    /// What the parcels carried.
    pub carried: Arc<Carried>,
    /// The figures of what they carried.
    pub table: Arc<FigureTable>,
    /// The class of every parcel.
    pub classes: Arc<[Class]>,
    /// A row per area in their order, then what lies outside, what was counted more than once, and the total: those
    /// of the command line.
    pub rows: Vec<AreaFigures>,
}

impl Figured {
    /// Computes what is asked, with what is still true of `before`.
    ///
    /// # Errors
    /// [`RegionsError`] when the parcels cannot be put into the areas, or the work was told to stop.
    pub fn of(
        request: Request,
        before: Option<&Self>,
        progress: &Progress,
    ) -> Result<Self, RegionsError> {
        let classified = request.classified();
        let classified = classified.as_ref();
        let regions = match before.filter(|b| b.request.has_same_regions(&request)) {
            Some(before) => Arc::clone(&before.regions),
            None => Arc::new(request.regions(classified, progress)?),
        };
        progress.check()?;
        let alike = before.filter(|b| b.request.has_same_carried(&request));
        let carried = match alike {
            Some(before) => Arc::clone(&before.carried),
            None => Arc::new(request.carried(classified)),
        };
        progress.check()?;
        let alike = alike.filter(|b| {
            b.request.assumptions == request.assumptions && b.request.measured == request.measured
        });
        let table = match alike {
            Some(before) => Arc::clone(&before.table),
            None => Arc::new(request.table(&carried.land)),
        };
        let classes = request.classes(classified);
        let basis = Basis {
            parcels: carried.with(&classes, table.own()),
            table: &table,
            assumptions: &request.assumptions,
        };
        // Where only classes changed, what is not about classes stays.
        let alike = alike
            .filter(|b| Arc::ptr_eq(&b.regions, &regions) && b.request.manure == request.manure);
        let rows = match alike {
            Some(before) => areas::reclassified(&before.rows, &regions.split, &classes),
            None => {
                let known = request.known_manure();
                areas::rows(&regions.labels, &regions.split, false, &known, basis)
            }
        };
        progress.check()?;
        Ok(Self {
            classes: classes.into(),
            rows,
            regions,
            carried,
            table,
            request,
        })
    }

    /// What is summed: classes, indicators and crops of the parcels.
    pub fn parcels(&self) -> Parcels<'_> {
        self.carried.with(&self.classes, self.table.own())
    }

    /// What the figures are computed from.
    pub fn basis(&self) -> Basis<'_> {
        Basis {
            parcels: self.parcels(),
            table: &self.table,
            assumptions: &self.request.assumptions,
        }
    }

    /// The ground of a row.
    pub fn pieces(&self, row: usize) -> &[Piece] {
        self.regions.pieces(row)
    }

    /// The sums of a row, added up when asked: a pass over its pieces.
    pub fn sums(&self, row: usize) -> AreaSums {
        AreaSums::of(self.pieces(row), self.parcels())
    }

    /// The same of the classes for which `test` holds.
    pub fn sums_of(&self, row: usize, test: impl Fn(Class) -> bool) -> AreaSums {
        AreaSums::of_classes(self.pieces(row), self.parcels(), test)
    }

    /// What each kind of land adds to the cycle of a row, added up when asked.
    pub fn land_parts(&self, row: usize) -> LandParts {
        LandParts::of(self.pieces(row), self.basis())
    }

    /// A row per class of a row, added up when asked.
    pub fn by_class(&self, row: usize) -> Vec<AreaFigures> {
        let Some(of) = self.rows.get(row) else {
            return Vec::new();
        };
        let (pieces, basis) = (self.pieces(row), self.basis());
        let known = KnownManure::default();
        let figures =
            |class| AreaFigures::of(of.name.clone(), None, pieces, Some(class), known, basis);
        Class::ALL.map(figures).into()
    }

    /// The columns that were chosen for measured values and that the parcels do not have.
    pub fn missing(&self) -> Vec<(Measured, String)> {
        self.request.measured_values(&self.carried.land).missing
    }

    /// Number of areas: the rows before what lies outside.
    pub fn areas(&self) -> usize {
        self.regions.labels.len()
    }
}

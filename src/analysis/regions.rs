//! What the areas are, and the parcels put into them: the slow part of the figures of areas, computed once and kept
//! for as long as neither the areas nor the parcels change.

use std::sync::Arc;

use super::area_labels::{Groups, area_labels};
use super::areas::AreaLabel;
use super::common_plane::{PlaneError, in_common_plane};
use super::split::{Piece, Split};
use crate::crs::Crs;
use crate::geometry::PolygonBuilder;
use crate::job::{Cancelled, Progress};
use crate::layer::{Layer, Source, Table, Warning, measure};

/// What the areas are.
#[derive(Debug, Clone)]
pub enum Division {
    /// The polygons of a layer; parcels are cut along them.
    Polygons {
        /// The layer.
        layer: Arc<Layer>,
        /// The column that names them.
        name: Option<usize>,
    },
    /// One polygon.
    Shape {
        /// What it is called.
        name: Arc<str>,
        /// Its corners.
        ring: Arc<[[f64; 2]]>,
        /// The system that they are in.
        crs: Crs,
    },
    /// The parcels by the value of one of their columns.
    Column(usize),
    /// Some of the parcels, whole.
    Parcels {
        /// What they are called together.
        name: Arc<str>,
        /// Their feature numbers.
        list: Arc<[u32]>,
    },
}

impl PartialEq for Division {
    /// Layers are the same when they are the very same; nobody compares their outlines.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Polygons { layer, name }, Self::Polygons { layer: l, name: n }) => {
                Arc::ptr_eq(layer, l) && name == n
            }
            (
                Self::Shape { name, ring, crs },
                Self::Shape {
                    name: n,
                    ring: r,
                    crs: c,
                },
            ) => name == n && ring == r && crs == c,
            (Self::Column(a), Self::Column(b)) => a == b,
            (Self::Parcels { name, list }, Self::Parcels { name: n, list: l }) => {
                name == n && list == l
            }
            _ => false,
        }
    }
}

/// Why parcels cannot be put into areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegionsError {
    /// Parcels and areas have no plane in common.
    #[error(transparent)]
    Plane(#[from] PlaneError),
    /// The column is not there.
    #[error("there is no such column")]
    NoColumn,
    /// The work was told to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The areas by name, with the ground of every parcel that lies in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Regions {
    /// What they are called.
    pub labels: Vec<AreaLabel>,
    /// Which ground lies where.
    pub split: Split,
    /// What was odd about the layer of areas.
    pub warnings: Vec<Warning>,
}

impl Regions {
    /// Puts the parcels into areas. `area_m2` is the ground of each; those where it is NaN take no part.
    ///
    /// # Errors
    /// [`RegionsError`].
    pub fn of(
        parcels: &Layer,
        area_m2: &[f64],
        division: &Division,
        progress: &Progress,
    ) -> Result<Self, RegionsError> {
        match division {
            Division::Polygons { layer, name } => {
                Self::along(parcels, area_m2, layer, *name, progress)
            }
            Division::Shape { name, ring, crs } => {
                let areas = layer_of_ring(ring, crs);
                let mut regions = Self::along(parcels, area_m2, &areas, None, progress)?;
                for label in &mut regions.labels {
                    label.name = Arc::clone(name);
                }
                Ok(regions)
            }
            Division::Column(column) => {
                let cells = parcels.table.column(*column);
                let groups = Groups::of(&*cells.ok_or(RegionsError::NoColumn)?);
                Ok(Self {
                    split: Split::by_group(area_m2, &groups.of_row, groups.labels.len()),
                    labels: groups.labels,
                    warnings: Vec::new(),
                })
            }
            Division::Parcels { name, list } => {
                let mut of_row = vec![None; parcels.len()];
                for parcel in list.iter() {
                    if let Some(group) = of_row.get_mut(*parcel as usize) {
                        *group = Some(0);
                    }
                }
                let label = AreaLabel {
                    name: Arc::clone(name),
                    polygon_m2: None,
                };
                Ok(Self {
                    labels: vec![label],
                    split: Split::by_group(area_m2, &of_row, 1),
                    warnings: Vec::new(),
                })
            }
        }
    }

    fn along(
        parcels: &Layer,
        area_m2: &[f64],
        areas: &Layer,
        name: Option<usize>,
        progress: &Progress,
    ) -> Result<Self, RegionsError> {
        let polygon_m2 = measure::areas_m2(areas, progress)?;
        let (outlines, borders) = in_common_plane(parcels, areas)?;
        Ok(Self {
            labels: area_labels(areas, name, &polygon_m2),
            split: Split::along(&outlines, area_m2, &borders, progress)?,
            warnings: areas.warnings.clone(),
        })
    }

    /// The areas that hold ground of a parcel, in their order.
    pub fn areas_of(&self, parcel: u32) -> impl Iterator<Item = usize> + '_ {
        let lists = self.split.areas.iter().enumerate();
        lists.filter_map(move |(area, pieces)| {
            let found = pieces.binary_search_by_key(&parcel, |piece| piece.parcel);
            found.ok().map(|_| area)
        })
    }

    /// The ground of a row of the table: the areas in their order, what lies outside, what was counted more than once,
    /// and all.
    pub fn pieces(&self, row: usize) -> &[Piece] {
        let split = &self.split;
        let rest = [&split.outside, &split.overlap, &split.total];
        let list = split.areas.get(row);
        let list = list.or_else(|| rest.get(row.checked_sub(split.areas.len())?).copied());
        list.map_or(&[], Vec::as_slice)
    }
}

pub(super) fn layer_of_ring(ring: &[[f64; 2]], crs: &Crs) -> Layer {
    let mut builder = PolygonBuilder::default();
    builder.push_ring(ring.iter().copied());
    builder.end_part();
    builder.end_feature();
    Layer {
        name: String::new(),
        source: Source::default(),
        crs: Some(crs.clone()),
        polygons: builder.finish(),
        table: Table::empty(1),
        warnings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Cells, Field, FieldType};

    /// Three squares of a hectare in a row, with a farm each.
    fn parcels() -> Layer {
        let mut builder = PolygonBuilder::default();
        for place in 0..3 {
            let (x, y) = (230_000.0 + 100.0 * f64::from(place), 560_000.0);
            builder.push_ring([
                [x, y],
                [x, y + 100.0],
                [x + 100.0, y + 100.0],
                [x + 100.0, y],
                [x, y],
            ]);
            builder.end_part();
            builder.end_feature();
        }
        let field = Field {
            name: "bedrijf".to_owned(),
            field_type: FieldType::Text,
        };
        let farms = Cells::from_texts([Some("B"), Some("A"), None]);
        Layer {
            name: String::new(),
            source: Source::default(),
            crs: Some(Crs::rd_new()),
            polygons: builder.finish(),
            table: Table::of_columns(3, vec![(field, farms)]),
            warnings: Vec::new(),
        }
    }

    fn regions(division: &Division) -> Regions {
        let m2 = [10_000.0; 3];
        Regions::of(&parcels(), &m2, division, &Progress::default()).unwrap()
    }

    fn m2_of(regions: &Regions, row: usize) -> f64 {
        regions.pieces(row).iter().map(|piece| piece.m2).sum()
    }

    #[test]
    fn a_shape_cuts_parcels_and_says_what_lies_outside() {
        let ring = [
            [230_050.0, 559_900.0],
            [230_050.0, 560_200.0],
            [230_200.0, 560_200.0],
            [230_200.0, 559_900.0],
        ];
        let regions = regions(&Division::Shape {
            name: "getekend".into(),
            ring: ring.into(),
            crs: Crs::rd_new(),
        });
        assert_eq!(&*regions.labels[0].name, "getekend");
        assert_eq!(regions.labels[0].polygon_m2, Some(45_000.0));
        let m2: Vec<f64> = (0..4).map(|row| m2_of(&regions, row)).collect();
        assert_eq!(m2, [15_000.0, 15_000.0, 0.0, 30_000.0]);
        assert_eq!(regions.areas_of(0).collect::<Vec<_>>(), [0]);
        assert_eq!(regions.areas_of(2).count(), 0);
        assert!(regions.pieces(4).is_empty());
    }

    #[test]
    fn farms_and_chosen_parcels_are_whole() {
        let farms = regions(&Division::Column(0));
        let names: Vec<&str> = farms.labels.iter().map(|label| &*label.name).collect();
        assert_eq!(names, ["A", "B"]);
        assert_eq!(farms.areas_of(1).collect::<Vec<_>>(), [0]);
        let m2: Vec<f64> = (0..4).map(|row| m2_of(&farms, row)).collect();
        let all = [10_000.0, 10_000.0, 10_000.0, 0.0];
        assert_eq!(m2, all, "without a farm it is outside");
        let chosen = regions(&Division::Parcels {
            name: "selectie".into(),
            list: [2, 9].into(),
        });
        let m2: Vec<f64> = (0..2).map(|row| m2_of(&chosen, row)).collect();
        assert_eq!(m2, [10_000.0, 20_000.0]);
        let (layer, m2) = (parcels(), [1.0; 3]);
        let missing = Regions::of(&layer, &m2, &Division::Column(7), &Progress::default());
        assert_eq!(missing.unwrap_err(), RegionsError::NoColumn);
    }
}

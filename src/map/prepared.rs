//! A layer made ready to be drawn and asked about: its polygons in the plane of the map, a spatial index, the
//! area of each feature on the ground, and how wide each is. Made once, in the background, when a layer is
//! opened; everything that is drawn or picked comes from here.

use std::sync::Arc;

use rayon::prelude::*;

use super::grid::MapCrs;
use crate::crs::{self, CrsError, Transform};
use crate::geometry::{Bounds, Feature, PolygonArray, SpatialIndex, area};
use crate::job::{Cancelled, Progress};
use crate::layer::{Layer, measure};

/// Vertices transformed between two looks at whether the work is still wanted.
const CHUNK: usize = 1 << 15;
/// Features looked at between two of those.
const FEATURES_PER_LOOK: usize = 1 << 12;

/// Part of its box that the parcels of a layer cover at least, unless it is sparse: a sample of a country, say.
const SPARSE_BELOW: f64 = 0.02;

/// Size at which the features of a sparse layer stay visible from afar, in pixels.
const SPARSE_DISC_PX: f64 = 6.0;

/// Why a layer cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// Nobody knows which coordinates these are.
    #[error("the coordinate system is not known")]
    NoCrs,
    /// Its system cannot be computed with.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The work was told to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A layer with everything that the map asks of it.
#[derive(Debug)]
pub struct PreparedLayer {
    layer: Arc<Layer>,
    crs: MapCrs,
    /// `None` where the layer's own coordinates are those of the map.
    transformed: Option<PolygonArray>,
    index: SpatialIndex,
    bounds: Bounds,
    area_m2: Arc<[f64]>,
    widths: Vec<f32>,
    is_sparse: bool,
}

/// How many times as long as anything else with it a vertex takes that is moved to another plane.
const MOVING: u64 = 8;

impl PreparedLayer {
    /// Prepares `layer` for a map drawn in `crs`. A feature with no place there stays in the layer and is not
    /// drawn. Progress counts vertices: those that are moved to the plane, and all of them twice.
    ///
    /// # Errors
    /// When the layer's system is not known or cannot be computed with, or the work was told to stop.
    pub fn new(layer: Arc<Layer>, crs: MapCrs, progress: &Progress) -> Result<Self, PrepareError> {
        let own = layer.crs.as_ref().ok_or(PrepareError::NoCrs)?;
        let vertices = layer.polygons.vertex_count() as u64;
        let transform = Transform::between(own, &crs.crs())?;
        let moving = if transform.is_identity() { 0 } else { MOVING };
        progress.begin((moving + 2) * vertices);
        let transformed = if transform.is_identity() {
            None
        } else {
            let mut coords = layer.polygons.coords().to_vec();
            coords.par_chunks_mut(CHUNK).try_for_each(|chunk| {
                transform.apply(chunk);
                progress.tick(moving * chunk.len() as u64)
            })?;
            layer.polygons.with_coords(coords)
        };
        let polygons = transformed.as_ref().unwrap_or(&layer.polygons);
        let shapes: Vec<Shape> = (0..polygons.len())
            .into_par_iter()
            .map(|feature| {
                if feature.is_multiple_of(FEATURES_PER_LOOK) {
                    progress.check()?;
                }
                Ok(Shape::of(&polygons.feature(feature)))
            })
            .collect::<Result<_, Cancelled>>()?;
        progress.tick(vertices)?;
        let (index, area_m2) = rayon::join(
            || SpatialIndex::of_boxes(shapes.len(), |feature| shapes[feature].bounds),
            || match &transformed {
                Some(in_rd) if crs == MapCrs::RdNew => {
                    measure::areas_m2_by(&layer, in_rd, progress)
                }
                _ => measure::areas_m2(&layer, progress),
            },
        );
        let area_m2 = area_m2?.into();
        let boxes = shapes.iter().map(|shape| shape.bounds);
        let bounds = boxes.fold(Bounds::EMPTY, |all, bounds| all.union(&bounds));
        let areas = shapes.iter().map(|shape| shape.area);
        let covered: f64 = areas.filter(|area| area.is_finite()).sum();
        let is_ground = polygons.is_ground();
        let is_sparse = is_ground && covered < SPARSE_BELOW * bounds.width() * bounds.height();
        let widths = shapes.iter().map(Shape::width).collect();
        progress.tick(vertices)?;
        Ok(Self {
            crs,
            transformed,
            index,
            bounds,
            area_m2,
            widths,
            is_sparse,
            layer,
        })
    }

    /// The layer as it was opened.
    pub fn layer(&self) -> &Arc<Layer> {
        &self.layer
    }

    /// The plane it was prepared for.
    pub fn crs(&self) -> MapCrs {
        self.crs
    }

    /// The polygons in the plane of the map.
    pub fn polygons(&self) -> &PolygonArray {
        self.transformed.as_ref().unwrap_or(&self.layer.polygons)
    }

    /// Which features lie where, in the plane of the map.
    pub fn index(&self) -> &SpatialIndex {
        &self.index
    }

    /// The box around everything that has a place on the map; empty when nothing has.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// The area of each feature on the ground, m²; NaN where it is not known.
    pub fn area_m2(&self) -> &Arc<[f64]> {
        &self.area_m2
    }

    /// How wide each feature is, in map units: four times its area over its outline, so a square's side,
    /// and about twice the width of a ditch.
    pub fn widths(&self) -> &[f32] {
        &self.widths
    }

    /// Pixels below which a feature is drawn as a disc: more than 0 only where the features lie so far apart
    /// that from afar nothing of them would be seen.
    pub fn smallest_px(&self) -> f64 {
        if self.is_sparse { SPARSE_DISC_PX } else { 0.0 }
    }
}

/// The plane for a map of these layers: RD New where all that have a place lie in the Netherlands.
pub fn map_crs_for<'a>(layers: impl IntoIterator<Item = &'a Layer>) -> MapCrs {
    let mut lie_here = layers.into_iter().filter_map(|layer| {
        let own = layer.crs.as_ref()?;
        crs::all_in_netherlands(layer.polygons.coords(), own)
    });
    if lie_here.all(|lies_here| lies_here) {
        MapCrs::RdNew
    } else {
        MapCrs::WebMercator
    }
}

/// What is asked of each feature's outline, found in one go while its vertices are at hand.
struct Shape {
    bounds: Bounds,
    area: f64,
    length: f64,
}

impl Shape {
    fn of(feature: &Feature<'_>) -> Self {
        Self {
            bounds: feature.bounds(),
            area: area::feature(feature),
            length: feature.rings().map(ring_length).sum(),
        }
    }

    /// Four times area over length; 0 where there is no area or it is not defined.
    fn width(&self) -> f32 {
        let width = 4.0 * self.area / self.length;
        if width > 0.0 { width as f32 } else { 0.0 }
    }
}

fn ring_length(ring: &[[f64; 2]]) -> f64 {
    let step = |from: [f64; 2], to: [f64; 2]| {
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        (dx * dx + dy * dy).sqrt()
    };
    let closing = ring.first().zip(ring.last());
    let sides: f64 = ring.windows(2).map(|side| step(side[0], side[1])).sum();
    sides + closing.map_or(0.0, |(&first, &last)| step(last, first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{Crs, Definition};
    use crate::geometry::PolygonBuilder;
    use crate::layer::{Source, Table};

    fn layer(crs: Option<Crs>, rings: &[&[[f64; 2]]]) -> Arc<Layer> {
        let mut builder = PolygonBuilder::default();
        for ring in rings {
            builder.push_ring(ring.iter().copied());
        }
        builder.end_part();
        builder.end_feature();
        Arc::new(Layer {
            name: "test".into(),
            source: Source::default(),
            crs,
            polygons: builder.finish(),
            table: Table::empty(1),
            warnings: Vec::new(),
        })
    }

    /// Around Assen, in degrees.
    const NEAR_ASSEN: &[[f64; 2]] = &[[6.55, 52.99], [6.58, 52.99], [6.58, 53.0], [6.55, 53.0]];

    #[test]
    fn degrees_in_the_netherlands_are_drawn_in_rd() {
        let degrees = layer(Some(Crs::wgs84()), &[NEAR_ASSEN]);
        assert_eq!(map_crs_for([&*degrees]), MapCrs::RdNew);
        let prepared = PreparedLayer::new(degrees, MapCrs::RdNew, &Progress::default()).unwrap();
        let center = prepared.bounds().center();
        assert!((center[0] - 234_000.0).abs() < 1500.0, "{center:?}");
        assert_eq!(prepared.index().query(&prepared.bounds()), [0]);
    }

    #[test]
    fn data_elsewhere_or_everywhere_are_drawn_in_web_mercator() {
        let riga: &[[f64; 2]] = &[[24.1, 56.9], [24.2, 56.9], [24.2, 57.0]];
        let abroad = layer(Some(Crs::wgs84()), &[riga]);
        let at_home = layer(Some(Crs::wgs84()), &[NEAR_ASSEN]);
        assert_eq!(map_crs_for([&*abroad]), MapCrs::WebMercator);
        assert_eq!(map_crs_for([&*at_home, &*abroad]), MapCrs::WebMercator);
    }

    #[test]
    fn the_polygons_are_shared_where_nothing_moves() {
        let square: &[[f64; 2]] = &[[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 9.0]];
        let hole: &[[f64; 2]] = &[[3.0, 3.0], [6.0, 3.0], [6.0, 6.0], [3.0, 6.0]];
        let rd = layer(Some(Crs::rd_new()), &[square, hole]);
        let prepared =
            PreparedLayer::new(Arc::clone(&rd), MapCrs::RdNew, &Progress::default()).unwrap();
        assert!(std::ptr::eq(prepared.polygons(), &raw const rd.polygons));
        // 4 · (81 − 9) / (36 + 12)
        assert!((prepared.widths()[0] - 6.0).abs() < 1e-6);
    }

    #[test]
    fn a_layer_without_a_system_says_so() {
        let progress = Progress::default();
        let nowhere = PreparedLayer::new(layer(None, &[NEAR_ASSEN]), MapCrs::RdNew, &progress);
        assert!(matches!(nowhere, Err(PrepareError::NoCrs)));
        let unsupported = Crs {
            epsg: None,
            name: Some("Mars".into()),
            definition: Definition::Unsupported,
        };
        let layer = layer(Some(unsupported), &[NEAR_ASSEN]);
        let refused = PreparedLayer::new(layer, MapCrs::RdNew, &progress);
        assert!(matches!(refused, Err(PrepareError::Crs(_))));
    }

    #[test]
    fn cancelling_stops_the_work() {
        let progress = Progress::default();
        progress.cancel();
        let cancelled = PreparedLayer::new(
            layer(Some(Crs::wgs84()), &[NEAR_ASSEN]),
            MapCrs::RdNew,
            &progress,
        );
        assert!(matches!(cancelled, Err(PrepareError::Cancelled(_))));
    }

    #[test]
    fn a_few_fields_in_a_country_are_sparse_and_a_village_is_not() {
        let square =
            |x: f64, side: f64| [[x, x], [x + side, x], [x + side, x + side], [x, x + side]];
        let smallest_px = |apart: f64| {
            let rings = [square(0.0, 100.0), square(apart, 100.0)];
            let rings: Vec<&[[f64; 2]]> = rings.iter().map(|ring| &ring[..]).collect();
            let mut builder = PolygonBuilder::default();
            for ring in rings {
                builder.push_ring(ring.iter().copied());
                builder.end_part();
                builder.end_feature();
            }
            let mut layer = Arc::unwrap_or_clone(layer(Some(Crs::rd_new()), &[NEAR_ASSEN]));
            layer.polygons = builder.finish();
            let layer = Arc::new(layer);
            PreparedLayer::new(layer, MapCrs::RdNew, &Progress::default())
                .unwrap()
                .smallest_px()
        };
        assert!(smallest_px(50_000.0) > 0.0);
        assert!(smallest_px(200.0) <= 0.0);
    }
}

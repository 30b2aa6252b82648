//! The story that comes with the sample, as scenes: the five classes, how much of Drenthe, the plateau, one field
//! through ten years, and what it does for the soil. Its words quote the brochure where they quote; every figure on
//! the wall comes from the layer and follows the rule.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::analysis::categorise::Knowledge;
use crate::domain::{Class, CropFacts, CropGroup, Reading, RotationGroup};
use crate::geometry::{Bounds, PolygonArray, PolygonBuilder};
use crate::map::MapCrs;
use crate::map::places::places;
use crate::text::Lang;
use crate::ui::state::MapLayer;
use crate::ui::state::scenes::{Chart, Scene, SceneLayer, SceneView};

/// The layer of the sample that the story is told with.
pub const LAYER: &str = "drenthe";
/// Where the one field is looked for: around Zeijen, metres RD.
const ZEIJEN: [f64; 2] = [230_500.0, 563_200.0];
/// How far around, metres.
const NEAR_M: f64 = 9_000.0;
/// The field is no garden and no estate, m².
const FIELD_M2: std::ops::Range<f64> = 30_000.0..120_000.0;

/// The crops of the one field.
const WELL_KNOWN: [CropGroup; 5] = [
    CropGroup::Grass,
    CropGroup::Maize,
    CropGroup::Potato,
    CropGroup::Beet,
    CropGroup::Cereal,
];

/// The scenes; `None` where the layer has no crops of several years, or no place in the plane of Drenthe.
pub fn scenes(
    layer: &MapLayer,
    knowledge: &Knowledge,
    plane: MapCrs,
    lang: Lang,
) -> Option<Vec<Scene>> {
    if plane != MapCrs::RdNew || layer.years.is_none() {
        return None;
    }
    let scene =
        |title: &'static str, caption: &'static str, bounds: Bounds, hidden: &[Class]| Scene {
            title: lang.text(title).to_owned(),
            caption: lang.text(caption).to_owned(),
            view: Some(SceneView::new(bounds, plane)),
            layer: Some(layer.layer.name.clone()),
            layers: vec![SceneLayer {
                name: layer.layer.name.clone(),
                visible: true,
                opacity: layer.opacity,
                year: None,
                by_rule: true,
                hidden: hidden.iter().map(|class| class.key().to_owned()).collect(),
            }],
            ..Scene::default()
        };
    let all = layer.bounds();
    let all = all.grown(all.height() * 0.02);
    let plateau = plateau().unwrap_or(all);
    let field = field(layer, knowledge);
    let field_bounds = field
        .and_then(|feature| bounds_of(layer, feature))
        .unwrap_or(plateau);
    let around = field_bounds.width().max(field_bounds.height());
    let specialised = [Class::NoneArable, Class::NoneLivestock];
    Some(vec![
        scene("tale.classes", "tale.classes_told", all, &[]),
        Scene {
            chart: Chart::Readings,
            ..scene("tale.half", "tale.half_told", all, &specialised)
        },
        Scene {
            chart: Chart::Plateau,
            ..scene(
                "tale.plateau",
                "tale.plateau_told",
                plateau.grown(1_000.0),
                &specialised,
            )
        },
        Scene {
            parcel: field,
            ..scene(
                "tale.field",
                "tale.field_told",
                field_bounds.grown(around * 1.2),
                &[],
            )
        },
        Scene {
            chart: Chart::Soil,
            ..scene("tale.soil", "tale.soil_told", all, &[])
        },
    ])
}

/// The schematic outline of the Drents Plateau, RD.
pub fn plateau_ring() -> Option<&'static [[f64; 2]]> {
    let outlines = places().outlines.iter();
    let plateau = outlines.into_iter().find(|outline| !outline.is_province);
    plateau.map(|outline| outline.ring_rd.as_slice())
}

/// The same as a polygon, to be drawn.
pub fn plateau_outline() -> Option<&'static PolygonArray> {
    static OUTLINE: LazyLock<Option<PolygonArray>> = LazyLock::new(|| {
        let mut builder = PolygonBuilder::default();
        builder.push_ring(plateau_ring()?.iter().copied());
        builder.end_part();
        builder.end_feature();
        Some(builder.finish())
    });
    OUTLINE.as_ref()
}

fn plateau() -> Option<Bounds> {
    plateau_ring().map(Bounds::of_points)
}

fn bounds_of(layer: &MapLayer, feature: usize) -> Option<Bounds> {
    let polygons = layer.prepared.as_ref()?.polygons();
    (feature < polygons.len()).then(|| polygons.feature(feature).bounds())
}

/// The intensive parcel near Zeijen on which most groups of crops take turns; the nearest of several.
fn field(layer: &MapLayer, knowledge: &Knowledge) -> Option<usize> {
    let years = layer.years.as_ref()?;
    let prepared = layer.prepared.as_ref()?;
    let facts = CropFacts::of(
        years.sequences.crops(),
        &knowledge.catalogue,
        &knowledge.rule,
    );
    let near = Bounds::of_points(&[ZEIJEN]).grown(NEAR_M);
    let candidates = prepared.index().query(&near).into_iter();
    let candidates = candidates.filter_map(|feature| {
        let feature = feature as usize;
        let area = layer
            .area_m2
            .get(feature)
            .filter(|area| FIELD_M2.contains(*area));
        area?;
        let readings = years.readings(feature, &facts, &knowledge.rule);
        let outcome = crate::domain::classify(&readings, &knowledge.rule);
        if outcome.class != Class::Intensive {
            return None;
        }
        // Crops that everybody knows, in every year.
        let group = |reading: &Reading| {
            let group = facts.get(reading.crop).group.map(RotationGroup::crop_group);
            group.filter(|group| WELL_KNOWN.contains(group))
        };
        let groups: BTreeSet<_> = readings.iter().map(group).collect::<Option<_>>()?;
        let [x, y] = bounds_of(layer, feature)?.center();
        let distance = (x - ZEIJEN[0]).hypot(y - ZEIJEN[1]);
        Some((groups.len(), distance, feature))
    });
    let best = candidates.max_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    best.map(|(_, _, feature)| feature)
}

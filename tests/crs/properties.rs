//! What must hold for any text and any numbers.

use proptest::prelude::*;
use ruilkaart::crs::{Crs, Transform, contradicts, from_prj, guess, search, wgs84_bounds};
use ruilkaart::geometry::Bounds;

/// Codes of every kind of projection that parcels come in.
const CODES: &[u32] = &[
    28992, 28991, 4326, 4258, 4289, 3857, 3395, 25831, 25832, 32733, 3035, 2154, 27572, 31370,
    3006, 31467, 5514, 5513, 2056, 31287, 27700, 26713, 2263, 3413, 3844, 2048,
];

fn crs() -> impl Strategy<Value = Crs> {
    proptest::sample::select(CODES.to_vec()).prop_filter_map("known code", Crs::from_epsg)
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        proptest::num::f64::ANY,
        -1e7..1e7_f64,
        -400.0..400.0_f64,
        Just(0.0),
        Just(f64::NAN),
    ]
}

proptest! {
    #[test]
    fn a_place_near_the_middle_of_a_system_comes_back(code in proptest::sample::select(&[
        (28992, 5.4, 52.2), (25832, 9.0, 53.0), (3035, 10.0, 52.0), (2154, 3.0, 46.5), (31370, 4.4, 50.8),
        (3006, 15.0, 60.0), (3857, 5.0, 52.0), (5514, 15.0, 49.8), (2056, 7.5, 46.9), (4289, 5.4, 52.2),
    ][..]), east in -1.5..1.5_f64, north in -1.5..1.5_f64) {
        let (code, lon, lat) = code;
        let crs = Crs::from_epsg(code).unwrap();
        let place = [lon + east, lat + north];
        let there = Transform::between(&Crs::wgs84(), &crs).unwrap().point(place);
        let back = Transform::between(&crs, &Crs::wgs84()).unwrap().point(there);
        prop_assert!((back[0] - place[0]).abs() < 1e-7 && (back[1] - place[1]).abs() < 1e-7, "{back:?}");
    }

    #[test]
    fn any_numbers_in_any_systems_give_a_point_or_nan(
        from in crs(), to in crs(), points in proptest::collection::vec([any_number(), any_number()], 0..20)
    ) {
        let mut turned = points.clone();
        Transform::between(&from, &to).unwrap().apply(&mut turned);
        for (before, after) in points.iter().zip(&turned) {
            let lost = after[0].is_nan() && after[1].is_nan();
            let found = after[0].is_finite() && after[1].is_finite();
            prop_assert!(lost || found || from.definition == to.definition, "{before:?} {after:?}");
        }
        let bounds = Bounds::of_points(&points);
        let _ = (guess(&bounds), contradicts(&from, &bounds), wgs84_bounds(&points, &from));
    }

    #[test]
    fn the_number_of_points_does_not_change_any_of_them(
        from in crs(), to in crs(), x in -1e6..1e6_f64, y in -1e6..7e6_f64
    ) {
        let way = Transform::between(&from, &to).unwrap();
        let one = way.point([x, y]);
        let mut many = vec![[x, y]; 20_000];
        way.apply(&mut many);
        for point in many {
            prop_assert_eq!(point.map(f64::to_bits), one.map(f64::to_bits));
        }
    }

    #[test]
    fn any_text_is_a_system_or_none(text in "\\PC{0,200}") {
        let _ = (from_prj(&text), search(&text, 5));
    }

    #[test]
    fn wkt_with_any_numbers_is_a_system_or_none(
        method in proptest::sample::select(&[
            "Transverse_Mercator", "Lambert_Conformal_Conic", "Albers", "Double_Stereographic", "Krovak",
            "Lambert_Azimuthal_Equal_Area", "Mercator", "Polar_Stereographic", "Cassini", "Polyconic",
            "Hotine_Oblique_Mercator", "Hotine_Oblique_Mercator_Azimuth_Center", "Equidistant_Conic",
            "Azimuthal_Equidistant", "Sinusoidal", "Robinson", "Mollweide", "Cylindrical_Equal_Area",
            "Plate_Carree",
        ][..]),
        numbers in proptest::array::uniform8(any_number()),
        a in prop_oneof![Just(6_378_137.0), Just(6_377_397.155), any_number()],
        points in proptest::collection::vec([any_number(), any_number()], 1..5),
    ) {
        let [lat, lon, lat_1, lat_2, k, x, y, azimuth] = numbers;
        let text = format!(
            "PROJCS[\"Q\",GEOGCS[\"Q\",DATUM[\"D_WGS_1984\",SPHEROID[\"S\",{a},298.257]],PRIMEM[\"G\",0],\
             UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"{method}\"],PARAMETER[\"latitude_of_origin\",{lat}],\
             PARAMETER[\"central_meridian\",{lon}],PARAMETER[\"standard_parallel_1\",{lat_1}],\
             PARAMETER[\"standard_parallel_2\",{lat_2}],PARAMETER[\"scale_factor\",{k}],\
             PARAMETER[\"false_easting\",{x}],PARAMETER[\"false_northing\",{y}],PARAMETER[\"azimuth\",{azimuth}],\
             UNIT[\"Meter\",1]]"
        );
        if let Some(crs) = from_prj(&text) && let Ok(way) = Transform::between(&crs, &Crs::wgs84()) {
            let mut there = points.clone();
            way.apply(&mut there);
            if let Ok(way) = Transform::between(&Crs::wgs84(), &crs) {
                way.apply(&mut there);
                let mut from_degrees = points.clone();
                way.apply(&mut from_degrees);
            }
        }
    }
}

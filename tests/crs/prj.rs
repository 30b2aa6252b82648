//! `.prj` texts as programs write them, each with the code it must be recognised as.

use ruilkaart::crs::{Crs, Definition, Transform, from_prj};

const RD_GEOGCS: &str = r#"GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
const RD_PARAMETERS: &str = r#"PROJECTION["Double_Stereographic"],PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0],PARAMETER["Central_Meridian",5.38763888888889],PARAMETER["Scale_Factor",0.9999079],PARAMETER["Latitude_Of_Origin",52.15616055555555],UNIT["Meter",1.0]"#;
const WGS84_GEOGCS: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
const ETRS_GEOGCS: &str = r#"GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

fn rd(name: &str) -> String {
    format!(r#"PROJCS["{name}",{RD_GEOGCS},{RD_PARAMETERS}]"#)
}

fn tmerc(name: &str, geogcs: &str, [lon, k, x, y]: [f64; 4]) -> String {
    format!(
        r#"PROJCS["{name}",{geogcs},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",{x}],PARAMETER["False_Northing",{y}],PARAMETER["Central_Meridian",{lon}],PARAMETER["Scale_Factor",{k}],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#
    )
}

fn geogcs(name: &str, datum: &str, ellipsoid: &str) -> String {
    format!(
        r#"GEOGCS["{name}",DATUM["{datum}",SPHEROID[{ellipsoid}]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#
    )
}

#[test]
fn rd_new_in_all_spellings() {
    let ogc = r#"PROJCS["Amersfoort / RD New",GEOGCS["Amersfoort",DATUM["Amersfoort",SPHEROID["Bessel 1841",6377397.155,299.1528128,AUTHORITY["EPSG","7004"]],TOWGS84[565.417,50.3319,465.552,-0.398957,0.343988,-1.8774,4.0725],AUTHORITY["EPSG","6289"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4289"]],PROJECTION["Oblique_Stereographic"],PARAMETER["latitude_of_origin",52.15616055555555],PARAMETER["central_meridian",5.38763888888889],PARAMETER["scale_factor",0.9999079],PARAMETER["false_easting",155000],PARAMETER["false_northing",463000],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["X",EAST],AXIS["Y",NORTH],AUTHORITY["EPSG","28992"]]"#;
    let wkt2 = r#"PROJCRS["Amersfoort / RD New",BASEGEOGCRS["Amersfoort",DATUM["Amersfoort",ELLIPSOID["Bessel 1841",6377397.155,299.1528128,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4289]],CONVERSION["RD New",METHOD["Oblique Stereographic",ID["EPSG",9809]],PARAMETER["Latitude of natural origin",52.1561605555556,ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",8801]],PARAMETER["Longitude of natural origin",5.38763888888889,ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",8802]],PARAMETER["Scale factor at natural origin",0.9999079,SCALEUNIT["unity",1],ID["EPSG",8805]],PARAMETER["False easting",155000,LENGTHUNIT["metre",1],ID["EPSG",8806]],PARAMETER["False northing",463000,LENGTHUNIT["metre",1],ID["EPSG",8807]]],CS[Cartesian,2],AXIS["easting (X)",east,ORDER[1],LENGTHUNIT["metre",1]],AXIS["northing (Y)",north,ORDER[2],LENGTHUNIT["metre",1]],ID["EPSG",28992]]"#;
    let mut texts: Vec<String> = [
        "RD_New",
        "Amersfoort_RD_New",
        "Amersfoort / RD New",
        "Amersfoort/RD New",
        "Rijksdriehoekstelsel_New",
        "RD",
        "Dutch_RD",
        "unnamed",
        "Double_Stereographic",
    ]
    .into_iter()
    .map(rd)
    .collect();
    texts.extend([
        ogc.to_owned(),
        ogc.replace("28992", "0"),
        ogc.replace(",AUTHORITY[\"EPSG\",\"28992\"]", ""),
        ogc.replace("52.15616055555555", "52.1561605555556"),
        wkt2.to_owned(),
        format!(r#"COMPD_CS["Amersfoort / RD New + NAP height",{ogc},VERT_CS["NAP height",VERT_DATUM["Normaal Amsterdams Peil",2005],UNIT["metre",1],AXIS["Up",UP]],AUTHORITY["EPSG","7415"]]"#),
        format!(r#"COMPOUNDCRS["Amersfoort / RD New + NAP height",{wkt2},VERTCRS["NAP height",VDATUM["Normaal Amsterdams Peil"],CS[vertical,1],AXIS["gravity-related height (H)",up,LENGTHUNIT["metre",1]]],ID["EPSG",7415]]"#),
        format!(r#"BOUNDCRS[SOURCECRS[{wkt2}],TARGETCRS[GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]]]]]"#),
        "EPSG:28992".into(),
        " epsg:28992\r\n".into(),
        "urn:ogc:def:crs:EPSG::28992".into(),
        "http://www.opengis.net/def/crs/EPSG/0/28992".into(),
        "EPSG:7415".into(),
        "\u{feff}".to_owned() + &rd("RD_New"),
        rd("RD_New").replace(',', ",\n   ").replace('[', "(").replace(']', ")"),
        "+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel +units=m +no_defs +towgs84=565.4171,50.3319,465.5524,-0.398957,0.343988,-1.8774,4.0725".into(),
        "+init=epsg:28992".into(),
        rd("RD_New").trim_end_matches(']').to_owned(),
    ]);
    for text in &texts {
        assert_eq!(from_prj(text), Some(Crs::rd_new()), "{text}");
    }
}

#[test]
fn systems_of_parcel_registers_and_their_neighbours() {
    let dhdn = geogcs(
        "GCS_Deutsches_Hauptdreiecksnetz",
        "D_Deutsches_Hauptdreiecksnetz",
        r#""Bessel_1841",6377397.155,299.1528128"#,
    );
    let lks = geogcs(
        "GCS_LKS_1994",
        "D_Lithuania_1994",
        r#""GRS_1980",6378137.0,298.257222101"#,
    );
    let sweref = geogcs(
        "GCS_SWEREF99",
        "D_SWEREF99",
        r#""GRS_1980",6378137.0,298.257222101"#,
    );
    let nad27 = geogcs(
        "GCS_North_American_1927",
        "D_North_American_1927",
        r#""Clarke_1866",6378206.4,294.9786982"#,
    );
    let nad83 = geogcs(
        "GCS_North_American_1983",
        "D_North_American_1983",
        r#""GRS_1980",6378137.0,298.257222101"#,
    );
    let osgb = geogcs(
        "GCS_OSGB_1936",
        "D_OSGB_1936",
        r#""Airy_1830",6377563.396,299.3249646"#,
    );
    let belge = geogcs(
        "GCS_Belge_1972",
        "D_Belge_1972",
        r#""International_1924",6378388.0,297.0"#,
    );
    let mgi1901 = geogcs(
        "GCS_MGI_1901",
        "D_MGI_1901",
        r#""Bessel_1841",6377397.155,299.1528128"#,
    );
    let croatia = geogcs(
        "GCS_HTRS96",
        "D_Croatian_Terrestrial_Reference_System",
        r#""GRS_1980",6378137.0,298.257222101"#,
    );
    let slovenia = geogcs(
        "GCS_Slovenia_1996",
        "D_Slovenia_Geodetic_Datum_1996",
        r#""GRS_1980",6378137.0,298.257222101"#,
    );
    let rgf = geogcs(
        "GCS_RGF_1993",
        "D_RGF_1993",
        r#""GRS_1980",6378137.0,298.257222101"#,
    );
    let utm = |zone: u32| [f64::from(zone) * 6.0 - 183.0, 0.9996, 500_000.0, 0.0];
    let expected: Vec<(String, u32)> = vec![
        (WGS84_GEOGCS.into(), 4326),
        (ETRS_GEOGCS.into(), 4258),
        (nad83.clone(), 4269),
        (nad27.clone(), 4267),
        (r#"GEOGCS["WGS84(DD)",DATUM["WGS84",SPHEROID["WGS84",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["degree",0.017453292519943295],AUTHORITY["EPSG","4326"]]"#.into(), 4326),
        (r#"GEOGCRS["WGS 84",ENSEMBLE["World Geodetic System 1984 ensemble",MEMBER["World Geodetic System 1984 (Transit)"],ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]],ENSEMBLEACCURACY[2.0]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],AXIS["geodetic latitude (Lat)",north,ORDER[1],ANGLEUNIT["degree",0.0174532925199433]],AXIS["geodetic longitude (Lon)",east,ORDER[2],ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4326]]"#.into(), 4326),
        (tmerc("WGS_1984_UTM_Zone_31N", WGS84_GEOGCS, utm(31)), 32631),
        (tmerc("WGS 84 / UTM zone 32N", WGS84_GEOGCS, utm(32)), 32632),
        (tmerc("ETRS_1989_UTM_Zone_31N", ETRS_GEOGCS, utm(31)), 25831),
        (tmerc("ETRS_1989_UTM_Zone_32N", ETRS_GEOGCS, utm(32)), 25832),
        (tmerc("ETRS89 / UTM zone 33N", ETRS_GEOGCS, utm(33)), 25833),
        (tmerc("ETRS_1989_UTM_Zone_32N_zE-N", ETRS_GEOGCS, [9.0, 0.9996, 32_500_000.0, 0.0]), 4647),
        (tmerc("NAD_1927_UTM_Zone_13N", &nad27, utm(13)), 26713),
        (tmerc("NAD_1983_UTM_Zone_13N", &nad83, utm(13)), 26913),
        (tmerc("DHDN_3_Degree_Gauss_Zone_3", &dhdn, [9.0, 1.0, 3_500_000.0, 0.0]), 31467),
        (tmerc("SWEREF99_TM", &sweref, [15.0, 0.9996, 500_000.0, 0.0]), 3006),
        (tmerc("LKS_1994_Lithuania_TM", &lks, [24.0, 0.9998, 500_000.0, 0.0]), 3346),
        (tmerc("HTRS96_Croatia_TM", &croatia, [16.5, 0.9999, 500_000.0, 0.0]), 3765),
        (tmerc("Slovenia_1996_Slovene_National_Grid", &slovenia, [15.0, 0.9999, 500_000.0, -5_000_000.0]), 3794),
        (tmerc("MGI_1901_Slovene_National_Grid", &mgi1901, [15.0, 0.9999, 500_000.0, -5_000_000.0]), 3912),
        (format!(r#"PROJCS["British_National_Grid",{osgb},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",400000.0],PARAMETER["False_Northing",-100000.0],PARAMETER["Central_Meridian",-2.0],PARAMETER["Scale_Factor",0.9996012717],PARAMETER["Latitude_Of_Origin",49.0],UNIT["Meter",1.0]]"#), 27700),
        (format!(r#"PROJCS["ETRS_1989_LAEA",{ETRS_GEOGCS},PROJECTION["Lambert_Azimuthal_Equal_Area"],PARAMETER["False_Easting",4321000.0],PARAMETER["False_Northing",3210000.0],PARAMETER["Central_Meridian",10.0],PARAMETER["Latitude_Of_Origin",52.0],UNIT["Meter",1.0]]"#), 3035),
        (format!(r#"PROJCS["ETRS89 / LAEA Europe",{ETRS_GEOGCS},PROJECTION["Lambert_Azimuthal_Equal_Area"],PARAMETER["latitude_of_center",52],PARAMETER["longitude_of_center",10],PARAMETER["false_easting",4321000],PARAMETER["false_northing",3210000],UNIT["metre",1]]"#), 3035),
        (format!(r#"PROJCS["RGF_1993_Lambert_93",{rgf},PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",700000.0],PARAMETER["False_Northing",6600000.0],PARAMETER["Central_Meridian",3.0],PARAMETER["Standard_Parallel_1",44.0],PARAMETER["Standard_Parallel_2",49.0],PARAMETER["Latitude_Of_Origin",46.5],UNIT["Meter",1.0]]"#), 2154),
        (format!(r#"PROJCS["Belge_Lambert_1972",{belge},PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",150000.01256],PARAMETER["False_Northing",5400088.4378],PARAMETER["Central_Meridian",4.367486666666666],PARAMETER["Standard_Parallel_1",49.8333339],PARAMETER["Standard_Parallel_2",51.16666723333333],PARAMETER["Latitude_Of_Origin",90.0],UNIT["Meter",1.0]]"#), 31370),
        (format!(r#"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",{WGS84_GEOGCS},PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]"#), 3857),
        (format!(r#"PROJCS["WGS 84 / Pseudo-Mercator",{WGS84_GEOGCS},PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1],AXIS["X",EAST],AXIS["Y",NORTH],EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0.0 +lon_0=0.0 +x_0=0.0 +y_0=0 +k=1.0 +units=m +nadgrids=@null +wktext +no_defs"],AUTHORITY["EPSG","3857"]]"#), 3857),
        (r#"PROJCS["WGS_1984_Web_Mercator",GEOGCS["GCS_WGS_1984_Major_Auxiliary_Sphere",DATUM["D_WGS_1984_Major_Auxiliary_Sphere",SPHEROID["WGS_1984_Major_Auxiliary_Sphere",6378137.0,0.0]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],UNIT["Meter",1.0]]"#.into(), 3857),
        (r#"PROJCS["Google Maps Global Mercator",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.01745329251994328]],PROJECTION["Mercator_2SP"],PARAMETER["standard_parallel_1",0],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",0],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["Meter",1],EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0.0 +lon_0=0.0 +x_0=0.0 +y_0=0 +k=1.0 +units=m +nadgrids=@null +wktext +no_defs"]]"#.into(), 3857),
        (format!(r#"PROJCS["WGS_1984_World_Mercator",{WGS84_GEOGCS},PROJECTION["Mercator"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],UNIT["Meter",1.0]]"#), 3395),
        (format!(r#"PROJCS["NAD_1983_StatePlane_New_York_Long_Island_FIPS_3104_Feet",{nad83},PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",984250.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-74.0],PARAMETER["Standard_Parallel_1",40.66666666666666],PARAMETER["Standard_Parallel_2",41.03333333333333],PARAMETER["Latitude_Of_Origin",40.16666666666666],UNIT["Foot_US",0.3048006096012192]]"#), 2263),
        (r#"PROJCS["NTF_Paris_Lambert_Zone_II",GEOGCS["GCS_NTF_Paris",DATUM["D_NTF",SPHEROID["Clarke_1880_IGN",6378249.2,293.4660212936265]],PRIMEM["Paris",2.337229166666667],UNIT["Grad",0.01570796326794897]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",600000.0],PARAMETER["False_Northing",2200000.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",52.0],PARAMETER["Scale_Factor",0.99987742],PARAMETER["Latitude_Of_Origin",52.0],UNIT["Meter",1.0]]"#.into(), 27572),
        (r#"PROJCS["S-JTSK_Krovak_East_North",GEOGCS["GCS_S_JTSK",DATUM["D_S_JTSK",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Krovak"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Pseudo_Standard_Parallel_1",78.5],PARAMETER["Scale_Factor",0.9999],PARAMETER["Azimuth",30.28813975277778],PARAMETER["Longitude_Of_Center",24.83333333333333],PARAMETER["Latitude_Of_Center",49.5],PARAMETER["X_Scale",-1.0],PARAMETER["Y_Scale",1.0],PARAMETER["XY_Plane_Rotation",90.0],UNIT["Meter",1.0]]"#.into(), 5514),
        (r#"PROJCS["S-JTSK_Krovak",GEOGCS["GCS_S_JTSK",DATUM["D_S_JTSK",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Krovak"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Pseudo_Standard_Parallel_1",78.5],PARAMETER["Scale_Factor",0.9999],PARAMETER["Azimuth",30.28813975277778],PARAMETER["Longitude_Of_Center",24.83333333333333],PARAMETER["Latitude_Of_Center",49.5],PARAMETER["X_Scale",1.0],PARAMETER["Y_Scale",1.0],PARAMETER["XY_Plane_Rotation",0.0],UNIT["Meter",1.0]]"#.into(), 5513),
        (r#"PROJCS["CH1903+_LV95",GEOGCS["GCS_CH1903+",DATUM["D_CH1903+",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Hotine_Oblique_Mercator_Azimuth_Center"],PARAMETER["False_Easting",2600000.0],PARAMETER["False_Northing",1200000.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Azimuth",90.0],PARAMETER["Longitude_Of_Center",7.439583333333333],PARAMETER["Latitude_Of_Center",46.95240555555556],UNIT["Meter",1.0]]"#.into(), 2056),
        ("EPSG:3812".into(), 3812),
    ];
    assert!(expected.len() > 30);
    for (text, code) in &expected {
        let crs = from_prj(text).unwrap_or_else(|| panic!("not recognised: {text}"));
        assert_eq!(crs.epsg, Some(*code), "{text}");
        assert_ne!(crs.definition, Definition::Unsupported, "{text}");
    }
}

#[test]
fn a_system_without_code_is_placed_by_its_parameters() {
    let crs = from_prj(&tmerc("Eigen_TM", RD_GEOGCS, [6.5, 1.0, 200_000.0, 0.0])).unwrap();
    assert_eq!((crs.epsg, crs.name.as_deref()), (None, Some("Eigen_TM")));
    // On the central meridian the longitude on Bessel is 6.5: on WGS 84 some fifty metres west of it.
    let [lon, lat] = Transform::between(&crs, &Crs::wgs84())
        .unwrap()
        .point([200_000.0, 5_870_000.0]);
    assert!(
        (lon - PLACE[0]).abs() < 2e-6 && (lat - PLACE[1]).abs() < 2e-6,
        "{lon} {lat}"
    );
}

/// Computed with PROJ 9.5.1 and the shift of EPSG:4833.
const PLACE: [f64; 2] = [6.499_400_944_5, 52.962_836_346_8];

#[test]
fn a_code_that_contradicts_its_parameters_does_not_count() {
    let claims_rd = tmerc("Iets", ETRS_GEOGCS, [9.0, 0.9996, 500_000.0, 0.0]);
    let without_end = claims_rd.strip_suffix(']').unwrap();
    let claims_rd = without_end.to_owned() + r#",AUTHORITY["EPSG","28992"]]"#;
    let crs = from_prj(&claims_rd).unwrap();
    assert_eq!(crs.epsg, None);
    let [lon, lat] = Transform::between(&crs, &Crs::wgs84())
        .unwrap()
        .point([500_000.0, 5_800_000.0]);
    assert!((lon - 9.0).abs() < 1e-6 && (52.0..53.0).contains(&lat));
}

#[test]
fn an_unknown_datum_on_an_old_ellipsoid_keeps_its_name_and_gets_no_place() {
    let island = geogcs(
        "GCS_Island",
        "D_Island_1923",
        r#""Clarke_1880",6378249.145,293.465"#,
    );
    let crs = from_prj(&tmerc("Island_Grid", &island, [10.0, 1.0, 0.0, 0.0])).unwrap();
    assert_eq!(crs.name.as_deref(), Some("Island_Grid"));
    assert_eq!(crs.definition, Definition::Unsupported);
    assert!(Transform::between(&crs, &Crs::wgs84()).is_err());
    let local = from_prj(r#"LOCAL_CS["Bouwplaats",UNIT["Meter",1.0]]"#).unwrap();
    assert_eq!(local.definition, Definition::Unsupported);
    assert_eq!(local.name.as_deref(), Some("Bouwplaats"));
}

#[test]
fn what_is_no_coordinate_system_is_none() {
    for text in [
        "",
        "  \n",
        "<!DOCTYPE html><html><head></head></html>",
        "Projection    GEOGRAPHIC\nDatum WGS84\n",
        "EPSG:",
        "EPSG:99999999999",
        "EPSG:1",
        "hello [world]",
        "\0\0\0\0",
        "VERT_DATUM[\"x\"]",
    ] {
        assert_eq!(from_prj(text), None, "{text:?}");
    }
}

#[test]
fn labels_say_as_much_as_is_known() {
    assert_eq!(Crs::rd_new().label(), "Amersfoort / RD New (EPSG:28992)");
    let unnamed = Crs {
        name: None,
        ..Crs::rd_new()
    };
    assert_eq!(unnamed.label(), "EPSG:28992");
    assert!(from_prj(WGS84_GEOGCS).unwrap().is_geographic());
    assert!(!Crs::rd_new().is_geographic());
    assert!(
        from_prj(&geogcs(
            "GCS_Amersfoort",
            "D_Amersfoort",
            r#""Bessel_1841",6377397.155,299.1528128"#
        ))
        .unwrap()
        .is_geographic()
    );
}

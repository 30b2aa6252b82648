//! Figures of areas: the worked example, small cases by hand, and the sums against a plain walk over parcels and years.

use ruilkaart::analysis::area_columns::{COLUMNS, StatColumn};
use ruilkaart::analysis::area_labels::{Groups, name_column};
use ruilkaart::analysis::area_sums::{AreaSums, Parcels};
use ruilkaart::analysis::areas::{AreaFigures, AreaLabel, Basis, RowName, reclassified, rows};
use ruilkaart::analysis::carried::{Carried, classes};
use ruilkaart::analysis::classify::{Classified, ParcelYears};
use ruilkaart::analysis::crop_columns::crop_columns_named;
use ruilkaart::analysis::cycle_sums::{LandKind, LandParts};
use ruilkaart::analysis::kinds::{Detail, Kind, Kinds};
use ruilkaart::analysis::measured::{AreaManure, MeasuredColumns, MeasuredValues};
use ruilkaart::analysis::nutrient_sums::{FigureTable, without_figures};
use ruilkaart::analysis::rotation_sums::crop_groups_by_year;
use ruilkaart::analysis::scales::{by_parcel, by_units};
use ruilkaart::analysis::sequences::{Telling, common_sequences, transitions};
use ruilkaart::analysis::split::Split;
use ruilkaart::domain::nutrients::organic_matter::breakdown_of;
use ruilkaart::domain::nutrients::{Measured, Soil};
use ruilkaart::domain::{
    Assumptions, Catalogue, Class, CropCode, CropGroup, RotationGroup, Rule, Side, Usage,
};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Table, Value};

use crate::layers::{crop_columns, layer, reals, texts};

/// Parcels from lines of codes, the newest of 2024, with everything that is summed.
struct Case {
    catalogue: Catalogue,
    assumptions: Assumptions,
    classified: Classified,
    classes: Vec<Class>,
    carried: Carried,
    area_m2: Vec<f64>,
}

impl Case {
    fn new(lines: &[&str], hectares: &[f64]) -> Self {
        let built_in = (*Catalogue::built_in()).clone();
        Self::with(built_in, Assumptions::default(), lines, hectares)
    }

    fn with(
        catalogue: Catalogue,
        assumptions: Assumptions,
        lines: &[&str],
        hectares: &[f64],
    ) -> Self {
        let parcels = layer("p", crop_columns(2024, lines));
        let columns = crop_columns_named(&parcels.table, "crop_{year}").unwrap();
        let (rule, progress) = (Rule::default(), Progress::default());
        let years =
            ParcelYears::of_columns(&parcels.table, &columns, None, &catalogue, &progress).unwrap();
        let classified = years.classify(&catalogue, &rule);
        Self {
            classes: classes(&classified),
            carried: Carried::of(&classified, &rule, &assumptions),
            area_m2: hectares.iter().map(|ha| ha * 10_000.0).collect(),
            classified,
            catalogue,
            assumptions,
        }
    }

    fn parcels(&self) -> Parcels<'_> {
        self.carried.with(&self.classes, None)
    }

    fn table(&self) -> FigureTable {
        FigureTable::of(&self.carried.land, &self.catalogue, &self.assumptions)
    }

    /// The rows when the parcels are put into groups, `-` for none.
    fn rows(&self, groups: &[&str], by_class: bool) -> Vec<AreaFigures> {
        let cells = Cells::from_texts(groups.iter().map(|g| Some(*g).filter(|g| *g != "-")));
        let groups = Groups::of(&cells);
        let split = Split::by_group(&self.area_m2, &groups.of_row, groups.labels.len());
        let table = self.table();
        let basis = Basis {
            parcels: self.parcels(),
            table: &table,
            assumptions: &self.assumptions,
        };
        rows(&groups.labels, &split, by_class, &[], basis)
    }

    /// The row of everything.
    fn total(&self) -> AreaFigures {
        self.rows(&vec!["a"; self.area_m2.len()], false)
            .pop()
            .unwrap()
    }
}

fn value(row: &AreaFigures, column: &str) -> Option<f64> {
    StatColumn::find(column).unwrap().value(row)
}

fn near(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    let within = 1e-9 * expected.abs().max(1.0);
    assert!(
        (found - expected).abs() < within,
        "{found} is not {expected}"
    );
}

#[test]
fn e10_a_mean_with_a_gap() {
    let text = "code,sector,rotation_group,n_removal_kg_ha,p2o5_removal_kg_ha\n\
        1,livestock,other,290,1\n2,arable,other,110,1\n3,arable,other,,\n";
    let catalogue = Catalogue::parse(text).unwrap();
    let case = Case::with(
        catalogue,
        Assumptions::default(),
        &["1", "2", "3"],
        &[12.0, 8.0, 5.0],
    );
    let total = case.total();
    near(value(&total, "n_removal_kg"), 12.0 * 290.0 + 8.0 * 110.0);
    near(value(&total, "n_removal_kg"), 4360.0);
    near(value(&total, "n_removal_kg_ha"), 218.0);
    near(value(&total, "nutrient_coverage"), 0.8);
    let ground = AreaSums::of(
        &Split::by_group(&case.area_m2, &[None; 3], 0).total,
        case.parcels(),
    );
    let missing = without_figures(&ground, &case.carried.land, &case.table());
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].0.number(), 3);
    assert!((missing[0].1 - 5.0).abs() < 1e-9);
}

const EXCHANGE: &str = "266 266 266 2017 259 266 266 2017 259 266";
const ARABLE: &str = "2017 236 256 2017 233 2017 256 236 2017 1002";
const GRASS: &str = "265 265 265 265 265 265 265 265 265 265";
const NATURE: &str = "332 332 332 332 332 332 332 332 332 332";
const GAPS: &str = "- 2017 - 256 266 99999 172 2017 332 266";

#[test]
fn shares_and_means_are_weighted_by_hectares() {
    let case = Case::new(&[EXCHANGE, ARABLE, GRASS, NATURE], &[2.0, 1.0, 5.0, 4.0]);
    let total = case.total();
    near(value(&total, "area_ha"), 12.0);
    near(value(&total, "parcels"), 4.0);
    near(value(&total, "ha_intensive"), 2.0);
    near(value(&total, "ha_unclassified"), 4.0);
    near(value(&total, "share_none_livestock"), 5.0 / 8.0);
    near(value(&total, "share_cooperation"), 2.0 / 8.0);
    near(value(&total, "share_mixed"), 2.0 / 8.0);
    near(value(&total, "share_unclassified"), 4.0 / 12.0);
    near(value(&total, "arable_share"), (2.0 * 0.2 + 1.0) / 8.0);
    near(value(&total, "grass_share"), (2.0 * 0.6 + 5.0) / 8.0);
    near(value(&total, "rest_share"), (2.0 * 0.6 + 0.3 + 5.0) / 8.0);
    // Hectare-years: 80 classified, 2 · 2 + 1 · 4 of potatoes.
    near(value(&total, "potato_freq"), 10.0);
    near(value(&total, "groups_mean"), (2.0 * 3.0 + 5.0 + 5.0) / 8.0);
    near(value(&total, "switches_mean"), 2.0 * 4.0 / 8.0);
    near(
        value(&total, "longest_run_mean"),
        (2.0 * 3.0 + 1.0 + 5.0 * 10.0) / 8.0,
    );
    near(value(&total, "minority_share_mean"), 2.0 * 0.2 / 8.0);
    // Grass 12 + 50, starch potatoes 4 + 4, maize 4, spring barley 2, beet 2, wheat 1, lilies 1 of 80.
    let shares = [62.0, 8.0, 4.0, 2.0, 2.0, 1.0, 1.0].map(|years| years / 80.0);
    let shannon: f64 = shares.iter().map(|p: &f64| -p * p.ln()).sum();
    near(value(&total, "shannon_area"), shannon);
    // 266 to 2017 twice on two hectares, in nine pairs of years; 259 to 266 is no ploughing of grass.
    near(value(&total, "grass_ploughed_ha_per_year"), 2.0 * 2.0 / 9.0);
    assert_eq!(value(&total, "rest_ok_share"), None, "2023 and 2024 only");
    assert_eq!(value(&total, "polygon_ha"), None);
}

#[test]
fn rows_add_up_to_the_total() {
    let lines = [EXCHANGE, ARABLE, GRASS, NATURE, GAPS];
    let case = Case::new(&lines, &[2.0, 1.0, 5.0, 4.0, 3.5]);
    let found = case.rows(&["b", "a", "b", "-", "a"], false);
    let names: Vec<&str> = found.iter().map(|row| row.name.text()).collect();
    assert_eq!(names, ["a", "b", "(outside)", "(overlap)", "(total)"]);
    for column in ["area_ha", "ha_intensive", "ha_unclassified", "n_removal_kg"] {
        let of = |row: usize| value(&found[row], column).unwrap_or(0.0);
        near(Some(of(0) + of(1) - of(3) + of(2)), of(4));
    }
    let by_class = case.rows(&["b", "a", "b", "-", "a"], true);
    assert_eq!(by_class.len(), 5 * 6);
    for (row, whole) in found.iter().enumerate() {
        let rows = &by_class[row * 6..row * 6 + 6];
        assert!(
            rows.iter()
                .zip(Class::ALL)
                .all(|(row, class)| row.class == Some(class))
        );
        let sum: f64 = rows.iter().filter_map(|row| value(row, "area_ha")).sum();
        near(Some(sum), value(whole, "area_ha").unwrap());
    }
    assert_eq!(found[4].name, RowName::Total);
}

#[test]
fn what_nobody_knows_is_empty_and_never_zero() {
    let case = Case::new(&[NATURE], &[4.0]);
    let total = case.total();
    for column in COLUMNS {
        let known = [
            "area_ha",
            "parcels",
            "share_unclassified",
            "grass_ploughed_ha_per_year",
        ];
        if column.name.starts_with("ha_") || known.contains(&column.name) {
            continue;
        }
        assert_eq!(column.value(&total), None, "{}", column.name);
    }
}

/// Every figure of nutrients by a plain walk: for each year the sum over parcels, then the mean of the years.
fn by_walk(case: &Case, of: impl Fn(usize, usize) -> Option<f64>) -> Option<f64> {
    let years = 0..case.carried.land.years().len();
    let yearly = years.filter_map(|year| {
        let values = case.area_m2.iter().enumerate();
        let values = values.filter_map(|(parcel, m2)| Some((m2, of(year, parcel)?)));
        let (sum, m2) = values.fold((0.0, 0.0), |(s, m), (m2, x)| (s + m2 * x, m + m2));
        (m2 > 0.0).then(|| sum / m2)
    });
    let yearly: Vec<f64> = yearly.collect();
    (!yearly.is_empty()).then(|| yearly.iter().sum::<f64>() / yearly.len() as f64)
}

#[test]
fn nutrients_equal_a_walk_over_parcels_and_years() {
    let lines = [
        EXCHANGE,
        ARABLE,
        GRASS,
        NATURE,
        GAPS,
        "266 2017 265 259 332 - 266 236 172 -",
    ];
    let case = Case::new(&lines, &[2.0, 1.0, 5.0, 4.0, 3.5, 0.7]);
    let total = case.total();
    let rule = Rule::default();
    let window = case.classified.parcels.sequences.columns();
    let crop = |year: usize, parcel: usize| {
        let reading = window[year].read(parcel, &case.classified.facts, &rule);
        let side = reading.usage.side();
        let counts = reading.usage != Usage::Missing && side != Some(Side::Neutral);
        let crop = case.classified.parcels.sequences.crops().get(reading.crop);
        crop.filter(|_| counts)
            .and_then(|crop| case.catalogue.find(crop.code))
    };
    let straw = |crop: &ruilkaart::domain::Crop| if crop.group.has_straw() { 20.0 } else { 0.0 };
    let removal = by_walk(&case, |year, parcel| {
        let crop = crop(year, parcel)?;
        Some(crop.figures.n_removal? + straw(crop))
    });
    near(value(&total, "n_removal_kg_ha"), removal.unwrap());
    let norm = by_walk(&case, |year, parcel| {
        crop(year, parcel)?.figures.n_norm.sand
    });
    near(value(&total, "n_norm_kg_ha"), norm.unwrap());
    let space = by_walk(&case, |year, parcel| {
        let now = crop(year, parcel)?;
        let before = year.checked_sub(1).and_then(|before| crop(before, parcel));
        let grass = before.is_some_and(|c| [265, 266].contains(&c.code.number()));
        let deducts = grass && [259, 2017].contains(&now.code.number());
        Some(now.figures.n_norm.sand? - if deducts { 65.0 } else { 0.0 })
    });
    near(value(&total, "n_space_kg_ha"), space.unwrap());
    assert!(space < norm);
    near(value(&total, "n_deposition_kg_ha"), 20.0);
    // The surplus is the sum of its terms where all are known of the same land.
    let exchange = Case::new(&[EXCHANGE], &[2.0]).total();
    let of = |column: &str| value(&exchange, column).unwrap();
    near(
        Some(of("n_surplus_kg_ha")),
        of("manure_n_kg_ha")
            + of("mineral_n_kg_ha")
            + of("n_deposition_kg_ha")
            + of("n_fixation_kg_ha")
            - of("n_removal_kg_ha"),
    );
    near(
        Some(of("om_balance_kg_ha")),
        of("eom_crop_kg_ha") + of("eom_manure_kg_ha") - of("som_breakdown_kg_ha"),
    );
    assert!(of("om_balance_low_kg_ha") < of("om_balance_kg_ha"));
    assert!(of("om_balance_high_kg_ha") > of("om_balance_kg_ha"));
}

/// A case whose figures are partly measured: a value per parcel, NaN for none, of each measure.
fn measured(case: &Case, columns: &[(Measured, &[f64])]) -> FigureTable {
    let fields = columns
        .iter()
        .map(|(measure, cells)| reals(measure.key(), cells));
    let table = Table::of_columns(case.area_m2.len(), fields.collect());
    let mut chosen = MeasuredColumns::default();
    for (measure, _) in columns {
        chosen.set(*measure, Some(measure.key().to_owned()));
    }
    let land = &case.carried.land;
    let values = MeasuredValues::read(&table, &chosen, land.years());
    assert!(values.missing.is_empty());
    let estimated = case.table();
    estimated.with_measured(&values, land, &case.catalogue, &case.assumptions)
}

/// The row of everything when `table` has the figures.
fn total_of(case: &Case, table: &FigureTable) -> AreaFigures {
    let split = Split::by_group(&case.area_m2, &vec![None; case.area_m2.len()], 0);
    let basis = Basis {
        parcels: case.carried.with(&case.classes, table.own()),
        table,
        assumptions: &case.assumptions,
    };
    rows(&[], &split, false, &[], basis).pop().unwrap()
}

#[test]
fn what_is_measured_takes_the_place_of_the_estimate_and_everything_follows() {
    let case = Case::new(&[EXCHANGE, ARABLE, NATURE], &[2.0, 1.0, 3.0]);
    let estimated = total_of(&case, &case.table());
    assert_eq!(estimated, case.total());
    let nan = f64::NAN;
    // Nature counts in neither case.
    let table = measured(&case, &[(Measured::NRemoval, &[200.0, nan, 50.0])]);
    let own = total_of(&case, &table);
    let arable = value(&Case::new(&[ARABLE], &[1.0]).total(), "n_removal_kg").unwrap();
    near(value(&own, "n_removal_kg"), 400.0 + arable);
    near(value(&own, "n_removal_kg_ha"), (400.0 + arable) / 3.0);
    near(
        Some(own.nutrients.measured[Measured::NRemoval.place()]),
        2.0 / 3.0,
    );
    let change = |column| value(&own, column).unwrap() - value(&estimated, column).unwrap();
    near(Some(change("n_surplus_kg_ha")), -change("n_removal_kg_ha"));
    for same in [
        "p2o5_removal_kg",
        "potato_freq",
        "om_balance_kg_ha",
        "shannon_area",
    ] {
        assert_eq!(value(&own, same), value(&estimated, same), "{same}");
    }
    near(
        Some(own.cycle.n.flows.need),
        value(&own, "n_removal_kg").unwrap(),
    );
}

#[test]
fn reported_manure_fertiliser_air_and_soil_replace_the_scenario() {
    let case = Case::new(&[ARABLE], &[2.0]);
    // The worked example of a user's input: 25 t of slurry, 110 kg of fertiliser.
    let table = measured(
        &case,
        &[
            (Measured::ManureN, &[102.5]),
            (Measured::MineralN, &[110.0]),
            (Measured::DepositionN, &[25.0]),
            (Measured::NRemoval, &[150.5]),
            (Measured::P2o5Removal, &[51.6]),
            (Measured::SoilOrganicMatter, &[6.0]),
        ],
    );
    let row = total_of(&case, &table);
    let fixed = value(&row, "n_fixation_kg_ha").unwrap();
    let surplus = 102.5 + 110.0 + 25.0 + fixed - 150.5;
    near(value(&row, "n_surplus_kg_ha"), surplus);
    near(value(&row, "p2o5_surplus_kg_ha"), 37.5 - 51.6);
    near(value(&row, "eom_manure_kg_ha"), 25.0 * 45.0);
    let soil = breakdown_of(6.0, Soil::Arable, &case.assumptions).kg_ha;
    near(value(&row, "som_breakdown_kg_ha"), soil);
    assert!(row.nutrients.measured[Measured::Yield.place()] < 1e-9);
    // A yield scales what the crop list says, straw left as it is.
    let case = Case::new(&["2017"], &[1.0]);
    let table = measured(&case, &[(Measured::Yield, &[21.5])]);
    near(
        value(&total_of(&case, &table), "n_removal_kg_ha"),
        150.5 * 2.0,
    );
    // What makes no sense is left out and counted.
    let table = measured(&case, &[(Measured::Yield, &[2150.0])]);
    near(value(&total_of(&case, &table), "n_removal_kg_ha"), 150.5);
    assert_eq!(table.own().map(|own| own.refused), Some(1));
}

#[test]
fn known_manure_of_areas_replaces_what_their_feed_would_give() {
    let case = Case::new(&[EXCHANGE, GRASS], &[2.0, 3.0]);
    let cells = Cells::from_texts([Some("a"), Some("b")]);
    let groups = Groups::of(&cells);
    let split = Split::by_group(&case.area_m2, &groups.of_row, 2);
    let table = case.table();
    let basis = Basis {
        parcels: case.parcels(),
        table: &table,
        assumptions: &case.assumptions,
    };
    let areas = Table::of_columns(2, vec![reals("mest_n", &[100.0, f64::NAN])]);
    let columns = AreaManure {
        n: Some("mest_n".to_owned()),
        p2o5: None,
    };
    let known = columns.known(&areas);
    let of = |known: &[_]| rows(&groups.labels, &split, false, known, basis);
    let (estimated, found) = (of(&[]), of(&known));
    near(Some(found[0].cycle.n.flows.manure), 100.0);
    assert_eq!(found[0].cycle.p2o5, estimated[0].cycle.p2o5);
    assert_eq!(found[1], estimated[1], "nothing is known of it");
    assert_eq!(found[4], estimated[4], "and so not of the total");
    let both = columns.known(&Table::of_columns(2, vec![reals("mest_n", &[100.0, 50.0])]));
    near(Some(of(&both)[4].cycle.n.flows.manure), 150.0);
}

#[test]
fn soil_belongs_to_the_parcel() {
    let case = Case::new(&[EXCHANGE, GRASS], &[1.0, 1.0]);
    let soil = |parcel: usize| -> Vec<Soil> {
        let situations = case.carried.land.situations();
        let of = |year: usize| situations[case.carried.land.of_year(year)[parcel] as usize].soil;
        (0..10).map(of).collect()
    };
    assert_eq!(soil(0), [Soil::Arable; 10]);
    assert_eq!(soil(1), [Soil::Grass; 10]);
}

#[test]
fn the_cycle_runs_between_kinds_of_land() {
    let potatoes = "2017 2017 2017 2017 2017 2017 2017 2017 2017 2017";
    let case = Case::new(&[potatoes, GRASS], &[10.0, 2.0]);
    let total = case.total();
    let n = &total.cycle.n;
    // Two hectares of grass feed cattle that give 75 % of 2 · 297 kg back.
    assert!((n.flows.feed - 594.0).abs() < 1e-6);
    assert!((n.flows.manure - 445.5).abs() < 1e-6);
    assert!((n.flows.space - 170.0 * 12.0).abs() < 1e-6);
    near(n.closed_share, 445.5 / (10.0 * 150.5 + 594.0));
    let place = |kind| LandKind::ALL.iter().position(|k| *k == kind).unwrap();
    let table = case.table();
    let basis = Basis {
        parcels: case.parcels(),
        table: &table,
        assumptions: &case.assumptions,
    };
    let split = Split::by_group(&case.area_m2, &[None; 2], 0);
    let parts = LandParts::of(&split.total, basis).n;
    let part = |kind| parts[place(kind)];
    assert!((part(LandKind::Livestock).feed - 594.0).abs() < 1e-6);
    assert!(part(LandKind::Arable).feed.abs() < 1e-9);
    let need: f64 = parts.iter().map(|part| part.need).sum();
    assert!((need - n.flows.need).abs() < 1e-6);
    let om = &total.cycle.om;
    assert!((om.from_manure - 445.5 / 4.1 * 45.0).abs() < 1e-6);
    near(value(&total, "n_closed_share"), n.closed_share.unwrap());
}

#[test]
fn crop_groups_transitions_and_sequences_count_the_same_ground() {
    let case = Case::new(&[EXCHANGE, EXCHANGE, GRASS, GAPS], &[2.0, 1.0, 5.0, 1.0]);
    let split = Split::by_group(&case.area_m2, &[None; 4], 0);
    let ground = AreaSums::of(&split.total, case.parcels());
    let by_year = crop_groups_by_year(&ground, &case.carried.land);
    assert_eq!(by_year.len(), 10);
    for (_, hectares) in &by_year {
        assert!((hectares.iter().sum::<f64>() - 9.0).abs() < 1e-9);
    }
    let place = |group| CropGroup::ALL.iter().position(|g| *g == group).unwrap();
    assert!((by_year[3].1[place(CropGroup::Potato)] - 3.0).abs() < 1e-9);
    let land = &case.carried.land;
    let kinds = Kinds::of(Detail::Groups, &ground, land);
    let changes = |years| transitions(&split.total, land, &kinds, &years);
    assert_eq!(changes(3..6).len(), 2, "of the years that are asked for");
    let transitions = changes(0..10);
    assert_eq!(transitions.len(), 9);
    let third = &transitions[2];
    assert_eq!((third.from.number(), third.to.number()), (2017, 2018));
    let moved = third.hectares[place(CropGroup::Grass)][place(CropGroup::Potato)];
    assert!((moved - 3.0).abs() < 1e-9);
    let telling = |years, is_cyclic| Telling { years, is_cyclic };
    let all = telling(0..10, false);
    let sequences = common_sequences(&split.total, land, &kinds, &all, 2);
    assert_eq!(sequences.len(), 2);
    assert_eq!(sequences[0].kinds, [place(CropGroup::Grass); 10]);
    assert_eq!(
        (sequences[1].parcels, sequences[1].kinds[4]),
        (2, place(CropGroup::Maize))
    );
    assert!((sequences[1].ha - 3.0).abs() < 1e-9);
    let parcels = all.parcels(&sequences[1].kinds, &split.total, land, &kinds);
    assert_eq!(parcels, [0, 1]);
    // Seen finer, starch potatoes are a kind of their own, and a crop has its code.
    for (detail, wanted) in [
        (
            Detail::Rotation,
            Kind::Rotation(RotationGroup::PotatoStarch),
        ),
        (Detail::Crops, Kind::Crop(CropCode::new(2017).unwrap())),
    ] {
        let kinds = Kinds::of(detail, &ground, land);
        let fourth = kinds.of_parcel(land, 0, 3).unwrap();
        assert_eq!(kinds.list()[fourth], wanted);
        assert_eq!(kinds.group(fourth), CropGroup::Potato);
    }
}

#[test]
fn turns_that_begin_elsewhere_are_one_where_that_is_asked_for() {
    let lines = ["265 2017 265 2017", "2017 265 2017 265", "265 265 265 265"];
    let case = Case::new(&lines, &[1.0, 2.0, 4.0]);
    let split = Split::by_group(&case.area_m2, &[None; 3], 0);
    let ground = AreaSums::of(&split.total, case.parcels());
    let land = &case.carried.land;
    let kinds = Kinds::of(Detail::Groups, &ground, land);
    let count = |is_cyclic| {
        let years = 0..4;
        let telling = Telling { years, is_cyclic };
        let found = common_sequences(&split.total, land, &kinds, &telling, 20);
        found.iter().map(|one| one.ha).collect::<Vec<f64>>()
    };
    assert_eq!(count(false), [4.0, 2.0, 1.0]);
    assert_eq!(count(true), [4.0, 3.0]);
}

#[test]
fn farms_look_narrower_than_their_parcels() {
    // Two specialised farms that swap fields: each farm keeps its share of crops, each parcel has both.
    let swapped = [
        "265 2017 265 2017 265 2017 265 2017",
        "2017 265 2017 265 2017 265 2017 265",
    ];
    let case = Case::new(&swapped, &[1.0, 1.0]);
    let split = Split::by_group(&case.area_m2, &[None; 2], 0);
    let parcel = by_parcel(&split.total, case.parcels());
    assert_eq!(parcel.units, 2);
    near(parcel.shannon, 2.0_f64.ln());
    near(parcel.groups, 2.0);
    near(parcel.both_sectors, 1.0);
    let apart = Case::new(&[GRASS, ARABLE, NATURE], &[3.0, 1.0, 9.0]);
    let split = Split::by_group(&apart.area_m2, &[None; 3], 0);
    let parcel = by_parcel(&split.total, apart.parcels());
    let area = by_units(std::slice::from_ref(&split.total), apart.parcels());
    assert_eq!((parcel.units, area.units), (2, 1));
    near(parcel.both_sectors, 0.0);
    near(area.both_sectors, 1.0);
    near(parcel.groups, (3.0 + 5.0) / 4.0);
    near(area.groups, 6.0);
    assert!(area.shannon > parcel.shannon);
    assert_eq!(parcel.potato_freq, area.potato_freq);
}

#[test]
fn areas_are_named_by_the_column_that_looks_like_it() {
    let named = layer(
        "a",
        vec![
            texts("soort", &["x", "x"]),
            texts("Naam", &["Assen", "Vries"]),
        ],
    );
    assert_eq!(name_column(&named.table), Some(1));
    let differing = layer(
        "a",
        vec![texts("soort", &["x", "x"]), texts("q", &["1", "2"])],
    );
    assert_eq!(name_column(&differing.table), Some(1));
    let numbers = Groups::of(&Cells::Integer(vec![Some(10), Some(9), None, Some(10)]));
    let label = |label: &AreaLabel| label.name.to_string();
    assert_eq!(
        numbers.labels.iter().map(label).collect::<Vec<_>>(),
        ["9", "10"]
    );
    assert_eq!(numbers.of_row, [Some(1), Some(0), None, Some(1)]);
    assert_eq!(Cells::Integer(vec![None]).value(0), Value::Null);
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let lines: Vec<&str> = (0..3000)
        .map(|parcel| [EXCHANGE, ARABLE, GRASS, NATURE, GAPS][parcel * 7 % 5])
        .collect();
    let hectares: Vec<f64> = (0..3000)
        .map(|parcel| 0.1 + 0.37 * (parcel % 11) as f64)
        .collect();
    let groups: Vec<String> = (0..3000)
        .map(|parcel| (parcel * 13 % 7).to_string())
        .collect();
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| Case::new(&lines, &hectares).rows(&groups, true))
    };
    assert_eq!(run(1), run(4));
}

/// After a threshold moved only hectares per class are added up anew: the same rows as from the beginning, bit by bit.
#[test]
fn rows_after_other_classes_are_those_that_would_be_made_of_them() {
    let lines = [EXCHANGE, ARABLE, GRASS, NATURE, GAPS];
    let mut case = Case::new(&lines, &[2.1, 1.3, 5.7, 4.9, 3.3]);
    let groups = ["b", "a", "b", "-", "a"];
    let before = case.rows(&groups, false);
    case.classes.reverse();
    let fresh = case.rows(&groups, false);
    assert_ne!(before, fresh);
    let cells = Cells::from_texts(groups.iter().map(|g| Some(*g).filter(|g| *g != "-")));
    let places = Groups::of(&cells);
    let split = Split::by_group(&case.area_m2, &places.of_row, 2);
    assert_eq!(reclassified(&before, &split, &case.classes), fresh);
}

/// A farm of one parcel among many crops is summed by sorting, all land in one go: the same to the last digit.
#[test]
fn few_parcels_are_summed_as_many_are() {
    let codes = [
        259, 233, 234, 256, 2014, 2015, 2017, 262, 1931, 236, 257, 258, 265, 266,
    ];
    let lines: Vec<String> = (0..60)
        .map(|row: usize| {
            let code = |year: usize| codes[(row * 5 + year * (row % 3 + 1)) % codes.len()];
            let line: Vec<String> = (0..10).map(|year| code(year).to_string()).collect();
            line.join(" ")
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let case = Case::new(&lines, &vec![1.37; lines.len()]);
    let land = &case.carried.land;
    assert!(land.situations().len() > 16, "{}", land.situations().len());
    let all = Split::by_group(&case.area_m2, &[None; 60], 0).total;
    let two = [all[7], all[11]];
    let few = AreaSums::of(&two, case.parcels());
    for year in 0..10 {
        let mut expected: Vec<(u32, f64)> = Vec::new();
        for piece in &two {
            let place = land.of_year(year)[piece.parcel as usize];
            match expected.iter_mut().find(|(known, _)| *known == place) {
                Some((_, m2)) => *m2 += piece.m2,
                None => expected.push((place, piece.m2)),
            }
        }
        expected.sort_by_key(|(place, _)| *place);
        assert_eq!(few.ground(year), expected);
    }
    let whole = AreaSums::of(&all, case.parcels());
    let sum: f64 = whole.ground(3).iter().map(|(_, m2)| m2).sum();
    assert!((sum - 60.0 * 13_700.0).abs() < 1e-6);
}

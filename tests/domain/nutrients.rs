//! The worked examples of the nutrient figures, with their arithmetic (E8 and E9 are in `indicators.rs`, E10 is
//! one of areas), and what holds for any assumptions.

#![expect(clippy::float_cmp, reason = "norms are whole numbers")]

use ruilkaart::domain::assumptions::{ManureProduct, PhosphateClass};
use ruilkaart::domain::nutrients::balance::{Nitrogen, p2o5_surplus};
use ruilkaart::domain::nutrients::carbon::co2;
use ruilkaart::domain::nutrients::crop_year::Grown;
use ruilkaart::domain::nutrients::{
    Band, CropYear, Cycle, CycleInput, Dose, Soil, Turn, manure, organic_matter, space,
};
use ruilkaart::domain::{
    Assumptions, AssumptionsError, Catalogue, Crop, CropCode, Region, RotationGroup, Year,
};

fn crop(code: i64) -> Crop {
    let catalogue = Catalogue::built_in();
    catalogue
        .find(CropCode::new(code).unwrap())
        .unwrap()
        .clone()
}

fn assuming(text: &str) -> Assumptions {
    Assumptions::parse(text).unwrap()
}

/// The figures of a crop in 2025, without a turn.
fn figures(code: i64, a: &Assumptions) -> CropYear {
    after(code, Turn::default(), a)
}

fn after(code: i64, turn: Turn, a: &Assumptions) -> CropYear {
    let crop = crop(code);
    let grown = Grown {
        year: Year::new(2025).unwrap(),
        figures: &crop.figures,
        group: crop.group,
        side: crop.side(),
        turn,
        soil: Soil::Arable,
    };
    CropYear::of(grown, a)
}

fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found} is not {expected}"
    );
}

fn n(figures: &CropYear) -> f64 {
    figures.n_removal.unwrap().total()
}

fn p(figures: &CropYear) -> f64 {
    figures.p2o5_removal.unwrap().total()
}

#[test]
fn e1_removal_is_yield_times_content() {
    let potato = figures(2017, &Assumptions::default());
    near(n(&potato), 10_750.0 * 14.0 / 1000.0, 1e-9);
    near(n(&potato), 150.5, 1e-9);
    near(p(&potato), 10_750.0 * 4.8 / 1000.0, 1e-9);
    near(p(&potato), 51.6, 1e-9);
    // The yield factor takes part, the straw does not.
    let a = assuming("yield_factor = 1.1");
    near(n(&figures(2017, &a)), 165.55, 1e-9);
    near(n(&figures(236, &a)), 95.0 * 1.1 + 20.0, 1e-9);
}

#[test]
fn e2_totals_are_hectares_times_removal() {
    let a = Assumptions::default();
    let (potato, grass) = (figures(2017, &a), figures(266, &a));
    let total_n = 3.5 * n(&potato) + 2.25 * n(&grass);
    near(total_n, 526.75 + 685.8, 1e-9);
    near(total_n, 1212.55, 1e-9);
    near(total_n / 5.75, 210.88, 0.005);
    let total_p = 3.5 * p(&potato) + 2.25 * p(&grass);
    near(total_p, 180.6 + 207.0, 1e-9);
    near(total_p / 5.75, 67.41, 0.005);
}

#[test]
fn e3_the_legal_space_of_starch_potatoes() {
    let potato = figures(2017, &assuming("p_class = 'neutraal'"));
    near(potato.n_space.unwrap(), 230.0, 1e-9);
    near(potato.p2o5_norm.unwrap(), 70.0, 1e-9);
    // 170/4.1 = 41.463 is less than 70/1.5 = 46.667 and 230/(4.1 · 0.6) = 93.496.
    let manure = potato.manure.unwrap();
    near(manure.t, 41.463, 5e-4);
    near(manure.n, 170.0, 1e-9);
    near(manure.p2o5, 62.20, 5e-3);
    near(manure.effective_n, 102.0, 1e-9);
    near(potato.mineral_n.unwrap(), 128.0, 1e-9);
    near(manure.p2o5_room(70.0), 7.80, 5e-3);
}

#[test]
fn e3b_a_high_phosphate_class_sets_the_limit() {
    let potato = figures(2017, &Assumptions::default());
    let manure = potato.manure.unwrap();
    near(manure.t, 40.0 / 1.5, 1e-9);
    near(manure.n, 109.33, 5e-3);
    near(manure.p2o5, 40.0, 1e-9);
    near(manure.effective_n, 65.6, 1e-9);
    near(potato.mineral_n.unwrap(), 164.4, 1e-9);
}

#[test]
fn e3c_permanent_grass_with_slurry_of_its_own() {
    let grass = figures(
        265,
        &assuming("p_class = 'neutraal'\nmanure_efficacy = 0.45"),
    );
    // 170/4.1 = 41.463; 95/1.5 = 63.333; 250/(4.1 · 0.45) = 135.501.
    let manure = grass.manure.unwrap();
    near(manure.t, 41.463, 5e-4);
    near(manure.effective_n, 76.5, 1e-9);
    near(grass.mineral_n.unwrap(), 173.5, 1e-9);
    near(manure.p2o5, 62.20, 5e-3);
    near(manure.p2o5_room(95.0), 32.80, 5e-3);
}

#[test]
fn e4_the_nitrogen_balance_at_full_legal_use() {
    let potato = figures(2017, &assuming("p_class = 'neutraal'"));
    near(
        potato.n_surplus.unwrap(),
        170.0 + 128.0 + 20.0 - 150.5,
        1e-9,
    );
    near(potato.n_surplus.unwrap(), 167.5, 1e-9);
}

#[test]
fn e4b_amounts_that_a_user_gives() {
    let a = Assumptions::default();
    let manure = Dose::of(25.0, a.product(), a.manure_efficacy);
    let nitrogen = Nitrogen {
        manure: manure.n,
        mineral: 110.0,
        deposition: a.deposition_n_kg_ha,
        removal: n(&figures(2017, &a)),
        ..Nitrogen::default()
    };
    near(nitrogen.surplus(), 102.5 + 110.0 + 20.0 - 150.5, 1e-9);
    near(nitrogen.surplus(), 82.0, 1e-9);
    near(p2o5_surplus(manure.p2o5, 0.0, 51.6), -14.1, 1e-9);
}

#[test]
fn e4c_lucerne_without_fertiliser() {
    // Its norm is 0: neither manure nor fertiliser.
    let lucerne = figures(258, &Assumptions::default());
    near(lucerne.manure.unwrap().n, 0.0, 1e-9);
    near(lucerne.mineral_n.unwrap(), 0.0, 1e-9);
    near(lucerne.n_fixation.unwrap(), 300.0, 1e-9);
    near(lucerne.n_surplus.unwrap(), 20.0 + 300.0 - 362.2, 1e-9);
}

#[test]
fn e5_organic_matter_of_arable_sand() {
    let a = assuming("p_class = 'neutraal'");
    near(organic_matter::density_kg_m3(4.5), 1302.55, 0.01);
    near(
        organic_matter::stock_kg_ha(Soil::Arable, organic_matter::som_pct(Soil::Arable, &a)),
        175_905.0,
        100.0,
    );
    let breakdown = organic_matter::breakdown(Soil::Arable, &a);
    near(breakdown.kg_ha, 3374.0, 2.0);
    assert!(!breakdown.is_capped);
    let potato = figures(2017, &a);
    near(potato.eom_crop.unwrap(), 875.0 + 850.0, 1e-9);
    near(potato.manure.unwrap().eom, 1865.9, 0.1);
    near(potato.om_balance.unwrap().middle, 216.6, 2.0);
}

#[test]
fn e6_organic_matter_of_grass_sand() {
    let a = Assumptions::default();
    near(organic_matter::density_kg_m3(6.0), 1241.31, 0.01);
    near(
        organic_matter::breakdown(Soil::Grass, &a).kg_ha,
        1280.0,
        2.0,
    );
}

#[test]
fn e7_the_mean_of_a_rotation() {
    let a = assuming("straw_removed = false");
    let rotation = [2017, 236, 256, 266].map(|code| figures(code, &a));
    let mean = |of: &dyn Fn(&CropYear) -> f64| rotation.iter().map(of).sum::<f64>() / 4.0;
    near(mean(&n), 172.525, 1e-9);
    near(mean(&p), 65.5, 1e-9);
    near(mean(&|f| f.n_norm.unwrap()), 176.25, 1e-9);
    let roots = [2017, 236, 256, 266].map(|code| crop(code).figures.eom.unwrap());
    near(roots.iter().sum::<f64>() / 4.0, 1108.75, 1e-9);
    let a = Assumptions::default();
    let rotation = [2017, 236, 256, 266].map(|code| figures(code, &a));
    near(rotation.iter().map(n).sum::<f64>() / 4.0, 177.525, 1e-9);
    near(rotation.iter().map(p).sum::<f64>() / 4.0, 67.5, 1e-9);
    let barley = figures(236, &a).n_removal.unwrap();
    near(barley.main, 95.0, 1e-9);
    near(barley.straw, 20.0, 1e-9);
}

#[test]
fn e11_grass_before_potatoes_takes_from_the_space() {
    let turn = Turn {
        deducts_grass: true,
        is_ploughed: false,
    };
    let a = Assumptions::default();
    let potato = after(2017, turn, &a);
    near(potato.n_norm.unwrap(), 230.0, 1e-9);
    near(potato.n_space.unwrap(), 165.0, 1e-9);
    // min(41.463, 26.667, 165/2.46 = 67.073)
    near(potato.manure.unwrap().t, 26.667, 5e-4);
    near(potato.mineral_n.unwrap(), 165.0 - 65.6, 1e-9);
    for (text, space) in [
        ("grass_before_deduction = false", 230.0),
        ("region = 'clay'", 240.0),
        ("nv_area = true", 184.0 - 65.0),
    ] {
        let found = after(2017, turn, &assuming(text)).n_space.unwrap();
        near(found, space, 1e-9);
    }
    near(space::n_space(50.0, true, &a), 0.0, 1e-9);
}

#[test]
fn what_is_not_known_stays_unknown() {
    // Horticultural seeds: no figure at all, no norm.
    let found = figures(172, &Assumptions::default());
    assert_eq!(found.n_removal, None);
    assert_eq!(found.p2o5_removal, None);
    assert_eq!(found.n_space, None);
    assert_eq!(found.manure, None);
    assert_eq!(found.mineral_n, None);
    assert_eq!(found.n_surplus, None);
    assert_eq!(found.p2o5_surplus, None);
    assert_eq!(found.om_balance, None);
    // Known to be zero is something else.
    assert!(n(&figures(427, &Assumptions::default())).abs() < 1e-12);
}

#[test]
fn nature_and_fallow_are_given_nothing() {
    for code in [332, 6794] {
        let found = figures(code, &Assumptions::default());
        assert_eq!(found.manure, Some(Dose::default()));
        assert_eq!(found.mineral_n, Some(0.0));
        near(found.n_surplus.unwrap(), 20.0 - n(&found), 1e-9);
    }
}

#[test]
fn grass_counts_every_year_or_once_when_it_is_ploughed() {
    let ploughed = Turn {
        is_ploughed: true,
        deducts_grass: false,
    };
    let a = Assumptions::default();
    near(figures(265, &a).eom_crop.unwrap(), 3975.0, 1e-9);
    let once = assuming("grass_eom_per_year = false");
    near(figures(265, &once).eom_crop.unwrap(), 0.0, 1e-9);
    near(after(265, ploughed, &once).eom_crop.unwrap(), 3975.0, 1e-9);
    near(figures(2017, &once).eom_crop.unwrap(), 1725.0, 1e-9);
}

#[test]
fn straw_left_on_the_field_is_organic_matter() {
    near(
        figures(236, &Assumptions::default()).eom_crop.unwrap(),
        1310.0,
        1e-9,
    );
    let left = assuming("straw_removed = false");
    near(figures(236, &left).eom_crop.unwrap(), 1960.0, 1e-9);
    // Beet leaf stays in any case.
    near(
        figures(256, &Assumptions::default()).eom_crop.unwrap(),
        1275.0,
        1e-9,
    );
}

#[test]
fn the_other_breakdown_rule_and_the_cap() {
    let percent = assuming("decomposition_method = 'percent'");
    near(
        organic_matter::breakdown(Soil::Arable, &percent).kg_ha,
        3518.0,
        2.0,
    );
    // Reclaimed peat.
    let peaty = organic_matter::breakdown(Soil::Arable, &assuming("som_arable_pct = 12"));
    near(peaty.kg_ha, 3500.0, 1e-9);
    assert!(peaty.is_capped);
}

#[test]
fn a_balance_is_a_band_and_carbon_has_it_too() {
    let band = organic_matter::balance(3000.0, 1000.0);
    let expected = Band {
        middle: 2000.0,
        low: 3000.0 - 1040.0,
        high: 3000.0 - 720.0,
    };
    near(band.low, expected.low, 1e-9);
    near(band.high, expected.high, 1e-9);
    assert_eq!(band.is_gain(), Some(true));
    assert_eq!(organic_matter::balance(0.0, 1000.0).is_gain(), Some(false));
    assert_eq!(organic_matter::balance(900.0, 1000.0).is_gain(), None);
    let carbon = co2(band, 0.58);
    near(carbon.middle, 2000.0 * 0.58 * 44.0 / 12.0, 1e-9);
    near(carbon.low, 1960.0 * 0.58 * 44.0 / 12.0, 1e-9);
}

#[test]
fn clover_in_grass_fixes_nitrogen() {
    let a = assuming("clover_share = 0.3");
    near(
        figures(265, &a).n_fixation.unwrap(),
        0.3 * 11.0 * 50.0,
        1e-9,
    );
    near(figures(2017, &a).n_fixation.unwrap(), 0.0, 1e-9);
}

#[test]
fn derogation_ends_with_2025() {
    let limit = |year, text: &str| manure::limit_n_kg_ha(Year::new(year).unwrap(), &assuming(text));
    let with = "derogation = true";
    let polluted = "derogation = true\nnv_area = true";
    let years = [2015, 2021, 2022, 2023, 2024, 2025, 2026];
    let found = years.map(|year| limit(year, with));
    assert_eq!(found, [250.0, 250.0, 250.0, 240.0, 230.0, 200.0, 170.0]);
    let found = years.map(|year| limit(year, polluted));
    assert_eq!(found, [250.0, 250.0, 230.0, 220.0, 210.0, 190.0, 170.0]);
    assert!(years.iter().all(|year| limit(*year, "") == 170.0));
}

#[test]
fn phosphate_norms_and_classes_are_those_of_the_law() {
    use PhosphateClass::{Arm, Hoog, Laag, Neutraal, Ruim};
    let norm = |group, class| space::p2o5_norm(group, class);
    let grass = [Arm, Laag, Neutraal, Ruim, Hoog].map(|c| norm(RotationGroup::GrassPermanent, c));
    assert_eq!(grass, [120.0, 105.0, 95.0, 90.0, 75.0]);
    let arable = [Arm, Laag, Neutraal, Ruim, Hoog].map(|c| norm(RotationGroup::PotatoStarch, c));
    assert_eq!(arable, [120.0, 80.0, 70.0, 60.0, 40.0]);
    assert_eq!(space::phosphate_class(true, 0.74, 20.4), Arm);
    assert_eq!(space::phosphate_class(true, 0.75, 20.5), Laag);
    assert_eq!(space::phosphate_class(false, 2.5, 46.0), Ruim);
    assert_eq!(space::phosphate_class(false, 3.5, 60.0), Hoog);
    assert_eq!(space::phosphate_class(false, 0.0, 0.0), Arm);
}

#[test]
fn the_law_deducts_for_grass_before_maize_and_potatoes() {
    use RotationGroup as G;
    assert!(space::deducts_after(G::GrassTemporary, G::MaizeSilage));
    assert!(space::deducts_after(G::GrassPermanent, G::PotatoWare));
    assert!(!space::deducts_after(G::GrassPermanent, G::PotatoSeed));
    assert!(!space::deducts_after(G::GrassNatural, G::MaizeSilage));
    assert!(!space::deducts_after(G::CerealWinter, G::MaizeSilage));
}

#[test]
fn a_cycle_closes_where_manure_need_and_space_meet() {
    let input = CycleInput {
        feed: 1000.0,
        need: 1500.0,
        space: 600.0,
        retention: 0.25,
        known_manure: None,
    };
    let cycle = Cycle::of(input);
    near(cycle.manure, 750.0, 1e-9);
    near(cycle.closed, 600.0, 1e-9);
    near(cycle.share().unwrap(), 0.4, 1e-9);
    near(cycle.from_outside(), 900.0, 1e-9);
    near(cycle.to_leave(), 150.0, 1e-9);
    let known = Cycle::of(CycleInput {
        known_manure: Some(100.0),
        ..input
    });
    near(known.closed, 100.0, 1e-9);
    assert_eq!(Cycle::of(CycleInput::default()).share(), None);
}

#[test]
fn every_assumption_has_its_default_unit_and_source() {
    let entries = Assumptions::entries();
    assert_eq!(entries.len(), 27);
    let default = Assumptions::default();
    for entry in entries {
        assert!(default.value_text(entry.key).is_some(), "{}", entry.key);
        for source in entry.source.split('+') {
            assert!(Assumptions::source(source).is_some(), "{source}");
        }
        let number = entry.range.is_some();
        assert_eq!(number, !entry.unit.is_empty(), "{}", entry.key);
    }
    assert_eq!(default.region, Region::SandNwc);
    assert_eq!(default.p_class, PhosphateClass::Hoog);
    assert_eq!(default.value_text("region").as_deref(), Some("sand_nwc"));
    near(
        default.manure_of(ManureProduct::CattleSlurry).n_kg_t,
        4.1,
        1e-9,
    );
    // Every source that the catalogue names is spelled out.
    for crop in Catalogue::built_in().crops() {
        let mut sources = crop.figures.source.split('+').filter(|s| !s.is_empty());
        assert!(
            sources.all(|s| Assumptions::source(s).is_some()),
            "{}",
            crop.code
        );
    }
}

#[test]
fn a_manure_brings_its_own_efficacy() {
    near(
        assuming("manure_product = 'champost'").manure_efficacy,
        0.25,
        1e-9,
    );
    let own = "manure_product = 'champost'\nmanure_efficacy = 0.3";
    near(assuming(own).manure_efficacy, 0.3, 1e-9);
    let other = assuming("[manure.cattle_slurry]\neom_kg_t = 50");
    near(other.product().eom_kg_t, 50.0, 1e-9);
    near(other.product().n_kg_t, 4.1, 1e-9);
}

#[test]
fn what_is_wrong_with_assumptions_is_said() {
    let wrong = |text| Assumptions::parse(text).unwrap_err();
    assert!(matches!(
        wrong("nv_area ="),
        AssumptionsError::Syntax { line: 1, .. }
    ));
    assert!(matches!(
        wrong("regio = 1"),
        AssumptionsError::UnknownKey { .. }
    ));
    assert!(matches!(
        wrong("[manure.water]\nn_kg_t = 1"),
        AssumptionsError::UnknownKey { .. }
    ));
    assert!(matches!(
        wrong("region = 'zand'"),
        AssumptionsError::NoChoice { .. }
    ));
    assert!(matches!(
        wrong("nv_area = 'yes'"),
        AssumptionsError::WrongKind { .. }
    ));
    assert!(matches!(
        wrong("straw_t_ha = -1"),
        AssumptionsError::OutOfRange { .. }
    ));
    assert!(matches!(
        wrong("om_carbon = nan"),
        AssumptionsError::OutOfRange { .. }
    ));
    assert!(matches!(
        wrong("[manure.cattle_slurry]\nn_kg_t = 0"),
        AssumptionsError::OutOfRange { .. }
    ));
}

/// The option of section 3: NH4-N × 0.17 on grass, 0.24 or 0.22 on arable land; without it the balance is gross.
#[test]
fn ammonia_escapes_from_the_ammonium_of_manure_only_where_that_is_assumed() {
    use ruilkaart::domain::assumptions::AmmoniaLoss as Loss;
    let usual = Assumptions::default();
    let dose = Dose::of(41.463, usual.product(), usual.manure_efficacy);
    near(dose.nh4_n, 41.463 * 1.9, 1e-9);
    for (is_grass, loss, part) in [
        (true, Loss::None, 0.0),
        (false, Loss::None, 0.0),
        (true, Loss::Injected, 0.17),
        (true, Loss::Incorporated, 0.17),
        (false, Loss::Injected, 0.24),
        (false, Loss::Incorporated, 0.22),
    ] {
        near(dose.ammonia_n(is_grass, loss), dose.nh4_n * part, 1e-9);
    }
    let net = Assumptions::parse("nh3_loss = 'injected'").unwrap();
    assert_ne!(net, usual);
}

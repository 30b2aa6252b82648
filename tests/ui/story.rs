//! The selected parcel's story: what it says, and what is clicked in it.

use std::path::PathBuf;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::analysis::classify::ParcelYears;
use ruilkaart::analysis::overlay::{Change, Past, YearLayers};
use ruilkaart::analysis::story::Story;
use ruilkaart::analysis::years::CropSource;
use ruilkaart::crs::Crs;
use ruilkaart::domain::{
    Catalogue, Cover, CropCode, CropId, CropList, Rule, SeenCrop, Sequences, Side, Usage, Year,
    YearColumn,
};
use ruilkaart::geometry::PolygonBuilder;
use ruilkaart::job::Progress;
use ruilkaart::map::MapCrs;
use ruilkaart::text::Lang;
use ruilkaart::ui::command::ViewCommand;
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::origins::{PastParcel, PastYear, origins as origins_of};
use ruilkaart::ui::panel::parcel;
use ruilkaart::ui::parcel::Parcel;

use crate::harness::*;

fn year(number: i64) -> Year {
    Year::new(number).unwrap()
}

/// Ten years of one parcel as an overlay finds them: grass, potatoes once, a close year, one without a parcel.
fn overlaid() -> ParcelYears {
    let mut crops = CropList::default();
    let mut id = |number| match CropCode::new(number) {
        Some(code) => {
            let category = None;
            crops.intern(SeenCrop { code, category }).unwrap()
        }
        None => CropId::NONE,
    };
    let grass = (266, 0.93, 2017, 0.07, 1.0);
    let years = [
        grass,
        grass,
        (2017, 1.0, 0, 0.0, 1.0),
        grass,
        grass,
        (259, 0.48, 2017, 0.4, 0.88),
        grass,
        (2017, 0.35, 0, 0.0, 0.35),
        grass,
        (99_999, 0.97, 0, 0.0, 0.97),
    ];
    let columns = years.iter().zip(2015..).map(|(covered, number)| {
        let (crop, share, second, second_share, total) = *covered;
        YearColumn {
            year: year(number),
            crops: vec![id(crop)],
            cover: Some(Cover {
                share: vec![share],
                second: vec![id(second)],
                second_share: vec![second_share],
                total: vec![total],
            }),
        }
    });
    let columns: Vec<YearColumn> = columns.collect();
    ParcelYears {
        sequences: Arc::new(Sequences::new(columns, crops, 1).unwrap()),
        reference: year(2024),
        elements: Arc::from([false]),
    }
}

/// It was cut out of a larger parcel that was the same before.
fn origins() -> Vec<PastYear> {
    let mut square = PolygonBuilder::default();
    let (x, y) = (229_000.0, 562_000.0);
    square.push_ring([
        [x, y],
        [x + 200.0, y],
        [x + 200.0, y + 200.0],
        [x, y + 200.0],
    ]);
    square.end_part();
    square.end_feature();
    let outlines = Arc::new(square.finish());
    let years = (2015..2024).map(|number| PastYear {
        year: year(number),
        change: if number < 2019 {
            Change::Split
        } else {
            Change::Identical
        },
        file: None,
        parcels: vec![PastParcel {
            feature: 41,
            record: 41,
            crop: CropCode::new(266),
            shared_m2: 11_000.0,
            share: 0.93,
            own_share: 0.25,
        }],
        outlines: Arc::clone(&outlines),
    });
    years.collect()
}

/// The panel with one parcel selected.
fn panel(lang: Lang, theme: egui::Theme) -> Harness<'static, Desk> {
    let mut state = state(lang);
    let one = layer(
        "percelen",
        Some(Crs::rd_new()),
        vec![("nummer", numbers(&[7]))],
    );
    add(&mut state, vec![one]);
    let layer = state.session.active().unwrap().id;
    let hit = Hit { layer, feature: 0 };
    let mut desk = Desk::of(state);
    desk.send(ViewCommand::Select(Some(hit)));
    let story = Story::of(&overlaid(), 0, &Catalogue::built_in(), &Rule::default());
    let parcel = Parcel {
        hit,
        area_m2: Some(12_345.0),
        mended_m2: None,
        story,
        origins: origins(),
        attributes: Vec::new(),
        file: PathBuf::from("/data/percelen.shp"),
        record: 0,
    };
    desk.send(ViewCommand::Gathered(Arc::new(parcel)));
    let draw = |ui: &mut egui::Ui, desk: &mut Desk| {
        let mut commands = Vec::new();
        let frame = egui::Frame::new().fill(ruilkaart::ui::theme::colours(ui).panel);
        frame.inner_margin(12.0).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            parcel::show(ui, &desk.state, &mut commands);
        });
        for command in commands {
            desk.send(command);
        }
    };
    let builder = builder().with_size([300.0, 800.0]).with_theme(theme);
    let mut harness = builder.build_ui_state(draw, desk);
    settle(&mut harness);
    harness
}

fn click(harness: &mut Harness<'_, Desk>, label: &str) {
    harness.get_by_label_contains(label).click();
    settle(harness);
}

#[test]
fn the_class_and_its_reason_stand_in_one_sentence() {
    let why = "1 van 8 jaar akkerbouw, 2 wisselingen, minder dan 2 jaar is toeval → geen";
    panel(Lang::Nl, egui::Theme::Light).get_by_label(why);
    let why = "1 of 8 years arable, 2 changes, fewer than 2 years is incidental → none";
    panel(Lang::En, egui::Theme::Light).get_by_label(why);
}

#[test]
fn every_year_says_crop_sector_share_and_runner_up() {
    let panel = panel(Lang::Nl, egui::Theme::Light);
    for line in [
        "2015, Grasland, tijdelijk, veeteelt, 93% van het perceel, daarna 7% Aardappelen, zetmeel",
        "2017, Aardappelen, zetmeel, akkerbouw, 100% van het perceel",
        "2022, geen perceel (35% bedekt), twijfelachtig",
        "2024, gewascode 99999, geen van beide, 97% van het perceel",
    ] {
        assert!(panel.query_by_label(line).is_some(), "{line}");
    }
    for told in [
        "Mais, snij- 48%, Aardappelen, zetmeel 40%; anders gelezen wordt het intensief",
        "2022: geen perceel, maar Aardappelen, zetmeel bedekt 35%; anders gelezen wordt het intensief",
        "Kantelt:",
        "Betrouwbaarheid 0,80",
        "Rustgewas: 6 van 8 jaar (75,0%)",
        "Aardappelen: 1 op 8,0",
    ] {
        assert!(panel.query_by_label_contains(told).is_some(), "{told}");
    }
}

#[test]
fn another_year_can_be_supposed_and_taken_back() {
    let mut panel = panel(Lang::Nl, egui::Theme::Light);
    click(&mut panel, "2019, Grasland");
    assert_eq!(panel.state().state.view.story.chosen, Some(year(2019)));
    panel.get_by_label("Stel dat 2019 anders was:");
    panel.get_by_label("akkerbouw").click();
    settle(&mut panel);
    let what_if = &panel.state().state.view.story.what_if;
    assert_eq!(what_if.get(&year(2019)), Some(&Usage::Known(Side::Arable)));
    panel.get_by_label(
        "Met uw wijziging: 2 van 8 jaar akkerbouw, 4 wisselingen → intensief (drempel 3)",
    );
    click(&mut panel, "Wijziging ongedaan maken");
    assert!(panel.state().state.view.story.what_if.is_empty());
    assert!(panel.query_by_label_contains("Met uw wijziging").is_none());
    // The same year again lets go of it.
    click(&mut panel, "2019, Grasland");
    assert!(panel.query_by_label_contains("Stel dat").is_none());
}

#[test]
fn where_it_came_from_is_told_a_line_a_time_and_in_full_for_a_chosen_year() {
    let mut panel = panel(Lang::Nl, egui::Theme::Light);
    panel.get_by_label("2019–2023: zelfde perceel");
    let split = "2015–2018: afgesplitst van een groter perceel";
    panel.get_by_label(split).hover();
    settle(&mut panel);
    assert_eq!(panel.state().state.view.story.year(), Some(year(2018)));
    click(&mut panel, split);
    assert_eq!(panel.state().state.view.story.chosen, Some(year(2018)));
    click(&mut panel, split);
    assert_eq!(panel.state().state.view.story.chosen, None);
    click(&mut panel, "2018, Grasland");
    panel.get_by_label("In 2018: afgesplitst van een groter perceel");
    panel.get_by_label(
        "Grasland, tijdelijk: 93% van dit perceel, 1,10\u{a0}ha (25% van dat van toen)",
    );
}

/// One field of 2020 was cut in two by 2024.
#[test]
fn the_parcels_of_a_year_are_found_and_placed_on_the_map() {
    let of_year = |parts: &[[f64; 2]], crop: i64| {
        let mut polygons = PolygonBuilder::default();
        let y = 562_000.0;
        for [left, right] in parts {
            polygons.push_ring([
                [*left, y],
                [*right, y],
                [*right, y + 100.0],
                [*left, y + 100.0],
            ]);
            polygons.end_part();
            polygons.end_feature();
        }
        let crops = vec![crop; parts.len()];
        let mut found = layer(
            "jaar",
            Some(Crs::rd_new()),
            vec![("gewascode", numbers(&crops))],
        );
        found.polygons = polygons.finish();
        found
    };
    let mut stack = YearLayers::new();
    for (number, parts, crop) in [
        (2020, vec![[229_000.0, 229_200.0]], 2017),
        (
            2024,
            vec![[229_000.0, 229_050.0], [229_050.0, 229_200.0]],
            266,
        ),
    ] {
        let found = of_year(&parts, crop);
        let (catalogue, progress) = (Catalogue::built_in(), Progress::default());
        let crops = CropSource::chosen(&found.table, 0, &catalogue);
        let added = stack.add(year(number), &found, crops.as_ref(), &catalogue, &progress);
        added.unwrap();
    }
    let past = Past::new(stack, year(2024), &Progress::default()).unwrap();
    let origins = origins_of(&past, 1, MapCrs::RdNew);
    let [of_2020] = origins.as_slice() else {
        panic!("{origins:?}")
    };
    assert_eq!((of_2020.year, of_2020.change), (year(2020), Change::Split));
    let parcel = of_2020.parcels[0];
    assert_eq!((parcel.feature, parcel.crop), (0, CropCode::new(2017)));
    assert!((parcel.share - 1.0).abs() < 1e-6 && (parcel.own_share - 0.75).abs() < 1e-6);
    assert!((parcel.shared_m2 - 15_000.0).abs() < 0.1);
    let bounds = of_2020.outlines.bounds();
    assert!((bounds.width() - 200.0).abs() < 1e-6 && of_2020.outlines.len() == 1);
}

#[test]
#[ignore = "keeps pictures to look at"]
fn pictures() {
    for (lang, theme, name) in [
        (Lang::Nl, egui::Theme::Light, "story-nl"),
        (Lang::En, egui::Theme::Dark, "story-en"),
    ] {
        let mut panel = panel(lang, theme);
        click(&mut panel, "2019, ");
        keep_picture(&mut panel, name);
    }
}

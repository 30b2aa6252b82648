//! The charts in the drawer: what is asked is shown, copied, saved and explained, and says so to those who cannot see.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::analysis::area_columns::StatColumn;
use ruilkaart::analysis::kinds::{Detail, Kinds};
use ruilkaart::analysis::sequences::transitions;
use ruilkaart::domain::assumptions::Setting;
use ruilkaart::export::chart::SpotOf;
use ruilkaart::export::chart::request::ChartKind;
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::charts::MadeChart;
use ruilkaart::ui::command::{
    AreasCommand, AssumptionsCommand, ChartsCommand, Command, FileCommand, SettingsCommand,
};
use ruilkaart::ui::save::{ChartFormat, SaveWhat};
use ruilkaart::ui::state::{AreasTab, State};

use crate::window::{settle, step_until_state, with_sample};

type Window = Harness<'static, App>;

/// The sample with the charts of its areas.
fn with_charts() -> Window {
    let mut window = with_sample();
    window.state_mut().send(AreasCommand::OpenSample);
    window.state_mut().send(AreasCommand::Tab(AreasTab::Charts));
    step_until_state(&mut window, "a chart", |state| {
        state.view.charts.made.is_some()
    });
    settle(&mut window);
    window
}

fn send(window: &mut Window, command: impl Into<Command>) {
    window.state_mut().send(command);
    settle(window);
}

fn state(window: &Window) -> &State {
    window.state().state()
}

fn made(window: &Window) -> &MadeChart {
    state(window).view.charts.made.as_deref().unwrap()
}

fn column(name: &str) -> &'static StatColumn {
    StatColumn::find(name).unwrap()
}

#[test]
fn every_chart_is_made_of_the_sample_and_told_to_a_screen_reader() {
    let mut window = with_charts();
    for kind in ChartKind::ALL {
        send(&mut window, ChartsCommand::Kind(kind));
        let made = made(&window);
        assert_eq!(made.of.request().kind, kind);
        assert!(!made.chart.data.rows.is_empty(), "{kind:?}");
        assert!(!made.chart.spots.is_empty(), "{kind:?}");
        let alt = made.chart.drawing.alt.clone();
        assert!(window.query_by_label(&alt).is_some(), "{kind:?}: {alt}");
    }
}

#[test]
fn a_chart_follows_the_chosen_area_the_assumptions_and_the_language() {
    let mut window = with_charts();
    send(&mut window, ChartsCommand::Kind(ChartKind::Cycle));
    let before = made(&window).chart.data.clone();
    send(&mut window, AreasCommand::Select(Some(0)));
    let of_area = made(&window).chart.data.clone();
    assert_ne!(of_area, before);
    let more = Setting::Number(0.35);
    send(
        &mut window,
        AssumptionsCommand::Set("retention_n".to_owned(), more),
    );
    step_until_state(&mut window, "figures of now", |state| {
        let figured = state.view.areas.figured.as_ref();
        figured.is_some_and(|figured| (figured.request.assumptions.retention_n - 0.35).abs() < 1e-9)
    });
    settle(&mut window);
    assert_ne!(made(&window).chart.data, of_area);
    send(&mut window, SettingsCommand::Language(Lang::En));
    let title = &made(&window).chart.drawing.title;
    assert!(title.contains("closes inside the area"), "{title}");
}

#[test]
fn the_numbers_of_a_chart_are_those_of_the_table() {
    let mut window = with_charts();
    send(&mut window, ChartsCommand::Kind(ChartKind::Compare));
    send(
        &mut window,
        ChartsCommand::Column(column("n_removal_kg_ha")),
    );
    let figured = state(&window).view.areas.figured.clone().unwrap();
    let data = &made(&window).chart.data;
    let total = figured.rows.last().unwrap();
    let value = column("n_removal_kg_ha").value(total).unwrap();
    let told = data.to_tsv(Lang::Nl);
    let line = told.lines().last().unwrap();
    assert!(
        line.starts_with(&format!("totaal\t{value:.0}\t")),
        "{line} {value}"
    );
}

#[test]
fn a_figure_is_explained_in_one_click_and_its_assumption_is_the_second() {
    let mut window = with_charts();
    send(&mut window, ChartsCommand::Kind(ChartKind::Cycle));
    let spot = made(&window)
        .chart
        .spots
        .iter()
        .find(|spot| spot.of != SpotOf::Nothing);
    assert_eq!(spot.unwrap().of, SpotOf::Column("n_closed_share"));
    send(
        &mut window,
        ChartsCommand::Trace(Some(column("n_closed_share"))),
    );
    assert!(
        window
            .query_by_label("Waar dit cijfer vandaan komt")
            .is_some()
    );
    let name = "Deel van de stikstof in voer dat in melk en vlees vertrekt";
    window
        .get_by_label(&format!("{name}: naar de aanname"))
        .click();
    window.step();
    settle(&mut window);
    assert!(state(&window).view.assumptions.open);
    assert!(window.query_all_by_label(name).next().is_some());
    // Closing the assumptions comes back to the explanation.
    send(&mut window, AssumptionsCommand::Toggle);
    assert!(
        window
            .query_by_label("Waar dit cijfer vandaan komt")
            .is_some()
    );
    window.get_by_label("Uitleg sluiten").click();
    window.step();
    settle(&mut window);
    assert!(
        window
            .query_by_label("Waar dit cijfer vandaan komt")
            .is_none()
    );
}

#[test]
fn the_parcels_of_a_flow_light_up_and_cover_its_hectares() {
    let mut window = with_charts();
    send(&mut window, ChartsCommand::Kind(ChartKind::Flows));
    let flow = made(&window)
        .chart
        .spots
        .iter()
        .find_map(|spot| match spot.of {
            SpotOf::Flow { year, from, to } if from != to => Some((year, from, to)),
            _ => None,
        });
    let (year, from, to) = flow.unwrap();
    let parcels = made(&window)
        .of
        .parcels_of(SpotOf::Flow { year, from, to })
        .unwrap();
    assert!(!parcels.parcels().is_empty());
    let figured = made(&window).of.figured().clone();
    let land = &figured.carried.land;
    let total = figured.rows.len() - 1;
    let kinds = Kinds::of(Detail::Groups, &figured.sums(total), land);
    let years = 0..land.years().len();
    let changes = transitions(figured.pieces(total), land, &kinds, &years);
    let change = changes.iter().find(|change| change.place == year).unwrap();
    let told = change.hectares[from][to];
    let area = &figured.request.parcels.area_m2;
    let ground: f64 = parcels
        .parcels()
        .iter()
        .map(|parcel| area[*parcel as usize])
        .sum();
    assert!(
        (ground / 10_000.0 - told).abs() < 1e-6 * told.max(1.0),
        "{ground} {told}"
    );
    // The pointer on a flow: in the middle between its edges.
    let alt = made(&window).chart.drawing.alt.clone();
    let chart = window.get_by_label(&alt).rect();
    let mut spots = made(&window).chart.spots.iter();
    let flow = spots.find(|spot| spot.of == SpotOf::Flow { year, from, to });
    let outline = flow.unwrap().outline.clone();
    let (one, other) = (outline[4], outline[outline.len() - 5]);
    let at = [0, 1].map(|axis| ((one[axis] + other[axis]) / 2.0) as f32);
    window.hover_at(chart.min + egui::vec2(at[0], at[1]));
    window.step();
    settle(&mut window);
    let lit = state(&window).view.charts.lit.clone();
    let (under, lit) = lit.unwrap();
    assert!(matches!(under, SpotOf::Flow { .. }));
    let again = made(&window).of.parcels_of(under).unwrap();
    assert_eq!(again.parcels(), lit.parcels());
    send(&mut window, ChartsCommand::Kind(ChartKind::Classes));
    assert!(state(&window).view.charts.lit.is_none());
}

#[test]
fn every_chart_is_saved_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_charts();
    let path = state(&window).session.layers()[0].layer.source.path.clone();
    let file = path.file_name().unwrap_or(path.as_os_str());
    let file = file.to_string_lossy().into_owned();
    for kind in ChartKind::ALL {
        send(&mut window, ChartsCommand::Kind(kind));
        for (format, start) in [
            (ChartFormat::Png, &b"\x89PNG"[..]),
            (ChartFormat::Svg, b"<"),
            (ChartFormat::Pdf, b"%PDF"),
            (ChartFormat::Csv, "\u{feff}".as_bytes()),
            (ChartFormat::Xlsx, b"PK"),
        ] {
            let what = SaveWhat::Chart(format);
            let name = format!("{}-{}", kind.key(), what.suggested(Lang::Nl));
            let path = folder.path().join(name);
            send(&mut window, FileCommand::SaveTo(what, path.clone()));
            let bytes = std::fs::read(&path).unwrap();
            assert!(bytes.starts_with(start), "{kind:?} {format:?}");
            if format == ChartFormat::Xlsx {
                let texts = words_of(&path);
                assert!(texts.contains(&file), "{kind:?} names {file}");
                assert!(texts.contains("Methode"), "{kind:?}");
                assert!(texts.contains("Bronnen"), "{kind:?}");
                let assumes = kind == ChartKind::Cycle || kind.has_column();
                assert_eq!(texts.contains("Aannames"), assumes, "{kind:?}");
            }
        }
        assert!(!made(&window).chart.data.rows.is_empty(), "{kind:?}");
    }
}

/// The names of the sheets and all texts of a workbook.
fn words_of(path: &std::path::Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    let mut book = zip::ZipArchive::new(file).unwrap();
    let mut words = String::new();
    for name in ["xl/workbook.xml", "xl/sharedStrings.xml"] {
        let mut part = book.by_name(name).unwrap();
        std::io::Read::read_to_string(&mut part, &mut words).unwrap();
    }
    words
}

/// The commonest sequences, and flows of chosen years among single crops: a click picks the parcels behind a figure.
#[test]
fn crops_are_followed_through_chosen_years_as_finely_as_asked() {
    let mut window = with_charts();
    send(&mut window, ChartsCommand::Kind(ChartKind::Sequences));
    let (rows, ranked) = (made(&window).chart.data.rows.len(), SpotOf::Sequence(0));
    assert!(rows > 5 && rows <= 20, "{rows}");
    let group = made(&window).of.parcels_of(ranked).unwrap();
    send(&mut window, ChartsCommand::Pick(ranked));
    let picked = state(&window).view.picked.as_ref().unwrap();
    assert_eq!(picked.group.parcels(), group.parcels());
    let figured = made(&window).of.figured().clone();
    let years = figured.carried.land.years().to_vec();
    let last = years.len() - 1;
    let asked = Some((years[last], years[last - 2]));
    send(&mut window, ChartsCommand::Years(asked));
    let chosen = state(&window).session.charts.years;
    assert_eq!(
        chosen,
        Some((years[last - 2], years[last])),
        "the first comes first"
    );
    send(&mut window, ChartsCommand::Kind(ChartKind::Flows));
    let befores = |window: &Window| {
        let rows = made(window).chart.data.rows.iter();
        let mut befores: Vec<String> = rows.map(|row| format!("{:?}", row[0])).collect();
        befores.dedup();
        befores.len()
    };
    assert_eq!(befores(&window), 2, "two pairs of three years");
    let coarse = made(&window).chart.data.rows.len();
    send(&mut window, ChartsCommand::Detail(Detail::Crops));
    assert!(made(&window).chart.data.rows.len() > coarse);
    let mut spots = made(&window).chart.spots.iter().map(|spot| spot.of);
    let flow = spots.rfind(|of| matches!(of, SpotOf::Flow { .. })).unwrap();
    assert!(
        !made(&window)
            .of
            .parcels_of(flow)
            .unwrap()
            .parcels()
            .is_empty()
    );
}

//! A part of the window for tests: a state, the dialog that is open, and what was asked for. The whole window is
//! in `window.rs`.

use std::path::PathBuf;
use std::sync::Arc;

use egui_kittest::{Harness, HarnessBuilder};
use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::analysis::categorise::Knowledge;
use ruilkaart::analysis::classify::ParcelYears;
use ruilkaart::crs::Crs;
use ruilkaart::geometry::PolygonBuilder;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table, Warning, WarningKind};
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{Command, Effect, LayerCommand, ViewCommand, apply};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::later::OpenQuestions;
use ruilkaart::ui::open::colour;
use ruilkaart::ui::state::{Loaded, State};
use ruilkaart::ui::{fonts, theme};

/// A state, and what happened to it.
#[derive(Default)]
pub struct Desk {
    pub state: State,
    pub effects: Vec<Effect>,
    /// Every command, as its debug text.
    pub commands: Vec<String>,
}

impl Desk {
    pub fn of(state: State) -> Self {
        Self {
            state,
            ..Self::default()
        }
    }

    pub fn send(&mut self, command: impl Into<Command>) {
        let command = command.into();
        self.commands.push(format!("{command:?}"));
        self.effects.extend(apply(command, &mut self.state));
    }

    /// Draws the dialog as the window does.
    pub fn dialog_ui(&mut self, ctx: &egui::Context) {
        let Some(mut dialog) = self.state.view.dialog.take() else {
            return;
        };
        let mut commands = Vec::new();
        dialog.show(ctx, &self.state, &mut commands);
        let closes = |command: &Command| matches!(command, Command::View(ViewCommand::CloseDialog));
        if !commands.iter().any(closes) {
            self.state.view.dialog = Some(dialog);
        }
        for command in commands {
            self.send(command);
        }
        theme::focus_ring(ctx);
    }
}

/// A harness that looks as the window does.
pub fn builder<T>() -> HarnessBuilder<T> {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_theme(egui::Theme::Light)
        .with_max_steps(16)
        .with_context_setup(|ctx| {
            theme::install(ctx);
            fonts::install(ctx);
        })
}

/// A window of a size with a dialog open.
pub fn dialog_of_size(state: State, kind: DialogKind, size: [f32; 2]) -> Harness<'static, Desk> {
    let mut desk = Desk::of(state);
    desk.send(ViewCommand::Show(kind));
    let draw = |ui: &mut egui::Ui, desk: &mut Desk| desk.dialog_ui(ui.ctx());
    let mut harness = builder().with_size(size).build_ui_state(draw, desk);
    settle(&mut harness);
    harness
}

/// A window with a dialog open.
pub fn with_dialog(state: State, kind: DialogKind) -> Harness<'static, Desk> {
    dialog_of_size(state, kind, [1280.0, 800.0])
}

/// Lets frames pass until nothing more comes from the background.
pub fn settle<S>(harness: &mut Harness<'_, S>) {
    let mut quiet = 0;
    let end = std::time::Instant::now() + std::time::Duration::from_secs(300);
    while std::time::Instant::now() < end {
        harness.step();
        let waits = !OpenQuestions::of(&harness.ctx).is_empty();
        let busy = waits || harness.ctx.has_requested_repaint();
        quiet = if busy { 0 } else { quiet + 1 };
        if quiet > 20 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("it never came to rest");
}

pub fn state(lang: Lang) -> State {
    let mut state = State::default();
    state.view.lang = lang;
    state
}

/// Squares of a hectare in a row near Zeijen, with the columns given.
pub fn layer(name: &str, crs: Option<Crs>, columns: Vec<(&str, Cells)>) -> Layer {
    let rows = columns.first().map_or(3, |(_, cells)| cells.len());
    let mut builder = PolygonBuilder::default();
    for row in 0..rows {
        let (x, y) = (229_000.0 + 100.0 * row as f64, 562_000.0);
        builder.push_ring([
            [x, y],
            [x + 100.0, y],
            [x + 100.0, y + 100.0],
            [x, y + 100.0],
        ]);
        builder.end_part();
        builder.end_feature();
    }
    let warnings = match crs {
        Some(_) => Vec::new(),
        None => vec![Warning {
            kind: WarningKind::CrsMissing,
            count: 1,
            records: Vec::new(),
        }],
    };
    let field = |(name, cells): (&str, Cells)| {
        let field_type = match &cells {
            Cells::Text { .. } => FieldType::Text,
            Cells::Integer(_) => FieldType::Integer,
            Cells::Real(_) => FieldType::Real,
            Cells::Boolean(_) => FieldType::Boolean,
        };
        let name = name.to_owned();
        (Field { name, field_type }, cells)
    };
    Layer {
        name: name.to_owned(),
        source: Source {
            path: PathBuf::from(format!("/data/{name}.shp")),
            format: "ESRI Shapefile".to_owned(),
            encoding: Some("UTF-8".to_owned()),
            ..Source::default()
        },
        crs,
        polygons: builder.finish(),
        table: Table::of_columns(rows, columns.into_iter().map(field).collect()),
        warnings,
    }
}

/// Puts layers into the session as opening files does, each a hectare a parcel.
pub fn add(state: &mut State, layers: Vec<Layer>) {
    let loaded = layers.into_iter().map(|layer| {
        let area_m2: Arc<[f64]> = match layer.crs {
            Some(_) => vec![10_000.0; layer.len()].into(),
            None => vec![f64::NAN; layer.len()].into(),
        };
        let (by, knowledge) = (ColourBy::Plain, Knowledge::default());
        let progress = Progress::default();
        let years = ParcelYears::of_table(&layer.table, &knowledge.catalogue, &progress).unwrap();
        let (colour_by, coloured) =
            colour(&layer, &area_m2, by, years.as_ref(), &knowledge, &progress)
                .expect("not cancelled");
        Loaded {
            layer: Arc::new(layer),
            prepared: None,
            area_m2,
            colour_by,
            coloured: Arc::new(coloured),
            years,
            year_layers: None,
            is_sample: false,
        }
    });
    let loaded = loaded.collect();
    let _ = apply(LayerCommand::Add(loaded).into(), state);
}

/// A column of texts.
pub fn texts(texts: &[&str]) -> Cells {
    Cells::from_texts(texts.iter().map(Some))
}

/// A column of whole numbers.
pub fn numbers(numbers: &[i64]) -> Cells {
    Cells::Integer(numbers.iter().copied().map(Some).collect())
}

/// Draws what is shown into a file, to be looked at.
pub fn keep_picture<S>(harness: &mut Harness<'_, S>, name: &str) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let picture = harness.render().expect("there is something to draw with");
    picture
        .save(folder.join(format!("{name}.png")))
        .expect("the target folder can be written to");
}

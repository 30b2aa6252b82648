//! Which yearly layers become one layer with crop sequences: the files with the year and the crops of each, what
//! must be answered before anything is calculated, and the year that the parcels are of.

mod reader;
mod table;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{ComboBox, Label, ProgressBar, RichText, TextEdit, Ui};

use self::reader::{Done, Reader};
use self::table::Ask;
use super::PathReason;
use super::frame::{Dialog, Primary, Scene, secondary};
use super::path::TO_OPEN;
use super::paths::{home, parse};
use crate::analysis::years::YearProblem;
use crate::domain::Rule;
use crate::io::OpenError;
use crate::layer::Layer;
use crate::text::Lang;
use crate::ui::command::{Command, FileCommand, ViewCommand, YearsCommand};
use crate::ui::state::{LayerId, State, YearMemory};
use crate::ui::years::{Draft, Found, Source, Trouble, words};
use crate::ui::{icons, theme};

/// Most sentences about troubles that are shown at a time.
const SAID: usize = 6;
/// Width of the field for paths, in points.
const PATH_WIDTH: f32 = 240.0;
/// Width of the bar of progress, in points.
const BAR_WIDTH: f32 = 160.0;

/// What comes to the dialog from outside.
#[derive(Debug)]
pub enum Brought {
    /// Files, folders and layers, and files that could not be read already.
    Sources {
        /// To be looked into.
        sources: Vec<Source>,
        /// With the reason.
        failed: Vec<(PathBuf, OpenError)>,
    },
    /// The system has no dialog for files, or it does not come.
    NoSystemDialog(PathReason),
}

impl Brought {
    /// These sources.
    pub fn sources(sources: Vec<Source>) -> Self {
        Self::Sources {
            sources,
            failed: Vec::new(),
        }
    }

    /// These files and folders.
    pub fn paths(paths: Vec<PathBuf>) -> Self {
        Self::sources(paths.into_iter().map(Source::Path).collect())
    }
}

/// The draft, and what is read for it.
#[derive(Debug)]
pub(super) struct YearsDialog {
    draft: Draft,
    reader: Reader,
    rule: Rule,
    memory: YearMemory,
    home: Option<PathBuf>,
    typed: String,
    no_dialog: Option<PathReason>,
    /// The keyboard goes to the field for paths.
    focus_field: bool,
    /// Something came: Enter is to calculate, and not to press the button that asked for it.
    free_keyboard: bool,
}

impl YearsDialog {
    pub(super) fn new(state: &State) -> Self {
        let knowledge = state.session.knowledge();
        let memory = state.settings.yearly.clone();
        Self {
            draft: Draft::default(),
            reader: Reader::new(Arc::clone(&knowledge.catalogue), memory.clone()),
            rule: knowledge.rule.clone(),
            memory,
            home: home(),
            typed: String::new(),
            no_dialog: None,
            focus_field: false,
            free_keyboard: false,
        }
    }

    fn take(&mut self, done: Done) {
        match done {
            Done::Read(Ok(Found::Layers(layers))) => {
                for read in layers {
                    self.draft.add(read);
                }
            }
            // The reader goes through folders by itself.
            Done::Read(Ok(Found::Files(_))) => {}
            Done::Read(Err((path, error))) => self.draft.fail(path, error),
            Done::Chosen(row, chosen) => self.draft.choose(row, chosen),
        }
    }

    fn add(&mut self, sources: Vec<Source>) {
        let paths = sources.iter().filter_map(|source| match source {
            Source::Path(path) => Some(path.clone()),
            _ => None,
        });
        let kept = crate::io::distinct(&paths.collect::<Vec<_>>());
        let (draft, mut seen) = (&self.draft, Vec::new());
        let new = sources.into_iter().filter(|source| match source {
            Source::Path(path) => {
                let first = kept.contains(path) && !seen.contains(path);
                seen.push(path.clone());
                first && !draft.has(path)
            }
            _ => true,
        });
        self.reader.add(new.collect::<Vec<_>>());
    }

    /// The ways in: files, folders, what is on the map, a path.
    fn ways_in(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let on_the_map = self.on_the_map(scene.state);
        ui.horizontal(|ui| {
            let files = ui.button(lang.text("dialog.years.add_files"));
            if scene.opening && self.draft.is_empty() && !self.reader.is_reading() {
                files.request_focus();
            }
            if files.clicked() {
                scene.commands.push(YearsCommand::ChooseFiles.into());
            }
            let folder = ui.button(lang.text("dialog.years.add_folder"));
            if std::mem::take(&mut self.free_keyboard) {
                files.surrender_focus();
                folder.surrender_focus();
            }
            if folder.clicked() {
                scene.commands.push(YearsCommand::ChooseFolder.into());
            }
            if !on_the_map.is_empty() {
                let count = lang.count(on_the_map.len() as u64);
                let words = lang.fill("dialog.years.add_open", &[("count", &count)]);
                if ui.button(words).clicked() {
                    let layers = on_the_map.into_iter();
                    self.reader
                        .add(layers.map(|(id, layer)| Source::OnTheMap(id, layer)));
                }
            }
            self.path_field(ui, lang);
        });
        let no_dialog = self.no_dialog;
        if let Some(why) = no_dialog.and_then(|reason| reason.words(TO_OPEN, lang)) {
            secondary(ui, why);
        }
    }

    fn path_field(&mut self, ui: &mut Ui, lang: Lang) {
        let label = ui.label(lang.text("dialog.years.path"));
        let field = TextEdit::singleline(&mut self.typed)
            .desired_width(PATH_WIDTH)
            .hint_text(lang.text("dialog.years.path_hint"));
        let field = ui.add(field).labelled_by(label.id);
        if std::mem::take(&mut self.focus_field) {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if entered {
            let paths = parse(&self.typed, self.home.as_deref());
            self.typed.clear();
            self.add(paths.into_iter().map(Source::Path).collect());
        }
    }

    /// The layers of the map that may be of a year: not those that hold crop sequences, nor those in the list.
    fn on_the_map(&self, state: &State) -> Vec<(LayerId, Arc<Layer>)> {
        let in_list = |layer: &Arc<Layer>| {
            let mut rows = self.draft.rows().iter();
            rows.any(|row| Arc::ptr_eq(&row.read.layer, layer))
        };
        let layers = state.session.layers().iter();
        let layers = layers.filter(|l| !l.is_sample && l.years.is_none() && !in_list(&l.layer));
        layers.map(|l| (l.id, Arc::clone(&l.layer))).collect()
    }

    fn progress(&mut self, ui: &mut Ui, lang: Lang) {
        let Some(reading) = self.reader.reading() else {
            return;
        };
        ui.horizontal(|ui| {
            let bar = ProgressBar::new(reading.fraction)
                .desired_width(BAR_WIDTH)
                .desired_height(theme::GAP)
                .corner_radius(2.0)
                .fill(theme::colours(ui).accent);
            ui.add(bar).accessible_name(lang.text("status.progress"));
            let (done, all) = (
                lang.count(reading.done as u64),
                lang.count(reading.all as u64),
            );
            let values = [
                ("name", reading.name.as_str()),
                ("done", &done),
                ("all", &all),
            ];
            ui.label(lang.fill("dialog.years.reading", &values));
            if ui.button(lang.text("dialog.years.stop")).clicked() {
                self.reader.stop();
            }
        });
        ui.ctx().request_repaint_after_secs(0.1);
    }

    fn ask(&mut self, ask: Ask) {
        match ask {
            Ask::Year(row, typed) => self.draft.set_year(row, typed),
            Ask::Remove(row) => self.draft.remove(row),
            Ask::Crops(row, column) => {
                let rows = self.draft.rows().iter();
                let layer = rows.clone().find(|other| other.id == row);
                if let Some(layer) = layer.map(|row| Arc::clone(&row.read.layer)) {
                    self.draft.begin_choice(row);
                    self.reader.choose(row, layer, column);
                }
            }
        }
    }

    /// The year that the parcels will be of.
    fn reference(&mut self, ui: &mut Ui, lang: Lang) {
        let Some(now) = self.draft.reference() else {
            return;
        };
        ui.horizontal(|ui| {
            let label = ui.label(lang.text("dialog.years.reference"));
            let shown = ComboBox::from_id_salt("reference")
                .width(72.0)
                .selected_text(now.to_string())
                .show_ui(ui, |ui| {
                    for year in self.draft.years().into_iter().rev() {
                        if ui.selectable_label(year == now, year.to_string()).clicked() {
                            self.draft.set_reference(year);
                        }
                    }
                });
            shown.response.labelled_by(label.id);
            secondary(ui, lang.text("dialog.years.reference_help"));
        });
    }

    fn troubles(&self) -> Vec<Trouble> {
        self.draft.troubles(&self.rule)
    }

    fn say_troubles(&self, ui: &mut Ui, troubles: &[Trouble], lang: Lang) {
        let colours = theme::colours(ui);
        for trouble in troubles.iter().take(SAID) {
            let (icon, colour) = if trouble.is_error() {
                (icons::WARNING_CIRCLE, colours.error)
            } else {
                (icons::WARNING, colours.warning)
            };
            ui.horizontal_top(|ui| {
                ui.label(RichText::new(icon).color(colour));
                ui.add(Label::new(words::trouble(trouble, &self.draft, lang)).wrap());
            });
        }
        let more = troubles.len().saturating_sub(SAID);
        if more > 0 {
            let more = lang.count(more as u64);
            secondary(ui, lang.fill("dialog.years.more", &[("count", &more)]));
        }
    }
}

impl Dialog for YearsDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.years.title").to_owned()
    }

    fn width(&self) -> f32 {
        1176.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        for done in self.reader.poll(ui.ctx()) {
            self.take(done);
        }
        secondary(ui, lang.text("dialog.years.about"));
        ui.add_space(theme::GAP_SMALL);
        self.ways_in(ui, scene);
        self.progress(ui, lang);
        ui.add_space(theme::GAP_SMALL);
        let troubles = if self.draft.is_empty() {
            Vec::new()
        } else {
            self.troubles()
        };
        ui.spacing_mut().item_spacing.y = 0.0;
        for ask in table::show(ui, &self.draft, &troubles, lang) {
            self.ask(ask);
        }
        ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
        let left_out = self.draft.left_out();
        if !left_out.is_empty() {
            let names = left_out.join(", ");
            secondary(ui, lang.fill("dialog.years.left_out", &[("names", &names)]));
        }
        ui.add_space(theme::GAP_SMALL);
        self.reference(ui, lang);
        if !self.reader.is_reading() {
            self.say_troubles(ui, &troubles, lang);
        }
    }

    /// Who wants the years as they are, and no sequences of them, can have that.
    fn beside_buttons(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let files = self.draft.files_of_rows();
        if files.is_empty() || self.reader.is_reading() {
            return;
        }
        if ui.button(scene.lang.text("dialog.years.apart")).clicked() {
            scene.commands.push(ViewCommand::CloseDialog.into());
            scene.commands.push(FileCommand::OpenApart(files).into());
        }
    }

    fn bring(&mut self, brought: Brought) {
        match brought {
            Brought::Sources { sources, failed } => {
                for (path, error) in failed {
                    self.draft.fail(path, error);
                }
                self.add(sources);
                self.free_keyboard = true;
            }
            Brought::NoSystemDialog(reason) => {
                self.no_dialog = Some(reason);
                self.focus_field = true;
            }
        }
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        let troubles = self.troubles();
        let error = troubles.iter().find(|trouble| trouble.is_error());
        let blocked = if self.reader.is_reading() {
            Some("dialog.years.still_reading")
        } else if self.draft.is_choosing() {
            Some("dialog.busy")
        } else {
            error.map(blocked_key)
        };
        Some(Primary {
            text: lang.text("dialog.years.calculate").to_owned(),
            blocked: blocked.map(|key| lang.text(key).to_owned()),
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        let request = self.draft.request(&self.rule)?;
        self.draft.remember(&mut self.memory);
        let memory = std::mem::take(&mut self.memory);
        Some(YearsCommand::Overlay(Box::new(request), memory).into())
    }
}

/// Why the calculation must wait, in a few words: the sentence with the file stands in the list.
fn blocked_key(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Unreadable { .. } => "dialog.years.blocked_unreadable",
        Trouble::NoCrs { .. } => "dialog.years.blocked_no_crs",
        Trouble::NotAYear { .. } | Trouble::Years(YearProblem::NoYear { .. }) => {
            "dialog.years.blocked_no_year"
        }
        Trouble::Years(YearProblem::Duplicate { .. }) => "dialog.years.blocked_duplicate",
        Trouble::Years(YearProblem::Mixed { .. }) => "dialog.years.blocked_mixed",
        Trouble::Years(YearProblem::NoCrops { .. }) => "dialog.years.blocked_no_crops",
        _ => "dialog.years.blocked_too_few",
    }
}

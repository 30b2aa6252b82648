//! The window as egui runs it: the order of a frame, and nothing more.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{CentralPanel, Frame, Margin, Panel, Rect, Stroke, Ui};

use super::command::{
    self, AreasCommand, Command, Effect, FileCommand, LayerCommand, PresentCommand, ViewCommand,
    menu,
};
use super::compared;
use super::dialog::files::{self, Picked, Purpose};
use super::jobs::Jobs;
use super::journal::{Due, Journal};
use super::later::OpenQuestions;
use super::map_view::basemap::{BaseMap, PaperTiles, SourceList};
use super::notify::{Saying, Severity, Words};
use super::open::{ProjectRequest, Request};
use super::panel::map::MapPanel;
use super::panel::search::SearchBox;
use super::panel::{
    areas, assumptions, bars, compare, drop_hint, layers, legend, menu_bar, parcel,
    rule as rule_panel, scenes, status, time, toasts, totals, trace,
};
use super::present::{self, keys};
use super::save::SaveWhat;
use super::state::project::Waiting;
use super::state::{AreasTab, Document, MapLayer, Renderer, SettingsFile, State, ThemeChoice};
use super::theme;
use super::thumbnails::Thumbnails;
use super::watch::Watch;
use crate::io::project_file::ProjectFile;
use crate::job::background::cores_step_back;
use crate::job::{Cache, Waker};
use crate::project::Answers;
use crate::text::Lang;

/// A window narrower than this, in points, has room for one side only.
const NARROW: f32 = 760.0;

/// What the window is started with.
#[derive(Debug, Default)]
pub struct AppOptions {
    /// Files and folders to open, as if they were dropped on the window; without any, the sample.
    pub files: Vec<PathBuf>,
    /// The language asked for.
    pub lang: Option<Lang>,
    /// Where what takes long to compute is kept; `None` keeps nothing.
    pub cache: Option<Cache>,
    /// Where the settings are.
    pub settings_file: SettingsFile,
    /// The folder in which sessions are kept for the case of a crash; `None` keeps none.
    pub recovery: Option<PathBuf>,
    /// What draws the window, where that is known.
    pub renderer: Option<Renderer>,
    /// Where lists and tiles of background maps are; `None` for a map without backgrounds.
    pub base_maps: Option<BaseMapFiles>,
}

/// Where background maps are kept.
#[derive(Debug, Clone, Default)]
pub struct BaseMapFiles {
    /// A list that replaces the built-in one, when it is there.
    pub list: Option<PathBuf>,
    /// The folder for caches; without one no tile is kept.
    pub cache: Option<PathBuf>,
}

/// The window.
pub struct App {
    state: State,
    jobs: Jobs,
    /// What panels and dialogs wait for.
    questions: OpenQuestions,
    watch: Watch,
    map: MapPanel,
    wall: present::Wall,
    thumbnails: Thumbnails,
    search: SearchBox,
    picker: files::Picker,
    /// True when nothing fades or unfolds.
    still: bool,
    /// Commands that wait for the next frame.
    waiting: Vec<Command>,
    /// Where the session is kept for the case of a crash.
    journal: Option<Journal>,
    /// What was recovered, to be let go of once it is kept anew.
    recovered: Vec<PathBuf>,
    /// The title that the window has.
    title: String,
    /// The window was told to close, and may.
    may_close: bool,
}

impl App {
    /// A window on `ctx` that begins to open what it was asked for.
    pub fn new(ctx: &egui::Context, mut options: AppOptions) -> Self {
        super::prepare(ctx);
        cores_step_back();
        let mut state = State {
            settings: options.settings_file.load(),
            ..State::default()
        };
        let remembered = state.settings.lang;
        state.view.lang = options.lang.or(remembered).unwrap_or_else(Lang::of_system);
        state.view.renderer = options.renderer;
        let waker: Waker = {
            let ctx = ctx.clone();
            Arc::new(move || ctx.request_repaint())
        };
        let base = options
            .base_maps
            .map(|files| base_map(ctx, &files, &mut state));
        state.project.lang_is_asked = options.lang.is_some();
        let document = Document::of(&state);
        state.project.is_saved(document);
        let (journal, crashed) = options.recovery.as_deref().and_then(Journal::begin).unzip();
        state.project.crashed = crashed.unwrap_or_default();
        let first = if options.files.is_empty() {
            FileCommand::OpenSample
        } else {
            FileCommand::Open(options.files)
        };
        Self {
            state,
            watch: Watch::new(Arc::clone(&waker)),
            jobs: Jobs::new(options.settings_file, options.cache, waker),
            questions: OpenQuestions::of(ctx),
            map: MapPanel::new(base),
            wall: present::Wall::default(),
            thumbnails: Thumbnails::default(),
            search: SearchBox::default(),
            picker: files::Picker::default(),
            still: false,
            waiting: vec![first.into()],
            journal,
            recovered: Vec::new(),
            title: String::new(),
            may_close: false,
        }
    }

    /// What became of the files of the layers, as commands.
    fn noticed(&mut self) -> impl Iterator<Item = Command> {
        let layers = self.state.session.layers().iter();
        self.watch.follow(layers.flat_map(MapLayer::files));
        let noticed = self.watch.noticed().into_iter();
        noticed.map(|noticed| LayerCommand::FileNoticed(noticed.path, noticed.now).into())
    }

    /// Everything that the window shows.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Sends a command, as a panel would; it is carried out in the next frame.
    pub fn send(&mut self, command: impl Into<Command>) {
        self.waiting.push(command.into());
    }

    /// True when no command waits, nothing goes on in the background and the picture is complete.
    pub fn is_at_rest(&self) -> bool {
        let is_idle = self.jobs.is_idle() && self.questions.is_empty();
        self.waiting.is_empty() && is_idle && self.map.is_complete()
    }

    /// Carries out commands, and what they need from outside the state.
    fn apply(&mut self, ctx: &egui::Context, frame: &eframe::Frame, commands: Vec<Command>) {
        for command in commands {
            for effect in command::apply(command, &mut self.state) {
                self.run(ctx, frame, effect);
            }
        }
        if let Some(target) = self.state.view.zoom.take() {
            self.map.zoom(target, &self.state);
            ctx.request_repaint();
        }
        if !self.waiting.is_empty() {
            ctx.request_repaint();
        }
    }

    fn run(&mut self, ctx: &egui::Context, frame: &eframe::Frame, effect: Effect) {
        let state = &self.state;
        match effect {
            Effect::Open(paths) => self.jobs.open(Request::Files(paths), state),
            Effect::OpenSample => self.jobs.open(Request::Sample, state),
            Effect::OpenApart(paths) => self.jobs.open(Request::Apart(paths), state),
            Effect::OpenAreas(paths) => self.jobs.open(Request::Areas(paths), state),
            Effect::OpenSampleAreas => self.jobs.open(Request::SampleAreas, state),
            Effect::ChooseAreaFiles => self.choose(ctx, frame, Picked::Files, Purpose::Areas),
            Effect::ChooseLogo => {
                let folder = state.settings.last_folder.as_deref();
                let dialog = files::logo_dialog(state.lang(), folder, frame);
                let at_once = self.picker.ask(ctx, dialog, Purpose::Logo);
                self.waiting.extend(at_once);
            }
            Effect::ChooseSave(what) => self.choose_save(ctx, frame, what),
            Effect::Save(SaveWhat::Sheet(format), path) => self.jobs.print(format, path, state),
            Effect::Save(what, path) => self.jobs.export(what, path, state),
            Effect::Overlay(request) => self.jobs.open(Request::Years(*request), state),
            Effect::ChooseFiles => self.choose(ctx, frame, Picked::Files, Purpose::Open),
            Effect::ChooseYearFiles => self.choose(ctx, frame, Picked::Files, Purpose::Years),
            Effect::ChooseYearFolder => self.choose(ctx, frame, Picked::Folders, Purpose::Years),
            Effect::Recolour(id, by) => {
                if let Some(layer) = state.session.layer(id) {
                    let knowledge = Arc::clone(state.session.knowledge());
                    self.jobs.recolour(layer, by, knowledge);
                }
            }
            Effect::Preview(id, year) => {
                if let Some(layer) = state.session.layer(id) {
                    let knowledge = Arc::clone(state.session.knowledge());
                    self.jobs.preview(layer, year, knowledge);
                }
            }
            Effect::SetCrs(ids, crs) => self.jobs.set_crs(&ids, crs, state),
            Effect::Reload(id) => self.jobs.reload(id, state),
            Effect::SetEncoding(id, name) => self.jobs.set_encoding(id, name, state),
            Effect::Fit => self.jobs.fit(state),
            Effect::Gather => self.jobs.gather(state),
            Effect::Cancel => self.jobs.cancel(),
            Effect::ClearTileCache => self.map.clear_cache(),
            Effect::SaveSettings => self.jobs.save(state.settings.clone()),
            Effect::Copy(text) => ctx.copy_text(text),
            Effect::CopyPicture(raster) => {
                let size = raster.size_px.map(|side| side as usize);
                ctx.copy_image(egui::ColorImage::from_rgba_unmultiplied(size, &raster.rgba));
            }
            Effect::FullScreen(on) => {
                ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(on));
            }
            Effect::OpenProject(path) => self.open_project(path, None),
            Effect::OpenWaiting(waiting) => {
                let Waiting {
                    path,
                    file,
                    answers,
                    ..
                } = *waiting;
                self.open_project(path, Some((Box::new(file), answers)));
            }
            Effect::SaveProject(path) => self.jobs.save_project(path, state),
            Effect::ChooseMissing(number) => {
                self.choose(ctx, frame, Picked::Files, Purpose::Missing(number));
            }
            Effect::Recover(file) => self.open_project(file, None),
            Effect::Recovered(file) => self.recovered.push(file),
            Effect::ForgetRecovery(file) => {
                if let Some(journal) = &mut self.journal {
                    journal.forget(&file);
                }
            }
            Effect::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    fn open_project(&mut self, path: PathBuf, answered: Option<(Box<ProjectFile>, Answers)>) {
        let request = ProjectRequest { path, answered };
        self.jobs.open(Request::Project(request), &self.state);
    }

    /// Keeps the session for the case of a crash, when something of it changed. Asks for a frame only while there is
    /// something to write.
    fn keep_session(&mut self, ctx: &egui::Context) {
        let Some(journal) = &mut self.journal else {
            return;
        };
        let project = &self.state.project;
        let worth = project.is_dirty() || Document::of(&self.state).has_own_layers();
        match journal.due(project.revision(), worth, std::time::Instant::now()) {
            Due::Nothing => {}
            Due::Later(wait) => ctx.request_repaint_after(wait),
            Due::Remove => journal.clear(),
            Due::Write => {
                let old = std::mem::take(&mut self.recovered);
                self.jobs.keep(journal.file().to_owned(), old, &self.state);
            }
        }
    }

    /// Asks before unsaved changes are lost with the window.
    fn watch_closing(&mut self, ctx: &egui::Context, commands: &mut Vec<Command>) {
        let asked = ctx.input(|input| input.viewport().close_requested());
        if asked && !self.may_close && self.state.project.is_dirty() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            // A dialog has no place on the wall.
            if self.state.view.presenting.is_some() {
                commands.push(PresentCommand::End.into());
            }
            commands.push(FileCommand::Quit.into());
        }
    }

    fn follow_title(&mut self, ctx: &egui::Context) {
        let title = self.state.project.title(self.state.lang());
        if self.title != title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Tells the history when a drag is over and the map is at rest.
    fn settle_history(&mut self, ctx: &egui::Context, map_moves: bool) {
        let held = ctx.input(|input| input.pointer.any_down()) || ctx.text_edit_focused();
        if !held {
            self.state.history.settle();
        }
        if !map_moves && self.state.view.zoom.is_none() {
            let shown = self.state.view.shown;
            self.state
                .history
                .map_rests(shown.map(|shown| shown.camera));
        }
    }

    /// True when the commands say that the map looks elsewhere than in the frame before.
    fn moves_the_map(&self, commands: &[Command]) -> bool {
        commands.iter().any(|command| match command {
            Command::View(ViewCommand::MapShown(shown, ..)) => {
                self.state.view.shown != Some(*shown)
            }
            _ => false,
        })
    }

    fn choose(
        &mut self,
        ctx: &egui::Context,
        frame: &eframe::Frame,
        picked: Picked,
        purpose: Purpose,
    ) {
        let folder = self.state.settings.last_folder.as_deref();
        let dialog = files::system_dialog(picked, self.state.lang(), folder, frame);
        let at_once = self.picker.ask(ctx, dialog, purpose);
        self.waiting.extend(at_once);
    }

    fn choose_save(&mut self, ctx: &egui::Context, frame: &eframe::Frame, what: SaveWhat) {
        let folder = self.state.settings.last_folder.as_deref();
        let dialog = files::save_dialog(what, self.state.lang(), folder, frame);
        let at_once = self.picker.ask(ctx, dialog, Purpose::Save(what));
        self.waiting.extend(at_once);
    }

    /// Makes the context follow the settings.
    fn follow_settings(&mut self, ctx: &egui::Context) {
        let settings = &self.state.settings;
        let wanted = match settings.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        };
        if ctx.options(|options| options.theme_preference) != wanted {
            ctx.set_theme(wanted);
        }
        let drawing = self.state.view.renderer.as_ref();
        let still = settings.reduce_motion || drawing.is_some_and(|drawing| drawing.software);
        if self.still != still {
            let seconds = if still { 0.0 } else { theme::ANIMATION_S };
            ctx.all_styles_mut(|style| style.animation_time = seconds);
            self.still = still;
        }
        self.state.view.is_dark = ctx.theme() == egui::Theme::Dark;
        let settings = &self.state.settings;
        // Setting the same factor again would still cost a pass.
        if (ctx.zoom_factor() - settings.text_scale()).abs() > 1e-3 {
            ctx.set_zoom_factor(settings.text_scale());
        }
    }

    /// The window with its panels, and what lies over them; answers when the next toast goes by, in seconds.
    fn window(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) -> Option<f64> {
        let ctx = ui.ctx().clone();
        let next_toast = self.state.view.notes.tick(ctx.time());
        // The keyboard belongs to a dialog that is open.
        if self.state.view.dialog.is_none() {
            let drawn = command::draw_keys(&ctx, &self.state);
            commands.extend(drawn.map(|step| Command::from(AreasCommand::Draw(step))));
            commands.extend(menu::pressed(&ctx, &self.state));
        }
        commands.extend(dropped(&ctx));
        let map = self.layout(ui, commands);
        self.dialog(&ctx, commands);
        toasts::show(&ctx, map, &self.state, commands);
        drop_hint::show(&ctx, self.state.lang());
        theme::focus_ring(&ctx);
        next_toast
    }

    /// Menu above, status below, sides, and the map in the middle.
    fn layout(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) -> Rect {
        let c = theme::colours(ui);
        let bar = Frame::new().fill(c.panel);
        Panel::top("menu")
            .exact_size(theme::MENU_HEIGHT)
            .frame(bar)
            .show(ui, |ui| {
                menu_bar::show(ui, &self.state, &mut self.search, commands);
            });
        let job = self.jobs.shown();
        Panel::bottom("status")
            .exact_size(theme::STATUS_HEIGHT)
            .frame(bar)
            .show(ui, |ui| {
                status::show(ui, &self.state, job.as_ref(), commands);
            });
        self.sides(ui, commands);
        CentralPanel::no_frame()
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                bars::show(ui, &self.state, commands);
                self.drawer(ui, commands);
                if time::is_there(&self.state) {
                    let frame = Frame::new().fill(theme::colours(ui).panel);
                    Panel::bottom("time")
                        .exact_size(time::HEIGHT)
                        .frame(frame)
                        .show(ui, |ui| time::show(ui, &self.state, commands));
                }
                self.map.show(ui, &self.state, commands)
            })
            .inner
    }

    /// The areas under the map.
    fn drawer(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if !self.state.view.areas.open {
            return;
        }
        let frame = Frame::new().fill(theme::colours(ui).panel);
        let most = (ui.available_height() * 0.7).max(areas::LEAST_HEIGHT);
        let (name, height) = match self.state.view.areas.tab {
            AreasTab::Table => ("areas", areas::HEIGHT),
            AreasTab::Charts => ("charts", areas::CHARTS_HEIGHT),
        };
        Panel::bottom(name)
            .resizable(true)
            .default_size(height.min(most))
            .size_range(areas::LEAST_HEIGHT..=most)
            .frame(frame)
            .show(ui, |ui| {
                // The drawer keeps its height, whatever stands in it.
                ui.set_min_height(ui.available_height());
                areas::show(ui, &self.state, commands);
            });
    }

    fn sides(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let (state, thumbnails) = (&self.state, &mut self.thumbnails);
        let narrow = ui.available_width() < NARROW;
        let left = state.view.left_open;
        let right = state.view.right_open && !(narrow && left);
        let side = |panel: Panel, width: f32, ui: &Ui| {
            panel
                .exact_size(width.min(ui.available_width() * 0.5))
                .resizable(false)
                .frame(Frame::new().fill(theme::colours(ui).panel))
        };
        if left {
            side(Panel::left("left"), theme::LEFT_WIDTH, ui).show(ui, |ui| {
                scrolled(ui, "left", |ui| {
                    layers::show(ui, state, commands);
                    rule(ui);
                    if compared::shown(state).is_some() {
                        compare::show(ui, state, commands);
                    } else {
                        legend::show(ui, state, commands);
                    }
                    if areas::legend::is_shown(state) {
                        rule(ui);
                        areas::legend::show(ui, state, commands);
                    }
                    if rule_panel::is_shown(state) {
                        rule(ui);
                        rule_panel::show(ui, state, commands);
                    }
                });
            });
        }
        if right {
            side(Panel::right("right"), theme::RIGHT_WIDTH, ui).show(ui, |ui| {
                if trace::is_shown(state) && !state.view.assumptions.open {
                    scrolled(ui, "trace", |ui| trace::show(ui, state, commands));
                    return;
                }
                if state.view.assumptions.open {
                    scrolled(ui, "assumptions", |ui| {
                        assumptions::show(ui, state, commands);
                    });
                    return;
                }
                scrolled(ui, "right", |ui| {
                    if scenes::is_shown(state) {
                        scenes::show(ui, state, thumbnails, commands);
                        rule(ui);
                    }
                    totals::show(ui, state, commands);
                    rule(ui);
                    parcel::show(ui, state, commands);
                });
            });
        }
    }

    /// The dialog draws with a draft of its own, so it leaves the state while it does.
    fn dialog(&mut self, ctx: &egui::Context, commands: &mut Vec<Command>) {
        let Some(mut dialog) = self.state.view.dialog.take() else {
            return;
        };
        dialog.show(ctx, &self.state, commands);
        self.state.view.dialog = Some(dialog);
    }
}

/// The backgrounds to choose from; a list that cannot be used is told, and the built-in one taken.
fn base_map(ctx: &egui::Context, files: &BaseMapFiles, state: &mut State) -> BaseMap {
    let list = SourceList::load(files.list.as_deref()).unwrap_or_else(|error| {
        let cause = error.to_string();
        let saying = Saying::new(move |lang| Words {
            happened: lang.text("notify.base_maps").to_owned(),
            meaning: lang.text("notify.base_maps_means").to_owned(),
            remedy: lang.text("notify.base_maps_remedy").to_owned(),
            details: cause.clone(),
        });
        state.view.notes.say(Severity::Warning, saying);
        SourceList::built_in()
    });
    state.view.base_maps = list.sources().to_vec();
    state.view.sheet.tiles = Some(PaperTiles::new(list.clone(), files.cache.as_deref()));
    BaseMap::new(ctx, list, files.cache.as_deref())
}

/// The contents of a side, with its margins; a bar to scroll with where they are longer than the window.
fn scrolled(ui: &mut Ui, id: &str, contents: impl FnOnce(&mut Ui)) {
    egui::ScrollArea::vertical()
        .id_salt(id)
        .auto_shrink(false)
        .show(ui, |ui| {
            Frame::new()
                .inner_margin(Margin::symmetric(theme::SIDE_MARGIN, 12))
                .show(ui, contents);
        });
}

/// A hairline between two groups, over the whole width of a side.
fn rule(ui: &mut Ui) {
    ui.add_space(theme::GAP);
    let margin = f32::from(theme::SIDE_MARGIN);
    let (rect, _) =
        ui.allocate_exact_size(egui::vec2(ui.available_width(), 1.0), egui::Sense::hover());
    let line = Stroke::new(1.0, theme::colours(ui).hairline);
    let x = rect.x_range().expand(margin);
    ui.painter().hline(x, rect.center().y, line);
    ui.add_space(theme::GAP);
}

/// What commands changed is to be seen. The interface runs once more before it is painted, since painting is what
/// costs: without a graphics card twenty times as much. Not while the map moves: it would move twice, and paints
/// the next frame anyway.
fn show_result(ctx: &egui::Context, map_moves: bool) {
    if !map_moves {
        ctx.request_discard("what commands changed is to be seen");
        if ctx.will_discard() {
            return;
        }
    }
    ctx.request_repaint();
}

/// The files dropped onto the window in this frame.
fn dropped(ctx: &egui::Context) -> Option<Command> {
    let files = ctx.input(|i| i.raw.dropped_files.clone());
    let paths: Vec<PathBuf> = files.iter().map(|file| file.path().to_owned()).collect();
    (!paths.is_empty()).then(|| FileCommand::Drop(paths).into())
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        let mut commands = std::mem::take(&mut self.waiting);
        commands.extend(self.picker.poll(ctx));
        commands.extend(self.noticed());
        self.apply(ctx, frame, commands);
        let finished = self.jobs.finished(&self.state);
        self.state.history.begin_group();
        self.apply(ctx, frame, finished);
        self.state.history.end_group();
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.follow_settings(&ctx);
        let mut commands = Vec::new();
        let next_toast = if let Some(presenting) = &self.state.view.presenting {
            // Nothing pops up in front of people: what there is to say waits, and so do dropped files.
            commands.extend(keys::pressed(&ctx, &self.state));
            let (map, wall) = (&mut self.map, &mut self.wall);
            present::show(ui, &self.state, presenting, map, wall, &mut commands);
            None
        } else {
            self.window(ui, &mut commands)
        };
        self.watch_closing(&ctx, &mut commands);
        self.state.view.focus_search = false;
        self.state.view.rule.reveal = false;
        self.state.view.assumptions.reveal = None;
        self.state.view.rule.focus_name = false;
        self.state.view.areas.table.reveal = false;
        if !commands.is_empty() {
            show_result(&ctx, self.moves_the_map(&commands));
        }
        let moves = self.moves_the_map(&commands);
        self.apply(&ctx, frame, commands);
        self.settle_history(&ctx, moves);
        self.follow_title(&ctx);
        self.keep_session(&ctx);
        self.jobs.follow(&self.state);
        self.jobs.count(&self.state);
        self.jobs.compare(&self.state);
        let dragging = ctx.input(|input| input.pointer.any_down());
        self.jobs.figure(&self.state, dragging);
        self.jobs.chart(&self.state);
        self.jobs.areas(&self.state, dragging);
        if let Some(seconds) = next_toast {
            ctx.request_repaint_after_secs(seconds as f32);
        }
        if self.jobs.is_busy() {
            ctx.request_repaint_after_secs(0.1);
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // Before the journal ends: what it still writes would be taken for the rest of a crash.
        self.jobs.end();
        if let Some(journal) = &mut self.journal {
            journal.end();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        theme::of_visuals(visuals).panel.to_normalized_gamma_f32()
    }
}

//! The table of areas: a row each, below them what lies outside and what was counted twice; names, units and the total
//! stay at the top. Linked with the map both ways.

use std::sync::Arc;

use egui::{Align2, EventFilter, Key, Rect, Response, Role, Sense, Ui, WidgetInfo};
use egui_table::{CellInfo, Column, HeaderCellInfo, HeaderRow, Table, TableDelegate};

use crate::analysis::area_columns::StatColumn;
use crate::analysis::figured::Figured;
use crate::explain::{figures, measured, quantity};
use crate::text::Lang;
use crate::ui::command::{AreasCommand, ChartsCommand, Command, CopyRows};
use crate::ui::state::{SortKey, State, TableView};
use crate::ui::widget::text;
use crate::ui::{icons, theme};

/// Height of a row, in points.
const ROW_HEIGHT: f32 = 24.0;
/// Height of the names of the columns, in points: two lines and the unit.
const HEAD_HEIGHT: f32 = 50.0;
/// Width of the names of the areas, in points.
const NAME_WIDTH: f32 = 176.0;
/// Width of a column of figures, in points.
const WIDTH: f32 = 92.0;
/// Between the edge of a cell and its text, in points.
const PAD: f32 = 6.0;
/// The table's name among the widgets; there is one in the window.
const TABLE: &str = "table of areas";

/// Whether keys are meant for the table: it has the focus.
pub fn has_keyboard(ctx: &egui::Context) -> bool {
    ctx.memory(egui::Memory::focused) == Some(egui::Id::unique(TABLE))
}

/// Draws the table over all the room that is left.
pub fn show(ui: &mut Ui, figured: &Arc<Figured>, state: &State, commands: &mut Vec<Command>) {
    let view = &state.view.areas;
    let lang = state.lang();
    let rect = ui.available_rect_before_wrap();
    let frame = ui.interact(rect, egui::Id::unique(TABLE), Sense::FOCUSABLE);
    frame.widget_info(|| WidgetInfo::labeled(Role::Table, true, lang.text("areas.table_name")));
    keyboard(ui, &frame, state, commands);
    let columns: Vec<&'static StatColumn> = state.session.areas.columns.iter().collect();
    let rows = view.table.order.len() as u64 + REST;
    let mut table = Table::new()
        .id_salt("areas")
        .num_rows(rows)
        .num_sticky_cols(1)
        .headers([HeaderRow::new(HEAD_HEIGHT), HeaderRow::new(ROW_HEIGHT)])
        .columns(widths(&columns));
    if let Some(place) = view.row.filter(|_| view.table.reveal).and_then(|row| {
        let mut order = view.table.order.iter();
        order.position(|known| *known == row)
    }) {
        table = table.scroll_to_row(place as u64, None);
    }
    let mut cells = Cells {
        figured,
        table: &view.table,
        columns,
        chosen: view.row,
        lang,
        frame: frame.id,
        commands,
    };
    table.show(ui, &mut cells);
}

/// The rows below the areas: outside, and counted twice.
const REST: u64 = 2;

fn widths(columns: &[&'static StatColumn]) -> Vec<Column> {
    let of = |name: &str, width| {
        Column::new(width)
            .range(56.0..=420.0)
            .id(egui::Id::unique(("area column", name)))
    };
    let figures = columns.iter().map(|column| of(column.name, WIDTH));
    std::iter::once(of("area", NAME_WIDTH))
        .chain(figures)
        .collect()
}

/// Arrows choose a row, Enter shows it on the map, Ctrl+C copies it.
fn keyboard(ui: &Ui, frame: &Response, state: &State, commands: &mut Vec<Command>) {
    if !frame.has_focus() {
        return;
    }
    let arrows = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(frame.id, arrows));
    let view = &state.view.areas;
    let page = ((frame.rect.height() - HEAD_HEIGHT) / ROW_HEIGHT).max(2.0) as i64 - 1;
    let steps = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, page),
        (Key::PageUp, -page),
        (Key::End, i64::MAX),
        (Key::Home, -i64::MAX),
    ];
    for (key, by) in steps {
        if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key)) {
            let row = view.table.beside(view.row, by);
            commands.push(AreasCommand::Select(row).into());
        }
    }
    let (enter, copy) = ui.input_mut(|input| {
        let enter = input.consume_key(egui::Modifiers::NONE, Key::Enter);
        (enter, input.events.contains(&egui::Event::Copy))
    });
    if let Some(row) = view.row.filter(|_| enter) {
        commands.push(AreasCommand::Zoom(row).into());
    }
    if copy {
        let rows = view.row.map_or(CopyRows::All, |_| CopyRows::Chosen);
        commands.push(AreasCommand::Copy(rows).into());
    }
}

struct Cells<'a> {
    figured: &'a Figured,
    table: &'a TableView,
    columns: Vec<&'static StatColumn>,
    chosen: Option<usize>,
    lang: Lang,
    /// What takes the focus when a row is clicked.
    frame: egui::Id,
    commands: &'a mut Vec<Command>,
}

impl Cells<'_> {
    /// The row of the figures at a place of the table.
    fn row(&self, place: u64) -> Option<usize> {
        let areas = self.table.order.len();
        let place = usize::try_from(place).ok()?;
        match place.checked_sub(areas) {
            None => self.table.order.get(place).copied(),
            Some(rest) => Some(self.figured.areas() + rest),
        }
    }

    fn heading(&mut self, ui: &mut Ui, place: usize) {
        let lang = self.lang;
        let rect = ui.max_rect();
        let column = place
            .checked_sub(1)
            .and_then(|place| self.columns.get(place));
        let (key, name, unit) = match column {
            None => (SortKey::Name, lang.text("areas.name").to_owned(), None),
            Some(column) => (
                SortKey::Column(column.name),
                quantity::short(column, lang),
                Some(quantity::unit(column, lang)),
            ),
        };
        let response = ui.interact(rect, ui.scope_id().with("sort"), Sense::click());
        let sorted = (self.table.sort == key).then_some(self.table.descending);
        let said = lang.fill("areas.sort_by", &[("column", &name)]);
        let said = match sorted {
            Some(true) => format!("{said}. {}", lang.text("areas.sorted_down")),
            Some(false) => format!("{said}. {}", lang.text("areas.sorted_up")),
            None => said,
        };
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &said));
        if ui.is_sizing_pass() {
            ui.set_min_width(if column.is_some() { WIDTH } else { NAME_WIDTH });
        }
        let c = theme::colours(ui);
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, c.hover);
        }
        paint_heading(ui, rect, &name, unit.as_deref(), sorted, column.is_none());
        if response.clicked() {
            self.commands.push(AreasCommand::Sort(key).into());
        }
        if let Some(column) = column.copied() {
            explain_ui(&response, column, None, lang, self.commands);
            response.on_hover_ui(|ui| {
                ui.label(quantity::meaning(column, lang));
                if is_potential(column) {
                    ui.label(text::small(ui, lang.text("areas.potential")));
                }
            });
        }
    }

    /// A cell of a row: the name first.
    fn cell(&mut self, ui: &mut Ui, row: usize, place: usize, strong: bool) {
        let Some(figures) = self.figured.rows.get(row) else {
            return;
        };
        let lang = self.lang;
        let rect = ui.max_rect();
        let column = place
            .checked_sub(1)
            .and_then(|place| self.columns.get(place));
        let response = ui.interact(rect, ui.scope_id().with("cell"), Sense::CLICK);
        let name = figures::row_name(figures, lang);
        match column {
            None => {
                let chosen = self.chosen == Some(row);
                response.widget_info(|| WidgetInfo::selected(Role::RowHeader, true, chosen, &name));
                paint_text(ui, rect, &name, Tone::name(strong));
                if let Some(help) = self.help(row) {
                    response.clone().on_hover_text(lang.text(help));
                }
            }
            Some(column) => {
                let shown = figures::shown(column, figures, lang);
                let denominator = figures::denominator(column, figures, lang);
                let told = match &denominator {
                    Some(denominator) => format!("{shown} ({denominator})"),
                    None => shown.clone(),
                };
                response.widget_info(|| WidgetInfo::labeled(Role::Cell, true, &told));
                let known = column.value(figures).is_some();
                paint_text(ui, rect, &shown, Tone::figure(strong, known));
                response.clone().on_hover_ui(|ui| {
                    ui.label(format!("{} · {name}", quantity::heading(column, lang)));
                    if let Some(denominator) = denominator {
                        ui.label(denominator);
                    }
                    let known = measured::known(column, figures, lang);
                    ui.label(text::small(ui, known));
                });
            }
        }
        if let Some(column) = column.copied() {
            explain_ui(&response, column, Some(row), lang, self.commands);
        }
        if response.clicked() {
            ui.memory_mut(|memory| memory.request_focus(self.frame));
            self.commands.push(AreasCommand::Select(Some(row)).into());
        }
        if response.double_clicked() {
            self.commands.push(AreasCommand::Zoom(row).into());
        }
    }

    /// What the rows mean that are no area.
    fn help(&self, row: usize) -> Option<&'static str> {
        Some(match row.checked_sub(self.figured.areas())? {
            0 => "areas.outside_help",
            1 => "areas.overlap_help",
            _ => "areas.total_help",
        })
    }
}

/// What the other button of the mouse offers: where the figure comes from.
fn explain_ui(
    response: &Response,
    column: &'static StatColumn,
    row: Option<usize>,
    lang: Lang,
    commands: &mut Vec<Command>,
) {
    response.context_menu(|ui| {
        if ui.button(lang.text("trace.title")).clicked() {
            if row.is_some() {
                commands.push(AreasCommand::Select(row).into());
            }
            commands.push(ChartsCommand::Trace(Some(column)).into());
        }
    });
}

impl TableDelegate for Cells<'_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let place = cell.col_range.start;
        let c = theme::colours(ui);
        let rect = ui.max_rect();
        if cell.row_nr == 0 {
            self.heading(ui, place);
            return;
        }
        ui.painter().rect_filled(rect, 0.0, c.surface);
        let total = self.figured.areas() + REST as usize;
        self.cell(ui, total, place, true);
        let line = egui::Stroke::new(1.0, c.edge);
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 0.5, line);
    }

    fn row_ui(&mut self, ui: &mut Ui, place: u64) {
        let c = theme::colours(ui);
        let rect = ui.max_rect();
        let row = self.row(place);
        if row.is_some() && row == self.chosen {
            ui.painter().rect_filled(rect, 0.0, c.chosen);
        } else if ui.rect_contains_pointer(rect) {
            ui.painter().rect_filled(rect, 0.0, c.hover);
        }
        let line = egui::Stroke::new(1.0, c.hairline);
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 0.5, line);
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        if let Some(row) = self.row(cell.row_nr) {
            self.cell(ui, row, cell.col_nr, false);
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW_HEIGHT
    }
}

/// Whether a figure is about manure and fertiliser that the law allows, and not about practice.
fn is_potential(column: &StatColumn) -> bool {
    let name = column.name;
    name.starts_with("manure_") || name.starts_with("mineral_") || name.contains("_surplus_")
}

/// How the text of a cell stands out.
#[derive(Clone, Copy)]
struct Tone {
    is_name: bool,
    strong: bool,
    known: bool,
}

impl Tone {
    fn name(strong: bool) -> Self {
        let (is_name, known) = (true, true);
        Self {
            is_name,
            strong,
            known,
        }
    }

    fn figure(strong: bool, known: bool) -> Self {
        let is_name = false;
        Self {
            is_name,
            strong,
            known,
        }
    }
}

fn paint_text(ui: &mut Ui, rect: Rect, shown: &str, tone: Tone) {
    if ui.is_sizing_pass() {
        let font = egui::FontId::proportional(theme::TEXT_BODY);
        let size = ui.fonts_mut(|fonts| {
            let colour = egui::Color32::WHITE;
            fonts.layout_no_wrap(shown.to_owned(), font, colour).size()
        });
        ui.set_min_width(size.x + 2.0 * PAD);
        return;
    }
    let c = theme::colours(ui);
    let room = rect.shrink2(egui::vec2(PAD, 0.0));
    let (at, anchor) = if tone.is_name {
        (room.left_center(), Align2::LEFT_CENTER)
    } else {
        (room.right_center(), Align2::RIGHT_CENTER)
    };
    let colour = match tone {
        Tone { known: false, .. } => c.secondary,
        Tone { strong: true, .. } => c.accent,
        Tone { .. } => c.text,
    };
    text::line(
        ui,
        at,
        anchor,
        shown,
        theme::TEXT_BODY,
        colour,
        room.width(),
    );
}

/// The name in at most two lines, the unit below it, and which way it is sorted.
fn paint_heading(
    ui: &Ui,
    rect: Rect,
    name: &str,
    unit: Option<&str>,
    sorted: Option<bool>,
    left: bool,
) {
    let c = theme::colours(ui);
    let room = rect.shrink2(egui::vec2(PAD, 3.0));
    let mut job = egui::text::LayoutJob::simple(
        name.to_owned(),
        egui::FontId::proportional(theme::TEXT_SMALL),
        if sorted.is_some() { c.accent } else { c.text },
        room.width(),
    );
    job.wrap.max_rows = 2;
    job.halign = if left {
        egui::Align::LEFT
    } else {
        egui::Align::RIGHT
    };
    let galley = ui.painter().layout_job(job);
    let x = if left { room.left() } else { room.right() };
    ui.painter()
        .galley(egui::pos2(x, room.top()), galley, c.text);
    let arrow = match sorted {
        Some(true) => icons::ARROW_DOWN,
        Some(false) => icons::ARROW_UP,
        None => "",
    };
    let below = format!("{} {arrow}", unit.unwrap_or_default());
    let (at, anchor) = if left {
        (room.left_bottom(), Align2::LEFT_BOTTOM)
    } else {
        (room.right_bottom(), Align2::RIGHT_BOTTOM)
    };
    let size = theme::TEXT_SMALL - 1.0;
    text::line(
        ui,
        at,
        anchor,
        below.trim(),
        size,
        c.secondary,
        room.width(),
    );
    let line = egui::Stroke::new(1.0, c.hairline);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
}

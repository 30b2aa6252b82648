//! The list of yearly layers: a line each, with its year and its column of crops to be corrected.

use egui::{Align, ComboBox, Label, Layout, Rect, RichText, Sense, TextEdit, Ui, UiBuilder};

use super::super::colour_by::field_type_key;
use crate::analysis::years::YearProblem;
use crate::domain::Year;
use crate::explain;
use crate::text::Lang;
use crate::ui::icons;
use crate::ui::theme;
use crate::ui::widget::{icon_button, text};
use crate::ui::years::{Draft, Failed, Row, Trouble};

/// Height of a line, in points.
const ROW_HEIGHT: f32 = 27.0;
/// Height of the line with the names of the columns, in points.
const HEADER_HEIGHT: f32 = 20.0;
/// A list narrower than this leaves out what only explains, in points.
const WIDE: f32 = 960.0;
/// Fewest digits that a year needs.
const YEAR_DIGITS: usize = 4;

/// What a line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask {
    /// Another text in the field of the year.
    Year(u64, String),
    /// Another column of crops.
    Crops(u64, usize),
    /// To be left out.
    Remove(u64),
}

/// Where the cells of a line are.
#[derive(Debug, Clone, Copy)]
struct Cells {
    mark: Rect,
    file: Rect,
    rows: Rect,
    year: Rect,
    /// Empty where the list is narrow, as those that follow.
    likely: Rect,
    crops: Rect,
    values: Rect,
    category: Rect,
    crs: Rect,
    remove: Rect,
}

impl Cells {
    fn of(line: Rect) -> Self {
        let wide = line.width() >= WIDE;
        let mut right = line.right();
        let mut from_right = |width: f32| {
            let left = right - width;
            let rect = Rect::from_x_y_ranges(left..=right, line.y_range());
            right = if width > 0.0 { left - theme::GAP } else { left };
            rect
        };
        let only_wide = |width: f32| if wide { width } else { 0.0 };
        let remove = from_right(theme::CONTROL_HEIGHT);
        let crs = from_right(only_wide(132.0));
        let category = from_right(only_wide(100.0));
        let values = from_right(only_wide(128.0));
        let crops = from_right(148.0);
        let likely = from_right(only_wide(224.0));
        let year = from_right(56.0);
        let rows = from_right(72.0);
        let mark = Rect::from_min_size(line.min, egui::vec2(20.0, line.height()));
        let file = Rect::from_x_y_ranges(mark.right() + theme::GAP_SMALL..=right, line.y_range());
        Self {
            mark,
            file,
            rows,
            year,
            likely,
            crops,
            values,
            category,
            crs,
            remove,
        }
    }

    fn next(ui: &mut Ui, height: f32) -> Self {
        let size = egui::vec2(ui.available_width(), height);
        Self::of(ui.allocate_exact_size(size, Sense::hover()).0)
    }
}

/// Draws the list; answers what was asked for.
pub(super) fn show(ui: &mut Ui, draft: &Draft, troubles: &[Trouble], lang: Lang) -> Vec<Ask> {
    let mut asked = Vec::new();
    if !draft.rows().is_empty() {
        header(ui, lang);
    }
    for (number, row) in draft.rows().iter().enumerate() {
        let line = Line {
            row,
            name: draft.name(number),
            likely: likely(draft, troubles, number),
            mark: mark(troubles, number),
            lang,
        };
        ui.push_id(row.id, |ui| line.show(ui, &mut asked));
    }
    for failed in draft.failed() {
        ui.push_id(failed.id, |ui| failed_ui(ui, failed, lang, &mut asked));
    }
    asked
}

fn header(ui: &mut Ui, lang: Lang) {
    let cells = Cells::next(ui, HEADER_HEIGHT);
    let left = Layout::left_to_right(Align::Center);
    let right = Layout::right_to_left(Align::Center);
    for (rect, layout, key) in [
        (cells.file, left, "dialog.years.file"),
        (cells.rows, right, "dialog.years.rows"),
        (cells.year, left, "dialog.years.year"),
        (cells.crops, left, "dialog.years.crops"),
        (cells.values, left, "dialog.years.values"),
        (cells.category, left, "dialog.years.category"),
        (cells.crs, left, "dialog.years.crs"),
    ] {
        small_in(ui, rect, layout, lang.text(key));
    }
}

/// Two years that contradict each other, the likely one first, or what the file says where the field says something
/// else; each with whether it is the name's.
fn likely(draft: &Draft, troubles: &[Trouble], number: usize) -> Vec<(Year, bool)> {
    let contradiction = troubles.iter().find_map(|trouble| match trouble {
        Trouble::Years(YearProblem::Contradiction {
            file,
            column,
            named,
            likely,
        }) if *file == number => {
            let mut years = vec![(*column, false), (*named, true)];
            if likely == named {
                years.reverse();
            }
            Some(years)
        }
        _ => None,
    });
    contradiction.unwrap_or_else(|| draft.told_by_file(number))
}

/// How bad the worst of a line is: `Some(true)` where nothing can be calculated before it is put right.
fn mark(troubles: &[Trouble], number: usize) -> Option<bool> {
    let about = troubles.iter().filter(|t| t.rows().contains(&number));
    about.map(Trouble::is_error).max()
}

struct Line<'a> {
    row: &'a Row,
    name: String,
    likely: Vec<(Year, bool)>,
    mark: Option<bool>,
    lang: Lang,
}

impl Line<'_> {
    fn show(&self, ui: &mut Ui, asked: &mut Vec<Ask>) {
        let cells = Cells::next(ui, ROW_HEIGHT);
        let left = Layout::left_to_right(Align::Center);
        let right = Layout::right_to_left(Align::Center);
        let (row, lang) = (self.row, self.lang);
        if let Some(is_error) = self.mark {
            mark_in(ui, cells.mark, is_error);
        }
        let path = row.read.file.path.to_string_lossy();
        let name = child(ui, cells.file, left).add(Label::new(&self.name).truncate());
        if !path.is_empty() {
            name.on_hover_text(path);
        }
        let count = lang.count(row.read.file.rows as u64);
        child(ui, cells.rows, right).label(count);
        self.year(&mut child(ui, cells.year, left), asked);
        if cells.likely.width() > 0.0 {
            self.likely(&mut child(ui, cells.likely, left), asked);
        }
        self.crops(&mut child(ui, cells.crops, left), asked);
        let values = if row.choosing {
            lang.text("dialog.busy").to_owned()
        } else {
            row.read.values.join(", ")
        };
        small_in(ui, cells.values, left, &values);
        let none = lang.text("dialog.years.none");
        let category = row.read.category.as_deref().unwrap_or(none);
        small_in(ui, cells.category, left, category);
        let crs = explain::crs_label(row.read.layer.crs.as_ref(), lang);
        small_in(ui, cells.crs, left, &crs);
        let leave_out = lang.fill("dialog.years.leave_out", &[("file", &self.name)]);
        if icon_button(&mut child(ui, cells.remove, left), icons::X, &leave_out).clicked() {
            asked.push(Ask::Remove(row.id));
        }
    }

    fn year(&self, ui: &mut Ui, asked: &mut Vec<Ask>) {
        let mut typed = self.row.typed.clone();
        let name = [("file", self.name.as_str())];
        let name = self.lang.fill("dialog.years.year_of", &name);
        let field = TextEdit::singleline(&mut typed)
            .desired_width(ui.available_width())
            .char_limit(YEAR_DIGITS);
        let field = ui.add(field);
        if field.changed() {
            asked.push(Ask::Year(self.row.id, typed));
        }
        field.accessible_name(name);
    }

    fn likely(&self, ui: &mut Ui, asked: &mut Vec<Ask>) {
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        for (year, is_named) in &self.likely {
            let key = if *is_named {
                "dialog.years.by_name"
            } else {
                "dialog.years.by_column"
            };
            let year = year.to_string();
            let words = self.lang.fill(key, &[("year", &year)]);
            let values = [("year", year.as_str()), ("file", self.name.as_str())];
            let name = self.lang.fill("dialog.years.use_year", &values);
            let button = ui.small_button(RichText::new(words).size(theme::TEXT_SMALL));
            if button.accessible_name(name).clicked() {
                asked.push(Ask::Year(self.row.id, year));
            }
        }
    }

    fn crops(&self, ui: &mut Ui, asked: &mut Vec<Ask>) {
        let (row, lang) = (self.row, self.lang);
        let chosen = row.read.file.crops.as_ref();
        let says = chosen.map_or(lang.text("dialog.years.choose"), |crops| &crops.name);
        let shown = ComboBox::from_id_salt("crops")
            .width(ui.available_width())
            .truncate()
            .selected_text(says)
            .show_ui(ui, |ui| {
                for (column, field) in row.read.layer.table.fields().iter().enumerate() {
                    let is_chosen = chosen.is_some_and(|crops| crops.column == column);
                    let kind = lang.text(field_type_key(field.field_type));
                    let words = format!("{} ({kind})", field.name);
                    if ui.selectable_label(is_chosen, words).clicked() && !is_chosen {
                        asked.push(Ask::Crops(row.id, column));
                    }
                }
            });
        let name = lang.fill("dialog.years.crops_of", &[("file", &self.name)]);
        shown.response.accessible_name(name);
    }
}

fn failed_ui(ui: &mut Ui, failed: &Failed, lang: Lang, asked: &mut Vec<Ask>) {
    let cells = Cells::next(ui, ROW_HEIGHT);
    let left = Layout::left_to_right(Align::Center);
    let name = failed.path.file_name().unwrap_or(failed.path.as_os_str());
    let name = name.to_string_lossy();
    mark_in(ui, cells.mark, true);
    let path = failed.path.to_string_lossy();
    let label = child(ui, cells.file, left).add(Label::new(name.as_ref()).truncate());
    label.on_hover_text(path);
    let why = explain::open_error(&failed.error, lang);
    let rest = Rect::from_min_max(cells.rows.min, cells.remove.left_bottom());
    let said = format!("{} {}", why.what, why.remedy);
    let said = small_in(ui, rest, left, &said);
    said.on_hover_text(format!("{} {}", why.what, why.remedy));
    let leave_out = lang.fill("dialog.years.leave_out", &[("file", &name)]);
    if icon_button(&mut child(ui, cells.remove, left), icons::X, &leave_out).clicked() {
        asked.push(Ask::Remove(failed.id));
    }
}

fn mark_in(ui: &mut Ui, rect: Rect, is_error: bool) {
    let colours = theme::colours(ui);
    let (icon, colour) = if is_error {
        (icons::WARNING_CIRCLE, colours.error)
    } else {
        (icons::WARNING, colours.warning)
    };
    let font = egui::FontId::proportional(theme::TEXT_HEADING);
    let at = rect.left_center();
    ui.painter()
        .text(at, egui::Align2::LEFT_CENTER, icon, font, colour);
}

fn small_in(ui: &mut Ui, rect: Rect, layout: Layout, said: &str) -> egui::Response {
    if rect.width() <= 0.0 {
        return ui.allocate_rect(rect, Sense::hover());
    }
    let mut ui = child(ui, rect, layout);
    let said = text::small(&ui, said);
    ui.add(Label::new(said).truncate())
}

fn child(ui: &mut Ui, rect: Rect, layout: Layout) -> Ui {
    ui.new_child(UiBuilder::new().max_rect(rect).layout(layout))
}

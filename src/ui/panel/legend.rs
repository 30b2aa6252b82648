//! The legend of the layer in hand: what the colours mean, how much of each there is in the file and in view,
//! and for the classes of Fig. 1 the two shares that must not be mixed up and the published hectares.

use egui::{Align, Align2, Layout, Response, Sense, Ui};

use super::layers;
use crate::analysis::categorise::{ColourBy, Doubt};
use crate::analysis::summary::{Category, CategoryKey};
use crate::domain::{Class, YearColumn};
use crate::explain::category;
use crate::map::style::CategoryStyle;
use crate::text::Lang;
use crate::ui::command::{
    Command, FileCommand, LayerCommand, Menu, Pick, TimeCommand, ViewCommand,
};
use crate::ui::state::{MapLayer, RulePart, State};
use crate::ui::widget::{icon_button, swatch, text};
use crate::ui::{icons, theme};

/// Height of an entry, in points: its name, and its figures below.
const ENTRY_HEIGHT: f32 = 38.0;
/// Right edges of the columns of figures, as parts of the room beside the swatch.
const COLUMNS: [f32; 3] = [0.35, 0.64, 1.0];

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(layer) = state.session.active() else {
        text::heading(ui, lang.text("legend.title"));
        ui.add_space(theme::GAP_SMALL);
        ui.label(text::small(ui, lang.text("legend.empty")));
        return;
    };
    title_ui(ui, layer, lang, commands);
    if !layer.layer.polygons.is_ground() {
        marks_ui(ui, layer, lang, commands);
        return;
    }
    header_ui(ui, lang);
    let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing.y);
    let in_view = state.view.in_view.as_ref().filter(|v| v.layer == layer.id);
    let total_m2 = layer.categories().total_m2();
    let doubt = doubt_of(state, layer);
    for (index, (entry, style)) in layer.entries().enumerate() {
        let figures = Figures {
            entry,
            style,
            total_m2,
            in_view: in_view.and_then(|v| v.list.get(index)),
            view_m2: in_view.map(|v| v.list.iter().map(|c| c.area_m2).sum()),
            uncertain_m2: doubt.and_then(|doubt| doubt.area_m2.get(index).copied()),
        };
        let response = entry_ui(ui, &figures, lang);
        if response.clicked() {
            let hide = !style.hidden;
            commands.push(LayerCommand::SetHidden(layer.id, index, hide).into());
        }
        response.context_menu(|ui| {
            if ui.button(lang.text("legend.pick")).clicked() {
                commands.push(ViewCommand::Pick(Pick::Category(layer.id, index)).into());
            }
        });
    }
    total_ui(ui, layer, in_view.map(|v| v.list.as_slice()), lang);
    ui.spacing_mut().item_spacing.y = spacing;
    if layer.coloured.classified.is_some() {
        uncertain_ui(ui, state, doubt, total_m2, commands);
    }
    if layer.hidden.contains(&true) && ui.link(lang.text("menu.show_all_classes")).clicked() {
        commands.push(LayerCommand::ShowAllCategories(layer.id).into());
    }
    if has_classes(layer) {
        guard_ui(ui, state, layer, lang, commands);
        ui.add_space(theme::GAP);
        shares_ui(ui, &layer.categories().list, lang);
        // The rule's panel, when it is unfolded, has the same figures with more beside them.
        let told_below = layer.years.is_some() && state.view.rule.is_open(RulePart::Panel);
        if is_about_drenthe(layer) && !told_below {
            ui.add_space(theme::GAP);
            ui.scope(|ui| published_ui(ui, layer, lang));
        }
    } else {
        ui.add_space(theme::GAP);
        hint_ui(ui, layer, lang, commands);
    }
}

fn title_ui(ui: &mut Ui, layer: &MapLayer, lang: Lang, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        text::heading(ui, lang.text("legend.title"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let what = icon_button(ui, icons::QUESTION, lang.text("legend.terms"));
            egui::Popup::menu(&what)
                .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
                .show(|ui| terms_ui(ui, layer, lang));
            let by = lang.text(Menu::ColourBy.key());
            if icon_button(ui, icons::PALETTE, by).clicked() {
                let dialog = crate::ui::state::DialogKind::ColourBy(layer.id);
                commands.push(ViewCommand::Show(dialog).into());
            }
        });
    });
    let by = coloured_by(layer, lang);
    ui.add(egui::Label::new(text::small(ui, by)).truncate());
    ui.add_space(theme::GAP_SMALL);
}

/// What is uncertain of a layer, while that is to be seen.
pub fn doubt_of<'a>(state: &State, layer: &'a MapLayer) -> Option<&'a Doubt> {
    let shown = state.view.marks_uncertain;
    shown
        .then(|| layer.coloured.doubt(&layer.area_m2))
        .flatten()
}

/// The switch of the lines over uncertain parcels, and how much of the whole they are.
fn uncertain_ui(
    ui: &mut Ui,
    state: &State,
    doubt: Option<&Doubt>,
    total_m2: f64,
    commands: &mut Vec<Command>,
) {
    let lang = state.lang();
    let mut marked = state.view.marks_uncertain;
    let switch = ui.checkbox(&mut marked, lang.text(Menu::MarkUncertain.key()));
    let switch = switch.on_hover_text(lang.text("legend.uncertain_help"));
    if switch.changed() {
        commands.push(ViewCommand::ToggleUncertain.into());
    }
    if let Some(doubt) = doubt {
        let part = part_of(doubt.total_m2(), total_m2, lang);
        let told = lang.fill("legend.uncertain", &[("part", &part)]);
        ui.label(text::small(ui, told));
    }
}

/// A word where two classes look alike to somebody, and the way to the colours.
fn guard_ui(ui: &mut Ui, state: &State, layer: &MapLayer, lang: Lang, commands: &mut Vec<Command>) {
    let colours = state.session.colours();
    let opacity = f64::from(layer.opacity);
    if colours.alike(crate::map::Rgb::WHITE, opacity).is_empty() {
        return;
    }
    ui.add_space(theme::GAP_SMALL);
    ui.label(text::small(ui, lang.text("legend.alike")));
    if ui.link(lang.text(Menu::Colours.key())).clicked() {
        let dialog = crate::ui::state::DialogKind::Colours;
        commands.push(ViewCommand::Show(dialog).into());
    }
}

/// What the layer is coloured by, in words.
pub fn coloured_by(layer: &MapLayer, lang: Lang) -> String {
    let name = |column: usize| {
        let field = layer.layer.table.fields().get(column);
        field.map_or("", |field| field.name.as_str())
    };
    match &layer.colour_by {
        ColourBy::Cooperation => {
            let columns = layer.years.as_ref().map(|years| years.sequences.columns());
            let year = |at: Option<&YearColumn>| {
                at.map_or_else(String::new, |column| column.year.to_string())
            };
            let columns = columns.unwrap_or_default();
            let (from, to) = (year(columns.first()), year(columns.last()));
            lang.fill("legend.by_rule", &[("from", &from), ("to", &to)])
        }
        ColourBy::CropYear(year) => {
            lang.fill("legend.by_crop_year", &[("year", &year.to_string())])
        }
        ColourBy::Class(class) => lang.fill("legend.by_class", &[("column", name(class.column))]),
        ColourBy::CropGroup { column } => lang.fill("legend.by_crop", &[("column", name(*column))]),
        ColourBy::Column(column) => lang.fill("legend.by_column", &[("column", name(*column))]),
        ColourBy::Plain => lang.text("legend.by_nothing").to_owned(),
    }
}

/// What each entry of the legend means, in a sentence.
fn terms_ui(ui: &mut Ui, layer: &MapLayer, lang: Lang) {
    ui.set_max_width(360.0);
    let gap = theme::GAP;
    egui::Frame::new().inner_margin(gap).show(ui, |ui| {
        for (entry, _) in layer.entries() {
            if let Some(help) = category::help(&entry.key, lang) {
                ui.label(category::label(&entry.key, lang));
                ui.label(text::small(ui, help));
                ui.add_space(gap);
            }
        }
        for (title, help) in [
            ("legend.mixed", "legend.mixed_help"),
            ("legend.cooperation", "legend.cooperation_help"),
            ("legend.in_view", "legend.in_view_help"),
        ] {
            ui.label(lang.text(title));
            ui.label(text::small(ui, lang.text(help)));
            ui.add_space(gap);
        }
    });
}

/// Lines and points: how many, since they have no hectares.
fn marks_ui(ui: &mut Ui, layer: &MapLayer, lang: Lang, commands: &mut Vec<Command>) {
    for (index, (entry, style)) in layer.entries().enumerate() {
        let name = category::label(&entry.key, lang);
        let mut shown = !style.hidden;
        ui.horizontal(|ui| {
            let size = swatch::SIZE;
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let mut plain = *style;
            plain.hidden = false;
            swatch::paint(ui, rect, &plain);
            if ui.checkbox(&mut shown, name).changed() {
                commands.push(LayerCommand::SetHidden(layer.id, index, !shown).into());
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(lang.count(entry.parcels));
            });
        });
    }
    ui.label(text::small(ui, lang.text("legend.no_hectares")));
}

/// The names of the columns of figures.
fn header_ui(ui: &mut Ui, lang: Lang) {
    let (rect, _) = ui.allocate_exact_size(
        egui::vec2(ui.available_width(), theme::GAP_LARGE),
        Sense::hover(),
    );
    let secondary = theme::colours(ui).secondary;
    let titles = ["legend.hectares", "legend.share", "legend.in_view"];
    for (x, title) in columns(rect).into_iter().zip(titles) {
        let at = egui::pos2(x, rect.center().y);
        let title = lang.text(title);
        text::line(
            ui,
            at,
            Align2::RIGHT_CENTER,
            title,
            theme::TEXT_SMALL,
            secondary,
            90.0,
        );
    }
}

/// Right edges of the columns of figures.
fn columns(rect: egui::Rect) -> [f32; 3] {
    let left = rect.left() + swatch::SIZE.x + theme::GAP;
    COLUMNS.map(|part| left + (rect.right() - left) * part)
}

/// What stands in one entry.
struct Figures<'a> {
    entry: &'a Category,
    style: &'a CategoryStyle,
    /// Area of all entries, m².
    total_m2: f64,
    /// The same entry counted over what is in view.
    in_view: Option<&'a Category>,
    /// Area of all entries in view, m².
    view_m2: Option<f64>,
    /// Of the entry's area, how much is uncertain, m²; where that is to be seen.
    uncertain_m2: Option<f64>,
}

impl Figures<'_> {
    /// "40.428 ± 1.900" where what is uncertain is to be seen. The unit stands above the column.
    fn hectares_and_doubt(&self, lang: Lang) -> String {
        let bare = |part_m2: f64| lang.bare_ha_of(part_m2, self.total_m2);
        let hectares = bare(self.entry.area_m2);
        match self.uncertain_m2 {
            Some(uncertain_m2) if uncertain_m2 > 0.0 => {
                format!("{hectares} ± {}", bare(uncertain_m2))
            }
            _ => hectares,
        }
    }

    /// What the figures mean, with the whole that each is a part of.
    fn told(&self, lang: Lang) -> String {
        let entry = self.entry;
        let mut lines = Vec::new();
        lines.extend(category::help(&entry.key, lang));
        lines.push(lang.fill(
            "legend.told_parcels",
            &[("count", &lang.count(entry.parcels))],
        ));
        lines.push(part_of(entry.area_m2, self.total_m2, lang));
        if let Some(uncertain_m2) = self.uncertain_m2 {
            let part = part_of(uncertain_m2, entry.area_m2, lang);
            lines.push(lang.fill("legend.uncertain", &[("part", &part)]));
        }
        if let (Some(in_view), Some(view_m2)) = (self.in_view, self.view_m2) {
            let part = part_of(in_view.area_m2, view_m2, lang);
            lines.push(lang.fill("legend.told_view", &[("part", &part)]));
        }
        if entry.unmeasured > 0 {
            let count = lang.count(entry.unmeasured);
            lines.push(lang.fill("legend.told_unmeasured", &[("count", &count)]));
        }
        lines.push(lang.text("legend.told_click").to_owned());
        lines.join("\n")
    }
}

/// "62.290 van 176.787 ha (35,2%)".
pub fn part_of(part_m2: f64, whole_m2: f64, lang: Lang) -> String {
    lang.fill(
        "legend.part_of",
        &[
            ("part", &lang.bare_ha_of(part_m2, whole_m2)),
            ("whole", &lang.ha(whole_m2)),
            ("percent", &lang.percent(part_m2, whole_m2)),
        ],
    )
}

fn entry_ui(ui: &mut Ui, figures: &Figures<'_>, lang: Lang) -> Response {
    let size = egui::vec2(ui.available_width(), ENTRY_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = category::label(&figures.entry.key, lang);
    let shown = !figures.style.hidden;
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, shown, &name));
    if ui.is_rect_visible(rect) {
        let colours = theme::colours(ui);
        if response.hovered() {
            let mark = rect.expand2(egui::vec2(theme::GAP_SMALL, 0.0));
            ui.painter().rect_filled(mark, 4.0, colours.hover);
        }
        paint_entry(ui, rect, &name, figures, lang);
    }
    response.on_hover_ui(|ui| {
        ui.label(&name);
        ui.label(text::small(ui, figures.told(lang)));
    })
}

fn paint_entry(ui: &Ui, rect: egui::Rect, name: &str, figures: &Figures<'_>, lang: Lang) {
    let colours = theme::colours(ui);
    let hidden = figures.style.hidden;
    let colour = if hidden {
        colours.secondary
    } else {
        colours.text
    };
    let upper = rect.top() + 12.0;
    let lower = rect.top() + 29.0;
    let middle = egui::pos2(rect.left() + swatch::SIZE.x / 2.0, upper);
    swatch::paint(
        ui,
        egui::Rect::from_center_size(middle, swatch::SIZE),
        figures.style,
    );
    if hidden {
        let (size, at) = (theme::TEXT_SMALL, Align2::CENTER_CENTER);
        text::line(
            ui,
            middle,
            at,
            icons::EYE_SLASH,
            size,
            colours.secondary,
            24.0,
        );
    }
    let mut right = rect.right();
    if let Some(letter) = category::letter(&figures.entry.key) {
        let at = egui::pos2(right, upper);
        let (size, anchor) = (theme::TEXT_SMALL, Align2::RIGHT_CENTER);
        text::line(ui, at, anchor, letter, size, colours.secondary, 24.0);
        right -= theme::GAP_LARGE;
    }
    let at = egui::pos2(rect.left() + swatch::SIZE.x + theme::GAP, upper);
    let width = right - at.x;
    text::line(
        ui,
        at,
        Align2::LEFT_CENTER,
        name,
        theme::TEXT_BODY,
        colour,
        width,
    );

    let entry = figures.entry;
    let in_view = figures.in_view.zip(figures.view_m2);
    let in_view = in_view.map(|(found, whole_m2)| lang.bare_ha_of(found.area_m2, whole_m2));
    let unmeasured = entry.parcels > 0 && entry.unmeasured == entry.parcels;
    let cells = if unmeasured {
        // Without a coordinate system nothing can be measured, and 0 would be wrong.
        let unknown = lang.text("number.unknown").to_owned();
        [unknown, String::new(), String::new()]
    } else {
        [
            figures.hectares_and_doubt(lang),
            lang.percent(entry.area_m2, figures.total_m2),
            in_view.unwrap_or_else(|| "…".to_owned()),
        ]
    };
    let tones = [colour, colours.secondary, colours.secondary];
    for ((x, cell), tone) in columns(rect).into_iter().zip(cells).zip(tones) {
        let at = egui::pos2(x, lower);
        text::line(
            ui,
            at,
            Align2::RIGHT_CENTER,
            &cell,
            theme::TEXT_SMALL,
            tone,
            90.0,
        );
    }
}

/// The sum of all entries, under a line.
fn total_ui(ui: &mut Ui, layer: &MapLayer, in_view: Option<&[Category]>, lang: Lang) {
    let size = egui::vec2(ui.available_width(), 24.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let colours = theme::colours(ui);
    let stroke = egui::Stroke::new(1.0, colours.hairline);
    ui.painter().hline(rect.x_range(), rect.top() + 2.0, stroke);
    let sum = |list: &[Category]| list.iter().map(|c| c.area_m2).sum::<f64>();
    let total = layer.categories().total_m2();
    let bare = |m2: f64| lang.bare_ha_of(m2, m2);
    let measured = total > 0.0 || layer.layer.is_empty();
    let cells = [
        if measured {
            bare(total)
        } else {
            lang.text("number.unknown").to_owned()
        },
        String::new(),
        in_view.map_or_else(|| "…".to_owned(), |list| bare(sum(list))),
    ];
    let y = rect.center().y + 1.0;
    let at = egui::pos2(rect.left(), y);
    let (size, left) = (theme::TEXT_SMALL, Align2::LEFT_CENTER);
    text::line(
        ui,
        at,
        left,
        lang.text("legend.total"),
        size,
        colours.secondary,
        60.0,
    );
    for ((x, cell), tone) in
        columns(rect)
            .into_iter()
            .zip(cells)
            .zip([colours.text, colours.text, colours.secondary])
    {
        text::line(
            ui,
            egui::pos2(x, y),
            Align2::RIGHT_CENTER,
            &cell,
            size,
            tone,
            90.0,
        );
    }
    response.on_hover_text(layers::counted(&layer.categories().list, lang));
}

/// The two shares of Fig. 1, each with the whole that it is a part of.
pub fn shares_ui(ui: &mut Ui, list: &[Category], lang: Lang) {
    let sum = |wanted: fn(Class) -> bool| {
        let classes = list.iter().filter_map(|category| match category.key {
            CategoryKey::Class(class) if wanted(class) => Some(category.area_m2),
            _ => None,
        });
        classes.sum::<f64>()
    };
    let whole = sum(|class| class != Class::Unclassified);
    for (title, help, part) in [
        (
            "legend.mixed",
            "legend.mixed_help",
            sum(Class::is_mixed_use),
        ),
        (
            "legend.cooperation",
            "legend.cooperation_help",
            sum(Class::is_cooperation),
        ),
    ] {
        let response = ui
            .vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.horizontal(|ui| {
                    ui.label(lang.text(title));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.label(lang.percent(part, whole));
                    });
                });
                ui.label(text::small(ui, of_ha(part, whole, lang)));
            })
            .response;
        response.on_hover_text(lang.text(help));
        ui.add_space(theme::GAP_SMALL);
    }
}

/// "62.290 van 176.787 ha".
fn of_ha(part_m2: f64, whole_m2: f64, lang: Lang) -> String {
    let part = lang.bare_ha_of(part_m2, whole_m2);
    lang.fill(
        "legend.of_ha",
        &[("part", &part), ("whole", &lang.ha(whole_m2))],
    )
}

/// The hectares that the brochure prints, and how far this layer is from them.
fn published_ui(ui: &mut Ui, layer: &MapLayer, lang: Lang) {
    ui.label(lang.text("legend.published"));
    ui.label(text::small(ui, lang.text("legend.published_help")));
    ui.spacing_mut().item_spacing.y = 0.0;
    for (entry, style) in layer.entries() {
        let CategoryKey::Class(class) = entry.key else {
            continue;
        };
        let Some(published_ha) = class.published_ha() else {
            continue;
        };
        let size = egui::vec2(ui.available_width(), 18.0);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let mut style = *style;
        style.hidden = false;
        let middle = egui::pos2(rect.left() + swatch::SIZE.x / 2.0, rect.center().y);
        let field = egui::Rect::from_center_size(middle, egui::vec2(swatch::SIZE.x, 12.0));
        swatch::paint(ui, field, &style);
        let difference = entry.area_m2 / 10_000.0 - published_ha;
        let sign = if difference.round() > 0.0 { "+" } else { "" };
        let cells = [
            lang.decimal(published_ha, 0),
            String::new(),
            format!("{sign}{}", lang.ha_total(difference * 10_000.0)),
        ];
        let colours = theme::colours(ui);
        for (x, cell) in columns(rect).into_iter().zip(&cells) {
            let at = egui::pos2(x, rect.center().y);
            let (anchor, size) = (Align2::RIGHT_CENTER, theme::TEXT_SMALL);
            text::line(ui, at, anchor, cell, size, colours.secondary, 90.0);
        }
        response.on_hover_text(category::label(&entry.key, lang));
    }
}

/// Why no classes are shown, and where they come from.
fn hint_ui(ui: &mut Ui, layer: &MapLayer, lang: Lang, commands: &mut Vec<Command>) {
    if matches!(layer.colour_by, ColourBy::CropYear(_)) {
        if ui.link(lang.text(Menu::BackToClasses.key())).clicked() {
            commands.push(TimeCommand::Back.into());
        }
        return;
    }
    ui.label(text::small(ui, lang.text("legend.no_classes")));
    ui.add_space(theme::GAP_SMALL);
    if layer.years.is_none() && ui.link(lang.text(Menu::AddYears.key())).clicked() {
        commands.push(ViewCommand::Show(crate::ui::state::DialogKind::Years).into());
    }
    if layer.years.is_none() && ui.link(lang.text(Menu::ClassColumn.key())).clicked() {
        let dialog = crate::ui::state::DialogKind::ClassColumn(layer.id);
        commands.push(ViewCommand::Show(dialog).into());
    }
    if layer.layer.is_empty() && ui.link(lang.text(Menu::Open.key())).clicked() {
        commands.push(FileCommand::Choose.into());
    }
}

/// Whether the layer is coloured by the classes of Fig. 1.
pub fn has_classes(layer: &MapLayer) -> bool {
    matches!(layer.colour_by, ColourBy::Cooperation | ColourBy::Class(_))
}

/// Whether the published hectares can be compared with: the sample, or a layer of the five classes that lies
/// in Drenthe and is about as large.
pub fn is_about_drenthe(layer: &MapLayer) -> bool {
    if layer.is_sample {
        return true;
    }
    let published: f64 = Class::FIG1.iter().filter_map(|c| c.published_ha()).sum();
    let ratio = layer.categories().total_m2() / 10_000.0 / published;
    let middle = layer.bounds().center();
    let in_rd = layer
        .prepared
        .as_ref()
        .is_some_and(|p| p.crs() == crate::map::MapCrs::RdNew);
    in_rd
        && (0.75..1.25).contains(&ratio)
        && (207_000.0..269_000.0).contains(&middle[0])
        && (515_000.0..582_000.0).contains(&middle[1])
}

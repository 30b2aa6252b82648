//! Where the selected parcel came from: what happened, for years on end in one line, and the parcels of the year
//! that was chosen.

use std::path::Path;

use egui::{CursorIcon, Label, Sense, Ui};

use crate::analysis::overlay::Change;
use crate::domain::{Catalogue, Year};
use crate::explain::story as words;
use crate::text::Lang;
use crate::ui::command::{Command, StoryCommand};
use crate::ui::origins::{PastParcel, PastYear};
use crate::ui::theme;
use crate::ui::widget::text;

/// Draws what happened over the years. A line under the pointer outlines its newest parcels on the map, and a click keeps
/// them there; answers that year.
pub(super) fn show(
    ui: &mut Ui,
    origins: &[PastYear],
    lang: Lang,
    commands: &mut Vec<Command>,
) -> Option<Year> {
    let mut hovered = None;
    ui.label(lang.text("origin.title"))
        .on_hover_text(lang.text("origin.help"));
    for run in runs(origins).into_iter().rev() {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        let years = if first.year == last.year {
            first.year.to_string()
        } else {
            format!("{}–{}", first.year, last.year)
        };
        let change = change(first, lang);
        let told = lang.fill("origin.line", &[("years", &years), ("change", &change)]);
        let line = Label::new(text::small(ui, told)).wrap();
        let line = ui.add(line.sense(Sense::click()));
        let line = line.on_hover_cursor(CursorIcon::PointingHand);
        if line.hovered() {
            hovered = Some(last.year);
        }
        if line.clicked() {
            commands.push(StoryCommand::Choose(Some(last.year)).into());
        }
    }
    hovered
}

/// Draws the parcels of one year.
pub(super) fn year_ui(ui: &mut Ui, past: &PastYear, catalogue: &Catalogue, lang: Lang) {
    ui.add_space(theme::GAP_SMALL);
    let year = past.year.to_string();
    let change = change(past, lang);
    let told = lang.fill("origin.in_year", &[("year", &year), ("change", &change)]);
    ui.add(Label::new(text::small(ui, told)).wrap());
    if past.change == Change::Identical {
        return;
    }
    for parcel in &past.parcels {
        let told = parcel_words(parcel, catalogue, lang);
        let line = ui.add(Label::new(text::small(ui, told)).wrap());
        if let Some(file) = past.file.as_deref().and_then(Path::file_name) {
            let (file, record) = (file.to_string_lossy(), parcel.record.to_string());
            let values = [("file", &*file), ("record", &record)];
            line.on_hover_text(lang.fill("parcel.source", &values));
        }
    }
}

/// Years on end in which the same had happened.
fn runs(origins: &[PastYear]) -> Vec<&[PastYear]> {
    let same = |a: &PastYear, b: &PastYear| {
        a.change == b.change && a.parcels.len() == b.parcels.len() && b.year.since(a.year) == 1
    };
    origins.chunk_by(same).collect()
}

fn change(past: &PastYear, lang: Lang) -> String {
    let count = lang.count(past.parcels.len() as u64);
    let key = match past.change {
        Change::Identical => "origin.identical",
        Change::Shifted => "origin.shifted",
        Change::Split => "origin.split",
        Change::Merged => "origin.merged",
        Change::Rearranged => "origin.rearranged",
        Change::Absent => "origin.absent",
    };
    lang.fill(key, &[("count", &count)])
}

fn parcel_words(parcel: &PastParcel, catalogue: &Catalogue, lang: Lang) -> String {
    let crop = parcel.crop.map_or_else(
        || lang.text("number.unknown").to_owned(),
        |code| words::crop_name(code, catalogue, lang),
    );
    let values = [
        ("crop", crop),
        ("share", words::share(parcel.share, lang)),
        ("shared", lang.ha(parcel.shared_m2)),
        ("own", words::share(parcel.own_share, lang)),
    ];
    let values = values.each_ref().map(|(name, v)| (*name, v.as_str()));
    lang.fill("origin.parcel", &values)
}

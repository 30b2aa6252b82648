//! Which encoding the texts of a layer are in: a list, and what a few texts beyond plain letters look like in the one
//! that is chosen.

use std::sync::Arc;

use egui::{Label, Ui};

use super::choice;
use super::frame::{Dialog, Primary, Scene, secondary};
use crate::io::encoding::OFFERED;
use crate::layer::{Cells, FieldType, Layer};
use crate::text::Lang;
use crate::ui::command::{Command, LayerCommand};
use crate::ui::later::Later;
use crate::ui::state::{LayerId, MapLayer};

/// Height of the list, in points.
const LIST_HEIGHT: f32 = 200.0;
/// Texts that are shown.
const SHOWN: usize = 5;

/// What is chosen, and what it makes of the texts.
#[derive(Debug)]
pub(super) struct EncodingDialog {
    id: LayerId,
    layer: Arc<Layer>,
    chosen: String,
    preview: Later<String, Vec<Spot>>,
}

/// A text that is not the same in every encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spot {
    column: String,
    text: String,
}

impl EncodingDialog {
    pub(super) fn new(layer: &MapLayer) -> Self {
        let encoding = layer.layer.source.encoding.clone();
        Self {
            id: layer.id,
            layer: Arc::clone(&layer.layer),
            chosen: encoding.unwrap_or_else(|| OFFERED[0].to_owned()),
            preview: Later::default(),
        }
    }

    fn list(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let now = self.layer.source.encoding.as_deref();
        let mut offered = OFFERED.to_vec();
        if let Some(now) = now.filter(|now| !OFFERED.contains(now)) {
            offered.insert(0, now);
        }
        let mut chosen = None;
        for name in offered {
            let remark = match now {
                Some(now) if now == name => scene.lang.text("dialog.encoding.now"),
                _ => scene.lang.text(remark(name)),
            };
            if choice::row(ui, scene, self.chosen == name, name, remark) {
                chosen = Some(name.to_owned());
            }
        }
        if let Some(chosen) = chosen {
            self.chosen = chosen;
        }
    }

    fn preview(&mut self, ui: &mut Ui, lang: Lang) {
        let (layer, name) = (Arc::clone(&self.layer), self.chosen.clone());
        self.preview.ask(ui.ctx(), &self.chosen, move |_| {
            Ok(Ok(spots(&layer, &name)))
        });
        let Some(spots) = self.preview.last() else {
            secondary(ui, lang.text("dialog.busy"));
            return;
        };
        if spots.is_empty() {
            secondary(ui, lang.text("dialog.encoding.plain"));
            return;
        }
        secondary(ui, lang.text("dialog.encoding.preview"));
        for spot in spots {
            let said = lang.fill(
                "dialog.encoding.spot",
                &[("column", &spot.column), ("text", &spot.text)],
            );
            ui.add(Label::new(said).truncate().selectable(true));
        }
    }
}

/// Key of what is said of an encoding.
fn remark(name: &str) -> &'static str {
    match name {
        "UTF-8" => "dialog.encoding.all",
        "windows-1252" | "ISO-8859-15" => "dialog.encoding.west_windows",
        "CP850" | "CP437" => "dialog.encoding.west_dos",
        "windows-1250" | "ISO-8859-2" => "dialog.encoding.middle",
        "windows-1251" => "dialog.encoding.cyrillic",
        "windows-1253" => "dialog.encoding.greek",
        "macintosh" => "dialog.encoding.mac",
        _ => "dialog.encoding.east",
    }
}

/// A few texts that depend on the encoding, in that encoding.
fn spots(layer: &Layer, encoding: &str) -> Vec<Spot> {
    let Some(table) = layer.table.in_encoding(encoding) else {
        return Vec::new();
    };
    let fields = layer.table.fields().iter().enumerate();
    let texts = fields.filter(|(_, field)| field.field_type == FieldType::Text);
    let rows = texts.flat_map(|(column, _)| {
        let rows = layer.table.column(column).map(|cells| telling_rows(&cells));
        let rows = rows.unwrap_or_default().into_iter();
        rows.map(move |row| (column, row))
    });
    rows.take(SHOWN)
        .filter_map(|(column, row)| {
            Some(Spot {
                column: table.fields().get(column)?.name.clone(),
                text: table.value(column, row).as_str()?.to_owned(),
            })
        })
        .collect()
}

/// The first row of each of the first texts with a letter beyond ASCII.
fn telling_rows(cells: &Cells) -> Vec<usize> {
    let Cells::Text { rows, distinct } = cells else {
        return Vec::new();
    };
    let telling = (0_u32..).zip(distinct).filter(|(_, text)| !text.is_ascii());
    let first = |(number, _): (u32, &Arc<str>)| rows.iter().position(|row| *row == number);
    telling.take(SHOWN).filter_map(first).collect()
}

impl Dialog for EncodingDialog {
    fn title(&self, lang: Lang) -> String {
        lang.fill("dialog.encoding.title", &[("layer", &self.layer.name)])
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        choice::list(ui, "encodings", LIST_HEIGHT, |ui| self.list(ui, scene));
        self.preview(ui, scene.lang);
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        let is_now = self.layer.source.encoding.as_deref() == Some(self.chosen.as_str());
        Some(Primary {
            text: lang.text("dialog.encoding.use").to_owned(),
            blocked: is_now.then(|| lang.text("dialog.encoding.same").to_owned()),
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        Some(LayerCommand::SetEncoding(self.id, std::mem::take(&mut self.chosen)).into())
    }
}

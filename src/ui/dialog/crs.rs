//! Choosing the coordinate system of a layer: by name or code, with the place where the layer would lie shown
//! before anything happens.

use std::sync::Arc;

use egui::{Align, Label, Layout, TextEdit, Ui};

use super::choice;
use super::frame::{Dialog, Primary, Scene, secondary};
use super::landing::{Landing, Region, land};
use super::named::Named;
use crate::crs::{self, Crs, Definition};
use crate::explain;
use crate::geometry::Bounds;
use crate::layer::{Layer, WarningKind};
use crate::text::{Lang, NBSP};
use crate::ui::command::{Command, LayerCommand};
use crate::ui::later::Later;
use crate::ui::position;
use crate::ui::state::{LayerId, MapLayer, Session};
use crate::ui::theme;
use crate::ui::widget::text;

/// Height of the list of systems, in points.
const LIST_HEIGHT: f32 = 256.0;
/// Most systems that a search offers, and of how many it takes the most common.
const OFFERED: usize = 50;
const SEARCHED: usize = 500;
/// What is offered before anything is typed: ETRS89, UTM 31 and 32, LAEA Europe, both Lamberts of Belgium,
/// Lambert-93.
const COMMON: [u32; 7] = [4258, 25831, 25832, 3035, 31370, 3812, 2154];

/// What is searched for and what is chosen.
#[derive(Debug)]
pub(super) struct CrsDialog {
    id: LayerId,
    named: Named,
    layer: Arc<Layer>,
    /// The box of the numbers in the file.
    bounds: Bounds,
    typed: String,
    offered: Vec<Offer>,
    chosen: Option<Crs>,
    landing: Later<Crs, Option<Landing>>,
    /// Other layers of which nobody said what they are in.
    batch: Vec<LayerId>,
    whole_batch: bool,
}

/// A system that can be chosen.
#[derive(Debug, Clone, PartialEq)]
struct Offer {
    crs: Crs,
    /// Key of what more there is to say of it; empty for nothing.
    remark: &'static str,
}

impl CrsDialog {
    pub(super) fn new(layer: &MapLayer, session: &Session) -> Self {
        let bounds = layer.layer.polygons.bounds();
        let others = session.layers().iter().filter(|other| other.id != layer.id);
        let batch = match is_open(layer) {
            true => others
                .filter(|other| is_open(other))
                .map(|other| other.id)
                .collect(),
            false => Vec::new(),
        };
        let mut dialog = Self {
            id: layer.id,
            named: Named::of(layer),
            layer: Arc::clone(&layer.layer),
            chosen: layer.layer.crs.clone().or_else(|| crs::guess(&bounds)),
            bounds,
            typed: String::new(),
            offered: Vec::new(),
            landing: Later::default(),
            batch,
            whole_batch: true,
        };
        dialog.offer();
        dialog
    }

    /// Puts together what is offered: what was searched for, else what is likely and what is common.
    fn offer(&mut self) {
        self.offered.clear();
        let typed = self.typed.trim();
        if !typed.is_empty() {
            let found = crs::search(typed, SEARCHED).into_iter();
            let mut found: Vec<Crs> = found.filter_map(|(code, _)| Crs::from_epsg(code)).collect();
            // What is common here first, what cannot be computed with last.
            found.sort_by_key(|crs| {
                let common = crs.epsg.is_some_and(|code| COMMON.contains(&code));
                (crs.definition == Definition::Unsupported, !common)
            });
            found.truncate(OFFERED);
            let offers = found.into_iter().map(|crs| Offer { crs, remark: "" });
            self.offered = offers.collect();
            return;
        }
        let guess = crs::guess(&self.bounds).map(|crs| (crs, "dialog.crs.fits"));
        let own = self.layer.crs.clone().map(|crs| (crs, "dialog.crs.now"));
        let known = [Crs::rd_new(), Crs::wgs84(), Crs::web_mercator()].into_iter();
        let common = known.chain(COMMON.into_iter().filter_map(Crs::from_epsg));
        for (crs, remark) in own
            .into_iter()
            .chain(guess)
            .chain(common.map(|crs| (crs, "")))
        {
            if self.offered.iter().all(|offer| offer.crs != crs) {
                self.offered.push(Offer { crs, remark });
            }
        }
    }

    fn search(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let label = ui.label(lang.text("dialog.crs.search"));
        let field = TextEdit::singleline(&mut self.typed)
            .desired_width(f32::INFINITY)
            .hint_text(lang.text("dialog.crs.hint"));
        let field = ui.add(field).labelled_by(label.id);
        if scene.opening {
            field.request_focus();
        }
        if field.changed() {
            self.offer();
            // What a whole code or a single name stands for is meant.
            if let [only] = self.offered.as_slice() {
                self.chosen = Some(only.crs.clone());
            }
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
            field.request_focus();
            scene.submit();
        }
    }

    fn list(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        if self.offered.is_empty() {
            secondary(ui, lang.text("dialog.crs.nothing_found"));
        }
        let mut chosen = None;
        for offer in &self.offered {
            let name = explain::crs_label(Some(&offer.crs), lang);
            let remark = if offer.crs.definition == Definition::Unsupported {
                "dialog.crs.unsupported"
            } else {
                offer.remark
            };
            let remark = if remark.is_empty() {
                ""
            } else {
                lang.text(remark)
            };
            let is_chosen = self.chosen.as_ref() == Some(&offer.crs);
            if choice::row(ui, scene, is_chosen, &name, remark) {
                chosen = Some(offer.crs.clone());
            }
        }
        if chosen.is_some() {
            self.chosen = chosen;
        }
    }

    fn ask_landing(&mut self, ui: &Ui) {
        let Some(crs) = &self.chosen else { return };
        let (layer, own) = (Arc::clone(&self.layer), crs.clone());
        self.landing.ask(ui.ctx(), crs, move |_| {
            Ok(Ok(land(layer.polygons.coords(), &own)))
        });
    }

    /// Where the layer would lie.
    fn landing(&self, ui: &mut Ui, lang: Lang) {
        row(
            ui,
            lang.text("dialog.crs.numbers"),
            &numbers(&self.bounds, lang),
        );
        let said = match self.landing.current() {
            None if self.chosen.is_none() => lang.text("number.unknown").to_owned(),
            None => lang.text("dialog.busy").to_owned(),
            Some(None) => lang.text("dialog.crs.nowhere").to_owned(),
            Some(Some(landing)) => place(landing, lang),
        };
        row(ui, lang.text("dialog.crs.lands"), &said);
    }
}

impl Dialog for CrsDialog {
    fn title(&self, lang: Lang) -> String {
        lang.fill("dialog.crs.title", &[("layer", &self.named.title(lang))])
    }

    fn width(&self) -> f32 {
        520.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        self.search(ui, scene);
        ui.add_space(theme::GAP_SMALL);
        choice::list(ui, "systems", LIST_HEIGHT, |ui| self.list(ui, scene));
        self.ask_landing(ui);
        self.landing(ui, lang);
        if !self.batch.is_empty() {
            ui.add_space(theme::GAP);
            let count = lang.count(self.batch.len() as u64);
            let words = match self.batch.len() {
                1 => lang.text("dialog.crs.other_too").to_owned(),
                _ => lang.fill("dialog.crs.others_too", &[("count", &count)]),
            };
            ui.checkbox(&mut self.whole_batch, words);
        }
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        let blocked = match (&self.chosen, self.landing.current()) {
            (None, _) => Some("dialog.crs.choose"),
            (Some(_), Some(None)) => Some("dialog.crs.nowhere_blocked"),
            _ => None,
        };
        Some(Primary {
            text: lang.text("dialog.crs.use").to_owned(),
            blocked: blocked.map(|key| lang.text(key).to_owned()),
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        let chosen = self.chosen.take()?;
        let mut ids = vec![self.id];
        if self.whole_batch {
            ids.append(&mut self.batch);
        }
        // What it is in already needs no reading anew, and the answer no other question.
        Some(
            if ids.len() == 1 && self.layer.crs.as_ref() == Some(&chosen) {
                LayerCommand::ConfirmCrs(ids).into()
            } else {
                LayerCommand::SetCrs(ids, chosen).into()
            },
        )
    }
}

/// True for a layer whose file does not say what it is in, while nobody else did.
fn is_open(layer: &MapLayer) -> bool {
    let silent = |kind: &WarningKind| {
        matches!(
            kind,
            WarningKind::CrsMissing | WarningKind::CrsGuessed { .. }
        )
    };
    let mut warnings = layer.layer.warnings.iter();
    !layer.crs_confirmed && warnings.any(|warning| silent(&warning.kind))
}

/// "x 203120–269480, y 515200–580300": as they stand in the file, thousands never separated.
pub(super) fn numbers(bounds: &Bounds, lang: Lang) -> String {
    if bounds.is_empty() {
        return lang.text("number.unknown").to_owned();
    }
    let number = |value: f64| {
        if value.abs() < 1000.0 {
            lang.decimal(value, 4)
        } else {
            format!("{value:.0}").replace('-', "\u{2212}")
        }
    };
    let range = |axis: usize| {
        let (from, to) = (bounds.min[axis], bounds.max[axis]);
        format!("{}\u{2013}{}", number(from), number(to))
    };
    format!("x{NBSP}{}, y{NBSP}{}", range(0), range(1))
}

/// "52,9928 N 6,5642 E, in Drenthe; ongeveer 66 bij 68 km".
fn place(landing: &Landing, lang: Lang) -> String {
    let region = match landing.region {
        Region::Drenthe => "dialog.crs.drenthe",
        Region::Netherlands => "dialog.crs.netherlands",
        Region::Elsewhere => "dialog.crs.elsewhere",
    };
    let size = |km: f64| lang.decimal(km, usize::from(km < 9.95));
    let [width, height] = landing.size_km.map(size);
    lang.fill(
        "dialog.crs.place",
        &[
            ("at", &position::lonlat_text(landing.center, lang)),
            ("region", lang.text(region)),
            ("width", &width),
            ("height", &height),
        ],
    )
}

fn row(ui: &mut Ui, name: &str, value: &str) {
    ui.horizontal_top(|ui| {
        let size = egui::vec2(144.0, 20.0);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
            ui.set_min_width(size.x);
            ui.label(text::small(ui, name));
        });
        ui.add(Label::new(value).wrap());
    });
}

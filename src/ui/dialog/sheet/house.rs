//! House style: a logo and a colour, chosen once and kept for the sheets of every project. No logo is brought along.

use std::path::PathBuf;

use egui::{Label, RichText, Stroke, StrokeKind, Ui};

use super::super::frame::Scene;
use crate::export::ink;
use crate::export::logo::{self, LogoError};
use crate::map::Rgb;
use crate::text::Lang;
use crate::ui::command::SheetCommand;
use crate::ui::later::Later;
use crate::ui::theme;

/// Why a logo is not on the sheet, once that was looked at.
#[derive(Debug, Default)]
pub(super) struct House {
    looked: Later<PathBuf, Option<Problem>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Problem {
    Unreadable,
    TooLarge,
    NotAPicture,
}

impl Problem {
    const fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "dialog.sheet.logo_unreadable",
            Self::TooLarge => "dialog.sheet.logo_too_large",
            Self::NotAPicture => "dialog.sheet.logo_no_picture",
        }
    }
}

impl House {
    /// Draws logo and colour; `logo` and `accent` are those that the sheet has now.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        scene: &mut Scene<'_>,
        logo: Option<PathBuf>,
        accent: Option<Rgb>,
    ) {
        let lang = scene.lang;
        ui.horizontal(|ui| {
            ui.label(lang.text("dialog.sheet.logo"));
            let choose = ui.button(lang.text("dialog.sheet.choose_logo"));
            if choose.clicked() {
                scene.commands.push(SheetCommand::ChooseLogo.into());
            }
            if logo.is_some() && ui.button(lang.text("dialog.sheet.no_logo")).clicked() {
                scene.commands.push(SheetCommand::Logo(None).into());
            }
        });
        if let Some(path) = logo {
            self.said(ui, lang, path);
        }
        ui.horizontal(|ui| {
            ui.label(lang.text("dialog.sheet.accent"));
            let Rgb { r, g, b } = accent.unwrap_or(ink::TEXT);
            let mut colour = [r, g, b];
            let button = ui.color_edit_button_srgb(&mut colour);
            let named = button.accessible_name(lang.text("dialog.sheet.accent"));
            // A dark title has to be seen on a dark panel.
            let edge = Stroke::new(1.0, theme::colours(ui).edge);
            ui.painter()
                .rect_stroke(named.rect, theme::GAP_SMALL, edge, StrokeKind::Inside);
            if named.changed() {
                let [r, g, b] = colour;
                let colour = Some(Rgb::new(r, g, b));
                scene.commands.push(SheetCommand::Accent(colour).into());
            }
            if accent.is_some() && ui.button(lang.text("dialog.sheet.no_accent")).clicked() {
                scene.commands.push(SheetCommand::Accent(None).into());
            }
        });
    }

    /// The name of the file, and what is wrong with it.
    fn said(&mut self, ui: &mut Ui, lang: Lang, path: PathBuf) {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = RichText::new(name.to_string_lossy()).color(theme::colours(ui).secondary);
        ui.add(Label::new(name).truncate())
            .on_hover_text(path.display().to_string());
        let question = path.clone();
        self.looked.ask(ui.ctx(), &question, move |_| {
            Ok(Ok(match logo::read(&path) {
                Ok(_) => None,
                Err(LogoError::Io(_)) => Some(Problem::Unreadable),
                Err(LogoError::TooLarge) => Some(Problem::TooLarge),
                Err(LogoError::NotAPicture) => Some(Problem::NotAPicture),
            }))
        });
        if let Some(Some(problem)) = self.looked.current() {
            let colour = theme::colours(ui).warning;
            let told = RichText::new(lang.text(problem.key())).color(colour);
            ui.add(Label::new(told.size(theme::TEXT_SMALL)).wrap());
        }
    }
}

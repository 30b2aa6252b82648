//! Keys as people read them on a keyboard: Ctrl+, instead of Ctrl+Comma.

use egui::{Context, KeyboardShortcut};

use crate::text::Lang;

/// A shortcut in the words of the system that the window runs on, and of the language.
pub fn keys_text(ctx: &Context, shortcut: &KeyboardShortcut, lang: Lang) -> String {
    let text = ctx.format_shortcut(shortcut);
    for (name, sign) in [
        ("Comma", ","),
        ("Plus", "+"),
        ("Minus", "\u{2212}"),
        ("Escape", "Esc"),
        ("Space", lang.text("present.space")),
    ] {
        if let Some(modifiers) = text.strip_suffix(name) {
            return format!("{modifiers}{sign}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use egui::{Key, Modifiers};

    use super::*;

    #[test]
    fn keys_are_called_by_what_stands_on_them() {
        let ctx = Context::default();
        ctx.set_os(egui::os::OperatingSystem::Nix);
        let text = |modifiers, key| {
            let keys = KeyboardShortcut::new(modifiers, key);
            keys_text(&ctx, &keys, Lang::Nl)
        };
        assert_eq!(text(Modifiers::COMMAND, Key::Comma), "Ctrl+,");
        assert_eq!(text(Modifiers::COMMAND, Key::Plus), "Ctrl++");
        assert_eq!(text(Modifiers::NONE, Key::Escape), "Esc");
        assert_eq!(text(Modifiers::NONE, Key::Space), "Spatie");
        assert_eq!(
            text(Modifiers::COMMAND | Modifiers::SHIFT, Key::O),
            "Ctrl+Shift+O"
        );
    }
}

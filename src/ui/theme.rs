//! The look of the window: colours, type sizes and spacing, light and dark. Nothing outside this file
//! writes a colour of the frame; the colours of the map come from `map::palette`.
//!
//! The frame is neutral so that the five classes are the only strong colours. Lengths lie on a grid of
//! four points: 4 inside a control, 8 between controls, 16 between groups.

use egui::style::{ScrollStyle, Spacing, WidgetVisuals, Widgets};
use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Visuals};

/// Inside a control, in points.
pub const GAP_SMALL: f32 = 4.0;
/// Between controls, in points.
pub const GAP: f32 = 8.0;
/// Between groups, in points.
pub const GAP_LARGE: f32 = 16.0;
/// Height of the menu bar, in points.
pub const MENU_HEIGHT: f32 = 28.0;
/// Height of the status bar, in points.
pub const STATUS_HEIGHT: f32 = 24.0;
/// Width of the left side, in points.
pub const LEFT_WIDTH: f32 = 240.0;
/// Width of the right side, in points.
pub const RIGHT_WIDTH: f32 = 300.0;
/// Between a side's edge and what stands in it, in points.
pub const SIDE_MARGIN: i8 = 12;
/// Height of a button or a field, in points.
pub const CONTROL_HEIGHT: f32 = 24.0;

/// Secondary text, in points.
pub const TEXT_SMALL: f32 = 12.0;
/// Everything that is not said otherwise, in points.
pub const TEXT_BODY: f32 = 13.5;
/// Titles of panels and dialogs, in points.
pub const TEXT_HEADING: f32 = 16.0;
/// The one figure that matters, in points.
pub const TEXT_FIGURE: f32 = 22.0;

/// The colours of the frame in one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// Behind panels and bars.
    pub panel: Color32,
    /// Fields, popovers and dialogs.
    pub surface: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Pressed, or chosen.
    pub chosen: Color32,
    /// Text.
    pub text: Color32,
    /// Text that explains.
    pub secondary: Color32,
    /// Lines between things.
    pub hairline: Color32,
    /// Edges of fields and of boxes to tick: 3:1 against what is behind them.
    pub edge: Color32,
    /// Focus and the primary action; never a class colour.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Something to look at.
    pub warning: Color32,
    /// Something went wrong.
    pub error: Color32,
}

/// How long the interface takes to fade or unfold, seconds.
pub const ANIMATION_S: f32 = 0.12;

/// Light theme.
pub const LIGHT: Colours = Colours {
    panel: Color32::from_rgb(0xFA, 0xFA, 0xF8),
    surface: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    hover: Color32::from_rgb(0xEE, 0xF0, 0xEB),
    chosen: Color32::from_rgb(0xDF, 0xEA, 0xE3),
    text: Color32::from_rgb(0x1F, 0x24, 0x21),
    secondary: Color32::from_rgb(0x5C, 0x64, 0x5F),
    hairline: Color32::from_rgb(0xE3, 0xE5, 0xE0),
    edge: Color32::from_rgb(0x8B, 0x93, 0x8E),
    accent: Color32::from_rgb(0x2F, 0x6F, 0x4F),
    on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    warning: Color32::from_rgb(0x7A, 0x5B, 0x00),
    error: Color32::from_rgb(0xA3, 0x26, 0x2C),
};

/// Dark theme.
pub const DARK: Colours = Colours {
    panel: Color32::from_rgb(0x1E, 0x21, 0x20),
    surface: Color32::from_rgb(0x26, 0x2A, 0x28),
    hover: Color32::from_rgb(0x31, 0x36, 0x33),
    chosen: Color32::from_rgb(0x2F, 0x44, 0x39),
    text: Color32::from_rgb(0xE9, 0xEC, 0xE9),
    secondary: Color32::from_rgb(0xA5, 0xAD, 0xA8),
    hairline: Color32::from_rgb(0x3A, 0x40, 0x3D),
    edge: Color32::from_rgb(0x78, 0x81, 0x7C),
    accent: Color32::from_rgb(0x7F, 0xC8, 0xA0),
    on_accent: Color32::from_rgb(0x14, 0x20, 0x1A),
    warning: Color32::from_rgb(0xE0, 0xC2, 0x6B),
    error: Color32::from_rgb(0xF2, 0xA0, 0xA0),
};

/// On the wall, in a dark hall.
pub const STAGE_DARK: Colours = Colours {
    panel: Color32::from_rgb(0x12, 0x13, 0x13),
    surface: Color32::from_rgb(0x1E, 0x1E, 0x1E),
    text: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    secondary: Color32::from_rgb(0xC4, 0xCB, 0xC6),
    hairline: Color32::from_rgb(0x5A, 0x61, 0x5D),
    edge: Color32::from_rgb(0x9A, 0xA3, 0x9E),
    ..DARK
};

/// On the wall, in a light hall.
pub const STAGE_LIGHT: Colours = Colours {
    panel: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    surface: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    text: Color32::from_rgb(0x10, 0x14, 0x12),
    secondary: Color32::from_rgb(0x44, 0x4C, 0x47),
    ..LIGHT
};

/// The colours of the theme that is shown.
pub fn colours(ui: &egui::Ui) -> &'static Colours {
    of_visuals(ui.visuals())
}

/// The colours that belong to `visuals`.
pub fn of_visuals(visuals: &Visuals) -> &'static Colours {
    if visuals.dark_mode { &DARK } else { &LIGHT }
}

/// Sets both themes on a context, once at the start.
pub fn install(ctx: &egui::Context) {
    ctx.options_mut(|options| {
        // Text size belongs to the settings, which remember it.
        options.zoom_with_keyboard = false;
        // Where the system does not tell.
        options.fallback_theme = egui::Theme::Light;
    });
    for (theme, colours) in [(egui::Theme::Light, &LIGHT), (egui::Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(theme, colours);
            style.text_styles = text_styles();
            style.spacing = spacing();
            style.interaction.selectable_labels = false;
            style.interaction.tooltip_delay = 0.4;
            style.animation_time = ANIMATION_S;
            style.compact_menu_style = false;
        });
    }
}

fn text_styles() -> std::collections::BTreeMap<TextStyle, FontId> {
    let font = |size| FontId::new(size, FontFamily::Proportional);
    [
        (TextStyle::Small, font(TEXT_SMALL)),
        (TextStyle::Body, font(TEXT_BODY)),
        (TextStyle::Button, font(TEXT_BODY)),
        (TextStyle::Heading, font(TEXT_HEADING)),
        (TextStyle::Monospace, font(TEXT_SMALL)),
    ]
    .into()
}

fn spacing() -> Spacing {
    Spacing {
        item_spacing: egui::vec2(GAP, GAP_SMALL),
        window_margin: Margin::same(16),
        menu_margin: Margin::same(4),
        button_padding: egui::vec2(GAP, 3.0),
        interact_size: egui::vec2(CONTROL_HEIGHT, CONTROL_HEIGHT),
        icon_width: 16.0,
        icon_width_inner: 10.0,
        icon_spacing: GAP_SMALL,
        slider_rail_height: 4.0,
        tooltip_width: 320.0,
        menu_width: 320.0,
        combo_height: 320.0,
        scroll: ScrollStyle {
            bar_width: 8.0,
            floating_allocated_width: 0.0,
            ..ScrollStyle::floating()
        },
        ..Spacing::default()
    }
}

fn visuals(theme: egui::Theme, c: &Colours) -> Visuals {
    let shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(if theme == egui::Theme::Dark { 96 } else { 28 }),
    };
    Visuals {
        widgets: widgets(c),
        selection: egui::style::Selection {
            bg_fill: c.chosen,
            stroke: Stroke::new(1.0, c.text),
        },
        weak_text_color: Some(c.secondary),
        hyperlink_color: c.accent,
        faint_bg_color: c.hover,
        extreme_bg_color: c.surface,
        text_edit_bg_color: Some(c.surface),
        code_bg_color: c.hover,
        warn_fg_color: c.warning,
        error_fg_color: c.error,
        window_corner_radius: CornerRadius::same(8),
        window_shadow: shadow,
        window_fill: c.surface,
        window_stroke: Stroke::new(1.0, c.hairline),
        window_highlight_topmost: false,
        menu_corner_radius: CornerRadius::same(6),
        panel_fill: c.panel,
        popup_shadow: shadow,
        text_cursor: egui::style::TextCursorStyle {
            stroke: Stroke::new(1.5, c.accent),
            // A blinking one draws the whole window, map and all, twice a second for as long as a field is in use.
            blink: false,
            ..Default::default()
        },
        slider_trailing_fill: true,
        handle_shape: egui::style::HandleShape::Circle,
        indent_has_left_vline: false,
        ..theme.default_visuals()
    }
}

fn widgets(c: &Colours) -> Widgets {
    let state = |weak_bg_fill, bg_fill, edge, text| WidgetVisuals {
        weak_bg_fill,
        bg_fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(4),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: state(c.panel, c.panel, c.hairline, c.text),
        inactive: state(c.surface, c.surface, c.edge, c.text),
        hovered: state(c.hover, c.hover, c.edge, c.text),
        active: state(c.chosen, c.chosen, c.accent, c.text),
        open: state(c.hover, c.hover, c.edge, c.text),
    }
}

/// Draws a ring around whatever has the keyboard's focus, after everything else was drawn: outside, where it can
/// also be seen on a button of the same colour; over the edge of a field for text.
pub fn focus_ring(ctx: &egui::Context) {
    // Reading the response of what got the focus by this very click, and is not under the pointer, takes it away again.
    if ctx.input(|input| input.pointer.any_pressed() || input.pointer.any_click()) {
        ctx.request_repaint();
        return;
    }
    let Some(response) = ctx
        .memory(egui::Memory::focused)
        .and_then(|id| ctx.read_response(id))
    else {
        return;
    };
    let colour = of_visuals(&ctx.global_style().visuals).accent;
    let (rect, radius, side) = if ctx.text_edit_focused() {
        (response.interact_rect, 4, egui::StrokeKind::Inside)
    } else {
        let rect = response.interact_rect.expand(2.0);
        (rect, 6, egui::StrokeKind::Outside)
    };
    if !response.interact_rect.is_positive() {
        // Scrolled out of sight.
        return;
    }
    ctx.layer_painter(response.layer_id).rect_stroke(
        rect.intersect(ctx.content_rect().shrink(2.0)),
        CornerRadius::same(radius),
        Stroke::new(2.0, colour),
        side,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2: relative luminance of sRGB.
    fn luminance(colour: Color32) -> f64 {
        let linear = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_and_edges_can_be_seen_on_every_ground() {
        for c in [LIGHT, DARK, STAGE_LIGHT, STAGE_DARK] {
            for ground in [c.panel, c.surface, c.hover, c.chosen] {
                for text in [c.text, c.secondary, c.error, c.warning] {
                    let ratio = contrast(text, ground);
                    assert!(ratio >= 4.5, "{text:?} on {ground:?}: {ratio:.2}");
                }
            }
            assert!(contrast(c.on_accent, c.accent) >= 4.5);
            for ground in [c.panel, c.surface] {
                assert!(contrast(c.accent, ground) >= 4.5);
                assert!(contrast(c.edge, ground) >= 3.0, "edge on {ground:?}");
            }
        }
    }
}

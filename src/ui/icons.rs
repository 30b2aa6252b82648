//! The icons of the window: Phosphor, regular weight, as a font of just these (`assets/icons`). An icon
//! never stands without a name for screen readers and a tooltip.

/// The font file; its licence lies beside it.
pub const FONT: &[u8] = include_bytes!("../../assets/icons/phosphor.ttf");

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $glyph:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $glyph;)*
        /// Every icon, for the test that the font has them.
        pub const ALL: &[&str] = &[$($name),*];
    };
}

icons! {
    /// Open a file.
    FOLDER_OPEN = "\u{e256}";
    /// Recently.
    HISTORY = "\u{e1a0}";
    /// Layers.
    STACK = "\u{e466}";
    /// Shown.
    EYE = "\u{e220}";
    /// Hidden.
    EYE_SLASH = "\u{e224}";
    /// More that can be done.
    DOTS_THREE = "\u{e1fe}";
    /// Search.
    MAGNIFYING_GLASS = "\u{e30c}";
    /// Close.
    X = "\u{e4f6}";
    /// Done, chosen.
    CHECK = "\u{e182}";
    /// Opens downwards.
    CARET_DOWN = "\u{e136}";
    /// Opens to the side; one later.
    CARET_RIGHT = "\u{e13a}";
    /// One earlier.
    CARET_LEFT = "\u{e138}";
    /// Play.
    PLAY = "\u{e3d0}";
    /// Stop playing for now.
    PAUSE = "\u{e39e}";
    /// Take a change back.
    ARROW_COUNTER_CLOCKWISE = "\u{e038}";
    /// Up in the order.
    ARROW_UP = "\u{e08e}";
    /// Down in the order.
    ARROW_DOWN = "\u{e03e}";
    /// A warning.
    WARNING = "\u{e4e0}";
    /// Something to know.
    INFO = "\u{e2ce}";
    /// What is this.
    QUESTION = "\u{e3e8}";
    /// An error.
    WARNING_CIRCLE = "\u{e4e2}";
    /// It worked.
    CHECK_CIRCLE = "\u{e184}";
    /// Copy.
    COPY = "\u{e1ca}";
    /// Remove.
    TRASH = "\u{e4a6}";
    /// Colours.
    PALETTE = "\u{e6c8}";
    /// Settings.
    GEAR = "\u{e270}";
    /// Zoom to something.
    FRAME_CORNERS = "\u{e626}";
    /// Zoom to everything; full screen.
    CORNERS_OUT = "\u{e1d0}";
    /// A coordinate.
    CROSSHAIR = "\u{e1d6}";
    /// A place.
    MAP_PIN = "\u{e316}";
    /// A map.
    MAP_TRIFOLD = "\u{e31a}";
    /// More.
    PLUS = "\u{e3d4}";
    /// Less.
    MINUS = "\u{e32a}";
    /// The whole map.
    HOUSE = "\u{e2c2}";
    /// No network.
    WIFI_SLASH = "\u{e4f2}";
    /// Messages.
    BELL = "\u{e0ce}";
    /// A command.
    COMMAND = "\u{e1c4}";
    /// Point at something.
    CURSOR_CLICK = "\u{e7c8}";
    /// A class column.
    COLUMNS = "\u{e546}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_every_icon() {
        use ab_glyph::Font as _;
        let font = ab_glyph::FontRef::try_from_slice(FONT).expect("a font");
        for icon in ALL {
            let glyph = icon.chars().next().expect("one glyph");
            assert_ne!(font.glyph_id(glyph).0, 0, "{glyph:?}");
        }
        let drawn = font.codepoint_ids().count();
        assert_eq!(drawn, ALL.len(), "the font holds what is used, and no more");
    }
}

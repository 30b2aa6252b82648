//! How the map looks where there are no parcels: its ground, and what is written and drawn over it. Light beside
//! panels, so that the five colours mean the same in both themes; light or dark on the wall, and larger.

use egui::Color32;

/// The colours of ground and signs, and their size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapLook {
    /// The ground outside every outline.
    pub ground: Color32,
    /// The province.
    pub land: Color32,
    /// Lines of the grid.
    pub grid: Color32,
    /// Figures at the grid.
    pub label: Color32,
    /// Schematic outlines.
    pub border: Color32,
    /// Names, scale bar and sources.
    pub ink: Color32,
    /// Behind them.
    pub halo: Color32,
    /// Size of text, times that beside panels.
    pub scale: f32,
    /// Whether it is looked at from afar: without a grid, and without cards under the pointer.
    pub on_the_wall: bool,
}

impl MapLook {
    /// Beside panels. The ground is a warm paper, lighter than every class.
    pub const LIGHT: Self = Self {
        ground: Color32::from_rgb(0xF4, 0xF4, 0xF0),
        land: Color32::from_rgb(0xFC, 0xFC, 0xFA),
        grid: Color32::from_rgb(0xE2, 0xE4, 0xDE),
        label: Color32::from_rgb(0x6B, 0x73, 0x6E),
        border: Color32::from_rgb(0xB4, 0xBA, 0xB5),
        ink: Color32::from_rgb(0x1F, 0x24, 0x21),
        halo: Color32::from_rgba_premultiplied(0xE6, 0xE6, 0xE6, 0xE6),
        scale: 1.0,
        on_the_wall: false,
    };

    /// In a dark hall.
    pub const DARK: Self = Self {
        ground: Color32::from_rgb(0x1E, 0x1E, 0x1E),
        land: Color32::from_rgb(0x2B, 0x2D, 0x2C),
        grid: Color32::from_rgb(0x36, 0x38, 0x37),
        label: Color32::from_rgb(0xA5, 0xAD, 0xA8),
        border: Color32::from_rgb(0x6E, 0x76, 0x71),
        ink: Color32::from_rgb(0xF4, 0xF6, 0xF4),
        halo: Color32::from_rgba_premultiplied(0x16, 0x16, 0x16, 0xD8),
        scale: 1.0,
        on_the_wall: false,
    };

    /// Size of a text of so many points beside panels.
    pub(super) fn text(&self, points: f32) -> f32 {
        points * self.scale
    }
}

//! Files made of `map` and `analysis`.

pub mod area_text;
pub mod canvas;
pub mod chart;
pub mod drawing;
pub mod ink;
pub mod legend_panel;
pub mod legend_text;
pub mod lettering;
pub mod picture;
pub mod png;
pub mod qgis_style;
pub mod stats_sheet;
pub mod xlsx;

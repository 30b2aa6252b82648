//! Files made of `map` and `analysis`.

pub mod apng;
pub mod area_text;
mod base64;
pub mod canvas;
pub mod chart;
pub mod drawing;
mod glyphs;
mod hatch;
pub mod ink;
pub mod legend_panel;
pub mod legend_text;
pub mod lettering;
pub mod logo;
pub mod parcels;
pub mod pdf;
pub mod picture;
pub mod png;
pub mod qgis_style;
pub mod raster;
pub mod scene_page;
pub mod series;
pub mod sheet;
pub mod stats_sheet;
pub mod svg;
pub mod xlsx;

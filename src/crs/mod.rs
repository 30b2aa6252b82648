//! Which coordinates these are, and how to turn them into others. Three systems have code of their own
//! here (RD New, WGS 84, Web Mercator), everything else goes through `proj.rs`.

use std::sync::Arc;

/// A coordinate reference system: what is known of it, and what is needed to compute with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Crs {
    /// Its EPSG code, where it has one and it is known.
    pub epsg: Option<u32>,
    /// Its name as people know it: "Amersfoort / RD New".
    pub name: Option<String>,
    /// How to compute with it.
    pub definition: Definition,
}

/// What a [`Crs`] is computed with.
#[derive(Debug, Clone, PartialEq)]
pub enum Definition {
    /// Amersfoort / RD New with the datum shift of `rd.rs`; metres.
    RdNew,
    /// Longitude and latitude in degrees on WGS 84; ETRS89 is taken as the same (they differ by less than
    /// a metre in this century).
    Wgs84,
    /// EPSG:3857, metres at the equator.
    WebMercator,
    /// Anything else, as a PROJ string.
    Proj(Arc<str>),
    /// Named, but nothing here can compute with it: drawn nowhere until another system is chosen.
    Unsupported,
}

impl Crs {
    /// Amersfoort / RD New, EPSG:28992.
    pub fn rd_new() -> Self {
        Self {
            epsg: Some(28992),
            name: Some("Amersfoort / RD New".into()),
            definition: Definition::RdNew,
        }
    }

    /// WGS 84 longitude and latitude, EPSG:4326.
    pub fn wgs84() -> Self {
        Self {
            epsg: Some(4326),
            name: Some("WGS 84".into()),
            definition: Definition::Wgs84,
        }
    }

    /// Web Mercator, EPSG:3857.
    pub fn web_mercator() -> Self {
        Self {
            epsg: Some(3857),
            name: Some("WGS 84 / Pseudo-Mercator".into()),
            definition: Definition::WebMercator,
        }
    }

    /// True where coordinates are metres of RD New.
    pub fn is_rd(&self) -> bool {
        self.definition == Definition::RdNew
    }
}

//! Which coordinates these are, and how to turn them into others. Three systems have code of their own
//! here (RD New, WGS 84, Web Mercator), everything else goes through `proj.rs`.
//!
//! A file's system is found by [`from_prj`] or, where nothing is said, proposed by [`guess`]; [`Transform`]
//! then turns coordinates. ETRS89 is taken as WGS 84.

use std::fmt::Write as _;
use std::sync::Arc;

mod definition;
mod describe;
pub mod detect;
mod mercator;
mod names;
mod netherlands;
mod proj;
mod projjson;
mod rd;
mod transform;
mod wkt;

pub use detect::{contradicts, from_prj, guess, is_beyond};
pub use names::search;
pub use netherlands::{all_in_netherlands, in_netherlands};
pub use transform::{Transform, wgs84_bounds};

/// Why coordinates cannot be turned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CrsError {
    /// The system has a name, and nothing here can compute with it.
    #[error("no way to compute with the coordinate system {name}")]
    Unsupported {
        /// Its [`Crs::label`].
        name: String,
    },
    /// The definition of a system is not one that can be computed with.
    #[error("the definition {definition:?} cannot be computed with: {reason}")]
    Definition {
        /// The PROJ string.
        definition: String,
        /// What the library found wrong with it.
        reason: String,
    },
}

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

    /// The system with this EPSG code; `None` when the code is not known. A known system that cannot be
    /// computed with is [`Definition::Unsupported`]. Codes of compound systems give their horizontal part.
    ///
    /// ```
    /// use ruilkaart::crs::Crs;
    /// assert_eq!(Crs::from_epsg(28992), Some(Crs::rd_new()));
    /// assert_eq!(Crs::from_epsg(25832).unwrap().name.as_deref(), Some("ETRS89 / UTM zone 32N"));
    /// assert_eq!(Crs::from_epsg(1), None);
    /// ```
    pub fn from_epsg(code: u32) -> Option<Self> {
        match code {
            28992 | 7415 => return Some(Self::rd_new()),
            // Google's and ESRI's codes from before it had one of EPSG's.
            3857 | 3785 | 900_913 | 102_100 | 102_113 => return Some(Self::web_mercator()),
            _ => {}
        }
        Some(Self {
            epsg: Some(code),
            name: names::name(code).map(str::to_owned),
            definition: definition::of_code(code)?,
        })
    }

    /// True where coordinates are metres of RD New.
    pub fn is_rd(&self) -> bool {
        self.definition == Definition::RdNew
    }

    /// True where coordinates are degrees: x longitude, y latitude.
    pub fn is_geographic(&self) -> bool {
        match &self.definition {
            Definition::Wgs84 => true,
            Definition::Proj(text) => text.contains("+proj=longlat"),
            Definition::RdNew | Definition::WebMercator | Definition::Unsupported => false,
        }
    }

    /// A short text for people: "Amersfoort / RD New (EPSG:28992)", or as much of it as is known.
    pub fn label(&self) -> String {
        let mut text = self.name.clone().unwrap_or_default();
        if let Some(code) = self.epsg {
            // Writing to a string cannot fail.
            let _ = if text.is_empty() {
                write!(text, "EPSG:{code}")
            } else {
                write!(text, " (EPSG:{code})")
            };
        }
        if let (Definition::Proj(definition), true) = (&self.definition, text.is_empty()) {
            text.push_str(definition);
        }
        text
    }
}

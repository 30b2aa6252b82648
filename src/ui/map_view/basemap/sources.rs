//! Which background maps there are: `assets/basemaps.toml`, or the user's own copy of it.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use crate::map::grid::{MAX_LEVEL, MapCrs, TileKey};
use crate::text::Lang;

const BUILT_IN: &str = include_str!("../../../../assets/basemaps.toml");

/// Why a list of background maps cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    /// The file is there and cannot be read.
    #[error("the list of background maps cannot be read")]
    Read(#[from] std::io::Error),
    /// It is not TOML of the right shape.
    #[error("the list of background maps is not understood")]
    Parse(#[from] toml::de::Error),
    /// An entry makes no sense.
    #[error("the background map {id:?} {what}")]
    Entry {
        /// The entry's id.
        id: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// The background maps that can be chosen, and how the program names itself to their servers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceList {
    #[serde(default)]
    contact: String,
    #[serde(rename = "source")]
    sources: Vec<Source>,
}

/// One background map.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Names it in settings and in the cache: lower-case letters, digits and hyphens.
    pub id: String,
    name: Words,
    attribution: Words,
    link: String,
    rd: Option<Grid>,
    mercator: Option<Grid>,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    nl: String,
    en: String,
}

impl Words {
    fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Nl => &self.nl,
            Lang::En => &self.en,
        }
    }
}

/// The tiles that a server offers in one grid.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grid {
    template: String,
    /// First and last level.
    levels: [u8; 2],
}

impl Grid {
    /// First and last level.
    pub(super) fn levels(&self) -> [u8; 2] {
        self.levels
    }

    /// Address of a tile.
    pub(super) fn url(&self, key: TileKey) -> String {
        self.template
            .replace("{z}", &key.level.to_string())
            .replace("{x}", &key.x.to_string())
            .replace("{y}", &key.y.to_string())
    }

    fn problem(&self) -> Option<&'static str> {
        let [first, last] = self.levels;
        let is_web = ["https://", "http://"]
            .iter()
            .any(|s| self.template.starts_with(s));
        if !is_web {
            Some("has a template that is no web address")
        } else if !["{z}", "{x}", "{y}"]
            .iter()
            .all(|part| self.template.contains(part))
        {
            Some("has a template without {z}, {x} and {y}")
        } else if first > last || last > MAX_LEVEL {
            Some("has levels that make no sense")
        } else {
            None
        }
    }
}

impl Source {
    /// Whether it is a photo of the ground and no drawing; the list calls it so.
    pub fn is_photo(&self) -> bool {
        self.id.starts_with("luchtfoto")
    }
}

/// How a source is drawn in a map: as its server cut the tiles, or bent out of tiles of Web Mercator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Plan {
    AsServed(Grid),
    Bent(Grid),
}

/// Whose map it is; always shown with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// "Kaartgegevens © Kadaster (CC BY 4.0)"
    pub text: String,
    /// Where to read more.
    pub url: String,
}

impl Source {
    /// Its name for people.
    pub fn name(&self, lang: Lang) -> &str {
        self.name.get(lang)
    }

    /// Whose it is.
    pub fn attribution(&self, lang: Lang) -> Attribution {
        Attribution {
            text: self.attribution.get(lang).to_owned(),
            url: self.link.clone(),
        }
    }

    /// How it is drawn in this plane; `None` where it has no tiles for it.
    pub(super) fn plan(&self, crs: MapCrs) -> Option<Plan> {
        let mercator = || self.mercator.clone();
        match crs {
            MapCrs::RdNew => match self.rd.clone() {
                Some(grid) => Some(Plan::AsServed(grid)),
                None => mercator().map(Plan::Bent),
            },
            MapCrs::WebMercator => mercator().map(Plan::AsServed),
        }
    }

    fn problem(&self) -> Option<&'static str> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(plain) {
            return Some("has an id with other characters than a-z, 0-9 and -");
        }
        if self.rd.is_none() && self.mercator.is_none() {
            return Some("has no tiles in either grid");
        }
        [&self.rd, &self.mercator]
            .into_iter()
            .flatten()
            .find_map(Grid::problem)
    }
}

impl SourceList {
    /// The list that the program brings along.
    pub fn built_in() -> Self {
        // The asset is part of the program and read by a test.
        Self::parse(BUILT_IN).unwrap_or_else(|error| {
            log::error!("{error}");
            Self {
                contact: String::new(),
                sources: Vec::new(),
            }
        })
    }

    /// The user's own list when `file` is there, else the one the program brings along.
    ///
    /// # Errors
    /// When the file is there and cannot be used; the built-in list is then the one to take.
    pub fn load(file: Option<&Path>) -> Result<Self, SourcesError> {
        match file.map(std::fs::read_to_string) {
            None => Ok(Self::built_in()),
            Some(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self::built_in())
            }
            Some(text) => Self::parse(&text?),
        }
    }

    /// Reads a list from TOML.
    ///
    /// # Errors
    /// When it is no list, or an entry makes no sense.
    pub fn parse(text: &str) -> Result<Self, SourcesError> {
        let list: Self = toml::from_str(text)?;
        let mut ids = BTreeSet::new();
        for source in &list.sources {
            let twice = (!ids.insert(&source.id)).then_some("is there twice");
            if let Some(what) = source.problem().or(twice) {
                let id = source.id.clone();
                return Err(SourcesError::Entry { id, what });
            }
        }
        Ok(list)
    }

    /// The background maps, in the order they are offered.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub(super) fn get(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// How the program names itself to a server. What cannot stand in a header is left out.
    pub(super) fn user_agent(&self) -> String {
        let name = concat!("Ruilkaart/", env!("CARGO_PKG_VERSION"));
        let contact: String = self
            .contact
            .chars()
            .filter(|c| (' '..='~').contains(c))
            .collect();
        if contact.trim().is_empty() {
            format!("{name} (desktop map of crop parcels)")
        } else {
            format!("{name} (desktop map of crop parcels; {})", contact.trim())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: TileKey = TileKey {
        level: 7,
        x: 65,
        y: 50,
    };

    #[test]
    fn the_list_of_the_program_is_complete() {
        let list = SourceList::parse(BUILT_IN).unwrap();
        let ids: Vec<&str> = list
            .sources()
            .iter()
            .map(|source| source.id.as_str())
            .collect();
        assert_eq!(
            ids,
            [
                "brt-grijs",
                "brt-standaard",
                "brt-pastel",
                "brt-water",
                "luchtfoto",
                "openstreetmap"
            ]
        );
        for source in list.sources() {
            for crs in [MapCrs::RdNew, MapCrs::WebMercator] {
                assert!(source.plan(crs).is_some(), "{} {crs:?}", source.id);
            }
            for lang in [Lang::Nl, Lang::En] {
                assert!(source.attribution(lang).text.contains('©'), "{}", source.id);
                assert!(!source.name(lang).is_empty());
            }
        }
    }

    #[test]
    fn addresses_are_filled_in_and_only_web_mercator_is_bent() {
        let list = SourceList::built_in();
        let Some(Plan::AsServed(grid)) = list.get("brt-grijs").unwrap().plan(MapCrs::RdNew) else {
            panic!("not as served");
        };
        assert!(grid.url(KEY).ends_with("/grijs/EPSG:28992/7/65/50.png"));
        let osm = list.get("openstreetmap").unwrap();
        assert!(matches!(osm.plan(MapCrs::RdNew), Some(Plan::Bent(_))));
        assert!(matches!(
            osm.plan(MapCrs::WebMercator),
            Some(Plan::AsServed(_))
        ));
    }

    #[test]
    fn a_list_that_makes_no_sense_says_why() {
        let with = |from: &str, to: &str| SourceList::parse(&BUILT_IN.replace(from, to));
        assert!(with("brt-pastel", "brt-grijs").is_err(), "twice");
        assert!(with("brt-pastel", "../../etc").is_err(), "id");
        assert!(
            with("https://tile", "file:///tile").is_err(),
            "no web address"
        );
        assert!(with("org/{z}", "org/z").is_err(), "no level");
        assert!(
            with("levels = [0, 16]", "levels = [9, 3]").is_err(),
            "levels"
        );
        assert!(with("link =", "lonk =").is_err(), "misspelt");
        assert!(
            SourceList::parse("source = []")
                .unwrap()
                .sources()
                .is_empty()
        );
    }

    #[test]
    fn the_program_names_itself_and_whom_to_ask() {
        let plain = SourceList::built_in().user_agent();
        assert!(plain.starts_with("Ruilkaart/"), "{plain}");
        let text = BUILT_IN.replace("contact = \"\"", "contact = \"gis@provincie.example\\n\"");
        let named = SourceList::parse(&text).unwrap().user_agent();
        assert!(named.ends_with("; gis@provincie.example)"), "{named}");
    }

    #[test]
    fn a_file_that_is_not_there_leaves_the_list_of_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("basemaps.toml");
        assert_eq!(SourceList::load(Some(&file)).unwrap().sources().len(), 6);
        std::fs::copy(folder.path().join(".."), &file).unwrap_err();
        std::fs::create_dir(&file).unwrap();
        assert!(
            SourceList::load(Some(&file)).is_err(),
            "a folder cannot be read"
        );
    }
}

//! What can be gone to or done by a name or a number: places of Drenthe, features of the layer in hand,
//! coordinates, and every command by its Dutch or English words.

use super::coordinates::{self, Typed};
use super::features::FeatureIndex;
use super::words::{Fit, fit, folded};
use crate::crs::{Crs, Transform};
use crate::explain::category;
use crate::geometry::Bounds;
use crate::map::MapCrs;
use crate::map::places::{PlaceKind, places};
use crate::text::Lang;
use crate::ui::command::{Command, Menu, ViewCommand};
use crate::ui::map_view::Hit;
use crate::ui::position;
use crate::ui::state::{State, ZoomTarget};

/// Most places and features that are offered.
const MOST: usize = 5;
/// Most commands that are offered.
const MOST_COMMANDS: usize = 6;
/// What is shown around a town, a village and a coordinate, in metres.
const AROUND_TOWN_M: f64 = 4_000.0;
const AROUND_VILLAGE_M: f64 = 1_500.0;
const AROUND_POINT_M: f64 = 500.0;

/// The kinds of things that are found, in the order in which they are offered when they fit alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Coordinate,
    Place,
    Feature,
    Command,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub(super) kind: Kind,
    /// What it is called.
    pub text: String,
    /// What more there is to say of it.
    pub detail: String,
    fit: Fit,
    goal: Goal,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Goal {
    Go { at: [f64; 2], around_m: f64 },
    Select(Hit),
    Do(Menu),
}

impl Found {
    /// What choosing it does.
    pub fn commands(&self, state: &State) -> Vec<Command> {
        match self.goal {
            Goal::Go { at, around_m } => {
                vec![ViewCommand::Zoom(ZoomTarget::Place { at, around_m }).into()]
            }
            Goal::Select(hit) => vec![
                ViewCommand::Select(Some(hit)).into(),
                ViewCommand::Zoom(ZoomTarget::Selection).into(),
            ],
            Goal::Do(menu) => menu.command(state).into_iter().collect(),
        }
    }

    /// The command that it is, if it is one.
    pub(super) fn menu(&self) -> Option<Menu> {
        match self.goal {
            Goal::Do(menu) => Some(menu),
            Goal::Go { .. } | Goal::Select(_) => None,
        }
    }
}

/// Everything that fits what was typed: kinds that fit best first, and in each kind what fits best. What fits
/// only nearly is offered where nothing fits better.
pub(super) fn find(typed: &str, state: &State, features: Option<&FeatureIndex>) -> Vec<Found> {
    let folded = folded(typed.trim());
    if folded.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    all.extend(coordinate(typed, state));
    all.extend(places_that_fit(&folded, state));
    all.extend(features_that_fit(&folded, state, features));
    all.extend(commands_that_fit(&folded, state));
    if all.iter().any(|found| found.fit < Fit::Nearly) {
        all.retain(|found| found.fit < Fit::Nearly);
    }
    let best = |kind: Kind| {
        let of_kind = all.iter().filter(|found| found.kind == kind);
        of_kind.map(|found| found.fit).min()
    };
    let order = [Kind::Coordinate, Kind::Place, Kind::Feature, Kind::Command]
        .map(|kind| (kind, best(kind)));
    let rank = |kind: Kind| order.iter().find(|(k, _)| *k == kind).map(|(_, fit)| *fit);
    all.sort_by_key(|found| (rank(found.kind), found.kind, found.fit));
    all
}

/// Places and coordinates that fit what was typed, the best first: what may be looked for in front of people.
pub fn places_named(typed: &str, state: &State) -> Vec<Found> {
    let folded = folded(typed.trim());
    if folded.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Found> = coordinate(typed, state).into_iter().collect();
    found.extend(places_that_fit(&folded, state));
    if found.iter().any(|found| found.fit < Fit::Nearly) {
        found.retain(|found| found.fit < Fit::Nearly);
    }
    found.sort_by_key(|found| found.fit);
    found
}

fn coordinate(typed: &str, state: &State) -> Option<Found> {
    let crs = state.session.map_crs();
    let parsed = coordinates::parse(typed)?;
    let at = match parsed {
        Typed::Rd(at) => from_rd(at, crs)?,
        Typed::LonLat(lonlat) => position::from_lonlat(lonlat, crs)?,
    };
    let lang = state.lang();
    let in_degrees = position::lonlat(at, crs).map(|lonlat| position::lonlat_text(lonlat, lang));
    let in_rd = position::rd_text(at, crs);
    let (text, detail) = match parsed {
        Typed::Rd([x, y]) => (Some(format!("RD {x:.0} {y:.0}")), in_degrees),
        Typed::LonLat(_) => (in_degrees, in_rd),
    };
    Some(Found {
        kind: Kind::Coordinate,
        text: text?,
        detail: detail.unwrap_or_default(),
        fit: Fit::Whole,
        goal: Goal::Go {
            at,
            around_m: AROUND_POINT_M,
        },
    })
}

/// A place in RD in the plane of the map; `None` where it has none there.
fn from_rd(at: [f64; 2], crs: MapCrs) -> Option<[f64; 2]> {
    let transform = Transform::between(&Crs::rd_new(), &crs.crs()).ok()?;
    let point = transform.point(at);
    point.iter().all(|c| c.is_finite()).then_some(point)
}

fn places_that_fit(typed: &str, state: &State) -> Vec<Found> {
    let lang = state.lang();
    let crs = state.session.map_crs();
    let all = places();
    let named = all.places.iter().map(|place| {
        let (key, around_m) = match place.kind {
            PlaceKind::Town => ("search.town", AROUND_TOWN_M),
            PlaceKind::Village => ("search.village", AROUND_VILLAGE_M),
        };
        (&place.name, key, place.center_rd, around_m)
    });
    let outlines = all.outlines.iter().map(|outline| {
        let bounds = Bounds::of_points(&outline.ring_rd);
        let around_m = bounds.width().max(bounds.height()) / 2.0;
        (&outline.name, "search.area", bounds.center(), around_m)
    });
    let fitting = named
        .chain(outlines)
        .filter_map(|(name, key, at, around_m)| {
            Some(Found {
                kind: Kind::Place,
                text: name.clone(),
                detail: lang.text(key).to_owned(),
                fit: fit(typed, name)?,
                goal: Goal::Go {
                    at: from_rd(at, crs)?,
                    around_m,
                },
            })
        });
    best(fitting.collect(), MOST)
}

fn features_that_fit(typed: &str, state: &State, index: Option<&FeatureIndex>) -> Vec<Found> {
    let (Some(index), Some(layer)) = (index, state.session.active()) else {
        return Vec::new();
    };
    let found = index.find(typed, MOST).into_iter();
    found
        .map(|feature| Found {
            kind: Kind::Feature,
            text: category::cell(&feature.value, state.lang()),
            detail: format!("{} · {}", feature.column, layer.layer.name),
            fit: feature.fit,
            goal: Goal::Select(Hit {
                layer: layer.id,
                feature: feature.feature,
            }),
        })
        .collect()
}

/// Commands that can be done now, by their words in either language.
fn commands_that_fit(typed: &str, state: &State) -> Vec<Found> {
    let available = Menu::ALL
        .into_iter()
        .filter(|menu| *menu != Menu::Search && menu.enabled(state));
    let fitting = available.filter_map(|menu| {
        let fits = [Lang::Nl, Lang::En].map(|lang| {
            let own = fit(typed, lang.text(menu.key()));
            own.into_iter().chain(fit(typed, &menu.name(lang))).min()
        });
        Some(Found {
            kind: Kind::Command,
            text: menu.name(state.lang()),
            detail: String::new(),
            fit: fits.into_iter().flatten().min()?,
            goal: Goal::Do(menu),
        })
    });
    best(fitting.collect(), MOST_COMMANDS)
}

/// The best of them; those that fit alike keep their order.
fn best(mut found: Vec<Found>, most: usize) -> Vec<Found> {
    found.sort_by_key(|found| found.fit);
    found.truncate(most);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::command::SettingsCommand;
    use crate::ui::state::ThemeChoice;

    fn state(lang: Lang) -> State {
        let mut state = State::default();
        state.view.lang = lang;
        state
    }

    fn texts(typed: &str, state: &State) -> Vec<String> {
        find(typed, state, None)
            .into_iter()
            .map(|found| found.text)
            .collect()
    }

    #[test]
    fn a_village_is_gone_to() {
        for typed in ["zeijen", "Zeij", "ZIJEN"] {
            let state = state(Lang::En);
            let found = find(typed, &state, None);
            assert_eq!(found[0].text, "Zeijen", "{typed}");
            let commands = found[0].commands(&state);
            let [Command::View(ViewCommand::Zoom(ZoomTarget::Place { at, .. }))] =
                commands.as_slice()
            else {
                panic!("{commands:?}")
            };
            assert!((at[0] - 229_000.0).abs() < 5_000.0 && (at[1] - 562_000.0).abs() < 5_000.0);
        }
    }

    #[test]
    fn a_coordinate_is_gone_to_and_told_in_the_other_way_too() {
        let state = state(Lang::Nl);
        let found = find("52,9928 6,5642", &state, None);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "52,9928\u{a0}N 6,5642\u{a0}E");
        assert!(
            found[0].detail.starts_with("RD\u{a0}23"),
            "{}",
            found[0].detail
        );
        let rd = find("234028 556848", &state, None);
        assert_eq!(rd[0].text, "RD 234028 556848");
        assert!(rd[0].detail.starts_with("52,99"), "{}", rd[0].detail);
    }

    #[test]
    fn a_command_answers_to_both_languages() {
        for (typed, lang, shown) in [
            ("donker", Lang::Nl, "Thema: donker"),
            ("dark", Lang::Nl, "Thema: donker"),
            ("donker", Lang::En, "Theme: dark"),
            ("theme dark", Lang::Nl, "Thema: donker"),
        ] {
            let state = state(lang);
            let found = find(typed, &state, None);
            assert_eq!(found[0].text, shown, "{typed}");
            let commands = found[0].commands(&state);
            assert!(matches!(
                commands.as_slice(),
                [Command::Settings(SettingsCommand::Theme(ThemeChoice::Dark))]
            ));
        }
    }

    #[test]
    fn what_cannot_be_done_now_and_the_search_itself_are_not_offered() {
        let state = state(Lang::Nl);
        assert!(!texts("laag", &state).contains(&"Laag sluiten".to_owned()));
        assert!(texts("zoeken", &state).is_empty());
        assert!(texts("  ", &state).is_empty());
    }

    #[test]
    fn the_best_kind_comes_first() {
        let state = state(Lang::Nl);
        let found = find("instellingen", &state, None);
        assert_eq!(found[0].kind, Kind::Command);
        let found = find("assen", &state, None);
        assert_eq!(
            (found[0].kind, found[0].text.as_str()),
            (Kind::Place, "Assen")
        );
    }
}

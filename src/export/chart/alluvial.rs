//! What became of what: the ground of each crop group from year to year, a band for every change. Every year holds the
//! same ground, so the bands conserve hectares.

use super::data::{DataColumn, DataTable, Datum};
use super::over_years::labelled;
use super::page::{GAP, Page, SMALL};
use super::sankey::{Flows, Layout, Link, Node};
use super::{Chart, Look, SpotOf};
use crate::analysis::sequences::Transition;
use crate::domain::{CropGroup, Year};
use crate::explain::figures::part_of;
use crate::export::drawing::Anchor;
use crate::map::palette::crop_group;
use crate::text::Lang;

/// A kind of crop as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What it is called.
    pub name: String,
    /// The group whose colour it has.
    pub group: CropGroup,
}

/// The chart of the transitions of successive pairs of years between these kinds.
pub fn chart(name: &str, transitions: &[Transition], kinds: &[Shown], look: Look<'_>) -> Chart {
    let lang = look.lang;
    let mut page = Page::new(look, title(name, transitions, kinds, lang));
    let data = data(transitions, kinds, lang);
    let nothing = transitions.is_empty() || transitions.iter().all(|t| total(t) <= 0.0);
    if nothing {
        page.instead(lang.text("chart.flows_no_pairs"));
        return page.finish(lang.text("chart.flows_no_pairs"), data);
    }
    page.room.max[1] -= SMALL + GAP;
    let runs = runs(transitions);
    years_ui(&mut page, &runs);
    let width = page.room.width();
    let columns: usize = runs.iter().map(|run| run.len() + 1).sum();
    // Where a year is missing the bands break, and the columns go on.
    let mut column = 0;
    let mut flows = Flows::default();
    for run in &runs {
        add(&mut flows, run, kinds, column, columns, lang);
        column += run.len() + 1;
    }
    let layout = Layout {
        room: page.room,
        box_width: 10.0_f64.min(width / (columns * 3) as f64),
        gap: 3.0,
        opacity: 0.55,
    };
    flows.draw(&mut page, &layout);
    let alt = transitions
        .iter()
        .map(|transition| told(transition, kinds, lang));
    page.finish(&alt.collect::<Vec<_>>().join("; "), data)
}

fn total(transition: &Transition) -> f64 {
    transition.hectares.iter().flatten().sum()
}

/// The transitions in runs of years without a gap, by their positions.
fn runs(transitions: &[Transition]) -> Vec<Vec<&Transition>> {
    let mut runs: Vec<Vec<&Transition>> = Vec::new();
    for pair in transitions {
        let follows =
            |run: &&mut Vec<&Transition>| run.last().is_some_and(|before| before.to == pair.from);
        match runs.last_mut().filter(follows) {
            Some(run) => run.push(pair),
            None => runs.push(vec![pair]),
        }
    }
    runs
}

fn name_of(place: usize, kinds: &[Shown]) -> &str {
    kinds.get(place).map_or("", |kind| &kind.name)
}

fn group_of(place: usize, kinds: &[Shown]) -> CropGroup {
    kinds
        .get(place)
        .map_or(CropGroup::Unknown, |kind| kind.group)
}

/// The changes between different groups, largest first, with their hectares a year.
fn changes(transitions: &[Transition]) -> Vec<(usize, usize, f64)> {
    let pairs = transitions.len().max(1) as f64;
    let mut list: Vec<(usize, usize, f64)> = cells(kinds_of(transitions))
        .filter(|(from, to)| from != to)
        .map(|(from, to)| {
            let ha: f64 = transitions.iter().map(|t| t.hectares[from][to]).sum();
            (from, to, ha / pairs)
        })
        .collect();
    list.sort_by(|a, b| b.2.total_cmp(&a.2));
    list
}

fn kinds_of(transitions: &[Transition]) -> usize {
    transitions.first().map_or(0, |first| first.hectares.len())
}

/// Every pair of kinds.
fn cells(kinds: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..kinds).flat_map(move |from| (0..kinds).map(move |to| (from, to)))
}

fn title(name: &str, transitions: &[Transition], kinds: &[Shown], lang: Lang) -> String {
    let changes = changes(transitions);
    let whole: f64 = transitions.iter().map(total).sum::<f64>() / transitions.len().max(1) as f64;
    match changes.first() {
        Some((from, to, ha)) if *ha > 0.0 => {
            let changed: f64 = changes.iter().map(|(_, _, ha)| ha).sum();
            let values = [
                ("name", name.to_owned()),
                ("from", name_of(*from, kinds).to_owned()),
                ("to", name_of(*to, kinds).to_owned()),
                ("ha", lang.ha(ha * 10_000.0)),
                ("share", lang.percent(changed, whole)),
            ];
            let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
            lang.fill("chart.flows_most", &values)
        }
        _ => lang.text("chart.flows").to_owned(),
    }
}

/// The numbers of the years below their columns.
fn years_ui(page: &mut Page<'_>, runs: &[Vec<&Transition>]) {
    let mut years: Vec<Year> = Vec::new();
    for run in runs {
        years.extend(run.first().map(|first| first.from));
        years.extend(run.iter().map(|transition| transition.to));
    }
    let (room, ink) = (page.room, page.look.ink);
    let step = room.width() / (years.len() - 1).max(1) as f64;
    let shown: Vec<Year> = labelled(&years, room.width()).copied().collect();
    let last = years.len() - 1;
    for (place, year) in years.iter().enumerate() {
        if !shown.contains(year) {
            continue;
        }
        let anchor = match place {
            0 => Anchor::Start,
            place if place == last => Anchor::End,
            _ => Anchor::Middle,
        };
        let at = [room.min[0] + place as f64 * step, room.max[1] + SMALL + 2.0];
        page.anchored(year.to_string(), at, anchor, SMALL, ink.secondary);
    }
}

/// Adds the boxes and bands of a run of years.
fn add(
    flows: &mut Flows,
    run: &[&Transition],
    kinds: &[Shown],
    column: usize,
    columns: usize,
    lang: Lang,
) {
    let (first, count) = (flows.nodes.len(), kinds.len());
    for step in 0..=run.len() {
        let (year, place) = match step {
            0 => (run[0].from, run[0].place),
            step => (run[step - 1].to, run[step - 1].place + 1),
        };
        let ground = ground(run, step, count);
        let whole: f64 = ground.iter().sum();
        for (kind, ha) in ground.into_iter().enumerate() {
            let (name, share) = (name_of(kind, kinds), lang.percent(ha, whole));
            let at = column + step;
            let is_end = at == 0 || at + 1 == columns;
            let of = part_of(ha * 10_000.0, whole * 10_000.0, lang);
            let whole = whole.max(f64::MIN_POSITIVE);
            flows.nodes.push(Node {
                column: at,
                value: ha,
                label: if is_end && ha / whole > 0.015 {
                    vec![format!("{name} {share}")]
                } else {
                    Vec::new()
                },
                style: crop_group(group_of(kind, kinds)),
                told: format!("{name}, {year}: {of} ({share})"),
                of: SpotOf::Ground { year: place, kind },
            });
        }
    }
    for (step, transition) in run.iter().enumerate() {
        for (from, to) in cells(count) {
            let ha = transition.hectares[from][to];
            if ha > 0.0 {
                flows.links.push(Link {
                    from: first + step * count + from,
                    to: first + (step + 1) * count + to,
                    value: ha,
                    style: crop_group(group_of(from, kinds)),
                    told: flow_told(transition, from, to, kinds, lang),
                    of: SpotOf::Flow {
                        year: transition.place,
                        from,
                        to,
                    },
                });
            }
        }
    }
}

/// Hectares per kind in a year of a run: what goes out of it, in the last year what came in.
fn ground(run: &[&Transition], step: usize, kinds: usize) -> Vec<f64> {
    let of = |kind: usize| match run.get(step) {
        Some(transition) => transition.hectares[kind].iter().sum(),
        None => run.last().map_or(0.0, |transition| {
            transition.hectares.iter().map(|from| from[kind]).sum()
        }),
    };
    (0..kinds).map(of).collect()
}

fn flow_told(
    transition: &Transition,
    from: usize,
    to: usize,
    kinds: &[Shown],
    lang: Lang,
) -> String {
    let ha = transition.hectares[from][to];
    let of_group: f64 = transition.hectares[from].iter().sum();
    let values = [
        ("before", transition.from.to_string()),
        ("after", transition.to.to_string()),
        ("from", name_of(from, kinds).to_owned()),
        ("to", name_of(to, kinds).to_owned()),
        ("ha", lang.ha(ha * 10_000.0)),
        ("share", lang.percent(ha, of_group)),
        ("whole", lang.ha(of_group * 10_000.0)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    lang.fill("chart.flow_told", &values)
}

/// The three largest changes of a pair of years.
fn told(transition: &Transition, kinds: &[Shown], lang: Lang) -> String {
    let largest = changes(std::slice::from_ref(transition));
    let largest = largest.into_iter().take(3).filter(|(_, _, ha)| *ha > 0.0);
    let parts = largest.map(|(from, to, _)| flow_told(transition, from, to, kinds, lang));
    parts.collect::<Vec<_>>().join(", ")
}

fn data(transitions: &[Transition], kinds: &[Shown], lang: Lang) -> DataTable {
    let mut table = DataTable::new(vec![
        DataColumn::text(lang.text("chart.before")),
        DataColumn::text(lang.text("chart.after")),
        DataColumn::text(lang.text("chart.from")),
        DataColumn::text(lang.text("chart.to")),
        DataColumn::number(lang.text("chart.flow"), "ha", 2),
    ]);
    for transition in transitions {
        for (from, to) in cells(kinds.len()) {
            let ha = transition.hectares[from][to];
            if ha > 0.0 {
                table.rows.push(vec![
                    Datum::Text(transition.from.to_string()),
                    Datum::Text(transition.to.to_string()),
                    Datum::Text(name_of(from, kinds).to_owned()),
                    Datum::Text(name_of(to, kinds).to_owned()),
                    Datum::Number(ha),
                ]);
            }
        }
    }
    table
}

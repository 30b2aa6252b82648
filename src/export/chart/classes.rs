//! What each area consists of: a bar of the classes per area, in hectares or as shares.

use super::axis::Axis;
use super::data::{DataColumn, DataTable, Datum};
use super::key::{self, Entry};
use super::page::{GAP, Page, SMALL, TEXT, fitted, fitting, width_of};
use super::{Chart, Look, SpotOf};
use crate::domain::Class;
use crate::export::drawing::Anchor;
use crate::geometry::Bounds;
use crate::map::ClassColours;
use crate::text::Lang;

/// Highest bar, in points.
const MOST: f64 = 26.0;
/// Lowest bar that can be read, in points.
const LEAST: f64 = 14.0;
/// Widest name of an area, as a part of the chart.
const NAMES: f64 = 0.3;

/// An area and the ground of each class in it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassBar {
    /// Its name.
    pub name: String,
    /// Square metres per class, in the order of [`Class::ALL`].
    pub m2: [f64; Class::ALL.len()],
}

impl ClassBar {
    fn total(&self) -> f64 {
        self.m2.iter().sum()
    }

    /// The part of the five classes that carries both kinds of crop.
    fn mixed(&self) -> Option<f64> {
        let all = Class::ALL.iter().zip(self.m2);
        let (mixed, whole) = all.fold((0.0, 0.0), |(mixed, whole), (class, m2)| match class {
            Class::Unclassified => (mixed, whole),
            class if class.is_mixed_use() => (mixed + m2, whole + m2),
            _ => (mixed, whole + m2),
        });
        (whole > 0.0).then(|| mixed / whole)
    }
}

/// The chart; in shares of all six classes where `as_share`, else in hectares.
pub fn chart(bars: &[ClassBar], as_share: bool, look: Look<'_>) -> Chart {
    let lang = look.lang;
    let mut page = Page::new(look, title(bars, lang));
    if bars.iter().all(|bar| bar.total() <= 0.0) {
        page.instead(lang.text("chart.nothing"));
        return page.finish(lang.text("chart.nothing"), data(bars, lang));
    }
    key::draw(&mut page, &entries(bars, look.classes, lang));
    let shown = rows_that_fit(&mut page, bars);
    let shown = fitting(bars, shown);
    draw(&mut page, &shown, as_share);
    let alt = shown.iter().map(|bar| told(bar, lang)).collect::<Vec<_>>();
    page.finish(&alt.join("; "), data(bars, lang))
}

fn title(bars: &[ClassBar], lang: Lang) -> String {
    let mixed = |bar: &ClassBar| bar.mixed().unwrap_or(-1.0);
    let most = bars.iter().max_by(|a, b| mixed(a).total_cmp(&mixed(b)));
    let Some((bar, share)) = most.and_then(|bar| Some((bar, bar.mixed()?))) else {
        return lang.text("chart.classes").to_owned();
    };
    let share = lang.percent(share, 1.0);
    let values = [("name", bar.name.as_str()), ("share", share.as_str())];
    if bars.len() == 1 {
        lang.fill("chart.classes_one", &values)
    } else {
        lang.fill("chart.classes_most", &values)
    }
}

/// The classes that occur.
fn entries(bars: &[ClassBar], colours: &ClassColours, lang: Lang) -> Vec<Entry> {
    let occurs = |place: &usize| bars.iter().any(|bar| bar.m2[*place] > 0.0);
    let places = (0..Class::ALL.len()).filter(occurs);
    places
        .map(|place| Entry {
            name: lang.text_of("class", Class::ALL[place].key()),
            letter: key::letter(Class::ALL[place]),
            style: colours.class(Class::ALL[place]),
        })
        .collect()
}

/// How many bars have room; says below how many have not.
fn rows_that_fit(page: &mut Page<'_>, bars: &[ClassBar]) -> usize {
    // A line below for the axis.
    page.room.max[1] -= SMALL + GAP;
    let fits = ((page.room.height() / LEAST).floor() as usize).max(1);
    if fits >= bars.len() {
        return bars.len();
    }
    let shown = fits.saturating_sub(1).max(1);
    let left = bars.len() - shown;
    let count = page.look.lang.count(left as u64);
    let words = page
        .look
        .lang
        .fill("chart.more_areas", &[("count", &count)]);
    // Where the axis would have its figures, which move up with the room.
    let at = [page.room.min[0], page.room.max[1] + SMALL];
    page.text(words, at, SMALL, page.look.ink.secondary);
    page.room.max[1] -= LEAST;
    shown
}

fn draw(page: &mut Page<'_>, bars: &[ClassBar], as_share: bool) {
    let (lang, ink) = (page.look.lang, page.look.ink);
    let names = bars.iter().map(|bar| width_of(&bar.name, TEXT));
    let names = names.fold(0.0, f64::max).min(page.room.width() * NAMES);
    let left = page.room.min[0] + names + GAP;
    let totals = bars
        .iter()
        .map(|bar| width_of(&lang.ha_total(bar.total()), TEXT));
    let right = page.room.max[0] - totals.fold(0.0, f64::max) - GAP;
    let length = |bar: &ClassBar| {
        if as_share {
            100.0
        } else {
            bar.total() / 10_000.0
        }
    };
    let axis = Axis::over(bars.iter().map(length), 5, [left, right]);
    grid(page, &axis, as_share);
    let height = (page.room.height() / bars.len().max(1) as f64).min(MOST);
    for (row, bar) in bars.iter().enumerate() {
        let top = page.room.min[1] + row as f64 * height;
        let base = top + height / 2.0 + TEXT * 0.35;
        let name = fitted(&bar.name, TEXT, names);
        page.anchored(name, [left - GAP, base], Anchor::End, TEXT, ink.text);
        let whole = if as_share {
            bar.total() / 100.0
        } else {
            10_000.0
        };
        let mut along = 0.0;
        for (class, m2) in Class::ALL.into_iter().zip(bar.m2) {
            let (from, to) = (axis.at(along / whole.max(f64::MIN_POSITIVE)), {
                along += m2;
                axis.at(along / whole.max(f64::MIN_POSITIVE))
            });
            if m2 > 0.0 {
                let area = Bounds::new(from, top + 2.0, to, top + height - 2.0);
                part(page, bar, class, m2, as_share, &area);
            }
        }
        let at = [axis.at(along / whole.max(f64::MIN_POSITIVE)) + GAP, base];
        page.text(lang.ha_total(bar.total()), at, TEXT, ink.secondary);
    }
}

fn grid(page: &mut Page<'_>, axis: &Axis, as_share: bool) {
    let (lang, ink, room) = (page.look.lang, page.look.ink, page.room);
    let last = axis.ticks.len() - 1;
    for (place, tick) in axis.ticks.iter().enumerate() {
        let x = axis.at(*tick);
        page.hairline([x, room.min[1]], [x, room.max[1]]);
        let mut words = lang.decimal(*tick, axis.decimals);
        if as_share {
            words.push('%');
        } else if place == last {
            words.push_str("\u{a0}ha");
        }
        let at = [x, room.max[1] + SMALL + 2.0];
        page.anchored(words, at, Anchor::Middle, SMALL, ink.secondary);
    }
}

/// One class of one area, with its figure where there is room for it.
fn part(page: &mut Page<'_>, bar: &ClassBar, class: Class, m2: f64, as_share: bool, area: &Bounds) {
    let lang = page.look.lang;
    let style = page.look.classes.class(class);
    page.field(area, &style);
    let figure = if as_share {
        lang.percent(m2, bar.total())
    } else {
        lang.decimal(m2 / 10_000.0, 0)
    };
    let lettered = format!("{}\u{a0}{figure}", key::letter(class));
    let fits = |words: &&String| width_of(words, SMALL) + 4.0 <= area.width();
    if let Some(words) = [&lettered, &figure].into_iter().find(fits) {
        page.inside(area, words, SMALL, &style);
    }
    let (ha, share) = (lang.ha(m2), lang.percent(m2, bar.total()));
    let values = [
        ("name", bar.name.as_str()),
        ("part", &lang.text_of("class", class.key())),
        ("ha", &ha),
        ("share", &share),
        ("whole", &lang.ha_total(bar.total())),
    ];
    page.spot(
        area,
        lang.fill("chart.part_told", &values),
        SpotOf::Column(column_of(class)),
    );
}

fn column_of(class: Class) -> &'static str {
    match class {
        Class::NoneMixed => "ha_none_mixed",
        Class::NoneArable => "ha_none_arable",
        Class::NoneLivestock => "ha_none_livestock",
        Class::Extensive => "ha_extensive",
        Class::Intensive => "ha_intensive",
        Class::Unclassified => "ha_unclassified",
    }
}

/// "Zeijen: geen 12%, intensief 40%".
fn told(bar: &ClassBar, lang: Lang) -> String {
    let parts = Class::ALL.into_iter().zip(bar.m2);
    let parts = parts.filter(|(_, m2)| *m2 > 0.0).map(|(class, m2)| {
        let name = lang.text_of("class", class.key());
        format!("{name} {} ({})", lang.ha(m2), lang.percent(m2, bar.total()))
    });
    format!("{}: {}", bar.name, parts.collect::<Vec<_>>().join(", "))
}

fn data(bars: &[ClassBar], lang: Lang) -> DataTable {
    let classes = Class::ALL.map(|class| lang.text_of("class", class.key()));
    let mut columns = vec![DataColumn::text(lang.text("chart.area"))];
    columns.extend(classes.iter().map(|name| DataColumn::number(name, "ha", 2)));
    columns.push(DataColumn::number(lang.text("chart.together"), "ha", 2));
    columns.extend(classes.iter().map(|name| DataColumn::number(name, "%", 1)));
    let mut table = DataTable::new(columns);
    table.rows.extend(bars.iter().map(|bar| {
        let total = bar.total();
        let share = |m2: f64| (total > 0.0).then(|| m2 / total * 100.0);
        let mut row = vec![Datum::Text(bar.name.clone())];
        row.extend(bar.m2.map(|m2| Datum::Number(m2 / 10_000.0)));
        row.push(Datum::Number(total / 10_000.0));
        row.extend(bar.m2.map(|m2| Datum::of(share(m2))));
        row
    }));
    table
}

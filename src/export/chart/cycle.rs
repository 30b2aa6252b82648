//! What closes inside an area: feed from the land that grows it, through cattle, as manure back to the land that needs
//! it; what leaves in milk and meat, what has to leave, and what comes from outside. For organic matter what is added
//! against what breaks down.

use super::data::{DataColumn, DataTable, Datum};
use super::page::{Page, SMALL};
use super::sankey::{Flows, Layout, Link, Node};
use super::{Chart, Look, SpotOf};
use crate::analysis::cycle_sums::{
    AreaCycle, LandKind, LandPart, LandParts, NutrientCycle, OrganicCycle,
};
use crate::domain::nutrients::organic_matter::{LEAST_OF_MODELS, MOST_OF_MODELS};
use crate::domain::{Class, CropGroup};
use crate::map::ClassColours;
use crate::map::palette::crop_group;
use crate::map::pattern::Pattern;
use crate::map::style::CategoryStyle;
use crate::text::{Lang, NBSP};

/// Whose cycle it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Substance {
    /// Nitrogen.
    Nitrogen,
    /// Phosphate.
    Phosphate,
    /// Organic matter.
    OrganicMatter,
}

impl Substance {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nitrogen, Self::Phosphate, Self::OrganicMatter];

    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Nitrogen => "chart.cycle_n",
            Self::Phosphate => "chart.cycle_p2o5",
            Self::OrganicMatter => "chart.cycle_om",
        }
    }

    /// The word of files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nitrogen => "n",
            Self::Phosphate => "p2o5",
            Self::OrganicMatter => "om",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|substance| substance.word() == word)
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::Nitrogen => "kg N",
            Self::Phosphate => "kg P₂O₅",
            Self::OrganicMatter => "kg",
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Nitrogen => "n_closed_share",
            Self::Phosphate => "p2o5_closed_share",
            Self::OrganicMatter => "om_closed_share",
        }
    }
}

/// A stream of the diagram: from where to where, and how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The box where it starts, by its position among the boxes.
    pub from: usize,
    /// The box where it ends.
    pub to: usize,
    /// Kilogrammes a year.
    pub kg: f64,
}

/// A box of the diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Stock {
    /// Which column it stands in.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// How it looks.
    pub style: CategoryStyle,
}

/// The diagram of an area.
pub fn chart(
    name: &str,
    cycle: &AreaCycle,
    parts: &LandParts,
    substance: Substance,
    look: Look<'_>,
) -> Chart {
    let lang = look.lang;
    let (stocks, streams) = match substance {
        Substance::Nitrogen => of_nutrient(&cycle.n, &parts.n, look.classes, lang),
        Substance::Phosphate => of_nutrient(&cycle.p2o5, &parts.p2o5, look.classes, lang),
        Substance::OrganicMatter => of_organic(&cycle.om, lang),
    };
    let mut page = Page::new(look, title(name, cycle, substance, lang));
    let data = data(&stocks, &streams, substance, lang);
    if streams.is_empty() {
        page.instead(lang.text("chart.nothing"));
        return page.finish(lang.text("chart.nothing"), data);
    }
    let notes = notes(cycle, substance, lang);
    let lines = super::page::wrapped(&notes, SMALL, page.room.width(), 3);
    for line in lines.into_iter().rev() {
        let at = [page.room.min[0], page.room.max[1] - 3.0];
        page.text(line, at, SMALL, page.look.ink.secondary);
        page.room.max[1] -= SMALL * 1.35;
    }
    page.room.max[1] -= 4.0;
    let flows = flows(&stocks, &streams, substance, lang);
    let layout = Layout {
        room: page.room,
        box_width: 12.0,
        gap: 14.0,
        opacity: 0.5,
    };
    flows.draw(&mut page, &layout);
    let alt = flows.links.iter().map(|link| link.told.clone());
    let alt = format!("{}. {notes}", alt.collect::<Vec<_>>().join("; "));
    page.finish(&alt, data)
}

fn title(name: &str, cycle: &AreaCycle, substance: Substance, lang: Lang) -> String {
    let (share, key) = match substance {
        Substance::Nitrogen => (cycle.n.closed_share, "chart.cycle_title"),
        Substance::Phosphate => (cycle.p2o5.closed_share, "chart.cycle_title"),
        Substance::OrganicMatter => (cycle.om.closed_share, "chart.cycle_om_title"),
    };
    let share = share.map_or_else(
        || lang.text("number.unknown").to_owned(),
        |share| lang.percent(share, 1.0),
    );
    let what = lang.text(substance.key());
    lang.fill(key, &[("name", name), ("share", &share), ("what", what)])
}

fn notes(cycle: &AreaCycle, substance: Substance, lang: Lang) -> String {
    let potential = lang.text("chart.cycle_potential");
    if substance != Substance::OrganicMatter {
        return potential.to_owned();
    }
    let [low, high] =
        [LEAST_OF_MODELS, MOST_OF_MODELS].map(|part| amount_bare(cycle.om.breakdown * part, lang));
    let band = lang.fill("chart.cycle_band", &[("low", &low), ("high", &high)]);
    format!("{band} {potential}")
}

/// A kind of land in the colour of its class.
fn land_style(kind: LandKind, colours: &ClassColours) -> CategoryStyle {
    colours.class(match kind {
        LandKind::Livestock => Class::NoneLivestock,
        LandKind::Arable => Class::NoneArable,
        LandKind::Shared => Class::Extensive,
        LandKind::Unclassified => Class::Unclassified,
    })
}

fn grey() -> CategoryStyle {
    crop_group(CropGroup::Other)
}

/// What leaves or comes is striped, so that it is told from what stays without its colour.
fn striped() -> CategoryStyle {
    CategoryStyle {
        pattern: Pattern::WideDiagonal,
        ink: crate::map::Rgb::WHITE,
        ..grey()
    }
}

fn stock(column: usize, name: impl Into<String>, style: CategoryStyle) -> Stock {
    Stock {
        column,
        name: name.into(),
        style,
    }
}

/// Boxes and streams of a nutrient. What closes, and what comes from outside, goes to the land in proportion to its need.
pub fn of_nutrient(
    cycle: &NutrientCycle,
    parts: &[LandPart; LandKind::ALL.len()],
    colours: &ClassColours,
    lang: Lang,
) -> (Vec<Stock>, Vec<Stream>) {
    let land = |kind: LandKind, key| {
        let land = lang.text_of("land_kind", kind.key());
        lang.fill(key, &[("land", &land)])
    };
    let mut stocks: Vec<Stock> = LandKind::ALL
        .map(|kind| stock(0, land(kind, "chart.feed_of"), land_style(kind, colours)))
        .into();
    let feed = stocks.len();
    stocks.push(stock(
        1,
        lang.text("chart.feed"),
        crop_group(CropGroup::Grass),
    ));
    let other = stocks.len();
    stocks.push(stock(1, lang.text("chart.known_manure"), striped()));
    let manure = stocks.len();
    stocks.push(stock(
        2,
        lang.text("chart.manure"),
        crop_group(CropGroup::Potato),
    ));
    let outside = stocks.len();
    stocks.push(stock(2, lang.text("chart.outside_need"), striped()));
    let first_need = stocks.len();
    stocks.extend(
        LandKind::ALL.map(|kind| stock(3, land(kind, "chart.need_of"), land_style(kind, colours))),
    );
    let milk = stocks.len();
    stocks.push(stock(3, lang.text("chart.milk_meat"), grey()));
    let leave = stocks.len();
    stocks.push(stock(3, lang.text("chart.to_leave"), striped()));

    let flows = &cycle.flows;
    let from_feed = flows.manure.min(flows.feed);
    let mut streams = Vec::new();
    let mut add = |from: usize, to: usize, kg: f64| {
        if kg > 0.0 {
            streams.push(Stream { from, to, kg });
        }
    };
    for (place, part) in parts.iter().enumerate() {
        add(place, feed, part.feed);
    }
    add(feed, manure, from_feed);
    add(other, manure, flows.manure - from_feed);
    let need: f64 = parts.iter().map(|part| part.need).sum();
    for (place, part) in parts.iter().enumerate() {
        let share = if need > 0.0 { part.need / need } else { 0.0 };
        add(manure, first_need + place, flows.closed * share);
    }
    add(manure, leave, flows.to_leave());
    for (place, part) in parts.iter().enumerate() {
        let share = if need > 0.0 { part.need / need } else { 0.0 };
        add(outside, first_need + place, flows.from_outside() * share);
    }
    add(feed, milk, flows.feed - from_feed);
    (stocks, streams)
}

/// Boxes and streams of organic matter.
pub fn of_organic(cycle: &OrganicCycle, lang: Lang) -> (Vec<Stock>, Vec<Stream>) {
    let stocks = vec![
        stock(
            0,
            lang.text("chart.from_crops"),
            crop_group(CropGroup::Grass),
        ),
        stock(
            0,
            lang.text("chart.from_manure"),
            crop_group(CropGroup::Potato),
        ),
        stock(0, lang.text("chart.shortage"), striped()),
        stock(1, lang.text("chart.breakdown"), grey()),
        stock(1, lang.text("chart.gain"), crop_group(CropGroup::Grass)),
    ];
    let added = cycle.from_crops + cycle.from_manure;
    let kept = added.min(cycle.breakdown);
    let mut streams = Vec::new();
    let mut add = |from: usize, to: usize, kg: f64| {
        if kg > 0.0 {
            streams.push(Stream { from, to, kg });
        }
    };
    if added > 0.0 {
        for (place, kg) in [cycle.from_crops, cycle.from_manure]
            .into_iter()
            .enumerate()
        {
            add(place, 3, kept * kg / added);
        }
        for (place, kg) in [cycle.from_crops, cycle.from_manure]
            .into_iter()
            .enumerate()
        {
            add(place, 4, (added - kept) * kg / added);
        }
    }
    add(2, 3, cycle.breakdown - kept);
    (stocks, streams)
}

/// What goes through a box: the larger of what comes in and what goes out.
fn through(place: usize, streams: &[Stream]) -> f64 {
    let sum = |of: fn(&Stream) -> usize| -> f64 {
        let of_box = streams.iter().filter(|stream| of(stream) == place);
        of_box.map(|stream| stream.kg).sum()
    };
    sum(|stream| stream.from).max(sum(|stream| stream.to))
}

fn flows(stocks: &[Stock], streams: &[Stream], substance: Substance, lang: Lang) -> Flows {
    let of = SpotOf::Column(substance.column());
    let nodes = stocks.iter().enumerate().map(|(place, stock)| {
        let value = through(place, streams);
        let amount = amount(value, substance, lang);
        let values = [("name", stock.name.as_str()), ("amount", amount.as_str())];
        Node {
            column: stock.column,
            value,
            label: vec![stock.name.clone(), amount.clone()],
            style: stock.style,
            told: lang.fill("chart.node_of", &values),
            of,
        }
    });
    let links = streams.iter().map(|stream| {
        let (from, to) = (&stocks[stream.from], &stocks[stream.to]);
        let amount = amount(stream.kg, substance, lang);
        let values = [
            ("from", from.name.as_str()),
            ("to", to.name.as_str()),
            ("amount", amount.as_str()),
        ];
        Link {
            from: stream.from,
            to: stream.to,
            value: stream.kg,
            style: from.style,
            told: lang.fill("chart.flow_of", &values),
            of,
        }
    });
    Flows {
        nodes: nodes.collect(),
        links: links.collect(),
    }
}

/// Three figures: totals that rest on means deserve no more.
fn amount_bare(kg: f64, lang: Lang) -> String {
    if kg.abs() < 1000.0 {
        return lang.decimal(kg, 0);
    }
    let power = 10_f64.powf(kg.abs().log10().floor() - 2.0);
    lang.decimal((kg / power).round() * power, 0)
}

fn amount(kg: f64, substance: Substance, lang: Lang) -> String {
    format!("{}{NBSP}{}", amount_bare(kg, lang), substance.unit())
}

fn data(stocks: &[Stock], streams: &[Stream], substance: Substance, lang: Lang) -> DataTable {
    let unit = lang.fill("chart.unit_per_year", &[("unit", substance.unit())]);
    let mut table = DataTable::new(vec![
        DataColumn::text(lang.text("chart.from")),
        DataColumn::text(lang.text("chart.to")),
        DataColumn::number(lang.text("chart.amount"), unit, 0),
    ]);
    table.rows.extend(streams.iter().map(|stream| {
        vec![
            Datum::Text(stocks[stream.from].name.clone()),
            Datum::Text(stocks[stream.to].name.clone()),
            Datum::Number(stream.kg),
        ]
    }));
    table
}

//! Which sequences of crops are the commonest: a strip of the years per sequence, with the ground that has it. A click
//! shows the parcels.

use super::alluvial::Shown;
use super::data::{DataColumn, DataTable, Datum};
use super::page::{GAP, Page, SMALL, TEXT, fitted, width_of};
use super::{Chart, Look, SpotOf};
use crate::analysis::sequences::CommonSequence;
use crate::domain::Year;
use crate::export::drawing::Anchor;
use crate::export::ink::Ink;
use crate::geometry::Bounds;
use crate::map::palette::crop_group;
use crate::text::Lang;

/// Sequences that are ranked.
pub const MOST: usize = 20;
/// Highest row, in points.
const HIGHEST: f64 = 24.0;
/// Lowest row that can be read, in points.
const LOWEST: f64 = 14.0;
/// Widest box of a year, in points.
const WIDEST: f64 = 34.0;

/// The ranking of the sequences of an area.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking<'a> {
    /// Whose they are.
    pub name: &'a str,
    /// The years of a sequence, oldest first.
    pub years: &'a [Year],
    /// The kinds of crops.
    pub kinds: &'a [Shown],
    /// The sequences, most hectares first.
    pub list: &'a [CommonSequence],
    /// Hectares of the whole area.
    pub whole_ha: f64,
    /// A turn that begins elsewhere counts as the same one: years have no name then.
    pub is_cyclic: bool,
}

/// The chart.
pub fn chart(ranking: &Ranking<'_>, look: Look<'_>) -> Chart {
    let lang = look.lang;
    let mut page = Page::new(look, title(ranking, lang));
    let data = data(ranking, lang);
    if ranking.list.is_empty() || ranking.years.is_empty() {
        page.instead(lang.text("chart.nothing"));
        return page.finish(lang.text("chart.nothing"), data);
    }
    page.room.max[1] -= SMALL + GAP;
    let fits = ((page.room.height() / LOWEST).floor() as usize).max(1);
    let shown = ranking.list.len().min(fits);
    if shown < ranking.list.len() {
        let left = lang.count((ranking.list.len() - shown) as u64);
        let words = lang.fill("chart.more_sequences", &[("count", &left)]);
        let at = [page.room.max[0], page.room.max[1] + SMALL + 2.0];
        page.anchored(words, at, Anchor::End, SMALL, look.ink.secondary);
    }
    draw(&mut page, ranking, &ranking.list[..shown]);
    let alt = ranking.list.iter().map(|one| told(ranking, one, lang));
    page.finish(&alt.collect::<Vec<_>>().join("; "), data)
}

fn title(ranking: &Ranking<'_>, lang: Lang) -> String {
    let ha: f64 = ranking.list.iter().map(|one| one.ha).sum();
    let values = [
        ("count", lang.count(ranking.list.len() as u64)),
        ("name", ranking.name.to_owned()),
        ("share", lang.percent(ha, ranking.whole_ha)),
        ("part", lang.decimal(ha, 0)),
        ("whole", lang.ha_total(ranking.whole_ha * 10_000.0)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    lang.fill("chart.sequences_most", &values)
}

fn draw(page: &mut Page<'_>, ranking: &Ranking<'_>, shown: &[CommonSequence]) {
    let (lang, ink, room) = (page.look.lang, page.look.ink, page.room);
    let letters = letters(ranking.kinds);
    let figures: Vec<String> = shown.iter().map(|one| figure(ranking, one, lang)).collect();
    let wide = figures.iter().map(|words| width_of(words, TEXT));
    let wide = wide.fold(0.0, f64::max);
    let rank = width_of("00", SMALL) + GAP;
    let years = ranking.years.len() as f64;
    let step = ((room.width() - rank - wide - 2.0 * GAP) / years).clamp(4.0, WIDEST);
    let left = room.min[0] + rank;
    let height = (room.height() / shown.len() as f64).min(HIGHEST);
    for (row, (one, words)) in shown.iter().zip(figures).enumerate() {
        let top = room.min[1] + row as f64 * height;
        let base = top + height / 2.0 + TEXT * 0.35;
        let number = (row + 1).to_string();
        page.anchored(
            number,
            [left - GAP, base],
            Anchor::End,
            SMALL,
            ink.secondary,
        );
        for (place, kind) in one.kinds.iter().enumerate() {
            let from = left + place as f64 * step;
            let field = Bounds::new(from, top + 1.5, from + step, top + height - 1.5);
            let group = ranking.kinds.get(*kind).map(|kind| kind.group);
            let style = crop_group(group.unwrap_or(crate::domain::CropGroup::Unknown));
            page.field(&field, &style);
            let letters = letters.get(*kind).map_or("", String::as_str);
            if width_of(letters, SMALL) + 2.0 <= step {
                let at = [field.center()[0], field.center()[1] + SMALL * 0.35];
                page.anchored(letters, at, Anchor::Middle, SMALL, Ink::on(style.fill));
            }
        }
        let at = [left + years * step + GAP, base];
        let words = fitted(&words, TEXT, room.max[0] - at[0]);
        page.text(words, at, TEXT, ink.text);
        let whole = Bounds::new(room.min[0], top, room.max[0], top + height);
        page.spot(&whole, told(ranking, one, lang), SpotOf::Sequence(row));
    }
    if ranking.is_cyclic {
        return;
    }
    for (place, year) in ranking.years.iter().enumerate() {
        let is_end = place == 0 || place + 1 == ranking.years.len();
        if is_end {
            let x = left + (place as f64 + 0.5) * step;
            let y = room.min[1] + height * shown.len() as f64 + SMALL + 2.0;
            page.anchored(
                year.to_string(),
                [x, y],
                Anchor::Middle,
                SMALL,
                ink.secondary,
            );
        }
    }
}

/// Two letters per kind that no kind before it has, as "gr-gr-ma-aa": its first, and the next that tells it apart.
fn letters(kinds: &[Shown]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for kind in kinds {
        let lower: Vec<char> = kind.name.chars().flat_map(char::to_lowercase).collect();
        let rest = lower.iter().skip(1).filter(|c| c.is_alphanumeric());
        let pairs = rest.map(|next| lower.iter().take(1).chain([next]).collect::<String>());
        let pairs: Vec<String> = pairs.collect();
        let free = pairs.iter().find(|pair| !taken.contains(pair));
        taken.push(free.or(pairs.first()).cloned().unwrap_or_default());
    }
    taken
}

/// "1.234 ha · 3,1% · 310 percelen".
fn figure(ranking: &Ranking<'_>, one: &CommonSequence, lang: Lang) -> String {
    let values = [
        ("ha", lang.ha(one.ha * 10_000.0)),
        ("share", lang.percent(one.ha, ranking.whole_ha)),
        ("count", lang.count(one.parcels)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    lang.fill("chart.sequence_figure", &values)
}

/// "gras–gras–aardappel: 1.234 ha (3,1% van 39.800 ha), 310 percelen".
fn told(ranking: &Ranking<'_>, one: &CommonSequence, lang: Lang) -> String {
    let values = [
        ("sequence", words(ranking, one)),
        ("ha", lang.ha(one.ha * 10_000.0)),
        ("share", lang.percent(one.ha, ranking.whole_ha)),
        ("whole", lang.ha_total(ranking.whole_ha * 10_000.0)),
        ("count", lang.count(one.parcels)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    lang.fill("chart.sequence_told", &values)
}

fn words(ranking: &Ranking<'_>, one: &CommonSequence) -> String {
    let names = one
        .kinds
        .iter()
        .map(|kind| ranking.kinds.get(*kind).map_or("", |kind| &kind.name));
    names.collect::<Vec<_>>().join("–")
}

fn data(ranking: &Ranking<'_>, lang: Lang) -> DataTable {
    let mut table = DataTable::new(vec![
        DataColumn::text(lang.text("chart.sequence")),
        DataColumn::number(lang.text("chart.flow"), "ha", 2),
        DataColumn::number(lang.text("chart.share"), "%", 1),
        DataColumn::number(lang.text("chart.parcels"), "", 0),
    ]);
    table.rows.extend(ranking.list.iter().map(|one| {
        vec![
            Datum::Text(words(ranking, one)),
            Datum::Number(one.ha),
            Datum::Number(one.ha / ranking.whole_ha.max(f64::MIN_POSITIVE) * 100.0),
            Datum::Number(one.parcels as f64),
        ]
    }));
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CropGroup;

    #[test]
    fn letters_tell_kinds_apart() {
        let shown = |name: &str| Shown {
            name: name.to_owned(),
            group: CropGroup::Other,
        };
        let kinds = ["gras", "graan", "Maïs", "x"].map(shown);
        assert_eq!(letters(&kinds), ["gr", "ga", "ma", ""]);
    }
}

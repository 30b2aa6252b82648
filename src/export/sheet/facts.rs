//! What a sheet says of its data where the user said nothing else: title, subtitle, source with licence and reference
//! date, the definition of the classes, and the code by which the same sheet is known again.

use super::Sheet;
use super::map::MM_M;
use crate::analysis::categorise::Coloured;
use crate::analysis::columns::layer_year;
use crate::analysis::crop_columns::crop_columns;
use crate::analysis::summary::{CategoryKey, ClassHectares, parcels_in};
use crate::domain::{Catalogue, Year};
use crate::explain::definition;
use crate::layer::{Cells, Layer};
use crate::map::Camera;

/// Words of a sheet; what is empty is not drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Facts {
    pub title: String,
    pub subtitle: String,
    pub source: String,
    pub definition: String,
    pub footer: String,
}

impl Facts {
    pub(super) fn of(sheet: &Sheet<'_>) -> Self {
        let settings = sheet.settings;
        Self {
            title: title(sheet),
            subtitle: settings.subtitle.clone().unwrap_or_else(|| subtitle(sheet)),
            source: settings.source.clone().unwrap_or_else(|| source(sheet)),
            definition: class_definition(sheet).unwrap_or_default(),
            footer: String::new(),
        }
    }
}

/// The years that the categories of a layer are about, oldest first.
pub fn years_of(layer: &Layer, coloured: &Coloured, catalogue: &Catalogue) -> Vec<Year> {
    let classified = coloured
        .classified
        .as_ref()
        .map(|classified| &classified.parcels);
    if let Some(parcels) = classified.or(coloured.years.as_ref()) {
        let columns = parcels.sequences.columns().iter();
        return columns.map(|column| column.year).collect();
    }
    let columns = crop_columns(&layer.table, catalogue);
    columns.map_or_else(Vec::new, |columns| {
        columns
            .found
            .years()
            .iter()
            .map(|&(year, _)| year)
            .collect()
    })
}

fn shows_classes(sheet: &Sheet<'_>) -> bool {
    ClassHectares::of(&sheet.categories.list).is_some()
}

fn title(sheet: &Sheet<'_>) -> String {
    let about = if let Some(own) = &sheet.settings.title {
        own
    } else if shows_classes(sheet) {
        sheet.lang.text("sheet.title_classes")
    } else if is_about_crops(sheet) {
        sheet.lang.text("sheet.title_crops")
    } else {
        sheet.name
    };
    match sheet.focus {
        Some(area) if !about.is_empty() => {
            let values = [("about", about), ("area", &*area.name)];
            sheet.lang.fill("sheet.title_of_area", &values)
        }
        _ => about.to_owned(),
    }
}

fn is_about_crops(sheet: &Sheet<'_>) -> bool {
    let mut keys = sheet.categories.list.iter().map(|category| &category.key);
    keys.any(|key| matches!(key, CategoryKey::CropGroup(_)))
}

/// Which layer, which years, how many parcels.
fn subtitle(sheet: &Sheet<'_>) -> String {
    let count = sheet.lang.count(parcels_in(sheet.counted));
    let parcels = sheet.lang.fill("sheet.parcels", &[("count", &count)]);
    // A layer made of years has them in its name.
    let years = years(sheet).filter(|years| !sheet.name.contains(years));
    let parts = [Some(sheet.name.to_owned()), years, Some(parcels)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The years that the map is about.
fn years(sheet: &Sheet<'_>) -> Option<String> {
    let rule_years = sheet.years.first().zip(sheet.years.last());
    match rule_years {
        Some((first, last)) if first != last => Some(format!("{first}–{last}")),
        Some((only, _)) => Some(only.to_string()),
        None => layer_year(sheet.layer.layer()).map(|year| year.found.to_string()),
    }
}

/// Source, licence and reference date; what nobody knows is called unknown.
fn source(sheet: &Sheet<'_>) -> String {
    let (lang, layer) = (sheet.lang, sheet.layer.layer());
    let file = layer.source.path.file_name();
    let file = file.map_or_else(
        || layer.name.clone(),
        |file| file.to_string_lossy().into_owned(),
    );
    let newest = sheet.years.last().copied();
    let year = newest.map(|year| year.to_string());
    let unknown = || lang.text("number.unknown").to_owned();
    // Crops are declared as they stand on 15 May.
    let day = year.as_ref().map_or_else(unknown, |year| {
        lang.fill("sheet.reference_day", &[("year", year)])
    });
    let values = [("file", file.as_str()), ("day", day.as_str())];
    if is_synthetic(layer) {
        lang.fill("sheet.source_synthetic", &values)
    } else if is_registry(layer) {
        lang.fill("sheet.source_registry", &values)
    } else {
        lang.fill("sheet.source_other", &values)
    }
}

/// True where every row names its source as synthetic, as our own sample data do.
pub fn is_synthetic(layer: &Layer) -> bool {
    let column = layer.table.find("bron");
    let cells = column.and_then(|column| layer.table.column(column));
    cells.is_some_and(|cells| match &*cells {
        Cells::Text { distinct, .. } => {
            matches!(&distinct[..], [only] if only.eq_ignore_ascii_case("synthetisch"))
        }
        _ => false,
    })
}

/// True for a file of the national registry of crop parcels, by the columns that only it has together.
fn is_registry(layer: &Layer) -> bool {
    ["gewascode", "gewas", "category"]
        .iter()
        .all(|name| layer.table.find(name).is_some())
}

/// What makes a class, by the rule where one made them.
fn class_definition(sheet: &Sheet<'_>) -> Option<String> {
    if !shows_classes(sheet) {
        return None;
    }
    let lang = sheet.lang;
    let general = lang.text("sheet.definition").to_owned();
    Some(match sheet.rule {
        Some(rule) => format!("{general} {}", definition(rule, lang)),
        None => general,
    })
}

/// When and with what the sheet was made, and its code; `camera` is where its map looks.
pub(super) fn footer(sheet: &Sheet<'_>, camera: Option<&Camera>) -> String {
    let date = sheet.lang.date(sheet.today);
    let code = code(sheet, camera);
    let crs = sheet.layer.crs().crs();
    let crs = crs.name.as_deref().unwrap_or_default();
    let values = [("date", date.as_str()), ("code", &code), ("crs", crs)];
    sheet.lang.fill("sheet.footer", &values)
}

/// Eight digits that are the same for the same sheet of the same data, in a window of any size: what was chosen, what
/// is counted, where the map looks.
fn code(sheet: &Sheet<'_>, camera: Option<&Camera>) -> String {
    let settings = serde_json::to_string(sheet.settings).unwrap_or_default();
    let mut hash = Fnv::default();
    hash.add(settings.as_bytes());
    hash.add(sheet.layer.layer().name.as_bytes());
    if let Some(camera) = camera {
        let [x, y] = camera.center.map(f64::round);
        let n = camera.scale_denominator(sheet.layer.crs(), MM_M).round();
        hash.add(format!("{x} {y} {n}").as_bytes());
    }
    for category in sheet.counted {
        hash.add(&category.parcels.to_le_bytes());
        hash.add(&category.area_m2.to_le_bytes());
    }
    let short = (hash.0 ^ hash.0 >> 32) as u32;
    format!("{:04X}-{:04X}", short >> 16, short & 0xFFFF)
}

/// The hash of Fowler, Noll and Vo (1a): short, and the same on every machine.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
}

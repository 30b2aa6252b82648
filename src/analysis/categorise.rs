//! What to colour a layer by, and every feature put into a category of the legend.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::class_column::{ClassColumn, class_column};
use super::classify::{Classified, ClassifyError, ParcelYears};
use super::columns::{category_column, crop_code_column, crop_name_column, layer_year};
use super::crop_columns::crop_columns;
use super::elements::elements;
use super::intervals::{edges, interval_of};
use super::summary::{Categories, CategoryKey, UNCERTAIN};
use super::values::{CodedColumn, compare_values, count_values};
use crate::domain::{
    Catalogue, Class, CropFacts, CropGroup, CropId, Outcome, Reason, RotationGroup, Rule, Year,
};
use crate::job::Progress;
use crate::layer::{Cells, FieldType, Layer, Table, Value};

/// What a layer is coloured by.
#[derive(Debug, Clone, PartialEq)]
pub enum ColourBy {
    /// The class that the rule gives the crop sequences.
    Cooperation,
    /// The crop group of one year of the crop sequences.
    CropYear(Year),
    /// The class that a column holds.
    Class(ClassColumn),
    /// The crop group of the codes in a column, for layers without crop sequences.
    CropGroup {
        /// Position of the column.
        column: usize,
    },
    /// The values of a column.
    Column(usize),
    /// All features alike.
    Plain,
}

/// What the program knows of crops and classes while it colours.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// The crops.
    pub catalogue: Arc<Catalogue>,
    /// The rule.
    pub rule: Rule,
}

impl Knowledge {
    /// True when parcels would be put into the same categories: the same rule, and the very same catalogue.
    pub fn agrees_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.catalogue, &other.catalogue) && self.rule == other.rule
    }
}

impl Default for Knowledge {
    fn default() -> Self {
        Self {
            catalogue: Catalogue::built_in(),
            rule: Rule::default(),
        }
    }
}

/// A layer's features in their categories.
#[derive(Debug, Clone)]
pub struct Coloured {
    /// The categories.
    pub categories: Categories,
    /// The outcome per feature where they were classified by the rule.
    pub classified: Option<Classified>,
    /// The crop sequences that the categories rest on, to be used again: finding them is the slow part.
    pub years: Option<ParcelYears>,
    /// The rule and the crops that the categories rest on, where they rest on crop sequences.
    pub knowledge: Option<Knowledge>,
    doubt: Arc<OnceLock<Doubt>>,
}

/// What is uncertain of the classes that a rule gave.
#[derive(Debug, Clone)]
pub struct Doubt {
    /// The category per feature, with [`UNCERTAIN`] where its class is.
    pub of_feature: Arc<[u8]>,
    /// The area of the uncertain features of each category, m², as far as it is known.
    pub area_m2: Vec<f64>,
}

impl Doubt {
    /// Works it out on all cores; the sums do not depend on how many there are.
    fn of(categories: &Categories, outcomes: &[Option<Outcome>], rule: &Rule, m2: &[f64]) -> Self {
        const TASK: usize = 1 << 14;
        let tasks = categories.of_feature.par_chunks(TASK).enumerate();
        let tasks = tasks.map(|(task, of_feature)| {
            let mut sums = vec![0.0; categories.list.len()];
            let features = task * TASK..;
            let marked = features.zip(of_feature).map(|(feature, &category)| {
                let outcome = outcomes.get(feature).and_then(Option::as_ref);
                // What has no class looks like nothing that is known already.
                let is_uncertain =
                    outcome.is_some_and(|o| o.class != Class::Unclassified && o.is_uncertain(rule));
                if !is_uncertain {
                    return category;
                }
                let own = m2.get(feature).filter(|area| area.is_finite());
                if let (Some(sum), Some(own)) = (sums.get_mut(usize::from(category)), own) {
                    *sum += own;
                }
                category | UNCERTAIN
            });
            let marked: Vec<u8> = marked.collect();
            (marked, sums)
        });
        let tasks: Vec<(Vec<u8>, Vec<f64>)> = tasks.collect();
        let mut area_m2 = vec![0.0; categories.list.len()];
        for (_, sums) in &tasks {
            for (sum, own) in area_m2.iter_mut().zip(sums) {
                *sum += own;
            }
        }
        Self {
            of_feature: tasks.into_iter().flat_map(|(marked, _)| marked).collect(),
            area_m2,
        }
    }

    /// The uncertain area of all categories together, m².
    pub fn total_m2(&self) -> f64 {
        self.area_m2.iter().sum()
    }
}

impl Coloured {
    /// Categories that rest on nothing but the table.
    pub fn of_table(categories: Categories) -> Self {
        Self {
            categories,
            classified: None,
            years: None,
            knowledge: None,
            doubt: Arc::default(),
        }
    }

    /// What is uncertain, worked out when it is first asked for; `None` where the categories are no classes that
    /// the rule gave.
    pub fn doubt(&self, area_m2: &[f64]) -> Option<&Doubt> {
        let (classified, knowledge) = self.classified.as_ref().zip(self.knowledge.as_ref())?;
        Some(self.doubt.get_or_init(|| {
            let outcomes = &classified.outcomes;
            Doubt::of(&self.categories, outcomes, &knowledge.rule, area_m2)
        }))
    }

    /// The category per feature as it is drawn: with [`UNCERTAIN`] where its class is, if that is to be seen.
    pub fn drawn(&self, area_m2: &[f64], marks_uncertain: bool) -> Arc<[u8]> {
        let doubt = if marks_uncertain {
            self.doubt(area_m2)
        } else {
            None
        };
        Arc::clone(doubt.map_or(&self.categories.of_feature, |doubt| &doubt.of_feature))
    }

    /// The classes that the rule gives crop sequences; runs again at every change of the rule.
    pub fn by_rule(years: &ParcelYears, area_m2: &[f64], knowledge: &Knowledge) -> Self {
        let classified = years.classify(&knowledge.catalogue, &knowledge.rule);
        Self::of_classified(classified, area_m2, knowledge)
    }

    /// The colouring of crop sequences that comes after this one when the rule, what is known of crops or what is
    /// coloured by changed; `None` where it does not depend on them.
    pub fn following(
        &self,
        by: &ColourBy,
        years: &ParcelYears,
        area_m2: &[f64],
        knowledge: &Knowledge,
    ) -> Option<Self> {
        Some(match by {
            ColourBy::Cooperation => match self.counted_alike(knowledge) {
                Some(classified) => Self::of_classified(
                    classified.reconsidered(&knowledge.rule),
                    area_m2,
                    knowledge,
                ),
                None => Self::by_rule(years, area_m2, knowledge),
            },
            ColourBy::CropYear(year) => Self::by_crop_year(years, *year, area_m2, knowledge),
            _ => return None,
        })
    }

    /// The outcomes, where the years count as they did.
    fn counted_alike(&self, knowledge: &Knowledge) -> Option<&Classified> {
        let before = self.knowledge.as_ref()?;
        let alike = Arc::ptr_eq(&before.catalogue, &knowledge.catalogue)
            && before.rule.counts_alike(&knowledge.rule);
        self.classified.as_ref().filter(|_| alike)
    }

    fn of_classified(classified: Classified, area_m2: &[f64], knowledge: &Knowledge) -> Self {
        Self {
            categories: by_outcome(&classified.outcomes, area_m2),
            years: Some(classified.parcels.clone()),
            classified: Some(classified),
            knowledge: Some(knowledge.clone()),
            doubt: Arc::default(),
        }
    }

    /// True when the categories rest on another rule or other crops than these.
    pub fn is_outdated(&self, knowledge: &Knowledge) -> bool {
        let made_with = self.knowledge.as_ref();
        made_with.is_some_and(|made_with| !made_with.agrees_with(knowledge))
    }

    /// The crop groups of one year of crop sequences; as quick as a change of the rule.
    pub fn by_crop_year(
        years: &ParcelYears,
        year: Year,
        area_m2: &[f64],
        knowledge: &Knowledge,
    ) -> Self {
        Self {
            categories: crop_groups_of_year(years, year, area_m2, knowledge),
            classified: None,
            years: Some(years.clone()),
            knowledge: Some(knowledge.clone()),
            doubt: Arc::default(),
        }
    }
}

/// The best that a layer offers: a class, else a crop sequence, else the crops of one year, else the first
/// column with a handful of values, else nothing.
pub fn best_colouring(layer: &Layer, catalogue: &Catalogue) -> ColourBy {
    if !layer.polygons.is_ground() {
        return ColourBy::Plain;
    }
    let table = &layer.table;
    if let Some(guess) = class_column(table) {
        return ColourBy::Class(guess.found);
    }
    if crop_columns(table, catalogue).is_some() {
        return ColourBy::Cooperation;
    }
    if let Some(guess) = crop_code_column(table, catalogue) {
        return ColourBy::CropGroup {
            column: guess.found,
        };
    }
    let named = category_column(table).or_else(|| crop_name_column(table));
    let column = named.map(|guess| guess.found);
    column
        .or_else(|| first_telling_column(table))
        .map_or(ColourBy::Plain, ColourBy::Column)
}

/// Parts of names of columns that tell more than others, in the languages of the registers seen so far.
const TELLING: [&str; 10] = [
    "hcat_n",
    "crop",
    "gewas",
    "gws",
    "usage",
    "kultur",
    "afgr",
    "plod",
    "landcover",
    "type",
];

/// A column worth colouring by: texts that repeat, numbers that are no identifiers.
fn first_telling_column(table: &Table) -> Option<usize> {
    let repeats = |column: &usize| {
        let Some(cells) = table.column(*column) else {
            return false;
        };
        let values = count_values(&cells);
        let filled = cells.len() as u64 - values.empty;
        values.list.len() >= 2 && values.list.len() as u64 * 2 <= filled
    };
    let of_type = |wanted: fn(FieldType) -> bool| {
        let fields = table.fields().iter().enumerate();
        fields
            .filter(move |(_, field)| wanted(field.field_type))
            .map(|(column, _)| column)
    };
    let texts = |t| t == FieldType::Text;
    let telling = |column: &usize| {
        let name = table.fields()[*column].name.to_lowercase();
        TELLING.iter().any(|part| name.contains(part))
    };
    let numbers = |t| matches!(t, FieldType::Integer | FieldType::Real | FieldType::Boolean);
    let mut candidates = of_type(texts)
        .filter(telling)
        .chain(of_type(texts))
        .chain(of_type(numbers));
    candidates.find(repeats)
}

/// Puts every feature of a layer into a category. `area_m2` holds the area per feature, NaN where unknown;
/// `years` the crop sequences where they are known already, else they are looked for in the columns. A
/// colouring by sequences that are nowhere leaves all features alike.
///
/// # Errors
/// [`ClassifyError`] from reading crop columns.
pub fn categorise(
    layer: &Layer,
    area_m2: &[f64],
    by: &ColourBy,
    years: Option<&ParcelYears>,
    knowledge: &Knowledge,
    progress: &Progress,
) -> Result<Coloured, ClassifyError> {
    let catalogue = &knowledge.catalogue;
    let cells = |column: usize| layer.table.column(column);
    let alike = || all_alike(layer.len(), area_m2);
    let sequences = || match years {
        Some(years) => Ok(Some(years.clone())),
        None => ParcelYears::of_table(&layer.table, catalogue, progress),
    };
    Ok(match by {
        ColourBy::Cooperation => match sequences()? {
            Some(years) => Coloured::by_rule(&years, area_m2, knowledge),
            None => Coloured::of_table(alike()),
        },
        ColourBy::CropYear(year) => match sequences()? {
            Some(years) => Coloured::by_crop_year(&years, *year, area_m2, knowledge),
            None => Coloured::of_table(alike()),
        },
        ColourBy::Class(class) => Coloured::of_table(by_class(&layer.table, class, area_m2)),
        ColourBy::CropGroup { column } => {
            Coloured::of_table(by_crop_group(layer, *column, catalogue, area_m2))
        }
        ColourBy::Column(column) => Coloured::of_table(
            cells(*column).map_or_else(alike, |cells| by_values(&cells, layer.len(), area_m2)),
        ),
        ColourBy::Plain => Coloured::of_table(alike()),
    })
}

/// Counts keys that were found per feature, in the order of `keys`; keys that are not `kept` and that no
/// feature has are left out.
fn count(
    keys: Vec<CategoryKey>,
    kept: impl Fn(&CategoryKey) -> bool,
    of_feature: &[u8],
    area_m2: &[f64],
) -> Categories {
    let mut used = vec![false; keys.len()];
    for index in of_feature {
        if let Some(used) = used.get_mut(usize::from(*index)) {
            *used = true;
        }
    }
    let mut place = vec![u8::MAX; keys.len()];
    let mut list = Vec::new();
    for (index, key) in keys.into_iter().enumerate() {
        if used[index] || kept(&key) {
            place[index] = u8::try_from(list.len()).unwrap_or(u8::MAX);
            list.push(key);
        }
    }
    let at = |index: &u8| place.get(usize::from(*index)).copied().unwrap_or(u8::MAX);
    let of_feature: Arc<[u8]> = of_feature.iter().map(at).collect();
    Categories::count(list, of_feature, area_m2)
}

fn is_fig1(key: &CategoryKey) -> bool {
    matches!(key, CategoryKey::Class(class) if *class != Class::Unclassified)
}

/// The classes of Fig. 1, then the two reasons, then landscape elements.
pub fn by_outcome(outcomes: &[Option<Outcome>], area_m2: &[f64]) -> Categories {
    let mut keys: Vec<CategoryKey> = Class::FIG1.map(CategoryKey::Class).to_vec();
    keys.extend([
        CategoryKey::TooFewYears,
        CategoryKey::NoSectorYears,
        CategoryKey::Element,
    ]);
    let of_feature: Vec<u8> = outcomes.iter().map(place_of_outcome).collect();
    count(keys, is_fig1, &of_feature, area_m2)
}

/// Position in the keys of [`by_outcome`].
fn place_of_outcome(outcome: &Option<Outcome>) -> u8 {
    let Some(outcome) = outcome else { return 7 };
    match (outcome.class, outcome.reason()) {
        (Class::NoneMixed, _) => 0,
        (Class::NoneArable, _) => 1,
        (Class::NoneLivestock, _) => 2,
        (Class::Extensive, _) => 3,
        (Class::Intensive, _) => 4,
        (Class::Unclassified, Some(Reason::NoSectorYears)) => 6,
        (Class::Unclassified, _) => 5,
    }
}

fn by_class(table: &Table, column: &ClassColumn, area_m2: &[f64]) -> Categories {
    let cells = table.column(column.column);
    let mut classes = cells.map_or_else(Vec::new, |cells| column.classes_of_rows(&cells));
    classes.resize(table.rows(), Class::Unclassified);
    let place = |class: &Class| {
        let place = Class::ALL.iter().position(|c| c == class);
        place
            .and_then(|place| u8::try_from(place).ok())
            .unwrap_or(u8::MAX)
    };
    let of_feature: Vec<u8> = classes.iter().map(place).collect();
    let keys = Class::ALL.map(CategoryKey::Class).to_vec();
    count(keys, is_fig1, &of_feature, area_m2)
}

fn by_crop_group(
    layer: &Layer,
    column: usize,
    catalogue: &Catalogue,
    area_m2: &[f64],
) -> Categories {
    let year = layer_year(layer).map(|guess| (guess.found, column));
    let elements = elements(&layer.table, year, catalogue);
    let codes = layer.table.column(column);
    let codes = codes.map(|cells| CodedColumn::of(&cells, layer.len()));
    let group = |code| {
        let crop = catalogue.find(code);
        place_of_group(crop.map_or(CropGroup::Unknown, |crop| crop.group.crop_group()))
    };
    let groups = codes
        .unwrap_or_default()
        .spread(place_of_group(CropGroup::Unknown), group);
    let mut keys: Vec<CategoryKey> = CropGroup::ALL.map(CategoryKey::CropGroup).to_vec();
    let element = u8::try_from(keys.len()).unwrap_or(u8::MAX);
    keys.push(CategoryKey::Element);
    let of_feature = groups.into_iter().zip(elements);
    let of_feature: Vec<u8> = of_feature
        .map(|(group, is_element)| if is_element { element } else { group })
        .collect();
    count(keys, |_| false, &of_feature, area_m2)
}

/// Position of a group in the legend.
fn place_of_group(group: CropGroup) -> u8 {
    let place = CropGroup::ALL.iter().position(|g| *g == group);
    place
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(u8::MAX)
}

/// The crop groups of one year of crop sequences, parcels of which that year is missing, then elements.
fn crop_groups_of_year(
    years: &ParcelYears,
    year: Year,
    area_m2: &[f64],
    knowledge: &Knowledge,
) -> Categories {
    let mut keys: Vec<CategoryKey> = CropGroup::ALL.map(CategoryKey::CropGroup).to_vec();
    let missing = u8::try_from(keys.len()).unwrap_or(u8::MAX);
    let element = missing.saturating_add(1);
    keys.extend([CategoryKey::NoCrop, CategoryKey::Element]);
    let sequences = &years.sequences;
    let facts = CropFacts::of(sequences.crops(), &knowledge.catalogue, &knowledge.rule);
    let column = sequences.columns().iter().find(|c| c.year == year);
    let place = |parcel: usize| {
        if years.elements.get(parcel).copied().unwrap_or(false) {
            return element;
        }
        let crop = column.map(|column| column.read(parcel, &facts, &knowledge.rule).crop);
        match crop.filter(|crop| *crop != CropId::NONE) {
            Some(crop) => {
                let group = facts.get(crop).group;
                place_of_group(group.map_or(CropGroup::Unknown, RotationGroup::crop_group))
            }
            None => missing,
        }
    };
    let of_feature: Vec<u8> = (0..sequences.len()).into_par_iter().map(place).collect();
    count(keys, |_| false, &of_feature, area_m2)
}

/// Most values of a column with a colour of their own.
const MOST_VALUES: usize = 12;

fn by_values(cells: &Cells, features: usize, area_m2: &[f64]) -> Categories {
    let values = count_values(cells).list;
    let is_number = matches!(cells, Cells::Integer(_) | Cells::Real(_));
    if is_number && values.len() > MOST_VALUES {
        by_intervals(cells, features, area_m2)
    } else {
        by_distinct_values(cells, &values, features, area_m2)
    }
}

fn by_intervals(cells: &Cells, features: usize, area_m2: &[f64]) -> Categories {
    let number = |row: usize| cells.value(row).as_f64();
    let edges = edges((0..cells.len()).filter_map(number));
    let pairs = edges.windows(2);
    let mut keys: Vec<CategoryKey> = pairs
        .map(|pair| CategoryKey::Interval {
            from: pair[0],
            to: pair[1],
        })
        .collect();
    let none = keys.len();
    keys.push(CategoryKey::NoValue);
    let place = |row: usize| number(row).and_then(|n| interval_of(&edges, n));
    let of_feature = (0..features).map(|row| place(row).unwrap_or(none));
    let of_feature: Vec<u8> = of_feature
        .map(|i| u8::try_from(i).unwrap_or(u8::MAX))
        .collect();
    count(keys, |_| false, &of_feature, area_m2)
}

/// The values with most area each for themselves; numbers in their own order, other values by area.
fn by_distinct_values(
    cells: &Cells,
    values: &[(Value, u64)],
    features: usize,
    area_m2: &[f64],
) -> Categories {
    let index = Places::of(cells, values.iter().map(|(value, _)| value));
    let mut ground = vec![0.0_f64; values.len()];
    for row in 0..features.min(cells.len()) {
        let area = area_m2.get(row).copied().filter(|area| area.is_finite());
        if let (Some(value), Some(area)) = (index.of_row(cells, row), area) {
            ground[value] += area;
        }
    }
    // A stable sort: `values` is ordered by rows and then by value.
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| ground[b].total_cmp(&ground[a]));
    order.truncate(MOST_VALUES);
    let by_size = |a: &usize, b: &usize| match &values[*a].0 {
        Value::Text(_) | Value::Null => Ordering::Equal,
        _ => compare_values(&values[*a].0, &values[*b].0),
    };
    order.sort_by(by_size);
    let other = order.len();
    let mut place = vec![other; values.len()];
    let mut keys = Vec::with_capacity(order.len() + 2);
    for (at, &value) in order.iter().enumerate() {
        place[value] = at;
        keys.push(CategoryKey::Value(values[value].0.clone()));
    }
    keys.extend([CategoryKey::OtherValues, CategoryKey::NoValue]);
    let of_row = |row: usize| {
        index
            .of_row(cells, row)
            .map_or(other + 1, |value| place[value])
    };
    let of_feature = (0..features).map(|row| u8::try_from(of_row(row)).unwrap_or(u8::MAX));
    let of_feature: Vec<u8> = of_feature.collect();
    count(keys, |_| false, &of_feature, area_m2)
}

/// Finds a row's value in a list of distinct values; texts by their number, so that no row compares texts.
struct Places<'a> {
    by_text: Vec<usize>,
    values: Vec<&'a Value>,
}

impl<'a> Places<'a> {
    fn of(cells: &Cells, values: impl Iterator<Item = &'a Value>) -> Self {
        let values: Vec<&Value> = values.collect();
        let by_text = match cells {
            Cells::Text { distinct, .. } => {
                let texts = values.iter().enumerate();
                let numbers: std::collections::HashMap<&str, usize> = texts
                    .filter_map(|(i, value)| Some((value.as_str()?, i)))
                    .collect();
                let of_text = |text: &Arc<str>| numbers.get(&**text).copied();
                distinct
                    .iter()
                    .map(|t| of_text(t).unwrap_or(usize::MAX))
                    .collect()
            }
            _ => Vec::new(),
        };
        Self { by_text, values }
    }

    fn of_row(&self, cells: &Cells, row: usize) -> Option<usize> {
        if let Cells::Text { rows, .. } = cells {
            let place = self.by_text.get(*rows.get(row)? as usize).copied();
            return place.filter(|place| *place < self.values.len());
        }
        let value = cells.value(row);
        let same = |known: &&Value| compare_values(known, &value) == Ordering::Equal;
        (value != Value::Null).then(|| self.values.iter().position(same))?
    }
}

fn all_alike(features: usize, area_m2: &[f64]) -> Categories {
    count(
        vec![CategoryKey::Plain],
        |_| true,
        &vec![0; features],
        area_m2,
    )
}

//! The columns of the statistics: names, units and where each comes from, in the order that the command line
//! promises.

use super::areas::AreaFigures;
use super::nutrient_sums::{Amount, NutrientFigures};
use crate::domain::Class;

/// What kind of number a column holds: its unit, and how many digits it deserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Hectares.
    Hectares,
    /// Hectares a year.
    HectaresPerYear,
    /// A part of a whole, 0 to 1, or a mean of such parts.
    Share,
    /// A number of things.
    Count,
    /// A mean or an index.
    Mean,
    /// Kilogrammes per hectare and year.
    KgPerHa,
    /// Kilogrammes a year.
    Kg,
}

impl Kind {
    /// The unit as files write it.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Hectares => "ha",
            Self::HectaresPerYear => "ha/year",
            Self::Share | Self::Count | Self::Mean => "1",
            Self::KgPerHa => "kg/ha/year",
            Self::Kg => "kg/year",
        }
    }

    /// Decimals in files that programs read: enough for sums to the square metre.
    pub const fn stored_decimals(self) -> u32 {
        match self {
            Self::Hectares | Self::HectaresPerYear | Self::Share | Self::Mean => 6,
            Self::KgPerHa => 3,
            Self::Kg => 1,
            Self::Count => 0,
        }
    }

    /// Decimals that people are shown: what the figures deserve.
    pub const fn shown_decimals(self) -> usize {
        match self {
            Self::Hectares | Self::HectaresPerYear => 1,
            Self::Mean => 2,
            Self::Share => 3,
            Self::KgPerHa | Self::Kg | Self::Count => 0,
        }
    }
}

/// What a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnGroup {
    /// How large the area is.
    Size,
    /// Hectares per class.
    Classes,
    /// Shares of the classes.
    Shares,
    /// The rotation.
    Rotation,
    /// Nitrogen.
    Nitrogen,
    /// Phosphate.
    Phosphate,
    /// Organic matter and carbon.
    Organic,
}

impl ColumnGroup {
    /// All of them, in the order of their columns.
    pub const ALL: [Self; 7] = [
        Self::Size,
        Self::Classes,
        Self::Shares,
        Self::Rotation,
        Self::Nitrogen,
        Self::Phosphate,
        Self::Organic,
    ];

    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Classes => "classes",
            Self::Shares => "shares",
            Self::Rotation => "rotation",
            Self::Nitrogen => "nitrogen",
            Self::Phosphate => "phosphate",
            Self::Organic => "organic",
        }
    }

    /// Its columns, in their order.
    pub fn columns(self) -> impl Iterator<Item = &'static StatColumn> {
        COLUMNS.iter().filter(move |column| column.group() == self)
    }
}

/// A column of numbers.
#[derive(Debug, Clone, Copy)]
pub struct StatColumn {
    /// Its name, also the key of its texts.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    value: fn(&AreaFigures) -> Option<f64>,
}

impl StatColumn {
    /// The value of a row; `None` where nothing is known.
    pub fn value(&self, row: &AreaFigures) -> Option<f64> {
        (self.value)(row).filter(|value| value.is_finite())
    }

    /// The value as files store it.
    pub fn stored(&self, row: &AreaFigures) -> Option<f64> {
        let scale = 10_f64.powi(i32::try_from(self.kind.stored_decimals()).unwrap_or(0));
        // Adding 0 makes minus zero zero.
        self.value(row)
            .map(|value| (value * scale).round() / scale + 0.0)
    }

    /// What it is about.
    pub fn group(&self) -> ColumnGroup {
        let name = self.name;
        let starts = |with: &[&str]| with.iter().any(|with| name.starts_with(with));
        if starts(&["polygon_", "area_", "parcels"]) {
            ColumnGroup::Size
        } else if starts(&["ha_"]) {
            ColumnGroup::Classes
        } else if starts(&["share_"]) {
            ColumnGroup::Shares
        } else if starts(&["eom_", "som_", "om_", "soil_carbon_"]) {
            ColumnGroup::Organic
        } else if starts(&["p2o5_", "manure_p2o5_"]) {
            ColumnGroup::Phosphate
        } else if starts(&["n_", "manure_n_", "mineral_n_", "nutrient_"]) {
            ColumnGroup::Nitrogen
        } else {
            ColumnGroup::Rotation
        }
    }

    /// The column with this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        COLUMNS.iter().find(|column| column.name == name)
    }
}

const fn column(
    name: &'static str,
    kind: Kind,
    value: fn(&AreaFigures) -> Option<f64>,
) -> StatColumn {
    StatColumn { name, kind, value }
}

fn ha(row: &AreaFigures, class: Class) -> Option<f64> {
    Some(row.totals.m2_of(|c| c == class) / 10_000.0)
}

/// The part of the five classes' hectares for which `test` holds.
fn share(row: &AreaFigures, test: impl Fn(Class) -> bool) -> Option<f64> {
    let classified = row.totals.m2_of(|class| class != Class::Unclassified);
    (classified > 0.0).then(|| row.totals.m2_of(test) / classified)
}

fn share_unclassified(row: &AreaFigures) -> Option<f64> {
    let all = row.totals.m2();
    (all > 0.0).then(|| row.totals.m2_of(|class| class == Class::Unclassified) / all)
}

fn per_ha(row: &AreaFigures, of: fn(&NutrientFigures) -> Option<Amount>) -> Option<f64> {
    of(&row.nutrients).map(|amount| amount.kg_ha)
}

fn total(row: &AreaFigures, of: fn(&NutrientFigures) -> Option<Amount>) -> Option<f64> {
    of(&row.nutrients).map(|amount| amount.kg)
}

/// Every column of numbers, in its order; `area` (and `class`) stand before them.
pub const COLUMNS: &[StatColumn] = &[
    column("polygon_ha", Kind::Hectares, |r| {
        r.polygon_m2.map(|m2| m2 / 10_000.0)
    }),
    column("area_ha", Kind::Hectares, |r| {
        Some(r.totals.m2() / 10_000.0)
    }),
    column("parcels", Kind::Count, |r| Some(r.totals.parcels() as f64)),
    column("ha_none_mixed", Kind::Hectares, |r| ha(r, Class::NoneMixed)),
    column("ha_none_arable", Kind::Hectares, |r| {
        ha(r, Class::NoneArable)
    }),
    column("ha_none_livestock", Kind::Hectares, |r| {
        ha(r, Class::NoneLivestock)
    }),
    column("ha_extensive", Kind::Hectares, |r| ha(r, Class::Extensive)),
    column("ha_intensive", Kind::Hectares, |r| ha(r, Class::Intensive)),
    column("ha_unclassified", Kind::Hectares, |r| {
        ha(r, Class::Unclassified)
    }),
    column("share_none_mixed", Kind::Share, |r| {
        share(r, |c| c == Class::NoneMixed)
    }),
    column("share_none_arable", Kind::Share, |r| {
        share(r, |c| c == Class::NoneArable)
    }),
    column("share_none_livestock", Kind::Share, |r| {
        share(r, |c| c == Class::NoneLivestock)
    }),
    column("share_extensive", Kind::Share, |r| {
        share(r, |c| c == Class::Extensive)
    }),
    column("share_intensive", Kind::Share, |r| {
        share(r, |c| c == Class::Intensive)
    }),
    column("share_mixed", Kind::Share, |r| {
        share(r, Class::is_mixed_use)
    }),
    column("share_cooperation", Kind::Share, |r| {
        share(r, Class::is_cooperation)
    }),
    column("share_unclassified", Kind::Share, share_unclassified),
    column("arable_share", Kind::Share, |r| {
        r.totals.mean("arable_share")
    }),
    column("grass_share", Kind::Share, |r| r.totals.mean("grass_share")),
    column("rest_share", Kind::Share, |r| r.totals.mean("rest_share")),
    column("rest_ok_share", Kind::Share, |r| r.totals.mean("rest_ok")),
    column("potato_freq", Kind::Mean, |r| r.rotation.potato_freq),
    column("groups_mean", Kind::Mean, |r| r.totals.mean("groups")),
    column("shannon_mean", Kind::Mean, |r| r.totals.mean("shannon")),
    column("shannon_area", Kind::Mean, |r| r.rotation.shannon_area),
    column("simpson_mean", Kind::Mean, |r| r.totals.mean("simpson")),
    column("longest_run_mean", Kind::Mean, |r| {
        r.totals.mean("longest_run")
    }),
    column("switches_mean", Kind::Mean, |r| r.totals.mean("switches")),
    column("minority_share_mean", Kind::Share, |r| {
        r.totals.mean("minority_share")
    }),
    column("grass_ploughed_ha_per_year", Kind::HectaresPerYear, |r| {
        r.rotation.grass_ploughed_ha_per_year
    }),
    column("nutrient_coverage", Kind::Share, |r| r.nutrients.coverage),
    column("n_removal_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.n_removal)
    }),
    column("n_removal_kg", Kind::Kg, |r| total(r, |n| n.n_removal)),
    column("p2o5_removal_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.p2o5_removal)
    }),
    column("p2o5_removal_kg", Kind::Kg, |r| {
        total(r, |n| n.p2o5_removal)
    }),
    column("n_norm_kg_ha", Kind::KgPerHa, |r| per_ha(r, |n| n.n_norm)),
    column("n_space_kg_ha", Kind::KgPerHa, |r| per_ha(r, |n| n.n_space)),
    column("p2o5_norm_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.p2o5_norm)
    }),
    column("manure_n_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.manure_n)
    }),
    column("manure_p2o5_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.manure_p2o5)
    }),
    column("mineral_n_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.mineral_n)
    }),
    column("n_deposition_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.n_deposition)
    }),
    column("n_fixation_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.n_fixation)
    }),
    column("n_surplus_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.n_surplus)
    }),
    column("p2o5_surplus_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.p2o5_surplus)
    }),
    column("n_closed_share", Kind::Share, |r| r.cycle.n.closed_share),
    column("p2o5_closed_share", Kind::Share, |r| {
        r.cycle.p2o5.closed_share
    }),
    column("eom_crop_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.eom_crop)
    }),
    column("eom_manure_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.eom_manure)
    }),
    column("som_breakdown_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.som_breakdown)
    }),
    column("om_balance_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.om_balance)
    }),
    column("om_balance_low_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.om_balance_low)
    }),
    column("om_balance_high_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.om_balance_high)
    }),
    column("om_closed_share", Kind::Share, |r| r.cycle.om.closed_share),
    column("soil_carbon_co2_low_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.soil_co2_low)
    }),
    column("soil_carbon_co2_high_kg_ha", Kind::KgPerHa, |r| {
        per_ha(r, |n| n.soil_co2_high)
    }),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_place_in_a_group_and_groups_run_in_order() {
        let mut groups: Vec<ColumnGroup> = COLUMNS.iter().map(StatColumn::group).collect();
        assert_eq!(
            StatColumn::find("switches_mean").unwrap().group(),
            ColumnGroup::Rotation
        );
        assert_eq!(
            StatColumn::find("manure_p2o5_kg_ha").unwrap().group(),
            ColumnGroup::Phosphate
        );
        groups.sort_unstable();
        groups.dedup();
        assert_eq!(groups, ColumnGroup::ALL);
    }
}

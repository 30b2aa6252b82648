//! The rule and what is said of crops, as text and back. What cannot be used is told, and the built-in taken.

use std::sync::Arc;

use crate::analysis::categorise::Knowledge;
use crate::domain::{Catalogue, CropCode, CropOverrides, RotationGroup, Rule, RuleError, Side};
use crate::io::project_file::{CropRecord, ProjectFile};

/// Writes the rule and what is said of crops into a project.
pub fn write_knowledge(knowledge: &Knowledge, file: &mut ProjectFile) {
    let Knowledge { catalogue, rule } = knowledge;
    let said = CropOverrides::of(catalogue, rule);
    let mut table = toml::Table::try_from(rule).unwrap_or_default();
    // They stand with the crops.
    table.remove("sectors");
    file.rule = table;
    let mut codes: Vec<CropCode> = said
        .sectors
        .keys()
        .chain(said.groups.keys())
        .copied()
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let record = |code: CropCode| CropRecord {
        code: i64::from(code.number()),
        sector: said.sectors.get(&code).map(|side| side.key().to_owned()),
        rotation_group: said.groups.get(&code).map(|group| group.key().to_owned()),
    };
    file.crops = codes.into_iter().map(record).collect();
}

/// The rule and the crops of a project, and what is wrong with its rule.
pub fn knowledge_of(file: &ProjectFile) -> (Knowledge, Option<RuleError>) {
    let (rule, error) = match rule_of(&file.rule) {
        Ok(rule) => (rule, None),
        Err(error) => (Rule::default(), Some(error)),
    };
    let mut said = CropOverrides::default();
    for crop in &file.crops {
        let Some(code) = CropCode::new(crop.code) else {
            continue;
        };
        let side = crop.sector.as_deref().and_then(Side::from_key);
        let group = crop.rotation_group.as_deref();
        let group = group.and_then(RotationGroup::from_key);
        said.sectors.extend(side.map(|side| (code, side)));
        said.groups.extend(group.map(|group| (code, group)));
    }
    let built_in = Catalogue::built_in();
    if said.is_empty() {
        let catalogue = built_in;
        return (Knowledge { catalogue, rule }, error);
    }
    let (catalogue, rule) = said.apply(&built_in, &rule);
    let catalogue = Arc::new(catalogue);
    (Knowledge { catalogue, rule }, error)
}

fn rule_of(table: &toml::Table) -> Result<Rule, RuleError> {
    // What a table holds can be written.
    let text = toml::to_string(table).unwrap_or_default();
    let rule = Rule::parse(&text)?;
    rule.check()?;
    Ok(rule)
}

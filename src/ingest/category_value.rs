//! From what a source calls it to a category.

use super::{
    Context, InputRefused, Mapping, encoding::refuse, mapping::UnknownCategory, personal_data,
};
use crate::incident::{Category, CategoryId, FinestResolution};
use std::collections::HashMap;

/// What a category column turned into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// In the catalogue.
    Known(u16),
    /// To be created for this source: id and label.
    New(String),
    /// Nobody knows it.
    Unknown,
}

/// Looks up the values of one source.
#[derive(Debug)]
pub(super) struct CategoryValues<'a> {
    context: &'a Context<'a>,
    /// Values of the mapping, ids and labels in lower case.
    by_text: HashMap<String, u16>,
    unknown: UnknownCategory,
    created_finest: Option<FinestResolution>,
}

impl<'a> CategoryValues<'a> {
    /// Refused as `bad_mapping` when the mapping names a category that does not exist.
    pub(super) fn new(
        context: &'a Context<'a>,
        mapping: &Mapping,
        file: &str,
    ) -> Result<Self, InputRefused> {
        let mut by_text = HashMap::new();
        let categories = || context.catalogue.categories.iter().zip(0_u16..);
        for (category, i) in categories() {
            let of_others =
                category.created_by_source.as_deref().is_some_and(|s| s != context.source);
            for label in [&category.label_sv, &category.label_en].into_iter().filter(|_| !of_others)
            {
                by_text.entry(label.trim().to_lowercase()).or_insert(i);
            }
        }
        // Ids go before labels.
        by_text.extend(categories().map(|(category, i)| (category.id.0.to_lowercase(), i)));
        let mut from_mapping = Vec::new();
        for (value, id) in &mapping.category_values {
            let Some(index) = context.catalogue.index_of(&CategoryId(id.clone())) else {
                let refused = refuse("bad_mapping", file, None, format!("no category {id}"));
                return Err(InputRefused { column: Some("category_values".into()), ..refused });
            };
            from_mapping.push((value.trim(), index));
        }
        by_text.extend(from_mapping.iter().map(|(value, i)| (value.to_lowercase(), *i)));
        // As written goes before any case: {"A": …, "a": …} may differ.
        by_text.extend(from_mapping.iter().map(|(value, i)| ((*value).to_owned(), *i)));
        let (unknown, created_finest) = (mapping.unknown_category, mapping.created_finest);
        Ok(Self { context, by_text, unknown, created_finest })
    }

    /// By mapping, id or label; a crime code; a category that this source made before.
    pub(super) fn find(&self, value: &str) -> Found {
        let value = value.trim();
        if let Some(index) = self.by_text.get(value) {
            return Found::Known(*index);
        }
        if let Some(index) = self.by_text.get(&value.to_lowercase()) {
            return Found::Known(*index);
        }
        if let Some(index) = self.by_code(value) {
            return Found::Known(index);
        }
        let slug = personal_data::slug(value);
        if self.unknown == UnknownCategory::Reject || slug.is_empty() || value.len() > 80 {
            return Found::Unknown;
        }
        let id = CategoryId(format!("{}_{slug}", personal_data::slug(self.context.source)));
        match self.context.catalogue.index_of(&id) {
            Some(index) => Found::Known(index),
            None => Found::New(value.to_owned()),
        }
    }

    /// A crime code of up to four digits, alone or before a text: `0355`, `355`, `0355 Misshandel`.
    pub(super) fn by_code(&self, value: &str) -> Option<u16> {
        let n_digits = value.bytes().take_while(u8::is_ascii_digit).count();
        let (code, rest) = value.split_at(n_digits);
        let ends = rest.is_empty() || rest.starts_with([' ', ':', '-']) && n_digits == 4;
        if !(3..=4).contains(&n_digits) || !ends {
            return None;
        }
        self.context.catalogue.by_code(code.parse().ok()?)
    }

    /// What may be kept of rows of a category.
    pub(super) fn finest(&self, found: &Found) -> FinestResolution {
        match found {
            Found::Known(index) => self.context.catalogue.categories[*index as usize].finest,
            Found::New(value) => self.new_category(value).finest,
            Found::Unknown => FinestResolution::AreaMonth,
        }
    }

    /// The category that a value creates.
    pub(super) fn new_category(&self, value: &str) -> Category {
        let source = personal_data::slug(self.context.source);
        let slug = personal_data::slug(value);
        let finest = self.created_finest.unwrap_or_else(|| finest_by_name(&slug));
        Category {
            id: CategoryId(format!("{source}_{slug}")),
            label_sv: value.to_owned(),
            label_en: value.to_owned(),
            codes: vec![],
            finest,
            note_sv: None,
            created_by_source: Some(self.context.source.to_owned()),
        }
    }
}

/// Crimes in homes and sexual offences by what they are usually called.
fn finest_by_name(slug: &str) -> FinestResolution {
    const HOMES_AND_SEXUAL: [&str; 13] = [
        "bostad",
        "villa",
        "lagenhet",
        "home",
        "residen",
        "dwelling",
        "domestic",
        "nara_relation",
        "kvinnofrid",
        "sex",
        "valdta",
        "rape",
        "blottning",
    ];
    if HOMES_AND_SEXUAL.iter().any(|part| slug.contains(part)) {
        FinestResolution::AreaMonth
    } else {
        FinestResolution::BaseCell
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::support::World;

    fn check(mapping: &str, value: &str, expected: Found) {
        let world = World::stockholm();
        let context = world.context();
        let mapping = Mapping::from_toml(mapping, "m.toml").expect("a mapping");
        let values = CategoryValues::new(&context, &mapping, "f.csv").expect("accepted");
        assert_eq!(values.find(value), expected, "{value}");
    }

    #[test]
    fn ids_labels_and_crime_codes_are_known() {
        for value in
            ["fickstold", "Fickstöld", " FICKSTÖLD ", "pickpocketing", "9817", "9818 Fickstöld"]
        {
            check("", value, Found::Known(1));
        }
        for value in ["0355", "355", "9344"] {
            check("", value, Found::Known(0));
        }
        for value in ["9999", "98170", "17", "mord", "", "9817abc"] {
            check("", value, Found::Unknown);
        }
    }

    #[test]
    fn values_of_the_mapping_go_first() {
        let mapping = "[category_values]\n\"Klotter\" = \"fickstold\"";
        check(mapping, "klotter", Found::Known(1));
    }

    #[test]
    fn unknown_values_make_categories_only_when_asked() {
        let create = "unknown_category = \"create\"";
        check(create, "Larceny", Found::New("Larceny".into()));
        check(create, "---", Found::Unknown);
        check(create, &"x".repeat(81), Found::Unknown);
    }

    #[test]
    fn created_categories_of_homes_and_sexual_offences_are_kept_by_area_and_month() {
        let world = World::stockholm();
        let context = world.context();
        let mapping = Mapping::default();
        let values = CategoryValues::new(&context, &mapping, "f.csv").expect("accepted");
        let made = values.new_category("Inbrott i bostad");
        assert_eq!(made.id.0, "testkalla_inbrott_i_bostad");
        assert_eq!(made.finest, FinestResolution::AreaMonth);
        assert_eq!(values.new_category("Våldtäkt").finest, FinestResolution::AreaMonth);
        assert_eq!(values.new_category("Robbery").finest, FinestResolution::BaseCell);
    }
}

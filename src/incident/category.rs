//! Categories of incidents: versioned data, not code.

use serde::{Deserialize, Serialize};

/// Stable short name, e.g. `vald_offentlig_miljo`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CategoryId(pub String);

/// Crime codes from–to, both included, as four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRange {
    /// First code.
    pub first: u16,
    /// Last code.
    pub last: u16,
}

/// The finest place and time that may be kept of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinestResolution {
    /// Base cell and hour.
    BaseCell,
    /// Statistical area and month: crimes in homes and sexual offences.
    AreaMonth,
}

/// One category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Stable short name.
    pub id: CategoryId,
    /// Swedish name.
    pub label_sv: String,
    /// English name.
    pub label_en: String,
    /// Crime codes that belong to it; empty when the source names the category itself.
    pub codes: Vec<CodeRange>,
    /// What may be kept.
    pub finest: FinestResolution,
    /// What must stand beside its figures.
    pub note_sv: Option<String>,
    /// The source whose unknown values made it (`unknown_category = "create"`); `None` if shipped.
    pub created_by_source: Option<String>,
}

/// All categories, in the order of their dense index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCatalogue {
    /// In dense order; entries are only ever appended.
    pub categories: Vec<Category>,
}

impl CategoryCatalogue {
    /// Dense index of a category by id.
    pub fn index_of(&self, id: &CategoryId) -> Option<u16> {
        self.categories.iter().position(|c| &c.id == id).map(|i| i as u16)
    }

    /// Dense index of the category that holds a crime code.
    pub fn by_code(&self, code: u16) -> Option<u16> {
        self.categories
            .iter()
            .position(|c| c.codes.iter().any(|r| (r.first..=r.last).contains(&code)))
            .map(|i| i as u16)
    }
}

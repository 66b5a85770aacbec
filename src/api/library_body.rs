//! Entries of the library of measures on the wire, both ways.

use super::{
    case_work::{choice, clean, clean_line, clean_paragraph, name},
    problem::Problem,
};
use crate::{
    app::library::{Card, Library, Said, Used},
    case::{
        library::{
            Chosen, LibraryAct, LibraryStep,
            entry::{Entry, Known, Reference},
        },
        party::Agreement,
        work::plan::{Owner, function},
    },
};
use serde::{Deserialize, Serialize};

/// A measure as it is usually done, and what is known of it.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LibraryText", export_to = "../web/src/api/types/"))]
#[schema(as = LibraryText)]
pub(super) struct EntryBody {
    /// Its name, 2–300 characters.
    name: String,
    /// How it is done, 2–2 000 characters.
    description: String,
    /// `situationell` or `social`.
    #[schema(pattern = "^(situationell|social)$")]
    #[cfg_attr(test, ts(type = "'situationell' | 'social'"))]
    kind: String,
    /// `kort` or `lang` sikt.
    #[schema(pattern = "^(kort|lang)$")]
    #[cfg_attr(test, ts(type = "'kort' | 'lang'"))]
    horizon: String,
    /// Places it fits: `torg`, `park`, `strak`, `kollektivtrafik`, `krog`, `bostad`, `skola`, `handel`,
    /// `parkering`.
    places: Vec<Word>,
    /// Problems it answers: `otrygghet`, `vald`, `ordning`, `narkotika`, `alkohol`, `skadegorelse`,
    /// `stold`, `unga`, `trafik`, `nedskrapning`.
    problems: Vec<Word>,
    /// Whose function usually owns it: `polis`, `stad` or `deltagare`.
    #[schema(pattern = "^(polis|stad|deltagare)$")]
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'deltagare'"))]
    owner_of: String,
    /// The function that usually owns it.
    owner: String,
    /// What is expected of the indicator: `minskar` or `okar`.
    #[schema(pattern = "^(minskar|okar)$")]
    #[cfg_attr(test, ts(type = "'minskar' | 'okar'"))]
    expected: String,
    /// What can be looked at.
    indicator: String,
    /// After how many weeks the owner tells how it went, 1–104.
    aterkoppling_weeks: u16,
    /// How much is known: `stark`, `viss`, `svag` or `okand`.
    #[schema(pattern = "^(stark|viss|svag|okand)$")]
    #[cfg_attr(test, ts(type = "'stark' | 'viss' | 'svag' | 'okand'"))]
    level: String,
    /// What is known.
    known: String,
    /// What is not known.
    unknown: String,
    /// Where it stands; needed where much or something is said to be known.
    references: Vec<ReferenceBody>,
}

/// One of a list of choices.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LibraryWord", export_to = "../web/src/api/types/"))]
#[schema(as = LibraryWord, pattern = "^[a-z]+$", value_type = String)]
struct Word(String);

/// A work of literature.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LibraryReference", export_to = "../web/src/api/types/"))]
#[schema(as = LibraryReference)]
struct ReferenceBody {
    /// Who wrote it.
    authors: String,
    /// Year.
    year: i16,
    /// What it is called.
    title: String,
    /// DOI.
    #[schema(pattern = "^10\\.[0-9]{4,9}/[^\\s]+$")]
    doi: Option<String>,
}

/// What is written, and why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
pub(super) struct LibraryPut {
    /// What it is to say.
    pub(super) entry: EntryBody,
    /// Why, 3–500 characters.
    pub(super) reason: String,
    /// Id of the agreement whose library it is; the first in force if not given.
    #[schema(pattern = "^[a-z0-9-]+$")]
    pub(super) agreement: Option<String>,
}

/// Why something is done with an entry.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
pub(super) struct LibraryReason {
    /// Why, 3–500 characters.
    pub(super) reason: String,
    /// Id of the agreement whose library it is; the first in force if not given.
    #[schema(pattern = "^[a-z0-9-]+$")]
    pub(super) agreement: Option<String>,
}

/// From which entry of the library a measure was taken.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LibraryChosen", export_to = "../web/src/api/types/"))]
#[schema(as = LibraryChosen)]
pub(super) struct ChosenBody {
    /// Id of the entry.
    #[schema(pattern = "^[a-z0-9-]+$")]
    id: String,
    /// Version that was chosen.
    #[cfg_attr(test, ts(type = "number"))]
    version: u64,
}

/// What the library says of a measure that was taken from it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LibrarySaid", export_to = "../web/src/api/types/"))]
#[schema(as = LibrarySaid)]
pub(super) struct SaidBody {
    /// Name of the entry.
    name: String,
    /// `stark`, `viss`, `svag` or `okand`.
    #[cfg_attr(test, ts(type = "'stark' | 'viss' | 'svag' | 'okand'"))]
    level: String,
    /// What is known.
    known: String,
    /// What is not known.
    unknown: String,
    /// Where it stands.
    references: Vec<ReferenceBody>,
    /// The entry has been retired since.
    retired: bool,
}

/// In how many cases and forums an entry was used, of those that the reader sees.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LibraryUse", export_to = "../web/src/api/types/"))]
#[schema(as = LibraryUse)]
struct UseBody {
    /// Cases and forums.
    places: u32,
    /// Measures in them.
    measures: u32,
    /// Of these done.
    klar: u32,
    /// Of these given up.
    utgar: u32,
    /// Cases last judged `battre`.
    battre: u32,
    /// `oforandrat`.
    oforandrat: u32,
    /// `samre`.
    samre: u32,
    /// `gar_inte_att_avgora`.
    oklart: u32,
}

/// A step of an entry.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LibraryStep", export_to = "../web/src/api/types/"))]
#[schema(as = LibraryStep)]
struct StepBody {
    /// `put`, `restored` or `retired`.
    #[cfg_attr(test, ts(type = "'put' | 'restored' | 'retired'"))]
    step: &'static str,
    /// Function of whoever did it.
    by: String,
    /// Its side.
    #[cfg_attr(test, ts(type = "'polis' | 'stad'"))]
    side: &'static str,
    /// When.
    at: String,
    /// Why.
    reason: String,
    /// What it said from then on, where it was written.
    entry: Option<EntryBody>,
}

/// An entry of the library.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LibraryEntry", export_to = "../web/src/api/types/"))]
#[schema(as = LibraryEntry)]
pub(super) struct CardBody {
    /// Id.
    id: String,
    /// Grows by one with each step; 0 is the entry as it is shipped.
    #[cfg_attr(test, ts(type = "number"))]
    version: u64,
    /// `shipped` as it is, `changed` by the parties, or their `own`.
    #[cfg_attr(test, ts(type = "'shipped' | 'changed' | 'own'"))]
    from: &'static str,
    /// It is no longer chosen from.
    retired: bool,
    /// What it says.
    entry: EntryBody,
    /// As it is shipped, where the parties have changed it.
    shipped: Option<EntryBody>,
    /// How it was used.
    used: UseBody,
    /// What the parties have done with it, oldest first.
    steps: Vec<StepBody>,
}

/// An agreement whose library one can choose.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct LibraryAgreement {
    /// Id.
    id: String,
    /// Name.
    name: String,
}

/// The library of an agreement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "MeasureLibrary", export_to = "../web/src/api/types/"))]
#[schema(as = MeasureLibrary)]
pub(super) struct LibraryBody {
    /// Id of the agreement; null when none is in force.
    agreement: Option<String>,
    /// Agreements in force.
    agreements: Vec<LibraryAgreement>,
    /// The reader may change it.
    may_write: bool,
    /// What is shipped, then the parties' own.
    items: Vec<CardBody>,
}

fn words<T: Serialize>(choices: &[T]) -> Vec<Word> {
    choices.iter().map(|choice| Word(name(choice))).collect()
}

impl From<&Entry> for EntryBody {
    fn from(entry: &Entry) -> Self {
        Self {
            name: entry.name.to_string(),
            description: entry.description.to_string(),
            kind: name(&entry.kind),
            horizon: name(&entry.horizon),
            places: words(&entry.places),
            problems: words(&entry.problems),
            owner_of: name(&entry.owner.of),
            owner: entry.owner.function.to_string(),
            expected: name(&entry.expected),
            indicator: entry.indicator.to_string(),
            aterkoppling_weeks: entry.aterkoppling_weeks,
            level: name(&entry.known.level),
            known: entry.known.known.to_string(),
            unknown: entry.known.unknown.to_string(),
            references: entry.known.references.iter().map(ReferenceBody::from).collect(),
        }
    }
}

impl From<&Reference> for ReferenceBody {
    fn from(one: &Reference) -> Self {
        Self {
            authors: one.authors.to_string(),
            year: one.year,
            title: one.title.to_string(),
            doi: one.doi.clone(),
        }
    }
}

impl EntryBody {
    pub(super) fn checked(self) -> Result<Entry, Problem> {
        let references = self.references.into_iter().enumerate().map(|(i, one)| {
            Ok(Reference {
                authors: clean_line(format!("entry.references[{i}].authors"), &one.authors)?,
                year: one.year,
                title: clean_line(format!("entry.references[{i}].title"), &one.title)?,
                doi: one.doi.filter(|doi| !doi.trim().is_empty()),
            })
        });
        let places = self.places.into_iter().map(|Word(word)| choice("entry.places", word));
        let problems = self.problems.into_iter().map(|Word(word)| choice("entry.problems", word));
        Ok(Entry {
            name: clean_line("entry.name", &self.name)?,
            description: clean_paragraph("entry.description", &self.description)?,
            kind: choice("entry.kind", self.kind)?,
            horizon: choice("entry.horizon", self.horizon)?,
            places: places.collect::<Result<_, _>>()?,
            problems: problems.collect::<Result<_, _>>()?,
            owner: Owner {
                of: choice("entry.owner_of", self.owner_of)?,
                function: clean("entry.owner", function(&self.owner))?,
            },
            expected: choice("entry.expected", self.expected)?,
            indicator: clean_line("entry.indicator", &self.indicator)?,
            aterkoppling_weeks: self.aterkoppling_weeks,
            known: Known {
                level: choice("entry.level", self.level)?,
                known: clean_paragraph("entry.known", &self.known)?,
                unknown: clean_paragraph("entry.unknown", &self.unknown)?,
                references: references.collect::<Result<_, Problem>>()?,
            },
        })
    }
}

impl From<&Chosen> for ChosenBody {
    fn from(chosen: &Chosen) -> Self {
        Self { id: chosen.id.clone(), version: chosen.version }
    }
}

impl From<ChosenBody> for Chosen {
    fn from(ChosenBody { id, version }: ChosenBody) -> Self {
        Self { id, version }
    }
}

impl From<&Said> for SaidBody {
    fn from(said: &Said) -> Self {
        let known = &said.entry.known;
        Self {
            name: said.entry.name.to_string(),
            level: name(&known.level),
            known: known.known.to_string(),
            unknown: known.unknown.to_string(),
            references: known.references.iter().map(ReferenceBody::from).collect(),
            retired: said.retired,
        }
    }
}

impl From<Used> for UseBody {
    fn from(used: Used) -> Self {
        let Used { places, measures, klar, utgar, battre, oforandrat, samre, oklart } = used;
        Self { places, measures, klar, utgar, battre, oforandrat, samre, oklart }
    }
}

impl From<&LibraryStep> for StepBody {
    fn from(step: &LibraryStep) -> Self {
        Self {
            step: step.act.as_str(),
            by: step.by.function.clone(),
            side: step.by.side.as_str(),
            at: step.at.to_string(),
            reason: step.reason.to_string(),
            entry: match &step.act {
                LibraryAct::Put { entry } => Some((&**entry).into()),
                LibraryAct::Restored | LibraryAct::Retired => None,
            },
        }
    }
}

impl From<Card> for CardBody {
    fn from(card: Card) -> Self {
        let changed = card.written.text().is_some();
        Self {
            id: card.written.id().entry.clone(),
            version: card.written.version(),
            from: match (card.shipped, changed) {
                (None, _) => "own",
                (Some(_), true) => "changed",
                (Some(_), false) => "shipped",
            },
            retired: card.written.retired().is_some(),
            shipped: card.shipped.filter(|_| changed).map(Into::into),
            entry: (&card.entry).into(),
            used: card.used.into(),
            steps: card.written.steps().iter().map(StepBody::from).collect(),
        }
    }
}

impl From<Library> for LibraryBody {
    fn from(library: Library) -> Self {
        let agreements = library.choices.into_iter();
        Self {
            agreement: library.agreement.map(|agreement| agreement.id),
            agreements: agreements
                .map(|Agreement { id, name, .. }| LibraryAgreement { id, name })
                .collect(),
            may_write: library.may_write,
            items: library.cards.into_iter().map(CardBody::from).collect(),
        }
    }
}

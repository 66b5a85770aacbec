//! How openings look on the wire; parts of it are shared by `/openings` and `/cases`.

use super::{
    areas::Point,
    evidence_body::{AssessmentBody, EvidenceBody},
    hotspots::AreaShare,
    methods::PowerBody,
    problem::Language,
    words,
};
use crate::{
    app::opening_card::{Card, Extended},
    case::{
        chefsamrad::ChiefRecord,
        evidence::Evidence,
        opening::{No, Opening},
        party::{Party, Side},
        place::Place,
        signatory::Signer,
    },
    export::{geojson::geometry_json, layers::place_geometry},
    store::Versioned,
};
use serde::Serialize;

/// Who did something, and for whom.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Signer"))]
#[schema(as = Signer)]
pub(super) struct SignerBody {
    /// The function.
    function: String,
    /// Id of the party.
    party: String,
    /// `polis` or `stad`.
    #[cfg_attr(test, ts(type = "'polis' | 'stad'"))]
    side: &'static str,
}

impl From<&Signer> for SignerBody {
    fn from(signer: &Signer) -> Self {
        Self {
            function: signer.function.clone(),
            party: signer.party.0.clone(),
            side: signer.side.as_str(),
        }
    }
}

/// An opening in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct OpeningHead {
    /// Opaque id.
    id: String,
    /// For `If-Match`.
    #[cfg_attr(test, ts(type = "number"))]
    version: u64,
    /// Last change.
    updated: String,
    /// `identifierad`, `bedoms`, `avbojd`, `obesvarad` or `oppnad`.
    #[cfg_attr(test, ts(type = "'identifierad' | 'bedoms' | 'avbojd' | 'obesvarad' | 'oppnad'"))]
    state: &'static str,
    /// Name of the place.
    name: String,
    /// Who pointed at it.
    identified_by: SignerBody,
    /// When.
    identified_at: String,
    /// When the other party should answer, while it is waited for.
    answer_by: Option<String>,
    /// The case it became, or that it extended.
    case: Option<String>,
    /// The case that it is to extend; null when it is to be a new one.
    extends: Option<String>,
    /// Sides with an assessment in force, the first first.
    #[cfg_attr(test, ts(type = "('polis' | 'stad')[]"))]
    assessed_by: Vec<&'static str>,
    /// One's own party has not answered and can.
    awaits_my_answer: bool,
    /// The hotspot place it started from.
    run: Option<RunPlace>,
}

/// A place in a run.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct RunPlace {
    /// Id of the run.
    id: String,
    /// Rank of the place.
    rank: u32,
}

impl RunPlace {
    /// The first run among the evidence.
    pub(super) fn of(evidence: &[Evidence]) -> Option<Self> {
        let run = evidence.iter().find_map(Evidence::run)?;
        Some(Self { id: run.run.clone(), rank: run.place.rank })
    }
}

impl OpeningHead {
    /// As a reader of one side sees it.
    pub(super) fn of(stored: &Versioned<Opening>, mine: Side) -> Self {
        let (opening, dossier) = (&stored.value, stored.value.dossier());
        let sides: Vec<Side> = opening.assessments().iter().map(|one| one.side()).collect();
        let waiting = matches!(opening, Opening::Bedoms(_) | Opening::Obesvarad(_));
        Self {
            id: opening.id().0.clone(),
            version: stored.version,
            updated: stored.updated.to_string(),
            state: opening.state(),
            name: dossier.place.name.as_str().to_owned(),
            identified_by: (&dossier.identified_by).into(),
            identified_at: dossier.identified_at.to_string(),
            answer_by: opening.answer_by().map(|at| at.to_string()),
            case: match opening {
                Opening::Oppnad(opened) => Some(opened.case.to_string()),
                _ => None,
            },
            extends: dossier.extends.map(|extends| extends.case.to_string()),
            awaits_my_answer: waiting && !sides.contains(&mine),
            assessed_by: sides.into_iter().map(Side::as_str).collect(),
            run: RunPlace::of(opening.evidence()),
        }
    }
}

/// The ground of an opening or a case.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct PlaceOf {
    /// GeoJSON geometry.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
    /// A point on it.
    label_at: Point,
    /// Ground; null for points and lines.
    area_km2: Option<f64>,
    /// Drawn by hand: not an official boundary.
    approximate: bool,
    /// Areas it overlaps, largest share first.
    areas: Vec<AreaShare>,
}

impl PlaceOf {
    pub(super) fn of(place: &Place, card: &Card) -> Self {
        Self {
            geometry: geometry_json(&place_geometry(&place.geometry)),
            label_at: place.label_at.into(),
            area_km2: place.area_km2,
            approximate: place.approximate,
            areas: card
                .areas
                .iter()
                .map(|area| AreaShare {
                    id: area.id.0.clone(),
                    name: area.name.clone(),
                    kind: area.id.0.split('/').next().unwrap_or_default().to_owned(),
                    share: area.share,
                })
                .collect(),
        }
    }
}

/// A party by id and name.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct NamedParty {
    /// Stable id.
    id: String,
    /// Swedish name.
    name: String,
}

/// The two parties.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Parties"))]
#[schema(as = Parties)]
pub(super) struct PartiesBody {
    /// The police's.
    polis: NamedParty,
    /// The city's.
    stad: NamedParty,
}

impl PartiesBody {
    pub(super) fn of(polis: &Party, stad: &Party) -> Self {
        let named = |party: &Party| NamedParty { id: party.id.0.clone(), name: party.name.clone() };
        Self { polis: named(polis), stad: named(stad) }
    }
}

/// A chief's signature under closing an unanswered opening.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ClosingBody {
    /// The chief.
    signer: SignerBody,
    /// Why.
    motive: String,
    /// When.
    at: String,
}

impl ClosingBody {
    fn all(opening: &Opening) -> Vec<Self> {
        let records: Vec<&ChiefRecord> = match opening {
            Opening::Obesvarad(silent) => silent.closing.iter().map(|one| one.record()).collect(),
            Opening::Avbojd(ended) => match &ended.decision {
                No::Chefsamrad { police, city, .. } => vec![police.record(), city.record()],
                No::Party { .. } => Vec::new(),
            },
            _ => Vec::new(),
        };
        let body = |record: &ChiefRecord| Self {
            signer: (&record.signer).into(),
            motive: record.motive.as_str().to_owned(),
            at: record.at.to_string(),
        };
        records.into_iter().map(body).collect()
    }
}

/// Something to look out for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "OpeningWarning"))]
#[schema(as = OpeningWarning)]
pub(super) struct WarningBody {
    /// Stable code.
    code: String,
    /// In words, Swedish.
    text: String,
}

impl WarningBody {
    pub(super) fn all(card: &Card, language: Language) -> Vec<Self> {
        let body = |warning: &crate::app::opening_card::Warning| Self {
            code: warning.code.clone(),
            text: words::warning(&warning.code, &warning.text_sv, language).into_owned(),
        };
        card.warnings.iter().map(body).collect()
    }
}

/// A line of the log.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LogLine {
    /// When.
    at: String,
    /// Function of whoever did it; `Systemet` for the program.
    function: String,
    /// Its side.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | null"))]
    side: Option<&'static str>,
    /// Stable code.
    act: String,
    /// In words.
    text: String,
    /// Fingerprint or number it refers to.
    reference: Option<String>,
}

impl LogLine {
    pub(super) fn all(
        log: &[(crate::case::log::LogEntry, String)],
        language: Language,
    ) -> Vec<Self> {
        let line = |(entry, function): &(crate::case::log::LogEntry, String)| Self {
            at: entry.at.to_string(),
            function: function.clone(),
            side: entry.side.map(Side::as_str),
            act: entry.act.clone(),
            text: words::act(&entry.act, language).to_owned(),
            reference: entry.reference.clone(),
        };
        log.iter().map(line).collect()
    }
}

/// What an opening changes in the case that it extends.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Extension"))]
#[schema(as = Extension)]
struct ExtensionBody {
    /// Number of the case.
    case: String,
    /// Its name.
    name: String,
    /// Number of the ground that is gone on from.
    from: u32,
    /// That ground.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
    /// Its size; null for points and lines.
    area_km2: Option<f64>,
    /// Share (0–1) of it that lies in the new one; null where that has no answer.
    share_kept: Option<f64>,
    /// All of it does.
    covers: bool,
}

impl From<&Extended> for ExtensionBody {
    fn from(extended: &Extended) -> Self {
        let old = extended.old();
        Self {
            case: extended.extends.case.to_string(),
            name: extended.work.case().place.name.to_string(),
            from: extended.extends.from,
            geometry: geometry_json(&place_geometry(&old.geometry)),
            area_km2: old.area_km2,
            share_kept: extended.overlap.of_other,
            covers: extended.overlap.holds_other(),
        }
    }
}

/// An opening with all that both parties see.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Opening"))]
#[schema(as = Opening)]
pub(super) struct OpeningBody {
    /// As in the list.
    #[serde(flatten)]
    head: OpeningHead,
    /// Id of the agreement.
    agreement: String,
    /// Where.
    place: PlaceOf,
    /// The two parties.
    parties: PartiesBody,
    /// The joint evidence.
    evidence: Vec<EvidenceBody>,
    /// The ground that it goes on from, when it extends a case.
    extension: Option<ExtensionBody>,
    /// What a signer must send back.
    evidence_fingerprint: String,
    /// It can no longer change.
    frozen: bool,
    /// Those taken back and those in force, oldest first.
    assessments: Vec<AssessmentBody>,
    /// Chiefs' signatures under closing it.
    closings: Vec<ClosingBody>,
    /// To look out for before signing.
    warnings: Vec<WarningBody>,
    /// What a case here could show in half a year, at the level of the evidence's run; null where the
    /// evidence has no counts.
    power: Option<PowerBody>,
    /// What one may do now: `add_evidence`, `assess`, `withdraw`, `close`.
    may: Vec<&'static str>,
    /// Oldest first.
    log: Vec<LogLine>,
}

impl OpeningBody {
    /// As a reader of one side sees it.
    pub(super) fn of(
        stored: &Versioned<Opening>,
        card: &Card,
        mine: Side,
        language: Language,
    ) -> Self {
        let opening = &stored.value;
        Self {
            head: OpeningHead::of(stored, mine),
            agreement: opening.dossier().agreement.clone(),
            place: PlaceOf::of(&opening.dossier().place, card),
            parties: PartiesBody::of(&card.polis, &card.stad),
            evidence: EvidenceBody::all(opening.evidence(), card, language),
            extension: card.extends.as_ref().map(ExtensionBody::from),
            evidence_fingerprint: opening.fingerprint().0,
            frozen: opening.frozen().is_some(),
            assessments: AssessmentBody::all(opening, card, language),
            closings: ClosingBody::all(opening),
            warnings: WarningBody::all(card, language),
            power: card.power.as_ref().map(PowerBody::from),
            may: card.may.clone(),
            log: LogLine::all(&card.log, language),
        }
    }
}

//! How evidence and assessments look on the wire.

use super::{
    hotspots::{Parameters, PlaceBody},
    problem::Language,
};
use crate::{
    app::opening_card::Card,
    case::{
        assessment::AssessmentRecord,
        evidence::{Evidence, Finding},
        opening::{Opening, SupersededAct},
    },
};
use serde::Serialize;

/// A hotspot run as frozen evidence.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "RunEvidence"))]
#[schema(as = RunEvidence)]
pub(super) struct RunEvidenceBody {
    /// Id of the run.
    id: String,
    /// Rank of the place in it.
    rank: u32,
    /// Of the run's result.
    result_fingerprint: String,
    /// What was chosen.
    parameters: Parameters,
    /// The place as it was.
    place: PlaceBody,
    /// Made-up counts.
    synthetic: bool,
    /// State of the counts.
    data_version: u32,
    /// Last day with data.
    data_to: Option<String>,
    /// Version of the method.
    method_version: u32,
    /// Version of the program.
    code_version: String,
}

/// A piece of evidence.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Evidence"))]
#[schema(as = Evidence)]
pub(super) struct EvidenceBody {
    /// From 1.
    no: u16,
    /// `run`, `dialogue`, `felanmalan`, `trygghetsvandring`, `ordningsvakt`, `enkat` or
    /// `information_10`.
    kind: &'static str,
    /// Swedish name of the kind.
    kind_label: &'static str,
    /// A line.
    title: String,
    /// The day it was made; for a run the last day with data.
    on: String,
    /// In words.
    text: String,
    /// How many, where there is a number.
    n: Option<u32>,
    /// Which side brought it.
    #[cfg_attr(test, ts(type = "'polis' | 'stad'"))]
    added_by_side: &'static str,
    /// When.
    added_at: String,
    /// For kind `run`.
    run: Option<RunEvidenceBody>,
    /// For kind `information_10`: the information that it is, where it is one that was sent.
    information: Option<InformationRefBody>,
}

/// Information under §10 as frozen evidence.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "InformationRef"))]
#[schema(as = InformationRef)]
pub(super) struct InformationRefBody {
    /// Id of the information.
    id: String,
    /// The version that the words were taken from.
    version: u64,
}

impl EvidenceBody {
    pub(super) fn of(evidence: &Evidence, card: &Card, language: Language) -> Self {
        let added = evidence.added_at.to_string();
        let (side, no) = (evidence.added_by.side.as_str(), evidence.no);
        match &evidence.finding {
            Finding::Observation(seen) => Self {
                no,
                kind: seen.kind.as_str(),
                kind_label: seen.kind.label_sv(),
                title: seen.title.as_str().to_owned(),
                on: seen.on.to_string(),
                text: seen.text.as_str().to_owned(),
                n: seen.n,
                added_by_side: side,
                added_at: added,
                run: None,
                information: seen
                    .information
                    .as_ref()
                    .map(|it| InformationRefBody { id: it.id.0.clone(), version: it.version }),
            },
            Finding::Run(run) => Self {
                no,
                kind: "run",
                kind_label: "Hotspotkörning",
                title: format!("{} (plats {} i körningen)", run.place.name, run.place.rank),
                on: match run.data_to {
                    Some(day) => day.to_string(),
                    None => added.split('T').next().unwrap_or_default().to_owned(),
                },
                text: String::new(),
                n: Some(run.place.n),
                added_by_side: side,
                added_at: added,
                information: None,
                run: Some(RunEvidenceBody {
                    id: run.run.clone(),
                    rank: run.place.rank,
                    result_fingerprint: run.result_fingerprint.0.clone(),
                    parameters: (&run.parameters).into(),
                    place: PlaceBody::of(&run.place, &card.labels, &card.area_names, language),
                    synthetic: run.synthetic,
                    data_version: run.data_version.0,
                    data_to: run.data_to.map(|day| day.to_string()),
                    method_version: run.method_version,
                    code_version: run.code_version.clone(),
                }),
            },
        }
    }

    pub(super) fn all(evidence: &[Evidence], card: &Card, language: Language) -> Vec<Self> {
        evidence.iter().map(|one| Self::of(one, card, language)).collect()
    }
}

/// One party's word.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Assessment"))]
#[schema(as = Assessment)]
pub(super) struct AssessmentBody {
    /// `polis` or `stad`.
    #[cfg_attr(test, ts(type = "'polis' | 'stad'"))]
    side: &'static str,
    /// Id of the party.
    party: String,
    /// Function of the signer.
    signer_function: String,
    /// `ja` or `nej`.
    #[cfg_attr(test, ts(type = "'ja' | 'nej'"))]
    verdict: &'static str,
    /// Why.
    motive: String,
    /// The party's own register number.
    diarienummer: Option<String>,
    /// When.
    at: String,
    /// What was signed.
    evidence_fingerprint: String,
    /// The party's own additions.
    additions: Vec<EvidenceBody>,
    /// Taken back: kept, but it no longer counts.
    superseded: bool,
    /// Why it was taken back.
    withdrawn_because: Option<String>,
}

impl AssessmentBody {
    pub(super) fn of(record: &AssessmentRecord, card: &Card, language: Language) -> Self {
        Self {
            side: record.signer.side.as_str(),
            party: record.signer.party.0.clone(),
            signer_function: record.signer.function.clone(),
            verdict: if record.verdict.is_ja() { "ja" } else { "nej" },
            motive: record.motive.as_str().to_owned(),
            diarienummer: record.verdict.diarienummer().map(|number| number.as_str().to_owned()),
            at: record.at.to_string(),
            evidence_fingerprint: record.evidence.0.clone(),
            additions: EvidenceBody::all(&record.additions, card, language),
            superseded: false,
            withdrawn_because: None,
        }
    }

    /// Those taken back and those in force, oldest first.
    pub(super) fn all(opening: &Opening, card: &Card, language: Language) -> Vec<Self> {
        let taken_back = opening.dossier().superseded.iter().filter_map(|old| {
            let SupersededAct::Assessment(one) = &old.what else { return None };
            Some(Self {
                superseded: true,
                withdrawn_because: old.motive.as_ref().map(|text| text.as_str().to_owned()),
                ..Self::of(one.record(), card, language)
            })
        });
        let in_force = opening.assessments();
        let in_force = in_force.iter().map(|one| Self::of(one.record(), card, language));
        taken_back.chain(in_force).collect()
    }
}

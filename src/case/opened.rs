//! The case that two yeses make.

use super::{
    assessment::Assessment,
    evidence::{Evidence, Frozen},
    number::{CaseNumber, Diarienummer, OpeningId},
    opening::{Bedoms, Oppnad},
    party::{Parties, Side},
    place::Place,
    refusal::Refusal,
    signatory::{City, OfSide, Police},
    text_guard::CleanText,
    work::{
        subject::{Kind, Subject},
        template::Template,
    },
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A platssamverkan as it was opened; what is done in it is [`super::work`]. There is no half-open
/// one: [`Case::open`] takes both assessments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Number.
    pub number: CaseNumber,
    /// The opening it came from.
    pub opening: OpeningId,
    /// The agreement under which it was opened.
    pub agreement: String,
    /// The two parties.
    pub parties: Parties,
    /// Where.
    pub place: Place,
    /// What both signed.
    pub evidence: Frozen,
    /// The city's yes.
    pub city: Assessment<City>,
    /// The police's yes.
    pub police: Assessment<Police>,
    /// Time of the second yes.
    pub opened_at: Timestamp,
}

impl Case {
    /// Opens the case. Refused unless both said yes, on this evidence, for the two parties of the
    /// opening, and the first of the two is the one that stands in it; and when it extends a case.
    pub fn open(
        opening: Bedoms,
        city: Assessment<City>,
        police: Assessment<Police>,
        number: CaseNumber,
    ) -> Result<(Case, Oppnad), Refusal> {
        if opening.dossier.extends.is_some() {
            return Err(Refusal::ExtendsACase);
        }
        both_yes(&opening, &city, &police)?;
        let Bedoms { dossier, evidence, .. } = opening;
        let case = Case {
            number,
            opening: dossier.id.clone(),
            agreement: dossier.agreement.clone(),
            parties: dossier.parties.clone(),
            place: dossier.place.clone(),
            evidence: evidence.clone(),
            opened_at: city.record().at.max(police.record().at),
            city: city.clone(),
            police: police.clone(),
        };
        Ok((case, Oppnad { dossier, evidence, city, police, case: number }))
    }
}

impl Subject for Case {
    fn kind(&self) -> Kind {
        Kind::Platssamverkan
    }

    fn name(&self) -> &CleanText {
        &self.place.name
    }

    fn title(&self) -> String {
        format!("platssamverkan {} ({})", self.place.name, self.number)
    }

    fn slug(&self) -> String {
        self.number.to_string()
    }

    fn standing_items(&self) -> &[CleanText] {
        &[]
    }

    fn signed_number(&self, side: Side) -> Option<&Diarienummer> {
        let record = match side {
            Side::Polis => self.police.record(),
            Side::Stad => self.city.record(),
        };
        record.verdict.diarienummer()
    }

    fn parties(&self) -> &Parties {
        &self.parties
    }

    fn evidence(&self) -> &[Evidence] {
        self.evidence.items()
    }

    fn begun_at(&self) -> Timestamp {
        self.opened_at
    }

    fn begun_on(&self) -> Date {
        // In UTC: two hours decide nothing about a half-year.
        self.opened_at.to_zoned(TimeZone::UTC).date()
    }

    fn first_template(&self) -> Option<&Template> {
        None
    }

    fn case_number(&self) -> Option<CaseNumber> {
        Some(self.number)
    }
}

/// Two yeses on the evidence of an opening, for its parties, the first of which stands in it.
pub(super) fn both_yes(
    opening: &Bedoms,
    city: &Assessment<City>,
    police: &Assessment<Police>,
) -> Result<(), Refusal> {
    yes_of(&opening.dossier.parties, &opening.evidence, city)?;
    yes_of(&opening.dossier.parties, &opening.evidence, police)?;
    let first_stands = match opening.first.side() {
        Side::Polis => opening.first.record() == police.record(),
        Side::Stad => opening.first.record() == city.record(),
    };
    if first_stands { Ok(()) } else { Err(Refusal::ForeignAssessment) }
}

/// A yes on this evidence, for one of these parties.
pub(super) fn yes_of<S: OfSide>(
    parties: &Parties,
    evidence: &Frozen,
    assessment: &Assessment<S>,
) -> Result<(), Refusal> {
    let record = assessment.record();
    if !record.verdict.is_ja() {
        return Err(Refusal::NotTwoYeses);
    }
    if &record.signer.party != parties.of(S::SIDE) {
        return Err(Refusal::NotAParty);
    }
    if &record.evidence != evidence.fingerprint() {
        return Err(Refusal::EvidenceChanged);
    }
    Ok(())
}

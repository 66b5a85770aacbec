//! The template of a case on the wire, both ways.

use super::{clean, cleans};
use crate::{
    api::{extract::required_date, problem::Problem},
    case::{
        text_guard::CleanText,
        work::{
            frequency::{Frequency, Rule},
            template::{
                Activity, Half, Indicator, Kommunikation, Loptid, Template, line, paragraph,
            },
        },
    },
};
use serde::{Deserialize, Serialize};

/// All fields of the agreement's template that the parties fill in. Texts point at no person.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseTemplate", export_to = "../web/src/api/types/"))]
#[schema(as = CaseTemplate)]
pub(crate) struct TemplateBody {
    /// What is wanted, 2–2 000 characters.
    mal: String,
    /// What is wrong; one line each, at least one.
    problembild: Vec<String>,
    /// What is done and what for; at least one.
    aktiviteter: Vec<ActivityBody>,
    /// Last day; null is tillsvidare.
    #[schema(format = Date)]
    loptid_till: Option<String>,
    /// How often one meets.
    motesfrekvens: FrequencyBody,
    /// The function that convenes.
    aktivitetsansvarig: String,
    /// The police's half.
    polis: HalfBody,
    /// The stadsdelsförvaltning's half.
    stad: HalfBody,
    /// Functions of others who take part.
    ovriga: Vec<String>,
    /// Who pays.
    finansiering: String,
    /// How word is spread.
    kommunikation: ChannelsBody,
    /// What is looked at afterwards.
    uppfoljning: Vec<IndicatorBody>,
    /// Ids of priorities it serves.
    #[schema(schema_with = ids)]
    prioriteringar: Vec<String>,
}

fn ids() -> utoipa::openapi::Array {
    let id = utoipa::openapi::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .pattern(Some("^[0-9]{4}-[0-9]{1,2}$"));
    utoipa::openapi::ArrayBuilder::new().items(id).build()
}

/// An activity.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseActivity", export_to = "../web/src/api/types/"))]
#[schema(as = CaseActivity)]
struct ActivityBody {
    /// What is done.
    aktivitet: String,
    /// What for.
    syfte: String,
}

/// How often one meets.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "MeetingFrequency", export_to = "../web/src/api/types/"))]
#[schema(as = MeetingFrequency)]
struct FrequencyBody {
    /// `monthly`, `per_year` or `in_months`.
    #[schema(pattern = "^(monthly|per_year|in_months)$")]
    #[cfg_attr(test, ts(type = "'monthly' | 'per_year' | 'in_months'"))]
    rule: String,
    /// With `per_year`: 1, 2, 3, 4, 6 or 12.
    n: Option<u8>,
    /// With `in_months`: the months, 1–12.
    months: Vec<u8>,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Months without a meeting, 1–12.
    except: Vec<u8>,
}

/// One party's half.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseHalf", export_to = "../web/src/api/types/"))]
#[schema(as = CaseHalf)]
struct HalfBody {
    /// The function that is the contact.
    kontakt: String,
    /// Functions that take part.
    deltagare: Vec<String>,
    /// What the party does.
    ataganden: Vec<String>,
}

/// How word is spread.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseChannels", export_to = "../web/src/api/types/"))]
#[schema(as = CaseChannels)]
struct ChannelsBody {
    /// To the participants.
    deltagare: String,
    /// Within the police.
    internt_polisen: String,
    /// Within the stadsdelsförvaltning.
    internt_stadsdelsforvaltningen: String,
    /// Between the parties.
    mellan_parterna: String,
}

/// What is looked at afterwards.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseIndicator", export_to = "../web/src/api/types/"))]
#[schema(as = CaseIndicator)]
struct IndicatorBody {
    /// What is measured.
    indikator: String,
    /// Where it comes from.
    kalla: String,
    /// Which year; null is every year.
    ar: Option<i16>,
}

impl From<&Template> for TemplateBody {
    fn from(template: &Template) -> Self {
        let texts = |all: &[CleanText]| all.iter().map(ToString::to_string).collect();
        let half = |half: &Half| HalfBody {
            kontakt: half.kontakt.to_string(),
            deltagare: texts(&half.deltagare),
            ataganden: texts(&half.ataganden),
        };
        let channels = &template.kommunikation;
        Self {
            mal: template.mal.to_string(),
            problembild: texts(&template.problembild),
            aktiviteter: template
                .aktiviteter
                .iter()
                .map(|activity| ActivityBody {
                    aktivitet: activity.aktivitet.to_string(),
                    syfte: activity.syfte.to_string(),
                })
                .collect(),
            loptid_till: match template.loptid {
                Loptid::Tillsvidare => None,
                Loptid::TillOchMed(day) => Some(day.to_string()),
            },
            motesfrekvens: (&template.motesfrekvens).into(),
            aktivitetsansvarig: template.aktivitetsansvarig.to_string(),
            polis: half(&template.polis),
            stad: half(&template.stad),
            ovriga: texts(&template.ovriga),
            finansiering: template.finansiering.to_string(),
            kommunikation: ChannelsBody {
                deltagare: channels.deltagare.to_string(),
                internt_polisen: channels.internt_polisen.to_string(),
                internt_stadsdelsforvaltningen: channels.internt_stadsdelsforvaltningen.to_string(),
                mellan_parterna: channels.mellan_parterna.to_string(),
            },
            uppfoljning: template
                .uppfoljning
                .iter()
                .map(|one| IndicatorBody {
                    indikator: one.indikator.to_string(),
                    kalla: one.kalla.to_string(),
                    ar: one.ar,
                })
                .collect(),
            prioriteringar: template.prioriteringar.clone(),
        }
    }
}

impl From<&Frequency> for FrequencyBody {
    fn from(frequency: &Frequency) -> Self {
        let (rule, n, months) = match &frequency.rule {
            Rule::Monthly => ("monthly", None, Vec::new()),
            Rule::PerYear { n } => ("per_year", Some(*n), Vec::new()),
            Rule::InMonths { months } => ("in_months", None, months.clone()),
        };
        Self {
            rule: rule.to_owned(),
            n,
            months,
            from: frequency.from.to_string(),
            except: frequency.except.clone(),
        }
    }
}

impl TemplateBody {
    /// As it is kept, or which field is not right.
    pub(super) fn checked(self) -> Result<Template, Problem> {
        let channels = self.kommunikation;
        Ok(Template {
            mal: clean(paragraph("mal", &self.mal))?,
            problembild: cleans("problembild", &self.problembild)?,
            aktiviteter: self
                .aktiviteter
                .iter()
                .map(|activity| {
                    Ok(Activity {
                        aktivitet: clean(paragraph("aktiviteter", &activity.aktivitet))?,
                        syfte: clean(paragraph("aktiviteter", &activity.syfte))?,
                    })
                })
                .collect::<Result<_, Problem>>()?,
            loptid: match self.loptid_till {
                None => Loptid::Tillsvidare,
                Some(day) => Loptid::TillOchMed(required_date("loptid_till", &day)?),
            },
            motesfrekvens: self.motesfrekvens.checked()?,
            aktivitetsansvarig: clean(line("aktivitetsansvarig", &self.aktivitetsansvarig))?,
            polis: self.polis.checked(["polis.kontakt", "polis.deltagare", "polis.ataganden"])?,
            stad: self.stad.checked(["stad.kontakt", "stad.deltagare", "stad.ataganden"])?,
            ovriga: cleans("ovriga", &self.ovriga)?,
            finansiering: clean(line("finansiering", &self.finansiering))?,
            kommunikation: Kommunikation {
                deltagare: clean(line("kommunikation", &channels.deltagare))?,
                internt_polisen: clean(line("kommunikation", &channels.internt_polisen))?,
                internt_stadsdelsforvaltningen: clean(line(
                    "kommunikation",
                    &channels.internt_stadsdelsforvaltningen,
                ))?,
                mellan_parterna: clean(line("kommunikation", &channels.mellan_parterna))?,
            },
            uppfoljning: self
                .uppfoljning
                .iter()
                .map(|one| {
                    Ok(Indicator {
                        indikator: clean(line("uppfoljning", &one.indikator))?,
                        kalla: clean(line("uppfoljning", &one.kalla))?,
                        ar: one.ar,
                    })
                })
                .collect::<Result<_, Problem>>()?,
            prioriteringar: self.prioriteringar,
        })
    }
}

impl HalfBody {
    fn checked(self, [kontakt, deltagare, ataganden]: [&'static str; 3]) -> Result<Half, Problem> {
        Ok(Half {
            kontakt: clean(line(kontakt, &self.kontakt))?,
            deltagare: cleans(deltagare, &self.deltagare)?,
            ataganden: cleans(ataganden, &self.ataganden)?,
        })
    }
}

impl FrequencyBody {
    fn checked(self) -> Result<Frequency, Problem> {
        let wrong = || Problem::field("invalid", "motesfrekvens", "unknown");
        let rule = match (self.rule.as_str(), self.n) {
            ("monthly", _) => Rule::Monthly,
            ("per_year", Some(n)) => Rule::PerYear { n },
            ("in_months", _) => Rule::InMonths { months: self.months },
            _ => return Err(wrong()),
        };
        let from = required_date("motesfrekvens", &self.from)?;
        Ok(Frequency { rule, from, except: self.except })
    }
}

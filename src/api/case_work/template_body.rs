//! The template of a case on the wire, both ways.

use super::{clean_line, clean_lines, clean_paragraph};
use crate::{
    api::{extract::required_date, problem::Problem},
    case::{
        text_guard::CleanText,
        work::{
            frequency::{Frequency, Rule},
            template::{Activity, Half, Indicator, Kommunikation, Loptid, Template},
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
pub(super) struct FrequencyBody {
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
        let (text, line) = (clean_paragraph::<String>, clean_line::<String>);
        let channels = self.kommunikation;
        let channel = |name, text: &str| line(format!("template.kommunikation.{name}"), text);
        let activity = |(i, one): (usize, &ActivityBody)| {
            let at = |field| format!("template.aktiviteter[{i}].{field}");
            Ok(Activity {
                aktivitet: text(at("aktivitet"), &one.aktivitet)?,
                syfte: text(at("syfte"), &one.syfte)?,
            })
        };
        let indicator = |(i, one): (usize, &IndicatorBody)| {
            let at = |field| format!("template.uppfoljning[{i}].{field}");
            Ok(Indicator {
                indikator: line(at("indikator"), &one.indikator)?,
                kalla: line(at("kalla"), &one.kalla)?,
                ar: one.ar,
            })
        };
        let (activities, indicators) = (self.aktiviteter.iter(), self.uppfoljning.iter());
        let responsible = &self.aktivitetsansvarig;
        Ok(Template {
            mal: text("template.mal".to_owned(), &self.mal)?,
            problembild: clean_lines("template.problembild", &self.problembild)?,
            aktiviteter: activities.enumerate().map(activity).collect::<Result<_, Problem>>()?,
            loptid: match self.loptid_till {
                None => Loptid::Tillsvidare,
                Some(day) => Loptid::TillOchMed(required_date("template.loptid_till", &day)?),
            },
            motesfrekvens: self.motesfrekvens.checked()?,
            aktivitetsansvarig: line("template.aktivitetsansvarig".to_owned(), responsible)?,
            polis: self.polis.checked("template.polis")?,
            stad: self.stad.checked("template.stad")?,
            ovriga: clean_lines("template.ovriga", &self.ovriga)?,
            finansiering: line("template.finansiering".to_owned(), &self.finansiering)?,
            kommunikation: Kommunikation {
                deltagare: channel("deltagare", &channels.deltagare)?,
                internt_polisen: channel("internt_polisen", &channels.internt_polisen)?,
                internt_stadsdelsforvaltningen: channel(
                    "internt_stadsdelsforvaltningen",
                    &channels.internt_stadsdelsforvaltningen,
                )?,
                mellan_parterna: channel("mellan_parterna", &channels.mellan_parterna)?,
            },
            uppfoljning: indicators.enumerate().map(indicator).collect::<Result<_, Problem>>()?,
            prioriteringar: self.prioriteringar,
        })
    }
}

impl HalfBody {
    /// `at` is its path in the request.
    fn checked(self, at: &str) -> Result<Half, Problem> {
        Ok(Half {
            kontakt: clean_line(format!("{at}.kontakt"), &self.kontakt)?,
            deltagare: clean_lines(&format!("{at}.deltagare"), &self.deltagare)?,
            ataganden: clean_lines(&format!("{at}.ataganden"), &self.ataganden)?,
        })
    }
}

impl FrequencyBody {
    fn checked(self) -> Result<Frequency, Problem> {
        let wrong = |field: &str| {
            Problem::field("invalid", format!("template.motesfrekvens.{field}"), "unknown")
        };
        let rule = match (self.rule.as_str(), self.n) {
            ("monthly", _) => Rule::Monthly,
            ("per_year", Some(n)) => Rule::PerYear { n },
            ("per_year", None) => return Err(wrong("n")),
            ("in_months", _) => Rule::InMonths { months: self.months },
            _ => return Err(wrong("rule")),
        };
        let from = required_date("template.motesfrekvens.from", &self.from)?;
        Ok(Frequency { rule, from, except: self.except })
    }
}

//! The template of a new case or of a forum, filled in as the agreement has it, and what the agreement's
//! appendices say against each other.

use crate::{
    area::AreaId,
    case::{
        opened::Case,
        text_guard::CleanText,
        work::{
            frequency::{Frequency, Rule},
            template::{Activity, Half, Indicator, Kommunikation, Loptid, Template},
        },
    },
};
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::LazyLock;

const SHIPPED: &str = include_str!("../../geodata/forums/platssamverkan.json");

static FORMS: LazyLock<Forms> =
    LazyLock::new(|| serde_json::from_str(SHIPPED).expect("shipped data is checked by tests"));

#[derive(Debug, Deserialize)]
struct Forms {
    templates: Vec<Form>,
    aktivitetsansvarig: String,
    finansiering: String,
    uppfoljning: Vec<Followed>,
    priorities: Vec<Priority>,
}

/// A template as it is shipped.
#[derive(Debug, Deserialize)]
pub(super) struct Form {
    source: String,
    areas: Vec<AreaId>,
    mal: String,
    problembild: Vec<String>,
    aktivitet: String,
    syfte: String,
    frequency: Meets,
    /// Where it is not the one of every platssamverkan.
    #[serde(default)]
    aktivitetsansvarig: Option<String>,
    polis: Functions,
    stad: Functions,
    ovriga: Vec<String>,
    conditional: Vec<Conditional>,
    kommunikation: Channels,
    /// Likewise.
    #[serde(default)]
    uppfoljning: Option<Vec<Followed>>,
    contradictions: Vec<Contradiction>,
}

/// How often one meets, from whichever day.
#[derive(Debug, Clone, Deserialize)]
pub struct Meets {
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
    /// Months without a meeting.
    pub except: Vec<u8>,
}

impl Meets {
    /// The same from a day.
    pub fn from(&self, day: Date) -> Frequency {
        Frequency { rule: self.rule.clone(), from: day, except: self.except.clone() }
    }
}

/// What an appendix says of a field, in the field's own type.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// Of `motesfrekvens`.
    Frequency(Meets),
    /// Of a list of functions.
    Functions(Vec<String>),
}

#[derive(Debug, Deserialize)]
struct Functions {
    kontakt: String,
    deltagare: Vec<String>,
    ataganden: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Channels {
    deltagare: String,
    internt_polisen: String,
    internt_stadsdelsforvaltningen: String,
    mellan_parterna: String,
}

#[derive(Debug, Deserialize)]
struct Followed {
    indikator: String,
    kalla: String,
}

/// A priority of the overarching agreement.
#[derive(Debug, Clone, Deserialize)]
pub struct Priority {
    /// Id: year of the list and number in it.
    pub id: String,
    /// In words.
    pub text: String,
    /// First day it was valid.
    pub valid_from: Date,
    /// Last day; `None` when it still is.
    pub valid_to: Option<Date>,
}

/// A function that takes part only at some places.
#[derive(Debug, Clone, Deserialize)]
pub struct Conditional {
    /// The field of the template: `stad.deltagare` or `ovriga`.
    pub field: String,
    /// The function.
    pub function: String,
    /// When.
    pub when: String,
}

/// Two appendices that say different things about one field.
#[derive(Debug, Clone, Deserialize)]
pub struct Contradiction {
    /// The field of the template.
    pub field: String,
    /// What one says, in its words;
    pub one: String,
    /// as data;
    pub one_says: Says,
    /// and where.
    pub one_source: String,
    /// What the other says, in its words;
    pub other: String,
    /// as data;
    pub other_says: Says,
    /// and where.
    pub other_source: String,
}

/// A template filled in for a case, and what the writer should know.
#[derive(Debug, Clone)]
pub struct Prefilled {
    /// As the agreement has it.
    pub template: Template,
    /// Where that stands.
    pub source: String,
    /// Who may take part besides.
    pub conditional: Vec<Conditional>,
    /// What the appendices say against each other.
    pub contradictions: Vec<Contradiction>,
}

/// The template for a case: the one made for its area if there is one, else that for any public place.
/// `day` is the first day of the rule for meetings.
pub fn prefilled(case: &Case, day: Date) -> Prefilled {
    let areas = case.place.area_ids();
    let of_area = |form: &&Form| form.areas.iter().any(|area| areas.contains(area));
    let mut forms = FORMS.templates.iter();
    let form = forms.clone().find(of_area).or_else(|| forms.find(|form| form.areas.is_empty()));
    form.expect("one template is for any place").prefilled(day)
}

impl Form {
    /// Filled in; `day` is the first day of the rule for meetings.
    pub(super) fn prefilled(&self, day: Date) -> Prefilled {
        Prefilled {
            template: filled_in(self, day),
            source: self.source.clone(),
            conditional: self.conditional.clone(),
            contradictions: self.contradictions.clone(),
        }
    }
}

/// The priorities valid on a day.
pub fn priorities(day: Date) -> Vec<&'static Priority> {
    let valid = |p: &&Priority| p.valid_from <= day && p.valid_to.is_none_or(|last| day <= last);
    FORMS.priorities.iter().filter(valid).collect()
}

/// A priority in words, of whichever list it is.
pub fn priority_text(id: &str) -> Option<&'static str> {
    FORMS.priorities.iter().find(|priority| priority.id == id).map(|found| found.text.as_str())
}

fn filled_in(form: &Form, day: Date) -> Template {
    let half = |functions: &Functions| Half {
        kontakt: clean(&functions.kontakt),
        deltagare: functions.deltagare.iter().map(|text| clean(text)).collect(),
        ataganden: functions.ataganden.iter().map(|text| clean(text)).collect(),
    };
    let channels = &form.kommunikation;
    let responsible = form.aktivitetsansvarig.as_ref().unwrap_or(&FORMS.aktivitetsansvarig);
    let followed = form.uppfoljning.as_ref().unwrap_or(&FORMS.uppfoljning);
    Template {
        mal: clean(&form.mal),
        problembild: form.problembild.iter().map(|text| clean(text)).collect(),
        aktiviteter: vec![Activity {
            aktivitet: clean(&form.aktivitet),
            syfte: clean(&form.syfte),
        }],
        loptid: Loptid::Tillsvidare,
        motesfrekvens: form.frequency.from(day),
        aktivitetsansvarig: clean(responsible),
        polis: half(&form.polis),
        stad: half(&form.stad),
        ovriga: form.ovriga.iter().map(|text| clean(text)).collect(),
        finansiering: clean(&FORMS.finansiering),
        kommunikation: Kommunikation {
            deltagare: clean(&channels.deltagare),
            internt_polisen: clean(&channels.internt_polisen),
            internt_stadsdelsforvaltningen: clean(&channels.internt_stadsdelsforvaltningen),
            mellan_parterna: clean(&channels.mellan_parterna),
        },
        uppfoljning: followed
            .iter()
            .map(|one| Indicator {
                indikator: clean(&one.indikator),
                kalla: clean(&one.kalla),
                ar: None,
            })
            .collect(),
        prioriteringar: Vec::new(),
    }
}

/// A shipped text.
pub(super) fn clean(text: &str) -> CleanText {
    CleanText::checked("template", text, 1, 300).expect("shipped data is checked by tests")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_shipped_template_can_be_saved_as_it_is() {
        for form in &FORMS.templates {
            let template = filled_in(form, date(2026, 1, 1));
            assert_eq!(template.motesfrekvens.check(), Ok(()), "{}", form.source);
            assert!(!template.polis.deltagare.is_empty() && !template.stad.deltagare.is_empty());
            for conditional in &form.conditional {
                assert!(["stad.deltagare", "ovriga"].contains(&conditional.field.as_str()));
            }
        }
        assert_eq!(FORMS.templates.iter().filter(|form| form.areas.is_empty()).count(), 1);
    }

    #[test]
    fn what_appendices_say_against_each_other_is_data_of_the_fields_own_type() {
        let mut said = 0;
        for form in &FORMS.templates {
            for one in &form.contradictions {
                for (words, says) in [(&one.one, &one.one_says), (&one.other, &one.other_says)] {
                    said += 1;
                    match says {
                        Says::Frequency(meets) => {
                            assert_eq!(one.field, "motesfrekvens");
                            assert_eq!(meets.from(date(2026, 1, 1)).check(), Ok(()));
                            assert_eq!(meets.except.is_empty(), !words.contains(" ej "), "{words}");
                        }
                        Says::Functions(functions) => {
                            assert!(one.field.ends_with(".deltagare") || one.field == "ovriga");
                            for function in functions {
                                let lower = |text: &str| text.to_lowercase();
                                assert!(lower(words).contains(&lower(function)), "{words}");
                            }
                        }
                    }
                }
            }
        }
        assert_eq!(said, 4);
    }

    #[test]
    fn the_list_of_priorities_is_the_one_valid_then() {
        let ids = |day| priorities(day).iter().map(|p| p.id.clone()).collect::<Vec<_>>();
        assert!(ids(date(2018, 6, 1)).is_empty());
        assert_eq!(ids(date(2023, 12, 31)).len(), 6);
        assert_eq!(ids(date(2024, 1, 1)).first().map(String::as_str), Some("2024-1"));
    }
}

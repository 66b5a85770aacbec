//! Which method the back-test chose for what a hotspot run counts, and whether the run was made by it.
//!
//! Said when a run is read and never stored with it: a run keeps its bytes, and a back-test that was
//! made after it is told of too.

use super::{
    backtest::{gate_of, said},
    may_see,
};
use crate::{
    analysis::{
        backtest::{Parameters, choose::Choice, detectors::Detector},
        question::{Answer, Frame, Method},
        run::{Gate, LatticeSpec, RunInput},
    },
    app::{
        Actor, App, AppError,
        texts::{text_en, text_sv},
    },
    incident::{Category, CategoryId, DataVersion},
    store::{MethodRunHeader, Read},
};
use jiff::{Span, Timestamp, civil::Date};

/// What is said of the method of a run, for one category or for all that it counts together.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// What the choice is about; empty means all.
    pub categories: Vec<CategoryId>,
    /// Swedish names of them.
    pub label_sv: String,
    /// English names.
    pub label_en: String,
    /// How the run calls a cell hot.
    pub gate: Gate,
    /// The back-test with every default; `None` when nobody has asked for one.
    pub tried: Option<Tried>,
}

/// The back-test that chose.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Its id.
    pub run: String,
    /// When it was asked for.
    pub at: Timestamp,
    /// The same as a local day.
    pub on: Date,
    /// State of the counts it read.
    pub data_version: DataVersion,
    /// Their last local day.
    pub data_to: Option<Date>,
    /// Whether it read the very counts that the run read.
    pub same_counts: bool,
    /// What it chose, and why.
    pub choice: Choice,
}

impl Chosen {
    /// Whether the run calls cells hot as the choice says; `None` when there is no choice.
    pub fn follows(&self) -> Option<bool> {
        let tried = self.tried.as_ref()?;
        Some(gate_of(tried.choice.method) == gate_name(self.gate))
    }

    /// In words, Swedish.
    pub fn said_sv(&self) -> String {
        let gate = text_sv(gate_text(self.gate));
        let Some(tried) = &self.tried else {
            return format!(
                "{}: ingen prövning i efterhand är gjord. Körningen är gjord med {gate}.",
                self.label_sv
            );
        };
        let (why, _) = said(&tried.choice);
        let mut out = format!("{}: {why}", self.label_sv);
        if names_no_hot_cell(tried.choice.method) {
            out += " Den metoden ordnar celler men kallar ingen het: kravet är då standard.";
        }
        out += &match self.follows() {
            Some(true) => format!(" Körningen följer valet, med {gate}."),
            _ => format!(" Körningen följer inte valet: den är gjord med {gate}."),
        };
        let to = tried.data_to.map_or_else(|| "–".to_owned(), |day| day.to_string());
        out += &format!(
            " Prövningen är {} från {}, på antal till och med {to} (dataversion {}).",
            tried.run, tried.on, tried.data_version.0
        );
        if !tried.same_counts {
            out += " Den läste andra antal än körningen.";
        }
        out
    }

    /// In words, English.
    pub fn said_en(&self) -> String {
        let gate = text_en(gate_text(self.gate));
        let Some(tried) = &self.tried else {
            return format!(
                "{}: no back-test has been made. The run was made with {gate}.",
                self.label_en
            );
        };
        let (_, why) = said(&tried.choice);
        let mut out = format!("{}: {why}", self.label_en);
        if names_no_hot_cell(tried.choice.method) {
            out += " That method ranks cells but calls none hot: the gate is then the default.";
        }
        out += &match self.follows() {
            Some(true) => format!(" The run follows the choice, with {gate}."),
            _ => format!(" The run does not follow the choice: it was made with {gate}."),
        };
        let to = tried.data_to.map_or_else(|| "–".to_owned(), |day| day.to_string());
        out += &format!(
            " The back-test is {} of {}, on counts up to {to} (data version {}).",
            tried.run, tried.on, tried.data_version.0
        );
        if !tried.same_counts {
            out += " It read other counts than the run.";
        }
        out
    }
}

/// For everything that a run counts: the back-test of just that, and where several categories have
/// none together, that of each. Of several, one on the counts that the run read, then the newest.
pub(in crate::app) fn of(
    app: &App,
    actor: &Actor,
    read: &dyn Read,
    input: &RunInput,
    catalogue: &[Category],
) -> Result<Vec<Chosen>, AppError> {
    let mut known = read.method_runs()?;
    known.retain(|run| is_standard(app, run) && may_see(app, actor, run));
    let newest = |categories: &[CategoryId]| {
        let of_these = known.iter().filter(|run| run.question.frame.categories == categories);
        of_these.max_by_key(|run| (is_same_counts(run, input), run.created_at))
    };
    let asked = &input.parameters.categories;
    let sets: Vec<&[CategoryId]> = match asked.len() {
        0 | 1 => vec![asked],
        _ if newest(asked).is_some() => vec![asked],
        _ => asked.chunks(1).collect(),
    };
    let chosen = |categories: &[CategoryId]| {
        let tried = newest(categories).map(|run| tried(app, read, run, input)).transpose()?;
        let named = |name: fn(&Category) -> &String, all: &str| match categories {
            [] => all.to_owned(),
            some => names(catalogue, some, name),
        };
        Ok(Chosen {
            categories: categories.to_vec(),
            label_sv: named(|category| &category.label_sv, "Alla kategorier tillsammans"),
            label_en: named(|category| &category.label_en, "All categories together"),
            gate: input.parameters.gate,
            tried: tried.flatten(),
        })
    };
    sets.into_iter().map(chosen).collect()
}

fn names(
    catalogue: &[Category],
    categories: &[CategoryId],
    name: fn(&Category) -> &String,
) -> String {
    let named = categories.iter().map(|id| {
        let known = catalogue.iter().find(|category| category.id == *id);
        known.map_or_else(|| id.0.clone(), |category| name(category).clone())
    });
    named.collect::<Vec<_>>().join(", ")
}

fn tried(
    app: &App,
    read: &dyn Read,
    run: &MethodRunHeader,
    input: &RunInput,
) -> Result<Option<Tried>, AppError> {
    let Some(known) = read.method_run(&run.id)? else { return Ok(None) };
    let Answer::Backtest(found) = known.found.result else { return Ok(None) };
    Ok(Some(Tried {
        run: run.id.clone(),
        at: run.created_at,
        on: run.created_at.to_zoned(app.settings.clock.zone().clone()).date(),
        data_version: run.origin.data_version,
        data_to: run.origin.data_to,
        same_counts: is_same_counts(run, input),
        choice: found.choice,
    }))
}

fn is_same_counts(run: &MethodRunHeader, input: &RunInput) -> bool {
    run.origin.input_fingerprint == input.input_fingerprint
}

/// The back-test that decides the default: with every default of its own.
fn is_standard(app: &App, run: &MethodRunHeader) -> bool {
    let Frame { study_area, lattice, period, .. } = &run.question.frame;
    let year = |to: Date| to.checked_sub(Span::new().years(1)).and_then(|day| day.tomorrow()).ok();
    run.question.method == Method::Backtest(Parameters::STANDARD)
        && *study_area == app.settings.study_area
        && *lattice == Some(LatticeSpec::H3(10))
        && run.origin.data_to == Some(period.to)
        && year(period.to) == Some(period.from)
}

/// Methods that order cells without a limit of their own.
fn names_no_hot_cell(method: Detector) -> bool {
    matches!(method, Detector::Kde | Detector::LocalRatio)
}

fn gate_name(gate: Gate) -> &'static str {
    match gate {
        Gate::Default => "default",
        Gate::Count => "count",
        Gate::GiStar => "gi-star",
        Gate::Permutation => "permutation",
    }
}

fn gate_text(gate: Gate) -> &'static str {
    match gate {
        Gate::Default => "gate_default",
        Gate::Count => "gate_count",
        Gate::GiStar => "gate_gi_star",
        Gate::Permutation => "gate_permutation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::backtest::choose::Reason;
    use jiff::civil::date;

    fn chosen(method: Detector, gate: Gate, same_counts: bool) -> Chosen {
        let reason = Reason::TooLittleData { n_rolls: 2, needed: 6 };
        Chosen {
            categories: vec![CategoryId("klotter".into())],
            label_sv: "Klotter".into(),
            label_en: "Graffiti".into(),
            gate,
            tried: Some(Tried {
                run: "run-1".into(),
                at: Timestamp::UNIX_EPOCH,
                on: date(2026, 5, 13),
                data_version: DataVersion(3),
                data_to: Some(date(2026, 5, 12)),
                same_counts,
                choice: Choice { method, reason },
            }),
        }
    }

    #[test]
    fn a_run_that_follows_the_choice_says_so_with_rule_id_date_and_data_version() {
        let said = chosen(Detector::RankedCounts, Gate::Default, true);
        assert_eq!(said.follows(), Some(true));
        assert_eq!(
            said.said_sv(),
            "Klotter: För lite data: standard. 2 prövade månader, 6 behövs. Körningen följer valet, \
             med standardkravet (test, kvot och minsta antal). Prövningen är run-1 från 2026-05-13, \
             på antal till och med 2026-05-12 (dataversion 3)."
        );
    }

    #[test]
    fn another_method_other_counts_and_a_method_without_hot_cells_are_said_plainly() {
        let other = chosen(Detector::GiStar, Gate::Default, false);
        assert_eq!(other.follows(), Some(false));
        assert!(other.said_sv().contains("Körningen följer inte valet: den är gjord med standard"));
        assert!(other.said_sv().ends_with("Den läste andra antal än körningen."));
        assert!(other.said_en().contains("The run does not follow the choice: it was made with"));
        let density = chosen(Detector::Kde, Gate::Default, true);
        assert_eq!(density.follows(), Some(true));
        assert!(density.said_sv().contains("ordnar celler men kallar ingen het"));
        assert_eq!(chosen(Detector::CountTest, Gate::Count, true).follows(), Some(false));
    }

    #[test]
    fn without_a_back_test_that_is_what_is_said() {
        let untried = Chosen { tried: None, ..chosen(Detector::Kde, Gate::GiStar, true) };
        assert_eq!(untried.follows(), None);
        assert_eq!(
            untried.said_sv(),
            "Klotter: ingen prövning i efterhand är gjord. Körningen är gjord med Gi* (normalfördelning)."
        );
        assert!(untried.said_en().starts_with("Graffiti: no back-test has been made."));
    }
}

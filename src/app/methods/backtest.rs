//! The back-test: what methods would have caught, and the method each category starts with.

use super::{Material, Order, ask_id};
use crate::{
    analysis::{
        backtest::{
            Backtest, Cube, MAX_PAST_MONTHS, MAX_ROLLS, Parameters, Verdict, backtest,
            choose::{Choice, Reason},
            detectors::Detector,
        },
        found::{Found, Placed},
        question::{Answer, Method},
    },
    app::{
        Actor, App, AppError, FieldError, areas, series,
        texts::{text_en, text_sv},
    },
    incident::{CategoryId, Period},
    policy::{self, Action},
};
use jiff::{Span, civil::Date};

/// A month is whole though counts begin or end this many days into it: in a thin category the first
/// days may be empty by chance.
const WHOLE_WITHIN_DAYS: i64 = 3;

/// What is chosen for the back-test alone; what is not said has the default of the method page.
///
/// # Errors
/// Fields out of range.
pub fn parameters(
    ring: Option<u8>,
    past_months: Option<u32>,
    max_rolls: Option<u32>,
) -> Result<Parameters, AppError> {
    let standard = Parameters::STANDARD;
    let asked = Parameters {
        ring: ring.unwrap_or(standard.ring),
        past_months: past_months.unwrap_or(standard.past_months),
        max_rolls: max_rolls.unwrap_or(standard.max_rolls),
    };
    let fields = [
        ("ring", (1..=3).contains(&asked.ring)),
        ("past_months", (1..=MAX_PAST_MONTHS).contains(&asked.past_months)),
        ("max_rolls", (1..=MAX_ROLLS).contains(&asked.max_rolls)),
    ];
    let wrong: Vec<FieldError> = fields
        .into_iter()
        .filter(|(_, fine)| !fine)
        .map(|(field, _)| FieldError { field: field.into(), code: "out_of_range" })
        .collect();
    if wrong.is_empty() { Ok(asked) } else { Err(AppError::Invalid(wrong)) }
}

/// The period of the question holds the scored months; those looked at lie before it.
pub(super) fn answer(
    material: &Material,
    parameters: &Parameters,
) -> Result<Found<Backtest>, AppError> {
    let laid = material.laid(parameters.ring);
    let known = series::whole_period(material.app, material.view);
    let months = known.map_or_else(Vec::new, |known| {
        months(known, material.frame.period, parameters.past_months)
    });
    let cube = Cube {
        months: months.iter().map(|month| month.from.strftime("%Y-%m").to_string()).collect(),
        counts: months
            .iter()
            .map(|month| laid.counts(material.on_ground(), &material.by_base_cell(*month)))
            .collect(),
    };
    let found = backtest(&cube, &laid, parameters, material.effort)?;
    let span = months.first().zip(months.last());
    let placed = match span.and_then(|(first, last)| Period::new(first.from, last.to)) {
        Some(span) => material.on_cells(span, parameters.ring).placed,
        None => Placed::default(),
    };
    let n_islands = laid.neighbours().n_islands();
    let (n_left_out, few) = (found.left_out.len(), few_rolls(&found));
    let mut found = Found::on_cells(found, &placed, laid.lattice().len(), n_islands);
    if let Some(n_rolls) = few {
        found = found.with_rail("few_rolls", f64::from(n_rolls), text_sv("few_rolls"));
    }
    if n_left_out > 0 {
        let text = text_sv("months_not_scored");
        found = found.with_rail("months_not_scored", n_left_out as f64, text);
    }
    Ok(found)
}

fn few_rolls(found: &Backtest) -> Option<u32> {
    let n_rolls = match found.verdict {
        Verdict::Scored { n_rolls } => n_rolls,
        Verdict::TooFewMonths { .. } | Verdict::NothingToScore { .. } => 0,
    };
    (n_rolls < crate::analysis::backtest::MIN_ROLLS as u32).then_some(n_rolls)
}

/// Whole months, oldest first: those of the period that are in the data, and before them as many as
/// are looked at, as far as the data go.
fn months(known: Period, period: Period, past: u32) -> Vec<Period> {
    let slack = Span::new().days(WHOLE_WITHIN_DAYS);
    let holds = |span: Period, month: &Period| {
        let reaches = |day: Date, by: Date| day.checked_add(slack).is_ok_and(|day| day >= by);
        reaches(month.from, span.from) && reaches(span.to, month.to)
    };
    let from_to = |first: Date, last: Date| {
        let firsts = first.series(Span::new().months(1)).take_while(move |day| *day <= last);
        let whole = firsts.filter_map(|first| Period::new(first, first.last_of_month()));
        whole.filter(move |month| holds(known, month))
    };
    let scored = from_to(period.from.first_of_month(), period.to);
    let scored: Vec<Period> = scored.filter(|month| holds(period, month)).collect();
    let (Some(first), Some(last)) = (scored.first(), scored.last()) else { return Vec::new() };
    match first.from.checked_sub(Span::new().months(past)) {
        Ok(earliest) => from_to(earliest, last.from).collect(),
        Err(_) => scored,
    }
}

/// The method a category starts with, so far as it has been tried.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryDefault {
    /// Id.
    pub category: CategoryId,
    /// Swedish name.
    pub label_sv: String,
    /// The back-test it follows from; `None` until one has been asked for on the counts as they are.
    pub run: Option<String>,
    /// What follows; the standard, without a reason, until then.
    pub choice: Option<Choice>,
}

/// Per category the choice of its stored standard back-test on the counts the actor sees now. Nothing
/// is computed: a back-test of the category alone, with every default, is what fills it in.
///
/// # Errors
/// The role may not read counts.
pub fn defaults(app: &App, actor: &Actor) -> Result<Vec<CategoryDefault>, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let view = policy::view(actor, &app.counts());
    let anything = view.first_hour().is_some();
    let mut defaults = Vec::new();
    for category in areas::categories(app)?.categories {
        let (mut run, mut choice) = (None, None);
        if anything {
            let order = Order {
                categories: vec![category.id.clone()],
                ..Order::of(Method::Backtest(Parameters::STANDARD))
            };
            let id = ask_id(app, actor, order)?;
            if let Some(known) = app.store.read()?.method_run(&id)?
                && let Answer::Backtest(found) = known.found.result
            {
                (run, choice) = (Some(id), Some(found.choice));
            }
        }
        let (category, label_sv) = (category.id, category.label_sv);
        defaults.push(CategoryDefault { category, label_sv, run, choice });
    }
    Ok(defaults)
}

/// The gate that a hotspot run takes when it follows the choice.
pub fn gate_of(method: Detector) -> &'static str {
    match method {
        // A density calls nothing hot: the standard gate stays.
        Detector::RankedCounts | Detector::CountTest | Detector::Kde | Detector::LocalRatio => {
            "default"
        }
        Detector::GiStar => "gi-star",
        Detector::Permutation => "permutation",
    }
}

/// Why, as a sentence in Swedish and one in English.
pub fn said(choice: &Choice) -> (String, String) {
    // A true minus: a hyphen before a figure reads as a dash.
    let percent = |share: f64| format!("{:.1}", 100.0 * share).replace('-', "−");
    let sv = |text: String| text.replace('.', ",");
    match &choice.reason {
        Reason::TooLittleData { n_rolls, needed } => (
            format!("För lite data: standard. {n_rolls} prövade månader, {needed} behövs."),
            format!("Too little data: the standard. {n_rolls} months scored, {needed} needed."),
        ),
        Reason::NothingBeats { nearest, lead, interval, n_rolls, .. } => {
            let (lead, low, high) = (percent(*lead), percent(interval.0), percent(interval.1));
            let figures = sv(format!("{lead} procentenheter ({low} till {high})"));
            (
                format!(
                    "Ingen metod slår den enkla räkningen säkert: standard. Närmast kom {} med \
                     {figures} på 2 % av marken över {n_rolls} månader.",
                    text_sv(nearest.code())
                ),
                format!(
                    "No method surely beats plain counting: the standard. Nearest was {} with \
                     {lead} percentage points ({low} to {high}) at 2 % of the land over {n_rolls} \
                     months.",
                    text_en(nearest.code())
                ),
            )
        }
        Reason::Beats { lead, interval, hit_rate, ranked_hit_rate, n_rolls } => {
            let (lead, low, high) = (percent(*lead), percent(interval.0), percent(interval.1));
            let (own, other) = (percent(*hit_rate), percent(*ranked_hit_rate));
            let figures =
                sv(format!("{own} % mot {other} %, {lead} procentenheter mer ({low} till {high})"));
            (
                format!(
                    "Vald av prövningen i efterhand: {}. Den fångade {figures}, på 2 % av marken \
                     över {n_rolls} månader.",
                    text_sv(choice.method.code())
                ),
                format!(
                    "Chosen by the back-test: {}. It caught {own} % against {other} %, {lead} \
                     percentage points more ({low} to {high}), at 2 % of the land over {n_rolls} \
                     months.",
                    text_en(choice.method.code())
                ),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn named(known: Period, period: Period, past: u32) -> Vec<String> {
        let month = |month: Period| month.from.strftime("%Y-%m").to_string();
        months(known, period, past).into_iter().map(month).collect()
    }

    #[test]
    fn only_whole_months_take_part_and_those_before_reach_back_as_far_as_the_data() {
        let days = |a, b| Period { from: a, to: b };
        let known = days(date(2024, 11, 2), date(2026, 5, 12));
        let year = days(date(2025, 5, 13), date(2026, 5, 12));
        let found = named(known, year, 12);
        // November 2024 is whole but for a day. May 2025 is looked at but not scored: the period has
        // only half of it.
        assert_eq!(
            (found[0].as_str(), found[17].as_str(), found.len()),
            ("2024-11", "2026-04", 18)
        );
        let one = named(known, days(date(2025, 12, 1), date(2025, 12, 31)), 3);
        assert_eq!(one, ["2025-09", "2025-10", "2025-11", "2025-12"]);
        assert!(named(known, days(date(2020, 1, 1), date(2020, 12, 31)), 12).is_empty());
    }

    #[test]
    fn the_choice_is_said_with_its_numbers_in_both_languages() {
        let reason = Reason::Beats {
            lead: 0.0312,
            interval: (0.01, 0.0523),
            hit_rate: 0.25,
            ranked_hit_rate: 0.2188,
            n_rolls: 12,
        };
        let (sv, en) = said(&Choice { method: Detector::GiStar, reason });
        assert_eq!(
            sv,
            "Vald av prövningen i efterhand: Gi*. Den fångade 25,0 % mot 21,9 %, 3,1 procentenheter \
             mer (1,0 till 5,2), på 2 % av marken över 12 månader."
        );
        assert!(en.starts_with("Chosen by the back-test: Gi*. It caught 25.0 % against 21.9 %"));
        let reason = Reason::TooLittleData { n_rolls: 2, needed: 6 };
        let (sv, _) = said(&Choice { method: Detector::RankedCounts, reason });
        assert_eq!(sv, "För lite data: standard. 2 prövade månader, 6 behövs.");
    }
}

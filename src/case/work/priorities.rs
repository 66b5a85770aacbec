//! Coverage of the priorities: which of a list the work serves, and what is missing for each.
//!
//! Which list is valid is the caller's to say: a priority of another list is told as such and counted
//! for nothing.

use super::{goal::GoalStatus, standing::Standing, state::State};
use crate::case::access::Joined;
use std::collections::BTreeSet;

/// A case or a forum as it stands on the day that is asked about.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// Which.
    pub of: &'a Joined,
    /// Where it stands.
    pub standing: &'a Standing,
}

/// A lägesbild that both chiefs have decided, with the priorities that it has a section about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pictured {
    /// Id of the lägesbild.
    pub id: String,
    /// Ids of the priorities.
    pub priorities: Vec<String>,
}

/// What is aimed at under a priority.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aim {
    /// The Mål of a template that names the priority.
    Mal(Joined),
    /// A goal of its own, by its number.
    Delmal(Joined, u32),
}

/// Something that a priority should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A case.
    Case,
    /// A goal.
    Goal,
    /// A measure that is to be carried out, or was.
    Measure,
    /// A forum.
    Forum,
}

impl Need {
    /// Every one, in the order in which they are shown.
    pub const ALL: [Need; 4] = [Need::Case, Need::Goal, Need::Measure, Need::Forum];

    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Need::Case => "case",
            Need::Goal => "goal",
            Need::Measure => "measure",
            Need::Forum => "forum",
        }
    }
}

/// What serves one priority, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// Its id.
    pub priority: String,
    /// Cases whose template names it.
    pub cases: BTreeSet<Joined>,
    /// What is aimed at under it.
    pub goals: BTreeSet<Aim>,
    /// Ids of decided lägesbilder with a section about it. That it is described is no goal.
    pub described_in: BTreeSet<String>,
    /// Measures that have not been given up: those that serve a goal of the priority, and those without
    /// such a goal where the template names the priority.
    pub measures: BTreeSet<(Joined, u32)>,
    /// Forums whose template names it.
    pub forums: BTreeSet<Joined>,
}

impl Served {
    /// Whether it has something that it should have.
    pub fn has(&self, need: Need) -> bool {
        match need {
            Need::Case => !self.cases.is_empty(),
            Need::Goal => !self.goals.is_empty(),
            Need::Measure => !self.measures.is_empty(),
            Need::Forum => !self.forums.is_empty(),
        }
    }

    /// What it does not have.
    pub fn missing(&self) -> Vec<Need> {
        Need::ALL.into_iter().filter(|need| !self.has(*need)).collect()
    }
}

/// A priority that work names although it is not of the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotOfTheList {
    /// Where it is named.
    pub of: Joined,
    /// Its id.
    pub priority: String,
}

/// How the priorities of a list are served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// One for each priority, in the order of the list.
    pub served: Vec<Served>,
    /// What is named and not of the list.
    pub not_of_the_list: BTreeSet<NotOfTheList>,
}

/// How the priorities of a list, by id, are served by cases and forums that are not closed, and by decided
/// lägesbilder.
pub fn coverage(list: &[&str], work: &[At<'_>], pictures: &[Pictured]) -> Coverage {
    let served = list.iter().map(|&priority| Served {
        priority: priority.to_owned(),
        cases: BTreeSet::new(),
        goals: BTreeSet::new(),
        described_in: BTreeSet::new(),
        measures: BTreeSet::new(),
        forums: BTreeSet::new(),
    });
    let mut found = Coverage { served: served.collect(), not_of_the_list: BTreeSet::new() };
    for at in work.iter().filter(|at| at.standing.state != State::Avslutad) {
        found.take_in(*at);
    }
    for picture in pictures {
        // What a lägesbild says of a list that held then is no fault of it now.
        for served in found.served.iter_mut().filter(|s| picture.priorities.contains(&s.priority)) {
            served.described_in.insert(picture.id.clone());
        }
    }
    found
}

impl Coverage {
    fn take_in(&mut self, At { of, standing }: At<'_>) {
        let template = standing.template.as_ref();
        let named = template.map_or(&[][..], |template| &template.prioriteringar);
        let has_mal = template.is_some_and(|template| !template.mal.as_str().is_empty());
        for id in named {
            let Some(served) = self.of(of, id) else { continue };
            match of {
                Joined::Case(_) => served.cases.insert(of.clone()),
                Joined::Forum(_) => served.forums.insert(of.clone()),
            };
            if has_mal {
                served.goals.insert(Aim::Mal(of.clone()));
            }
        }
        for (no, aimed) in &standing.goals {
            let Some(id) = &aimed.goal.priority else { continue };
            if aimed.status() != GoalStatus::Omprovat
                && let Some(served) = self.of(of, id)
            {
                served.goals.insert(Aim::Delmal(of.clone(), *no));
            }
        }
        for (no, planned) in standing.measures.iter().filter(|(_, one)| !one.is_given_up()) {
            let goal = planned.measure.goal.and_then(|goal| standing.goals.get(&goal));
            let own = goal.and_then(|aimed| aimed.goal.priority.as_ref());
            let all = own.map_or(named, std::slice::from_ref);
            for id in all {
                if let Some(served) = self.of(of, id) {
                    served.measures.insert((of.clone(), *no));
                }
            }
        }
    }

    /// The priority of the list; one of another list is kept as such.
    fn of(&mut self, of: &Joined, id: &str) -> Option<&mut Served> {
        let found = self.served.iter().position(|served| served.priority == id);
        if found.is_none() {
            let priority = id.to_owned();
            self.not_of_the_list.insert(NotOfTheList { of: of.clone(), priority });
        }
        found.map(|at| &mut self.served[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{
        forum::ForumId,
        opening::tests::opened_case,
        party::Side,
        work::{
            Work,
            goal::GoalStatus,
            plan::{Progress, Whose},
            step::What,
            tests::{goal, measure, now, samordnare, template, text},
        },
    };

    /// A case that names `named`, with what is done in it.
    fn case(named: &[&str], steps: Vec<What>) -> Standing {
        let mut template = template(&[]);
        template.prioriteringar = named.iter().map(|&id| id.to_owned()).collect();
        let first = What::TemplatePut { template: Box::new(template) };
        let mut work = Work::new(opened_case());
        for what in [first].into_iter().chain(steps) {
            let seen = work.last_change(what.object());
            work = work.change(&samordnare(Side::Stad), what, seen, now(6)).expect("done");
        }
        work.standing().clone()
    }

    fn measured(no: u32, goal: Option<u32>) -> What {
        let mut measure = measure(None, Whose::Stad, "Samordnare");
        measure.goal = goal;
        What::MeasurePut { no, measure: Box::new(measure) }
    }

    fn number(no: &str) -> Joined {
        format!("PLS-2026-{no}").parse().expect("a case")
    }

    const LIST: [&str; 3] = ["2024-1", "2024-2", "2024-3"];

    #[test]
    fn a_priority_has_the_cases_goals_and_measures_that_name_it_and_lacks_the_rest() {
        let given_up = Progress::Utgar { reason: text("Pengarna räckte inte") };
        let standing = case(
            &["2024-1", "2024-2"],
            vec![
                What::GoalPut { no: 1, goal: goal(Some("2024-2")) },
                measured(1, None),
                measured(2, Some(1)),
                measured(3, None),
                What::Progressed { no: 3, to: given_up, note: None },
            ],
        );
        let of = number("001");
        let found = coverage(&LIST, &[At { of: &of, standing: &standing }], &[]);
        let [one, two, three] = &found.served[..] else { panic!("three") };
        let measures =
            |served: &Served| -> Vec<u32> { served.measures.iter().map(|(_, no)| *no).collect() };
        // Measure 2 serves the goal of 2024-2 alone; measure 3 was given up.
        assert_eq!((measures(one), measures(two)), (vec![1], vec![1, 2]));
        assert_eq!(one.goals, BTreeSet::from([Aim::Mal(of.clone())]));
        assert_eq!(two.goals, BTreeSet::from([Aim::Mal(of.clone()), Aim::Delmal(of.clone(), 1)]));
        assert_eq!((one.missing(), two.missing()), (vec![Need::Forum], vec![Need::Forum]));
        assert_eq!(three.missing(), Need::ALL);
        assert_eq!(found.not_of_the_list, BTreeSet::new());
    }

    #[test]
    fn a_priority_of_a_list_that_no_longer_holds_is_told_and_counted_for_nothing() {
        let standing = case(&["2019-6", "2024-2"], vec![measured(1, None)]);
        let of = number("002");
        let at = [At { of: &of, standing: &standing }];
        let found = coverage(&LIST, &at, &[]);
        let told = NotOfTheList { of: of.clone(), priority: "2019-6".to_owned() };
        assert_eq!(found.not_of_the_list, BTreeSet::from([told]));
        assert_eq!(found.served.iter().filter(|served| served.has(Need::Case)).count(), 1);
        // On a day of the older list it is the other way round.
        let then = coverage(&["2019-5", "2019-6"], &at, &[]);
        assert_eq!(then.served[1].cases, BTreeSet::from([of]));
        assert_eq!(then.not_of_the_list.len(), 1);
    }

    #[test]
    fn a_goal_that_was_thought_over_is_none_and_nor_is_what_a_lagesbild_describes() {
        let motive = text("Inte längre rätt mål");
        let standing = case(
            &["2024-2"],
            vec![
                What::GoalPut { no: 1, goal: goal(Some("2024-2")) },
                What::GoalJudged { no: 1, status: GoalStatus::Omprovat, motive },
            ],
        );
        let of = number("003");
        let picture =
            Pictured { id: "lb-1".into(), priorities: vec!["2024-3".into(), "2019-1".into()] };
        let found = coverage(&LIST, &[At { of: &of, standing: &standing }], &[picture]);
        assert_eq!(found.served[1].goals, BTreeSet::from([Aim::Mal(of)]));
        assert_eq!(found.served[2].described_in, BTreeSet::from(["lb-1".to_owned()]));
        assert_eq!(found.served[2].missing(), Need::ALL);
        assert!(found.not_of_the_list.is_empty(), "a lägesbild speaks of its own time");
    }

    #[test]
    fn a_forum_is_a_forum_and_no_case_and_what_is_closed_serves_nothing() {
        let mut standing = case(&["2024-1"], vec![]);
        let of = Joined::Forum(ForumId { agreement: "a".into(), forum: "ts-rad".into() });
        let served = |standing: &Standing| {
            coverage(&LIST, &[At { of: &of, standing }], &[]).served.swap_remove(0)
        };
        assert_eq!(served(&standing).missing(), [Need::Case, Need::Measure]);
        standing.state = State::Avslutad;
        assert_eq!(served(&standing).missing(), Need::ALL);
    }
}

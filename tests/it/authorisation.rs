//! Who gets what: every operation of the OpenAPI document, asked by everybody.
//!
//! The table says in the words of the domain what an operation needs and whose the object is; what
//! each role may is written down here once more, from the roles' duties, without looking at the
//! program. An operation of the document that is not in the table is uncovered, and the list of those
//! is a golden file that is empty.

mod table;
mod world;

use crate::support::http::Server;
use std::collections::{BTreeMap, BTreeSet};
use table::{Role, Want, Whose, needs};
use world::{Who, World};

/// What a cell is expected to be, and was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    /// Nobody is signed in.
    Closed,
    /// The role may not.
    Forbidden,
    /// It does not exist for this party.
    Hidden,
    /// The policy lets it through; what comes then is the verb's matter.
    Through,
}

fn expected(who: &Who, operation: &str) -> Option<Cell> {
    let (action, whose) = needs(operation)?;
    Some(if whose == Whose::Nobodys {
        Cell::Through
    } else if who.is_out {
        Cell::Closed
    } else if !table::may(who.role, action) {
        Cell::Forbidden
    } else if !whose.is_for(who.party)
        || whose == Whose::PoliceDraft && !table::may(who.role, Want::Cases)
    {
        Cell::Hidden
    } else if operation == "POST /delegations/{id}/revocation"
        && !matches!(who.role, Role::Samordnare | Role::Analyst | Role::Administrator)
    {
        // Not the one who is stood in for, not the deputy, no administrator.
        Cell::Forbidden
    } else {
        Cell::Through
    })
}

#[test]
fn everybody_gets_what_the_role_and_the_party_allow_and_nothing_else() {
    let server = Server::start();
    let world = World::build(&server);
    let document = server.visitor().get("/openapi.json").json();
    let (mut n_cells, mut wrong, mut uncovered) = (0, Vec::new(), BTreeSet::new());
    let mut n_of = BTreeMap::<Cell, u32>::new();
    // Signing out comes last.
    let mut paths: Vec<_> = document["paths"].as_object().expect("paths").iter().collect();
    paths.sort_by_key(|(path, _)| path.ends_with("/session"));
    for (path, item) in paths {
        for method in item.as_object().expect("operations").keys() {
            let operation =
                format!("{} {}", method.to_uppercase(), path.trim_start_matches("/api/v1"));
            if needs(&operation).is_none() {
                uncovered.insert(operation.clone());
                continue;
            }
            for who in &world.everybody {
                let answer = world.ask(who, &operation, path);
                let got = match answer.status {
                    _ if needs(&operation).is_some_and(|(_, whose)| whose == Whose::Nobodys) => {
                        Cell::Through
                    }
                    // Whoever keeps trying a key that is no good is told to wait.
                    429 if who.is_out => Cell::Closed,
                    401 => Cell::Closed,
                    403 => Cell::Forbidden,
                    404 => Cell::Hidden,
                    _ => Cell::Through,
                };
                let expected = expected(who, &operation).expect("it is in the table");
                let start = answer.text.chars().take(200).collect::<String>();
                assert!(answer.status < 500, "{operation} {}: {start}", who.name);
                if got != expected {
                    let (name, status) = (&who.name, answer.status);
                    wrong.push(format!("{operation} {name}: {expected:?}, {status} {start}"));
                }
                *n_of.entry(got).or_default() += 1;
                n_cells += 1;
            }
        }
    }
    println!("behörighetsmatrisen: {n_cells} rutor, {} fel, {n_of:?}", wrong.len());
    let uncovered: String = uncovered.iter().map(|operation| format!("{operation}\n")).collect();
    assert_eq!(uncovered, include_str!("../golden/authorisation/uncovered.txt"));
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(n_cells >= 1_000, "{n_cells} cells");
    assert!(n_of.values().all(|n| *n >= 100), "each outcome is met often: {n_of:?}");
}

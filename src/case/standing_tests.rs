//! Ground and deputies.

use super::*;
use crate::case::party::Side;
use jiff::civil::date;

fn area(id: &str) -> AreaId {
    AreaId(id.into())
}

fn areas(ids: &[&str]) -> Vec<AreaId> {
    ids.iter().map(|id| area(id)).collect()
}

fn relation(
    from: &str,
    kind: RelationKind,
    to: &str,
    days: (Option<Date>, Option<Date>),
) -> Relation {
    let validity = Validity { valid_from: days.0, valid_to: days.1 };
    Relation { from: area(from), kind, to: area(to), validity, source: String::new() }
}

/// As in the city: a police area over several stadsdelsområden until it was redrawn, one of them in
/// another municipality, and one that ended and was followed by another.
fn city() -> Vec<Relation> {
    let until = (None, Some(date(2023, 6, 30)));
    let since = (Some(date(2023, 7, 1)), None);
    vec![
        relation("lokalpolisomrade/n", RelationKind::Omfattar, "stadsdelsomrade/norrmalm", until),
        relation("lokalpolisomrade/n", RelationKind::Omfattar, "stadsdelsomrade/norra", since),
        relation("lokalpolisomrade/n", RelationKind::Omfattar, "kommun/0186", (None, None)),
        relation(
            "stadsdelsomrade/norrmalm",
            RelationKind::EftertraddAv,
            "stadsdelsomrade/norra",
            since,
        ),
        relation("stadsdel/vasastaden", RelationKind::IngarI, "stadsdelsomrade/norra", since),
        relation("stadsdel/vasastaden", RelationKind::IngarI, "stadsdelsomrade/kungsholmen", since),
    ]
}

fn check(mine: &[&str], places: &[&str], day: Date) -> bool {
    answers_for(&areas(mine), &areas(places), &city(), day)
}

const NOW: Date = date(2026, 6, 1);

#[test]
fn one_answers_for_ones_own_ground_and_for_nothing_else() {
    assert!(check(&["stadsdelsomrade/norra"], &["stadsdelsomrade/norra", "kommun/0180"], NOW));
    assert!(!check(&["stadsdelsomrade/soder"], &["stadsdelsomrade/norra"], NOW));
    assert!(!check(&[], &["stadsdelsomrade/norra"], NOW));
    assert!(!check(&["stadsdelsomrade/norra"], &[], NOW));
    // Part of one's ground is not the ground around it.
    assert!(!check(&["statistikomrade/klara"], &["stadsdelsomrade/norra"], NOW));
}

#[test]
fn a_place_on_a_border_is_answered_for_on_both_sides() {
    let border = ["stadsdelsomrade/norra", "stadsdelsomrade/kungsholmen"];
    assert!(check(&["stadsdelsomrade/norra"], &border, NOW));
    assert!(check(&["stadsdelsomrade/kungsholmen"], &border, NOW));
    assert!(!check(&["stadsdelsomrade/ostermalm"], &border, NOW));
}

#[test]
fn relations_count_in_their_time_and_only_where_the_ground_does_not_tell() {
    // The police area covers the old stadsdelsområde until it ends, the new one from then on.
    let old = ["stadsdelsomrade/norrmalm"];
    assert!(check(&["lokalpolisomrade/n"], &old, date(2023, 6, 30)));
    assert!(check(&["lokalpolisomrade/n"], &["stadsdelsomrade/norra"], date(2023, 7, 1)));
    assert!(!check(&["lokalpolisomrade/n"], &["stadsdelsomrade/norra"], date(2023, 6, 30)));
    assert!(check(&["lokalpolisomrade/n"], &["kommun/0186"], NOW));
    // What was identified before the change is the successor's, but not before there is one.
    assert!(check(&["stadsdelsomrade/norra"], &old, NOW));
    assert!(!check(&["stadsdelsomrade/norra"], &old, date(2023, 6, 30)));
    // The name of the district alone points at two stadsdelsområden; ground that tells points at one.
    assert!(check(&["stadsdelsomrade/kungsholmen"], &["stadsdel/vasastaden"], NOW));
    let told = ["stadsdel/vasastaden", "stadsdelsomrade/norra"];
    assert!(!check(&["stadsdelsomrade/kungsholmen"], &told, NOW));
}

fn user(id: &str, party: &str, role: Role) -> User {
    User {
        id: id.into(),
        login: id.into(),
        function: id.into(),
        party: PartyId(party.into()),
        role,
        disabled: false,
    }
}

fn given(from: &User, to: &User, days: (Date, Date), by: &User) -> Result<Delegation, Refusal> {
    Delegation::given("d-1".into(), from, to, days, by, (Timestamp::UNIX_EPOCH, NOW))
}

#[test]
fn a_deputy_is_of_the_same_party_and_signs_nothing_as_administrator() {
    let chief = user("chief", "polis", Role::Lokalpolisomradeschef);
    let analyst = user("analyst", "polis", Role::Analytiker);
    let admin = user("admin", "polis", Role::Administrator);
    let foreign = user("ts", "stad", Role::Trygghetssamordnare);
    let days = (NOW, date(2026, 6, 30));
    assert!(given(&chief, &analyst, days, &chief).is_ok());
    assert!(given(&chief, &analyst, days, &admin).is_ok());
    for (from, to, by) in [
        (&chief, &foreign, &chief),
        (&foreign, &analyst, &admin),
        (&chief, &chief, &chief),
        (&analyst, &chief, &analyst),
        (&chief, &admin, &chief),
        (&chief, &analyst, &analyst),
        (&chief, &analyst, &foreign),
    ] {
        assert_eq!(given(from, to, days, by), Err(Refusal::NoDeputy), "{} {}", from.id, to.id);
    }
    let closed = User { disabled: true, ..analyst.clone() };
    assert_eq!(given(&chief, &closed, days, &chief), Err(Refusal::NoDeputy));
}

#[test]
fn a_delegation_has_two_days_and_ends() {
    let chief = user("chief", "polis", Role::Lokalpolisomradeschef);
    let analyst = user("analyst", "polis", Role::Analytiker);
    for (first, last) in
        [(date(2026, 6, 2), NOW), (date(2026, 5, 1), date(2026, 5, 31)), (NOW, date(2027, 6, 2))]
    {
        let refused = given(&chief, &analyst, (first, last), &chief);
        assert_eq!(refused, Err(Refusal::BadDays), "{first} {last}");
    }
    let mut delegation = given(&chief, &analyst, (NOW, date(2026, 6, 30)), &chief).unwrap();
    let on = |delegation: &Delegation, day| delegation.in_force(day);
    assert!(on(&delegation, NOW) && on(&delegation, date(2026, 6, 30)));
    assert!(!on(&delegation, date(2026, 5, 31)) && !on(&delegation, date(2026, 7, 1)));

    // It lends what the giver still is: a chief who has left lends nothing.
    let party = Party { id: PartyId("polis".into()), name: "P".into(), side: Side::Polis };
    assert!(Deputyship::of(&delegation, &chief, &party, vec![]).is_some());
    let left = User { role: Role::Lasare, ..chief.clone() };
    assert!(Deputyship::of(&delegation, &left, &party, vec![]).is_none());
    let moved = User { party: PartyId("polis-2".into()), ..chief.clone() };
    assert!(Deputyship::of(&delegation, &moved, &party, vec![]).is_none());
    let closed = User { disabled: true, ..chief };
    assert!(Deputyship::of(&delegation, &closed, &party, vec![]).is_none());
    delegation.revoked_at = Some(Timestamp::UNIX_EPOCH);
    assert!(!on(&delegation, NOW));
}

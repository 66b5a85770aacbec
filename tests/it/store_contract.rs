//! What every store promises, whatever is behind the trait. A backend passes by adding its line to
//! `contract!` at the end.

use crate::support::stores::{
    area, case, category, flip, furnish, indicator, information, log_entry, method_run, now,
    observation, opening, party, preview, publish, record, release, row, run, user, written,
};
use jiff::{SignedDuration, civil::date};
use platssamverkan::{
    area::{AreaKind, Relation, RelationKind, Validity},
    case::{
        information::InformationId,
        library::{EntryId, LibraryAct, Written},
        observation::{ObservationId, PlaceObservation},
        opening::{CaseNumber, OpeningId},
        release::ReleaseId,
    },
    incident::{DataVersion, Fingerprint, ImportId, IndicatorId, IndicatorValue, Period},
    ingest::{ImportKind, ImportState, ImportTotals, Rejection, RejectionCode},
    store::{
        CameFrom, KeptIndicator, Mark, SessionRecord, Store, StoreError, StoredRun,
        sqlite::SqliteStore,
    },
};
use std::{cell::RefCell, sync::Arc};

mod cases;
mod enkater;
mod forums;
mod identities;
mod lagesbilder;
mod model;

use cases::{
    a_step_is_appended_to_the_version_that_was_read, a_step_that_could_not_have_happened_is_refused,
};
use enkater::an_answer_is_kept_once_as_sums_without_who_gave_it;
use forums::a_forum_is_kept_as_it_was_set_up_with_its_first_step;
use identities::{
    a_link_is_kept_by_its_hash_with_its_end_and_its_use,
    an_agreement_is_changed_on_the_version_that_was_read,
    an_identity_is_an_issuer_and_a_subject_and_stays_so, sessions_end_by_user_and_all_at_once,
};
use lagesbilder::{
    a_lagesbild_and_its_steps_only_ever_grow, drafts_that_were_written_over_leave_their_fingerprint,
};
use model::every_version_shows_what_the_deliveries_in_force_leave;

/// Makes an empty store.
type Open<'a> = &'a dyn Fn() -> Arc<dyn Store>;

fn furnished(open: Open<'_>) -> Arc<dyn Store> {
    let store = open();
    furnish(&*store);
    store
}

/// Number of rows that are published.
fn n_rows(store: &dyn Store) -> usize {
    store.load_counts(None).expect("counts load").columns.len()
}

fn what_is_not_committed_never_happened(open: Open<'_>) {
    let store = furnished(open);
    let mut write = store.begin().expect("begins");
    write.put_setting("study_area", "kommun/0180").expect("written");
    write.append_log(&log_entry("o-1", "opening_identified")).expect("written");
    let id = write.new_import(&record("polis", "rar", None)).expect("written");
    assert_eq!(write.setting("study_area").expect("read").as_deref(), Some("kommun/0180"));
    assert!(write.import(id).expect("read").is_some(), "a transaction sees its own writes");
    drop(write);

    let read = store.read().expect("reads");
    assert_eq!(read.setting("study_area").expect("read"), None);
    assert_eq!(read.log("opening", "o-1").expect("read"), []);
    assert_eq!(read.imports().expect("read"), []);
}

fn a_reader_keeps_the_state_it_began_with(open: Open<'_>) {
    let store = furnished(open);
    let before = store.read().expect("reads");
    written(&*store, |write| write.put_setting("key", "new")).expect("written while one reads");
    assert_eq!(before.setting("key").expect("read"), None);
    assert_eq!(store.read().expect("reads").setting("key").expect("read"), Some("new".into()));
    assert_eq!(before.setting("key").expect("read"), None);
}

fn writing_over_a_version_that_has_moved_on_is_a_conflict(open: Open<'_>) {
    let store = furnished(open);
    let first = opening("o-1");
    let put = |expected| written(&*store, |write| write.put_opening(&first, expected, now()));
    assert_eq!(put(0).expect("new"), 1);
    assert_eq!(put(1).expect("read and written"), 2);
    for stale in [0, 1, 3] {
        assert!(matches!(put(stale), Err(StoreError::Conflict { found: 2, .. })), "{stale}");
    }
    let read = store.read().expect("reads");
    let kept = read.opening(&OpeningId("o-1".into())).expect("read").expect("is there");
    assert_eq!((kept.version, kept.updated, kept.value), (2, now(), first));
    assert_eq!(read.openings().expect("read").len(), 1);
    let mark = Mark { version: 2, updated: now() };
    assert_eq!(read.opening_marks().expect("read"), [(OpeningId("o-1".into()), mark)]);
    assert_eq!(read.opening(&OpeningId("o-2".into())).expect("read"), None);
}

fn case_numbers_have_no_gaps_whoever_asks_and_whatever_is_undone(open: Open<'_>) {
    let store = furnished(open);
    let open_cases = |of_three: usize| {
        for i in 0..30 {
            let mut write = store.begin().expect("waits for its turn");
            let number = write.next_case_number(2026).expect("a number");
            write.put_case(&case(number)).expect("the number is free");
            if i % 3 != of_three {
                write.commit().expect("committed");
            }
        }
    };
    std::thread::scope(|threads| {
        threads.spawn(|| open_cases(0));
        threads.spawn(|| open_cases(1));
    });
    written(&*store, |write| {
        let number = write.next_case_number(2027)?;
        assert_eq!(number.to_string(), "PLS-2027-001");
        write.put_case(&case(number))
    })
    .expect("another year begins anew");
    let read = store.read().expect("reads");
    let mut numbers: Vec<CaseNumber> =
        (1..=40).map(|number| CaseNumber { year: 2026, number }).collect();
    numbers.push(CaseNumber { year: 2027, number: 1 });
    for (number, kept) in numbers.iter().zip(read.cases().expect("read")) {
        assert_eq!(kept.case(), &case(*number));
        assert_eq!(read.case(number).expect("read"), Some(kept));
    }
    assert_eq!(read.cases().expect("read").len(), numbers.len());
}

fn the_log_keeps_order_and_objects_apart(open: Open<'_>) {
    let store = furnished(open);
    for act in ["opening_identified", "assessment_signed", "case_opened"] {
        written(&*store, |write| {
            write.append_log(&log_entry("o-1", act))?;
            write.append_log(&log_entry("o-2", act))
        })
        .expect("appended");
    }
    let log = store.read().expect("reads").log("opening", "o-1").expect("read");
    let acts: Vec<&str> = log.iter().map(|entry| entry.act.as_str()).collect();
    assert_eq!(acts, ["opening_identified", "assessment_signed", "case_opened"]);
    assert_eq!(store.read().expect("reads").log("case", "o-1").expect("read"), []);
}

fn an_import_is_invisible_until_published_and_gone_when_undone(open: Open<'_>) {
    let store = furnished(open);
    let rows: Vec<_> = (0..50).map(|i| row(Some(i), i, 0)).collect();
    let (id, totals) = preview(&*store, &record("polis", "rar", None), &rows).expect("previewed");
    assert_eq!((totals.n_new, totals.n_changed, totals.n_already), (50, 0, 0));
    assert_eq!(n_rows(&*store), 0);
    assert_eq!(publish(&*store, id).expect("published"), DataVersion(1));
    let loaded = store.load_counts(None).expect("counts load");
    assert_eq!((loaded.columns.len(), loaded.version), (50, DataVersion(1)));
    assert_eq!(loaded.imports.iter().map(|i| i.id).collect::<Vec<_>>(), [id]);
    assert_eq!(loaded.imports[0].published_at, Some(now()));

    let undone = written(&*store, |write| write.flip_import(id, ImportState::Undone, now()));
    assert_eq!(undone.expect("undone"), DataVersion(2));
    assert_eq!(n_rows(&*store), 0);
    let before = store.load_counts(Some(DataVersion(1))).expect("an earlier state loads");
    assert_eq!(before.columns.fingerprint(), loaded.columns.fingerprint());
    assert_eq!(before.imports.len(), 1);
    store.load_counts(Some(DataVersion(3))).expect_err("the future is not known");

    for (to, why) in [
        (ImportState::Published, "what was undone is not published again"),
        (ImportState::Undone, "nor undone twice"),
        (ImportState::Previewed, "nor previewed"),
    ] {
        let flipped = written(&*store, |write| write.flip_import(id, to, now()));
        assert!(matches!(flipped, Err(StoreError::Inconsistent { .. })), "{why}");
    }
    let dropped = written(&*store, |write| write.drop_import(id));
    assert!(matches!(dropped, Err(StoreError::Inconsistent { .. })), "it was published once");
    assert_eq!(store.read().expect("reads").data_version().expect("read"), DataVersion(2));
}

fn a_dropped_import_leaves_no_trace_and_what_others_delivered_too(open: Open<'_>) {
    let store = furnished(open);
    let source = record("polis", "rar", None);
    let rows: Vec<_> = (0..50).map(|i| row(Some(i), i, 0)).collect();
    let (first, _) = preview(&*store, &source, &rows).expect("previewed");
    let (second, _) = preview(&*store, &source, &rows[10..]).expect("previewed");
    written(&*store, |write| write.drop_import(first)).expect("dropped");
    assert_eq!(store.read().expect("reads").import(first).expect("read"), None);
    publish(&*store, second).expect("published");
    assert_eq!(n_rows(&*store), 40);
    // Staging something else clears the rows of the dropped one away.
    let (third, totals) = preview(&*store, &source, &rows).expect("previewed");
    assert_eq!((totals.n_new, totals.n_already), (10, 40));
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
    publish(&*store, third).expect("published");
    assert_eq!(n_rows(&*store), 50);
    assert!(third > second && second > first, "numbers are not used twice");
}

fn the_same_delivery_is_known_again_by_owner_and_source(open: Open<'_>) {
    let store = furnished(open);
    let first = record("polis", "rar", None);
    let (id, _) = preview(&*store, &first, &[row(None, 1, 0)]).expect("previewed");
    let same = |owner: &str, source: &str, file: &[u8], content: &str| {
        let (file, content) = (Fingerprint::of(file), Fingerprint(content.into()));
        let read = store.read().expect("reads");
        read.same_delivery(&party(owner), source, &file, &content).expect("read")
    };
    let content = first.content_hash.0.as_str();
    assert_eq!(same("polis", "rar", b"file", ""), Some(id));
    assert_eq!(same("polis", "rar", b"with other line ends", content), Some(id));
    assert_eq!(same("polis", "rar", b"other", ""), None);
    assert_eq!(same("polis", "annat", b"file", content), None);
    assert_eq!(same("stad", "rar", b"file", content), None, "it is not the other party's to know");
    publish(&*store, id).expect("published");
    assert_eq!(same("polis", "rar", b"file", content), Some(id));
    written(&*store, |write| write.flip_import(id, ImportState::Undone, now())).expect("undone");
    assert_eq!(same("polis", "rar", b"file", content), None);
}

fn one_owner_never_supersedes_another(open: Open<'_>) {
    let store = furnished(open);
    let (police, _) =
        preview(&*store, &record("polis", "rar", None), &[row(Some(1), 1, 0)]).expect("previewed");
    let day = date(2026, 5, 1);
    let replacing = record("stad", "rar", Period::new(day, day));
    let (city, totals) = preview(&*store, &replacing, &[row(Some(1), 2, 5)]).expect("previewed");
    assert_eq!((totals.n_new, totals.n_changed, totals.n_replaced), (1, 0, 0));
    publish(&*store, police).expect("published");
    publish(&*store, city).expect("published");
    assert_eq!(n_rows(&*store), 2);
}

fn a_replaced_period_is_whole_local_days(open: Open<'_>) {
    let store = furnished(open);
    // 2026-05-02 begins at 22 UTC the day before in Stockholm: 22 hours after the start of May 1.
    let rows: Vec<_> = (0..72).map(|hour| row(None, 1, hour)).collect();
    let (month, _) = preview(&*store, &record("polis", "rar", None), &rows).expect("previewed");
    publish(&*store, month).expect("published");
    let day = date(2026, 5, 2);
    let replacing = record("polis", "rar", Period::new(day, day));
    let (id, totals) = preview(&*store, &replacing, &[row(None, 3, 30)]).expect("previewed");
    assert_eq!((totals.n_new, totals.n_replaced), (1, 24));
    publish(&*store, id).expect("published");
    assert_eq!(n_rows(&*store), 72 - 24 + 1);
    let undone = written(&*store, |write| write.flip_import(id, ImportState::Undone, now()));
    undone.expect("undone");
    assert_eq!(n_rows(&*store), 72);
}

fn rejections_come_back_in_file_order_by_page(open: Open<'_>) {
    let store = furnished(open);
    let id = written(&*store, |write| write.new_import(&record("polis", "rar", None)));
    let id = id.expect("made");
    let rejections: Vec<Rejection> = (0..25)
        .map(|i| Rejection {
            file: "maj.csv".into(),
            line: i + 2,
            record: i + 1,
            column: (i % 2 == 0).then(|| "lon".into()),
            value: (i % 2 == 0).then(|| "abc".into()),
            code: RejectionCode::ALL[i as usize % RejectionCode::ALL.len()],
        })
        .collect();
    store.stage(id, &[], &rejections).expect("staged");
    let read = store.read().expect("reads");
    assert_eq!(read.rejections(id, 0, u64::MAX).expect("read"), rejections);
    assert_eq!(read.rejections(id, 10, 5).expect("read"), rejections[10..15]);
    assert_eq!(read.rejections(id, 99, 5).expect("read"), []);
}

fn only_an_import_that_is_being_staged_takes_rows(open: Open<'_>) {
    let store = furnished(open);
    let rows = [row(Some(1), 1, 0)];
    let (id, _) = preview(&*store, &record("polis", "rar", None), &rows).expect("previewed");
    assert!(matches!(store.stage(id, &rows, &[]), Err(StoreError::Inconsistent { .. })));
    assert!(matches!(store.stage(ImportId(99), &rows, &[]), Err(StoreError::Inconsistent { .. })));
    let published = record("polis", "rar", None);
    let put = written(&*store, |write| {
        let id = write.new_import(&published)?;
        let record = write.import(id)?.expect("it was just made");
        write.put_import(&platssamverkan::ingest::ImportRecord {
            state: ImportState::Published,
            ..record
        })
    });
    assert!(matches!(put, Err(StoreError::Inconsistent { .. })), "publishing is a flip");
}

fn areas_have_versions_and_an_undone_import_gives_back_what_it_replaced(open: Open<'_>) {
    let store = furnished(open);
    let (old, new) = (area("101", "Klara", None), area("101", "Klara och Jakob", None));
    let later = area("101", "Klara 2027", Some(date(2027, 1, 1)));
    let kungsholmen = area("090", "Kungsholmen", None);
    written(&*store, |write| {
        write.put_area(&later, None)?;
        write.put_area(&old, None)?;
        write.put_area(&kungsholmen, None)
    })
    .expect("put");
    let import = written(&*store, |write| {
        let record = platssamverkan::ingest::ImportRecord {
            kind: ImportKind::Areas,
            content_hash: Fingerprint(String::new()),
            ..record("stad", "gis", None)
        };
        let id = write.new_import(&record)?;
        write.put_area(&new, Some(id))?;
        let record = write.import(id)?.expect("it was just made");
        write.put_import(&platssamverkan::ingest::ImportRecord {
            state: ImportState::Previewed,
            ..record
        })?;
        Ok(id)
    })
    .expect("previewed");
    let versions = RefCell::new(Vec::new());
    let named = |expected: [&platssamverkan::area::Area; 3]| {
        let read = store.read().expect("reads");
        let areas = read.areas(Some(AreaKind::Stadsdel)).expect("read");
        assert_eq!(areas.iter().collect::<Vec<_>>(), expected);
        assert_eq!(read.areas(None).expect("read"), areas);
        assert_eq!(read.areas(Some(AreaKind::Kommun)).expect("read"), []);
        assert_eq!(read.area(&old.id).expect("read").iter().collect::<Vec<_>>(), expected[1..]);
        let version = read.areas_version().expect("read");
        assert_eq!(read.areas_version().expect("read"), version);
        assert!(!versions.borrow().contains(&version), "other areas, another version");
        versions.borrow_mut().push(version);
    };
    named([&kungsholmen, &old, &later]);
    publish(&*store, import).expect("published");
    named([&kungsholmen, &new, &later]);
    written(&*store, |write| write.flip_import(import, ImportState::Undone, now()))
        .expect("undone");
    named([&kungsholmen, &old, &later]);
}

fn indicator_values_hold_while_their_delivery_is_published_and_the_latest_wins(open: Open<'_>) {
    let store = furnished(open);
    let deliver = |owner: &str, values: &[IndicatorValue]| {
        let record = platssamverkan::ingest::ImportRecord {
            kind: ImportKind::Indicators,
            totals: ImportTotals { n_accepted: values.len() as u64, ..ImportTotals::default() },
            ..record(owner, "scb", None)
        };
        let id = written(&*store, |write| {
            let id = write.new_import(&record)?;
            write.put_indicators(id, values)?;
            let record = write.import(id)?.expect("it was just made");
            write.put_import(&platssamverkan::ingest::ImportRecord {
                state: ImportState::Previewed,
                ..record
            })?;
            Ok(id)
        });
        id.expect("previewed")
    };
    let there = |id: Option<&str>| -> Vec<(String, String, f64)> {
        let id = id.map(|id| IndicatorId(id.into()));
        let kept = store.read().expect("reads").indicators(id.as_ref()).expect("read");
        let short =
            |kept: KeptIndicator| (kept.owner.0, kept.value.indicator.0.clone(), kept.value.value);
        kept.into_iter().map(short).collect()
    };
    let is = |owner: &str, id: &str, value: f64| (owner.to_owned(), id.to_owned(), value);

    let awkward = IndicatorValue { n_answers: Some(312), ..indicator("trygg", 0.1 + 0.2) };
    let first = deliver("polis", &[indicator("befolkning", 100.0), awkward.clone()]);
    assert_eq!(there(None), []);
    publish(&*store, first).expect("published");
    assert_eq!(there(None), [is("polis", "befolkning", 100.0), is("polis", "trygg", 0.1 + 0.2)]);
    assert_eq!(there(Some("trygg")), [is("polis", "trygg", 0.1 + 0.2)]);
    let kept = store.read().expect("reads").indicators(None).expect("read");
    assert_eq!(kept[1].value, awkward, "bit for bit");
    assert_eq!((kept[1].shared, kept[1].synthetic, kept[1].import), (false, true, first));

    // The same cell again by the same owner replaces; by another it stands beside.
    let second = deliver("polis", &[indicator("befolkning", 110.0)]);
    let other = deliver("stad", &[indicator("befolkning", 120.0)]);
    publish(&*store, second).expect("published");
    publish(&*store, other).expect("published");
    let both = [is("polis", "befolkning", 110.0), is("stad", "befolkning", 120.0)];
    assert_eq!(there(Some("befolkning")), both);
    flip(&*store, second, ImportState::Undone).expect("undone");
    let both = [is("polis", "befolkning", 100.0), is("stad", "befolkning", 120.0)];
    assert_eq!(there(Some("befolkning")), both, "what it replaced comes back");

    let dropped = deliver("polis", &[indicator("annat", 1.0)]);
    written(&*store, |write| write.drop_import(dropped)).expect("dropped");
    preview(&*store, &record("polis", "rar", None), &[]).expect("sweeps");
    assert_eq!(there(Some("annat")), []);
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
}

fn an_observation_comes_back_as_it_was_and_stays_its_owners(open: Open<'_>) {
    let store = furnished(open);
    let (first, second) = (observation("a", "polis"), observation("b", "stad"));
    written(&*store, |write| {
        write.put_observation(&first)?;
        write.put_observation(&second)
    })
    .expect("put");
    let shared = PlaceObservation { shared: true, ..first.clone() };
    written(&*store, |write| write.put_observation(&shared)).expect("put again");
    let read = store.read().expect("reads");
    assert_eq!(read.observations().expect("read"), [shared.clone(), second]);
    assert_eq!(read.observation(&first.id).expect("read"), Some(shared));
    assert_eq!(read.observation(&ObservationId("c".into())).expect("read"), None);
    drop(read);
    let hidden = written(&*store, |write| write.put_observation(&first));
    assert!(matches!(hidden, Err(StoreError::Inconsistent { .. })), "nothing is taken back unseen");
    let taken = PlaceObservation { id: first.id, ..observation("b", "stad") };
    let put = written(&*store, |write| write.put_observation(&taken));
    assert!(matches!(put, Err(StoreError::Inconsistent { .. })), "an id has one owner");
}

fn information_and_its_steps_only_ever_grow(open: Open<'_>) {
    let store = furnished(open);
    let (first, second) = (information("a", "polis"), information("b", "stad"));
    for it in [&first, &second] {
        written(&*store, |write| write.put_information(it.sent())).expect("sent");
    }
    let again = written(&*store, |write| write.put_information(first.sent()));
    assert!(again.is_err(), "an id stands for one");
    let other = second.sent().by.clone();
    let received = first.clone().receive(other, now()).expect("received");
    written(&*store, |write| write.append_information_step(&received, 1)).expect("appended");
    let twice = written(&*store, |write| write.append_information_step(&received, 1));
    assert!(matches!(twice, Err(StoreError::Conflict { found: 2, .. })), "{twice:?}");
    // A step on another history than the one that is kept.
    let by = first.sent().by.clone();
    let reason = first.sent().told.what.clone();
    let astray = first.clone().withdraw(reason.clone(), by.clone(), now()).expect("withdrawn");
    let astray = astray.receive(second.sent().by.clone(), now()).expect("received");
    let put = written(&*store, |write| write.append_information_step(&astray, 2));
    assert!(matches!(put, Err(StoreError::Inconsistent { .. })), "{put:?}");
    let back = received.withdraw(reason, by, now()).expect("withdrawn");
    written(&*store, |write| write.append_information_step(&back, 2)).expect("appended");

    let read = store.read().expect("reads");
    assert_eq!(read.information(&first.sent().id).expect("read"), Some(back.clone()));
    assert_eq!(read.all_information().expect("read"), [back, second]);
    assert_eq!(read.information(&InformationId("c".into())).expect("read"), None);
    drop(read);
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
}

fn what_is_done_with_an_entry_of_the_library_only_ever_grows(open: Open<'_>) {
    let store = furnished(open);
    let id = |agreement: &str| EntryId { agreement: agreement.into(), entry: "belysning".into() };
    let why = information("a", "polis").sent().told.what.clone();
    let done = |of: Written, act: LibraryAct| {
        of.act(act, why.clone(), information("a", "polis").sent().by.clone(), now()).expect("done")
    };
    let gone = done(Written::new(id("a")), LibraryAct::Retired);
    let back = done(gone.clone(), LibraryAct::Restored);
    let again = done(back.clone(), LibraryAct::Retired);
    let append =
        |of: &Written, expected| written(&*store, |write| write.append_library_step(of, expected));
    append(&gone, 0).expect("kept");
    append(&done(Written::new(id("b")), LibraryAct::Retired), 0).expect("another agreement's");
    assert!(matches!(append(&gone, 0), Err(StoreError::Conflict { found: 1, .. })));
    assert!(matches!(append(&again, 2), Err(StoreError::Conflict { found: 1, .. })));
    append(&back, 1).expect("kept");
    // A step on another history than the one that is kept.
    let later = now() + SignedDuration::from_hours(1);
    let by = information("a", "polis").sent().by.clone();
    let astray = Written::new(id("a")).act(LibraryAct::Retired, why.clone(), by, later);
    let astray = done(done(astray.expect("done"), LibraryAct::Restored), LibraryAct::Retired);
    assert!(matches!(append(&astray, 2), Err(StoreError::Inconsistent { .. })));
    append(&again, 2).expect("kept");
    let read = store.read().expect("reads");
    assert_eq!(read.library("a").expect("read"), [again]);
    assert_eq!(read.library("b").expect("read").len(), 1);
    assert_eq!(read.library("c").expect("read"), []);
    drop(read);
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
}

fn relations_categories_and_settings_are_put_once(open: Open<'_>) {
    let store = furnished(open);
    let relation = Relation {
        from: area("1", "A", None).id,
        kind: RelationKind::IngarI,
        to: area("2", "B", None).id,
        validity: Validity::default(),
        source: "test".into(),
    };
    let version = || store.read().expect("reads").areas_version().expect("read");
    let before = version();
    written(&*store, |write| {
        write.put_relation(&relation)?;
        write.put_relation(&relation)?;
        assert_eq!(write.put_category(&category("vald"))?, 1);
        assert_eq!(write.put_category(&category("ny"))?, 2);
        write.put_setting("time_zone", "UTC")?;
        write.put_setting("time_zone", "Europe/Stockholm")
    })
    .expect("put");
    let read = store.read().expect("reads");
    assert_eq!(read.relations().expect("read"), [relation]);
    assert_ne!(version(), before, "relations are part of what is said of areas");
    let names: Vec<String> =
        read.catalogue().expect("read").categories.into_iter().map(|c| c.id.0).collect();
    assert_eq!(names, ["stold", "vald", "ny"]);
    assert_eq!(read.setting("time_zone").expect("read"), Some("Europe/Stockholm".into()));
}

fn a_run_comes_back_bit_for_bit_and_is_kept_once(open: Open<'_>) {
    let store = furnished(open);
    for id in ["run-1", "run-2", "run-1"] {
        written(&*store, |write| write.put_run(&run(id))).expect("kept");
    }
    let read = store.read().expect("reads");
    let kept = read.run("run-1").expect("read").expect("is there");
    assert_eq!(kept, run("run-1"));
    let json = serde_json::to_vec(&kept.result).expect("serialises");
    assert_eq!(Fingerprint::of(&json), kept.result_fingerprint);
    let ids: Vec<String> = read.runs().expect("read").into_iter().map(|run| run.id).collect();
    assert_eq!(ids, ["run-2", "run-1"]);
    assert_eq!(read.run("run-3").expect("read"), None);
    drop(read);
    let otherwise = StoredRun { result_fingerprint: Fingerprint::of(b"x"), ..run("run-1") };
    let for_others = StoredRun { party: party("stad"), ..run("run-1") };
    for other in [otherwise, for_others] {
        let put = written(&*store, |write| write.put_run(&other));
        assert!(matches!(put, Err(StoreError::Inconsistent { .. })), "an id stands for one run");
    }
}

fn an_answer_comes_back_as_it_was_and_is_kept_once(open: Open<'_>) {
    let store = furnished(open);
    for id in ["run-1", "run-2", "run-1"] {
        written(&*store, |write| write.put_method_run(&method_run(id))).expect("kept");
    }
    let read = store.read().expect("reads");
    assert_eq!(read.method_run("run-1").expect("read"), Some(method_run("run-1")));
    assert_eq!(read.method_run("run-3").expect("read"), None);
    let listed = read.method_runs().expect("read");
    let ids: Vec<&str> = listed.iter().map(|run| run.id.as_str()).collect();
    assert_eq!(ids, ["run-2", "run-1"]);
    assert_eq!(listed[1], method_run("run-1").header);
    drop(read);
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
    let mut otherwise = method_run("run-1");
    otherwise.header.result_fingerprint = Fingerprint::of(b"x");
    let mut for_others = method_run("run-1");
    for_others.header.party = party("stad");
    for other in [otherwise, for_others] {
        let put = written(&*store, |write| write.put_method_run(&other));
        assert!(matches!(put, Err(StoreError::Inconsistent { .. })), "an id stands for one answer");
    }
}

fn a_release_and_its_steps_only_ever_grow(open: Open<'_>) {
    let store = furnished(open);
    let tables = br#"{"level":"publik","k":5,"tables":[]}"#;
    let act = release("utl-1", tables);
    written(&*store, |write| write.put_release(act.prepared(), tables)).expect("kept");
    let again = written(&*store, |write| write.put_release(act.prepared(), tables));
    assert!(again.is_err(), "an id stands for one act");
    let other = written(&*store, |write| {
        write.put_release(release("utl-2", tables).prepared(), b"other tables")
    });
    assert!(matches!(other, Err(StoreError::Inconsistent { .. })), "not what was fingerprinted");

    let by = act.prepared().prepared_by.clone();
    let proposed = act.clone().propose(&by, now()).expect("proposed");
    written(&*store, |write| write.append_release_step(&proposed, 1)).expect("appended");
    let twice = written(&*store, |write| write.append_release_step(&proposed, 1));
    assert!(matches!(twice, Err(StoreError::Conflict { found: 2, .. })), "{twice:?}");
    let read = store.read().expect("reads");
    assert_eq!(read.release(&act.prepared().id).expect("read"), Some(proposed.clone()));
    assert_eq!(read.releases().expect("read"), [proposed]);
    let bytes = read.released_tables(&act.prepared().id).expect("read");
    assert_eq!(bytes.as_deref(), Some(&tables[..]));
    assert_eq!(read.release(&ReleaseId("utl-2".into())).expect("read"), None);
    assert_eq!(read.released_tables(&ReleaseId("utl-2".into())).expect("read"), None);
    drop(read);
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
}

fn users_and_sessions(open: Open<'_>) {
    let store = furnished(open);
    let kommunpolis = user("u-1", "kommunpolis");
    let session = SessionRecord {
        token_hash: [7; 32],
        user_id: "u-1".into(),
        created_at: now(),
        last_seen: now(),
        from: CameFrom { address: "::1".into(), browser: "Firefox, Linux".into() },
    };
    written(&*store, |write| {
        write.put_user(&kommunpolis, Some("$argon2id$first"))?;
        write.put_session(&session)
    })
    .expect("put");
    let taken = written(&*store, |write| write.put_user(&user("u-2", "kommunpolis"), Some("x")));
    assert!(matches!(taken, Err(StoreError::Conflict { .. })), "a login belongs to one user");
    let moved = platssamverkan::case::party::User { disabled: true, ..kommunpolis };
    written(&*store, |write| write.put_user(&moved, None)).expect("changed");
    let seen = SessionRecord { last_seen: now() + jiff::SignedDuration::from_mins(5), ..session };
    written(&*store, |write| write.put_session(&seen)).expect("refreshed");

    let read = store.read().expect("reads");
    let known = read.user_by_login("kommunpolis").expect("read");
    assert_eq!(known, Some((moved.clone(), "$argon2id$first".into())), "the password stays");
    assert_eq!(read.user_by_login("okand").expect("read"), None);
    assert_eq!(read.session(&[7; 32]).expect("read"), Some((seen, moved.clone())));
    assert_eq!(read.session(&[8; 32]).expect("read"), None);
    assert_eq!(read.users().expect("read"), [moved]);
    assert_eq!(read.parties().expect("read").len(), 2);
    drop(read);
    written(&*store, |write| write.end_session(&[7; 32])).expect("ended");
    assert_eq!(store.read().expect("reads").session(&[7; 32]).expect("read"), None);
}

/// A module of tests for a backend, one test per claim.
macro_rules! contract {
    ($backend:ident: $open:expr) => {
        mod $backend {
            use super::*;
            contract! { $open =>
            what_is_not_committed_never_happened,
            a_reader_keeps_the_state_it_began_with,
            writing_over_a_version_that_has_moved_on_is_a_conflict,
            case_numbers_have_no_gaps_whoever_asks_and_whatever_is_undone,
            a_step_is_appended_to_the_version_that_was_read,
            a_step_that_could_not_have_happened_is_refused,
            a_forum_is_kept_as_it_was_set_up_with_its_first_step,
            an_answer_is_kept_once_as_sums_without_who_gave_it,
            the_log_keeps_order_and_objects_apart,
            an_import_is_invisible_until_published_and_gone_when_undone,
            a_dropped_import_leaves_no_trace_and_what_others_delivered_too,
            the_same_delivery_is_known_again_by_owner_and_source,
            one_owner_never_supersedes_another,
            a_replaced_period_is_whole_local_days,
            rejections_come_back_in_file_order_by_page,
            only_an_import_that_is_being_staged_takes_rows,
            areas_have_versions_and_an_undone_import_gives_back_what_it_replaced,
            indicator_values_hold_while_their_delivery_is_published_and_the_latest_wins,
            an_observation_comes_back_as_it_was_and_stays_its_owners,
            information_and_its_steps_only_ever_grow,
            what_is_done_with_an_entry_of_the_library_only_ever_grows,
            a_lagesbild_and_its_steps_only_ever_grow,
            drafts_that_were_written_over_leave_their_fingerprint,
            relations_categories_and_settings_are_put_once,
            a_run_comes_back_bit_for_bit_and_is_kept_once,
            an_answer_comes_back_as_it_was_and_is_kept_once,
            a_release_and_its_steps_only_ever_grow,
            users_and_sessions,
            an_identity_is_an_issuer_and_a_subject_and_stays_so,
            sessions_end_by_user_and_all_at_once,
            a_link_is_kept_by_its_hash_with_its_end_and_its_use,
            an_agreement_is_changed_on_the_version_that_was_read,
            every_version_shows_what_the_deliveries_in_force_leave,
            }
        }
    };
    ($open:expr => $($claim:ident,)*) => {
        $(#[test]
        fn $claim() {
            super::$claim(&$open);
        })*
    };
}

contract!(sqlite: || Arc::new(SqliteStore::open_in_memory().expect("opens")) as Arc<dyn Store>);

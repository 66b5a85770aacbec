//! The checklist docs/asvs.md is held to what it names: requirements, tests, files and sums.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const STATES: [&str; 3] = ["uppfyllt", "gäller inte", "öppet"];

/// How many requirements version 5.0.0 has on its first two levels.
const OF_THE_STANDARD: [(&str, usize); 2] = [("1", 70), ("2", 183)];

/// Where a named file may lie, from the top of the project.
const ROOTS: [&str; 4] = ["tests/it", "src", "web/tests/e2e", ""];

struct Row<'a> {
    chapter: &'a str,
    id: &'a str,
    level: &'a str,
    wording: &'a str,
    state: &'a str,
    shown_by: &'a str,
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(top().join("docs/asvs.md")).expect("the checklist")
}

/// The rows of the tables; the chapter is the first word of the heading above them.
fn rows(page: &str) -> Vec<Row<'_>> {
    let (mut chapter, mut rows) = ("", Vec::new());
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            chapter = heading.split(' ').next().unwrap_or_default();
        } else if line.starts_with("| V") {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [id, level, wording, state, shown_by] = cells[..] else {
                panic!("five cells: {line}");
            };
            rows.push(Row { chapter, id, level, wording, state, shown_by });
        }
    }
    rows
}

/// What stands between grave accents.
fn named(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// What stands outside them.
fn words(cell: &str) -> String {
    cell.split('`').step_by(2).collect()
}

fn is_id(id: &str) -> bool {
    let numbers: Vec<_> = id.trim_start_matches('V').split('.').map(str::parse::<u8>).collect();
    numbers.len() == 3
        && numbers.iter().all(|number| number.as_ref().is_ok_and(|number| *number > 0))
}

fn files(name: &str) -> Vec<PathBuf> {
    let places = ROOTS.iter().map(|root| top().join(root).join(name));
    places.filter(|place| place.is_file()).collect()
}

/// Whether a file is there, or with `file::name` a test in it: a function, or one of the browser's.
fn exists(named: &str) -> bool {
    let Some((file, test)) = named.split_once("::") else { return !files(named).is_empty() };
    let (function, of_the_browser) = (format!("fn {test}("), format!("test('{test}'"));
    files(file).iter().any(|file| {
        let text = fs::read_to_string(file).expect("UTF-8");
        text.contains(&function) || text.contains(&of_the_browser)
    })
}

#[test]
fn every_requirement_stands_once_under_its_chapter_in_one_of_three_states() {
    let page = page();
    let rows = rows(&page);
    let mut seen = BTreeSet::new();
    for row in &rows {
        let id = row.id;
        assert!(is_id(id) && id.starts_with(&format!("{}.", row.chapter)), "{id}");
        assert!(seen.insert(id), "{id} stands twice");
        assert!(STATES.contains(&row.state), "{id}: {}", row.state);
        assert!(!row.wording.is_empty(), "{id} says nothing");
    }
    for (level, n) in OF_THE_STANDARD {
        assert_eq!(rows.iter().filter(|row| row.level == level).count(), n, "level {level}");
    }
    assert_eq!(rows.len(), OF_THE_STANDARD.iter().map(|(_, n)| n).sum::<usize>());
}

#[test]
fn what_shows_a_requirement_exists_and_what_is_not_met_has_a_reason() {
    let page = page();
    let mut wrong = Vec::new();
    for Row { id, state, shown_by, .. } in rows(&page) {
        let named = named(shown_by);
        let missing = named.iter().filter(|named| !exists(named));
        wrong.extend(missing.map(|missing| format!("{id}: {missing} is not there")));
        let is_met = state == "uppfyllt";
        if is_met && named.is_empty() || !is_met && words(shown_by).trim().is_empty() {
            wrong.push(format!("{id} is {state} and nothing says why"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_sums_and_the_list_of_open_ones_are_those_of_the_tables() {
    let page = page();
    let rows = rows(&page);
    let n = |state: &str, level: &str| {
        rows.iter().filter(|row| row.state == state && row.level == level).count()
    };
    let sums = STATES.map(|state| (n(state, "1"), n(state, "2")));
    for (state, (one, two)) in STATES.iter().zip(sums) {
        let line = format!("| {state} | {one} | {two} | {} |", one + two);
        assert!(page.lines().any(|written| written == line), "the page does not say {line}");
    }
    let [met, not_here, open] = sums.map(|(one, two)| one + two);
    let told = format!("{met} met, {not_here} not applicable with the reason, {open} open");
    assert!(page.contains(&told), "the abstract does not say {told}");

    let (_, list) = page.split_once("\n## Öppna krav\n").expect("a list of open ones");
    let list = list.split("\n## ").next().unwrap_or_default();
    let ids = list.split_whitespace().map(|word| word.trim_matches(','));
    let mut listed: Vec<_> = ids.filter(|word| word.starts_with('V') && is_id(word)).collect();
    let open = rows.iter().filter(|row| row.state == "öppet");
    let mut open: Vec<_> = open.map(|row| row.id).collect();
    listed.sort_unstable();
    open.sort_unstable();
    assert_eq!(listed, open);
}

//! The house rules of ARCHITECTURE.md, read from the source itself.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What each top-level module may use of the others; `main` and the worker are not in the library.
const MAY_USE: [(&str, &[&str]); 13] = [
    ("area", &[]),
    ("calendar", &[]),
    ("incident", &["area"]),
    ("ingest", &["area", "incident"]),
    ("analysis", &["area", "incident"]),
    ("case", &["area", "incident", "analysis", "calendar"]),
    ("lagesbild", &["area", "incident", "case"]),
    ("store", &["area", "incident", "ingest", "analysis", "calendar", "case", "lagesbild"]),
    ("export", &["area", "incident", "analysis", "case"]),
    ("clock", &[]),
    // The policy is asked by the verbs about their own `Actor`, and answers with their error.
    ("policy", &["app", "area", "incident", "ingest", "case", "lagesbild", "store"]),
    (
        "app",
        &[
            "area",
            "incident",
            "ingest",
            "analysis",
            "calendar",
            "case",
            "lagesbild",
            "store",
            "export",
            "policy",
            "clock",
        ],
    ),
    (
        "api",
        &[
            "app",
            "area",
            "incident",
            "ingest",
            "analysis",
            "calendar",
            "case",
            "lagesbild",
            "store",
            "export",
            "policy",
        ],
    ),
];

/// Words that would let the outside into the pure part.
const NOT_IN_PURE: [&str; 9] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "tokio::",
    "rusqlite",
];
const PURE: [&str; 8] =
    ["area", "calendar", "incident", "ingest", "analysis", "case", "lagesbild", "export"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All Rust files of the library: path below `src`, top-level module, text without its tests and
/// comments.
fn files() -> Vec<(PathBuf, String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("src can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&source(), &mut paths);
    paths.sort();
    let library = |path: &Path| {
        let first = path.components().next().expect("a name").as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        (!["lib", "main", "bin", "cli"].contains(&module.as_str())).then_some(module)
    };
    paths
        .into_iter()
        .filter_map(|path| {
            let below = path.strip_prefix(source()).expect("below src").to_owned();
            let module = library(&below)?;
            Some((below, module, code_of(&fs::read_to_string(path).expect("UTF-8"))))
        })
        .collect()
}

/// The text up to its unit tests, without comments.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    name == "tests" || name == "support" || name.ends_with("_tests")
}

/// First names after `crate::`, also in `use crate::{a::…, b::…}`.
fn used(code: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut names = Vec::new();
    for part in code.split("crate::").skip(1) {
        let Some(group) = part.strip_prefix('{') else {
            names.push(name(part));
            continue;
        };
        let mut depth = 0;
        let mut at_name = true;
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => at_name = true,
                c if at_name && !c.is_whitespace() => {
                    names.push(name(&group[i..]));
                    at_name = false;
                }
                _ => {}
            }
        }
    }
    names
}

#[test]
fn modules_use_only_what_stands_before_them() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    let mut wrong = Vec::new();
    for (path, module, code) in files() {
        if is_test(&path) {
            continue;
        }
        let may = table.get(module.as_str());
        let may = may.unwrap_or_else(|| panic!("{module} is not in the table of modules"));
        for name in used(&code) {
            let is_module = table.contains_key(name.as_str());
            if is_module && name != module && !may.contains(&name.as_str()) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_pure_part_knows_no_file_clock_or_network() {
    let mut wrong = Vec::new();
    for (path, module, code) in files() {
        if !PURE.contains(&module.as_str()) || is_test(&path) {
            continue;
        }
        for word in NOT_IN_PURE.iter().filter(|word| code.contains(**word)) {
            wrong.push(format!("{} says {word}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_policy_makes_a_view_of_the_counts() {
    let mut makers = Vec::new();
    for (path, _, code) in files() {
        if is_test(&path) {
            continue;
        }
        if code.contains("Scope::of(") || code.contains("Visible::new(") {
            makers.push(path.display().to_string());
        }
    }
    assert_eq!(makers, ["policy.rs"]);
}

#[test]
fn sql_stays_in_the_store_and_the_writer_of_geopackages_and_status_codes_in_the_interface() {
    let mut wrong = Vec::new();
    for (path, module, code) in files() {
        // A GeoPackage is a database of its own, in a scratch file.
        let writes_files = ["app/export/geopackage.rs", "app/export/geopackage_tests.rs"]
            .into_iter()
            .any(|one| path == Path::new(one));
        if module != "store" && !writes_files && code.contains("rusqlite") {
            wrong.push(format!("{} talks to the database", path.display()));
        }
        if module != "api" && (code.contains("StatusCode") || code.contains("axum::")) {
            wrong.push(format!("{} knows HTTP", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_names_after_crate_are_found() {
    let code = "use crate::{area::{A, B}, incident::C};\nuse crate::case::D; crate::app::x()";
    assert_eq!(used(code), ["area", "incident", "case", "app"]);
}

//! Reads foreign vector formats with GDAL, behind glass.
//!
//! A child process of the server, one file per run. Before it looks at the file it takes from itself
//! every right but to read one folder and to write to its standard output: no sockets, no new
//! processes, little memory and time. If that fails it does nothing. It does not use the library of
//! this package: libgdal's SQLite and the bundled one must never meet in one process.
//!
//! ```text
//! platssamverkan-gdal read --folder DIR --file NAME --driver GPKG [--layer L] [--encoding E]
//!                          [--crs EPSG:3011] [--max-bytes N]
//! platssamverkan-gdal write-gpkg --folder DIR --file NAME [--crs EPSG:3006]
//! platssamverkan-gdal self-test --folder DIR [--connect 127.0.0.1:PORT]
//! ```
//! `read` writes one JSON object a line: a header, the features as GeoJSON (WGS84, longitude first,
//! attributes as text), and `{"end":true,"n":…}`. `write-gpkg` reads the like from standard input.
//! A refusal is one JSON line on standard error and exit code 3; 70 means that the limits could not
//! be set.

mod gdal_setup;
mod read;
mod sandbox;
mod self_test;
mod write;

use std::{path::PathBuf, process::ExitCode};

/// Why there is no answer: a stable code and technical words.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) detail: String,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into().chars().take(500).collect() }
    }
}

/// The command line.
#[derive(Debug, Default)]
pub(crate) struct Args {
    pub(crate) folder: PathBuf,
    /// Name within the folder.
    pub(crate) file: String,
    pub(crate) driver: String,
    pub(crate) layer: Option<String>,
    pub(crate) encoding: Option<String>,
    /// EPSG code.
    pub(crate) crs: Option<u32>,
    pub(crate) max_bytes: u64,
    /// Only for the self-test: where to try to connect.
    pub(crate) connect: Option<String>,
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let verb = words.next().unwrap_or_default();
    let args = match parse(words) {
        Ok(args) if ["read", "write-gpkg", "self-test"].contains(&verb.as_str()) => args,
        Ok(_) => return usage(&format!("unknown verb {verb:?}")),
        Err(message) => return usage(&message),
    };
    let mode = if verb == "write-gpkg" { sandbox::Mode::Write } else { sandbox::Mode::Read };
    let confined = match sandbox::confine(&args.folder, mode) {
        Ok(confined) => confined,
        Err(refusal) => {
            report(&refusal);
            return ExitCode::from(70);
        }
    };
    let done = match verb.as_str() {
        "read" => read::read(&args, &confined),
        "write-gpkg" => write::write_gpkg(&args),
        _ => self_test::self_test(&args, &confined),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            report(&refusal);
            ExitCode::from(3)
        }
    }
}

fn report(refusal: &Refusal) {
    eprintln!("{}", serde_json::json!({"code": refusal.code, "detail": refusal.detail}));
}

fn usage(message: &str) -> ExitCode {
    eprintln!(
        "platssamverkan-gdal: {message}\nread|write-gpkg|self-test --folder DIR --file NAME …"
    );
    ExitCode::from(2)
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Args, String> {
    let mut args = Args { max_bytes: 256 << 20, ..Args::default() };
    while let Some(option) = words.next() {
        let value = words.next().ok_or_else(|| format!("{option} needs a value"))?;
        match option.as_str() {
            "--folder" => args.folder = PathBuf::from(value),
            "--file" => args.file = value,
            "--driver" => args.driver = value,
            "--layer" => args.layer = Some(value),
            "--encoding" => args.encoding = Some(value),
            "--crs" => {
                // Only a number: GDAL would take an address or a file name for a definition too.
                let code = value.strip_prefix("EPSG:").unwrap_or(&value).parse();
                args.crs = Some(code.map_err(|_| format!("--crs {value}"))?);
            }
            "--max-bytes" => args.max_bytes = value.parse().map_err(|_| "--max-bytes")?,
            "--connect" => args.connect = Some(value),
            _ => return Err(format!("unknown option {option}")),
        }
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if !args.file.chars().all(plain) || args.file.starts_with('.') {
        return Err("--file is a plain name within the folder".to_owned());
    }
    if !args.folder.is_dir() {
        return Err("--folder is not a folder".to_owned());
    }
    Ok(args)
}

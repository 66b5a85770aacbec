//! The GDAL worker as seen from outside: a child process with a clock, a folder and two pipes.

use super::{ForeignLayer, ForeignLimits, ForeignOptions, bundle::Source, refused};
use crate::ingest::InputRefused;
use serde::Deserialize;
use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// What is read of the worker's standard error.
const MAX_SAID: u64 = 64 << 10;

/// How the worker is named, and how to get one.
const NAME: &str = "platssamverkan-gdal";
const HOW_TO_GET: &str = "install libgdal-dev, then: cargo build --features gdal";

/// The worker: where the setting says, else beside the running program. `None` if it was not built.
pub fn find_worker(setting: Option<&Path>) -> Option<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.join(NAME));
    let worker = setting.map(Path::to_owned).or_else(beside)?;
    worker.is_file().then(|| fs::canonicalize(&worker).ok())?
}

/// Has the worker read the source.
pub(super) fn read(
    worker: Option<&Path>,
    source: &Source,
    driver: &str,
    file_name: &str,
    options: &ForeignOptions,
    limits: &ForeignLimits,
) -> Result<ForeignLayer, InputRefused> {
    let fault = |error: io::Error| refused(file_name, "worker_failed", error.to_string());
    let mut run = Run::new(worker, file_name)?;
    for (name, bytes) in std::iter::once(&source.main).chain(&source.companions) {
        fs::write(run.folder.path().join(name), bytes).map_err(fault)?;
    }
    let max_bytes = limits.max_text_bytes.to_string();
    run.args(&["read", "--file", &source.main.0, "--driver", driver, "--max-bytes", &max_bytes]);
    // In an archive of shapefiles the name chose the file already.
    let layered = ["GPKG", "GML", "LIBKML"].contains(&driver);
    for (option, value) in [
        ("--layer", options.layer.as_ref().filter(|_| layered)),
        ("--encoding", options.encoding.as_ref()),
    ] {
        if let Some(value) = value {
            run.args(&[option, value]);
        }
    }
    if let Some(crs) = &options.crs {
        let code = crs.trim().trim_start_matches("EPSG:").trim_start_matches("epsg:");
        if code.parse::<u32>().is_err() {
            return Err(refused(
                file_name,
                "unknown_crs",
                crs.chars().take(80).collect::<String>(),
            ));
        }
        run.args(&["--crs", code]);
    }
    let answer = run.finish(Vec::new(), limits.max_text_bytes, limits.wall)?;
    parse(answer, file_name)
}

/// Makes a GeoPackage from lines of GeoJSON: the header line that the worker's `write-gpkg` wants
/// and features in WGS84. `epsg` is the system of the answer, stored east before north.
///
/// # Errors
/// As for reading.
pub fn write_gpkg(
    worker: Option<&Path>,
    lines: Vec<u8>,
    epsg: u16,
    limits: &ForeignLimits,
) -> Result<Vec<u8>, InputRefused> {
    let file_name = "export.gpkg";
    let mut run = Run::new(worker, file_name)?;
    run.args(&["write-gpkg", "--file", file_name, "--crs", &epsg.to_string()]);
    let made = run.folder.path().join(file_name);
    let folder = run.finish_writing(lines, limits.wall)?;
    let bytes = fs::read(made);
    drop(folder);
    bytes.map_err(|error| refused(file_name, "worker_failed", error.to_string()))
}

/// One run of the worker, from its folder to its end.
struct Run<'a> {
    command: Command,
    folder: TempDir,
    file_name: &'a str,
}

impl<'a> Run<'a> {
    fn new(worker: Option<&Path>, file_name: &'a str) -> Result<Self, InputRefused> {
        let worker = worker
            .and_then(|worker| fs::canonicalize(worker).ok())
            .ok_or_else(|| refused(file_name, "worker_missing", HOW_TO_GET))?;
        let fault = |error: io::Error| refused(file_name, "worker_failed", error.to_string());
        let folder = tempfile::Builder::new().prefix("platssamverkan-gdal-").tempdir();
        let folder = folder.map_err(fault)?;
        let mut command = Command::new(worker);
        command
            .current_dir(folder.path())
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            // Libraries behind libgdal start threads when loaded unless told not to.
            .env("OPENBLAS_NUM_THREADS", "1")
            .env("OMP_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Ok(Self { command, folder, file_name })
    }

    fn args(&mut self, args: &[&str]) {
        self.command.args(args);
    }

    fn finish_writing(self, input: Vec<u8>, wall: Duration) -> Result<TempDir, InputRefused> {
        let mut this = self;
        this.run(input, 1 << 20, wall)?;
        Ok(this.folder)
    }

    fn finish(
        mut self,
        input: Vec<u8>,
        max_bytes: u64,
        wall: Duration,
    ) -> Result<Vec<u8>, InputRefused> {
        self.run(input, max_bytes, wall)
    }

    /// The worker's standard output, if it ends well and in time. It cannot have children (seccomp
    /// forbids it new processes), so killing it leaves nothing behind.
    fn run(
        &mut self,
        input: Vec<u8>,
        max_bytes: u64,
        wall: Duration,
    ) -> Result<Vec<u8>, InputRefused> {
        let file_name = self.file_name;
        let fault = |what: &str| refused(file_name, "worker_failed", what);
        let deadline = Instant::now() + wall;
        self.command.arg("--folder").arg(self.folder.path());
        let mut child = self
            .command
            .spawn()
            .map_err(|error| refused(file_name, "worker_missing", error.to_string()))?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(fault("no pipes"));
        };
        // A worker that ends early closes the pipe; its exit status says why.
        let feeding = thread::spawn(move || {
            let mut stdin = stdin;
            let _ = stdin.write_all(&input);
        });
        let (finished, output) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let result = stdout.take(max_bytes + 1).read_to_end(&mut bytes);
            // Nobody waits any more after the deadline.
            let _ = finished.send(result.map(|_| bytes));
        });
        let saying = thread::spawn(move || {
            let mut said = Vec::new();
            let mut stderr = stderr;
            let _ = stderr.by_ref().take(MAX_SAID).read_to_end(&mut said);
            let _ = io::copy(&mut stderr, &mut io::sink());
            String::from_utf8_lossy(&said).into_owned()
        });
        let bytes = output.recv_timeout(wall);
        let too_large = matches!(&bytes, Ok(Ok(bytes)) if bytes.len() as u64 > max_bytes);
        let status = if too_large { None } else { wait_until(&mut child, deadline) };
        if status.is_none() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = feeding.join();
        // Where the folder lay is nobody's business.
        let inside = format!("{}/", self.folder.path().display());
        let said = saying.join().unwrap_or_default().replace(&inside, "");
        if too_large {
            return Err(refused(
                file_name,
                "too_large",
                format!("more than {max_bytes} B of text"),
            ));
        }
        let Some(status) = status else {
            return Err(refused(file_name, "worker_timeout", format!("{} s", wall.as_secs())));
        };
        check(status, &said, file_name)?;
        match bytes {
            Ok(Ok(bytes)) => Ok(bytes),
            _ => Err(fault("no answer")),
        }
    }
}

/// Waits for the end; `None` when the deadline passes first.
fn wait_until(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(2)),
            _ => return None,
        }
    }
}

#[derive(Deserialize)]
struct Said {
    code: String,
    detail: String,
}

fn check(status: ExitStatus, said: &str, file_name: &str) -> Result<(), InputRefused> {
    use std::os::unix::process::ExitStatusExt;
    /// Out of processor time: SIGXCPU, or SIGKILL at the hard limit.
    const OUT_OF_TIME: [i32; 2] = [24, 9];
    let words: Option<Said> = said.lines().rev().find_map(|line| serde_json::from_str(line).ok());
    let detail = words
        .as_ref()
        .map_or_else(|| said.chars().take(300).collect::<String>(), |words| words.detail.clone());
    match (status.code(), status.signal(), words) {
        (Some(0), ..) => Ok(()),
        (Some(3), _, Some(words)) => Err(refused(file_name, &words.code, words.detail)),
        (Some(70), ..) => Err(refused(file_name, "worker_refused", detail)),
        (_, Some(signal), _) if OUT_OF_TIME.contains(&signal) => {
            Err(refused(file_name, "worker_timeout", "processor time"))
        }
        (_, Some(signal), _) => {
            Err(refused(file_name, "worker_crashed", format!("signal {signal} {detail}")))
        }
        (code, ..) => Err(refused(file_name, "worker_failed", format!("exit {code:?} {detail}"))),
    }
}

#[derive(Deserialize)]
struct Header {
    driver: String,
    layer: String,
    crs: Option<String>,
    encoding: Option<String>,
    landlock: String,
}

#[derive(Deserialize)]
struct End {
    end: bool,
    n: u64,
}

/// Header, features, end: as one FeatureCollection.
fn parse(answer: Vec<u8>, file_name: &str) -> Result<ForeignLayer, InputRefused> {
    let cut = || refused(file_name, "worker_failed", "the answer is cut short");
    let text = String::from_utf8(answer).map_err(|_| cut())?;
    let (header, rest) = text.split_once('\n').ok_or_else(cut)?;
    let header: Header = serde_json::from_str(header).map_err(|_| cut())?;
    let (features, end) = match rest.trim_end().rsplit_once('\n') {
        Some((features, end)) => (features, end),
        None => ("", rest.trim_end()),
    };
    let end: End = serde_json::from_str(end).map_err(|_| cut())?;
    if !end.end || features.lines().count() as u64 != end.n {
        return Err(cut());
    }
    let mut geojson = String::with_capacity(features.len() + 64);
    geojson.push_str("{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (i, feature) in features.lines().enumerate() {
        if i > 0 {
            geojson.push_str(",\n");
        }
        geojson.push_str(feature);
    }
    geojson.push_str("\n]}\n");
    let Header { driver, layer, crs, encoding, landlock } = header;
    Ok(ForeignLayer { driver, layer, crs, encoding, landlock, n: end.n, geojson })
}

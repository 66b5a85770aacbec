//! The real program as a service on a data folder, which may be killed at any moment.

use super::http::Browser;
use platssamverkan::{
    app::{App, Settings, agreements, password::PasswordCost, shipped, users},
    area::AreaId,
    clock::{Clock, SystemClock},
    incident::StudyClock,
    store::{Store, sqlite::SqliteStore},
};
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

const DIRECTORY: &str = "PLATSSAMVERKAN_BEGUN_DIRECTORY";

/// What is set in the environment of the program.
pub(crate) type Environment<'a> = &'a [(&'a str, &'a Path)];

/// Longer than any start, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Shipped areas, parties with an agreement that does not end, and the demo's users with passwords
/// that are quickly checked.
fn furnish(directory: &Path) {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(directory).expect("opens"));
    let now = SystemClock.now();
    let settings = Settings {
        study_area: AreaId(shipped::STUDY_AREA.into()),
        clock: StudyClock::new(shipped::TIME_ZONE).expect("a known zone"),
        demo: false,
        gdal_worker: None,
    };
    shipped::load(store.as_ref(), now).expect("shipped data is loaded");
    let app = App::open(store.clone(), Arc::new(SystemClock), settings).expect("the app opens");
    users::load_demo(&app.with_password_cost(PasswordCost::CHEAP)).expect("users are loaded");
    let mut agreement = users::demo_agreement();
    agreement.validity.valid_to = None;
    let mut write = store.begin().expect("one writer");
    agreements::put_founded(&mut *write, &agreement, now).expect("put");
    write.commit().expect("kept");
}

/// What the child process does; nothing when it is run as a test.
#[test]
fn the_folder_that_is_begun() {
    if let Some(directory) = std::env::var_os(DIRECTORY) {
        furnish(Path::new(&directory));
    }
}

/// Makes the folder in a process of its own.
pub(crate) fn begin(directory: &Path, environment: Environment<'_>) {
    let begun = Command::new(std::env::current_exe().expect("this test binary"))
        .args(["support::service::the_folder_that_is_begun", "--exact", "--nocapture"])
        .env(DIRECTORY, directory)
        .envs(environment.iter().copied())
        .stdout(Stdio::null())
        .status();
    assert!(begun.expect("the test binary starts").success());
}

/// The program with other arguments; what it said.
pub(crate) fn program(
    data: &Path,
    environment: Environment<'_>,
    arguments: &[&str],
) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_platssamverkan"))
        .arg("--data")
        .arg(data)
        .args(["--lang", "sv"])
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .expect("the program starts");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

fn spawn(data: &Path, port: u16, environment: Environment<'_>) -> Child {
    Command::new(env!("CARGO_BIN_EXE_platssamverkan"))
        .arg("--data")
        .arg(data)
        .args(["--lang", "sv", "serve", "--listen", &format!("127.0.0.1:{port}")])
        .envs(environment.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// The program, serving.
pub(crate) struct Service {
    process: Child,
    pub(crate) base: String,
    pub(crate) data: PathBuf,
    /// From the start of the process to its first answer.
    pub(crate) started_in: Duration,
}

impl Service {
    pub(crate) fn start(data: &Path, environment: Environment<'_>) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        Self::start_at(data, free.expect("a free port").port(), environment)
    }

    /// Where another one was.
    pub(crate) fn start_at(data: &Path, port: u16, environment: Environment<'_>) -> Self {
        let begun = Instant::now();
        let mut process = spawn(data, port, environment);
        let base = format!("http://127.0.0.1:{port}");
        let visitor = Browser::at(&base);
        while visitor.attempt("GET", "/readyz", &[], "").is_none_or(|answer| answer.status != 200) {
            assert!(begun.elapsed() < PATIENCE, "no answer in {PATIENCE:?}");
            assert_eq!(process.try_wait().expect("asked"), None, "the program ended");
            std::thread::sleep(Duration::from_millis(2));
        }
        Self { process, base, data: data.to_owned(), started_in: begun.elapsed() }
    }

    /// Starts where another one was, and is killed so long after, whatever it has come to.
    pub(crate) fn start_and_kill(data: &Path, port: u16, after: Duration) {
        let mut process = spawn(data, port, &[]);
        std::thread::sleep(after);
        process.kill().expect("SIGKILL");
        process.wait().expect("ends");
    }

    pub(crate) fn port(&self) -> u16 {
        let port = self.base.rsplit(':').next().and_then(|port| port.parse().ok());
        port.expect("an address with a port")
    }

    /// As the power does it.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("SIGKILL");
        self.process.wait().expect("ends");
    }

    /// As whoever runs it does.
    pub(crate) fn stop(mut self) {
        let pid = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(asked.expect("kill is there").success());
        self.process.wait().expect("ends");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

//! Questions that take their time: each is answered once, on a thread of its own, whoever asks again
//! meanwhile; it can be watched and taken back. What it computes is computed [`aside`].

use super::{AppError, FieldError};
use crate::{
    analysis::effort::{Effort, Limits, Stopped},
    incident::PartyId,
};
use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// As many threads as there are processors, for questions that take their time and nothing else.
static ASIDE: LazyLock<Result<rayon::ThreadPool, rayon::ThreadPoolBuildError>> =
    LazyLock::new(|| rayon::ThreadPoolBuilder::new().thread_name(|i| format!("aside-{i}")).build());

/// Computes on threads apart from those of the quick questions, which would otherwise stand in line
/// behind minutes of work until their time is out. Enter the run queue first: who waits in here keeps a
/// thread from those who work.
pub(super) fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match &*ASIDE {
        Ok(threads) => threads.install(work),
        // The system has no threads left: in line is better than not at all.
        Err(_) => work(),
    }
}

/// What is being answered, by the id that the answer will have.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<HashMap<String, Arc<Job>>>);

/// A question in work.
#[derive(Debug)]
pub(crate) struct Job {
    /// For which party's eyes.
    pub(super) party: PartyId,
    /// Name of the method.
    pub(super) method: &'static str,
    effort: Effort,
    outcome: Mutex<Option<Result<(), Failure>>>,
    ended: Condvar,
}

/// Why it gave no answer, in a form that everyone who waits can have.
#[derive(Debug, Clone)]
enum Failure {
    Stopped(Stopped),
    TooMany(u64),
    Invalid(Vec<FieldError>),
    Refused(&'static str),
    NotFound,
    Fault(String),
}

impl Jobs {
    /// The job of an id, begun if it is not in work. `work` gets the effort to report to. An ended job
    /// is forgotten as soon as somebody begins it anew.
    pub(super) fn begin(
        &self,
        id: &str,
        party: &PartyId,
        method: &'static str,
        work: impl FnOnce(&Effort) -> Result<(), AppError> + Send + 'static,
    ) -> Arc<Job> {
        let mut jobs = self.lock();
        jobs.retain(|_, job| !job.has_ended());
        if let Some(job) = jobs.get(id) {
            return job.clone();
        }
        let job = Arc::new(Job {
            party: party.clone(),
            method,
            effort: Effort::new(Limits::SERVICE),
            outcome: Mutex::default(),
            ended: Condvar::new(),
        });
        jobs.insert(id.to_owned(), job.clone());
        let worker = job.clone();
        std::thread::spawn(move || {
            let done = catch_unwind(AssertUnwindSafe(|| work(&worker.effort)));
            let done = done.unwrap_or_else(|panic| Err(AppError::Fault(message(panic.as_ref()))));
            *worker.outcome() = Some(done.map_err(Failure::from));
            worker.ended.notify_all();
        });
        job
    }

    /// A job that has not ended.
    pub(super) fn working(&self, id: &str) -> Option<Arc<Job>> {
        self.lock().get(id).filter(|job| !job.has_ended()).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Job>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    /// Waits so long for the end; `None` while it still works.
    pub(super) fn wait(&self, at_most: Duration) -> Option<Result<(), AppError>> {
        let outcome = self.outcome();
        let waited = self.ended.wait_timeout_while(outcome, at_most, |outcome| outcome.is_none());
        let (outcome, _) = waited.unwrap_or_else(PoisonError::into_inner);
        outcome.clone().map(|done| done.map_err(AppError::from))
    }

    /// Steps taken and steps in all; the latter is 0 until it is known.
    pub(super) fn progress(&self) -> (u64, u64) {
        self.effort.progress()
    }

    /// Nobody wants the answer any more.
    pub(super) fn cancel(&self) {
        self.effort.cancel();
    }

    fn has_ended(&self) -> bool {
        self.outcome().is_some()
    }

    fn outcome(&self) -> MutexGuard<'_, Option<Result<(), Failure>>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Stopped(stopped) => Self::Stopped(stopped),
            AppError::TooMany { retry_after_s } => Self::TooMany(retry_after_s),
            AppError::Invalid(fields) => Self::Invalid(fields),
            AppError::Refused(code) => Self::Refused(code),
            AppError::NotFound => Self::NotFound,
            AppError::Fault(cause) => Self::Fault(cause),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<Failure> for AppError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Stopped(stopped) => Self::Stopped(stopped),
            Failure::TooMany(retry_after_s) => Self::TooMany { retry_after_s },
            Failure::Invalid(fields) => Self::Invalid(fields),
            Failure::Refused(code) => Self::Refused(code),
            Failure::NotFound => Self::NotFound,
            Failure::Fault(cause) => Self::Fault(cause),
        }
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    const LONG: Duration = Duration::from_secs(20);

    fn party() -> PartyId {
        PartyId("polisen".into())
    }

    #[test]
    fn who_asks_meanwhile_waits_for_the_same_answer() {
        let (jobs, times) = (Jobs::default(), Arc::new(AtomicU32::new(0)));
        let gate = Arc::new((Mutex::new(false), Condvar::new()));
        let begin = || {
            let (times, gate) = (times.clone(), gate.clone());
            jobs.begin("run-1", &party(), "scan", move |_| {
                times.fetch_add(1, Ordering::SeqCst);
                let open = gate.0.lock().expect("lock");
                drop(gate.1.wait_while(open, |open| !*open).expect("lock"));
                Ok(())
            })
        };
        let (first, second) = (begin(), begin());
        assert!(first.wait(Duration::from_millis(1)).is_none());
        assert!(jobs.working("run-1").is_some() && jobs.working("run-2").is_none());
        *gate.0.lock().expect("lock") = true;
        gate.1.notify_all();
        assert!(matches!((first.wait(LONG), second.wait(LONG)), (Some(Ok(())), Some(Ok(())))));
        assert_eq!(times.load(Ordering::SeqCst), 1);
        assert!(jobs.working("run-1").is_none());
    }

    #[test]
    fn quick_questions_do_not_stand_in_line_behind_long_ones() {
        use rayon::prelude::*;
        let gate = Arc::new((Mutex::new(false), Condvar::new()));
        let held = gate.clone();
        let jobs = Jobs::default();
        let job = jobs.begin("run-1", &party(), "near_repeat", move |_| {
            // Every thread there is.
            aside(|| {
                rayon::broadcast(|_| {
                    let open = held.0.lock().expect("lock");
                    drop(held.1.wait_timeout_while(open, LONG, |open| !*open).expect("lock"));
                });
            });
            Ok(())
        });
        let sum: u64 = (0..100_000_u64).into_par_iter().sum();
        assert_eq!(sum, 4_999_950_000);
        assert!(job.wait(Duration::ZERO).is_none(), "it waited for the long one");
        *gate.0.lock().expect("lock") = true;
        gate.1.notify_all();
        assert!(matches!(job.wait(LONG), Some(Ok(()))));
    }

    #[test]
    fn a_job_taken_back_stops_and_a_panic_is_a_fault() {
        let jobs = Jobs::default();
        let job = jobs.begin("run-1", &party(), "scan", |effort| {
            loop {
                effort.step(1)?;
                std::thread::yield_now();
            }
        });
        job.cancel();
        let ended = job.wait(LONG);
        assert!(matches!(ended, Some(Err(AppError::Stopped(Stopped::Cancelled)))));
        let job = jobs.begin("run-2", &party(), "scan", |_| panic!("index 7"));
        assert!(matches!(job.wait(LONG), Some(Err(AppError::Fault(text))) if text == "index 7"));
    }
}

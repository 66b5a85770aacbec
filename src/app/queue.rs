//! A bounded queue before heavy work: a few at once, a few waiting, the rest told to come back.

use super::AppError;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lets `at_once` callers work and `waiting` more wait; blocks the calling thread while it waits.
#[derive(Debug)]
pub struct Queue {
    at_once: usize,
    waiting: usize,
    retry_after_s: u64,
    inside: Mutex<Inside>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Inside {
    working: usize,
    waiting: usize,
}

/// The right to work; given back when dropped.
#[derive(Debug)]
pub struct Turn<'a>(&'a Queue);

impl Queue {
    /// An empty queue. `retry_after_s` is what those are told who find it full.
    pub const fn new(at_once: usize, waiting: usize, retry_after_s: u64) -> Self {
        Self {
            at_once,
            waiting,
            retry_after_s,
            inside: Mutex::new(Inside { working: 0, waiting: 0 }),
            freed: Condvar::new(),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`AppError::TooMany`] at once when the queue is full.
    pub fn enter(&self) -> Result<Turn<'_>, AppError> {
        let mut inside = self.lock();
        if inside.working >= self.at_once {
            if inside.waiting >= self.waiting {
                return Err(AppError::TooMany { retry_after_s: self.retry_after_s });
            }
            inside.waiting += 1;
            while inside.working >= self.at_once {
                inside = self.freed.wait(inside).unwrap_or_else(PoisonError::into_inner);
            }
            inside.waiting -= 1;
        }
        inside.working += 1;
        Ok(Turn(self))
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().working -= 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::mpsc, time::Duration};

    #[test]
    fn one_works_one_waits_and_the_third_is_told_to_come_back() {
        let queue = Queue::new(1, 1, 7);
        let first = queue.enter().expect("free");
        let (entered, has_entered) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let _turn = queue.enter().expect("may wait");
                entered.send(()).expect("listening");
            });
            while queue.lock().waiting == 0 {
                std::thread::yield_now();
            }
            assert!(matches!(queue.enter(), Err(AppError::TooMany { retry_after_s: 7 })));
            assert!(has_entered.try_recv().is_err());
            drop(first);
            has_entered.recv_timeout(Duration::from_secs(5)).expect("it was its turn");
        });
        assert!(queue.enter().is_ok());
    }
}

//! What lists show, kept between requests so that a list reads only what has changed.
//!
//! The store's word is the truth: each request asks it, in one query of the snapshot it reads, how far
//! everything has come, and what is kept is used where it has come just as far. Other processes may
//! write; what they wrote is read like anything else that changed.

use super::{App, AppError};
use crate::{
    case::{
        forum::{Forum, ForumId},
        number::CaseNumber,
        opening::{Opening, OpeningId},
        work::Work,
    },
    store::{Mark, Read, Versioned},
};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// Values by key, each with how far it had come when it was read.
#[derive(Debug)]
pub(crate) struct Kept<K, V>(Mutex<HashMap<K, (Mark, Arc<V>)>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash, V> Kept<K, V> {
    /// What the marks name, in their order. `read` is asked for what is not kept as it is now.
    fn of(
        &self,
        marks: Vec<(K, Mark)>,
        read: impl Fn(&K) -> Result<Option<V>, AppError>,
    ) -> Result<Vec<Arc<V>>, AppError> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |(key, mark): &(K, Mark)| {
            let value = kept().get(key).filter(|(then, _)| then == mark).map(|(_, v)| v.clone());
            (key.clone(), *mark, value)
        };
        let mut all = Vec::with_capacity(marks.len());
        let mut fresh = Vec::new();
        for (key, mark, value) in marks.iter().map(known) {
            match value {
                Some(value) => all.push(value),
                None => {
                    let Some(value) = read(&key)?.map(Arc::new) else { continue };
                    fresh.push((key, (mark, value.clone())));
                    all.push(value);
                }
            }
        }
        if !fresh.is_empty() {
            kept().extend(fresh);
        }
        Ok(all)
    }
}

/// All cases by number, each with all that was done in it, as the reader of the store sees them.
pub(super) fn works(app: &App, read: &dyn Read) -> Result<Vec<Arc<Work>>, AppError> {
    let one = |number: &CaseNumber| Ok(read.case(number)?);
    app.works.of(read.case_marks()?, one)
}

/// Forums in which anything was done, each with all of it.
pub(super) fn forums(app: &App, read: &dyn Read) -> Result<Vec<Arc<Work<Forum>>>, AppError> {
    let one = |id: &ForumId| Ok(read.forum(id)?);
    app.forums.of(read.forum_marks()?, one)
}

/// All openings, newest first, as the reader of the store sees them.
pub(super) fn openings(
    app: &App,
    read: &dyn Read,
) -> Result<Vec<Arc<Versioned<Opening>>>, AppError> {
    let one = |id: &OpeningId| Ok(read.opening(id)?);
    app.openings.of(read.opening_marks()?, one)
}

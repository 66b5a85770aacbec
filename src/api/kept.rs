//! Answers about areas, written once for each state of the areas: they are the same for everyone who
//! is signed in, and read far more often than they change.

use super::{AppState, extract::blocking, headers::entity_tag, problem::Problem};
use crate::{
    app::{App, AppError, areas},
    store::AreasVersion,
};
use axum::{
    body::Bytes,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// So much is kept; then it is begun anew.
const LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// A body with its type and its entity tag.
#[derive(Debug, Clone)]
struct Answer {
    kind: &'static str,
    body: Bytes,
    tag: HeaderValue,
}

/// What the answers are made of: the areas, and the day that is today.
type Made = (AreasVersion, Date);

/// Answers by path and query.
#[derive(Debug, Default)]
struct Inside {
    of: Option<Made>,
    answers: HashMap<String, Answer>,
    bytes: usize,
}

/// What is kept between requests.
#[derive(Debug, Clone, Default)]
pub(super) struct KeptAnswers(Arc<Mutex<Inside>>);

impl KeptAnswers {
    /// The answer to this address: the one that is kept, or else the one that is written now. The
    /// store is asked every time which state the areas have, so that no change is missed, also not one
    /// by another process.
    pub(super) async fn answer(
        self,
        app: AppState,
        uri: &Uri,
        kind: &'static str,
        write: impl FnOnce(&App) -> Result<Vec<u8>, AppError> + Send + 'static,
    ) -> Result<Response, Problem> {
        let asked = uri.to_string();
        let answer = blocking(app, move |app| {
            let made_of = areas::state(app)?;
            if let Some(answer) = self.get(made_of, &asked) {
                return Ok(answer);
            }
            let body = Bytes::from(write(app)?);
            let answer = Answer { kind, tag: entity_tag(&body), body };
            self.put(made_of, asked, answer.clone());
            Ok(answer)
        });
        let Answer { kind, body, tag } = answer.await?;
        let mut response = body.into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        response.headers_mut().insert(header::ETAG, tag);
        Ok(response)
    }

    fn get(&self, made_of: Made, asked: &str) -> Option<Answer> {
        let inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inside.answers.get(asked).filter(|_| inside.of == Some(made_of)).cloned()
    }

    fn put(&self, made_of: Made, asked: String, answer: Answer) {
        let size = asked.len() + answer.body.len();
        if size > LIMIT_BYTES {
            return;
        }
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.of != Some(made_of) || inside.bytes + size > LIMIT_BYTES {
            *inside = Inside { of: Some(made_of), ..Inside::default() };
        }
        if inside.answers.insert(asked, answer).is_none() {
            inside.bytes += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::DataVersion;
    use jiff::civil::date;

    fn answer(n_bytes: usize) -> Answer {
        let body = Bytes::from(vec![b'x'; n_bytes]);
        Answer { kind: "application/json", tag: entity_tag(&body), body }
    }

    fn state(put: u64) -> Made {
        (AreasVersion { put, relations: 0, data: DataVersion(1) }, date(2026, 6, 1))
    }

    #[test]
    fn an_answer_is_kept_until_the_areas_or_the_day_change() {
        let kept = KeptAnswers::default();
        kept.put(state(1), "/areas".into(), answer(3));
        assert!(kept.get(state(1), "/areas").is_some());
        assert!(kept.get(state(1), "/areas?kind=kommun").is_none());
        assert!(kept.get(state(2), "/areas").is_none());
        assert!(kept.get((state(1).0, date(2026, 6, 2)), "/areas").is_none());
        kept.put(state(2), "/other".into(), answer(3));
        assert!(kept.get(state(2), "/areas").is_none(), "what was made of other areas is gone");
    }

    #[test]
    fn no_more_is_kept_than_the_limit() {
        let kept = KeptAnswers::default();
        let most = |kept: &KeptAnswers| kept.0.lock().expect("not poisoned").bytes;
        for i in 0..100 {
            kept.put(state(1), format!("/areas?bbox={i}"), answer(LIMIT_BYTES / 10));
            assert!(most(&kept) <= LIMIT_BYTES);
        }
        assert!(kept.get(state(1), "/areas?bbox=99").is_some());
        let before = most(&kept);
        kept.put(state(1), "/areas?bbox=99".into(), answer(LIMIT_BYTES / 10));
        assert_eq!(most(&kept), before, "the same once more is no more");
        kept.put(state(1), "/huge".into(), answer(LIMIT_BYTES + 1));
        assert!(kept.get(state(1), "/huge").is_none());
    }
}

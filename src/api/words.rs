//! Texts of codes in the reader's language: those of `app::texts`.

pub(super) use crate::app::texts::{field, personal_data, problem, sentence as code, warning};

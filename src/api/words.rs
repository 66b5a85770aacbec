//! Texts of codes in the reader's language: those of `app::texts`.

pub(super) use crate::app::texts::{
    act, acts, field, not_among, object_kind, object_kinds, personal_data, problem,
    sentence as code, warning,
};

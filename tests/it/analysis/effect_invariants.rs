//! What must not change an effect.

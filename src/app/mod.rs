//! The verbs: one function per use case. The only place where store, pure code, clock and
//! transaction meet.

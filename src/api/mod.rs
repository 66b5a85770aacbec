//! HTTP: thin handlers over the verbs.

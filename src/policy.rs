//! Who may see what and do what: one function, default deny, and the only maker of a view.

//! Synthetic counts for a city that exists: nothing in them happened.

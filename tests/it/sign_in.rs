//! Signing in through the providers of the two sides.

mod attacks;
mod ways_in;
mod world;

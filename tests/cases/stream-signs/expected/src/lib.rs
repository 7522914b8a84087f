//! Written again.

//! Whole pages with one thing wrong or unusual each.

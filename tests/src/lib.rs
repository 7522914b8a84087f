//! Tests across crates; see `tests/`. Here only the programs of the README are compiled.
#![cfg_attr(doctest, doc = include_str!("../../README.md"))]

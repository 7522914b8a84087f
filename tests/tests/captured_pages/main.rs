//! The readers on pages as vendors published them. The pages are others' text, so they are not in this repository:
//! the tests look for them in `../shared` or in the folder `SWITCHBOARD_SHARED`, and say so where there are none.
#![allow(clippy::unwrap_used)]

mod mintlify;
mod operation_json;
mod pages;
mod sphinx;
mod stainless;

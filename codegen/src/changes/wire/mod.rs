//! What changed between the client and the server: would a program that is deployed with the older client, calling the
//! server that the newer document describes, still work? *Breaking* is what can fail or send what is not meant, *warning*
//! what is lost, ignored or not known before, *fine* the rest. Where oasdiff (1.11) has a rule, its id is named, and the
//! level is never below its.

mod api;
mod bodies;
mod members;
mod operations;
mod pairs;
mod parameters;
mod rest;
mod schemas;
mod security;
mod walk;

use super::change::Change;
use super::index::Index;
use crate::source::Node;
use walk::Walk;

/// Compares two lowered documents.
pub(super) fn compare(old: (&Node, &Index), new: (&Node, &Index)) -> Vec<Change> {
    let mut walk = Walk::new(old, new);
    api::compare(&mut walk);
    operations::compare(&mut walk);
    walk.schemas();
    rest::compare(&mut walk);
    walk.finish()
}

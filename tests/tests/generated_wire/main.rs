//! What generated clients put on the wire, byte by byte, and what they make of raw answers: every parameter style, media
//! type and shape of result, on the crates of the miniature vendors in `tests/cases/`.
//!
//! The server is a bare socket, so that no HTTP library on its side can hide a difference.
#![allow(clippy::unwrap_used)]

mod answer_types;
mod bodies;
mod calls;
mod constants;
mod deviations;
mod lost_places;
mod media_ranges;
mod oauth;
mod open_shapes;
mod openapi_32;
mod parameters;
mod parts;
mod parts_by_position;
mod results;
mod same_names;
mod server_frameworks;
mod several_files;
mod socket;
mod stream_signs;
mod webhooks;
mod xml;

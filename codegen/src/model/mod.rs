//! The document as types: what a schema, an operation, a parameter or an answer says, by one accessor for each of its
//! members, so that their names stand here and in what reads and writes documents (`source`, `lower`, `describe`), and
//! nowhere above.
//!
//! A part of the document is its node seen as what stands there ([`Schema`], [`Operation`], …), which copies nothing. One
//! level of a schema with its references and `allOf` merged is what `Resolver` makes of it. Nothing here knows Rust.

mod at;
mod budget;
mod discriminate;
mod discriminator;
mod disjoint;
mod document;
mod enum_names;
mod kind;
mod kinds;
mod merge;
mod narrow;
mod overview;
pub(crate) mod pointer;
mod questions;
mod resolve;
mod schema;
mod structure;
mod view;

pub(crate) use at::{At, Member};
pub(crate) use discriminate::{Candidate, tag_text};
pub(crate) use discriminator::{Tagged, Tags, tags};
pub use document::{
    Api, Body, Encoding, Flow, Header, MediaType, Operation, Parameter, PathItem, Response, SecurityRequirement,
    SecurityScheme, Server, ServerVariable, Tag,
};
pub(crate) use document::{Inferred, filled, is_extension};
pub(crate) use enum_names::{descriptions, mismatch, names};
pub use kind::JsonKind;
pub(crate) use overview::{Concern, View};
pub(crate) use resolve::Resolver;
pub use schema::{Discriminator, Limit, Schema, Schemas, Union, Xml};
pub(crate) use structure::write_structure;

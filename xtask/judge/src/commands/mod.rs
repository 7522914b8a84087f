//! One file per command that judges the generator.

pub(crate) mod bench;
pub(crate) mod ci;
pub(crate) mod corpus;
pub(crate) mod drift;
pub(crate) mod interop;
pub(crate) mod live;
pub(crate) mod progenitor;
pub(crate) mod roundtrip;

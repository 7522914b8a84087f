//! One file per command.

pub(crate) mod bench;
pub(crate) mod ci;
pub(crate) mod corpus;
pub(crate) mod describe;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod fetch;
pub(crate) mod generate;
pub(crate) mod inspect;
pub(crate) mod interop;
pub(crate) mod lower;
pub(crate) mod mock;
pub(crate) mod new;
pub(crate) mod observe;
pub(crate) mod progenitor;
pub(crate) mod regen;
pub(crate) mod roundtrip;

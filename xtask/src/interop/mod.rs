//! Generated clients against an independent server: Prism, which mocks the same document and knows nothing of us.

mod harness;
mod prism;

pub(crate) use harness::harness;
pub(crate) use prism::{Prism, VERSION, servable};

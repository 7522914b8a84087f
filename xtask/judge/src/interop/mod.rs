//! Every operation of the generated clients, called on a server: on Prism, which mocks the same document and knows
//! nothing of us, or on our own mock server.

mod own;
mod prism;
mod sampled;

pub(crate) use own::Own;
pub(crate) use prism::{Prism, VERSION, servable, violations};
pub(crate) use sampled::sampled;

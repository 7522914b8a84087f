//! Real servers of real frameworks: started here, asked for the document that they serve, and called with a client made of
//! it, operation by operation.

mod app;
mod calls;
mod chaos;
mod credentials;
mod documented;
mod dropping;
mod features;
mod install;
mod judged;
mod presence;
mod proxy;
mod received;
mod report;
mod same;
mod server;
mod streams;
mod walks;
mod xml;

pub(crate) use app::App;
pub(crate) use calls::{Calls, calls};
pub(crate) use chaos::{Chaos, Run};
pub(crate) use dropping::{Dropping, resumable};
pub(crate) use install::install;
pub(crate) use judged::Judge;
pub(crate) use proxy::{Mode, Proxy};
pub(crate) use report::Report;
pub(crate) use server::Server;

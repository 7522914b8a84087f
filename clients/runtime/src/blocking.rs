//! Calls of programs without async code: futures are run on a runtime of this crate, which all clients share, since
//! connections that are kept alive belong to the runtime they were opened on. Never runs inside of another runtime.

use std::sync::OnceLock;

use bytes::Bytes;
use tokio::runtime::{Builder, Handle};

use crate::error::{Error, Failure};
use crate::pages::{Items, Pages};
use crate::stream::ByteStream;
use crate::stream::typed_stream::TypedStream;
use crate::transport::target::MaybeSend;

impl<P: MaybeSend + 'static, E: MaybeSend + 'static> Pages<P, E> {
    /// The next page, or `None` at the end, in a program without async code.
    pub fn next_blocking(&mut self) -> Option<Result<P, Error<E>>> {
        wait("the next page", self.next()).unwrap_or_else(|failure| Some(Err(failure.into())))
    }
}

impl<T, P: MaybeSend + 'static, E: MaybeSend + 'static> Items<T, P, E> {
    /// The next item, or `None` at the end, in a program without async code.
    pub fn next_blocking(&mut self) -> Option<Result<T, Error<E>>> {
        wait("the next item", self.next()).unwrap_or_else(|failure| Some(Err(failure.into())))
    }
}

impl<T: 'static> TypedStream<T> {
    /// The next value, or `None` at the end, in a program without async code.
    pub fn next_blocking(&mut self) -> Option<Result<T, Failure>> {
        wait("the next value", self.next()).unwrap_or_else(|failure| Some(Err(failure)))
    }
}

impl ByteStream {
    /// The next piece, or `None` at the end, in a program without async code.
    pub fn next_blocking(&mut self) -> Option<Result<Bytes, Failure>> {
        wait("the next piece", self.next()).unwrap_or_else(|failure| Some(Err(failure)))
    }

    /// [`ByteStream::bytes`] in a program without async code.
    ///
    /// # Errors
    /// The first failure; what came before it is gone.
    pub fn bytes_blocking(self) -> Result<Bytes, Failure> {
        wait("the whole body", self.bytes()).and_then(|bytes| bytes)
    }
}

/// The result of a future. Threads that wait at the same time share the runtime.
pub(crate) fn wait<T>(operation: &'static str, future: impl Future<Output = T>) -> Result<T, Failure> {
    run(future).map_err(|problem| Failure::InvalidRequest { operation, problems: vec![problem] })
}

/// The result of a future, or why it cannot be run here.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> Result<T, String> {
    static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();
    if Handle::try_current().is_ok() {
        return Err("async code runs here already, which a blocking call would stop; await the call".to_owned());
    }
    match RUNTIME.get_or_init(|| start().map_err(|error| error.to_string())) {
        Ok(runtime) => Ok(runtime.block_on(future)),
        Err(problem) => Err(format!("no runtime can be started, {problem}")),
    }
}

/// A runtime on a thread of its own. The thread runs between calls too, so that a connection which the server closed
/// meanwhile is not used for the next call.
fn start() -> std::io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("switchboard-blocking".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}

//! Calls of programs without async code: futures are run on a runtime of this crate, which all clients share, since
//! connections that are kept alive belong to the runtime they were opened on. Never runs inside of another runtime.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::Failure;

/// The result of a future. Threads that wait at the same time share the runtime.
pub(crate) fn wait<T>(operation: &'static str, future: impl Future<Output = T>) -> Result<T, Failure> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let refused = |problem: String| Failure::InvalidRequest { operation, problems: vec![problem] };
    if Handle::try_current().is_ok() {
        return Err(refused(
            "async code runs here already, which a blocking call would stop; await the call".to_owned(),
        ));
    }
    let runtime =
        RUNTIME.get_or_init(|| Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string()));
    match runtime {
        Ok(runtime) => Ok(runtime.block_on(future)),
        Err(problem) => Err(refused(format!("no runtime can be started, {problem}"))),
    }
}

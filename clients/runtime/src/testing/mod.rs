//! A test double: it answers the calls of a client with what a test has set, and keeps what was sent. Nothing goes over the
//! network.
//!
//! A generated crate with the feature `testing` has a double of its own, with the types of each operation.
//!
//! ```
//! # use switchboard_runtime::{Api, Call, Core, Operation, Read, Reply};
//! use switchboard_runtime::testing::Double;
//!
//! # static API: Api = Api { name: "Example", version: "1", servers: &["https://api.example.com"], security: &[] };
//! # static GET_STATUS: Operation =
//! #     Operation::new("getStatus", "GET", "/status").replies(&[Reply::success(200, Read::Json)]);
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let double = Double::new();
//! let core: Core = double.client(Core::builder(&API))?;
//! double.on::<String, ()>(&GET_STATUS).answer("ringing").answer("done");
//!
//! let get_status = || Call::<String>::new(core.request(&GET_STATUS));
//! assert_eq!(*get_status().await?, "ringing");
//! assert_eq!(*get_status().await?, "done");
//! assert_eq!(double.requests()[1].path(), "/status");
//! # Ok(())
//! # }
//! ```

mod answers;
mod canned;
mod double;
mod sent;

pub use answers::Answers;
pub use double::Double;
pub use sent::Sent;

//! Who calls: credentials, and tokens of OAuth 2. Nothing outside of it reads a secret.

pub(crate) mod credentials;
pub mod oauth;

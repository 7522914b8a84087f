//! A small API, as a generated crate would state it.

use serde::Deserialize;
use switchboard_runtime::{Api, ApiKeyLocation, Core, Envelope, Operation, Parameter, SecurityKind, SecurityScheme};

pub(crate) const KEY: &str = "planted-header-key";
pub(crate) const QUERY_KEY: &str = "planted query+key";
pub(crate) const PASSWORD: &str = "planted-password";

pub(crate) static API: Api = Api {
    name: "Example Calls",
    version: "1.0",
    servers: &["https://api.example.com/v1"],
    security: &[
        SecurityScheme {
            id: "header",
            kind: SecurityKind::ApiKey { location: ApiKeyLocation::Header, name: "X-Api-Key" },
            env: &["SWITCHBOARD_TEST_HEADER_KEY"],
        },
        SecurityScheme {
            id: "query",
            kind: SecurityKind::ApiKey { location: ApiKeyLocation::Query, name: "api_key" },
            env: &["SWITCHBOARD_TEST_QUERY_KEY"],
        },
        SecurityScheme {
            id: "cookie",
            kind: SecurityKind::ApiKey { location: ApiKeyLocation::Cookie, name: "session" },
            env: &[],
        },
        SecurityScheme { id: "bearer", kind: SecurityKind::Bearer, env: &["SWITCHBOARD_TEST_TOKEN"] },
        SecurityScheme {
            id: "basic",
            kind: SecurityKind::Basic,
            env: &["SWITCHBOARD_TEST_USER", "SWITCHBOARD_TEST_PASSWORD"],
        },
        SecurityScheme {
            id: "oauth",
            kind: SecurityKind::OAuth2ClientCredentials { token_url: "/oauth/token" },
            env: &[],
        },
        SecurityScheme { id: "tls", kind: SecurityKind::Unsupported("mutualTLS"), env: &[] },
    ],
};

/// An operation without parameters, to be varied.
pub(crate) const PLAIN: Operation = Operation {
    id: "plain",
    method: "GET",
    path: "/plain",
    server: None,
    accept: "application/json",
    end: None,
    end_event: None,
    error_event: None,
    error_member: None,
    parameters: &[],
    security: &[],
    scopes: &[],
    idempotent: false,
    envelope: None,
    bounds: None,
    replies: &[],
};

/// A parameter in the default style of the query, to be varied.
pub(crate) const QUERY: Parameter = Parameter::query("q");

pub(crate) static GET: Operation = PLAIN;

pub(crate) static GET_CALL: Operation =
    Operation { id: "getCall", path: "/calls/{id}", parameters: &[Parameter::path("id")], ..PLAIN };

pub(crate) static CREATE_CALL: Operation = Operation { id: "createCall", method: "POST", path: "/calls", ..PLAIN };

pub(crate) static IN_ENVELOPE: Operation =
    Operation { id: "inEnvelope", envelope: Some(&Envelope { member: "code", success: &[1] }), ..PLAIN };

#[derive(Debug, Deserialize, PartialEq)]
pub(crate) struct Call {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) minutes: Vec<u32>,
}

/// A client of a server on loopback, without retries.
pub(crate) fn client(url: &str) -> Core {
    Core::builder(&API).base_url(url).retries(0).build().unwrap()
}

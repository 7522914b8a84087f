//! A program that calls the operations of one generated client with values it is given as data, and writes down what
//! went over the wire and what came of it. It lives under `target/`, is no part of any client, and judges nothing.

mod answers;
mod call;
mod run;

pub(crate) use run::{Call, Level, Many, Page, Record, Target, levels, run};

use camino::Utf8Path;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use switchboard_codegen::{CrateSettings, Planned};

/// The part of the program that is the same for all clients.
const FIXED_PART: &str = include_str!("fixed_part.rs");

/// The program: a crate of two files.
pub(crate) struct Driver {
    /// `Cargo.toml`.
    pub(crate) manifest: String,
    /// `src/main.rs`.
    pub(crate) program: String,
}

/// The program for a client in `folder`, with one function for each method of the client, called by its place among
/// the plans. `secrets` are the credentials by scheme; others have made-up ones.
pub(crate) fn driver(
    planned: &Planned,
    settings: &CrateSettings,
    folder: &Utf8Path,
    secrets: &BTreeMap<String, String>,
) -> Driver {
    let plans = &planned.operations.plans;
    let mut program = FIXED_PART.to_owned();
    program.push('\n');
    program.push_str(&client(&planned.document.to_value(), secrets));
    program.push_str("\nasync fn made(client: &Client, method: u64, values: &Value) -> Result<Outcome, String> {\n");
    program.push_str("    match method {\n");
    for at in 0..plans.len() {
        let _ = writeln!(program, "        {at} => Box::pin(call_{at}(client, values)).await,");
    }
    program.push_str("        other => Err(format!(\"there is no method {other}\")),\n    }\n}\n");
    for (at, plan) in plans.iter().enumerate() {
        program.push('\n');
        program.push_str(&call::function(planned, at, plan));
    }
    let features = if plans.iter().any(|plan| plan.needs_xml()) { ", features = [\"xml\"]" } else { "" };
    // The profile is that of the workspace, so that what both stand on is compiled once.
    let manifest = format!(
        "[package]\nname = \"calls-{0}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         base = {{ package = \"{0}\", path = {1:?}{features} }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\", \"time\"] }}\n\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n\n[workspace]\n",
        settings.name,
        folder.as_str(),
    );
    Driver { manifest, program }
}

/// The function that makes a client with some of the credentials.
fn client(document: &Value, secrets: &BTreeMap<String, String>) -> String {
    let mut text = String::from(
        "fn client(url: &str, schemes: &Value) -> Result<Client, Box<dyn std::error::Error>> {\n    \
         let mut builder = tuned(Client::builder().base_url(url).middleware(observe));\n    \
         for scheme in schemes.as_array().into_iter().flatten().filter_map(Value::as_str) {\n        \
         builder = match scheme {\n",
    );
    for (id, scheme) in document["components"]["securitySchemes"].as_object().into_iter().flatten() {
        let secret = secrets.get(id).map(String::as_str);
        let _ = match (scheme["type"].as_str(), scheme["scheme"].as_str()) {
            (Some("http"), Some("basic")) => {
                let (user, password) = secret.and_then(|secret| secret.split_once(':')).unwrap_or(("user", "password"));
                writeln!(text, "            {id:?} => builder.basic({id:?}, {user:?}, {password:?}),")
            }
            (Some("mutualTLS"), _) => writeln!(text, "            {id:?} => builder.external({id:?}),"),
            _ => writeln!(text, "            {id:?} => builder.credential({id:?}, {:?}),", secret.unwrap_or("key")),
        };
    }
    text.push_str("            _ => builder,\n        };\n    }\n    Ok(builder.build()?)\n}\n");
    text
}

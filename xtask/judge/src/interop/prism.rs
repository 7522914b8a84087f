//! Prism: installed from npm once, then started for each document.

use crate::processes::{Group, free_port, wait_until};
use anyhow::{Context, Result};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The version that is installed.
pub(crate) const VERSION: &str = "5.14.2";
/// How deep answers lie in a document: paths, path, method, responses.
const DEPTH: usize = 4;
/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The document as Prism can serve it: where an answer has a media type without schema and example, which is how a
/// document says "bytes", Prism has nothing to send, so it gets a text to send.
pub(crate) fn servable(mut document: Value) -> Value {
    give_bytes(&mut document, DEPTH);
    document
}

fn give_bytes(node: &mut Value, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let Some(members) = node.as_object_mut() else { return };
    for (key, member) in members {
        let responses = member.as_object_mut().filter(|_| key == "responses");
        for response in responses.into_iter().flat_map(|responses| responses.values_mut()) {
            let content = response.get_mut("content").and_then(Value::as_object_mut);
            for media in content.into_iter().flat_map(|content| content.values_mut()).filter_map(Value::as_object_mut) {
                if !["schema", "example", "examples"].iter().any(|key| media.contains_key(*key)) {
                    media.insert("example".to_owned(), "bytes".into());
                }
            }
        }
        give_bytes(member, depth);
    }
}

/// What Prism says is wrong with a request, in a header of its answer. What is wrong with the answer are examples of the
/// document that its schemas do not allow.
pub(crate) fn violations(headers: &[(String, String)]) -> Option<String> {
    let (_, told) = headers.iter().find(|(name, _)| name == "sl-violations")?;
    let told: Vec<Value> = serde_json::from_str(told).unwrap_or_default();
    let mine = told.iter().filter(|violation| violation["location"][0] == "request");
    let mine: Vec<String> = mine.map(ToString::to_string).collect();
    (!mine.is_empty()).then(|| mine.join(", "))
}

/// A running server; it ends when this is dropped.
pub(crate) struct Prism {
    /// Held, since it ends when it is dropped.
    _group: Group,
    /// Where it listens.
    pub(crate) url: String,
}

impl Prism {
    /// Installs Prism below `folder`, unless it is there. `None` if there is no npm to do it, or no registry it reaches.
    pub(crate) fn install(folder: &Utf8Path) -> Result<Option<Utf8PathBuf>> {
        let program = folder.join("node_modules/@stoplight/prism-cli/dist/index.js");
        if program.is_file() {
            return Ok(Some(program));
        }
        if Command::new("npm").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            return Ok(None);
        }
        fs_err::create_dir_all(folder)?;
        let status = Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--silent", "--prefix", folder.as_str()])
            .arg(format!("@stoplight/prism-cli@{VERSION}"))
            .status()
            .context("cannot run npm")?;
        Ok((status.success() && program.is_file()).then_some(program))
    }

    /// Mocks a document on a free port of loopback, and waits until it answers.
    pub(crate) fn start(program: &Utf8Path, document: &Utf8Path, log: &Utf8Path) -> Result<Self> {
        let port = free_port()?;
        let output = std::fs::File::create(log).with_context(|| format!("cannot write {log}"))?;
        let mut command = Command::new("node");
        command
            .args([program.as_str(), "mock", "--host", "127.0.0.1", "--port"])
            .arg(port.to_string())
            .arg(document)
            .stdin(Stdio::null())
            .stderr(output.try_clone()?)
            .stdout(output);
        let mut group = Group::start(&mut command).context("cannot run node")?;
        wait_until(&mut group, PATIENCE, || match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => Ok(()),
            Err(error) => Err(format!("port {port}: {error}")),
        })
        .with_context(|| format!("Prism does not serve; what it said is in {log}"))?;
        Ok(Self { _group: group, url: format!("http://127.0.0.1:{port}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn violations_of_the_request_count() {
        let told = |text: &str| violations(&[("sl-violations".to_owned(), text.to_owned())]);
        assert_eq!(told(r#"[{"location": ["response"], "message": "x"}]"#), None);
        assert_eq!(told(r#"[{"location":["request"]}]"#).as_deref(), Some(r#"{"location":["request"]}"#));
        assert_eq!(violations(&[]), None);
    }

    #[test]
    fn bytes_without_a_schema_get_something_to_send() {
        let with = |media: Value| {
            let operation = json!({"responses": {"200": {"content": {"audio/mpeg": media}}}});
            json!({"paths": {"/sound": {"get": operation}}})
        };
        assert_eq!(servable(with(json!({}))), with(json!({"example": "bytes"})));
        let known = with(json!({"schema": {"type": "string"}}));
        assert_eq!(servable(known.clone()), known);
        let sent = json!({"paths": {"/sound": {"put": {"requestBody": {"content": {"audio/mpeg": {}}}}}}});
        assert_eq!(servable(sent.clone()), sent);
    }
}

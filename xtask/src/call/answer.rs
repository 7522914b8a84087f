//! Answers, read by what they come as, and printed while they come: events and lines one by one, bytes as they are.

use super::table::table;
use anyhow::{Context, Result};
use camino::Utf8PathBuf;
use serde_json::{Value, json};
use std::io::{self, Write};
use switchboard_runtime::http::{HeaderValue, StatusCode, header};
use switchboard_runtime::{Answer, Failure, RawResponse, TypedStream};

/// How answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Output {
    /// JSON, for people and programs; what is not JSON as it is.
    Json,
    /// A table, for people.
    Table,
    /// The body as it came, byte for byte.
    Raw,
}

/// Where answers go.
pub(crate) enum Sink {
    /// Standard output.
    Stdout,
    /// A file, which is made once there is something to write.
    File(Utf8PathBuf, Option<fs_err::File>),
}

impl Sink {
    /// Writes on, at once.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(bytes)?;
                Ok(stdout.flush()?)
            }
            Self::File(path, file) => {
                if file.is_none() {
                    *file = Some(fs_err::File::create(&*path)?);
                }
                match file {
                    Some(file) => Ok(file.write_all(bytes)?),
                    None => Ok(()),
                }
            }
        }
    }

    /// A value on one line of its own.
    pub(crate) fn line(&mut self, value: &Value) -> Result<()> {
        self.write(format!("{value}\n").as_bytes())
    }

    /// A whole value.
    pub(crate) fn value(&mut self, value: &Value, output: Output) -> Result<()> {
        match output {
            Output::Table => self.write(table(value).as_bytes()),
            _ => self.write(format!("{value:#}\n").as_bytes()),
        }
    }
}

/// Reads and prints an answer. Says whether it is an error. Of an answer without a body, nothing is printed.
pub(crate) async fn deliver(answer: RawResponse, output: Output, sink: &mut Sink) -> Result<bool> {
    let is_error = answer.is_error() || !answer.status().is_success();
    let is = |ranges: &[&str]| ranges.iter().any(|range| answer.is_media(range));
    let is_json = is(&["application/json", "application/*+json", "text/json"]);
    if has_no_body(&answer) {
        return Ok(is_error);
    }
    if output == Output::Raw {
        bytes(answer, sink).await?;
    } else if is(&["text/event-stream"]) {
        events(answer, sink).await?;
    } else if is(&["application/x-ndjson", "application/jsonl", "application/json-seq", "application/x-jsonlines"]) {
        lines(answer.json_lines::<Value>().await?.into_inner(), sink).await?;
    } else if is_json {
        match answer.json::<Value>().await {
            Ok(value) => sink.value(&value.into_inner(), output)?,
            Err(failure) if is_of_nothing(&failure) => {}
            Err(failure) => return Err(failure.into()),
        }
    } else if is(&["text/*", "application/xml", "application/*+xml"]) {
        let text = answer.text().await?.into_inner();
        sink.write(text.as_bytes())?;
        if !text.is_empty() && !text.ends_with('\n') {
            sink.write(b"\n")?;
        }
    } else {
        bytes(answer, sink).await?;
    }
    Ok(is_error)
}

/// Whether an answer says that nothing follows its head.
fn has_no_body(answer: &RawResponse) -> bool {
    let is_zero = |length: &HeaderValue| length.as_bytes() == b"0";
    answer.status() == StatusCode::NO_CONTENT || answer.headers().get(header::CONTENT_LENGTH).is_some_and(is_zero)
}

/// Whether what was to be JSON was nothing.
pub(super) fn is_of_nothing(failure: &Failure) -> bool {
    matches!(failure, Failure::Decode { .. }) && failure.raw().is_none_or(|body| body.trim_ascii().is_empty())
}

/// Prints the body of an error that came in place of a page.
pub(crate) fn deliver_error(answer: &Answer, output: Output, sink: &mut Sink) -> Result<()> {
    let body = answer.raw().map(AsRef::<[u8]>::as_ref).unwrap_or_default();
    let kind = answer.content_type().unwrap_or_default().to_ascii_lowercase();
    match serde_json::from_slice::<Value>(body) {
        Ok(value) if kind.contains("json") => sink.value(&value, output),
        _ => {
            sink.write(body)?;
            let is_open_line = std::str::from_utf8(body).is_ok_and(|text| !text.is_empty() && !text.ends_with('\n'));
            if is_open_line { sink.write(b"\n") } else { Ok(()) }
        }
    }
}

async fn bytes(answer: RawResponse, sink: &mut Sink) -> Result<()> {
    let mut stream = answer.stream().into_inner();
    while let Some(chunk) = stream.next().await {
        sink.write(&chunk?)?;
    }
    Ok(())
}

/// Each event on a line: its name, its id, and its data, as JSON where it is JSON.
async fn events(answer: RawResponse, sink: &mut Sink) -> Result<()> {
    let mut events = answer.text_events().await?.into_inner();
    while let Some(event) = events.next().await {
        let event = event.context("the stream broke off")?;
        let data = serde_json::from_str(&event.data).unwrap_or(Value::String(event.data));
        let mut line = json!({});
        for (name, text) in [("event", event.event), ("id", event.id)] {
            if let Some(text) = text {
                line[name] = text.into();
            }
        }
        line["data"] = data;
        sink.line(&line)?;
    }
    Ok(())
}

async fn lines(mut lines: TypedStream<Value>, sink: &mut Sink) -> Result<()> {
    while let Some(value) = lines.next().await {
        sink.line(&value.context("the stream broke off")?)?;
    }
    Ok(())
}

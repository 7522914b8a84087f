//! Bodies of several parts. Files are read while they are sent, never into memory as a whole. How parts become bytes is
//! in `multipart_body` for other kinds than `multipart/form-data`.

use std::fmt;
use std::path::PathBuf;

use bytes::Bytes;
use serde::Serialize;

use crate::{json, target};

/// A multipart body, filled in part by part.
#[derive(Debug, Default)]
#[must_use]
pub struct Multipart {
    pub(crate) parts: Vec<(String, Part)>,
    problems: Vec<String>,
}

/// One part of a multipart body.
#[must_use]
pub struct Part {
    pub(crate) source: Source,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
}

/// Where the bytes of a part come from.
pub(crate) enum Source {
    /// A text, which needs no media type and no name.
    Text(Bytes),
    Whole(Bytes),
    File(PathBuf),
    Stream(Option<reqwest::Body>),
}

impl Part {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Source::Text(text.into().into()))
    }

    /// Bytes in memory. Many servers take a part for a file by its file name alone, so it has one, which is the name of
    /// the part, and the media type `application/octet-stream`; [`Part::file_name`] and [`Part::content_type`] say
    /// better.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Whole(bytes.into()))
    }

    /// A file, opened when the call is sent; in a browser there are none to open. Its name is sent along; see [`Part::file_name`] for another one.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self { file_name: name, ..Self::new(Source::File(path)) }
    }

    /// A stream, named like [bytes](Self::bytes). A call with one is never repeated, since the stream is gone.
    pub fn stream(body: impl Into<reqwest::Body>) -> Self {
        Self::new(Source::Stream(Some(body.into())))
    }

    /// The file name to tell the server.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type to tell the server.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    fn new(source: Source) -> Self {
        Self { source, file_name: None, content_type: None }
    }

    /// The file name and the media type of a part of this name, with those that bytes have by default.
    pub(crate) fn labels(&self, name: &str) -> (Option<String>, Option<String>) {
        let is_binary = matches!(self.source, Source::Whole(_) | Source::Stream(_));
        let or =
            |stated: &Option<String>, default: &str| stated.clone().or_else(|| is_binary.then(|| default.to_owned()));
        (or(&self.file_name, name), or(&self.content_type, "application/octet-stream"))
    }

    async fn open(&mut self, name: &str) -> Result<reqwest::multipart::Part, String> {
        use reqwest::multipart::Part;
        let (file_name, content_type) = self.labels(name);
        let mut part = match &mut self.source {
            Source::Text(bytes) | Source::Whole(bytes) => target::part(bytes.clone()),
            Source::File(path) => {
                target::file(path).await.map_err(|error| format!("cannot read {}: {error}", path.display()))?
            }
            Source::Stream(body) => Part::stream(body.take().ok_or("its stream was sent already")?),
        };
        if let Some(name) = file_name {
            part = part.file_name(name);
        }
        if let Some(content_type) = content_type {
            part = part
                .mime_str(&content_type)
                .map_err(|_| format!("`{}` is not a media type", content_type.escape_debug()))?;
        }
        Ok(part)
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match &self.source {
            Source::Text(_) => "text",
            Source::Whole(_) => "bytes",
            Source::File(_) => "file",
            Source::Stream(_) => "stream",
        };
        f.debug_struct("Part")
            .field("source", &source)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

impl Multipart {
    /// No parts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part.
    pub fn part(mut self, name: impl Into<String>, part: Part) -> Self {
        self.parts.push((name.into(), part));
        self
    }

    /// Adds the parts of another body, behind its own.
    pub fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self.problems.extend(other.problems);
        self
    }

    /// Adds a text part for a scalar, and a JSON part for anything larger; `null` adds nothing. This is what OpenAPI
    /// has by default ([3.1, encoding object](https://spec.openapis.org/oas/v3.1.1.html#encoding-object)).
    pub fn value(mut self, name: impl Into<String>, value: &(impl Serialize + ?Sized)) -> Self {
        let name = name.into();
        match json::encode_value(value) {
            Ok(serde_json::Value::Null) => {}
            Ok(value @ (serde_json::Value::Array(_) | serde_json::Value::Object(_))) => {
                self.parts.push((name, Part::text(value.to_string()).content_type("application/json")));
            }
            Ok(scalar) => self.parts.push((name, Part::text(crate::style::text(&scalar).unwrap_or_default()))),
            Err(problem) => self.problems.push(format!("part `{name}`: {problem}")),
        }
        self
    }

    /// Adds one part per item of a list, all under one name.
    pub fn values<T: Serialize>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        values.into_iter().fold(self, |multipart, value| multipart.value(name, &value))
    }

    /// Gives all parts of a name that have no media type yet this one.
    pub fn content_type(mut self, name: &str, content_type: &str) -> Self {
        for (_, part) in self.parts.iter_mut().filter(|(other, _)| other == name) {
            part.content_type.get_or_insert_with(|| content_type.to_owned());
        }
        self
    }

    pub(crate) fn take_problems(&mut self) -> Vec<String> {
        std::mem::take(&mut self.problems)
    }

    pub(crate) fn is_repeatable(&self) -> bool {
        !self.parts.iter().any(|(_, part)| matches!(part.source, Source::Stream(_)))
    }

    /// The body of one attempt, as `multipart/form-data`.
    pub(crate) async fn open(&mut self) -> Result<reqwest::multipart::Form, String> {
        let mut form = reqwest::multipart::Form::new();
        for (name, part) in &mut self.parts {
            let opened = part.open(name).await.map_err(|problem| format!("part `{name}`: {problem}"))?;
            form = form.part(name.clone(), opened);
        }
        Ok(form)
    }
}

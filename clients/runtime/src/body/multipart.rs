//! Bodies of several parts. Files are read while they are sent, never into memory as a whole. How parts become bytes is
//! in `multipart_body` for other kinds than `multipart/form-data`.

use std::fmt;
use std::path::PathBuf;

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::{
    Style,
    data::json,
    transport::{charset, target},
};

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
    /// Further header fields of the part.
    pub(crate) headers: Vec<(String, String)>,
}

/// Where the bytes of a part come from.
pub(crate) enum Source {
    /// A text, which needs no media type and no name.
    Text(Bytes),
    Whole(Bytes),
    File(PathBuf),
    Stream(Option<reqwest::Body>),
    /// A value that could not be written, and why.
    Unwritten(String),
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

    /// A text for a scalar, and JSON for anything larger. This is what OpenAPI has by default
    /// ([3.2, encoding object](https://spec.openapis.org/oas/v3.2.0.html#encoding-object)).
    pub fn value(value: &(impl Serialize + ?Sized)) -> Self {
        match json::encode_value(value) {
            Ok(value @ (serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_))) => {
                Self::text(value.to_string()).content_type("application/json")
            }
            Ok(scalar) => Self::text(crate::body::style::text(&scalar).unwrap_or_default()),
            Err(problem) => Self::new(Source::Unwritten(problem.to_string())),
        }
    }

    /// JSON, whatever the value is: a string has its quotes. See [`Part::content_type`] for another name of it.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        match json::encode_value(value) {
            Ok(value) => Self::text(value.to_string()).content_type("application/json"),
            Err(problem) => Self::new(Source::Unwritten(problem.to_string())),
        }
    }

    /// The file name to tell the server.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type to tell the server. A text is sent in the charset that it names; one that cannot be written is left
    /// out.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// A header field of the part, beside those that it has by itself. In `multipart/form-data` its
    /// `Content-Disposition` is always the one with the name of the part.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The media type to tell the server where none is said yet.
    pub fn or_content_type(mut self, content_type: &str) -> Self {
        self.content_type.get_or_insert_with(|| content_type.to_owned());
        self
    }

    /// A header field of the part, where it has none of that name yet.
    pub fn or_header(self, name: &str, value: &str) -> Self {
        match self.own_header(name) {
            Some(_) => self,
            None => self.header(name, value),
        }
    }

    fn new(source: Source) -> Self {
        Self { source, file_name: None, content_type: None, headers: Vec::new() }
    }

    /// The header field of this name that somebody gave the part.
    pub(crate) fn own_header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The header fields that somebody gave the part.
    pub(crate) fn checked_headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>, String> {
        let checked = self.headers.iter().map(|(name, value)| {
            let problem = |what: &str, text: &str| format!("`{}` is not a {what} of a header", text.escape_debug());
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| problem("name", name))?;
            let value = HeaderValue::from_str(value).map_err(|_| problem("value", value))?;
            Ok((name, value))
        });
        checked.collect()
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
            Source::Unwritten(problem) => return Err(problem.clone()),
        };
        // The name of a part stands in the field that says how it is to be shown, and its type has a method.
        let own = self.checked_headers()?.into_iter();
        let headers: HeaderMap =
            own.filter(|(name, _)| *name != CONTENT_DISPOSITION && *name != CONTENT_TYPE).collect();
        if !headers.is_empty() {
            part = part.headers(headers);
        }
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
            Source::Unwritten(_) => "unwritten",
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

    /// Adds a part without a name, behind those that are there: what it is, its place says. `multipart/form-data` knows
    /// no such parts.
    pub fn item(mut self, part: Part) -> Self {
        self.parts.push((String::new(), part));
        self
    }

    /// Refuses the body where a part is left out and one behind it is not: that would be taken for the one before it.
    /// Each part is given with whether it is there.
    pub fn in_order(mut self, parts: &[(&str, bool)]) -> Self {
        let missing = parts.iter().position(|(_, is_there)| !is_there);
        let last = parts.iter().rposition(|(_, is_there)| *is_there);
        if let (Some(missing), Some(last)) = (missing, last)
            && missing < last
        {
            let (missing, last) = (parts[missing].0, parts[last].0);
            self.problems.push(format!("part `{missing}` is left out, and `{last}`, which stands behind it, is not"));
        }
        self
    }

    /// Adds a text part for a scalar, and a JSON part for anything larger ([`Part::value`]); `null` adds nothing.
    pub fn value(mut self, name: impl Into<String>, value: &(impl Serialize + ?Sized)) -> Self {
        let name = name.into();
        match json::encode_value(value) {
            Ok(serde_json::Value::Null) => {}
            Ok(value) => self.parts.push((name, Part::value(&value))),
            Err(problem) => self.problems.push(format!("part `{name}`: {problem}")),
        }
        self
    }

    /// Adds a JSON part of this media type, also for a scalar ([`Part::json`]); `null` adds nothing.
    pub fn json(mut self, name: impl Into<String>, media_type: &str, value: &(impl Serialize + ?Sized)) -> Self {
        let name = name.into();
        match json::encode_value(value) {
            Ok(serde_json::Value::Null) => {}
            Ok(value) => self.parts.push((name, Part::json(&value).content_type(media_type))),
            Err(problem) => self.problems.push(format!("part `{name}`: {problem}")),
        }
        self
    }

    /// Adds a part of this media type, a text for a scalar and JSON for anything larger; `null` adds nothing.
    pub fn value_as(mut self, name: impl Into<String>, media_type: &str, value: &(impl Serialize + ?Sized)) -> Self {
        let name = name.into();
        match json::encode_value(value) {
            Ok(serde_json::Value::Null) => {}
            Ok(value) => self.parts.push((name, Part::value(&value).content_type(media_type))),
            Err(problem) => self.problems.push(format!("part `{name}`: {problem}")),
        }
        self
    }

    /// Adds the text parts that a value is in a style of parameters, without any escapes: `a,b` for a list, or a part for
    /// each item or member ([OpenAPI 3.1.1, encoding object](https://spec.openapis.org/oas/v3.1.1.html#encoding-object)).
    pub fn styled(mut self, name: &str, style: Style, explode: bool, value: &(impl Serialize + ?Sized)) -> Self {
        match json::encode_value(value) {
            Ok(value) => {
                let texts = crate::body::style::texts_by_name(name, &value, style, explode);
                self.parts.extend(texts.into_iter().map(|(name, text)| (name, Part::text(text))));
            }
            Err(problem) => self.problems.push(format!("part `{name}`: {problem}")),
        }
        self
    }

    /// Adds one part per item of a list, all under one name.
    pub fn values<T: Serialize>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        values.into_iter().fold(self, |multipart, value| multipart.value(name, &value))
    }

    /// Gives all parts of a name that have no header field of this name yet this one.
    pub fn header(mut self, name: &str, header: &str, value: &str) -> Self {
        for (_, part) in
            self.parts.iter_mut().filter(|(other, part)| other == name && part.own_header(header).is_none())
        {
            part.headers.push((header.to_owned(), value.to_owned()));
        }
        self
    }

    /// Gives all parts of a name that have no media type yet this one.
    pub fn content_type(mut self, name: &str, content_type: &str) -> Self {
        for (_, part) in self.parts.iter_mut().filter(|(other, _)| other == name) {
            part.content_type.get_or_insert_with(|| content_type.to_owned());
        }
        self
    }

    /// Writes texts in the charsets that their media types name, and says what of all parts cannot be sent. To be called
    /// once.
    pub(crate) fn finish(&mut self) -> Vec<String> {
        for (name, part) in &mut self.parts {
            if let (Source::Text(text), Some(content_type)) = (&part.source, &part.content_type) {
                match charset::encoded(content_type, text.clone()) {
                    Ok((content_type, bytes)) => {
                        (part.content_type, part.source) = (Some(content_type), Source::Text(bytes));
                    }
                    Err(problem) => self.problems.push(format!("part `{name}`: {problem}")),
                }
            }
        }
        std::mem::take(&mut self.problems)
    }

    pub(crate) fn is_repeatable(&self) -> bool {
        !self.parts.iter().any(|(_, part)| matches!(part.source, Source::Stream(_)))
    }

    /// The body of one attempt, as `multipart/form-data`.
    pub(crate) async fn open(&mut self) -> Result<reqwest::multipart::Form, String> {
        let mut form = target::form();
        for (name, part) in &mut self.parts {
            let opened = part.open(name).await.map_err(|problem| format!("part `{name}`: {problem}"))?;
            form = form.part(target::part_name(name), opened);
        }
        Ok(form)
    }
}

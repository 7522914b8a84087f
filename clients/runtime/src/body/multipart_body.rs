//! Multipart bodies of other kinds than `multipart/form-data`: parts in their order, as RFC 2046 (section 5.1) frames
//! them. Says what each part is and which name it has; knows nothing of what a kind means beyond `type` of
//! `multipart/related` (RFC 2387).

use bytes::Bytes;
use futures_util::StreamExt;
use http::HeaderValue;

use crate::body::multipart::{Multipart, Part, Source};
use crate::transport::target::{self, BoxStream};
use crate::{body::percent, transport::media};

/// A body that is ready to be sent.
pub(crate) struct Framed {
    /// With its boundary.
    pub(crate) content_type: HeaderValue,
    pub(crate) body: reqwest::Body,
    /// How many bytes it has, where a stream does not keep that to itself and the body does not know by itself.
    pub(crate) length: Option<u64>,
}

/// Some bytes of a body.
enum Piece {
    Whole(Bytes),
    Stream(BoxStream<Result<Bytes, String>>, Option<u64>),
}

impl Framed {
    /// The body of one attempt.
    pub(crate) async fn open(content_type: &HeaderValue, parts: &mut Multipart) -> Result<Self, String> {
        let boundary = format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let (mut pieces, mut names): (_, Vec<String>) = (Vec::new(), Vec::new());
        let root = parts.parts.first().map(|(name, part)| media_type(name, part));
        for (name, part) in &mut parts.parts {
            let count = names.iter().filter(|known| *known == name).count();
            names.push(name.clone());
            let head = head(&boundary, name, count, part)?;
            pieces.push(Piece::Whole(head.into()));
            pieces.push(content(part).await.map_err(|problem| format!("part `{name}`: {problem}"))?);
            pieces.push(Piece::Whole(Bytes::from_static(b"\r\n")));
        }
        pieces.push(Piece::Whole(format!("--{boundary}--\r\n").into()));
        let content_type = full_type(content_type, &boundary, root.as_deref())?;
        let (body, length) = join(pieces)?;
        Ok(Self { content_type, body, length })
    }
}

/// The delimiter and the header fields of a part; `count` is how many of its name came before. A part without a name has
/// no id.
fn head(boundary: &str, name: &str, count: usize, part: &Part) -> Result<String, String> {
    let content_type = media_type(name, part);
    if HeaderValue::from_str(&content_type).is_err() || !content_type.contains('/') {
        return Err(format!("part `{name}`: `{}` is not a media type", content_type.escape_debug()));
    }
    let mut head = format!("--{boundary}\r\nContent-Type: {content_type}\r\n");
    if !name.is_empty() && part.own_header("content-id").is_none() {
        let id = percent::value(name);
        let id = if count == 0 { id } else { format!("{id}.{}", count + 1) };
        head += &format!("Content-ID: <{id}>\r\n");
    }
    if let Some(file_name) = part.file_name.as_ref().filter(|_| part.own_header("content-disposition").is_none()) {
        let file_name = file_name.replace('\\', "\\\\").replace('"', "\\\"").replace(['\r', '\n', '\0'], " ");
        head += &format!("Content-Disposition: attachment; filename=\"{file_name}\"\r\n");
    }
    // They are written as somebody spelt them, which the check would change.
    part.checked_headers().map_err(|problem| format!("part `{name}`: {problem}"))?;
    for (own, value) in part.headers.iter().filter(|(own, _)| !own.eq_ignore_ascii_case("content-type")) {
        head += &format!("{own}: {value}\r\n");
    }
    Ok(head + "\r\n")
}

/// What a part is; text is what RFC 2046 (section 5.1) has by default.
fn media_type(name: &str, part: &Part) -> String {
    let default = match part.source {
        Source::Text(_) => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    part.labels(name).1.unwrap_or_else(|| default.to_owned())
}

async fn content(part: &mut Part) -> Result<Piece, String> {
    Ok(match &mut part.source {
        Source::Text(bytes) | Source::Whole(bytes) => Piece::Whole(bytes.clone()),
        Source::File(path) => {
            let opened = target::file_pieces(path).await;
            let (stream, length) = opened.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            Piece::Stream(stream, length)
        }
        Source::Stream(body) => {
            let body = body.take().ok_or("its stream was sent already")?;
            match body.as_bytes() {
                Some(bytes) => Piece::Whole(Bytes::copy_from_slice(bytes)),
                None => Piece::Stream(target::pieces(body)?, None),
            }
        }
        Source::Unwritten(problem) => return Err(problem.clone()),
    })
}

/// The media type with its boundary. `multipart/related` names the media type of its root (RFC 2387, section 3.1).
fn full_type(content_type: &HeaderValue, boundary: &str, root: Option<&str>) -> Result<HeaderValue, String> {
    let stated = content_type.to_str().map_err(|_| "the media type of the body is not text".to_owned())?;
    let own = stated.split(';').map(str::trim).filter(|part| {
        let name = part.split('=').next().unwrap_or_default().trim();
        !name.is_empty() && !name.eq_ignore_ascii_case("boundary")
    });
    let mut text = own.collect::<Vec<_>>().join("; ");
    if media::essence(stated) == "multipart/related" && media::parameter(stated, "type").is_none() {
        let root = root.map(media::essence).unwrap_or_else(|| "application/octet-stream".to_owned());
        text.push_str(&format!("; type=\"{root}\""));
    }
    text.push_str(&format!("; boundary={boundary}"));
    HeaderValue::from_str(&text).map_err(|_| format!("`{}` is not a media type", text.escape_debug()))
}

/// All pieces as one body; one in memory where none is a stream.
fn join(pieces: Vec<Piece>) -> Result<(reqwest::Body, Option<u64>), String> {
    let whole = pieces.iter().map(|piece| match piece {
        Piece::Whole(bytes) => Some(bytes.as_ref()),
        Piece::Stream(..) => None,
    });
    if let Some(whole) = whole.collect::<Option<Vec<&[u8]>>>() {
        return Ok((whole.concat().into(), None));
    }
    let lengths = pieces.iter().map(|piece| match piece {
        Piece::Whole(bytes) => Some(bytes.len() as u64),
        Piece::Stream(_, length) => *length,
    });
    let length = lengths.sum();
    let streams = pieces.into_iter().map(|piece| -> BoxStream<Result<Bytes, String>> {
        match piece {
            Piece::Whole(bytes) => Box::pin(futures_util::stream::iter([Ok(bytes)])),
            Piece::Stream(stream, _) => stream,
        }
    });
    let stream = futures_util::stream::iter(streams.collect::<Vec<_>>()).flatten();
    Ok((target::streamed(Box::pin(stream))?, length))
}

//! Messages of HTTP/1.1 as bytes: where their heads and bodies end, and the few headers that a proxy reads and changes.

use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest head.
const LONGEST_HEAD: usize = 1 << 20;

/// A head: its first line and its headers, as they came.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Head {
    pub(super) first: String,
    pub(super) headers: Vec<(String, Vec<u8>)>,
}

impl Head {
    /// A head without the empty line after it.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let first = String::from_utf8(lines.next()?.to_vec()).ok()?;
        let mut headers = Vec::new();
        for line in lines.filter(|line| !line.is_empty()) {
            let colon = line.iter().position(|byte| *byte == b':')?;
            headers.push((String::from_utf8(line[..colon].to_vec()).ok()?, line[colon + 1..].trim_ascii().to_vec()));
        }
        Some(Self { first, headers })
    }

    /// The first value of a header.
    pub(super) fn get(&self, wanted: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.and_then(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// Puts one value in place of all that a header has.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
    }

    pub(super) fn remove(&mut self, unwanted: &str) {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(unwanted));
    }

    /// It as it is sent, with the empty line.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{}\r\n", self.first).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes
    }

    pub(super) fn is_chunked(&self) -> bool {
        self.get("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"))
    }

    pub(super) fn length(&self) -> Option<usize> {
        self.get("content-length")?.trim().parse().ok()
    }
}

/// A request, its body as it came on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// The next request of a connection; nothing where it has ended. `rest` has what was read beyond the last one.
    pub(super) async fn read(from: &mut (impl AsyncRead + Unpin), rest: &mut Vec<u8>) -> io::Result<Option<Self>> {
        let end = loop {
            if let Some(end) = find(rest, b"\r\n\r\n", 0) {
                break end;
            }
            if rest.len() > LONGEST_HEAD || more(from, rest).await? == 0 {
                return Ok(None);
            }
        };
        let head = Head::parse(&rest[..end]).ok_or_else(|| io::Error::other("a head that is none"))?;
        let begin = end + 4;
        let mut known = begin;
        let end = loop {
            let end = match head.is_chunked() {
                true => end_of_chunks(rest, &mut known),
                false => Some(begin + head.length().unwrap_or(0)).filter(|end| rest.len() >= *end),
            };
            match end {
                Some(end) => break end,
                None if more(from, rest).await? == 0 => return Ok(None),
                None => {}
            }
        };
        let body = rest[begin..end].to_vec();
        rest.drain(..end);
        Ok(Some(Self { head, body }))
    }
}

/// An answer, its body as it came on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
    /// Whether its end can be told without that of the connection.
    pub(super) is_framed: bool,
}

impl Answer {
    /// The answer of a server that was asked to end the connection after it. Some leave it open all the same.
    pub(super) async fn read(from: &mut (impl AsyncRead + Unpin), method: &str) -> io::Result<Self> {
        let mut bytes = Vec::new();
        while !is_whole(&bytes, method) && more(from, &mut bytes).await? > 0 {}
        let end = find(&bytes, b"\r\n\r\n", 0).ok_or_else(|| io::Error::other("the server gave no answer"))?;
        let head = Head::parse(&bytes[..end]).ok_or_else(|| io::Error::other("the server gave no head"))?;
        let status = head.first.split(' ').nth(1).unwrap_or_default().to_owned();
        let is_empty = method == "HEAD" || matches!(status.as_str(), "204" | "304");
        let is_framed = is_empty || head.is_chunked() || head.length().is_some();
        let body = if is_empty { Vec::new() } else { bytes.split_off(end + 4) };
        if !is_empty && !head.is_chunked() && head.length().is_some_and(|length| length != body.len()) {
            return Err(io::Error::other("the server broke off"));
        }
        Ok(Self { head, body, is_framed })
    }
}

/// Whether an answer is there to its end, as far as it says itself where that is.
fn is_whole(bytes: &[u8], method: &str) -> bool {
    let Some(end) = find(bytes, b"\r\n\r\n", 0) else { return false };
    let Some(head) = Head::parse(&bytes[..end]) else { return false };
    let body = &bytes[end + 4..];
    match head.length() {
        _ if method == "HEAD" => true,
        _ if head.is_chunked() => end_of_chunks(body, &mut 0).is_some(),
        Some(length) => body.len() >= length,
        None => false,
    }
}

async fn more(from: &mut (impl AsyncRead + Unpin), into: &mut Vec<u8>) -> io::Result<usize> {
    into.reserve(16 * 1024);
    from.read_buf(into).await
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    bytes[from..].windows(wanted.len()).position(|window| window == wanted).map(|at| at + from)
}

/// Where chunks end, the trailer with them; nothing where more is to come. `known` moves to the first chunk that is not
/// there as a whole.
fn end_of_chunks(bytes: &[u8], known: &mut usize) -> Option<usize> {
    loop {
        let line = find(bytes, b"\r\n", *known)?;
        let size = std::str::from_utf8(&bytes[*known..line]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            // A trailer has lines, and ends with an empty one.
            return find(bytes, b"\r\n\r\n", line).map(|end| end + 4);
        }
        let next = line + 2 + size + 2;
        if bytes.len() < next {
            return None;
        }
        *known = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
    }

    #[test]
    fn requests_are_told_from_each_other() {
        let wire =
            b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcPUT /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\
                     4;x=y\r\n0\r\n\r\r\n0\r\n\r\nGET /c HTTP/1.1\r\nX-A: b\r\n\r\nGET /cut";
        let mut requests = Vec::new();
        let mut rest = Vec::new();
        let mut from = &wire[..];
        while let Some(request) = now(Request::read(&mut from, &mut rest)).expect("requests") {
            requests.push((request.head.first.clone(), String::from_utf8(request.body).expect("text")));
        }
        let wanted = [
            ("POST /a HTTP/1.1", "abc"),
            ("PUT /b HTTP/1.1", "4;x=y\r\n0\r\n\r\r\n0\r\n\r\n"),
            ("GET /c HTTP/1.1", ""),
        ];
        assert_eq!(requests, wanted.map(|(first, body)| (first.to_owned(), body.to_owned())));
    }

    #[test]
    fn answers_end_where_they_say() {
        let head = "HTTP/1.1 200 OK\r\n";
        for (answer, whole) in [
            ("content-length: 2\r\n\r\nab", true),
            ("content-length: 2\r\n\r\na", false),
            ("transfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", true),
            ("transfer-encoding: chunked\r\n\r\n1\r\na\r\n", false),
            ("x-a: b\r\n\r\nab", false),
            ("x-a: b", false),
        ] {
            assert_eq!(is_whole(format!("{head}{answer}").as_bytes(), "GET"), whole, "{answer}");
        }
        assert!(is_whole(format!("{head}content-length: 2\r\n\r\n").as_bytes(), "HEAD"));
    }

    #[test]
    fn answers_end_with_their_connection() {
        let of = |wire: &str, method: &str| now(Answer::read(&mut wire.as_bytes(), method));
        let whole =
            of("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nab", "GET").expect("an answer");
        assert!(whole.is_framed && whole.body == b"ab");
        let mut head = whole.head;
        head.remove("Connection");
        head.set("x", "y");
        assert_eq!(head.bytes(), b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: y\r\n\r\n");
        assert!(!of("HTTP/1.0 200 OK\r\n\r\nab", "GET").expect("an answer").is_framed);
        assert!(of("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n", "HEAD").expect("an answer").is_framed);
        assert!(of("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", "GET").is_err());
        assert!(of("", "GET").is_err());
    }
}

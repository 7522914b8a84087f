//! A socket that gives the same answer to every request and keeps what it was sent.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// The first line without the version: `GET /calls?page=1`.
    pub(crate) line: String,
    /// The header fields in their order, as they were spelled.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Sent {
    /// The value of a header field, if it was sent exactly once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let first = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} was sent twice: {self:?}");
        first
    }
}

pub(crate) struct Socket {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Sent>>>,
}

impl Socket {
    /// Answers with this status line, these header lines and this body, and closes the connection.
    pub(crate) async fn answering(status: &str, headers: &[&str], body: &[u8]) -> Self {
        let mut answer = format!("HTTP/1.1 {status}\r\nconnection: close\r\n").into_bytes();
        for header in headers {
            answer.extend_from_slice(format!("{header}\r\n").as_bytes());
        }
        answer.extend_from_slice(b"\r\n");
        answer.extend_from_slice(body);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                kept.lock().unwrap().push(request);
                stream.write_all(&answer).await.unwrap();
                stream.shutdown().await.unwrap();
            }
        });
        Self { url, seen }
    }

    pub(crate) async fn no_content() -> Self {
        Self::answering("204 No Content", &[], b"").await
    }

    pub(crate) async fn json(status: &str, body: &str) -> Self {
        Self::answering(status, &["content-type: application/json"], body.as_bytes()).await
    }

    /// How many requests there were.
    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// All that was sent.
    pub(crate) fn sent_all(&self) -> Vec<Sent> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request there was.
    pub(crate) fn sent(&self) -> Sent {
        let seen = self.seen.lock().unwrap();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen[0].clone()
    }
}

async fn read(stream: &mut TcpStream) -> Sent {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        more(stream, &mut bytes).await;
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let (line, fields) = text.split_once("\r\n").unwrap_or((&text, ""));
    let headers: Vec<(String, String)> =
        fields.split("\r\n").filter_map(|field| field.split_once(": ")).map(|(n, v)| (n.into(), v.into())).collect();
    let mut sent = Sent { line: line.trim_end_matches(" HTTP/1.1").to_owned(), headers, body: String::new() };
    let mut body = bytes.split_off(head + 4);
    if sent.header("transfer-encoding") == Some("chunked") {
        while !body.ends_with(b"0\r\n\r\n") {
            more(stream, &mut body).await;
        }
        body = without_chunks(&body);
    } else {
        let length = sent.header("content-length").map_or(0, |length| length.parse().unwrap());
        while body.len() < length {
            more(stream, &mut body).await;
        }
    }
    sent.body = String::from_utf8(body).unwrap();
    sent
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) {
    let read = stream.read_buf(bytes).await.unwrap();
    assert!(read > 0, "the request breaks off: {:?}", String::from_utf8_lossy(bytes));
}

/// The content of chunks (RFC 9112, section 7.1).
fn without_chunks(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return body;
        }
        let start = end + 2;
        body.extend_from_slice(&bytes[start..start + size]);
        bytes = &bytes[start + size + 2..];
    }
}

//! A server on loopback that says what a test tells it to, and remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// An answer, byte by byte but for the length.
#[derive(Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// What `Content-Length` says; `None` leaves it to be right.
    length: Option<usize>,
}

impl Reply {
    pub(crate) fn page(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.into(), length: None }
    }

    pub(crate) fn status(status: u16) -> Self {
        Self { status, ..Self::page("") }
    }

    pub(crate) fn redirect(to: impl Into<String>) -> Self {
        Self::status(302).header("Location", to)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn announcing(mut self, length: usize) -> Self {
        self.length = Some(length);
        self
    }
}

#[derive(Default)]
struct Shared {
    replies: BTreeMap<String, Reply>,
    asked: Vec<String>,
}

pub(crate) struct Web {
    shared: Arc<Mutex<Shared>>,
    port: u16,
}

impl Web {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let own = Arc::clone(&shared);
        // It ends with the test.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&own);
                std::thread::spawn(move || answer(stream, &shared));
            }
        });
        Self { shared, port }
    }

    pub(crate) fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn says(&self, path: &str, reply: Reply) {
        self.shared.lock().unwrap().replies.insert(path.to_owned(), reply);
    }

    /// The paths that were asked for since the last time, with what they were asked under.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.lock().unwrap().asked)
    }
}

fn answer(mut stream: TcpStream, shared: &Mutex<Shared>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let path = lines.next()?.ok()?.split(' ').nth(1)?.to_owned();
    let mut conditions = BTreeMap::new();
    for line in lines {
        let line = line.ok()?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ")?;
        conditions.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let reply = {
        let mut shared = shared.lock().ok()?;
        let condition = conditions.get("if-none-match").or(conditions.get("if-modified-since"));
        let under = condition.map_or(String::new(), |condition| format!(" unless {condition}"));
        shared.asked.push(format!("{path}{under}"));
        let reply = shared.replies.get(&path).cloned().unwrap_or_else(|| Reply::status(404));
        let has = |header: &str| reply.headers.iter().any(|(name, value)| *name == header && Some(value) == condition);
        if has("ETag") || has("Last-Modified") { Reply { body: Vec::new(), status: 304, ..reply } } else { reply }
    };
    let length = reply.length.unwrap_or(reply.body.len());
    let mut head = format!("HTTP/1.1 {} Said\r\nContent-Length: {length}\r\nConnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(b"\r\n").ok()?;
    stream.write_all(&reply.body).ok()
}

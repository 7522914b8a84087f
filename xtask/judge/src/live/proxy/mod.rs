//! A proxy between a client and an application, of plain TCP, which breaks some exchanges on purpose and keeps count of what
//! it handed on. It stands for the network, and judges nothing.

mod fault;
mod message;

pub(crate) use fault::{Fault, Place, What};

use anyhow::{Context, Result};
use fastrand::Rng;
use message::{Answer, Request};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The header by which a request says to which call it belongs; the answer has it, too.
pub(crate) const CALL: &str = "x-switchboard-call";
/// How long the server may take for an answer, and a client may leave a connection alone that does not go on.
const PATIENCE: Duration = Duration::from_secs(60);
/// The shortest and the longest delay, in milliseconds.
const DELAY: std::ops::Range<u64> = 20..200;
/// An answer that comes twice is no longer than this, so that both come at once: of what comes after the next request is sent
/// nobody could say to which it belongs.
const TWICE_AT_MOST: usize = 4096;

/// Which exchanges go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A tenth, in every way.
    Chaos,
    /// Every third is cut within the body.
    EveryThird,
}

/// A request that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// What went wrong.
    pub(crate) fault: Option<Fault>,
    /// Stands for the method, the address and the body.
    pub(crate) request: u64,
    /// Whether it was handed on; when the proxy did so twice, once counts.
    pub(crate) was_handed_on: bool,
    /// Whether it says which event came last.
    pub(crate) resumes: bool,
    /// What is wrong with the server itself.
    pub(crate) server: Option<String>,
}

/// What arrived, by call.
pub(crate) type Arrivals = BTreeMap<u64, Vec<Arrival>>;

struct Shared {
    server: SocketAddr,
    mode: Mode,
    seed: u64,
    count: AtomicU64,
    arrivals: Mutex<Arrivals>,
}

impl Shared {
    fn arrivals(&self) -> std::sync::MutexGuard<'_, Arrivals> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running proxy; it ends when this is dropped.
pub(crate) struct Proxy {
    /// Where it listens.
    pub(crate) url: String,
    shared: Arc<Shared>,
    _runtime: tokio::runtime::Runtime,
}

impl Proxy {
    /// Stands before the server at a port of loopback.
    ///
    /// # Errors
    ///
    /// When it cannot listen.
    pub(crate) fn start(port: u16, mode: Mode, seed: u64) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let listener = listener.context("the proxy cannot listen")?;
        let url = format!("http://{}", listener.local_addr()?);
        let server = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let shared = Arc::new(Shared { server, mode, seed, count: AtomicU64::new(0), arrivals: Mutex::default() });
        let own = shared.clone();
        runtime.spawn(async move {
            loop {
                if let Ok((client, _)) = listener.accept().await {
                    // What a connection ends with is noted with its exchanges.
                    tokio::spawn(connection(client, own.clone()));
                }
            }
        });
        Ok(Self { url, shared, _runtime: runtime })
    }

    /// What arrived so far.
    pub(crate) fn arrivals(&self) -> Arrivals {
        self.shared.arrivals().clone()
    }
}

/// Whether a connection may serve the next request.
#[derive(PartialEq)]
enum After {
    Next,
    End,
}

async fn connection(mut client: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut rest = Vec::new();
    while let Some(request) = Request::read(&mut client, &mut rest).await? {
        if exchange(&mut client, &shared, request).await? == After::End {
            break;
        }
    }
    client.shutdown().await
}

async fn exchange(client: &mut TcpStream, shared: &Shared, mut request: Request) -> io::Result<After> {
    let call: u64 = request.head.get(CALL).and_then(|number| number.parse().ok()).unwrap_or(u64::MAX);
    let mut hasher = DefaultHasher::new();
    (&request.head.first, &request.body).hash(&mut hasher);
    let mut arrival = Arrival {
        fault: None,
        request: hasher.finish(),
        was_handed_on: false,
        resumes: request.head.get("last-event-id").is_some(),
        server: None,
    };
    let (at, mut rng) = {
        let mut arrivals = shared.arrivals();
        let known = arrivals.entry(call).or_default();
        let mut rng = fault::choices(shared.seed, call, known.len() as u64);
        arrival.fault = match shared.mode {
            Mode::Chaos => fault::choose(&mut rng),
            Mode::EveryThird => {
                let is_third = shared.count.fetch_add(1, Ordering::Relaxed) % 3 == 2;
                let what = if rng.bool() { What::Cut } else { What::Reset };
                is_third.then_some(Fault { what, place: Place::Body })
            }
        };
        known.push(arrival.clone());
        (known.len() - 1, rng)
    };
    let note = |change: &dyn Fn(&mut Arrival)| {
        if let Some(arrival) = shared.arrivals().get_mut(&call).and_then(|known| known.get_mut(at)) {
            change(arrival);
        }
    };
    let is_at = |place: Place| arrival.fault.filter(|fault| fault.place == place).map(|fault| fault.what);
    let fault = is_at(Place::Before);
    if let Some(what) = fault
        && what != What::Twice
        && let Some(after) = between(client, what, &mut rng).await?
    {
        return Ok(after);
    }
    request.head.remove("connection");
    request.head.remove(CALL);
    request.head.set("connection", "close");
    note(&|arrival| arrival.was_handed_on = true);
    let mut answer = ask(shared.server, &request).await;
    if fault == Some(What::Twice) {
        answer = ask(shared.server, &request).await;
    }
    let mut answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            note(&|arrival| arrival.server = Some(error.to_string()));
            return Ok(After::End);
        }
    };
    if let Some(what) = is_at(Place::After)
        && let Some(after) = between(client, what, &mut rng).await?
    {
        return Ok(after);
    }
    answer.head.remove("connection");
    answer.head.remove("keep-alive");
    answer.head.set(CALL, &call.to_string());
    if !answer.is_framed {
        answer.head.set("connection", "close");
    }
    let sent = match arrival.fault.filter(|fault| matches!(fault.place, Place::Head | Place::Body)) {
        Some(fault) => damaged(client, fault, &answer, &mut rng).await?,
        None => {
            client.write_all(&[answer.head.bytes(), answer.body].concat()).await?;
            After::Next
        }
    };
    Ok(if answer.is_framed { sent } else { After::End })
}

/// Something that happens while no byte of an answer is on its way; nothing where the exchange goes on.
async fn between(client: &mut TcpStream, what: What, rng: &mut Rng) -> io::Result<Option<After>> {
    match what {
        What::Delay => {
            tokio::time::sleep(Duration::from_millis(rng.u64(DELAY))).await;
            return Ok(None);
        }
        What::Reset => client.set_zero_linger()?,
        What::Stall => stall(client).await,
        What::Refuse => {
            let status = rng.choice(["502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"]);
            let body = "<html><title>The server cannot be reached</title></html>";
            let head = "content-type: text/html\r\nconnection: close";
            let length = body.len();
            let status = status.unwrap_or("502 Bad Gateway");
            let text = format!("HTTP/1.1 {status}\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}");
            client.write_all(text.as_bytes()).await?;
        }
        What::Cut | What::Garble | What::Twice => {}
    }
    Ok(Some(After::End))
}

/// Leaves a connection open until the client ends it.
async fn stall(client: &mut TcpStream) {
    let mut ignored = [0; 1024];
    let gone = async { while client.read(&mut ignored).await.is_ok_and(|read| read > 0) {} };
    let _ = tokio::time::timeout(PATIENCE, gone).await;
}

/// Sends an answer of which a part goes wrong.
async fn damaged(client: &mut TcpStream, fault: Fault, answer: &Answer, rng: &mut Rng) -> io::Result<After> {
    let head = answer.head.bytes();
    let mut bytes = [head.as_slice(), &answer.body].concat();
    // Without a body it is the head; the last byte is never there.
    let place = match fault.place {
        Place::Body if answer.body.is_empty() => 1..head.len(),
        Place::Body => head.len()..bytes.len(),
        _ => 1..head.len(),
    };
    let at = rng.usize(place.clone());
    match fault.what {
        What::Cut | What::Reset | What::Stall | What::Refuse => {
            client.write_all(&bytes[..at]).await?;
            match fault.what {
                What::Stall => stall(client).await,
                // The end of a body that ends with its connection can be told from a cut by a reset alone.
                What::Reset | What::Cut if fault.what == What::Reset || !answer.is_framed => {
                    // What was sent is to arrive before.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    client.set_zero_linger()?;
                }
                _ => {}
            }
            Ok(After::End)
        }
        What::Delay => {
            client.write_all(&bytes[..at]).await?;
            tokio::time::sleep(Duration::from_millis(rng.u64(DELAY))).await;
            client.write_all(&bytes[at..]).await?;
            Ok(After::Next)
        }
        What::Garble => {
            for _ in 0..rng.usize(1..4) {
                bytes[rng.usize(place.clone())] = rng.u8(..);
            }
            client.write_all(&bytes).await?;
            // Nobody can say where it ends.
            Ok(After::End)
        }
        What::Twice => {
            if answer.is_framed && bytes.len() <= TWICE_AT_MOST {
                bytes.extend_from_within(..);
            }
            client.write_all(&bytes).await?;
            Ok(After::Next)
        }
    }
}

/// Hands a request on, over a connection of its own.
async fn ask(server: SocketAddr, request: &Request) -> io::Result<Answer> {
    let asked = async {
        let mut server = TcpStream::connect(server).await?;
        server.set_nodelay(true)?;
        server.write_all(&[request.head.bytes().as_slice(), &request.body].concat()).await?;
        Answer::read(&mut server, request.head.first.split(' ').next().unwrap_or_default()).await
    };
    let late = || io::Error::other(format!("the server did not answer within {} seconds", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| Err(late()))
}

#[cfg(test)]
mod tests;

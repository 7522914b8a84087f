//! The server around a [`Mock`]: connections on loopback, and the faults it was told to have.

use super::{Call, Mock, Reply};
use crate::terminal;
use anyhow::{Context, Result};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

/// The largest body that is read.
const BODY_LIMIT: usize = 64 << 20;

/// How long the first half of a cut answer gets to arrive.
const FLUSH: Duration = Duration::from_millis(50);

/// What goes wrong on purpose.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// A status, and how many of the first requests get it.
    pub fail: Option<(u16, u32)>,
    /// A pause before each answer.
    pub slow: Duration,
    /// Whether answers break off in the middle.
    pub cut: bool,
}

/// Serves on loopback until the process ends. `ready` is called with the address once requests are taken.
pub fn serve(
    mock: Mock,
    port: u16,
    faults: Faults,
    ready: impl FnOnce(SocketAddr) -> Result<()>,
) -> Result<Infallible> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start the server")?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        ready(listener.local_addr()?)?;
        let server = Arc::new(Server { mock, faults, seen: AtomicU32::new(0) });
        accept(&listener, &server).await
    })
}

async fn accept(listener: &TcpListener, server: &Arc<Server>) -> Result<Infallible> {
    loop {
        // An error here is one of a single connection that is gone already.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let server = Arc::clone(server);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let server = Arc::clone(&server);
                async move { Ok::<_, Infallible>(server.handle(request).await) }
            });
            // A client that goes away, or a cut answer, ends the connection; there is nothing to tell anyone.
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

struct Server {
    mock: Mock,
    faults: Faults,
    seen: AtomicU32,
}

impl Server {
    async fn handle(&self, request: Request<Incoming>) -> Response<BoxBody<Bytes, io::Error>> {
        let (head, body) = request.into_parts();
        let line = format!("{} {}", head.method, head.uri);
        let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let reply = match Limited::new(body, BODY_LIMIT).collect().await {
            Ok(body) => {
                let call = Call {
                    method: head.method.as_str().to_owned(),
                    path: head.uri.path().to_owned(),
                    query: pairs(head.uri.query().unwrap_or_default()),
                    headers: head.headers.iter().map(header).collect(),
                    body: body.to_bytes().to_vec(),
                };
                tokio::time::sleep(self.faults.slow).await;
                self.failure().unwrap_or_else(|| self.mock.answer(&call))
            }
            Err(error) => super::Refusal::new(400, format!("the body cannot be read: {error}")).reply(),
        };
        // The query may hold a key.
        let shown = line.split('?').next().unwrap_or_default();
        terminal::note(&terminal::visible(&format!("{shown} -> {} {}", reply.status, reply.note)));
        self.respond(reply)
    }

    /// The failure that is due, if one is.
    fn failure(&self) -> Option<Reply> {
        let (status, count) = self.faults.fail?;
        let before = self.seen.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |seen| seen.checked_add(1));
        let due = before.is_ok_and(|seen| seen < count);
        due.then(|| {
            let refusal = super::Refusal::new(status, "told to fail with --fail");
            Reply { note: refusal.reason.clone(), ..refusal.reply() }
        })
    }

    fn respond(&self, reply: Reply) -> Response<BoxBody<Bytes, io::Error>> {
        let body = Bytes::from(reply.body);
        let mut response = Response::builder().status(reply.status);
        if let Some(media_type) = reply.media_type {
            response = response.header(CONTENT_TYPE, media_type);
        }
        if self.faults.cut && body.len() > 1 {
            response = response.header(CONTENT_LENGTH, body.len());
            let half = body.slice(..body.len() / 2);
            let broken = async {
                // Without a pause the half would never leave the buffer.
                tokio::time::sleep(FLUSH).await;
                Err(io::Error::new(io::ErrorKind::ConnectionAborted, "cut"))
            };
            let pieces = stream::iter([Ok(Frame::data(half))]).chain(stream::once(broken));
            return finish(response.body(BodyExt::boxed(StreamBody::new(pieces))));
        }
        finish(response.body(Full::new(body).map_err(|never: Infallible| match never {}).boxed()))
    }
}

/// A document can name a status or a media type that HTTP cannot carry.
fn finish(response: hyper::http::Result<Response<BoxBody<Bytes, io::Error>>>) -> Response<BoxBody<Bytes, io::Error>> {
    response.unwrap_or_else(|error| {
        let text = Bytes::from(format!("the documented answer cannot be sent: {error}\n"));
        let mut response = Response::new(Full::new(text).map_err(|never: Infallible| match never {}).boxed());
        *response.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

/// The members of a query, decoded.
fn pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let members = query.split('&').filter(|member| !member.is_empty());
    members.map(|member| member.split_once('=').unwrap_or((member, ""))).map(|(k, v)| (decode(k), decode(v))).collect()
}

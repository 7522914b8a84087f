//! A client whose server answers from memory. Time stands still but for those who wait, so that pauses take none.

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use switchboard_runtime::reqwest::{Body, Request, Response, Url};
use switchboard_runtime::{Api, Core, Next, bytes::Bytes, http};

pub(super) static API: Api = Api { name: "fuzz", version: "1", servers: &["http://fuzz.example/base"], security: &[] };

/// What the server says.
#[derive(Clone)]
pub(super) struct Script {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, Vec<u8>)>,
    pub(super) pieces: Vec<Vec<u8>>,
}

impl Script {
    /// A success of this type.
    pub(super) fn of(content_type: &str, pieces: Vec<Vec<u8>>) -> Self {
        Self { status: 200, headers: vec![("content-type", content_type.as_bytes().to_vec())], pieces }
    }

    /// The answer; none where HTTP allows no such header.
    fn answer(self) -> Option<Response> {
        let mut answer = http::Response::builder().status(self.status);
        for (name, value) in self.headers {
            answer = answer.header(name, value);
        }
        let pieces = self.pieces.into_iter().map(|piece| Ok::<_, std::convert::Infallible>(Bytes::from(piece)));
        answer.body(Body::wrap_stream(futures_util::stream::iter(pieces))).ok().map(Response::from)
    }
}

#[derive(Default)]
struct State {
    scripts: VecDeque<Script>,
    requests: Vec<(Url, http::HeaderMap, Option<Bytes>)>,
}

/// The client of a thread, and what its server does.
pub(super) struct Server {
    runtime: tokio::runtime::Runtime,
    pub(super) client: Core,
    state: Arc<Mutex<State>>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Server {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let state = Arc::new(Mutex::new(State::default()));
        let seen = Arc::clone(&state);
        let middleware = move |request: Request, next: Next| {
            let answer = {
                let mut state = lock(&seen);
                let body = request.body().and_then(Body::as_bytes).map(Bytes::copy_from_slice);
                state.requests.push((request.url().clone(), request.headers().clone(), body));
                state.scripts.pop_front().and_then(Script::answer)
            };
            async move { answer.ok_or_else(|| next.failure("there is no answer")) }
        };
        let client = Core::builder(&API).middleware(middleware).build();
        Self { runtime: runtime.expect("a runtime"), client: client.expect("a client"), state }
    }

    /// The result of a future, in which the server answers with these one after the other, and what it was sent.
    pub(super) fn run<T>(
        &self,
        scripts: Vec<Script>,
        call: impl AsyncFnOnce(&Core) -> T,
    ) -> (T, Vec<(Url, http::HeaderMap, Option<Bytes>)>) {
        *lock(&self.state) = State { scripts: scripts.into(), requests: Vec::new() };
        let result = self.runtime.block_on(call(&self.client));
        (result, std::mem::take(&mut lock(&self.state).requests))
    }
}

/// Runs with the server of this thread.
pub(super) fn with<T>(run: impl FnOnce(&Server) -> T) -> T {
    thread_local! {
        static SERVER: OnceCell<Server> = const { OnceCell::new() };
    }
    SERVER.with(|server| run(server.get_or_init(Server::start)))
}

/// The same body in one piece, in pieces that hang on the body alone, and byte by byte where it is short.
pub(super) fn splits(body: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let seed = body
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut rest = body;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(rng.usize(1..=rest.len().min(40)));
        pieces.push(piece.to_vec());
        rest = tail;
    }
    let mut all = vec![vec![body.to_vec()], pieces];
    if body.len() <= 300 {
        all.push(body.iter().map(|byte| vec![*byte]).collect());
    }
    all
}

/// The first line and the rest. What no header can hold is taken out of the line.
pub(super) fn head_and_body(text: &str) -> (String, &str) {
    let (head, body) = text.split_once('\n').unwrap_or((text, ""));
    (head.chars().filter(|c| !c.is_control()).collect(), body)
}

/// Bytes that a text stands for: each character one, as far as there are any such bytes.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

/// How many there are of something, in steps.
pub(super) fn step(count: usize) -> &'static str {
    match count {
        0 => "none",
        1 => "one",
        2 => "two",
        3..=5 => "some",
        _ => "many",
    }
}

//! Many calls at once through one client: none is lost, none is made twice, and connections are used again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use switchboard_runtime::{Core, Error};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::api::{API, Call, GET_CALL};

const TASKS: usize = 100;
const CALLS: usize = 100;

/// A server that keeps connections, echoes the id in the path, and counts.
#[derive(Clone, Default)]
struct Counting {
    connections: Arc<AtomicUsize>,
    answers: Arc<AtomicUsize>,
    /// Successful answers by path.
    served: Arc<Mutex<HashMap<String, usize>>>,
    /// How many of ten answers fail.
    failing: usize,
}

impl Counting {
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                server.connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(server.clone().keep(stream));
            }
        });
        url
    }

    /// Answers request after request; requests here have no body.
    async fn keep(self, mut stream: TcpStream) {
        let (mut pending, mut chunk) = (Vec::new(), [0; 2048]);
        loop {
            match stream.read(&mut chunk).await {
                Ok(0) | Err(_) => return,
                Ok(count) => pending.extend_from_slice(&chunk[..count]),
            }
            while let Some(end) = pending.windows(4).position(|window| window == b"\r\n\r\n") {
                let head: Vec<u8> = pending.drain(..end + 4).collect();
                let path = String::from_utf8_lossy(&head).split(' ').nth(1).unwrap_or_default().to_owned();
                if stream.write_all(self.answer(&path).as_bytes()).await.is_err() {
                    return;
                }
            }
        }
    }

    fn answer(&self, path: &str) -> String {
        // Spread evenly: 3 and 10 have no common factor.
        let fails = self.answers.fetch_add(1, Ordering::Relaxed) * 3 % 10 < self.failing;
        if fails {
            return "HTTP/1.1 503 Busy\r\nretry-after-ms: 1\r\ncontent-length: 0\r\n\r\n".to_owned();
        }
        *self.served.lock().unwrap().entry(path.to_owned()).or_default() += 1;
        let body = format!("{{\"id\":\"{}\"}}", path.rsplit('/').next().unwrap_or_default());
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
    }
}

/// Makes all calls, and checks that each got its own answer.
async fn run(core: Core) {
    let task = |task: usize| {
        let core = core.clone();
        tokio::spawn(async move {
            for call in 0..CALLS {
                let id = format!("{task}-{call}");
                let got: Result<Call, Error<()>> = async {
                    Ok(core.request(&GET_CALL).path("id", &id).send().await?.json::<Call>().await?.into_inner())
                }
                .await;
                assert_eq!(got.unwrap().id, id);
            }
        })
    };
    let tasks: Vec<_> = (0..TASKS).map(task).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

fn served_once(server: &Counting) {
    let served = server.served.lock().unwrap();
    assert_eq!(served.len(), TASKS * CALLS, "calls were lost");
    assert!(served.values().all(|count| *count == 1), "calls were made twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_share_few_connections() {
    let server = Counting::default();
    let url = server.start().await;
    run(Core::builder(&API).base_url(url).retries(0).build().unwrap()).await;
    served_once(&server);
    let connections = server.connections.load(Ordering::Relaxed);
    assert!(connections <= 2 * TASKS, "{connections} connections");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c24_all_calls_succeed_although_a_third_of_the_answers_fail() {
    let server = Counting { failing: 3, ..Counting::default() };
    let url = server.start().await;
    run(Core::builder(&API).base_url(url).retries(20).build().unwrap()).await;
    served_once(&server);
    let extra = server.answers.load(Ordering::Relaxed) - TASKS * CALLS;
    // Seven of ten answers are good, so that ten calls take four to five retries; the budget allows for six.
    assert!((TASKS * CALLS * 4 / 10..TASKS * CALLS * 5 / 10).contains(&extra), "{extra} retries");
    let connections = server.connections.load(Ordering::Relaxed);
    assert!(connections <= 2 * TASKS, "{connections} connections");
}

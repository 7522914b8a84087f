//! What a call costs beyond bare reqwest: the same request to the same server on loopback, decoded into the same type.
//!
//! `cargo bench -p switchboard-runtime --bench call`
//!
//! The two take turns, call by call, so that whatever else the machine does hits both; the difference of their medians
//! is what counts. The aim: under 5 % or 20 µs.

#![allow(clippy::print_stdout, reason = "a benchmark tells its numbers")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde::Deserialize;
use switchboard_runtime::{
    Api, Call as Made, Core, Error, Operation, Parameter, Read as As, Reply, SecurityKind, SecurityScheme, reqwest,
};
use tokio::runtime::Runtime;

static API: Api = Api {
    name: "bench",
    version: "1",
    servers: &[],
    security: &[SecurityScheme { id: "token", kind: SecurityKind::Bearer, env: &[] }],
};

static GET_CALL: Operation = Operation {
    id: "getCall",
    method: "GET",
    path: "/calls/{id}",
    server: None,
    accept: "application/json",
    end: None,
    end_event: None,
    error_event: None,
    error_member: None,
    parameters: &[Parameter::path("id")],
    security: &[&["token"]],
    scopes: &[],
    idempotent: false,
    envelope: None,
    bounds: None,
    replies: &[Reply::success(200, As::Json)],
};

#[derive(Deserialize)]
struct Call {
    id: String,
    status: String,
    minutes: Vec<u32>,
}

impl Call {
    fn weight(&self) -> usize {
        self.id.len() + self.status.len() + self.minutes.len()
    }
}

/// Pairs of calls that are measured, after some that are not.
const PAIRS: usize = 10_000;
const WARM_UP: usize = 500;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = Runtime::new()?;
    let url = server()?;
    let client = reqwest::Client::new();
    let core: Core = Core::builder(&API).base_url(&*url).credential("token", "key").build()?;
    let bare = || async {
        let answer = client.get(format!("{url}/calls/3f2a6c1e")).bearer_auth("key").send().await?;
        Ok::<_, reqwest::Error>(answer.json::<Call>().await?.weight())
    };
    let ours = || async {
        let answer = Made::<Call>::new(core.request(&GET_CALL).path("id", "3f2a6c1e")).await?;
        Ok::<_, Error>(answer.weight())
    };
    let (mut bare_times, mut our_times) = (Vec::new(), Vec::new());
    for pair in 0..WARM_UP + PAIRS {
        let begin = Instant::now();
        runtime.block_on(bare())?;
        let middle = Instant::now();
        runtime.block_on(ours())?;
        if pair >= WARM_UP {
            bare_times.push(middle - begin);
            our_times.push(middle.elapsed());
        }
    }
    let (bare, ours) = (middle_of(bare_times), middle_of(our_times));
    for (name, [fastest, median, slow]) in [("bare reqwest", bare), ("this runtime", ours)] {
        println!("{name}: fastest {fastest:.1?}, median {median:.1?}, one in twenty over {slow:.1?}");
    }
    let micros = |duration: Duration| duration.as_secs_f64() * 1e6;
    let more = micros(ours[1]) - micros(bare[1]);
    println!("a call costs {more:.1} µs more than bare reqwest ({:.1} %)", 100.0 * more / micros(bare[1]));
    Ok(())
}

/// The fastest, the median, and what one in twenty exceeds.
fn middle_of(mut times: Vec<Duration>) -> [Duration; 3] {
    times.sort();
    [0, times.len() / 2, times.len() * 19 / 20].map(|at| times[at])
}

/// A server on a thread of its own that answers every request with the same call.
fn server() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let body = r#"{"id":"3f2a6c1e","status":"completed","minutes":[1,2,3]}"#;
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = answer.clone();
            std::thread::spawn(move || {
                let mut chunk = [0; 4096];
                // Requests are small, and the next one comes after the answer: one read, one request.
                while stream.read(&mut chunk).is_ok_and(|count| count > 0) {
                    if stream.write_all(answer.as_bytes()).is_err() {
                        break;
                    }
                }
            });
        }
    });
    Ok(url)
}

//! What a call costs beyond bare reqwest: the same request to the same server on loopback, decoded into the same type.
//!
//! `cargo bench -p switchboard-runtime --bench call`

use std::io::{Read, Write};
use std::net::TcpListener;

use serde::Deserialize;
use switchboard_runtime::{
    Api, Core, Error, Location, Operation, Parameter, SecurityKind, SecurityScheme, Style, reqwest,
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
    parameters: &[Parameter {
        key: "id",
        name: "id",
        location: Location::Path,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        json: false,
        bounds: None,
    }],
    security: &[&["token"]],
    idempotent: false,
    envelope: None,
    bounds: None,
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

fn main() {
    divan::main();
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

#[divan::bench]
fn bare_reqwest(bencher: divan::Bencher<'_, '_>) {
    let runtime = Runtime::new().expect("a runtime");
    let (client, url) = (reqwest::Client::new(), server().expect("a server"));
    let call = || async {
        let answer = client.get(format!("{url}/calls/3f2a6c1e")).bearer_auth("key").send().await?;
        Ok::<_, reqwest::Error>(answer.json::<Call>().await?.weight())
    };
    bencher.bench_local(|| runtime.block_on(call()).expect("an answer"));
}

#[divan::bench]
fn this_runtime(bencher: divan::Bencher<'_, '_>) {
    let runtime = Runtime::new().expect("a runtime");
    let core = Core::builder(&API).base_url(server().expect("a server")).credential("token", "key");
    let core: Core = core.build().expect("a client");
    let call = || async {
        let answer = core.request(&GET_CALL).path("id", "3f2a6c1e").send().await?;
        Ok::<_, Error<()>>(answer.json::<Call>().await?.weight())
    };
    bencher.bench_local(|| runtime.block_on(call()).expect("an answer"));
}

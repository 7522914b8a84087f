use super::*;
use std::io::{Read, Write};
use std::net::TcpListener as Listener;

/// A server that answers each connection once, and counts them; its port.
fn server(answer: &'static str) -> (u16, Arc<AtomicU64>) {
    let listener = Listener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let count = Arc::new(AtomicU64::new(0));
    let own = count.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                head.push(byte[0]);
            }
            own.fetch_add(1, Ordering::Relaxed);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (port, count)
}

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello";

/// What comes of a request over a connection of its own.
fn asked(proxy: &Proxy, call: u64) -> Vec<u8> {
    let mut stream = std::net::TcpStream::connect(proxy.url.trim_start_matches("http://")).expect("a proxy");
    stream.set_read_timeout(Some(Duration::from_millis(400))).expect("a socket");
    let _ = write!(stream, "GET / HTTP/1.1\r\nhost: x\r\n{CALL}: {call}\r\nconnection: keep-alive\r\n\r\n");
    let mut came = Vec::new();
    let _ = stream.read_to_end(&mut came);
    came
}

#[test]
fn every_third_answer_is_cut_within_its_body() {
    let (port, count) = server(ANSWER);
    let proxy = Proxy::start(port, Mode::EveryThird, 1).expect("a proxy");
    for call in 0..9 {
        let came = String::from_utf8(asked(&proxy, call)).expect("text");
        let is_whole = came.ends_with("hello") && came.contains(&format!("{CALL}: {call}\r\n"));
        assert_eq!(is_whole, call % 3 != 2, "{call}: {came}");
    }
    let arrivals = proxy.arrivals();
    assert_eq!(arrivals.values().flatten().filter(|arrival| arrival.fault.is_some()).count(), 3);
    assert_eq!(count.load(Ordering::Relaxed), 9);
}

#[test]
fn the_server_is_asked_as_often_as_the_proxy_says() {
    let (port, count) = server(ANSWER);
    let proxy = Proxy::start(port, Mode::Chaos, 5).expect("a proxy");
    std::thread::scope(|scope| {
        for first in 0..16_u64 {
            let proxy = &proxy;
            scope.spawn(move || (first..320).step_by(16).for_each(|call| drop(asked(proxy, call))));
        }
    });
    let arrivals = proxy.arrivals();
    assert_eq!(arrivals.len(), 320);
    let twice = Some(Fault { what: What::Twice, place: Place::Before });
    let wanted: u64 = arrivals
        .values()
        .flatten()
        .map(|arrival| u64::from(arrival.was_handed_on) + u64::from(arrival.fault == twice))
        .sum();
    assert_eq!(count.load(Ordering::Relaxed), wanted);
    let broken = arrivals.values().flatten().filter(|arrival| arrival.fault.is_some()).count();
    assert!((10..60).contains(&broken), "{broken}");
    // The same seed breaks the same exchanges.
    for (call, arrivals) in &arrivals {
        assert_eq!(arrivals[0].fault, fault::choose(&mut fault::choices(5, *call, 0)), "{call}");
    }
}

#[test]
fn a_server_that_gives_no_answer_is_named() {
    let (port, _) = server("");
    let proxy = Proxy::start(port, Mode::EveryThird, 1).expect("a proxy");
    assert!(asked(&proxy, 0).is_empty());
    assert_eq!(proxy.arrivals()[&0][0].server.as_deref(), Some("the server gave no answer"));
}

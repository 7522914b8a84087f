//! Calls of programs without async code.

use switchboard_runtime::{ByteStream, Call, Error, Failure, Operation, Read, Reply, TypedStream};

use crate::api::{PLAIN, client};
use crate::canned::{Canned, answer};

static LIST: Operation = Operation { id: "list", replies: &[Reply::success(200, Read::Json)], ..PLAIN };

#[test]
fn a_call_needs_no_runtime_of_the_caller() {
    // The server has one; the thread that calls has none.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Canned::start(vec![answer("200 OK", "connection: close\r\n", "[1]")]));
    let client = client(server.url());
    let call = || Call::<Vec<u32>>::new(client.request(&LIST));
    assert_eq!(*call().send_blocking().unwrap(), [1]);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let call = call();
            std::thread::spawn(move || call.send_blocking().unwrap().into_inner())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), [1]);
    }
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn a_connection_that_the_server_closed_between_two_calls_is_not_used_again() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Canned::start(vec![answer("200 OK", "", "[1]")]));
    let client = client(server.url());
    for _ in 0..20 {
        assert_eq!(*Call::<Vec<u32>>::new(client.request(&LIST)).send_blocking().unwrap(), [1]);
        // The server has closed the connection by now.
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(server.requests().len(), 20);
}

#[test]
fn streams_need_none_either() {
    static BYTES: Operation = Operation { id: "bytes", replies: &[Reply::success(200, Read::Bytes)], ..PLAIN };
    static LINES: Operation = Operation { id: "lines", replies: &[Reply::success(200, Read::JsonLines)], ..PLAIN };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Canned::start(vec![answer("200 OK", "", "1\n2\n")]));
    let client = client(server.url());
    let bytes = || Call::<ByteStream>::new(client.request(&BYTES)).send_blocking().unwrap().into_inner();
    assert_eq!(bytes().bytes_blocking().unwrap(), "1\n2\n");
    let mut pieces = bytes();
    assert_eq!(pieces.next_blocking().unwrap().unwrap(), "1\n2\n");
    assert!(pieces.next_blocking().is_none());
    let mut lines = Call::<TypedStream<u32>>::new(client.request(&LINES)).send_blocking().unwrap().into_inner();
    assert_eq!((lines.next_blocking().unwrap().unwrap(), lines.next_blocking().unwrap().unwrap()), (1, 2));
    assert!(lines.next_blocking().is_none());
}

#[tokio::test]
async fn inside_of_a_runtime_it_is_an_error() {
    let error = Call::<Vec<u32>>::new(client("http://127.0.0.1:9").request(&LIST)).send_blocking().unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::InvalidRequest { .. })), "{error}");
    assert!(error.to_string().ends_with("await the call"), "{error}");
}

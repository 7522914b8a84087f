//! Calls of programs without async code.

use switchboard_runtime::{Call, Error, Failure, Operation, Read, Reply};

use crate::api::{PLAIN, client};
use crate::canned::{Canned, answer};

static LIST: Operation = Operation { id: "list", replies: &[Reply::success(200, Read::Json)], ..PLAIN };

#[test]
fn a_call_needs_no_runtime_of_the_caller() {
    // The server has one; the thread that calls has none.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Canned::start(vec![answer("200 OK", "", "[1]")]));
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

#[tokio::test]
async fn inside_of_a_runtime_it_is_an_error() {
    let error = Call::<Vec<u32>>::new(client("http://127.0.0.1:9").request(&LIST)).send_blocking().unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::InvalidRequest { .. })), "{error}");
    assert!(error.to_string().ends_with("await the call"), "{error}");
}

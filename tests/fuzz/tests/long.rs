//! What streams cost that come in small pieces: twice as much takes about twice as long, whatever is in it.

use std::time::{Duration, Instant};
use switchboard_fuzz::wire::{Reader, read_in_pieces};

/// Runs of the same that have no end, which is where a reader that begins anew with each piece is slow.
const ENDLESS: &[(Reader, &str, &str, &str)] = &[
    (Reader::Sse, "", "data: ", "x"),
    (Reader::Sse, "", "", "\r"),
    (Reader::Sse, "", "", "data: x\n"),
    (Reader::Sse, "", "", "event: x\nid: 1\n"),
    (Reader::Sse, "", "", ": comment\n"),
    (Reader::Lines, "application/jsonl", "\"", "x"),
    (Reader::Lines, "application/jsonl", "", "\r\n"),
    (Reader::Lines, "application/jsonl", "", "[1]\n"),
    (Reader::Lines, "application/jsonl; charset=utf-16le", "", "1\u{0}"),
    (Reader::Lines, "application/json-seq", "\u{1e}", "\n"),
    (Reader::Multipart, "b", "", "for nobody\r\n"),
    (Reader::Multipart, "b", "--b", " "),
    (Reader::Multipart, "b", "--b", "\t\r"),
    (Reader::Multipart, "b", "--b\r\n\r\n", "\r\n--"),
    (Reader::Multipart, "b", "--b\r\n", "a: b\r\n"),
    (Reader::Multipart, "b", "--b\r\n\r\n", "x\r\n--b\r\n\r\n"),
];

/// How long it takes to read as much as this; the least of three.
fn took(&(reader, head, begin, run): &(Reader, &str, &str, &str), length: usize) -> Duration {
    let mut body = begin.to_owned();
    body.push_str(&run.repeat(length / run.len()));
    let once = || {
        let begin = Instant::now();
        read_in_pieces(reader, head, body.as_bytes(), 16);
        begin.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

#[test]
fn time_grows_with_the_length_alone() {
    const LENGTH: usize = 32_000;
    for case in ENDLESS {
        took(case, LENGTH);
        let (short, long) = (took(case, LENGTH), took(case, 8 * LENGTH));
        // Eight times as much; what goes by the square takes 64 times as long.
        let limit = short * 24 + Duration::from_millis(20);
        assert!(long < limit, "{case:?}: {short:?} for {LENGTH} bytes, {long:?} for eight times as many");
    }
}

//! What servers ask for before a retry: nobody waits longer than the policy says, and a pause is the one that was asked for.

use super::server::{Script, with};
use switchboard_runtime::{CallOptions, Operation};
use tokio::time::{Duration, Instant};

/// `Retry-After`, and `retry-after-ms` in the next line where there is one.
pub(super) const SEEDS: &[&str] = &[
    "0",
    "5",
    "120",
    "1000000000",
    "Fri, 20 Nov 2026 12:00:30 GMT",
    "abc",
    "1.5",
    "-1",
    "5\n250",
    "\n1e3",
    "Friday, 20-Nov-26 12:00:30 GMT",
    "inf",
];

static GET: Operation = Operation::new("get", "GET", "/get");

pub(super) fn execute(text: &str) -> Vec<String> {
    let visible = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    let mut lines = text.lines().map(visible);
    let (seconds, milliseconds) = (lines.next().unwrap_or_default(), lines.next());
    let mut headers = vec![("retry-after", seconds.clone().into_bytes())];
    headers.extend(milliseconds.clone().map(|value| ("retry-after-ms", value.into_bytes())));
    let busy = Script { status: 503, headers, pieces: Vec::new() };
    let fine = Script { status: 200, headers: Vec::new(), pieces: Vec::new() };
    let call = async |client: &switchboard_runtime::Core| {
        let begin = Instant::now();
        let result = client.request(&GET).options(CallOptions::new().retries(1)).send().await;
        (result.map(|answer| answer.status().as_u16()), begin.elapsed())
    };
    // Fine answers fill the budget of retries, which a server that is down has spent.
    let ((first, _), _) = with(|server| server.run(vec![fine.clone()], call));
    assert_eq!(first.ok(), Some(200));
    let ((result, pause), requests) = with(|server| server.run(vec![busy, fine], call));
    let status = result.unwrap_or_else(|failure| panic!("no answer, {failure}"));
    assert!(pause <= Duration::from_secs(121), "it waited {pause:?}");
    assert_eq!(status, if requests.len() == 2 { 200 } else { 503 }, "{} requests", requests.len());
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let asked = milliseconds.as_deref().and_then(number).map(u64::from);
    let asked = asked.or_else(|| match milliseconds {
        None => number(&seconds).map(|seconds| u64::from(seconds) * 1000),
        Some(_) => None,
    });
    if let Some(asked) = asked {
        let asked = Duration::from_millis(asked);
        assert_eq!(requests.len() == 2, asked <= Duration::from_secs(120), "asked for {asked:?}");
        // Timers go by whole milliseconds.
        let is_kept = requests.len() == 1 || pause >= asked && pause <= asked + Duration::from_millis(2);
        assert!(is_kept, "asked for {asked:?}, and waited {pause:?}");
    }
    let waited = match pause.as_millis() {
        0 => "not at all",
        1..=500 => "a little",
        _ => "long",
    };
    vec![format!("{} requests, waited {waited}, {} parts", requests.len(), seconds.split(' ').count())]
}

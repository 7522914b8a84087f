//! Prints what is known of some calls, a line for each:
//!
//! ```sh
//! REVRING_API_KEY=… cargo run -p revring --example read_calls -- CALL_ID CALL_ID
//! ```

use revring::Client;
use revring::types::{BatchGetCallsBody, CallStatus, HangupCause};

/// How many calls RevRing gives at a time.
const BATCH: usize = 100;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ids: Vec<String> = std::env::args().skip(1).collect();
    if ids.is_empty() {
        return Err("say which calls: read_calls CALL_ID…".into());
    }
    let client = Client::from_env()?;
    for batch in ids.chunks(BATCH) {
        let calls = client.batch_get_calls(&BatchGetCallsBody::new(batch)).await?.into_inner().data;
        for call in calls {
            let outcome = match &call.status {
                Some(CallStatus::Completed) => match call.hangup_cause.flatten() {
                    Some(HangupCause::UserEnded) => "they hung up".to_owned(),
                    Some(HangupCause::EndCallTool) => "the agent hung up".to_owned(),
                    Some(other) => other.to_string(),
                    None => "completed".to_owned(),
                },
                Some(CallStatus::Failed) => call.error_message.flatten().unwrap_or_else(|| "failed".to_owned()),
                Some(other) => other.to_string(),
                None => "?".to_owned(),
            };
            println!(
                "{} {} -> {} {:>5} s  {outcome}",
                call.initiated_at.as_ref().map_or("?", |at| at.as_str()),
                call.from_number.as_deref().unwrap_or("?"),
                call.to_number.as_deref().unwrap_or("?"),
                call.duration_seconds.flatten().unwrap_or_default(),
            );
        }
    }
    Ok(())
}

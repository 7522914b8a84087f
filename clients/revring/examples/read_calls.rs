//! Prints what is known of some calls, a line for each, with the agent that took part:
//!
//! ```sh
//! REVRING_API_KEY=… cargo run -p revring --example read_calls -- CALL_ID CALL_ID
//! ```
//!
//! RevRing documents no list of all calls. Their ids come from where calls are placed (`create_call`) or reported (the
//! webhook `PostCall`); given those, calls are read a hundred at a time, and printed as they come.

use revring::Client;
use revring::types::{BatchGetCallsBody, Call, CallStatus, HangupCause};
use std::collections::HashMap;

/// How many calls RevRing gives at a time.
const BATCH: usize = 100;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ids: Vec<String> = std::env::args().skip(1).collect();
    if ids.is_empty() {
        return Err("say which calls: read_calls CALL_ID…".into());
    }
    let client = Client::from_env()?;
    let agents = client.list_agents().await?.into_inner().data;
    let names: HashMap<String, String> =
        agents.into_iter().filter_map(|agent| Some((agent.id?, agent.name?))).collect();
    for batch in ids.chunks(BATCH) {
        for call in client.batch_get_calls(&BatchGetCallsBody::new(batch)).await?.into_inner().data {
            let agent = call.agent_id.as_deref().and_then(|id| names.get(id));
            println!(
                "{} {} -> {} {:>5} s  {}  {}",
                call.initiated_at.as_ref().map_or("?", |at| at.as_str()),
                call.from_number.as_deref().unwrap_or("?"),
                call.to_number.as_deref().unwrap_or("?"),
                call.duration_seconds.into_option().unwrap_or_default(),
                agent.map_or("?", String::as_str),
                outcome(&call),
            );
        }
    }
    Ok(())
}

/// How a call ended, or what it is doing.
fn outcome(call: &Call) -> String {
    match &call.status {
        Some(CallStatus::Completed) => match call.hangup_cause.as_ref() {
            Some(HangupCause::UserEnded) => "they hung up".to_owned(),
            Some(HangupCause::EndCallTool) => "the agent hung up".to_owned(),
            Some(other) => other.to_string(),
            None => "completed".to_owned(),
        },
        Some(CallStatus::Failed) => call.error_message.as_deref().unwrap_or("failed").to_owned(),
        Some(other) => other.to_string(),
        None => "?".to_owned(),
    }
}

//! Places a call, waits for its end and prints who said what:
//!
//! ```sh
//! REVOX_API_KEY=… cargo run -p revox --example place_call -- +15550100 "Ask how the day was."
//! ```

use revox::Client;
use revox::types::{Call, CallStatus, InlineAssistant, NewCall, TranscriptRole};
use std::error::Error;
use std::time::Duration;

/// How long to wait between two looks at a call.
const INTERVAL: Duration = Duration::from_secs(2);
/// An order may take days, when nobody picks up; this program does not.
const LOOKS: usize = 900;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(number), Some(prompt)) = (arguments.next(), arguments.next()) else {
        return Err("say whom to call, and what to talk about: place_call NUMBER PROMPT".into());
    };

    let client = Client::from_env()?;
    let order = NewCall::new(number).assistant(InlineAssistant::new(prompt));
    let placed = client.create_call(&order).await?.into_inner().call;
    println!("placed {}", placed.id);

    let call = finished(&client, &placed.id).await?;
    println!("{} after {} attempt(s)", call.status.as_str(), call.calls_count);
    for turn in call.last_call_attempt.and_then(|attempt| attempt.transcript.into_option()).unwrap_or_default() {
        match turn.role {
            TranscriptRole::User => println!("them:  {}", turn.content),
            TranscriptRole::Assistant => println!("agent: {}", turn.content),
            TranscriptRole::Tool => println!("       [{}] {}", turn.tool_name.unwrap_or_default(), turn.content),
            // A role that Revox adds tomorrow.
            other => println!("{}: {}", other.as_str(), turn.content),
        }
    }
    Ok(())
}

/// Looks at a call until it is over.
async fn finished(client: &Client, id: &str) -> Result<Call, Box<dyn Error>> {
    for _ in 0..LOOKS {
        let call = client.get_call(id).await?.into_inner().call;
        if matches!(call.status, CallStatus::Completed | CallStatus::Cancelled | CallStatus::Errored) {
            return Ok(call);
        }
        tokio::time::sleep(INTERVAL).await;
    }
    Err(format!("call {id} goes on; look at it later").into())
}

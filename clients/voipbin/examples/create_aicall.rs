//! Puts an AI on a telephone call, and follows it until it is over:
//!
//! ```sh
//! VOIPBIN_ACCESSKEY=… cargo run -p voipbin --example create_aicall -- AI_ID CALL_ID
//! ```

use std::time::Duration;
use voipbin::Client;
use voipbin::types::{AIcall, AIcallAssistanceType, AIcallCreate, AIcallReferenceType, AIcallStatus};

/// How long to wait between two looks at an AI call.
const INTERVAL: Duration = Duration::from_secs(2);
const LOOKS: usize = 900;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(ai), Some(call)) = (arguments.next(), arguments.next()) else {
        return Err("say which AI speaks in which call: create_aicall AI_ID CALL_ID".into());
    };

    let client = Client::from_env()?;
    let order = AIcallCreate::new(AIcallAssistanceType::Ai, ai, AIcallReferenceType::Call, call);
    let created = client.create_aicall(&order).await?.into_inner();
    let id = created.id.ok_or("the answer names no AI call")?.to_string();
    println!("AI call {id} by {}", created.ai_engine_model.as_deref().unwrap_or("an unnamed model"));

    let ended = finished(&client, &id).await?;
    let language = ended.stt_language.as_deref().unwrap_or("an unknown language");
    match ended.tm_end.into_option().and_then(|end| end.into_inner()) {
        Some(end) => println!("over since {end}, in {language}"),
        None => println!("over, in {language}"),
    }
    Ok(())
}

/// Looks at an AI call until it is over, and says each new state.
async fn finished(client: &Client, id: &str) -> Result<AIcall, Box<dyn std::error::Error>> {
    let mut last = None;
    for _ in 0..LOOKS {
        let call = client.get_aicall(id).await?.into_inner();
        if call.status != last {
            println!("{}", call.status.as_ref().map_or("?", AIcallStatus::as_str));
        }
        match call.status {
            Some(AIcallStatus::Terminated) => return Ok(call),
            status => last = status,
        }
        tokio::time::sleep(INTERVAL).await;
    }
    Err(format!("AI call {id} goes on; look at it later").into())
}

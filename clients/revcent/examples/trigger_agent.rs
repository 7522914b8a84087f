//! Lets an AI voice agent call the customer of an item, and follows the call until it is over:
//!
//! ```sh
//! REVCENT_API_KEY=… cargo run -p revcent --example trigger_agent -- AGENT_ID sale SALE_ID
//! ```

use revcent::types::{AiVoiceCall, AiVoiceCallStatus, ItemType, TriggerAiVoiceAgentRequest};
use revcent::{Client, Error};
use std::time::Duration;

/// How long to wait between two looks at a call.
const INTERVAL: Duration = Duration::from_secs(2);
const LOOKS: usize = 900;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(agent), Some(kind), Some(item)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("say which agent calls about what: trigger_agent AGENT_ID ITEM_TYPE ITEM_ID".into());
    };

    let client = Client::from_env()?;
    let request = TriggerAiVoiceAgentRequest::new(ItemType::from(kind.as_str()), item);
    let triggered = match client.trigger_ai_voice_agent(&agent, &request).await {
        Ok(answer) => answer.into_inner(),
        // RevCent says with `code` whether a request failed; the client has looked at it already.
        Err(Error::Api(refused)) => {
            return Err(refused.into_body().message.unwrap_or_else(|| "refused without a reason".to_owned()).into());
        }
        Err(other) => return Err(other.into()),
    };
    let id = triggered.ai_voice_call_id.ok_or("the answer names no call")?;
    println!("calling customer {}: call {id}", triggered.customer_id.as_deref().unwrap_or("?"));

    let call = finished(&client, &id).await?;
    let seconds = call.call_duration_ms.unwrap_or_default() / 1000;
    println!("{} -> {}, {seconds} s", call.from.as_deref().unwrap_or("?"), call.to.as_deref().unwrap_or("?"));
    Ok(())
}

/// Looks at a call until it is over, and says each new state.
async fn finished(client: &Client, id: &str) -> Result<AiVoiceCall, Box<dyn std::error::Error>> {
    let mut last = None;
    for _ in 0..LOOKS {
        let call = client.get_ai_voice_call(id).await?.into_inner();
        if call.status != last {
            println!("{}", call.status.as_ref().map_or("?", AiVoiceCallStatus::as_str));
        }
        match call.status {
            Some(AiVoiceCallStatus::Complete | AiVoiceCallStatus::Cancelled | AiVoiceCallStatus::Error) => {
                return Ok(call);
            }
            status => last = status,
        }
        tokio::time::sleep(INTERVAL).await;
    }
    Err(format!("call {id} goes on; look at it later").into())
}

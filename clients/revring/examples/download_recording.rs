//! Reads one call, prints its summary and saves its recording:
//!
//! ```sh
//! REVRING_API_KEY=… cargo run -p revring --example download_recording -- CALL_ID recording.wav
//! ```

use revring::Client;
use revring::runtime::reqwest;
use std::fs::File;
use std::io::Write;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(id), Some(path)) = (arguments.next(), arguments.next()) else {
        return Err("say which call, and where to put it: download_recording CALL_ID FILE".into());
    };
    let client = Client::from_env()?;
    let call = client.get_call(&id).await?.into_inner().data;
    println!("{}", call.summary.as_deref().unwrap_or("no summary"));

    // There is none before the end of the call. The address is not RevRing's, so the key stays here.
    let address = call.recording_url.into_option().ok_or("this call has no recording (yet)")?;
    let mut recording = reqwest::get(address).await?.error_for_status()?;
    let mut file = File::create(&path)?;
    while let Some(piece) = recording.chunk().await? {
        file.write_all(&piece)?;
    }
    println!("saved {path}");
    Ok(())
}

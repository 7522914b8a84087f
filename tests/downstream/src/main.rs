//! Prints calls of all vendors in one table: `call-log revox:ID revring:ID revcent:ID voipbin:ID`.
//!
//! Keys come from the environment, as each client documents.

#![allow(clippy::print_stdout)]

use call_log::{Row, Table};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut rows = Vec::new();
    for argument in std::env::args().skip(1) {
        let (vendor, id) = argument.split_once(':').ok_or("name calls as VENDOR:ID")?;
        rows.push(read(vendor, id).await?);
    }
    print!("{}", rows.into_iter().collect::<Table>());
    Ok(())
}

async fn read(vendor: &str, id: &str) -> Result<Row, Box<dyn Error>> {
    Ok(match vendor {
        "revcent" => revcent::Client::from_env()?.get_ai_voice_call(id).await?.into_inner().into(),
        "revox" => revox::Client::from_env()?.get_call(id).await?.into_inner().call.into(),
        "revring" => revring::Client::from_env()?.get_call(id).await?.into_inner().data.into(),
        "voipbin" => voipbin::Client::from_env()?.get_call(id).await?.into_inner().into(),
        _ => return Err(format!("no vendor is called {vendor}").into()),
    })
}

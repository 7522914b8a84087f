//! progenitor as its users run it: a document to the text of a client, with typify's types. What it refuses, and what makes
//! it panic, is a reason. Knows nothing of our generator.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The client that progenitor makes of a document, or why it makes none. Quietens panics of the process from then on.
pub(crate) fn client(text: &str) -> Result<String, String> {
    std::panic::set_hook(Box::new(|_| ()));
    catch_unwind(AssertUnwindSafe(|| render(text))).unwrap_or_else(|panic| {
        let reason = panic.downcast_ref::<String>().cloned();
        let reason = reason.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("it panics: {}", reason.unwrap_or_default()))
    })
}

fn render(text: &str) -> Result<String, String> {
    // JSON is YAML as well, but its reader is the faster one.
    let document: openapiv3::OpenAPI = match text.trim_start().starts_with('{') {
        true => serde_json::from_str(text).map_err(|error| error.to_string())?,
        false => serde_yaml::from_str(text).map_err(|error| error.to_string())?,
    };
    let tokens = progenitor::Generator::default().generate_tokens(&document).map_err(|error| error.to_string())?;
    let file = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&file))
}

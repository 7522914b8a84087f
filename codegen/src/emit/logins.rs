//! Says in the README of a crate how tokens of OAuth 2 and OpenID Connect are got: the first call of each flow that the
//! document has. Decides nothing but what is shown.

use super::Parts;
use super::quick_start::simplest_call_with;
use crate::markdown::code;
use crate::model::Api;
use std::fmt::Write;

/// The flows that a client performs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    ClientCredentials,
    AuthorizationCode,
    Device,
}

/// A scheme with a flow, and the scopes that it knows.
struct Login<'p> {
    scheme: &'p str,
    flow: Flow,
    scopes: Vec<&'p str>,
}

/// How many scopes are shown.
const SHOWN: usize = 2;

/// Whether the client has to be able to lead somebody to a browser.
pub(super) fn has_browser(api: &Api) -> bool {
    logins(api).iter().any(|login| login.flow == Flow::AuthorizationCode)
}

/// The section about tokens; nothing where the document has no flow that a client performs.
pub(super) fn section(text: &mut String, parts: &Parts<'_>) {
    let all = logins(parts.api);
    if all.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "## Tokens\n\nA flow of OAuth 2 ends in a session, whose tokens are fetched when they are needed, shared by all calls, \
         renewed before they run out, and replaced once where the API refuses one. `session.refresh_token()` is what to keep \
         of a login, `app.refresh_token(…)` goes on with it, and `session.revoke()` gives all tokens back. Tokens of a vault \
         or another source come by `Client::builder().token_source(…)`, and one that was got elsewhere by `credential(…)`. With \
         the feature `blocking`, each step that is awaited below has a form that is not: `device_blocking()`, \
         `wait_blocking()`, `finish_blocking(…)`.\n"
    );
    for login in all {
        let (what, lines) = program(&login, parts);
        let _ = writeln!(text, "{what} ({}):\n\n```rust\n{}```\n", code(login.scheme), lines.concat());
    }
}

fn program(login: &Login<'_>, parts: &Parts<'_>) -> (&'static str, Vec<String>) {
    let client = parts.settings.name.replace('-', "_");
    let scheme = format!("{:?}", login.scheme);
    let scopes: Vec<String> = login.scopes.iter().take(SHOWN).map(|scope| format!("{scope:?}")).collect();
    let scopes = if scopes.is_empty() { String::new() } else { format!("    .scopes([{}])\n", scopes.join(", ")) };
    let app = |more: &str| {
        format!("let app = {client}::Client::builder()\n    .oauth_app({scheme}, \"client id\")?\n{more};\n")
            .replace("\n;\n", ";\n")
    };
    let mut lines = match login.flow {
        // Scopes are those of the operations.
        Flow::ClientCredentials => {
            vec![app("    .client_secret(\"client secret\")\n"), "let session = app.client_credentials();\n".to_owned()]
        }
        Flow::AuthorizationCode => vec![
            app(&format!("    .redirect_uri(\"http://127.0.0.1:8080/callback\")\n{scopes}")),
            "let login = app.authorization().await?;\n".to_owned(),
            "println!(\"open {}, and paste the address it leads to\", login.url());\n".to_owned(),
            "let mut redirected = String::new();\n".to_owned(),
            "std::io::stdin().read_line(&mut redirected)?;\n".to_owned(),
            "let session = login.finish(redirected.trim()).await?;\n".to_owned(),
        ],
        Flow::Device => vec![
            app(&scopes),
            "let login = app.device().await?;\n".to_owned(),
            "println!(\"open {}, and type in {}\", login.verification_uri(), login.user_code());\n".to_owned(),
            "let session = login.wait().await?;\n".to_owned(),
        ],
    };
    lines.push(format!("let client = {client}::Client::builder().oauth({scheme}, session).build()?;\n"));
    if let Some(call) = simplest_call_with(parts, login.scheme) {
        lines.push(format!("let response = {call}.await?;\nprintln!(\"{{}}\", response.status());\n"));
    }
    let what = match login.flow {
        Flow::ClientCredentials => "A program of its own, with client credentials",
        Flow::AuthorizationCode => "Somebody with a browser, by an authorization code with PKCE",
        Flow::Device => "Somebody with a browser on another device",
    };
    (what, lines)
}

fn logins(api: &Api) -> Vec<Login<'_>> {
    let mut all = Vec::new();
    for (scheme, stated) in api.security_schemes() {
        match stated.kind() {
            Some("oauth2") => {
                let has_metadata = stated.metadata_url().is_some();
                for (name, flow) in stated.flows() {
                    let scopes = flow.scopes().map(String::as_str).collect();
                    let has_token = has_metadata || flow.token_url().is_some();
                    let flow = match name.as_str() {
                        "clientCredentials" if has_token => Flow::ClientCredentials,
                        "authorizationCode" if has_token && (has_metadata || flow.authorization_url().is_some()) => {
                            Flow::AuthorizationCode
                        }
                        "deviceAuthorization" if has_token && (has_metadata || flow.device_url().is_some()) => {
                            Flow::Device
                        }
                        _ => continue,
                    };
                    all.push(Login { scheme, flow, scopes });
                }
            }
            Some("openIdConnect") if stated.open_id_url().is_some_and(|url| !url.trim().is_empty()) => {
                // Which flows there are the provider says; these are the usual ones.
                for flow in [Flow::AuthorizationCode, Flow::ClientCredentials] {
                    all.push(Login { scheme, flow, scopes: Vec::new() });
                }
            }
            _ => {}
        }
    }
    all
}

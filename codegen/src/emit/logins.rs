//! Says in the README of a crate how tokens of OAuth 2 and OpenID Connect are got: the first call of each flow that the
//! document has. Decides nothing but what is shown.

use super::Parts;
use super::quick_start::simplest_call_with;
use crate::markdown::code;
use crate::source::Node;
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
pub(super) fn has_browser(document: &Node) -> bool {
    logins(document).iter().any(|login| login.flow == Flow::AuthorizationCode)
}

/// The section about tokens; nothing where the document has no flow that a client performs.
pub(super) fn section(text: &mut String, parts: &Parts<'_>) {
    let all = logins(parts.document);
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

fn logins(document: &Node) -> Vec<Login<'_>> {
    let schemes = document.get("components").into_iter().flat_map(|components| components.members("securitySchemes"));
    let mut all = Vec::new();
    for (scheme, node) in schemes {
        let has = |node: &Node, key: &str| node.str(key).is_some_and(|text| !text.trim().is_empty());
        match node.str("type") {
            Some("oauth2") => {
                let metadata = has(node, "oauth2MetadataUrl");
                for (name, flow) in node.members("flows") {
                    let scopes = flow.members("scopes").map(|(scope, _)| scope.as_str()).collect();
                    let token = metadata || has(flow, "tokenUrl");
                    let flow = match name.as_str() {
                        "clientCredentials" if token => Flow::ClientCredentials,
                        "authorizationCode" if token && (metadata || has(flow, "authorizationUrl")) => {
                            Flow::AuthorizationCode
                        }
                        "deviceAuthorization" if token && (metadata || has(flow, "deviceAuthorizationUrl")) => {
                            Flow::Device
                        }
                        _ => continue,
                    };
                    all.push(Login { scheme, flow, scopes });
                }
            }
            Some("openIdConnect") if has(node, "openIdConnectUrl") => {
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

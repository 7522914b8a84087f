//! Says in words where the tokens of OAuth 2 and OpenID Connect are got, for the documentation of a crate. Decides nothing.

use crate::markdown::code;
use crate::model::{Api, Flow, SecurityScheme};

/// One sentence for each scheme that takes a token which somebody has to get.
pub(super) fn tokens(api: &Api) -> Vec<String> {
    let sentence =
        |(id, scheme): (&String, &SecurityScheme)| Some(format!("A token for {} comes {}.", code(id), origin(scheme)?));
    api.security_schemes().filter_map(sentence).collect()
}

/// Where the token of a scheme comes from; nothing where the document does not say, or the scheme takes none.
pub(super) fn origin(scheme: &SecurityScheme) -> Option<String> {
    match scheme.kind() {
        Some("openIdConnect") => {
            let url = scheme.open_id_url().filter(|url| !url.trim().is_empty())?;
            return Some(format!("from the provider of OpenID Connect at {}", code(url)));
        }
        Some("oauth2") => {}
        _ => return None,
    }
    let mut ways: Vec<String> = scheme
        .flows()
        .map(|(name, flow)| {
            let addresses: Vec<String> = addresses(flow).collect();
            match addresses.is_empty() {
                true => format!("by the flow {}", code(name)),
                false => format!("by the flow {} ({})", code(name), addresses.join(", ")),
            }
        })
        .collect();
    if let Some(address) = scheme.metadata_url().map(code) {
        ways.push(format!("as the metadata of the authorization server say, at {address}"));
    }
    (!ways.is_empty()).then(|| ways.join(", or "))
}

/// The addresses of a flow, each with what it is of.
fn addresses(flow: &Flow) -> impl Iterator<Item = String> {
    let stated = [
        (flow.device_url(), "codes of devices"),
        (flow.authorization_url(), "authorization"),
        (flow.token_url(), "tokens"),
        (flow.refresh_url(), "renewal"),
    ];
    stated.into_iter().filter_map(|(url, what)| Some(format!("{what}: {}", code(url?))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::json;

    #[test]
    fn each_way_to_a_token_is_said() {
        let document = json!({"components": {"securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "x"},
            "tv": {
                "type": "oauth2", "oauth2MetadataUrl": "https://id.example/meta",
                "flows": {"deviceAuthorization": {"deviceAuthorizationUrl": "https://id.example/device", "tokenUrl": "/token"}},
            },
            "open": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example/oidc"},
            "bare": {"type": "oauth2", "flows": {"implicit": {}}},
        }}});
        let document = Node::from_value(document, Span::new(SourceFiles::new().add("a", ""), 0..0));
        insta::assert_snapshot!(tokens(Api::of(&document)).join("\n"), @"
        A token for `tv` comes by the flow `deviceAuthorization` (codes of devices: `https://id.example/device`, tokens: `/token`), or as the metadata of the authorization server say, at `https://id.example/meta`.
        A token for `open` comes from the provider of OpenID Connect at `https://id.example/oidc`.
        A token for `bare` comes by the flow `implicit`.
        ");
    }
}

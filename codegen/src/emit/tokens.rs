//! Says in words where the tokens of OAuth 2 and OpenID Connect are got, for the documentation of a crate. Decides nothing.

use crate::markdown::code;
use crate::source::Node;

/// One sentence for each scheme that takes a token which somebody has to get.
pub(super) fn tokens(document: &Node) -> Vec<String> {
    let schemes = document.get("components").into_iter().flat_map(|components| components.members("securitySchemes"));
    let sentence =
        |(id, scheme): (&String, &Node)| Some(format!("A token for {} comes {}.", code(id), origin(scheme)?));
    schemes.filter_map(sentence).collect()
}

/// Where the token of a scheme comes from; nothing where the document does not say, or the scheme takes none.
pub(super) fn origin(scheme: &Node) -> Option<String> {
    const ADDRESSES: &[(&str, &str)] = &[
        ("deviceAuthorizationUrl", "codes of devices"),
        ("authorizationUrl", "authorization"),
        ("tokenUrl", "tokens"),
        ("refreshUrl", "renewal"),
    ];
    let stated = |node: &Node, key: &str| node.str(key).filter(|text| !text.trim().is_empty()).map(code);
    if scheme.str("type") == Some("openIdConnect") {
        return Some(format!("from the provider of OpenID Connect at {}", stated(scheme, "openIdConnectUrl")?));
    }
    if scheme.str("type") != Some("oauth2") {
        return None;
    }
    let flows = scheme.members("flows").filter(|(name, flow)| !name.starts_with("x-") && flow.as_object().is_some());
    let mut ways: Vec<String> = flows
        .map(|(name, flow)| {
            let address = |(key, what): &(&str, &str)| Some(format!("{what}: {}", stated(flow, key)?));
            let addresses: Vec<String> = ADDRESSES.iter().filter_map(address).collect();
            match addresses.is_empty() {
                true => format!("by the flow {}", code(name)),
                false => format!("by the flow {} ({})", code(name), addresses.join(", ")),
            }
        })
        .collect();
    if let Some(address) = stated(scheme, "oauth2MetadataUrl") {
        ways.push(format!("as the metadata of the authorization server say, at {address}"));
    }
    (!ways.is_empty()).then(|| ways.join(", or "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, Span};
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
        insta::assert_snapshot!(tokens(&document).join("\n"), @"
        A token for `tv` comes by the flow `deviceAuthorization` (codes of devices: `https://id.example/device`, tokens: `/token`), or as the metadata of the authorization server say, at `https://id.example/meta`.
        A token for `open` comes from the provider of OpenID Connect at `https://id.example/oidc`.
        A token for `bare` comes by the flow `implicit`.
        ");
    }
}

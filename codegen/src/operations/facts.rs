//! Prints the static facts of an API and of its operations, which the runtime reads.

use super::bounds::Bounds;
use super::plan::{FormFieldPlan, Location, OperationPlan, ParameterPlan, Style};
use super::replies::replies;
use crate::markdown::code;
use crate::model::{Api, Flow, SecurityScheme, Server};
use crate::names::ident;
use crate::settings::CrateSettings;
use crate::types::Scalar;
use proc_macro2::TokenStream;
use quote::quote;

/// `operations.rs`, the part with the facts.
pub fn facts(api: &Api, settings: &CrateSettings, plans: &[OperationPlan], bounds: &Bounds<'_>) -> TokenStream {
    let api = self::api(api, settings);
    let envelope = settings.envelope.as_ref().map(|envelope| {
        let (member, success) = (
            &envelope.member.value,
            envelope.success.iter().filter_map(serde_json::Value::as_i64).map(proc_macro2::Literal::i64_unsuffixed),
        );
        quote! {
            /// How an answer says that it is an error, whatever its status.
            static ENVELOPE: Envelope = Envelope { member: #member, success: &[#(#success),*] };
        }
    });
    let mut named: Vec<&OperationPlan> = Vec::new();
    for plan in plans {
        if !named.iter().any(|known| known.facts == plan.facts) {
            named.push(plan);
        }
    }
    let operations = named.into_iter().map(|plan| {
        // Facts that only methods with XML use are not there without them.
        let is_gated = plans.iter().filter(|other| other.facts == plan.facts).all(OperationPlan::needs_xml);
        let gate = is_gated.then(|| quote!(#[cfg(feature = "xml")]));
        let facts = operation(plan, bounds, settings);
        quote!(#gate #facts)
    });
    quote! {
        #api
        #envelope
        #(#operations)*
    }
}

fn api(api: &Api, settings: &CrateSettings) -> TokenStream {
    let (name, version) = (&settings.name, &settings.version);
    let servers: Vec<String> = api.servers().filter_map(server_url).filter(|url| is_absolute(url)).collect();
    let schemes = api.security_schemes().map(|(id, scheme)| {
        let kind = scheme_kind(scheme);
        let env = settings.env.iter().filter(|(known, _)| known == id).map(|(_, variable)| variable);
        quote!(SecurityScheme { id: #id, kind: #kind, env: &[#(#env),*] })
    });
    quote! {
        /// The facts of the API.
        pub(crate) static API: Api = Api {
            name: #name,
            version: #version,
            servers: &[#(#servers),*],
            security: &[#(#schemes),*],
        };
    }
}

/// A server's address with its variables at their defaults. A relative one is below the address of the document.
pub(super) fn server_url(server: &Server) -> Option<String> {
    server.url_by_default().filter(|url| is_absolute(url) || url.starts_with('/'))
}

/// Whether an address names a server; schemes are written in any case (RFC 3986, section 3.1).
fn is_absolute(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| ["http", "https"].iter().any(|known| known.eq_ignore_ascii_case(scheme)))
}

fn scheme_kind(scheme: &SecurityScheme) -> TokenStream {
    let http = scheme.scheme().map(str::to_ascii_lowercase);
    match (scheme.kind(), http.as_deref()) {
        (Some("apiKey"), _) => {
            let location = match scheme.location() {
                Some("query") => quote!(Query),
                Some("cookie") => quote!(Cookie),
                _ => quote!(Header),
            };
            let name = scheme.name().unwrap_or_default();
            quote!(SecurityKind::ApiKey { location: ApiKeyLocation::#location, name: #name })
        }
        (Some("http"), Some("basic")) => quote!(SecurityKind::Basic),
        (Some("http"), Some("bearer")) => quote!(SecurityKind::Bearer),
        (Some("oauth2"), _) => oauth2(scheme),
        (Some("openIdConnect"), _) => {
            match scheme.open_id_url().map(str::trim).filter(|url| !url.is_empty()) {
                Some(url) => quote!(SecurityKind::OpenIdConnect { url: #url }),
                // Whoever has a token can use it.
                None => quote!(SecurityKind::Bearer),
            }
        }
        (kind, _) => {
            let kind = kind.unwrap_or("unknown");
            quote!(SecurityKind::Unsupported(#kind))
        }
    }
}

/// How a token is got: by the client itself with an id and a secret, or by others, whose token the client is given.
fn oauth2(scheme: &SecurityScheme) -> TokenStream {
    let fetched = scheme.client_credentials().and_then(Flow::token_url);
    let metadata = scheme.metadata_url();
    let flows: Vec<(&String, &Flow)> = scheme.flows().collect();
    match (fetched, flows.as_slice()) {
        (Some(url), [_]) if metadata.is_none() => {
            return quote!(SecurityKind::OAuth2ClientCredentials { token_url: #url });
        }
        // Whoever has a token can use it.
        (None, []) if metadata.is_none() => return quote!(SecurityKind::Bearer),
        _ => {}
    }
    let option = |text: Option<&str>| text.map_or_else(|| quote!(None), |text| quote!(Some(#text)));
    let flows = flows.iter().map(|(name, flow)| {
        let authorization = option(flow.authorization_url().or_else(|| flow.device_url()));
        let (token, refresh) = (option(flow.token_url()), option(flow.refresh_url()));
        quote! {
            OAuth2Flow {
                name: #name,
                authorization_url: #authorization,
                token_url: #token,
                refresh_url: #refresh,
            }
        }
    });
    let (fetched, metadata) = (option(fetched), option(metadata));
    quote!(SecurityKind::OAuth2 { token_url: #fetched, flows: &[#(#flows),*], metadata_url: #metadata })
}

fn operation(plan: &OperationPlan, bounds: &Bounds<'_>, settings: &CrateSettings) -> TokenStream {
    let name = ident(&plan.facts);
    let doc = format!(" {}", code(&plan.subject()));
    let OperationPlan { id, method, path, .. } = plan;
    let accept = Some(&plan.result.accept).filter(|accept| *accept != "*/*").map(|accept| quote!(.accept(#accept)));
    let signs = &plan.result.signs;
    let end = signs.end.as_ref().map(|end| quote!(.end(#end)));
    let end_event = signs.end_event.as_ref().map(|name| quote!(.end_event(#name)));
    let error_event = signs.error_event.as_ref().map(|name| quote!(.error_event(#name)));
    let error_member = signs.error_member.as_ref().map(|name| quote!(.error_member(#name)));
    let end = quote!(#end #end_event #error_event #error_member);
    let server = plan.server.as_ref().map(|url| quote!(.server(#url)));
    let arguments = plan.arguments.iter().map(|argument| &argument.parameter);
    let others = plan.parameters.iter().flat_map(|parameters| &parameters.entries);
    let parameters: Vec<TokenStream> =
        arguments.chain(others).map(|entry| parameter(entry, bounds.of_parameter(plan, entry), settings)).collect();
    let parameters = (!parameters.is_empty()).then(|| quote!(.parameters(&[#(#parameters),*])));
    let security = plan.security.iter().map(|alternative| quote!(&[#(#alternative),*]));
    let security = (!plan.security.is_empty()).then(|| quote!(.security(&[#(#security),*])));
    let scopes = plan.scopes.iter().map(|alternative| {
        let schemes = alternative.iter().map(|scopes| quote!(&[#(#scopes),*]));
        quote!(&[#(#schemes),*])
    });
    let scopes = (!plan.scopes.is_empty()).then(|| quote!(.scopes(&[#(#scopes),*])));
    let idempotent = plan.idempotent.then(|| quote!(.idempotent()));
    let envelope = settings.envelope.is_some().then(|| quote!(.envelope(&ENVELOPE)));
    let bounds = bounds.of_body(plan).map(|bounds| quote!(.bounds(#bounds)));
    let replies = replies(&plan.result, settings.envelope.is_some());
    let replies = (!replies.is_empty()).then(|| quote!(.replies(&[#(#replies),*])));
    quote! {
        #[doc = #doc]
        pub(crate) static #name: Operation = Operation::new(#id, #method, #path)
            #server #accept #end #parameters #security #scopes #idempotent #envelope #bounds #replies;
    }
}

/// A parameter by its place; only what differs from the defaults of the place is said.
fn parameter(plan: &ParameterPlan, bounds: Option<TokenStream>, settings: &CrateSettings) -> TokenStream {
    let ParameterPlan { key, name, location, style, explode, allow_reserved, is_list, json, fields } = plan;
    let (place, usual) = match location {
        Location::Path => (quote!(path), (Style::Simple, false)),
        Location::Query => (quote!(query), (Style::Form, true)),
        Location::Header => (quote!(header), (Style::Simple, false)),
        Location::Cookie => (quote!(cookie), (Style::Form, true)),
        Location::QueryString => (quote!(query_string), (Style::Form, true)),
    };
    let key = (key != name).then(|| quote!(.key(#key)));
    let style = ((*style, *explode) != usual).then(|| {
        let style = match style {
            Style::DeepObject if settings.parameters.as_ref().is_some_and(|stated| stated.escapes_brackets) => {
                quote!(EscapedDeepObject)
            }
            style => style_name(*style),
        };
        quote!(.style(Style::#style, #explode))
    });
    let has_lines = settings.parameters.as_ref().is_some_and(|stated| stated.has_header_lines);
    let lines = (has_lines && *location == Location::Header && *is_list).then(|| quote!(.lines()));
    let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
    let json = json.then(|| quote!(.json()));
    let bounds = bounds.map(|bounds| quote!(.bounds(#bounds)));
    let fields = (!fields.is_empty()).then(|| {
        let fields = fields.iter().map(field);
        quote!(.fields(&[#(#fields),*]))
    });
    quote!(Parameter::#place(#name) #key #style #reserved #lines #json #fields #bounds)
}

/// One member of a form or of a whole query.
pub(crate) fn field(plan: &FormFieldPlan) -> TokenStream {
    let FormFieldPlan { name, explode, content_type, style } = plan;
    let style = style_name(*style);
    let content_type = match content_type {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    quote! {
        switchboard_runtime::Field {
            name: #name,
            style: switchboard_runtime::Style::#style,
            explode: #explode,
            content_type: #content_type,
        }
    }
}

/// The runtime's name of an encoding in which bytes are text.
pub(crate) fn encoding_name(encoding: Scalar) -> proc_macro2::Ident {
    ident(match encoding {
        Scalar::Base64Url => "Base64Url",
        Scalar::Base32 => "Base32",
        Scalar::Base16 => "Base16",
        Scalar::QuotedPrintable => "QuotedPrintable",
        _ => "Base64",
    })
}

/// The runtime's name of a style.
pub(super) fn style_name(style: Style) -> TokenStream {
    match style {
        Style::Simple => quote!(Simple),
        Style::Label => quote!(Label),
        Style::Matrix => quote!(Matrix),
        Style::Form => quote!(Form),
        Style::SpaceDelimited => quote!(SpaceDelimited),
        Style::PipeDelimited => quote!(PipeDelimited),
        Style::TabDelimited => quote!(TabDelimited),
        Style::DeepObject => quote!(DeepObject),
        Style::Cookie => quote!(Cookie),
    }
}

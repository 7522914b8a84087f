//! Decides what the answers of an operation mean, as the table that the runtime reads: of all entries that fit an answer, the
//! first counts. Prints it, too; how a body is read is the runtime's.

use super::facts::encoding_name;
use super::plan::{Outcome, Payload, ResponsePlan, ResultPlan, Status};
use crate::names::ident;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// What some answers of an operation mean.
#[derive(Clone, Debug, PartialEq)]
struct Entry<'p> {
    /// From and to; every status where there is none.
    statuses: Option<(u16, u16)>,
    /// The media types it is for; none for all.
    media_types: &'p [String],
    /// Whether it is for answers that say in their body that the call failed.
    in_envelope: bool,
    meaning: Meaning<'p>,
}

#[derive(Clone, Debug, PartialEq)]
enum Meaning<'p> {
    Success { payload: &'p Payload, variant: usize },
    Error { payload: &'p Payload, variant: usize },
    Unexpected,
}

/// The expressions of the table.
pub(super) fn replies(result: &ResultPlan, has_envelope: bool) -> Vec<TokenStream> {
    entries(result, has_envelope).iter().map(print).collect()
}

/// An envelope that says "error" counts before any status; then exact statuses, ranges, and what is left.
fn entries(result: &ResultPlan, has_envelope: bool) -> Vec<Entry<'_>> {
    let errors = || result.responses.iter().filter(|response| !response.success);
    let default = errors().find(|response| response.status == Status::Default && response.media_types.is_empty());
    let mut entries = Vec::new();
    if has_envelope {
        let error = default.or(errors().find(|response| response.media_types.is_empty()));
        let meaning = error.map_or(Meaning::Unexpected, |response| meaning(result, response));
        entries.push(Entry { statuses: None, media_types: &[], in_envelope: true, meaning });
    }
    let mut listed: Vec<Entry<'_>> = Vec::new();
    for response in &result.responses {
        let statuses = match response.status {
            Status::Exact(code) => (code, code),
            Status::Range(hundreds) => (hundreds * 100, hundreds * 100 + 99),
            Status::Default => continue,
        };
        listed.push(entry(Some(statuses), response, result));
    }
    if let Some(rest) = unlisted_success(result, default.is_some()) {
        // A listed 2xx that gives the same needs no entry of its own.
        let is_same = |entry: &Entry<'_>| {
            let is_2xx = entry.statuses.is_some_and(|(first, last)| first >= 200 && last < 300);
            is_2xx && entry.media_types.is_empty() && entry.meaning == rest.meaning
        };
        listed.retain(|entry| !is_same(entry));
        listed.push(rest);
    }
    // Exact statuses first: a range means the others of its hundred.
    listed.sort_by_key(|entry| {
        (entry.statuses.is_none_or(|(first, last)| first != last), entry.media_types.is_empty(), entry.statuses)
    });
    entries.extend(joined(listed));
    let guarded = errors().filter(|response| response.status == Status::Default && !response.media_types.is_empty());
    entries.extend(guarded.chain(default).map(|response| entry(None, response, result)));
    entries
}

fn entry<'p>(statuses: Option<(u16, u16)>, response: &'p ResponsePlan, result: &'p ResultPlan) -> Entry<'p> {
    Entry { statuses, media_types: &response.media_types, in_envelope: false, meaning: meaning(result, response) }
}

/// Neighbours that mean the same are one.
fn joined(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let mut joined: Vec<Entry<'_>> = Vec::new();
    for entry in entries {
        if let (Some(last), Some((first, until))) = (joined.last_mut(), entry.statuses)
            && let Some((_, end)) = &mut last.statuses
            && *end + 1 == first
            && last.meaning == entry.meaning
            && last.media_types == entry.media_types
        {
            *end = until;
            continue;
        }
        joined.push(entry);
    }
    joined
}

/// What a 2xx gives that is not listed, where the document lists another: `default` is never meant for it. Where no success
/// has a body, nothing of this one is needed; else it is an error that says so. Nothing where the rest does the same.
fn unlisted_success(result: &ResultPlan, has_default: bool) -> Option<Entry<'_>> {
    let mut successes = result.responses.iter().filter(|response| response.success);
    let first = successes.next()?;
    if first.status == Status::Range(2) || successes.any(|response| response.status == Status::Range(2)) {
        return None;
    }
    let meaning = match &result.success {
        Outcome::One(Payload::Empty) => meaning(result, first),
        _ => has_default.then_some(Meaning::Unexpected)?,
    };
    Some(Entry { statuses: Some((200, 299)), media_types: &[], in_envelope: false, meaning })
}

fn meaning<'p>(result: &'p ResultPlan, response: &'p ResponsePlan) -> Meaning<'p> {
    let side = result.responses.iter().filter(|other| other.success == response.success && other.variant.is_some());
    let variant = response
        .variant
        .as_ref()
        .and_then(|name| side.into_iter().position(|other| other.variant.as_ref() == Some(name)));
    let (payload, variant) = (&response.payload, variant.unwrap_or(0));
    match response.success {
        true => Meaning::Success { payload, variant },
        false => Meaning::Error { payload, variant },
    }
}

fn print(entry: &Entry<'_>) -> TokenStream {
    let (first, last) = entry.statuses.unwrap_or_default();
    let status = Literal::u16_unsuffixed(first);
    let (made, variant) = match &entry.meaning {
        Meaning::Success { payload, variant } => {
            let read = read(payload, true);
            (quote!(success(#status, #read)), *variant)
        }
        Meaning::Error { payload, variant } => {
            let read = read(payload, false);
            (quote!(error(#status, #read)), *variant)
        }
        Meaning::Unexpected => (quote!(unexpected(#status)), 0),
    };
    let range = match entry.statuses {
        _ if entry.in_envelope => quote!(.in_envelope()),
        None => quote!(.any_status()),
        Some(_) if first == last => quote!(),
        Some(_) => {
            let last = Literal::u16_unsuffixed(last);
            quote!(.to(#last))
        }
    };
    let media_types = entry.media_types;
    let of = (!media_types.is_empty()).then(|| quote!(.of(&[#(#media_types),*])));
    let variant = (variant > 0).then(|| {
        let variant = Literal::usize_unsuffixed(variant);
        quote!(.variant(#variant))
    });
    quote!(Reply::#made #range #of #variant)
}

/// How a body is read. Errors are JSON, XML, or text.
fn read(payload: &Payload, is_success: bool) -> TokenStream {
    match payload {
        Payload::Empty => quote!(Read::Nothing),
        Payload::Json(_) | Payload::Form(_) => quote!(Read::Json),
        Payload::Xml(_, root) => {
            let root = ident(root);
            quote!(Read::Xml(&crate::xml::#root))
        }
        _ if !is_success => quote!(Read::Text),
        Payload::Text => quote!(Read::Text),
        Payload::Bytes | Payload::Multipart => quote!(Read::Bytes),
        Payload::Events(_) => quote!(Read::Events),
        Payload::TextEvents => quote!(Read::TextEvents),
        Payload::NamedEvents(_, texts) => quote!(Read::NamedEvents(&[#(#texts),*])),
        Payload::Encoded(encoding) => {
            let encoding = encoding_name(*encoding);
            quote!(Read::Encoded(switchboard_runtime::ContentEncoding::#encoding))
        }
        Payload::JsonLines(_) => quote!(Read::JsonLines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::StreamSignsPlan;
    use crate::types::{Scalar, TypeRef};

    fn response(status: Status, payload: Payload) -> ResponsePlan {
        let success = matches!(status, Status::Exact(200..=299) | Status::Range(2));
        ResponsePlan { status, success, payload, media_types: Vec::new(), variant: None, description: None }
    }

    fn text() -> Payload {
        Payload::Json(TypeRef::Scalar(Scalar::String))
    }

    fn printed(responses: Vec<ResponsePlan>, has_envelope: bool) -> Vec<String> {
        let first = responses.iter().find(|response| response.success).map(|response| response.payload.clone());
        let success = first.map_or(Outcome::None, Outcome::One);
        let result = ResultPlan {
            responses,
            accept: String::new(),
            signs: StreamSignsPlan::default(),
            success,
            error: Outcome::None,
        };
        replies(&result, has_envelope).iter().map(|tokens| tokens.to_string().replace(' ', "")).collect()
    }

    #[test]
    fn exact_statuses_come_before_ranges_and_what_is_left() {
        let responses = vec![
            response(Status::Exact(200), text()),
            response(Status::Range(4), Payload::Text),
            response(Status::Exact(400), text()),
            response(Status::Exact(401), text()),
            response(Status::Default, Payload::Empty),
        ];
        assert_eq!(
            printed(responses, false),
            [
                "Reply::success(200,Read::Json)",
                "Reply::error(400,Read::Json).to(401)",
                "Reply::unexpected(200).to(299)",
                "Reply::error(400,Read::Text).to(499)",
                "Reply::error(0,Read::Nothing).any_status()",
            ]
        );
    }

    #[test]
    fn a_success_without_a_body_is_that_of_every_2xx() {
        let responses =
            vec![response(Status::Exact(204), Payload::Empty), response(Status::Exact(304), Payload::Bytes)];
        assert_eq!(
            printed(responses, false),
            ["Reply::error(304,Read::Text)", "Reply::success(200,Read::Nothing).to(299)"]
        );
    }

    #[test]
    fn an_envelope_counts_before_any_status_and_a_media_type_before_all_others() {
        let mut problem = response(Status::Default, text());
        problem.media_types = vec!["application/problem+json".to_owned()];
        let responses =
            vec![response(Status::Exact(200), text()), problem, response(Status::Exact(404), Payload::Text)];
        assert_eq!(
            printed(responses, true),
            [
                "Reply::error(0,Read::Text).in_envelope()",
                "Reply::success(200,Read::Json)",
                "Reply::error(404,Read::Text)",
                "Reply::error(0,Read::Json).any_status().of(&[\"application/problem+json\"])",
            ]
        );
        assert_eq!(printed(Vec::new(), true), ["Reply::unexpected(0).in_envelope()"]);
    }

    #[test]
    fn variants_are_counted_on_their_side() {
        let named = |status, name: &str| ResponsePlan { variant: Some(name.to_owned()), ..response(status, text()) };
        let responses = vec![
            named(Status::Exact(200), "Ok"),
            named(Status::Exact(404), "NotFound"),
            named(Status::Exact(201), "Created"),
            named(Status::Exact(409), "Conflict"),
        ];
        assert_eq!(
            printed(responses, false),
            [
                "Reply::success(200,Read::Json)",
                "Reply::success(201,Read::Json).variant(1)",
                "Reply::error(404,Read::Json)",
                "Reply::error(409,Read::Json).variant(1)",
            ]
        );
    }
}

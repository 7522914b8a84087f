//! `[webhooks]` of vendor.toml: which events the vendor sends where its document does not say so, what tells them apart,
//! and how they are signed. Nothing here is carried out.

use super::Text;
use super::fields::Fields;
use super::tables;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Span};

/// What the vendor sends by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Webhooks {
    /// The member of the payloads that says which event it is.
    pub tag: Option<Text>,
    /// The header that says so.
    pub header: Option<Text>,
    /// The events, where the document has none.
    pub events: Vec<Event>,
    /// How they are signed.
    pub signature: Option<Signature>,
}

/// An event that the document does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name, as the tag or the header says it.
    pub name: Text,
    /// The schema of its payload among the components.
    pub schema: Text,
}

/// How requests are signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// Where it is said.
    pub span: Span,
    /// Whether it begins with what Standard Webhooks say.
    pub is_standard: bool,
    /// The header with the signature.
    pub header: Option<Text>,
    /// `sha1`, `sha256` or `sha512`.
    pub algorithm: Option<Text>,
    /// `hex` or `base64`.
    pub encoding: Option<Text>,
    /// What stands before each signature.
    pub prefix: Option<Text>,
    /// What stands between several.
    pub separator: Option<char>,
    /// The name of a signature among members.
    pub member: Option<Text>,
    /// The header with the time.
    pub timestamp_header: Option<Text>,
    /// The name of the time among members.
    pub timestamp_member: Option<Text>,
    /// Whether the time is in milliseconds.
    pub is_milliseconds: bool,
    /// The header with the id of the message.
    pub id_header: Option<Text>,
    /// What is signed.
    pub signed: Vec<Signed>,
    /// `text`, `base64` or `hex`.
    pub secret: Option<Text>,
    /// How many seconds ago it may have been signed.
    pub tolerance: Option<u32>,
}

/// A piece of what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// A text between the others.
    Text(String),
    /// The id of the message.
    Id,
    /// The time.
    Timestamp,
    /// The body.
    Body,
}

pub(super) fn read(node: &Node, found: &mut Diagnostics) -> Option<Webhooks> {
    let fields = Fields::open(node, &tables::WEBHOOKS, found)?;
    let (tag, header) = (fields.text("tag", found), fields.text("header", found).map(Text::from));
    let events: Vec<Event> = fields.items("event", found).iter().filter_map(|node| event(node, found)).collect();
    for (at, event) in events.iter().enumerate() {
        if let Some(first) = events.iter().take(at).find(|first| first.name.value == event.name.value) {
            let message = format!("two events are called `{}`", event.name.value);
            found.push(
                invalid(message, event.name.span, "give each a name of its own")
                    .label(first.name.span, "the other one"),
            );
        }
    }
    if let (Some(_), Some(header)) = (tag, &header) {
        let message = "`tag` and `header` both say which event it is";
        found.push(invalid(message, header.span, "keep the one that is always there"));
    }
    fields.text("source", found);
    let signature = fields.get("signature", found).and_then(|node| signature(node, found));
    Some(Webhooks { tag: tag.map(Text::from), header, events, signature })
}

fn event(node: &Node, found: &mut Diagnostics) -> Option<Event> {
    let fields = Fields::open(node, &tables::EVENT, found)?;
    let (name, schema) = (fields.text("name", found), fields.text("schema", found));
    Some(Event { name: name?.into(), schema: schema?.into() })
}

fn signature(node: &Node, found: &mut Diagnostics) -> Option<Signature> {
    let fields = Fields::open(node, &tables::SIGNATURE, found)?;
    let is_standard = fields.text("scheme", found)?.as_str() == Some("standard-webhooks");
    fields.text("source", found);
    let mut text = |key: &str| fields.text(key, found).map(Text::from);
    let (header, algorithm, encoding) = (text("header"), text("algorithm"), text("encoding"));
    let (unit, secret, prefix, member) = (text("timestamp-unit"), text("secret"), text("prefix"), text("member"));
    let (timestamp_header, timestamp_member) = (text("timestamp-header"), text("timestamp-member"));
    let id_header = text("id-header");
    let separator = fields.character("separator", found);
    let tolerance = fields.number("tolerance", found).and_then(|seconds| u32::try_from(seconds).ok());
    let signed = match fields.text("signed", found) {
        Some(node) => template(node, found),
        None => vec![Signed::Body],
    };
    let read = Signature {
        span: node.label_span(),
        is_standard,
        header,
        algorithm,
        encoding,
        prefix,
        separator,
        member,
        timestamp_header,
        timestamp_member,
        is_milliseconds: unit.is_some_and(|unit| unit.value == "milliseconds"),
        id_header,
        signed,
        secret,
        tolerance,
    };
    if !is_standard {
        read.check(found);
    }
    Some(read)
}

impl Signature {
    /// Whether the time is signed, so that a request which is too old can be refused.
    pub fn has_time(&self) -> bool {
        self.is_standard || self.timestamp_header.is_some() || self.timestamp_member.is_some()
    }

    /// What cannot be together.
    fn check(&self, found: &mut Diagnostics) {
        let mut refuse = |message: &str, span: Span, help: &str| found.push(invalid(message, span, help));
        if let (Some(_), Some(member)) = (&self.prefix, &self.member) {
            let message = "`prefix` and `member` both say how a signature stands in its header";
            refuse(message, member.span, "keep `member` where the header holds `name=value` members, else `prefix`");
        }
        if let (None, Some(member)) = (&self.member, &self.timestamp_member) {
            let message = "`timestamp-member` names a member, and nothing says which member the signature is";
            refuse(message, member.span, "add `member`, or write `timestamp-header`");
        }
        let places = [&self.timestamp_header, &self.timestamp_member].into_iter().flatten();
        let places: Vec<&Text> = places.collect();
        if let [_, second] = places.as_slice() {
            refuse("the time stands in two places", second.span, "keep one of them");
        }
        if places.is_empty() && (self.tolerance.is_some() || self.is_milliseconds) {
            let help = "add `timestamp-header` or `timestamp-member`, or remove `tolerance` and `timestamp-unit`";
            refuse("nothing says where the time stands, so that no request is too old", self.span, help);
        }
        let signs = |piece: &Signed| self.signed.contains(piece);
        match places.first() {
            Some(place) if !signs(&Signed::Timestamp) => {
                let help = "write what is signed, for instance `signed = \"{timestamp}.{body}\"`, or remove it";
                refuse("this time is not signed, so that anybody can change it", place.span, help);
            }
            None if signs(&Signed::Timestamp) => {
                let help = "add `timestamp-header` or `timestamp-member`";
                refuse("the time is signed, and nothing says where it stands", self.span, help);
            }
            _ => {}
        }
        match &self.id_header {
            Some(place) if !signs(&Signed::Id) => {
                refuse("this id is not signed, and serves nothing", place.span, "remove it, or add `{id}` to `signed`");
            }
            None if signs(&Signed::Id) => {
                refuse("the id is signed, and nothing says where it stands", self.span, "add `id-header`");
            }
            _ => {}
        }
    }
}

/// `{timestamp}.{body}` in pieces.
fn template(node: &Node, found: &mut Diagnostics) -> Vec<Signed> {
    let mut pieces = Vec::new();
    let mut rest = node.as_str().unwrap_or_default();
    while let Some((before, tail)) = rest.split_once('{') {
        if !before.is_empty() {
            pieces.push(Signed::Text(before.to_owned()));
        }
        let Some((name, after)) = tail.split_once('}') else {
            found.push(invalid(format!("`{{{tail}` has no `}}`"), node.span, "known: `{id}`, `{timestamp}`, `{body}`"));
            rest = "";
            break;
        };
        match name {
            "id" => pieces.push(Signed::Id),
            "timestamp" => pieces.push(Signed::Timestamp),
            "body" => pieces.push(Signed::Body),
            other => {
                let message = format!("`{{{other}}}` is nothing that is signed");
                found.push(invalid(message, node.span, "known: `{id}`, `{timestamp}`, `{body}`"));
            }
        }
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Signed::Text(rest.to_owned()));
    }
    if !pieces.contains(&Signed::Body) {
        let help = "add `{body}` where the body of the request stands";
        found.push(invalid("the body is not signed, so that anybody can change it", node.span, help));
    }
    pieces
}

fn invalid(message: impl Into<String>, span: Span, help: &str) -> Diagnostic {
    Diagnostic::error(Code::SettingsInvalid, message).at(span).help(help)
}

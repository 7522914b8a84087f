//! What one bad value of a text costs: that value alone. Says what becomes of it, and never decides what is bad.

use super::{Data, Map, Node, Span};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::visible;
use indexmap::map::Entry;

/// A number that JSON cannot say, or no program can hold. Another value in its place would be made up.
pub(super) fn number(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::NumberRange, format!("the number {} is out of range", visible(text)))
        .at(span)
        .help("write a number that 64 bits hold, or put quotes around it if it is a text")
        .costs("the document is read as if it were not there")
}

/// A member or an item that JSON cannot have.
pub(super) fn member(message: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::YamlSyntax, message)
        .at(span)
        .help("only what JSON can say is read: strings, numbers, booleans, lists and mappings whose keys are texts")
        .costs("the document is read as if it were not there")
}

/// A tag of YAML that says nothing about JSON.
pub(super) fn tag(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(Code::YamlSyntax, message)
        .at(span)
        .help("remove it: only what JSON can say is read, which is strings, numbers, booleans, lists and mappings")
        .costs("the value is read as if it had no tag")
}

/// An escape that is half of a pair of surrogates (RFC 8259, section 8.2).
pub(super) fn half_character(escape: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::JsonSyntax, format!("`{}` is half of a character", visible(escape)))
        .at(span)
        .help("the text was cut in the middle of a character; write it again")
        .costs("the replacement character U+FFFD is read there")
}

/// Adds a member to an object. Where its key is taken, objects that share no member become one, and of other values the
/// last one counts, as in `JSON.parse` and `serde_json`. Returns what is to be said of that.
pub(super) fn add(members: &mut Map, key: String, node: Node) -> Option<Diagnostic> {
    let mut entry = match members.entry(key) {
        Entry::Vacant(entry) => {
            entry.insert(node);
            return None;
        }
        Entry::Occupied(entry) => entry,
    };
    let message = format!("the key `{}` stands here twice", visible(entry.key()));
    let (first, place) = (entry.get().label_span(), node.label_span());
    let help = "remove or rename one of them: tools differ in which one they read";
    if *entry.get() == node {
        let found =
            Diagnostic::warning(Code::DuplicateKey, message).at(place).label(first, "first here, with that value");
        return Some(found.help(help));
    }
    let found = Diagnostic::error(Code::DuplicateKey, message).at(place).help(help);
    let kept = entry.get_mut();
    if let (Data::Object(first_members), Data::Object(second)) = (&mut kept.data, &node.data)
        && second.keys().all(|key| !first_members.contains_key(key))
    {
        first_members.extend(second.iter().map(|(key, member)| (key.clone(), member.clone())));
        (kept.span, kept.key_span) = (node.span, node.key_span);
        return Some(found.label(first, "first here").costs("the members of both are read as those of one object"));
    }
    *kept = node;
    Some(found.label(first, "this one is not read").costs("the last one is read, and what stands before is not"))
}

/// The text with U+FFFD for each escape of JSON that is half of a character, and where these are. Every other byte stays
/// where it is, and so do all places.
pub(super) fn whole_characters(text: &str) -> Option<(String, Vec<usize>)> {
    let bytes = text.as_bytes();
    let unit = |at: usize| match bytes.get(at..at + 2) {
        Some(b"\\u") => u16::from_str_radix(text.get(at + 2..at + 6)?, 16).ok(),
        _ => None,
    };
    let (mut whole, mut halves, mut at) = (bytes.to_vec(), Vec::new(), 0);
    while at < bytes.len() {
        at += match (bytes[at], unit(at)) {
            (b'\\', Some(0xd800..=0xdbff)) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            (b'\\', Some(0xd800..=0xdfff)) => {
                whole[at..at + 6].copy_from_slice(b"\\ufffd");
                halves.push(at);
                6
            }
            (b'\\', _) => 2,
            _ => 1,
        };
    }
    if halves.is_empty() { None } else { String::from_utf8(whole).ok().map(|whole| (whole, halves)) }
}

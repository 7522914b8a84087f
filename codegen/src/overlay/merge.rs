//! How an update meets what it selects: objects merge, lists grow, everything else is replaced by something of its kind
//! (Overlay 1.0 and 1.1, section 4.4.3). Never says which nodes are selected.

use super::Step;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::settings::fields::{NO_BOOLEAN, in_quotes, looks_boolean};
use crate::source::{Data, Node};

/// What a value is to the document.
#[derive(Clone, Copy)]
pub(super) struct At<'p> {
    /// The key it stands at.
    key: &'p str,
    /// Whether it is data, which may be anything: an example, a default, an extension.
    is_data: bool,
}

impl<'p> At<'p> {
    pub(super) fn place(place: &'p [Step]) -> Self {
        place.iter().fold(Self { key: "", is_data: false }, |at, step| match step {
            Step::Member(key) => at.member(key),
            Step::Item(_) => Self { key: "", ..at },
        })
    }

    fn member(self, key: &'p str) -> Self {
        let is_data = matches!(key, "example" | "examples" | "default" | "const" | "enum") || key.starts_with("x-");
        Self { key, is_data: self.is_data || is_data }
    }

    /// Whether OpenAPI lets a value be of either kind here: a schema may be a boolean, and `type` a list.
    fn allows(self, old: &Node, new: &Node) -> bool {
        let is_free = match (&old.data, &new.data) {
            (Data::Null, _) | (Data::Bool(_), Data::Object(_)) | (Data::Object(_), Data::Bool(_)) => true,
            (Data::Bool(_), Data::Number(_)) => matches!(self.key, "exclusiveMinimum" | "exclusiveMaximum"),
            (Data::String(_), Data::Array(_)) | (Data::Array(_), Data::String(_)) => self.key == "type",
            _ => old.kind() == new.kind(),
        };
        let is_told = self.is_boolean() && looks_boolean(new);
        self.is_data || is_told || is_free
    }

    /// Whether a text is certainly wrong here, and a boolean right.
    fn is_boolean(self) -> bool {
        const KEYS: &[&str] =
            &["required", "deprecated", "readOnly", "writeOnly", "nullable", "uniqueItems", "explode", "allowReserved"];
        KEYS.contains(&self.key) && !self.is_data
    }

    /// Whether a list is one of different values, where what is there already is not added again.
    fn is_set(self) -> bool {
        matches!(self.key, "enum" | "required" | "type")
    }
}

/// The update of a target: as [`merge`], and a value that is no list is appended to a list (Overlay 1.0, section 4.4.3).
pub(super) fn update_target(target: &mut Node, update: &Node, at: At<'_>, found: &mut Diagnostics) {
    match (&mut target.data, &update.data) {
        (Data::Array(_), Data::Array(_)) => merge(target, update, at, found),
        (Data::Array(items), _) => append(items, std::slice::from_ref(update), at),
        _ => merge(target, update, at, found),
    }
}

/// Objects merge member by member, lists are appended, everything else replaces what should be of the same kind.
fn merge(target: &mut Node, update: &Node, at: At<'_>, found: &mut Diagnostics) {
    match (&mut target.data, &update.data) {
        (Data::Object(members), Data::Object(changes)) => {
            for (key, change) in changes {
                match members.get_mut(key) {
                    Some(member) => merge(member, change, at.member(key), found),
                    None => {
                        members.insert(key.clone(), change.clone());
                    }
                }
            }
        }
        (Data::Array(items), Data::Array(more)) => append(items, more, at),
        _ => {
            if !at.allows(target, update) {
                found.push(other_kind(target, update));
            }
            let key_span = update.key_span.or(target.key_span).filter(|_| target.key_span.is_some());
            *target = Node { key_span, ..update.clone() };
        }
    }
}

fn append(items: &mut Vec<Node>, more: &[Node], at: At<'_>) {
    for item in more {
        if !(at.is_set() && items.contains(item)) {
            items.push(Node { key_span: None, ..item.clone() });
        }
    }
}

/// Reports the words of YAML 1.1 for true and false where a boolean belongs.
pub(super) fn check_booleans(node: &Node, at: At<'_>, found: &mut Diagnostics) {
    match &node.data {
        Data::Object(members) => members.iter().for_each(|(key, node)| check_booleans(node, at.member(key), found)),
        Data::Array(items) => items.iter().for_each(|node| check_booleans(node, At { key: "", ..at }, found)),
        Data::String(text) if at.is_boolean() && looks_boolean(node) => {
            let help = match at.key {
                "required" => "of a parameter write `true` or `false`, without quotes; of a schema, a list of names",
                _ => NO_BOOLEAN,
            };
            let message = format!("`{}` is the text `{text}` here, and no boolean", at.key);
            found.push(Diagnostic::error(Code::OverlayInvalid, message).at(node.span).help(help));
        }
        _ => {}
    }
}

fn other_kind(old: &Node, new: &Node) -> Diagnostic {
    let help = match &new.data {
        Data::Null => "to take it away, write an action with `remove: true`".to_owned(),
        Data::Bool(_) | Data::Number(_) if old.as_str().is_some() => in_quotes(new),
        _ => {
            format!("write {}; or, if the page is wrong, remove what is there in an action before this one", old.kind())
        }
    };
    Diagnostic::error(Code::OverlayInvalid, format!("{} takes the place of {}", new.kind(), old.kind()))
        .at(new.span)
        .label(old.span, format!("what was there, {}, is from here", old.kind()))
        .help(help)
}

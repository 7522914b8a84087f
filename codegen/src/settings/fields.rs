//! Reading objects whose keys are known: settings and overlays. Every problem is reported, none ends the reading.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::settings;
use crate::source::{Data, Map, Node, Span};
use crate::text::nearest::{likely, quoted};

/// In which file the objects stand: what is free in them, and how advice is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `vendor.toml`.
    Settings,
    /// `overlay.yaml`, where keys that begin with `x-` are free.
    Overlay,
}

impl Place {
    fn code(self) -> Code {
        match self {
            Self::Settings => Code::SettingsInvalid,
            Self::Overlay => Code::OverlayInvalid,
        }
    }
}

/// The members of one object, read by key.
pub(crate) struct Fields<'n> {
    members: &'n Map,
    span: Span,
    what: String,
    place: Place,
    /// Keys that are there under another spelling, and were reported so.
    slips: Vec<String>,
}

impl<'n> Fields<'n> {
    /// Opens an object, and reports every key that is not among `known`. `what` names the object in messages. Returns
    /// `None` when the node is no object.
    pub(crate) fn open(
        node: &'n Node,
        what: impl Into<String>,
        known: &[&str],
        place: Place,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let what = what.into();
        let Some(members) = node.as_object() else {
            let message = format!("{what} must be an object, and is {}", node.kind());
            diagnostics.push(
                Diagnostic::error(place.code(), message)
                    .at(node.label_span())
                    .help(format!("its keys are {}", quoted(known.iter().copied()))),
            );
            return None;
        };
        let mut slips = Vec::new();
        for (key, member) in members {
            if known.contains(&key.as_str()) || place == Place::Overlay && key.starts_with("x-") {
                continue;
            }
            let slip = likely(key, known.iter().copied()).filter(|meant| !members.contains_key(*meant));
            slips.extend(slip.map(str::to_owned));
            let meant = match slip {
                Some(slip) => format!("did you mean `{slip}`? "),
                None if place == Place::Settings && settings::KEYS.contains(&key.as_str()) => {
                    format!(
                        "a key below a `[…]` belongs to it: for that of the file, move `{key}` above the first `[`; "
                    )
                }
                None => String::new(),
            };
            diagnostics.push(
                Diagnostic::error(place.code(), format!("{what} has no key `{key}`"))
                    .at(member.label_span())
                    .help(format!("{meant}known keys: {}", quoted(known.iter().copied()))),
            );
        }
        Some(Self { members, span: node.label_span(), what, place, slips })
    }

    /// A member, whatever it is.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        self.members.get(key)
    }

    /// Whether a member is there, if only under another spelling, which was reported.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.members.contains_key(key) || self.slips.iter().any(|slip| slip == key)
    }

    /// A member that must be there.
    pub(crate) fn required(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'n Node> {
        let found = self.get(key);
        if !self.has(key) {
            let message = format!("{} needs the key `{key}`", self.what);
            diagnostics.push(
                Diagnostic::error(self.place.code(), message)
                    .at(self.span)
                    .help("add it; the files of the other vendors in specs/ have examples"),
            );
        }
        found
    }

    /// A string member that may be missing; anything but a string with something in it is reported.
    pub(crate) fn text(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'n Node> {
        self.check_text(key, self.get(key)?, diagnostics)
    }

    /// A string member that must be there.
    pub(crate) fn required_text(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'n Node> {
        self.check_text(key, self.required(key, diagnostics)?, diagnostics)
    }

    /// An array member, empty when it is missing.
    pub(crate) fn items(&self, key: &str, diagnostics: &mut Diagnostics) -> &'n [Node] {
        match self.get(key) {
            None => &[],
            Some(Node { data: Data::Array(items), .. }) => items,
            Some(node) => {
                self.wrong(key, "a list", node, diagnostics);
                &[]
            }
        }
    }

    /// Reports that a member is of the wrong kind.
    pub(crate) fn wrong(&self, key: &str, wanted: &str, node: &Node, diagnostics: &mut Diagnostics) {
        let message = format!("`{key}` must be {wanted}, and is {}", node.kind());
        let help = match (self.place, wanted, &node.data) {
            (Place::Settings, "a list", Data::Object(_)) => {
                format!("each of a list has two brackets around its name: `[[{key}]]`")
            }
            (Place::Settings, _, Data::Array(_)) => format!("one bracket around a name makes a table: `[{key}]`"),
            (Place::Overlay, "a list", _) => format!("each of a list stands below `{key}:` and begins with `- `"),
            (_, "a string", Data::Bool(_) | Data::Number(_)) => in_quotes(node),
            (Place::Overlay, "true or false", _) if looks_boolean(node) => NO_BOOLEAN.to_owned(),
            _ => format!("write {wanted}"),
        };
        diagnostics.push(Diagnostic::error(self.place.code(), message).at(node.span).help(help));
    }

    fn check_text(&self, key: &str, node: &'n Node, diagnostics: &mut Diagnostics) -> Option<&'n Node> {
        match node.as_str() {
            Some(text) if text.trim().is_empty() => {
                diagnostics.push(
                    Diagnostic::error(self.place.code(), format!("`{key}` is empty"))
                        .at(node.span)
                        .help("write a text, or remove the key where it may be missing"),
                );
                None
            }
            Some(_) => Some(node),
            None => {
                self.wrong(key, "a string", node, diagnostics);
                None
            }
        }
    }
}

/// What is said of numbers and booleans where a text belongs.
pub(crate) fn in_quotes(node: &Node) -> String {
    format!("put it between quotes: `\"{}\"`", node.to_value())
}

/// What is said of texts that were booleans in YAML 1.1.
pub(crate) const NO_BOOLEAN: &str = "this is a text in YAML 1.2: write `true` or `false`, without quotes";

/// Whether a text was a boolean in YAML 1.1, as many people still write them.
pub(crate) fn looks_boolean(node: &Node) -> bool {
    let words = ["y", "n", "yes", "no", "on", "off", "true", "false"];
    node.as_str().is_some_and(|text| words.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

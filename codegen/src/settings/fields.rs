//! Reading objects whose keys are known: settings and overlays. Every problem is reported, none ends the reading. Which keys
//! there are, which of them are needed, and what their values may be, is said by their [`Table`] alone.

use super::keys::{Case, Kind, Need, Rule, Table, Words};
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
    table: &'static Table,
    place: Place,
    /// The keys that it must have here.
    needed: Vec<&'static str>,
    /// Keys that are there under another spelling, and were reported so.
    slips: Vec<String>,
}

impl<'n> Fields<'n> {
    /// Opens an object of `vendor.toml` or of another file of settings, and reports every key that its table does not have.
    /// Returns `None` when the node is no object.
    pub(crate) fn open(node: &'n Node, table: &'static Table, found: &mut Diagnostics) -> Option<Self> {
        Self::open_as(node, table.what, table, Place::Settings, u8::MAX, found)
    }

    /// The same, of an object that messages call `what`, in a format of this minor version.
    pub(crate) fn open_as(
        node: &'n Node,
        what: impl Into<String>,
        table: &'static Table,
        place: Place,
        version: u8,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let what = what.into();
        let cases: Vec<&Case> = table.cases.iter().filter(|case| is_case(case, node)).collect();
        let is_refused = |name: &str| cases.iter().any(|case| case.refuses.contains(&name));
        let is_known = |name: &str, since: u8| since <= version && !is_refused(name);
        let known = table.keys.iter().filter(|key| is_known(key.name, key.since)).map(|key| key.name);
        let known: Vec<&str> = known.collect();
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
                None if place == Place::Settings && settings::VENDOR.key(key).is_some() => {
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
        let always = table.keys.iter().filter(|key| key.need == Need::Required).map(|key| key.name);
        let needed = always.chain(cases.iter().flat_map(|case| case.needs.iter().copied())).collect();
        Some(Self { members, span: node.label_span(), what, table, place, needed, slips })
    }

    /// A member, whatever it is; reported where it must be there and is not.
    pub(crate) fn get(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'n Node> {
        debug_assert!(self.table.key(key).is_some(), "{} lists no `{key}`", self.what);
        if self.needed.contains(&key) && !self.has(key) {
            let message = format!("{} needs the key `{key}`", self.what);
            diagnostics.push(
                Diagnostic::error(self.place.code(), message)
                    .at(self.span)
                    .help("add it; the files of the other vendors in specs/ have examples"),
            );
        }
        self.members.get(key)
    }

    /// Whether a member is there, if only under another spelling, which was reported.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.members.contains_key(key) || self.slips.iter().any(|slip| slip == key)
    }

    /// A text that is what its kind says; anything else is reported.
    pub(crate) fn text(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'n Node> {
        let node = self.check_text(key, self.get(key, diagnostics)?, diagnostics)?;
        self.check_kind(key, node, diagnostics);
        Some(node)
    }

    /// What is said of a text that is not what its kind says. Whether it is one is known.
    fn check_kind(&self, key: &str, node: &Node, diagnostics: &mut Diagnostics) {
        match self.table.key(key).map(|key| key.kind) {
            Some(Kind::Checked(rule)) => check(node, rule, self.place, diagnostics),
            Some(Kind::Word(words)) => check_word(key, node, words, self.place, diagnostics),
            kind => debug_assert!(matches!(kind, Some(Kind::Text)), "{}: `{key}` is not text", self.what),
        }
    }

    /// A switch; what its table says where it is missing.
    pub(crate) fn flag(&self, key: &str, diagnostics: &mut Diagnostics) -> bool {
        self.stated_flag(key, diagnostics).unwrap_or(self.table.default(key) == "true")
    }

    /// A switch, where it is there.
    pub(crate) fn stated_flag(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<bool> {
        let node = self.get(key, diagnostics)?;
        if node.as_bool().is_none() {
            self.wrong(key, "true or false", node, diagnostics);
        }
        node.as_bool()
    }

    /// A whole number.
    pub(crate) fn number(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<u64> {
        let node = self.get(key, diagnostics)?;
        let Some(Kind::Number { what, most }) = self.table.key(key).map(|key| key.kind) else {
            debug_assert!(false, "{}: `{key}` is not a number", self.what);
            return None;
        };
        let number = node.as_number().and_then(serde_json::Number::as_u64).filter(|number| *number <= most);
        if number.is_none() {
            self.wrong(key, what, node, diagnostics);
        }
        number
    }

    /// One character.
    pub(crate) fn character(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<char> {
        let node = self.get(key, diagnostics)?;
        let mut letters = node.as_str().unwrap_or_default().chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) => Some(letter),
            _ => {
                self.wrong(key, "one character", node, diagnostics);
                None
            }
        }
    }

    /// An array member, empty when it is missing.
    pub(crate) fn items(&self, key: &str, diagnostics: &mut Diagnostics) -> &'n [Node] {
        match self.get(key, diagnostics) {
            None => &[],
            Some(Node { data: Data::Array(items), .. }) => items,
            Some(node) => {
                self.wrong(key, "a list", node, diagnostics);
                &[]
            }
        }
    }

    /// The texts of a list; what is none, or not as its kind says, is reported.
    pub(crate) fn texts(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<&'n Node> {
        let kind = self.table.key(key).map(|key| key.kind);
        let mut texts = Vec::new();
        for node in self.items(key, diagnostics) {
            if node.as_str().is_none() {
                diagnostics.push(
                    Diagnostic::error(self.place.code(), format!("an entry of `{key}` is {}", node.kind()))
                        .at(node.span)
                        .help("write each as a text between quotes"),
                );
                continue;
            }
            if let Some(Kind::List(Kind::Checked(rule))) = kind {
                check(node, rule, self.place, diagnostics);
            }
            texts.push(node);
        }
        texts
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

/// Whether a case of a table is that of an object.
fn is_case(case: &Case, node: &Node) -> bool {
    match case.words {
        [] => node.get(case.key).is_some(),
        words => node.str(case.key).is_some_and(|word| words.contains(&word)),
    }
}

/// Reports a text that does not keep its rule.
fn check(node: &Node, rule: &Rule, place: Place, diagnostics: &mut Diagnostics) {
    let text = node.as_str().unwrap_or_default();
    if !(rule.sound)(text) {
        let message = format!("`{text}` {}", rule.fault);
        diagnostics.push(Diagnostic::error(place.code(), message).at(node.span).help((rule.help)(text)));
    }
}

/// Reports a word that is none of those that are known.
fn check_word(key: &str, node: &Node, words: &Words, place: Place, diagnostics: &mut Diagnostics) {
    let (text, all) = (node.as_str().unwrap_or_default(), (words.all)());
    if all.contains(&text) {
        return;
    }
    let meant = likely(text, all.iter().copied()).map_or(String::new(), |meant| format!("did you mean `{meant}`? "));
    let help = match words.help {
        Some(help) => format!("{meant}{help}"),
        None => format!("{meant}{}: {}", words.known, quoted(all.iter().copied())),
    };
    let message = format!("`{text}` {}", words.fault.replace("KEY", key));
    diagnostics.push(Diagnostic::error(place.code(), message).at(node.span).help(help));
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

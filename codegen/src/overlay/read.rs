//! An overlay as text to a list of checked actions. Never looks at the document they are about.

use super::keys::{ACTION, COMPONENTS, INFO, OVERLAY, SHARED, SHARED_FIELDS};
use super::path;
use super::{Action, Change, Origin, Overlay};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::settings::fields::{Fields, Place};
use crate::settings::keys::Table;
use crate::source::{FileId, Map, Node, SourceFiles, escape_pointer_token, pointer_tokens, read_document};
use crate::text::nearest::{likely, quoted};

/// The versions of the format, as far as they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// `update` and `remove`.
    V1_0,
    /// `copy` as well.
    V1_1,
    /// Actions that are stated once and referred to as well.
    V1_2,
}

impl Version {
    /// The patch version makes no difference (Overlay 1.0, section 4.1).
    pub(super) fn of(text: &str) -> Option<Self> {
        let known = [("1.0", Self::V1_0), ("1.1", Self::V1_1), ("1.2", Self::V1_2)];
        let is = |known: &str| text.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        known.into_iter().find(|(known, _)| is(known)).map(|(_, version)| version)
    }

    /// The number behind the point.
    fn minor(self) -> u8 {
        match self {
            Self::V1_0 => 0,
            Self::V1_1 => 1,
            Self::V1_2 => 2,
        }
    }

    /// Opens an object of an overlay of this version.
    fn open<'n>(self, node: &'n Node, table: &'static Table, found: &mut Diagnostics) -> Option<Fields<'n>> {
        Fields::open_as(node, table.what, table, Place::Overlay, self.minor(), found)
    }

    /// What an action can do.
    fn modifiers(self) -> &'static [&'static str] {
        if self == Self::V1_0 { &["update", "remove"] } else { &["update", "copy", "remove"] }
    }
}

impl Overlay {
    /// Reads an overlay from YAML or JSON, of version 1.0, 1.1 or 1.2. Returns `None` after reporting everything that is
    /// wrong with it.
    pub fn read(files: &SourceFiles, file: FileId, origin: Origin, diagnostics: &mut Diagnostics) -> Option<Self> {
        // Of what people write as a correction, nothing is lost.
        let mut found = Diagnostics::for_run(true);
        let overlay = read_document(files, file, &mut found).and_then(|root| overlay(&root, origin, &mut found));
        let sound = !found.has_errors();
        diagnostics.extend(found);
        overlay.filter(|_| sound)
    }
}

fn overlay(root: &Node, origin: Origin, found: &mut Diagnostics) -> Option<Overlay> {
    if let Some(version) = root.get("openapi").or(root.get("swagger")).filter(|_| root.get("overlay").is_none()) {
        found.push(
            invalid("this is an OpenAPI document, not an overlay that corrects one")
                .at(version.label_span())
                .help("an overlay begins with `overlay: 1.0.0`; a vendor's documents lie in docs/"),
        );
        return None;
    }
    let version = root.str("overlay").and_then(Version::of);
    let minor = version.unwrap_or(Version::V1_0).minor();
    let top = Fields::open_as(root, "an overlay", &OVERLAY, Place::Overlay, minor, found)?;
    top.text("overlay", found);
    let version = version.unwrap_or(Version::V1_0);
    top.text("$self", found);
    if let Some(info) = top.get("info", found)
        && let Some(info) = version.open(info, &INFO, found)
    {
        info.text("title", found);
        info.text("version", found);
        info.text("description", found);
    }
    if let Some(extends) = top.get("extends", found) {
        found.push(
            Diagnostic::warning(Code::OverlayInvalid, "`extends` is ignored")
                .at(extends.label_span())
                .help("the overlay applies to the document that it is given with; remove the key"),
        );
    }
    let shared = Shared::read(&top, version, found);
    let reader = Reader { version, origin, shared: &shared };
    let listed = top.items("actions", found);
    let actions: Vec<Action> = listed.iter().filter_map(|node| reader.action(node, found)).collect();
    shared.say_unused(listed, found);
    Some(Overlay { actions, origin })
}

/// `components.actions` of Overlay 1.2: what actions do, by name.
struct Shared<'n> {
    fields: Vec<(&'n String, &'n Node, Option<&'n Node>)>,
}

impl<'n> Shared<'n> {
    fn read(top: &Fields<'n>, version: Version, found: &mut Diagnostics) -> Self {
        let mut fields = Vec::new();
        let components = top.get("components", found).filter(|_| version >= Version::V1_2);
        let components = components.and_then(|node| version.open(node, &COMPONENTS, found));
        if let Some(actions) = components.and_then(|components| components.get("actions", found)) {
            if actions.as_object().is_none() {
                let message = format!("`actions` of `components` must be an object, and is {}", actions.kind());
                found.push(invalid(message).at(actions.span).help("give each action a name: `NAME: {fields: …}`"));
            }
            let named = actions.as_object().into_iter().flatten();
            for (name, node) in named.filter(|(name, _)| !name.starts_with("x-")) {
                let Some(action) = version.open(node, &SHARED, found) else { continue };
                action.text("description", found);
                let inner = action.get("fields", found);
                if let Some(inner) = inner.and_then(|inner| version.open(inner, &SHARED_FIELDS, found)) {
                    inner.text("description", found);
                }
                fields.push((name, node, inner));
            }
        }
        Self { fields }
    }

    /// The shared action that a reference names.
    fn find(&self, reference: &Node, found: &mut Diagnostics) -> Option<(&'n Node, &'n Map)> {
        let text = reference.as_str().unwrap_or_default();
        let names = || self.fields.iter().map(|(name, ..)| name.as_str());
        let tokens = text.strip_prefix("#/components/actions/").and_then(|_| pointer_tokens(text));
        let name = tokens.as_deref().and_then(<[String]>::last);
        let action = self.fields.iter().find(|(known, ..)| Some(*known) == name);
        if let Some((_, action, fields)) = action {
            // What is wrong with the action has been said.
            return Some((action, (*fields)?.as_object()?));
        }
        let help = match (likely(name.map_or(text, String::as_str), names()), self.fields.is_empty()) {
            (Some(near), _) => format!("did you mean `#/components/actions/{}`?", escape_pointer_token(near)),
            (None, true) => "the overlay has no `components.actions`: write what the action does here".to_owned(),
            (None, false) => format!("the shared actions are {}", quoted(names())),
        };
        let message = format!("`{text}` is not a shared action of this overlay");
        found.push(invalid(message).at(reference.span).help(help));
        None
    }

    /// An action that nobody refers to does nothing, and looks as if it did.
    fn say_unused(&self, actions: &[Node], found: &mut Diagnostics) {
        let is_used = |name: &str| {
            let pointer = format!("#/components/actions/{}", escape_pointer_token(name));
            actions.iter().any(|action| action.str("$ref") == Some(&pointer))
        };
        for (name, node, _) in self.fields.iter().filter(|(name, ..)| !is_used(name)) {
            let message = format!("nothing refers to the shared action `{name}`");
            found.push(
                Diagnostic::warning(Code::OverlayInvalid, message)
                    .at(node.label_span())
                    .help("remove it, or refer to it in `actions`"),
            );
        }
    }
}

struct Reader<'r, 'n> {
    version: Version,
    origin: Origin,
    shared: &'r Shared<'n>,
}

impl Reader<'_, '_> {
    fn action(&self, node: &Node, found: &mut Diagnostics) -> Option<Action> {
        if self.version == Version::V1_0
            && let Some(copy) = node.get("copy")
        {
            found.push(
                invalid("Overlay 1.0 has no `copy`")
                    .at(copy.label_span())
                    .help("write `overlay: 1.1.0` at the top of the file"),
            );
            return None;
        }
        let reference = node.get("$ref").filter(|_| self.version >= Version::V1_2);
        let fields = self.version.open(node, &ACTION, found)?;
        let shared = reference.map(|reference| self.shared.find(reference, found));
        self.reason(&fields, node, shared.flatten(), found);
        let target = fields.text("target", found)?;
        let target = path::parse(target, "target", found);
        let change = match shared {
            Some(shared) => {
                let (action, members) = shared?;
                // Its keys have been checked where it stands.
                let inner = self.version.open(
                    action.get("fields").filter(|fields| fields.as_object() == Some(members))?,
                    &SHARED_FIELDS,
                    &mut Diagnostics::new(),
                )?;
                self.change(&inner, action, found)?
            }
            None => self.change(&fields, node, found)?,
        };
        let target = target?;
        if matches!(change, Change::Remove) && target.text.trim() == "$" {
            found.push(
                invalid("the whole document cannot be removed")
                    .at(target.span)
                    .help("point at the part that is to go: `$.paths['/bells']`"),
            );
        }
        Some(Action { target, change })
    }

    /// Of a vendor's overlay, every action says why.
    fn reason(&self, fields: &Fields<'_>, node: &Node, shared: Option<(&Node, &Map)>, found: &mut Diagnostics) {
        let is_shared =
            |(action, fields): (&Node, &Map)| action.get("description").is_some() || fields.contains_key("description");
        if fields.has("description") {
            fields.text("description", found);
        } else if self.origin == Origin::Vendor && !shared.is_some_and(is_shared) {
            found.push(
                invalid("an action needs a `description`")
                    .at(node.span)
                    .help("say why the vendor's document is corrected here, and how we know"),
            );
        }
    }

    fn change(&self, fields: &Fields<'_>, action: &Node, found: &mut Diagnostics) -> Option<Change> {
        let stated = fields.stated_flag("remove", found);
        let says_false = stated == Some(false);
        let remove = fields.get("remove", found).filter(|_| stated == Some(true));
        let copy = fields.get("copy", found);
        match (fields.get("update", found), copy, remove) {
            (Some(update), None, None) => Some(Change::Update(update.clone())),
            (None, Some(_), None) => {
                let source = fields.text("copy", found)?;
                path::parse(source, "copy", found).map(Change::Copy)
            }
            (None, None, Some(_)) => Some(Change::Remove),
            // It was meant to do something, and what is wrong with that has been said.
            (None, None, None) if self.version.modifiers().iter().any(|key| fields.has(key)) && !says_false => None,
            (None, None, None) => {
                let help = match self.version {
                    Version::V1_0 => "give it an `update`, or `remove: true`",
                    _ => "give it an `update`, a `copy`, or `remove: true`",
                };
                found.push(invalid("this action does nothing").at(action.span).help(help));
                None
            }
            (update, copy, remove) => self.one_of(update, copy, remove, found),
        }
    }

    /// Of several modifiers, `remove` counts before `update`, and that before `copy` (Overlay 1.1, section 4.4.3). In a
    /// vendor's overlay that is a mistake.
    fn one_of(
        &self,
        update: Option<&Node>,
        copy: Option<&Node>,
        remove: Option<&Node>,
        found: &mut Diagnostics,
    ) -> Option<Change> {
        let counts = remove.or(update)?;
        let severity = match self.origin {
            Origin::Vendor => Severity::Error,
            Origin::Given => Severity::Warning,
        };
        let mut said = Diagnostic { severity, ..invalid("an action does one thing: it updates, copies or removes") };
        for ignored in [update, copy].into_iter().flatten().filter(|node| !std::ptr::eq(*node, counts)) {
            said = said.label(ignored.label_span(), "this would never count");
        }
        found.push(said.at(counts.label_span()).help("delete the others"));
        Some(match (remove, update) {
            (None, Some(update)) => Change::Update(update.clone()),
            _ => Change::Remove,
        })
    }
}

fn invalid(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::OverlayInvalid, message)
}

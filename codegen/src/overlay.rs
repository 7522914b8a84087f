//! OpenAPI Overlay 1.0: corrections of a document as data, each with its reason.
//!
//! An action that selects or changes nothing is an error: a correction that no longer corrects anything hides the next
//! mistake.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fields::{Fields, NO_BOOLEAN, Place, in_quotes, looks_boolean};
use crate::nearest::{nearest, quoted};
use crate::source::{Data, FileId, MAX_DEPTH, Node, SourceFiles, Span, read_document};
use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

/// A JSONPath longer or more nested than this is nobody's correction.
const MAX_TARGET_LENGTH: usize = 2_000;
const MAX_TARGET_NESTING: usize = 32;

/// A checked overlay.
#[derive(Clone, Debug)]
pub struct Overlay {
    actions: Vec<Action>,
}

#[derive(Clone, Debug)]
struct Action {
    target: JsonPath,
    text: String,
    span: Span,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    Update(Node),
    Remove,
}

/// One step into a tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Item(usize),
    Member(String),
}

impl Overlay {
    /// Reads an overlay from YAML or JSON. Returns `None` after reporting everything that is wrong with it.
    pub fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Self> {
        let root = read_document(files, file, diagnostics)?;
        let mut found = Diagnostics::new();
        let overlay = Self::from_node(&root, &mut found);
        let sound = !found.has_errors();
        diagnostics.extend(found);
        overlay.filter(|_| sound)
    }

    fn from_node(root: &Node, found: &mut Diagnostics) -> Option<Self> {
        if let Some(version) = root.get("openapi").or(root.get("swagger")).filter(|_| root.get("overlay").is_none()) {
            found.push(
                Diagnostic::error(
                    Code::OverlayInvalid,
                    "this is an OpenAPI document, not an overlay that corrects one",
                )
                .at(version.label_span())
                .help("an overlay begins with `overlay: 1.0.0`; documents lie in docs/"),
            );
            return None;
        }
        let known = &["overlay", "info", "extends", "actions"];
        let top = Fields::open(root, "an overlay", known, Place::Overlay, found)?;
        if let Some(version) = top.required_text("overlay", found)
            && !version.as_str().is_some_and(|text| text == "1.0" || text.starts_with("1.0."))
        {
            let message = "only version 1.0 of the overlay format is understood";
            found
                .push(Diagnostic::error(Code::OverlayInvalid, message).at(version.span).help("write `overlay: 1.0.0`"));
        }
        if let Some(info) = top.required("info", found)
            && let Some(info) = Fields::open(info, "`info`", &["title", "version"], Place::Overlay, found)
        {
            info.required_text("title", found);
            info.required_text("version", found);
        }
        if let Some(extends) = top.get("extends") {
            found.push(
                Diagnostic::warning(Code::OverlayInvalid, "`extends` is ignored")
                    .at(extends.label_span())
                    .help("the overlay always applies to the document beside it; remove the key"),
            );
        }
        top.required("actions", found);
        let actions = top.items("actions", found).iter().filter_map(|node| Action::read(node, found)).collect();
        Some(Self { actions })
    }

    /// Applies all actions in order, each to what the ones before it left.
    ///
    /// What an action brings keeps its place in the overlay. Reported are actions that select or change nothing, and
    /// values that take the place of some of another kind.
    pub fn apply(&self, document: &mut Node, diagnostics: &mut Diagnostics) {
        let mut value = document.to_value();
        for action in &self.actions {
            let mut places: Vec<Vec<Step>> = action.target.query_located(&value).locations().map(steps).collect();
            places.sort();
            places.dedup();
            if places.is_empty() {
                let message = format!("`{}` selects nothing in the document", action.text);
                let diagnostic = Diagnostic::error(Code::OverlayNoMatch, message).at(action.span);
                diagnostics.push(match nearest_existing(&action.text, &value) {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic.help("the correction may be done at the source by now: then remove the action"),
                });
                continue;
            }
            match &action.change {
                Change::Update(update) => {
                    for place in &places {
                        if let Some(node) = node_at(document, place) {
                            check_booleans(update, At::place(place), diagnostics);
                            update_target(node, update, At::place(place), diagnostics);
                        }
                    }
                }
                // Last first, so that the indices of the items before stay what they were.
                Change::Remove => places.iter().rev().for_each(|place| remove(document, place)),
            }
            if depth(document) > MAX_DEPTH {
                let message = format!("with this update, values are nested more than {MAX_DEPTH} deep");
                diagnostics.push(
                    Diagnostic::error(Code::TooDeep, message)
                        .at(action.span)
                        .help("give the inner schemas names under `components/schemas`, and refer to them"),
                );
                return;
            }
            let after = document.to_value();
            if after == value {
                let message = "this action changes nothing: the document says so already";
                diagnostics.push(
                    Diagnostic::error(Code::OverlayNoMatch, message)
                        .at(action.span)
                        .help("remove the action: the page says so by now, or another action does"),
                );
            }
            value = after;
        }
    }
}

impl Action {
    fn read(node: &Node, found: &mut Diagnostics) -> Option<Self> {
        let known = &["target", "description", "update", "remove"];
        let fields = Fields::open(node, "an action", known, Place::Overlay, found)?;
        if fields.get("description").is_none() {
            found.push(
                Diagnostic::error(Code::OverlayInvalid, "an action needs a `description`")
                    .at(node.span)
                    .help("say why the vendor's document is corrected here, and how we know"),
            );
        } else {
            fields.text("description", found);
        }
        let target = fields.required_text("target", found)?;
        let text = target.as_str().unwrap_or_default().to_owned();
        let path = parse_target(&text, target, found);
        let change = read_change(&fields, node, found)?;
        let (target, span) = (path?, target.span);
        if matches!(change, Change::Remove) && text.trim() == "$" {
            found.push(
                Diagnostic::error(Code::OverlayInvalid, "the whole document cannot be removed")
                    .at(span)
                    .help("point at the part that is to go: `$.paths['/bells']`"),
            );
        }
        Some(Self { target, text, span, change })
    }
}

fn read_change(fields: &Fields<'_>, action: &Node, found: &mut Diagnostics) -> Option<Change> {
    let says_false = fields.get("remove").is_some_and(|node| node.as_bool() == Some(false));
    let remove = fields.get("remove").filter(|node| match node.as_bool() {
        Some(remove) => remove,
        None => {
            fields.wrong("remove", "true or false", node, found);
            false
        }
    });
    match (fields.get("update"), remove) {
        (Some(update), None) => Some(Change::Update(update.clone())),
        (None, Some(_)) => Some(Change::Remove),
        (Some(update), Some(remove)) => {
            found.push(
                Diagnostic::error(Code::OverlayInvalid, "an action either updates or removes")
                    .at(remove.label_span())
                    .label(update.label_span(), "this would never count")
                    .help("delete one of the two"),
            );
            None
        }
        // It was meant to do something, and what is wrong with that has been said.
        (None, None) if ["update", "remove"].iter().any(|key| fields.has(key)) && !says_false => None,
        (None, None) => {
            found.push(
                Diagnostic::error(Code::OverlayInvalid, "this action does nothing")
                    .at(action.span)
                    .help("give it an `update`, or `remove: true`"),
            );
            None
        }
    }
}

fn parse_target(text: &str, node: &Node, found: &mut Diagnostics) -> Option<JsonPath> {
    let mut nesting = 0usize;
    let deepest = text.chars().fold(0, |deepest, character| {
        match character {
            '(' | '[' | '!' => nesting += 1,
            ')' | ']' => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        deepest.max(nesting)
    });
    let problem = if text.len() > MAX_TARGET_LENGTH || deepest > MAX_TARGET_NESTING {
        "it is too long or too deeply nested".to_owned()
    } else {
        match JsonPath::parse(text) {
            Ok(path) => return Some(path),
            Err(error) => format!("{} at character {}", error.message(), error.position() + 1),
        }
    };
    found.push(
        Diagnostic::error(Code::OverlayTargetInvalid, format!("the target is no JSONPath: {problem}"))
            .at(node.span)
            .help("a path begins with `$`; names with other characters than letters go into brackets: `$.paths['/call/{id}'].get`"),
    );
    None
}

fn steps(path: &serde_json_path::NormalizedPath<'_>) -> Vec<Step> {
    path.iter()
        .map(|element| match element {
            PathElement::Name(name) => Step::Member((*name).to_owned()),
            PathElement::Index(index) => Step::Item(*index),
        })
        .collect()
}

fn node_at<'n>(root: &'n mut Node, place: &[Step]) -> Option<&'n mut Node> {
    place.iter().try_fold(root, |node, step| match (&mut node.data, step) {
        (Data::Object(members), Step::Member(name)) => members.get_mut(name),
        (Data::Array(items), Step::Item(index)) => items.get_mut(*index),
        _ => None,
    })
}

fn remove(root: &mut Node, place: &[Step]) {
    let Some((last, parent)) = place.split_last() else { return };
    match (node_at(root, parent).map(|node| &mut node.data), last) {
        (Some(Data::Object(members)), Step::Member(name)) => {
            members.shift_remove(name);
        }
        (Some(Data::Array(items)), Step::Item(index)) if *index < items.len() => {
            items.remove(*index);
        }
        _ => {}
    }
}

/// What a value is to the document.
#[derive(Clone, Copy)]
struct At<'p> {
    /// The key it stands at.
    key: &'p str,
    /// Whether it is data, which may be anything: an example, a default, an extension.
    is_data: bool,
}

impl<'p> At<'p> {
    fn place(place: &'p [Step]) -> Self {
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
fn update_target(target: &mut Node, update: &Node, at: At<'_>, found: &mut Diagnostics) {
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
fn check_booleans(node: &Node, at: At<'_>, found: &mut Diagnostics) {
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

/// How many levels a tree has: never more than two documents put into each other.
fn depth(node: &Node) -> usize {
    match &node.data {
        Data::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Data::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// The longest beginning of a path that selects something, and the names there that are nearest to what is missing.
fn nearest_existing(text: &str, document: &Value) -> Option<String> {
    let starts = segment_starts(text);
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    let segments: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    segments.iter().rev().find_map(|(start, end)| {
        let parent = text.get(..*start)?;
        let path = JsonPath::parse(parent).ok()?;
        let found = path.query(document).first()?;
        let wanted = text.get(*start..*end)?.trim_matches(['.', '[', ']', '\'', '"']);
        Some(match found {
            Value::Object(members) if !members.is_empty() => {
                let names = nearest(wanted, members.keys().map(String::as_str), 3);
                format!("`{parent}` is there; its nearest keys are {}", quoted(names))
            }
            Value::Array(items) => format!("`{parent}` is there, a list of {} items", items.len()),
            _ => format!("`{parent}` is there, and has no members"),
        })
    })
}

/// Where each segment of a JSONPath begins: a dot or a bracket outside of brackets and quotes.
fn segment_starts(text: &str) -> Vec<usize> {
    let (mut starts, mut depth, mut quote, mut previous) = (Vec::new(), 0usize, None, ' ');
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open && previous != '\\' => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '.') if depth == 0 && previous != '.' => starts.push(at),
            (None, '[') => {
                if depth == 0 && previous != '.' {
                    starts.push(at);
                }
                depth += 1;
            }
            (None, ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        previous = character;
    }
    starts
}

#[cfg(test)]
mod tests;

//! A document in several files as one: what other files and addresses hold becomes a component, and every reference a
//! pointer into the one document. Within a document, `$id`, `$anchor` and `$dynamicRef` become pointers as well.
//!
//! Nothing here opens a file. The caller hands over the text of a file when it is asked for it, and decides what may be
//! read at all. A reference that cannot be followed stays as it is; what cannot be understood is said by later stages.

mod beside;
mod dynamic;
mod names;
mod parts;
mod resources;

pub(crate) use beside::add_beside;
pub use parts::{Location, Unread};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Data, FileId, MAX_DEPTH, MAX_VALUES, Map, Node, SourceFiles, escape_pointer_token};
use crate::spec::keywords::{Holds, holds};
use crate::spec::kinds::{Kind, Place, step};
use crate::text::nearest::likely;
use dynamic::Bindings;
use indexmap::IndexMap;
use parts::{Parts, Target};
use resources::names_scheme_elsewhere;

/// Gives the text of a file that is referred to, or says why it does not.
pub type Open<'o> = dyn FnMut(&Location, &mut SourceFiles) -> Result<FileId, Unread> + 'o;

/// The most references that lead to each other.
const MAX_HOPS: usize = 100;

/// The most path items that stand in each other by reference.
const MAX_ITEMS: usize = 16;

/// Makes one document of `document` and of all that it refers to. `name` is what the file of the document is called, below
/// the folder that references are relative to; nothing where it has none.
///
/// A document that refers to nothing but itself, by pointers, is given back as it is.
pub fn bundle(
    document: Node,
    name: Option<&str>,
    files: &mut SourceFiles,
    open: &mut Open<'_>,
    diagnostics: &mut Diagnostics,
) -> Node {
    own_address(&document, diagnostics);
    if !resources::needs_bundling(&document) {
        return document;
    }
    let mut root = document.clone();
    let mut bundler = Bundler {
        is_swagger: document.get("swagger").is_some(),
        parts: Parts::new(document, name),
        files,
        open,
        diagnostics,
        homes: IndexMap::new(),
        taken: names::Taken::default(),
        waiting: Vec::new(),
        items: 0,
        size: 0,
        is_too_large: false,
    };
    bundler.settle_components(&mut root);
    bundler.visit(&mut root, Place::Root, &At::default(), 0);
    bundler.move_in(&mut root);
    root
}

/// Reports an address of the document that is none (OpenAPI 3.2.0, section 4.1.2).
fn own_address(document: &Node, diagnostics: &mut Diagnostics) {
    let Some(stated) = document.get("$self") else { return };
    let message = match stated.as_str() {
        None => format!("`$self` is the address of the document, but this is {}", stated.kind()),
        Some(text) if text.contains('#') => format!("`$self` is an address without a fragment, but this is `{text}`"),
        Some(text) if resources::join(None, text).is_none() => format!("`{text}` is not a valid address"),
        Some(_) => return,
    };
    diagnostics.push(
        Diagnostic::warning(Code::StructureInvalid, message)
            .at(stated.label_span())
            .help("write the address of the document, like https://api.example.com/openapi.yaml, or leave it out")
            .costs("references to this address are not known"),
    );
}

/// Where the walk is.
#[derive(Clone, Debug, Default)]
struct At {
    /// The file.
    part: usize,
    /// The pointer of the schema resource in it: the nearest schema around with an `$id`, or the whole file.
    resource: String,
    /// The pointer in the file.
    pointer: String,
    /// The pointer in the one document.
    here: String,
    /// What dynamic anchors mean here.
    bindings: Bindings,
}

impl At {
    fn member(&self, key: &str) -> Self {
        let key = escape_pointer_token(key);
        let (pointer, here) = (format!("{}/{key}", self.pointer), format!("{}/{key}", self.here));
        Self { pointer, here, ..self.clone() }
    }
}

/// Something that becomes a component: what, of which kind, with which meaning of its dynamic anchors.
type Home = (Target, &'static str, Bindings);

struct Bundler<'b, 'o> {
    is_swagger: bool,
    parts: Parts,
    files: &'b mut SourceFiles,
    open: &'b mut Open<'o>,
    diagnostics: &'b mut Diagnostics,
    /// The name of each component that something became.
    homes: IndexMap<Home, String>,
    taken: names::Taken,
    /// Components that have a name and are not there yet.
    waiting: Vec<(Home, Kind, String)>,
    /// How many path items stand in each other here.
    items: usize,
    /// How many values were copied.
    size: usize,
    is_too_large: bool,
}

impl Bundler<'_, '_> {
    /// Gives the components of the document their own names: what one of them only refers to in another file belongs
    /// there, and so does what stands in a file that a whole section refers to.
    fn settle_components(&mut self, root: &mut Node) {
        for (section, _) in self.sections() {
            let Some(stated) = root.pointer(section).cloned() else { continue };
            let mut members: Vec<(String, Node, At)> = Vec::new();
            let at = At { pointer: section.to_owned(), here: section.to_owned(), ..At::default() };
            for (name, node) in stated.as_object().into_iter().flatten().filter(|(name, _)| *name != "$ref") {
                members.push((name.clone(), node.clone(), at.member(name)));
            }
            if let Some(reference) = stated.get("$ref")
                && let Ok(target) = self.target(reference, &at)
                && let Some(shared) = self.parts.node(&target).cloned()
            {
                let inside = At { here: section.to_owned(), ..self.parts.at(&target) };
                for (name, node) in shared.as_object().into_iter().flatten() {
                    members.push((name.clone(), node.clone(), inside.member(name)));
                }
            }
            for (name, ..) in &members {
                self.taken.claim_own(section, name);
            }
            for (name, node, at) in members {
                let target = match node.get("$ref").filter(|_| is_mere_reference(&node)) {
                    Some(reference) => self.target(reference, &at).ok(),
                    None => Some(Target { part: at.part, pointer: at.pointer.clone() }),
                };
                if let Some(target) = target.filter(|target| target.part != 0) {
                    self.homes.entry((target, section, Bindings::default())).or_insert(name);
                }
            }
        }
    }

    /// The places of components, and what they hold.
    fn sections(&self) -> Vec<(&'static str, Kind)> {
        let all: &[(&str, Kind)] = match self.is_swagger {
            true => &[("/definitions", Kind::Schema), ("/parameters", Kind::Parameter), ("/responses", Kind::Response)],
            false => &[
                ("/components/schemas", Kind::Schema),
                ("/components/responses", Kind::Response),
                ("/components/parameters", Kind::Parameter),
                ("/components/examples", Kind::Example),
                ("/components/requestBodies", Kind::RequestBody),
                ("/components/headers", Kind::Header),
                ("/components/securitySchemes", Kind::SecurityScheme),
                ("/components/links", Kind::Link),
                ("/components/callbacks", Kind::Callback),
                ("/components/mediaTypes", Kind::MediaType),
            ],
        };
        all.to_vec()
    }

    fn section(&self, kind: Kind) -> Option<&'static str> {
        self.sections().into_iter().find(|(_, known)| *known == kind).map(|(section, _)| section)
    }

    /// Writes all references below a node as pointers into the one document.
    fn visit(&mut self, node: &mut Node, place: Place, at: &At, depth: usize) {
        if depth > MAX_DEPTH || self.is_too_large {
            return;
        }
        let mut at = at.clone();
        let is_settled = place == Place::One(Kind::Schema) && self.enter(node, &mut at);
        let mut shared = None;
        match place {
            Place::One(Kind::Other) | Place::Unknown => return,
            Place::One(kind) => {
                if !is_settled && self.reference(node, kind, &at, depth) {
                    return;
                }
            }
            Place::Many(kind) => shared = self.shared_map(node, kind, &at, depth),
            Place::Root | Place::Components => {}
        }
        if matches!(place, Place::Root | Place::One(Kind::Operation)) {
            self.requirements(node, &at);
        }
        match &mut node.data {
            Data::Object(members) => {
                for (key, member) in members.iter_mut().filter(|(key, _)| *key != "$ref") {
                    let inner = self.step(place, key);
                    self.visit(member, inner, &at.member(key), depth + 1);
                }
            }
            Data::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    // In draft 4 and before, `items` is a list as well.
                    let inner = match place {
                        Place::Many(kind) => Place::One(kind),
                        other => other,
                    };
                    self.visit(item, inner, &at.member(&index.to_string()), depth + 1);
                }
            }
            _ => {}
        }
        if let (Data::Object(members), Some(Node { data: Data::Object(shared), .. })) = (&mut node.data, shared) {
            members.shift_remove("$ref");
            for (key, member) in shared {
                members.entry(key).or_insert(member);
            }
        }
    }

    fn step(&self, place: Place, key: &str) -> Place {
        match (place, key) {
            (Place::Root, "definitions") if self.is_swagger => Place::Many(Kind::Schema),
            (Place::One(Kind::Response), "schema") => Place::One(Kind::Schema),
            (Place::One(Kind::Schema), key) if holds(key) == Some(Holds::One) => Place::One(Kind::Schema),
            (Place::One(Kind::MediaType), "encoding" | "prefixEncoding") => Place::Unknown,
            _ => step(place, key),
        }
    }

    /// What a schema says of itself: a new resource, and the meaning of dynamic anchors. Of the one document these say
    /// nothing any more. Whether it has a `$ref` for its `$dynamicRef` now, which leads into the one document.
    fn enter(&mut self, schema: &mut Node, at: &mut At) -> bool {
        if self.parts.is_resource(at.part, &at.pointer) {
            at.resource.clone_from(&at.pointer);
        }
        at.bindings = at.bindings.with(self.parts.dynamic_anchors(at.part, &at.resource));
        for keyword in ["$id", "$anchor", "$dynamicAnchor"] {
            if schema.get(keyword).is_some_and(|value| value.as_str().is_some()) {
                schema.remove(keyword);
            }
        }
        self.mapping(schema, at);
        if schema.get("$ref").is_some() {
            return false;
        }
        let Some(reference) = schema.remove("$dynamicRef") else { return false };
        let bound = dynamic::name(&reference).and_then(|name| at.bindings.get(name).cloned());
        let target = bound.map(Ok).unwrap_or_else(|| self.target(&reference, at));
        let pointer = match target {
            Ok(target) => self.home(&target, Kind::Schema, &at.bindings),
            Err(problem) => {
                self.say(&reference, problem);
                None
            }
        };
        let written = pointer.or_else(|| self.parts.written_from_root(&reference, at.part));
        let to = written.map_or_else(|| reference.clone(), |text| Node::string(text, reference.span));
        schema.set("$ref", Node { key_span: reference.key_span, ..to });
        true
    }

    /// The values of a discriminator's mapping, which are names or references (OpenAPI 3.2.0, section 4.25).
    fn mapping(&mut self, schema: &mut Node, at: &At) {
        let Some(discriminator) = schema.get_mut("discriminator") else { return };
        let mut references: Vec<&mut Node> = Vec::new();
        for (key, node) in discriminator.as_object_mut().into_iter().flatten() {
            match key.as_str() {
                "mapping" => references.extend(node.as_object_mut().into_iter().flat_map(Map::values_mut)),
                "defaultMapping" => references.push(node),
                _ => {}
            }
        }
        for reference in references {
            let text = reference.as_str().unwrap_or_default();
            let is_name = !text.contains(['/', '#', '.']);
            if text.is_empty() || is_name {
                continue;
            }
            match self.target(reference, at) {
                Ok(target) => {
                    if let Some(pointer) = self.home(&target, Kind::Schema, &at.bindings) {
                        *reference = Node { key_span: reference.key_span, ..Node::string(pointer, reference.span) };
                    }
                }
                Err(problem) => {
                    self.say(&reference.clone(), problem);
                    if let Some(text) = self.parts.written_from_root(reference, at.part) {
                        *reference = Node { key_span: reference.key_span, ..Node::string(text, reference.span) };
                    }
                }
            }
        }
    }

    /// The schemes that requirements name by references (OpenAPI 3.2.0, section 4.30), which become components. What is the
    /// name of a component is that name.
    fn requirements(&mut self, holder: &mut Node, at: &At) {
        let Some(Data::Array(alternatives)) = holder.get_mut("security").map(|list| &mut list.data) else { return };
        for members in alternatives.iter_mut().filter_map(Node::as_object_mut) {
            let in_part = |id: &str| id.starts_with("#/") && at.part != 0;
            if !members.keys().any(|id| in_part(id) || names_scheme_elsewhere(id)) {
                continue;
            }
            for (id, scopes) in std::mem::take(members) {
                let is_component = self.parts.names_component("securitySchemes", &id);
                let written = match !is_component && (in_part(&id) || names_scheme_elsewhere(&id)) {
                    true => self.scheme(&id, &scopes, at),
                    false => None,
                };
                members.entry(written.unwrap_or(id)).or_insert(scopes);
            }
        }
    }

    /// The pointer into the one document of a scheme that is referred to.
    fn scheme(&mut self, id: &str, scopes: &Node, at: &At) -> Option<String> {
        let reference = Node::string(id, scopes.label_span());
        match self.target(&reference, at) {
            Ok(target) => self.home(&target, Kind::SecurityScheme, &at.bindings),
            Err(problem) => {
                self.say(&reference, problem);
                self.parts.written_from_root(&reference, at.part)
            }
        }
    }

    /// Follows the `$ref` of something that can be referred to. Whether what it leads to, gone through, took its place.
    fn reference(&mut self, node: &mut Node, kind: Kind, at: &At, depth: usize) -> bool {
        let Some(reference) = node.get("$ref").filter(|reference| reference.as_str().is_some()).cloned() else {
            return false;
        };
        let target = match self.target(&reference, at) {
            Ok(target) => target,
            Err(problem) => {
                self.say(&reference, problem);
                if let Some(text) = self.parts.written_from_root(&reference, at.part) {
                    node.set("$ref", Node { key_span: reference.key_span, ..Node::string(text, reference.span) });
                }
                return false;
            }
        };
        let is_plain =
            at.part == 0 && reference.as_str().and_then(|text| text.strip_prefix('#')) == Some(&target.pointer);
        let bindings = match kind {
            Kind::Schema => at.bindings.relevant_to(&self.parts, &target),
            _ => Bindings::default(),
        };
        if is_plain && target.part == 0 && bindings.is_empty() {
            return false;
        }
        let section = self.section(kind);
        let is_home = |section| {
            let name = self.homes.get(&(target.clone(), section, Bindings::default()));
            name.is_some_and(|name| at.here == format!("{section}/{}", escape_pointer_token(name)))
        };
        if target.part != 0 && section.is_none_or(is_home) {
            return self.put_in_place(node, &target, kind, at, depth);
        }
        if let Some(pointer) = self.home(&target, kind, &bindings) {
            let key_span = reference.key_span;
            node.set("$ref", Node { key_span, ..Node::string(pointer, reference.span) });
        }
        false
    }

    /// Puts what is referred to where the reference stands; a description and a summary beside it stay, and so does
    /// everything that stands beside the reference of a path item or an operation.
    fn put_in_place(&mut self, node: &mut Node, target: &Target, kind: Kind, at: &At, depth: usize) -> bool {
        if self.items >= MAX_ITEMS {
            return false;
        }
        let Some(mut copy) = self.copy(target) else { return false };
        let inside = At { here: at.here.clone(), ..self.parts.at(target) };
        self.items += 1;
        self.visit(&mut copy, Place::One(kind), &inside, depth + 1);
        self.items -= 1;
        if matches!(kind, Kind::PathItem | Kind::Operation) {
            for (key, member) in node.as_object_mut().into_iter().flatten().filter(|(key, _)| *key != "$ref") {
                let inner = self.step(Place::One(kind), key);
                self.visit(member, inner, &at.member(key), depth + 1);
            }
            add_beside(&mut copy, node, self.diagnostics);
        }
        for key in ["summary", "description"] {
            if let Some(own) = node.get(key) {
                copy.set(key, own.clone());
            }
        }
        copy.key_span = node.key_span;
        *node = copy;
        true
    }

    /// The members of a map that stand in a file together: `paths: {$ref: paths.yaml}`. The specification does not know
    /// that, and many documents have it.
    fn shared_map(&mut self, node: &Node, kind: Kind, at: &At, depth: usize) -> Option<Node> {
        let reference = node.get("$ref").filter(|reference| reference.as_str().is_some())?.clone();
        // A property may be called so.
        if at.part == 0 && reference.as_str().is_some_and(|text| text.starts_with('#')) || self.items >= MAX_ITEMS {
            return None;
        }
        let target = match self.target(&reference, at) {
            Ok(target) => target,
            Err(problem) => {
                self.say(&reference, problem);
                return None;
            }
        };
        let mut copy = self.copy(&target).filter(|copy| copy.as_object().is_some())?;
        let inner = At { here: at.here.clone(), ..self.parts.at(&target) };
        self.items += 1;
        self.visit(&mut copy, Place::Many(kind), &inner, depth + 1);
        self.items -= 1;
        Some(copy)
    }

    /// A copy of a part, counted.
    fn copy(&mut self, target: &Target) -> Option<Node> {
        let node = self.parts.node(target)?.clone();
        self.size += node.size();
        if self.size > MAX_VALUES && !self.is_too_large {
            self.is_too_large = true;
            let message = format!("with all that it refers to, the document holds more than {MAX_VALUES} values");
            self.diagnostics.push(
                Diagnostic::error(Code::LimitExceeded, message)
                    .at(node.label_span())
                    .help("no API document is that large: look at what its files refer to"),
            );
        }
        (!self.is_too_large).then_some(node)
    }

    /// The pointer into the one document of something that is referred to, which gets a name if it has none.
    fn home(&mut self, target: &Target, kind: Kind, bindings: &Bindings) -> Option<String> {
        let bindings = match kind {
            Kind::Schema => bindings.relevant_to(&self.parts, target),
            _ => Bindings::default(),
        };
        if target.part == 0 && bindings.is_empty() {
            return Some(format!("#{}", target.pointer));
        }
        let section = self.section(kind)?;
        let home = (target.clone(), section, bindings);
        if let Some(name) = self.homes.get(&home) {
            return Some(format!("#{section}/{}", escape_pointer_token(name)));
        }
        // What is in something that moves as a whole is found there.
        if let Some(around) = self.around(&home) {
            return Some(around);
        }
        let words = names::words(&self.parts, target, &home.2);
        let name = self.taken.claim(section, words);
        let pointer = format!("#{section}/{}", escape_pointer_token(&name));
        self.homes.insert(home.clone(), name.clone());
        self.waiting.push((home, kind, name));
        Some(pointer)
    }

    /// The pointer of something below a component that moves as a whole; definitions get names of their own.
    fn around(&self, (target, _, bindings): &Home) -> Option<String> {
        let mut end = target.pointer.len();
        loop {
            end = target.pointer.get(..end)?.rfind('/')?;
            let (above, below) = target.pointer.split_at(end);
            if names::is_definition(below) {
                return None;
            }
            let whole = Target { part: target.part, pointer: above.to_owned() };
            let found = self.sections().into_iter().find_map(|(section, _)| {
                let name = self.homes.get(&(whole.clone(), section, bindings.clone()))?;
                Some(format!("#{section}/{}{below}", escape_pointer_token(name)))
            });
            if found.is_some() || end == 0 {
                return found;
            }
        }
    }

    /// Puts what has a name among the components, and what that refers to.
    fn move_in(&mut self, root: &mut Node) {
        let mut next = 0;
        while next < self.waiting.len() && !self.is_too_large {
            let (home, kind, name) = self.waiting[next].clone();
            next += 1;
            let (target, section, bindings) = &home;
            let Some(mut node) = self.copy(target) else { continue };
            let here = format!("{section}/{}", escape_pointer_token(&name));
            let at = At { here, bindings: bindings.clone(), ..self.parts.at(target) };
            self.visit(&mut node, Place::One(kind), &at, 0);
            if let Some(components) = section_mut(root, section) {
                components.insert(name, Node { key_span: None, ..node });
            }
        }
    }

    /// What a reference leads to, through what is nothing but another reference in a file.
    fn target(&mut self, reference: &Node, at: &At) -> Result<Target, parts::Problem> {
        let text = reference.as_str().unwrap_or_default();
        let mut target = self.parts.resolve(text, at.part, &at.resource, self.files, self.open, self.diagnostics)?;
        for _ in 0..MAX_HOPS {
            let node = self.parts.node(&target).filter(|_| target.part != 0);
            let next = node.filter(|node| node.as_object().is_some_and(|members| members.len() == 1));
            let Some(next) = next.and_then(|node| node.str("$ref")).map(str::to_owned) else { break };
            let resource = self.parts.resource_of(&target);
            match self.parts.resolve(&next, target.part, &resource, self.files, self.open, self.diagnostics) {
                Ok(next) => target = next,
                // It is said where the reference stands.
                Err(_) => break,
            }
        }
        Ok(target)
    }

    /// Says why a reference to another file cannot be followed. What it means for the document is said where references
    /// are resolved.
    fn say(&mut self, reference: &Node, problem: parts::Problem) {
        let text = reference.as_str().unwrap_or_default();
        let (severity, message, help) = match problem {
            // Later stages say so, as for any other reference.
            parts::Problem::Nowhere => return,
            parts::Problem::Unread(Unread::Outside) => (
                Severity::Error,
                format!("`{text}` leads out of the folder of the document"),
                "nothing outside of it is read: copy the file into the folder, or refer to an address and give `--map`"
                    .to_owned(),
            ),
            parts::Problem::Unread(Unread::NotMapped(address)) => (
                Severity::Warning,
                format!("`{address}` is an address, and nothing is fetched from the network"),
                format!("save what is there, and say where it is: --map '{address}=FILE'"),
            ),
            parts::Problem::Unread(Unread::Other(message, help)) => (Severity::Warning, message, help),
            parts::Problem::NotThere(location, near) => (
                Severity::Warning,
                format!("`{text}` leads to nothing in {location}"),
                near.map_or_else(
                    || "check the part behind the `#`".to_owned(),
                    |near| format!("did you mean `#{near}`?"),
                ),
            ),
        };
        self.diagnostics.push(
            Diagnostic { severity, ..Diagnostic::error(Code::ReferenceExternal, message) }
                .at(reference.span)
                .help(help),
        );
    }
}

/// Whether a component is a reference and nothing else that counts.
fn is_mere_reference(node: &Node) -> bool {
    let counts = |key: &str| !matches!(key, "$ref" | "summary" | "description") && !key.starts_with("x-");
    !node.as_object().into_iter().flatten().any(|(key, _)| counts(key))
}

/// The members of a section of components, made where it is not there.
fn section_mut<'n>(root: &'n mut Node, section: &str) -> Option<&'n mut Map> {
    let span = root.span;
    let place = section.split('/').skip(1).try_fold(root, |node, key| {
        let members = node.as_object_mut()?;
        Some(members.entry(key.to_owned()).or_insert_with(|| Node::new(Data::Object(Map::default()), span)))
    });
    place?.as_object_mut()
}

/// The nearest pointer to one that leads nowhere: another member of what is around it.
fn nearest_pointer(root: &Node, pointer: &str) -> Option<String> {
    let (folder, name) = pointer.rsplit_once('/')?;
    let members = root.pointer(folder)?.as_object()?;
    let near = likely(name, members.keys().map(String::as_str))?;
    Some(format!("{folder}/{}", escape_pointer_token(near)))
}

#[cfg(test)]
mod tests;

//! The files of a document, and what a reference in one of them leads to. Never changes any of them.

use super::resources::{Resource, join, scan};
use super::{At, Bindings, Open, nearest_pointer};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Node, SourceFiles, escape_pointer_token, pointer_tokens, read_document};
use percent_encoding::percent_decode_str;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;
use url::Url;

/// The most text of all files of one document.
const MAX_BYTES: usize = 128 * 1024 * 1024;

/// The most references that are followed on the way of a pointer, each on the way of the other.
const MAX_DETOURS: usize = 16;

/// The most files of one document.
const MAX_FILES: usize = 10_000;

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    /// A path below the folder of the document, with `/` between folders and no `..`.
    Below(String),
    /// An address.
    Address(String),
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Below(text) | Self::Address(text)) = self;
        f.write_str(text)
    }
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is outside of the folder of the document.
    Outside,
    /// It is an address that nobody mapped to a file.
    NotMapped(String),
    /// Something else: a message, and what to do.
    Other(String, String),
}

/// Why a reference cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// It leads nowhere in its own document, or is no reference.
    Nowhere,
    /// The file is not read.
    Unread(Unread),
    /// The file is there, and has nothing at the pointer; the nearest one, where there is one.
    NotThere(Location, Option<String>),
}

/// Something in a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Target {
    pub(super) part: usize,
    /// A JSON pointer without `#`.
    pub(super) pointer: String,
}

#[derive(Debug)]
struct Part {
    root: Node,
    location: Option<Location>,
    resources: Vec<Resource>,
    /// The resources by their pointers.
    by_pointer: HashMap<String, usize>,
}

/// All files that were read so far; the first one is the document.
#[derive(Debug)]
pub(super) struct Parts {
    all: Vec<Part>,
    by_location: HashMap<Location, Result<usize, Unread>>,
    /// Where a resource with an address is.
    by_address: HashMap<Url, Target>,
    /// Where another resource of the same address is.
    repeated: HashMap<Url, Target>,
    /// How much text was read, but for the document itself.
    bytes: usize,
    /// How many references are being followed on the way of pointers.
    detours: usize,
}

impl Parts {
    pub(super) fn new(document: Node, name: Option<&str>) -> Self {
        let mut parts = Self {
            all: Vec::new(),
            by_location: HashMap::new(),
            by_address: HashMap::new(),
            repeated: HashMap::new(),
            bytes: 0,
            detours: 0,
        };
        parts.add(document, name.map(|name| Location::Below(name.to_owned())));
        parts
    }

    fn add(&mut self, root: Node, location: Option<Location>) -> usize {
        let part = self.all.len();
        let address = match &location {
            Some(Location::Address(address)) => Url::parse(address).ok(),
            _ => None,
        };
        let resources = scan(&root, address);
        for resource in &resources {
            if let Some(base) = &resource.base {
                let target = Target { part, pointer: resource.pointer.clone() };
                match self.by_address.entry(base.clone()) {
                    Entry::Vacant(entry) => drop(entry.insert(target)),
                    Entry::Occupied(_) => drop(self.repeated.entry(base.clone()).or_insert(target)),
                }
            }
        }
        if let Some(location) = &location {
            self.by_location.insert(location.clone(), Ok(part));
        }
        let by_pointer = resources.iter().enumerate().map(|(at, resource)| (resource.pointer.clone(), at)).collect();
        self.all.push(Part { root, location, resources, by_pointer });
        part
    }

    pub(super) fn node(&self, target: &Target) -> Option<&Node> {
        self.all.get(target.part)?.root.pointer(&target.pointer)
    }

    /// Whether the document itself has a component of a name.
    pub(super) fn names_component(&self, section: &str, name: &str) -> bool {
        let components = self.all.first().and_then(|part| part.root.get("components")?.get(section));
        components.is_some_and(|components| components.get(name).is_some())
    }

    /// Where the walk is in a target.
    pub(super) fn at(&self, target: &Target) -> At {
        At {
            part: target.part,
            resource: self.resource_of(target),
            pointer: target.pointer.clone(),
            here: String::new(),
            bindings: Bindings::default(),
        }
    }

    /// The pointer of the resource around something.
    pub(super) fn resource_of(&self, target: &Target) -> String {
        let mut pointer = target.pointer.as_str();
        while !self.is_resource(target.part, pointer) {
            let Some((above, _)) = pointer.rsplit_once('/') else { break };
            pointer = above;
        }
        pointer.to_owned()
    }

    fn resource(&self, part: usize, pointer: &str) -> Option<&Resource> {
        let part = self.all.get(part)?;
        part.resources.get(*part.by_pointer.get(pointer)?)
    }

    pub(super) fn is_resource(&self, part: usize, pointer: &str) -> bool {
        self.resource(part, pointer).is_some()
    }

    pub(super) fn dynamic_anchors(&self, part: usize, resource: &str) -> Vec<(String, Target)> {
        // Whatever stands in the document itself is no schema around others.
        if part == 0 && resource.is_empty() {
            return Vec::new();
        }
        let found = self.resource(part, resource).into_iter().flat_map(|resource| &resource.dynamic_anchors);
        found.map(|(name, pointer)| (name.clone(), Target { part, pointer: pointer.clone() })).collect()
    }

    pub(super) fn dynamic_references(&self, part: usize, resource: &str) -> HashSet<&String> {
        self.resource(part, resource).into_iter().flat_map(|resource| &resource.dynamic_references).collect()
    }

    /// The name of a file without its ending, and that of the folder around it. An index is called as its folder is.
    pub(super) fn stem(&self, part: usize) -> (String, String) {
        let path = match self.all.get(part).and_then(|part| part.location.as_ref()) {
            Some(Location::Below(path)) => path.clone(),
            Some(Location::Address(address)) => {
                Url::parse(address).map_or_else(|_| address.clone(), |url| url.path().to_owned())
            }
            None => String::new(),
        };
        let mut folders: Vec<&str> = path.split('/').filter(|folder| !folder.is_empty()).collect();
        let stem = folders.pop().and_then(|file| file.split('.').find(|part| !part.is_empty())).unwrap_or_default();
        let folder = folders.pop().unwrap_or_default();
        if matches!(stem, "index" | "_index") && !folder.is_empty() {
            return (folder.to_owned(), folders.pop().unwrap_or_default().to_owned());
        }
        (stem.to_owned(), folder.to_owned())
    }

    /// Whether a file is a schema, rather than a collection of some.
    pub(super) fn is_schema(&self, part: usize) -> bool {
        const KEYWORDS: &[&str] = &["type", "properties", "allOf", "oneOf", "anyOf", "enum", "items", "$ref"];
        let root = self.all.get(part).map(|part| &part.root);
        root.is_some_and(|root| KEYWORDS.iter().any(|keyword| root.get(keyword).is_some()))
    }

    /// What a reference leads to that stands in a resource of a file. Files that were not read yet are asked for.
    pub(super) fn resolve(
        &mut self,
        text: &str,
        part: usize,
        resource: &str,
        files: &mut SourceFiles,
        open: &mut Open<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Target, Problem> {
        let (address, fragment) = text.split_once('#').unwrap_or((text, ""));
        let whole = match address {
            "" if text.trim().is_empty() => return Err(Problem::Nowhere),
            "" => Target { part, pointer: resource.to_owned() },
            address => self.whole(address, part, resource, files, open, diagnostics)?,
        };
        for repeated in [self.second_address(&whole), self.second_anchor(&whole, fragment)].into_iter().flatten() {
            self.report_repeated(text, &repeated, diagnostics);
        }
        let mut found = self.within(&whole, fragment);
        if found.is_none() {
            found = self.through(&whole, fragment, files, open, diagnostics);
        }
        found.ok_or_else(|| match (address, self.all.get(whole.part)) {
            ("", _) if whole.part == 0 => Problem::Nowhere,
            (_, Some(Part { root, location: Some(location), .. })) => {
                Problem::NotThere(location.clone(), nearest_pointer(root, fragment))
            }
            _ => Problem::Nowhere,
        })
    }

    /// A resource and another one with its address.
    fn second_address(&self, whole: &Target) -> Option<[Target; 2]> {
        let base = self.resource(whole.part, &whole.pointer)?.base.as_ref()?;
        let (first, second) = (self.by_address.get(base)?, self.repeated.get(base)?);
        (first == whole).then(|| [first.clone(), second.clone()])
    }

    /// The schema that an anchor means in a resource, and another one that has it.
    fn second_anchor(&self, whole: &Target, fragment: &str) -> Option<[Target; 2]> {
        let decoded = percent_decode_str(fragment).decode_utf8().ok()?;
        let resource = self.resource(whole.part, &self.resource_of(whole))?;
        let both = [resource.anchors.get(decoded.as_ref())?, resource.repeated.get(decoded.as_ref())?];
        Some(both.map(|pointer| Target { part: whole.part, pointer: pointer.clone() }))
    }

    fn report_repeated(&self, reference: &str, [first, second]: &[Target; 2], diagnostics: &mut Diagnostics) {
        let (Some(first), Some(second)) = (self.node(first), self.node(second)) else { return };
        let message = format!("two schemas are what `{}` refers to", reference.escape_debug());
        diagnostics.push(
            Diagnostic::warning(Code::ReferenceAmbiguous, message)
                .at(second.label_span())
                .label(first.label_span(), "this one is used")
                .help("give each an `$id` or `$anchor` of its own (JSON Schema 2020-12, core, section 8.2)")
                .costs("nothing refers to the second one"),
        );
    }

    /// What a pointer leads to where a map on the way is a reference to another file.
    fn through(
        &mut self,
        whole: &Target,
        pointer: &str,
        files: &mut SourceFiles,
        open: &mut Open<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Target> {
        let decoded = percent_decode_str(pointer).decode_utf8().ok()?;
        let tokens = decoded.starts_with('/').then(|| pointer_tokens(&decoded)).flatten()?;
        let mut at = whole.clone();
        for token in tokens {
            let step =
                |at: &Target| Target { pointer: format!("{}/{}", at.pointer, escape_pointer_token(&token)), ..*at };
            if self.node(&step(&at)).is_none() {
                let reference = self.node(&at)?.str("$ref").filter(|_| self.detours < MAX_DETOURS)?.to_owned();
                let resource = self.resource_of(&at);
                self.detours += 1;
                let next = self.resolve(&reference, at.part, &resource, files, open, diagnostics);
                self.detours -= 1;
                at = next.ok()?;
            }
            at = Some(step(&at)).filter(|next| self.node(next).is_some())?;
        }
        Some(at)
    }

    /// A reference that leads nowhere, as it is written from the file of the document; nothing where it is written so.
    pub(super) fn written_from_root(&self, reference: &Node, part: usize) -> Option<String> {
        let text = reference.as_str()?;
        let location = self.all.get(part).filter(|_| part != 0)?.location.as_ref()?;
        let (address, fragment) = text.split_once('#').map_or((text, None), |(address, part)| (address, Some(part)));
        let address = match location {
            _ if Url::parse(address).is_ok() => return None,
            Location::Below(own) if address.is_empty() => own.clone(),
            Location::Below(own) => below(own, address)?,
            Location::Address(own) => join(Url::parse(own).ok().as_ref(), address)?.to_string(),
        };
        Some(fragment.map_or_else(|| address.clone(), |fragment| format!("{address}#{fragment}")))
    }

    /// The resource or the file that a reference without its fragment means.
    fn whole(
        &mut self,
        address: &str,
        part: usize,
        resource: &str,
        files: &mut SourceFiles,
        open: &mut Open<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Target, Problem> {
        let base = self.resource(part, resource).and_then(|resource| resource.base.clone());
        let url = join(base.as_ref(), address);
        if let Some(known) = url.as_ref().and_then(|url| self.by_address.get(url)) {
            return Ok(known.clone());
        }
        // A relative reference of something with an address of its own means another address, if that is known.
        if base.is_some()
            && let Some(url) = &url
        {
            match self.load(Location::Address(url.to_string()), files, open, diagnostics) {
                Ok(part) => return Ok(Target { part, pointer: String::new() }),
                Err(Unread::NotMapped(_)) => {}
                Err(unread) => return Err(Problem::Unread(unread)),
            }
        }
        // A pointer without its `#`, which later stages tell.
        if part == 0 && address.starts_with('/') && self.all[0].root.pointer(address).is_some() {
            return Err(Problem::Nowhere);
        }
        let location = match (Url::parse(address), &self.all.get(part).and_then(|part| part.location.clone())) {
            (Ok(_), _) => Location::Address(url.map_or_else(|| address.to_owned(), |url| url.to_string())),
            (Err(_), Some(Location::Below(own))) => match below(own, address) {
                Some(path) => Location::Below(path),
                None => return Err(Problem::Unread(Unread::Outside)),
            },
            (Err(_), Some(Location::Address(_))) => {
                Location::Address(url.map_or_else(|| address.to_owned(), |url| url.to_string()))
            }
            // Names of schemas are written like this by mistake, and told so by later stages.
            (Err(_), None) if !address.contains(['/', '.']) => return Err(Problem::Nowhere),
            (Err(_), None) => {
                let message = format!("`{address}` is a file, and a document from standard input has no folder");
                let help = "give the path of the document, so that its other files can be found".to_owned();
                return Err(Problem::Unread(Unread::Other(message, help)));
            }
        };
        let is_name = !address.contains(['/', '.']) && part == 0;
        if is_name && self.all[0].root.pointer(&format!("/components/schemas/{address}")).is_some() {
            return Err(Problem::Nowhere);
        }
        let part = self.load(location, files, open, diagnostics).map_err(Problem::Unread)?;
        Ok(Target { part, pointer: String::new() })
    }

    fn load(
        &mut self,
        location: Location,
        files: &mut SourceFiles,
        open: &mut Open<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<usize, Unread> {
        if let Some(known) = self.by_location.get(&location) {
            return known.clone();
        }
        let read = if self.by_location.len() >= MAX_FILES {
            let message = format!("the document refers to more than {MAX_FILES} files");
            Err(Unread::Other(message, "bundle it with the tool that made it".to_owned()))
        } else {
            open(&location, files).and_then(|file| {
                self.bytes = self.bytes.saturating_add(files[file].text().len());
                if self.bytes > MAX_BYTES {
                    let message =
                        format!("with {location}, the document has more than {} MiB", MAX_BYTES / 1024 / 1024);
                    return Err(Unread::Other(message, "no API document is that large: check what it is".to_owned()));
                }
                let mut found = diagnostics.of_same_run();
                let root = read_document(files, file, &mut found);
                for problem in found.iter().cloned() {
                    match problem.loss {
                        Some(_) => diagnostics.keep(problem),
                        // A part that cannot be read costs what refers to it.
                        None => diagnostics.push(Diagnostic { severity: Severity::Warning, ..problem }),
                    }
                }
                root.ok_or_else(|| {
                    let message = format!("{location} cannot be read");
                    Unread::Other(message, "fix the file, as the message about it says".to_owned())
                })
            })
        };
        match read {
            Ok(root) => Ok(self.add(root, Some(location))),
            Err(unread) => {
                self.by_location.insert(location, Err(unread.clone()));
                Err(unread)
            }
        }
    }

    /// What a fragment means in a resource: a pointer from its root, or from that of its file, or an anchor.
    fn within(&self, whole: &Target, fragment: &str) -> Option<Target> {
        let decoded = percent_decode_str(fragment).decode_utf8().ok()?;
        let in_part = |pointer: String| Target { part: whole.part, pointer };
        if fragment.is_empty() || fragment.starts_with('/') {
            let candidates = [fragment, &decoded].map(|pointer| format!("{}{pointer}", whole.pointer));
            let from_file = [fragment, &decoded].map(str::to_owned);
            let all = candidates.into_iter().chain(from_file.into_iter().filter(|pointer| !pointer.is_empty()));
            return all.map(in_part).find(|target| self.node(target).is_some());
        }
        let resource = self.resource_of(whole);
        let found = self.resource(whole.part, &resource).and_then(|found| found.anchors.get(decoded.as_ref()));
        // Anchors of a document without ids are found wherever they stand in it.
        let anywhere = || self.all.get(whole.part)?.resources.iter().find_map(|all| all.anchors.get(decoded.as_ref()));
        found.or_else(anywhere).map(|pointer| in_part(pointer.clone()))
    }
}

/// A relative path from a file, as a path below the folder; nothing for one that leads out of it.
fn below(own: &str, path: &str) -> Option<String> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let path = decoded.split('?').next().unwrap_or_default();
    if path.starts_with('/') || path.contains('\\') || path.contains('\0') {
        return None;
    }
    let mut folders: Vec<&str> = own.split('/').collect();
    folders.pop();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(folders.pop()?),
            step => folders.push(step),
        }
    }
    Some(folders.join("/"))
}

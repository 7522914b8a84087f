//! The settings on the document: title, server and authentication, with places in `vendor.toml`; and the pages
//! compared with the list of them.

use super::{AuthKind, Text, VendorSettings};
use crate::bundle::{Location, Unread};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Map, Node, SourceFiles, Span, escape_pointer_token};
use crate::text::nearest::nearest;

impl VendorSettings {
    /// Sets `info.title` and `info.description`, and where the settings say so `servers`, `components.securitySchemes` and `security`.
    ///
    /// `info.version` stays the vendor's. A Swagger 2.0 document has no place for servers and schemes; saying them in
    /// the settings is reported.
    pub fn apply(&self, document: &mut Node, diagnostics: &mut Diagnostics) {
        if let Some(info) = object_at(document, "info", self.title.span) {
            info.set("title", text(&self.title));
            if let Some(about) = &self.about {
                // What the vendor says of itself stays, below.
                let own = info.str("description").map_or(String::new(), |own| format!("\n\n{own}"));
                info.set("description", Node::string(format!("{}{own}", about.value.trim_end()), about.span));
            }
            if info.get("version").is_none() {
                info.set("version", Node::string("unversioned", self.title.span));
            }
        }
        if document.get("swagger").is_some() {
            self.refuse_for_swagger(diagnostics);
            return;
        }
        if let Some(server) = &self.server {
            let url = text(&server.url);
            let span = server.url.span;
            document.set("servers", Node::array(vec![Node::object([("url", url)], span)], span));
        }
        self.add_webhooks(document, diagnostics);
        let Some(first) = self.auth.first() else { return };
        let span = first.scheme.span;
        let schemes = object_at(document, "components", span).and_then(|node| object_at(node, "securitySchemes", span));
        if let Some(schemes) = schemes {
            for auth in &self.auth {
                let wanted = scheme(&auth.kind, auth.scheme.span);
                let name = auth.scheme.value.as_str();
                // A scheme that says the same, and perhaps more, stays.
                let says_so = |there: &Node| {
                    wanted.as_object().is_some_and(|all| all.iter().all(|(key, value)| there.get(key) == Some(value)))
                };
                if !schemes.get(name).is_some_and(says_so) {
                    schemes.set(name, wanted);
                }
            }
        }
        let alternative = |span: Span, name: &str| Node::object([(name, Node::array(Vec::new(), span))], span);
        let alternatives = self.auth.iter().map(|auth| alternative(auth.scheme.span, &auth.scheme.value)).collect();
        document.set("security", Node::array(alternatives, span));
    }

    /// The events of the settings as webhooks of a document that has none.
    fn add_webhooks(&self, document: &mut Node, diagnostics: &mut Diagnostics) {
        let Some(first) = self.webhooks.events.first() else { return };
        if let Some(own) = document.get("webhooks").filter(|own| own.as_object().is_none_or(|own| !own.is_empty())) {
            diagnostics.push(
                Diagnostic::error(Code::SettingsInvalid, "the document says itself which events there are")
                    .at(first.name.span)
                    .label(own.label_span(), "here")
                    .help("remove these, and correct those of the document in overlay.yaml"),
            );
            return;
        }
        let span = first.name.span;
        let webhooks = self.webhooks.events.iter().map(|event| {
            let pointer = format!("#/components/schemas/{}", escape_pointer_token(&event.schema.value));
            let schema = Node::object([("$ref", Node::string(pointer, event.schema.span))], event.schema.span);
            let media = Node::object([("schema", schema)], span);
            let content = Node::object([("application/json", media)], span);
            let body = Node::object([("content", content)], span);
            let answer = Node::object([("description", Node::string("Received.", span))], span);
            let answers = Node::object([("2XX", answer)], span);
            let operation = Node::object([("requestBody", body), ("responses", answers)], span);
            (event.name.value.clone(), Node::object([("post", operation)], event.name.span))
        });
        document.set("webhooks", Node::object(webhooks, span));
    }

    /// Compares the pages of a run with the list of them: each must stand in the other. Returns the pages that do.
    pub fn check_pages(&self, files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Vec<FileId> {
        let settings = files[self.file].name();
        let folder = settings.rsplit_once('/').map_or("", |(folder, _)| folder);
        let inside = |page: &FileId| {
            let name = files[*page].name();
            name.strip_prefix(folder).map_or(name, |name| name.trim_start_matches('/')).to_owned()
        };
        let present: Vec<String> = pages.iter().map(inside).collect();
        // A page under another name is one mistake, not two.
        let mut suggested: Vec<String> = Vec::new();
        for (at, page) in self.pages.iter().enumerate() {
            if let Some(first) = self.pages[..at].iter().find(|other| other.file.value == page.file.value) {
                let message = format!("the page `{}` is listed twice", page.file.value);
                diagnostics.push(
                    Diagnostic::error(Code::SettingsInvalid, message)
                        .at(page.file.span)
                        .label(first.file.span, "first here")
                        .help("remove one of the two entries"),
                );
            }
            if !present.contains(&page.file.value) {
                let message = format!("the page `{}` is not there", page.file.value);
                let unlisted = present.iter().map(String::as_str).filter(|name| !self.lists(name));
                let help = match nearest(&page.file.value, unlisted, 1).first() {
                    Some(other) => {
                        suggested.push((*other).to_owned());
                        format!("the file `{other}` is there and not listed: is it meant?")
                    }
                    None => format!("put the file into `{folder}/docs/`, or remove this `[[page]]` entry"),
                };
                diagnostics.push(Diagnostic::error(Code::PageMissing, message).at(page.file.span).help(help));
            }
        }
        let unlisted = |name: &String| !self.lists(name) && !suggested.contains(name);
        for (page, name) in pages.iter().zip(&present).filter(|(_, name)| unlisted(name)) {
            let help = format!(
                "add a `[[page]]` entry with `file = \"{name}\"`, `url` and `seen` to {settings}, or remove the file"
            );
            let message = format!("no `[[page]]` entry names the page `{name}`");
            diagnostics.push(Diagnostic::error(Code::PageUnlisted, message).at(Span::new(*page, 0..0)).help(help));
        }
        if self.pages.is_empty() && pages.is_empty() {
            let message = "there are no pages, so there is nothing to read";
            let help = format!("put the vendor's pages into `{folder}/docs/`, and add a `[[page]]` entry for each");
            diagnostics.push(Diagnostic::error(Code::PageMissing, message).at(Span::new(self.file, 0..0)).help(help));
        }
        pages.iter().zip(&present).filter(|(_, name)| self.lists(name)).map(|(page, _)| *page).collect()
    }

    /// The page that a reference of a document in `folder` leads to, among those that are parts of it.
    pub(crate) fn page_at(
        &self,
        location: &Location,
        folder: &str,
        parts: &[FileId],
        files: &SourceFiles,
    ) -> Result<FileId, Unread> {
        let own = files[self.file].name().rsplit_once('/').map_or("", |(own, _)| own);
        let path = match location {
            Location::Below(path) => format!("{folder}/{path}"),
            Location::Address(address) => {
                let map = self.maps.iter().find(|map| map.address.value == *address);
                format!("{own}/{}", map.ok_or_else(|| Unread::NotMapped(address.clone()))?.file.value)
            }
        };
        let found = parts.iter().find(|part| files[**part].name() == path);
        found.copied().ok_or_else(|| {
            let help = "put it there, and list it: each file of a vendor has a `[[page]]` entry".to_owned();
            Unread::Other(format!("there is no page `{path}`"), help)
        })
    }

    fn lists(&self, name: &str) -> bool {
        self.pages.iter().any(|page| page.file.value == name)
    }

    fn refuse_for_swagger(&self, diagnostics: &mut Diagnostics) {
        let server = self.server.iter().map(|server| server.url.span);
        if let Some(event) = self.webhooks.events.first() {
            diagnostics.push(
                Diagnostic::error(Code::SettingsInvalid, "a Swagger 2.0 document has no place for webhooks")
                    .at(event.name.span)
                    .help("convert the document to OpenAPI 3.0 or newer first"),
            );
        }
        for span in server.chain(self.auth.iter().map(|auth| auth.scheme.span)) {
            diagnostics.push(
                Diagnostic::error(Code::SettingsInvalid, "a Swagger 2.0 document has no place for this")
                    .at(span)
                    .help("set `host`, `basePath`, `schemes` or `securityDefinitions` in overlay.yaml instead"),
            );
        }
    }
}

fn text(text: &Text) -> Node {
    Node::string(text.value.as_str(), text.span)
}

/// The object member `key`; made, or put in the place of something else, when it is not there.
fn object_at<'n>(node: &'n mut Node, key: &str, span: Span) -> Option<&'n mut Node> {
    let child = node.as_object_mut()?.entry(key.to_owned()).or_insert_with(|| Node::new(Data::Null, span));
    if child.as_object().is_none() {
        child.data = Data::Object(Map::default());
    }
    Some(child)
}

fn scheme(kind: &AuthKind, span: Span) -> Node {
    let string = |text: &str| Node::string(text, span);
    match kind {
        AuthKind::Bearer => Node::object([("type", string("http")), ("scheme", string("bearer"))], span),
        AuthKind::Basic => Node::object([("type", string("http")), ("scheme", string("basic"))], span),
        AuthKind::ApiKey { location, name } => {
            Node::object([("type", string("apiKey")), ("in", text(location)), ("name", text(name))], span)
        }
    }
}

//! How operations are authenticated: schemes, and which operation needs which. Never asks where a page says so.

use super::{Member, Operation, Place};
use crate::source::{Node, Span};

/// A security scheme, with the name that it has in the document if no other scheme has it.
#[derive(Clone, Debug)]
pub(in crate::describe) struct Credential {
    pub(in crate::describe) name: String,
    pub(in crate::describe) scheme: Node,
}

impl Credential {
    /// A scheme of HTTP: `bearer` or `basic`.
    pub(in crate::describe) fn http(scheme: &str, span: Span) -> Self {
        let parts = [("type", "http"), ("scheme", scheme)];
        let scheme_node = Node::object(parts.map(|(key, value)| (key, Node::string(value, span))), span);
        Self { name: format!("{scheme}Auth"), scheme: scheme_node }
    }

    /// What a header `Authorization` states, which OpenAPI lets no parameter be.
    fn of_header(member: &Member) -> Self {
        let span = member.name.span;
        let words = member.description.as_ref().map_or(String::new(), |text| text.text.to_lowercase());
        let mut found = if words.contains("bearer") {
            Self::http("bearer", span)
        } else if words.contains("basic") {
            Self::http("basic", span)
        } else {
            let parts = [("type", "apiKey"), ("in", "header"), ("name", "Authorization")];
            let scheme = Node::object(parts.map(|(key, value)| (key, Node::string(value, span))), span);
            Self { name: "authorization".to_owned(), scheme }
        };
        member.description.iter().for_each(|text| found.scheme.set("description", text.node()));
        found
    }
}

/// Whether a parameter is the header for credentials.
pub(super) fn is_credential((place, member): &(Place, Member)) -> bool {
    *place == Place::Header && member.name.text.eq_ignore_ascii_case("authorization")
}

/// The schemes of operations.
pub(super) struct Schemes {
    named: Vec<Credential>,
    /// For each operation, the schemes of which it needs one; nothing stands for none at all.
    needed: Vec<Vec<Option<usize>>>,
}

impl Schemes {
    /// What the operations need.
    pub(super) fn new(operations: &[Operation]) -> Self {
        let mut schemes = Self { named: Vec::new(), needed: Vec::new() };
        for operation in operations {
            let header = operation.parameters.iter().find(|parameter| is_credential(parameter));
            let stated = operation.credentials.clone();
            let of_header = header.filter(|_| stated.is_empty()).map(|(_, member)| {
                let open = (!member.is_required).then_some(None);
                [Some(Credential::of_header(member))].into_iter().chain(open)
            });
            let all = stated.into_iter().chain(of_header.into_iter().flatten());
            let needed = all.map(|credential| credential.map(|credential| schemes.index(credential))).collect();
            schemes.needed.push(needed);
        }
        schemes
    }

    fn index(&mut self, mut credential: Credential) -> usize {
        let kind = |scheme: &Node| ["type", "scheme", "in", "name"].map(|key| scheme.str(key).map(str::to_owned));
        if let Some(at) = self.named.iter().position(|known| kind(&known.scheme) == kind(&credential.scheme)) {
            return at;
        }
        let same = self.named.iter().filter(|known| known.name.starts_with(&credential.name)).count();
        if same > 0 {
            credential.name = format!("{}{}", credential.name, same + 1);
        }
        self.named.push(credential);
        self.named.len() - 1
    }

    /// Whether all operations need the same: then the document says it once.
    fn is_everywhere(&self) -> bool {
        let first = self.needed.first().filter(|first| matches!(first.as_slice(), [Some(_)]));
        first.is_some_and(|first| self.needed.iter().all(|needed| needed == first))
    }

    fn requirements(&self, needed: &[Option<usize>], span: Span) -> Node {
        let named = |at: Option<usize>| at.and_then(|at| self.named.get(at));
        let requirement = |at: &Option<usize>| {
            Node::object(named(*at).map(|found| (found.name.clone(), Node::array(Vec::new(), span))), span)
        };
        Node::array(needed.iter().map(requirement).collect(), span)
    }

    /// Says in the operation with this number what it needs.
    pub(super) fn write_to(&self, at: usize, operation: &mut Node) {
        let needed = self.needed.get(at).filter(|needed| needed.iter().any(Option::is_some) && !self.is_everywhere());
        if let Some(needed) = needed {
            operation.set("security", self.requirements(needed, operation.span));
        }
    }

    /// Adds the schemes to the document.
    pub(super) fn finish(self, document: &mut Node) {
        let Some(span) = self.named.first().map(|first| first.scheme.span) else { return };
        if let Some(needed) = self.needed.first().filter(|_| self.is_everywhere()) {
            document.set("security", self.requirements(needed, span));
        }
        let schemes = Node::object(self.named.into_iter().map(|found| (found.name, found.scheme)), span);
        document.set("components", Node::object([("securitySchemes", schemes)], span));
    }
}

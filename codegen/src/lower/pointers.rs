//! Where a part of a document stands after the passes. Never changes a document.

use crate::source::{Data, Node, Span, escape_pointer_token};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

/// Leads from pointers into the document as it was given to pointers into the lowered one.
///
/// Most parts stay where they are. Others are found by their place in the text, which the passes keep: those of
/// Swagger 2.0, and bases whose place a union took.
pub(crate) struct Pointers<'d> {
    given: &'d Node,
    lowered: &'d Node,
    by_span: OnceCell<HashMap<Span, String>>,
}

impl<'d> Pointers<'d> {
    pub(crate) fn new(given: &'d Node, lowered: &'d Node) -> Self {
        Self { given, lowered, by_span: OnceCell::new() }
    }

    /// The pointer into the lowered document, with a leading `#`. One into the document as it was given may lack that,
    /// and may have percent escapes (RFC 6901, section 6).
    pub(crate) fn find(&self, pointer: &str) -> Option<String> {
        let pointer = format!("#{}", pointer.strip_prefix('#').unwrap_or(pointer));
        let decoded = percent_decoded(&pointer);
        [pointer, decoded].into_iter().find_map(|pointer| {
            if self.lowered.pointer(&pointer).is_some() {
                return Some(pointer);
            }
            let node = self.given.pointer(&pointer).filter(|node| node.as_object().is_some())?;
            self.by_span.get_or_init(|| index(self.lowered)).get(&node.span).cloned()
        })
    }
}

/// The first object of each span, with its pointer.
fn index(root: &Node) -> HashMap<Span, String> {
    let mut found = HashMap::new();
    let mut left = vec![(root, "#".to_owned())];
    while let Some((node, at)) = left.pop() {
        match &node.data {
            Data::Object(members) => {
                let inside = members.iter().rev();
                left.extend(inside.map(|(name, member)| (member, format!("{at}/{}", escape_pointer_token(name)))));
                found.entry(node.span).or_insert(at);
            }
            Data::Array(items) => {
                left.extend(items.iter().enumerate().rev().map(|(place, item)| (item, format!("{at}/{place}"))));
            }
            _ => {}
        }
    }
    found
}

/// Percent escapes decoded (RFC 6901, section 6); a pointer that is no UTF-8 afterwards stays as it is.
pub(super) fn percent_decoded(pointer: &str) -> String {
    percent_decode_str(pointer).decode_utf8().map_or_else(|_| pointer.to_owned(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::{SourceFiles, read_yaml};

    fn found(text: &str, pointers: &[&str]) -> Vec<String> {
        let mut files = SourceFiles::new();
        let file = files.add("a.yaml", text);
        let given = read_yaml(&files, file, &mut Diagnostics::new()).expect("a document");
        let lowered = crate::lower::lower(given.clone(), &mut Diagnostics::new());
        let places = Pointers::new(&given, &lowered);
        pointers.iter().map(|pointer| places.find(pointer).unwrap_or_default()).collect()
    }

    #[test]
    fn most_parts_stay_where_they_are() {
        let text =
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {A b: {type: string}}}\n";
        let stays = "#/components/schemas/A b";
        assert_eq!(found(text, &[stays, "/components/schemas/A%20b", "#/components/schemas/B"]), [stays, stays, ""]);
    }

    #[test]
    fn parts_of_swagger_stand_elsewhere() {
        let text = r#"
swagger: '2.0'
info: {title: T, version: '1'}
produces: [application/vnd.api+json]
paths:
  /a:
    post:
      parameters: [{in: body, name: b, schema: {type: object, properties: {c: {type: object}}}}]
      responses: {'200': {description: ok, schema: {$ref: '#/definitions/A'}}}
definitions: {A: {type: object}}
"#;
        let body = "#/paths/~1a/post/requestBody/content/application~1json/schema/properties/c";
        let answer = "#/paths/~1a/post/responses/200/content/application~1vnd.api+json/schema";
        assert_eq!(
            found(
                text,
                &[
                    "#/definitions/A",
                    "#/paths/~1a/post/parameters/0/schema/properties/c",
                    "#/paths/~1a/post/responses/200/schema",
                ]
            ),
            ["#/components/schemas/A", body, answer]
        );
    }

    #[test]
    fn members_of_a_base_are_found_where_they_went() {
        let text = r#"
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Pet: {type: object, discriminator: {propertyName: kind}, required: [kind], properties: {kind: {type: string}, owner: {type: object}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {claws: {type: integer}}}]}
"#;
        let at = found(text, &["#/components/schemas/Pet", "#/components/schemas/Pet/properties/owner"]);
        assert_eq!(at, ["#/components/schemas/Pet", "#/components/schemas/PetBase/properties/owner"]);
    }
}

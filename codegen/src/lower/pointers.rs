//! Where a part of a document stands after the passes. Never changes a document.

use super::references::MAX_HOPS;
use crate::source::{Data, Node, Span, escape_pointer_token, pointer_tokens};
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
    by_span: OnceCell<HashMap<Span, Vec<String>>>,
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
            if let Some(found) = self.below_parameter(&pointer) {
                return Some(found);
            }
            if self.lowered.pointer(&pointer).is_some() {
                return Some(pointer);
            }
            let node = self.given.pointer(&pointer).filter(|node| node.as_object().is_some())?;
            self.places(node.span)?.first().cloned()
        })
    }

    /// Where something below a parameter of a Swagger 2.0 document stands. The body of an operation is one of its
    /// parameters there, and the index of another one may be its own afterwards; shared parameters are looked up.
    fn below_parameter(&self, pointer: &str) -> Option<String> {
        self.given.get("swagger")?;
        let tokens = pointer_tokens(pointer)?;
        let at = tokens.iter().position(|token| token == "parameters")?;
        // `#/parameters/NAME`, `#/paths/PATH/parameters/INDEX` or `#/paths/PATH/METHOD/parameters/INDEX`
        let is_parameter = at == 0 || tokens.first().is_some_and(|token| token == "paths") && matches!(at, 2 | 3);
        let owner: String = tokens.iter().take(at).map(|token| format!("/{}", escape_pointer_token(token))).collect();
        let (index, rest) = tokens.get(at + 1..).filter(|_| is_parameter)?.split_first()?;
        let mut parameter = self.given.pointer(&format!("{owner}/parameters/{}", escape_pointer_token(index)))?;
        for _ in 0..MAX_HOPS {
            let Some(target) = parameter.str("$ref") else { break };
            parameter = self.given.pointer(target)?;
        }
        let rest: String = rest.iter().map(|token| format!("/{}", escape_pointer_token(token))).collect();
        let node = parameter.pointer(&rest).filter(|node| node.as_object().is_some())?;
        let places = self.places(node.span)?;
        let own = places.iter().find(|place| place.starts_with(&format!("#{owner}/")));
        own.or(places.first()).cloned()
    }

    fn places(&self, span: Span) -> Option<&Vec<String>> {
        self.by_span.get_or_init(|| index(self.lowered)).get(&span)
    }
}

/// The pointers of the objects of each span, in the order of the document.
fn index(root: &Node) -> HashMap<Span, Vec<String>> {
    let mut found: HashMap<Span, Vec<String>> = HashMap::new();
    let mut left = vec![(root, "#".to_owned())];
    while let Some((node, at)) = left.pop() {
        match &node.data {
            Data::Object(members) => {
                let inside = members.iter().rev();
                left.extend(inside.map(|(name, member)| (member, format!("{at}/{}", escape_pointer_token(name)))));
                found.entry(node.span).or_default().push(at);
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
    fn the_body_of_swagger_is_found_among_the_other_parameters() {
        let text = r#"
swagger: '2.0'
info: {title: T, version: '1'}
parameters:
  Page: {in: query, name: page, type: integer}
  Bell: {in: body, name: bell, schema: {type: object, properties: {tone: {type: object}}}}
paths:
  /first: {post: {parameters: [{in: body, name: b, schema: {type: object}}, {in: query, name: q, type: string}], responses: {}}}
  /last: {post: {parameters: [{in: query, name: q, type: string}, {in: body, name: b, schema: {type: object}}], responses: {}}}
  /beside: {post: {parameters: [{in: body, name: b, schema: {type: object}}, {$ref: '#/parameters/Page'}], responses: {}}}
  /shared: {post: {parameters: [{$ref: '#/parameters/Page'}, {$ref: '#/parameters/Bell'}], responses: {}}}
  /again: {put: {parameters: [{$ref: '#/parameters/Bell'}, {$ref: '#/parameters/Page'}], responses: {}}}
  /whole: {parameters: [{in: body, name: b, schema: {type: object}}, {in: query, name: q, type: string}], patch: {responses: {}}}
"#;
        let given = [
            "#/paths/~1first/post/parameters/0/schema",
            "#/paths/~1last/post/parameters/1/schema",
            "#/paths/~1beside/post/parameters/0/schema",
            "#/paths/~1shared/post/parameters/1/schema",
            "#/paths/~1again/put/parameters/0/schema/properties/tone",
            "#/paths/~1whole/parameters/0/schema",
            "#/parameters/Bell/schema",
        ];
        let body = |operation: &str| format!("#/paths/~1{operation}/requestBody/content/application~1json/schema");
        let wanted = [
            body("first/post"),
            body("last/post"),
            body("beside/post"),
            body("shared/post"),
            body("again/put") + "/properties/tone",
            body("whole/patch"),
            body("shared/post"),
        ];
        assert_eq!(found(text, &given), wanted);
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

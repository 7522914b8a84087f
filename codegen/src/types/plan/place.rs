//! Where a schema stands, and what a type there would be called.
//!
//! See `codegen/docs/names.md`.

/// Where a schema stands and what it would be called.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The JSON pointer of the schema.
    pub(super) pointer: String,
    /// The name of the type it is part of; empty at the top.
    pub(super) parent: String,
    /// What it is called there.
    pub(super) words: String,
    /// The pointer of the operation whose own type it is, or whose list it is an item of.
    pub(super) operation: Option<String>,
}

impl Place {
    /// A place for schemas that are only looked at.
    pub(super) fn nowhere() -> Self {
        Self { pointer: "#".to_owned(), parent: String::new(), words: String::new(), operation: None }
    }

    pub(super) fn member(&self, parent: &str, token: &str, words: &str) -> Self {
        let (pointer, parent) = (format!("{}/{token}", self.pointer), parent.to_owned());
        Self { pointer, parent, words: words.to_owned(), operation: None }
    }

    pub(super) fn type_words(&self) -> String {
        format!("{} {}", self.parent, self.words)
    }
}

/// The pointer of the operation that a place is part of.
pub(crate) fn operation_of(pointer: &str) -> Option<&str> {
    let rest = pointer.strip_prefix("#/paths/")?;
    let tokens = if rest.split('/').nth(1) == Some("additionalOperations") { 3 } else { 2 };
    let (end, _) = rest.match_indices('/').nth(tokens - 1)?;
    pointer.get(.."#/paths/".len() + end)
}

/// The name of the component that a schema is a part of, and what such components are; nothing where the schema is a
/// component itself.
pub(super) fn component(pointer: &str) -> Option<(&'static str, &str)> {
    let mut tokens = pointer.strip_prefix("#/components/")?.split('/');
    let section = match tokens.next()? {
        "responses" => "response",
        "requestBodies" => "body",
        "parameters" => "parameter",
        "headers" => "header",
        _ => return None,
    };
    Some((section, tokens.next()?))
}

/// What a schema at a pointer is called.
pub(super) fn pointer_words(pointer: &str) -> String {
    let tokens: Vec<String> =
        pointer.trim_start_matches("#/").split('/').map(|token| token.replace("~1", "/").replace("~0", "~")).collect();
    let words = |tokens: &[String]| {
        let said = |token: &&String| {
            let is_keyword = matches!(
                token.as_str(),
                "components"
                    | "schemas"
                    | "schema"
                    | "properties"
                    | "items"
                    | "content"
                    | "paths"
                    | "responses"
                    | "parameters"
            );
            !is_keyword && token.parse::<usize>().is_err()
        };
        tokens.iter().filter(said).map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    match (tokens.as_slice(), component(pointer)) {
        ([_, schemas, name], _) if schemas == "schemas" => name.clone(),
        ([_, _, name, inside @ ..], Some((section, _))) => {
            let inside = match inside {
                [content, _, inside @ ..] if content == "content" => inside,
                inside => inside,
            };
            let name = match name.starts_with(|first: char| first.is_alphabetic()) {
                true => name.clone(),
                false => format!("{section} {name}"),
            };
            let item = if inside.last().is_some_and(|token| token == "items") { " item" } else { "" };
            format!("{name} {}{item}", words(inside))
        }
        _ => words(&tokens),
    }
}

//! The tags by which a `discriminator` tells alternatives apart (OpenAPI 3.1.1, section 4.8.25).

use serde_json::Value;

/// The values that stand for an alternative: those mapped to it, or else the name of its schema.
pub(super) fn tags(discriminator: &Value, alternative: &Value) -> Tags {
    let Some(target) = target(alternative) else { return Tags::default() };
    let name = target.rsplit('/').next().unwrap_or_default();
    let mapping = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mapped = mapping.filter(|(_, mapped)| mapped.as_str().is_some_and(|mapped| mapped == target || mapped == name));
    Tags { mapped: mapped.map(|(tag, _)| tag.clone()).collect(), implied: Some(name.to_owned()) }
}

/// The values that stand for an alternative.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Tags {
    /// Those that the mapping gives it.
    pub(super) mapped: Vec<String>,
    /// The name of its schema, which stands for it if nothing else does.
    pub(super) implied: Option<String>,
}

/// The schema that an alternative refers to.
fn target(alternative: &Value) -> Option<&str> {
    if let Some(target) = alternative.get("$ref") {
        return target.as_str();
    }
    match alternative.get("allOf").and_then(Value::as_array)?.as_slice() {
        [only] => target(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn mapped_values_come_before_names() {
        let discriminator =
            json!({"propertyName": "k", "mapping": {"one": "#/components/schemas/A", "uno": "A", "two": "B"}});
        let of = |alternative: Value| tags(&discriminator, &alternative);
        let expected = Tags { mapped: vec!["one".to_owned(), "uno".to_owned()], implied: Some("A".to_owned()) };
        assert_eq!(of(json!({"allOf": [{"$ref": "#/components/schemas/A"}]})), expected);
        assert_eq!(
            of(json!({"$ref": "#/components/schemas/C"})),
            Tags { mapped: vec![], implied: Some("C".to_owned()) }
        );
        assert_eq!(of(json!({"type": "object"})), Tags::default());
    }
}

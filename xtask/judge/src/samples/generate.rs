//! Random values of a schema. What comes out is likely valid, not certainly: the caller checks.

use super::exact::{self, Place};
use super::{Day, tag};
use fastrand::Rng;
use serde_json::{Map, Value, json};
use switchboard::mock::pattern;

/// Depth from which on only what must be there is generated.
const SHALLOW: usize = 4;
/// Depth at which generation gives up.
const DEEPEST: usize = 40;
/// The most items of a list, beyond what the schema demands.
const ITEMS: u64 = 3;

/// A source of random values of the schemas of a document.
pub(super) struct Generator<'d> {
    document: &'d Value,
    day: Day,
    /// Where the values go, if a server has to accept them: then nothing is of another form than its format says.
    place: Option<Place>,
    rng: Rng,
}

/// The keywords of a schema with references and `allOf` merged.
type Keywords = Map<String, Value>;

impl<'d> Generator<'d> {
    /// A source; equal seeds give equal values.
    pub(super) fn new(document: &'d Value, day: Day, seed: u64) -> Self {
        Self { document, day, place: None, rng: Rng::with_seed(seed) }
    }

    /// A source of values that a server has to accept.
    pub(super) fn exact(document: &'d Value, place: Place, seed: u64) -> Self {
        Self { place: Some(place), ..Self::new(document, Day::Today, seed) }
    }

    /// Whether there is no `null` where the values go.
    fn knows_no_null(&self) -> bool {
        self.place.is_some_and(Place::is_text)
    }

    /// A value of a schema; nothing when none was found.
    pub(super) fn value(&mut self, schema: &Value) -> Option<Value> {
        self.at(schema, 0)
    }

    fn at(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let schema = self.merged(schema, depth)?;
        self.of_keywords(schema, depth)
    }

    fn of_keywords(&mut self, mut schema: Keywords, depth: usize) -> Option<Value> {
        if let Some(constant) = schema.get("const") {
            return Some(constant.clone());
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            let chosen = self.rng.choice(values)?.clone();
            return Some(if values.len() > 1 { self.tomorrows(chosen, Day::Value) } else { chosen });
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(Value::Array(alternatives)) = schema.remove(keyword) else { continue };
            let discriminator = schema.remove("discriminator");
            if self.place.is_some() && exact::is_decimal(&alternatives) {
                return self.rng.choice(exact::decimals());
            }
            let several = alternatives.iter().filter(|item| item.get("type") != Some(&json!("null"))).count() > 1;
            let order = self.order(alternatives.len());
            for at in order {
                if self.knows_no_null() && alternatives[at].get("type") == Some(&json!("null")) {
                    continue;
                }
                // A recursive alternative may have no end; another one has.
                let Some(alternative) = self.merged(&alternatives[at], depth) else { continue };
                let mut joined = schema.clone();
                merge(&mut joined, alternative);
                let Some(value) = self.of_keywords(joined, depth + 1) else { continue };
                return Some(match &discriminator {
                    Some(discriminator) => self.tagged(value, discriminator, &alternatives[at]),
                    // What is one type by the document has no tag, whatever it is called.
                    None if !several => value,
                    None => self.unknown_constant(value, &alternatives),
                });
            }
            return None;
        }
        let kind = match schema.get("type") {
            Some(Value::String(kind)) => kind.clone(),
            Some(Value::Array(kinds)) => {
                let knows_no_null = self.knows_no_null();
                let kinds = kinds.iter().filter(|kind| !knows_no_null || **kind != "null");
                self.rng.choice(kinds.collect::<Vec<_>>())?.as_str()?.to_owned()
            }
            _ => implied(&schema)
                .unwrap_or_else(|| self.rng.choice(["string", "integer", "boolean"]).unwrap_or("string"))
                .to_owned(),
        };
        match kind.as_str() {
            "null" => Some(Value::Null),
            "boolean" => Some(json!(self.rng.bool())),
            "integer" => Some(self.integer(&schema)),
            // These formats say that a number is an integer (the format registry of the OpenAPI Initiative).
            "number" if matches!(format(&schema), Some("int32" | "int64" | "uint32" | "uint64")) => {
                Some(self.integer(&schema))
            }
            "number" => Some(self.number(&schema)),
            "string" => self.string(&schema),
            "array" => self.array(&schema, depth),
            _ => self.object(&schema, depth),
        }
    }

    /// Resolves references and `allOf` of one level.
    fn merged(&mut self, schema: &Value, depth: usize) -> Option<Keywords> {
        if depth > DEEPEST {
            return None;
        }
        let mut own = match schema {
            Value::Object(members) => members.clone(),
            Value::Bool(true) => return Some(Keywords::new()),
            _ => return None,
        };
        if let Some(Value::String(target)) = own.remove("$ref") {
            let target = self.document.pointer(target.trim_start_matches('#'))?;
            let target = self.merged(target, depth + 1)?;
            merge(&mut own, target);
        }
        if let Some(Value::Array(parts)) = own.remove("allOf") {
            for part in parts {
                let part = self.merged(&part, depth + 1)?;
                merge(&mut own, part);
            }
        }
        Some(own)
    }

    fn object(&mut self, schema: &Keywords, depth: usize) -> Option<Value> {
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut object = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let must = required.contains(&name.as_str());
            if !must && (depth >= SHALLOW || self.rng.u8(0..10) < 4) {
                continue;
            }
            // Nobody sends what only a server says.
            if !must && self.place.is_some() && property.get("readOnly") == Some(&json!(true)) {
                continue;
            }
            match self.at(property, depth + 1) {
                Some(value) => drop(object.insert(name.clone(), value)),
                None if must => return None,
                None => {}
            }
        }
        for name in required {
            if !object.contains_key(name) && properties.is_none_or(|properties| !properties.contains_key(name)) {
                object.insert(name.to_owned(), json!("anything"));
            }
        }
        let additional = schema.get("additionalProperties");
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        let least = schema.get("minProperties").and_then(Value::as_u64).unwrap_or(0) as usize;
        if let Some((pattern, values)) = patterns.and_then(|patterns| patterns.iter().next()) {
            for _ in 0..self.rng.usize(0..3).max(least) {
                let name = pattern::text(pattern, 0, &mut self.rng)?;
                object.insert(name, self.at(values, depth + 1)?);
            }
        } else if let Some(values @ Value::Object(_)) = additional {
            let wanted = if depth >= SHALLOW { 0 } else { self.rng.usize(0..3) };
            let names = schema.get("propertyNames").and_then(|names| self.merged(names, depth));
            for at in 0..wanted.max(least.saturating_sub(object.len())) {
                let name = match &names {
                    Some(names) => self.of_keywords(string_of(names), depth)?.as_str()?.to_owned(),
                    None => format!("{}{at}", self.rng.choice(["key", "Some Name ", "x-"])?),
                };
                match self.at(values, depth + 1) {
                    Some(value) => drop(object.insert(name, value)),
                    None => break,
                }
            }
        } else if additional != Some(&Value::Bool(false)) {
            for at in object.len()..least {
                object.insert(format!("key{at}"), json!(at));
            }
        }
        let named = properties.is_some_and(|properties| !properties.is_empty());
        // A member of a map is none that the schema does not know.
        if self.day == Day::Member
            && named
            && !matches!(additional, Some(Value::Object(members)) if !members.is_empty())
        {
            object.insert("member_of_tomorrow".to_owned(), json!({"nested": [1, 2.5, "x", null, {}]}));
        }
        Some(Value::Object(object))
    }

    fn array(&mut self, schema: &Keywords, depth: usize) -> Option<Value> {
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        let least = bound("minItems").unwrap_or(0).max(u64::from(self.knows_no_null()));
        let wanted = if depth >= SHALLOW { least } else { least + self.rng.u64(0..=ITEMS) };
        let wanted = wanted.min(bound("maxItems").unwrap_or(u64::MAX)).min(1000);
        let prefix = schema.get("prefixItems").and_then(Value::as_array).cloned().unwrap_or_default();
        // No server takes a tuple in part, whatever its schema says.
        let (least, wanted) = match self.place {
            Some(_) if !prefix.is_empty() => (least.max(prefix.len() as u64), wanted.max(prefix.len() as u64)),
            _ => (least, wanted),
        };
        let any = json!({});
        let mut items: Vec<Value> = Vec::new();
        for at in 0..wanted as usize {
            let item = match (prefix.get(at), schema.get("items")) {
                (Some(item), _) => item,
                (None, Some(Value::Bool(false))) => break,
                (None, item) => item.unwrap_or(&any),
            };
            match self.at(item, depth + 1) {
                Some(value) => items.push(value),
                None if (items.len() as u64) < least => return None,
                None => break,
            }
        }
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            let mut seen: Vec<Value> = Vec::new();
            items.retain(|item| {
                !seen.contains(item) && {
                    seen.push(item.clone());
                    true
                }
            });
        }
        Some(Value::Array(items))
    }

    fn string(&mut self, schema: &Keywords) -> Option<Value> {
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        if let (Some(_), Some(contained)) = (self.place, schema.get("contentSchema")) {
            return self.at(contained, SHALLOW).map(|value| json!(value.to_string()));
        }
        let formatted = self.place.and(format(schema)).and_then(|format| exact::of_format(format, &mut self.rng));
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str).filter(|_| formatted.is_none()) {
            let least = bound("minLength").unwrap_or(0);
            return pattern::text(pattern, usize::try_from(least).unwrap_or(0), &mut self.rng).map(Value::String);
        }
        let exact = self.place.map(|place| {
            let format = exact::encoding(schema).or(format(schema));
            let of_encoding = format.and_then(|format| exact::of_format(format, &mut self.rng));
            formatted.or(of_encoding).unwrap_or_else(|| exact::plain(place, &mut self.rng))
        });
        let plain = match format(schema) {
            _ if exact.is_some() => exact?,
            Some("date-time") => {
                self.rng.choice(["2024-03-01T10:00:05Z", "2024-03-01T10:00:05.120+02:00", "2024-03-01 10:00"])?
            }
            Some("date") => self.rng.choice(["2024-02-29", "01/02/2024"])?,
            Some("uuid") => self.rng.choice(["7d9f6c1e-7b1a-4a80-9d2b-0c5f0a9e7f11", "tok_1"])?,
            Some("byte") => self.rng.choice(["AAEC", "not base64!"])?,
            Some("uri" | "url") => "https://example.com/a?b=c",
            Some("email") => "ada@example.com",
            _ => self.rng.choice([
                "",
                "text",
                "two words",
                "äöü ✓ \u{1F600}",
                "line\nend \"quoted\" \\ /",
                "12",
                "null",
            ])?,
        };
        let mut text = plain.to_owned();
        let length = text.chars().count() as u64;
        if let Some(least) = bound("minLength") {
            text.extend(std::iter::repeat_n('x', least.saturating_sub(length).min(10_000) as usize));
        }
        if let Some(most) = bound("maxLength") {
            text = text.chars().take(most as usize).collect();
            // Some servers cut white space at the end off.
            if self.place.is_some() && text.ends_with(char::is_whitespace) {
                text.pop();
                text.push('x');
            }
        }
        Some(Value::String(text))
    }

    fn integer(&mut self, schema: &Keywords) -> Value {
        let is_open = !["maximum", "exclusiveMaximum", "multipleOf"].iter().any(|key| schema.contains_key(*key));
        if let Some(largest) = self.place.and(exact::largest(format(schema)))
            && is_open
            && self.rng.u8(0..8) == 0
        {
            return largest;
        }
        if let Some(value) = self.bounded(schema) {
            let step = schema.get("multipleOf").and_then(Value::as_f64).filter(|step| *step >= 1.0).unwrap_or(1.0);
            let value = ((value / step).round() * step) as i64;
            return if self.rng.u8(0..20) == 0 && self.place.is_none() { json!(value as f64) } else { json!(value) };
        }
        let format = format(schema);
        if self.place.is_some() {
            return exact::integer(format, &mut self.rng);
        }
        match self.rng.u8(0..20) {
            0 => json!(3.0),
            1 if format != Some("int32") => json!(9_007_199_254_740_993_i64),
            2 if format != Some("int32") => json!(i64::MIN),
            3 if !matches!(format, Some("int32" | "int64")) => json!(u64::MAX),
            4 => json!(-1),
            5 => json!(0),
            _ => json!(self.rng.i32(-100_000..100_000)),
        }
    }

    fn number(&mut self, schema: &Keywords) -> Value {
        if let Some(value) = self.bounded(schema) {
            return match schema.get("multipleOf").and_then(Value::as_f64).filter(|step| *step > 0.0) {
                Some(step) => json!((value / step).round() * step),
                None => json!(value),
            };
        }
        if self.place.is_some() {
            return match schema.get("multipleOf").and_then(Value::as_f64) {
                Some(step) => json!(step * f64::from(self.rng.i16(-400..400))),
                None => exact::number(format(schema), &mut self.rng),
            };
        }
        match self.rng.u8(0..20) {
            0 => json!(9_007_199_254_740_993_i64),
            1 => json!(u64::MAX),
            2 => json!(1e300),
            3 => json!(-0.1),
            4 => json!(5),
            5 => json!(f64::from_bits(self.rng.u64(0x3FF0_0000_0000_0000..0x4330_0000_0000_0000))),
            _ => json!(self.rng.f64() * 1000.0),
        }
    }

    /// A value between the bounds of a number, if it has any.
    fn bounded(&mut self, schema: &Keywords) -> Option<f64> {
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let low = bound("minimum").or(bound("exclusiveMinimum"));
        let high = bound("maximum").or(bound("exclusiveMaximum"));
        let (low, high) = match (low, high) {
            (None, None) => return None,
            (Some(low), None) => (low, self.most(schema).map_or(low + 1000.0, |most| most.min(low + 1000.0))),
            (None, Some(high)) => (high - 1000.0, high),
            (Some(low), Some(high)) => (low, high),
        };
        let between = low + (high - low) * self.rng.f64();
        let whole = between.round();
        Some(match self.rng.u8(0..8) {
            0 if schema.contains_key("minimum") => low,
            1 if schema.contains_key("maximum") => high,
            // A whole number is what both types take, where the bounds leave room for one.
            _ if whole > low && whole < high => whole,
            _ => between,
        })
    }

    /// The largest integer of the format, where a server has to accept it.
    fn most(&self, schema: &Keywords) -> Option<f64> {
        let is_integer = schema.get("type").is_some_and(|kind| kind == "integer");
        (self.place.is_some() && is_integer).then(|| exact::range(format(schema)).1 as f64)
    }

    /// The value, or one of tomorrow in its place.
    fn tomorrows(&mut self, value: Value, day: Day) -> Value {
        if self.day != day {
            return value;
        }
        match value {
            Value::String(_) => json!("of_tomorrow"),
            Value::Number(_) => json!(987_654),
            other => other,
        }
    }

    /// The value of a union with a tag of the alternative that it is of.
    fn tagged(&mut self, mut value: Value, discriminator: &Value, alternative: &Value) -> Value {
        let Some(member) = discriminator.get("propertyName").and_then(Value::as_str) else { return value };
        let Some(object) = value.as_object_mut() else { return value };
        if self.day == Day::Tag {
            object.insert(member.to_owned(), json!("tag_of_tomorrow"));
            return value;
        }
        let tags = tag::tags(discriminator, alternative);
        let merged = self.merged(alternative, 0).unwrap_or_default();
        let typed: Vec<Value> = tags.mapped.iter().map(|tag| self.typed(tag, &merged, member)).collect();
        // A union inside of this one has chosen among the values that stand for it here.
        if object.get(member).is_some_and(|known| typed.contains(known)) {
            return value;
        }
        let listed = self.values_of(&merged, member);
        let fits = |tag: &Value| listed.as_ref().is_none_or(|listed| listed.contains(tag));
        let mapped: Vec<Value> = typed.into_iter().filter(fits).collect();
        // What an alternative states itself is its tag; its name is one only where it states nothing.
        let is_stated = listed.is_some() || merged.contains_key("discriminator");
        let implied = tags.implied.as_ref().filter(|_| !is_stated);
        let chosen = self.rng.choice(mapped).or(implied.map(|tag| json!(tag)));
        let chosen =
            chosen.or_else(|| self.rng.choice(listed.unwrap_or_default()).filter(|_| !object.contains_key(member)));
        if let Some(tag) = chosen {
            object.insert(member.to_owned(), tag);
        }
        value
    }

    /// A tag as a value of its member: tags are texts in a mapping, also those of numbers and booleans.
    fn typed(&mut self, tag: &str, object: &Keywords, member: &str) -> Value {
        let schema = object.get("properties").and_then(|members| members.get(member)).cloned().unwrap_or_default();
        let kind = self.merged(&schema, 0).and_then(|schema| schema.get("type").cloned());
        let is_text = kind.as_ref().and_then(Value::as_str).is_none_or(|kind| kind == "string");
        serde_json::from_str(tag).ok().filter(|_| !is_text).unwrap_or_else(|| json!(tag))
    }

    /// The value of a union without discriminator, with the constant that tells it from all others one of tomorrow.
    fn unknown_constant(&mut self, mut value: Value, alternatives: &[Value]) -> Value {
        if self.day == Day::Tag
            && let Some(object) = value.as_object_mut()
            && let Some(tag) = self.telling_member(alternatives)
            && let Some(known @ Value::String(_)) = object.get_mut(&tag)
        {
            *known = json!("tag_of_tomorrow");
        }
        value
    }

    /// A member that all objects among some alternatives list different values of. A member with the same name and
    /// constant in each is none that a server could use to name a new alternative.
    fn telling_member(&mut self, alternatives: &[Value]) -> Option<String> {
        let mut objects: Vec<Keywords> = Vec::new();
        for alternative in alternatives {
            let merged = self.merged(alternative, 0)?;
            if merged.contains_key("properties") {
                objects.push(merged);
            }
        }
        let names: Vec<String> =
            objects.first()?.get("properties")?.as_object().into_iter().flat_map(Map::keys).cloned().collect();
        names.into_iter().find(|name| {
            let mut seen: Vec<Value> = Vec::new();
            objects.iter().all(|object| {
                let Some(values) = self.listed(object, name) else { return false };
                let differs = !values.is_empty() && values.iter().all(|value| !seen.contains(value));
                seen.extend(values);
                differs
            })
        })
    }

    /// The values that a required member of an object can have, if it is a constant or lists them.
    fn listed(&mut self, object: &Keywords, name: &str) -> Option<Vec<Value>> {
        let required = object.get("required").and_then(Value::as_array)?;
        let is_required = required.iter().any(|required| required.as_str() == Some(name));
        if is_required { self.values_of(object, name) } else { None }
    }

    /// The values that a member of an object can have, if it is a constant or lists them.
    fn values_of(&mut self, object: &Keywords, name: &str) -> Option<Vec<Value>> {
        let schema = self.merged(object.get("properties")?.get(name)?, 0)?;
        match (schema.get("const"), schema.get("enum")) {
            (Some(constant), _) => Some(vec![constant.clone()]),
            (None, Some(Value::Array(values))) => Some(values.clone()),
            _ => None,
        }
    }

    fn order(&mut self, length: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..length).collect();
        self.rng.shuffle(&mut order);
        order
    }
}

/// The schema of a name: names are texts, also where nothing says so.
fn string_of(names: &Keywords) -> Keywords {
    let mut names = names.clone();
    names.entry("type").or_insert_with(|| json!("string"));
    names
}

fn format(schema: &Keywords) -> Option<&str> {
    schema.get("format").and_then(Value::as_str)
}

/// The type that the keywords of a schema without `type` are about.
fn implied(schema: &Keywords) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().any(|key| schema.contains_key(*key));
    match () {
        () if has(&["properties", "additionalProperties", "required", "patternProperties"]) => Some("object"),
        () if has(&["items", "prefixItems", "minItems"]) => Some("array"),
        () if has(&["minLength", "maxLength", "pattern"]) => Some("string"),
        () if has(&["minimum", "maximum", "multipleOf"]) => Some("number"),
        () => None,
    }
}

/// Joins the keywords of two schemas that a value must both satisfy, as well as can be said in one.
fn merge(into: &mut Keywords, from: Keywords) {
    for (key, theirs) in from {
        match (into.get_mut(&key), theirs) {
            (None, theirs) => drop(into.insert(key, theirs)),
            (Some(Value::Object(ours)), Value::Object(theirs)) if key == "properties" => {
                for (name, schema) in theirs {
                    match ours.get_mut(&name) {
                        Some(known) if *known != schema => *known = json!({"allOf": [known.take(), schema]}),
                        Some(_) => {}
                        None => drop(ours.insert(name, schema)),
                    }
                }
            }
            (Some(Value::Array(ours)), Value::Array(theirs)) if key == "required" => ours.extend(theirs),
            (Some(Value::Array(ours)), Value::Array(theirs)) if key == "enum" => {
                ours.retain(|value| theirs.contains(value))
            }
            (Some(ours), theirs) if key == "type" => {
                let list = |node: &Value| node.as_array().cloned().unwrap_or_else(|| vec![node.clone()]);
                let (left, right) = (list(ours), list(&theirs));
                let both: Vec<Value> = left.into_iter().filter(|kind| right.contains(kind)).collect();
                if !both.is_empty() {
                    *ours = json!(both);
                }
            }
            (Some(Value::Array(ours)), Value::Array(theirs)) if key == "oneOf" || key == "anyOf" => {
                // Both unions must hold: each alternative of the one is joined with the other.
                let theirs = json!({(key.as_str()): theirs});
                ours.iter_mut().for_each(|item| *item = json!({"allOf": [item.take(), theirs]}));
            }
            (Some(ours), theirs)
                if matches!(key.as_str(), "minimum" | "minLength" | "minItems") && theirs.as_f64() > ours.as_f64()
                    || matches!(key.as_str(), "maximum" | "maxLength" | "maxItems")
                        && theirs.as_f64() < ours.as_f64() =>
            {
                *ours = theirs;
            }
            (Some(ours), Value::Object(theirs)) if key == "additionalProperties" && ours.is_boolean() => {
                *ours = Value::Object(theirs);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tags that values of a union have, each with a member that says of which alternative they are.
    fn tags(union: &Value, schemas: Value) -> Vec<(String, String)> {
        let document = json!({"components": {"schemas": schemas}});
        let mut found: Vec<(String, String)> = (0..200)
            .filter_map(|seed| Generator::new(&document, Day::Today, seed).value(union))
            .map(|value| {
                let member = value.as_object().and_then(|object| object.keys().find(|key| *key != "k").cloned());
                (value["k"].to_string(), member.unwrap_or_default())
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    #[test]
    fn values_have_the_tag_of_their_alternative() {
        let object = |own: &str, k: Value| json!({"type": "object", "required": [own], "properties": {own: {"type": "boolean"}, "k": k}});
        let schemas = json!({
            "A": object("a", json!({"type": "string"})),
            "B": object("b", json!({"type": "string"})),
            "C": object("c", json!({"const": "see"})),
            "D": object("d", json!({"enum": ["one", "four"]})),
            "E": object("e", json!({"type": "integer"})),
        });
        let refer = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let union = json!({
            "oneOf": [refer("A"), refer("B"), refer("C"), refer("D"), refer("E")],
            "discriminator": {"propertyName": "k", "mapping": {"one": "#/components/schemas/A", "uno": "A", "four": "D", "5": "E"}},
        });
        let expected =
            [("\"B\"", "b"), ("\"four\"", "d"), ("\"one\"", "a"), ("\"see\"", "c"), ("\"uno\"", "a"), ("5", "e")];
        assert_eq!(tags(&union, schemas), expected.map(|(tag, own)| (tag.to_owned(), own.to_owned())));
    }
}

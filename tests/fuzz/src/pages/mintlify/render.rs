//! Pages of Mintlify: the long text form in its variants, the `.md` form with its document, the older document, and
//! MDX sources, HTML.

use super::facts::{Facts, of_operation};
use super::html;
use super::model::{Bound, Kind, Member, Operation};
use fastrand::Rng;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// A page, and what it says.
pub(crate) struct Page {
    pub(crate) file: &'static str,
    pub(crate) text: String,
    pub(crate) facts: Facts,
}

/// A page in any form.
/// How many forms there are, the long page in several variants.
pub(crate) const FORMS: u8 = 9;

pub(crate) fn page(rng: &mut Rng) -> Page {
    let mut operation = Operation::any(rng);
    let form = rng.u8(..FORMS);
    if form == 2 {
        // The elements of a source describe one answer.
        operation.answers.truncate(1);
    }
    let facts = of_operation(&operation);
    match form {
        0 => Page { file: "page.md", text: markdown(&operation, &openapi(&operation)), facts },
        1 => Page { file: "page.md", text: markdown(&operation, &older(&operation)), facts },
        8 => Page { file: "page.html", text: html::page(&operation, rng), facts },
        2 => Page { file: "page.mdx", text: mdx(&operation), facts },
        _ => Page { file: "page.txt", text: Long::any(rng).page(&operation, rng), facts },
    }
}

/// How a long page is printed.
struct Long {
    skip_line: bool,
    blank_lines: bool,
    samples: bool,
    /// Whether samples stand on one line.
    one_line: bool,
    /// Whether names of children begin with the name of their parent.
    dotted: bool,
    /// Whether marks are glued to the text behind.
    glued: bool,
    /// Whether title and samples stand above the method as well, as in the text of a whole page.
    whole: bool,
    /// Whether the page has no line ends.
    collapsed: bool,
    /// Whether the page ends as sites do.
    footer: bool,
    options: Options,
}

/// Where commas stand in a list of values.
#[derive(Clone, Copy)]
enum Options {
    Behind,
    InFront,
    OneLine,
}

impl Long {
    fn any(rng: &mut Rng) -> Self {
        let samples = rng.u8(..4) > 0;
        Self {
            skip_line: rng.bool(),
            blank_lines: rng.bool(),
            samples,
            one_line: rng.bool(),
            // Without a sample, only names tell whose children the fields are.
            dotted: !samples || rng.u8(..3) > 0,
            glued: rng.bool(),
            whole: rng.u8(..3) == 0,
            collapsed: rng.u8(..6) == 0,
            footer: rng.u8(..3) == 0,
            options: [Options::Behind, Options::InFront, Options::OneLine][rng.usize(..3)],
        }
    }

    fn page(&self, operation: &Operation, rng: &mut Rng) -> String {
        let mut lines: Vec<String> = Vec::new();
        if self.skip_line {
            lines.push("Skip to main content".into());
        }
        if self.whole {
            lines.extend(["Cats".to_owned(), operation.title.clone()]);
            if self.samples {
                self.samples(operation, &mut lines);
            }
            lines.push("Cats".into());
        }
        lines.push(operation.title.clone());
        lines.extend(operation.text.clone());
        lines.push(operation.method.into());
        for segment in &operation.path {
            lines.extend(["/".to_owned(), segment.clone()]);
        }
        lines.push("Try it".into());
        if self.whole {
            lines.push(operation.title.clone());
        }
        if self.samples {
            self.samples(operation, &mut lines);
        }
        if !self.samples && rng.bool() {
            let text = "Bearer authentication header of the form Bearer <token>\n, where <token>\nis your auth token.";
            lines.extend(["Authorizations", "Authorization", "string", "headerrequired", text].map(str::to_owned));
        }
        for (location, members) in &operation.parameters {
            lines.push(format!("{}{} Parameters", location[..1].to_uppercase(), &location[1..]));
            self.fields(members, "", &mut lines);
        }
        if !operation.body.is_empty() {
            lines.extend(["Body".to_owned(), "application/json".to_owned()]);
            self.fields(&operation.body, "", &mut lines);
        }
        for (status, members) in &operation.answers {
            lines.push("Response".into());
            lines.extend(if rng.bool() {
                vec![format!("{status} - application/json")]
            } else {
                vec![(*status).to_owned(), "application/json".to_owned()]
            });
            lines.push("What comes back".into());
            self.fields(members, "", &mut lines);
        }
        if self.footer {
            let footer = ["Was this page helpful?", "Yes", "No", "Feed a dog", "Previous", "Dogs", "string", "⌘I"];
            lines.extend(footer.map(str::to_owned));
        }
        if self.collapsed {
            return lines.join(" ").replace('\n', " ");
        }
        lines.join(if self.blank_lines { "\n\n" } else { "\n" }) + "\n"
    }

    fn samples(&self, operation: &Operation, lines: &mut Vec<String>) {
        let pretty = |value: &Value| if self.one_line { value.to_string() } else { format!("{value:#}") };
        let gap = if self.one_line { " \\ " } else { " \\\n  " };
        lines.extend(["cURL".to_owned(), "Copy".to_owned(), curl(operation, gap, &pretty)]);
        for (status, members) in &operation.answers {
            lines.extend([(*status).to_owned(), pretty(&sample(members))]);
        }
    }

    fn fields(&self, members: &[Member], parent: &str, lines: &mut Vec<String>) {
        for member in members {
            let name = format!("{parent}{}", member.name);
            let is_enum = matches!(member.bound, Some(Bound::Values(_)));
            lines.extend([name.clone(), printed(member.kind, is_enum)]);
            let marks = [(member.required, "required"), (member.deprecated, "deprecated")];
            let mut marks: Vec<String> =
                marks.iter().filter(|(is, _)| *is).map(|(_, mark)| (*mark).to_owned()).collect();
            match (&member.text, marks.pop()) {
                (Some(text), Some(mark)) if self.glued => marks.push(mark + text),
                (text, mark) => marks.extend(mark.into_iter().chain(text.clone())),
            }
            if let Some(Bound::Default(value)) = member.bound {
                marks.insert(0, format!("default:{value}"));
            }
            lines.extend(marks);
            self.bound(member, lines);
            let prefix = if self.dotted { format!("{name}.") } else { String::new() };
            if !member.children.is_empty() || member.any_key.is_some() {
                lines.push("Show child attributes".into());
            }
            self.fields(&member.children, &prefix, lines);
            if let Some(kind) = member.any_key {
                lines.extend([format!("{prefix}{{key}}"), kind.to_owned()]);
            }
        }
    }

    fn bound(&self, member: &Member, lines: &mut Vec<String>) {
        match &member.bound {
            Some(Bound::Values(values)) => {
                lines.push("Available options:".into());
                match self.options {
                    Options::Behind => lines.extend(values.join(",\n").split('\n').map(str::to_owned)),
                    Options::InFront => lines.extend(values.join("\n, ").split('\n').map(str::to_owned)),
                    Options::OneLine => lines.push(values.join(", ")),
                }
            }
            Some(Bound::Length(low, high)) => lines.push(format!("Required string length: {low} - {high}")),
            Some(Bound::Range(low, high)) => lines.push(format!("Required range: `{low} <= x <= {high}`")),
            Some(Bound::Default(_)) | None => {}
        }
    }
}

fn curl(operation: &Operation, gap: &str, pretty: &dyn Fn(&Value) -> String) -> String {
    let mut curl =
        format!("curl --request {}{gap}--url https://h.example/v1/{}", operation.method, operation.path.join("/"));
    if !operation.body.is_empty() {
        let body = pretty(&sample(&operation.body));
        let _ = write!(curl, "{gap}--header 'Content-Type: application/json'{gap}--data '\n{body}\n'");
    }
    curl
}

/// The sample request over several lines.
pub(super) fn pretty_curl(operation: &Operation) -> String {
    curl(operation, " \\\n  ", &|value| format!("{value:#}"))
}

/// A type as pages print it.
pub(super) fn printed(kind: Kind, is_enum: bool) -> String {
    let base = match (kind.format, is_enum) {
        (_, true) => format!("enum<{}>", kind.base),
        (Some(format), _) => format!("{}<{format}>", kind.base),
        _ => kind.base.to_owned(),
    };
    base + &"[]".repeat(kind.lists) + if kind.nullable { " | null" } else { "" }
}

/// A sample value as Mintlify makes them.
pub(super) fn sample(members: &[Member]) -> Value {
    let value = |member: &Member| {
        let one = match (member.kind.base, member.kind.format, &member.bound) {
            ("object", ..) => sample(&member.children),
            (.., Some(Bound::Values(values))) => json!(values[0]),
            ("string", Some("uuid"), _) => json!("3c90c3cc-0d44-4b50-8888-8dd25736052a"),
            ("string", Some("date-time"), _) => json!("2023-11-07T05:31:56Z"),
            ("integer" | "number", ..) => json!(123),
            ("boolean", ..) => json!(true),
            ("any", ..) => json!("<unknown>"),
            _ => json!("<string>"),
        };
        let value = (0..member.kind.lists).fold(one, |items, _| json!([items]));
        (member.name.clone(), value)
    };
    Value::Object(members.iter().map(value).collect::<Map<String, Value>>())
}

fn markdown(operation: &Operation, document: &Value) -> String {
    let text = operation.text.as_ref().map_or(String::new(), |text| format!("> {text}\n\n"));
    let fence = format!("{} /{}", operation.method.to_lowercase(), operation.path.join("/"));
    format!("# {}\n\n{text}## OpenAPI\n\n````yaml openapi.json {fence}\n{document:#}\n````\n", operation.title)
}

fn schema(member: &Member) -> Value {
    let mut inner = Map::new();
    if member.kind.base != "any" {
        inner.insert("type".into(), json!(member.kind.base));
    }
    inner.extend(member.kind.format.map(|format| ("format".into(), json!(format))));
    if let Some(Bound::Values(values)) = &member.bound {
        inner.insert("enum".into(), json!(values));
    }
    if !member.children.is_empty() {
        inner.extend(object(&member.children));
    }
    if let Some(base) = member.any_key {
        let values = if base == "any" { json!({}) } else { json!({"type": base}) };
        inner.insert("additionalProperties".into(), values);
    }
    let mut outer = (0..member.kind.lists).fold(inner, |items, _| {
        Map::from_iter([("type".to_owned(), json!("array")), ("items".to_owned(), Value::Object(items))])
    });
    if member.kind.nullable {
        let kind = outer["type"].clone();
        outer.insert("type".into(), json!([kind, "null"]));
    }
    outer.extend(member.text.as_ref().map(|text| ("description".into(), json!(text))));
    outer.extend(member.deprecated.then(|| ("deprecated".into(), json!(true))));
    match &member.bound {
        Some(Bound::Length(low, high)) => {
            outer.extend([("minLength".into(), json!(low)), ("maxLength".into(), json!(high))])
        }
        Some(Bound::Range(low, high)) => {
            outer.extend([("minimum".into(), json!(low)), ("maximum".into(), json!(high))])
        }
        Some(Bound::Default(value)) => outer.extend([("default".into(), json!(*value == "true"))]),
        Some(Bound::Values(_)) | None => {}
    }
    Value::Object(outer)
}

fn object(members: &[Member]) -> Map<String, Value> {
    let properties: Map<String, Value> = members.iter().map(|member| (member.name.clone(), schema(member))).collect();
    let required: Vec<&str> =
        members.iter().filter(|member| member.required).map(|member| member.name.as_str()).collect();
    Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), Value::Object(properties)),
        ("required".to_owned(), json!(required)),
    ])
}

fn openapi(operation: &Operation) -> Value {
    let parameter = |location: &str, member: &Member| {
        let mut schema = schema(member);
        let mut node = json!({"in": location, "name": member.name, "required": member.required});
        for key in ["description", "deprecated"] {
            let said = schema.as_object_mut().and_then(|schema| schema.remove(key));
            said.into_iter().for_each(|said| node[key] = said);
        }
        node["schema"] = schema;
        node
    };
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .flat_map(|(location, members)| members.iter().map(move |member| parameter(location, member)))
        .collect();
    let content = |members: &[Member]| json!({"application/json": {"schema": object(members)}});
    let mut made = json!({"summary": operation.title, "parameters": parameters, "responses": {}});
    operation.text.iter().for_each(|text| made["description"] = json!(text));
    for (status, members) in &operation.answers {
        made["responses"][*status] = json!({"description": "What comes back", "content": content(members)});
    }
    if !operation.body.is_empty() {
        made["requestBody"] = json!({"content": content(&operation.body)});
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Cats", "version": "1"},
        "servers": [{"url": "https://h.example/v1"}],
        "paths": {format!("/{}", operation.path.join("/")): {operation.method.to_lowercase(): made}},
    })
}

/// The document of older exports.
fn older(operation: &Operation) -> Value {
    let mut parameters = json!({"path": {}, "query": {}, "header": {}, "cookie": {}});
    for (location, members) in &operation.parameters {
        for member in members {
            let mut schema = older_schema(member);
            schema["required"] = json!(member.required);
            parameters[*location][&member.name] = json!({"schema": [schema]});
        }
    }
    let content = |members: &[Member], name: &str| {
        let mut schema = older_object(members);
        schema["refIdentifier"] = json!(format!("#/components/schemas/{name}"));
        json!({"schemaArray": [schema], "examples": {"example": {"value": sample(members)}}, "description": "What comes back"})
    };
    let mut body = json!({});
    if !operation.body.is_empty() {
        body["application/json"] = content(&operation.body, "CatRequest");
    }
    let mut response = json!({});
    for (status, members) in &operation.answers {
        response[*status] = json!({"application/json": content(members, "Cat")});
    }
    json!({
        "paths": {
            "path": format!("/{}", operation.path.join("/")),
            "method": operation.method.to_lowercase(),
            "servers": [{"url": "https://h.example/v1"}],
            "request": {
                "security": [{"title": "token", "parameters": {"query": {}, "header": {"Authorization": {"type": "http", "scheme": "bearer"}}, "cookie": {}}}],
                "parameters": parameters,
                "body": body,
            },
            "response": response,
            "deprecated": false,
            "type": "path",
        },
        "components": {"schemas": {}},
    })
}

fn older_object(members: &[Member]) -> Value {
    let properties: Map<String, Value> =
        members.iter().map(|member| (member.name.clone(), json!({"allOf": [older_schema(member)]}))).collect();
    let required: Vec<&str> =
        members.iter().filter(|member| member.required).map(|member| member.name.as_str()).collect();
    json!({"type": "object", "properties": properties, "requiredProperties": required})
}

fn older_schema(member: &Member) -> Value {
    let mut made = schema(member);
    let inner = if member.kind.lists > 0 { &mut made["items"] } else { &mut made };
    if !member.children.is_empty() {
        let object = older_object(&member.children);
        inner["properties"] = object["properties"].clone();
        inner["requiredProperties"] = object["requiredProperties"].clone();
        inner.as_object_mut().into_iter().for_each(|inner| drop(inner.remove("required")));
    }
    if matches!(member.bound, Some(Bound::Values(_))) && member.kind.lists == 0 && !member.kind.nullable {
        made["type"] = json!("enum<string>");
    }
    made
}

fn mdx(operation: &Operation) -> String {
    let mut text = format!(
        "---\ntitle: \"{}\"\napi: \"{} https://h.example/v1/{}\"\n---\n\n",
        operation.title,
        operation.method,
        operation.path.join("/")
    );
    for (location, members) in &operation.parameters {
        members.iter().for_each(|member| element("ParamField", location, member, &mut text));
    }
    operation.body.iter().for_each(|member| element("ParamField", "body", member, &mut text));
    // The elements of answers are those of the first one.
    if let Some((_, members)) = operation.answers.first() {
        members.iter().for_each(|member| element("ResponseField", "name", member, &mut text));
    }
    text.push_str("<ResponseExample>\n");
    for (status, members) in &operation.answers {
        let _ = write!(text, "```json {status}\n{:#}\n```\n", sample(members));
    }
    text + "</ResponseExample>\n"
}

fn element(tag: &str, place: &str, member: &Member, text: &mut String) {
    let is_enum = matches!(member.bound, Some(Bound::Values(_)));
    let _ = write!(text, "<{tag} {place}=\"{}\" type=\"{}\"", member.name, printed(member.kind, is_enum));
    if let Some(Bound::Default(value)) = member.bound {
        let _ = write!(text, " default={{{value}}}");
    }
    text.push_str(if member.required { " required" } else { "" });
    text.push_str(if member.deprecated { " deprecated={true}>\n" } else { ">\n" });
    member.text.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    let mut lines = Vec::new();
    let long = Long {
        skip_line: false,
        blank_lines: false,
        samples: false,
        one_line: false,
        dotted: false,
        glued: false,
        whole: false,
        collapsed: false,
        footer: false,
        options: Options::OneLine,
    };
    long.bound(member, &mut lines);
    lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    if !member.children.is_empty() || member.any_key.is_some() {
        text.push_str("  <Expandable title=\"properties\">\n");
        member.children.iter().for_each(|child| element("ResponseField", "name", child, text));
        if let Some(kind) = member.any_key {
            let _ = writeln!(text, "<ResponseField name=\"{{key}}\" type=\"{kind}\" />");
        }
        text.push_str("  </Expandable>\n");
    }
    let _ = write!(text, "</{tag}>\n\n");
}

//! YAML with places: the events of [`saphyr_parser`], with scalars resolved by the YAML 1.2 core schema (section 10.3), but
//! for whole numbers that JSON has not, which are texts unless they are tagged `!!int`.
//!
//! Aliases and merge keys (`<<`) are honoured, within a budget; big integers stay exact. The builder keeps its own
//! stack, so that no input can exhaust the thread's.

mod flow;
mod tabs;

use super::{Data, FileId, MAX_DEPTH, MAX_VALUES, Map, Node, SourceFiles, Span, recovered};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::Number;
use std::collections::HashMap;
use std::str::FromStr;

/// The most values that aliases may copy: people use them for a few lines, and bombs multiply them.
const MAX_COPIED: usize = 250_000;

/// The most bytes of text in what aliases copy; a few long texts make a bomb as well.
const MAX_COPIED_BYTES: usize = 32 * 1024 * 1024;

/// Reads a whole file as one YAML document; a leading byte order mark is accepted.
///
/// Keys that are numbers or booleans (`200:`) become strings. Numbers out of range, keys that stand twice and tags that mean
/// nothing are reported, and cost what they stand for. Returns `None` after reporting `yaml-syntax`, `too-deep` or
/// `limit-exceeded`.
pub fn read_yaml(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[file].text();
    let body = super::without_mark(files, file, diagnostics)?;
    let base = text.len() - body.len();
    let blanks = tabs::as_blanks(body);
    let body = blanks.as_deref().unwrap_or(body);
    let read = match build(body, base, file) {
        // The closing bracket of JSON inside YAML often stands further left than YAML 1.2 allows (section 7.4).
        Err(problem) if problem.code == Code::YamlSyntax => match flow::on_one_line(body) {
            Some(joined) => build(&joined, base, file).map_err(|_| problem),
            None => Err(problem),
        },
        read => read,
    };
    match read {
        Ok((node, losses)) => {
            losses.into_iter().for_each(|loss| diagnostics.push(loss));
            Some(node)
        }
        Err(problem) => {
            diagnostics.push(*problem);
            None
        }
    }
}

/// The tree of a text that begins at byte `base` of its file, and what is lost of it.
fn build(body: &str, base: usize, file: FileId) -> Result<(Node, Vec<Diagnostic>), Box<Diagnostic>> {
    let offsets = Offsets::new(body, base);
    let mut builder = Builder {
        file,
        offsets,
        stack: Vec::new(),
        anchors: HashMap::new(),
        values: 0,
        copied: Size::default(),
        kept: Size::default(),
        root: None,
        skipped: None,
        losses: Vec::new(),
    };
    for next in Parser::new_from_str(body) {
        match next {
            Ok((event, span)) => builder.event(event, span)?,
            Err(error) => {
                let at = builder.offsets.byte(error.marker().index()).min(base + body.len());
                return Err(Box::new(refusal(error.info()).at(Span::new(file, at..at))));
            }
        }
    }
    let Builder { root, losses, .. } = builder;
    root.map(|root| (root, losses)).ok_or_else(|| {
        Box::new(
            Diagnostic::error(Code::YamlSyntax, "the file holds no value")
                .at(Span::new(file, 0..0))
                .help("it may not have been saved, or may hold comments only"),
        )
    })
}

/// Character indices, as the parser counts, to byte offsets.
struct Offsets {
    base: usize,
    /// Byte offset of every character; `None` for ASCII text, where the two are the same.
    table: Option<Vec<u32>>,
}

impl Offsets {
    fn new(text: &str, base: usize) -> Self {
        let table = || {
            let ends = std::iter::once(text.len());
            text.char_indices().map(|(at, _)| at).chain(ends).map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect()
        };
        Self { base, table: (!text.is_ascii()).then(table) }
    }

    fn byte(&self, index: usize) -> usize {
        let offset = match &self.table {
            Some(table) => table.get(index).or(table.last()).map_or(0, |at| *at as usize),
            None => index,
        };
        self.base + offset
    }
}

/// What is wrong with the text, and what to do.
fn refusal(info: &str) -> Diagnostic {
    if info.contains("recursion limit") {
        return Diagnostic::error(Code::TooDeep, format!("values are nested more than {MAX_DEPTH} deep"))
            .help("no API document nests like that; check where the file comes from");
    }
    let says = |part: &str| info.contains(part);
    let around = "check the indentation and the quotes of this line and the one above";
    let (message, help) = match info {
        _ if says("tab") => ("this line is indented with a tab", "indent with blanks: YAML allows no tabs there"),
        _ if says("escape") => (info, "between double quotes a backslash begins an escape; single quotes have none"),
        _ if says("mapping values are not allowed") => (
            "a second `: ` stands here, where the value of the first is",
            "put quotes around a text that holds `: `, and check the indentation of this line and the one above",
        ),
        _ if says("':'") => ("this key has no `:`", "write `key: value`, with a blank after the colon"),
        _ if says("block mapping, did not find expected key") => (
            "this line begins in a column of its own",
            "indent it as the keys it belongs to: more than the key it is part of, exactly as much as its neighbours",
        ),
        _ if says("quoted scalar, found unexpected end") => {
            ("this quoted text never ends", "close it with the quote it begins with")
        }
        _ if says("unknown anchor") => (
            "this alias names nothing",
            "a name has to be set with `&` before `*` uses it; quote a text that begins with `*`",
        ),
        _ => (info, around),
    };
    Diagnostic::error(Code::YamlSyntax, message).help(help)
}

struct Builder {
    file: FileId,
    offsets: Offsets,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Node>,
    /// How many values there are so far, those that aliases copied included.
    values: usize,
    /// How much of it aliases copied.
    copied: Size,
    /// How much is kept for aliases. Names within named values are kept again for each.
    kept: Size,
    root: Option<Node>,
    /// A member that no JSON can have is being skipped.
    skipped: Option<Skipped>,
    losses: Vec<Diagnostic>,
}

/// Where a member is whose key is no text.
#[derive(Clone, Copy)]
struct Skipped {
    /// How many lists and mappings of it are open.
    open: usize,
    /// Whether its value is still to come.
    is_key: bool,
}

impl Skipped {
    /// What is left to skip after an event.
    fn after(self, event: &Event<'_>) -> Option<Self> {
        let open = match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => self.open + 1,
            Event::SequenceEnd | Event::MappingEnd => self.open.saturating_sub(1),
            _ => self.open,
        };
        match (open, self.is_key) {
            (0, false) => None,
            (0, true) => Some(Self { open, is_key: false }),
            _ => Some(Self { open, ..self }),
        }
    }
}

struct Frame {
    anchor: usize,
    start: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { members: Map, merges: Vec<Node>, key: Option<Key> },
}

/// A key that waits for its value.
struct Key {
    name: String,
    place: Span,
    /// Whether it is the merge key: `<<` written plainly. In quotes it is a name like any other.
    merges: bool,
}

type Step = Result<(), Box<Diagnostic>>;

fn refuse(code: Code, message: impl Into<String>, span: Span) -> Step {
    let help = match code {
        Code::TooDeep => "no API document nests like that; check where the file comes from",
        Code::LimitExceeded => "aliases of aliases multiply; write the values out, or refer to them with `$ref`",
        _ => "only what JSON can say is read: one document of strings, numbers, booleans, lists and mappings",
    };
    Err(Box::new(Diagnostic::error(code, message).at(span).help(help)))
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: saphyr_parser::Span) -> Step {
        let (start, end) = (self.offsets.byte(span.start.index()), self.offsets.byte(span.end.index()));
        let place = Span::new(self.file, start..end.max(start));
        if let Some(skipped) = self.skipped {
            self.skipped = skipped.after(&event);
            return Ok(());
        }
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_some() => {
                refuse(Code::YamlSyntax, "a second document begins here; a file must hold one", place)
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), place),
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::SequenceStart(anchor, tag) => {
                self.open(anchor, tag.as_deref(), "seq", Content::Sequence(Vec::new()), place)
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Mapping { members: Map::default(), merges: Vec::new(), key: None };
                self.open(anchor, tag.as_deref(), "map", content, place)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
        }
    }

    fn open(&mut self, anchor: usize, tag: Option<&Tag>, own: &str, content: Content, place: Span) -> Step {
        if tag.is_some_and(|tag| !(tag.is_yaml_core_schema() && tag.suffix == own)) {
            self.losses.push(recovered::tag("this tag has no meaning in JSON", place));
        }
        if self.stack.len() >= MAX_DEPTH {
            return refuse(Code::TooDeep, format!("values are nested more than {MAX_DEPTH} deep"), place);
        }
        if let Some(Frame { content: Content::Mapping { key: None, .. }, .. }) = self.stack.last() {
            self.losses.push(recovered::member("a key must be a scalar", place));
            self.skipped = Some(Skipped { open: 1, is_key: true });
            return Ok(());
        }
        self.stack.push(Frame { anchor, start: place.start as usize, content });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Step {
        let Some(Frame { anchor, start, content }) = self.stack.pop() else { return Ok(()) };
        let span = Span::new(self.file, start..end.max(start));
        let data = match content {
            Content::Sequence(items) => Data::Array(items),
            Content::Mapping { mut members, merges, .. } => {
                for merged in merges.into_iter().filter_map(|node| match node.data {
                    Data::Object(members) => Some(members),
                    _ => None,
                }) {
                    for (key, node) in merged {
                        members.entry(key).or_insert(node);
                    }
                }
                Data::Object(members)
            }
        };
        self.finish(Node::new(data, span), anchor)
    }

    fn alias(&mut self, anchor: usize, place: Span) -> Step {
        let Some(target) = self.anchors.get(&anchor) else {
            if self.expects_key() {
                return refuse(Code::YamlSyntax, "this alias stands inside the value it names", place);
            }
            self.losses.push(recovered::member("this alias stands inside the value it names", place));
            return self.skip(place);
        };
        let copies = Size::of(target);
        self.values = self.values.saturating_add(copies.values);
        self.copied.add(copies);
        if self.copied.values > MAX_COPIED {
            let message = format!("aliases copy more than {MAX_COPIED} values, up to here");
            return refuse(Code::LimitExceeded, message, place);
        }
        if self.copied.bytes > MAX_COPIED_BYTES {
            let message = format!("aliases copy more than {} MiB of text, up to here", MAX_COPIED_BYTES / 1024 / 1024);
            return refuse(Code::LimitExceeded, message, place);
        }
        if self.values > MAX_VALUES {
            return Err(Box::new(super::too_many_values(place)));
        }
        if self.stack.len() + depth(target) > MAX_DEPTH {
            return refuse(Code::TooDeep, format!("aliases nest values more than {MAX_DEPTH} deep"), place);
        }
        let mut node = target.clone();
        node.key_span = None;
        match &node.data {
            Data::String(text) if self.expects_key() => {
                let name = text.clone();
                self.key(Key { name, place, merges: false })
            }
            _ if self.expects_key() => refuse(Code::YamlSyntax, "a key must be a scalar", place),
            _ => self.finish(node, 0),
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, tag: Option<&Tag>, place: Span) -> Step {
        if self.expects_key() {
            let merges = text == "<<" && style == ScalarStyle::Plain;
            return self.key(Key { name: text.to_owned(), place, merges });
        }
        let untagged = if style == ScalarStyle::Plain { "" } else { "str" };
        let tag = match tag {
            None => untagged,
            Some(tag) if tag.is_yaml_core_schema() => tag.suffix.as_str(),
            Some(tag) if tag.handle.is_empty() && tag.suffix == "!" => "str",
            Some(_) => {
                self.losses.push(recovered::tag("this tag has no meaning in JSON", place));
                untagged
            }
        };
        let read = if tag == "int" { tagged_integer(text) } else { resolve(text) };
        let fits = matches!(
            (tag, &read),
            ("" | "str", _)
                | ("int" | "float", Ok(Data::Number(_)) | Err(NotFinite))
                | ("null", Ok(Data::Null))
                | ("bool", Ok(Data::Bool(_)))
        );
        if !fits {
            let message = format!("`{}` does not fit the tag `!!{}`", text.escape_debug(), tag.escape_debug());
            self.losses.push(recovered::tag(message, place));
        }
        let data = match read {
            _ if tag == "str" || !fits && untagged == "str" => Data::String(text.to_owned()),
            Ok(data) => data,
            Err(NotFinite) => {
                self.losses.push(recovered::number(text, place));
                return self.skip(place);
            }
        };
        self.finish(Node::new(data, place), anchor)
    }

    /// Goes on without a value: its key has none, and its list is shorter.
    fn skip(&mut self, place: Span) -> Step {
        match self.stack.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(Node::new(Data::Null, place)),
            Some(Content::Mapping { key, .. }) => *key = None,
            Some(Content::Sequence(_)) => {}
        }
        Ok(())
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { content: Content::Mapping { key: None, .. }, .. }))
    }

    fn key(&mut self, found: Key) -> Step {
        if let Some(Frame { content: Content::Mapping { key, .. }, .. }) = self.stack.last_mut() {
            *key = Some(found);
        }
        Ok(())
    }

    fn finish(&mut self, mut node: Node, anchor: usize) -> Step {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(Box::new(super::too_many_values(node.span)));
        }
        if anchor > 0 {
            self.kept.add(Size::of(&node));
            if self.kept.values > MAX_VALUES || self.kept.bytes > 4 * MAX_COPIED_BYTES {
                return refuse(
                    Code::LimitExceeded,
                    "anchors name too much: values are named within named values",
                    node.span,
                );
            }
            self.anchors.insert(anchor, node.clone());
        }
        match self.stack.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::Sequence(items)) => items.push(node),
            Some(Content::Mapping { members, merges, key }) => match key.take() {
                Some(Key { place, merges: true, .. }) => match node.data {
                    Data::Array(items) if items.iter().all(|item| item.as_object().is_some()) => merges.extend(items),
                    Data::Object(_) => merges.push(node),
                    _ => self.losses.push(recovered::member("only mappings can be merged with `<<`", place)),
                },
                Some(Key { name, place, .. }) => {
                    node.key_span = Some(place);
                    self.losses.extend(recovered::add(members, name, node));
                }
                None => return refuse(Code::YamlSyntax, "a key must be a scalar", node.span),
            },
        }
        Ok(())
    }
}

/// How large a tree is.
#[derive(Clone, Copy, Default)]
struct Size {
    values: usize,
    /// Of texts and keys.
    bytes: usize,
}

impl Size {
    fn of(node: &Node) -> Self {
        let mut size = Self { values: 1, bytes: 0 };
        match &node.data {
            Data::String(text) => size.bytes = text.len(),
            Data::Array(items) => items.iter().for_each(|item| size.add(Self::of(item))),
            Data::Object(members) => members.iter().for_each(|(key, member)| {
                size.bytes += key.len();
                size.add(Self::of(member));
            }),
            _ => {}
        }
        size
    }

    fn add(&mut self, other: Self) {
        self.values = self.values.saturating_add(other.values);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// How many levels a tree has; trees in the builder are at most [`MAX_DEPTH`] deep.
fn depth(node: &Node) -> usize {
    match &node.data {
        Data::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Data::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

struct NotFinite;

/// A plain scalar by the core schema.
fn resolve(text: &str) -> Result<Data, NotFinite> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Data::Null,
        "true" | "True" | "TRUE" => Data::Bool(true),
        "false" | "False" | "FALSE" => Data::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Err(NotFinite),
        _ if matches!(text.trim_start_matches(['+', '-']), ".inf" | ".Inf" | ".INF") => return Err(NotFinite),
        _ => match number(text) {
            Some(number) => Data::Number(number?),
            None => Data::String(text.to_owned()),
        },
    })
}

/// A plain scalar that its tag makes an integer, in each of the ways of the core schema.
fn tagged_integer(text: &str) -> Result<Data, NotFinite> {
    let radix = |digits: &str, radix| u64::from_str_radix(digits, radix).map(Number::from).ok();
    let decimal = || {
        let digits = text.trim_start_matches(['+', '-']).trim_start_matches('0');
        let sign = if text.starts_with('-') { "-" } else { "" };
        Number::from_str(&format!("{sign}{}", if digits.is_empty() { "0" } else { digits })).ok()
    };
    let number = match text.get(..2) {
        Some("0x") => radix(&text[2..], 16),
        Some("0o") => radix(&text[2..], 8),
        _ if text.bytes().skip(usize::from(text.starts_with(['+', '-']))).all(|byte| byte.is_ascii_digit()) => {
            decimal()
        }
        _ => None,
    };
    number.map_or_else(|| resolve(text), |number| Ok(Data::Number(number)))
}

/// A number; `None` when the text is none.
fn number(text: &str) -> Option<Result<Number, NotFinite>> {
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let exponent = body.find(['e', 'E']);
    let (mantissa, power) = exponent.map_or((body, None), |at| (&body[..at], Some(&body[at + 1..])));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, rest)| (whole, Some(rest)));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let power_is_sound = power.is_none_or(|power| {
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        !power.is_empty() && digits(power)
    });
    if !digits(whole)
        || !fraction.is_none_or(digits)
        || whole.is_empty() && fraction.is_none_or(str::is_empty)
        || !power_is_sound
    {
        return None;
    }
    // Documents are limited to the numbers of JSON (OpenAPI 3.1.1, section 4.2; YAML 1.2.2, section 10.2): whole numbers that
    // JSON would not have are codes and telephone numbers, `007`, `0x1F` and `+4930`, and are meant as they are written.
    let is_code = text.starts_with('+') || whole.len() > 1 && whole.starts_with('0');
    if is_code && fraction.is_none() && power.is_none() {
        return None;
    }
    // JSON wants no leading zeros and a digit on both sides of the point.
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.filter(|digits| !digits.is_empty()).map_or(String::new(), |digits| format!(".{digits}"));
    let power = power.map_or(String::new(), |power| format!("e{power}"));
    Some(Number::from_str(&format!("{sign}{whole}{fraction}{power}")).map_err(|_| NotFinite))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use serde_json::{Value, json};

    fn read(text: &str) -> Result<Value, (Code, usize, usize)> {
        let mut files = SourceFiles::new();
        let file = files.add("a.yaml", text);
        let mut diagnostics = Diagnostics::new();
        let node = read_yaml(&files, file, &mut diagnostics);
        match (node, diagnostics.iter().next()) {
            (Some(node), None) => Ok(node.to_value()),
            (node, found) => {
                let found = found.expect("a value or a diagnostic");
                assert_eq!(node.is_none(), found.severity == Severity::Error);
                let at = files[file].location(found.span.expect("a place").start as usize);
                Err((found.code, at.line, at.column))
            }
        }
    }

    #[test]
    fn scalars_follow_the_core_schema_but_for_codes() {
        let text = "a: [yes, NO, true, ~, 1.10, 0o17, 0x1F, 007, +49, -0, 0, 18446744073709551615, 1e3, .5, 2024-01-01, 1.2.3, '5', !!str 5]";
        let want = json!({"a": ["yes", "NO", true, null, 1.10, "0o17", "0x1F", "007", "+49", -0.0, 0, 18446744073709551615u64, 1e3, 0.5, "2024-01-01", "1.2.3", "5", "5"]});
        assert_eq!(read(text), Ok(want));
        let tagged = "[!!int 0x1F, !!int 0o17, !!int 007, !!int +49, !!int -007, !!int 0, !!str 007]";
        assert_eq!(read(&format!("a: {tagged}")), Ok(json!({"a": [31, 15, 7, 49, -7, 0, "007"]})));
        assert_eq!(read("200: {a: b}"), Ok(json!({"200": {"a": "b"}})));
    }

    #[test]
    fn aliases_and_merge_keys_are_honoured() {
        let text = "base: &base {a: 1, b: 2}\nuse:\n  <<: *base\n  b: 3\nlist: [*base]\n";
        assert_eq!(
            read(text),
            Ok(json!({"base": {"a": 1, "b": 2}, "use": {"b": 3, "a": 1}, "list": [{"a": 1, "b": 2}]}))
        );
    }

    #[test]
    fn a_quoted_merge_key_is_a_name() {
        assert_eq!(read("'<<': {a: 1}\nb: 2\n"), Ok(json!({"<<": {"a": 1}, "b": 2})));
        assert_eq!(read("\"<<\": 1\n"), Ok(json!({"<<": 1})));
    }

    #[test]
    fn json_inside_yaml_may_close_further_left() {
        let text = "a:\n    value:\n        {\n          \"b\": [1, # one\n    2],\n          \"c\": \"} # no\"\n    }\nd: 'x {'\n";
        assert_eq!(read(text), Ok(json!({"a": {"value": {"b": [1, 2], "c": "} # no"}}, "d": "x {"})));
        // What never closes is reported as it was.
        assert_eq!(read("a:\n    {\n  \"b\": 1\nc: 2\n").map_err(|found| found.0), Err(Code::YamlSyntax));
    }

    #[test]
    fn hostile_yaml_is_refused_with_its_place() {
        assert_eq!(read("a: &x [*x]"), Err((Code::YamlSyntax, 1, 8)));
        assert_eq!(read("a: 1\n---\nb: 2\n").map_err(|found| found.0), Err(Code::YamlSyntax));
        assert_eq!(read("? [a]\n: b\n").map_err(|found| found.0), Err(Code::YamlSyntax));
        assert_eq!(read(&"[".repeat(200)).map_err(|found| found.0), Err(Code::TooDeep));
        assert!(read(&"[".repeat(20_000)).is_err());
        let bomb: String = (1..12).fold("a0: &a0 [x, x]\n".to_owned(), |text, level| {
            let below = level - 1;
            let items = vec![format!("*a{below}"); 9].join(", ");
            text + &format!("a{level}: &a{level} [{items}]\n")
        });
        assert_eq!(read(&bomb).map_err(|found| found.0), Err(Code::LimitExceeded));
        assert_eq!(read("").map_err(|found| found.0), Err(Code::YamlSyntax));
    }

    #[test]
    fn a_bad_value_costs_itself() {
        for (text, left, lost) in [
            (
                "a: .nan\nb: [-.Inf, 1e999, 2]\n",
                json!({"b": [2]}),
                vec![(Code::NumberRange, ".nan"), (Code::NumberRange, "-.Inf"), (Code::NumberRange, "1e999")],
            ),
            (".inf", json!(null), vec![(Code::NumberRange, ".inf")]),
            ("a: &x !!float .inf\nb: 1\n", json!({"b": 1}), vec![(Code::NumberRange, "&x !!float .inf")]),
            ("a: 1\nb: 2\na: [3]\n", json!({"a": [3], "b": 2}), vec![(Code::DuplicateKey, "a")]),
            ("a: {b: 1}\na: {c: 2}\n", json!({"a": {"b": 1, "c": 2}}), vec![(Code::DuplicateKey, "a")]),
            (
                "a: !!python/object:os.system x\nb: !k '5'\n",
                json!({"a": "x", "b": "5"}),
                vec![(Code::YamlSyntax, "!!python/object:os.system x"), (Code::YamlSyntax, "!k '5'")],
            ),
            (
                "a: !!int x\nb: !k 5\n",
                json!({"a": "x", "b": 5}),
                vec![(Code::YamlSyntax, "!!int x"), (Code::YamlSyntax, "!k 5")],
            ),
            ("? [a, {b: c}]\n: {d: [e]}\nf: 1\n", json!({"f": 1}), vec![(Code::YamlSyntax, "[")]),
            ("a: {? {b: c} : d, e: 1}\n", json!({"a": {"e": 1}}), vec![(Code::YamlSyntax, "{")]),
            ("a: {<<: 5, b: 1}\n", json!({"a": {"b": 1}}), vec![(Code::YamlSyntax, "<<")]),
            (
                "a: &x [*x, 1]\nb: &y {c: *y, d: 1}\n",
                json!({"a": [1], "b": {"d": 1}}),
                vec![(Code::YamlSyntax, "*x"), (Code::YamlSyntax, "*y")],
            ),
        ] {
            let mut files = SourceFiles::new();
            let file = files.add("a.yaml", text);
            let mut diagnostics = Diagnostics::new();
            let node = read_yaml(&files, file, &mut diagnostics).expect("reads");
            let said: Vec<_> =
                diagnostics.iter().map(|found| (found.code, files.slice(found.span.expect("a place")))).collect();
            assert_eq!((node.to_value(), said), (left, lost), "{text}");
        }
        for text in ["a: !m {b: !l [1]}", "a: !!set {b: , c}"] {
            assert_eq!(read(text).map_err(|found| found.0), Err(Code::YamlSyntax));
        }
    }

    #[test]
    fn long_texts_are_not_multiplied() {
        let bomb =
            |text: usize, uses: usize| format!("s: &s {}\nl: [{}]\n", "x".repeat(text), vec!["*s"; uses].join(", "));
        assert_eq!(read(&bomb(50_000, 20_000)).map_err(|found| found.0), Err(Code::LimitExceeded));
        assert!(read(&bomb(1_000, 1_000)).is_ok());
        // Each of these names holds the list again.
        let named: String = (0..100).map(|at| format!("&a{at} [")).collect();
        let text = format!("{named}{}{}", "1, ".repeat(50_000), "]".repeat(100));
        assert_eq!(read(&text).map_err(|found| found.0), Err(Code::LimitExceeded));
    }

    #[test]
    fn tabs_after_a_colon_are_blanks_and_tabs_in_texts_are_tabs() {
        let text = "a:\tb\nc:\t\t-5 # a\nd: |\n  e:\tf\n'g':\t\"h:\ti\"\nj: k\n";
        assert_eq!(read(text), Ok(json!({"a": "b", "c": -5, "d": "e:\tf\n", "g": "h:\ti", "j": "k"})));
        assert_eq!(read("a:\n\tb: 1\n").map_err(|found| found.0), Err(Code::YamlSyntax));
        assert_eq!(read("a:\t- b\n").map_err(|found| found.0), Err(Code::YamlSyntax));
        let many: String = (0..30_000).map(|at| format!("ä{at}:\t{at}\n")).collect();
        assert_eq!(read(&many).expect("reads").as_object().map(|all| all.len()), Some(30_000));
        let folded = "'a:\tb': >-\n  c:\td\n\n  e:\tf\ng:\th\ni: 'j:\n  k:\tl'\nm:\t[{n:\to}]\n";
        let want = json!({"a:\tb": "c:\td\ne:\tf", "g": "h", "i": "j: k:\tl", "m": [{"n": "o"}]});
        assert_eq!(read(folded), Ok(want));
    }

    #[test]
    fn places_are_bytes_also_after_other_alphabets() {
        let mut files = SourceFiles::new();
        let file = files.add("a.yaml", "ä: ö\nb: value\n");
        let node = read_yaml(&files, file, &mut Diagnostics::new()).expect("reads");
        let place = node.get("b").map(|node| files.slice(node.span).to_owned());
        assert_eq!(place.as_deref(), Some("value"));
    }
}

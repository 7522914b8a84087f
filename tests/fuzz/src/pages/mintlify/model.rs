//! Operations as data, made from random numbers. Never knows a format.

use fastrand::Rng;

/// An operation with everything that its page says.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    /// Segments of the path; those in braces are variables.
    pub(crate) path: Vec<String>,
    pub(crate) title: String,
    pub(crate) text: Option<String>,
    /// Parameters by where they are sent.
    pub(crate) parameters: Vec<(&'static str, Vec<Member>)>,
    pub(crate) body: Vec<Member>,
    /// Answers by status.
    pub(crate) answers: Vec<(&'static str, Vec<Member>)>,
}

/// A parameter, or a member of a body or an answer.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
    pub(crate) text: Option<String>,
    pub(crate) bound: Option<Bound>,
    pub(crate) children: Vec<Member>,
    /// The type of members with names of their own.
    pub(crate) any_key: Option<&'static str>,
}

/// A type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// The type inside of lists: one of JSON Schema, or `any`.
    pub(crate) base: &'static str,
    pub(crate) format: Option<&'static str>,
    /// How many lists are around it.
    pub(crate) lists: usize,
    pub(crate) nullable: bool,
}

/// One thing more that is said about values.
#[derive(Clone, Debug)]
pub(crate) enum Bound {
    Values(Vec<String>),
    Length(u64, u64),
    Range(i64, i64),
    Default(&'static str),
}

const WORDS: [&str; 24] = [
    "cat", "toy", "mood", "size", "owner", "nap", "tail", "box", "fur", "age", "lunch", "home", "vet", "note", "chip",
    "day", "week", "color", "weight", "price", "label", "group", "photo", "code",
];
const VALUES: [&str; 8] = ["calm", "wild", "IN_HOUSE", "shy-one", "v2.1", "sold", "lost", "on"];
const SENTENCES: [&str; 6] = [
    "Its name, as the shelter wrote it down.",
    "What it costs; see `price`.",
    "When the vet saw it last (UTC).",
    "Either of both, but never none.",
    "Deprecated, use the other one.",
    "Required when the cat is at home.",
];

/// Names that are words of a format as well.
const TRAPS: [&str; 9] = ["type", "number", "string", "object", "file", "status", "default", "any", "Response"];

/// A name of one to three words, in snake or camel case; now and then one that a reader could take for something else.
fn name(rng: &mut Rng) -> String {
    if rng.u8(..12) == 0 {
        return TRAPS[rng.usize(..TRAPS.len())].to_owned();
    }
    let words: Vec<&str> = (0..rng.usize(1..4)).map(|_| WORDS[rng.usize(..WORDS.len())]).collect();
    if rng.bool() {
        return words.join("_");
    }
    let capital = |word: &&str| word[..1].to_uppercase() + &word[1..];
    words[0].to_owned() + &words[1..].iter().map(capital).collect::<String>()
}

impl Operation {
    pub(crate) fn any(rng: &mut Rng) -> Self {
        let method = ["GET", "POST", "PUT", "PATCH", "DELETE"][rng.usize(..5)];
        let path = (0..rng.usize(1..5))
            .map(|at| {
                let name = name(rng);
                if at > 0 && rng.u8(..3) == 0 { format!("{{{name}}}") } else { name }
            })
            .collect::<Vec<_>>();
        let mut variables: Vec<Member> = Vec::new();
        for segment in path.iter().filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')) {
            if !variables.iter().any(|known| known.name == segment) {
                variables.push(Member { name: segment.to_owned(), required: true, ..Member::scalar(rng) });
            }
        }
        let mut parameters = vec![("path", variables)];
        parameters.push(("query", Member::list(rng, 3, MAX_DEPTH)));
        if rng.u8(..4) == 0 {
            parameters.push(("header", Member::list(rng, 2, MAX_DEPTH)));
        }
        parameters.retain(|(_, members)| !members.is_empty());
        let body = if method == "GET" { Vec::new() } else { Member::list(rng, 6, 0) };
        let mut answers = vec![("200", Member::list(rng, 6, 0))];
        if rng.u8(..3) == 0 {
            answers.push(("404", Member::list(rng, 3, 0)));
        }
        Self {
            method,
            path,
            title: ["Feed a cat", "List cats", "Cats at home"][rng.usize(..3)].to_owned(),
            text: rng.bool().then(|| "Does what it says.".to_owned()),
            parameters,
            body,
            answers,
        }
    }
}

/// How deep members are nested.
const MAX_DEPTH: usize = 3;

impl Member {
    /// At most so many members, each with another name.
    fn list(rng: &mut Rng, most: usize, depth: usize) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for _ in 0..rng.usize(1..=most) {
            let member = Self::any(rng, depth);
            if !found.iter().any(|known| known.name == member.name) {
                found.push(member);
            }
        }
        found
    }

    fn any(rng: &mut Rng, depth: usize) -> Self {
        let mut member = Self::scalar(rng);
        if depth < MAX_DEPTH && rng.u8(..4) == 0 {
            let lists = usize::from(rng.u8(..3) == 0);
            member.kind = Kind { base: "object", format: None, lists, nullable: rng.u8(..4) == 0 };
            member.bound = None;
            if rng.u8(..5) == 0 {
                member.any_key = Some(["any", "string", "integer"][rng.usize(..3)]);
            } else {
                member.children = Self::list(rng, 4, depth + 1);
            }
        }
        member
    }

    fn scalar(rng: &mut Rng) -> Self {
        let kind = Kind::scalar(rng);
        Self {
            name: name(rng),
            kind,
            required: rng.bool(),
            deprecated: rng.u8(..8) == 0,
            text: (rng.u8(..3) > 0).then(|| SENTENCES[rng.usize(..SENTENCES.len())].to_owned()),
            bound: Bound::any(rng, kind),
            children: Vec::new(),
            any_key: None,
        }
    }
}

impl Kind {
    fn scalar(rng: &mut Rng) -> Self {
        let (base, format) = [
            ("string", None),
            ("string", Some("uuid")),
            ("string", Some("date-time")),
            ("integer", None),
            ("integer", Some("int64")),
            ("number", None),
            ("boolean", None),
            ("any", None),
        ][rng.usize(..8)];
        let lists = usize::from(rng.u8(..5) == 0);
        Self { base, format, lists, nullable: base != "any" && rng.u8(..5) == 0 }
    }
}

impl Bound {
    fn any(rng: &mut Rng, kind: Kind) -> Option<Self> {
        match kind.base {
            "string" if kind.format.is_none() && rng.u8(..2) == 0 => {
                let first = rng.usize(..VALUES.len() - 3);
                let count = rng.usize(1..4);
                Some(Self::Values(VALUES[first..first + count].iter().map(|value| (*value).to_owned()).collect()))
            }
            "string" if kind.lists == 0 && kind.format.is_none() && rng.bool() => {
                Some(Self::Length(rng.u64(..5), rng.u64(5..99)))
            }
            "integer" | "number" if kind.lists == 0 && rng.bool() => Some(Self::Range(rng.i64(-5..5), rng.i64(5..99))),
            "boolean" if kind.lists == 0 && rng.bool() => Some(Self::Default(["true", "false"][rng.usize(..2)])),
            _ => None,
        }
    }
}

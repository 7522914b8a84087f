//! The marks beside the type of a field: `required`, `deprecated`, where it is sent, its default. They stand on lines
//! of their own or are glued to each other and to the text behind. Never reads that text.

use super::line::Line;
use crate::source::Span;

/// What a line of marks says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Marks<'t> {
    /// Where the field is marked as required.
    pub(super) required: Option<Span>,
    /// Where the field is marked as deprecated.
    pub(super) deprecated: Option<Span>,
    /// The keyword of who may state the field, `readOnly` or `writeOnly`, and where it is marked so.
    pub(super) access: Option<(&'static str, Span)>,
    /// Where a credential is sent: `header`, `query` or `cookie`.
    pub(super) location: Option<&'static str>,
    /// The default value.
    pub(super) default: Option<Line<'t>>,
    /// The text that is glued behind the marks.
    pub(super) text: Option<Line<'t>>,
}

/// The words of marks as Mintlify prints them.
const WORDS: [&str; 10] =
    ["required", "deprecated", "optional", "read-only", "write-only", "header", "path", "query", "cookie", "body"];

/// The same where a sentence may begin with them.
const CAPITAL: [&str; 3] = ["Required", "Deprecated", "Optional"];

/// Reads a line of marks, and the one behind it where that is the default value. `None` when the line is none.
pub(super) fn read<'t>(line: Line<'t>, rest: &mut impl Iterator<Item = Line<'t>>) -> Option<Marks<'t>> {
    let mut marks = Marks::default();
    let mut text = line.from(line.text.len() - line.text.trim_start_matches(['(', '·', ' ']).len());
    if let Some(word) = CAPITAL.iter().find(|word| text.text.starts_with(**word)) {
        // "Required. The name" and "Required if" are sentences; "RequiredThe name" is a mark and its text.
        let behind = text.text.get(word.len()..).unwrap_or_default();
        let glued = behind.chars().next().is_none_or(char::is_alphabetic) && is_text("required", behind);
        marks.set(&word.to_ascii_lowercase(), text.before(word.len()).span);
        marks.text = Some(text.from(word.len())).filter(|text| !text.text.is_empty());
        return glued.then_some(marks);
    }
    let mut last = None;
    while !text.text.is_empty() {
        if let Some(value) = text.after("default:") {
            let value = if value.text.is_empty() { rest.next() } else { Some(value) };
            marks.default = value.map(|value| marks.behind(value));
            break;
        }
        let Some(word) = WORDS.iter().find(|word| text.text.starts_with(**word)) else {
            marks.text = Some(text);
            break;
        };
        marks.set(word, text.before(word.len()).span);
        let behind = text.text.get(word.len()..).unwrap_or_default();
        let gap = |c: char| matches!(c, ' ' | ',' | '·' | '(' | ')');
        let next = behind.trim_start_matches(gap);
        last = Some((*word, next.len() == behind.len()));
        text = text.from(text.text.len() - next.len());
    }
    marks.text.is_none_or(|text| last.is_some_and(|(word, glued)| glued && is_text(word, text.text))).then_some(marks)
}

/// Whether what is glued to a mark is text, and not the rest of a word.
fn is_text(mark: &str, text: &str) -> bool {
    let is_state = matches!(mark, "required" | "deprecated" | "optional" | "read-only" | "write-only");
    let rest_of_word = text.starts_with("ness") || text.starts_with("ly");
    is_state && !rest_of_word && !text.starts_with(['.', ':', ';', '-', '_', '\'', '!', '?', '/', '='])
}

/// Words that require something, in the languages of pages; the beginning of a word counts.
const NECESSARY: [&str; 22] = [
    "required",
    "mandatory",
    "obligatory",
    "compulsory",
    "necessary",
    "needed",
    "must",
    "non-optional",
    "erforderlich",
    "pflicht",
    "obligatoire",
    "requis",
    "obligatorio",
    "obligatoria",
    "requerido",
    "requerida",
    "obrigat",
    "verplicht",
    "обязател",
    "必須",
    "必填",
    "필수",
];

/// Words behind which a requirement holds in some cases alone, or not at all.
const CONDITIONS: [&str; 12] =
    ["if", "when", "unless", "for", "only", "in", "by", "not", "to", "until", "before", "be"];

/// Whether a text says that a field is required, in other words than the mark does: a few words of which one requires
/// it, alone or in front of the description, or a sentence of hardly more than that word.
pub(super) fn requires(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let mut sentences = lower.split(['.', '!', ';', ':', '\n', '\u{3002}']);
    let first = sentences.next().unwrap_or_default();
    is_requirement(first, 5) || sentences.any(|sentence| is_requirement(sentence, 3))
}

fn is_requirement(sentence: &str, most: usize) -> bool {
    let words: Vec<&str> =
        sentence.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| NECESSARY.iter().any(|necessary| word.starts_with(necessary)));
    let is_bare = at.is_some_and(|at| {
        let around = [at.checked_sub(1).and_then(|at| words.get(at)), words.get(at + 1)];
        !around.into_iter().flatten().any(|word| CONDITIONS.contains(word))
    });
    is_bare && words.len() <= most
}

impl<'t> Marks<'t> {
    /// A default value without the mark that is glued behind it: `10required`.
    fn behind(&mut self, value: Line<'t>) -> Line<'t> {
        let glued = ["required", "deprecated"].iter().find_map(|word| Some((*word, value.text.strip_suffix(word)?)));
        match glued.filter(|(_, inner)| !inner.is_empty() && !inner.ends_with([' ', '_', '-', '.'])) {
            Some((word, inner)) => {
                self.set(word, value.from(inner.len()).span);
                value.before(inner.len())
            }
            None => value,
        }
    }

    fn set(&mut self, word: &str, span: Span) {
        match word {
            "required" => self.required = Some(span),
            "deprecated" => self.deprecated = Some(span),
            "read-only" => self.access = Some(("readOnly", span)),
            "write-only" => self.access = Some(("writeOnly", span)),
            "header" => self.location = Some("header"),
            "query" => self.location = Some("query"),
            "cookie" => self.location = Some("cookie"),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;

    fn said(text: &str) -> String {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let all = super::super::line::lines(file, text, 0..text.len());
        let mut rest = all.iter().copied().skip(1);
        let Some(marks) = read(all[0], &mut rest) else { return "none".to_owned() };
        let mut said = Vec::new();
        said.extend(marks.required.map(|_| "required".to_owned()));
        said.extend(marks.deprecated.map(|_| "deprecated".to_owned()));
        said.extend(marks.access.map(|(keyword, _)| keyword.to_owned()));
        said.extend(marks.location.map(str::to_owned));
        said.extend(marks.default.map(|line| format!("default {}", line.text)));
        said.extend(marks.text.map(|line| format!("text {:?} at {:?}", line.text, files.slice(line.span))));
        said.join(", ")
    }

    #[test]
    fn marks_stand_alone_or_are_glued_to_each_other() {
        insta::assert_snapshot!(said("headerrequired"), @"required, header");
        insta::assert_snapshot!(said("· required, deprecated"), @"required, deprecated");
        insta::assert_snapshot!(said("default:\n5"), @"default 5");
        insta::assert_snapshot!(said("requireddefault:calm"), @"required, default calm");
        insta::assert_snapshot!(said("default: 10required"), @"required, default 10");
        insta::assert_snapshot!(said("default:\nfalsedeprecated"), @"deprecated, default false");
        insta::assert_snapshot!(said("default: required"), @"default required");
        insta::assert_snapshot!(said("default: not_required"), @"default not_required");
        insta::assert_snapshot!(said("Required"), @"required");
        insta::assert_snapshot!(said("requiredread-only"), @"required, readOnly");
    }

    #[test]
    fn text_may_be_glued_to_marks() {
        insta::assert_snapshot!(said("requiredIts name."), @r#"required, text "Its name." at "Its name.""#);
        insta::assert_snapshot!(said("requiredthe name"), @r#"required, text "the name" at "the name""#);
        insta::assert_snapshot!(said("headerrequiredBearer <token>"), @r#"required, header, text "Bearer <token>" at "Bearer <token>""#);
        insta::assert_snapshot!(said("Deprecatedtag:"), @r#"deprecated, text "tag:" at "tag:""#);
    }

    #[test]
    fn a_requirement_in_other_words_is_known() {
        for text in [
            "mandatory",
            "* Required",
            "Required. Its name",
            "This field is required.",
            "(must)",
            "必須",
            "Pflichtfeld",
            "Non-nullable. Required.",
        ] {
            assert!(requires(text), "{text}");
        }
        for text in [
            "Required if it purrs",
            "Not required",
            "Only needed for cats",
            "Whether a signature is required for the adoption of a cat",
            "Must be at least 3",
            "Its name",
            "",
        ] {
            assert!(!requires(text), "{text}");
        }
    }

    #[test]
    fn sentences_are_no_marks() {
        for text in [
            "required if it purrs",
            "Required. The name",
            "Required if",
            "Deprecated, use tag",
            "optionally",
            "headerName of it",
            "pathToFile",
            "Optional: its name",
        ] {
            assert_eq!(said(text), "none", "{text}");
        }
    }
}

//! Pages of the same site that show the API in the words of a programming language: which language that is.
//!
//! They name the same members with the types of a library, in the order of its methods. They are recognised, so that
//! the message can say which page to save instead; nothing of them is read.

use super::lines;
use super::page::SectionKind;
use super::text_page::SECTION_MARK;

/// The language of a page that shows something else than HTTP.
pub(super) fn language(text: &str) -> Option<&'static str> {
    let lines = lines::split(text);
    let mut headings = lines.iter().filter_map(|line| heading(line.text));
    let is_sample = |line: &lines::Line<'_>| line.text.starts_with("curl ") || line.text == "```http";
    let is_http = headings.any(|name| SectionKind::named(name).is_some_and(|(kind, _)| kind.is_of_http()))
        || lines.iter().any(is_sample);
    if is_http || !lines.iter().any(|line| is_of_library(line.text)) {
        return None;
    }
    Some(fenced(&lines).or_else(|| typed(&lines)).unwrap_or("another language"))
}

/// The name in the heading of a section, in both renderings.
fn heading(line: &str) -> Option<&str> {
    line.strip_prefix("### ").or_else(|| line.strip_suffix(SECTION_MARK)).map(str::trim)
}

/// Whether a line is one that only pages for a language have: parameters of a method, or the declaration of a type.
fn is_of_library(line: &str) -> bool {
    let code = line.strip_prefix("- `").map_or(line, |code| code.trim_end_matches('`'));
    let declares = |word: &str| {
        let rest = code.strip_prefix(word).filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()));
        let behind = rest.map(|rest| rest.trim_start_matches(|next: char| next.is_ascii_alphanumeric() || next == '_'));
        behind.is_some_and(|behind| {
            behind.is_empty() || [":", " {", " struct", " extends"].iter().any(|way| behind.starts_with(way))
        })
    };
    heading(line) == Some("Parameters") || ["class ", "interface ", "type "].into_iter().any(declares)
}

/// The language of the first block of code that is marked with one.
fn fenced(lines: &[lines::Line<'_>]) -> Option<&'static str> {
    const MARKS: [(&str, &str); 10] = [
        ("python", "Python"),
        ("typescript", "TypeScript"),
        ("javascript", "TypeScript"),
        ("go", "Go"),
        ("java", "Java"),
        ("kotlin", "Kotlin"),
        ("ruby", "Ruby"),
        ("csharp", "C#"),
        ("php", "PHP"),
        ("cli", "command line"),
    ];
    let marks = lines.iter().filter_map(|line| line.text.strip_prefix("```"));
    marks.into_iter().find_map(|mark| Some(MARKS.iter().find(|(name, _)| *name == mark)?.1))
}

/// The language by the way in which it writes types.
fn typed(lines: &[lines::Line<'_>]) -> Option<&'static str> {
    const WAYS: [(&str, &[&str]); 5] = [
        ("Python", &["Optional[", "List[", "Union[", "Literal[", "Dict[", ": str", ": int", ": bool"]),
        ("TypeScript", &["?: ", "Array<", "Record<", " | "]),
        ("Go", &["param.Field[", " struct {", "map[string]", "*string"]),
        ("C#", &["required ", "IReadOnlyList<", "Dictionary<"]),
        ("Java", &["Optional<", "List<"]),
    ];
    let has = |words: &[&str]| lines.iter().any(|line| words.iter().any(|word| line.text.contains(word)));
    WAYS.into_iter().find(|(_, words)| has(words)).map(|(name, _)| name)
}

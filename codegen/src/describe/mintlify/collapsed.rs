//! The lines of a long page that lost its line ends: headings, samples, names, types and marks are known words, and
//! what stands between them is text. Never reads what a line says; what may be a field and is none is kept apart.

use super::compact::CHILDREN;
use super::curl;
use super::examples::{LABELS, is_status};
use super::headings::section;
use super::kind;
use super::line::Line;
use super::marks::{self, Marks};
use super::rows::is_name;
use crate::describe::reading::http::{METHODS, is_media_type};
use crate::diagnostic::Diagnostics;
use crate::source::{Data, FileId, Node, SourceFiles, read_json_prefix};
use std::collections::BTreeSet;

/// The lines of a page.
pub(super) struct Lines<'t> {
    /// The lines as the page once had them.
    pub(super) all: Vec<Line<'t>>,
    /// Words inside of text that may be the name and the type of a field.
    pub(super) doubtful: Vec<Line<'t>>,
}

/// Words that stand in front of the name of a type in any sentence.
const ARTICLES: [&str; 8] = ["a", "an", "the", "of", "as", "is", "or", "each"];

/// Finds the lines of a page.
pub(super) fn lines<'t>(files: &'t SourceFiles, file: FileId) -> Lines<'t> {
    let text = files[file].text();
    let whole = Line::new(file, text, 0..text.len());
    let words: Vec<_> = whole.split_at(char::is_whitespace).filter(|word| !word.text.is_empty()).collect();
    let parents = words.iter().filter_map(|word| word.text.rsplit_once('.')).filter(|(_, name)| !name.is_empty());
    let parents = parents.map(|(parent, _)| parent).collect();
    let mut splitter = Splitter {
        files,
        file,
        words,
        at: 0,
        place: Place::Top,
        text: None,
        known: BTreeSet::new(),
        parents,
        found: Lines { all: Vec::new(), doubtful: Vec::new() },
    };
    while splitter.at < splitter.words.len() {
        splitter.step();
    }
    splitter.end_text();
    splitter.found
}

/// What stands in front of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The title, or samples: no heading yet.
    Top,
    /// A heading, a status or a media type: another of them, or a field.
    Heading,
    /// A type or a mark: another mark, text, or a field.
    Structure,
    /// A sentence that ended: a field may begin.
    Sentence,
    /// The middle of a text.
    Text,
}

struct Splitter<'t> {
    files: &'t SourceFiles,
    file: FileId,
    words: Vec<Line<'t>>,
    at: usize,
    place: Place,
    /// The first word of the text that is being read.
    text: Option<usize>,
    /// The names in the samples.
    known: BTreeSet<String>,
    /// What stands in front of the last dot of a word.
    parents: BTreeSet<&'t str>,
    found: Lines<'t>,
}

impl<'t> Splitter<'t> {
    fn word(&self, at: usize) -> &'t str {
        self.words.get(at).map_or("", |word| word.text)
    }

    /// The piece of the page from one word to another.
    fn piece(&self, from: usize, count: usize) -> Option<Line<'t>> {
        let (first, last) = (self.words.get(from)?, self.words.get(from + count.checked_sub(1)?)?);
        Some(Line::new(self.file, self.files[self.file].text(), first.span.start as usize..last.span.end as usize))
    }

    fn end_text(&mut self) {
        if let Some(start) = self.text.take() {
            let line = self.piece(start, self.at - start);
            self.found.all.extend(line);
        }
    }

    /// Makes a line of the next words.
    fn take(&mut self, count: usize, place: Place) {
        self.end_text();
        let line = self.piece(self.at, count);
        self.found.all.extend(line);
        (self.at, self.place) = (self.at + count, place);
    }

    fn step(&mut self) {
        let is_top = self.place == Place::Top;
        if is_top && (self.sample() || self.route()) {
            return;
        }
        if let Some(count) = self.heading() {
            // A field may have the name of a heading: then its type follows.
            let field = self.pair(self.at).and_then(|kind| self.piece(self.at, 1 + kind));
            self.found.doubtful.extend(field);
            return self.take(count, Place::Heading);
        }
        if is_top {
            let label = LABELS.iter().map(|label| (label, label.split(' ').count()));
            let label = label.filter(|(label, count)| self.is_phrase(label, *count)).map(|(_, count)| count).max();
            if let Some(count) = label.or_else(|| is_status(self.word(self.at)).then_some(1)) {
                return self.take(count, Place::Top);
            }
        }
        if self.is_phrase("Was this page helpful?", 4) {
            // Other pages are linked behind this question.
            self.words.truncate(self.at);
            return;
        }
        if self.detail() || !is_top && (self.phrase() || self.field()) {
            return;
        }
        let word = self.word(self.at);
        self.text.get_or_insert(self.at);
        self.at += 1;
        self.place = match self.place {
            Place::Top => Place::Top,
            _ if word.ends_with(['.', '!', '?']) => Place::Sentence,
            _ => Place::Text,
        };
    }

    fn is_phrase(&self, phrase: &str, count: usize) -> bool {
        self.piece(self.at, count).is_some_and(|piece| piece.text == phrase)
    }

    /// A sample at this word, as one line.
    fn sample(&mut self) -> bool {
        let Some(start) = self.words.get(self.at).map(|word| word.span.start as usize) else { return false };
        let text = self.files[self.file].text();
        let mut problems = Diagnostics::new();
        let end = if curl::find(text, start) == Some(start) {
            curl::read(self.files, self.file, start, &mut problems).map(|curl| {
                curl.body.iter().for_each(|body| names(body, &mut self.known));
                curl.span.end as usize
            })
        } else if self.word(self.at).starts_with(['{', '[']) {
            read_json_prefix(self.files, self.file, start, &mut problems).map(|(node, end)| {
                names(&node, &mut self.known);
                end
            })
        } else {
            None
        };
        let Some(end) = end else { return false };
        let count = self.words.iter().skip(self.at).take_while(|word| (word.span.start as usize) < end).count();
        self.take(count.max(1), Place::Top);
        true
    }

    /// Method and path: each piece is a line.
    fn route(&mut self) -> bool {
        if !METHODS.contains(&self.word(self.at)) || !self.word(self.at + 1).starts_with('/') {
            return false;
        }
        self.take(1, Place::Top);
        let mut slash = true;
        while !self.word(self.at).is_empty() && self.word(self.at).starts_with('/') == slash {
            slash = !slash || self.word(self.at) != "/";
            self.take(1, Place::Top);
        }
        true
    }

    /// The number of words of a heading here: what has to follow it tells it from a word of a text.
    fn heading(&self) -> Option<usize> {
        let count = [2, 1].into_iter().find(|count| {
            self.piece(self.at, *count).is_some_and(|piece| !piece.text.contains('\n') && section(piece.text).is_some())
        })?;
        let next = self.at + count;
        let follows = is_status(self.word(next)) || is_media_type(self.word(next)) || self.pair(next).is_some();
        follows.then_some(count)
    }

    /// How many words the type has, where a name and a type stand.
    fn pair(&self, at: usize) -> Option<usize> {
        let name = self.word(at);
        (is_name(name) && !name.ends_with('.')).then_some(())?;
        let is_type = |count: usize| self.piece(at + 1, count).is_some_and(|piece| kind::printed(piece).is_some());
        let count = if self.word(at + 2) == "|" { 3 } else { 1 };
        is_type(count).then_some(count)
    }

    /// Status or media type behind a heading, or a mark behind a type.
    fn detail(&mut self) -> bool {
        let word = self.word(self.at);
        let is_long = is_status(word) && self.word(self.at + 1) == "-" && is_media_type(self.word(self.at + 2));
        let is_mark = || self.words.get(self.at).and_then(|word| mark(*word)).is_some_and(|mark| mark.text.is_none());
        let count = match self.place {
            Place::Heading if is_long => 3,
            // `default` is a status, and may be the name of a field.
            Place::Heading if is_status(word) && self.pair(self.at).is_none() || is_media_type(word) => 1,
            Place::Structure if is_mark() => 1,
            _ => return false,
        };
        self.take(count, self.place);
        true
    }

    /// What Mintlify prints in grey, and the announcement of children.
    fn phrase(&mut self) -> bool {
        if self.is_phrase(CHILDREN, 3) {
            self.take(3, Place::Structure);
            return true;
        }
        if self.is_phrase("Available options:", 2) {
            self.take(2, Place::Structure);
            let more = |word: &str, next: &str| word.ends_with(',') || next.starts_with(',');
            while more(self.word(self.at), self.word(self.at + 1)) && self.at + 1 < self.words.len() {
                self.take(1, Place::Structure);
            }
            self.take(1, Place::Structure);
            return true;
        }
        let rule = ["Required range:", "Required string length:", "Required array length:", "Maximum string length:"];
        let rule = rule
            .iter()
            .map(|rule| rule.split(' ').count())
            .zip(rule)
            .find(|(count, rule)| self.is_phrase(rule, *count));
        let Some((count, _)) = rule else { return false };
        let is_part =
            |word: &str| word.chars().all(|c| c.is_ascii_digit() || "`-.<>=x≤≥".contains(c)) || word == "elements";
        let values = (self.at + count..self.words.len()).take_while(|at| is_part(self.word(*at))).count();
        self.take(count + values, Place::Structure);
        true
    }

    /// A name and a type, where nothing else can be meant.
    fn field(&mut self) -> bool {
        let Some(count) = self.pair(self.at) else { return false };
        let name = self.word(self.at);
        let behind = self.at + 1 + count;
        let is_announced =
            ["Show child attributes", "Available options:", "Required range:", "Required string length:"];
        let is_announced = is_announced
            .iter()
            .any(|phrase| self.piece(behind, phrase.split(' ').count()).is_some_and(|piece| piece.text == *phrase));
        let is_marked = is_announced
            || self.parents.contains(name)
            || self.words.get(behind).is_some_and(|word| mark(*word).is_some());
        let follows = is_marked
            || behind >= self.words.len()
            || self.pair(behind).is_some()
            || self.word(behind).starts_with(char::is_uppercase);
        let is_article = ARTICLES.contains(&name.to_lowercase().as_str());
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_known = self.known.contains(last);
        let sure = follows && (is_known || !is_article && (is_marked || self.place != Place::Text));
        if !sure {
            self.found.doubtful.extend(self.piece(self.at, 1 + count).filter(|_| !is_article));
            return false;
        }
        self.take(1, Place::Structure);
        self.take(count, Place::Structure);
        true
    }
}

/// The marks of a word, maybe with text glued to them. A sentence begins with a capital.
fn mark(word: Line<'_>) -> Option<Marks<'_>> {
    let is_small = word.text.starts_with(char::is_lowercase);
    marks::read(word, &mut std::iter::empty()).filter(|_| is_small)
}

/// All names of members in a sample.
fn names(node: &Node, found: &mut BTreeSet<String>) {
    match &node.data {
        Data::Object(members) => members.iter().for_each(|(name, value)| {
            found.insert(name.clone());
            names(value, found);
        }),
        Data::Array(items) => items.iter().for_each(|item| names(item, found)),
        _ => {}
    }
}

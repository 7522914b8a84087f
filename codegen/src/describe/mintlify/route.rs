//! Method and path of an operation as the long text form prints them: the method, then slashes and segments on lines
//! of their own, or all on one line. Never decides what the curl sample says about them.

use super::examples::LABELS;
use super::line::Line;
use crate::describe::reading::http::METHODS;
use crate::source::Span;

/// Method and path.
#[derive(Clone, Debug)]
pub(super) struct Route<'t> {
    /// The method.
    pub(super) method: Line<'t>,
    /// The path as far as it is clear.
    pub(super) path: String,
    /// Where the path stands.
    pub(super) span: Span,
    /// The index of the first line and of the line behind the last.
    pub(super) lines: (usize, usize),
    /// The last segment, where other text may be glued to it.
    pub(super) glued: Option<Line<'t>>,
}

/// The first method of a page that a path follows.
pub(super) fn find<'t>(all: &[Line<'t>]) -> Option<Route<'t>> {
    (0..all.len()).find_map(|at| read(all, at))
}

fn read<'t>(all: &[Line<'t>], at: usize) -> Option<Route<'t>> {
    let first = *all.get(at)?;
    let method = METHODS.iter().find(|method| first.text.starts_with(*method))?;
    let rest = first.from(method.len());
    let method = first.before(method.len());
    let mut pieces = Pieces { open: true, found: Vec::new(), glued: None };
    let mut end = at + 1;
    if rest.text.is_empty() {
        while all.get(end).is_some_and(|line| pieces.take(*line)) {
            end += 1;
        }
    } else {
        // Prose may begin with the name of a method as well.
        let mut words = rest.split(' ').filter(|word| !word.text.is_empty()).peekable();
        while words.peek().is_some_and(|word| pieces.take(*word)) {
            words.next();
        }
        let behind = words.peek().map(|word| rest.from((word.span.start - rest.span.start) as usize));
        if behind.is_some_and(|behind| !LABELS.contains(&behind.text)) {
            return None;
        }
    }
    let (start, last) = (pieces.found.first()?.span, pieces.found.last()?.span);
    Some(Route {
        method,
        path: pieces.found.iter().map(|piece| piece.text).collect(),
        span: Span { end: last.end, ..start },
        lines: (at, end),
        glued: pieces.glued,
    })
}

/// A path that is being read. Pieces alternate: a slash, and what stands behind it.
struct Pieces<'t> {
    /// Whether a slash comes next.
    open: bool,
    found: Vec<Line<'t>>,
    glued: Option<Line<'t>>,
}

impl<'t> Pieces<'t> {
    /// Takes a piece; gives whether it is one.
    fn take(&mut self, piece: Line<'t>) -> bool {
        if self.glued.is_some() {
            return false;
        }
        let slash = piece.text.starts_with('/');
        if slash != self.open {
            return false;
        }
        if is_segment(piece.text) {
            self.open = !piece.text.ends_with('/') || piece.text == "/" && !slash;
            if !slash && LABELS.iter().any(|label| piece.text.len() > label.len() && piece.text.ends_with(label)) {
                self.glued = Some(piece);
            }
            self.found.push(piece);
            return true;
        }
        // "callsTry it": the label of a button behind a segment.
        let label = LABELS.iter().find(|label| piece.text.ends_with(*label));
        let segment = label.map(|label| piece.before(piece.text.len() - label.len()));
        if let Some(segment) = segment.filter(|segment| !segment.text.is_empty() && is_segment(segment.text)) {
            self.found.push(segment);
            self.open = true;
            return true;
        }
        // Behind a slash a segment is expected, and something else stands there.
        let glued =
            !slash && !LABELS.contains(&piece.text) && !piece.text.starts_with("curl ") && !is_sentence(piece.text);
        if glued {
            self.glued = Some(piece);
        }
        glued
    }
}

fn is_segment(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "/{}_-.:~@$+*%".contains(c))
}

fn is_sentence(text: &str) -> bool {
    text.starts_with(|c: char| c.is_uppercase()) && text.contains(' ')
}

impl Route<'_> {
    /// The path that the URL of a curl sample settles, where the page prints it with other text glued to its end.
    pub(super) fn settle(&mut self, url: &str) {
        let Some(glued) = self.glued else { return };
        let known = self.path.strip_suffix(glued.text).unwrap_or(&self.path);
        let target = url.split(['?', '#']).next().unwrap_or(url);
        let Some(start) = target.rfind(known).filter(|_| !known.is_empty()) else { return };
        let segment = target.get(start + known.len()..).unwrap_or_default();
        if !segment.is_empty() && glued.text.starts_with(segment) {
            self.path = format!("{known}{segment}");
            self.span.end = glued.span.start + u32::try_from(segment.len()).unwrap_or_default();
            self.glued = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::*;
    use crate::source::SourceFiles;

    fn path(page: &str, url: &str) -> String {
        let mut files = SourceFiles::new();
        let file = files.add("page", page);
        let all = lines(file, page, 0..page.len());
        let Some(mut route) = find(&all) else { return "none".to_owned() };
        route.settle(url);
        let glued = route.glued.map_or(String::new(), |line| format!(" glued to {}", line.text));
        format!("{} {}{glued}, then {}", route.method.text, route.path, all.get(route.lines.1).map_or("", |l| l.text))
    }

    #[test]
    fn pieces_alternate_until_other_text() {
        insta::assert_snapshot!(path("Cats\nGET\n/\ncats\n/\n{id}\nTry it", ""), @"GET /cats/{id}, then Try it");
        insta::assert_snapshot!(path("PUT\n/cats/{id}\nCats", ""), @"PUT /cats/{id}, then Cats");
        insta::assert_snapshot!(path("GET / cats / {id} Try it\ncURL", ""), @"GET /cats/{id}, then cURL");
        insta::assert_snapshot!(path("GET/cats\ncURL", ""), @"GET /cats, then cURL");
        insta::assert_snapshot!(path("GET started with cats\nGET it", ""), @"none");
    }

    #[test]
    fn text_glued_to_a_segment_is_no_part_of_it() {
        insta::assert_snapshot!(path("GET\n/\ncatsTry it\nCats", ""), @"GET /cats, then Cats");
        let url = "https://h.example/v1/cats?size=1";
        insta::assert_snapshot!(path("GET\n/\ncatscURL\nCats", url), @"GET /cats, then Cats");
        insta::assert_snapshot!(path("GET\n/\ncatsList them all\nCats", url), @"GET /cats, then Cats");
        insta::assert_snapshot!(path("GET\n/\ncatsList them all\nCats", ""), @"GET / glued to catsList them all, then Cats");
        insta::assert_snapshot!(path("GET\n/\ndeepCopy\nCats", ""), @"GET /deepCopy glued to deepCopy, then Cats");
    }
}

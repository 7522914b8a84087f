//! Which fields of the long text form are members of which. Names say it where they are written with dots
//! (`toy.size` below `toy`); else the sample does, since pages print fields in one row. Never guesses where both are
//! silent; it says so.

use super::document::Report;
use super::field::{Announced, Field};
use crate::source::{Data, Map, Node, Span};
use std::collections::BTreeMap;

/// Nests the fields of a section by their names or by its sample.
///
/// By the sample, a field that announces children has those of the following fields that its sample holds. Where its
/// sample holds none, it has those that stand in no sample at all. Reports fields that could stand in two places, and
/// names that come twice on one level.
pub(super) fn nest<'t>(flat: Vec<Field<'t>>, sample: Option<&Node>, report: &mut Report<'_>) -> Vec<Field<'t>> {
    if has_dotted_children(&flat, sample) {
        return by_name(flat, report);
    }
    let last = flat.iter().enumerate().map(|(at, field)| (field.name.text, at)).collect();
    let mut nesting = Nesting { flat: flat.into_iter().peekable(), at: 0, last, levels: Vec::new(), report };
    nesting.level(members(sample))
}

/// Whether some name is that of a field above it, a dot, and more. A member that the sample has under the whole name
/// is one whose own name has dots.
fn has_dotted_children(flat: &[Field<'_>], sample: Option<&Node>) -> bool {
    let mut above: BTreeMap<&str, bool> = BTreeMap::new();
    for field in flat {
        let name = field.name.text;
        let literal = members(sample).is_some_and(|members| members.contains_key(name));
        let parents = name.match_indices('.').filter_map(|(at, _)| name.get(..at));
        let below = parents.map(|parent| parent.strip_suffix("[]").unwrap_or(parent));
        if !literal && below.into_iter().any(|parent| above.get(parent) == Some(&true)) {
            return true;
        }
        above.insert(name, field.may_have_members());
    }
    false
}

/// How deep names may be nested in each other, so that no later stage runs out of stack.
const MAX_DEPTH: usize = 32;

/// Nests fields by the dots in their names.
pub(super) fn by_name<'t>(flat: Vec<Field<'t>>, report: &mut Report<'_>) -> Vec<Field<'t>> {
    let mut fields = Vec::new();
    for field in flat {
        insert(&mut fields, field, 0, report);
    }
    fields
}

/// Puts a field below the one whose name its own begins with, or beside the others.
fn insert<'t>(fields: &mut Vec<Field<'t>>, mut field: Field<'t>, depth: usize, report: &mut Report<'_>) {
    let rest = |parent: &Field<'t>| {
        let rest = field.name.after(parent.name.text)?;
        let rest = rest.after("[]").unwrap_or(rest);
        rest.after(".").filter(|rest| !rest.text.is_empty() && depth < MAX_DEPTH && parent.may_have_members())
    };
    let parent = fields.iter_mut().rev().filter_map(|parent| Some((rest(parent)?, parent)));
    // Of `toy` and `toy.box`, the longer name is nearer to `toy.box.size`.
    if let Some((name, parent)) = parent.min_by_key(|(name, _)| name.text.len()) {
        field.name = name;
        return insert(&mut parent.children, field, depth + 1, report);
    }
    if let Some(known) = fields.iter().find(|known| known.name.text == field.name.text) {
        twice(known.name.text, field.name.span, known.name.span, report);
        return;
    }
    if field.name.text.contains('.') && !field.is_any_key() {
        let message = format!("no field above has `{}` as a member", field.name.text);
        report.unread(
            message,
            field.name.span,
            "its name was read with its dots; correct the document in the overlay if it has none",
        );
    }
    fields.push(field);
}

fn twice(name: &str, at: Span, first: Span, report: &mut Report<'_>) {
    report.doubtful(
        format!("`{name}` is described twice; what is said here is not read"),
        at,
        (first, "first described here"),
        "alternatives may have been joined, or a heading lost; state the second one in the overlay",
    );
}

/// The members that a sample shows of an object, or of the objects in an array.
pub(super) fn members(sample: Option<&Node>) -> Option<&Map> {
    match &sample?.data {
        Data::Object(members) => Some(members).filter(|members| !members.is_empty()),
        Data::Array(items) => members(items.first()),
        _ => None,
    }
}

/// One object that is being read.
struct Level<'t, 's> {
    sample: Option<&'s Map>,
    found: BTreeMap<&'t str, Span>,
    /// The index of the last field that only this object can have.
    end: usize,
}

impl Level<'_, '_> {
    fn expects(&self, name: &str) -> bool {
        self.sample.is_some_and(|sample| sample.contains_key(name)) && !self.found.contains_key(name)
    }
}

struct Nesting<'t, 's, 'r, 'd> {
    flat: std::iter::Peekable<std::vec::IntoIter<Field<'t>>>,
    at: usize,
    /// Where each name comes last.
    last: BTreeMap<&'t str, usize>,
    levels: Vec<Level<'t, 's>>,
    report: &'r mut Report<'d>,
}

impl<'t, 's> Nesting<'t, 's, '_, '_> {
    fn level(&mut self, sample: Option<&'s Map>) -> Vec<Field<'t>> {
        let own = sample.into_iter().flat_map(Map::keys).filter(|name| !self.expected(name));
        let end = own.filter_map(|name| self.last.get(name.as_str())).max().copied().unwrap_or_default();
        self.levels.push(Level { sample, found: BTreeMap::new(), end });
        // Whether a field above may have the next ones as its children.
        let mut open = false;
        let mut fields: Vec<Field<'t>> = Vec::new();
        while let Some(mut field) = self.next() {
            let name = field.name;
            let keep = self.check(name.text, name.span, fields.last());
            let shown = members(sample.and_then(|sample| sample.get(name.text)));
            let announces = field.announced == Announced::Children;
            if announces {
                field.children = match (shown, sample) {
                    (Some(shown), _) => self.level(Some(shown)),
                    (None, Some(_)) if self.next_is_new() => self.level(None),
                    _ => Vec::new(),
                };
                if shown.is_none() && sample.is_none() && self.next_is_new() {
                    open = true;
                    self.report.unread(
                        format!("no sample shows which of the fields below are children of `{}`", name.text),
                        name.span,
                        "they were read as its neighbours that may be left out; correct the document in the overlay",
                    );
                }
            }
            field.required &= !open || announces;
            open |= field.announced == Announced::Misplaced;
            if keep {
                fields.push(field);
            }
        }
        self.levels.pop();
        fields
    }

    fn expected(&self, name: &str) -> bool {
        self.levels.iter().any(|level| level.expects(name))
    }

    /// Whether a field follows that stands in no sample.
    fn next_is_new(&mut self) -> bool {
        let name = self.flat.peek().map(|field| field.name.text);
        name.is_some_and(|name| !self.expected(name))
    }

    /// The next field, if it belongs to the innermost level.
    fn next(&mut self) -> Option<Field<'t>> {
        let name = self.flat.peek()?.name.text;
        let level = self.levels.last()?;
        // A field that no sample shows stands among those that are shown, or on the outermost level.
        let new = self.levels.len() == 1 || level.sample.is_none() || self.at < level.end;
        if !level.expects(name) && (self.expected(name) || !new) {
            return None;
        }
        self.at += 1;
        self.flat.next()
    }

    /// Reports a field that comes twice, and one that may be a child of the field before it; gives whether to keep it.
    fn check(&mut self, name: &'t str, span: Span, before: Option<&Field<'t>>) -> bool {
        let Some(level) = self.levels.last_mut() else { return true };
        let known = level.expects(name) || level.sample.is_none();
        if let Some(first) = level.found.get(name) {
            twice(name, span, *first, self.report);
            return false;
        }
        level.found.insert(name, span);
        if let Some(before) = before.filter(|before| !known && !before.children.is_empty()) {
            let message = format!("no sample shows `{name}`, which may be a child of `{}` as well", before.name.text);
            self.report.unread(
                message,
                span,
                "it was read as a neighbour; correct the document in the overlay if it is none",
            );
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::super::rows::Rows;
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::SourceFiles;
    use serde_json::{Value, json};

    /// The names of fields with those of their children, and what was reported.
    fn nested(page: &str, sample: Value) -> String {
        let mut files = SourceFiles::new();
        let file = files.add("page", page.replace(' ', "\n").replace("...", "Show child attributes"));
        let sample = Node::from_value(sample, Span::new(file, 0..0));
        let text = files[file].text();
        let all = lines(file, text, 0..text.len());
        let mut diagnostics = Diagnostics::new();
        let mut report = Report::new("GET /cats".to_owned(), &mut diagnostics);
        let (_, flat) = Rows::new(&all, Some(&sample)).read(&mut report);
        let found = names(&nest(flat, Some(&sample), &mut report));
        [found].into_iter().chain(diagnostics.iter().map(|found| found.message.clone())).collect::<Vec<_>>().join("\n")
    }

    fn names(fields: &[Field<'_>]) -> String {
        let name = |field: &Field<'_>| match field.children.as_slice() {
            [] => field.name.text.to_owned(),
            children => format!("{} {{{}}}", field.name.text, names(children)),
        };
        fields.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn children_that_no_sample_shows_stay_below_their_field() {
        let sample = json!({"owner": {}, "name": "x"});
        insta::assert_snapshot!(nested("owner object ... age integer name string", sample.clone()), @"owner {age}, name");
        insta::assert_snapshot!(nested("owner object ... name string", sample.clone()), @"owner, name");
        insta::assert_snapshot!(nested("owner object ... home object ... rooms integer name string", sample), @"
        owner {home, rooms}, name
        no sample shows which of the fields below are children of `home`
        ");
        insta::assert_snapshot!(nested("owner object ... age integer", json!(null)), @"
        owner, age
        no sample shows which of the fields below are children of `owner`
        ");
    }

    #[test]
    fn a_field_that_the_sample_lacks_does_not_end_its_level() {
        let sample = json!({"owner": {"age": 1, "size": 1}, "name": "x"});
        insta::assert_snapshot!(nested("owner object ... age integer number string size integer name string", sample.clone()), @"owner {age, number, size}, name");
        insta::assert_snapshot!(nested("owner object ... age integer size integer number string name string", sample), @"
        owner {age, size}, number, name
        no sample shows `number`, which may be a child of `owner` as well
        ");
    }

    #[test]
    fn a_field_that_comes_twice_is_read_once() {
        insta::assert_snapshot!(nested("name string size integer name integer", json!({"name": "x", "size": 1})), @"
        name, size
        `name` is described twice; what is said here is not read
        ");
        insta::assert_snapshot!(nested("toy object toy.size integer toy.size string", json!(null)), @"
        toy {size}
        `size` is described twice; what is said here is not read
        ");
    }

    #[test]
    fn names_with_dots_are_children_of_the_field_that_they_name() {
        let page = "toy object ... toy.box object ... toy.box.size integer toy.name string name string toy.late string";
        insta::assert_snapshot!(nested(page, json!({"toy": {}})), @"toy {box {size}, name, late}, name");
        insta::assert_snapshot!(nested("toys object[] toys[].size integer meta object meta.{key} any", json!(null)), @"toys {size}, meta {{key}}");
        insta::assert_snapshot!(nested("a object a.b.c integer", json!(null)), @"
        a {b.c}
        no field above has `b.c` as a member
        ");
    }

    #[test]
    fn dots_may_be_part_of_a_name() {
        insta::assert_snapshot!(nested("toy object toy.size integer", json!({"toy": {}, "toy.size": 1})), @"toy, toy.size");
        insta::assert_snapshot!(nested("toy string toy.size integer", json!(null)), @"toy, toy.size");
        insta::assert_snapshot!(nested("created.gte integer created.lt integer", json!(null)), @"created.gte, created.lt");
    }
}

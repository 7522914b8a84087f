//! Which fields of the long text form are members of which: told by the sample, since pages print them in one row.
//! Never guesses where the sample is silent; it says so.

use super::document::Report;
use super::field::Field;
use crate::source::{Data, Map, Node, Span};
use std::collections::BTreeMap;

/// Nests the fields of a section by its sample.
///
/// A field that announces children has those of the following fields that its sample holds. Where its sample holds
/// none, it has those that stand in no sample at all. Reports fields that could stand in two places, and names that
/// come twice on one level.
pub(super) fn nest<'t>(flat: Vec<Field<'t>>, sample: Option<&Node>, report: &mut Report<'_>) -> Vec<Field<'t>> {
    let last = flat.iter().enumerate().map(|(at, field)| (field.name.text, at)).collect();
    let mut nesting = Nesting { flat: flat.into_iter().peekable(), at: 0, last, levels: Vec::new(), report };
    nesting.level(members(sample))
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
        let mut fields: Vec<Field<'t>> = Vec::new();
        while let Some(mut field) = self.next() {
            let name = field.name;
            self.check(name.text, name.span, fields.last());
            let shown = members(sample.and_then(|sample| sample.get(name.text)));
            if field.announces_children {
                field.children = match (shown, sample) {
                    (Some(shown), _) => self.level(Some(shown)),
                    (None, Some(_)) if self.next_is_new() => self.level(None),
                    _ => Vec::new(),
                };
                if shown.is_none() && sample.is_none() && self.next_is_new() {
                    self.report.unread(
                        format!("no sample shows which of the fields below are children of `{}`", name.text),
                        name.span,
                        "they were read as its neighbours; correct the document in the overlay",
                    );
                }
            }
            fields.push(field);
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

    /// Reports a field that comes twice, and one that may be a child of the field before it.
    fn check(&mut self, name: &'t str, span: Span, before: Option<&Field<'t>>) {
        let Some(level) = self.levels.last_mut() else { return };
        let known = level.expects(name) || level.sample.is_none();
        if let Some(first) = level.found.insert(name, span) {
            self.report.inconsistent(
                format!("`{name}` is described twice"),
                span,
                (first, "first described here"),
                "two sections may have been joined, or a heading lost; capture the page again",
            );
        } else if let Some(before) = before.filter(|before| !known && !before.children.is_empty()) {
            let message = format!("no sample shows `{name}`, which may be a child of `{}` as well", before.name.text);
            self.report.unread(
                message,
                span,
                "it was read as a neighbour; correct the document in the overlay if it is none",
            );
        }
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
        let (_, flat) = Rows::new(&all, Some(&sample)).read(&mut report).expect("reads");
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
    fn a_field_that_comes_twice_is_an_error() {
        insta::assert_snapshot!(nested("name string size integer name integer", json!({"name": "x", "size": 1})), @"
        name, size, name
        `name` is described twice
        ");
    }
}

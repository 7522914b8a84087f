//! The places of a document that may have a description, in the order in which the compact form prints them.
//! Never reads page text.

use super::alignment::{Slot, SlotKind, stems};
use crate::source::{Data, Node, Span, escape_pointer_token};

/// The places of a document that may have a description, in page order.
pub(super) struct Places<'s> {
    /// The places themselves.
    pub(super) slots: Vec<Slot<'s>>,
    /// The JSON pointer of each slot.
    pub(super) pointers: Vec<String>,
    /// The name of each slot, as diagnostics give it.
    names: Vec<String>,
    /// The first member whose children must be announced.
    pub(super) children: Option<Span>,
}

impl<'s> Places<'s> {
    /// The places of an operation, in the order in which the page prints them: authentication, parameters, body, answer.
    ///
    /// `body` and `answer` are the samples from which the schemas of the document were made.
    pub(super) fn of(document: &Node, operation: &str, body: Option<&'s Node>, answer: Option<&'s Node>) -> Self {
        let mut places = Self { slots: Vec::new(), pointers: Vec::new(), names: Vec::new(), children: None };
        for (name, scheme) in document.get("components").into_iter().flat_map(|node| node.members("securitySchemes")) {
            let words =
                format!("API key token header authorization authentication {}", scheme.str("name").unwrap_or(name));
            let pointer = format!("/components/securitySchemes/{}", escape_pointer_token(name));
            places.add(SlotKind::Member { at: false, number: false }, name, stems(&words), None, None, pointer);
        }
        let parameters = document.pointer(operation).map_or(&[][..], |node| node.items("parameters"));
        for (at, parameter) in parameters.iter().enumerate() {
            places.member(
                parameter.str("name").unwrap_or_default(),
                None,
                None,
                format!("{operation}/parameters/{at}"),
            );
        }
        let content = |place: &str| {
            let content = document.pointer(&format!("{operation}/{place}/content"))?;
            let media = content.as_object()?.keys().next()?;
            Some(format!("{operation}/{place}/content/{}/schema", escape_pointer_token(media)))
        };
        if let (Some(body), Some(pointer)) = (body, content("requestBody")) {
            places.members(body, None, &pointer);
        }
        places.add(SlotKind::Demanded, "", Vec::new(), None, None, format!("{operation}/responses/200"));
        if let (Some(answer), Some(pointer)) = (answer, content("responses/200")) {
            places.members(answer, None, &pointer);
        }
        places
    }

    fn add(
        &mut self,
        kind: SlotKind,
        name: &str,
        words: Vec<String>,
        sample: Option<&'s Node>,
        parent: Option<usize>,
        pointer: String,
    ) -> usize {
        self.slots.push(Slot { kind, words, sample, parent });
        self.pointers.push(pointer);
        self.names.push(name.to_owned());
        self.slots.len() - 1
    }

    fn member(&mut self, name: &str, sample: Option<&'s Node>, parent: Option<usize>, pointer: String) {
        let kind = SlotKind::Member {
            at: name.ends_with("At") || name.ends_with("_at"),
            number: name.to_ascii_lowercase().contains("number") || name.to_ascii_lowercase().contains("phone"),
        };
        self.add(kind, name, stems(name), sample, parent, pointer);
    }

    /// The members of a sample object, or of the objects in a sample array, with their children.
    fn members(&mut self, sample: &'s Node, parent: Option<usize>, pointer: &str) {
        let (members, pointer) = match &sample.data {
            Data::Object(members) => (members, pointer.to_owned()),
            Data::Array(items) => match items.first() {
                Some(item) => return self.members(item, parent, &format!("{pointer}/items")),
                None => return,
            },
            _ => return,
        };
        for (name, value) in members {
            let pointer = format!("{pointer}/properties/{}", escape_pointer_token(name));
            self.member(name, Some(value), parent, pointer.clone());
            if has_members(value) {
                self.children.get_or_insert(value.label_span());
                let marker = self.add(SlotKind::Marker, name, Vec::new(), None, parent, pointer.clone());
                self.members(value, Some(marker), &pointer);
            }
        }
    }

    /// How a diagnostic names a slot.
    pub(super) fn name(&self, slot: usize) -> String {
        match self.slots.get(slot).map(|slot| slot.kind) {
            Some(SlotKind::Demanded) => "the answer".to_owned(),
            _ => format!("`{}`", self.names.get(slot).map_or("", String::as_str)),
        }
    }

    /// The members that may have a description, behind a slot.
    pub(super) fn behind(&self, slot: usize) -> impl Iterator<Item = &str> {
        let rest = self.slots.iter().zip(&self.names).skip(slot + 1);
        rest.filter(|(slot, _)| matches!(slot.kind, SlotKind::Member { .. })).map(|(_, name)| name.as_str())
    }
}

fn has_members(sample: &Node) -> bool {
    match &sample.data {
        Data::Object(members) => !members.is_empty(),
        Data::Array(items) => items.first().is_some_and(has_members),
        _ => false,
    }
}

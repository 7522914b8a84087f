//! The parameters of an operation among which one may say where in a list to go on: those of the query, and the members
//! of a JSON body. Judges names and types, and decides nothing about pages.

use super::{Listing, Member, fields, is_text, members};
use crate::model::{Limit, Schema};
use crate::operations::bodies::{essence, is_json};
use crate::operations::plan::{Location, PageParameterPlan, Payload, Step};
use crate::types::{Scalar, TypeRef};
use heck::ToSnakeCase;
use std::fmt;

/// How many `$ref` and `allOf` are followed to the members of a body.
const MAX_HOPS: usize = 8;

/// The parameters of one operation.
pub(super) struct Parameters<'g> {
    listing: Listing<'g>,
    found: Vec<Candidate<'g>>,
}

/// A parameter that may say where to go on.
pub(super) struct Candidate<'g> {
    /// Its name on the wire; that of a member of the body begins with those of the objects around it.
    name: Vec<&'g str>,
    /// The way to its value in Rust.
    member: Member<'g>,
    in_body: bool,
}

impl<'g> Parameters<'g> {
    pub(super) fn of(listing: Listing<'g>) -> Self {
        let mut found = Vec::new();
        if let Some(parameters) = &listing.plan.parameters {
            let known = fields(listing.graph, parameters.ty, None);
            for entry in parameters.entries.iter().filter(|entry| entry.location == Location::Query) {
                let member = known.iter().find(|field| field.wire == [entry.key.as_str()]).cloned();
                found.extend(member.map(|member| Candidate { name: vec![&entry.name], member, in_body: false }));
            }
        }
        if let Some(Payload::Json(ty)) = listing.plan.body.as_ref().map(|body| &body.payload) {
            let outer = members(listing.graph, ty, None);
            let inner: Vec<Member<'g>> =
                outer.iter().flat_map(|member| members(listing.graph, member.ty, Some(member))).collect();
            found.extend(outer.into_iter().chain(inner).map(|member| Candidate {
                name: member.wire.clone(),
                member,
                in_body: true,
            }));
        }
        Self { listing, found }
    }

    /// The only parameter with one of these names.
    pub(super) fn only(&self, names: &[&str]) -> Option<&Candidate<'g>> {
        let mut found = self.found.iter().filter(|candidate| candidate.is_called(names));
        match (found.next(), found.next()) {
            (Some(candidate), None) => Some(candidate),
            _ => None,
        }
    }

    /// Whether there is a parameter with one of these names.
    pub(super) fn any(&self, names: &[&str]) -> bool {
        self.found.iter().any(|candidate| candidate.is_called(names))
    }

    /// Whether a parameter is a list of the same name as a member of the answer, which then repeats it.
    pub(super) fn has_list(&self, member: &Step) -> bool {
        let is_list = |candidate: &Candidate<'_>| matches!(candidate.member.ty, TypeRef::List(_));
        let name = |candidate: &Candidate<'_>| candidate.name.last().map(|name| name.to_snake_case());
        self.found
            .iter()
            .any(|candidate| is_list(candidate) && name(candidate).as_deref() == Some(&member.field.to_snake_case()))
    }

    /// The parameter that settings name: of the query, else in the body, with `.` between the steps.
    pub(super) fn at(&self, name: &str) -> Result<&Candidate<'g>, String> {
        let is_meant = |candidate: &&Candidate<'_>| match candidate.in_body {
            true => candidate.name.join(".") == name,
            false => candidate.name == [name],
        };
        let places = if self.listing.plan.body.is_some() { ", and no such member in its body" } else { "" };
        self.found.iter().find(is_meant).ok_or_else(|| format!("it has no query parameter `{name}`{places}"))
    }

    /// The number of the first page: what the document gives as default or as smallest value, else 1.
    pub(super) fn first_page(&self, candidate: &Candidate<'_>) -> u64 {
        let schema = match candidate.in_body {
            true => self.body_schema().and_then(|schema| self.below(schema, &candidate.name, MAX_HOPS)),
            false => self.query_schema(&candidate.name),
        };
        let default = schema.and_then(|schema| schema.default()?.as_number()?.as_u64());
        default.or_else(|| schema?.count(Limit::Minimum)).unwrap_or(1)
    }

    fn query_schema(&self, name: &[&str]) -> Option<&'g Schema> {
        let mut parameters = self.listing.operation.parameters();
        parameters.find(|parameter| parameter.name().is_some_and(|own| name == [own]))?.schema()
    }

    fn body_schema(&self) -> Option<&'g Schema> {
        let mut content = self.listing.operation.body()?.content();
        content.find(|(media_type, _)| is_json(&essence(media_type)))?.1.schema()
    }

    /// The schema of a member of a member, through references and `allOf`.
    fn below(&self, schema: &'g Schema, name: &[&str], hops: usize) -> Option<&'g Schema> {
        let left = hops.checked_sub(1)?;
        if let Some(target) = schema.reference().and_then(|pointer| self.listing.api.schema_at(pointer)) {
            return self.below(target, name, left);
        }
        let Some((first, rest)) = name.split_first() else { return Some(schema) };
        match schema.property(first) {
            Some(member) => self.below(member, rest, left),
            None => schema.all_of().iter().find_map(|part| self.below(part, name, left)),
        }
    }
}

impl Candidate<'_> {
    fn is_called(&self, names: &[&str]) -> bool {
        self.name.last().is_some_and(|name| names.contains(&name.to_snake_case().as_str()))
    }

    /// Whether it can take a cursor: in the query everything becomes text, in the body it stays what it is.
    pub(super) fn takes_cursors(&self) -> bool {
        !self.in_body || is_text(self.member.ty)
    }

    /// It as it is sent.
    pub(super) fn plan(&self) -> PageParameterPlan {
        match self.in_body {
            true => PageParameterPlan::Body(self.name.iter().map(|name| (*name).to_owned()).collect()),
            false => PageParameterPlan::Query(self.name.concat()),
        }
    }

    /// It as a counter, or why it is none.
    pub(super) fn counter(&self) -> Result<PageParameterPlan, String> {
        match self.member.ty {
            TypeRef::Scalar(Scalar::I64 | Scalar::U64) => Ok(self.plan()),
            _ => Err(format!("its parameter `{}` is not an integer", self.name.join("."))),
        }
    }
}

/// For people.
impl fmt::Display for Candidate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.in_body { "the member of the body" } else { "the parameter" };
        write!(f, "{what} `{}`", self.name.join("."))
    }
}

//! Prints how types are XML, for the runtime to read and write by.

use super::super::graph::{Scalar, TypeGraph};
use super::super::xml::{XmlMember, XmlName, XmlPlace, XmlShape};
use super::ident;
use proc_macro2::TokenStream;
use quote::quote;

/// `xml.rs`: one `static` for each document and for each shape that is part of one.
pub fn xml(graph: &TypeGraph) -> TokenStream {
    let plan = &graph.xml;
    let mut used = vec![false; plan.shapes.len()];
    let mut open: Vec<&XmlShape> = plan.roots.iter().map(|root| &root.shape).collect();
    while let Some(shape) = open.pop() {
        match shape {
            XmlShape::Object(members) => open.extend(members.iter().map(|member| &member.shape)),
            XmlShape::Map(inner) | XmlShape::List(_, inner) => open.push(inner),
            XmlShape::Named(position) if !std::mem::replace(&mut used[*position], true) => {
                open.push(&plan.shapes[*position].shape);
            }
            XmlShape::Named(_) | XmlShape::Scalar(_) | XmlShape::Any | XmlShape::Untold(..) => {}
        }
    }
    let roots = plan.roots.iter().map(|root| {
        let (constant, name, shape) = (ident(&root.constant), name(&root.name), lent(graph, &root.shape));
        quote!(pub(crate) static #constant: Root = Root { name: #name, shape: #shape };)
    });
    let shapes = plan.shapes.iter().zip(used).filter(|(_, is_used)| *is_used).map(|(shape, _)| {
        let (constant, shape) = (ident(&shape.constant), self::shape(graph, &shape.shape));
        quote!(static #constant: Shape = #shape;)
    });
    quote!(#(#roots)* #(#shapes)*)
}

/// A reference to a shape.
fn lent(graph: &TypeGraph, shape: &XmlShape) -> TokenStream {
    match shape {
        XmlShape::Named(position) => {
            let constant = ident(&graph.xml.shapes[*position].constant);
            quote!(&#constant)
        }
        shape => {
            let shape = self::shape(graph, shape);
            quote!(&#shape)
        }
    }
}

fn shape(graph: &TypeGraph, shape: &XmlShape) -> TokenStream {
    match shape {
        XmlShape::Scalar(Scalar::Bool) => quote!(Shape::Scalar(Scalar::Boolean)),
        XmlShape::Scalar(Scalar::Number) => quote!(Shape::Scalar(Scalar::Number)),
        XmlShape::Scalar(_) => quote!(Shape::Scalar(Scalar::Text)),
        XmlShape::Object(members) => {
            let members = members.iter().map(|member| self::member(graph, member));
            quote!(Shape::Object(&[#(#members),*]))
        }
        XmlShape::Map(inner) => {
            let inner = lent(graph, inner);
            quote!(Shape::Map(#inner))
        }
        XmlShape::List(item, inner) => {
            let (name, inner) = (name(item), lent(graph, inner));
            quote!(Shape::List(#name, #inner))
        }
        // A schema that is nothing but a reference.
        XmlShape::Named(_) => {
            let target = lent(graph, shape);
            quote!(Shape::Same(#target))
        }
        XmlShape::Any | XmlShape::Untold(..) => quote!(Shape::Any),
    }
}

fn member(graph: &TypeGraph, member: &XmlMember) -> TokenStream {
    let XmlMember { key, place, .. } = member;
    let (name, shape) = (name(&member.name), lent(graph, &member.shape));
    let place = match place {
        XmlPlace::Element => quote!(Place::Element),
        XmlPlace::Elements(is_required) => quote!(Place::Elements(#is_required)),
        XmlPlace::Attribute => quote!(Place::Attribute),
        XmlPlace::Text => quote!(Place::Text),
        XmlPlace::Within(is_required) => quote!(Place::Within(#is_required)),
    };
    quote!(Member { key: #key, name: #name, place: #place, shape: #shape })
}

fn name(name: &XmlName) -> TokenStream {
    let XmlName { local, prefix, namespace } = name;
    match prefix.is_empty() && namespace.is_empty() {
        true => quote!(Name::plain(#local)),
        false => quote!(Name { local: #local, prefix: #prefix, namespace: #namespace }),
    }
}

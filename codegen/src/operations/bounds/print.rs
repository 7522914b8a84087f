//! Prints bounds: decides nothing but how Rust says it.

use super::rule::{Bound, Rule};
use super::{Bounds, Location, OperationPlan, ParameterPlan};
use crate::names::ident;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

impl Bounds<'_> {
    /// The bounds of the body of an operation.
    pub(in crate::operations) fn of_body(&self, plan: &OperationPlan) -> Option<TokenStream> {
        self.bodies.get(plan.facts.as_str()).map(|rule| self.reference(rule))
    }

    /// The bounds of a parameter.
    pub(in crate::operations) fn of_parameter(
        &self,
        plan: &OperationPlan,
        parameter: &ParameterPlan,
    ) -> Option<TokenStream> {
        let is_in_path = parameter.location == Location::Path;
        self.parameters.get(&(plan.facts.as_str(), is_in_path, parameter.key.as_str())).map(|rule| self.reference(rule))
    }

    /// `bounds.rs`: the bounds that have a name.
    pub fn render(&self) -> TokenStream {
        let statics = self.named.values().map(|(name, rule)| {
            let (name, rule) = (ident(name), self.tokens(rule, None));
            quote!(pub(crate) static #name: Bounds = #rule;)
        });
        quote!(#(#statics)*)
    }

    /// A rule as seen from beside the module `bounds`, lent.
    fn reference(&self, rule: &Rule) -> TokenStream {
        let module = ident("bounds");
        match rule {
            Rule::Same(pointer) => {
                let name = self.named.get(pointer).map(|(name, _)| ident(name));
                quote!(&#module::#name)
            }
            rule => {
                let rule = self.tokens(rule, Some(&module));
                quote!(&#rule)
            }
        }
    }

    /// A rule as seen from inside the module `bounds` or, with `module`, from beside it.
    fn tokens(&self, rule: &Rule, module: Option<&Ident>) -> TokenStream {
        let entries = |entries: &[(String, Rule)]| -> Vec<TokenStream> {
            let entry = |(name, rule): &(String, Rule)| {
                let rule = self.tokens(rule, module);
                quote!((#name, #rule))
            };
            entries.iter().map(entry).collect()
        };
        match rule {
            Rule::Limits(limits) => {
                let limits = limits.iter().map(|(name, bound)| {
                    let name = ident(name);
                    match bound {
                        None => quote!(Limit::#name),
                        Some(Bound::Number(number)) => {
                            let number = Literal::f64_unsuffixed(*number);
                            quote!(Limit::#name(#number))
                        }
                        Some(Bound::Count(count)) => {
                            let count = Literal::u64_unsuffixed(*count);
                            quote!(Limit::#name(#count))
                        }
                    }
                });
                quote!(Bounds::Limits(&[#(#limits),*]))
            }
            Rule::Members(members) => {
                let members = entries(members);
                quote!(Bounds::Members(&[#(#members),*]))
            }
            Rule::Values(rule) => {
                let rule = self.tokens(rule, module);
                quote!(Bounds::Values(&#rule))
            }
            Rule::Items(rule) => {
                let rule = self.tokens(rule, module);
                quote!(Bounds::Items(&#rule))
            }
            Rule::Tagged(member, alternatives) => {
                let alternatives = entries(alternatives);
                quote!(Bounds::Tagged(#member, &[#(#alternatives),*]))
            }
            Rule::Having(alternatives) => {
                let alternatives = alternatives.iter().map(|(names, rule)| {
                    let rule = rule.as_ref().map_or(quote!(Bounds::All(&[])), |rule| self.tokens(rule, module));
                    quote!((&[#(#names),*], #rule))
                });
                quote!(Bounds::Having(&[#(#alternatives),*]))
            }
            Rule::All(rules) => {
                let rules = rules.iter().map(|rule| self.tokens(rule, module));
                quote!(Bounds::All(&[#(#rules),*]))
            }
            Rule::Same(pointer) => {
                let name = self.named.get(pointer).map(|(name, _)| ident(name));
                match module {
                    Some(module) => quote!(Bounds::Same(&#module::#name)),
                    None => quote!(Bounds::Same(&#name)),
                }
            }
        }
    }
}

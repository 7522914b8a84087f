//! Names as tokens.

use proc_macro2::{Ident, Span};

/// A name that this module gave, as an identifier; raw ones are written `r#name`.
///
/// # Panics
///
/// When the text is no identifier; the other functions here give nothing else.
pub fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

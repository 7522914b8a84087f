//! What kinds of things generated code is made of. The golden crates of `cases/`, which people have read, are the
//! control: a hostile document may not bring an item, an attribute, a macro or an expression of a kind they lack.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};

/// The kinds in the golden crates.
pub(crate) fn control() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for case in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")).unwrap() {
        let Ok(sources) = fs::read_dir(case.unwrap().path().join("expected/src")) else { continue };
        for source in sources {
            found.extend(kinds(&fs::read_to_string(source.unwrap().path()).unwrap()));
        }
    }
    // Only for types so deep that no golden crate should have them.
    found.insert("attribute recursion_limit".to_owned());
    assert!(found.contains("item Struct") && found.contains("attribute derive") && found.contains("macro object"));
    found
}

/// The kinds in one file; names and literals do not count, but for those of attributes and macros.
pub(crate) fn kinds(source: &str) -> BTreeSet<String> {
    let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{error}"));
    let mut kinds = Kinds(BTreeSet::new());
    kinds.visit_file(&file);
    kinds.0
}

struct Kinds(BTreeSet<String>);

impl Kinds {
    /// Adds the name of the variant of a syntax tree.
    fn add(&mut self, what: &str, tree: &impl std::fmt::Debug) {
        let text = format!("{tree:?}");
        let variant = text.split(['{', '(', ' ']).next().unwrap_or_default();
        self.0.insert(format!("{what} {}", variant.rsplit("::").next().unwrap_or_default()));
    }
}

fn path(path: &syn::Path) -> String {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}

impl<'ast> Visit<'ast> for Kinds {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        self.add("item", item);
        visit::visit_item(self, item);
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        self.add("in impl", item);
        visit::visit_impl_item(self, item);
    }

    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        self.add("expression", expression);
        visit::visit_expr(self, expression);
    }

    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        self.add("statement", statement);
        visit::visit_stmt(self, statement);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        self.0.insert(format!("attribute {}", path(attribute.path())));
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.0.insert(format!("macro {}", path(&call.path)));
    }
}

#[test]
fn kinds_tell_what_is_foreign() {
    let control = control();
    for (foreign, kind) in [
        ("#[link(name = \"c\")] extern \"C\" {}", "item ForeignMod"),
        ("fn f() { unsafe {} }", "expression Unsafe"),
        ("include!(\"/etc/passwd\");", "macro include"),
        ("#[no_mangle] fn f() {}", "attribute no_mangle"),
    ] {
        assert!(kinds(foreign).contains(kind), "{foreign}");
        assert!(!control.contains(kind), "{kind}");
    }
}

//! How the typed parts of a document are made: each is a node of the tree, seen as what stands there. Nothing is copied.

/// Types that are nodes of the tree by another name, with accessors for what belongs there.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, ref_cast::RefCast)]
        #[repr(transparent)]
        pub struct $name(crate::source::Node);

        #[allow(dead_code)]
        impl $name {
            /// A node, seen as one.
            pub fn of(node: &crate::source::Node) -> &Self {
                ref_cast::RefCast::ref_cast(node)
            }

            /// The node that it is.
            pub fn node(&self) -> &crate::source::Node {
                &self.0
            }

            /// Where it stands.
            pub fn span(&self) -> crate::source::Span {
                self.0.span
            }

            /// The place to underline for it.
            pub fn label_span(&self) -> crate::source::Span {
                self.0.label_span()
            }

            /// The text of a member, but for one of nothing but spaces.
            fn text(&self, key: &str) -> Option<&str> {
                self.0.str(key).filter(|text| !text.trim().is_empty())
            }
        }
    )*};
}

pub(super) use views;

//! What tells the alternatives of a union apart, by declaration (OpenAPI 3.2.0, section 4.25).

use super::Discriminator;
use crate::source::Node;

impl Discriminator {
    /// The name of the member.
    pub fn member(&self) -> Option<&str> {
        self.0.str("propertyName")
    }

    /// Which value stands for which schema.
    pub fn mapping(&self) -> impl Iterator<Item = (&String, &Node)> {
        self.0.members("mapping")
    }

    /// The schema of values that are not mapped.
    pub fn default_mapping(&self) -> Option<&Node> {
        self.0.get("defaultMapping")
    }
}

//! What is written of the files that people edit: a JSON Schema of each for editors, and the page of all keys. Both are made of
//! the tables that the readers of these files go by. Judges no file.

mod examples;
mod page;
mod schema;

use crate::overlay::OVERLAY;
use crate::settings::keys::Table;
use crate::settings::{VENDOR, WORKSPACE};
use examples::Language;
use serde_json::Value;

/// A file that people edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// `vendor.toml`.
    Vendor,
    /// A file with the keys of `vendor.toml` that is given beside a document.
    Beside,
    /// `switchboard.toml`.
    Workspace,
    /// `overlay.yaml`.
    Overlay,
}

impl Edited {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Vendor, Self::Beside, Self::Workspace, Self::Overlay];

    /// The name of its schema.
    pub fn schema_name(self) -> &'static str {
        match self {
            Self::Vendor => "vendor.json",
            Self::Beside => "settings.json",
            Self::Workspace => "switchboard.json",
            Self::Overlay => "overlay.json",
        }
    }

    /// The first line of a file that names its schema, at this address or path.
    pub fn first_line(self, schema: &str) -> String {
        match self {
            Self::Overlay => format!("# yaml-language-server: $schema={schema}\n"),
            _ => format!("#:schema {schema}\n"),
        }
    }

    /// Its keys.
    pub fn table(self) -> &'static Table {
        match self {
            Self::Vendor | Self::Beside => &VENDOR,
            Self::Workspace => &WORKSPACE,
            Self::Overlay => &OVERLAY,
        }
    }

    fn language(self) -> Language {
        match self {
            Self::Overlay => Language::Yaml,
            _ => Language::Toml,
        }
    }

    /// Its JSON Schema, of draft 07, which editors of TOML and YAML read.
    pub fn schema(self) -> Value {
        schema::schema(self)
    }

    /// The text of its schema.
    pub fn schema_text(self) -> String {
        format!("{:#}\n", self.schema())
    }
}

/// The page of all keys, in Markdown.
pub fn page() -> String {
    page::page()
}

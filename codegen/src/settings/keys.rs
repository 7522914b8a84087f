//! What a key of a settings file is, as data: its kind, whether it must be there, what holds without it, and what it is for.
//! The readers go by this (`fields`), and so do the JSON Schemas and the page of all keys, so that they agree.
//! Knows no file and reads nothing.

/// A table of keys, or an object of an overlay.
pub struct Table {
    /// What messages call it: `[server]`, `[[page]]`, `an action`.
    pub what: &'static str,
    /// Where it stands in its file; `*` is any key of a table of tables.
    pub path: &'static [&'static str],
    /// What it is for, in sentences.
    pub doc: &'static str,
    /// Its keys, in the order in which they are listed.
    pub keys: &'static [Key],
    /// What keys mean for the others.
    pub cases: &'static [Case],
    /// Parts of a file that have it, as they stand there. Where there are none, those of the table around it have it.
    pub examples: &'static [&'static str],
}

/// One key.
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// Whether it must be there.
    pub need: Need,
    /// What it is for, in a sentence.
    pub doc: &'static str,
    /// The minor version of its format that brought it; 0 where it was always there.
    pub since: u8,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Required,
    /// It may be missing.
    Optional,
    /// It may be missing, and is this then, as a text without quotes.
    Default(&'static str),
}

/// What a value is.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A text with something in it.
    Text,
    /// A text that keeps a rule.
    Checked(&'static Rule),
    /// One of some words.
    Word(&'static Words),
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 on, and what people call it.
    Number {
        /// What messages call it.
        what: &'static str,
        /// The largest.
        most: u64,
    },
    /// A text of one character.
    Character,
    /// A number, a text or a boolean.
    Scalar,
    /// Anything.
    Any,
    /// A list.
    List(&'static Kind),
    /// A table.
    Table(&'static Table),
    /// A list of tables.
    Tables(&'static Table),
    /// A table of tables, whose keys are names that people choose.
    Named(&'static Table),
}

/// What a text must be.
pub struct Rule {
    /// Whether it is that.
    pub sound: fn(&str) -> bool,
    /// What is said of one that is not, behind the text.
    pub fault: &'static str,
    /// What to do about it.
    pub help: fn(&str) -> String,
    /// A pattern for editors that lets through whatever is sound, and what is not where a pattern cannot say it.
    pub pattern: &'static str,
}

/// Some words, of which one is chosen.
pub struct Words {
    /// The words.
    pub all: fn() -> Vec<&'static str>,
    /// What is said of another, behind it.
    pub fault: &'static str,
    /// What stands before the list of those that are known: `known styles`.
    pub known: &'static str,
    /// What is said instead of that list.
    pub help: Option<&'static str>,
}

/// What a key means for the others of its table.
pub struct Case {
    /// The key.
    pub key: &'static str,
    /// Its values that mean it; all of them where none is named.
    pub words: &'static [&'static str],
    /// What must be there then.
    pub needs: &'static [&'static str],
    /// What must not be there.
    pub refuses: &'static [&'static str],
}

impl Table {
    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// What a key is that may be missing, as its table says it.
    pub(crate) fn default(&self, name: &str) -> &'static str {
        match self.key(name).map(|key| key.need) {
            Some(Need::Default(text)) => text,
            _ => "",
        }
    }
}

impl Key {
    pub(crate) const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Self {
        Self { name, kind, need: Need::Required, doc, since: 0 }
    }

    pub(crate) const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Self {
        Self { name, kind, need: Need::Optional, doc, since: 0 }
    }

    pub(crate) const fn defaulted(name: &'static str, kind: Kind, default: &'static str, doc: &'static str) -> Self {
        Self { name, kind, need: Need::Default(default), doc, since: 0 }
    }

    pub(crate) const fn since(self, minor: u8) -> Self {
        Self { since: minor, ..self }
    }
}

impl Kind {
    /// The table that a value of this kind is, or has.
    pub fn table(self) -> Option<&'static Table> {
        match self {
            Self::Table(table) | Self::Tables(table) | Self::Named(table) => Some(table),
            _ => None,
        }
    }
}

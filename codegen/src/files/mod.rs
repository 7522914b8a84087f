//! The texts of a run and the places inside them. Text stays as it was read; positions are byte offsets.

mod span;

pub use span::{FileId, Location, Span};

use std::collections::BTreeMap;
use std::ops::Index;

/// The files of a crate: path inside the crate (with `/` between folders) to text.
pub type CrateFiles = BTreeMap<String, String>;

/// One file: the name to show and the text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// The name as diagnostics show it, with `/` between folders.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset; an offset beyond the end gives the end.
    pub fn location(&self, offset: usize) -> Location {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start as usize <= offset);
        let start = self.line_starts[line - 1] as usize;
        let column = self.text.get(start..offset).map_or(offset - start, |text| text.chars().count()) + 1;
        Location { line, column }
    }
}

/// All texts of a run, by [`FileId`].
#[derive(Clone, Debug, Default)]
pub struct SourceFiles {
    files: Vec<SourceFile>,
}

impl SourceFiles {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and gives the id under which spans refer to it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let (name, text) = (name.into(), text.into());
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts =
            std::iter::once(0).chain(newlines.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect();
        self.files.push(SourceFile { name, text, line_starts });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// All files with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }

    /// The text a span covers; empty when the span does not lie on character boundaries of its file.
    pub fn slice(&self, span: Span) -> &str {
        self[span.file].text.get(span.range()).unwrap_or_default()
    }
}

impl Index<FileId> for SourceFiles {
    type Output = SourceFile;

    fn index(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_count_lines_and_characters_from_one() {
        let mut files = SourceFiles::new();
        let id = files.add("a.txt", "äb\nc");
        let at = |offset| {
            let Location { line, column } = files[id].location(offset);
            (line, column)
        };
        assert_eq!([at(0), at(2), at(3), at(4), at(99)], [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]);
    }
}

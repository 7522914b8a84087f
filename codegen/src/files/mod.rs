//! The texts of a run and the places inside them. Text stays as it was read; positions are byte offsets.

mod span;

pub use span::{FileId, Location, Span};

use std::collections::BTreeMap;
use std::ops::{Index, Range};

/// The files of a crate: path inside the crate (with `/` between folders) to text.
pub type CrateFiles = BTreeMap<String, String>;

/// One file: the name to show and the text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<u32>,
    /// How many characters begin before each block of [`BLOCK`] bytes: a document may be one line of megabytes, of which
    /// many places are shown.
    characters: Vec<u32>,
}

/// The bytes between two counts of characters.
const BLOCK: usize = 4096;

/// How many characters begin in some bytes of UTF-8.
fn beginnings(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

impl SourceFile {
    fn new(name: String, text: String) -> Self {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| number(at + 1))).collect();
        let counts = text.as_bytes().chunks(BLOCK).scan(0, |all, block| {
            *all += beginnings(block);
            Some(number(*all))
        });
        let characters = std::iter::once(0).chain(counts).collect();
        Self { name, text, line_starts, characters }
    }

    /// How many characters begin before an offset of the text.
    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.characters.get(block).map_or(0, |count| *count as usize) + beginnings(rest)
    }

    /// The name as diagnostics show it, with `/` between folders.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the line around an offset, without the end of the line; an offset beyond the end gives the last line.
    pub fn line_at(&self, offset: usize) -> Range<usize> {
        let line = self.line_starts.partition_point(|start| *start as usize <= offset.min(self.text.len()));
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| *next as usize - 1);
        self.line_starts[line - 1] as usize..end
    }

    /// Line and column of a byte offset; an offset beyond the end gives the end.
    pub fn location(&self, offset: usize) -> Location {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start as usize <= offset);
        let start = self.line_starts[line - 1] as usize;
        let column = self.characters_before(offset) - self.characters_before(start) + 1;
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
        self.files.push(SourceFile::new(name.into(), text.into()));
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
        let lines = [0, 3, 4, 99].map(|offset| files[id].line_at(offset));
        assert_eq!(lines, [0..3, 0..3, 4..5, 4..5]);
    }

    #[test]
    fn columns_of_long_lines_are_counted_from_blocks() {
        let mut files = SourceFiles::new();
        let text = format!("\n{}c", "äb".repeat(3000));
        let id = files.add("a.txt", text);
        let column = |offset| files[id].location(offset).column;
        assert_eq!([column(1), column(3), column(4), column(9001)], [1, 2, 3, 6001]);
    }
}

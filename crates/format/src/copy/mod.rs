//! A body as copy: lines of text in the shape that typists and teleprinters give to paragraphs, crossheads, lists,
//! quotes and tables. The plain-text format and both wire formats with control characters are written and read here.
//!
//! | block | how it is told |
//! |---|---|
//! | paragraph | its first line is indented, or a blank line stands before it |
//! | crosshead | lines without an indent where paragraphs have one, or an underline |
//! | list | `- ` or `1. ` after two spaces, further lines below the text |
//! | quote | every line indented deeper than a paragraph; the speaker deeper still, after a dash |
//! | table | `| a | b |`, a rule of hyphens below the row that names the columns |
//!
//! What does not come back: looks, links, pictures, more than one space between words, and `|` inside a table. A
//! paragraph that begins with `|` is read as a table, and so is a crosshead that ends with a full stop as a paragraph.

mod read;
mod write;

pub(crate) use read::{Breaks, Layout, Line, blocks, join, joined, lines, paragraph, prose};
pub(crate) use write::{Shape, Typist};

/// True for characters of scripts that are written without spaces, so that a line may break between any two of them.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x3001..=0x303F | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0xFF01..=0xFF60 | 0x20000..=0x3FFFF)
}

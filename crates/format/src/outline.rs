//! Builds a flat list of blocks out of nested markup; Markdown and HTML are both read through it.

use crate::{
    Refused,
    inline::{Inline, Look, crosshead, plain, quotes},
};
use story::{Block, Span, TextFault, Url};

/// Blocks and links that may stand inside each other before a document is refused.
const NESTING_MAX: usize = 50;
/// Repairs that are told one by one.
const REPAIRS_MAX: usize = 20;

/// A block that holds other blocks while it is being read.
#[derive(Debug)]
enum Open {
    Heading,
    Quote(Vec<Vec<Span>>),
    List { ordered: bool, items: Vec<Vec<Span>>, item: Vec<Span> },
    Table(Table),
}

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<Vec<Span>>>,
    row: Vec<Vec<Span>>,
    cell: Option<Vec<Span>>,
    /// No cell of the first row is an ordinary one.
    header: bool,
}

/// A block that can be opened and closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Heading,
    Quote,
    List { ordered: bool },
    Table,
}

/// The blocks read so far, and where the reader stands.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    blocks: Vec<Block>,
    open: Vec<Open>,
    inline: Inline,
    em: usize,
    strong: usize,
    links: Vec<Option<Url>>,
    look: Look,
    repairs: Vec<String>,
}

fn refused(fault: TextFault) -> Refused {
    Refused::field("body", fault)
}

impl Outline {
    /// Adds text at the place where the reader stands.
    pub fn text(&mut self, text: &str) {
        self.inline.push(text, &self.look);
    }

    /// Begins or ends emphasis.
    pub fn em(&mut self, begins: bool) {
        self.em = if begins { self.em + 1 } else { self.em.saturating_sub(1) };
        self.look.em = self.em > 0;
    }

    /// Begins or ends strong type.
    pub fn strong(&mut self, begins: bool) {
        self.strong = if begins { self.strong + 1 } else { self.strong.saturating_sub(1) };
        self.look.strong = self.strong > 0;
    }

    /// Begins a link; an address that a story cannot carry leaves the text without a link.
    pub fn link(&mut self, address: &str) -> Result<(), Refused> {
        if self.links.len() >= NESTING_MAX {
            return Err(too_deep());
        }
        let url = Url::new(address.trim()).ok();
        if url.is_none() {
            let shown: String = address.chars().take(80).collect();
            self.repair(format!("the address of a link was left out, it is not http, https or mailto: `{shown}`"));
        }
        self.look.link.clone_from(&url);
        self.links.push(url);
        Ok(())
    }

    /// Ends the innermost link.
    pub fn link_ends(&mut self) {
        self.links.pop();
        self.look.link = self.links.last().cloned().flatten();
    }

    /// Ends the paragraph, or whatever holds the text gathered so far.
    pub fn flush(&mut self) -> Result<(), Refused> {
        let spans = self.inline.take().map_err(refused)?;
        if spans.is_empty() {
            return Ok(());
        }
        match self.open.last_mut() {
            Some(Open::Heading) => {
                let block = crosshead(spans);
                self.open.pop();
                self.emit(vec![block]);
                // A heading goes on until its own end; what else stands in it is a heading too.
                self.open.push(Open::Heading);
            }
            Some(Open::Quote(paragraphs)) => paragraphs.push(spans),
            Some(Open::List { item, .. } | Open::Table(Table { cell: Some(item), .. })) => join(item, spans),
            Some(Open::Table(_)) | None => self.blocks.push(Block::Paragraph { spans }),
        }
        Ok(())
    }

    /// Opens a block.
    pub fn open(&mut self, part: Part) -> Result<(), Refused> {
        self.flush()?;
        if self.open.len() >= NESTING_MAX {
            return Err(too_deep());
        }
        self.end_item();
        self.open.push(match part {
            Part::Heading => Open::Heading,
            Part::Quote => Open::Quote(Vec::new()),
            Part::List { ordered } => Open::List { ordered, items: Vec::new(), item: Vec::new() },
            Part::Table => Open::Table(Table { header: true, ..Table::default() }),
        });
        Ok(())
    }

    /// Closes the innermost block of this sort and everything in it; does nothing when there is none.
    pub fn close(&mut self, part: Part) -> Result<(), Refused> {
        self.flush()?;
        let is = |open: &Open| {
            matches!(
                (open, part),
                (Open::Heading, Part::Heading)
                    | (Open::Quote(_), Part::Quote)
                    | (Open::List { .. }, Part::List { .. })
                    | (Open::Table(_), Part::Table)
            )
        };
        if let Some(at) = self.open.iter().rposition(is) {
            while self.open.len() > at {
                self.close_last();
            }
        }
        Ok(())
    }

    /// True when the innermost open block is a heading.
    pub fn in_heading(&self) -> bool {
        matches!(self.open.last(), Some(Open::Heading))
    }

    /// True when the innermost open block is a quote.
    pub fn in_quote(&self) -> bool {
        matches!(self.open.last(), Some(Open::Quote(_)))
    }

    /// True before the first block.
    pub fn is_untouched(&self) -> bool {
        self.blocks.is_empty() && self.open.is_empty()
    }

    /// True when nothing but paragraphs was opened.
    pub fn at_top(&self) -> bool {
        self.open.is_empty()
    }

    /// Begins an item of the innermost list.
    pub fn item(&mut self) -> Result<(), Refused> {
        self.flush()?;
        self.end_item();
        Ok(())
    }

    /// Begins a row of the innermost table.
    pub fn row(&mut self) -> Result<(), Refused> {
        self.flush()?;
        if let Some(Open::Table(table)) = self.open.last_mut() {
            table.end_row();
        }
        Ok(())
    }

    /// Begins a cell; `heading` tells that it names a column.
    pub fn cell(&mut self, heading: bool) -> Result<(), Refused> {
        self.flush()?;
        if let Some(Open::Table(table)) = self.open.last_mut() {
            table.end_cell();
            table.cell = Some(Vec::new());
            table.header &= heading || !table.rows.is_empty();
        }
        Ok(())
    }

    /// Adds a block that is whole already.
    pub fn block(&mut self, block: Block) -> Result<(), Refused> {
        self.flush()?;
        self.blocks.push(block);
        Ok(())
    }

    /// Notes a repair; many of them are counted, not told.
    pub fn repair(&mut self, repair: String) {
        if self.repairs.len() < REPAIRS_MAX && !self.repairs.contains(&repair) {
            self.repairs.push(repair);
            if self.repairs.len() == REPAIRS_MAX {
                self.repairs.push("there were more repairs of this sort".to_owned());
            }
        }
    }

    /// Closes everything: the blocks, and the repairs that were made.
    pub fn finish(mut self) -> Result<(Vec<Block>, Vec<String>), Refused> {
        self.flush()?;
        while !self.open.is_empty() {
            self.close_last();
        }
        Ok((self.blocks, self.repairs))
    }

    fn end_item(&mut self) {
        if let Some(Open::List { items, item, .. }) = self.open.last_mut()
            && !item.is_empty()
        {
            items.push(std::mem::take(item));
        }
    }

    fn close_last(&mut self) {
        self.end_item();
        let blocks = match self.open.pop() {
            Some(Open::Quote(paragraphs)) => quotes(paragraphs),
            Some(Open::List { ordered, items, .. }) if !items.is_empty() => vec![Block::List { ordered, items }],
            Some(Open::Table(table)) => table.finish().into_iter().collect(),
            _ => Vec::new(),
        };
        self.emit(blocks);
    }

    /// Puts finished blocks where they belong. Stories do not nest blocks, so an inner block gives its text only.
    fn emit(&mut self, blocks: Vec<Block>) {
        let Some(parent) = self.open.last_mut().filter(|_| !blocks.is_empty()) else {
            self.blocks.extend(blocks);
            return;
        };
        match parent {
            Open::Heading | Open::Table(Table { cell: None, .. }) => self.blocks.extend(blocks),
            Open::Quote(paragraphs) => paragraphs.extend(blocks.into_iter().flat_map(runs)),
            Open::List { items, .. } => items.extend(blocks.into_iter().flat_map(runs)),
            Open::Table(Table { cell: Some(cell), .. }) => {
                blocks.into_iter().flat_map(runs).for_each(|run| join(cell, run));
            }
        }
        self.repair("a block inside another block was taken as text".to_owned());
    }
}

fn too_deep() -> Refused {
    Refused::field("body", format!("is nested more than {NESTING_MAX} deep"))
}

/// Every run of text in a block.
fn runs(block: Block) -> Vec<Vec<Span>> {
    let runs = match block {
        Block::Paragraph { spans } => vec![spans],
        Block::Quote { spans, speaker } => {
            let name = speaker.and_then(|name| Span::plain(format!("— {name}")).ok());
            vec![spans, name.into_iter().collect()]
        }
        Block::Crosshead { text } => vec![Span::plain(text.as_str()).into_iter().collect()],
        Block::List { items, .. } => items,
        Block::Table { rows, .. } => rows.into_iter().flatten().collect(),
        Block::Picture { .. } => Vec::new(),
    };
    runs.into_iter().filter(|run| !run.is_empty()).collect()
}

/// Adds a run after another, with a space between them.
fn join(run: &mut Vec<Span>, more: Vec<Span>) {
    if !run.is_empty() {
        run.extend(Span::plain(" "));
    }
    run.extend(more);
}

impl Table {
    fn end_cell(&mut self) {
        self.row.extend(self.cell.take());
    }

    fn end_row(&mut self) {
        self.end_cell();
        if !self.row.is_empty() {
            self.rows.push(std::mem::take(&mut self.row));
        }
    }

    /// The table with rows of one length. Rows without any text go; a header without text is no header.
    fn finish(mut self) -> Option<Block> {
        self.end_row();
        let blank = |row: &Vec<Vec<Span>>| row.iter().all(|cell| plain(cell).trim().is_empty());
        let header = self.header && !self.rows.first().is_none_or(blank);
        self.rows.retain(|row| !blank(row));
        let width = self.rows.iter().map(Vec::len).max()?;
        // Foreign rows of very different lengths could blow the table up: a body refuses what is too large anyway.
        let cells: usize = self.rows.len().saturating_mul(width);
        if cells <= story::CELLS_MAX {
            self.rows.iter_mut().for_each(|row| row.resize(width, Vec::new()));
        }
        Some(Block::Table { rows: self.rows, header })
    }
}

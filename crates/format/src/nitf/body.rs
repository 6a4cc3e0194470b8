//! The body of a story as NITF 3.6 block content (§ `body.content`), which three formats carry, and back.
//!
//! NITF knows `em` and no stronger type: strong is `em class="strong"`. A picture of the wire is `media` with the item's
//! id as the `name` of its reference.

use crate::{
    Edition, Refused,
    fragment::{self, Fragment},
    outline::{Outline, Part},
    tree::{Child, Element},
    xml::Writer,
};
use std::borrow::Cow;
use story::{Block, Body, ItemId, Line, MediaType, Rendition, Span, TextFault, tidy_line};

/// Elements that may stand inside each other below a block.
const INLINE_DEPTH_MAX: usize = 40;
/// The class of what NITF has no element for.
const STRONG: &str = "strong";

/// Writes the blocks, the first paragraph behind `lead`; a body that begins otherwise gets a paragraph for it.
pub(crate) fn write(w: &mut Writer, lead: &str, body: &Body, edition: &Edition<'_>) {
    let mut lead = (!lead.is_empty()).then_some(lead);
    for block in body.blocks() {
        if !matches!(block, Block::Picture { .. })
            && let Some(text) = lead.take()
        {
            if let Block::Paragraph { spans } = block {
                w.element("p", &[], |w| {
                    w.text(text);
                    write_spans(w, spans);
                });
                continue;
            }
            w.leaf("p", &[], text.trim_end());
        }
        write_block(w, block, edition);
    }
}

fn write_block(w: &mut Writer, block: &Block, edition: &Edition<'_>) {
    match block {
        Block::Paragraph { spans } => w.element("p", &[], |w| write_spans(w, spans)),
        Block::Crosshead { text } => w.leaf("hl2", &[], text.as_str()),
        Block::Quote { spans, speaker } => w.element("bq", &[], |w| {
            w.element("block", &[], |w| w.element("p", &[], |w| write_spans(w, spans)));
            if let Some(speaker) = speaker {
                w.leaf("credit", &[], speaker.as_str());
            }
        }),
        Block::List { ordered, items } => w.element(if *ordered { "ol" } else { "ul" }, &[], |w| {
            for item in items {
                w.element("li", &[], |w| write_spans(w, item));
            }
        }),
        Block::Table { rows, header } => w.element("table", &[], |w| {
            for (n, row) in rows.iter().enumerate() {
                let cell = if *header && n == 0 { "th" } else { "td" };
                w.element("tr", &[], |w| row.iter().for_each(|spans| w.element(cell, &[], |w| write_spans(w, spans))));
            }
        }),
        Block::Picture { item, caption } => w.element("media", &[("media-type", "image")], |w| {
            let href = edition.file_href(item, Rendition::Web);
            let reference = [("source", href.as_str()), ("name", item.as_str()), ("mime-type", MediaType::Jpeg.name())];
            w.empty("media-reference", &reference);
            if let Some(caption) = caption {
                w.leaf("media-caption", &[], caption.as_str());
            }
        }),
    }
}

/// Writes a run of text with its marks.
pub(crate) fn write_spans(w: &mut Writer, spans: &[Span]) {
    for span in spans {
        match &span.link {
            Some(link) => w.element("a", &[("href", link.as_str())], |w| marked(w, span)),
            None => marked(w, span),
        }
    }
}

fn marked(w: &mut Writer, span: &Span) {
    let text = span.text.as_str();
    match (span.strong, span.em) {
        (true, true) => w.element("em", &[("class", STRONG)], |w| w.leaf("em", &[], text)),
        (true, false) => w.leaf("em", &[("class", STRONG)], text),
        (false, true) => w.leaf("em", &[], text),
        (false, false) => w.text(text),
    }
}

/// Reads the blocks of a `body.content`, or of XHTML that stands in its place. Text alone is escaped HTML or plain text.
pub(crate) fn read(content: Element<'_>) -> Result<Fragment, Refused> {
    if content.children().next().is_none() {
        return read_text(&content.text());
    }
    let mut page = Page { outline: Outline::default(), depth: 0 };
    page.children(content)?;
    let (blocks, repairs) = page.outline.finish()?;
    Ok(Fragment { blocks, repairs })
}

/// Reads escaped HTML, or plain text whose paragraphs are parted by empty lines or begin with an indented one.
fn read_text(text: &str) -> Result<Fragment, Refused> {
    if ["</", "<p", "<br", "<P", "<BR"].iter().any(|mark| text.contains(mark)) {
        return fragment::read(text);
    }
    let blocks = match Body::from_plain(&dedented(text)) {
        Ok(body) => body.into(),
        Err(TextFault::Empty) => Vec::new(),
        Err(fault) => return Err(Refused::field("body", fault)),
    };
    Ok(Fragment { blocks, repairs: Vec::new() })
}

/// Text without the indentation that all its lines have, which is that of the elements around it.
fn dedented(text: &str) -> Cow<'_, str> {
    let Some((first, rest)) = text.split_once('\n') else { return Cow::Borrowed(text) };
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared = rest.lines().filter(|line| !line.trim().is_empty()).map(indentation).min().unwrap_or_default();
    if shared == 0 {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    out.push_str(first.trim_start());
    for line in rest.lines() {
        out.push('\n');
        out.push_str(line.get(shared..).unwrap_or_default());
    }
    Cow::Owned(out)
}

/// Every `body.content` of a document in its order, without those that notes have.
pub(crate) fn contents(root: Element<'_>) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    gather(root, &mut found);
    found
}

fn gather<'t>(element: Element<'t>, found: &mut Vec<Element<'t>>) {
    for child in element.children() {
        match child.name() {
            "body.content" => found.push(child),
            "head" | "body.head" | "note" => {}
            _ => gather(child, found),
        }
    }
}

struct Page {
    outline: Outline,
    depth: usize,
}

impl Page {
    fn children(&mut self, element: Element<'_>) -> Result<(), Refused> {
        self.depth += 1;
        if self.depth > INLINE_DEPTH_MAX {
            let why = format!("is nested more than {INLINE_DEPTH_MAX} deep");
            return Err(Refused::field("body", why).at(element.line()));
        }
        for child in element.nodes() {
            match child {
                Child::Text(text) => self.outline.text(text),
                Child::Element(element) => self.element(element)?,
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn element(&mut self, element: Element<'_>) -> Result<(), Refused> {
        match element.name() {
            "hl1" | "hl2" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.part(Part::Heading, element),
            "bq" | "blockquote" => self.part(Part::Quote, element),
            "ul" => self.part(Part::List { ordered: false }, element),
            "ol" => self.part(Part::List { ordered: true }, element),
            "table" => self.part(Part::Table, element),
            "li" => {
                self.outline.item()?;
                self.children(element)
            }
            "tr" => {
                self.outline.row()?;
                self.children(element)
            }
            "td" | "th" => {
                self.outline.cell(element.is("th"))?;
                self.children(element)
            }
            "credit" if self.outline.in_quote() => self.credit(element),
            "media" => self.media(element),
            "em" | "i" | "strong" | "b" => self.emphasis(element),
            "a" if element.attribute("href").is_some() => {
                self.outline.link(element.attribute("href").unwrap_or_default())?;
                self.children(element)?;
                self.outline.link_ends();
                Ok(())
            }
            "br" => {
                self.outline.text(" ");
                Ok(())
            }
            "pre" if self.outline.at_top() => self.preformatted(element),
            "datasource" | "nitf-table-metadata" | "script" | "style" | "col" | "colgroup" => Ok(()),
            "note" | "fn" => {
                self.outline.repair("a note in the body was left out".to_owned());
                Ok(())
            }
            name => {
                let block = is_block(name);
                if block {
                    self.outline.flush()?;
                }
                self.children(element)?;
                if block { self.outline.flush() } else { Ok(()) }
            }
        }
    }

    fn part(&mut self, part: Part, element: Element<'_>) -> Result<(), Refused> {
        self.outline.open(part)?;
        self.children(element)?;
        self.outline.close(part)
    }

    /// Old documents bring whole stories so: an empty line, or an indented one, begins a paragraph.
    fn preformatted(&mut self, element: Element<'_>) -> Result<(), Refused> {
        self.outline.flush()?;
        for block in read_text(&element.text())?.blocks {
            self.outline.block(block)?;
        }
        Ok(())
    }

    fn emphasis(&mut self, element: Element<'_>) -> Result<(), Refused> {
        let class = element.attribute("class").unwrap_or_default();
        let strong = matches!(element.name(), "strong" | "b") || matches!(class, STRONG | "bold");
        if strong {
            self.outline.strong(true);
        } else {
            self.outline.em(true);
        }
        self.children(element)?;
        if strong {
            self.outline.strong(false);
        } else {
            self.outline.em(false);
        }
        Ok(())
    }

    /// The speaker, written as the outline reads one: a last paragraph behind a dash.
    fn credit(&mut self, element: Element<'_>) -> Result<(), Refused> {
        self.outline.flush()?;
        let name = tidy_line(&element.text());
        if !name.is_empty() {
            self.outline.text(&format!("— {name}"));
        }
        self.outline.flush()
    }

    fn media(&mut self, element: Element<'_>) -> Result<(), Refused> {
        let reference = element.child("media-reference");
        let item: Option<ItemId> = reference.and_then(|r| r.attribute("name")?.parse().ok());
        let Some(item) = item else {
            self.outline.repair("a picture in the body was left out".to_owned());
            return Ok(());
        };
        let caption = element.child("media-caption").and_then(|c| Line::tidy(&c.text()).ok());
        self.outline.block(Block::Picture { item, caption })
    }
}

/// Elements that end the text before them.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "block"
            | "div"
            | "pre"
            | "nitf-table"
            | "hr"
            | "dl"
            | "dt"
            | "dd"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "section"
            | "article"
            | "body"
            | "body.content"
            | "body.head"
            | "body.end"
            | "tagline"
            | "figure"
            | "figcaption"
            | "abstract"
            | "lede"
    )
}

#[cfg(test)]
mod tests {
    use crate::tree::Tree;

    fn read(xml: &str) -> String {
        let tree = Tree::read(xml).expect("a tree");
        let fragment = super::read(tree.root()).expect("blocks");
        fragment.blocks.iter().map(|b| serde_json::to_string(b).expect("json") + "\n").collect()
    }

    #[test]
    fn older_documents_are_read() {
        insta::assert_snapshot!(read(
            "<body.content><pre>One line
of a paragraph.

  Another  one.</pre><p><a name=\"x\"/>Text.</p>
             <nitf-table><nitf-table-metadata><nitf-table-summary><p>About it</p></nitf-table-summary></nitf-table-metadata>
             <table><caption>Votes</caption><tr><td>Bern</td><td>7</td></tr></table></nitf-table></body.content>"
        ), @r#"
        {"block":"paragraph","spans":[{"text":"One line of a paragraph."}]}
        {"block":"paragraph","spans":[{"text":"Another one."}]}
        {"block":"paragraph","spans":[{"text":"Text."}]}
        {"block":"paragraph","spans":[{"text":"Votes"}]}
        {"block":"table","rows":[[[{"text":"Bern"}],[{"text":"7"}]]],"header":false}
        "#);
    }

    #[test]
    fn text_alone_is_escaped_html_or_plain() {
        let plain = |xml: &str| {
            let tree = Tree::read(xml).expect("a tree");
            let blocks = super::read(tree.root()).expect("blocks").blocks;
            blocks.iter().map(story::Block::plain).collect::<Vec<_>>().join("|")
        };
        assert_eq!(plain("<body.content>\n    one\n    two\n\n    three\n  </body.content>"), "one two|three");
        assert_eq!(plain("<body.content>  one\ntwo\n  three</body.content>"), "one two|three");
        assert_eq!(
            plain("<body.content>&lt;p&gt;one&lt;/p&gt;&lt;p&gt;a &amp;amp; b&lt;/p&gt;</body.content>"),
            "one|a & b"
        );
        assert_eq!(plain("<body.content> </body.content>"), "");
    }

    #[test]
    fn blocks_of_nitf_and_of_xhtml_are_read() {
        insta::assert_snapshot!(read(
            "<body.content><block><p>Bir <em>iki</em> <em class=\"strong\">üç</em> <person>Ayşe <a href=\"https://x.example/\">Kaya</a></person></p></block>
             <hl2>Ara</hl2><bq><block><p>Söz.</p></block><credit>Vali</credit></bq><ul><li>bir</li><li><p>iki</p></li></ul>
             <table><tr><th>a</th></tr><tr><td>b</td></tr></table>
             <media media-type=\"image\"><media-reference name=\"tel:picture:20260901:1\"/><media-caption>Enkaz</media-caption></media>
             <media media-type=\"image\"><media-reference source=\"x.jpg\"/></media><p>Son<br/>satır</p></body.content>"
        ));
    }
}

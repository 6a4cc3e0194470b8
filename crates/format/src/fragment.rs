//! Reads a fragment of foreign HTML into blocks. It keeps what a story can hold, says what it left out, and treats tags
//! that it does not know as if they were not there.

use crate::{
    DOCUMENT_BYTES_MAX, Refused,
    html::ITEM_ATTRIBUTE,
    mend,
    outline::{Outline, Part},
};
use quick_xml::{
    Reader,
    escape::resolve_html5_entity,
    events::{BytesRef, BytesStart, Event},
};
use std::borrow::Cow;
use story::{Block, Line};

/// Characters that the caption of a picture in a body may have.
const CAPTION_CHARS_MAX: usize = 2_000;

/// What a fragment gave.
#[derive(Debug, Default)]
pub(crate) struct Fragment {
    pub blocks: Vec<Block>,
    pub repairs: Vec<String>,
}

/// Reads a fragment, or a whole HTML document.
pub(crate) fn read(html: &str) -> Result<Fragment, Refused> {
    read_from(html, "")
}

/// Reads a fragment whose relative links start from an address, which may be empty.
pub(crate) fn read_from(html: &str, base: &str) -> Result<Fragment, Refused> {
    if html.len() > DOCUMENT_BYTES_MAX {
        return Err(Refused::field("body", format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
    }
    let html = with_loose_signs_escaped(html);
    let mut source = Source { html: &html, at: 0, figure_ends: 0, unclosed: Vec::new() };
    let mut page = Page { outline: Outline::default(), breaks: 0, base };
    'restart: loop {
        let mut reader = Reader::from_str(&source.html[source.at..]);
        let config = reader.config_mut();
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        let began = source.at;
        loop {
            let event = reader.read_event().map_err(|error| {
                Refused::field("body", format!("holds HTML that cannot be read, at byte {}: {error}", source.at))
            })?;
            source.at = began + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            match event {
                Event::Start(tag) if page.skips(&tag, &mut source)? => continue 'restart,
                Event::Start(tag) => page.start(&tag)?,
                Event::Empty(tag) => {
                    page.start(&tag)?;
                    page.end(name(tag.name().as_ref()).as_ref())?;
                }
                Event::End(tag) => page.end(name(tag.name().as_ref()).as_ref())?,
                Event::Text(text) => page.text(&text),
                Event::CData(text) => page.text(&text),
                Event::GeneralRef(reference) => page.reference(&reference),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => break 'restart,
            }
        }
    }
    let (blocks, repairs) = page.outline.finish()?;
    Ok(Fragment { blocks, repairs })
}

/// `<` and `</` that begin no tag are text in HTML, but errors to an XML parser.
fn with_loose_signs_escaped(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    // A sign after the last `>` cannot begin a tag that ends.
    let last_end = html.rfind('>').unwrap_or(0);
    let loose = |at: usize| {
        let rest = &bytes[at + 1..];
        let begins = match rest {
            [b'!' | b'?', ..] => true,
            [b'/', c, ..] | [c, ..] => c.is_ascii_alphabetic(),
            [] => false,
        };
        !begins || at > last_end
    };
    let mut out = String::new();
    let mut plain = 0;
    for (at, _) in html.match_indices('<').filter(|&(at, _)| loose(at)) {
        out.push_str(&html[plain..at]);
        out.push_str("&lt;");
        plain = at + 1;
    }
    if plain == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[plain..]);
    Cow::Owned(out)
}

/// A tag's name without prefix, in lower case.
fn name(qualified: &str) -> Cow<'_, str> {
    let local = qualified.rsplit(':').next().unwrap_or(qualified);
    if local.bytes().any(|b| b.is_ascii_uppercase()) { local.to_ascii_lowercase().into() } else { local.into() }
}

/// The text, and how far it was read.
struct Source<'a> {
    html: &'a str,
    at: usize,
    /// Up to here a figure was looked at already and found to hold text.
    figure_ends: usize,
    /// Names that are known to have no end tag in the rest, so that nobody looks for it twice.
    unclosed: Vec<String>,
}

impl Source<'_> {
    /// Where the end tag of `name` begins, and where it ends.
    fn end_of(&mut self, name: &str) -> Option<(usize, usize)> {
        if self.unclosed.iter().any(|known| known == name) {
            return None;
        }
        let found = self.html[self.at..].match_indices("</").find_map(|(offset, _)| {
            let begins = self.at + offset;
            let named = self.html.get(begins + 2..begins + 2 + name.len())?;
            let after = self.html.as_bytes().get(begins + 2 + name.len())?;
            let closes = named.eq_ignore_ascii_case(name) && !after.is_ascii_alphanumeric();
            let ends = self.html[begins..].find('>').filter(|_| closes)?;
            Some((begins, begins + ends + 1))
        });
        if found.is_none() {
            self.unclosed.push(name.to_owned());
        }
        found
    }
}

/// The page while it is read.
struct Page<'a> {
    outline: Outline,
    /// `<br>` since the last text: two of them end a paragraph.
    breaks: usize,
    /// Where relative links start from.
    base: &'a str,
}

impl Page<'_> {
    /// Jumps over what holds no text of the story, or is a block as a whole; true when it did.
    fn skips(&mut self, tag: &BytesStart<'_>, source: &mut Source<'_>) -> Result<bool, Refused> {
        let tag_name = tag.name();
        let name = name(tag_name.as_ref());
        let told = match name.as_ref() {
            "script" | "style" | "head" | "title" | "template" | "noscript" => None,
            "figure" | "figcaption" => Some("a picture"),
            "iframe" | "object" | "video" | "audio" | "svg" | "canvas" | "form" | "select" | "textarea" | "button" => {
                Some("an embedded object")
            }
            _ => return Ok(false),
        };
        if name == "figure" && source.at < source.figure_ends {
            return Ok(false);
        }
        let Some((begins, ends)) = source.end_of(&name) else { return Ok(false) };
        if name == "figure" {
            if let Some(item) = attribute(tag, ITEM_ATTRIBUTE).and_then(|item| item.parse().ok()) {
                let caption = caption(&source.html[source.at..begins])?;
                source.at = ends;
                self.outline.block(Block::Picture { item, caption })?;
                return Ok(true);
            }
            // Some editors wrap tables and quotes in figures.
            let inside = source.html[source.at..begins].to_ascii_lowercase();
            if inside.contains("<table") || inside.contains("<blockquote") {
                source.figure_ends = begins;
                return Ok(false);
            }
        }
        source.at = ends;
        if let Some(what) = told {
            self.outline.repair(format!("{what} in the body was left out"));
        }
        Ok(true)
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Refused> {
        let tag_name = tag.name();
        let name = name(tag_name.as_ref());
        if is_block(&name) {
            self.block_begins()?;
        }
        let outline = &mut self.outline;
        match name.as_ref() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => outline.open(Part::Heading),
            "blockquote" => outline.open(Part::Quote),
            "ul" | "ol" => outline.open(Part::List { ordered: name == "ol" }),
            "table" => outline.open(Part::Table),
            "li" => outline.item(),
            "tr" => outline.row(),
            "td" | "th" => outline.cell(name == "th"),
            "em" | "i" => {
                outline.em(true);
                Ok(())
            }
            "strong" | "b" => {
                outline.strong(true);
                Ok(())
            }
            "a" => {
                let address = attribute(tag, "href").unwrap_or_default();
                outline.link(&mend::resolved(self.base, address.trim()))
            }
            "br" => self.line_breaks(),
            "img" => {
                outline.repair("a picture in the body was left out".to_owned());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Refused> {
        if is_block(name) {
            self.breaks = 0;
            self.outline.flush()?;
        }
        let outline = &mut self.outline;
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => outline.close(Part::Heading)?,
            "blockquote" => outline.close(Part::Quote)?,
            "ul" | "ol" => outline.close(Part::List { ordered: false })?,
            "table" => outline.close(Part::Table)?,
            "em" | "i" => outline.em(false),
            "strong" | "b" => outline.strong(false),
            "a" => outline.link_ends(),
            _ => {}
        }
        Ok(())
    }

    fn block_begins(&mut self) -> Result<(), Refused> {
        self.breaks = 0;
        if self.outline.in_heading() {
            return self.outline.close(Part::Heading);
        }
        self.outline.flush()
    }

    fn line_breaks(&mut self) -> Result<(), Refused> {
        self.breaks += 1;
        if self.breaks > 1 && self.outline.at_top() {
            return self.outline.flush();
        }
        self.outline.text(" ");
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.breaks = 0;
        }
        self.outline.text(text);
    }

    /// `&name;`, `&#39;`, `&#x27;`; what stands for no character is kept as it is written.
    fn reference(&mut self, reference: &BytesRef<'_>) {
        self.breaks = 0;
        let written: &str = reference;
        if let Some(c) = character(written) {
            self.outline.text(c.encode_utf8(&mut [0; 4]));
        } else if let Some(text) = resolve_html5_entity(written) {
            self.outline.text(text);
        } else {
            self.outline.text(&format!("&{written};"));
        }
    }
}

/// The caption inside a figure; one that is too long for a picture of the wire is cut at a word.
fn caption(figure: &str) -> Result<Option<Line<CAPTION_CHARS_MAX>>, Refused> {
    let Some((_, rest)) = figure.split_once("<figcaption>") else { return Ok(None) };
    let fragment = read(rest.split("</figcaption>").next().unwrap_or(rest))?;
    let text = fragment.blocks.iter().map(Block::plain).collect::<Vec<_>>().join(" ");
    Ok(Line::tidy(&mend::cut(&text, CAPTION_CHARS_MAX)).ok())
}

/// The character of `#39` or `#x27`. HTML reads 0x80 to 0x9F as Windows-1252 (HTML Standard §13.2.5.80).
fn character(reference: &str) -> Option<char> {
    let digits = reference.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    code.ok().and_then(char::from_u32).map(mend::meant)
}

/// The value of an attribute, unescaped.
fn attribute(tag: &BytesStart<'_>, key: &str) -> Option<String> {
    let mut attributes = tag.html_attributes();
    let found =
        attributes.with_checks(false).flatten().find(|attribute| attribute.key.as_ref().eq_ignore_ascii_case(key))?;
    let raw: &str = &found.value;
    let unescaped = quick_xml::escape::unescape_with(raw, resolve_html5_entity);
    Some(unescaped.map_or_else(|_| raw.to_owned(), Cow::into_owned))
}

/// Tags that end the paragraph before them.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "aside"
            | "nav"
            | "address"
            | "body"
            | "html"
            | "pre"
            | "hr"
            | "dl"
            | "dt"
            | "dd"
            | "figure"
            | "figcaption"
            | "center"
            | "caption"
            | "details"
            | "summary"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "ul"
            | "ol"
            | "li"
            | "table"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use story::Body;

    /// The blocks as compact JSON, one a line.
    fn blocks(html: &str) -> String {
        let fragment = read(html).expect("readable");
        let lines: Vec<_> = fragment.blocks.iter().map(|b| serde_json::to_string(b).expect("json")).collect();
        lines.join("\n")
    }

    #[test]
    fn the_tags_of_news_become_blocks() {
        insta::assert_snapshot!(blocks(
            "<html><head><title>x</title><style>a<b</style></head><body>Loose <b>bold</b> text<br><br>second
             <h3>Head</h3><p>One <a href='https://example.org/?a=1&amp;b=2'>two <i>three</i></a> &ndash; &#8220;four&#148; AT&T
             <p>1 < 2 &unknown; &nbsp;<blockquote><p>Words.</p><p>— Ayşe</p></blockquote>
             <ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ul>
             <TABLE><tr><th>h<th>i</tr><tr><td>1</TABLE><script>if (a<b) {}</script>end"
        ), @r#"
        {"block":"paragraph","spans":[{"text":"Loose "},{"text":"bold","strong":true},{"text":" text"}]}
        {"block":"paragraph","spans":[{"text":"second"}]}
        {"block":"crosshead","text":"Head"}
        {"block":"paragraph","spans":[{"text":"One "},{"text":"two ","link":"https://example.org/?a=1&b=2"},{"text":"three","em":true,"link":"https://example.org/?a=1&b=2"},{"text":" – “four” AT&T"}]}
        {"block":"paragraph","spans":[{"text":"1 < 2 &unknown;"}]}
        {"block":"quote","spans":[{"text":"Words."}],"speaker":"Ayşe"}
        {"block":"list","ordered":false,"items":[[{"text":"a"}],[{"text":"b"}],[{"text":"c"},{"text":" "},{"text":"d"}]]}
        {"block":"table","rows":[[[{"text":"h"}],[{"text":"i"}]],[[{"text":"1"}],[]]],"header":true}
        {"block":"paragraph","spans":[{"text":"end"}]}
        "#);
    }

    #[test]
    fn what_a_story_cannot_hold_is_left_out_and_told() {
        let fragment = read(
            "<p>a<img src=x> <a href=\"javascript:alert(1)\">b</a></p><figure><img src=y><figcaption>c</figcaption></figure>\
             <figure><table><tr><td>kept</td></tr></table><figcaption>gone</figcaption></figure>",
        )
        .expect("readable");
        assert_eq!(Body::new(fragment.blocks).expect("body").plain(), "a b\n\nkept");
        assert_eq!(fragment.repairs.len(), 2, "{:?}", fragment.repairs);
    }

    #[test]
    fn pictures_of_the_wire_are_put_back() {
        insta::assert_snapshot!(blocks(
            "<p>a</p><figure data-item='tel:picture:20260901:1'><img src=x alt=\"b\"><figcaption>The <i>dam</i> &amp; more</figcaption></figure>\
             <figure data-item=\"tel:graphic:20260901:2\"><img src=y></figure><figure data-item=\"no id\"><img src=z></figure>"
        ), @r#"
        {"block":"paragraph","spans":[{"text":"a"}]}
        {"block":"picture","item":"tel:picture:20260901:1","caption":"The dam & more"}
        {"block":"picture","item":"tel:graphic:20260901:2"}
        "#);
    }

    #[test]
    fn relative_links_start_from_the_page() {
        let fragment = read_from("<p><a href='b'>a</a></p>", "https://x.example/a/").expect("readable");
        let Some(Block::Paragraph { spans }) = fragment.blocks.first() else { panic!("no paragraph") };
        assert_eq!(spans[0].link.as_ref().map(story::Url::as_str), Some("https://x.example/a/b"));
    }

    #[test]
    fn nesting_is_bounded() {
        assert!(read(&"<blockquote>".repeat(1_000)).is_err());
        assert!(read(&"<a href='http://x.org'>".repeat(1_000)).is_err());
        assert!(read(&"<div><figure><b>".repeat(10_000)).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(html in "\\PC*|([<>/&;!?a-z\"'= -]|<p>|</p>|<ul>|<li>|<td>|<table>|<br>|<h2>|&#|figure>)*") {
            let _ = read(&html);
        }

        #[test]
        fn any_text_survives_escaping(text in "[ -~\u{A1}-\u{D7FF}\u{E000}-\u{EFFF}]{1,60}") {
            let clean: String = text.chars().filter(|&c| story::is_clean(c)).collect();
            let expected = clean.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned();
            let html = format!("<p>{}</p>", crate::html::escape(&clean));
            let read: String = read(&html).expect("readable").blocks.iter().map(Block::plain).collect();
            prop_assert_eq!(read, expected);
        }
    }
}

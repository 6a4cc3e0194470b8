//! A story as a desk types it: Markdown with front matter.
//!
//! ```text
//! ---
//! headline: İzmir'de deprem
//! dateline: İzmir, TR
//! category: general
//! keywords: deprem, "Ege, kıyı"
//! ---
//! İlk paragraf, **vurgulu** ve [bağlantılı](https://example.org/).
//!
//! ## Ara başlık
//!
//! > Sözler.
//! > — Ayşe Kaya
//! ```
//!
//! Front matter is flat: `key: value`, lists as `a, b` (an item with a comma in quotes), a value that needs several lines
//! goes on in indented lines, and one that begins with a quotation mark may be a JSON string. Every key is known or the
//! document is refused. Without `headline` the body begins with `# Headline`.
//!
//! With `media` the document is a picture or another file, and its body is the caption; `kind` says what it is where the
//! file alone does not tell (a graphic may be a JPEG), and `forms` names the same material in other forms
//! (`forms: pdf map.pdf, eps map.eps`). `related` lists items with their headlines (`tel:text:20260901:101 The vote`),
//! after the relation where one is known (`translation_of tel:text:20260901:101 The vote`).
//! With `status: canceled` or `status: withheld` the document takes a story away, `editors_note` says why, and there is
//! no body. What the wire alone knows (`version`, `dated`, `content_hash`) is written by [`write`](fn@write) and may be left out.
//!
//! The body knows paragraphs, headings, quotes (a last line `— Name` is the speaker), lists, tables, links, emphasis,
//! and pictures of the wire (`![caption](tel:picture:20260901:50000100)`) in paragraphs of their own. HTML, fenced code
//! and other addresses of pictures are refused with their line.
//!
//! Not carried: the country of a city or a place that is not a two-letter code.

mod body;
mod front;
mod write;

pub use write::{story, write};

use crate::{DOCUMENT_BYTES_MAX, Defaults, Feature, Incoming, Refused, header::Header};
use front::Front;
use std::borrow::Cow;
use story::{Agency, Body, Caption, Headline, Kind, State};

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[];

/// Reads one document. Byte order marks and any line ends are accepted.
pub fn read(document: &str, agency: &Agency, defaults: &Defaults) -> Result<Incoming, Refused> {
    if document.len() > DOCUMENT_BYTES_MAX {
        return Err(Refused::whole(format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
    }
    let document = document.trim_start_matches('\u{FEFF}');
    let document = if document.contains('\r') {
        Cow::Owned(document.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(document)
    };
    let (fields, text, first_line) = front::split(&document)?;
    let mut front = Front::default();
    for field in &fields {
        front.take(field, agency).map_err(|refused| refused.at(field.line))?;
    }
    let page = body::read(text, first_line)?;
    let empty_headline = front.empty_headline;
    let mut header = front.finish()?;
    header.repairs = page.repairs;
    if header.status.unwrap_or(State::Usable) != State::Usable {
        return notice(header, page.headline, !page.blocks.is_empty(), defaults);
    }
    header.headline = Some(headline(header.headline, page.headline, empty_headline)?);
    let mut blocks = page.blocks;
    let has_file = !header.files.is_empty() || !matches!(header.kind, None | Some(Kind::Text));
    if has_file && !header.files.iter().any(|file| file.main) {
        return Err(Refused::field("media", "is missing: nothing says where the file lies"));
    }
    if !header.files.is_empty() && header.caption.is_none() {
        let text = Body::new(std::mem::take(&mut blocks)).map(|body| body.plain()).unwrap_or_default();
        let caption = Caption::tidy(&text).map_err(|fault| Refused::field("caption", fault).at(first_line))?;
        header.caption = Some(caption);
    }
    header.incoming(blocks, defaults).map_err(|refused| refused.at(first_line))
}

/// A document that takes a story away. A text that it still has is not read.
fn notice(
    mut header: Header,
    in_body: Option<(usize, String)>,
    has_text: bool,
    defaults: &Defaults,
) -> Result<Incoming, Refused> {
    if has_text {
        header.repairs.push("the text of a story that must not be used was left out".to_owned());
    }
    if let (None, Some((line, text))) = (&header.headline, in_body) {
        let headline = Headline::new(text).map_err(|fault| Refused::field("headline", fault).at(line));
        header.headline = Some(headline?);
    }
    header.incoming(Vec::new(), defaults)
}

/// The headline of the front matter, or the one that the body begins with.
fn headline(
    given: Option<Headline>,
    in_body: Option<(usize, String)>,
    empty: Option<usize>,
) -> Result<Headline, Refused> {
    match (given, in_body) {
        (Some(headline), None) => Ok(headline),
        (Some(headline), Some((line, text))) => {
            let again = "is in the front matter already; use `##` for a heading";
            if headline.as_str() == text { Ok(headline) } else { Err(Refused::field("headline", again).at(line)) }
        }
        (None, Some((line, text))) => Headline::new(text).map_err(|fault| Refused::field("headline", fault).at(line)),
        (None, None) => Err(match empty {
            Some(line) => Refused::field("headline", story::TextFault::Empty).at(line),
            None => Refused::field("headline", "is missing"),
        }),
    }
}

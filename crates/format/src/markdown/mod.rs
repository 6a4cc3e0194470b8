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
//! goes on in indented lines. Every key is known or the document is refused. Without `headline` the body begins with
//! `# Headline`. With `media` the document is a picture or another file, and its body is the caption.
//!
//! The body knows paragraphs, headings, quotes (a last line `— Name` is the speaker), lists, tables, links, emphasis,
//! and pictures of the wire (`![caption](tel:picture:20260901:50000100)`) in paragraphs of their own. HTML, fenced code
//! and other addresses of pictures are refused with their line.
//!
//! Not carried: group, related items, corrections, the country of a city that is not a two-letter code.

mod body;
mod front;
mod write;

pub use write::write;

use crate::{DOCUMENT_BYTES_MAX, Defaults, Drafted, Feature, Incoming, MediaDraft, Refused, text::slug_of};
use front::Front;
use std::borrow::Cow;
use story::{Agency, Body, Caption, Content, Headline, Kind, Publicity, Story};

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[
    Feature::People,
    Feature::Organisations,
    Feature::Genre,
    Feature::Created,
    Feature::DigitalSource,
    Feature::Group,
    Feature::Related,
    Feature::Correction,
    Feature::Graphics,
    Feature::Forms,
    Feature::Version,
    Feature::ContentHash,
    Feature::Kills,
];

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
    let headline = headline(&mut front, page.headline)?;
    let body = Body::new(page.blocks).map_err(|fault| Refused::field("body", fault).at(first_line));
    let external_id = front.id.take();
    let media = front.media.take();
    let story = match media {
        None => Drafted::Text(story(front, headline, Content::Text { body: body? }, defaults)),
        Some(path) => {
            let text = body.map(|body| body.plain()).unwrap_or_default();
            let caption = Caption::tidy(&text).map_err(|fault| Refused::field("caption", fault).at(first_line))?;
            // The draft keeps its own placeholder until the file is there.
            let story = story(front, headline, Content::Removed { was: Kind::Picture }, defaults);
            Drafted::Media(MediaDraft::new(None, path, caption, story))
        }
    };
    Ok(Incoming { external_id, repairs: page.repairs, ..Incoming::new(story) })
}

/// The headline of the front matter, or the one that the body begins with.
fn headline(front: &mut Front, in_body: Option<(usize, String)>) -> Result<Headline, Refused> {
    match (front.headline.take(), in_body) {
        (Some(headline), None) => Ok(headline),
        (Some(headline), Some((line, text))) => {
            let again = "is in the front matter already; use `##` for a heading";
            if headline.as_str() == text { Ok(headline) } else { Err(Refused::field("headline", again).at(line)) }
        }
        (None, Some((line, text))) => Headline::new(text).map_err(|fault| Refused::field("headline", fault).at(line)),
        (None, None) => Err(match front.empty_headline {
            Some(line) => Refused::field("headline", story::TextFault::Empty).at(line),
            None => Refused::field("headline", "is missing"),
        }),
    }
}

fn story(front: Front, headline: Headline, content: Content, defaults: &Defaults) -> Story {
    let language = front.language.unwrap_or_else(|| defaults.language.clone());
    let slug = front.slug.unwrap_or_else(|| slug_of(headline.as_str(), &language));
    let priority = front.priority.unwrap_or(defaults.priority);
    let category = front.category.unwrap_or(defaults.category);
    Story {
        standfirst: front.standfirst,
        byline: front.byline,
        dateline: front.dateline,
        topics: front.topics,
        keywords: front.keywords,
        places: front.places,
        embargo: front.embargo,
        rights: front.rights,
        editors_note: front.editors_note,
        public: front.public.unwrap_or(Publicity::Rule),
        public_summary: front.public_summary,
        ..Story::new(language, slug, headline, priority, category, content)
    }
}

//! A story as a whole HTML document: what people see in the body, everything else as linked data in the head.
//!
//! The document stands alone: no styles, no scripts, no classes. A story that was taken away is a page whose headline says
//! so, with the reason and no text, and asks search engines to forget it.

use super::{content, data, escape_into};
use crate::{Edition, header::title};
use jiff::Timestamp;
use story::{Content, Line, Prose};

/// Bytes that a document takes beside its text.
const DOCUMENT_BYTES: usize = 12_000;

/// One version as a document.
pub fn write(edition: &Edition<'_>) -> String {
    let story = edition.story;
    let files = edition.files();
    let mut out = String::with_capacity(DOCUMENT_BYTES);
    out.extend(["<!doctype html>\n<html lang=\"", story.language.as_str(), "\" dir=\"", story.language.dir()]);
    out.push_str("\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    escape_into(&mut out, &title(edition));
    out.push_str("</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    head(&mut out, edition);
    out.push_str("<script type=\"application/ld+json\">");
    data::write(&mut out, edition, &files);
    out.push_str("</script>\n</head>\n<body>\n<article itemscope itemtype=\"https://schema.org/");
    out.extend([data::of_type(story.kind()), "\">\n<header>\n"]);
    element(&mut out, "h1", " itemprop=\"headline\"", &title(edition));
    header(&mut out, edition);
    out.push_str("</header>\n");
    if let Content::Removed { .. } = story.content {
        element(&mut out, "p", "", story.editors_note.as_ref().map_or("", Prose::as_str));
    } else {
        out.push_str("<div itemprop=\"articleBody\">\n");
        out.push_str(&content(edition, &files));
        out.push_str("\n</div>\n");
    }
    footer(&mut out, edition);
    out.push_str("</article>\n</body>\n</html>\n");
    out
}

fn head(out: &mut String, edition: &Edition<'_>) {
    let story = edition.story;
    let keywords = story.keywords.iter().map(Line::as_str).collect::<Vec<_>>().join(", ");
    let removed = matches!(story.content, Content::Removed { .. });
    for (name, value) in [
        ("author", story.byline.as_ref().map(Line::as_str)),
        ("description", story.standfirst.as_ref().map(Prose::as_str)),
        ("keywords", Some(keywords.as_str()).filter(|keywords| !keywords.is_empty())),
        ("robots", removed.then_some("noindex")),
    ] {
        if let Some(value) = value {
            out.extend(["<meta name=\"", name, "\" content=\""]);
            escape_into(out, value);
            out.push_str("\">\n");
        }
    }
}

/// What stands under the headline. An embargo is the one thing that nobody may overlook.
fn header(out: &mut String, edition: &Edition<'_>) {
    let story = edition.story;
    if let Some(embargo) = story.embargo {
        out.push_str("<p><strong>Embargo: ");
        time(out, "", embargo);
        out.push_str("</strong></p>\n");
    }
    if let Some(standfirst) = &story.standfirst {
        element(out, "p", " itemprop=\"description\"", standfirst.as_str());
    }
    if let Some(byline) = &story.byline {
        element(out, "p", " itemprop=\"author\"", byline.as_str());
    }
    out.push_str("<p>");
    time(out, " itemprop=\"dateModified\"", edition.version_created);
    out.push_str("</p>\n");
}

fn footer(out: &mut String, edition: &Edition<'_>) {
    let rights = &edition.story.rights;
    let lines = [
        (" itemprop=\"creditText\"", rights.credit.as_ref().map(Line::as_str)),
        (" itemprop=\"copyrightNotice\"", rights.copyright.as_ref().map(Line::as_str)),
        ("", rights.usage_terms.as_ref().map(Prose::as_str)),
    ];
    if lines.iter().all(|(_, text)| text.is_none()) {
        return;
    }
    out.push_str("<footer>\n");
    for (attributes, text) in lines {
        if let Some(text) = text {
            element(out, "p", attributes, text);
        }
    }
    out.push_str("</footer>\n");
}

fn element(out: &mut String, name: &str, attributes: &str, text: &str) {
    out.extend(["<", name, attributes, ">"]);
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.push_str("<br>");
        }
        escape_into(out, line);
    }
    out.extend(["</", name, ">\n"]);
}

fn time(out: &mut String, attributes: &str, time: Timestamp) {
    let exact = time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    out.extend(["<time", attributes, " datetime=\"", &exact, "\">"]);
    out.extend([&time.strftime("%Y-%m-%d %H:%M UTC").to_string(), "</time>"]);
}

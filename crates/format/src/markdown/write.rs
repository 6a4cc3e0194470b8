//! Writes a story as the Markdown that [`super::read`] reads.

use super::front::{LISTS, is_country};
use crate::Edition;
use std::borrow::Cow;
use story::{
    Block, Body, Caption, Content, Created, Dateline, DigitalSource, Genre, GroupId, Kind, Line, Media, Prose,
    Publicity, Relation, Span, State, Story,
};

/// Bytes that most documents take.
const DOCUMENT_BYTES: usize = 8_192;

/// One version as a document, with what only the wire knows of it.
pub fn write(edition: &Edition<'_>) -> String {
    let mut out = String::with_capacity(DOCUMENT_BYTES);
    out.push_str("---\n");
    line(&mut out, "id", Some(edition.item.as_str()));
    line(&mut out, "version", Some(&edition.version.to_string()));
    line(&mut out, "status", Some(edition.state.name()).filter(|_| edition.state != State::Usable));
    line(&mut out, "kind", Some(edition.story.kind().name()).filter(|_| edition.story.kind() != Kind::Text));
    let dated = edition.version_created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    line(&mut out, "dated", Some(&dated));
    front(&mut out, edition.story);
    line(&mut out, "content_hash", Some(edition.content.as_str()));
    out.push_str("---\n");
    text(&mut out, edition.story);
    out
}

/// The story as it is typed: without what only the wire knows. A file is named by its address in the blob store, as
/// `HASH.ext`; a story that was taken away has no body, and is refused when it is read.
///
/// Reading gives the words back as they are. Emphasis that Markdown cannot express beside its neighbours is dropped.
pub fn story(story: &Story, external_id: Option<&str>) -> String {
    let mut out = String::with_capacity(DOCUMENT_BYTES);
    out.push_str("---\n");
    line(&mut out, "id", external_id);
    line(&mut out, "kind", Some(story.kind().name()).filter(|_| story.kind() != Kind::Text));
    front(&mut out, story);
    out.push_str("---\n");
    text(&mut out, story);
    out
}

fn text(out: &mut String, story: &Story) {
    match (&story.content, story.caption()) {
        (Content::Text { body }, _) => blocks(out, body),
        (_, Some(caption)) if !has_lines(caption) => {
            out.push('\n');
            write_line(out, caption.as_str());
        }
        _ => {}
    }
}

/// The blocks, an empty line before each. Two lists that follow each other differ in their marks, or they would be one.
fn blocks(out: &mut String, body: &Body) {
    let (mut before, mut other_mark) = (None, false);
    for block in body.blocks() {
        let ordered = if let Block::List { ordered, .. } = block { Some(*ordered) } else { None };
        other_mark = ordered.is_some() && ordered == before && !other_mark;
        before = ordered;
        out.push('\n');
        write_block(out, block, other_mark);
    }
}

/// True when a caption needs its line feeds, which the body would not keep.
fn has_lines(caption: &Caption) -> bool {
    caption.as_str().contains('\n')
}

/// Writes a field; the items of a list are quoted one by one.
fn line(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        let value = if LISTS.contains(&key) { Cow::Borrowed(value) } else { scalar(value) };
        out.extend([key, ": ", &value, "\n"]);
    }
}

fn front(out: &mut String, story: &Story) {
    let rights = &story.rights;
    line(out, "language", Some(story.language.as_str()));
    line(out, "slug", Some(story.slug.as_str()));
    line(out, "headline", Some(story.headline.as_str()));
    line(out, "standfirst", story.standfirst.as_ref().map(Prose::as_str));
    line(out, "byline", story.byline.as_ref().map(Line::as_str));
    line(out, "dateline", story.dateline.as_ref().map(dateline).as_deref());
    line(out, "priority", Some(story.priority.name()));
    line(out, "category", Some(&story.category.to_string()));
    line(out, "genre", story.genre.as_ref().map(Genre::as_str));
    line(out, "topics", listed(story.topics.iter().map(|topic| topic.as_str().into())).as_deref());
    line(out, "keywords", listed(story.keywords.iter().map(|keyword| keyword.as_str().into())).as_deref());
    line(out, "places", listed(story.places.iter().map(place)).as_deref());
    line(out, "people", listed(story.people.iter().map(|name| name.as_str().into())).as_deref());
    line(out, "organisations", listed(story.organisations.iter().map(|name| name.as_str().into())).as_deref());
    line(out, "created", story.created.as_ref().map(Created::as_str));
    line(out, "digital_source", story.digital_source.as_ref().map(DigitalSource::as_str));
    line(out, "embargo", story.embargo.map(|time| time.to_string()).as_deref());
    line(out, "credit", rights.credit.as_ref().map(Line::as_str));
    line(out, "copyright", rights.copyright.as_ref().map(Line::as_str));
    line(out, "usage_terms", rights.usage_terms.as_ref().map(Prose::as_str));
    line(out, "source", rights.source.as_ref().map(Line::as_str));
    line(out, "group", story.group.as_ref().map(GroupId::as_str));
    let related = story.related.iter().map(|related| match related.rel {
        Relation::Related => format!("{} {}", related.item, related.title).into(),
        relation => format!("{} {} {}", relation.name(), related.item, related.title).into(),
    });
    line(out, "related", listed(related).as_deref());
    let public = match story.public {
        Publicity::Rule => None,
        Publicity::Yes => Some("yes"),
        Publicity::No => Some("no"),
    };
    line(out, "public", public);
    line(out, "public_summary", story.public_summary.as_ref().map(Prose::as_str));
    line(out, "summary_source", story.summary_source.as_ref().map(DigitalSource::as_str));
    line(out, "editors_note", story.editors_note.as_ref().map(Prose::as_str));
    if let Some(correction) = &story.correction {
        line(out, "correction_was", Some(correction.was.as_str()));
        line(out, "correction_now", Some(correction.now.as_str()));
    }
    files(out, story);
}

fn files(out: &mut String, story: &Story) {
    let path = |media: &Media| format!("{}.{}", media.sha256.as_str(), media.media_type.extension());
    line(out, "media", story.media().map(path).as_deref());
    let forms = story.forms().iter().map(|form| format!("{} {}", form.form.name(), path(&form.media)).into());
    line(out, "forms", listed(forms).as_deref());
    line(out, "caption", story.caption().filter(|caption| has_lines(caption)).map(Prose::as_str));
}

fn dateline(dateline: &Dateline) -> Cow<'_, str> {
    let city = dateline.city.as_str();
    match &dateline.country {
        Some(country) if is_country(country.as_str()) => Cow::Owned(format!("{city}, {country}")),
        // Without a country, what follows the last comma is not one either.
        _ if city.rsplit_once(',').is_some_and(|(_, end)| is_country(end.trim())) => Cow::Owned(format!("{city},")),
        _ => Cow::Borrowed(city),
    }
}

fn place(place: &story::Place) -> Cow<'_, str> {
    let name = place.name.as_str();
    match &place.country {
        Some(country) if is_country(country.as_str()) => Cow::Owned(format!("{name} ({country})")),
        _ if name.ends_with(')') => Cow::Owned(format!("{name} ()")),
        _ => Cow::Borrowed(name),
    }
}

/// A value as one line, with further lines indented; one that begins like a quoted value is quoted.
fn scalar(value: &str) -> Cow<'_, str> {
    if value.starts_with('"') {
        return Cow::Owned(json_string(value));
    }
    if !value.contains('\n') {
        return Cow::Borrowed(value);
    }
    let indented = |line: &str| if line.trim().is_empty() { String::new() } else { format!("  {line}") };
    let lines: Vec<String> = value.lines().map(indented).collect();
    Cow::Owned(lines.join("\n").trim_start().to_owned())
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A list, or nothing; items that a list would take apart are quoted.
fn listed<'a>(items: impl Iterator<Item = Cow<'a, str>>) -> Option<String> {
    let item = |item: Cow<'a, str>| {
        if item.contains(',') || item.starts_with('"') { json_string(&item) } else { item.into_owned() }
    };
    let items: Vec<String> = items.map(item).collect();
    (!items.is_empty()).then(|| items.join(", "))
}

/// Where text stands, which decides what must be escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    Heading,
    Cell,
}

fn write_block(out: &mut String, block: &Block, other_mark: bool) {
    match block {
        Block::Paragraph { spans } => write_spans(out, spans, Place::Line),
        Block::Crosshead { text } => {
            out.push_str("## ");
            escape(out, text.as_str(), Place::Heading);
        }
        Block::Quote { spans, speaker } => {
            out.push_str("> ");
            write_spans(out, spans, Place::Line);
            if let Some(speaker) = speaker {
                out.push_str("\n>\n> — ");
                escape(out, speaker.as_str(), Place::Heading);
            }
        }
        Block::List { ordered, items } => {
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push('\n');
                }
                if *ordered {
                    out.push_str(&(n + 1).to_string());
                    out.push_str(if other_mark { ") " } else { ". " });
                } else {
                    out.push_str(if other_mark { "* " } else { "- " });
                }
                write_spans(out, item, Place::Line);
            }
        }
        Block::Table { rows, header } => table(out, rows, *header),
        Block::Picture { item, caption } => {
            out.push_str("![");
            if let Some(caption) = caption {
                escape(out, caption.as_str(), Place::Heading);
            }
            out.push_str("](");
            out.push_str(item.as_str());
            out.push(')');
        }
    }
    out.push('\n');
}

/// Markdown tables need a header, so a table without one gets an empty header.
fn table(out: &mut String, rows: &[Vec<Vec<Span>>], header: bool) {
    let width = rows.first().map_or(0, Vec::len);
    let rule = "---|".repeat(width);
    if !header {
        out.push('|');
        out.push_str(&" |".repeat(width));
        out.push_str("\n|");
        out.push_str(&rule);
    }
    for (n, row) in rows.iter().enumerate() {
        if n > 0 || !header {
            out.push('\n');
        }
        out.push('|');
        for cell in row {
            out.push(' ');
            write_spans(out, cell, Place::Cell);
            out.push_str(" |");
        }
        if n == 0 && header {
            out.push_str("\n|");
            out.push_str(&rule);
        }
    }
}

fn write_line(out: &mut String, text: &str) {
    escape(out, text.trim(), Place::Line);
    out.push('\n');
}

/// Punctuation for certain; emphasis marks beside it stay marks.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '“' | '”' | '‘' | '’' | '«' | '»' | '—' | '–' | '…' | '،' | '؟' | '。' | '、')
}

/// True where an emphasis mark between `outside` and `inside` opens or closes (`CommonMark` §6.2).
fn flanks(outside: Option<char>, inside: char) -> bool {
    inside.is_alphanumeric() || outside.is_none_or(|c| c.is_whitespace() || is_punctuation(c))
}

fn write_spans(out: &mut String, spans: &[Span], place: Place) {
    let mut before = None;
    let mut after_mark = false;
    let begins = out.len();
    for (n, span) in spans.iter().enumerate() {
        let text = span.text.as_str();
        let text = if out.len() == begins { text.trim_start() } else { text };
        let text = if n + 1 == spans.len() { text.trim_end() } else { text };
        let core = text.trim();
        if core.is_empty() {
            out.push_str(text);
            before = text.chars().next_back().or(before);
            after_mark &= text.is_empty();
            continue;
        }
        let (lead, tail) = text.split_at(text.len() - text.trim_start().len());
        let tail = &tail[core.len()..];
        let inner = if span.link.is_some() { Some('[') } else { lead.chars().next_back().or(before) };
        let next = spans.get(n + 1).and_then(|span| span.text.as_str().chars().next());
        let outer = if span.link.is_some() { Some(']') } else { tail.chars().next().or(next) };
        let opens = core.chars().next().is_some_and(|c| flanks(inner, c));
        let closes = core.chars().next_back().is_some_and(|c| flanks(outer, c));
        let touches = after_mark && lead.is_empty() && span.link.is_none();
        let marks = match (span.em, span.strong) {
            _ if !(opens && closes) || touches => "",
            (false, false) => "",
            (true, false) => "*",
            (false, true) => "**",
            (true, true) => "***",
        };
        let first = out.len() == begins && marks.is_empty() && span.link.is_none();
        // The number of a list may be put together of two spans.
        let numbers = place == Place::Line && !first && out[begins..].bytes().all(|b| b.is_ascii_digit());
        let stops = marks.is_empty() && span.link.is_none() && lead.is_empty() && core.starts_with(['.', ')']);
        out.push_str(lead);
        if span.link.is_some() {
            out.push('[');
        }
        out.push_str(marks);
        if numbers && stops {
            out.push('\\');
        }
        escape(out, core, if first { place } else { inside(place) });
        out.push_str(marks);
        if let Some(link) = &span.link {
            out.push_str("](<");
            address(out, link.as_str());
            out.push_str(">)");
        }
        out.push_str(tail);
        before = if span.link.is_some() { Some(')') } else { core.chars().next_back() };
        before = tail.chars().next_back().or(before);
        after_mark = !marks.is_empty() && span.link.is_none() && tail.is_empty();
    }
}

/// The place of text that does not begin its line.
fn inside(place: Place) -> Place {
    if place == Place::Line { Place::Heading } else { place }
}

fn address(out: &mut String, url: &str) {
    for c in url.chars() {
        if matches!(c, '<' | '>' | '\\' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Appends text so that Markdown reads it as text.
fn escape(out: &mut String, text: &str, place: Place) {
    if place == Place::Line {
        // At the beginning of a line: headings, lists, quotes, underlines, fences.
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 && text[digits..].starts_with(['.', ')']) {
            out.push_str(&text[..digits]);
            out.push('\\');
            return escape(out, &text[digits..], Place::Heading);
        }
        if text.starts_with(['+', '-', '=', '~', '#']) {
            out.push('\\');
        }
    }
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let marks = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' => true,
            '&' => next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#'),
            '#' => place == Place::Heading,
            '|' => place == Place::Cell,
            _ => false,
        };
        if marks {
            out.push('\\');
        }
        out.push(c);
    }
}

//! Reads a document.

use super::{body, head::Head, media, prose};
use crate::{
    Defaults, Drafted, Incoming, MediaDraft, Notice, Refused,
    incoming::external_id,
    reading::{Reading, Standing, city_of, country, genre, one_line},
    tree::{Child, Element, Tree},
};
use std::borrow::Cow;
use story::{
    Agency, Block, Body, Byline, Caption, Content, Correction, Created, Dateline, DigitalSource, Genre, Headline, Kind,
    Line, Publicity, Rights, State, Story,
};

/// Reads one document. It gives one story; a document that takes another one away gives a notice about that one too.
///
/// An embargo that cannot be read, and a status that is not known, refuse the document: dropping either could publish
/// what must not be published.
pub fn read(text: &str, agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    let mut tree = Tree::read(text)?;
    let mut reading = Reading::after(std::mem::take(&mut tree.repairs));
    let root = tree.root();
    if !root.is("nitf") {
        let why = format!("is not NITF: its outermost element is `{}`", crate::reading::shown(root.name()));
        return Err(Refused::whole(why).at(root.line()));
    }
    let head = Head::read(root, &mut reading);
    let page = Page::of(root);
    let mut found = Vec::new();
    if let Some((other, state)) = head.takes_away()? {
        let story = page.notice(&head, state, &mut reading);
        found.push(Incoming { external_id: external_id("management-doc-idref", other)?, ..Incoming::new(story) });
    }
    let story = match head.standing()? {
        Standing::Gone(state) => page.notice(&head, state, &mut reading),
        // It was sent for the other one's sake alone.
        _ if !found.is_empty() && page.is_blank() => return Ok(told(found, reading)),
        standing => page.story(&head, standing, agency, defaults, &mut reading)?,
    };
    let dated = head.issued.or(page.story_date()).and_then(|text| reading.dated("date.issue", text));
    found.push(Incoming {
        external_id: external_id("doc-id", head.id.unwrap_or_default())?,
        version: head.version.and_then(|version| version.trim().parse().ok()),
        content_hash: head.content_hash.map(str::to_owned),
        dated,
        ..Incoming::new(story)
    });
    Ok(told(found, reading))
}

/// The repairs go with the first story.
fn told(mut found: Vec<Incoming>, reading: Reading) -> Vec<Incoming> {
    if let Some(first) = found.first_mut() {
        first.repairs = reading.finish();
    }
    found
}

/// The part of a document that readers see.
struct Page<'t> {
    kind: Option<Kind>,
    language: Option<&'t str>,
    head: Option<Element<'t>>,
    contents: Vec<Element<'t>>,
    tagline: Option<Element<'t>>,
    body: Option<Element<'t>>,
}

impl<'t> Page<'t> {
    fn of(root: Element<'t>) -> Self {
        let body = root.child("body").or_else(|| root.descendants("body").next());
        let within = body.unwrap_or(root);
        Self {
            kind: root.attribute("class").and_then(|class| class.split_ascii_whitespace().find_map(|c| c.parse().ok())),
            language: root.attribute("baselang").or_else(|| root.attribute("lang")).or_else(|| body?.attribute("lang")),
            head: within.child("body.head").or_else(|| root.descendants("body.head").next()),
            contents: body::contents(root),
            tagline: within.at(&["body.end", "tagline"]),
            body,
        }
    }

    fn in_head(&self, name: &str) -> Option<Element<'t>> {
        self.head?.child(name)
    }

    fn is_blank(&self) -> bool {
        self.contents.iter().all(|content| content.children().next().is_none() && content.text().trim().is_empty())
    }

    fn story_date(&self) -> Option<&'t str> {
        self.in_head("dateline")?.child("story.date")?.attribute("norm")
    }

    /// The main headline, and a subsidiary one.
    fn headlines(&self, title: &Cow<'t, str>) -> (Cow<'t, str>, Option<Element<'t>>) {
        let Some(headline) = self.in_head("hedline").or_else(|| self.in_head("headline")) else {
            return (title.clone(), None);
        };
        let main = headline.child("hl1").unwrap_or(headline).text();
        (if main.trim().is_empty() { title.clone() } else { main }, headline.child("hl2"))
    }

    fn notice(&self, head: &Head<'_>, state: State, reading: &mut Reading) -> Drafted {
        let (headline, _) = self.headlines(&head.title);
        let reason = reading.note("ed-msg", &head.notes).or_else(|| reading.note("correction", &head.corrections));
        Drafted::Notice(Notice {
            state,
            kind: self.kind.unwrap_or(Kind::Text),
            headline: Headline::new(one_line(&headline)).ok(),
            reason,
        })
    }

    fn story(
        &self,
        head: &Head<'_>,
        standing: Standing,
        agency: &Agency,
        defaults: &Defaults,
        reading: &mut Reading,
    ) -> Result<Drafted, Refused> {
        let embargo = head.embargo(standing, reading)?;
        let file = media::read(&self.contents, self.kind);
        let blocks = if file.is_some() { Vec::new() } else { self.blocks(reading)? };
        let (given, second) = self.headlines(&head.title);
        let headline = reading.headline("hedline", &given, &blocks)?;
        let language = reading.language(self.language.or(head.language), defaults);
        let slug = reading.slug("du-key", head.slug, &headline, &language);
        let priority = reading.priority("ed-urg", head.urgency, defaults);
        let category = reading.category(head.category, agency, defaults);
        // A file has its own content as soon as it is stored.
        let content = Content::Removed { was: self.kind.unwrap_or(Kind::Text) };
        let (correction, editors_note) = self.notes(head, reading);
        let mut story = Story {
            standfirst: self.standfirst(second, reading),
            byline: self.byline(reading),
            dateline: self.dateline(reading),
            topics: topics(head, reading),
            keywords: head.keywords.clone(),
            places: head.places.clone(),
            people: head.people.clone(),
            organisations: head.organisations.clone(),
            genre: genre_of(head),
            created: head.created.and_then(|text| reading.kept("created", Created::new(text))),
            digital_source: head
                .digital_source
                .and_then(|code| reading.kept("digital source", DigitalSource::new(code))),
            embargo,
            rights: self.rights(head, reading),
            group: head.series.and_then(|name| name.parse().ok()),
            related: head.related.clone(),
            editors_note,
            public: reading.public(publicity(head.public), head.advisory),
            public_summary: head.public_summary.and_then(|text| reading.prose("public summary", text)),
            summary_source: head
                .summary_source
                .and_then(|code| reading.kept("source of the public summary", DigitalSource::new(code))),
            correction,
            ..Story::new(language, slug, headline, priority, category, content)
        };
        let Some(file) = file else {
            let body = Body::new(blocks).map_err(|fault| Refused::field("body.content", fault).at(self.line()))?;
            story.content = Content::Text { body };
            return Ok(Drafted::Text(story));
        };
        if story.rights.credit.is_none() {
            story.rights.credit = reading.line("media-producer", &file.credit);
        }
        let caption = caption(&file.caption, &story, reading)?;
        Ok(Drafted::Media(MediaDraft::new(file.kind, file.path, caption, story).with_forms(file.forms)))
    }

    fn line(&self) -> usize {
        self.contents.first().or(self.body.as_ref()).map_or(1, |element| element.line())
    }

    /// Every `body.content`, and the line at the end, which is a note to editors when it says so (§ `tagline`).
    fn blocks(&self, reading: &mut Reading) -> Result<Vec<Block>, Refused> {
        let mut blocks = Vec::new();
        for content in &self.contents {
            let fragment = body::read(*content).map_err(|refused| refused.at(content.line()))?;
            fragment.repairs.into_iter().for_each(|repair| reading.repair(repair));
            if blocks.is_empty() { blocks = fragment.blocks } else { blocks.extend(fragment.blocks) }
        }
        if let Some(tagline) = self.tagline.filter(|tagline| tagline.attribute("type") != Some("npa")) {
            let fragment = body::read(tagline).map_err(|refused| refused.at(tagline.line()))?;
            blocks.extend(fragment.blocks);
        }
        Ok(blocks)
    }

    fn standfirst(&self, second: Option<Element<'_>>, reading: &mut Reading) -> Option<story::Standfirst> {
        let summaries: Vec<String> = self
            .head
            .iter()
            .flat_map(|head| head.all("abstract"))
            .map(prose::read)
            .filter(|text| !text.is_empty())
            .collect();
        match (summaries.as_slice(), second) {
            ([], Some(second)) => reading.prose("hl2", &second.text()),
            ([one], _) => reading.prose("abstract", one),
            (several, _) => reading.prose("abstract", &several.join("\n\n")),
        }
    }

    /// The names, then the title or the organisation behind a comma.
    fn byline(&self, reading: &mut Reading) -> Option<Byline> {
        let mut whole = String::new();
        for byline in self.head?.all("byline") {
            let mut title = String::new();
            let mut names = String::new();
            for child in byline.nodes() {
                match child {
                    Child::Text(text) => names.push_str(text),
                    Child::Element(child) if child.is("byttl") => title.push_str(&child.text()),
                    Child::Element(child) => names.push_str(&child.text()),
                }
            }
            for part in [one_line(&names), one_line(&title)] {
                let part = part.trim_end_matches(',').trim_end();
                if part.is_empty() {
                    continue;
                }
                if !whole.is_empty() {
                    whole.push_str(", ");
                }
                whole.push_str(part);
            }
        }
        reading.line("byline", &whole)
    }

    fn dateline(&self, reading: &mut Reading) -> Option<Dateline> {
        let dateline = self.in_head("dateline")?;
        let (city, code) = if let Some(location) = dateline.child("location") {
            let land = location.child("country");
            let code = land.and_then(|land| land.attribute("iso-cc")).unwrap_or_default();
            (location.text_at(&["city"]).unwrap_or_else(|| city_of(&location.text()).to_owned().into()), code)
        } else {
            // The date stands in an element of its own, and is left out.
            let texts = dateline.nodes().filter_map(|child| match child {
                Child::Text(text) => Some(text),
                Child::Element(_) => None,
            });
            (Cow::Owned(city_of(texts.collect::<String>().trim_start()).to_owned()), "")
        };
        Some(Dateline { city: reading.line("dateline", &city)?, country: country(code) })
    }

    fn rights(&self, head: &Head<'_>, reading: &mut Reading) -> Rights {
        // Who distributes our own documents is no news.
        let distributor = self.in_head("distributor").filter(|_| !head.is_ours()).map(Element::text);
        let source = head.source.map(Cow::Borrowed).or(distributor).unwrap_or_default();
        Rights {
            credit: head.credit.and_then(|text| reading.line("credit", text)),
            copyright: copyright(head, reading),
            usage_terms: reading.prose("doc.rights", &head.terms.join("\n")),
            source: reading.line("source", &source),
        }
    }

    /// What was corrected where it is told in two parts, and the note to editors with all other messages.
    fn notes(&self, head: &Head<'_>, reading: &mut Reading) -> (Option<Correction>, Option<story::Note>) {
        let was = head.was.and_then(|text| reading.prose("correction", text));
        let now = head.now.and_then(|text| reading.prose("correction", text));
        let correction = was.zip(now).map(|(was, now)| Correction { was, now });
        let mut messages = head.notes.clone();
        if !head.is_ours() {
            messages.extend(head.corrections.iter().cloned());
            messages.extend(self.in_head("note").map(|note| prose::read(note).into()));
            let for_editors = self.tagline.filter(|tagline| tagline.attribute("type") == Some("npa"));
            messages.extend(for_editors.map(|tagline| prose::read(tagline).into()));
        }
        (correction, reading.note("ed-msg", &messages))
    }
}

/// Our own documents name a holder when the story has no notice of its own.
fn copyright(head: &Head<'_>, reading: &mut Reading) -> Option<Line<300>> {
    if head.is_ours() {
        return reading.line("copyright", head.notice?);
    }
    let value = |name| head.copyright?.attribute(name).map(str::trim).filter(|text| !text.is_empty());
    match (value("holder")?, value("year")) {
        (holder, None) => reading.line("doc.copyright", holder),
        (holder, Some(year)) => reading.line("doc.copyright", &format!("© {year} {holder}")),
    }
}

/// The first genre that is known; our own documents may name one of a newer vocabulary.
fn genre_of(head: &Head<'_>) -> Option<Genre> {
    match head.genres.first() {
        Some(code) if head.is_ours() => Genre::new(code).ok(),
        _ => head.genres.iter().find_map(|text| genre(text)),
    }
}

/// Whether the public site may show it, by our own words.
pub(crate) fn publicity(word: Option<&str>) -> Publicity {
    match word {
        Some("yes") => Publicity::Yes,
        Some("no") => Publicity::No,
        _ => Publicity::Rule,
    }
}

/// Media Topics as they are named; where none is, those that match the subject codes.
fn topics(head: &Head<'_>, reading: &mut Reading) -> Vec<story::TopicId> {
    let mut topics = head.topics.clone();
    if topics.is_empty() {
        head.subjects.iter().for_each(|code| reading.subject(code, &mut topics));
    }
    topics
}

/// The caption; for want of one the standfirst or the headline says what a file shows.
pub(crate) fn caption(given: &str, story: &Story, reading: &mut Reading) -> Result<Caption, Refused> {
    if let Some(caption) = reading.prose("caption", given) {
        return Ok(caption);
    }
    reading.repair("there is no caption; the standfirst or the headline stands for it");
    let text = story.standfirst.as_ref().map_or(story.headline.as_str(), |standfirst| standfirst.as_str());
    Caption::new(text).map_err(|fault| Refused::field("caption", fault))
}

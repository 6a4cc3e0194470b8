//! Reads feeds in XML, whoever wrote them: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, Atom entries, and tombstones
//! (RFC 6721). Which of them a document is, its outermost element tells.

use super::vocabulary::Vocabularies;
use crate::{
    Defaults, Drafted, Incoming, Notice, Refused,
    entry::{Enclosed, Entry, Fault, Feed, Filing, Said, dates},
    header::elements,
    incoming::external_id,
    mend,
    nitf::body,
    tree::{Element, Tree},
};
use std::{borrow::Cow, collections::HashMap};
use story::{Agency, Kind, Note, State};

/// Entries that are taken of one document.
pub(super) const ENTRIES_MAX: usize = 5_000;
/// Entries left out that are told one by one.
const LEFT_OUT_TOLD_MAX: usize = 10;

/// The stories of a feed, in its order. An entry that gives no story is left out and told; an embargo that cannot be read
/// refuses the document.
pub fn read(text: &str, _agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    let tree = Tree::read(text)?;
    let root = tree.root();
    let mut stories = Stories::default();
    match root.name() {
        "rss" | "RDF" => {
            let channel = root.child("channel").unwrap_or(root);
            let feed = of_channel(root, channel);
            let names = Vocabularies::of(&[channel, root]);
            // RSS 1.0 has its items beside the channel.
            for item in channel.all("item").chain(root.all("item").filter(|_| channel.child("item").is_none())) {
                stories.take(item, &names, &feed, defaults)?;
            }
        }
        "feed" => {
            let feed = of_atom(root);
            let names = Vocabularies::of(&[root]);
            for entry in root.all("entry") {
                stories.take(entry, &names, &feed, defaults)?;
            }
            root.all("deleted-entry").for_each(|tombstone| stories.bury(tombstone));
        }
        "entry" => stories.take(root, &Vocabularies::default(), &Feed::default(), defaults)?,
        "deleted-entry" => stories.bury(root),
        name => {
            let why = format!("is neither RSS nor Atom: its outermost element is `{}`", mend::cut(name, 40));
            return Err(Refused::whole(why).at(root.line()));
        }
    }
    stories.finish(&tree.repairs)
}

/// The stories so far.
#[derive(Default)]
pub(super) struct Stories {
    found: Vec<Incoming>,
    /// Tombstones.
    buried: Vec<Incoming>,
    /// Entries that gave no story.
    left_out: Vec<Refused>,
    seen: usize,
}

impl Stories {
    fn take<'t>(
        &mut self,
        element: Element<'t>,
        names: &Vocabularies<'t>,
        feed: &Feed<'_>,
        defaults: &Defaults,
    ) -> Result<(), Refused> {
        if self.is_full() {
            return Ok(());
        }
        let entry = of_element(element, names)?;
        self.add(entry, element.line(), feed, defaults)
    }

    /// True when no more entries are taken.
    pub fn is_full(&mut self) -> bool {
        self.seen += 1;
        self.seen > ENTRIES_MAX
    }

    /// Adds the story of an entry; `place` is its line.
    pub fn add(
        &mut self,
        entry: Entry<'_>,
        place: impl Into<Option<usize>>,
        feed: &Feed<'_>,
        defaults: &Defaults,
    ) -> Result<(), Refused> {
        let place = place.into();
        let placed = |refused: Refused| place.map_or(refused.clone(), |line| refused.at(line));
        match entry.incoming(feed, defaults) {
            Ok(incoming) => self.found.push(incoming),
            Err(Fault::Entry(refused)) => self.left_out.push(placed(refused)),
            Err(Fault::Document(refused)) => return Err(placed(refused)),
        }
        Ok(())
    }

    /// A tombstone (RFC 6721 §3). An entry of the same id that is newer stands.
    fn bury(&mut self, tombstone: Element<'_>) {
        let id = external_id("ref", tombstone.attribute("ref").unwrap_or_default());
        let Ok(Some(id)) = id else { return };
        let comment = tombstone.child("comment").map(Element::text).unwrap_or_default();
        let mut incoming = Incoming::new(Drafted::Notice(Notice {
            state: State::Canceled,
            kind: id.parse::<story::ItemId>().map_or(Kind::Text, |item| item.kind()),
            headline: None,
            reason: Note::tidy(&comment).ok(),
        }));
        incoming.dated = tombstone.attribute("when").and_then(dates::read).map(|dated| dated.time);
        incoming.external_id = Some(id);
        self.buried.push(incoming);
    }

    /// Puts every tombstone in the place of its entry. An entry that is a notice itself tells more, and stays.
    fn lay_out(&mut self) {
        let ids = self.found.iter().enumerate().filter_map(|(at, one)| Some((one.external_id.clone()?, at)));
        let places: HashMap<String, usize> = ids.collect();
        for tombstone in std::mem::take(&mut self.buried) {
            let place = tombstone.external_id.as_ref().and_then(|id| places.get(id)).copied();
            match place.map(|at| &mut self.found[at]) {
                None => self.found.push(tombstone),
                Some(Incoming { story: Drafted::Notice(_), .. }) => {}
                Some(entry) if entry.dated > tombstone.dated && tombstone.dated.is_some() => {}
                Some(entry) => *entry = tombstone,
            }
        }
    }

    /// The stories; what was repaired or left out is told with the first.
    pub fn finish(mut self, repairs: &[String]) -> Result<Vec<Incoming>, Refused> {
        self.lay_out();
        if self.found.is_empty() {
            return Err(self.left_out.into_iter().next().unwrap_or_else(|| Refused::whole("holds no entry")));
        }
        let mut told: Vec<String> = repairs.to_vec();
        for refused in self.left_out.iter().take(LEFT_OUT_TOLD_MAX) {
            told.push(format!("an entry was left out: {refused}"));
        }
        if self.left_out.len() > LEFT_OUT_TOLD_MAX {
            told.push(format!("{} entries were left out", self.left_out.len()));
        }
        if self.seen > ENTRIES_MAX {
            told.push(format!("only the first {ENTRIES_MAX} of {} entries were taken", self.seen));
        }
        self.found[0].repairs.splice(0..0, told);
        Ok(self.found)
    }
}

/// What a channel says for its items. RSS 1.0 has the language on the outermost element at times.
fn of_channel<'t>(root: Element<'t>, channel: Element<'t>) -> Feed<'t> {
    let text = |prefix: &str, name: &str| {
        let mut children = channel.children();
        let element = children.find(|child| child.is(name) && child.prefix() == prefix)?;
        element.sole_text()
    };
    Feed {
        title: text(channel.prefix(), "title").unwrap_or_default(),
        language: text(channel.prefix(), "language")
            .or_else(|| text("dc", "language"))
            .or_else(|| root.attribute("xml:lang"))
            .unwrap_or_default(),
        copyright: text(channel.prefix(), "copyright").or_else(|| text("dc", "rights")).unwrap_or_default(),
        author: "",
        base: text(channel.prefix(), "link").unwrap_or_default(),
    }
}

/// What an Atom feed says for its entries.
fn of_atom(feed: Element<'_>) -> Feed<'_> {
    let own = |name| feed.all(name).find(|child| child.prefix() == feed.prefix());
    let text = |name| own(name).and_then(Element::sole_text).unwrap_or_default();
    let alternate = |link: &Element<'_>| matches!(link.attribute("rel"), None | Some("alternate"));
    Feed {
        title: text("title"),
        language: feed.attribute("xml:lang").unwrap_or_default(),
        copyright: text("rights"),
        author: own("author").and_then(|author| author.child("name")?.sole_text()).unwrap_or_default(),
        base: feed
            .attribute("xml:base")
            .or_else(|| feed.all("link").find(alternate)?.attribute("href"))
            .unwrap_or_default(),
    }
}

/// Everything that an item or an entry says. Only our own extension can refuse the document here.
fn of_element<'t>(item: Element<'t>, names: &Vocabularies<'t>) -> Result<Entry<'t>, Refused> {
    let mut entry = Entry {
        id: item.attribute("rdf:about").unwrap_or_default().into(),
        language: item.attribute("xml:lang").unwrap_or_default().into(),
        base: item.attribute("xml:base").unwrap_or_default().into(),
        ..Entry::default()
    };
    for child in item.children() {
        match names.vocabulary(item, child) {
            elements::PREFIX if child.is("story") => entry.own = Some(elements::read(child)?),
            "" => own_name(&mut entry, child),
            name => name_of_module(&mut entry, name, child),
        }
    }
    Ok(entry)
}

/// Takes an element of the feed's own vocabulary.
fn own_name<'t>(entry: &mut Entry<'t>, child: Element<'t>) {
    match child.name() {
        "title" => entry.title = said(child),
        "description" | "summary" => entry.summary = said(child),
        "content" | "body" => {
            entry.content = said(child);
            if let Some(base) = child.attribute("xml:base") {
                entry.base = base.into();
            }
        }
        "guid" | "id" => entry.id = child.text(),
        "link" => link(entry, child),
        "author" | "creator" => match child.child("name") {
            Some(name) => entry.authors.push(name.text()),
            None => entry.authors.push(child.text()),
        },
        "category" => entry.categories.push(filing(child)),
        "pubDate" | "published" | "issued" | "created" => entry.published = child.text(),
        "updated" | "modified" => entry.updated = child.text(),
        "rights" | "copyright" => entry.copyright = child.text(),
        "language" => entry.language = child.text(),
        "source" => entry.source = child.child("title").map_or_else(|| child.text(), Element::text),
        "enclosure" => enclosed(entry, child.attribute("url"), child.attribute("type")),
        name if name.to_ascii_lowercase().starts_with("embargo") => entry.embargo = child.text(),
        _ => {}
    }
}

/// Takes an element of one of the modules that feeds use.
fn name_of_module<'t>(entry: &mut Entry<'t>, vocabulary: &str, child: Element<'t>) {
    match (vocabulary, child.name()) {
        ("content", "encoded") => entry.content = Said::Markup(child.text()),
        ("xhtml", "body" | "div") => entry.content = said_in_xhtml(child),
        ("dc" | "itunes" | "dcterms", "creator" | "author") => entry.authors.push(child.text()),
        ("dc", "title") if matches!(entry.title, Said::Nothing) => entry.title = said(child),
        ("dc", "description") if matches!(entry.summary, Said::Nothing) => entry.summary = said(child),
        ("dc" | "dcterms", "subject") => entry.categories.push(filing(child)),
        ("media" | "itunes", "keywords") => {
            let words = match child.text() {
                Cow::Borrowed(words) => words.split(',').map(Cow::Borrowed).collect::<Vec<_>>(),
                Cow::Owned(words) => words.split(',').map(|word| Cow::Owned(word.to_owned())).collect(),
            };
            entry.categories.extend(words.into_iter().map(|term| Filing { term, ..Filing::default() }));
        }
        ("dc", "date") | ("dcterms", "issued" | "created") => entry.published = child.text(),
        ("dcterms", "modified") | ("atom", "updated") => entry.updated = child.text(),
        ("dc" | "dcterms", "language") => entry.language = child.text(),
        ("dc" | "dcterms", "rights") => entry.copyright = child.text(),
        ("dc" | "dcterms", "source") => entry.source = child.text(),
        ("dc", "identifier") if entry.id.is_empty() => entry.id = child.text(),
        ("app", "control") if child.text_at(&["draft"]).as_deref() == Some("yes") => {
            // RFC 5023 §13.1.1: not to be made public.
            entry.status = Some((State::Withheld, "It is a draft.".into()));
        }
        ("media", _) => media(entry, child),
        (_, name) if name.to_ascii_lowercase().starts_with("embargo") => entry.embargo = child.text(),
        _ => {}
    }
}

/// Takes an element of Media RSS 1.5.1, or of the group that it stands in.
fn media<'t>(entry: &mut Entry<'t>, child: Element<'t>) {
    match child.name() {
        "group" => child.children().for_each(|inner| media(entry, inner)),
        "content" => {
            enclosed(entry, child.attribute("url"), child.attribute("type").or_else(|| child.attribute("medium")));
            // What belongs to the file stands inside at times.
            child.children().filter(|inner| !inner.is("content")).for_each(|inner| media(entry, inner));
        }
        "title" if matches!(entry.title, Said::Nothing) => entry.title = said(child),
        "description" if matches!(entry.summary, Said::Nothing) => entry.summary = said(child),
        "credit" if entry.credit.is_empty() => entry.credit = child.text(),
        "copyright" if entry.copyright.is_empty() => entry.copyright = child.text(),
        "status" => {
            let reason = child.attribute("reason").unwrap_or_default().into();
            match child.attribute("state") {
                Some("deleted") => entry.status = Some((State::Canceled, reason)),
                Some("blocked") => entry.status = Some((State::Withheld, reason)),
                _ => {}
            }
        }
        _ => {}
    }
}

fn enclosed<'t>(entry: &mut Entry<'t>, href: Option<&'t str>, sort: Option<&'t str>) {
    if let Some(href) = href.map(str::trim).filter(|href| !href.is_empty()) {
        entry.files.push(Enclosed { href: href.into(), sort: sort.unwrap_or_default().into() });
    }
}

/// A link of Atom, or of RSS, where it is a text.
fn link<'t>(entry: &mut Entry<'t>, child: Element<'t>) {
    let Some(href) = child.attribute("href") else {
        entry.link = child.text();
        return;
    };
    match child.attribute("rel") {
        None | Some("alternate") if entry.link.is_empty() => entry.link = href.into(),
        Some("enclosure") => enclosed(entry, Some(href), child.attribute("type")),
        _ => {}
    }
}

/// Atom names a category by attributes, RSS by its text and its domain.
fn filing(child: Element<'_>) -> Filing<'_> {
    let attribute = |name| child.attribute(name).unwrap_or_default();
    match child.attribute("term") {
        Some(term) => {
            Filing { scheme: attribute("scheme").into(), term: term.into(), label: attribute("label").into() }
        }
        None => Filing { scheme: attribute("domain").into(), term: child.text(), label: Cow::Borrowed("") },
    }
}

/// A text by its type (RFC 4287 §3.1); RSS does not tell.
fn said(child: Element<'_>) -> Said<'_> {
    match child.attribute("type") {
        Some("html" | "text/html") => Said::Markup(child.text()),
        Some("xhtml" | "application/xhtml+xml") => said_in_xhtml(child),
        // Feeds that say `text` at times mean HTML; a text of ours is read by the extension.
        _ if child.attribute("src").is_some() => Said::Nothing,
        _ if child.children().next().is_some() => said_in_xhtml(child),
        Some("text" | "plain" | "text/plain") => Said::Plain(child.text()),
        _ => Said::Either(child.text()),
    }
}

fn said_in_xhtml(child: Element<'_>) -> Said<'_> {
    // What cannot be read as blocks still has its text.
    body::read(child).map_or_else(|_| Said::Plain(child.text()), Said::Blocks)
}

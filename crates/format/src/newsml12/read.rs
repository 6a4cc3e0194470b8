//! Reads documents.

use super::{
    ADVISORY, OWN,
    content::{Contents, File, Text},
    has, own, relation,
};
use crate::{
    Defaults, Drafted, Incoming, MediaDraft, NAMED_MAX, Notice, Refused,
    formats::NAMESPACE,
    incoming::external_id,
    nitf::{caption, is_hash},
    reading::{Reading, Standing, embargo, one_line, shown, standing},
    text,
    tree::{Element, Tree},
};
use jiff::Timestamp;
use std::borrow::Cow;
use story::{Agency, Body, Content, Headline, ItemId, Kind, Note, Relation, State, Story};

/// Reads every `NewsItem` of a document.
///
/// An embargo that cannot be read, and a status that is not known, refuse the document: dropping either could publish
/// what must not be published.
pub fn read(text: &str, agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    let mut tree = Tree::read(text)?;
    let mut repairs = std::mem::take(&mut tree.repairs);
    let root = tree.root();
    let items: Vec<Element<'_>> = match root.name() {
        "NewsML" => root.all("NewsItem").collect(),
        "NewsItem" => vec![root],
        name => {
            let why = format!("is not NewsML 1.2: its outermost element is `{}`", shown(name));
            return Err(Refused::whole(why).at(root.line()));
        }
    };
    let mut found = Vec::with_capacity(items.len());
    for element in items {
        // Vocabularies travel as items too.
        if element.child("TopicSet").is_some() && element.child("NewsComponent").is_none() {
            repairs.push("a set of topics was left out".to_owned());
            continue;
        }
        let mut reading = Reading::after(std::mem::take(&mut repairs));
        let item = Item::of(element, root.child("NewsEnvelope"));
        let incoming = item.read(agency, defaults, &mut reading).map_err(|refused| refused.at(element.line()))?;
        found.push(Incoming { repairs: reading.finish(), ..incoming });
    }
    if found.is_empty() { Err(Refused::whole("holds no NewsItem").at(root.line())) } else { Ok(found) }
}

/// A `NewsItem`.
pub(super) struct Item<'t> {
    pub(super) element: Element<'t>,
    envelope: Option<Element<'t>>,
    contents: Contents<'t>,
    /// The components around the content, the innermost first.
    pub(super) components: Vec<Element<'t>>,
    pub(super) own: Own<'t>,
}

/// What our own documents say besides.
#[derive(Debug, Default)]
pub(super) struct Own<'t> {
    pub(super) content_hash: Option<&'t str>,
    pub(super) category: Option<&'t str>,
    pub(super) created: Option<&'t str>,
    pub(super) digital_source: Option<&'t str>,
    pub(super) embargo: Option<&'t str>,
    pub(super) group: Option<&'t str>,
    pub(super) public: Option<&'t str>,
    pub(super) public_summary: Option<&'t str>,
    pub(super) summary_source: Option<&'t str>,
    pub(super) was: Option<&'t str>,
    pub(super) now: Option<&'t str>,
    pub(super) dateline: Option<&'t str>,
    /// Items that are more than related.
    pub(super) relations: Vec<(Relation, &'t str)>,
}

impl<'t> Own<'t> {
    fn of(components: &[Element<'t>]) -> Self {
        let mut own = Self::default();
        let metadata = components.iter().flat_map(|component| component.all("Metadata"));
        let ours = |metadata: &Element<'_>| {
            metadata.child("MetadataType").is_some_and(|kind| {
                kind.attribute("FormalName") == Some(OWN) && kind.attribute("Vocabulary") == Some(NAMESPACE)
            })
        };
        for (name, value) in metadata.filter(ours).flat_map(properties) {
            let said = Relation::ALL.into_iter().find(|&known| relation(known) == Some(name));
            if let Some(relation) = said.filter(|_| own.relations.len() < NAMED_MAX) {
                own.relations.push((relation, value));
            }
            let field = match name {
                own::CONTENT_HASH if is_hash(value) => &mut own.content_hash,
                own::CATEGORY => &mut own.category,
                own::CREATED => &mut own.created,
                own::DIGITAL_SOURCE => &mut own.digital_source,
                own::EMBARGO => &mut own.embargo,
                own::GROUP => &mut own.group,
                own::PUBLIC => &mut own.public,
                own::PUBLIC_SUMMARY => &mut own.public_summary,
                own::SUMMARY_SOURCE => &mut own.summary_source,
                own::WAS => &mut own.was,
                own::NOW => &mut own.now,
                own::DATELINE => &mut own.dateline,
                _ => continue,
            };
            field.get_or_insert(value);
        }
        own
    }
}

/// The names and values of the properties of an element.
pub(super) fn properties(element: Element<'_>) -> impl Iterator<Item = (&str, &str)> {
    element
        .all("Property")
        .filter_map(|property| Some((property.attribute("FormalName")?, property.attribute("Value")?)))
}

pub(super) fn formal_name(element: Element<'_>) -> Option<&str> {
    element.attribute("FormalName").map(str::trim).filter(|name| !name.is_empty())
}

impl<'t> Item<'t> {
    fn of(element: Element<'t>, envelope: Option<Element<'t>>) -> Self {
        let contents = Contents::of(element);
        let components = contents.components(element);
        let own = Own::of(&components);
        Self { element, envelope, contents, components, own }
    }

    pub(super) fn is_ours(&self) -> bool {
        self.own.content_hash.is_some()
    }

    /// The sections of one name around the content, the innermost first; one that stands elsewhere when there is none.
    pub(super) fn sections(&self, name: &'static str) -> impl Iterator<Item = Element<'t>> {
        let mut around = self.components.iter().filter_map(move |component| component.child(name)).peekable();
        let elsewhere = if around.peek().is_none() { self.element.descendants(name).next() } else { None };
        let around: Vec<_> = around.collect();
        around.into_iter().chain(elsewhere)
    }

    /// The first text of a field in a section.
    pub(super) fn text(&self, section: &'static str, field: &str) -> Option<Cow<'t, str>> {
        self.sections(section).find_map(|section| section.text_at(&[field]))
    }

    fn management(&self, name: &str) -> Option<Element<'t>> {
        self.element.at(&["NewsManagement", name])
    }

    fn identifier(&self, name: &str) -> Option<Cow<'t, str>> {
        self.element.text_at(&["Identification", "NewsIdentifier", name])
    }

    fn read(&self, agency: &Agency, defaults: &Defaults, reading: &mut Reading) -> Result<Incoming, Refused> {
        let story = match self.standing()? {
            Standing::Gone(state) => self.notice(state, reading),
            standing => self.story(standing, agency, defaults, reading)?,
        };
        Ok(Incoming {
            external_id: self.name()?,
            version: self.identifier("RevisionId").and_then(|version| version.trim().parse().ok()),
            content_hash: self.own.content_hash.map(str::to_owned),
            dated: self.dated(reading),
            ..Incoming::new(story)
        })
    }

    /// The name of the item, which is the same for every revision: ours, that of another agency of HAS, or the public
    /// identifier without the revision (RFC 3085), so that a kill finds what it kills.
    fn name(&self) -> Result<Option<String>, Refused> {
        let local = self.identifier("NewsItemId").unwrap_or_default();
        let provider = self.identifier("ProviderId").unwrap_or_default();
        let date = self.identifier("DateId").unwrap_or_default();
        if let Some(item) = local.parse().ok().or_else(|| item_of(&provider, &date, &local)) {
            let item: ItemId = item;
            return Ok(Some(item.as_str().to_owned()));
        }
        let field = "PublicIdentifier";
        match self.identifier(field) {
            Some(public) => {
                let revision = self.identifier("RevisionId").unwrap_or_default();
                external_id(field, without_revision(&public, &revision))
            }
            None if local.is_empty() => Ok(None),
            None => external_id(field, &format!("urn:newsml:{provider}:{date}:{local}")),
        }
    }

    fn dated(&self, reading: &mut Reading) -> Option<Timestamp> {
        let sent = self.envelope.and_then(|envelope| envelope.child("DateAndTime"));
        let dates = [self.management("ThisRevisionCreated"), sent, self.management("FirstCreated")];
        let date = dates.into_iter().flatten().find(|date| !date.text().trim().is_empty())?;
        reading.dated(date.name(), &date.text())
    }

    /// The status, and instructions that take the item away without saying so in its status.
    fn standing(&self) -> Result<Standing, Refused> {
        if let Some(update) = self.element.child("Update") {
            return Err(
                Refused::field("Update", "changes parts of another document, which is not here").at(update.line())
            );
        }
        let told = match self.management("Status") {
            Some(status) => {
                let word = status.attribute("FormalName").unwrap_or_default();
                standing("Status", word).map_err(|refused| refused.at(status.line()))?
            }
            None => Standing::Usable,
        };
        let instructions = self.element.child("NewsManagement").into_iter().flat_map(|m| m.all("Instruction"));
        // With a status of its own an instruction is about earlier revisions.
        let about_this = instructions.filter(|instruction| instruction.child("RevisionStatus").is_none());
        for word in about_this.filter_map(formal_name) {
            let state = match word.to_ascii_lowercase().as_str() {
                "kill" | "cancel" | "delete" | "withdraw" => State::Canceled,
                "hold" | "withhold" => State::Withheld,
                _ => continue,
            };
            return Ok(match told {
                Standing::Gone(_) => told,
                Standing::Usable | Standing::Embargoed => Standing::Gone(state),
            });
        }
        Ok(told)
    }

    fn notice(&self, state: State, reading: &mut Reading) -> Drafted {
        let named = self.name().ok().flatten().and_then(|name| name.parse().ok());
        let kind = named.map(|item: ItemId| item.kind()).or_else(|| self.contents.kind());
        let headline = self.text("NewsLines", "HeadLine").unwrap_or_default();
        Drafted::Notice(Notice {
            state,
            kind: kind.unwrap_or(Kind::Text),
            headline: Headline::new(one_line(&headline)).ok(),
            reason: self.note(reading),
        })
    }

    /// The lines for editors; where there are none, comments on the item.
    fn note(&self, reading: &mut Reading) -> Option<Note> {
        let lines = self.sections("NewsLines").flat_map(|lines| lines.all("NewsLine"));
        let advisory = lines.filter(|line| line.child("NewsLineType").and_then(formal_name) == Some(ADVISORY));
        let mut messages: Vec<_> = advisory.flat_map(|line| line.all("NewsLineText")).map(Element::text).collect();
        if messages.is_empty() {
            messages.extend(self.element.all("Comment").map(Element::text));
        }
        reading.note("NewsLine", &messages)
    }

    /// The end of the embargo: when the status will change to `Usable` (§5.5.2), the latest when several are given.
    fn embargo(&self, standing: Standing) -> Result<Option<Timestamp>, Refused> {
        let changes = self.element.child("NewsManagement").into_iter().flat_map(|m| m.all("StatusWillChange"));
        let mut latest = None;
        for change in changes {
            let future = change.child("FutureStatus").and_then(formal_name).unwrap_or_default();
            if !future.eq_ignore_ascii_case("usable") {
                continue;
            }
            let time = change.text_at(&["DateAndTime"]).unwrap_or_default();
            latest = latest.max(Some(embargo("StatusWillChange", &time).map_err(|refused| refused.at(change.line()))?));
        }
        if let Some(over) = self.own.embargo {
            latest = latest.max(Some(embargo(own::EMBARGO, over)?));
        }
        if latest.is_none() && standing == Standing::Embargoed {
            let line = self.management("Status").map_or(1, Element::line);
            return Err(Refused::field("Status", "is `Embargoed`, and nothing says until when").at(line));
        }
        Ok(latest)
    }

    fn story(
        &self,
        standing: Standing,
        agency: &Agency,
        defaults: &Defaults,
        reading: &mut Reading,
    ) -> Result<Drafted, Refused> {
        let embargo = self.embargo(standing)?;
        let written = self.contents.text(reading)?;
        let blocks = written.as_ref().map_or(&[][..], |written| &written.fragment.blocks);
        let headline = self.text("NewsLines", "HeadLine").unwrap_or_default();
        let headline = reading.headline("HeadLine", &headline, blocks)?;
        let language = reading.language(self.language().as_deref(), defaults);
        let slug =
            self.text("NewsLines", "SlugLine").or_else(|| self.element.text_at(&["Identification", "NameLabel"]));
        let slug = reading.slug("SlugLine", slug.as_deref(), &headline, &language);
        let urgency = self.management("Urgency").or_else(|| self.envelope?.child("Priority")).and_then(formal_name);
        let priority = reading.priority("Urgency", urgency, defaults);
        let category = reading.category(self.own.category, agency, defaults);
        let content = Content::Removed { was: self.contents.kind().unwrap_or(Kind::Text) };
        let mut story = Story::new(language, slug, headline, priority, category, content);
        story.embargo = embargo;
        self.lines(&mut story, written.as_ref(), reading);
        self.description(&mut story, reading);
        self.own_facts(&mut story, reading);
        story.rights = self.rights(reading);
        story.related = self.related(reading);
        story.editors_note = self.note(reading);
        match written {
            Some(text) => self.written(story, text, agency, reading),
            None => self.filed(story, reading),
        }
    }

    fn written(
        &self,
        mut story: Story,
        text: Text<'_>,
        agency: &Agency,
        reading: &mut Reading,
    ) -> Result<Drafted, Refused> {
        text.fragment.repairs.into_iter().for_each(|repair| reading.repair(repair));
        let mut blocks = text.fragment.blocks;
        if self.own.dateline.is_some() {
            has::take_dateline_off(&mut blocks, &text::dateline(&story, agency));
        }
        let body = Body::new(blocks).map_err(|fault| Refused::field("DataContent", fault).at(text.data.line()))?;
        story.content = Content::Text { body };
        Ok(Drafted::Text(story))
    }

    fn filed(&self, story: Story, reading: &mut Reading) -> Result<Drafted, Refused> {
        let Some(File { kind, path, forms, caption: given }) = self.contents.file() else {
            return Err(Refused::field("ContentItem", "has no file"));
        };
        let mut given = given;
        if given.trim().is_empty() {
            let lines = self.sections("NewsLines").flat_map(|lines| lines.all("NewsLine"));
            let mut captions = lines.filter(|line| line.child("NewsLineType").and_then(formal_name) == Some("Caption"));
            given = captions.find_map(|line| line.text_at(&["NewsLineText"])).unwrap_or_default().into_owned();
        }
        let caption = caption(&given, &story, reading)?;
        let forms = forms.into_iter().map(|(form, path)| (form, path.to_owned())).collect();
        Ok(Drafted::Media(MediaDraft::new(kind, path.to_owned(), caption, story).with_forms(forms)))
    }
}

/// The item of ours that `tel`, `20260901` and `text-50000001` name.
pub(super) fn item_of(provider: &str, date: &str, local: &str) -> Option<ItemId> {
    let (kind, number) = local.split_once('-')?;
    format!("{provider}:{kind}:{date}:{number}").parse().ok()
}

/// A public identifier without the revision and the letter of its update at the end.
fn without_revision<'a>(public: &'a str, revision: &str) -> &'a str {
    let Some((name, last)) = public.rsplit_once(':') else { return public };
    let number = last.trim_end_matches(['N', 'U', 'A']);
    if !revision.is_empty() && number == revision.trim() { name } else { public }
}

//! Reads ninjs of every version: 1.x with its lower-case keys and `body_html`, 2.x with lists of headlines and bodies,
//! 3.x in camel case. Keys are matched without regard to case, so a mixture is read too.
//!
//! A package gives the items that are associated in it. A text gives itself alone: what is associated with it becomes a
//! related item where it is one of the wire, and is left out where it is not. Events and plans are refused.

mod content;
mod files;
mod item;
mod named;

use super::{
    CORRECTION_NOW, CORRECTION_WAS, CREATED, DERIVED_FROM, GROUP, PICTURE, PUBLIC_SUMMARY, TRANSLATION_OF,
    node::{Entry, Node},
};
use crate::{
    Defaults, Drafted, Incoming, MediaDraft, NAMED_MAX, Notice, Refused,
    incoming::external_id,
    text::{self, slug_of},
};
use content::Found;
use item::{Item, shown};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use story::{
    Agency, Block, Body, Content, Correction, Created, Dateline, Headline, ItemId, Kind, Lang, Line, PlaceName,
    Priority, Prose, Related, Relation, Rights, Slug, State, Story, TextFault, tidy_line,
};

/// Packages that may stand inside each other.
const DEPTH_MAX: usize = 4;
/// Items that one document may give.
const ITEMS_MAX: usize = 1_000;
/// Subjects of an item that are looked at.
const SUBJECTS_MAX: usize = 1_000;
/// Repairs that are told of one item.
const REPAIRS_MAX: usize = 20;

/// Reads one document.
///
/// An embargo or a status that cannot be read refuses the item: dropping either could publish what must not be
/// published. An item that is not usable gives a notice. Of a package, items that cannot be read are left out and told.
pub fn read(text: &str, agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    let document = Node::parse(text)?;
    let reader = Reader { agency, defaults };
    let alone = Within { state: State::Usable, embargo: None, depth: 0 };
    match &document {
        Node::Object(entries) => reader.item(entries, alone),
        Node::List(items) => reader.items(items.iter(), alone),
        _ => Err(not_an_item()),
    }
}

fn not_an_item() -> Refused {
    Refused::whole("is not a ninjs item: not a JSON object")
}

/// Notes a repair, unless it is told already or there are many.
fn told(repairs: &mut Vec<String>, repair: String) {
    if repairs.len() < REPAIRS_MAX && !repairs.contains(&repair) {
        repairs.push(repair);
    }
}

/// What the package around an item says.
#[derive(Debug, Clone, Copy)]
struct Within {
    state: State,
    embargo: Option<Timestamp>,
    depth: usize,
}

#[derive(Debug, Clone, Copy)]
struct Reader<'r> {
    agency: &'r Agency,
    defaults: &'r Defaults,
}

impl Reader<'_> {
    fn items<'n>(self, items: impl Iterator<Item = &'n Node<'n>>, within: Within) -> Result<Vec<Incoming>, Refused> {
        let mut found: Vec<Incoming> = Vec::new();
        let (mut repairs, mut first) = (Vec::new(), None);
        for item in items {
            let more = match item {
                Node::Object(entries) => self.item(entries, within),
                _ => Err(not_an_item()),
            };
            match more {
                Ok(more) => found.extend(more),
                Err(refused) => {
                    told(&mut repairs, format!("an item was left out: {refused}"));
                    first.get_or_insert(refused);
                }
            }
            if found.len() > ITEMS_MAX {
                return Err(Refused::whole(format!("holds more than {ITEMS_MAX} items")));
            }
        }
        match found.first_mut() {
            Some(incoming) => {
                incoming.repairs.extend(repairs);
                Ok(found)
            }
            None => Err(first.unwrap_or_else(|| Refused::whole("holds no item"))),
        }
    }

    fn item(self, entries: &[Entry<'_>], within: Within) -> Result<Vec<Incoming>, Refused> {
        let item = Item::of(entries);
        let state = stricter(item.state()?, within.state);
        if item.is_package() {
            if within.depth == DEPTH_MAX {
                return Err(Refused::field("associations", format!("are nested more than {DEPTH_MAX} deep")));
            }
            let embargo = match state {
                State::Usable if !item.is_our_package => item.embargo()?.max(within.embargo),
                _ => within.embargo,
            };
            let inside = Within { state, embargo, depth: within.depth + 1 };
            return self.items(item.associations.iter().map(|&(_, node)| node), inside);
        }
        let one = if state == State::Usable { self.story(item, within.embargo) } else { notice(item, state) };
        one.map(|one| vec![one])
    }

    /// A story, or all of it but its file.
    fn story(self, mut item: Item<'_>, embargo_around: Option<Timestamp>) -> Result<Incoming, Refused> {
        let embargo = item.embargo()?.max(embargo_around);
        let found = item.found()?;
        let headline = item.headline(&found)?;
        let language = item.language(self.defaults);
        let slug = item.slug(&headline, &language);
        let priority = item.priority(self.defaults);
        let (about, category) = item.subjects(self.agency, self.defaults);
        let content = Content::Removed { was: Kind::Text };
        let story = Story {
            byline: item.line("byline", item.byline),
            dateline: item.dateline(),
            topics: about.topics,
            keywords: about.keywords,
            public: about.public,
            places: item.places(),
            people: item.names(item.people),
            organisations: item.names(item.organisations),
            genre: item.genre(),
            created: item.created(),
            digital_source: item.digital_source(),
            embargo,
            rights: item.rights(),
            editors_note: item.prose("ednote", item.note),
            public_summary: item.prose("description", item.own_described(PUBLIC_SUMMARY)),
            summary_source: about.summary_source,
            correction: item.correction(),
            ..Story::new(language, slug, headline, priority, category, content)
        };
        let drafted = match found {
            Found::Body(blocks) => Drafted::Text(self.written(&mut item, story, blocks)?),
            Found::File(file) => {
                let caption = item.caption(&story.headline)?;
                let standfirst = item.media_standfirst();
                let story = item.associated(Story { standfirst, ..story });
                Drafted::Media(MediaDraft::new(file.kind, file.path, caption, story).with_forms(file.forms))
            }
        };
        item.incoming(drafted)
    }

    fn written(self, item: &mut Item<'_>, mut story: Story, blocks: Vec<Block>) -> Result<Story, Refused> {
        let blocks = if item.is_ours() {
            let dateline = text::dateline(&story, self.agency);
            content::without_dateline(blocks, &dateline)
        } else {
            content::without_headline(blocks, &story.headline)
        };
        let body = Body::new(blocks).map_err(|fault| Refused::field("body", fault))?;
        story.standfirst = item.standfirst(&body);
        story.content = Content::Text { body };
        Ok(item.associated(story))
    }
}

/// The state that lets less through.
fn stricter(one: State, other: State) -> State {
    match (one, other) {
        (State::Canceled, _) | (_, State::Canceled) => State::Canceled,
        (State::Withheld, _) | (_, State::Withheld) => State::Withheld,
        _ => State::Usable,
    }
}

/// A hold or a kill. Whatever else is wrong with the item, it comes in if it says what it is about.
fn notice(mut item: Item<'_>, state: State) -> Result<Incoming, Refused> {
    let headline = item.main_headline().and_then(|text| Headline::tidy(&text).ok());
    let reason = item.prose("ednote", item.note);
    let kind = item.kind().unwrap_or(Kind::Text);
    item.incoming(Drafted::Notice(Notice { state, kind, headline, reason }))
}

/// A line of ours as it is, one of others tidied.
fn line_of<const CHARS_MAX: usize>(text: &str, ours: bool) -> Result<Line<CHARS_MAX>, TextFault> {
    let taken = if ours { Line::new(text).ok() } else { None };
    taken.map_or_else(|| Line::tidy(text), Ok)
}

/// A time, and whether its zone was missing; without one it is read as UTC.
fn time(text: &str) -> Option<(Timestamp, bool)> {
    if let Ok(time) = text.parse() {
        return Some((time, false));
    }
    let civil = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(Date::into));
    TimeZone::UTC.to_timestamp(civil.ok()?).ok().map(|time| (time, true))
}

impl Item<'_> {
    /// Its publishing status. One that nobody knows may mean that it must not be used, so it refuses the item.
    fn state(&self) -> Result<State, Refused> {
        let mut state = State::Usable;
        for (key, value) in &self.statuses {
            let word = match value {
                Node::Null => continue,
                Node::Text(text) if text.trim().is_empty() => continue,
                Node::Text(text) => text.trim().to_ascii_lowercase(),
                _ => return Err(Refused::field(key, "is not a text")),
            };
            let one = match word.strip_prefix("stat:").unwrap_or(&word) {
                "cancelled" => State::Canceled,
                "withhold" => State::Withheld,
                word => word.parse().map_err(|_| {
                    Refused::field(key, format!("is `{}`: neither usable, nor withheld, nor canceled", shown(word)))
                })?,
            };
            state = stricter(state, one);
        }
        Ok(state)
    }

    /// Its embargo, the last one when it has several.
    fn embargo(&self) -> Result<Option<Timestamp>, Refused> {
        let mut last = None;
        for (key, value) in &self.embargoes {
            let time = match value {
                Node::Null => continue,
                Node::Text(text) if text.trim().is_empty() => continue,
                Node::Text(text) => text.trim().parse().map_err(|_| {
                    let why = format!("is not a time with its zone (2026-09-01T10:00:00Z): `{}`", shown(text));
                    Refused::field(key, why)
                }),
                _ => Err(Refused::field(key, "is not a time but another value")),
            }?;
            last = last.max(Some(time));
        }
        Ok(last)
    }

    /// True when it has nothing itself, but items in it.
    fn is_package(&self) -> bool {
        let holds = matches!(self.kind, None | Some("composite" | "package"));
        holds && self.bodies.is_empty() && self.renditions.is_empty() && !self.associations.is_empty()
    }

    /// What it is made of, as far as it says.
    fn kind(&self) -> Option<Kind> {
        let id = self.uri.filter(|_| self.is_ours()).and_then(|uri| uri.parse::<ItemId>().ok());
        id.map(|id| id.kind()).or(match self.kind? {
            "text" | "composite" => Some(Kind::Text),
            "picture" => Some(Kind::Picture),
            "video" => Some(Kind::Video),
            "graphic" => Some(Kind::Graphic),
            "audio" | "component" => Some(Kind::File),
            _ => None,
        })
    }

    /// What was read, with what tells it from other documents.
    fn incoming(mut self, story: Drafted) -> Result<Incoming, Refused> {
        let version = self.version.and_then(|version| match version {
            Node::Text(text) => text.trim().parse().ok(),
            number => number.number().filter(|n| n.fract() == 0.0).and_then(|n| format!("{n}").parse().ok()),
        });
        Ok(Incoming {
            external_id: external_id("uri", self.guid.or(self.uri).unwrap_or_default())?,
            dated: self.dated(),
            version,
            content_hash: self.content_hash.map(str::to_owned),
            repairs: self.repairs,
            ..Incoming::new(story)
        })
    }

    /// When this version was made, or else the item or its content.
    fn dated(&mut self) -> Option<Timestamp> {
        let text = self.version_created.or(self.first_created).or(self.content_created)?;
        let Some((time, no_zone)) = time(text) else {
            told(&mut self.repairs, format!("the date `{}` cannot be read", shown(text)));
            return None;
        };
        if no_zone {
            told(&mut self.repairs, format!("the date `{}` has no time zone, and was read as UTC", shown(text)));
        }
        Some(time)
    }

    /// A field of one line, cut nowhere: one that is too long is left out.
    fn line<const CHARS_MAX: usize>(&mut self, field: &str, text: Option<&str>) -> Option<Line<CHARS_MAX>> {
        let taken = line_of(text?, self.is_ours());
        self.kept(field, taken)
    }

    /// A field of several lines.
    fn prose<const CHARS_MAX: usize>(&mut self, field: &str, text: Option<&str>) -> Option<Prose<CHARS_MAX>> {
        let text = text?;
        let taken = if self.is_ours() { Prose::new(text).ok() } else { None };
        self.kept(field, taken.map_or_else(|| Prose::tidy(text), Ok))
    }

    fn kept<T>(&mut self, field: &str, taken: Result<T, TextFault>) -> Option<T> {
        match taken {
            Ok(value) => Some(value),
            Err(TextFault::Empty) => None,
            Err(fault) => {
                told(&mut self.repairs, format!("`{field}` {fault}, and was left out"));
                None
            }
        }
    }

    fn language(&mut self, defaults: &Defaults) -> Lang {
        let Some(tag) = self.language else { return defaults.language.clone() };
        Lang::new(tag).unwrap_or_else(|_| {
            let repair = format!("`{}` is not a language; `{}` was taken", shown(tag), defaults.language);
            told(&mut self.repairs, repair);
            defaults.language.clone()
        })
    }

    fn slug(&mut self, headline: &Headline, language: &Lang) -> Slug {
        let made = || slug_of(headline.as_str(), language);
        let Some(given) = self.slugline else { return made() };
        let taken = if self.is_ours() { Slug::new(given) } else { Slug::new(&tidy_line(given)) };
        taken.unwrap_or_else(|fault| {
            told(&mut self.repairs, format!("`slugline` {fault}; the headline made the slug"));
            made()
        })
    }

    fn priority(&mut self, defaults: &Defaults) -> Priority {
        let Some(value) = self.urgency.or(self.priority) else { return defaults.priority };
        let number = value.number();
        let is = |n: u8| number.is_some_and(|number| (number - f64::from(n)).abs() < f64::EPSILON);
        // 9 is "user-defined" in old schemes, and the least of all here.
        let known = (1..=9).find(|&n| is(n)).and_then(|n| Priority::from_urgency(n.min(8)));
        known.unwrap_or_else(|| {
            let repair = format!("the urgency was not 1 to 9; {} was taken", defaults.priority.name());
            told(&mut self.repairs, repair);
            defaults.priority
        })
    }

    /// Where it was filed. Others write a region or a country after the city; ours stands among the places.
    fn dateline(&mut self) -> Option<Dateline> {
        let located = self.located?.name()?;
        if self.is_ours() {
            let city = self.line("located", Some(located))?;
            let country = self.located_country();
            return Some(Dateline { city, country });
        }
        let (city, rest) = located.split_once(',').unwrap_or((located, ""));
        let city = self.kept("located", PlaceName::tidy(city))?;
        Some(Dateline { city, country: named::country(rest.trim()) })
    }

    /// When the content was made. What 1.x and others cannot say as a time stands in a description of ours.
    fn created(&mut self) -> Option<Created> {
        let text = self.own_described(CREATED).or(self.content_created)?;
        let taken = Created::new(text);
        self.kept("contentcreated", taken)
    }

    fn rights(&mut self) -> Rights {
        let credit = self.described(&["creditline"]).map(|described| described.text);
        let notice = self.copyright_notice.or(self.copyright_holder.filter(|_| !self.is_ours()));
        let source = self.source();
        Rights {
            credit: self.line("creditline", credit),
            copyright: self.line("copyrightnotice", notice),
            usage_terms: self.prose("usageterms", self.usage_terms),
            source: self.line("infosource", source),
        }
    }

    fn correction(&mut self) -> Option<Correction> {
        let (was, now) = (self.own_described(CORRECTION_WAS), self.own_described(CORRECTION_NOW));
        let was = self.prose("description", was)?;
        Some(Correction { was, now: self.prose("description", now)? })
    }

    /// The story with its group and its related items; other associations are told.
    fn associated(&mut self, mut story: Story) -> Story {
        let mut left_out = 0;
        for (name, node) in std::mem::take(&mut self.associations) {
            let uri = node.text_at("uri").unwrap_or_default();
            if self.is_ours() && name == GROUP {
                story.group = uri.parse().ok();
                continue;
            }
            // A picture in the body has its place there.
            if self.is_ours() && name.starts_with(PICTURE) {
                continue;
            }
            // Only 3.x has a place for the relation; in ours it stands in the name too.
            let said = node.text_at("rel").filter(|_| !self.is_ours()).unwrap_or(name);
            let rel = match said {
                said if said.starts_with(TRANSLATION_OF) => Relation::TranslationOf,
                said if said.starts_with(DERIVED_FROM) => Relation::DerivedFrom,
                _ => Relation::Related,
            };
            let title = Item::of(node.entries()).main_headline();
            let item: Option<ItemId> = uri.parse().ok();
            match item.zip(title.and_then(|title| line_of(&title, self.is_ours()).ok())) {
                Some((item, title)) if story.related.len() < NAMED_MAX => {
                    story.related.push(Related { item, title, rel });
                }
                _ => left_out += 1,
            }
        }
        match left_out {
            0 => {}
            1 => told(&mut self.repairs, "an associated item was left out".to_owned()),
            more => told(&mut self.repairs, format!("{more} associated items were left out")),
        }
        story
    }
}

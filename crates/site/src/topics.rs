//! Topics: the stories of a language whose keywords, places and Media Topics make one address.

mod alphabet;

use crate::{
    SiteError,
    address::{Path, Query},
    edition::Edition,
    feed::{self, Form},
    lists::{From, LIST, place_of},
    page::{self, Article, Page, Place, stories},
    shelf::Key,
    view::{Card, Frame, Link, encoded},
};
use alphabet::by_letter;
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use format::{name::address_part, topics::topic_name};
use jiff::{SignedDuration, Timestamp};
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};
use store::args;
use story::{Lang, from_millis, to_millis};

/// How long a story counts for the topics that are written about most, in days.
const BUSY_DAYS: i64 = 7;
/// Topics that are shown as the busiest.
const BUSIEST: usize = 24;
/// Topics of the alphabetical list: those of them that most stories are about.
const LISTED_MAX: usize = 600;
/// Tags, the newest first, that the lists of topics are made of.
const TAGS_READ_MAX: u32 = 20_000;

/// A word of a story that leads to a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    /// As the story spells it.
    pub name: String,
    /// What all spellings of the topic have in common: the topic's part of the address.
    pub slug: String,
}

/// The topics of a story in its edition, each once: its own tags, then the names that the IPTC gives to what it is about
/// in that language.
pub(crate) fn tags(article: &Article, lang: &Lang) -> Vec<Tag> {
    let named = article.topics.iter().filter_map(|topic| topic_name(topic, lang));
    let named = named.filter(|topic| topic.lang == lang.primary()).map(|topic| topic.name);
    let mut seen = HashSet::new();
    let names = article.tags.iter().map(String::as_str).chain(named);
    // What has no letter makes no address of its own.
    names
        .filter(|name| name.contains(char::is_alphanumeric))
        .map(|name| Tag { name: name.to_owned(), slug: address_part(name, lang) })
        .filter(|tag| seen.insert(tag.slug.clone()))
        .collect()
}

#[derive(Template)]
#[template(path = "topics.html")]
struct Topics {
    f: Frame,
    /// The topics of the last days with the number of their stories.
    busiest: Vec<(Link, String)>,
    /// The topics by the letter that they begin with.
    letters: Vec<(String, Vec<Link>)>,
}

#[derive(Template)]
#[template(path = "topic.html")]
struct Topic {
    f: Frame,
    intro: String,
    feed: String,
    cards: Vec<Card>,
    older: Option<String>,
}

const TOPIC: &str = stories!(
    "p.item IN (SELECT page FROM (SELECT t.page FROM page_tag t JOIN page q ON q.item = t.page \
     WHERE t.language = $2 AND t.slug = $6 AND q.state = 'shown' AND q.show_at <= $1 AND t.released <= $3 \
     AND (t.released < $3 OR t.number < $4) ORDER BY t.released DESC, t.number DESC LIMIT $5) found) \
     ORDER BY p.released DESC, p.number DESC"
);
const NEWEST_TAGS: &str = "SELECT t.page, t.slug, t.name, t.released, p.updated, p.show_at FROM page_tag t JOIN page p ON p.item = t.page \
    WHERE t.language = $2 AND p.state = 'shown' AND p.show_at <= $1 ORDER BY t.released DESC, t.slug LIMIT $3";

impl Edition {
    /// The link to a topic of this edition.
    pub fn topic_link(&self, tag: &Tag) -> Link {
        Link::to(self.topic_path(&tag.slug), &tag.name, "")
    }

    fn topic_path(&self, slug: &str) -> String {
        self.path(&format!("topics/{}/", encoded(slug)))
    }

    /// The newest stories about a topic after `place`, [opened](Self::open).
    async fn about(&self, slug: &str, place: Place, limit: u32) -> Result<Vec<Page>, SiteError> {
        self.depends().keys.insert(Key::Topic(self.lang.clone(), slug.to_owned()));
        let arguments = args![to_millis(self.now), self.lang.as_str(), place.released, place.number, limit, slug];
        page::pages(&self.site.db.all(TOPIC, arguments).await?)
    }

    /// The topic as the newest of its stories spells it; none when nothing is shown about it.
    async fn spelled(&self, slug: &str) -> Result<Option<String>, SiteError> {
        // More than one: the newest may have been stopped a moment ago.
        let newest = self.about(slug, Place::TOP, u32::try_from(LIST).unwrap_or(u32::MAX)).await?;
        let newest = self.open(newest);
        let mut tags = newest.iter().filter_map(|page| page.article.as_ref()).flat_map(|a| tags(a, &self.lang));
        Ok(tags.find(|tag| tag.slug == slug).map(|tag| tag.name))
    }
}

/// `GET /{lang}/topics/{slug}/`
pub(crate) async fn get(
    edition: Edition,
    Path((_, slug)): Path<(String, String)>,
    Query(from): Query<From>,
) -> Response {
    let made = topic(&edition, &slug, &from).await;
    edition.answer(made)
}

async fn topic(edition: &Edition, slug: &str, from: &From) -> Result<Option<Response>, SiteError> {
    let Some(place) = from.place() else { return Ok(None) };
    let Some(name) = edition.spelled(slug).await? else {
        // Another spelling leads to the same topic.
        let usual = address_part(slug, &edition.lang);
        let known = usual != slug && edition.spelled(&usual).await?.is_some();
        return Ok(known.then(|| Redirect::permanent(&edition.topic_path(&usual)).into_response()));
    };
    let limit = u32::try_from(LIST + 1).unwrap_or(u32::MAX);
    let mut stories = edition.about(slug, place, limit).await?;
    let more = stories.len() > LIST;
    stories.truncate(LIST);
    let end = stories.last().map(place_of).filter(|_| more);
    let stories = edition.open(stories);
    if stories.is_empty() && end.is_none() {
        return Ok(None);
    }
    let path = edition.topic_path(slug);
    let intro = edition.words.topic_intro(&name);
    let mut f = edition.frame(&name, &intro, &path);
    f.feeds.clone_from(&path);
    // The same words may be about something else in another language.
    f.alternates.clear();
    if place != Place::TOP {
        f.canonical = edition.address(&format!("{path}?before={place}"));
    }
    let (feed, older) = (format!("{path}rss.xml"), end.map(|place| format!("{path}?before={place}")));
    edition.page(StatusCode::OK, &Topic { f, intro, feed, cards: edition.cards(&stories), older }).map(Some)
}

/// `GET /{lang}/topics/{slug}/rss.xml`, `atom.xml`, `feed.json`
pub(crate) async fn feed(edition: Edition, Path((_, slug)): Path<(String, String)>, form: Form) -> Response {
    let made = written(&edition, &slug, form).await;
    edition.answer(made)
}

async fn written(edition: &Edition, slug: &str, form: Form) -> Result<Option<Response>, SiteError> {
    let Some(name) = edition.spelled(slug).await? else { return Ok(None) };
    let stories = edition.about(slug, Place::TOP, feed::ENTRIES).await?;
    let stories = edition.open(stories);
    let title = format!("{} – {name}", edition.agency());
    Ok(Some(feed::written(edition, &title, &edition.topic_path(slug), &stories, form)))
}

/// A topic as the lists of topics show it.
#[derive(Debug)]
struct Counted {
    tag: Tag,
    stories: usize,
    lately: usize,
    /// When one of the stories last became another one, or appeared, in milliseconds.
    changed: i64,
}

/// The topics that most stories are about, at most `max`: the path of each, and when it last became another page.
pub(crate) async fn dated(edition: &Edition, max: usize) -> Result<Vec<(String, Timestamp)>, SiteError> {
    let mut topics = counted(edition).await?;
    topics.sort_by_key(|topic| Reverse(topic.stories));
    topics.truncate(max);
    let dated = |topic: Counted| (edition.topic_path(&topic.tag.slug), from_millis(topic.changed));
    Ok(topics.into_iter().map(dated).collect())
}

/// `GET /{lang}/topics/`
pub(crate) async fn all(edition: Edition) -> Response {
    let made = listed(&edition).await;
    edition.answer(made.map(Some))
}

async fn listed(edition: &Edition) -> Result<Response, SiteError> {
    let mut topics = counted(edition).await?;
    topics.sort_by_key(|topic| Reverse(topic.lately));
    let busiest = topics.iter().take_while(|topic| topic.lately > 0).take(BUSIEST);
    let busiest: Vec<_> =
        busiest.map(|topic| (edition.topic_link(&topic.tag), edition.words.search_count(topic.lately))).collect();
    topics.sort_by_key(|topic| Reverse(topic.stories));
    topics.truncate(LISTED_MAX);
    let letters = by_letter(topics.into_iter().map(|topic| topic.tag).collect(), &edition.lang);
    let letters = letters
        .into_iter()
        .map(|(letter, tags)| (letter, tags.iter().map(|tag| edition.topic_link(tag)).collect()))
        .collect();
    let words = edition.words;
    let f = edition.frame(words.topics, words.topics_intro, &edition.path("topics/"));
    edition.page(StatusCode::OK, &Topics { f, busiest, letters })
}

/// The topics of the newest stories, those that were written about last first.
async fn counted(edition: &Edition) -> Result<Vec<Counted>, SiteError> {
    let arguments = args![to_millis(edition.now), edition.lang.as_str(), TAGS_READ_MAX];
    edition.depends().keys.insert(Key::Latest(edition.lang.clone()));
    let rows = edition.site.db.all(NEWEST_TAGS, arguments).await?;
    let since = edition.now.saturating_sub(SignedDuration::from_hours(24 * BUSY_DAYS)).unwrap_or(Timestamp::MIN);
    let (mut places, mut topics, mut items) = (HashMap::new(), Vec::<Counted>::new(), HashSet::new());
    for row in &rows {
        let item = row.parsed("page")?;
        if edition.site.reader.stop(&item).is_none() {
            let slug = row.text("slug")?;
            let place = *places.entry(slug.clone()).or_insert(topics.len());
            if place == topics.len() {
                topics.push(Counted { tag: Tag { name: row.text("name")?, slug }, stories: 0, lately: 0, changed: 0 });
            }
            let released = row.int("released")?;
            let changed = row.int_or_null("updated")?.unwrap_or(released).max(row.int("show_at")?);
            let topic = &mut topics[place];
            topic.stories += 1;
            topic.lately += usize::from(released >= to_millis(since));
            topic.changed = topic.changed.max(changed);
        }
        items.insert(item);
    }
    edition.depends().items.extend(items);
    Ok(topics)
}

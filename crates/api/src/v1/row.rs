//! What a list shows of a story: everything of it but the text.

use serde::Serialize;
use story::{
    Block, Body, Correction, Genre, ItemId, Kind, Line, Prose, Publicity, Relation, Rendition, Story, TopicId,
};
use wire::Dispatch;

/// Pictures of a row that are named, at most.
const THUMBNAILS_MAX: usize = 4;

/// A row.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    slug: &'a str,
    headline: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    standfirst: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    words: i64,
    keywords: Vec<&'a str>,
    topics: Vec<&'a str>,
    dir: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    genre: Option<&'a Genre>,
    pictures: usize,
    thumbnails: Vec<String>,
    usage_terms: bool,
    editors_note: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<&'a Correction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<bool>,
}

impl<'a> Row<'a> {
    pub(super) fn of(dispatch: &'a Dispatch) -> Self {
        let story = &*dispatch.story;
        let beside = pictures(story);
        let own = story.rendition(Rendition::Thumbnail).map(|_| dispatch.entry.item.as_str());
        let thumbnail = |item: &str| format!("/api/v1/items/{item}/files/{}", Rendition::Thumbnail.name());
        Self {
            slug: story.slug.as_str(),
            headline: story.headline.as_str(),
            standfirst: story.standfirst.as_ref().map(Prose::as_str),
            byline: story.byline.as_ref().map(Line::as_str),
            place: place(story),
            words: query::words(story),
            keywords: story.keywords.iter().map(Line::as_str).collect(),
            topics: story.topics.iter().map(TopicId::as_str).collect(),
            dir: story.language.dir(),
            genre: story.genre.as_ref(),
            pictures: beside.len(),
            thumbnails: own
                .into_iter()
                .chain(beside.iter().map(|item| item.as_str()))
                .take(THUMBNAILS_MAX)
                .map(thumbnail)
                .collect(),
            usage_terms: story.rights.usage_terms.is_some(),
            editors_note: story.editors_note.is_some(),
            correction: story.correction.as_ref(),
            public: match story.public {
                Publicity::Rule => None,
                Publicity::Yes => Some(true),
                Publicity::No => Some(false),
            },
        }
    }
}

/// The pictures that stand beside a story and in it.
pub(super) fn pictures(story: &Story) -> Vec<&ItemId> {
    let related = story.related.iter().filter(|one| one.rel == Relation::Related).map(|one| &one.item);
    let within = story.body().into_iter().flat_map(Body::blocks).filter_map(|block| match block {
        Block::Picture { item, .. } => Some(item),
        _ => None,
    });
    let mut pictures: Vec<&ItemId> = Vec::new();
    for item in related.chain(within).filter(|item| item.kind() == Kind::Picture) {
        if !pictures.contains(&item) {
            pictures.push(item);
        }
    }
    pictures
}

/// Where a story comes from: the city of its dateline, else the first place that it is about.
pub(super) fn place(story: &Story) -> Option<&str> {
    let filed = story.dateline.as_ref().map(|dateline| dateline.city.as_str());
    filed.or_else(|| story.places.first().map(|place| place.name.as_str()))
}

//! A story, read once for all the queries that ask about it.

use crate::{
    Facts, Field,
    analysis::Analysis,
    key::{ByKey, Key, Sort, key, number_key},
    span::floor_millis,
};
use jiff::Timestamp;
use story::{Content, ItemId, ProductId, Story};

/// Parts of the story, one bit each: the fields in the order of [`Field::ALL`], then all the rest.
pub(crate) type Zones = u8;
/// Texts that are in no field.
const ELSEWHERE: Zones = 1 << 7;
/// Wherever it stands.
pub(crate) const ANYWHERE: Zones = Zones::MAX;

/// The bit of a field.
pub(crate) fn zone(field: Option<Field>) -> Zones {
    field.map_or(ELSEWHERE, |field| 1 << field as u8)
}

/// A text of a story that can be searched for. Phrases do not reach from one into the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The field that it is; none for the body, captions, keywords and places.
    pub field: Option<Field>,
    /// The text.
    pub text: String,
}

/// Every text of a story that can be searched for.
pub fn parts(story: &Story) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |field, text: String| parts.push(Part { field, text });
    add(Some(Field::Headline), story.headline.to_string());
    add(Some(Field::Slug), story.slug.to_string());
    story.standfirst.iter().for_each(|text| add(Some(Field::Standfirst), text.to_string()));
    story.byline.iter().for_each(|text| add(Some(Field::Byline), text.to_string()));
    story.dateline.iter().for_each(|dateline| add(None, dateline.city.to_string()));
    story.keywords.iter().for_each(|text| add(None, text.to_string()));
    story.places.iter().for_each(|place| add(None, place.name.to_string()));
    story.people.iter().for_each(|text| add(Some(Field::Person), text.to_string()));
    story.organisations.iter().for_each(|text| add(Some(Field::Organisation), text.to_string()));
    match &story.content {
        Content::Text { body } => body.blocks().iter().for_each(|block| add(None, block.plain())),
        _ => story.caption().iter().for_each(|text| add(None, text.to_string())),
    }
    parts
}

/// What the wire says of a version beside the story.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The item.
    pub item: &'a ItemId,
    /// The products that it belongs to.
    pub products: &'a [ProductId],
    /// The time of the version.
    pub created: Timestamp,
}

/// A story as queries see it.
pub struct Reading {
    /// Which of the analyses read its words.
    pub(crate) analysis: u16,
    /// All that can be asked of it, with the parts of the story in which it stands.
    pub(crate) keys: ByKey<Zones>,
    /// Its words as they stand, text by text.
    pub(crate) runs: Vec<(Zones, Vec<Key>)>,
    /// Words of its text.
    pub(crate) words: i64,
    /// Milliseconds since 1970.
    pub(crate) created: i64,
}

impl Reading {
    /// Reads a story.
    pub fn of(story: &Story, about: About<'_>) -> Self {
        let number = Analysis::number(&story.language);
        let analysis = &crate::analysis::ANALYSES[number];
        let mut reading = Self {
            analysis: 1 << number,
            keys: ByKey::default(),
            runs: Vec::new(),
            words: words(story),
            created: floor_millis(about.created),
        };
        for Part { field, text } in parts(story) {
            reading.add_text(zone(field), &text, analysis);
        }
        reading.add_facts(&Facts::of(story), about);
        reading
    }

    fn add_text(&mut self, zone: Zones, text: &str, analysis: &Analysis) {
        let mut run = Vec::new();
        for unit in analysis.units(text) {
            let exact = key(Sort::Exact, &unit.exact);
            run.push(exact);
            let mut add = |key| *self.keys.entry(key).or_default() |= zone;
            add(exact);
            add(key(Sort::Word, &unit.exact));
            unit.stem.iter().for_each(|stem| add(key(Sort::Word, stem)));
        }
        self.runs.push((zone, run));
    }

    fn add_facts(&mut self, facts: &Facts<'_>, about: About<'_>) {
        let story = facts.story;
        let mut add = |key| {
            self.keys.insert(key, ANYWHERE);
        };
        add(key(Sort::Kind, story.kind().name()));
        add(key(Sort::Language, story.language.as_str()));
        add(key(Sort::Language, story.language.primary()));
        add(number_key(Sort::Category, story.category.0));
        add(number_key(Sort::Priority, story.priority as u32));
        about.products.iter().for_each(|product| add(number_key(Sort::Product, product.0)));
        facts.topics.iter().for_each(|topic| add(key(Sort::Topic, topic)));
        facts.keywords.iter().for_each(|word| add(key(Sort::Keyword, word)));
        facts.places.iter().for_each(|word| add(key(Sort::Place, word)));
        facts.source.iter().for_each(|word| add(key(Sort::Source, word)));
        story.genre.iter().for_each(|genre| add(key(Sort::Genre, genre.as_str())));
        story.group.iter().for_each(|group| add(key(Sort::Group, group.as_str())));
        add(key(Sort::Item, about.item.as_str()));
    }

    /// The parts of the story in which these words stand in this order.
    pub(crate) fn zones_of(&self, run: &[Key]) -> Zones {
        let holds = |text: &[Key]| text.windows(run.len()).any(|words| words == run);
        self.runs.iter().filter(|(_, text)| holds(text)).fold(0, |zones, (zone, _)| zones | zone)
    }
}

/// How many words the text of a story, or the caption of a picture, has.
pub fn words(story: &Story) -> i64 {
    let words = match &story.content {
        Content::Text { body } => body.words(),
        _ => story.caption().map_or(0, |caption| caption.as_str().split_whitespace().count()),
    };
    i64::try_from(words).unwrap_or(i64::MAX)
}

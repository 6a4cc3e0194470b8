//! What a story is, apart from its words.

use crate::{
    Span, Word,
    key::{Key, Sort, key, number_key, word_key},
};
use std::{fmt::Display, str::FromStr};
use story::{CategoryId, Genre, GroupId, ItemId, Kind, Lang, Priority, ProductId, TopicId};

/// One of the values is that of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// What it is made of.
    Kind(Vec<Kind>),
    /// The language it is written in; `sr` covers `sr-Latn`.
    Language(Vec<Lang>),
    /// The agency's section.
    Category(Vec<CategoryId>),
    /// How urgent it is.
    Priority(Vec<Priority>),
    /// A product that it belongs to.
    Product(Vec<ProductId>),
    /// A Media Topic that it is about, or one that is part of it.
    Topic(Vec<TopicId>),
    /// A keyword, in any case of letters.
    Keyword(Vec<Word>),
    /// A place, in any case of letters.
    Place(Vec<Word>),
    /// Where it comes from, in any case of letters.
    Source(Vec<Word>),
    /// Its genre.
    Genre(Vec<Genre>),
    /// The group that it is in.
    Group(Vec<GroupId>),
    /// The item.
    Item(Vec<ItemId>),
    /// How many words its text has.
    Words(Span),
    /// The time of its version, in milliseconds since 1970.
    Date(Span),
}

impl Condition {
    /// The names of all conditions in the language of queries.
    pub const NAMES: [&'static str; 14] = [
        "kind", "language", "category", "priority", "product", "topic", "keyword", "place", "source", "genre", "group",
        "item", "words", "date",
    ];

    /// Its name in the language of queries.
    pub fn name(&self) -> &'static str {
        let at = match self {
            Self::Kind(_) => 0,
            Self::Language(_) => 1,
            Self::Category(_) => 2,
            Self::Priority(_) => 3,
            Self::Product(_) => 4,
            Self::Topic(_) => 5,
            Self::Keyword(_) => 6,
            Self::Place(_) => 7,
            Self::Source(_) => 8,
            Self::Genre(_) => 9,
            Self::Group(_) => 10,
            Self::Item(_) => 11,
            Self::Words(_) => 12,
            Self::Date(_) => 13,
        };
        Self::NAMES[at]
    }

    /// Reads the values of the condition `name`, which is one of [`Condition::NAMES`]. An error is which value is wrong,
    /// and why.
    pub(crate) fn read(name: &str, values: &[String]) -> Result<Self, (usize, String)> {
        Ok(match name {
            "kind" => Self::Kind(parsed(values)?),
            "language" => Self::Language(parsed(values)?),
            "category" => Self::Category(numbers(values, "a category")?.into_iter().map(CategoryId).collect()),
            "priority" => Self::Priority(each(values, priorities)?.into_iter().flatten().collect()),
            "product" => Self::Product(numbers(values, "a product")?.into_iter().map(ProductId).collect()),
            "topic" => Self::Topic(parsed(values)?),
            "keyword" => Self::Keyword(words(values)),
            "place" => Self::Place(words(values)),
            "source" => Self::Source(words(values)),
            "genre" => Self::Genre(each(values, |text| Genre::new(text).map_err(|e| e.to_string()))?),
            "group" => Self::Group(parsed(values)?),
            "item" => Self::Item(parsed(values)?),
            "words" => Self::Words(one(values, Span::of_numbers)?),
            _ => Self::Date(one(values, Span::of_times)?),
        })
    }

    /// Its values as text that [`Condition::read`] reads.
    pub(crate) fn values(&self) -> Vec<String> {
        fn shown<T: Display>(values: &[T]) -> Vec<String> {
            values.iter().map(ToString::to_string).collect()
        }
        match self {
            Self::Kind(kinds) => kinds.iter().map(|kind| kind.name().to_owned()).collect(),
            Self::Language(langs) => shown(langs),
            Self::Category(ids) => ids.iter().map(|id| id.0.to_string()).collect(),
            Self::Priority(priorities) => priorities.iter().map(|p| (*p as u8).to_string()).collect(),
            Self::Product(ids) => ids.iter().map(|id| id.0.to_string()).collect(),
            Self::Topic(topics) => shown(topics),
            Self::Keyword(words) | Self::Place(words) | Self::Source(words) => shown(words),
            Self::Genre(genres) => genres.iter().map(|genre| genre.as_str().to_owned()).collect(),
            Self::Group(groups) => shown(groups),
            Self::Item(items) => shown(items),
            Self::Words(span) => vec![span.numbers()],
            Self::Date(span) => vec![span.times()],
        }
    }

    /// The keys of which the story has one; `None` for a span.
    pub(crate) fn keys(&self) -> Option<Vec<Key>> {
        let texts = |sort, texts: &mut dyn Iterator<Item = &str>| texts.map(|text| key(sort, text)).collect();
        let words = |sort, words: &[Word]| words.iter().map(|word| word_key(sort, word)).collect();
        Some(match self {
            Self::Kind(kinds) => texts(Sort::Kind, &mut kinds.iter().map(|kind| kind.name())),
            Self::Language(langs) => texts(Sort::Language, &mut langs.iter().map(Lang::as_str)),
            Self::Category(ids) => ids.iter().map(|id| number_key(Sort::Category, id.0)).collect(),
            Self::Priority(ps) => ps.iter().map(|p| number_key(Sort::Priority, *p as u32)).collect(),
            Self::Product(ids) => ids.iter().map(|id| number_key(Sort::Product, id.0)).collect(),
            Self::Topic(topics) => texts(Sort::Topic, &mut topics.iter().map(TopicId::code)),
            Self::Keyword(list) => words(Sort::Keyword, list),
            Self::Place(list) => words(Sort::Place, list),
            Self::Source(list) => words(Sort::Source, list),
            Self::Genre(genres) => texts(Sort::Genre, &mut genres.iter().map(Genre::as_str)),
            Self::Group(groups) => texts(Sort::Group, &mut groups.iter().map(GroupId::as_str)),
            Self::Item(items) => texts(Sort::Item, &mut items.iter().map(ItemId::as_str)),
            Self::Words(_) | Self::Date(_) => return None,
        })
    }
}

fn each<T>(values: &[String], read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, (usize, String)> {
    let one = |(at, text): (usize, &String)| read(text).map_err(|why| (at, format!("`{text}` {why}")));
    values.iter().enumerate().map(one).collect()
}

fn parsed<T: FromStr<Err: Display>>(values: &[String]) -> Result<Vec<T>, (usize, String)> {
    each(values, |text| text.parse().map_err(|e: T::Err| e.to_string()))
}

fn numbers(values: &[String], of: &str) -> Result<Vec<u32>, (usize, String)> {
    each(values, |text| text.parse().map_err(|_| format!("is not the number of {of}")))
}

fn words(values: &[String]) -> Vec<Word> {
    values.iter().map(|text| text.as_str().into()).collect()
}

fn one<T>(values: &[String], read: impl Fn(&str) -> Result<T, String>) -> Result<T, (usize, String)> {
    match values {
        [_, more, ..] => Err((1, format!("`{more}` is one too many; a span is one value"))),
        values => each(values, read)?.pop().ok_or_else(|| (0, "a value is missing here".to_owned())),
    }
}

/// `2`, `flash`, `1-3` or `1..3`.
fn priorities(text: &str) -> Result<Vec<Priority>, String> {
    let read = |text: &str| text.parse::<Priority>().map_err(|e| e.to_string());
    let Some((from, to)) = text.split_once("..").or_else(|| text.split_once('-')) else {
        return read(text).map(|one| vec![one]);
    };
    let (from, to) = (read(from)?, read(to)?);
    if from > to {
        return Err("runs from the less urgent to the more urgent".to_owned());
    }
    Ok(Priority::ALL.into_iter().filter(|p| (from..=to).contains(p)).collect())
}

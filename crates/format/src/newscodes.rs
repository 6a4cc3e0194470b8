//! The vocabularies of the IPTC that documents name: English names, and the old subject codes that match Media Topics.
//!
//! The tables are made by `scripts/newscodes` of the NewsCodes of the IPTC (CC BY 4.0).

use std::{collections::HashMap, sync::LazyLock};
use story::{Genre, TopicId};

/// A Media Topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    /// Its name in English.
    pub name: &'static str,
    /// The 8-digit subject code that older systems know it by: one that means the same, or else one that means more.
    pub subject: Option<&'static str>,
    /// The topic that it is part of; none for the widest.
    pub broader: Option<&'static str>,
}

/// Rows of a table, without its comments.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

static TOPICS: LazyLock<HashMap<&str, Topic>> = LazyLock::new(|| {
    let topic = |row: Vec<&'static str>| match row[..] {
        [code, broader, subject, _, name] => {
            let filled = |text: &'static str| Some(text).filter(|text| !text.is_empty());
            (code, Topic { name, subject: filled(subject), broader: filled(broader) })
        }
        _ => unreachable!("a test reads every row"),
    };
    rows(include_str!("../data/mediatopics.tsv")).map(topic).collect()
});

/// Media Topics by the subject code that means the same.
static BY_SUBJECT: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let same = |row: Vec<&'static str>| (row[3] == "=").then(|| (row[2], row[0]));
    rows(include_str!("../data/mediatopics.tsv")).filter_map(same).collect()
});

static SUBJECTS: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| rows(include_str!("../data/subjects.tsv")).map(|row| (row[0], row[1])).collect());

static GENRES: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| rows(include_str!("../data/genres.tsv")).map(|row| (row[0], row[1])).collect());

/// What is known of a Media Topic.
pub fn topic(id: &TopicId) -> Option<Topic> {
    TOPICS.get(id.code()).copied()
}

/// The codes of a Media Topic and of every topic that it is part of, the narrowest first.
pub fn with_broader(id: &TopicId) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(id.code()), |code| TOPICS.get(code).and_then(|topic| topic.broader))
}

/// The Media Topic that means the same as an 8-digit subject code.
pub fn topic_of_subject(code: &str) -> Option<TopicId> {
    BY_SUBJECT.get(code).and_then(|code| TopicId::new(code).ok())
}

/// The English name of an 8-digit subject code.
pub fn subject_name(code: &str) -> Option<&'static str> {
    SUBJECTS.get(code).copied()
}

/// Every genre, as its code and its English name, by name.
pub fn genres() -> Vec<(&'static str, &'static str)> {
    let mut genres: Vec<_> = GENRES.iter().map(|(code, name)| (*code, *name)).collect();
    genres.sort_by_key(|(_, name)| *name);
    genres
}

/// The English name of a genre.
pub fn genre_name(genre: &Genre) -> Option<&'static str> {
    GENRES.get(genre.as_str()).copied()
}

/// The genre of this English name.
pub fn genre_named(name: &str) -> Option<Genre> {
    GENRES.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).and_then(|(code, _)| Genre::new(code).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(TOPICS.len(), 1_392);
        assert!(TOPICS.keys().all(|code| TopicId::new(code).is_ok()));
        assert!(GENRES.keys().all(|code| Genre::new(code).is_ok()));
        assert!(TOPICS.values().filter_map(|topic| topic.subject).all(|code| code.len() == 8));
        // Nothing is part of itself, and nothing of what there is not.
        assert!(TOPICS.keys().all(|code| {
            let wider: Vec<_> = std::iter::successors(Some(*code), |code| TOPICS[code].broader).take(20).collect();
            wider.len() < 20
        }));
        assert!(BY_SUBJECT.len() > 600 && SUBJECTS.len() > 1_000);
    }

    #[test]
    fn topics_and_subject_codes_meet() {
        let earthquake = TopicId::new("20000153").expect("topic");
        let known = topic(&earthquake).expect("known");
        assert_eq!((known.name, known.subject), ("earthquake", Some("03002000")));
        let within: Vec<_> = with_broader(&earthquake).filter_map(|code| TOPICS.get(code)).map(|t| t.name).collect();
        assert_eq!(within, ["earthquake", "natural disaster", "disaster", "disaster, accident and emergency incident"]);
        assert_eq!(topic_of_subject("03002000"), Some(earthquake));
        assert_eq!(genre_named("fact check"), Genre::new("Fact_Check").ok());
    }
}

//! What a story is about, as the web names it: a scheme, a term of it, and words for people.

use crate::{
    Edition,
    formats::NAMESPACE,
    newscodes::{genre_name, subject_name, topic, topic_of_subject},
};
use std::borrow::Cow;
use story::TopicId;

/// The schemes of the IPTC, to which a code is added.
const MEDIA_TOPICS: &str = "http://cv.iptc.org/newscodes/mediatopic/";
const SUBJECTS: &str = "http://cv.iptc.org/newscodes/subjectcode/";
const GENRES: &str = "http://cv.iptc.org/newscodes/genre/";

/// One category of an entry.
#[derive(Debug)]
pub(crate) struct Category<'a> {
    /// The vocabulary; empty for a free keyword.
    pub scheme: Cow<'static, str>,
    /// The code in it.
    pub term: Cow<'a, str>,
    /// Words for people.
    pub label: Cow<'a, str>,
}

/// The categories of a story: its section, its topics as Media Topics and as the older subject codes, its genre, its
/// keywords.
pub(crate) fn categories<'a>(edition: &Edition<'a>) -> Vec<Category<'a>> {
    let story = edition.story;
    let mut found = Vec::with_capacity(2 * story.topics.len() + story.keywords.len() + 2);
    if let Some(section) = edition.agency.category(story.category) {
        let scheme = Cow::Owned(format!("{NAMESPACE}section/"));
        let label = section.name(story.language.primary());
        found.push(Category { scheme, term: section.path.as_str().into(), label: label.into() });
    }
    let mut subjects: Vec<&str> = Vec::new();
    for id in &story.topics {
        let known = topic(id);
        let label = known.map_or(id.code(), |topic| topic.name);
        found.push(Category { scheme: MEDIA_TOPICS.into(), term: id.code().into(), label: label.into() });
        subjects.extend(known.and_then(|topic| topic.subject));
    }
    for (at, &code) in subjects.iter().enumerate() {
        if subjects[..at].contains(&code) {
            continue;
        }
        let label = subject_name(code).unwrap_or(code);
        found.push(Category { scheme: SUBJECTS.into(), term: code.into(), label: label.into() });
    }
    if let Some(genre) = &story.genre {
        let label = genre_name(genre).unwrap_or(genre.as_str());
        found.push(Category { scheme: GENRES.into(), term: genre.as_str().into(), label: label.into() });
    }
    let plain = |word: &'a str| Category { scheme: "".into(), term: word.into(), label: word.into() };
    found.extend(story.keywords.iter().map(|word| plain(word.as_str())));
    found
}

impl Category<'_> {
    /// True for what only machines tell apart from another category of the story.
    pub fn is_older_code(&self) -> bool {
        self.scheme == SUBJECTS
    }
}

/// What the category of a foreign entry is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// A Media Topic.
    Topic(TopicId),
    /// A genre, or a section: nothing that a keyword would say better.
    Passed,
    /// A word.
    Word,
}

/// Tells what a foreign category is, by its scheme and its term, which may be one address.
pub(crate) fn meant(scheme: &str, term: &str) -> Meant {
    let code = |text: &str| text.rsplit(['/', ':', '#']).next().map(str::trim).unwrap_or_default().to_owned();
    let is_code = |text: &str| text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let of = |part: &str| scheme.contains(part) || term.contains(part);
    let found = || [term, scheme].into_iter().map(code).find(|code| is_code(code)).unwrap_or_default();
    if of("mediatopic") || of("medtop") {
        return TopicId::new(&found()).map_or(Meant::Word, Meant::Topic);
    }
    if of("subjectcode") || of("subj:") {
        return topic_of_subject(&found()).map_or(Meant::Word, Meant::Topic);
    }
    if of("newscodes/genre") || scheme.starts_with(NAMESPACE) {
        return Meant::Passed;
    }
    Meant::Word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_however_they_are_written() {
        let earthquake = || Meant::Topic(TopicId::new("20000153").expect("a topic"));
        for (scheme, term) in [
            ("http://cv.iptc.org/newscodes/mediatopic/", "20000153"),
            ("http://cv.iptc.org/newscodes/mediatopic/20000153", "earthquake"),
            ("", "medtop:20000153"),
            ("iptc:subjectcode", "03002000"),
            ("http://cv.iptc.org/newscodes/subjectcode/03002000", "earthquake"),
        ] {
            assert_eq!(meant(scheme, term), earthquake(), "{scheme} {term}");
        }
        assert_eq!(meant("", "20000153"), Meant::Word);
        assert_eq!(meant("http://cv.iptc.org/newscodes/mediatopic/", "quake"), Meant::Word);
        assert_eq!(meant("http://cv.iptc.org/newscodes/genre/", "Obituary"), Meant::Passed);
    }
}

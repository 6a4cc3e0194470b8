//! Why something was found: the words that were asked for, where they stand.

use crate::{Api, refuse};
use ::query::{Field, Marks, Query};
use ::search::Hit;
use account::{Scope, Subscriber};
use audience::Entitlement;
use serde::Serialize;
use std::{collections::BTreeSet, ops::Range, sync::Arc};
use story::{Content, Story};
use web::Problem;
use wire::Dispatch;

/// Characters of a text that are shown around what was found.
const EXCERPT_CHARS_MAX: usize = 240;
/// Characters of them that stand before it.
const BEFORE_CHARS: usize = 80;
/// Characters of a text that are looked through.
const LOOKED_CHARS_MAX: usize = 20_000;
/// Characters that are looked through for all hits of a page; those behind have no excerpt.
const PAGE_LOOKED_CHARS_MAX: usize = 200_000;
/// Says that the text goes on.
const MORE: &str = "…";

/// A piece of text, and whether it was asked for.
type Piece = (String, bool);

/// The words that were asked for, where they stand.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Marked {
    headline: Vec<Piece>,
    excerpt: Vec<Piece>,
}

/// A hit, with what can be told of its story.
#[derive(Serialize)]
pub(super) struct Told {
    #[serde(flatten)]
    hit: Hit,
    #[serde(flatten)]
    more: Option<More>,
}

/// What the index does not hold.
#[derive(Serialize)]
struct More {
    marked: Marked,
    #[serde(skip_serializing_if = "Option::is_none")]
    standfirst: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    words: i64,
}

impl From<Hit> for Told {
    fn from(hit: Hit) -> Self {
        Self { hit, more: None }
    }
}

/// Marks in hits what a query asks for. Nothing more is told of a story that may not be read now. A key that opens no
/// items gets no piece of their text either.
pub(super) async fn marked(
    api: &Api,
    (subscriber, may): (&Subscriber, &Entitlement),
    query: &Query,
    hits: Vec<Hit>,
) -> Result<Vec<Told>, Problem> {
    let seqs: BTreeSet<u64> = hits.iter().map(|hit| hit.seq).collect();
    let (events, _) = api.gate().these(may, &seqs, api.now()).await.map_err(|e| refuse::inside(&e))?;
    let open: Vec<Arc<Dispatch>> =
        events.into_iter().filter(audience::Event::is_open).map(|event| event.dispatch).collect();
    let marks = Marks::new(query);
    let mut left = if subscriber.opens(Some(Scope::Items)) { PAGE_LOOKED_CHARS_MAX } else { 0 };
    let tell = move || {
        let mut more = |hit: &Hit| {
            let dispatch = open.iter().find(|dispatch| dispatch.seq() == hit.seq)?;
            Some(More::of(&dispatch.story, &marks, &mut left))
        };
        hits.into_iter().map(|hit| Told { more: more(&hit), hit }).collect()
    };
    tokio::task::spawn_blocking(tell).await.map_err(Problem::internal)
}

impl More {
    fn of(story: &Story, marks: &Marks, left: &mut usize) -> Self {
        Self {
            marked: Marked::of(story, marks, left),
            standfirst: story.standfirst.as_ref().map(ToString::to_string),
            place: super::row::place(story).map(str::to_owned),
            words: ::query::words(story),
        }
    }
}

impl Marked {
    /// `left` is how many characters of the text may be looked through.
    fn of(story: &Story, marks: &Marks, left: &mut usize) -> Self {
        let headline = story.headline.as_str();
        let places = marks.of(headline, Some(Field::Headline), &story.language);
        Self { headline: pieces(headline, 0..headline.len(), &places), excerpt: excerpt(story, marks, left) }
    }
}

/// The text around the first word in it that was asked for, or its beginning when there is none. Nothing when no
/// character is left to look through.
fn excerpt(story: &Story, marks: &Marks, left: &mut usize) -> Vec<Piece> {
    let may_look = LOOKED_CHARS_MAX.min(*left);
    if may_look == 0 {
        return Vec::new();
    }
    let texts: Vec<String> = match &story.content {
        Content::Text { body } => body.blocks().iter().map(story::Block::plain).collect(),
        _ => story.caption().map(ToString::to_string).into_iter().collect(),
    };
    let mut looked = 0;
    for text in &texts {
        let text_looked = begin(text, may_look - looked);
        let chars = text_looked.chars().count();
        (looked, *left) = (looked + chars, *left - chars);
        let places = marks.of(text_looked, None, &story.language);
        if let Some(first) = places.first() {
            return pieces(text, around(text, first), &places);
        }
        if looked == may_look {
            break;
        }
    }
    let first = texts.iter().find(|text| !text.trim().is_empty());
    first.map(|text| pieces(text, around(text, &(0..0)), &[])).unwrap_or_default()
}

/// The first characters of a text.
fn begin(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(end, _)| &text[..end])
}

/// The part of a text that is shown around a word, cut between words where there are any.
fn around(text: &str, word: &Range<usize>) -> Range<usize> {
    let back = text[..word.start].char_indices().rev().take(BEFORE_CHARS).last().map_or(word.start, |(at, _)| at);
    let start = match text[back..word.start].find(char::is_whitespace) {
        Some(space) if back > 0 => word.start - text[back + space..word.start].trim_start().len(),
        _ => back,
    };
    // Both ends may have to say that the text goes on.
    let shown = begin(&text[start..], EXCERPT_CHARS_MAX - 2);
    let end = start + shown.len();
    match shown.rfind(char::is_whitespace) {
        Some(space) if end < text.len() && start + space >= word.end => start..start + space,
        _ => start..end,
    }
}

/// A part of a text in pieces, each either asked for or not.
fn pieces(text: &str, part: Range<usize>, places: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut add = |text: &str, marked: bool| match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some((last, is)) if *is == marked => last.push_str(text),
        _ => pieces.push((text.to_owned(), marked)),
    };
    if part.start > 0 {
        add(MORE, false);
    }
    let mut at = part.start;
    for place in places.iter().filter(|place| place.start >= part.start && place.end <= part.end) {
        add(&text[at..place.start], false);
        add(&text[place.clone()], true);
        at = place.end;
    }
    add(&text[at..part.end], false);
    if part.end < text.len() {
        add(MORE, false);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, headline: &str, body: &str) -> Marked {
        let query = Query::read(query).expect("a query");
        let mut left = PAGE_LOOKED_CHARS_MAX;
        Marked::of(&kit::story("en", headline, body), &Marks::new(&query), &mut left)
    }

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|(text, marked)| if *marked { format!("[{text}]") } else { text.clone() }).collect()
    }

    #[test]
    fn words_are_marked_in_the_headline_and_where_they_stand_first_in_the_text() {
        let found = marked("quake OR \"the ground\"", "Quakes in İzmir", "Nothing here.\n\nThe ground shook. A quake.");
        assert_eq!(shown(&found.headline), "[Quakes] in İzmir");
        assert_eq!(shown(&found.excerpt), "[The] [ground] shook. A [quake].");
        assert_eq!(shown(&marked("kind:text", "Head", "First.\n\nSecond.").excerpt), "First.");
    }

    #[test]
    fn an_excerpt_is_cut_between_words_and_has_the_word_in_it() {
        let filler = "words and more words ".repeat(40);
        let excerpt = marked("needle", "Head", &format!("{filler} needle {filler}")).excerpt;
        let text: String = excerpt.iter().map(|(text, _)| text.as_str()).collect();
        assert!(text.chars().count() <= EXCERPT_CHARS_MAX, "{text}");
        assert!(text.starts_with("…") && text.ends_with('…'), "{text}");
        let cut = text.trim_matches('…');
        let whole = cut.split_whitespace().all(|word| ["words", "and", "more", "needle"].contains(&word));
        assert!(whole && shown(&excerpt).contains(" [needle] "), "{text}");
    }

    #[test]
    fn what_is_looked_through_is_counted_for_the_whole_page() {
        let story = kit::story("en", "A quake", "Nothing.\n\nIt shook here.");
        let marks = Marks::new(&Query::read("quake OR shook").expect("a query"));
        let found = |left: &mut usize| {
            let Marked { headline, excerpt } = Marked::of(&story, &marks, left);
            (shown(&headline), shown(&excerpt))
        };
        let (headline, mut left) = ("A [quake]".to_owned(), 30);
        assert_eq!(found(&mut left), (headline.clone(), "It [shook] here.".to_owned()));
        assert_eq!(left, 8);
        assert_eq!(found(&mut left), (headline.clone(), "Nothing.".to_owned()), "the rest was not looked through");
        assert_eq!(found(&mut left), (headline, String::new()), "nothing is left");
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_characters() {
        let query = Query::read("地震").expect("a query");
        let body = format!("{}地震{}", "四川省".repeat(200), "発生".repeat(200));
        let mut left = PAGE_LOOKED_CHARS_MAX;
        let found = Marked::of(&kit::story("zh", "見出し", &body), &Marks::new(&query), &mut left).excerpt;
        let text: String = found.iter().map(|(text, _)| text.as_str()).collect();
        assert!(text.chars().count() <= EXCERPT_CHARS_MAX && text.contains("地震"), "{text}");
    }
}

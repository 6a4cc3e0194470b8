//! What a notification is made of, as JSON: the worker of the browser puts it into words.

use super::seal::PLAIN_BYTES;
use crate::letters::Waiting;
use serde::Serialize;
use wire::Dispatch;

/// Characters that a headline, a slug and the name of a search may have, each row where the row before was too long.
/// Screens show less.
const CUTS: [(usize, usize, usize); 4] = [(400, 100, 60), (250, 60, 30), (120, 40, 15), (60, 20, 8)];
/// Searches that are named.
const SEARCHES_MAX: usize = 4;
/// Ends a text that was cut.
const CUT: char = '…';

/// A notification.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Notice {
    /// Of a version that was found, or that a version may not be used.
    Alert {
        item: String,
        version: u32,
        act: &'static str,
        priority: u8,
        language: String,
        slug: String,
        /// Empty where the item was stopped: what was stopped is not told once more.
        headline: String,
        searches: Vec<String>,
    },
    /// That notifications come through.
    Test {},
}

impl Notice {
    /// Of a dispatch that somebody's searches met.
    pub(crate) fn of(dispatch: &Dispatch, waiting: &Waiting) -> Self {
        let (entry, story) = (&dispatch.entry, &dispatch.story);
        let headline = if waiting.stops { String::new() } else { story.headline.to_string() };
        Self::Alert {
            item: entry.item.to_string(),
            version: entry.version,
            act: entry.act.name(),
            priority: story.priority.urgency(),
            language: entry.language.to_string(),
            slug: story.slug.to_string(),
            headline,
            searches: waiting.searches.iter().take(SEARCHES_MAX).cloned().collect(),
        }
    }

    /// The JSON, within [`PLAIN_BYTES`].
    pub(crate) fn json(mut self) -> Result<Vec<u8>, serde_json::Error> {
        for (headline_chars, slug_chars, name_chars) in CUTS {
            if let Self::Alert { headline, slug, searches, .. } = &mut self {
                cut(headline, headline_chars);
                cut(slug, slug_chars);
                for name in searches {
                    cut(name, name_chars);
                }
            }
            let json = serde_json::to_vec(&self)?;
            if json.len() <= PLAIN_BYTES {
                return Ok(json);
            }
        }
        // Four bytes for each character of the last cut are far below the limit: only ids could be so long.
        serde_json::to_vec(&Self::Test {})
    }
}

fn cut(text: &mut String, chars: usize) {
    if let Some((at, _)) = text.char_indices().nth(chars) {
        text.truncate(at);
        text.push(CUT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn notice(letter: &str) -> Notice {
        Notice::Alert {
            item: "tel:text:20260901:3".to_owned(),
            version: 1,
            act: "release",
            priority: 1,
            language: "tr".to_owned(),
            slug: letter.repeat(200),
            headline: letter.repeat(1_000),
            searches: vec![letter.repeat(200); 4],
        }
    }

    #[test]
    fn the_longest_texts_are_cut_to_fit() {
        for letter in ["a", "\"", "ğ", "地", "🌍"] {
            let json = notice(letter).json().unwrap();
            let read: Value = serde_json::from_slice(&json).unwrap();
            let headline = read["headline"].as_str().unwrap();
            assert!(json.len() <= PLAIN_BYTES && headline.chars().count() > 60, "{letter}: {}", json.len());
            assert!(headline.ends_with('…') && headline.starts_with(letter), "{headline}");
        }
    }

    #[test]
    fn a_short_one_is_told_whole() {
        let Notice::Alert { item, version, act, priority, language, .. } = notice("a") else { panic!() };
        let (slug, headline) = ("QUAKE".to_owned(), "İzmir'de deprem".to_owned());
        let searches = vec!["Depremler".to_owned()];
        let short = Notice::Alert { item, version, act, priority, language, slug, headline, searches };
        assert_eq!(
            String::from_utf8(short.json().unwrap()).unwrap(),
            "{\"kind\":\"alert\",\"item\":\"tel:text:20260901:3\",\"version\":1,\"act\":\"release\",\"priority\":1,\
             \"language\":\"tr\",\"slug\":\"QUAKE\",\"headline\":\"İzmir'de deprem\",\"searches\":[\"Depremler\"]}"
        );
    }
}

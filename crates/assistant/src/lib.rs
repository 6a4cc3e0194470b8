//! First drafts by a machine, at the one address that the house has configured: translations, and public summaries.
//!
//! Invariants:
//! - Without an address nothing leaves the house. With one, headline, standfirst, text and captions do, and no other field:
//!   no byline, no note to editors, no file. For a summary the headline and the text go alone.
//! - What comes back is text at most. A mark or a link is one that the source has in the same passage; an address is never
//!   taken from an answer.
//! - A translation that does not fit the text passage by passage is refused as a whole, and so is a summary that is longer
//!   than it may be.
//! - Nothing is kept, and nothing of a text is logged.

mod draft;
mod exchange;
mod marked;
mod passages;
mod summary;
mod translation;

pub use draft::Draft;
pub use exchange::{ANSWER_BYTES_MAX, TEXT_CHARS_MAX, TIMEOUT_SECS};
pub use summary::{Told, strange_figures};
pub use translation::{BATCH_CHARS_MAX, BATCH_PASSAGES_MAX};

use ::summary::SummaryRule;
use errand::Uri;
use std::{fmt, sync::Arc, time::Duration};
use story::{Lang, Story};
use tokio::sync::Semaphore;

/// Drafts that are made at once; whoever asks for one more waits.
const DRAFTS_MAX: usize = 2;

/// Why there is no draft.
#[derive(Debug, thiserror::Error)]
pub enum AssistantError {
    /// The text is too long.
    #[error("the text has {chars} characters; at most {TEXT_CHARS_MAX} are given to a machine")]
    TooLong {
        /// Characters of the text.
        chars: usize,
    },
    /// The text is too short to be told in short.
    #[error("the text is too short: a summary of it could have {words} words at most")]
    TooShort {
        /// Words that the rule leaves to a summary of it.
        words: usize,
    },
    /// No answer came.
    #[error("the machine at {host} did not answer: {why}")]
    Unreachable {
        /// Where it is.
        host: String,
        /// What happened.
        why: String,
    },
    /// It refused.
    #[error("the machine at {host} refused: {why}")]
    Refused {
        /// Where it is.
        host: String,
        /// Its answer, in words.
        why: String,
    },
    /// What it answered is not what it was asked for.
    #[error("the machine at {host} answered something that cannot be used: {why}")]
    Garbage {
        /// Where it is.
        host: String,
        /// What is wrong with it.
        why: String,
    },
}

/// What is configured.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The address that `/chat/completions` is below, such as `https://models.example/v1`.
    pub url: Uri,
    /// What the address asks for as a bearer token.
    pub key: Option<String>,
    /// The model.
    pub model: String,
    /// How long one answer may take.
    pub timeout: Duration,
    /// Whether texts under embargo may be sent.
    pub embargoed: bool,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key.as_ref().map(|_| "…");
        f.debug_struct("Settings")
            .field("url", &self.url)
            .field("key", &key)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

/// The machine. Clones are the same, and share its turns.
#[derive(Debug, Clone)]
pub struct Assistant {
    settings: Arc<Settings>,
    turns: Arc<Semaphore>,
}

impl Assistant {
    /// The machine that is configured.
    pub fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(settings), turns: Arc::new(Semaphore::new(DRAFTS_MAX)) }
    }

    /// The model, as the house named it.
    pub fn model(&self) -> &str {
        &self.settings.model
    }

    /// Where texts go.
    pub fn host(&self) -> &str {
        self.settings.url.host().unwrap_or_default()
    }

    /// Whether texts under embargo may be sent.
    pub fn takes_embargoed(&self) -> bool {
        self.settings.embargoed
    }

    /// Drafts a story in another language.
    pub async fn translate(&self, story: &Story, to: &Lang) -> Result<Draft, AssistantError> {
        let passages = passages::of(story);
        fits(passages.iter().map(|passage| passage.text.as_str()))?;
        let _turn = self.turns.acquire().await;
        let mut texts = Vec::with_capacity(passages.len());
        for batch in translation::batches(&passages) {
            texts.extend(translation::translated(&self.settings, batch, &story.language, to).await?);
        }
        Draft::of(story, &texts).map_err(|why| AssistantError::Garbage { host: self.host().to_owned(), why })
    }

    /// Drafts what the public is told of a written story, in its language.
    pub async fn summarise(&self, story: &Story, rule: &SummaryRule) -> Result<Told, AssistantError> {
        let texts = summary::texts(story);
        fits(texts.iter().map(String::as_str))?;
        let room = summary::Room::of(&texts, rule)?;
        let _turn = self.turns.acquire().await;
        summary::told(&self.settings, story, &texts, room).await
    }
}

/// Refuses what is too long to be given to a machine.
fn fits<'a>(texts: impl Iterator<Item = &'a str>) -> Result<(), AssistantError> {
    let chars = texts.map(|text| text.chars().count()).sum();
    if chars > TEXT_CHARS_MAX { Err(AssistantError::TooLong { chars }) } else { Ok(()) }
}

//! First drafts of translations by a machine, at the one address that the house has configured.
//!
//! Invariants:
//! - Without an address nothing leaves the house. With one, headline, standfirst, text and captions do, and no other field:
//!   no byline, no note to editors, no file.
//! - What comes back is text at most. A mark or a link is one that the source has in the same passage; an address is never
//!   taken from an answer.
//! - An answer that does not fit the text passage by passage is refused as a whole.
//! - Nothing is kept, and nothing of a text is logged.

mod draft;
mod exchange;
mod marked;
mod passages;

pub use draft::Draft;
pub use exchange::{ANSWER_BYTES_MAX, BATCH_CHARS_MAX, BATCH_PASSAGES_MAX, TEXT_CHARS_MAX, TIMEOUT_SECS};

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
    #[error("the text has {chars} characters; at most {TEXT_CHARS_MAX} are drafted by machine")]
    TooLong {
        /// Characters of the text.
        chars: usize,
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
    /// What it answered is no translation of the text.
    #[error("the machine at {host} answered something that is no translation of the text: {why}")]
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
        let chars = passages.iter().map(|passage| passage.text.chars().count()).sum();
        if chars > TEXT_CHARS_MAX {
            return Err(AssistantError::TooLong { chars });
        }
        let _turn = self.turns.acquire().await;
        let mut texts = Vec::with_capacity(passages.len());
        for batch in exchange::batches(&passages) {
            texts.extend(exchange::translated(&self.settings, batch, &story.language, to).await?);
        }
        Draft::of(story, &texts).map_err(|why| AssistantError::Garbage { host: self.host().to_owned(), why })
    }
}

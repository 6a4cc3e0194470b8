//! Real stories, from the corpora that lie beside the project: JSON lines with `lang`, `title`, `body` and `topics`.
//!
//! They are read here and stay where they are; most of them are for research only.

use crate::floor::lines;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::{io::BufRead, path::Path};
use story::{Body, CategoryId, Content, Headline, Keyword, Lang, Priority, Slug, Standfirst, Story};

/// The files that are read, in this order.
const FILES: [&str; 5] = ["reuters21578", "wikinews_en", "ttc3600", "saudinewsnet", "wikinews_ja"];
/// Words of the body that stand for a headline where the corpus has none.
const HEADLINE_WORDS: usize = 9;
/// Characters that a headline may have.
const HEADLINE_CHARS_MAX: usize = 300;
/// A first paragraph of at most so many characters is a standfirst.
const STANDFIRST_CHARS_MAX: usize = 300;
/// Topics that become keywords.
const KEYWORDS_MAX: usize = 3;
/// Sections that the stories are spread over.
pub const CATEGORIES: u32 = 8;

/// One story of a corpus.
pub struct Clipping {
    /// The language.
    pub language: Lang,
    /// The headline.
    pub headline: String,
    /// The text, never empty.
    pub paragraphs: Vec<String>,
    /// What the corpus says that it is about.
    pub topics: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    lang: String,
    title: Option<String>,
    body: Option<String>,
    #[serde(default)]
    topics: Vec<String>,
}

/// The first stories of each file that have a body, at most so many.
pub fn read(folder: &Path, each_max: usize) -> Result<Vec<Clipping>> {
    let mut clippings = Vec::new();
    for name in FILES {
        let path = folder.join(format!("{name}.jsonl.gz"));
        let mut taken = 0;
        for line in lines(&path)?.lines() {
            let row: Row = serde_json::from_str(&line?).with_context(|| format!("in {}", path.display()))?;
            let Some(clipping) = Clipping::of(row)? else { continue };
            clippings.push(clipping);
            taken += 1;
            if taken == each_max {
                break;
            }
        }
        ensure!(taken > 0, "{} holds no story with a body", path.display());
    }
    Ok(clippings)
}

impl Clipping {
    /// `None` for a row without a body that can be read.
    fn of(row: Row) -> Result<Option<Self>> {
        let Some(Ok(body)) = row.body.map(|body| Body::from_plain(&body)) else { return Ok(None) };
        let paragraphs: Vec<String> = body.blocks().iter().map(story::Block::plain).collect();
        let title = row.title.filter(|title| !title.trim().is_empty());
        let headline = title
            .unwrap_or_else(|| paragraphs[0].split_whitespace().take(HEADLINE_WORDS).collect::<Vec<_>>().join(" "));
        let headline = headline.chars().take(HEADLINE_CHARS_MAX).collect();
        Ok(Some(Self { language: Lang::new(&row.lang)?, headline, paragraphs, topics: row.topics }))
    }

    /// The story as the desk would have filed it; `number` stands for what the corpus does not say.
    pub fn story(&self, number: u32) -> Result<Story> {
        let headline = Headline::tidy(&self.headline)?;
        let slug = Slug::from_headline(headline.as_str());
        let priority = Priority::ALL[number as usize % Priority::ALL.len()];
        let (standfirst, rest) = match &self.paragraphs[..] {
            [first, rest @ ..] if !rest.is_empty() && first.chars().count() <= STANDFIRST_CHARS_MAX => {
                (Some(Standfirst::tidy(first)?), rest)
            }
            all => (None, all),
        };
        let content = Content::Text { body: Body::from_plain(&rest.join("\n\n"))? };
        let category = CategoryId(1 + number % CATEGORIES);
        let mut story = Story::new(self.language.clone(), slug, headline, priority, category, content);
        story.standfirst = standfirst;
        story.keywords =
            self.topics.iter().take(KEYWORDS_MAX).map(|topic| Keyword::tidy(topic)).collect::<Result<_, _>>()?;
        Ok(story)
    }
}

/// Numbers that look as if they were drawn, and are the same in each run.
pub struct Drawn(u64);

impl Drawn {
    /// Draws the same numbers for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`, which is not 0. `SplitMix64` (Steele, Lea, Flood 2014).
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = usize::try_from((z ^ (z >> 31)) >> 32).unwrap_or_default();
        drawn % end
    }

    /// True `percent` times of a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

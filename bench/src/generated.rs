//! Stories of a seeded generator: made-up words, but lengths and repetitions as in a news archive.

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::{fs::File, io::BufWriter, io::Write, path::Path};

/// The body of a story on the wire, in characters.
pub const BODY_CHARS: usize = 3_000;
/// Stories of a generated corpus.
pub const CORPUS_STORIES: u64 = 20_000;
/// How many of 1,000 stories of the Reuters-21578 collection are at most how long, in characters.
const LENGTHS: [(u64, u64); 19] = [
    (0, 6),
    (50, 128),
    (100, 197),
    (200, 297),
    (300, 391),
    (400, 475),
    (500, 553),
    (600, 619),
    (650, 719),
    (700, 871),
    (750, 1_037),
    (800, 1_173),
    (850, 1_438),
    (900, 1_798),
    (950, 2_636),
    (980, 3_717),
    (990, 4_364),
    (999, 5_387),
    (1_000, 13_397),
];
const CONSONANTS: &[u8; 15] = b"tnsrldkmpbgvzhf";
const VOWELS: &[u8; 5] = b"eaiou";
/// The rarest words are one of 2 to the power of this.
const WORD_BITS_MAX: u64 = 16;
/// Characters of a paragraph, roughly.
const PARAGRAPH_CHARS: usize = 350;
/// Characters of a headline, roughly.
const HEADLINE_CHARS: usize = 44;

/// Makes the same stories for the same seed.
pub struct Generator(u64);

impl Generator {
    /// A generator with a seed.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// `SplitMix64` (Steele, Lea, Flood 2014).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Adds a word. As in a language, a word is twice as rare as one of half its rank, and the rarer the longer.
    fn word(&mut self, text: &mut String) {
        let bits = self.below(WORD_BITS_MAX + 1);
        let mut rank = self.below(1 << bits) + (1 << bits);
        while rank > 0 {
            text.push(letter(CONSONANTS, rank));
            text.push(letter(VOWELS, rank / 15));
            rank /= 75;
        }
    }

    /// About so many characters of sentences, in paragraphs with empty lines between them; never shorter than a word.
    pub fn text(&mut self, chars: usize) -> String {
        let mut text = String::with_capacity(chars + 16);
        let mut paragraph = 0;
        loop {
            self.sentence(&mut text, chars);
            if text.len() >= chars {
                return text;
            }
            let full = text.len() - paragraph > PARAGRAPH_CHARS;
            text.push_str(if full { "\n\n" } else { " " });
            if full {
                paragraph = text.len();
            }
        }
    }

    fn sentence(&mut self, text: &mut String, chars: usize) {
        let begin = text.len();
        for n in 0..8 + self.below(16) {
            if n > 0 {
                text.push(' ');
            }
            self.word(text);
            if text.len() + 1 >= chars {
                break;
            }
        }
        text[begin..=begin].make_ascii_uppercase();
        text.push('.');
    }

    /// A headline without a full stop.
    pub fn headline(&mut self) -> String {
        let mut text = self.text(HEADLINE_CHARS);
        text.pop();
        text
    }

    /// A length as the stories of a news archive have it, in characters.
    fn length(&mut self) -> usize {
        let place = self.below(1_000);
        let upper = LENGTHS.partition_point(|(share, _)| *share <= place).clamp(1, LENGTHS.len() - 1);
        let ((from, least), (to, most)) = (LENGTHS[upper - 1], LENGTHS[upper]);
        let width = (most - least) * (place - from) / (to - from) + self.below((most - least) / (to - from) + 1);
        usize::try_from(least + width).expect("a story fits into memory")
    }

    /// A story as the desk takes it, with a body of [`BODY_CHARS`].
    pub fn story(&mut self) -> Value {
        let headline = self.headline();
        let body = self.text(BODY_CHARS);
        let paragraphs: Vec<Value> =
            body.split("\n\n").map(|text| json!({"block": "paragraph", "spans": [{"text": text}]})).collect();
        json!({
            "language": "en", "slug": "BENCH", "headline": headline, "priority": 4, "category": 1,
            "content": {"kind": "text", "body": paragraphs},
        })
    }
}

fn letter<const N: usize>(of: &[u8; N], rank: u64) -> char {
    let place = usize::try_from(rank).unwrap_or(usize::MAX) % N;
    char::from(of[place])
}

/// Writes so many stories as zipped JSON lines.
pub fn write_corpus(path: &Path, stories: u64) -> Result<()> {
    let mut out = GzEncoder::new(BufWriter::new(File::create(path)?), Compression::default());
    let mut generator = Generator::seeded(1);
    for n in 1..=stories {
        let chars = generator.length();
        let (title, body) = (generator.headline(), generator.text(chars));
        writeln!(out, "{}", json!({"id": format!("bench-{n}"), "lang": "en", "title": title, "body": body}))?;
    }
    out.finish()?.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::Story;

    #[test]
    fn a_generated_story_can_be_released() {
        let story: Story = serde_json::from_value(Generator::seeded(7).story()).unwrap();
        let chars = story.body().unwrap().plain().len();
        assert!((BODY_CHARS..BODY_CHARS + 100).contains(&chars), "{chars}");
        assert!(story.ready().is_ok());
    }

    #[test]
    fn lengths_are_those_of_the_archive() {
        let mut generator = Generator::seeded(7);
        let mut lengths: Vec<usize> = (0..20_000).map(|_| generator.length()).collect();
        lengths.sort_unstable();
        assert!((530..580).contains(&lengths[10_000]), "{}", lengths[10_000]);
        let mean = lengths.iter().sum::<usize>() / lengths.len();
        assert!((800..880).contains(&mean), "{mean}");
    }
}

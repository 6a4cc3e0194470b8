//! Extracts of stories beside their gold summaries, by ROUGE, and beside the first sentences of each story.

mod rouge;

use crate::{
    corpora::Drawn,
    figures::{Unit, number},
    floor::lines,
    machine::own_ticks,
    report::{Line, Section},
};
use anyhow::{Context, Result, ensure};
use rouge::Rouge;
use serde::Deserialize;
use std::{collections::HashMap, fmt::Write, hint::black_box, io::BufRead, path::Path};
use story::{Body, CategoryId, Content, Headline, Lang, Priority, Slug, Story};
use summary::{SummaryRule, running_text, summarise, words};

/// The gold summaries that the tree holds, which `bench/data/summaries/README.md` describes.
const OWN: [(&str, &str); 2] = [
    ("wikinews_en", concat!(env!("CARGO_MANIFEST_DIR"), "/data/summaries/samples/wikinews_en.jsonl")),
    ("wikinews_ja", concat!(env!("CARGO_MANIFEST_DIR"), "/data/summaries/samples/wikinews_ja.jsonl")),
];
/// Sentences of the baseline that takes the first ones.
const LEAD_SENTENCES: usize = 3;
/// Draws of the interval in which a difference of means lies.
const DRAWS: usize = 10_000;
/// Draws that lie outside of the interval on each side, in thousandths.
const TAIL_PER_MILLE: usize = 25;
/// Times that all stories are summarised, and times that their words are counted, to measure one.
const PASSES: [u64; 2] = [100, 1_000];
/// Ticks of processor time in a second, as the kernel counts them for programs.
const TICKS_PER_SECOND: f64 = 100.0;
/// Words of the stories that are timed, at least: gold stories are joined until they have them.
const TIMED_WORDS: usize = 600;

/// One story with the summary that somebody wrote of it.
#[derive(Deserialize)]
struct Row {
    lang: String,
    title: String,
    body: String,
    summary: String,
    /// `tuning` where the weights were fitted on it, `report` where it was kept for the figures alone.
    #[serde(default)]
    half: String,
}

/// A row as the desk would have filed it.
struct Gold {
    story: Story,
    summary: String,
    half: String,
}

/// A way to make a summary of a story.
struct Way {
    name: &'static str,
    make: fn(&Gold) -> String,
}

const WAYS: [Way; 5] = [
    Way { name: "extract", make: |gold| extract(&gold.story) },
    Way {
        name: "lead-3",
        make: |gold| running_text(&gold.story).into_iter().take(LEAD_SENTENCES).collect::<Vec<_>>().join(" "),
    },
    Way { name: "lead by the same rule", make: |gold| lead(&gold.story, budget(&gold.story)) },
    Way { name: "lead, at most as long as the extract", make: |gold| lead(&gold.story, words(&extract(&gold.story))) },
    Way { name: "best choice for ROUGE (sees the gold)", make: best },
];

/// One of the figures of ROUGE.
struct Figure {
    name: &'static str,
    of: fn(&Rouge) -> f64,
}

const FIGURES: [Figure; 3] = [
    Figure { name: "ROUGE-1", of: |rouge| rouge.one },
    Figure { name: "ROUGE-2", of: |rouge| rouge.two },
    Figure { name: "ROUGE-L", of: |rouge| rouge.longest },
];

/// Measures the extracts of the tree's own gold, or of another file in JSON lines (`lang`, `title`, `body`, `summary`).
pub fn run(other: Option<&Path>) -> Result<Section> {
    let sets = match other {
        Some(path) => vec![(path.display().to_string(), read(path)?)],
        None => {
            OWN.iter().map(|(name, path)| Ok(((*name).to_owned(), read(Path::new(path))?))).collect::<Result<_>>()?
        }
    };
    let mut table =
        "| stories | summary | words | ROUGE-1 | ROUGE-2 | ROUGE-L |\n|---|---|--:|--:|--:|--:|\n".to_owned();
    let mut differences = format!("Extract less lead-3, and where 95 % of {DRAWS} draws of the stories lie:\n\n");
    for (name, golds) in &sets {
        let mut halves: Vec<&str> = golds.iter().map(|gold| gold.half.as_str()).collect();
        halves.sort_unstable();
        halves.dedup();
        for half in halves {
            let golds: Vec<&Gold> = golds.iter().filter(|gold| gold.half == half).collect();
            let label = format!("{name} {half}, {}", golds.len()).trim().replace("  ", " ");
            score(&label, &golds, &mut table, &mut differences)?;
        }
    }
    let rule = SummaryRule::default();
    let method = format!(
        "Summaries by the default rule ({} % of the story, {} words, {} sentences, {} paragraphs) beside summaries that were \
         written by reading the story alone. F1 of ROUGE as the Python package `rouge-score` counts it without a stemmer, \
         in Japanese by characters; the mean over the stories. The weights were fitted on the tuning halves; what they \
         are worth stands in the report halves. Time: processor time for stories of {TIMED_WORDS} words and more, the mean; the \
         floor counts the words of the story, each in lower case.",
        rule.share_percent, rule.words, rule.sentences, rule.paragraphs
    );
    let all: Vec<&Gold> = sets.iter().flat_map(|(_, golds)| golds).collect();
    let mut section = Section::new("summaries", method, times(&all)?);
    section.note(table);
    section.note(differences);
    Ok(section)
}

fn read(path: &Path) -> Result<Vec<Gold>> {
    let mut golds = Vec::new();
    for (nth, line) in lines(path)?.lines().enumerate() {
        let row: Row =
            serde_json::from_str(&line?).with_context(|| format!("line {} of {}", nth + 1, path.display()))?;
        let story = story(&row.lang, &row.title, &row.body)
            .with_context(|| format!("line {} of {}", nth + 1, path.display()))?;
        golds.push(Gold { story, summary: row.summary, half: row.half });
    }
    ensure!(!golds.is_empty(), "{} holds no story", path.display());
    Ok(golds)
}

fn story(lang: &str, title: &str, body: &str) -> Result<Story> {
    let headline = Headline::tidy(title)?;
    let content = Content::Text { body: Body::from_plain(body)? };
    let slug = Slug::from_headline(headline.as_str());
    Ok(Story::new(Lang::new(lang)?, slug, headline, Priority::Routine, CategoryId(1), content))
}

fn extract(story: &Story) -> String {
    summarise(story, &SummaryRule::default()).map(|summary| summary.paragraphs.join(" ")).unwrap_or_default()
}

/// The words that the default rule gives the extract of a story.
fn budget(story: &Story) -> usize {
    let rule = SummaryRule::default();
    let all: usize = story.body().map_or(0, |body| body.blocks().iter().map(|block| words(&block.plain())).sum());
    rule.words.min(all * rule.share_percent / 100)
}

/// The first sentences, as many as the words and the default rule allow.
fn lead(story: &Story, words_max: usize) -> String {
    let mut left = words_max;
    let fits = |sentence: &String| {
        let fits = words(sentence) <= left;
        left = left.saturating_sub(words(sentence));
        fits
    };
    let sentences = running_text(story).into_iter().take(SummaryRule::default().sentences).take_while(fits);
    sentences.collect::<Vec<_>>().join(" ")
}

/// What a chooser that knows the gold summary would take within the default rule: the most that sentences can reach.
fn best(gold: &Gold) -> String {
    let sentences = running_text(&gold.story);
    let value = |places: &[usize]| {
        let text: Vec<&str> = places.iter().map(|&place| sentences[place].as_str()).collect();
        let rouge = Rouge::of(&gold.summary, &text.join(" "));
        rouge.one + rouge.two
    };
    let mut taken: Vec<usize> = Vec::new();
    let mut left = budget(&gold.story);
    while taken.len() < SummaryRule::default().sentences {
        let mut found: Option<(f64, Vec<usize>)> = None;
        for place in (0..sentences.len()).filter(|place| !taken.contains(place) && words(&sentences[*place]) <= left) {
            let mut with = taken.clone();
            with.push(place);
            with.sort_unstable();
            let value = value(&with);
            if found.as_ref().is_none_or(|(most, _)| value > *most) {
                found = Some((value, with));
            }
        }
        let Some((_, with)) = found.filter(|(most, _)| *most > value(&taken)) else { break };
        left = budget(&gold.story).saturating_sub(with.iter().map(|&place| words(&sentences[place])).sum());
        taken = with;
    }
    taken.iter().map(|&place| sentences[place].as_str()).collect::<Vec<_>>().join(" ")
}

/// One row of the table for each way, and how far the extract is from lead-3.
fn score(label: &str, golds: &[&Gold], table: &mut String, differences: &mut String) -> Result<()> {
    let mut all = Vec::new();
    for way in &WAYS {
        let made: Vec<String> = golds.iter().map(|gold| (way.make)(gold)).collect();
        let scores: Vec<Rouge> = golds.iter().zip(&made).map(|(gold, made)| Rouge::of(&gold.summary, made)).collect();
        let long: usize = made.iter().map(|made| words(made)).sum();
        let mean = Rouge::mean(&scores);
        let long = number(long as u64) / number(golds.len() as u64);
        writeln!(
            table,
            "| {label} | {} | {long:.0} | {:.3} | {:.3} | {:.3} |",
            way.name, mean.one, mean.two, mean.longest
        )?;
        all.push(scores);
    }
    write!(differences, "- {label}:")?;
    for Figure { name, of } in FIGURES {
        let each: Vec<f64> = all[0].iter().zip(&all[1]).map(|(ours, lead)| of(ours) - of(lead)).collect();
        let (least, mean, most) = interval(&each);
        write!(differences, " {name} {mean:+.3} ({least:+.3} to {most:+.3})")?;
    }
    writeln!(differences, ".")?;
    Ok(())
}

/// The mean of some differences, and the bounds in which the means of 95 % of samples drawn from them lie.
fn interval(each: &[f64]) -> (f64, f64, f64) {
    let n = number(each.len() as u64);
    let mut drawn = Drawn::seeded(1);
    let mut means: Vec<f64> =
        (0..DRAWS).map(|_| (0..each.len()).map(|_| each[drawn.below(each.len())]).sum::<f64>() / n).collect();
    means.sort_unstable_by(f64::total_cmp);
    let tail = DRAWS * TAIL_PER_MILLE / 1_000;
    (means[tail], each.iter().sum::<f64>() / n, means[DRAWS - 1 - tail])
}

/// The time of an extract, for each language.
fn times(golds: &[&Gold]) -> Result<Vec<Line>> {
    let mut langs: Vec<&str> = golds.iter().map(|gold| gold.story.language.as_str()).collect();
    langs.sort_unstable();
    langs.dedup();
    let mut found = Vec::new();
    for lang in langs {
        let stories = long_stories(golds.iter().filter(|gold| gold.story.language.as_str() == lang))?;
        let rule = SummaryRule::default();
        let ours = mean_seconds(&stories, PASSES[0], |story| drop(black_box(summarise(story, &rule))))?;
        let floor = mean_seconds(&stories, PASSES[1], |story| drop(black_box(count(story))))?;
        let long: usize = stories.iter().map(|story| words(&story.body().map(Body::plain).unwrap_or_default())).sum();
        let what = format!("a story of {} words, {lang}", long / stories.len());
        found.push(Line::of_rounds(what, Unit::Seconds, &[ours], &[floor]).aim("< 1 ms"));
    }
    Ok(found)
}

/// Stories of at least [`TIMED_WORDS`], each joined of gold stories; if all together have fewer, one of all.
fn long_stories<'a>(golds: impl Iterator<Item = &'a &'a Gold>) -> Result<Vec<Story>> {
    let (mut stories, mut body) = (Vec::new(), String::new());
    let mut last = None;
    for gold in golds {
        body.push_str(&gold.story.body().map(Body::plain).unwrap_or_default());
        body.push_str("\n\n");
        if words(&body) >= TIMED_WORDS {
            stories.push(story(gold.story.language.as_str(), gold.story.headline.as_str(), &body)?);
            body.clear();
        }
        last = Some(gold);
    }
    if let Some(gold) = last.filter(|_| stories.is_empty()) {
        stories.push(story(gold.story.language.as_str(), gold.story.headline.as_str(), &body)?);
    }
    Ok(stories)
}

/// The processor time that the work takes for one story; what else the machine does is not in it.
fn mean_seconds(stories: &[Story], passes: u64, work: impl Fn(&Story)) -> Result<f64> {
    let begin = own_ticks()?;
    (0..passes).for_each(|_| stories.iter().for_each(&work));
    let ticks = own_ticks()? - begin;
    Ok(number(ticks) / TICKS_PER_SECOND / number(passes * stories.len() as u64))
}

/// How often each word stands in a story.
fn count(story: &Story) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for block in story.body().map(Body::blocks).unwrap_or_default() {
        for word in block.plain().split_whitespace() {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    counts
}

//! Stories that a reader knows and looks for by their titles.

use super::{
    made::LANGUAGES,
    ours::{self, HITS, Ours},
};
use crate::{
    agency::Place,
    corpora::{self, Clipping},
    figures::{number, thousands},
    report::Section,
};
use anyhow::{Result, ensure};
use query::analysis::Analysis;
use search::Order;
use std::{collections::HashMap, fmt::Write as _, path::Path};
use tokio::runtime::Runtime;

/// Stories of each language that are looked for at most, spread over all of them.
const EACH_MAX: usize = 3_000;
/// Stories that are released together.
const BATCH: usize = 500;
/// Titles that are shown of those that were not found first.
const MISSES_SHOWN: usize = 12;
/// The aim, in percent.
const AIM_PERCENT: f64 = 95.0;

/// What a language showed.
#[derive(Default)]
struct Shown {
    asked: usize,
    first: usize,
    /// On the first page, but not first.
    later: usize,
    shared: usize,
    repeated: usize,
    misses: Vec<String>,
}

/// Looks for stories by their titles, among all stories of the corpora.
pub fn run(place: &Place, corpora: &Path) -> Result<Section> {
    let clippings = corpora::read(corpora, usize::MAX)?;
    let shown = Runtime::new()?.block_on(async {
        let mut ours = Ours::open(place.dir()).await?;
        let mut numbered = (0..).zip(&clippings).peekable();
        while numbered.peek().is_some() {
            let batch = numbered.by_ref().take(BATCH);
            let stories = batch.map(|(n, clipping)| ours::releasable(clipping.story(n)?)).collect::<Result<_>>()?;
            ours.release(stories).await?;
        }
        ours.index().await?;
        let shown = look(&ours, &clippings).await;
        ours.close().await;
        shown
    })?;
    Ok(section(clippings.len(), &shown))
}

/// What makes two texts the same to a reader: their words.
fn words(clipping: &Clipping, texts: &[&str]) -> String {
    let analysis = Analysis::of(&clipping.language);
    let units = texts.iter().flat_map(|text| analysis.units(text));
    units.map(|unit| unit.exact).collect::<Vec<_>>().join(" ")
}

fn body(clipping: &Clipping) -> String {
    words(clipping, &clipping.paragraphs.iter().map(String::as_str).collect::<Vec<_>>())
}

async fn look(ours: &Ours, clippings: &[Clipping]) -> Result<Vec<(&'static str, Shown)>> {
    let may = ours::contract(u32::try_from(ours::PRODUCTS)?);
    let (mut titles, mut bodies) = (HashMap::<String, usize>::new(), HashMap::<String, usize>::new());
    for clipping in clippings {
        *titles.entry(words(clipping, &[&clipping.headline])).or_default() += 1;
        *bodies.entry(body(clipping)).or_default() += 1;
    }
    let mut all = Vec::new();
    for (code, _) in LANGUAGES {
        let mut shown = Shown::default();
        let mut known = Vec::new();
        for (seq, clipping) in (1_u64..).zip(clippings).filter(|(_, c)| c.language.primary() == code) {
            if titles[&words(clipping, &[&clipping.headline])] > 1 {
                shown.shared += 1;
            } else if bodies[&body(clipping)] > 1 {
                shown.repeated += 1;
            } else {
                known.push((seq, clipping));
            }
        }
        ensure!(!known.is_empty(), "no story in {code} has a title of its own");
        for (seq, clipping) in known.iter().step_by(known.len().div_ceil(EACH_MAX)) {
            let text = typed(&clipping.headline);
            let (hits, _) = ours.ask(&text, &may, Order::Relevance).await?;
            shown.asked += 1;
            match hits.hits.iter().position(|hit| hit.seq == *seq) {
                Some(0) => shown.first += 1,
                at => {
                    shown.later += usize::from(at.is_some());
                    let first = hits.hits.first().map_or("nothing", |hit| hit.headline.as_str());
                    let place = at.map_or_else(|| format!("not among {HITS}"), |at| format!("place {}", at + 1));
                    shown.misses.push(format!("`{text}`: {place} of {}; first: `{first}`", hits.total));
                }
            }
        }
        all.push((code, shown));
    }
    Ok(all)
}

/// A title as a reader types it: without the signs of the language of queries, and with its operators as plain words.
fn typed(title: &str) -> String {
    let plain =
        |c: char| if matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '(' | ')' | ':' | '-') { ' ' } else { c };
    let title: String = title.chars().map(plain).collect();
    let words = title.split_whitespace().map(|word| match word {
        "AND" | "OR" | "NOT" => word.to_lowercase(),
        word => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn section(stories: usize, shown: &[(&'static str, Shown)]) -> Section {
    let method = format!(
        "Stories looked for by their titles, in the order of relevance, among the {} of all corpora: how often the story \
         comes first. Turkish stories have no title in their corpus: the first words of the text stand for it. Titles that \
         several stories share, and texts that stand in the corpora twice, are left out. The aim is {AIM_PERCENT} % in \
         each language.",
        thousands(number(stories as u64))
    );
    let mut section = Section::new("known-items", method, Vec::new());
    let mut table = String::from(
        "| language | titles | found first | on the first page | shared titles | repeated texts |\n|---|--:|--:|--:|--:|--:|",
    );
    for (code, shown) in shown {
        let percent = |count: usize| 100.0 * number(count as u64) / number(shown.asked.max(1) as u64);
        let (first, page) = (percent(shown.first), percent(shown.first + shown.later));
        let row = format!(
            "\n| {code} | {} | {first:.1} % | {page:.1} % | {} | {} |",
            shown.asked, shown.shared, shown.repeated
        );
        write!(table, "{row}").expect("a text takes what is written");
    }
    section.note(table);
    for (code, shown) in shown {
        if !shown.misses.is_empty() {
            let some = shown.misses.iter().step_by(shown.misses.len().div_ceil(MISSES_SHOWN));
            let some = some.map(|miss| format!("- {miss}")).collect::<Vec<_>>().join("\n");
            section.note(format!("{code}, {} not found first, such as:\n\n{some}", shown.misses.len()));
        }
    }
    section
}

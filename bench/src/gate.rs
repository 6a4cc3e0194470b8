//! One story, decided for every contract: the gate beside the plain reading of each contract's terms.

use crate::{
    figures::Unit,
    report::{Line, Section},
};
use account::{Contract, Terms};
use anyhow::Result;
use audience::Entitlement;
use jiff::{SignedDuration, Timestamp};
use std::{
    hint::black_box,
    time::{Duration, Instant},
};
use story::{Act, Body, CategoryId, Content, Headline, Kind, Lang, Priority, ProductId, Slug, State, Story};
use wire::{EMPTY_HASH, Entry};

/// Contracts that are asked about each story.
const CONTRACTS: u32 = 10_000;
/// Products that they are made of.
const PRODUCTS: u32 = 500;
/// Products that one contract grants.
const GRANTED: u32 = 20;
/// Products that one story belongs to.
const SETTLED: u32 = 15;
/// Stories that are decided in one round.
const STORIES: u32 = 50;
/// Rounds.
const ROUNDS: usize = 9;

/// Numbers that look as if they were drawn, and are the same in each run.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end)).unwrap_or_default()
    }

    fn products(&mut self, count: u32) -> Vec<ProductId> {
        let mut products: Vec<_> = (0..count).map(|_| ProductId(1 + self.below(PRODUCTS))).collect();
        products.sort_unstable();
        products.dedup();
        products
    }

    fn lang(&mut self) -> Result<Lang> {
        let tags = ["tr", "en", "ar", "fr"];
        Ok(Lang::new(tags[self.below(4) as usize])?)
    }
}

/// Decides each story for each contract, both ways in turn.
pub fn run() -> Result<Section> {
    let now: Timestamp = "2026-09-01T12:00:00Z".parse()?;
    let mut drawn = Drawn(7);
    let contracts: Vec<Contract> = (0..CONTRACTS).map(|n| contract(&mut drawn, n, now)).collect::<Result<_>>()?;
    let entries: Vec<Entry> = (0..STORIES).map(|n| entry(&mut drawn, n, now)).collect::<Result<_>>()?;
    // As a stream holds it: worked out when it signs in, and not for each story.
    let rights: Vec<Entitlement> =
        contracts.iter().map(|contract| Entitlement::under(std::slice::from_ref(contract), now)).collect();
    let (mut ours, mut plain, mut covered) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        let (time, yes) = timed(&entries, |entry| rights.iter().filter(|may| may.decide(entry).is_yes()).count());
        let (plain_time, plain_yes) =
            timed(&entries, |entry| contracts.iter().filter(|one| covers(&one.terms, entry, now)).count());
        anyhow::ensure!(yes == plain_yes, "the gate let {yes} through and the plain reading {plain_yes}");
        ours.push(time.as_secs_f64() / f64::from(STORIES));
        plain.push(plain_time.as_secs_f64() / f64::from(STORIES));
        covered = yes;
    }
    let method = format!(
        "One story, decided for {CONTRACTS} contracts of {GRANTED} out of {PRODUCTS} products on one core; it belongs to \
         {SETTLED}. Beside it, the terms of each contract are read as they are stored."
    );
    let lines = vec![Line::of_rounds("one story for every contract", Unit::Seconds, &ours, &plain)];
    let mut section = Section::new("The gate", method, lines).beside("plain reading");
    section.note(format!("Of {} decisions, {covered} were a yes.", u64::from(CONTRACTS) * u64::from(STORIES)));
    Ok(section)
}

fn timed(entries: &[Entry], decide: impl Fn(&Entry) -> usize) -> (Duration, usize) {
    let begin = Instant::now();
    let yes = entries.iter().map(|entry| black_box(decide(black_box(entry)))).sum();
    (begin.elapsed(), yes)
}

/// The plain reading of a contract's terms.
fn covers(terms: &Terms, entry: &Entry, now: Timestamp) -> bool {
    terms.holds_at(now)
        && terms.products.iter().any(|product| entry.products.contains(product))
        && terms.kinds.contains(&entry.item.kind())
        && (terms.languages.is_empty()
            || terms.languages.iter().any(|l| *l == entry.language || l.as_str() == entry.language.primary()))
        && terms.archive_since(now).is_none_or(|since| entry.first_released >= since)
}

fn contract(drawn: &mut Drawn, n: u32, now: Timestamp) -> Result<Contract> {
    let kinds = if drawn.below(2) == 0 { vec![Kind::Text] } else { vec![Kind::Text, Kind::Picture] };
    let languages = if drawn.below(3) == 0 { Vec::new() } else { vec![drawn.lang()?, drawn.lang()?] };
    let terms = Terms {
        kinds,
        languages,
        archive_days: drawn.below(60),
        ..Terms::all_of(drawn.products(GRANTED), now - SignedDuration::from_hours(24))
    };
    Ok(Contract { id: format!("contract {n}"), terms })
}

fn entry(drawn: &mut Drawn, n: u32, now: Timestamp) -> Result<Entry> {
    let kind = if drawn.below(3) == 0 { "picture" } else { "text" };
    let language = drawn.lang()?;
    let body = Body::from_plain("Text.")?;
    let (slug, headline) = (Slug::new("STORY")?, Headline::new("Story")?);
    let content = Content::Text { body };
    let story = Story::new(language.clone(), slug, headline, Priority::Routine, CategoryId(1), content);
    Ok(Entry {
        seq: u64::from(n) + 1,
        time: now,
        act: Act::Release,
        item: format!("tel:{kind}:20260901:{}", n + 1).parse()?,
        version: 1,
        state: State::Usable,
        language,
        first_released: now,
        version_created: now,
        embargo: None,
        products: drawn.products(SETTLED),
        content: story.content_hash(),
        prev_hash: EMPTY_HASH.to_owned(),
    })
}

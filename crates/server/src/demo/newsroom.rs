//! The demo's desk at work: it files the samples, and then keeps the wire alive.

mod desks;

use super::samples::{self, Correct, Events, Sample, Samples, Update};
use crate::house::House;
use account::{Role, Staff};
use anyhow::Context;
use desk::{Desk, Filed, Item, Proposal, Proposed};
use std::{collections::HashMap, sync::Arc, time::Duration};
use story::{
    Act, Agency, Block, Body, Content, Correction, Headline, Note, Prose, Related, Relation, Run, Span, Standfirst,
    State, Story,
};
use tokio_util::sync::CancellationToken;

/// Of the sample stories, this share is on the wire when the demo opens; the others follow one by one.
const FIRST_EDITION_PERCENT: usize = 70;
/// Acts after which the desk's day is like the one before.
const DAY_ACTS: usize = 40;
/// The newest regular stories of a language to which something may happen yet.
const RECENT: u64 = 16;
/// Of these, the newest are left alone, so that nothing happens to a story the moment it is out.
const FRESH: u64 = 2;
/// A number of a regular story that no demo reaches.
const REGULAR_MAX: u64 = 1 << 20;

/// What the desk does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// Releases a story.
    News,
    /// Tells what is new in a story.
    Update,
    /// Repairs a story.
    Correct,
    /// Takes a story back.
    Kill,
}

impl Deed {
    /// Mostly news; something of everything in the first minutes, and one story in forty is taken back.
    fn of(turn: usize) -> Self {
        match turn % DAY_ACTS {
            11 => Self::Kill,
            turn if turn % 8 == 3 => Self::Correct,
            turn if turn % 4 == 1 => Self::Update,
            _ => Self::News,
        }
    }
}

/// The desk, its people, and what there is to file.
pub struct Newsroom {
    desk: Desk,
    agency: Arc<Agency>,
    samples: Samples,
    pictures: HashMap<String, Related>,
}

impl Newsroom {
    /// Files the pictures, which the stories refer to. Pictures that were filed before stay what they are.
    pub async fn open(house: &House) -> anyhow::Result<Self> {
        let samples = samples::read(&house.agency)?;
        let desk = house.desk.clone();
        let mut filed = Vec::new();
        for picture in &samples.pictures {
            let media = desk.add_media(&editor(), picture.bytes.clone()).await?;
            let story = picture.draft.clone().finish(media, Vec::new());
            filed.push(Filed { external_id: Some(picture.id.clone()), story });
        }
        desk.file(&editor(), filed, true).await?;
        let mut pictures = HashMap::new();
        for picture in &samples.pictures {
            let item =
                desk.item_from_outside(&picture.id).await?.with_context(|| format!("{} was refused", picture.id))?;
            let title = finished(&desk.item(&item).await?)?.headline;
            pictures.insert(picture.id.clone(), Related { item, title, rel: Relation::Related });
        }
        Ok(Self { desk, agency: Arc::clone(&house.agency), samples, pictures })
    }

    /// Fills the wire of an agency that is new.
    pub async fn first_edition(&self) -> anyhow::Result<()> {
        let count = self.samples.stories.len() * FIRST_EDITION_PERCENT / 100;
        let later = self.samples.stories.len() - count;
        let filed = self.samples.stories.iter().skip(later).map(|sample| self.filed(sample, sample.id.clone()));
        self.desk.file(&editor(), filed.collect(), true).await?;
        Ok(())
    }

    /// Does something every `pace` until `stop`. A failure is told, and the next thing is tried.
    pub async fn keep_going(self, pace: Duration, stop: CancellationToken) {
        for turn in 0_usize.. {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pace) => {}
            }
            if let Err(e) = self.act(turn).await {
                tracing::warn!("the demo's desk: {e:#}");
            }
        }
    }

    /// One thing of a desk's day. When nothing is left of its kind, there is news instead.
    async fn act(&self, turn: usize) -> anyhow::Result<()> {
        let done = match Deed::of(turn) {
            Deed::News => false,
            Deed::Update => self.update(turn).await?,
            Deed::Correct => self.correct(turn).await?,
            Deed::Kill => self.kill(turn).await?,
        };
        if done { Ok(()) } else { self.news().await }
    }

    /// Releases the next sample that is not on the wire, or, when all are, the next regular story: of the language that
    /// has the fewest.
    async fn news(&self) -> anyhow::Result<()> {
        for sample in self.samples.stories.iter().rev() {
            if self.desk.item_from_outside(&sample.id).await?.is_none() {
                return self.release(sample).await;
            }
        }
        let mut next = None;
        for (lang, regulars) in &self.samples.regulars {
            let released = self.released(lang).await?;
            if next.is_none_or(|(fewest, _)| released < fewest) {
                next = Some((released, regulars));
            }
        }
        let (n, regulars) = next.context("there are no regular stories")?;
        self.release(&regulars.story(n, &self.agency)?).await
    }

    async fn release(&self, sample: &Sample) -> anyhow::Result<()> {
        self.desk.file(&editor(), vec![self.filed(sample, sample.id.clone())], true).await?;
        self.to_its_desk(&sample.id, &sample.story).await
    }

    /// How many regular stories of a language were released: they are numbered without gaps, so the end is found by halves.
    async fn released(&self, lang: &str) -> anyhow::Result<u64> {
        let (mut there, mut not_there) = (0, REGULAR_MAX);
        while there < not_there {
            let middle = there.midpoint(not_there);
            let id = self.samples.regulars.get(lang).and_then(|regulars| regulars.id(middle));
            match id {
                Some(id) if self.desk.item_from_outside(&id).await?.is_some() => there = middle + 1,
                _ => not_there = middle,
            }
        }
        Ok(there)
    }

    /// What may happen at this turn to what is on the wire; where to begin moves from turn to turn.
    async fn events(&self, turn: usize) -> anyhow::Result<Events> {
        let mut events = self.samples.events.clone();
        for (lang, regulars) in &self.samples.regulars {
            let released = self.released(lang).await?;
            for n in released.saturating_sub(RECENT)..released.saturating_sub(FRESH) {
                let Events { update, correct, kill } = regulars.events(n)?;
                events.update.extend(update);
                events.correct.extend(correct);
                events.kill.extend(kill);
            }
        }
        rotate(&mut events.update, turn);
        rotate(&mut events.correct, turn);
        rotate(&mut events.kill, turn);
        Ok(events)
    }

    /// Sends the first news of a story that the story does not have yet; false when every story has its news.
    async fn update(&self, turn: usize) -> anyhow::Result<bool> {
        for Update { id, headline, standfirst, paragraph } in self.events(turn).await?.update {
            let Some(item) = self.usable(&id).await? else { continue };
            let news = Block::paragraph(&paragraph)?;
            let sent = finished(&item)?;
            let mut body = blocks(&sent)?;
            if body.contains(&news) {
                continue;
            }
            body.insert(0, news);
            let story = Story {
                headline: Headline::new(headline)?,
                standfirst: Some(Standfirst::new(standfirst)?),
                content: Content::Text { body: Body::new(body)? },
                // It was written of the story without the news.
                public_summary: None,
                summary_source: None,
                correction: None,
                ..sent
            };
            let saved = self.desk.edit(&editor(), &item.id, item.edit, story).await?;
            self.desk.update(&editor(), &item.id, saved.edit).await?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Repairs the first story that still has its error; false when none has.
    async fn correct(&self, turn: usize) -> anyhow::Result<bool> {
        for Correct { id, was, now } in self.events(turn).await?.correct {
            let Some(item) = self.usable(&id).await? else { continue };
            let sent = finished(&item)?;
            if !sent.body().is_some_and(|body| body.plain().contains(&was)) {
                continue;
            }
            let body = blocks(&sent)?.into_iter().map(|block| replaced(block, &was, &now));
            let story = Story { content: Content::Text { body: Body::new(body.collect())? }, ..sent };
            let saved = self.desk.edit(&editor(), &item.id, item.edit, story).await?;
            let what = Correction { was: Prose::new(was)?, now: Prose::new(now)? };
            self.desk.correct(&editor(), &item.id, saved.edit, what).await?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Takes back the first story that can be spared; false when none is left.
    async fn kill(&self, turn: usize) -> anyhow::Result<bool> {
        for kill in self.events(turn).await?.kill {
            if let Some(item) = self.usable(&kill.id).await? {
                self.stop(&item, Note::new(kill.reason)?).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The chief asks for a kill, and the administrator approves what the chief asked for.
    async fn stop(&self, item: &Item, reason: Note) -> anyhow::Result<()> {
        let proposal = Proposal::Notice { items: vec![item.id.clone()], act: Act::Kill, reason, hold: Some(false) };
        if let Proposed::Waits(id) = self.desk.propose(&chief(), proposal).await? {
            let hash = self.desk.approval(&id).await?.hash;
            self.desk.approve(&administrator(), &id, &hash).await?;
        }
        Ok(())
    }

    /// The item that was filed under this id, if it is on the wire and usable.
    async fn usable(&self, id: &str) -> anyhow::Result<Option<Item>> {
        let Some(item) = self.desk.item_from_outside(id).await? else { return Ok(None) };
        Ok(Some(self.desk.item(&item).await?).filter(|item| item.state == Some(State::Usable)))
    }

    fn filed(&self, sample: &Sample, external_id: String) -> Filed {
        let picture = sample.picture.as_ref().and_then(|id| self.pictures.get(id));
        let story = Story { related: picture.cloned().into_iter().collect(), ..sample.story.clone() };
        Filed { external_id: Some(external_id), story }
    }
}

fn rotate<T>(list: &mut [T], by: usize) {
    if let Some(by) = by.checked_rem(list.len()) {
        list.rotate_left(by);
    }
}

/// The story that the working copy of something released is.
fn finished(item: &Item) -> anyhow::Result<Story> {
    item.story().map_err(|faults| anyhow::anyhow!("{} is no story: {faults:?}", item.id))
}

fn blocks(story: &Story) -> anyhow::Result<Vec<Block>> {
    Ok(story.body().context("a sample that is not text")?.blocks().to_vec())
}

/// The block with its words replaced where they stand inside one run.
fn replaced(block: Block, was: &str, now: &str) -> Block {
    let run = |spans: Vec<Span>| -> Vec<Span> {
        let words = |span: Span| {
            let text = Run::new(span.text.as_str().replace(was, now)).unwrap_or(span.text);
            Span { text, ..span }
        };
        spans.into_iter().map(words).collect()
    };
    match block {
        Block::Paragraph { spans } => Block::Paragraph { spans: run(spans) },
        Block::Quote { spans, speaker } => Block::Quote { spans: run(spans), speaker },
        Block::List { ordered, items } => Block::List { ordered, items: items.into_iter().map(run).collect() },
        other => other,
    }
}

fn editor() -> Staff {
    Staff { login: "editor".to_owned(), name: "Tom Ferris".to_owned(), role: Role::Editor }
}

pub fn chief() -> Staff {
    Staff { login: "chief".to_owned(), name: "Leyla Aksoy".to_owned(), role: Role::Chief }
}

fn administrator() -> Staff {
    Staff { login: "admin".to_owned(), name: "Administrator".to_owned(), role: Role::Administrator }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{commands::init, config::Config, house::Purpose};

    /// Two of the desk's days.
    const TURNS: usize = 2 * DAY_ACTS;

    #[tokio::test]
    async fn days_bring_news_in_every_language_and_little_else() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("demo");
        init::make(&data, &super::super::agency().unwrap(), "sqlite", "admin").await.unwrap();
        let house = House::open(&data, Config::load(&data).unwrap(), Purpose::Serve).await.unwrap();
        let newsroom = Newsroom::open(&house).await.unwrap();
        newsroom.first_edition().await.unwrap();
        let before = house.reader.head();
        for turn in 0..TURNS {
            newsroom.act(turn).await.unwrap();
        }
        let sent = house.reader.after(before, 2 * TURNS).await.unwrap();
        assert_eq!(sent.len(), TURNS, "each act is one dispatch");
        let mut counts: HashMap<(String, Act), usize> = HashMap::new();
        let mut new: HashMap<String, usize> = HashMap::new();
        for dispatch in &sent {
            let entry = &dispatch.entry;
            *counts.entry((entry.item.as_str().to_owned(), entry.act)).or_default() += 1;
            match entry.act {
                Act::Release => *new.entry(entry.language.as_str().to_owned()).or_default() += 1,
                Act::Update => {
                    let earlier = house.reader.version(&entry.item, entry.version - 1).await.unwrap().unwrap();
                    assert_ne!(dispatch.story.headline, earlier.story.headline);
                    assert_ne!(dispatch.story.standfirst, earlier.story.standfirst, "it belongs to the old headline");
                    let kept = earlier.story.body().unwrap().plain();
                    assert!(dispatch.story.body().unwrap().plain().ends_with(&kept), "an update builds on the story");
                }
                _ => {}
            }
        }
        assert!(new.len() == 4 && new.values().all(|&count| count >= TURNS / 10), "{new:?}");
        for ((item, act), count) in &counts {
            let most = if *act == Act::Update { 2 } else { 1 };
            assert!(*count <= most, "{item}: {act:?} {count} times");
        }
        let of = |act| counts.keys().filter(|(_, other)| *other == act).count();
        assert!(of(Act::Update) > of(Act::Correct) && of(Act::Correct) > of(Act::Kill), "{counts:?}");
        assert!((1..=2).contains(&of(Act::Kill)), "{counts:?}");
        house.close().await;
    }
}

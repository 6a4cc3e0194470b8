//! The demo's desk at work: it files the samples, and then keeps the wire alive.

use super::samples::{self, Correct, Kill, Sample, Samples, Update};
use crate::house::House;
use account::{Role, Staff};
use anyhow::{Context, anyhow};
use desk::{Desk, Filed, Item};
use std::{collections::HashMap, time::Duration};
use story::{Block, Body, Content, Correction, Headline, Note, Prose, Related, Run, Span, State, Story};
use tokio_util::sync::CancellationToken;

/// Of the sample stories, this share is on the wire when the demo opens; the others follow one by one.
const FIRST_EDITION_PERCENT: usize = 70;

/// The desk, its people, and what there is to file.
pub struct Newsroom {
    desk: Desk,
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
            let story = picture.draft.clone().finish(media);
            filed.push(Filed { external_id: Some(picture.id.clone()), story });
        }
        desk.file(&editor(), filed, true).await?;
        let mut pictures = HashMap::new();
        for picture in &samples.pictures {
            let item =
                desk.item_from_outside(&picture.id).await?.with_context(|| format!("{} was refused", picture.id))?;
            let title = desk.item(&item).await?.story.headline;
            pictures.insert(picture.id.clone(), Related { item, title });
        }
        Ok(Self { desk, samples, pictures })
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

    /// One thing of a desk's day.
    async fn act(&self, turn: usize) -> anyhow::Result<()> {
        let events = &self.samples.events;
        let nth = turn / 6;
        match turn % 6 {
            0 | 3 if self.release_next().await? => Ok(()),
            0 | 1 | 3 | 4 => self.update(pick(&events.update, nth * 2 + turn % 2)).await,
            2 => self.correct(pick(&events.correct, nth)).await,
            _ => self.kill(pick(&events.kill, nth)).await,
        }
    }

    /// Releases the next sample that is not on the wire; false when all are.
    async fn release_next(&self) -> anyhow::Result<bool> {
        for sample in self.samples.stories.iter().rev() {
            if self.desk.item_from_outside(&sample.id).await?.is_none() {
                self.desk.file(&editor(), vec![self.filed(sample, sample.id.clone())], true).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sends the news that came in, or, when it is in already, the story without it: the demo has no end.
    async fn update(&self, update: Option<&Update>) -> anyhow::Result<()> {
        let Some((update, item)) = self.usable(update, |u| &u.id).await? else { return Ok(()) };
        let sample = self.sample(&update.id)?;
        let mut story = item.story.clone();
        let news = Block::paragraph(&update.paragraph)?;
        let mut blocks = blocks(&story)?;
        if blocks.first() == Some(&news) {
            blocks.remove(0);
            story.headline = sample.story.headline.clone();
        } else {
            blocks.insert(0, news);
            story.headline = Headline::new(update.headline.as_str())?;
        }
        story.content = Content::Text { body: Body::new(blocks)? };
        story.correction = None;
        let saved = self.desk.edit(&editor(), &item.id, item.edit, story).await?;
        self.desk.update(&editor(), &item.id, saved.edit).await?;
        Ok(())
    }

    /// Corrects words that are wrong, or puts them back to be corrected again.
    async fn correct(&self, correct: Option<&Correct>) -> anyhow::Result<()> {
        let Some((correct, item)) = self.usable(correct, |c| &c.id).await? else { return Ok(()) };
        let (was, now) = (correct.was.as_str(), correct.now.as_str());
        let plain = item.story.body().map(Body::plain).unwrap_or_default();
        let (was, now) = if plain.contains(was) { (was, now) } else { (now, was) };
        let body = Body::new(blocks(&item.story)?.into_iter().map(|block| replaced(block, was, now)).collect())?;
        let story = Story { content: Content::Text { body }, ..item.story.clone() };
        let saved = self.desk.edit(&editor(), &item.id, item.edit, story).await?;
        let what = Correction { was: Prose::new(was)?, now: Prose::new(now)? };
        self.desk.correct(&editor(), &item.id, saved.edit, what).await?;
        Ok(())
    }

    /// Kills a story that can be spared, and files it again under another id to be killed another day.
    async fn kill(&self, kill: Option<&Kill>) -> anyhow::Result<()> {
        let Some(kill) = kill else { return Ok(()) };
        let sample = self.sample(&kill.id)?.clone();
        for round in 0_u32.. {
            let id = if round == 0 { kill.id.clone() } else { format!("{}#{round}", kill.id) };
            match self.desk.item_from_outside(&id).await? {
                Some(item) if self.desk.item(&item).await?.state == Some(State::Canceled) => {}
                Some(item) => {
                    self.desk.kill(&chief(), &item, Note::new(kill.reason.as_str())?).await?;
                    return Ok(());
                }
                None => {
                    self.desk.file(&editor(), vec![self.filed(&sample, id)], true).await?;
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// An event with its item, if that is on the wire and usable.
    async fn usable<'e, E>(
        &self,
        event: Option<&'e E>,
        id: fn(&E) -> &String,
    ) -> anyhow::Result<Option<(&'e E, Item)>> {
        let Some(event) = event else { return Ok(None) };
        let Some(item) = self.desk.item_from_outside(id(event)).await? else { return Ok(None) };
        let item = self.desk.item(&item).await?;
        Ok((item.state == Some(State::Usable)).then_some((event, item)))
    }

    fn sample(&self, id: &str) -> anyhow::Result<&Sample> {
        self.samples.stories.iter().find(|s| s.id == id).ok_or_else(|| anyhow!("there is no sample {id}"))
    }

    fn filed(&self, sample: &Sample, external_id: String) -> Filed {
        let picture = sample.picture.as_ref().and_then(|id| self.pictures.get(id));
        let story = Story { related: picture.cloned().into_iter().collect(), ..sample.story.clone() };
        Filed { external_id: Some(external_id), story }
    }
}

fn pick<T>(from: &[T], n: usize) -> Option<&T> {
    from.get(n.checked_rem(from.len())?)
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

fn chief() -> Staff {
    Staff { login: "chief".to_owned(), name: "Leyla Aksoy".to_owned(), role: Role::Chief }
}

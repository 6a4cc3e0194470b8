//! Filing many stories at once.

use crate::{
    Desk, DeskError, Purpose, Stage, acts,
    drafts::{New, NewRows, has_section, number},
    machine,
    rights::require,
};
use account::{AuditLine, Right, Staff, audit};
use audience::Products;
use jiff::Timestamp;
use std::{collections::HashSet, sync::Arc};
use store::{Rows, StoreError, Tx, row};
use story::{Act, Agency, Fault, ItemId, Kind, Manuscript, Ready, Story};
use wire::{Entry, Log};

/// A story from outside, ready to be filed.
#[derive(Debug, Clone)]
pub struct Filed {
    /// Its id outside; filing the same id again changes nothing.
    pub external_id: Option<String>,
    /// The story.
    pub story: Story,
}

/// What became of a filed story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FiledAs {
    /// A draft.
    Draft(ItemId),
    /// On the wire, with this `seq`.
    Sent(ItemId, u64),
    /// Waiting for its embargo.
    Scheduled(ItemId, Timestamp),
    /// It was filed before.
    Known,
    /// It cannot go out; nothing was kept of it.
    Refused(Vec<Fault>),
}

/// A story that was looked at before the transaction began.
struct Piece {
    external_id: Option<String>,
    story: Looked,
}

/// As what it is filed.
enum Looked {
    Draft(Story),
    Ready(Ready),
}

impl Piece {
    /// Looks at a story; answers what becomes of it if nothing is kept of it.
    fn look(agency: &Agency, filed: Filed, release: bool) -> Result<Self, FiledAs> {
        let Filed { external_id, story } = filed;
        // A first version corrects nothing, whatever its document says.
        let story = Story { correction: None, ..story };
        has_section(agency, story.category).map_err(|fault| FiledAs::Refused(vec![fault]))?;
        let story =
            if release { Looked::Ready(story.ready().map_err(FiledAs::Refused)?) } else { Looked::Draft(story) };
        Ok(Self { external_id, story })
    }

    fn kind(&self) -> Kind {
        match &self.story {
            Looked::Draft(story) => story.kind(),
            Looked::Ready(ready) => ready.story().kind(),
        }
    }
}

impl Desk {
    /// Files many stories in one transaction: as drafts, or released at once. Answers one outcome for each, in order.
    pub async fn file(&self, who: &Staff, filed: Vec<Filed>, release: bool) -> Result<Vec<FiledAs>, DeskError> {
        require(who, Right::Write)?;
        if release {
            require(who, Right::Release)?;
        }
        let looked: Vec<_> = filed.into_iter().map(|one| Piece::look(&self.agency, one, release)).collect();
        let (who, agency) = (who.clone(), Arc::clone(&self.agency));
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    if release {
                        acts::goes_out(log.tx(), None).await?;
                    }
                    let (settled, pieces) = sorted(log.tx(), looked).await?;
                    let mut filed = enter(log, &agency, &who, pieces).await?.into_iter();
                    let outcomes: Vec<_> = settled.into_iter().filter_map(|one| one.or_else(|| filed.next())).collect();
                    let time = log.time();
                    note_batch(log.tx(), time, &who, &outcomes).await?;
                    Ok(outcomes)
                })
            })
            .await
    }
}

static KNOWN: Rows<1> = Rows::new("SELECT external_id FROM item WHERE external_id IN (VALUES", ")");

/// Takes the pieces that are new out of what was looked at, and leaves what became of the others; `None` stands where a new one
/// was. What is known must not be numbered: an import that is run again would use up a number for each story that is there.
async fn sorted(
    tx: &mut Tx,
    looked: Vec<Result<Piece, FiledAs>>,
) -> Result<(Vec<Option<FiledAs>>, Vec<Piece>), StoreError> {
    let outside = looked.iter().flatten().filter_map(|piece| Some(row![piece.external_id.as_deref()?]));
    let rows = tx.all_rows(&KNOWN, outside.collect()).await?;
    let mut known = rows.iter().map(|row| row.text("external_id")).collect::<Result<HashSet<_>, _>>()?;
    let (mut settled, mut new) = (Vec::with_capacity(looked.len()), Vec::with_capacity(looked.len()));
    for one in looked {
        settled.push(match one {
            Err(outcome) => Some(outcome),
            Ok(piece) if piece.external_id.as_ref().is_some_and(|id| !known.insert(id.clone())) => Some(FiledAs::Known),
            Ok(piece) => {
                new.push(piece);
                None
            }
        });
    }
    Ok((settled, new))
}

/// A new item that has its number, at its place in the batch.
struct Numbered {
    at: usize,
    id: ItemId,
    external_id: Option<String>,
}

impl Numbered {
    fn with<'m>(&'m self, manuscript: &'m Manuscript, stage: Stage, sent: Option<&'m Entry>) -> New<'m> {
        let external_id = self.external_id.as_deref();
        New { id: &self.id, external_id, manuscript, purpose: Purpose::News, stage, sent }
    }
}

/// Numbers new items, sends those that go out now, and writes their rows. Answers what became of each, in their order.
async fn enter(log: &mut Log, agency: &Agency, who: &Staff, pieces: Vec<Piece>) -> Result<Vec<FiledAs>, DeskError> {
    let (time, now) = (log.time(), log.now());
    let kinds: Vec<_> = pieces.iter().map(Piece::kind).collect();
    let ids = number(log.tx(), agency, &kinds, time).await?;
    let (mut first, mut goes, mut stays, mut told) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, (id, Piece { external_id, story })) in ids.into_iter().zip(pieces).enumerate() {
        let new = Numbered { at, id, external_id };
        match story {
            Looked::Draft(story) => stays.push((new, story, None)),
            Looked::Ready(ready) => {
                if ready.story().is_summary_by_machine() {
                    told.push((new.id.clone(), ready.story().clone()));
                }
                if let Some(until) = ready.story().embargo.filter(|&until| until > now) {
                    stays.push((new, ready.into_story(), Some(until)));
                } else {
                    first.push((new.id.clone(), ready));
                    goes.push(new);
                }
            }
        }
    }
    let products = Products::load_in(log.tx()).await?;
    let sent = acts::send_first(log, &products, first).await?;
    let (mut rows, mut filed) = (NewRows::default(), Vec::with_capacity(kinds.len()));
    for (new, sent) in goes.into_iter().zip(&sent) {
        let manuscript = Manuscript::from(&*sent.story);
        rows.add(&new.with(&manuscript, Stage::Draft, Some(&sent.entry)), time, &who.login);
        filed.push((new.at, FiledAs::Sent(new.id, sent.seq())));
    }
    for (new, story, until) in stays {
        // What comes from outside waits until somebody takes it.
        let waits = until.is_none() && new.external_id.is_some();
        let stage = if waits { Stage::Inbox } else { Stage::Draft };
        rows.add(&new.with(&story.into(), stage, None), time, &who.login);
        filed.push((
            new.at,
            match until {
                Some(until) => FiledAs::Scheduled(new.id, until),
                None => FiledAs::Draft(new.id),
            },
        ));
    }
    rows.write(log.tx()).await?;
    for (id, story) in &told {
        machine::summary::was_filed(log, id, story, who).await?;
    }
    for (_, one) in &filed {
        if let FiledAs::Scheduled(id, until) = one {
            let (at, act, embargo) = (*until, Act::Release, Some(*until));
            let later = acts::Later { at, act, by: None, correction: None, undo: false, embargo, products: None };
            acts::set_due(log.tx(), id, &later).await?;
        }
    }
    filed.sort_unstable_by_key(|(at, _)| *at);
    Ok(filed.into_iter().map(|(_, one)| one).collect())
}

async fn note_batch(tx: &mut Tx, time: Timestamp, who: &Staff, all: &[FiledAs]) -> Result<(), StoreError> {
    let sent: Vec<u64> =
        all.iter().filter_map(|f| if let FiledAs::Sent(_, seq) = f { Some(*seq) } else { None }).collect();
    let range = sent.first().zip(sent.last()).map(|(a, b)| format!(", sent as {a} to {b}")).unwrap_or_default();
    let count = all.len();
    let stories = if count == 1 { "story" } else { "stories" };
    let detail = format!("{count} {stories}{range}");
    audit(tx, &AuditLine { time, actor: &who.login, act: "file", subject: "batch", detail: &detail }).await
}

//! What would be put into an archive, and what that would count, before anything is taken.

use super::{
    left_out::{Cause, LeftOut},
    names,
};
use crate::{Api, charge::Form, refuse, v1::row::pictures};
use account::{Quota, Stands, Subscriber, Take, Way};
use audience::{Entitlement, Event, Grant};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use story::{ItemId, Kind, Rendition, RevisionId};
use web::Problem;
use wire::Dispatch;

/// Pictures of stories that one archive takes.
pub(super) const ZIP_PICTURES_MAX: usize = 200;

/// What is asked for.
pub(super) struct Asked {
    /// The items, each once.
    pub(super) items: Vec<ItemId>,
    /// In which form their texts are given.
    pub(super) text: Form,
    /// In which sizes their files are.
    pub(super) sizes: Vec<Rendition>,
}

/// An item of the archive, in the version that was the newest when it was asked for.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) item: ItemId,
    pub(super) version: u32,
    /// The story that it came with, for a picture that nobody named.
    pub(super) beside: Option<ItemId>,
    /// What the names of its files begin with.
    pub(super) stem: String,
    pub(super) forms: Vec<Form>,
}

impl Part {
    fn revision(&self) -> RevisionId {
        RevisionId { item: self.item.clone(), version: self.version }
    }
}

/// A revision that is to be counted under a contract with a limit.
struct Counting {
    contract: Arc<str>,
    limit: u32,
    revision: RevisionId,
    format: &'static str,
}

/// What would be put into an archive, what not, and what it counts.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) parts: Vec<Part>,
    pub(super) left_out: Vec<LeftOut>,
    counting: Vec<Counting>,
    pub(super) cost: Cost,
}

/// What an archive counts.
#[derive(Default)]
pub(super) struct Cost {
    /// Revisions that count now.
    pub(super) new: u32,
    /// Revisions that were counted before.
    pub(super) known: u32,
    /// Revisions under contracts that count nothing.
    pub(super) free: u32,
    /// Revisions for which nothing is left.
    pub(super) over: u32,
    /// The contracts with a limit that would be asked, as they stand before, and how many revisions they would count.
    pub(super) quotas: Vec<(Arc<str>, Quota, u32)>,
}

/// Looks at everything that is asked for. Nothing is taken.
pub(super) async fn plan(api: &Api, may: &Entitlement, asked: &Asked) -> Result<Plan, Problem> {
    let mut looking = Looking { api, may, asked, plan: Plan::default(), seen: HashSet::new(), beside: 0 };
    looking.seen.extend(asked.items.iter().cloned());
    // The covering contracts of each form, the one to be asked first in front.
    let mut covering = Vec::new();
    for (n, item) in asked.items.iter().enumerate() {
        looking.item(n + 1, item, &mut covering).await?;
    }
    let mut plan = looking.plan;
    settle(api, may, &mut plan, covering).await?;
    Ok(plan)
}

/// A form of a part, with the contracts that give it.
struct Covered {
    part: usize,
    form: Form,
    grants: Vec<Limited>,
}

/// A contract, and its downloads a month.
#[derive(Clone)]
struct Limited {
    contract: Arc<str>,
    limit: u32,
}

struct Looking<'a> {
    api: &'a Api,
    may: &'a Entitlement,
    asked: &'a Asked,
    plan: Plan,
    /// What is in the archive, or was left out of it.
    seen: HashSet<ItemId>,
    /// Pictures of stories so far.
    beside: usize,
}

impl Looking<'_> {
    /// The newest version of an item, or why it is left out.
    async fn newest(&self, item: &ItemId) -> Result<Result<Event, Cause>, Problem> {
        let found = self.api.gate().latest(self.may, item, self.api.now()).await.map_err(|e| refuse::inside(&e))?;
        Ok(match found {
            None => Err(Cause::Unknown),
            Some(Err(denial)) => Err(denial.into()),
            Some(Ok(event)) => Cause::stopping(&event).map_or(Ok(event), Err),
        })
    }

    async fn item(&mut self, place: usize, item: &ItemId, covering: &mut Vec<Covered>) -> Result<(), Problem> {
        let event = match self.newest(item).await? {
            Ok(event) => event,
            Err(cause) => {
                self.plan.left_out.push(LeftOut::all_of(item, cause));
                return Ok(());
            }
        };
        let stem = names::stem(place, item, &event.dispatch.story);
        let mut forms = vec![self.asked.text];
        forms.extend(self.sizes_of(&event.dispatch));
        let has_none = forms.len() == 1 && item.kind() != Kind::Text && !self.asked.sizes.is_empty();
        self.part(&event, (stem.clone(), None), forms, covering);
        if has_none {
            self.plan.left_out.push(LeftOut::form(item, "file", Cause::NoSuchForm));
        }
        if !self.asked.sizes.is_empty() {
            let pictures: Vec<ItemId> = pictures(&event.dispatch.story).into_iter().cloned().collect();
            for (n, picture) in pictures.iter().enumerate() {
                self.picture(item, (&stem, n + 1), picture, covering).await?;
            }
        }
        Ok(())
    }

    /// A picture that stands beside a story or in it: its file, without a document of its own.
    async fn picture(
        &mut self,
        story: &ItemId,
        (stem, place): (&str, usize),
        picture: &ItemId,
        covering: &mut Vec<Covered>,
    ) -> Result<(), Problem> {
        if !self.seen.insert(picture.clone()) {
            return Ok(());
        }
        let found = if self.beside < ZIP_PICTURES_MAX { self.newest(picture).await? } else { Err(Cause::TooMany) };
        let event = match found {
            Ok(event) => event,
            Err(cause) => {
                self.plan.left_out.push(LeftOut::all_of(picture, cause));
                return Ok(());
            }
        };
        let forms: Vec<Form> = self.sizes_of(&event.dispatch).collect();
        if forms.is_empty() {
            self.plan.left_out.push(LeftOut::all_of(picture, Cause::NoSuchForm));
            return Ok(());
        }
        self.beside += 1;
        self.part(&event, (names::stem_beside(stem, place, picture), Some(story.clone())), forms, covering);
        Ok(())
    }

    /// The sizes that were asked for and that the item has.
    fn sizes_of(&self, dispatch: &Dispatch) -> impl Iterator<Item = Form> + use<> {
        let has = |size: &Rendition| dispatch.story.rendition(*size).is_some();
        let sizes: Vec<Rendition> = self.asked.sizes.iter().copied().filter(has).collect();
        sizes.into_iter().map(Form::File)
    }

    /// Takes in what a contract gives, and says what none does.
    fn part(
        &mut self,
        event: &Event,
        (stem, beside): (String, Option<ItemId>),
        forms: Vec<Form>,
        covering: &mut Vec<Covered>,
    ) {
        let entry = &event.dispatch.entry;
        let (at, mut given) = (self.plan.parts.len(), Vec::new());
        for form in forms {
            match self.may.covering(entry, Some(form.demand())) {
                Ok(grants) => {
                    let limited =
                        |grant: &&Grant| Limited { contract: Arc::clone(&grant.contract), limit: grant.download_limit };
                    covering.push(Covered { part: at, form, grants: grants.iter().map(limited).collect() });
                    given.push(form);
                }
                Err(denial) => self.plan.left_out.push(LeftOut::form(&entry.item, form.name(), denial.into())),
            }
        }
        if !given.is_empty() {
            let (item, version) = (entry.item.clone(), entry.version);
            self.plan.parts.push(Part { item, version, beside, stem, forms: given });
        }
    }
}

/// Works out what each form counts, as [`Api::charge`] would charge them one after the other; what is over a limit is left
/// out.
async fn settle(api: &Api, may: &Entitlement, plan: &mut Plan, covering: Vec<Covered>) -> Result<(), Problem> {
    let items: Vec<&ItemId> = plan.parts.iter().map(|part| &part.item).collect();
    let mut stands: HashMap<Arc<str>, (u32, Stands)> = HashMap::new();
    for grant in may.grants.iter().filter(|grant| grant.download_limit > 0) {
        let stand = api.accounts().stands(&grant.contract, grant.download_limit, &items).await?;
        stands.insert(Arc::clone(&grant.contract), (grant.download_limit, stand));
    }
    let before: Vec<(Arc<str>, u32, u32)> = may
        .grants
        .iter()
        .filter_map(|grant| stands.get(&grant.contract).map(|(limit, s)| (Arc::clone(&grant.contract), *limit, s.left)))
        .collect();
    // What each revision counts at most, of all its forms: the worst is told.
    let mut counted: HashMap<RevisionId, Counts> = HashMap::new();
    for Covered { part, form, grants } in covering {
        let revision = plan.parts[part].revision();
        let counts =
            if form.is_free() { Some((Counts::Nothing, None)) } else { first(&mut stands, &grants, &revision) };
        let Some((counts, contract)) = counts else {
            plan.parts[part].forms.retain(|kept| *kept != form);
            plan.left_out.push(LeftOut::form(&revision.item, form.name(), Cause::DownloadLimit));
            counted.insert(revision, Counts::Over);
            continue;
        };
        if let Some(Limited { contract, limit }) = contract {
            plan.counting.push(Counting { contract, limit, revision: revision.clone(), format: form.name() });
        }
        let so_far = counted.entry(revision).or_insert(counts);
        *so_far = (*so_far).max(counts);
    }
    plan.parts.retain(|part| !part.forms.is_empty());
    let many = |wanted: Counts| u32::try_from(counted.values().filter(|counts| **counts == wanted).count());
    let many = |wanted| many(wanted).unwrap_or(u32::MAX);
    let (free, known, new, over) = (many(Counts::Nothing), many(Counts::Known), many(Counts::New), many(Counts::Over));
    let now = api.now();
    let quota = |(contract, limit, left): (Arc<str>, u32, u32)| {
        let takes = left - stands.get(&contract).map_or(left, |(_, stand)| stand.left);
        (contract, Quota::at(limit, left, now), takes)
    };
    plan.cost = Cost { new, known, free, over, quotas: before.into_iter().map(quota).collect() };
    Ok(())
}

/// What a revision counts, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Counts {
    Nothing,
    Known,
    New,
    Over,
}

/// The first of the contracts that gives it, and what it counts there; `None` when nothing is left under any.
fn first(
    stands: &mut HashMap<Arc<str>, (u32, Stands)>,
    grants: &[Limited],
    revision: &RevisionId,
) -> Option<(Counts, Option<Limited>)> {
    for under in grants {
        let Some((_, stand)) = stands.get_mut(&under.contract) else { return Some((Counts::Nothing, None)) };
        if stand.known.contains(revision) {
            return Some((Counts::Known, Some(under.clone())));
        }
        if stand.left > 0 {
            stand.left -= 1;
            stand.known.insert(revision.clone());
            return Some((Counts::New, Some(under.clone())));
        }
    }
    None
}

impl Plan {
    /// Counts everything at once, under the contracts that the plan names; false when others took what was left.
    pub(super) async fn take(&self, api: &Api, by: &Subscriber) -> Result<bool, Problem> {
        let takes = self.counting.iter().map(|one| Take {
            contract: &one.contract,
            limit: one.limit,
            by,
            revision: &one.revision,
            way: Way::Zip,
            format: one.format,
        });
        let takes: Vec<Take<'_>> = takes.collect();
        Ok(api.accounts().take_together(&takes).await?)
    }
}

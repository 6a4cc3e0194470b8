//! What somebody wants to go out, and the very bytes that it would be.

use crate::{
    Desk, DeskError, Item, KILL_ITEMS_MAX, Stage,
    changes::{brings_something, corrects_what_was_sent},
    item::json,
    rights::require,
};
use account::{Right, Staff};
use audience::Products;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Tx, args};
use story::{
    Act, ContentHash, Correction, Fault, Guarded, HouseRules, ItemId, Note, Priority, ProductId, Ready, State, Story,
    canonical_json,
};

/// What somebody wants to go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Proposal {
    /// The first version of an item.
    Release {
        /// The item.
        item: ItemId,
        /// The save that was seen.
        edit: u64,
        /// When, if not now; never before the embargo.
        #[serde(default)]
        at: Option<Timestamp>,
        /// It can be taken back for the seconds of the house, where it is routine news.
        #[serde(default)]
        undo: bool,
        /// What the retraction of a flash says; the house's own words where nothing is said.
        #[serde(default)]
        retraction: Option<Note>,
    },
    /// The working copy as a newer version: update, correct, refile or resume.
    Send {
        /// The item.
        item: ItemId,
        /// The save that was seen.
        edit: u64,
        /// As what.
        act: Act,
        /// What it corrects; with [`Act::Correct`] and no other.
        #[serde(default)]
        correction: Option<Correction>,
        /// As for a release.
        #[serde(default)]
        undo: bool,
    },
    /// A notice that stops items: hold, kill or withdraw.
    Notice {
        /// The items, each once.
        items: Vec<ItemId>,
        /// Hold, kill or withdraw.
        act: Act,
        /// What those who got them read.
        reason: Note,
        /// While it waits for the second person the items are on hold. Nothing said: if the one who asks may do that.
        #[serde(default)]
        hold: Option<bool>,
    },
}

/// One dispatch as it would be appended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outgoing {
    /// The item.
    pub item: ItemId,
    /// The version that it becomes.
    pub version: u32,
    /// As what.
    pub act: Act,
    /// The products that it goes to.
    pub products: Vec<ProductId>,
    /// The story or notice, in canonical JSON (RFC 8785): the bytes of the wire.
    pub story: String,
    /// The SHA-256 of `story`, in hexadecimal: what the wire's entry will say.
    pub hash: ContentHash,
}

/// Everything that a proposal sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transmission {
    /// The dispatches, in their order.
    pub outgoing: Vec<Outgoing>,
    /// The time that was asked for, where one was.
    pub at: Option<Timestamp>,
    /// The kill of a flash, prepared with it.
    pub retraction: Option<Outgoing>,
}

impl Transmission {
    /// The bytes that a second person approves.
    pub fn bytes(&self) -> String {
        canonical_json(self)
    }

    /// Whether it says what another one says, to the same readers; the numbers of the versions do not count.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        let unnumbered = |one: &Self| {
            let outgoing = one.outgoing.iter().map(|out| Outgoing { version: 0, ..out.clone() });
            Self { outgoing: outgoing.collect(), ..one.clone() }
        };
        unnumbered(self) == unnumbered(other)
    }

    /// Their SHA-256, in hexadecimal.
    pub fn hash(&self) -> String {
        ContentHash::of(&self.bytes()).as_str().to_owned()
    }
}

/// A proposal with all that it takes to carry it out.
pub(crate) struct Made {
    /// What would go.
    pub(crate) transmission: Transmission,
    /// What takes a second person, by the rules of the house.
    pub(crate) guarded: Vec<Guarded>,
    /// When it goes, if later.
    pub(crate) later: Option<Timestamp>,
    /// One for each dispatch.
    pub(crate) parts: Vec<Part>,
    /// What the retraction says.
    pub(crate) retraction: Option<Note>,
}

/// An item with what is sent of it.
pub(crate) struct Part {
    pub(crate) item: Item,
    pub(crate) act: Act,
    pub(crate) ready: Ready,
    pub(crate) correction: Option<Correction>,
}

/// An item, and its last version on the wire.
pub(crate) struct Material {
    pub(crate) item: Item,
    pub(crate) last: Option<Story>,
}

impl Material {
    pub(crate) async fn load(tx: &mut Tx, id: &ItemId) -> Result<Self, DeskError> {
        let item = Item::load(tx, id).await?;
        let row = tx.one(LAST, args![item.id.as_str(), item.version]).await?;
        Ok(Self { last: row.map(|row| json(&row, "story")).transpose()?, item })
    }

    fn last(&self) -> Result<&Story, DeskError> {
        self.last.as_ref().ok_or_else(|| DeskError::Unknown(self.item.id.clone()))
    }
}

const LAST: &str = "SELECT story FROM dispatch WHERE item = $1 AND version = $2";

/// The story as the item's last version has it.
pub(crate) async fn last_sent(tx: &mut Tx, item: &Item) -> Result<Story, DeskError> {
    let row = tx.one(LAST, args![item.id.as_str(), item.version]).await?;
    Ok(json(&row.ok_or_else(|| DeskError::Unknown(item.id.clone()))?, "story")?)
}

impl Desk {
    /// An item and its last version, for what is only looked at.
    pub(crate) async fn material(&self, id: &ItemId) -> Result<Material, DeskError> {
        let item = self.item(id).await?;
        let row = self.db.one(LAST, args![item.id.as_str(), item.version]).await?;
        Ok(Material { last: row.map(|row| json(&row, "story")).transpose()?, item })
    }
}

impl Proposal {
    /// The items that it is about.
    pub fn items(&self) -> &[ItemId] {
        match self {
            Self::Release { item, .. } | Self::Send { item, .. } => std::slice::from_ref(item),
            Self::Notice { items, .. } => items,
        }
    }

    /// What it does.
    pub fn act(&self) -> Act {
        match self {
            Self::Release { .. } => Act::Release,
            Self::Send { act, .. } | Self::Notice { act, .. } => *act,
        }
    }

    /// What of it takes a second person whatever the items are.
    fn guarded_by_itself(&self, rules: &HouseRules) -> Option<Guarded> {
        let Self::Notice { items, act: Act::Kill | Act::Withdraw, .. } = self else { return None };
        let guards: &[Guarded] = if items.len() > 1 { &[Guarded::MassKill, Guarded::Kill] } else { &[Guarded::Kill] };
        guards.iter().copied().find(|guard| rules.second_person.contains(guard))
    }

    /// The right that it takes to ask for it: whoever may release may ask for a kill that somebody else approves.
    pub(crate) fn right(&self, rules: &HouseRules) -> Right {
        match self {
            Self::Notice { .. } if self.guarded_by_itself(rules).is_some() => Right::Release,
            Self::Notice { .. } | Self::Send { act: Act::Resume, .. } => Right::Stop,
            _ => Right::Release,
        }
    }

    /// The right that the act itself takes.
    pub(crate) fn own_right(&self) -> Right {
        match self {
            Self::Notice { .. } | Self::Send { act: Act::Resume, .. } => Right::Stop,
            _ => Right::Release,
        }
    }

    /// Refuses what is no proposal at all, and who may not make it.
    pub(crate) fn admit(&self, who: &Staff, rules: &HouseRules) -> Result<(), DeskError> {
        require(who, self.right(rules))?;
        let fault = |field, why: &str| Err(DeskError::NotReady(vec![Fault { field, why: why.to_owned() }]));
        match self {
            Self::Send { act: Act::Correct, correction: None, .. } => {
                fault("correction", "is missing: say what was wrong and what it says now")
            }
            Self::Send { act: Act::Update | Act::Refile | Act::Resume, correction: Some(_), .. } => {
                fault("correction", "is for the act `correct`")
            }
            Self::Release { .. } | Self::Send { act: Act::Update | Act::Correct | Act::Refile | Act::Resume, .. } => {
                Ok(())
            }
            Self::Send { .. } => fault("act", "is none of update, correct, refile and resume"),
            Self::Notice { items, act, hold, .. } => {
                if !act.stops() {
                    return fault("act", "is none of hold, kill and withdraw");
                }
                if items.is_empty() || items.len() > KILL_ITEMS_MAX {
                    let why = format!("names {}; 1 to {KILL_ITEMS_MAX} are allowed", items.len());
                    return fault("items", &why);
                }
                if items.iter().collect::<BTreeSet<_>>().len() < items.len() {
                    return fault("items", "names an item twice");
                }
                if *hold == Some(true) { require(who, Right::Stop) } else { Ok(()) }
            }
        }
    }

    /// Makes what would go out. `asked`: it was allowed at the time that it was asked for, and that time may have passed.
    pub(crate) fn make(
        &self,
        materials: Vec<Material>,
        products: &Products,
        rules: &HouseRules,
        now: Timestamp,
        asked: bool,
    ) -> Result<Made, DeskError> {
        let mut made = Made {
            transmission: Transmission { outgoing: Vec::new(), at: None, retraction: None },
            guarded: self.guarded_by_itself(rules).into_iter().collect(),
            later: None,
            parts: Vec::new(),
            retraction: None,
        };
        for material in materials {
            let part = match self {
                Self::Release { edit, at, retraction, .. } => {
                    let part = first(&material, *edit)?;
                    if !asked {
                        not_past(*at, now)?;
                    }
                    made.transmission.at = *at;
                    made.later = part.ready.story().embargo.max(*at).filter(|&time| time > now);
                    let alone = part.ready.story().priority == Priority::Flash;
                    let early = material.item.promised.is_some_and(|until| made.later.unwrap_or(now) < until);
                    made.guard(rules, Guarded::Flash, alone);
                    made.guard(rules, Guarded::Embargo, early);
                    if alone {
                        let reason = retraction.clone().unwrap_or_else(retraction_text);
                        let notice = part.ready.story().notice(&reason);
                        let sent = settle(products, part.ready.story(), part.act, &[]);
                        made.transmission.retraction =
                            Some(outgoing(&material.item.id, 2, Act::Kill, sent, notice.story()));
                        made.retraction = Some(reason);
                    }
                    part
                }
                Self::Send { edit, act, correction, .. } => {
                    let part = newer(&material, *edit, *act, correction.clone(), now)?;
                    let was_flash = material.last()?.priority == Priority::Flash;
                    let flash = part.ready.story().priority == Priority::Flash;
                    made.guard(rules, Guarded::Flash, flash && !was_flash);
                    part
                }
                Self::Notice { act, reason, .. } => {
                    State::after(material.item.state, *act)?;
                    // The notice repeats what was sent, not what somebody has written since.
                    let ready = material.last()?.notice(reason);
                    Part { item: material.item, act: *act, ready, correction: None }
                }
            };
            let story = part.ready.story();
            let settled = settle(products, story, part.act, &part.item.products);
            made.transmission.outgoing.push(outgoing(&part.item.id, part.item.version + 1, part.act, settled, story));
            made.parts.push(part);
        }
        Ok(made)
    }
}

impl Made {
    fn guard(&mut self, rules: &HouseRules, what: Guarded, applies: bool) {
        if applies && rules.second_person.contains(&what) {
            self.guarded.push(what);
        }
    }
}

/// What the retraction of a flash says where nobody wrote anything else.
///
/// # Panics
/// Never: the words are constant.
pub fn retraction_text() -> Note {
    Note::new("We withdraw this flash. Do not use it. Remove it where it was used; what is right will follow.")
        .expect("a constant note")
}

/// The working copy as a first version.
fn first(material: &Material, edit: u64) -> Result<Part, DeskError> {
    let item = &material.item;
    item.based_on(edit)?;
    item.not_scheduled()?;
    if item.stage == Stage::Spiked {
        let why = "is spiked: take the item back first".to_owned();
        return Err(DeskError::NotReady(vec![Fault { field: "stage", why }]));
    }
    let act = item.purpose.act();
    State::after(item.state, act)?;
    let story = Story { correction: None, ..item.story().map_err(DeskError::NotReady)? };
    let ready = story.ready().map_err(DeskError::NotReady)?;
    Ok(Part { item: item.clone(), act, ready, correction: None })
}

/// The working copy as a newer version.
fn newer(
    material: &Material,
    edit: u64,
    act: Act,
    correction: Option<Correction>,
    now: Timestamp,
) -> Result<Part, DeskError> {
    let item = &material.item;
    item.based_on(edit)?;
    item.not_scheduled()?;
    State::after(item.state, act)?;
    item.purpose.goes_on()?;
    let story = Story { correction: correction.clone(), ..item.story().map_err(DeskError::NotReady)? };
    // What is resumed was taken away whole: it may come back as it was.
    if act != Act::Resume {
        let last = material.last()?;
        brings_something(last, &story, item.version)?;
        if let Some(what) = &story.correction {
            corrects_what_was_sent(last, &story, what)?;
        }
    }
    not_embargoed_again(&story, now)?;
    let ready = story.ready().map_err(DeskError::NotReady)?;
    Ok(Part { item: item.clone(), act, ready, correction })
}

fn outgoing(item: &ItemId, version: u32, act: Act, products: Vec<ProductId>, story: &Story) -> Outgoing {
    let story = canonical_json(story);
    Outgoing { item: item.clone(), version, act, products, hash: ContentHash::of(&story), story }
}

/// A notice goes to whoever could have got the item; its own fields, most of them emptied, decide nothing. A test goes to
/// whoever asked for tests, and what it says decides nothing either.
pub(crate) fn settle(products: &Products, story: &Story, act: Act, before: &[ProductId]) -> Vec<ProductId> {
    match act {
        act if act.stops() => before.to_vec(),
        Act::Test => products.of_tests(),
        _ => products.settle(story, before),
    }
}

/// Nothing goes out in the past: whoever names such a time has mistaken a day or a zone, and must not release by it.
pub(crate) fn not_past(at: Option<Timestamp>, now: Timestamp) -> Result<(), DeskError> {
    if let Some(at) = at.filter(|&at| at < now) {
        let why = format!("is {at}, which has passed; leave it out to release now");
        return Err(DeskError::NotReady(vec![Fault { field: "at", why }]));
    }
    Ok(())
}

/// What others may hold already cannot be made secret again.
fn not_embargoed_again(story: &Story, now: Timestamp) -> Result<(), DeskError> {
    if story.embargo.is_some_and(|until| until > now) {
        let why = "lies ahead, but the item is out already; put it on hold instead".to_owned();
        return Err(DeskError::NotReady(vec![Fault { field: "embargo", why }]));
    }
    Ok(())
}

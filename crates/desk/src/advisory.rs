//! What an item is meant to be: news, a message to editors, or a test of the line.
//!
//! A message to editors and a test are sent once. They are taken back as everything is; what is new, or was wrong, is
//! another one. So every version of such an item that can be read says by its act that it is not for publication.

use crate::{
    Desk, DeskError, Item,
    acts::{Outcome, send},
    drafts::{file_new, note},
    rights::require,
};
use account::{Right, Staff};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use store::args;
use story::{Act, Fault, ItemId, Manuscript, Priority, Story, to_millis};
use wire::Log;

/// What an item is meant to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// News, to be published.
    #[default]
    News,
    /// A message to editors.
    Advisory,
    /// A test of the line.
    Test,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::News, Self::Advisory, Self::Test];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Advisory => "advisory",
            Self::Test => "test",
        }
    }

    /// The act by which its first version goes out.
    pub fn act(self) -> Act {
        match self {
            Self::News => Act::Release,
            Self::Advisory => Act::Advisory,
            Self::Test => Act::Test,
        }
    }

    /// Refuses a newer version of what is sent once.
    pub(crate) fn goes_on(self) -> Result<(), DeskError> {
        if self == Self::News { Ok(()) } else { Err(DeskError::SentOnce(self)) }
    }
}

impl FromStr for Purpose {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|purpose| purpose.name() == s);
        known.ok_or_else(|| format!("`{s}` is not what an item can be: news, advisory or test"))
    }
}

impl Desk {
    /// Says what a draft is meant to be, based on the save numbered `edit`. What is out stays what it went out as.
    pub async fn mean(&self, who: &Staff, id: &ItemId, edit: u64, purpose: Purpose) -> Result<Item, DeskError> {
        require(who, Right::Release)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let item = Item::load(log.tx(), &id).await?;
                    item.based_on(edit)?;
                    item.not_scheduled()?;
                    if item.state.is_some() {
                        let why = format!("is {}: the item went out as that", item.purpose.name());
                        return Err(DeskError::NotReady(vec![Fault { field: "purpose", why }]));
                    }
                    if item.purpose == purpose {
                        return Ok(item);
                    }
                    log.tx()
                        .run(
                            "UPDATE item SET purpose = $1, edit = edit + 1, changed = $2, changed_by = $3 WHERE id = $4",
                            args![purpose.name(), to_millis(time), who.login.as_str(), id.as_str()],
                        )
                        .await?;
                    note(log.tx(), time, &who, "purpose", &id, purpose.name()).await?;
                    Item::load(log.tx(), &id).await
                })
            })
            .await
    }

    /// Sends a message to editors: a new item, which is not for publication.
    pub async fn advise(&self, who: &Staff, message: impl Into<Manuscript>) -> Result<Outcome, DeskError> {
        self.send_new(who, message.into(), Purpose::Advisory).await
    }

    /// Sends a test of the line: a new item, which reaches only those who asked for tests.
    pub async fn send_test(&self, who: &Staff, message: impl Into<Manuscript>) -> Result<Outcome, DeskError> {
        self.send_new(who, message.into(), Purpose::Test).await
    }

    async fn send_new(&self, who: &Staff, message: Manuscript, purpose: Purpose) -> Result<Outcome, DeskError> {
        require(who, Right::Release)?;
        self.in_a_section(&message)?;
        let (who, agency) = (who.clone(), std::sync::Arc::clone(&self.agency));
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let story = message.finish().map_err(DeskError::NotReady)?;
                    let ready = outright(Story { correction: None, ..story })?.ready().map_err(DeskError::NotReady)?;
                    let id = file_new(log, &agency, &who, &message, purpose, None).await?;
                    let item = Item::load(log.tx(), &id).await?;
                    Ok(Outcome::Sent(send(log, &who, &item, purpose.act(), ready, "").await?))
                })
            })
            .await
    }
}

/// What is sent at once waits for nothing, and rings no bell: a flash takes the way that every flash takes.
fn outright(story: Story) -> Result<Story, DeskError> {
    let mut faults = Vec::new();
    if story.embargo.is_some() {
        faults.push(Fault { field: "embargo", why: "is set, but this goes out at once".to_owned() });
    }
    if story.priority == Priority::Flash {
        faults.push(Fault { field: "priority", why: "is flash; begin it as a draft".to_owned() });
    }
    if faults.is_empty() { Ok(story) } else { Err(DeskError::NotReady(faults)) }
}

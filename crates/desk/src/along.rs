//! What hangs on an item: looked up before it is killed, so that nothing that repeats it is forgotten.

use crate::{Desk, DeskError, Why, item::word, rights::require, ties::folded};
use account::{Right, Staff};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use store::{Row, StoreError, args};
use story::{ItemId, Kind, Lang, State};

/// Items that one act kills at most.
pub const KILL_ITEMS_MAX: usize = 500;
/// Items that a list of what hangs on others holds at most.
const ALONG_MAX: usize = 1_000;
/// Characters of a text that items are searched by, at least: less finds everything.
pub const SOUGHT_CHARS_MIN: usize = 3;

/// What a kill does to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// A notice takes back every version.
    Notice,
    /// It was to go out later, and is taken off the schedule.
    Unschedule,
    /// It was never sent and does not wait to be.
    NeverSent,
    /// It was killed or withdrawn before.
    Gone,
}

impl Fate {
    /// Whether there is anything to do.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Notice | Self::Unschedule)
    }

    /// What happens to it, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Notice => "every version is taken back",
            Self::Unschedule => "waits for its time: taken off the schedule",
            Self::NeverSent => "never sent: nothing goes out",
            Self::Gone => "killed before",
        }
    }
}

/// An item that may be killed, or that hangs on one that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Its id.
    pub item: ItemId,
    /// Its handle.
    pub slug: String,
    /// Its headline.
    pub headline: String,
    /// The language it is written in.
    pub language: Lang,
    /// What it is made of.
    pub kind: Kind,
    /// Its publishing status; none before its first release.
    pub state: Option<State>,
    /// The last version on the wire; 0 for none.
    pub version: u32,
    /// What a kill does to it.
    pub fate: Fate,
}

/// An item that hangs on another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Along {
    /// The item.
    #[serde(flatten)]
    pub item: Candidate,
    /// On which item it hangs.
    pub of: ItemId,
    /// Why; the closest tie, where there are several.
    pub why: Why,
    /// Only the working copy says so; what was sent does not.
    pub unsent: bool,
    /// Whether it goes along unless somebody says otherwise.
    pub proposed: bool,
}

/// What is to be killed: the items themselves, and what hangs on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reckoning {
    /// The items that were asked for, in that order.
    pub items: Vec<Candidate>,
    /// What hangs on them, the closest first.
    pub along: Vec<Along>,
    /// There is more than a list holds.
    pub more: bool,
}

/// By what items are searched that have one cause in common. Texts are found anywhere in their field, in any letters.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sought {
    /// In the byline.
    pub author: String,
    /// In the credit or the source.
    pub credit: String,
    /// The id of the series or chain.
    pub series: String,
    /// In slug and headline.
    pub words: String,
}

impl Sought {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        [&self.author, &self.credit, &self.series, &self.words].iter().all(|text| text.trim().is_empty())
    }
}

macro_rules! select_candidate {
    ($rest:literal) => {
        concat!("SELECT id, slug, headline, language, kind, state, version, due FROM item ", $rest)
    };
}

/// Everything that has to do with an item: what names it, what it was made of, its series, and what the desk itself made of
/// it: that hangs on it whatever its text says. Where there is more than is asked for, what a kill takes along is kept.
const TIED: &str = "SELECT other, why, sent FROM (\
     SELECT item AS other, why, sent FROM item_tie \
     WHERE why IN ('translation_of', 'derived_from', 'shows', 'names') AND target = $1 \
     UNION SELECT item AS other, 'translation_of' AS why, (1 = 1) AS sent FROM translation WHERE source = $1 \
     UNION SELECT item AS other, 'derived_from' AS why, (1 = 1) AS sent FROM crop WHERE original = $1 \
     UNION SELECT target AS other, CASE why WHEN 'translation_of' THEN 'source' ELSE 'original' END AS why, sent \
     FROM item_tie WHERE item = $1 AND why IN ('translation_of', 'derived_from') \
     UNION SELECT b.item AS other, b.why, b.sent FROM item_tie a JOIN item_tie b ON b.why = 'group' AND b.target = a.target \
     WHERE a.item = $1 AND a.why = 'group' AND b.item <> a.item) AS tied \
     ORDER BY CASE why WHEN 'translation_of' THEN 0 WHEN 'derived_from' THEN 1 ELSE 2 END, other, why, sent DESC \
     LIMIT $2";

/// Another item, why it has to do with the one that was asked for, and whether only the working copy says so.
type Tie = (ItemId, Why, bool);

impl Candidate {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let corrupt = |column, why: String| StoreError::Corrupt { column, why };
        let state: Option<State> = word(row, "state")?;
        let fate = match (state, row.int_or_null("due")?) {
            (Some(State::Canceled), _) => Fate::Gone,
            (Some(_), _) => Fate::Notice,
            (None, Some(_)) => Fate::Unschedule,
            (None, None) => Fate::NeverSent,
        };
        Ok(Self {
            item: row.parsed("id")?,
            slug: row.text("slug")?,
            headline: row.text("headline")?,
            language: Lang::new(&row.text("language")?).map_err(|e| corrupt("language", e.to_string()))?,
            kind: row.parsed("kind")?,
            state,
            version: u32::try_from(row.int("version")?).map_err(|e| corrupt("version", e.to_string()))?,
            fate,
        })
    }
}

impl Desk {
    /// What these items are, and what hangs on them. What repeats an item (a translation, a crop) is followed on to what
    /// hangs on that in turn; the rest is named, and not followed.
    pub async fn along(&self, who: &Staff, items: &[ItemId]) -> Result<Reckoning, DeskError> {
        require(who, Right::Write)?;
        let (mut own, mut asked) = (Vec::new(), BTreeSet::new());
        for id in items {
            if asked.insert(id.clone()) {
                own.push(self.candidate(id).await?.ok_or_else(|| DeskError::Unknown(id.clone()))?);
            }
        }
        let mut found: BTreeMap<ItemId, (Why, ItemId, bool)> = BTreeMap::new();
        let mut open: VecDeque<ItemId> = own.iter().map(|candidate| candidate.item.clone()).collect();
        let mut followed = asked.clone();
        let mut more = false;
        while let Some(of) = open.pop_front() {
            let (ties, cut) = self.tied(&of).await?;
            more |= cut;
            for (other, why, unsent) in ties {
                if asked.contains(&other) {
                    continue;
                }
                if found.len() >= ALONG_MAX {
                    more = true;
                    break;
                }
                let closer = found.get(&other).is_none_or(|(known, ..)| why < *known);
                if closer {
                    found.insert(other.clone(), (why, of.clone(), unsent));
                }
                if why.goes_along() && followed.insert(other.clone()) {
                    open.push_back(other);
                }
            }
        }
        let mut along = Vec::with_capacity(found.len());
        for (id, (why, of, unsent)) in found {
            if let Some(item) = self.candidate(&id).await? {
                let proposed = why.goes_along() && item.fate.is_open();
                along.push(Along { item, of, why, unsent, proposed });
            }
        }
        along.sort_by(|a, b| (a.why, &a.item.item).cmp(&(b.why, &b.item.item)));
        Ok(Reckoning { items: own, along, more })
    }

    /// The items that have all of this in common, the newest first, at most [`KILL_ITEMS_MAX`]; none when nothing is asked.
    pub async fn sought(&self, who: &Staff, sought: &Sought) -> Result<Vec<Candidate>, DeskError> {
        require(who, Right::Write)?;
        if sought.is_empty() {
            return Ok(Vec::new());
        }
        let [author, credit, words] =
            [("author", &sought.author), ("credit", &sought.credit), ("words", &sought.words)]
                .map(|(name, text)| pattern(name, text));
        let (author, credit, words) = (author?, credit?, words?);
        let series = sought.series.trim();
        let rows = self
            .db
            .all(
                select_candidate!(
                    "WHERE ($1 = '' OR id IN (SELECT item FROM item_tie WHERE why = 'byline' AND target LIKE $1 ESCAPE '!')) \
                     AND ($2 = '' OR id IN (SELECT item FROM item_tie WHERE why IN ('credit', 'source_of') AND target LIKE $2 \
                     ESCAPE '!')) \
                     AND ($3 = '' OR id IN (SELECT item FROM item_tie WHERE why = 'group' AND target = $3)) \
                     AND ($4 = '' OR id IN (SELECT item FROM item_tie WHERE why = 'says' AND target LIKE $4 ESCAPE '!')) \
                     AND (version > 0 OR due IS NOT NULL) ORDER BY changed DESC, id DESC LIMIT $5"
                ),
                args![author, credit, series, words, KILL_ITEMS_MAX as u64],
            )
            .await?;
        Ok(rows.iter().map(Candidate::from_row).collect::<Result<_, _>>()?)
    }

    async fn candidate(&self, id: &ItemId) -> Result<Option<Candidate>, DeskError> {
        let row = self.db.one(select_candidate!("WHERE id = $1"), args![id.as_str()]).await?;
        Ok(row.map(|row| Candidate::from_row(&row)).transpose()?)
    }

    /// Each tie once, the closest first: what was sent decides, where both say so. And whether there are more.
    async fn tied(&self, id: &ItemId) -> Result<(Vec<Tie>, bool), DeskError> {
        let rows = self.db.all(TIED, args![id.as_str(), ALONG_MAX as u64 + 1]).await?;
        let mut ties: BTreeMap<(Why, ItemId), bool> = BTreeMap::new();
        for row in rows.iter().take(ALONG_MAX) {
            let unsent = !row.flag("sent")?;
            let known = ties.entry((row.parsed("why")?, row.parsed("other")?)).or_insert(unsent);
            *known &= unsent;
        }
        let ties = ties.into_iter().map(|((why, other), unsent)| (other, why, unsent)).collect();
        Ok((ties, rows.len() > ALONG_MAX))
    }
}

/// What a text is searched by; empty for none. `!` stands before what would be a wildcard.
fn pattern(field: &'static str, text: &str) -> Result<String, DeskError> {
    let text = folded(text);
    if text.is_empty() {
        return Ok(text);
    }
    if text.chars().count() < SOUGHT_CHARS_MIN {
        let why = format!("is shorter than {SOUGHT_CHARS_MIN} characters");
        return Err(DeskError::NotReady(vec![story::Fault { field, why }]));
    }
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    Ok(pattern)
}

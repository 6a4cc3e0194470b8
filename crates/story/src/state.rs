//! The life of a released item (IPTC publishing status) and the one answer to "may it be published?".

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The IPTC publishing status (`stat:`). An item that was never released has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// May be published.
    Usable,
    /// Must not be published until it is resumed.
    Withheld,
    /// Must never be published, in any version. Nothing follows.
    Canceled,
}

impl State {
    /// The word that IPTC uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Withheld => "withheld",
            Self::Canceled => "canceled",
        }
    }

    /// The state after `act`, or why the act is not possible. `from` is `None` for an item that was never released.
    pub fn after(from: Option<Self>, act: Act) -> Result<Self, IllegalAct> {
        use Act::{Advisory, Correct, Hold, Kill, Refile, Release, Resume, Test, Update, Withdraw};
        match (from, act) {
            (None, Release | Advisory | Test)
            | (Some(Self::Usable), Update | Correct | Refile)
            | (Some(Self::Withheld), Resume) => Ok(Self::Usable),
            (Some(Self::Usable), Hold) => Ok(Self::Withheld),
            (Some(Self::Usable | Self::Withheld), Kill | Withdraw) => Ok(Self::Canceled),
            (from, act) => Err(IllegalAct { from, act }),
        }
    }
}

impl FromStr for State {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        [Self::Usable, Self::Withheld, Self::Canceled]
            .into_iter()
            .find(|state| state.name() == s)
            .ok_or_else(|| format!("`{s}` is not a publishing status"))
    }
}

/// What a dispatch does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// The first version of an item.
    Release,
    /// A newer version, with more news.
    Update,
    /// A version that repairs an error of substance.
    Correct,
    /// A version that repairs something minor.
    Refile,
    /// Stop using it; it is being checked.
    Hold,
    /// It may be used again.
    Resume,
    /// Never use it again: it is wrong or harmful.
    Kill,
    /// Never use it again: it was not ours to send.
    Withdraw,
    /// A message to editors, not for publication.
    Advisory,
    /// A test of the line, not for publication.
    Test,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 10] = [
        Self::Release,
        Self::Update,
        Self::Correct,
        Self::Refile,
        Self::Hold,
        Self::Resume,
        Self::Kill,
        Self::Withdraw,
        Self::Advisory,
        Self::Test,
    ];

    /// The word used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Update => "update",
            Self::Correct => "correct",
            Self::Refile => "refile",
            Self::Hold => "hold",
            Self::Resume => "resume",
            Self::Kill => "kill",
            Self::Withdraw => "withdraw",
            Self::Advisory => "advisory",
            Self::Test => "test",
        }
    }

    /// True for the acts after which the item's text must not be used.
    pub fn stops(self) -> bool {
        matches!(self, Self::Hold | Self::Kill | Self::Withdraw)
    }
}

impl FromStr for Act {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|act| act.name() == s).ok_or_else(|| format!("`{s}` is not an act of the wire"))
    }
}

/// An act that the state of the item does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an item that {} cannot be given the act `{}`", match from {
    None => "was never released",
    Some(State::Usable) => "is released and usable",
    Some(State::Withheld) => "is on hold",
    Some(State::Canceled) => "is killed",
}, act.name())]
pub struct IllegalAct {
    /// Where the item stood.
    pub from: Option<State>,
    /// What was asked.
    pub act: Act,
}

/// The answer to "may it be published?", as the client is to follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Publishable {
    /// Yes, now.
    Yes,
    /// No.
    No,
    /// Not before the time given.
    At,
}

/// Why the answer is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The item was killed or withdrawn.
    Killed,
    /// The item is on hold.
    OnHold,
    /// The embargo has not passed.
    Embargo,
    /// The dispatch is a message to editors.
    Advisory,
    /// The dispatch is a test.
    Test,
}

/// One computed answer with its reasons, so that no client has to combine status, embargo, act and note itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The answer.
    pub publishable: Publishable,
    /// When it becomes publishable, for [`Publishable::At`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Every reason against publishing now; empty when the answer is yes.
    pub reasons: Vec<Reason>,
}

impl Verdict {
    /// Computes the verdict of an item in `state`, brought by `act`, under `embargo`, at the time `now`.
    pub fn of(state: State, act: Act, embargo: Option<Timestamp>, now: Timestamp) -> Self {
        let mut reasons = Vec::new();
        match state {
            State::Canceled => reasons.push(Reason::Killed),
            State::Withheld => reasons.push(Reason::OnHold),
            State::Usable => {}
        }
        match act {
            Act::Advisory => reasons.push(Reason::Advisory),
            Act::Test => reasons.push(Reason::Test),
            _ => {}
        }
        let waits = embargo.filter(|&t| t > now);
        let publishable = match (reasons.is_empty(), waits) {
            (false, _) => Publishable::No,
            (true, Some(_)) => Publishable::At,
            (true, None) => Publishable::Yes,
        };
        if waits.is_some() {
            reasons.push(Reason::Embargo);
        }
        Self { publishable, at: waits.filter(|_| publishable == Publishable::At), reasons }
    }

    /// True when the item may be published now.
    pub fn is_yes(&self) -> bool {
        self.publishable == Publishable::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canceled_is_terminal_and_every_other_state_can_be_killed() {
        for act in Act::ALL {
            assert!(State::after(Some(State::Canceled), act).is_err());
        }
        assert_eq!(State::after(Some(State::Usable), Act::Kill), Ok(State::Canceled));
        assert_eq!(State::after(Some(State::Withheld), Act::Kill), Ok(State::Canceled));
        assert!(State::after(None, Act::Kill).is_err());
        assert!(State::after(None, Act::Update).is_err());
        assert!(State::after(Some(State::Withheld), Act::Update).is_err());
        assert!(State::after(Some(State::Usable), Act::Release).is_err());
    }

    #[test]
    fn the_verdict_names_every_reason() {
        let now = Timestamp::UNIX_EPOCH;
        let later = now + jiff::SignedDuration::from_secs(60);
        assert!(Verdict::of(State::Usable, Act::Release, None, now).is_yes());
        let waiting = Verdict::of(State::Usable, Act::Release, Some(later), now);
        assert_eq!((waiting.publishable, waiting.at), (Publishable::At, Some(later)));
        assert!(Verdict::of(State::Usable, Act::Release, Some(later), later).is_yes());
        let killed = Verdict::of(State::Canceled, Act::Kill, Some(later), now);
        assert_eq!((killed.publishable, killed.at), (Publishable::No, None));
        assert_eq!(killed.reasons, [Reason::Killed, Reason::Embargo]);
    }
}

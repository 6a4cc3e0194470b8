//! What the public may see: the agency's rule, beside what its products and its desk say.
//!
//! [`Publicly`] decides, for everybody who asks: the site's follower, the desk's preview, the page of the rule.

mod check;
mod decide;
mod kept;
mod trial;

pub use decide::{NotPublic, Publicly};
pub use kept::PublicRuleVersion;
pub use trial::{PUBLIC_TRIAL_DAYS, PUBLIC_TRIAL_DISPATCHES_MAX, PublicTrial, PubliclyTried, SectionDay};

use serde::{Deserialize, Serialize};
use story::{CategoryId, Kind, Lang, Line, Priority};
use summary::SummaryRule;

/// The kinds of items that the site has pages for.
pub const PUBLIC_KINDS: [Kind; 3] = [Kind::Text, Kind::Picture, Kind::Graphic];
/// Stories of a day that can be set, for one section and language.
pub const PUBLIC_A_DAY: std::ops::RangeInclusive<u32> = 1..=10_000;
/// Third parties that can be named.
pub const PUBLIC_SOURCES_MAX: usize = 500;
/// Lines of `trust.txt` that can be set.
pub const TRUST_LINES_MAX: usize = 200;

/// The agency's rule for its public site. What is under embargo, on hold, killed, a test or a message to editors is never
/// public, whatever a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PublicRule {
    /// The kinds of items that may be shown: some of [`PUBLIC_KINDS`].
    pub kinds: Vec<Kind>,
    /// Languages that are never shown.
    pub languages_never: Vec<Lang>,
    /// Sections that are never shown.
    pub sections_never: Vec<CategoryId>,
    /// Priorities that are never shown.
    pub priorities_never: Vec<Priority>,
    /// Third parties whose material may be shown. What names a source that is not among them, and is not the agency itself,
    /// is not public, not even when the desk says so: the right is not the desk's to give.
    pub sources: Vec<Line<200>>,
    /// Stories of one section and language that are shown of one day, at most: [`PUBLIC_A_DAY`]. What the desk wants to be
    /// shown goes beyond.
    pub a_day_max: Option<u32>,
    /// How long a summary is that was not written by the desk.
    pub summary: SummaryRule,
    /// What machines are told that read the site.
    pub reuse: Reuse,
}

/// What the site tells machines that read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reuse {
    /// Crawlers that gather texts for the training of machines are welcome.
    pub ai_crawlers: bool,
    /// Text and data mining is reserved (TDM Reservation Protocol, W3C community report, 2024).
    pub tdm_reserved: bool,
    /// The `https` address of the terms under which it can be had.
    pub tdm_policy: Option<Line<500>>,
    /// Where somebody writes who found a hole: a `mailto:` or `https:` address (RFC 9116 §2.5.3).
    pub security_contact: Option<Line<500>>,
    /// The lines of `trust.txt` beside those that the site writes itself (`JournalList` specification 1.5).
    pub trust: Vec<Line<500>>,
}

impl Default for Reuse {
    fn default() -> Self {
        Self { ai_crawlers: false, tdm_reserved: true, tdm_policy: None, security_contact: None, trust: Vec::new() }
    }
}

impl Default for PublicRule {
    fn default() -> Self {
        Self {
            kinds: PUBLIC_KINDS.to_vec(),
            languages_never: Vec::new(),
            sections_never: Vec::new(),
            priorities_never: Vec::new(),
            sources: Vec::new(),
            a_day_max: None,
            summary: SummaryRule::default(),
            reuse: Reuse::default(),
        }
    }
}
